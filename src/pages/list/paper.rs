//! A list on paper: a plain table of all its rows, because what a screen mounts is only what is in sight.

use leptos::prelude::*;
use protocol::Timestamp;

use super::ListHandle;
use crate::{
    components::grid::Choice,
    link::use_now,
    platform::{listener::Listener, page},
    settings::{use_format, use_settings},
    texts::list::unprinted,
};

/// What goes on paper, and what of the list does not.
pub(super) struct Sheet {
    /// The titles of the columns, and whether they stand at the right edge.
    pub(super) columns: Vec<(&'static str, bool)>,
    /// The first rows, no more than [`ROWS_MAX`].
    pub(super) rows: Vec<Vec<String>>,
    /// How many rows there are.
    pub(super) n_rows: usize,
    /// By which column they are sorted.
    pub(super) sorted: &'static str,
    /// How many there are, in words.
    pub(super) found: String,
    /// When the rows were last known to be right.
    pub(super) at: Option<Timestamp>,
}

/// The table; in the page only while paper is laid out.
#[component]
pub(crate) fn ListPaper(
    /// The list.
    list: ListHandle,
    /// Its filters.
    choices: Vec<Choice>,
    /// The saved view; empty where there is none.
    #[prop(optional, into)]
    view: Signal<String>,
) -> impl IntoView {
    let is_paper = RwSignal::new(page::is_paper());
    let [before, after] = page::PAPER;
    let listeners = [(before, true), (after, false)]
        .map(|(kind, it)| Listener::on_window(kind, move |_| is_paper.set(it)));
    let listeners = StoredValue::new_local(listeners);
    on_cleanup(move || drop(listeners.try_update_value(std::mem::take)));
    let choices = StoredValue::new(choices);
    view! {
        <Show when=move || is_paper.get()>
            <Paper list choices=choices.get_value() view />
        </Show>
    }
}

#[component]
fn Paper(list: ListHandle, choices: Vec<Choice>, view: Signal<String>) -> impl IntoView {
    let (texts, zone, now) = (list.texts, use_settings().zone_name(), use_now());
    // Paper is laid out once: what changes meanwhile comes too late.
    untrack(move || {
        let (format, sheet) = (use_format().get(), list.sheet.run(()));
        let filters = choices.into_iter().filter_map(|it| {
            let words = it.words();
            (!words.is_empty()).then(|| format!("{}: {}", it.name.get(), words.join(", ")))
        });
        let text = list.text.get();
        let asked: Vec<_> = [view.get(), sheet.found]
            .into_iter()
            .chain(filters)
            .chain((!text.is_empty()).then(|| format!("“{text}”")))
            .chain([format!(
                "{} {}",
                texts.list().sorted_by,
                sheet.sorted.to_lowercase()
            )])
            .filter(|it| !it.is_empty())
            .collect();
        let known = sheet
            .at
            .map(|it| format!("{} {} {zone}", texts.shell().as_of, format.date_time(it)));
        let n_left = sheet.n_rows - sheet.rows.len();
        let left = (n_left > 0).then(|| {
            let counts = [sheet.rows.len(), n_left].map(|it| format.count(it));
            unprinted(texts.language(), &counts)
        });
        let numeric: Vec<_> = sheet.columns.iter().map(|it| it.1).collect();
        let heading = |(title, numeric): (&'static str, bool)| view! { <th class:num=numeric>{title}</th> };
        let row = |cells: Vec<String>| {
            let cell = |(text, numeric): (String, &bool)| view! { <td class:num=*numeric>{text}</td> };
            view! { <tr>{cells.into_iter().zip(&numeric).map(cell).collect_view()}</tr> }
        };
        view! {
            <section class="list-paper">
                <h2>{list.words().name}</h2>
                <p>{asked.join(" · ")}</p>
                {known.map(|it| view! { <p>{it}</p> })}
                {left.map(|it| view! { <p class="strong">{it}</p> })}
                <table>
                    <thead>
                        <tr>{sheet.columns.iter().copied().map(heading).collect_view()}</tr>
                    </thead>
                    <tbody>{sheet.rows.into_iter().map(row).collect_view()}</tbody>
                </table>
                <p>
                    {texts.report().printed} " " {format.date_time(now.get())} " " {zone} " · " {page::address()}
                </p>
            </section>
        }
    })
}

/// Rows on paper: some 25 sheets. Who wants more wants a file.
pub(super) const ROWS_MAX: usize = 1_000;
