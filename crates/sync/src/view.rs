//! The rows of a topic as people see them: confirmed by the gateway, with their own pending changes on top.

use std::{cmp::Ordering, collections::BTreeMap, sync::Arc};

use protocol::{
    Fields, RawRow, Revision, RowId,
    mutations::{Author, Mutation},
};

/// The rows of a topic as people see them, ordered by id.
///
/// Ground: `confirmed`, and `frozen` while paused. Derived: `overlay`, rebuilt per row and only in `replay`.
/// What is seen of a row is its frozen form, else its overlay, else the confirmed row.
#[derive(Clone, Debug, Default)]
pub struct View {
    confirmed: BTreeMap<RowId, Confirmed>,
    overlay: BTreeMap<RowId, Arc<RawRow>>,
    frozen: Option<BTreeMap<RowId, Option<Arc<RawRow>>>>,
}

/// A row as the gateway has it. Local mutations never touch it.
#[derive(Clone, Debug)]
struct Confirmed {
    revision: Revision,
    row: Arc<RawRow>,
}

impl View {
    /// The row of that id.
    pub fn get(&self, id: &RowId) -> Option<&RawRow> {
        if let Some(seen) = self.frozen.as_ref().and_then(|it| it.get(id)) {
            return seen.as_deref();
        }
        self.live(id).map(|it| &**it)
    }

    /// All rows, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&RowId, &RawRow)> {
        let gone = self
            .frozen
            .iter()
            .flatten()
            .filter(|(id, row)| row.is_some() && !self.is_live(id))
            .map(|(id, _)| id);
        merged(merged(self.confirmed.keys(), self.made()), gone).filter_map(|id| Some((id, self.get(id)?)))
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        let mut len = self.confirmed.len() + self.made().count();
        for (id, row) in self.frozen.iter().flatten() {
            match (row.is_some(), self.is_live(id)) {
                (true, false) => len += 1,
                (false, true) => len -= 1,
                (true, true) | (false, false) => {}
            }
        }
        len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows as the gateway has them, with their revisions: without pending changes, and never frozen.
    pub fn confirmed(&self) -> impl Iterator<Item = (&RowId, Revision, &Arc<RawRow>)> {
        self.confirmed.iter().map(|(id, it)| (id, it.revision, &it.row))
    }

    /// Names and revisions of the rows as the gateway has them.
    pub(crate) fn confirmed_rows(&self) -> impl ExactSizeIterator<Item = (&RowId, Revision)> {
        self.confirmed.iter().map(|(id, it)| (id, it.revision))
    }

    /// The revision of the row as the gateway has it.
    pub fn revision(&self, id: &RowId) -> Option<Revision> {
        self.confirmed.get(id).map(|it| it.revision)
    }

    /// Whether the row has a pending change that shows.
    pub fn is_speculative(&self, id: &RowId) -> bool {
        self.overlay.contains_key(id)
    }

    /// How many rows changed behind a frozen view.
    pub fn waiting(&self) -> usize {
        self.frozen.as_ref().map_or(0, BTreeMap::len)
    }

    pub(crate) fn is_frozen(&self) -> bool {
        self.frozen.is_some()
    }

    pub(crate) fn contains(&self, id: &RowId) -> bool {
        self.confirmed.contains_key(id)
    }

    fn live(&self, id: &RowId) -> Option<&Arc<RawRow>> {
        // Most topics have no pending change at all, and then the first look-up is free.
        let confirmed = || self.confirmed.get(id).map(|it| &it.row);
        self.overlay.get(id).or_else(confirmed)
    }

    /// Whether the row would show if nothing were frozen.
    fn is_live(&self, id: &RowId) -> bool {
        self.confirmed.contains_key(id) || self.overlay.contains_key(id)
    }

    /// Rows that only pending changes have made.
    fn made(&self) -> impl Iterator<Item = &RowId> {
        self.overlay.keys().filter(|id| !self.confirmed.contains_key(*id))
    }
}

/// Two runs of names, each in order, as one.
fn merged<'a>(
    a: impl Iterator<Item = &'a RowId>,
    b: impl Iterator<Item = &'a RowId>,
) -> impl Iterator<Item = &'a RowId> {
    let (mut a, mut b) = (a.peekable(), b.peekable());
    std::iter::from_fn(move || match (a.peek(), b.peek()) {
        (Some(left), Some(right)) if left.cmp(right) == Ordering::Greater => b.next(),
        (Some(_), _) => a.next(),
        (None, _) => b.next(),
    })
}

