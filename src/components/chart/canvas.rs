//! The part of a chart that the library draws: loaded when first seen, redrawn when its content or the theme changes.

use leptos::{html::Div, prelude::*, task::spawn_local};

use super::{
    option::Ink,
    pens::{Pens, pens},
};
use crate::{
    chunk::ChunkLost,
    link::Link,
    platform::{echarts::Drawing, listener::Listener, page},
    settings::use_settings,
    texts::use_texts,
};

/// Colours as the page shows them now.
pub(super) struct PageInk;

impl Ink for PageInk {
    fn token(&self, name: &str) -> String {
        page::token(name)
    }
}

/// A frame that the chart library fills.
///
/// `draw` is asked again, with what has come with the library, whenever a signal it reads or the theme changes.
#[component]
pub(super) fn Canvas(
    /// Writes the options as JSON.
    draw: Callback<Pens, String>,
    /// Called with the index of a data point that is clicked.
    #[prop(optional)]
    on_pick: Option<Callback<usize>>,
) -> impl IntoView {
    let frame = NodeRef::<Div>::new();
    let drawing = StoredValue::new_local(None::<Drawing>);
    let ready = RwSignal::new(None::<Pens>);
    let failed = RwSignal::new(false);
    let texts = use_texts();

    let begin = move || {
        let Some(element) = frame.get_untracked() else {
            return;
        };
        failed.set(false);
        spawn_local(async move {
            let (begun, pens) = futures::join!(Drawing::begin(element.into()), pens());
            // The page may have been left while the library was loading: then nothing of it is touched.
            match (begun, pens) {
                (Ok(begun), Ok(pens)) => {
                    if let Some(pick) = on_pick {
                        begun.on_click(move |index| pick.run(index));
                    }
                    if drawing.try_set_value(Some(begun)).is_none() {
                        ready.try_set(Some(pens));
                    }
                }
                (Err(_), _) | (_, Err(ChunkLost)) => {
                    failed.try_set(true);
                }
            }
        });
    };
    frame.on_load(move |_| begin());
    // Without a gateway there was nothing to load from; when it is back, nobody should have to press.
    let is_reached = Memo::new({
        let link = use_context::<Link>();
        move |_| link.is_some_and(|it| it.connection().is_reached())
    });
    Effect::new(move || {
        if is_reached.get() && failed.get_untracked() {
            begin();
        }
    });

    let settings = use_settings();
    let system = RwSignal::new(());
    let listener = StoredValue::new_local(page::on_media("(prefers-color-scheme: dark)", move |_| {
        system.set(())
    }));
    on_cleanup(move || listener.set_value(None));
    // Paper has colours of its own.
    let paper =
        StoredValue::new_local(page::PAPER.map(|kind| Listener::on_window(kind, move |_| system.set(()))));
    on_cleanup(move || drop(paper.try_update_value(std::mem::take)));
    Effect::new(move || {
        system.track();
        settings.choice(|it| it.theme);
        let Some(pens) = ready.get() else {
            return;
        };
        let options = draw.run(pens);
        drawing.with_value(|it| {
            if let Some(it) = it {
                it.show(&options);
            }
        });
    });
    on_cleanup(move || drawing.set_value(None));

    view! {
        <div class="chart-canvas" node_ref=frame aria-hidden="true"></div>
        <Show when=move || failed.get()>
            <p class="chart-failed" role="status">
                {move || texts.charts().failed}
                <button class="btn btn--sm" on:click=move |_| begin()>{move || texts.charts().retry}</button>
            </p>
        </Show>
    }
}
