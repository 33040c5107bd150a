//! What the chart library is told to draw, as the chart crate writes it down.

use charming::{
    Chart,
    component::{Axis, Grid},
    datatype::{CompositeValue, DataPoint, DataPointItem},
    element::{
        AreaStyle, AxisLabel, AxisTick, AxisType, Color, ItemStyle, Label, LineStyle, LineStyleType,
        SplitLine, Step,
    },
    series::{Line as LineSeries, Pie},
};
use protocol::Timestamp;
use serde_json::{Value, json};

use super::curve::axis;

/// A stretch of time on a chart's axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    /// Left end.
    pub from: Timestamp,
    /// Right end.
    pub to: Timestamp,
    /// Milliseconds to add to UTC for the display zone.
    pub zone_ms: i64,
}

impl Span {
    /// How far along the axis a moment lies, 0 to 1; `None` outside.
    pub fn share(&self, at: Timestamp) -> Option<f64> {
        let whole = self.to.since(self.from).as_millis() as f64;
        let share = at.as_millis().checked_sub(self.from.as_millis())? as f64 / whole;
        (whole > 0.0 && share <= 1.0).then_some(share)
    }

    /// The moment at a share of the axis.
    pub fn at(&self, share: f64) -> Timestamp {
        let whole = self.to.since(self.from).as_millis() as f64;
        Timestamp::from_millis(self.from.as_millis() + (share.clamp(0.0, 1.0) * whole) as u64)
    }

    /// The library draws UTC; a moment moved by the zone reads right on its axis.
    fn shifted(&self, at: Timestamp) -> f64 {
        at.as_millis() as f64 + self.zone_ms as f64
    }
}

/// A line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// Its name, in the reader's language.
    pub name: String,
    /// Number of its colour token, 1 to 6, which also chooses the dashes.
    pub ink: u8,
    /// Whether the value holds until the next point (limits do, speeds do not).
    pub steps: bool,
    /// Whether the area below is tinted.
    pub filled: bool,
    /// What stands at its end, if anything.
    pub end: Option<String>,
    /// Values in order of time; `None` breaks the line.
    pub points: Vec<(Timestamp, Option<f64>)>,
}

/// Space between the drawing and its frame, px; the overlay counts on it.
pub(crate) const LEFT: f64 = 36.0;
pub(crate) const RIGHT: f64 = 20.0;
pub(crate) const TOP: f64 = 24.0;
pub(crate) const BOTTOM: f64 = 26.0;

/// Colours of the current theme, read from its tokens.
pub(crate) trait Ink {
    /// The value of a custom property, such as `--border`.
    fn token(&self, name: &str) -> String;
}

/// Lines over time, y from zero.
pub(crate) fn time_lines(lines: &[Line], span: Span, minutes: u32, ink: &impl Ink) -> String {
    let quiet = ink.token("--text-2");
    let label = || {
        AxisLabel::new()
            .color(Color::Value(quiet.clone()))
            .font_size(12.0)
    };
    let (top, step) = axis(lines);
    // `5 k` has room where `5,000` would be cut.
    let scale = if top >= 1000.0 { 1000.0 } else { 1.0 };
    let rule = |token| LineStyle::new().color(Color::Value(ink.token(token)));
    let chart = Chart::new()
        .grid(Grid::new().left(LEFT).right(RIGHT).top(TOP).bottom(BOTTOM))
        .x_axis(
            Axis::new()
                .type_(AxisType::Time)
                .min(CompositeValue::from(span.shifted(span.from)))
                .max(CompositeValue::from(span.shifted(span.to)))
                .min_interval(f64::from(minutes) * 60_000.0)
                .max_interval(f64::from(minutes) * 60_000.0)
                .axis_label(label().formatter("{HH}:{mm}"))
                .axis_tick(AxisTick::new().show(false))
                .split_line(SplitLine::new().show(false)),
        )
        .y_axis(
            Axis::new()
                .type_(AxisType::Value)
                .min(0.0)
                .max(top / scale)
                .interval(step / scale)
                .axis_label(label())
                .split_line(SplitLine::new().line_style(rule("--rule"))),
        );
    let chart = lines
        .iter()
        .fold(chart, |chart, line| chart.series(series(line, span, scale, ink)));
    let mut options = value(&chart);
    // Words that the chart crate does not know.
    for (index, line) in lines.iter().enumerate() {
        if let Some(end) = &line.end {
            let series = &mut options["series"][index];
            // Words beside a line that ends on the axis stand above the axis, not on it.
            let last = line.points.iter().rev().find_map(|it| it.1);
            let is_low = last.is_some_and(|it| it < top / 10.0);
            let (align, below) = if is_low { ("bottom", 5) } else { ("middle", 1) };
            series["endLabel"] = json!({
                "show": true, "formatter": end, "color": ink.token("--text"), "fontSize": 12, "distance": 12,
                "backgroundColor": ink.token("--surface"), "padding": [1, 3, below, 3], "verticalAlign": align,
            });
        }
    }
    // The library would make room for the last label, and what lies over the chart would be off by it.
    options["grid"][0]["outerBoundsMode"] = json!("none");
    if scale > 1.0 {
        options["yAxis"] = thousands(&options["yAxis"]);
    }
    options["xAxis"]["axisLabel"]["hideOverlap"] = json!(true);
    options["xAxis"]["axisLine"] = json!({ "lineStyle": { "color": ink.token("--border-strong") } });
    text(options)
}

