//! What a column is to a table, to the address and to the file of an export.

use protocol::entities::StreamKind;

use crate::{repositories::sort::Direction, texts::Texts};

/// A column of a list; the default one is what the list is sorted by until somebody chooses.
pub(crate) trait Column: Copy + Default + PartialEq + Send + Sync + 'static {
    /// Every column, from left to right.
    const ALL: &'static [Self];

    /// How it stands in the table.
    fn look(self) -> ColumnLook;

    /// Its heading.
    fn title(self, texts: Texts) -> &'static str;

    /// Its heading on paper, where a moment stands in place of an age.
    fn title_on_paper(self, texts: Texts) -> &'static str {
        self.title(texts)
    }

    /// What one must see rows of for it to be there, besides the rows of the list.
    fn needs(self) -> Option<StreamKind> {
        None
    }

    /// Which way it sorts at the first click.
    fn first_direction(self) -> Direction {
        Direction::Ascending
    }

    /// Its word in addresses and settings.
    fn as_str(self) -> &'static str {
        self.look().word
    }

    /// The column of a word.
    fn find(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.as_str() == word)
    }
}

/// How a column stands in the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ColumnLook {
    /// Its word in addresses, settings and the style sheet.
    pub(crate) word: &'static str,
    /// Its width, as a track of a CSS grid.
    pub(crate) track: &'static str,
    /// The narrowest table, in px, that has room for it.
    pub(crate) room: u32,
    /// Whether it stands at the right edge.
    pub(crate) numeric: bool,
    /// Whether rows can be sorted by it.
    pub(crate) sortable: bool,
    /// Whether it is shown until somebody chooses.
    pub(crate) usual: bool,
    /// Whether it is always shown.
    pub(crate) fixed: bool,
    /// Whether it is there to act and holds no data: only for those who may, and never in a file.
    pub(crate) acting: bool,
}

impl ColumnLook {
    /// A column of words that is shown and can be sorted by.
    pub(crate) const fn new(word: &'static str, track: &'static str) -> Self {
        Self {
            word,
            track,
            room: 0,
            numeric: false,
            sortable: true,
            usual: true,
            fixed: false,
            acting: false,
        }
    }

    /// Needs a table that wide, px.
    pub(crate) const fn needs_width(self, room: u32) -> Self {
        Self { room, ..self }
    }

    /// Stands at the right edge.
    pub(crate) const fn numeric(self) -> Self {
        Self {
            numeric: true,
            ..self
        }
    }

    /// Is always shown.
    pub(crate) const fn fixed(self) -> Self {
        Self { fixed: true, ..self }
    }

    /// Is shown only to those who ask for it.
    pub(crate) const fn unusual(self) -> Self {
        Self { usual: false, ..self }
    }

    /// Cannot be sorted by.
    pub(crate) const fn unsortable(self) -> Self {
        Self {
            sortable: false,
            ..self
        }
    }

    /// Is there to act.
    pub(crate) const fn acting(self) -> Self {
        Self {
            sortable: false,
            acting: true,
            ..self
        }
    }
}
