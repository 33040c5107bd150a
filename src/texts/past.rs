//! Texts of the time machine: the desk at a moment of the past.

use super::{Language, texts};

texts! {
    /// Texts of the time machine.
    Past {
        title: "Time machine" | "Machine à remonter le temps";
        live: "Back to live" | "Revenir au direct";
        moment: "Moment" | "Moment";
        date: "Date and time" | "Date et heure";
        hour_back: "An hour earlier" | "Une heure plus tôt";
        minutes_back: "5 minutes earlier" | "5 minutes plus tôt";
        minutes_on: "5 minutes later" | "5 minutes plus tard";
        hour_on: "An hour later" | "Une heure plus tard";
        loading: "Fetching this moment…" | "Chargement de ce moment…";
        offline: "Without a connection the past cannot be fetched. It comes by itself when the connection is back." | "Sans connexion, le passé ne peut pas être chargé. Il vient de lui-même dès que la connexion est rétablie.";
        failed: "This moment could not be fetched." | "Ce moment n’a pas pu être chargé.";
        refused: "The gateway refused:" | "La passerelle a refusé :";
        retry: "Try again" | "Réessayer";
        nothing: "Nothing of this moment is shown yet." | "Rien de ce moment n’est encore affiché.";
        no_eta: "Arrivals foretold then are not kept: late means overdue." | "Les arrivées prévues alors ne sont pas conservées : en retard signifie échéance dépassée.";
        no_actions: "This is the past: nothing can be changed here." | "C’est le passé : rien ne peut être modifié ici.";
    }
}

/// What nobody may overlook: `You look at 14:32, 2 h 10 min ago`.
pub fn looking(language: Language, at: &str, ago: &str) -> String {
    match language {
        Language::English => format!("You look at {at}, {ago} ago"),
        Language::French => format!("Vous regardez {at}, il y a {ago}"),
    }
}

/// What of that moment is not known; empty if all is.
pub fn not_known(language: Language, drivers: usize, shipments: usize, by_position: usize) -> String {
    let count = |number: usize, one: [&str; 2], many: [&str; 2]| {
        let pick = |words: [&'_ str; 2]| match language {
            Language::English => words[0].to_owned(),
            Language::French => words[1].to_owned(),
        };
        format!("{number} {}", language.plural(number, &pick(one), &pick(many)))
    };
    let driver = |number| count(number, ["driver", "conducteur"], ["drivers", "conducteurs"]);
    let mut sentences = Vec::new();
    let mut left_out = Vec::new();
    if drivers > 0 {
        left_out.push(driver(drivers));
    }
    if shipments > 0 {
        left_out.push(count(
            shipments,
            ["shipment", "livraison"],
            ["shipments", "livraisons"],
        ));
    }
    if !left_out.is_empty() {
        sentences.push(match language {
            Language::English => format!(
                "Left out, as nobody recorded how they stood: {}.",
                left_out.join(", ")
            ),
            Language::French => format!(
                "Omis, car leur état n’a pas été consigné : {}.",
                left_out.join(", ")
            ),
        });
    }
    if by_position > 0 {
        let driver = driver(by_position);
        sentences.push(match language {
            Language::English => format!("Known to be on shift by position alone: {driver}."),
            Language::French => format!("En service d’après leur seule position : {driver}."),
        });
    }
    sentences.join(" ")
}

/// From when on all shipments are there that ended.
pub fn let_go(language: Language, at: &str) -> String {
    match language {
        Language::English => {
            format!("Shipments that ended before {at} may be missing: of very many only the latest are kept.")
        }
        Language::French => {
            format!(
                "Les livraisons terminées avant {at} peuvent manquer : au-delà d’un certain nombre, seules les dernières sont gardées."
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_said_and_nothing_else() {
        assert_eq!(not_known(Language::English, 0, 0, 0), "");
        assert_eq!(
            not_known(Language::English, 1, 2, 0),
            "Left out, as nobody recorded how they stood: 1 driver, 2 shipments."
        );
        assert_eq!(
            not_known(Language::French, 0, 0, 3),
            "En service d’après leur seule position : 3 conducteurs."
        );
    }
}
