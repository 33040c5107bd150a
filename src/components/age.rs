//! How old something is, counted by the one clock of the app.

use std::time::Duration;

use leptos::prelude::*;
use protocol::Timestamp;

use crate::{
    settings::{use_format, use_settings},
    texts::use_texts,
};

/// A position older than this says little about now.
pub const OLD: Duration = Duration::from_secs(60);

/// The age of a moment: `4 min`, with the exact moment for who asks.
///
/// Readers get the exact moment and no ticking: the visible text is hidden from them.
#[component]
pub fn Age(
    /// Since when; `None` shows a dash.
    #[prop(into)]
    at: Signal<Option<Timestamp>>,
    /// The app's clock.
    now: Signal<Timestamp>,
    /// Whether it is older than it may be.
    #[prop(optional, into)]
    stale: Signal<bool>,
) -> impl IntoView {
    let (format, settings, texts) = (use_format(), use_settings(), use_texts());
    let text = Memo::new(move |_| {
        let format = format.get();
        format.or_nothing(at.get().map(|at| format.age(now.get().since(at))))
    });
    let exact = move || at.get().map(|it| format.get().date_time(it));
    // Paper does not count on: there the moment stands.
    let on_paper = move || {
        let at = at.get()?;
        let (format, zone) = (format.get(), settings.zone_name());
        Some(format!(
            "{} {} {zone}",
            texts.shell().as_of,
            format.time_seconds(at)
        ))
    };
    view! {
        <time
            class="age"
            datetime=move || at.get().map(|it| format.get().iso(it))
            title=exact
            data-stale=move || stale.get().to_string()
            data-paper=on_paper
        >
            <span aria-hidden="true">{text}</span>
            <span class="vh">{exact}</span>
        </time>
    }
}
