//! Who else is at the desk, and at one of its shipments.

use leptos::prelude::*;
use protocol::{
    RowId,
    entities::{Editing, Place},
};

use super::desk::Desk;
use crate::shell::{Here, HereAvatars, use_head, use_here};

/// The person here is on a page of dispatch; who else is stands beside the title.
pub(super) fn at_the_desk() {
    let here = use_here(|| Some(Place::Dispatch), || None).of_page();
    use_head(move || view! { <HereAvatars here /> });
}

/// The person here looks at a shipment; not at one of the past.
pub(super) fn at_shipment(
    desk: Desk,
    id: impl Fn() -> Option<RowId> + Send + Sync + 'static,
    editing: impl Fn() -> Option<Editing> + Send + Sync + 'static,
) -> Here {
    let place = move || id().filter(|_| !desk.is_past).map(Place::Shipment);
    use_here(place, editing)
}
