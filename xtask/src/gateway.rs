//! Builds the gateway, and becomes it.

use std::{
    io::ErrorKind,
    net::{Ipv4Addr, TcpListener},
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

/// Whether the gateway will find its port free; what it cannot read, the gateway itself refuses in its words.
pub(crate) fn check_port(arguments: &[String]) -> Result<(), Failure> {
    let port = port_of(arguments).unwrap_or(USUAL_PORT);
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Err(why) if why.kind() == ErrorKind::AddrInUse => Err(Failure::new(format!("port {port} is taken"))
            .help(format!(
                "Stop what runs there, or choose another with --port {}.",
                port.wrapping_add(1)
            ))),
        _ => Ok(()),
    }
}

fn port_of(arguments: &[String]) -> Option<u16> {
    let mut arguments = arguments.iter();
    let word = arguments.find(|it| *it == "--port" || it.starts_with("--port="))?;
    let value = match word.strip_prefix("--port=") {
        Some(value) => value,
        None => arguments.next()?,
    };
    value.parse().ok()
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

/// Where the gateway listens unless it is told otherwise.
const USUAL_PORT: u16 = 8787;

const PROFILE: &str = "server";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_as_the_gateway_reads_it() {
        let port = |words: &[&str]| port_of(&words.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(port(&["--no-demo", "--port", "8801"]), Some(8801));
        assert_eq!(port(&["--port=8802"]), Some(8802));
        assert_eq!(port(&["--port"]), None);
        assert_eq!(port(&["--port", "many"]), None);
        assert_eq!(port(&[]), None);
    }
}
