//! What a driver has to do: in which order, what comes next, and what takes the last step back.

use std::time::Duration;

use protocol::{
    RowId, Timestamp,
    entities::{Progress, Shipment, ShipmentStatus, Stop},
    mutations::{Mutation, ShipmentChange},
};

/// What a driver does next with a shipment.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Deed {
    /// Says yes.
    Accept,
    /// Has it on the vehicle.
    Load,
    /// Drives off to where it goes.
    SetOff,
    /// Is there, and hands it over.
    HandOver,
}

impl Deed {
    /// What comes next; `None`: nothing is left to do, or it is not theirs.
    pub(super) const fn after(status: ShipmentStatus) -> Option<Self> {
        match status {
            ShipmentStatus::Assigned => Some(Self::Accept),
            ShipmentStatus::Accepted => Some(Self::Load),
            ShipmentStatus::PickedUp => Some(Self::SetOff),
            ShipmentStatus::InTransit => Some(Self::HandOver),
            ShipmentStatus::Created
            | ShipmentStatus::Delivered
            | ShipmentStatus::Failed
            | ShipmentStatus::Cancelled => None,
        }
    }

    /// How far the shipment is after it; handing over needs more than a press.
    pub(super) const fn step(self) -> Option<ShipmentStatus> {
        match self {
            Self::Accept => Some(ShipmentStatus::Accepted),
            Self::Load => Some(ShipmentStatus::PickedUp),
            Self::SetOff => Some(ShipmentStatus::InTransit),
            Self::HandOver => None,
        }
    }
}

/// How a line of the stepper looks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum StepLook {
    /// Done, and dispatch knows.
    Done,
    /// Done, and waits here to be sent.
    Queued,
    /// Going on, or next.
    Now,
    /// Later.
    Later,
    /// The end, and not the one that was meant.
    Failed,
    /// Dispatch took it back.
    Cancelled,
}

/// A line of the stepper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    pub(super) status: ShipmentStatus,
    pub(super) look: StepLook,
    /// When it was done.
    pub(super) at: Option<Timestamp>,
}

/// The way of a shipment in its steps. `queued`: those that are not sent yet.
pub(super) fn steps(progress: &Progress, queued: &[ShipmentStatus]) -> Vec<Step> {
    let reached = WAY.iter().position(|it| *it == progress.status);
    let step = |(index, status): (usize, &ShipmentStatus)| {
        // What ended otherwise never reads as delivered.
        let status = match (progress.status, status) {
            (ShipmentStatus::Failed | ShipmentStatus::Cancelled, ShipmentStatus::Delivered) => {
                &progress.status
            }
            _ => status,
        };
        let at = moment(progress, *status);
        let is_under_way =
            *status == ShipmentStatus::InTransit && progress.status == ShipmentStatus::InTransit;
        let look = match reached {
            _ if queued.contains(status) && at.is_some() => StepLook::Queued,
            Some(reached) if index == reached && is_under_way => StepLook::Now,
            Some(reached) if index <= reached => StepLook::Done,
            Some(reached) if index == reached + 1 && !is_going(progress, queued) => StepLook::Now,
            None if *status == ShipmentStatus::Failed => StepLook::Failed,
            None if *status == ShipmentStatus::Cancelled => StepLook::Cancelled,
            None if at.is_some() => StepLook::Done,
            Some(_) | None => StepLook::Later,
        };
        Step {
            status: *status,
            look,
            at,
        }
    };
    WAY.iter().enumerate().map(step).collect()
}

/// Under way, as dispatch knows: then nothing else is "now".
fn is_going(progress: &Progress, queued: &[ShipmentStatus]) -> bool {
    progress.status == ShipmentStatus::InTransit && !queued.contains(&ShipmentStatus::InTransit)
}

/// When a step was done.
const fn moment(progress: &Progress, status: ShipmentStatus) -> Option<Timestamp> {
    match status {
        ShipmentStatus::Created => None,
        ShipmentStatus::Assigned => progress.assigned_at,
        ShipmentStatus::Accepted => progress.accepted_at,
        ShipmentStatus::PickedUp => progress.picked_up_at,
        ShipmentStatus::InTransit => progress.departed_at,
        ShipmentStatus::Delivered | ShipmentStatus::Failed | ShipmentStatus::Cancelled => progress.ended_at,
    }
}

/// What a mutation of a shipment makes of it, as far as it is a step of its driver.
pub(super) const fn step_of(mutation: &Mutation) -> Option<ShipmentStatus> {
    match mutation {
        Mutation::Shipment(ShipmentChange::Step { step, .. }) => Some(*step),
        Mutation::Shipment(ShipmentChange::Deliver { .. }) => Some(ShipmentStatus::Delivered),
        Mutation::Shipment(ShipmentChange::Fail { .. }) => Some(ShipmentStatus::Failed),
        _ => None,
    }
}

