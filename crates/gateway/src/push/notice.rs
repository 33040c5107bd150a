//! What drivers are told while their page is closed: a shipment that was given to them, or is theirs no more.

use protocol::{
    Entity as _, Op, RowId, Topic, UserId,
    entities::{Shipment, ShipmentStatus},
};
use serde::Serialize;

use crate::{
    config::PUSH_PLACE_CHARS,
    hub::Hub,
    store::{Commit, RowChange},
};

/// Why somebody is told.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// A shipment is theirs now.
    Assigned,
    /// A shipment is theirs no more: somebody else's, nobody's, or not wanted any more.
    Taken,
}

/// Something that one person is to be told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Notice {
    /// Who.
    pub user: UserId,
    /// Why.
    pub kind: NoticeKind,
    /// About which shipment.
    pub shipment: RowId,
    /// As people call it.
    pub reference: String,
    /// Where it takes its driver next, in short.
    pub place: String,
}

/// What there is to tell about a transaction that the hub does not show yet.
pub fn notices(commit: &Commit, hub: &Hub) -> Vec<Notice> {
    let topic = Topic::whole(Shipment::KIND);
    let Some(step) = commit.topics.iter().find(|it| it.topic == topic) else {
        return Vec::new();
    };
    let touched = step
        .rows
        .iter()
        .zip(&*step.step.ops)
        .filter(|(_, op)| may_change_hands(op));
    touched
        .flat_map(|(change, _)| {
            let before = hub.row(&topic, &change.id).and_then(|(_, row)| row.decode().ok());
            let told = told(before.as_ref(), &change.id, after(change).as_ref());
            let author = author(commit, &topic, &change.id);
            // What people did themselves they know.
            told.into_iter()
                .flatten()
                .filter(move |it| author.as_ref() != Some(&it.user))
        })
        .collect()
}

/// Most changes of a shipment are about its time of arrival: nothing has to be read of those.
fn may_change_hands(op: &Op) -> bool {
    match op {
        Op::Patch(_, _, changed, removed) => ["driver", "status"]
            .iter()
            .any(|it| changed.contains_key(*it) || removed.iter().any(|own| own == it)),
        Op::Put(..) | Op::Remove(..) | Op::Append(..) => true,
    }
}

fn after(change: &RowChange) -> Option<Shipment> {
    change.row.as_ref()?.decode().ok()
}

fn author(commit: &Commit, topic: &Topic, id: &RowId) -> Option<UserId> {
    let mut deeds = commit.history.iter().rev();
    let last = deeds.find(|it| it.topic == *topic && it.id == *id)?;
    Some(last.deed.asked.as_ref()?.by.id.clone())
}

/// Who is told of a shipment that was one thing and is another: first who loses it, then who gets it.
fn told(before: Option<&Shipment>, id: &RowId, after: Option<&Shipment>) -> [Option<Notice>; 2] {
    let (had, has) = (holder(before), holder(after));
    if had == has {
        return [None, None];
    }
    let notice = |driver: &RowId, kind, shipment: Option<&Shipment>| Notice {
        user: UserId::from(driver.as_str()),
        kind,
        shipment: id.clone(),
        reference: shipment.map_or_else(String::new, |it| it.reference.clone()),
        place: shipment.map_or_else(String::new, place),
    };
    // Who has brought it loses nothing.
    let is_lost = after.is_none_or(|it| it.progress.status.is_open() || is_cancelled(it));
    let lost = had
        .filter(|_| is_lost)
        .map(|it| notice(it, NoticeKind::Taken, before));
    let got = has.map(|it| notice(it, NoticeKind::Assigned, after));
    [lost, got]
}

/// Who is to bring it.
fn holder(shipment: Option<&Shipment>) -> Option<&RowId> {
    let progress = &shipment?.progress;
    progress.driver.as_ref().filter(|_| progress.status.is_open())
}

fn is_cancelled(shipment: &Shipment) -> bool {
    shipment.progress.status == ShipmentStatus::Cancelled
}

/// Where one has to go for it: who gets it must know that, and who loses it would be on the way there.
fn place(shipment: &Shipment) -> String {
    let stop = match shipment.progress.status {
        ShipmentStatus::PickedUp | ShipmentStatus::InTransit => &shipment.drop,
        _ => &shipment.pickup,
    };
    stop.name.chars().take(PUSH_PLACE_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use protocol::{
        Timestamp,
        entities::{Progress, Stop},
    };

    use super::*;

    fn shipment(driver: Option<&str>, status: ShipmentStatus) -> Shipment {
        let stop = Stop {
            name: "Kiln road 7".to_owned(),
            lat: 55.0,
            lng: 4.0,
            detail: String::new(),
            phone: None,
            opens: None,
        };
        Shipment {
            id: "s-1".into(),
            reference: "SH-1".to_owned(),
            goods: "bricks".to_owned(),
            weight_t: 1.0,
            note: String::new(),
            pickup: stop.clone(),
            drop: stop,
            due: Timestamp::default(),
            eta: None,
            created_at: Timestamp::default(),
            progress: Progress {
                status,
                driver: driver.map(RowId::from),
                ..Progress::new()
            },
            changed_by: None,
            changed_at: None,
        }
    }

    fn told_of(before: (Option<&str>, ShipmentStatus), after: (Option<&str>, ShipmentStatus)) -> Vec<String> {
        let (before, after) = (shipment(before.0, before.1), shipment(after.0, after.1));
        let told = told(Some(&before), &before.id, Some(&after));
        let lines = told.into_iter().flatten();
        lines.map(|it| format!("{} {:?}", it.user, it.kind)).collect()
    }

    #[test]
    fn wp4_a_notice_names_the_next_place_and_no_more_of_it_than_fits() {
        let mut it = shipment(None, ShipmentStatus::Created);
        it.drop.name = "é".repeat(PUSH_PLACE_CHARS + 1);
        assert_eq!(place(&it), "Kiln road 7");
        it.progress.status = ShipmentStatus::InTransit;
        assert_eq!(place(&it), "é".repeat(PUSH_PLACE_CHARS));
    }

    #[test]
    fn wp6_who_gets_and_who_loses_a_shipment_is_told() {
        use ShipmentStatus::{Accepted, Assigned, Cancelled, Created, Delivered, Failed, InTransit};
        let (ana, ben) = (Some("ana"), Some("ben"));
        assert_eq!(told_of((None, Created), (ana, Assigned)), ["ana Assigned"]);
        assert_eq!(
            told_of((ana, Accepted), (ben, Assigned)),
            ["ana Taken", "ben Assigned"]
        );
        assert_eq!(told_of((ana, Assigned), (None, Created)), ["ana Taken"]);
        assert_eq!(told_of((ana, Accepted), (ana, Cancelled)), ["ana Taken"]);
        assert_eq!(
            told_of((ben, InTransit), (ana, InTransit)),
            ["ben Taken", "ana Assigned"]
        );
        // Taken back after all.
        assert_eq!(told_of((ana, Cancelled), (ana, Accepted)), ["ana Assigned"]);
        for (before, after) in [
            ((ana, Assigned), (ana, Accepted)),
            ((ana, Accepted), (ana, Assigned)),
            ((ana, InTransit), (ana, Delivered)),
            ((ana, InTransit), (ana, Failed)),
            ((None, Created), (None, Cancelled)),
        ] {
            assert!(told_of(before, after).is_empty(), "{before:?} {after:?}");
        }
        let gone = shipment(ana, Assigned);
        assert!(
            told(Some(&gone), &gone.id, None)[0].is_some(),
            "removed while it was theirs"
        );
    }
}
