//! Builds the browser app with trunk, unless nothing of it has changed.

use std::{path::PathBuf, process::Command, time::Instant};

use crate::{
    failure::Failure,
    fingerprint::{Fingerprint, Stamp},
    node, say, shell, tools,
};

/// How the app is built.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mode {
    /// As it is served: small, compressed, held to its size budget.
    Release,
    /// Quickly.
    Debug,
}

impl Mode {
    /// Where it lands; two folders, so that one build never replaces the other.
    pub(crate) fn folder(self) -> PathBuf {
        match self {
            Self::Release => shell::root().join("dist"),
            Self::Debug => shell::target().join("dist"),
        }
    }
}

/// Builds the app, with the programs that takes, so that whoever asks for an app need not know them.
pub(crate) fn build(mode: Mode) -> Result<(), Failure> {
    const WHAT: &str = "app";
    tools::wasm_target()?;
    tools::install(&[tools::wasm_bindgen()?, tools::TRUNK])?;
    if mode == Mode::Release {
        tools::install(&[tools::WASM_SPLIT])?;
    }
    node::install()?;
    let stamp = Stamp::new(match mode {
        Mode::Release => "app-release",
        Mode::Debug => "app-debug",
    });
    let inputs = Fingerprint::of(INPUTS)?;
    if stamp.matches(&inputs) && mode.folder().join("index.html").is_file() {
        say::ready(WHAT, "up to date");
        return Ok(());
    }
    shell::writable(&mode.folder())?;
    say::begins(
        WHAT,
        "building for the browser (the first time takes some minutes)",
    );
    let begun = Instant::now();
    shell::run(&mut trunk("build", mode)).map_err(|it| {
        it.help("What the compiler said stands above. If it is about the size budget, see web/budget.json.")
    })?;
    stamp.write(&inputs)?;
    say::done(WHAT, begun.elapsed());
    Ok(())
}

/// Trunk, ready to build or to watch.
pub(crate) fn trunk(verb: &str, mode: Mode) -> Command {
    let mut command = shell::command("trunk");
    command
        .args(["--log", "warn", "--skip-version-check", verb, "--dist"])
        .arg(mode.folder());
    if mode == Mode::Release {
        command.args(["--release", "--features", "split"]);
    }
    // Trunk reads it as a switch of its own and refuses values like "1".
    command.env_remove("NO_COLOR");
    // The compiler's own message is what helps; where trunk noticed it does not.
    command.env("RUST_BACKTRACE", "0");
    command
}

/// What the app is made of.
pub(crate) const INPUTS: &[&str] = &[
    ".cargo/config.toml",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "build.rs",
    "crates/protocol/Cargo.toml",
    "crates/protocol/src",
    "crates/sync/Cargo.toml",
    "crates/sync/src",
    "index.html",
    "package-lock.json",
    "public",
    "src",
    "style",
    "web",
];
