//! Who else looks at the same page or row: one way for whatever can be looked at.

mod avatars;
mod note;
mod people;

use leptos::prelude::*;
use protocol::{
    StreamKind,
    entities::{Editing, HereState, Place, Presence},
};
use sync::Phase;

use self::people::{Person, others};
pub(crate) use self::{avatars::HereAvatars, note::HereNote};
use crate::{link::use_link, repositories::use_rows_in};

/// Who else is at a place; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Here {
    people: Memo<Vec<Person>>,
    /// Whether they are known to be there now. Without a connection they were.
    is_current: Memo<bool>,
    is_page: bool,
}

/// The person here is at this place, and edits this there, for as long as the calling component lives; `None`: nowhere.
pub(crate) fn use_here(
    place: impl Fn() -> Option<Place> + Send + Sync + 'static,
    editing: impl Fn() -> Option<Editing> + Send + Sync + 'static,
) -> Here {
    let (link, seat) = (use_link(), use_link().seat());
    // Where the gateway shows nobody, nobody need be shown.
    let place = Memo::new(move |_| place().filter(|_| link.sees(StreamKind::Presence)));
    let scope = Memo::new(move |_| place.with(|it| it.as_ref().map(ToString::to_string).unwrap_or_default()));
    let rows = use_rows_in::<Presence>(scope);
    Effect::new(move |_| {
        let editing = editing();
        let topic = place.with(|it| it.as_ref().map(Place::topic));
        link.be_here(seat, topic.map(|it| (it, HereState { editing })));
    });
    on_cleanup(move || link.be_here(seat, None));
    Here {
        people: Memo::new(move |_| {
            rows.version();
            let me = link.user().map(|it| it.id);
            rows.with(|it| others(it.values(), me.as_ref()))
        }),
        is_current: Memo::new(move |_| rows.phase() == Phase::Fresh),
        is_page: false,
    }
}

impl Here {
    /// The same, of a page and not of a row.
    pub(crate) const fn of_page(self) -> Self {
        Self {
            is_page: true,
            ..self
        }
    }
}
