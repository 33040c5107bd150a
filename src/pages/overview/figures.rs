//! The eight figures of the overview: value, unit, change since yesterday, course of the day.

use std::cmp::Ordering;

use leptos::prelude::*;
use protocol::entities::{FleetSummary, Kpi, VehicleStatus};

use crate::{
    components::{
        kpi::{self, Hint},
        status::{Shape, Tone},
    },
    format::{Formatter, NARROW},
    texts::{
        Texts,
        overview::{self, Overview},
    },
};

/// Which figure; in the order they are read: what is wrong first.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Figure {
    /// Violations with work left.
    OpenViolations,
    /// Vehicles that do not report.
    Offline,
    /// Vehicles in the workshop.
    Maintenance,
    /// Share of vehicle time in use.
    Utilisation,
    /// Vehicles that report and are not in the workshop.
    Active,
    /// Vehicles under way.
    Moving,
    /// Vehicles standing with the engine on.
    Idle,
    /// Driven by all.
    Distance,
}

impl Figure {
    pub(super) const ALL: [Self; 8] = [
        Self::OpenViolations,
        Self::Offline,
        Self::Maintenance,
        Self::Utilisation,
        Self::Active,
        Self::Moving,
        Self::Idle,
        Self::Distance,
    ];

    /// What it is called.
    pub(super) const fn label(self, texts: &Overview) -> &'static str {
        match self {
            Self::OpenViolations => texts.open_violations,
            Self::Offline => texts.offline,
            Self::Maintenance => texts.maintenance,
            Self::Utilisation => texts.utilisation,
            Self::Active => texts.active,
            Self::Moving => texts.moving,
            Self::Idle => texts.idle,
            Self::Distance => texts.distance,
        }
    }

    /// How it is counted, where its name does not say so.
    pub(super) fn hint(self, texts: Texts) -> Option<Hint> {
        type Pick = fn(&Overview) -> &'static str;
        let (id, pick): (_, Pick) = match self {
            Self::OpenViolations => ("hint-open", |it| it.hint_open),
            Self::Offline => ("hint-offline", |it| it.hint_offline),
            Self::Utilisation => ("hint-utilisation", |it| it.hint_utilisation),
            Self::Active => ("hint-active", |it| it.hint_active),
            Self::Idle => ("hint-idle", |it| it.hint_idle),
            Self::Distance => ("hint-distance", |it| it.hint_distance),
            Self::Maintenance | Self::Moving => return None,
        };
        let text = Signal::derive(move || pick(texts.overview()));
        Some(Hint { id, text })
    }

    /// The rows behind it.
    pub(super) fn href(self) -> String {
        let status = match self {
            Self::OpenViolations => return "/fleet/violations".to_owned(),
            Self::Utilisation | Self::Distance | Self::Active => return "/fleet/vehicles".to_owned(),
            Self::Offline => VehicleStatus::Offline,
            Self::Maintenance => VehicleStatus::Maintenance,
            Self::Moving => VehicleStatus::Moving,
            Self::Idle => VehicleStatus::Idle,
        };
        format!("/fleet/vehicles?status={}", status.as_str())
    }

    /// Its shape and tone, where the colour means anything.
    pub(super) const fn mark(self) -> Option<(Shape, Tone)> {
        match self {
            Self::OpenViolations => Some((Shape::Crit, Tone::Crit)),
            Self::Offline => Some(Shape::of_vehicle(VehicleStatus::Offline)),
            Self::Maintenance => Some(Shape::of_vehicle(VehicleStatus::Maintenance)),
            Self::Moving => Some(Shape::of_vehicle(VehicleStatus::Moving)),
            Self::Idle => Some(Shape::of_vehicle(VehicleStatus::Idle)),
            Self::Utilisation | Self::Active | Self::Distance => None,
        }
    }

    /// Everything a tile shows.
    pub(super) fn tile(self, summary: &FleetSummary, format: Formatter, texts: &Overview) -> kpi::Figure {
        kpi::Figure {
            value: self.value(summary, format),
            unit: self.unit(summary, format, texts),
            delta: self.delta(summary, format, texts),
            note: String::new(),
            history: self.history(summary),
        }
    }

    /// The number as people read it.
    fn value(self, summary: &FleetSummary, format: Formatter) -> String {
        let now = self.pick(&now(summary));
        match self {
            Self::Utilisation => format.number(now, 1),
            Self::Distance => format.distance(now, 0).value,
            _ => format.number(now, 0),
        }
    }

    /// The unit behind it.
    fn unit(self, summary: &FleetSummary, format: Formatter, texts: &Overview) -> String {
        let plural = |n: u32, one, many| format.language.plural(n as usize, one, many).to_owned();
        match self {
            Self::OpenViolations => plural(
                summary.open_violations.unwrap_or_default(),
                texts.open_one,
                texts.open,
            ),
            Self::Active => format!("{} {}", texts.of, format.count(summary.total as usize)),
            Self::Utilisation => "%".to_owned(),
            Self::Distance => format.units.distance_unit().to_owned(),
            Self::Offline | Self::Maintenance | Self::Moving | Self::Idle => {
                let n = self.pick(&now(summary)) as u32;
                plural(n, texts.vehicle_unit, texts.vehicles_unit)
            }
        }
    }

    /// The change since yesterday; `None` while there is no yesterday.
    fn delta(self, summary: &FleetSummary, format: Formatter, texts: &Overview) -> Option<kpi::Delta> {
        let difference = self.pick(&now(summary)) - self.pick(summary.before.as_ref()?);
        let (signed, unit) = match self {
            Self::Utilisation => (format.signed(difference, 1), Some(texts.points)),
            Self::Distance => (
                format.signed(format.units.distance(difference), 0),
                Some(format.units.distance_unit()),
            ),
            _ => (format.signed(difference, 0), None),
        };
        Some(change(difference, &signed, unit, format))
    }

    /// One value per hour, oldest first, with the present one at the end.
    fn history(self, summary: &FleetSummary) -> Vec<f64> {
        let mut history = self.pick(&summary.history);
        history.push(self.pick(&now(summary)));
        history
    }

    fn pick<T: Clone>(self, kpi: &Kpi<T>) -> T {
        match self {
            Self::OpenViolations => kpi.open_violations.clone(),
            Self::Offline => kpi.offline.clone(),
            Self::Maintenance => kpi.maintenance.clone(),
            Self::Utilisation => kpi.utilisation.clone(),
            Self::Active => kpi.active.clone(),
            Self::Moving => kpi.moving.clone(),
            Self::Idle => kpi.idle.clone(),
            Self::Distance => kpi.distance.clone(),
        }
    }
}

