//! What the parts of the map page share: the desk, the map, and what the address says.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{
    RowId,
    entities::{Geofence, Shipment},
};

use super::{
    areas::Sketch,
    lines::Listed,
    query::{DeskQuery, Selected, Tab},
};
use crate::{
    components::map::{Hit, Place, Spot, Stage, read_view, write_view},
    pages::{
        address::{Address, Keep},
        dispatch::desk::Desk,
        list::Seen,
    },
    platform::{maplibre::View, storage, timer::Timer},
    repositories::{
        Rows,
        query::{Query, Stray},
        use_rows,
    },
    shell::{Announcer, use_announcer},
    texts::list,
};

/// The page's state; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct LiveModel {
    /// The rows, and what one does with them.
    pub(super) desk: Desk,
    /// The map.
    pub(super) stage: Stage,
    /// What the address says.
    pub(super) query: Memo<DeskQuery>,
    /// How many drivers the list, and so the map, is narrowed to; `None`: it is not.
    pub(super) n_placed: RwSignal<Option<usize>>,
    /// What the list shows.
    pub(super) listed: RwSignal<Listed>,
    /// So many lines it shows at most.
    pub(super) most: RwSignal<usize>,
    /// The line that had the focus last, or was selected since.
    pub(super) stood: RwSignal<Option<RowId>>,
    /// Whether the map stays with what is selected.
    pub(super) following: RwSignal<bool>,
    /// Whether a table stands in place of the map: not while somebody draws.
    pub(super) as_table: Memo<bool>,
    /// Several drivers at one place of the map, and where that is.
    pub(super) group: RwSignal<Option<(Vec<RowId>, Place)>>,
    /// Whose border matters.
    pub(super) areas: Rows<Geofence>,
    /// The area that is being drawn or changed.
    pub(super) sketch: RwSignal<Option<Sketch>>,
    /// Its corners as somebody types them, as long as they do.
    pub(super) typed: RwSignal<Option<String>>,
    /// Whether the map was last touched by keys, and not by a pointer.
    pub(super) by_keys: RwSignal<bool>,
    /// Where the past that is played back has come to; `None`: the present is shown.
    pub(super) head: RwSignal<Option<Place>>,
    /// Whether the whole of what is played back is to be brought into sight when it comes.
    pub(super) fit_past: StoredValue<bool>,
    /// Says aloud what a hand on the map did.
    pub(super) announcer: Announcer,
    asked: Memo<(DeskQuery, Vec<Stray>)>,
    address: Address,
}

impl LiveModel {
    /// The state of the page that calls.
    pub(super) fn new(desk: Desk) -> Self {
        let address = Address::here();
        let asked = Memo::new(move |_| {
            address.read(|params| {
                let get = |name: &str| params.get_str(name);
                let mut query = Query::new(&get);
                let asked = DeskQuery::read(&mut query);
                (asked, query.strays(params.latest_values()))
            })
        });
        let sketch = RwSignal::new(None);
        let model = Self {
            desk,
            stage: Stage::new(),
            query: Memo::new(move |_| asked.with(|it| it.0.clone())),
            n_placed: RwSignal::new(None),
            listed: RwSignal::default(),
            most: RwSignal::new(0),
            stood: RwSignal::new(None),
            following: RwSignal::new(false),
            as_table: Memo::new(move |_| sketch.with(Option::is_none) && asked.with(|it| it.0.as_table)),
            group: RwSignal::new(None),
            // Areas of the past are not known.
            areas: if desk.is_past {
                Rows::new()
            } else {
                use_rows::<Geofence>()
            },
            sketch,
            typed: RwSignal::new(None),
            by_keys: RwSignal::new(true),
            head: RwSignal::new(None),
            fit_past: StoredValue::new(asked.with_untracked(|it| it.0.span.is_some() && it.0.view.is_none())),
            announcer: use_announcer(),
            asked,
            address,
        };
        model.following.set(model.query.with_untracked(|it| it.follows));
        model.look_where_it_says();
        model.write_where_it_looks();
        model.stay_with_it();
        model
    }

    /// What the address asks for and nobody knows, as a sentence; empty if all is known.
    pub(super) fn strays(self) -> Signal<String> {
        Signal::derive(move || {
            self.asked.with(|it| match it.1.as_slice() {
                [] => String::new(),
                strays => list::strays(self.desk.language.get(), strays),
            })
        })
    }

