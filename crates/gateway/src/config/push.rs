//! Where the gateway may push to: the services of the browsers, and whom an installation adds.

use std::{fmt, str::FromStr};

use axum::http::{Uri, uri::Scheme};
use clap::Args;

use super::is_loopback;

/// What an installation can choose about pushing.
#[derive(Args, Clone, Debug, Default)]
pub struct PushConfig {
    /// Tells nobody of anything while their page is closed, and talks to no push service.
    #[arg(long)]
    pub no_push: bool,

    /// A push service to be trusted besides those of the usual browsers, such as `push.example.com` or
    /// `*.push.example.com`; may be repeated.
    #[arg(long = "push-host", value_name = "HOST")]
    pub push_hosts: Vec<PushHost>,
}

/// A host that may be pushed to, over TLS; a test's own on this machine also without.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PushHost {
    /// Exactly this one.
    Exactly(String),
    /// Everything below this one: `.push.example.com`.
    Below(String),
    /// This machine, without TLS: host and port.
    Here(String),
}

/// The text is no host of a push service.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "a push service is a host such as push.example.com or *.push.example.com, without a scheme and a path"
)]
pub struct PushHostError;

impl PushConfig {
    /// Whether an address that somebody names may be written to.
    ///
    /// Nobody must be able to have the gateway knock at doors of its own network: so only at those of known services.
    pub fn admits(&self, endpoint: &Uri) -> bool {
        let (Some(scheme), Some(authority)) = (endpoint.scheme(), endpoint.authority()) else {
            return false;
        };
        if authority.as_str().contains('@') {
            return false;
        }
        let host = authority.host().to_ascii_lowercase();
        let is_usual = || {
            let port = authority.port_u16();
            *scheme == Scheme::HTTPS && port.is_none_or(|it| it == 443)
        };
        USUAL.iter().any(|it| is_usual() && it.is_of(&host))
            || self.push_hosts.iter().any(|it| match it {
                PushHost::Exactly(own) => is_usual() && *own == host,
                PushHost::Below(own) => is_usual() && is_below(&host, own),
                PushHost::Here(own) => *scheme == Scheme::HTTP && authority.as_str() == own,
            })
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

fn is_below(host: &str, suffix: &str) -> bool {
    host.len() > suffix.len() && host.ends_with(suffix)
}

impl FromStr for PushHost {
    type Err = PushHostError;

    fn from_str(text: &str) -> Result<Self, PushHostError> {
        if let Some(authority) = text.strip_prefix("http://") {
            let is_here = is_loopback(authority) && !authority.contains(['/', '@']);
            return is_here
                .then(|| Self::Here(authority.to_owned()))
                .ok_or(PushHostError);
        }
        let (host, is_below) = match text.strip_prefix("*.") {
            Some(host) => (host, true),
            None => (text, false),
        };
        let is_plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || b".-".contains(&it);
        // With a dot in its middle: a bare name would be a machine of the gateway's own network.
        let has_dot = host.trim_matches('.') == host && host.contains('.');
        if !host.bytes().all(is_plain) || !has_dot {
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
            Self::Here(it) => write!(f, "http://{it}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(hosts: &[&str], endpoint: &str) -> bool {
        let push_hosts = hosts.iter().map(|it| it.parse().unwrap()).collect();
        let config = PushConfig {
            push_hosts,
            ..PushConfig::default()
        };
        endpoint.parse().is_ok_and(|it| config.admits(&it))
    }

    #[test]
    fn wp3_only_known_services_are_written_to() {
        for endpoint in [
            "https://fcm.googleapis.com/fcm/send/abc",
            "https://updates.push.services.mozilla.com/wpush/v2/abc",
            "https://web.push.apple.com/abc",
            "https://wns2-par02p.notify.windows.com:443/w/?token=abc",
        ] {
            assert!(admits(&[], endpoint), "{endpoint}");
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
            assert!(!admits(&[], endpoint), "{endpoint}");
        }
    }

    #[test]
    fn wp3_an_installation_may_add_services() {
        assert!(admits(&["push.example.com"], "https://push.example.com/a"));
        assert!(!admits(&["push.example.com"], "https://a.push.example.com/a"));
        assert!(admits(&["*.example.com"], "https://a.example.com/a"));
        assert!(!admits(&["*.example.com"], "https://example.com/a"));
        assert!(admits(&["http://127.0.0.1:9000"], "http://127.0.0.1:9000/a"));
        assert!(!admits(&["http://127.0.0.1:9000"], "http://127.0.0.1:9001/a"));
        for host in [
            "",
            "*",
            "*.",
            "localhost",
            "https://push.example.com",
            "push.example.com/a",
            "push.example.com:8443",
            "http://push.example.com",
            "http://127.0.0.1:9000/a",
            "http://127.0.0.1@example.com",
            ".example.com",
        ] {
            assert_eq!(host.parse::<PushHost>(), Err(PushHostError), "{host}");
        }
    }
}
