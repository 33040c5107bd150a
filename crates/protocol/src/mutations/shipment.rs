//! How a delivery goes on: ordered, given to a driver, answered, brought, handed over, or not.

use serde::{Deserialize, Serialize};

use super::{Author, Change, MutationError, check_place, check_text};
use crate::{
    entities::{Declined, Progress, Proof, Shipment, ShipmentStatus, Stop, StreamKind},
    entity::Entity,
    ids::RowId,
    row::RawRow,
    time::Timestamp,
};

/// A change of a shipment.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub enum ShipmentChange {
    /// It is ordered.
    #[serde(rename = "shipment.create")]
    Create {
        /// Its name from now on.
        id: RowId,
        /// What people call it, such as `SH-20418`.
        reference: String,
        /// What it is.
        goods: String,
        /// t.
        weight_t: f64,
        /// What else the driver must know.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
        /// Where it is loaded, and where it goes.
        stops: Box<[Stop; 2]>,
        /// When it should be there.
        due: Timestamp,
    },
    /// A driver is to bring it.
    #[serde(rename = "shipment.assign")]
    Assign {
        /// Which shipment.
        id: RowId,
        /// The driver; `None`: nobody, it is taken back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<RowId>,
        /// The driver as people write them. A hint for the screen until the verdict; the gateway looks it up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to_name: Option<String>,
        /// Whose it was when the author looked: somebody's, or (empty) nobody's. `None`: the author overwrites whatever
        /// stands there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Vec<RowId>>,
    },
    /// Its driver did the next step: accepted it, loaded it, set off.
    #[serde(rename = "shipment.step")]
    Step {
        /// Which shipment.
        id: RowId,
        /// How far it has come: `accepted`, `picked_up` or `in_transit`.
        step: ShipmentStatus,
        /// When the driver did it, by the gateway's clock as their phone knew it; `None`: when the gateway heard of it. Never
        /// before the step before, nor in the future (DI19).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        done_at: Option<Timestamp>,
    },
    /// Its driver will not do it.
    #[serde(rename = "shipment.decline")]
    Decline {
        /// Which shipment.
        id: RowId,
        /// Why; 1 to 500 characters.
        reason: String,
    },
    /// It was handed over.
    #[serde(rename = "shipment.deliver")]
    Deliver {
        /// Which shipment.
        id: RowId,
        /// To whom, with what to show for it.
        proof: Proof,
        /// As of a step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        done_at: Option<Timestamp>,
    },
    /// It could not be handed over.
    #[serde(rename = "shipment.fail")]
    Fail {
        /// Which shipment.
        id: RowId,
        /// Why; 1 to 500 characters.
        reason: String,
        /// As of a step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        done_at: Option<Timestamp>,
    },
    /// It is not wanted any more.
    #[serde(rename = "shipment.cancel")]
    Cancel {
        /// Which shipment.
        id: RowId,
        /// Why; 1 to 500 characters.
        reason: String,
    },
    /// Back to how far it had come: the inverse of all but the first.
    #[serde(rename = "shipment.restore")]
    Restore {
        /// Which shipment.
        id: RowId,
        /// How far it had come.
        progress: Box<Progress>,
    },
}

