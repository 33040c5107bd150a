//! What each person chose, kept in this browser.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    format::{Formatter, Units, Zone},
    platform::{clock, locale, page, storage, timer::Ticker},
    texts::Language,
};

/// Declares a closed set of choices with the words that stand in storage and in attributes.
macro_rules! choices {
    ($($(#[$meta:meta])* $name:ident { $($(#[$choice_meta:meta])* $choice:ident = $text:literal,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Deserialize, Serialize)]
        pub enum $name {
            $($(#[$choice_meta])* #[serde(rename = $text)] $choice,)+
        }

        impl $name {
            /// Every choice, in the order they are offered.
            pub const ALL: &[Self] = &[$(Self::$choice),+];

            /// The word in storage and in attributes.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$choice => $text,)+ }
            }
        }
    )+};
}

choices! {
    /// The colours.
    Theme {
        /// As the system says.
        #[default] System = "system",
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
        /// Black, white and pure colours.
        Contrast = "contrast",
    }

    /// How close things stand.
    Density {
        /// Rows of 44 px.
        Comfortable = "comfortable",
        /// Rows of 36 px.
        #[default] Standard = "standard",
        /// Rows of 28 px.
        Compact = "compact",
    }

    /// What a screen reader is told unasked.
    Announcements {
        /// New critical violations and the connection.
        #[default] Critical = "critical",
        /// Also a digest every 30 s.
        Digest = "digest",
        /// Nothing but answers to one's own actions.
        Off = "off",
    }
}

/// What a person chose, as it is stored.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Choices {
    /// The colours.
    pub theme: Theme,
    /// How close things stand.
    pub density: Density,
    /// Kilometres or miles.
    pub units: Units,
    /// The language; `None`: the browser's.
    pub language: Option<Language>,
    /// The time zone; `None`: the computer's.
    pub zone: Option<String>,
    /// Whether new critical violations make a sound.
    pub sound: bool,
    /// What a screen reader is told unasked.
    pub announcements: Announcements,
    /// Whether single keys are shortcuts.
    pub shortcuts: bool,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            density: Density::default(),
            units: Units::default(),
            language: None,
            zone: None,
            sound: false,
            announcements: Announcements::default(),
            shortcuts: true,
        }
    }
}

/// The settings; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub struct Settings {
    choices: RwSignal<Choices>,
    depot: RwSignal<Zone>,
    formatter: Memo<Formatter>,
    language: Memo<Language>,
}

/// The settings of this person.
pub fn use_settings() -> Settings {
    use_context::<Settings>().unwrap_or_else(|| Settings::new(Choices::default()))
}

/// How this person reads numbers and times, as a signal of a small value.
pub fn use_format() -> Memo<Formatter> {
    use_settings().formatter
}

impl Settings {
    /// Reads what was chosen before, applies it to the page, and keeps what is chosen from now on.
    pub fn provide() -> Self {
        let stored = storage::read(KEY).and_then(|it| serde_json::from_str(&it).ok());
        let settings = Self::new(stored.unwrap_or_default());
        Effect::new(move |first: Option<()>| {
            let choices = settings.choices.get();
            apply(&choices, settings.language.get());
            if first.is_some() {
                settings.keep(&choices);
            }
        });
        // What is chosen in one tab holds in all; what is written then is what stands there, which wakes nobody.
        let others = storage::watch(KEY, move |text| {
            let chosen = text.and_then(|it| serde_json::from_str::<Choices>(&it).ok());
            if let Some(chosen) = chosen
                && settings.choices.try_with_untracked(|it| *it != chosen) == Some(true)
            {
                settings.choices.set(chosen);
            }
        });
        let depots = storage::watch(DEPOT, move |text| {
            if let Some(text) = text {
                let _ = settings.depot.try_set(depot(&text));
            }
        });
        let others = StoredValue::new_local(Some([others, depots]));
        on_cleanup(move || drop(others.try_update_value(Option::take)));
        // Painted with the right colours at once; the effect runs only after the first frame.
        settings
            .choices
            .with_untracked(|it| apply(it, settings.language.get_untracked()));
        provide_context(settings);
        settings
    }

