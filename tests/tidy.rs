//! The house rules that a machine can check, so that no reviewer has to repeat them.
#![cfg(not(target_family = "wasm"))]
#![expect(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// Who must not mention what, and why: the last column is what a person reads when it happens.
const LAYERS: &[(&str, &[&str], &str)] = &[
    (
        "src/",
        &["web_sys::", "js_sys::", "gloo_"],
        "only src/platform speaks to the browser: offer what is needed there",
    ),
    (
        "src/platform/",
        &[
            "crate::link",
            "crate::repositories",
            "crate::pages",
            "crate::components",
            "crate::shell",
        ],
        "the platform knows the browser and nothing of the app",
    ),
    (
        "src/repositories/",
        &["crate::link", "crate::pages", "crate::components", "crate::shell"],
        "repositories hold rows; who drives and who shows them is not their business",
    ),
    (
        "src/components/",
        &["crate::link", "crate::pages"],
        "components take props and give views: read the stream in the page and hand values in",
    ),
    (
        "crates/protocol/src/",
        &["Instant::now", "SystemTime", "std::fs", "std::net", "tokio"],
        "the protocol says what is said: no clock, no I/O",
    ),
    (
        "crates/sync/src/",
        &[
            "Instant::now",
            "SystemTime",
            "std::thread",
            "tokio",
            "leptos",
            "async fn",
            "protocol::entities::{",
        ],
        "the engine is handed time and messages, and knows no entity by name",
    ),
    (
        "crates/world/src/",
        &["Instant::now", "SystemTime", "std::thread", "tokio", "gateway::"],
        "the world is a function of its seed and of the time it is given",
    ),
    (
        "crates/gateway/src/hub/",
        &[
            "axum",
            "tokio",
            "rusqlite",
            "crate::http",
            "Instant::now",
            "SystemTime",
            "async fn",
        ],
        "the hub is sans-IO: simulation runs the very same code",
    ),
    (
        "crates/gateway/src/fleet/",
        &[
            "axum",
            "tokio",
            "rusqlite",
            "crate::http",
            "Instant::now",
            "SystemTime",
            "async fn",
        ],
        "derived rows are a function of what was reported and when",
    ),
    (
        "crates/gateway/src/dispatch/",
        &[
            "axum",
            "tokio",
            "rusqlite",
            "crate::http",
            "Instant::now",
            "SystemTime",
            "async fn",
        ],
        "derived rows are a function of what was reported and when",
    ),
    (
        "crates/gateway/src/store/",
        &["axum", "crate::http", "crate::hub"],
        "a store keeps rows, logs and verdicts; it serves nobody in particular",
    ),
];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &[
    "common", "context", "data", "handler", "handlers", "helper", "helpers", "info", "manager", "misc",
    "models", "service", "types", "util", "utils",
];

/// Lines a file may have before its tests.
const LINES_MAX: usize = 400;

#[test]
fn every_file_says_why_it_exists() {
    let silent = rust_files().filter(|file| !file.text.starts_with("//! "));
    none(
        "files that do not open with a `//!` sentence",
        silent.map(|it| it.name),
    );
}

#[test]
fn files_are_short_and_named_after_what_is_inside() {
    let long = rust_files()
        .filter(|it| it.name.contains("/src/") || it.name.starts_with("src/"))
        .map(|it| {
            (
                it.text.lines().take_while(|line| *line != "#[cfg(test)]").count(),
                it.name,
            )
        })
        .filter(|(lines, _)| *lines > LINES_MAX)
        .map(|(lines, name)| format!("{name}: {lines} lines"));
    none(
        &format!("files over {LINES_MAX} lines before their tests (split by noun)"),
        long,
    );

    let empty = rust_files()
        .map(|it| it.name)
        .filter(|it| EMPTY_NAMES.contains(&Path::new(it).file_stem().unwrap().to_str().unwrap()));
    none("names that say nothing", empty);
}

