//! What stands above the vehicles: search, filters, what is new, columns, density, export.

use std::time::Duration;

use leptos::prelude::*;
use protocol::entities::{VehicleKind, VehicleStatus};

use super::{columns::VehicleColumn, export, filter::VehicleFilter, model::VehiclesModel};
use crate::{
    components::{
        dialog::Dialog,
        grid::{
            Choice, ChoiceList, ColumnChooser, ColumnWords, DensityButton, DensityWords, FilterPill, NewPill,
        },
        icon::Icon,
    },
    pages::address::Keep,
    platform::{
        clock,
        listener::{Key, Listener},
        page,
        timer::Timer,
    },
    texts::{vehicles as texts, words},
};

/// The toolbar.
#[component]
pub(super) fn VehicleToolbar(model: VehiclesModel) -> impl IntoView {
    let choices = choices(model);
    let is_phone = Memo::new(move |_| model.is_phone());
    let newcomers = Memo::new(move |_| model.live.figures(|it| it.newcomers()));
    let new_text = Signal::derive(move || {
        Some(newcomers.get())
            .filter(|it| *it > 0)
            .map(|it| texts::newcomers(model.language.get(), it))
    });
    let admit = Callback::new(move |()| {
        model.live.admit();
        model.scroll.to_start();
    });
    view! {
        <div class="toolbar" role="toolbar" aria-label=move || model.texts().filters>
            <Search model=model />
            <Show when=move || !is_phone.get()>
                <div class="pills">
                    {choices
                        .map(|choice| {
                            view! { <FilterPill choice=choice remove=Signal::derive(move || model.texts().remove_filter) /> }
                        })}
                </div>
                <span class="grow"></span>
                <Rate model=model />
            </Show>
            <Show when=move || is_phone.get()>
                <FilterButton model=model choices=choices />
            </Show>
            <NewPill text=new_text hint=Signal::derive(move || model.texts().new_hint) admit=admit />
            <Show when=move || !is_phone.get()>
                <Tools model=model />
            </Show>
        </div>
    }
}

/// How much changes, when it is too much to flash.
#[component]
fn Rate(model: VehiclesModel) -> impl IntoView {
    let rate = Memo::new(move |_| {
        model.now.track();
        model.gate.try_update_value(|it| it.rate(clock::now())).flatten()
    });
    view! {
        <Show when=move || rate.get().is_some()>
            <span class="cap t3" title=move || model.texts().changes_rate>
                {move || rate.get()}
                "/s"
            </span>
        </Show>
    }
}

/// A heading that is more than its title.
pub(super) fn head(model: VehiclesModel, column: &'static str) -> Option<AnyView> {
    (column == VehicleColumn::Strip.as_str()).then(|| {
        view! {
            <span class="strip-head">
                <span>{move || model.texts().strip}</span>
                <span class="t3">{move || model.texts().now}</span>
            </span>
        }
        .into_any()
    })
}

/// The search field; `/` leads there.
#[component]
fn Search(model: VehiclesModel) -> impl IntoView {
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
            let text = typed.get_untracked();
            let filter = VehicleFilter {
                text,
                ..model.filter.get_untracked()
            };
            model.show(&filter, Keep::Replace);
        });
        wait.set_value(Some(timer));
    };
    let keys = StoredValue::new_local(Listener::on_key(|key: Key| {
        if key.is_shortcut() && key.name() == "/" {
            key.consume();
            page::focus(".vehicles .toolbar input[type=search]");
        }
    }));
    on_cleanup(move || {
        drop(keys.try_update_value(Option::take));
        drop(wait.try_update_value(Option::take));
    });
    view! {
        <label class="input search-field">
            {Icon::Search.view()}
            <input
                type="search"
                placeholder=move || model.texts().filter_vehicles
                aria-label=move || model.texts().filter_vehicles
                prop:value=move || typed.get()
                on:input=move |event| search(event_target_value(&event))
            />
            <span class="kbd" aria-hidden="true">"/"</span>
        </label>
    }
}

