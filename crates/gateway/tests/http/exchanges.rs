//! HX1–HX8: the conversation without a socket.

use std::time::{Duration, Instant};

use protocol::{
    ClientFrame, Encoding, GatewayFrame, Hello, Mut, NackCode, Position, StreamKind, Sub, SubId, Topic,
    entities::{Vehicle, Violation, ViolationState},
};
use serde_json::json;

use crate::{
    client::{hello, is_last_part, snapshot},
    gateway::{Answer, TestGateway},
};

fn violations() -> Topic {
    Topic::whole(StreamKind::Violation)
}

fn sub(topic: &Topic, at: Option<Position>) -> Sub {
    Sub {
        s: SubId(1),
        topic: topic.to_string(),
        at,
        sum: None,
        hz: None,
    }
}

fn acknowledge(id: &str, row: &str) -> ClientFrame {
    Mut {
        id: id.into(),
        name: "violation.acknowledge".to_owned(),
        args: json!({ "id": row }),
        after: vec![],
        only_if: Default::default(),
    }
    .into()
}

async fn ask(gateway: &TestGateway, cookie: &str, wait: u64, frames: &[ClientFrame]) -> Answer {
    let body = serde_json::to_string(frames).unwrap();
    gateway
        .send_as(cookie, "POST", &format!("/api/v1/sync?wait={wait}"), &body)
        .await
}