/// Two axes in one place: the second says the zero, which has no unit. A template of the library knows no cases, and
/// functions do not fit into JSON.
fn thousands(axis: &Value) -> Value {
    let (mut with_unit, mut zero) = (axis.clone(), axis.clone());
    with_unit["axisLabel"]["formatter"] = json!("{value}\u{202f}k");
    with_unit["axisLabel"]["showMinLabel"] = json!(false);
    zero["position"] = json!("left");
    zero["interval"] = axis["max"].clone();
    zero["axisLabel"]["showMaxLabel"] = json!(false);
    zero["splitLine"] = json!({ "show": false });
    json!([with_unit, zero])
}

/// Parts of a whole as a ring; each slice carries its number, so that colour is not the only key.
pub(crate) fn ring(slices: &[super::Slice], ink: &impl Ink) -> String {
    let data = slices
        .iter()
        .enumerate()
        .map(|(index, slice)| {
            DataPoint::from(
                DataPointItem::new(slice.value)
                    .name((index + 1).to_string())
                    .item_style(
                        ItemStyle::new()
                            .color(Color::Value(ink.token(slice.fill())))
                            .border_color(Color::Value(ink.token("--surface")))
                            .border_width(2.0),
                    ),
            )
        })
        .collect::<Vec<_>>();
    let chart = Chart::new().series(
        Pie::new()
            .radius(CompositeValue::Array(vec!["62%".into(), "96%".into()]))
            .label(Label::new().show(false))
            .data(data),
    );
    let mut options = value(&chart);
    // Words that the chart crate does not know: each slice's own ink on its number.
    if let Some(data) = options
        .pointer_mut("/series/0/data")
        .and_then(Value::as_array_mut)
    {
        for (point, slice) in data.iter_mut().zip(slices) {
            point["label"] = json!({
                "show": slice.share > 0.05, "position": "inside", "formatter": "{b}",
                "color": ink.token(slice.on_fill()), "fontWeight": 600, "fontSize": 12,
            });
        }
    }
    options["series"][0]["labelLine"] = json!({ "show": false });
    options["series"][0]["emphasis"] = json!({ "scaleSize": 3 });
    text(options)
}

fn series(line: &Line, span: Span, scale: f64, ink: &impl Ink) -> LineSeries {
    let color = Color::Value(ink.token(COLORS[usize::from(line.ink.saturating_sub(1)) % COLORS.len()]));
    let dashes = match line.ink {
        1 => LineStyleType::Solid,
        3 => LineStyleType::Dotted,
        _ => LineStyleType::Dashed,
    };
    let data = line
        .points
        .iter()
        .map(|(at, value)| {
            vec![
                CompositeValue::from(span.shifted(*at)),
                CompositeValue::from(value.map(|it| it / scale)),
            ]
        })
        .collect::<Vec<_>>();
    let series = LineSeries::new()
        .name(line.name.as_str())
        .show_symbol(false)
        .connect_nulls(false)
        .silent(true)
        .line_style(LineStyle::new().color(color.clone()).width(1.5).type_(dashes))
        .item_style(ItemStyle::new().color(color.clone()))
        .data(data);
    let series = if line.steps {
        series.step(Step::End)
    } else {
        series
    };
    if line.filled {
        series.area_style(AreaStyle::new().color(color).opacity(0.1))
    } else {
        series
    }
}

