//! Where the gateway may push to: the services of the browsers, and whom an installation adds; and how much of it.

use std::{fmt, net::SocketAddr, str::FromStr, time::Duration};

use axum::http::{Uri, uri::Scheme};
use clap::Args;

use super::SESSION_LIFE;

/// What an installation can choose about pushing.
#[derive(Args, Clone, Debug, Default)]
pub struct PushConfig {
    /// Tells nobody of anything while their page is closed, and talks to no push service.
    #[arg(long)]
    pub no_push: bool,

    /// A push service to be trusted besides those of the usual browsers, such as `push.example.com` or
    /// `*.push.example.com`; may be repeated. It must be on the public Internet.
    #[arg(long = "push-host", value_name = "HOST")]
    pub push_hosts: Vec<PushHost>,

    /// For tests only: a push service on this very machine, without TLS, such as `http://127.0.0.1:9000`; may be repeated.
    #[arg(long = "push-test-host", value_name = "URL")]
    pub push_test_hosts: Vec<PushTestHost>,
}

/// A host that may be pushed to, over TLS.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PushHost {
    /// Exactly this one.
    Exactly(String),
    /// Everything below this one: `.push.example.com`.
    Below(String),
}

/// A push service of a test: this machine, by its number, without TLS.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PushTestHost(SocketAddr);

/// The text is no host of a push service.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "a push service is a host on the public Internet such as push.example.com or *.push.example.com, without a scheme and a path; no number, and no name of a network of one's own"
)]
pub struct PushHostError;

/// The text is no push service of a test.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a push service of a test is on this very machine, such as http://127.0.0.1:9000")]
pub struct PushTestHostError;

/// One of the services that may be written to; what one of them does is no other's affair. All hosts below a name are
/// one service.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct PushServiceId(usize);

impl PushServiceId {
    /// Its place among [`PushConfig::n_services`].
    pub const fn index(self) -> usize {
        self.0
    }
}

impl PushConfig {
    /// The service that an address belongs to. `None`: it may not be written to.
    ///
    /// Nobody must be able to have the gateway knock at doors of its own network: so only at those of known services.
    pub fn service(&self, endpoint: &Uri) -> Option<PushServiceId> {
        let (scheme, authority) = (endpoint.scheme()?, endpoint.authority()?);
        if authority.as_str().contains('@') {
            return None;
        }
        if *scheme == Scheme::HTTP {
            let mut tests = self.push_test_hosts.iter();
            let nth = tests.position(|it| authority.as_str() == it.0.to_string())?;
            return Some(PushServiceId(USUAL.len() + self.push_hosts.len() + nth));
        }
        if *scheme != Scheme::HTTPS || authority.port_u16().is_some_and(|it| it != 443) {
            return None;
        }
        let host = authority.host().to_ascii_lowercase();
        let usual = USUAL.iter().position(|it| it.is_of(&host));
        let own = || self.push_hosts.iter().position(|it| it.is_of(&host));
        usual
            .or_else(|| own().map(|it| USUAL.len() + it))
            .map(PushServiceId)
    }

    /// How many services there can be.
    pub const fn n_services(&self) -> usize {
        USUAL.len() + self.push_hosts.len() + self.push_test_hosts.len()
    }
}

