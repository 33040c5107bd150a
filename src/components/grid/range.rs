//! A filter between two moments, as the person's own clocks show them.

use leptos::prelude::*;

use crate::{components::status::Shape, texts::use_texts};

/// A stretch of time one can choose; both ends as `<input type="datetime-local">` writes them, empty where none is chosen.
#[derive(Clone, Copy)]
pub struct RangeChoice {
    /// The earlier end.
    pub from: Signal<String>,
    /// The later end.
    pub to: Signal<String>,
    /// Somebody chose both, the earlier one first.
    pub choose: Callback<Vec<String>>,
}

/// Both ends. They take effect together, once both are there and in order.
#[component]
pub(super) fn RangeFields(
    /// The range.
    range: RangeChoice,
) -> impl IntoView {
    let texts = use_texts();
    let ends = [range.from, range.to].map(|end| {
        let draft = RwSignal::new(String::new());
        Effect::new(move |_| draft.set(end.get()));
        draft
    });
    let is_wrong = RwSignal::new(false);
    let choose = move |_| {
        let ends = ends.map(|it| it.get_untracked());
        if ends.iter().all(|it| !it.is_empty()) {
            // As they are written, the order of texts is the order of time.
            is_wrong.set(ends[0] >= ends[1]);
            if ends[0] < ends[1] {
                range.choose.run(ends.into());
            }
        }
    };
    let field = move |index: usize| {
        let draft = ends[index];
        let label = move || [texts.list().range_from, texts.list().range_to][index];
        view! {
            <label>
                {label}
                <input
                    class="input"
                    type="datetime-local"
                    aria-invalid=move || is_wrong.get().to_string()
                    prop:value=move || draft.get()
                    on:input=move |event| draft.set(event_target_value(&event))
                    on:change=choose
                />
            </label>
        }
    };
    view! {
        <div class="range">
            {[0, 1].map(field)}
            <Show when=move || is_wrong.get()>
                <p class="field-note" role="alert" data-tone="crit">
                    {Shape::Crit.view()}
                    {move || texts.list().range_wrong}
                </p>
            </Show>
        </div>
    }
}