fn value(chart: &Chart) -> Value {
    // The chart crate's types are plain data; what could not be written would show as an empty chart.
    serde_json::to_value(chart).unwrap_or_default()
}

/// Adds what holds for all charts: no animation (live data would never rest), the axis in UTC because moments are
/// moved by the zone, no tooltip of the library (it writes markup, which the page's policy forbids; ours is a
/// component).
fn text(mut options: Value) -> String {
    options["animation"] = json!(false);
    options["useUTC"] = json!(true);
    options.to_string()
}

/// Colour tokens of lines and slices.
pub(crate) const COLORS: [&str; 6] = ["--cat-1", "--cat-2", "--cat-3", "--cat-4", "--cat-5", "--cat-6"];

#[cfg(test)]
mod tests {
    use super::*;

    struct Names;

    impl Ink for Names {
        fn token(&self, name: &str) -> String {
            name.to_owned()
        }
    }

    fn span() -> Span {
        Span {
            from: Timestamp::from_millis(1_000),
            to: Timestamp::from_millis(3_000),
            zone_ms: 500,
        }
    }

    #[test]
    fn moments_and_shares_lead_to_each_other() {
        assert_eq!(span().share(Timestamp::from_millis(2_000)), Some(0.5));
        assert_eq!(span().at(0.5), Timestamp::from_millis(2_000));
        assert_eq!(span().share(Timestamp::from_millis(500)), None);
        assert_eq!(span().share(Timestamp::from_millis(3_500)), None);
    }

    #[test]
    fn a_line_breaks_where_nothing_is_known() {
        let line = Line {
            name: "Speed".to_owned(),
            ink: 1,
            steps: false,
            filled: true,
            end: Some("Speed 3".to_owned()),
            points: vec![
                (Timestamp::from_millis(1_000), Some(3.0)),
                (Timestamp::from_millis(2_000), None),
            ],
        };

        let options: Value = serde_json::from_str(&time_lines(&[line], span(), 180, &Names)).unwrap();

        assert_eq!(
            options["series"][0]["data"],
            json!([[1500.0, 3.0], [2500.0, null]])
        );
        let end = &options["series"][0]["endLabel"];
        assert_eq!(
            (&end["formatter"], &end["verticalAlign"]),
            (&json!("Speed 3"), &json!("middle"))
        );
        assert_eq!(options["xAxis"]["min"], json!(1500.0));
        assert_eq!(options["yAxis"]["max"], json!(3.0));
        assert_eq!(options["grid"][0]["outerBoundsMode"], json!("none"));
        assert_eq!(options["useUTC"], json!(true));
    }

    #[test]
    fn words_at_the_end_of_a_line_stand_clear_of_the_axis() {
        let line = |value, end: &str| Line {
            name: String::new(),
            ink: 1,
            steps: false,
            filled: false,
            end: Some(end.to_owned()),
            points: vec![(Timestamp::from_millis(1_000), Some(value))],
        };

        let lines = [line(30.0, "Trips 30"), line(1.0, "Refuels 1")];
        let options: Value = serde_json::from_str(&time_lines(&lines, span(), 180, &Names)).unwrap();

        let align = |index: usize| options["series"][index]["endLabel"]["verticalAlign"].clone();
        assert_eq!([align(0), align(1)], [json!("middle"), json!("bottom")]);
    }

    #[test]
    fn thousands_are_counted_as_such() {
        let line = Line {
            name: "Trips".to_owned(),
            ink: 1,
            steps: false,
            filled: false,
            end: None,
            points: vec![(Timestamp::from_millis(1_000), Some(5_556.0))],
        };

        let options: Value = serde_json::from_str(&time_lines(&[line], span(), 180, &Names)).unwrap();

        assert_eq!(options["series"][0]["data"], json!([[1500.0, 5.556]]));
        let [with_unit, zero] = [0, 1].map(|it| &options["yAxis"][it]);
        assert_eq!(
            (&with_unit["max"], &zero["max"]),
            (&json!(6.0), &json!(6.0)),
            "one place"
        );
        assert_eq!(with_unit["axisLabel"]["formatter"], json!("{value}\u{202f}k"));
        assert_eq!(with_unit["axisLabel"]["showMinLabel"], json!(false));
        assert_eq!(zero["axisLabel"]["formatter"], Value::Null, "zero has no unit");
    }
}
