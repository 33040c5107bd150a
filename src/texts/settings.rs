//! Texts of the settings page.

use super::texts;

texts! {
    /// Texts of the settings page.
    Settings {
        title: "Settings" | "Réglages";
        saved: "Kept in this browser at once, for everybody who uses it." | "Gardés aussitôt dans ce navigateur, pour tous ceux qui l’utilisent.";
        appearance: "Appearance" | "Apparence";
        theme: "Theme" | "Thème";
        theme_help: "High contrast uses black, white and pure colours." | "Le contraste élevé utilise noir, blanc et couleurs pures.";
        system: "System" | "Système";
        light: "Light" | "Clair";
        dark: "Dark" | "Sombre";
        contrast: "High contrast" | "Contraste élevé";
        density: "Density" | "Densité";
        density_help: "How close rows and buttons stand." | "L’espacement des lignes et des boutons.";
        comfortable: "Comfortable" | "Aérée";
        standard: "Standard" | "Standard";
        compact: "Compact" | "Compacte";
        region: "Language and region" | "Langue et région";
        language: "Language" | "Langue";
        browser_language: "As the browser" | "Celle du navigateur";
        units: "Units" | "Unités";
        metric: "km, km/h, L" | "km, km/h, L";
        imperial: "mi, mph, gal" | "mi, mph, gal";
        zone: "Time zone" | "Fuseau horaire";
        computer_zone: "As this computer" | "Celui de cet ordinateur";
        zone_help: "Now it is" | "Il est maintenant";
        notices: "Notices" | "Avis";
        sound: "Sound" | "Son";
        sound_help: "A short tone for a new critical violation." | "Un son court pour une nouvelle infraction critique.";
        announcements: "Screen reader" | "Lecteur d’écran";
        announcements_help: "What is read aloud without being asked." | "Ce qui est lu sans qu’on le demande.";
        critical_only: "Critical only" | "Critique seulement";
        digest: "Digest" | "Résumé";
        off: "Off" | "Rien";
        keyboard: "Keyboard" | "Clavier";
        shortcuts: "Single-key shortcuts" | "Raccourcis à une touche";
        shortcuts_help: "P pauses, ? shows all keys, F8 goes to notices." | "P met en pause, ? montre les touches, F8 va aux avis.";
        reset: "Reset all" | "Tout rétablir";
        was_reset: "Settings are as they were at the beginning." | "Les réglages sont comme au début.";
        undo: "Undo" | "Annuler";
        example: "Example" | "Exemple";
    }
}
