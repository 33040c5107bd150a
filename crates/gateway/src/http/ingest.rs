//! Where phones and trackers report: the OsmAnd protocol, as the Traccar Client app speaks it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Query, Request, State, rejection::QueryRejection},
    http::{StatusCode, header},
};
use protocol::{
    RowId, Timestamp,
    telemetry::{Fix, Telemetry},
};

use super::{ApiError, Gateway, osmand::Report, request::body};
use crate::{
    accounts::{SecretHash, Throttle, Try},
    clock,
    config::{INGEST_AGE_MAX, INGEST_AHEAD_MAX, INGEST_EVERY, INGEST_PER_MINUTE},
    metrics::Rejection,
};

/// `GET|POST /ingest/osmand`
pub async fn osmand(
    State(gateway): State<Arc<Gateway>>,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
    request: Request,
) -> Result<StatusCode, ApiError> {
    let accepted = match query {
        Ok(Query(query)) => accept(&gateway, &query, request).await,
        Err(_) => Err(Refusal::malformed("The query cannot be read.".to_owned())),
    };
    match &accepted {
        Ok(_) => gateway.metrics.ingested.increment(),
        Err(Refusal { why: Some(why), .. }) => gateway.metrics.reject(*why),
        Err(Refusal { why: None, .. }) => {}
    }
    accepted.map_err(|it| it.answer)
}

async fn accept(
    gateway: &Arc<Gateway>,
    query: &HashMap<String, String>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|it| it.as_bytes().starts_with(b"application/json"));
    let report = if is_json {
        Report::from_json(&body(request, gateway).await?)
    } else {
        Report::from_query(query)
    };
    let now = clock::now();
    let Report { key, position } = report.map_err(|it| Refusal::malformed(it.to_string()))?;
    let key = SecretHash::of(&key);
    // The key before the place: a stranger learns nothing but that nobody knows them.
    let device = gateway
        .with_accounts(move |accounts, _| accounts.device(key))
        .await?
        .ok_or_else(Refusal::unknown)?;
    let vehicle = device.vehicle.clone();
    let position = position.map_err(|it| Refusal::malformed(it.to_string()))?;
    let at = position.at.unwrap_or(now);
    check_time(at, now)?;
    gateway.gate.pass(&vehicle, at, now)?;
    let fix = Fix {
        vehicle: vehicle.clone(),
        at,
        lat: position.lat,
        lng: position.lng,
        accuracy: position.accuracy,
        speed: position.speed,
        heading: position.heading,
        engine: None,
        fuel: None,
        odometer: None,
        place: None,
        speed_limit: None,
    };
    // Its key may have been made on the command line, beside us: then this is the first we hear of it.
    let report = vec![device.registration(), Telemetry::Fix(fix)];
    if !gateway.conductor.report(report).await {
        return Err(ApiError::unavailable().into());
    }
    gateway
        .with_accounts(move |accounts, now| accounts.device_seen(&vehicle, now))
        .await?;
    Ok(StatusCode::OK)
}

fn check_time(at: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if now.since(at) > INGEST_AGE_MAX {
        return Err(Refusal::time(
            Rejection::Stale,
            "stale",
            "The position is older than 24 hours.",
        ));
    }
    if at.since(now) > INGEST_AHEAD_MAX {
        return Err(Refusal::time(
            Rejection::Future,
            "future",
            "The position lies in the future. Is the device's clock right?",
        ));
    }
    Ok(())
}

/// A refused position: what is answered, and what is counted.
struct Refusal {
    answer: ApiError,
    why: Option<Rejection>,
}

impl Refusal {
    fn malformed(msg: String) -> Self {
        Self {
            answer: ApiError::malformed(msg),
            why: Some(Rejection::Malformed),
        }
    }

    fn unknown() -> Self {
        Self {
            answer: ApiError::new(
                StatusCode::NOT_FOUND,
                "unknown_device",
                "No device has this identifier.",
            ),
            why: Some(Rejection::UnknownDevice),
        }
    }

    fn time(why: Rejection, code: &'static str, msg: &str) -> Self {
        Self {
            answer: ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, code, msg),
            why: Some(why),
        }
    }

    fn too_often(wait: Duration) -> Self {
        Self {
            answer: ApiError::too_many("Positions come too often.", wait),
            why: Some(Rejection::TooOften),
        }
    }
}

impl From<ApiError> for Refusal {
    fn from(answer: ApiError) -> Self {
        let is_theirs = answer.status().is_client_error();
        Self {
            answer,
            why: is_theirs.then_some(Rejection::Malformed),
        }
    }
}

/// Lets one position per second and vehicle through.
///
/// Counted by when positions were captured: a phone that comes out of a tunnel may tell all of its way at once, within
/// a bound. A repeated position is refused only in the same second, so that no phone repeats it for ever.
pub struct Gate {
    vehicles: Mutex<Vehicles>,
}

struct Vehicles {
    last: HashMap<RowId, Passed>,
    bursts: Throttle<RowId>,
}

#[derive(Clone, Copy)]
struct Passed {
    captured: Timestamp,
    arrived: Timestamp,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            vehicles: Mutex::new(Vehicles {
                last: HashMap::new(),
                bursts: Throttle::new(INGEST_PER_MINUTE, Duration::from_secs(60)),
            }),
        }
    }
}

impl Gate {
    fn pass(&self, vehicle: &RowId, captured: Timestamp, arrived: Timestamp) -> Result<(), Refusal> {
        let mut vehicles = self.vehicles.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = vehicles.last.get(vehicle) {
            let since_arrival = arrived.since(last.arrived);
            let gap = captured.since(last.captured).max(last.captured.since(captured));
            if since_arrival < INGEST_EVERY && gap < INGEST_EVERY {
                return Err(Refusal::too_often(INGEST_EVERY - since_arrival));
            }
        }
        if let Try::Refused { wait } = vehicles.bursts.attempt(vehicle.clone(), arrived) {
            return Err(Refusal::too_often(wait));
        }
        // Only vehicles with a key come here, so the table is as small as the fleet.
        vehicles
            .last
            .insert(vehicle.clone(), Passed { captured, arrived });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ht12_a_backlog_passes_and_a_storm_does_not() {
        let gate = Gate::default();
        let (vehicle, at) = (RowId::from("phone-a"), Timestamp::from_millis);

        assert!(gate.pass(&vehicle, at(1_000), at(100_000)).is_ok());
        assert!(gate.pass(&vehicle, at(2_000), at(100_010)).is_ok());
        assert!(gate.pass(&vehicle, at(2_500), at(100_020)).is_err());
        assert!(gate.pass(&vehicle, at(2_000), at(101_100)).is_ok());
        let passed = (0..2 * u64::from(INGEST_PER_MINUTE))
            .filter(|it| gate.pass(&vehicle, at(10_000 + it * 1_000), at(102_000)).is_ok())
            .count();
        assert_eq!(passed, INGEST_PER_MINUTE as usize - 3);
    }
}