/// The services of the browsers that people have.
enum Usual {
    Exactly(&'static str),
    Below(&'static str),
}

impl Usual {
    fn is_of(&self, host: &str) -> bool {
        match self {
            Self::Exactly(it) => host == *it,
            Self::Below(it) => is_below(host, it),
        }
    }
}

const USUAL: &[Usual] = &[
    // Chrome, Edge on phones, Opera, Samsung.
    Usual::Exactly("fcm.googleapis.com"),
    // Firefox.
    Usual::Below(".push.services.mozilla.com"),
    // Safari, and apps on the home screens of iPhones.
    Usual::Below(".push.apple.com"),
    // Edge on Windows.
    Usual::Below(".notify.windows.com"),
];

/// Names that lead nowhere but into a network of one's own.
const OWN_NETWORK: &[&str] = &[
    "arpa",
    "corp",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "onion",
    "private",
];

impl PushHost {
    fn is_of(&self, host: &str) -> bool {
        match self {
            Self::Exactly(it) => host == it,
            Self::Below(it) => is_below(host, it),
        }
    }
}

fn is_below(host: &str, suffix: &str) -> bool {
    host.len() > suffix.len() && host.ends_with(suffix)
}

impl FromStr for PushHost {
    type Err = PushHostError;

    fn from_str(text: &str) -> Result<Self, PushHostError> {
        let (host, is_below) = match text.strip_prefix("*.") {
            Some(host) => (host, true),
            None => (text, false),
        };
        let is_plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
        let labels: Vec<_> = host.split('.').collect();
        let are_plain = labels.iter().all(|it| !it.is_empty() && it.bytes().all(is_plain));
        // A bare name would be a machine of the gateway's own network, and what ends in a number is an address, however
        // it is written: `127.1`, `0x7f.1`.
        let Some((_, top)) = host.rsplit_once('.').filter(|_| are_plain) else {
            return Err(PushHostError);
        };
        if top.starts_with(|it: char| it.is_ascii_digit()) || OWN_NETWORK.contains(&top) {
            return Err(PushHostError);
        }
        Ok(match is_below {
            true => Self::Below(format!(".{host}")),
            false => Self::Exactly(host.to_owned()),
        })
    }
}

impl fmt::Display for PushHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(it) => f.write_str(it),
            Self::Below(it) => write!(f, "*{it}"),
        }
    }
}

impl FromStr for PushTestHost {
    type Err = PushTestHostError;

    fn from_str(text: &str) -> Result<Self, PushTestHostError> {
        let address: Option<SocketAddr> = text.strip_prefix("http://").and_then(|it| it.parse().ok());
        let here = address.filter(|it| it.ip().is_loopback());
        here.map(Self).ok_or(PushTestHostError)
    }
}

impl fmt::Display for PushTestHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.0)
    }
}

