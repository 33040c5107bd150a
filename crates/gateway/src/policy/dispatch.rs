//! Who may do what in dispatch: shipments, shifts, geofences, and problems that are reported.

use protocol::{
    NackCode, RawRow, RowId, Topic,
    entities::{Driver, Progress, Role, ShipmentStatus, StreamKind},
    mutations::{DutyChange, PhoneChange, ShipmentChange, TicketChange},
};

use super::{Principal, Refusal, Truth, forbidden, invalid};

/// Whether a role may make this change to this shipment, or order it.
pub(super) fn may_ship(
    role: Role,
    principal: &Principal,
    change: &ShipmentChange,
    row: Option<&RawRow>,
) -> Result<(), Refusal> {
    match role {
        Role::Admin | Role::Manager | Role::Dispatcher => Ok(()),
        Role::Driver => {
            let member = principal.member.as_str();
            if row.is_none_or(|it| it.text("driver") != Some(member)) {
                return Err(forbidden("Drivers see to their own shipments only."));
            }
            match change {
                ShipmentChange::Step { .. }
                | ShipmentChange::Decline { .. }
                | ShipmentChange::Deliver { .. }
                | ShipmentChange::Fail { .. } => Ok(()),
                // Nobody may reach by undoing what they may not do: it stays theirs, and under way.
                ShipmentChange::Restore { progress, .. } if is_step_of(progress, member) => Ok(()),
                ShipmentChange::Create { .. }
                | ShipmentChange::Assign { .. }
                | ShipmentChange::Cancel { .. }
                | ShipmentChange::Restore { .. } => {
                    Err(forbidden("Shipments are ordered and given out by dispatch."))
                }
            }
        }
        Role::Member | Role::Agent | Role::Buyer => {
            Err(forbidden("Shipments are seen to by dispatch and drivers only."))
        }
    }
}

fn is_step_of(progress: &Progress, member: &str) -> bool {
    let is_theirs = progress.driver.as_ref().map(RowId::as_str) == Some(member);
    is_theirs && (progress.status == ShipmentStatus::Assigned || progress.status.is_under_way())
}

/// Whether a role may begin and end this driver's shift.
pub(super) fn may_set_duty(role: Role, principal: &Principal, change: &DutyChange) -> Result<(), Refusal> {
    let DutyChange::Set { id, .. } = change;
    match role {
        Role::Admin | Role::Manager | Role::Dispatcher => Ok(()),
        Role::Driver if *id == principal.member => Ok(()),
        Role::Driver => Err(forbidden("Drivers begin and end their own shift only.")),
        Role::Member | Role::Agent | Role::Buyer => {
            Err(forbidden("Shifts are seen to by dispatch and drivers only."))
        }
    }
}

/// Whether a role may write down on which number this driver is called.
pub(super) fn may_set_phone(role: Role, principal: &Principal, change: &PhoneChange) -> Result<(), Refusal> {
    let PhoneChange::Set { id, .. } = change;
    match role {
        Role::Admin | Role::Manager | Role::Dispatcher => Ok(()),
        Role::Driver if *id == principal.member => Ok(()),
        Role::Driver => Err(forbidden("Drivers write down their own number only.")),
        Role::Member | Role::Agent | Role::Buyer => Err(forbidden(
            "Drivers' numbers are seen to by dispatch and themselves only.",
        )),
    }
}

/// Whether somebody may tell where a driver is, over HTTP: drivers themselves only.
///
/// # Errors
///
/// The reason.
pub fn may_tell_positions(principal: &Principal, driver: &RowId) -> Result<(), Refusal> {
    if principal.roles.contains(&Role::Driver) && *driver == principal.member {
        Ok(())
    } else {
        Err(forbidden("Drivers report their own positions only."))
    }
}

/// Whether somebody may add photos and signatures to this shipment, over HTTP: its own driver only.
///
/// # Errors
///
/// The reason.
pub fn may_attach(principal: &Principal, shipment: &RawRow) -> Result<(), Refusal> {
    let is_theirs = shipment.text("driver") == Some(principal.member.as_str());
    if principal.roles.contains(&Role::Driver) && is_theirs {
        Ok(())
    } else {
        Err(forbidden("Drivers add photos to their own shipments only."))
    }
}

/// Whether somebody with these roles may be told of shipments through a push service, while their page is closed: those
/// who have shipments of their own.
///
/// # Errors
///
/// The reason.
pub fn may_be_pushed_to(roles: &[Role]) -> Result<(), Refusal> {
    if roles.contains(&Role::Driver) {
        Ok(())
    } else {
        Err(forbidden("Drivers are told of their own shipments only."))
    }
}

/// Whether a role may draw geofences.
pub(super) fn may_fence(role: Role) -> Result<(), Refusal> {
    match role {
        Role::Admin | Role::Manager | Role::Dispatcher => Ok(()),
        Role::Driver | Role::Member | Role::Agent | Role::Buyer => {
            Err(forbidden("Geofences are drawn by dispatch only."))
        }
    }
}

/// Whether a role may report a problem.
pub(super) fn may_report(role: Role) -> Result<(), Refusal> {
    match role {
        Role::Admin | Role::Manager | Role::Dispatcher | Role::Driver | Role::Agent => Ok(()),
        Role::Member | Role::Buyer => Err(forbidden(
            "Problems are reported by drivers, dispatch and the desk.",
        )),
    }
}

/// The change with names looked up.
pub(super) fn complete_shipment(
    change: ShipmentChange,
    truth: &dyn Truth,
) -> Result<ShipmentChange, Refusal> {
    match change {
        ShipmentChange::Assign {
            id,
            to,
            to_name: _,
            from,
        } => {
            let to_name = to.as_ref().map(|it| name_of(it, truth)).transpose()?;
            Ok(ShipmentChange::Assign {
                id,
                to,
                to_name,
                from,
            })
        }
        ShipmentChange::Restore { id, mut progress } => {
            progress.driver_name = progress
                .driver
                .as_ref()
                .map(|it| name_of(it, truth))
                .transpose()?;
            let needs_driver = progress.status.is_under_way()
                || matches!(
                    progress.status,
                    ShipmentStatus::Assigned | ShipmentStatus::Delivered
                );
            if needs_driver && progress.driver.is_none() {
                return Err(invalid("A shipment that somebody brings needs a driver."));
            }
            Ok(ShipmentChange::Restore { id, progress })
        }
        it @ (ShipmentChange::Create { .. }
        | ShipmentChange::Step { .. }
        | ShipmentChange::Decline { .. }
        | ShipmentChange::Deliver { .. }
        | ShipmentChange::Fail { .. }
        | ShipmentChange::Cancel { .. }) => Ok(it),
    }
}

/// The report with its driver: whoever reports, if they drive.
pub(super) fn complete_ticket(
    change: TicketChange,
    principal: &Principal,
    truth: &dyn Truth,
) -> TicketChange {
    let TicketChange::Create {
        id,
        kind,
        text,
        shipment,
        driver: _,
    } = change;
    let drives = driver(&principal.member, truth).is_some();
    TicketChange::Create {
        id,
        kind,
        text,
        shipment,
        driver: drives.then(|| principal.member.clone()),
    }
}

fn name_of(id: &RowId, truth: &dyn Truth) -> Result<String, Refusal> {
    driver(id, truth)
        .map(|it| it.name)
        .ok_or_else(|| Refusal::new(NackCode::Invalid, "There is no such driver."))
}

fn driver(id: &RowId, truth: &dyn Truth) -> Option<Driver> {
    truth
        .find(&Topic::whole(StreamKind::Driver), id)
        .and_then(|it| it.decode().ok())
}
