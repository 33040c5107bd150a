//! One violation beside the queue: what happened, where, to whom, and what was done about it.

use leptos::prelude::*;
use leptos_router::components::A;
use protocol::entities::{Place, Violation, ViolationState};
use sync::Phase;

use super::{history::ViolationHistory, menus, model::ViolationsModel, refusal, work::Act};
use crate::{
    components::{
        age::Age,
        avatar::initials,
        badge::Badge,
        icon::Icon,
        status::{Shape, Status},
    },
    pages::list::{Peek, Seen, read},
    settings::use_settings,
    shell::{HereAvatars, HereNote, ProgressMark, use_here},
    texts::words,
};

/// The panel.
#[component]
pub(super) fn ViolationPeek(model: ViolationsModel) -> impl IntoView {
    let violation = model.list.seen();
    let label = Signal::derive(move || model.texts().details.to_owned());
    let is_there = Memo::new(move |_| violation.with(Option::is_some));
    let head = view! { <Head model=model violation=violation /> }.into_any();
    view! {
        <Peek list=model.handle is_there=is_there label=label head=head>
            <Show when=move || model.may_act()>
                <Actions model=model violation=violation />
            </Show>
            <Refused model=model violation=violation />
            <div class="peek-body">
                <Handling model=model violation=violation />
                <Facts model=model violation=violation />
            </div>
        </Peek>
    }
}

#[component]
fn Head(model: ViolationsModel, violation: Seen<Violation>) -> impl IntoView {
    let here = use_here(
        move || violation.with(|it| it.as_ref().map(|it| Place::Violation(it.id.clone()))),
        || None,
    );
    let severity = Memo::new(move |_| violation.with(|it| it.as_ref().map(|it| it.severity)));
    let mark = move || severity.get().map(Shape::of_severity);
    let word = Signal::derive(move || {
        let language = model.list.language.get();
        severity
            .get()
            .map_or("", |it| words::severity(language, it))
            .to_owned()
    });
    let kind = move || {
        let language = model.list.language.get();
        read(violation, |it| words::violation_kind(language, it.kind))
    };
    let what = move || read(violation, |it| model.list.format.get().violation(it));
    view! {
        <div class="row">
            <h2>{kind}</h2>
            <Show when=move || severity.get().is_some()>
                <Badge
                    tone=Signal::derive(move || mark().map(|it| it.1).unwrap_or_default())
                    shape=Signal::derive(move || mark().map(|it| it.0))
                    text=word
                />
            </Show>
            <HereAvatars here />
        </div>
        <div class="here-line">
            <div class="cap t2">{what}</div>
            <HereNote here />
        </div>
    }
}

/// Why one's last change was refused, and what can be done: a small screen shows the row no more that says so too.
#[component]
fn Refused(model: ViolationsModel, violation: Seen<Violation>) -> impl IntoView {
    let id = Signal::from(model.list.selected);
    let refusal = model.work.refusal(id);
    view! {
        <Show when=move || refusal.with(Option::is_some)>
            <div class="peek-refusal">{refusal::note(model, id, violation)}</div>
        </Show>
    }
}

#[component]
fn Actions(model: ViolationsModel, violation: Seen<Violation>) -> impl IntoView {
    let state = Memo::new(move |_| violation.with(|it| it.as_ref().map(|it| it.state)));
    let ids = move || {
        model
            .list
            .selected
            .get_untracked()
            .into_iter()
            .collect::<Vec<_>>()
    };
    let is_open = move || state.get().is_some_and(ViolationState::is_open);
    let assign = move |_| {
        model.subject.set(ids());
        model.assign_menu.open(".peek-actions [data-act=assign]");
    };
    view! {
        <div class="peek-actions">
            <Show when=move || state.get() == Some(ViolationState::Open)>
                <button class="btn btn--primary" type="button" on:click=move |event| model.press(&event, &Act::Acknowledge, &ids())>
                    {move || model.texts().acknowledge}
                </button>
            </Show>
            <Show when=move || is_open() && state.get() != Some(ViolationState::Open)>
                <button class="btn btn--primary" type="button" on:click=move |event| model.press(&event, &Act::Resolve, &ids())>
                    {move || model.texts().resolve}
                </button>
            </Show>
            <Show when=is_open>
                <button class="btn" type="button" data-act="assign" aria-haspopup="menu" on:click=assign>
                    {Icon::User.view()}
                    {move || model.texts().assign}
                </button>
                <button class="btn" type="button" on:click=move |_| menus::dismiss(model, ids())>
                    {move || model.texts().dismiss}
                </button>
            </Show>
            <Show when=move || state.get().is_some_and(|it| Act::Reopen.fits(it))>
                <button class="btn" type="button" on:click=move |event| model.press(&event, &Act::Reopen, &ids())>
                    {Icon::Undo.view()}
                    {move || model.texts().reopen}
                </button>
            </Show>
        </div>
    }
}

