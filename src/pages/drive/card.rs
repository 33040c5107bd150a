//! The shipment that is being worked on: where to, what, by when, and how far it has come.

use leptos::prelude::*;
use protocol::{
    Entity, RowId, Timestamp,
    entities::{Progress, Shipment, ShipmentStatus},
};
use sync::Stage;

use super::{
    cab::{Cab, Sheet},
    model::{self, Step, StepLook},
};
use crate::{
    components::{
        icon::Icon,
        list_state::Empty,
        status::{Shape, Status, Tone},
    },
    texts::{Texts, drive},
    track::metres_between,
};

/// The card with its two buttons, or that nothing is to be done.
#[component]
pub(super) fn Card(cab: Cab) -> impl IntoView {
    let is_there = Memo::new(move |_| cab.current.with(Option::is_some));
    move || match is_there.get() {
        true => view! {
            <Back cab />
            <Current cab />
            <Ways cab />
        }
        .into_any(),
        false => view! {
            <section class="drive-card">
                <Empty icon=Icon::Inbox text=Signal::derive(move || cab.texts.drive().nothing.to_owned()) />
            </section>
        }
        .into_any(),
    }
}

/// The way back from a shipment that the driver only looks at.
#[component]
fn Back(cab: Cab) -> impl IntoView {
    let Cab { texts, order, .. } = cab;
    let is_elsewhere = Memo::new(move |_| {
        let first = order.with(|it| it.first().cloned());
        let shown = cab.current.with(|it| it.as_ref().map(|it| it.id.clone()));
        first.is_some() && first != shown && cab.is_on_shift.get()
    });
    view! {
        <Show when=move || is_elsewhere.get()>
            <button type="button" class="btn" on:click=move |_| cab.show(None)>
                {Icon::ChevronLeft.view()}
                {move || texts.drive().back}
            </button>
        </Show>
    }
}

/// One value of the current shipment, as a signal that wakes only when it changes.
fn of<T: Default + PartialEq + Send + Sync + 'static>(cab: Cab, pick: fn(&Shipment) -> T) -> Memo<T> {
    Memo::new(move |_| cab.current.with(|it| it.as_ref().map(pick).unwrap_or_default()))
}

