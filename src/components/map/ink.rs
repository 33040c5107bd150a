//! The colours of a map, as the page shows them now.

use crate::{components::status::Tone, platform::page};

/// Every colour; read anew when the theme changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Ink {
    tones: [String; 5],
    /// On a tone.
    pub(crate) on_status: String,
    /// Boxes.
    pub(crate) surface: String,
    /// Edges of boxes.
    pub(crate) edge: String,
    /// Around marks, so that they are seen on any ground.
    pub(crate) rim: String,
    /// Around that.
    pub(crate) dark: String,
    /// Words.
    pub(crate) text: String,
    /// Words that matter less.
    pub(crate) faint: String,
    /// What is selected.
    pub(crate) accent: String,
    /// The ground itself.
    pub(crate) land: String,
    /// Districts.
    pub(crate) district: String,
    /// Parks.
    pub(crate) park: String,
    /// Rivers and the sea.
    pub(crate) water: String,
    /// Streets, and their edge.
    pub(crate) road: [String; 2],
    /// Main roads, and their edge.
    pub(crate) major: [String; 2],
    /// Railways.
    pub(crate) rail: String,
    /// Names on the ground.
    pub(crate) label: String,
    /// Names on water.
    pub(crate) water_label: String,
    /// The letters of names.
    pub(crate) font: String,
}

impl Ink {
    /// The colours of this moment.
    pub(crate) fn read() -> Self {
        let token = |name: &str| page::token(name);
        Self {
            tones: TONES.map(|it| token(&format!("--{}", it.as_str()))),
            on_status: token("--on-status"),
            surface: token("--surface"),
            edge: token("--border-strong"),
            rim: token("--map-mark-rim"),
            dark: token("--map-mark-edge"),
            text: token("--text"),
            faint: token("--text-2"),
            accent: token("--accent"),
            land: token("--map-land"),
            district: token("--map-district"),
            park: token("--map-park"),
            water: token("--map-water"),
            road: ["--map-road", "--map-road-casing"].map(token),
            major: ["--map-major", "--map-major-casing"].map(token),
            rail: token("--map-rail"),
            label: token("--map-label"),
            water_label: token("--map-water-label"),
            font: token("--font-ui"),
        }
    }

    /// The colour of a tone.
    pub(crate) fn tone(&self, tone: Tone) -> &str {
        let index = TONES.iter().position(|it| *it == tone).unwrap_or_default();
        &self.tones[index]
    }
}

const TONES: [Tone; 5] = [Tone::Ok, Tone::Info, Tone::Warn, Tone::Crit, Tone::Idle];
