//! The inside of the app, for whoever wants to know why: connection, topics, cache, storage, events.

mod break_it;
mod copy;
mod dispatch;
mod figures;
mod history;
mod log;
mod pending;
mod recording;
mod topics;
mod versions;

use leptos::prelude::*;

use self::{
    break_it::BreakIt, copy::CopyButton, dispatch::Handlers, figures::Figures, history::Histories,
    log::EventLog, pending::PendingList, recording::SaveRecording, topics::Topics, versions::Versions,
};
use crate::{components::icon::Icon, link::use_link, platform::frames::FrameMeter, texts::use_texts};

/// The page. It reads the engine once a second while it is open, and costs nothing otherwise.
#[component]
pub fn DiagnosticsPage() -> impl IntoView {
    let link = use_link();
    let texts = use_texts();
    let meter = StoredValue::new_local(Some(FrameMeter::begin()));
    on_cleanup(move || drop(meter.try_update_value(Option::take)));
    let frames = Callback::new(move |()| {
        let frames = meter.try_with_value(|it| it.as_ref().map(FrameMeter::frames));
        frames.flatten().unwrap_or_default()
    });
    view! {
        <div class="page diagnostics">
            <div class="page-head">
                <p class="t2">{move || texts.diagnostics().lead}</p>
                <span class="grow"></span>
                <button type="button" class="btn" on:click=move |_| link.retry()>
                    {Icon::Refresh.view()}
                    {move || texts.diagnostics().reconnect}
                </button>
                <SaveRecording />
                <CopyButton frames />
            </div>
            <Figures frames />
            <Histories />
            <div class="grid12">
                <Topics />
                <EventLog />
            </div>
            <PendingList />
            <Handlers />
            <BreakIt />
            <Versions />
        </div>
    }
}