/// Changes of the confirmed rows; each gives back the revision the row had.
impl View {
    pub(crate) fn put(&mut self, id: RowId, revision: Revision, row: Arc<RawRow>) -> Option<Revision> {
        self.preserve(&id);
        self.confirmed
            .insert(id, Confirmed { revision, row })
            .map(|it| it.revision)
    }

    pub(crate) fn patch(
        &mut self,
        id: &RowId,
        revision: Revision,
        changed: &Fields,
        removed: &[String],
    ) -> Option<Revision> {
        self.preserve(id);
        let confirmed = self.confirmed.get_mut(id)?;
        Arc::make_mut(&mut confirmed.row).patch(changed, removed);
        Some(std::mem::replace(&mut confirmed.revision, revision))
    }

    pub(crate) fn remove(&mut self, id: &RowId) -> Option<Revision> {
        self.preserve(id);
        self.overlay.remove(id);
        self.confirmed.remove(id).map(|it| it.revision)
    }

    /// Puts these rows in place of all; gives back the ids of rows that look different now.
    pub(crate) fn replace(&mut self, rows: Vec<(RowId, Revision, Arc<RawRow>)>) -> Vec<RowId> {
        let new: BTreeMap<_, _> = rows
            .into_iter()
            .map(|(id, revision, row)| (id, Confirmed { revision, row }))
            .collect();
        let gone = self.confirmed.keys().filter(|id| !new.contains_key(*id));
        let other = new
            .iter()
            .filter(|(id, it)| self.confirmed.get(*id).is_none_or(|old| old.row != it.row))
            .map(|(id, _)| id);
        let changed: Vec<_> = gone.chain(other).cloned().collect();
        for id in &changed {
            self.preserve(id);
        }
        let old = std::mem::replace(&mut self.confirmed, new);
        let Self {
            confirmed, overlay, ..
        } = self;
        // What was never confirmed waits on; what is gone takes what lay on it along.
        overlay.retain(|id, _| confirmed.contains_key(id) || !old.contains_key(id));
        changed
    }

    /// Before a confirmed row changes behind a frozen view, what is seen of it is put aside.
    fn preserve(&mut self, id: &RowId) {
        if self.frozen.as_ref().is_some_and(|it| !it.contains_key(id)) {
            let seen = self.live(id).cloned();
            if let Some(frozen) = &mut self.frozen {
                frozen.insert(id.clone(), seen);
            }
        }
    }
}

/// What lies on top of the confirmed rows.
impl View {
    /// Derives the row anew: confirmed, then its pending mutations in order. The only place where the overlay is written.
    /// Says whether what is seen changed.
    ///
    /// A mutation that no longer fits the row is left out; the gateway has the last word on it.
    pub(crate) fn replay<'a>(
        &mut self,
        id: &RowId,
        pending: impl Iterator<Item = (&'a Mutation, &'a Author)>,
    ) -> bool {
        let mut row: Option<RawRow> = None;
        let confirmed = self.confirmed.get(id).map(|it| &*it.row);
        for (mutation, author) in pending {
            // Without a row there is nothing to change, but one may be made.
            if let Ok(next) = mutation.apply(row.as_ref().or(confirmed), author) {
                row = Some(next);
            }
        }
        let before = match row {
            Some(row) => self.overlay.insert(id.clone(), Arc::new(row)),
            None => self.overlay.remove(id),
        };
        let is_behind = self.frozen.as_ref().is_some_and(|it| it.contains_key(id));
        !is_behind && self.overlay.get(id) != before.as_ref()
    }

    /// From now on what is seen stays as it is.
    pub(crate) fn freeze(&mut self) {
        self.frozen.get_or_insert_default();
    }

    /// Shows everything that came meanwhile; gives back the rows concerned.
    pub(crate) fn thaw(&mut self) -> Vec<RowId> {
        self.frozen.take().unwrap_or_default().into_keys().collect()
    }

    /// Shows the one row as it stands, for somebody who just acted on it.
    pub(crate) fn thaw_row(&mut self, id: &RowId) -> bool {
        self.frozen.as_mut().is_some_and(|it| it.remove(id).is_some())
    }
}
