//! The menus of the queue: to whom to assign, and what else there is to do.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use protocol::{
    RowId, UserId,
    entities::{Editing, Place},
};

use super::{model::ViolationsModel, row::ViolationRow, work::Act};
use crate::{
    components::{avatar::initials, grid::FloatMenu, icon::Icon},
    repositories::sort::natural,
    shell::use_here_at,
};

/// Opens the menu of people at a row.
pub(super) fn assign_row(row: ViolationRow) {
    open(row, "assign", false);
}

/// Opens the menu of everything else at a row.
pub(super) fn more_row(row: ViolationRow) {
    open(row, "more", true);
}

fn open(row: ViolationRow, act: &str, more: bool) {
    let (Some(id), Some(index)) = (row.seat.id(), row.seat.place.index.get_untracked()) else {
        return;
    };
    let model = row.model;
    model.subject.set(vec![id]);
    let button = if model.handle.is_phone.get_untracked() {
        format!(".grid-card[aria-posinset=\"{}\"] [data-act={act}]", index + 1)
    } else {
        format!(".grid-row[aria-rowindex=\"{}\"] [data-act={act}]", index + 2)
    };
    if more {
        model.more_menu.open(&button)
    } else {
        model.assign_menu.open(&button)
    }
}

/// To whom to assign.
#[component]
pub(super) fn AssignMenu(model: ViolationsModel) -> impl IntoView {
    let me = Memo::new(move |_| model.link.user());
    let places = move || match model.assign_menu.is_open() {
        true => model
            .subject
            .with(|it| it.iter().cloned().map(Place::Violation).collect()),
        false => Vec::new(),
    };
    use_here_at(places, Editing::Assignee);
    let others = Memo::new(move |_| {
        model.members.version();
        let me = me.get().map(|it| it.id);
        let mut others: Vec<_> = model.members.with(|members| {
            let is_other = |it: &&protocol::entities::Member| it.assignable && Some(it.user()) != me;
            members
                .values()
                .filter(is_other)
                .map(|it| (it.user(), it.name.clone(), it.area.clone()))
                .collect()
        });
        others.sort_by_key(|it| natural(&it.1));
        others
    });
    let assign = move |user: UserId, name: String| {
        model.assign_menu.close();
        model.act(&Act::Assign(user, name), &model.subject.get_untracked());
    };
    let to_me = move |_| {
        if let Some(me) = me.get_untracked() {
            assign(me.id, me.name);
        }
    };
    view! {
        <FloatMenu menu=model.assign_menu label=Signal::derive(move || model.texts().assign_to.to_owned())>
            <button class="menu-item" type="button" role="menuitem" tabindex="-1" on:click=to_me>
                {Icon::User.view()}
                <b>{move || model.texts().assign_to_me}</b>
            </button>
            <hr />
            <For each=move || others.get() key=|it| it.0.clone() let:other>
                {
                    let (user, name, area) = other;
                    let (letters, word) = (initials(&name), name.clone());
                    view! {
                        <button
                            class="menu-item"
                            type="button"
                            role="menuitem"
                            tabindex="-1"
                            on:click=move |_| assign(user.clone(), name.clone())
                        >
                            <span class="avatar avatar--sm" aria-hidden="true">{letters}</span>
                            {word}
                            <span class="end cap t3">{area}</span>
                        </button>
                    }
                }
            </For>
            <Show when=move || others.with(Vec::is_empty)>
                <p class="menu-note">{move || model.texts().no_members}</p>
            </Show>
        </FloatMenu>
    }
}

/// What else there is to do.
#[component]
pub(super) fn MoreMenu(model: ViolationsModel) -> impl IntoView {
    let state = Memo::new(move |_| {
        model.list.rows.version();
        let id = model.subject.with(|it| it.first().cloned())?;
        model.list.rows.get(&id).map(|it| it.state)
    });
    let fits = move |act: &Act| state.get().is_some_and(|it| act.fits(it));
    let first = move || model.subject.with_untracked(|it| it.first().cloned());
    let act = move |act: Act| {
        model.more_menu.close();
        model.act(&act, &model.subject.get_untracked());
    };
    let navigate = use_navigate();
    let report = StoredValue::new_local(move || {
        if let Some(vehicle) = first()
            .and_then(|it| model.list.rows.get(&it))
            .map(|it| it.vehicle)
        {
            navigate(
                &format!("/fleet/vehicles/{vehicle}"),
                leptos_router::NavigateOptions::default(),
            );
        }
    });
    let acknowledge = move || Act::Acknowledge;
    let is_open = move || fits(&Act::Resolve);
    view! {
        <FloatMenu menu=model.more_menu label=Signal::derive(move || model.texts().more.to_owned())>
            <Show when=move || fits(&acknowledge())>
                <Item icon=Icon::Check word=Signal::derive(move || model.texts().acknowledge) key="A" press=move || act(Act::Acknowledge) />
            </Show>
            <Show when=is_open>
                <Item icon=Icon::User word=Signal::derive(move || model.texts().assign_to_me) key="" press=move || {
                    if let Some(me) = model.link.user() {
                        act(Act::Assign(me.id, me.name));
                    }
                } />
                <Item icon=Icon::Check word=Signal::derive(move || model.texts().resolve) key="R" press=move || act(Act::Resolve) />
                <Item icon=Icon::Minus word=Signal::derive(move || model.texts().dismiss) key="D" press=move || {
                    model.more_menu.close();
                    model.dismissing.set(true);
                } />
            </Show>
            <Show when=move || fits(&Act::Reopen)>
                <Item icon=Icon::Undo word=Signal::derive(move || model.texts().reopen) key="" press=move || act(Act::Reopen) />
            </Show>
            <hr />
            <Item icon=Icon::Eye word=Signal::derive(move || model.texts().details) key="" press=move || {
                model.more_menu.close();
                model.list.select(first().as_ref());
            } />
            <Item icon=Icon::Chart word=Signal::derive(move || model.texts().open_report) key="" press=move || {
                model.more_menu.close();
                report.with_value(|it| it());
            } />
        </FloatMenu>
    }
}

#[component]
fn Item(
    icon: Icon,
    #[prop(into)] word: Signal<&'static str>,
    key: &'static str,
    press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button class="menu-item" type="button" role="menuitem" tabindex="-1" on:click=move |_| press()>
            {icon.view()}
            {move || word.get()}
            {(!key.is_empty()).then(|| view! { <span class="kbd" aria-hidden="true">{key}</span> })}
        </button>
    }
}

/// Opens the dialog that asks why.
pub(super) fn dismiss(model: ViolationsModel, ids: Vec<RowId>) {
    model.subject.set(ids);
    model.dismissing.set(true);
}