#[component]
fn Handling(model: ViolationsModel, violation: Seen<Violation>) -> impl IntoView {
    let state = Memo::new(move |_| violation.with(|it| it.as_ref().map(|it| it.state)));
    let mark = Signal::derive(move || Shape::of_state(state.get().unwrap_or(ViolationState::Open)));
    let word = Signal::derive(move || {
        let language = model.list.language.get();
        state
            .get()
            .map_or("", |it| words::violation_state(language, it))
            .to_owned()
    });
    let progress = Memo::new(move |_| model.progress(&model.list.selected.get()?));
    let assignee = Memo::new(move |_| {
        let me = model.link.user().map(|it| it.id);
        violation.with(|it| {
            let it = it.as_ref()?;
            let id = it.assignee.clone()?;
            let name = it.assignee_name.clone().unwrap_or_else(|| id.to_string());
            Some((
                initials(&name),
                if Some(id) == me {
                    model.texts().you.to_owned()
                } else {
                    name
                },
            ))
        })
    });
    let reason = move || violation.with(|it| it.as_ref()?.reason.clone());
    let confirmed_at = Signal::derive(move || model.list.rows.confirmed_at());
    let stale = Signal::derive(move || model.list.rows.phase() == Phase::Stale);
    view! {
        <section class="sec">
            <div class="sec-head">
                <span>{move || model.texts().handling}</span>
                <Age at=confirmed_at now=model.list.now stale />
            </div>
            <dl class="kv">
                <dt>{move || model.texts().state}</dt>
                <dd class="kv-row">
                    <ProgressMark progress=progress />
                    <Status mark=mark word=word />
                </dd>
                <dt>{move || model.texts().assignee}</dt>
                <dd class="kv-row">
                    {move || match assignee.get() {
                        Some((initials, name)) => view! {
                            <span class="avatar avatar--sm" aria-hidden="true">{initials}</span>
                            {name}
                        }
                        .into_any(),
                        None => view! { <span class="t3">{model.texts().unassigned}</span> }.into_any(),
                    }}
                </dd>
                {move || reason().map(|it| view! { <dt>{model.texts().reason}</dt> <dd>{it}</dd> })}
            </dl>
        </section>
    }
}

#[component]
fn Facts(model: ViolationsModel, violation: Seen<Violation>) -> impl IntoView {
    let happened = move || {
        let (format, now) = (model.list.format.get(), model.list.now.get());
        violation.with(|it| {
            let at = it.as_ref()?.at;
            Some(format!(
                "{} ({})",
                format.date_time(at),
                format.age(now.since(at))
            ))
        })
    };
    let report = move || read(violation, |it| format!("/fleet/vehicles/{}", it.vehicle));
    let driver = move || {
        let nobody = model.texts().no_driver;
        read(violation, |it| {
            it.driver_name.clone().unwrap_or_else(|| nobody.to_owned())
        })
    };
    let position = move || {
        let format = model.list.format.get();
        read(violation, |it| format.position(it.lat, it.lng))
    };
    view! {
        <section class="sec">
            <div class="sec-head">{move || model.texts().facts}</div>
            <dl class="kv">
                <dt>{move || model.texts().vehicle}</dt>
                <dd><A href=report>{move || read(violation, |it| it.plate.clone())}</A></dd>
                <dt>{move || model.texts().driver}</dt>
                <dd>{driver}</dd>
                <dt>{move || model.texts().measured}</dt>
                <dd>{move || read(violation, |it| model.list.format.get().violation(it))}</dd>
                <dt>{move || model.texts().place}</dt>
                <dd>{move || read(violation, |it| it.place.clone())}</dd>
                <dt>{move || model.texts().position}</dt>
                <dd class="t2">{position}</dd>
                <dt>{move || model.texts().happened}</dt>
                <dd>{happened}</dd>
            </dl>
        </section>
        <ViolationHistory model=model violation=violation />
        <Keys model=model violation=violation />
    }
}

/// The keys that do something to it now.
#[component]
fn Keys(model: ViolationsModel, violation: Seen<Violation>) -> impl IntoView {
    let settings = use_settings();
    let state = Memo::new(move |_| violation.with(|it| it.as_ref().map(|it| it.state)));
    let keys = move || {
        let is_meant = model.may_act() && settings.choice(|it| it.shortcuts);
        let state = state.get().filter(|_| is_meant)?;
        let texts = model.texts();
        let acknowledge = Act::Acknowledge.fits(state).then_some(texts.key_acknowledge);
        let others = state.is_open().then_some(texts.key_others);
        let keys: Vec<_> = acknowledge.into_iter().chain(others).collect();
        (!keys.is_empty()).then(|| format!("{} {}", texts.keys, keys.join(" · ")))
    };
    move || keys().map(|it| view! { <p class="sec cap t3 violation-keys">{it}</p> })
}
