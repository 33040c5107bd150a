//! Events of the fleet over today: trips, stops, refuellings, faults.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{
    Timestamp,
    entities::{FleetSummary, LogPoint},
};

use crate::{
    components::chart::{ChartCard, Digits, Line, Span, TimeChart, TimeContent, Trust},
    format::Formatter,
    link::use_now,
    pages::day::day_caption,
    platform::page,
    repositories::use_rows,
    settings::{use_format, use_settings},
    texts::{Texts, overview, use_texts},
};

/// The card.
#[component]
pub(super) fn Logs() -> impl IntoView {
    let rows = use_rows::<LogPoint>();
    let summary = use_rows::<FleetSummary>();
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let settings = use_settings();
    // The axis moves once a minute, not with every tick of the clock.
    let minute = Memo::new(move |_| Timestamp::from_millis(now.get().as_millis() / 60_000 * 60_000));
    let points = Memo::new(move |_| {
        rows.version();
        let midnight = format.get().depot.midnight(minute.get());
        rows.with(|it| today(it.values(), midnight))
    });
    // The points only change when something happens; the summary is calculated every second.
    let confirmed_at = Signal::derive(move || rows.confirmed_at().max(summary.confirmed_at()));
    // A quarter is over when that is known, not when the clock says so: without a connection the last one told stays open.
    let known = Memo::new(move |_| {
        let known = confirmed_at.get().map_or(minute.get(), |it| it.min(minute.get()));
        Timestamp::from_millis(known.as_millis() / 60_000 * 60_000)
    });
    let content = Signal::derive(move || {
        // A phone has no room beside the ends of the lines.
        let has_room = !page::matches(PHONE);
        let clock = Clock {
            now: minute.get(),
            known: known.get(),
        };
        points.with(|it| content(it, clock, has_room, format.get(), texts))
    });
    let digits = Signal::derive(move || {
        let (words, no_data) = (texts.overview(), texts.charts().no_data);
        points.with(|it| digits(it, known.get(), format.get(), words, no_data))
    });
    let cursor = RwSignal::new(None);
    view! {
        <ChartCard
            title=Signal::derive(move || texts.overview().logs)
            caption=Signal::derive(move || {
                let times = day_caption(minute.get(), format.get(), &settings.zone_name(), texts);
                format!("{}, {times}", texts.overview().logs_unit)
            })
            trust=Trust {
                phase: Signal::derive(move || rows.phase()),
                empty: Signal::derive(move || points.with(Vec::is_empty)),
                at: confirmed_at,
                now,
            }
            empty_text=Signal::derive(move || texts.overview().no_logs.to_owned())
            digits
        >
            <TimeChart
                content
                cursor
                tip=Callback::new(move |at| {
                    points.with(|it| view! { <LogsTip points=it.clone() at known /> }.into_any())
                })
                step_ms=QUARTER_MS
            />
            <div class="legend-row" aria-hidden="true">
                {move || {
                    let words = texts.overview();
                    let last = points.with(|it| over(it, known.get()).last().cloned());
                    kinds(words)
                        .map(|(ink, name, value)| {
                            let count = last.as_ref().map(|it| format.get().count(value(it) as usize));
                            view! {
                                <span>
                                    <i class="line-key" data-ink=ink.to_string()></i>
                                    " "
                                    {name}
                                    " "
                                    <b>{count}</b>
                                </span>
                            }
                        })
                        .collect_view()
                }}
                // The card's age says that nothing newer is known; these are of the last quarter that is over.
                {move || {
                    let last = points.with(|it| over(it, known.get()).last().map(|it| it.at));
                    last.map(|it| view! { <span class="t2">{format.get().hours(it, it + QUARTER)}</span> })
                }}
            </div>
        </ChartCard>
    }
}

/// What happened in the marked quarter of an hour.
#[component]
fn LogsTip(points: Vec<LogPoint>, at: Timestamp, known: Memo<Timestamp>) -> impl IntoView {
    let (texts, format) = (use_texts(), use_format());
    let point = points
        .into_iter()
        .rev()
        .find(|it| it.at <= at && at.since(it.at) < QUARTER);
    move || {
        let format = format.get();
        let quarter = Timestamp::from_millis(at.as_millis() / QUARTER_MS * QUARTER_MS);
        let body = match &point {
            Some(point) if !point.gap => kinds(texts.overview())
                .map(|(ink, name, value)| {
                    view! {
                        <i class="line-key" data-ink=ink.to_string()></i>
                        <dt>{name}</dt>
                        <dd>{format.count(value(point) as usize)}</dd>
                    }
                })
                .collect_view()
                .into_any(),
            _ => view! { <dt>{texts.charts().no_data}</dt> }.into_any(),
        };
        view! {
            <b>{heading(quarter, known.get(), format, texts.overview())}</b>
            <dl>{body}</dl>
        }
    }
}

