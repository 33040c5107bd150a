//! One day of one vehicle, in parts that change one by one; calculated by the gateway.

use serde::{Deserialize, Serialize};

use crate::{
    entities::{StreamKind, VehicleStatus, words::words},
    entity::Entity,
    ids::RowId,
    time::Timestamp,
};

/// A part of the report. Ids: `summary`, `segment-{n}`, `trip-{n}`, `speed-{hour}`, `log-{n}`, with zero-padded
/// numbers, so that the order of ids is the order of time.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ReportEntry {
    /// Which part.
    pub id: RowId,
    /// Its content.
    #[serde(flatten)]
    pub part: ReportPart,
}

/// What a part of the report is about.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportPart {
    /// The figures.
    Summary(DaySummary),
    /// A stretch of time in one state.
    Segment(Segment),
    /// A trip or a stop.
    Trip(Trip),
    /// Speeds of an hour.
    Speed(SpeedHour),
    /// A line of the log.
    Log(LogEntry),
}

/// Figures of the day so far.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct DaySummary {
    /// Midnight of the depot the day began with.
    pub day: Timestamp,
    /// Driven, km.
    pub distance: f64,
    /// Moving, s.
    pub moving_s: u64,
    /// Engine on but standing, s.
    pub idle_s: u64,
    /// Engine off, s.
    pub stopped_s: u64,
    /// Mean speed while moving, km/h.
    pub mean_speed: f64,
    /// Highest speed, km/h.
    pub top_speed: f64,
    /// Fuel used, L; absent if the device does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuel_used: Option<f64>,
    /// Violations.
    pub violations: u32,
    /// The critical ones among them.
    pub critical: u32,
    /// Positions received.
    pub fixes: u32,
    /// Distance of yesterday up to the same time of day, km; absent without a yesterday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_before: Option<f64>,
    /// Moving time of yesterday up to the same time of day, s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moving_before_s: Option<u64>,
}

/// A stretch of time in one state; `status` absent: no position was received (a gap).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Segment {
    /// Start.
    pub from: Timestamp,
    /// End; absent while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// The state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<VehicleStatus>,
}

/// A trip from place to place, a stop at one, or a gap.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Trip {
    /// Start.
    pub from: Timestamp,
    /// End; absent while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// `moving` for a trip, `idle` or `stopped` for a stop, absent for a gap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<VehicleStatus>,
    /// Where it began.
    pub start: String,
    /// Where it ended or is now; the same as `start` for a stop.
    pub end: String,
    /// Driven, km.
    pub distance: f64,
    /// Mean speed, km/h.
    pub mean_speed: f64,
}

/// Speeds of one hour of the day.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct SpeedHour {
    /// Start of the hour.
    pub at: Timestamp,
    /// Highest speed per minute, km/h; `null` where no position was received. At most 60 values.
    pub speeds: Vec<Option<u16>>,
    /// Limit of the road per minute, km/h; 0 if unknown. As many values as `speeds`.
    pub limits: Vec<u16>,
}

words! {
    /// What a line of the log is about.
    LogKind {
        /// A position.
        Position = "pos",
        /// A violation.
        Violation = "vio",
        /// A trip began or ended.
        Trip = "trip",
        /// The engine was started, idles or was switched off.
        Engine = "ign",
        /// Refuelled.
        Fuel = "fuel",
        /// Entered or left an area.
        Geofence = "geo",
        /// The device was lost or came back.
        Link = "link",
        /// A breakdown.
        Fault = "err",
    }
}

/// A line of the vehicle's log.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct LogEntry {
    /// When.
    pub at: Timestamp,
    /// About what.
    pub kind: LogKind,
    /// The line, in English: a technical record, not a translation.
    pub text: String,
}

impl Entity for ReportEntry {
    const KIND: StreamKind = StreamKind::ReportEntry;

    fn id(&self) -> &RowId {
        &self.id
    }
}
