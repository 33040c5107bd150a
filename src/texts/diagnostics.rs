//! Texts of the diagnostics page.

use super::texts;

texts! {
    /// Texts of the diagnostics page.
    Diagnostics {
        title: "Diagnostics" | "Diagnostic";
        lead: "This browser, this session. Nothing here leaves the computer unless you copy it." | "Ce navigateur, cette session. Rien ne quitte l’ordinateur sans que vous le copiiez.";
        reconnect: "Reconnect" | "Reconnecter";
        copy: "Copy diagnostics" | "Copier le diagnostic";
        copied: "Diagnostics copied." | "Diagnostic copié.";
        not_copied: "The browser did not allow copying." | "Le navigateur n’a pas permis la copie.";
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
        frame: "Frame time" | "Temps par image";
        pending: "Pending" | "En attente";
        actions: "actions" | "actions";
        oldest: "oldest" | "la plus ancienne";
        none: "none" | "aucune";
        messages: "Messages" | "Messages";
        messages_caption: "per second, last 60 min" | "par seconde, 60 dernières min";
        latency: "Latency" | "Latence";
        latency_caption: "ms round trip, last 60 min" | "ms aller-retour, 60 dernières min";
        nothing_measured: "Nothing measured yet." | "Rien de mesuré pour l’instant.";
        minute: "Minute" | "Minute";
        topics: "Topics and cache" | "Sujets et cache";
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
        kept: "Kept" | "Conservé";
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
        attempts: "attempts" | "essais";
        versions: "Versions and storage" | "Versions et stockage";
        app: "App" | "Application";
        gateway: "Gateway" | "Passerelle";
        session: "Session" | "Session";
        protocol: "Protocol" | "Protocole";
        clock: "Clock differs from the gateway by" | "Écart d’horloge avec la passerelle";
        browser: "Browser" | "Navigateur";
        resumed: "Resumed without loss" | "Reprises sans perte";
        gaps: "gaps healed" | "lacunes comblées";
        snapshots: "snapshots" | "instantanés";
        mismatches: "mismatches healed" | "écarts corrigés";
        malformed: "unreadable messages" | "messages illisibles";
        quota: "Storage quota" | "Quota de stockage";
        of: "of" | "sur";
        cache_holds: "Kept rows" | "Lignes gardées";
        unknown: "unknown" | "inconnu";
    }
}
