//! PO1–PO6: who may see and do what, over every role, topic and mutation.

use std::collections::HashMap;

use livedeck_gateway::{
    derive::Write,
    policy::{self, Principal, RowFilter, Truth, View},
};
use protocol::{
    NackCode, RawRow, RowId, Topic,
    entities::{
        Duty, Progress, Proof, Role, Severity, ShipmentStatus, Stop, StreamKind, TicketKind, ViolationState,
    },
    mutations::{
        Change as _, DutyChange, GeofenceChange, Mutation, PhoneChange, ShipmentChange, TicketChange,
        ViolationChange,
    },
};

use crate::rows::*;

/// Rows by hand.
#[derive(Default)]
struct Rows(HashMap<(Topic, RowId), RawRow>);

impl Rows {
    fn of(writes: Vec<Write>) -> Self {
        let rows = writes.into_iter().map(|it| match it {
            Write::Put { topic, row } => ((topic, row.id().unwrap()), row),
            Write::Remove { .. } => unreachable!(),
        });
        Self(rows.collect())
    }
}

impl Truth for Rows {
    fn find(&self, topic: &Topic, id: &RowId) -> Option<&RawRow> {
        self.0.get(&(topic.clone(), id.clone()))
    }
}

fn truth() -> Rows {
    Rows::of(vec![
        driven("mine", 1, "driver"),
        driven("else", 1, "somebody"),
        member("ana", Role::Dispatcher, true),
        member("joe", Role::Driver, false),
        driver("driver"),
        driver("joe"),
    ])
}

/// What a role sees of a topic: all of it, all but what it says of violations (`d`), its own rows, or nothing.
fn expected_view(role: Role, path: &str) -> char {
    // One letter per role, in the order of `Role::ALL`: admin, manager, dispatcher, driver, member, agent, buyer.
    let letters = match path {
        "fleet/vehicles" => "AAAoddd",
        "fleet/violations" => "AAAo---",
        "fleet/summary" => "AAA-ddd",
        "fleet/vehicle_logs" => "AAA-AAA",
        "fleet/report/mine" | "dispatch/tracks/driver" => "AAAA---",
        "fleet/violation_distribution"
        | "fleet/report/else"
        | "fleet/report/mine@2026-11-19"
        | "dispatch/tracks/joe"
        | "dispatch/geofences"
        | "presence/dispatch"
        | "presence/violations/v" => "AAA----",
        // Their own row by its name (`n`), their own shipments and reports by their driver.
        "dispatch/drivers" | "dispatch/positions" => "AAAn---",
        "dispatch/shipments" | "desk/tickets" => "AAAo-A-",
        "presence/shipments/sh-1" => "AAA--A-",
        "team/members" => "AAAAAAA",
        other => panic!("{other} has no expectation"),
    };
    letters
        .chars()
        .nth(Role::ALL.iter().position(|it| *it == role).unwrap())
        .unwrap()
}

/// A topic of a stream; of a scoped one that which is about the driver.
fn own_path(kind: StreamKind) -> String {
    match kind {
        StreamKind::ReportEntry => format!("{kind}/mine"),
        StreamKind::TrackPoint => format!("{kind}/driver"),
        StreamKind::Presence => format!("{kind}/shipments/sh-1"),
        _ => kind.to_string(),
    }
}

/// PO1: every role sees of every topic exactly what the table says.
#[test]
fn po1_views_by_role_and_topic() {
    let others = [
        "fleet/report/else",
        "fleet/report/mine@2026-11-19",
        "dispatch/tracks/joe",
        "presence/dispatch",
        "presence/violations/v",
    ];
    let mut paths: Vec<String> = others.map(str::to_owned).into();
    paths.extend(StreamKind::ALL.map(own_path));
    for role in Role::ALL {
        for path in &paths {
            let found = match policy::view(&who(role), &topic(path), &truth()) {
                View::All => 'A',
                View::Discreet => 'd',
                View::Own(RowFilter::Driver(member)) => {
                    assert_eq!(member.as_str(), "driver");
                    'o'
                }
                View::Own(RowFilter::Named(member)) => {
                    assert_eq!(member.as_str(), "driver");
                    'n'
                }
                View::Nothing => '-',
            };
            assert_eq!(found, expected_view(role, path), "{role:?} {path}");
        }
    }
}

/// PO6: what an app is told to offer is what there can be rows of.
#[test]
fn po6_a_stream_is_named_to_those_who_may_see_some_of_it() {
    for role in Role::ALL {
        let named: Vec<_> = policy::streams(&[role]).collect();
        for kind in StreamKind::ALL {
            let has_rows = expected_view(role, &own_path(kind)) != '-';
            assert_eq!(named.contains(&kind), has_rows, "{role:?} {kind}");
        }
    }
}

/// Every change of a violation.
fn mutations() -> Vec<Mutation> {
    let id = RowId::from("v");
    let mut all = vec![
        Mutation::Violation(ViolationChange::Acknowledge { id: id.clone() }),
        Mutation::Violation(ViolationChange::Assign {
            id: id.clone(),
            to: "ana".into(),
            to_name: None,
            from: None,
        }),
        Mutation::Violation(ViolationChange::Dismiss {
            id: id.clone(),
            reason: "sensor".to_owned(),
        }),
        Mutation::Violation(ViolationChange::Resolve { id: id.clone() }),
    ];
    all.extend(ViolationState::ALL.map(|state| {
        Mutation::Violation(ViolationChange::Restore {
            id: id.clone(),
            state,
            assignee: None,
            assignee_name: None,
            reason: None,
        })
    }));
    let is_here = |name: &str| all.iter().any(|it| it.name() == name);
    assert!(ViolationChange::NAMES.iter().all(|it| is_here(it)));
    all
}

