//! How a shipment was handed over: to whom, when, and what shows it. Photos come later than the word where the network was away.

use std::{collections::HashMap, sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use protocol::{
    RowId,
    entities::{Proof, Shipment},
};

use super::desk::Desk;
use crate::{
    components::{dialog::Dialog, icon::Icon, status::Shape},
    pages::list::Seen,
    platform::{
        attachments::{self, LocalAddress},
        timer::Timer,
    },
};

/// How a photo stands here.
#[derive(Clone, Debug)]
enum Look {
    /// The gateway has not all of it.
    OnItsWay,
    /// It can be shown.
    Here(Arc<LocalAddress>),
    /// It could not be read.
    Lost,
}

/// The photos of one shipment; a handle, cheap to copy.
#[derive(Clone, Copy)]
struct Album {
    looks: RwSignal<HashMap<RowId, Look>>,
    again: StoredValue<Option<Timer>, LocalStorage>,
    /// The one that is looked at closely.
    chosen: RwSignal<Option<RowId>>,
}

/// The section; nothing until it was handed over.
#[component]
pub(super) fn HandedOver(desk: Desk, shipment: Seen<Shipment>) -> impl IntoView {
    let proof = Memo::new(move |_| {
        shipment.with(|it| {
            let it = it.as_ref()?;
            Some((it.id.clone(), it.progress.proof.clone()?, it.progress.ended_at))
        })
    });
    move || {
        let (id, proof, at) = proof.get()?;
        let when = move || at.map(|it| desk.format.get().moment(it, desk.now.get_untracked()));
        let has_files = !names(&proof).is_empty();
        let Proof { recipient, note, .. } = proof.clone();
        let note = (!note.is_empty()).then(|| view! { <p class="dense t2">{note}</p> });
        Some(view! {
            <section class="sec proof">
                <div class="sec-head">
                    <span>{move || desk.words().handed_over}</span>
                    <span>{when}</span>
                </div>
                <p class="med">{recipient}</p>
                {note}
                {has_files.then(|| view! { <Pictures desk id proof /> })}
            </section>
        })
    }
}

#[component]
fn Pictures(desk: Desk, id: RowId, proof: Proof) -> impl IntoView {
    let album = Album {
        looks: RwSignal::default(),
        again: StoredValue::new_local(None),
        chosen: RwSignal::new(None),
    };
    let names = StoredValue::new(names(&proof));
    let signature = StoredValue::new(proof.signature);
    let id = StoredValue::new(id);
    let load = move || album.load(id.get_value(), names.get_value());
    let is_connected = Memo::new(move |_| desk.is_connected());
    Effect::new(move |_| {
        if is_connected.get() {
            load();
        }
    });
    on_cleanup(move || drop(album.again.try_update_value(Option::take)));
    let called = move |name: &RowId| {
        let words = desk.words();
        if signature.with_value(|it| it.as_ref() == Some(name)) {
            return words.signature.to_owned();
        }
        let index = names.with_value(|it| it.iter().position(|it| it == name));
        format!("{} {}", words.photo, index.map_or(1, |it| it + 1))
    };
    let one = move |name: RowId| {
        let look = {
            let name = name.clone();
            move || album.looks.with(|it| it.get(&name).cloned())
        };
        let title = called(&name);
        view! {
            <li>
                {move || match look() {
                    Some(Look::Here(address)) => {
                        let (name, title) = (name.clone(), title.clone());
                        view! {
                            <button
                                type="button"
                                class="proof-one"
                                aria-haspopup="dialog"
                                on:click=move |_| album.chosen.set(Some(name.clone()))
                            >
                                <img src=address.as_str().to_owned() alt=title />
                            </button>
                        }
                        .into_any()
                    }
                    Some(Look::Lost) => view! {
                        <span class="proof-one" data-look="lost">
                            {Shape::Warn.view()}
                            <span class="cap">{desk.words().photo_lost}</span>
                        </span>
                    }
                    .into_any(),
                    Some(Look::OnItsWay) | None => view! {
                        <span class="proof-one" data-look="awaited">
                            {Shape::Half.view()}
                            <span class="cap">{format!("{title}: {}", desk.words().on_its_way)}</span>
                        </span>
                    }
                    .into_any(),
                }}
            </li>
        }
    };
    let is_lost = Memo::new(move |_| {
        album
            .looks
            .with(|it| it.values().any(|it| matches!(it, Look::Lost)))
    });
    view! {
        <ul class="proof-all">{names.get_value().into_iter().map(one).collect_view()}</ul>
        <Show when=move || is_lost.get()>
            <button type="button" class="btn" on:click=move |_| load()>
                {Icon::Refresh.view()}
                {move || desk.words().again}
            </button>
        </Show>
        <Closely desk album called=Callback::new(move |name| called(&name)) />
    }
}

/// One of them, as large as there is room.
#[component]
fn Closely(desk: Desk, album: Album, called: Callback<RowId, String>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(album.chosen.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() && album.chosen.with_untracked(Option::is_some) {
            album.chosen.set(None);
        }
    });
    let title = Signal::derive(move || album.chosen.get().map_or_else(String::new, |it| called.run(it)));
    view! {
        <Dialog open=open title=title>
            {move || {
                let name = album.chosen.get()?;
                let look = album.looks.with(|it| it.get(&name).cloned())?;
                let Look::Here(address) = look else {
                    return None;
                };
                let address = address.as_str().to_owned();
                Some(view! {
                    <div class="dialog-content proof-large">
                        <img src=address.clone() alt=title.get_untracked() />
                    </div>
                    <div class="dialog-foot">
                        <a class="btn" href=address download=name.to_string()>
                            {Icon::Download.view()}
                            {move || desk.words().save}
                        </a>
                    </div>
                })
            }}
        </Dialog>
    }
}

impl Album {
    /// Reads what is not here yet; asks again after a while for what is still on its way.
    fn load(self, shipment: RowId, names: Vec<RowId>) {
        spawn_local(async move {
            let listed = attachments::list(&shipment).await;
            let mut is_awaited = false;
            for name in names {
                // Gone with its component, or here already.
                let is_wanted = self
                    .looks
                    .try_with_untracked(|it| !matches!(it.get(&name), Some(Look::Here(_))));
                match is_wanted {
                    None => return,
                    Some(false) => continue,
                    Some(true) => {}
                }
                let is_there = listed
                    .as_ref()
                    .map(|all| all.iter().any(|it| it.id == name && it.complete));
                let look = match is_there {
                    Err(_) => Look::Lost,
                    Ok(false) => Look::OnItsWay,
                    Ok(true) => match attachments::fetch(&name).await {
                        Ok(address) => Look::Here(Arc::new(address)),
                        Err(_) => Look::Lost,
                    },
                };
                is_awaited |= matches!(look, Look::OnItsWay);
                self.looks.try_update(|it| it.insert(name, look));
            }
            if is_awaited {
                self.wait(shipment);
            }
        });
    }

    fn wait(self, shipment: RowId) {
        let Some(names) = self.looks.try_with_untracked(|it| it.keys().cloned().collect()) else {
            return;
        };
        let timer = Timer::new(EVERY, move || self.load(shipment, names));
        self.again.try_update_value(|it| *it = Some(timer));
    }
}

/// What shows it, photos first.
fn names(proof: &Proof) -> Vec<RowId> {
    proof.photos.iter().chain(&proof.signature).cloned().collect()
}

/// A photo that is on its way comes when its driver has a network.
const EVERY: Duration = Duration::from_secs(5);
