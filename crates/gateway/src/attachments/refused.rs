//! Why a part of an attachment is not kept.

/// The reason, as it is counted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refused {
    /// Not their shipment, or none that they may see.
    Forbidden,
    /// The request cannot be understood.
    Malformed,
    /// The first bytes are those of something else.
    WrongType,
    /// More bytes than an attachment or a part may have.
    TooLarge,
    /// The id names another attachment.
    Taken,
    /// It does not go on where the bytes end that are there.
    Offset {
        /// So many are there.
        received: u64,
    },
    /// Enough for this shipment, or of this person.
    Full,
    /// Too often.
    Busy,
}

impl Refused {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Forbidden,
        Self::Malformed,
        Self::WrongType,
        Self::TooLarge,
        Self::Taken,
        Self::Offset { received: 0 },
        Self::Full,
        Self::Busy,
    ];

    /// In a word: the code of the answer, and the label of the metric.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Forbidden => "forbidden",
            Self::Malformed => "malformed",
            Self::WrongType => "wrong_type",
            Self::TooLarge => "too_large",
            Self::Taken => "taken",
            Self::Offset { .. } => "offset",
            Self::Full => "full",
            Self::Busy => "busy",
        }
    }
}
