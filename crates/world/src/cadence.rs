//! How often vehicles report.

use crate::{
    activity::{Activity, Why},
    chance::{mix, share},
    clock::{MINUTE, Micros, NEVER, SECOND},
};

/// How often vehicles report.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cadence {
    /// Not at all: the world only moves on.
    Mute,
    /// As trackers do: every 3 to 5 s under way, every 30 s standing, every 4 min in the workshop.
    Live,
    /// So many in a second whatever they do, and without ever losing the network: for measurements.
    Even {
        /// Between two reports of a vehicle.
        every: Micros,
    },
    /// Seldom, for times long past.
    Coarse {
        /// Under way.
        moving: Micros,
        /// Standing.
        standing: Micros,
    },
}

/// Just below the time after which a silent vehicle counts as offline.
const SELDOM: Micros = 4 * MINUTE;

impl Cadence {
    /// For the history of a fleet of that size: a report a minute or more while everybody can look at it, fewer when
    /// there are many.
    pub(crate) const fn history(vehicles: usize) -> Self {
        let moving = match vehicles {
            0..=250 => 50 * SECOND,
            251..=2_500 => 110 * SECOND,
            _ => SELDOM,
        };
        Self::Coarse {
            moving,
            standing: SELDOM,
        }
    }

    /// After a pause of that length: enough to see what went on, without flooding anybody.
    pub(crate) fn catching_up(self, pause: Micros) -> Self {
        match self {
            Self::Coarse { moving, standing } => {
                let least = pause / 720;
                Self::Coarse {
                    moving: moving.max(least),
                    standing: standing.max(least),
                }
            }
            Self::Mute | Self::Live | Self::Even { .. } => self,
        }
    }

    /// From one report to the next; `who` gives each vehicle a beat of its own.
    pub(crate) fn interval(self, activity: &Activity, who: u64) -> Micros {
        let driving = matches!(activity, Activity::Driving(_));
        match self {
            Self::Mute => NEVER,
            Self::Even { every } => every,
            Self::Coarse { moving, .. } if driving => moving,
            Self::Coarse { standing, .. } => standing,
            Self::Live => match activity {
                Activity::Driving(_) => 3 * SECOND + (share(mix(who, 5)) * 2.0 * SECOND as f64) as Micros,
                Activity::Standing {
                    why: Why::Workshop, ..
                } => SELDOM,
                Activity::Standing { .. } => 30 * SECOND,
            },
        }
    }

    pub(crate) const fn is_even(self) -> bool {
        matches!(self, Self::Even { .. })
    }

    pub(crate) const fn is_mute(self) -> bool {
        matches!(self, Self::Mute)
    }
}
