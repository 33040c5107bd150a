//! Which mounted row component shows which row: components are kept and given other rows, never mounted anew.

use std::ops::Range;

/// Rows given to a fixed set of components.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pool {
    seats: Vec<Option<usize>>,
}

impl Pool {
    /// Gives every row of the window a component, and `pinned` (the row with the focus) too, even outside of it. A row
    /// keeps the one it has. The pool grows when it must and never shrinks.
    pub fn seat(&mut self, window: &Range<usize>, pinned: Option<usize>) {
        let mut seated = vec![false; window.len()];
        let mut outside = pinned.filter(|it| !window.contains(it));
        for seat in &mut self.seats {
            match *seat {
                Some(row) if window.contains(&row) => seated[row - window.start] = true,
                Some(row) if outside == Some(row) => outside = None,
                _ => *seat = None,
            }
        }
        let mut free = 0;
        let rows = window
            .clone()
            .filter(|it| !seated[it - window.start])
            .chain(outside);
        for row in rows {
            while self.seats.get(free).is_some_and(Option::is_some) {
                free += 1;
            }
            match self.seats.get_mut(free) {
                Some(seat) => *seat = Some(row),
                None => self.seats.push(Some(row)),
            }
        }
    }

    /// The row of a component.
    pub fn row(&self, seat: usize) -> Option<usize> {
        self.seats.get(seat).copied().flatten()
    }

    /// How many components are needed.
    pub const fn len(&self) -> usize {
        self.seats.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(pool: &Pool) -> Vec<usize> {
        let mut rows: Vec<_> = (0..pool.len()).filter_map(|it| pool.row(it)).collect();
        rows.sort_unstable();
        rows
    }

    #[test]
    fn scrolling_moves_only_what_came_into_sight() {
        let mut pool = Pool::default();
        pool.seat(&(0..10), None);
        let before: Vec<_> = (0..10).map(|it| pool.row(it)).collect();

        pool.seat(&(1..11), None);

        let moved = (0..10).filter(|it| pool.row(*it) != before[*it]).count();
        assert_eq!((moved, pool.len()), (1, 10));
        assert_eq!(rows(&pool), (1..11).collect::<Vec<_>>());
    }

    #[test]
    fn a_row_that_is_pinned_far_away_gets_a_component() {
        let mut pool = Pool::default();

        pool.seat(&(0..3), Some(900));

        assert_eq!(rows(&pool), [0, 1, 2, 900]);
    }

    #[test]
    fn the_row_with_the_focus_keeps_its_component() {
        let mut pool = Pool::default();
        pool.seat(&(0..10), None);

        pool.seat(&(500..510), Some(3));

        assert_eq!(pool.row(3), Some(3));
        assert_eq!(pool.len(), 11);
        pool.seat(&(0..10), Some(3));
        assert_eq!(rows(&pool), (0..10).collect::<Vec<_>>());
    }
}
