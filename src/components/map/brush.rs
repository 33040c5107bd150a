//! Draws what lies over the ground: marks with their shape and heading, groups, names, lines.

use std::collections::HashMap;

use super::{camera::Spot, ink::Ink};
use crate::{
    components::status::{Shape, Tone},
    platform::canvas::{Anchor, Outline, Pen},
};

/// A pen, its colours, and outlines that were read already.
pub(super) struct Brush {
    pub(super) pen: Pen,
    pub(super) ink: Ink,
    shapes: HashMap<Shape, Vec<(Stroke, Outline)>>,
    disc: Option<Outline>,
    notch: Option<Outline>,
    pin: Option<Outline>,
    pub(super) house: Option<Outline>,
}

/// How a stroke of a shape is drawn.
#[derive(Clone, Copy, PartialEq)]
enum Stroke {
    Fill,
    Cut,
    Ring,
}

/// What is said of one mark.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    /// What it does.
    pub(super) look: (Shape, Tone),
    /// Where it goes, degrees clockwise from north.
    pub(super) heading: Option<f64>,
    /// Whether it says little about now.
    pub(super) is_old: bool,
    /// Whether it is selected.
    pub(super) is_selected: bool,
    /// Whether it jumped there a moment ago.
    pub(super) has_jumped: bool,
}

impl Brush {
    /// A brush in these colours.
    pub(super) fn new(pen: Pen, ink: Ink) -> Self {
        Self {
            pen,
            ink,
            shapes: HashMap::new(),
            disc: Outline::new("M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0"),
            notch: Outline::new("M-3.2-5.6 0-10.6 3.2-5.6z"),
            pin: Outline::new("M0 0C-10-12-13-17-13-23a13 13 0 0 1 26 0c0 6-3 11-13 23z"),
            house: Outline::new("M-5 4.5V-1l5-3.5 5 3.5v5.5zM-2 4.5V1h4v3.5"),
        }
    }

    /// Other colours.
    pub(super) fn dip(&mut self, ink: Ink) {
        self.ink = ink;
    }

    /// Begins a picture; gives its size.
    pub(super) fn begin(&self) -> (f64, f64) {
        self.pen.begin()
    }

    /// One mark.
    pub(super) fn mark(&mut self, (x, y): Spot, mark: Mark) {
        let Mark {
            look: (shape, tone),
            heading,
            is_old,
            is_selected,
            has_jumped,
        } = mark;
        let scale = if is_selected { SCALE * 36.0 / 28.0 } else { SCALE };
        let colour = self.ink.tone(tone).to_owned();
        if is_selected || has_jumped {
            self.pen.place(1.0, 0.0, 0.0);
            let ring = if is_selected { &self.ink.accent } else { &colour };
            self.pen.ring((x, y), 13.5 * scale, (0.0, 1.0), ring, 2.0);
        }
        self.pen.strength(if is_old { 0.6 } else { 1.0 });
        // On a triangle a notch makes a third shape that nobody can read.
        if let (Some(heading), Some(notch)) = (heading.filter(|_| shape != Shape::Warn), &self.notch) {
            self.pen.place(scale, x, y);
            self.pen.turn(heading);
            self.body(notch, &colour);
        }
        // Some shapes are their own mark; the others stand on a disc.
        let stands_alone = matches!(shape, Shape::Ok | Shape::Warn | Shape::Crit | Shape::Lock);
        if !stands_alone && let Some(disc) = &self.disc {
            self.pen.place(scale, x, y);
            self.body(disc, &colour);
        }
        let glyph = if stands_alone { scale } else { scale * 0.52 };
        let (left, top) = (x - 8.0 * glyph, y - 8.0 * glyph);
        self.pen.place(glyph, left, top);
        let on = self.ink.on_status.clone();
        for (stroke, outline) in self
            .strokes(shape)
            .iter()
            .map(|(it, outline)| (*it, outline.clone()))
            .collect::<Vec<_>>()
        {
            match stroke {
                Stroke::Fill if stands_alone => self.body(&outline, &colour),
                Stroke::Fill => self.pen.fill(&outline, &on),
                Stroke::Cut => self
                    .pen
                    .stroke(&outline, if stands_alone { &on } else { &colour }, 1.8),
                Stroke::Ring => self.pen.stroke(&outline, &on, 2.6),
            }
        }
        self.pen.strength(1.0);
        if is_old {
            self.hatch((x, y), 7.0 * scale);
        }
    }

    /// Filled, with a light and a dark edge, so that it is seen on any ground.
    fn body(&self, outline: &Outline, colour: &str) {
        self.pen.stroke(outline, &self.ink.dark, 2.6);
        self.pen.stroke(outline, &self.ink.rim, 1.8);
        self.pen.fill(outline, colour);
    }

