//! Builds the gateway, and becomes it.

use std::{
    path::PathBuf,
    process::{Command, ExitCode},
    time::Instant,
};

use crate::{failure::Failure, say, shell};

/// Builds the gateway as it is run in earnest.
pub(crate) fn build() -> Result<(), Failure> {
    const WHAT: &str = "gateway";
    if !binary().is_file() {
        say::begins(WHAT, "building (the first time takes some minutes)");
    }
    let begun = Instant::now();
    shell::run(shell::cargo().args([
        "build",
        "--quiet",
        "--locked",
        "--profile",
        PROFILE,
        "--package",
        PACKAGE,
    ]))
    .map_err(|it| it.help("What the compiler said stands above."))?;
    say::done(WHAT, begun.elapsed());
    Ok(())
}

/// Ends this program and runs the gateway in its place, so that signals and exit codes are the gateway's own.
pub(crate) fn become_it(arguments: &[String]) -> Result<ExitCode, Failure> {
    let mut command = start(arguments);
    #[cfg(unix)]
    {
        let error = std::os::unix::process::CommandExt::exec(&mut command);
        Err(Failure::new(format!("the gateway could not be started: {error}")))
    }
    #[cfg(not(unix))]
    {
        let status = command
            .status()
            .map_err(|it| Failure::new(format!("the gateway could not be started: {it}")))?;
        let code = status.code().and_then(|it| u8::try_from(it).ok()).unwrap_or(1);
        Ok(ExitCode::from(code))
    }
}

/// The gateway with arguments.
pub(crate) fn start(arguments: &[String]) -> Command {
    let mut command = shell::command(binary());
    command.args(arguments);
    command
}

/// The built program.
pub(crate) fn binary() -> PathBuf {
    shell::target()
        .join(PROFILE)
        .join(format!("{PACKAGE}{}", std::env::consts::EXE_SUFFIX))
}

/// Its package, which is also the name of its program.
pub(crate) const PACKAGE: &str = "livedeck-gateway";

const PROFILE: &str = "server";
