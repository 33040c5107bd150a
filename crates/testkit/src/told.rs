//! What the gateway has told on one connection, and the promises that can be held against it from that alone.

use std::collections::BTreeMap;

use protocol::{Ack, ClientFrame, GatewayFrame, Offset, Op, RawRow, Sub, SubId, Topic, entities::Role};

use crate::{
    factory::{DRIVERS, POSITIONS, SHIPMENTS, VIOLATIONS},
    people::Person,
    site::Site,
};

/// Up to where each subscription of a connection was told.
#[derive(Debug, Default)]
pub(crate) struct Told(BTreeMap<SubId, (Topic, Option<Offset>)>);

impl Told {
    /// The client asks.
    pub(crate) fn asks(&mut self, frames: &[ClientFrame]) {
        for frame in frames {
            match frame {
                ClientFrame::Hello(hello) => hello.subs.iter().for_each(|it| self.follow(it)),
                ClientFrame::Sub(sub) => self.follow(sub),
                ClientFrame::Unsub(it) => drop(self.0.remove(&it.s)),
                _ => {}
            }
        }
    }

    /// The topic of a subscription.
    pub(crate) fn topic(&self, s: SubId) -> Option<&Topic> {
        self.0.get(&s).map(|(topic, _)| topic)
    }

    fn follow(&mut self, sub: &Sub) {
        if let Ok(topic) = sub.topic.parse() {
            self.0.insert(sub.s, (topic, None));
        }
    }

    /// The gateway answers, to somebody in these roles.
    pub(crate) fn says(
        &mut self,
        frames: &[GatewayFrame],
        roles: &[Role],
        person: Person,
        site: &Site,
    ) -> Result<(), String> {
        if person.role() == Role::Driver {
            self.keeps_to_themselves(frames, person.id())?;
        }
        // A buyer does not see what went wrong.
        let is_buyer = roles == [Role::Buyer];
        // What a filtered view was not told may not concern it.
        let sees_all = roles
            .iter()
            .any(|it| matches!(it, Role::Dispatcher | Role::Manager));
        for frame in frames {
            let (s, told, has_rows) = match frame {
                GatewayFrame::Delta(it) => (it.s, Some(it.to), !it.ops.is_empty()),
                GatewayFrame::Snap(it) => {
                    let is_whole = it.same || it.part == it.parts;
                    (it.s, is_whole.then_some(it.at.offset), !it.rows.is_empty())
                }
                GatewayFrame::SubErr(it) => {
                    self.0.remove(&it.s);
                    continue;
                }
                GatewayFrame::Revoke(it) => {
                    self.0.remove(&it.s);
                    continue;
                }
                GatewayFrame::Ack(it) if sees_all => {
                    self.check_ack(it, site)?;
                    continue;
                }
                _ => continue,
            };
            let Some((topic, at)) = self.0.get_mut(&s) else {
                continue;
            };
            if is_buyer && has_rows && *topic == VIOLATIONS {
                return Err(format!(
                    "rows of {topic} were told to somebody who lost the right to see them"
                ));
            }
            *at = told.or(*at);
        }
        Ok(())
    }

    /// A driver is sent nothing of another's work, not with a refusal either. What is sent may never be shown: views alone
    /// would not tell.
    fn keeps_to_themselves(&self, frames: &[GatewayFrame], own: &str) -> Result<(), String> {
        for frame in frames {
            let (topic, rows): (_, Vec<&RawRow>) = match frame {
                GatewayFrame::Snap(it) => (self.topic(it.s), it.rows.iter().map(|(_, row)| row).collect()),
                GatewayFrame::Delta(it) => {
                    let put = it.ops.iter().filter_map(|it| match it {
                        Op::Put(_, row) | Op::Append(_, row) => Some(row),
                        Op::Patch(..) | Op::Remove(..) => None,
                    });
                    (self.topic(it.s), put.collect())
                }
                GatewayFrame::Nack(it) => (None, it.row.iter().map(|(_, row)| row).collect()),
                _ => continue,
            };
            for row in rows {
                let whose = match topic {
                    Some(it) if *it == DRIVERS || *it == POSITIONS => row.text("id"),
                    Some(it) if *it == SHIPMENTS => Some(row.text("driver").unwrap_or("nobody")),
                    Some(_) => continue,
                    // A refusal does not say of which topic its row is: only that nobody else's name may be in it.
                    None => row.text("driver"),
                };
                if let Some(whose) = whose.filter(|it| *it != own) {
                    return Err(format!("{own} was sent a row of {whose}: {topic:?}"));
                }
            }
        }
        Ok(())
    }

    fn check_ack(&self, Ack { id, .. }: &Ack, site: &Site) -> Result<(), String> {
        let Some((effect, offset)) = site.effect(id) else {
            return Ok(());
        };
        let is_behind = |it: &(Topic, Option<Offset>)| it.0 == *effect && it.1.is_none_or(|at| at < offset);
        match self.0.values().find(|it| is_behind(it)) {
            Some((topic, at)) => Err(format!(
                "the verdict on {id} overtook its rows: {topic} was told up to {at:?}, not {offset}"
            )),
            None => Ok(()),
        }
    }
}
