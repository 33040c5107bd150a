//! The table of many rows: what its tests share.

mod choices;
mod keys;
mod mounting;

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
        include_str!("../../../style/tokens.css"),
        include_str!("../../../src/components/grid/grid.css"),
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
