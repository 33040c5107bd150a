//! Scopes of topics name vehicles: in a recording they are numbers, in the order of the names.
//!
//! The order stays because an engine goes through its topics in it. Numbers are given when the text is made, since only then
//! all names are known.

use protocol::Topic;

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

/// What stands before the name, and the name, if the text is a topic that names something.
fn scoped(text: &str) -> Option<(&str, &str)> {
    let topic: Topic = text.parse().ok()?;
    let at = text.len() - topic.subject()?.len();
    Some((text[..at].strip_suffix('/')?, &text[at..]))
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

    #[test]
    fn words_that_name_nothing_stay() {
        let text = r#"["presence/dispatch","presence/shipments/sh-7"]"#;

        assert_eq!(number(text), r#"["presence/dispatch","presence/shipments/0000"]"#);
    }
}
