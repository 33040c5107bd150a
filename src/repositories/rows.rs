//! One topic as signals: which rows there are, which changed, and one signal per row that somebody looks at.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    ops::Deref,
    rc::Rc,
    sync::{Arc, Weak},
};

use leptos::prelude::*;
use protocol::{Entity, RowId, Timestamp};
use sync::{Changes, Phase, View};

use super::Feed;

/// Rows by id.
pub type Map<K, V> = BTreeMap<K, V>;

/// The rows of one topic. A handle, cheap to copy; it lives as long as the owner it was made under.
///
/// Two levels wake separately: *which* rows there are ([`Self::ids`], [`Self::len`]), and each row by itself
/// ([`Self::row`]). A row that nobody watches has no signal and costs nothing when it changes. Views that must see every
/// change (sorted lists, counts) are kept up to date in [`Self::on_commit`].
pub struct Rows<E: Entity> {
    state: StoredValue<Rc<State<E>>, LocalStorage>,
    members: RwSignal<usize>,
    version: RwSignal<u64>,
    phase: RwSignal<Phase>,
    confirmed_at: RwSignal<Option<Timestamp>>,
}

// By hand: deriving would ask for `E: Copy`.
impl<E: Entity> Clone for Rows<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: Entity> Copy for Rows<E> {}

struct State<E: Entity> {
    rows: RefCell<Map<RowId, E>>,
    watched: RefCell<Watched<E>>,
    listeners: RefCell<Vec<(u64, Listener<E>)>>,
}

type Listener<E> = Rc<dyn Fn(&Commit<'_, E>)>;

/// One row that somebody looks at.
///
/// The signal lives as long as the last clone of this handle, so keep the handle (not a clone of the signal inside it) for
/// as long as the row is shown. After the row was removed it keeps the last value; if the row returns, it goes on.
pub struct Row<E: Entity>(Arc<ArcRwSignal<E>>);

impl<E: Entity> Clone for Row<E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<E: Entity> Deref for Row<E> {
    type Target = ArcRwSignal<E>;

    fn deref(&self) -> &ArcRwSignal<E> {
        &self.0
    }
}

impl<E: Entity> PartialEq for Row<E> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What one commit changed: at most one commit per topic and animation frame.
pub struct Commit<'a, E> {
    /// All rows, as they are now.
    pub rows: &'a Map<RowId, E>,
    /// What is different; no id stands twice, and every entry is a real difference.
    pub changes: &'a [Change<E>],
    /// Whether the whole topic was looked at anew: then nobody knows when the changes happened.
    pub is_whole: bool,
}

/// One row that is different.
#[derive(Clone, Debug, PartialEq)]
pub struct Change<E> {
    /// Which row.
    pub id: RowId,
    /// What it was; `None`: it is new. What it is now stands in [`Commit::rows`], unless it was removed.
    pub before: Option<E>,
}

impl<E: Entity> Commit<'_, E> {
    /// What the row is now; `None`: it was removed.
    pub fn after(&self, change: &Change<E>) -> Option<&E> {
        self.rows.get(&change.id)
    }
}

impl<E: Entity> Rows<E> {
    /// No rows yet.
    pub fn new() -> Self {
        Self {
            state: StoredValue::new_local(Rc::new(State {
                rows: RefCell::default(),
                watched: RefCell::new(Watched::new()),
                listeners: RefCell::default(),
            })),
            members: RwSignal::new(0),
            version: RwSignal::new(0),
            phase: RwSignal::new(Phase::Loading),
            confirmed_at: RwSignal::new(None),
        }
    }

    /// How many rows there are. Wakes when rows come or go.
    pub fn len(self) -> usize {
        self.members.track();
        self.with(BTreeMap::len)
    }

    /// Whether there are no rows. Wakes when rows come or go.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The ids of all rows, in order. Wakes when rows come or go.
    pub fn ids(self) -> Vec<RowId> {
        self.members.track();
        self.with(|it| it.keys().cloned().collect())
    }

    /// The row's own signal, made on demand; `None` if there is no such row now. Does not track which rows there are.
    pub fn row(self, id: &RowId) -> Option<Row<E>> {
        let state = self.state.try_get_value()?;
        let value = state.rows.borrow().get(id).cloned()?;
        Some(state.watched.borrow_mut().row(id, value))
    }

