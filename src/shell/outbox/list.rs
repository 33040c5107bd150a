//! Every action of the person here, in the order in which they are sent.

use leptos::prelude::*;
use sync::{Connection, Pending};

use super::{
    item::{Action, Done},
    use_tally,
};
use crate::{
    components::{drawer::Drawer, icon::Icon},
    link::use_link,
    shell::{deeds::use_deeds, side::use_sides, subject::Subjects},
    texts::{outbox, use_texts},
};

/// The drawer.
#[component]
pub(in crate::shell) fn OutboxList() -> impl IntoView {
    let (link, texts, sides, deeds) = (use_link(), use_texts(), use_sides(), use_deeds());
    let tally = use_tally(link);
    let actions = Memo::new(move |_| link.actions());
    // What is asked for while the drawer is open concerns rows that the page behind it shows.
    let rows = untrack(|| {
        let (open, done) = (actions.get(), deeds.effected.get());
        let mutations = open.iter().map(|it| &it.mutation);
        Subjects::followed(mutations.chain(done.iter().map(|it| &it.mutation)))
    });
    let ids = Memo::new(move |_| actions.with(|it| it.iter().map(|it| it.id.clone()).collect::<Vec<_>>()));
    let standing = move || {
        let tally = tally.get();
        (!tally.is_empty()).then(|| outbox::standing(texts.language(), tally.n_open, tally.n_refused))
    };
    let aside = view! { <span class="cap t2">{standing}</span> }.into_any();
    let is_away = move || {
        !matches!(
            link.connection(),
            Connection::Live { .. } | Connection::CatchingUp { .. }
        )
    };
    view! {
        <Drawer
            title=Signal::derive(move || texts.outbox().outbox.to_owned())
            opener="button.chip-conn"
            close=Callback::new(move |()| sides.close())
            aside=aside
        >
            <p class="drawer-note cap t2">{move || texts.outbox().note}</p>
            <div class="drawer-body" tabindex="0">
                <ul class="actions" aria-label=move || texts.outbox().outbox>
                    <For each=move || ids.get() key=Clone::clone let:id>
                        <Action
                            action=Memo::new(move |_| actions.with(|it| find(it, &id)))
                            rows=rows
                        />
                    </For>
                </ul>
                <Show when=move || tally.get().is_empty()>
                    <p class="drawer-empty t2">{move || texts.outbox().nothing}</p>
                </Show>
                <Show when=move || deeds.effected.with(|it| !it.is_empty())>
                    <h3 class="drawer-sub">{move || texts.outbox().recent}</h3>
                    <ul class="actions actions--done">
                        <For each=move || deeds.effected.get() key=|it| it.id.clone() let:it>
                            <Done effected=it rows=rows />
                        </For>
                    </ul>
                </Show>
            </div>
            <Show when=is_away>
                <div class="drawer-foot">
                    <button type="button" class="btn btn--primary" on:click=move |_| link.retry()>
                        {Icon::Refresh.view()}
                        {move || texts.shell().retry_now}
                    </button>
                </div>
            </Show>
        </Drawer>
    }
}

fn find(actions: &[Pending], id: &protocol::MutationId) -> Option<Pending> {
    actions.iter().find(|it| it.id == *id).cloned()
}