#[test]
fn layers_know_only_what_is_below_them() {
    let mut found = Vec::new();
    for file in rust_files() {
        for (folder, forbidden, why) in LAYERS {
            let is_platform = *folder == "src/" && file.name.starts_with("src/platform/");
            if !file.name.starts_with(folder) || is_platform {
                continue;
            }
            for (number, line) in file.code() {
                if let Some(word) = forbidden.iter().find(|it| line.contains(**it)) {
                    found.push(format!("{}:{number} mentions `{word}`: {why}", file.name));
                }
            }
        }
    }
    none("layers that reach too far", found);
}

#[test]
fn markup_never_comes_from_data() {
    let found = rust_files()
        .filter(|it| it.name.starts_with("src/"))
        .flat_map(|file| {
            let hits: Vec<_> = file
                .code()
                .filter(|(_, line)| line.contains("inner_html") || line.contains("insert_adjacent_html"))
                .map(|(number, _)| format!("{}:{number}", file.name))
                .collect();
            hits
        });
    none("places that make markup from text", found);
}

#[test]
fn nothing_points_outside_the_project_or_into_the_future() {
    // Put together, so that this file does not find itself.
    let forbidden = [
        ["../", "shared"],
        ["/wo", "rk/"],
        ["TO", "DO"],
        ["FIX", "ME"],
        ["XX", "X:"],
    ]
    .map(|it| it.concat());
    let mut found = Vec::new();
    for file in files(
        Path::new("."),
        &[
            "rs", "md", "toml", "ts", "mjs", "js", "css", "html", "json", "sql",
        ],
    ) {
        for (number, line) in file.text.lines().enumerate() {
            if let Some(word) = forbidden.iter().find(|it| line.contains(it.as_str())) {
                found.push(format!("{}:{} {word}", file.name, number + 1));
            }
        }
    }
    none("mentions that mean nothing to a reader of this project", found);
}

#[test]
fn every_rule_has_a_test_and_every_rule_test_a_rule() {
    let mut rules = BTreeMap::new();
    for document in ["docs/SYNC.md", "docs/GATEWAY.md", "docs/protocol.md"] {
        let text = fs::read_to_string(root().join(document)).unwrap_or_default();
        // In bold in a list, or as the first cell of a table's row.
        let bold = text.split("**").skip(1).step_by(2);
        let cells = text
            .lines()
            .filter_map(|it| it.strip_prefix("| ")?.split(" |").next());
        for id in bold.chain(cells).filter_map(rule_id) {
            rules.insert(id, document);
        }
    }
    let tested: BTreeSet<String> = rust_files()
        .chain(files(Path::new("e2e/specs"), &["ts"]))
        .flat_map(|file| file.text.lines().filter_map(tested_rule).collect::<Vec<_>>())
        .collect();

    none(
        "rules without a test",
        rules
            .iter()
            .filter(|(id, _)| !tested.contains(*id))
            .map(|(id, document)| format!("{id} in {document}")),
    );
    none(
        "tests of rules that stand in none of docs/SYNC.md, docs/GATEWAY.md and docs/protocol.md",
        tested.iter().filter(|it| !rules.contains_key(*it)),
    );
}

#[test]
fn every_stylesheet_is_listed_and_lives_in_a_layer() {
    let page = fs::read_to_string(root().join("index.html")).unwrap();
    let sheets: Vec<_> = ["src", "style"]
        .into_iter()
        .flat_map(|it| files(Path::new(it), &["css"]))
        .collect();

    none(
        "stylesheets that index.html does not list",
        sheets
            .iter()
            .map(|it| &it.name)
            .filter(|it| !page.contains(&format!("href=\"{it}\""))),
    );
    none(
        "stylesheets outside the cascade layers",
        sheets
            .iter()
            .filter(|it| !it.text.contains("@layer "))
            .map(|it| &it.name),
    );
    none(
        "stylesheets with a colour or `!important` of their own (colours stand in style/tokens.css)",
        sheets
            .iter()
            .filter(|it| it.name != "style/tokens.css")
            .flat_map(|file| {
                let offends = |line: &str| line.contains("!important") || has_colour(line);
                file.text
                    .lines()
                    .enumerate()
                    .filter(move |(_, line)| offends(line))
                    .map(move |(number, line)| format!("{}:{} {}", file.name, number + 1, line.trim()))
            }),
    );
}

