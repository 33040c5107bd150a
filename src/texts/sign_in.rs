//! Texts of the sign-in page.

use super::texts;

texts! {
    /// Texts of the sign-in page.
    SignIn {
        title: "Sign in" | "Connexion";
        lead: "To see your fleet live" | "Pour voir votre flotte en direct";
        operations: "{} operations" | "Exploitation de {}";
        email: "E-mail" | "Adresse e-mail";
        password: "Password" | "Mot de passe";
        show_password: "Show password" | "Afficher le mot de passe";
        hide_password: "Hide password" | "Masquer le mot de passe";
        signing_in: "Signing in…" | "Connexion…";
        email_missing: "Enter your e-mail address." | "Saisissez votre adresse e-mail.";
        password_missing: "Enter your password." | "Saisissez votre mot de passe.";
        demo: "Demo accounts, password" | "Comptes de démonstration, mot de passe";
        reachable: "Gateway reachable" | "Passerelle joignable";
        checking: "Looking for the gateway" | "Recherche de la passerelle";
        not_reachable: "Gateway not reachable" | "Passerelle injoignable";
        claim: "Always see how fresh a number is. Miss nothing. Lose nothing you did." | "Voyez toujours la fraîcheur d’un nombre. Ne manquez rien. Ne perdez rien de ce que vous avez fait.";
        welcome: "Welcome to Livedeck" | "Bienvenue sur Livedeck";
        welcome_lead: "This link works once. Choose the password of your account; afterwards you sign in with it." | "Ce lien ne sert qu’une fois. Choisissez le mot de passe de votre compte ; il servira ensuite à vous connecter.";
        new_password: "New password" | "Nouveau mot de passe";
        password_help: "12 characters or more; a sentence is easy to remember." | "12 caractères ou plus ; une phrase se retient bien.";
        password_short: "12 characters or more are needed." | "Il faut 12 caractères ou plus.";
        set_password: "Set password" | "Définir le mot de passe";
        link_empty: "This address is incomplete. Copy the whole link that the gateway printed." | "Cette adresse est incomplète. Copiez tout le lien affiché par la passerelle.";
        whole_fleet: "the whole fleet" | "toute la flotte";
        every_right: "every right" | "tous les droits";
        fleet_dispatch: "fleet, dispatch" | "flotte, répartition";
        own_vehicle: "own vehicle and jobs" | "véhicule, missions";
        discreet_fleet: "fleet, no violations" | "flotte, sans infractions";
    }
}
