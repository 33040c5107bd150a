//! Who is a driver, and when they are on shift.

use std::time::Duration;

use protocol::{
    entities::{Driver, Duty},
    telemetry::Telemetry,
};

use crate::rig::{Rig, member, registered};

#[test]
fn di1_drivers_are_colleagues_who_drive_and_whoever_takes_a_wheel() {
    let mut rig = Rig::new();
    let driver = rig.driver();
    assert_eq!(
        (driver.name.as_str(), driver.depot.as_str()),
        ("M. Okafor", "Nord depot")
    );
    assert_eq!((driver.duty, driver.jobs, driver.vehicle), (Duty::Off, 0, None));

    rig.at_wheel("kv-1", Some(("d-novak", "S. Novak")));

    let drivers = rig.all::<Driver>();
    assert_eq!(drivers.len(), 2);
    let novak = drivers.iter().find(|it| it.name == "S. Novak").unwrap();
    assert_eq!(novak.depot, "Nord depot", "that of the vehicle");
    rig.at_wheel("kv-9", Some(("d-other", "Nobody")));
    assert_eq!(
        rig.all::<Driver>().len(),
        2,
        "a vehicle nobody registered has no wheel"
    );
}

#[test]
fn di1_a_driver_is_called_as_their_colleagues_call_them() {
    let mut rig = Rig::on_shift();
    rig.put(&member("u-driver", "Mary Okafor"));
    assert_eq!(rig.driver().name, "Mary Okafor");
}

#[test]
fn di2_a_shift_begins_at_the_wheel_and_ends_when_it_is_left() {
    let mut rig = Rig::new();
    rig.at_wheel("kv-1", Some(("u-driver", "M. Okafor")));
    let driver = rig.driver();
    assert_eq!(
        (driver.duty, driver.since, driver.shift_at),
        (Duty::OnShift, rig.now, Some(rig.now))
    );
    assert_eq!(driver.plate.as_deref(), Some("KV-1"));
    assert_eq!(driver.vehicle, Some("kv-1".into()));
    let began = rig.now;
    rig.wait(3_600);

    rig.at_wheel("kv-1", None);

    let driver = rig.driver();
    assert_eq!(
        (driver.duty, driver.since, driver.shift_at),
        (Duty::Off, rig.now, None)
    );
    assert_eq!((driver.vehicle, driver.plate), (None, None));
    assert!(rig.now > began);
}

#[test]
fn di2_a_shift_begins_and_ends_by_hand_as_well() {
    let mut rig = Rig::new();
    rig.duty(Duty::OnShift);
    assert_eq!(rig.driver().vehicle, None);
    let began = rig.now;
    rig.wait(60);
    rig.at_wheel("kv-1", Some(("u-driver", "M. Okafor")));
    let driver = rig.driver();
    assert_eq!(
        driver.vehicle,
        Some("kv-1".into()),
        "what they drive is known now"
    );
    assert_eq!(driver.shift_at, Some(began), "and the shift is the same");

    rig.duty(Duty::OnBreak);
    rig.wait(60);
    rig.at_wheel("kv-1", Some(("u-driver", "M. Okafor")));
    assert_eq!(rig.driver().duty, Duty::OnBreak, "told again it means nothing");

    rig.duty(Duty::Off);
    assert_eq!(rig.driver().vehicle, None);
    rig.at_wheel("kv-1", Some(("u-driver", "M. Okafor")));
    assert_eq!(rig.driver().duty, Duty::Off, "who ended by hand stays off");

    rig.duty(Duty::OnShift);
    assert_eq!(rig.driver().vehicle, Some("kv-1".into()), "still at the wheel");
}

#[test]
fn di2_a_shift_is_interrupted_only_while_it_goes_on() {
    let mut rig = Rig::new();
    let tell = |rig: &mut Rig, duty| {
        rig.tell(Telemetry::Duty {
            driver: "u-driver".into(),
            duty,
            at: rig.now,
        });
    };
    tell(&mut rig, Duty::OnBreak);
    assert_eq!(rig.driver().duty, Duty::Off);
    rig.at_wheel("kv-1", Some(("u-driver", "M. Okafor")));
    let began = rig.driver().shift_at;
    rig.wait(60);
    tell(&mut rig, Duty::Breakdown);
    assert_eq!(
        (rig.driver().duty, rig.driver().shift_at),
        (Duty::Breakdown, began)
    );
    tell(&mut rig, Duty::Off);
    assert_eq!(
        rig.driver().duty,
        Duty::Breakdown,
        "it ends when the wheel is left"
    );
}

#[test]
fn di2_a_wheel_handed_over_ends_one_shift_and_begins_another() {
    let mut rig = Rig::on_shift();
    rig.tell(registered("kv-2"));
    rig.wait(10);

    rig.at_wheel("kv-1", Some(("d-novak", "S. Novak")));

    assert_eq!(rig.driver().duty, Duty::Off);
    // Whoever has moved to another vehicle keeps their shift when the first one is left.
    rig.at_wheel("kv-2", Some(("d-novak", "S. Novak")));
    rig.at_wheel("kv-1", None);
    let novak = rig
        .all::<Driver>()
        .into_iter()
        .find(|it| it.name == "S. Novak")
        .unwrap();
    assert_eq!((novak.duty, novak.vehicle), (Duty::OnShift, Some("kv-2".into())));
}

#[test]
fn di15_a_restart_changes_nothing_and_a_roll_call_begins_no_shift() {
    let mut rig = Rig::on_shift();
    rig.track(30, 5, 40.0);
    let before = rig.rows.clone();

    rig.restart(30);

    let differs = |kind: &str| {
        let of = |rows: &std::collections::BTreeMap<_, _>| {
            let rows = rows
                .iter()
                .filter(|((topic, _), _): &(&(protocol::Topic, _), _)| topic.to_string().starts_with(kind));
            rows.map(|(key, row)| format!("{key:?} {row:?}"))
                .collect::<Vec<_>>()
        };
        of(&before) != of(&rig.rows)
    };
    assert!(!differs("dispatch/"), "{before:#?}\n{:#?}", rig.rows);
    rig.duty(Duty::Off);
    rig.restart(30);
    rig.now = rig.now + Duration::from_secs(1);
    rig.at_wheel("kv-1", Some(("u-driver", "M. Okafor")));
    assert_eq!(rig.driver().duty, Duty::Off);
    rig.tell(Telemetry::Fix(rig.tracker_fix(20.0)));
    assert_eq!(rig.position(), None);
}

#[test]
fn di18_a_number_stays_whatever_else_is_written_of_its_driver() {
    let mut rig = Rig::on_shift();
    assert_eq!(rig.driver().phone, None, "nobody has one by themself");
    rig.number(Some("+44 7700 900123"));
    let number = |rig: &Rig| rig.driver().phone;

    rig.duty(Duty::OnBreak);
    rig.at_wheel("kv-1", None);
    assert_eq!(number(&rig).as_deref(), Some("+44 7700 900123"));
    rig.put(&member("u-driver", "Mary Okafor"));
    rig.restart(60);
    rig.at_wheel("kv-1", Some(("u-driver", "M. Okafor")));
    assert_eq!(number(&rig).as_deref(), Some("+44 7700 900123"));
    rig.number(None);
    rig.at_wheel("kv-1", None);
    assert_eq!(number(&rig), None);
}
