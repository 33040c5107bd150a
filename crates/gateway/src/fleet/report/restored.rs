//! A report as its stored rows tell it: the way back after a restart.

use std::collections::BTreeMap;

use protocol::{
    RowId, Timestamp,
    entities::{DaySummary, LogEntry, ReportEntry, ReportPart, Segment, SpeedHour, Trip, VehicleStatus},
};

use super::{Figures, Journal, Marks, PartKey, Report, Segments, Speeds, Trips, Yesterday};

/// The stored rows of one vehicle's day, while they are collected.
#[derive(Debug, Default)]
pub(crate) struct StoredReport {
    summary: Option<DaySummary>,
    segments: BTreeMap<u32, Segment>,
    trips: BTreeMap<u32, Trip>,
    speeds: BTreeMap<u32, SpeedHour>,
    journal: BTreeMap<u32, LogEntry>,
    ids: Vec<RowId>,
}

impl StoredReport {
    /// Adds a row.
    pub(crate) fn insert(&mut self, entry: ReportEntry) {
        match (PartKey::parse(entry.id.as_str()), entry.part) {
            (Some(PartKey::Summary), ReportPart::Summary(it)) => self.summary = Some(it),
            (Some(PartKey::Segment(n)), ReportPart::Segment(it)) => self.segments.extend([(n, it)]),
            (Some(PartKey::Trip(n)), ReportPart::Trip(it)) => self.trips.extend([(n, it)]),
            (Some(PartKey::Speed(hour)), ReportPart::Speed(it)) => self.speeds.extend([(hour, it)]),
            (Some(PartKey::Log(n)), ReportPart::Log(it)) => self.journal.extend([(n, it)]),
            // A row of another version: it is only remembered, to be removed with the rest.
            _ => {}
        }
        self.ids.push(entry.id);
    }

    /// The midnight with which its day began, if the summary tells.
    pub(crate) fn day(&self) -> Option<Timestamp> {
        self.summary.as_ref().map(|it| it.day)
    }

    /// Names of all its rows.
    pub(crate) fn into_ids(self) -> Vec<RowId> {
        self.ids
    }

    /// The day that goes on, compared with the one before. The vehicle's own row knows the distance better: it is
    /// written with every position.
    pub(crate) fn into_report(self, day: Timestamp, distance: f64, yesterday: Option<&Self>) -> Report {
        let standing_since = self.segments.values().last().and_then(|it| match it.status {
            Some(VehicleStatus::Idle | VehicleStatus::Stopped) => Some(it.from),
            _ => None,
        });
        let mut figures = self
            .summary
            .map_or_else(|| Figures::new(day), |it| Figures::restored(&it));
        figures.metres = figures.metres.max(distance * 1000.0);
        Report {
            figures,
            segments: Segments::restored(self.segments.into_values().collect()),
            trips: Trips::restored(self.trips.into_values().collect(), standing_since),
            speeds: Speeds::restored(self.speeds),
            journal: Journal::restored(self.journal.into_iter()),
            yesterday: yesterday.map(Self::as_yesterday).unwrap_or_default(),
            marks: Marks::default(),
            closed: None,
            is_buried: false,
            written_at: None,
            is_stored: !self.ids.is_empty(),
            due: None,
        }
    }

    fn as_yesterday(&self) -> Yesterday {
        let trips: Vec<_> = self.trips.values().cloned().collect();
        Yesterday::new(self.day().unwrap_or_default(), &trips)
    }
}
