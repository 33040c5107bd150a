//! A real phone becomes a vehicle; whatever is wrong is refused, counted and not kept.

use livedeck_gateway::enrol::add_vehicle;

use crate::gateway::{TestGateway, now};

async fn device(gateway: &TestGateway, cookie: &str, name: &str) -> String {
    let body = serde_json::json!({ "name": name }).to_string();
    let answer = gateway.send_as(cookie, "POST", "/api/v1/devices", &body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["key"].as_str().unwrap().to_owned()
}

async fn report(gateway: &TestGateway, id: &str, at: u64, rest: &str) -> u16 {
    let path = format!("/ingest/osmand?id={id}&timestamp={at}&{rest}");
    gateway.send("POST", &path, &[], "").await.status
}

#[tokio::test]
async fn a_phone_appears_as_a_vehicle() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("admin").await;
    let key = device(&gateway, &cookie, "Ana's phone").await;
    let seconds = now().as_millis() / 1000;

    let status = report(
        &gateway,
        &key,
        seconds,
        "lat=52.5200&lon=13.4050&speed=20&bearing=90&accuracy=5",
    )
    .await;

    assert_eq!(status, 200);
    let find = async || {
        let vehicles = gateway.topic(&cookie, "fleet/vehicles").await;
        vehicles
            .into_iter()
            .find(|it| it["id"] == "phone-ana-s-phone" && it["lat"] == 52.52)
    };
    let mut phone = None;
    for _ in 0..100 {
        phone = find().await;
        if phone.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let phone = phone.expect("a vehicle");
    assert_eq!(phone["plate"], "Ana's phone");
    assert_eq!(phone["kind"], "phone");
    assert!((phone["speed"].as_f64().unwrap() - 37.0).abs() < 0.2, "{phone}");
}

/// HT21: the way without the demo and without the app.
#[tokio::test]
async fn ht21_a_vehicle_made_on_the_command_line_beside_a_running_gateway_reports() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("admin").await;
    let made = add_vehicle(&gateway.config, "LD 7001").unwrap();
    assert_eq!(made.vehicle, "phone-ld-7001");
    assert!(made.url.ends_with("/ingest/osmand"), "{}", made.url);
    let again = add_vehicle(&gateway.config, "ld-7001").unwrap_err();
    assert!(again.to_string().contains("exists"), "{again}");

    let seconds = now().as_millis() / 1000;
    let status = report(&gateway, &made.key, seconds, "lat=52.52&lon=13.405").await;

    assert_eq!(status, 200);
    let mut is_there = false;
    for _ in 0..100 {
        let vehicles = gateway.topic(&cookie, "fleet/vehicles").await;
        is_there = vehicles
            .iter()
            .any(|it| it["plate"] == "LD 7001" && it["lat"] == 52.52);
        if is_there {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(is_there);
}

#[tokio::test]
async fn ht11_what_cannot_be_true_is_refused_counted_and_not_kept() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("admin").await;
    let key = device(&gateway, &cookie, "Phone").await;
    let now = now().as_millis() / 1000;
    let place = "lat=52.5&lon=13.4";

    assert_eq!(report(&gateway, "guess", now, place).await, 404);
    assert_eq!(report(&gateway, &key, now, "lat=91&lon=13.4").await, 400);
    assert_eq!(report(&gateway, &key, now, "lat=x&lon=13.4").await, 400);
    assert_eq!(report(&gateway, &key, now - 25 * 3600, place).await, 422);
    assert_eq!(report(&gateway, &key, now + 180, place).await, 422);
    assert_eq!(gateway.metric("livedeck_ingested_total").await, 0);
    assert_eq!(report(&gateway, &key, now, place).await, 200);
    assert_eq!(report(&gateway, &key, now, place).await, 429);

    for (reason, count) in [
        ("unknown_device", 1),
        ("malformed", 2),
        ("stale", 1),
        ("future", 1),
        ("too_often", 1),
    ] {
        let line = format!("livedeck_ingest_rejected_total{{reason=\"{reason}\"}}");
        assert_eq!(gateway.metric(&line).await, count, "{reason}");
    }
    assert_eq!(gateway.metric("livedeck_ingested_total").await, 1);
}

#[tokio::test]
async fn keys_are_made_by_administrators_and_end_when_deleted() {
    let gateway = TestGateway::demo().await;
    let admin = gateway.sign_in("admin").await;
    let manager = gateway.sign_in("manager").await;
    let key = device(&gateway, &admin, "Phone").await;
    let now = now().as_millis() / 1000;

    let refused = gateway
        .send_as(&manager, "POST", "/api/v1/devices", r#"{"name":"Mine"}"#)
        .await;
    assert_eq!(refused.status, 403);
    let twice = gateway
        .send_as(&admin, "POST", "/api/v1/devices", r#"{"name":"Phone"}"#)
        .await;
    assert_eq!((twice.status, twice.code().as_str()), (409, "taken"));
    let listed = gateway.send_as(&admin, "GET", "/api/v1/devices", "").await;
    assert_eq!(listed.json()["devices"][0]["vehicle"], "phone-phone");
    assert!(!listed.text().contains(&key), "a key is shown once");

    let deleted = gateway
        .send_as(&admin, "DELETE", "/api/v1/devices/phone-phone", "")
        .await;
    assert_eq!(deleted.status, 204);
    assert_eq!(report(&gateway, &key, now, "lat=52.5&lon=13.4").await, 404);
}
