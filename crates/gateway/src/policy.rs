//! Who may see and do what: the only place that combines roles, topics and mutations.
//!
//! Everything is decided by the rights and rows of this moment. Nothing is remembered: the hub asks again whenever
//! rights or the rows they depend on change.

mod discretion;
mod dispatch;
mod presence;
mod violations;

use std::borrow::Cow;

use mutants::mutant;
use protocol::{
    NackCode, Position, RawRow, RowId, Timestamp, Topic, UserInfo,
    entities::{Member, Role, StreamKind},
    mutations::Mutation,
};

pub use discretion::Telling;
pub use dispatch::{may_attach, may_be_pushed_to, may_tell_positions};

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
    /// The one with this name.
    Named(RowId),
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
            Self::Named(id) => row.text("id") == Some(id.as_str()),
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

/// Whether a topic exists as far as rows can tell: a report needs its vehicle, a track its driver.
pub fn exists(topic: &Topic, truth: &dyn Truth) -> bool {
    match topic.kind {
        StreamKind::ReportEntry => reported_vehicle(topic)
            .is_some_and(|vehicle| truth.find(&Topic::whole(StreamKind::Vehicle), &vehicle).is_some()),
        StreamKind::TrackPoint => topic.scope.as_deref().is_some_and(|driver| {
            truth
                .find(&Topic::whole(StreamKind::Driver), &driver.into())
                .is_some()
        }),
        StreamKind::Presence => presence::exists(topic, truth),
        StreamKind::Vehicle
        | StreamKind::Violation
        | StreamKind::FleetSummary
        | StreamKind::DistributionPoint
        | StreamKind::LogPoint
        | StreamKind::Driver
        | StreamKind::DriverPosition
        | StreamKind::Shipment
        | StreamKind::Geofence
        | StreamKind::Ticket
        | StreamKind::Member => true,
    }
}

/// Whether a principal may make this change to this row, or make this row; one role that may is enough.
///
/// # Errors
///
/// The reason, as their first role is told.
pub fn may(principal: &Principal, mutation: &Mutation, row: Option<&RawRow>) -> Result<(), Refusal> {
    let mut refusal = None;
    for role in &principal.roles {
        let ruling = match mutation {
            Mutation::Violation(change) => violations::may(*role, principal, change, row),
            Mutation::Shipment(change) => dispatch::may_ship(*role, principal, change, row),
            Mutation::Duty(change) => dispatch::may_set_duty(*role, principal, change),
            Mutation::Phone(change) => dispatch::may_set_phone(*role, principal, change),
            Mutation::Geofence(_) => dispatch::may_fence(*role),
            Mutation::Ticket(_) => dispatch::may_report(*role),
        };
        match ruling {
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
pub fn complete(mutation: Mutation, principal: &Principal, truth: &dyn Truth) -> Result<Mutation, Refusal> {
    Ok(match mutation {
        Mutation::Violation(change) => violations::complete(change, truth)?.into(),
        Mutation::Shipment(change) => dispatch::complete_shipment(change, truth)?.into(),
        Mutation::Ticket(change) => dispatch::complete_ticket(change, principal, truth).into(),
        it @ (Mutation::Duty(_) | Mutation::Phone(_) | Mutation::Geofence(_)) => it,
    })
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
            | StreamKind::Driver
            | StreamKind::DriverPosition
            | StreamKind::TrackPoint
            | StreamKind::Shipment
            | StreamKind::Geofence
            | StreamKind::Ticket
            | StreamKind::Member
            | StreamKind::Presence => Reach::All,
        },
        Role::Driver => match kind {
            StreamKind::Vehicle
            | StreamKind::Violation
            | StreamKind::ReportEntry
            | StreamKind::Driver
            | StreamKind::DriverPosition
            | StreamKind::TrackPoint
            | StreamKind::Shipment
            | StreamKind::Ticket => Reach::Own,
            StreamKind::Member => Reach::All,
            StreamKind::FleetSummary
            | StreamKind::DistributionPoint
            | StreamKind::LogPoint
            | StreamKind::Geofence
            | StreamKind::Presence => Reach::Nothing,
        },
        Role::Member | Role::Agent | Role::Buyer => match kind {
            StreamKind::FleetSummary | StreamKind::LogPoint | StreamKind::Vehicle | StreamKind::Member => {
                Reach::All
            }
            // Who speaks with customers is asked where their goods are.
            StreamKind::Shipment | StreamKind::Ticket | StreamKind::Presence
                if matches!(role, Role::Agent) =>
            {
                Reach::All
            }
            StreamKind::Violation
            | StreamKind::DistributionPoint
            | StreamKind::ReportEntry
            | StreamKind::Driver
            | StreamKind::DriverPosition
            | StreamKind::TrackPoint
            | StreamKind::Shipment
            | StreamKind::Geofence
            | StreamKind::Ticket
            | StreamKind::Presence => Reach::Nothing,
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
        (Reach::All, StreamKind::Presence) => presence::view(role, topic),
        (Reach::All, _) => View::All,
        (Reach::Own, StreamKind::ReportEntry) if drives(principal, topic, truth) => View::All,
        (Reach::Own, StreamKind::TrackPoint) if topic.scope.as_deref() == Some(principal.member.as_str()) => {
            View::All
        }
        (Reach::Nothing, _) | (Reach::Own, StreamKind::ReportEntry | StreamKind::TrackPoint) => View::Nothing,
        (Reach::Own, StreamKind::Shipment) if mutant!(TellEverybodysShipments) => View::All,
        (Reach::Own, StreamKind::DriverPosition) if mutant!(TellEverybodysPositions) => View::All,
        (Reach::Own, StreamKind::Driver | StreamKind::DriverPosition) => {
            View::Own(RowFilter::Named(principal.member.clone()))
        }
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
