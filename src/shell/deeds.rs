//! What the person did in this session: taken back, done again, and what of it took effect lately.

use std::collections::VecDeque;

use leptos::prelude::*;
use protocol::{MutationId, Timestamp, Topic, mutations::Mutation};
use sync::{OutboxFull, Speculation};

use super::{
    outbox::may_insist,
    subject::{Subject, Subjects},
    toasts::{Toast, Toasts, use_toasts},
};
use crate::{
    link::{Link, Notice, use_link},
    texts::{Texts, use_texts},
};

/// One press of a button, for one row or many.
#[derive(Clone, Debug)]
struct Step {
    number: u64,
    /// What was done, in words.
    what: String,
    deeds: Vec<Deed>,
}

/// One change of one row.
#[derive(Clone, Debug)]
struct Deed {
    /// The latest change: the one that did it, or the one that took it back.
    id: MutationId,
    /// What does it.
    mutation: Mutation,
    /// What takes it back.
    inverse: Mutation,
}

/// An action that took effect.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Effected {
    /// Which one.
    pub(super) id: MutationId,
    /// What was asked for.
    pub(super) mutation: Mutation,
    /// When the verdict came.
    pub(super) at: Timestamp,
}

/// Both directions of a step.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    Back,
    Again,
}

/// Why a change is left as it is.
enum Hindrance {
    /// Somebody changed the row since: how they left it.
    Overtaken(Box<Subject>),
    /// Too many wait.
    Full,
}

impl From<OutboxFull> for Hindrance {
    fn from(_: OutboxFull) -> Self {
        Self::Full
    }
}

/// The person's steps; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub struct Deeds {
    /// What took effect lately, the latest first.
    pub(super) effected: RwSignal<VecDeque<Effected>>,
    /// Steps that can be taken back, the latest last.
    done: StoredValue<Vec<Step>>,
    /// Steps that were taken back, the latest last.
    undone: StoredValue<Vec<Step>>,
    n_steps: StoredValue<u64>,
    rows: Subjects,
    link: Link,
    toasts: Toasts,
    texts: Texts,
}

/// The person's steps.
pub fn use_deeds() -> Deeds {
    use_context::<Deeds>().unwrap_or_else(Deeds::new)
}

impl Deeds {
    /// Puts the one list of steps into context. It ends with the frame, that is, when the person signs out.
    pub(super) fn provide() -> Self {
        let deeds = Self::new();
        provide_context(deeds);
        deeds.link.on_notice(move |notice| {
            if let Notice::Settled {
                id,
                mutation,
                verdict,
            } = notice
            {
                match verdict {
                    Ok(()) => deeds.effect(id, mutation),
                    Err(_) => deeds.forget(id),
                }
            }
        });
        deeds
    }

    fn new() -> Self {
        Self {
            effected: RwSignal::new(VecDeque::new()),
            done: StoredValue::new(Vec::new()),
            undone: StoredValue::new(Vec::new()),
            n_steps: StoredValue::new(0),
            // Not followed: a row that nobody shows cannot be judged, and then the gateway decides alone.
            rows: Subjects::found(),
            link: use_link(),
            toasts: use_toasts(),
            texts: use_texts(),
        }
    }

    /// Tells of something done, and offers to take it back. `what` says it in words.
    pub fn tell(self, what: String, changes: Vec<(Mutation, Speculation)>) {
        let ids: Vec<_> = changes.iter().map(|(_, it)| it.id.clone()).collect();
        let deeds = changes.into_iter().filter_map(|(mutation, it)| {
            Some(Deed {
                id: it.id,
                mutation,
                inverse: it.inverse?,
            })
        });
        let step = Step {
            number: self.number(),
            what: what.clone(),
            deeds: deeds.collect(),
        };
        self.undone.update_value(Vec::clear);
        let toast = Toast::done(what).about(ids);
        self.toasts.show(self.offer(toast, &step, Way::Back));
        self.push(Way::Again, step);
    }

    /// Takes the last step back.
    pub(super) fn undo(self) {
        self.turn(Way::Back, None);
    }

    /// Does again what was taken back last.
    pub(super) fn redo(self) {
        self.turn(Way::Again, None);
    }

    fn turn(self, way: Way, number: Option<u64>) {
        let texts = untrack(|| self.texts.outbox());
        let Some(step) = self.take(way, number) else {
            if number.is_none() {
                self.toasts.show(Toast::problem(match way {
                    Way::Back => texts.nothing_to_undo,
                    Way::Again => texts.nothing_to_redo,
                }));
            }
            return;
        };
        self.turn_step(way, step, false);
    }

    /// Turns a step; who insists overwrites what somebody else did since.
    fn turn_step(self, way: Way, step: Step, insists: bool) {
        let texts = untrack(|| self.texts.outbox());
        let Step { what, deeds, .. } = step;
        let before: Vec<_> = deeds.iter().map(|it| it.id.clone()).collect();
        let mut turned = Vec::new();
        let mut overtaken = None;
        let mut left = Vec::new();
        for deed in deeds.into_iter().rev() {
            match self.turn_one(way, &deed, insists) {
                Ok(id) => turned.push(Deed { id, ..deed }),
                Err(Hindrance::Full) => self.toasts.show(Toast::problem(texts.too_many)),
                Err(Hindrance::Overtaken(theirs)) => {
                    if may_insist(way.mutation(&deed), &theirs.raw()) {
                        left.push(deed);
                    }
                    overtaken = Some(theirs);
                }
            }
        }
        // In the order in which they were done.
        turned.reverse();
        left.reverse();
        // What was said of the change before says nothing true any more.
        self.toasts.retract(&before);
        if let Some(theirs) = overtaken {
            self.tell_overtaken(way, &theirs, &what, left);
        }
        if turned.is_empty() {
            return;
        }
        let word = match way {
            Way::Back => texts.undone,
            Way::Again => texts.redone,
        };
        let ids: Vec<_> = turned.iter().map(|it| it.id.clone()).collect();
        let step = Step {
            number: self.number(),
            what,
            deeds: turned,
        };
        let toast = Toast::done(format!("{word} {}", step.what)).about(ids);
        self.toasts.show(self.offer(toast, &step, way.other()));
        self.push(way, step);
    }

