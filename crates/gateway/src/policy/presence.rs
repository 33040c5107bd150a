//! Who may know who is where, and be there: whoever may see all of what is beneath, and nobody else.

use protocol::{
    Topic,
    entities::{Place, Role},
};

use super::{Reach, Truth, View, reach};

/// What a role may see of a place. Whose rows are a few of their own, such as a driver's, are not among those who look
/// after all of them.
pub(super) fn view(role: Role, topic: &Topic) -> View {
    let beneath = Place::of(topic).map(|it| reach(role, it.stream()));
    match beneath {
        Some(Reach::All) => View::All,
        Some(Reach::Own | Reach::Nothing) | None => View::Nothing,
    }
}

/// Whether there is such a place: a row needs to be there.
pub(super) fn exists(topic: &Topic, truth: &dyn Truth) -> bool {
    Place::of(topic).is_some_and(|place| {
        let beneath = Topic::whole(place.stream());
        place.row().is_none_or(|id| truth.find(&beneath, id).is_some())
    })
}
