//! Which vehicles somebody wants to see, and in which order; the same in the address.

use protocol::entities::{VehicleKind, VehicleStatus};

use super::columns::VehicleColumn;
use crate::repositories::{
    query::{self, Pairs},
    sort::Direction,
};

/// A choice of vehicles. Empty lists choose everything.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct VehicleFilter {
    /// What they do.
    pub(crate) statuses: Vec<VehicleStatus>,
    /// What sort they are.
    pub(crate) kinds: Vec<VehicleKind>,
    /// Where they belong.
    pub(crate) depots: Vec<String>,
    /// What occurs in any of their columns.
    pub(crate) text: String,
    /// Sorted by.
    pub(crate) sort: VehicleColumn,
    /// And which way.
    pub(crate) direction: Direction,
}

impl VehicleFilter {
    /// Reads the query string of an address.
    pub(crate) fn read<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        let sort = get("sort").unwrap_or_default();
        let (name, direction) = match sort.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (sort, Direction::Ascending),
        };
        let sort = name.parse::<VehicleColumn>().ok().filter(|it| it.is_sortable());
        Self {
            statuses: query::words(get("status")),
            kinds: query::words(get("kind")),
            depots: query::names(get("depot")),
            text: get("q").unwrap_or_default().to_owned(),
            direction: if sort.is_some() {
                direction
            } else {
                Direction::default()
            },
            sort: sort.unwrap_or_default(),
        }
    }

    /// The query string that [`Self::read`] reads; without what is as it is anyway.
    pub(crate) fn write(&self) -> Pairs {
        let Self {
            statuses,
            kinds,
            depots,
            text,
            sort,
            direction,
        } = self;
        let mut pairs = Pairs::new();
        query::push_words(&mut pairs, "status", statuses.iter().map(|it| it.as_str()));
        query::push_words(&mut pairs, "kind", kinds.iter().map(|it| it.as_str()));
        query::push_names(&mut pairs, "depot", depots.iter().map(String::as_str));
        query::push(&mut pairs, "q", text.trim());
        match (*direction, *sort) {
            (Direction::Ascending, VehicleColumn::Vehicle) => {}
            (Direction::Ascending, sort) => query::push(&mut pairs, "sort", sort.as_str()),
            (Direction::Descending, sort) => query::push(&mut pairs, "sort", &format!("-{}", sort.as_str())),
        }
        pairs
    }

    /// How many filters are set, the search text aside.
    pub(crate) const fn count(&self) -> usize {
        !self.statuses.is_empty() as usize
            + !self.kinds.is_empty() as usize
            + !self.depots.is_empty() as usize
    }

    /// Sorted by a column: the other way if it already is.
    #[must_use]
    pub(crate) fn sorted_by(self, column: VehicleColumn) -> Self {
        let direction = if self.sort == column {
            self.direction.reversed()
        } else {
            Direction::Ascending
        };
        Self {
            sort: column,
            direction,
            ..self
        }
    }

    /// The same order without any filter.
    #[must_use]
    pub(crate) fn cleared(self) -> Self {
        Self {
            sort: self.sort,
            direction: self.direction,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &Pairs) -> VehicleFilter {
        VehicleFilter::read(|name| {
            let pair = pairs.iter().find(|it| it.0 == name)?;
            Some(pair.1.as_str())
        })
    }

    #[test]
    fn what_is_written_is_read_back() {
        let filter = VehicleFilter {
            statuses: vec![VehicleStatus::Moving, VehicleStatus::Offline],
            kinds: VehicleKind::ALL.to_vec(),
            depots: vec!["Nord depot".to_owned(), "Harbour, east".to_owned()],
            text: "okafor & co".to_owned(),
            sort: VehicleColumn::Speed,
            direction: Direction::Descending,
        };

        assert_eq!(read(&filter.write()), filter);
    }

    #[test]
    fn the_plain_address_means_everything() {
        assert_eq!(VehicleFilter::default().write(), []);
        assert_eq!(read(&Pairs::new()), VehicleFilter::default());
    }

    #[test]
    fn nonsense_in_an_address_is_left_out() {
        let pairs = vec![
            ("status", "flying".to_owned()),
            ("sort", "-strip".to_owned()),
            ("kind", ",,".to_owned()),
        ];

        assert_eq!(read(&pairs), VehicleFilter::default());
    }

    #[test]
    fn sorting_by_the_same_column_turns_round() {
        let filter = VehicleFilter::default().sorted_by(VehicleColumn::Fuel);
        assert_eq!(
            (filter.sort, filter.direction),
            (VehicleColumn::Fuel, Direction::Ascending)
        );

        assert_eq!(
            filter.sorted_by(VehicleColumn::Fuel).direction,
            Direction::Descending
        );
    }
}
