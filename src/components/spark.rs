//! A line as small as a word: where a figure has been.

use leptos::prelude::*;

use super::status::Tone;

/// A sparkline. It says nothing that the figure beside it does not say better, so readers do not hear of it.
#[component]
pub fn Sparkline(
    /// Values, oldest first; what is no number is a gap.
    #[prop(into)]
    values: Signal<Vec<f64>>,
    /// The colour; none: that of the first chart series.
    #[prop(optional, into)]
    tone: Signal<Option<Tone>>,
) -> impl IntoView {
    let paths = Memo::new(move |_| values.with(|it| paths(it)));
    view! {
        <svg
            class="spark"
            data-tone=move || tone.get().map(Tone::as_str)
            viewBox="0 0 100 32"
            preserveAspectRatio="none"
            aria-hidden="true"
        >
            <path class="spark-area" d=move || paths.with(|it| it.1.clone()) />
            <path class="spark-line" d=move || paths.with(|it| it.0.clone()) />
        </svg>
    }
}

/// The line, and the area below it, in a box of 100 by 32.
fn paths(values: &[f64]) -> (String, String) {
    let known = || values.iter().copied().filter(|it| it.is_finite());
    let (low, high) = known().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), it| {
        (low.min(it), high.max(it))
    });
    if values.len() < 2 || low > high {
        return (String::new(), String::new());
    }
    let span = high - low;
    #[expect(clippy::cast_precision_loss, reason = "a few dozen values")]
    let step = 100.0 / (values.len() - 1) as f64;
    let (mut line, mut area) = (String::new(), String::new());
    let mut x = 0.0;
    let mut run: Option<f64> = None;
    for value in values {
        if value.is_finite() {
            // A flat line stands in the middle: neither high nor low.
            let y = if span > 0.0 {
                28.0 - (value - low) / span * 24.0
            } else {
                16.0
            };
            line.push(if run.is_some() { 'L' } else { 'M' });
            push_point(&mut line, x, y);
            if run.is_none() {
                area.push('M');
                push_point(&mut area, x, 32.0);
                run = Some(x);
            }
            area.push('L');
            push_point(&mut area, x, y);
        } else if run.take().is_some() {
            close(&mut area, x - step);
        }
        x += step;
    }
    if run.is_some() {
        close(&mut area, x - step);
    }
    (line, area)
}

fn close(area: &mut String, x: f64) {
    area.push('L');
    push_point(area, x, 32.0);
    area.push('Z');
}

/// One digit after the point is a tenth of a pixel: enough, and without the code for printing floats.
fn push_point(path: &mut String, x: f64, y: f64) {
    push_tenths(path, x);
    path.push(' ');
    push_tenths(path, y);
}

fn push_tenths(path: &mut String, value: f64) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "coordinates inside the box"
    )]
    let tenths = (value * 10.0).round().max(0.0) as u32;
    path.push_str(&(tenths / 10).to_string());
    if !tenths.is_multiple_of(10) {
        path.push('.');
        path.push(char::from_digit(tenths % 10, 10).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_runs_from_corner_to_corner() {
        let (line, area) = paths(&[0.0, 1.0]);

        assert_eq!(line, "M0 28L100 4");
        assert_eq!(area, "M0 32L0 28L100 4L100 32Z");
    }

    #[test]
    fn gaps_are_gaps() {
        let (line, _) = paths(&[0.0, 1.0, f64::NAN, 1.0, 0.0]);

        assert_eq!(line, "M0 28L25 4M75 4L100 28");
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert_eq!(paths(&[]), (String::new(), String::new()));
        assert_eq!(paths(&[f64::NAN; 3]), (String::new(), String::new()));
    }
}
