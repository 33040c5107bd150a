//! What is said of one shipment beside a map or a table: when it comes, who brings it, where it goes, who else could.

use leptos::prelude::*;
use protocol::{
    RowId, Timestamp,
    entities::{Shipment, ShipmentStatus},
};

use super::{
    desk::Desk,
    here::at_shipment,
    history::ShipmentHistory,
    menus,
    offers::Offers,
    phone::CallLink,
    proof::HandedOver,
    standing::{foretold, is_too_late, lateness, minutes},
    stops::Stops,
    work::Act,
};
use crate::{
    components::{
        age::{Age, OLD},
        avatar::initials,
        badge::Badge,
        icon::Icon,
        map::distance,
        status::{Shape, Tone},
    },
    format::NARROW,
    link::Progress,
    pages::list::{Seen, read},
    shell::{HereAvatars, HereNote, ProgressMark},
    texts::{dispatch as texts, shipments::shipment_status},
};

/// Its name, how far it has come, and what it is.
#[component]
pub(super) fn ShipmentHead(desk: Desk, shipment: Seen<Shipment>) -> impl IntoView {
    let status = Memo::new(move |_| shipment.with(|it| it.as_ref().map(|it| it.progress.status)));
    let mark = move || Shape::of_shipment(status.get().unwrap_or(ShipmentStatus::Created));
    let word = Signal::derive(move || {
        let language = desk.language.get();
        status
            .get()
            .map_or("", |it| shipment_status(language, it))
            .to_owned()
    });
    let about = move || {
        let format = desk.format.get();
        read(shipment, |it| {
            let weight = (it.weight_t > 0.0).then(|| {
                format!(
                    "{}{NARROW}t",
                    format.number(it.weight_t, u8::from(it.weight_t.fract() != 0.0))
                )
            });
            let parts = [Some(it.goods.clone()), weight, Some(it.note.clone())];
            let parts: Vec<_> = parts.into_iter().flatten().filter(|it| !it.is_empty()).collect();
            parts.join(" · ")
        })
    };
    let here = at_shipment(
        desk,
        move || shipment.with(|it| it.as_ref().map(|it| it.id.clone())),
        || None,
    );
    let progress = Memo::new(move |_| desk.progress(&shipment.with(|it| Some(it.as_ref()?.id.clone()))?));
    view! {
        <div class="row">
            <h2 class="id">{move || read(shipment, |it| it.reference.clone())}</h2>
            <Show when=move || status.get().is_some()>
                <Badge
                    tone=Signal::derive(move || mark().1)
                    shape=Signal::derive(move || Some(mark().0))
                    text=word
                />
            </Show>
            <ProgressMark progress=progress />
            <HereAvatars here />
        </div>
        <div class="here-line">
            <div class="cap t2">{about}</div>
            <HereNote here />
        </div>
    }
}

/// What can be done with it.
#[component]
pub(super) fn ShipmentActions(desk: Desk, shipment: Seen<Shipment>) -> impl IntoView {
    let status = Memo::new(move |_| shipment.with(|it| it.as_ref().map(|it| it.progress.status)));
    let fits = move |act: &Act| desk.may_act() && status.get().is_some_and(|it| act.fits(it));
    let may_assign = move || fits(&Act::Assign(RowId::from(""), String::new()));
    let has_more = move || fits(&Act::Cancel(String::new()));
    let id = move || shipment.with_untracked(|it| it.as_ref().map(|it| it.id.clone()));
    let word = move || match status.get() {
        Some(ShipmentStatus::Created) => desk.words().assign,
        _ => desk.words().reassign,
    };
    view! {
        <Show when=has_more>
            <div class="peek-actions">
                <Show when=may_assign>
                    <button
                        class="btn btn--primary"
                        type="button"
                        data-act="assign"
                        aria-haspopup="menu"
                        on:click=move |_| {
                            if let Some(id) = id() {
                                menus::assign(desk, id, ".peek-actions [data-act=assign]");
                            }
                        }
                    >
                        {Icon::User.view()}
                        {word}
                    </button>
                </Show>
                <Show when=move || fits(&Act::TakeBack)>
                    <button
                        class="btn"
                        type="button"
                        on:click=move |_| {
                            if let Some(id) = id() {
                                desk.work.act(&Act::TakeBack, &id);
                            }
                        }
                    >
                        {move || desk.words().take_back}
                    </button>
                </Show>
                <span class="grow"></span>
                <button
                    class="btn btn--icon"
                    type="button"
                    data-act="more"
                    aria-haspopup="menu"
                    aria-label=move || desk.words().actions
                    title=move || desk.words().actions
                    on:click=move |_| {
                        if let Some(id) = id() {
                            menus::more(desk, id, ".peek-actions [data-act=more]");
                        }
                    }
                >
                    {Icon::More.view()}
                </button>
            </div>
        </Show>
    }
}