    /// The row of an id that may change, as one signal; `None` while there is no such row.
    pub fn watch(self, id: impl Into<Signal<RowId>>) -> Signal<Option<E>> {
        let id = id.into();
        let row = Memo::new(move |_| {
            self.members.track();
            self.row(&id.get()).map(Held)
        });
        Signal::derive(move || row.with(|it| Some(it.as_ref()?.0.get())))
    }

    /// A copy of the row as it is now. Wakes nobody.
    pub fn get(self, id: &RowId) -> Option<E> {
        self.state.try_get_value()?.rows.borrow().get(id).cloned()
    }

    /// Looks at all rows. Wakes nobody; combine it with [`Self::version`] or [`Self::on_commit`].
    pub fn with<T>(self, look: impl FnOnce(&Map<RowId, E>) -> T) -> T {
        match self.state.try_get_value() {
            Some(state) => look(&state.rows.borrow()),
            None => look(&Map::new()),
        }
    }

    /// Counts the commits that changed anything. Wakes with every one of them, once.
    pub fn version(self) -> u64 {
        self.version.get()
    }

    /// How many rows have a signal, because somebody looks at them. Wakes nobody.
    pub fn n_watched(self) -> usize {
        self.state.try_get_value().map_or(0, |it| {
            let watched = it.watched.borrow();
            watched.rows.values().filter(|it| it.strong_count() > 0).count()
        })
    }

    /// Whether there are rows to trust.
    pub fn phase(self) -> Phase {
        self.phase.get()
    }

    /// When the rows were last known to be current; `None` while there are none to know that of.
    pub fn confirmed_at(self) -> Option<Timestamp> {
        self.confirmed_at.get()
    }

    /// Calls `listen` after every commit that changed anything, until the calling component ends.
    ///
    /// It is called before [`Self::version`] wakes its readers, so a view it keeps is ready when they look. Rows that were
    /// there before are not told: begin from [`Self::with`].
    pub fn on_commit(self, listen: impl Fn(&Commit<'_, E>) + 'static) {
        let Some(state) = self.state.try_get_value() else {
            return;
        };
        let mut listeners = state.listeners.borrow_mut();
        let id = listeners.last().map_or(0, |(it, _)| it + 1);
        listeners.push((id, Rc::new(listen)));
        drop(listeners);
        on_cleanup(move || {
            if let Some(state) = self.state.try_get_value() {
                state.listeners.borrow_mut().retain(|(it, _)| *it != id);
            }
        });
    }

    /// Takes over rows that are of a moment and follow nothing: only for rows of one's own, never for those of a topic.
    pub fn show(self, rows: impl IntoIterator<Item = E>, at: Timestamp) {
        let fresh = rows.into_iter().map(|it| (it.id().clone(), Some(it)));
        self.apply(fresh.collect(), true);
        self.judge(Phase::Fresh, Some(at));
    }

    /// Forgets all rows, as at the beginning.
    pub fn clear(self) {
        self.apply(Vec::new(), true);
        self.judge(Phase::Loading, None);
    }

    /// Takes over rows: `fresh` are put or (`None`) removed; `whole` says that no others exist.
    fn apply(self, fresh: Vec<(RowId, Option<E>)>, whole: bool) {
        let Some(state) = self.state.try_get_value() else {
            return;
        };
        let (changes, members_changed) = state.take(fresh, whole);
        if changes.is_empty() {
            return;
        }
        state.wake_rows(&changes);
        // Bound first: a listener may add or end listeners.
        let listeners: Vec<_> = state
            .listeners
            .borrow()
            .iter()
            .map(|(_, it)| Rc::clone(it))
            .collect();
        let rows = state.rows.borrow();
        for listener in listeners {
            listener(&Commit {
                rows: &rows,
                changes: &changes,
                is_whole: whole,
            });
        }
        let n_rows = rows.len();
        drop(rows);
        if members_changed {
            self.members.try_set(n_rows);
        }
        self.version.try_update(|it| *it += 1);
    }
}

impl<E: Entity> Default for Rows<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Entity> Feed for Rows<E> {
    fn commit(&self, changes: &Changes, view: Option<&View>) -> usize {
        let mut n_unreadable = 0;
        let mut read = |id: &RowId| {
            let row = view?.get(id)?.decode::<E>();
            n_unreadable += usize::from(row.is_err());
            row.ok()
        };
        let (fresh, whole) = match changes {
            Changes::Rows(ids) => (ids.iter().map(|id| (id.clone(), read(id))).collect(), false),
            Changes::Reset => {
                let ids = view.into_iter().flat_map(View::iter).map(|(id, _)| id);
                (ids.map(|id| (id.clone(), read(id))).collect(), true)
            }
        };
        self.apply(fresh, whole);
        n_unreadable
    }

