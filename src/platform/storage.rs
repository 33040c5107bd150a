//! What the browser keeps between visits: short texts by name.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Storage, StorageEvent};

use super::listener::Listener;

/// The text was not kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum StorageError {
    /// There is no room left.
    #[error("the browser's storage is full")]
    Full,
    /// The browser keeps nothing for this page (a private window, a policy).
    #[error("the browser allows no storage")]
    Denied,
}

/// The text of that name, if there is one.
pub fn read(key: &str) -> Option<String> {
    local().ok()?.get_item(key).ok()?
}

/// Keeps the text under that name.
///
/// # Errors
///
/// When there is no room or no storage; what was there before stays.
pub fn write(key: &str, text: &str) -> Result<(), StorageError> {
    local()?.set_item(key, text).map_err(|_| StorageError::Full)
}

/// Forgets the text of that name.
pub fn remove(key: &str) {
    if let Ok(storage) = local() {
        // Removing cannot fail for want of room, and without storage there is nothing to remove.
        let _ = storage.remove_item(key);
    }
}

/// Every name that begins with `prefix`.
pub fn keys(prefix: &str) -> Vec<String> {
    let Ok(storage) = local() else {
        return Vec::new();
    };
    (0..storage.length().unwrap_or_default())
        .filter_map(|it| storage.key(it).ok()?)
        .filter(|it| it.starts_with(prefix))
        .collect()
}

/// Hears of the text of that name whenever another tab of this browser writes (`Some`) or forgets it, for as long as the
/// listener lives.
pub fn watch(key: &'static str, mut hear: impl FnMut(Option<String>) + 'static) -> Option<Listener> {
    Listener::on_window("storage", move |event| {
        if let Some(event) = event.dyn_ref::<StorageEvent>()
            && event.key().as_deref() == Some(key)
        {
            hear(event.new_value());
        }
    })
}

/// Asks the browser not to clear what this page stores when it runs short of room. It decides by itself or asks the person;
/// `None`: it cannot be asked.
pub async fn persist() -> Option<bool> {
    let manager = web_sys::window()?.navigator().storage();
    JsFuture::from(manager.persist().ok()?).await.ok()?.as_bool()
}

/// Whether it has promised that.
pub async fn is_persisted() -> Option<bool> {
    let manager = web_sys::window()?.navigator().storage();
    JsFuture::from(manager.persisted().ok()?).await.ok()?.as_bool()
}

/// How much the page stores in this browser and how much it may, in bytes, over all kinds of storage.
pub async fn estimate() -> Option<(f64, f64)> {
    let manager = web_sys::window()?.navigator().storage();
    let estimate = JsFuture::from(manager.estimate().ok()?).await.ok()?;
    let number = |name: &str| js_sys::Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    Some((number("usage")?, number("quota")?))
}

fn local() -> Result<Storage, StorageError> {
    web_sys::window()
        .and_then(|it| it.local_storage().ok()?)
        .ok_or(StorageError::Denied)
}
