//! What the parts of the violations page share: the list, and what one does with its rows.

use std::{collections::BTreeSet, time::Duration};

use leptos::prelude::*;
use protocol::{
    RowId, Timestamp, Topic,
    entities::{Member, StreamKind, Violation},
};
use sync::Connection;

use super::{
    filter::{Queue, Span, ViolationFilter},
    kind::ViolationList,
    lens::Setting,
    work::{Act, Work},
};
use crate::{
    components::grid::{GridActions, GridModel, Menu},
    link::{Link, Progress, use_link, use_now},
    pages::{address::Keep, list::ListHandle},
    repositories::{Rows, use_rows},
    settings::use_format,
    shell::{Missed, use_missed},
    texts::violations,
};

/// The page's state; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct ViolationsModel {
    /// The list.
    pub(super) list: ViolationList,
    /// The list without its rows.
    pub(super) handle: ListHandle,
    /// Everybody a violation can be assigned to.
    pub(super) members: Rows<Member>,
    /// Those with a ticked box.
    pub(super) chosen: RwSignal<BTreeSet<RowId>>,
    /// What one does with them.
    pub(super) work: Work,
    /// Which ones a menu or a dialog is about.
    pub(super) subject: RwSignal<Vec<RowId>>,
    /// To whom to assign them.
    pub(super) assign_menu: Menu,
    /// What else to do with them.
    pub(super) more_menu: Menu,
    /// Why to dismiss them.
    pub(super) dismissing: RwSignal<bool>,
    /// What changed while the person was away.
    pub(super) missed: Missed,
    /// The connection.
    pub(super) link: Link,
    anchor: StoredValue<Option<usize>>,
}

impl ViolationsModel {
    /// The state of the page that calls.
    pub(super) fn new() -> Self {
        let (rows, link) = (use_rows::<Violation>(), use_link());
        let work = Work::new(rows);
        let may_act = Signal::derive(move || works_here(link));
        let missed = use_missed();
        let list = ViolationList::new(rows, |filter| setting(filter, link, work), may_act);
        // Who opens a row sees it.
        Effect::new(move |_| {
            list.selected.with(|it| {
                if let Some(id) = it {
                    missed.see(id);
                }
            });
        });
        Self {
            list,
            handle: list.handle(),
            members: use_rows::<Member>(),
            chosen: RwSignal::new(BTreeSet::new()),
            work,
            subject: RwSignal::new(Vec::new()),
            assign_menu: Menu::new(),
            more_menu: Menu::new(),
            dismissing: RwSignal::new(false),
            missed,
            link,
            anchor: StoredValue::new(None),
        }
    }

    /// The texts of the page.
    pub(super) fn texts(self) -> &'static violations::Violations {
        self.list.texts.violations()
    }

    /// Whether this person works on violations at all. What a role may do in detail, the gateway says.
    pub(super) fn may_act(self) -> bool {
        works_here(self.link)
    }

    /// Whether the gateway can be asked.
    pub(super) fn is_connected(self) -> bool {
        matches!(
            self.link.connection(),
            Connection::Live { .. } | Connection::Polling { .. }
        )
    }

    /// How far the changes of this row have come.
    pub(super) fn progress(self, id: &RowId) -> Option<Progress> {
        self.link
            .progress_of_row(&Topic::whole(StreamKind::Violation), id)
    }

    /// Shows another saved view.
    pub(super) fn turn_to(self, queue: Queue) {
        let filter = ViolationFilter {
            queue,
            ..self.list.filter.get_untracked()
        };
        self.chosen.update(BTreeSet::clear);
        self.list.go(&filter, None, Keep::Push);
    }

    /// Ticks or unticks a box; with `range` all from the last one to it.
    pub(super) fn choose(self, index: usize, range: bool) {
        let anchor = self.anchor.get_value().filter(|_| range).unwrap_or(index);
        self.anchor.set_value(Some(index));
        let (from, to) = (anchor.min(index), anchor.max(index));
        let ids: Vec<_> = untrack(|| (from..=to).filter_map(|it| self.list.live.id(it)).collect());
        self.chosen.update(|chosen| match ids.as_slice() {
            [one] if chosen.contains(one) => drop(chosen.remove(one)),
            ids => chosen.extend(ids.iter().cloned()),
        });
    }

    /// Ticks all boxes, or none.
    pub(super) fn choose_all(self, all: bool) {
        let ids = if all {
            self.list.live.read(|view| view.ids().cloned().collect())
        } else {
            BTreeSet::new()
        };
        self.chosen.set(ids);
    }

    /// Does something with the chosen ones if the row is one of them, else with the row.
    pub(super) fn subjects(self, id: &RowId) -> Vec<RowId> {
        self.chosen.with_untracked(|chosen| {
            if chosen.contains(id) {
                chosen.iter().cloned().collect()
            } else {
                vec![id.clone()]
            }
        })
    }

    /// Does something and unticks the boxes.
    pub(super) fn act(self, act: &Act, ids: &[RowId]) {
        self.work.act(act, ids);
        self.chosen.update(|chosen| chosen.retain(|it| !ids.contains(it)));
    }

    /// The same for a button that means the next step after each: the second click of a double click meant the step
    /// that the first one has taken.
    pub(super) fn press(self, click: &leptos::ev::MouseEvent, act: &Act, ids: &[RowId]) {
        if click.detail() < 2 {
            self.act(act, ids);
        }
    }

    /// What the grid shows.
    pub(super) fn grid(self) -> GridModel {
        let strips = Memo::new(move |_| {
            let refused = self.work.refused();
            let mut strips: Vec<_> = refused.iter().filter_map(|it| self.list.live.index(it)).collect();
            strips.sort_unstable();
            strips
        });
        self.list.grid(strips.into())
    }

    /// What the grid asks for: boxes can be ticked, and Escape unticks them once nothing stands beside the table.
    pub(super) fn actions(self) -> GridActions {
        GridActions {
            select: Callback::new(move |(index, range): (usize, bool)| {
                if untrack(|| self.may_act()) {
                    self.choose(index, range);
                }
            }),
            escape: Callback::new(move |()| {
                if self.list.selected.with_untracked(Option::is_some) {
                    self.list.select(None);
                } else {
                    self.chosen.update(BTreeSet::clear);
                }
            }),
            ..self.list.actions()
        }
    }
}

/// What a filter means now, to this person.
fn setting(filter: Memo<ViolationFilter>, link: Link, work: Work) -> Memo<Setting> {
    let (format, now) = (use_format(), use_now());
    let moment = Memo::new(move |_| moment(now, filter));
    Memo::new(move |_| {
        let moment = moment.get();
        let today = format.get().depot.midnight(moment);
        Setting {
            user: link.user().map(|it| it.id),
            now: moment,
            today,
            yesterday: format.get().depot.midnight(today - Duration::from_secs(3600)),
            refused: work.refused(),
            format: format.get(),
        }
    })
}

fn works_here(link: Link) -> bool {
    let roles = link.user().map(|it| it.roles).unwrap_or_default();
    roles.iter().any(|it| WORKING.contains(&it.as_str()))
}

/// Now, no finer than the filter needs it: every other moment means another lens.
fn moment(now: Signal<Timestamp>, filter: Memo<ViolationFilter>) -> Timestamp {
    let minutes = if filter.with(|it| it.span == Span::Hour) {
        1
    } else {
        15
    };
    let step = minutes * 60_000;
    Timestamp::from_millis(now.get().as_millis() / step * step)
}

/// Roles that work on violations.
const WORKING: [&str; 3] = ["admin", "manager", "dispatcher"];
