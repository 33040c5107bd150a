//! Every topic: how far it is, how old, how large, and what of it is kept in this browser.

use leptos::prelude::*;
use sync::{Phase, TopicStatus};

use crate::{
    cache::Entry,
    components::{
        age::Age,
        icon::Icon,
        list_state::Empty,
        status::{Shape, Status, Tone},
    },
    link::{use_link, use_now},
    settings::use_format,
    texts::{diagnostics::Diagnostics, use_texts},
};

/// The card.
#[component]
pub(super) fn Topics() -> impl IntoView {
    let link = use_link();
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let lines = Signal::derive(move || {
        now.track();
        let entries = link.cache().entries();
        let line = |status: TopicStatus| {
            let path = status.topic.to_string();
            let entry = entries.iter().find(|it| it.topic == path).cloned();
            (status, entry)
        };
        link.read(|it| it.topics())
            .into_iter()
            .map(line)
            .collect::<Vec<_>>()
    });
    let n_bytes = move || {
        link.cache()
            .entries()
            .iter()
            .map(|it| it.bytes as f64)
            .sum::<f64>()
    };
    let caption = move || {
        let (n_topics, words) = (lines.with(Vec::len), texts.diagnostics());
        format!(
            "{} {}, {}",
            format.get().count(n_topics),
            texts
                .language()
                .plural(n_topics, words.topic_unit, words.topics_unit),
            format.get().bytes(n_bytes())
        )
    };
    let clear_all = move |_| {
        for (status, _) in lines.get_untracked() {
            link.forget(&status.topic);
        }
    };
    view! {
        <section class="card span-8">
            <div class="card-head">
                <h2>{move || texts.diagnostics().topics}</h2>
                <span class="cap t2">{caption}</span>
                <span class="grow"></span>
                <button type="button" class="btn btn--sm" on:click=clear_all>
                    {Icon::Trash.view()}
                    {move || texts.diagnostics().clear_all}
                </button>
            </div>
            <Show
                when=move || lines.with(|it| !it.is_empty())
                fallback=move || {
                    view! { <Empty icon=Icon::Inbox text=Signal::derive(move || texts.diagnostics().no_topics.to_owned()) /> }
                }
            >
                <div class="table-scroll" role="region" tabindex="0" aria-label=move || texts.diagnostics().topics>
                    <table class="dt dt--card">
                        <thead>
                            <tr>
                                <th scope="col">{move || texts.diagnostics().topic}</th>
                                <th scope="col">{move || texts.diagnostics().state}</th>
                                <th scope="col" class="num">{move || texts.diagnostics().position}</th>
                                <th scope="col" class="num">{move || texts.diagnostics().rows}</th>
                                <th scope="col" class="num hide-phone">{move || texts.diagnostics().memory}</th>
                                <th scope="col" class="num">{move || texts.diagnostics().cache}</th>
                                <th scope="col" class="num">{move || texts.diagnostics().age}</th>
                                <th scope="col"><span class="vh">{move || texts.diagnostics().clear}</span></th>
                            </tr>
                        </thead>
                        <tbody>
                            <For
                                each=move || lines.get()
                                key=|(status, _)| status.topic.clone()
                                let((status, _))
                            >
                                <TopicLine topic=status.topic lines />
                            </For>
                        </tbody>
                    </table>
                </div>
            </Show>
        </section>
    }
}

