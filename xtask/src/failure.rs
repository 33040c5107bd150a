//! What went wrong, and what the person at the keyboard can do about it.

/// An error for people.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What is wrong, in one sentence.
    pub(crate) what: String,
    /// How to get further, line by line.
    pub(crate) help: Vec<String>,
}

impl Failure {
    /// Something is wrong.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            help: Vec::new(),
        }
    }

    /// Adds a line on how to get further.
    #[must_use]
    pub(crate) fn help(mut self, line: impl Into<String>) -> Self {
        self.help.push(line.into());
        self
    }
}
