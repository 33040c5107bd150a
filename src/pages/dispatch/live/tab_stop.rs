//! One tab stop for many lines: Tab leads to the line where one stood last, arrows and ends lead to the others.

use leptos::{ev::KeyboardEvent, prelude::*};
use protocol::RowId;

use super::{model::LiveModel, query::Selected};
use crate::platform::{listener::Key, page};

/// Which of some lines Tab leads to; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct TabStop(Memo<Option<RowId>>);

impl TabStop {
    /// Where one stood last, as far as it is among these lines; else the first of them.
    pub(super) fn among(model: LiveModel, lines: Memo<Vec<RowId>>) -> Self {
        Self(Memo::new(move |_| {
            let stood = model.stood.get();
            lines.with(|lines| stood.filter(|it| lines.contains(it)).or(lines.first().cloned()))
        }))
    }
}

/// Moves the focus among the elements that match; what means nothing here goes on its way.
pub(super) fn move_among(lines: &str, event: KeyboardEvent) {
    let key = Key::from(event);
    let step = match key.name().as_str() {
        _ if key.is_command() => return,
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "Home" => i32::MIN,
        "End" => i32::MAX,
        _ => return,
    };
    key.consume();
    page::focus_along(lines, step);
}

/// The button of a line: selects what the line tells of.
#[component]
pub(super) fn LineButton(
    model: LiveModel,
    stop: TabStop,
    /// What it tells of.
    what: Selected,
    /// How it looks.
    class: &'static str,
    /// Whether it tells of what was long ago.
    #[prop(optional, into)]
    stale: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let what = StoredValue::new(what);
    let id = move || what.with_value(|it| it.id().clone());
    let chosen = Memo::new(move |_| {
        model
            .query
            .with(|it| what.with_value(|what| it.selected.as_ref() == Some(what)))
    });
    let named = |is_meant: fn(&Selected) -> bool| what.with_value(is_meant).then(|| id().to_string());
    view! {
        <button
            class=class
            type="button"
            data-driver=named(|it| matches!(it, Selected::Driver(_)))
            data-shipment=named(|it| matches!(it, Selected::Shipment(_)))
            data-area=named(|it| matches!(it, Selected::Area(_)))
            data-stale=move || stale.get().to_string()
            aria-current=move || chosen.get().then_some("true")
            tabindex=move || if stop.0.get() == Some(id()) { "0" } else { "-1" }
            on:focus=move |_| model.stood.set(Some(id()))
            on:click=move |_| model.select(Some(what.get_value()))
        >
            {children()}
        </button>
    }
}
