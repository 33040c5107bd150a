//! Texts of the fleet overview.

use super::{Language, texts};

texts! {
    /// Texts of the fleet overview.
    Overview {
        view: "View" | "Vue";
        all_vehicles: "All vehicles" | "Tous les véhicules";
        one_vehicle: "One vehicle" | "Un véhicule";
        fleet_state: "Fleet state" | "État de la flotte";
        no_such_vehicle: "No vehicle fits" | "Aucun véhicule ne correspond à";
        open_violations: "Open violations" | "Infractions ouvertes";
        open_one: "open" | "ouverte";
        open: "open" | "ouvertes";
        hint_open: "Violations with work left: open, acknowledged or assigned. What you have done counts at once." | "Infractions à traiter : ouvertes, vues ou attribuées. Ce que vous avez fait compte aussitôt.";
        hint_offline: "Vehicles that have sent no position for more than 5 minutes." | "Véhicules sans position depuis plus de 5 minutes.";
        hint_utilisation: "Share of today’s time with the engine on, all vehicles together: time moving or idle, divided by time moving, idle or stopped. Time offline or in the workshop is left out; the change is in percentage points (pp)." | "Part du temps de la journée moteur en marche, tous véhicules confondus : temps en route ou au ralenti, divisé par le temps en route, au ralenti ou à l’arrêt. Hors ligne et atelier ne comptent pas ; l’écart est en points (pt).";
        hint_active: "Vehicles that report and are not in the workshop: moving, idle or stopped." | "Véhicules qui transmettent et ne sont pas en atelier : en route, au ralenti ou à l’arrêt.";
        hint_idle: "Vehicles that stand with the engine on." | "Véhicules à l’arrêt, moteur en marche.";
        hint_distance: "Driven by all vehicles together since midnight of the depot." | "Parcourue par tous les véhicules depuis minuit au dépôt.";
        offline: "Offline" | "Hors ligne";
        maintenance: "In maintenance" | "En atelier";
        utilisation: "Utilisation" | "Utilisation";
        active: "Active" | "Actifs";
        moving: "Moving" | "En route";
        idle: "Idle" | "Au ralenti";
        distance: "Distance today" | "Distance du jour";
        vehicle_unit: "vehicle" | "véhicule";
        vehicles_unit: "vehicles" | "véhicules";
        of: "of" | "sur";
        points: "pp" | "pt";
        logs: "Vehicle logs" | "Journal des véhicules";
        logs_unit: "events per 15 min" | "événements par 15 min";
        trips: "Trips" | "Trajets";
        stops: "Stops" | "Arrêts";
        refuels: "Refuels" | "Pleins";
        faults: "Faults" | "Pannes";
        kinds: "Violations by kind" | "Infractions par type";
        kinds_unit: "today, all severities" | "aujourd’hui, toutes gravités";
        today: "today" | "aujourd’hui";
        yesterday: "yesterday" | "hier";
        kind: "Kind" | "Type";
        count: "Count" | "Nombre";
        other: "Other" | "Autres";
        none_today: "No violation today." | "Aucune infraction aujourd’hui.";
        latest: "Latest violations" | "Dernières infractions";
        none_latest: "Nothing to see: no violation matches." | "Rien à voir : aucune infraction ne correspond.";
        open_queue: "Open the queue" | "Ouvrir la file";
        clear: "Clear" | "Effacer";
        choose: "Choose a vehicle" | "Choisir un véhicule";
        choose_hint: "Pick a vehicle to see its day here." | "Choisissez un véhicule pour voir sa journée ici.";
        unknown_vehicle: "There is no such vehicle." | "Ce véhicule n’existe pas.";
        full_report: "Open report" | "Ouvrir le rapport";
        speed: "Speed" | "Vitesse";
        fuel: "Fuel" | "Carburant";
        driving: "Driving time" | "Temps de conduite";
        mean_speed: "Mean speed" | "Vitesse moyenne";
        time: "Time" | "Heure";
        depot: "depot" | "dépôt";
        depots: "depots" | "dépôts";
        times_in: "times in" | "heures :";
        so_far: "so far" | "en cours";
        no_logs: "Nothing has happened today yet." | "Rien ne s’est encore passé aujourd’hui.";
    }
}

/// How many violations are critical.
pub fn critical(language: Language, n: usize, count: &str) -> String {
    match language {
        Language::English => format!("{count} critical"),
        Language::French => format!("{count} {}", language.plural(n, "critique", "critiques")),
    }
}

/// Says what the chart of the logs shows.
pub fn logs_summary(language: Language, trips: u32, stops: u32, refuels: u32, faults: u32) -> String {
    let many = |n: u32, one, many| format!("{n} {}", language.plural(n as usize, one, many));
    match language {
        Language::English => format!(
            "Events of the fleet per 15 minutes today. In the latest interval {}, {}, {}, {}.",
            many(trips, "trip", "trips"),
            many(stops, "stop", "stops"),
            many(refuels, "refuel", "refuels"),
            many(faults, "fault", "faults"),
        ),
        Language::French => format!(
            "Événements de la flotte par 15 minutes aujourd’hui. Dernier intervalle : {}, {}, {}, {}.",
            many(trips, "trajet", "trajets"),
            many(stops, "arrêt", "arrêts"),
            many(refuels, "plein", "pleins"),
            many(faults, "panne", "pannes"),
        ),
    }
}

/// Says a change since yesterday in words; `amount` comes without a sign, and is `None` where nothing changed.
/// `countable` are vehicles, not kilometres.
pub fn compared(language: Language, amount: Option<&str>, is_more: bool, countable: bool) -> String {
    match (language, amount) {
        (Language::English, None) => "The same as yesterday at this time".to_owned(),
        (Language::French, None) => "Comme hier à la même heure".to_owned(),
        (Language::English, Some(amount)) => {
            let word = match (is_more, countable) {
                (true, _) => "more",
                (false, true) => "fewer",
                (false, false) => "less",
            };
            format!("{amount} {word} than yesterday at this time")
        }
        (Language::French, Some(amount)) => {
            let word = if is_more { "plus" } else { "moins" };
            format!("{amount} de {word} qu’hier à la même heure")
        }
    }
}
