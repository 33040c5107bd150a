//! Every knob of the gateway: its name, its default and its limit.

mod map;
mod push;

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use clap::{Parser, Subcommand};

pub use self::{map::MapConfig, push::*};

/// What a person can choose at the start. The field's documentation is the help text.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "livedeck-gateway",
    version,
    about = "Keeps the rows, tells everybody who may know, and serves the app."
)]
pub struct Config {
    /// Address to listen on. Anything but this machine needs a TLS proxy in front.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub host: IpAddr,

    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8787, global = true)]
    pub port: u16,

    /// The SQLite database; created on the first start.
    #[arg(
        long,
        value_name = "PATH",
        default_value = "data/livedeck.sqlite",
        global = true
    )]
    pub database: PathBuf,

    /// Runs without the demo world: no simulated vehicles, no demo accounts.
    #[arg(long)]
    pub no_demo: bool,

    /// Row changes per second that the demo world aims at, up to 10000; without it the world runs at its own pace.
    #[arg(long, value_name = "R", value_parser = demo_rate, conflicts_with = "no_demo")]
    pub demo_rate: Option<f64>,

    /// Vehicles of the demo world, each with a driver.
    #[arg(long, visible_alias = "drivers", value_name = "N", default_value_t = 60, conflicts_with = "no_demo",
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub vehicles: u32,

    /// Seed of the demo world: the same seed is the same company.
    #[arg(long, value_name = "S", default_value_t = 1, conflicts_with = "no_demo")]
    pub seed: u64,

    /// Minutes that the depots' clocks are ahead of UTC; decides when a day begins.
    #[arg(long, value_name = "MINUTES", default_value_t = 0, allow_negative_numbers = true,
          value_parser = clap::value_parser!(i32).range(-720..=840))]
    pub utc_offset: i32,

    /// Folder with the built app.
    #[arg(long, value_name = "DIR", default_value = "dist")]
    pub assets: PathBuf,

    /// Serves the API only.
    #[arg(long)]
    pub no_app: bool,

    /// Takes the app's service worker, and what it keeps for starts without a network, away from every browser.
    #[arg(long)]
    pub no_worker: bool,

    /// Where the app is reached from outside, such as `https://deck.example.com`; may be repeated.
    #[arg(long = "origin", value_name = "URL", global = true)]
    pub origins: Vec<Origin>,

    /// The ground of the map.
    #[command(flatten)]
    pub map: MapConfig,

    /// Whom to tell through, while pages are closed.
    #[command(flatten)]
    pub push: PushConfig,

    /// What is logged, such as `info` or `livedeck_gateway=debug`.
    #[arg(long, value_name = "FILTER", default_value = "info")]
    pub log: String,

    /// What to do instead of serving.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What the program can do instead of serving.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Vehicles that report by themselves.
    #[command(subcommand)]
    Vehicle(VehicleCommand),
}

/// What can be done about vehicles.
#[derive(Clone, Debug, Subcommand)]
pub enum VehicleCommand {
    /// Makes a vehicle and the key of its device, which is shown this once. The gateway may be running meanwhile.
    Add {
        /// What people call it, such as its plate: 1 to 40 characters.
        #[arg(long)]
        plate: String,
    },
}

impl Config {
    /// Where it is reached, as far as it knows.
    pub fn base(&self) -> String {
        let here = || format!("http://localhost:{}", self.port);
        self.origins.first().map_or_else(here, ToString::to_string)
    }

    /// What another call of this program needs to mean the same database and port; empty where both are the usual ones.
    pub fn same_house(&self) -> String {
        let usual = Self::default();
        let mut words = String::new();
        if self.database != usual.database {
            words += &format!(" --database {}", self.database.display());
        }
        if self.port != usual.port {
            words += &format!(" --port {}", self.port);
        }
        words
    }

    /// Where to listen.
    pub const fn address(&self) -> SocketAddr {
        SocketAddr::new(self.host, self.port)
    }

