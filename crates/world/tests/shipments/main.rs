//! What the world promises about shipments: their story applies step by step, and people's decisions are answered.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod board;
mod restart;

use std::collections::{HashMap, HashSet};

use protocol::{
    RowId,
    entities::{Duty, ShipmentStatus, VehicleKind},
    mutations::{Change as _, ShipmentChange},
};

use self::board::*;

#[test]
fn every_shipment_goes_its_way_step_by_step() {
    for (seed, hour) in [(1, 14), (2, 3), (3, 9)] {
        let (mut world, mut board) = begun(seed, hour, 60);
        let until = after(at(hour), 3 * 3_600);
        for minute in 1..=180 {
            board.hear(world.advance(after(at(hour), minute * 60)));
        }
        assert_eq!(board.refused, []);
        let times: Vec<_> = board.told.iter().map(|it| it.1.at).collect();
        assert!(times.is_sorted());
        assert!(times.last().is_some_and(|it| *it <= until));
    }
}

#[test]
fn a_dispatcher_has_something_to_do_and_no_driver_too_much() {
    for (seed, hour) in [(1, 14), (2, 3), (3, 9), (4, 22)] {
        let (mut world, mut board) = begun(seed, hour, 60);
        let mut counts = Vec::new();
        for minute in 0..=120 {
            board.hear(world.advance(after(at(hour), minute * 60)));
            counts.push(board.waiting().len());
            let most = board.jobs().into_values().max();
            assert!((1..=3).contains(&most.unwrap()), "{most:?}");
        }
        let mean = counts.iter().sum::<usize>() as f64 / counts.len() as f64;
        let long = board
            .waiting()
            .iter()
            .filter(|it| after(at(hour), 7_200).since(it.created_at).as_secs() > 600)
            .count();
        println!("seed {seed}: waiting {counts:?}, mean {mean:.1}, {long} longer than 10 min");
        assert!((5.0..12.0).contains(&mean), "{mean}");
        assert!(counts.iter().all(|it| (1..=20).contains(it)), "{counts:?}");
        let (drivers, jobs) = (board.drivers().len(), board.jobs());
        assert!(
            jobs.len() * 10 >= drivers * 8,
            "{} of {drivers} have work",
            jobs.len()
        );
    }
}

#[test]
fn history_holds_about_six_shipments_a_vehicle_and_day() {
    let (mut world, mut board) = begun(1, 14, 60);
    let ended: Vec<_> = board
        .rows
        .values()
        .filter(|it| !it.progress.status.is_open())
        .collect();
    let failed = ended
        .iter()
        .filter(|it| it.progress.status == ShipmentStatus::Failed);
    let late = ended
        .iter()
        .filter(|it| it.lateness().is_some_and(|late| late > 0));
    let (failed, late) = (failed.count(), late.count());
    println!("{} rows, {failed} failed, {late} late", board.rows.len());
    assert!((400..1_100).contains(&board.rows.len()));
    assert!(failed > 3 && failed * 20 < ended.len());
    assert!(late > 10 && late * 4 < ended.len());
    board.hear(world.advance(after(at(14), 3_600)));
    let mut references: Vec<_> = board
        .told
        .iter()
        .filter_map(|(change, _)| match change {
            ShipmentChange::Create { reference, .. } => Some(reference.clone()),
            _ => None,
        })
        .collect();
    assert!(references.is_sorted(), "counting up");
    assert!(references[0].starts_with("SH-2"));
    references.dedup();
    assert_eq!(references.len(), board.rows.len());
}

#[test]
fn goods_fit_the_vehicle_and_stops_are_places_of_the_city() {
    let (world, board) = begun(1, 14, 60);
    let kinds: HashMap<_, _> = board.registered.values().map(|it| (&it.plate, it)).collect();
    let mut words: HashMap<VehicleKind, HashSet<&str>> = HashMap::new();
    for it in board.rows.values() {
        let plate = it.id.as_str().split('-').nth(1).unwrap();
        let vehicle = kinds[&format!("KV-{plate}")];
        assert!(
            it.weight_t > 0.0 && it.weight_t < vehicle.gross_t * 0.65,
            "{it:?}"
        );
        words.entry(vehicle.kind).or_default().insert(&it.goods);
        for stop in [&it.pickup, &it.drop] {
            let place = world.city().places.iter().find(|place| place.name == stop.name);
            assert!(metres(place.unwrap().at, stop) < 2.0);
            assert!(
                stop.phone
                    .as_deref()
                    .is_some_and(|it| it.starts_with("+44 20 7946 0"))
            );
            assert!(!stop.detail.is_empty());
        }
        assert_ne!(it.pickup.name, it.drop.name);
        assert!(it.due > it.created_at);
    }
    let mixers = &words[&VehicleKind::Mixer];
    assert!(
        mixers
            .iter()
            .all(|it| it.contains("concrete") || it.contains("screed"))
    );
    assert!(words.len() == 5, "{words:?}");
}

