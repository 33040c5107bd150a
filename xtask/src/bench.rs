//! `cargo xtask bench`, `lighthouse`, `durability` and `screens`: programs that measure and take pictures.

use std::process::ExitCode;

use crate::{failure::Failure, gateway, node, shell, test};

/// Measures: sizes and native costs first, then the browser.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    crate::build()?;
    shell::run(
        shell::cargo()
            .args([
                "run",
                "--quiet",
                "--locked",
                "--profile",
                "server",
                "--package",
                "livedeck-bench",
                "--",
            ])
            .args(arguments),
    )?;
    in_browser("bench/browser.mjs", arguments)?;
    in_browser("bench/dispatch.mjs", arguments)
}

/// Lets Lighthouse judge the driver's page.
pub(crate) fn lighthouse(arguments: &[String]) -> Result<ExitCode, Failure> {
    crate::build()?;
    in_browser("bench/lighthouse.mjs", arguments)
}

/// Takes the pictures of the README from the real app.
pub(crate) fn screens(arguments: &[String]) -> Result<ExitCode, Failure> {
    crate::build()?;
    in_browser("bench/screens.mjs", arguments)
}

/// Kills browsers right after an action was saved, and gateways under load, and counts what is lost or doubled: there
/// must be none.
pub(crate) fn durability(arguments: &[String]) -> Result<ExitCode, Failure> {
    crate::build()?;
    in_browser("bench/durability.mjs", arguments)?;
    in_browser("bench/acked.mjs", arguments)
}

fn in_browser(script: &str, arguments: &[String]) -> Result<ExitCode, Failure> {
    node::install()?;
    let chromium = test::find_any(
        &["chromium", "chromium-browser", "google-chrome"],
        "Chromium",
        "chromium",
    )?;
    shell::run(
        shell::command("node")
            .arg(script)
            .args(arguments)
            .env("LIVEDECK_CHROMIUM", chromium)
            .env("LIVEDECK_GATEWAY", gateway::binary()),
    )?;
    Ok(ExitCode::SUCCESS)
}
