//! People as they are shown: without oneself, whoever edits first.

use protocol::{
    UserId,
    entities::{Editing, Presence},
};

use crate::{components::avatar::initials, repositories::sort::natural};

/// Somebody else.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) letters: String,
    pub(super) editing: Option<Editing>,
}

/// How many are shown as two letters each; of more the number.
pub(super) const SHOWN_MAX: usize = 4;

/// Everybody but the person here, on whatever other pages and devices they are.
pub(super) fn others<'a>(rows: impl Iterator<Item = &'a Presence>, me: Option<&UserId>) -> Vec<Person> {
    let is_other = |it: &&Presence| me.is_none_or(|me| me.as_str() != it.id.as_str());
    let mut people: Vec<_> = rows
        .filter(is_other)
        .map(|it| Person {
            id: it.id.as_str().to_owned(),
            name: it.name.clone(),
            letters: initials(&it.name),
            editing: it.editing,
        })
        .collect();
    people.sort_by_cached_key(|it| (it.editing.is_none(), natural(&it.name)));
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_edits_comes_first_and_nobody_sees_themselves() {
        let row = |id: &str, name: &str, editing| Presence {
            id: id.into(),
            name: name.to_owned(),
            editing,
        };
        let rows = [
            row("u1", "Ana Weber", None),
            row("u2", "Ben Ortiz", None),
            row("u3", "Maya Chen", Some(Editing::Reason)),
        ];

        let people = others(rows.iter(), Some(&"u1".into()));

        let letters: Vec<_> = people.iter().map(|it| it.letters.as_str()).collect();
        assert_eq!(letters, ["MC", "BO"]);
    }
}
