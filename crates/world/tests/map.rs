//! The map that the app shows is the city that vehicles drive in.

use std::{fs, path::Path};

use livedeck_world::City;

#[test]
fn the_committed_map_is_the_city() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/maps/port-alder.json");
    let committed = fs::read_to_string(file).unwrap_or_default();
    assert!(
        committed == City::new().geojson(),
        "public/maps/port-alder.json is another city: cargo run -p livedeck-world --example map"
    );
    assert!(committed.len() <= 60 * 1024, "{} bytes", committed.len());
}
