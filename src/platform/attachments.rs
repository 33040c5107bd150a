//! Files of shipments over HTTP: sent in parts, listed, read.

use std::time::Duration;

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use protocol::{RowId, UserId};
use serde::Deserialize;
use web_sys::{Blob, BlobPropertyBag, Url};

use super::http::{HttpError, exchange, read, retry_after, send_within};

/// What a part is a part of.
#[derive(Clone, Debug)]
pub struct Whole<'a> {
    /// Its name.
    pub id: &'a RowId,
    /// What it belongs to.
    pub shipment: &'a RowId,
    /// Whose it is: nobody else's session may send it.
    pub user: &'a UserId,
    /// `photo` or `signature`.
    pub kind: &'static str,
    /// Such as `image/jpeg`.
    pub media: &'a str,
    /// Its bytes.
    pub size: u64,
}

/// What the gateway says to a part, or when asked how much is there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PartAnswer {
    /// So many bytes are there.
    There(u64),
    /// It has too much to do; seconds to wait.
    Busy(u64),
    /// The session is over.
    Unauthorized,
    /// It refuses, by a code such as `forbidden`.
    Refused(String),
    /// It did not answer, or somebody else did.
    Unreachable,
}

/// A file as the gateway lists it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
pub struct Listed {
    /// Its name.
    pub id: RowId,
    /// Whether all of it is there.
    pub complete: bool,
}

/// Sends a part; when it is answered the gateway has it on its disk.
pub async fn put(whole: &Whole<'_>, offset: u64, bytes: &[u8]) -> PartAnswer {
    let (size, offset) = (whole.size.to_string(), offset.to_string());
    let request = RequestBuilder::new(&address(whole.id))
        .method(Method::PUT)
        .query([
            ("shipment", whole.shipment.as_str()),
            ("size", size.as_str()),
            ("type", whole.media),
            ("offset", offset.as_str()),
            ("kind", whole.kind),
        ])
        .header("content-type", "application/octet-stream")
        .header("x-livedeck-user", whole.user.as_str());
    let body = js_sys::Uint8Array::from(bytes);
    told(send_within(request, |it| it.body(body), TIMEOUT).await).await
}

/// How many bytes of a file are there.
pub async fn there(id: &RowId) -> PartAnswer {
    let request = Request::get(&format!("{}/status", address(id)));
    match told(send_within(request, RequestBuilder::build, TIMEOUT).await).await {
        PartAnswer::Refused(code) if code == "not_found" => PartAnswer::There(0),
        it => it,
    }
}

/// The files of a shipment that the gateway knows of.
///
/// # Errors
///
/// When it does not answer, or the shipment may not be seen.
pub async fn list(shipment: &RowId) -> Result<Vec<Listed>, HttpError> {
    #[derive(Deserialize)]
    struct Answer {
        attachments: Vec<Listed>,
    }
    let request = Request::get(ATTACHMENTS).query([("shipment", shipment.as_str())]);
    let answer: Answer = read(exchange(request, None::<&()>).await?).await?;
    Ok(answer.attachments)
}

/// A file, at an address that only this page can read.
///
/// # Errors
///
/// When the gateway does not answer, or it may not be seen.
pub async fn fetch(id: &RowId) -> Result<LocalAddress, HttpError> {
    let response = exchange(Request::get(&address(id)), None::<&()>).await?;
    let kind = response.headers().get("content-type").unwrap_or_default();
    let bytes = response.binary().await.map_err(|_| HttpError::Unreachable)?;
    LocalAddress::of(&bytes, &kind).ok_or(HttpError::Unreachable)
}

/// The address of bytes that this page has; dropping it frees them.
#[derive(Debug)]
pub struct LocalAddress(String);

impl LocalAddress {
    fn of(bytes: &[u8], kind: &str) -> Option<Self> {
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
        Url::create_object_url_with_blob(&blob).ok().map(Self)
    }

    /// As an element names it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for LocalAddress {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}

async fn told(answer: Result<Response, HttpError>) -> PartAnswer {
    #[derive(Default, Deserialize)]
    struct Body {
        #[serde(default)]
        code: String,
        #[serde(default)]
        received: Option<u64>,
    }
    let Ok(response) = answer else {
        return PartAnswer::Unreachable;
    };
    let status = response.status();
    match status {
        401 => return PartAnswer::Unauthorized,
        429 => return PartAnswer::Busy(retry_after(&response)),
        500.. => return PartAnswer::Unreachable,
        _ => {}
    }
    let Ok(Body { code, received }) = read::<Body>(response).await else {
        return PartAnswer::Unreachable;
    };
    match (status, received) {
        // Also where it was sent for a wrong place: now the right one is known.
        (200..=299 | 409, Some(received)) => PartAnswer::There(received),
        _ => PartAnswer::Refused(code),
    }
}

fn address(id: &RowId) -> String {
    format!("{ATTACHMENTS}/{id}")
}

const ATTACHMENTS: &str = "/api/v1/attachments";

/// A part may take as long as the gateway waits for it.
const TIMEOUT: Duration = Duration::from_secs(25);
