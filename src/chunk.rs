//! Parts of the program that are files of their own, downloaded when first needed: the first page is there sooner.
//!
//! A release build has the feature `split`; `web/finish.mjs` then cuts the program at every [`chunk!`], and what two
//! parts share becomes a file that both load. Without the feature everything is one file and here at once.

/// A part's file did not arrive: no network, or a newer version has replaced it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ChunkLost;

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for ChunkLost {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// Declares an async function that brings a value (a function pointer) out of a part, and with it all the code that
/// only this value reaches: `chunk! { file: fn name() -> Type = value; }`.
///
/// A lost part may be asked for again. One that is here answers at once.
macro_rules! chunk {
    ($($(#[$meta:meta])* $file:ident: $vis:vis fn $name:ident() -> $Value:ty = $value:expr;)+) => {$(
        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split($file, wasm_split_path = leptos::wasm_split, fallible)]
        $(#[$meta])*
        $vis fn $name() -> Result<$Value, $crate::chunk::ChunkLost> {
            Ok($value)
        }

        #[cfg(not(feature = "split"))]
        $(#[$meta])*
        $vis async fn $name() -> Result<$Value, $crate::chunk::ChunkLost> {
            Ok($value)
        }
    )+};
}
pub(crate) use chunk;
