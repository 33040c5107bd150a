//! How many digits a number keeps: enough to be true, few enough that noise does not travel.

/// The number with so many digits after the point.
pub(crate) fn digits(value: f64, places: i32) -> f64 {
    let scale = 10f64.powi(places);
    // Adding zero turns a rounded −0 into 0.
    (value * scale).round() / scale + 0.0
}

/// The number as a count of something; nothing counts below zero.
pub(super) fn count(value: f64) -> u16 {
    // Saturating by definition of the cast.
    value.round() as u16
}
