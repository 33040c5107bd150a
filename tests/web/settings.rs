//! What a person chose, across visits.

use leptos::prelude::*;
use livedeck::{
    platform::storage,
    settings::{Choices, Density, Settings, Theme},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, document, settled};

const KEY: &str = "livedeck:1:settings";

#[wasm_bindgen_test]
async fn a_choice_marks_the_page_and_is_kept() {
    storage::remove(KEY);
    let settings = RwSignal::new(None);
    let _stage = Stage::of(move || settings.set(Some(Settings::provide()))).await;
    let settings = settings.get_untracked().unwrap();

    settings.choose(|it| it.theme = Theme::Dark);
    settings.choose(|it| it.density = Density::Compact);
    settled().await;

    let kept: Choices = serde_json::from_str(&storage::read(KEY).unwrap()).unwrap();
    let root = document().document_element().unwrap();
    let marks = ["data-theme", "data-density", "lang"].map(|it| root.get_attribute(it).unwrap_or_default());
    settings.reset();
    settled().await;
    storage::remove(KEY);
    assert_eq!((kept.theme, kept.density), (Theme::Dark, Density::Compact));
    assert_eq!([&*marks[0], &*marks[1]], ["dark", "compact"]);
    assert!(!marks[2].is_empty());
}

#[wasm_bindgen_test]
async fn choices_that_cannot_be_read_are_the_usual_ones() {
    for text in ["", "{", "null", "{\"theme\":\"plaid\"}", "[1]"] {
        storage::write(KEY, text).unwrap();
        let settings = RwSignal::new(None);

        let stage = Stage::of(move || settings.set(Some(Settings::provide()))).await;

        let choices = settings.get_untracked().unwrap().choices_untracked();
        drop(stage);
        storage::remove(KEY);
        assert_eq!(choices, Choices::default(), "{text}");
    }
}

/// A newer version may have kept more than this one knows.
#[wasm_bindgen_test]
async fn choices_of_other_versions_are_read_as_far_as_they_are_known() {
    storage::write(KEY, r#"{"theme":"contrast","holograms":true}"#).unwrap();
    let settings = RwSignal::new(None);

    let stage = Stage::of(move || settings.set(Some(Settings::provide()))).await;

    let theme = settings.get_untracked().unwrap().choices_untracked().theme;
    drop(stage);
    storage::remove(KEY);
    document()
        .document_element()
        .unwrap()
        .remove_attribute("data-theme")
        .unwrap();
    assert_eq!(theme, Theme::Contrast);
}