impl Change for ShipmentChange {
    const NAMES: &'static [&'static str] = &[
        "shipment.create",
        "shipment.assign",
        "shipment.step",
        "shipment.decline",
        "shipment.deliver",
        "shipment.fail",
        "shipment.cancel",
        "shipment.restore",
    ];
    const KIND: StreamKind = StreamKind::Shipment;

    fn ordinal(&self) -> usize {
        match self {
            Self::Create { .. } => 0,
            Self::Assign { .. } => 1,
            Self::Step { .. } => 2,
            Self::Decline { .. } => 3,
            Self::Deliver { .. } => 4,
            Self::Fail { .. } => 5,
            Self::Cancel { .. } => 6,
            Self::Restore { .. } => 7,
        }
    }

    fn id(&self) -> &RowId {
        match self {
            Self::Create { id, .. }
            | Self::Assign { id, .. }
            | Self::Step { id, .. }
            | Self::Decline { id, .. }
            | Self::Deliver { id, .. }
            | Self::Fail { id, .. }
            | Self::Cancel { id, .. }
            | Self::Restore { id, .. } => id,
        }
    }

    fn creates(&self) -> bool {
        matches!(self, Self::Create { .. })
    }

    fn apply(&self, row: Option<&RawRow>, author: &Author) -> Result<RawRow, MutationError> {
        let mut shipment = match self {
            Self::Create { .. } => self.create(row, author)?,
            _ => {
                let row = row.ok_or_else(MutationError::gone)?;
                row.decode().map_err(|it| MutationError::State(it.to_string()))?
            }
        };
        self.advance(&mut shipment, author.at, &author.name)?;
        shipment.changed_by = Some(author.name.clone());
        shipment.changed_at = Some(author.at);
        Ok(shipment.to_raw())
    }

    fn over(mut self, row: &RawRow) -> Self {
        if let Self::Assign { from, .. } = &mut self {
            *from = Some(row.text("driver").map(RowId::from).into_iter().collect());
        }
        self
    }

    fn inverse(&self, before: &RawRow) -> Option<Self> {
        let before: Shipment = before.decode().ok()?;
        Some(Self::Restore {
            id: before.id,
            progress: Box::new(before.progress),
        })
    }

    fn check(&self) -> Result<(), MutationError> {
        match self {
            Self::Create {
                reference,
                goods,
                weight_t,
                stops,
                ..
            } => {
                check_text("a reference", reference)?;
                check_text("a description of the goods", goods)?;
                if !(0.0..=1_000.0).contains(weight_t) {
                    return Err(MutationError::Arguments("0 to 1,000 t are possible".to_owned()));
                }
                stops.iter().try_for_each(|it| {
                    check_text("the name of a place", &it.name)?;
                    check_place(it.lat, it.lng)
                })
            }
            Self::Step { step, .. } => match step {
                ShipmentStatus::Accepted | ShipmentStatus::PickedUp | ShipmentStatus::InTransit => Ok(()),
                _ => Err(MutationError::Arguments(format!(
                    "{:?} is no step of a driver",
                    step.as_str()
                ))),
            },
            Self::Decline { reason, .. } | Self::Fail { reason, .. } | Self::Cancel { reason, .. } => {
                check_text("a reason", reason)
            }
            Self::Deliver { proof, .. } => check_text("the recipient's name", &proof.recipient),
            Self::Assign { .. } | Self::Restore { .. } => Ok(()),
        }
    }
}

impl ShipmentChange {
    fn create(&self, row: Option<&RawRow>, author: &Author) -> Result<Shipment, MutationError> {
        let Self::Create {
            id,
            reference,
            goods,
            weight_t,
            note,
            stops,
            due,
        } = self
        else {
            return Err(MutationError::gone());
        };
        if row.is_some() {
            return Err(MutationError::State("There is one of that name.".to_owned()));
        }
        let [pickup, drop] = (**stops).clone();
        Ok(Shipment {
            id: id.clone(),
            reference: reference.trim().to_owned(),
            goods: goods.trim().to_owned(),
            weight_t: *weight_t,
            note: note.trim().to_owned(),
            pickup,
            drop,
            due: *due,
            eta: None,
            created_at: author.at,
            progress: Progress::new(),
            changed_by: None,
            changed_at: None,
        })
    }

