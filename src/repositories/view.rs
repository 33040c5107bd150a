//! A filtered and sorted view of one stream, kept up to date change by change instead of being sorted again.
//!
//! A change to a row whose place does not depend on it costs one key comparison. Changes that move rows are carried
//! out together: two binary searches a row and one pass over the order, which is a list of numbers.
//!
//! A view can be *held*: what is shown then keeps its order and its members, whatever arrives, because somebody points
//! at it. Newcomers are counted, and rows that left stay as ghosts, until the view is released.

use std::{cmp::Ordering, collections::HashMap};

use protocol::RowId;

pub use super::step::{Standing, Step};
use super::{
    lens::{Lens, Totals},
    slot::{Entry, Move, Slot, note},
    sort::SortKey,
    splice::{put_in, take_out},
};

/// A filtered and sorted view.
pub struct View<L: Lens> {
    lens: L,
    entries: Vec<Entry<<L::Totals as Totals>::Facts>>,
    free: Vec<Slot>,
    slots: HashMap<RowId, Slot>,
    /// Slots of the rows that belong, in order.
    live: Vec<Slot>,
    /// What is shown while held.
    held: Option<Vec<Slot>>,
    newcomers: usize,
    all: L::Totals,
    shown: L::Totals,
    rows: usize,
}

impl<L: Lens> View<L> {
    /// An empty view.
    pub fn new(lens: L) -> Self {
        Self {
            lens,
            entries: Vec::new(),
            free: Vec::new(),
            slots: HashMap::new(),
            live: Vec::new(),
            held: None,
            newcomers: 0,
            all: L::Totals::default(),
            shown: L::Totals::default(),
            rows: 0,
        }
    }

    /// Looks at all rows anew, through this lens. A held view stays held, on the new order: somebody asked for it.
    pub fn look<'a>(&mut self, lens: L, rows: impl IntoIterator<Item = (&'a RowId, &'a L::Row)>) -> Step
    where
        L::Row: 'a,
    {
        let is_held = self.held.is_some();
        self.rebuild(lens, rows);
        if is_held {
            self.hold();
        }
        Step {
            order: true,
            figures: true,
        }
    }

    /// Looks at all rows anew because circumstances changed, not because somebody asked: what is held stays where it is.
    pub fn adjust<'a>(&mut self, lens: L, rows: impl IntoIterator<Item = (&'a RowId, &'a L::Row)>) -> Step
    where
        L::Row: 'a,
    {
        let held: Option<Vec<RowId>> = self.held.is_some().then(|| self.ids().cloned().collect());
        self.rebuild(lens, rows);
        if let Some(held) = held {
            let held: Vec<Slot> = held.iter().filter_map(|it| self.slots.get(it).copied()).collect();
            for slot in &held {
                self.entries[*slot as usize].held = true;
            }
            let is_new = |it: &&Slot| !self.entries[**it as usize].held;
            self.newcomers = self.live.iter().filter(is_new).count();
            self.held = Some(held);
        }
        Step {
            order: true,
            figures: true,
        }
    }

    /// Takes in what one commit changed: new content, or `None` for a row that is no more.
    pub fn apply<'a>(&mut self, changes: impl IntoIterator<Item = (&'a RowId, Option<&'a L::Row>)>) -> Step
    where
        L::Row: 'a,
    {
        let (all, shown, newcomers) = (self.all.clone(), self.shown.clone(), self.newcomers);
        let mut moves = Vec::new();
        for (id, row) in changes {
            match row {
                Some(row) => self.put(id, row, &mut moves),
                None => self.remove(id, &mut moves),
            }
        }
        let moved = !moves.is_empty();
        self.settle(moves);
        Step {
            order: moved && self.held.is_none(),
            figures: moved || all != self.all || shown != self.shown || newcomers != self.newcomers,
        }
    }

