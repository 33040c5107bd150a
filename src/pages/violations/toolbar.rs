//! What stands above the queue: saved views, search, filters, columns, density, export.

use leptos::prelude::*;

use super::{choices::choices, columns::ViolationColumn, filter::Queue, model::ViolationsModel};
use crate::{
    components::age::Age,
    pages::list::{Column, FilterButton, ListPaper, NewRows, Pills, Search, Tools},
    platform::page,
};

/// Both bars.
#[component]
pub(super) fn ViolationToolbar(model: ViolationsModel) -> impl IntoView {
    let (list, choices) = (model.handle, choices(model));
    view! {
        <div class="toolbar">
            <SavedViews model=model />
            <span class="grow"></span>
            <NewRows list=list />
            <Show when=move || list.is_phone.get()>
                <Age at=Signal::derive(move || model.list.rows.confirmed_at()) now=model.list.now />
                <FilterButton list=list choices=choices.to_vec() search=true />
            </Show>
            <Show when=move || !list.is_phone.get()>
                <Tools list=list wide=true />
            </Show>
        </div>
        <Show when=move || !list.is_phone.get()>
            <div class="toolbar toolbar-wrap" role="toolbar" aria-label=move || model.list.texts.list().filters>
                <Search list=list low=true />
                <Pills list=list choices=choices.to_vec() />
                <span class="grow"></span>
                <Sorting model=model />
            </div>
        </Show>
        <ListPaper
            list=list
            choices=choices.to_vec()
            view=Signal::derive(move || queue_name(model, model.list.filter.with(|it| it.queue)).to_owned())
        />
    }
}

/// The saved views, with how much waits in each.
#[component]
fn SavedViews(model: ViolationsModel) -> impl IntoView {
    let totals = Memo::new(move |_| model.list.live.figures(|it| *it.all()));
    let queue = Memo::new(move |_| model.list.filter.with(|it| it.queue));
    // On a narrow screen the bar scrolls; focus does so by itself. What the counts do to its width matters too.
    let digits = Memo::new(move |_| Queue::ALL.map(|it| totals.get().waiting(it).checked_ilog10()));
    Effect::new(move |_| {
        queue.track();
        digits.track();
        request_animation_frame(|| page::reveal(".violations .seg [aria-pressed=true]"));
    });
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
                {move || queue_name(model, it)}
                <span class="seg-count" data-tone=tone>
                    {move || model.list.format.get().count(n_waiting.get())}
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

fn queue_name(model: ViolationsModel, queue: Queue) -> &'static str {
    let texts = model.texts();
    match queue {
        Queue::Open => texts.open,
        Queue::Mine => texts.mine,
        Queue::Critical => texts.critical,
        Queue::Refused => texts.refused,
        Queue::Today => texts.all_today,
        Queue::Everything => texts.everything,
    }
}

/// By what the queue is sorted, and how old it is.
#[component]
fn Sorting(model: ViolationsModel) -> impl IntoView {
    let sentence = move || {
        let (texts, sort) = (model.texts(), model.list.filter.with(|it| it.order.column));
        let column = sort.title(model.list.texts).to_lowercase();
        let then = match sort {
            ViolationColumn::Severity | ViolationColumn::State => format!(", {}", texts.then_time),
            _ => String::new(),
        };
        format!("{} {column}{then}", model.list.texts.list().sorted_by)
    };
    let at = Signal::derive(move || model.list.rows.confirmed_at());
    view! {
        <span class="cap t2 sorting">{sentence}</span>
        <Age at=at now=model.list.now />
    }
}
