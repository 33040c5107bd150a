//! The driver's phone.

use protocol::entities::{ShipmentStatus, TicketKind};

use super::{Language, texts};

texts! {
    /// The driver's phone.
    Drive {
        on_shift: "On shift" | "En service";
        off_shift: "Off shift" | "Hors service";
        looking_up: "Looking up your shift…" | "Recherche de votre service…";
        on_break: "On a break" | "En pause";
        breakdown: "Breakdown" | "En panne";
        since: "since" | "depuis";
        night: "Night mode" | "Mode nuit";
        glare: "High contrast, for glare" | "Contraste élevé, contre l’éblouissement";
        start: "Start shift" | "Commencer le service";
        end: "End shift" | "Fin de service";
        not_collected: "Off shift. Nothing is collected about where you are." | "Hors service. Rien n’est collecté sur votre position.";
        saw_you: "Dispatch saw you" | "Le dispatch vous a vu";
        last_saw_you: "Dispatch last saw you" | "Le dispatch vous a vu la dernière fois";
        ago: "{} ago" | "il y a {}";
        never_seen: "Dispatch has not seen you yet" | "Le dispatch ne vous a pas encore vu";
        accuracy: "accuracy" | "de précision";
        by_vehicle: "vehicle’s tracker" | "balise du véhicule";
        queued: "queued" | "en file";
        offline_since: "Offline since" | "Hors ligne depuis";
        offline: "Offline" | "Hors ligne";
        reaching: "No connection to the gateway" | "Pas de connexion à la passerelle";
        sign_in_needed: "Sign in again; nothing is lost" | "Reconnectez-vous ; rien n’est perdu";
        silent: "This phone does not know where it is" | "Ce téléphone ignore où il est";
        waiting_for_fix: "Waiting for this phone’s position" | "En attente de la position du téléphone";
        other_tab: "reported by another tab" | "envoyé par un autre onglet";
        location_off: "This phone does not report its position" | "Ce téléphone n’envoie pas sa position";
        location_denied: "Location is blocked on this phone" | "La position est bloquée sur ce téléphone";
        location_unavailable: "This phone cannot tell where it is" | "Ce téléphone ne peut pas donner sa position";
        of: "of" | "sur";
        stop: "stop" | "arrêt";
        early: "{} early" | "{} d’avance";
        late: "{} late" | "{} de retard";
        on_time: "on time" | "à l’heure";
        window: "window" | "créneau";
        by: "by" | "avant";
        pick_up_at: "Pick up at" | "Charger à";
        bring_to: "Bring to" | "Livrer à";
        brought_to: "Brought to" | "Livré à";
        was_for: "Was for" | "Était pour";
        next_step: "next" | "suivant";
        is_queued: "queued" | "en file";
        is_sending: "sending" | "envoi";
        accept: "Accept" | "Accepter";
        decline: "Decline" | "Refuser";
        picked_up: "Picked up" | "Chargé";
        set_off: "Set off to" | "En route vers";
        arrived: "Arrived at" | "Arrivé à";
        confirm: "Confirm delivery" | "Confirmer la livraison";
        undo: "Undo last step" | "Annuler l’étape";
        undo_of: "Undo last step: {}" | "Annuler l’étape : {}";
        problem: "Report a problem" | "Un problème ?";
        cannot_deliver: "Cannot deliver" | "Livraison impossible";
        navigate: "Navigate" | "Itinéraire";
        navigate_title: "Navigate with" | "Itinéraire avec";
        this_phone: "This phone’s map app" | "L’application du téléphone";
        google: "Google Maps" | "Google Maps";
        apple: "Apple Maps" | "Plans d’Apple";
        call: "Call site" | "Appeler le site";
        no_number: "No number" | "Pas de numéro";
        all_sent: "Everything is sent" | "Tout est envoyé";
        is_reading: "Reading what waits on this phone…" | "Lecture de ce qui attend sur ce téléphone…";
        last: "last:" | "dernier :";
        waiting: "Waiting to send" | "En attente d’envoi";
        refused: "Refused" | "Refusé";
        try_again: "Try again" | "Réessayer";
        discard: "Discard" | "Abandonner";
        saved: "Saved here" | "Enregistré ici";
        not_saved: "Not saved" | "Non enregistré";
        next: "Next" | "Ensuite";
        nothing: "Nothing to do now. New work appears here, and this phone tells you." | "Rien à faire pour l’instant. Le nouveau travail apparaît ici et ce téléphone vous prévient.";
        today: "Today’s work" | "Le travail du jour";
        back: "Back to the current one" | "Retour à la course en cours";
        done: "Delivered" | "Livré";
        failed: "Not delivered" | "Non livré";
        cancelled: "Cancelled" | "Annulé";
        taken_by: "taken by" | "reçu par";
        explain_title: "Dispatch sees where you are while you are on shift" | "Le dispatch voit où vous êtes pendant le service";
        explain_what: "This phone sends its position every 5 seconds, from the start of the shift to its end." | "Ce téléphone envoie sa position toutes les 5 secondes, du début à la fin du service.";
        explain_who: "Dispatchers and managers of your company see it. Who looks at an older track is recorded. Tracks are deleted after 60 days." | "Les répartiteurs et responsables de votre société la voient. La consultation d’un ancien trajet est consignée. Les trajets sont effacés après 60 jours.";
        explain_off: "Off shift nothing is collected: not on this phone, not by the gateway." | "Hors service, rien n’est collecté : ni sur ce téléphone, ni par la passerelle.";
        explain_next: "Your browser asks next. Choose “Allow while using”." | "Votre navigateur va demander. Choisissez « Autoriser ».";
        allow: "Start and allow location" | "Commencer et autoriser la position";
        without: "Start without location" | "Commencer sans position";
        report_location: "Report my position" | "Envoyer ma position";
        recover_title: "This phone may not tell where it is" | "Ce téléphone ne peut pas donner sa position";
        recover_lead: "Your work goes on: steps and deliveries are sent as usual. Dispatch sees your vehicle’s tracker, if it has one, and not this phone." | "Le travail continue : étapes et livraisons partent comme d’habitude. Le dispatch voit la balise du véhicule, s’il en a une, et non ce téléphone.";
        recover_apple_1: "Open Settings › Privacy & Security › Location Services and turn it on." | "Ouvrez Réglages › Confidentialité et sécurité › Service de localisation et activez-le.";
        recover_apple_2: "Below, choose Safari Websites › While Using the App." | "Plus bas, choisissez Sites web Safari › Lorsque l’app est active.";
        recover_apple_3: "Back here, press “Try again”. If nothing happens: aA in the address bar › Website Settings › Location › Allow." | "De retour ici, appuyez sur « Réessayer ». Sans effet : aA dans la barre d’adresse › Réglages du site › Position › Autoriser.";
        recover_android_1: "Swipe down from the top edge and turn Location on." | "Balayez depuis le haut de l’écran et activez la position.";
        recover_android_2: "In Chrome, press the sign left of the address › Permissions › Location › Allow." | "Dans Chrome, appuyez sur le symbole à gauche de l’adresse › Autorisations › Position › Autoriser.";
        recover_android_3: "Still blocked: Settings › Apps › Chrome › Permissions › Location › Allow while using, with precise location." | "Toujours bloqué : Paramètres › Applications › Chrome › Autorisations › Position › Autoriser, position exacte.";
        recover_desk_1: "Press the sign left of the address and set Location to Allow." | "Cliquez sur le symbole à gauche de l’adresse et autorisez la position.";
        recover_desk_2: "Allow your browser to use location in the computer’s privacy settings." | "Autorisez votre navigateur à utiliser la position dans les réglages de l’ordinateur.";
        recover_desk_3: "Back here, press “Try again”." | "De retour ici, cliquez sur « Réessayer ».";
        end_title: "End the shift?" | "Terminer le service ?";
        end_text: "From then on nothing is collected about where you are." | "Ensuite, rien n’est plus collecté sur votre position.";
        end_open: "Not finished yet:" | "Pas encore terminé :";
        end_waits: "Positions of this shift that wait here are still sent." | "Les positions de ce service encore en attente partiront.";
        stay: "Stay on shift" | "Rester en service";
        cancel: "Cancel" | "Annuler";
        decline_title: "Why do you decline?" | "Pourquoi refusez-vous ?";
        fail_title: "Why can it not be delivered?" | "Pourquoi la livraison est-elle impossible ?";
        reason: "Reason" | "Raison";
        reason_missing: "Say why, in a few words." | "Dites pourquoi, en quelques mots.";
        too_full: "No room on the vehicle" | "Plus de place dans le véhicule";
        too_late: "Not possible in time" | "Pas possible à l’heure";
        wrong_vehicle: "Wrong vehicle for it" | "Véhicule inadapté";
        not_well: "I cannot go on" | "Je ne peux pas continuer";
        nobody_there: "Nobody there" | "Personne sur place";
        closed: "Site is closed" | "Site fermé";
        goods_refused: "Goods were refused" | "Marchandise refusée";
        no_way_in: "No way in" | "Accès impossible";
        deliver_title: "Hand over at" | "Remise à";
        recipient: "Who takes it" | "Qui la reçoit";
        recipient_help: "The name, as they write it. Without a signature it stands for one." | "Le nom, tel qu’il s’écrit. Sans signature, il en tient lieu.";
        recipient_missing: "Write the name of who takes it." | "Écrivez le nom de qui la reçoit.";
        note: "Note, if there is one" | "Remarque éventuelle";
        photos: "Photos" | "Photos";
        take_photo: "Take a photo" | "Prendre une photo";
        remove_photo: "Remove photo" | "Retirer la photo";
        photo: "Photo" | "Photo";
        photo_wrong: "This is no picture that can be sent. Take a photo instead." | "Cette image ne peut pas être envoyée. Prenez plutôt une photo.";
        photo_full: "No room for more photos on this phone until those that wait have been sent." | "Plus de place pour des photos sur ce téléphone tant que celles en attente ne sont pas parties.";
        signature: "Signature, if they sign" | "Signature, s’il y a lieu";
        sign_here: "Sign here with a finger, or leave it: the name is enough." | "Signez ici du doigt, ou laissez vide : le nom suffit.";
        signed: "Signature" | "Signature";
        clear: "Clear" | "Effacer";
        file_refused: "The gateway does not take it." | "La passerelle ne l’accepte pas.";
        file_not_yours: "This shipment is not yours any more." | "Cette livraison n’est plus la vôtre.";
        file_many: "Too many photos for one shipment or one day." | "Trop de photos pour une livraison ou une journée.";
        file_type: "It is not a picture that can be kept." | "Ce n’est pas une image acceptée.";
        not_saved_here: "Not saved: keep this page open" | "Non enregistré : gardez cette page ouverte";
        photo_unsaved: "Not saved on this phone: the photo is only on this screen." | "Non enregistré sur ce téléphone : la photo n’existe que sur cet écran.";
        words_unsaved: "Not saved on this phone: what you wrote is only on this screen." | "Non enregistré sur ce téléphone : ce que vous avez écrit n’existe que sur cet écran.";
        unsaved_way_out: "Keep this page open until it is sent. To save it: free some storage, or leave private browsing." | "Gardez cette page ouverte jusqu’à l’envoi. Pour l’enregistrer : libérez de l’espace, ou quittez la navigation privée.";
        save_again: "Try to save again" | "Réessayer d’enregistrer";
        problem_title: "What is the problem?" | "Quel est le problème ?";
        problem_kind: "It is about" | "Il s’agit de";
        problem_text: "What happened" | "Ce qui s’est passé";
        problem_missing: "Say what happened, in a few words." | "Dites ce qui s’est passé, en quelques mots.";
        send: "Send" | "Envoyer";
        problem_sent: "Reported. Dispatch sees it once it is sent." | "Signalé. Le dispatch le voit dès l’envoi.";
        phone: "This phone" | "Ce téléphone";
        used_today: "Data used today" | "Données utilisées aujourd’hui";
        waiting_positions: "Positions waiting" | "Positions en attente";
        sound: "Sound for new work" | "Son pour le nouveau travail";
        tell: "Tell me of new work while this page is closed" | "Me prévenir du nouveau travail quand cette page est fermée";
        tell_on: "On for this device, until you sign out. While the page is in view it tells you itself." | "Activé sur cet appareil, jusqu’à la déconnexion. Quand la page est visible, elle vous prévient elle-même.";
        tell_off: "Off on this device." | "Désactivé sur cet appareil.";
        tell_failed: "Off on this device: your browser’s push service could not be reached, or did not agree. Try again later." | "Désactivé sur cet appareil : le service de notification de votre navigateur n’a pas répondu, ou a refusé. Réessayez plus tard.";
        tell_unknown: "Whether it is on is not known at the moment: the gateway does not answer." | "État inconnu pour l’instant : la passerelle ne répond pas.";
        tell_unsupported: "This browser cannot do that." | "Ce navigateur ne le peut pas.";
        tell_apple: "On an iPhone or iPad this needs Safari 16.4 or later, and Livedeck added to the home screen: open it from there, and turn this on." | "Sur iPhone ou iPad, il faut Safari 16.4 ou plus récent, et Livedeck ajouté à l’écran d’accueil : ouvrez-le de là, puis activez ceci.";
        tell_blocked: "Off: notifications from this page are blocked on this device." | "Désactivé : les notifications de cette page sont bloquées sur cet appareil.";
        tell_recover_apple: "To allow them: Settings › Notifications › Livedeck › Allow Notifications." | "Pour les autoriser : Réglages › Notifications › Livedeck › Autoriser les notifications.";
        tell_recover_android: "To allow them, press the sign left of the address › Permissions › Notifications › Allow. In the installed app: hold its icon › App info › Notifications." | "Pour les autoriser, appuyez sur le symbole à gauche de l’adresse › Autorisations › Notifications › Autoriser. Dans l’application installée : appui long sur l’icône › Infos › Notifications.";
        tell_recover_desk: "To allow them, press the sign left of the address and set Notifications to Allow." | "Pour les autoriser, cliquez sur le symbole à gauche de l’adresse et autorisez les notifications.";
        tell_title: "New work, also while this page is closed" | "Le nouveau travail, même page fermée";
        tell_what: "When a shipment is given to you, or is not yours any more, this device shows a notice with its number and next place." | "Quand une course vous est attribuée ou n’est plus à vous, cet appareil affiche un avis avec son numéro et sa prochaine adresse.";
        tell_who: "The notice comes through the push service of your browser’s maker, such as Google, Apple or Mozilla. It is encrypted: they learn when something comes, and not what." | "L’avis passe par le service de l’éditeur de votre navigateur, comme Google, Apple ou Mozilla. Il est chiffré : on y apprend quand un avis arrive, pas ce qu’il dit.";
        tell_end: "It ends when you turn it off, sign out here, or have not opened the app for 12 hours; then it begins anew when you sign in on this device." | "Cela prend fin si vous le désactivez, vous déconnectez ici, ou n’ouvrez pas l’application pendant 12 heures ; dans ce cas, cela reprend à votre connexion sur cet appareil.";
        tell_next: "Your browser asks next. Choose “Allow”." | "Votre navigateur va demander. Choisissez « Autoriser ».";
        tell_allow: "Tell me on this device" | "Me prévenir sur cet appareil";
        keep_safe: "Positions and actions are on this phone’s disk until they are sent." | "Positions et actions restent sur ce téléphone jusqu’à leur envoi.";
        install: "Install the app" | "Installer l’application";
        install_text: "Opens from the home screen, also without a network." | "S’ouvre depuis l’écran d’accueil, même sans réseau.";
        install_apple: "On an iPhone: press Share, then “Add to Home Screen”. Sign in there once more." | "Sur iPhone : Partager, puis « Sur l’écran d’accueil ». Reconnectez-vous-y une fois.";
        fleet: "Fleet overview" | "Aperçu de la flotte";
        for_drivers: "This page is for drivers." | "Cette page est pour les chauffeurs.";
        for_drivers_text: "A driver sees here what to do next, and how well dispatch sees them." | "Un chauffeur y voit quoi faire ensuite, et si le dispatch le voit bien.";
        unknown_driver: "Your account is not set up as a driver yet. Ask dispatch." | "Votre compte n’est pas encore celui d’un chauffeur. Demandez au dispatch.";
        show: "Show" | "Voir";
        too_many: "Too many changes wait for the gateway. Try again when the connection is back." | "Trop de modifications attendent la passerelle. Réessayez quand la connexion sera rétablie.";
    }
}

