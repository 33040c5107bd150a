//! What people do with their outbox: they give an action other words, try it again, or give it up.

use protocol::{
    MutationId, RawRow, RowId,
    mutations::{Mutation, ShipmentChange, ViolationChange},
};
use sync::{Pending, Speculation, Stage};

use crate::{
    calendar::Happening,
    factory::VIOLATIONS,
    faults::Fault,
    simulation::Simulation,
    streams::{below, chance},
    tally::Sometimes,
};

/// Somebody changes the arguments of an action; of that the page itself knows no more than that it holds the action.
#[derive(Debug)]
pub(crate) struct Form {
    action: MutationId,
    mutation: Mutation,
    /// How often the page had been welcomed when it was opened.
    welcomes: u64,
}

impl Simulation {
    /// Somebody opens the outbox and does something about what is in it.
    pub(crate) fn tend_outbox(&mut self) -> Result<(), String> {
        match self.streams.workload.u32(0..10) {
            0..7 => self.open_form(),
            7 => self.give_up_something(),
            _ => self.try_again(),
        }
    }

    /// Somebody begins to change an action, rather one that has no verdict.
    fn open_form(&mut self) -> Result<(), String> {
        let first = self.somebody();
        let n = self.clients.len();
        let may_begin = |it: &usize| !self.clients[*it].is_asleep && self.clients[*it].form.is_none();
        let is_open = |it: &Pending| !matches!(it.stage, Stage::Parked(_));
        let has_open = |it: &usize| {
            let mut actions = self.clients[*it].engine.actions();
            actions.any(|it| is_open(it) && has_argument(&it.mutation))
        };
        let mut all = (0..n).map(|it| (first + it) % n).filter(may_begin);
        let Some(number) = all.clone().find(has_open).or_else(|| all.next()) else {
            return Ok(());
        };
        let client = &self.clients[number];
        let actions = client.engine.actions().filter(|it| has_argument(&it.mutation));
        let (open, refused): (Vec<_>, Vec<_>) = actions.cloned().partition(is_open);
        let among = if open.is_empty() { refused } else { open };
        if among.is_empty() {
            return Ok(());
        }
        let random = &mut self.streams.workload;
        let Pending { id, mutation, .. } = among[below(random, among.len())].clone();
        // Some forget that they were writing, until the trouble is nearly over.
        let wait = match random.u32(0..8) {
            0 => random.u64(6_000..20_000),
            _ => random.u64(200..6_000),
        };
        self.later(wait, Happening::FormDone(number, id.clone()));
        let client = &mut self.clients[number];
        client.form = Some(Form {
            action: id.clone(),
            mutation,
            welcomes: client.engine.stats().welcomes,
        });
        let clock = client.clock(self.now);
        client.watch.holds(&id);
        client.engine.hold_action(&id, true, clock);
        self.settle(number)
    }

    /// Somebody is done with a form: what it says takes the place of the action, or the action stays as it was.
    pub(crate) fn close_form(&mut self, number: usize, id: &MutationId) -> Result<(), String> {
        let client = &mut self.clients[number];
        let Some(form) = client.form.take_if(|it| it.action == *id) else {
            // Gone, with the page.
            return Ok(());
        };
        let engine = &client.engine;
        let is_waiting = |it: &Pending| it.id == *id && it.stage == Stage::Queued;
        if engine.connection().is_welcomed() && engine.pending().any(is_waiting) {
            self.tally.saw(Sometimes::HeldBack);
            if engine.stats().welcomes > form.welcomes {
                self.tally.saw(Sometimes::HeldAcross);
            }
        }
        if chance(&mut self.streams.workload, 60) {
            self.reword(number, id, form.mutation)?;
        }
        let client = &mut self.clients[number];
        let clock = client.clock(self.now);
        let is_queued = client.engine.pending().any(is_waiting);
        client.watch.lets_go(id);
        client.engine.hold_action(id, false, clock);
        self.settle(number)?;
        let mut left = self.clients[number].engine.pending();
        if is_queued && left.any(|it| it.id == *id && matches!(it.stage, Stage::Sent { .. })) {
            self.tally.saw(Sometimes::LeftAfterHold);
        }
        Ok(())
    }

    /// Other words take the place of an action, if that is possible.
    fn reword(&mut self, number: usize, id: &MutationId, mutation: Mutation) -> Result<(), String> {
        let mutation = self.in_other_words(mutation);
        let made = match mutation {
            Mutation::Violation(ViolationChange::Dismiss { .. }) => {
                self.reword_at_once(number, id, &mutation)
            }
            // In two steps, so that what shows in between is known: that is what is overwritten.
            _ if self.give_up_action(number, id)? => self.mutate(number, &mutation)?,
            _ => None,
        };
        self.reworded.extend(made);
        self.settle(number)
    }

    fn reword_at_once(&mut self, number: usize, id: &MutationId, mutation: &Mutation) -> Option<MutationId> {
        let client = &mut self.clients[number];
        let action = client.engine.actions().find(|it| it.id == *id).cloned()?;
        client.still.iter_mut().for_each(|it| it.acts_on(mutation));
        let clock = client.clock(self.now);
        let made = client.engine.reword_action(id, mutation.clone(), clock).ok()?;
        client.made.remove(id);
        self.tally.saw(Sometimes::RewordedAtOnce);
        self.withdraw(number, &action);
        let new = made.id.clone();
        self.asked_for(number, mutation, None, made);
        Some(new)
    }

