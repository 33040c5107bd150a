//! The socket: who gets one, what it says, how it ends.

use protocol::{
    ClientFrame, Encoding, GatewayFrame, Mut, Ping, StreamKind, SubId, Topic,
    entities::{Violation, ViolationState},
};
use serde_json::json;
use tokio_tungstenite::tungstenite::{Error, protocol::Message};

use crate::{
    client::{Client, hello, is_last_part, snapshot},
    gateway::TestGateway,
};

fn violations() -> Topic {
    Topic::whole(StreamKind::Violation)
}

/// Rule 2: the rows of a mutation stand before its verdict, in both encodings.
#[tokio::test]
async fn a_verdict_stands_after_its_rows() {
    let gateway = TestGateway::with(|config| config.vehicles = 40).await;
    let cookie = gateway.sign_in("manager").await;

    for encoding in [Encoding::Json, Encoding::MessagePack] {
        let mut client = gateway.socket(&cookie, encoding).await;
        client.hello(&[violations()]).await;
        let frames = client.until(is_last_part).await;
        assert!(matches!(frames[0], GatewayFrame::Welcome(_)), "{frames:?}");
        let open = snapshot::<Violation>(&frames)
            .into_iter()
            .find(|it| it.state == ViolationState::Open)
            .expect("an open violation");

        let id = format!("0197c3d2-0000-7000-8000-00000000000{}", encoding as u8);
        client
            .say(&[Mut {
                id: id.as_str().into(),
                name: "violation.acknowledge".to_owned(),
                args: json!({ "id": open.id }),
                after: vec![],
                only_if: Default::default(),
            }
            .into()])
            .await;
        let frames = client
            .until(|it| matches!(it, GatewayFrame::Ack(_) | GatewayFrame::Nack(_)))
            .await;

        assert!(
            matches!(frames.last(), Some(GatewayFrame::Ack(it)) if it.id.as_str() == id),
            "{frames:?}"
        );
        let changed = frames.iter().any(|it| match it {
            GatewayFrame::Delta(delta) => delta.ops.iter().any(|op| op.id().as_ref() == Some(&open.id)),
            _ => false,
        });
        assert!(changed, "the rows stand before the verdict: {frames:?}");
    }
}

/// HT2: another site's page gets no socket, with or without a cookie.
#[tokio::test]
async fn ht2_other_pages_get_no_socket() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("manager").await;
    let other_port = format!("http://127.0.0.1:{}", gateway.address().port() ^ 1);
    let longer = format!("{}0", gateway.origin());
    let suffixed = format!("{}.evil.com", gateway.origin());
    let secure = gateway.origin().replace("http", "ftp");

    let wrong = [
        "null",
        "http://evil.com",
        "https://evil.com",
        "http://127.0.0.1",
        "http://localhost",
        "file://",
        "http://127.0.0.1:80@evil.com",
        "http://evil.com/?http://127.0.0.1",
        &other_port,
        &longer,
        &suffixed,
        &secure,
    ];
    for origin in wrong {
        let refused = gateway
            .try_socket(&[("origin", origin), ("cookie", &cookie)], "livedeck.v1.json")
            .await;
        match refused {
            Err(Error::Http(answer)) => assert_eq!(answer.status(), 403, "{origin}"),
            other => panic!("{origin}: {other:?}"),
        }
    }
    assert_eq!(gateway.metric("livedeck_foreign_origins_total").await, 12);
    assert_eq!(gateway.metric("livedeck_connections").await, 0);
}

#[tokio::test]
async fn the_first_known_subprotocol_is_spoken() {
    let gateway = TestGateway::demo().await;
    let origin = gateway.origin();

    let unknown = gateway
        .try_socket(&[("origin", &origin)], "livedeck.v9, chat")
        .await;
    assert!(matches!(unknown, Err(Error::Http(it)) if it.status() == 400));
    let cookie = gateway.sign_in("manager").await;
    for (offered, encoding) in [
        (
            "livedeck.v9, livedeck.v1.msgpack, livedeck.v1.json",
            Encoding::MessagePack,
        ),
        ("livedeck.v1.json, livedeck.v1.msgpack", Encoding::Json),
    ] {
        let headers = [("origin", origin.as_str()), ("cookie", cookie.as_str())];
        let stream = gateway.try_socket(&headers, offered).await.unwrap();
        let mut client = Client::new(stream, encoding);
        client.hello(&[]).await;
        let frames = client.hear().await.unwrap();
        assert!(matches!(frames[0], GatewayFrame::Welcome(_)), "{offered}");
    }
}

