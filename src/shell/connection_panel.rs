//! Everything about the connection that fits in a hand: the last hour, the delays, every feed's age.

use leptos::prelude::*;
use protocol::{Timestamp, entities::StreamKind};
use sync::{Connection, Heartbeat, Phase, Pulse, TopicStatus};
use wasm_bindgen_futures::spawn_local;

use super::{
    chip::{ChipFace, Standing, use_standing},
    outbox::OutboxLine,
    toasts::{Toast, use_toasts},
};
use crate::{
    components::{
        age::Age,
        icon::Icon,
        popover::Popover,
        status::{Shape, Tone},
    },
    format::NARROW,
    link::{Link, use_link, use_now},
    platform::{clipboard, clock, page},
    settings::use_format,
    texts::{shell, use_texts},
};

/// The chip, and what opens below it.
#[component]
pub(super) fn ConnectionChip() -> impl IntoView {
    let (link, now, texts) = (use_link(), use_now(), use_texts());
    let open = RwSignal::new(false);
    let standing = use_standing(link);
    let n_queued = Signal::derive(move || link.pending().len());
    let button = view! {
        <button
            type="button"
            class="chip-conn"
            data-state=move || standing.get().as_str()
            aria-expanded=move || open.get().to_string()
            aria-haspopup="dialog"
            on:click=move |_| open.update(|it| *it = !*it)
        >
            <ChipFace standing=standing n_queued=n_queued now=now />
        </button>
    }
    .into_any();
    view! {
        <Popover
            id="connection"
            open=open
            label=Signal::derive(move || texts.shell().connection.to_owned())
            button=button
        >
            <ConnectionPanel open=open />
        </Popover>
    }
}

#[component]
fn ConnectionPanel(open: RwSignal<bool>) -> impl IntoView {
    let (link, texts, toasts) = (use_link(), use_texts(), use_toasts());
    let copy = move |_| {
        let report = link_report(link);
        spawn_local(async move {
            let copied = clipboard::copy(&report).await;
            let texts = texts.shell();
            toasts.show(match copied {
                Ok(()) => Toast::done(texts.copied),
                Err(_) => Toast::problem(texts.not_copied),
            });
        });
    };
    view! {
        <div class="conn">
            <PanelHead />
            <OutboxLine press=Callback::new(move |()| open.set(false)) />
            <HeartbeatStrip />
            <Figures />
            <FeedList />
            <div class="conn-foot">
                <a href="/diagnostics" on:click=move |_| open.set(false)>
                    {move || texts.shell().open_diagnostics}
                </a>
                <button type="button" class="btn btn--sm btn--ghost" on:click=copy>
                    {Icon::Copy.view()}
                    {move || texts.shell().copy_details}
                </button>
            </div>
        </div>
    }
}

/// What is true, since when, and the one thing to do about it.
#[component]
fn PanelHead() -> impl IntoView {
    let (link, texts, format, now) = (use_link(), use_texts(), use_format(), use_now());
    let standing = use_standing(link);
    let title = move || match link.connection() {
        Connection::Live { since } => format!("{} {}", texts.shell().live_since, format.get().time(since)),
        Connection::CatchingUp { since } => {
            format!("{} {}", texts.shell().connected_since, format.get().time(since))
        }
        _ => {
            now.track();
            standing.get().words(0, texts, format.get())
        }
    };
    let detail = move || {
        now.track();
        detail(link.connection(), standing.get(), texts.shell())
    };
    let may_retry = move || {
        matches!(
            standing.get(),
            Standing::Waiting(_)
                | Standing::Offline
                | Standing::Connecting
                | Standing::Checking
                | Standing::Polling
        )
    };
    let may_reload = move || matches!(standing.get(), Standing::Stopped(_));
    view! {
        <div class="conn-head">
            <svg class="s conn-shape" data-state=move || standing.get().as_str() aria-hidden="true">
                <use_ href=move || standing.get().shape().href() />
            </svg>
            <div class="grow">
                <div class="strong">{title}</div>
                <div class="cap t2">{detail}</div>
            </div>
            <Show when=may_retry>
                <button type="button" class="btn btn--primary btn--sm" on:click=move |_| link.retry()>
                    {Icon::Refresh.view()}
                    {move || texts.shell().retry_now}
                </button>
            </Show>
            <Show when=may_reload>
                <button type="button" class="btn btn--primary btn--sm" on:click=move |_| page::reload()>
                    {Icon::Refresh.view()}
                    {move || texts.shell().reload}
                </button>
            </Show>
        </div>
    }
}

fn detail(connection: Connection, standing: Standing, texts: &shell::Shell) -> String {
    let reason = match standing {
        Standing::Live => texts.current,
        Standing::Checking | Standing::Connecting => texts.reaching,
        Standing::CatchingUp => texts.fetching,
        Standing::Polling => texts.polling_why,
        Standing::Waiting(_) => texts.gateway_silent,
        Standing::Offline => texts.no_network,
        Standing::SignInNeeded => texts.session_ended,
        Standing::Paused(_) => texts.frozen,
        Standing::Stopped(why) => match why {
            sync::StopReason::UpdateNeeded | sync::StopReason::NotUnderstood => texts.reload_needed,
            sync::StopReason::Forbidden => texts.forbidden_here,
            sync::StopReason::Superseded => texts.superseded,
        },
    };
    match connection {
        Connection::Waiting { attempt, .. } | Connection::Connecting { attempt } if attempt > 0 => {
            format!("{reason} · {} {attempt}", texts.attempt)
        }
        _ => reason.to_owned(),
    }
}