    fn hatch(&self, (x, y): Spot, radius: f64) {
        self.pen.place(1.0, x, y);
        let half = std::f64::consts::FRAC_1_SQRT_2;
        for step in [-0.75, -0.25, 0.25, 0.75_f64] {
            let (away, along) = (step * radius, (1.0 - step * step).sqrt() * radius);
            let ends = [-along, along].map(|it| ((it + away) * half, (away - it) * half));
            self.pen.line(&ends, &self.ink.rim, 1.2, &[]);
        }
    }

    fn strokes(&mut self, shape: Shape) -> &[(Stroke, Outline)] {
        self.shapes.entry(shape).or_insert_with(|| {
            let (_, strokes) = shape.drawing();
            let read = |(look, path): &(&str, &str)| {
                let stroke = match *look {
                    "ink-fill" => Stroke::Fill,
                    it if it.starts_with("ink-cut") => Stroke::Cut,
                    _ => Stroke::Ring,
                };
                Some((stroke, Outline::new(path)?))
            };
            strokes.iter().filter_map(read).collect()
        })
    }

    /// Several marks that cover each other: how many, and how many of them of which tone.
    pub(super) fn cluster(&self, (x, y): Spot, tones: &[(Tone, usize)]) {
        let n_marks: usize = tones.iter().map(|it| it.1).sum();
        self.pen.place(1.0, x, y);
        self.pen.disc(0.0, 0.0, 20.0, &self.ink.surface);
        self.pen.ring((0.0, 0.0), 20.5, (0.0, 1.0), &self.ink.dark, 1.0);
        let mut from = 0.0;
        for (tone, n) in tones {
            let to = from + share(*n, n_marks);
            self.pen
                .ring((0.0, 0.0), 17.5, (from, to), self.ink.tone(*tone), 3.0);
            from = to;
        }
        self.font(600, 14);
        let text = n_marks.to_string();
        self.pen
            .write(&text, (0.0, 1.0), Anchor::Middle, &self.ink.text, None);
    }

    /// What a mark is called and how old it is, below it. Gives the box that it takes.
    pub(super) fn label(
        &self,
        (x, y): Spot,
        (name, age): (&str, &str),
        is_old: bool,
        is_selected: bool,
    ) -> Box4 {
        self.pen.place(1.0, 0.0, 0.0);
        let boxed = self.label_box((x, y), (name, age));
        let [left, top, right, bottom] = boxed;
        let (edge, line) = if is_selected {
            (&self.ink.accent, 1.5)
        } else {
            (&self.ink.edge, 1.0)
        };
        self.pen.pill(
            (left, top),
            (right - left, bottom - top),
            &self.ink.surface,
            edge,
            line,
        );
        let middle = f64::midpoint(top, bottom) + 0.5;
        self.font(600, 12);
        self.pen
            .write(name, (left + 9.0, middle), Anchor::Start, &self.ink.text, None);
        let after = left + 9.0 + self.pen.width(name) + 6.0;
        self.font(400, 12);
        let colour = if is_old {
            self.ink.tone(Tone::Warn)
        } else {
            &self.ink.faint
        };
        self.pen.write(age, (after, middle), Anchor::Start, colour, None);
        boxed
    }

    /// The box that a label takes.
    pub(super) fn label_box(&self, (x, y): Spot, (name, age): (&str, &str)) -> Box4 {
        self.font(600, 12);
        let mut width = self.pen.width(name) + 24.0;
        self.font(400, 12);
        width += self.pen.width(age);
        [x - width / 2.0, y + 21.0, x + width / 2.0, y + 41.0]
    }

    /// How far off it may be.
    pub(super) fn accuracy(&self, (x, y): Spot, radius: f64) {
        self.pen.place(1.0, 0.0, 0.0);
        self.pen.strength(0.12);
        self.pen.disc(x, y, radius, &self.ink.accent);
        self.pen.strength(1.0);
    }

    /// Where it was.
    pub(super) fn trail(&self, spots: &[Spot], is_gap: bool) {
        self.pen.place(1.0, 0.0, 0.0);
        let colour = self.ink.tone(Tone::Info);
        self.pen.strength(0.85);
        if is_gap {
            self.pen.line(spots, colour, 3.0, &[0.1, 8.0]);
        } else {
            self.pen.line(spots, colour, 4.0, &[]);
        }
        self.pen.strength(1.0);
    }

    /// Where it is to go.
    pub(super) fn route(&self, spots: &[Spot]) {
        self.pen.place(1.0, 0.0, 0.0);
        self.pen.line(spots, &self.ink.accent, 3.0, &[0.1, 7.0]);
    }

