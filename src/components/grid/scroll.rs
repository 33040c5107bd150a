//! Where a long list is scrolled to, which rows are in sight, and which place shows which.

use std::ops::Range;

use leptos::{html, prelude::*};

use super::{geometry::Geometry, pool::Pool};
use crate::platform::{page, size::SizeWatch};

/// The scrolling of one list. A handle, cheap to copy.
#[derive(Clone, Copy)]
pub struct Scroll {
    /// What scrolls.
    pub pane: NodeRef<html::Div>,
    /// As high as a row; measured, so that density and finger-sized targets come from the style sheet alone.
    pub row_probe: NodeRef<html::I>,
    /// As high as a strip below a row.
    pub strip_probe: NodeRef<html::I>,
    /// As high as what sticks at the top (and, if there is one, at the bottom).
    pub head_probe: NodeRef<html::I>,
    /// Where the arrows stand.
    pub place: RwSignal<Place>,
    scrolled: RwSignal<f64>,
    size: RwSignal<Size>,
}

/// A cell, or a heading.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Place {
    /// The row; `None` is the heading.
    pub row: Option<usize>,
    /// The column.
    pub column: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Size {
    width: f64,
    height: f64,
    row: f64,
    strip: f64,
    head: f64,
}

/// What is in sight.
#[derive(Clone, Copy)]
pub struct Sight {
    /// Where rows stand.
    pub geometry: Memo<Geometry>,
    /// Which place shows which row.
    pub pool: Memo<Pool>,
}

impl Scroll {
    /// At the top, of no size yet.
    pub fn new() -> Self {
        Self {
            pane: NodeRef::new(),
            row_probe: NodeRef::new(),
            strip_probe: NodeRef::new(),
            head_probe: NodeRef::new(),
            place: RwSignal::new(Place {
                row: Some(0),
                column: 0,
            }),
            scrolled: RwSignal::new(0.0),
            size: RwSignal::new(Size::default()),
        }
    }

    /// Watches sizes for as long as the calling component lives, and says what is in sight.
    pub fn watch(self, rows: Signal<usize>, strips: Signal<Vec<usize>>) -> Sight {
        let watch = StoredValue::new_local(None);
        Effect::new(move |_| {
            if let (Some(pane), Some(probe)) = (self.pane.get(), self.row_probe.get()) {
                watch.set_value(SizeWatch::new(&[&pane, &probe], move || self.measure()));
            }
        });
        on_cleanup(move || drop(watch.try_update_value(Option::take)));

        let geometry = Memo::new(move |_| {
            let size = self.size.get();
            Geometry {
                rows: rows.get(),
                row: size.row,
                strip: size.strip,
                strips: strips.get(),
            }
        });
        let window = Memo::new(move |_| -> Range<usize> {
            let (from, size) = (self.scrolled.get(), self.size.get());
            if size.row <= 0.0 {
                return 0..0;
            }
            geometry.with(|it| it.window(from, from + size.height, OVERSCAN))
        });
        // The row with the arrows stays mounted, or Tab would find no way into the list.
        let pinned = Memo::new(move |_| {
            let last = rows.get().checked_sub(1)?;
            self.place.get().row.map(|it| it.min(last))
        });
        let pool = Memo::new(move |last: Option<&Pool>| {
            let mut pool = last.cloned().unwrap_or_default();
            window.with(|it| pool.seat(it, pinned.get()));
            pool
        });
        Sight { geometry, pool }
    }

    /// The pane was scrolled.
    pub fn moved(self) {
        if let Some(pane) = self.pane.get_untracked() {
            self.scrolled.set(f64::from(pane.scroll_top()));
        }
    }

    /// Brings a row into full sight.
    pub fn reveal(self, geometry: &Geometry, row: usize) {
        let size = self.size.get_untracked();
        let sight = size.height - 2.0 * size.head;
        let to = geometry.reveal(row, self.scrolled.get_untracked(), sight);
        if let (Some(to), Some(pane)) = (to, self.pane.get_untracked()) {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "lists are far less than 2^31 px high"
            )]
            pane.set_scroll_top(to.round() as i32);
            self.moved();
        }
    }

    /// Back to the first row.
    pub fn to_start(self) {
        if let Some(pane) = self.pane.get_untracked() {
            pane.set_scroll_top(0);
            self.moved();
        }
    }

    /// How many rows a page has.
    pub fn page(self, geometry: &Geometry) -> usize {
        let size = self.size.get_untracked();
        geometry.page(size.height - 2.0 * size.head)
    }

    /// How wide the list is, px; 0 before the first measure.
    pub fn width(self) -> f64 {
        self.size.with(|it| it.width)
    }

    /// Whether the list is scrolled down.
    pub fn is_scrolled(self) -> bool {
        self.scrolled.get() > 4.0
    }

    /// Moves the focus to the cell where the arrows stand, once it is there.
    pub fn focus(self) {
        request_animation_frame(move || {
            let Place { row, column } = self.place.get_untracked();
            let row = row.map_or(1, |it| it + 2);
            let column = column + 1;
            page::focus(&format!(
                ".grid [aria-rowindex=\"{row}\"] [aria-colindex=\"{column}\"]"
            ));
        });
    }

    fn measure(self) {
        let height = |node: NodeRef<html::I>| {
            node.get_untracked()
                .map_or(0.0, |it| f64::from(it.offset_height()))
        };
        let Some(pane) = self.pane.try_get_untracked().flatten() else {
            return;
        };
        let size = Size {
            width: f64::from(pane.client_width()),
            height: f64::from(pane.client_height()),
            row: height(self.row_probe),
            strip: height(self.strip_probe),
            head: height(self.head_probe),
        };
        if self.size.get_untracked() != size {
            self.size.set(size);
        }
    }
}

impl Default for Scroll {
    fn default() -> Self {
        Self::new()
    }
}

/// Rows kept ready above and below what is in sight.
const OVERSCAN: usize = 4;
