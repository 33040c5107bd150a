//! What people call what happens in dispatch: states of shipments, duties of drivers, and what is done about both.

use protocol::{
    entities::{Duty, ShipmentStatus, TicketKind},
    mutations::{DutyChange, GeofenceChange, ShipmentChange, TicketChange},
};

use super::{Language, outbox::quoted, texts};

texts! {
    /// What is done about shipments, shifts, geofences and problems, in the imperative.
    Shipments {
        create: "Order" | "Commander";
        assign: "Assign to" | "Attribuer à";
        take_back: "Take back" | "Reprendre";
        accept: "Accept" | "Accepter";
        pick_up: "Picked up" | "Chargée";
        set_off: "Set off" | "Départ";
        decline: "Decline" | "Refuser";
        deliver: "Delivered to" | "Remise à";
        fail: "Not delivered:" | "Non remise :";
        cancel: "Cancel" | "Annuler la livraison";
        restore: "Set back to" | "Remettre à l’état";
        duty: "Duty:" | "Service :";
        fence: "Geofence" | "Zone";
        retire: "Retire geofence" | "Retirer la zone";
        report: "Report a problem" | "Signaler un problème";
    }
}

/// How far a shipment has come.
pub const fn shipment_status(language: Language, status: ShipmentStatus) -> &'static str {
    match (language, status) {
        (Language::English, ShipmentStatus::Created) => "Waiting",
        (Language::English, ShipmentStatus::Assigned) => "Assigned",
        (Language::English, ShipmentStatus::Accepted) => "Accepted",
        (Language::English, ShipmentStatus::PickedUp) => "Picked up",
        (Language::English, ShipmentStatus::InTransit) => "In transit",
        (Language::English, ShipmentStatus::Delivered) => "Delivered",
        (Language::English, ShipmentStatus::Failed) => "Not delivered",
        (Language::English, ShipmentStatus::Cancelled) => "Cancelled",
        (Language::French, ShipmentStatus::Created) => "En attente",
        (Language::French, ShipmentStatus::Assigned) => "Attribuée",
        (Language::French, ShipmentStatus::Accepted) => "Acceptée",
        (Language::French, ShipmentStatus::PickedUp) => "Chargée",
        (Language::French, ShipmentStatus::InTransit) => "En route",
        (Language::French, ShipmentStatus::Delivered) => "Livrée",
        (Language::French, ShipmentStatus::Failed) => "Non livrée",
        (Language::French, ShipmentStatus::Cancelled) => "Annulée",
    }
}

/// Whether a driver works now.
pub const fn duty(language: Language, duty: Duty) -> &'static str {
    match (language, duty) {
        (Language::English, Duty::Off) => "Off shift",
        (Language::English, Duty::OnShift) => "On shift",
        (Language::English, Duty::OnBreak) => "On break",
        (Language::English, Duty::Breakdown) => "Breakdown",
        (Language::French, Duty::Off) => "Hors service",
        (Language::French, Duty::OnShift) => "En service",
        (Language::French, Duty::OnBreak) => "En pause",
        (Language::French, Duty::Breakdown) => "En panne",
    }
}

/// What a problem is about.
pub const fn ticket_kind(language: Language, kind: TicketKind) -> &'static str {
    match (language, kind) {
        (Language::English, TicketKind::Vehicle) => "Vehicle",
        (Language::English, TicketKind::Goods) => "Goods",
        (Language::English, TicketKind::Site) => "Site",
        (Language::English, TicketKind::Road) => "Road",
        (Language::English, TicketKind::Other) => "Something else",
        (Language::French, TicketKind::Vehicle) => "Véhicule",
        (Language::French, TicketKind::Goods) => "Marchandise",
        (Language::French, TicketKind::Site) => "Chantier",
        (Language::French, TicketKind::Road) => "Route",
        (Language::French, TicketKind::Other) => "Autre chose",
    }
}

/// What a change of a shipment asks for, without the shipment it is about.
pub fn shipment_verb(language: Language, change: &ShipmentChange) -> String {
    let texts = Shipments::of(language);
    match change {
        ShipmentChange::Create { goods, .. } => format!("{} {}", texts.create, quoted(language, goods)),
        ShipmentChange::Assign {
            to: Some(to),
            to_name,
            ..
        } => format!("{} {}", texts.assign, to_name.as_deref().unwrap_or(to.as_str())),
        ShipmentChange::Assign { to: None, .. } => texts.take_back.to_owned(),
        ShipmentChange::Step { step, .. } => match step {
            ShipmentStatus::Accepted => texts.accept.to_owned(),
            ShipmentStatus::PickedUp => texts.pick_up.to_owned(),
            ShipmentStatus::InTransit => texts.set_off.to_owned(),
            other => shipment_status(language, *other).to_owned(),
        },
        ShipmentChange::Decline { reason, .. } => format!("{} {}", texts.decline, quoted(language, reason)),
        ShipmentChange::Deliver { proof, .. } => format!("{} {}", texts.deliver, proof.recipient),
        ShipmentChange::Fail { reason, .. } => format!("{} {}", texts.fail, quoted(language, reason)),
        ShipmentChange::Cancel { reason, .. } => format!("{} {}", texts.cancel, quoted(language, reason)),
        ShipmentChange::Restore { progress, .. } => {
            format!("{} {}", texts.restore, shipment_status(language, progress.status))
        }
    }
}

/// What a change of a driver's duty asks for.
pub fn duty_verb(language: Language, change: &DutyChange) -> String {
    let DutyChange::Set { duty: to, .. } = change;
    format!("{} {}", Shipments::of(language).duty, duty(language, *to))
}

/// What a change of a geofence asks for.
pub fn geofence_verb(language: Language, change: &GeofenceChange) -> String {
    let GeofenceChange::Set { name, retired, .. } = change;
    let texts = Shipments::of(language);
    let verb = if *retired { texts.retire } else { texts.fence };
    format!("{verb} {}", quoted(language, name))
}

/// What a report of a problem says.
pub fn ticket_verb(language: Language, change: &TicketChange) -> String {
    let TicketChange::Create { text, .. } = change;
    format!("{} {}", Shipments::of(language).report, quoted(language, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assignment_is_said_in_words() {
        let assign = |to: Option<&str>| ShipmentChange::Assign {
            id: "s1".into(),
            to: to.map(Into::into),
            to_name: to.map(|_| "M. Okafor".to_owned()),
            from: None,
        };
        assert_eq!(
            shipment_verb(Language::English, &assign(Some("d"))),
            "Assign to M. Okafor"
        );
        assert_eq!(shipment_verb(Language::French, &assign(None)), "Reprendre");
    }
}
