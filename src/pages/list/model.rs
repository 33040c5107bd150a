//! What the parts of a list share: the rows, what is shown of them, and where one stands.

use leptos::prelude::*;
use protocol::{RowId, Timestamp};

use super::{
    Column, ListFilter, ListHandle, ListKind, Seen, export,
    kind::ColumnOf,
    paper::{ROWS_MAX, Sheet},
};
use crate::{
    components::grid::{
        ColumnChoice, ColumnOption, Csv, FlashGate, GridActions, GridColumn, GridModel, Scroll, Sorted,
    },
    format::Formatter,
    link::{Link, use_link, use_now},
    pages::address::{Address, Keep},
    platform::page,
    repositories::{
        LiveView, Rows,
        query::{self, Query, Stray},
        sort::Direction,
        view::View,
    },
    settings::{use_format, use_settings},
    shell::use_announcer,
    texts::{Language, Texts, list, use_texts},
};

/// The state of a list; a handle, cheap to copy.
pub(crate) struct ListModel<K: ListKind> {
    /// All rows.
    pub(crate) rows: Rows<K::Row>,
    /// Those that are shown.
    pub(crate) live: LiveView<K::Lens>,
    /// Which are shown, from the address.
    pub(crate) filter: Memo<K::Filter>,
    /// The one beside the table, from the address.
    pub(crate) selected: Memo<Option<RowId>>,
    /// Which columns somebody wants.
    pub(crate) columns: ColumnChoice,
    /// Where the list is scrolled to.
    pub(crate) scroll: Scroll,
    /// How much changes in sight.
    pub(crate) gate: StoredValue<FlashGate>,
    /// What the person here may see.
    pub(crate) link: Link,
    /// The app's clock.
    pub(crate) now: Signal<Timestamp>,
    /// How this person reads numbers.
    pub(crate) format: Memo<Formatter>,
    /// What this person reads.
    pub(crate) language: Memo<Language>,
    /// Every text.
    pub(crate) texts: Texts,
    /// What the address asks for, and what of it nobody knows.
    asked: Memo<(K::Filter, Vec<Stray>)>,
    may_act: Signal<bool>,
    narrow: RwSignal<bool>,
    address: Address,
}

// By hand: deriving would ask for more than handles need.
impl<K: ListKind> Clone for ListModel<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: ListKind> Copy for ListModel<K> {}

impl<K: ListKind> ListModel<K> {
    /// The state of the page that calls. `setting` says what the filter depends on, `may_act` whether the columns to act
    /// with are there.
    pub(crate) fn new(
        rows: Rows<K::Row>,
        setting: impl FnOnce(Memo<K::Filter>) -> Memo<K::Setting>,
        may_act: Signal<bool>,
    ) -> Self {
        let address = Address::here();
        let asked = Memo::new(move |_| {
            address.read(|params| {
                let get = |name: &str| params.get_str(name);
                let mut query = Query::new(&get);
                let filter = K::Filter::read(&mut query);
                query.text(SELECTED);
                (filter, query.strays(params.latest_values()))
            })
        });
        let filter = Memo::new(move |_| asked.with(|it| it.0.clone()));
        let setting = setting(filter);
        let question = Memo::new(move |_| (filter.get(), setting.get()));
        let narrow = RwSignal::new(page::matches(PHONE));
        let media = StoredValue::new_local(page::on_media(PHONE, move |it| narrow.set(it)));
        on_cleanup(move || drop(media.try_update_value(Option::take)));
        let live = LiveView::new(rows, question, |(filter, setting)| K::lens(filter, setting));
        let model = Self {
            rows,
            live,
            filter,
            selected: Memo::new(move |_| address.read(|it| it.get_str(SELECTED).map(RowId::from))),
            columns: ColumnChoice::new(K::COLUMNS_KEY),
            scroll: Scroll::new(),
            gate: StoredValue::new(FlashGate::default()),
            link: use_link(),
            now: use_now(),
            format: use_format(),
            language: use_settings().language_memo(),
            texts: use_texts(),
            asked,
            may_act,
            narrow,
            address,
        };
        model.announce_finds();
        model
    }

