//! What whoever runs the gateway asks: is it well, how much does it do, what did browsers stop.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use serde_json::{Value, json};

use super::{ApiError, Gateway, browser::Cookie};
use crate::demo;

/// `GET /api/v1/about`: what the sign-in page shows. Needs no session.
pub async fn about(State(gateway): State<Arc<Gateway>>, headers: HeaderMap) -> Json<Value> {
    Json(json!({
        "name": if gateway.config.no_demo { "Livedeck" } else { demo::COMPANY },
        "version": env!("CARGO_PKG_VERSION"),
        "demo": !gateway.config.no_demo,
        // Whether asking for the session is worth it: browsers write every 401 into the page's console.
        "signed_in": Cookie::read(&headers).is_some(),
    }))
}

/// `GET /config.json`: what the app must know of this installation; beside an app on other hosts it is a file.
pub async fn settings(State(gateway): State<Arc<Gateway>>) -> Json<Value> {
    Json(gateway.config.map.told())
}

/// `GET /api/health/socket`
pub async fn health(State(gateway): State<Arc<Gateway>>) -> Result<Json<Value>, ApiError> {
    let vitals = gateway
        .conductor
        .vitals()
        .await
        .ok_or_else(ApiError::unavailable)?;
    let status = if vitals.is_durable { "ok" } else { "degraded" };
    Ok(Json(json!({
        "status": status,
        "connections": vitals.stats.connections,
        "uptime": gateway.started.elapsed().as_secs(),
    })))
}

/// `GET /metrics`
pub async fn metrics(State(gateway): State<Arc<Gateway>>) -> Result<impl IntoResponse, ApiError> {
    let vitals = gateway
        .conductor
        .vitals()
        .await
        .ok_or_else(ApiError::unavailable)?;
    let page = gateway.metrics.render(&vitals.stats, gateway.started.elapsed());
    Ok((
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        page,
    ))
}

/// `POST /api/v1/csp-report`: counted; the text is a stranger's and goes to the log shortened and escaped.
pub async fn csp_report(State(gateway): State<Arc<Gateway>>, body: bytes::Bytes) -> StatusCode {
    gateway.metrics.csp_reports.increment();
    let text: String = String::from_utf8_lossy(&body).chars().take(600).collect();
    tracing::warn!(report = ?text, "a page tried what its policy forbids");
    StatusCode::NO_CONTENT
}
