//! Scopes of topics name vehicles: in a recording they are numbers, in the order of the names.
//!
//! The order stays because an engine goes through its topics in it. Numbers are given when the text is made, since only then
//! all names are known.

use protocol::StreamKind;

/// The same lines, with a number wherever a scope stood.
pub(super) fn number(text: &str) -> String {
    let mut scopes: Vec<&str> = Vec::new();
    for (_, scope) in text.split('"').filter_map(scoped) {
        if let Err(place) = scopes.binary_search(&scope) {
            scopes.insert(place, scope);
        }
    }
    let mut numbered = String::with_capacity(text.len());
    // Between two quotation marks stands a text of JSON, or what is between two of them: paths have nothing to escape.
    for piece in text.split_inclusive('"') {
        let place = scoped(piece.trim_end_matches('"'))
            .and_then(|(path, scope)| Some((path, scopes.binary_search(&scope).ok()?)));
        match place {
            Some((path, place)) => numbered.push_str(&format!("{path}/{place:04}\"")),
            None => numbered.push_str(piece),
        }
    }
    numbered
}

/// The path and the scope, if the text is a scoped topic.
fn scoped(text: &str) -> Option<(&'static str, &str)> {
    let scoped = StreamKind::ALL.into_iter().filter(|it| it.is_scoped());
    scoped
        .map(StreamKind::path)
        .find_map(|path| Some((path, text.strip_prefix(path)?.strip_prefix('/')?)))
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
