//! What somebody may read, by path.

use protocol::{SubErrCode, Topic};

use crate::{
    hub::topics::Topics,
    policy::{self, Principal, View},
};

/// The topic of a path and what of it a principal may see.
///
/// # Errors
///
/// When there is no such topic, or it is not theirs.
pub fn readable(
    principal: &Principal,
    path: &str,
    topics: &Topics,
) -> Result<(Topic, View), (SubErrCode, &'static str)> {
    const UNKNOWN: (SubErrCode, &str) = (SubErrCode::UnknownTopic, "There is no such topic.");
    let topic: Topic = path.parse().map_err(|_| UNKNOWN)?;
    match policy::view(principal, &topic, topics) {
        View::Nothing => Err((SubErrCode::Forbidden, NOT_YOURS)),
        View::All | View::Discreet | View::Own(_) if !policy::exists(&topic, topics) => Err(UNKNOWN),
        view @ (View::All | View::Discreet | View::Own(_)) => Ok((topic, view)),
    }
}

/// Why a subscription is refused.
pub(super) const NOT_YOURS: &str = "Your role does not see this.";