/// A quarter by its beginning: `10:15`; while it still counts, `10:15, so far`.
fn heading(quarter: Timestamp, known: Timestamp, format: Formatter, words: &overview::Overview) -> String {
    let time = format.time(quarter);
    if quarter <= known && !is_over(quarter, known) {
        format!("{time}, {}", words.so_far)
    } else {
        time
    }
}

/// What of a quarter is counted.
type Counted = fn(&LogPoint) -> u32;

/// Every line: number of its ink, its name, its value.
fn kinds(texts: &overview::Overview) -> [(u8, &'static str, Counted); 4] {
    [
        (1, texts.trips, |it| it.trips),
        (2, texts.stops, |it| it.stops),
        (3, texts.refuels, |it| it.refuels),
        (4, texts.faults, |it| it.faults),
    ]
}

/// Today's quarters of an hour, in order.
fn today<'a>(points: impl Iterator<Item = &'a LogPoint>, midnight: Timestamp) -> Vec<LogPoint> {
    let mut points: Vec<_> = points.filter(|it| it.at >= midnight).cloned().collect();
    points.sort_by_key(|it| it.at);
    points
}

/// What time it is, and until when everything that happened is known.
#[derive(Clone, Copy)]
struct Clock {
    now: Timestamp,
    known: Timestamp,
}

fn content(
    points: &[LogPoint],
    Clock { now, known }: Clock,
    has_room: bool,
    format: Formatter,
    texts: Texts,
) -> TimeContent {
    let midnight = format.depot.midnight(now);
    let span = Span {
        from: midnight,
        to: midnight + DAY,
        zone_ms: i64::from(format.zone.offset_at(midnight)) * 60_000,
    };
    // Late in the evening there is no room left beside the ends; the legend says the same.
    let has_room = has_room && span.share(now).is_some_and(|it| it < 0.8);
    let ends = if has_room {
        ends(points, known, format, texts.overview())
    } else {
        Vec::new()
    };
    let lines = kinds(texts.overview()).map(|(ink, name, value)| Line {
        name: name.to_owned(),
        ink,
        steps: false,
        filled: false,
        end: ends.iter().find(|it| it.0 == ink).map(|it| it.1.clone()),
        points: over(points, known)
            .map(|it| (it.at, (!it.gap).then(|| f64::from(value(it)))))
            .collect(),
    });
    let latest = over(points, known).last();
    let last = |value: fn(&LogPoint) -> u32| latest.map_or(0, value);
    TimeContent {
        span,
        minutes: 180,
        lines: lines.into(),
        gaps: gaps(points),
        pins: Vec::new(),
        now: Some((now, format!("{} {}", texts.charts().now, format.time(now)))),
        summary: overview::logs_summary(
            format.language,
            last(|it| it.trips),
            last(|it| it.stops),
            last(|it| it.refuels),
            last(|it| it.faults),
        ),
    }
}

/// What stands at the end of each line: its ink, its name and its count. Lines that end so close to each other that their
/// words would overlap share one end, the highest.
fn ends(
    points: &[LogPoint],
    known: Timestamp,
    format: Formatter,
    words: &overview::Overview,
) -> Vec<(u8, String)> {
    let Some(last) = over(points, known).last().filter(|it| !it.gap) else {
        return Vec::new();
    };
    let mut kinds = kinds(words);
    kinds.sort_by_key(|(_, _, value)| std::cmp::Reverse(value(last)));
    let top = |it: &LogPoint| kinds.iter().map(|(_, _, value)| value(it)).max();
    let room = over(points, known).filter_map(top).max().unwrap_or_default() / 8;
    let mut ends: Vec<(u8, String)> = Vec::new();
    let mut before = None;
    for (ink, name, value) in kinds {
        let count = value(last);
        let words = format!("{name} {}", format.count(count as usize));
        match ends.last_mut() {
            Some((_, end)) if before.is_some_and(|it: u32| it - count <= room) => {
                *end = format!("{end} · {words}");
            }
            _ => ends.push((ink, words)),
        }
        before = Some(count);
    }
    ends
}

