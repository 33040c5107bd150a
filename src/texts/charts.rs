//! Words around charts.

use super::texts;

texts! {
    /// Words around charts.
    Charts {
        chart: "chart, arrow keys move the cursor" | "graphique, les flèches déplacent le curseur";
        failed: "The chart could not be loaded." | "Le graphique n’a pas pu être chargé.";
        retry: "Try again" | "Réessayer";
        no_data: "no data" | "aucune donnée";
        now: "now" | "maintenant";
        table: "Table" | "Tableau";
        chart_view: "Chart" | "Graphique";
    }
}
