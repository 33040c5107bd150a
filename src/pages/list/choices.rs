//! Filters of a list as pills: by words of the protocol, and by names that occur in the rows.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{ListKind, ListModel};
use crate::{
    components::grid::Choice,
    repositories::{query, sort::natural},
    texts::Language,
};

/// What a filter has chosen, and how it chooses otherwise.
pub(crate) type Chosen<K> = (
    fn(&<K as ListKind>::Filter) -> Vec<String>,
    fn(&mut <K as ListKind>::Filter, Vec<String>),
);

/// A filter by a few words: each as it stands in the address, and as people read it.
pub(crate) fn word_choice<K: ListKind>(
    list: ListModel<K>,
    (id, name): (&'static str, Signal<&'static str>),
    words: fn(Language) -> Vec<(&'static str, &'static str)>,
    chosen: Chosen<K>,
) -> Choice {
    let values = Signal::derive(move || {
        let pair = |(word, name): (&str, &str)| (word.to_owned(), name.to_owned());
        words(list.language.get()).into_iter().map(pair).collect()
    });
    choice(list, (id, name), values, chosen)
}

/// A filter by names that occur in the rows.
pub(crate) fn name_choice<K: ListKind>(
    list: ListModel<K>,
    (id, name): (&'static str, Signal<&'static str>),
    names: Signal<Vec<(String, String)>>,
    chosen: Chosen<K>,
) -> Choice {
    choice(list, (id, name), names, chosen)
}

/// Every name that occurs in the rows; collected anew when rows come or go, because names rarely change.
pub(crate) fn names<K: ListKind>(
    list: ListModel<K>,
    name: fn(&K::Row) -> Option<&String>,
) -> Signal<Vec<(String, String)>> {
    Memo::new(move |_| {
        list.rows.len();
        let names: BTreeSet<String> = list
            .rows
            .with(|rows| rows.values().filter_map(name).cloned().collect());
        let pair = |it: String| (it.clone(), it);
        let mut names: Vec<_> = names.into_iter().filter(|it| !it.is_empty()).collect();
        names.sort_by_key(|it| natural(it));
        names.into_iter().map(pair).collect::<Vec<_>>()
    })
    .into()
}

fn choice<K: ListKind>(
    list: ListModel<K>,
    (id, name): (&'static str, Signal<&'static str>),
    values: Signal<Vec<(String, String)>>,
    (chosen, choose): Chosen<K>,
) -> Choice {
    Choice {
        id,
        name,
        values,
        // An address may be typed in the other case; the boxes know one.
        chosen: Signal::derive(move || {
            let mut chosen = list.filter.with(chosen);
            values.with(|values| {
                for name in &mut chosen {
                    if let Some(it) = query::meant(name, values.iter().map(|it| it.0.as_str())) {
                        *name = it.to_owned();
                    }
                }
            });
            chosen
        }),
        choose: Callback::new(move |values| list.change(|filter| choose(filter, values))),
        single: false,
        range: None,
    }
}
