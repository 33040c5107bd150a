//! Frame, navigation, connection, notices.

use super::texts;

texts! {
    /// Frame, navigation, connection, notices.
    Shell {
        overview: "Overview" | "Vue d’ensemble";
        vehicles: "Vehicles" | "Véhicules";
        violations: "Violations" | "Infractions";
        diagnostics: "Diagnostics" | "Diagnostic";
        settings: "Settings" | "Réglages";
        help: "Help" | "Aide";
    }
}
