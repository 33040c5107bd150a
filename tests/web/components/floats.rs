//! What opens over the page: dialogs and popovers.

use super::*;

#[wasm_bindgen_test]
async fn a_dialog_opens_closes_and_mounts_its_content_only_while_open() {
    let open = RwSignal::new(false);
    let stage = Stage::of(move || {
        view! {
            <Dialog open=open title="Dismiss violation">
                <input id="reason" />
            </Dialog>
        }
    })
    .await;
    let dialog: HtmlDialogElement = stage.find("dialog").unchecked_into();
    let closed = (dialog.open(), stage.seek("#reason").is_some());

    open.set(true);
    settled().await;
    let opened = (dialog.open(), stage.seek("#reason").is_some());
    stage.click("button[aria-label]").await;
    let closed_again = (dialog.open(), stage.seek("#reason").is_some());

    assert_eq!(
        (closed, opened, closed_again),
        ((false, false), (true, true), (false, false))
    );
    assert_eq!(
        stage.attribute("dialog", "aria-label").as_deref(),
        Some("Dismiss violation")
    );
    assert!(!open.get_untracked());
}

/// Escape closes a modal dialog inside the browser, which tells of it with `close`.
#[wasm_bindgen_test]
async fn a_dialog_that_the_browser_closes_knows_that_it_is_closed() {
    let open = RwSignal::new(true);
    let stage = Stage::of(move || view! { <Dialog open=open title="Keys">"Text"</Dialog> }).await;
    let dialog: HtmlDialogElement = stage.find("dialog").unchecked_into();
    let was_open = dialog.open();

    dialog.close();
    until("the browser tells of it", || !open.get_untracked()).await;
    open.set(true);
    settled().await;

    assert!(was_open);
    assert!(dialog.open(), "and it can be opened again");
}

#[wasm_bindgen_test]
async fn a_press_beside_a_dialog_closes_it_and_one_inside_does_not() {
    let open = RwSignal::new(true);
    let stage = Stage::of(move || view! { <Dialog open=open title="Keys"><p>"Text"</p></Dialog> }).await;

    stage.click("dialog p").await;
    let after_inside = open.get_untracked();
    stage.click("dialog").await;

    assert_eq!((after_inside, open.get_untracked()), (true, false));
}

#[wasm_bindgen_test]
async fn a_popover_closes_on_escape_and_gives_the_focus_back() {
    let open = RwSignal::new(false);
    let stage = Stage::of(move || popover(open)).await;
    stage.click("#test-popover > button").await;
    let label = stage.attribute("[role=dialog]", "aria-label");

    stage.find("#inside").focus().unwrap();
    press(&stage.find("#inside"), "Escape").await;

    assert_eq!(label.as_deref(), Some("Columns"));
    assert!(stage.seek("[role=dialog]").is_none());
    assert_eq!(text(&document().active_element().unwrap()), "Open");
}

#[wasm_bindgen_test]
async fn a_popover_closes_on_a_press_outside_and_stays_on_one_inside() {
    let open = RwSignal::new(true);
    let stage = Stage::of(move || popover(open)).await;

    send(&stage.find("#inside"), "PointerEvent", "pointerdown", &[]);
    settled().await;
    let after_inside = open.get_untracked();
    send(&stage.find("#beside"), "PointerEvent", "pointerdown", &[]);
    settled().await;

    assert_eq!((after_inside, open.get_untracked()), (true, false));
}

#[wasm_bindgen_test]
async fn a_closed_popover_hears_nothing() {
    let open = RwSignal::new(false);
    let stage = Stage::of(move || popover(open)).await;
    stage.find("#beside").focus().unwrap();

    press(&stage.find("#beside"), "Escape").await;

    assert_eq!(
        document().active_element().unwrap().id(),
        "beside",
        "the focus stays"
    );
}

fn popover(open: RwSignal<bool>) -> impl IntoView {
    let button = view! { <button on:click=move |_| open.update(|it| *it = !*it)>"Open"</button> }.into_any();
    view! {
        <button id="beside">"Beside"</button>
        <Popover id="test-popover" open=open label="Columns" button=button>
            <button id="inside">"Inside"</button>
        </Popover>
    }
}