/// How far a shipment has come, in a word.
pub const fn status(language: Language, status: ShipmentStatus) -> &'static str {
    match (language, status) {
        (Language::English, ShipmentStatus::Created) => "Not assigned",
        (Language::English, ShipmentStatus::Assigned) => "Assigned",
        (Language::English, ShipmentStatus::Accepted) => "Accepted",
        (Language::English, ShipmentStatus::PickedUp) => "Picked up",
        (Language::English, ShipmentStatus::InTransit) => "In transit",
        (Language::English, ShipmentStatus::Delivered) => "Delivered",
        (Language::English, ShipmentStatus::Failed) => "Not delivered",
        (Language::English, ShipmentStatus::Cancelled) => "Cancelled",
        (Language::French, ShipmentStatus::Created) => "Non attribué",
        (Language::French, ShipmentStatus::Assigned) => "Attribué",
        (Language::French, ShipmentStatus::Accepted) => "Accepté",
        (Language::French, ShipmentStatus::PickedUp) => "Chargé",
        (Language::French, ShipmentStatus::InTransit) => "En route",
        (Language::French, ShipmentStatus::Delivered) => "Livré",
        (Language::French, ShipmentStatus::Failed) => "Non livré",
        (Language::French, ShipmentStatus::Cancelled) => "Annulé",
    }
}

