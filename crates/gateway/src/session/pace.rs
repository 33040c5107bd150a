//! How often a client is told, and what one turn to tell it something comes to.

use std::time::Duration;

use protocol::{Encoding, Timestamp};

use crate::{hub::HubLimits, message::Alike};

/// How often it is told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Pace {
    /// As often as the connection.
    Full,
    /// Not more often than this.
    Every(Duration),
    /// Only before verdicts.
    Paused,
}

/// What one turn gives a subscription.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// How the client reads.
    pub encoding: Encoding,
    /// Which patches it is told together.
    pub alike: Alike,
    /// Every bound.
    pub limits: &'a HubLimits,
    /// The time.
    pub now: Timestamp,
    /// When the connection may be told changes again.
    pub open_at: Timestamp,
}

/// What became of a turn.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Progress {
    /// Nothing to tell.
    Idle,
    /// Changes were told.
    Told,
    /// A whole topic was told.
    Whole,
    /// More to tell, but not in this message.
    More,
    /// Something to tell at this time.
    At(Timestamp),
}

impl Pace {
    /// What a client wants, within what it may have.
    pub fn of(hz: f32, limits: &HubLimits) -> Self {
        if hz.is_nan() || hz >= limits.hz {
            Self::Full
        } else if hz <= 0.0 {
            Self::Paused
        } else {
            // A rate so low that it means never is told once an hour.
            Self::Every(Duration::from_secs_f32((1.0 / hz).min(3600.0)))
        }
    }

    /// Why it is not told now, if so.
    pub fn wait(self, next_at: Timestamp, turn: Turn<'_>) -> Option<Progress> {
        let at = match self {
            Self::Full => turn.open_at,
            Self::Every(_) => next_at.max(turn.open_at),
            Self::Paused => return Some(Progress::Idle),
        };
        (turn.now < at).then_some(Progress::At(at))
    }
}
