//! The rows of a list, or why there are none.

use leptos::prelude::*;
use sync::Phase;

use super::ListHandle;
use crate::components::{
    age::Age,
    grid::{CardList, CardLook, Grid, GridActions, GridLook, GridModel},
    icon::Icon,
    list_state::{Awaited, Empty},
};

/// The table, or the cards of a small screen.
#[component]
pub(crate) fn ListBody(
    /// The list.
    list: ListHandle,
    /// What the grid shows.
    grid: GridModel,
    /// What it asks for.
    actions: GridActions,
    /// How its rows look.
    look: GridLook,
    /// How its cards look.
    card: CardLook,
) -> impl IntoView {
    let state = Memo::new(move |_| match list.is_empty.get() {
        false => State::Rows,
        true if list.is_awaited() => State::Loading,
        true if list.is_filtered() => State::NoMatch,
        true => State::Nothing,
    });
    move || match (state.get(), list.is_phone.get()) {
        (State::Rows, true) => view! { <CardList model=grid actions=actions card=card.clone() /> }.into_any(),
        (State::Rows, false) => view! { <Grid model=grid actions=actions look=look.clone() /> }.into_any(),
        (State::Loading, _) => view! { <Awaited lines=12 /> }.into_any(),
        (State::NoMatch, _) => view! {
            <Empty icon=Icon::Filter text=Signal::derive(move || list.words().none_match.to_owned())>
                <button class="btn" type="button" on:click=move |_| list.clear.run(())>
                    {move || list.texts.list().clear_filters}
                </button>
            </Empty>
            <EmptyAge list=list />
        }
        .into_any(),
        (State::Nothing, _) => view! {
            <NothingHere list=list />
            <EmptyAge list=list />
        }
        .into_any(),
    }
}

/// "Nothing" is a figure too: without rows there is no foot that says how old it is. The toolbar of a phone does.
#[component]
fn EmptyAge(list: ListHandle) -> impl IntoView {
    let stale = Signal::derive(move || list.phase.get() == Phase::Stale);
    view! {
        <p class="empty-age">
            <Age at=list.confirmed_at now=list.now stale />
        </p>
    }
}

#[component]
fn NothingHere(list: ListHandle) -> impl IntoView {
    move || {
        view! {
            <Empty icon=Icon::Inbox text=list.nothing>
                {list.hint.get().map(|it| view! { <p>{it}</p> })}
            </Empty>
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Rows,
    Loading,
    NoMatch,
    Nothing,
}
