//! Where something was of late, in pieces: what is known, and the gaps between.

use std::time::Duration;

use protocol::Timestamp;

use super::camera::Place;

/// A piece of a trail.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Piece {
    /// From place to place.
    pub(crate) places: Vec<Place>,
    /// How long nothing is known: the piece only joins its two ends. `None`: it was there.
    pub(crate) gap: Option<Duration>,
}

/// The pieces of a trail, from its points in order of time.
pub(crate) fn pieces(points: impl IntoIterator<Item = (Timestamp, Place)>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut known: Vec<Place> = Vec::new();
    let mut last = None::<Timestamp>;
    for (at, place) in points {
        let gap = last.map(|it| at.since(it)).filter(|it| *it > GAP);
        if let (Some(gap), Some(end)) = (gap, known.last().copied()) {
            pieces.push(Piece {
                places: std::mem::take(&mut known),
                gap: None,
            });
            pieces.push(Piece {
                places: vec![end, place],
                gap: Some(gap),
            });
        }
        known.push(place);
        last = Some(at);
    }
    pieces.push(Piece {
        places: known,
        gap: None,
    });
    // A single place is no line.
    pieces.retain(|it| it.places.len() > 1);
    pieces
}

/// Nothing heard for longer is a gap.
const GAP: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_silence_is_a_gap_and_no_line() {
        let point = |seconds: u64, lat: f64| (Timestamp::from_millis(seconds * 1000), (lat, 0.0));
        let trail = pieces([
            point(0, 1.0),
            point(60, 2.0),
            point(121, 3.0),
            point(126, 4.0),
            point(600, 5.0),
        ]);

        let told: Vec<_> = trail
            .iter()
            .map(|it| (it.places.len(), it.gap.map(|it| it.as_secs())))
            .collect();
        assert_eq!(told, [(2, None), (2, Some(61)), (2, None), (2, Some(474))]);
        assert_eq!(pieces([]), []);
        assert_eq!(pieces([point(0, 1.0)]), []);
    }
}
