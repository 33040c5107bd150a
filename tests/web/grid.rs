//! The table of many rows: what is mounted, where the focus is, and what keys and presses do.

use std::sync::Arc;

use leptos::prelude::*;
use livedeck::{
    components::grid::{
        CardList, Choice, ColumnChoice, ColumnChooser, ColumnOption, FilterPill, FlashGate, FloatMenu, Grid,
        GridActions, GridColumn, GridLook, GridModel, GridRow, Menu, NewPill, RowLook, Scroll, Sorted,
    },
    platform::storage,
};
use protocol::RowId;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::stage::{Stage, document, painted, press, send, settled, text, until};

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

/// A table of so many rows, and what it asks for.
async fn table(rows: usize) -> (Stage, RwSignal<Vec<String>>) {
    table_of(RwSignal::new(rows)).await
}

async fn table_of(rows: RwSignal<usize>) -> (Stage, RwSignal<Vec<String>>) {
    let asked = RwSignal::new(Vec::new());
    let stage = Stage::styled(PLACE, move || {
        view! {
            <Sheets />
            <Grid model=model(rows) actions=actions(asked) look=look() />
        }
    })
    .await;
    until("rows are measured", || stage.all(".grid-row").len() > 1).await;
    (stage, asked)
}

fn model(rows: RwSignal<usize>) -> GridModel {
    GridModel {
        name: Signal::derive(|| "Vehicles".to_owned()),
        columns: Signal::derive(|| vec![column("plate"), column("speed"), column("actions")]),
        rows: rows.into(),
        id: Callback::new(move |index: usize| (index < rows.get()).then(|| RowId::from(format!("r{index}")))),
        sorted: Signal::derive(|| Sorted {
            column: "speed",
            descending: true,
        }),
        strips: Signal::derive(Vec::new),
        beside: Signal::derive(|| None),
        index: Callback::new(|id: RowId| id.as_str().strip_prefix('r')?.parse().ok()),
        scroll: Scroll::new(),
        gate: StoredValue::new(FlashGate::default()),
    }
}

fn column(id: &'static str) -> GridColumn {
    GridColumn {
        id,
        title: id,
        track: "120px",
        numeric: id == "speed",
        sortable: id != "actions",
    }
}

/// Writes down everything that is asked for.
fn actions(asked: RwSignal<Vec<String>>) -> GridActions {
    let note = move |text: String| {
        // The last holds are let go while the table ends.
        asked.try_update(|it| it.push(text));
    };
    GridActions {
        sort: Callback::new(move |id| note(format!("sort {id}"))),
        open: Callback::new(move |id| note(format!("open {id}"))),
        select: Callback::new(move |(row, range)| {
            note(format!("select {}{row}", if range { "up to " } else { "" }));
        }),
        escape: Callback::new(move |()| note("escape".to_owned())),
        hold: Callback::new(move |held| note(format!("hold {held}"))),
    }
}

fn look() -> GridLook {
    GridLook {
        row: Arc::new(|place| RowLook {
            cell: Arc::new(move |column| match column {
                "actions" => view! { <button>"Act"</button> }.into_any(),
                _ => view! { <span>{move || place.id.get().map(|it| it.to_string())}</span> }.into_any(),
            }),
            strip: Arc::new(|| ().into_any()),
            selected: Signal::derive(|| false),
            state: Signal::derive(|| ""),
        }),
        head: Arc::new(|_| None),
        foot: Arc::new(|_| ().into_any()),
    }
}

/// The real style sheets: heights of rows stand nowhere else.
#[component]
fn Sheets() -> impl IntoView {
    const SHEETS: [&str; 2] = [
        include_str!("../../style/tokens.css"),
        include_str!("../../src/components/grid/grid.css"),
    ];
    SHEETS
        .map(|it| view! { <style>{it}</style> })
        .into_iter()
        .collect_view()
}

/// Room for about ten rows.
const PLACE: &str = "display:flex;flex-direction:column;width:600px;height:400px";

/// The names of the rows that are shown, in order.
fn shown(stage: &Stage) -> Vec<String> {
    let mut rows: Vec<(usize, String)> = stage
        .all(".grid-row:not([hidden])")
        .iter()
        .map(|it| {
            let index = it.get_attribute("aria-rowindex").unwrap().parse().unwrap();
            (index, text(&it.query_selector("span").unwrap().unwrap()))
        })
        .collect();
    rows.sort();
    rows.into_iter().map(|it| it.1).collect()
}

fn element(stage: &Stage, row: usize) -> HtmlElement {
    stage.find(&format!(".grid-row[aria-rowindex='{}']", row + 2))
}

fn cell(stage: &Stage, row: usize, column: usize) -> HtmlElement {
    let (row, column) = (row + 2, column + 1);
    stage.find(&format!("[aria-rowindex='{row}'] [aria-colindex='{column}']"))
}

/// Row and column of everything that Tab can reach.
fn tab_stops(stage: &Stage) -> Vec<String> {
    let stops = stage.all("[role=grid] [tabindex='0']");
    stops.iter().map(|it| place(it)).collect()
}

/// `5/2`: the fifth line with the headings, second column.
fn place(cell: &Element) -> String {
    let row = cell.closest("[aria-rowindex]").unwrap().unwrap();
    format!(
        "{}/{}",
        row.get_attribute("aria-rowindex").unwrap(),
        cell.get_attribute("aria-colindex").unwrap_or_default()
    )
}

fn focused() -> HtmlElement {
    document().active_element().unwrap().unchecked_into()
}

async fn command(target: &Element, key: &str) {
    send(
        target,
        "KeyboardEvent",
        "keydown",
        &[("key", key.into()), ("ctrlKey", true.into())],
    );
    painted().await;
}

/// Scrolls so that a row stands at the top.
async fn scroll(stage: &Stage, row: i32) {
    stage.find(".grid-pane").set_scroll_top(row * row_height(stage));
    until("the browser tells of it", || {
        let selector = format!(".grid-row[aria-rowindex='{}']", row + 2);
        stage.seek(&selector).is_some()
    })
    .await;
}

fn row_height(stage: &Stage) -> i32 {
    stage.find("[data-probe=row]").offset_height()
}

fn in_sight(stage: &Stage, element: &Element) -> bool {
    let (pane, place) = (
        stage.find(".grid-pane").get_bounding_client_rect(),
        element.get_bounding_client_rect(),
    );
    pane.top() <= place.top() && place.bottom() <= pane.bottom()
}
