//! What happened since one last looked: critical and high violations with work left, wherever in the app one is.

use leptos::prelude::*;
use protocol::{
    Timestamp,
    entities::{Severity, StreamKind, Violation},
};
use sync::Phase;

use super::assignments::tell_assignments;
use crate::{
    components::{icon::Icon, popover::Popover, violation_line::ViolationLine},
    link::{use_link, use_now},
    platform::storage,
    repositories::{Rows, use_rows},
    settings::use_format,
    texts::{shell, use_texts},
};

/// The bell with its count, and the list below it. Not there for people who may not see violations.
#[component]
pub(super) fn Bell() -> impl IntoView {
    let link = use_link();
    view! {
        <Show when=move || link.sees(StreamKind::Violation)>
            <OwnBell />
        </Show>
    }
}

#[component]
fn OwnBell() -> impl IntoView {
    let rows = use_rows::<Violation>();
    tell_assignments(rows);
    let texts = use_texts();
    let open = RwSignal::new(false);
    let mark = Mark::of_this_person();
    let me = use_name();
    let n_new = Memo::new(move |_| {
        rows.version();
        let since = mark.since();
        me.with(|me| rows.with(|it| it.values().filter(|it| is_new(it, since, me.as_deref())).count()))
    });
    let label = Signal::derive(move || shell::news(texts.language(), n_new.get()));
    let button = view! {
        <button
            type="button"
            class="btn btn--icon btn--ghost bell"
            aria-label=label
            title=label
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|it| *it = !*it)
        >
            {Icon::Bell.view()}
            <Show when=move || n_new.get() != 0>
                <span class="pip" aria-hidden="true">{move || badge(n_new.get())}</span>
            </Show>
        </button>
    }
    .into_any();
    view! {
        <Popover id="bell" open=open label=label button=button>
            <BellPanel rows=rows n_new=n_new mark=mark open=open />
        </Popover>
    }
}

#[component]
fn BellPanel(rows: Rows<Violation>, n_new: Memo<usize>, mark: Mark, open: RwSignal<bool>) -> impl IntoView {
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let me = use_name();
    let latest = Memo::new(move |_| {
        rows.version();
        let since = mark.since();
        me.with(|me| rows.with(|it| latest(it.values(), since, me.as_deref())))
    });
    let is_empty = move || n_new.get() == 0;
    let n_more = move || n_new.get().saturating_sub(LINES_MAX);
    let nothing = move || match rows.phase() {
        Phase::Loading => texts.shell().loading.to_owned(),
        _ => shell::nothing_since(texts.language(), &format.get().time(mark.since())),
    };
    view! {
        <div class="bell-panel">
            <div class="sec-head bell-head">
                <span class="strong">{move || texts.shell().news}</span>
                <button
                    type="button"
                    class="btn btn--sm btn--ghost"
                    disabled=is_empty
                    on:click=move |_| mark.set(rows)
                >
                    {Icon::Check.view()}
                    {move || texts.shell().mark_seen}
                </button>
            </div>
            // A link closes the list it stands in.
            <ul class="violation-lines bell-list" on:click=move |_| open.set(false)>
                <For each=move || latest.get() key=|it| (it.id.clone(), it.severity) let:violation>
                    <ViolationLine
                        href=format!("/fleet/violations?view=everything&sel={}", violation.id)
                        about=format!("{} · {}", violation.plate, violation.place)
                        violation=violation
                        now=now
                    />
                </For>
            </ul>
            <Show when=is_empty>
                <p class="bell-empty t2">{nothing}</p>
            </Show>
            <a class="bell-foot" href="/fleet/violations" on:click=move |_| open.set(false)>
                {move || texts.shell().open_queue}
                <Show when=move || { n_more() > 0 }>
                    <span class="t2">{move || format!(" (+{})", n_more())}</span>
                </Show>
                {Icon::ChevronRight.view()}
            </a>
        </div>
    }
}

/// Until when somebody has seen everything, kept in this browser. A violation that a device tells late, with a moment
/// before the mark, stands in the queue and not here: the bell is about what happens now.
#[derive(Clone, Copy)]
struct Mark {
    key: Memo<String>,
    seen: RwSignal<Option<Timestamp>>,
    /// For who never set one: a shift ago, on the full hour.
    shift: Memo<Timestamp>,
}

