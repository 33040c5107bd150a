//! What is painted over the ground, from below to above, and what of it stands where.

use protocol::RowId;

use super::{
    brush::{Box4, Brush, Mark, overlap},
    camera::{Camera, Spot},
    cluster::{clusters, middle},
    ground::NameKind,
    mover::{Fleet, age, is_old},
    names::covered,
    stage::State,
};
use crate::{
    components::status::Tone,
    format::{Formatter, NARROW},
};

/// What somebody pressed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Hit {
    /// One mover.
    One(RowId),
    /// Several that cover each other, and where they stand.
    Several(Vec<RowId>, Spot),
    /// The ground.
    Nothing,
}

/// The last picture.
#[derive(Default)]
pub(super) struct Picture {
    /// Who stands with whom; empty: to be found out.
    groups: Vec<Vec<RowId>>,
    /// Where each of them stands.
    spots: Vec<(Spot, usize)>,
}

impl Picture {
    /// Finds out anew who covers whom.
    pub(super) fn forget(&mut self) {
        self.groups.clear();
    }

    /// What stands at a spot.
    pub(super) fn at(&self, (x, y): Spot) -> Hit {
        let near = self
            .spots
            .iter()
            .map(|(spot, group)| (*spot, *group, (spot.0 - x).hypot(spot.1 - y)))
            .filter(|it| it.2 <= REACH)
            .min_by(|a, b| a.2.total_cmp(&b.2));
        let Some((spot, group, _)) = near else {
            return Hit::Nothing;
        };
        match self.groups.get(group).map(Vec::as_slice) {
            Some([one]) => Hit::One(one.clone()),
            Some(several) => Hit::Several(several.to_vec(), spot),
            None => Hit::Nothing,
        }
    }

    /// Paints everything.
    pub(super) fn paint(&mut self, state: &State, brush: &mut Brush, camera: &Camera, now: f64) {
        let replay = state.replay.borrow();
        match &*replay {
            // Nobody of the present is there to be pressed, or to be found again afterwards.
            Some(_) => {
                self.groups.clear();
                self.spots.clear();
            }
            None => self.settle(state, camera, now),
        }
        let groups = self.spots.iter().filter(|it| self.groups[it.1].len() > 1);
        let areas = state.areas.borrow();
        let mut covers = areas.name_boxes(brush, camera);
        covers.extend(groups.map(|it| covered(it.0)));
        covers.push([camera.width - TOOLS.0, 0.0, camera.width, TOOLS.1]);
        paint_names(state, brush, camera, &covers);
        areas.paint(brush, camera);
        match &*replay {
            Some(replay) => replay.paint(brush, camera),
            None => {
                paint_paths(state, brush, camera);
                self.paint_movers(state, brush, camera, now);
            }
        }
        areas.paint_drawn(brush, camera);
    }

    /// Finds out what stands where.
    fn settle(&mut self, state: &State, camera: &Camera, now: f64) {
        let fleet = state.fleet.borrow();
        let selected = state.selected.borrow();
        if self.groups.is_empty() {
            self.groups = groups(state, &fleet, selected.as_ref(), camera, now);
        }
        let shown = |id: &RowId| fleet.get(id).map(|it| camera.spot(it.1.shown(now)));
        self.spots.clear();
        for (index, group) in self.groups.iter().enumerate() {
            if let Some(spot) = middle(group.iter().filter_map(shown)) {
                self.spots.push((spot, index));
            }
        }
        // The selected one is the last: nothing covers it.
        let is_last = |group: &[RowId]| selected.is_some() && group.first() == selected.as_ref();
        self.spots.sort_by_key(|it| is_last(&self.groups[it.1]));
    }

    fn paint_movers(&self, state: &State, brush: &mut Brush, camera: &Camera, now: f64) {
        let fleet = state.fleet.borrow();
        let selected = state.selected.borrow();
        let mut taken: Vec<Box4> = Vec::new();
        let mut labels = Vec::new();
        let has_labels = camera.view.zoom >= LABELS || self.spots.len() <= FEW;
        for ((x, y), index) in self.spots.iter().copied() {
            taken.push([x - 15.0, y - 15.0, x + 15.0, y + 15.0]);
            let group = &self.groups[index];
            if let [_, _, ..] = group.as_slice() {
                brush.cluster((x, y), &tones(&fleet, group));
                continue;
            }
            let Some((mover, glide)) = group.first().and_then(|it| fleet.get(it)) else {
                continue;
            };
            let is_selected = selected.as_ref() == Some(&mover.id);
            let (at, today) = (mover.fix.at, state.now.get());
            if is_selected {
                let radius = mover.fix.accuracy / camera.metres(mover.fix.place.0);
                brush.accuracy((x, y), radius.min(camera.width));
            }
            let mark = Mark {
                look: mover.mark,
                heading: mover.fix.heading,
                is_old: is_old(at, today),
                is_selected,
                has_jumped: glide.has_jumped(now),
            };
            brush.mark((x, y), mark);
            if is_selected || has_labels {
                let age = state.format.get().age(age(at, today));
                labels.push(((x, y), mover.label.clone(), age, mark));
            }
        }
        // The selected one first: it always has its label.
        for (spot, name, age, mark) in labels.iter().rev() {
            let boxed = brush.label_box(*spot, (name, age));
            if mark.is_selected || !taken.iter().any(|it| overlap(*it, boxed)) {
                taken.push(brush.label(*spot, (name, age), mark.is_old, mark.is_selected));
            }
        }
    }
}

