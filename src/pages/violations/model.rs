//! What the parts of the violations page share.

use std::{collections::BTreeSet, time::Duration};

use leptos::prelude::*;
use protocol::{
    RowId, Timestamp, Topic,
    entities::{Member, StreamKind, Violation},
};

use super::{
    columns::ViolationColumn,
    filter::{Queue, Span, ViolationFilter},
    lens::{Setting, ViolationLens},
    work::{Act, Work},
};
use crate::{
    components::grid::{
        ColumnChoice, ColumnOption, FlashGate, GridActions, GridColumn, GridModel, Menu, Scroll, Sorted,
    },
    format::Formatter,
    link::{Link, use_link, use_now},
    pages::address::{Address, Keep},
    platform::page,
    repositories::{LiveView, Rows, query, sort::Direction, use_rows},
    settings::{use_format, use_settings},
    texts::{Language, Texts, use_texts, violations},
};

/// The page's state; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct ViolationsModel {
    /// All violations.
    pub(super) rows: Rows<Violation>,
    /// Those that are shown.
    pub(super) live: LiveView<ViolationLens>,
    /// Everybody a violation can be assigned to.
    pub(super) members: Rows<Member>,
    /// Which are shown, from the address.
    pub(super) filter: Memo<ViolationFilter>,
    /// The one beside the table, from the address.
    pub(super) selected: Memo<Option<RowId>>,
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
    /// Which columns somebody wants.
    pub(super) columns: ColumnChoice,
    /// Where the list is scrolled to.
    pub(super) scroll: Scroll,
    /// The app's clock.
    pub(super) now: Signal<Timestamp>,
    /// How this person reads numbers.
    pub(super) format: Memo<Formatter>,
    /// What this person reads.
    pub(super) language: Memo<Language>,
    /// The connection.
    pub(super) link: Link,
    anchor: StoredValue<Option<usize>>,
    gate: StoredValue<FlashGate>,
    narrow: RwSignal<bool>,
    texts: Texts,
    address: Address,
}

impl ViolationsModel {
    /// The state of the page that calls.
    pub(super) fn new() -> Self {
        let (address, rows, link) = (Address::here(), use_rows::<Violation>(), use_link());
        let filter = Memo::new(move |_| address.read(|it| ViolationFilter::read(|name| it.get_str(name))));
        let (language, format, now) = (use_settings().language_memo(), use_format(), use_now());
        let work = Work::new(rows);
        let moment = Memo::new(move |_| moment(now, filter));
        let setting = Memo::new(move |_| {
            let moment = moment.get();
            let today = format.get().zone.midnight(moment);
            let setting = Setting {
                user: link.user().map(|it| it.id),
                now: moment,
                today,
                yesterday: format.get().zone.midnight(today - Duration::from_secs(3600)),
                refused: work.refused(),
                language: language.get(),
            };
            (filter.get(), setting)
        });
        let narrow = RwSignal::new(page::matches(PHONE));
        let media = StoredValue::new_local(page::on_media(PHONE, move |it| narrow.set(it)));
        on_cleanup(move || drop(media.try_update_value(Option::take)));
        Self {
            rows,
            live: LiveView::new(rows, setting, |(filter, setting)| {
                ViolationLens::new(filter, setting)
            }),
            members: use_rows::<Member>(),
            filter,
            selected: Memo::new(move |_| address.read(|it| it.get_str("sel").map(RowId::from))),
            chosen: RwSignal::new(BTreeSet::new()),
            work,
            subject: RwSignal::new(Vec::new()),
            assign_menu: Menu::new(),
            more_menu: Menu::new(),
            dismissing: RwSignal::new(false),
            columns: ColumnChoice::new(COLUMNS),
            scroll: Scroll::new(),
            now,
            format,
            language,
            link,
            anchor: StoredValue::new(None),
            gate: StoredValue::new(FlashGate::default()),
            narrow,
            texts: use_texts(),
            address,
        }
    }

