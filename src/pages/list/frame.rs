//! The list, and one of its rows beside it.

use leptos::prelude::*;
use sync::Phase;

use super::ListHandle;
use crate::components::{icon::Icon, list_state::Empty, stray_note::StrayNote};

/// The frame. Somebody who may not see the rows sees that alone: tabs and filters over nothing would be a riddle.
#[component]
pub(crate) fn ListFrame(
    /// The list.
    list: ListHandle,
    /// What stands above the rows.
    toolbar: ChildrenFn,
    /// The row beside them.
    peek: ChildrenFn,
    children: ChildrenFn,
) -> impl IntoView {
    let is_refused = Memo::new(move |_| matches!(list.phase.get(), Phase::Refused(..)));
    let has_peek = Memo::new(move |_| list.has_selected.get() && !is_refused.get());
    view! {
        <div
            class=format!("split {}", list.name)
            data-peek=move || has_peek.get().to_string()
            data-stale=move || (list.phase.get() == Phase::Stale).to_string()
        >
            <section class="pane" aria-label=move || list.words().name>
                <Show when=move || !is_refused.get() fallback=move || view! { <Forbidden list=list /> }>
                    {toolbar()}
                    <StrayNote text=list.strays clear=list.clear_strays />
                    {children()}
                </Show>
            </section>
            <Show when=move || has_peek.get()>{peek()}</Show>
        </div>
    }
}

/// Somebody may not see the rows.
#[component]
fn Forbidden(list: ListHandle) -> impl IntoView {
    view! {
        <Empty icon=Icon::Octagon text=Signal::derive(move || list.words().forbidden.to_owned())>
            <p>{move || list.texts.list().forbidden_hint}</p>
        </Empty>
    }
}
