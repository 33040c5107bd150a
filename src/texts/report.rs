//! Texts of the vehicle report.

use super::{Language, texts};

texts! {
    /// Texts of the vehicle report.
    Report {
        back: "All vehicles" | "Tous les véhicules";
        today: "Today" | "Aujourd’hui";
        day_before: "Day before" | "Jour précédent";
        day_after: "Day after" | "Jour suivant";
        print: "Print" | "Imprimer";
        no_driver: "no driver" | "sans conducteur";
        figures: "Figures of the day" | "Chiffres du jour";
        distance: "Distance" | "Distance";
        driving: "Driving time" | "Temps de conduite";
        idle: "Idle time" | "Ralenti";
        mean_speed: "Mean speed" | "Vitesse moyenne";
        top_speed: "top" | "max.";
        fuel_used: "Fuel used" | "Consommation";
        not_reported: "not reported" | "non communiqué";
        violations: "Violations" | "Infractions";
        none: "none" | "aucune";
        vs_yesterday: "vs yesterday" | "vs hier";
        same: "same as yesterday" | "comme hier";
        of_known: "of known time" | "du temps connu";
        day: "Day" | "Jour";
        day_and_speed: "Day and speed" | "Journée et vitesse";
        times_in: "times in" | "heures :";
        day_of_depot: "day of the depot" | "journée du dépôt";
        state: "State" | "État";
        driver: "Driver" | "Conducteur";
        moving: "Moving" | "En route";
        stopped: "Stopped" | "À l’arrêt";
        limit: "Limit" | "Limite";
        speed: "Speed" | "Vitesse";
        gap: "No position received" | "Aucune position reçue";
        trips_and_stops: "Trips and stops" | "Trajets et arrêts";
        time: "Time" | "Heure";
        place: "Where" | "Où";
        duration: "Duration" | "Durée";
        mean: "Mean" | "Moyenne";
        trip: "Trip" | "Trajet";
        stop: "Stop" | "Arrêt";
        still: "now" | "maintenant";
        log: "Log" | "Journal";
        all_kinds: "All kinds" | "Tout";
        filter_log: "Filter the log" | "Filtrer le journal";
        pause: "Pause" | "Pause";
        resume: "Resume" | "Reprendre";
        waiting: "waiting" | "en attente";
        no_trips: "Not moved on this day." | "N’a pas roulé ce jour-là.";
        no_log: "The log of this day is empty." | "Le journal de ce jour est vide.";
        no_day: "Nothing is known of this day." | "Rien n’est connu de ce jour.";
        no_such_day: "There is no report for the day in the address. This is today." | "Il n’y a pas de rapport pour le jour de l’adresse. Voici aujourd’hui.";
        unknown: "There is no vehicle with this address." | "Aucun véhicule n’a cette adresse.";
        unknown_hint: "It may have been removed, or it is not yours to see." | "Il a peut-être été retiré, ou vous n’y avez pas accès.";
        printed: "Printed" | "Imprimé le";
        l_per_100: "L/100 km" | "L/100 km";
    }
}

/// What the page of a vehicle is called.
pub fn title(language: Language, plate: &str) -> String {
    match language {
        Language::English => format!("{plate} report"),
        Language::French => format!("Rapport {plate}"),
    }
}

/// How many trips, stops and gaps a day had.
pub fn trip_counts(language: Language, trips: usize, stops: usize, gaps: usize) -> String {
    match language {
        Language::English => format!(
            "{trips} {}, {stops} {}, {gaps} {}",
            language.plural(trips, "trip", "trips"),
            language.plural(stops, "stop", "stops"),
            language.plural(gaps, "gap", "gaps"),
        ),
        Language::French => format!(
            "{trips} {}, {stops} {}, {gaps} {}",
            language.plural(trips, "trajet", "trajets"),
            language.plural(stops, "arrêt", "arrêts"),
            language.plural(gaps, "lacune", "lacunes"),
        ),
    }
}

/// How many lines of the log stand there, and of how many if not all are kept; `count` writes a number.
pub fn log_lines(
    language: Language,
    shown: usize,
    of: Option<usize>,
    count: impl Fn(usize) -> String,
) -> String {
    match (language, of) {
        (Language::English, None) => format!("{} {}", count(shown), language.plural(shown, "line", "lines")),
        (Language::English, Some(of)) => format!("{} of {} lines", count(shown), count(of)),
        (Language::French, None) => format!("{} {}", count(shown), language.plural(shown, "ligne", "lignes")),
        (Language::French, Some(of)) => format!("{} lignes sur {}", count(shown), count(of)),
    }
}

/// Where the older lines are.
pub fn log_shed(language: Language, n: usize, count: &str) -> String {
    match language {
        Language::English => format!(
            "{count} older {} not kept. The gateway keeps 500 events of a day and a sample of its positions; figures, trips and charts count all of them.",
            language.plural(n, "line is", "lines are")
        ),
        Language::French => format!(
            "{count} {} plus conservée{}. La passerelle garde 500 événements par jour et un échantillon des positions ; chiffres, trajets et graphiques les comptent toutes.",
            language.plural(n, "ligne plus ancienne n’est", "lignes plus anciennes ne sont"),
            language.plural(n, "", "s"),
        ),
    }
}

/// What of the log is not on paper.
pub fn log_unprinted(language: Language, n: usize, count: &str) -> String {
    match language {
        Language::English => format!(
            "{count} more {} on the screen.",
            language.plural(n, "line", "lines")
        ),
        Language::French => format!(
            "{count} {} à l’écran.",
            language.plural(n, "autre ligne", "autres lignes")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_says_how_much_of_it_is_there() {
        let lines = |shown, of| log_lines(Language::English, shown, of, |it: usize| it.to_string());

        assert_eq!(lines(1, None), "1 line");
        assert_eq!(lines(200, Some(1340)), "200 of 1340 lines");
    }
}
