//! Rules OB5 and OB12 to OB21: what is asked for is on disk before it leaves, and stays there until it is settled or given up.

mod harness;

use harness::*;
use livedeck_sync::{ACTIONS_MAX, BYTES_MAX, Condition, OutboxFull, OutboxRecord, Output, Session, Stage};
use protocol::{MutationId, NackCode, Revision, mutations::Mutation};

fn kept(outputs: &[Output]) -> Vec<OutboxRecord> {
    outputs
        .iter()
        .filter_map(|it| match it {
            Output::Keep(record) => Some(record.clone()),
            _ => None,
        })
        .collect()
}

fn dropped(outputs: &[Output]) -> Vec<MutationId> {
    outputs
        .iter()
        .filter_map(|it| match it {
            Output::Drop(id) => Some(id.clone()),
            _ => None,
        })
        .collect()
}

/// What an engine leaves on the disk when its page is killed in the middle of everything.
fn left_behind(mutations: impl IntoIterator<Item = Mutation>) -> Vec<OutboxRecord> {
    let mut engine = following();
    engine.handle_network(false, at(0));
    for mutation in mutations {
        assert!(engine.mutate(mutation, at(1)).is_ok());
    }
    kept(&drain(&mut engine))
}

/// OB12: nothing is sent before it is on disk.
#[test]
fn ob12_on_disk_before_it_is_sent() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(1)).unwrap();

    let outputs = drain_raw(&mut engine);
    assert_eq!(kept(&outputs)[0].id, made.id);
    assert!(muts(&outputs).is_empty());
    assert_eq!(engine.pending().next().unwrap().stage, Stage::Saving);
    assert_eq!(seen(&engine, "v1").as_deref(), Some("acknowledged"));

    engine.handle_kept(&made.id, true, at(2));

    assert_eq!(muts(&drain_raw(&mut engine))[0].id, made.id);
    assert!(engine.pending().next().unwrap().is_kept);
}

/// OB13: where the disk refuses it, it is sent all the same, and known as not kept.
#[test]
fn ob13_without_a_disk_it_is_sent_all_the_same() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    drain_raw(&mut engine);

    engine.handle_kept(&made.id, false, at(2));

    assert_eq!(muts(&drain_raw(&mut engine))[0].id, made.id);
    assert!(!engine.pending().next().unwrap().is_kept);
}

/// OB14: what was on disk when the page was loaded shows at once, and is sent in its order with its old ids.
#[test]
fn ob14_a_new_page_goes_on_where_the_old_one_ended() {
    let mut records = left_behind([acknowledge("v1"), resolve("v1"), acknowledge("v2")]);
    records.reverse();
    let mut engine = connecting();
    engine.handle_actions(records.clone(), at(5));
    engine.subscribe(&topic(), at(5));
    drain(&mut engine);
    welcome(&mut engine, at(6));
    let mut outputs = drain(&mut engine);
    say(&mut engine, [snapshot("e1", 4, &[("v1", 3), ("v2", 4)])], at(7));
    outputs.extend(drain(&mut engine));

    assert_eq!(seen(&engine, "v1").as_deref(), Some("resolved"));
    assert_eq!(seen(&engine, "v2").as_deref(), Some("acknowledged"));
    let ids: Vec<_> = engine.pending().map(|it| it.id.clone()).collect();
    records.reverse();
    assert_eq!(ids, records.iter().map(|it| it.id.clone()).collect::<Vec<_>>());
    assert!(kept(&outputs).is_empty(), "they are on disk already");
}

/// OB15: an action leaves the disk when it took effect, not before.
#[test]
fn ob15_it_leaves_the_disk_with_its_verdict() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    assert!(dropped(&drain(&mut engine)).is_empty());

    say(
        &mut engine,
        [delta(4, 5, vec![state("v1", 5, "acknowledged")]), ack(&made.id)],
        at(2),
    );

    assert_eq!(dropped(&drain(&mut engine)), [made.id]);
    assert_eq!(engine.actions().count(), 0);
}

