//! Areas on a map: what they cover, what they are called, and the one that is being drawn.

use protocol::RowId;

use super::{
    brush::{Box4, Brush},
    camera::{Camera, Place, Spot},
};

/// An area.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Area {
    /// Which one.
    pub(crate) id: RowId,
    /// What people call it.
    pub(crate) name: String,
    /// Its corners; the last is joined to the first.
    pub(crate) ring: Vec<Place>,
    /// Whether nobody watches it any more.
    pub(crate) is_retired: bool,
    /// Whether it is selected.
    pub(crate) is_selected: bool,
}

/// An area that is being drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Outline {
    /// Its corners so far.
    pub(crate) corners: Vec<Place>,
    /// Whether the last is joined to the first.
    pub(crate) is_closed: bool,
    /// The corner that is in hand.
    pub(crate) held: Option<usize>,
    /// Its middle, where the whole of it is in hand.
    pub(crate) moved: Option<Place>,
    /// Whether what is in hand goes with the crosshair; a pointer needs none.
    pub(crate) follows: bool,
}

/// Everything about areas that is on a map.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Areas {
    /// Those that are there.
    pub(crate) known: Vec<Area>,
    /// The one that is being drawn; the crosshair stands in the middle of the map meanwhile.
    pub(crate) drawn: Option<Outline>,
}

impl Areas {
    /// Those that are there, under everything that moves.
    pub(super) fn paint(&self, brush: &Brush, camera: &Camera) {
        for area in &self.known {
            let ring = spots(&area.ring, camera);
            if ring.len() > 2 && is_in_sight(&ring, camera) {
                brush.area(&ring, area.is_selected, area.is_retired);
            }
        }
        for (area, spot) in self.named(camera) {
            brush.area_name(spot, &area.name, area.is_selected);
        }
    }

    /// The boxes that their names take.
    pub(super) fn name_boxes(&self, brush: &Brush, camera: &Camera) -> Vec<Box4> {
        let names = self.named(camera);
        names
            .map(|(area, spot)| brush.name_box(spot, &area.name))
            .collect()
    }

    /// Those whose name is shown, and where its middle stands.
    fn named(&self, camera: &Camera) -> impl Iterator<Item = (&Area, Spot)> {
        let shown = self.known.iter().filter(|it| !it.is_retired || it.is_selected);
        shown.filter_map(move |area| {
            let ring = spots(&area.ring, camera);
            let (spot, [left, _, right, _]) = (top(&ring)?, bounds(&ring));
            // From far away a name would be larger than what it names.
            let is_named = area.is_selected || (right - left > NAMED && camera.sees(spot, 0.0));
            is_named.then_some((area, spot))
        })
    }

    /// The one that is being drawn, over everything.
    pub(super) fn paint_drawn(&self, brush: &Brush, camera: &Camera) {
        let Some(drawn) = &self.drawn else { return };
        let mut ring = spots(&drawn.corners, camera);
        let middle = (camera.width / 2.0, camera.height / 2.0);
        if drawn.follows {
            if let Some(corner) = drawn.held.and_then(|it| ring.get_mut(it)) {
                *corner = middle;
            }
            if let Some((x, y)) = drawn.moved.map(|it| camera.spot(it)) {
                for spot in &mut ring {
                    *spot = (spot.0 + middle.0 - x, spot.1 + middle.1 - y);
                }
            }
        }
        let next = (drawn.follows && !drawn.is_closed && drawn.held.is_none()).then_some(middle);
        brush.outline(&ring, drawn.is_closed, next);
        for (index, spot) in ring.iter().enumerate() {
            brush.corner(*spot, drawn.held == Some(index) || drawn.moved.is_some());
        }
        brush.crosshair(middle);
    }
}

fn spots(ring: &[Place], camera: &Camera) -> Vec<Spot> {
    ring.iter().map(|it| camera.spot(*it)).collect()
}

fn bounds(ring: &[Spot]) -> [f64; 4] {
    let start = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    ring.iter().fold(start, |[l, t, r, b], (x, y)| {
        [l.min(*x), t.min(*y), r.max(*x), b.max(*y)]
    })
}

fn is_in_sight(ring: &[Spot], camera: &Camera) -> bool {
    let [left, top, right, bottom] = bounds(ring);
    right > 0.0 && left < camera.width && bottom > 0.0 && top < camera.height
}

/// Where its name stands: over the middle of its upper edge, where marks seldom are.
fn top(ring: &[Spot]) -> Option<Spot> {
    let [left, top, right, _] = bounds(ring);
    (!ring.is_empty()).then_some((f64::midpoint(left, right), top - 10.0))
}

/// An area has its name from this width on, px.
const NAMED: f64 = 56.0;
