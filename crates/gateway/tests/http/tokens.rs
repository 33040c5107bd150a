//! Tokens: signing in without a cookie.

use protocol::{Auth, ClientFrame, Encoding, GatewayFrame, Ping};
use serde_json::json;

use crate::{
    client::{Client, hello},
    gateway::{Answer, TestGateway},
};

/// What `POST /api/v1/token` answers a program.
async fn ask(gateway: &TestGateway, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password }).to_string();
    let headers = [("content-type", "application/json")];
    gateway.send("POST", "/api/v1/token", &headers, &body).await
}

async fn token(gateway: &TestGateway, role: &str) -> String {
    let answer = ask(gateway, &format!("{role}@livedeck.test"), "livedeck-demo").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["token"].as_str().unwrap().to_owned()
}

/// A socket of a program: no origin, no cookie.
async fn socket(gateway: &TestGateway) -> Client {
    let stream = gateway.try_socket(&[], "livedeck.v1.json").await.unwrap();
    Client::new(stream, Encoding::Json)
}

async fn greet(gateway: &TestGateway, token: &str) -> Client {
    let mut client = socket(gateway).await;
    client.say(&[hello(Some(token.to_owned()), vec![]).into()]).await;
    client
}

async fn with_bearer(gateway: &TestGateway, token: &str, method: &str, path: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    gateway
        .send(method, path, &[("authorization", &bearer)], "")
        .await
}

#[tokio::test]
async fn ht17_a_token_opens_sockets_and_reads_topics_for_fifteen_minutes() {
    let gateway = TestGateway::demo().await;
    let answer = ask(&gateway, " Manager@livedeck.test", "livedeck-demo").await;
    let expires = answer.json()["expires"].as_u64().unwrap();
    assert!((890..=900).contains(&expires), "{expires}");
    assert_eq!(answer.header("set-cookie"), None, "a token is no cookie");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let token = answer.json()["token"].as_str().unwrap().to_owned();

    for _ in 0..2 {
        let mut client = greet(&gateway, &token).await;
        let frames = client.hear().await.unwrap();
        let GatewayFrame::Welcome(welcome) = &frames[0] else {
            panic!("{frames:?}")
        };
        assert_eq!(welcome.user.roles, ["manager"]);
        assert!((880..=900).contains(&welcome.expires), "{}", welcome.expires);
    }
    let topics = with_bearer(&gateway, &token, "GET", "/api/v1/topics").await;
    assert_eq!(topics.status, 200, "{topics:?}");
    let session = with_bearer(&gateway, &token, "GET", "/api/v1/session").await;
    assert_eq!(session.json()["user"]["roles"][0], "manager");
    assert!(
        session.json()["expires"].as_u64().unwrap() <= 900,
        "using it does not prolong it"
    );
    assert_eq!(session.header("set-cookie"), None);
}

#[tokio::test]
async fn ht17_an_upgrade_may_carry_the_token_but_an_address_may_not() {
    let gateway = TestGateway::demo().await;
    let token = token(&gateway, "dispatcher").await;
    let bearer = format!("Bearer {token}");

    let stream = gateway
        .try_socket(&[("authorization", &bearer)], "livedeck.v1.json")
        .await
        .unwrap();
    let mut client = Client::new(stream, Encoding::Json);
    client.hello(&[]).await;
    assert!(matches!(
        &client.hear().await.unwrap()[0],
        GatewayFrame::Welcome(_)
    ));

    for name in ["token", "access_token"] {
        let path = format!("/api/v1/topics?{name}={token}");
        assert_eq!(gateway.get(&path).await.status, 401, "{name}");
    }
    let forged = gateway
        .try_socket(
            &[("authorization", &bearer), ("origin", "https://evil.example.com")],
            "livedeck.v1.json",
        )
        .await;
    assert!(forged.is_err(), "another site's page gets no socket");
}

