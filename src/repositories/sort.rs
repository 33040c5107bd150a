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
    /// Text, without regard to case, numbers in it by their size.
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
            Self::Text(natural(text).into())
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

/// A text that compares, letter by letter, as people sort names: without regard to case, and KV-1001 before KV-10000.
pub fn natural(text: &str) -> String {
    let text = text.to_lowercase();
    let mut natural = String::with_capacity(text.len() + 2);
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|it: char| it.is_ascii_digit()) {
        natural.push_str(&rest[..at]);
        rest = &rest[at..];
        let number = &rest[..rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len())];
        rest = &rest[number.len()..];
        let number = number.trim_start_matches('0');
        // The number with more digits is the larger one. After a space and before all letters, as digits are.
        let n_digits = u32::try_from(number.len()).unwrap_or(u32::MAX).min(LONGEST);
        natural.extend(char::from_u32(u32::from('0') + n_digits));
        natural.push_str(number);
    }
    natural.push_str(rest);
    natural
}

/// Digits of a number that are counted; longer ones are compared as text. Up to `@`, which no letter precedes.
const LONGEST: u32 = '@' as u32 - '0' as u32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_are_sorted_by_size() {
        let mut names = [
            "KV-10000", "KV-1001", "kv-1000", "KV-999", "KV-A1", "Exit 10", "Exit 6", "Exit 06b", "LD 1",
        ];
        names.sort_by_key(|it| natural(it));

        let sorted = [
            "Exit 6", "Exit 06b", "Exit 10", "KV-999", "kv-1000", "KV-1001", "KV-10000", "KV-A1", "LD 1",
        ];
        assert_eq!(names, sorted);
    }

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
