//! The age of every feed that somebody follows.

use leptos::prelude::*;
use protocol::{Timestamp, entities::StreamKind};
use sync::{Phase, TopicStatus};

use crate::{
    components::{
        age::Age,
        status::{Shape, Tone},
    },
    link::{Link, use_link, use_now},
    texts::{shell, use_texts},
};

/// Every feed that somebody follows, the oldest first.
#[component]
pub(super) fn FeedList() -> impl IntoView {
    let (link, texts, now) = (use_link(), use_texts(), use_now());
    let feeds = Memo::new(move |_| {
        now.track();
        let mut topics = link.read(sync::Engine::topics);
        topics.retain(|it| it.subscribed || it.readers > 0);
        topics.sort_by_key(|it| it.confirmed_at);
        topics
    });
    view! {
        <div class="conn-feeds">
            <div class="sec-head">
                <span>{move || texts.shell().feeds}</span>
                <span>{move || texts.shell().oldest_first}</span>
            </div>
            <ul>
                {move || feeds.with(|it| it.iter().map(|it| feed_row(it, link, now, texts.shell())).collect_view())}
            </ul>
        </div>
    }
}

/// A plain function and no component: it is part of what is drawn again every second.
fn feed_row(
    topic: &TopicStatus,
    link: Link,
    now: Signal<Timestamp>,
    texts: &shell::Shell,
) -> impl IntoView + use<> {
    let is_confirmed = link.read(|it| it.connection().is_reached());
    let (shape, tone, word) = match topic.phase {
        Phase::Fresh if !is_confirmed => (Shape::Half, Tone::Warn, texts.unconfirmed),
        Phase::Loading if !is_confirmed => (Shape::Offline, Tone::Idle, texts.not_here),
        Phase::Loading => (Shape::Ring, Tone::Info, texts.loading),
        Phase::Fresh => (Shape::Ok, Tone::Ok, texts.fresh),
        Phase::Stale => (Shape::Offline, Tone::Idle, texts.stale),
        Phase::Refused(..) => (Shape::Crit, Tone::Crit, texts.refused),
    };
    let confirmed = topic.confirmed_at.map(|it| link.corrected(it));
    let stale = topic.phase == Phase::Stale;
    view! {
        <li>
            <span class="conn-feed">
                {stream_name(topic.topic.kind, texts)}
                <span class="mono t2">{topic.topic.to_string()}</span>
            </span>
            <span class="st" data-tone=tone.as_str()>
                {shape.view()}
                {word}
            </span>
            <Age at=Signal::stored(confirmed) now=now stale=Signal::stored(stale) />
        </li>
    }
}

/// What people call a stream.
const fn stream_name(kind: StreamKind, texts: &shell::Shell) -> &'static str {
    match kind {
        StreamKind::Vehicle => texts.vehicles,
        StreamKind::Violation => texts.violations,
        StreamKind::FleetSummary => texts.stream_summary,
        StreamKind::DistributionPoint => texts.stream_distribution,
        StreamKind::LogPoint => texts.stream_logs,
        StreamKind::ReportEntry => texts.stream_report,
        StreamKind::Driver => texts.stream_drivers,
        StreamKind::DriverPosition => texts.stream_positions,
        StreamKind::TrackPoint => texts.stream_tracks,
        StreamKind::Shipment => texts.stream_shipments,
        StreamKind::Geofence => texts.stream_geofences,
        StreamKind::Ticket => texts.stream_tickets,
        StreamKind::Member => texts.stream_members,
        StreamKind::Presence => texts.stream_presence,
    }
}
