//! The way in: a form, the demo's accounts where there is a demo, and whether the gateway is there.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::{
    components::{
        field::Field,
        icon::{Icon, Sprite},
        status::{Shape, Tone},
    },
    link::use_link,
    platform::{
        clock,
        http::{self, About, HttpError},
        page,
        timer::Ticker,
    },
    settings::{Theme, use_format, use_settings},
    shell::{Logo, Regions, ToastStack, why_not},
    texts::{use_texts, words},
};

/// The whole page; it has no frame around it.
#[component]
pub fn SignInPage() -> impl IntoView {
    let texts = use_texts();
    let (gateway, ask) = use_gateway();
    Effect::new(move |_| page::entitle(&format!("{} · Livedeck", texts.sign_in().title)));
    view! {
        <Sprite />
        <div class="sign">
            <main class="sign-side" id="main">
                <div class="row">
                    <Logo />
                    <span class="strong">"Livedeck"</span>
                </div>
                <SignInForm gateway ask />
                <GatewayLine gateway=gateway />
            </main>
            <City />
        </div>
        <ToastStack />
        <Regions />
    }
}

/// What is known about the gateway.
#[derive(Clone, Debug, PartialEq)]
enum Gateway {
    /// The first question is on its way.
    Asking,
    /// It answered: what, and after how many milliseconds.
    Here(About, f64),
    /// It did not.
    Away,
}

/// Asks the gateway about itself, again and again.
fn use_gateway() -> (Signal<Gateway>, Callback<()>) {
    let gateway = RwSignal::new(Gateway::Asking);
    let ask = move || {
        spawn_local(async move {
            let started = clock::elapsed();
            let answer = http::about().await;
            gateway.try_set(match answer {
                Ok(about) => Gateway::Here(about, clock::elapsed() - started),
                Err(_) => Gateway::Away,
            });
        });
    };
    ask();
    let ticker = StoredValue::new_local(Some(Ticker::new(ASK_AGAIN, ask)));
    on_cleanup(move || drop(ticker.try_update_value(Option::take)));
    (gateway.into(), Callback::new(move |()| ask()))
}

/// What is wrong with what was entered.
#[derive(Clone, Debug, PartialEq)]
enum Problem {
    EmailMissing,
    PasswordMissing,
    Answer(HttpError),
}

#[component]
fn SignInForm(
    gateway: Signal<Gateway>,
    /// Has the gateway asked about itself once more.
    ask: Callback<()>,
) -> impl IntoView {
    let (link, texts) = (use_link(), use_texts());
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<Problem>);
    let busy = RwSignal::new(false);
    let enter = move || {
        let (name, secret) = (email.get_untracked().trim().to_owned(), password.get_untracked());
        if name.is_empty() {
            problem.set(Some(Problem::EmailMissing));
            return page::focus("#email");
        }
        if secret.is_empty() {
            problem.set(Some(Problem::PasswordMissing));
            return page::focus("#password");
        }
        busy.set(true);
        spawn_local(async move {
            let answer = link.sign_in(&name, &secret).await;
            // After a success the form is gone, and its signals with it.
            busy.try_set(false);
            if let Err(error) = answer {
                problem.try_set(Some(Problem::Answer(error)));
                ask.try_run(());
                page::focus("#password");
            }
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        enter();
    };
    let as_demo = Callback::new(move |account: &'static str| {
        email.set(format!("{account}@livedeck.test"));
        password.set(DEMO_PASSWORD.to_owned());
        enter();
    });
    let operations = move || match gateway.get() {
        Gateway::Here(about, _) if !matches!(about.name.as_str(), "" | "Livedeck") => {
            texts.sign_in().operations.replace("{}", &about.name)
        }
        _ => texts.sign_in().lead.to_owned(),
    };
    let email_error = Signal::derive(move || match problem.get()? {
        Problem::EmailMissing => Some(texts.sign_in().email_missing.to_owned()),
        Problem::PasswordMissing | Problem::Answer(_) => None,
    });
    let password_error = Signal::derive(move || match problem.get()? {
        Problem::EmailMissing => None,
        Problem::PasswordMissing => Some(texts.sign_in().password_missing.to_owned()),
        Problem::Answer(error) => Some(why_not(texts.language(), &error)),
    });
    view! {
        <form class="sign-form" on:submit=submit novalidate>
            <div>
                <h1>{move || texts.sign_in().title}</h1>
                <p class="t2">{operations}</p>
            </div>
            <Field id="email" label=Signal::derive(move || texts.sign_in().email.to_owned()) error=email_error>
                <input
                    class="input"
                    id="email"
                    name="email"
                    type="email"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby="email-note"
                    aria-invalid=move || email_error.get().is_some().to_string()
                    bind:value=email
                />
            </Field>
            <Field id="password" label=Signal::derive(move || texts.sign_in().password.to_owned()) error=password_error>
                <PasswordInput password=password error=password_error />
            </Field>
            <button class="btn btn--primary sign-go" aria-disabled=move || busy.get().to_string() disabled=move || busy.get()>
                {move || if busy.get() { texts.sign_in().signing_in } else { texts.sign_in().title }}
            </button>
            <Show when=move || matches!(gateway.get(), Gateway::Here(About { demo: true, .. }, _))>
                <DemoAccounts choose=as_demo busy=busy />
            </Show>
        </form>
    }
}

