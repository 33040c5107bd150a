//! The few questions that are asked over HTTP: who am I, let me in, let me out.

use gloo_net::http::{Request, RequestBuilder, Response};
use protocol::{RowId, Timestamp, Topic, UserId, UserInfo, history::History};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::timer::Timer;

/// The session as the gateway knows it.
#[derive(Clone, Debug, Deserialize)]
pub struct SessionInfo {
    /// Who is signed in.
    pub user: UserInfo,
    /// With which they sign in; empty where the gateway does not say so.
    #[serde(default)]
    pub email: String,
    /// Seconds left.
    #[serde(default)]
    pub expires: u64,
    /// Minutes that the depot's clocks are ahead of UTC.
    #[serde(default)]
    pub utc_offset: i32,
}

/// The gateway about itself; needs no session.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
pub struct About {
    /// Whether the demo world runs and its accounts may be shown.
    #[serde(default)]
    pub demo: bool,
    /// How the installation calls itself.
    #[serde(default)]
    pub name: String,
    /// The gateway's version.
    #[serde(default)]
    pub version: String,
    /// Whether this browser has a session cookie, good or not.
    #[serde(default)]
    pub signed_in: bool,
}

/// Why a question got no answer.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum HttpError {
    /// The gateway did not answer, or something else (a captive portal, a proxy) answered in its place.
    #[error("the gateway could not be reached")]
    Unreachable,
    /// Nobody is signed in, or the e-mail and password do not match.
    #[error("not signed in")]
    Unauthorized,
    /// What was asked for was there once, and is no more.
    #[error("it is gone")]
    Gone,
    /// Too many tries.
    #[error("too many tries; wait {0} s")]
    TooMany(u64),
    /// The gateway refused, with its words.
    #[error("{0}")]
    Refused(String),
}

/// Who is signed in.
///
/// # Errors
///
/// [`HttpError::Unauthorized`] when nobody is.
pub async fn session() -> Result<SessionInfo, HttpError> {
    read(exchange(Request::get(SESSION), None::<&()>).await?).await
}

/// What `web/ask.js` was told while the program was on its way.
#[derive(Clone, Debug, Deserialize)]
pub struct Early {
    /// Whether this browser has a session cookie, good or not.
    pub signed_in: bool,
    /// Whose it is.
    #[serde(default)]
    pub session: Option<SessionInfo>,
}

/// Who was signed in when the page began to load; `None` where nobody knows. It is taken at the call, also if nobody
/// waits for it: the second time there is nothing.
pub fn early() -> impl Future<Output = Option<Early>> {
    let take = || {
        let page = js_sys::Reflect::get(&js_sys::global(), &"livedeck".into()).ok()?;
        let answer = js_sys::Reflect::get(&page, &"answer".into()).ok()?;
        answer.dyn_ref::<js_sys::Function>()?.call0(&page).ok()
    };
    let told = take();
    async move {
        let text = JsFuture::from(js_sys::Promise::resolve(&told?)).await.ok()?;
        serde_json::from_str(&text.as_string()?).ok()
    }
}

/// Signs in; the session itself stays in a cookie no script can read.
///
/// # Errors
///
/// [`HttpError::Unauthorized`] when e-mail and password do not match.
pub async fn sign_in(email: &str, password: &str) -> Result<SessionInfo, HttpError> {
    #[derive(Serialize)]
    struct Credentials<'a> {
        email: &'a str,
        password: &'a str,
    }
    let credentials = Credentials { email, password };
    read(exchange(Request::post(SESSION), Some(&credentials)).await?).await
}

/// Uses a one-time link up: sets the password of its account and signs in.
///
/// # Errors
///
/// [`HttpError::Gone`] when the link is used up, otherwise [`HttpError::Refused`] when the password is too short.
pub async fn welcome(token: &str, password: &str) -> Result<SessionInfo, HttpError> {
    #[derive(Serialize)]
    struct Welcome<'a> {
        token: &'a str,
        password: &'a str,
    }
    let welcome = Welcome { token, password };
    read(exchange(Request::post("/api/v1/welcome"), Some(&welcome)).await?).await
}

