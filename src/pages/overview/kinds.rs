//! Violations of today by kind: a ring, and the legend that is the real list.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use protocol::{
    Timestamp,
    entities::{DistributionPoint, Violation, ViolationKind},
};

use super::{
    choice::{Scope, use_choice},
    legend::{LegendLine, count, legend, slices},
};
use crate::{
    components::chart::{ChartCard, Digits, Donut, Trust},
    link::use_now,
    repositories::use_rows,
    settings::use_format,
    texts::{use_texts, words},
};

/// The card.
#[component]
pub(super) fn Kinds() -> impl IntoView {
    let rows = use_rows::<DistributionPoint>();
    let violations = use_rows::<Violation>();
    let choice = use_choice();
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let minute = Memo::new(move |_| Timestamp::from_millis(now.get().as_millis() / 60_000 * 60_000));
    // The gateway counts for the whole fleet; for one vehicle its own violations are few enough to count here.
    let points = Memo::new(move |_| match choice.scope() {
        Scope::Global | Scope::Individual(None) => {
            rows.version();
            rows.with(|it| it.values().cloned().collect::<Vec<_>>())
        }
        Scope::Individual(Some(id)) => {
            violations.version();
            let midnight = format.get().depot.midnight(minute.get());
            violations.with(|it| count(it.values().filter(|it| it.vehicle == id), midnight, minute.get()))
        }
    });
    let lines = Memo::new(move |_| points.with(|it| legend(it.iter())));
    let total = Memo::new(move |_| lines.with(|it| it.iter().map(|it| it.count).sum::<u32>()));
    let largest = Memo::new(move |_| lines.with(|it| it.iter().map(|it| it.count).max().unwrap_or(1).max(1)));
    let digits = Signal::derive(move || {
        let (format, words) = (format.get(), texts.overview());
        let line = |it: &DistributionPoint| {
            let name = words::violation_kind(texts.language(), it.kind).to_owned();
            vec![
                name,
                format.count(it.count as usize),
                format.count(it.before as usize),
            ]
        };
        Digits {
            heads: [words.kind, words.today, words.yesterday]
                .map(str::to_owned)
                .into(),
            rows: points.with(|it| it.iter().map(line).collect()),
        }
    });
    // What stands together here is shown apart in the queue, which can be asked for several kinds.
    let rest = Memo::new(move |_| {
        let is_global = matches!(choice.scope(), Scope::Global | Scope::Individual(None));
        let kinds = points.with(|points| {
            let is_named = |kind| lines.with(|it| it.iter().any(|it| it.kind == Some(kind)));
            let rest = points.iter().filter(|it| it.count > 0 && !is_named(it.kind));
            rest.map(|it| it.kind.as_str()).collect::<Vec<_>>().join(",")
        });
        (is_global && !kinds.is_empty()).then(|| format!("/fleet/violations?view=today&kind={kinds}"))
    });
    let navigate = StoredValue::new_local(use_navigate());
    let pick = move |index: usize| match lines.with_untracked(|it| it.get(index).map(|it| it.kind)) {
        Some(Some(kind)) => choice.toggle_kind(Some(kind)),
        Some(None) => {
            if let Some(href) = rest.get_untracked() {
                navigate.with_value(|go| go(&href, NavigateOptions::default()));
            }
        }
        None => {}
    };
    view! {
        <ChartCard
            title=Signal::derive(move || texts.overview().kinds)
            caption=Signal::derive(move || texts.overview().kinds_unit.to_owned())
            trust=Trust {
                phase: Signal::derive(move || match choice.scope() {
                    Scope::Global => rows.phase(),
                    Scope::Individual(_) => violations.phase(),
                }),
                empty: Signal::derive(move || total.get() == 0),
                at: Signal::derive(move || rows.confirmed_at().max(violations.confirmed_at())),
                now,
            }
            empty_text=Signal::derive(move || texts.overview().none_today.to_owned())
            digits
        >
            <div class="kinds">
                <Donut
                    slices=Signal::derive(move || lines.with(|it| slices(it, choice.kind())))
                    figure=Signal::derive(move || format.get().count(total.get() as usize))
                    caption=Signal::derive(move || texts.overview().today.to_owned())
                    on_pick=Callback::new(pick)
                />
                <ul class="kinds-legend">
                    {move || {
                        lines
                            .get()
                            .into_iter()
                            .enumerate()
                            .map(|(place, line)| view! { <KindLine place line largest=largest.get() rest /> })
                            .collect_view()
                    }}
                </ul>
            </div>
        </ChartCard>
    }
}

/// A line of the legend. Choosing it filters the page; choosing it again shows everything.
#[component]
fn KindLine(
    place: usize,
    line: LegendLine,
    largest: u32,
    /// Where the kinds without a line of their own are shown.
    rest: Memo<Option<String>>,
) -> impl IntoView {
    let choice = use_choice();
    let (texts, format) = (use_texts(), use_format());
    let LegendLine { kind, count, before } = line;
    let name = move || {
        kind.map_or(texts.overview().other, |it| {
            words::violation_kind(texts.language(), it)
        })
    };
    let change = move || {
        let difference = f64::from(count) - f64::from(before);
        let glyph = match difference {
            it if it > 0.0 => "▲ ",
            it if it < 0.0 => "▼ ",
            _ => "= ",
        };
        format!("{glyph}{}", format.get().signed(difference, 0))
    };
    let ink = kind.map_or(6, |_| place + 1).to_string();
    let content = view! {
        <span class="kinds-key" data-ink=ink.clone()>{(place + 1).to_string()}</span>
        <span class="trunc">{name}</span>
        <span class="kinds-bar" data-ink=ink aria-hidden="true">
            <i style:width=format!("{:.1}%", f64::from(count) / f64::from(largest) * 100.0)></i>
        </span>
        <b class="num">{move || format.get().count(count as usize)}</b>
        <span class="num cap t2" title=move || texts.shell().versus_yesterday>{change}</span>
    };
    match kind {
        None => match rest.get() {
            Some(href) => view! { <li><a class="kinds-line" href=href>{content}</a></li> }.into_any(),
            None => view! { <li class="kinds-line">{content}</li> }.into_any(),
        },
        Some(kind) => {
            let pressed = move || choice.kind() == Some(kind);
            view! {
                <li>
                    <button
                        type="button"
                        class="kinds-line"
                        data-kind=ViolationKind::as_str(kind)
                        aria-pressed=move || pressed().to_string()
                        on:click=move |_| choice.toggle_kind(Some(kind))
                    >
                        {content}
                    </button>
                </li>
            }
            .into_any()
        }
    }
}
