//! `cargo xtask dev`: the app and the gateway, built anew whenever one of their files changes.

use std::{
    process::{Child, ExitCode},
    thread,
    time::Duration,
};

use crate::{
    app::{self, Mode},
    failure::Failure,
    fingerprint::Fingerprint,
    gateway, say, shell,
};

/// Runs until a child ends or Ctrl-C ends us all: children in a terminal get that signal too.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    app::build(Mode::Debug)?;
    gateway::build()?;

    let mut arguments = arguments.to_vec();
    arguments.extend(["--assets".to_owned(), Mode::Debug.folder().display().to_string()]);
    let mut watch = Running::start(&mut app::trunk("watch", Mode::Debug))?;
    let mut gateway = Running::start(&mut gateway::start(&arguments))?;
    let mut seen = Fingerprint::of(INPUTS)?;
    loop {
        thread::sleep(PAUSE);
        watch.must_run("trunk")?;
        gateway.must_run("the gateway")?;
        let now = Fingerprint::of(INPUTS)?;
        if now == seen {
            continue;
        }
        seen = now;
        say::begins("gateway", "changed, building");
        match gateway::build() {
            Ok(()) => {
                drop(gateway);
                gateway = Running::start(&mut gateway::start(&arguments))?;
            }
            // The old one goes on; the next change tries again.
            Err(failure) => say::failure(&failure),
        }
    }
}

/// A child that ends with its handle.
struct Running(Child);

impl Running {
    fn start(command: &mut std::process::Command) -> Result<Self, Failure> {
        command
            .spawn()
            .map(Self)
            .map_err(|it| Failure::new(format!("`{}` could not be started: {it}", shell::shown(command))))
    }

    fn must_run(&mut self, name: &str) -> Result<(), Failure> {
        match self.0.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(Failure::new(format!("{name} ended ({status})"))),
            Err(error) => Err(Failure::new(format!("{name} was lost: {error}"))),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

const INPUTS: &[&str] = &["crates/gateway/src", "crates/protocol/src", "crates/world/src"];
const PAUSE: Duration = Duration::from_millis(700);
