//! Rail, top bar, page, tab bar, and what lies above them.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use protocol::entities::FleetSummary;

use super::{
    alarm::watch_the_fleet,
    announcer::use_announcer,
    banner::Banner,
    chip::is_fetching,
    deeds::Deeds,
    keys::{KeyDialog, Keys},
    missed::{Missed, MissedNote},
    nav::{Rail, TabBar},
    palette::Palette,
    shift::ShiftPart,
    side::{SidePanel, Sides},
    sign_in_card::SignInCard,
    sign_out::{SignOut, SignOutDialog},
    subject::{Subject, Subjects},
    title::{ChosenTitle, Head, Place},
    toast_stack::ToastStack,
    toasts::use_toasts,
    top_bar::TopBar,
    update::UpdateNote,
};
use crate::{
    components::{icon::Sprite, list_state::Reach},
    link::{Notice, use_link},
    platform::page,
    repositories::use_rows,
    shift::{Shift, drives},
    texts::{refusals, use_texts},
};

/// The frame; its children are the page.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    let texts = use_texts();
    let chosen = RwSignal::new(None::<String>);
    provide_context(ChosenTitle(chosen));
    let head = Head(RwSignal::new(None));
    provide_context(head);
    let link = use_link();
    let reach = Memo::new(move |_| is_fetching(link.connection()));
    provide_context(Reach(reach.into()));
    let path = use_location().pathname;
    let place = Memo::new(move |_| Place::of(&path.get()));
    let title = Memo::new(move |_| chosen.get().unwrap_or_else(|| place.get().name(texts).to_owned()));
    name_the_tab(title);
    greet_the_page(path);
    tell_verdicts();
    watch_the_fleet();
    let paper = StoredValue::new_local(page::mark_paper());
    on_cleanup(move || drop(paper.try_update_value(std::mem::take)));
    Sides::provide();
    Deeds::provide();
    Missed::provide();
    Shift::provide();
    SignOut::provide();
    // A driver's hand has no room for rail and bar, and their page says itself how the connection stands.
    let is_bare = Memo::new(move |_| place.get() == Place::Drive && link.user().as_ref().is_some_and(drives));
    let keys = Keys::provide();
    view! {
        <Sprite />
        <a class="skip" href="#main" on:click=move |event| {
            event.prevent_default();
            page::focus("#main");
        }>
            {move || texts.shell().skip}
        </a>
        <div
            class="shell"
            data-cut=move || (!reach.get()).to_string()
            data-look=move || is_bare.get().then_some("drive")
        >
            <Show when=move || !is_bare.get()>
                <Rail place=place />
                <TopBar place=place title=title head=head />
            </Show>
            <div class="notices">
                <UpdateNote />
                <Show when=move || !is_bare.get()>
                    <Banner />
                </Show>
                <SignInCard />
                <Show when=move || !is_bare.get()>
                    <MissedNote />
                </Show>
            </div>
            // It scrolls, so the keyboard must reach it also where nothing in it can take the focus.
            <main class="main" id="main" tabindex="0">
                {children()}
            </main>
            <Show when=move || !is_bare.get()>
                <TabBar place=place />
            </Show>
        </div>
        <ShiftPart />
        <SidePanel />
        <ToastStack />
        <Regions />
        <Palette open=keys.palette />
        <KeyDialog open=keys.list />
        <SignOutDialog />
    }
}

/// The sign of the product.
#[component]
pub(crate) fn Logo() -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 20 20" aria-hidden="true">
            <rect class="logo-back" width="20" height="20" rx="5"></rect>
            <path class="logo-line" d="M4 11.5h2.800l1.700-5.500 2.800 8.500 1.800-4.500H16"></path>
        </svg>
    }
}

/// What readers watch; in the page from the start, or they do not notice the first words.
#[component]
pub(crate) fn Regions() -> impl IntoView {
    let announcer = use_announcer();
    view! {
        <div class="vh" role="status" aria-live="polite" aria-atomic="true">
            {announcer.said()}
        </div>
        <div class="vh" role="alert" aria-live="assertive" aria-atomic="true">
            {announcer.alert}
        </div>
    }
}

/// `(3) Overview · Livedeck`: the critical violations are worth a look from another tab.
fn name_the_tab(title: Memo<String>) {
    let row = use_rows::<FleetSummary>().watch(Signal::stored(FleetSummary::ID.into()));
    let critical = Memo::new(move |_| {
        let count = row.with(|it| it.as_ref()?.critical_violations);
        count.unwrap_or_default()
    });
    Effect::new(move |_| {
        let title = title.get();
        page::entitle(&match critical.get() {
            0 => format!("{title} · Livedeck"),
            n => format!("({n}) {title} · Livedeck"),
        });
    });
}

/// A new page begins at its top, and readers hear its name; the first one is read by itself.
fn greet_the_page(path: Memo<String>) {
    Effect::new(move |last: Option<String>| {
        let path = path.get();
        if last.is_some_and(|it| it != path) {
            page::scroll_to_start("#main");
            page::focus("#title");
        }
        path
    });
}

/// Refusals are told wherever the person is; the row itself has gone back.
fn tell_verdicts() {
    let (link, texts, toasts, announcer) = (use_link(), use_texts(), use_toasts(), use_announcer());
    // Not followed: a row that nobody shows cannot be judged.
    let rows = Subjects::found();
    link.on_notice(move |notice| match notice {
        Notice::Settled {
            id,
            mutation,
            verdict: Err(nack),
        } => {
            let row = rows.get(mutation);
            let violation = row.as_ref().and_then(Subject::violation);
            let why = refusals::why(texts.language(), mutation, nack, violation);
            // Told on every page: without its row nobody knows what of.
            let what = row.map_or_else(String::new, |it| {
                format!("{} · ", it.short_name(texts.language()))
            });
            toasts.refuse(id, &format!("{what}{}", texts.shell().refused_colon), &why);
        }
        Notice::Settled { verdict: Ok(()), .. } => {}
        Notice::Resynchronised(topic) => {
            announcer.say(format!("{}: {topic}", texts.shell().resynchronised));
        }
    });
}
