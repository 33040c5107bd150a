//! What somebody typed to find rows by any of their columns.

/// Words that must all occur, in any order and in any column.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Needle {
    words: Vec<String>,
}

impl Needle {
    /// The needle of a search text. Empty text matches everything.
    pub fn new(text: &str) -> Self {
        Self {
            words: text.split_whitespace().map(str::to_lowercase).collect(),
        }
    }

    /// Whether it matches everything, so that nobody needs to collect the columns.
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether every word occurs somewhere in these columns.
    pub fn occurs_in<'a>(&self, columns: impl IntoIterator<Item = &'a str>) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let mut hay = String::with_capacity(96);
        for column in columns {
            hay.push_str(column);
            // No word contains a line break, so none is found across columns.
            hay.push('\n');
        }
        let hay = hay.to_lowercase();
        self.words.iter().all(|it| hay.contains(it.as_str()))
    }
}

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
            ("ring harbour", false),
            ("4821m", false),
        ] {
            assert_eq!(Needle::new(text).occurs_in(row), found, "{text}");
        }
    }
}
