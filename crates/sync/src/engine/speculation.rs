//! How a mutation goes from a wish to a verdict.

use mutants::mutant;
use protocol::{
    Ack, ClientFrame, Got, MutationId, Nack, NackCode, RawRow, Revision, RowId, StreamKind, Timestamp,
    UserId,
    mutations::{Author, Mutation},
};

use super::Engine;
use crate::{
    action::{Condition, OutboxFull, OutboxRecord, Pending, Speculation, Stage},
    output::{Changes, Event, Level, Output},
    session::Session,
};

impl Engine {
    /// As [`Self::mutate`], but it takes effect only if nobody else has changed the row by then: for taking back.
    ///
    /// # Errors
    ///
    /// As [`Self::mutate`].
    pub fn mutate_if_unchanged(
        &mut self,
        mutation: Mutation,
        now: Timestamp,
    ) -> Result<Speculation, OutboxFull> {
        self.begin(self.asked_for(&mutation, true), now);
        let condition = self.unchanged(&mutation);
        let speculation = self.ask_for(mutation, condition, now);
        self.finish(now);
        speculation
    }

    /// What must hold so that a mutation of this row made now undoes nobody else's work.
    pub(super) fn unchanged(&self, mutation: &Mutation) -> Option<Condition> {
        let (kind, row) = mutation.target();
        let own = &self.owner.as_ref()?.id;
        match self.outbox.last_open(own, kind, row) {
            Some(id) => Some(Condition::After(id.clone())),
            None => self.revision(kind, row).map(Condition::At),
        }
    }

    /// The revision of a row, wherever it shows.
    fn revision(&self, kind: StreamKind, row: &RowId) -> Option<Revision> {
        self.subscriptions
            .iter()
            .filter(|(topic, _)| topic.kind == kind)
            .find_map(|(_, it)| it.replica.view().revision(row))
    }

    /// A row as it shows, wherever it does.
    fn seen(&self, kind: StreamKind, row: &RowId) -> Option<&RawRow> {
        self.subscriptions
            .iter()
            .filter(|(topic, _)| topic.kind == kind)
            .find_map(|(_, it)| it.replica.view().get(row))
    }

    pub(super) fn ask_for(
        &mut self,
        mutation: Mutation,
        condition: Option<Condition>,
        now: Timestamp,
    ) -> Result<Speculation, OutboxFull> {
        let Some(owner) = &self.owner else {
            return Err(OutboxFull { limit: 0 });
        };
        self.outbox.check_room(None)?;
        let author = Author {
            user: owner.id.clone(),
            name: owner.name.clone(),
            at: self.clock.read(now),
        };
        let (kind, row) = mutation.target();
        let row = row.clone();
        // Before the row of a paused view thaws: what is overwritten is what was seen.
        let mutation = match self.seen(kind, &row) {
            Some(seen) => mutation.over(seen),
            None => mutation,
        };
        self.thaw_row(kind, &row);
        let inverse = self.seen(kind, &row).and_then(|before| mutation.inverse(before));
        let id = self.random.mutation_id(now);
        let record = self.outbox.push(id.clone(), mutation, condition, author, now);
        self.outputs.push_back(Output::Keep(record));
        self.replay(kind, &row);
        Ok(Speculation { id, inverse })
    }

    /// Takes in what was on disk: it shows again, and what may have been sent is asked for again, with the same id.
    pub(super) fn restore_actions(&mut self, records: Vec<OutboxRecord>, now: Timestamp) {
        let mut rows = Vec::new();
        // What another tab gave up while the disk was being read.
        let mut records = records;
        records.retain(|it| !self.given_up.contains(&it.id));
        for record in records {
            let name = record.name.clone();
            let target = Mutation::read(&record.name, &record.args).map(|it| {
                let (kind, row) = it.target();
                (kind, row.clone())
            });
            match target {
                Ok(target) => {
                    if self.outbox.restore(record) {
                        rows.push(target);
                    }
                }
                // Kept on disk: a newer version of the app may know it.
                Err(_) => self.note(Level::Warning, &format!("{name} waits for a newer version"), now),
            }
        }
        for (kind, row) in rows {
            self.replay(kind, &row);
        }
        self.drop_orphans();
    }

    /// Asks once more for what was refused, as something new.
    pub(super) fn ask_again(&mut self, id: &MutationId, now: Timestamp) -> Result<Speculation, OutboxFull> {
        // What cannot be asked for again stays what it is.
        self.outbox.check_room(Some(id))?;
        let withdrawn = self.owner.is_some().then(|| self.withdraw(id)).flatten();
        let Some(Pending {
            mutation, condition, ..
        }) = withdrawn
        else {
            return Err(OutboxFull { limit: 0 });
        };
        // Who insists has seen the row as it is now.
        let condition = condition.and_then(|_| self.unchanged(&mutation));
        let speculation = self.ask_for(mutation, condition, now);
        self.drop_last(id);
        speculation
    }