    /// What an area covers, and its edge.
    pub(super) fn area(&self, ring: &[Spot], is_selected: bool, is_retired: bool) {
        self.pen.place(1.0, 0.0, 0.0);
        let colour = if is_retired {
            self.ink.tone(Tone::Idle)
        } else {
            &self.ink.accent
        };
        self.pen.strength(match (is_selected, is_retired) {
            (true, _) => 0.2,
            (_, true) => 0.05,
            _ => 0.1,
        });
        self.pen.area(ring, colour);
        self.pen.strength(if is_selected { 1.0 } else { 0.75 });
        let dashes: &[f64] = if is_retired { &[2.0, 5.0] } else { &[] };
        let closed: Vec<Spot> = ring.iter().chain(ring.first()).copied().collect();
        self.pen
            .line(&closed, colour, if is_selected { 2.5 } else { 1.5 }, dashes);
        self.pen.strength(1.0);
    }

    /// What an area is called.
    pub(super) fn area_name(&self, (x, y): Spot, text: &str, is_selected: bool) {
        self.pen.place(1.0, x, y);
        self.font(if is_selected { 600 } else { 500 }, 12);
        let edge = Some(self.ink.land.as_str());
        self.pen
            .write(text, (0.0, 0.0), Anchor::Middle, &self.ink.accent, edge);
    }

    /// An area that is being drawn; `next`: where its next corner would be.
    pub(super) fn outline(&self, ring: &[Spot], is_closed: bool, next: Option<Spot>) {
        self.pen.place(1.0, 0.0, 0.0);
        let colour = self.ink.accent.as_str();
        let all: Vec<Spot> = ring.iter().copied().chain(next).collect();
        self.pen.strength(0.15);
        self.pen.area(&all, colour);
        self.pen.strength(1.0);
        let first = ring.first().filter(|_| is_closed);
        let known: Vec<Spot> = ring.iter().chain(first).copied().collect();
        self.pen.line(&known, colour, 2.5, &[]);
        if let (Some(next), [first, .., last] | [first @ last]) = (next, ring) {
            self.pen.line(&[*last, next, *first], colour, 1.5, &[2.0, 6.0]);
        }
    }

    /// A corner of it.
    pub(super) fn corner(&self, (x, y): Spot, is_held: bool) {
        self.pen.place(1.0, 0.0, 0.0);
        let radius = if is_held { 8.0 } else { 6.0 };
        self.pen.disc(x, y, radius + 1.5, &self.ink.accent);
        let inside = if is_held {
            &self.ink.accent
        } else {
            &self.ink.surface
        };
        self.pen.disc(x, y, radius - 1.0, inside);
    }

    /// Where a key would set a corner.
    pub(super) fn crosshair(&self, (x, y): Spot) {
        self.pen.place(1.0, x, y);
        for (colour, width) in [(&self.ink.surface, 5.0), (&self.ink.text, 2.0)] {
            for ends in [
                [(-14.0, 0.0), (-5.0, 0.0)],
                [(5.0, 0.0), (14.0, 0.0)],
                [(0.0, -14.0), (0.0, -5.0)],
                [(0.0, 5.0), (0.0, 14.0)],
            ] {
                self.pen.line(&ends, colour, width, &[]);
            }
        }
    }

    /// A few words in a box.
    pub(super) fn note(&self, (x, y): Spot, text: &str) {
        self.pen.place(1.0, 0.0, 0.0);
        self.font(400, 12);
        let width = self.pen.width(text) + 20.0;
        let corner = (x - width / 2.0, y - 10.0);
        self.pen
            .pill(corner, (width, 20.0), &self.ink.surface, &self.ink.edge, 1.0);
        self.pen
            .write(text, (x, y + 0.5), Anchor::Middle, &self.ink.faint, None);
    }

    /// Where something is loaded or handed over.
    pub(super) fn pin(&self, (x, y): Spot, text: &str) {
        let Some(pin) = &self.pin else {
            return;
        };
        self.pen.place(1.0, x, y);
        self.pen.stroke(pin, &self.ink.surface, 3.0);
        self.pen.fill(pin, &self.ink.text);
        self.font(600, 11);
        self.pen
            .write(text, (0.0, -22.0), Anchor::Middle, &self.ink.surface, None);
    }

    /// The letters of names and labels.
    pub(super) fn font(&self, weight: u16, size: u16) {
        self.pen.font(&format!("{weight} {size}px {}", self.ink.font));
    }
}

/// Left, top, right and bottom, px.
pub(super) type Box4 = [f64; 4];

/// Whether two boxes cover each other.
pub(super) fn overlap([left, top, right, bottom]: Box4, [l, t, r, b]: Box4) -> bool {
    left < r && l < right && top < b && t < bottom
}

#[expect(clippy::cast_precision_loss, reason = "marks are counted in thousands")]
fn share(n: usize, of: usize) -> f64 {
    n as f64 / of.max(1) as f64
}

/// A shape is drawn in a box of 16; a mark is 28 px wide, and its disc 14 of 16.
const SCALE: f64 = 26.0 / 14.0;
