//! Where trucks go: depots and building sites, by name.

/// A place as drawn.
pub(super) struct Site {
    pub(super) name: &'static str,
    pub(super) at: (f64, f64),
}

const fn site(name: &'static str, x: f64, y: f64) -> Site {
    Site { name, at: (x, y) }
}

/// The depots; they come first among the places.
pub(super) const DEPOTS: [Site; 4] = [
    site("Nord depot", 486.0, 190.0),
    site("Harbour depot", 1010.0, 640.0),
    site("Quarry depot", 700.0, 800.0),
    site("Airfield depot", 1290.0, 170.0),
];

/// Customers, yards and building sites. A name that begins with a street's name lies on that street.
pub(super) const SITES: [Site; 44] = [
    site("Kiln road 7", 390.0, 60.0),
    site("Kiln road 31", 640.0, 60.0),
    site("Brick lane 22", 560.0, 180.0),
    site("Foundry street 3", 700.0, 100.0),
    site("Cooper street 18", 350.0, 120.0),
    site("Elm row 5", 600.0, 30.0),
    site("Minster street 9", 650.0, 300.0),
    site("Old Town ring 4", 800.0, 280.0),
    site("Saddler lane 12", 860.0, 350.0),
    site("Guild street 1", 700.0, 370.0),
    site("Westfield 40", 60.0, 90.0),
    site("Westfield 8", 200.0, 180.0),
    site("Orchard road 15", 130.0, 60.0),
    site("Meadow street 2", 290.0, 60.0),
    site("Mill lane 14", 160.0, 560.0),
    site("Mill lane 3", 330.0, 400.0),
    site("Millbrook loop 5", 420.0, 480.0),
    site("Weir street 21", 60.0, 380.0),
    site("Alder street 6", 480.0, 560.0),
    site("Heron street 11", 300.0, 620.0),
    site("Eastgate 3", 1000.0, 60.0),
    site("Eastgate yard", 1120.0, 120.0),
    site("Station road 27", 960.0, 180.0),
    site("Station road 2", 840.0, 60.0),
    site("Linden street 16", 1060.0, 240.0),
    site("Signal road 33", 1180.0, 60.0),
    site("Canal street 8", 960.0, 270.0),
    site("Quarry gate 1", 520.0, 860.0),
    site("Quarry gate 2", 740.0, 870.0),
    site("Quarry Hill 8", 460.0, 720.0),
    site("Slate street 19", 760.0, 680.0),
    site("Gravel road 4", 560.0, 640.0),
    site("Granite street 10", 620.0, 760.0),
    site("Harbour gate 1", 930.0, 560.0),
    site("Harbour gate 3", 1240.0, 660.0),
    site("Quay street 12", 1080.0, 580.0),
    site("Crane road 7", 1320.0, 760.0),
    site("Pier street 2", 1160.0, 830.0),
    site("Container road 45", 980.0, 780.0),
    site("Southbank quay 6", 640.0, 480.0),
    site("Ferry lane 13", 760.0, 540.0),
    site("Rope walk 20", 860.0, 500.0),
    site("Airfield 2", 1330.0, 60.0),
    site("Hangar road 9", 1360.0, 220.0),
];