    /// Goes to another address of this page.
    pub(super) fn change(self, keep: Keep, change: impl FnOnce(&mut DeskQuery)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        // Who opens the page next time begins there.
        let kept = query.view.map(write_view);
        if let Some(kept) = kept {
            // Without storage the map begins anew.
            let _ = storage::write(VIEW, &kept);
        }
        self.address.go(query.write(), keep);
    }

    /// Selects something, or nothing, and brings it into sight.
    pub(super) fn select(self, selected: Option<Selected>) {
        if let Some(Selected::Area(id)) = &selected {
            return self.select_area(id);
        }
        self.group.set(None);
        // The address follows a moment later.
        let place = selected.as_ref().and_then(|it| untrack(|| self.place_of(it)));
        self.change(self.keep(selected.as_ref()), |it| it.show(selected));
        if let Some(place) = place {
            self.bring(place);
        }
    }

    /// Back leads from what somebody selects to what they had selected before.
    pub(super) fn keep(self, selected: Option<&Selected>) -> Keep {
        let is_other = |it: &DeskQuery| it.selected.as_ref() != selected || it.span.is_some();
        match self.query.with_untracked(is_other) {
            true => Keep::Push,
            false => Keep::Replace,
        }
    }

    /// Lists something else.
    pub(super) fn turn_to(self, tab: Tab) {
        self.change(Keep::Push, |it| it.tab = tab);
    }

    /// The shipment that is selected, or which the selected driver is at.
    pub(super) fn shipment(self) -> Option<RowId> {
        match self.query.with(|it| it.selected.clone())? {
            Selected::Shipment(id) => Some(id),
            Selected::Driver(id) => self.desk.current(&id),
            Selected::Area(_) => None,
        }
    }

    /// The driver who is selected, or who brings the selected shipment.
    pub(super) fn driver(self) -> Option<RowId> {
        match self.query.with(|it| it.selected.clone())? {
            Selected::Driver(id) => Some(id),
            Selected::Shipment(id) => {
                self.desk.shipments.version();
                self.desk.shipments.get(&id)?.progress.driver
            }
            Selected::Area(_) => None,
        }
    }

    /// That shipment, as a row.
    pub(super) fn seen_shipment(self) -> Seen<Shipment> {
        let id = Memo::new(move |_| self.shipment().unwrap_or_else(|| RowId::from("")));
        self.desk.shipments.watch(id)
    }

    /// Where one looks for it: at the driver, or where it is loaded.
    fn place_of(self, selected: &Selected) -> Option<Place> {
        match selected {
            Selected::Driver(id) => self.stage.place(id),
            Selected::Shipment(id) => {
                let shipment = self.desk.shipments.get(id)?;
                let driver = shipment.progress.driver.as_ref();
                let pickup = (shipment.pickup.lat, shipment.pickup.lng);
                driver.and_then(|it| self.stage.place(it)).or(Some(pickup))
            }
            // An area is brought into sight as a whole.
            Selected::Area(_) => None,
        }
    }

    /// Where what is selected is to be seen: the driver first, then the stops.
    pub(super) fn places(self) -> Vec<Place> {
        let driver = self.driver().and_then(|it| self.stage.place(&it));
        let shipment = self.shipment().and_then(|it| self.desk.shipments.get(&it));
        let stops = shipment.map(|it| [(it.pickup.lat, it.pickup.lng), (it.drop.lat, it.drop.lng)]);
        let area = self.area().and_then(|it| self.areas.get(&it));
        let corners = area
            .into_iter()
            .flat_map(|it| it.ring)
            .map(|[lat, lng]| (lat, lng));
        let stops = stops.into_iter().flatten();
        driver.into_iter().chain(stops).chain(corners).collect()
    }

    /// What somebody pressed on the map.
    pub(super) fn hit(self, hit: Hit, spot: Spot) {
        if self.sketch.with_untracked(Option::is_some) {
            self.touch(spot);
            return;
        }
        match hit {
            Hit::One(id) => self.select(Some(Selected::Driver(id))),
            Hit::Several(ids, spot) => self.group.set(Some((ids, spot))),
            Hit::Nothing if self.group.with_untracked(Option::is_some) => self.group.set(None),
            Hit::Nothing => {
                let is_shown = self
                    .query
                    .with_untracked(|it| it.span.is_none() && it.tab == Tab::Areas);
                let place = self.stage.camera().filter(|_| is_shown).map(|it| it.place(spot));
                if let Some(id) = place.and_then(|it| self.area_at(it)) {
                    self.select_area(&id);
                }
            }
        }
    }

