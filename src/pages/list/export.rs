//! A list as a file in the person's downloads.

use leptos::prelude::*;

use crate::{
    link::use_link,
    platform::download,
    settings::use_format,
    shell::{Toast, use_toasts},
    texts::use_texts,
};

/// Saves a file, named after the list and the day, and says so.
pub(super) fn saver(name: &'static str, file: impl Fn() -> String + Send + Sync + 'static) -> Callback<()> {
    let (toasts, link, format, texts) = (use_toasts(), use_link(), use_format(), use_texts());
    Callback::new(move |()| {
        let (texts, file) = untrack(|| (texts.list(), file()));
        let today = format.get_untracked().iso(link.gateway_now());
        let name = format!("{name}-{}.csv", today.get(..10).unwrap_or("export"));
        let saved = download::save(&name, "text/csv;charset=utf-8", &file);
        toasts.show(match saved {
            Ok(()) => Toast::done(texts.exported),
            Err(_) => Toast::problem(texts.not_exported),
        });
    })
}
