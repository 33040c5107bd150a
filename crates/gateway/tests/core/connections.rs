//! HB1–HB9: the life of a connection.

use std::time::Duration;

use livedeck_gateway::hub::{HubLimits, HubOutput};
use protocol::{
    Auth, Bye, ClientFrame, CloseCode, Encoding, GatewayFrame, GoAwayReason, Ping, SubErrCode, Timestamp,
    Welcome, entities::Role,
};

use crate::{desk::*, rows::*};

fn welcome(desk: &Desk, conn: livedeck_gateway::hub::ConnId) -> Welcome {
    match desk.client(conn).frames().next() {
        Some(GatewayFrame::Welcome(it)) => it.clone(),
        other => panic!("no welcome: {other:?}"),
    }
}

/// HB1: hello is answered by welcome and everything asked for, in one round trip, in both encodings.
#[test]
fn hb1_hello_is_answered_in_one_round_trip() {
    for encoding in [Encoding::Json, Encoding::MessagePack] {
        let mut desk = Desk::new();
        desk.write(vec![vehicle("a", 1), vehicle("b", 2), violation("v", "low")]);
        let conn = desk.accept(who(Role::Manager), encoding);

        desk.say(
            conn,
            vec![hello("d", 1, vec![sub(1, VEHICLES), sub(2, VIOLATIONS)])],
        );

        let client = desk.client(conn);
        assert_eq!(client.messages.len(), 1);
        assert_eq!(client.kinds(), ["welcome", "snap", "snap"]);
        assert_eq!(welcome(&desk, conn).limits.subs, 256);
        desk.check(conn);
    }
}

/// HB2: a connection without hello ends after five seconds; one that begins with something else ends at once.
#[test]
fn hb2_hello_comes_first_and_soon() {
    let mut desk = Desk::new();
    let silent = desk.accept(who(Role::Manager), Encoding::Json);
    let rude = desk.accept(who(Role::Manager), Encoding::Json);

    desk.say(rude, vec![Ping { c: 1 }.into()]);
    assert_eq!(desk.client(rude).closed, Some(CloseCode::Malformed));

    desk.pass(Duration::from_millis(4_999));
    assert_eq!(desk.client(silent).closed, None);
    desk.pass(Duration::from_millis(1));
    assert_eq!(desk.client(silent).closed, Some(CloseCode::HelloTimeout));
}

/// HB2: what is no message ends the connection, and so does a second hello.
#[test]
fn hb2_malformed_messages_end_the_connection() {
    let mut desk = Desk::new();
    let conn = desk.connect(who(Role::Manager), &[]);
    desk.hub.handle_malformed(conn, "not json");
    desk.pump();
    assert_eq!(desk.client(conn).closed, Some(CloseCode::Malformed));

    let conn = desk.connect(who(Role::Manager), &[]);
    desk.say(conn, vec![hello("d", 2, vec![])]);
    assert_eq!(desk.client(conn).closed, Some(CloseCode::Malformed));
}

/// HB2: another protocol version is told to update.
#[test]
fn hb2_another_version_must_update() {
    let mut desk = Desk::new();
    let conn = desk.accept(who(Role::Manager), Encoding::Json);
    let ClientFrame::Hello(mut newer) = hello("d", 1, vec![]) else {
        unreachable!()
    };
    newer.v = 2;

    desk.say(conn, vec![newer.into()]);

    assert_eq!(desk.client(conn).closed, Some(CloseCode::UpdateNeeded));
}

/// HB3: a newer connection of the same device ends the older one, in whatever order they arrive.
#[test]
fn hb3_a_newer_connection_fences_the_older() {
    let mut desk = Desk::new();
    let older = desk.accept(who(Role::Manager), Encoding::Json);
    let newer = desk.accept(who(Role::Manager), Encoding::Json);
    let late = desk.accept(who(Role::Manager), Encoding::Json);
    let stranger = desk.accept(who(Role::Admin), Encoding::Json);
    desk.say(older, vec![hello("d", 4, vec![])]);

    desk.say(newer, vec![hello("d", 5, vec![])]);
    desk.say(late, vec![hello("d", 3, vec![])]);
    desk.say(stranger, vec![hello("d", 9, vec![])]);

    assert_eq!(desk.client(older).closed, Some(CloseCode::Superseded));
    assert_eq!(desk.client(newer).closed, None);
    assert_eq!(desk.client(late).closed, Some(CloseCode::Superseded));
    assert_eq!(desk.client(stranger).closed, None);
}