    /// Moves the map until a place is well in sight; nothing happens if it is. One that is not there comes there.
    fn bring(self, (lat, lng): Place) {
        let camera = self.stage.camera();
        if camera.is_none_or(|it| !it.sees(it.spot((lat, lng)), -EDGE)) {
            let zoom = self.stage.view_untracked().map_or(NEAR, |it| it.zoom.max(NEAR));
            self.stage.look(View { lat, lng, zoom });
        }
    }

    /// The address first, then where somebody looked last, then wherever anybody is.
    fn look_where_it_says(self) {
        let asked = self.query.with_untracked(|it| it.view);
        let kept = || storage::read(VIEW).and_then(|it| read_view(&it));
        let first = asked.or_else(kept);
        if let Some(view) = first {
            self.stage.go(view, 0.0);
        }
        let has_looked = StoredValue::new(first.is_some());
        Effect::new(move || {
            let is_there = self.stage.view().is_some();
            self.desk.positions.len();
            if is_there && !has_looked.get_value() {
                has_looked.set_value(self.stage.fit_all());
            }
        });
        // Back and forward move the map, too.
        let view = Memo::new(move |_| self.query.with(|it| it.view.map(write_view)));
        Effect::watch(
            move || view.get(),
            move |view, _, _| {
                let now = self.stage.view_untracked().map(write_view);
                if let Some(view) = view.as_ref().filter(|it| Some(*it) != now.as_ref())
                    && let Some(view) = read_view(view)
                {
                    self.stage.look(view);
                }
            },
            false,
        );
    }

    /// The address says where the map looks once it rests, and whether it stays with what is selected. Then it never
    /// rests, and only how near it looks is worth telling.
    fn write_where_it_looks(self) {
        let wait = StoredValue::new_local(None::<Timer>);
        let spot = |view: Option<View>, follows: bool| match follows {
            true => view.map(|it| format!("{:.1}", it.zoom)),
            false => view.map(write_view),
        };
        // What would be told: every step of the camera is a view, and most of them tell nothing new.
        let due = Memo::new(move |_| {
            let follows = self.following.get();
            (spot(self.stage.view(), follows), follows)
        });
        let is_told = move |it: &DeskQuery| due.get_untracked() == (spot(it.view, it.follows), it.follows);
        Effect::new(move |was_there: Option<bool>| {
            let is_there = due.with(|it| it.0.is_some());
            // The first look is nobody's choice.
            if was_there == Some(true) && !self.query.with_untracked(is_told) {
                let timer = Timer::new(REST, move || {
                    if self.query.try_with_untracked(is_told) == Some(false) {
                        let view = self.stage.view_untracked();
                        let follows = self.following.get_untracked();
                        self.change(Keep::Replace, |it| (it.view, it.follows) = (view, follows));
                    }
                });
                wait.set_value(Some(timer));
            }
            is_there
        });
        on_cleanup(move || drop(wait.try_update_value(Option::take)));
    }

    /// The map goes with what is followed, once a second.
    fn stay_with_it(self) {
        let is_any = Memo::new(move |_| self.query.with(|it| it.selected.is_some()));
        Effect::new(move || {
            if !is_any.get() {
                self.following.set(false);
            }
        });
        Effect::new(move || {
            self.desk.now.track();
            if self.following.get() {
                untrack(|| self.go_along());
            }
        });
    }

    fn go_along(self) {
        let live = || self.driver().and_then(|it| self.stage.place(&it));
        if let Some(place) = self.head.get().or_else(live) {
            self.stage.follow(place, SECOND);
        }
    }
}

/// Where the camera is kept for the next time.
const VIEW: &str = "livedeck:1:map";

/// So long the camera must rest before the address says where it looks.
const REST: Duration = Duration::from_millis(400);

/// A way that ends when the next one begins, ms.
const SECOND: f64 = 1000.0;

/// What is nearer to the edge of the map is not well in sight, px.
const EDGE: f64 = 48.0;

/// No farther away than this one looks at one driver.
const NEAR: f64 = 12.0;