/// What a problem is about.
pub const fn problem(language: Language, kind: TicketKind) -> &'static str {
    match (language, kind) {
        (Language::English, TicketKind::Vehicle) => "The vehicle",
        (Language::English, TicketKind::Goods) => "The goods",
        (Language::English, TicketKind::Site) => "The site",
        (Language::English, TicketKind::Road) => "The road",
        (Language::English, TicketKind::Other) => "Something else",
        (Language::French, TicketKind::Vehicle) => "Le véhicule",
        (Language::French, TicketKind::Goods) => "La marchandise",
        (Language::French, TicketKind::Site) => "Le site",
        (Language::French, TicketKind::Road) => "La route",
        (Language::French, TicketKind::Other) => "Autre chose",
    }
}

/// New work: which, and where it goes.
pub fn given(language: Language, reference: &str, place: &str) -> String {
    match language {
        Language::English => format!("New: {reference} to {place}"),
        Language::French => format!("Nouveau : {reference} vers {place}"),
    }
}

/// Work that is somebody else's by now, or nobody's: which, and where it went.
pub fn lost(language: Language, reference: &str, place: &str) -> String {
    match language {
        Language::English => format!("Not yours any more: {reference} to {place}"),
        Language::French => format!("N’est plus à vous : {reference} vers {place}"),
    }
}

