//! HB36: changes of the same fields, told together to who reads that.

use livedeck_gateway::hub::ConnId;
use protocol::{ALIKE, ClientFrame, Encoding, Op, entities::Role};

use crate::{
    desk::{Desk, hello, sub},
    rows::*,
};

const TRACK: &str = "dispatch/tracks/driver";

/// Somebody who follows a topic and says that they read these.
fn follow(desk: &mut Desk, role: Role, encoding: Encoding, path: &str, can: &[&str]) -> ConnId {
    let conn = desk.accept(who(role), encoding);
    let mut hello = hello(&format!("device-{}", conn.0), 1, vec![sub(1, path)]);
    if let ClientFrame::Hello(hello) = &mut hello {
        hello.can = can.iter().map(|it| (*it).to_owned()).collect();
    }
    desk.say(conn, vec![hello]);
    desk.settle();
    desk.client_mut(conn).forget();
    conn
}

/// Bytes of the one message that came, which leads to the right rows.
fn told(desk: &mut Desk, conn: ConnId) -> usize {
    desk.check(conn);
    let [size] = desk.client(conn).sizes[..] else {
        panic!("{:?}", desk.client(conn).sizes);
    };
    desk.client_mut(conn).forget();
    size
}

#[test]
fn hb36_changes_of_the_same_fields_are_told_together_to_who_reads_that() {
    for encoding in [Encoding::Json, Encoding::MessagePack] {
        let mut desk = Desk::new();
        desk.write((0..100).map(|it| vehicle(&format!("r{it:02}"), 0)).collect());
        let reads = follow(&mut desk, Role::Manager, encoding, VEHICLES, &["later", ALIKE]);
        let reads_not = follow(&mut desk, Role::Manager, encoding, VEHICLES, &[]);
        let reads_other = follow(&mut desk, Role::Manager, encoding, VEHICLES, &["later"]);

        desk.write(
            (0..100)
                .map(|it| vehicle(&format!("r{it:02}"), 200 + it))
                .collect(),
        );
        desk.settle();
        let n_ops = |conn| match desk.client(conn).frames().next() {
            Some(protocol::GatewayFrame::Delta(delta)) => delta.ops.len(),
            other => panic!("{other:?}"),
        };
        assert_eq!((n_ops(reads), n_ops(reads_not)), (100, 100));
        let (together, singly) = (told(&mut desk, reads), told(&mut desk, reads_not));
        assert!(
            together * 2 < singly,
            "{together} of {singly} bytes in {encoding:?}"
        );
        assert_eq!(told(&mut desk, reads_other), singly);

        // Two are no crowd.
        desk.write(vec![vehicle("r00", 1), vehicle("r01", 1)]);
        desk.settle();
        assert_eq!(told(&mut desk, reads), told(&mut desk, reads_not));
    }
}

/// HB36: also what a view of some rows is told, and what comes and goes beside it.
#[test]
fn hb36_views_of_some_rows_are_told_alike() {
    let mut desk = Desk::new();
    let fleet = |speed| (0..20).map(move |it| driven(&format!("r{it:02}"), speed, "driver"));
    desk.write(fleet(0).collect());
    let reads = follow(&mut desk, Role::Driver, Encoding::MessagePack, VEHICLES, &[ALIKE]);
    let reads_not = follow(&mut desk, Role::Driver, Encoding::MessagePack, VEHICLES, &[]);

    let others = [driven("r00", 7, "somebody"), driven("new", 7, "driver")];
    desk.write(fleet(7).skip(1).chain(others).collect());
    desk.settle();

    let (together, singly) = (told(&mut desk, reads), told(&mut desk, reads_not));
    assert!(together * 3 < singly * 2, "{together} of {singly} bytes");
}

/// HB36: in a log the order counts.
#[test]
fn hb36_a_log_is_told_one_by_one() {
    let mut desk = Desk::new();
    desk.write(vec![driver("driver")]);
    desk.write((1..20).map(|at| point("driver", at)).collect());
    let reads = follow(&mut desk, Role::Manager, Encoding::MessagePack, TRACK, &[ALIKE]);
    let reads_not = follow(&mut desk, Role::Manager, Encoding::MessagePack, TRACK, &[]);

    let corrected = (1..20).map(|at| {
        let mut write = point("driver", at);
        if let livedeck_gateway::derive::Write::Put { row, .. } = &mut write {
            row.0.insert("speed".to_owned(), 7.5.into());
        }
        write
    });
    desk.write(corrected.collect());
    desk.settle();

    let frames: Vec<_> = desk.client(reads).frames().cloned().collect();
    let [protocol::GatewayFrame::Delta(delta)] = &frames[..] else {
        panic!("{frames:?}");
    };
    assert!(delta.ops.len() == 19 && delta.ops.iter().all(|it| matches!(it, Op::Patch(..))));
    assert_eq!(told(&mut desk, reads), told(&mut desk, reads_not));
}
