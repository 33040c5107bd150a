//! The questions asked over HTTP, with every kind of answer that may come instead of the gateway's.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Promise, Reflect};
use livedeck::platform::http::{self, HttpError};
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Substitute, construct, object};

#[wasm_bindgen_test]
async fn the_gateways_answer_is_taken() {
    let body = json!({"user": {"id": "u4", "name": "Ana", "roles": ["dispatcher"]}, "expires": 3600});
    let network = Network::answering(200, JSON, &body.to_string());

    let session = http::session().await.unwrap();

    assert_eq!((session.user.id.as_str(), session.expires), ("u4", 3600));
    assert_eq!(network.asked(), ["GET /api/v1/session mark=1"]);
}

/// G16: what a captive portal or a proxy answers is never taken for data.
#[wasm_bindgen_test]
async fn what_others_answer_in_the_gateways_place_is_no_answer() {
    let body = r#"{"user":{"id":"u4","name":"Ana","roles":[]}}"#;
    for (what, status, headers, body) in [
        (
            "a portal's page",
            200,
            &[("content-type", "text/html")][..],
            PORTAL,
        ),
        (
            "a portal's JSON",
            200,
            &[("content-type", "application/json")],
            body,
        ),
        ("an unmarked sign-in page", 401, &[], PORTAL),
        ("a proxy's error", 502, &[("content-type", "text/html")], PORTAL),
        (
            "a marked page",
            200,
            &[("x-livedeck", "1"), ("content-type", "text/html")],
            PORTAL,
        ),
        ("marked, but not JSON", 200, JSON, PORTAL),
        ("marked, but other JSON", 200, JSON, "[]"),
    ] {
        let _network = Network::answering(status, headers, body);

        let answer = http::session().await.map(|it| it.user.name);

        assert_eq!(answer, Err(HttpError::Unreachable), "{what}");
    }
}

#[wasm_bindgen_test]
async fn every_refusal_says_what_to_do_next() {
    let wait = [JSON, &[("retry-after", "7")]].concat();
    for (status, headers, body, error) in [
        (401, JSON, "{}", HttpError::Unauthorized),
        (429, wait.as_slice(), "{}", HttpError::TooMany(7)),
        (429, JSON, "{}", HttpError::TooMany(60)),
        (503, JSON, "{}", HttpError::Unreachable),
        (
            403,
            JSON,
            r#"{"error": "Account locked."}"#,
            HttpError::Refused("Account locked.".to_owned()),
        ),
        (418, JSON, "?", HttpError::Refused("HTTP 418".to_owned())),
    ] {
        let _network = Network::answering(status, headers, body);

        let answer = http::about().await;

        assert_eq!(answer, Err(error), "{status} {body}");
    }
}

#[wasm_bindgen_test]
async fn without_a_network_there_is_no_answer() {
    let _network = Network::new(|| {
        let failure = js_sys::TypeError::new("Failed to fetch");
        Promise::reject(&failure)
    });

    assert_eq!(http::about().await, Err(HttpError::Unreachable));
    assert_eq!(http::sign_out(&"u1".into()).await, Err(HttpError::Unreachable));
}

#[wasm_bindgen_test]
async fn signing_in_sends_e_mail_and_password_as_json() {
    let network = Network::answering(401, JSON, "{}");

    let answer = http::sign_in("ana@example.org", "a \"secret\"").await;

    assert_eq!(answer.err(), Some(HttpError::Unauthorized));
    assert_eq!(network.asked(), ["POST /api/v1/session mark=1"]);
    assert_eq!(
        network.body().await,
        json!({"email": "ana@example.org", "password": "a \"secret\""})
    );
}

#[wasm_bindgen_test]
async fn signing_out_deletes_the_session() {
    let network = Network::answering(204, JSON, "");

    assert_eq!(http::sign_out(&"u1".into()).await, Ok(()));
    assert_eq!(network.asked(), ["DELETE /api/v1/session mark=1"]);
}

/// Stands in for `fetch` until dropped.
pub(super) struct Network {
    requests: Rc<RefCell<Vec<JsValue>>>,
    _fetch: Closure<dyn FnMut(JsValue) -> Promise>,
    _substitute: Substitute,
}

impl Network {
    pub(super) fn answering(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let headers: Vec<(&str, JsValue)> = headers.iter().map(|(name, it)| (*name, (*it).into())).collect();
        let options = object(&[("status", status.into()), ("headers", object(&headers).into())]);
        // The browser refuses to make answers that have a body where none may be.
        let body = if status == 204 { JsValue::NULL } else { body.into() };
        Self::new(move || Promise::resolve(&construct("Response", &Array::of2(&body, &options))))
    }

    pub(super) fn new(answer: impl Fn() -> Promise + 'static) -> Self {
        let requests = Rc::new(RefCell::new(Vec::new()));
        let record = Rc::clone(&requests);
        let fetch = Closure::<dyn FnMut(JsValue) -> Promise>::new(move |request| {
            record.borrow_mut().push(request);
            answer()
        });
        let substitute = Substitute::new("fetch", fetch.as_ref());
        Self {
            requests,
            _fetch: fetch,
            _substitute: substitute,
        }
    }

    /// Method, path and mark of everything asked.
    pub(super) fn asked(&self) -> Vec<String> {
        let line = |request: &JsValue| {
            let url = field(request, "url").as_string().unwrap();
            let path = url.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
            let mark = call(
                &field(request, "headers"),
                "get",
                &Array::of1(&"x-livedeck".into()),
            );
            format!(
                "{} /{path} mark={}",
                field(request, "method").as_string().unwrap(),
                mark.as_string().unwrap_or_default()
            )
        };
        self.requests.borrow().iter().map(line).collect()
    }

    /// What was sent with the last request.
    pub(super) async fn body(&self) -> serde_json::Value {
        let request = self.requests.borrow().last().unwrap().clone();
        let text: Promise = call(&request, "text", &Array::new()).unchecked_into();
        let text = JsFuture::from(text).await.unwrap().as_string().unwrap();
        serde_json::from_str(&text).unwrap()
    }
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

fn call(object: &JsValue, name: &str, arguments: &Array) -> JsValue {
    let function: js_sys::Function = field(object, name).unchecked_into();
    function.apply(object, arguments).unwrap()
}

/// What the gateway puts on every answer.
pub(super) const JSON: &[(&str, &str)] = &[("x-livedeck", "1"), ("content-type", "application/json")];

pub(super) const PORTAL: &str = "<!doctype html><title>Welcome to the train</title>";
