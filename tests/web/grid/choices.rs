//! What people choose of a table: order, columns, filters.

use super::*;

#[wasm_bindgen_test]
async fn headings_say_how_rows_are_sorted() {
    let (stage, asked) = table(10).await;

    let sorts: Vec<_> = stage
        .all("[role=columnheader]")
        .iter()
        .map(|it| it.get_attribute("aria-sort"))
        .collect();
    cell(&stage, 0, 1).focus().unwrap();
    press(&focused(), "ArrowUp").await;
    let heading = place(&focused());
    asked.update(Vec::clear);
    press(&focused(), "Enter").await;

    assert_eq!(sorts, [None, Some("descending".to_owned()), None]);
    assert_eq!(heading, "1/2");
    assert_eq!(
        asked.get_untracked().first().map(String::as_str),
        Some("sort speed")
    );
}

#[wasm_bindgen_test]
async fn chosen_columns_are_kept_in_this_browser() {
    const KEY: &str = "test:columns";
    const SPEED: ColumnOption = ColumnOption {
        id: "speed",
        title: "Speed",
        usual: true,
        from_width: 900,
    };
    storage::remove(KEY);
    let stage = Stage::of(|| {
        view! {
            <ColumnChooser
                choice=ColumnChoice::new(KEY)
                options=Signal::derive(|| vec![SPEED])
                width=Signal::derive(|| 600.0)
            />
        }
    })
    .await;
    let wants = || ColumnChoice::new(KEY).wants(SPEED);

    stage.click("button").await;
    let note = stage.text("label span");
    let usually = wants();
    stage.click("li input").await;
    let turned_off = wants();
    stage.click("section > button").await;

    let in_the_end = wants();
    storage::remove(KEY);
    assert_eq!((usually, turned_off, in_the_end), (true, false, true));
    assert_eq!(note, "no room");
}

#[wasm_bindgen_test]
async fn a_menu_walks_by_arrows_and_gives_the_focus_back() {
    let menu = RwSignal::new(None);
    let stage = Stage::of(move || {
        let it = Menu::new();
        menu.set(Some(it));
        view! {
            <button id="menu-button">"Actions"</button>
            <FloatMenu menu=it label="Actions">
                <button role="menuitem">"Assign"</button>
                <button role="menuitem">"Dismiss"</button>
            </FloatMenu>
        }
    })
    .await;
    let menu = menu.get_untracked().unwrap();

    menu.open("#menu-button");
    painted().await;
    let mut walked = vec![text(&focused())];
    for key in ["ArrowDown", "ArrowDown", "ArrowUp"] {
        press(&focused(), key).await;
        walked.push(text(&focused()));
    }
    press(&focused(), "Escape").await;

    assert_eq!(walked, ["Assign", "Dismiss", "Assign", "Dismiss"]);
    assert!(stage.seek("[role=menu]").is_none());
    assert_eq!(focused().id(), "menu-button");
}

#[wasm_bindgen_test]
async fn a_filter_says_what_is_chosen_and_can_be_taken_away() {
    let chosen = RwSignal::new(Vec::<String>::new());
    let stage = Stage::of(move || {
        let values = || {
            vec![
                ("van".to_owned(), "Van".to_owned()),
                ("crane".to_owned(), "Crane".to_owned()),
            ]
        };
        let choice = Choice {
            id: "kinds",
            name: Signal::derive(|| "Kind"),
            values: Signal::derive(values),
            chosen: chosen.into(),
            choose: Callback::new(move |it| chosen.set(it)),
            single: false,
            range: None,
        };
        view! { <FilterPill choice=choice /> }
    })
    .await;

    stage.click(".pill-open").await;
    stage.click("li:nth-child(2) input").await;
    let summary = stage.text(".pill-open b");
    let picked = chosen.get_untracked();
    stage.click("[aria-label='Remove filter Kind']").await;

    assert_eq!((summary.as_str(), picked), ("Crane", vec!["crane".to_owned()]));
    assert!(chosen.get_untracked().is_empty());
    assert!(stage.seek(".pill-open b").is_none());
}