/// HB4: `auth` prolongs a connection, for the same person only.
#[test]
fn hb4_auth_prolongs_a_session() {
    let mut desk = Desk::new();
    let mut principal = who(Role::Manager);
    principal.expires = desk.now + Duration::from_secs(60);
    let prolonged = desk.connect(principal.clone(), &[]);
    let stolen = desk.connect(principal.clone(), &[]);
    let refused = desk.connect(principal.clone(), &[]);
    assert_eq!(welcome(&desk, prolonged).expires, 60);

    for conn in [prolonged, stolen, refused] {
        desk.hub
            .handle_message(conn, vec![Auth { token: None }.into()], desk.now);
        let asked = std::iter::from_fn(|| desk.hub.poll_output())
            .find(|it| matches!(it, HubOutput::Authenticate { .. }));
        assert_eq!(asked, Some(HubOutput::Authenticate { conn, token: None }));
    }
    principal.expires = Timestamp::from_millis(u64::MAX / 2);
    desk.hub
        .handle_authenticated(prolonged, Some(principal), desk.now);
    desk.hub
        .handle_authenticated(stolen, Some(who(Role::Admin)), desk.now);
    desk.hub.handle_authenticated(refused, None, desk.now);
    desk.pump();
    assert!(desk.client(prolonged).kinds().contains(&"auth_ok"));
    assert_eq!(desk.client(stolen).closed, Some(CloseCode::Unauthorized));
    assert_eq!(desk.client(refused).closed, Some(CloseCode::Unauthorized));
}

/// HB4: the end of a session is not put off by a lively client.
#[test]
fn hb4_expiry_ends_a_lively_connection() {
    let mut desk = Desk::new();
    let mut principal = who(Role::Manager);
    principal.expires = desk.now + Duration::from_secs(60);
    let conn = desk.connect(principal, &[VEHICLES]);
    for _ in 0..12 {
        desk.pass(Duration::from_millis(4_999));
        desk.say(conn, vec![Ping { c: 1 }.into()]);
    }
    assert_eq!(desk.client(conn).closed, None);

    desk.pass(Duration::from_millis(12));

    assert_eq!(desk.client(conn).closed, Some(CloseCode::Unauthorized));
}

/// HB4: without a session, a token in hello is checked before anything is said.
#[test]
fn hb4_a_token_is_checked_before_the_welcome() {
    let mut desk = Desk::new();
    desk.write(vec![vehicle("a", 1)]);
    for accepted in [true, false] {
        let conn = desk.accept(who(Role::Manager), Encoding::Json);
        let ClientFrame::Hello(mut it) = hello("d", 1, vec![sub(1, VEHICLES)]) else {
            unreachable!()
        };
        it.token = Some("ticket".to_owned());
        desk.say(conn, vec![it.into(), Ping { c: 9 }.into()]);
        assert!(desk.client(conn).messages.is_empty());

        desk.hub
            .handle_authenticated(conn, accepted.then(|| who(Role::Dispatcher)), desk.now);
        desk.pump();

        if accepted {
            assert_eq!(welcome(&desk, conn).user.id.as_str(), "dispatcher");
            assert_eq!(desk.client(conn).kinds(), ["welcome", "pong", "snap"]);
        } else {
            assert_eq!(desk.client(conn).closed, Some(CloseCode::Unauthorized));
        }
        desk.hub.handle_close(conn);
    }
}

/// HB5: signing out ends every connection of the user, and nobody else's.
#[test]
fn hb5_signing_out_ends_connections() {
    let mut desk = Desk::new();
    let (one, two) = (
        desk.connect(who(Role::Manager), &[]),
        desk.connect(who(Role::Manager), &[]),
    );
    let greeting = desk.accept(who(Role::Manager), Encoding::Json);
    let other = desk.connect(who(Role::Admin), &[]);

    desk.hub.end_sessions_of(&"manager".into(), desk.now);
    desk.pump();

    for conn in [one, two, greeting] {
        assert_eq!(desk.client(conn).closed, Some(CloseCode::Unauthorized));
    }
    assert_eq!(desk.client(other).closed, None);
}

