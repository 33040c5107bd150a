//! Runs many seeds: `sim --seeds N --from S [--loud] [--traces] [--keep-going]`. Ends with an error at the first broken
//! promise, or after all seeds if it is to keep going.
//!
//! `sim --replay FILE` goes through a recording again; `sim --from S --record FILE` writes one of that seed.

use std::{
    fs,
    io::{self, Write as _},
    process::ExitCode,
};

use livedeck_testkit::{Simulation, Sometimes, Tally};
use sync::Replay;

struct Arguments {
    seeds: u64,
    from: u64,
    is_loud: bool,
    /// Whether to print the fingerprint of each run, to compare two machines by.
    is_tracing: bool,
    /// Whether to tell every broken promise, not only the first.
    keeps_going: bool,
    record: Option<String>,
    replay: Option<String>,
}

/// When a recording is taken: after all trouble.
const RECORDED_AT: u64 = 45_000;

fn arguments() -> Result<Arguments, String> {
    let mut arguments = Arguments {
        seeds: 2_000,
        from: 0,
        is_loud: false,
        is_tracing: false,
        keeps_going: false,
        record: None,
        replay: None,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        let number = |text: String| text.parse().map_err(|_| format!("{text:?} is no number"));
        match word.as_str() {
            "--seeds" => arguments.seeds = number(value()?)?,
            "--from" => arguments.from = number(value()?)?,
            "--loud" => arguments.is_loud = true,
            "--traces" => arguments.is_tracing = true,
            "--keep-going" => arguments.keeps_going = true,
            "--record" => arguments.record = Some(value()?),
            "--replay" => arguments.replay = Some(value()?),
            _ => {
                return Err(format!(
                    "unknown argument {word:?}; usage: sim --seeds N --from S [--loud] [--traces] [--keep-going] [--record FILE] | --replay FILE"
                ));
            }
        }
    }
    Ok(arguments)
}

fn main() -> ExitCode {
    let Arguments {
        seeds,
        from,
        is_loud,
        is_tracing,
        keeps_going,
        record,
        replay,
    } = match arguments() {
        Ok(arguments) => arguments,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let done = match (replay, record) {
        (Some(file), _) => Some(go_through(&file)),
        (None, Some(file)) => Some(write_down(from, &file)),
        (None, None) => None,
    };
    match done {
        Some(Ok(())) => return ExitCode::SUCCESS,
        Some(Err(why)) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
        None => {}
    }
    let mut tally = Tally::default();
    let mut n_broken = 0_u64;
    for seed in from..from + seeds {
        let world = if is_loud {
            Simulation::loud(seed)
        } else {
            Simulation::new(seed)
        };
        match world.finish(seed) {
            Ok(outcome) => {
                if is_tracing {
                    println!("trace {seed} {:016x}", outcome.hash);
                }
                tally.add(&outcome.tally);
            }
            Err(violation) => {
                eprintln!("{violation}");
                n_broken += 1;
                if !keeps_going {
                    return ExitCode::FAILURE;
                }
            }
        }
    }
    // Whoever stops reading has seen enough.
    let _ = report(seeds, from, n_broken, &tally);
    if n_broken > 0 {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Goes through a recording again and prints what came of it, up to the first difference.
fn go_through(file: &str) -> Result<(), String> {
    let text = fs::read_to_string(file).map_err(|it| format!("{file}: {it}"))?;
    let replay = Replay::read(&text).map_err(|it| format!("{file}, {it}"))?;
    let mut out = io::stdout().lock();
    let mut calls = 0;
    for it in replay {
        let it = it.map_err(|it| format!("{file}, {it}"))?;
        calls += 1;
        // Whoever stops reading has seen enough.
        let _ = writeln!(out, "{:>6} {:>9} ms {}", it.line, it.at, it.happened);
        for ensued in it.ensued {
            let _ = writeln!(out, "{:>22} {ensued}", "→");
        }
    }
    let _ = writeln!(out, "{calls} calls, no difference");
    Ok(())
}

/// Writes what the page recorded that was told most of all in the run of a seed.
fn write_down(seed: u64, file: &str) -> Result<(), String> {
    let recordings = Simulation::new(seed).recordings(None, &[RECORDED_AT])?;
    let longest = recordings.iter().max_by_key(|it| it.lines().count());
    let text = longest.ok_or_else(|| format!("seed {seed} has no page"))?;
    fs::write(file, text).map_err(|it| format!("{file}: {it}"))
}

fn report(seeds: u64, from: u64, n_broken: u64, tally: &Tally) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{seeds} seeds from {from}: broken promises: {n_broken}")?;
    for what in Sometimes::ALL {
        writeln!(out, "{:>10} {what:?}", tally.count(what))?;
    }
    Ok(())
}