fn row(severity: Severity, state: ViolationState, driver: &str) -> RawRow {
    match violation_of("v", severity.as_str(), state.as_str(), driver) {
        Write::Put { row, .. } => row,
        Write::Remove { .. } => unreachable!(),
    }
}

fn expected(
    role: Role,
    mutation: &Mutation,
    severity: Severity,
    state: ViolationState,
    is_own: bool,
) -> bool {
    let is_critical = severity == Severity::Critical;
    match role {
        Role::Admin | Role::Manager => true,
        Role::Dispatcher => match mutation.name() {
            "violation.acknowledge" | "violation.assign" | "violation.resolve" => true,
            "violation.dismiss" => !is_critical,
            _ => {
                let Mutation::Violation(ViolationChange::Restore { state: to, .. }) = mutation else {
                    unreachable!()
                };
                let touches_dismissed =
                    state == ViolationState::Dismissed || *to == ViolationState::Dismissed;
                !(is_critical && touches_dismissed)
            }
        },
        Role::Driver => {
            let undoes = matches!(
                mutation,
                Mutation::Violation(ViolationChange::Restore {
                    state: ViolationState::Open,
                    ..
                })
            ) && state == ViolationState::Acknowledged;
            is_own && (mutation.name() == "violation.acknowledge" || undoes)
        }
        Role::Member | Role::Agent | Role::Buyer => false,
    }
}

/// PO2: every role may make every mutation, to rows of every severity and state, own and other, as the table says.
#[test]
fn po2_mutations_by_role_row_and_owner() {
    let mut n_cases = 0;
    for role in Role::ALL {
        for mutation in mutations() {
            for severity in Severity::ALL {
                for state in ViolationState::ALL {
                    for driver in ["driver", "somebody"] {
                        let found = policy::may(&who(role), &mutation, Some(&row(severity, state, driver)));
                        let is_own = driver == "driver";
                        let case = format!("{role:?} {mutation:?} {severity:?} {state:?} {driver}");
                        assert_eq!(
                            found.is_ok(),
                            expected(role, &mutation, severity, state, is_own),
                            "{case}"
                        );
                        if let Err(refusal) = found {
                            assert_eq!(refusal.code, NackCode::Forbidden, "{case}");
                            assert!(refusal.msg.ends_with('.'), "{case}");
                        }
                        n_cases += 1;
                    }
                }
            }
        }
    }
    assert_eq!(n_cases, 7 * 9 * 3 * 5 * 2);
}

/// PO3: a dispatcher who dismisses a critical violation is told who can.
#[test]
fn po3_the_refusal_says_who_can() {
    let dismiss = Mutation::Violation(ViolationChange::Dismiss {
        id: "v".into(),
        reason: "sensor".to_owned(),
    });
    let critical = row(Severity::Critical, ViolationState::Open, "driver");

    let refusal = policy::may(&who(Role::Dispatcher), &dismiss, Some(&critical)).unwrap_err();

    assert_eq!(
        refusal.msg,
        "Critical violations can be dismissed by a manager only."
    );
}

/// PO4: somebody with several roles may do what any of them may; somebody with none, nothing.
#[test]
fn po4_roles_add_up() {
    let both = Principal {
        roles: vec![Role::Buyer, Role::Driver, Role::Dispatcher],
        ..who(Role::Driver)
    };
    let none = Principal {
        roles: Vec::new(),
        ..who(Role::Driver)
    };
    let resolve = Mutation::Violation(ViolationChange::Resolve { id: "v".into() });
    let open = row(Severity::Low, ViolationState::Open, "somebody");

    assert_eq!(policy::view(&both, &topic(VIOLATIONS), &truth()), View::All);
    assert!(policy::may(&both, &resolve, Some(&open)).is_ok());
    assert!(
        StreamKind::ALL
            .into_iter()
            .filter(|it| !it.is_scoped())
            .all(|kind| { policy::view(&none, &Topic::whole(kind), &truth()) == View::Nothing })
    );
    assert!(policy::may(&none, &resolve, Some(&open)).is_err());
}

/// PO5: people named in a mutation exist, may be named there, and are called by their own names.
#[test]
fn po5_people_are_looked_up() {
    let assign = |to: &str| {
        Mutation::Violation(ViolationChange::Assign {
            id: "v".into(),
            to: to.into(),
            to_name: Some("x".to_owned()),
            from: None,
        })
    };
    let restore = |assignee: Option<&str>, state| {
        Mutation::Violation(ViolationChange::Restore {
            id: "v".into(),
            state,
            assignee: assignee.map(Into::into),
            assignee_name: Some("x".to_owned()),
            reason: None,
        })
    };

    let Ok(Mutation::Violation(ViolationChange::Assign { to_name, .. })) =
        policy::complete(assign("ana"), &who(Role::Manager), &truth())
    else {
        panic!("refused")
    };
    assert_eq!(to_name.as_deref(), Some("ana's name"));
    let done = policy::complete(
        restore(Some("joe"), ViolationState::Assigned),
        &who(Role::Manager),
        &truth(),
    );
    let Ok(Mutation::Violation(ViolationChange::Restore { assignee_name, .. })) = done else {
        panic!("refused")
    };
    assert_eq!(assignee_name.as_deref(), Some("joe's name"));
    for bad in [
        assign("joe"),
        assign("nobody"),
        restore(Some("nobody"), ViolationState::Assigned),
        restore(None, ViolationState::Assigned),
        restore(None, ViolationState::Dismissed),
    ] {
        assert_eq!(
            policy::complete(bad.clone(), &who(Role::Manager), &truth())
                .unwrap_err()
                .code,
            NackCode::Invalid,
            "{bad:?}"
        );
    }
}

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
