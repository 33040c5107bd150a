//! The cells of the violations queue.

use leptos::prelude::*;
use leptos_router::components::A;
use protocol::entities::{Severity, Violation, ViolationState};
use sync::Phase;

use super::{columns::ViolationColumn, menus, model::ViolationsModel, row::ViolationRow, work::Act};
use crate::{
    components::{age::Age, avatar::initials, grid::FlashMark, icon::Icon, status::Shape},
    format::RECENT,
    pages::list::{Column, WordLook},
    shell::{ProgressMark, UnseenMark},
    texts::words,
};

/// The cells of one place.
#[derive(Clone, Copy)]
pub(super) struct ViolationCells {
    row: ViolationRow,
}

impl ViolationCells {
    /// The cells of a place.
    pub(super) const fn new(row: ViolationRow) -> Self {
        Self { row }
    }

    /// The cell of a column.
    pub(super) fn cell(self, column: &str) -> AnyView {
        let row = self.row;
        match ViolationColumn::find(column) {
            Some(ViolationColumn::Select) => self.select(),
            Some(ViolationColumn::Severity) => severity(row),
            Some(ViolationColumn::Violation) => self.violation(),
            Some(ViolationColumn::Vehicle) => self.vehicle(),
            Some(ViolationColumn::Driver) => view! {
                <span class="trunc">{row.seat.text(|it| it.driver_name.clone().unwrap_or_else(|| "–".to_owned()))}</span>
            }
            .into_any(),
            Some(ViolationColumn::Place) => {
                let place = row.seat.text(|it| it.place.clone());
                view! { <span class="trunc t2" title=place>{place}</span> }.into_any()
            }
            Some(ViolationColumn::Time) => time(row),
            Some(ViolationColumn::State) => self.state(),
            Some(ViolationColumn::Assignee) => assignee(row),
            Some(ViolationColumn::Actions) => self.actions(),
            None => ().into_any(),
        }
    }

    fn select(self) -> AnyView {
        let row = self.row;
        let is_chosen = row.is_chosen();
        let label = move || {
            let language = row.model.list.language.get();
            let name = row
                .seat
                .read(|it| super::work::name(language, it))
                .unwrap_or_default();
            format!("{} {name}", row.model.texts().select)
        };
        let choose = move |event: leptos::ev::MouseEvent| {
            if let Some(index) = row.seat.place.index.get_untracked() {
                row.model.choose(index, event.shift_key());
            }
        };
        view! {
            <label class="check-cell">
                <input
                    class="check"
                    type="checkbox"
                    tabindex="-1"
                    aria-label=label
                    prop:checked=move || is_chosen.get()
                    on:click=choose
                />
            </label>
        }
        .into_any()
    }

    fn violation(self) -> AnyView {
        let row = self.row;
        view! {
            <span class="trunc">
                {unseen(row)}
                <span class="med">{kind(row)}</span>
                " "
                <span class="t2">{what(row)}</span>
            </span>
        }
        .into_any()
    }

    fn vehicle(self) -> AnyView {
        let row = self.row;
        let report = move || {
            row.seat
                .read(|it| format!("/fleet/vehicles/{}", it.vehicle))
                .unwrap_or_default()
        };
        view! {
            <A href=report attr:class="plate" attr:tabindex="-1">
                {row.seat.text(|it| it.plate.clone())}
            </A>
        }
        .into_any()
    }

    fn state(self) -> AnyView {
        let row = self.row;
        let state = row.seat.value(|it| it.state);
        view! {
            <FlashMark place=row.seat.place figure=Signal::derive(move || state.get().map(|it| it as i64)) word=true />
            {self::state(row)}
            {pending(row)}
        }
        .into_any()
    }

    fn actions(self) -> AnyView {
        let row = self.row;
        let model = row.model;
        let state = row.seat.value(|it| it.state);
        let tabindex = move || if row.seat.place.active.get() { "0" } else { "-1" };
        // One button for the next step: see it, deal with it, take it up again.
        let next = move || match state.get() {
            None | Some(ViolationState::Open) => (Act::Acknowledge, Icon::Check, model.texts().acknowledge),
            Some(ViolationState::Acknowledged | ViolationState::Assigned) => {
                (Act::Resolve, Icon::Check, model.texts().resolve)
            }
            Some(ViolationState::Dismissed | ViolationState::Resolved) => {
                (Act::Reopen, Icon::Undo, model.texts().reopen)
            }
        };
        let icon = Memo::new(move |_| next().1);
        let is_open = Memo::new(move |_| state.get().is_none_or(ViolationState::is_open));
        view! {
            <span class="row-actions">
                <button
                    class="btn btn--sm btn--icon btn--ghost"
                    type="button"
                    tabindex=tabindex
                    aria-label=move || next().2
                    title=move || next().2
                    on:click=move |event| {
                        if let Some(id) = row.seat.id() {
                            model.press(&event, &untrack(next).0, &[id]);
                        }
                    }
                >
                    <svg class="i" aria-hidden="true">
                        <use_ href=move || icon.get().href() />
                    </svg>
                </button>
                <button
                    class="btn btn--sm btn--icon btn--ghost"
                    type="button"
                    data-act="assign"
                    tabindex=tabindex
                    hidden=move || !is_open.get()
                    aria-haspopup="menu"
                    aria-label=move || model.texts().assign
                    title=move || model.texts().assign
                    on:click=move |_| menus::assign_row(row)
                >
                    {Icon::User.view()}
                </button>
                <button
                    class="btn btn--sm btn--icon btn--ghost"
                    type="button"
                    data-act="more"
                    tabindex=tabindex
                    aria-haspopup="menu"
                    aria-label=move || model.texts().more
                    title=move || model.texts().more
                    on:click=move |_| menus::more_row(row)
                >
                    {Icon::More.view()}
                </button>
            </span>
        }
        .into_any()
    }
}

