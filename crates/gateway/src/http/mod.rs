//! Everything a network can reach: the API, the socket, the devices' door and the app itself.

mod assets;
mod attachments;
mod break_it;
mod browser;
mod credentials;
mod devices;
mod error;
mod headers;
mod ingest;
mod moment;
mod operations;
mod osmand;
mod positions;
mod push;
mod request;
mod session;
mod socket;
mod sync;
mod token;
mod topics;
mod tracks;

use std::{sync::Arc, time::Instant};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{Method, StatusCode},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{any, delete, get, post},
};
use tokio::sync::{Notify, Semaphore};
use tower_http::catch_panic::CatchPanicLayer;

pub use assets::{Assets, AssetsError};
pub use error::ApiError;
pub use request::Peer;

use self::{
    attachments::Uploads,
    browser::{Cookie, PageOrigin},
    credentials::SignInThrottle,
    headers::MARK,
    ingest::Gate,
    positions::Phones,
    push::Subscribers,
    sync::ExchangeThrottle,
};
use crate::{
    accounts::{Accounts, Passes},
    attachments::Attachments,
    conductor::Conductor,
    config::{
        BODY_BYTES_MAX, Config, FRAME_BYTES_MAX, HASHES_AT_ONCE, PART_BYTES_MAX, REQUEST_TIMEOUT,
        SYNC_ANSWER_TIMEOUT, SYNC_WAIT_MAX,
    },
    metrics::Metrics,
    push::Push,
    store::TrackReader,
};

/// What every request may need.
pub struct Gateway {
    config: Config,
    accounts: Arc<Accounts>,
    passes: Arc<Passes>,
    conductor: Conductor,
    metrics: Arc<Metrics>,
    assets: Option<Assets>,
    sign_ins: SignInThrottle,
    exchanges: ExchangeThrottle,
    gate: Gate,
    phones: Phones,
    push: Option<Push>,
    subscribers: Subscribers,
    tracks: Arc<TrackReader>,
    attachments: Arc<Attachments>,
    uploads: Uploads,
    hashes: Semaphore,
    started: Instant,
    /// Woken when a demo is to begin anew.
    restart: Arc<Notify>,
}

/// What is there before the doors open.
pub struct Parts {
    /// What was asked for.
    pub config: Config,
    /// Who people are.
    pub accounts: Arc<Accounts>,
    /// Who they are without a cookie.
    pub passes: Arc<Passes>,
    /// Where drivers were.
    pub tracks: Arc<TrackReader>,
    /// Photos and signatures.
    pub attachments: Arc<Attachments>,
    /// The way to the core.
    pub conductor: Conductor,
    /// The way to push services, if there is one.
    pub push: Option<Push>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// The app, if it is served.
    pub assets: Option<Assets>,
    /// Woken when a demo is to begin anew.
    pub restart: Arc<Notify>,
}

impl Gateway {
    /// Brings the parts together.
    pub fn new(parts: Parts) -> Self {
        let Parts {
            config,
            accounts,
            passes,
            tracks,
            attachments,
            conductor,
            push,
            metrics,
            assets,
            restart,
        } = parts;
        Self {
            config,
            accounts,
            passes,
            conductor,
            metrics,
            assets,
            sign_ins: SignInThrottle::default(),
            exchanges: ExchangeThrottle::default(),
            gate: Gate::default(),
            phones: Phones::default(),
            push,
            subscribers: Subscribers::default(),
            tracks,
            attachments,
            uploads: Uploads::default(),
            hashes: Semaphore::new(HASHES_AT_ONCE),
            started: Instant::now(),
            restart,
        }
    }
}

