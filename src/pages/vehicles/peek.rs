//! One vehicle beside the table: its figures, its day, what is open, who drives.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::components::A;
use protocol::{
    RowId,
    entities::{StreamKind, Vehicle, VehicleStatus, Violation},
};

use super::kind::VehiclesModel;
use crate::{
    components::{
        age::{Age, OLD},
        avatar::initials,
        badge::Badge,
        icon::Icon,
        status::Shape,
        strip::Strip,
        violation_line::ViolationLine,
    },
    format::{Measure, NARROW},
    pages::list::{ListHandle, Peek, Seen, read},
    repositories::use_rows,
    texts::words,
};

/// The panel.
#[component]
pub(super) fn VehiclePeek(model: VehiclesModel, list: ListHandle) -> impl IntoView {
    let (id, vehicle) = (model.selected_id(), model.seen());
    let label = Signal::derive(move || {
        let plate = vehicle.with(|it| it.as_ref().map(|it| it.plate.clone()));
        format!("{} {}", model.texts.vehicles().vehicle, plate.unwrap_or_default())
    });
    let is_there = Memo::new(move |_| vehicle.with(Option::is_some));
    let head = view! { <Head model=model vehicle=vehicle /> }.into_any();
    view! {
        <Peek list=list is_there=is_there label=label head=head>
            <Ways model=model vehicle=vehicle />
            <div class="peek-body">
                <Figures model=model vehicle=vehicle />
                <Day model=model vehicle=vehicle />
                <Show when=move || model.link.sees(StreamKind::Violation)>
                    <OpenViolations model=model id=id vehicle=vehicle />
                </Show>
                <Where model=model vehicle=vehicle />
                <Driver model=model vehicle=vehicle />
            </div>
        </Peek>
    }
}

#[component]
fn Head(model: VehiclesModel, vehicle: Seen<Vehicle>) -> impl IntoView {
    let status = Memo::new(move |_| vehicle.with(|it| it.as_ref().map(|it| it.status)));
    let mark = move || Shape::of_vehicle(status.get().unwrap_or(VehicleStatus::Offline));
    let word = Signal::derive(move || {
        let language = model.language.get();
        status
            .get()
            .map_or("", |it| words::status(language, it))
            .to_owned()
    });
    let about = move || {
        let language = model.language.get();
        read(vehicle, |it| {
            let mut about = words::vehicle_kind(language, it.kind).to_owned();
            if it.gross_t > 0.0 {
                let decimals = u8::from(it.gross_t.fract() != 0.0);
                about += &crate::texts::vehicles::gross(&model.format.get().number(it.gross_t, decimals));
            }
            if !it.depot.is_empty() {
                about += " · ";
                about += &it.depot;
            }
            about
        })
    };
    view! {
            <div class="row">
                <h2 class="id">{move || read(vehicle, |it| it.plate.clone())}</h2>
                <Show when=move || status.get().is_some()>
                    <Badge
                        tone=Signal::derive(move || mark().1)
                        shape=Signal::derive(move || Some(mark().0))
                        text=word
                    />
                </Show>
            </div>
            <div class="cap t2">{about}</div>
    }
}

/// Where one goes from here.
#[component]
fn Ways(model: VehiclesModel, vehicle: Seen<Vehicle>) -> impl IntoView {
    let report = move || read(vehicle, |it| format!("/fleet/vehicles/{}", it.id));
    view! {
        <div class="peek-actions">
            <Show when=move || model.link.sees(StreamKind::ReportEntry)>
                <A href=report attr:class="btn btn--primary">
                    {move || model.texts.vehicles().open_report}
                </A>
            </Show>
            <Show when=move || model.link.sees(StreamKind::Violation)>
                <A
                    href=move || read(vehicle, |it| format!("/fleet/violations?vehicle={}", it.plate))
                    attr:class="btn"
                >
                    {Icon::Octagon.view()}
                    {move || model.texts.vehicles().violations}
                </A>
            </Show>
        </div>
    }
}

#[component]
fn Figures(model: VehiclesModel, vehicle: Seen<Vehicle>) -> impl IntoView {
    let format = model.format;
    let speed = move || {
        let speed = vehicle.with(|it| it.as_ref()?.known_speed())?;
        Some(format.get().speed(speed))
    };
    let fuel = move || {
        let value = vehicle.with(|it| it.as_ref()?.fuel)?;
        let value = format.get().number(value, 0);
        Some(Measure { value, unit: "%" })
    };
    let today = move || vehicle.with(|it| Some(format.get().distance(it.as_ref()?.distance_today, 0)));
    let odometer = move || vehicle.with(|it| Some(format.get().distance(it.as_ref()?.odometer?, 0)));
    view! {
        <dl class="stats sec">
            <Figure model=model vehicle=vehicle name=Signal::derive(move || model.texts.vehicles().speed) value=speed />
            <Figure model=model vehicle=vehicle name=Signal::derive(move || model.texts.vehicles().fuel) value=fuel />
            <Figure model=model vehicle=vehicle name=Signal::derive(move || model.texts.vehicles().today) value=today />
            <Figure model=model vehicle=vehicle name=Signal::derive(move || model.texts.vehicles().odometer) value=odometer />
        </dl>
    }
}

#[component]
fn Figure(
    model: VehiclesModel,
    vehicle: Seen<Vehicle>,
    #[prop(into)] name: Signal<&'static str>,
    value: impl Fn() -> Option<Measure> + Send + Sync + Clone + 'static,
) -> impl IntoView {
    let at = Signal::derive(move || vehicle.with(|it| it.as_ref().map(|it| it.fix_at)));
    view! {
        <div>
            <dt>{move || name.get()}</dt>
            <dd>{super::cells::measure(value)}</dd>
            <dd class="cap"><Age at=at now=model.now /></dd>
        </div>
    }
}