/// Everything else.
#[component]
pub(super) fn ShipmentBody(desk: Desk, shipment: Seen<Shipment>) -> impl IntoView {
    view! {
        <div class="peek-body">
            <Figures desk shipment />
            <Assigned desk shipment />
            <HandedOver desk shipment />
            <Stops desk shipment />
            <Offers desk shipment />
            // It tells all that was done since, too.
            {(!desk.is_past).then(|| view! { <ShipmentHistory desk shipment /> })}
        </div>
    }
}

#[component]
fn Figures(desk: Desk, shipment: Seen<Shipment>) -> impl IntoView {
    let driver = driver_of(shipment);
    let position = desk.positions.watch(driver);
    let is_open =
        Memo::new(move |_| shipment.with(|it| it.as_ref().is_some_and(|it| it.progress.status.is_open())));
    let eta = Memo::new(move |_| {
        let now = desk.now.get();
        shipment.with(|it| foretold(it.as_ref()?, now).filter(|_| is_open.get()))
    });
    let eta_text = move || {
        let format = desk.format.get();
        format.or_nothing(eta.get().map(|it| format.plan(it, desk.now.get_untracked())))
    };
    let until = move || {
        let (eta, now) = (eta.get()?, desk.now.get());
        (eta > now).then(|| texts::within(desk.language.get(), &desk.format.get().duration(eta.since(now))))
    };
    let remaining = move || {
        let format = desk.format.get();
        let metres = position.with(|position| {
            let position = position.as_ref()?;
            shipment.with(|it| {
                it.as_ref()
                    .filter(|_| is_open.get())
                    .map(|it| left(it, (position.lat, position.lng)))
            })
        });
        metres.map(|it| format.distance(it / 1000.0, 1))
    };
    let seen_at = Signal::derive(move || position.with(|it| it.as_ref().map(|it| it.at)));
    let is_old = Memo::new(move |_| seen_at.get().is_some_and(|it| desk.now.get().since(it) > OLD));
    let plan = Memo::new(move |_| {
        let now = desk.now.get();
        shipment.with(|it| Some(minutes(lateness(it.as_ref()?, now)?)))
    });
    let plan_text = move || {
        let format = desk.format.get();
        plan.get().map_or_else(
            || format.or_nothing(None),
            |it| {
                #[expect(clippy::cast_precision_loss, reason = "minutes of a day or two")]
                let minutes = it as f64;
                format.signed(minutes, 0)
            },
        )
    };
    let plan_mark = move || {
        let words = desk.words();
        plan.get().map(|it| match it {
            it if is_too_late(it) => (Shape::Warn, Tone::Warn, words.is_late),
            0.. => (Shape::Ok, Tone::Ok, words.on_time),
            _ => (Shape::Ok, Tone::Ok, words.early),
        })
    };
    view! {
        <dl class="stats sec dispatch-stats">
            <div>
                <dt>{move || desk.words().eta}</dt>
                <dd>{eta_text}</dd>
                <dd class="cap">{until}</dd>
            </div>
            <div>
                <dt>{move || desk.words().remaining}</dt>
                <dd data-old=move || is_old.get().to_string()>{crate::pages::vehicles::measure(remaining)}</dd>
                <dd class="cap"><Age at=seen_at now=desk.now stale=is_old /></dd>
            </div>
            <div>
                <dt>{move || desk.words().against_plan}</dt>
                <dd>{plan_text} <span class="unit">{move || plan.get().map(|_| format!("{NARROW}min"))}</span></dd>
                <dd class="cap">
                    {move || plan_mark().map(|(shape, tone, word)| view! {
                        <span class="tone row-tight" data-tone=tone.as_str()>{shape.view()} {word}</span>
                    })}
                </dd>
            </div>
        </dl>
    }
}

