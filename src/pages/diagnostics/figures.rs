//! The connection and the painting in eight figures.

use std::{collections::VecDeque, time::Duration};

use leptos::prelude::*;
use protocol::Timestamp;
use sync::Stats;

use crate::{
    format::Formatter,
    link::{use_link, use_now},
    platform::frames::{Frames, LONG},
    settings::use_format,
    texts::{diagnostics, use_texts},
};

/// The card.
#[component]
pub(super) fn Figures(
    /// The frames of the last minute.
    frames: Callback<(), Frames>,
) -> impl IntoView {
    let link = use_link();
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let recent = StoredValue::new(Recent::default());
    let figures = Memo::new(move |_| {
        let (now, format, words) = (now.get(), format.get(), texts.diagnostics());
        let stats = link.read(|it| it.stats().clone());
        let rate = recent
            .try_update_value(|it| it.add(now, &stats))
            .unwrap_or_default();
        let pending = link.pending();
        let (frames, work) = (frames.run(()), link.frame_times());
        let oldest = pending.iter().map(|it| it.since).min();
        let up = stats.connected_since;
        vec![
            (
                words.up,
                up.map_or("–".to_owned(), |it| format.duration(now.since(it))),
                "",
                up.map_or(words.not_connected.to_owned(), |it| {
                    format!("{} {}", words.since, format.time_seconds(it))
                }),
            ),
            (
                words.reconnects,
                format.count(clamp(stats.reconnects)),
                "",
                words.this_session.to_owned(),
            ),
            (
                words.messages_in,
                format.number(rate.messages, u8::from(rate.messages < 10.0)),
                words.per_second,
                format!("{} {}", format.count(clamp(stats.messages_in)), words.in_all),
            ),
            (
                words.received,
                format.bytes(rate.bytes),
                words.per_second,
                format!(
                    "{}, {} {}",
                    format.bytes(stats.bytes_in as f64),
                    words.sent,
                    format.bytes(stats.bytes_out as f64)
                ),
            ),
            timing(words.frame, &frames.times, format),
            (
                words.long_frames,
                format.count(frames.n_long),
                "",
                diagnostics::over(texts.language(), &format.millis(LONG.as_secs_f64() * 1000.0)),
            ),
            timing(words.work, &work, format),
            (
                words.pending,
                format.count(pending.len()),
                texts
                    .language()
                    .plural(pending.len(), words.action, words.actions),
                oldest.map_or(words.none.to_owned(), |it| {
                    format!("{} {}", words.oldest, format.age(now.since(it)))
                }),
            ),
        ]
    });
    view! {
        <section class="card rks" aria-label=move || texts.diagnostics().figures>
            {move || {
                figures
                    .get()
                    .into_iter()
                    .map(|(label, value, unit, note)| {
                        view! {
                            <div class="rk">
                                <span class="cap t2">{label}</span>
                                <span class="rk-value">{value} <span class="unit">{unit}</span></span>
                                <span class="cap t2">{note}</span>
                            </div>
                        }
                    })
                    .collect_view()
            }}
        </section>
    }
}

/// A figure with its unit, and the note below it.
type Shown = (&'static str, String, &'static str, String);

/// How long something usually takes, and how long at worst but for one in a hundred.
fn timing(label: &'static str, times: &[f64], format: Formatter) -> Shown {
    let at = |percent| percentile(times, percent).map(|it| format.millis(it));
    let note = at(99).map_or_else(String::new, |it| format!("p50 · p99 {it}"));
    (label, format.or_nothing(at(50)), "", note)
}

/// Per second, over the last few.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Rate {
    messages: f64,
    bytes: f64,
}

/// Counters of the last seconds.
#[derive(Debug, Default)]
struct Recent(VecDeque<(Timestamp, u64, u64)>);

impl Recent {
    fn add(&mut self, now: Timestamp, stats: &Stats) -> Rate {
        self.0.push_back((now, stats.messages_in, stats.bytes_in));
        while self.0.front().is_some_and(|it| now.since(it.0) > WINDOW) {
            self.0.pop_front();
        }
        let Some((from, messages, bytes)) = self.0.front() else {
            return Rate::default();
        };
        let seconds = now.since(*from).as_secs_f64();
        if seconds < 0.5 {
            return Rate::default();
        }
        Rate {
            messages: stats.messages_in.saturating_sub(*messages) as f64 / seconds,
            bytes: stats.bytes_in.saturating_sub(*bytes) as f64 / seconds,
        }
    }
}

/// A percentile of values in any order.
pub(super) fn percentile(values: &[f64], percent: usize) -> Option<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    values.get(last * percent.min(100) / 100).copied()
}

fn clamp(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// Over how long rates are taken.
const WINDOW: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_take_no_order_for_granted() {
        assert_eq!(percentile(&[3.0, 1.0, 2.0], 50), Some(2.0));
        assert_eq!(percentile(&[], 50), None);
    }

    #[test]
    fn a_rate_forgets_what_was_long_ago() {
        let at = |second: u64| Timestamp::from_millis(second * 1000);
        let stats = |messages_in| {
            let mut stats = Stats::default();
            stats.messages_in = messages_in;
            stats
        };
        let mut recent = Recent::default();

        recent.add(at(0), &stats(1_000));
        recent.add(at(20), &stats(2_000));
        let rate = recent.add(at(22), &stats(2_020));

        assert_eq!(rate.messages, 10.0);
    }
}
