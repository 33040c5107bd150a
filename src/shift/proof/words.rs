//! What a driver wrote about a shipment and has not confirmed: it lies beside the photos, and is there again after a reload.

use std::collections::BTreeMap;

use protocol::{RowId, entities::TicketKind};
use serde::{Deserialize, Serialize};

/// A line that was drawn, CSS pixels from the upper left corner.
pub type Line = Vec<(f64, f64)>;

/// What a text is for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Who takes it.
    Recipient,
    /// What else is to be said of the delivery.
    Note,
    /// Why it is declined.
    Decline,
    /// Why it cannot be handed over.
    Fail,
    /// What happened.
    Problem,
}

/// Everything that was written about one thing.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Words {
    /// The shipment; empty for a problem, which waits for its driver whatever shipment comes next.
    pub about: RowId,
    texts: BTreeMap<Part, String>,
    /// What somebody signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signature: Vec<Line>,
    /// What the problem is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<TicketKind>,
    /// The shipment that the problem was met with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipment: Option<RowId>,
}

impl Words {
    /// None yet.
    pub fn about(about: RowId) -> Self {
        Self {
            about,
            texts: BTreeMap::new(),
            signature: Vec::new(),
            kind: None,
            shipment: None,
        }
    }

    /// A text; empty where nothing was written.
    pub fn text(&self, part: Part) -> &str {
        self.texts.get(&part).map_or("", String::as_str)
    }

    /// Writes a text anew; an empty one is forgotten.
    pub fn write(&mut self, part: Part, text: String) {
        if text.is_empty() {
            self.texts.remove(&part);
        } else {
            self.texts.insert(part, text);
        }
    }

    /// Whether there is nothing that anybody would miss.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.signature.is_empty()
    }

    /// Takes over what an earlier page left, wherever nothing else was written since.
    pub fn complete(&mut self, earlier: Self) {
        for (part, text) in earlier.texts {
            self.texts.entry(part).or_insert(text);
        }
        if self.signature.is_empty() {
            self.signature = earlier.signature;
        }
        self.kind = self.kind.or(earlier.kind);
        self.shipment = self.shipment.take().or(earlier.shipment);
    }

    /// Under which name it lies beside the files of its driver.
    pub fn name(about: &RowId) -> String {
        format!("{WORDS}{about}")
    }
}

/// No file is called so.
pub(super) const WORDS: &str = "w:";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pp6_what_is_written_is_read_as_it_was_and_gives_way_to_what_was_written_since() {
        let mut earlier = Words::about("s-1".into());
        earlier.write(Part::Recipient, "J. Brenner".to_owned());
        earlier.write(Part::Note, "Gate B".to_owned());
        earlier.signature = vec![vec![(1.5, 2.0), (3.0, 4.5)]];
        let text = serde_json::to_string(&earlier).unwrap();
        assert_eq!(serde_json::from_str::<Words>(&text).unwrap(), earlier);

        let mut now = Words::about("s-1".into());
        now.write(Part::Note, "Gate C".to_owned());
        now.complete(earlier);
        assert_eq!(
            (now.text(Part::Recipient), now.text(Part::Note)),
            ("J. Brenner", "Gate C")
        );
        assert_eq!(now.signature.len(), 1);
        now.signature.clear();
        now.write(Part::Recipient, String::new());
        now.write(Part::Note, String::new());
        assert!(now.is_empty());
    }
}
