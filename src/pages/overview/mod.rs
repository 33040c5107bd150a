//! The fleet at a glance: what is wrong, where, and how fresh all of it is.

mod choice;
mod figures;
mod kinds;
mod latest;
mod legend;
mod logs;
mod one_vehicle;
mod picker;

use leptos::prelude::*;
use protocol::{
    RowId,
    entities::{FleetSummary, StreamKind, Vehicle},
};
use sync::Phase;

use self::{
    choice::{Choice, Scope, use_choice},
    figures::Figure,
    kinds::Kinds,
    latest::Latest,
    logs::Logs,
    one_vehicle::OneVehicle,
};
use crate::{
    chunk::chunk,
    components::{
        icon::Icon,
        kpi::{self, KpiTile},
        segment::Segment,
        stray_note::StrayNote,
    },
    link::{use_link, use_now},
    repositories::{counted_violations, n_open, use_rows, with_own_count},
    settings::{use_format, use_settings},
    shell::{Lazy, PartView},
    texts::{list, use_texts, words},
};

// Few look at one vehicle here, and its day is drawn as in the report: it comes with that.
chunk! {
    report: fn one_vehicle_part() -> PartView = || view! { <OneVehicle /> }.into_any();
}

/// The page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let choice = Choice::provide();
    let (texts, format, settings, link) = (use_texts(), use_format(), use_settings(), use_link());
    let sees = move |kind| Memo::new(move |_| link.sees(kind));
    let [sees_whole, sees_days] = [StreamKind::FleetSummary, StreamKind::ReportEntry].map(sees);
    let [sees_kinds, sees_logs, sees_violations] = [
        StreamKind::DistributionPoint,
        StreamKind::LogPoint,
        StreamKind::Violation,
    ]
    .map(sees);
    let vehicles = use_rows::<Vehicle>();
    let summary = use_rows::<FleetSummary>().watch(RowId::from(FleetSummary::ID));
    // Without a vehicle there is nothing of it to show, and what is the fleet's would look like its own.
    let is_chosen = Memo::new(move |_| choice.scope() != Scope::Individual(None));
    let is_individual = Memo::new(move |_| matches!(choice.scope(), Scope::Individual(_)));
    // Going back to one vehicle means the one that was looked at before.
    let last = StoredValue::new(None::<RowId>);
    Effect::new(move || {
        if let Scope::Individual(Some(id)) = choice.scope() {
            last.set_value(Some(id));
        }
    });
    let choose = move |individual: bool| {
        choice.choose_scope(&match individual {
            true => Scope::Individual(last.get_value()),
            false => Scope::Global,
        });
    };
    let facts = move || {
        let (words, summary) = (texts.overview(), summary.get()?);
        let many = |n: usize, one, many| {
            let word = texts.language().plural(n, one, many);
            format!("{} {word}", format.get().count(n))
        };
        let is_counted = matches!(vehicles.phase(), Phase::Fresh | Phase::Stale);
        let n_vehicles = is_counted.then(|| many(vehicles.len(), words.vehicle_unit, words.vehicles_unit));
        let facts = [
            many(summary.depots as usize, words.depot, words.depots),
            format!("{} {}", words.times_in, settings.zone_name()),
        ];
        Some(
            n_vehicles
                .into_iter()
                .chain(facts)
                .collect::<Vec<_>>()
                .join(" · "),
        )
    };
    view! {
        <div class="page overview">
            <StrayNote
                text=Signal::derive(move || match choice.strays().as_slice() {
                    [] => String::new(),
                    strays => list::strays(texts.language(), strays),
                })
                clear=Callback::new(move |()| choice.clear_strays())
            />
            // Who drives has one vehicle and nothing to choose.
            <Show when=move || sees_whole.get() || choice.kind().is_some()>
                <div class="page-head">
                    <Show when=move || sees_whole.get() && sees_days.get()>
                        <Segment
                            label=Signal::derive(move || texts.overview().view.to_owned())
                            choices=Signal::derive(move || {
                                let words = texts.overview();
                                vec![(false, words.all_vehicles.to_owned()), (true, words.one_vehicle.to_owned())]
                            })
                            chosen=is_individual
                            choose=Callback::new(choose)
                        />
                    </Show>
                    {move || {
                        let kind = choice.kind()?;
                        let name = words::violation_kind(texts.language(), kind);
                        Some(view! {
                            <span class="fchip">
                                {texts.overview().kind}
                                " "
                                <b>{name}</b>
                                <button
                                    type="button"
                                    aria-label=format!("{} {name}", texts.overview().clear)
                                    on:click=move |_| choice.toggle_kind(None)
                                >
                                    {Icon::Close.view()}
                                </button>
                            </span>
                        })
                    }}
                    <span class="grow"></span>
                    <span class="cap t2 hide-phone">{facts}</span>
                </div>
            </Show>
            <Show when=move || is_individual.get() fallback=|| view! { <Tiles /> }>
                <Lazy load=|| Box::pin(one_vehicle_part()) class="card" />
            </Show>
            <div class="grid12">
                // Beside the latest violations, or as wide as the page.
                <div class=move || if sees_violations.get() { "span-8 overview-charts" } else { "span-12 overview-charts" }>
                    <Show when=move || !is_individual.get() && sees_logs.get()>
                        <Logs />
                    </Show>
                    <Show when=move || is_chosen.get() && sees_violations.get() && (is_individual.get() || sees_kinds.get())>
                        <Kinds />
                    </Show>
                </div>
                <Show when=move || is_chosen.get() && sees_violations.get()>
                    <Latest />
                </Show>
            </div>
        </div>
    }
}

