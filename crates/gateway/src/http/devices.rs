//! Keys of phones and trackers, made and ended by administrators.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use protocol::{RowId, entities::Role};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    ApiError, Gateway,
    browser::{self, PageOrigin},
    request::{Body, SignedIn},
};
use crate::{accounts::Session, config::is_loopback};

/// What an administrator says about a new device.
#[derive(Deserialize)]
pub struct NewDevice {
    name: String,
}

/// `GET /api/v1/devices`
pub async fn list(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
) -> Result<Json<Value>, ApiError> {
    administrator(&session)?;
    let devices = gateway.with_accounts(|accounts, _| accounts.devices()).await?;
    Ok(Json(json!({ "devices": devices })))
}

/// `POST /api/v1/devices`: a vehicle of its own for the device, and the key, shown this once.
pub async fn create(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
    headers: HeaderMap,
    Body(NewDevice { name }): Body<NewDevice>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    administrator(&session)?;
    let (key, device) = gateway
        .with_accounts(move |accounts, now| accounts.create_device(&name, now))
        .await?;
    gateway.conductor.report(vec![device.registration()]).await;
    tracing::info!(vehicle = %device.vehicle, by = %session.account.id, "device key made");
    let url = format!("{}/ingest/osmand", base(&gateway, &headers));
    let answer = json!({ "vehicle": device.vehicle, "name": device.name, "key": key.expose(), "url": url });
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `DELETE /api/v1/devices/{vehicle}`: the key is worth nothing from now on; the vehicle stays.
pub async fn delete(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
    Path(vehicle): Path<String>,
) -> Result<StatusCode, ApiError> {
    administrator(&session)?;
    let vehicle = RowId::from(vehicle);
    let ended = vehicle.clone();
    let was_there = gateway
        .with_accounts(move |accounts, _| accounts.delete_device(&ended))
        .await?;
    if !was_there {
        return Err(ApiError::not_found());
    }
    tracing::info!(%vehicle, by = %session.account.id, "device key ended");
    Ok(StatusCode::NO_CONTENT)
}

/// Refuses everybody else.
pub(super) fn administrator(session: &Session) -> Result<(), ApiError> {
    if session.account.roles.contains(&Role::Admin) {
        return Ok(());
    }
    Err(ApiError::forbidden("Only an administrator may do this."))
}

/// Where a phone reaches this gateway: the configured address, else the one the administrator used.
fn base(gateway: &Gateway, headers: &HeaderMap) -> String {
    if let Some(origin) = gateway.config.origins.first() {
        return origin.to_string();
    }
    if let PageOrigin::Ours(origin) = PageOrigin::of(headers, &gateway.config.origins) {
        return origin.to_string();
    }
    let host = browser::host(headers).unwrap_or("localhost");
    let scheme = if is_loopback(host) { "http" } else { "https" };
    format!("{scheme}://{host}")
}
