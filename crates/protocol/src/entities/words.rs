//! Closed sets of words: enums with one spelling on the wire, in URLs and in attributes.

/// Declares a closed set of words with their wire names.
macro_rules! words {
    ($($(#[$meta:meta])* $name:ident { $($(#[$word_meta:meta])* $word:ident = $text:literal,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, serde::Deserialize, serde::Serialize)]
        pub enum $name {
            $($(#[$word_meta])* #[serde(rename = $text)] $word,)+
        }

        impl $name {
            /// Every word, in order.
            pub const ALL: [Self; [$($text),+].len()] = [$(Self::$word),+];

            /// The word on the wire, in URLs and in attributes.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                Self::ALL.into_iter().find(|it| it.as_str() == text).ok_or(())
            }
        }
    )+};
}
pub(crate) use words;