#[component]
fn Day(model: VehiclesModel, vehicle: Seen<Vehicle>) -> impl IntoView {
    let strip = Memo::new(move |_| read(vehicle, |it| it.strip.clone()));
    let strip_at = Memo::new(move |_| vehicle.with(|it| it.as_ref().map(|it| it.strip_at)));
    // The last quarter goes on: the strip ends where it is known, not where the quarter will end.
    let known = Memo::new(move |_| {
        let (begin, confirmed) = (strip_at.get()?, model.rows.confirmed_at()?);
        Some(confirmed.clamp(begin, begin + QUARTER))
    });
    let elapsed = Signal::derive(move || {
        let elapsed = known
            .get()
            .zip(strip_at.get())
            .map(|(known, begin)| known.since(begin));
        elapsed.map_or(1.0, |it| it.as_secs_f64() / QUARTER.as_secs_f64())
    });
    let axis = move || {
        let (end, format) = (strip_at.get()?, model.format.get());
        let hours = [24_u64, 18, 12, 6].map(|it| format.time(end + QUARTER - Duration::from_secs(it * 3600)));
        Some(hours.map(|it| view! { <span>{it}</span> }))
    };
    let end = move || match known.get() {
        Some(known) if model.now.get().since(known) > OLD => model.format.get().time(known),
        _ => model.texts.vehicles().now.to_owned(),
    };
    let word = move |status| words::status(model.language.get(), status);
    view! {
        <section class="sec">
            <div class="sec-head">
                <span>{move || model.texts.vehicles().strip}</span>
                <Age at=Signal::derive(move || vehicle.with(|it| it.as_ref().map(|it| it.fix_at))) now=model.now />
            </div>
            <Strip strip=strip label=Signal::derive(move || model.texts.vehicles().strip.to_owned()) elapsed=Some(elapsed) />
            <div class="strip-axis">{axis} <span>{end}</span></div>
            <ul class="strip-legend">
                <li data-look="moving">{move || word(VehicleStatus::Moving)}</li>
                <li data-look="idle">{move || word(VehicleStatus::Idle)}</li>
                <li data-look="stopped">{move || word(VehicleStatus::Stopped)}</li>
                <li data-look="violation">{move || model.texts.vehicles().violation}</li>
            </ul>
        </section>
    }
}

/// What is open, the worst first; follows the violations only while a vehicle is shown.
#[component]
fn OpenViolations(model: VehiclesModel, id: Signal<RowId>, vehicle: Seen<Vehicle>) -> impl IntoView {
    let rows = use_rows::<Violation>();
    let open = Memo::new(move |_| {
        rows.version();
        let id = id.get();
        let mut open: Vec<_> = rows.with(|rows| {
            let is_open = |it: &&Violation| it.vehicle == id && it.state.is_open();
            rows.values().filter(is_open).cloned().collect()
        });
        open.sort_by_key(|it| (it.severity, std::cmp::Reverse(it.at)));
        open
    });
    let queue = move || read(vehicle, |it| format!("/fleet/violations?vehicle={}", it.plate));
    view! {
        <section class="sec">
            <div class="sec-head">
                <span>{move || model.texts.vehicles().open_violations} " (" {move || open.with(Vec::len)} ")"</span>
                <A href=queue>{move || model.texts.vehicles().open_queue}</A>
            </div>
            <ul class="violation-lines">
                <For each=move || open.get() key=|it| (it.id.clone(), it.severity, it.state) let:violation>
                    <ViolationLine
                        href=format!("/fleet/violations?vehicle={}&sel={}", violation.plate, violation.id)
                        about=violation.place.clone()
                        violation=violation
                        now=model.now
                    />
                </For>
            </ul>
            <Show when=move || open.with(Vec::is_empty)>
                <p class="dense t2">{move || model.texts.vehicles().no_violations}</p>
            </Show>
        </section>
    }
}

#[component]
fn Where(model: VehiclesModel, vehicle: Seen<Vehicle>) -> impl IntoView {
    let position = move || {
        let format = model.format.get();
        read(vehicle, |it| {
            let (at, accuracy) = (format.position(it.lat, it.lng), format.number(it.accuracy, 0));
            format!("{at} · ±{accuracy}{NARROW}m")
        })
    };
    view! {
        <section class="sec">
            <div class="sec-head">
                <span>{move || model.texts.vehicles().place}</span>
            </div>
            <p class="med">{move || read(vehicle, |it| it.place.clone())}</p>
            <p class="cap t2">{position}</p>
        </section>
    }
}

#[component]
fn Driver(model: VehiclesModel, vehicle: Seen<Vehicle>) -> impl IntoView {
    let name = Memo::new(move |_| vehicle.with(|it| it.as_ref()?.driver_name.clone()));
    let initials = move || name.with(|it| it.as_deref().map(initials).unwrap_or_default());
    view! {
        <section class="sec">
            <div class="sec-head">
                <span>{move || model.texts.vehicles().driver}</span>
            </div>
            <Show
                when=move || name.with(Option::is_some)
                fallback=move || view! { <p class="dense t2">{move || model.texts.vehicles().no_driver}</p> }
            >
                <div class="row">
                    <span class="avatar avatar--lg" aria-hidden="true">{initials}</span>
                    <span class="med">{move || name.get()}</span>
                </div>
            </Show>
        </section>
    }
}

const QUARTER: Duration = Duration::from_secs(15 * 60);
