//! The programs that are compiled from crates.io at pinned versions, unless a fitting one is on the PATH already.

use std::time::Instant;

use crate::{failure::Failure, say, shell};

/// A program from crates.io.
#[derive(Clone, Debug)]
pub(crate) struct Tool {
    /// Its crate.
    package: &'static str,
    /// What one types.
    program: &'static str,
    /// The version that must answer.
    version: Version,
    /// What its crate compiles the program for, if it is no matter of course.
    features: &'static [&'static str],
    /// How far its compiler optimises: seconds of a build matter more than those of the tool.
    opt_level: &'static str,
    /// What a first installation takes on two cores.
    minutes: u32,
}

/// A version we chose, or one that follows from `Cargo.lock`.
#[derive(Clone, Debug)]
enum Version {
    Pinned(&'static str),
    Locked(String),
}

/// Compiles the app and collects its files.
pub(crate) const TRUNK: Tool = Tool {
    package: "trunk",
    program: "trunk",
    version: Version::Pinned("0.21.14"),
    features: &[],
    opt_level: "0",
    minutes: 5,
};

/// Runs the tests inside a browser.
pub(crate) const WASM_PACK: Tool = Tool {
    package: "wasm-pack",
    program: "wasm-pack",
    version: Version::Pinned("0.15.1"),
    features: &[],
    opt_level: "0",
    minutes: 2,
};

/// Cuts the app into the files that pages load when they are opened; made by the author of the crate that marks where.
pub(crate) const WASM_SPLIT: Tool = Tool {
    package: "wasm_split_cli_support",
    program: "wasm-split-cli",
    version: Version::Pinned("0.2.4"),
    features: &["build-binary"],
    opt_level: "1",
    minutes: 1,
};

/// Connects the app to the browser; must be of exactly the version of the crate.
pub(crate) fn wasm_bindgen() -> Result<Tool, Failure> {
    Ok(Tool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: Version::Locked(locked_version("wasm-bindgen")?),
        features: &[],
        opt_level: "1",
        minutes: 4,
    })
}

/// The compiler's standard library for the browser.
pub(crate) fn wasm_target() -> Result<(), Failure> {
    standard_library("wasm target", TARGET)
}

/// The compiler's standard library for WebAssembly with a command line.
pub(crate) fn wasi_target() -> Result<(), Failure> {
    standard_library("wasi target", WASI)
}

fn standard_library(what: &str, target: &str) -> Result<(), Failure> {
    let sysroot = shell::read(shell::command("rustc").args(["--print", "sysroot"]))?;
    let library = std::path::Path::new(&sysroot).join("lib/rustlib").join(target);
    if library.is_dir() {
        say::ready(what, "already there");
        return Ok(());
    }
    if shell::find("rustup").is_none() {
        return Err(Failure::new(format!("the compiler cannot build for WebAssembly ({target} is missing)"))
            .help("Install Rust with rustup (https://rustup.rs), or add the target with whatever installed your Rust."));
    }
    say::begins(what, "installing with rustup");
    let begun = Instant::now();
    shell::run(shell::command("rustup").args(["target", "add", target])).map_err(no_network)?;
    say::done(what, begun.elapsed());
    Ok(())
}

/// Installs those that are missing into the project's own folder.
pub(crate) fn install(tools: &[Tool]) -> Result<(), Failure> {
    tools.iter().try_for_each(Tool::install)
}

impl Tool {
    fn install(&self) -> Result<(), Failure> {
        let wanted = self.version.as_str();
        let what = format!("{} {wanted}", self.program);
        let answers = shell::find(self.program).is_some_and(|it| self.answers(&it));
        if answers || self.is_listed() {
            say::ready(&what, "already there");
            return Ok(());
        }
        shell::writable(&shell::tools())?;
        say::begins(
            &what,
            &format!("installing from crates.io (once, about {} minutes)", self.minutes),
        );
        let begun = Instant::now();
        shell::run(
            shell::cargo()
                .args(["install", "--quiet", "--locked", "--force", "--root"])
                .arg(shell::tools())
                .arg("--target-dir")
                .arg(shell::target().join("tools"))
                .arg(format!("{}@{wanted}", self.package))
                .arg(format!("--features={}", self.features.join(",")))
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
                .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.opt_level),
        )
        .map_err(no_network)?;
        say::done(&what, begun.elapsed());
        Ok(())
    }

    /// Whether the program found is of the version we want: `trunk 0.21.14` says so.
    fn answers(&self, path: &std::path::Path) -> bool {
        // Trunk takes NO_COLOR for a switch of its own and refuses values like "1".
        shell::read(shell::command(path).arg("--version").env_remove("NO_COLOR"))
            .is_ok_and(|it| it.split_whitespace().any(|word| word == self.version.as_str()))
    }

    /// Whether cargo has it in its list of what it installed for this project: not every program tells its version.
    fn is_listed(&self) -> bool {
        std::fs::read_to_string(shell::tools().join(".crates.toml"))
            .is_ok_and(|it| it.contains(&format!("\"{} {} ", self.package, self.version.as_str())))
    }
}

impl Version {
    fn as_str(&self) -> &str {
        match self {
            Self::Pinned(version) => version,
            Self::Locked(version) => version,
        }
    }
}

/// What `Cargo.lock` says about a crate.
fn locked_version(package: &str) -> Result<String, Failure> {
    let lock = std::fs::read_to_string(shell::root().join("Cargo.lock"))
        .map_err(|it| Failure::new(format!("Cargo.lock cannot be read: {it}")))?;
    version_in(&lock, package)
        .map(str::to_owned)
        .ok_or_else(|| Failure::new(format!("Cargo.lock does not name {package}")))
}

fn version_in<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|it| *it != name).skip(1);
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

fn no_network(failure: Failure) -> Failure {
    failure
        .help("What the program said stands above. The first start needs a network: it downloads from crates.io,")
        .help("npm and rustup. Behind a proxy set HTTPS_PROXY; then start again, it goes on where it stopped.")
}

const TARGET: &str = "wasm32-unknown-unknown";
pub(crate) const WASI: &str = "wasm32-wasip1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_stands_below_the_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-test\"\nversion = \"0.3.79\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen"), Some("0.2.129"));
        assert_eq!(version_in(lock, "leptos"), None);
    }
}