/// Signs this person out on the gateway; whoever else is signed in by then stays.
///
/// # Errors
///
/// When the gateway could not be told, and [`HttpError::Unauthorized`] when there was nothing to end.
pub async fn sign_out(user: &UserId) -> Result<(), HttpError> {
    let request = Request::delete(SESSION).header("x-livedeck-user", user.as_str());
    exchange(request, None::<&()>).await.map(drop)
}

/// What the gateway says about itself.
///
/// # Errors
///
/// When it does not answer.
pub async fn about() -> Result<About, HttpError> {
    read(exchange(Request::get("/api/v1/about"), None::<&()>).await?).await
}

/// Asks the gateway of a demo to begin anew.
///
/// # Errors
///
/// When it does not answer, or this person may not ask.
pub async fn restart() -> Result<(), HttpError> {
    exchange(Request::post("/api/v1/demo/restart"), None::<&()>)
        .await
        .map(drop)
}

/// The last changes of a row.
///
/// # Errors
///
/// When the gateway does not answer, or the row may not be seen.
pub async fn history(topic: &Topic, id: &RowId) -> Result<History, HttpError> {
    let question = [("topic", topic.to_string()), ("id", id.to_string())];
    read(exchange(Request::get(HISTORY).query(question), None::<&()>).await?).await
}

/// Where a driver was, in the order of time.
///
/// # Errors
///
/// When the gateway does not answer, or the track may not be seen, or is too long.
pub async fn track(driver: &RowId, from: Timestamp, to: Timestamp) -> Result<Vec<TrackPlace>, HttpError> {
    #[derive(Deserialize)]
    struct Answer {
        points: Vec<TrackPlace>,
    }
    let question = [("from", from.to_string()), ("to", to.to_string())];
    let request = Request::get(&format!("{TRACKS}/{driver}")).query(question);
    let answer: Answer = read(exchange(request, None::<&()>).await?).await?;
    Ok(answer.points)
}

/// When, latitude, longitude, accuracy (m), speed (km/h), heading, and why to doubt it.
pub type TrackPlace = (Timestamp, f64, f64, f64, f64, Option<f64>, Option<String>);

/// What the gateway says to positions of a phone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PositionsAnswer {
    /// It has all of them.
    Kept,
    /// It has too much to do; seconds to wait.
    Busy(u64),
    /// The session is over.
    Unauthorized,
    /// It refuses, by a code such as `off_shift`.
    Refused(String),
    /// It did not answer, or somebody else did.
    Unreachable,
}

/// Tells the gateway where a driver was. `body`: JSON with `driver` and `fixes`, oldest first.
pub async fn positions(body: &str) -> PositionsAnswer {
    #[derive(Default, Deserialize)]
    struct Refusal {
        #[serde(default)]
        code: String,
    }
    let request = Request::post(POSITIONS).header("content-type", "application/json");
    let Ok(response) = send(request, |it| it.body(body.to_owned())).await else {
        return PositionsAnswer::Unreachable;
    };
    match response.status() {
        200..=299 => PositionsAnswer::Kept,
        401 => PositionsAnswer::Unauthorized,
        429 => PositionsAnswer::Busy(retry_after(&response)),
        500.. => PositionsAnswer::Unreachable,
        _ => PositionsAnswer::Refused(read::<Refusal>(response).await.unwrap_or_default().code),
    }
}

/// A file of the app's own, beside the page.
///
/// # Errors
///
/// When it is not there, or is no JSON of that kind.
pub async fn asset<T: DeserializeOwned>(address: &str) -> Result<T, HttpError> {
    let response = Request::get(address).send().await;
    let response = response.map_err(|_| HttpError::Unreachable)?;
    if !response.ok() {
        return Err(HttpError::Unreachable);
    }
    response.json().await.map_err(|_| HttpError::Unreachable)
}

/// Takes a question back; a handle, cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Cancel(AbortController);

