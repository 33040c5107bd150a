//! Areas whose border matters: drawn, changed, retired.

use serde::{Deserialize, Serialize};

use super::{Author, Change, MutationError, check_place, check_text};
use crate::{
    entities::{Geofence, StreamKind, crosses_itself},
    entity::Entity,
    ids::RowId,
    row::RawRow,
};

/// Most corners of a geofence.
pub const RING_MAX: usize = 200;

/// A change of a geofence.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub enum GeofenceChange {
    /// It is this from now on; made if there was none.
    #[serde(rename = "geofence.set")]
    Set {
        /// Which geofence.
        id: RowId,
        /// What people call it.
        name: String,
        /// Its corners, 3 to [`RING_MAX`] of `[latitude, longitude]`.
        ring: Vec<[f64; 2]>,
        /// Whether it is not watched any more.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        retired: bool,
    },
}

impl Change for GeofenceChange {
    const NAMES: &'static [&'static str] = &["geofence.set"];
    const KIND: StreamKind = StreamKind::Geofence;

    fn ordinal(&self) -> usize {
        match self {
            Self::Set { .. } => 0,
        }
    }

    fn id(&self) -> &RowId {
        match self {
            Self::Set { id, .. } => id,
        }
    }

    fn creates(&self) -> bool {
        true
    }

    fn apply(&self, _row: Option<&RawRow>, author: &Author) -> Result<RawRow, MutationError> {
        let Self::Set {
            id,
            name,
            ring,
            retired,
        } = self;
        let fence = Geofence {
            id: id.clone(),
            name: name.trim().to_owned(),
            ring: ring.clone(),
            retired: *retired,
            changed_by: author.name.clone(),
            changed_at: author.at,
        };
        Ok(fence.to_raw())
    }

    fn inverse(&self, before: &RawRow) -> Option<Self> {
        let before: Geofence = before.decode().ok()?;
        Some(Self::Set {
            id: before.id,
            name: before.name,
            ring: before.ring,
            retired: before.retired,
        })
    }

    fn check(&self) -> Result<(), MutationError> {
        let Self::Set {
            name, ring, retired, ..
        } = self;
        check_text("a name", name)?;
        if !(3..=RING_MAX).contains(&ring.len()) {
            return Err(MutationError::Arguments(format!(
                "3 to {RING_MAX} corners are needed"
            )));
        }
        ring.iter().try_for_each(|[lat, lng]| check_place(*lat, *lng))?;
        // One from before this was checked can still be retired.
        if !retired && crosses_itself(ring) {
            return Err(MutationError::Arguments("the border crosses itself".to_owned()));
        }
        Ok(())
    }
}
