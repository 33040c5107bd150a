//! Signing in and out, and choosing a first password.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{Timestamp, UserInfo};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    ApiError, Gateway,
    browser::{Cookie, PageOrigin},
    request::{Body, Peer, SignedIn},
};
use crate::{
    accounts::{Account, PasswordHash, SecretHash, Session, Throttle, Try},
    clock,
    config::SIGN_IN_TRIES,
};

/// What a person types to sign in.
#[derive(Deserialize)]
pub struct Credentials {
    email: String,
    password: String,
}

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
    /// Seconds left.
    expires: u64,
}

/// `GET /api/v1/session`
pub async fn read(headers: HeaderMap, SignedIn(session): SignedIn) -> Result<Response, ApiError> {
    // The cookie lives as long as the session, which was used just now.
    let cookie = Cookie::read(&headers).map(|(cookie, id)| cookie.keep(id));
    answer(&session, cookie)
}

/// `POST /api/v1/session`
pub async fn sign_in(
    State(gateway): State<Arc<Gateway>>,
    Peer(peer): Peer,
    headers: HeaderMap,
    Body(Credentials { email, password }): Body<Credentials>,
) -> Result<Response, ApiError> {
    let cookie = cookie_for(&gateway, &headers)?;
    let email = email.trim().to_lowercase();
    if email.len() > EMAIL_BYTES_MAX {
        return Err(ApiError::malformed("No e-mail address is that long."));
    }
    let left = gateway.sign_ins.attempt(&email, peer, clock::now())?;
    let lookup = email.clone();
    let found = gateway
        .with_accounts(move |accounts, _| accounts.by_email(&lookup))
        .await?;
    let (account, hash) = found.map_or((None, None), |(account, hash)| (Some(account), hash));
    let matches = hashing(&gateway, move || PasswordHash::verify(hash.as_ref(), &password)).await?;
    let Some(account) = account.filter(|_| matches) else {
        gateway.metrics.sign_ins_refused.increment();
        let tries = if left == 1 { "try" } else { "tries" };
        return Err(ApiError::new(
            StatusCode::UNAUTHORIZED,
            "credentials",
            format!("E-mail and password do not match. {left} {tries} left."),
        ));
    };
    gateway.sign_ins.forgive(&email, peer);
    begin(&gateway, &headers, cookie, account).await
}

/// `DELETE /api/v1/session`: ends it, and every socket that was opened with it.
pub async fn sign_out(State(gateway): State<Arc<Gateway>>, headers: HeaderMap) -> Result<Response, ApiError> {
    if let Some(hash) = Cookie::session(&headers) {
        gateway
            .with_accounts(move |accounts, _| accounts.end_session(hash))
            .await?;
        gateway.conductor.end_session(hash).await;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    // Without a body there is no content type; the mark tells that it was us all the same.
    response
        .headers_mut()
        .insert(super::MARK, HeaderValue::from_static("1"));
    for cookie in [Cookie::Host, Cookie::Loopback] {
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

/// Starts a session and answers with its cookie. A session that the browser had before ends: its id is never reused.
async fn begin(
    gateway: &Gateway,
    headers: &HeaderMap,
    cookie: Cookie,
    account: Account,
) -> Result<Response, ApiError> {
    if let Some(before) = Cookie::session(headers) {
        gateway
            .with_accounts(move |accounts, _| accounts.end_session(before))
            .await?;
        gateway.conductor.end_session(before).await;
    }
    let (secret, session) = gateway
        .with_accounts(move |accounts, now| accounts.start_session(&account, now))
        .await?;
    gateway.metrics.sign_ins.increment();
    tracing::info!(user = %session.account.id, "signed in");
    answer(&session, Some(cookie.keep(secret.expose())))
}

fn answer(session: &Session, cookie: Option<String>) -> Result<Response, ApiError> {
    let mut response = Json(Answer {
        user: session.account.info(),
        expires: session.expires.since(clock::now()).as_secs(),
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

fn cookie_for(gateway: &Gateway, headers: &HeaderMap) -> Result<Cookie, ApiError> {
    Cookie::for_page(&PageOrigin::of(headers, &gateway.config.origins)).ok_or_else(|| {
        ApiError::new(
            StatusCode::FORBIDDEN,
            "insecure",
            "Signing in from another machine needs HTTPS: put a TLS proxy in front and name its address with --origin.",
        )
    })
}

/// Computes a password hash aside, few at a time.
async fn hashing<T: Send + 'static>(
    gateway: &Gateway,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    let _permit = gateway
        .hashes
        .acquire()
        .await
        .map_err(|it| ApiError::internal(&it))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|it| ApiError::internal(&it))
}

fn used_up() -> ApiError {
    ApiError::new(
        StatusCode::GONE,
        "used_up",
        "This link was used already or is too old. Restart the gateway for a new one.",
    )
}

/// How often somebody may try to sign in: per e-mail, and per address.
pub struct SignInThrottle {
    emails: Mutex<Throttle<String>>,
    peers: Mutex<Throttle<IpAddr>>,
}

impl Default for SignInThrottle {
    fn default() -> Self {
        Self {
            emails: Mutex::new(Throttle::new(SIGN_IN_TRIES, WINDOW)),
            peers: Mutex::new(Throttle::new(SIGN_IN_TRIES, WINDOW)),
        }
    }
}

impl SignInThrottle {
    /// Counts a try; how many are left.
    fn attempt(&self, email: &str, peer: IpAddr, now: Timestamp) -> Result<u32, ApiError> {
        let by_peer = lock(&self.peers).attempt(peer, now);
        let by_email = match by_peer {
            Try::Allowed { .. } if !email.is_empty() => lock(&self.emails).attempt(email.to_owned(), now),
            Try::Allowed { .. } | Try::Refused { .. } => by_peer,
        };
        match (by_peer, by_email) {
            (Try::Allowed { left }, Try::Allowed { left: other }) => Ok(left.min(other)),
            (Try::Refused { wait }, _) | (_, Try::Refused { wait }) => {
                let seconds = wait.as_millis().div_ceil(1000);
                Err(ApiError::too_many(
                    format!("Too many tries. Try again in {seconds} s."),
                    wait,
                ))
            }
        }
    }

    /// The try was right. The address gets back only this one: otherwise an own account would buy it free guesses.
    fn forgive(&self, email: &str, peer: IpAddr) {
        lock(&self.emails).forgive(email);
        lock(&self.peers).take_back(&peer);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const WINDOW: Duration = Duration::from_secs(60);
/// The longest address that mail can have.
const EMAIL_BYTES_MAX: usize = 254;
