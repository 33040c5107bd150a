//! The menus of shipments: to whom to assign, and what else there is to do.

use leptos::prelude::*;
use protocol::{
    RowId,
    entities::{Editing, Shipment},
};

use super::{desk::Desk, here::at_shipment, standing::Standing, work::Act};
use crate::{
    components::{avatar::initials, grid::FloatMenu, icon::Icon},
    repositories::sort::natural,
    shell::{Toast, use_toasts},
    texts::refusals,
};

/// Opens the menu of drivers at what matches.
pub(super) fn assign(desk: Desk, id: RowId, selector: &str) {
    desk.subject.set(Some(id));
    desk.assign_menu.open(selector);
}

/// Opens the menu of everything else at what matches.
pub(super) fn more(desk: Desk, id: RowId, selector: &str) {
    desk.subject.set(Some(id));
    desk.more_menu.open(selector);
}

/// Somebody to assign it to.
#[derive(Clone, PartialEq)]
struct Choice {
    id: RowId,
    name: String,
    about: String,
    standing: Standing,
}

/// Both menus, and the question why to cancel; once per page.
#[component]
pub(super) fn ShipmentMenus(desk: Desk) -> impl IntoView {
    view! {
        <AssignMenu desk />
        <MoreMenu desk />
        <super::cancel::CancelDialog desk />
    }
}

#[component]
fn AssignMenu(desk: Desk) -> impl IntoView {
    // Made when it opens: a list that changes its order under the pointer assigns the wrong one. And whose it was then: of
    // two who look at the same menu the first wins.
    let opened = Memo::new(move |_| {
        let id = desk.subject.get()?;
        let look = || {
            let holder = desk.shipments.get(&id).map(|it| it.progress.driver);
            (holder, choices(desk, &id))
        };
        desk.assign_menu.is_open().then(|| untrack(look))
    });
    let choices = move || opened.with(|it| it.as_ref().map_or_else(Vec::new, |it| it.1.clone()));
    let toasts = use_toasts();
    let subject = move || desk.subject.get().filter(|_| desk.assign_menu.is_open());
    at_shipment(desk, subject, || Some(Editing::Assignee));
    let choose = move |choice: Choice| {
        let seen = opened.with_untracked(|it| it.as_ref().and_then(|it| it.0.clone()));
        desk.assign_menu.close();
        let Some(id) = desk.subject.get_untracked() else {
            return;
        };
        let act = Act::Assign(choice.id, choice.name);
        let overtaken = desk.shipments.get(&id).filter(|it| {
            let now = Some(&it.progress.driver);
            seen.is_some() && seen.as_ref() != now
        });
        let Some(theirs) = overtaken else {
            return desk.work.act(&act, &id);
        };
        let words = untrack(|| desk.texts.outbox());
        let why = refusals::shipment_overtaken(desk.language.get_untracked(), Some(&theirs));
        let text = format!("{}: {why} {}", theirs.reference, words.nothing_changed);
        let insist = move || desk.work.act(&act, &id);
        toasts.show(Toast::problem(text).with_redo(words.use_mine, insist));
    };
    let item = move |choice: Choice| {
        let (letters, name, about) = (initials(&choice.name), choice.name.clone(), choice.about.clone());
        view! {
            <button
                class="menu-item"
                type="button"
                role="menuitem"
                tabindex="-1"
                on:click=move |_| choose(choice.clone())
            >
                <span class="avatar avatar--sm" aria-hidden="true">{letters}</span>
                {name}
                <span class="end cap t3">{about}</span>
            </button>
        }
    };
    view! {
        <FloatMenu menu=desk.assign_menu label=Signal::derive(move || desk.words().assign_to.to_owned())>
            {move || choices().into_iter().map(item).collect_view()}
            <Show when=move || choices().is_empty()>
                <p class="menu-note">{move || desk.words().nobody_near}</p>
            </Show>
        </FloatMenu>
    }
}

