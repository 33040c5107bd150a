//! The latest violations, as they come in.

use leptos::prelude::*;
use protocol::{
    RowId,
    entities::{Severity, Vehicle, Violation, ViolationKind},
};
use sync::Phase;

use super::choice::{Scope, use_choice};
use crate::{
    components::{
        age::Age,
        badge::Badge,
        icon::Icon,
        list_state::ListState,
        status::{Shape, Tone},
    },
    link::use_now,
    repositories::use_rows,
    settings::use_format,
    texts::{overview, use_texts, words},
};

/// The card. It follows what is chosen on the page: a kind, a vehicle.
#[component]
pub(super) fn Latest() -> impl IntoView {
    let rows = use_rows::<Violation>();
    let choice = use_choice();
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let chosen = Memo::new(move |_| {
        let vehicle = match choice.scope() {
            Scope::Global | Scope::Individual(None) => None,
            Scope::Individual(Some(id)) => Some(id),
        };
        (choice.kind(), vehicle)
    });
    let list = Memo::new(move |_| {
        rows.version();
        let (kind, vehicle) = chosen.get();
        rows.with(|it| Board::of(it.values(), kind, vehicle.as_ref()))
    });
    let queue = move || {
        let (kind, vehicle) = chosen.get();
        let kind = kind.map(|it| format!("kind={}", it.as_str()));
        // The queue filters by plate: that is what people know.
        let vehicle = vehicle.map(|it| format!("vehicle={}", it.as_str().to_uppercase()));
        let query: Vec<_> = kind.into_iter().chain(vehicle).collect();
        format!(
            "/fleet/violations{}{}",
            if query.is_empty() { "" } else { "?" },
            query.join("&")
        )
    };
    let stale = Signal::derive(move || rows.phase() == Phase::Stale);
    let vehicles = use_rows::<Vehicle>();
    let plate = move || {
        let (_, vehicle) = chosen.get();
        vehicles.len();
        Some(format!(" · {}", vehicles.get(&vehicle?)?.plate))
    };
    view! {
        <section class="card span-4 feed-card" data-stale=move || stale.get().to_string()>
            <div class="card-head">
                <h2>{move || texts.overview().latest} {plate}</h2>
                <Show when=move || list.with(|it| it.n_critical > 0)>
                    <Badge
                        tone=Tone::Crit
                        shape=Some(Shape::Crit)
                        text=Signal::derive(move || {
                            let n_critical = list.with(|it| it.n_critical);
                            overview::critical(texts.language(), n_critical, &format.get().count(n_critical))
                        })
                    />
                </Show>
                <span class="grow"></span>
                <Age at=Signal::derive(move || rows.confirmed_at()) now stale />
            </div>
            <ListState
                phase=Signal::derive(move || rows.phase())
                empty=Signal::derive(move || list.with(|it| it.ids.is_empty()))
                empty_text=Signal::derive(move || texts.overview().none_latest.to_owned())
            >
                <ul class="feed">
                    <For each=move || list.with(|it| it.ids.clone()) key=Clone::clone let:id>
                        <LatestRow id />
                    </For>
                </ul>
            </ListState>
            <a class="feed-more" href=queue>
                {move || texts.overview().open_queue}
                {move || {
                    let is_known = !matches!(rows.phase(), Phase::Refused(..) | Phase::Loading);
                    is_known.then(|| format!(" ({}) ", format.get().count(list.with(|it| it.n_open))))
                }}
                {Icon::ChevronRight.view()}
            </a>
        </section>
    }
}

/// One violation; leads to it in the queue.
#[component]
fn LatestRow(id: RowId) -> impl IntoView {
    let rows = use_rows::<Violation>();
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let violation = rows.watch(id.clone());
    // A row that leaves is gone from the list with the next frame; until then it shows nothing.
    move || {
        violation.get().map(|it| {
            let (shape, tone) = Shape::of_severity(it.severity);
            let language = texts.language();
            let severity = words::severity(language, it.severity);
            let at = it.at;
            let driver = it.driver_name.clone().map(|it| format!(" · {it}"));
            view! {
                <li>
                    <a href=format!("/fleet/violations?view=everything&sel={}", it.id)>
                        <span class="st" data-tone=tone.as_str()>{shape.view()}</span>
                        <span class="feed-what">
                            <b>{words::violation_kind(language, it.kind)}</b>
                            " "
                            <span class="t2">{format.get().violation(&it)}</span>
                        </span>
                        <time class="age" datetime=format.get().iso(at) title=format.get().date_time(at)>
                            <span aria-hidden="true">{move || format.get().age(now.get().since(at))}</span>
                            <span>{move || format.get().moment(at, now.get())}</span>
                        </time>
                        <span class="feed-where trunc">
                            <span class="tone" data-tone=tone.as_str()>{severity}</span>
                            " · "
                            <span class="id">{it.plate.clone()}</span>
                            {driver}
                            " · "
                            {it.place.clone()}
                        </span>
                    </a>
                </li>
            }
        })
    }
}

/// What the card shows.
#[derive(Clone, Debug, Default, PartialEq)]
struct Board {
    /// The latest, newest first.
    ids: Vec<RowId>,
    /// All with work left.
    n_open: usize,
    /// The critical ones among them.
    n_critical: usize,
}

impl Board {
    fn of<'a>(
        rows: impl Iterator<Item = &'a Violation>,
        kind: Option<ViolationKind>,
        vehicle: Option<&RowId>,
    ) -> Self {
        let rows: Vec<_> = rows
            .filter(|it| kind.is_none_or(|kind| it.kind == kind))
            .filter(|it| vehicle.is_none_or(|vehicle| it.vehicle == *vehicle))
            .collect();
        let open = || rows.iter().filter(|it| it.state.is_open());
        let (n_open, n_critical) = (
            open().count(),
            open().filter(|it| it.severity == Severity::Critical).count(),
        );
        let mut latest = rows;
        latest.sort_by_key(|it| (std::cmp::Reverse(it.at), it.id.clone()));
        let ids = latest
            .into_iter()
            .take(ROWS_MAX)
            .map(|it| it.id.clone())
            .collect();
        Self {
            ids,
            n_open,
            n_critical,
        }
    }
}

/// More would not fit beside the charts.
const ROWS_MAX: usize = 10;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn violation(id: &str, kind: &str, severity: &str, at: u64, state: &str) -> Violation {
        serde_json::from_value(json!({
            "id": id, "kind": kind, "severity": severity, "vehicle": "kv-1", "plate": "KV-1", "value": 1.0,
            "place": "Ring road", "lat": 0.0, "lng": 0.0, "at": at, "state": state,
        }))
        .unwrap()
    }

    #[test]
    fn the_newest_come_first_and_only_work_counts() {
        let rows = [
            violation("a", "idling", "low", 1, "open"),
            violation("b", "speeding", "critical", 3, "assigned"),
            violation("c", "speeding", "critical", 2, "resolved"),
        ];

        let board = Board::of(rows.iter(), None, None);

        assert_eq!(board.ids, [RowId::from("b"), RowId::from("c"), RowId::from("a")]);
        assert_eq!((board.n_open, board.n_critical), (2, 1));
    }

    #[test]
    fn a_chosen_kind_hides_the_others() {
        let rows = [
            violation("a", "idling", "low", 1, "open"),
            violation("b", "speeding", "low", 3, "open"),
        ];

        let board = Board::of(
            rows.iter(),
            Some(ViolationKind::Idling),
            Some(&RowId::from("kv-1")),
        );

        assert_eq!(board.ids, [RowId::from("a")]);
    }
}
