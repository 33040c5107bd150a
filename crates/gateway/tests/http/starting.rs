//! Starting: what is missing is said, and what was kept is there again.

use livedeck_gateway::serve;
use rusqlite::Connection;

use crate::gateway::TestGateway;

async fn refusal(adjust: impl FnOnce(&TestGateway, &mut livedeck_gateway::Config)) -> String {
    let mut gateway = TestGateway::with(|config| config.no_demo = true).await;
    let mut config = gateway.config.clone();
    adjust(&gateway, &mut config);
    let refused = serve(config).await.unwrap_err().to_string();
    gateway.stop().await;
    refused
}

#[tokio::test]
async fn ht16_a_taken_port_is_named_with_the_way_out() {
    let mut port = 0;
    let message = refusal(|gateway, config| {
        port = gateway.address().port();
        config.port = port;
    })
    .await;

    assert!(
        message.contains(&format!("port {port}")) && message.contains("--port"),
        "{message}"
    );
}

#[tokio::test]
async fn ht16_a_folder_is_no_database() {
    let message = refusal(|gateway, config| config.database = gateway.folder.clone()).await;

    assert!(
        message.contains("is a folder") && message.contains("--database"),
        "{message}"
    );
}

#[tokio::test]
async fn a_missing_app_is_named_with_the_way_out() {
    let message = refusal(|gateway, config| config.assets = gateway.folder.join("nowhere")).await;

    assert!(
        message.contains("nowhere") && message.contains("--assets"),
        "{message}"
    );
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_named() {
    let message = refusal(|_, config| config.database = "/proc/livedeck/x.sqlite".into()).await;

    assert!(
        message.contains("/proc/livedeck") && message.contains("--database"),
        "{message}"
    );
}

#[tokio::test]
async fn ht16_a_database_of_a_newer_version_is_left_alone() {
    let message = refusal(|gateway, config| {
        config.database = gateway.folder.join("newer.sqlite");
        let db = Connection::open(&config.database).unwrap();
        db.pragma_update(None, "user_version", 9_999).unwrap();
    })
    .await;

    assert!(message.contains("newer version"), "{message}");
}

/// HT8: rows are there again after a restart.
#[tokio::test]
async fn ht8_rows_survive_a_restart() {
    let mut gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("manager").await;
    let before = gateway.topic(&cookie, "fleet/vehicles").await;
    let violations = gateway.topic(&cookie, "fleet/violations").await;
    gateway.stop().await;
    gateway.config.no_demo = true;
    let admin = async |gateway: &TestGateway| {
        let token = gateway.running().invitation().unwrap().expose().to_owned();
        let body = serde_json::json!({ "token": token, "password": "a long enough password" }).to_string();
        gateway
            .send_as("", "POST", "/api/v1/welcome", &body)
            .await
            .cookie()
    };

    gateway.restart().await;

    let cookie = admin(&gateway).await;
    let ids = |rows: &[serde_json::Value]| rows.iter().map(|it| it["id"].to_string()).collect::<Vec<_>>();
    let after = gateway.topic(&cookie, "fleet/vehicles").await;
    assert_eq!(ids(&after), ids(&before));
    let kept = gateway.topic(&cookie, "fleet/violations").await;
    assert!(!violations.is_empty());
    assert!(ids(&violations).iter().all(|it| ids(&kept).contains(it)));
}

/// HT8: a demo begins anew when an administrator asks for it, and nobody else.
#[tokio::test]
async fn ht8_a_demo_restarts_on_request() {
    let gateway = TestGateway::demo().await;
    let ask = async |role: &str| {
        let cookie = gateway.sign_in(role).await;
        let answer = gateway.send_as(&cookie, "POST", "/api/v1/demo/restart", "").await;
        answer.status
    };

    assert_eq!(ask("manager").await, 403);
    assert_eq!(ask("admin").await, 202);

    gateway.running().restart_asked().await;
}