/// One topic; its cells change, its line stays.
#[component]
fn TopicLine(topic: protocol::Topic, lines: Signal<Vec<(TopicStatus, Option<Entry>)>>) -> impl IntoView {
    let link = use_link();
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let path = topic.to_string();
    let find = {
        let topic = topic.clone();
        Memo::new(move |_| {
            lines
                .with(|it| it.iter().find(|it| it.0.topic == topic).cloned())
                .map(Seen)
        })
    };
    let part = move |pick: fn(&TopicStatus, crate::format::Formatter) -> String| {
        move || find.with(|it| it.as_ref().map(|it| pick(&it.0.0, format.get())))
    };
    let phase =
        Memo::new(move |_| find.with(|it| it.as_ref().map_or(Phase::Loading, |it| it.0.0.phase.clone())));
    let is_confirmed = Memo::new(move |_| link.connection().is_reached());
    let is_unconfirmed = move || phase.get() == Phase::Fresh && !is_confirmed.get();
    // What nobody reads stays in memory for the next reader, whether this browser keeps it or not; its age says nothing about the connection.
    let is_followed = Memo::new(move |_| find.with(|it| it.as_ref().is_some_and(|it| it.0.0.readers > 0)));
    let kept = move || {
        let words = texts.diagnostics();
        find.with(|it| match it.as_ref().and_then(|it| it.0.1.as_ref()) {
            None => words.not_kept.to_owned(),
            Some(entry) if !entry.kept => words.too_large.to_owned(),
            Some(entry) => format.get().bytes(entry.bytes as f64),
        })
    };
    let label = {
        let path = path.clone();
        move || format!("{} {path}", texts.diagnostics().clear_of)
    };
    view! {
        <tr>
            <td class="mono">{path}</td>
            <td>
                <Status
                    mark=Signal::derive(move || match is_followed.get() {
                        true if is_unconfirmed() => (Shape::Half, Tone::Warn),
                        true => look(&phase.get()),
                        false => (Shape::Half, Tone::Idle),
                    })
                    word=Signal::derive(move || {
                        let words = texts.diagnostics();
                        match is_followed.get() {
                            true if is_unconfirmed() => texts.shell().unconfirmed,
                            true => word(&phase.get(), words),
                            false => words.in_memory,
                        }
                        .to_owned()
                    })
                />
            </td>
            <td class="num mono">
                {part(|it, format| format.or_nothing(it.position.as_ref().map(|it| format.integer(i64::try_from(it.offset.0).unwrap_or(i64::MAX)))))}
            </td>
            <td class="num">{part(|it, format| format.count(it.rows))}</td>
            <td class="num hide-phone">{part(|it, format| format.bytes(it.bytes as f64))}</td>
            <td class="num">{kept}</td>
            <td class="num">
                <Age
                    at=Signal::derive(move || find.with(|it| it.as_ref().and_then(|it| it.0.0.confirmed_at)))
                    now
                    stale=Signal::derive(move || is_followed.get() && phase.get() == Phase::Stale)
                />
            </td>
            <td class="num">
                <button type="button" class="btn btn--sm btn--ghost" aria-label=label on:click=move |_| link.forget(&topic)>
                    {move || texts.diagnostics().clear}
                </button>
            </td>
        </tr>
    }
}

/// A status inside a memo: every second another one, compared by what the line shows.
#[derive(Clone)]
struct Seen((TopicStatus, Option<Entry>));

impl PartialEq for Seen {
    fn eq(&self, other: &Self) -> bool {
        let ((it, kept), (its, its_kept)) = (&self.0, &other.0);
        it.phase == its.phase
            && it.position == its.position
            && it.rows == its.rows
            && it.readers == its.readers
            && it.confirmed_at == its.confirmed_at
            && kept.as_ref().map(|it| it.bytes) == its_kept.as_ref().map(|it| it.bytes)
    }
}

fn look(phase: &Phase) -> (Shape, Tone) {
    match phase {
        Phase::Fresh => (Shape::Ok, Tone::Ok),
        Phase::Loading => (Shape::Ring, Tone::Info),
        Phase::Stale => (Shape::Offline, Tone::Idle),
        Phase::Refused(..) => (Shape::Crit, Tone::Crit),
    }
}

const fn word(phase: &Phase, words: &Diagnostics) -> &'static str {
    match phase {
        Phase::Fresh => words.live,
        Phase::Loading => words.loading,
        Phase::Stale => words.stale,
        Phase::Refused(..) => words.refused,
    }
}
