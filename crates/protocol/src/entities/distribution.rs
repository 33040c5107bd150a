//! Violations of today by kind, calculated by the gateway.

use serde::{Deserialize, Serialize};

use crate::{
    entities::{StreamKind, ViolationKind},
    entity::Entity,
    ids::RowId,
};

/// One kind of violation and how often it happened today.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct DistributionPoint {
    /// The kind's word.
    pub id: RowId,
    /// The kind.
    pub kind: ViolationKind,
    /// Since midnight of the depot, all severities and states.
    pub count: u32,
    /// The critical ones among them.
    pub critical: u32,
    /// Yesterday up to the same time of day.
    pub before: u32,
}

impl Entity for DistributionPoint {
    const KIND: StreamKind = StreamKind::DistributionPoint;

    fn id(&self) -> &RowId {
        &self.id
    }
}
