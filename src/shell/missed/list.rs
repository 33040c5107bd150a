//! What was missed, one line per violation.

use leptos::prelude::*;

use super::{difference::MissedChange, use_missed};
use crate::{
    components::{age::Age, drawer::Drawer, icon::Icon, status::Shape},
    link::{use_link, use_now},
    settings::use_format,
    shell::side::use_sides,
    texts::{outbox, use_texts, words},
};

/// The drawer.
#[component]
pub(in crate::shell) fn MissedList() -> impl IntoView {
    let (missed, sides, texts) = (use_missed(), use_sides(), use_texts());
    let shown = move || {
        missed
            .changes
            .with(|it| it.iter().take(LINES_MAX).cloned().collect::<Vec<_>>())
    };
    let n_more = move || missed.changes.with(|it| it.len().saturating_sub(LINES_MAX));
    let n_unseen = Memo::new(move |_| missed.unseen.with(std::collections::BTreeSet::len));
    view! {
        <Drawer
            title=Signal::derive(move || texts.outbox().missed.to_owned())
            opener="button.chip-conn"
            close=Callback::new(move |()| sides.close())
            aside=().into_any()
        >
            <div class="drawer-body" tabindex="0">
                <ul class="actions" aria-label=move || texts.outbox().missed>
                    <For each=shown key=|it| it.violation.id.clone() let:change>
                        <Line change=change />
                    </For>
                </ul>
                <Show when=move || { n_more() > 0 }>
                    <p class="drawer-empty t2">{move || format!("+{}", n_more())}</p>
                </Show>
            </div>
            <div class="drawer-foot">
                <Show
                    when=move || n_unseen.get() != 0
                    fallback=move || view! { <span class="cap t2">{move || texts.outbox().missed_none}</span> }
                >
                    <button type="button" class="btn" on:click=move |_| missed.see_all()>
                        {Icon::Check.view()}
                        {move || texts.outbox().missed_seen}
                    </button>
                </Show>
            </div>
        </Drawer>
    }
}

#[component]
fn Line(change: MissedChange) -> impl IntoView {
    let (missed, sides, texts) = (use_missed(), use_sides(), use_texts());
    let (format, now, link) = (use_format(), use_now(), use_link());
    let at = change.at();
    let MissedChange { violation, is_new } = change;
    let (severity, kind) = (violation.severity, violation.kind);
    let (shape, tone) = Shape::of_severity(severity);
    let id = violation.id.clone();
    let href = format!("/fleet/violations?view=everything&sel={id}");
    let is_unseen = Memo::new(move |_| missed.is_unseen(&id));
    let me = Memo::new(move |_| link.user().map(|it| it.id));
    let row = violation.clone();
    let what = move || {
        if is_new {
            return texts.outbox().missed_new.to_owned();
        }
        let standing = me.with(|me| outbox::standing_of(texts.language(), &row, me.as_ref()));
        match &row.changed_by {
            Some(by) => format!("{standing} {} {by}", texts.outbox().by),
            None => standing,
        }
    };
    let name = move || {
        let kind = words::violation_kind(texts.language(), kind);
        format!(
            "{kind} {} · {}",
            format.get().violation(&violation),
            violation.plate
        )
    };
    view! {
        <li class="action">
            <div class="action-head">
                <span class="tone" data-tone=tone.as_str()>
                    {shape.view()}
                    <span class="vh">{move || words::severity(texts.language(), severity)}</span>
                </span>
                <div class="action-what">
                    <div class="med">
                        <Show when=move || is_unseen.get()>
                            <UnseenMark />
                        </Show>
                        {what}
                    </div>
                    <a class="dense" href=href on:click=move |_| sides.close()>{name}</a>
                </div>
                <Age at=Signal::stored(Some(at)) now=now />
            </div>
        </li>
    }
}

/// Says that a row changed while the person was away.
#[component]
pub(crate) fn UnseenMark() -> impl IntoView {
    let texts = use_texts();
    view! {
        <span class="missed-mark" title=move || texts.outbox().missed_mark>
            <span class="vh">{move || texts.outbox().missed_mark}</span>
        </span>
    }
}

/// More belongs into the queue.
const LINES_MAX: usize = 100;
