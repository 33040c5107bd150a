//! What only a demo does to itself: it starts anew when an administrator wants to see how people get over that.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};

use super::{ApiError, Gateway, devices::administrator, request::SignedIn};

/// `POST /api/v1/demo/restart`: everybody is sent away, and the gateway begins anew from its database.
pub async fn restart(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
) -> Result<StatusCode, ApiError> {
    if gateway.config.no_demo {
        return Err(ApiError::forbidden("Only a demo restarts on request."));
    }
    administrator(&session)?;
    tracing::info!(by = %session.account.id, "restart asked for");
    gateway.restart.notify_one();
    Ok(StatusCode::ACCEPTED)
}
