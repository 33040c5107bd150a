//! One vehicle, one day: figures, the day drawn, trips and stops, the log. Every part shows the same marked moment.

mod figures;
mod log;
mod trips;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use protocol::{
    RowId, Timestamp,
    entities::{Vehicle, Violation},
};
use sync::Phase;

use self::{figures::DayFigures, log::DayLog, trips::Trips};
use super::day::{DayChart, LiveDay, day_caption, day_digits};
use crate::{
    components::{
        badge::Badge,
        chart::{ChartCard, Trust},
        icon::Icon,
        list_state::{Awaited, Empty},
        status::Shape,
    },
    format::Formatter,
    link::use_now,
    platform::page,
    repositories::{meant_vehicle, use_rows},
    settings::{use_format, use_settings},
    shell::use_title,
    texts::{report, use_texts, words},
};

/// The page.
#[component]
pub fn VehicleReportPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let vehicles = use_rows::<Vehicle>();
    let violations = use_rows::<Violation>();
    let typed = Memo::new(move |_| RowId::from(params.with(|it| it.get("id").unwrap_or_default())));
    let id = Memo::new(move |_| meant_vehicle(vehicles, &typed.get()));
    let minute = Memo::new(move |_| Timestamp::from_millis(now.get().as_millis() / MINUTE_MS * MINUTE_MS));
    let today = Memo::new(move |_| format.get().depot.midnight(minute.get()));
    // The day is asked for by its date, so that a link keeps its meaning tomorrow.
    let asked = Memo::new(move |_| query.with(|it| it.get("day")));
    let midnight = Memo::new(move |_| {
        asked
            .get()
            .and_then(|it| midnight_of(&it, today.get(), format.get()))
            .unwrap_or_else(|| today.get())
    });
    let is_today = Memo::new(move |_| midnight.get() == today.get());
    let is_misread = Memo::new(move |_| {
        asked
            .get()
            .is_some_and(|it| it != date(midnight.get(), format.get()))
    });
    let live = LiveDay::follow(Signal::derive(move || match is_today.get() {
        true => id.get().as_str().to_owned(),
        false => format!("{}@{}", id.get(), date(midnight.get(), format.get())),
    }));
    let own = Memo::new(move |_| {
        violations.version();
        let (id, from) = (id.get(), midnight.get());
        let of_day = |it: &&Violation| {
            it.vehicle == id && it.at >= from && it.at.since(from).as_millis() < DAY_MS.into()
        };
        violations.with(|it| it.values().filter(of_day).cloned().collect::<Vec<_>>())
    });
    let vehicle = vehicles.watch(id);
    use_title(Signal::derive(move || {
        let plate = vehicle.with(|it| {
            it.as_ref()
                .map_or_else(|| id.get().to_string(), |it| it.plate.clone())
        });
        report::title(texts.language(), &plate)
    }));
    let cursor = RwSignal::new(None);
    let is_known = Memo::new(move |_| vehicle.with(Option::is_some));
    let is_loading = Memo::new(move |_| vehicles.phase() == Phase::Loading);
    let clock = Signal::derive(move || match is_today.get() {
        true => minute.get(),
        false => midnight.get() + std::time::Duration::from_millis(DAY_MS),
    });
    // What goes on has been going on as far as is known, not until now.
    let known_at = Memo::new(move |_| live.at.get().map_or(clock.get(), |it| it.min(clock.get())));
    // The figures of today are as old as the last position.
    let figures_at = Signal::derive(move || {
        let fix_at = vehicle.with(|it| it.as_ref().map(|it| it.fix_at));
        let confirmed_at = live.at.get();
        confirmed_at.map(|at| fix_at.filter(|_| is_today.get()).map_or(at, |it| it.min(at)))
    });
    let settings = use_settings();
    view! {
        <Show
            when=move || is_known.get()
            fallback=move || view! { <Unknown is_loading /> }
        >
            <div class="page report">
                <ReportHead vehicle midnight today />
                <Show when=move || is_misread.get()>
                    <p class="report-misread" role="status">{move || texts.report().no_such_day}</p>
                </Show>
                <DayFigures live by=known_at at=figures_at />
                <ChartCard
                    title=Signal::derive(move || texts.report().day_and_speed)
                    caption=Signal::derive(move || {
                        let times = day_caption(midnight.get(), format.get(), &settings.zone_name(), texts);
                        format!("{}, {times}", format.get().units.speed_unit())
                    })
                    trust=Trust {
                        phase: live.phase,
                        empty: Signal::derive(move || live.is_empty()),
                        at: live.at,
                        now,
                    }
                    empty_text=Signal::derive(move || texts.report().no_day.to_owned())
                    digits=Signal::derive(move || live.day.with(|it| day_digits(it, format.get(), texts)))
                >
                    <DayChart day=live.day violations=own midnight now=clock cursor />
                </ChartCard>
                <div class="grid12">
                    <Trips live cursor now=clock />
                    <DayLog live />
                </div>
                <p class="only-print cap">
                    {move || texts.report().printed} " " {move || format.get().date_time(now.get())} " · "
                    {move || now.with(|_| page::address())}
                </p>
            </div>
        </Show>
    }
}

