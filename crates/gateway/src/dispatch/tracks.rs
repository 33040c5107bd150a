//! Where a driver was of late: the topic that a map draws its trail from, bounded over the whole fleet.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use protocol::{
    Entity as _, RowId, StreamKind, Timestamp, Topic,
    entities::{PositionSource, TrackPoint},
};

use super::positions::{EVERY, Plausibility, Sample};
use crate::derive::Write;

/// Points of all drivers together: as a row each takes almost a kilobyte.
const POINTS_MAX: usize = 100_000;

/// Points of a driver: at least, and at most.
const PER_DRIVER: (usize, usize) = (10, 720);

/// Up to so many drivers every point is worth its own write, and all of a day is kept.
const MANY: usize = 250;

/// Older points are none of late.
const OF_LATE: Duration = Duration::from_secs(2 * 60 * 60);

/// How many points a track has in a company of so many drivers.
pub(super) fn points_of(drivers: usize) -> usize {
    (POINTS_MAX / drivers.max(1)).clamp(PER_DRIVER.0, PER_DRIVER.1)
}

/// How long points are gathered before they are written together: with many drivers a topic each would be written all the
/// time. Where they are now stands in their position.
pub(super) const fn gathered_for(drivers: usize) -> Duration {
    match drivers {
        0..=MANY => Duration::ZERO,
        n if n <= GATHERED_MAX => Duration::from_secs(15),
        _ => Duration::from_secs(60),
    }
}

/// More drivers than this have their points gathered for longer.
const GATHERED_MAX: usize = 2_500;

/// Whether positions of so long ago leave no tracks in a company of so many drivers.
pub(super) fn is_passed(drivers: usize, ago: Duration) -> bool {
    drivers > MANY && ago > OF_LATE
}

/// One driver's track.
#[derive(Debug, Default)]
pub(super) struct Track {
    /// The points in the topic, and those that wait.
    heard: VecDeque<Moment>,
    /// Points that wait to be written.
    fresh: BTreeMap<Timestamp, TrackPoint>,
    plausibility: Plausibility,
}

/// When a point was captured, and by what.
#[derive(Clone, Copy, Debug)]
struct Moment {
    at: Timestamp,
    source: PositionSource,
}

impl Track {
    /// Adds a stored point; in any order.
    pub(super) fn restore(&mut self, point: &TrackPoint) {
        let index = self.heard.partition_point(|it| it.at < point.at);
        if self.heard.get(index).is_none_or(|it| it.at != point.at) {
            // Rows do not tell; that the phone's are known again by their moment is what counts.
            let source = PositionSource::Vehicle;
            self.heard.insert(index, Moment { at: point.at, source });
        }
        if index + 1 == self.heard.len() {
            self.plausibility = Plausibility::resumed(point.at, point.lat, point.lng);
        }
    }

    /// The point of this position; `None`: there is one already within these five seconds.
    pub(super) fn hear(
        &mut self,
        sample: &Sample,
        source: PositionSource,
        points_max: usize,
        now: Timestamp,
    ) -> Option<TrackPoint> {
        let index = self.heard.partition_point(|it| it.at < sample.at);
        let distance = |it: &&Moment| it.at.since(sample.at).max(sample.at.since(it.at));
        let is_near = |it: &&Moment| distance(it) < EVERY;
        let after = self.heard.range(index..).take_while(is_near);
        let before = self.heard.range(..index).rev().take_while(is_near);
        // A phone that was away tells all of its way, whatever a tracker told in the meantime.
        let is_taken = |it: &Moment| {
            it.at == sample.at || source == PositionSource::Vehicle || it.source == PositionSource::Phone
        };
        if before.chain(after).any(is_taken) {
            return None;
        }
        let point = sample.point(self.plausibility.judge(sample, now));
        let is_older = index == 0 && self.heard.len() >= points_max;
        if !is_older && now.since(point.at) <= OF_LATE {
            self.heard.insert(index, Moment { at: point.at, source });
            self.fresh.insert(point.at, point.clone());
        }
        Some(point)
    }

    /// Whether points wait to be written.
    pub(super) fn has_news(&self) -> bool {
        !self.fresh.is_empty()
    }

    /// Whether something is too old or too much.
    pub(super) fn is_overfull(&self, points_max: usize, now: Timestamp) -> bool {
        let oldest = self.heard.front();
        self.heard.len() > points_max || oldest.is_some_and(|it| now.since(it.at) > OF_LATE)
    }

    /// Drops what is too old or too much.
    pub(super) fn trim(&mut self, topic: &Topic, points_max: usize, now: Timestamp, writes: &mut Vec<Write>) {
        while self.is_overfull(points_max, now)
            && let Some(Moment { at: oldest, .. }) = self.heard.pop_front()
        {
            // What was never written need not be removed.
            if self.fresh.remove(&oldest).is_none() {
                writes.push(Write::Remove {
                    topic: topic.clone(),
                    id: TrackPoint::name(oldest),
                });
            }
        }
    }

    /// Writes the points that wait.
    pub(super) fn write(&mut self, topic: &Topic, writes: &mut Vec<Write>) {
        let fresh = std::mem::take(&mut self.fresh);
        writes.extend(fresh.into_values().map(|it| Write::Put {
            topic: topic.clone(),
            row: it.to_raw(),
        }));
    }
}

/// The topic of a driver's track; `None`: their name cannot be part of an address.
pub(super) fn topic_of(driver: &RowId) -> Option<Topic> {
    let topic = Topic::scoped(StreamKind::TrackPoint, driver.as_str());
    (topic.to_string().parse() == Ok(topic.clone())).then_some(topic)
}
