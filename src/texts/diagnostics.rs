//! Texts of the diagnostics page.

use super::{Language, texts};

texts! {
    /// Texts of the diagnostics page.
    Diagnostics {
        title: "Diagnostics" | "Diagnostic";
        handlers: "Event handlers" | "Gestionnaires d’événements";
        handler_works: "Works" | "Fonctionne";
        handler_quarantined: "Stopped after faults" | "Arrêté après des fautes";
        handler_release: "Trust it again" | "Refaire confiance";
        break_it: "Break it" | "Cassez-la";
        break_lead: "Faults on purpose, for this page alone and until it is closed. See what the chip says, and that nothing is lost." | "Des pannes voulues, pour cette page seule et jusqu’à sa fermeture. Voyez ce que dit la pastille, et que rien ne se perd.";
        break_delay: "Everything arrives later" | "Tout arrive plus tard";
        break_lost: "Messages lost" | "Messages perdus";
        break_doubled: "Messages that arrive twice" | "Messages reçus deux fois";
        break_frozen: "Frozen socket: nothing passes through it, nobody is told" | "Socket figé : rien n’y passe, personne n’est prévenu";
        break_refuses: "Every action is refused" | "Toute action est refusée";
        break_restart: "Restart the gateway" | "Redémarrer la passerelle";
        break_restart_hint: "For everybody who is connected" | "Pour tous ceux qui sont connectés";
        break_restart_forbidden: "An administrator may do this." | "Réservé à un administrateur.";
        break_restarting: "The gateway starts anew." | "La passerelle redémarre.";
        break_heal: "Heal everything" | "Tout réparer";
        break_on: "broken on purpose" | "cassée exprès";
        none_of_it: "none" | "aucun";
        lead: "This browser, this session. Nothing here leaves the computer unless you take it." | "Ce navigateur, cette session. Rien ne quitte l’ordinateur sans que vous l’emportiez.";
        reconnect: "Reconnect" | "Reconnecter";
        copy: "Copy diagnostics" | "Copier le diagnostic";
        copied: "Diagnostics copied." | "Diagnostic copié.";
        not_copied: "The browser did not allow copying." | "Le navigateur n’a pas permis la copie.";
        save_recording: "Save recording" | "Enregistrer la trace";
        recording_hint: "What the connection was told lately and what came of it, for a bug report: no rows, no names" | "Ce que la connexion a reçu récemment et ce qui en est résulté, pour un rapport d’anomalie : ni lignes, ni noms";
        recording_saved: "Recording saved." | "Trace enregistrée.";
        recording_not_saved: "The browser could not save the file." | "Le navigateur n’a pas pu enregistrer le fichier.";
        figures: "Connection figures" | "Chiffres de la connexion";
        up: "Connection up" | "Connecté depuis";
        since: "since" | "depuis";
        not_connected: "not connected" | "non connecté";
        reconnects: "Reconnects" | "Reconnexions";
        this_session: "on this page" | "sur cette page";
        messages_in: "Messages in" | "Messages reçus";
        per_second: "/s" | "/s";
        in_all: "in all" | "au total";
        received: "Received" | "Reçu";
        sent: "sent" | "envoyé";
        frame: "Frame time" | "Durée d’une image";
        long_frames: "Long frames" | "Images longues";
        work: "Work per commit" | "Travail par mise à jour";
        pending: "Pending" | "En attente";
        action: "action" | "action";
        actions: "actions" | "actions";
        oldest: "oldest" | "la plus ancienne";
        none: "none" | "aucune";
        messages: "Messages" | "Messages";
        messages_caption: "per second, last 60 min" | "par seconde, 60 dernières min";
        latency: "Latency" | "Latence";
        latency_caption: "ms round trip, last 60 min" | "ms aller-retour, 60 dernières min";
        a_point_per_minute: "A point comes every minute." | "Un point s’ajoute chaque minute.";
        minute: "Minute" | "Minute";
        topics: "Topics and cache" | "Sujets et cache";
        topic_unit: "topic" | "sujet";
        topics_unit: "topics" | "sujets";
        topic: "Topic" | "Sujet";
        state: "State" | "État";
        position: "Position" | "Position";
        rows: "Rows" | "Lignes";
        memory: "Memory" | "Mémoire";
        cache: "Cache" | "Cache";
        not_kept: "not kept" | "non gardé";
        too_large: "too large" | "trop grand";
        age: "Age" | "Âge";
        clear: "Clear" | "Vider";
        clear_all: "Clear all" | "Tout vider";
        clear_of: "Clear the cache of" | "Vider le cache de";
        live: "Live" | "À jour";
        loading: "Catching up" | "Rattrapage";
        in_memory: "In memory" | "En mémoire";
        stale: "Stale" | "Ancien";
        refused: "Refused" | "Refusé";
        no_topics: "No topic is followed." | "Aucun sujet n’est suivi.";
        log: "Event log" | "Journal d’événements";
        all_lines: "All" | "Tout";
        warnings: "Warnings" | "Alertes";
        filter: "Filter the event log" | "Filtrer le journal";
        no_log: "Nothing has happened yet." | "Rien ne s’est encore passé.";
        pause: "Pause" | "Pause";
        resume: "Resume" | "Reprendre";
        pending_title: "Pending actions" | "Actions en attente";
        no_pending: "Nothing waits for the gateway." | "Rien n’attend la passerelle.";
        attempt: "attempt" | "essai";
        attempts: "attempts" | "essais";
        versions: "Versions and storage" | "Versions et stockage";
        app: "App" | "Application";
        gateway: "Gateway" | "Passerelle";
        session: "Session" | "Session";
        protocol: "Protocol" | "Protocole";
        clock: "Clock differs from the gateway by" | "Écart d’horloge avec la passerelle";
        tab: "Tab" | "Onglet";
        tab_leads: "leads: has the connection of all tabs" | "principal : a la connexion de tous les onglets";
        tab_follows: "follows: uses the connection of another tab" | "secondaire : utilise la connexion d’un autre onglet";
        tab_alone: "alone: has its own connection" | "seul : a sa propre connexion";
        browser: "Browser" | "Navigateur";
        resumed: "Resumed without loss" | "Reprises sans perte";
        quota: "Storage quota" | "Quota de stockage";
        safety: "Stored data" | "Données stockées";
        permanent: "kept until somebody removes them" | "conservées jusqu’à ce qu’on les supprime";
        perishable: "the browser may clear them when short of room" | "le navigateur peut les effacer s’il manque de place";
        of: "of" | "sur";
        cache_holds: "Kept rows" | "Lignes gardées";
        unknown: "unknown" | "inconnu";
    }
}