    /// Seconds that the depots' clocks are ahead of UTC.
    pub const fn utc_offset_s(&self) -> i32 {
        self.utc_offset * 60
    }

    /// The folder with the app, unless only the API is served.
    pub fn app(&self) -> Option<&Path> {
        (!self.no_app).then_some(self.assets.as_path())
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::parse_from(["livedeck-gateway"])
    }
}

/// A place a page can come from: scheme, host and port, spelled as browsers spell it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Origin {
    text: String,
    host_at: usize,
}

impl Origin {
    /// As browsers write it in the `Origin` header.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Host and port, as browsers write it in the `Host` header.
    pub fn authority(&self) -> &str {
        &self.text[self.host_at..]
    }

    /// Whether the page came over TLS.
    pub fn is_secure(&self) -> bool {
        self.text.starts_with("https://")
    }

    /// Whether the page came from this very machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(self.authority())
    }
}

/// Whether a `Host` header names this very machine.
pub fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|it| it.is_ascii_digit()) => host,
        _ => authority,
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The text is no origin.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "an origin is a scheme and a host, such as https://deck.example.com or http://10.0.0.5:8787, without a path"
)]
pub struct OriginError;

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let host_at = ["https://", "http://"]
            .into_iter()
            .find(|it| text.starts_with(it))
            .ok_or(OriginError)?
            .len();
        let authority = &text[host_at..];
        let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || b".-_:[]".contains(&it);
        if authority.is_empty() || !authority.bytes().all(plain) {
            return Err(OriginError);
        }
        Ok(Self {
            text: text.to_owned(),
            host_at,
        })
    }
}

fn demo_rate(text: &str) -> Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|it| it.is_finite() && (0.0..=10_000.0).contains(it))
        .ok_or_else(|| "a number of row changes per second from 0 to 10000".to_owned())
}

