//! Runs many seeds: `sim --seeds N --from S [--loud] [--traces]`. Ends with an error at the first broken promise.

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use livedeck_testkit::{Simulation, Sometimes, Tally};

struct Arguments {
    seeds: u64,
    from: u64,
    is_loud: bool,
    /// Whether to print the fingerprint of each run, to compare two machines by.
    is_tracing: bool,
}

fn arguments() -> Result<Arguments, String> {
    let mut arguments = Arguments {
        seeds: 2_000,
        from: 0,
        is_loud: false,
        is_tracing: false,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || {
            let text = words.next().ok_or_else(|| format!("{word} needs a number"))?;
            text.parse().map_err(|_| format!("{text:?} is no number"))
        };
        match word.as_str() {
            "--seeds" => arguments.seeds = number()?,
            "--from" => arguments.from = number()?,
            "--loud" => arguments.is_loud = true,
            "--traces" => arguments.is_tracing = true,
            _ => {
                return Err(format!(
                    "unknown argument {word:?}; usage: sim --seeds N --from S [--loud] [--traces]"
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
    } = match arguments() {
        Ok(arguments) => arguments,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let mut tally = Tally::default();
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
                return ExitCode::FAILURE;
            }
        }
    }
    // Whoever stops reading has seen enough.
    let _ = report(seeds, from, &tally);
    ExitCode::SUCCESS
}

fn report(seeds: u64, from: u64, tally: &Tally) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{seeds} seeds from {from}: no promise broken")?;
    for what in Sometimes::ALL {
        writeln!(out, "{:>10} {what:?}", tally.count(what))?;
    }
    Ok(())
}
