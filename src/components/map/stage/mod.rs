//! One map: what is shown on it, where it looks, and when it is painted. It knows no rows: a page tells it of movers.

mod look;

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    rc::Rc,
};

use leptos::prelude::*;
use protocol::{RowId, Timestamp};

use super::{
    area::Areas,
    brush::Brush,
    camera::{Place, Spot},
    detail::{GATHERED, Pace, pace},
    ground::Name,
    mover::{Fleet, Mover},
    paths::Paths,
    picture::{Hit, Picture},
    replay::Replay,
};
use crate::{
    components::status::{Shape, Tone},
    format::Formatter,
    platform::{
        clock,
        frame::Frame,
        lifecycle,
        maplibre::{Ground, View},
        timer::Timer,
    },
};

/// The map of a page; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Stage {
    state: StoredValue<Rc<State>, LocalStorage>,
    /// Where it looks; `None` before it is there.
    view: RwSignal<Option<View>>,
}

/// Everything the picture is made of.
#[derive(Default)]
pub(super) struct State {
    pub(super) fleet: RefCell<Fleet>,
    pub(super) paths: RefCell<Paths>,
    pub(super) areas: RefCell<Areas>,
    pub(super) replay: RefCell<Option<Replay>>,
    pub(super) names: RefCell<Vec<Name>>,
    pub(super) selected: RefCell<Option<RowId>>,
    /// Who alone is shown, besides who is selected; `None`: everybody.
    pub(super) only: RefCell<Option<HashSet<RowId>>>,
    pub(super) now: Cell<Timestamp>,
    pub(super) format: Cell<Formatter>,
    picture: RefCell<Picture>,
    ground: RefCell<Option<Ground>>,
    brush: RefCell<Option<Brush>>,
    wanted: Cell<Option<View>>,
    size: Cell<Spot>,
    is_calm: Cell<bool>,
    /// Where the way leads that it goes, unless a hand took it elsewhere.
    aim: Cell<Option<View>>,
    /// Until when a way goes that somebody asked for.
    eases: Cell<f64>,
    next: RefCell<Option<Next>>,
}

/// What calls for the next picture; kept, or it would not come.
enum Next {
    Frame { _frame: Frame },
    Timer { _timer: Timer },
}

impl Stage {
    /// An empty map that looks nowhere yet.
    pub(crate) fn new() -> Self {
        Self {
            state: StoredValue::new_local(Rc::default()),
            view: RwSignal::new(None),
        }
    }

    /// Shows a mover, or shows it otherwise.
    pub(crate) fn put(self, mover: Mover) {
        self.with(|state| {
            let snaps = state.snaps();
            state.fleet.borrow_mut().put(mover, clock::elapsed(), snaps);
        });
        self.gather();
    }

    /// Shows a mover no longer.
    pub(crate) fn remove(self, id: &RowId) {
        self.with(|state| state.fleet.borrow_mut().remove(id));
        self.gather();
    }

    /// Shows what movers do, as `mark` says; `None` leaves one as it is.
    pub(crate) fn mark(self, mark: impl Fn(&RowId) -> Option<(Shape, Tone)>) {
        if self.with(|state| state.fleet.borrow_mut().mark(mark)) == Some(true) {
            self.gather();
        }
    }

    /// Where a mover was last.
    pub(crate) fn place(self, id: &RowId) -> Option<Place> {
        self.with(|state| state.fleet.borrow().get(id).map(|it| it.1.fix().place))
            .flatten()
    }

    /// Marks a mover as selected, or none.
    pub(crate) fn select(self, id: Option<RowId>) {
        self.with(|state| state.selected.replace(id));
        self.wake();
    }

    /// Shows these movers alone, and the selected one; or everybody again.
    pub(crate) fn only(self, ids: Option<HashSet<RowId>>) {
        self.with(|state| {
            state.only.replace(ids);
            state.picture.borrow_mut().forget();
        });
        self.wake();
    }

    /// Shows the ways of what is selected.
    pub(crate) fn show(self, paths: Paths) {
        self.with(|state| state.paths.replace(paths));
        self.wake();
    }

    /// Shows areas, and the one that is being drawn.
    pub(crate) fn draw(self, areas: Areas) {
        self.with(|state| state.areas.replace(areas));
        self.wake();
    }

    /// Shows the past in place of the present, or the present again.
    pub(crate) fn replay(self, replay: Option<Replay>) {
        self.with(|state| state.replay.replace(replay));
        self.wake();
    }

    /// The same way, but elsewhere along it.
    pub(crate) fn turn(self, head: Option<super::replay::Head>) {
        self.with(|state| {
            if let Some(replay) = &mut *state.replay.borrow_mut() {
                replay.head = head;
            }
        });
        self.wake();
    }

    /// What stands at a spot.
    pub(crate) fn at(self, spot: Spot) -> Hit {
        self.with(|state| state.picture.borrow().at(spot))
            .unwrap_or(Hit::Nothing)
    }