#[test]
fn drivers_have_breaks_and_breakdowns() {
    let (mut world, mut board) = begun(1, 14, 60);
    let mut seen = HashSet::new();
    for minute in 0..240 {
        board.hear(world.advance(after(at(14), minute * 60)));
        seen.extend(board.duties.values().copied());
        let resting = board.duties.iter().filter(|(_, it)| **it == Duty::OnBreak);
        assert!(resting.count() < 15);
    }
    assert_eq!(
        seen,
        HashSet::from([Duty::OnShift, Duty::OnBreak, Duty::Breakdown])
    );
}

#[test]
fn same_decisions_at_the_same_times_have_the_same_answers() {
    let run = |step: usize| {
        let (mut world, mut board) = begun(1, 14, 60);
        let id = board.waiting()[0].id.clone();
        let driver = board.drivers()[3].clone();
        board.assign(&mut world, &id, Some(&driver), at(14));
        for second in (step as u64..=1_800).step_by(step) {
            board.hear(world.advance(after(at(14), second)));
        }
        board.told
    };
    assert_eq!(run(1), run(60));
}

#[test]
fn an_assigned_driver_answers_and_really_brings_it() {
    let (mut world, mut board) = begun(1, 14, 60);
    let (mut accepted, mut declined, mut off) = (0, 0, 0);
    let mut now = at(14);
    let mut brought = Vec::new();
    for round in 0..40 {
        let Some(id) = board.waiting().first().map(|it| it.id.clone()) else {
            now = after(now, 60);
            board.hear(world.advance(now));
            continue;
        };
        let drivers = board.drivers();
        let driver = drivers[(round * 7) % drivers.len()].clone();
        if driver.as_str() == "u-driver" {
            continue;
        }
        board.assign(&mut world, &id, Some(&driver), now);
        for second in 1..=26 {
            board.hear(world.advance(after(now, second)));
            let answered = board.status(&id) != ShipmentStatus::Assigned;
            assert!(second >= 8 || !answered, "answered after {second} s");
        }
        now = after(now, 26);
        match &board.rows[&id].progress {
            it if it.status.is_under_way() => {
                accepted += 1;
                brought.push((id, driver));
            }
            it => {
                let no = it.declined.clone().unwrap();
                if no.reason.contains("until") || no.reason.contains("ends at") {
                    off += 1;
                } else {
                    declined += 1;
                }
                assert_eq!(it.status, ShipmentStatus::Created);
                // Whoever was to have it in the story has forgotten it.
                let cancel = ShipmentChange::Cancel {
                    id,
                    reason: "enough".to_owned(),
                };
                board.person(&mut world, &cancel, now);
            }
        }
    }
    println!("{accepted} accepted, {declined} declined, {off} off shift");
    assert!(accepted >= 18 && declined <= 8);
    // They go on their way: what is loaded is loaded where it is, what is handed over, where it goes.
    let mut statuses: HashMap<RowId, ShipmentStatus> = HashMap::new();
    let mut seen = 0;
    for second in (5..=3 * 3_600).step_by(5) {
        board.hear(world.advance(after(now, second)));
        for (id, driver) in &brought {
            let row = &board.rows[id];
            let status = row.progress.status;
            if statuses.insert(id.clone(), status) == Some(status) {
                continue;
            }
            assert_eq!(row.progress.driver.as_ref(), Some(driver));
            let Some(here) = board.position(driver, after(now, second)) else {
                continue;
            };
            let stop = match status {
                ShipmentStatus::PickedUp => &row.pickup,
                ShipmentStatus::Delivered | ShipmentStatus::Failed => &row.drop,
                _ => continue,
            };
            assert!(
                metres(here, stop) < 250.0,
                "{status:?} {} m away",
                metres(here, stop)
            );
            seen += 1;
        }
    }
    let ended = brought.iter().filter(|(id, _)| !board.status(id).is_open());
    assert_eq!(ended.count(), brought.len());
    assert!(seen > brought.len(), "{seen} seen of {}", brought.len());
    assert_eq!(board.refused, []);
}

