//! Texts around every list: filters, columns, density, export.

use super::{Language, texts};
use crate::repositories::query::Stray;

texts! {
    /// Texts around every list.
    List {
        filters: "Filters" | "Filtres";
        clear: "Clear" | "Effacer";
        clear_filters: "Clear filters" | "Effacer les filtres";
        remove_filter: "Remove filter" | "Retirer le filtre";
        remove_strays: "Remove from the address" | "Retirer de l’adresse";
        done: "Done" | "Terminé";
        columns: "Columns" | "Colonnes";
        usual: "Usual columns" | "Colonnes habituelles";
        hidden_narrow: "no room" | "pas de place";
        range_from: "From" | "De";
        range_to: "To" | "À";
        range_wrong: "The end must be after the beginning." | "La fin doit suivre le début.";
        density: "Density" | "Densité";
        comfortable: "Comfortable" | "Aérée";
        standard: "Standard" | "Standard";
        compact: "Compact" | "Compacte";
        sorted_by: "Sorted by" | "Tri :";
        export: "Export CSV" | "Exporter en CSV";
        export_short: "Export" | "Exporter";
        exported: "The file was saved." | "Le fichier a été enregistré.";
        not_exported: "The browser could not save the file." | "Le navigateur n’a pas pu enregistrer le fichier.";
        order_changed: "Order changed" | "Ordre modifié";
        new_hint: "Rows keep their place while you point at them. Show what is new." | "Les lignes restent en place sous le pointeur. Afficher les nouveautés.";
        close_peek: "Close (Esc)" | "Fermer (Échap)";
        forbidden_hint: "Ask an administrator if you need them." | "Demandez à un administrateur si vous en avez besoin.";
    }
}

/// Says what the address asks for and nobody knows.
pub fn strays(language: Language, strays: &[Stray]) -> String {
    let one = |it: &Stray| match language {
        Language::English => format!("a {} “{}”", what(language, it.name), it.word),
        Language::French => format!("{} « {} »", what(language, it.name), it.word),
    };
    let (all, n) = (strays.iter().map(one).collect::<Vec<_>>(), strays.len());
    match language {
        Language::English => format!(
            "The address asks for {} that {}.",
            all.join(" and "),
            language.plural(
                n,
                "does not exist; it is ignored",
                "do not exist; they are ignored"
            ),
        ),
        Language::French => format!(
            "L’adresse demande {} : cela n’existe pas et est ignoré.",
            all.join(" et "),
        ),
    }
}

/// Says how many rows are on paper, and how many are not.
pub fn unprinted(language: Language, [n_printed, n_left]: &[String; 2]) -> String {
    match language {
        Language::English => {
            format!(
                "The first {n_printed} rows; {n_left} more are left out. Filter, or export the list as a file."
            )
        }
        Language::French => format!(
            "Les {n_printed} premières lignes ; {n_left} autres sont omises. Filtrez, ou exportez la liste dans un fichier."
        ),
    }
}

/// What a name of an address stands for. French needs its article.
fn what(language: Language, name: &'static str) -> &'static str {
    match (language, name) {
        (Language::English, "sort") => "column",
        (Language::English, "") => "filter",
        (Language::French, "") => "un filtre",
        (Language::English, "from" | "to") => "time",
        (Language::French, "severity") => "une gravité",
        (Language::French, "kind") => "un type",
        (Language::French, "state" | "status") => "un état",
        (Language::French, "view") => "une vue",
        (Language::French, "sort") => "une colonne",
        (Language::French, "time" | "from" | "to") => "une heure",
        (Language::English | Language::French, name) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stray(name: &'static str, word: &str) -> Stray {
        let word = word.to_owned();
        Stray { name, word }
    }

    #[test]
    fn what_the_address_asks_for_is_said_with_its_words() {
        assert_eq!(
            strays(Language::English, &[stray("severity", "zzz")]),
            "The address asks for a severity “zzz” that does not exist; it is ignored."
        );
        assert_eq!(
            strays(Language::English, &[stray("view", "x"), stray("sort", "-strip")]),
            "The address asks for a view “x” and a column “-strip” that do not exist; they are ignored."
        );
        assert_eq!(
            strays(Language::French, &[stray("severity", "zzz")]),
            "L’adresse demande une gravité « zzz » : cela n’existe pas et est ignoré."
        );
    }
}
