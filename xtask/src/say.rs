//! What the commands print: one line per step, so that a long first start explains itself.

use std::{
    io::{IsTerminal, Write},
    time::Duration,
};

use crate::failure::Failure;

/// A step that needs nothing done.
pub(crate) fn ready(what: &str, detail: &str) {
    line("✓", "32", what, detail);
}

/// A step that begins and takes a while.
pub(crate) fn begins(what: &str, detail: &str) {
    line("…", "36", what, detail);
}

/// A step that has just ended well.
pub(crate) fn done(what: &str, took: Duration) {
    line("✓", "32", what, &format!("{:.1} s", took.as_secs_f64()));
}

/// A step that has just ended badly, without ending the command.
pub(crate) fn bad(what: &str, detail: &str) {
    line("✗", "31", what, detail);
}

/// The command ends here.
pub(crate) fn failure(failure: &Failure) {
    bad("stopped", &failure.what);
    for help in &failure.help {
        eprintln!("    {help}");
    }
}

/// To stderr like everything cargo says: stdout belongs to what a command is asked for.
fn line(sign: &str, colour: &str, what: &str, detail: &str) {
    let mut out = std::io::stderr().lock();
    let written = if out.is_terminal() {
        writeln!(out, "\x1b[{colour}m{sign}\x1b[0m {what:<22} {detail}")
    } else {
        writeln!(out, "{sign} {what:<22} {detail}")
    };
    // A closed terminal is no reason to stop.
    drop(written);
}
