//! Texts of presence: who looks at the same thing, and who edits it.

use super::{Language, texts};

texts! {
    /// Texts of presence.
    Presence {
        also_here: "Also here" | "Aussi ici";
        also_on_dispatch: "Also on Dispatch" | "Aussi sur la répartition";
        looking: "{} is looking at this too" | "{} regarde aussi ceci";
        on_dispatch: "{} is on Dispatch too" | "{} est aussi sur la répartition";
        editing: "{} is editing" | "{} est en train de modifier";
        was_here: "{} was here when the connection was lost" | "{} était ici quand la connexion a été perdue";
    }
}

/// Several people, one of whom is named: `Maya Chen and 2 more are editing`.
pub fn editing(language: Language, first: &str, more: usize) -> String {
    match (language, more) {
        (_, 0) => Presence::of(language).editing.replace("{}", first),
        (Language::English, _) => format!("{first} and {more} more are editing"),
        (Language::French, 1) => format!("{first} et 1 autre sont en train de modifier"),
        (Language::French, _) => format!("{first} et {more} autres sont en train de modifier"),
    }
}
