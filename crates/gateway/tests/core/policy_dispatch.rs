//! PO2 and PO5 for dispatch: shipments, geofences, tickets, shifts, numbers, positions and attachments.

use livedeck_gateway::policy;
use protocol::{
    NackCode, RowId,
    entities::{Duty, Progress, Proof, Role, Severity, ShipmentStatus, Stop, TicketKind, ViolationState},
    mutations::{
        Change as _, DutyChange, GeofenceChange, Mutation, PhoneChange, ShipmentChange, TicketChange,
    },
};

use crate::{
    policy::{row, truth},
    rows::*,
};

fn ordered(id: &str) -> ShipmentChange {
    let stop = |name: &str| Stop {
        name: name.to_owned(),
        lat: 55.5,
        lng: 4.5,
        detail: String::new(),
        phone: None,
        opens: None,
    };
    ShipmentChange::Create {
        id: id.into(),
        reference: "SH-1".to_owned(),
        goods: "sand".to_owned(),
        weight_t: 6.0,
        note: String::new(),
        stops: Box::new([stop("Nord depot"), stop("Kiln road 7")]),
        due: protocol::Timestamp::from_millis(9),
    }
}

fn restored(status: ShipmentStatus, driver: Option<&str>) -> ShipmentChange {
    ShipmentChange::Restore {
        id: "s".into(),
        progress: Box::new(Progress {
            status,
            driver: driver.map(Into::into),
            ..Progress::new()
        }),
    }
}

/// Every change in dispatch, and who may make it: `A` whatever the row is, `o` their own only, `-` never. One letter per
/// role, in the order of `Role::ALL`.
fn dispatch_changes() -> Vec<(Mutation, &'static str)> {
    let id = || RowId::from("s");
    let reason = || "late".to_owned();
    let proof = Proof {
        recipient: "S. Ader".to_owned(),
        note: String::new(),
        photos: Vec::new(),
        signature: None,
    };
    let to = Some("joe".into());
    let shipment = [
        (ordered("s"), "AAA----"),
        (
            ShipmentChange::Assign {
                id: id(),
                to,
                to_name: None,
                from: None,
            },
            "AAA----",
        ),
        (
            ShipmentChange::Step {
                id: id(),
                step: ShipmentStatus::Accepted,
                done_at: None,
            },
            "AAAo---",
        ),
        (
            ShipmentChange::Decline {
                id: id(),
                reason: reason(),
            },
            "AAAo---",
        ),
        (
            ShipmentChange::Deliver {
                id: id(),
                proof,
                done_at: None,
            },
            "AAAo---",
        ),
        (
            ShipmentChange::Fail {
                id: id(),
                reason: reason(),
                done_at: None,
            },
            "AAAo---",
        ),
        (
            ShipmentChange::Cancel {
                id: id(),
                reason: reason(),
            },
            "AAA----",
        ),
        (restored(ShipmentStatus::Assigned, Some("driver")), "AAAo---"),
        (restored(ShipmentStatus::PickedUp, Some("driver")), "AAAo---"),
        // What drivers cannot do, they cannot reach by undoing either.
        (restored(ShipmentStatus::Assigned, Some("joe")), "AAA----"),
        (restored(ShipmentStatus::Delivered, Some("driver")), "AAA----"),
        (restored(ShipmentStatus::Created, None), "AAA----"),
    ];
    assert!(ShipmentChange::NAMES.iter().all(|name| {
        shipment
            .iter()
            .any(|(it, _)| ShipmentChange::NAMES[it.ordinal()] == *name)
    }));
    let ring = vec![[55.5, 4.5], [55.5, 4.6], [55.6, 4.6]];
    let others = [
        (
            Mutation::Geofence(GeofenceChange::Set {
                id: id(),
                name: "Harbour".to_owned(),
                ring,
                retired: false,
            }),
            "AAA----",
        ),
        (
            Mutation::Ticket(TicketChange::Create {
                id: id(),
                kind: TicketKind::Road,
                text: "closed".to_owned(),
                shipment: None,
                driver: Some("joe".into()),
            }),
            "AAAA-A-",
        ),
    ];
    let shipment = shipment.map(|(it, letters)| (Mutation::from(it), letters));
    shipment.into_iter().chain(others).collect()
}

/// PO2: the same for dispatch: shipments, geofences and tickets, own and other.
#[test]
fn po2_dispatch_by_role_and_owner() {
    for (nth, role) in Role::ALL.into_iter().enumerate() {
        for (mutation, letters) in dispatch_changes() {
            for owner in ["driver", "joe"] {
                let row = shipment("s", "assigned", Some(owner));
                let found = policy::may(&who(role), &mutation, Some(&row));
                let expected = match letters.chars().nth(nth).unwrap() {
                    'A' => true,
                    'o' => owner == "driver",
                    _ => false,
                };
                let case = format!("{role:?} {mutation:?} {owner}");
                assert_eq!(found.is_ok(), expected, "{case}");
                if let Err(refusal) = found {
                    assert_eq!(refusal.code, NackCode::Forbidden, "{case}");
                    assert!(refusal.msg.ends_with('.'), "{case}");
                }
            }
        }
    }
}

