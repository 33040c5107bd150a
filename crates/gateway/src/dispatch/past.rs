//! The desk at a moment of the past: how drivers and shipments stood, made of rewound rows and of tracks.

use std::{collections::HashMap, time::Duration};

use protocol::{
    RowId, Timestamp,
    entities::{Driver, Duty, Progress, Shipment, ShipmentStatus, TrackPoint},
};
use serde::Serialize;

use super::shipments::{KEPT_MAX, ended_at};
use crate::{
    fleet::day::Calendar,
    hub::{Past, Stood},
};

/// What the desk showed then.
#[derive(Debug, Default, Serialize)]
pub struct DeskPast {
    /// Who drove, ordered by id.
    pub drivers: Vec<Driver>,
    /// What went where; absent: not for whoever asks. Without `eta`: what was foretold is not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipments: Option<Vec<Shipment>>,
    /// Of so many drivers nothing but a position tells that they were on shift.
    pub by_position: usize,
    /// What nobody can tell any more.
    pub unknown: Unknown,
}

/// How many are left out, because nobody knows how they stood.
#[derive(Debug, Default, Serialize)]
pub struct Unknown {
    /// Drivers.
    pub drivers: usize,
    /// Shipments.
    pub shipments: usize,
    /// Shipments that ended before this, and after the moment, may be missing uncounted: of very many the oldest go early
    /// (DI13). Nobody else removes a shipment, and nobody a driver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_before: Option<Timestamp>,
}

impl DeskPast {
    /// Of rows as they stood, and of where drivers had been last.
    pub(crate) fn of(
        past: &Past,
        last: &HashMap<RowId, TrackPoint>,
        at: Timestamp,
        calendar: Calendar,
    ) -> Self {
        let mut desk = Self::default();
        let shipments: Option<Vec<_>> = past.shipments.as_ref().map(|rows| {
            let stood = rows.iter().filter_map(|it| desk.shipment(it, at));
            stood.collect()
        });
        desk.unknown.ended_before = past.shipments.as_ref().and_then(|it| Self::let_go(it, at));
        // Once over the shipments: for each driver anew it would be most of the answer's time in a large company.
        let figures = figures(shipments.iter().flatten(), calendar.day(at));
        for stood in &past.drivers {
            let Some(mut driver) = desk.driver(stood, last, at) else {
                continue;
            };
            (driver.jobs, driver.delivered_today) = figures.get(&driver.id).copied().unwrap_or_default();
            desk.drivers.push(driver);
        }
        desk.shipments = shipments;
        desk
    }

    /// From when on all that ended is still there, if that is after the moment.
    fn let_go(rows: &[Stood], at: Timestamp) -> Option<Timestamp> {
        if rows.len() < KEPT_MAX {
            return None;
        }
        let shipments = rows.iter().filter_map(|it| it.row().decode::<Shipment>().ok());
        let ended = shipments.filter(|it| !it.progress.status.is_open());
        ended.map(|it| ended_at(&it)).min().filter(|it| *it > at)
    }

    fn shipment(&mut self, stood: &Stood, at: Timestamp) -> Option<Shipment> {
        let mut shipment: Shipment = stood.row().decode().ok()?;
        if shipment.created_at > at {
            return None;
        }
        if matches!(stood, Stood::Unknown(_)) {
            self.unknown.shipments += 1;
            return None;
        }
        shipment.eta = None;
        step_back(&mut shipment.progress, at);
        if shipment.changed_at.is_some_and(|it| it > at) {
            (shipment.changed_at, shipment.changed_by) = (None, None);
        }
        Some(shipment)
    }

    fn driver(&mut self, stood: &Stood, last: &HashMap<RowId, TrackPoint>, at: Timestamp) -> Option<Driver> {
        let mut driver: Driver = stood.row().decode().ok()?;
        if matches!(stood, Stood::So(_)) && driver.since <= at {
            return Some(driver);
        }
        // Off shift nothing is kept (DI5): whoever was heard was at work. With what, and whether they rested, is not told.
        let heard = last.get(&driver.id).filter(|it| at.since(it.at) <= HEARD);
        let Some(heard) = heard else {
            self.unknown.drivers += 1;
            return None;
        };
        self.by_position += 1;
        driver.duty = Duty::OnShift;
        driver.since = heard.at;
        (driver.shift_at, driver.vehicle, driver.plate) = (None, None, None);
        Some(driver)
    }
}

/// What each driver has to do, and what they have delivered since midnight.
fn figures<'a>(
    shipments: impl Iterator<Item = &'a Shipment>,
    midnight: Timestamp,
) -> HashMap<&'a RowId, (u32, u32)> {
    let mut figures: HashMap<&RowId, (u32, u32)> = HashMap::new();
    for progress in shipments.map(|it| &it.progress) {
        let Some(driver) = &progress.driver else { continue };
        let is_of_today = progress.ended_at.is_some_and(|it| it >= midnight);
        let (jobs, delivered) = figures.entry(driver).or_default();
        *jobs += u32::from(progress.status.is_open());
        *delivered += u32::from(progress.status == ShipmentStatus::Delivered && is_of_today);
    }
    figures
}

/// Whether a driver had this position then: off shift they have none, and those of the shift before are gone.
pub(crate) fn had(driver: &Driver, point: &TrackPoint) -> bool {
    let is_of_shift = driver.shift_at.is_none_or(|it| point.at + SLACK >= it);
    driver.duty.is_on_shift() && is_of_shift
}

