//! What stands above the queue: saved views, search, filters, columns, density, export.

use std::time::Duration;

use leptos::prelude::*;

use super::{
    choices::choices,
    columns::ViolationColumn,
    export,
    filter::{Queue, ViolationFilter},
    model::ViolationsModel,
};
use crate::{
    components::{
        age::Age,
        dialog::Dialog,
        grid::{
            Choice, ChoiceList, ColumnChooser, ColumnWords, DensityButton, DensityWords, FilterPill, NewPill,
        },
        icon::Icon,
    },
    pages::address::Keep,
    platform::{
        listener::{Key, Listener},
        page,
        timer::Timer,
    },
    texts::violations as texts,
};

/// Both bars.
#[component]
pub(super) fn ViolationToolbar(model: ViolationsModel) -> impl IntoView {
    let choices = choices(model);
    let is_phone = Memo::new(move |_| model.is_phone());
    view! {
        <div class="toolbar">
            <SavedViews model=model />
            <span class="grow"></span>
            <New model=model />
            <Show when=move || is_phone.get()>
                <FilterButton model=model choices=choices />
            </Show>
            <Show when=move || !is_phone.get()>
                <Tools model=model />
            </Show>
        </div>
        <Show when=move || !is_phone.get()>
            <div class="toolbar toolbar-wrap" role="toolbar" aria-label=move || model.texts().filters>
                <Search model=model />
                <div class="pills">
                    {choices
                        .map(|choice| {
                            view! { <FilterPill choice=choice remove=Signal::derive(move || model.texts().remove_filter) /> }
                        })}
                </div>
                <Show when=move || { model.filter.with(|it| it.count() != 0 || !it.text.is_empty()) }>
                    <button class="btn btn--link cap" type="button" on:click=move |_| model.clear()>
                        {move || model.texts().clear}
                    </button>
                </Show>
                <span class="grow"></span>
                <Sorting model=model />
            </div>
        </Show>
    }
}

/// The saved views, with how much waits in each.
#[component]
fn SavedViews(model: ViolationsModel) -> impl IntoView {
    let totals = Memo::new(move |_| model.live.figures(|it| *it.all()));
    let queue = Memo::new(move |_| model.filter.with(|it| it.queue));
    let word = move |queue| {
        let texts = model.texts();
        match queue {
            Queue::Open => texts.open,
            Queue::Mine => texts.mine,
            Queue::Critical => texts.critical,
            Queue::Refused => texts.refused,
            Queue::Today => texts.all_today,
            Queue::Everything => texts.everything,
        }
    };
    let button = move |it: Queue| {
        let n_waiting = Memo::new(move |_| totals.get().waiting(it));
        let tone = move || (it == Queue::Refused && n_waiting.get() > 0).then_some("crit");
        // Two views are rarely needed and come only when there is something in them, or when one is there.
        let is_shown = move || match it {
            Queue::Refused => n_waiting.get() > 0 || queue.get() == it,
            Queue::Everything => queue.get() == it,
            Queue::Open | Queue::Mine | Queue::Critical | Queue::Today => true,
        };
        view! {
            <button
                type="button"
                data-queue=it.as_str()
                hidden=move || !is_shown()
                aria-pressed=move || (queue.get() == it).to_string()
                on:click=move |_| model.turn_to(it)
            >
                {move || word(it)}
                <span class="seg-count" data-tone=tone>
                    {move || model.format.get().count(n_waiting.get())}
                </span>
            </button>
        }
    };
    view! {
        <div class="seg" role="group" aria-label=move || model.texts().saved_views>
            {Queue::ALL.map(button)}
        </div>
    }
}

/// What waits while somebody points at the table.
#[component]
fn New(model: ViolationsModel) -> impl IntoView {
    let newcomers = Memo::new(move |_| model.live.figures(|it| it.newcomers()));
    let text = Signal::derive(move || {
        Some(newcomers.get())
            .filter(|it| *it > 0)
            .map(|it| texts::newcomers(model.language.get(), it))
    });
    let admit = Callback::new(move |()| {
        model.live.admit();
        model.scroll.to_start();
    });
    view! { <NewPill text=text hint=Signal::derive(move || model.texts().new_hint) admit=admit /> }
}

