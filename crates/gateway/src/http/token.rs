//! Tokens for programs, which have no cookie.

use std::sync::Arc;

use axum::{Json, extract::State, http::HeaderMap};
use serde::Serialize;

use super::{
    ApiError, Gateway,
    credentials::Credentials,
    request::{Body, Peer},
    session,
};
use crate::clock;

/// A token, shown this once.
#[derive(Serialize)]
pub struct Answer {
    token: String,
    /// Seconds left.
    expires: u64,
}

/// `POST /api/v1/token`
pub async fn issue(
    State(gateway): State<Arc<Gateway>>,
    Peer(peer): Peer,
    headers: HeaderMap,
    Body(credentials): Body<Credentials>,
) -> Result<Json<Answer>, ApiError> {
    // A page without TLS may no more get a token than a cookie.
    session::cookie_for(&gateway, &headers)?;
    let account = credentials.check(&gateway, peer).await?;
    let (secret, session) = gateway
        .with_accounts(move |accounts, now| accounts.start_token(&account, now))
        .await?;
    let now = clock::now();
    let token = gateway
        .passes
        .tokens
        .sign(&secret, &session, now)
        .map_err(|it| ApiError::internal(&it))?;
    gateway.metrics.sign_ins.increment();
    tracing::info!(user = %session.account.id, "token issued");
    Ok(Json(Answer {
        token,
        expires: session.expires.since(now).as_secs(),
    }))
}