impl Mark {
    fn of_this_person() -> Self {
        let (link, now) = (use_link(), use_now());
        let key = Memo::new(move |_| {
            let user = link.user().map(|it| it.id.to_string());
            format!("livedeck:1:seen:{}", user.unwrap_or_default())
        });
        let seen = RwSignal::new(None);
        Effect::new(move |_| {
            let kept = storage::read(&key.get()).and_then(|it| it.parse().ok());
            seen.set(kept.map(Timestamp::from_millis));
        });
        let shift = Memo::new(move |_| {
            // A device whose clock was lost begins in 1970.
            let hour = now.get().as_millis() / HOUR_MS * HOUR_MS;
            Timestamp::from_millis(hour.saturating_sub(SHIFT_MS))
        });
        Self { key, seen, shift }
    }

    /// Since when everything is new.
    fn since(self) -> Timestamp {
        self.seen.get().unwrap_or_else(|| self.shift.get())
    }

    /// Everything that is there has been seen.
    fn set(self, rows: Rows<Violation>) {
        let latest = rows.with(|it| it.values().map(|it| it.at).max());
        let Some(latest) = latest else { return };
        self.seen.set(Some(latest));
        // A full or forbidden storage: the mark holds until the page is closed.
        let _ = storage::write(&self.key.get_untracked(), &latest.as_millis().to_string());
    }
}

/// What the person here is called where changes name who made them.
fn use_name() -> Memo<Option<String>> {
    let link = use_link();
    Memo::new(move |_| link.user().map(|it| it.name))
}

/// Severe, with work left, and later than the last look. Whoever had a hand in it last knows of it.
fn is_new(violation: &Violation, since: Timestamp, me: Option<&str>) -> bool {
    let is_own_deed = me.is_some() && violation.changed_by.as_deref() == me;
    violation.at > since && violation.severity != Severity::Low && violation.state.is_open() && !is_own_deed
}

/// The latest of what is new, newest first.
fn latest<'a>(
    rows: impl Iterator<Item = &'a Violation>,
    since: Timestamp,
    me: Option<&str>,
) -> Vec<Violation> {
    let mut new: Vec<_> = rows.filter(|it| is_new(it, since, me)).collect();
    new.sort_by_key(|it| (std::cmp::Reverse(it.at), &it.id));
    new.into_iter().take(LINES_MAX).cloned().collect()
}

fn badge(n: usize) -> String {
    if n > 99 { "99+".to_owned() } else { n.to_string() }
}

/// More belongs into the queue.
const LINES_MAX: usize = 6;

const HOUR_MS: u64 = 3_600_000;
const SHIFT_MS: u64 = 12 * HOUR_MS;

#[cfg(test)]
mod tests {
    use protocol::RowId;
    use serde_json::json;

    use super::*;

    fn violation(id: &str, severity: &str, at: u64, state: &str) -> Violation {
        serde_json::from_value(json!({
            "id": id, "kind": "speeding", "severity": severity, "vehicle": "kv-1", "plate": "KV-1", "value": 1.0,
            "place": "Ring road", "lat": 0.0, "lng": 0.0, "at": at, "state": state,
        }))
        .unwrap()
    }

    #[test]
    fn news_are_severe_open_and_later_than_the_mark() {
        let rows = [
            violation("seen", "critical", 5, "open"),
            violation("low", "low", 9, "open"),
            violation("done", "critical", 9, "resolved"),
            violation("new", "high", 6, "open"),
            violation("newer", "critical", 7, "assigned"),
        ];

        let latest = latest(rows.iter(), Timestamp::from_millis(5), None);

        let ids: Vec<_> = latest.iter().map(|it| it.id.clone()).collect();
        assert_eq!(ids, [RowId::from("newer"), RowId::from("new")]);
    }

    #[test]
    fn what_one_dealt_with_oneself_is_no_news() {
        let changed = |id, by: &str| Violation {
            changed_by: Some(by.to_owned()),
            ..violation(id, "critical", 9, "acknowledged")
        };
        let rows = [changed("own", "D. Novak"), changed("theirs", "A. Weber")];

        let latest = latest(rows.iter(), Timestamp::default(), Some("D. Novak"));

        let ids: Vec<_> = latest.iter().map(|it| it.id.clone()).collect();
        assert_eq!(ids, [RowId::from("theirs")]);
    }

    #[test]
    fn many_news_are_counted_and_not_listed() {
        let rows: Vec<_> = (1..=9)
            .map(|it| violation(&it.to_string(), "high", it, "open"))
            .collect();

        let latest = latest(rows.iter(), Timestamp::default(), None);

        assert_eq!(latest.len(), LINES_MAX);
        assert_eq!(badge(100), "99+");
    }
}
