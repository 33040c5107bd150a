//! Which columns of a table somebody wants to see, kept in this browser.

use leptos::prelude::*;

use crate::{
    components::{icon::Icon, popover::IconPopover},
    platform::storage,
    texts::use_texts,
};

/// A column one can choose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ColumnOption {
    /// Its word.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// Whether it is shown until somebody chooses.
    pub usual: bool,
    /// The narrowest table, in px, that has room for it.
    pub from_width: u32,
}

/// What is chosen. A handle, cheap to copy.
#[derive(Clone, Copy)]
pub struct ColumnChoice {
    key: &'static str,
    /// Columns whose visibility is not the usual one.
    turned: RwSignal<Vec<String>>,
}

impl ColumnChoice {
    /// What was chosen before under this key.
    pub fn new(key: &'static str) -> Self {
        let kept = storage::read(key).unwrap_or_default();
        let turned = kept
            .split(',')
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect();
        Self {
            key,
            turned: RwSignal::new(turned),
        }
    }

    /// Whether somebody wants to see it. Wakes with every choice.
    pub fn wants(self, column: ColumnOption) -> bool {
        column.usual != self.turned.with(|it| it.iter().any(|it| it == column.id))
    }

    fn turn(self, id: &str) {
        self.turned
            .update(|turned| match turned.iter().position(|it| it == id) {
                Some(index) => drop(turned.remove(index)),
                None => turned.push(id.to_owned()),
            });
        self.keep();
    }

    fn reset(self) {
        self.turned.update(Vec::clear);
        self.keep();
    }

    fn keep(self) {
        // A full or forbidden storage: the choice holds until the page is left.
        let _ = storage::write(self.key, &self.turned.with_untracked(|it| it.join(",")));
    }
}

/// The button that opens the list of columns.
#[component]
pub fn ColumnChooser(
    /// What is chosen.
    choice: ColumnChoice,
    /// Every column that can be chosen.
    #[prop(into)]
    options: Signal<Vec<ColumnOption>>,
    /// How wide the table is, px.
    #[prop(into)]
    width: Signal<f64>,
) -> impl IntoView {
    let texts = use_texts();
    let label = Signal::derive(move || texts.list().columns.to_owned());
    view! {
        <IconPopover id="columns" icon=Icon::Columns label=label>
            <ul class="picks">
                <For each=move || options.get() key=|it| (it.id, it.title) let:option>
                    <li>
                        <label class="pick">
                            <input
                                class="check"
                                type="checkbox"
                                prop:checked=move || choice.wants(option)
                                on:change=move |_| choice.turn(option.id)
                            />
                            {option.title}
                            <Show when=move || choice.wants(option) && width.get() < f64::from(option.from_width)>
                                <span class="pick-note">{move || texts.list().hidden_narrow}</span>
                            </Show>
                        </label>
                    </li>
                </For>
            </ul>
            <button class="btn btn--sm btn--ghost picks-foot" type="button" on:click=move |_| choice.reset()>
                {move || texts.list().usual}
            </button>
        </IconPopover>
    }
}