    /// The texts of the page.
    pub(super) fn texts(self) -> &'static violations::Violations {
        self.texts.violations()
    }

    /// Whether cards are shown instead of the table.
    pub(super) fn is_phone(self) -> bool {
        self.narrow.get()
    }

    /// Whether this person works on violations at all. What a role may do in detail, the gateway says.
    pub(super) fn may_act(self) -> bool {
        let roles = self.link.user().map(|it| it.roles).unwrap_or_default();
        roles.iter().any(|it| WORKING.contains(&it.as_str()))
    }

    /// Whether a change of this row is on its way.
    pub(super) fn is_pending(self, id: &RowId) -> bool {
        self.link.is_pending(&Topic::whole(StreamKind::Violation), id)
    }

    /// Shows other violations.
    pub(super) fn show(self, filter: &ViolationFilter, keep: Keep) {
        self.go(filter, self.selected.get_untracked().as_ref(), keep);
    }

    /// Shows the saved view without filters.
    pub(super) fn clear(self) {
        self.show(&self.filter.get_untracked().cleared(), Keep::Push);
    }

    /// Shows another saved view.
    pub(super) fn turn_to(self, queue: Queue) {
        let filter = ViolationFilter {
            queue,
            ..self.filter.get_untracked()
        };
        self.chosen.update(BTreeSet::clear);
        self.go(&filter, None, Keep::Push);
    }

    /// Shows a violation beside the table, or none.
    pub(super) fn select(self, id: Option<&RowId>) {
        self.go(&self.filter.get_untracked(), id, Keep::Replace);
    }

    /// Shows the violation so many rows below the selected one.
    pub(super) fn step(self, down: isize) {
        let next = untrack(|| {
            let index = self.live.index(&self.selected.get()?)?;
            self.live.id(index.checked_add_signed(down)?)
        });
        if next.is_some() {
            self.select(next.as_ref());
        }
    }

    /// Ticks or unticks a box; with `range` all from the last one to it.
    pub(super) fn choose(self, index: usize, range: bool) {
        let anchor = self.anchor.get_value().filter(|_| range).unwrap_or(index);
        self.anchor.set_value(Some(index));
        let (from, to) = (anchor.min(index), anchor.max(index));
        let ids: Vec<_> = untrack(|| (from..=to).filter_map(|it| self.live.id(it)).collect());
        self.chosen.update(|chosen| match ids.as_slice() {
            [one] if chosen.contains(one) => drop(chosen.remove(one)),
            ids => chosen.extend(ids.iter().cloned()),
        });
    }

    /// Ticks all boxes, or none.
    pub(super) fn choose_all(self, all: bool) {
        let ids = if all {
            self.live.read(|view| view.ids().cloned().collect())
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

    /// The heading of a column.
    pub(super) fn title(self, column: ViolationColumn) -> &'static str {
        let texts = self.texts();
        match column {
            ViolationColumn::Select => texts.select,
            ViolationColumn::Severity => texts.severity,
            ViolationColumn::Violation => texts.violation,
            ViolationColumn::Vehicle => texts.vehicle,
            ViolationColumn::Driver => texts.driver,
            ViolationColumn::Place => texts.place,
            ViolationColumn::Time => texts.time,
            ViolationColumn::State => texts.state,
            ViolationColumn::Assignee => texts.assignee,
            ViolationColumn::Actions => texts.actions,
        }
    }

    /// A column as one can choose it.
    pub(super) fn option(self, column: ViolationColumn) -> ColumnOption {
        ColumnOption {
            id: column.as_str(),
            title: self.title(column),
            usual: true,
            from_width: column.room(),
        }
    }

    /// Columns that are wanted and have room.
    pub(super) fn shown_columns(self) -> Vec<ViolationColumn> {
        let (width, may_act) = (self.scroll.width(), self.may_act());
        let is_shown = |column: &ViolationColumn| match column {
            ViolationColumn::Select | ViolationColumn::Actions => may_act,
            it if it.is_fixed() => true,
            it => self.columns.wants(self.option(*it)) && width >= f64::from(it.room()),
        };
        ViolationColumn::ALL.into_iter().filter(is_shown).collect()
    }

    /// What the grid shows.
    pub(super) fn grid(self) -> GridModel {
        let columns = Memo::new(move |_| {
            let column = |column: ViolationColumn| GridColumn {
                id: column.as_str(),
                title: self.title(column),
                track: column.track(),
                numeric: column.is_numeric(),
                sortable: column.is_sortable(),
            };
            self.shown_columns().into_iter().map(column).collect::<Vec<_>>()
        });
        let strips = Memo::new(move |_| {
            let refused = self.work.refused();
            let mut strips: Vec<_> = refused.iter().filter_map(|it| self.live.index(it)).collect();
            strips.sort_unstable();
            strips
        });
        GridModel {
            name: Signal::derive(move || self.texts().violations.to_owned()),
            columns: columns.into(),
            rows: Signal::derive(move || self.live.len()),
            id: Callback::new(move |index| self.live.id(index)),
            sorted: Signal::derive(move || {
                self.filter.with(|it| Sorted {
                    column: it.sort.as_str(),
                    descending: it.direction == Direction::Descending,
                })
            }),
            strips: strips.into(),
            beside: self.selected.into(),
            index: Callback::new(move |id: RowId| self.live.index(&id)),
            scroll: self.scroll,
            gate: self.gate,
        }
    }

    /// What the grid asks for.
    pub(super) fn actions(self) -> GridActions {
        GridActions {
            sort: Callback::new(move |column: &'static str| {
                if let Ok(column) = column.parse() {
                    self.show(&self.filter.get_untracked().sorted_by(column), Keep::Push);
                }
            }),
            open: Callback::new(move |id: RowId| self.select(Some(&id))),
            select: Callback::new(move |(index, range): (usize, bool)| {
                if untrack(|| self.may_act()) {
                    self.choose(index, range);
                }
            }),
            escape: Callback::new(move |()| {
                if self.selected.with_untracked(Option::is_some) {
                    self.select(None);
                } else {
                    self.chosen.update(BTreeSet::clear);
                }
            }),
            hold: Callback::new(move |held| self.live.hold(held)),
        }
    }

    fn go(self, filter: &ViolationFilter, selected: Option<&RowId>, keep: Keep) {
        let mut pairs = filter.write();
        query::push(&mut pairs, "sel", selected.map_or("", RowId::as_str));
        self.address.go(pairs, keep);
    }
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

const PHONE: &str = "(max-width: 599px)";
const COLUMNS: &str = "livedeck:1:columns:violations";

/// Roles that work on violations.
const WORKING: [&str; 3] = ["admin", "manager", "dispatcher"];
