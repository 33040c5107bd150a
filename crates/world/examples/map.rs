//! Writes the city for the app's map: `cargo run -p livedeck-world --example map`, from the root of the repository.

use std::{fs, io};

use livedeck_world::City;

fn main() -> io::Result<()> {
    fs::create_dir_all("public/maps")?;
    fs::write("public/maps/port-alder.json", City::new().geojson())
}
