//! What one does with violations: shown at once, taken back on request, explained when refused.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use leptos::prelude::*;
use protocol::{
    MutationId, Nack, RowId, UserId,
    entities::{Violation, ViolationState},
    mutations::{Mutation, ViolationChange},
};
use sync::{Pending, Stage};

use crate::{
    link::{Link, use_link},
    repositories::Rows,
    shell::{Deeds, Toast, Toasts, use_deeds, use_toasts},
    texts::{Language, Texts, use_texts, violations as texts, words},
};

/// Something one does with violations.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    /// Somebody has seen it.
    Acknowledge,
    /// It is somebody's work: the account, and how people call them.
    Assign(UserId, String),
    /// Not worth acting on, and why.
    Dismiss(String),
    /// Dealt with.
    Resolve,
    /// Not dealt with after all.
    Reopen,
}

/// A change that was refused, until somebody has decided what becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    /// What was asked for.
    pub(super) change: ViolationChange,
    /// Why not.
    pub(super) nack: Nack,
}

/// What one does here; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Work {
    /// Changes that were refused, by row.
    pub(super) refusals: Memo<BTreeMap<RowId, Refusal>>,
    rows: Rows<Violation>,
    link: Link,
    toasts: Toasts,
    deeds: Deeds,
    texts: Texts,
}

impl Act {
    /// Whether it makes sense for a violation in this state.
    pub(super) const fn fits(&self, state: ViolationState) -> bool {
        match self {
            Self::Acknowledge => matches!(state, ViolationState::Open),
            Self::Assign(..) | Self::Dismiss(_) | Self::Resolve => state.is_open(),
            Self::Reopen => !state.is_open(),
        }
    }

    fn mutation(&self, row: &Violation) -> Mutation {
        let id = row.id.clone();
        match self {
            Self::Acknowledge => Mutation::Violation(ViolationChange::Acknowledge { id }),
            Self::Assign(to, name) => Mutation::Violation(ViolationChange::Assign {
                id,
                to: to.clone(),
                to_name: Some(name.clone()),
                from: None,
            }),
            Self::Dismiss(reason) => Mutation::Violation(ViolationChange::Dismiss {
                id,
                reason: reason.clone(),
            }),
            Self::Resolve => Mutation::Violation(ViolationChange::Resolve { id }),
            Self::Reopen => Mutation::Violation(ViolationChange::Restore {
                id,
                state: ViolationState::Open,
                assignee: row.assignee.clone(),
                assignee_name: row.assignee_name.clone(),
                reason: None,
            }),
        }
    }

    /// What was done, in a word.
    const fn word(&self, texts: &texts::Violations) -> &'static str {
        match self {
            Self::Acknowledge => texts.acknowledged,
            Self::Assign(..) => texts.assigned,
            Self::Dismiss(_) => texts.dismissed,
            Self::Resolve => texts.resolved,
            Self::Reopen => texts.reopened,
        }
    }
}

impl Refusal {
    /// What was asked for.
    pub(super) fn mutation(&self) -> Mutation {
        self.change.clone().into()
    }

    /// What was refused, in two words.
    pub(super) const fn word(&self, texts: &texts::Violations) -> &'static str {
        match &self.change {
            ViolationChange::Acknowledge { .. } => texts.acknowledge_refused,
            ViolationChange::Assign { .. } => texts.assign_refused,
            ViolationChange::Dismiss { .. } => texts.dismiss_refused,
            ViolationChange::Resolve { .. } => texts.resolve_refused,
            ViolationChange::Restore { .. } => texts.reopen_refused,
        }
    }
}

impl Work {
    /// What the calling page does with these rows.
    pub(super) fn new(rows: Rows<Violation>) -> Self {
        let link = use_link();
        Self {
            refusals: Memo::new(move |_| refusals(link.actions())),
            rows,
            link,
            toasts: use_toasts(),
            deeds: use_deeds(),
            texts: use_texts(),
        }
    }

    /// Does something with some violations, those it makes sense for, and offers to take it back.
    pub(super) fn act(self, act: &Act, ids: &[RowId]) {
        let texts = untrack(|| self.texts.violations());
        let rows: Vec<_> = ids
            .iter()
            .filter_map(|it| self.rows.get(it))
            .filter(|it| act.fits(it.state))
            .collect();
        // What was refused before is being tried again.
        for id in ids {
            self.dismiss_refusal(id);
        }
        let mut changes = Vec::with_capacity(rows.len());
        for row in &rows {
            let mutation = act.mutation(row);
            match self.link.mutate(mutation.clone()) {
                Ok(speculation) => changes.push((mutation, speculation)),
                Err(_) => {
                    self.toasts.show(Toast::problem(texts.too_many));
                    break;
                }
            }
        }
        let what = match rows.as_slice() {
            [] => return,
            [row] => untrack(|| name(self.texts.language(), row)),
            rows => texts::many(untrack(|| self.texts.language()), rows.len()),
        };
        if !changes.is_empty() {
            self.deeds.tell(format!("{} {what}", act.word(texts)), changes);
        }
    }

    /// Why the last change of a row was refused.
    pub(super) fn refusal(self, id: Signal<Option<RowId>>) -> Memo<Option<Refusal>> {
        Memo::new(move |_| {
            let id = id.get()?;
            self.refusals.with(|it| it.get(&id).cloned())
        })
    }

    /// Somebody has read why a change was refused, and leaves it at that.
    pub(super) fn dismiss_refusal(self, id: &RowId) {
        let refused: Vec<MutationId> = untrack(|| self.link.actions())
            .into_iter()
            .filter(|it| matches!(it.stage, Stage::Parked(_)) && it.mutation.target().1 == id)
            .map(|it| it.id)
            .collect();
        for id in refused {
            self.link.discard_action(&id);
        }
    }

    /// The rows of refused changes.
    pub(super) fn refused(self) -> Arc<HashSet<RowId>> {
        Arc::new(self.refusals.with(|it| it.keys().cloned().collect()))
    }
}

/// What was refused, by row; of several the latest.
fn refusals(actions: Vec<Pending>) -> BTreeMap<RowId, Refusal> {
    let refusal = |it: Pending| {
        let row = it.mutation.target().1.clone();
        match (it.stage, it.mutation) {
            (Stage::Parked(nack), Mutation::Violation(change)) => Some((row, Refusal { change, nack })),
            _ => None,
        }
    };
    actions.into_iter().filter_map(refusal).collect()
}

/// How a violation is called in passing: `Idling · KV-6102`.
pub(super) fn name(language: Language, row: &Violation) -> String {
    format!("{} · {}", words::violation_kind(language, row.kind), row.plate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_closed_can_only_be_reopened() {
        let acts = [
            Act::Acknowledge,
            Act::Assign(UserId::from("a"), String::new()),
            Act::Dismiss(String::new()),
            Act::Resolve,
            Act::Reopen,
        ];
        let fitting = |state| acts.iter().map(|it| it.fits(state)).collect::<Vec<_>>();

        assert_eq!(fitting(ViolationState::Open), [true, true, true, true, false]);
        assert_eq!(
            fitting(ViolationState::Assigned),
            [false, true, true, true, false]
        );
        assert_eq!(
            fitting(ViolationState::Resolved),
            [false, false, false, false, true]
        );
    }
}
