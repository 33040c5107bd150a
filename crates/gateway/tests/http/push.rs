//! Web Push over real ports: who may subscribe, what the services are sent, and who is told of what.

use std::time::Instant;

use livedeck_gateway::config::PUSH_TIMEOUT;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    gateway::{Answer, PATIENCE, Remote, TestGateway, now},
    positions::change,
    push_service::{Browser, PushService},
};

/// A small demo that may push to this service.
async fn gateway(service: &PushService) -> TestGateway {
    gateway_with(&[service]).await
}

async fn gateway_with(services: &[&PushService]) -> TestGateway {
    let hosts = services.iter().map(|it| it.host().parse().unwrap()).collect();
    TestGateway::with(|config| {
        config.vehicles = 5;
        config.push.push_test_hosts = hosts;
    })
    .await
}

async fn put(gateway: &Remote, cookie: &str, subscription: &Value) -> Answer {
    gateway
        .send_as(cookie, "PUT", "/api/v1/push", &subscription.to_string())
        .await
}

async fn subscribe(gateway: &Remote, cookie: &str, browser: &Browser) {
    let answer = put(gateway, cookie, &browser.subscription("fr")).await;
    let on = json!({"on": true, "user": "u-driver"});
    assert_eq!((answer.status, answer.json()), (200, on));
}

async fn is_on(gateway: &Remote, cookie: &str) -> bool {
    let answer = gateway
        .send("GET", "/api/v1/push", &[("cookie", cookie)], "")
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["on"].as_bool().unwrap()
}

async fn key(gateway: &Remote, cookie: &str) -> String {
    let answer = gateway
        .send("GET", "/api/v1/push/key", &[("cookie", cookie)], "")
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["key"].as_str().unwrap().to_owned()
}

async fn order(gateway: &Remote, dispatcher: &str, id: &str) {
    let stop = |name: &str| json!({"name": name, "lat": 55.5, "lng": 4.5});
    let order = json!({
        "id": id, "reference": format!("SH-{id}"), "goods": "sand", "weight_t": 1.0,
        "stops": [stop("Nord depot"), stop("Airfield 2")], "due": now().as_millis() + 3_600_000,
    });
    change(
        gateway,
        dispatcher,
        &format!("order-{id}"),
        "shipment.create",
        order,
    )
    .await;
}

async fn assign(gateway: &Remote, dispatcher: &str, mutation: &str, id: &str, to: Option<&str>) {
    let mut args = json!({"id": id});
    if let Some(to) = to {
        args["to"] = json!(to);
    }
    change(gateway, dispatcher, mutation, "shipment.assign", args).await;
}

/// A driver whose phone is told, and a dispatcher with a shipment that is nobody's yet.
async fn desk(service: &PushService) -> (TestGateway, String, String, Browser) {
    let gateway = gateway(service).await;
    let driver = gateway.sign_in("driver").await;
    let dispatcher = gateway.sign_in("dispatcher").await;
    let phone = service.browser("phone");
    subscribe(&gateway, &driver, &phone).await;
    order(&gateway, &dispatcher, "sh-1").await;
    (gateway, driver, dispatcher, phone)
}

