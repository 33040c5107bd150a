//! Messages as bytes: an array of frames, as JSON text or MessagePack.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess},
};

use crate::version::{SUBPROTOCOL_JSON, SUBPROTOCOL_MSGPACK};

/// All frames of one direction; implemented by the `frames!` tables.
pub trait FrameSet: Serialize + Sized {
    /// Reads the content of a frame of the given type. `None`: a type this version does not know.
    ///
    /// # Errors
    ///
    /// When the content of a known type is malformed.
    fn read<'de, A: MapAccess<'de>>(kind: &str, content: &mut A) -> Result<Option<Self>, A::Error>;
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
        let message: Message<F> = match encoding {
            Encoding::Json => serde_json::from_slice(bytes).map_err(|it| DecodeError(it.to_string()))?,
            Encoding::MessagePack => {
                rmp_serde::from_slice(bytes).map_err(|it| DecodeError(it.to_string()))?
            }
        };
        Ok(message.0)
    }
}

/// Bytes that are no message of this protocol.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("malformed message: {0}")]
pub struct DecodeError(pub String);

struct Message<F>(Vec<F>);

impl<'de, F: FrameSet> Deserialize<'de> for Message<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(MessageVisitor(PhantomData))
    }
}

struct MessageVisitor<F>(PhantomData<F>);

impl<'de, F: FrameSet> de::Visitor<'de> for MessageVisitor<F> {
    type Value = Message<F>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of frames")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut frames = Vec::new();
        while let Some(frame) = seq.next_element_seed(FrameSeed(PhantomData))? {
            frames.extend(frame);
        }
        Ok(Message(frames))
    }
}

struct FrameSeed<F>(PhantomData<F>);

impl<'de, F: FrameSet> DeserializeSeed<'de> for FrameSeed<F> {
    type Value = Option<F>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: FrameSet> de::Visitor<'de> for FrameSeed<F> {
    type Value = Option<F>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a frame: an object with exactly one key")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Some(kind) = map.next_key::<String>()? else {
            return Err(de::Error::custom("a frame without a type"));
        };
        let frame = F::read(&kind, &mut map)?;
        if map.next_key::<IgnoredAny>()?.is_some() {
            return Err(de::Error::custom("a frame has exactly one key"));
        }
        Ok(frame)
    }
}

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
            fn read<'de, A: serde::de::MapAccess<'de>>(
                kind: &str,
                content: &mut A,
            ) -> Result<Option<Self>, A::Error> {
                match kind {
                    $($kind => content.next_value().map(|it| Some(Self::$variant(it))),)+
                    _ => content.next_value::<serde::de::IgnoredAny>().map(|_| None),
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