fn frames(answer: &Answer) -> Vec<GatewayFrame> {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("x-livedeck"), Some("1"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    serde_json::from_slice::<Vec<serde_json::Value>>(&answer.body).unwrap();
    protocol::Codec::decode(Encoding::Json, &answer.body).unwrap()
}

/// A manager, the violations, and where they stand.
async fn open_violations(gateway: &TestGateway, cookie: &str) -> (Vec<Violation>, Position) {
    let answer = ask(
        gateway,
        cookie,
        0,
        &[hello(None, vec![sub(&violations(), None)]).into()],
    )
    .await;
    let frames = frames(&answer);
    let at = frames
        .iter()
        .find_map(|it| match it {
            GatewayFrame::Snap(it) => Some(it.at.clone()),
            _ => None,
        })
        .unwrap();
    let open = snapshot::<Violation>(&frames)
        .into_iter()
        .filter(|it| it.state == ViolationState::Open)
        .collect();
    (open, at)
}

#[tokio::test]
async fn hx1_an_exchange_is_a_short_connection_with_everything_in_one_answer() {
    let gateway = TestGateway::with(|config| config.vehicles = 400).await;
    let cookie = gateway.sign_in("manager").await;
    let vehicles = Topic::whole(StreamKind::Vehicle);

    let answer = ask(
        &gateway,
        &cookie,
        25,
        &[hello(None, vec![sub(&vehicles, None)]).into()],
    )
    .await;

    let frames = frames(&answer);
    assert!(matches!(frames[0], GatewayFrame::Welcome(_)), "{:?}", frames[0]);
    let n_parts = frames
        .iter()
        .filter(|it| matches!(it, GatewayFrame::Snap(_)))
        .count();
    assert!(n_parts > 1, "a snapshot in parts is whole in one answer");
    assert!(frames.iter().any(is_last_part));
    assert_eq!(snapshot::<Vehicle>(&frames).len(), 400);
    // The connection ends with its request.
    let mut n_connections = 1;
    for _ in 0..100 {
        let health = gateway.get("/api/health/socket").await.json();
        n_connections = health["connections"].as_u64().unwrap();
        if n_connections == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(n_connections, 0);
}

#[tokio::test]
async fn hx2_verdicts_come_in_the_same_answer_after_their_rows() {
    let gateway = TestGateway::with(|config| config.vehicles = 40).await;
    let cookie = gateway.sign_in("manager").await;
    let (open, at) = open_violations(&gateway, &cookie).await;
    let id = open[0].id.as_str();

    let asked = [
        hello(None, vec![sub(&violations(), Some(at))]).into(),
        acknowledge("m-1", id),
        acknowledge("m-2", "nothing"),
    ];
    let frames = frames(&ask(&gateway, &cookie, 25, &asked).await);

    let place = |is_it: &dyn Fn(&GatewayFrame) -> bool| frames.iter().position(is_it).expect("this frame");
    let rows = place(&|it| match it {
        GatewayFrame::Delta(it) => it
            .ops
            .iter()
            .any(|op| op.id().is_some_and(|it| it.as_str() == id)),
        _ => false,
    });
    let acked = place(&|it| matches!(it, GatewayFrame::Ack(it) if it.id.as_str() == "m-1"));
    place(
        &|it| matches!(it, GatewayFrame::Nack(it) if it.id.as_str() == "m-2" && it.code == NackCode::NotFound),
    );
    assert!(rows < acked);
}

#[tokio::test]
async fn hx3_without_news_it_waits_and_news_end_the_waiting() {
    // A world that stands still.
    let gateway = TestGateway::with(|config| {
        config.vehicles = 5;
        config.demo_rate = Some(0.0);
    })
    .await;
    let cookie = gateway.sign_in("manager").await;
    let members = Topic::whole(StreamKind::Member);
    let answer = ask(
        &gateway,
        &cookie,
        0,
        &[hello(None, vec![sub(&members, None)]).into()],
    )
    .await;
    let at = frames(&answer)
        .iter()
        .find_map(|it| match it {
            GatewayFrame::Snap(it) => Some(it.at.clone()),
            _ => None,
        })
        .unwrap();
    let started = Instant::now();
    let asked = [hello(None, vec![sub(&members, Some(at.clone()))]).into()];
    let quiet = frames(&ask(&gateway, &cookie, 2, &asked).await);
    assert!(started.elapsed() >= Duration::from_secs(2));
    assert!(
        matches!(&quiet[..], [GatewayFrame::Welcome(_), GatewayFrame::Snap(it)] if it.same),
        "{quiet:?}"
    );

    let (open, at) = open_violations(&gateway, &cookie).await;
    let started = Instant::now();
    let waiting = async {
        let asked = [hello(None, vec![sub(&violations(), Some(at))]).into()];
        frames(&ask(&gateway, &cookie, 15, &asked).await)
    };
    let acting = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        ask(
            &gateway,
            &cookie,
            0,
            &[
                hello(None, vec![]).into(),
                acknowledge("m-1", open[0].id.as_str()),
            ],
        )
        .await
    };
    let (news, _) = tokio::join!(waiting, acting);
    assert!(
        news.iter().any(|it| matches!(it, GatewayFrame::Delta(_))),
        "{news:?}"
    );
    assert!(started.elapsed() < Duration::from_secs(14));
}

#[tokio::test]
async fn hx4_an_id_takes_effect_once_over_socket_and_http() {
    let gateway = TestGateway::with(|config| config.vehicles = 40).await;
    let cookie = gateway.sign_in("manager").await;
    let (open, _) = open_violations(&gateway, &cookie).await;
    let id = open[0].id.as_str();

    let mut client = gateway.socket(&cookie, Encoding::MessagePack).await;
    client.hello(&[]).await;
    client.say(&[acknowledge("m-1", id)]).await;
    client
        .until(|it| matches!(it, GatewayFrame::Ack(it) if it.id.as_str() == "m-1"))
        .await;
    let again = frames(
        &ask(
            &gateway,
            &cookie,
            0,
            &[hello(None, vec![]).into(), acknowledge("m-1", id)],
        )
        .await,
    );
    // Acknowledging what is not open is refused, so a second effect would show.
    assert!(
        again
            .iter()
            .any(|it| matches!(it, GatewayFrame::Ack(it) if it.id.as_str() == "m-1")),
        "{again:?}"
    );

    let other = open[1].id.as_str();
    frames(
        &ask(
            &gateway,
            &cookie,
            0,
            &[hello(None, vec![]).into(), acknowledge("m-2", other)],
        )
        .await,
    );
    client.say(&[acknowledge("m-2", other)]).await;
    client
        .until(|it| matches!(it, GatewayFrame::Ack(it) if it.id.as_str() == "m-2"))
        .await;
    assert_eq!(
        gateway.metric("livedeck_mutations_total{verdict=\"ack\"}").await,
        2
    );
}

#[tokio::test]
async fn hx5_it_is_let_in_like_every_request_of_the_api() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("manager").await;
    let body = serde_json::to_string::<[ClientFrame]>(&[hello(None, vec![]).into()]).unwrap();
    let json = ("content-type", "application/json");
    let send = async |headers: &[(&str, &str)], body: &str| {
        let answer = gateway.send("POST", "/api/v1/sync", headers, body).await;
        (answer.status, answer.code())
    };

    assert_eq!(send(&[json], &body).await, (401, "signed_out".to_owned()));
    let unmarked = send(&[json, ("cookie", &cookie)], &body).await;
    assert_eq!(unmarked, (403, "forbidden".to_owned()));
    let mark = ("x-livedeck", "1");
    let foreign = [
        json,
        mark,
        ("cookie", &cookie),
        ("origin", "https://evil.example.com"),
    ];
    assert_eq!(send(&foreign, &body).await.0, 403);
    let mine = [json, mark, ("cookie", cookie.as_str())];
    assert_eq!(send(&[mark, ("cookie", &cookie)], &body).await.0, 415, "a form");
    assert_eq!(send(&mine, "[{]").await, (400, "malformed".to_owned()));
    assert_eq!(send(&mine, "[]").await, (400, "malformed".to_owned()));
    let late = serde_json::to_string(&[acknowledge("m", "1")]).unwrap();
    assert_eq!(
        send(&mine, &late).await,
        (400, "malformed".to_owned()),
        "hello comes first"
    );
    let large = format!("[{}]", " ".repeat(256 * 1024));
    assert_eq!(send(&mine, &large).await, (413, "too_large".to_owned()));
    let old = Hello {
        v: 99,
        ..hello(None, vec![])
    };
    let old = serde_json::to_string::<[ClientFrame]>(&[old.into()]).unwrap();
    assert_eq!(send(&mine, &old).await, (426, "update_needed".to_owned()));
    let nonsense = gateway.send("POST", "/api/v1/sync?wait=soon", &mine, &body).await;
    assert_eq!((nonsense.status, nonsense.code().as_str()), (400, "malformed"));

    let token = gateway
        .send(
            "POST",
            "/api/v1/token",
            &[json],
            &json!({"email": "manager@livedeck.test", "password": "livedeck-demo"}).to_string(),
        )
        .await
        .json()["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let bearer = format!("Bearer {token}");
    assert_eq!(send(&[json, ("authorization", &bearer)], &body).await.0, 200);
    let in_hello = serde_json::to_string::<[ClientFrame]>(&[hello(Some(token), vec![]).into()]).unwrap();
    assert_eq!(send(&[json], &in_hello).await.0, 200);
    let bad = serde_json::to_string::<[ClientFrame]>(&[hello(Some("x".to_owned()), vec![]).into()]).unwrap();
    assert_eq!(send(&[json], &bad).await, (401, "signed_out".to_owned()));
}

#[tokio::test]
async fn hx6_nothing_is_asked_for_in_somebody_elses_name() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("manager").await;
    let me = gateway
        .send("GET", "/api/v1/session", &[("cookie", &cookie)], "")
        .await
        .json()["user"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let body = serde_json::to_string::<[ClientFrame]>(&[hello(None, vec![]).into()]).unwrap();
    let headers = |user: &'static str| {
        [
            ("content-type", "application/json"),
            ("x-livedeck", "1"),
            ("x-livedeck-user", user),
        ]
    };
    let mut theirs = headers("somebody").to_vec();
    theirs.push(("cookie", &cookie));
    let refused = gateway.send("POST", "/api/v1/sync", &theirs, &body).await;
    assert_eq!((refused.status, refused.code().as_str()), (401, "somebody_else"));
    theirs[2].1 = &me;
    assert_eq!(
        gateway.send("POST", "/api/v1/sync", &theirs, &body).await.status,
        200
    );
}

