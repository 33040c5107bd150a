//! A place to sign with a finger: dark ink on white paper, whatever the page looks like, because that is how it is kept.

use leptos::{html, prelude::*};
use protocol::RowId;

use super::super::cab::Cab;
use crate::{
    components::icon::Icon,
    platform::{canvas::Pen, size::SizeWatch},
    shift::{Shift, proof::Line},
};

/// What was drawn, line by line, CSS pixels.
type Lines = Vec<Line>;

/// A place to sign; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Signature {
    canvas: NodeRef<html::Canvas>,
    lines: RwSignal<Lines>,
    shift: Shift,
    about: StoredValue<RowId>,
}

impl Signature {
    /// As it was left, also by an earlier page.
    pub(super) fn new(cab: Cab, about: &RowId) -> Self {
        let (shift, about) = (cab.shift, StoredValue::new(about.clone()));
        let lines = RwSignal::new(Lines::new());
        // Also when the disk is read while the sheet is open.
        let kept = Memo::new(move |_| {
            about.with_value(|it| shift.read(it, |it| it.map_or_else(Lines::new, |it| it.signature.clone())))
        });
        Effect::new(move |_| {
            let kept = kept.get();
            if !kept.is_empty() && lines.with_untracked(Vec::is_empty) {
                lines.set(kept);
            }
        });
        Self {
            canvas: NodeRef::new(),
            lines,
            shift,
            about,
        }
    }

    /// Keeps it on this phone: a stroke is done.
    fn keep(self) {
        let lines = self.lines.get_untracked();
        self.about
            .with_value(|it| self.shift.write(it, |words| words.signature = lines));
    }

    fn clear(self) {
        self.lines.set(Lines::new());
        self.keep();
    }

    /// What was signed, as a PNG at a `data:` address; `None`: nobody did.
    pub(super) fn picture(self) -> Option<String> {
        if self.lines.with_untracked(Vec::is_empty) {
            return None;
        }
        let pen = Pen::new(self.canvas.get_untracked()?)?;
        self.draw(&pen);
        pen.picture()
            .filter(|it| it.starts_with("data:image/png;base64,"))
    }

    fn draw(self, pen: &Pen) {
        pen.begin();
        pen.cover(PAPER);
        self.lines.with_untracked(|lines| {
            for line in lines {
                match line.as_slice() {
                    [(x, y)] => pen.disc(*x, *y, WIDTH, INK),
                    line => pen.line(line, INK, WIDTH, &[]),
                }
            }
        });
    }

    fn begin(self, place: (f64, f64)) {
        self.lines.update(|it| {
            if it.len() < LINES_MAX && it.iter().map(Vec::len).sum::<usize>() < PLACES_MAX {
                it.push(vec![place]);
            }
        });
    }

    fn go_on(self, place: (f64, f64)) {
        self.lines.update(|it| {
            if let Some(line) = it.last_mut().filter(|it| it.len() < PLACES_MAX) {
                line.push(place);
            }
        });
    }
}

/// The place to sign.
#[component]
pub(super) fn SignaturePad(cab: Cab, signature: Signature) -> impl IntoView {
    let texts = cab.texts;
    let is_drawing = StoredValue::new(false);
    let is_empty = Memo::new(move |_| signature.lines.with(Vec::is_empty));
    Effect::new(move |_| {
        signature.lines.track();
        if let Some(pen) = signature.canvas.get().and_then(Pen::new) {
            signature.draw(&pen);
        }
    });
    // A new surface is empty: when the sheet opens, and when the phone is turned.
    let size = StoredValue::new_local(None::<SizeWatch>);
    Effect::new(move |_| {
        if let Some(canvas) = signature.canvas.get() {
            let pen = Pen::new(canvas.clone());
            let draw = move || {
                pen.iter().for_each(|it| signature.draw(it));
            };
            size.set_value(SizeWatch::new(&[&canvas], draw));
        }
    });
    on_cleanup(move || drop(size.try_update_value(Option::take)));
    let place = |event: &leptos::ev::PointerEvent| (f64::from(event.offset_x()), f64::from(event.offset_y()));
    let end = move || {
        if is_drawing.get_value() {
            is_drawing.set_value(false);
            signature.keep();
        }
    };
    view! {
        <div class="field">
            <div class="row">
                <span class="med grow" id="drive-sign-label">{move || texts.drive().signature}</span>
                <button
                    type="button"
                    class="btn btn--ghost"
                    disabled=move || is_empty.get()
                    on:click=move |_| signature.clear()
                >
                    {Icon::Trash.view()}
                    {move || texts.drive().clear}
                </button>
            </div>
            <canvas
                node_ref=signature.canvas
                class="sheet-sign"
                role="img"
                aria-labelledby="drive-sign-label"
                on:pointerdown=move |event| {
                    event.prevent_default();
                    is_drawing.set_value(true);
                    signature.begin(place(&event));
                }
                on:pointermove=move |event| {
                    if is_drawing.get_value() {
                        signature.go_on(place(&event));
                    }
                }
                on:pointerup=move |_| end()
                on:pointerleave=move |_| end()
                on:pointercancel=move |_| end()
            ></canvas>
            <span class="field-note">{move || texts.drive().sign_here}</span>
        </div>
    }
}

const INK: &str = "black";
const PAPER: &str = "white";

/// Of a pen, px.
const WIDTH: f64 = 2.5;

/// A name has fewer strokes, a stroke fewer places, and a signature that is full takes no other stroke.
const LINES_MAX: usize = 200;
const PLACES_MAX: usize = 2_000;
