//! Everything on the page as text for a bug report: no rows, no names, no addresses beyond the path, no secrets.

use std::fmt::Write as _;

use leptos::{prelude::*, task::spawn_local};
use protocol::Timestamp;
use sync::Engine;

use super::{figures::percentile, log::word};
use crate::{
    components::icon::Icon,
    link::{Link, use_link},
    platform::{clipboard, clock, page},
    shell::{Toast, use_toasts},
    texts::use_texts,
};

/// Copies the page.
#[component]
pub(super) fn CopyButton() -> impl IntoView {
    let link = use_link();
    let (texts, toasts) = (use_texts(), use_toasts());
    let copy = move |_| {
        let text = describe(link, clock::now());
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

fn describe(link: Link, now: Timestamp) -> String {
    let frames = link.frame_times();
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
        "frame p50 {:?} ms, p99 {:?} ms",
        percentile(&frames, 50),
        percentile(&frames, 99)
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

fn describe_engine(text: &mut String, engine: &Engine, now: Timestamp) {
    let stats = engine.stats();
    let _ = writeln!(text, "connection {:?}", engine.connection());
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
        "latency p50 {:?} ms, p95 {:?} ms",
        stats.latency(50),
        stats.latency(95)
    );
    for topic in engine.topics() {
        let age = topic.confirmed_at.map(|it| now.since(it).as_secs());
        let position = topic.position.map(|it| (it.epoch.to_string(), it.offset.0));
        let _ = writeln!(
            text,
            "topic {} {:?} at {position:?} rows {} bytes {} age {age:?} s readers {}",
            topic.topic, topic.phase, topic.rows, topic.bytes, topic.readers
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
}
