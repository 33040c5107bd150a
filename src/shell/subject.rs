//! What an action is about: a row of any kind that people act on, as they call it, and as it stands.

use leptos::prelude::*;
use protocol::{
    Entity, RawRow, RowId, StreamKind, Timestamp, UserId,
    entities::{Driver, Geofence, Shipment, Ticket, Violation},
    mutations::Mutation,
};

use crate::{
    format::Formatter,
    repositories::{Feeds, Rows, use_rows},
    texts::{Language, outbox, shipments, words},
};

/// A row that people act on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Subject {
    /// Something that went wrong.
    Violation(Violation),
    /// Something that is brought somewhere.
    Shipment(Box<Shipment>),
    /// Somebody who brings it.
    Driver(Driver),
    /// An area whose border matters.
    Geofence(Geofence),
    /// A problem that was reported.
    Ticket(Ticket),
}

impl Subject {
    /// What people call it.
    pub(crate) fn name(&self, language: Language, format: Formatter) -> String {
        match self {
            Self::Violation(it) => {
                let kind = words::violation_kind(language, it.kind);
                format!("{kind} {} · {}", format.violation(it), it.plate)
            }
            Self::Shipment(it) => format!("{} · {}", it.reference, it.drop.name),
            Self::Driver(it) => it.name.clone(),
            Self::Geofence(it) => it.name.clone(),
            Self::Ticket(it) => shipments::ticket_kind(language, it.kind).to_owned(),
        }
    }

    /// The same in a word or two, where it stands beside what happened to it.
    pub(crate) fn short_name(&self, language: Language) -> String {
        match self {
            Self::Violation(it) => format!("{} · {}", it.plate, words::violation_kind(language, it.kind)),
            Self::Shipment(it) => it.reference.clone(),
            Self::Driver(it) => it.name.clone(),
            Self::Geofence(it) => it.name.clone(),
            Self::Ticket(it) => shipments::ticket_kind(language, it.kind).to_owned(),
        }
    }

    /// How it stands, as `me` reads it: "Assigned → T. Ruiz".
    pub(crate) fn standing(&self, language: Language, me: Option<&UserId>) -> String {
        match self {
            Self::Violation(it) => outbox::standing_of(language, it, me),
            Self::Shipment(it) => {
                let status = shipments::shipment_status(language, it.progress.status);
                match &it.progress.driver_name {
                    Some(driver) => format!("{status} → {driver}"),
                    None => status.to_owned(),
                }
            }
            Self::Driver(it) => {
                let duty = shipments::duty(language, it.duty).to_owned();
                let parts: Vec<_> = [Some(duty), it.phone.clone()].into_iter().flatten().collect();
                parts.join(" · ")
            }
            Self::Geofence(it) => it.name.clone(),
            Self::Ticket(it) => it.text.clone(),
        }
    }

    /// Who changed it last, as people write them, if anybody did.
    pub(crate) fn changed_by(&self) -> Option<&str> {
        match self {
            Self::Violation(it) => it.changed_by.as_deref(),
            Self::Shipment(it) => it.changed_by.as_deref(),
            Self::Geofence(it) => Some(&it.changed_by),
            Self::Driver(_) | Self::Ticket(_) => None,
        }
    }

    /// When somebody changed it last.
    pub(crate) const fn changed_at(&self) -> Option<Timestamp> {
        match self {
            Self::Violation(it) => it.changed_at,
            Self::Shipment(it) => it.changed_at,
            Self::Geofence(it) => Some(it.changed_at),
            Self::Driver(_) | Self::Ticket(_) => None,
        }
    }

    /// As it travels.
    pub(crate) fn raw(&self) -> RawRow {
        match self {
            Self::Violation(it) => it.to_raw(),
            Self::Shipment(it) => it.to_raw(),
            Self::Driver(it) => it.to_raw(),
            Self::Geofence(it) => it.to_raw(),
            Self::Ticket(it) => it.to_raw(),
        }
    }

    /// The violation, if it is one.
    pub(crate) const fn violation(&self) -> Option<&Violation> {
        match self {
            Self::Violation(it) => Some(it),
            Self::Shipment(_) | Self::Driver(_) | Self::Geofence(_) | Self::Ticket(_) => None,
        }
    }
}

/// Where the row of an action is shown.
pub(crate) fn href(mutation: &Mutation) -> String {
    let (_, row) = mutation.target();
    match mutation {
        Mutation::Violation(_) => format!("/fleet/violations?view=everything&sel={row}"),
        Mutation::Shipment(_) => format!("/dispatch?shipment={row}"),
        Mutation::Duty(_) | Mutation::Phone(_) => format!("/dispatch?driver={row}"),
        Mutation::Geofence(_) => format!("/dispatch?tab=areas&area={row}"),
        Mutation::Ticket(_) => "/dispatch".to_owned(),
    }
}

/// The rows of all kinds that people act on. A handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Subjects(Option<Feeds>);

impl Subjects {
    /// Those that somebody else follows: a row that nobody shows is not there.
    pub(crate) fn found() -> Self {
        Self(use_context())
    }

