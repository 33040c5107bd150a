//! Positions that wait on the disk: each driver finds their own, in order, and nobody finds any after a sign-out.

use std::time::Duration;

use livedeck::{
    platform::{clock, storage},
    shift::{self, disk::Disk},
    track::{Fix, Write},
};
use protocol::{Timestamp, UserId};
use wasm_bindgen_test::wasm_bindgen_test;

fn fix(at: Timestamp) -> Fix {
    Fix {
        at,
        lat: 55.5,
        lng: 4.5,
        accuracy: 12.0,
        speed: 48.0,
        heading: Some(90.0),
    }
}

fn disk(user: &str) -> Disk {
    Disk::of(UserId::from(user))
}

async fn kept(user: &str, now: Timestamp) -> Vec<Timestamp> {
    disk(user).open(now).await.iter().map(|it| it.at).collect()
}

/// One test: what lies on the disk is shared by all of them.
#[wasm_bindgen_test]
async fn what_waits_is_its_drivers_own_for_a_day_and_gone_after_a_sign_out() {
    let now = clock::now();
    let at = |seconds| now - Duration::from_secs(seconds);
    let (ana, ben) = (disk("ana"), disk("ben"));
    ana.open(now).await;
    ben.open(now).await;
    ana.write([30, 20, 10].map(|it| Write::Keep(fix(at(it)))).into());
    ana.write(vec![Write::Drop(at(20)), Write::Keep(fix(at(90_000)))]);
    ben.write(vec![Write::Keep(fix(at(5)))]);

    // A page that was killed leaves the disk as it was; the next one looks at it.
    while kept("ben", now).await.is_empty() || kept("ana", now).await.len() < 2 {}
    assert_eq!(
        kept("ana", now).await,
        [at(30), at(10)],
        "in order, without what is older than a day"
    );
    assert_eq!(kept("ben", now).await, [at(5)]);

    shift::forget_all();
    while !kept("ana", now).await.is_empty() || !kept("ben", now).await.is_empty() {}
    storage::remove("livedeck:1:shift");
}
