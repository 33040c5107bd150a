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

use self::people::{Person, merged, others};
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

/// The same at several places at once: whoever is at any of them is here. More than [`PLACES_MAX`] are not said, because
/// one can only be at so many (PR9); those that come first are.
pub(crate) fn use_here_at(places: impl Fn() -> Vec<Place> + Send + Sync + 'static, editing: Editing) -> Here {
    let places = Memo::new(move |_| places());
    let chair = |nth: usize| {
        use_here(
            move || places.with(|it| it.get(nth).cloned()),
            move || Some(editing),
        )
    };
    let chairs: Vec<_> = (0..PLACES_MAX).map(chair).collect();
    let taken = move || places.with(Vec::len).min(PLACES_MAX);
    let people = chairs.iter().map(|it| it.people).collect::<Vec<_>>();
    let current = chairs.iter().map(|it| it.is_current).collect::<Vec<_>>();
    Here {
        people: Memo::new(move |_| merged(people.iter().take(taken()).map(|it| it.get()))),
        is_current: Memo::new(move |_| current.iter().take(taken()).all(|it| it.get())),
        is_page: false,
    }
}

/// At so many places one is at once: two forms after each other, a panel and a page fit into what a connection may follow.
const PLACES_MAX: usize = 14;

impl Here {
    /// The same, of a page and not of a row.
    pub(crate) const fn of_page(self) -> Self {
        Self {
            is_page: true,
            ..self
        }
    }
}
