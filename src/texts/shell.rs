//! Frame, navigation, connection, notices.

use protocol::entities::FleetSummary;

use super::{Language, texts};

texts! {
    /// Frame, navigation, connection, notices.
    Shell {
        main: "Main" | "Navigation principale";
        skip: "Skip to content" | "Aller au contenu";
        fleet: "Fleet" | "Flotte";
        overview: "Overview" | "Aperçu";
        vehicles: "Vehicles" | "Véhicules";
        vehicle: "Vehicle" | "Véhicule";
        violations: "Violations" | "Infractions";
        drive: "My shift" | "Mon service";
        diagnostics: "Diagnostics" | "Diagnostic";
        settings: "Settings" | "Réglages";
        help: "Help" | "Aide";
        more: "More" | "Plus";
        not_found: "Page not found" | "Introuvable";
        not_found_text: "There is no page at this address." | "Il n’y a pas de page à cette adresse.";
        page_lost: "This page could not be downloaded: there is no network, or a newer version has replaced it." | "Cette page n’a pas pu être téléchargée : pas de réseau, ou une version plus récente l’a remplacée.";
        try_again: "Try again" | "Réessayer";
        to_overview: "Go to the overview" | "Aller à l’aperçu";
        pause: "Pause" | "Pause";
        resume: "Resume" | "Reprendre";
        pause_title: "Pause live updates (P)" | "Mettre en pause les mises à jour (P)";
        resume_title: "Show what waited (P)" | "Montrer ce qui attend (P)";
        search: "Search or jump to…" | "Chercher ou aller à…";
        search_short: "Search" | "Chercher";
        search_empty: "Nothing matches." | "Aucun résultat.";
        pages: "Pages" | "Pages";
        actions: "Actions" | "Actions";
        close: "Close" | "Fermer";
        loading: "Loading" | "Chargement";
        forbidden: "You may not see this." | "Vous ne pouvez pas voir ceci.";
        account: "Account" | "Compte";
        sign_out: "Sign out" | "Se déconnecter";
        signed_out_here: "Signed out in this browser. The gateway could not be told yet; it will be when the page is opened again." | "Déconnecté dans ce navigateur. La passerelle n’a pas encore pu être prévenue ; elle le sera à la prochaine ouverture de la page.";
        theme_next: "Switch theme" | "Changer de thème";
        keys: "Keyboard shortcuts" | "Raccourcis clavier";
        key_palette: "Search, jump, act" | "Chercher, aller, agir";
        key_search: "The search field of a list; elsewhere search, jump, act" | "Le champ de recherche d’une liste ; ailleurs chercher, aller, agir";
        keys_tables: "In tables" | "Dans les tableaux";
        keys_violations: "On a violation’s row" | "Sur la ligne d’une infraction";
        keys_charts: "In charts" | "Dans les courbes";
        key_moment: "Move the marked moment" | "Déplacer l’instant marqué";
        key_move: "Move" | "Se déplacer";
        key_ends: "To the ends of a row; with Ctrl to the first or last row" | "Aux bouts d’une ligne ; avec Ctrl à la première ou dernière ligne";
        key_pages: "One page up or down" | "Une page plus haut ou plus bas";
        key_open: "Open the row; on a heading, sort by it" | "Ouvrir la ligne ; sur un titre, trier";
        key_into: "Into the cell, to its link or button" | "Dans la cellule, à son lien ou bouton";
        key_choose: "Tick the row; with Shift all up to it" | "Cocher la ligne ; avec Maj toutes jusqu’à elle";
        key_pause: "Pause or resume live updates" | "Mettre en pause ou reprendre";
        key_keys: "This list" | "Cette liste";
        key_notices: "Go to notices" | "Aller aux avis";
        key_escape: "Close what is open" | "Fermer ce qui est ouvert";
        live: "Live" | "En direct";
        checking: "Checking session" | "Vérification de session";
        connecting: "Connecting" | "Connexion";
        catching_up: "Catching up" | "Rattrapage";
        polling: "Polling" | "Par requêtes";
        offline: "Offline" | "Hors ligne";
        retrying: "Retry in" | "Nouvel essai dans";
        sign_in_needed: "Sign-in needed" | "Connexion requise";
        paused: "Paused" | "En pause";
        waiting: "waiting" | "en attente";
        queued: "queued" | "en file";
        update_required: "Update required" | "Mise à jour requise";
        not_allowed: "Not allowed" | "Non autorisé";
        other_tab: "Open elsewhere" | "Ouvert ailleurs";
        not_understood: "Not understood" | "Incompréhensible";
        connection: "Connection" | "Connexion";
        live_since: "Live since" | "En direct depuis";
        connected_since: "Connected since" | "Connecté depuis";
        attempt: "attempt" | "tentative";
        no_network: "No network on this device" | "Pas de réseau sur cet appareil";
        gateway_silent: "The gateway does not answer" | "La passerelle ne répond pas";
        reaching: "Reaching the gateway" | "La passerelle est contactée";
        polling_why: "This network blocks live connections. The page asks every few seconds instead; nothing is lost, and the age says how old the answer is." | "Ce réseau bloque les connexions en direct. La page interroge toutes les quelques secondes ; rien n’est perdu, et l’âge dit de quand date la réponse.";
        fetching: "Fetching what was missed" | "Récupération de ce qui manque";
        current: "Everything is as the gateway knows it" | "Tout est tel que la passerelle le sait";
        frozen: "You paused; updates wait" | "Vous avez mis en pause ; les mises à jour attendent";
        session_ended: "Your session ended" | "Votre session a pris fin";
        reload_needed: "This page is older than the gateway. Reload it." | "Cette page est plus ancienne que la passerelle. Rechargez-la.";
        forbidden_here: "This account may not use this gateway" | "Ce compte ne peut pas utiliser cette passerelle";
        superseded: "This page was opened somewhere else" | "Cette page a été ouverte ailleurs";
        retry_now: "Retry now" | "Réessayer";
        reload: "Reload" | "Recharger";
        update_ready: "Update ready" | "Mise à jour prête";
        update_now: "Load it" | "La charger";
        update_unsent: "Not everything is sent yet. It is on this device’s disk and stays there while the page is loaded anew." | "Tout n’est pas encore envoyé. Cela reste sur le disque de cet appareil pendant le rechargement.";
        update_unsaved: "This device’s disk refused some of what you did: it is only on this page, and would be lost. Wait until it is sent; then the newer version can be loaded." | "Le disque de cet appareil a refusé une partie de ce que vous avez fait : elle n’existe que sur cette page et serait perdue. Attendez l’envoi ; la nouvelle version pourra ensuite être chargée.";
        update_sent: "Everything is sent." | "Tout est envoyé.";
        update_later: "Later" | "Plus tard";
        update_anyway: "Load it now" | "Charger maintenant";
        heartbeat: "Heartbeat, last 60 min" | "Battement, 60 dernières min";
        bar_height: "bar height = latency" | "hauteur = latence";
        now: "now" | "maintenant";
        p50: "Latency p50" | "Latence p50";
        p95: "p95" | "p95";
        reconnects: "Reconnects" | "Reconnexions";
        live_for: "Live for" | "En direct depuis";
        live_of: "Live, last" | "En direct, sur";
        feeds: "Feeds" | "Flux";
        oldest_first: "oldest first" | "les plus anciens d’abord";
        stream_summary: "Summary" | "Synthèse";
        stream_distribution: "By kind" | "Par type";
        stream_logs: "Vehicle logs" | "Journaux";
        stream_report: "Report" | "Rapport";
        dispatch: "Dispatch" | "Répartition";
        live_map: "Live map" | "Carte";
        keys_map: "Map" | "Carte";
        key_map: "Move the map" | "Déplacer la carte";
        key_zoom: "Zoom in and out" | "Agrandir et réduire";
        stream_drivers: "Drivers" | "Conducteurs";
        stream_positions: "Positions" | "Positions";
        stream_tracks: "Track" | "Trajet";
        stream_shipments: "Shipments" | "Livraisons";
        stream_geofences: "Geofences" | "Zones";
        stream_tickets: "Problems" | "Problèmes";
        stream_members: "People" | "Personnes";
        stream_presence: "Who is here" | "Qui est là";
        nothing_kept: "Nothing of this is kept on this device, and there is no connection to fetch it." | "Rien de ceci n’est gardé sur cet appareil, et il n’y a pas de connexion pour le charger.";
        not_here: "Not here yet" | "Pas encore là";
        unconfirmed: "Unconfirmed" | "Non confirmé";
        fresh: "Fresh" | "À jour";
        stale: "Stale" | "Ancien";
        refused: "Refused" | "Refusé";
        open_diagnostics: "Open diagnostics" | "Ouvrir le diagnostic";
        check_now: "Check now" | "Vérifier";
        being_compared: "Everything on the screen is being compared with the gateway; what differs is corrected." | "Tout ce qui est affiché est comparé à la passerelle ; les écarts sont corrigés.";
        was_compared: "Compared with the gateway a moment ago." | "Comparé à la passerelle il y a un instant.";
        copy_details: "Copy details" | "Copier les détails";
        copied: "Copied." | "Copié.";
        not_copied: "The browser did not allow copying." | "Le navigateur n’a pas permis la copie.";
        you_are_offline: "You are offline." | "Vous êtes hors ligne.";
        connection_lost: "The connection is lost." | "La connexion est perdue.";
        no_connection_yet: "No connection yet." | "Pas encore de connexion.";
        data_from: "Data is from" | "Les données datent de";
        ago: "ago" | "d’âge";
        dismiss: "Dismiss" | "Fermer";
        link_used: "This link was used already, or is too old. If you have no password yet, restart the gateway for a new link." | "Ce lien a déjà servi ou est trop ancien. Sans mot de passe, redémarrez la passerelle pour obtenir un nouveau lien.";
        restored: "Connection restored." | "Connexion rétablie.";
        resynchronised: "Resynchronised" | "Resynchronisé";
        sign_in_text: "Your session ended. What you see stays." | "Votre session a pris fin. Ce que vous voyez reste.";
        email: "E-mail" | "Adresse e-mail";
        password: "Password" | "Mot de passe";
        sign_in: "Sign in" | "Se connecter";
        another_account: "I am somebody else" | "Je suis quelqu’un d’autre";
        no_match: "E-mail and password do not match." | "L’adresse et le mot de passe ne correspondent pas.";
        unreachable: "The gateway could not be reached. Check the network and try again." | "La passerelle est injoignable. Vérifiez le réseau et réessayez.";
        news: "New since you looked" | "Depuis votre dernier passage";
        mark_seen: "Mark as seen" | "Marquer comme vu";
        open_queue: "Open the queue" | "Ouvrir la file";
        range_today: "Today, {}–now" | "Aujourd’hui, {}–maintenant";
        range_now: "Now" | "Maintenant";
        range_title: "What this page shows" | "Ce que montre cette page";
        notices: "Notices" | "Avis";
        undo: "Undo" | "Annuler";
        refused_colon: "Refused:" | "Refusé :";
        more_notices: "more" | "de plus";
        how_counted: "How it is counted:" | "Mode de calcul :";
        as_of: "as of" | "état à";
        versus_yesterday: "vs yesterday" | "vs hier";
        table: "Table" | "Tableau";
        chart: "Chart" | "Graphique";
    }
}