/// One bar per minute of the last hour; height is the delay, shape and colour say whether it was live.
#[component]
fn HeartbeatStrip() -> impl IntoView {
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
        let (n_live, n_known) = beats.with(|it| share(it));
        format!(
            "{}: {n_live}/{n_known} min {}",
            texts.shell().heartbeat,
            texts.shell().live
        )
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

/// Minutes live, and minutes known: whole ones only. The one the page was opened in began with connecting, and the
/// last one is not over; counted, they would say "0 %" in the first seconds of a good connection.
fn share(beats: &[Heartbeat]) -> (usize, usize) {
    let n_before = beats.iter().take_while(|it| it.pulse == Pulse::Unknown).count();
    let n_skipped = if n_before == 0 { 0 } else { n_before + 1 };
    let whole = beats.split_last().map_or(&[][..], |(_, it)| it);
    let whole = whole.get(n_skipped..).unwrap_or_default();
    let count = |wanted: &[Pulse]| whole.iter().filter(|it| wanted.contains(&it.pulse)).count();
    (
        count(&[Pulse::Ok]),
        count(&[Pulse::Ok, Pulse::Degraded, Pulse::Down]),
    )
}

#[component]
fn Figures() -> impl IntoView {
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
    let live = move || {
        now.track();
        let (n_live, n_known) = link.read(|it| share(&it.stats().heartbeats(clock::now())));
        #[expect(clippy::cast_precision_loss, reason = "at most 60")]
        let percent = (n_known > 0).then(|| n_live as f64 / n_known as f64 * 100.0);
        format
            .get()
            .or_nothing(percent.map(|it| format.get().percent(it, 0)))
    };
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
                <dt>{move || texts.shell().live_share}</dt>
                <dd>{live}</dd>
            </div>
        </dl>
    }
}

/// Every feed that somebody follows, the oldest first.
#[component]
fn FeedList() -> impl IntoView {
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
    let is_confirmed = link.read(|it| it.connection().is_welcomed());
    let (shape, tone, word) = match topic.phase {
        Phase::Fresh if !is_confirmed => (Shape::Half, Tone::Warn, texts.unconfirmed),
        Phase::Loading => (Shape::Ring, Tone::Info, texts.loading),
        Phase::Fresh => (Shape::Ok, Tone::Ok, texts.fresh),
        Phase::Stale => (Shape::Offline, Tone::Idle, texts.stale),
        Phase::Refused(..) => (Shape::Crit, Tone::Crit, texts.refused),
    };
    let confirmed = topic.confirmed_at.map(|it| link.corrected(it));
    let stale = topic.phase == Phase::Stale;
    view! {
        <li>
            <span class="trunc">{stream_name(topic.topic.kind, texts)}</span>
            <span class="mono t2 trunc">{topic.topic.to_string()}</span>
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
        StreamKind::Member => texts.stream_members,
    }
}

/// The connection as text, for a message to whoever runs the gateway. Holds no row and no secret.
fn link_report(link: Link) -> String {
    use std::fmt::Write as _;

    let mut report = format!(
        "Livedeck {} · {} · {}\n",
        env!("CARGO_PKG_VERSION"),
        page::origin(),
        page::user_agent()
    );
    link.read(|engine| {
        let stats = engine.stats();
        let number = |it: Option<u32>| it.map_or_else(|| "-".to_owned(), |it| it.to_string());
        // Writing into a `String` cannot fail.
        let _ = writeln!(
            report,
            "{} · p50 {} ms · p95 {} ms · reconnects {} · gaps {} · malformed {}",
            Standing::of(*engine.connection(), engine.paused()).as_str(),
            number(stats.latency(50)),
            number(stats.latency(95)),
            stats.reconnects,
            stats.gaps,
            stats.malformed,
        );
        for topic in engine.topics() {
            let age = topic.confirmed_at.map(|it| clock::now().since(it).as_secs());
            let _ = writeln!(
                report,
                "{} · {} rows · age {}{NARROW}s",
                topic.topic,
                topic.rows,
                age.map_or_else(|| "-".to_owned(), |it| it.to_string()),
            );
        }
    });
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beats(pulses: &[Pulse]) -> Vec<Heartbeat> {
        let beat = |pulse: &Pulse| Heartbeat {
            start: Timestamp::default(),
            pulse: *pulse,
            latency: None,
            messages: 0,
        };
        pulses.iter().map(beat).collect()
    }

    #[test]
    fn only_whole_minutes_are_counted() {
        use Pulse::{Degraded, Down, Ok, Unknown};

        assert_eq!(share(&beats(&[Unknown, Unknown, Down])), (0, 0), "just opened");
        assert_eq!(
            share(&beats(&[Unknown, Degraded, Ok])),
            (0, 0),
            "the first whole one goes on"
        );
        assert_eq!(share(&beats(&[Unknown, Degraded, Ok, Down, Ok])), (1, 2));
        assert_eq!(
            share(&beats(&[Ok, Down, Ok])),
            (1, 2),
            "known for longer than is shown"
        );
        assert_eq!(share(&[]), (0, 0));
    }
}
