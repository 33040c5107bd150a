//! Photos and signatures: a driver's phone sends them in parts, and whoever may see the shipment reads them.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Json,
    extract::{Path, Query, Request, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{RawRow, RowId, StreamKind, Timestamp, Topic, UserId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    ApiError, Gateway,
    headers::MARK,
    request::{SignedIn, asked_as, body},
    topics,
};
use crate::{
    accounts::{Session, Throttle, Try},
    attachments::{Attachment, Attachments, Kept, Kind, Media, Part, Refused},
    clock,
    config::{ATTACHMENT_BYTES_MAX, PART_BYTES_MAX, PARTS_PER_MINUTE},
    policy,
    store::StoreError,
};

/// Which part of what it is.
#[derive(Deserialize)]
pub struct PartQuery {
    shipment: String,
    size: u64,
    r#type: String,
    offset: u64,
    kind: Option<String>,
}

/// Of which shipment.
#[derive(Deserialize)]
pub struct ListQuery {
    shipment: String,
}

/// `PUT /api/v1/attachments/{id}?shipment=…&size=…&type=…&offset=…&kind=…`: answered once the part is durable.
pub async fn put(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    query: Result<Query<PartQuery>, QueryRejection>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, ApiError> {
    asked_as(&headers, &session)?;
    let refuse = |why: Refused, error: ApiError| {
        gateway.metrics.refuse_attachment(why);
        error
    };
    let malformed = |msg: &str| refuse(Refused::Malformed, ApiError::malformed(msg));
    let Query(query) = query.map_err(|_| malformed("Say `shipment`, `size`, `type` and `offset`."))?;
    if !is_name(&id) {
        return Err(malformed(
            "An attachment's name is 8 to 64 letters, digits and dashes.",
        ));
    }
    let kind = query.kind.as_deref().map_or(Some(Kind::Photo), Kind::named);
    let kind = kind.ok_or_else(|| malformed("`kind` is photo or signature."))?;
    let media =
        Media::named(&query.r#type).ok_or_else(|| refuse(Refused::WrongType, words(Refused::WrongType)))?;
    let shipment = RowId::from(query.shipment);
    let row = gateway.shipment(&session, &shipment).await;
    let row = row.map_err(|it| refuse(Refused::Forbidden, it))?;
    if let Err(refusal) = policy::may_attach(&session.principal(), &row) {
        return Err(refuse(Refused::Forbidden, ApiError::forbidden(refusal.msg)));
    }
    let owner = session.principal().user.id;
    if let Err(wait) = gateway.uploads.attempt(&owner, clock::now()) {
        let busy = ApiError::busy("Parts of attachments come too often.", wait);
        return Err(refuse(Refused::Busy, busy));
    }
    let body = body(request, &gateway).await.map_err(|it| {
        let why = match it.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Refused::TooLarge,
            _ => Refused::Malformed,
        };
        refuse(why, it)
    })?;
    let part = Part {
        of: Attachment {
            id: RowId::from(id),
            shipment,
            owner,
            kind,
            media,
            size: query.size,
            received: 0,
            at: clock::now(),
        },
        offset: query.offset,
        body: body.to_vec(),
    };
    let length = part.body.len() as u64;
    let kept = gateway
        .with_attachments(move |it| it.put(&part, clock::now()))
        .await?;
    match kept {
        Ok(Kept { attachment, is_new }) => {
            if is_new {
                gateway.metrics.attached_bytes.add(length);
            }
            if is_new && attachment.is_complete() {
                gateway.metrics.attached.increment();
            }
            Ok(standing(&attachment))
        }
        Err(why @ Refused::Offset { received }) => {
            gateway.metrics.refuse_attachment(why);
            let msg = format!("{received} bytes are there: go on with the next one.");
            let body = json!({ "code": why.label(), "msg": msg, "received": received });
            Ok((StatusCode::CONFLICT, Json(body)).into_response())
        }
        Err(why) => Err(refuse(why, words(why))),
    }
}

/// `GET` and `HEAD /api/v1/attachments/{id}/status`: how many bytes are there.
pub async fn status(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    gateway
        .attachment(&session, RowId::from(id))
        .await
        .map(|it| standing(&it))
}

/// `GET /api/v1/attachments?shipment=…`
pub async fn list(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let Query(query) = query.map_err(|_| ApiError::malformed("Say of which `shipment`."))?;
    let shipment = RowId::from(query.shipment);
    gateway.shipment(&session, &shipment).await?;
    let all = gateway.with_attachments(move |it| it.of(&shipment)).await?;
    let all: Vec<_> = all.iter().map(told).collect();
    Ok(Json(json!({ "attachments": all })))
}

/// `GET /api/v1/attachments/{id}`: the file.
pub async fn read(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let attachment = gateway.attachment(&session, RowId::from(id)).await?;
    if !attachment.is_complete() {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "unfinished",
            "It is still on its way.",
        ));
    }
    let (id, media) = (attachment.id.clone(), attachment.media);
    let bytes = gateway.with_attachments(move |it| it.bytes(&id)).await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, media.as_str()),
        // Nothing in it may do anything, should a browser ever show it as a page.
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        // Whoever may see it is asked each time.
        (header::CACHE_CONTROL, "private, no-cache"),
        (MARK, "1"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A name has nothing in it that a header could not hold.
    let name = format!("attachment; filename=\"{}.{}\"", attachment.id, media.extension());
    if let Ok(value) = HeaderValue::try_from(name) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

fn told(it: &Attachment) -> Value {
    json!({
        "id": it.id,
        "kind": it.kind.as_str(),
        "type": it.media.as_str(),
        "size": it.size,
        "received": it.received,
        "complete": it.is_complete(),
        "at": it.at,
    })
}

/// How far it has come, also in headers: `HEAD` has no body.
fn standing(it: &Attachment) -> Response {
    let mut response = Json(told(it)).into_response();
    for (name, value) in [("upload-offset", it.received), ("upload-length", it.size)] {
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
    response
}

fn words(why: Refused) -> ApiError {
    let (status, msg) = match why {
        Refused::Forbidden => (StatusCode::FORBIDDEN, "This is not your shipment.".to_owned()),
        Refused::Malformed => (
            StatusCode::BAD_REQUEST,
            "A part has at least one byte and does not go beyond `size`.".to_owned(),
        ),
        Refused::WrongType => (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Only PNG, JPEG, WebP and PDF can be attached, and it must be what it says.".to_owned(),
        ),
        Refused::TooLarge => (
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("An attachment has at most {ATTACHMENT_BYTES_MAX} bytes, a part {PART_BYTES_MAX}."),
        ),
        Refused::Taken => (
            StatusCode::CONFLICT,
            "This name means another attachment.".to_owned(),
        ),
        Refused::Offset { .. } => (StatusCode::CONFLICT, "It does not go on from there.".to_owned()),
        Refused::Full => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "Too many attachments: of this shipment, unfinished, or of one day.".to_owned(),
        ),
        Refused::Busy => (StatusCode::TOO_MANY_REQUESTS, "Too often.".to_owned()),
    };
    ApiError::new(status, why.label(), msg)
}

/// A name that may stand in an address, a header and a file's name.
fn is_name(id: &str) -> bool {
    (8..=64).contains(&id.len()) && id.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
}

impl Gateway {
    /// A shipment that somebody may see; for anybody else there is none.
    async fn shipment(&self, session: &Session, id: &RowId) -> Result<Arc<RawRow>, ApiError> {
        let topic = Topic::whole(StreamKind::Shipment).to_string();
        self.conductor
            .find(session.principal(), topic, id.clone())
            .await
            .ok_or_else(ApiError::unavailable)?
            .map_err(topics::refusal)?
            .ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "not_found", "There is no such shipment."))
    }

    /// An attachment of a shipment that somebody may see.
    async fn attachment(&self, session: &Session, id: RowId) -> Result<Attachment, ApiError> {
        let none = || ApiError::new(StatusCode::NOT_FOUND, "not_found", "There is no such attachment.");
        let found = self
            .with_attachments(move |it| it.find(&id))
            .await?
            .ok_or_else(none)?;
        match self.shipment(session, &found.shipment).await {
            Ok(_) => Ok(found),
            // Not even that it exists.
            Err(it) if it.status() == StatusCode::SERVICE_UNAVAILABLE => Err(it),
            Err(_) => Err(none()),
        }
    }

    /// Does a piece of disk work where it holds nobody up.
    async fn with_attachments<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Attachments) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let attachments = Arc::clone(&self.attachments);
        tokio::task::spawn_blocking(move || work(&attachments))
            .await
            .map_err(|it| ApiError::internal(&it))?
            .map_err(|it| ApiError::internal(&it))
    }
}

/// How often somebody may send a part.
pub struct Uploads(Mutex<Throttle<UserId>>);

impl Default for Uploads {
    fn default() -> Self {
        Self(Mutex::new(Throttle::new(
            PARTS_PER_MINUTE,
            Duration::from_secs(60),
        )))
    }
}

impl Uploads {
    fn attempt(&self, user: &UserId, now: Timestamp) -> Result<(), Duration> {
        let mut uploads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match uploads.attempt(user.clone(), now) {
            Try::Allowed { .. } => Ok(()),
            Try::Refused { wait } => Err(wait),
        }
    }
}