/// All filters behind one button, for a small screen.
#[component]
fn FilterButton(model: VehiclesModel, choices: [Choice; 3]) -> impl IntoView {
    let open = RwSignal::new(false);
    let n_set = Memo::new(move |_| model.filter.with(VehicleFilter::count));
    view! {
        <button class="btn filter-button" type="button" on:click=move |_| open.set(true)>
            {Icon::Filter.view()}
            <span class="vh">{move || model.texts().filters}</span>
            <Show when=move || n_set.get() != 0>
                <span class="pip" data-tone="accent">{n_set}</span>
            </Show>
        </button>
        <Dialog open=open title=Signal::derive(move || model.texts().filters.to_owned())>
            <div class="filter-sheet">
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

/// Columns, density, export.
#[component]
fn Tools(model: VehiclesModel) -> impl IntoView {
    let columns = Signal::derive(move || {
        let mut options = model.options();
        options.retain(|it| it.id != VehicleColumn::Vehicle.as_str());
        options
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
        <ColumnChooser
            choice=model.columns
            options=columns
            width=Signal::derive(move || model.scroll.width())
            words=column_words
        />
        <DensityButton words=density_words />
        <button
            class="btn btn--icon"
            type="button"
            aria-label=move || model.texts().export
            title=move || model.texts().export
            on:click=move |_| save.run(())
        >
            {Icon::Download.view()}
        </button>
    }
}

fn choices(model: VehiclesModel) -> [Choice; 3] {
    let filter = model.filter;
    let change = move |change: fn(&mut VehicleFilter, Vec<String>)| {
        Callback::new(move |chosen| {
            let mut filter = filter.get_untracked();
            change(&mut filter, chosen);
            model.show(&filter, Keep::Push);
        })
    };
    let depots = Memo::new(move |_| {
        // Depots rarely change; that rows came or went is soon enough.
        model.rows.len();
        let mut depots = model
            .rows
            .with(|rows| rows.values().map(|it| it.depot.clone()).collect::<Vec<_>>());
        depots.sort_unstable();
        depots.dedup();
        depots.retain(|it| !it.is_empty());
        depots
    });
    let pairs = |it: String| (it.clone(), it);
    let depot = Choice {
        id: "filter-depot",
        name: Signal::derive(move || model.texts().depot),
        values: Signal::derive(move || depots.get().into_iter().map(pairs).collect()),
        chosen: Signal::derive(move || filter.with(|it| it.depots.clone())),
        choose: change(|filter, chosen| filter.depots = chosen),
        single: false,
    };
    let kind = Choice {
        id: "filter-kind",
        name: Signal::derive(move || model.texts().kind),
        values: Signal::derive(move || {
            let language = model.language.get();
            let pair = |it: VehicleKind| {
                (
                    it.as_str().to_owned(),
                    words::vehicle_kind(language, it).to_owned(),
                )
            };
            VehicleKind::ALL.into_iter().map(pair).collect()
        }),
        chosen: Signal::derive(move || {
            filter.with(|it| it.kinds.iter().map(|it| it.as_str().to_owned()).collect())
        }),
        choose: change(|filter, chosen| {
            filter.kinds = chosen.iter().filter_map(|it| it.parse().ok()).collect()
        }),
        single: false,
    };
    let status = Choice {
        id: "filter-status",
        name: Signal::derive(move || model.texts().status),
        values: Signal::derive(move || {
            let language = model.language.get();
            let pair = |it: VehicleStatus| (it.as_str().to_owned(), words::status(language, it).to_owned());
            VehicleStatus::ALL.into_iter().map(pair).collect()
        }),
        chosen: Signal::derive(move || {
            filter.with(|it| it.statuses.iter().map(|it| it.as_str().to_owned()).collect())
        }),
        choose: change(|filter, chosen| {
            filter.statuses = chosen.iter().filter_map(|it| it.parse().ok()).collect()
        }),
        single: false,
    };
    [depot, kind, status]
}

/// How long typing must rest before the search begins.
const PAUSE: Duration = Duration::from_millis(120);