    /// What the change does to how far the shipment has come.
    fn advance(&self, shipment: &mut Shipment, at: Timestamp, by: &str) -> Result<(), MutationError> {
        let last = shipment.changed_by.as_deref().unwrap_or("somebody");
        let progress = &mut shipment.progress;
        let before = progress.status;
        let at = match self {
            Self::Step { done_at, .. } | Self::Deliver { done_at, .. } | Self::Fail { done_at, .. } => {
                let earliest = progress.latest().unwrap_or(at).min(at);
                done_at.map_or(at, |it| it.clamp(earliest, at))
            }
            _ => at,
        };
        if !before.is_open() && !matches!(self, Self::Restore { .. }) {
            return Err(MutationError::State(format!(
                "Already {} by {last}.",
                before.as_str()
            )));
        }
        match self {
            Self::Create { .. } => {}
            Self::Assign {
                to, to_name, from, ..
            } => {
                let now = progress.driver.as_ref();
                let is_as_seen = |from: &Vec<RowId>| from.first() == now || now == to.as_ref();
                if !from.as_ref().is_none_or(is_as_seen) {
                    let name = progress.driver_name.as_deref();
                    let name = name.or(now.map(RowId::as_str)).unwrap_or("nobody");
                    return Err(MutationError::State(format!(
                        "Assigned to {name} by {last} meanwhile."
                    )));
                }
                if now == to.as_ref() && to.is_some() {
                    return Ok(());
                }
                if matches!(before, ShipmentStatus::PickedUp | ShipmentStatus::InTransit) {
                    return Err(MutationError::State(format!(
                        "It is loaded on {}'s vehicle already.",
                        progress.driver_name.as_deref().unwrap_or("another driver")
                    )));
                }
                *progress = Progress {
                    status: match to {
                        Some(_) => ShipmentStatus::Assigned,
                        None => ShipmentStatus::Created,
                    },
                    driver: to.clone(),
                    driver_name: to_name.clone().filter(|_| to.is_some()),
                    assigned_at: to.is_some().then_some(at),
                    ..Progress::new()
                };
            }
            Self::Step { step, .. } => {
                let expected = match step {
                    ShipmentStatus::Accepted => ShipmentStatus::Assigned,
                    ShipmentStatus::PickedUp => ShipmentStatus::Accepted,
                    _ => ShipmentStatus::PickedUp,
                };
                if before != expected {
                    return Err(MutationError::State(format!(
                        "It is {} now.",
                        before.as_str().replace('_', " ")
                    )));
                }
                progress.status = *step;
                let moment = match step {
                    ShipmentStatus::Accepted => &mut progress.accepted_at,
                    ShipmentStatus::PickedUp => &mut progress.picked_up_at,
                    _ => &mut progress.departed_at,
                };
                *moment = Some(at);
            }
            Self::Decline { reason, .. } => {
                if !matches!(before, ShipmentStatus::Assigned | ShipmentStatus::Accepted) {
                    return Err(MutationError::State(format!(
                        "It is {} now.",
                        before.as_str().replace('_', " ")
                    )));
                }
                *progress = Progress {
                    declined: Some(Declined {
                        by: by.to_owned(),
                        reason: reason.trim().to_owned(),
                        at,
                    }),
                    ..Progress::new()
                };
            }
            Self::Deliver { proof, .. } => {
                if !matches!(before, ShipmentStatus::PickedUp | ShipmentStatus::InTransit) {
                    return Err(MutationError::State("It has not been loaded yet.".to_owned()));
                }
                progress.status = ShipmentStatus::Delivered;
                progress.ended_at = Some(at);
                progress.proof = Some(proof.clone());
            }
            Self::Fail { reason, .. } | Self::Cancel { reason, .. } => {
                progress.status = match self {
                    Self::Fail { .. } => ShipmentStatus::Failed,
                    _ => ShipmentStatus::Cancelled,
                };
                progress.ended_at = Some(at);
                progress.reason = Some(reason.trim().to_owned());
            }
            Self::Restore { progress: was, .. } => progress.clone_from(was),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ids::UserId;

    fn by(name: &str) -> Author {
        Author {
            user: UserId::from(name),
            name: name.to_owned(),
            at: Timestamp::from_millis(5),
        }
    }

    fn read(name: &str, args: &serde_json::Value) -> ShipmentChange {
        super::super::read(name, args).unwrap()
    }

    fn ordered() -> RawRow {
        let place = json!({ "name": "Kiln road 7", "lat": 55.5, "lng": 4.5 });
        read(
            "shipment.create",
            &json!({
                "id": "s1", "reference": "SH-1", "goods": "24 pallets", "weight_t": 16.8, "stops": [place, place],
                "due": 9,
            }),
        )
        .apply(None, &by("Ana"))
        .unwrap()
    }

    fn after(row: &RawRow, steps: &[(&str, serde_json::Value)]) -> Result<RawRow, MutationError> {
        steps.iter().try_fold(row.clone(), |row, (name, args)| {
            read(name, args).apply(Some(&row), &by("Ana"))
        })
    }

    #[test]
    fn a_shipment_goes_its_way_and_every_step_leads_back() {
        let steps = [
            (
                "shipment.assign",
                json!({"id": "s1", "to": "d1", "to_name": "Max"}),
            ),
            ("shipment.step", json!({"id": "s1", "step": "accepted"})),
            ("shipment.step", json!({"id": "s1", "step": "picked_up"})),
            ("shipment.step", json!({"id": "s1", "step": "in_transit"})),
            (
                "shipment.deliver",
                json!({"id": "s1", "proof": {"recipient": "S. Ader"}}),
            ),
        ];
        let mut row = ordered();
        for (name, args) in steps {
            let change = read(name, &args);
            let next = change.apply(Some(&row), &by("Ana")).unwrap();
            let back = change
                .inverse(&row)
                .unwrap()
                .apply(Some(&next), &by("Ana"))
                .unwrap();
            let (was, is): (Shipment, Shipment) = (row.decode().unwrap(), back.decode().unwrap());
            assert_eq!(was.progress, is.progress, "{name}");
            row = next;
        }
        let shipment: Shipment = row.decode().unwrap();
        assert_eq!(shipment.progress.status, ShipmentStatus::Delivered);
        assert!(
            after(
                &row,
                &[("shipment.cancel", json!({"id": "s1", "reason": "late"}))]
            )
            .is_err()
        );
    }

    #[test]
    fn of_two_assignments_of_what_both_saw_free_the_first_wins() {
        let free = ordered();
        let [first, second] =
            ["d1", "d2"].map(|it| read("shipment.assign", &json!({"id": "s1", "to": it})).over(&free));
        let taken = first.apply(Some(&free), &by("Ana")).unwrap();
        assert_eq!(
            second.apply(Some(&taken), &by("Ben")),
            Err(MutationError::State(
                "Assigned to d1 by Ana meanwhile.".to_owned()
            ))
        );
        assert!(second.over(&taken).apply(Some(&taken), &by("Ben")).is_ok());
    }

    #[test]
    fn no_step_is_left_out_and_what_is_loaded_stays_with_its_driver() {
        let row = ordered();
        let accept = ("shipment.step", json!({"id": "s1", "step": "accepted"}));
        let assign = ("shipment.assign", json!({"id": "s1", "to": "d1"}));
        let load = ("shipment.step", json!({"id": "s1", "step": "picked_up"}));
        assert!(after(&row, std::slice::from_ref(&accept)).is_err());
        assert!(after(&row, &[assign.clone(), load.clone()]).is_err());
        let loaded = after(&row, &[assign, accept, load]).unwrap();
        assert!(after(&loaded, &[("shipment.assign", json!({"id": "s1", "to": "d2"}))]).is_err());
        assert!(
            after(
                &loaded,
                &[("shipment.decline", json!({"id": "s1", "reason": "full"}))]
            )
            .is_err()
        );
    }

    #[test]
    fn a_declined_shipment_is_free_again_and_says_why() {
        let row = after(
            &ordered(),
            &[
                ("shipment.assign", json!({"id": "s1", "to": "d1"})),
                ("shipment.decline", json!({"id": "s1", "reason": " full "})),
            ],
        )
        .unwrap();
        let shipment: Shipment = row.decode().unwrap();
        assert_eq!(
            (shipment.progress.status, shipment.progress.driver.clone()),
            (ShipmentStatus::Created, None)
        );
        assert_eq!(
            shipment.progress.declined.map(|it| it.reason),
            Some("full".to_owned())
        );
    }

    #[test]
    fn di19_a_step_is_dated_by_when_it_was_done_within_reason() {
        let row = after(
            &ordered(),
            &[("shipment.assign", json!({"id": "s1", "to": "d1"}))],
        )
        .unwrap();
        let heard = Author {
            at: Timestamp::from_millis(1_000),
            ..by("Max")
        };
        let accepted = |done_at: Option<u64>| {
            let mut args = json!({"id": "s1", "step": "accepted"});
            if let Some(at) = done_at {
                args["done_at"] = at.into();
            }
            let row = read("shipment.step", &args).apply(Some(&row), &heard).unwrap();
            let shipment: Shipment = row.decode().unwrap();
            assert_eq!(shipment.changed_at, Some(heard.at), "when it was heard of");
            shipment.progress.accepted_at.map(Timestamp::as_millis)
        };
        assert_eq!(accepted(None), Some(1_000));
        assert_eq!(accepted(Some(600)), Some(600));
        assert_eq!(
            accepted(Some(1_600)),
            Some(1_000),
            "nothing is done in the future"
        );
        assert_eq!(accepted(Some(1)), Some(5), "nor before it was given");
    }

    #[test]
    fn bad_input_is_named() {
        for (name, args) in [
            ("shipment.step", json!({"id": "s1", "step": "delivered"})),
            ("shipment.decline", json!({"id": "s1", "reason": " "})),
            (
                "shipment.deliver",
                json!({"id": "s1", "proof": {"recipient": ""}}),
            ),
            ("shipment.create", json!({"id": "s1"})),
        ] {
            assert!(
                matches!(
                    super::super::read::<ShipmentChange>(name, &args),
                    Err(MutationError::Arguments(_))
                ),
                "{name}"
            );
        }
    }
}
