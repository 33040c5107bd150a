//! A chart in its card: title, age, and the same content as a table.

use leptos::prelude::*;
use protocol::Timestamp;
use sync::Phase;

use super::table::{ChartTable, Digits};
use crate::{
    components::{age::Age, icon::Icon, list_state::ListState},
    texts::use_texts,
};

/// How far a card's content can be trusted.
#[derive(Clone, Copy)]
pub(crate) struct Trust {
    /// Whether there are rows.
    pub phase: Signal<Phase>,
    /// Whether there is nothing to show.
    pub empty: Signal<bool>,
    /// When the content was last known to be current.
    pub at: Signal<Option<Timestamp>>,
    /// The app's clock.
    pub now: Signal<Timestamp>,
}

/// A card with a chart, or with its digits.
#[component]
pub(crate) fn ChartCard(
    /// What the chart shows.
    #[prop(into)]
    title: Signal<&'static str>,
    /// Unit and span.
    #[prop(into)]
    caption: Signal<String>,
    /// How far it can be trusted.
    trust: Trust,
    /// What to say when there is nothing.
    #[prop(into)]
    empty_text: Signal<String>,
    /// The same as a table.
    digits: Signal<Digits>,
    children: ChildrenFn,
) -> impl IntoView {
    let texts = use_texts();
    let as_table = RwSignal::new(false);
    let children = StoredValue::new(children);
    let stale = Signal::derive(move || trust.phase.get() == Phase::Stale);
    // What is not there has no age.
    let at = Signal::derive(move || trust.at.get().filter(|_| trust.phase.get() != Phase::Loading));
    view! {
        <section class="card chart-card" data-stale=move || stale.get().to_string()>
            <div class="card-head">
                <h2>{move || title.get()}</h2>
                <span class="cap t2 chart-caption">{move || caption.get()}</span>
                <span class="grow"></span>
                <Age at=at now=trust.now stale=stale />
                <button
                    type="button"
                    class="btn btn--sm btn--ghost"
                    aria-pressed=move || as_table.get().to_string()
                    on:click=move |_| as_table.update(|it| *it = !*it)
                >
                    {move || if as_table.get() { Icon::Chart.view() } else { Icon::Table.view() }}
                    {move || if as_table.get() { texts.charts().chart_view } else { texts.charts().table }}
                </button>
            </div>
            <ListState phase=trust.phase empty=trust.empty empty_text=empty_text>
                <Show
                    when=move || as_table.get()
                    fallback=move || view! { <div class="card-body">{children.with_value(|it| it())}</div> }
                >
                    <ChartTable label=Signal::derive(move || title.get().to_owned()) digits />
                </Show>
            </ListState>
        </section>
    }
}
