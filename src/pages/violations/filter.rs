//! Which violations somebody works on, and in which order; the same in the address.

use protocol::{
    Timestamp,
    entities::{Severity, ViolationKind, ViolationState},
};

use super::columns::ViolationColumn;
use crate::{
    pages::list::{ListFilter, Order},
    repositories::query::{self, Pairs, Query},
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
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// How they are sorted.
    pub(crate) order: Order<ViolationColumn>,
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

impl Span {
    /// What the address asks for: a word, or two moments of which the first is the earlier one.
    fn read(query: &mut Query<'_>) -> Self {
        let moment = |word: &str| word.parse().ok().map(Timestamp::from_millis);
        let (from, to) = (query.word("from", moment), query.word("to", moment));
        let between = from.zip(to).filter(|it| it.0 < it.1);
        if between.is_none() {
            for (name, at) in [("from", from), ("to", to)] {
                if let Some(at) = at {
                    query.stray(name, &at.to_string());
                }
            }
        }
        let named = query.word("time", |word| {
            Self::NAMED.into_iter().find(|it| it.as_str() == word)
        });
        between.map_or(named.unwrap_or_default(), |it| Self::Between(it.0, it.1))
    }

    fn write(self, pairs: &mut Pairs) {
        if let Self::Between(from, to) = self {
            query::push(pairs, "from", &from.to_string());
            query::push(pairs, "to", &to.to_string());
        }
        query::push(pairs, "time", self.as_str());
    }
}

impl ListFilter for ViolationFilter {
    type Column = ViolationColumn;

    fn read(query: &mut Query<'_>) -> Self {
        Self {
            queue: query
                .word("view", |word| {
                    Queue::ALL.into_iter().find(|it| it.as_str() == word)
                })
                .unwrap_or_default(),
            kinds: query.words("kind"),
            severities: query.words("severity"),
            states: query.words("state"),
            vehicles: query.names("vehicle"),
            drivers: query.names("driver"),
            span: Span::read(query),
            text: query.text("q").to_owned(),
            order: Order::read(query),
        }
    }

    fn write(&self) -> Pairs {
        let Self {
            queue,
            kinds,
            severities,
            states,
            vehicles,
            drivers,
            span,
            text,
            order,
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
        span.write(&mut pairs);
        query::push(&mut pairs, "q", text.trim());
        order.write(&mut pairs);
        pairs
    }

    fn count(&self) -> usize {
        usize::from(!self.kinds.is_empty())
            + usize::from(!self.severities.is_empty())
            + usize::from(!self.states.is_empty())
            + usize::from(!self.vehicles.is_empty())
            + usize::from(!self.drivers.is_empty())
            + usize::from(self.span != Span::Ever)
    }

    fn text(&self) -> &str {
        &self.text
    }

    fn with_text(self, text: String) -> Self {
        Self { text, ..self }
    }

    fn order(&self) -> Order<ViolationColumn> {
        self.order
    }

    fn with_order(self, order: Order<ViolationColumn>) -> Self {
        Self { order, ..self }
    }

    /// Keeps the saved view.
    fn cleared(self) -> Self {
        Self {
            queue: self.queue,
            order: self.order,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repositories::{query::read_back, sort::Direction};

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
            order: Order {
                column: ViolationColumn::Time,
                direction: Direction::Ascending,
            },
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
                assert_eq!(
                    read_back(&filter.write(), ViolationFilter::read),
                    (filter, vec![])
                );
            }
        }
    }

    #[test]
    fn the_plain_address_means_the_open_queue_and_the_worst_first() {
        let plain = ViolationFilter::default();

        assert_eq!(plain.write(), []);
        assert_eq!(read_back(&Pairs::new(), ViolationFilter::read), (plain, vec![]));
        assert_eq!(
            Order::default().by(ViolationColumn::Severity).direction,
            Direction::Ascending
        );
    }

    #[test]
    fn nonsense_in_an_address_is_left_out_and_noted() {
        let pairs = vec![
            ("view", "none".to_owned()),
            ("severity", "awful,critical".to_owned()),
            ("from", "9".to_owned()),
            ("to", "5".to_owned()),
            ("sort", "-select".to_owned()),
        ];

        let (filter, strays) = read_back(&pairs, ViolationFilter::read);

        let critical = ViolationFilter {
            severities: vec![Severity::Critical],
            ..ViolationFilter::default()
        };
        assert_eq!(filter, critical);
        let strays: Vec<_> = strays.iter().map(|it| (it.name, it.word.as_str())).collect();
        assert_eq!(
            strays,
            [
                ("view", "none"),
                ("severity", "awful"),
                ("from", "9"),
                ("to", "5"),
                ("sort", "-select")
            ]
        );
    }
}