/// OB16: a refused action is parked with its reason, on disk too; it shows no more and blocks nothing.
#[test]
fn ob16_refused_is_parked_and_blocks_nothing() {
    let mut engine = following();
    let first = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    drain(&mut engine);

    say(&mut engine, [nack(&first.id, NackCode::Forbidden, None)], at(2));

    let outputs = drain(&mut engine);
    assert_eq!(
        kept(&outputs)[0].refusal.as_ref().unwrap().code,
        NackCode::Forbidden
    );
    assert_eq!(seen(&engine, "v1").as_deref(), Some("open"));
    assert_eq!(engine.pending().count(), 0);
    assert!(matches!(&engine.actions().next().unwrap().stage, Stage::Parked(nack) if nack.id == first.id));

    let second = engine.mutate(resolve("v1"), at(3)).unwrap();
    let sent = muts(&drain(&mut engine));
    assert_eq!((sent[0].id.clone(), sent[0].after.len()), (second.id, 0));

    // The page is loaded anew: it is still there, still refused, and not sent.
    let mut engine = connecting();
    engine.handle_actions(kept(&outputs), at(5));
    let outputs = welcome(&mut engine, at(6));
    assert!(muts(&outputs).is_empty());
    assert_eq!(engine.actions().count(), 1);
}

/// OB17: a refused action can be tried again under a new id, or given up; both leave nothing of the old one.
#[test]
fn ob17_refused_is_tried_again_or_given_up() {
    let mut engine = following();
    let first = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    drain(&mut engine);
    say(&mut engine, [nack(&first.id, NackCode::Conflict, None)], at(2));
    drain(&mut engine);

    let again = engine.retry_action(&first.id, at(3)).unwrap();

    let outputs = drain(&mut engine);
    assert_ne!(again.id, first.id);
    assert_eq!(dropped(&outputs), [first.id]);
    assert_eq!(muts(&outputs)[0].id, again.id);
    assert_eq!(seen(&engine, "v1").as_deref(), Some("acknowledged"));

    assert!(
        !engine.discard_action(&again.id, at(4)),
        "it may have taken effect"
    );
    say(&mut engine, [nack(&again.id, NackCode::Conflict, None)], at(5));
    drain(&mut engine);
    assert!(engine.discard_action(&again.id, at(6)));
    assert_eq!(dropped(&drain(&mut engine)), [again.id]);
    assert_eq!(engine.actions().count(), 0);
}

/// OB17: what finds no room to be tried again stays refused, and is not lost.
#[test]
fn ob17_what_finds_no_room_stays() {
    let mut engine = following();
    let refused = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    say(&mut engine, [nack(&refused.id, NackCode::Conflict, None)], at(2));
    engine.handle_network(false, at(3));
    let large = "x".repeat(BYTES_MAX);
    let large = engine.mutate(acknowledge(&large), at(3)).unwrap();
    drain(&mut engine);

    let again = engine.retry_action(&refused.id, at(4));

    assert_eq!(again, Err(OutboxFull { limit: ACTIONS_MAX }));
    assert!(dropped(&drain(&mut engine)).is_empty());
    assert!(engine.actions().any(|it| it.id == refused.id));

    assert!(engine.discard_action(&large.id, at(5)));
    let again = engine.retry_action(&refused.id, at(6)).unwrap();
    assert_eq!(seen(&engine, "v1").as_deref(), Some("acknowledged"));
    assert!(engine.actions().all(|it| it.id == again.id));
}

/// OB17: what is tried again makes room for itself.
#[test]
fn ob17_what_is_tried_again_makes_room() {
    let mut engine = following();
    let large = engine.mutate(acknowledge(&"x".repeat(BYTES_MAX)), at(1)).unwrap();
    say(&mut engine, [nack(&large.id, NackCode::NotFound, None)], at(2));

    assert!(engine.retry_action(&large.id, at(3)).is_ok());
}

/// OB18: an action that never left this device can be given up; the row is as it was.
#[test]
fn ob18_what_never_left_can_be_given_up() {
    let mut engine = following();
    engine.handle_network(false, at(0));
    let made = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    drain(&mut engine);

    assert!(engine.discard_action(&made.id, at(2)));

    assert_eq!(seen(&engine, "v1").as_deref(), Some("open"));
    assert_eq!(dropped(&drain(&mut engine)), [made.id]);
}

