//! Rules CA: what is kept on disk, and for whom.

mod harness;

use std::time::Duration;

use harness::*;
use livedeck_sync::{CacheRecord, Changes, Engine, Output, Phase, Session};
use protocol::{StreamKind, Timestamp, Topic};

fn stored(outputs: &[Output]) -> Vec<CacheRecord> {
    outputs
        .iter()
        .filter_map(|it| match it {
            Output::Store(record) => Some(record.clone()),
            _ => None,
        })
        .collect()
}

fn record(confirmed_at: Timestamp) -> CacheRecord {
    let mut engine = following();
    engine.handle_hide(START);
    let mut records = stored(&drain(&mut engine));
    CacheRecord {
        confirmed_at,
        ..records.remove(0)
    }
}

fn restored(record: CacheRecord) -> (Engine, Vec<Output>) {
    let mut engine = fresh();
    engine.handle_restored(vec![record], START);
    let outputs = drain(&mut engine);
    (engine, outputs)
}

/// CA1: a busy topic is written at most every 5 s and 5 ms more per row.
#[test]
fn ca1_writes_are_rare() {
    let mut engine = following();
    let mut records = Vec::new();

    for offset in 4..104 {
        let now = at((offset - 4) * 200);
        say(
            &mut engine,
            [delta(offset, offset + 1, vec![put("v1", offset + 1)])],
            now,
        );
        records.extend(stored(&drain(&mut engine)));
        records.extend(stored(&pass_answered(
            &mut engine,
            now + Duration::from_millis(199),
        )));
    }

    assert!((4..=5).contains(&records.len()), "{}", records.len());
}

/// CA2: when the page goes, everything worth keeping is written at once, and nothing twice.
#[test]
fn ca2_hide_writes_at_once() {
    let mut engine = following();
    pass_answered(&mut engine, at(1_000));
    say(&mut engine, [delta(4, 5, vec![put("v3", 5)])], at(1_000));
    drain(&mut engine);

    engine.handle_hide(at(1_001));
    engine.handle_hide(at(1_002));

    let records = stored(&drain(&mut engine));
    assert_eq!(records.len(), 1);
    assert_eq!(
        (records[0].rows.len(), &records[0].position),
        (3, &position("e1", 5))
    );
}

/// CA3: restored rows paint at once, as stale, and are continued by position.
#[test]
fn ca3_restored_rows_are_stale_and_resume() {
    let (mut engine, outputs) = restored(record(START));
    assert_eq!(changed(&outputs), [&Changes::Reset]);
    assert_eq!((engine.phase(&topic()), ids(&engine).len()), (Phase::Stale, 2));
    engine.subscribe(&topic(), START);
    engine.handle_session(Session::SignedIn(ana()), START);

    engine.handle_opened(START);

    let asked = subs(&drain(&mut engine));
    assert_eq!(asked[0].at, Some(position("e1", 4)));
    say(
        &mut engine,
        [welcome_as(ana(), START), delta(4, 5, vec![put("v3", 5)])],
        at(1),
    );
    assert_eq!((engine.phase(&topic()), ids(&engine).len()), (Phase::Fresh, 3));
}

/// CA4: records that are too old are forgotten unseen.
#[test]
fn ca4_old_records_are_forgotten() {
    let (engine, outputs) = restored(record(START - Duration::from_hours(25)));

    assert!(engine.topics().is_empty());
    assert!(outputs.contains(&Output::Forget(topic())));
}

/// CA5: somebody else's rows are cleared from memory and disk before anything else.
#[test]
fn ca5_records_belong_to_their_user() {
    let (mut engine, _) = restored(record(START));
    engine.subscribe(&topic(), START);

    engine.handle_session(Session::SignedIn(ben()), at(1));

    let outputs = drain(&mut engine);
    assert!(outputs.contains(&Output::ForgetAll));
    assert!(engine.view(&topic()).is_none());
    assert_eq!(engine.phase(&topic()), Phase::Loading);
}

/// CA6: signing out clears everything; a session that ran out keeps it for the same person.
#[test]
fn ca6_sign_out_clears_and_expiry_keeps() {
    let mut engine = following();
    engine.handle_session(Session::Expired, at(1));
    assert_eq!(ids(&engine), ["v1", "v2"]);
    assert!(!drain(&mut engine).contains(&Output::ForgetAll));

    engine.handle_session(Session::SignedOut, at(2));

    assert!(engine.view(&topic()).is_none());
    assert!(drain(&mut engine).contains(&Output::ForgetAll));
}

/// CA7: what a stream may not keep is never written.
#[test]
fn ca7_private_streams_are_not_written() {
    let mut engine = live();
    engine.subscribe(&Topic::scoped(StreamKind::ReportEntry, "kv-1"), START);
    say(&mut engine, [snapshot("e1", 1, &[("v1", 1)])], START);

    engine.handle_hide(at(1));

    assert!(stored(&pass_answered(&mut engine, at(60_000))).is_empty());
    assert!(stored(&drain(&mut engine)).is_empty());
}

/// CA8: a record survives being text, and garbage does not become a record.
#[test]
fn ca8_records_are_plain_text() {
    let record = record(START);

    let text = serde_json::to_string(&record).unwrap();

    assert_eq!(serde_json::from_str::<CacheRecord>(&text).unwrap(), record);
    assert!(text.contains("\"topic\":\"fleet/violations\""));
    assert!(serde_json::from_str::<CacheRecord>(&text.replace("fleet/violations", "nope")).is_err());
}
