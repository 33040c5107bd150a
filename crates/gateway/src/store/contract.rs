//! What every store must do: one test per rule of `docs/GATEWAY.md`, run against each implementation.

use std::sync::Arc;

use protocol::{
    Digest, Epoch, MutationId, NackCode, Offset, Op, RawRow, Revision, RowId, Timestamp, Topic, UserId,
    entities::{Doubt, StreamKind, TrackPoint},
};
use serde_json::json;

use super::{
    AskedBy, Commit, CommitId, Deed, ENTRIES_MAX, HistoryEntry, KeptPoint, LogStep, Person, RecordedVerdict,
    RowChange, Store, StoreError, StoredState, TopicCommit, TrackQuery, Verdict,
};

/// A place that outlives the stores opened on it.
pub trait Place {
    /// A store on what is there, as after a restart.
    fn open(&self) -> Box<dyn Store>;
}

/// Runs every rule of the contract against a place.
macro_rules! store_contract {
    ($place:expr) => {
        $crate::store::contract::store_contract!(@ $place,
            st1_offsets_have_no_holes,
            st2_a_commit_is_whole_or_nothing,
            st3_verdicts_stand_with_their_rows,
            st4_what_is_read_is_what_was_committed,
            st5_a_topic_has_one_life_until_reset,
            st6_the_first_verdict_stays,
            st7_verdicts_are_kept_for_their_time,
            st8_the_log_is_kept_from_where_the_hub_needs_it,
            st14_a_rows_history_stands_and_goes_with_the_row,
            st15_tracks_are_read_as_they_were_written_and_go_by_age,
        );
    };
    (@ $place:expr, $($rule:ident,)+) => {$(
        #[test]
        fn $rule() {
            $crate::store::contract::$rule(&$place);
        }
    )+};
}
pub(crate) use store_contract;

/// Vehicles, as a topic to write.
pub fn vehicles() -> Topic {
    Topic::whole(StreamKind::Vehicle)
}

fn violations() -> Topic {
    Topic::whole(StreamKind::Violation)
}

/// A step of a topic that puts one row.
pub fn put(topic: Topic, from: u64, id: &str, value: u64) -> TopicCommit {
    let to = Offset(from + 1);
    let revision = Revision(to.0);
    let row: RawRow = serde_json::from_value(json!({"id": id, "value": value, "text": "Žižkov"})).unwrap();
    TopicCommit {
        topic,
        epoch: Epoch::from("life-1"),
        step: LogStep {
            from: Offset(from),
            to,
            ops: [Op::Put(revision, row.clone())].into(),
            sum: Digest::of([(id, revision)]),
        },
        rows: vec![RowChange {
            id: RowId::from(id),
            revision,
            row: Some(Arc::new(row)),
        }],
        log_since: Offset(0),
    }
}

/// A commit of some steps.
pub fn commit(topics: Vec<TopicCommit>) -> Commit {
    Commit {
        id: CommitId(1),
        at: Timestamp::from_millis(1000),
        topics,
        verdicts: Vec::new(),
        verdicts_since: Timestamp::from_millis(0),
        history: Vec::new(),
        tracks: [].into(),
    }
}

fn ack(id: &str, at: u64) -> RecordedVerdict {
    RecordedVerdict {
        id: MutationId::from(id),
        user: UserId::from("ana"),
        at: Timestamp::from_millis(at),
        verdict: Verdict::Ack,
    }
}

/// ST1
pub fn st1_offsets_have_no_holes(place: &impl Place) {
    let mut store = place.open();
    store.commit(&commit(vec![put(vehicles(), 0, "a", 1)])).unwrap();

    for from in [0, 2, 7] {
        let refused = store.commit(&commit(vec![put(vehicles(), from, "b", 1)]));
        assert!(
            matches!(refused, Err(StoreError::Gap { head: Offset(1), .. })),
            "{refused:?}"
        );
    }
    let mut leap = put(vehicles(), 1, "b", 1);
    leap.step.to = Offset(3);
    assert!(matches!(
        store.commit(&commit(vec![leap])),
        Err(StoreError::Gap { .. })
    ));

    store.commit(&commit(vec![put(vehicles(), 1, "b", 1)])).unwrap();
    assert_eq!(store.load().unwrap().topics[0].position.offset, Offset(2));
}

/// ST2
pub fn st2_a_commit_is_whole_or_nothing(place: &impl Place) {
    let mut store = place.open();
    store.commit(&commit(vec![put(vehicles(), 0, "a", 1)])).unwrap();
    let before = store.load().unwrap();
    let mut half = commit(vec![put(vehicles(), 1, "a", 2), put(violations(), 5, "v", 1)]);
    half.verdicts.push(ack("m1", 1));

    assert!(store.commit(&half).is_err());

    assert_eq!(store.load().unwrap(), before);
    assert_eq!(place.open().load().unwrap(), before);
}