#[test]
fn the_tools_fit_the_libraries() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let version = |package: &str| {
        let name = format!("name = \"{package}\"\nversion = \"");
        lock.split(&name)
            .nth(1)
            .and_then(|it| it.split('"').next())
            .map(str::to_owned)
    };

    assert!(
        manifest.contains(&format!(
            "wasm-bindgen = \"={}\"",
            version("wasm-bindgen").unwrap()
        )),
        "wasm-bindgen is pinned exactly, because its command-line tool must be of the same version"
    );
}

struct File {
    name: String,
    text: String,
}

impl File {
    /// Numbered lines without comments: a comment may explain a rule without breaking it.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn rust_files() -> impl Iterator<Item = File> {
    ["src", "crates", "xtask", "bench", "tests"]
        .into_iter()
        .flat_map(|it| files(Path::new(it), &["rs"]))
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    collect(&root().join(folder), extensions, &mut found);
    found
}

fn collect(folder: &Path, extensions: &[&str], found: &mut Vec<File>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy();
        if path.is_dir() {
            if !["target", "dist", "node_modules", "data"].contains(&&*name) && !name.starts_with(".") {
                collect(&path, extensions, found);
            }
        } else if extensions
            .iter()
            .any(|it| path.extension().is_some_and(|own| own == *it))
            && name != "package-lock.json"
        {
            let name = path
                .strip_prefix(root())
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            found.push(File {
                name,
                text: fs::read_to_string(&path).unwrap(),
            });
        }
    }
}

/// `CO1` or `SU12`, as a document writes a rule's name.
fn rule_id(text: &str) -> Option<String> {
    let letters = text.chars().take_while(char::is_ascii_uppercase).count();
    let is_rule = (2..=3).contains(&letters)
        && text.len() > letters
        && text[letters..].bytes().all(|it| it.is_ascii_digit());
    is_rule.then(|| text.to_owned())
}

/// `fn su3_gap_asks_for_a_snapshot()` tests the rule `SU3`, so does such a case of a contract suite, and
/// `test("SU3 a gap asks for a snapshot"` against the real gateway.
fn tested_rule(line: &str) -> Option<String> {
    let mut line = line.trim_start();
    if let Some(title) = line.strip_prefix("test(") {
        return rule_id(title.trim_start_matches(['"', '`']).split(' ').next()?);
    }
    for word in ["pub ", "async "] {
        line = line.strip_prefix(word).unwrap_or(line);
    }
    let (id, _) = line.strip_prefix("fn ")?.split_once('_')?;
    let is_lower = id
        .bytes()
        .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    rule_id(&id.to_ascii_uppercase()).filter(|_| is_lower)
}

/// `#1f5eff`, `rgb(…)` and the like; links to parts of a page are none.
fn has_colour(line: &str) -> bool {
    let line = line.split("/*").next().unwrap_or(line);
    let is_hex = line.split('#').skip(1).any(|it| {
        let digits = it.bytes().take_while(u8::is_ascii_hexdigit).count();
        matches!(digits, 3 | 4 | 6 | 8)
            && !it[digits..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '-')
    });
    line.contains(':')
        && (is_hex
            || ["rgb(", "rgba(", "hsl(", "oklch("]
                .iter()
                .any(|it| line.contains(it)))
}

fn none(what: &str, found: impl IntoIterator<Item = impl std::fmt::Display>) {
    let mut list = String::new();
    for it in found {
        writeln!(list, "  {it}").unwrap();
    }
    assert!(list.is_empty(), "{what}:\n{list}");
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
