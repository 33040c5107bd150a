//! Who may see and do what: the only place that combines roles, topics and mutations.
//!
//! Everything is decided by the rights and rows of this moment. Nothing is remembered: the hub asks again whenever
//! rights or the rows they depend on change.

mod discretion;

use std::borrow::Cow;

use protocol::{
    NackCode, Position, RawRow, RowId, Timestamp, Topic, UserInfo,
    entities::{Member, Role, Severity, StreamKind, Violation, ViolationState},
    mutations::{Mutation, REASON_CHARS_MAX},
};

pub use discretion::Telling;

/// Somebody who proved who they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    /// As the client is told.
    pub user: UserInfo,
    /// What they may do is the union of these.
    pub roles: Vec<Role>,
    /// Their row in `team/members`; drivers are found by it.
    pub member: RowId,
    /// When the session or token ends.
    pub expires: Timestamp,
}

/// Rows that rights depend on.
pub trait Truth {
    /// A row as it stands.
    fn find(&self, topic: &Topic, id: &RowId) -> Option<&RawRow>;
}

/// What of a topic somebody may see.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum View {
    /// Every row.
    All,
    /// Every row, without what it says of violations.
    Discreet,
    /// Some rows.
    Own(RowFilter),
    /// Not even that it exists.
    Nothing,
}

/// Which rows belong to somebody.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RowFilter {
    /// Those with this member as `driver`.
    Driver(RowId),
}

impl View {
    /// Whether a row is in it.
    pub fn admits(&self, row: &RawRow) -> bool {
        match self {
            Self::All | Self::Discreet => true,
            Self::Own(filter) => filter.admits(row),
            Self::Nothing => false,
        }
    }

    /// How all rows are told; `None` if not all are.
    pub const fn telling(&self) -> Option<Telling> {
        match self {
            Self::All => Some(Telling::Whole),
            Self::Discreet => Some(Telling::Discreet),
            Self::Own(_) | Self::Nothing => None,
        }
    }

    /// Where a topic stands, as it is told.
    pub fn position(&self, at: Position) -> Position {
        self.telling().unwrap_or(Telling::Whole).position(at)
    }

    /// A row that is in it, as it is told.
    pub fn show<'a>(&self, row: &'a RawRow) -> Cow<'a, RawRow> {
        self.telling().unwrap_or(Telling::Whole).row(row)
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, _) | (_, Self::All) => Self::All,
            // Nobody is both a driver and one of those who see all but violations; if so, all rows are more.
            (Self::Discreet, _) | (_, Self::Discreet) => Self::Discreet,
            (Self::Nothing, view) | (view, Self::Nothing) => view,
            (own @ Self::Own(_), Self::Own(_)) => own,
        }
    }
}

impl RowFilter {
    /// Whether a row is one of them.
    pub fn admits(&self, row: &RawRow) -> bool {
        match self {
            Self::Driver(member) => row.text("driver") == Some(member.as_str()),
        }
    }
}

/// Why not; recorded as the mutation's verdict.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// What kind of refusal.
    pub code: NackCode,
    /// For people.
    pub msg: String,
}

impl Refusal {
    /// A refusal with its reason.
    pub fn new(code: NackCode, msg: impl Into<String>) -> Self {
        Self {
            code,
            msg: msg.into(),
        }
    }
}

/// What a principal may see of a topic now.
pub fn view(principal: &Principal, topic: &Topic, truth: &dyn Truth) -> View {
    principal
        .roles
        .iter()
        .map(|role| view_as(*role, principal, topic, truth))
        .fold(View::Nothing, View::or)
}

/// Whether a topic exists as far as rows can tell: a report needs its vehicle.
pub fn exists(topic: &Topic, truth: &dyn Truth) -> bool {
    match topic.kind {
        StreamKind::ReportEntry => reported_vehicle(topic)
            .is_some_and(|vehicle| truth.find(&Topic::whole(StreamKind::Vehicle), &vehicle).is_some()),
        StreamKind::Vehicle
        | StreamKind::Violation
        | StreamKind::FleetSummary
        | StreamKind::DistributionPoint
        | StreamKind::LogPoint
        | StreamKind::Member => true,
    }
}

/// Whether a principal may make this change to this row; one role that may is enough.
///
/// # Errors
///
/// The reason, as their first role is told.
pub fn may(principal: &Principal, mutation: &Mutation, row: &RawRow) -> Result<(), Refusal> {
    let violation: Violation = row
        .decode()
        .map_err(|it| Refusal::new(NackCode::Invalid, format!("The violation cannot be read: {it}.")))?;
    let mut refusal = None;
    for role in &principal.roles {
        match may_as(*role, principal, mutation, &violation) {
            Ok(()) => return Ok(()),
            Err(reason) => refusal = refusal.or(Some(reason)),
        }
    }
    Err(refusal.unwrap_or_else(|| forbidden("This account has no role.")))
}