#[tokio::test]
async fn nobody_is_welcomed_without_a_session() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("manager").await;

    let mut client = gateway.socket("livedeck=guess", Encoding::Json).await;
    client.hello(&[]).await;
    assert_eq!(client.end().await, 4401);

    // A program that sends no origin is not let in by a cookie: only by a ticket.
    let stream = gateway
        .try_socket(&[("cookie", &cookie)], "livedeck.v1.json")
        .await;
    assert!(stream.is_ok());
}

/// HT4: a ticket opens one socket.
#[tokio::test]
async fn ht4_a_ticket_opens_one_socket() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("manager").await;
    let answer = gateway
        .send_as(&cookie, "POST", "/api/v1/ticket", "")
        .await
        .json();
    let token = answer["token"].as_str().unwrap().to_owned();

    let mut first = gateway.socket("", Encoding::Json).await;
    first.say(&[hello(Some(token.clone()), vec![]).into()]).await;
    let frames = first.hear().await.unwrap();
    assert!(matches!(&frames[0], GatewayFrame::Welcome(it) if it.user.roles == ["manager"]));
    let mut second = gateway.socket("", Encoding::Json).await;
    second.say(&[hello(Some(token), vec![]).into()]).await;
    assert_eq!(second.end().await, 4401);

    gateway.send_as(&cookie, "DELETE", "/api/v1/session", "").await;
    assert_eq!(
        first.end().await,
        4401,
        "the ticket's socket belongs to the session"
    );
}

#[tokio::test]
async fn ht7_signing_out_ends_the_sockets_of_the_session() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("manager").await;
    let other = gateway.sign_in("manager").await;
    let mut client = gateway.socket(&cookie, Encoding::Json).await;
    client.hello(&[]).await;
    client.hear().await.unwrap();
    let mut bystander = gateway.socket(&other, Encoding::Json).await;
    bystander.hello(&[]).await;
    bystander.hear().await.unwrap();

    gateway.send_as(&cookie, "DELETE", "/api/v1/session", "").await;

    assert_eq!(client.end().await, 4401);
    bystander.say(&[ClientFrame::Ping(Ping { c: 7 })]).await;
    bystander
        .until(|it| matches!(it, GatewayFrame::Pong(it) if it.c == 7))
        .await;
}

#[tokio::test]
async fn ht10_what_is_no_message_ends_the_socket_with_its_code() {
    let gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("manager").await;
    let cases = [
        (Message::text("no json"), 4400),
        (Message::text(r#"[{"hello":{"v":"one"}}]"#), 4400),
        (Message::binary(&b"\x90"[..]), 4400),
        (Message::text(" ".repeat(256 * 1024 + 1)), 4413),
    ];

    for (message, code) in cases {
        let mut client = gateway.socket(&cookie, Encoding::Json).await;
        client.send(message).await;
        assert_eq!(client.end().await, code);
    }
    let mut silent = gateway.socket(&cookie, Encoding::Json).await;
    assert_eq!(silent.end().await, 4408, "hello is due within five seconds");
}

#[tokio::test]
async fn ht9_a_deploy_sends_everybody_away_and_back() {
    let mut gateway = TestGateway::demo().await;
    let cookie = gateway.sign_in("manager").await;
    let mut client = gateway.socket(&cookie, Encoding::Json).await;
    client.hello(&[Topic::whole(StreamKind::Member)]).await;
    let frames = client.until(is_last_part).await;
    let before = frames.iter().find_map(|it| match it {
        GatewayFrame::Snap(snap) => Some(snap.clone()),
        _ => None,
    });
    let before = before.unwrap();

    gateway.stop().await;

    client.until(|it| matches!(it, GatewayFrame::GoAway(_))).await;
    assert_eq!(client.end().await, 1012);
    gateway.restart().await;
    let mut client = gateway.socket(&cookie, Encoding::Json).await;
    let sub = protocol::Sub {
        s: SubId(1),
        topic: "team/members".to_owned(),
        at: Some(before.at),
        sum: Some(before.sum),
        hz: None,
    };
    client.say(&[hello(None, vec![sub]).into()]).await;
    // Nothing happened to the members: the client resumes where it was, without a row.
    let frames = client
        .until(|it| matches!(it, GatewayFrame::Snap(_) | GatewayFrame::Delta(_)))
        .await;
    let resumed = frames.iter().any(|it| match it {
        GatewayFrame::Snap(snap) => snap.same,
        GatewayFrame::Delta(delta) => delta.ops.is_empty(),
        _ => false,
    });
    assert!(resumed, "{frames:?}");
}
