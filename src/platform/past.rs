//! The desk at a moment of the past, as the gateway tells it over HTTP.

use gloo_net::http::Request;
use protocol::{
    RowId, Timestamp,
    entities::{Doubt, Driver, DriverPosition, PositionSource, Shipment},
};
use serde::Deserialize;

use super::http::{self, Cancel, HttpError};

/// How everything stood at a moment.
#[derive(Clone, Debug)]
pub struct Past {
    /// When.
    pub at: Timestamp,
    /// Who drove.
    pub drivers: Vec<Driver>,
    /// Where they had been last. What reported it is not told: `source` means nothing here.
    pub positions: Vec<DriverPosition>,
    /// What went where, without `eta`.
    pub shipments: Vec<Shipment>,
    /// Of so many drivers a position alone tells that they were on shift.
    pub by_position: usize,
    /// How many are left out, because nobody knows how they stood.
    pub unknown: Unknown,
}

/// How many are left out.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
pub struct Unknown {
    /// Drivers.
    pub drivers: usize,
    /// Shipments.
    pub shipments: usize,
    /// Shipments that ended before this may be missing besides.
    pub ended_before: Option<Timestamp>,
}

/// How everything stood at a moment.
///
/// # Errors
///
/// When the gateway does not answer, does not tell it, or nobody waits for the answer any more.
pub async fn past(at: Timestamp, cancel: Cancel) -> Result<Past, HttpError> {
    #[derive(Deserialize)]
    struct Answer {
        at: Timestamp,
        positions: Vec<Place>,
        drivers: Vec<Driver>,
        #[serde(default)]
        shipments: Vec<Shipment>,
        by_position: usize,
        unknown: Unknown,
    }
    let request = Request::get(http::TRACKS).query([("at", at.to_string())]);
    let response = http::send_until(request, |it| it.build(), http::TIMEOUT, cancel).await?;
    let answer: Answer = http::read(http::accepted(response).await?).await?;
    let position = |(id, at, lat, lng, accuracy, speed, heading, doubt): Place| DriverPosition {
        id,
        lat,
        lng,
        accuracy,
        speed,
        heading,
        at,
        source: PositionSource::Vehicle,
        doubt,
    };
    Ok(Past {
        at: answer.at,
        drivers: answer.drivers,
        positions: answer.positions.into_iter().map(position).collect(),
        shipments: answer.shipments,
        by_position: answer.by_position,
        unknown: answer.unknown,
    })
}

/// Who, when, latitude, longitude, accuracy (m), speed (km/h), heading, and why to doubt it.
type Place = (RowId, Timestamp, f64, f64, f64, f64, Option<f64>, Option<Doubt>);
