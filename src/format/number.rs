//! Digits with the separators of a language; without `Intl` and without the code for printing floats.

use super::Formatter;
use crate::texts::Language;

impl Formatter {
    /// A whole number: `4,812`.
    pub fn integer(self, value: i64) -> String {
        self.fixed(value, 0)
    }

    /// A count: `4,812`.
    pub fn count(self, value: usize) -> String {
        self.integer(i64::try_from(value).unwrap_or(i64::MAX))
    }

    /// A number with exactly so many digits after the point (at most 6): `71.4`. What is no number is a dash.
    pub fn number(self, value: f64, decimals: u8) -> String {
        if !value.is_finite() {
            return NOTHING.to_owned();
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "numbers on screens are far below 2^63; beyond it the cast saturates"
        )]
        let scaled = (value * POWERS[usize::from(decimals.min(6))] as f64).round() as i64;
        self.fixed(scaled, decimals.min(6))
    }

    /// A number with its sign, also for gains: `+5`, `−3`, `0`.
    pub fn signed(self, value: f64, decimals: u8) -> String {
        let text = self.number(value, decimals);
        let is_zero = text.chars().all(|it| matches!(it, '0' | '.' | ','));
        if value > 0.0 && !is_zero {
            format!("+{text}")
        } else {
            text
        }
    }

    /// A share from 0 to 100: `71.4 %`.
    pub fn percent(self, value: f64, decimals: u8) -> String {
        let mut text = self.number(value, decimals);
        text.push(NARROW);
        text.push('%');
        text
    }

    /// Bytes in the largest unit that leaves a number above 1: `3.2 MB`.
    pub fn bytes(self, bytes: f64) -> String {
        let (value, [english, french]) = match bytes {
            it if it < 1e3 => (it, ["B", "o"]),
            it if it < 1e6 => (it / 1e3, ["kB", "ko"]),
            it if it < 1e9 => (it / 1e6, ["MB", "Mo"]),
            it => (it / 1e9, ["GB", "Go"]),
        };
        let unit = match self.language {
            Language::English => english,
            Language::French => french,
        };
        let decimals = u8::from(bytes >= 1e3 && value < 100.0);
        let mut text = self.number(value, decimals);
        text.push(NARROW);
        text.push_str(unit);
        text
    }

    /// `scaled` divided by ten to the power of `decimals`.
    fn fixed(self, scaled: i64, decimals: u8) -> String {
        let (group, point) = match self.language {
            Language::English => (',', '.'),
            Language::French => (NARROW, ','),
        };
        let power = POWERS[usize::from(decimals)];
        let (whole, rest) = (scaled.unsigned_abs() / power, scaled.unsigned_abs() % power);
        let mut text = String::with_capacity(16);
        if scaled < 0 {
            text.push(MINUS);
        }
        // A four-digit number keeps its group: columns of numbers line up only so.
        let mut groups = [0_u64; 7];
        let mut n_groups = 0;
        let mut left = whole;
        while n_groups == 0 || left > 0 {
            groups[n_groups] = left % 1000;
            left /= 1000;
            n_groups += 1;
        }
        for index in (0..n_groups).rev() {
            if index + 1 == n_groups {
                push_digits(&mut text, groups[index], 1);
            } else {
                text.push(group);
                push_digits(&mut text, groups[index], 3);
            }
        }
        if decimals > 0 {
            text.push(point);
            push_digits(&mut text, rest, decimals);
        }
        text
    }
}

/// At least `width` digits of a number.
pub(super) fn push_digits(text: &mut String, mut number: u64, width: u8) {
    let mut digits = [b'0'; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        let digit = (number % 10) as u8;
        digits[start] = b'0' + digit;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    let start = start.min(digits.len() - usize::from(width));
    text.extend(digits[start..].iter().map(|it| char::from(*it)));
}

/// U+2212, as wide as a plus.
pub const MINUS: char = '\u{2212}';

/// U+202F, the thin space that does not break.
pub const NARROW: char = '\u{202f}';

/// Stands where there is nothing to say.
pub(super) const NOTHING: &str = "\u{2013}";

const POWERS: [u64; 7] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Formatter {
        Formatter::default()
    }

    fn french() -> Formatter {
        Formatter {
            language: Language::French,
            ..Formatter::default()
        }
    }

    #[test]
    fn numbers_have_the_separators_of_their_language() {
        for (value, decimals, en, fr) in [
            (0.0, 0, "0", "0"),
            (4812.0, 0, "4,812", "4\u{202f}812"),
            (1_234_567.891, 2, "1,234,567.89", "1\u{202f}234\u{202f}567,89"),
            (1_000_005.0, 0, "1,000,005", "1\u{202f}000\u{202f}005"),
            (-0.62, 2, "\u{2212}0.62", "\u{2212}0,62"),
            (71.44, 1, "71.4", "71,4"),
            (f64::NAN, 1, "\u{2013}", "\u{2013}"),
        ] {
            assert_eq!(english().number(value, decimals), en);
            assert_eq!(french().number(value, decimals), fr);
        }
    }

    #[test]
    fn a_sign_stands_only_before_a_change() {
        assert_eq!(english().signed(5.0, 0), "+5");
        assert_eq!(english().signed(-3.0, 0), "\u{2212}3");
        assert_eq!(english().signed(0.2, 0), "0");
    }

    #[test]
    fn bytes_find_their_unit() {
        for (bytes, text) in [
            (12.0, "12\u{202f}B"),
            (3_240.0, "3.2\u{202f}kB"),
            (250_000.0, "250\u{202f}kB"),
        ] {
            assert_eq!(english().bytes(bytes), text);
        }
        assert_eq!(french().bytes(3_240.0), "3,2\u{202f}ko");
    }

    #[test]
    fn the_smallest_number_does_not_overflow() {
        assert_eq!(english().integer(i64::MIN), "\u{2212}9,223,372,036,854,775,808");
    }
}
