//! Verdicts that must not overtake the rows they speak about.

use std::collections::{BTreeMap, VecDeque};

use mutants::mutant;
use protocol::{GatewayFrame, Offset, SubId, Topic};

use super::subscription::Subscription;
use crate::message::Message;

/// Verdicts of one connection, in order; as many as it may have mutations pending.
#[derive(Debug, Default)]
pub struct HeldVerdicts(VecDeque<Held>);

#[derive(Debug)]
struct Held {
    frame: GatewayFrame,
    needs: Vec<(Topic, Offset)>,
}

impl HeldVerdicts {
    /// Holds a verdict until every subscription of these topics has seen these offsets.
    pub fn hold(&mut self, frame: GatewayFrame, needs: Vec<(Topic, Offset)>) {
        self.0.push_back(Held { frame, needs });
    }

    /// Tells those whose rows were told, up to the first whose were not.
    pub fn release(&mut self, subscriptions: &BTreeMap<SubId, Subscription>, message: &mut Message) {
        while let Some(held) = self
            .0
            .pop_front_if(|held| held.is_ready(subscriptions) || mutant!(OvertakeRows))
        {
            message.push(&held.frame);
        }
    }
}

impl Held {
    fn is_ready(&self, subscriptions: &BTreeMap<SubId, Subscription>) -> bool {
        self.needs.iter().all(|(topic, offset)| {
            subscriptions
                .values()
                .filter(|it| it.topic() == topic)
                .all(|it| it.has_seen(*offset))
        })
    }
}
