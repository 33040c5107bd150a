//! Which violations somebody works on, and in which order; the same in the address.

use protocol::{
    Timestamp,
    entities::{Severity, ViolationKind, ViolationState},
};

use super::columns::ViolationColumn;
use crate::repositories::{
    query::{self, Pairs},
    sort::Direction,
};

/// A saved view of the queue.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) enum Queue {
    /// Work is left to do.
    #[default]
    Open,
    /// Work is left to do, and it is mine.
    Mine,
    /// Work is left to do at once.
    Critical,
    /// Something I asked for was refused.
    Refused,
    /// Everything of today.
    Today,
    /// Everything there is.
    Everything,
}

/// When it happened.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Span {
    /// At any time.
    #[default]
    Ever,
    /// In the last hour.
    Hour,
    /// Since midnight.
    Today,
    /// The day before.
    Yesterday,
    /// Between two moments, the second not included.
    Between(Timestamp, Timestamp),
}

/// A choice of violations. Empty lists choose everything.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ViolationFilter {
    /// The saved view it starts from.
    pub(crate) queue: Queue,
    /// Which rules.
    pub(crate) kinds: Vec<ViolationKind>,
    /// How bad.
    pub(crate) severities: Vec<Severity>,
    /// Where they stand.
    pub(crate) states: Vec<ViolationState>,
    /// Plates.
    pub(crate) vehicles: Vec<String>,
    /// Drivers as people write them.
    pub(crate) drivers: Vec<String>,
    /// When.
    pub(crate) span: Span,
    /// What occurs in any of their columns.
    pub(crate) text: String,
    /// Sorted by.
    pub(crate) sort: ViolationColumn,
    /// And which way.
    pub(crate) direction: Direction,
}

impl Queue {
    /// The saved views that have a button.
    pub(crate) const ALL: [Self; 6] = [
        Self::Open,
        Self::Mine,
        Self::Critical,
        Self::Refused,
        Self::Today,
        Self::Everything,
    ];

    /// Its word in the address.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Mine => "mine",
            Self::Critical => "critical",
            Self::Refused => "refused",
            Self::Today => "today",
            Self::Everything => "everything",
        }
    }
}

impl Span {
    /// The spans that have a word.
    pub(crate) const NAMED: [Self; 4] = [Self::Ever, Self::Hour, Self::Today, Self::Yesterday];

    /// Its word in the address; nothing for "at any time".
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ever | Self::Between(..) => "",
            Self::Hour => "hour",
            Self::Today => "today",
            Self::Yesterday => "yesterday",
        }
    }
}

impl Default for ViolationFilter {
    fn default() -> Self {
        Self {
            queue: Queue::default(),
            kinds: Vec::new(),
            severities: Vec::new(),
            states: Vec::new(),
            vehicles: Vec::new(),
            drivers: Vec::new(),
            span: Span::default(),
            text: String::new(),
            sort: ViolationColumn::Severity,
            direction: Direction::Descending,
        }
    }
}

