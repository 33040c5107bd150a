//! What the gateway counts, in the text format that Prometheus reads.

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use axum::http::StatusCode;

pub use self::reasons::{PositionsRefused, PushEnd, Rejection};
use crate::{attachments::Refused, hub::HubStats};

mod reasons;

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub fn increment(&self) {
        self.add(1);
    }

    /// Some more.
    pub fn add(&self, amount: u64) {
        self.0.fetch_add(amount, Relaxed);
    }

    fn value(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// All counters of the adapters; the core keeps its own in [`HubStats`].
#[derive(Debug, Default)]
pub struct Metrics {
    /// Messages from clients.
    pub messages_in: Counter,
    /// Bytes from clients.
    pub bytes_in: Counter,
    /// Sockets opened since the start.
    pub sockets: Counter,
    /// Sockets refused for the page they came from.
    pub foreign_origins: Counter,
    /// Sessions started.
    pub sign_ins: Counter,
    /// Tries with a wrong e-mail or password.
    pub sign_ins_refused: Counter,
    /// Violations of the Content-Security-Policy that browsers reported.
    pub csp_reports: Counter,
    /// Positions accepted.
    pub ingested: Counter,
    rejected: [Counter; Rejection::ALL.len()],
    /// Positions of drivers' phones that are kept.
    pub positions_kept: Counter,
    positions_refused: [Counter; PositionsRefused::ALL.len()],
    /// Bytes of attachments that are kept.
    pub attached_bytes: Counter,
    /// Attachments that became complete.
    pub attached: Counter,
    attachments_refused: [Counter; Refused::ALL.len()],
    pushes: [Counter; PushEnd::ALL.len()],
    responses: [Counter; 5],
    commit_seconds: Histogram,
}

impl Metrics {
    /// A position was refused.
    pub fn reject(&self, why: Rejection) {
        for (counter, it) in self.rejected.iter().zip(Rejection::ALL) {
            if it == why {
                counter.increment();
            }
        }
    }

    /// A phone's request with positions was refused.
    pub fn refuse_positions(&self, why: PositionsRefused) {
        for (counter, it) in self.positions_refused.iter().zip(PositionsRefused::ALL) {
            if it == why {
                counter.increment();
            }
        }
    }

    /// A part of an attachment was refused.
    pub fn refuse_attachment(&self, why: Refused) {
        for (counter, it) in self.attachments_refused.iter().zip(Refused::ALL) {
            if it == why {
                counter.increment();
            }
        }
    }

    /// A message to a push service came to its end.
    pub fn count_push(&self, end: PushEnd) {
        for (counter, it) in self.pushes.iter().zip(PushEnd::ALL) {
            if it == end {
                counter.increment();
            }
        }
    }

    /// A request was answered.
    pub fn count_response(&self, status: StatusCode) {
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(counter) = self.responses.get(class) {
            counter.increment();
        }
    }

    /// A transaction took this long.
    pub fn time_commit(&self, took: Duration) {
        self.commit_seconds.observe(took);
    }

    /// Everything, as text.
    pub fn render(&self, hub: &HubStats, uptime: Duration) -> String {
        let mut page = Page::default();
        page.gauge("uptime_seconds", "Since the start.", uptime.as_secs());
        page.gauge("connections", "Open sockets.", hub.connections as u64);
        page.gauge(
            "subscriptions",
            "Subscriptions of all sockets.",
            hub.subscriptions as u64,
        );
        page.gauge("topics", "Topics with rows or history.", hub.topics as u64);
        page.gauge("rows", "Rows of all topics.", hub.rows as u64);
        page.counter("sockets_total", "Sockets opened.", self.sockets.value());
        page.counter(
            "foreign_origins_total",
            "Sockets refused for the page they came from.",
            self.foreign_origins.value(),
        );
        page.counter(
            "messages_in_total",
            "Messages from clients.",
            self.messages_in.value(),
        );
        page.counter("messages_out_total", "Messages to clients.", hub.messages);
        page.counter("bytes_in_total", "Bytes from clients.", self.bytes_in.value());
        page.counter("bytes_out_total", "Bytes to clients.", hub.bytes);
        page.counter("snapshots_total", "Whole topics sent.", hub.snapshots);
        page.gauge(
            "here",
            "Subscriptions on which somebody says that they are here.",
            hub.here as u64,
        );
        page.counter(
            "presence_refused_total",
            "What people said of themselves that nobody can.",
            hub.presence_refused,
        );
        page.counter(
            "slow_closed_total",
            "Sockets closed for not draining.",
            hub.slow_closed,
        );
        page.counter("row_changes_total", "Rows changed.", hub.changes);
        page.family("mutations_total", "Mutations by verdict.", "counter");
        page.line("mutations_total", "{verdict=\"ack\"}", hub.acks);
        page.line("mutations_total", "{verdict=\"nack\"}", hub.nacks);
        page.counter("commits_total", "Transactions made durable.", hub.commits);
        page.counter(
            "commits_failed_total",
            "Transactions that failed.",
            hub.commits_failed,
        );
        self.commit_seconds.render(&mut page);
        page.counter(
            "ingested_total",
            "Positions accepted from devices.",
            self.ingested.value(),
        );
        page.family(
            "ingest_rejected_total",
            "Positions refused, by reason.",
            "counter",
        );
        for (counter, why) in self.rejected.iter().zip(Rejection::ALL) {
            let label = format!("{{reason=\"{}\"}}", why.label());
            page.line("ingest_rejected_total", &label, counter.value());
        }
        page.counter(
            "positions_kept_total",
            "Positions of drivers' phones that are kept.",
            self.positions_kept.value(),
        );
        page.family(
            "positions_refused_total",
            "Requests of drivers' phones that were refused, by reason.",
            "counter",
        );
        for (counter, why) in self.positions_refused.iter().zip(PositionsRefused::ALL) {
            let label = format!("{{reason=\"{}\"}}", why.label());
            page.line("positions_refused_total", &label, counter.value());
        }
        page.counter(
            "attached_bytes_total",
            "Bytes of attachments that are kept.",
            self.attached_bytes.value(),
        );
        page.counter(
            "attached_total",
            "Attachments that became complete.",
            self.attached.value(),
        );
        page.family(
            "attachments_refused_total",
            "Parts of attachments that were refused, by reason.",
            "counter",
        );
        for (counter, why) in self.attachments_refused.iter().zip(Refused::ALL) {
            let label = format!("{{reason=\"{}\"}}", why.label());
            page.line("attachments_refused_total", &label, counter.value());
        }
        page.family(
            "push_total",
            "Messages to push services, by their end.",
            "counter",
        );
        for (counter, end) in self.pushes.iter().zip(PushEnd::ALL) {
            page.line(
                "push_total",
                &format!("{{end=\"{}\"}}", end.label()),
                counter.value(),
            );
        }
        page.counter("sign_ins_total", "Sessions started.", self.sign_ins.value());
        page.counter(
            "sign_ins_refused_total",
            "Tries with a wrong e-mail or password.",
            self.sign_ins_refused.value(),
        );
        page.counter(
            "csp_reports_total",
            "Violations of the Content-Security-Policy that browsers reported.",
            self.csp_reports.value(),
        );
        page.family("http_responses_total", "Answers by class of status.", "counter");
        for (counter, class) in self.responses.iter().zip(1..) {
            page.line(
                "http_responses_total",
                &format!("{{class=\"{class}xx\"}}"),
                counter.value(),
            );
        }
        page.text
    }
}

/// How often something took how long.
#[derive(Debug, Default)]
struct Histogram {
    buckets: [Counter; BOUNDS.len()],
    count: Counter,
    micros: Counter,
}

/// Upper bounds: what the metric's label says, and microseconds.
const BOUNDS: [(&str, u64); 8] = [
    ("0.001", 1_000),
    ("0.0025", 2_500),
    ("0.005", 5_000),
    ("0.01", 10_000),
    ("0.025", 25_000),
    ("0.1", 100_000),
    ("0.5", 500_000),
    ("2.5", 2_500_000),
];

impl Histogram {
    fn observe(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        for (bucket, (_, bound)) in self.buckets.iter().zip(BOUNDS) {
            if micros <= bound {
                bucket.increment();
            }
        }
        self.micros.add(micros);
        self.count.increment();
    }

    fn render(&self, page: &mut Page) {
        page.family("commit_seconds", "How long a transaction took.", "histogram");
        for (bucket, (label, _)) in self.buckets.iter().zip(BOUNDS) {
            page.line(
                "commit_seconds_bucket",
                &format!("{{le=\"{label}\"}}"),
                bucket.value(),
            );
        }
        page.line("commit_seconds_bucket", "{le=\"+Inf\"}", self.count.value());
        page.line("commit_seconds_count", "", self.count.value());
        let micros = self.micros.value();
        let sum = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
        page.line("commit_seconds_sum", "", sum);
    }
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn gauge(&mut self, name: &str, help: &str, value: u64) {
        self.family(name, help, "gauge");
        self.line(name, "", value);
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.family(name, help, "counter");
        self.line(name, "", value);
    }

    fn family(&mut self, name: &str, help: &str, kind: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.text,
            "# HELP livedeck_{name} {help}\n# TYPE livedeck_{name} {kind}"
        );
    }

    fn line(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.text, "livedeck_{name}{labels} {value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_a_value_for_every_family() {
        let metrics = Metrics::default();
        metrics.reject(Rejection::Stale);
        metrics.time_commit(Duration::from_millis(3));
        metrics.count_response(StatusCode::NOT_FOUND);

        let page = metrics.render(&HubStats::default(), Duration::from_secs(7));

        for line in [
            "livedeck_uptime_seconds 7",
            "livedeck_ingest_rejected_total{reason=\"stale\"} 1",
            "livedeck_ingest_rejected_total{reason=\"future\"} 0",
            "livedeck_commit_seconds_bucket{le=\"0.0025\"} 0",
            "livedeck_commit_seconds_bucket{le=\"0.005\"} 1",
            "livedeck_commit_seconds_bucket{le=\"+Inf\"} 1",
            "livedeck_commit_seconds_sum 0.003000",
            "livedeck_http_responses_total{class=\"4xx\"} 1",
        ] {
            assert!(page.lines().any(|it| it == line), "{line}\n{page}");
        }
    }
}
