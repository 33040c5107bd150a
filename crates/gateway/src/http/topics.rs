//! Topics for people and scripts: what may be read, and what is in it.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use protocol::{Position, SubErr, SubErrCode};
use serde::Serialize;
use serde_json::{Value, json};

use super::{ApiError, Gateway, request::SignedIn};

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

fn refusal(SubErr { s: _, code, msg }: SubErr) -> ApiError {
    match code {
        SubErrCode::Forbidden => ApiError::forbidden(msg),
        SubErrCode::UnknownTopic => ApiError::new(StatusCode::NOT_FOUND, "unknown_topic", msg),
        SubErrCode::TooMany => ApiError::unavailable(),
    }
}
