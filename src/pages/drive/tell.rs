//! Being told of new work while the page is closed: how that stands on this device, and the way there and back.

use leptos::prelude::*;
use sync::Phase;
use wasm_bindgen_futures::spawn_local;

use super::cab::{Cab, Sheet};
use crate::{
    components::field::Switch,
    platform::{
        install::Device,
        lifecycle::{Lifecycle, LifecycleEvent},
        push::{self, Push, Standing, Word},
    },
    shell::{self, use_standing},
};

/// How it stands, and what turns it; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Tell {
    /// `None`: not known yet.
    standing: RwSignal<Option<Standing>>,
    /// An answer is on its way.
    is_turning: RwSignal<bool>,
    script: StoredValue<Option<Push>, LocalStorage>,
}

impl Tell {
    /// Nothing is known yet.
    pub(super) fn new() -> Self {
        Self {
            standing: RwSignal::new(None),
            is_turning: RwSignal::new(false),
            script: StoredValue::new_local(None),
        }
    }

    /// Looks how it stands, now.
    fn look(self, cab: Cab) {
        let Some((user, language)) = who(cab) else {
            return;
        };
        spawn_local(async move {
            let script = match self.script.try_get_value().flatten() {
                Some(script) => script,
                None => {
                    let Some(script) = Push::load().await else {
                        return;
                    };
                    let _ = self.script.try_set_value(Some(script.clone()));
                    script
                }
            };
            let standing = script.standing(&user, language).await;
            // What is being turned answers for itself.
            if self.is_turning.try_get_untracked() == Some(false) {
                let _ = self.standing.try_set(Some(standing));
            }
        });
    }

    /// Turns it on; called by a press.
    pub(super) fn turn_on(self, cab: Cab) {
        self.turn(cab, |script, user, language| script.turn_on(user, language));
    }

    fn turn_off(self, cab: Cab) {
        self.turn(cab, |script, user, _| script.turn_off(user));
    }

    fn turn<Answer: Future<Output = Standing> + 'static>(
        self,
        cab: Cab,
        turn: impl FnOnce(&Push, &str, &str) -> Answer,
    ) {
        let Some((user, language)) = who(cab) else {
            return;
        };
        let asked = self
            .script
            .with_value(|it| it.as_ref().map(|it| turn(it, &user, language)));
        let Some(asked) = asked else {
            return;
        };
        self.is_turning.set(true);
        spawn_local(async move {
            let standing = asked.await;
            let _ = self.is_turning.try_set(false);
            let _ = self.standing.try_set(Some(standing));
        });
    }
}

fn who(cab: Cab) -> Option<(String, &'static str)> {
    let user = untrack(|| cab.link.user())?;
    Some((user.id.to_string(), untrack(|| cab.texts.language()).as_str()))
}

/// The switch, with what holds beside it.
#[component]
pub(super) fn TellChoice(cab: Cab) -> impl IntoView {
    let (texts, tell) = (cab.texts, cab.tell);
    // Another person, another language, a gateway that answers again; and what changed in the browser's settings while
    // the page was not looked at.
    let is_fresh = Memo::new(move |_| cab.phase.get() == Phase::Fresh);
    Effect::new(move |_| {
        cab.link.user();
        texts.language();
        is_fresh.get();
        tell.look(cab);
    });
    let lifecycle = Lifecycle::new(move |event| match event {
        LifecycleEvent::Visible | LifecycleEvent::Online | LifecycleEvent::Woken => tell.look(cab),
        LifecycleEvent::Offline | LifecycleEvent::Hidden | LifecycleEvent::Leaving => {}
    });
    let standing = use_standing(cab.link);
    let words = push::on_word(move |word| match word {
        Word::Show(shipment) => {
            cab.sheet.set(None);
            cab.chosen.set(Some(shipment.into()));
            true
        }
        Word::Told(_) => {
            // What was pushed is on its way here as well, or the connection is not what it seems.
            cab.link.refresh();
            standing.try_get_untracked().is_some_and(tells_itself)
        }
    });
    let held = StoredValue::new_local(Some((lifecycle, words)));
    on_cleanup(move || drop(held.try_update_value(Option::take)));

    let is_on = Memo::new(move |_| tell.standing.get() == Some(Standing::On));
    let turn = Callback::new(move |on: bool| {
        let asks = tell.script.with_value(|it| it.as_ref().is_some_and(Push::asks));
        match on {
            _ if tell.is_turning.get_untracked() => {}
            true if asks => cab.sheet.set(Some(Sheet::Tell)),
            true => tell.turn_on(cab),
            false => tell.turn_off(cab),
        }
    });
    let can_turn = Memo::new(move |_| {
        let standing = tell.standing.get();
        standing.is_some_and(|it| matches!(it, Standing::Off | Standing::On | Standing::Failed))
    });
    let is_offered = Memo::new(move |_| tell.standing.get().is_some_and(|it| it != Standing::NotOffered));
    view! {
        <Show when=move || is_offered.get()>
            <div class="drive-tell" data-standing=move || tell.standing.get().map(name)>
                <div class="drive-choice">
                    <label class="grow" for="drive-tell">{move || texts.drive().tell}</label>
                    <Show when=move || can_turn.get()>
                        <Switch
                            id="drive-tell"
                            label=Signal::derive(move || texts.drive().tell.to_owned())
                            on=is_on
                            turn=turn
                        />
                    </Show>
                </div>
                <p class="t2 dense" role="status">{move || tell.standing.get().map(|it| explained(cab, it))}</p>
            </div>
        </Show>
    }
}

/// Whether what is pushed is told by this page anyway (`shift`), now.
const fn tells_itself(standing: shell::Standing) -> bool {
    match standing {
        shell::Standing::Live | shell::Standing::Polling => true,
        shell::Standing::Offline
        | shell::Standing::SignInNeeded
        | shell::Standing::Waiting(_)
        | shell::Standing::Stopped(_)
        | shell::Standing::Connecting
        | shell::Standing::CatchingUp
        | shell::Standing::Checking
        | shell::Standing::Paused(_) => false,
    }
}

/// What holds, in a sentence or two.
fn explained(cab: Cab, standing: Standing) -> String {
    let words = cab.texts.drive();
    let device = Device::here();
    match standing {
        Standing::On => words.tell_on.to_owned(),
        Standing::Off => words.tell_off.to_owned(),
        Standing::Failed => words.tell_failed.to_owned(),
        Standing::Unknown => words.tell_unknown.to_owned(),
        Standing::Unsupported if device == Device::Apple => words.tell_apple.to_owned(),
        Standing::Unsupported => words.tell_unsupported.to_owned(),
        Standing::Blocked => {
            let way_out = match device {
                Device::Apple => words.tell_recover_apple,
                Device::Android => words.tell_recover_android,
                Device::Desk => words.tell_recover_desk,
            };
            format!("{} {way_out}", words.tell_blocked)
        }
        Standing::NotOffered => String::new(),
    }
}

const fn name(standing: Standing) -> &'static str {
    match standing {
        Standing::Unsupported => "unsupported",
        Standing::Blocked => "blocked",
        Standing::Off => "off",
        Standing::On => "on",
        Standing::Failed => "failed",
        Standing::Unknown => "unknown",
        Standing::NotOffered => "none",
    }
}
