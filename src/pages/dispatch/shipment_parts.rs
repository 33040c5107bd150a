//! What is said of one shipment beside a map or a table: when it comes, who brings it, where it goes, who else could.

use leptos::prelude::*;
use protocol::{
    RowId, Timestamp,
    entities::{Shipment, ShipmentStatus, Stop},
};

use super::{
    desk::Desk,
    history::ShipmentHistory,
    menus,
    standing::{lateness, minutes},
    work::Act,
};
use crate::{
    components::{
        age::Age,
        avatar::initials,
        badge::Badge,
        icon::Icon,
        map::distance,
        status::{Shape, Tone},
    },
    format::NARROW,
    pages::list::{Seen, read},
    shell::ProgressMark,
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
        </div>
        <div class="cap t2">{about}</div>
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
            <Stops desk shipment />
            <Nearest desk shipment />
            <ShipmentHistory desk shipment />
        </div>
    }
}

#[component]
fn Figures(desk: Desk, shipment: Seen<Shipment>) -> impl IntoView {
    let driver = driver_of(shipment);
    let position = desk.positions.watch(driver);
    let is_open =
        Memo::new(move |_| shipment.with(|it| it.as_ref().is_some_and(|it| it.progress.status.is_open())));
    let eta = Memo::new(move |_| shipment.with(|it| it.as_ref()?.eta.filter(|_| is_open.get())));
    let eta_text = move || {
        let format = desk.format.get();
        format.or_nothing(eta.get().map(|it| format.time(it)))
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
            1.. => (Shape::Warn, Tone::Warn, words.is_late),
            0 => (Shape::Ok, Tone::Ok, words.on_time),
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
                <dd>{crate::pages::vehicles::measure(remaining)}</dd>
                <dd class="cap"><Age at=seen_at now=desk.now /></dd>
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
            let progress = &it.as_ref()?.progress;
            Some(match (progress.accepted_at, progress.status) {
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
                        <a class="med" href=move || format!("/dispatch?driver={}", driver.get())>{move || name.get()}</a>
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

/// Calls somebody with the phone at hand; nothing where nobody knows a number.
#[component]
pub(super) fn CallLink(desk: Desk, phone: Signal<Option<String>>) -> impl IntoView {
    move || {
        phone.get().map(|it| {
            let address = format!("tel:{}", it.replace(' ', ""));
            let label = format!("{} {it}", desk.words().call);
            view! {
                <a class="btn btn--icon" href=address aria-label=label.clone() title=label>
                    {Icon::Phone.view()}
                </a>
            }
        })
    }
}

#[component]
fn Stops(desk: Desk, shipment: Seen<Shipment>) -> impl IntoView {
    let done = Memo::new(move |_| {
        shipment.with(|it| {
            it.as_ref().map_or((false, false), |it| {
                let progress = &it.progress;
                (
                    progress.picked_up_at.is_some(),
                    progress.status == ShipmentStatus::Delivered,
                )
            })
        })
    });
    let n_done = move || usize::from(done.get().0) + usize::from(done.get().1);
    let at =
        move |moment: fn(&Shipment) -> Option<Timestamp>| shipment.with(|it| it.as_ref().and_then(moment));
    let pickup_note = move || {
        let format = desk.format.get();
        at(|it| it.progress.picked_up_at)
            .or_else(|| at(|it| it.pickup.opens))
            .map(|it| format.time(it))
    };
    let drop_note = move || {
        let (format, words) = (desk.format.get(), desk.words());
        let arrival = match done.get().1 {
            true => at(|it| it.progress.ended_at).map(|it| format.time(it)),
            false => at(|it| it.eta).map(|it| format!("{} {}", words.eta, format.time(it))),
        };
        let due = at(|it| Some(it.due))
            .map(|it| format!("{} {}", words.window, format.moment(it, desk.now.get_untracked())));
        let parts: Vec<_> = arrival.into_iter().chain(due).collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    };
    let proof = move || shipment.with(|it| it.as_ref()?.progress.proof.clone());
    let reason = move || shipment.with(|it| it.as_ref()?.progress.reason.clone());
    view! {
        <section class="sec">
            <div class="sec-head">
                <span>{move || desk.words().stops}</span>
                <span>{move || texts::stops_done(desk.language.get(), n_done(), 2)}</span>
            </div>
            <ol class="steps">
                <StopLine
                    stop=Signal::derive(move || shipment.with(|it| it.as_ref().map(|it| it.pickup.clone())))
                    what=Signal::derive(move || desk.words().pickup)
                    is_done=Signal::derive(move || done.get().0)
                    is_next=Signal::derive(move || !done.get().0)
                    note=Signal::derive(pickup_note)
                />
                <StopLine
                    stop=Signal::derive(move || shipment.with(|it| it.as_ref().map(|it| it.drop.clone())))
                    what=Signal::derive(move || desk.words().drop)
                    is_done=Signal::derive(move || done.get().1)
                    is_next=Signal::derive(move || done.get().0 && !done.get().1)
                    note=Signal::derive(drop_note)
                />
            </ol>
            {move || proof().map(|it| view! {
                <p class="cap t2">{format!("{} {}", desk.words().recipient, it.recipient)} " " {it.note}</p>
            })}
            {move || reason().map(|it| view! { <p class="cap t2">{format!("{}: {it}", desk.words().reason)}</p> })}
        </section>
    }
}

#[component]
fn StopLine(
    stop: Signal<Option<Stop>>,
    what: Signal<&'static str>,
    is_done: Signal<bool>,
    is_next: Signal<bool>,
    note: Signal<Option<String>>,
) -> impl IntoView {
    let mark = move || match (is_done.get(), is_next.get()) {
        (true, _) => (Shape::Ok, Tone::Ok),
        (false, true) => (Shape::Info, Tone::Info),
        (false, false) => (Shape::Idle, Tone::Idle),
    };
    let name = move || stop.with(|it| it.as_ref().map(|it| it.name.clone()));
    let detail = move || {
        let detail = stop.with(|it| {
            it.as_ref()
                .map(|it| it.detail.clone())
                .filter(|it| !it.is_empty())
        });
        let parts: Vec<_> = [Some(what.get().to_owned()), note.get(), detail]
            .into_iter()
            .flatten()
            .collect();
        parts.join(" · ")
    };
    view! {
        <li class="step" data-next=move || is_next.get().to_string()>
            <span class="tone" data-tone=move || mark().1.as_str()>{move || mark().0.view()}</span>
            <span class="step-name">{name}</span>
            <span class="cap t2">{detail}</span>
        </li>
    }
}

/// Who could bring it soonest, each with a button that makes it so.
#[component]
fn Nearest(desk: Desk, shipment: Seen<Shipment>) -> impl IntoView {
    let id = Memo::new(move |_| shipment.with(|it| it.as_ref().map(|it| it.id.clone())));
    let is_meant = Memo::new(move |_| {
        let fits = |it: &Shipment| Act::Assign(RowId::from(""), String::new()).fits(it.progress.status);
        desk.may_act() && shipment.with(|it| it.as_ref().is_some_and(fits))
    });
    let has_driver =
        Memo::new(move |_| shipment.with(|it| it.as_ref().is_some_and(|it| it.progress.driver.is_some())));
    // Anew every ten seconds: names that change places under the pointer are pressed by mistake.
    let step = Memo::new(move |_| desk.now.get().as_millis() / 10_000);
    let near = Memo::new(move |_| {
        step.track();
        desk.drivers.version();
        shipment.with(|it| {
            let it = it.as_ref().filter(|_| is_meant.get())?;
            let from = (it.pickup.lat, it.pickup.lng);
            Some(desk.nearest(from, it.progress.driver.as_ref(), NEAREST))
        })
    });
    let line = move |it: super::nearest::Near| {
        let format = desk.format.get();
        let about = format!(
            "{} · {}",
            format.distance(it.metres / 1000.0, 1).joined(),
            format.whole_minutes(it.minutes)
        );
        let (letters, name) = (initials(&it.name), it.name.clone());
        let label = format!("{} {name}", desk.words().assign);
        let act = Act::Assign(it.driver, it.name);
        view! {
            <li>
                <span class="avatar" aria-hidden="true">{letters}</span>
                <span class="grow"><span class="med">{name}</span> " " <span class="cap t2">{about}</span></span>
                <button
                    class="btn btn--sm"
                    type="button"
                    aria-label=label
                    on:click=move |_| {
                        if let Some(id) = id.get_untracked() {
                            desk.work.act(&act, &id);
                        }
                    }
                >
                    {desk.words().assign}
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || is_meant.get()>
            <section class="sec">
                <div class="sec-head">
                    <span>
                        {move || if has_driver.get() { desk.words().nearest_if } else { desk.words().nearest }}
                    </span>
                </div>
                <ul class="near">{move || near.get().unwrap_or_default().into_iter().map(line).collect_view()}</ul>
                <Show when=move || near.with(|it| it.as_ref().is_none_or(Vec::is_empty))>
                    <p class="dense t2">{move || desk.words().nobody_near}</p>
                </Show>
            </section>
        </Show>
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

/// So many are offered.
const NEAREST: usize = 3;
