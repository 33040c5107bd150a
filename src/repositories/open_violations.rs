//! How much work is left, counted in one way wherever it stands: what one has done and nobody has confirmed yet is done.

use leptos::prelude::*;
use protocol::entities::{FleetSummary, Violation};
use sync::Phase;

use super::{Feeds, Rows};

/// How many of these violations have work left; `None` while nobody knows. Wakes with every change of a violation.
pub fn n_open(rows: Rows<Violation>, is_meant: impl Fn(&Violation) -> bool) -> Option<usize> {
    rows.version();
    let is_known = matches!(rows.phase(), Phase::Fresh | Phase::Stale);
    is_known.then(|| {
        rows.with(|it| {
            it.values()
                .filter(|it| it.state.is_open() && is_meant(it))
                .count()
        })
    })
}

/// The violations for who only counts them: whoever may see them has the bell on every page, which follows them.
pub fn counted_violations() -> Rows<Violation> {
    use_context::<Feeds>().map_or_else(Rows::new, Feeds::rows)
}

/// The summary with the violations counted here, where they are known: the gateway's own count says nothing of what one
/// has done since.
pub fn with_own_count(summary: &FleetSummary, n_open: Option<usize>) -> FleetSummary {
    let mut summary = summary.clone();
    let counted = n_open.map(|it| u32::try_from(it).unwrap_or(u32::MAX));
    summary.open_violations = counted.or(summary.open_violations);
    summary
}
