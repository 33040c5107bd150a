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

/// Everybody of several places, each once; who edits at one of them edits.
pub(super) fn merged(places: impl Iterator<Item = Vec<Person>>) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for person in places.flatten() {
        match people.iter_mut().find(|it| it.id == person.id) {
            Some(known) => known.editing = known.editing.or(person.editing),
            None => people.push(person),
        }
    }
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

    #[test]
    fn who_is_at_two_places_is_one_person_and_edits_if_they_do_at_one() {
        let at = |id: &str, editing| {
            let row = Presence {
                id: id.into(),
                name: format!("{id} Chen"),
                editing,
            };
            others([row].iter(), None)
        };
        let places = [
            at("u1", None),
            at("u2", Some(Editing::Reason)),
            at("u1", None),
            at("u2", None),
        ];

        let told: Vec<_> = merged(places.into_iter())
            .into_iter()
            .map(|it| (it.id, it.editing))
            .collect();

        assert_eq!(
            told,
            [("u2".to_owned(), Some(Editing::Reason)), ("u1".to_owned(), None)]
        );
    }
}
