//! What a map shows while it plays back: one way of the past, and how far along it one is.

use super::{
    brush::{Brush, Mark},
    camera::{Camera, Place, Spot},
    paths::Pin,
    trail::Piece,
};
use crate::components::status::{Shape, Tone};

/// A way of the past. While there is one, nothing of the present is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Replay {
    /// The whole way.
    pub(crate) trail: Vec<Piece>,
    /// What happened on it.
    pub(crate) pins: Vec<Pin>,
    /// How far along it one is; `None` before it begins.
    pub(crate) head: Option<Head>,
}

/// Where something was at a moment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Head {
    /// Where.
    pub(crate) place: Place,
    /// Where it went, degrees clockwise from north.
    pub(crate) heading: Option<f64>,
    /// What it is called, and when that was.
    pub(crate) label: (String, String),
    /// Whether nothing was heard of it then: it was there last.
    pub(crate) is_gap: bool,
}

impl Replay {
    pub(super) fn paint(&self, brush: &mut Brush, camera: &Camera) {
        for piece in &self.trail {
            brush.trail(&thinned(&piece.places, camera), piece.gap.is_some());
        }
        for pin in &self.pins {
            brush.pin(camera.spot(pin.place), &pin.text);
        }
        let Some(head) = &self.head else { return };
        let spot = camera.spot(head.place);
        let mark = Mark {
            look: (Shape::Info, if head.is_gap { Tone::Idle } else { Tone::Info }),
            heading: head.heading,
            is_old: head.is_gap,
            is_selected: true,
            has_jumped: false,
        };
        brush.mark(spot, mark);
        brush.label(spot, (&head.label.0, &head.label.1), head.is_gap, true);
    }
}

/// A day has thousands of positions; those that fall on the same pixel are painted once.
fn thinned(places: &[Place], camera: &Camera) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for (index, place) in places.iter().enumerate() {
        let spot = camera.spot(*place);
        let is_apart = spots
            .last()
            .is_none_or(|it| (it.0 - spot.0).abs() + (it.1 - spot.1).abs() >= 1.5);
        if is_apart || index + 1 == places.len() {
            spots.push(spot);
        }
    }
    spots
}