/// By what the queue is sorted, and how old it is.
#[component]
fn Sorting(model: ViolationsModel) -> impl IntoView {
    let sentence = move || {
        let (texts, sort) = (model.texts(), model.filter.with(|it| it.sort));
        let column = model.title(sort).to_lowercase();
        let then = match sort {
            ViolationColumn::Severity | ViolationColumn::State => format!(", {}", texts.then_time),
            _ => String::new(),
        };
        format!("{} {column}{then}", texts.sorted_by)
    };
    let at = Signal::derive(move || model.rows.confirmed_at());
    view! {
        <span class="cap t2 sorting">{sentence}</span>
        <Age at=at now=model.now />
    }
}

/// The search field; `/` leads there.
#[component]
fn Search(model: ViolationsModel) -> impl IntoView {
    let typed = RwSignal::new(model.filter.with_untracked(|it| it.text.clone()));
    // Back and forward change the address under the field.
    Effect::watch(
        move || model.filter.with(|it| it.text.clone()),
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
            let filter = ViolationFilter {
                text: typed.get_untracked(),
                ..model.filter.get_untracked()
            };
            model.show(&filter, Keep::Replace);
        });
        wait.set_value(Some(timer));
    };
    let keys = StoredValue::new_local(Listener::on_key(|key: Key| {
        if key.is_shortcut() && key.name() == "/" {
            key.consume();
            page::focus(".violations input[type=search]");
        }
    }));
    on_cleanup(move || {
        drop(keys.try_update_value(Option::take));
        drop(wait.try_update_value(Option::take));
    });
    view! {
        <label class="input search-field search-field--low">
            {Icon::Search.view()}
            <input
                type="search"
                placeholder=move || model.texts().search
                aria-label=move || model.texts().search
                prop:value=move || typed.get()
                on:input=move |event| search(event_target_value(&event))
            />
        </label>
    }
}

/// Search and filters behind one button, for a small screen.
#[component]
fn FilterButton(model: ViolationsModel, choices: [Choice; 6]) -> impl IntoView {
    let open = RwSignal::new(false);
    let n_set = Memo::new(move |_| {
        model
            .filter
            .with(|it| it.count() + usize::from(!it.text.is_empty()))
    });
    view! {
        <button class="btn btn--icon filter-button" type="button" on:click=move |_| open.set(true)>
            {Icon::Filter.view()}
            <span class="vh">{move || model.texts().filters}</span>
            <Show when=move || n_set.get() != 0>
                <span class="pip" data-tone="accent">{n_set}</span>
            </Show>
        </button>
        <Dialog open=open title=Signal::derive(move || model.texts().filters.to_owned())>
            <div class="filter-sheet">
                <Search model=model />
                {choices
                    .map(|choice| {
                        view! {
                            <section>
                                <h3>{move || choice.name.get()}</h3>
                                <ChoiceList choice=choice />
                            </section>
                        }
                    })}
                <div class="filter-sheet-foot">
                    <button class="btn" type="button" on:click=move |_| model.clear()>
                        {move || model.texts().clear_filters}
                    </button>
                    <button class="btn btn--primary" type="button" on:click=move |_| open.set(false)>
                        {move || model.texts().done}
                    </button>
                </div>
            </div>
        </Dialog>
    }
}

/// Export, columns, density.
#[component]
fn Tools(model: ViolationsModel) -> impl IntoView {
    let columns = Signal::derive(move || {
        let choosable = |it: &ViolationColumn| !it.is_fixed();
        ViolationColumn::ALL
            .into_iter()
            .filter(choosable)
            .map(|it| model.option(it))
            .collect::<Vec<_>>()
    });
    let column_words = Signal::derive(move || {
        let texts = model.texts();
        ColumnWords {
            columns: texts.columns,
            usual: texts.usual,
            no_room: texts.hidden_narrow,
        }
    });
    let density_words = Signal::derive(move || {
        let texts = model.texts();
        DensityWords {
            density: texts.density,
            comfortable: texts.comfortable,
            standard: texts.standard,
            compact: texts.compact,
        }
    });
    let save = export::exporter(model);
    view! {
        <button class="btn" type="button" on:click=move |_| save.run(())>
            {Icon::Download.view()}
            {move || model.texts().export}
        </button>
        <ColumnChooser
            choice=model.columns
            options=columns
            width=Signal::derive(move || model.scroll.width())
            words=column_words
        />
        <DensityButton words=density_words />
    }
}

/// How long typing must rest before the search begins.
const PAUSE: Duration = Duration::from_millis(120);
