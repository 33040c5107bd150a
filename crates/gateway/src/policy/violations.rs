//! Who may do what about violations.

use protocol::{
    NackCode, RawRow,
    entities::{Role, Severity, Violation, ViolationState},
    mutations::{REASON_CHARS_MAX, ViolationChange},
};

use super::{Principal, Refusal, Truth, forbidden, invalid, member};

/// Whether a role may make this change to this violation.
pub(super) fn may(
    role: Role,
    principal: &Principal,
    change: &ViolationChange,
    row: Option<&RawRow>,
) -> Result<(), Refusal> {
    let row = row.ok_or_else(|| Refusal::new(NackCode::NotFound, "It no longer exists."))?;
    let violation: Violation = row
        .decode()
        .map_err(|it| Refusal::new(NackCode::Invalid, format!("The violation cannot be read: {it}.")))?;
    may_as(role, principal, change, &violation)
}

/// The change with names looked up.
pub(super) fn complete(change: ViolationChange, truth: &dyn Truth) -> Result<ViolationChange, Refusal> {
    match change {
        ViolationChange::Assign {
            id,
            to,
            to_name: _,
            from,
        } => {
            let member = member(&to.as_str().into(), truth)
                .filter(|it| it.assignable)
                .ok_or_else(|| invalid("Violations cannot be assigned to this account."))?;
            Ok(ViolationChange::Assign {
                id,
                to,
                to_name: Some(member.name),
                from,
            })
        }
        ViolationChange::Restore {
            id,
            state,
            assignee,
            assignee_name: _,
            reason,
        } => {
            let assignee_name = match &assignee {
                Some(user) => Some(
                    member(&user.as_str().into(), truth)
                        .ok_or_else(|| invalid("There is no such assignee."))?
                        .name,
                ),
                None => None,
            };
            if reason
                .as_ref()
                .is_some_and(|it| it.chars().count() > REASON_CHARS_MAX)
            {
                return Err(invalid("A reason has at most 500 characters."));
            }
            match state {
                ViolationState::Assigned if assignee.is_none() => {
                    return Err(invalid("An assigned violation needs an assignee."));
                }
                ViolationState::Dismissed if reason.as_ref().is_none_or(|it| it.trim().is_empty()) => {
                    return Err(invalid("A dismissed violation needs a reason."));
                }
                ViolationState::Open
                | ViolationState::Acknowledged
                | ViolationState::Assigned
                | ViolationState::Dismissed
                | ViolationState::Resolved => {}
            }
            Ok(ViolationChange::Restore {
                id,
                state,
                assignee,
                assignee_name,
                reason,
            })
        }
        it @ (ViolationChange::Acknowledge { .. }
        | ViolationChange::Dismiss { .. }
        | ViolationChange::Resolve { .. }) => Ok(it),
    }
}

fn may_as(
    role: Role,
    principal: &Principal,
    change: &ViolationChange,
    row: &Violation,
) -> Result<(), Refusal> {
    match role {
        Role::Admin | Role::Manager => Ok(()),
        Role::Dispatcher => match change {
            ViolationChange::Acknowledge { .. }
            | ViolationChange::Assign { .. }
            | ViolationChange::Resolve { .. } => Ok(()),
            ViolationChange::Dismiss { .. } => may_dismiss(row),
            // Whoever may do a step may undo it, and nobody may reach by undoing what they may not do.
            ViolationChange::Restore { state, .. } => {
                for step in [row.state, *state] {
                    match step {
                        ViolationState::Dismissed => may_dismiss(row)?,
                        ViolationState::Open
                        | ViolationState::Acknowledged
                        | ViolationState::Assigned
                        | ViolationState::Resolved => {}
                    }
                }
                Ok(())
            }
        },
        Role::Driver => {
            if row.driver.as_ref() != Some(&principal.member) {
                return Err(forbidden("Drivers see to their own violations only."));
            }
            match change {
                ViolationChange::Acknowledge { .. } => Ok(()),
                ViolationChange::Restore { state, .. }
                    if row.state == ViolationState::Acknowledged && *state == ViolationState::Open =>
                {
                    Ok(())
                }
                ViolationChange::Assign { .. }
                | ViolationChange::Dismiss { .. }
                | ViolationChange::Resolve { .. }
                | ViolationChange::Restore { .. } => {
                    Err(forbidden("Drivers can acknowledge violations only."))
                }
            }
        }
        Role::Member | Role::Agent | Role::Buyer => match change {
            ViolationChange::Acknowledge { .. }
            | ViolationChange::Assign { .. }
            | ViolationChange::Dismiss { .. }
            | ViolationChange::Resolve { .. }
            | ViolationChange::Restore { .. } => Err(forbidden("Violations are seen to by dispatch only.")),
        },
    }
}

fn may_dismiss(row: &Violation) -> Result<(), Refusal> {
    match row.severity {
        Severity::Critical => Err(forbidden(
            "Critical violations can be dismissed by a manager only.",
        )),
        Severity::High | Severity::Low => Ok(()),
    }
}
