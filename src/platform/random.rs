//! Chance: a seed asked once at the start and handed on, and dice for faults on purpose.

/// A seed nobody can guess.
///
/// Where the browser has no generator (never on https or localhost) the time serves: the seed decides about names and
/// waiting times, not about secrets.
pub fn seed() -> u128 {
    let mut bytes = [0; 16];
    let filled = web_sys::window()
        .and_then(|it| it.crypto().ok())
        .is_some_and(|it| it.get_random_values_with_u8_array(&mut bytes).is_ok());
    if filled {
        u128::from_le_bytes(bytes)
    } else {
        u128::from(super::clock::now().as_millis()) << 64 | u128::from(js_sys::Math::random().to_bits())
    }
}

/// Whether something happens that happens so many times of a hundred.
pub fn percent(n: u32) -> bool {
    n > 0 && js_sys::Math::random() * 100.0 < f64::from(n)
}
