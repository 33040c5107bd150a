//! Other programs: where they are, how they are started, and what it means when they fail.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use crate::failure::Failure;

/// The project's folder.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Tools that are installed for this project alone.
pub(crate) fn tools() -> PathBuf {
    root().join(".tools")
}

/// The cargo that runs us.
pub(crate) fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A command that finds the project's own tools first.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).env("PATH", search_path());
    command
}

/// Runs a command that talks to the person itself.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(|it| not_started(command, &it))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("`{}` failed ({status})", shown(command))))
    }
}

/// Runs a command for what it prints.
pub(crate) fn read(command: &mut Command) -> Result<String, Failure> {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().map_err(|it| not_started(command, &it))?;
    if status.success() {
        return Ok(String::from_utf8_lossy(&stdout).trim().to_owned());
    }
    let mut failure = Failure::new(format!("`{}` failed ({status})", shown(command)));
    for line in String::from_utf8_lossy(&stderr).lines() {
        failure = failure.help(line);
    }
    Err(failure)
}

/// The first of the paths, in search order, that holds such a program.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&search_path())
        .map(|it| it.join(&name))
        .find(|it| it.is_file())
}

/// A command as people would type it.
pub(crate) fn shown(command: &Command) -> String {
    let mut text = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    for word in command.get_args() {
        text.push(' ');
        text.push_str(&word.to_string_lossy());
    }
    text
}

/// Makes sure that we may write into a folder.
pub(crate) fn writable(folder: &Path) -> Result<(), Failure> {
    let probe = folder.join(".may-write");
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&probe, []))
        .and_then(|()| std::fs::remove_file(&probe))
        .map_err(|it| {
            Failure::new(format!("cannot write into {}: {it}", folder.display()))
                .help(
                    "Livedeck builds into its own folder: copy the project to a place that you may write to,",
                )
                .help("or give yourself the right to write there, and start again.")
        })
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` could not be started: {error}", shown(command)))
}

fn search_path() -> std::ffi::OsString {
    let own = [tools().join("bin"), root().join("node_modules").join(".bin")];
    let rest = env::var_os("PATH").unwrap_or_default();
    let all = own.into_iter().chain(env::split_paths(&rest));
    env::join_paths(all).unwrap_or(rest.clone())
}
