//! What one does with violations: shown at once, taken back on request, explained when refused.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use leptos::prelude::*;
use protocol::{
    Nack, RowId, UserId,
    entities::{Violation, ViolationState},
    mutations::Mutation,
};
use sync::Speculation;

use crate::{
    link::{Link, Notice, use_link},
    repositories::Rows,
    shell::{Toast, Toasts, use_toasts},
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

/// A change that was refused, until somebody has read why.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    /// What was asked for.
    pub(super) mutation: Mutation,
    /// Why not.
    pub(super) nack: Nack,
}

/// What one does here; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Work {
    /// Changes that were refused, by row.
    pub(super) refusals: RwSignal<BTreeMap<RowId, Refusal>>,
    rows: Rows<Violation>,
    link: Link,
    toasts: Toasts,
    texts: Texts,
    /// What can be taken back, the latest last; each entry is one press of a button.
    done: StoredValue<Vec<Batch>>,
    n_done: StoredValue<u64>,
}

struct Batch {
    number: u64,
    speculations: Vec<Speculation>,
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
            Self::Acknowledge => Mutation::Acknowledge { id },
            Self::Assign(to, name) => Mutation::Assign {
                id,
                to: to.clone(),
                to_name: Some(name.clone()),
            },
            Self::Dismiss(reason) => Mutation::Dismiss {
                id,
                reason: reason.clone(),
            },
            Self::Resolve => Mutation::Resolve { id },
            Self::Reopen => Mutation::Restore {
                id,
                state: ViolationState::Open,
                assignee: row.assignee.clone(),
                assignee_name: row.assignee_name.clone(),
                reason: None,
            },
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
    /// What was refused, in two words.
    pub(super) const fn word(&self, texts: &texts::Violations) -> &'static str {
        match self.mutation {
            Mutation::Acknowledge { .. } => texts.acknowledge_refused,
            Mutation::Assign { .. } => texts.assign_refused,
            Mutation::Dismiss { .. } => texts.dismiss_refused,
            Mutation::Resolve { .. } => texts.resolve_refused,
            Mutation::Restore { .. } => texts.reopen_refused,
        }
    }
}

impl Work {
    /// What the calling page does with these rows.
    pub(super) fn new(rows: Rows<Violation>) -> Self {
        let work = Self {
            refusals: RwSignal::new(BTreeMap::new()),
            rows,
            link: use_link(),
            toasts: use_toasts(),
            texts: use_texts(),
            done: StoredValue::new(Vec::new()),
            n_done: StoredValue::new(0),
        };
        work.link.on_notice(move |notice| {
            if let Notice::Settled {
                id,
                mutation,
                verdict: Err(nack),
            } = notice
            {
                let (_, row) = mutation.target();
                work.forget(|it| it.id != *id);
                let refusal = Refusal {
                    mutation: mutation.clone(),
                    nack: nack.clone(),
                };
                work.refusals.update(|it| drop(it.insert(row.clone(), refusal)));
            }
        });
        work
    }

    /// Does something with some violations, those it makes sense for, and offers to take it back.
    pub(super) fn act(self, act: &Act, ids: &[RowId]) {
        let texts = untrack(|| self.texts.violations());
        let rows: Vec<_> = ids
            .iter()
            .filter_map(|it| self.rows.get(it))
            .filter(|it| act.fits(it.state))
            .collect();
        let mut speculations = Vec::with_capacity(rows.len());
        for row in &rows {
            match self.link.mutate(act.mutation(row)) {
                Ok(speculation) => speculations.push(speculation),
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
        if speculations.is_empty() {
            return;
        }
        // What was refused before is being tried again.
        self.refusals.update(|it| it.retain(|id, _| !ids.contains(id)));
        let number = self.keep(speculations);
        let toast = Toast::done(format!("{} {what}", act.word(texts)));
        self.toasts
            .show(toast.with_action(texts.undo, move || self.undo(Some(number))));
    }

    /// Takes back what was done last, or what is named.
    pub(super) fn undo(self, number: Option<u64>) {
        let batch = self
            .done
            .try_update_value(|done| {
                let index = match number {
                    Some(number) => done.iter().position(|it| it.number == number)?,
                    None => done.len().checked_sub(1)?,
                };
                Some(done.remove(index))
            })
            .flatten();
        let Some(batch) = batch else { return };
        for speculation in batch.speculations.iter().rev() {
            if self.link.undo(speculation).is_err() {
                let texts = untrack(|| self.texts.violations());
                self.toasts.show(Toast::problem(texts.too_many));
                return;
            }
        }
    }

    /// Somebody has read why a change was refused.
    pub(super) fn dismiss_refusal(self, id: &RowId) {
        self.refusals.update(|it| drop(it.remove(id)));
    }

    /// The rows of refused changes.
    pub(super) fn refused(self) -> Arc<HashSet<RowId>> {
        Arc::new(self.refusals.with(|it| it.keys().cloned().collect()))
    }

    fn keep(self, speculations: Vec<Speculation>) -> u64 {
        let number = self
            .n_done
            .try_update_value(|it| {
                *it += 1;
                *it
            })
            .unwrap_or_default();
        self.done.update_value(|done| {
            done.push(Batch { number, speculations });
            if done.len() > UNDO_MAX {
                done.remove(0);
            }
        });
        number
    }

    /// Keeps only those steps that `keep` wants: what was refused cannot be taken back.
    fn forget(self, keep: impl Fn(&Speculation) -> bool) {
        self.done.try_update_value(|done| {
            for batch in done.iter_mut() {
                batch.speculations.retain(&keep);
            }
            done.retain(|it| !it.speculations.is_empty());
        });
    }
}

/// How a violation is called in passing: `Idling · KV-6102`.
pub(super) fn name(language: Language, row: &Violation) -> String {
    format!("{} · {}", words::violation_kind(language, row.kind), row.plate)
}

/// So many steps can be taken back.
const UNDO_MAX: usize = 50;

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
