//! What the app wants of an engine: topics to follow, changes to make, views to hold still.

use mutants::mutant;
use protocol::{ClientFrame, MutationId, Timestamp, Topic, mutations::Mutation};

use super::Engine;
use crate::{
    action::{OutboxFull, Speculation},
    connection::Input,
    output::{Changes, Output},
    recorder::{Happened, Path},
};

/// What the app wants.
impl Engine {
    /// One more reader of the topic.
    pub fn subscribe(&mut self, topic: &Topic, now: Timestamp) {
        self.begin(Happened::Subscribe(Path(topic.clone())), now);
        self.subscriptions.open(topic, now).add_reader();
        self.follow(topic, now);
        self.finish(now);
    }

    /// One reader less. The topic is followed for a few more seconds, in case somebody comes back.
    pub fn unsubscribe(&mut self, topic: &Topic, now: Timestamp) {
        self.begin(Happened::Unsubscribe(Path(topic.clone())), now);
        if let Some(it) = self.subscriptions.get_mut(topic) {
            it.drop_reader(now);
        }
        self.finish(now);
    }

    /// Asks for a change and shows it at once.
    ///
    /// # Errors
    ///
    /// When too many wait for a verdict, or nobody is signed in; nothing is shown then.
    pub fn mutate(&mut self, mutation: Mutation, now: Timestamp) -> Result<Speculation, OutboxFull> {
        self.begin(self.asked_for(&mutation, false), now);
        let speculation = self.ask_for(mutation, None, now);
        self.finish(now);
        speculation
    }

    /// Asks once more for an action that was refused, under a new id and behind all others.
    ///
    /// # Errors
    ///
    /// As [`Self::mutate`], or when there is no such action.
    pub fn retry_action(&mut self, id: &MutationId, now: Timestamp) -> Result<Speculation, OutboxFull> {
        self.begin(Happened::RetryAction(id.clone()), now);
        let speculation = self.ask_again(id, now);
        self.finish(now);
        speculation
    }

    /// Gives up an action that was refused, or that never left this device. Says whether there was one.
    pub fn discard_action(&mut self, id: &MutationId, now: Timestamp) -> bool {
        self.begin(Happened::DiscardAction(id.clone()), now);
        let is_gone = self.drop_action(id).is_some();
        self.finish(now);
        is_gone
    }

    /// Puts a change in the place of an action that was refused, or that never left this device.
    ///
    /// # Errors
    ///
    /// As [`Self::mutate`], or when there is no such action, or it has left; the action stays what it is then.
    pub fn reword_action(
        &mut self,
        id: &MutationId,
        mutation: Mutation,
        now: Timestamp,
    ) -> Result<Speculation, OutboxFull> {
        // Where there is no room for the new words, the old ones must not be lost over them.
        self.outbox.check_room(Some(id))?;
        // The old one first: who assigns overwrites what shows, which must not be one's own old choice.
        if self.owner.is_none() || !self.discard_action(id, now) {
            return Err(OutboxFull { limit: 0 });
        }
        let speculation = self.mutate(mutation, now);
        self.drop_last(id);
        speculation
    }

    /// Somebody changes the arguments of an action, or is done with it: meanwhile it is not sent. What was sent already
    /// is not called back.
    pub fn hold_action(&mut self, id: &MutationId, is_held: bool, now: Timestamp) {
        self.begin(Happened::HoldAction(id.clone(), is_held), now);
        self.outbox.hold(id, is_held);
        if !is_held {
            self.outputs.push_back(Output::Holds(id.clone(), false));
        }
        self.tell_holds(now);
        self.finish(now);
    }

    /// A person does not want to wait for the next attempt.
    pub fn retry_now(&mut self, now: Timestamp) {
        self.begin(Happened::RetryNow, now);
        self.hurry(Input::Insisted, now);
        self.finish(now);
    }

    /// Freezes every view; the rows behind them go on.
    pub fn pause(&mut self, now: Timestamp) {
        self.begin(Happened::Pause, now);
        let is_news = !std::mem::replace(&mut self.paused, true);
        // Nobody looks at a topic that was left: who opens it meanwhile is to see it as it stands by then.
        let seen = self
            .subscriptions
            .iter_mut()
            .filter(|(_, it)| is_news && it.is_wanted());
        for (_, it) in seen.filter(|(_, it)| it.replica.position().is_some()) {
            it.freeze(now);
        }
        self.finish(now);
    }

    /// Shows what came while the views were frozen.
    pub fn resume(&mut self, now: Timestamp) {
        self.begin(Happened::Resume, now);
        self.paused = false;
        let mut changed = Vec::new();
        for (topic, it) in self.subscriptions.iter_mut() {
            let rows = it.thaw();
            if !rows.is_empty() && !mutant!(ResumeSilently) {
                changed.push((topic.clone(), Changes::Rows(rows)));
            }
        }
        for (topic, changes) in changed {
            self.gather(&topic, changes);
        }
        self.finish(now);
    }

    /// Somebody wants to know whether the topics are current: those that are followed are compared with the gateway's,
    /// each at most every 5 s. Says how many.
    pub fn refresh(&mut self, now: Timestamp) -> usize {
        self.begin(Happened::Refresh, now);
        let welcomed = self.connection.is_welcomed();
        let followed = self.subscriptions.iter_mut().filter(|_| welcomed);
        let asked: Vec<_> = followed.filter_map(|(_, it)| it.refresh(now)).collect();
        let n_asked = asked.len();
        if !mutant!(CompareNothing) {
            self.saying.extend(asked.into_iter().map(ClientFrame::from));
        }
        self.finish(now);
        n_asked
    }

    /// Drops a topic from memory and disk; if somebody reads it, it is fetched again.
    pub fn forget(&mut self, topic: &Topic, now: Timestamp) {
        self.begin(Happened::Forget(Path(topic.clone())), now);
        self.outputs.push_back(Output::Forget(topic.clone()));
        self.start_over(topic, now);
        self.finish(now);
    }
}
