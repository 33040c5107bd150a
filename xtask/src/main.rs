//! The commands people type: `cargo xtask serve` and its friends, so that a fresh machine needs only rustup and Node.

mod app;
mod bench;
mod dev;
mod failure;
mod fingerprint;
mod gateway;
mod node;
mod say;
mod shell;
mod tally;
mod test;
mod tools;
mod traces;

use std::process::ExitCode;

use failure::Failure;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_else(|| "help".to_owned());
    let rest: Vec<String> = words.collect();
    match run(&command, &rest) {
        Ok(code) => code,
        Err(failure) => {
            say::failure(&failure);
            ExitCode::FAILURE
        }
    }
}

fn run(command: &str, rest: &[String]) -> Result<ExitCode, Failure> {
    std::env::set_current_dir(shell::root())
        .map_err(|it| Failure::new(format!("cannot enter the project: {it}")))?;
    if rest.iter().any(|it| it == "--help" || it == "-h") {
        println!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    match command {
        "serve" => serve(rest),
        "build" => build().map(|()| ExitCode::SUCCESS),
        "dev" => dev::run(rest),
        "check" => test::run(&[test::Part::Check]),
        "test" => test::run(&test::Part::ALL),
        "native" => test::run(&[test::Part::Native]),
        "web" => test::run(&[test::Part::Web]),
        "e2e" => test::run_e2e(rest),
        "sim" => test::simulate(rest),
        "bench" => bench::run(rest),
        "lighthouse" => bench::lighthouse(rest),
        "durability" => bench::durability(rest),
        "screens" => bench::screens(rest),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => {
            Err(Failure::new(format!("there is no command {other:?}"))
                .help("`cargo xtask help` lists them all"))
        }
    }
}

/// Builds whatever is not built yet, then becomes the gateway.
fn serve(rest: &[String]) -> Result<ExitCode, Failure> {
    // Before minutes are spent on building.
    gateway::check_port(rest)?;
    build()?;
    gateway::become_it(rest)
}

/// Everything that `serve` needs before it starts.
fn build() -> Result<(), Failure> {
    app::build(app::Mode::Release)?;
    gateway::build()
}

const HELP: &str = "\
cargo xtask <command>

  serve     installs what is missing, builds app and gateway, and starts them
            --port N (8787) --database PATH (data/livedeck.sqlite) --no-demo
            --demo-rate CHANGES_PER_SECOND --vehicles N (60; or --drivers N) --seed N (1),
            and everything else that `livedeck-gateway --help` lists
  dev       the same with a debug build of the app; rebuilds when a file changes
  build     the same as serve, without starting

  test      everything that must hold: check, native, web, size budget, e2e
  check     formatting, lints and documentation
  native    tests on this machine, tidy and 2,000 simulation seeds among them
  web       tests inside a headless browser
  e2e       Playwright against the real gateway; arguments go to Playwright
  sim       simulation only: --seeds N (2000) --from S (0), --seed N for one of them;
            --mutants plants every known bug and sees whether it is caught,
            --wasm runs 50 seeds here and in WebAssembly and compares what happened,
            --replay FILE goes through a recording from a bug report

  bench     measures sizes, engine, gateway and browser, and prints a table
  lighthouse  what Lighthouse says of the driver's page on a phone, 3 times or as often as
            the argument says; downloads Lighthouse at a pinned version
  durability  kills browsers right after an action was saved, 50 times each, and the
            gateway under load, 500 times; or as often as the argument says
  screens   takes the pictures of the README";
