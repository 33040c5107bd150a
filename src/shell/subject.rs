//! What an action is about, as far as people are told of it: a violation, a shipment, a driver.

use leptos::prelude::*;
use protocol::{
    Entity, RawRow, RowId, StreamKind, Timestamp, UserId,
    entities::{Driver, Shipment, Violation},
    mutations::Mutation,
};

use crate::{
    format::Formatter,
    link::use_link,
    repositories::{Rows, use_rows},
    texts::{outbox, shipments, words},
};

/// The row that an action changes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Subject {
    /// What went wrong.
    Violation(Violation),
    /// What goes where.
    Shipment(Shipment),
    /// Who drives.
    Driver(Driver),
}

/// Where rows are looked up; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Subjects {
    violations: Rows<Violation>,
    shipments: Rows<Shipment>,
    drivers: Rows<Driver>,
}

impl Subjects {
    /// Those that somebody follows; what nobody shows cannot be judged.
    pub(super) fn known() -> Self {
        Self {
            violations: use_context().unwrap_or_default(),
            shipments: use_context().unwrap_or_default(),
            drivers: use_context().unwrap_or_default(),
        }
    }

    /// All that the person may see, followed for as long as the calling component lives.
    pub(super) fn followed() -> Self {
        fn rows<E: Entity>(sees: bool) -> Rows<E> {
            if sees {
                use_rows::<E>()
            } else {
                use_context().unwrap_or_default()
            }
        }
        let link = use_link();
        let sees = |kind| untrack(|| link.sees(kind));
        Self {
            violations: rows(sees(StreamKind::Violation)),
            shipments: rows(sees(StreamKind::Shipment)),
            drivers: rows(sees(StreamKind::Driver)),
        }
    }

    /// What this is about, as it stands now. Wakes nobody.
    pub(super) fn get(self, mutation: &Mutation) -> Option<Subject> {
        let (kind, id) = mutation.target();
        match kind {
            StreamKind::Violation => self.violations.get(id).map(Subject::Violation),
            StreamKind::Shipment => self.shipments.get(id).map(Subject::Shipment),
            StreamKind::Driver => self.drivers.get(id).map(Subject::Driver),
            _ => None,
        }
    }

    /// What this is about, followed.
    pub(super) fn watch(self, mutation: &Mutation) -> Signal<Option<Subject>> {
        let (kind, id) = mutation.target();
        let id = Signal::stored(id.clone());
        match kind {
            StreamKind::Violation => wrap(self.violations.watch(id), Subject::Violation),
            StreamKind::Shipment => wrap(self.shipments.watch(id), Subject::Shipment),
            StreamKind::Driver => wrap(self.drivers.watch(id), Subject::Driver),
            _ => Signal::stored(None),
        }
    }
}

fn wrap<E: Entity>(row: Signal<Option<E>>, as_subject: fn(E) -> Subject) -> Signal<Option<Subject>> {
    Signal::derive(move || row.get().map(as_subject))
}

impl Subject {
    /// As a violation, if it is one.
    pub(super) const fn violation(&self) -> Option<&Violation> {
        match self {
            Self::Violation(it) => Some(it),
            Self::Shipment(_) | Self::Driver(_) => None,
        }
    }

    /// How it is called in passing: `Idling · KV-6102`, `SH-20418 · 24 pallets`.
    pub(super) fn name(&self, format: Formatter) -> String {
        match self {
            Self::Violation(it) => {
                let kind = words::violation_kind(format.language, it.kind);
                format!("{kind} {} · {}", format.violation(it), it.plate)
            }
            Self::Shipment(it) => format!("{} · {}", it.reference, it.goods),
            Self::Driver(it) => it.name.clone(),
        }
    }

    /// How it stands, as `me` reads it.
    pub(super) fn standing(&self, format: Formatter, me: Option<&UserId>) -> String {
        match self {
            Self::Violation(it) => outbox::standing_of(format.language, it, me),
            Self::Shipment(it) => shipments::standing_of(format.language, it),
            Self::Driver(it) => shipments::duty(format.language, it.duty).to_owned(),
        }
    }

    /// Who changed it last.
    pub(super) fn changed_by(&self) -> Option<&str> {
        match self {
            Self::Violation(it) => it.changed_by.as_deref(),
            Self::Shipment(it) => it.changed_by.as_deref(),
            Self::Driver(_) => None,
        }
    }

    /// When somebody changed it last.
    pub(super) const fn changed_at(&self) -> Option<Timestamp> {
        match self {
            Self::Violation(it) => it.changed_at,
            Self::Shipment(it) => it.changed_at,
            Self::Driver(_) => None,
        }
    }

    /// As it travels.
    pub(super) fn to_raw(&self) -> RawRow {
        match self {
            Self::Violation(it) => it.to_raw(),
            Self::Shipment(it) => it.to_raw(),
            Self::Driver(it) => it.to_raw(),
        }
    }
}

/// Where one sees the row of an action.
pub(super) fn path_of(kind: StreamKind, id: &RowId) -> String {
    match kind {
        StreamKind::Shipment => format!("/dispatch/shipments?sel={id}"),
        StreamKind::Driver => format!("/dispatch/drivers?sel={id}"),
        _ => format!("/fleet/violations?view=everything&sel={id}"),
    }
}