    /// Those, with the streams of these actions followed for as long as the calling component lives.
    pub(crate) fn followed<'a>(actions: impl IntoIterator<Item = &'a Mutation>) -> Self {
        let mut kinds: Vec<_> = actions.into_iter().map(|it| it.target().0).collect();
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            match kind {
                StreamKind::Violation => follow::<Violation>(),
                StreamKind::Shipment => follow::<Shipment>(),
                StreamKind::Driver => follow::<Driver>(),
                StreamKind::Geofence => follow::<Geofence>(),
                StreamKind::Ticket => follow::<Ticket>(),
                // Nobody acts on them.
                StreamKind::Vehicle
                | StreamKind::FleetSummary
                | StreamKind::DistributionPoint
                | StreamKind::LogPoint
                | StreamKind::ReportEntry
                | StreamKind::DriverPosition
                | StreamKind::TrackPoint
                | StreamKind::Member
                | StreamKind::Presence => {}
            }
        }
        Self::found()
    }

    /// The row of an action as it stands, if it is there. Wakes nobody.
    pub(crate) fn get(self, mutation: &Mutation) -> Option<Subject> {
        let (_, id) = mutation.target();
        match mutation {
            Mutation::Violation(_) => self.rows()?.get(id).map(Subject::Violation),
            Mutation::Shipment(_) => self.rows()?.get(id).map(Box::new).map(Subject::Shipment),
            Mutation::Duty(_) | Mutation::Phone(_) => self.rows()?.get(id).map(Subject::Driver),
            Mutation::Geofence(_) => self.rows()?.get(id).map(Subject::Geofence),
            Mutation::Ticket(_) => self.rows()?.get(id).map(Subject::Ticket),
        }
    }

    /// The row of an action, whatever becomes of it; only of a stream that is followed.
    pub(crate) fn watch(self, mutation: &Mutation) -> Signal<Option<Subject>> {
        fn watched<E: Entity>(
            rows: Option<Rows<E>>,
            id: &RowId,
            subject: fn(E) -> Subject,
        ) -> Signal<Option<Subject>> {
            let Some(rows) = rows else {
                return Signal::stored(None);
            };
            let row = rows.watch(Signal::stored(id.clone()));
            Signal::derive(move || row.get().map(subject))
        }
        let (_, id) = mutation.target();
        match mutation {
            Mutation::Violation(_) => watched(self.rows(), id, Subject::Violation),
            Mutation::Shipment(_) => watched(self.rows(), id, |it| Subject::Shipment(Box::new(it))),
            Mutation::Duty(_) | Mutation::Phone(_) => watched(self.rows(), id, Subject::Driver),
            Mutation::Geofence(_) => watched(self.rows(), id, Subject::Geofence),
            Mutation::Ticket(_) => watched(self.rows(), id, Subject::Ticket),
        }
    }

    fn rows<E: Entity>(self) -> Option<Rows<E>> {
        self.0?.known()
    }
}

/// Following is the calling component's; the handle itself is found again.
fn follow<E: Entity>() {
    use_rows::<E>();
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shipment(fields: &serde_json::Value) -> Subject {
        let place = json!({ "name": "Kiln road 7", "lat": 55.5, "lng": 4.5 });
        let mut row = json!({
            "id": "sh-1", "reference": "SH-1", "goods": "6 t sand", "weight_t": 6.0, "pickup": place, "drop": place,
            "due": 1, "created_at": 1, "status": "created",
        });
        if let (Some(row), Some(fields)) = (row.as_object_mut(), fields.as_object()) {
            row.extend(fields.clone());
        }
        Subject::Shipment(Box::new(serde_json::from_value(row).unwrap()))
    }

    #[test]
    fn a_shipment_is_called_by_its_reference_and_stands_with_its_driver() {
        let free = shipment(&json!({}));
        let given = shipment(&json!({
            "status": "assigned", "driver": "d", "driver_name": "M. Okafor", "changed_by": "Ana", "changed_at": 7,
        }));

        assert_eq!(
            free.name(Language::English, Formatter::default()),
            "SH-1 · Kiln road 7"
        );
        assert_eq!(free.standing(Language::French, None), "En attente");
        assert_eq!(given.standing(Language::English, None), "Assigned → M. Okafor");
        assert_eq!(given.changed_by(), Some("Ana"));
        assert_eq!(free.changed_at(), None);
    }

    #[test]
    fn an_action_leads_to_where_its_row_is_shown() {
        let href = |name: &str| href(&Mutation::stand_in(name, &RowId::from("x")).unwrap());

        assert_eq!(
            href("violation.resolve"),
            "/fleet/violations?view=everything&sel=x"
        );
        assert_eq!(href("shipment.cancel"), "/dispatch?shipment=x");
        assert_eq!(href("duty.set"), "/dispatch?driver=x");
        assert_eq!(href("phone.set"), "/dispatch?driver=x");
        assert_eq!(href("geofence.set"), "/dispatch?tab=areas&area=x");
    }
}
