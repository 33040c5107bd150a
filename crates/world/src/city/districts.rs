//! What the land is: districts, the river, parks and the railway.

use super::sheet::{Curve, Xy, ring};

/// A district as drawn: its outline and the grid of its streets.
pub(super) struct Plan {
    pub(super) name: &'static str,
    pub(super) outline: &'static [(f64, f64)],
    /// Around which its grid is laid.
    pub(super) middle: (f64, f64),
    /// Where its name stands on a map: beside a depot, not under it.
    pub(super) label: (f64, f64),
    /// How far its grid is turned, degrees.
    pub(super) turn: f64,
    /// Distance of the streets of either direction, sheet units.
    pub(super) spacing: [f64; 2],
    /// Limit of its streets, km/h.
    pub(super) limit: f64,
    /// Names of its streets; with more streets than names they repeat with a word before them.
    pub(super) streets: &'static [&'static str],
}

pub(super) const DISTRICTS: [Plan; 9] = [
    Plan {
        name: "Nordhaven",
        outline: &[
            (300.0, 0.0),
            (760.0, 0.0),
            (740.0, 215.0),
            (560.0, 262.0),
            (330.0, 200.0),
        ],
        middle: (520.0, 96.0),
        label: (520.0, 96.0),
        turn: 8.0,
        spacing: [34.0, 27.0],
        limit: 50.0,
        streets: &[
            "Kiln road",
            "Brick lane",
            "Foundry street",
            "Cooper street",
            "Nord street",
            "Elm row",
            "Tannery lane",
        ],
    },
    Plan {
        name: "Old Town",
        outline: &[
            (560.0, 262.0),
            (740.0, 215.0),
            (905.0, 270.0),
            (900.0, 395.0),
            (720.0, 410.0),
            (585.0, 372.0),
        ],
        middle: (742.0, 318.0),
        label: (832.0, 326.0),
        turn: -14.0,
        spacing: [24.0, 20.0],
        limit: 30.0,
        streets: &[
            "Old Town ring",
            "Minster street",
            "Saddler lane",
            "Market row",
            "Guild street",
            "Bell lane",
        ],
    },
    Plan {
        name: "Westfield",
        outline: &[
            (0.0, 40.0),
            (300.0, 0.0),
            (330.0, 200.0),
            (300.0, 240.0),
            (0.0, 200.0),
        ],
        middle: (262.0, 110.0),
        label: (262.0, 110.0),
        turn: -6.0,
        spacing: [44.0, 34.0],
        limit: 50.0,
        streets: &["Westfield", "Orchard road", "Meadow street", "Barley road"],
    },
    Plan {
        name: "Millbrook",
        outline: &[
            (0.0, 330.0),
            (300.0, 322.0),
            (520.0, 420.0),
            (560.0, 560.0),
            (380.0, 690.0),
            (0.0, 660.0),
        ],
        middle: (236.0, 500.0),
        label: (236.0, 500.0),
        turn: 20.0,
        spacing: [38.0, 30.0],
        limit: 50.0,
        streets: &[
            "Mill lane",
            "Millbrook loop",
            "Weir street",
            "Sluice road",
            "Alder street",
            "Bakers row",
            "Heron street",
        ],
    },
    Plan {
        name: "Eastgate",
        outline: &[
            (760.0, 0.0),
            (1180.0, 0.0),
            (1230.0, 250.0),
            (1010.0, 330.0),
            (905.0, 270.0),
            (740.0, 215.0),
        ],
        middle: (985.0, 130.0),
        label: (985.0, 130.0),
        turn: 12.0,
        spacing: [36.0, 28.0],
        limit: 50.0,
        streets: &[
            "Eastgate",
            "Station road",
            "Linden street",
            "Depot street",
            "Signal road",
            "Canal street",
        ],
    },
    Plan {
        name: "Quarry Hill",
        outline: &[
            (380.0, 690.0),
            (560.0, 560.0),
            (800.0, 570.0),
            (860.0, 900.0),
            (360.0, 900.0),
        ],
        middle: (690.0, 792.0),
        label: (566.0, 800.0),
        turn: -10.0,
        spacing: [40.0, 34.0],
        limit: 50.0,
        streets: &[
            "Quarry Hill",
            "Slate street",
            "Gravel road",
            "Granite street",
            "Chalk lane",
        ],
    },
    Plan {
        name: "Harbour",
        outline: &[
            (800.0, 570.0),
            (905.0, 480.0),
            (1130.0, 520.0),
            (1400.0, 640.0),
            (1400.0, 900.0),
            (860.0, 900.0),
        ],
        middle: (1080.0, 720.0),
        label: (1244.0, 724.0),
        turn: 4.0,
        spacing: [52.0, 38.0],
        limit: 50.0,
        streets: &[
            "Quay street",
            "Crane road",
            "Pier street",
            "Anchor road",
            "Container road",
            "Tide street",
        ],
    },
    Plan {
        name: "Southbank",
        outline: &[
            (585.0, 430.0),
            (720.0, 470.0),
            (905.0, 480.0),
            (800.0, 570.0),
            (560.0, 560.0),
            (520.0, 420.0),
        ],
        middle: (652.0, 474.0),
        label: (652.0, 474.0),
        turn: -4.0,
        spacing: [28.0, 22.0],
        limit: 30.0,
        streets: &[
            "Southbank quay",
            "Ferry lane",
            "Rope walk",
            "Sail street",
            "Net lane",
        ],
    },
    Plan {
        name: "Airfield",
        outline: &[(1180.0, 0.0), (1400.0, 0.0), (1400.0, 330.0), (1230.0, 250.0)],
        middle: (1306.0, 150.0),
        label: (1296.0, 62.0),
        turn: -20.0,
        spacing: [60.0, 44.0],
        limit: 50.0,
        streets: &["Airfield", "Hangar road", "Runway street"],
    },
];

