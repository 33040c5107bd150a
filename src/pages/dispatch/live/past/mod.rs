//! The desk at a moment of the past: map and lists rewound together, under a band that nobody can overlook.

mod band;
mod machine;

use std::time::Duration;

use leptos::prelude::*;

use self::{
    band::Band,
    machine::{Machine, minute},
};
use super::{
    Layout,
    feed::feed,
    model::LiveModel,
    query::{DeskQuery, Selected, Tab},
};
use crate::{
    components::{icon::Icon, list_state::Empty},
    pages::{
        address::{Address, Keep},
        dispatch::desk::Desk,
    },
    platform::page,
    repositories::query::Query,
};

/// Whether the address asks for the past. Wakes when that changes.
pub(super) fn is_asked() -> Memo<bool> {
    let address = Address::here();
    Memo::new(move |_| {
        address.read(|params| {
            let get = |name: &str| params.get_str(name);
            DeskQuery::read(&mut Query::new(&get)).past.is_some()
        })
    })
}

impl LiveModel {
    /// Looks at the past, where the map looks now.
    pub(super) fn enter_the_past(self) {
        let at = minute(self.desk.link.gateway_now() - FIRST);
        let view = self.stage.view_untracked();
        self.change(Keep::Push, |it| {
            it.past = Some(at);
            it.span = None;
            it.moment = None;
            it.view = view.or(it.view);
            if it.tab == Tab::Areas {
                it.tab = Tab::Drivers;
            }
            it.selected = it.selected.take().filter(|it| !matches!(it, Selected::Area(_)));
        });
        request_animation_frame(|| page::focus(".past-scrub"));
    }

    /// Shows the present again.
    pub(super) fn leave_the_past(self) {
        let view = self.stage.view_untracked();
        self.change(Keep::Push, |it| {
            it.past = None;
            it.view = view.or(it.view);
        });
        request_animation_frame(|| page::focus(".past-tool button"));
    }
}

/// The page while it shows the past.
#[component]
pub(super) fn PastDesk() -> impl IntoView {
    let rows = machine::PastRows::default();
    let desk = Desk::past(rows.drivers, rows.positions, rows.shipments, rows.now());
    let model = LiveModel::new(desk);
    let machine = Machine::new(model, rows);
    feed(model);
    view! {
        <div class="past">
            <Band machine />
            <Show
                when=move || machine.has_something()
                fallback=move || view! {
                    <div class="past-none">
                        <Empty
                            icon=Icon::Clock
                            text=Signal::derive(move || desk.texts.past().nothing.to_owned())
                        />
                    </div>
                }
            >
                <Layout model />
            </Show>
        </div>
    }
}

/// So far back one looks first.
const FIRST: Duration = Duration::from_secs(3600);