/// The mutation as it is applied: names of people are looked up, never taken from the client.
///
/// # Errors
///
/// When it speaks of people or states that cannot be.
pub fn complete(mutation: Mutation, truth: &dyn Truth) -> Result<Mutation, Refusal> {
    match mutation {
        Mutation::Assign {
            id,
            to,
            to_name: _,
            from,
        } => {
            let member = member(&to.as_str().into(), truth)
                .filter(|it| it.assignable)
                .ok_or_else(|| invalid("Violations cannot be assigned to this account."))?;
            Ok(Mutation::Assign {
                id,
                to,
                to_name: Some(member.name),
                from,
            })
        }
        Mutation::Restore {
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
            Ok(Mutation::Restore {
                id,
                state,
                assignee,
                assignee_name,
                reason,
            })
        }
        it @ (Mutation::Acknowledge { .. } | Mutation::Dismiss { .. } | Mutation::Resolve { .. }) => Ok(it),
    }
}

/// The streams of which these roles may see anything at all: what an app offers them.
pub fn streams(roles: &[Role]) -> impl Iterator<Item = StreamKind> {
    StreamKind::ALL
        .into_iter()
        .filter(|kind| roles.iter().any(|it| reach(*it, *kind) != Reach::Nothing))
}

/// How much of a stream a role may see.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Reach {
    All,
    /// What is about the person, or about what they drive.
    Own,
    Nothing,
}

const fn reach(role: Role, kind: StreamKind) -> Reach {
    match role {
        Role::Admin | Role::Manager | Role::Dispatcher => match kind {
            StreamKind::Vehicle
            | StreamKind::Violation
            | StreamKind::FleetSummary
            | StreamKind::DistributionPoint
            | StreamKind::LogPoint
            | StreamKind::ReportEntry
            | StreamKind::Member => Reach::All,
        },
        Role::Driver => match kind {
            StreamKind::Vehicle | StreamKind::Violation | StreamKind::ReportEntry => Reach::Own,
            StreamKind::Member => Reach::All,
            StreamKind::FleetSummary | StreamKind::DistributionPoint | StreamKind::LogPoint => Reach::Nothing,
        },
        Role::Member | Role::Agent | Role::Buyer => match kind {
            StreamKind::FleetSummary | StreamKind::LogPoint | StreamKind::Vehicle | StreamKind::Member => {
                Reach::All
            }
            StreamKind::Violation | StreamKind::DistributionPoint | StreamKind::ReportEntry => Reach::Nothing,
        },
    }
}

fn view_as(role: Role, principal: &Principal, topic: &Topic, truth: &dyn Truth) -> View {
    match (reach(role, topic.kind), topic.kind) {
        // Their rows count violations.
        (Reach::All, StreamKind::Vehicle | StreamKind::FleetSummary)
            if reach(role, StreamKind::Violation) == Reach::Nothing =>
        {
            View::Discreet
        }
        (Reach::All, _) => View::All,
        (Reach::Own, StreamKind::ReportEntry) if drives(principal, topic, truth) => View::All,
        (Reach::Nothing, _) | (Reach::Own, StreamKind::ReportEntry) => View::Nothing,
        (Reach::Own, _) => View::Own(RowFilter::Driver(principal.member.clone())),
    }
}

/// Today's report only: on an earlier day somebody else may have driven.
fn drives(principal: &Principal, report: &Topic, truth: &dyn Truth) -> bool {
    let today = report.scope.as_deref().filter(|it| !it.contains('@'));
    today
        .and_then(|vehicle| truth.find(&Topic::whole(StreamKind::Vehicle), &vehicle.into()))
        .is_some_and(|row| RowFilter::Driver(principal.member.clone()).admits(row))
}

fn reported_vehicle(report: &Topic) -> Option<RowId> {
    let scope = report.scope.as_deref()?;
    Some(scope.split_once('@').map_or(scope, |(vehicle, _)| vehicle).into())
}

fn may_as(role: Role, principal: &Principal, mutation: &Mutation, row: &Violation) -> Result<(), Refusal> {
    match role {
        Role::Admin | Role::Manager => Ok(()),
        Role::Dispatcher => match mutation {
            Mutation::Acknowledge { .. } | Mutation::Assign { .. } | Mutation::Resolve { .. } => Ok(()),
            Mutation::Dismiss { .. } => may_dismiss(row),
            // Whoever may do a step may undo it, and nobody may reach by undoing what they may not do.
            Mutation::Restore { state, .. } => {
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
            match mutation {
                Mutation::Acknowledge { .. } => Ok(()),
                Mutation::Restore { state, .. }
                    if row.state == ViolationState::Acknowledged && *state == ViolationState::Open =>
                {
                    Ok(())
                }
                Mutation::Assign { .. }
                | Mutation::Dismiss { .. }
                | Mutation::Resolve { .. }
                | Mutation::Restore { .. } => Err(forbidden("Drivers can acknowledge violations only.")),
            }
        }
        Role::Member | Role::Agent | Role::Buyer => match mutation {
            Mutation::Acknowledge { .. }
            | Mutation::Assign { .. }
            | Mutation::Dismiss { .. }
            | Mutation::Resolve { .. }
            | Mutation::Restore { .. } => Err(forbidden("Violations are seen to by dispatch only.")),
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

fn member(id: &RowId, truth: &dyn Truth) -> Option<Member> {
    truth
        .find(&Topic::whole(StreamKind::Member), id)
        .and_then(|it| it.decode().ok())
}

fn forbidden(msg: &str) -> Refusal {
    Refusal::new(NackCode::Forbidden, msg)
}

fn invalid(msg: &str) -> Refusal {
    Refusal::new(NackCode::Invalid, msg)
}
