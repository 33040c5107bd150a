//! Lines of a vehicle's log in the reader's language.
//!
//! The record itself is English. What the gateway and its devices are known to write is said in the reader's words here;
//! anything else is shown as it came.

use protocol::entities::{LogKind, ViolationKind};

use super::{Language, words};
use crate::format::Formatter;

/// The speeds of a line in the reader's unit: the record itself is in km/h.
pub fn speeds(text: &str, format: Formatter) -> String {
    let Some((before, after)) = text.split_once(" km/h") else {
        return text.to_owned();
    };
    let begin = before.rfind(' ').map_or(0, |it| it + 1);
    match before[begin..].parse::<f64>() {
        Ok(speed) => format!("{}{}{after}", &before[..begin], format.speed(speed).joined()),
        Err(_) => text.to_owned(),
    }
}

/// A line of the log.
pub fn line(language: Language, kind: LogKind, text: &str) -> String {
    match (language, kind) {
        (Language::English, _) => text.to_owned(),
        (Language::French, LogKind::Violation) => french_violation(text),
        (Language::French, _) => french(text),
    }
}

/// What a line is about, as short as its column.
pub const fn mark(language: Language, kind: LogKind) -> &'static str {
    match (language, kind) {
        (Language::English, _) | (_, LogKind::Position) => kind.as_str(),
        (_, LogKind::Violation) => "infr",
        (_, LogKind::Trip) => "traj",
        (_, LogKind::Engine) => "mot",
        (_, LogKind::Fuel) => "carb",
        (_, LogKind::Geofence) => "zone",
        (_, LogKind::Link) => "rés",
        (_, LogKind::Fault) => "panne",
    }
}

/// What happened at the border of an area: `left Nordhaven`.
pub fn passage(language: Language, text: &str) -> String {
    match language {
        Language::English => text.to_owned(),
        Language::French => french(text),
    }
}

fn french(text: &str) -> String {
    if let Some(there) = text
        .strip_prefix("back after ")
        .and_then(|it| it.strip_suffix(" without network"))
    {
        return format!("de retour après {there} sans réseau");
    }
    for (english, french) in OPENINGS {
        if let Some(rest) = text.strip_prefix(english) {
            let known = FAULTS.iter().find(|it| it.0 == rest);
            return format!("{french}{}", known.map_or(rest, |it| it.1));
        }
    }
    text.to_owned()
}

/// `SPEEDING 93 in 70, Ring road`: the kind in capitals, the measure, the place.
fn french_violation(text: &str) -> String {
    let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
    let Ok(kind) = kind.to_ascii_lowercase().parse::<ViolationKind>() else {
        return text.to_owned();
    };
    let rest = match kind {
        ViolationKind::Geofence => french(rest),
        ViolationKind::Speeding => rest.replacen(" in ", " / ", 1),
        _ => rest.to_owned(),
    };
    format!(
        "{} {rest}",
        words::violation_kind(Language::French, kind).to_uppercase()
    )
}

/// How lines begin. Nothing stands twice: the first that fits is taken.
const OPENINGS: [(&str, &str); 10] = [
    ("start, ", "départ, "),
    ("end, ", "arrivée, "),
    ("engine on", "moteur en marche"),
    ("engine off", "moteur coupé"),
    ("engine hot", "moteur chaud"),
    ("lost", "plus de signal"),
    ("resumed after ", "reprise après "),
    ("entered ", "entrée : "),
    ("left ", "sortie : "),
    ("breakdown: ", "panne : "),
];

const FAULTS: [(&str, &str); 5] = [
    ("coolant temperature", "température du liquide"),
    ("tyre pressure", "pression des pneus"),
    ("brake air pressure", "pression d’air des freins"),
    ("battery voltage", "tension de la batterie"),
    ("hydraulics", "hydraulique"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn french(kind: LogKind, text: &str) -> String {
        line(Language::French, kind, text)
    }

    #[test]
    fn known_lines_are_said_in_french() {
        assert_eq!(
            french(LogKind::Violation, "SPEEDING 93 in 70, Ring road"),
            "EXCÈS DE VITESSE 93 / 70, Ring road"
        );
        assert_eq!(
            french(LogKind::Violation, "GEOFENCE left Nordhaven"),
            "ZONE sortie : Nordhaven"
        );
        assert_eq!(french(LogKind::Engine, "engine off"), "moteur coupé");
        assert_eq!(
            french(LogKind::Link, "back after 12 min without network"),
            "de retour après 12 min sans réseau"
        );
        assert_eq!(
            french(LogKind::Fault, "breakdown: tyre pressure"),
            "panne : pression des pneus"
        );
    }

    #[test]
    fn other_lines_stay_as_they_came() {
        assert_eq!(french(LogKind::Position, "54 km/h 90° ±5 m"), "54 km/h 90° ±5 m");
        assert_eq!(french(LogKind::Violation, "something else"), "something else");
        assert_eq!(
            line(Language::English, LogKind::Engine, "engine off"),
            "engine off"
        );
    }
}
