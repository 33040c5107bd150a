//! What stands in place of rows while there are none: loading, nothing, not allowed.

use leptos::prelude::*;
use sync::Phase;

use super::icon::Icon;
use crate::texts::use_texts;

/// Shows its children once there are rows, and says why there are none before that.
#[component]
pub fn ListState(
    /// Whether there are rows to trust.
    #[prop(into)]
    phase: Signal<Phase>,
    /// Whether there is nothing to show.
    #[prop(into)]
    empty: Signal<bool>,
    /// What to say when there is nothing.
    #[prop(into)]
    empty_text: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let texts = use_texts();
    let state = Memo::new(move |_| match (phase.get(), empty.get()) {
        (Phase::Refused(..), _) => State::Refused,
        (_, false) => State::Rows,
        (Phase::Loading, true) => State::Loading,
        (Phase::Fresh | Phase::Stale, true) => State::Nothing,
    });
    move || match state.get() {
        State::Rows => children().into_any(),
        State::Loading => view! { <Awaited lines=6 /> }.into_any(),
        State::Nothing => view! { <Empty icon=Icon::Inbox text=empty_text /> }.into_any(),
        State::Refused => view! {
            <Empty icon=Icon::Octagon text=Signal::derive(move || texts.shell().forbidden.to_owned()) />
        }
        .into_any(),
    }
}

/// Whether anything can come at all; the frame of the app says so.
#[derive(Clone, Copy)]
pub struct Reach(pub Signal<bool>);

/// What has never come: on its way, or, without a connection, nothing that is kept on this device.
#[component]
pub fn Awaited(
    /// How many lines stand for it while it is on its way.
    lines: usize,
) -> impl IntoView {
    let texts = use_texts();
    let reach = use_context::<Reach>();
    let is_cut = move || reach.is_some_and(|it| !it.0.get());
    move || match is_cut() {
        false => view! { <Skeleton lines /> }.into_any(),
        true => view! {
            <Empty icon=Icon::Inbox text=Signal::derive(move || texts.shell().nothing_kept.to_owned()) />
        }
        .into_any(),
    }
}

/// Why there is nothing, and perhaps what to do about it.
#[component]
pub fn Empty(
    /// A picture.
    icon: Icon,
    /// One sentence.
    #[prop(into)]
    text: Signal<String>,
    /// One or two buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {icon.view()} <p>{text}</p>
            {children.map(|it| view! { <div class="row">{it()}</div> })}
        </div>
    }
}

/// Grey lines where rows will be; visible only when loading takes a while.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 6)]
    lines: usize,
) -> impl IntoView {
    let texts = use_texts();
    view! {
        <div class="skeleton" role="status" aria-label=move || texts.shell().loading>
            {(0..lines).map(|_| view! { <span class="sk"></span> }).collect_view()}
        </div>
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Loading,
    Nothing,
    Refused,
    Rows,
}