    fn judge(&self, phase: Phase, confirmed_at: Option<Timestamp>) {
        let is_here = matches!(phase, Phase::Fresh | Phase::Stale);
        let confirmed_at = confirmed_at.filter(|_| is_here);
        // Most judgements repeat the last one; a signal would wake its readers for each.
        if self.phase.try_with_untracked(|it| *it != phase).unwrap_or(false) {
            self.phase.try_set(phase);
        }
        if self
            .confirmed_at
            .try_with_untracked(|it| *it != confirmed_at)
            .unwrap_or(false)
        {
            self.confirmed_at.try_set(confirmed_at);
        }
    }
}

impl<E: Entity> State<E> {
    /// Changes the map; says what is different, and whether rows came or went.
    fn take(&self, fresh: Vec<(RowId, Option<E>)>, whole: bool) -> (Vec<Change<E>>, bool) {
        let mut rows = self.rows.borrow_mut();
        let mut changes = Vec::new();
        let mut members_changed = false;
        let mut left = if whole {
            std::mem::take(&mut *rows)
        } else {
            Map::new()
        };
        for (id, after) in fresh {
            let before = if whole { left.remove(&id) } else { rows.remove(&id) };
            let is_same = before == after;
            members_changed |= before.is_some() != after.is_some();
            if let Some(after) = after {
                rows.insert(id.clone(), after);
            }
            if !is_same {
                changes.push(Change { id, before });
            }
        }
        members_changed |= !left.is_empty();
        changes.extend(left.into_iter().map(|(id, before)| Change {
            id,
            before: Some(before),
        }));
        (changes, members_changed)
    }

    /// Gives every watched row its new value; removed rows keep their last one.
    fn wake_rows(&self, changes: &[Change<E>]) {
        for change in changes {
            let row = self.watched.borrow_mut().find(&change.id);
            let value = row.and_then(|row| Some((row, self.rows.borrow().get(&change.id)?.clone())));
            // Nothing is borrowed here: effects may run at once and read rows.
            if let Some((row, value)) = value {
                row.set(value);
            }
        }
    }
}

/// The signals that somebody holds.
struct Watched<E: Entity> {
    rows: HashMap<RowId, Weak<ArcRwSignal<E>>>,
    sweep_at: usize,
}

impl<E: Entity> Watched<E> {
    fn new() -> Self {
        Self {
            rows: HashMap::new(),
            sweep_at: SWEEP_MIN,
        }
    }

    fn row(&mut self, id: &RowId, value: E) -> Row<E> {
        if let Some(row) = self.find(id) {
            return row;
        }
        if self.rows.len() >= self.sweep_at {
            self.rows.retain(|_, it| it.strong_count() > 0);
            self.sweep_at = (self.rows.len() * 2).max(SWEEP_MIN);
        }
        let row = Row(Arc::new(ArcRwSignal::new(value)));
        self.rows.insert(id.clone(), Arc::downgrade(&row.0));
        row
    }

    fn find(&mut self, id: &RowId) -> Option<Row<E>> {
        let row = self.rows.get(id)?.upgrade();
        if row.is_none() {
            self.rows.remove(id);
        }
        row.map(Row)
    }
}

/// A row inside a memo, compared by identity.
#[derive(Clone, PartialEq)]
struct Held<E: Entity>(Row<E>);

/// Handles that were dropped are looked for when there are at least so many.
const SWEEP_MIN: usize = 64;
