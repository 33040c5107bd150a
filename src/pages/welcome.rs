//! The first way in: a one-time link whose secret stands behind the `#`, and a password to choose.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wasm_bindgen_futures::spawn_local;

use super::sign_in::{City, PasswordInput};
use crate::{
    components::{field::Field, icon::Sprite},
    link::{Link, use_link},
    platform::page,
    shell::{Logo, Regions, why_not},
    texts::use_texts,
};

/// The path of one-time links.
pub const PATH: &str = "/welcome";

/// The whole page; it has no frame around it.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let texts = use_texts();
    Effect::new(move |_| page::entitle(&format!("{} · Livedeck", texts.sign_in().welcome)));
    view! {
        <Sprite />
        <div class="sign">
            <main class="sign-side" id="main">
                <div class="row">
                    <Logo />
                    <span class="strong">"Livedeck"</span>
                </div>
                <WelcomeForm />
                <div class="sign-foot cap"></div>
            </main>
            <City />
        </div>
        <Regions />
    }
}

#[component]
fn WelcomeForm() -> impl IntoView {
    let (link, texts) = (use_link(), use_texts());
    let navigate = StoredValue::new_local(use_navigate());
    let password = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let is_used = RwSignal::new(false);
    // Nobody thinks up a password for nothing.
    spawn_local(async move {
        let token = page::fragment();
        if !token.is_empty() && !Link::is_invited(&token).await {
            is_used.try_set(true);
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (token, secret) = (page::fragment(), password.get_untracked());
        let words = texts.sign_in();
        if token.is_empty() {
            return problem.set(Some(words.link_empty.to_owned()));
        }
        if secret.chars().count() < PASSWORD_CHARS_MIN {
            problem.set(Some(words.password_short.to_owned()));
            return page::focus("#password");
        }
        busy.set(true);
        spawn_local(async move {
            match link.accept(&token, &secret).await {
                // The secret leaves the address and the history with the page.
                Ok(()) => navigate.try_with_value(|it| {
                    it(
                        "/",
                        NavigateOptions {
                            replace: true,
                            ..NavigateOptions::default()
                        },
                    );
                }),
                Err(error) => {
                    busy.try_set(false);
                    problem.try_set(Some(why_not(texts.language(), &error)));
                    None
                }
            };
        });
    };
    let error = Signal::from(problem);
    view! {
        <section class="sign-form" role="alert" hidden=move || !is_used.get()>
            <div>
                <h1>{move || texts.sign_in().welcome}</h1>
                <p>{move || texts.shell().link_used}</p>
            </div>
            <a class="btn btn--primary sign-go" href="/">
                {move || texts.sign_in().title}
            </a>
        </section>
        <form class="sign-form" on:submit=submit novalidate hidden=move || is_used.get()>
            <div>
                <h1>{move || texts.sign_in().welcome}</h1>
                <p class="t2">{move || texts.sign_in().welcome_lead}</p>
            </div>
            <Field
                id="password"
                label=Signal::derive(move || texts.sign_in().new_password.to_owned())
                help=Signal::derive(move || Some(texts.sign_in().password_help.to_owned()))
                error
            >
                <PasswordInput password error autocomplete="new-password" />
            </Field>
            <button class="btn btn--primary sign-go" disabled=move || busy.get()>
                {move || texts.sign_in().set_password}
            </button>
        </form>
    }
}

/// The gateway asks for as many.
const PASSWORD_CHARS_MIN: usize = 12;
