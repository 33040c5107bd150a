//! What changed while nobody looked: found by comparing the violations that were left with those that are there.

mod difference;
mod list;

use std::{collections::BTreeSet, time::Duration};

use leptos::prelude::*;
use protocol::{Entity, RowId, Timestamp, Topic, entities::Violation};
use sync::{Connection, Phase};

use self::difference::{MissedChange, differences};
use super::{
    announcer::use_announcer,
    side::{Side, use_sides},
};
use crate::{
    components::icon::Icon,
    link::{Link, use_link, use_now},
    platform::{clock, lifecycle, listener::Listener},
    repositories::{Map, Rows, use_rows},
    settings::use_format,
    texts::{outbox, use_texts},
};

pub(super) use list::MissedList;
pub(crate) use list::UnseenMark;

/// What somebody missed; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub struct Missed {
    /// The changes, the latest first.
    changes: RwSignal<Vec<MissedChange>>,
    /// Rows with such a change that nobody has looked at since.
    unseen: RwSignal<BTreeSet<RowId>>,
    /// Since when they were missed.
    since: RwSignal<Option<Timestamp>>,
    /// Whether the note about them stands.
    is_told: RwSignal<bool>,
}

/// The rows as they were left.
struct Left {
    at: Timestamp,
    rows: Map<RowId, Violation>,
}

/// What this person missed.
pub fn use_missed() -> Missed {
    use_context::<Missed>().unwrap_or_else(Missed::new)
}

impl Missed {
    /// Watches for absences for as long as the calling component lives.
    pub(super) fn provide() -> Self {
        let missed = Self::new();
        provide_context(missed);
        missed.watch();
        missed
    }

    fn new() -> Self {
        Self {
            changes: RwSignal::new(Vec::new()),
            unseen: RwSignal::new(BTreeSet::new()),
            since: RwSignal::new(None),
            is_told: RwSignal::new(false),
        }
    }

    /// Whether the row changed while the person was away, and they have not looked at it yet.
    pub fn is_unseen(self, id: &RowId) -> bool {
        self.unseen.with(|it| it.contains(id))
    }

    /// Somebody looks at the row.
    pub fn see(self, id: &RowId) {
        if self.unseen.with_untracked(|it| it.contains(id)) {
            self.unseen.update(|it| {
                it.remove(id);
            });
        }
    }

    /// Everything has been seen.
    pub(super) fn see_all(self) {
        self.unseen.update(BTreeSet::clear);
        self.is_told.set(false);
    }

    /// Marks what changed since then. What was missed earlier and nobody has looked at still counts.
    fn add(self, mut changes: Vec<MissedChange>, since: Timestamp) {
        let is_new: BTreeSet<_> = changes.iter().map(|it| it.violation.id.clone()).collect();
        let mut earlier = self.changes.get_untracked();
        earlier.retain(|it| {
            let id = &it.violation.id;
            !is_new.contains(id) && self.unseen.with_untracked(|it| it.contains(id))
        });
        if earlier.is_empty() {
            self.since.set(Some(since));
        }
        changes.append(&mut earlier);
        self.changes.set(changes);
        self.unseen.update(|it| it.extend(is_new));
    }

    fn watch(self) {
        let (link, now, rows) = (use_link(), use_now(), use_rows::<Violation>());
        let is_visible = watch_visibility();
        let is_here = Memo::new(move |_| {
            let is_told = matches!(
                link.connection(),
                Connection::Live { .. } | Connection::Polling { .. }
            );
            is_told && is_visible.get()
        });
        let came = StoredValue::new(clock::now());
        let left = StoredValue::new(None::<Left>);
        let n_ticks = StoredValue::new(0_u8);
        Effect::new(move |_| {
            n_ticks.set_value(0);
            came.set_value(clock::now());
            if !is_here.get() && left.with_value(Option::is_none) {
                left.set_value(leave(link, rows));
            }
        });
        // The rows are there one frame after the connection says so: the second tick finds them.
        let (announcer, texts, format) = (use_announcer(), use_texts(), use_format());
        Effect::new(move |_| {
            let at = now.get();
            if !is_here.get_untracked() || rows.phase() != Phase::Fresh {
                return;
            }
            // Where it is asked for, what changed is known with the first answer since.
            let is_polling = matches!(link.connection(), Connection::Polling { .. });
            if is_polling && link.read(sync::Engine::heard) < came.get_value() {
                return;
            }
            n_ticks.update_value(|it| *it = it.saturating_add(1));
            if n_ticks.get_value() < 2 {
                return;
            }
            let Some(was) = left.try_update_value(Option::take).flatten() else {
                return;
            };
            let me = untrack(|| link.user()).map(|it| it.name);
            let changes = rows.with(|rows| differences(&was.rows, rows, me.as_deref()));
            if changes.is_empty() {
                return;
            }
            self.add(changes, was.at);
            if at.since(was.at) < ABSENCE {
                return;
            }
            self.is_told.set(true);
            let since = self.since.get_untracked().unwrap_or(was.at);
            let n_changes = self.changes.with_untracked(Vec::len);
            let since = format.get_untracked().time(since);
            announcer.say(outbox::missed(texts.language(), n_changes, &since));
        });
    }
}

/// Whether somebody can see the page, as a signal.
fn watch_visibility() -> RwSignal<bool> {
    let is_visible = RwSignal::new(lifecycle::is_visible());
    let listener = Listener::on_document("visibilitychange", move |_| {
        is_visible.try_set(lifecycle::is_visible());
    });
    let listener = StoredValue::new_local(listener);
    on_cleanup(move || drop(listener.try_update_value(Option::take)));
    is_visible
}

/// What is there now, and since when it is known to be so. Nothing, when nothing is known yet.
fn leave(link: Link, rows: Rows<Violation>) -> Option<Left> {
    let topic = Topic::whole(Violation::KIND);
    let at = link.read(|it| it.confirmed_at(&topic))?;
    let rows = rows.with(Clone::clone);
    (!rows.is_empty()).then(|| Left {
        at: link.corrected(at),
        rows,
    })
}

/// Tells quietly how much was missed; there until it is closed or everything has been seen.
#[component]
pub(super) fn MissedNote() -> impl IntoView {
    let (missed, sides, texts, format) = (use_missed(), use_sides(), use_texts(), use_format());
    let n_changes = Memo::new(move |_| missed.changes.with(Vec::len));
    let words = move || {
        let since = missed.since.get()?;
        Some(outbox::missed(
            texts.language(),
            n_changes.get(),
            &format.get().time(since),
        ))
    };
    view! {
        <Show when=move || missed.is_told.get()>
            <aside class="missed" aria-label=move || texts.outbox().missed>
                {Icon::Clock.view()}
                <span>{words}</span>
                <button type="button" class="btn btn--sm" on:click=move |_| sides.open(Side::Missed)>
                    {move || texts.outbox().missed_show}
                </button>
                <span class="grow"></span>
                <button
                    type="button"
                    class="btn btn--sm btn--icon btn--ghost"
                    aria-label=move || texts.shell().dismiss
                    on:click=move |_| missed.is_told.set(false)
                >
                    {Icon::Close.view()}
                </button>
            </aside>
        </Show>
    }
}

/// After a shorter absence what changed is marked, but no note stands above the page: people look away.
const ABSENCE: Duration = Duration::from_secs(10);
