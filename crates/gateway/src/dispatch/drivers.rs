//! One driver: on shift or not, with what, and where.

use std::time::Duration;

use mutants::mutant;
use protocol::{
    RowId, Timestamp,
    entities::{Driver, DriverPosition, Duty, PositionSource, TrackPoint},
};

use super::{eta::Pace, positions::Sample, tracks::Track};

/// While their phone was heard within this time, the vehicle's tracker is not used.
const PHONE_FIRST: Duration = Duration::from_secs(120);

/// What was captured so long before a shift began may still be of it: clocks differ.
const SLACK: Duration = Duration::from_secs(60);

/// A driver and what is known of them.
#[derive(Debug)]
pub(super) struct DriverState {
    /// As it is shown, except what is counted, which is filled in when it is written.
    pub(super) row: Driver,
    /// The vehicle at whose wheel they are, on shift or not.
    pub(super) at_wheel: Option<RowId>,
    /// Where they are; only on shift.
    pub(super) position: Option<DriverPosition>,
    pub(super) track: Track,
    pub(super) pace: Pace,
    phone_at: Option<Timestamp>,
    /// The shift before: a phone may tell of it late.
    last_shift: Option<(Timestamp, Timestamp)>,
}

impl DriverState {
    /// Somebody of whom nothing is known but their name.
    pub(super) fn new(id: RowId, name: String, depot: String, now: Timestamp) -> Self {
        Self::restored(Driver {
            id,
            name,
            depot,
            duty: Duty::Off,
            since: now,
            shift_at: None,
            vehicle: None,
            plate: None,
            phone: None,
            jobs: 0,
            delivered_today: 0,
        })
    }

    /// A driver as the stored row tells them.
    pub(super) fn restored(row: Driver) -> Self {
        Self {
            at_wheel: row.vehicle.clone(),
            row,
            position: None,
            track: Track::default(),
            pace: Pace::default(),
            phone_at: None,
            last_shift: None,
        }
    }

    /// Whether their shift goes on.
    pub(super) const fn is_on_shift(&self) -> bool {
        self.row.duty.is_on_shift()
    }

    /// Begins or ends the shift, or interrupts it, as a person's change of the row does.
    pub(super) fn set_duty(&mut self, duty: Duty, at: Timestamp) {
        if self.row.duty != duty {
            let shift_at = duty.is_on_shift().then(|| self.row.shift_at.unwrap_or(at));
            self.enter(duty, at, shift_at);
        }
    }

    /// Takes over what people wrote into the row: their number, and what it says of their shift. Whether that was news.
    pub(super) fn adopt(&mut self, row: &Driver) -> bool {
        // Else the next position would write back the number of before.
        self.row.phone.clone_from(&row.phone);
        let is_news =
            (row.duty, row.since, row.shift_at) != (self.row.duty, self.row.since, self.row.shift_at);
        if is_news {
            self.enter(row.duty, row.since, row.shift_at);
        }
        is_news
    }

    fn enter(&mut self, duty: Duty, since: Timestamp, shift_at: Option<Timestamp>) {
        if let Some(began) = self.row.shift_at.filter(|_| !duty.is_on_shift()) {
            self.last_shift = Some((began, since));
        }
        self.row.duty = duty;
        self.row.since = since;
        self.row.shift_at = shift_at;
        if !duty.is_on_shift() {
            self.phone_at = None;
            self.pace = Pace::default();
        }
    }

    /// Whether anything about that moment may be collected.
    pub(super) fn is_collected(&self, at: Timestamp) -> bool {
        let is_of_shift = self.row.shift_at.is_some_and(|began| at + SLACK >= began);
        let is_of_last = |(began, ended): (Timestamp, Timestamp)| at + SLACK >= began && at <= ended;
        is_of_shift || self.last_shift.is_some_and(is_of_last)
    }

    /// A position was reported; what of it is kept.
    pub(super) fn hear(
        &mut self,
        sample: &Sample,
        source: PositionSource,
        points_max: usize,
        now: Timestamp,
    ) -> Option<TrackPoint> {
        match source {
            PositionSource::Phone => self.phone_at = Some(now),
            PositionSource::Vehicle if self.phone_at.is_some_and(|it| now.since(it) < PHONE_FIRST) => {
                return None;
            }
            PositionSource::Vehicle => {}
        }
        if !self.is_collected(sample.at) {
            return None;
        }
        let point = self.track.hear(sample, source, points_max, now)?;
        self.stand(&point, source);
        Some(point)
    }

    /// A position of long ago, of which no track is kept.
    pub(super) fn pass(&mut self, sample: &Sample, source: PositionSource) {
        if self.is_collected(sample.at) {
            self.stand(&sample.point(None), source);
        }
    }

    /// Whoever is on shift stands where they were last.
    fn stand(&mut self, point: &TrackPoint, source: PositionSource) {
        let is_latest = self.position.as_ref().is_none_or(|it| it.at < point.at);
        if !(self.is_on_shift() || mutant!(CollectOffShift)) || !is_latest {
            return;
        }
        self.pace.hear(point.speed);
        self.position = Some(DriverPosition {
            id: self.row.id.clone(),
            lat: point.lat,
            lng: point.lng,
            accuracy: point.accuracy,
            speed: point.speed,
            heading: point.heading,
            at: point.at,
            source,
            doubt: point.doubt,
        });
    }
}