    fn in_other_words(&mut self, mutation: Mutation) -> Mutation {
        match mutation {
            Mutation::Violation(ViolationChange::Dismiss { id, .. }) => {
                self.n_words += 1;
                let reason = format!("in other words, {}", self.n_words);
                Mutation::Violation(ViolationChange::Dismiss { id, reason })
            }
            Mutation::Violation(ViolationChange::Assign { id, to, .. }) => {
                Mutation::Violation(ViolationChange::Assign {
                    id,
                    to: if to.as_str() == "ana" { "ben" } else { "ana" }.into(),
                    to_name: None,
                    from: None,
                })
            }
            other => other,
        }
    }

    fn give_up_something(&mut self) -> Result<(), String> {
        let Some((number, action)) = self.some_action(|_| true) else {
            return Ok(());
        };
        self.give_up_action(number, &action.id).map(drop)
    }

    /// Gives an action up, if that is possible.
    fn give_up_action(&mut self, number: usize, id: &MutationId) -> Result<bool, String> {
        let client = &mut self.clients[number];
        let Some(action) = client.engine.actions().find(|it| it.id == *id).cloned() else {
            return Ok(false);
        };
        client
            .still
            .iter_mut()
            .for_each(|it| it.acts_on(&action.mutation));
        let clock = client.clock(self.now);
        if !client.engine.discard_action(id, clock) {
            return Ok(false);
        }
        client.made.remove(id);
        if !matches!(action.stage, Stage::Parked(_)) {
            self.tally.saw(Sometimes::GaveUp);
        }
        self.withdraw(number, &action);
        self.settle(number)?;
        self.is_gone_from_view(number, &action.mutation)?;
        Ok(true)
    }

    fn try_again(&mut self) -> Result<(), String> {
        let Some((number, action)) = self.some_action(|it| matches!(it.stage, Stage::Parked(_))) else {
            return Ok(());
        };
        let client = &mut self.clients[number];
        client
            .still
            .iter_mut()
            .for_each(|it| it.acts_on(&action.mutation));
        let clock = client.clock(self.now);
        let seen = client.seen(&action.mutation);
        if let Ok(made) = client.engine.retry_action(&action.id, clock) {
            self.tally.saw(Sometimes::TriedAgain);
            self.withdraw(number, &action);
            self.asked_for(number, &action.mutation, seen.as_ref(), made);
        }
        self.settle(number)
    }

    /// Somebody asked for a change, where they saw the row like that.
    pub(crate) fn asked_for(
        &mut self,
        number: usize,
        mutation: &Mutation,
        seen: Option<&RawRow>,
        made: Speculation,
    ) {
        match (mutation, seen) {
            (Mutation::Violation(ViolationChange::Assign { to, .. }), Some(seen)) => {
                self.site
                    .assigned(made.id.clone(), to.as_str(), seen.text("assignee"));
            }
            (Mutation::Shipment(ShipmentChange::Assign { to, .. }), Some(seen)) => {
                let to = to.as_ref().map(RowId::as_str);
                self.site.holders.gives(made.id.clone(), to, seen.text("driver"));
            }
            (Mutation::Violation(ViolationChange::Dismiss { reason, .. }), _) => {
                self.site.worded(made.id.clone(), reason)
            }
            _ => {}
        }
        let client = &mut self.clients[number];
        client.made.insert(made.id);
        client.undo.extend(made.inverse);
        if client.undo.len() > 8 {
            client.undo.pop_front();
        }
    }

    /// Nothing of this may take effect any more.
    fn withdraw(&mut self, number: usize, action: &Pending) {
        // Another tab that was loaded meanwhile may send what it found on disk.
        let has_it = |tab: usize| self.clients[tab].engine.actions().any(|it| it.id == action.id);
        let is_elsewhere = self.neighbours(number).into_iter().any(has_it);
        // A gateway that lost its verdict may take a late message for a new one.
        let was_sent = matches!(action.stage, Stage::Parked(_));
        let may_come_late = was_sent && self.all_faults.has(Fault::EpochLoss);
        if !is_elsewhere && !may_come_late {
            self.site.withdrawn(action.id.clone());
        }
    }

    /// What was given up does not show, on a paused page neither.
    fn is_gone_from_view(&self, number: usize, mutation: &Mutation) -> Result<(), String> {
        let engine = &self.clients[number].engine;
        let (_, row) = mutation.target();
        let Some(view) = engine.view(&VIOLATIONS) else {
            return Ok(());
        };
        let stands = view.confirmed().find(|(id, ..)| *id == row).map(|it| &**it.2);
        if !view.is_speculative(row) && view.get(row) != stands {
            return Err(format!("{row} still shows what was given up"));
        }
        Ok(())
    }

    fn some_action(&mut self, is_wanted: impl Fn(&Pending) -> bool) -> Option<(usize, Pending)> {
        let number = self.somebody();
        let client = &self.clients[number];
        let actions = client.engine.actions().filter(|it| is_wanted(it));
        let actions: Vec<_> = actions.filter(|_| !client.is_asleep).cloned().collect();
        let at = (!actions.is_empty()).then(|| below(&mut self.streams.workload, actions.len()))?;
        actions.get(at).map(|it| (number, it.clone()))
    }
}

/// Whether there is anything to change about it.
const fn has_argument(mutation: &Mutation) -> bool {
    matches!(
        mutation,
        Mutation::Violation(ViolationChange::Dismiss { .. })
            | Mutation::Violation(ViolationChange::Assign { .. })
    )
}
