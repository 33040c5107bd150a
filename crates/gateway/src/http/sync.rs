//! The conversation without a socket, for networks that let none through: each request is a short connection.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Query, Request, State, rejection::QueryRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{ClientFrame, CloseCode, Codec, Encoding};
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};

use super::{
    ApiError, Gateway,
    request::{Peer, asked_as, json_body},
};
use crate::{
    accounts::{SecretHash, Throttle, Try},
    clock,
    conductor::{Line, Outgoing},
    config::{EXCHANGES_PER_MINUTE, SYNC_ANSWER_TIMEOUT, SYNC_WAIT_MAX},
    exchange::Exchange,
};

/// How long the answer may take when there is no news.
#[derive(Debug, Deserialize)]
pub struct Patience {
    /// Seconds.
    #[serde(default)]
    wait: u64,
}

/// `POST /api/v1/sync?wait=S`
pub async fn exchange(
    State(gateway): State<Arc<Gateway>>,
    Peer(peer): Peer,
    patience: Result<Query<Patience>, QueryRejection>,
    request: Request,
) -> Result<Response, ApiError> {
    let Query(Patience { wait }) =
        patience.map_err(|_| ApiError::malformed("`wait` is a number of seconds."))?;
    let session = gateway.session(request.headers()).await?;
    if let Some(session) = &session {
        asked_as(request.headers(), session)?;
    }
    let caller = session
        .as_ref()
        .map_or(Caller::Address(peer), |it| Caller::Session(it.hash));
    gateway.exchanges.attempt(caller)?;
    let body = json_body(request, &gateway).await?;
    gateway.metrics.messages_in.increment();
    gateway.metrics.bytes_in.add(body.len() as u64);
    let frames: Vec<ClientFrame> =
        Codec::decode(Encoding::Json, &body).map_err(|it| ApiError::malformed(it.0))?;
    match frames.first() {
        Some(ClientFrame::Hello(hello)) if session.is_none() && hello.token.is_none() => {
            return Err(ApiError::signed_out());
        }
        Some(ClientFrame::Hello(_)) => {}
        _ => return Err(ApiError::malformed("The first frame is hello.")),
    }
    let (line, mut end) = gateway
        .conductor
        .open(session.as_ref(), Encoding::Json)
        .await
        .ok_or_else(ApiError::unavailable)?;
    // Closed in any case: whoever asked may hang up at any moment.
    let line = OpenLine(Some(line));
    let mut exchange = Exchange::new(&frames);
    line.say(frames).await;
    let news_by = Instant::now() + Duration::from_secs(wait).min(SYNC_WAIT_MAX);
    let answer_by = news_by + SYNC_ANSWER_TIMEOUT;
    loop {
        let until = match (exchange.is_answered(), exchange.has_news()) {
            (true, true) => break,
            (true, false) => news_by,
            (false, _) => answer_by,
        };
        match timeout_at(until, end.next()).await {
            Ok(Some(Outgoing::Message(bytes))) => {
                exchange.hear(&bytes).map_err(|it| ApiError::internal(&it))?;
                end.written(bytes.len()).await;
            }
            Ok(Some(Outgoing::Close(code, why))) => match refusal(code, why) {
                // What was said until then counts: a verdict may be among it.
                Ending::Over if exchange.is_welcomed() => break,
                Ending::Over => return Err(ApiError::unavailable()),
                Ending::Refused(error) => return Err(error),
            },
            Err(_) if exchange.is_welcomed() => break,
            Ok(None) | Err(_) => return Err(ApiError::unavailable()),
        }
    }
    drop(line);
    let is_json = [(header::CONTENT_TYPE, "application/json")];
    Ok((is_json, exchange.finish()).into_response())
}

/// How a connection that the hub has closed ends here.
enum Ending {
    /// In the course of things.
    Over,
    /// With an error.
    Refused(ApiError),
}

fn refusal(code: CloseCode, why: &'static str) -> Ending {
    let status = match code {
        CloseCode::Normal
        | CloseCode::GoingAway
        | CloseCode::Restart
        | CloseCode::TryLater
        | CloseCode::HelloTimeout
        | CloseCode::Other(_) => return Ending::Over,
        CloseCode::Unauthorized => return Ending::Refused(ApiError::signed_out()),
        CloseCode::TooMany => return Ending::Refused(ApiError::too_many(why, TOO_MANY_PAUSE)),
        CloseCode::Malformed => (StatusCode::BAD_REQUEST, "malformed"),
        CloseCode::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
        CloseCode::Superseded => (StatusCode::CONFLICT, "superseded"),
        CloseCode::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
        CloseCode::UpdateNeeded => (StatusCode::UPGRADE_REQUIRED, "update_needed"),
    };
    Ending::Refused(ApiError::new(status.0, status.1, why))
}

/// A line that ends with the request, however that ends.
struct OpenLine(Option<Line>);

impl OpenLine {
    async fn say(&self, frames: Vec<ClientFrame>) {
        if let Some(line) = &self.0 {
            line.message(frames).await;
        }
    }
}

impl Drop for OpenLine {
    fn drop(&mut self) {
        if let Some(line) = self.0.take() {
            tokio::spawn(line.close());
        }
    }
}

/// Who is counted.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Caller {
    Session(SecretHash),
    /// Somebody whose token stands in `hello`.
    Address(IpAddr),
}

/// How often somebody may ask. A client that is told news asks again at once, so this is generous.
pub struct ExchangeThrottle(Mutex<Throttle<Caller>>);

impl Default for ExchangeThrottle {
    fn default() -> Self {
        Self(Mutex::new(Throttle::new(
            EXCHANGES_PER_MINUTE,
            Duration::from_mins(1),
        )))
    }
}

impl ExchangeThrottle {
    fn attempt(&self, caller: Caller) -> Result<(), ApiError> {
        let mut throttle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match throttle.attempt(caller, clock::now()) {
            Try::Allowed { .. } => Ok(()),
            Try::Refused { wait } => Err(ApiError::too_many("Too many requests. Wait a moment.", wait)),
        }
    }
}

/// When a client may come back whom the hub found too busy.
const TOO_MANY_PAUSE: Duration = Duration::from_secs(5);
