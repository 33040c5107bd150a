//! Two to five exclusive choices, side by side.

use leptos::prelude::*;

/// A row of buttons of which exactly one is pressed.
#[component]
pub fn Segment<T>(
    /// What is chosen here.
    #[prop(into)]
    label: Signal<String>,
    /// Every choice, with its word.
    #[prop(into)]
    choices: Signal<Vec<(T, String)>>,
    /// The one that is chosen.
    #[prop(into)]
    chosen: Signal<T>,
    /// Somebody chose.
    #[prop(into)]
    choose: Callback<T>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let button = move |(value, word): (T, String)| {
        let pressed = {
            let value = value.clone();
            move || chosen.with(|it| *it == value).to_string()
        };
        view! {
            <button type="button" aria-pressed=pressed on:click=move |_| choose.run(value.clone())>
                {word}
            </button>
        }
    };
    view! {
        <div class="seg" role="group" aria-label=move || label.get()>
            {move || choices.get().into_iter().map(button).collect_view()}
        </div>
    }
}