/// HB6: a subscription that cannot be is answered with why, and the others go on.
#[test]
fn hb6_refused_subscriptions_say_why() {
    let mut desk = Desk::new();
    desk.write(vec![vehicle("kv-1", 1)]);
    let conn = desk.connect(who(Role::Buyer), &["no/such", VIOLATIONS, VEHICLES]);
    let refusals: Vec<_> = desk
        .client(conn)
        .frames()
        .filter_map(|it| match it {
            GatewayFrame::SubErr(it) => Some((it.s.0, it.code)),
            _ => None,
        })
        .collect();
    assert_eq!(
        refusals,
        [(1, SubErrCode::UnknownTopic), (2, SubErrCode::Forbidden)]
    );
    desk.check(conn);

    let conn = desk.connect(who(Role::Manager), &["fleet/report/kv-1", "fleet/report/kv-2"]);
    let last = desk.client(conn).frames().find_map(|it| match it {
        GatewayFrame::SubErr(it) => Some((it.s.0, it.code)),
        _ => None,
    });
    assert_eq!(last, Some((2, SubErrCode::UnknownTopic)));

    // In the greeting: one by one they would be too many frames for a second.
    let many = vec![VEHICLES; 257];
    let conn = desk.connect(who(Role::Manager), &many);
    let kinds = desk.client(conn).kinds();
    assert_eq!(kinds.iter().filter(|it| **it == "sub_err").count(), 1);
    assert_eq!(kinds.iter().filter(|it| **it == "snap").count(), 256);
}

/// HB7: the gateway pings every 15 s, and ends a connection that really was asked and said nothing.
#[test]
fn hb7_silence_after_a_ping_ends_the_connection() {
    let mut desk = Desk::new();
    let (silent, lively) = (
        desk.connect(who(Role::Manager), &[]),
        desk.connect(who(Role::Manager), &[]),
    );

    for _ in 0..4 {
        desk.pass(Duration::from_secs(15));
        if desk.client(lively).closed.is_none() {
            desk.say(lively, vec![Ping { c: 3 }.into()]);
        }
    }

    assert_eq!(desk.client(silent).closed, Some(CloseCode::GoingAway));
    assert_eq!(desk.client(lively).closed, None);
    let kinds = desk.client(lively).kinds();
    assert_eq!(kinds.iter().filter(|it| **it == "ping").count(), 4);
    assert_eq!(kinds.iter().filter(|it| **it == "pong").count(), 4);
}

/// HB8: a client that says too much is closed; a burst is not too much.
#[test]
fn hb8_too_many_frames_end_the_connection() {
    let mut desk = Desk::new();
    let conn = desk.connect(who(Role::Manager), &[]);
    let pings = |n: u64| (0..n).map(|c| Ping { c }.into()).collect::<Vec<_>>();
    desk.say(conn, pings(190));
    desk.pass(Duration::from_secs(2));
    desk.say(conn, pings(100));
    assert_eq!(desk.client(conn).closed, None);

    desk.say(conn, pings(30));

    assert_eq!(desk.client(conn).closed, Some(CloseCode::TooMany));
}

/// HB8: a user has five connections; the sixth is turned away, and a device that comes back is not a sixth.
#[test]
fn hb8_a_user_has_five_connections() {
    let mut desk = Desk::new();
    let conns: Vec<_> = (0..5).map(|_| desk.connect(who(Role::Manager), &[])).collect();
    let sixth = desk.connect(who(Role::Manager), &[]);
    assert_eq!(desk.client(sixth).closed, Some(CloseCode::TooMany));

    let again = desk.accept(who(Role::Manager), Encoding::Json);
    let device = format!("device-{}", conns[0].0);
    desk.say(again, vec![hello(&device, 2, vec![])]);

    assert_eq!(desk.client(conns[0]).closed, Some(CloseCode::Superseded));
    assert_eq!(desk.client(again).closed, None);
    assert_eq!(
        desk.hub.stats().connections,
        HubLimits::default().connections_per_user
    );
}

/// HB9: before it stops, the gateway tells everybody when to come back; bye ends a connection in peace.
#[test]
fn hb9_goodbyes() {
    let mut desk = Desk::new();
    let (one, two) = (
        desk.connect(who(Role::Manager), &[]),
        desk.connect(who(Role::Manager), &[]),
    );
    desk.say(two, vec![Bye {}.into()]);
    assert_eq!(desk.client(two).closed, Some(CloseCode::Normal));

    let spread = (Duration::from_millis(500), Duration::from_secs(5));
    desk.hub.go_away(GoAwayReason::Deploy, spread, desk.now);
    desk.pump();

    assert!(matches!(desk.client(one).last(), [GatewayFrame::GoAway(it)] if it.spread == (500, 5000)));
}
