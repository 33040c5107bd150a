//! Texts of the sign-in page.

use super::texts;

texts! {
    /// Texts of the sign-in page.
    SignIn {
        title: "Sign in" | "Connexion";
        lead: "To see your fleet live" | "Pour voir votre flotte en direct";
        operations: "operations" | "exploitation";
        email: "E-mail" | "Adresse e-mail";
        password: "Password" | "Mot de passe";
        show_password: "Show password" | "Afficher le mot de passe";
        hide_password: "Hide password" | "Masquer le mot de passe";
        signing_in: "Signing in…" | "Connexion…";
        email_missing: "Enter your e-mail address." | "Saisissez votre adresse e-mail.";
        password_missing: "Enter your password." | "Saisissez votre mot de passe.";
        mismatch: "E-mail and password do not match." | "L’adresse et le mot de passe ne correspondent pas.";
        unreachable: "The gateway could not be reached. Check the network and try again." | "La passerelle est injoignable. Vérifiez le réseau et réessayez.";
        demo: "Demo accounts, password" | "Comptes de démonstration, mot de passe";
        reachable: "Gateway reachable" | "Passerelle joignable";
        checking: "Looking for the gateway" | "Recherche de la passerelle";
        not_reachable: "Gateway not reachable" | "Passerelle injoignable";
        claim: "Always see how fresh a number is. Miss nothing. Lose nothing you did." | "Voyez toujours la fraîcheur d’un nombre. Ne manquez rien. Ne perdez rien de ce que vous avez fait.";
        all_areas: "all areas" | "tout";
        everything: "accounts too" | "comptes aussi";
        fleet_dispatch: "fleet, dispatch" | "flotte, répartition";
        own_jobs: "own jobs" | "ses missions";
        tickets: "tickets" | "tickets";
        market: "market" | "marché";
        team: "team" | "équipe";
    }
}
