//! What stands above a list: search, filters, what is new, columns, density, export.

use std::time::Duration;

use leptos::prelude::*;

use super::ListHandle;
use crate::{
    components::{
        dialog::Dialog,
        grid::{Choice, ChoiceList, ColumnChooser, DensityButton, FilterPill, NewPill},
        icon::Icon,
    },
    platform::{
        listener::{Key, Listener},
        page,
        timer::Timer,
    },
};

/// The search field; `/` leads there.
#[component]
pub(crate) fn Search(
    /// The list.
    list: ListHandle,
    /// Whether it stands among pills.
    #[prop(optional)]
    low: bool,
) -> impl IntoView {
    let typed = RwSignal::new(list.text.get_untracked());
    // Back and forward change the address under the field.
    Effect::watch(
        move || list.text.get(),
        move |text, _, _| {
            if typed.with_untracked(|it| it.trim() != text.trim()) {
                typed.set(text.clone());
            }
        },
        false,
    );
    let wait = StoredValue::new_local(None::<Timer>);
    let search = move |text: String| {
        typed.set(text);
        let timer = Timer::new(PAUSE, move || {
            list.search.run(typed.get_untracked());
        });
        wait.set_value(Some(timer));
    };
    let keys = StoredValue::new_local(Listener::on_key(move |key: Key| {
        if key.is_shortcut() && key.name() == "/" {
            key.consume();
            page::focus(&format!(".{} input[type=search]", list.name));
        }
    }));
    on_cleanup(move || {
        drop(keys.try_update_value(Option::take));
        drop(wait.try_update_value(Option::take));
    });
    view! {
        <label class="input search-field" class:search-field--low=low>
            {Icon::Search.view()}
            <input
                type="search"
                placeholder=move || list.words().search
                aria-label=move || list.words().search
                prop:value=move || typed.get()
                on:input=move |event| search(event_target_value(&event))
            />
            {(!low).then(|| view! { <span class="kbd" aria-hidden="true">"/"</span> })}
        </label>
    }
}

/// A pill per filter, and the way back to none.
#[component]
pub(crate) fn Pills(
    /// The list.
    list: ListHandle,
    /// Its filters.
    choices: Vec<Choice>,
) -> impl IntoView {
    let is_filtered = Memo::new(move |_| list.is_filtered());
    let pill = |choice| view! { <FilterPill choice=choice /> };
    view! {
        <div class="pills">{choices.into_iter().map(pill).collect_view()}</div>
        <Show when=move || is_filtered.get()>
            <button class="btn btn--link cap" type="button" on:click=move |_| list.clear.run(())>
                {move || list.texts.list().clear}
            </button>
        </Show>
    }
}

/// All filters behind one button, for a small screen.
#[component]
pub(crate) fn FilterButton(
    /// The list.
    list: ListHandle,
    /// Its filters.
    choices: Vec<Choice>,
    /// Whether the search field stands among them.
    #[prop(optional)]
    search: bool,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let n_set =
        Memo::new(move |_| list.n_set.get() + usize::from(search && list.text.with(|it| !it.is_empty())));
    let choices = StoredValue::new(choices);
    let section = |choice: Choice| {
        view! {
            <section>
                <h3>{move || choice.name.get()}</h3>
                <ChoiceList choice=choice />
            </section>
        }
    };
    view! {
        <button class="btn filter-button" class:btn--icon=search type="button" on:click=move |_| open.set(true)>
            {Icon::Filter.view()}
            <span class="vh">{move || list.texts.list().filters}</span>
            <Show when=move || n_set.get() != 0>
                <span class="pip" data-tone="accent">{n_set}</span>
            </Show>
        </button>
        <Dialog open=open title=Signal::derive(move || list.texts.list().filters.to_owned())>
            <div class="filter-sheet">
                {search.then(|| view! { <Search list=list low=true /> })}
                {choices.get_value().into_iter().map(section).collect_view()}
                <div class="filter-sheet-foot">
                    <button class="btn" type="button" on:click=move |_| list.clear.run(())>
                        {move || list.texts.list().clear_filters}
                    </button>
                    <button class="btn btn--primary" type="button" on:click=move |_| open.set(false)>
                        {move || list.texts.list().done}
                    </button>
                </div>
            </div>
        </Dialog>
    }
}

/// What waits while somebody points at the table.
#[component]
pub(crate) fn NewRows(
    /// The list.
    list: ListHandle,
) -> impl IntoView {
    view! { <NewPill text=list.newcomers admit=list.admit /> }
}

/// Export, columns, density.
#[component]
pub(crate) fn Tools(
    /// The list.
    list: ListHandle,
    /// Whether the export has a word and not only a picture.
    #[prop(optional)]
    wide: bool,
) -> impl IntoView {
    view! {
        <button
            class="btn"
            class:btn--icon=!wide
            type="button"
            aria-label=move || list.texts.list().export
            title=move || list.texts.list().export
            disabled=move || list.is_awaited()
            on:click=move |_| list.save.run(())
        >
            {Icon::Download.view()}
            {wide.then(|| view! { <span>{move || list.texts.list().export_short}</span> })}
        </button>
        <ColumnChooser
            choice=list.columns
            options=list.options
            width=Signal::derive(move || list.scroll.width())
        />
        <DensityButton />
    }
}

/// How long typing must rest before the search begins.
const PAUSE: Duration = Duration::from_millis(120);
