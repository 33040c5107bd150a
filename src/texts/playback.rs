//! Texts of playing back where a driver was.

use super::{Language, texts};

texts! {
    /// Texts of playing back.
    Playback {
        play_back: "Play back" | "Rejouer";
        title: "Playback" | "Relecture";
        play: "Play" | "Lire";
        pause: "Pause" | "Pause";
        before: "Previous violation, or the start" | "Infraction précédente, ou le début";
        after: "Next violation, or the end" | "Infraction suivante, ou la fin";
        rate: "How fast" | "Vitesse de lecture";
        live: "Back to live" | "Revenir au direct";
        moment: "Moment" | "Moment";
        span: "Period" | "Période";
        hours: "h" | "h";
        earlier: "Earlier" | "Plus tôt";
        later: "Later" | "Plus tard";
        unknown: "nothing heard" | "sans nouvelles";
        standing: "standing" | "à l’arrêt";
        loading: "Fetching the track…" | "Chargement du trajet…";
        empty: "Nothing was heard in this period." | "Rien n’a été reçu durant cette période.";
        offline: "Without a connection the past cannot be fetched. It comes by itself when the connection is back." | "Sans connexion, le passé ne peut pas être chargé. Il vient de lui-même dès que la connexion est rétablie.";
        failed: "The track could not be fetched." | "Le trajet n’a pas pu être chargé.";
        refused: "The gateway refused:" | "La passerelle a refusé :";
        retry: "Try again" | "Réessayer";
        is_now: "Now, not the moment that is played back." | "Maintenant, pas le moment rejoué.";
        areas_now: "The areas on the map are those of now, too." | "Les zones de la carte sont aussi celles de maintenant.";
        gap: "gap" | "coupure";
    }
}

/// What the curve shows, for those who do not see it.
pub fn curve(language: Language, top: &str, distance: &str, violations: usize) -> String {
    match language {
        Language::English => format!(
            "Speed over time: at most {top}, {distance}, {violations} {}",
            language.plural(violations, "violation", "violations")
        ),
        Language::French => format!(
            "Vitesse dans le temps : au plus {top}, {distance}, {violations} {}",
            language.plural(violations, "infraction", "infractions")
        ),
    }
}
