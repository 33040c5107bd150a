//! What one can choose; every choice holds and is kept at once.

use leptos::prelude::*;
use protocol::{
    RowId,
    entities::{Driver, Role},
    mutations::{Mutation, PhoneChange},
};

use crate::{
    components::{
        field::{Select, Switch},
        icon::Icon,
        phone_form::PhoneForm,
        segment::Segment,
    },
    format::Units,
    link::{use_link, use_now},
    platform::{clock, locale, page},
    repositories::use_rows,
    settings::{Announcements, Choices, Density, Settings, Theme, use_format, use_settings},
    shell::{Toast, use_deeds, use_toasts},
    texts::{Language, Texts, phone, use_texts},
};

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let (texts, settings, toasts) = (use_texts(), use_settings(), use_toasts());
    let reset = move |_| {
        let before = settings.choices_untracked();
        settings.reset();
        let texts = texts.settings();
        toasts.show(
            Toast::done(texts.was_reset)
                .with_action(texts.undo, move || settings.choose(|it| it.clone_from(&before))),
        );
    };
    view! {
        <div class="page settings">
            // Above the sentence: the number is kept by the gateway, not in this browser.
            <You texts=texts />
            <div class="page-head">
                <p class="t2 grow">{move || texts.settings().saved}</p>
                // Beside a rail it stands there; a phone's bar has no room for it.
                <a class="btn only-phone" href="/help">
                    {Icon::Help.view()}
                    {move || texts.shell().help}
                </a>
                <button type="button" class="btn" on:click=reset>
                    {move || texts.settings().reset}
                </button>
            </div>
            <Appearance settings=settings texts=texts />
            <Region settings=settings texts=texts />
            <Notices settings=settings texts=texts />
        </div>
    }
}

/// Who drives says on which number dispatch reaches them; to others it means nothing.
#[component]
fn You(texts: Texts) -> impl IntoView {
    let link = use_link();
    let me = Memo::new(move |_| {
        let user = link.user()?;
        let drives = user.roles.iter().any(|it| it == Role::Driver.as_str());
        drives.then(|| RowId::from(user.id.as_str()))
    });
    move || me.get().map(|me| view! { <OwnNumber texts=texts me=me /> })
}

#[component]
fn OwnNumber(texts: Texts, me: RowId) -> impl IntoView {
    let (link, toasts, deeds) = (use_link(), use_toasts(), use_deeds());
    let driver = use_rows::<Driver>().watch(Signal::stored(me));
    let phone = Memo::new(move |_| driver.with(|it| it.as_ref()?.phone.clone()));
    let writing = RwSignal::new(false);
    let close = Callback::new(move |()| {
        writing.set(false);
        request_animation_frame(|| page::focus("#own-number"));
    });
    let save = Callback::new(move |number| {
        let Some(driver) = driver.get_untracked() else {
            return;
        };
        let change = PhoneChange::Set {
            id: driver.id,
            phone: number,
            from: None,
        };
        let told = phone::told(texts.language(), &change, &driver.name);
        let mutation = Mutation::from(change);
        match link.mutate(mutation.clone()) {
            Ok(speculation) => {
                deeds.tell(told, vec![(mutation, speculation)]);
                close.run(());
            }
            Err(_) => toasts.show(Toast::problem(texts.outbox().too_many)),
        }
    });
    let form = move || view! { <PhoneForm number=phone.get_untracked() save=save cancel=close /> };
    let word = move || match phone.with(Option::is_some) {
        true => texts.phone().change,
        false => texts.phone().add,
    };
    view! {
        <Group title=Signal::derive(move || texts.phone().phone)>
            <Choice
                name=Signal::derive(move || phone.get().unwrap_or_else(|| texts.phone().none.to_owned()))
                help=Signal::derive(move || Some(texts.phone().yours.to_owned()))
            >
                <Show
                    when=move || writing.get()
                    fallback=move || view! {
                        <button class="btn" type="button" id="own-number" on:click=move |_| writing.set(true)>
                            {word}
                        </button>
                    }
                >
                    {form()}
                </Show>
            </Choice>
        </Group>
    }
}

/// A card of choices.
#[component]
fn Group(title: Signal<&'static str>, children: Children) -> impl IntoView {
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{title}</h2>
            </div>
            {children()}
        </section>
    }
}

/// One choice: what it is, what it means, and the control.
#[component]
fn Choice(
    #[prop(into)] name: Signal<String>,
    #[prop(optional, into)] help: Signal<Option<String>>,
    /// The control's id, where it is one that a label can name.
    #[prop(optional)]
    id: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="choice">
            <div class="grow">
                {match id {
                    Some(id) => view! { <label class="med" for=id>{name}</label> }.into_any(),
                    None => view! { <span class="med">{name}</span> }.into_any(),
                }}
                {move || help.get().map(|it| view! { <p class="cap t2">{it}</p> })}
            </div>
            {children()}
        </div>
    }
}

#[component]
fn Appearance(settings: Settings, texts: Texts) -> impl IntoView {
    let name = move |pick: fn(&Words) -> &str| Signal::derive(move || pick(texts.settings()).to_owned());
    let help =
        move |pick: fn(&Words) -> &str| Signal::derive(move || Some(pick(texts.settings()).to_owned()));
    let themes = Signal::derive(move || {
        let it = texts.settings();
        vec![
            (Theme::System, it.system.to_owned()),
            (Theme::Light, it.light.to_owned()),
            (Theme::Dark, it.dark.to_owned()),
            (Theme::Contrast, it.contrast.to_owned()),
        ]
    });
    let densities = Signal::derive(move || {
        let it = texts.settings();
        vec![
            (Density::Comfortable, it.comfortable.to_owned()),
            (Density::Standard, it.standard.to_owned()),
            (Density::Compact, it.compact.to_owned()),
        ]
    });
    view! {
        <Group title=Signal::derive(move || texts.settings().appearance)>
            <Choice name=name(|it| it.theme) help=help(|it| it.theme_help)>
                <Segment
                    label=name(|it| it.theme)
                    choices=themes
                    chosen=chosen(settings, |it| it.theme)
                    choose=choose(settings, |it, theme| it.theme = theme)
                />
            </Choice>
            <Choice name=name(|it| it.density) help=help(|it| it.density_help)>
                <Segment
                    label=name(|it| it.density)
                    choices=densities
                    chosen=chosen(settings, |it| it.density)
                    choose=choose(settings, |it, density| it.density = density)
                />
            </Choice>
        </Group>
    }
}

