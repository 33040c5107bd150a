//! What the words of the protocol are called by people: states, kinds, severities. Shared by all pages.

use protocol::entities::{
    LogKind, Role, Severity, VehicleKind, VehicleStatus, ViolationKind, ViolationState,
};

use super::Language;

/// The name of a state of a vehicle.
pub const fn status(language: Language, status: VehicleStatus) -> &'static str {
    match (language, status) {
        (Language::English, VehicleStatus::Moving) => "Moving",
        (Language::English, VehicleStatus::Idle) => "Idle",
        (Language::English, VehicleStatus::Stopped) => "Stopped",
        (Language::English, VehicleStatus::Offline) => "Offline",
        (Language::English, VehicleStatus::Maintenance) => "Maintenance",
        (Language::French, VehicleStatus::Moving) => "En route",
        (Language::French, VehicleStatus::Idle) => "Au ralenti",
        (Language::French, VehicleStatus::Stopped) => "À l’arrêt",
        (Language::French, VehicleStatus::Offline) => "Hors ligne",
        (Language::French, VehicleStatus::Maintenance) => "En atelier",
    }
}

/// The name of a sort of vehicle.
pub const fn vehicle_kind(language: Language, kind: VehicleKind) -> &'static str {
    match (language, kind) {
        (Language::English, VehicleKind::Van) => "Van",
        (Language::English, VehicleKind::Tipper) => "Tipper",
        (Language::English, VehicleKind::Mixer) => "Mixer",
        (Language::English, VehicleKind::Flatbed) => "Flatbed",
        (Language::English, VehicleKind::Crane) => "Crane",
        (Language::English, VehicleKind::Phone) => "Phone",
        (Language::French, VehicleKind::Van) => "Fourgon",
        (Language::French, VehicleKind::Tipper) => "Benne",
        (Language::French, VehicleKind::Mixer) => "Toupie",
        (Language::French, VehicleKind::Flatbed) => "Plateau",
        (Language::French, VehicleKind::Crane) => "Grue",
        (Language::French, VehicleKind::Phone) => "Téléphone",
    }
}

/// The name of a rule.
pub const fn violation_kind(language: Language, kind: ViolationKind) -> &'static str {
    match (language, kind) {
        (Language::English, ViolationKind::Speeding) => "Speeding",
        (Language::English, ViolationKind::HarshBraking) => "Harsh braking",
        (Language::English, ViolationKind::HarshAcceleration) => "Harsh acceleration",
        (Language::English, ViolationKind::Idling) => "Idling",
        (Language::English, ViolationKind::Geofence) => "Geofence",
        (Language::English, ViolationKind::SeatBelt) => "Seat belt",
        (Language::English | Language::French, ViolationKind::Fatigue) => "Fatigue",
        (Language::English, ViolationKind::UnauthorisedUse) => "Unauthorised use",
        (Language::French, ViolationKind::Speeding) => "Excès de vitesse",
        (Language::French, ViolationKind::HarshBraking) => "Freinage brusque",
        (Language::French, ViolationKind::HarshAcceleration) => "Accélération brusque",
        (Language::French, ViolationKind::Idling) => "Ralenti prolongé",
        (Language::French, ViolationKind::Geofence) => "Zone",
        (Language::French, ViolationKind::SeatBelt) => "Ceinture",
        (Language::French, ViolationKind::UnauthorisedUse) => "Usage non autorisé",
    }
}

/// The name of what a line of a log is about.
pub const fn log_kind(language: Language, kind: LogKind) -> &'static str {
    match (language, kind) {
        (Language::English | Language::French, LogKind::Position) => "Positions",
        (Language::English, LogKind::Violation) => "Violations",
        (Language::English, LogKind::Trip) => "Trips",
        (Language::English, LogKind::Engine) => "Engine",
        (Language::English, LogKind::Fuel) => "Fuel",
        (Language::English, LogKind::Geofence) => "Areas",
        (Language::English, LogKind::Link) => "Connection",
        (Language::English, LogKind::Fault) => "Faults",
        (Language::French, LogKind::Violation) => "Infractions",
        (Language::French, LogKind::Trip) => "Trajets",
        (Language::French, LogKind::Engine) => "Moteur",
        (Language::French, LogKind::Fuel) => "Carburant",
        (Language::French, LogKind::Geofence) => "Zones",
        (Language::French, LogKind::Link) => "Connexion",
        (Language::French, LogKind::Fault) => "Pannes",
    }
}

/// The word for a severity.
pub const fn severity(language: Language, severity: Severity) -> &'static str {
    match (language, severity) {
        (Language::English, Severity::Critical) => "Critical",
        (Language::English, Severity::High) => "High",
        (Language::English, Severity::Low) => "Low",
        (Language::French, Severity::Critical) => "Critique",
        (Language::French, Severity::High) => "Élevée",
        (Language::French, Severity::Low) => "Faible",
    }
}

/// The word for a state of a violation.
pub const fn violation_state(language: Language, state: ViolationState) -> &'static str {
    match (language, state) {
        (Language::English, ViolationState::Open) => "Open",
        (Language::English, ViolationState::Acknowledged) => "Acknowledged",
        (Language::English, ViolationState::Assigned) => "Assigned",
        (Language::English, ViolationState::Dismissed) => "Dismissed",
        (Language::English, ViolationState::Resolved) => "Resolved",
        (Language::French, ViolationState::Open) => "Ouverte",
        (Language::French, ViolationState::Acknowledged) => "Vue",
        (Language::French, ViolationState::Assigned) => "Attribuée",
        (Language::French, ViolationState::Dismissed) => "Écartée",
        (Language::French, ViolationState::Resolved) => "Résolue",
    }
}

/// The name of what a person does here.
pub const fn role(language: Language, role: Role) -> &'static str {
    match (language, role) {
        (Language::English, Role::Admin) => "Administrator",
        (Language::English, Role::Manager) => "Manager",
        (Language::English, Role::Dispatcher) => "Dispatcher",
        (Language::English, Role::Driver) => "Driver",
        (Language::English, Role::Member) => "Member",
        (Language::English | Language::French, Role::Agent) => "Agent",
        (Language::English, Role::Buyer) => "Buyer",
        (Language::French, Role::Admin) => "Administrateur",
        (Language::French, Role::Manager) => "Responsable",
        (Language::French, Role::Dispatcher) => "Répartiteur",
        (Language::French, Role::Driver) => "Chauffeur",
        (Language::French, Role::Member) => "Membre",
        (Language::French, Role::Buyer) => "Acheteur",
    }
}