/// No such vehicle, or not known yet.
#[component]
fn Unknown(is_loading: Memo<bool>) -> impl IntoView {
    let texts = use_texts();
    let text = move || format!("{} {}", texts.report().unknown, texts.report().unknown_hint);
    view! {
        <div class="page report">
            <Show when=move || !is_loading.get() fallback=|| view! { <Outline /> }>
                <section class="card">
                    <Empty icon=Icon::Truck text=Signal::derive(text)>
                        <a class="btn" href="/fleet/vehicles">{move || texts.report().back}</a>
                    </Empty>
                </section>
            </Show>
        </div>
    }
}

/// The page before anything is known, as high as it will be: what comes stands where it was expected.
#[component]
fn Outline() -> impl IntoView {
    let figure = |_| {
        view! {
            <div class="rk">
                <span class="cap rk-head"></span>
                <span class="rk-value">"\u{a0}"</span>
                <span class="cap"></span>
            </div>
        }
    };
    view! {
        <div class="page-head report-head"></div>
        <section class="card rks" aria-hidden="true">{(0..6).map(figure).collect_view()}</section>
        <section class="card chart-card">
            <div class="card-head"></div>
            <Awaited lines=8 />
        </section>
    }
}

/// Which vehicle, how it stands, which day.
#[component]
fn ReportHead(
    vehicle: Signal<Option<Vehicle>>,
    midnight: Memo<Timestamp>,
    today: Memo<Timestamp>,
) -> impl IntoView {
    let (texts, format) = (use_texts(), use_format());
    let part = move |pick: fn(&Vehicle) -> String| {
        Signal::derive(move || vehicle.with(|it| it.as_ref().map(pick).unwrap_or_default()))
    };
    let mark = Memo::new(move |_| vehicle.with(|it| it.as_ref().map(|it| it.status)));
    let about = move || {
        vehicle.with(|it| {
            let it = it.as_ref()?;
            let kind = words::vehicle_kind(texts.language(), it.kind);
            let mass = (it.gross_t > 0.0).then(|| {
                format!(
                    " {}\u{202f}t",
                    format
                        .get()
                        .number(it.gross_t, u8::from(it.gross_t.fract() > 0.0))
                )
            });
            let driver = it
                .driver_name
                .clone()
                .unwrap_or_else(|| texts.report().no_driver.to_owned());
            let kind = format!("{kind}{}", mass.unwrap_or_default());
            let parts = [kind, it.depot.clone(), driver];
            Some(
                parts
                    .into_iter()
                    .filter(|it| !it.is_empty())
                    .collect::<Vec<_>>()
                    .join(" · "),
            )
        })
    };
    let address = move |days: i64| {
        let at = noon(midnight.get(), days);
        let id = vehicle.with(|it| it.as_ref().map(|it| it.id.clone()));
        let id = id.as_ref().map_or("", RowId::as_str);
        let is_today = format.get().depot.midnight(at) == today.get();
        let query = if is_today {
            String::new()
        } else {
            format!("?day={}", date(at, format.get()))
        };
        format!("/fleet/vehicles/{id}{query}")
    };
    let is_today = move || midnight.get() == today.get();
    view! {
        <div class="page-head report-head">
            <a class="btn btn--icon btn--ghost hide-print" href="/fleet/vehicles" aria-label=move || texts.report().back>
                {Icon::ChevronLeft.view()}
            </a>
            <h2 class="id">{part(|it| it.plate.clone())}</h2>
            {move || {
                // How it stands now says nothing of an earlier day.
                mark.get()
                    .filter(|_| is_today())
                    .map(|status| {
                        let (shape, tone) = Shape::of_vehicle(status);
                        view! {
                            <Badge tone shape=Some(shape) text=words::status(texts.language(), status).to_owned() />
                        }
                    })
            }}
            <span class="t2 dense">{about}</span>
            <span class="grow"></span>
            <nav class="row hide-print" aria-label=move || texts.report().day>
                <a class="btn btn--icon" href=move || address(-1) aria-label=move || texts.report().day_before>
                    {Icon::ChevronLeft.view()}
                </a>
                <span class="report-day">{Icon::Calendar.view()} {move || format.get().at_depot().date(noon(midnight.get(), 0))}</span>
                <a
                    class="btn btn--icon"
                    href=move || address(1)
                    aria-label=move || texts.report().day_after
                    aria-disabled=move || is_today().to_string()
                    tabindex=move || if is_today() { "-1" } else { "0" }
                >
                    {Icon::ChevronRight.view()}
                </a>
            </nav>
            <span class="only-print">{move || format.get().at_depot().date(noon(midnight.get(), 0))}</span>
            <button type="button" class="btn hide-print" on:click=|_| page::print()>
                {Icon::Print.view()}
                {move || texts.report().print}
            </button>
        </div>
    }
}