#[component]
fn Region(settings: Settings, texts: Texts) -> impl IntoView {
    let (format, now) = (use_format(), use_now());
    let name = move |pick: fn(&Words) -> &str| Signal::derive(move || pick(texts.settings()).to_owned());
    let languages = Signal::derive(move || {
        let as_browser = (String::new(), texts.settings().browser_language.to_owned());
        let ours = Language::ALL
            .iter()
            .map(|it| (it.as_str().to_owned(), it.name().to_owned()));
        std::iter::once(as_browser).chain(ours).collect::<Vec<_>>()
    });
    let language = Signal::derive(move || {
        settings.choice(|it| it.language.map(Language::as_str).unwrap_or_default().to_owned())
    });
    let units = Signal::derive(move || {
        let it = texts.settings();
        vec![
            (Units::Metric, it.metric.to_owned()),
            (Units::Imperial, it.imperial.to_owned()),
        ]
    });
    let zones = StoredValue::new(locale::zones());
    let zone_choices = Signal::derive(move || {
        let own = locale::zone().unwrap_or_else(|| "UTC".to_owned());
        let as_computer = (
            String::new(),
            format!("{} ({own})", texts.settings().computer_zone),
        );
        let utc = ("UTC".to_owned(), "UTC".to_owned());
        zones.with_value(|it| {
            let others = it.iter().map(|it| (it.clone(), it.replace('_', " ")));
            [as_computer, utc].into_iter().chain(others).collect::<Vec<_>>()
        })
    });
    let zone = Signal::derive(move || settings.choice(|it| it.zone.clone().unwrap_or_default()));
    let zone_help = Signal::derive(move || {
        now.track();
        let time = format.get().date_time(clock::now());
        Some(format!("{} {time}", texts.settings().zone_help))
    });
    view! {
        <Group title=Signal::derive(move || texts.settings().region)>
            <Choice name=name(|it| it.language) id="language">
                <Select
                    id="language"
                    choices=languages
                    chosen=language
                    choose=choose(settings, |it, code: String| {
                        it.language = Language::ALL.iter().copied().find(|it| it.as_str() == code);
                    })
                />
            </Choice>
            <Choice name=name(|it| it.zone) help=zone_help id="zone">
                <Select
                    id="zone"
                    choices=zone_choices
                    chosen=zone
                    choose=choose(settings, |it, zone: String| it.zone = Some(zone).filter(|it| !it.is_empty()))
                />
            </Choice>
            <Choice name=name(|it| it.units)>
                <Segment
                    label=name(|it| it.units)
                    choices=units
                    chosen=chosen(settings, |it| it.units)
                    choose=choose(settings, |it, units| it.units = units)
                />
            </Choice>
        </Group>
    }
}

#[component]
fn Notices(settings: Settings, texts: Texts) -> impl IntoView {
    let name = move |pick: fn(&Words) -> &str| Signal::derive(move || pick(texts.settings()).to_owned());
    let help =
        move |pick: fn(&Words) -> &str| Signal::derive(move || Some(pick(texts.settings()).to_owned()));
    let announcements = Signal::derive(move || {
        let it = texts.settings();
        vec![
            (Announcements::Critical, it.critical_only.to_owned()),
            (Announcements::Digest, it.digest.to_owned()),
            (Announcements::Off, it.off.to_owned()),
        ]
    });
    view! {
        <Group title=Signal::derive(move || texts.settings().notices)>
            <Choice name=name(|it| it.announcements) help=help(|it| it.announcements_help)>
                <Segment
                    label=name(|it| it.announcements)
                    choices=announcements
                    chosen=chosen(settings, |it| it.announcements)
                    choose=choose(settings, |it, value| it.announcements = value)
                />
            </Choice>
            <Choice name=name(|it| it.sound) help=help(|it| it.sound_help) id="setting-sound">
                <Switch
                    id="setting-sound"
                    label=name(|it| it.sound)
                    on=chosen(settings, |it| it.sound)
                    turn=choose(settings, |it, on| it.sound = on)
                />
            </Choice>
            <Choice name=name(|it| it.shortcuts) help=help(|it| it.shortcuts_help) id="setting-shortcuts">
                <Switch
                    id="setting-shortcuts"
                    label=name(|it| it.shortcuts)
                    on=chosen(settings, |it| it.shortcuts)
                    turn=choose(settings, |it, on| it.shortcuts = on)
                />
            </Choice>
        </Group>
    }
}

type Words = crate::texts::settings::Settings;

/// One choice as a signal that wakes only when it changes.
fn chosen<T: PartialEq + Send + Sync + Copy + 'static>(
    settings: Settings,
    pick: fn(&Choices) -> T,
) -> Signal<T> {
    Memo::new(move |_| settings.choice(pick)).into()
}

/// What a control does when somebody chooses.
fn choose<T: Send + Sync + 'static>(settings: Settings, change: fn(&mut Choices, T)) -> Callback<T> {
    Callback::new(move |value| settings.choose(|it| change(it, value)))
}