/// All routes.
pub fn router(gateway: Gateway) -> Router {
    let gateway = Arc::new(gateway);
    let api = Router::new()
        .route("/about", get(operations::about))
        .route("/attachments", get(attachments::list))
        .route(
            "/attachments/{id}",
            get(attachments::read)
                .put(attachments::put)
                .layer(DefaultBodyLimit::max(PART_BYTES_MAX)),
        )
        .route("/attachments/{id}/status", get(attachments::status))
        .route("/csp-report", post(operations::csp_report))
        .route("/demo/restart", post(break_it::restart))
        .route("/devices", get(devices::list).post(devices::create))
        .route("/devices/{vehicle}", delete(devices::delete))
        .route("/history", get(topics::history))
        .route("/positions", post(positions::report))
        .route(
            "/push",
            get(push::read).put(push::subscribe).delete(push::unsubscribe),
        )
        .route("/push/key", get(push::key))
        .route(
            "/session",
            get(session::read)
                .post(session::sign_in)
                .delete(session::sign_out),
        )
        .route("/socket", get(socket::upgrade))
        .route(
            "/sync",
            post(sync::exchange).layer(DefaultBodyLimit::max(FRAME_BYTES_MAX)),
        )
        .route("/ticket", post(session::ticket))
        .route("/token", post(token::issue))
        .route("/topics", get(topics::list))
        .route("/topics/{*topic}", get(topics::read))
        .route("/tracks", get(moment::read))
        .route("/tracks/{driver}", get(tracks::read))
        .route("/welcome", post(session::welcome))
        .method_not_allowed_fallback(wrong_method)
        .fallback(not_found);
    Router::new()
        .nest("/api/v1", api)
        .route("/api/health/socket", get(operations::health))
        .route("/api/{*rest}", any(not_found))
        .route("/config.json", get(operations::settings))
        .route("/ingest/osmand", get(ingest::osmand).post(ingest::osmand))
        .route("/metrics", get(operations::metrics))
        .method_not_allowed_fallback(wrong_method)
        .fallback(page)
        .layer(middleware::from_fn_with_state(Arc::clone(&gateway), guard))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CatchPanicLayer::custom(|_| ApiError::fault().into_response()))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&gateway),
            headers::dress,
        ))
        .with_state(gateway)
}

/// Refuses what another site's page could have sent, and what takes too long.
async fn guard(State(gateway): State<Arc<Gateway>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    // Never the query: a device's key stands in it.
    let path = request.uri().path().to_owned();
    // A request that waits for news takes longer than one that works.
    let patience = match path.as_str() {
        SYNC => REQUEST_TIMEOUT + SYNC_WAIT_MAX + SYNC_ANSWER_TIMEOUT,
        _ => REQUEST_TIMEOUT,
    };
    let response = match forgery(&gateway, &request) {
        Some(error) => error.into_response(),
        None => tokio::time::timeout(patience, next.run(request))
            .await
            .unwrap_or_else(|_| ApiError::unavailable().into_response()),
    };
    let response = if path.starts_with("/api/") {
        explain(response)
    } else {
        response
    };
    gateway.metrics.count_response(response.status());
    tracing::debug!(%method, path, status = response.status().as_u16(), took = ?started.elapsed(), "answered");
    response
}

/// Whoever speaks to the API gets its refusals as JSON, also those that the framework made.
fn explain(response: Response) -> Response {
    let status = response.status();
    if (status.is_client_error() || status.is_server_error()) && !headers::is_json(response.headers()) {
        let reason = status.canonical_reason().unwrap_or("refused");
        return ApiError::new(status, "refused", format!("{reason}.")).into_response();
    }
    response
}

/// A page of another site cannot set a header of its own, so whatever changes state in the name of a cookie must
/// carry ours. `SameSite=Strict` says the same; neither relies on the other.
fn forgery(gateway: &Gateway, request: &Request) -> Option<ApiError> {
    let headers = request.headers();
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let path = request.uri().path();
    if !changes || !path.starts_with("/api/") || path == headers::CSP_REPORTS {
        return None;
    }
    if PageOrigin::of(headers, &gateway.config.origins) == PageOrigin::Foreign {
        return Some(ApiError::forbidden("This page may not speak for you here."));
    }
    let is_marked = headers.get(MARK).is_some_and(|it| it == "1");
    if Cookie::read(headers).is_some() && !is_marked {
        return Some(ApiError::forbidden("The header `x-livedeck: 1` is missing."));
    }
    None
}

async fn page(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    match &gateway.assets {
        Some(assets) => assets.answer(request.method(), request.uri().path(), request.headers()),
        None => ApiError::not_found().into_response(),
    }
}

async fn not_found() -> ApiError {
    ApiError::not_found()
}

async fn wrong_method(request: Request) -> ApiError {
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method",
        format!("{} is not possible here.", request.method()),
    )
}

/// Where clients without a socket talk.
const SYNC: &str = "/api/v1/sync";
