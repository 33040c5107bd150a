//! Scopes of topics name vehicles: in a recording they are numbers, in the order of the names.
//!
//! The order stays because an engine goes through its topics in it. Numbers are given when the text is made, since only then
//! all names are known.

use std::collections::BTreeMap;

use protocol::StreamKind;

/// The same lines, with a number wherever a scope stood.
pub(super) fn number(text: &str) -> String {
    let mut numbers: BTreeMap<&str, String> =
        find(text).map(|at| (&text[at.0..at.1], String::new())).collect();
    for (index, number) in numbers.values_mut().enumerate() {
        *number = format!("{index:04}");
    }
    let mut numbered = String::with_capacity(text.len());
    let mut told = 0;
    for (from, to) in find(text) {
        numbered.push_str(&text[told..from]);
        numbered.push_str(numbers.get(&text[from..to]).map_or("", String::as_str));
        told = to;
    }
    numbered.push_str(&text[told..]);
    numbered
}

/// Where scopes stand, from first to last: after the path of a scoped stream, up to the end of the JSON text.
fn find(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut found = Vec::new();
    for kind in StreamKind::ALL.into_iter().filter(|it| it.is_scoped()) {
        let path = format!("\"{}/", kind.path());
        for (at, _) in text.match_indices(&path) {
            let from = at + path.len();
            let length = text[from..].find('"').unwrap_or_default();
            found.push((from, from + length));
        }
    }
    found.sort_unstable();
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_the_same_number_everywhere_and_keeps_its_place() {
        let text = r#"{"topic":"fleet/report/kv-9"} {"topic":"fleet/report/kv-12@2026-11-19"} ["fleet/report/kv-9","fleet/vehicles"]"#;

        assert_eq!(
            number(text),
            r#"{"topic":"fleet/report/0001"} {"topic":"fleet/report/0000"} ["fleet/report/0001","fleet/vehicles"]"#
        );
    }
}