    fn new(choices: Choices) -> Self {
        let choices = RwSignal::new(choices);
        let language = Memo::new(move |_| {
            choices
                .with(|it| it.language)
                .unwrap_or_else(|| Language::preferred(&locale::languages()))
        });
        // Clocks change on full hours; who watches for a night must not see yesterday's offset.
        let hour = RwSignal::new(0_u32);
        let ticker = Ticker::new(std::time::Duration::from_secs(900), move || {
            hour.try_update(|it| *it += 1);
        });
        let ticker = StoredValue::new_local(Some(ticker));
        on_cleanup(move || drop(ticker.try_update_value(Option::take)));
        let zone = Memo::new(move |_| {
            hour.track();
            let name = choices.with(|it| it.zone.clone());
            let find = |name: Option<&str>| Zone::around(clock::now(), |at| locale::offset(name, at));
            find(name.as_deref()).or_else(|| find(None)).unwrap_or_default()
        });
        let units = Memo::new(move |_| choices.with(|it| it.units));
        let depot = RwSignal::new(storage::read(DEPOT).map(|it| depot(&it)).unwrap_or_default());
        let formatter = Memo::new(move |_| Formatter {
            language: language.get(),
            units: units.get(),
            zone: zone.get(),
            depot: depot.get(),
        });
        Self {
            choices,
            depot,
            formatter,
            language,
        }
    }

    /// Everything chosen; wakes with every change.
    pub fn choices(self) -> Choices {
        self.choices.get()
    }

    /// As [`Self::choices`]; wakes nobody.
    pub fn choices_untracked(self) -> Choices {
        self.choices.get_untracked()
    }

    /// One thing chosen; wakes with every change, so wrap costly uses in a memo.
    pub fn choice<T>(self, pick: impl FnOnce(&Choices) -> T) -> T {
        self.choices.with(pick)
    }

    /// One thing chosen; wakes nobody.
    pub fn choice_untracked<T>(self, pick: impl FnOnce(&Choices) -> T) -> T {
        self.choices.with_untracked(pick)
    }

    /// Chooses something; it is kept at once.
    pub fn choose(self, change: impl FnOnce(&mut Choices)) {
        self.choices.update(change);
    }

    /// Back to how it was before anything was chosen.
    pub fn reset(self) {
        self.choices.set(Choices::default());
    }

    /// The depot's clocks are so many minutes ahead of UTC, the gateway says. Kept, for days are also counted without it.
    pub fn learn_depot(self, minutes: i32) {
        let zone = Zone {
            offset: minutes,
            before: None,
        };
        if self.depot.get_untracked() != zone {
            self.depot.set(zone);
        }
        // Not kept: without a connection, days begin as they do in UTC.
        let _ = storage::write(DEPOT, &minutes.to_string());
    }

    /// The language texts are shown in.
    pub fn language(self) -> Language {
        self.language.get()
    }

    /// The language as a signal.
    pub const fn language_memo(self) -> Memo<Language> {
        self.language
    }

    /// The formatter, as a signal.
    pub const fn formatter(self) -> Memo<Formatter> {
        self.formatter
    }

    /// The zone's name as people write it: `Berlin` of `Europe/Berlin`.
    pub fn zone_name(self) -> String {
        let name = self.choices.with(|it| it.zone.clone()).or_else(locale::zone);
        let name = name.unwrap_or_else(|| "UTC".to_owned());
        name.rsplit('/').next().unwrap_or_default().replace('_', " ")
    }

    #[expect(clippy::unused_self, reason = "reads as what it is: these settings are kept")]
    fn keep(self, choices: &Choices) {
        if let Ok(text) = serde_json::to_string(choices) {
            // A full or forbidden storage: the choice holds until the page is closed, and the diagnostics page says why.
            let _ = storage::write(KEY, &text);
        }
    }
}

/// The depot's clocks as they are kept.
fn depot(minutes: &str) -> Zone {
    Zone {
        offset: minutes.parse().unwrap_or_default(),
        before: None,
    }
}

/// The attributes that the style sheets look at.
fn apply(choices: &Choices, language: Language) {
    let theme = (choices.theme != Theme::System).then(|| choices.theme.as_str());
    page::mark("data-theme", theme);
    page::mark("data-density", Some(choices.density.as_str()));
    page::mark("lang", Some(language.as_str()));
}

const KEY: &str = "livedeck:1:settings";
const DEPOT: &str = "livedeck:1:depot";
