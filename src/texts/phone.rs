//! Texts of the number that somebody is called on.

use protocol::mutations::PhoneChange;

use super::{Language, texts};

texts! {
    /// Texts of a driver's number.
    Phone {
        phone: "Phone" | "Téléphone";
        none: "No number yet." | "Pas encore de numéro.";
        add: "Add a number" | "Ajouter un numéro";
        change: "Change" | "Modifier";
        number: "Number, with its country" | "Numéro, avec l’indicatif du pays";
        help: "Such as +44 7700 900123. Empty: none." | "Par exemple +44 7700 900123. Vide : aucun.";
        wrong: "Begin with + and the country, as in +44 7700 900123." | "Commencez par + et l’indicatif du pays : +44 7700 900123.";
        save: "Save" | "Enregistrer";
        cancel: "Cancel" | "Annuler";
        yours: "What dispatch calls you on." | "Le numéro que la répartition appelle.";
        written: "Number written down:" | "Numéro noté :";
        removed: "Number removed:" | "Numéro retiré :";
        remove: "Remove the number" | "Retirer le numéro";
        colon: "Phone:" | "Téléphone :";
    }
}

/// What a change of a driver's number asks for.
pub fn verb(language: Language, change: &PhoneChange) -> String {
    let (texts, PhoneChange::Set { phone, .. }) = (Phone::of(language), change);
    match phone {
        Some(number) => format!("{} {number}", texts.colon),
        None => texts.remove.to_owned(),
    }
}

/// That it was done, and to whom.
pub fn told(language: Language, change: &PhoneChange, name: &str) -> String {
    let (texts, PhoneChange::Set { phone, .. }) = (Phone::of(language), change);
    let verb = if phone.is_some() {
        texts.written
    } else {
        texts.removed
    };
    format!("{verb} {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_with_whom_it_calls() {
        let set = |phone: Option<&str>| PhoneChange::Set {
            id: "d1".into(),
            phone: phone.map(str::to_owned),
            from: None,
        };
        assert_eq!(
            verb(Language::French, &set(Some("+33 1 99 00 12 34"))),
            "Téléphone : +33 1 99 00 12 34"
        );
        assert_eq!(verb(Language::English, &set(None)), "Remove the number");
        assert_eq!(
            told(Language::English, &set(None), "M. Okafor"),
            "Number removed: M. Okafor"
        );
    }
}