/// A password and a button that shows it.
#[component]
pub(super) fn PasswordInput(
    password: RwSignal<String>,
    error: Signal<Option<String>>,
    /// What password managers are told.
    #[prop(default = "current-password")]
    autocomplete: &'static str,
) -> impl IntoView {
    let texts = use_texts();
    let shown = RwSignal::new(false);
    view! {
        <div class="sign-password">
            <input
                class="input"
                id="password"
                name="password"
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete=autocomplete
                aria-describedby="password-note"
                aria-invalid=move || error.get().is_some().to_string()
                bind:value=password
            />
            <button
                type="button"
                class="btn btn--icon btn--ghost"
                aria-label=move || if shown.get() { texts.sign_in().hide_password } else { texts.sign_in().show_password }
                on:click=move |_| shown.update(|it| *it = !*it)
            >
                <svg class="i" aria-hidden="true">
                    <use_ href=move || if shown.get() { Icon::EyeOff.href() } else { Icon::Eye.href() } />
                </svg>
            </button>
        </div>
    }
}

/// One button per account of the demo world.
#[component]
fn DemoAccounts(choose: Callback<&'static str>, busy: RwSignal<bool>) -> impl IntoView {
    use protocol::entities::Role;

    let texts = use_texts();
    let accounts = move || {
        let texts = texts.sign_in();
        [
            (Role::Manager, texts.whole_fleet),
            (Role::Dispatcher, texts.fleet_dispatch),
            (Role::Admin, texts.every_right),
            (Role::Driver, texts.own_vehicle),
            (Role::Agent, texts.discreet_fleet),
            (Role::Buyer, texts.discreet_fleet),
            (Role::Member, texts.discreet_fleet),
        ]
    };
    view! {
        <section class="demo">
            <p class="demo-head">
                {move || texts.sign_in().demo} " " <span class="mono">{DEMO_PASSWORD}</span>
            </p>
            <ul>
                {move || {
                    accounts()
                        .map(|(role, scope)| {
                            view! {
                                <li>
                                    <button
                                        type="button"
                                        class="btn"
                                        disabled=move || busy.get()
                                        on:click=move |_| choose.run(role.as_str())
                                    >
                                        <span>{words::role(texts.language(), role)}</span>
                                        <span class="cap t2">{scope}</span>
                                    </button>
                                </li>
                            }
                        })
                        .into_iter()
                        .collect_view()
                }}
            </ul>
        </section>
    }
}

/// Whether the gateway is there, before anybody tries to get in.
#[component]
fn GatewayLine(gateway: Signal<Gateway>) -> impl IntoView {
    let (texts, format) = (use_texts(), use_format());
    let mark = move || match gateway.get() {
        Gateway::Asking => (Shape::Ring, Tone::Info, texts.sign_in().checking),
        Gateway::Here(..) => (Shape::Ok, Tone::Ok, texts.sign_in().reachable),
        Gateway::Away => (Shape::Warn, Tone::Warn, texts.sign_in().not_reachable),
    };
    let detail = move || match gateway.get() {
        Gateway::Here(about, millis) => format!("{} · {}", format.get().millis(millis), about.version),
        Gateway::Asking | Gateway::Away => String::new(),
    };
    view! {
        <div class="sign-foot cap">
            <span class="st" data-tone=move || mark().1.as_str()>
                <svg class="s" aria-hidden="true">
                    <use_ href=move || mark().0.href() />
                </svg>
                {move || mark().2}
            </span>
            <span class="t3">{detail}</span>
        </div>
    }
}

/// The city the demo world lives in, as a picture.
#[component]
pub(super) fn City() -> impl IntoView {
    let (texts, settings) = (use_texts(), use_settings());
    let is_dark = move || match settings.choice(|it| it.theme) {
        Theme::System => page::matches("(prefers-color-scheme: dark)"),
        Theme::Light => false,
        Theme::Dark | Theme::Contrast => true,
    };
    view! {
        <aside class="sign-city" aria-hidden="true">
            <img alt="" src=move || if is_dark() { "/city-dark.svg" } else { "/city-light.svg" } />
            <div class="sign-claim">
                <p>{move || texts.sign_in().claim}</p>
            </div>
        </aside>
    }
}

/// The password of every account of the demo world; printed by the gateway too.
const DEMO_PASSWORD: &str = "livedeck-demo";

/// How often the gateway is asked about itself.
const ASK_AGAIN: std::time::Duration = std::time::Duration::from_secs(10);
