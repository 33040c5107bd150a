//! `cargo xtask test`: everything that must hold, with one sum at the end.

use std::{
    process::{Command, ExitCode},
    time::Instant,
};

use crate::{
    app::{self, Mode},
    failure::Failure,
    gateway, node, say, shell,
    tally::Tally,
    tools, traces,
};

/// A group of checks that people also run alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Part {
    /// Formatting, lints, documentation.
    Check,
    /// Tests on this machine.
    Native,
    /// Tests inside a headless browser.
    Web,
    /// The release build with its size budget.
    Size,
    /// The browser against the real gateway.
    EndToEnd,
}

impl Part {
    /// All of them, cheapest first.
    pub(crate) const ALL: [Self; 5] = [Self::Check, Self::Native, Self::Web, Self::Size, Self::EndToEnd];
}

/// Runs the parts, all to their end, and prints the sum.
pub(crate) fn run(parts: &[Part]) -> Result<ExitCode, Failure> {
    tools::wasm_target()?;
    let mut report = Report::default();
    for part in parts {
        match part {
            Part::Check => check(&mut report)?,
            Part::Native => native(&mut report)?,
            Part::Web => web(&mut report)?,
            Part::Size => size(&mut report)?,
            Part::EndToEnd => end_to_end(&mut report, &[])?,
        }
    }
    Ok(report.close())
}

/// Only the end-to-end tests, with arguments for Playwright.
pub(crate) fn run_e2e(arguments: &[String]) -> Result<ExitCode, Failure> {
    let mut report = Report::default();
    size(&mut report)?;
    end_to_end(&mut report, arguments)?;
    Ok(report.close())
}