/// Who is available, the nearest first; then who is on shift and has something to do.
fn choices(desk: Desk, id: &RowId) -> Vec<Choice> {
    let Some(shipment) = desk.shipments.get(id) else {
        return Vec::new();
    };
    let (format, now) = (desk.format.get(), desk.now.get());
    let holder = shipment.progress.driver.as_ref();
    let from = (shipment.pickup.lat, shipment.pickup.lng);
    let near = desk
        .nearest(from, holder, usize::MAX)
        .into_iter()
        .map(|it| Choice {
            about: format!(
                "{} · {}",
                format.distance(it.metres / 1000.0, 1).joined(),
                format.whole_minutes(it.minutes)
            ),
            id: it.driver,
            name: it.name,
            standing: Standing::Available,
        });
    let mut choices: Vec<_> = near.collect();
    let mut busy: Vec<_> = desk.drivers.with(|drivers| {
        drivers
            .values()
            .filter(|it| it.duty.is_on_shift() && Some(&it.id) != holder)
            .filter(|it| choices.iter().all(|known| known.id != it.id))
            .map(|it| {
                let standing = desk.standing(it, now);
                Choice {
                    id: it.id.clone(),
                    name: it.name.clone(),
                    about: standing.word(desk.texts).to_owned(),
                    standing,
                }
            })
            .collect()
    });
    busy.sort_by_key(|it| (it.standing != Standing::Available, natural(&it.name)));
    choices.extend(busy);
    choices
}

#[component]
fn MoreMenu(desk: Desk) -> impl IntoView {
    let shipment = Memo::new(move |_| {
        desk.shipments.version();
        desk.shipments.get(&desk.subject.get()?)
    });
    let fits = move |act: &Act| {
        shipment.with(|it| it.as_ref().is_some_and(|it| act.fits(it.progress.status))) && desk.may_act()
    };
    let may_assign = move || fits(&Act::Assign(RowId::from(""), String::new()));
    let may_take_back = move || fits(&Act::TakeBack);
    let may_cancel = move || fits(&Act::Cancel(String::new()));
    let nearest = Memo::new(move |_| {
        let it = shipment.get()?;
        desk.more_menu.is_open().then(|| untrack(|| nearest(desk, &it)))?
    });
    let act = move |act: &Act| {
        desk.more_menu.close();
        if let Some(id) = desk.subject.get_untracked() {
            desk.work.act(act, &id);
        }
    };
    view! {
        <FloatMenu menu=desk.more_menu label=Signal::derive(move || desk.words().actions.to_owned())>
            <Show when=may_assign>
                {move || nearest.get().map(|(it, about)| {
                    let name = match &it {
                        Act::Assign(_, name) => name.clone(),
                        Act::TakeBack | Act::Cancel(_) => String::new(),
                    };
                    view! {
                        <Item icon=Icon::User press=move || act(&it)>
                            {format!("{} {name}", desk.words().assign_to)}
                            <span class="end cap t3">{about}</span>
                        </Item>
                    }
                })}
                <Item icon=Icon::Users press=move || {
                    let back = desk.more_menu.back();
                    desk.more_menu.close();
                    desk.assign_menu.open(&back);
                }>
                    {move || format!("{}…", desk.words().assign_to)}
                </Item>
            </Show>
            <Show when=may_take_back>
                <Item icon=Icon::Undo press=move || act(&Act::TakeBack)>{move || desk.words().take_back}</Item>
            </Show>
            <Show when=may_cancel>
                <Item icon=Icon::Trash press=move || {
                    desk.more_menu.close();
                    desk.cancelling.set(true);
                }>
                    {move || desk.words().cancel}
                </Item>
            </Show>
            <a
                class="menu-item"
                role="menuitem"
                tabindex="-1"
                href=move || shipment.with(|it| it.as_ref().map(|it| format!("/dispatch?tab=shipments&shipment={}", it.id)))
                on:click=move |_| desk.more_menu.close()
            >
                {Icon::Map.view()}
                {move || desk.words().show_on_map}
            </a>
        </FloatMenu>
    }
}

fn nearest(desk: Desk, shipment: &Shipment) -> Option<(Act, String)> {
    let from = (shipment.pickup.lat, shipment.pickup.lng);
    let near = desk.nearest(from, shipment.progress.driver.as_ref(), 1).pop()?;
    let about = desk.format.get().whole_minutes(near.minutes);
    Some((Act::Assign(near.driver, near.name), about))
}

#[component]
fn Item(icon: Icon, press: impl Fn() + 'static, children: Children) -> impl IntoView {
    view! {
        <button class="menu-item" type="button" role="menuitem" tabindex="-1" on:click=move |_| press()>
            {icon.view()}
            {children()}
        </button>
    }
}