/// Who covers whom, among those in sight. The selected one is shown by itself, whoever is near.
fn groups(
    state: &State,
    fleet: &Fleet,
    selected: Option<&RowId>,
    camera: &Camera,
    now: f64,
) -> Vec<Vec<RowId>> {
    let mut alone = None;
    let mut seen = Vec::new();
    for (mover, glide) in fleet.iter() {
        let spot = camera.spot(glide.shown(now));
        if selected == Some(&mover.id) {
            alone = Some(vec![mover.id.clone()]);
        } else if camera.sees(spot, AROUND) && state.shows(&mover.id) {
            seen.push((spot, &mover.id));
        }
    }
    let spots: Vec<Spot> = seen.iter().map(|it| it.0).collect();
    let named = |group: Vec<usize>| group.into_iter().map(|it| seen[it].1.clone()).collect();
    let groups = clusters(&spots, REACH, CIRCLE).into_iter().map(named);
    groups.chain(alone).collect()
}

/// How many of a group are of which tone, the worst first.
fn tones(fleet: &Fleet, group: &[RowId]) -> Vec<(Tone, usize)> {
    let tone = |id: &RowId| fleet.get(id).map(|it| it.0.mark.1);
    let count = |wanted: Tone| group.iter().filter(|it| tone(it) == Some(wanted)).count();
    [Tone::Crit, Tone::Warn, Tone::Info, Tone::Ok, Tone::Idle]
        .map(|it| (it, count(it)))
        .into_iter()
        .filter(|it| it.1 > 0)
        .collect()
}

fn paint_names(state: &State, brush: &Brush, camera: &Camera, covers: &[Box4]) {
    for name in state.names.borrow().iter() {
        let from = match name.kind {
            NameKind::District | NameKind::Depot => 10.5,
            NameKind::Water => 11.0,
            NameKind::Site => 14.0,
        };
        let spot = camera.spot(name.place);
        if camera.view.zoom >= from && camera.sees(spot, AROUND) {
            brush.name(spot, &name.text, name.kind, covers);
        }
    }
}

fn paint_paths(state: &State, brush: &Brush, camera: &Camera) {
    let paths = state.paths.borrow();
    let spots = |places: &[(f64, f64)]| places.iter().map(|it| camera.spot(*it)).collect::<Vec<_>>();
    brush.route(&spots(&paths.route));
    for piece in &paths.trail {
        brush.trail(&spots(&piece.places), piece.gap.is_some());
    }
    for piece in &paths.trail {
        let Some(gap) = piece.gap else { continue };
        let ends = spots(&piece.places);
        let length = match ends.as_slice() {
            [a, b] => (a.0 - b.0).hypot(a.1 - b.1),
            _ => 0.0,
        };
        // A note longer than its gap would hide what is known.
        if let Some(spot) = middle(ends).filter(|_| length > NOTE) {
            let format: Formatter = state.format.get();
            brush.note(spot, &format.duration(gap).replace('\u{a0}', &NARROW.to_string()));
        }
    }
    for pin in &paths.pins {
        brush.pin(camera.spot(pin.place), &pin.text);
    }
}

/// Width and height of what the map's tools cover, from its upper right corner, px.
const TOOLS: (f64, f64) = (56.0, 300.0);

/// Marks nearer than this cover each other; so near to one a press means it, px.
const REACH: f64 = 24.0;

/// The circle of a group is so wide, px.
const CIRCLE: f64 = 42.0;

/// So far outside of the window something is painted still, px.
const AROUND: f64 = 48.0;

/// From this zoom on, marks say who they are.
const LABELS: f64 = 11.0;

/// So few marks say it from any distance.
const FEW: usize = 120;

/// So long a gap has room for its length, px.
const NOTE: f64 = 90.0;
