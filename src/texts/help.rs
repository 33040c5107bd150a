//! Texts of the help page.

use super::texts;

texts! {
    /// Texts of the help page.
    Help {
        title: "Help" | "Aide";
        lead: "What the words and shapes mean, and the keys that save time." | "Ce que signifient les mots et les formes, et les touches qui font gagner du temps.";
        connection: "The connection" | "La connexion";
        live: "The gateway confirms every number. One that its device has not reported for long says so by its age." | "La passerelle confirme chaque nombre. Celui que son appareil n’a plus envoyé depuis longtemps le dit par son âge.";
        connecting: "The app is reaching the gateway. What you see is the last known state." | "L’application joint la passerelle. Vous voyez le dernier état connu.";
        catching_up: "Connected; what was missed is arriving." | "Connecté ; ce qui a été manqué arrive.";
        polling: "This network blocks live connections. The app asks every few seconds instead; nothing is lost, and the age says how old the answer is." | "Ce réseau bloque les connexions en direct. L’application interroge toutes les quelques secondes ; rien n’est perdu, et l’âge dit de quand date la réponse.";
        retry: "The connection was lost. The next attempt starts by itself." | "La connexion est perdue. La prochaine tentative démarre seule.";
        offline: "This computer has no network. What you see stays and ages keep counting; what you do is kept on this device and sent later." | "Cet ordinateur n’a pas de réseau. Ce que vous voyez reste et les âges continuent ; vos actions sont gardées sur cet appareil et partiront plus tard.";
        sign_in: "Your session ended. What you see stays until you sign in again." | "Votre session a pris fin. Ce que vous voyez reste jusqu’à la reconnexion.";
        paused: "You paused updates; they wait until you go on." | "Vous avez mis en pause ; les mises à jour attendent.";
        update: "A newer version is needed. Reload the page." | "Une version plus récente est nécessaire. Rechargez la page.";
        ages: "Ages" | "Âges";
        ages_text: "The small time at a number or a row says how old it is. Striped tiles and orange ages are older than they should be; a half disc before an age says that no connection confirms it now." | "Le petit temps près d’un nombre ou d’une ligne dit son âge. Les tuiles hachurées et les âges orange sont plus vieux qu’ils ne devraient ; un demi-disque devant un âge dit qu’aucune connexion ne le confirme.";
        away: "While you were away" | "En votre absence";
        away_text: "Whatever others changed while you were offline or this page was hidden carries a dot until you look at it, however short it was. After 10 seconds or more a note also says how much you missed." | "Ce que d’autres ont modifié pendant que vous étiez hors ligne ou que cette page était cachée porte un point jusqu’à ce que vous le regardiez, si bref que ce fût. Après 10 secondes ou plus, une note dit aussi combien vous avez manqué.";
        keys: "Keys" | "Touches";
        keys_off: "Single keys can be switched off in the settings." | "Les touches simples se désactivent dans les réglages.";
        status: "States and severities" | "États et gravités";
    }
}
