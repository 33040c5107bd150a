//! Plants every known bug in turn and sees to it that the simulation catches it:
//! `mutants --seeds N [--from S] [--only NAME] [--loud]`.
//!
//! A bug that no seed catches means that some promise is not watched; the program ends with an error then.

use std::{
    io::{self, Write as _},
    ops::Range,
    panic,
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use livedeck_testkit::Simulation;
use mutants::Mutant;
use sync::Replay;

struct Arguments {
    /// How many seeds a bug may survive.
    seeds: u64,
    from: u64,
    only: Option<String>,
    is_loud: bool,
}

fn arguments() -> Result<Arguments, String> {
    let mut arguments = Arguments {
        seeds: 2_000,
        from: 0,
        only: None,
        is_loud: false,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        let number = |text: String| text.parse().map_err(|_| format!("{text:?} is no number"));
        match word.as_str() {
            "--seeds" => arguments.seeds = number(value()?)?,
            "--from" => arguments.from = number(value()?)?,
            "--only" => arguments.only = Some(value()?),
            "--loud" => arguments.is_loud = true,
            _ => {
                return Err(format!(
                    "unknown argument {word:?}; usage: mutants --seeds N [--from S] [--only NAME] [--loud]"
                ));
            }
        }
    }
    Ok(arguments)
}

fn world(seed: u64, is_loud: bool) -> Simulation {
    if is_loud {
        Simulation::loud(seed)
    } else {
        Simulation::new(seed)
    }
}

/// How a bug was caught.
struct Caught {
    seed: u64,
    how: String,
}

/// The first seed that catches the bug.
fn hunt(mutant: Mutant, seeds: Range<u64>, is_loud: bool) -> Option<Caught> {
    seeds.into_iter().find_map(|seed| {
        let run = || match mutant.is_in_recorder() {
            true => go_through_again(mutant, seed, is_loud),
            false => mutants::with(mutant, || world(seed, is_loud).finish(seed))
                .map(|_| ())
                .map_err(|it| it.what),
        };
        // A bug may also trip an assertion; that is as good as a broken promise.
        let how = match panic::catch_unwind(run) {
            Ok(Ok(())) => return None,
            Ok(Err(how)) => how,
            Err(panic) => panic
                .downcast_ref::<String>()
                .map_or("an assertion", String::as_str)
                .to_owned(),
        };
        Some(Caught { seed, how })
    })
}

/// Recordings of a run with the bug, from many moments, are gone through without it (FR1).
fn go_through_again(mutant: Mutant, seed: u64, is_loud: bool) -> Result<(), String> {
    let moments: Vec<u64> = (1..100).map(|it| it * 400).collect();
    let recordings = mutants::with(mutant, || world(seed, is_loud).recordings(Some(5), &moments))?;
    for text in recordings {
        let replay = Replay::read(&text).map_err(|it| it.to_string())?;
        // The message has several lines; the first says where.
        let differs = |it: sync::Difference| format!("a recording differs in line {}", it.line);
        replay.run().map_err(differs)?;
    }
    Ok(())
}

fn main() -> ExitCode {
    let Arguments {
        seeds,
        from,
        only,
        is_loud,
    } = match arguments() {
        Ok(arguments) => arguments,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let wanted: Vec<_> = Mutant::ALL
        .iter()
        .copied()
        .filter(|it| only.as_ref().is_none_or(|only| *only == format!("{it:?}")))
        .collect();
    // Panics are expected here, and told below.
    panic::set_hook(Box::new(|_| {}));
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let survivors: usize = thread::scope(|scope| {
        let handles: Vec<_> = (0..workers)
            .map(|_| {
                scope.spawn(|| {
                    let mut survivors = 0;
                    while let Some(mutant) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let caught = hunt(*mutant, from..from + seeds, is_loud);
                        survivors += usize::from(caught.is_none());
                        // Whoever stops reading has seen enough.
                        let _ = tell(*mutant, seeds, caught);
                    }
                    survivors
                })
            })
            .collect();
        handles.into_iter().map(|it| it.join().unwrap_or(1)).sum()
    });
    let (verdict, caught) = match survivors {
        0 => ("ok", wanted.len()),
        _ => ("FAILED", wanted.len().saturating_sub(survivors)),
    };
    // As test programs write it, so that whatever counts tests counts these.
    println!("test result: {verdict}. {caught} passed; {survivors} failed; bugs planted and caught");
    if survivors > 0 || wanted.is_empty() {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn tell(mutant: Mutant, seeds: u64, caught: Option<Caught>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match caught {
        Some(Caught { seed, how }) => writeln!(out, "caught  {mutant:?}, seed {seed}: {how}"),
        None => writeln!(out, "MISSED  {mutant:?}, {seeds} seeds: {}", mutant.what().trim()),
    }
}
