//! Faults on purpose, in the demo: whoever doubts what the app promises can try to break it here.

use leptos::{prelude::*, task::spawn_local};
use protocol::entities::Role;

use crate::{
    components::{
        badge::Badge,
        field::{Select, Switch},
        icon::Icon,
        status::{Shape, Tone},
    },
    link::{Breakage, use_link},
    platform::http,
    settings::use_format,
    shell::{Toast, use_toasts},
    texts::{diagnostics::Diagnostics, use_texts},
};

/// The card; nothing where no demo runs.
#[component]
pub(super) fn BreakIt() -> impl IntoView {
    let is_demo = RwSignal::new(false);
    spawn_local(async move {
        // Without an answer there is nothing to break.
        let is = http::about().await.is_ok_and(|it| it.demo);
        is_demo.try_set(is);
    });
    view! {
        <Show when=move || is_demo.get()>
            <Card />
        </Show>
    }
}

#[component]
fn Card() -> impl IntoView {
    let (link, texts, format) = (use_link(), use_texts(), use_format());
    let breakage = link.breakage();
    let is_broken = Memo::new(move |_| breakage.get() != Breakage::default());
    let millis = move |n: u32| format.get().millis(n.into());
    let percent = move |n: u32| format!("{n}\u{202f}%");
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{move || texts.diagnostics().break_it}</h2>
                <Show when=move || is_broken.get()>
                    <Badge
                        tone=Tone::Warn
                        shape=Some(Shape::Warn)
                        text=Signal::derive(move || texts.diagnostics().break_on.to_owned())
                    />
                </Show>
                <span class="grow"></span>
                <button
                    type="button"
                    class="btn btn--sm"
                    disabled=move || !is_broken.get()
                    on:click=move |_| breakage.set(Breakage::default())
                >
                    {move || texts.diagnostics().break_heal}
                </button>
            </div>
            <p class="card-body t2">{move || texts.diagnostics().break_lead}</p>
            <ul class="breaks">
                <Amount
                    id="break-delay"
                    label=|it| it.break_delay
                    choices=&[0, 200, 1_000, 5_000]
                    show=millis
                    chosen=Signal::derive(move || breakage.get().delay_ms)
                    choose=move |n| breakage.update(|it| it.delay_ms = n)
                />
                <Amount
                    id="break-lost"
                    label=|it| it.break_lost
                    choices=&[0, 5, 20, 50]
                    show=percent
                    chosen=Signal::derive(move || breakage.get().lost)
                    choose=move |n| breakage.update(|it| it.lost = n)
                />
                <Amount
                    id="break-doubled"
                    label=|it| it.break_doubled
                    choices=&[0, 20, 100]
                    show=percent
                    chosen=Signal::derive(move || breakage.get().doubled)
                    choose=move |n| breakage.update(|it| it.doubled = n)
                />
                <Turn
                    id="break-frozen"
                    label=|it| it.break_frozen
                    on=Signal::derive(move || breakage.get().is_frozen)
                    turn=move |on| breakage.update(|it| it.is_frozen = on)
                />
                <Turn
                    id="break-refuses"
                    label=|it| it.break_refuses
                    on=Signal::derive(move || breakage.get().refuses)
                    turn=move |on| breakage.update(|it| it.refuses = on)
                />
                <Restart />
            </ul>
        </section>
    }
}

#[component]
fn Amount(
    id: &'static str,
    label: fn(&Diagnostics) -> &'static str,
    choices: &'static [u32],
    show: impl Fn(u32) -> String + Copy + Send + Sync + 'static,
    chosen: Signal<u32>,
    choose: impl Fn(u32) + Send + Sync + 'static,
) -> impl IntoView {
    let texts = use_texts();
    let word = move |n: u32| match n {
        0 => texts.diagnostics().none_of_it.to_owned(),
        n => show(n),
    };
    view! {
        <li>
            <label class="grow" for=id>{move || label(texts.diagnostics())}</label>
            <Select
                id=id
                choices=Signal::derive(move || choices.iter().map(|it| (it.to_string(), word(*it))).collect())
                chosen=Signal::derive(move || chosen.get().to_string())
                choose=Callback::new(move |it: String| choose(it.parse().unwrap_or_default()))
            />
        </li>
    }
}

#[component]
fn Turn(
    id: &'static str,
    label: fn(&Diagnostics) -> &'static str,
    on: Signal<bool>,
    turn: impl Fn(bool) + Send + Sync + 'static,
) -> impl IntoView {
    let texts = use_texts();
    let label = Signal::derive(move || label(texts.diagnostics()).to_owned());
    view! {
        <li>
            <label class="grow" for=id>{label}</label>
            <Switch id=id label=label on=on turn=Callback::new(turn) />
        </li>
    }
}

#[component]
fn Restart() -> impl IntoView {
    let (link, texts, toasts) = (use_link(), use_texts(), use_toasts());
    let may = Memo::new(move |_| {
        link.user()
            .is_some_and(|it| it.roles.iter().any(|it| it == Role::Admin.as_str()))
    });
    let press = move |_| {
        spawn_local(async move {
            let words = texts.diagnostics();
            toasts.show(match http::restart().await {
                Ok(()) => Toast::done(words.break_restarting),
                Err(why) => Toast::problem(why.to_string()),
            });
        });
    };
    view! {
        <li>
            <span class="grow">
                {move || texts.diagnostics().break_restart}
                <span class="cap t2">
                    {move || {
                        let words = texts.diagnostics();
                        if may.get() { words.break_restart_hint } else { words.break_restart_forbidden }
                    }}
                </span>
            </span>
            <button type="button" class="btn" disabled=move || !may.get() on:click=press>
                {Icon::Refresh.view()}
                {move || texts.diagnostics().break_restart}
            </button>
        </li>
    }
}
