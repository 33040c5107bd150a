//! The parts of the app that need a browser, inside one.
#![cfg(target_family = "wasm")]
#![expect(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

#[path = "../fixture/mod.rs"]
mod fixture;
mod stage;

mod platform;

mod announcer;
mod cache;
mod dispatch;
mod proof;
mod settings;
mod shelf;
mod shift;

mod components;
mod grid;
mod rows;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);
