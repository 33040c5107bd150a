//! What handlers take out of a request: who asks, and a JSON body.

use std::{net::IpAddr, sync::Arc};

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
};
use protocol::Timestamp;
use serde::de::DeserializeOwned;

use super::{ApiError, Gateway, browser::Cookie};
use crate::{
    accounts::{Accounts, SecretHash, Session},
    clock,
};

/// The session of the request's token or cookie; without one the request is refused with 401.
pub struct SignedIn(pub Session);

impl FromRequestParts<Arc<Gateway>> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, gateway: &Arc<Gateway>) -> Result<Self, ApiError> {
        gateway
            .session(&parts.headers)
            .await?
            .map(Self)
            .ok_or_else(ApiError::signed_out)
    }
}

/// The other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts.extensions.get().copied().ok_or_else(ApiError::fault)
    }
}

/// A JSON body, asked for by its type: a form of another site cannot claim to be JSON.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<Gateway>> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, gateway: &Arc<Gateway>) -> Result<Self, ApiError> {
        let bytes = json_body(request, gateway).await?;
        serde_json::from_slice(&bytes)
            .map(Self)
            // serde's words would repeat what was sent, perhaps a password.
            .map_err(|it| {
                ApiError::malformed(format!("The body is not what was expected (line {}).", it.line()))
            })
    }
}

/// The whole body of a request that says it is JSON.
pub async fn json_body(request: Request, gateway: &Arc<Gateway>) -> Result<Bytes, ApiError> {
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|it| it.as_bytes().starts_with(b"application/json"));
    if !is_json {
        return Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "malformed",
            "The body must be application/json.",
        ));
    }
    body(request, gateway).await
}

/// The whole body, within the limit.
pub async fn body(request: Request, gateway: &Arc<Gateway>) -> Result<Bytes, ApiError> {
    Bytes::from_request(request, gateway).await.map_err(|it| {
        if it.status() == StatusCode::PAYLOAD_TOO_LARGE {
            ApiError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "The body is too large.",
            )
        } else {
            ApiError::malformed("The body ended too early.")
        }
    })
}

/// With `x-livedeck-user` a request is refused unless that person is signed in: the cookie may have become somebody
/// else's in the meantime, or in another tab.
pub fn asked_as(headers: &HeaderMap, session: &Session) -> Result<(), ApiError> {
    let is_them = headers
        .get("x-livedeck-user")
        .is_none_or(|it| it.as_bytes() == session.account.id.as_str().as_bytes());
    if is_them {
        Ok(())
    } else {
        Err(ApiError::new(
            StatusCode::UNAUTHORIZED,
            "somebody_else",
            "Somebody else is signed in here.",
        ))
    }
}

impl Gateway {
    /// The session of a request's token or cookie, if it stands.
    pub(super) async fn session(&self, headers: &HeaderMap) -> Result<Option<Session>, ApiError> {
        match self.presented(headers) {
            Some(hash) => self.standing(hash).await,
            None => Ok(None),
        }
    }

    /// The session of a request's token, if it stands, whatever cookie is there.
    pub(super) async fn session_of_token(&self, headers: &HeaderMap) -> Result<Option<Session>, ApiError> {
        match headers.get(header::AUTHORIZATION).and_then(|it| self.token(it)) {
            Some(hash) => self.standing(hash).await,
            None => Ok(None),
        }
    }

    /// The session that a request names. A token that is worth nothing is not made up for by a cookie.
    pub(super) fn presented(&self, headers: &HeaderMap) -> Option<SecretHash> {
        match headers.get(header::AUTHORIZATION) {
            Some(authorization) => self.token(authorization),
            None => Cookie::session(headers),
        }
    }

    fn token(&self, authorization: &HeaderValue) -> Option<SecretHash> {
        let (scheme, token) = authorization.to_str().ok()?.split_once(' ')?;
        scheme
            .eq_ignore_ascii_case("bearer")
            .then(|| self.passes.tokens.verify(token.trim(), clock::now()))?
    }

    async fn standing(&self, hash: SecretHash) -> Result<Option<Session>, ApiError> {
        self.with_accounts(move |accounts, now| accounts.session(hash, now))
            .await
    }

    /// Does a piece of disk work where it holds nobody up.
    pub(super) async fn with_accounts<T, E>(
        &self,
        work: impl FnOnce(&Accounts, Timestamp) -> Result<T, E> + Send + 'static,
    ) -> Result<T, ApiError>
    where
        T: Send + 'static,
        E: Into<ApiError> + Send + 'static,
    {
        let accounts = Arc::clone(&self.accounts);
        tokio::task::spawn_blocking(move || work(&accounts, clock::now()))
            .await
            .map_err(|it| ApiError::internal(&it))?
            .map_err(Into::into)
    }
}
