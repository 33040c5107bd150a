//! HI1–HI3 over HTTP: the last changes of a row.

use protocol::{ClientFrame, Mut};
use serde_json::json;

use crate::{client::hello, gateway::TestGateway};

#[tokio::test]
async fn hi1_the_last_changes_of_a_row_are_told_to_whoever_may_see_it() {
    let mut gateway = TestGateway::with(|config| config.vehicles = 40).await;
    let cookie = gateway.sign_in("manager").await;
    let violations = gateway.topic(&cookie, "fleet/violations").await;
    let open = violations.iter().find(|it| it["state"] == "open").unwrap();
    let id = open["id"].as_str().unwrap().to_owned();
    let asked: [ClientFrame; 2] = [
        hello(None, vec![]).into(),
        Mut {
            id: "m-1".into(),
            name: "violation.dismiss".to_owned(),
            args: json!({"id": id, "reason": "a test drive"}),
            after: vec![],
            only_if: Default::default(),
        }
        .into(),
    ];
    let body = serde_json::to_string(&asked).unwrap();
    gateway.send_as(&cookie, "POST", "/api/v1/sync", &body).await;
    let path = format!("/api/v1/history?topic=fleet/violations&id={id}");
    let read = async |gateway: &TestGateway, path: &str, cookie: &str| {
        gateway.send("GET", path, &[("cookie", cookie)], "").await
    };

    for _ in 0..2 {
        let answer = read(&gateway, &path, &cookie).await;
        assert_eq!(
            (answer.status, answer.header("x-livedeck")),
            (200, Some("1")),
            "{answer:?}"
        );
        let deed = &answer.json()["changes"][0];
        assert_eq!(deed["action"], "violation.dismiss");
        assert_eq!(deed["mutation"], "m-1");
        assert_eq!(deed["changed"]["reason"], "a test drive");
        assert!(deed["by"]["name"].is_string() && deed["at"].is_u64() && deed["revision"].is_u64());
        gateway.restart().await;
    }
    assert_eq!(
        read(&gateway, &format!("{path}&limit=0"), &cookie).await.json(),
        json!({"changes": []})
    );
    for (path, status) in [
        ("/api/v1/history?topic=fleet/violations&id=nothing", 404),
        ("/api/v1/history?topic=no/topic&id=1", 404),
        ("/api/v1/history?topic=fleet/violations", 400),
    ] {
        assert_eq!(read(&gateway, path, &cookie).await.status, status, "{path}");
    }
    assert_eq!(gateway.get(&path).await.status, 401);
    let driver = gateway.sign_in("driver").await;
    let theirs = read(&gateway, &path, &driver).await.status;
    assert_eq!(theirs, if open["driver"] == "driver" { 200 } else { 404 });
}
