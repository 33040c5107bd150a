//! What time it is, as the browser believes.

use protocol::Timestamp;

/// Now, by the browser's clock.
pub fn now() -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "milliseconds since 1970 are positive and far below 2^53"
    )]
    Timestamp::from_millis(js_sys::Date::now() as u64)
}

/// Milliseconds since the page began to load, with fractions; for measuring.
pub fn elapsed() -> f64 {
    web_sys::window()
        .and_then(|it| it.performance())
        .map_or(0.0, |it| it.now())
}

/// A moment that the browser tells as milliseconds since 1970.
pub fn moment(millis: f64) -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "as in `now`; what is negative or no number becomes 0"
    )]
    Timestamp::from_millis(millis as u64)
}
