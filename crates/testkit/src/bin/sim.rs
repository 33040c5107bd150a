//! Runs many seeds: `sim --seeds N --from S [--loud] [--traces] [--keep-going]`. Ends with an error at the first broken
//! promise, or after all seeds if it is to keep going.

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
    /// Whether to tell every broken promise, not only the first.
    keeps_going: bool,
}

fn arguments() -> Result<Arguments, String> {
    let mut arguments = Arguments {
        seeds: 2_000,
        from: 0,
        is_loud: false,
        is_tracing: false,
        keeps_going: false,
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
            "--keep-going" => arguments.keeps_going = true,
            _ => {
                return Err(format!(
                    "unknown argument {word:?}; usage: sim --seeds N --from S [--loud] [--traces] [--keep-going]"
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
    } = match arguments() {
        Ok(arguments) => arguments,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
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

fn report(seeds: u64, from: u64, n_broken: u64, tally: &Tally) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{seeds} seeds from {from}: broken promises: {n_broken}")?;
    for what in Sometimes::ALL {
        writeln!(out, "{:>10} {what:?}", tally.count(what))?;
    }
    Ok(())
}
