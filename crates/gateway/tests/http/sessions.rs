//! Signing in and out.

use crate::gateway::TestGateway;

/// HT3: an opaque id in a cookie that no script can read.
#[tokio::test]
async fn ht3_a_session_is_a_cookie_no_script_can_read() {
    let gateway = TestGateway::demo().await;

    let answer = gateway
        .try_sign_in("Manager@Livedeck.test", "livedeck-demo")
        .await;

    assert_eq!(answer.status, 200, "{answer:?}");
    let cookie = answer.header("set-cookie").unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    assert_eq!(answer.json()["user"]["roles"][0], "manager");
    assert_eq!(answer.json()["email"], "manager@livedeck.test");
    assert!(answer.json()["expires"].as_u64().unwrap() > 43_000);
    let read = gateway
        .send_as(&answer.cookie(), "GET", "/api/v1/session", "")
        .await;
    assert_eq!(read.json()["user"]["id"], answer.json()["user"]["id"]);
}

/// HT3: everywhere but on this machine the cookie is bound to the host and to TLS.
#[tokio::test]
async fn ht3_behind_a_proxy_the_cookie_is_secure() {
    let gateway = TestGateway::with(|config| {
        config.vehicles = 5;
        config.origins = vec!["https://deck.example.com".parse().unwrap()];
    })
    .await;
    let sign_in = async |origin| {
        let headers = [("origin", origin), ("content-type", "application/json")];
        let body = r#"{"email":"admin@livedeck.test","password":"livedeck-demo"}"#;
        gateway.send("POST", "/api/v1/session", &headers, body).await
    };

    let answer = sign_in("https://deck.example.com").await;

    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-livedeck="), "{cookie}");
    assert!(
        cookie.contains("; Secure") && cookie.contains("Path=/;") && !cookie.contains("Domain"),
        "{cookie}"
    );
    assert!(answer.header("strict-transport-security").is_some());
    assert_eq!(sign_in("https://evil.example.com").await.status, 403);
}

#[tokio::test]
async fn every_role_of_the_demo_can_sign_in() {
    let gateway = TestGateway::demo().await;

    for role in [
        "admin",
        "manager",
        "dispatcher",
        "driver",
        "member",
        "agent",
        "buyer",
    ] {
        let cookie = gateway.sign_in(role).await;
        let answer = gateway.send_as(&cookie, "GET", "/api/v1/session", "").await;
        assert_eq!(answer.json()["user"]["roles"][0], role);
    }
}

#[tokio::test]
async fn ht6_guessing_is_counted_and_then_refused() {
    let gateway = TestGateway::demo().await;
    let guess = async |email: &str| gateway.try_sign_in(email, "wrong-password").await;

    let first = guess("nobody@livedeck.test").await;
    assert_eq!(first.status, 401);
    assert_eq!(
        first.json()["msg"],
        "E-mail and password do not match. 9 tries left."
    );
    let known = guess("admin@livedeck.test").await;
    assert_eq!(
        known.json()["msg"],
        "E-mail and password do not match. 8 tries left."
    );
    for _ in 0..8 {
        guess("admin@livedeck.test").await;
    }
    let refused = guess("admin@livedeck.test").await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "too_many"));
    assert!(refused.header("retry-after").unwrap().parse::<u64>().unwrap() <= 60);
    let right = gateway.try_sign_in("admin@livedeck.test", "livedeck-demo").await;
    assert_eq!(right.status, 429, "the right password must not tell itself apart");
}

#[tokio::test]
async fn ht5_what_changes_in_the_name_of_a_cookie_needs_our_header() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("admin").await;

    let unmarked = gateway
        .send("DELETE", "/api/v1/session", &[("cookie", &cookie)], "")
        .await;
    let foreign = gateway
        .send(
            "DELETE",
            "/api/v1/session",
            &[
                ("cookie", &cookie),
                ("x-livedeck", "1"),
                ("origin", "https://evil.example.com"),
            ],
            "",
        )
        .await;

    assert_eq!((unmarked.status, foreign.status), (403, 403));
    let answer = gateway.send_as(&cookie, "GET", "/api/v1/session", "").await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn signing_out_forgets_the_session() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("admin").await;

    let answer = gateway.send_as(&cookie, "DELETE", "/api/v1/session", "").await;

    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("x-livedeck"), Some("1"));
    assert!(answer.header("set-cookie").unwrap().contains("Max-Age=0"));
    let read = gateway.send_as(&cookie, "GET", "/api/v1/session", "").await;
    assert_eq!(read.status, 401);
}

