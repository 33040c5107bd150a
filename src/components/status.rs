//! Status as shape, word and colour: never one of them alone.

use leptos::prelude::*;
use protocol::entities::{Severity, ShipmentStatus, VehicleStatus, ViolationState};

/// Five hues, told apart by every kind of colour vision; what needs more states uses shapes.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Tone {
    /// As it should be.
    Ok,
    /// In progress.
    Info,
    /// Look at it soon.
    Warn,
    /// Act now.
    Crit,
    /// Nothing to say.
    #[default]
    Idle,
}

impl Tone {
    /// The word in `data-tone`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Crit => "crit",
            Self::Idle => "idle",
        }
    }
}

/// Declares the shapes: name, id of the drawing, strokes.
macro_rules! shapes {
    ($($(#[$meta:meta])* $name:ident = $id:literal, [$(($look:literal, $path:literal)),+];)+) => {
        /// A shape that says a status without colour.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        pub enum Shape {
            $($(#[$meta])* $name,)+
        }

        impl Shape {
            /// The reference to its drawing.
            pub const fn href(self) -> &'static str {
                match self { $(Self::$name => concat!("#", $id),)+ }
            }

            /// Every drawing: id, and the strokes with their looks.
            pub(super) const DRAWINGS: &[(&str, &[(&str, &str)])] = &[$(($id, &[$(($look, $path)),+]),)+];
        }
    };
}

shapes! {
    /// Connected, delivered, done: a filled circle with a check.
    Ok = "s-ok", [("ink-fill", "M1 8a7 7 0 1 0 14 0a7 7 0 1 0-14 0"), ("ink-cut", "m4.7 8.3 2.3 2.3 4.4-4.9")];
    /// Moving, in progress: a triangle to the right.
    Info = "s-info", [("ink-fill", "M3.5 2.3c0-.8.9-1.3 1.6-.9l9 5.7c.7.4.7 1.4 0 1.8l-9 5.7c-.7.4-1.6-.1-1.6-.9z")];
    /// Late, high: a triangle with an exclamation mark.
    Warn = "s-warn", [("ink-fill", "M8 1.3c.5 0 1 .3 1.200.7l5.7 10.5c.5.9-.2 2-1.2 2H2.3c-1 0-1.7-1.1-1.2-2L6.8 2c.2-.4.7-.7 1.2-.7z"), ("ink-cut", "M8 5.5v4M8 12.1v.01")];
    /// Critical, refused, broken: an octagon with a cross.
    Crit = "s-crit", [("ink-fill", "M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z"), ("ink-cut", "m5.5 5.5 5 5M10.5 5.5l-5 5")];
    /// Idle, low, unknown: a ring.
    Idle = "s-idle", [("ink-ring", "M2.2 8a5.8 5.8 0 1 0 11.6 0a5.8 5.8 0 1 0-11.6 0")];
    /// Not reporting: a ring with a dash.
    Offline = "s-offline", [("ink-ring", "M2 8a6 6 0 1 0 12 0a6 6 0 1 0-12 0M4.8 8h6.4")];
    /// Engine off: a filled square.
    Stopped = "s-stopped", [("ink-fill", "M4.5 2.5h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2z")];
    /// In the workshop: a dashed ring.
    Maintenance = "s-maintenance", [("ink-ring ink-dashed", "M2.1 8a5.9 5.9 0 1 0 11.8 0a5.9 5.9 0 1 0-11.8 0")];
    /// Seen, paused, degraded: half a disc.
    Half = "s-half", [("ink-ring", "M2 8a6 6 0 1 0 12 0a6 6 0 1 0-12 0"), ("ink-fill", "M8 2a6 6 0 0 1 0 12z")];
    /// Being done: a ring that fills.
    Ring = "s-ring", [("ink-ring ink-faint", "M2.2 8a5.8 5.8 0 1 0 11.6 0a5.8 5.8 0 1 0-11.6 0"), ("ink-ring", "M8 2.2A5.8 5.8 0 0 1 13.8 8")];
    /// Sign-in needed: a lock.
    Lock = "s-lock", [("ink-fill", "M1 8a7 7 0 1 0 14 0a7 7 0 1 0-14 0"), ("ink-cut ink-thin", "M5.2 7.6h5.6v3.6H5.2zM6.3 7.6V6.2a1.7 1.7 0 0 1 3.4 0v1.4")];
    /// Nothing to say: a dash.
    Dash = "s-dash", [("ink-ring", "M3 8h10")];
}

impl Shape {
    /// The shape of what a vehicle does, and its tone.
    pub const fn of_vehicle(status: VehicleStatus) -> (Self, Tone) {
        match status {
            VehicleStatus::Moving => (Self::Info, Tone::Info),
            VehicleStatus::Idle => (Self::Idle, Tone::Idle),
            VehicleStatus::Stopped => (Self::Stopped, Tone::Idle),
            VehicleStatus::Offline => (Self::Offline, Tone::Idle),
            VehicleStatus::Maintenance => (Self::Maintenance, Tone::Idle),
        }
    }

    /// The shape of how far a shipment has come, and its tone.
    pub const fn of_shipment(status: ShipmentStatus) -> (Self, Tone) {
        match status {
            ShipmentStatus::Created => (Self::Idle, Tone::Idle),
            ShipmentStatus::Assigned => (Self::Half, Tone::Warn),
            ShipmentStatus::Accepted => (Self::Ring, Tone::Info),
            ShipmentStatus::PickedUp | ShipmentStatus::InTransit => (Self::Info, Tone::Info),
            ShipmentStatus::Delivered => (Self::Ok, Tone::Ok),
            ShipmentStatus::Failed => (Self::Crit, Tone::Crit),
            ShipmentStatus::Cancelled => (Self::Dash, Tone::Idle),
        }
    }

    /// The shape of how bad something is, and its tone.
    pub const fn of_severity(severity: Severity) -> (Self, Tone) {
        match severity {
            Severity::Critical => (Self::Crit, Tone::Crit),
            Severity::High => (Self::Warn, Tone::Warn),
            Severity::Low => (Self::Idle, Tone::Idle),
        }
    }

    /// The shape of where a violation stands, and its tone.
    pub const fn of_state(state: ViolationState) -> (Self, Tone) {
        match state {
            ViolationState::Open => (Self::Idle, Tone::Idle),
            ViolationState::Acknowledged => (Self::Half, Tone::Idle),
            ViolationState::Assigned => (Self::Info, Tone::Info),
            ViolationState::Dismissed => (Self::Dash, Tone::Idle),
            ViolationState::Resolved => (Self::Ok, Tone::Ok),
        }
    }

    /// Its drawing: id, and the strokes with their looks.
    pub(super) fn drawing(self) -> (&'static str, &'static [(&'static str, &'static str)]) {
        let id = self.href().trim_start_matches('#');
        let found = Self::DRAWINGS.iter().find(|it| it.0 == id);
        found.copied().unwrap_or((id, &[]))
    }

    /// The shape alone, in the colour of the text around it; a word must stand beside it.
    pub fn view(self) -> impl IntoView {
        view! {
            <svg class="s" aria-hidden="true">
                <use_ href=self.href() />
            </svg>
        }
    }
}

/// A shape in its tone, and its word.
#[component]
pub fn Status(
    /// Shape and tone.
    #[prop(into)]
    mark: Signal<(Shape, Tone)>,
    /// The word.
    #[prop(into)]
    word: Signal<String>,
    /// Whether it is old.
    #[prop(optional, into)]
    stale: Signal<bool>,
) -> impl IntoView {
    view! {
        <span class="st" data-tone=move || mark.get().1.as_str() data-stale=move || stale.get().to_string()>
            <svg class="s" aria-hidden="true">
                <use_ href=move || mark.get().0.href() />
            </svg>
            {word}
        </span>
    }
}
