//! What one does with all ticked violations at once.

use leptos::prelude::*;

use super::{menus, model::ViolationsModel, work::Act};
use crate::{components::icon::Icon, texts::violations::selected};

/// The bar; there while boxes are ticked.
#[component]
pub(super) fn BulkBar(model: ViolationsModel) -> impl IntoView {
    let n_chosen = Memo::new(move |_| model.chosen.with(std::collections::BTreeSet::len));
    let chosen = move || {
        model
            .chosen
            .with_untracked(|it| it.iter().cloned().collect::<Vec<_>>())
    };
    let assign = move |_| {
        model.subject.set(chosen());
        model.assign_menu.open(".bulk [data-act=assign]");
    };
    view! {
        <Show when=move || n_chosen.get() != 0>
            <div class="bulk" role="toolbar" aria-label=move || selected(model.list.language.get(), n_chosen.get())>
                <span class="bulk-count">{move || selected(model.list.language.get(), n_chosen.get())}</span>
                <button class="btn btn--sm" type="button" on:click=move |_| model.act(&Act::Acknowledge, &chosen())>
                    {Icon::Check.view()}
                    {move || model.texts().acknowledge}
                </button>
                <button class="btn btn--sm" type="button" data-act="assign" aria-haspopup="menu" on:click=assign>
                    {Icon::User.view()}
                    {move || model.texts().assign}
                </button>
                <button class="btn btn--sm" type="button" on:click=move |_| model.act(&Act::Resolve, &chosen())>
                    {move || model.texts().resolve}
                </button>
                <button class="btn btn--sm" type="button" on:click=move |_| menus::dismiss(model, chosen())>
                    {move || model.texts().dismiss}
                </button>
                <button
                    class="btn btn--sm btn--icon btn--ghost"
                    type="button"
                    aria-label=move || model.texts().clear_selection
                    on:click=move |_| model.choose_all(false)
                >
                    {Icon::Close.view()}
                </button>
            </div>
        </Show>
    }
}
