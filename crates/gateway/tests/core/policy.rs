//! PO1–PO6: who may see and do what, over every role, topic and mutation.

use std::collections::HashMap;

use livedeck_gateway::{
    derive::Write,
    policy::{self, Principal, RowFilter, Truth, View},
};
use protocol::{
    NackCode, RawRow, RowId, Topic,
    entities::{Role, Severity, StreamKind, ViolationState},
    mutations::{Change as _, Mutation, ViolationChange},
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

pub fn truth() -> impl Truth {
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

pub fn row(severity: Severity, state: ViolationState, driver: &str) -> RawRow {
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
