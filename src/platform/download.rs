//! Gives the person a file.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// The browser could not make a file of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the browser could not save the file")]
pub struct DownloadError;

/// Saves `text` as a file of that name; `kind` is its media type, such as `text/csv;charset=utf-8`.
///
/// # Errors
///
/// When the browser has no room or no right to do it.
pub fn save(name: &str, kind: &str, text: &str) -> Result<(), DownloadError> {
    try_save(name, kind, text).map_err(|_| DownloadError)
}

fn try_save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window()
        .and_then(|it| it.document())
        .ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}
