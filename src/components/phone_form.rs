//! Where somebody writes down on which number a person is called.

use leptos::prelude::*;
use protocol::entities::{PHONE_LENGTH_MAX, is_phone_number};

use super::field::Field;
use crate::{platform::page, texts::use_texts};

/// The form. Numbers that cannot be called from everywhere are told as such, and stay here.
#[component]
pub fn PhoneForm(
    /// The number so far, if anybody knows one.
    number: Option<String>,
    /// Called with the number to be kept; `None`: none.
    save: Callback<Option<String>>,
    /// Called when it stays as it was.
    cancel: Callback<()>,
) -> impl IntoView {
    let texts = use_texts();
    let known = number.clone();
    let (text, tried) = (RwSignal::new(number.unwrap_or_default()), RwSignal::new(false));
    let wanted = move || text.with(|it| Some(it.trim().to_owned()).filter(|it| !it.is_empty()));
    let is_good = Memo::new(move |_| wanted().is_none_or(|it| is_phone_number(&it)));
    let error =
        Signal::derive(move || (tried.get() && !is_good.get()).then(|| texts.phone().wrong.to_owned()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let number = untrack(wanted);
        if number == known {
            cancel.run(());
        } else if is_good.get_untracked() {
            save.run(number);
        } else {
            page::focus(FIELD);
        }
    };
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            // The form is what is left, not the panel around it.
            event.stop_propagation();
            cancel.run(());
        }
    };
    request_animation_frame(|| page::focus(FIELD));
    view! {
        <form class="phone-form" novalidate on:submit=submit on:keydown=escape>
            <Field
                id="phone-number"
                label=Signal::derive(move || texts.phone().number.to_owned())
                help=Signal::derive(move || Some(texts.phone().help.to_owned()))
                error=error
            >
                <input
                    class="input"
                    id="phone-number"
                    type="tel"
                    autocomplete="off"
                    maxlength=PHONE_LENGTH_MAX
                    aria-describedby="phone-number-note"
                    aria-invalid=move || error.get().is_some().to_string()
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                />
            </Field>
            <div class="phone-keys">
                <button class="btn btn--sm btn--primary" type="submit">{move || texts.phone().save}</button>
                <button class="btn btn--sm" type="button" on:click=move |_| cancel.run(())>
                    {move || texts.phone().cancel}
                </button>
            </div>
        </form>
    }
}

/// The field itself.
const FIELD: &str = "#phone-number";
