//! Filters as they stand in an address, so that links and the Back button mean what they show.

use std::str::FromStr;

/// Names and values of a query string, decoded.
pub type Pairs = Vec<(&'static str, String)>;

/// A word of an address that means nothing there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Stray {
    /// What it was asked for; empty if that itself means nothing, and is part of the word.
    pub name: &'static str,
    /// The word.
    pub word: String,
}

/// An address being read; it notes what nobody knows, so that the page can say so.
pub struct Query<'a> {
    get: &'a dyn Fn(&str) -> Option<&'a str>,
    read: Vec<&'static str>,
    strays: Vec<Stray>,
}

impl<'a> Query<'a> {
    /// Begins to read.
    pub fn new(get: &'a dyn Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            get,
            read: Vec::new(),
            strays: Vec::new(),
        }
    }

    /// Reads a text.
    pub fn text(&mut self, name: &'static str) -> &'a str {
        self.read.push(name);
        (self.get)(name).unwrap_or_default()
    }

    /// Reads one word.
    pub fn word<T>(&mut self, name: &'static str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let word = self.text(name);
        if word.is_empty() {
            return None;
        }
        let parsed = parse(word);
        if parsed.is_none() {
            self.stray(name, word);
        }
        parsed
    }

    /// Reads a list of words; what nobody knows is left out.
    pub fn words<T: FromStr>(&mut self, name: &'static str) -> Vec<T> {
        let text = self.text(name);
        let mut words = Vec::new();
        for word in split(text) {
            match word.parse() {
                Ok(it) => words.push(it),
                Err(_) => self.stray(name, word),
            }
        }
        words
    }

    /// Reads a list of names.
    pub fn names(&mut self, name: &'static str) -> Vec<String> {
        split(self.text(name))
            .map(|it| it.replace("%2C", ",").replace("%25", "%"))
            .collect()
    }

    /// Notes a word that nobody knows.
    pub fn stray(&mut self, name: &'static str, word: &str) {
        let word = word.to_owned();
        self.strays.push(Stray { name, word });
    }

    /// What nobody knew: words, and of the whole query the names that nobody read.
    pub fn strays<N: AsRef<str>>(mut self, all: impl IntoIterator<Item = (N, &'a str)>) -> Vec<Stray> {
        for (name, value) in all {
            let name = name.as_ref();
            if !value.is_empty() && !self.read.contains(&name) {
                self.stray("", &format!("{name}={value}"));
            }
        }
        self.strays
    }
}

/// Whether two names are the same to who types them: plates are written in either case.
pub fn is_same_name(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// The one of these names that is meant: it itself, or the only one that differs in nothing but case.
pub fn meant<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let alike: Vec<_> = names.filter(|it| is_same_name(it, typed)).collect();
    let exact = alike.iter().find(|it| **it == typed).copied();
    exact.or(match alike.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}

/// Adds a list of words, if there are any.
pub fn push_words(pairs: &mut Pairs, name: &'static str, words: impl IntoIterator<Item = &'static str>) {
    let text = words.into_iter().collect::<Vec<_>>().join(",");
    push(pairs, name, &text);
}

/// Adds a list of names, if there are any. A comma inside a name is escaped.
pub fn push_names<'a>(pairs: &mut Pairs, name: &'static str, names: impl IntoIterator<Item = &'a str>) {
    let names: Vec<_> = names
        .into_iter()
        .map(|it| it.replace('%', "%25").replace(',', "%2C"))
        .collect();
    push(pairs, name, &names.join(","));
}

/// Adds a text, unless it is empty.
pub fn push(pairs: &mut Pairs, name: &'static str, text: &str) {
    if !text.is_empty() {
        pairs.push((name, text.to_owned()));
    }
}

/// Reads back what was written; for tests of filters.
#[cfg(test)]
pub(crate) fn read_back<T>(pairs: &Pairs, read: impl FnOnce(&mut Query<'_>) -> T) -> (T, Vec<Stray>) {
    let get = |name: &str| pairs.iter().find(|it| it.0 == name).map(|it| it.1.as_str());
    let mut query = Query::new(&get);
    let read = read(&mut query);
    (read, query.strays(pairs.iter().map(|it| (it.0, it.1.as_str()))))
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use protocol::entities::VehicleStatus;

    use super::*;

    #[test]
    fn names_may_contain_commas() {
        let mut pairs = Pairs::new();
        push_names(&mut pairs, "depot", ["Nord, upper", "100 % Harbour", "%2C"]);

        let (names, _) = read_back(&pairs, |it| it.names("depot"));

        assert_eq!(names, ["Nord, upper", "100 % Harbour", "%2C"]);
    }

    #[test]
    fn a_name_is_meant_in_either_case_where_that_is_unambiguous() {
        let meant = |typed, names: &[&'static str]| meant(typed, names.iter().copied());

        assert_eq!(meant("kv-1", &["KV-1", "KV-12"]), Some("KV-1"));
        assert_eq!(meant("kv-1", &["KV-1", "kv-1"]), Some("kv-1"));
        assert_eq!(meant("Kv-1", &["KV-1", "kv-1"]), None);
        assert_eq!(meant("kv-2", &["KV-1"]), None);
    }

    #[test]
    fn words_nobody_knows_are_left_out_and_noted() {
        let pairs = vec![("status", "moving,flying,,idle".to_owned())];

        let (words, strays) = read_back(&pairs, |it| it.words::<VehicleStatus>("status"));

        assert_eq!(words, [VehicleStatus::Moving, VehicleStatus::Idle]);
        let flying = Stray {
            name: "status",
            word: "flying".to_owned(),
        };
        assert_eq!(strays, [flying]);
        let unread = vec![("view", "banana".to_owned()), ("depot", String::new())];
        assert_eq!(
            read_back(&unread, |_| ()).1,
            [Stray {
                name: "",
                word: "view=banana".to_owned()
            }]
        );
        assert_eq!(
            read_back(&Pairs::new(), |it| it.words::<VehicleStatus>("status")),
            (vec![], vec![])
        );
    }
}
