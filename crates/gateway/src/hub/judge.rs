//! The decision about one mutation: identity, order, conflict, rights, and then the change itself.

use std::collections::HashMap;

use mutants::mutant;
use protocol::{
    GatewayFrame, Mut, MutationId, Nack, NackCode, RowId, Timestamp, Topic,
    mutations::{Author, Mutation, MutationError},
};

use super::{
    inbox::Asked,
    plan::{Origin, Plan},
    verdicts::Verdicts,
};
use crate::{
    policy::{self, Principal, Refusal, View},
    store::{AskedBy, Person, Verdict},
};

/// What was decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// For good: recorded in the same transaction, told once that is durable.
    Final {
        /// What is recorded.
        verdict: Verdict,
        /// What is told.
        frame: GatewayFrame,
    },
    /// Not yet: told at once, not recorded.
    Later(GatewayFrame),
}

/// Decides about mutations in the order they were asked for.
#[derive(Debug)]
pub struct Judge<'a> {
    /// Durable verdicts.
    verdicts: &'a Verdicts,
    /// Verdicts of the transaction being planned.
    planned: HashMap<MutationId, Verdict>,
    /// The time written into rows.
    now: Timestamp,
}

impl<'a> Judge<'a> {
    /// Nothing decided yet.
    pub fn new(verdicts: &'a Verdicts, now: Timestamp) -> Self {
        Self {
            verdicts,
            planned: HashMap::new(),
            now,
        }
    }

    /// Decides, and plans the change if there is one.
    pub fn decide(&mut self, asked: &Asked, plan: &mut Plan<'_>) -> Decision {
        let Asked { mutation, principal } = asked;
        let undecided = mutation.after.iter().find(|it| !self.is_decided(it));
        if let Some(id) = undecided.filter(|_| !mutant!(IgnoreAfter)) {
            return Decision::Later(
                Nack {
                    id: mutation.id.clone(),
                    code: NackCode::Waiting,
                    msg: format!("There is no verdict on {id} yet."),
                    retry: None,
                    row: None,
                }
                .into(),
            );
        }
        let (verdict, frame) = match self.change(mutation, principal, plan) {
            Ok(()) => (Verdict::Ack, Verdict::Ack.frame(&mutation.id)),
            Err(Fault { refusal, row }) => {
                let verdict = Verdict::Nack {
                    code: refusal.code,
                    msg: refusal.msg.clone(),
                };
                let frame = Nack {
                    id: mutation.id.clone(),
                    code: refusal.code,
                    msg: refusal.msg,
                    retry: None,
                    row,
                };
                (verdict, frame.into())
            }
        };
        self.planned.insert(mutation.id.clone(), verdict.clone());
        Decision::Final { verdict, frame }
    }

    fn is_decided(&self, id: &MutationId) -> bool {
        self.planned.contains_key(id) || self.verdicts.verdict(id).is_some()
    }

    fn change(&self, asked: &Mut, principal: &Principal, plan: &mut Plan<'_>) -> Result<(), Fault> {
        let mutation = Mutation::read(&asked.name, &asked.args).map_err(|it| refusal(&it))?;
        let (kind, id) = mutation.target();
        let (topic, id) = (Topic::whole(kind), id.clone());
        let view = policy::view(principal, &topic, plan);
        if view == View::Nothing {
            return Err(Refusal::new(NackCode::Forbidden, "This is not yours to change.").into());
        }
        let row = plan.row(&topic, &id);
        // A row that they may not see does not exist for them, and its name is taken.
        let is_theirs = row.is_none_or(|it| view.admits(it));
        if !is_theirs || row.is_none() && !mutation.creates() {
            let refusal = Refusal::new(NackCode::NotFound, "It no longer exists.");
            let told = row.filter(|_| mutant!(TellRefusedRow)).map(|it| (**it).clone());
            let row = plan.revision(&topic, &id).zip(told);
            return Err(Fault { refusal, row });
        }
        let row = row.cloned();
        policy::may(principal, &mutation, row.as_deref())?;
        self.unchanged(asked, principal, plan)?;
        let mut mutation = policy::complete(mutation, principal, plan)?;
        if let Some(row) = row.as_ref().filter(|_| mutant!(OverwriteUnseen)) {
            mutation = mutation.over(row);
        }
        let author = Author {
            user: principal.user.id.clone(),
            name: principal.user.name.clone(),
            at: self.now,
        };
        match mutation.apply(row.as_deref(), &author) {
            Ok(after) => {
                let asked_by = AskedBy {
                    by: Person {
                        id: author.user,
                        name: author.name,
                    },
                    action: asked.name.clone(),
                    mutation: asked.id.clone(),
                };
                plan.stage(Origin::Mutation(asked_by), &topic, id, Some(after.into()));
                Ok(())
            }
            // The row was changed by somebody else meanwhile: that is a conflict, and they are shown the row.
            Err(MutationError::State(msg)) => Err(Fault {
                refusal: Refusal::new(NackCode::Conflict, msg),
                row: plan
                    .revision(&topic, &id)
                    .zip(row.as_ref().map(|it| view.show(it).into_owned())),
            }),
            Err(error @ (MutationError::Unsupported(_) | MutationError::Arguments(_))) => {
                Err(refusal(&error).into())
            }
        }
    }

    /// Whether every row of `if` still has its revision.
    fn unchanged(&self, asked: &Mut, principal: &Principal, plan: &Plan<'_>) -> Result<(), Fault> {
        for (name, expected) in &asked.only_if {
            let (topic, id) = name
                .split_once('#')
                .and_then(|(topic, id)| Some((topic.parse::<Topic>().ok()?, RowId::from(id))))
                .ok_or_else(|| Refusal::new(NackCode::Invalid, "a condition is named topic#id"))?;
            let view = policy::view(principal, &topic, plan);
            let row = plan.row(&topic, &id).filter(|it| view.admits(it));
            let revision = row.and_then(|_| plan.revision(&topic, &id));
            if revision != Some(*expected) {
                return Err(Fault {
                    refusal: Refusal::new(NackCode::Conflict, "Somebody else changed it meanwhile."),
                    row: revision.zip(row.map(|it| view.show(it).into_owned())),
                });
            }
        }
        Ok(())
    }
}

/// A refusal, and the row that explains it.
struct Fault {
    refusal: Refusal,
    row: Option<(protocol::Revision, protocol::RawRow)>,
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, row: None }
    }
}

fn refusal(error: &MutationError) -> Refusal {
    let code = match error {
        MutationError::Unsupported(_) => NackCode::Unsupported,
        MutationError::Arguments(_) | MutationError::State(_) => NackCode::Invalid,
    };
    Refusal::new(code, error.to_string())
}