/// Half the width of the river above its mouth, sheet units.
const RIVER_HALF: f64 = 23.0;

const RIVER: Curve = Curve {
    first: [(-20.0, 250.0), (120.0, 285.0), (210.0, 268.0), (320.0, 282.0)],
    then: &[
        [(520.0, 372.0), (640.0, 420.0)],
        [(880.0, 452.0), (980.0, 420.0)],
        [(1180.0, 420.0), (1420.0, 500.0)],
    ],
};

/// The river and the basin at its mouth, one polygon each.
pub(super) fn water() -> [Vec<Xy>; 2] {
    let middle = RIVER.flatten(14);
    let bank = |side: f64| {
        middle.windows(2).map(move |pair| {
            let length = pair[0].distance(pair[1]).max(1e-6);
            let (dx, dy) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
            Xy::new(pair[0].x - dy / length * side, pair[0].y + dx / length * side)
        })
    };
    let mut river: Vec<Xy> = bank(RIVER_HALF).collect();
    let mut other: Vec<Xy> = bank(-RIVER_HALF).collect();
    other.reverse();
    river.extend(other);
    let basin = ring(&[
        (940.0, 432.0),
        (1100.0, 414.0),
        (1260.0, 428.0),
        (1420.0, 470.0),
        (1420.0, 580.0),
        (1300.0, 554.0),
        (1160.0, 510.0),
        (1040.0, 472.0),
        (940.0, 446.0),
    ]);
    [river, basin]
}

/// Where the name of the river stands on a map, from west to east.
pub(super) const RIVER_LABEL: Curve = Curve {
    first: [(300.0, 286.0), (420.0, 312.0), (520.0, 378.0), (640.0, 424.0)],
    then: &[[(880.0, 456.0), (980.0, 424.0)]],
};

pub(super) const PARKS: [Curve; 4] = [
    Curve {
        first: [(420.0, 60.0), (470.0, 40.0), (520.0, 52.0), (540.0, 92.0)],
        then: &[[(500.0, 168.0), (452.0, 156.0)], [(384.0, 96.0), (420.0, 60.0)]],
    },
    Curve {
        first: [(96.0, 400.0), (150.0, 372.0), (226.0, 392.0), (232.0, 446.0)],
        then: &[[(160.0, 520.0), (110.0, 492.0)], [(52.0, 430.0), (96.0, 400.0)]],
    },
    Curve {
        first: [(1040.0, 196.0), (1090.0, 176.0), (1140.0, 196.0), (1146.0, 236.0)],
        then: &[
            [(1090.0, 290.0), (1050.0, 272.0)],
            [(1002.0, 216.0), (1040.0, 196.0)],
        ],
    },
    Curve {
        first: [(640.0, 640.0), (690.0, 622.0), (742.0, 650.0), (734.0, 700.0)],
        then: &[[(660.0, 740.0), (628.0, 712.0)], [(606.0, 656.0), (640.0, 640.0)]],
    },
];

pub(super) const RAILWAY: Curve = Curve {
    first: [(-10.0, 700.0), (200.0, 640.0), (420.0, 620.0), (560.0, 600.0)],
    then: &[
        [(900.0, 600.0), (1080.0, 560.0)],
        [(1300.0, 420.0), (1410.0, 380.0)],
    ],
};