/// ST3
pub fn st3_verdicts_stand_with_their_rows(place: &impl Place) {
    let mut both = commit(vec![put(violations(), 0, "v", 1)]);
    both.verdicts = vec![ack("m1", 5)];
    let refusal = Verdict::Nack {
        code: NackCode::Forbidden,
        msg: "not \"yours\"".to_owned(),
    };
    both.verdicts.push(RecordedVerdict {
        verdict: refusal,
        ..ack("m2", 6)
    });

    place.open().commit(&both).unwrap();

    let state = place.open().load().unwrap();
    assert_eq!(state.rows(&violations()).count(), 1);
    assert_eq!(state.verdicts, both.verdicts);
}

/// ST4
pub fn st4_what_is_read_is_what_was_committed(place: &impl Place) {
    let report = Topic::scoped(StreamKind::ReportEntry, "kv-1");
    let mut store = place.open();
    assert_eq!(store.load().unwrap(), StoredState::default());
    store
        .commit(&commit(vec![
            put(vehicles(), 0, "b", 1),
            put(report.clone(), 0, "s", 1),
        ]))
        .unwrap();
    store.commit(&commit(vec![put(vehicles(), 1, "a", 2)])).unwrap();
    store.commit(&commit(vec![put(vehicles(), 2, "b", 3)])).unwrap();
    let mut removal = put(vehicles(), 3, "a", 0);
    removal.rows[0].row = None;
    removal.step.ops = [
        Op::Remove(Revision(4), RowId::from("a")),
        Op::Patch(
            Revision(4),
            RowId::from("b"),
            [("value".to_owned(), json!(3))].into_iter().collect(),
            vec!["gone".to_owned()],
        ),
    ]
    .into();
    store.commit(&commit(vec![removal.clone()])).unwrap();
    drop(store);

    let state = place.open().load().unwrap();

    let paths: Vec<_> = state.topics.iter().map(|it| it.topic.clone()).collect();
    assert_eq!(paths, [vehicles(), report]);
    let stored = &state.topics[0];
    assert_eq!(stored.position, ("life-1".into(), Offset(4)).into());
    let expected = put(vehicles(), 2, "b", 3).rows[0].row.clone().unwrap();
    assert_eq!(stored.rows, [(Revision(3), expected)]);
    assert_eq!(stored.log.len(), 4);
    assert_eq!(stored.log[3], removal.step);
    assert!(stored.log.windows(2).all(|it| it[0].to == it[1].from));
}

/// ST5
pub fn st5_a_topic_has_one_life_until_reset(place: &impl Place) {
    let mut store = place.open();
    store.commit(&commit(vec![put(vehicles(), 0, "a", 1)])).unwrap();
    let mut other = put(vehicles(), 1, "b", 1);
    other.epoch = Epoch::from("life-2");
    assert!(matches!(
        store.commit(&commit(vec![other])),
        Err(StoreError::Gap { .. })
    ));

    store.reset().unwrap();

    assert!(store.load().unwrap().is_empty());
    let mut first = put(vehicles(), 0, "b", 1);
    first.epoch = Epoch::from("life-2");
    store.commit(&commit(vec![first])).unwrap();
    let state = place.open().load().unwrap();
    assert_eq!(state.topics[0].position, ("life-2".into(), Offset(1)).into());
    assert_eq!(state.rows(&vehicles()).count(), 1);
}

/// ST6
pub fn st6_the_first_verdict_stays(place: &impl Place) {
    let mut store = place.open();
    let mut first = commit(Vec::new());
    first.verdicts = vec![ack("m1", 1)];
    store.commit(&first).unwrap();
    let mut second = commit(Vec::new());
    second.verdicts = vec![RecordedVerdict {
        verdict: Verdict::Nack {
            code: NackCode::Invalid,
            msg: String::new(),
        },
        ..ack("m1", 2)
    }];

    store.commit(&second).unwrap();

    assert_eq!(place.open().load().unwrap().verdicts, first.verdicts);
}

/// ST7
pub fn st7_verdicts_are_kept_for_their_time(place: &impl Place) {
    let mut store = place.open();
    let mut first = commit(Vec::new());
    first.verdicts = vec![ack("old", 9), ack("kept", 10)];
    store.commit(&first).unwrap();
    let mut later = commit(Vec::new());
    later.verdicts = vec![ack("new", 50)];
    later.verdicts_since = Timestamp::from_millis(10);

    store.commit(&later).unwrap();

    let kept = place.open().load().unwrap().verdicts;
    assert_eq!(kept, [ack("kept", 10), ack("new", 50)]);
}

/// ST8
pub fn st8_the_log_is_kept_from_where_the_hub_needs_it(place: &impl Place) {
    let mut store = place.open();
    for from in 0..10 {
        let mut step = put(vehicles(), from, "a", from);
        step.log_since = Offset(from.saturating_sub(3));
        store.commit(&commit(vec![step])).unwrap();
    }

    let state = place.open().load().unwrap();

    let log = &state.topics[0].log;
    assert_eq!(log.first().map(|it| it.from), Some(Offset(6)));
    assert_eq!(log.last().map(|it| it.to), Some(Offset(10)));
    assert!(log.windows(2).all(|it| it[0].to == it[1].from));
}

