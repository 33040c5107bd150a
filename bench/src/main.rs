//! What the pieces cost on this machine: `cargo xtask bench` runs it before it measures the browser.

mod engine;
mod fanout;
mod fleet;
mod sizes;
mod stopwatch;
mod wire;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    sizes::report()?;
    engine::report()?;
    fanout::report()?;
    wire::report()
}
