//! Topics for people and scripts: what may be read, and what is in it.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use protocol::{Position, RowId, SubErr, SubErrCode, history::History};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{ApiError, Gateway, request::SignedIn};
use crate::{conductor::HistoryQuestion, store::ENTRIES_MAX};

/// A topic as it stands; what a script needs.
#[derive(Serialize)]
pub struct Answer {
    at: Position,
    rows: Vec<Arc<protocol::RawRow>>,
}

/// `GET /api/v1/topics`
pub async fn list(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
) -> Result<Json<Value>, ApiError> {
    let topics = gateway
        .conductor
        .topics(session.principal())
        .await
        .ok_or_else(ApiError::unavailable)?;
    let topics: Vec<_> = topics.iter().map(ToString::to_string).collect();
    Ok(Json(json!({ "topics": topics })))
}

/// `GET /api/v1/topics/{topic}`
pub async fn read(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
    Path(topic): Path<String>,
) -> Result<Json<Answer>, ApiError> {
    let reading = gateway
        .conductor
        .read(session.principal(), topic)
        .await
        .ok_or_else(ApiError::unavailable)?
        .map_err(refusal)?;
    Ok(Json(Answer {
        at: reading.at,
        rows: reading.rows.into_iter().map(|(_, row)| row).collect(),
    }))
}

/// Whose last changes are asked for.
#[derive(Deserialize)]
pub struct HistoryQuery {
    topic: String,
    id: String,
    limit: Option<usize>,
}

/// `GET /api/v1/history?topic=…&id=…&limit=…`
pub async fn history(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
    query: Result<Query<HistoryQuery>, QueryRejection>,
) -> Result<Json<History>, ApiError> {
    let Query(HistoryQuery { topic, id, limit }) =
        query.map_err(|_| ApiError::malformed("Say which row: `topic`, `id`, and perhaps `limit`."))?;
    let question = HistoryQuestion {
        principal: session.principal(),
        topic,
        id: RowId::from(id),
        limit: limit.unwrap_or(HISTORY_USUAL).min(ENTRIES_MAX),
    };
    let deeds = gateway
        .conductor
        .history(question)
        .await
        .ok_or_else(ApiError::unavailable)?
        .map_err(refusal)?
        .ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "not_found", "There is no such row."))?;
    Ok(Json(History { changes: deeds }))
}

pub(super) fn refusal(SubErr { s: _, code, msg }: SubErr) -> ApiError {
    match code {
        SubErrCode::Forbidden => ApiError::forbidden(msg),
        SubErrCode::UnknownTopic => ApiError::new(StatusCode::NOT_FOUND, "unknown_topic", msg),
        SubErrCode::TooMany => ApiError::unavailable(),
    }
}

/// How many changes are told when nobody says how many.
const HISTORY_USUAL: usize = 20;
