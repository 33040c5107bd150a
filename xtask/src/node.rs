//! Node and the JavaScript that the build needs, at the versions of `package-lock.json`.

use std::time::Instant;

use crate::{
    failure::Failure,
    fingerprint::{Fingerprint, Stamp},
    say, shell,
};

/// Checks Node and installs the packages of `package-lock.json`.
pub(crate) fn install() -> Result<(), Failure> {
    check()?;
    const WHAT: &str = "npm packages";
    let stamp = Stamp::new("npm");
    let wanted = Fingerprint::of(&["package.json", "package-lock.json"])?;
    if stamp.matches(&wanted) && shell::root().join("node_modules").is_dir() {
        say::ready(WHAT, "already there");
        return Ok(());
    }
    shell::writable(&shell::root())?;
    say::begins(WHAT, "installing from the npm registry");
    let begun = Instant::now();
    // No install scripts: everything we use works without them, and they would run with our rights.
    shell::run(shell::command(NPM).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]))
    .map_err(|it| {
        it.help(
            "What npm said stands above. Without a network the packages cannot be downloaded; behind a proxy",
        )
        .help("set HTTPS_PROXY, then start again.")
    })?;
    stamp.write(&wanted)?;
    say::done(WHAT, begun.elapsed());
    Ok(())
}

/// Checks that there is a Node, and one that is new enough.
pub(crate) fn check() -> Result<(), Failure> {
    const WHAT: &str = "Node";
    const HELP: &str = "Install it from https://nodejs.org or your system's packages, and start again.";
    if shell::find("node").is_none() || shell::find(NPM).is_none() {
        return Err(Failure::new(format!(
            "Node {OLDEST} or newer (with npm) is needed and was not found"
        ))
        .help(HELP));
    }
    let version = shell::read(shell::command("node").arg("--version"))?;
    if major(&version).is_none_or(|it| it < OLDEST) {
        return Err(Failure::new(format!("Node {OLDEST} or newer is needed, this is {version}")).help(HELP));
    }
    say::ready(
        &format!("{WHAT} {}", version.trim_start_matches('v')),
        "already there",
    );
    Ok(())
}

fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

const OLDEST: u32 = 20;
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_node_writes_them() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("something else"), None);
    }
}