/// Quarters that are known to be over: one that still counts would look like a fall.
fn over(points: &[LogPoint], known: Timestamp) -> impl Iterator<Item = &LogPoint> {
    points.iter().filter(move |it| is_over(it.at, known))
}

fn is_over(quarter: Timestamp, known: Timestamp) -> bool {
    known >= quarter + QUARTER
}

/// Quarters without data, neighbours joined.
fn gaps(points: &[LogPoint]) -> Vec<(Timestamp, Timestamp)> {
    let mut gaps: Vec<(Timestamp, Timestamp)> = Vec::new();
    for point in points.iter().filter(|it| it.gap) {
        match gaps.last_mut() {
            Some((_, to)) if *to == point.at => *to = point.at + QUARTER,
            _ => gaps.push((point.at, point.at + QUARTER)),
        }
    }
    gaps
}

fn digits(
    points: &[LogPoint],
    known: Timestamp,
    format: Formatter,
    words: &overview::Overview,
    no_data: &str,
) -> Digits {
    let kinds = kinds(words);
    let heads = [words.time].into_iter().chain(kinds.iter().map(|it| it.1));
    let rows = points.iter().rev().map(|point| {
        let cells = kinds.iter().map(|(_, _, value)| match point.gap {
            true => no_data.to_owned(),
            false => format.count(value(point) as usize),
        });
        let heading = heading(point.at, known, format, words);
        [heading].into_iter().chain(cells).collect()
    });
    Digits {
        heads: heads.map(str::to_owned).collect(),
        rows: rows.collect(),
    }
}

const QUARTER_MS: u64 = 900_000;
const QUARTER: Duration = Duration::from_millis(QUARTER_MS);
const PHONE: &str = "(max-width: 599px)";
const DAY: Duration = Duration::from_secs(86_400);

#[cfg(test)]
mod tests {
    use protocol::RowId;

    use super::*;
    use crate::texts::Language;

    fn point(quarter: u64, gap: bool) -> LogPoint {
        let at = Timestamp::from_millis(quarter * QUARTER_MS);
        LogPoint {
            id: RowId::from(at.to_string()),
            at,
            trips: 1,
            stops: 2,
            refuels: 0,
            faults: 0,
            gap,
        }
    }

    #[test]
    fn neighbouring_gaps_are_one() {
        let at = |quarter| Timestamp::from_millis(quarter * QUARTER_MS);

        let gaps = gaps(&[
            point(1, false),
            point(2, true),
            point(3, true),
            point(4, false),
            point(6, true),
        ]);

        assert_eq!(gaps, [(at(2), at(4)), (at(6), at(7))]);
    }

    #[test]
    fn lines_that_end_side_by_side_share_their_words() {
        let busy = LogPoint {
            trips: 40,
            stops: 20,
            ..point(1, false)
        };
        let points = [busy, point(2, false)];
        let words = overview::Overview::of(Language::English);
        let ends = |quarter| {
            let known = Timestamp::from_millis(quarter * QUARTER_MS);
            ends(&points, known, Formatter::default(), words)
        };

        assert_eq!(
            ends(2),
            [
                (1, "Trips 40".to_owned()),
                (2, "Stops 20".to_owned()),
                (3, "Refuels 0 · Faults 0".to_owned()),
            ]
        );
        assert_eq!(
            ends(3),
            [(2, "Stops 2 · Trips 1 · Refuels 0 · Faults 0".to_owned())]
        );
        assert_eq!(ends(1), [], "nothing is over yet");
    }

    #[test]
    fn a_quarter_that_still_counts_says_so() {
        let points = [point(1, false), point(2, false)];
        let words = overview::Overview::of(Language::English);
        let known = Timestamp::from_millis(2 * QUARTER_MS + 1);

        let digits = digits(&points, known, Formatter::default(), words, "no data");

        let headings: Vec<_> = digits.rows.iter().map(|it| it[0].as_str()).collect();
        assert_eq!(headings, ["00:30, so far", "00:15"]);
        assert_eq!(over(&points, known).count(), 1);
    }

    #[test]
    fn yesterday_is_left_out() {
        let points = [point(5, false), point(3, false), point(4, false)];

        let today = today(points.iter(), Timestamp::from_millis(4 * QUARTER_MS));

        assert_eq!(
            today
                .iter()
                .map(|it| it.at.as_millis() / QUARTER_MS)
                .collect::<Vec<_>>(),
            [4, 5]
        );
    }
}
