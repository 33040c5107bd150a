//! What every kind of row has in common.

use serde::{Serialize, de::DeserializeOwned};

use crate::{entities::StreamKind, ids::RowId, row::RawRow};

/// A kind of row.
///
/// Rows travel and are stored as [`RawRow`]; only the gateway's policy and derived streams, and the app's
/// repositories, see them typed.
pub trait Entity: Clone + DeserializeOwned + PartialEq + Send + Serialize + Sync + 'static {
    /// The stream its rows belong to.
    const KIND: StreamKind;

    /// The row's name inside the stream.
    fn id(&self) -> &RowId;

    /// The opaque form.
    ///
    /// Entities are plain structs, which serde always turns into objects; should one ever not be, the row is empty
    /// and its missing id makes every reader drop it.
    fn to_raw(&self) -> RawRow {
        RawRow::encode(self).unwrap_or_default()
    }
}
