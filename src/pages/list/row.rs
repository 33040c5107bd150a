//! One place of a list and the row it shows now.

use leptos::prelude::*;
use protocol::{Entity, RowId};

use super::{ListKind, ListModel};
use crate::{
    components::grid::GridRow,
    repositories::{Row, view::Standing},
};

/// A place and its row; a handle, cheap to copy.
pub(crate) struct ListRow<K: ListKind> {
    /// The list.
    pub(crate) list: ListModel<K>,
    /// The place.
    pub(crate) place: GridRow,
    seat: Memo<Seat<K::Row>>,
}

// By hand: deriving would ask for more than handles need.
impl<K: ListKind> Clone for ListRow<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: ListKind> Copy for ListRow<K> {}

/// Who sits in a place. After a row was removed its last state stays, until another one sits there.
#[derive(Clone, PartialEq)]
struct Seat<E: Entity> {
    id: Option<RowId>,
    row: Option<Row<E>>,
}

impl<K: ListKind> ListRow<K> {
    /// The row of a place.
    pub(crate) fn new(list: ListModel<K>, place: GridRow) -> Self {
        let seat = Memo::new(move |last: Option<&Seat<K::Row>>| {
            let id = place.id.get();
            let row = id.as_ref().and_then(|it| list.rows.row(it));
            let kept = || last.filter(|it| it.id == id)?.row.clone();
            let row = row.or_else(kept);
            Seat { id, row }
        });
        Self { list, place, seat }
    }

    /// Reads the row; `None` if nobody sits here.
    pub(crate) fn read<T>(self, read: impl FnOnce(&K::Row) -> T) -> Option<T> {
        self.seat.with(|seat| seat.row.as_ref().map(|it| it.with(read)))
    }

    /// A text of the row, empty if nobody sits here.
    pub(crate) fn text(
        self,
        text: impl Fn(&K::Row) -> String + Send + Sync + 'static,
    ) -> impl Fn() -> String + Send + Sync + Copy + 'static {
        let text = StoredValue::new(text);
        move || {
            self.read(|it| text.with_value(|text| text(it)))
                .unwrap_or_default()
        }
    }

    /// A value of the row that wakes only when it is another one.
    pub(crate) fn value<T>(self, value: impl Fn(&K::Row) -> T + Send + Sync + 'static) -> Memo<Option<T>>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.read(&value))
    }

    /// Its id, now.
    pub(crate) fn id(self) -> Option<RowId> {
        self.place.id.get_untracked()
    }

    /// Whether it is the one beside the table.
    pub(crate) fn is_selected(self) -> bool {
        let selected = self.list.selected.get();
        selected.is_some() && selected == self.place.id.get()
    }

    /// How it stands, in a word for the style sheet.
    pub(crate) fn state(self) -> &'static str {
        match self.place.index.get().map(|it| self.list.live.standing(it)) {
            None | Some(Standing::Here) => "",
            Some(Standing::Leaving) => "leaving",
            Some(Standing::Gone) => "gone",
        }
    }
}
