//! What was done to a shipment, by whom and when: read from the gateway when it is looked at.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use protocol::{
    RowId, StreamKind, Timestamp, Topic,
    entities::{Shipment, ShipmentStatus},
    history::Deed,
};

use super::desk::Desk;
use crate::{
    components::{age::Age, list_state::Skeleton},
    pages::list::Seen,
    platform::http::{self, HttpError},
    texts::{Language, shipments::shipment_status},
};

/// The section.
#[component]
pub(super) fn ShipmentHistory(desk: Desk, shipment: Seen<Shipment>) -> impl IntoView {
    let deeds = RwSignal::new(None::<Result<Vec<Deed>, HttpError>>);
    // Read anew when it went on, and when there is a connection again.
    let asked = Memo::new(move |_| {
        let of = |it: &Shipment| (it.id.clone(), it.progress.status, it.progress.driver.clone());
        let (id, status, driver) = shipment.with(|it| it.as_ref().map(of))?;
        let is_sent = desk.progress(&id).is_none();
        Some((id, status, driver, is_sent && desk.is_connected()))
    });
    Effect::new(move |last: Option<Option<RowId>>| {
        let (id, .., may_ask) = asked.get()?;
        if last.flatten().as_ref() != Some(&id) {
            deeds.set(None);
        }
        if may_ask {
            let id = id.clone();
            spawn_local(async move {
                let topic = Topic::whole(StreamKind::Shipment);
                let answer = http::history(&topic, &id).await.map(|it| it.changes);
                // Meanwhile another one may stand here; the component may be gone.
                if asked.try_get_untracked().flatten().is_some_and(|it| it.0 == id) {
                    deeds.set(Some(answer));
                }
            });
        }
        Some(id)
    });
    // What was done before all that is told stands in the row at least.
    let known = move || {
        let oldest = deeds.with(|it| {
            let deeds = it.as_ref()?.as_ref().ok()?;
            deeds.iter().take(LINES).map(|it| it.at).min()
        });
        let language = desk.language.get();
        let mut moments = shipment.with(|it| it.as_ref().map(moments).unwrap_or_default());
        moments.retain(|it| oldest.is_none_or(|oldest| it.1 + SAME < oldest));
        let line = move |(status, at): (ShipmentStatus, Timestamp)| {
            view! {
                <li>
                    <span>{shipment_status(language, status)}</span>
                    <span></span>
                    <Age at=Signal::stored(Some(at)) now=desk.now />
                </li>
            }
        };
        moments.into_iter().map(line).collect_view()
    };
    let line = move |deed: &Deed| {
        let what = words(deed, desk.language.get());
        let who = deed
            .asked
            .as_ref()
            .map_or_else(|| desk.words().itself.to_owned(), |it| it.by.name.clone());
        let at = Signal::stored(Some(deed.at));
        (!what.is_empty()).then(|| {
            view! {
                <li>
                    <span>{what}</span>
                    <span class="cap t2">{who}</span>
                    <Age at=at now=desk.now />
                </li>
            }
        })
    };
    let note = move || {
        deeds.with(|it| match it {
            None if desk.is_connected() => view! { <Skeleton lines=1 /> }.into_any(),
            Some(Err(_)) => view! { <p class="cap t2">{desk.words().history_lost}</p> }.into_any(),
            None | Some(Ok(_)) => ().into_any(),
        })
    };
    view! {
        <section class="sec">
            <div class="sec-head">{move || desk.words().history}</div>
            <ol class="history">
                {move || {
                    deeds.with(|it| {
                        let deeds = it.as_ref().and_then(|it| it.as_ref().ok());
                        deeds.map(|it| it.iter().take(LINES).map(line).collect_view())
                    })
                }}
                {known}
            </ol>
            {note}
        </section>
    }
}

/// A moment of the row and that of its deed are this near at most.
const SAME: Duration = Duration::from_secs(2);

/// What a row tells of its own way, the latest first.
fn moments(row: &Shipment) -> Vec<(ShipmentStatus, Timestamp)> {
    let progress = &row.progress;
    let moments = [
        (progress.status, progress.ended_at),
        (ShipmentStatus::InTransit, progress.departed_at),
        (ShipmentStatus::PickedUp, progress.picked_up_at),
        (ShipmentStatus::Accepted, progress.accepted_at),
        (ShipmentStatus::Assigned, progress.assigned_at),
        (ShipmentStatus::Created, Some(row.created_at)),
    ];
    moments
        .into_iter()
        .filter_map(|(status, at)| Some((status, at?)))
        .collect()
}

/// What a change says, in words; empty: nothing that a person did or waits for.
fn words(deed: &Deed, language: Language) -> String {
    let field = |name: &str| deed.changed.get(name).and_then(|it| it.as_str());
    let status = field("status").and_then(|it| it.parse::<ShipmentStatus>().ok());
    let status = status.map(|it| shipment_status(language, it).to_owned());
    let driver = field("driver_name").map(|it| format!("→ {it}"));
    let reason = field("reason").map(|it| format!("“{it}”"));
    let parts: Vec<_> = status.into_iter().chain(driver).chain(reason).collect();
    parts.join(" ")
}

/// Older ones are told of elsewhere.
const LINES: usize = 12;
