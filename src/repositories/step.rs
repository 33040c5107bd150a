//! What a view tells those who show it.

/// How a shown row stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Standing {
    /// It belongs to the view.
    Here,
    /// It no longer belongs to the view; it goes when the view is released.
    Leaving,
    /// It no longer exists; it goes when the view is released.
    Gone,
}

/// What a step changed, so that nothing else needs to be shown again.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Step {
    /// What is shown where.
    pub order: bool,
    /// Figures, counts of newcomers, standings.
    pub figures: bool,
}
