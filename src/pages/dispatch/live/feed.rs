//! Puts drivers on the map, and between them and the ground the ways of whoever is selected.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{
    RowId, Timestamp,
    entities::{Doubt, Driver, DriverPosition, ShipmentStatus, TrackPoint},
};

use super::model::LiveModel;
use crate::{
    components::map::{Fix, Mover, Paths, Pin, pieces},
    pages::dispatch::{desk::Desk, standing::Standing},
    repositories::use_rows_in,
};

/// Feeds the map for as long as the calling component lives.
pub(super) fn feed(model: LiveModel) {
    let LiveModel { desk, stage, .. } = model;
    // Positions change all the time: each moves one mark and nothing else.
    desk.positions.on_commit(move |commit| {
        let now = desk.now.get_untracked();
        for change in commit.changes {
            match commit.after(change) {
                Some(position) => {
                    // From one moment of the past to another nobody drives: it stands where it was.
                    if desk.is_past {
                        stage.remove(&change.id);
                    }
                    untrack(|| put(model, position, now));
                }
                None => stage.remove(&change.id),
            }
        }
    });
    desk.drivers.on_commit(move |commit| {
        let now = desk.now.get_untracked();
        for change in commit.changes {
            desk.positions
                .with(|it| it.get(&change.id).into_iter().for_each(|it| put(model, it, now)));
        }
    });
    let now = desk.now.get_untracked();
    desk.positions
        .with(|it| it.values().for_each(|it| put(model, it, now)));
    // What a driver does changes with their work, and with time.
    Effect::new(move || desk.standings(|standing| stage.mark(|id| standing(id).map(Standing::mark))));
    Effect::new(move || stage.select(model.driver()));
    paths(model);
}

fn put(model: LiveModel, position: &DriverPosition, now: Timestamp) {
    model.desk.drivers.with(|it| {
        if let Some(driver) = it.get(&position.id) {
            model.stage.put(mover(model.desk, driver, position, now));
        }
    });
}

fn mover(desk: Desk, driver: &Driver, position: &DriverPosition, now: Timestamp) -> Mover {
    // Letters stand on every plate of a company; the number is what people call a vehicle by.
    let plate = driver.plate.as_deref();
    let number = plate.and_then(|it| it.rsplit(['-', ' ']).next());
    Mover {
        id: driver.id.clone(),
        label: number.unwrap_or(&driver.name).to_owned(),
        mark: desk.standing(driver, now).mark(),
        fix: Fix {
            place: (position.lat, position.lng),
            accuracy: position.accuracy,
            heading: position.heading,
            at: position.at,
            is_jump: position.doubt == Some(Doubt::Jump),
        },
    }
}

/// Where the selected driver was, and where they go.
fn paths(model: LiveModel) {
    let LiveModel { desk, stage, .. } = model;
    // The trail is one of late: in the past there is none.
    let trailed = move || model.driver().filter(|_| !desk.is_past);
    let scope = Memo::new(move |_| trailed().map(|it| it.to_string()).unwrap_or_default());
    let track = use_rows_in::<TrackPoint>(scope);
    let driver: Signal<RowId> = Memo::new(move |_| model.driver().unwrap_or_else(|| RowId::from(""))).into();
    let position = desk.positions.watch(driver);
    let shipment = model.seen_shipment();
    Effect::new(move || {
        track.version();
        let now = desk.now.get_untracked();
        let from = now - TRAIL;
        let here = position.with(|it| it.as_ref().map(|it| (it.at, (it.lat, it.lng))));
        let points = track.with(|it| {
            let points = it.values().filter(|it| it.at >= from);
            points.map(|it| (it.at, (it.lat, it.lng))).collect::<Vec<_>>()
        });
        // The trail ends at the mark, also while its last point is on its way.
        let last = points.last().map(|it| it.0);
        let here_too = here.filter(|it| last.is_some_and(|last| it.0 > last));
        let (mut route, mut pins) = (Vec::new(), Vec::new());
        shipment.with(|it| {
            let Some(it) = it.as_ref().filter(|it| it.progress.status.is_open()) else {
                return;
            };
            let is_loaded = matches!(
                it.progress.status,
                ShipmentStatus::PickedUp | ShipmentStatus::InTransit
            );
            route.extend(here.map(|it| it.1));
            for (stop, text, is_done) in [(&it.pickup, "1", is_loaded), (&it.drop, "2", false)] {
                if !is_done {
                    let place = (stop.lat, stop.lng);
                    route.push(place);
                    pins.push(Pin {
                        place,
                        text: text.to_owned(),
                    });
                }
            }
        });
        stage.show(Paths {
            trail: pieces(points.into_iter().chain(here_too)),
            route,
            pins,
        });
    });
}

/// So far back a trail goes.
const TRAIL: Duration = Duration::from_secs(30 * 60);