#[component]
fn Current(cab: Cab) -> impl IntoView {
    let Cab {
        texts,
        format,
        current,
        ..
    } = cab;
    let reference = of(cab, |it| it.reference.clone());
    let goal = of(cab, |it| {
        let stop = model::goal(it);
        (stop.name.clone(), stop.detail.clone())
    });
    let kicker = move || {
        let words = texts.drive();
        current.with(|it| match it.as_ref() {
            Some(it) if model::goal(it) == &it.pickup => words.pick_up_at,
            Some(it) if it.progress.status == ShipmentStatus::Delivered => words.brought_to,
            Some(it) if !it.progress.status.is_open() => words.was_for,
            _ => words.bring_to,
        })
    };
    let other = Memo::new(move |_| {
        current.with(|it| {
            let it = it.as_ref().filter(|it| model::goal(it) == &it.pickup)?;
            Some(format!("{} {}", texts.drive().bring_to, it.drop.name))
        })
    });
    let stop = Memo::new(move |_| {
        let words = texts.drive();
        let told = cab
            .driver
            .with(|it| it.as_ref().map_or(0, |it| it.delivered_today)) as usize;
        // What is delivered and still waits to be sent is done all the same.
        let midnight = format.get().depot.midnight(cab.now.get());
        cab.shipments.version();
        let done = told.max(cab.shipments.with(|it| model::delivered(it.values(), midnight)));
        let (n_open, index) = cab.order.with(|order| {
            let index = current.with(|it| {
                order
                    .iter()
                    .position(|id| it.as_ref().map(Shipment::id) == Some(id))
            });
            (order.len(), index)
        });
        let index = index?;
        Some(format!(
            "{} {} {} {}",
            words.stop,
            done + index + 1,
            words.of,
            done + n_open
        ))
    });
    let lateness = Memo::new(move |_| {
        let millis = current.with(|it| it.as_ref()?.lateness())?;
        let minutes = millis.unsigned_abs() / 60_000;
        let words = texts.drive();
        let time = format.get().whole_minutes(minutes);
        Some(match (minutes, millis < 0) {
            (0, _) => (Tone::Ok, words.on_time.to_owned()),
            (_, true) => (Tone::Ok, words.early.replace("{}", &time)),
            (_, false) => (Tone::Warn, words.late.replace("{}", &time)),
        })
    });
    let goods = Memo::new(move |_| {
        current.with(|it| {
            let it = it.as_ref()?;
            let window = window(it, cab);
            let note = Some(it.note.clone()).filter(|it| !it.is_empty());
            let parts = [Some(it.goods.clone()), note, Some(window)];
            Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
        })
    });
    let outcome = Memo::new(move |_| current.with(|it| ending(&it.as_ref()?.progress, texts)));
    view! {
        <section class="drive-card" aria-label=move || reference.get()>
            <div class="row">
                <span class="id strong">{reference}</span>
                <span class="t2 dense">{stop}</span>
                <span class="grow"></span>
                {move || lateness.get().map(|(tone, word)| {
                    let shape = if tone == Tone::Ok { Shape::Ok } else { Shape::Warn };
                    view! { <Status mark=(shape, tone) word=word /> }
                })}
            </div>
            <div class="drive-where">
                <p class="dense t2">{kicker}</p>
                <h2 id="drive-goal" tabindex="-1">{move || goal.get().0}</h2>
                <p>{move || goal.get().1}</p>
                <p class="t2">{goods}</p>
                {move || other.get().or_else(|| outcome.get()).map(|it| view! { <p class="t2">{it}</p> })}
            </div>
            <Steps cab />
        </section>
    }
}

