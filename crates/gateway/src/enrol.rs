//! `livedeck-gateway vehicle add`: a vehicle and its device key from the command line, beside a gateway that may be running.

use crate::{
    accounts::{Accounts, DeviceError},
    clock,
    config::Config,
    opening::create_folder,
    running::StartError,
};

/// Why there is no new vehicle.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// The database.
    #[error(transparent)]
    Database(#[from] StartError),
    /// The plate.
    #[error(transparent)]
    Device(#[from] DeviceError),
}

/// A new vehicle and what its device has to be told.
#[derive(Clone, Debug)]
pub struct Enrolled {
    /// Names the vehicle for ever.
    pub vehicle: String,
    /// The device's key; kept as a hash, so this is the only time it can be read.
    pub key: String,
    /// Where the device reports.
    pub url: String,
}

/// Makes a vehicle of this plate. A running gateway learns of it with its first position.
///
/// # Errors
///
/// When the plate gives no id or is taken, or the database cannot be written.
pub fn add_vehicle(config: &Config, plate: &str) -> Result<Enrolled, EnrolError> {
    let path = config.database.as_path();
    create_folder(path)?;
    let accounts = Accounts::open(path, !config.no_demo).map_err(|why| StartError::Store {
        path: path.display().to_string(),
        why,
    })?;
    let (key, device) = accounts.create_device(plate, clock::now())?;
    Ok(Enrolled {
        vehicle: device.vehicle.to_string(),
        key: key.expose().to_owned(),
        url: format!("{}/ingest/osmand", config.base()),
    })
}
