//! Rule RB7: a row that a mutation makes shows at once and becomes the confirmed one without flicker.

mod harness;

use harness::*;
use livedeck_sync::{CacheRecord, Changes, Engine, OutboxRecord, Session};
use protocol::{
    GatewayFrame, NackCode, RawRow, RowId, StreamKind, Topic,
    entities::TicketKind,
    mutations::{Mutation, TicketChange},
};

/// RB7: a row that a mutation makes shows at once, survives a snapshot, and becomes the confirmed one without flicker.
#[test]
fn rb7_a_row_that_is_made_shows_until_it_is_confirmed() {
    let mut engine = following_tickets();
    let made = engine.mutate(ticket("t1"), at(1)).unwrap();
    let outputs = drain(&mut engine);
    assert_eq!(changed(&outputs), [&Changes::Rows(vec!["t1".into()])]);
    assert_eq!(text(&engine, "t1").as_deref(), Some("Gate B is locked."));
    assert_eq!(engine.view(&tickets()).unwrap().len(), 1);
    assert_eq!(made.inverse, None, "nothing was there before");

    say(&mut engine, [tickets_at(5, &[("t0", 5)])], at(2));

    let view = engine.view(&tickets()).unwrap();
    let seen: Vec<_> = view.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(seen, ["t0", "t1"]);
    assert!(view.revision(&RowId::from("t1")).is_none(), "it is not confirmed");

    let row = confirmed_ticket("t1", "Gate B is locked.");
    say(
        &mut engine,
        [delta(5, 6, vec![protocol::Op::Put(protocol::Revision(6), row)])],
        at(3),
    );
    assert_eq!(text(&engine, "t1").as_deref(), Some("Gate B is locked."));
    assert_eq!(engine.view(&tickets()).unwrap().len(), 2);
    say(&mut engine, [ack(&made.id)], at(4));

    assert_eq!(text(&engine, "t1").as_deref(), Some("Gate B is locked."));
    let view = engine.view(&tickets()).unwrap();
    assert!(!view.is_speculative(&RowId::from("t1")));
    assert_eq!(view.revision(&RowId::from("t1")), Some(protocol::Revision(6)));
}

/// RB7: refused, it is gone as if it had never been made.
#[test]
fn rb7_a_row_that_is_refused_vanishes() {
    let mut engine = following_tickets();
    let made = engine.mutate(ticket("t1"), at(1)).unwrap();
    drain(&mut engine);

    say(&mut engine, [nack(&made.id, NackCode::Forbidden, None)], at(2));

    assert!(changed(&drain(&mut engine)).contains(&&Changes::Rows(vec!["t1".into()])));
    assert_eq!(text(&engine, "t1"), None);
    assert!(engine.view(&tickets()).unwrap().is_empty());
}

/// RB7: it is there again after a reload, whether the disk gives the actions or the rows first.
#[test]
fn rb7_a_row_that_is_made_survives_a_reload() {
    let record = || OutboxRecord {
        id: "m1".into(),
        name: "ticket.create".to_owned(),
        args: serde_json::json!({"id": "t1", "kind": "site", "text": "Gate B is locked."}),
        user: ana().id,
        user_name: ana().name,
        at: at(0),
        since: at(0),
        order: 1,
        refusal: None,
        condition: None,
    };
    let rows = || CacheRecord {
        topic: tickets(),
        user: ana().id,
        position: position("e1", 4),
        rows: vec![(protocol::Revision(4), confirmed_ticket("t0", "x").into())],
        confirmed_at: at(0),
    };
    for actions_first in [true, false] {
        let mut engine = fresh();
        if actions_first {
            engine.handle_session(Session::SignedIn(ana()), at(1));
            engine.handle_actions(vec![record()], at(1));
        }
        engine.handle_restored(vec![rows()], at(1));
        if !actions_first {
            engine.handle_session(Session::SignedIn(ana()), at(1));
            engine.handle_actions(vec![record()], at(1));
        }

        assert_eq!(
            text(&engine, "t1").as_deref(),
            Some("Gate B is locked."),
            "{actions_first}"
        );
        assert_eq!(engine.view(&tickets()).unwrap().len(), 2);
    }
}

fn tickets() -> Topic {
    Topic::whole(StreamKind::Ticket)
}

/// Live, following the tickets, of which there are none at offset 4.
fn following_tickets() -> Engine {
    let mut engine = live();
    engine.subscribe(&tickets(), START);
    say(&mut engine, [tickets_at(4, &[])], START);
    drain(&mut engine);
    engine
}

fn ticket(id: &str) -> Mutation {
    Mutation::Ticket(TicketChange::Create {
        id: id.into(),
        kind: TicketKind::Site,
        text: "Gate B is locked.".to_owned(),
        shipment: None,
        driver: None,
    })
}

#[expect(clippy::unwrap_used, reason = "a broken noun should fail loudly")]
fn confirmed_ticket(id: &str, text: &str) -> RawRow {
    serde_json::from_value(serde_json::json!({
        "id": id, "kind": "site", "text": text, "reported_by": "Ana", "at": 1,
    }))
    .unwrap()
}

fn tickets_at(offset: u64, rows: &[(&str, u64)]) -> GatewayFrame {
    let mut whole = part("e1", offset, &[], 1, 1, digest(rows));
    whole.rows = rows
        .iter()
        .map(|(id, revision)| (protocol::Revision(*revision), confirmed_ticket(id, "x")))
        .collect();
    whole.into()
}

/// What people read of a ticket.
fn text(engine: &Engine, id: &str) -> Option<String> {
    let row = engine.view(&tickets())?.get(&RowId::from(id))?;
    row.text("text").map(str::to_owned)
}
