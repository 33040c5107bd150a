//! What somebody typed to find rows by any of their columns.

use crate::format::NARROW;

/// Words that must all occur, in any order and in any column. A number and its unit are one word, as they are read:
/// `65 %` finds neither 165 % nor a 65 beside some other percentage.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Needle {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Term {
    /// Occurs anywhere.
    Word(String),
    /// Stands alone.
    Measure(String),
}

impl Needle {
    /// The needle of a search text. Empty text matches everything.
    pub fn new(text: &str) -> Self {
        let text = plain(text.chars());
        let mut terms: Vec<Term> = Vec::new();
        for word in text.split_whitespace() {
            let (number, unit) =
                word.split_at(word.rfind(|it: char| it.is_ascii_digit()).map_or(0, |it| it + 1));
            let measure = match terms.last() {
                _ if !UNITS.contains(&unit) => None,
                _ if is_number(number) => Some(format!("{number} {unit}")),
                Some(Term::Word(last)) if number.is_empty() && is_number(last) => {
                    let measure = format!("{last} {unit}");
                    terms.pop();
                    Some(measure)
                }
                _ => None,
            };
            terms.push(measure.map_or_else(|| Term::Word(word.to_owned()), Term::Measure));
        }
        Self { terms }
    }

    /// Whether it matches everything, so that nobody needs to collect the columns.
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether every word occurs somewhere in these columns.
    pub fn occurs_in<T: AsRef<str>>(&self, columns: impl IntoIterator<Item = T>) -> bool {
        if self.is_empty() {
            return true;
        }
        let mut hay = String::with_capacity(128);
        for column in columns {
            hay.push_str(column.as_ref());
            // No word contains a line break, so none is found across columns.
            hay.push('\n');
        }
        let hay = plain(hay.chars());
        self.terms.iter().all(|it| match it {
            Term::Word(word) => hay.contains(word.as_str()),
            Term::Measure(measure) => hay.match_indices(measure.as_str()).any(|(at, _)| {
                let (before, after) = (&hay[..at], &hay[at + measure.len()..]);
                !before.ends_with(|it: char| it.is_ascii_digit() || it == '.')
                    && !after.starts_with(|it: char| it.is_alphanumeric() || it == '/')
            }),
        })
    }
}

/// Lower case, with plain spaces and without the marks that group digits: what is typed is seldom written so well.
fn plain(text: impl Iterator<Item = char> + Clone) -> String {
    let mut plain = String::new();
    let mut next = text.clone().skip(1);
    let mut is_digit = false;
    for it in text {
        let before_digit = next.next().is_some_and(|it| it.is_ascii_digit());
        match it {
            ',' | NARROW if is_digit && before_digit => continue,
            NARROW | '\u{a0}' => plain.push(' '),
            it => plain.extend(it.to_lowercase()),
        }
        is_digit = it.is_ascii_digit();
    }
    plain
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|it| it.is_ascii_digit() || it == '.')
}

/// Every unit of a column, in lower case.
const UNITS: [&str; 9] = ["%", "km/h", "mph", "km", "mi", "t", "g", "min", "h"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_occur_in_any_column() {
        let row = ["KV-4821", "M. Okafor", "Ring road, exit 6"];

        for (text, found) in [
            ("", true),
            ("okafor", true),
            ("RING kv-48", true),
            ("road, exit", true),
            ("ring harbour", false),
            ("4821m", false),
        ] {
            assert_eq!(Needle::new(text).occurs_in(row), found, "{text}");
        }
    }

    #[test]
    fn a_number_is_found_with_its_unit_as_it_is_read() {
        let row = [
            "KV-65",
            "165\u{202f}%",
            "94\u{202f}km/h",
            "12,345\u{202f}km",
            "7\u{202f}890\u{202f}mi",
        ];

        for (text, found) in [
            ("165 %", true),
            ("165%", true),
            ("165\u{202f}%", true),
            ("65 %", false),
            ("kv-65 %", true),
            ("94 km/h okay", false),
            ("kv 94 KM/H", true),
            ("94 km", false),
            ("12,345 km", true),
            ("12345 km", true),
            ("12345", true),
            ("7890 mi", true),
            ("94 %", false),
        ] {
            assert_eq!(Needle::new(text).occurs_in(row), found, "{text}");
        }
    }
}
