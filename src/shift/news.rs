//! Tells a driver of work that is new, or not theirs any more: in a notice, aloud, with a tone for who wants it, on the
//! app's icon.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use protocol::{
    RowId,
    entities::{Shipment, ShipmentStatus},
};

use crate::{
    dispatch::{Fault, RowEvent, use_dispatcher},
    platform::{install, sound},
    repositories::Rows,
    settings::use_settings,
    shell::{Toast, use_toasts},
    texts::{drive, use_texts},
};

/// Watches these rows, which are the driver's own, for as long as the calling component lives.
pub(super) fn tell_assignments(rows: Rows<Shipment>) {
    let (texts, toasts, settings) = (use_texts(), use_toasts(), use_settings());
    let navigate = StoredValue::new_local(use_navigate());
    let dispatcher = use_dispatcher();
    // What was told as new, as long as nobody answered it.
    let unanswered = StoredValue::new(HashMap::<RowId, u64>::new());
    dispatcher.on("shipments", rows, move |event| {
        // What is given once more is told once more, in place of the notice before.
        if let Some(it) = settled(event).or_else(|| given(event))
            && let Some(notice) = unanswered.try_update_value(|open| open.remove(&it.id)).flatten()
        {
            toasts.dismiss(notice);
        }
        if let Some(it) = given(event) {
            let text = drive::given(untrack(|| texts.language()), &it.reference, &it.drop.name);
            let address = format!("/drive?sel={}", it.id);
            let word = untrack(|| texts.drive().show);
            // A notice is also said aloud.
            let notice = toasts.show_numbered(Toast::done(text).with_link(word, move || {
                navigate.with_value(|go| go(&address, Default::default()));
            }));
            unanswered.update_value(|open| _ = open.insert(it.id.clone(), notice));
        } else if let Some(it) = lost(event) {
            let text = drive::lost(untrack(|| texts.language()), &it.reference, &it.drop.name);
            toasts.show(Toast::problem(text));
        }
        Ok(())
    });
    dispatcher.on("shipment-chime", rows, move |event| {
        match given(event)
            .or_else(|| lost(event))
            .filter(|_| settings.choice_untracked(|it| it.sound))
        {
            Some(_) => sound::chime().map_err(Fault),
            None => Ok(()),
        }
    });
    let n_unanswered = Memo::new(move |_| {
        rows.version();
        rows.with(|it| {
            it.values()
                .filter(|it| it.progress.status == ShipmentStatus::Assigned)
                .count()
        })
    });
    Effect::new(move |_| install::mark(u32::try_from(n_unanswered.get()).unwrap_or(u32::MAX)));
    on_cleanup(|| install::mark(0));
}

/// The shipment, if the event gave it to the driver: only their own are told here, so what is new to them is new.
fn given(event: &RowEvent<Shipment>) -> Option<&Shipment> {
    let (before, after) = match event {
        RowEvent::Inserted(after) => (None, after),
        RowEvent::Updated { before, after } => (Some(before), after),
        RowEvent::Removed(_) => return None,
    };
    let is_new = before.is_none_or(|it| it.progress.assigned_at != after.progress.assigned_at);
    (after.progress.status == ShipmentStatus::Assigned && is_new).then_some(after)
}

/// The shipment, if it waits for no answer of the driver: what was told of it as new is over.
fn settled(event: &RowEvent<Shipment>) -> Option<&Shipment> {
    match event {
        RowEvent::Inserted(it) | RowEvent::Updated { after: it, .. } => {
            (it.progress.status != ShipmentStatus::Assigned).then_some(it)
        }
        RowEvent::Removed(it) => Some(it),
    }
}

/// The shipment, if somebody took it from the driver before it was at its end. What they declined themselves had nobody
/// before it went.
fn lost(event: &RowEvent<Shipment>) -> Option<&Shipment> {
    let (before, is_lost) = match event {
        RowEvent::Removed(before) => (before, true),
        RowEvent::Updated { before, after } => (before, after.progress.status == ShipmentStatus::Cancelled),
        RowEvent::Inserted(_) => return None,
    };
    let was_theirs = before.progress.driver.is_some() && before.progress.status.is_open();
    (is_lost && was_theirs).then_some(before)
}

#[cfg(test)]
mod tests {
    use protocol::Timestamp;

    use super::*;

    fn shipment(status: ShipmentStatus, assigned_at: u64) -> Shipment {
        let place = serde_json::json!({ "name": "Kiln road 7", "lat": 55.5, "lng": 4.5 });
        let mut it: Shipment = serde_json::from_value(serde_json::json!({
            "id": "s1", "reference": "SH-1", "goods": "-", "weight_t": 1.0, "pickup": place, "drop": place, "due": 9,
            "created_at": 1, "status": "created",
        }))
        .unwrap();
        it.progress.status = status;
        it.progress.assigned_at = Some(Timestamp::from_millis(assigned_at));
        it
    }

    #[test]
    fn only_what_waits_for_an_answer_is_told_and_once() {
        let (assigned, accepted) = (
            shipment(ShipmentStatus::Assigned, 5),
            shipment(ShipmentStatus::Accepted, 5),
        );
        let update = |before: &Shipment, after: &Shipment| RowEvent::Updated {
            before: before.clone(),
            after: after.clone(),
        };
        assert!(given(&RowEvent::Inserted(assigned.clone())).is_some());
        assert!(given(&RowEvent::Inserted(accepted.clone())).is_none());
        assert!(given(&update(&assigned, &accepted)).is_none());
        assert!(
            given(&update(&accepted, &assigned)).is_none(),
            "one's own undoing"
        );
        let again = shipment(ShipmentStatus::Assigned, 9);
        assert!(given(&update(&assigned, &again)).is_some());
        assert!(given(&RowEvent::Removed(assigned)).is_none());
    }

    #[test]
    fn what_is_taken_from_a_driver_is_told_and_not_what_they_ended_or_declined() {
        let theirs = |status| {
            let mut it = shipment(status, 5);
            it.progress.driver = Some("u-driver".into());
            it
        };
        let accepted = theirs(ShipmentStatus::Accepted);
        let updated = |before: &Shipment, after: Shipment| RowEvent::Updated {
            before: before.clone(),
            after,
        };
        assert!(lost(&RowEvent::Removed(accepted.clone())).is_some());
        assert!(lost(&updated(&accepted, theirs(ShipmentStatus::Cancelled))).is_some());
        assert!(lost(&updated(&accepted, theirs(ShipmentStatus::InTransit))).is_none());
        assert!(lost(&RowEvent::Inserted(accepted)).is_none());
        let delivered = theirs(ShipmentStatus::Delivered);
        assert!(lost(&RowEvent::Removed(delivered)).is_none(), "cleared away");
        let declined = shipment(ShipmentStatus::Created, 5);
        assert!(
            lost(&RowEvent::Removed(declined)).is_none(),
            "their own no, shown before"
        );
    }
}
