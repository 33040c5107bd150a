//! What is said to a push service: the notice, encrypted for one browser (RFC 8291), with the gateway's signature.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Method, Request, Uri, header};
use p256::PublicKey;
use protocol::Timestamp;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use web_push_native::{Auth, encrypt};

use super::{Notice, NoticeKind, VapidKey};
use crate::{accounts::Subscription, config::PUSH_LIFE};

/// What the service worker reads. As little as is of use: the rest it has, or asks for.
#[derive(Serialize)]
struct Payload<'a> {
    kind: NoticeKind,
    shipment: &'a str,
    reference: &'a str,
    place: &'a str,
    language: &'a str,
}

/// Nothing can be said to this browser.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// Its address or its keys are none.
    #[error("the subscription cannot be used")]
    Subscription,
    /// The encryption failed.
    #[error("the notice cannot be encrypted")]
    Encryption,
}

/// The request that tells one browser of a notice.
pub fn message(
    notice: &Notice,
    subscription: &Subscription,
    key: &VapidKey,
    contact: &str,
    now: Timestamp,
) -> Result<Request<Full<Bytes>>, MessageError> {
    let unusable = |_| MessageError::Subscription;
    let endpoint: Uri = subscription.endpoint.parse().map_err(unusable)?;
    let theirs = PublicKey::from_sec1_bytes(&subscription.p256dh).map_err(|_| MessageError::Subscription)?;
    if subscription.auth.len() != AUTH_BYTES {
        return Err(MessageError::Subscription);
    }
    let payload = Payload {
        kind: notice.kind,
        shipment: notice.shipment.as_str(),
        reference: &notice.reference,
        place: &notice.place,
        language: &subscription.language,
    };
    let payload = serde_json::to_vec(&payload).map_err(|_| MessageError::Encryption)?;
    let sealed = encrypt(payload, &theirs, Auth::from_slice(&subscription.auth))
        .map_err(|_| MessageError::Encryption)?;
    let audience = match (endpoint.scheme_str(), endpoint.authority()) {
        (Some(scheme), Some(authority)) => format!("{scheme}://{authority}"),
        _ => return Err(MessageError::Subscription),
    };
    Request::builder()
        .method(Method::POST)
        .uri(endpoint)
        .header(header::AUTHORIZATION, key.authorization(&audience, contact, now))
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header(header::CONTENT_ENCODING, "aes128gcm")
        .header("ttl", PUSH_LIFE.as_secs())
        // Also to a phone that sleeps: somebody may be on the way to the wrong place.
        .header("urgency", "high")
        .header("topic", topic(notice))
        .body(Full::new(sealed.into()))
        .map_err(|_| MessageError::Subscription)
}

/// The newer message about a shipment replaces one that still waits at the service. A hash: the service learns no names.
fn topic(notice: &Notice) -> String {
    let hash = Sha256::digest(notice.shipment.as_str().as_bytes());
    URL_SAFE_NO_PAD.encode(&hash[..TOPIC_BYTES])
}

/// What browser and gateway share.
pub const AUTH_BYTES: usize = 16;
/// 32 characters, the most that is allowed.
const TOPIC_BYTES: usize = 24;
