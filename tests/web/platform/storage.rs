//! What the browser keeps between visits.

use livedeck::platform::storage::{self, StorageError};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn what_is_written_is_read_until_it_is_removed() {
    storage::write("test:one", "héllo ✓").unwrap();
    let written = storage::read("test:one");

    storage::remove("test:one");

    assert_eq!(written.as_deref(), Some("héllo ✓"));
    assert_eq!(storage::read("test:one"), None);
}

#[wasm_bindgen_test]
fn names_are_found_by_how_they_begin() {
    for key in ["test:a:1", "test:a:2", "test:b:1"] {
        storage::write(key, "").unwrap();
    }

    let mut keys = storage::keys("test:a:");

    keys.sort();
    for key in storage::keys("test:") {
        storage::remove(&key);
    }
    assert_eq!(keys, ["test:a:1", "test:a:2"]);
}

#[wasm_bindgen_test]
fn what_finds_no_room_leaves_what_was_there() {
    storage::write("test:full", "before").unwrap();

    let refused = storage::write("test:full", &"x".repeat(6_000_000));

    let kept = storage::read("test:full");
    storage::remove("test:full");
    assert_eq!(refused, Err(StorageError::Full));
    assert_eq!(kept.as_deref(), Some("before"));
}

#[wasm_bindgen_test]
async fn the_browser_tells_how_much_it_keeps_and_may_keep() {
    let (usage, quota) = storage::estimate().await.unwrap();

    assert!(usage >= 0.0 && quota > usage, "{usage} of {quota}");
}