/// Only the simulation: `--seeds N` of them, from seed `--from S` on, or `--seed N` alone; with `--mutants` every planted
/// bug must be caught, with `--wasm` WebAssembly must run as this machine does; `--replay FILE` goes through a recording
/// from a bug report.
pub(crate) fn simulate(arguments: &[String]) -> Result<ExitCode, Failure> {
    if let Some((_, rest)) = arguments.split_first().filter(|(first, _)| *first == "--mutants") {
        let mut report = Report::default();
        report.run("mutants", mutants().args(rest))?;
        return Ok(report.close());
    }
    if arguments == ["--wasm"] {
        let mut report = Report::default();
        traces(&mut report);
        return Ok(report.close());
    }
    if let Some((_, rest)) = arguments.split_first().filter(|(first, _)| *first == "--replay") {
        let [file] = rest else {
            return Err(Failure::new("--replay needs a file"));
        };
        shell::run(
            shell::cargo()
                .args(["run", "--quiet", "--locked", "--package", TESTKIT, "--bin", "sim"])
                .args(["--", "--replay", file]),
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut command = simulation();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let name = match word.as_str() {
            "--seeds" => "LIVEDECK_SEEDS",
            "--seed" => "LIVEDECK_SEED",
            "--from" => "LIVEDECK_FROM",
            other => {
                return Err(Failure::new(format!("sim does not know {other:?}"))
                    .help("use --seeds N, --from S, --seed N, --mutants, --wasm or --replay FILE"));
            }
        };
        let value = words
            .next()
            .filter(|it| it.parse::<u64>().is_ok())
            .ok_or_else(|| Failure::new(format!("{word} needs a number")))?;
        command.env(name, value);
    }
    let mut report = Report::default();
    report.run("simulation", &mut command)?;
    Ok(report.close())
}

fn check(report: &mut Report) -> Result<(), Failure> {
    report.run("format", shell::cargo().args(["fmt", "--all", "--check"]))?;
    report.run(
        "lints",
        shell::cargo()
            .args([
                "clippy",
                "--workspace",
                "--exclude",
                APP,
                "--all-targets",
                "--locked",
            ])
            .args(DENY_WARNINGS),
    )?;
    report.run(
        "lints of the app",
        shell::cargo()
            .args([
                "clippy",
                "--package",
                APP,
                "--target",
                WASM,
                "--all-targets",
                "--locked",
            ])
            .args(DENY_WARNINGS),
    )?;
    report.run(
        "documentation",
        shell::cargo()
            .args(["doc", "--workspace", "--exclude", APP, "--no-deps", "--locked"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    report.run(
        "documentation of the app",
        shell::cargo()
            .args([
                "doc",
                "--package",
                APP,
                "--lib",
                "--target",
                WASM,
                "--no-deps",
                "--locked",
            ])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

fn native(report: &mut Report) -> Result<(), Failure> {
    report.run(
        "tests",
        shell::cargo().args([
            "test",
            "--workspace",
            "--exclude",
            TESTKIT,
            "--locked",
            "--no-fail-fast",
        ]),
    )?;
    report.run("simulation", &mut simulation())?;
    report.run("mutants", &mut mutants())?;
    traces(report);
    Ok(())
}

/// A simulation says something about the browser only if a seed is the same run there.
fn traces(report: &mut Report) {
    const NAME: &str = "simulation in WebAssembly";
    say::begins(NAME, "sim --wasm");
    let begun = Instant::now();
    let are_equal = traces::compare().unwrap_or_else(|failure| {
        say::failure(&failure);
        false
    });
    report.add(NAME, Tally::of(are_equal), begun);
}

/// Thousands of seeds; one alone is run by `cargo xtask sim --seed N`.
fn simulation() -> Command {
    let mut command = shell::cargo();
    command
        .args([
            "test",
            "--package",
            TESTKIT,
            "--profile",
            "sim",
            "--locked",
            "--no-fail-fast",
        ])
        .env("LIVEDECK_SEEDS", "2000");
    command
}

/// Bugs planted on purpose: the simulation must catch each within 2,000 seeds.
fn mutants() -> Command {
    let mut command = shell::cargo();
    command.args([
        "run",
        "--package",
        TESTKIT,
        "--features",
        "mutants",
        "--bin",
        "mutants",
        "--profile",
        "sim",
        "--locked",
        "--",
    ]);
    command
}

fn web(report: &mut Report) -> Result<(), Failure> {
    node::install()?;
    report.run(
        "tests of the page's scripts",
        shell::command("node").args([
            "--test",
            "--test-reporter=tap",
            "web/ask.test.mjs",
            "web/land.test.mjs",
            "web/merge.test.mjs",
            "web/policy.test.mjs",
            "web/stop.test.mjs",
            "web/sw.test.mjs",
        ]),
    )?;
    tools::install(&[tools::wasm_bindgen()?, tools::WASM_PACK])?;
    let driver = find_any(&["chromedriver"], "chromedriver", "chromium-driver")?;
    report.run(
        "tests in the browser",
        shell::command("wasm-pack")
            .args([
                "test",
                "--headless",
                "--chrome",
                "--mode",
                "no-install",
                "--chromedriver",
            ])
            .arg(driver)
            .args(["--", "--locked", "--test", "web"])
            // A loaded machine needs longer than the few seconds that they allow by themselves.
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
            .env("WASM_BINDGEN_TEST_TIMEOUT", "180"),
    )
}

fn size(report: &mut Report) -> Result<(), Failure> {
    let begun = Instant::now();
    let built = app::build(Mode::Release);
    if let Err(failure) = &built {
        say::failure(failure);
    }
    report.add("release build", Tally::of(built.is_ok()), begun);
    Ok(())
}

fn end_to_end(report: &mut Report, arguments: &[String]) -> Result<(), Failure> {
    node::install()?;
    gateway::build()?;
    let chromium = find_any(
        &["chromium", "chromium-browser", "google-chrome"],
        "Chromium",
        "chromium",
    )?;
    report.run(
        "end to end",
        shell::command("node")
            .args([
                "node_modules/@playwright/test/cli.js",
                "test",
                "--config",
                "e2e/playwright.config.ts",
            ])
            .args(arguments)
            .env("LIVEDECK_CHROMIUM", &chromium)
            .env("LIVEDECK_GATEWAY", gateway::binary()),
    )?;
    if !arguments.is_empty() {
        return Ok(());
    }
    for (script, times) in [("bench/durability.mjs", "2"), ("bench/acked.mjs", "5")] {
        report.run(
            "durability",
            shell::command("node")
                .args([script, times])
                .env("LIVEDECK_CHROMIUM", &chromium)
                .env("LIVEDECK_GATEWAY", gateway::binary()),
        )?;
    }
    Ok(())
}

/// A program that one of several names may stand for.
pub(crate) fn find_any(names: &[&str], what: &str, package: &str) -> Result<std::path::PathBuf, Failure> {
    names.iter().copied().find_map(shell::find).ok_or_else(|| {
        Failure::new(format!("{what} was not found")).help(format!(
            "On Debian and Ubuntu: apt-get install {package}. Elsewhere install Chromium or Chrome."
        ))
    })
}

/// What has been run, and how it ended.
#[derive(Debug, Default)]
struct Report {
    sum: Tally,
    failed: Vec<&'static str>,
}

impl Report {
    fn run(&mut self, name: &'static str, command: &mut Command) -> Result<(), Failure> {
        say::begins(name, &shell::shown(command));
        let begun = Instant::now();
        let mut tally = Tally::run(command)?;
        if tally == Tally::default() {
            tally = Tally::of(true);
        }
        self.add(name, tally, begun);
        Ok(())
    }

    fn add(&mut self, name: &'static str, tally: Tally, begun: Instant) {
        self.sum += tally;
        if tally.failed == 0 {
            say::done(name, begun.elapsed());
        } else {
            say::bad(name, &format!("{} failed", tally.failed));
            self.failed.push(name);
        }
    }

    fn close(self) -> ExitCode {
        if !self.failed.is_empty() {
            println!("failed: {}", self.failed.join(", "));
        }
        println!("{} passed, {} failed", self.sum.passed, self.sum.failed);
        if self.failed.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

const APP: &str = "livedeck";
const TESTKIT: &str = "livedeck-testkit";
const WASM: &str = "wasm32-unknown-unknown";
const DENY_WARNINGS: [&str; 3] = ["--", "--deny", "warnings"];
