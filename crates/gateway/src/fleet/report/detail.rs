//! How much of every vehicle's day is kept: the larger the fleet, the less of each.

use super::parts::PartKey;

/// What the reports of a fleet contain.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Detail {
    /// Everything.
    Full {
        /// Lines of the log about positions.
        positions_max: usize,
        /// Days before today.
        days: u64,
    },
    /// Figures, trips and stops of today.
    Trips,
    /// Figures of today.
    Figures,
}

/// Up to so many vehicles everything is kept: some 280 rows a vehicle and day.
const FULL_MAX: usize = 500;

/// Up to so many vehicles trips are kept: some 40 rows a vehicle.
const TRIPS_MAX: usize = 5_000;

impl Detail {
    /// What can be afforded for a fleet of this size.
    pub(crate) fn of(vehicles: usize) -> Self {
        if vehicles <= FULL_MAX {
            Self::Full {
                positions_max: (50_000 / vehicles.max(1)).clamp(100, 200),
                days: (200 / vehicles.max(1)).clamp(1, 3) as u64,
            }
        } else if vehicles <= TRIPS_MAX {
            Self::Trips
        } else {
            Self::Figures
        }
    }

    /// Days that are kept besides today.
    pub(crate) const fn days(self) -> u64 {
        match self {
            Self::Full { days, .. } => days,
            Self::Trips | Self::Figures => 0,
        }
    }

    /// Whether this part is kept.
    pub(super) const fn includes(self, key: PartKey) -> bool {
        match key {
            PartKey::Summary => true,
            PartKey::Trip(_) => !matches!(self, Self::Figures),
            PartKey::Segment(_) | PartKey::Speed(_) | PartKey::Log(_) => {
                matches!(self, Self::Full { .. })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fl11_larger_fleets_keep_less_of_each_vehicle() {
        assert_eq!(
            Detail::of(60),
            Detail::Full {
                positions_max: 200,
                days: 3
            }
        );
        assert_eq!(
            Detail::of(500),
            Detail::Full {
                positions_max: 100,
                days: 1
            }
        );
        assert_eq!(Detail::of(5_000), Detail::Trips);
        assert_eq!(Detail::of(10_000), Detail::Figures);
        assert!(!Detail::Trips.includes(PartKey::Log(1)));
    }
}
