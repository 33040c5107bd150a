//! What one list differs from another in.

use protocol::Entity;

use super::{Column, ListFilter};
use crate::{
    format::Formatter,
    link::Link,
    repositories::lens::Lens,
    texts::{Language, Texts},
};

/// A kind of list: which rows, how they are chosen, and how it speaks of them.
pub(crate) trait ListKind: Copy + Send + Sync + 'static {
    /// What it lists.
    type Row: Entity;
    /// How rows are chosen.
    type Filter: ListFilter;
    /// What a choice means depends on: who asks, when, in which language.
    type Setting: Clone + PartialEq + Send + Sync + 'static;
    /// A choice, ready to be asked about every change.
    type Lens: Lens<Row = Self::Row> + 'static;

    /// Names it in the style sheet and in exported files.
    const NAME: &'static str;
    /// Where the chosen columns are kept.
    const COLUMNS_KEY: &'static str;

    /// What a choice means.
    fn lens(filter: Self::Filter, setting: Self::Setting) -> Self::Lens;

    /// How it speaks.
    fn words(texts: Texts) -> ListWords;

    /// Says how many rows wait to be shown.
    fn newcomers(language: Language, n: usize) -> String;

    /// Says the outcome of a search aloud.
    fn found(language: Language, n: usize) -> String;

    /// Why there is nothing to see although nothing was filtered away.
    fn nothing(filter: &Self::Filter, texts: Texts) -> &'static str;

    /// There is nothing yet: what comes next.
    fn hint(link: Link, texts: Texts) -> Option<&'static str> {
        let _ = (link, texts);
        None
    }

    /// The text of a cell as people read it. A moment stands as a moment: an age would run on.
    fn shown(row: &Self::Row, column: ColumnOf<Self>, format: Formatter) -> String;

    /// The headings of a column in a file; more than one if its cells hold more than one thing.
    fn headings(column: ColumnOf<Self>, format: Formatter, texts: Texts) -> Vec<String> {
        let _ = format;
        vec![column.title(texts).to_owned()]
    }

    /// The cells of a column in a file, as many as [`Self::headings`]. Numbers are written for machines: a point, no
    /// separators, no unit.
    fn cells(row: &Self::Row, column: ColumnOf<Self>, format: Formatter, language: Language) -> Vec<String>;
}

/// The columns of a kind of list.
pub(crate) type ColumnOf<K> = <<K as ListKind>::Filter as ListFilter>::Column;

/// How a list speaks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListWords {
    /// What it lists.
    pub(crate) name: &'static str,
    /// What its search field is for.
    pub(crate) search: &'static str,
    /// Filters left nothing.
    pub(crate) none_match: &'static str,
    /// Somebody may not see it.
    pub(crate) forbidden: &'static str,
    /// The row beside the table is there no longer.
    pub(crate) gone: &'static str,
    /// The row above.
    pub(crate) previous: &'static str,
    /// The row below.
    pub(crate) next: &'static str,
}
