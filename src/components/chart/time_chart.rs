//! Lines over time, with a cursor that several views can share.

use leptos::{ev, html::Div, prelude::*};
use protocol::Timestamp;

use super::{
    canvas::{Canvas, PageInk},
    curve::{axis, height, thinned},
    option::{BOTTOM, LEFT, Line, RIGHT, Span, TOP},
    pens::Pens,
};
use crate::{
    components::status::{Shape, Tone},
    platform::size::SizeWatch,
    texts::use_texts,
};

/// Something that happened at a moment, pinned to the chart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pin {
    /// When.
    pub at: Timestamp,
    /// Which shape stands for it.
    pub mark: (Shape, Tone),
    /// In words.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// What a chart over time shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TimeContent {
    /// The axis.
    pub span: Span,
    /// Minutes between its labels.
    pub minutes: u32,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Stretches without data: shown as such, never as zero.
    pub gaps: Vec<(Timestamp, Timestamp)>,
    /// Violations and the like; they sit on the first line, or on the axis where it is broken.
    pub pins: Vec<Pin>,
    /// Now, if the axis reaches that far, and its words.
    pub now: Option<(Timestamp, String)>,
    /// One sentence that says what the chart shows.
    pub summary: String,
}

/// Lines over time with gaps, pins, a line for now, and a cursor by pointer and by keyboard.
///
/// The cursor belongs to whoever shares it: the same moment can be marked in a table or another chart.
#[component]
pub(crate) fn TimeChart(
    /// What it shows.
    content: Signal<TimeContent>,
    /// The marked moment.
    cursor: RwSignal<Option<Timestamp>>,
    /// What to say about the marked moment.
    tip: Callback<Timestamp, AnyView>,
    /// Milliseconds that an arrow key moves the cursor.
    step_ms: u64,
) -> impl IntoView {
    let frame = NodeRef::<Div>::new();
    let texts = use_texts();
    let span = Memo::new(move |_| content.with(|it| it.span));
    let place = move |at: Timestamp| span.get().share(at).map(offset);
    let width = RwSignal::new(0.0);
    let watch = StoredValue::new_local(None::<SizeWatch>);
    frame.on_load(move |element| {
        let seen = element.clone();
        watch.set_value(SizeWatch::new(&[&element], move || {
            width.set(f64::from(seen.client_width()) - LEFT - RIGHT);
        }));
    });
    on_cleanup(move || watch.set_value(None));
    let lines = Memo::new(move |_| {
        content.with(|it| {
            it.lines
                .iter()
                .map(|line| thinned(line, it.span, width.get()))
                .collect::<Vec<_>>()
        })
    });

    let on_move = move |event: ev::PointerEvent| {
        let Some(element) = frame.get_untracked() else {
            return;
        };
        let width = f64::from(element.client_width()) - LEFT - RIGHT;
        let x = f64::from(event.client_x()) - element.get_bounding_client_rect().left() - LEFT;
        cursor.set((width > 0.0 && (0.0..=width).contains(&x)).then(|| span.get_untracked().at(x / width)));
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let span = span.get_untracked();
        let end = content.with_untracked(|it| it.now.as_ref().map_or(span.to, |(now, _)| *now));
        let at = cursor.get_untracked().unwrap_or(end).as_millis();
        let (from, to) = (span.from.as_millis(), end.as_millis());
        let moved = match event.key().as_str() {
            "ArrowLeft" => at.saturating_sub(step_ms),
            "ArrowRight" => at + step_ms,
            "PageUp" => at.saturating_sub(step_ms * 4),
            "PageDown" => at + step_ms * 4,
            "Home" => from,
            "End" => to,
            "Escape" => {
                cursor.set(None);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        cursor.set(Some(Timestamp::from_millis(moved.clamp(from, to.max(from)))));
    };

    view! {
        <div class="time-chart" node_ref=frame on:pointermove=on_move on:pointerleave=move |_| cursor.set(None)>
            // Beside what lies over it, not around it: nothing inside a slider can be pressed or read.
            <div
                class="time-chart-slider"
                role="slider"
                tabindex="0"
                aria-label=move || content.with(|it| it.summary.clone())
                aria-roledescription=move || texts.charts().chart
                aria-valuemin=move || span.get().from.as_millis().to_string()
                aria-valuemax=move || span.get().to.as_millis().to_string()
                aria-valuenow=move || cursor.get().unwrap_or(span.get().from).as_millis().to_string()
                on:blur=move |_| cursor.set(None)
                on:keydown=on_key
            >
                <Canvas draw=Callback::new(move |pens: Pens| {
                    content.with(|it| lines.with(|lines| (pens.lines)(lines, it.span, it.minutes, &PageInk)))
                }) />
            </div>
            <Gaps content />
            {move || {
                let (at, words) = content.with(|it| it.now.clone())?;
                let left = place(at)?;
                // In the last hours of a day there is no room at its right.
                let is_late = content.with(|it| it.span.share(at).is_some_and(|it| it > 0.9));
                Some(view! {
                    <div class="time-chart-now" style:left=left data-late=is_late.to_string() aria-hidden="true">
                        <span>{words}</span>
                    </div>
                })
            }}
            <Pins content lines />
            {move || {
                let at = cursor.get()?;
                let left = place(at)?;
                let is_late = span.get().share(at).is_some_and(|it| it > 0.6);
                Some(view! {
                    <div class="time-chart-cursor" style:left=left.clone() aria-hidden="true"></div>
                    <div class="chart-tip" style:left=left data-late=is_late.to_string() role="status">
                        {tip.run(at)}
                    </div>
                })
            }}
        </div>
    }
}

/// Stretches without data.
#[component]
fn Gaps(content: Signal<TimeContent>) -> impl IntoView {
    let texts = use_texts();
    move || {
        content.with(|it| {
            let shares = it.gaps.iter().filter_map(|(from, to)| {
                let left = it.span.share((*from).max(it.span.from))?;
                let right = it.span.share((*to).min(it.span.to))?;
                (right > left).then_some((left, right))
            });
            shares
                .map(|(left, right)| {
                    view! {
                        <div class="time-chart-gap" style:left=offset(left) style:right=offset_end(right)>
                            <span>{move || texts.charts().no_data}</span>
                        </div>
                    }
                })
                .collect_view()
        })
    }
}

/// What happened, each a link to it.
#[component]
fn Pins(content: Signal<TimeContent>, lines: Memo<Vec<Line>>) -> impl IntoView {
    let above_axis = move |at: Timestamp| {
        lines.with(|lines| {
            let height = height(&lines.first()?.points, at)?;
            Some(rise(height / axis(lines).0))
        })
    };
    move || {
        content.with(|it| {
            it.pins
                .iter()
                .filter_map(|pin| {
                    let left = offset(it.span.share(pin.at)?);
                    let Pin {
                        at,
                        mark: (shape, tone),
                        label,
                        href,
                    } = pin.clone();
                    Some(view! {
                        <a class="time-chart-pin" style:left=left style:bottom=above_axis(at) href=href title=label.clone()>
                            <span class="st" data-tone=tone.as_str()>{shape.view()}</span>
                            <span class="vh">{label.clone()}</span>
                        </a>
                    })
                })
                .collect_view()
        })
    }
}

/// Distance from the left edge of the frame.
fn offset(share: f64) -> String {
    format!("calc({LEFT}px + (100% - {}px) * {share:.5})", LEFT + RIGHT)
}

/// Distance of a share of the y axis from the lower edge of the frame.
fn rise(share: f64) -> String {
    format!("calc({BOTTOM}px + (100% - {}px) * {share:.5})", TOP + BOTTOM)
}

/// Distance from the right edge of the frame.
fn offset_end(share: f64) -> String {
    format!(
        "calc({RIGHT}px + (100% - {}px) * {:.5})",
        LEFT + RIGHT,
        1.0 - share
    )
}

// The overlay's style sheet repeats these two, because a style sheet cannot read them.
const _: () = assert!(
    TOP == 24.0 && BOTTOM == 26.0,
    "chart.css places gaps, pins and the cursor by these"
);
