//! Playing back where a driver was: on the map, with a curve of the speed below it.

mod bar;
mod chart;
mod deck;
mod track;

use std::time::Duration;

use leptos::prelude::*;
use protocol::StreamKind;

use self::{bar::Bar, chart::Chart, deck::Deck};
use super::{
    model::LiveModel,
    query::{Selected, Span},
};
use crate::{
    components::{icon::Icon, list_state::Skeleton},
    pages::address::Keep,
    platform::page,
};

impl LiveModel {
    /// Plays back the last hours of the selected driver.
    fn play_back(self) {
        let to = self.desk.link.gateway_now();
        self.fit_past.set_value(true);
        self.change(Keep::Push, |it| {
            it.span = Some(Span { from: to - USUAL, to });
            it.moment = None;
        });
    }

    /// Shows the present again.
    pub(super) fn back_to_live(self) {
        self.following.set(false);
        self.change(Keep::Push, |it| {
            it.span = None;
            it.moment = None;
        });
        request_animation_frame(|| page::focus(".play-back"));
    }
}

/// Offers to play back; for whoever may see where drivers were.
#[component]
pub(super) fn PlayBack(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    let is_playing = Memo::new(move |_| model.query.with(|it| it.span.is_some()));
    let is_driver = Memo::new(move |_| {
        model
            .query
            .with(|it| matches!(it.selected, Some(Selected::Driver(_))))
    });
    view! {
        <Show when=move || is_driver.get() && !is_playing.get() && desk.link.sees(StreamKind::TrackPoint)>
            <button class="btn play-back" type="button" on:click=move |_| model.play_back()>
                {Icon::Clock.view()} {move || desk.texts.playback().play_back}
            </button>
        </Show>
    }
}

/// What stands beside a playback and is of the present says so.
#[component]
pub(super) fn NowNote(
    model: LiveModel,
    /// Whether it speaks for the areas on the map, too.
    #[prop(optional)]
    areas: bool,
) -> impl IntoView {
    let is_played = Memo::new(move |_| model.query.with(|it| it.span.is_some()));
    let words = move || model.desk.texts.playback();
    let more = move || (areas && model.n_areas().0 > 0).then(|| words().areas_now);
    view! {
        <Show when=move || is_played.get()>
            <p class="now-note cap" role="note">
                {Icon::Clock.view()} <span>{move || words().is_now} " " {more}</span>
            </p>
        </Show>
    }
}

/// The deck below the map.
#[component]
pub(super) fn Playback(model: LiveModel) -> impl IntoView {
    let deck = Deck::new(model);
    let desk = model.desk;
    let words = move || desk.texts.playback();
    let state = Memo::new(move |_| deck.state());
    let note = move || match state.get() {
        State::Ready => ().into_any(),
        State::Loading => view! {
            <p class="vh" role="status">{move || words().loading}</p>
            <Skeleton lines=3 />
        }
        .into_any(),
        State::Empty => view! { <p class="play-note" role="status">{move || words().empty}</p> }.into_any(),
        State::Offline => {
            view! { <p class="play-note" role="status">{move || words().offline}</p> }.into_any()
        }
        State::Refused(why) => view! {
            <p class="play-note" role="alert">{move || words().refused} " " {why}</p>
        }
        .into_any(),
        State::Failed => view! {
            <p class="play-note" role="alert">
                {move || words().failed}
                <button class="btn btn--sm" type="button" on:click=move |_| deck.fetch()>
                    {move || words().retry}
                </button>
            </p>
        }
        .into_any(),
    };
    view! {
        <section class="play" aria-label=move || words().title>
            <Bar deck />
            {note}
            <Show when=move || state.get() == State::Ready><Chart deck /></Show>
        </section>
    }
}

/// How far the past has come.
#[derive(Clone, Debug, PartialEq)]
enum State {
    Loading,
    Ready,
    /// It came, and there is nothing in it.
    Empty,
    /// Without a connection it cannot come.
    Offline,
    /// The gateway does not give it, with its words.
    Refused(String),
    /// It was lost on the way.
    Failed,
}

/// So much is played back unless somebody asks for another time.
const USUAL: Duration = Duration::from_secs(4 * 3600);
