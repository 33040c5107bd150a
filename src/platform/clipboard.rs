//! Puts text where it can be pasted.

use wasm_bindgen_futures::JsFuture;

/// The browser did not let the text into the clipboard.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the browser refused access to the clipboard")]
pub struct ClipboardError;

/// Copies text. Browsers allow it only as the answer to a click or a key.
///
/// # Errors
///
/// When the browser refuses, or has no clipboard (a page without https).
pub async fn copy(text: &str) -> Result<(), ClipboardError> {
    let window = web_sys::window().ok_or(ClipboardError)?;
    let clipboard = js_sys::Reflect::get(&window.navigator(), &"clipboard".into())
        .ok()
        .filter(|it| !it.is_undefined())
        .ok_or(ClipboardError)?;
    let clipboard: web_sys::Clipboard = wasm_bindgen::JsCast::unchecked_into(clipboard);
    JsFuture::from(clipboard.write_text(text))
        .await
        .map(drop)
        .map_err(|_| ClipboardError)
}
