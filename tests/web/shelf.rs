//! Texts on the disk: also those of a time when there was no database.

use std::rc::Rc;

use livedeck::{
    platform::{database::Write, storage},
    shelf::Shelf,
};
use wasm_bindgen_test::wasm_bindgen_test;

fn shelf() -> Shelf {
    Shelf::new("test-of-the-shelf", Some("test:shelf:"), Rc::new(|_, _| {}))
}

/// A browser that had no database the last time has one now.
#[wasm_bindgen_test]
async fn what_was_kept_without_a_database_is_brought_into_it() {
    storage::write("test:shelf:a", "kept in need").unwrap();

    assert_eq!(shelf().open().await, ["kept in need"]);

    assert!(storage::keys("test:shelf:").is_empty(), "it lies in one place");
    let again = shelf();
    assert_eq!(again.open().await, ["kept in need"]);
    again.push(Write::Clear);
    while !shelf().open().await.is_empty() {}
}
