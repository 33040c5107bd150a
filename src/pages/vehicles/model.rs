//! What the parts of the vehicles page share.

use leptos::prelude::*;
use protocol::{RowId, Timestamp, entities::Vehicle};

use super::{columns::VehicleColumn, filter::VehicleFilter, lens::VehicleLens};
use crate::{
    components::grid::{
        ColumnChoice, ColumnOption, FlashGate, GridActions, GridColumn, GridModel, Scroll, Sorted,
    },
    format::Formatter,
    link::use_now,
    pages::address::{Address, Keep},
    platform::page,
    repositories::{LiveView, Rows, query, sort::Direction, use_rows},
    settings::{use_format, use_settings},
    texts::{Language, Texts, use_texts, vehicles},
};

/// The page's state; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct VehiclesModel {
    /// All vehicles.
    pub(super) rows: Rows<Vehicle>,
    /// Those that are shown.
    pub(super) live: LiveView<VehicleLens>,
    /// Which are shown, from the address.
    pub(super) filter: Memo<VehicleFilter>,
    /// The one beside the table, from the address.
    pub(super) selected: Memo<Option<RowId>>,
    /// Which columns somebody wants.
    pub(super) columns: ColumnChoice,
    /// Where the list is scrolled to.
    pub(super) scroll: Scroll,
    /// How much changes in sight.
    pub(super) gate: StoredValue<FlashGate>,
    /// The app's clock.
    pub(super) now: Signal<Timestamp>,
    /// How this person reads numbers.
    pub(super) format: Memo<Formatter>,
    /// What this person reads.
    pub(super) language: Memo<Language>,
    /// Whether the screen is small.
    narrow: RwSignal<bool>,
    texts: Texts,
    address: Address,
}

impl VehiclesModel {
    /// The state of the page that calls.
    pub(super) fn new() -> Self {
        let (address, rows) = (Address::here(), use_rows::<Vehicle>());
        let filter = Memo::new(move |_| address.read(|it| VehicleFilter::read(|name| it.get_str(name))));
        let language = use_settings().language_memo();
        let setting = Memo::new(move |_| (filter.get(), language.get()));
        let narrow = RwSignal::new(page::matches(PHONE));
        let media = StoredValue::new_local(page::on_media(PHONE, move |it| narrow.set(it)));
        on_cleanup(move || drop(media.try_update_value(Option::take)));
        Self {
            rows,
            live: LiveView::new(rows, setting, |(filter, language)| {
                VehicleLens::new(filter, language)
            }),
            filter,
            selected: Memo::new(move |_| address.read(|it| it.get_str("sel").map(RowId::from))),
            columns: ColumnChoice::new(COLUMNS),
            scroll: Scroll::new(),
            gate: StoredValue::new(FlashGate::default()),
            now: use_now(),
            format: use_format(),
            language,
            narrow,
            texts: use_texts(),
            address,
        }
    }

    /// The texts of the page.
    pub(super) fn texts(self) -> &'static vehicles::Vehicles {
        self.texts.vehicles()
    }

    /// Whether cards are shown instead of the table.
    pub(super) fn is_phone(self) -> bool {
        self.narrow.get()
    }

    /// Shows other vehicles.
    pub(super) fn show(self, filter: &VehicleFilter, keep: Keep) {
        self.go(filter, self.selected.get_untracked().as_ref(), keep);
    }

    /// Shows all vehicles.
    pub(super) fn clear(self) {
        self.show(&self.filter.get_untracked().cleared(), Keep::Push);
    }

    /// Shows a vehicle beside the table, or none.
    pub(super) fn select(self, id: Option<&RowId>) {
        self.go(&self.filter.get_untracked(), id, Keep::Replace);
    }

    /// Shows the vehicle so many rows below the selected one.
    pub(super) fn step(self, down: isize) {
        let next = untrack(|| {
            let index = self.live.index(&self.selected.get()?)?;
            self.live.id(index.checked_add_signed(down)?)
        });
        if next.is_some() {
            self.select(next.as_ref());
        }
    }

    /// Every column with its heading.
    pub(super) fn options(self) -> Vec<ColumnOption> {
        let option = |column: VehicleColumn| ColumnOption {
            id: column.as_str(),
            title: self.title(column),
            usual: column.is_usual(),
            from_width: column.room(),
        };
        VehicleColumn::ALL.into_iter().map(option).collect()
    }

    /// Columns that are wanted and have room.
    pub(super) fn shown_columns(self) -> Vec<VehicleColumn> {
        let width = self.scroll.width();
        let is_shown = |column: &VehicleColumn| {
            let option = ColumnOption {
                id: column.as_str(),
                title: "",
                usual: column.is_usual(),
                from_width: column.room(),
            };
            *column == VehicleColumn::Vehicle
                || (self.columns.wants(option) && width >= f64::from(column.room()))
        };
        VehicleColumn::ALL.into_iter().filter(is_shown).collect()
    }

    /// The heading of a column.
    pub(super) fn title(self, column: VehicleColumn) -> &'static str {
        let texts = self.texts();
        match column {
            VehicleColumn::Vehicle => texts.vehicle,
            VehicleColumn::Status => texts.status,
            VehicleColumn::Speed => texts.speed,
            VehicleColumn::Limit => texts.limit,
            VehicleColumn::Driver => texts.driver,
            VehicleColumn::Depot => texts.depot,
            VehicleColumn::Place => texts.place,
            VehicleColumn::Strip => texts.strip,
            VehicleColumn::Fuel => texts.fuel,
            VehicleColumn::Today => texts.today,
            VehicleColumn::Odometer => texts.odometer,
            VehicleColumn::Violations => texts.violations,
            VehicleColumn::Age => texts.age,
        }
    }

    /// What the grid shows.
    pub(super) fn grid(self) -> GridModel {
        let columns = Memo::new(move |_| {
            let column = |column: VehicleColumn| GridColumn {
                id: column.as_str(),
                title: self.title(column),
                track: column.track(),
                numeric: column.is_numeric(),
                sortable: column.is_sortable(),
            };
            self.shown_columns().into_iter().map(column).collect::<Vec<_>>()
        });
        GridModel {
            name: Signal::derive(move || self.texts().vehicles.to_owned()),
            columns: columns.into(),
            rows: Signal::derive(move || self.live.len()),
            id: Callback::new(move |index| self.live.id(index)),
            sorted: Signal::derive(move || {
                self.filter.with(|it| Sorted {
                    column: it.sort.as_str(),
                    descending: it.direction == Direction::Descending,
                })
            }),
            strips: Signal::stored(Vec::new()),
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
            select: Callback::new(move |(index, _): (usize, bool)| {
                let id = untrack(|| self.live.id(index));
                self.select(id.as_ref());
            }),
            escape: Callback::new(move |()| {
                if self.selected.with_untracked(Option::is_some) {
                    self.select(None);
                }
            }),
            hold: Callback::new(move |held| self.live.hold(held)),
        }
    }

    fn go(self, filter: &VehicleFilter, selected: Option<&RowId>, keep: Keep) {
        let mut pairs = filter.write();
        query::push(&mut pairs, "sel", selected.map_or("", RowId::as_str));
        self.address.go(pairs, keep);
    }
}

const PHONE: &str = "(max-width: 599px)";
const COLUMNS: &str = "livedeck:1:columns:vehicles";
