//! What is mounted of a table, and what stays under pointer and focus.

use super::*;

#[wasm_bindgen_test]
async fn of_ten_thousand_rows_only_those_in_sight_are_mounted() {
    let (stage, _) = table(10_000).await;

    let n_mounted = stage.all(".grid-row").len();
    assert!((10..40).contains(&n_mounted), "{n_mounted} rows");
    assert_eq!(
        stage.attribute("[role=grid]", "aria-rowcount").as_deref(),
        Some("10001")
    );
    assert_eq!(
        stage.attribute("[role=grid]", "aria-label").as_deref(),
        Some("Vehicles")
    );
    assert_eq!(
        stage.find(".grid-body").offset_height(),
        10_000 * row_height(&stage)
    );
    assert_eq!(shown(&stage).first().map(String::as_str), Some("r0"));
}

#[wasm_bindgen_test]
async fn scrolling_shows_other_rows_in_the_same_elements() {
    let (stage, _) = table(10_000).await;
    let before = stage.all(".grid-row");

    scroll(&stage, 5_000).await;

    let n_mounted = stage.all(".grid-row").len();
    assert!(shown(&stage).contains(&"r5000".to_owned()), "{:?}", shown(&stage));
    // Above the sight there are rows now too, and the one with the tab stop stays.
    assert!(n_mounted <= before.len() + 6, "{n_mounted} of {}", before.len());
    assert!(before.iter().all(|it| it.is_connected()));
    let row = element(&stage, 5_000);
    assert_eq!(row.get_attribute("aria-rowindex").as_deref(), Some("5002"));
}

#[wasm_bindgen_test]
async fn the_row_with_the_focus_stays_while_it_is_scrolled_away() {
    let (stage, _) = table(10_000).await;
    let kept = cell(&stage, 3, 1);
    kept.focus().unwrap();

    scroll(&stage, 9_000).await;

    assert!(kept.is_same_node(Some(&focused())));
    assert_eq!(place(&focused()), "5/2");
    press(&focused(), "ArrowDown").await;
    assert_eq!(place(&focused()), "6/2");
    assert!(in_sight(&stage, &focused()));
}

#[wasm_bindgen_test]
async fn rows_are_held_while_somebody_points_at_them_or_stands_in_them() {
    let (stage, asked) = table(100).await;
    asked.update(Vec::clear);
    let body = stage.find(".grid-body");

    send(&body, "PointerEvent", "pointerenter", &[]);
    cell(&stage, 0, 0).focus().unwrap();
    send(&body, "PointerEvent", "pointerleave", &[]);
    let while_focused = asked.get_untracked().last().cloned();
    focused().blur().unwrap();
    painted().await;

    assert_eq!(while_focused.as_deref(), Some("hold true"));
    assert_eq!(
        asked.get_untracked().last().map(String::as_str),
        Some("hold false")
    );
}

#[wasm_bindgen_test]
async fn a_table_that_empties_shows_no_rows() {
    let rows = RwSignal::new(100);
    let (stage, _) = table_of(rows).await;

    rows.set(0);
    settled().await;
    let emptied = shown(&stage);
    rows.set(2);
    settled().await;

    assert!(emptied.is_empty(), "{emptied:?}");
    assert_eq!(shown(&stage), ["r0", "r1"]);
}

/// The row of an address that was sent by somebody else, say.
#[wasm_bindgen_test]
async fn the_row_beside_the_table_is_brought_into_sight() {
    let beside = RwSignal::new(Some(RowId::from("r700")));
    let rows = RwSignal::new(10_000);
    let stage = Stage::styled(PLACE, move || {
        let model = GridModel {
            beside: beside.into(),
            ..model(rows)
        };
        view! {
            <Sheets />
            <Grid model=model actions=actions(RwSignal::new(Vec::new())) look=look() />
        }
    })
    .await;

    for row in [700, 20] {
        beside.set(Some(RowId::from(format!("r{row}"))));
        let selector = format!("[aria-rowindex='{}'] .grid-cell", row + 2);
        until("it is there", || {
            stage.seek(&selector).is_some_and(|it| in_sight(&stage, &it))
        })
        .await;
    }

    assert_eq!(tab_stops(&stage), ["22/1"]);
}

#[wasm_bindgen_test]
async fn waiting_rows_are_let_in_by_a_press() {
    let waiting = RwSignal::new(None::<String>);
    let stage = Stage::of(move || {
        let admit = Callback::new(move |()| waiting.set(None));
        view! { <NewPill text=waiting admit=admit /> }
    })
    .await;
    let idle = stage.find("button").has_attribute("disabled");

    waiting.set(Some("7 new".to_owned()));
    settled().await;
    let offered = (
        stage.text("button"),
        stage.find("button").has_attribute("disabled"),
    );
    stage.click("button").await;

    assert_eq!((idle, offered), (true, ("7 new".to_owned(), false)));
    assert!(stage.find("button").has_attribute("disabled"));
}

#[wasm_bindgen_test]
async fn cards_are_a_list_of_which_only_those_in_sight_are_mounted() {
    let asked = RwSignal::new(Vec::new());
    let rows = RwSignal::new(10_000);
    let stage = Stage::styled(PLACE, move || {
        let card = |place: GridRow| {
            let name = move || place.id.get().map(|it| it.to_string());
            (
                view! { <a href="/vehicles">{name}</a> }.into_any(),
                Signal::derive(|| "refused"),
            )
        };
        view! {
            <Sheets />
            <CardList model=model(rows) actions=actions(asked) card=Arc::new(card) />
        }
    })
    .await;
    until("cards are measured", || stage.all("li").len() > 1).await;

    let cards = stage.all("li:not([hidden])");
    assert!((4..30).contains(&cards.len()), "{} cards", cards.len());
    assert_eq!(stage.text("li"), "r0");
    assert_eq!(
        ["aria-posinset", "aria-setsize", "data-state"].map(|it| stage.attribute("li", it).unwrap()),
        ["1", "10000", "refused"]
    );
}