/// PO2: a shift is begun and ended by whoever drives, or by dispatch.
#[test]
fn po2_shifts_by_role_and_owner() {
    for (nth, role) in Role::ALL.into_iter().enumerate() {
        for owner in ["driver", "joe"] {
            for duty in Duty::ALL {
                let set = Mutation::Duty(DutyChange::Set {
                    id: owner.into(),
                    duty,
                });
                let expected = match "AAAo---".chars().nth(nth).unwrap() {
                    'A' => true,
                    'o' => owner == "driver",
                    _ => false,
                };
                let found = policy::may(&who(role), &set, None);
                assert_eq!(found.is_ok(), expected, "{role:?} {owner} {duty:?}");
            }
        }
    }
}

/// PO2: a number is written down by whom it calls, or by dispatch.
#[test]
fn po2_numbers_by_role_and_owner() {
    for (nth, role) in Role::ALL.into_iter().enumerate() {
        for owner in ["driver", "joe"] {
            for phone in [Some("+44 7700 900123".to_owned()), None] {
                let set = Mutation::Phone(PhoneChange::Set {
                    id: owner.into(),
                    phone,
                    from: None,
                });
                let expected = match "AAAo---".chars().nth(nth).unwrap() {
                    'A' => true,
                    'o' => owner == "driver",
                    _ => false,
                };
                let found = policy::may(&who(role), &set, None);
                assert_eq!(found.is_ok(), expected, "{role:?} {set:?}");
                if let Err(refusal) = found {
                    assert_eq!(refusal.code, NackCode::Forbidden);
                    assert!(refusal.msg.ends_with('.'));
                }
            }
        }
    }
}

/// PO2: where somebody is, they tell themselves.
#[test]
fn po2_positions_by_role_and_owner() {
    for role in Role::ALL {
        for owner in ["driver", "joe", role.as_str()] {
            let found = policy::may_tell_positions(&who(role), &owner.into());
            let expected = role == Role::Driver && owner == "driver";
            assert_eq!(found.is_ok(), expected, "{role:?} {owner}");
        }
    }
}

/// PO2: who brings it adds photos of it.
#[test]
fn po2_attachments_by_role_and_owner() {
    for role in Role::ALL {
        for owner in ["driver", "joe", role.as_str()] {
            let row = row(Severity::Low, ViolationState::Open, owner);
            let found = policy::may_attach(&who(role), &row);
            let expected = role == Role::Driver && owner == "driver";
            assert_eq!(found.is_ok(), expected, "{role:?} {owner}");
        }
    }
}

/// PO2: a row that is not there yet is ordered by dispatch; a driver orders none for themself.
#[test]
fn po2_rows_that_are_made() {
    let order = Mutation::from(ordered("new"));
    for (nth, role) in Role::ALL.into_iter().enumerate() {
        let found = policy::may(&who(role), &order, None);
        assert_eq!(found.is_ok(), nth < 3, "{role:?}");
    }
}

/// PO5: drivers named in a shipment's change exist and are called by their own names; a report is its author's.
#[test]
fn po5_drivers_are_looked_up() {
    let assign = |to: &str| {
        Mutation::from(ShipmentChange::Assign {
            id: "s".into(),
            to: Some(to.into()),
            to_name: Some("x".to_owned()),
            from: None,
        })
    };
    let dispatcher = who(Role::Dispatcher);
    let done = policy::complete(assign("joe"), &dispatcher, &truth());
    let Ok(Mutation::Shipment(ShipmentChange::Assign { to_name, .. })) = done else {
        panic!("refused")
    };
    assert_eq!(to_name.as_deref(), Some("joe's name"));
    for bad in [
        assign("nobody"),
        restored(ShipmentStatus::Assigned, Some("nobody")).into(),
        restored(ShipmentStatus::InTransit, None).into(),
    ] {
        let refusal = policy::complete(bad.clone(), &dispatcher, &truth()).unwrap_err();
        assert_eq!(refusal.code, NackCode::Invalid, "{bad:?}");
    }
    let report = |by: Role| {
        let ticket = TicketChange::Create {
            id: "t".into(),
            kind: TicketKind::Goods,
            text: "wet".to_owned(),
            shipment: None,
            driver: Some("joe".into()),
        };
        match policy::complete(ticket.into(), &who(by), &truth()) {
            Ok(Mutation::Ticket(TicketChange::Create { driver, .. })) => driver,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(report(Role::Driver), Some("driver".into()));
    assert_eq!(
        report(Role::Agent),
        None,
        "who does not drive reports as nobody's driver"
    );
}
