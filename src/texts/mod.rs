//! Every text people read, in every language; a missing translation does not compile.
//!
//! One file per page. Texts are plain `&'static str`; what has a number or a name in it is a function beside its table.

pub mod areas;
pub mod charts;
pub mod diagnostics;
pub mod dispatch;
pub mod drive;
pub mod help;
pub mod list;
pub mod log;
pub mod outbox;
pub mod overview;
pub mod past;
pub mod phone;
pub mod playback;
pub mod presence;
pub mod refusals;
pub mod report;
pub mod settings;
pub mod shell;
pub mod shipments;
pub mod sign_in;
pub mod vehicles;
pub mod violations;
pub mod words;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::settings::use_settings;

/// A language the app speaks.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// French.
    #[serde(rename = "fr")]
    French,
}

impl Language {
    /// Every language, in the order they are offered.
    pub const ALL: &[Self] = &[Self::English, Self::French];

    /// The code in storage and in the `lang` attribute.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// The language's own name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
        }
    }

    /// The first language we speak of those a person reads, such as `fr-CA`; else English.
    pub fn preferred(languages: &[String]) -> Self {
        languages
            .iter()
            .find_map(|it| {
                let code = it.split('-').next()?;
                Self::ALL.iter().copied().find(|it| it.as_str() == code)
            })
            .unwrap_or_default()
    }

    /// Picks the form for a number: French counts 0 as one, English does not.
    pub const fn plural<'a>(self, number: usize, one: &'a str, many: &'a str) -> &'a str {
        match (self, number) {
            (_, 1) | (Self::French, 0) => one,
            _ => many,
        }
    }
}

/// Declares the texts of one page: a struct with a field per text, and its value in every language.
macro_rules! texts {
    ($(#[$meta:meta])* $name:ident { $($field:ident: $english:literal | $french:literal;)+ }) => {
        $(#[$meta])*
        #[expect(missing_docs, reason = "a text says itself what it means")]
        #[derive(Debug)]
        pub struct $name {
            $(pub $field: &'static str,)+
        }

        impl $name {
            /// The texts in one language.
            pub const fn of(language: $crate::texts::Language) -> &'static Self {
                const ENGLISH: $name = $name { $($field: $english,)+ };
                const FRENCH: $name = $name { $($field: $french,)+ };
                match language {
                    $crate::texts::Language::English => &ENGLISH,
                    $crate::texts::Language::French => &FRENCH,
                }
            }
        }
    };
}
pub(crate) use texts;

/// The texts in the person's language; a handle, cheap to copy. Every read is reactive to the language.
#[derive(Clone, Copy)]
pub struct Texts(Memo<Language>);

/// The texts in the person's language.
pub fn use_texts() -> Texts {
    Texts(use_settings().language_memo())
}

impl Texts {
    /// The language itself.
    ///
    /// In a handler or a task there is nobody to wake: the language of this moment is what is wanted, without a warning.
    pub fn language(self) -> Language {
        if leptos::reactive::graph::Observer::get().is_some() {
            self.0.get()
        } else {
            self.0.get_untracked()
        }
    }

    /// Areas whose border matters.
    pub fn areas(self) -> &'static areas::Areas {
        areas::Areas::of(self.language())
    }

    /// Words around charts.
    pub fn charts(self) -> &'static charts::Charts {
        charts::Charts::of(self.language())
    }

    /// The diagnostics page.
    pub fn diagnostics(self) -> &'static diagnostics::Diagnostics {
        diagnostics::Diagnostics::of(self.language())
    }

    /// The driver's phone.
    pub fn drive(self) -> &'static drive::Drive {
        drive::Drive::of(self.language())
    }

    /// Who else is here.
    pub fn presence(self) -> &'static presence::Presence {
        presence::Presence::of(self.language())
    }

    /// The dispatcher's desk.
    pub fn dispatch(self) -> &'static dispatch::Dispatch {
        dispatch::Dispatch::of(self.language())
    }

    /// The help page.
    pub fn help(self) -> &'static help::Help {
        help::Help::of(self.language())
    }

    /// Around every list.
    pub fn list(self) -> &'static list::List {
        list::List::of(self.language())
    }

    /// One's own actions, and what one missed.
    pub fn outbox(self) -> &'static outbox::Outbox {
        outbox::Outbox::of(self.language())
    }

    /// The fleet overview.
    pub fn overview(self) -> &'static overview::Overview {
        overview::Overview::of(self.language())
    }

    /// The desk of the past.
    pub fn past(self) -> &'static past::Past {
        past::Past::of(self.language())
    }

    /// The number that somebody is called on.
    pub fn phone(self) -> &'static phone::Phone {
        phone::Phone::of(self.language())
    }

    /// Where a driver was.
    pub fn playback(self) -> &'static playback::Playback {
        playback::Playback::of(self.language())
    }

    /// The vehicle report.
    pub fn report(self) -> &'static report::Report {
        report::Report::of(self.language())
    }

    /// The settings page.
    pub fn settings(self) -> &'static settings::Settings {
        settings::Settings::of(self.language())
    }

    /// Frame, navigation, connection, notices.
    pub fn shell(self) -> &'static shell::Shell {
        shell::Shell::of(self.language())
    }

    /// The sign-in page.
    pub fn sign_in(self) -> &'static sign_in::SignIn {
        sign_in::SignIn::of(self.language())
    }

    /// The vehicles page.
    pub fn vehicles(self) -> &'static vehicles::Vehicles {
        vehicles::Vehicles::of(self.language())
    }

    /// The violations queue.
    pub fn violations(self) -> &'static violations::Violations {
        violations::Violations::of(self.language())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_wins() {
        let languages = |codes: &[&str]| {
            let codes: Vec<_> = codes.iter().map(|it| (*it).to_owned()).collect();
            Language::preferred(&codes)
        };

        assert_eq!(languages(&["de", "fr-CA", "en"]), Language::French);
        assert_eq!(languages(&["ja"]), Language::English);
    }
}
