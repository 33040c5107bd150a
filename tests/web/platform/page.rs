//! The page as a document: focus, marks, sizes, files, the clipboard.

use std::{cell::Cell, rc::Rc};

use leptos::prelude::*;
use livedeck::platform::{clipboard, download, page, random, size::SizeWatch};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, document, painted};

#[wasm_bindgen_test]
async fn the_focus_walks_around_the_ends() {
    let _stage = Stage::of(|| {
        view! {
            <ul id="walk">
                <button id="first">"1"</button>
                <button id="second">"2"</button>
                <button id="third">"3"</button>
            </ul>
        }
    })
    .await;

    let mut walked = Vec::new();
    for step in [1, 1, 1, 1, -1, -1] {
        page::focus_next("#walk button", step);
        walked.push(document().active_element().unwrap().id());
    }

    assert_eq!(walked, ["first", "second", "third", "first", "third", "second"]);
    assert!(page::has_focus("#walk"));
    assert!(!page::has_focus("#elsewhere"));
}

#[wasm_bindgen_test]
async fn elements_are_pressed_and_found_where_they_stand() {
    let pressed = RwSignal::new(0);
    let _stage = Stage::styled("position:fixed;left:10px;top:20px", move || {
        view! {
            <button id="press" style="width:100px;height:40px" on:click=move |_| pressed.update(|it| *it += 1)>
                "Press"
            </button>
        }
    })
    .await;

    page::press("#press");
    page::press("#nothing-there");

    let spot = page::spot("#press").unwrap();
    assert_eq!(pressed.get_untracked(), 1);
    assert_eq!((spot.right, spot.top, spot.bottom), (110.0, 20.0, 60.0));
    assert!(page::spot("#nothing-there").is_none());
}

#[wasm_bindgen_test]
fn the_page_is_marked_and_unmarked() {
    let root = document().document_element().unwrap();

    page::mark("data-test", Some("dark"));
    let marked = root.get_attribute("data-test");
    page::mark("data-test", None);

    assert_eq!(marked.as_deref(), Some("dark"));
    assert!(!root.has_attribute("data-test"));
}

#[wasm_bindgen_test]
async fn sizes_are_heard_at_once_and_when_they_change_until_dropped() {
    let stage = Stage::of(|| view! { <div id="sized" style="height:10px"></div> }).await;
    let sized = stage.find("#sized");
    let heard = Rc::new(Cell::new(0));
    let count = Rc::clone(&heard);
    let watch = SizeWatch::new(&[&sized], move || count.set(count.get() + 1));
    painted().await;
    let at_once = heard.get();

    sized.set_attribute("style", "height:50px").unwrap();
    painted().await;
    let changed = heard.get();
    drop(watch);
    sized.set_attribute("style", "height:90px").unwrap();
    painted().await;

    assert_eq!((at_once, changed, heard.get()), (1, 2, 2));
}

#[wasm_bindgen_test]
fn a_text_is_saved_as_a_file() {
    assert_eq!(
        download::save("test.csv", "text/csv;charset=utf-8", "a,b\r\n"),
        Ok(())
    );
}

/// Nobody has pressed anything, so the browser may refuse; it must not hang or panic.
#[wasm_bindgen_test]
async fn copying_is_answered() {
    let _answered = clipboard::copy("text").await;
}

#[wasm_bindgen_test]
fn seeds_are_not_the_same_twice() {
    assert_ne!(random::seed(), random::seed());
}
