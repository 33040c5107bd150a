//! Tracks in the file: written with the transaction they came with, read beside it.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use protocol::{
    RowId, Timestamp,
    entities::{Doubt, TrackPoint},
};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::{connection, signed};
use crate::store::{Commit, StoreError, TRACKS_KEPT, TrackQuery, track_day};

/// Reads tracks on a connection of its own: a long answer holds up no transaction and nobody who signs in.
#[derive(Debug)]
pub struct TrackReader(Mutex<Connection>);

impl TrackReader {
    /// Opens the file of a store.
    ///
    /// # Errors
    ///
    /// As [`connection::connect`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        connection::connect(path).map(|it| Self(Mutex::new(it)))
    }

    /// Positions in the order of time. Blocks.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn read(&self, query: &TrackQuery) -> Result<Vec<TrackPoint>, StoreError> {
        read(&self.0.lock().unwrap_or_else(PoisonError::into_inner), query)
    }

    /// The last position of each of these drivers at a moment, not older than the day before; who has none is left out.
    /// Blocks.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn last(&self, drivers: &[RowId], at: Timestamp) -> Result<Vec<(RowId, TrackPoint)>, StoreError> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut statement = connection.prepare_cached(LAST)?;
        let mut found = Vec::new();
        for driver in drivers {
            for day in [track_day(at), track_day(at).saturating_sub(1)] {
                let row = params![signed(day), driver.as_str(), signed(at.as_millis())];
                let mut rows = statement.query(row)?;
                if let Some(row) = rows.next()? {
                    found.push((driver.clone(), point(row)?));
                    break;
                }
            }
        }
        Ok(found)
    }
}

/// Writes the positions of a transaction, and forgets some of those that are too old.
pub(super) fn write(transaction: &Transaction<'_>, commit: &Commit) -> Result<(), StoreError> {
    if commit.tracks.is_empty() {
        return Ok(());
    }
    let mut insert = transaction.prepare_cached(
        "INSERT INTO tracks (day, driver, at, lat, lng, accuracy, speed, heading, doubt)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
    )?;
    for it in &*commit.tracks {
        let point = &it.point;
        insert.execute(params![
            signed(track_day(point.at)),
            it.driver.as_str(),
            signed(point.at.as_millis()),
            scaled(point.lat, DEGREES),
            scaled(point.lng, DEGREES),
            scaled(point.accuracy, TENTHS),
            scaled(point.speed, TENTHS),
            point.heading.map(|it| scaled(it, TENTHS)),
            point.doubt.map(Doubt::as_str),
        ])?;
    }
    // One driver's day with each transaction: a whole day of a large fleet at once would take seconds.
    let oldest = signed(track_day(commit.at - TRACKS_KEPT));
    let expired: Option<(i64, String)> = transaction
        .prepare_cached("SELECT day, driver FROM tracks WHERE day < ?1 ORDER BY day, driver LIMIT 1")?
        .query_row([oldest], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((day, driver)) = expired {
        transaction
            .prepare_cached("DELETE FROM tracks WHERE day = ?1 AND driver = ?2")?
            .execute(params![day, driver])?;
    }
    Ok(())
}

/// Positions in the order of time.
pub(super) fn read(connection: &Connection, query: &TrackQuery) -> Result<Vec<TrackPoint>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT at, lat, lng, accuracy, speed, heading, doubt FROM tracks
         WHERE day = ?1 AND driver = ?2 AND at BETWEEN ?3 AND ?4 ORDER BY at LIMIT ?5",
    )?;
    let oldest: Option<i64> = connection
        .prepare_cached("SELECT min(day) FROM tracks")?
        .query_row([], |row| row.get(0))?;
    let Some(oldest) = oldest.and_then(|it| u64::try_from(it).ok()) else {
        return Ok(Vec::new());
    };
    let newest: i64 = connection
        .prepare_cached("SELECT max(day) FROM tracks")?
        .query_row([], |row| row.get(0))?;
    let newest = u64::try_from(newest).unwrap_or_default();
    let mut points = Vec::new();
    // A day at a time, as they are kept; without an index by driver nothing else would be fast.
    for day in track_day(query.from).max(oldest)..=track_day(query.to).min(newest) {
        let left = query.limit - points.len();
        if left == 0 {
            break;
        }
        let mut rows = statement.query(params![
            signed(day),
            query.driver.as_str(),
            signed(query.from.as_millis()),
            signed(query.to.as_millis()),
            i64::try_from(left).unwrap_or(i64::MAX),
        ])?;
        while let Some(row) = rows.next()? {
            points.push(point(row)?);
        }
    }
    Ok(points)
}

/// A row of `tracks`, from `at` on.
fn point(row: &Row<'_>) -> Result<TrackPoint, StoreError> {
    let at = row.get::<_, i64>(0)?;
    let at = Timestamp::from_millis(
        u64::try_from(at).map_err(|_| StoreError::Corrupt(format!("a position of the time {at}")))?,
    );
    let doubt: Option<String> = row.get(6)?;
    Ok(TrackPoint {
        id: TrackPoint::name(at),
        lat: restored(row.get(1)?, DEGREES),
        lng: restored(row.get(2)?, DEGREES),
        accuracy: restored(row.get(3)?, TENTHS),
        speed: restored(row.get(4)?, TENTHS),
        heading: row.get::<_, Option<i64>>(5)?.map(|it| restored(it, TENTHS)),
        at,
        doubt: doubt.and_then(|it| Doubt::ALL.into_iter().find(|doubt| doubt.as_str() == it)),
    })
}

#[expect(clippy::cast_possible_truncation, reason = "rounded, and far from the limits")]
fn scaled(value: f64, scale: f64) -> i64 {
    (value * scale).round() as i64
}

#[expect(clippy::cast_precision_loss, reason = "far below 2⁵³")]
fn restored(value: i64, scale: f64) -> f64 {
    value as f64 / scale
}

/// One step down the primary key, however long the day was.
pub(super) const LAST: &str = "SELECT at, lat, lng, accuracy, speed, heading, doubt FROM tracks
     WHERE day = ?1 AND driver = ?2 AND at <= ?3 ORDER BY at DESC LIMIT 1";

const DEGREES: f64 = 1_000_000.0;
const TENTHS: f64 = 10.0;
