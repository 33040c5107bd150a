//! The lines of the list beside the map, or why there are none.

use leptos::prelude::*;
use protocol::RowId;
use sync::Phase;

use super::{
    model::LiveModel,
    query::{DeskQuery, Tab},
    tab_stop::{TabStop, move_among},
};
use crate::{
    components::{
        icon::Icon,
        list_state::{Awaited, Empty},
    },
    pages::address::Keep,
    platform::page,
};

/// What the list shows.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Listed {
    /// Of which kind.
    pub(super) tab: Tab,
    /// As far as somebody asked for them.
    pub(super) ids: Vec<RowId>,
    /// Whether there are more.
    pub(super) has_more: bool,
}

/// The lines themselves, or why there are none; more of them on request.
#[component]
pub(super) fn Lines(
    model: LiveModel,
    order: Memo<Vec<RowId>>,
    phase: Signal<Phase>,
    is_none: Signal<bool>,
    none: Signal<String>,
    line: Callback<(RowId, TabStop), AnyView>,
) -> impl IntoView {
    let desk = model.desk;
    model.most.set(STEP);
    let shown =
        Memo::new(move |_| order.with(|it| it.iter().take(model.most.get()).cloned().collect::<Vec<_>>()));
    let n_lines = Memo::new(move |_| order.with(Vec::len));
    // What stands in place of the map tells of the same.
    let tab = model.query.with_untracked(|it| it.tab);
    Effect::new(move || {
        let ids = shown.get();
        let has_more = n_lines.get() > ids.len();
        model.listed.set(Listed { tab, ids, has_more });
    });
    let stop = TabStop::among(model, shown);
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
        let selected = selected.get();
        if selected.is_some() {
            model.stood.set(selected);
            request_animation_frame(|| {
                page::reveal(".dlist .dr[aria-current=true]");
                page::reveal(".map-table [aria-current=true]");
            });
        }
    });
    move || match state.get() {
        State::Loading => view! { <div class="dlist-lines"><Awaited lines=10 /></div> }.into_any(),
        State::Forbidden => view! {
            <div class="dlist-lines">
                <Empty icon=Icon::Octagon text=Signal::derive(move || desk.words().forbidden.to_owned()) />
            </div>
        }
        .into_any(),
        State::Nothing => {
            view! { <div class="dlist-lines"><Empty icon=Icon::Inbox text=none /></div> }.into_any()
        }
        State::NoMatch => view! {
            <div class="dlist-lines">
                <Empty icon=Icon::Filter text=Signal::derive(move || desk.words().none_match.to_owned())>
                    <button
                        class="btn"
                        type="button"
                        on:click=move |_| {
                            model.change(Keep::Push, DeskQuery::clear);
                            page::focus(".dlist input[type=search]");
                        }
                    >
                        {move || desk.texts.list().clear_filters}
                    </button>
                </Empty>
            </div>
        }
        .into_any(),
        State::Lines => view! {
            <ul class="dlist-lines" on:keydown=|event| move_among(".dlist .dr", event)>
                <For each=move || shown.get() key=RowId::clone let:id>
                    <li>{line.run((id, stop))}</li>
                </For>
                <Show when=move || { n_lines.get() > shown.with(Vec::len) }>
                    <li><More model /></li>
                </Show>
            </ul>
        }
        .into_any(),
    }
}

/// Leads to more of them.
#[component]
pub(super) fn More(model: LiveModel) -> impl IntoView {
    view! {
        <button class="btn btn--link dlist-more" type="button" on:click=move |_| model.most.update(|it| *it += STEP)>
            {move || model.desk.words().more}
        </button>
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
