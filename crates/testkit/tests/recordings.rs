//! Recordings of simulated runs are gone through again, and so are those that once came with a bug report.
#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

use std::{fs, path::Path};

use livedeck_testkit::Simulation;
use sync::Replay;

/// How many runs.
const SEEDS: u64 = 40;

/// FR1: whatever happens in a run.
#[test]
fn fr1_recordings_of_simulated_runs_replay_without_a_difference() {
    for seed in 0..SEEDS {
        replay(seed, &Simulation::new(seed).recordings(None, &[45_000]).unwrap());
    }
}

/// FR1: wherever a recording begins in it.
#[test]
fn fr1_a_recording_may_begin_anywhere() {
    let moments: Vec<u64> = (1..100).map(|it| it * 400).collect();
    for seed in 0..SEEDS {
        replay(
            seed,
            &Simulation::new(seed).recordings(Some(5), &moments).unwrap(),
        );
    }
}

fn replay(seed: u64, recordings: &[String]) {
    for text in recordings {
        if let Err(it) = Replay::read(text).unwrap().run() {
            let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("difference.jsonl");
            fs::write(&file, text).unwrap();
            panic!(
                "seed {seed}: {it}\n  again: cargo xtask sim --replay {}",
                file.display()
            );
        }
    }
}

/// FR1: the files in `tests/recordings`. One that cannot be read any more, because the engine remembers other things,
/// is made anew: `cargo run -p livedeck-testkit --bin sim -- --from SEED --record FILE`.
#[test]
fn fr1_recordings_that_are_kept_replay_without_a_difference() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
    let mut calls = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let replay = Replay::read(&fs::read_to_string(&file).unwrap());
        match replay.map(Replay::run) {
            Ok(Ok(count)) => calls += count,
            Ok(Err(it)) => panic!("{}, {it}", file.display()),
            Err(it) => panic!("{}, {it}", file.display()),
        }
    }

    assert!(calls > 100, "{calls}");
}
