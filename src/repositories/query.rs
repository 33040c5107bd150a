//! Filters as they stand in an address, so that links and the Back button mean what they show.

use std::str::FromStr;

/// Names and values of a query string, decoded.
pub type Pairs = Vec<(&'static str, String)>;

/// Reads a list of words; what nobody knows is left out.
pub fn words<T: FromStr>(text: Option<&str>) -> Vec<T> {
    split(text).filter_map(|it| it.parse().ok()).collect()
}

/// Reads a list of names.
pub fn names(text: Option<&str>) -> Vec<String> {
    split(text)
        .map(|it| it.replace("%2C", ",").replace("%25", "%"))
        .collect()
}

/// Adds a list of words, if there are any.
pub fn push_words(pairs: &mut Pairs, name: &'static str, words: impl IntoIterator<Item = &'static str>) {
    let text = words.into_iter().collect::<Vec<_>>().join(",");
    push(pairs, name, &text);
}

/// Adds a list of names, if there are any. A comma inside a name is escaped.
pub fn push_names<'a>(pairs: &mut Pairs, name: &'static str, names: impl IntoIterator<Item = &'a str>) {
    let names: Vec<_> = names
        .into_iter()
        .map(|it| it.replace('%', "%25").replace(',', "%2C"))
        .collect();
    push(pairs, name, &names.join(","));
}

/// Adds a text, unless it is empty.
pub fn push(pairs: &mut Pairs, name: &'static str, text: &str) {
    if !text.is_empty() {
        pairs.push((name, text.to_owned()));
    }
}

fn split(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().split(',').filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use protocol::entities::VehicleStatus;

    use super::*;

    #[test]
    fn names_may_contain_commas() {
        let mut pairs = Pairs::new();
        push_names(&mut pairs, "depot", ["Nord, upper", "100 % Harbour", "%2C"]);

        assert_eq!(names(Some(&pairs[0].1)), ["Nord, upper", "100 % Harbour", "%2C"]);
    }

    #[test]
    fn words_nobody_knows_are_left_out() {
        assert_eq!(
            words::<VehicleStatus>(Some("moving,flying,,idle")),
            [VehicleStatus::Moving, VehicleStatus::Idle]
        );
        assert_eq!(words::<VehicleStatus>(None), []);
    }
}