#[tokio::test]
async fn ht17_what_is_not_signed_by_this_gateway_opens_nothing() {
    let gateway = TestGateway::demo().await;
    let other = TestGateway::demo().await;
    let right = token(&gateway, "manager").await;
    let parts: Vec<_> = right.split('.').collect();
    // {"alg":"none","typ":"JWT"}
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", parts[1]);
    let swapped = format!(
        "{}.{}.{}",
        parts[0],
        token(&gateway, "admin").await.split('.').nth(1).unwrap(),
        parts[2]
    );
    let cut = format!("{}.{}.", parts[0], parts[1]);
    let foreign = token(&other, "manager").await;

    for (what, wrong) in [
        ("unsigned", unsigned),
        ("swapped", swapped),
        ("cut", cut),
        ("foreign", foreign),
        ("empty", String::new()),
        ("dots", "..".to_owned()),
    ] {
        let answer = with_bearer(&gateway, &wrong, "GET", "/api/v1/session").await;
        assert_eq!(answer.status, 401, "{what}");
        assert_eq!(greet(&gateway, &wrong).await.end().await, 4401, "{what}");
    }
    // Whoever presents a token is asked for a good one, whatever else they carry.
    let cookie = gateway.sign_in("manager").await;
    let headers = [("cookie", cookie.as_str()), ("authorization", "Bearer x.y.z")];
    let answer = gateway.send("GET", "/api/v1/session", &headers, "").await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn ht17_ending_a_tokens_session_ends_its_sockets_and_the_token() {
    let gateway = TestGateway::demo().await;
    let (mine, other) = (token(&gateway, "manager").await, token(&gateway, "manager").await);
    let mut client = greet(&gateway, &mine).await;
    client.hear().await.unwrap();
    let mut bystander = greet(&gateway, &other).await;
    bystander.hear().await.unwrap();

    let ended = with_bearer(&gateway, &mine, "DELETE", "/api/v1/session").await;

    assert_eq!(ended.status, 204);
    assert_eq!(client.end().await, 4401);
    assert_eq!(greet(&gateway, &mine).await.end().await, 4401);
    let read = with_bearer(&gateway, &mine, "GET", "/api/v1/topics").await;
    assert_eq!(read.status, 401);
    bystander.say(&[ClientFrame::Ping(Ping { c: 7 })]).await;
    bystander
        .until(|it| matches!(it, GatewayFrame::Pong(it) if it.c == 7))
        .await;
}

#[tokio::test]
async fn ht17_a_new_token_prolongs_the_connection_and_takes_it_over() {
    let gateway = TestGateway::demo().await;
    let (first, second) = (token(&gateway, "manager").await, token(&gateway, "manager").await);
    let mut client = greet(&gateway, &first).await;
    client.hear().await.unwrap();

    client
        .say(&[Auth {
            token: Some(second.clone()),
        }
        .into()])
        .await;
    client.until(|it| matches!(it, GatewayFrame::AuthOk(_))).await;
    with_bearer(&gateway, &first, "DELETE", "/api/v1/session").await;
    client.say(&[ClientFrame::Ping(Ping { c: 1 })]).await;
    client.until(|it| matches!(it, GatewayFrame::Pong(_))).await;
    with_bearer(&gateway, &second, "DELETE", "/api/v1/session").await;

    assert_eq!(client.end().await, 4401);
}

#[tokio::test]
async fn ht17_guessing_for_tokens_is_counted_with_guessing_for_cookies() {
    let gateway = TestGateway::demo().await;

    for _ in 0..5 {
        assert_eq!(
            ask(&gateway, "admin@livedeck.test", "wrong-password")
                .await
                .status,
            401
        );
        gateway.try_sign_in("admin@livedeck.test", "wrong-password").await;
    }
    let refused = ask(&gateway, "admin@livedeck.test", "livedeck-demo").await;

    assert_eq!((refused.status, refused.code().as_str()), (429, "too_many"));
    assert!(refused.header("retry-after").is_some());
}

#[tokio::test]
async fn ht18_tokens_survive_a_restart_and_end_with_their_key() {
    let mut gateway = TestGateway::demo().await;
    let token = token(&gateway, "manager").await;
    let key = gateway.folder.join("data/test.sqlite.key");

    gateway.restart().await;
    assert_eq!(
        with_bearer(&gateway, &token, "GET", "/api/v1/session")
            .await
            .status,
        200
    );

    gateway.stop().await;
    std::fs::remove_file(&key).unwrap();
    gateway.restart().await;
    assert_eq!(
        with_bearer(&gateway, &token, "GET", "/api/v1/session")
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn ht15_without_the_demo_its_tokens_sleep_too() {
    let mut gateway = TestGateway::demo().await;
    let token = token(&gateway, "manager").await;

    gateway.stop().await;
    gateway.config.no_demo = true;
    gateway.restart().await;

    assert_eq!(greet(&gateway, &token).await.end().await, 4401);
    let again = ask(&gateway, "manager@livedeck.test", "livedeck-demo").await;
    assert_eq!(again.status, 401);
}
