//! A part of a page that is a file of its own: here at once when its file is, otherwise grey lines until it has arrived.

use std::pin::Pin;

use futures::FutureExt;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    chunk::ChunkLost,
    components::{
        icon::Icon,
        list_state::{Empty, Skeleton},
    },
    link::use_link,
    platform::{page, timer},
    texts::use_texts,
};

/// What a part brings.
pub(crate) type PartView = fn() -> AnyView;

/// A part on its way.
pub(crate) type Loading = Pin<Box<dyn Future<Output = Result<PartView, ChunkLost>>>>;

/// The part, or what stands in its place.
#[component]
pub(crate) fn Lazy(
    /// Asks for it.
    load: impl Fn() -> Loading + Copy + Send + Sync + 'static,
    /// The class of what stands in its place.
    class: &'static str,
) -> impl IntoView {
    let state = RwSignal::new(None::<Result<PartView, ChunkLost>>);
    let ask = move || {
        let mut loading = load();
        match (&mut loading).now_or_never() {
            Some(here) => state.set(Some(here)),
            None => spawn_local(async move {
                let arrived = loading.await;
                // To compile it was work enough for one turn.
                timer::yield_now().await;
                // Left in the meantime: then there is nothing to show it in.
                state.try_set(Some(arrived));
            }),
        }
    };
    ask();
    let again = move || {
        state.set(None);
        ask();
    };
    // Without a gateway there was nothing to load from; when it is back, nobody should have to press.
    let link = use_link();
    let is_reached = Memo::new(move |_| link.connection().is_reached());
    Effect::new(move || {
        if is_reached.get() && matches!(state.get_untracked(), Some(Err(ChunkLost))) {
            again();
        }
    });
    move || match state.get() {
        None => view! {
            <div class=class>
                <Skeleton />
            </div>
        }
        .into_any(),
        Some(Ok(view)) => view(),
        Some(Err(ChunkLost)) => view! { <Lost class again=Callback::new(move |()| again()) /> }.into_any(),
    }
}

#[component]
fn Lost(class: &'static str, again: Callback<()>) -> impl IntoView {
    let texts = use_texts();
    view! {
        <div class=class role="alert">
            <section class="card">
                <Empty icon=Icon::Octagon text=Signal::derive(move || texts.shell().page_lost.to_owned())>
                    <button class="btn btn--primary" on:click=move |_| again.run(())>
                        {move || texts.shell().try_again}
                    </button>
                    <button class="btn" on:click=|_| page::reload()>
                        {move || texts.shell().reload}
                    </button>
                </Empty>
            </section>
        </div>
    }
}
