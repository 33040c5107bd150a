//! Where a browser says how it can be told while its page is closed.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
};
use base64::{
    Engine as _,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use protocol::{Timestamp, UserId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    ApiError, Gateway,
    request::{self, Body, SignedIn},
};
use crate::{
    accounts::{Subscription, Throttle, Try},
    clock,
    config::{ENDPOINT_BYTES_MAX, SUBSCRIPTIONS_PER_MINUTE},
    policy,
    push::{AUTH_BYTES, Push},
};

/// A browser's subscription, as its `toJSON` has it, with the language of its person.
#[derive(Deserialize)]
pub struct Asked {
    endpoint: String,
    keys: Keys,
    /// Empty: as it was before.
    #[serde(default)]
    language: String,
}

#[derive(Deserialize)]
struct Keys {
    p256dh: String,
    auth: String,
}

/// `GET /api/v1/push/key`: what a subscription is to be made for.
pub async fn key(State(gateway): State<Arc<Gateway>>, _: SignedIn) -> Result<Json<Value>, ApiError> {
    Ok(Json(json!({ "key": gateway.push()?.key.public() })))
}

/// `GET /api/v1/push`: whether this session has a subscription. Never which: that is for the browser to know.
pub async fn read(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
) -> Result<Json<Value>, ApiError> {
    gateway.push()?;
    let user = session.account.id.clone();
    let is_on = gateway
        .with_accounts(move |accounts, _| accounts.is_subscribed(session.hash))
        .await?;
    Ok(state(&user, is_on))
}

/// `PUT /api/v1/push`: this session is told there from now on.
pub async fn subscribe(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
    SignedIn(session): SignedIn,
    Body(asked): Body<Asked>,
) -> Result<Json<Value>, ApiError> {
    let push = gateway.push()?;
    request::asked_as(&headers, &session)?;
    policy::may_be_pushed_to(&session.account.roles).map_err(|it| ApiError::forbidden(it.msg))?;
    let user = session.account.id.clone();
    gateway
        .subscribers
        .attempt(&user, clock::now())
        .map_err(|wait| ApiError::busy("Subscriptions change too often.", wait))?;
    let subscription = asked.read(&gateway)?;
    let is_on = gateway
        .with_accounts(move |accounts, now| accounts.subscribe(&session, &subscription, now))
        .await?;
    if !is_on {
        return Err(ApiError::signed_out());
    }
    push.welcome(&user);
    Ok(state(&user, true))
}

/// `DELETE /api/v1/push`: this session is told nothing any more.
pub async fn unsubscribe(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
    SignedIn(session): SignedIn,
) -> Result<Json<Value>, ApiError> {
    request::asked_as(&headers, &session)?;
    let user = session.account.id.clone();
    gateway
        .with_accounts(move |accounts, _| accounts.unsubscribe(session.hash))
        .await?;
    Ok(state(&user, false))
}

/// With whose session it is: a service worker has no memory of its own, and must ask for nothing in somebody else's name.
fn state(user: &UserId, is_on: bool) -> Json<Value> {
    Json(json!({ "on": is_on, "user": user }))
}

impl Asked {
    fn read(self, gateway: &Gateway) -> Result<Subscription, ApiError> {
        let Self {
            endpoint,
            keys,
            language,
        } = self;
        let unusable = || ApiError::malformed("This subscription cannot be used.");
        let uri: Uri = match endpoint.parse() {
            Ok(uri) if endpoint.len() <= ENDPOINT_BYTES_MAX => uri,
            Ok(_) | Err(_) => return Err(unusable()),
        };
        if gateway.config.push.service(&uri).is_none() {
            let host = uri.host().unwrap_or("nobody");
            return Err(ApiError::new(
                StatusCode::FORBIDDEN,
                "unknown_service",
                format!("The gateway does not talk to {host}. It is named with --push-host."),
            ));
        }
        let decode = |text: &str| BASE64.decode(text).map_err(|_| unusable());
        let (p256dh, auth) = (decode(&keys.p256dh)?, decode(&keys.auth)?);
        let is_point = p256::PublicKey::from_sec1_bytes(&p256dh).is_ok();
        let is_language = language.len() <= 2 && language.bytes().all(|it| it.is_ascii_lowercase());
        if !is_point || auth.len() != AUTH_BYTES || !is_language {
            return Err(unusable());
        }
        Ok(Subscription {
            endpoint,
            p256dh,
            auth,
            language,
        })
    }
}

impl Gateway {
    fn push(&self) -> Result<&Push, ApiError> {
        self.push.as_ref().ok_or_else(ApiError::not_found)
    }
}

/// How often somebody may subscribe.
pub struct Subscribers(Mutex<Throttle<UserId>>);

impl Default for Subscribers {
    fn default() -> Self {
        Self(Mutex::new(Throttle::new(
            SUBSCRIPTIONS_PER_MINUTE,
            Duration::from_secs(60),
        )))
    }
}

impl Subscribers {
    fn attempt(&self, user: &UserId, now: Timestamp) -> Result<(), Duration> {
        let mut throttle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match throttle.attempt(user.clone(), now) {
            Try::Allowed { .. } => Ok(()),
            Try::Refused { wait } => Err(wait),
        }
    }
}

/// Some browsers pad, some do not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