/// The eight figures of the whole fleet.
#[component]
fn Tiles() -> impl IntoView {
    let (rows, link) = (use_rows::<FleetSummary>(), use_link());
    let summary = rows.watch(RowId::from(FleetSummary::ID));
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let known = Signal::derive(move || (rows.confirmed_at(), rows.phase() == Phase::Stale));
    let violations = counted_violations();
    let choice = use_choice();
    let n_all_open = Memo::new(move |_| n_open(violations, |_| true));
    // The gateway counts open violations of all kinds together; those of a chosen kind are counted here alone.
    let open_of_kind = Memo::new(move |_| {
        let kind = choice.kind()?;
        Some((kind, n_open(violations, |it| it.kind == kind)))
    });
    let of_kind = move |figure| open_of_kind.get().filter(|_| figure == Figure::OpenViolations);
    let tile = move |figure: Figure| {
        view! {
            <KpiTile
                label=Signal::derive(move || {
                    let label = figure.label(texts.overview());
                    match of_kind(figure) {
                        Some((kind, _)) => format!("{label} · {}", words::violation_kind(texts.language(), kind)),
                        None => label.to_owned(),
                    }
                })
                mark=figure.mark()
                hint=figure.hint(texts)
                figure=Memo::new(move |_| {
                    if let Some((_, n_open)) = of_kind(figure) {
                        return n_open.map(|it| kpi::Figure {
                            value: format.get().count(it),
                            unit: {
                                let words = texts.overview();
                                texts.language().plural(it, words.open_one, words.open).to_owned()
                            },
                            delta: None,
                            note: String::new(),
                            history: Vec::new(),
                        });
                    }
                    // Without vehicles there is no summary: that is zero, not unknown.
                    let zero = (rows.phase() == Phase::Fresh).then(FleetSummary::default);
                    summary.with(|it| {
                        let it = with_own_count(it.as_ref().or(zero.as_ref())?, n_all_open.get());
                        Some(figure.tile(&it, format.get(), texts.overview()))
                    })
                })
                href=Signal::derive(move || match of_kind(figure) {
                    Some((kind, _)) => format!("{}?kind={}", figure.href(), kind.as_str()),
                    None => figure.href(),
                })
                known
                now
            />
        }
    };
    let figures = Memo::new(move |_| {
        let is_offered = |it: &Figure| *it != Figure::OpenViolations || link.sees(StreamKind::Violation);
        Figure::ALL.into_iter().filter(is_offered).collect::<Vec<_>>()
    });
    view! {
        // Figures that will never come do not look as if they loaded.
        <Show when=move || link.sees(StreamKind::FleetSummary)>
            <section class="kpis" aria-label=move || texts.overview().fleet_state>
                {move || figures.get().into_iter().map(tile).collect_view()}
            </section>
        </Show>
    }
}
