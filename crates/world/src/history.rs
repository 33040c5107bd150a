//! The past as a new gateway should find it: told in the order of time, with the queue half worked off.

use std::collections::VecDeque;

use protocol::{
    UserId,
    entities::{Severity, Violation, ViolationState},
    telemetry::Telemetry,
};

use crate::{
    chance::{mix, share},
    clock::{HOUR, MINUTE, Micros, micros, timestamp},
    people::DESK,
    world::World,
};

/// What happened before the start, in the order of time; see [`World::history`].
pub struct History<'w> {
    world: &'w mut World,
    told: VecDeque<Telemetry>,
    /// Filled by one step, then emptied into `told`; kept for its memory.
    fresh: Vec<Telemetry>,
}

impl<'w> History<'w> {
    pub(crate) fn new(world: &'w mut World) -> Self {
        let told = if world.has_started() {
            VecDeque::new()
        } else {
            world.registrations().into()
        };
        Self {
            world,
            told,
            fresh: Vec::new(),
        }
    }
}

impl Iterator for History<'_> {
    type Item = Telemetry;

    fn next(&mut self) -> Option<Telemetry> {
        let start = self.world.start();
        while self.told.is_empty() && !self.world.has_started() {
            if self.world.step(start, &mut self.fresh) {
                self.told.extend(self.fresh.drain(..).map(|it| match it {
                    Telemetry::Violation(violation) => Telemetry::Violation(worked_on(violation, start)),
                    other => other,
                }));
            } else {
                // Nothing more is due: the clock reaches the start.
                self.world.run(start, &mut self.fresh);
            }
        }
        self.told.pop_front()
    }
}

const REASONS: [&str; 4] = [
    "Sensor fault",
    "Agreed with the site",
    "Emergency manoeuvre",
    "Duplicate",
];

/// Brings a violation to where colleagues have brought it until the start.
fn worked_on(mut violation: Violation, start: Micros) -> Violation {
    let at = micros(violation.at);
    let age = start.saturating_sub(at);
    let chance = mix(
        0xDE5C,
        at ^ mix(0x1D, violation.plate.len() as u64 + violation.lat.to_bits()),
    );
    let draw = share(chance);
    // Shares of the resolved, the dismissed, the assigned and the acknowledged; the rest is open.
    let (resolved, dismissed, assigned, acknowledged) = match age {
        _ if age < 20 * MINUTE => (0.0, 0.0, 0.0, 0.0),
        // What is critical is not closed the same day.
        _ if age < 9 * HOUR && violation.severity == Severity::Critical => (0.0, 0.0, 0.25, 0.25),
        _ if age < 3 * HOUR => (0.04, 0.02, 0.10, 0.15),
        _ if age < 8 * HOUR => (0.34, 0.14, 0.15, 0.10),
        _ => (0.74, 0.24, 0.02, 0.0),
    };
    let state = if draw < resolved {
        ViolationState::Resolved
    } else if draw < resolved + dismissed {
        ViolationState::Dismissed
    } else if draw < resolved + dismissed + assigned {
        ViolationState::Assigned
    } else if draw < resolved + dismissed + assigned + acknowledged {
        ViolationState::Acknowledged
    } else {
        return violation;
    };
    // Dispatchers do not dismiss what is critical: that is for a manager.
    let mut who = DESK[(chance >> 20) as usize % DESK.len()];
    if violation.severity == Severity::Critical && state == ViolationState::Dismissed {
        who = DESK[1];
    }
    let reaction = (5 * MINUTE + (chance >> 30) % (2 * HOUR)).min(age.saturating_sub(MINUTE));
    violation.changed_by = Some(who.1.to_owned());
    violation.changed_at = Some(timestamp(at + reaction));
    match state {
        ViolationState::Dismissed => {
            let reason = REASONS[(chance >> 50) as usize % REASONS.len()];
            violation.reason = Some(reason.to_owned());
        }
        ViolationState::Open => {}
        ViolationState::Acknowledged | ViolationState::Assigned | ViolationState::Resolved => {
            violation.assignee = Some(UserId::from(who.0));
            violation.assignee_name = Some(who.1.to_owned());
        }
    }
    violation.state = state;
    violation
}