/// How many violations are new.
pub fn news(language: Language, n: usize) -> String {
    match (language, n) {
        (Language::English, 0) => "No new violations".to_owned(),
        (Language::French, 0) => "Aucune nouvelle infraction".to_owned(),
        (Language::English, _) => format!("{n} new {}", language.plural(n, "violation", "violations")),
        (Language::French, _) => format!(
            "{n} {}",
            language.plural(n, "nouvelle infraction", "nouvelles infractions")
        ),
    }
}

/// Says that nothing is new.
pub fn nothing_since(language: Language, time: &str) -> String {
    match language {
        Language::English => format!("Nothing critical or high since {time}."),
        Language::French => format!("Rien de critique ni d’élevé depuis {time}."),
    }
}

/// Too many wrong passwords.
pub fn too_many_tries(language: Language, seconds: u64) -> String {
    match language {
        Language::English => format!("Too many tries. Wait {seconds} s."),
        Language::French => format!("Trop d’essais. Attendez {seconds} s."),
    }
}

/// Somebody gave the person here some work.
pub fn assigned_to_you(language: Language, by: Option<&str>, what: &str) -> String {
    match (language, by) {
        (Language::English, Some(by)) => format!("{by} assigned {what} to you"),
        (Language::English, None) => format!("{what} was assigned to you"),
        (Language::French, Some(by)) => format!("{by} vous a attribué {what}"),
        (Language::French, None) => format!("{what} vous a été attribué"),
    }
}

/// New critical violations, and how many are open.
pub fn new_critical(language: Language, new: u32, open: u32) -> String {
    let many = language.plural(new as usize, "", "s");
    match language {
        Language::English => format!("{new} new critical violation{many}; {open} open."),
        Language::French => {
            let still = language.plural(open as usize, "ouverte", "ouvertes");
            format!("{new} nouvelle{many} infraction{many} critique{many} ; {open} {still}.")
        }
    }
}

/// The fleet in one sentence.
pub fn digest(language: Language, summary: &FleetSummary) -> String {
    let (moving, offline) = (summary.moving, summary.offline);
    let open = |one, many| {
        let open = summary.open_violations?;
        Some(format!(", {open} {}", language.plural(open as usize, one, many)))
    };
    match language {
        Language::English => {
            let open = open("open violation", "open violations").unwrap_or_default();
            format!("Fleet: {moving} moving, {offline} offline{open}.")
        }
        Language::French => {
            let open = open("infraction ouverte", "infractions ouvertes").unwrap_or_default();
            format!("Flotte : {moving} en route, {offline} hors ligne{open}.")
        }
    }
}
