//! Where a driver's own phone reports: what it gathered on shift, also while it had no network.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Json, extract::State, http::StatusCode};
use protocol::{RowId, Timestamp, UserId, telemetry::DriverFix};
use serde::{Deserialize, Serialize};

use super::{
    ApiError, Gateway,
    request::{Body, SignedIn},
};
use crate::{
    accounts::{Throttle, Try},
    clock,
    config::{INGEST_AGE_MAX, INGEST_AHEAD_MAX, POSITIONS_AT_ONCE, POSITIONS_PER_MINUTE},
    dispatch::NotCollected,
    metrics::PositionsRefused,
    policy,
};

/// What a phone sends.
#[derive(Deserialize)]
pub struct Report {
    driver: RowId,
    /// Oldest first.
    fixes: Vec<Captured>,
}

/// When it was captured (ms), latitude, longitude, accuracy (m), speed (km/h), heading if known.
#[derive(Deserialize)]
pub struct Captured(u64, f64, f64, f64, f64, Option<f64>);

/// What became of it.
#[derive(Serialize)]
pub struct Answer {
    kept: usize,
    last: Option<Timestamp>,
}

/// `POST /api/v1/positions`: answered once what is kept is durable.
pub async fn report(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
    Body(report): Body<Report>,
) -> Result<Json<Answer>, ApiError> {
    let principal = session.principal();
    if let Err(refusal) = policy::may_tell_positions(&principal, &report.driver) {
        let error = ApiError::forbidden(refusal.msg);
        return Err(refuse(&gateway, PositionsRefused::Forbidden, error));
    }
    let now = clock::now();
    if let Err(wait) = gateway.phones.attempt(&principal.user.id, now) {
        let busy = ApiError::busy("Positions come too often.", wait);
        return Err(refuse(&gateway, PositionsRefused::Busy, busy));
    }
    let fixes = match read(&report, now) {
        Ok(fixes) => fixes,
        Err((why, error)) => return Err(refuse(&gateway, why, error)),
    };
    let heard = gateway
        .conductor
        .positions(report.driver, fixes)
        .await
        .ok_or_else(ApiError::unavailable)?;
    match heard {
        Ok(heard) => {
            gateway.metrics.positions_kept.add(heard.kept as u64);
            Ok(Json(Answer {
                kept: heard.kept,
                last: heard.last,
            }))
        }
        Err(why @ NotCollected::OffShift) => {
            let error = ApiError::new(StatusCode::CONFLICT, "off_shift", why.to_string());
            Err(refuse(&gateway, PositionsRefused::OffShift, error))
        }
        Err(why @ NotCollected::Unknown) => {
            let error = ApiError::forbidden(why.to_string());
            Err(refuse(&gateway, PositionsRefused::Forbidden, error))
        }
    }
}

fn refuse(gateway: &Gateway, why: PositionsRefused, error: ApiError) -> ApiError {
    gateway.metrics.refuse_positions(why);
    error
}

/// The positions that can be true. One that is too old or in the future does not take the others along; only if nothing
/// else is there, that is the answer.
fn read(report: &Report, now: Timestamp) -> Result<Vec<DriverFix>, (PositionsRefused, ApiError)> {
    let malformed = |msg: String| (PositionsRefused::Malformed, ApiError::malformed(msg));
    let Report { driver, fixes } = report;
    if fixes.len() > POSITIONS_AT_ONCE {
        return Err(malformed(format!(
            "At most {POSITIONS_AT_ONCE} positions fit into a request."
        )));
    }
    if let Some(index) = fixes.iter().position(|it| !it.is_on_earth()) {
        return Err(malformed(format!("Position {} is nowhere on earth.", index + 1)));
    }
    let mut kept: Vec<_> = fixes
        .iter()
        .map(|it| it.fix(driver))
        .filter(|it| now.since(it.at) <= INGEST_AGE_MAX && it.at.since(now) <= INGEST_AHEAD_MAX)
        .collect();
    kept.sort_by_key(|it| it.at);
    match fixes.last() {
        Some(last) if kept.is_empty() => Err(untimely(last.fix(driver).at, now)),
        _ => Ok(kept),
    }
}

fn untimely(at: Timestamp, now: Timestamp) -> (PositionsRefused, ApiError) {
    let (why, code, msg) = if at > now {
        (
            PositionsRefused::Future,
            "future",
            "The positions lie in the future. Is the phone's clock right?",
        )
    } else {
        (
            PositionsRefused::Stale,
            "stale",
            "The positions are older than 24 hours.",
        )
    };
    (why, ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, code, msg))
}

impl Captured {
    fn is_on_earth(&self) -> bool {
        let Self(_, lat, lng, accuracy, speed, heading) = *self;
        (-90.0..=90.0).contains(&lat)
            && (-180.0..=180.0).contains(&lng)
            && (0.0..=ACCURACY_MAX).contains(&accuracy)
            && (0.0..=SPEED_MAX).contains(&speed)
            && heading.is_none_or(|it| (0.0..=360.0).contains(&it))
    }

    fn fix(&self, driver: &RowId) -> DriverFix {
        let Self(at, lat, lng, accuracy, speed, heading) = *self;
        DriverFix {
            driver: driver.clone(),
            at: Timestamp::from_millis(at),
            lat,
            lng,
            accuracy,
            speed,
            heading,
        }
    }
}

/// How often a phone may report.
pub struct Phones(Mutex<Throttle<UserId>>);

impl Default for Phones {
    fn default() -> Self {
        Self(Mutex::new(Throttle::new(
            POSITIONS_PER_MINUTE,
            Duration::from_secs(60),
        )))
    }
}

impl Phones {
    fn attempt(&self, user: &UserId, now: Timestamp) -> Result<(), Duration> {
        let mut phones = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match phones.attempt(user.clone(), now) {
            Try::Allowed { .. } => Ok(()),
            Try::Refused { wait } => Err(wait),
        }
    }
}

/// A circle larger than this, m, says nothing.
const ACCURACY_MAX: f64 = 1_000_000.0;
/// Faster than this, km/h, no phone can measure.
const SPEED_MAX: f64 = 10_000.0;
