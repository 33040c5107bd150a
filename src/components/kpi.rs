//! A figure: what it is, how much, how it moved, how old it is.

use std::cmp::Ordering;

use leptos::prelude::*;
use protocol::Timestamp;

use super::{
    age::Age,
    icon::Icon,
    popover::Popover,
    spark::Sparkline,
    status::{Shape, Tone},
};
use crate::texts::use_texts;

/// What a tile shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The number, formatted.
    pub value: String,
    /// Its unit, with the space before it if it wants one.
    pub unit: String,
    /// How it moved against yesterday.
    pub delta: Option<Delta>,
    /// What stands in place of a change, where there is none to tell of.
    pub note: String,
    /// The last 24 hours, oldest first.
    pub history: Vec<f64>,
}

/// A change since yesterday.
#[derive(Clone, Debug, PartialEq)]
pub struct Delta {
    /// Up, down, or neither.
    pub direction: Ordering,
    /// How much, formatted with its sign.
    pub amount: String,
    /// The same as a sentence, which needs no sign.
    pub words: String,
}

/// One figure, of a height that no state changes. It leads to the rows behind it.
#[component]
pub fn KpiTile(
    /// What it counts.
    #[prop(into)]
    label: Signal<String>,
    /// Its shape and tone, if the colour means anything.
    #[prop(optional_no_strip, into)]
    mark: Option<(Shape, Tone)>,
    /// How it is counted, where its name does not say so.
    #[prop(optional_no_strip)]
    hint: Option<Hint>,
    /// The figure; `None` while it loads.
    #[prop(into)]
    figure: Signal<Option<Figure>>,
    /// The page with its rows.
    #[prop(into)]
    href: Signal<String>,
    /// When the figure was last known to be right, and whether that is too long ago.
    #[prop(into)]
    known: Signal<(Option<Timestamp>, bool)>,
    /// The app's clock.
    now: Signal<Timestamp>,
) -> impl IntoView {
    let texts = use_texts();
    let at = Signal::derive(move || known.get().0);
    let stale = Signal::derive(move || known.get().1);
    let loading = move || figure.with(Option::is_none);
    let part = move |pick: fn(&Figure) -> String| move || figure.with(|it| it.as_ref().map(pick));
    let delta = move || {
        figure.with(|it| {
            let Delta {
                direction,
                amount,
                words,
            } = it.as_ref()?.delta.clone()?;
            let arrow = match direction {
                Ordering::Greater => "▲ ",
                Ordering::Less => "▼ ",
                Ordering::Equal => "= ",
            };
            Some(view! {
                <span aria-hidden="true" title=words.clone()>
                    <b>{arrow}{amount}</b>
                    " "
                    <span class="kpi-versus">{move || texts.shell().versus_yesterday}</span>
                </span>
                <span class="vh">{words}</span>
            })
        })
    };
    let history = Signal::derive(move || {
        figure.with(|it| it.as_ref().map(|it| it.history.clone()).unwrap_or_default())
    });
    let tile = view! {
        <a
            class="kpi"
            href=move || href.get()
            data-stale=move || stale.get().to_string()
            aria-busy=move || loading().to_string()
        >
            <span class="kpi-label">
                {mark
                    .map(|(shape, tone)| {
                        view! {
                            <span class="st" data-tone=tone.as_str()>
                                {shape.view()}
                            </span>
                        }
                    })} {label}
            </span>
            <span class="kpi-value">{part(|it| it.value.clone())} <span class="unit">{part(|it| it.unit.clone())}</span></span>
            <Sparkline values=history tone=mark.map(|(_, tone)| tone) />
            <span class="kpi-foot">
                <span class="delta">{delta} {part(|it| it.note.clone())}</span>
                <Age at=at now=now stale=stale />
            </span>
        </a>
    };
    view! {
        <div class="kpi-seat">
            {tile}
            {hint.map(|hint| view! { <HintMark hint label /> })}
        </div>
    }
}

/// How a figure is counted; read by pressing the mark in its tile, with a finger, a pointer or a key.
#[derive(Clone, Copy)]
pub struct Hint {
    /// Names it; unique in the page.
    pub id: &'static str,
    /// The explanation.
    pub text: Signal<&'static str>,
}

/// Beside the tile and not in it: a link holds nothing else to press.
#[component]
fn HintMark(hint: Hint, label: Signal<String>) -> impl IntoView {
    let texts = use_texts();
    let open = RwSignal::new(false);
    let name = Signal::derive(move || format!("{} {}", texts.shell().how_counted, label.get()));
    let button = view! {
        <button
            type="button"
            class="kpi-hint"
            aria-label=name
            title=move || hint.text.get()
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|it| *it = !*it)
        >
            {Icon::Info.view()}
        </button>
    }
    .into_any();
    view! {
        <Popover id=hint.id open label=name button>
            <p>{move || hint.text.get()}</p>
        </Popover>
    }
}
