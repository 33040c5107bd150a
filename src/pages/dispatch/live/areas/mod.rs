//! Areas whose border matters: on the map, in the list, and on the drawing board.

mod form;
mod line;
mod panel;
mod shape;
mod sketch;

use leptos::prelude::*;
use protocol::{RowId, entities::Geofence, mutations::GeofenceChange};

use self::{
    shape::middle,
    sketch::{Held, Touched},
};
use super::{
    model::LiveModel,
    query::{Selected, Tab},
};
use crate::{
    components::map::{Area, Areas, Outline, Place, Spot},
    pages::address::Keep,
    platform::{page, random},
    texts::areas as texts,
};

pub(super) use self::{form::SketchPanel, line::AreaList, panel::AreaPanel, sketch::Sketch};

/// Shows areas on the map for as long as the calling component lives.
pub(super) fn feed(model: LiveModel) {
    let (selected, retired) = (
        Memo::new(move |_| model.area()),
        Memo::new(move |_| model.query.with(|it| it.retired)),
    );
    Effect::new(move || {
        model.areas.version();
        let (selected, retired) = (selected.get(), retired.get());
        let drawn = model.sketch.get();
        let changed = drawn.as_ref().and_then(|it| it.id.clone());
        let known = model.areas.with(|areas| {
            let is_shown = |it: &&Geofence| {
                let is_selected = selected.as_ref() == Some(&it.id);
                (retired || is_selected || !it.retired) && changed.as_ref() != Some(&it.id)
            };
            let area = |it: &Geofence| Area {
                id: it.id.clone(),
                name: it.name.clone(),
                ring: places(it),
                is_retired: it.retired,
                is_selected: selected.as_ref() == Some(&it.id),
            };
            areas.values().filter(is_shown).map(area).collect()
        });
        let follows = model.by_keys.get();
        let drawn = drawn.map(|it| Outline {
            held: match it.held {
                Some(Held::Corner(index)) => Some(index),
                Some(Held::Whole) | None => None,
            },
            moved: (it.held == Some(Held::Whole)).then(|| middle(&it.corners)),
            corners: it.corners,
            is_closed: it.is_closed,
            follows,
        });
        model.stage.draw(Areas { known, drawn });
    });
    look_at_it(model);
}

/// Who follows a link to an area sees it, unless the link says where to look.
fn look_at_it(model: LiveModel) {
    let is_asked = model
        .query
        .with_untracked(|it| it.view.is_none() && matches!(it.selected, Some(Selected::Area(_))));
    let has_looked = StoredValue::new(!is_asked);
    Effect::new(move || {
        let is_there = model.stage.view().is_some();
        model.areas.version();
        let ring = model
            .area()
            .and_then(|it| model.areas.get(&it))
            .map(|it| places(&it));
        if is_there
            && !has_looked.get_value()
            && let Some(ring) = ring
        {
            has_looked.set_value(true);
            model.stage.fit(ring);
        }
    });
}

/// Its corners, as the map takes them.
fn places(area: &Geofence) -> Vec<Place> {
    area.ring.iter().map(|[lat, lng]| (*lat, *lng)).collect()
}

impl LiveModel {
    /// The area that is selected.
    pub(super) fn area(self) -> Option<RowId> {
        self.query.with(|it| match &it.selected {
            Some(Selected::Area(id)) => Some(id.clone()),
            _ => None,
        })
    }

    /// How many areas are watched, and how many no longer.
    pub(super) fn n_areas(self) -> (usize, usize) {
        self.areas.version();
        self.areas.with(|it| {
            let n_retired = it.values().filter(|it| it.retired).count();
            (it.len() - n_retired, n_retired)
        })
    }

    /// The smallest area that is shown and covers a place.
    pub(super) fn area_at(self, (lat, lng): Place) -> Option<RowId> {
        let retired = self.query.with_untracked(|it| it.retired);
        self.areas.with(|areas| {
            areas
                .values()
                .filter(|it| (retired || !it.retired) && it.contains(lat, lng))
                .min_by(|a, b| shape::size(&places(a)).total_cmp(&shape::size(&places(b))))
                .map(|it| it.id.clone())
        })
    }

    /// Selects an area, brings all of it into sight, and lists areas.
    pub(super) fn select_area(self, id: &RowId) {
        self.group.set(None);
        let selected = Some(Selected::Area(id.clone()));
        let keep = self.keep(selected.as_ref());
        let ring = self.areas.get(id).map(|it| places(&it)).unwrap_or_default();
        self.change(keep, |it| {
            it.tab = Tab::Areas;
            it.show(selected);
        });
        let is_in_sight = self
            .stage
            .camera()
            .is_some_and(|camera| ring.iter().all(|it| camera.sees(camera.spot(*it), 0.0)));
        if !is_in_sight {
            self.stage.fit(ring);
        }
    }