/// How many more there are today.
pub fn more_today(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("{n} more today"),
        Language::French => format!("encore {n} aujourd’hui"),
    }
}

/// How many positions wait.
pub fn positions(language: Language, n: usize) -> String {
    format!("{n} {}", language.plural(n, "position", "positions"))
}

/// What waits to be sent: `2 photos and 1 signature waiting, 640 kB`.
pub fn files(language: Language, n_photos: usize, n_signatures: usize, bytes: &str) -> String {
    let n_shown = (n_photos > 0).then(|| photos(language, n_photos));
    let signatures = (n_signatures > 0).then(|| {
        format!(
            "{n_signatures} {}",
            language.plural(n_signatures, "signature", "signatures")
        )
    });
    let (and, waiting) = match language {
        Language::English => ("and", "waiting"),
        Language::French => ("et", "en attente"),
    };
    let parts: Vec<_> = n_shown.into_iter().chain(signatures).collect();
    format!("{} {waiting}, {bytes}", parts.join(&format!(" {and} ")))
}

/// How many photos.
pub fn photos(language: Language, n: usize) -> String {
    format!("{n} {}", language.plural(n, "photo", "photos"))
}

/// Photos of a delivery that is not confirmed.
pub fn drafts(language: Language, n: usize) -> String {
    let photos = photos(language, n);
    match language {
        Language::English => format!("{photos}, delivery not confirmed"),
        Language::French => format!("{photos}, livraison non confirmée"),
    }
}

/// Why the gateway did not take a photo, by its code.
pub fn file_refused(words: &Drive, code: &str) -> &'static str {
    match code {
        "forbidden" | "not_found" => words.file_not_yours,
        "full" | "too_large" => words.file_many,
        "wrong_type" => words.file_type,
        _ => words.file_refused,
    }
}
