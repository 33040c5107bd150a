//! This phone: what waits on it, what it has cost, what it may do, and the ways to other pages.

use leptos::prelude::*;

use super::{cab::Cab, tell::TellChoice};
use crate::{
    components::{field::Switch, icon::Icon},
    platform::install::{self, Device},
    settings::use_settings,
    shell::use_sign_out,
};

/// The card at the end of the page.
#[component]
pub(super) fn Phone(cab: Cab) -> impl IntoView {
    let Cab {
        texts, format, shift, ..
    } = cab;
    let (settings, sign_out) = (use_settings(), use_sign_out());
    let sound = Memo::new(move |_| settings.choice(|it| it.sound));
    view! {
        <section class="drive-card drive-phone">
            <div class="drive-card-head">
                <h2>{move || texts.drive().phone}</h2>
            </div>
            <dl>
                <dt>{move || texts.drive().waiting_positions}</dt>
                <dd>{move || format.get().count(shift.n_waiting())}</dd>
                <dt>{move || texts.drive().used_today}</dt>
                <dd>{move || format.get().bytes(shift.bytes_today() as f64)}</dd>
            </dl>
            <p class="t2 dense">{move || texts.drive().keep_safe}</p>
            <div class="drive-choice">
                <label class="grow" for="drive-sound">{move || texts.drive().sound}</label>
                <Switch
                    id="drive-sound"
                    label=Signal::derive(move || texts.drive().sound.to_owned())
                    on=sound
                    turn=Callback::new(move |on| settings.choose(|it| it.sound = on))
                />
            </div>
            <TellChoice cab />
            <InstallOffer cab />
            <nav class="drive-links" aria-label=move || texts.shell().main>
                <a class="btn btn--ghost" href="/fleet">{Icon::Grid.view()} {move || texts.drive().fleet}</a>
                <a class="btn btn--ghost" href="/settings">{Icon::Settings.view()} {move || texts.shell().settings}</a>
                <a class="btn btn--ghost" href="/help">{Icon::Help.view()} {move || texts.shell().help}</a>
                <button type="button" class="btn btn--ghost" on:click=move |_| sign_out.request()>
                    {Icon::SignOut.view()}
                    {move || texts.shell().sign_out}
                </button>
            </nav>
        </section>
    }
}

/// How to have the app on the home screen, where it is not.
#[component]
fn InstallOffer(cab: Cab) -> impl IntoView {
    let texts = cab.texts;
    let is_offered = RwSignal::new(install::is_offered());
    let listener = StoredValue::new_local(install::on_change(move || {
        let _ = is_offered.try_set(install::is_offered());
    }));
    on_cleanup(move || drop(listener.try_update_value(Option::take)));
    let is_apple = Device::here() == Device::Apple && !install::is_installed();
    move || match (is_offered.get(), is_apple) {
        (true, _) => view! {
            <div class="drive-install">
                <p class="t2 dense">{move || texts.drive().install_text}</p>
                <button type="button" class="btn" on:click=|_| install::ask()>
                    {Icon::Download.view()}
                    {move || texts.drive().install}
                </button>
            </div>
        }
        .into_any(),
        (false, true) => view! {
            <div class="drive-install">
                <p class="med">{move || texts.drive().install}</p>
                <p class="t2 dense">{move || texts.drive().install_apple}</p>
            </div>
        }
        .into_any(),
        (false, false) => ().into_any(),
    }
}
