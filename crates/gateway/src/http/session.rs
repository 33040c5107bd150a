//! Signing in and out, and choosing a first password.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::UserInfo;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    ApiError, Gateway,
    browser::{Cookie, PageOrigin},
    credentials::{Credentials, hashing},
    request::{self, Body, Peer, SignedIn},
};
use crate::{
    accounts::{Account, PasswordHash, SecretHash, Session},
    clock,
};

/// What a new person sends from the page behind the one-time link.
#[derive(Deserialize)]
pub struct Welcome {
    token: String,
    password: String,
}

/// A session as its own browser sees it.
#[derive(Serialize)]
struct Answer {
    user: UserInfo,
    /// With which they sign in: who must do so again need not type it.
    email: String,
    /// Seconds left.
    expires: u64,
    /// Minutes that the depots' clocks are ahead of UTC: days are counted by them.
    utc_offset: i32,
}

/// `GET /api/v1/session`
pub async fn read(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
    SignedIn(session): SignedIn,
) -> Result<Response, ApiError> {
    // The cookie lives as long as the session, which was used just now.
    let cookie = Cookie::read(&headers)
        .filter(|(_, id)| SecretHash::of(id) == session.hash)
        .map(|(cookie, id)| cookie.keep(id));
    answer(&gateway, &session, cookie)
}

/// `POST /api/v1/session`
pub async fn sign_in(
    State(gateway): State<Arc<Gateway>>,
    Peer(peer): Peer,
    headers: HeaderMap,
    Body(credentials): Body<Credentials>,
) -> Result<Response, ApiError> {
    let cookie = cookie_for(&gateway, &headers)?;
    let account = credentials.check(&gateway, peer).await?;
    begin(&gateway, &headers, cookie, account).await
}

/// `DELETE /api/v1/session`: ends it, and every socket that was opened with it.
pub async fn sign_out(State(gateway): State<Arc<Gateway>>, headers: HeaderMap) -> Result<Response, ApiError> {
    if let Some(session) = gateway.session(&headers).await? {
        // Told late, it must not end the session of who came after.
        request::asked_as(&headers, &session)?;
        end(&gateway, session.hash).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    // Without a body there is no content type; the mark tells that it was us all the same.
    response
        .headers_mut()
        .insert(super::MARK, HeaderValue::from_static("1"));
    for cookie in Cookie::KINDS {
        append_cookie(&mut response, &cookie.forget());
    }
    Ok(response)
}

/// `POST /api/v1/ticket`
pub async fn ticket(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
) -> Result<Json<serde_json::Value>, ApiError> {
    let ticket = gateway
        .passes
        .tickets
        .issue(session.hash, clock::now())
        .map_err(|it| ApiError::internal(&it))?;
    Ok(Json(json!({ "token": ticket.expose() })))
}

/// `POST /api/v1/welcome`: uses a one-time link up, sets the password and signs in.
pub async fn welcome(
    State(gateway): State<Arc<Gateway>>,
    Peer(peer): Peer,
    headers: HeaderMap,
    Body(Welcome { token, password }): Body<Welcome>,
) -> Result<Response, ApiError> {
    let cookie = cookie_for(&gateway, &headers)?;
    gateway.sign_ins.attempt("", peer, clock::now())?;
    let invitation = SecretHash::of(&token);
    let is_invited = gateway
        .with_accounts(move |accounts, now| accounts.is_invited(invitation, now))
        .await?;
    if !is_invited {
        return Err(used_up());
    }
    let hash = hashing(&gateway, move || PasswordHash::choose(&password)).await??;
    let account = gateway
        .with_accounts(move |accounts, now| accounts.accept(invitation, &hash, now))
        .await?
        .ok_or_else(used_up)?;
    begin(&gateway, &headers, cookie, account).await
}

async fn end(gateway: &Gateway, hash: SecretHash) -> Result<(), ApiError> {
    gateway
        .with_accounts(move |accounts, _| accounts.end_session(hash))
        .await?;
    gateway.conductor.end_session(hash).await;
    Ok(())
}

/// Starts a session and answers with its cookie. Whatever the browser had before ends: no id is used again, and a cookie
/// of the other kind would be read in place of the new one.
async fn begin(
    gateway: &Gateway,
    headers: &HeaderMap,
    cookie: Cookie,
    account: Account,
) -> Result<Response, ApiError> {
    let before: Vec<_> = Cookie::all(headers)
        .map(|(other, id)| (other, SecretHash::of(id)))
        .collect();
    for (_, hash) in &before {
        end(gateway, *hash).await?;
    }
    let (secret, session) = gateway
        .with_accounts(move |accounts, now| accounts.start_session(&account, now))
        .await?;
    gateway.metrics.sign_ins.increment();
    tracing::info!(user = %session.account.id, "signed in");
    let mut response = answer(gateway, &session, Some(cookie.keep(secret.expose())))?;
    for (other, _) in before {
        if other != cookie {
            append_cookie(&mut response, &other.forget());
        }
    }
    Ok(response)
}

fn answer(gateway: &Gateway, session: &Session, cookie: Option<String>) -> Result<Response, ApiError> {
    let mut response = Json(Answer {
        user: session.account.info(),
        email: session.account.email.clone(),
        expires: session.expires.since(clock::now()).as_secs(),
        utc_offset: gateway.config.utc_offset,
    })
    .into_response();
    if let Some(cookie) = cookie {
        append_cookie(&mut response, &cookie);
    }
    Ok(response)
}

fn append_cookie(response: &mut Response, cookie: &str) {
    // Base64 and fixed words: always a valid header.
    if let Ok(value) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

pub(super) fn cookie_for(gateway: &Gateway, headers: &HeaderMap) -> Result<Cookie, ApiError> {
    Cookie::for_page(&PageOrigin::of(headers, &gateway.config.origins)).ok_or_else(|| {
        ApiError::new(
            StatusCode::FORBIDDEN,
            "insecure",
            "Signing in from another machine needs HTTPS: put a TLS proxy in front and name its address with --origin.",
        )
    })
}

fn used_up() -> ApiError {
    ApiError::new(
        StatusCode::GONE,
        "used_up",
        "This link was used already or is too old. Restart the gateway for a new one.",
    )
}