/// Noon of the day so many days after a midnight: a moment that lies in that day however the clocks change.
fn noon(midnight: Timestamp, days: i64) -> Timestamp {
    let moved = midnight.as_millis().saturating_add_signed(days * DAY_MS as i64);
    Timestamp::from_millis(moved + DAY_MS / 2)
}

/// The date in addresses and scopes: `2026-11-19`.
fn date(at: Timestamp, format: Formatter) -> String {
    let civil = format.depot.civil(noon(format.depot.midnight(at), 0));
    format!("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day)
}

/// The midnight a date began with; `None` for what is no date, and for days to come or too long ago.
fn midnight_of(text: &str, today: Timestamp, format: Formatter) -> Option<Timestamp> {
    (0..DAYS_BACK_MAX)
        .map(|days| format.depot.midnight(noon(today, -days)))
        .find(|it| date(*it, format) == text)
}

const MINUTE_MS: u64 = 60_000;
const DAY_MS: u64 = 86_400_000;

/// Older days are not kept.
const DAYS_BACK_MAX: i64 = 62;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_leads_to_its_midnight_and_back() {
        let format = Formatter::default();
        let today = Timestamp::from_millis(20_000 * DAY_MS);

        let yesterday = Timestamp::from_millis(19_999 * DAY_MS);

        assert_eq!(
            midnight_of(&date(yesterday, format), today, format),
            Some(yesterday)
        );
        assert_eq!(midnight_of(&date(today, format), today, format), Some(today));
        assert_eq!(midnight_of("2099-01-01", today, format), None);
        assert_eq!(midnight_of("yesterday", today, format), None);
    }
}
