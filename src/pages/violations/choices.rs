//! The filters of the queue beyond its saved views.

use std::collections::BTreeSet;

use leptos::prelude::*;
use protocol::entities::{Severity, Violation, ViolationKind, ViolationState};

use super::{
    filter::{Span, ViolationFilter},
    model::ViolationsModel,
};
use crate::{
    components::grid::Choice,
    pages::address::Keep,
    texts::{Language, words},
};

/// Every filter, in the order they stand.
pub(super) fn choices(model: ViolationsModel) -> [Choice; 6] {
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
    W: Fn(Language) -> &'static str + 'static,
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
