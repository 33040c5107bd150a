//! How a mutation goes from a wish to a verdict.

use protocol::{
    Ack, ClientFrame, Got, MutationId, Nack, RowId, StreamKind, Timestamp, UserId,
    mutations::{Author, Mutation},
};

use super::Engine;
use crate::{
    outbox::{OutboxFull, Pending, Speculation},
    output::{Changes, Event, Level},
    session::Session,
};

impl Engine {
    pub(super) fn ask_for(&mut self, mutation: Mutation, now: Timestamp) -> Result<Speculation, OutboxFull> {
        let Some(owner) = &self.owner else {
            return Err(OutboxFull { limit: 0 });
        };
        self.outbox.check_room()?;
        let author = Author {
            user: owner.id.clone(),
            name: owner.name.clone(),
            at: self.clock.read(now),
        };
        let (kind, row) = mutation.target();
        let row = row.clone();
        self.thaw_row(kind, &row);
        let inverse = self
            .subscriptions
            .iter()
            .filter(|(topic, _)| topic.kind == kind)
            .find_map(|(_, it)| it.replica.view().get(&row))
            .and_then(|before| mutation.inverse(before));
        let id = self.random.mutation_id(now);
        self.outbox.push(id.clone(), mutation, author, now);
        self.replay(kind, &row);
        Ok(Speculation { id, inverse })
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
        let pending = if self.awaits(kind) {
            self.outbox.effect(&id)
        } else {
            self.outbox.settle(&id)
        };
        let Some(pending) = pending else {
            return;
        };
        self.stats.acked += 1;
        self.settled(pending, Ok(()), now);
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

    /// A mutation will never take effect: the view is as if it had not been made.
    pub(super) fn refused(&mut self, nack: Nack, now: Timestamp) {
        let Some(pending) = self.outbox.settle(&nack.id) else {
            return;
        };
        self.stats.nacked += 1;
        self.settled(pending, Err(nack), now);
    }

    fn settled(&mut self, pending: Pending, verdict: Result<(), Nack>, now: Timestamp) {
        let Pending { id, mutation, .. } = pending;
        let (kind, row) = mutation.target();
        self.thaw_row(kind, row);
        self.replay(kind, row);
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