/// A difference to yesterday, which is written like this.
pub(super) fn change(difference: f64, signed: &str, unit: Option<&str>, format: Formatter) -> kpi::Delta {
    let with_unit = |it: &str| unit.map_or(it.to_owned(), |unit| format!("{it}{NARROW}{unit}"));
    let direction = match difference {
        _ if signed.starts_with('0') => Ordering::Equal,
        it if it > 0.0 => Ordering::Greater,
        _ => Ordering::Less,
    };
    // "−3 fewer" would be three more.
    let amount = with_unit(signed.trim_start_matches(['+', '−']));
    kpi::Delta {
        direction,
        amount: with_unit(signed),
        words: overview::compared(
            format.language,
            (direction != Ordering::Equal).then_some(&amount),
            direction == Ordering::Greater,
            unit.is_none(),
        ),
    }
}

fn now(summary: &FleetSummary) -> Kpi<f64> {
    Kpi {
        open_violations: f64::from(summary.open_violations.unwrap_or_default()),
        offline: f64::from(summary.offline),
        maintenance: f64::from(summary.maintenance),
        utilisation: summary.utilisation,
        active: f64::from(summary.active),
        moving: f64::from(summary.moving),
        idle: f64::from(summary.idle),
        distance: summary.distance,
    }
}

#[cfg(test)]
mod tests {
    use protocol::entities::KpiBefore;

    use super::*;
    use crate::texts::Language;

    fn summary() -> FleetSummary {
        FleetSummary {
            total: 60,
            moving: 31,
            idle: 9,
            utilisation: 71.4,
            distance: 4812.4,
            before: Some(KpiBefore {
                moving: 27.0,
                idle: 12.0,
                utilisation: 69.1,
                distance: 5455.4,
                ..Kpi::default()
            }),
            ..FleetSummary::default()
        }
    }

    #[test]
    fn every_figure_says_how_it_changed() {
        let texts = Overview::of(Language::English);
        let delta = |figure: Figure| figure.delta(&summary(), Formatter::default(), texts).unwrap();

        let changes = [
            (
                Figure::Moving,
                Ordering::Greater,
                "+4",
                "4 more than yesterday at this time",
            ),
            (
                Figure::Idle,
                Ordering::Less,
                "−3",
                "3 fewer than yesterday at this time",
            ),
            (
                Figure::Offline,
                Ordering::Equal,
                "0",
                "The same as yesterday at this time",
            ),
            (
                Figure::Utilisation,
                Ordering::Greater,
                "+2.3\u{202f}pp",
                "2.3\u{202f}pp more than yesterday at this time",
            ),
            (
                Figure::Distance,
                Ordering::Less,
                "−643\u{202f}km",
                "643\u{202f}km less than yesterday at this time",
            ),
        ];
        for (figure, direction, amount, words) in changes {
            let (amount, words) = (amount.to_owned(), words.to_owned());
            assert_eq!(
                delta(figure),
                kpi::Delta {
                    direction,
                    amount,
                    words
                }
            );
        }
    }

    #[test]
    fn in_french_less_is_less_too() {
        let format = Formatter {
            language: Language::French,
            ..Formatter::default()
        };

        let delta = Figure::Idle
            .delta(&summary(), format, Overview::of(Language::French))
            .unwrap();

        assert_eq!(delta.words, "3 de moins qu’hier à la même heure");
    }

    #[test]
    fn without_a_yesterday_nothing_is_compared() {
        let first = FleetSummary {
            before: None,
            ..summary()
        };

        assert_eq!(
            Figure::Moving.delta(&first, Formatter::default(), Overview::of(Language::English)),
            None
        );
    }
}
