//! What stands above a table: density, and what waits to be shown.

use leptos::prelude::*;

use crate::{
    components::{icon::Icon, popover::IconPopover},
    settings::{Density, use_settings},
    texts::{list::List, use_texts},
};

/// The button that says how close rows stand.
#[component]
pub fn DensityButton() -> impl IntoView {
    let (settings, texts) = (use_settings(), use_texts());
    let chosen = Memo::new(move |_| settings.choice(|it| it.density));
    let label = Signal::derive(move || {
        let texts = texts.list();
        format!("{}: {}", texts.density, name(texts, chosen.get()))
    });
    view! {
        <IconPopover id="density" icon=Icon::Rows label=label>
            <ul class="picks">
                {Density::ALL
                    .iter()
                    .copied()
                    .map(|density| {
                        view! {
                            <li>
                                <label class="pick">
                                    <input
                                        class="radio"
                                        type="radio"
                                        name="density"
                                        prop:checked=move || chosen.get() == density
                                        on:change=move |_| settings.choose(|it| it.density = density)
                                    />
                                    {move || name(texts.list(), density)}
                                </label>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </IconPopover>
    }
}

const fn name(texts: &List, density: Density) -> &'static str {
    match density {
        Density::Comfortable => texts.comfortable,
        Density::Standard => texts.standard,
        Density::Compact => texts.compact,
    }
}

/// "7 new": rows that wait because somebody points at the table. Its place is kept while there are none.
#[component]
pub fn NewPill(
    /// How it is called, or nothing when nothing waits.
    #[prop(into)]
    text: Signal<Option<String>>,
    /// Shows them.
    admit: Callback<()>,
) -> impl IntoView {
    let texts = use_texts();
    view! {
        <button
            class="new-pill"
            type="button"
            data-empty=move || text.with(Option::is_none).to_string()
            disabled=move || text.with(Option::is_none)
            title=move || texts.list().new_hint
            on:click=move |_| admit.run(())
        >
            {Icon::ArrowUp.view()}
            <span>{move || text.get().unwrap_or_default()}</span>
        </button>
    }
}
