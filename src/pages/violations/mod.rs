//! The violations as a work queue: what is open, the worst first, and what one does about it.

mod bulk;
mod card;
mod cells;
mod choices;
mod columns;
mod dismissal;
mod export;
mod filter;
mod keys;
mod lens;
mod menus;
mod model;
mod peek;
mod refusal;
mod row;
mod toolbar;
mod work;

use std::sync::Arc;

use leptos::prelude::*;
use sync::Phase;

use self::{
    bulk::BulkBar,
    cells::ViolationCells,
    dismissal::DismissDialog,
    filter::Queue,
    menus::{AssignMenu, MoreMenu},
    model::ViolationsModel,
    peek::ViolationPeek,
    row::ViolationRow,
    toolbar::ViolationToolbar,
};
use crate::{
    components::{
        grid::{CardList, Grid, GridLook, RowLook},
        icon::Icon,
        list_state::{Empty, Skeleton},
    },
    repositories::view::View,
    shell::use_announcer,
    texts::violations as texts,
};

/// The page.
#[component]
pub fn ViolationsPage() -> impl IntoView {
    let model = ViolationsModel::new();
    keys::listen(model);
    announce_finds(model);
    let selected = Memo::new(move |_| model.selected.with(Option::is_some));
    view! {
        <div
            class="split violations"
            data-peek=move || selected.get().to_string()
            data-stale=move || (model.rows.phase() == Phase::Stale).to_string()
        >
            <section class="pane" aria-label=move || model.texts().violations>
                <ViolationToolbar model=model />
                <ViolationRows model=model />
                <BulkBar model=model />
            </section>
            <Show when=move || selected.get()>
                <ViolationPeek model=model />
            </Show>
            <AssignMenu model=model />
            <MoreMenu model=model />
            <DismissDialog model=model />
        </div>
    }
}

/// The rows, or why there are none.
#[component]
fn ViolationRows(model: ViolationsModel) -> impl IntoView {
    let state = Memo::new(move |_| {
        let is_empty = model.live.is_empty();
        match (model.rows.phase(), is_empty) {
            (Phase::Refused(..), _) => State::Refused,
            (_, false) => State::Rows,
            (Phase::Loading, true) => State::Loading,
            (Phase::Fresh | Phase::Stale, true) => {
                let (n_filters, searches, queue) = model
                    .filter
                    .with(|it| (it.count(), !it.text.is_empty(), it.queue));
                if n_filters > 0 || searches {
                    State::NoMatch
                } else {
                    State::Nothing(queue)
                }
            }
        }
    });
    let is_phone = Memo::new(move |_| model.is_phone());
    move || match (state.get(), is_phone.get()) {
        (State::Rows, true) => view! { <ViolationCards model=model /> }.into_any(),
        (State::Rows, false) => view! { <ViolationTable model=model /> }.into_any(),
        (State::Loading, _) => view! { <Skeleton lines=12 /> }.into_any(),
        (State::NoMatch, _) => view! {
            <Empty icon=Icon::Filter text=Signal::derive(move || model.texts().none_match.to_owned())>
                <button class="btn" type="button" on:click=move |_| model.clear()>
                    {move || model.texts().clear_filters}
                </button>
            </Empty>
        }
        .into_any(),
        (State::Nothing(queue), _) => {
            let text = Signal::derive(move || {
                let texts = model.texts();
                match queue {
                    Queue::Open => texts.none_open,
                    Queue::Mine => texts.none_mine,
                    Queue::Critical => texts.none_critical,
                    Queue::Refused => texts.none_refused,
                    Queue::Today | Queue::Everything => texts.none,
                }
                .to_owned()
            });
            view! { <Empty icon=Icon::Check text=text /> }.into_any()
        }
        (State::Refused, _) => view! {
            <Empty icon=Icon::Octagon text=Signal::derive(move || model.texts().forbidden.to_owned())>
                <p>{move || model.texts().forbidden_hint}</p>
            </Empty>
        }
        .into_any(),
    }
}

/// The table.
#[component]
fn ViolationTable(model: ViolationsModel) -> impl IntoView {
    let look = GridLook {
        row: Arc::new(move |place| {
            let row = ViolationRow::new(model, place);
            let cells = ViolationCells::new(row);
            RowLook {
                cell: Arc::new(move |column| cells.cell(column)),
                strip: Arc::new(move || refusal::strip(row)),
                selected: row.is_selected(),
                state: row.state(),
            }
        }),
        head: Arc::new(move |column| cells::head(model, column)),
        foot: Arc::new(move |column| cells::foot(model, column)),
    };
    view! { <Grid model=model.grid() actions=model.actions() look=look /> }
}

/// The cards of a small screen.
#[component]
fn ViolationCards(model: ViolationsModel) -> impl IntoView {
    let card = Arc::new(move |place| {
        let row = ViolationRow::new(model, place);
        (card::card(row), row.state())
    });
    view! { <CardList model=model.grid() actions=model.actions() card=card /> }
}

/// Says how many were found when somebody narrows or searches, not when violations come and go.
fn announce_finds(model: ViolationsModel) {
    let announcer = use_announcer();
    Effect::watch(
        move || model.filter.get(),
        move |_, _, _| {
            let language = model.language.get_untracked();
            request_animation_frame(move || {
                let n_found = model.live.read(View::belonging);
                announcer.say(texts::found(language, n_found));
            });
        },
        false,
    );
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Rows,
    Loading,
    NoMatch,
    Nothing(Queue),
    Refused,
}