/// OB5: what was kept for somebody else is neither shown nor sent, and still there for them.
#[test]
fn ob5_kept_actions_belong_to_their_owner() {
    let records = left_behind([acknowledge("v1")]);
    let mut engine = fresh();
    engine.handle_actions(records.clone(), at(3));
    engine.handle_session(Session::SignedIn(ben()), at(4));
    drain(&mut engine);
    engine.handle_opened(at(5));
    engine.handle_message(vec![welcome_as(ben(), at(5))], 10, at(5));
    let outputs = drain(&mut engine);

    assert!(muts(&outputs).is_empty() && dropped(&outputs).is_empty());
    assert_eq!(engine.actions().count(), 0);
}

/// OB19: what takes back holds only for the revision it was made on.
#[test]
fn ob19_taking_back_names_the_revision() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    drain(&mut engine);
    say(
        &mut engine,
        [delta(4, 5, vec![state("v1", 5, "acknowledged")]), ack(&made.id)],
        at(2),
    );
    drain(&mut engine);

    engine.mutate_if_unchanged(made.inverse.unwrap(), at(3)).unwrap();

    let sent = muts(&drain(&mut engine));
    assert_eq!(
        sent[0].only_if,
        [("fleet/violations#v1".to_owned(), Revision(5))].into()
    );
    assert_eq!(seen(&engine, "v1").as_deref(), Some("open"));
}

/// OB20: taking back what has no verdict waits for it, on disk too.
#[test]
fn ob20_taking_back_waits_for_the_verdict() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    drain(&mut engine);
    let back = engine.mutate_if_unchanged(made.inverse.unwrap(), at(2)).unwrap();
    let outputs = drain(&mut engine);
    assert!(muts(&outputs).is_empty());
    assert_eq!(
        kept(&outputs)[0].condition,
        Some(Condition::After(made.id.clone()))
    );

    say(
        &mut engine,
        [
            delta(4, 5, vec![state("v1", 5, "acknowledged")]),
            ack(&made.id),
            delta(5, 6, vec![state("v1", 6, "resolved")]),
        ],
        at(3),
    );

    let outputs = drain(&mut engine);
    assert_eq!(kept(&outputs)[0].condition, Some(Condition::At(Revision(5))));
    let sent = muts(&outputs);
    assert_eq!(sent[0].id, back.id);
    assert_eq!(sent[0].only_if.values().collect::<Vec<_>>(), [&Revision(5)]);
}

/// OB20: what was refused need not be taken back.
#[test]
fn ob20_nothing_to_take_back_after_a_refusal() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    let back = engine.mutate_if_unchanged(made.inverse.unwrap(), at(2)).unwrap();
    engine.mutate_if_unchanged(acknowledge("v1"), at(2)).unwrap();
    drain(&mut engine);

    say(&mut engine, [nack(&made.id, NackCode::Forbidden, None)], at(3));

    let outputs = drain(&mut engine);
    assert!(muts(&outputs).is_empty());
    assert!(dropped(&outputs).contains(&back.id));
    assert_eq!(engine.pending().count(), 0);
    assert_eq!(engine.actions().count(), 1);
    assert_eq!(seen(&engine, "v1").as_deref(), Some("open"));
}

/// OB21: while its rows are on their way, nobody can tell who changed the row last.
#[test]
fn ob21_refused_where_it_cannot_be_told() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    drain(&mut engine);
    let back = engine.mutate_if_unchanged(made.inverse.unwrap(), at(2)).unwrap();
    drain(&mut engine);
    // A gap: the rows are fetched again.
    say(
        &mut engine,
        [delta(7, 8, vec![state("v1", 8, "resolved")])],
        at(3),
    );
    drain(&mut engine);

    say(&mut engine, [ack(&made.id)], at(4));

    assert!(muts(&drain(&mut engine)).is_empty());
    let left: Vec<_> = engine.actions().collect();
    assert_eq!(left[0].id, back.id);
    assert!(matches!(&left[0].stage, Stage::Parked(it) if it.code == NackCode::Conflict));
}
