//! Where a driver is, and where they were.

use serde::{Deserialize, Serialize};

use crate::{
    entities::{StreamKind, words::words},
    entity::Entity,
    ids::RowId,
    time::Timestamp,
};

words! {
    /// What reported a position.
    PositionSource {
        /// The driver's own phone.
        Phone = "phone",
        /// The tracker of the vehicle they drive.
        Vehicle = "vehicle",
    }

    /// Why a position should be taken with care. It is kept all the same: nothing is dropped silently.
    Doubt {
        /// Farther from the one before than 70 m/s allow.
        Jump = "jump",
        /// Captured more than 60 s before it was heard.
        Late = "late",
    }
}

/// The latest position of a driver on shift.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct DriverPosition {
    /// The driver: an id of `dispatch/drivers`.
    pub id: RowId,
    /// Latitude, degrees, WGS 84.
    pub lat: f64,
    /// Longitude, degrees, WGS 84.
    pub lng: f64,
    /// Radius of the 68 % circle around the position, m.
    pub accuracy: f64,
    /// km/h over ground.
    pub speed: f64,
    /// Direction of travel, degrees clockwise from north; absent when standing or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<f64>,
    /// When it was captured.
    pub at: Timestamp,
    /// What reported it.
    pub source: PositionSource,
    /// Why to take it with care, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
}

impl Entity for DriverPosition {
    const KIND: StreamKind = StreamKind::DriverPosition;

    fn id(&self) -> &RowId {
        &self.id
    }
}

/// One position of a track; tracks have gaps where the time between neighbours says so.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct TrackPoint {
    /// `at` in milliseconds, 13 digits: names sort by time.
    pub id: RowId,
    /// Latitude, degrees, WGS 84.
    pub lat: f64,
    /// Longitude, degrees, WGS 84.
    pub lng: f64,
    /// Radius of the 68 % circle, m.
    pub accuracy: f64,
    /// km/h over ground.
    pub speed: f64,
    /// Degrees clockwise from north, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<f64>,
    /// When it was captured.
    pub at: Timestamp,
    /// Why to take it with care, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
}

impl TrackPoint {
    /// The name of what was captured at that moment.
    pub fn name(at: Timestamp) -> RowId {
        RowId::from(format!("{:013}", at.as_millis()))
    }
}

impl Entity for TrackPoint {
    const KIND: StreamKind = StreamKind::TrackPoint;

    fn id(&self) -> &RowId {
        &self.id
    }
}
