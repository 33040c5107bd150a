//! Where drivers are, and what is believed of it.

use std::time::Duration;

use livedeck_gateway::dispatch::{Heard, NotCollected};
use protocol::entities::{Doubt, Duty, PositionSource};

use crate::rig::{DEGREE, Rig};

#[test]
fn di3_one_position_in_five_seconds_is_kept() {
    let mut rig = Rig::on_shift();
    rig.track(60, 1, 40.0);
    assert_eq!(rig.kept.len(), 12);
    assert_eq!(rig.points().len(), 12);
    let position = rig.position().unwrap();
    assert_eq!((position.source, position.speed), (PositionSource::Vehicle, 40.0));
    assert_eq!(Some(position.at), rig.kept.last().map(|it| it.point.at));
    assert!(rig.now.since(position.at) < Duration::from_secs(5));
}

#[test]
fn di3_the_same_moment_is_heard_once() {
    let mut rig = Rig::on_shift();
    rig.wait(300);
    let batch: Vec<_> = (0..36).rev().map(|it| rig.phone_fix(it * 5, 54.0)).collect();

    let first = rig.phone(&batch).unwrap();
    let again = rig.phone(&batch).unwrap();

    let last = Some(rig.now);
    assert_eq!(first, Heard { kept: 36, last });
    assert_eq!(again, Heard { kept: 0, last });
    assert_eq!(rig.kept.len(), 36);
    let times: Vec<_> = rig.points().iter().map(|it| it.at).collect();
    let captured: Vec<_> = batch.iter().map(|it| it.at).collect();
    assert_eq!(times, captured, "complete and in order");
}

#[test]
fn di3_a_phone_out_of_a_tunnel_tells_all_of_its_way() {
    let mut rig = Rig::on_shift();
    rig.now = rig.now + Duration::from_secs(5);
    rig.phone(&[rig.phone_fix(0, 54.0)]).unwrap();
    // Two minutes later the tracker is believed again.
    rig.track(36, 5, 40.0);
    let from_tracker = rig.kept.len() - 1;
    assert!(from_tracker > 10, "{from_tracker}");
    rig.now = rig.now + Duration::from_secs(1);

    let way: Vec<_> = (0..36).rev().map(|it| rig.phone_fix(it * 5, rig.lat)).collect();
    assert_eq!(rig.phone(&way).unwrap().kept, 36);
    assert_eq!(rig.phone(&way).unwrap().kept, 0);
    rig.restart(5);
    assert_eq!(rig.phone(&way).unwrap().kept, 0, "also after a restart");
}

#[test]
fn di3_late_positions_stand_where_they_belong_and_move_nobody_back() {
    let mut rig = Rig::on_shift();
    rig.wait(300);
    rig.phone(&[rig.phone_fix(200, 54.0), rig.phone_fix(0, 54.01)])
        .unwrap();
    rig.phone(&[rig.phone_fix(100, 54.005)]).unwrap();
    let lats: Vec<_> = rig.points().iter().map(|it| it.lat).collect();
    assert_eq!(lats, [54.0, 54.005, 54.01]);
    assert_eq!(rig.position().unwrap().lat, 54.01);
}

#[test]
fn di4_the_phone_is_believed_before_the_tracker() {
    let mut rig = Rig::on_shift();
    rig.track(2, 5, 40.0);
    rig.now = rig.now + Duration::from_secs(5);
    rig.phone(&[rig.phone_fix(0, rig.lat)]).unwrap();
    assert_eq!(rig.position().unwrap().source, PositionSource::Phone);

    rig.track(22, 5, 40.0);
    assert_eq!(
        rig.position().unwrap().source,
        PositionSource::Phone,
        "for two minutes"
    );
    assert_eq!(rig.kept.len(), 3);

    rig.track(4, 5, 40.0);
    assert_eq!(rig.position().unwrap().source, PositionSource::Vehicle);
}

#[test]
fn di5_off_shift_nothing_is_kept() {
    let mut rig = Rig::new();
    assert_eq!(rig.phone(&[rig.phone_fix(0, 54.0)]), Err(NotCollected::OffShift));
    rig.track(10, 5, 40.0);
    assert!(rig.kept.is_empty() && rig.position().is_none() && rig.points().is_empty());

    rig.duty(Duty::OnShift);
    rig.now = rig.now + Duration::from_secs(5);
    rig.phone(&[rig.phone_fix(0, 54.0)]).unwrap();
    assert!(rig.position().is_some());

    rig.duty(Duty::Off);
    assert_eq!(rig.position(), None, "off shift they are nowhere");
    rig.now = rig.now + Duration::from_secs(90);
    assert_eq!(rig.phone(&[rig.phone_fix(0, 54.0)]), Err(NotCollected::OffShift));
    let unknown = rig.company.hear_phone(&"nobody".into(), &[], rig.now);
    assert_eq!(unknown, Err(NotCollected::Unknown));
    assert_eq!(rig.kept.len(), 1);
}

#[test]
fn di5_what_was_captured_on_the_last_shift_may_be_told_after_it() {
    let mut rig = Rig::on_shift();
    rig.wait(600);
    rig.duty(Duty::Off);
    rig.wait(120);

    let heard = rig
        .phone(&[
            rig.phone_fix(300, 54.0),
            rig.phone_fix(200, 54.01),
            rig.phone_fix(0, 54.02),
        ])
        .unwrap();

    assert_eq!(heard, Heard { kept: 2, last: None });
    assert_eq!(rig.position(), None);
    assert_eq!(rig.points().len(), 2);
}

#[test]
fn di5_what_was_captured_before_the_shift_is_not_kept() {
    let mut rig = Rig::new();
    rig.duty(Duty::OnShift);
    rig.now = rig.now + Duration::from_secs(10);
    let heard = rig
        .phone(&[rig.phone_fix(600, 54.0), rig.phone_fix(0, 54.0)])
        .unwrap();
    assert_eq!(heard.kept, 1);
}

#[test]
fn di6_doubtful_positions_are_kept_and_marked() {
    let mut rig = Rig::on_shift();
    rig.wait(300);
    let doubts = |rig: &Rig| rig.points().iter().map(|it| it.doubt).collect::<Vec<_>>();
    rig.phone(&[rig.phone_fix(100, 54.0)]).unwrap();
    assert_eq!(rig.position().unwrap().doubt, Some(Doubt::Late));

    // 70 m/s for 50 s are 3.5 km.
    rig.phone(&[rig.phone_fix(50, 54.0 + 3_400.0 / DEGREE)]).unwrap();
    rig.phone(&[rig.phone_fix(40, 55.0)]).unwrap();
    rig.phone(&[rig.phone_fix(30, 54.0 + 3_450.0 / DEGREE)]).unwrap();

    assert_eq!(doubts(&rig), [Some(Doubt::Late), None, Some(Doubt::Jump), None]);
    assert_eq!(rig.kept.len(), 4);
    // Two that agree with each other are right.
    rig.phone(&[rig.phone_fix(20, 55.0), rig.phone_fix(10, 55.001)])
        .unwrap();
    assert_eq!(doubts(&rig)[4..], [Some(Doubt::Jump), None]);
}