    /// Begins a new area.
    pub(super) fn draw_area(self) {
        self.begin(Sketch::default());
    }

    /// Begins to change an area; `moves`: all of it is in hand.
    fn change_area(self, area: &Geofence, moves: bool) {
        self.begin(Sketch::of(area, moves.then_some(Held::Whole)));
        self.stage.fit(places(area));
    }

    fn begin(self, sketch: Sketch) {
        self.group.set(None);
        self.following.set(false);
        self.by_keys.set(true);
        self.typed.set(None);
        self.sketch.set(Some(sketch));
        // The keys that draw are the map's.
        request_animation_frame(|| page::focus(".map"));
    }

    /// Somebody pressed on the map while drawing.
    pub(super) fn touch(self, spot: Spot) {
        self.by_keys.set(false);
        self.touch_at(spot);
    }

    /// As if somebody had pressed where the crosshair stands.
    fn touch_middle(self) {
        if let Some(camera) = self.stage.camera() {
            self.touch_at((camera.width / 2.0, camera.height / 2.0));
        }
    }

    fn touch_at(self, spot: Spot) {
        let Some(camera) = self.stage.camera() else {
            return;
        };
        let is_near = |place: Place| {
            let there = camera.spot(place);
            (there.0 - spot.0).hypot(there.1 - spot.1) <= NEAR
        };
        self.typed.set(None);
        let touched = self.sketch.try_update(|sketch| {
            let sketch = sketch.as_mut()?;
            Some(sketch.touch(camera.place(spot), is_near))
        });
        let (words, language) = (self.desk.texts.areas(), self.desk.texts.language());
        if let Some(touched) = touched.flatten() {
            self.announcer.say(match touched {
                Touched::Set(n) => texts::corner_set(language, n),
                Touched::Taken => words.taken.to_owned(),
                Touched::Put => words.put.to_owned(),
                Touched::Closed => words.closed.to_owned(),
                Touched::Full => words.too_many.to_owned(),
            });
            if touched == Touched::Closed {
                page::focus("#area-name");
            }
        }
    }

    /// Removes what is in hand, or the last corner.
    fn remove_corner(self) {
        self.typed.set(None);
        let left = self.sketch.try_update(|sketch| {
            let sketch = sketch.as_mut()?;
            sketch.remove().then_some(sketch.corners.len())
        });
        if let Some(n) = left.flatten() {
            self.announcer
                .say(texts::corner_removed(self.desk.texts.language(), n));
        }
    }

    /// A key on the map; says whether it meant something. Arrows go on moving the map.
    pub(super) fn key(self, name: &str) -> bool {
        if self.sketch.with_untracked(Option::is_none) {
            return false;
        }
        self.by_keys.set(true);
        match name {
            "Enter" => self.touch_middle(),
            "Backspace" | "Delete" => self.remove_corner(),
            _ => return false,
        }
        true
    }

    /// Puts back what is in hand, or else ends the drawing.
    pub(super) fn cancel_drawing(self) {
        let was_held = self.sketch.try_update(|sketch| {
            let held = sketch.as_mut().and_then(|it| it.held.take());
            matches!(held, Some(Held::Corner(_)))
        });
        if was_held != Some(true) {
            self.end_drawing();
        }
    }

    /// Ends the drawing; nothing of it is kept.
    fn end_drawing(self) {
        self.sketch.set(None);
        request_animation_frame(|| {
            let place = [".dpeek .peek-actions button", ".area-new"];
            if let Some(it) = place.iter().find(|it| page::is_there(it)) {
                page::focus(it);
            }
        });
    }

    /// Makes it so, as far as a change can be made of it.
    fn save_area(self) {
        let fresh = RowId::from(format!("g-{:016x}", random::seed() as u64));
        let change = self
            .sketch
            .with_untracked(|it| it.as_ref().and_then(|it| it.change(fresh).ok()));
        let Some(change) = change else { return };
        let GeofenceChange::Set { id, name, .. } = &change;
        let (id, told) = (id.clone(), format!("{} {name}", self.desk.texts.areas().saved));
        if self.desk.work.fence(change, told) {
            self.end_drawing();
            self.change(Keep::Replace, |it| {
                it.tab = Tab::Areas;
                it.show(Some(Selected::Area(id)));
            });
        }
    }

    /// Watches an area no longer, or again.
    fn retire_area(self, area: &Geofence, retired: bool) {
        let words = self.desk.texts.areas();
        let did = if retired {
            words.did_retire
        } else {
            words.did_restore
        };
        let change = GeofenceChange::Set {
            id: area.id.clone(),
            name: area.name.clone(),
            ring: area.ring.clone(),
            retired,
        };
        self.desk.work.fence(change, format!("{did} {}", area.name));
    }
}

/// Who presses nearer to a corner than this means it, px.
const NEAR: f64 = 14.0;
