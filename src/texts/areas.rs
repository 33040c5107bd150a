//! Texts of areas: listed, drawn, changed, retired.

use super::{Language, texts};

texts! {
    /// Texts of areas whose border matters.
    Areas {
        areas: "Areas" | "Zones";
        area: "Area" | "Zone";
        search: "Filter areas" | "Filtrer les zones";
        none: "No areas yet. Whoever enters or leaves one is reported among the violations." | "Pas encore de zones. Chaque entrée et sortie est signalée parmi les infractions.";
        draw: "Draw an area" | "Dessiner une zone";
        new: "New area" | "Nouvelle zone";
        edit: "Rename or reshape" | "Renommer ou redessiner";
        edit_title: "Edit area" | "Modifier la zone";
        shift: "Move" | "Déplacer";
        retire: "Retire" | "Retirer";
        restore: "Watch again" | "Surveiller de nouveau";
        show_retired: "Retired too" | "Aussi les retirées";
        watched: "Watched" | "Surveillée";
        retired: "Retired" | "Retirée";
        name: "Name" | "Nom";
        size: "Size" | "Surface";
        corners: "Corners" | "Sommets";
        around: "Around" | "Périmètre";
        inside: "Inside now" | "À l’intérieur";
        nobody: "Nobody" | "Personne";
        changed: "Changed" | "Modifiée";
        gone: "This area is no longer there." | "Cette zone n’existe plus.";
        watch_note: "Entering and leaving is reported among the violations." | "Entrées et sorties sont signalées parmi les infractions.";
        retired_note: "Entering and leaving is not reported any more." | "Entrées et sorties ne sont plus signalées.";
        corner_here: "Set corner here" | "Placer un sommet ici";
        put_here: "Put it here" | "Le poser ici";
        back: "Remove last corner" | "Retirer le dernier sommet";
        drop_it: "Remove this corner" | "Retirer ce sommet";
        save: "Save area" | "Enregistrer la zone";
        cancel: "Cancel" | "Annuler";
        corners_help: "One per line: latitude, longitude." | "Un par ligne : latitude, longitude.";
        draw_help: "Press on the map to set corners. By keyboard: arrow keys move the map under the crosshair, Enter sets a corner, Backspace removes the last, Escape cancels." | "Appuyez sur la carte pour placer les sommets. Au clavier : les flèches déplacent la carte sous le viseur, Entrée place un sommet, Retour arrière retire le dernier, Échap annule.";
        shape_help: "Press a corner to take it up, then where it is to go; press elsewhere for another corner. By keyboard: arrow keys move the map, Enter takes up, puts down or adds a corner, Backspace removes it, Escape cancels." | "Appuyez sur un sommet pour le prendre, puis là où il doit aller ; ailleurs, un sommet s’ajoute. Au clavier : les flèches déplacent la carte, Entrée prend, pose ou ajoute un sommet, Retour arrière le retire, Échap annule.";
        shift_help: "Press where the middle of the area is to be. By keyboard: arrow keys move the map, Enter puts the area under the crosshair, Escape cancels." | "Appuyez là où doit se trouver le milieu de la zone. Au clavier : les flèches déplacent la carte, Entrée pose la zone sous le viseur, Échap annule.";
        held_help: "In hand: it goes where you press next." | "En main : il ira là où vous appuierez.";
        no_name: "Give it a name." | "Donnez-lui un nom.";
        too_few: "At least three corners are needed." | "Il faut au moins trois sommets.";
        crossing: "The border crosses itself: move a corner, or set the corners in another order." | "Le contour se croise : déplacez un sommet, ou changez leur ordre.";
        not_corners: "Each line needs a latitude and a longitude." | "Chaque ligne demande une latitude et une longitude.";
        too_many: "200 corners are the most." | "200 sommets au plus.";
        saved: "Saved area" | "Zone enregistrée :";
        did_retire: "Retired area" | "Zone retirée :";
        did_restore: "Watching area again:" | "Zone de nouveau surveillée :";
        taken: "Corner taken up" | "Sommet pris";
        put: "Put down" | "Posé";
        closed: "Area closed" | "Zone fermée";
    }
}

/// A corner was set: `Corner 3 set`.
pub fn corner_set(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("Corner {n} set"),
        Language::French => format!("Sommet {n} placé"),
    }
}

/// A corner was removed; so many are left.
pub fn corner_removed(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("Corner removed, {n} left"),
        Language::French => format!("Sommet retiré, il en reste {n}"),
    }
}

/// How many of all are watched.
pub fn watched_of(language: Language, watched: &str, retired: &str) -> String {
    match language {
        Language::English => format!("{watched} watched · {retired} retired"),
        Language::French => format!("{watched} surveillées · {retired} retirées"),
    }
}

/// So many drivers are in it.
pub fn inside(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("{n} inside"),
        Language::French => format!("{n} à l’intérieur"),
    }
}