/// The open ones: what is under way first, then what waits for an answer, each by when it is due.
pub(super) fn order<'a>(shipments: impl Iterator<Item = &'a Shipment>) -> Vec<RowId> {
    let mut open: Vec<_> = shipments.filter(|it| it.progress.status.is_open()).collect();
    open.sort_by_key(|it| {
        let rank = match it.progress.status {
            ShipmentStatus::InTransit => 0,
            ShipmentStatus::PickedUp => 1,
            ShipmentStatus::Accepted => 2,
            _ => 3,
        };
        (rank, it.due, &it.id)
    });
    open.into_iter().map(|it| it.id.clone()).collect()
}

/// Those that came to their end since then, the latest first.
pub(super) fn ended<'a>(shipments: impl Iterator<Item = &'a Shipment>, since: Timestamp) -> Vec<RowId> {
    let mut ended: Vec<_> = shipments
        .filter(|it| !it.progress.status.is_open())
        .filter_map(|it| Some((it.progress.ended_at.filter(|at| *at >= since)?, it.id.clone())))
        .collect();
    ended.sort_by(|a, b| b.cmp(a));
    ended.into_iter().map(|it| it.1).collect()
}

/// How many were handed over since then.
pub(super) fn delivered<'a>(shipments: impl Iterator<Item = &'a Shipment>, since: Timestamp) -> usize {
    let done = shipments.filter(|it| it.progress.status == ShipmentStatus::Delivered);
    done.filter(|it| it.progress.ended_at.is_some_and(|at| at >= since))
        .count()
}

/// The driver's latest step: which shipment, how far it came with it, and when.
pub(super) fn last_step<'a>(
    shipments: impl Iterator<Item = &'a Shipment>,
) -> Option<(RowId, ShipmentStatus, Timestamp)> {
    let step = |it: &'a Shipment| {
        let status = it.progress.status;
        let is_own =
            status.is_under_way() || matches!(status, ShipmentStatus::Delivered | ShipmentStatus::Failed);
        let at = moment(&it.progress, status).filter(|_| is_own)?;
        Some((it.id.clone(), status, at))
    };
    shipments.filter_map(step).max_by_key(|it| it.2)
}

/// How far it had come before its latest step, if that may still be taken back.
pub(super) fn before(progress: &Progress, now: Timestamp) -> Option<Progress> {
    let mut was = progress.clone();
    match progress.status {
        ShipmentStatus::Accepted => {
            was.status = ShipmentStatus::Assigned;
            was.accepted_at = None;
        }
        ShipmentStatus::PickedUp => {
            was.status = ShipmentStatus::Accepted;
            was.picked_up_at = None;
        }
        ShipmentStatus::InTransit => {
            was.status = ShipmentStatus::PickedUp;
            was.departed_at = None;
        }
        ShipmentStatus::Delivered | ShipmentStatus::Failed => {
            let is_recent = progress.ended_at.is_some_and(|at| now.since(at) <= UNDO_WITHIN);
            was.status = match (progress.departed_at, progress.picked_up_at, progress.accepted_at) {
                _ if !is_recent => return None,
                (Some(_), _, _) => ShipmentStatus::InTransit,
                (None, Some(_), _) => ShipmentStatus::PickedUp,
                (None, None, Some(_)) => ShipmentStatus::Accepted,
                (None, None, None) => ShipmentStatus::Assigned,
            };
            (was.ended_at, was.reason, was.proof) = (None, None, None);
        }
        ShipmentStatus::Created | ShipmentStatus::Assigned | ShipmentStatus::Cancelled => return None,
    }
    Some(was)
}

/// Where the driver goes with it now: to where it is loaded, then to where it goes.
pub(super) const fn goal(shipment: &Shipment) -> &Stop {
    match shipment.progress.status {
        ShipmentStatus::Created | ShipmentStatus::Assigned | ShipmentStatus::Accepted => &shipment.pickup,
        ShipmentStatus::PickedUp
        | ShipmentStatus::InTransit
        | ShipmentStatus::Delivered
        | ShipmentStatus::Failed
        | ShipmentStatus::Cancelled => &shipment.drop,
    }
}

/// The steps from a driver's side.
const WAY: [ShipmentStatus; 5] = [
    ShipmentStatus::Assigned,
    ShipmentStatus::Accepted,
    ShipmentStatus::PickedUp,
    ShipmentStatus::InTransit,
    ShipmentStatus::Delivered,
];

