//! Where a map looks, and how it comes to look elsewhere.

use leptos::prelude::*;

use super::{
    super::camera::{Camera, Place},
    Stage, State,
};
use crate::platform::{
    clock,
    maplibre::{Ground, View},
};

impl Stage {
    /// Where it looks; `None` before it is there. Wakes with every step of the camera.
    pub(crate) fn view(self) -> Option<View> {
        self.view.get()
    }

    /// As [`Self::view`]; wakes nobody.
    pub(crate) fn view_untracked(self) -> Option<View> {
        self.view.get_untracked()
    }

    /// Looks elsewhere, on a way that can be followed unless nothing should move.
    pub(crate) fn look(self, view: View) {
        self.with(|state| state.eases.set(clock::elapsed() + EASE));
        self.go(view, EASE);
    }

    /// Goes along with a place, on a way that takes so long, ms; once the way that somebody asked for is at its end.
    pub(crate) fn follow(self, (lat, lng): Place, millis: f64) {
        let until = self.with(|state| state.eases.get()).unwrap_or_default();
        // Where frames are late it is not there yet, and its zoom is not the one that was asked for.
        if let (Some(view), Some(aim)) = (
            self.view_untracked(),
            self.aimed().filter(|_| clock::elapsed() > until),
        ) {
            let there = View { lat, lng, ..aim.view };
            if !there.is_near(view) {
                self.go(there, millis);
            }
        }
    }

    /// Looks elsewhere, on a way that takes so long, ms.
    pub(crate) fn go(self, view: View, millis: f64) {
        self.with(|state| {
            let millis = if state.is_calm.get() { 0.0 } else { millis };
            state.aim.set(Some(view));
            match &*state.ground.borrow() {
                Some(ground) => ground.look(view, millis),
                None => state.wanted.set(Some(view)),
            }
        });
    }

    /// Looks so that all of these places are seen; nothing happens without any.
    pub(crate) fn fit(self, places: impl IntoIterator<Item = Place>) {
        if let Some(camera) = self.camera()
            && let Some(view) = camera.fit(places)
        {
            // From far above, the way there would be a fall.
            let millis = if camera.view.zoom < FAR { 0.0 } else { EASE };
            self.go(view, millis);
        }
    }

    /// Looks so that all movers are seen. Says whether there are any.
    pub(crate) fn fit_all(self) -> bool {
        let places = self.with(|state| {
            let fleet = state.fleet.borrow();
            let shown = fleet.iter().filter(|it| state.shows(&it.0.id));
            shown.map(|it| it.1.fix().place).collect::<Vec<_>>()
        });
        let places = places.unwrap_or_default();
        let is_any = !places.is_empty();
        self.fit(places);
        is_any
    }

    /// Where and how it looks now, as far as it is there.
    pub(crate) fn camera(self) -> Option<Camera> {
        self.with(|state| state.camera()).flatten()
    }

    /// As [`Self::camera`], at the end of the way it goes: who presses three times goes three steps.
    pub(crate) fn aimed(self) -> Option<Camera> {
        self.with(|state| {
            let aim = state
                .aim
                .get()
                .filter(|_| state.ground.borrow().as_ref().is_some_and(Ground::is_moving));
            state.camera().map(|it| Camera {
                view: aim.unwrap_or(it.view),
                ..it
            })
        })
        .flatten()
    }
}

impl State {
    pub(super) fn camera(&self) -> Option<Camera> {
        let (width, height) = self.size.get();
        let view = self.ground.borrow().as_ref()?.view();
        Some(Camera { view, width, height })
    }
}

/// How long a way of the camera takes, ms.
const EASE: f64 = 300.0;

/// Whoever looks from farther away sees continents.
const FAR: f64 = 5.0;