    /// Freezes what is shown.
    pub fn hold(&mut self) {
        if self.held.is_none() {
            for slot in &self.live {
                self.entries[*slot as usize].held = true;
            }
            self.held = Some(self.live.clone());
        }
    }

    /// Shows what is true again. Tells whether that differs from what was shown.
    pub fn release(&mut self) -> bool {
        let Some(held) = self.held.take() else {
            return false;
        };
        self.newcomers = 0;
        for slot in &held {
            let entry = &mut self.entries[*slot as usize];
            entry.held = false;
            if entry.gone {
                self.forget(*slot);
            }
        }
        held != self.live
    }

    /// Takes in the newcomers and lets the ghosts go, and stays held.
    pub fn admit(&mut self) -> bool {
        let was_held = self.held.is_some();
        let changed = self.release();
        if was_held {
            self.hold();
        }
        changed
    }

    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.order().len()
    }

    /// Whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.order().is_empty()
    }

    /// The row shown at a place.
    pub fn id(&self, index: usize) -> Option<&RowId> {
        let slot = self.order().get(index)?;
        Some(&self.entries[*slot as usize].id)
    }

    /// The rows shown, in order.
    pub fn ids(&self) -> impl Iterator<Item = &RowId> {
        self.order().iter().map(|it| &self.entries[*it as usize].id)
    }

    /// Where a row is shown.
    pub fn index(&self, id: &RowId) -> Option<usize> {
        let slot = *self.slots.get(id)?;
        match &self.held {
            Some(held) => held.iter().position(|it| *it == slot),
            None if self.entries[slot as usize].live => self.find(slot),
            None => None,
        }
    }

    /// How the row shown at a place stands.
    pub fn standing(&self, index: usize) -> Standing {
        let entry = self.order().get(index).map(|it| &self.entries[*it as usize]);
        match entry {
            Some(it) if it.gone => Standing::Gone,
            Some(it) if !it.live => Standing::Leaving,
            _ => Standing::Here,
        }
    }

    /// Rows that belong but are not shown, because the view is held.
    pub const fn newcomers(&self) -> usize {
        self.newcomers
    }

    /// Whether rows that are shown would stand elsewhere if the view were not held.
    pub fn is_overtaken(&self) -> bool {
        let Some(held) = &self.held else {
            return false;
        };
        let entry = |it: &&Slot| &self.entries[**it as usize];
        let shown = held.iter().filter(|it| entry(it).live);
        let true_order = self.live.iter().filter(|it| entry(it).held);
        !shown.eq(true_order)
    }

    /// Rows of the stream, shown or not.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Rows that belong to the view.
    pub const fn belonging(&self) -> usize {
        self.live.len()
    }

    /// Figures over all rows of the stream.
    pub const fn all(&self) -> &L::Totals {
        &self.all
    }

    /// Figures over the rows that belong to the view.
    pub const fn shown(&self) -> &L::Totals {
        &self.shown
    }

    /// The lens looked through.
    pub const fn lens(&self) -> &L {
        &self.lens
    }

    fn rebuild<'a>(&mut self, lens: L, rows: impl IntoIterator<Item = (&'a RowId, &'a L::Row)>)
    where
        L::Row: 'a,
    {
        *self = Self::new(lens);
        self.apply(rows.into_iter().map(|(id, row)| (id, Some(row))));
    }

    fn order(&self) -> &[Slot] {
        self.held.as_deref().unwrap_or(&self.live)
    }

    fn put(&mut self, id: &RowId, row: &L::Row, moves: &mut Vec<Move>) {
        let (belongs, key, facts) = (self.lens.shows(row), self.lens.key(row), self.lens.facts(row));
        let slot = match self.slots.get(id) {
            Some(slot) => *slot,
            None => self.enter(id, facts),
        };
        let entry = &mut self.entries[slot as usize];
        if std::mem::take(&mut entry.gone) {
            self.rows += 1;
        } else {
            self.all.subtract(entry.facts);
            if entry.live {
                self.shown.subtract(entry.facts);
            }
        }
        entry.facts = facts;
        self.all.add(facts);
        if belongs {
            self.shown.add(facts);
        }
        // `live` already says what will be; what is, the first move of a row in this commit remembers.
        let was = std::mem::replace(&mut entry.live, belongs);
        let stays = was && belongs && entry.moving.is_none() && entry.key == key;
        if !stays && (was || belongs || entry.moving.is_some()) {
            note(entry, slot, was, Some(key), moves);
        } else if !stays {
            entry.key = key;
        }
    }

    fn remove(&mut self, id: &RowId, moves: &mut Vec<Move>) {
        let Some(slot) = self.slots.get(id).copied() else {
            return;
        };
        let entry = &mut self.entries[slot as usize];
        if std::mem::replace(&mut entry.gone, true) {
            return;
        }
        self.rows -= 1;
        self.all.subtract(entry.facts);
        let was = std::mem::take(&mut entry.live);
        if was {
            self.shown.subtract(entry.facts);
        }
        // Also for a row that does not belong: its slot is given back when the moves are carried out.
        note(entry, slot, was, None, moves);
    }

    fn enter(&mut self, id: &RowId, facts: <L::Totals as Totals>::Facts) -> Slot {
        let entry = Entry {
            id: id.clone(),
            key: SortKey::Absent,
            facts,
            live: false,
            held: false,
            // So that `put` counts it in.
            gone: true,
            moving: None,
        };
        let slot = match self.free.pop() {
            Some(slot) => {
                self.entries[slot as usize] = entry;
                slot
            }
            None => {
                self.entries.push(entry);
                Slot::try_from(self.entries.len() - 1).unwrap_or(Slot::MAX)
            }
        };
        self.slots.insert(id.clone(), slot);
        slot
    }

    fn forget(&mut self, slot: Slot) {
        self.slots.remove(&self.entries[slot as usize].id);
        self.free.push(slot);
    }

    /// Carries out the moves of a commit: all leave by their old keys, then all arrive by their new ones.
    fn settle(&mut self, moves: Vec<Move>) {
        let mut places: Vec<usize> = moves
            .iter()
            .filter(|it| it.was)
            .filter_map(|it| self.find(it.slot))
            .collect();
        places.sort_unstable();
        take_out(&mut self.live, &places);

        let mut arrivals = Vec::with_capacity(moves.len());
        for Move { slot, was, key } in moves {
            let entry = &mut self.entries[slot as usize];
            entry.moving = None;
            if let Some(key) = key {
                entry.key = key;
            }
            let (is, held, gone) = (entry.live, entry.held, entry.gone);
            if is {
                arrivals.push(slot);
            }
            if self.held.is_some() && !held {
                self.newcomers = self.newcomers + usize::from(is) - usize::from(was);
            }
            if gone && !held {
                self.forget(slot);
            }
        }
        arrivals.sort_unstable_by(|a, b| self.compare(*a, *b));
        let places: Vec<usize> = arrivals
            .iter()
            .map(|new| self.live.partition_point(|it| self.compare(*it, *new).is_lt()))
            .collect();
        put_in(&mut self.live, &arrivals, &places);
    }

    fn find(&self, slot: Slot) -> Option<usize> {
        self.live
            .binary_search_by(|it| self.compare(*it, slot))
            .ok()
            // Cannot be while keys compare consistently; slow is better than wrong.
            .or_else(|| self.live.iter().position(|it| *it == slot))
    }

    fn compare(&self, a: Slot, b: Slot) -> Ordering {
        let (a, b) = (&self.entries[a as usize], &self.entries[b as usize]);
        a.key
            .compare(&b.key, self.lens.direction())
            .then_with(|| a.id.cmp(&b.id))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{super::sort::Direction, *};

    struct Even(Direction);

    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Sample {
        even: bool,
        key: Option<u8>,
    }

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Sum(i64);

    impl Totals for Sum {
        type Facts = i64;

        fn add(&mut self, facts: i64) {
            self.0 += facts;
        }

        fn subtract(&mut self, facts: i64) {
            self.0 -= facts;
        }
    }

    impl Lens for Even {
        type Row = Sample;
        type Totals = Sum;

        fn shows(&self, row: &Sample) -> bool {
            row.even
        }

        fn key(&self, row: &Sample) -> SortKey {
            SortKey::number(row.key.map(f64::from))
        }

        fn direction(&self) -> Direction {
            self.0
        }

        fn facts(&self, row: &Sample) -> i64 {
            row.key.map_or(0, i64::from)
        }
    }

    /// What sorting everything anew would show.
    fn naive(rows: &BTreeMap<RowId, Sample>, direction: Direction) -> Vec<RowId> {
        let lens = Even(direction);
        let mut shown: Vec<_> = rows.iter().filter(|(_, row)| row.even).collect();
        shown.sort_by(|(a, x), (b, y)| {
            lens.key(x)
                .compare(&lens.key(y), direction)
                .then_with(|| a.cmp(b))
        });
        shown.into_iter().map(|(id, _)| id.clone()).collect()
    }

    /// xorshift: the same steps on every run.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: u64) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0 % sides
        }
    }

    fn commit(dice: &mut Dice) -> Vec<(RowId, Option<Sample>)> {
        (0..dice.roll(12))
            .map(|_| {
                let id = RowId::from(format!("r{}", dice.roll(40)));
                let row = (dice.roll(4) > 0).then(|| Sample {
                    even: dice.roll(3) > 0,
                    key: (dice.roll(6) > 0).then(|| u8::try_from(dice.roll(9)).unwrap()),
                });
                (id, row)
            })
            .collect()
    }

    fn take_in(
        view: &mut View<Even>,
        rows: &mut BTreeMap<RowId, Sample>,
        commit: &[(RowId, Option<Sample>)],
    ) -> Step {
        for (id, row) in commit {
            match row {
                Some(row) => drop(rows.insert(id.clone(), *row)),
                None => drop(rows.remove(id)),
            }
        }
        view.apply(commit.iter().map(|(id, row)| (id, row.as_ref())))
    }

    fn shown(view: &View<Even>) -> Vec<RowId> {
        view.ids().cloned().collect()
    }

    #[test]
    fn commits_lead_where_sorting_everything_would() {
        for seed in 1..200 {
            let direction = [Direction::Ascending, Direction::Descending][seed as usize % 2];
            let (mut dice, mut view, mut rows) = (Dice(seed), View::new(Even(direction)), BTreeMap::new());
            for _ in 0..60 {
                let commit = commit(&mut dice);
                take_in(&mut view, &mut rows, &commit);

                let expected = naive(&rows, direction);
                assert_eq!(shown(&view), expected, "seed {seed}");
                assert_eq!(view.rows(), rows.len(), "seed {seed}");
                let sum =
                    |it: &mut dyn Iterator<Item = &Sample>| it.map(|row| Even(direction).facts(row)).sum();
                assert_eq!(view.all(), &Sum(sum(&mut rows.values())), "seed {seed}");
                assert_eq!(
                    view.shown(),
                    &Sum(sum(&mut rows.values().filter(|it| it.even))),
                    "seed {seed}"
                );
                for (index, id) in expected.iter().enumerate() {
                    assert_eq!(view.index(id), Some(index), "seed {seed}");
                }
            }
            assert!(view.entries.len() <= 41, "slots are given back");
        }
    }

    #[test]
    fn a_held_view_does_not_move_and_counts_what_waits() {
        let mut was_overtaken = false;
        for seed in 1..200 {
            let (mut dice, mut view, mut rows) =
                (Dice(seed), View::new(Even(Direction::Ascending)), BTreeMap::new());
            for _ in 0..8 {
                let first = commit(&mut dice);
                take_in(&mut view, &mut rows, &first);
            }
            view.hold();
            let frozen = shown(&view);
            for _ in 0..dice.roll(10) {
                let next = commit(&mut dice);

                let step = take_in(&mut view, &mut rows, &next);

                let truth = naive(&rows, Direction::Ascending);
                assert!(!step.order);
                assert_eq!(shown(&view), frozen, "seed {seed}");
                let waiting = truth.iter().filter(|it| !frozen.contains(it)).count();
                assert_eq!(view.newcomers(), waiting, "seed {seed}");
                let stayed = frozen.iter().filter(|it| truth.contains(it));
                let is_overtaken = !stayed.eq(truth.iter().filter(|it| frozen.contains(it)));
                assert_eq!(view.is_overtaken(), is_overtaken, "seed {seed}");
                was_overtaken |= is_overtaken;
                for (index, id) in frozen.iter().enumerate() {
                    let expected = match rows.get(id) {
                        None => Standing::Gone,
                        Some(row) if !row.even => Standing::Leaving,
                        Some(_) => Standing::Here,
                    };
                    assert_eq!(view.standing(index), expected, "seed {seed}");
                }
            }

            view.release();

            assert_eq!(shown(&view), naive(&rows, Direction::Ascending), "seed {seed}");
            assert_eq!(view.newcomers(), 0);
            assert!(!view.is_overtaken());
        }
        assert!(was_overtaken, "some seed changes the order of what is held");
    }

    #[test]
    fn changed_circumstances_do_not_move_what_is_held() {
        let (mut view, mut rows) = (View::new(Even(Direction::Ascending)), BTreeMap::new());
        let row = |key| {
            Some(Sample {
                even: true,
                key: Some(key),
            })
        };
        let first = [(RowId::from("a"), row(1)), (RowId::from("b"), row(2))];
        take_in(&mut view, &mut rows, &first);
        view.hold();
        take_in(
            &mut view,
            &mut rows,
            &[(RowId::from("c"), row(0)), (RowId::from("b"), None)],
        );

        view.adjust(Even(Direction::Descending), &rows);

        assert_eq!(shown(&view), ["a"].map(RowId::from));
        assert_eq!(view.newcomers(), 1);
        view.look(Even(Direction::Descending), &rows);
        assert_eq!(shown(&view), ["a", "c"].map(RowId::from));
    }

    #[test]
    fn a_change_that_moves_nothing_is_told_apart() {
        let mut view = View::new(Even(Direction::Ascending));
        let (id, row) = (
            RowId::from("a"),
            Sample {
                even: true,
                key: Some(1),
            },
        );
        view.apply([(&id, Some(&row))]);

        assert_eq!(view.apply([(&id, Some(&row))]), Step::default());
    }

    #[test]
    fn admitting_shows_the_newcomers_and_stays_held() {
        let (mut view, mut rows) = (View::new(Even(Direction::Ascending)), BTreeMap::new());
        view.hold();
        let row = Sample {
            even: true,
            key: None,
        };
        take_in(&mut view, &mut rows, &[(RowId::from("a"), Some(row))]);
        assert_eq!((view.len(), view.newcomers()), (0, 1));

        assert!(view.admit());

        assert_eq!((view.len(), view.newcomers()), (1, 0));
        assert!(!take_in(&mut view, &mut rows, &[(RowId::from("b"), Some(row))]).order);
    }

    #[test]
    fn rows_without_a_value_come_last_both_ways() {
        for direction in [Direction::Ascending, Direction::Descending] {
            let (mut view, mut rows) = (View::new(Even(direction)), BTreeMap::new());
            let row = |key| Some(Sample { even: true, key });
            let commit = [(RowId::from("a"), row(None)), (RowId::from("b"), row(Some(3)))];
            take_in(&mut view, &mut rows, &commit);

            assert_eq!(shown(&view), ["b", "a"].map(RowId::from));
        }
    }
}