/// Sockets that may wait to be accepted: after a restart everybody comes at once.
pub const LISTEN_BACKLOG: u32 = 4096;
/// A request's header must be complete after this.
pub const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of a request's header.
pub const HEADER_BYTES_MAX: usize = 16 * 1024;
/// A request must be answered after this.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a request without a socket may wait for news; shorter than proxies wait, and than a ping stays unanswered.
pub const SYNC_WAIT_MAX: Duration = Duration::from_secs(25);
/// How long such a request may take beyond that, for verdicts and rows that are on their way.
pub const SYNC_ANSWER_TIMEOUT: Duration = Duration::from_secs(8);
/// Such requests per minute and session.
pub const EXCHANGES_PER_MINUTE: u32 = 600;
/// Bytes of a request's body.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// Bytes of one message from a client.
pub const FRAME_BYTES_MAX: usize = 256 * 1024;
/// How long a socket that was told to close may take to do so.
pub const SOCKET_CLOSE_TIMEOUT: Duration = Duration::from_secs(2);
/// Messages that may wait for the conductor; beyond it sockets read more slowly.
pub const INBOX_MAX: usize = 4096;
/// How long a stop waits for sockets and requests to end.
pub const STOP_TIMEOUT: Duration = Duration::from_secs(5);
/// A session lives this long after its last use.
pub const SESSION_LIFE: Duration = Duration::from_secs(12 * 60 * 60);
/// A session's end is moved at most this often, so that reading it costs no write.
pub const SESSION_TOUCH: Duration = Duration::from_secs(5 * 60);
/// A ticket lives this long.
pub const TICKET_LIFE: Duration = Duration::from_secs(30);
/// A token lives this long, however it is used.
pub const TOKEN_LIFE: Duration = Duration::from_secs(15 * 60);
/// The link of a new account lives this long.
pub const INVITATION_LIFE: Duration = Duration::from_secs(72 * 60 * 60);
/// Tries to sign in per minute, per e-mail and per address.
pub const SIGN_IN_TRIES: u32 = 10;
/// Shortest password a person may choose.
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Longest password that is hashed at all.
pub const PASSWORD_BYTES_MAX: usize = 1024;
/// Password hashes computed at the same time: each takes 19 MiB.
pub const HASHES_AT_ONCE: usize = 2;
/// Shortest time between two positions of a device.
pub const INGEST_EVERY: Duration = Duration::from_secs(1);
/// Positions of a device per minute, when it tells what it kept while it had no network.
pub const INGEST_PER_MINUTE: u32 = 600;
/// Positions older than this are refused.
pub const INGEST_AGE_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// Positions further ahead of the gateway's clock than this are refused.
pub const INGEST_AHEAD_MAX: Duration = Duration::from_secs(2 * 60);
/// Positions in one request of a driver's phone: an hour of them.
pub const POSITIONS_AT_ONCE: usize = 720;
/// Such requests per minute and person; one every five seconds is usual.
pub const POSITIONS_PER_MINUTE: u32 = 60;
/// Positions in one answer about a driver's track.
pub const TRACK_POINTS_MAX: usize = 100_000;
/// Bytes of an attachment.
pub const ATTACHMENT_BYTES_MAX: u64 = 10 * 1024 * 1024;
/// Bytes of one part of an attachment.
pub const PART_BYTES_MAX: usize = 256 * 1024;
/// Parts of attachments per minute and person.
pub const PARTS_PER_MINUTE: u32 = 240;
/// Attachments of a shipment.
pub const ATTACHMENTS_PER_SHIPMENT: usize = 20;
/// Attachments of a person that are not complete, at the same time.
pub const UNFINISHED_PER_PERSON: usize = 50;
/// Bytes of attachments that a person may begin in 24 hours.
pub const ATTACHED_PER_DAY: u64 = 200 * 1024 * 1024;
/// An attachment that is not complete is kept for so long after its last part.
pub const UNFINISHED_KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// A complete one is kept for so long; its shipment is gone by then.
pub const ATTACHMENTS_KEPT: Duration = Duration::from_secs(60 * 24 * 60 * 60);
/// Of what time a track is told when nobody says so.
pub const TRACK_USUAL: Duration = Duration::from_secs(24 * 60 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_a_demo_on_this_machine() {
        let config = Config::default();

        assert_eq!(config.address().to_string(), "127.0.0.1:8787");
        assert!(!config.no_demo);
        assert_eq!(config.vehicles, 60);
    }

    #[test]
    fn a_world_may_be_asked_for_by_its_drivers() {
        let parsed = Config::try_parse_from(["livedeck-gateway", "--drivers", "10000"]);
        assert_eq!(parsed.unwrap().vehicles, 10_000);
    }

    #[test]
    fn values_outside_the_limits_are_refused() {
        for arguments in [
            ["--vehicles", "0"],
            ["--vehicles", "100001"],
            ["--demo-rate", "10001"],
            ["--demo-rate", "NaN"],
            ["--port", "70000"],
            ["--origin", "deck.example.com"],
            ["--origin", "https://deck.example.com/"],
            ["--origin", "https://"],
            ["--map", "https://tiles.example"],
            ["--map-attribution", "nobody"],
        ] {
            let line = ["livedeck-gateway"].into_iter().chain(arguments);
            assert!(Config::try_parse_from(line).is_err(), "{arguments:?}");
        }
    }

    #[test]
    fn a_world_is_not_asked_for_and_refused_at_once() {
        for (option, value) in [("--seed", "5"), ("--vehicles", "9"), ("--demo-rate", "10")] {
            let parsed = Config::try_parse_from(["livedeck-gateway", "--no-demo", option, value]);
            let said = parsed.unwrap_err().to_string();
            assert!(said.contains("--no-demo") && said.contains(option), "{said}");
        }
        let config = Config::try_parse_from(["livedeck-gateway", "--no-demo"]).unwrap();
        assert!(config.no_demo);
    }

    #[test]
    fn loopback_hosts_are_known() {
        for host in [
            "localhost",
            "localhost:8787",
            "127.0.0.1:1",
            "[::1]:80",
            "deck.localhost",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "localhost.example.com",
            "10.0.0.1",
            "example.com:80",
            "",
            "[::2]:80",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
