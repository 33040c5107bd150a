//! What is said of one driver beside a map or a table: how they stand, what they do, where they were seen.

use leptos::prelude::*;
use protocol::{
    RowId, StreamKind, Timestamp,
    entities::{Driver, DriverPosition, Duty, PositionSource, Shipment, dialled},
};

use super::{
    desk::Desk,
    phone::Number,
    standing::{Standing, foretold, is_late, lateness, minutes},
};
use crate::{
    components::{
        age::{Age, OLD},
        badge::Badge,
        icon::Icon,
        status::Shape,
    },
    format::NARROW,
    pages::list::{Seen, read},
    shell::ProgressMark,
    texts::{dispatch as texts, shipments::shipment_status},
};

/// How a driver stands, followed by the second.
pub(super) fn standing(desk: Desk, driver: Seen<Driver>) -> Memo<Option<Standing>> {
    Memo::new(move |_| {
        let now = desk.now.get();
        driver.with(|it| it.as_ref().map(|it| desk.standing(it, now)))
    })
}

/// Their name and how they stand.
#[component]
pub(super) fn DriverHead(desk: Desk, driver: Seen<Driver>) -> impl IntoView {
    let standing = standing(desk, driver);
    let mark = move || standing.get().unwrap_or(Standing::Off).mark();
    let word = Signal::derive(move || standing.get().map_or("", |it| it.word(desk.texts)).to_owned());
    let about = move || {
        let words = desk.words();
        read(driver, |it| {
            let none = if desk.is_past {
                words.vehicle_unknown
            } else {
                words.no_vehicle
            };
            let plate = it.plate.clone().unwrap_or_else(|| none.to_owned());
            let parts: Vec<_> = [plate, it.depot.clone()]
                .into_iter()
                .filter(|it| !it.is_empty())
                .collect();
            parts.join(" · ")
        })
    };
    let progress = Memo::new(move |_| {
        let id = driver.with(|it| Some(it.as_ref()?.id.clone()))?;
        desk.progress_of(StreamKind::Driver, &id)
    });
    view! {
        <div class="row">
            <h2>{move || read(driver, |it| it.name.clone())}</h2>
            <Show when=move || standing.get().is_some()>
                <Badge
                    tone=Signal::derive(move || mark().1)
                    shape=Signal::derive(move || Some(mark().0))
                    text=word
                />
            </Show>
            <ProgressMark progress=progress />
        </div>
        <div class="cap t2">{about}</div>
    }
}

/// What one can do about them.
#[component]
pub(super) fn DriverActions(
    desk: Desk,
    driver: Seen<Driver>,
    /// What else there is to do where it stands.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let phone = Signal::derive(move || driver.with(|it| it.as_ref()?.phone.clone()));
    let vehicle = Memo::new(move |_| driver.with(|it| it.as_ref()?.vehicle.clone()));
    let is_on_shift =
        Memo::new(move |_| driver.with(|it| it.as_ref().is_some_and(|it| it.duty.is_on_shift())));
    let end = move |_| {
        if let Some(driver) = driver.get_untracked() {
            desk.work.end_shift(&driver);
        }
    };
    view! {
        <div class="peek-actions">
            {move || phone.get().map(|it| {
                let address = format!("tel:{}", dialled(&it));
                view! { <a class="btn btn--primary" href=address>{Icon::Phone.view()} {desk.words().call} " " {it}</a> }
            })}
            {move || vehicle.get().filter(|_| desk.link.sees(StreamKind::ReportEntry)).map(|it| view! {
                <a class="btn" href=format!("/fleet/vehicles/{it}")>{Icon::Truck.view()} {desk.words().open_report}</a>
            })}
            {children.map(|it| it())}
            <Show when=move || desk.may_act() && is_on_shift.get()>
                <button class="btn" type="button" on:click=end>{move || desk.words().end_shift}</button>
            </Show>
        </div>
    }
}

/// Everything else.
#[component]
pub(super) fn DriverBody(desk: Desk, driver: Seen<Driver>) -> impl IntoView {
    let id: Signal<RowId> = Memo::new(move |_| {
        let id = driver.with(|it| it.as_ref().map(|it| it.id.clone()));
        id.unwrap_or_else(|| RowId::from(""))
    })
    .into();
    view! {
        <div class="peek-body">
            <Figures desk driver position=desk.positions.watch(id) />
            <Jobs desk id />
            <Number desk driver />
            <Where desk driver position=desk.positions.watch(id) />
        </div>
    }
}