#[test]
fn whoever_is_off_shift_says_until_when() {
    let (mut world, mut board) = begun(1, 14, 60);
    let members = world.members();
    let drivers = members.iter().filter(|it| it.id.as_str().starts_with("d-"));
    let off: Vec<_> = drivers.filter(|it| !board.wheels.contains_key(&it.id)).collect();
    assert!(!off.is_empty());
    let id = board.waiting()[0].id.clone();
    let mut now = at(14);
    for driver in off {
        board.assign(&mut world, &id, Some(&driver.id), now);
        now = after(now, 30);
        board.hear(world.advance(now));
        let declined = board.rows[&id].progress.declined.clone().unwrap();
        assert!(declined.reason.contains(" until "), "{declined:?}");
        assert_eq!(declined.by, driver.name);
    }
}

#[test]
fn the_account_of_a_driver_may_answer_first() {
    let (mut world, mut board) = begun(1, 14, 60);
    let driver = RowId::from("u-driver");
    let id = board.waiting()[0].id.clone();
    board.assign(&mut world, &id, Some(&driver), at(14));
    board.hear(world.advance(after(at(14), 59)));
    assert_eq!(board.status(&id), ShipmentStatus::Assigned);
    board.hear(world.advance(after(at(14), 91)));
    assert_eq!(board.status(&id), ShipmentStatus::Accepted);

    // The phone was faster: the world says nothing of it again.
    let id = board.waiting()[0].id.clone();
    board.assign(&mut world, &id, Some(&driver), after(at(14), 92));
    let accept = ShipmentChange::Step {
        id: id.clone(),
        step: ShipmentStatus::Accepted,
        done_at: None,
    };
    board.person(&mut world, &accept, after(at(14), 100));
    board.hear(world.advance(after(at(14), 300)));
    let again = board.told.iter().filter(|(it, _)| *it == accept).count();
    assert_eq!((again, board.refused.len()), (0, 0));
}

#[test]
fn what_is_taken_back_is_left() {
    let (mut world, mut board) = begun(1, 14, 60);
    // Somebody has accepted it and not loaded it.
    let accepted = board
        .rows
        .values()
        .filter(|it| it.progress.status == ShipmentStatus::Accepted)
        .map(|it| it.id.clone())
        .min()
        .unwrap();
    board.assign(&mut world, &accepted, None, at(14));
    // Somebody is under way with another one.
    let under_way = board
        .rows
        .values()
        .filter(|it| it.progress.status == ShipmentStatus::InTransit)
        .map(|it| it.id.clone())
        .min()
        .unwrap();
    let cancel = ShipmentChange::Cancel {
        id: under_way.clone(),
        reason: "not wanted any more".to_owned(),
    };
    let driver = board.rows[&under_way].progress.driver.clone().unwrap();
    board.person(&mut world, &cancel, at(14));
    let before = board.told.len();
    board.hear(world.advance(after(at(14), 2 * 3_600)));
    let touched: Vec<_> = board.told[before..]
        .iter()
        .filter(|(it, _)| [&accepted, &under_way].contains(&it.id()))
        .collect();
    assert!(touched.is_empty(), "{touched:?}");
    assert_eq!(board.status(&accepted), ShipmentStatus::Created);
    let goes_on = board.told[before..]
        .iter()
        .any(|(it, by)| matches!(it, ShipmentChange::Deliver { .. }) && by.user.as_str() == driver.as_str());
    assert!(goes_on, "{driver} works on");
}

#[test]
fn what_was_given_to_somebody_else_is_not_planned_any_more() {
    let (mut world, mut board) = begun(2, 9, 60);
    let ids: Vec<_> = board.waiting().iter().map(|it| it.id.clone()).collect();
    // To somebody whom the company does not know.
    let driver = RowId::from("d-new");
    for id in &ids {
        board.assign(&mut world, id, Some(&driver), at(9));
    }
    board.hear(world.advance(after(at(9), 2 * 3_600)));
    for id in &ids {
        assert_eq!(board.status(id), ShipmentStatus::Assigned);
        assert_eq!(board.rows[id].progress.driver.as_ref(), Some(&driver));
    }
    assert_eq!(board.refused, []);
}

#[test]
fn shipments_of_a_large_fleet_stay_bounded() {
    let (mut world, mut board) = begun(1, 14, 3_000);
    let at_first = board.rows.len();
    board.hear(world.advance(after(at(14), 600)));
    assert_eq!(board.refused, []);
    let most = board.jobs().into_values().max();
    println!(
        "{at_first} at first, {} waiting, at most {most:?} jobs",
        board.waiting().len()
    );
    assert!(most.unwrap() <= 3);
    assert!(at_first < 3_000 * 4);
}