    /// Gives up what was refused, or never left this device; the view is as if it had not been made.
    pub(super) fn drop_action(&mut self, id: &MutationId) -> Option<Pending> {
        let pending = self.withdraw(id)?;
        let (kind, row) = pending.mutation.target();
        self.thaw_row(kind, row);
        Some(pending)
    }

    /// Takes an action out, where that is possible; on a paused page its row looks as before.
    fn withdraw(&mut self, id: &MutationId) -> Option<Pending> {
        let pending = self.outbox.discard(id)?;
        if !mutant!(KeepGivenUp) {
            self.outputs.push_back(Output::Drop(id.clone()));
        }
        self.remember_given_up(id);
        self.outputs.push_back(Output::GaveUp(id.clone()));
        let (kind, row) = pending.mutation.target();
        self.replay(kind, row);
        self.drop_orphans();
        Some(pending)
    }

    /// Another tab took an action out that was read from the disk here too, or is about to be.
    pub(super) fn given_up_elsewhere(&mut self, id: &MutationId) {
        self.remember_given_up(id);
        let is_under_way = |it: &Pending| it.id == *id && matches!(it.stage, Stage::Sent { .. });
        if self.outbox.actions().any(is_under_way) || mutant!(KeepGivenUpElsewhere) {
            return;
        }
        if let Some(pending) = self.outbox.discard(id).or_else(|| self.outbox.settle(id)) {
            let (kind, row) = pending.mutation.target();
            // On a paused page the row looks as before it: nobody acted here.
            self.replay(kind, row);
            self.drop_orphans();
        }
    }

    fn remember_given_up(&mut self, id: &MutationId) {
        if self.given_up.contains(id) {
            return;
        }
        self.given_up.push_back(id.clone());
        if self.given_up.len() > GIVEN_UP_MAX {
            self.given_up.pop_front();
        }
    }

    /// What takes the place of an action is written before the action is removed: a browser that is killed between both
    /// loses neither.
    pub(super) fn drop_last(&mut self, id: &MutationId) {
        let is_it = |it: &Output| matches!(it, Output::Drop(it) if it == id);
        if let Some(at) = self.outputs.iter().position(is_it) {
            let dropped = self.outputs.remove(at);
            self.outputs.extend(dropped);
        }
    }

    /// The other tabs hear of what is held here, also those that were loaded meanwhile.
    pub(super) fn tell_holds(&mut self, now: Timestamp) {
        let held: Vec<_> = self.outbox.held().cloned().collect();
        self.outbox.holds.told(!held.is_empty(), now);
        self.outputs
            .extend(held.into_iter().map(|it| Output::Holds(it, true)));
    }

    /// Sends what is due, if the gateway has welcomed the person whose it is, and the socket is not in doubt.
    pub(super) fn flush(&mut self, now: Timestamp) {
        if !self.connection.is_welcomed() || self.outbox.is_empty() || self.liveness.is_waking(now) {
            return;
        }
        if let Session::SignedIn(user) = &self.session {
            let due = self.outbox.take_due(&user.id, self.terms.pending, now);
            self.saying.extend(due.into_iter().map(ClientFrame::from));
        }
    }

    /// What is recorded here need not be kept by the gateway any longer for our sake.
    pub(super) fn receipt(&mut self) {
        if !self.got.is_empty() {
            let ids = std::mem::take(&mut self.got);
            self.saying.push(Got { ids }.into());
        }
    }

    pub(super) fn acked(&mut self, Ack { id, out: _ }: Ack, now: Timestamp) {
        self.got.push(id.clone());
        let Some(kind) = self.kind_of(&id) else {
            return;
        };
        // Its rows normally stand before it. While a topic is being fetched they may not: then it shows until they do.
        let pending = if self.awaits(kind) && !mutant!(DropBeforeRows) {
            self.outbox.effect(&id)
        } else {
            self.outbox.settle(&id)
        };
        let Some(pending) = pending else {
            return;
        };
        self.outputs.push_back(Output::Drop(pending.id.clone()));
        self.stats.acked += 1;
        self.hand_on(&pending, now);
        self.settled(pending, Ok(()), now);
    }

