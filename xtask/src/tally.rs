//! Counts tests in what test programs print: the one place that knows how they write it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    ops::AddAssign,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
};

use crate::{failure::Failure, shell};

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Tally {
    /// Passed.
    pub(crate) passed: u64,
    /// Failed.
    pub(crate) failed: u64,
}

impl Tally {
    /// A check that is no set of tests: it holds or it does not.
    pub(crate) const fn of(holds: bool) -> Self {
        Self {
            passed: holds as u64,
            failed: !holds as u64,
        }
    }

    /// Runs a program, shows everything it prints, and counts. A program that fails without a failed test counts as
    /// one.
    pub(crate) fn run(command: &mut Command) -> Result<Self, Failure> {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|it| Failure::new(format!("`{}` could not be started: {it}", shell::shown(command))))?;
        let (sender, lines) = mpsc::channel();
        let readers = [
            child.stdout.take().map(|it| forward(it, sender.clone())),
            child.stderr.take().map(|it| forward(it, sender)),
        ];
        let mut tally = Self::default();
        for line in lines {
            let mut out = std::io::stdout().lock();
            // A closed terminal is no reason to stop.
            drop(out.write_all(&line));
            tally += Self::read(&String::from_utf8_lossy(&line));
        }
        for reader in readers.into_iter().flatten() {
            drop(reader.join());
        }
        let status = child
            .wait()
            .map_err(|it| Failure::new(format!("`{}` was lost: {it}", shell::shown(command))))?;
        if !status.success() && tally.failed == 0 {
            tally.failed = 1;
        }
        Ok(tally)
    }

    /// What one line says.
    fn read(line: &str) -> Self {
        let line = plain(line);
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            // cargo and wasm-bindgen-test: `test result: ok. 12 passed; 0 failed; …`
            ["test", "result:", _, passed, "passed;", failed, "failed;", ..] => Self {
                passed: passed.parse().unwrap_or_default(),
                failed: failed.parse().unwrap_or_default(),
            },
            // Node: `# pass 12`; Playwright: `12 passed (31.4s)`
            ["#", "pass", passed] | [passed, "passed", ..] => Self {
                passed: passed.parse().unwrap_or_default(),
                failed: 0,
            },
            // Node: `# fail 0`; Playwright: `2 failed`. A flaky test has failed: it must be made to hold.
            ["#", "fail", failed] | [failed, "failed" | "flaky" | "interrupted"] => Self {
                passed: 0,
                failed: failed.parse().unwrap_or_default(),
            },
            _ => Self::default(),
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

fn forward(stream: impl Read + Send + 'static, lines: mpsc::Sender<Vec<u8>>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        let mut line = Vec::new();
        while stream.read_until(b'\n', &mut line).is_ok_and(|it| it > 0) {
            if lines.send(std::mem::take(&mut line)).is_err() {
                return;
            }
        }
    })
}

/// The line without colours.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line.chars();
    while let Some(letter) = rest.next() {
        if letter == '\x1b' {
            rest.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(letter);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64) -> Tally {
        Tally { passed, failed }
    }

    #[test]
    fn results_are_read_as_the_programs_write_them() {
        for (line, expected) in [
            (
                "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.03s",
                tally(12, 0),
            ),
            (
                "test result: \x1b[31mFAILED\x1b[0m. 3 passed; 2 failed; 0 ignored; 0 measured",
                tally(3, 2),
            ),
            ("  24 passed (1.1m)\n", tally(24, 0)),
            ("  1 failed\n", tally(0, 1)),
            ("  1 flaky\n", tally(0, 1)),
            ("# pass 3\n", tally(3, 0)),
            ("# fail 1\n", tally(0, 1)),
            ("all passed the exam", tally(0, 0)),
        ] {
            assert_eq!(Tally::read(line), expected, "{line}");
        }
    }
}
