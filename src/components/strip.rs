//! What a vehicle did in the last 24 hours, as a strip: height is the second channel after colour.

use leptos::prelude::*;
use protocol::entities::{STRIP_SLOTS, StripSlot, VehicleStatus};

/// A 24 h strip that ends now.
#[component]
pub fn Strip(
    /// The letters of [`protocol::entities::Vehicle::strip`].
    #[prop(into)]
    strip: Signal<String>,
    /// What it shows, in words.
    #[prop(into)]
    label: Signal<String>,
    /// How much of the last quarter is over, 0 to 1: what is still to come is cut off. In a table that is not a pixel.
    #[prop(optional_no_strip, into)]
    elapsed: Option<Signal<f64>>,
) -> impl IntoView {
    let bars = Memo::new(move |_| strip.with(|it| bars(it)));
    let sight = move || {
        let elapsed = elapsed.map_or(1.0, |it| it.get());
        format!("0 0 {:.2} 16", (STRIP_SLOTS - 1) as f64 + elapsed.clamp(0.0, 1.0))
    };
    view! {
        <svg class="strip" viewBox=sight preserveAspectRatio="none" role="img" aria-label=move || label.get()>
            {LAYERS
                .iter()
                .enumerate()
                .map(|(index, look)| view! { <path class=*look d=move || bars.with(|it| it[index].clone()) /> })
                .collect_view()}
        </svg>
    }
}

/// One path per look, so that a strip is six elements and not a hundred.
pub fn bars(strip: &str) -> [String; LAYERS.len()] {
    let mut paths: [String; LAYERS.len()] = Default::default();
    let slots: Vec<_> = strip.chars().map(StripSlot::from_letter).collect();
    let mut start = 0;
    while start < slots.len() {
        let status = slots[start].status;
        let n_same = slots[start..].iter().take_while(|it| it.status == status).count();
        if let Some((layer, height)) = look(status) {
            push_bar(&mut paths[layer], start, n_same, height);
        }
        start += n_same;
    }
    for (index, slot) in slots.iter().enumerate() {
        if slot.violation {
            push_bar(&mut paths[VIOLATION], index, 1, 16);
        }
    }
    paths
}

/// Which layer a status is drawn in, and how high.
const fn look(status: Option<VehicleStatus>) -> Option<(usize, usize)> {
    match status {
        Some(VehicleStatus::Moving) => Some((0, 14)),
        Some(VehicleStatus::Idle) => Some((1, 8)),
        Some(VehicleStatus::Stopped) => Some((2, 4)),
        Some(VehicleStatus::Offline) => Some((3, 1)),
        Some(VehicleStatus::Maintenance) => Some((4, 14)),
        None => None,
    }
}

fn push_bar(path: &mut String, start: usize, width: usize, height: usize) {
    for (letter, number) in [('M', start), (' ', 16 - height), ('h', width), ('v', height)] {
        path.push(letter);
        path.push_str(&number.to_string());
    }
    path.push_str("h-");
    path.push_str(&width.to_string());
    path.push('z');
}

/// The looks, in the order they are painted.
pub const LAYERS: &[&str; 6] = &[
    "strip-moving",
    "strip-idle",
    "strip-stopped",
    "strip-offline",
    "strip-maintenance",
    "strip-violation",
];

const VIOLATION: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_neighbours_are_one_bar() {
        let bars = bars("mmMi-");

        assert_eq!(bars[0], "M0 2h3v14h-3z");
        assert_eq!(bars[1], "M3 8h1v8h-1z");
        assert_eq!(bars[VIOLATION], "M2 0h1v16h-1z");
    }
}
