//! The lines of the list beside the map, or why there are none.

use leptos::prelude::*;
use protocol::RowId;
use sync::Phase;

use super::model::LiveModel;
use crate::{
    components::{
        icon::Icon,
        list_state::{Awaited, Empty},
    },
    platform::page,
};

/// The lines themselves, or why there are none; more of them on request.
#[component]
pub(super) fn Lines(
    model: LiveModel,
    order: Memo<Vec<RowId>>,
    phase: Signal<Phase>,
    is_none: Signal<bool>,
    none: Signal<String>,
    line: Callback<RowId, AnyView>,
) -> impl IntoView {
    let desk = model.desk;
    let most = RwSignal::new(STEP);
    let n_lines = Memo::new(move |_| order.with(Vec::len));
    let state = Memo::new(move |_| match (phase.get(), is_none.get(), n_lines.get() == 0) {
        (Phase::Refused(..), ..) => State::Forbidden,
        (Phase::Loading, true, _) => State::Loading,
        (_, true, _) => State::Nothing,
        (_, _, true) => State::NoMatch,
        _ => State::Lines,
    });
    let selected = Memo::new(move |_| {
        model
            .query
            .with(|it| it.selected.as_ref().map(|it| it.id().clone()))
    });
    // Whoever is chosen on the map is brought into sight here.
    Effect::new(move || {
        if selected.get().is_some() {
            request_animation_frame(|| page::reveal(".dlist .dr[aria-current=true]"));
        }
    });
    move || {
        match state.get() {
        State::Loading => view! { <div class="dlist-lines"><Awaited lines=10 /></div> }.into_any(),
        State::Forbidden => view! {
            <div class="dlist-lines">
                <Empty icon=Icon::Octagon text=Signal::derive(move || desk.words().forbidden.to_owned()) />
            </div>
        }
        .into_any(),
        State::Nothing => view! { <div class="dlist-lines"><Empty icon=Icon::Inbox text=none /></div> }.into_any(),
        State::NoMatch => view! {
            <div class="dlist-lines">
                <Empty icon=Icon::Filter text=Signal::derive(move || desk.words().none_match.to_owned()) />
            </div>
        }
        .into_any(),
        State::Lines => view! {
            <ul class="dlist-lines">
                <For each=move || order.get().into_iter().take(most.get()) key=RowId::clone let:id>
                    {line.run(id)}
                </For>
                <Show when=move || { n_lines.get() > most.get() }>
                    <li>
                        <button class="btn btn--link dlist-more" type="button" on:click=move |_| most.update(|it| *it += STEP)>
                            {move || desk.words().more}
                        </button>
                    </li>
                </Show>
            </ul>
        }
        .into_any(),
    }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Loading,
    Forbidden,
    Nothing,
    NoMatch,
    Lines,
}

/// So many lines more on request: more than that nobody reads, and everybody can search.
const STEP: usize = 200;
