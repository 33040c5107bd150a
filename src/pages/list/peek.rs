//! One row beside the list: the frame around what a page says of it.

use leptos::prelude::*;
use protocol::Entity;

use super::ListHandle;
use crate::components::icon::Icon;

/// The row beside the list, while it is there.
pub(crate) type Seen<E> = Signal<Option<E>>;

/// Reads a field, or what stands for nothing.
pub(crate) fn read<E: Entity, T: Default>(seen: Seen<E>, read: impl FnOnce(&E) -> T) -> T {
    seen.with(|it| it.as_ref().map(read)).unwrap_or_default()
}

/// The panel: a head with the ways to the neighbours, and what stands below it while the row is there.
#[component]
pub(crate) fn Peek(
    /// The list.
    list: ListHandle,
    /// Whether the row is there still.
    #[prop(into)]
    is_there: Signal<bool>,
    /// What the panel is called.
    #[prop(into)]
    label: Signal<String>,
    /// What the row is called.
    head: AnyView,
    children: ChildrenFn,
) -> impl IntoView {
    let words = move || list.words();
    view! {
        <aside class="peek" aria-label=move || label.get()>
            <div class="peek-head">
                <div class="grow">{head}</div>
                <Step icon=Icon::ChevronUp label=Signal::derive(move || words().previous) press=move || list.previous.run(()) />
                <Step icon=Icon::ChevronDown label=Signal::derive(move || words().next) press=move || list.next.run(()) />
                <Step
                    icon=Icon::Close
                    label=Signal::derive(move || list.texts.list().close_peek)
                    press=move || list.close.run(())
                />
            </div>
            <Show
                when=move || is_there.get()
                fallback=move || view! { <p class="sec t2">{move || words().gone}</p> }
            >
                {children()}
            </Show>
        </aside>
    }
}

#[component]
fn Step(icon: Icon, #[prop(into)] label: Signal<&'static str>, press: impl Fn() + 'static) -> impl IntoView {
    view! {
        <button
            class="btn btn--icon btn--ghost btn--sm"
            type="button"
            aria-label=move || label.get()
            title=move || label.get()
            on:click=move |_| press()
        >
            {icon.view()}
        </button>
    }
}