/// A line of the event log: what the engine writes most is said in the reader's words, anything else as it came.
pub fn event(language: Language, text: &str) -> String {
    let french = |(english, french): &(&str, &str)| {
        let (before, after) = text.split_once(english)?;
        Some(format!("{before}{french}{}", after.replace(" in ", " dans ")))
    };
    match language {
        Language::French if text == "live" => "à jour".to_owned(),
        Language::French => EVENTS.iter().find_map(french).unwrap_or_else(|| text.to_owned()),
        Language::English => text.to_owned(),
    }
}

const EVENTS: [(&str, &str); 11] = [
    ("connecting, attempt", "connexion, essai"),
    ("socket open, saying hello", "socket ouvert, salutations"),
    ("welcomed, catching up", "accueil reçu, rattrapage"),
    ("connection lost, attempt", "connexion perdue, essai"),
    ("socket closed with", "socket fermé, code"),
    (
        "no socket gets through: asking over HTTP",
        "aucun socket ne passe : requêtes HTTP",
    ),
    (
        "the browser says there is no network",
        "le navigateur se dit sans réseau",
    ),
    ("sign-in needed", "il faut se connecter"),
    ("cached rows cleared", "lignes gardées effacées"),
    (" took effect", " a pris effet"),
    (" was refused", " a été refusé"),
];

/// Since when there is something to draw.
pub fn collecting(language: Language, since: &str) -> String {
    match language {
        Language::English => format!("collecting since {since}"),
        Language::French => format!("mesuré depuis {since}"),
    }
}

/// What makes a frame long.
pub fn over(language: Language, limit: &str) -> String {
    match language {
        Language::English => format!("over {limit}, last minute"),
        Language::French => format!("plus de {limit}, dernière minute"),
    }
}

/// What went wrong and was put right; `count` writes a number.
pub fn healed(language: Language, stats: &sync::Stats, count: impl Fn(u64) -> String) -> String {
    let words = match language {
        Language::English => [
            (stats.gaps, "gap healed", "gaps healed"),
            (stats.snapshots, "snapshot", "snapshots"),
            (stats.mismatches, "mismatch healed", "mismatches healed"),
            (stats.malformed, "unreadable message", "unreadable messages"),
        ],
        Language::French => [
            (stats.gaps, "lacune comblée", "lacunes comblées"),
            (stats.snapshots, "instantané", "instantanés"),
            (stats.mismatches, "écart corrigé", "écarts corrigés"),
            (stats.malformed, "message illisible", "messages illisibles"),
        ],
    };
    words
        .map(|(n, one, many)| {
            let word = language.plural(usize::try_from(n).unwrap_or(usize::MAX), one, many);
            format!("{} {word}", count(n))
        })
        .join(" · ")
}

/// How a handler does: told, failed, not told; `count` writes a number.
pub fn handled(
    language: Language,
    [told, failed, missed]: [u64; 3],
    count: impl Fn(u64) -> String,
) -> String {
    let word = |n: u64, one, many| {
        let word = language.plural(usize::try_from(n).unwrap_or(usize::MAX), one, many);
        format!("{} {word}", count(n))
    };
    match language {
        Language::English => format!(
            "{} · {} · {} not told",
            word(told, "event", "events"),
            word(failed, "fault", "faults"),
            count(missed),
        ),
        Language::French => format!(
            "{} · {} · {}",
            word(told, "événement", "événements"),
            word(failed, "faute", "fautes"),
            word(missed, "non transmis", "non transmis"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_event_log_is_read_in_french() {
        let french = |text| event(Language::French, text);

        assert_eq!(french("live"), "à jour");
        assert_eq!(
            french("connection lost, attempt 2 in 800 ms"),
            "connexion perdue, essai 2 dans 800 ms"
        );
        assert_eq!(
            french("dismiss was refused (Stale)"),
            "dismiss a été refusé (Stale)"
        );
        assert_eq!(french("fleet/vehicles: Gap"), "fleet/vehicles: Gap");
        assert_eq!(event(Language::English, "live"), "live");
    }

    #[test]
    fn one_is_not_many() {
        let plain = |n: u64| n.to_string();

        assert_eq!(
            handled(Language::English, [1, 0, 2], plain),
            "1 event · 0 faults · 2 not told"
        );
        assert_eq!(
            handled(Language::French, [1, 0, 0], plain),
            "1 événement · 0 faute · 0 non transmis"
        );
        let mut stats = sync::Stats::default();
        stats.gaps = 1;
        assert!(healed(Language::English, &stats, plain).starts_with("1 gap healed · 0 snapshots"));
    }
}
