//! A label, something to fill in, and what is wrong with it.

use leptos::prelude::*;

use super::status::Shape;

/// A field with its label and, below, its help or its error.
#[component]
pub fn Field(
    /// The id of the control inside; the notes get `{id}-note`, which the control names in `aria-describedby`.
    id: &'static str,
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// What helps to fill it in.
    #[prop(optional, into)]
    help: Signal<Option<String>>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {children()}
            <span class="field-note" id=format!("{id}-note") data-tone=move || error.get().map(|_| "crit")>
                {move || match (error.get(), help.get()) {
                    (Some(error), _) => Some((Some(Shape::Crit.view()), error)),
                    (None, Some(help)) => Some((None, help)),
                    (None, None) => None,
                }}
            </span>
        </div>
    }
}

/// A list to choose one from.
#[component]
pub fn Select(
    /// The id, for its label.
    id: &'static str,
    /// Every choice: value and word.
    #[prop(into)]
    choices: Signal<Vec<(String, String)>>,
    /// The value that is chosen.
    #[prop(into)]
    chosen: Signal<String>,
    /// Somebody chose.
    #[prop(into)]
    choose: Callback<String>,
) -> impl IntoView {
    view! {
        <select class="input" id=id on:change=move |event| choose.run(event_target_value(&event))>
            {move || {
                choices
                    .get()
                    .into_iter()
                    .map(|(value, word)| {
                        let is_chosen = chosen.with(|it| *it == value);
                        view! {
                            <option value=value selected=is_chosen>
                                {word}
                            </option>
                        }
                    })
                    .collect_view()
            }}
        </select>
    }
}

/// Something that is on or off.
#[component]
pub fn Switch(
    /// The id, for a label that is pressed as well.
    #[prop(optional)]
    id: Option<&'static str>,
    /// What is on or off.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Somebody turned it.
    #[prop(into)]
    turn: Callback<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="switch"
            id=id
            role="switch"
            aria-label=move || label.get()
            aria-checked=move || on.get().to_string()
            on:click=move |_| turn.run(!on.get_untracked())
        >
            <span class="switch-knob"></span>
        </button>
    }
}
