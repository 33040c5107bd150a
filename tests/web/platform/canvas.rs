//! The surface to draw on: as sharp as the screen, empty at the beginning, drawn where it was asked for.

use livedeck::platform::canvas::{Anchor, Outline, Pen};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

fn canvas() -> HtmlCanvasElement {
    let document = web_sys::window().unwrap().document().unwrap();
    let canvas: HtmlCanvasElement = document.create_element("canvas").unwrap().unchecked_into();
    canvas
        .set_attribute("style", "width: 80px; height: 60px")
        .unwrap();
    document.body().unwrap().append_child(&canvas).unwrap();
    canvas
}

/// Whether anything is drawn at a spot, px of the element.
fn is_drawn(canvas: &HtmlCanvasElement, x: f64, y: f64) -> bool {
    let context: CanvasRenderingContext2d = canvas.get_context("2d").unwrap().unwrap().unchecked_into();
    let ratio = f64::from(canvas.width()) / f64::from(canvas.client_width());
    let data = js_sys::Reflect::get(&context, &"getImageData".into()).unwrap();
    let data: js_sys::Function = data.unchecked_into();
    let arguments = js_sys::Array::of4(&(x * ratio).into(), &(y * ratio).into(), &1.into(), &1.into());
    let image = data.apply(&context, &arguments).unwrap();
    let bytes = js_sys::Reflect::get(&image, &"data".into()).unwrap();
    js_sys::Reflect::get_u32(&bytes, 3).unwrap().as_f64().unwrap() > 0.0
}

#[wasm_bindgen_test]
fn what_is_drawn_stands_where_it_was_placed_and_is_gone_at_the_next_beginning() {
    let canvas = canvas();
    let pen = Pen::new(canvas.clone()).unwrap();
    assert_eq!(pen.begin(), (80.0, 60.0));

    let square = Outline::new("M0 0h10v10H0z").unwrap();
    pen.place(2.0, 20.0, 10.0);
    pen.fill(&square, "#000");
    assert!(is_drawn(&canvas, 30.0, 20.0) && is_drawn(&canvas, 38.0, 28.0));
    assert!(!is_drawn(&canvas, 10.0, 20.0) && !is_drawn(&canvas, 45.0, 20.0));

    pen.begin();
    assert!(!is_drawn(&canvas, 30.0, 20.0));
    canvas.remove();
}

#[wasm_bindgen_test]
fn text_has_a_width_and_nonsense_draws_nothing() {
    let canvas = canvas();
    let pen = Pen::new(canvas.clone()).unwrap();
    pen.begin();
    pen.font("600 12px sans-serif");
    assert!(pen.width("4821") > pen.width("1") && pen.width("1") > 0.0);
    pen.place(1.0, 0.0, 0.0);
    pen.line(&[], "#000", 2.0, &[]);
    pen.disc(40.0, 30.0, -3.0, "#000");
    assert!(!is_drawn(&canvas, 40.0, 30.0));
    pen.write("4821", (40.0, 30.0), Anchor::Middle, "#000", Some("#fff"));
    assert!((30..50).any(|x| is_drawn(&canvas, f64::from(x), 30.0)));
    canvas.remove();
}
