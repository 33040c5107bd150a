//! Being somewhere: what the app says of whoever looks, and when it leaves.

use protocol::{ClientFrame, Fields, Timestamp, Topic};

use super::Engine;
use crate::{
    following::Following,
    recorder::{Happened, Path},
    subscription::Subscription,
};

impl Engine {
    /// Somebody looks at what a topic is about, and does this there; `None`: nobody does any more. It is said while the
    /// topic has a reader, and over once it has none.
    pub fn be_here(&mut self, topic: &Topic, state: Option<Fields>, now: Timestamp) {
        let known = self.subscriptions.get(topic);
        if !known.map_or(state.is_some(), |it| it.presence.differs(state.as_ref())) {
            return;
        }
        let is_busy = state.as_ref().map(|it| !it.is_empty());
        self.begin(Happened::Here(Path(topic.clone()), is_busy), now);
        self.subscriptions.open(topic, now).presence.want(state);
        self.finish(now);
    }

    /// What this connection was not told yet; on a topic that it knows.
    pub(super) fn say_presence(&mut self) {
        if !self.connection.is_welcomed() {
            return;
        }
        let is_visible = self.liveness.is_visible();
        for (_, it) in self.subscriptions.iter_mut().filter(|(_, it)| is_asked(it)) {
            let here = it.presence.say(it.s, is_visible);
            self.saying.extend(here.map(ClientFrame::from));
        }
    }

    /// Whether the next request has something to say of it.
    pub(super) fn is_presence_due(&self) -> bool {
        let is_visible = self.liveness.is_visible();
        let mut asked = self.subscriptions.iter().filter(|(_, it)| is_asked(it));
        asked.any(|(_, it)| it.presence.is_due(is_visible))
    }

    /// A connection was welcomed that was told nothing yet.
    pub(super) fn forget_presence(&mut self) {
        self.subscriptions
            .iter_mut()
            .for_each(|(_, it)| it.presence.forget());
    }
}

const fn is_asked(it: &Subscription) -> bool {
    !matches!(it.following, Following::Idle)
}