impl ViolationFilter {
    /// Reads the query string of an address.
    pub(crate) fn read<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        let find = |name: &str, all: &[Queue]| all.iter().copied().find(|it| it.as_str() == name);
        let sort = get("sort").unwrap_or_default();
        let (name, direction) = match sort.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (sort, Direction::Ascending),
        };
        let sort = name.parse::<ViolationColumn>().ok().filter(|it| it.is_sortable());
        let moment = |name: &str| get(name)?.parse().ok().map(Timestamp::from_millis);
        let span = match (moment("from"), moment("to")) {
            (Some(from), Some(to)) if from < to => Span::Between(from, to),
            _ => {
                let name = get("time").unwrap_or_default();
                let named = Span::NAMED.into_iter().find(|it| it.as_str() == name);
                named.unwrap_or_default()
            }
        };
        Self {
            queue: get("view")
                .and_then(|it| find(it, &Queue::ALL))
                .unwrap_or_default(),
            kinds: query::words(get("kind")),
            severities: query::words(get("severity")),
            states: query::words(get("state")),
            vehicles: query::names(get("vehicle")),
            drivers: query::names(get("driver")),
            span,
            text: get("q").unwrap_or_default().to_owned(),
            direction: if sort.is_some() {
                direction
            } else {
                Direction::Descending
            },
            sort: sort.unwrap_or_default(),
        }
    }

    /// The query string that [`Self::read`] reads; without what is as it is anyway.
    pub(crate) fn write(&self) -> Pairs {
        let Self {
            queue,
            kinds,
            severities,
            states,
            vehicles,
            drivers,
            span,
            text,
            sort,
            direction,
        } = self;
        let mut pairs = Pairs::new();
        if *queue != Queue::default() {
            query::push(&mut pairs, "view", queue.as_str());
        }
        query::push_words(&mut pairs, "kind", kinds.iter().map(|it| it.as_str()));
        query::push_words(&mut pairs, "severity", severities.iter().map(|it| it.as_str()));
        query::push_words(&mut pairs, "state", states.iter().map(|it| it.as_str()));
        query::push_names(&mut pairs, "vehicle", vehicles.iter().map(String::as_str));
        query::push_names(&mut pairs, "driver", drivers.iter().map(String::as_str));
        if let Span::Between(from, to) = span {
            query::push(&mut pairs, "from", &from.to_string());
            query::push(&mut pairs, "to", &to.to_string());
        }
        query::push(&mut pairs, "time", span.as_str());
        query::push(&mut pairs, "q", text.trim());
        match (*direction, *sort) {
            (Direction::Descending, ViolationColumn::Severity) => {}
            (Direction::Ascending, sort) => query::push(&mut pairs, "sort", sort.as_str()),
            (Direction::Descending, sort) => query::push(&mut pairs, "sort", &format!("-{}", sort.as_str())),
        }
        pairs
    }

    /// How many filters are set beyond the saved view, the search text aside.
    pub(crate) fn count(&self) -> usize {
        usize::from(!self.kinds.is_empty())
            + usize::from(!self.severities.is_empty())
            + usize::from(!self.states.is_empty())
            + usize::from(!self.vehicles.is_empty())
            + usize::from(!self.drivers.is_empty())
            + usize::from(self.span != Span::Ever)
    }

    /// Sorted by a column: the other way if it already is.
    #[must_use]
    pub(crate) fn sorted_by(self, column: ViolationColumn) -> Self {
        let direction = if self.sort == column {
            self.direction.reversed()
        } else {
            column.first_direction()
        };
        Self {
            sort: column,
            direction,
            ..self
        }
    }

    /// The same saved view and order without any filter.
    #[must_use]
    pub(crate) fn cleared(self) -> Self {
        Self {
            queue: self.queue,
            sort: self.sort,
            direction: self.direction,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &Pairs) -> ViolationFilter {
        ViolationFilter::read(|name| {
            let pair = pairs.iter().find(|it| it.0 == name)?;
            Some(pair.1.as_str())
        })
    }

    #[test]
    fn what_is_written_is_read_back() {
        let moment = Timestamp::from_millis;
        let full = ViolationFilter {
            queue: Queue::Mine,
            kinds: vec![ViolationKind::Speeding, ViolationKind::UnauthorisedUse],
            severities: vec![Severity::Critical],
            states: vec![ViolationState::Open, ViolationState::Assigned],
            vehicles: vec!["KV-4821".to_owned()],
            drivers: vec!["M. Okafor".to_owned(), "Ruiz, T.".to_owned()],
            span: Span::Today,
            text: "ring road".to_owned(),
            sort: ViolationColumn::Time,
            direction: Direction::Ascending,
        };
        for queue in Queue::ALL {
            for span in [
                Span::Ever,
                Span::Hour,
                Span::Yesterday,
                Span::Between(moment(5), moment(9)),
            ] {
                let filter = ViolationFilter {
                    queue,
                    span,
                    ..full.clone()
                };
                assert_eq!(read(&filter.write()), filter);
            }
        }
    }

    #[test]
    fn the_plain_address_means_the_open_queue() {
        assert_eq!(ViolationFilter::default().write(), []);
        assert_eq!(read(&Pairs::new()), ViolationFilter::default());
    }

    #[test]
    fn nonsense_in_an_address_is_left_out() {
        let pairs = vec![
            ("view", "none".to_owned()),
            ("severity", "awful".to_owned()),
            ("from", "9".to_owned()),
            ("to", "5".to_owned()),
            ("sort", "-select".to_owned()),
        ];

        assert_eq!(read(&pairs), ViolationFilter::default());
    }
}