/// Waits until a metric has come so far.
async fn until(gateway: &Remote, line: &str, count: u64) {
    let reached = async {
        while gateway.metric(line).await < count {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, reached).await.expect("the metric");
}

#[tokio::test]
async fn wp1_subscriptions_end_with_the_key_they_were_made_for() {
    let service = PushService::start().await;
    let mut gateway = gateway(&service).await;
    assert_eq!(gateway.get("/api/v1/push/key").await.status, 401);
    let cookie = gateway.sign_in("driver").await;
    subscribe(&gateway, &cookie, &service.browser("phone")).await;
    let first = key(&gateway, &cookie).await;

    gateway.restart().await;
    assert_eq!(key(&gateway, &cookie).await, first);
    assert!(is_on(&gateway, &cookie).await, "it outlives a restart");

    gateway.stop().await;
    std::fs::write(gateway.folder.join("data/test.sqlite.push.key"), b"damaged").unwrap();
    gateway.restart().await;
    assert_ne!(key(&gateway, &cookie).await, first);
    assert!(
        !is_on(&gateway, &cookie).await,
        "no service would take the new key for it"
    );
}

#[tokio::test]
async fn wp2_a_subscription_belongs_to_one_session() {
    let mut service = PushService::start().await;
    let gateway = gateway(&service).await;
    let (driver, dispatcher) = (
        gateway.sign_in("driver").await,
        gateway.sign_in("dispatcher").await,
    );
    let (phone, other) = (service.browser("phone"), service.browser("other"));
    subscribe(&gateway, &driver, &phone).await;

    assert!(
        !is_on(&gateway, &dispatcher).await,
        "somebody else's is not theirs"
    );
    let ended = gateway.send_as(&dispatcher, "DELETE", "/api/v1/push", "").await;
    let off = json!({"on": false, "user": "u-dispatcher"});
    assert_eq!((ended.status, ended.json()), (200, off));
    assert!(is_on(&gateway, &driver).await, "nor can they end it");
    let text = gateway
        .send("GET", "/api/v1/push", &[("cookie", &driver)], "")
        .await
        .text();
    assert!(!text.contains("phone"), "the address is told to nobody: {text}");

    // The same person at another device; what they do there is that device's.
    let second = gateway.sign_in("driver").await;
    subscribe(&gateway, &second, &other).await;
    order(&gateway, &dispatcher, "sh-1").await;
    assign(&gateway, &dispatcher, "a-1", "sh-1", Some("u-driver")).await;
    let mut paths = Vec::new();
    while paths.len() < 2 {
        let pushed = service.next().await;
        let browser = if pushed.path == "/phone" { &phone } else { &other };
        if browser.open(&pushed)["shipment"] == "sh-1" {
            paths.push(pushed.path);
        }
    }
    paths.sort();
    assert_eq!(paths, ["/other", "/phone"]);

    assert_eq!(
        gateway
            .send_as(&second, "DELETE", "/api/v1/session", "")
            .await
            .status,
        204
    );
    assert!(is_on(&gateway, &driver).await);
    assign(&gateway, &dispatcher, "a-2", "sh-1", None).await;
    let (_, pushed) = service.about(&phone, "sh-1").await;
    assert_eq!(pushed.path, "/phone", "signed out is told nothing");

    let theirs = gateway.send_as(&driver, "DELETE", "/api/v1/push", "").await;
    assert_eq!(theirs.status, 200);
    assert!(!is_on(&gateway, &driver).await);
}

#[tokio::test]
async fn wp2_an_address_has_one_session_and_a_person_ten() {
    let service = PushService::start().await;
    let gateway = gateway(&service).await;
    let browser = service.browser("shared");
    let (first, second, dispatcher) = (
        gateway.sign_in("driver").await,
        gateway.sign_in("driver").await,
        gateway.sign_in("dispatcher").await,
    );
    subscribe(&gateway, &first, &browser).await;
    // The same browser, another session by now.
    subscribe(&gateway, &second, &browser).await;
    assert!(!is_on(&gateway, &first).await);
    let theirs = put(&gateway, &dispatcher, &browser.subscription("en")).await;
    assert_eq!(
        (theirs.status, theirs.code()),
        (403, "forbidden".to_owned()),
        "who has no shipments of their own"
    );
    // A page that does not know yet.
    let origin = gateway.origin();
    let stale = [
        ("origin", origin.as_str()),
        ("cookie", &dispatcher),
        ("x-livedeck", "1"),
        ("x-livedeck-user", "u-driver"),
        ("content-type", "application/json"),
    ];
    let body = browser.subscription("en").to_string();
    assert_eq!(
        gateway.send("PUT", "/api/v1/push", &stale, &body).await.status,
        401
    );

    subscribe(&gateway, &first, &service.browser("phone-0")).await;
    let mut last = first.clone();
    for nth in 1..=10 {
        // Signing in is counted per address; a session's own subscription is replaced, so each needs one.
        let answer = gateway.try_sign_in("driver@livedeck.test", "livedeck-demo").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        last = answer.cookie();
        subscribe(&gateway, &last, &service.browser(&format!("phone-{nth}"))).await;
    }
    assert!(!is_on(&gateway, &first).await, "the oldest goes");
    assert!(is_on(&gateway, &last).await);
}

#[tokio::test]
async fn wp2_a_subscription_is_kept_whatever_else_is_written_meanwhile() {
    let service = PushService::start().await;
    let host = service.host().parse().unwrap();
    let gateway = TestGateway::with(|config| {
        config.demo_rate = Some(5000.0);
        config.push.push_test_hosts = vec![host];
    })
    .await;
    let cookie = gateway.sign_in("driver").await;
    for nth in 0..25 {
        subscribe(&gateway, &cookie, &service.browser(&format!("phone-{nth}"))).await;
    }
}

#[tokio::test]
async fn wp3_the_gateway_talks_to_known_services_only() {
    let service = PushService::start().await;
    let gateway = gateway(&service).await;
    let cookie = gateway.sign_in("driver").await;
    let mut subscription = service.browser("phone").subscription("en");

    for endpoint in [
        "https://push.example.com/phone",
        "http://127.0.0.1:1/phone",
        "https://169.254.169.254/latest/meta-data",
    ] {
        subscription["endpoint"] = json!(endpoint);
        let answer = put(&gateway, &cookie, &subscription).await;
        assert_eq!(
            (answer.status, answer.code()),
            (403, "unknown_service".to_owned()),
            "{endpoint}"
        );
    }
    subscription["endpoint"] = json!(format!("https://fcm.googleapis.com/{}", "a".repeat(3000)));
    assert_eq!(put(&gateway, &cookie, &subscription).await.status, 400);
    let good = service.browser("phone").subscription("en");
    for (field, value) in [("p256dh", "AAAA"), ("auth", "AAAA"), ("p256dh", "~")] {
        let mut bad = good.clone();
        bad["keys"][field] = json!(value);
        let answer = put(&gateway, &cookie, &bad).await;
        assert_eq!(
            (answer.status, answer.code()),
            (400, "malformed".to_owned()),
            "{field}"
        );
    }
    assert!(!is_on(&gateway, &cookie).await);
}

#[tokio::test]
async fn wp4_a_message_is_sealed_signed_and_says_little() {
    let mut service = PushService::start().await;
    let (gateway, driver, dispatcher, phone) = desk(&service).await;
    assign(&gateway, &dispatcher, "a-1", "sh-1", Some("u-driver")).await;

    let (told, pushed) = service.about(&phone, "sh-1").await;

    assert_eq!(
        told,
        json!({
            "kind": "assigned", "shipment": "sh-1", "reference": "SH-sh-1", "place": "Nord depot", "language": "fr",
        })
    );
    let body = String::from_utf8_lossy(pushed.body()).into_owned();
    assert!(!body.contains("sh-1") && !body.contains("assigned"));
    let claims = pushed.signed_by(&key(&gateway, &driver).await);
    assert_eq!(claims["aud"], service.host());
    assert_eq!(claims["sub"], "mailto:livedeck@localhost");
    let left = claims["exp"].as_u64().unwrap() - now().as_millis() / 1000;
    assert!((3500..=3601).contains(&left), "{left}");
    assert_eq!(pushed.header("content-encoding"), "aes128gcm");
    assert_eq!(pushed.header("ttl"), "43200");
    assert_eq!(pushed.header("urgency"), "high");
    let topic = pushed.header("topic").to_owned();
    assert_eq!(topic.len(), 32);

    assign(&gateway, &dispatcher, "a-2", "sh-1", None).await;
    let (told, pushed) = service.about(&phone, "sh-1").await;
    assert_eq!(told["kind"], "taken");
    assert_eq!(pushed.header("topic"), topic, "it replaces the one before");
}

#[tokio::test]
async fn wp5_a_browser_that_is_gone_is_forgotten_and_a_failure_tried_again() {
    let mut service = PushService::start().await;
    let gateway = gateway(&service).await;
    let (driver, dispatcher) = (
        gateway.sign_in("driver").await,
        gateway.sign_in("dispatcher").await,
    );
    let phone = service.browser("phone");
    order(&gateway, &dispatcher, "sh-1").await;
    for (nth, status) in [404_u16, 410].into_iter().enumerate() {
        subscribe(&gateway, &driver, &phone).await;
        service.answer(&[status]);
        let to = if nth == 0 { Some("u-driver") } else { None };
        assign(&gateway, &dispatcher, &format!("a-{nth}"), "sh-1", to).await;
        service.about(&phone, "sh-1").await;
        until(&gateway, "livedeck_push_total{end=\"gone\"}", nth as u64 + 1).await;
        assert!(!is_on(&gateway, &driver).await, "{status}");
    }

    subscribe(&gateway, &driver, &phone).await;
    service.answer(&[503]);
    assign(&gateway, &dispatcher, "a-3", "sh-1", Some("u-driver")).await;
    let (first, _) = service.about(&phone, "sh-1").await;
    let (again, _) = service.about(&phone, "sh-1").await;
    assert_eq!(first, again);
    until(&gateway, "livedeck_push_total{end=\"sent\"}", 1).await;

    service.answer(&[403]);
    assign(&gateway, &dispatcher, "a-4", "sh-1", None).await;
    until(&gateway, "livedeck_push_total{end=\"refused\"}", 1).await;
    assert!(is_on(&gateway, &driver).await, "not its fault");
}

#[tokio::test]
async fn wp6_what_one_did_oneself_one_is_not_told() {
    let mut service = PushService::start().await;
    let (gateway, driver, dispatcher, phone) = desk(&service).await;
    assign(&gateway, &dispatcher, "a-1", "sh-1", Some("u-driver")).await;
    assert_eq!(service.to(&phone, "sh-1").await["kind"], "assigned");
    let decline = json!({"id": "sh-1", "reason": "no crane"});
    change(&gateway, &driver, "d-1", "shipment.decline", decline).await;
    assign(&gateway, &dispatcher, "a-2", "sh-1", Some("u-driver")).await;
    let told = service.to(&phone, "sh-1").await;
    assert_eq!(told["kind"], "assigned", "without their own no");
    let cancel = json!({"id": "sh-1", "reason": "ordered twice"});
    change(&gateway, &dispatcher, "c-1", "shipment.cancel", cancel).await;
    assert_eq!(service.to(&phone, "sh-1").await["kind"], "taken");
}

#[tokio::test]
async fn wp7_a_service_that_is_silent_holds_up_no_other_and_no_verdict() {
    let (mut silent, mut other) = (PushService::start().await, PushService::start().await);
    let gateway = gateway_with(&[&silent, &other]).await;
    let dispatcher = gateway.sign_in("dispatcher").await;
    // As many browsers there as are asked at a time, and none of them ever answered for.
    silent.answer(&[0; 64]);
    for nth in 0..9 {
        let cookie = gateway.sign_in("driver").await;
        subscribe(&gateway, &cookie, &silent.browser(&format!("silent-{nth}"))).await;
    }
    let (driver, phone) = (gateway.sign_in("driver").await, other.browser("phone"));
    subscribe(&gateway, &driver, &phone).await;
    order(&gateway, &dispatcher, "sh-1").await;

    let begun = Instant::now();
    for nth in 0..6 {
        let (to, kind) = match nth % 2 {
            0 => (Some("u-driver"), "assigned"),
            _ => (None, "taken"),
        };
        assign(&gateway, &dispatcher, &format!("a-{nth}"), "sh-1", to).await;
        assert_eq!(other.to(&phone, "sh-1").await["kind"], kind);
    }

    assert!(
        begun.elapsed() < PUSH_TIMEOUT,
        "nobody waited for the silent ones"
    );
    silent.next().await;
    until(&gateway, "livedeck_push_total{end=\"replaced\"}", 9).await;
}

#[tokio::test]
async fn wp5_who_signs_out_while_it_is_tried_again_is_told_nothing() {
    let mut service = PushService::start().await;
    let (gateway, driver, dispatcher, phone) = desk(&service).await;
    service.answer(&[503; 8]);
    assign(&gateway, &dispatcher, "a-1", "sh-1", Some("u-driver")).await;
    service.about(&phone, "sh-1").await;

    let left = gateway.send_as(&driver, "DELETE", "/api/v1/session", "").await;

    assert_eq!(left.status, 204);
    until(&gateway, "livedeck_push_total{end=\"ended\"}", 1).await;
    assert_eq!(gateway.metric("livedeck_push_total{end=\"sent\"}").await, 0);
}

#[tokio::test]
async fn wp8_nothing_leaves_a_gateway_that_does_not_push() {
    let mut service = PushService::start().await;
    let mut gateway = gateway(&service).await;
    let cookie = gateway.sign_in("driver").await;
    subscribe(&gateway, &cookie, &service.browser("phone")).await;

    gateway.config.push.no_push = true;
    gateway.restart().await;
    // What the demo gave the driver before.
    while service.has_heard().is_some() {}

    for (method, path) in [("GET", "/api/v1/push"), ("GET", "/api/v1/push/key")] {
        assert_eq!(
            gateway.send_as(&cookie, method, path, "").await.status,
            404,
            "{path}"
        );
    }
    let body = service.browser("phone").subscription("en");
    assert_eq!(put(&gateway, &cookie, &body).await.status, 404);
    let dispatcher = gateway.sign_in("dispatcher").await;
    order(&gateway, &dispatcher, "sh-1").await;
    assign(&gateway, &dispatcher, "a-1", "sh-1", Some("u-driver")).await;
    gateway.stop().await;
    assert!(service.has_heard().is_none());
}
