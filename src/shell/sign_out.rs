//! Leaving: at once when nothing is unfinished, otherwise after asking.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    outbox::use_tally,
    side::{Side, use_sides},
    toasts::{Toast, Toasts, use_toasts},
};
use crate::{
    components::dialog::Dialog,
    link::{Link, use_link},
    platform::{clock, timer::sleep},
    shift::{Shift, drives, use_shift},
    texts::{Texts, outbox, use_texts},
};

/// The way out; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct SignOut {
    asking: RwSignal<bool>,
    link: Link,
    shift: Shift,
    toasts: Toasts,
    texts: Texts,
}

/// The way out.
pub(crate) fn use_sign_out() -> SignOut {
    use_context::<SignOut>().unwrap_or_else(SignOut::new)
}

impl SignOut {
    /// Puts the one handle into context.
    pub(super) fn provide() -> Self {
        let sign_out = Self::new();
        provide_context(sign_out);
        sign_out
    }

    fn new() -> Self {
        Self {
            asking: RwSignal::new(false),
            link: use_link(),
            shift: use_shift(),
            toasts: use_toasts(),
            texts: use_texts(),
        }
    }

    /// Signs out, or asks first if something is unfinished.
    pub(crate) fn request(self) {
        spawn_local(async move {
            // What other tabs brought to the disk goes with the session, too (PP7).
            if untrack(|| self.link.user().as_ref().is_some_and(drives)) {
                self.shift.look();
            }
            // A disk answers within milliseconds; one that does not is asked about.
            let asked_at = clock::elapsed();
            while untrack(|| self.is_unread()) && clock::elapsed() - asked_at < PATIENCE_MS {
                sleep(Duration::from_millis(20)).await;
            }
            if untrack(|| self.is_unfinished()) {
                self.asking.set(true);
            } else {
                self.leave();
            }
        });
    }

    /// Whether nobody knows yet what of a driver waits on this device.
    fn is_unread(self) -> bool {
        self.link.user().as_ref().is_some_and(drives) && !self.shift.is_read()
    }

    /// Whether something goes with the session: what a driver recorded is nobody else's and does not stay.
    fn is_lossy(self) -> bool {
        let shift = self.shift;
        shift.n_waiting() > 0 || shift.has_files() || shift.has_words() || self.is_unread()
    }

    fn is_unfinished(self) -> bool {
        !self.link.actions().is_empty() || self.is_lossy()
    }

    fn leave(self) {
        self.asking.set(false);
        spawn_local(async move {
            self.toasts.clear();
            if self.link.sign_out().await.is_err() {
                self.toasts
                    .show(Toast::problem(self.texts.shell().signed_out_here));
            }
        });
    }
}

/// Asks whether to leave with something unfinished.
#[component]
pub(super) fn SignOutDialog() -> impl IntoView {
    let (sign_out, sides, texts) = (use_sign_out(), use_sides(), use_texts());
    let tally = use_tally(sign_out.link);
    let n_actions = move || tally.get().n_open + tally.get().n_refused;
    let look = move |_| {
        sign_out.asking.set(false);
        sides.open(Side::Outbox);
    };
    view! {
        <Dialog open=sign_out.asking title=Signal::derive(move || texts.outbox().leave_title.to_owned())>
            <div class="dialog-content">
                <Show when=move || sign_out.is_unread()>
                    <p>{move || texts.outbox().left_unread}</p>
                </Show>
                <Show when=move || sign_out.shift.n_waiting() != 0>
                    <p>{move || texts.outbox().left_positions}</p>
                </Show>
                <Show when=move || sign_out.shift.has_files()>
                    <p>{move || texts.outbox().left_photos}</p>
                </Show>
                <Show when=move || sign_out.shift.has_words()>
                    <p>{move || texts.outbox().left_words}</p>
                </Show>
                <p hidden=move || n_actions() == 0>
                    <b class="strong">{move || outbox::unsent(texts.language(), n_actions())}</b>
                    " "
                    {move || outbox::leaving(texts.language(), n_actions())}
                </p>
            </div>
            <div class="dialog-foot">
                <button type="button" class="btn btn--ghost" on:click=look>
                    {move || texts.outbox().show}
                </button>
                <button
                    type="button"
                    class="btn"
                    class:btn--danger=move || sign_out.is_lossy()
                    on:click=move |_| sign_out.leave()
                >
                    {move || if sign_out.is_lossy() { texts.outbox().leave_lossy } else { texts.outbox().leave }}
                </button>
                <button type="button" class="btn btn--primary" on:click=move |_| sign_out.asking.set(false)>
                    {move || texts.outbox().stay}
                </button>
            </div>
        </Dialog>
    }
}

/// Longer than any disk that works, ms.
const PATIENCE_MS: f64 = 1_000.0;
