//! Trips, stops and gaps of the day as a table, latest first like the log beside it; the marked moment lights up its line,
//! and a line marks its moment.

use leptos::prelude::*;
use protocol::{
    Timestamp,
    entities::{Trip, VehicleStatus},
};
use sync::Phase;

use crate::{
    components::{age::Age, list_state::ListState, status::Shape},
    link::use_now,
    pages::day::{LiveDay, minutes},
    settings::use_format,
    texts::{report, use_texts},
};

/// The card.
#[component]
pub(super) fn Trips(
    live: LiveDay,
    cursor: RwSignal<Option<Timestamp>>,
    now: Signal<Timestamp>,
) -> impl IntoView {
    let texts = use_texts();
    let clock = use_now();
    let trips = Memo::new(move |_| live.day.with(|it| it.trips.clone()));
    let marked = Memo::new(move |_| {
        let at = cursor.get()?;
        live.day.with(|it| it.trip_at(at).map(|(index, _)| index))
    });
    let counts = move || {
        let (trips, stops, gaps) = live.day.with(|it| it.counts());
        report::trip_counts(texts.language(), trips, stops, gaps)
    };
    view! {
        <section class="card span-8">
            <div class="card-head">
                <h2>{move || texts.report().trips_and_stops}</h2>
                <span class="cap t2">{move || (!live.is_empty()).then(counts)}</span>
                <span class="grow"></span>
                <Age at=live.at now=clock stale=Signal::derive(move || live.phase.get() == Phase::Stale) />
            </div>
            <ListState
                phase=live.phase
                empty=Signal::derive(move || trips.with(Vec::is_empty))
                empty_text=Signal::derive(move || texts.report().no_trips.to_owned())
            >
                <div class="table-scroll" role="region" tabindex="0" aria-label=move || texts.report().trips_and_stops>
                    <table class="dt dt--card trips">
                        <thead>
                            <tr>
                                <th scope="col">{move || texts.report().time}</th>
                                <th scope="col">{move || texts.report().place}</th>
                                <th scope="col" class="num">{move || texts.report().distance}</th>
                                <th scope="col" class="num">{move || texts.report().duration}</th>
                                <th scope="col" class="num hide-phone">{move || texts.report().mean}</th>
                            </tr>
                        </thead>
                        <tbody>
                            {move || {
                                trips
                                    .get()
                                    .into_iter()
                                    .enumerate()
                                    .rev()
                                    .map(|(index, trip)| {
                                        let from = trip.from;
                                        view! {
                                            <tr
                                                data-marked=move || (marked.get() == Some(index)).to_string()
                                                on:pointerenter=move |_| cursor.set(Some(from))
                                                on:pointerleave=move |_| cursor.set(None)
                                            >
                                                <TripCells trip now />
                                            </tr>
                                        }
                                    })
                                    .collect_view()
                            }}
                        </tbody>
                    </table>
                </div>
            </ListState>
        </section>
    }
}

#[component]
fn TripCells(trip: Trip, now: Signal<Timestamp>) -> impl IntoView {
    let (texts, format) = (use_texts(), use_format());
    let is_trip = trip.status == Some(VehicleStatus::Moving);
    let (shape, tone) = Shape::of_vehicle(trip.status.unwrap_or(VehicleStatus::Offline));
    let (from, to) = (trip.from, trip.to);
    let span = move || {
        let (format, words) = (format.get(), texts.report());
        format!(
            "{}–{}",
            format.time(from),
            to.map_or(words.still.to_owned(), |it| format.time(it))
        )
    };
    let length = move || {
        format
            .get()
            .whole_minutes(minutes(from, to.unwrap_or_else(|| now.get())))
    };
    let kind = move || match (trip.status, is_trip) {
        (None, _) => texts.report().gap,
        (_, true) => texts.report().trip,
        (_, false) => texts.report().stop,
    };
    let place = match is_trip {
        true => format!("{} → {}", trip.start, trip.end),
        false if trip.status.is_none() => String::new(),
        false => trip.start,
    };
    view! {
        <td class="nowrap">
            <span class="st" data-tone=tone.as_str()>{shape.view()} <span class="vh">{kind}</span> {span}</span>
        </td>
        <td class="trunc">
            {if place.is_empty() {
                view! { <span class="t2">{kind}</span> }.into_any()
            } else {
                view! { <span>{place}</span> }.into_any()
            }}
        </td>
        <td class="num">{move || (is_trip || trip.distance > 0.0).then(|| format.get().distance(trip.distance, 1).joined())}</td>
        <td class="num">{length}</td>
        <td class="num t2 hide-phone">{move || is_trip.then(|| format.get().speed(trip.mean_speed).joined())}</td>
    }
}
