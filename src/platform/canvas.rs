//! A surface to draw on, as sharp as the screen is.

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

/// Draws on one canvas. Lengths are CSS pixels from its upper left corner.
#[derive(Clone)]
pub struct Pen {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

/// How text stands at its place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
}

/// An outline that is drawn often: read once.
#[derive(Clone)]
pub struct Outline(Path2d);

impl Outline {
    /// Reads an outline as SVG writes it; one that cannot be read draws nothing.
    pub fn new(path: &str) -> Option<Self> {
        Path2d::new_with_path_string(path).ok().map(Self)
    }
}

impl Pen {
    /// The pen of a canvas; `None` where it cannot be drawn on.
    pub fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Self { canvas, context })
    }

    /// Begins a drawing anew: empty, and as large as the element is. Gives its width and height.
    pub fn begin(&self) -> (f64, f64) {
        let (width, height) = (
            f64::from(self.canvas.client_width()),
            f64::from(self.canvas.client_height()),
        );
        let ratio = density();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "screens have a few thousand pixels"
        )]
        let dots = |it: f64| (it * ratio).round() as u32;
        // Setting a size, even the same one, makes a new surface.
        if (self.canvas.width(), self.canvas.height()) != (dots(width), dots(height)) {
            self.canvas.set_width(dots(width));
            self.canvas.set_height(dots(height));
        }
        self.transform(1.0, 0.0, 0.0);
        self.context.clear_rect(0.0, 0.0, width, height);
        (width, height)
    }

    /// Covers all of it.
    pub fn cover(&self, colour: &str) {
        let size = |it: u32| f64::from(it) / density();
        self.context.set_fill_style_str(colour);
        self.context
            .fill_rect(0.0, 0.0, size(self.canvas.width()), size(self.canvas.height()));
    }

    /// What is drawn, as a PNG at a `data:` address.
    pub fn picture(&self) -> Option<String> {
        self.canvas.to_data_url().ok()
    }

    /// From here on, what is drawn at 0, 0 stands at `x`, `y` and is so many times as large.
    pub fn place(&self, scale: f64, x: f64, y: f64) {
        self.transform(scale, x, y);
    }

    fn transform(&self, scale: f64, x: f64, y: f64) {
        let ratio = density();
        // Fails for no finite numbers.
        let _ = self
            .context
            .set_transform(ratio * scale, 0.0, 0.0, ratio * scale, ratio * x, ratio * y);
    }

    /// Turns what follows, degrees clockwise, until it is placed anew.
    pub fn turn(&self, degrees: f64) {
        let _ = self.context.rotate(degrees.to_radians());
    }

    /// How much of what is behind shines through what follows: 0 nothing is seen of it, 1 it covers all.
    pub fn strength(&self, alpha: f64) {
        self.context.set_global_alpha(alpha);
    }

    /// Fills an outline.
    pub fn fill(&self, outline: &Outline, colour: &str) {
        self.context.set_fill_style_str(colour);
        self.context.fill_with_path_2d(&outline.0);
    }

    /// Draws along an outline.
    pub fn stroke(&self, outline: &Outline, colour: &str, width: f64) {
        self.ink(colour, width, &[]);
        self.context.stroke_with_path(&outline.0);
    }

    /// Fills a circle.
    pub fn disc(&self, x: f64, y: f64, radius: f64, colour: &str) {
        self.arc(x, y, radius, 0.0, 1.0);
        self.context.set_fill_style_str(colour);
        self.context.fill();
    }

    /// Draws a part of a circle: from and to as shares of a turn that begins at the top, clockwise.
    pub fn ring(&self, (x, y): (f64, f64), radius: f64, (from, to): (f64, f64), colour: &str, width: f64) {
        self.arc(x, y, radius, from, to);
        self.ink(colour, width, &[]);
        self.context.stroke();
    }

    /// Draws from place to place; `dashes` are lengths of strokes and gaps, px, none for a line without gaps.
    pub fn line(&self, places: &[(f64, f64)], colour: &str, width: f64, dashes: &[f64]) {
        let [first, rest @ ..] = places else {
            return;
        };
        self.context.begin_path();
        self.context.move_to(first.0, first.1);
        for (x, y) in rest {
            self.context.line_to(*x, *y);
        }
        self.ink(colour, width, dashes);
        self.context.stroke();
    }

    /// Fills what lies between places; the last is joined to the first.
    pub fn area(&self, places: &[(f64, f64)], colour: &str) {
        let [first, rest @ ..] = places else {
            return;
        };
        self.context.begin_path();
        self.context.move_to(first.0, first.1);
        for (x, y) in rest {
            self.context.line_to(*x, *y);
        }
        self.context.close_path();
        self.context.set_fill_style_str(colour);
        self.context
            .fill_with_canvas_winding_rule(web_sys::CanvasWindingRule::Evenodd);
    }

    /// A box with round ends, filled and outlined.
    pub fn pill(
        &self,
        (left, top): (f64, f64),
        (width, height): (f64, f64),
        fill: &str,
        edge: &str,
        line: f64,
    ) {
        let radius = (height / 2.0).min(width / 2.0);
        let (right, bottom) = (left + width, top + height);
        self.context.begin_path();
        self.context.move_to(left + radius, top);
        let corners = [
            (right, top, right, bottom),
            (right, bottom, left, bottom),
            (left, bottom, left, top),
            (left, top, right, top),
        ];
        for (x1, y1, x2, y2) in corners {
            // Fails for no positive radius.
            let _ = self.context.arc_to(x1, y1, x2, y2, radius);
        }
        self.context.close_path();
        self.context.set_fill_style_str(fill);
        self.context.fill();
        self.ink(edge, line, &[]);
        self.context.stroke();
    }

    /// How text is written from here on, as CSS says it.
    pub fn font(&self, font: &str) {
        self.context.set_font(font);
        self.context.set_text_baseline("middle");
    }

    /// How wide a text is.
    pub fn width(&self, text: &str) -> f64 {
        self.context.measure_text(text).map_or(0.0, |it| it.width())
    }

    /// Writes; with an edge around the letters where one is given, so that they can be read on anything.
    pub fn write(&self, text: &str, (x, y): (f64, f64), anchor: Anchor, colour: &str, edge: Option<&str>) {
        self.context.set_text_align(match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "center",
        });
        if let Some(edge) = edge {
            self.ink(edge, 3.0, &[]);
            // Fails for no finite place.
            let _ = self.context.stroke_text(text, x, y);
        }
        self.context.set_fill_style_str(colour);
        let _ = self.context.fill_text(text, x, y);
    }

    fn arc(&self, x: f64, y: f64, radius: f64, from: f64, to: f64) {
        let angle = |it: f64| (it - 0.25) * std::f64::consts::TAU;
        self.context.begin_path();
        // Fails for a negative radius.
        let _ = self.context.arc(x, y, radius.max(0.0), angle(from), angle(to));
    }

    fn ink(&self, colour: &str, width: f64, dashes: &[f64]) {
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(width);
        self.context.set_line_cap("round");
        self.context.set_line_join("round");
        let dashes: js_sys::Array = dashes.iter().map(|it| wasm_bindgen::JsValue::from(*it)).collect();
        // Fails for no list of numbers.
        let _ = self.context.set_line_dash(&dashes);
    }
}

/// Dots per CSS pixel; more than three nobody sees.
fn density() -> f64 {
    web_sys::window()
        .map_or(1.0, |it| it.device_pixel_ratio())
        .clamp(1.0, 3.0)
}
