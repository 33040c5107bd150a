//! What rows are sorted by, and which way.

use std::cmp::Ordering;

/// What a row is sorted by. Rows without a value come last, whichever the direction.
#[derive(Clone, Debug, PartialEq)]
pub enum SortKey {
    /// Nothing to sort by.
    Absent,
    /// A figure.
    Number(f64),
    /// A figure, then another.
    Numbers(f64, f64),
    /// Text, without regard to case.
    Text(Box<str>),
}

/// Which way a view is sorted.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Direction {
    /// Smallest first.
    #[default]
    Ascending,
    /// Largest first.
    Descending,
}

impl Direction {
    /// The other way.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

impl SortKey {
    /// Text, as it is compared.
    pub fn text(text: &str) -> Self {
        if text.is_empty() {
            Self::Absent
        } else {
            Self::Text(text.to_lowercase().into())
        }
    }

    /// A figure that may be missing.
    pub fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Absent, Self::Number)
    }

    /// Which of two comes first.
    pub fn compare(&self, other: &Self, direction: Direction) -> Ordering {
        let ordering = match (self, other) {
            (Self::Absent, Self::Absent) => return Ordering::Equal,
            (Self::Absent, _) => return Ordering::Greater,
            (_, Self::Absent) => return Ordering::Less,
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Numbers(a, c), Self::Numbers(b, d)) => a.total_cmp(b).then_with(|| c.total_cmp(d)),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            // One column has one kind of key; any fixed order will do.
            _ => self.rank().cmp(&other.rank()),
        };
        match direction {
            Direction::Ascending => ordering,
            Direction::Descending => ordering.reverse(),
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Numbers(..) => 1,
            Self::Text(_) => 2,
            Self::Absent => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_value_comes_last_both_ways() {
        let number = SortKey::Number(3.0);

        for direction in [Direction::Ascending, Direction::Descending] {
            assert_eq!(number.compare(&SortKey::Absent, direction), Ordering::Less);
        }
    }

    #[test]
    fn text_is_compared_without_regard_to_case() {
        let ordering = SortKey::text("okafor").compare(&SortKey::text("Petrov"), Direction::Ascending);

        assert_eq!(ordering, Ordering::Less);
    }
}