#[tokio::test]
async fn hx7_signing_out_ends_an_exchange_that_waits() {
    let gateway = TestGateway::with(|config| {
        config.vehicles = 5;
        config.demo_rate = Some(0.0);
    })
    .await;
    let cookie = gateway.sign_in("manager").await;
    let waiting = async { ask(&gateway, &cookie, 15, &[hello(None, vec![]).into()]).await };
    let leaving = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        gateway.send_as(&cookie, "DELETE", "/api/v1/session", "").await
    };

    let started = Instant::now();
    let (refused, _) = tokio::join!(waiting, leaving);

    assert_eq!((refused.status, refused.code().as_str()), (401, "signed_out"));
    assert!(started.elapsed() < Duration::from_secs(14));
}

#[tokio::test]
async fn hx8_whoever_asks_too_often_is_told_when_to_come_back() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("manager").await;
    let mut refused = None;
    for _ in 0..=600 {
        // Counted before it is read, so that nonsense is not free.
        let answer = gateway.send_as(&cookie, "POST", "/api/v1/sync", "[]").await;
        if answer.status != 400 {
            refused = Some(answer);
            break;
        }
    }

    let refused = refused.expect("a limit");
    assert_eq!((refused.status, refused.code().as_str()), (429, "too_many"));
    assert!(refused.header("retry-after").is_some());
}
