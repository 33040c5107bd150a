//! Violations by kind, ordered and cut for a ring of at most six slices.

use std::time::Duration;

use protocol::{
    RowId, Timestamp,
    entities::{DistributionPoint, Severity, Violation, ViolationKind},
};

use crate::components::chart::Slice;

/// One line of the legend.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LegendLine {
    /// The kind; absent: all the others together.
    pub kind: Option<ViolationKind>,
    /// Today.
    pub count: u32,
    /// Yesterday up to the same time.
    pub before: u32,
}

/// The five most frequent kinds and the rest, most frequent first. Kinds that never happened today stand in the rest.
pub(super) fn legend<'a>(points: impl Iterator<Item = &'a DistributionPoint>) -> Vec<LegendLine> {
    let mut points: Vec<_> = points.collect();
    // Equal counts keep the order of the kinds, so that lines do not swap for nothing.
    points.sort_by_key(|it| (std::cmp::Reverse(it.count), it.kind));
    let n_own = if points.len() > SLICES_MAX {
        SLICES_MAX - 1
    } else {
        points.len()
    };
    let (own, rest) = points.split_at(n_own);
    let own = own.iter().map(|it| LegendLine {
        kind: Some(it.kind),
        count: it.count,
        before: it.before,
    });
    let rest = (!rest.is_empty()).then(|| LegendLine {
        kind: None,
        count: rest.iter().map(|it| it.count).sum(),
        before: rest.iter().map(|it| it.before).sum(),
    });
    own.chain(rest).collect()
}

/// What the gateway counts for the fleet, counted for a few violations: today, and yesterday up to the same time.
pub(super) fn count<'a>(
    violations: impl Iterator<Item = &'a Violation>,
    midnight: Timestamp,
    now: Timestamp,
) -> Vec<DistributionPoint> {
    let mut points = ViolationKind::ALL.map(|kind| DistributionPoint {
        id: RowId::from(kind.as_str()),
        kind,
        count: 0,
        critical: 0,
        before: 0,
    });
    for violation in violations {
        let Some(point) = points.iter_mut().find(|it| it.kind == violation.kind) else {
            continue;
        };
        if violation.at >= midnight {
            point.count += 1;
            point.critical += u32::from(violation.severity == Severity::Critical);
        } else if (midnight - DAY..=now - DAY).contains(&violation.at) {
            point.before += 1;
        }
    }
    points.into()
}

/// The same as slices of a ring; with a kind chosen, the others step back.
pub(super) fn slices(lines: &[LegendLine], chosen: Option<ViolationKind>) -> Vec<Slice> {
    let total = lines.iter().map(|it| it.count).sum::<u32>().max(1);
    lines
        .iter()
        .enumerate()
        .map(|(place, line)| Slice {
            value: f64::from(line.count),
            share: f64::from(line.count) / f64::from(total),
            place: if line.kind.is_some() { place } else { SLICES_MAX },
            faded: chosen.is_some() && line.kind != chosen,
        })
        .collect()
}

const DAY: Duration = Duration::from_secs(86_400);

/// More colours than these cannot be told apart.
const SLICES_MAX: usize = 6;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn violation(at: u64) -> Violation {
        serde_json::from_value(json!({
            "id": at.to_string(), "kind": "idling", "severity": "critical", "vehicle": "kv-1", "plate": "KV-1",
            "value": 1.0, "place": "Ring road", "lat": 0.0, "lng": 0.0, "at": at, "state": "open",
        }))
        .unwrap()
    }

    #[test]
    fn yesterday_counts_up_to_the_same_time() {
        let day = 86_400_000;
        let rows = [2 * day + 5, day + 3, day + 9, 5].map(violation);

        let points = count(
            rows.iter(),
            Timestamp::from_millis(2 * day),
            Timestamp::from_millis(2 * day + 6),
        );

        let idling = points.iter().find(|it| it.kind == ViolationKind::Idling).unwrap();
        assert_eq!((idling.count, idling.critical, idling.before), (1, 1, 1));
    }

    fn points(counts: [u32; 8]) -> Vec<DistributionPoint> {
        let points = ViolationKind::ALL
            .into_iter()
            .zip(counts)
            .map(|(kind, count)| DistributionPoint {
                id: RowId::from(kind.as_str()),
                kind,
                count,
                critical: 0,
                before: 1,
            });
        points.collect()
    }

    #[test]
    fn the_rarest_kinds_are_one_line() {
        let lines = legend(points([24, 14, 1, 11, 7, 4, 2, 0]).iter());

        assert_eq!(
            lines.iter().map(|it| it.count).collect::<Vec<_>>(),
            [24, 14, 11, 7, 4, 3]
        );
        assert_eq!(
            lines[5],
            LegendLine {
                kind: None,
                count: 3,
                before: 3
            }
        );
    }

    #[test]
    fn a_chosen_kind_stands_out() {
        let lines = legend(points([24, 14, 1, 11, 7, 4, 2, 0]).iter());

        let slices = slices(&lines, Some(ViolationKind::Idling));

        assert_eq!(
            slices
                .iter()
                .filter(|it| !it.faded)
                .map(|it| it.value)
                .collect::<Vec<_>>(),
            [11.0]
        );
    }
}
