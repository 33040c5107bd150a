//! The last hour of the connection: a bar per minute, and the figures below them.

use std::time::Duration;

use leptos::prelude::*;
use protocol::Timestamp;
use sync::{Connection, Heartbeat, Pulse, Stats};

use crate::{
    format::Formatter,
    link::{use_link, use_now},
    platform::clock,
    settings::use_format,
    texts::{shell, use_texts},
};

/// One bar per minute of the last hour; height is the delay, shape and colour say whether it was live.
#[component]
pub(super) fn HeartbeatStrip() -> impl IntoView {
    let (link, texts, format, now) = (use_link(), use_texts(), use_format(), use_now());
    let beats = Memo::new(move |_| {
        now.track();
        link.read(|it| it.stats().heartbeats(clock::now()))
    });
    let marks = move || {
        let format = format.get();
        beats.with(|it| [0, 15, 30, 45].map(|index| it.get(index).map(|it| format.time(it.start))))
    };
    let summary = move || {
        now.track();
        let (label, value) = link
            .read(|it| LiveShare::of(*it.connection(), it.stats(), clock::now()))
            .words(format.get(), texts.shell());
        format!("{}: {label} {value}", texts.shell().heartbeat)
    };
    view! {
        <div class="conn-beats">
            <div class="sec-head">
                <span>{move || texts.shell().heartbeat}</span>
                <span>{move || texts.shell().bar_height}</span>
            </div>
            <svg viewBox="0 0 360 40" preserveAspectRatio="none" role="img" aria-label=summary>
                {move || beats.with(|it| it.iter().enumerate().map(|(index, it)| bar(index, it)).collect_view())}
            </svg>
            <div class="conn-axis cap t3" aria-hidden="true">
                {move || marks().into_iter().map(|it| view! { <span>{it}</span> }).collect_view()}
                <span>{move || texts.shell().now}</span>
            </div>
        </div>
    }
}

fn bar(index: usize, beat: &Heartbeat) -> impl IntoView + use<> {
    let look = match beat.pulse {
        Pulse::Unknown => "none",
        Pulse::Ok => "ok",
        Pulse::Degraded => "warn",
        Pulse::Down => "down",
    };
    // 200 ms and more fill the strip; a missing measure is a low bar.
    let height = match beat.pulse {
        Pulse::Unknown | Pulse::Down => 2,
        Pulse::Ok | Pulse::Degraded => 6 + beat.latency.unwrap_or_default().min(200) * 34 / 200,
    };
    view! {
        <rect
            class="beat"
            data-look=look
            x=(index * 6).to_string()
            y=(40 - height).to_string()
            width="5"
            height=height.to_string()
        ></rect>
    }
}

/// Delays, connections lost, and how long it was live.
#[component]
pub(super) fn Figures() -> impl IntoView {
    let (link, texts, format, now) = (use_link(), use_texts(), use_format(), use_now());
    let latency = move |percentile| {
        now.track();
        let millis = link.read(|it| it.stats().latency(percentile));
        format
            .get()
            .or_nothing(millis.map(|it| format.get().millis(it.into())))
    };
    let reconnects = move || {
        now.track();
        let n = link.read(|it| it.stats().reconnects);
        format.get().count(usize::try_from(n).unwrap_or(usize::MAX))
    };
    let live = Memo::new(move |_| {
        now.track();
        link.read(|it| LiveShare::of(*it.connection(), it.stats(), clock::now()))
            .words(format.get(), texts.shell())
    });
    view! {
        <dl class="conn-figures">
            <div>
                <dt>{move || texts.shell().p50}</dt>
                <dd>{move || latency(50)}</dd>
            </div>
            <div>
                <dt>{move || texts.shell().p95}</dt>
                <dd>{move || latency(95)}</dd>
            </div>
            <div>
                <dt>{move || texts.shell().reconnects}</dt>
                <dd>{reconnects}</dd>
            </div>
            <div>
                <dt>{move || live.with(|it| it.0.clone())}</dt>
                <dd>{move || live.with(|it| it.1.clone())}</dd>
            </div>
        </dl>
    }
}

/// How much of the time it is live: without a break, since when; else, which part of the time that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
enum LiveShare {
    /// Live since it was first reached.
    For(Duration),
    /// With breaks, or for longer than is counted: %, and of how long.
    Part(f64, Duration),
    /// Nothing is known yet.
    Unknown,
}

impl LiveShare {
    fn of(connection: Connection, stats: &Stats, now: Timestamp) -> Self {
        if let Connection::Live { since } = connection
            && stats.reconnects == 0
            && now.since(since) < COUNTED
        {
            return Self::For(now.since(since));
        }
        let (live, known) = stats.live_time(now);
        if known < Duration::from_secs(1) {
            return Self::Unknown;
        }
        Self::Part(live.as_secs_f64() / known.as_secs_f64() * 100.0, known)
    }

    /// Its label and its value.
    fn words(self, format: Formatter, texts: &shell::Shell) -> (String, String) {
        match self {
            Self::For(lasted) => (texts.live_for.to_owned(), format.duration(lasted)),
            // 99.9 % is not all the time.
            Self::Part(percent, of) => (
                format!("{} {}", texts.live_of, format.duration(minutes(of))),
                format.percent(percent.floor(), 0),
            ),
            Self::Unknown => (texts.live.to_owned(), format.or_nothing(None)),
        }
    }
}

/// Whole minutes, where there are any.
fn minutes(time: Duration) -> Duration {
    match time.as_secs() {
        it @ 0..60 => Duration::from_secs(it),
        it => Duration::from_secs((it + 30) / 60 * 60),
    }
}

/// As long as beats are kept.
const COUNTED: Duration = Duration::from_secs(3600);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{Language, shell::Shell};

    fn words(share: LiveShare, language: Language) -> (String, String) {
        let format = Formatter {
            language,
            ..Formatter::default()
        };
        share.words(format, Shell::of(language))
    }

    fn minute(n: u64) -> Timestamp {
        Timestamp::from_millis(n * 60_000)
    }

    #[test]
    fn a_page_just_opened_says_since_when_it_is_live() {
        let live = Connection::Live { since: minute(10) };

        let share = LiveShare::of(live, &Stats::default(), minute(13));

        assert_eq!(share, LiveShare::For(Duration::from_secs(180)));
        assert_eq!(
            words(share, Language::English),
            ("Live for".to_owned(), "3\u{202f}min".to_owned())
        );
        assert_eq!(words(share, Language::French).0, "En direct depuis");
    }

    #[test]
    fn after_a_break_it_is_a_part_of_the_time_known() {
        let share = LiveShare::Part(94.7, Duration::from_secs(12 * 60 + 4));

        assert_eq!(
            words(share, Language::English),
            ("Live, last 12\u{202f}min".to_owned(), "94\u{202f}%".to_owned())
        );
        assert_eq!(words(LiveShare::Unknown, Language::English).1, "–");
    }
}
