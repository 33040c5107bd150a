//! Keys with which phones and trackers report.
//!
//! The Traccar Client app lets a person enter an address and a device identifier, nothing else. So the identifier is
//! the key: unguessable, shown once, kept as a hash, and worth exactly one vehicle.

use protocol::{
    RowId, Timestamp,
    entities::VehicleKind,
    telemetry::{Registration, Telemetry},
};
use rusqlite::{OptionalExtension as _, Row, params};
use serde::Serialize;

use super::{Accounts, AccountsError, Secret, SecretHash, restored, stored};

/// A device that may report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Device {
    /// The vehicle it moves.
    pub vehicle: RowId,
    /// What people call it.
    pub name: String,
    /// When its key was made, ms since 1970.
    pub created: u64,
    /// When it last reported, ms since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<u64>,
}

impl Device {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            vehicle: row.get::<_, String>("vehicle")?.into(),
            name: row.get("name")?,
            created: restored(row.get("created")?).as_millis(),
            seen: row
                .get::<_, Option<i64>>("seen")?
                .map(|it| restored(it).as_millis()),
        })
    }

    /// The vehicle that stands for it.
    pub fn registration(&self) -> Telemetry {
        Telemetry::Registered(Registration {
            vehicle: self.vehicle.clone(),
            plate: self.name.clone(),
            kind: VehicleKind::Phone,
            gross_t: 0.0,
            depot: String::new(),
        })
    }
}

/// Why a device cannot be created.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The name gives no id.
    #[error(
        "the name needs 1 to 40 characters, at least one of them a letter or digit of the Latin alphabet"
    )]
    Name,
    /// The vehicle reports already.
    #[error("a device with this name exists; delete it first to make a new key")]
    Taken,
    /// The database.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
}

impl From<rusqlite::Error> for DeviceError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Accounts(error.into())
    }
}

impl Accounts {
    /// Every device, by vehicle.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn devices(&self) -> Result<Vec<Device>, AccountsError> {
        let db = self.db();
        let mut query =
            db.prepare_cached("SELECT vehicle, name, created, seen FROM devices ORDER BY vehicle")?;
        let devices = query.query_map([], Device::read)?;
        Ok(devices.collect::<Result<_, _>>()?)
    }

    /// Makes a key for the device of this name.
    ///
    /// # Errors
    ///
    /// When the name gives no id or is taken.
    pub fn create_device(&self, name: &str, now: Timestamp) -> Result<(Secret, Device), DeviceError> {
        let name = name.trim();
        let vehicle = vehicle_id(name).ok_or(DeviceError::Name)?;
        let secret = Secret::random().map_err(AccountsError::from)?;
        let created = self.db().execute(
            "INSERT INTO devices (vehicle, name, hash, created) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            params![vehicle, name, secret.hash().as_bytes(), stored(now)],
        )?;
        if created == 0 {
            return Err(DeviceError::Taken);
        }
        let device = Device {
            vehicle: vehicle.into(),
            name: name.to_owned(),
            created: now.as_millis(),
            seen: None,
        };
        Ok((secret, device))
    }

    /// The device of a key.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn device(&self, key: SecretHash) -> Result<Option<Device>, AccountsError> {
        let db = self.db();
        let mut query =
            db.prepare_cached("SELECT vehicle, name, created, seen FROM devices WHERE hash = ?1")?;
        Ok(query.query_row([key.as_bytes()], Device::read).optional()?)
    }

    /// Notes that a device reported; called rarely, it is for people only.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn device_seen(&self, vehicle: &RowId, now: Timestamp) -> Result<(), AccountsError> {
        self.db().execute(
            "UPDATE devices SET seen = ?2 WHERE vehicle = ?1 AND COALESCE(seen, 0) < ?2 - 60000",
            params![vehicle.as_str(), stored(now)],
        )?;
        Ok(())
    }

    /// Ends a device's key; whether there was one.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn delete_device(&self, vehicle: &RowId) -> Result<bool, AccountsError> {
        let deleted = self
            .db()
            .execute("DELETE FROM devices WHERE vehicle = ?1", [vehicle.as_str()])?;
        Ok(deleted > 0)
    }
}

/// `Ana's phone` is `phone-ana-s-phone`. The prefix keeps phones apart from the company's vehicles.
fn vehicle_id(name: &str) -> Option<String> {
    if name.chars().count() > 40 || name.chars().any(char::is_control) {
        return None;
    }
    let words: Vec<_> = name
        .split(|it: char| !it.is_ascii_alphanumeric())
        .filter(|it| !it.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    (!words.is_empty()).then(|| format!("phone-{}", words.join("-")))
}