    /// The list without its rows; made once per page.
    pub(crate) fn handle(self) -> ListHandle {
        let waiting = Memo::new(move |_| self.live.figures(|it| (it.newcomers(), it.is_overtaken())));
        ListHandle {
            name: K::NAME,
            texts: self.texts,
            words: K::words,
            phase: Signal::derive(move || self.rows.phase()),
            confirmed_at: Signal::derive(move || self.rows.confirmed_at()),
            now: self.now,
            is_empty: Memo::new(move |_| self.live.is_empty()).into(),
            nothing: Signal::derive(move || self.filter.with(|it| K::nothing(it, self.texts).to_owned())),
            hint: Signal::derive(move || K::hint(self.link, self.texts)),
            is_phone: self.narrow.into(),
            has_selected: Memo::new(move |_| self.selected.with(Option::is_some)).into(),
            strays: Signal::derive(move || {
                self.asked.with(|it| match it.1.as_slice() {
                    [] => String::new(),
                    strays => list::strays(self.language.get(), strays),
                })
            }),
            text: Memo::new(move |_| self.filter.with(|it| it.text().to_owned())).into(),
            n_set: Memo::new(move |_| self.filter.with(ListFilter::count)).into(),
            newcomers: Signal::derive(move || match waiting.get() {
                (0, false) => None,
                (0, true) => Some(self.texts.list().order_changed.to_owned()),
                (n_new, _) => Some(K::newcomers(self.language.get(), n_new)),
            }),
            columns: self.columns,
            options: Signal::derive(move || self.options()),
            scroll: self.scroll,
            search: Callback::new(move |text| {
                let filter = self.filter.get_untracked().with_text(text);
                self.show(&filter, Keep::Replace);
            }),
            clear: Callback::new(move |()| {
                let filter = self.filter.get_untracked().cleared();
                self.show(&filter, Keep::Push);
            }),
            // Writing the address anew leaves out what could not be read.
            clear_strays: Callback::new(move |()| self.show(&self.filter.get_untracked(), Keep::Replace)),
            admit: Callback::new(move |()| {
                self.live.admit();
                self.scroll.to_start();
            }),
            previous: Callback::new(move |()| self.step(-1)),
            next: Callback::new(move |()| self.step(1)),
            close: Callback::new(move |()| self.select(None)),
            sheet: Callback::new(move |()| self.sheet()),
            save: export::saver(K::NAME, move || self.csv()),
        }
    }

    /// Shows other rows.
    pub(crate) fn show(self, filter: &K::Filter, keep: Keep) {
        self.go(filter, self.selected.get_untracked().as_ref(), keep);
    }

    /// Shows other rows: those that the filter chooses after a change.
    pub(crate) fn change(self, change: impl FnOnce(&mut K::Filter)) {
        let mut filter = self.filter.get_untracked();
        change(&mut filter);
        self.show(&filter, Keep::Push);
    }

    /// Shows a row beside the table, or none.
    pub(crate) fn select(self, id: Option<&RowId>) {
        self.go(&self.filter.get_untracked(), id, Keep::Replace);
    }

    fn step(self, down: isize) {
        let next = untrack(|| {
            let index = self.live.index(&self.selected.get()?)?;
            self.live.id(index.checked_add_signed(down)?)
        });
        if next.is_some() {
            self.select(next.as_ref());
        }
    }

    /// The id of the row beside the list; empty if there is none.
    pub(crate) fn selected_id(self) -> Signal<RowId> {
        Signal::derive(move || self.selected.get().unwrap_or_else(|| RowId::from("")))
    }

    /// The row beside the list.
    pub(crate) fn seen(self) -> Seen<K::Row> {
        self.rows.watch(self.selected_id())
    }

    /// Goes to an address of this page.
    pub(crate) fn go(self, filter: &K::Filter, selected: Option<&RowId>, keep: Keep) {
        let mut pairs = filter.write();
        query::push(&mut pairs, SELECTED, selected.map_or("", RowId::as_str));
        self.address.go(pairs, keep);
    }

    /// Every column that is for the person here.
    fn all_columns(self) -> impl Iterator<Item = ColumnOf<K>> {
        let is_offered = move |it: &ColumnOf<K>| it.needs().is_none_or(|kind| self.link.sees(kind));
        ColumnOf::<K>::ALL.iter().copied().filter(is_offered)
    }

    fn options(self) -> Vec<ColumnOption> {
        let is_choosable = |it: &ColumnOf<K>| !it.look().fixed && !it.look().acting;
        let columns = self.all_columns();
        columns.filter(is_choosable).map(|it| self.option(it)).collect()
    }

    /// Columns that are wanted and have room.
    pub(crate) fn shown_columns(self) -> Vec<ColumnOf<K>> {
        let (width, may_act) = (self.scroll.width(), self.may_act.get());
        let is_shown = |column: &ColumnOf<K>| {
            let look = column.look();
            if look.acting {
                return may_act;
            }
            look.fixed || (self.columns.wants(self.option(*column)) && width >= f64::from(look.room))
        };
        self.all_columns().filter(is_shown).collect()
    }