/// A row that came to be under way was written down first as it was then; its own moments tell how it got there.
fn step_back(progress: &mut Progress, at: Timestamp) {
    let later = |moment: &mut Option<Timestamp>| moment.take_if(|it| *it > at).is_some();
    if progress.declined.as_ref().is_some_and(|it| it.at > at) {
        progress.declined = None;
    }
    let has_ended = later(&mut progress.ended_at);
    let steps = [
        &mut progress.departed_at,
        &mut progress.picked_up_at,
        &mut progress.accepted_at,
        &mut progress.assigned_at,
    ];
    let n_later = steps.into_iter().map(later).filter(|it| *it).count();
    if !has_ended && n_later == 0 {
        return;
    }
    (progress.reason, progress.proof) = (None, None);
    progress.status = if progress.departed_at.is_some() {
        ShipmentStatus::InTransit
    } else if progress.picked_up_at.is_some() {
        ShipmentStatus::PickedUp
    } else if progress.accepted_at.is_some() {
        ShipmentStatus::Accepted
    } else if progress.assigned_at.is_some() {
        ShipmentStatus::Assigned
    } else {
        (progress.driver, progress.driver_name) = (None, None);
        ShipmentStatus::Created
    };
}

/// Heard of no longer ago than this, somebody was at work.
const HEARD: Duration = Duration::from_secs(300);

/// Clocks differ: a position may be so much older than its shift (DI5).
const SLACK: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use protocol::RawRow;
    use serde_json::{Value, json};

    use super::*;

    fn row(value: Value) -> Arc<RawRow> {
        Arc::new(RawRow(serde_json::from_value(value).unwrap()))
    }

    fn shipment(id: &str, progress: Value) -> Arc<RawRow> {
        let place = json!({ "name": "Kiln road 7", "lat": 55.5, "lng": 4.5 });
        let mut all = json!({
            "id": id, "reference": id, "goods": "blocks", "weight_t": 1.0, "pickup": place, "drop": place, "due": 900,
            "created_at": 100, "eta": 800,
        });
        if let (Value::Object(all), Value::Object(more)) = (&mut all, progress) {
            all.extend(more);
        }
        row(all)
    }

    fn driver(id: &str, duty: &str, since: u64) -> Arc<RawRow> {
        row(json!({
            "id": id, "name": id, "depot": "Nord", "duty": duty, "since": since, "plate": "KV-1", "jobs": 9, "delivered_today": 9,
        }))
    }

    fn point(at: u64) -> TrackPoint {
        let at = Timestamp::from_millis(at);
        TrackPoint {
            id: TrackPoint::name(at),
            lat: 55.5,
            lng: 4.5,
            accuracy: 5.0,
            speed: 40.0,
            heading: None,
            at,
            doubt: None,
        }
    }

    /// DI17: moments of a row tell how far it had come before it was first written down.
    #[test]
    fn di17_the_desk_is_told_as_it_was() {
        let past = Past {
            drivers: vec![
                Stood::So(driver("known", "on_shift", 200)),
                Stood::So(driver("heard", "off", 700)),
                Stood::Unknown(driver("silent", "on_shift", 200)),
            ],
            shipments: Some(vec![
                Stood::So(shipment(
                    "done",
                    json!({"status": "delivered", "driver": "known", "assigned_at": 150, "accepted_at": 160,
                        "picked_up_at": 300, "departed_at": 600, "ended_at": 700, "proof": {"recipient": "A"}}),
                )),
                Stood::So(shipment(
                    "later",
                    json!({"status": "assigned", "driver": "known", "assigned_at": 600}),
                )),
                Stood::So(shipment("new", json!({"status": "created", "created_at": 501}))),
                Stood::Unknown(shipment("lost", json!({"status": "failed"}))),
            ]),
        };
        let last = HashMap::from([("heard".into(), point(450)), ("known".into(), point(490))]);
        let desk = DeskPast::of(&past, &last, Timestamp::from_millis(500), Calendar::new(0));

        let shipments = desk.shipments.unwrap();
        let told: Vec<_> = shipments
            .iter()
            .map(|it| {
                (
                    it.id.as_str(),
                    it.progress.status,
                    it.progress.driver.is_some(),
                    it.eta,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("done", ShipmentStatus::PickedUp, true, None),
                ("later", ShipmentStatus::Created, false, None)
            ]
        );
        assert_eq!(shipments[0].progress.proof, None);
        let told: Vec<_> = desk
            .drivers
            .iter()
            .map(|it| {
                (
                    it.id.as_str(),
                    it.duty,
                    it.jobs,
                    it.delivered_today,
                    it.plate.is_some(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("known", Duty::OnShift, 1, 0, true),
                ("heard", Duty::OnShift, 0, 0, false)
            ]
        );
        assert_eq!(
            (desk.by_position, desk.unknown.drivers, desk.unknown.shipments),
            (1, 1, 1)
        );
        let mut driver = desk.drivers[0].clone();
        assert!(had(&driver, &point(490)));
        driver.duty = Duty::Off;
        assert!(!had(&driver, &point(490)), "off shift nobody has one");
    }

    /// DI17: of very many shipments the oldest are gone, and it is said since when.
    #[test]
    fn di17_what_was_let_go_early_is_owned_up_to() {
        let ended = |nth: usize| {
            let at = 1_000 + nth;
            Stood::So(shipment(
                &nth.to_string(),
                json!({"status": "delivered", "ended_at": at}),
            ))
        };
        let told = |n: usize, at: u64| {
            let past = Past {
                drivers: Vec::new(),
                shipments: Some((0..n).map(ended).collect()),
            };
            let at = Timestamp::from_millis(at);
            DeskPast::of(&past, &HashMap::new(), at, Calendar::new(0))
                .unknown
                .ended_before
        };
        assert_eq!(told(KEPT_MAX - 1, 500), None, "nothing was let go");
        assert_eq!(told(KEPT_MAX, 500), Some(Timestamp::from_millis(1_000)));
        assert_eq!(told(KEPT_MAX, 1_000), None, "what ended since is there");
    }
}