    /// Paints soon.
    pub(crate) fn wake(self) {
        self.with(|state| {
            let is_waiting = matches!(&*state.next.borrow(), Some(Next::Frame { .. }));
            if !is_waiting && state.ground.borrow().is_some() && lifecycle::is_visible() {
                let frame = Frame::new(move || self.paint());
                state.next.replace(Some(Next::Frame { _frame: frame }));
            }
        });
    }

    /// Paints when it is time for what moves: the more of it, the seldomer.
    fn gather(self) {
        let paced = self.with(|state| {
            let period = match pace(state.fleet.borrow().len(), false) {
                Pace::Smooth => return None,
                Pace::Every(period) => period,
                Pace::Snap => GATHERED,
            };
            let is_planned = state.next.borrow().is_some();
            if !is_planned && state.ground.borrow().is_some() && lifecycle::is_visible() {
                let timer = Timer::new(period, move || self.wake());
                state.next.replace(Some(Next::Timer { _timer: timer }));
            }
            Some(())
        });
        if paced == Some(None) {
            self.wake();
        }
    }

    /// Shows other ages.
    pub(super) fn tick(self, now: Timestamp, format: Formatter) {
        self.with(|state| {
            state.now.set(now);
            state.format.set(format);
            state.picture.borrow_mut().forget();
        });
        self.wake();
    }

    /// Nothing should move by itself, or it may again.
    pub(super) fn calm(self, is_calm: bool) {
        self.with(|state| {
            state.is_calm.set(is_calm);
            if is_calm {
                state.fleet.borrow_mut().settle();
            }
        });
        self.wake();
    }

    /// What is written on the ground.
    pub(super) fn name(self, names: Vec<Name>) {
        self.with(|state| state.names.replace(names));
        self.wake();
    }

    /// The ground is there.
    pub(super) fn begin(self, ground: Ground, brush: Option<Brush>) {
        self.with(|state| {
            if let Some(view) = state.wanted.take() {
                ground.look(view, 0.0);
            }
            self.view.set(Some(ground.view()));
            state.ground.replace(Some(ground));
            state.brush.replace(brush);
        });
        self.paint();
    }

    /// The ground is gone; one that comes in its place looks there, too.
    pub(super) fn end(self) {
        self.with(|state| {
            let view = self.view.try_get_untracked().flatten();
            state.wanted.set(view.or(state.wanted.get()));
            (state.next.take(), state.brush.take(), state.ground.take())
        });
    }

    /// Changes how the ground and what is over it look.
    pub(super) fn dress(self, dress: impl FnOnce(&Ground, &mut Brush)) {
        self.with(|state| {
            if let (Some(ground), Some(brush)) = (&*state.ground.borrow(), &mut *state.brush.borrow_mut()) {
                dress(ground, brush);
            }
        });
        self.wake();
    }

    /// The camera made a step: what is over the ground goes with it, in the same frame.
    pub(super) fn moved(self, view: View, by_hand: bool) {
        self.view.try_set(Some(view));
        self.with(|state| {
            state.picture.borrow_mut().forget();
            state.aim.set(state.aim.get().filter(|_| !by_hand));
        });
        self.paint();
    }

    /// Where it is to look once it is there.
    pub(super) fn wanted(self) -> Option<View> {
        self.with(|state| state.wanted.get()).flatten()
    }

    /// Paints now.
    pub(super) fn paint(self) {
        self.with(|state| {
            state.next.take();
            // Dressing the ground may move it.
            let Ok(mut brush) = state.brush.try_borrow_mut() else {
                return;
            };
            let Some(brush) = brush.as_mut() else {
                return;
            };
            state.size.set(brush.begin());
            let Some(camera) = state.camera() else {
                return;
            };
            let now = clock::elapsed();
            state.picture.borrow_mut().paint(state, brush, &camera, now);
            let n_moving = state.fleet.borrow_mut().count_moving(now);
            self.plan(state, n_moving);
        });
    }

    /// Sees to it that the next picture comes when something will have moved.
    fn plan(self, state: &State, n_moving: usize) {
        if n_moving == 0 {
            return;
        }
        let next = match pace(n_moving, state.is_calm.get() || !lifecycle::is_visible()) {
            // The clock's tick paints.
            Pace::Snap => return,
            Pace::Every(period) => Next::Timer {
                _timer: Timer::new(period, move || self.wake()),
            },
            Pace::Smooth => Next::Frame {
                _frame: Frame::new(move || self.paint()),
            },
        };
        state.next.replace(Some(next));
    }

    /// Nothing once the page has gone.
    fn with<T>(self, look: impl FnOnce(&State) -> T) -> Option<T> {
        self.state.try_get_value().map(|it| look(&it))
    }
}

impl State {
    /// Whether it is among those who are shown.
    pub(super) fn shows(&self, id: &RowId) -> bool {
        self.only.borrow().as_ref().is_none_or(|it| it.contains(id))
    }

    fn snaps(&self) -> bool {
        let n_movers = self.fleet.borrow().len();
        self.is_calm.get() || !lifecycle::is_visible() || pace(n_movers, false) == Pace::Snap
    }
}
