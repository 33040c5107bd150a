//! A shipment that is being written: what somebody typed, what is wrong with it, and what it will be.

use std::{collections::HashMap, time::Duration};

use protocol::{
    RowId, Timestamp,
    entities::{Shipment, Stop},
    mutations::ShipmentChange,
};

use crate::format::Formatter;

/// What somebody typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Draft {
    /// What people will call it.
    pub(super) reference: String,
    /// What it is.
    pub(super) goods: String,
    /// t.
    pub(super) weight: String,
    /// What else the driver must know.
    pub(super) note: String,
    /// Where it is loaded, and where it goes.
    pub(super) stops: [StopDraft; 2],
    /// When it should be there, on this person's clocks.
    pub(super) due: String,
}

/// A place that somebody typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct StopDraft {
    /// What people call it.
    pub(super) name: String,
    /// Latitude.
    pub(super) lat: String,
    /// Longitude.
    pub(super) lng: String,
}

/// A field, and so where something is wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Part {
    Reference,
    Goods,
    Weight,
    /// The first or the second.
    Stop(usize),
    Due,
}

impl Draft {
    /// An empty one: the next reference, due in two hours.
    pub(super) fn new<'a>(
        known: impl Iterator<Item = (Timestamp, &'a str)>,
        now: Timestamp,
        format: Formatter,
    ) -> Self {
        // Full quarters of an hour are what people agree on.
        let due = (now + DUE).as_millis().div_ceil(QUARTER) * QUARTER;
        Self {
            reference: next_reference(known),
            due: format.wall_time(Timestamp::from_millis(due)),
            ..Self::default()
        }
    }

    /// What it will be, under this id; or where something is wrong.
    pub(super) fn change(&self, id: RowId, format: Formatter) -> Result<ShipmentChange, Vec<Part>> {
        let reference = text(&self.reference);
        let goods = text(&self.goods);
        let weight = match self.weight.trim() {
            "" => Some(0.0),
            it => number(it).filter(|it| (0.0..=1000.0).contains(it)),
        };
        let [pickup, drop] = [0, 1].map(|it| self.stops[it].stop());
        let due = format.zone.moment(self.due.trim());
        let wrong = [
            (Part::Reference, reference.is_none()),
            (Part::Goods, goods.is_none()),
            (Part::Weight, weight.is_none()),
            (Part::Stop(0), pickup.is_none()),
            (Part::Stop(1), drop.is_none()),
            (Part::Due, due.is_none()),
        ];
        let wrong: Vec<_> = wrong.into_iter().filter(|it| it.1).map(|it| it.0).collect();
        match (reference, goods, weight, pickup, drop, due) {
            (Some(reference), Some(goods), Some(weight_t), Some(pickup), Some(drop), Some(due)) => {
                Ok(ShipmentChange::Create {
                    id,
                    reference,
                    goods,
                    weight_t,
                    note: self.note.trim().to_owned(),
                    stops: Box::new([pickup, drop]),
                    due,
                })
            }
            _ => Err(wrong),
        }
    }
}

impl StopDraft {
    /// Takes over a known place.
    pub(super) fn fill(&mut self, place: &Stop) {
        self.lat = format!("{:.5}", place.lat);
        self.lng = format!("{:.5}", place.lng);
    }

    fn stop(&self) -> Option<Stop> {
        let (lat, lng) = (number(&self.lat)?, number(&self.lng)?);
        let is_on_earth = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng);
        is_on_earth.then_some(())?;
        Some(Stop {
            name: text(&self.name)?,
            lat,
            lng,
            detail: String::new(),
            phone: None,
            opens: None,
        })
    }
}

/// Every place that shipments came from or went to, each once, by name: where most of them have it, as one may have been
/// typed wrong.
pub(super) fn known_places<'a>(shipments: impl Iterator<Item = &'a Shipment>) -> Vec<Stop> {
    let mut places: Vec<Stop> = shipments
        .flat_map(|it| [it.pickup.clone(), it.drop.clone()])
        .collect();
    let spot = |it: &Stop| [it.lat, it.lng].map(f64::to_bits);
    let mut counts = HashMap::new();
    for it in &places {
        *counts.entry((it.name.clone(), spot(it))).or_insert(0_usize) += 1;
    }
    let count = |it: &Stop| counts.get(&(it.name.clone(), spot(it))).copied();
    places.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| count(b).cmp(&count(a))));
    places.dedup_by(|a, b| a.name == b.name);
    places
}

/// The number after the largest one of those called as most of late are: `SH-20419` after `SH-20418`, whatever somebody
/// called one in between.
fn next_reference<'a>(known: impl Iterator<Item = (Timestamp, &'a str)>) -> String {
    let split = |(at, name): (Timestamp, &'a str)| {
        let (head, digits) = name.split_at(name.rfind('-').map_or(0, |it| it + 1));
        Some((at, head, digits.parse::<u64>().ok()?, digits.len()))
    };
    let mut known: Vec<_> = known.filter_map(split).collect();
    known.sort_unstable_by(|a, b| b.cmp(a));
    let mut counts = HashMap::new();
    for it in known.iter().take(LATE) {
        *counts.entry(it.1).or_insert(0_usize) += 1;
    }
    let usual = counts.into_iter().max_by_key(|it| (it.1, it.0)).map(|it| it.0);
    let largest = known
        .iter()
        .filter(|it| Some(it.1) == usual)
        .max_by_key(|it| it.2);
    largest.map_or_else(
        || "SH-1".to_owned(),
        |(_, head, number, width)| format!("{head}{:0width$}", number + 1),
    )
}

