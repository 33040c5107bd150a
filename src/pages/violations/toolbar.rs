//! What stands above the queue: saved views, search, filters, columns, density, export.

use std::{collections::BTreeSet, time::Duration};

use leptos::prelude::*;
use protocol::entities::{Severity, Violation, ViolationKind, ViolationState};

use super::{
    columns::ViolationColumn,
    export,
    filter::{Queue, Span, ViolationFilter},
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
    texts::{violations as texts, words},
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
            <Show when=move || is_phone.get()>
                <New model=model />
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
                <New model=model />
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

fn choices(model: ViolationsModel) -> [Choice; 6] {
    let severity = word_choice(
        model,
        ("filter-severity", Signal::derive(move || model.texts().severity)),
        || Severity::ALL.map(|it| (it.as_str(), move |language| words::severity(language, it))),
        (
            |it| it.severities.iter().map(|it| it.as_str()).collect(),
            |it, chosen| {
                it.severities = chosen.iter().filter_map(|it| it.parse().ok()).collect();
            },
        ),
    );
    let kind = word_choice(
        model,
        ("filter-kind", Signal::derive(move || model.texts().kind)),
        || ViolationKind::ALL.map(|it| (it.as_str(), move |language| words::violation_kind(language, it))),
        (
            |it| it.kinds.iter().map(|it| it.as_str()).collect(),
            |it, chosen| {
                it.kinds = chosen.iter().filter_map(|it| it.parse().ok()).collect();
            },
        ),
    );
    let state = word_choice(
        model,
        ("filter-state", Signal::derive(move || model.texts().state)),
        || ViolationState::ALL.map(|it| (it.as_str(), move |language| words::violation_state(language, it))),
        (
            |it| it.states.iter().map(|it| it.as_str()).collect(),
            |it, chosen| {
                it.states = chosen.iter().filter_map(|it| it.parse().ok()).collect();
            },
        ),
    );
    let vehicle = Choice {
        id: "filter-vehicle",
        name: Signal::derive(move || model.texts().vehicle),
        values: names(model, |it| Some(&it.plate)),
        chosen: Signal::derive(move || model.filter.with(|it| it.vehicles.clone())),
        choose: change(model, |it, chosen| it.vehicles = chosen),
        single: false,
    };
    let driver = Choice {
        id: "filter-driver",
        name: Signal::derive(move || model.texts().driver),
        values: names(model, |it| it.driver_name.as_ref()),
        chosen: Signal::derive(move || model.filter.with(|it| it.drivers.clone())),
        choose: change(model, |it, chosen| it.drivers = chosen),
        single: false,
    };
    [severity, kind, vehicle, driver, state, time_choice(model)]
}

fn change(model: ViolationsModel, change: fn(&mut ViolationFilter, Vec<String>)) -> Callback<Vec<String>> {
    Callback::new(move |chosen| {
        let mut filter = model.filter.get_untracked();
        change(&mut filter, chosen);
        model.show(&filter, Keep::Push);
    })
}

type Words = fn(&ViolationFilter) -> Vec<&'static str>;
type Change = fn(&mut ViolationFilter, Vec<String>);

fn word_choice<const N: usize, W>(
    model: ViolationsModel,
    (id, name): (&'static str, Signal<&'static str>),
    values: fn() -> [(&'static str, W); N],
    (chosen, choose): (Words, Change),
) -> Choice
where
    W: Fn(crate::texts::Language) -> &'static str + 'static,
{
    Choice {
        id,
        name,
        values: Signal::derive(move || {
            let language = model.language.get();
            let pair = |(value, word): (&str, W)| (value.to_owned(), word(language).to_owned());
            values().into_iter().map(pair).collect()
        }),
        chosen: Signal::derive(move || model.filter.with(chosen).into_iter().map(str::to_owned).collect()),
        choose: change(model, choose),
        single: false,
    }
}

/// Every name that occurs in the rows; collected anew when rows come or go.
fn names(model: ViolationsModel, name: fn(&Violation) -> Option<&String>) -> Signal<Vec<(String, String)>> {
    Memo::new(move |_| {
        model.rows.len();
        let names: BTreeSet<String> = model
            .rows
            .with(|rows| rows.values().filter_map(name).cloned().collect());
        names.into_iter().map(|it| (it.clone(), it)).collect::<Vec<_>>()
    })
    .into()
}

fn time_choice(model: ViolationsModel) -> Choice {
    let word = move |span: Span| {
        let texts = model.texts();
        match span {
            Span::Ever => texts.ever,
            Span::Hour => texts.hour,
            Span::Today => texts.today,
            Span::Yesterday => texts.yesterday,
            Span::Between(..) => texts.between,
        }
    };
    let values = move || {
        let mut spans = vec![Span::Hour, Span::Today, Span::Yesterday];
        let between = model.filter.with(|it| it.span);
        if matches!(between, Span::Between(..)) {
            spans.push(between);
        }
        spans
            .into_iter()
            .map(|it| (value(it).to_owned(), word(it).to_owned()))
            .collect()
    };
    let chosen = move || {
        let span = model.filter.with(|it| it.span);
        if span == Span::Ever {
            Vec::new()
        } else {
            vec![value(span).to_owned()]
        }
    };
    Choice {
        id: "filter-time",
        name: Signal::derive(move || model.texts().time),
        values: Signal::derive(values),
        chosen: Signal::derive(chosen),
        choose: change(model, |it, chosen| {
            let named = Span::NAMED
                .into_iter()
                .find(|it| chosen.iter().any(|value| value == it.as_str()));
            it.span = named.unwrap_or_default();
        }),
        single: true,
    }
}

const fn value(span: Span) -> &'static str {
    match span {
        Span::Between(..) => "between",
        it => it.as_str(),
    }
}

/// How long typing must rest before the search begins.
const PAUSE: Duration = Duration::from_millis(120);
