//! What the page is called: in the top bar, in the tab, for readers.

use leptos::prelude::*;

use crate::texts::Texts;

/// The title a page chose for itself, if it did.
#[derive(Clone, Copy)]
pub(super) struct ChosenTitle(pub(super) RwSignal<Option<String>>);

/// Names the page instead of its place in the navigation, for as long as the calling component lives.
pub fn use_title(title: impl Into<Signal<String>>) {
    let title = title.into();
    let Some(ChosenTitle(chosen)) = use_context::<ChosenTitle>() else {
        return;
    };
    Effect::new(move |_| chosen.set(Some(title.get())));
    on_cleanup(move || {
        chosen.try_set(None);
    });
}

/// What a page shows beside its title, if anything.
#[derive(Clone, Copy)]
pub(super) struct Head(pub(super) RwSignal<Option<ViewFn>>);

/// Shows this beside the title, for as long as the calling component lives.
pub fn use_head(view: impl Into<ViewFn>) {
    let Some(Head(head)) = use_context::<Head>() else {
        return;
    };
    let view = view.into();
    // Later than the page before has taken away what was its own.
    Effect::new(move |_| head.set(Some(view.clone())));
    on_cleanup(move || {
        head.try_set(None);
    });
}

/// A place in the navigation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Place {
    /// The fleet overview.
    Overview,
    /// The table of vehicles.
    Vehicles,
    /// One vehicle's report.
    Vehicle,
    /// The queue of violations.
    Violations,
    /// The driver's phone.
    Drive,
    /// Where everybody is.
    LiveMap,
    /// What goes where.
    Shipments,
    /// Who drives.
    Drivers,
    /// The inside of the app.
    Diagnostics,
    /// What one can choose.
    Settings,
    /// What words and shapes mean.
    Help,
    /// Nowhere.
    Unknown,
}

impl Place {
    /// The place of an address.
    pub(super) fn of(path: &str) -> Self {
        match path.trim_end_matches('/') {
            "" | "/fleet" => Self::Overview,
            "/fleet/vehicles" => Self::Vehicles,
            "/fleet/violations" => Self::Violations,
            "/drive" => Self::Drive,
            "/dispatch" => Self::LiveMap,
            "/dispatch/shipments" => Self::Shipments,
            "/dispatch/drivers" => Self::Drivers,
            "/diagnostics" => Self::Diagnostics,
            "/settings" => Self::Settings,
            "/help" => Self::Help,
            it if it.starts_with("/fleet/vehicles/") => Self::Vehicle,
            _ => Self::Unknown,
        }
    }

    /// Its name.
    pub(super) fn name(self, texts: Texts) -> &'static str {
        let texts = texts.shell();
        match self {
            Self::Overview => texts.overview,
            Self::Vehicles => texts.vehicles,
            Self::Vehicle => texts.vehicle,
            Self::Violations => texts.violations,
            Self::Drive => texts.drive,
            Self::LiveMap => texts.live_map,
            Self::Shipments => texts.stream_shipments,
            Self::Drivers => texts.stream_drivers,
            Self::Diagnostics => texts.diagnostics,
            Self::Settings => texts.settings,
            Self::Help => texts.help,
            Self::Unknown => texts.not_found,
        }
    }

    /// What leads to it from above: name and address.
    pub(super) fn parents(self, texts: Texts) -> Vec<(&'static str, &'static str)> {
        let texts = texts.shell();
        match self {
            Self::Overview | Self::Vehicles | Self::Violations => vec![(texts.fleet, "/")],
            Self::Vehicle => vec![(texts.fleet, "/"), (texts.vehicles, "/fleet/vehicles")],
            Self::LiveMap => vec![(texts.dispatch, "/dispatch/shipments")],
            Self::Shipments | Self::Drivers => vec![(texts.dispatch, "/dispatch")],
            Self::Drive | Self::Diagnostics | Self::Settings | Self::Help | Self::Unknown => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_has_a_place() {
        for (path, place) in [
            ("/", Place::Overview),
            ("/fleet", Place::Overview),
            ("/fleet/vehicles/", Place::Vehicles),
            ("/fleet/vehicles/kv-4821", Place::Vehicle),
            ("/nowhere", Place::Unknown),
        ] {
            assert_eq!(Place::of(path), place, "{path}");
        }
    }
}
