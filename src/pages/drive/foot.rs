//! The next thing to do, always in reach of the thumb; and what one does when it does not go as it should.

use leptos::prelude::*;
use protocol::{entities::ShipmentStatus, mutations::ShipmentChange};

use super::{
    cab::{Cab, Sheet},
    model::{self, Deed},
    start::begin_shift,
};
use crate::{
    components::{icon::Icon, unbroken::unbroken},
    shell::use_announcer,
    texts::drive,
};

/// The bar below.
#[component]
pub(super) fn Foot(cab: Cab) -> impl IntoView {
    let Cab {
        texts,
        driver,
        current,
        sheet,
        ..
    } = cab;
    let is_known = Memo::new(move |_| driver.with(Option::is_some));
    let deed = Memo::new(move |_| {
        let status = current.with(|it| Some(it.as_ref()?.progress.status))?;
        Deed::after(status).filter(|_| cab.is_on_shift.get())
    });
    let may_decline = Memo::new(move |_| deed.get() == Some(Deed::Accept));
    let undoable = Memo::new(move |_| {
        let (it, status) = cab.undoable()?;
        Some((it.reference, status, cab.is_shown(&it.id)))
    });
    let undo_word = move || {
        let words = texts.drive();
        undoable.with(|it| match it {
            Some((reference, _, false)) => words.undo_of.replace("{}", reference),
            Some((.., true)) | None => words.undo.to_owned(),
        })
    };
    let undo_label = move || {
        let words = texts.drive();
        undoable.with(|it| match it {
            Some((reference, status, _)) => format!(
                "{}, {}",
                words.undo_of.replace("{}", reference),
                drive::status(texts.language(), *status)
            ),
            None => words.undo.to_owned(),
        })
    };
    view! {
        <footer class="drive-foot">
            {move || match (cab.is_on_shift.get(), deed.get()) {
                (false, _) => is_known.get().then(|| view! { <StartButton cab /> }.into_any()),
                (true, Some(deed)) => Some(view! { <DeedButton cab deed /> }.into_any()),
                (true, None) => None,
            }}
            <Show when=move || cab.is_on_shift.get()>
                <div class="drive-foot-more">
                    <Show
                        when=move || may_decline.get()
                        fallback=move || view! {
                            <button
                                type="button"
                                class="btn btn--ghost"
                                disabled=move || undoable.with(Option::is_none)
                                aria-label=undo_label
                                title=undo_label
                                on:click=move |_| cab.undo()
                            >
                                {Icon::Undo.view()}
                                <span>{move || unbroken(&undo_word())}</span>
                            </button>
                        }
                    >
                        <button type="button" class="btn btn--ghost" on:click=move |_| sheet.set(Some(Sheet::Decline))>
                            {Icon::Close.view()}
                            {move || texts.drive().decline}
                        </button>
                    </Show>
                    <button type="button" class="btn btn--ghost" on:click=move |_| sheet.set(Some(Sheet::Problem))>
                        {Icon::Message.view()}
                        {move || texts.drive().problem}
                    </button>
                </div>
            </Show>
        </footer>
    }
}

#[component]
fn StartButton(cab: Cab) -> impl IntoView {
    view! {
        <button type="button" class="drive-big" on:click=move |_| begin_shift(cab)>
            {Icon::Play.view()}
            {move || cab.texts.drive().start}
        </button>
    }
}

#[component]
fn DeedButton(cab: Cab, deed: Deed) -> impl IntoView {
    let (texts, announcer) = (cab.texts, use_announcer());
    let icon = match deed {
        Deed::Accept | Deed::Load => Icon::Check,
        Deed::SetOff => Icon::Navigate,
        Deed::HandOver => Icon::Flag,
    };
    let place = Memo::new(move |_| {
        cab.current.with(|it| {
            it.as_ref()
                .map_or_else(String::new, |it| model::goal(it).name.clone())
        })
    });
    let word = move || {
        let words = texts.drive();
        match deed {
            Deed::Accept => words.accept.to_owned(),
            Deed::Load => words.picked_up.to_owned(),
            Deed::SetOff => format!("{} {}", words.set_off, place.get()),
            Deed::HandOver => format!("{} {}", words.arrived, place.get()),
        }
    };
    let press = move |_| {
        let id = cab.current.with_untracked(|it| Some(it.as_ref()?.id.clone()));
        let Some(id) = id.filter(|_| !cab.is_settling.get_untracked()) else {
            return;
        };
        match deed.step() {
            Some(step) => {
                // What is being done stays on the card, also when something else would come first.
                cab.chosen.set(Some(id.clone()));
                let done_at = Some(cab.link.gateway_now());
                if cab.act(ShipmentChange::Step { id, step, done_at }).is_some() {
                    cab.settle();
                    announcer.say(said(cab, step));
                }
            }
            None => cab.sheet.set(Some(Sheet::Deliver)),
        }
    };
    view! {
        <button
            type="button"
            class="drive-big"
            aria-disabled=move || cab.is_settling.get().then_some("true")
            on:click=press
        >
            {icon.view()}
            <span>{word}</span>
        </button>
    }
}

/// What readers hear of a step.
fn said(cab: Cab, step: ShipmentStatus) -> String {
    let language = untrack(|| cab.texts.language());
    let reference = cab
        .current
        .with_untracked(|it| it.as_ref().map(|it| it.reference.clone()));
    format!(
        "{}: {}",
        reference.unwrap_or_default(),
        drive::status(language, step)
    )
}
