//! Parts of a whole, as a ring whose slices can be clicked.

use leptos::prelude::*;

use super::{
    canvas::{Canvas, PageInk},
    pens::Pens,
};

/// A part of a whole.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Slice {
    /// How much.
    pub value: f64,
    /// How much of the whole, 0 to 1.
    pub share: f64,
    /// Its place in the legend, from 0; chooses its colour. Slices from the sixth on are grey: "other".
    pub place: usize,
    /// Whether another slice is chosen, so that this one steps back.
    pub faded: bool,
}

impl Slice {
    /// The colour token of its area.
    pub(crate) const fn fill(&self) -> &'static str {
        match self.place {
            _ if self.faded => "--border",
            0 => "--cat-1",
            1 => "--cat-2",
            2 => "--cat-3",
            3 => "--cat-4",
            4 => "--cat-5",
            _ => "--text-3",
        }
    }

    /// The colour token of its number.
    pub(crate) const fn on_fill(&self) -> &'static str {
        match self.place {
            _ if self.faded => "--text",
            0 => "--on-cat-1",
            1 => "--on-cat-2",
            2 => "--on-cat-3",
            3 => "--on-cat-4",
            4 => "--on-cat-5",
            _ => "--surface",
        }
    }
}

/// A ring with a figure in its middle. The legend beside it is the accessible form; the ring repeats it.
#[component]
pub(crate) fn Donut(
    /// Its slices, in the order of the legend.
    slices: Signal<Vec<Slice>>,
    /// The figure in the middle.
    #[prop(into)]
    figure: Signal<String>,
    /// What the figure counts.
    #[prop(into)]
    caption: Signal<String>,
    /// Called with the index of a slice that is clicked.
    on_pick: Callback<usize>,
) -> impl IntoView {
    view! {
        <div class="donut">
            <Canvas draw=Callback::new(move |pens: Pens| slices.with(|it| (pens.ring)(it, &PageInk))) on_pick />
            <div class="donut-middle">
                <b>{move || figure.get()}</b>
                <span>{move || caption.get()}</span>
            </div>
        </div>
    }
}
