//! Messages as bytes: an array of frames, as JSON text or MessagePack.

use serde::Serialize;
use serde_json::Value;

use crate::version::{SUBPROTOCOL_JSON, SUBPROTOCOL_MSGPACK};

/// All frames of one direction; implemented by the `frames!` tables.
pub trait FrameSet: Serialize + Sized {
    /// Reads the content of a frame of the given type. `None`: a type this version does not know.
    ///
    /// # Errors
    ///
    /// When the content of a known type is malformed.
    fn read(kind: &str, content: Value) -> serde_json::Result<Option<Self>>;
}

/// How a message is written.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Encoding {
    /// Text, for people and small gateways.
    Json,
    /// Binary, the same data model.
    MessagePack,
}

impl Encoding {
    /// The WebSocket subprotocol that stands for it.
    pub const fn subprotocol(self) -> &'static str {
        match self {
            Self::Json => SUBPROTOCOL_JSON,
            Self::MessagePack => SUBPROTOCOL_MSGPACK,
        }
    }

    /// The encoding a subprotocol stands for.
    pub fn from_subprotocol(name: &str) -> Option<Self> {
        [Self::Json, Self::MessagePack]
            .into_iter()
            .find(|it| it.subprotocol() == name)
    }
}

/// Turns messages into bytes and back.
#[derive(Clone, Copy, Debug)]
pub struct Codec;

impl Codec {
    /// The message as bytes. In JSON they are UTF-8 text.
    ///
    /// # Errors
    ///
    /// When a value cannot be represented (a non-finite number in a row).
    pub fn encode<F: FrameSet>(encoding: Encoding, frames: &[F]) -> Result<Vec<u8>, DecodeError> {
        // Browsers say little: there one writer of frames does for both encodings, as one reader does below.
        #[cfg(target_family = "wasm")]
        let frames = &serde_json::to_value(frames).map_err(|it| DecodeError(it.to_string()))?;
        match encoding {
            Encoding::Json => serde_json::to_vec(frames).map_err(|it| DecodeError(it.to_string())),
            Encoding::MessagePack => {
                rmp_serde::to_vec_named(frames).map_err(|it| DecodeError(it.to_string()))
            }
        }
    }

    /// The frames of a message, in order; frames of unknown types are left out.
    ///
    /// # Errors
    ///
    /// When the bytes are no array of frames, or a known frame is malformed. Nothing of the message may be used then.
    pub fn decode<F: FrameSet>(encoding: Encoding, bytes: &[u8]) -> Result<Vec<F>, DecodeError> {
        // Both encodings become the same tree first: one reader of frames instead of one per encoding, which is a
        // tenth of what a browser would otherwise download.
        let message: Value = match encoding {
            Encoding::Json => serde_json::from_slice(bytes).map_err(|it| DecodeError(it.to_string()))?,
            Encoding::MessagePack => {
                rmp_serde::from_slice(bytes).map_err(|it| DecodeError(it.to_string()))?
            }
        };
        let Value::Array(frames) = message else {
            return Err(DecodeError("a message is an array of frames".to_owned()));
        };
        let mut read = Vec::with_capacity(frames.len());
        for frame in frames {
            read.extend(read_frame(frame)?);
        }
        Ok(read)
    }
}

fn read_frame<F: FrameSet>(frame: Value) -> Result<Option<F>, DecodeError> {
    let one = match frame {
        Value::Object(frame) if frame.len() == 1 => frame.into_iter().next(),
        _ => None,
    };
    let Some((kind, content)) = one else {
        return Err(DecodeError(
            "a frame is an object with exactly one key".to_owned(),
        ));
    };
    F::read(&kind, content).map_err(|it| DecodeError(format!("{kind}: {it}")))
}

/// Bytes that are no message of this protocol.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("malformed message: {0}")]
pub struct DecodeError(pub String);

/// The closed set of frames of one direction: the enum, and the reader that skips unknown types.
macro_rules! frames {
    ($(#[$meta:meta])* $name:ident { $($(#[$frame_meta:meta])* $variant:ident = $kind:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        pub enum $name {
            $($(#[$frame_meta])* #[serde(rename = $kind)] $variant($variant),)+
        }

        impl $name {
            /// The type names, in the order of the specification.
            pub const KINDS: &[&str] = &[$($kind),+];

            /// The frame's type name.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $kind,)+ }
            }
        }

        impl $crate::codec::FrameSet for $name {
            fn read(kind: &str, content: serde_json::Value) -> serde_json::Result<Option<Self>> {
                match kind {
                    $($kind => serde_json::from_value(content).map(|it| Some(Self::$variant(it))),)+
                    _ => Ok(None),
                }
            }
        }

        $(impl From<$variant> for $name {
            fn from(frame: $variant) -> Self {
                Self::$variant(frame)
            }
        })+
    };
}
pub(crate) use frames;
