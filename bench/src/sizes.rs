//! What travels before the first screen, file by file.

use std::{error::Error, fs, path::Path};

use serde_json::Value;

/// Prints what the release build wrote down.
pub(crate) fn report() -> Result<(), Box<dyn Error>> {
    println!(
        "App, file by file (KiB)\n{:<40}{:>10}{:>10}{:>10}",
        "", "raw", "gzip", "brotli"
    );
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"),
        Into::into,
    );
    let Ok(text) = fs::read_to_string(target.join("web/sizes.json")) else {
        println!("not built: `cargo xtask build` writes it\n");
        return Ok(());
    };
    for file in serde_json::from_str::<Vec<Value>>(&text)? {
        let kib = |field: &str| file[field].as_f64().unwrap_or_default() / 1024.0;
        let name = file["name"].as_str().unwrap_or_default();
        println!(
            "{name:<40}{:>10.1}{:>10.1}{:>10.1}",
            kib("raw"),
            kib("gzip"),
            kib("brotli")
        );
    }
    println!();
    Ok(())
}
