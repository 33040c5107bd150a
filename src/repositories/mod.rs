//! Streams as signals.

mod feeds;
pub mod lens;
mod live_view;
pub mod needle;
mod open_violations;
pub mod query;
mod rows;
mod slot;
pub mod sort;
mod splice;
mod step;
pub mod view;

use std::sync::Arc;

use leptos::prelude::*;
use protocol::{Entity, RowId, Topic, entities::Vehicle};

pub use feeds::{Demand, Feed, FeedId, Feeds};
pub use live_view::LiveView;
pub use open_violations::{counted_violations, n_open, with_own_count};
pub use rows::{Change, Commit, Map, Row, Rows};

/// The rows of a whole stream, followed for as long as the calling component lives.
///
/// Where the app provides none (in a test of a single component) the rows stay empty.
pub fn use_rows<E: Entity>() -> Rows<E> {
    let Some(feeds) = use_context::<Feeds>() else {
        return Rows::new();
    };
    let rows = feeds.rows();
    let topic = Topic::whole(E::KIND);
    feeds.demand(Demand::Follow(topic.clone()));
    on_cleanup(move || feeds.demand(Demand::Leave(topic)));
    rows
}

/// The vehicle that an address means: plates are typed in either case. Wakes when vehicles come or go.
pub fn meant_vehicle(vehicles: Rows<Vehicle>, typed: &RowId) -> RowId {
    vehicles.len();
    vehicles.with(|it| {
        if it.contains_key(typed) {
            return typed.clone();
        }
        let id = query::meant(typed.as_str(), it.keys().map(RowId::as_str));
        id.map_or_else(|| typed.clone(), RowId::from)
    })
}

/// The rows of one scope of a stream, followed for as long as the calling component lives; another scope means other
/// rows. An empty scope follows nothing.
pub fn use_rows_in<E: Entity>(scope: impl Into<Signal<String>>) -> Rows<E> {
    let scope = scope.into();
    let rows = Rows::<E>::new();
    let Some(feeds) = use_context::<Feeds>() else {
        return rows;
    };
    let following = StoredValue::new(None::<(Topic, FeedId)>);
    let leave = move || {
        let last = following.try_update_value(Option::take).flatten();
        if let Some((topic, id)) = last {
            feeds.remove(&topic, id);
            feeds.demand(Demand::Leave(topic));
        }
    };
    Effect::new(move |_| {
        let scope = scope.get();
        leave();
        rows.clear();
        if !scope.is_empty() {
            let topic = Topic::scoped(E::KIND, Arc::<str>::from(scope));
            let id = feeds.add(topic.clone(), rows);
            following.set_value(Some((topic.clone(), id)));
            feeds.demand(Demand::Follow(topic.clone()));
            feeds.demand(Demand::Fill(topic));
        }
    });
    on_cleanup(leave);
    rows
}
