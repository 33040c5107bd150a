//! Which protocol this is, and how connections of it end.

/// Version in `hello.v`. A change to the wire is a new number and new golden files.
pub const PROTOCOL_VERSION: u32 = 1;

/// WebSocket subprotocol with JSON text.
pub const SUBPROTOCOL_JSON: &str = "livedeck.v1.json";

/// WebSocket subprotocol with MessagePack.
pub const SUBPROTOCOL_MSGPACK: &str = "livedeck.v1.msgpack";

/// Why a WebSocket of this protocol was closed, and so what the client does next.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum CloseCode {
    /// 1000: on purpose.
    Normal,
    /// 1001: the gateway stops.
    GoingAway,
    /// 1012: the gateway restarts.
    Restart,
    /// 1013: too slow or too busy; try later.
    TryLater,
    /// 4400: a frame could not be read.
    Malformed,
    /// 4401: token missing, bad or expired.
    Unauthorized,
    /// 4403: never yours.
    Forbidden,
    /// 4408: no `hello` in time.
    HelloTimeout,
    /// 4409: the same device connected again.
    Superseded,
    /// 4413: a frame over the limit.
    TooLarge,
    /// 4426: the client is too old.
    UpdateNeeded,
    /// 4429: too many messages.
    TooMany,
    /// Any other number, among them 1006 (no close frame at all).
    Other(u16),
}

impl CloseCode {
    const TABLE: [(Self, u16); 12] = [
        (Self::Normal, 1000),
        (Self::GoingAway, 1001),
        (Self::Restart, 1012),
        (Self::TryLater, 1013),
        (Self::Malformed, 4400),
        (Self::Unauthorized, 4401),
        (Self::Forbidden, 4403),
        (Self::HelloTimeout, 4408),
        (Self::Superseded, 4409),
        (Self::TooLarge, 4413),
        (Self::UpdateNeeded, 4426),
        (Self::TooMany, 4429),
    ];

    /// The number in the close frame.
    pub fn as_u16(self) -> u16 {
        match self {
            Self::Other(code) => code,
            known => Self::TABLE
                .iter()
                .find(|(it, _)| *it == known)
                .map_or(1006, |(_, code)| *code),
        }
    }
}

impl From<u16> for CloseCode {
    fn from(code: u16) -> Self {
        Self::TABLE
            .iter()
            .find(|(_, it)| *it == code)
            .map_or(Self::Other(code), |(it, _)| *it)
    }
}