    /// Turns one change, and names the one that stands for it from now on.
    fn turn_one(self, way: Way, deed: &Deed, insists: bool) -> Result<MutationId, Hindrance> {
        // What never left this device need not be taken back by another change: it is as if it had not been made.
        if self.link.discard_action(&deed.id) {
            return Ok(deed.id.clone());
        }
        let mutation = way.mutation(deed);
        if let Some(theirs) = self.overtaken(mutation).filter(|_| !insists) {
            return Err(Hindrance::Overtaken(Box::new(theirs)));
        }
        Ok(self.link.mutate_if_unchanged(mutation.clone())?.id)
    }

    /// Says what somebody else made of a row since, beside what was to be done, and offers to do that all the same.
    fn tell_overtaken(self, way: Way, theirs: &Subject, what: &str, left: Vec<Deed>) {
        let texts = untrack(|| self.texts.outbox());
        let (language, me) = untrack(|| (self.texts.language(), self.link.user()));
        let standing = theirs.standing(language, me.map(|it| it.id).as_ref());
        let by = theirs.changed_by().unwrap_or(texts.somebody);
        let text = format!("{} {by} ({what}). {}: {standing}", texts.overtaken, texts.theirs);
        let toast = Toast::problem(text);
        if left.is_empty() {
            return self.toasts.show(toast);
        }
        let step = Step {
            number: 0,
            what: what.to_owned(),
            deeds: left,
        };
        let insist = move || self.turn_step(way, step.clone(), true);
        self.toasts.show(toast.with_action(texts.use_mine, insist));
    }

    /// The row, if somebody else changed it last, as far as is known here; what is not known here, the gateway knows.
    fn overtaken(self, mutation: &Mutation) -> Option<Subject> {
        let (kind, row) = mutation.target();
        let topic = Topic::whole(kind);
        let me = untrack(|| self.link.user())?.name;
        let row_now = self.rows.get(mutation)?;
        let is_mine = row_now.changed_by().is_none_or(|it| it == me);
        let is_pending = untrack(|| self.link.progress_of_row(&topic, row)).is_some();
        (!is_mine && !is_pending).then_some(row_now)
    }

    fn offer(self, toast: Toast, step: &Step, way: Way) -> Toast {
        let texts = untrack(|| self.texts.outbox());
        if step.deeds.is_empty() {
            return toast;
        }
        let number = step.number;
        let press = move || self.turn(way, Some(number));
        match way {
            Way::Back => toast.with_action(texts.undo, press),
            Way::Again => toast.with_redo(texts.redo, press),
        }
    }

    /// Steps that can go this way.
    const fn steps(self, way: Way) -> StoredValue<Vec<Step>> {
        match way {
            Way::Back => self.done,
            Way::Again => self.undone,
        }
    }

    /// Keeps a step that went this way, so that it can go the other.
    fn push(self, way: Way, step: Step) {
        if step.deeds.is_empty() {
            return;
        }
        self.steps(way.other()).update_value(|steps| {
            if steps.len() == STEPS_MAX {
                steps.remove(0);
            }
            steps.push(step);
        });
    }

    fn take(self, way: Way, number: Option<u64>) -> Option<Step> {
        self.steps(way)
            .try_update_value(|steps| {
                let index = match number {
                    Some(number) => steps.iter().position(|it| it.number == number)?,
                    None => steps.len().checked_sub(1)?,
                };
                Some(steps.remove(index))
            })
            .flatten()
    }

    fn number(self) -> u64 {
        self.n_steps
            .try_update_value(|it| {
                *it += 1;
                *it
            })
            .unwrap_or_default()
    }

    fn effect(self, id: &MutationId, mutation: &Mutation) {
        let effected = Effected {
            id: id.clone(),
            mutation: mutation.clone(),
            at: self.link.gateway_now(),
        };
        self.effected.update(|it| {
            it.push_front(effected);
            it.truncate(EFFECTED_MAX);
        });
    }

    /// What was refused can be turned neither way.
    pub(super) fn forget(self, id: &MutationId) {
        for steps in [self.done, self.undone] {
            steps.update_value(|steps| {
                for step in steps.iter_mut() {
                    step.deeds.retain(|it| it.id != *id);
                }
                steps.retain(|it| !it.deeds.is_empty());
            });
        }
    }
}

impl Way {
    const fn other(self) -> Self {
        match self {
            Self::Back => Self::Again,
            Self::Again => Self::Back,
        }
    }

    const fn mutation(self, deed: &Deed) -> &Mutation {
        match self {
            Self::Back => &deed.inverse,
            Self::Again => &deed.mutation,
        }
    }
}

/// So many steps can be taken back.
const STEPS_MAX: usize = 50;

/// So many actions are told of after they took effect.
const EFFECTED_MAX: usize = 10;
