//! The number that a driver is called on: shown, written down, taken away.

use leptos::prelude::*;
use protocol::entities::{Driver, dialled};

use super::desk::Desk;
use crate::{
    components::{icon::Icon, phone_form::PhoneForm},
    pages::list::Seen,
    platform::page,
};

/// Calls somebody with the phone at hand; nothing where nobody knows a number.
#[component]
pub(super) fn CallLink(desk: Desk, phone: Signal<Option<String>>) -> impl IntoView {
    move || {
        phone.get().map(|it| {
            let address = format!("tel:{}", dialled(&it));
            let label = format!("{} {it}", desk.words().call);
            view! {
                <a class="btn btn--icon" href=address aria-label=label.clone() title=label>
                    {Icon::Phone.view()}
                </a>
            }
        })
    }
}

/// The number, and the way to change it for who may; nothing where there is neither.
#[component]
pub(super) fn Number(desk: Desk, driver: Seen<Driver>) -> impl IntoView {
    let words = move || desk.texts.phone();
    let id = Memo::new(move |_| driver.with(|it| it.as_ref().map(|it| it.id.clone())));
    let phone = Memo::new(move |_| driver.with(|it| it.as_ref()?.phone.clone()));
    let may_write = Memo::new(move |_| desk.may_act());
    // Another driver's panel begins without a form.
    let writing = RwSignal::new(None);
    let is_writing =
        Memo::new(move |_| may_write.get() && writing.with(Option::is_some) && writing.get() == id.get());
    let word = move || match phone.with(Option::is_some) {
        true => words().change,
        false => words().add,
    };
    let close = Callback::new(move |()| {
        writing.set(None);
        request_animation_frame(|| page::focus("[data-act=number]"));
    });
    let save = Callback::new(move |number| {
        if let Some(driver) = driver.get_untracked()
            && desk.work.call_at(&driver, number)
        {
            close.run(());
        }
    });
    let form = move || view! { <PhoneForm number=phone.get_untracked() save=save cancel=close /> };
    view! {
        <Show when=move || may_write.get() || phone.with(Option::is_some)>
            <section class="sec">
                <div class="sec-head">
                    <span>{move || words().phone}</span>
                    <Show when=move || may_write.get() && !is_writing.get()>
                        <button
                            class="btn btn--link"
                            type="button"
                            data-act="number"
                            on:click=move |_| writing.set(id.get_untracked())
                        >
                            {word}
                        </button>
                    </Show>
                </div>
                <Show
                    when=move || is_writing.get()
                    fallback=move || match phone.get() {
                        Some(number) => view! { <p class="dense">{number}</p> }.into_any(),
                        None => view! { <p class="dense t2">{words().none}</p> }.into_any(),
                    }
                >
                    {form()}
                </Show>
            </section>
        </Show>
    }
}