/// A heading that is more than its title.
pub(super) fn head(model: ViolationsModel, column: &'static str) -> Option<AnyView> {
    (column == ViolationColumn::Select.as_str()).then(|| {
        let n_chosen = Memo::new(move |_| model.chosen.with(std::collections::BTreeSet::len));
        let is_all = Memo::new(move |_| n_chosen.get() > 0 && n_chosen.get() >= model.list.live.len());
        view! {
            <label class="check-cell">
                <input
                    class="check"
                    type="checkbox"
                    tabindex="-1"
                    aria-label=move || model.texts().select_all
                    prop:checked=move || is_all.get()
                    prop:indeterminate=move || n_chosen.get() != 0 && !is_all.get()
                    on:change=move |_| model.choose_all(!is_all.get_untracked())
                />
            </label>
        }
        .into_any()
    })
}

/// What stands below a column.
pub(super) fn foot(model: ViolationsModel, column: &'static str) -> AnyView {
    match ViolationColumn::find(column) {
        Some(ViolationColumn::Violation) => {
            let n_shown = Memo::new(move |_| {
                model
                    .list
                    .live
                    .figures(crate::repositories::view::View::belonging)
            });
            (move || crate::texts::violations::found(model.list.language.get(), n_shown.get())).into_any()
        }
        Some(ViolationColumn::Time) => {
            let at = Signal::derive(move || model.list.rows.confirmed_at());
            let is_stale = Signal::derive(move || model.list.rows.phase() == Phase::Stale);
            view! { <Age at=at now=model.list.now stale=is_stale /> }.into_any()
        }
        _ => ().into_any(),
    }
}

/// How bad, with its shape.
pub(super) fn severity(row: ViolationRow) -> AnyView {
    let look = WordLook {
        mark: Shape::of_severity,
        name: words::severity,
        nobody: Severity::Low,
        fades: false,
    };
    row.seat.word(|it| it.severity, look)
}

/// Where it stands, with its shape.
pub(super) fn state(row: ViolationRow) -> AnyView {
    let look = WordLook {
        mark: Shape::of_state,
        name: words::violation_state,
        nobody: ViolationState::Open,
        fades: false,
    };
    row.seat.word(|it| it.state, look)
}

/// "sending" or "queued", while a change has no verdict.
pub(super) fn pending(row: ViolationRow) -> AnyView {
    view! { <ProgressMark progress=row.progress() /> }.into_any()
}

/// A mark while it is new since the person left.
pub(super) fn unseen(row: ViolationRow) -> AnyView {
    let is_unseen = row.is_unseen();
    view! {
        <Show when=move || is_unseen.get()>
            <UnseenMark />
        </Show>
    }
    .into_any()
}

/// Which rule.
pub(super) fn kind(row: ViolationRow) -> impl Fn() -> &'static str + Send + Copy {
    move || {
        let language = row.model.list.language.get();
        row.seat
            .read(|it| words::violation_kind(language, it.kind))
            .unwrap_or_default()
    }
}

/// By how much.
pub(super) fn what(row: ViolationRow) -> impl Fn() -> String + Send + Copy {
    row.seat
        .text(move |it: &Violation| row.model.list.format.get().violation(it))
}

/// When, and how long ago.
pub(super) fn time(row: ViolationRow) -> AnyView {
    let at = row.seat.value(|it| it.at);
    let (format, now) = (row.model.list.format, row.model.list.now);
    let is_recent = Memo::new(move |_| at.get().is_some_and(|at| now.get().since(at) < RECENT));
    let clock = Memo::new(move |_| {
        is_recent.track();
        Some(format.get().moment(at.get()?, now.get_untracked()))
    });
    // A date already says how long ago.
    let age = Memo::new(move |_| {
        let at = at.get().filter(|_| is_recent.get())?;
        let format = format.get();
        Some(format!(" ({})", format.age(now.get().since(at))))
    });
    view! {
        <time
            class="violation-time"
            datetime=move || at.get().map(|at| format.get().iso(at))
            title=move || at.get().map(|at| format.get().date_time(at))
        >
            {move || clock.get()}
            <span class="age" aria-hidden="true">{move || age.get()}</span>
        </time>
    }
    .into_any()
}

/// Whose work it is.
pub(super) fn assignee(row: ViolationRow) -> AnyView {
    let name = row
        .seat
        .value(|it| (it.assignee.clone(), it.assignee_name.clone()));
    let assignee = Memo::new(move |_| {
        let (id, name) = name.get()?;
        let id = id?;
        let name = name.unwrap_or_else(|| id.to_string());
        let is_me = row.model.link.user().is_some_and(|it| it.id == id);
        Some((
            initials(&name),
            if is_me {
                row.model.texts().you.to_owned()
            } else {
                name
            },
        ))
    });
    (move || match assignee.get() {
        Some((initials, name)) => view! {
            <span class="avatar avatar--sm" aria-hidden="true">{initials}</span>
            <span class="trunc">{name}</span>
        }
        .into_any(),
        None => view! { <span class="t3">{row.model.texts().unassigned}</span> }.into_any(),
    })
    .into_any()
}
