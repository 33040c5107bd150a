//! A [`View`] that follows its rows and wakes those who show it.

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::*;
use protocol::{Entity, RowId};

use super::{
    Rows,
    lens::Lens,
    view::{Standing, Step, View},
};

/// The rows of a stream, filtered and sorted, as signals. A handle, cheap to copy.
///
/// Two levels wake separately: what is shown where, and the figures around it. What a row contains wakes neither: that is
/// the row's own signal.
pub struct LiveView<L: Lens + 'static> {
    view: StoredValue<Rc<RefCell<View<L>>>, LocalStorage>,
    order: RwSignal<u64>,
    figures: RwSignal<u64>,
}

// By hand: deriving would ask for `L: Copy`.
impl<L: Lens + 'static> Clone for LiveView<L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<L: Lens + 'static> Copy for LiveView<L> {}

impl<L: Lens + 'static> LiveView<L>
where
    L::Row: Entity,
{
    /// Looks at rows through the lens of a question and of circumstances. Another question shows another order at once;
    /// other circumstances leave what is held where it is.
    pub fn new<Q, C>(
        rows: Rows<L::Row>,
        setting: Memo<(Q, C)>,
        lens: impl Fn((Q, C)) -> L + Clone + 'static,
    ) -> Self
    where
        Q: Clone + PartialEq + Send + Sync + 'static,
        C: Clone + PartialEq + Send + Sync + 'static,
    {
        let first = View::new(lens(setting.get_untracked()));
        let live = Self {
            view: StoredValue::new_local(Rc::new(RefCell::new(first))),
            order: RwSignal::new(0),
            figures: RwSignal::new(0),
        };
        rows.with(|rows| live.step(|view| view.apply(rows.iter().map(|(id, row)| (id, Some(row))))));
        rows.on_commit(move |commit| {
            live.step(|view| view.apply(commit.changes.iter().map(|it| (&it.id, commit.after(it)))));
        });
        Effect::watch(
            move || setting.get(),
            move |setting, before, _| {
                let is_asked = before.is_none_or(|it| it.0 != setting.0);
                let lens = lens(setting.clone());
                live.step(|view| {
                    rows.with(|rows| {
                        if is_asked {
                            view.look(lens, rows)
                        } else {
                            view.adjust(lens, rows)
                        }
                    })
                });
            },
            false,
        );
        live
    }

    /// How many rows are shown. Wakes with the order.
    pub fn len(self) -> usize {
        self.order.track();
        self.read(View::len)
    }

    /// Whether no row is shown. Wakes with the order.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The row shown at a place. Wakes with the order.
    pub fn id(self, index: usize) -> Option<RowId> {
        self.order.track();
        self.read(|it| it.id(index).cloned())
    }

    /// How the row at a place stands. Wakes with the order and the figures.
    pub fn standing(self, index: usize) -> Standing {
        self.order.track();
        self.figures.track();
        self.read(|it| it.standing(index))
    }

    /// Where a row is shown. Wakes with the order.
    pub fn index(self, id: &RowId) -> Option<usize> {
        self.order.track();
        self.read(|it| it.index(id))
    }

    /// Reads figures. Wakes with the figures and the order.
    pub fn figures<T>(self, read: impl FnOnce(&View<L>) -> T) -> T {
        self.order.track();
        self.figures.track();
        self.read(read)
    }

    /// Looks at the view. Wakes nobody.
    pub fn read<T>(self, read: impl FnOnce(&View<L>) -> T) -> T {
        self.view.with_value(|it| read(&it.borrow()))
    }

    /// Freezes what is shown, or shows what is true again.
    pub fn hold(self, held: bool) {
        self.step(|view| {
            let order = if held {
                view.hold();
                false
            } else {
                view.release()
            };
            Step {
                order,
                figures: order,
            }
        });
    }

    /// Takes in what waits while the view is held.
    pub fn admit(self) {
        self.step(|view| {
            let order = view.admit();
            Step {
                order,
                figures: order,
            }
        });
    }

    fn step(self, step: impl FnOnce(&mut View<L>) -> Step) {
        // The component may have ended while a commit was on its way.
        let Some(view) = self.view.try_get_value() else {
            return;
        };
        let Step { order, figures } = step(&mut view.borrow_mut());
        if order {
            self.order.try_update(|it| *it += 1);
        }
        if figures {
            self.figures.try_update(|it| *it += 1);
        }
    }
}