#[component]
fn Figures(desk: Desk, driver: Seen<Driver>, position: Seen<DriverPosition>) -> impl IntoView {
    let seen_at = Signal::derive(move || position.with(|it| it.as_ref().map(|it| it.at)));
    let speed = move || position.with(|it| it.as_ref().map(|it| desk.format.get().speed(it.speed)));
    let is_old = Memo::new(move |_| seen_at.get().is_some_and(|it| desk.now.get().since(it) > OLD));
    let count = move |of: fn(&Driver) -> u32| {
        let format = desk.format.get();
        driver.with(|it| it.as_ref().map(|it| format.integer(of(it).into())))
    };
    let done = move || {
        let n = driver.with(|it| it.as_ref().map(|it| it.delivered_today))?;
        let count = desk.format.get().integer(n.into());
        Some(texts::done_today(desk.language.get(), n as usize, &count))
    };
    // Of the past, a shift that was not written down began nobody knows when.
    let since = Signal::derive(move || {
        driver.with(|it| {
            let it = it.as_ref()?;
            it.shift_at.or((!desk.is_past).then_some(it.since))
        })
    });
    view! {
        <dl class="stats sec dispatch-stats">
            <div>
                <dt>{move || desk.words().speed}</dt>
                <dd data-old=move || is_old.get().to_string()>{crate::pages::vehicles::measure(speed)}</dd>
                <dd class="cap"><Age at=seen_at now=desk.now stale=is_old /></dd>
            </div>
            <div>
                <dt>{move || desk.words().workload}</dt>
                <dd>{move || count(|it| it.jobs)}</dd>
                <dd class="cap">{done}</dd>
            </div>
            <div>
                <dt>{move || desk.words().shift}</dt>
                <dd>
                    {move || {
                        let format = desk.format.get();
                        format.or_nothing(since.get().map(|it| format.moment(it, desk.now.get_untracked())))
                    }}
                </dd>
                <dd class="cap">
                    <Show when=move || since.get().is_some()><Age at=since now=desk.now /></Show>
                </dd>
            </div>
        </dl>
    }
}

/// What they have to do, the nearest to its end first.
#[component]
fn Jobs(desk: Desk, id: Signal<RowId>) -> impl IntoView {
    let jobs = Memo::new(move |_| {
        desk.shipments.version();
        let id = id.get();
        let current = desk.current(&id);
        let mut jobs: Vec<Shipment> = desk.shipments.with(|it| {
            let is_theirs =
                |it: &&Shipment| it.progress.driver.as_ref() == Some(&id) && it.progress.status.is_open();
            it.values().filter(is_theirs).cloned().collect()
        });
        jobs.sort_by_key(|it| (Some(&it.id) != current.as_ref(), it.due));
        jobs
    });
    let line = move |it: Shipment| {
        let (format, now) = (desk.format.get(), desk.now.get_untracked());
        let (shape, tone) = Shape::of_shipment(it.progress.status);
        let when = when(desk, &it, now);
        let about = format!("{} → {}", it.pickup.name, it.drop.name);
        let then = desk.then();
        let word = shipment_status(format.language, it.progress.status);
        view! {
            <li>
                <span class="tone" data-tone=tone.as_str()>{shape.view()}</span>
                <a href=format!("/dispatch?shipment={}{then}", it.id) class="med id">{it.reference}</a>
                <span class="cap t2 job-when">{format!("{word} · {when}")}</span>
                <span class="cap t2 job-about trunc">{about}</span>
            </li>
        }
    };
    view! {
        <section class="sec">
            <div class="sec-head">{move || desk.words().shipments}</div>
            <ul class="jobs">{move || jobs.get().into_iter().map(line).collect_view()}</ul>
            <Show when=move || jobs.with(Vec::is_empty)>
                <p class="dense t2">{move || desk.words().nothing_to_do}</p>
            </Show>
        </section>
    }
}

/// When a shipment comes, in a few words: `ETA 14:51`, `18 min late`, `due 15:00`.
pub(super) fn when(desk: Desk, shipment: &Shipment, now: Timestamp) -> String {
    let (words, format) = (desk.words(), desk.format.get());
    if is_late(shipment, now) {
        let late = lateness(shipment, now).map(minutes).unwrap_or_default();
        let late = format.whole_minutes(late.unsigned_abs());
        return texts::by_late(format.language, &late);
    }
    match foretold(shipment, now) {
        Some(eta) => format!("{} {}", words.eta, format.plan(eta, now)),
        None => format!("{} {}", words.window, format.plan(shipment.due, now)),
    }
}

#[component]
fn Where(desk: Desk, driver: Seen<Driver>, position: Seen<DriverPosition>) -> impl IntoView {
    let at = Signal::derive(move || position.with(|it| it.as_ref().map(|it| it.at)));
    let place = move || {
        let format = desk.format.get();
        position.with(|it| {
            let it = it.as_ref()?;
            let (lat, lng) = (format.number(it.lat, 5), format.number(it.lng, 5));
            // Tracks do not tell what reported them.
            let source = match it.source {
                _ if desk.is_past => Icon::Clock,
                PositionSource::Phone => Icon::Phone,
                PositionSource::Vehicle => Icon::Truck,
            };
            let doubt = it
                .doubt
                .map(|it| format!(" · {}", texts::doubt(format.language, it)));
            let text = format!("{lat}, {lng} · ±{}{NARROW}m", format.number(it.accuracy, 0));
            Some((source, text + &doubt.unwrap_or_default()))
        })
    };
    let none = move || match driver.with(|it| it.as_ref().map(|it| it.duty)) {
        Some(Duty::Off) => desk.words().nothing_collected,
        _ => desk.words().never_seen,
    };
    view! {
        <section class="sec">
            <div class="sec-head">
                <span>{move || desk.words().position}</span>
                <Age at=at now=desk.now />
            </div>
            {move || match place() {
                Some((source, text)) => view! {
                    <p class="row-tight dense">{source.view()} <span>{text}</span></p>
                }.into_any(),
                None => view! { <p class="dense t2">{none()}</p> }.into_any(),
            }}
        </section>
    }
}