/// How far it still has to go from there, m: first to where it is loaded, unless it is.
fn left(shipment: &Shipment, from: (f64, f64)) -> f64 {
    let (pickup, drop) = (&shipment.pickup, &shipment.drop);
    let (pickup, drop) = ((pickup.lat, pickup.lng), (drop.lat, drop.lng));
    match shipment.progress.status {
        ShipmentStatus::PickedUp | ShipmentStatus::InTransit => distance(from, drop),
        ShipmentStatus::Created
        | ShipmentStatus::Assigned
        | ShipmentStatus::Accepted
        | ShipmentStatus::Delivered
        | ShipmentStatus::Failed
        | ShipmentStatus::Cancelled => distance(from, pickup) + distance(pickup, drop),
    }
}

#[component]
fn Assigned(desk: Desk, shipment: Seen<Shipment>) -> impl IntoView {
    let driver = driver_of(shipment);
    let row = desk.drivers.watch(driver);
    let position = desk.positions.watch(driver);
    let name = Memo::new(move |_| {
        let called = shipment.with(|it| it.as_ref()?.progress.driver_name.clone());
        called.or_else(|| row.with(|it| it.as_ref().map(|it| it.name.clone())))
    });
    // What the driver said, and when: it runs on by the second.
    let answer = move || {
        let (language, words) = (desk.language.get(), desk.words());
        let ago = |what: &str, at: Timestamp| {
            texts::ago(language, what, &desk.format.get().age(desk.now.get().since(at)))
        };
        shipment.with(|it| {
            let it = it.as_ref()?;
            // Whom nobody has asked yet owes no answer.
            let is_unsent = matches!(desk.progress(&it.id), Some(Progress::Queued | Progress::Unsaved));
            let progress = &it.progress;
            Some(match (progress.accepted_at, progress.status) {
                (_, ShipmentStatus::Assigned) if is_unsent => {
                    (Shape::Half, Tone::Warn, words.unsent.to_owned())
                }
                (_, ShipmentStatus::Assigned) => (Shape::Half, Tone::Warn, words.waiting.to_owned()),
                (Some(at), _) => (Shape::Ok, Tone::Ok, ago(words.accepted, at)),
                (None, _) => return None,
            })
        })
    };
    let about = move || {
        let format = desk.format.get();
        let plate = row.with(|it| it.as_ref().and_then(|it| it.plate.clone()));
        let position = position.with(|it| {
            it.as_ref().map(|it| {
                let speed = format.speed(it.speed).joined();
                let accuracy = format!("±{}{NARROW}m", format.number(it.accuracy, 0));
                let age = format.age(desk.now.get().since(it.at));
                [
                    speed,
                    accuracy,
                    texts::ago(desk.language.get(), desk.words().seen, &age),
                ]
                .join(" · ")
            })
        });
        let parts: Vec<_> = plate.into_iter().chain(position).collect();
        parts.join(" · ")
    };
    let declined = move || shipment.with(|it| it.as_ref()?.progress.declined.clone());
    view! {
        <section class="sec">
            <div class="sec-head">
                <span>{move || desk.words().assigned_driver}</span>
                {move || answer().map(|(shape, tone, text)| view! {
                    <span class="tone row-tight" data-tone=tone.as_str()>{shape.view()} <span>{text}</span></span>
                })}
            </div>
            <Show
                when=move || name.with(Option::is_some)
                fallback=move || view! { <p class="dense t2">{move || desk.words().unassigned}</p> }
            >
                <div class="row">
                    <span class="avatar avatar--lg" aria-hidden="true">
                        {move || name.with(|it| it.as_deref().map(initials))}
                    </span>
                    <div class="grow">
                        <a class="med" href=move || format!("/dispatch?driver={}{}", driver.get(), desk.then())>{move || name.get()}</a>
                        <div class="cap t2">{about}</div>
                    </div>
                    <CallLink desk phone=Signal::derive(move || row.with(|it| it.as_ref()?.phone.clone())) />
                </div>
            </Show>
            {move || declined().map(|it| view! {
                <p class="cap t2">{format!("{} {}: {}", desk.words().declined_by, it.by, it.reason)}</p>
            })}
        </section>
    }
}

/// The driver who brings it; empty: nobody.
pub(super) fn driver_of(shipment: Seen<Shipment>) -> Signal<RowId> {
    Memo::new(move |_| {
        let driver = shipment.with(|it| it.as_ref()?.progress.driver.clone());
        driver.unwrap_or_else(|| RowId::from(""))
    })
    .into()
}
