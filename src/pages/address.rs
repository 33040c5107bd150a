//! The query string of a page: filters live there, so that links and the Back button mean what they show.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
    params::ParamsMap,
};

use crate::repositories::query::Pairs;

/// The query string of the current page. A handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Address {
    query: Memo<ParamsMap>,
    go: StoredValue<Go, LocalStorage>,
}

/// Goes to a query, and says whether it takes the place of the one before.
type Go = Box<dyn Fn(&str, bool)>;

/// How an address is kept in the history.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Keep {
    /// Back leads to the address before.
    Push,
    /// As if the address before had never been: for what changes with every key press.
    Replace,
}

impl Address {
    /// The address of the page that calls.
    pub(crate) fn here() -> Self {
        let (navigate, path) = (use_navigate(), use_location().pathname);
        let go = move |query: &str, replace: bool| {
            let options = NavigateOptions {
                replace,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&(path.get_untracked() + query), options);
        };
        Self {
            query: use_query_map(),
            go: StoredValue::new_local(Box::new(go)),
        }
    }

    /// Reads it. Wakes when it changes.
    pub(crate) fn read<T>(self, read: impl FnOnce(&ParamsMap) -> T) -> T {
        self.query.with(read)
    }

    /// Goes to another query of the same page.
    pub(crate) fn go(self, pairs: Pairs, keep: Keep) {
        let mut params = ParamsMap::new();
        for (name, value) in pairs {
            params.insert(name, value);
        }
        let query = params.to_query_string();
        self.go.with_value(|go| go(&query, keep == Keep::Replace));
    }
}