/// Browsers in which one person is told while the page is closed; the oldest goes.
pub const SUBSCRIPTIONS_PER_USER: u32 = 10;
/// Changes of such subscriptions per minute and person.
pub const SUBSCRIPTIONS_PER_MINUTE: u32 = 30;
/// Bytes of a push service's address for one browser.
pub const ENDPOINT_BYTES_MAX: usize = 2048;
/// Notices that may wait until it is looked up where they go; beyond it they are dropped and counted.
pub const PUSH_QUEUE_MAX: usize = 1024;
/// Notices that may wait for one browser, each about another shipment; beyond it they are dropped and counted.
pub const PUSH_WAITING_MAX: usize = 32;
/// Browsers of one service for which something may wait at the same time; beyond it notices are dropped and counted.
pub const PUSH_BROWSERS_MAX: usize = 1024;
/// Requests to one service at the same time.
pub const PUSH_AT_ONCE: usize = 8;
/// A push service must answer after this.
pub const PUSH_TIMEOUT: Duration = Duration::from_secs(10);
/// How long to wait before a message is tried again; as often as there are waits.
pub const PUSH_WAITS: [Duration; 3] = [
    Duration::from_millis(500),
    Duration::from_secs(4),
    Duration::from_secs(20),
];
/// Longer than this no push service makes the gateway wait.
pub const PUSH_WAIT_MAX: Duration = Duration::from_secs(60);
/// How long a push service keeps a message for a device that is off: as long as the session lives.
pub const PUSH_LIFE: Duration = SESSION_LIFE;
/// Characters of a place's name in a notice.
pub const PUSH_PLACE_CHARS: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    fn config(hosts: &[&str], tests: &[&str]) -> PushConfig {
        PushConfig {
            no_push: false,
            push_hosts: hosts.iter().map(|it| it.parse().unwrap()).collect(),
            push_test_hosts: tests.iter().map(|it| it.parse().unwrap()).collect(),
        }
    }

    fn admits(config: &PushConfig, endpoint: &str) -> bool {
        endpoint.parse().is_ok_and(|it| config.service(&it).is_some())
    }

    #[test]
    fn wp3_only_known_services_are_written_to() {
        let usual = config(&[], &[]);
        for endpoint in [
            "https://fcm.googleapis.com/fcm/send/abc",
            "https://updates.push.services.mozilla.com/wpush/v2/abc",
            "https://web.push.apple.com/abc",
            "https://wns2-par02p.notify.windows.com:443/w/?token=abc",
        ] {
            assert!(admits(&usual, endpoint), "{endpoint}");
        }
        for endpoint in [
            "http://fcm.googleapis.com/fcm/send/abc",
            "https://fcm.googleapis.com:8443/abc",
            "https://fcm.googleapis.com@10.0.0.1/abc",
            "https://me@fcm.googleapis.com/abc",
            "https://fcm.googleapis.com.example.com/abc",
            "https://evilpush.apple.com.example.com/abc",
            "https://notpush.apple.com/abc",
            "https://push.apple.com/abc",
            "https://169.254.169.254/latest",
            "https://localhost/abc",
            "http://127.0.0.1:8787/abc",
            "/abc",
            "file:///etc/passwd",
        ] {
            assert!(!admits(&usual, endpoint), "{endpoint}");
        }
    }

    #[test]
    fn wp3_an_installation_may_add_services_of_the_internet_only() {
        let own = config(&["push.example.com", "*.example.org"], &[]);
        assert!(admits(&own, "https://push.example.com/a"));
        assert!(!admits(&own, "https://a.push.example.com/a"));
        assert!(admits(&own, "https://a.example.org/a"));
        assert!(!admits(&own, "https://example.org/a"));
        for host in [
            "",
            "*",
            "*.",
            "localhost",
            "push",
            "https://push.example.com",
            "push.example.com/a",
            "push.example.com:8443",
            "http://push.example.com",
            "http://127.0.0.1:9000",
            ".example.com",
            "example..com",
            "example.com.",
            "10.0.0.1",
            "169.254.169.254",
            "192.168.1.20",
            "127.1",
            "0x7f.0.0.0x1",
            "[::1]",
            "printer.local",
            "*.corp",
            "push.internal",
            "metadata.google.internal",
            "router.lan",
            "a.home.arpa",
            "a.localhost",
        ] {
            assert_eq!(host.parse::<PushHost>(), Err(PushHostError), "{host}");
        }
    }

    #[test]
    fn wp3_this_machine_is_for_tests_that_say_so() {
        let test = config(&[], &["http://127.0.0.1:9000"]);
        assert!(admits(&test, "http://127.0.0.1:9000/a"));
        assert!(!admits(&test, "http://127.0.0.1:9001/a"));
        assert!(!admits(&test, "https://127.0.0.1:9000/a"));
        for host in [
            "127.0.0.1:9000",
            "http://127.0.0.1",
            "http://127.0.0.1:9000/a",
            "http://localhost:9000",
            "http://10.0.0.1:9000",
            "http://127.0.0.1:9000@example.com",
            "https://127.0.0.1:9000",
        ] {
            assert_eq!(host.parse::<PushTestHost>(), Err(PushTestHostError), "{host}");
        }
    }

    #[test]
    fn wp7_the_hosts_of_one_maker_are_one_service() {
        let config = config(&["*.example.org"], &["http://127.0.0.1:9000"]);
        let service = |endpoint: &str| config.service(&endpoint.parse().unwrap()).unwrap();
        assert_eq!(
            service("https://a.notify.windows.com/1"),
            service("https://b.notify.windows.com/2")
        );
        assert_ne!(
            service("https://fcm.googleapis.com/1"),
            service("https://a.example.org/1")
        );
        let last = service("http://127.0.0.1:9000/1");
        assert_eq!(last.index(), config.n_services() - 1);
    }
}
