//! Where everybody was at a moment, and how they and their shipments stood then. Who asked is written down.

use std::{collections::HashMap, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use protocol::{RowId, Timestamp, entities::TrackPoint};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{ApiError, Gateway, request::SignedIn, topics};
use crate::{
    clock,
    dispatch::past::{DeskPast, had},
    fleet::day::{Calendar, date_time},
    hub::{NoPast, PAST_ROWS_MAX, Past},
};

/// Of which moment.
#[derive(Deserialize)]
pub struct Question {
    at: u64,
}

/// The desk at that moment.
#[derive(Serialize)]
pub struct Answer {
    at: Timestamp,
    /// As tracks have them, with the driver first.
    positions: Vec<Value>,
    #[serde(flatten)]
    desk: DeskPast,
}

/// `GET /api/v1/tracks?at=…`
pub async fn read(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
    query: Result<Query<Question>, QueryRejection>,
) -> Result<Json<Answer>, ApiError> {
    let Query(Question { at }) =
        query.map_err(|_| ApiError::malformed("`at` is a moment in milliseconds."))?;
    let at = possible(Timestamp::from_millis(at), clock::now())?;
    let principal = session.principal();
    let who = principal.user.id.clone();
    let past = gateway
        .conductor
        .past(principal, at)
        .await
        .ok_or_else(ApiError::unavailable)?
        .map_err(refusal)?;
    let what = format!(
        "read where {} drivers were at {}",
        past.drivers.len(),
        date_time(at)
    );
    gateway
        .with_accounts(move |accounts, now| accounts.audit(&who, &what, now))
        .await?;
    let calendar = Calendar::new(gateway.config.utc_offset_s());
    let tracks = Arc::clone(&gateway.tracks);
    let answer = tokio::task::spawn_blocking(move || {
        let drivers: Vec<_> = past.drivers.iter().filter_map(|it| it.row().id()).collect();
        let last = tracks.last(&drivers, at)?;
        Ok::<_, crate::store::StoreError>(answer(&past, last, at, calendar))
    });
    let answer = answer
        .await
        .map_err(|it| ApiError::internal(&it))?
        .map_err(|it| ApiError::internal(&it))?;
    Ok(Json(answer))
}

fn answer(past: &Past, last: Vec<(RowId, TrackPoint)>, at: Timestamp, calendar: Calendar) -> Answer {
    let last: HashMap<_, _> = last.into_iter().collect();
    let desk = DeskPast::of(past, &last, at, calendar);
    let position = |it: &protocol::entities::Driver| {
        let point = last.get(&it.id).filter(|point| had(it, point))?;
        let doubt = point.doubt.map(|it| it.as_str());
        Some(json!([
            it.id,
            point.at,
            point.lat,
            point.lng,
            point.accuracy,
            point.speed,
            point.heading,
            doubt
        ]))
    };
    Answer {
        at,
        positions: desk.drivers.iter().filter_map(position).collect(),
        desk,
    }
}

/// A moment that has been, and of which rows can tell.
fn possible(at: Timestamp, now: Timestamp) -> Result<Timestamp, ApiError> {
    let refuse = |code, msg: &str| Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, code, msg));
    if at > now + AHEAD {
        return refuse("future", "`at` has not been yet.");
    }
    if now.since(at) > REACH {
        return refuse(
            "too_old",
            "`at` is more than 7 days ago: shipments of then are gone.",
        );
    }
    Ok(at.min(now))
}

fn refusal(no: NoPast) -> ApiError {
    match no {
        NoPast::Refused(why) => topics::refusal(why),
        NoPast::TooMuch => ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "too_much",
            format!("More than {PAST_ROWS_MAX} drivers or shipments: ask for single tracks."),
        ),
    }
}

/// Shipments at their end stay so long (DI13); before that nobody knows what there was.
const REACH: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The clock of whoever asks may be ahead.
const AHEAD: Duration = Duration::from_secs(5);
