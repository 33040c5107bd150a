//! Whether a seed means the same run in WebAssembly, where the engine works, as here, where it is tested.

use std::{path::PathBuf, time::Instant};

use crate::{failure::Failure, node, say, shell, tools};

/// Runs the same seeds in both and compares what happened; `false` if anything differs.
pub(crate) fn compare() -> Result<bool, Failure> {
    tools::wasi_target()?;
    node::check()?;
    let here = build(None)?;
    let wasm = build(Some(tools::WASI))?;
    let native = traces(shell::command(here))?;
    let mut node = shell::command("node");
    // It says that WASI is experimental, every time.
    node.args(["--no-warnings", "crates/testkit/wasi.mjs"]).arg(wasm);
    let there = traces(node)?;
    let differing: Vec<_> = native
        .lines()
        .zip(there.lines())
        .filter(|(here, there)| here != there)
        .collect();
    for (here, there) in &differing {
        println!("here:  {here}\nwasm:  {there}");
    }
    Ok(differing.is_empty() && native.lines().count() == SEEDS && there.lines().count() == SEEDS)
}

/// Compiles the program that runs seeds, for this machine or another target.
fn build(target: Option<&str>) -> Result<PathBuf, Failure> {
    let mut command = shell::cargo();
    command.args(["build", "--package", "livedeck-testkit", "--bin", PROGRAM]);
    command.args(["--profile", "sim", "--locked"]);
    let mut path = shell::target();
    if let Some(target) = target {
        command.args(["--target", target]);
        path.push(target);
    }
    let begun = Instant::now();
    shell::run(&mut command)?;
    say::done(
        &format!("simulation for {}", target.unwrap_or("this machine")),
        begun.elapsed(),
    );
    let suffix = match target {
        Some(_) => ".wasm",
        None => std::env::consts::EXE_SUFFIX,
    };
    path.extend(["sim", &format!("{PROGRAM}{suffix}")]);
    Ok(path)
}

/// The lines that name a seed and the fingerprint of its run.
fn traces(mut program: std::process::Command) -> Result<String, Failure> {
    let said = shell::read(program.args(["--traces", "--seeds", &SEEDS.to_string()]))?;
    let lines: Vec<_> = said.lines().filter(|it| it.starts_with("trace ")).collect();
    Ok(lines.join("\n"))
}

/// How many are compared.
const SEEDS: usize = 50;
const PROGRAM: &str = "sim";
