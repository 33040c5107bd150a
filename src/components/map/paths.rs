//! What lies between a map's ground and what moves on it.

use super::{camera::Place, trail::Piece};

/// Where something is loaded or handed over.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pin {
    /// Where.
    pub(crate) place: Place,
    /// A letter or a number.
    pub(crate) text: String,
}

/// What lies between the ground and the movers: of whatever is selected.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Paths {
    /// Where it was.
    pub(crate) trail: Vec<Piece>,
    /// Where it is to go.
    pub(crate) route: Vec<Place>,
    /// Its stops.
    pub(crate) pins: Vec<Pin>,
}
