//! The headers that every response carries, errors too: what a page of ours may do, and nothing else.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::Gateway;
use crate::config::Origin;

/// Marks every answer of the API, so that a captive portal's page is never taken for data.
pub const MARK: HeaderName = HeaderName::from_static("x-livedeck");

/// Puts the headers on whatever was answered.
pub async fn dress(State(gateway): State<Arc<Gateway>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let policy = gateway.assets.as_ref().map_or_else(
        || content_security_policy(&[], &gateway.config.origins, &[]),
        |it| it.content_security_policy(),
    );
    let headers = response.headers_mut();
    // What somebody attached has a policy of its own, which allows nothing at all.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if gateway.config.origins.iter().any(Origin::is_secure) {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    if is_json(headers) {
        headers.insert(MARK, HeaderValue::from_static("1"));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// The policy, with the hashes of the page's inline scripts (an import map cannot be an external file) and the
/// origins that the app may speak to besides its own, and those from which the map's ground comes.
pub fn content_security_policy(script_hashes: &[String], origins: &[Origin], map: &[Origin]) -> HeaderValue {
    let scripts: String = script_hashes.iter().map(|it| format!(" 'sha256-{it}'")).collect();
    // Older WebKit does not let 'self' stand for ws: and wss:, so they are written out.
    let sockets: String = origins
        .iter()
        .map(|it| {
            let scheme = if it.is_secure() { "wss" } else { "ws" };
            format!(" {scheme}://{}", it.authority())
        })
        .collect();
    let map: String = map.iter().map(|it| format!(" {it}")).collect();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'; \
         img-src 'self' data: blob:{map}; font-src 'self'; connect-src 'self'{sockets}{map}; worker-src 'self'; \
         manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; \
         require-trusted-types-for 'script'; trusted-types default; report-uri {CSP_REPORTS}; report-to csp"
    );
    // Base64 and checked origins are plain ASCII; the empty policy is never reached, and would be noticed by tests.
    HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}

/// Whether the body is JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|it| it.as_bytes().starts_with(b"application/json"))
}

/// Where browsers tell what the policy stopped.
pub const CSP_REPORTS: &str = "/api/v1/csp-report";

const FIXED: [(&str, &str); 7] = [
    ("reporting-endpoints", "csp=\"/api/v1/csp-report\""),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "geolocation=(self), camera=(self), fullscreen=(self), microphone=(), payment=(), usb=()",
    ),
    ("x-frame-options", "DENY"),
];