/// How it ended: who took it, with what; or why it was not handed over.
fn ending(progress: &Progress, texts: Texts) -> Option<String> {
    let Some(proof) = &progress.proof else {
        return progress.reason.clone().filter(|_| !progress.status.is_open());
    };
    let words = texts.drive();
    let photos = match proof.photos.len() {
        0 => None,
        n => Some(drive::photos(texts.language(), n)),
    };
    let parts = [
        Some(format!("{} {}", words.taken_by, proof.recipient)),
        proof.signature.as_ref().map(|_| words.signed.to_owned()),
        photos,
        Some(proof.note.clone()).filter(|it| !it.is_empty()),
    ];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

/// When somebody is there: `window 14:30–15:30`, or `by 15:30`.
fn window(shipment: &Shipment, cab: Cab) -> String {
    let (words, format) = (cab.texts.drive(), cab.format.get());
    let opens = model::goal(shipment).opens.filter(|it| *it < shipment.due);
    match opens {
        Some(opens) => format!("{} {}", words.window, format.hours(opens, shipment.due)),
        None => format!("{} {}", words.by, format.time(shipment.due)),
    }
}

#[component]
fn Steps(cab: Cab) -> impl IntoView {
    let Cab {
        link,
        texts,
        format,
        current,
        ..
    } = cab;
    let id = of(cab, |it| Some(it.id.clone()));
    let queued = Memo::new(move |_| {
        let Some(id) = id.get() else {
            return Vec::new();
        };
        queued_steps(&link.actions(), &id)
    });
    let steps = Memo::new(move |_| {
        current.with(|it| {
            let progress = it.as_ref().map(|it| &it.progress);
            progress.map_or_else(Vec::new, |it| model::steps(it, &queued.get()))
        })
    });
    let ahead = Memo::new(move |_| way_ahead(cab));
    let line = move |step: Step| {
        let Step { status, look, at } = step;
        let (shape, tone) = match look {
            StepLook::Done => (Shape::Ok, Tone::Ok),
            StepLook::Queued => (Shape::Half, Tone::Warn),
            StepLook::Now => (Shape::Info, Tone::Info),
            StepLook::Later => (Shape::Idle, Tone::Idle),
            StepLook::Failed => (Shape::Crit, Tone::Crit),
            StepLook::Cancelled => (Shape::Dash, Tone::Idle),
        };
        let aside = move || {
            let words = texts.drive();
            let time = at.map(|it| format.get().time(it));
            match (look, time) {
                (StepLook::Queued, Some(time)) => format!("{time} · {}", words.is_queued),
                (StepLook::Now, Some(time)) => ahead.get().unwrap_or(time),
                (StepLook::Now, None) => words.next_step.to_owned(),
                (_, Some(time)) => time,
                (_, None) => String::new(),
            }
        };
        view! {
            <li
                class="drive-step"
                data-look=match look {
                    StepLook::Done => "done",
                    StepLook::Queued => "queued",
                    StepLook::Now => "now",
                    StepLook::Later => "later",
                    StepLook::Failed | StepLook::Cancelled => "ended",
                }
                aria-current=(look == StepLook::Now).then_some("step")
            >
                <svg class="s" data-tone=tone.as_str() aria-hidden="true">
                    <use_ href=shape.href() />
                </svg>
                <span>{move || drive::status(texts.language(), status)}</span>
                <span class="t2 dense">{aside}</span>
            </li>
        }
    };
    view! { <ol class="drive-steps">{move || steps.get().into_iter().map(line).collect_view()}</ol> }
}

/// Which steps of a shipment wait to be sent, or for their verdict.
fn queued_steps(actions: &[sync::Pending], id: &RowId) -> Vec<ShipmentStatus> {
    let is_its = |it: &&sync::Pending| {
        it.mutation.target() == (Shipment::KIND, id)
            && matches!(it.stage, Stage::Queued | Stage::PutOff { .. })
    };
    let steps = actions.iter().filter(is_its);
    steps.filter_map(|it| model::step_of(&it.mutation)).collect()
}

/// How far and how long it still is, as well as anybody can tell: `≈ 11.4 km, 19 min`.
fn way_ahead(cab: Cab) -> Option<String> {
    let (goal, eta) = cab.current.with(|it| {
        let it = it.as_ref()?;
        let goal = model::goal(it);
        Some(((goal.lat, goal.lng), it.eta))
    })?;
    let here = cab.position.with(|it| it.as_ref().map(|it| (it.lat, it.lng)));
    let format = cab.format.get();
    let way = here.map(|here| {
        let km = metres_between(here, goal) * DETOUR / 1_000.0;
        format!("≈{}", format.distance(km, u8::from(km < 100.0)).joined())
    });
    let left = eta.map(|it: Timestamp| format.whole_minutes(it.since(cab.now.get()).as_secs().div_ceil(60)));
    let parts: Vec<_> = way.into_iter().chain(left).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// There, and whom to call there.
#[component]
fn Ways(cab: Cab) -> impl IntoView {
    let Cab { texts, sheet, .. } = cab;
    let phone = of(cab, |it| model::goal(it).phone.clone());
    let is_open = of(cab, |it| it.progress.status.is_open());
    view! {
        <Show when=move || is_open.get()>
            <div class="drive-pair">
                <button type="button" class="btn" on:click=move |_| sheet.set(Some(Sheet::Navigate))>
                    {Icon::Navigate.view()}
                    {move || texts.drive().navigate}
                </button>
                {move || match phone.get() {
                    Some(number) => view! {
                        <a class="btn" href=format!("tel:{}", number.replace(' ', ""))>
                            {Icon::Phone.view()}
                            {move || texts.drive().call}
                        </a>
                    }
                    .into_any(),
                    None => view! {
                        <button type="button" class="btn" disabled=true>
                            {Icon::Phone.view()}
                            {move || texts.drive().no_number}
                        </button>
                    }
                    .into_any(),
                }}
            </div>
        </Show>
    }
}

/// Roads are so much longer than lines.
const DETOUR: f64 = 1.35;
