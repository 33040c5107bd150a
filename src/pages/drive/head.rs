//! The driver's own frame: whether they are at work, how the screen looks, and the way home.

use leptos::prelude::*;
use protocol::entities::Duty;

use super::cab::{Cab, Sheet};
use crate::{
    components::icon::Icon,
    settings::{Theme, use_settings},
    shell::{Logo, use_title},
};

/// The bar on top.
#[component]
pub(super) fn Head(cab: Cab) -> impl IntoView {
    let Cab {
        texts,
        format,
        driver,
        sheet,
        ..
    } = cab;
    let duty = Memo::new(move |_| driver.with(|it| it.as_ref().map_or(Duty::Off, |it| it.duty)));
    let title = Memo::new(move |_| {
        let words = texts.drive();
        match duty.get() {
            _ if !cab.is_known.get() => texts.shell().drive,
            Duty::Off => words.off_shift,
            Duty::OnShift => words.on_shift,
            Duty::OnBreak => words.on_break,
            Duty::Breakdown => words.breakdown,
        }
        .to_owned()
    });
    use_title(title);
    let since = move || {
        // What comes stands below the title, which then need not move.
        if !cab.is_known.get() {
            return Some("\u{a0}".to_owned());
        }
        let at = driver.with(|it| {
            let driver = it.as_ref().filter(|it| it.duty.is_on_shift())?;
            Some(driver.shift_at.unwrap_or(driver.since))
        })?;
        Some(format!("{} {}", texts.drive().since, format.get().time(at)))
    };
    view! {
        <header class="drive-top">
            <Logo />
            <div class="grow">
                <h1 id="title" tabindex="-1">{title}</h1>
                <p class="t2 dense trunc">{since}</p>
            </div>
            <ThemeButton theme=Theme::Dark icon=Icon::Moon word=Signal::derive(move || texts.drive().night) />
            <ThemeButton theme=Theme::Contrast icon=Icon::Sun word=Signal::derive(move || texts.drive().glare) />
            <Show when=move || cab.is_on_shift.get()>
                <button type="button" class="btn drive-end" on:click=move |_| sheet.set(Some(Sheet::End))>
                    {move || texts.drive().end}
                </button>
            </Show>
        </header>
    }
}

/// One tap there, one tap back to what it was.
#[component]
fn ThemeButton(theme: Theme, icon: Icon, word: Signal<&'static str>) -> impl IntoView {
    let settings = use_settings();
    let is_on = Memo::new(move |_| settings.choice(|it| it.theme) == theme);
    let before = StoredValue::new(Theme::System);
    let press = move |_| {
        let now = untrack(|| settings.choice(|it| it.theme));
        let next = if now == theme {
            before.get_value()
        } else {
            // Glare passes; what the driver had chosen before it comes back.
            if theme == Theme::Contrast {
                before.set_value(now);
            }
            theme
        };
        settings.choose(|it| it.theme = next);
    };
    view! {
        <button
            type="button"
            class="btn btn--icon btn--ghost"
            aria-label=word
            title=word
            aria-pressed=move || is_on.get().to_string()
            on:click=press
        >
            {icon.view()}
        </button>
    }
}