    /// What the grid shows; `strips` are the rows that carry one below them.
    pub(crate) fn grid(self, strips: Signal<Vec<usize>>) -> GridModel {
        let columns = Memo::new(move |_| {
            let column = |column: ColumnOf<K>| {
                let look = column.look();
                GridColumn {
                    id: look.word,
                    title: column.title(self.texts),
                    track: look.track,
                    numeric: look.numeric,
                    sortable: look.sortable,
                }
            };
            self.shown_columns().into_iter().map(column).collect::<Vec<_>>()
        });
        GridModel {
            name: Signal::derive(move || K::words(self.texts).name.to_owned()),
            columns: columns.into(),
            rows: Signal::derive(move || self.live.len()),
            id: Callback::new(move |index| self.live.id(index)),
            sorted: Signal::derive(move || {
                let order = self.filter.with(ListFilter::order);
                Sorted {
                    column: order.column.as_str(),
                    descending: order.direction == Direction::Descending,
                }
            }),
            strips,
            beside: self.selected.into(),
            index: Callback::new(move |id: RowId| self.live.index(&id)),
            scroll: self.scroll,
            gate: self.gate,
        }
    }

    /// What the grid asks for. Where rows cannot be ticked, choosing one means nothing.
    pub(crate) fn actions(self) -> GridActions {
        GridActions {
            sort: Callback::new(move |column: &'static str| {
                if let Some(column) = ColumnOf::<K>::find(column) {
                    let filter = self.filter.get_untracked();
                    let order = filter.order().by(column);
                    self.show(&filter.with_order(order), Keep::Push);
                    // What comes first now is what was asked for.
                    self.scroll.to_start();
                }
            }),
            open: Callback::new(move |id: RowId| self.select(Some(&id))),
            select: Callback::new(|_| ()),
            escape: Callback::new(move |()| {
                if self.selected.with_untracked(Option::is_some) {
                    self.select(None);
                }
            }),
            hold: Callback::new(move |held| self.live.hold(held)),
        }
    }

    /// Columns with data that are wanted, however little room the window has: paper and files have their own.
    fn data_columns(self) -> Vec<ColumnOf<K>> {
        let is_wanted = |column: &ColumnOf<K>| {
            let look = column.look();
            !look.acting && (look.fixed || self.columns.wants(self.option(*column)))
        };
        self.all_columns().filter(is_wanted).collect()
    }

    /// What is seen, in the order it is seen, on paper.
    fn sheet(self) -> Sheet {
        let (format, columns) = (self.format.get(), self.data_columns());
        let n_rows = self.live.len();
        let cells = |row: &K::Row| columns.iter().map(|it| K::shown(row, *it, format)).collect();
        let rows = self.rows.with(|rows| {
            self.live.read(|view| {
                let rows = view.ids().take(ROWS_MAX).filter_map(|id| rows.get(id));
                rows.map(cells).collect::<Vec<_>>()
            })
        });
        Sheet {
            rows,
            n_rows,
            sorted: self.filter.with(ListFilter::order).column.title(self.texts),
            found: K::found(format.language, n_rows),
            at: self.rows.confirmed_at(),
            columns: columns
                .iter()
                .map(|it| (it.title_on_paper(self.texts), it.look().numeric))
                .collect(),
        }
    }

    /// What is seen, in the order it is seen, as a file.
    fn csv(self) -> String {
        let (format, language, columns) = (self.format.get(), self.language.get(), self.data_columns());
        let headings: Vec<_> = columns
            .iter()
            .flat_map(|it| K::headings(*it, format, self.texts))
            .collect();
        let mut csv = Csv::new(headings.iter().map(String::as_str));
        self.rows.with(|rows| {
            self.live.read(|view| {
                for row in view.ids().filter_map(|id| rows.get(id)) {
                    let cells: Vec<_> = columns
                        .iter()
                        .flat_map(|it| K::cells(row, *it, format, language))
                        .collect();
                    csv.line(cells.iter().map(String::as_str));
                }
            });
        });
        csv.finish()
    }

    /// Says how many were found when somebody narrows or searches, not when rows come and go.
    fn announce_finds(self) {
        let announcer = use_announcer();
        Effect::watch(
            move || self.filter.get(),
            move |_, _, _| {
                let language = self.language.get_untracked();
                request_animation_frame(move || {
                    announcer.say(K::found(language, self.live.read(View::belonging)));
                });
            },
            false,
        );
    }

    fn option(self, column: ColumnOf<K>) -> ColumnOption {
        let look = column.look();
        ColumnOption {
            id: look.word,
            title: column.title(self.texts),
            usual: look.usual,
            from_width: look.room,
        }
    }
}

const PHONE: &str = "(max-width: 599px)";
const SELECTED: &str = "sel";
