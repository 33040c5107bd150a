//! People as two letters.

/// The first letters of the first and the last name: `AW` of `Ana Weber`.
pub fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|it| it.chars().find(|it| it.is_alphabetic()));
    let first = words.next();
    let last = words.next_back();
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_two_letters_at_most() {
        for (name, letters) in [
            ("Ana Weber", "AW"),
            ("m. okafor", "MO"),
            ("Dispatcher", "D"),
            ("Ana Maria da Silva", "AS"),
            ("", ""),
        ] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }
}