fn deed(id: &str, n: u64, revision: u64) -> HistoryEntry {
    HistoryEntry {
        topic: violations(),
        id: RowId::from(id),
        n,
        deed: Deed {
            at: Timestamp::from_millis(n),
            revision: Revision(revision),
            // The gateway's own changes have nobody behind them.
            asked: n.is_multiple_of(2).then(|| AskedBy {
                by: Person {
                    id: UserId::from("ana"),
                    name: "Ana Žižková".to_owned(),
                },
                action: "violation.assign".to_owned(),
                mutation: MutationId::from("m1"),
            }),
            changed: serde_json::from_value(json!({"value": n})).unwrap(),
            removed: vec!["reason".to_owned()],
            was: serde_json::from_value(json!({"reason": "dust"})).ok(),
        },
    }
}

/// ST14
pub fn st14_a_rows_history_stands_and_goes_with_the_row(place: &impl Place) {
    let mut store = place.open();
    let steps = ENTRIES_MAX as u64 + 3;
    for from in 0..steps {
        let mut step = commit(vec![put(violations(), from, "v", from)]);
        step.history = vec![deed("v", from + 1, from + 1)];
        store.commit(&step).unwrap();
    }
    let mut refused = commit(vec![put(violations(), 0, "v", 1)]);
    refused.history = vec![deed("v", steps + 1, 1)];
    assert!(store.commit(&refused).is_err());

    let kept: Vec<_> = (4..=steps).map(|n| deed("v", n, n)).collect();
    assert_eq!(store.load().unwrap().history, kept, "the last ones, in order");
    assert_eq!(place.open().load().unwrap().history, kept);

    let mut other = commit(vec![put(violations(), steps, "w", 1)]);
    other.history = vec![deed("w", 1, steps + 1)];
    store.commit(&other).unwrap();
    let mut gone = put(violations(), steps + 1, "v", 1);
    gone.rows[0].row = None;
    store.commit(&commit(vec![gone])).unwrap();
    assert_eq!(store.load().unwrap().history, [deed("w", 1, steps + 1)]);
    store.reset().unwrap();
    assert_eq!(store.load().unwrap().history, []);
}

fn kept(driver: &str, at: u64) -> KeptPoint {
    let at = Timestamp::from_millis(at);
    KeptPoint {
        driver: RowId::from(driver),
        point: TrackPoint {
            id: TrackPoint::name(at),
            lat: 55.512_345,
            lng: -4.500_001,
            accuracy: 12.5,
            speed: 64.3,
            heading: at.as_millis().is_multiple_of(2).then_some(271.5),
            at,
            doubt: at.as_millis().is_multiple_of(3).then_some(Doubt::Late),
        },
    }
}

/// ST15
pub fn st15_tracks_are_read_as_they_were_written_and_go_by_age(place: &impl Place) {
    const DAY: u64 = 86_400_000;
    let mut store = place.open();
    let mut write = |at: u64, tracks: Vec<KeptPoint>| {
        let mut it = commit(Vec::new());
        it.at = Timestamp::from_millis(at);
        it.tracks = tracks.into();
        store.commit(&it).unwrap();
    };
    let first: Vec<_> = [5, DAY - 1, DAY, 2 * DAY + 7].map(|it| kept("d1", it)).into();
    write(2 * DAY + 8, [first.clone(), vec![kept("d2", 6)]].concat());
    let mut again = kept("d1", DAY);
    again.point.lat = 0.0;
    write(2 * DAY + 9, vec![again]);
    drop(store);

    let read = |driver: &str, from: u64, to: u64, limit: usize| {
        let query = TrackQuery {
            driver: RowId::from(driver),
            from: Timestamp::from_millis(from),
            to: Timestamp::from_millis(to),
            limit,
        };
        place.open().track(&query).unwrap()
    };
    let points: Vec<_> = first.iter().map(|it| it.point.clone()).collect();
    assert_eq!(read("d1", 0, u64::MAX / 4, 100), points, "the first word stays");
    assert_eq!(read("d1", DAY - 1, DAY, 100), points[1..3]);
    assert_eq!(read("d1", 0, u64::MAX / 4, 3), points[..3]);
    assert_eq!(read("d3", 0, u64::MAX / 4, 100), []);

    // Sixty days after the second one: the first day of both drivers goes, with as many commits as it takes.
    for n in 0..3 {
        let mut it = commit(Vec::new());
        it.at = Timestamp::from_millis(61 * DAY + n);
        it.tracks = [kept("d2", 61 * DAY + n)].into();
        place.open().commit(&it).unwrap();
    }
    assert_eq!(read("d1", 0, u64::MAX / 4, 100), points[2..]);
    assert_eq!(read("d2", 0, u64::MAX / 4, 100).len(), 3);

    place.open().reset().unwrap();
    assert_eq!(read("d1", 0, u64::MAX / 4, 100), []);
}
