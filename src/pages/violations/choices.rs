//! The filters of the queue beyond its saved views.

use leptos::prelude::*;
use protocol::{
    Timestamp,
    entities::{Severity, ViolationKind, ViolationState},
};

use super::{filter::Span, model::ViolationsModel};
use crate::{
    components::grid::{Choice, RangeChoice},
    pages::list::{name_choice, names, word_choice},
    texts::words,
};

/// Every filter, in the order they stand.
pub(super) fn choices(model: ViolationsModel) -> [Choice; 6] {
    let list = model.list;
    let severity = word_choice(
        list,
        ("filter-severity", Signal::derive(move || model.texts().severity)),
        |language| {
            Severity::ALL
                .map(|it| (it.as_str(), words::severity(language, it)))
                .to_vec()
        },
        (
            |it| it.severities.iter().map(|it| it.as_str().to_owned()).collect(),
            |it, chosen| it.severities = chosen.iter().filter_map(|it| it.parse().ok()).collect(),
        ),
    );
    let kind = word_choice(
        list,
        ("filter-kind", Signal::derive(move || model.texts().kind)),
        |language| {
            ViolationKind::ALL
                .map(|it| (it.as_str(), words::violation_kind(language, it)))
                .to_vec()
        },
        (
            |it| it.kinds.iter().map(|it| it.as_str().to_owned()).collect(),
            |it, chosen| it.kinds = chosen.iter().filter_map(|it| it.parse().ok()).collect(),
        ),
    );
    let state = word_choice(
        list,
        ("filter-state", Signal::derive(move || model.texts().state)),
        |language| {
            ViolationState::ALL
                .map(|it| (it.as_str(), words::violation_state(language, it)))
                .to_vec()
        },
        (
            |it| it.states.iter().map(|it| it.as_str().to_owned()).collect(),
            |it, chosen| it.states = chosen.iter().filter_map(|it| it.parse().ok()).collect(),
        ),
    );
    let vehicle = name_choice(
        list,
        ("filter-vehicle", Signal::derive(move || model.texts().vehicle)),
        names(list, |it| Some(&it.plate)),
        (|it| it.vehicles.clone(), |it, chosen| it.vehicles = chosen),
    );
    let driver = name_choice(
        list,
        ("filter-driver", Signal::derive(move || model.texts().driver)),
        names(list, |it| it.driver_name.as_ref()),
        (|it| it.drivers.clone(), |it, chosen| it.drivers = chosen),
    );
    [severity, kind, vehicle, driver, state, time_choice(model)]
}

fn time_choice(model: ViolationsModel) -> Choice {
    let list = model.list;
    let span = Memo::new(move |_| list.filter.with(|it| it.span));
    let word = move |span: Span| {
        let texts = model.texts();
        match span {
            Span::Ever => texts.ever.to_owned(),
            Span::Hour => texts.hour.to_owned(),
            Span::Today => texts.today.to_owned(),
            Span::Yesterday => texts.yesterday.to_owned(),
            Span::Between(from, to) => list.format.get().between(from, to),
        }
    };
    let values = move || {
        let mut spans = vec![Span::Hour, Span::Today, Span::Yesterday];
        if matches!(span.get(), Span::Between(..)) {
            spans.push(span.get());
        }
        let pair = |it: Span| (value(it).to_owned(), word(it));
        spans.into_iter().map(pair).collect()
    };
    let chosen = move || match span.get() {
        Span::Ever => Vec::new(),
        it => vec![value(it).to_owned()],
    };
    Choice {
        id: "filter-time",
        name: Signal::derive(move || model.texts().time),
        values: Signal::derive(values),
        chosen: Signal::derive(chosen),
        choose: Callback::new(move |chosen: Vec<String>| {
            let named = Span::NAMED
                .into_iter()
                .find(|it| chosen.iter().any(|value| value == it.as_str()));
            list.change(|it| it.span = named.unwrap_or_default());
        }),
        single: true,
        range: Some(range_choice(model, span)),
    }
}

/// Two moments on the person's own clocks.
fn range_choice(model: ViolationsModel, span: Memo<Span>) -> RangeChoice {
    let list = model.list;
    let end = move |pick: fn((Timestamp, Timestamp)) -> Timestamp| {
        Signal::derive(move || match span.get() {
            Span::Between(from, to) => list.format.get().wall_time(pick((from, to))),
            _ => String::new(),
        })
    };
    RangeChoice {
        from: end(|it| it.0),
        to: end(|it| it.1),
        choose: Callback::new(move |ends: Vec<String>| {
            let zone = list.format.get_untracked().zone;
            let ends: Vec<_> = ends.iter().filter_map(|it| zone.moment(it)).collect();
            if let [from, to] = ends[..] {
                list.change(|it| it.span = Span::Between(from, to));
            }
        }),
    }
}

const fn value(span: Span) -> &'static str {
    match span {
        Span::Between(..) => "between",
        it => it.as_str(),
    }
}
