//! How often a map paints what moves: the more of it, the seldomer.

use std::time::Duration;

/// When the next picture comes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Pace {
    /// Nothing moves between positions: news are gathered for [`GATHERED`], ages come once a second.
    Snap,
    /// So often.
    Every(Duration),
    /// With every frame of the screen.
    Smooth,
}

/// The pace for so many that move. `is_calm`: nothing should move by itself, or nobody looks.
pub(crate) const fn pace(n_moving: usize, is_calm: bool) -> Pace {
    match n_moving {
        _ if is_calm => Pace::Snap,
        0..=SMOOTH_MAX => Pace::Smooth,
        n if n <= GLIDE_MAX => Pace::Every(Duration::from_millis(100)),
        _ => Pace::Snap,
    }
}

/// So long positions are gathered for one picture where too much moves to show all of it.
pub(crate) const GATHERED: Duration = Duration::from_millis(250);

/// So many are painted with every frame.
const SMOOTH_MAX: usize = 500;

/// So many glide.
const GLIDE_MAX: usize = 3_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_move_the_seldomer_they_are_painted() {
        let tenth = Pace::Every(Duration::from_millis(100));
        let cases = [
            (0, Pace::Smooth),
            (500, Pace::Smooth),
            (501, tenth),
            (3_000, tenth),
            (3_001, Pace::Snap),
        ];
        for (n_moving, expected) in cases {
            assert_eq!(pace(n_moving, false), expected, "{n_moving}");
            assert_eq!(pace(n_moving, true), Pace::Snap, "{n_moving}");
        }
    }
}
