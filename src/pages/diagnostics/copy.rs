//! Everything on the page as text for a bug report: no rows, no names, no addresses beyond the path, no secrets.

use std::fmt::Write as _;

use leptos::{prelude::*, task::spawn_local};
use protocol::Timestamp;
use sync::{Engine, Phase};

use super::{figures::percentile, log::word};
use crate::{
    components::icon::Icon,
    link::{Link, use_link},
    platform::{clipboard, clock, frames::Frames, page},
    shell::{Standing, Toast, use_toasts},
    texts::use_texts,
};

/// Copies the page.
#[component]
pub(super) fn CopyButton(
    /// The frames of the last minute.
    frames: Callback<(), Frames>,
) -> impl IntoView {
    let link = use_link();
    let (texts, toasts) = (use_texts(), use_toasts());
    let copy = move |_| {
        let text = describe(link, &frames.run(()), clock::now());
        spawn_local(async move {
            let copied = clipboard::copy(&text).await.is_ok();
            let words = texts.diagnostics();
            toasts.show(if copied {
                Toast::done(words.copied)
            } else {
                Toast::problem(words.not_copied)
            });
        });
    };
    view! {
        <button type="button" class="btn btn--primary" on:click=copy>
            {Icon::Copy.view()}
            {move || texts.diagnostics().copy}
        </button>
    }
}

fn describe(link: Link, frames: &Frames, now: Timestamp) -> String {
    let work = link.frame_times();
    let mut text = String::new();
    // Writing into a text cannot fail.
    let _ = writeln!(
        text,
        "Livedeck {} · protocol {}",
        env!("CARGO_PKG_VERSION"),
        protocol::PROTOCOL_VERSION
    );
    let _ = writeln!(text, "browser {}", page::user_agent());
    let _ = writeln!(
        text,
        "frame p50 {} ms, p99 {} ms, {} over 50 ms; commit p50 {} ms, p99 {} ms",
        figure(percentile(&frames.times, 50)),
        figure(percentile(&frames.times, 99)),
        frames.n_long,
        figure(percentile(&work, 50)),
        figure(percentile(&work, 99))
    );
    link.read(|engine| describe_engine(&mut text, engine, now));
    for entry in link.cache().entries() {
        let _ = writeln!(
            text,
            "cache {} {} B kept {}",
            entry.topic, entry.bytes, entry.kept
        );
    }
    text
}

/// The end of a recording, short enough to be pasted; the whole of it is a file of its own.
fn last_lines(recording: &str) -> impl Iterator<Item = String> {
    let skipped = recording.lines().count().saturating_sub(LINES_COPIED);
    let last = recording.lines().skip(skipped);
    last.map(|it| it.chars().take(CHARS_COPIED).collect())
}

/// Lines of the recording that are copied.
const LINES_COPIED: usize = 200;
/// Of each so many characters.
const CHARS_COPIED: usize = 300;

/// One decimal; a dash where nothing is known.
fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| NONE.to_owned(), |it| format!("{it:.1}"))
}

const NONE: &str = "-";

fn describe_engine(text: &mut String, engine: &Engine, now: Timestamp) {
    let stats = engine.stats();
    let standing = Standing::of(*engine.connection(), engine.paused());
    let _ = writeln!(text, "connection {}", standing.as_str());
    let _ = writeln!(
        text,
        "welcomes {} reconnects {} in {} messages {} B out {} messages {} B",
        stats.welcomes,
        stats.reconnects,
        stats.messages_in,
        stats.bytes_in,
        stats.messages_out,
        stats.bytes_out
    );
    let _ = writeln!(
        text,
        "deltas {} changes {} snapshots {} gaps {} duplicates {} mismatches {} malformed {} acked {} nacked {}",
        stats.deltas,
        stats.changes,
        stats.snapshots,
        stats.gaps,
        stats.duplicates,
        stats.mismatches,
        stats.malformed,
        stats.acked,
        stats.nacked
    );
    let _ = writeln!(
        text,
        "latency p50 {} ms, p95 {} ms",
        figure(stats.latency(50).map(f64::from)),
        figure(stats.latency(95).map(f64::from))
    );
    for topic in engine.topics() {
        let age = topic.confirmed_at.map(|it| now.since(it).as_secs_f64());
        let position = topic
            .position
            .map_or_else(|| NONE.to_owned(), |it| format!("{}:{}", it.epoch, it.offset.0));
        let phase = match topic.phase {
            Phase::Loading => "loading",
            Phase::Fresh => "fresh",
            Phase::Stale => "stale",
            Phase::Refused(..) => "refused",
        };
        let _ = writeln!(
            text,
            "topic {} {phase} at {position} rows {} bytes {} age {} s readers {}",
            topic.topic,
            topic.rows,
            topic.bytes,
            figure(age),
            topic.readers
        );
    }
    for pending in engine.pending() {
        let age = now.since(pending.since).as_secs();
        let _ = writeln!(
            text,
            "pending {} {} attempts {} age {age} s",
            pending.id,
            pending.mutation.name(),
            pending.attempts
        );
    }
    for line in engine.log() {
        let _ = writeln!(text, "{} {} {}", line.at, word(line.level), line.text);
    }
    for line in last_lines(&engine.recording()) {
        let _ = writeln!(text, "{line}");
    }
}