fn text(typed: &str) -> Option<String> {
    Some(typed.trim().to_owned()).filter(|it| !it.is_empty())
}

/// A number, with a point or a comma.
fn number(typed: &str) -> Option<f64> {
    let number = typed
        .trim()
        .replace(',', ".")
        .replace('\u{2212}', "-")
        .parse::<f64>();
    number.ok().filter(|it| it.is_finite())
}

/// Until then a new shipment is due, unless somebody says otherwise.
const DUE: Duration = Duration::from_secs(2 * 3600);

/// So many say how shipments are called.
const LATE: usize = 50;

/// ms.
const QUARTER: u64 = 15 * 60_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Draft {
        Draft {
            goods: " 24 pallets ".to_owned(),
            weight: "16,8".to_owned(),
            stops: ["Nord depot", "Kiln road 7"].map(|name| StopDraft {
                name: name.to_owned(),
                lat: "55.5".to_owned(),
                lng: "\u{2212}4.5".to_owned(),
            }),
            ..Draft::new(
                ["SH-20418", "SH-9", "odd"]
                    .map(|it| (Timestamp::default(), it))
                    .into_iter(),
                Timestamp::from_millis(1_000_000_000),
                Formatter::default(),
            )
        }
    }

    #[test]
    fn a_place_that_one_typed_wrong_stays_where_most_have_it() {
        let shipment = |lat: f64| -> Shipment {
            let depot = serde_json::json!({ "name": "Nord depot", "lat": lat, "lng": 4.4 });
            let drop = serde_json::json!({ "name": "Kiln road 7", "lat": 55.5, "lng": 4.5 });
            serde_json::from_value(serde_json::json!({
                "id": "s", "reference": "s", "goods": "-", "weight_t": 1.0, "pickup": depot, "drop": drop, "due": 1,
                "created_at": 1, "status": "created",
            }))
            .unwrap()
        };
        let all = [shipment(11.0), shipment(55.53), shipment(55.53)];
        let places = known_places(all.iter());
        let found: Vec<_> = places.iter().map(|it| (it.name.as_str(), it.lat)).collect();
        assert_eq!(found, [("Kiln road 7", 55.5), ("Nord depot", 55.53)]);
    }

    #[test]
    fn a_good_draft_becomes_a_shipment() {
        let draft = good();
        assert_eq!(draft.reference, "SH-20419");
        let change = draft.change(RowId::from("s1"), Formatter::default()).unwrap();
        let ShipmentChange::Create {
            goods,
            weight_t,
            stops,
            due,
            ..
        } = change
        else {
            panic!("another change");
        };
        assert_eq!((goods.as_str(), weight_t), ("24 pallets", 16.8));
        assert!((stops[1].lng + 4.5).abs() < 1e-9);
        assert_eq!(due.as_millis() % QUARTER, 0);
        assert!(due > Timestamp::from_millis(1_000_000_000) + DUE - Duration::from_secs(1));
    }

    #[test]
    fn everything_that_is_wrong_is_named() {
        let draft = Draft {
            weight: "heavy".to_owned(),
            due: "soon".to_owned(),
            ..Draft::default()
        };
        assert_eq!(
            draft.change(RowId::from("s1"), Formatter::default()),
            Err(vec![
                Part::Reference,
                Part::Goods,
                Part::Weight,
                Part::Stop(0),
                Part::Stop(1),
                Part::Due
            ])
        );
        let mut far = good();
        far.stops[0].lat = "91".to_owned();
        assert_eq!(
            far.change(RowId::from("s1"), Formatter::default()),
            Err(vec![Part::Stop(0)])
        );
    }

    #[test]
    fn the_first_reference_of_all_is_the_first() {
        assert_eq!(next_reference(std::iter::empty()), "SH-1");
    }

    #[test]
    fn one_odd_reference_leads_nobody_astray() {
        let next = |known: &[&'static str]| {
            let at = |(index, name): (usize, &&'static str)| (Timestamp::from_millis(index as u64), *name);
            next_reference(known.iter().enumerate().map(at))
        };
        assert_eq!(
            next(&["SH-7", "SH-8", "TEST-900", "SH-99999x", "2026-99"]),
            "SH-9"
        );
        assert_eq!(next(&["SH-0009", "SH-0008"]), "SH-0010");
        // Of late everything is called otherwise.
        let renamed = [["OLD-900"; 60], ["NEW-1"; 60]].concat();
        assert_eq!(next(&renamed), "NEW-2");
        assert_eq!(next(&["41", "42"]), "43");
    }
}
