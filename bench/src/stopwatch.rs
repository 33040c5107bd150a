//! Times a piece of work many times and reports the middle: the one number that a loaded machine does not spoil.

use std::{hint::black_box, time::Duration, time::Instant};

/// The median time of `work`, which is told the number of its round.
pub(crate) fn median<T>(rounds: usize, mut work: impl FnMut(usize) -> T) -> Duration {
    let mut times: Vec<Duration> = (0..rounds)
        .map(|round| {
            let begun = Instant::now();
            black_box(work(round));
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Prints one line of the report, with its budget where there is one.
pub(crate) fn line(what: &str, measured: Duration, budget: Option<Duration>) {
    let budget = budget.map_or_else(String::new, |it| format!("budget {}", micros(it)));
    println!("{what:<58}{:>12}   {budget}", micros(measured));
}

fn micros(duration: Duration) -> String {
    format!("{:.1} µs", duration.as_secs_f64() * 1e6)
}
