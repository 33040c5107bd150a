//! Why things were refused and how they ended: the labels under which the gateway counts.

/// Why something a device reported was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Rejection {
    /// Nobody knows the key.
    UnknownDevice,
    /// It cannot be read, or no place on earth is there.
    Malformed,
    /// Too old.
    Stale,
    /// From the future.
    Future,
    /// Too often.
    TooOften,
}

impl Rejection {
    pub(super) const ALL: [Self; 5] = [
        Self::UnknownDevice,
        Self::Malformed,
        Self::Stale,
        Self::Future,
        Self::TooOften,
    ];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::UnknownDevice => "unknown_device",
            Self::Malformed => "malformed",
            Self::Stale => "stale",
            Self::Future => "future",
            Self::TooOften => "too_often",
        }
    }
}

/// Why positions of a driver's phone were refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PositionsRefused {
    /// Not their own.
    Forbidden,
    /// Off shift.
    OffShift,
    /// Too often.
    Busy,
    /// They cannot be read, or no place on earth is there.
    Malformed,
    /// All too old.
    Stale,
    /// All from the future.
    Future,
}

impl PositionsRefused {
    pub(super) const ALL: [Self; 6] = [
        Self::Forbidden,
        Self::OffShift,
        Self::Busy,
        Self::Malformed,
        Self::Stale,
        Self::Future,
    ];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Forbidden => "forbidden",
            Self::OffShift => "off_shift",
            Self::Busy => "busy",
            Self::Malformed => "malformed",
            Self::Stale => "stale",
            Self::Future => "future",
        }
    }
}

/// What became of a message to a push service.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PushEnd {
    /// The service has it.
    Sent,
    /// The browser is not there any more; it is forgotten.
    Gone,
    /// The service, or the gateway itself, would not have it.
    Refused,
    /// The service could not be reached, again and again.
    Failed,
    /// Too many waited.
    Dropped,
    /// A newer one about the same shipment took its place.
    Replaced,
    /// The subscription ended before it left.
    Ended,
}

impl PushEnd {
    pub(super) const ALL: [Self; 7] = [
        Self::Sent,
        Self::Gone,
        Self::Refused,
        Self::Failed,
        Self::Dropped,
        Self::Replaced,
        Self::Ended,
    ];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Gone => "gone",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
            Self::Replaced => "replaced",
            Self::Ended => "ended",
        }
    }
}