impl Cancel {
    /// For one question. `None`: this browser cannot.
    pub fn new() -> Option<Self> {
        AbortController::new().ok().map(Self)
    }

    /// Nobody waits for the answer any more.
    pub fn cancel(&self) {
        self.0.abort();
    }
}

pub(super) async fn exchange(
    request: RequestBuilder,
    body: Option<&impl Serialize>,
) -> Result<Response, HttpError> {
    let build = |request: RequestBuilder| match body {
        Some(body) => request.json(body),
        None => request.build(),
    };
    accepted(send(request, build).await?).await
}

/// The answer, unless it is a refusal.
pub(super) async fn accepted(response: Response) -> Result<Response, HttpError> {
    match response.status() {
        200..=299 => Ok(response),
        401 => Err(HttpError::Unauthorized),
        410 => Err(HttpError::Gone),
        429 => Err(HttpError::TooMany(retry_after(&response))),
        500.. => Err(HttpError::Unreachable),
        _ => Err(HttpError::Refused(refusal(response).await)),
    }
}

async fn send(
    request: RequestBuilder,
    build: impl FnOnce(RequestBuilder) -> Result<Request, gloo_net::Error>,
) -> Result<Response, HttpError> {
    send_within(request, build, TIMEOUT).await
}

/// Asks, and sees to it that the gateway itself answered, within that time.
pub(super) async fn send_within(
    request: RequestBuilder,
    build: impl FnOnce(RequestBuilder) -> Result<Request, gloo_net::Error>,
    patience: std::time::Duration,
) -> Result<Response, HttpError> {
    let cancel = Cancel::new().ok_or(HttpError::Unreachable)?;
    send_until(request, build, patience, cancel).await
}

/// The same, unless somebody wants no answer any more.
pub(super) async fn send_until(
    request: RequestBuilder,
    build: impl FnOnce(RequestBuilder) -> Result<Request, gloo_net::Error>,
    patience: std::time::Duration,
    cancel: Cancel,
) -> Result<Response, HttpError> {
    let signal = cancel.0.signal();
    let _timeout = Timer::new(patience, move || cancel.cancel());
    let request = request
        .header(MARK, "1")
        .header("accept", "application/json")
        .abort_signal(Some(&signal));
    let response = build(request)
        .map_err(|_| HttpError::Unreachable)?
        .send()
        .await
        .map_err(|_| HttpError::Unreachable)?;
    // A captive portal answers 200 with a page of its own: without our header nothing in it is an answer.
    if response.headers().get(MARK).is_none() {
        return Err(HttpError::Unreachable);
    }
    Ok(response)
}

/// Seconds that the gateway asks to wait.
pub(super) fn retry_after(response: &Response) -> u64 {
    let told = response.headers().get("retry-after");
    told.and_then(|it| it.parse().ok()).unwrap_or(60)
}

pub(super) async fn read<T: DeserializeOwned>(response: Response) -> Result<T, HttpError> {
    let is_json = response
        .headers()
        .get("content-type")
        .is_some_and(|it| it.starts_with("application/json"));
    if !is_json {
        return Err(HttpError::Unreachable);
    }
    response.json().await.map_err(|_| HttpError::Unreachable)
}

/// The gateway's words for a refusal.
async fn refusal(response: Response) -> String {
    #[derive(Deserialize)]
    struct Refusal {
        #[serde(alias = "error", alias = "msg")]
        message: String,
    }
    let status = response.status();
    read::<Refusal>(response)
        .await
        .map_or_else(|_| format!("HTTP {status}"), |it| it.message)
}

/// Where the session lives.
const SESSION: &str = "/api/v1/session";

/// What was done to rows.
const HISTORY: &str = "/api/v1/history";

/// Where drivers were; followed by whose way is asked for.
pub(super) const TRACKS: &str = "/api/v1/tracks";

/// Where phones tell where they are.
const POSITIONS: &str = "/api/v1/positions";

/// Header of every question and every answer of this protocol.
const MARK: &str = "x-livedeck";

/// Longer than this is no answer.
pub(super) const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);