/// What was handed over is somebody else's affair after that.
const UNDO_WITHIN: Duration = Duration::from_secs(3_600);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(n: u64) -> Timestamp {
        Timestamp::from_millis(n)
    }

    fn shipment(id: &str, status: ShipmentStatus, due: u64) -> Shipment {
        let place = |name| serde_json::json!({ "name": name, "lat": 55.5, "lng": 4.5 });
        let mut it: Shipment = serde_json::from_value(serde_json::json!({
            "id": id, "reference": id, "goods": "-", "weight_t": 1.0, "pickup": place("Nord depot"),
            "drop": place("Kiln road 7"), "due": due, "created_at": 1, "status": "created",
        }))
        .unwrap();
        it.progress.status = status;
        it.progress.assigned_at = Some(at(1));
        if status.is_under_way() || status == ShipmentStatus::Delivered {
            it.progress.accepted_at = Some(at(2));
        }
        if !matches!(status, ShipmentStatus::Assigned | ShipmentStatus::Accepted) {
            it.progress.picked_up_at = Some(at(3));
        }
        if matches!(status, ShipmentStatus::InTransit | ShipmentStatus::Delivered) {
            it.progress.departed_at = Some(at(4));
        }
        if status == ShipmentStatus::Delivered {
            it.progress.ended_at = Some(at(5));
        }
        it
    }

    fn looks(status: ShipmentStatus, queued: &[ShipmentStatus]) -> Vec<StepLook> {
        let progress = shipment("s", status, 1).progress;
        steps(&progress, queued).into_iter().map(|it| it.look).collect()
    }

    #[test]
    fn the_stepper_says_what_is_done_what_waits_and_what_is_next() {
        use StepLook::{Done, Later, Now, Queued};

        assert_eq!(
            looks(ShipmentStatus::Assigned, &[]),
            [Done, Now, Later, Later, Later]
        );
        assert_eq!(
            looks(ShipmentStatus::PickedUp, &[]),
            [Done, Done, Done, Now, Later]
        );
        assert_eq!(
            looks(ShipmentStatus::InTransit, &[]),
            [Done, Done, Done, Now, Later]
        );
        assert_eq!(
            looks(ShipmentStatus::InTransit, &[ShipmentStatus::InTransit]),
            [Done, Done, Done, Queued, Now]
        );
        assert_eq!(
            looks(
                ShipmentStatus::PickedUp,
                &[ShipmentStatus::Accepted, ShipmentStatus::PickedUp]
            ),
            [Done, Queued, Queued, Now, Later]
        );
        assert_eq!(looks(ShipmentStatus::Delivered, &[]), [Done; 5]);
    }

    #[test]
    fn what_ended_otherwise_is_not_drawn_as_delivered() {
        for (status, look) in [
            (ShipmentStatus::Failed, StepLook::Failed),
            (ShipmentStatus::Cancelled, StepLook::Cancelled),
        ] {
            let mut progress = shipment("s", ShipmentStatus::Assigned, 1).progress;
            (progress.status, progress.ended_at) = (status, Some(at(7)));
            let drawn = steps(&progress, &[]);
            let last = drawn.last().unwrap();
            assert_eq!((last.status, last.look, last.at), (status, look, Some(at(7))));
            assert!(
                drawn[1..4].iter().all(|it| it.look == StepLook::Later),
                "never done"
            );
        }
        let mut progress = shipment("s", ShipmentStatus::Assigned, 1).progress;
        (progress.status, progress.ended_at) = (ShipmentStatus::Failed, Some(at(7)));
        let waits = steps(&progress, &[ShipmentStatus::Failed]);
        assert_eq!(waits.last().unwrap().look, StepLook::Queued);
    }

    #[test]
    fn what_is_under_way_comes_first_and_what_is_due_before_what_is_not() {
        let all = [
            shipment("later", ShipmentStatus::Assigned, 9),
            shipment("sooner", ShipmentStatus::Assigned, 8),
            shipment("going", ShipmentStatus::InTransit, 20),
            shipment("done", ShipmentStatus::Delivered, 1),
            shipment("accepted", ShipmentStatus::Accepted, 30),
        ];
        assert_eq!(
            order(all.iter()),
            ["going", "accepted", "sooner", "later"].map(RowId::from)
        );
        assert_eq!(ended(all.iter(), at(5)), ["done"].map(RowId::from));
        assert_eq!(ended(all.iter(), at(6)), []);
        let last = last_step(all.iter()).unwrap();
        assert_eq!((last.0, last.1), (RowId::from("done"), ShipmentStatus::Delivered));
    }

    #[test]
    fn every_step_can_be_taken_back_to_the_one_before() {
        let mut progress = shipment("s", ShipmentStatus::Delivered, 1).progress;
        let mut way = Vec::new();
        while let Some(was) = before(&progress, at(6)) {
            way.push(was.status);
            progress = was;
        }
        assert_eq!(
            way,
            [
                ShipmentStatus::InTransit,
                ShipmentStatus::PickedUp,
                ShipmentStatus::Accepted,
                ShipmentStatus::Assigned
            ]
        );
        assert_eq!(progress.picked_up_at, None);
        let delivered = shipment("s", ShipmentStatus::Delivered, 1).progress;
        assert_eq!(before(&delivered, at(3_700_000)), None, "too long ago");
    }

    #[test]
    fn one_goes_to_where_it_is_loaded_first() {
        assert_eq!(
            goal(&shipment("s", ShipmentStatus::Accepted, 1)).name,
            "Nord depot"
        );
        assert_eq!(
            goal(&shipment("s", ShipmentStatus::PickedUp, 1)).name,
            "Kiln road 7"
        );
        assert_eq!(Deed::after(ShipmentStatus::PickedUp), Some(Deed::SetOff));
        assert_eq!(Deed::after(ShipmentStatus::Delivered), None);
    }
}
