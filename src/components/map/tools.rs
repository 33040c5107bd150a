//! The buttons over a map.

use leptos::prelude::*;

use crate::components::icon::Icon;

/// Buttons one below the other.
#[component]
pub(crate) fn MapTools(children: Children) -> impl IntoView {
    view! { <div class="map-tools">{children()}</div> }
}

/// A button over a map.
#[component]
pub(crate) fn MapTool(
    /// Its picture.
    icon: Icon,
    /// What it does.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is on, where it can be on or off.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// Whether it can be pressed.
    #[prop(default = true.into(), into)]
    enabled: Signal<bool>,
    /// Somebody pressed it.
    #[prop(into)]
    press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            class="btn btn--icon"
            type="button"
            aria-label=move || label.get()
            title=move || label.get()
            aria-pressed=move || pressed.map(|it| it.get().to_string())
            disabled=move || !enabled.get()
            on:click=move |_| press.run(())
        >
            {icon.view()}
        </button>
    }
}
