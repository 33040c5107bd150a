//! Signing in again without leaving the page.

use leptos::prelude::*;
use sync::Session;
use wasm_bindgen_futures::spawn_local;

use super::{outbox::use_tally, sign_out::use_sign_out};
use crate::{
    components::status::Shape,
    link::use_link,
    platform::{http::HttpError, page},
    texts::{Language, outbox, shell, use_texts},
};

/// Appears when the session has ended under the page; what is on the screen stays.
#[component]
pub(super) fn SignInCard() -> impl IntoView {
    let link = use_link();
    view! {
        <Show when=move || link.session() == Session::Expired>
            <Card />
        </Show>
    }
}

#[component]
fn Card() -> impl IntoView {
    let (link, texts) = (use_link(), use_texts());
    // Who was here is known: they give their password and nothing else.
    let known = link.cache().email();
    let is_known = known.is_some();
    let email = RwSignal::new(known.unwrap_or_default());
    let password = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<HttpError>);
    let busy = RwSignal::new(false);
    let name = Memo::new(move |_| link.user().map(|it| it.name).unwrap_or_default());
    // Whoever is writing goes on writing: the session ends in the middle of anything.
    request_animation_frame(move || {
        if is_known && !page::has_focus("input, textarea, select, dialog") {
            page::focus(".sign-inline input[type=password]");
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        spawn_local(async move {
            let (email, secret) = (email.get_untracked(), password.get_untracked());
            let answer = link.sign_in(email.trim(), &secret).await;
            busy.set(false);
            problem.set(answer.err());
        });
    };
    let sign_out = use_sign_out();
    let tally = use_tally(link);
    let kept = move || {
        let n = tally.get().n_open;
        (n > 0).then(|| outbox::kept(texts.language(), n))
    };
    view! {
        <section class="sign-inline" aria-label=move || texts.shell().sign_in_needed>
            {Shape::Lock.view()}
            <form class="grow" on:submit=submit>
                <div class="strong">
                    {move || texts.shell().sign_in_needed} {move || name.with(|it| (!it.is_empty()).then(|| format!(" · {it}")))}
                </div>
                <p class="dense t2">{move || texts.shell().sign_in_text} " " {kept}</p>
                <div class="sign-inline-fields">
                    <label class="field">
                        <span class="label">{move || texts.shell().email}</span>
                        <input
                            class="input"
                            type="email"
                            autocomplete="username"
                            required
                            readonly=is_known
                            bind:value=email
                        />
                    </label>
                    <label class="field">
                        <span class="label">{move || texts.shell().password}</span>
                        <input
                            class="input"
                            type="password"
                            autocomplete="current-password"
                            required
                            aria-invalid=move || problem.get().is_some().to_string()
                            bind:value=password
                        />
                    </label>
                    <button class="btn btn--primary" disabled=move || busy.get()>
                        {move || texts.shell().sign_in}
                    </button>
                    <button type="button" class="btn" on:click=move |_| sign_out.request()>
                        {move || texts.shell().another_account}
                    </button>
                </div>
                <p class="field-note" data-tone="crit" role="alert">
                    {move || problem.get().map(|it| why_not(texts.language(), &it))}
                </p>
            </form>
        </section>
    }
}

/// Why nobody was let in.
pub(crate) fn why_not(language: Language, problem: &HttpError) -> String {
    let texts = shell::Shell::of(language);
    match problem {
        HttpError::Unauthorized => texts.no_match.to_owned(),
        HttpError::Unreachable => texts.unreachable.to_owned(),
        HttpError::TooMany(seconds) => shell::too_many_tries(language, *seconds),
        HttpError::Gone => texts.link_used.to_owned(),
        HttpError::Refused(words) => words.clone(),
    }
}
