//! A violation on a small screen: two lines, the state at the right, a menu at the edge.

use leptos::prelude::*;

use super::{
    cells::{kind, pending, state, time, unseen, what},
    menus, refusal,
    row::ViolationRow,
};
use crate::{
    components::{icon::Icon, status::Shape},
    texts::words,
};

/// The card of a place.
pub(super) fn card(row: ViolationRow) -> AnyView {
    let model = row.model;
    let severity = row.seat.value(|it| it.severity);
    let mark = move || severity.get().map(Shape::of_severity);
    let tone = move || mark().map(|it| it.1.as_str());
    let word = move || {
        severity
            .get()
            .map(|it| words::severity(model.list.language.get(), it))
    };
    let driver = move || {
        let nobody = model.texts().no_driver;
        row.seat
            .read(|it| it.driver_name.clone().unwrap_or_else(|| nobody.to_owned()))
    };
    let refusal = row.refusal();
    let open = move |_| model.list.select(row.seat.id().as_ref());
    view! {
        <div class="lc violation-card">
            <button class="lc-1 violation-open" type="button" on:click=open>
                <span class="tone" data-tone=tone>
                    <svg class="s" aria-hidden="true">
                        <use_ href=move || mark().map(|it| it.0.href()) />
                    </svg>
                </span>
                <h2>{unseen(row)} {kind(row)}</h2>
                <span class="t2 dense violation-what">{what(row)}</span>
            </button>
            <span class="lc-r">{state(row)}</span>
            // What waits stands where names give way, not where it would narrow what was measured.
            <span class="lc-2 trunc">
                {pending(row)} " "
                <span class="tone" data-tone=tone>{word}</span>
                " · "
                <span class="id">{row.seat.text(|it| it.plate.clone())}</span>
                " · "
                {driver}
            </span>
            <span class="lc-r2">{time(row)}</span>
            <Show when=move || model.may_act()>
                <button
                    class="btn btn--icon btn--ghost violation-more"
                    type="button"
                    data-act="more"
                    aria-haspopup="menu"
                    aria-label=move || model.texts().more
                    on:click=move |_| menus::more_row(row)
                >
                    {Icon::MoreVertical.view()}
                </button>
            </Show>
        </div>
        <Show when=move || refusal.with(Option::is_some)>
            <div class="card-refusal">{refusal::strip(row)}</div>
        </Show>
    }
    .into_any()
}
