//! Which versions speak to each other, what was healed, and how much room there is.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    link::{Role, use_link, use_now},
    platform::{clock, page, storage},
    settings::use_format,
    texts::{diagnostics, use_texts},
};

/// The card.
#[component]
pub(super) fn Versions() -> impl IntoView {
    let link = use_link();
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let room = RwSignal::new(None::<(f64, f64)>);
    let is_persisted = RwSignal::new(None::<bool>);
    // The browser counts slowly: once when the page is opened.
    spawn_local(async move {
        if let Some(estimate) = storage::estimate().await {
            room.try_set(Some(estimate));
        }
        is_persisted.try_set(storage::is_persisted().await);
    });
    let stats = move || {
        now.track();
        link.read(|it| it.stats().clone())
    };
    let count = move |it: u64| format.get().integer(i64::try_from(it).unwrap_or(i64::MAX));
    let healed = move || diagnostics::healed(texts.language(), &stats(), count);
    let drift = move || {
        now.track();
        let drift = link.gateway_now().as_millis() as f64 - clock::now().as_millis() as f64;
        format.get().millis(drift.abs())
    };
    let kept = move || {
        now.track();
        format.get().bytes(
            link.cache()
                .entries()
                .iter()
                .filter(|it| it.kept)
                .map(|it| it.bytes as f64)
                .sum(),
        )
    };
    let quota = move || match room.get() {
        Some((used, all)) => {
            format!(
                "{} {} {}",
                format.get().bytes(used),
                texts.diagnostics().of,
                format.get().bytes(all)
            )
        }
        None => texts.diagnostics().unknown.to_owned(),
    };
    let safety = move || {
        let words = texts.diagnostics();
        let said = match is_persisted.get() {
            Some(true) => words.permanent,
            Some(false) => words.perishable,
            None => words.unknown,
        };
        said.to_owned()
    };
    let share = move || {
        room.get().map_or(
            0.0,
            |(used, all)| if all > 0.0 { used / all * 100.0 } else { 0.0 },
        )
    };
    let fact = |name: Signal<&'static str>, value: Signal<String>| {
        view! {
            <div class="fact">
                <dt>{move || name.get()}</dt>
                <dd class="mono">{move || value.get()}</dd>
            </div>
        }
    };
    let tab = move || {
        let words = texts.diagnostics();
        let role = match link.role() {
            Role::Alone => words.tab_alone,
            Role::Leads => words.tab_leads,
            Role::Follows => words.tab_follows,
        };
        role.to_owned()
    };
    let words = move |pick: fn(&crate::texts::diagnostics::Diagnostics) -> &'static str| {
        Signal::derive(move || pick(texts.diagnostics()))
    };
    view! {
        <section class="card" aria-label=move || texts.diagnostics().versions>
            <dl class="facts">
                {fact(words(|it| it.app), Signal::derive(|| env!("CARGO_PKG_VERSION").to_owned()))}
                {fact(
                    words(|it| it.protocol),
                    Signal::derive(|| format!("{}, MessagePack", protocol::PROTOCOL_VERSION)),
                )}
                {fact(words(|it| it.browser), Signal::derive(page::user_agent))}
                {fact(words(|it| it.clock), Signal::derive(drift))}
                {fact(words(|it| it.tab), Signal::derive(tab))}
                {fact(words(|it| it.resumed), Signal::derive(healed))}
                {fact(words(|it| it.cache_holds), Signal::derive(kept))}
                {fact(words(|it| it.safety), Signal::derive(safety))}
                <div class="fact">
                    <dt>{move || texts.diagnostics().quota}</dt>
                    <dd>
                        <span class="mono">{quota}</span>
                        <span class="quota" aria-hidden="true">
                            <i style:width=move || format!("{:.1}%", share().clamp(0.5, 100.0))></i>
                        </span>
                    </dd>
                </div>
            </dl>
        </section>
    }
}