/// HT19: a cookie of the other kind, left from before, is not read in place of the new one.
#[tokio::test]
async fn ht19_signing_in_ends_and_forgets_what_the_browser_had() {
    let gateway = TestGateway::demo().await;
    let programs = [("content-type", "application/json")];
    let body = r#"{"email":"dispatcher@livedeck.test","password":"livedeck-demo"}"#;
    let before = gateway
        .send("POST", "/api/v1/session", &programs, body)
        .await
        .cookie();
    assert!(before.starts_with("__Host-livedeck="), "{before}");

    let body = r#"{"email":"manager@livedeck.test","password":"livedeck-demo"}"#;
    let answer = gateway.send_as(&before, "POST", "/api/v1/session", body).await;

    let cookies = answer.headers("set-cookie");
    assert!(
        cookies[0].starts_with("livedeck=") && !cookies[0].contains("Max-Age=0"),
        "{cookies:?}"
    );
    assert!(
        cookies[1].starts_with("__Host-livedeck=;") && cookies[1].contains("Max-Age=0"),
        "{cookies:?}"
    );
    let read = gateway.send_as(&before, "GET", "/api/v1/session", "").await;
    assert_eq!(read.status, 401, "the session before is over");
}

/// HT20: a sign-out that is told late does not end the session of who came after.
#[tokio::test]
async fn ht20_a_sign_out_names_whose_session_it_ends() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("admin").await;
    let headers = [
        ("cookie", cookie.as_str()),
        ("x-livedeck", "1"),
        ("x-livedeck-user", "somebody"),
    ];

    let late = gateway.send("DELETE", "/api/v1/session", &headers, "").await;

    assert_eq!((late.status, late.code().as_str()), (401, "somebody_else"));
    assert!(late.headers("set-cookie").is_empty(), "the cookie stays");
    let read = gateway.send_as(&cookie, "GET", "/api/v1/session", "").await;
    assert_eq!(read.status, 200);
}

#[tokio::test]
async fn sessions_survive_a_restart_and_demo_accounts_sleep_without_the_demo() {
    let mut gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("manager").await;

    gateway.restart().await;
    let read = gateway.send_as(&cookie, "GET", "/api/v1/session", "").await;
    assert_eq!(read.status, 200);

    gateway.stop().await;
    gateway.config.no_demo = true;
    gateway.restart().await;
    let read = gateway.send_as(&cookie, "GET", "/api/v1/session", "").await;
    assert_eq!(read.status, 401);
    let again = gateway
        .try_sign_in("manager@livedeck.test", "livedeck-demo")
        .await;
    assert_eq!(again.status, 401);
}

#[tokio::test]
async fn without_a_demo_the_first_administrator_chooses_a_password() {
    let gateway = TestGateway::with(|config| config.no_demo = true).await;
    let token = gateway.running().invitation().unwrap().expose().to_owned();
    let choose = async |password: &str| {
        let body = serde_json::json!({ "token": token, "password": password }).to_string();
        gateway.send_as("", "POST", "/api/v1/welcome", &body).await
    };

    let short = choose("short").await;
    let chosen = choose("a long enough password").await;
    let again = choose("another long password").await;

    assert_eq!((short.status, chosen.status, again.status), (422, 200, 410));
    assert_eq!(chosen.json()["user"]["roles"][0], "admin");
    let signed_in = gateway
        .try_sign_in("admin@localhost", "a long enough password")
        .await;
    assert_eq!(signed_in.status, 200);
}

#[tokio::test]
async fn topics_are_read_by_those_who_may() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("manager").await;

    let answer = gateway
        .send("GET", "/api/v1/topics", &[("cookie", &cookie)], "")
        .await;
    let topics = answer.json();
    assert!(
        topics["topics"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it == "fleet/vehicles"),
        "{topics}"
    );
    let vehicles = gateway.topic(&cookie, "fleet/vehicles").await;
    assert_eq!(vehicles.len(), 5);
    let unknown = gateway
        .send("GET", "/api/v1/topics/fleet/nothing", &[("cookie", &cookie)], "")
        .await;
    assert_eq!((unknown.status, unknown.code().as_str()), (404, "unknown_topic"));
}

/// HT4: tickets are good once.
#[tokio::test]
async fn ht4_tickets_need_a_session() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("manager").await;

    let ticket = gateway.send_as(&cookie, "POST", "/api/v1/ticket", "").await;
    let nobody = gateway.send_as("", "POST", "/api/v1/ticket", "").await;

    assert_eq!(ticket.json()["token"].as_str().unwrap().len(), 43);
    assert_eq!(nobody.status, 401);
}