    /// What waited for this mutation to take effect may go, if it can be told how it left the row.
    fn hand_on(&mut self, pending: &Pending, now: Timestamp) {
        let (kind, row) = pending.mutation.target();
        let left = self.revision(kind, row).filter(|_| !self.awaits(kind));
        if let Some(revision) = left {
            let records = self.outbox.left_at(&pending.id, revision);
            self.outputs.extend(records.into_iter().map(Output::Keep));
        }
        while let Some(id) = self.outbox.orphan() {
            let nack = Nack {
                id,
                code: NackCode::Conflict,
                msg: "It cannot be told whether somebody else changed it meanwhile.".to_owned(),
                retry: None,
                row: None,
            };
            self.refused(nack, now);
        }
    }

    /// What waited for a mutation that never took effect has nothing left to do.
    fn drop_orphans(&mut self) {
        while let Some(id) = self.outbox.orphan() {
            if let Some(pending) = self.outbox.settle(&id) {
                self.outputs.push_back(Output::Drop(id));
                let (kind, row) = pending.mutation.target();
                self.replay(kind, row);
            }
        }
    }

    pub(super) fn nacked(&mut self, nack: Nack, now: Timestamp) {
        if nack.code.may_retry() {
            self.outbox.put_off(&nack.id, nack.retry, now);
            self.note(
                Level::Info,
                &format!("a change was put off ({:?})", nack.code),
                now,
            );
        } else {
            self.got.push(nack.id.clone());
            self.refused(nack, now);
        }
    }

    /// A mutation will never take effect: the view is as if it had not been made, and the person decides what becomes of
    /// it.
    pub(super) fn refused(&mut self, nack: Nack, now: Timestamp) {
        let Some((pending, record)) = self.outbox.park(nack.clone()) else {
            return;
        };
        self.outputs.push_back(Output::Keep(record));
        self.stats.nacked += 1;
        self.drop_orphans();
        self.settled(pending, Err(nack), now);
    }

    fn settled(&mut self, pending: Pending, verdict: Result<(), Nack>, now: Timestamp) {
        let Pending { id, mutation, .. } = pending;
        let (kind, row) = mutation.target();
        self.thaw_row(kind, row);
        if verdict.is_ok() || !mutant!(ShowRefused) {
            self.replay(kind, row);
        }
        let text = match &verdict {
            Ok(()) => format!("{} took effect", mutation.name()),
            Err(nack) => format!("{} was refused ({:?})", mutation.name(), nack.code),
        };
        let level = if verdict.is_ok() {
            Level::Info
        } else {
            Level::Warning
        };
        self.note(level, &text, now);
        self.event(Event::Settled {
            id,
            mutation,
            verdict,
        });
    }

    /// Drops what took effect earlier and whose rows are all there now.
    pub(super) fn release(&mut self) {
        if self.outbox.is_empty() {
            return;
        }
        let Self {
            outbox,
            subscriptions,
            ..
        } = self;
        let released = outbox.release(|kind| {
            !subscriptions
                .iter()
                .any(|(topic, it)| topic.kind == kind && it.awaits_rows())
        });
        for mutation in released {
            let (kind, row) = mutation.target();
            self.replay(kind, row);
        }
    }

    fn awaits(&self, kind: StreamKind) -> bool {
        self.subscriptions
            .iter()
            .any(|(topic, it)| topic.kind == kind && it.awaits_rows())
    }

    fn kind_of(&self, id: &MutationId) -> Option<StreamKind> {
        self.outbox
            .pending()
            .find(|it| it.id == *id)
            .map(|it| it.mutation.target().0)
    }

    /// Derives a row anew wherever it shows.
    fn replay(&mut self, kind: StreamKind, row: &RowId) {
        let owner: Option<UserId> = self.owner.as_ref().map(|it| it.id.clone());
        let mut changed = Vec::new();
        for (topic, it) in self
            .subscriptions
            .iter_mut()
            .filter(|(topic, _)| topic.kind == kind)
        {
            let view = it.replica.view_mut();
            if view.replay(row, self.outbox.on_row(owner.as_ref(), kind, row)) {
                changed.push(topic.clone());
            }
        }
        for topic in changed {
            self.gather(&topic, Changes::Rows(vec![row.clone()]));
        }
    }

    /// Who acts on a row of a frozen view wants to see what becomes of it.
    fn thaw_row(&mut self, kind: StreamKind, row: &RowId) {
        let mut changed = Vec::new();
        for (topic, it) in self
            .subscriptions
            .iter_mut()
            .filter(|(topic, _)| topic.kind == kind)
        {
            if it.replica.view_mut().thaw_row(row) {
                changed.push(topic.clone());
            }
        }
        for topic in changed {
            self.gather(&topic, Changes::Rows(vec![row.clone()]));
        }
    }
}

/// The disk is read once, when a page is loaded: so many may be given up meanwhile.
const GIVEN_UP_MAX: usize = 256;
