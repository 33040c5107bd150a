//! What stands above a table: density, and what waits to be shown.

use leptos::prelude::*;

use crate::{
    components::{icon::Icon, popover::Popover},
    settings::{Density, use_settings},
};

/// How the densities are called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DensityWords {
    /// The button.
    pub density: &'static str,
    /// Rows of 44 px.
    pub comfortable: &'static str,
    /// Rows of 36 px.
    pub standard: &'static str,
    /// Rows of 28 px.
    pub compact: &'static str,
}

impl DensityWords {
    const fn of(self, density: Density) -> &'static str {
        match density {
            Density::Comfortable => self.comfortable,
            Density::Standard => self.standard,
            Density::Compact => self.compact,
        }
    }
}

/// The button that says how close rows stand.
#[component]
pub fn DensityButton(
    /// How the densities are called.
    #[prop(into)]
    words: Signal<DensityWords>,
) -> impl IntoView {
    let settings = use_settings();
    let open = RwSignal::new(false);
    let chosen = Memo::new(move |_| settings.choice(|it| it.density));
    let label = Signal::derive(move || {
        let words = words.get();
        format!("{}: {}", words.density, words.of(chosen.get()))
    });
    let button = view! {
        <button
            class="btn btn--icon"
            type="button"
            aria-label=label
            title=label
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|it| *it = !*it)
        >
            {Icon::Rows.view()}
        </button>
    }
    .into_any();
    view! {
        <Popover id="density" open=open label=label button=button>
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
                                    {move || words.get().of(density)}
                                </label>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </Popover>
    }
}

/// "7 new": rows that wait because somebody points at the table. Its place is kept while there are none.
#[component]
pub fn NewPill(
    /// How it is called, or nothing when nothing waits.
    #[prop(into)]
    text: Signal<Option<String>>,
    /// Why they wait.
    #[prop(into)]
    hint: Signal<&'static str>,
    /// Shows them.
    admit: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            class="new-pill"
            type="button"
            data-empty=move || text.with(Option::is_none).to_string()
            disabled=move || text.with(Option::is_none)
            title=move || hint.get()
            on:click=move |_| admit.run(())
        >
            {Icon::ArrowUp.view()}
            <span>{move || text.get().unwrap_or_default()}</span>
        </button>
    }
}
