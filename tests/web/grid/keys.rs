//! Where the focus of a table is, and what keys and presses do.

use super::*;

#[wasm_bindgen_test]
async fn the_table_is_one_tab_stop() {
    let (stage, _) = table(10_000).await;

    assert_eq!(tab_stops(&stage), ["2/1"]);
    cell(&stage, 3, 1).focus().unwrap();
    settled().await;
    assert_eq!(tab_stops(&stage), ["5/2"]);
    scroll(&stage, 7_000).await;
    assert_eq!(
        tab_stops(&stage),
        ["5/2"],
        "it is there even when it is out of sight"
    );
}

#[wasm_bindgen_test]
async fn arrows_move_the_focus() {
    let (stage, _) = table(10_000).await;
    cell(&stage, 0, 0).focus().unwrap();

    let mut walked = Vec::new();
    for key in [
        "ArrowDown",
        "ArrowRight",
        "ArrowUp",
        "ArrowUp",
        "End",
        "ArrowDown",
        "Home",
        "PageDown",
    ] {
        let taken = press(&focused(), key).await;
        assert!(taken, "{key} does not scroll the page too");
        walked.push(place(&focused()));
    }

    let page = walked.pop().unwrap();
    assert_eq!(walked, ["3/1", "3/2", "2/2", "1/2", "1/3", "2/3", "2/1"]);
    let row: usize = page.strip_suffix("/1").unwrap().parse().unwrap();
    assert!((8..16).contains(&row), "{page}");
    assert_eq!(tab_stops(&stage), [page]);
}

#[wasm_bindgen_test]
async fn the_focus_reaches_rows_that_were_not_mounted() {
    let (stage, _) = table(10_000).await;
    cell(&stage, 0, 0).focus().unwrap();

    command(&focused(), "End").await;

    assert_eq!(place(&focused()), "10001/3");
    assert!(in_sight(&stage, &focused()), "and they are scrolled into sight");
    command(&focused(), "Home").await;
    assert_eq!(place(&focused()), "2/1");
    assert_eq!(stage.find(".grid-pane").scroll_top(), 0);
}

#[wasm_bindgen_test]
async fn keys_and_presses_ask_the_page() {
    let (stage, asked) = table(100).await;
    cell(&stage, 2, 0).focus().unwrap();
    settled().await;
    asked.update(Vec::clear);

    press(&focused(), "Enter").await;
    press(&focused(), " ").await;
    send(
        &focused(),
        "KeyboardEvent",
        "keydown",
        &[("key", " ".into()), ("shiftKey", true.into())],
    );
    press(&focused(), "Escape").await;
    stage.click("[aria-rowindex='5'] .grid-cell").await;
    stage.click("[aria-rowindex='5'] button").await;
    stage.click(".grid-sort").await;

    assert_eq!(
        asked.get_untracked(),
        [
            "open r2",
            "select 2",
            "select up to 2",
            "escape",
            "open r3",
            "sort plate"
        ]
    );
}

#[wasm_bindgen_test]
async fn what_stands_in_a_cell_is_reached_and_left_by_key() {
    let (stage, asked) = table(100).await;
    cell(&stage, 2, 2).focus().unwrap();
    settled().await;
    asked.update(Vec::clear);

    press(&focused(), "F2").await;
    let entered = focused().tag_name();
    press(&focused(), "Escape").await;

    assert_eq!(entered, "BUTTON");
    assert_eq!(place(&focused()), "4/3");
    let asked = asked.get_untracked();
    assert!(asked.iter().all(|it| it.starts_with("hold")), "{asked:?}");
}

/// Somebody stands far down and filters: Tab must still find a way in.
#[wasm_bindgen_test]
async fn a_table_that_shrinks_or_empties_can_still_be_reached() {
    let rows = RwSignal::new(100);
    let (stage, _) = table_of(rows).await;
    cell(&stage, 9, 1).focus().unwrap();
    focused().blur().unwrap();

    let mut stops = Vec::new();
    for n_rows in [3, 0, 100] {
        rows.set(n_rows);
        settled().await;
        stops.push(tab_stops(&stage));
    }

    assert_eq!(stops, [["4/2"], ["1/2"], ["11/2"]]);
}

/// Or takes away the column they stood in.
#[wasm_bindgen_test]
async fn a_table_that_loses_columns_can_still_be_reached() {
    let columns = RwSignal::new(vec![column("plate"), column("speed"), column("actions")]);
    let stage = Stage::styled(PLACE, move || {
        let model = GridModel {
            columns: columns.into(),
            ..model(RwSignal::new(5))
        };
        view! {
            <Sheets />
            <Grid model=model actions=actions(RwSignal::new(Vec::new())) look=look() />
        }
    })
    .await;
    until("rows are measured", || stage.all(".grid-row").len() > 1).await;
    cell(&stage, 1, 2).focus().unwrap();
    settled().await;
    let before = tab_stops(&stage);

    columns.update(|it| it.truncate(2));
    settled().await;

    assert_eq!(
        (before, tab_stops(&stage)),
        (vec!["3/3".to_owned()], vec!["3/2".to_owned()])
    );
}
