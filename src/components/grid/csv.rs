//! Tables as CSV files (RFC 4180) that a spreadsheet cannot be tricked with.

/// Builds a CSV file line by line.
#[derive(Clone, Debug, Default)]
pub struct Csv {
    text: String,
}

impl Csv {
    /// A file with one line of headings.
    pub fn new<'a>(headings: impl IntoIterator<Item = &'a str>) -> Self {
        let mut csv = Self {
            // Without the mark Excel takes UTF-8 for the code page of the machine.
            text: "\u{feff}".to_owned(),
        };
        csv.line(headings);
        csv
    }

    /// Adds a line.
    pub fn line<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        for (n, cell) in cells.into_iter().enumerate() {
            if n > 0 {
                self.text.push(',');
            }
            self.cell(cell);
        }
        self.text.push_str("\r\n");
    }

    /// The file.
    pub fn finish(self) -> String {
        self.text
    }

    fn cell(&mut self, cell: &str) {
        // A spreadsheet runs what begins like a formula (OWASP, CSV injection). A plain negative number is none.
        let formula =
            cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && cell.parse::<f64>().is_err();
        let quoted = formula || cell.contains(['"', ',', '\r', '\n']);
        if quoted {
            self.text.push('"');
        }
        if formula {
            self.text.push('\'');
        }
        if quoted {
            self.text.push_str(&cell.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(cell);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&str]) -> String {
        let mut csv = Csv::default();
        csv.line(cells.iter().copied());
        csv.finish()
    }

    #[test]
    fn only_what_needs_quotes_is_quoted() {
        assert_eq!(
            line(&["KV-1", "Ring road, exit 6", "a \"b\"", "two\nlines", ""]),
            "KV-1,\"Ring road, exit 6\",\"a \"\"b\"\"\",\"two\nlines\",\r\n",
        );
    }

    #[test]
    fn formulas_become_text() {
        for cell in [
            "=1+1",
            "+SUM(A1)",
            "-cmd|' /C calc'!A0",
            "@x",
            "\tx",
            "\rx",
            "\nx",
        ] {
            assert_eq!(line(&[cell]), format!("\"'{cell}\"\r\n"));
        }
        assert_eq!(line(&["=\"a\""]), "\"'=\"\"a\"\"\"\r\n");
    }

    #[test]
    fn negative_numbers_stay_numbers() {
        assert_eq!(line(&["-0.62", "+inf"]), "-0.62,+inf\r\n");
    }

    #[test]
    fn headings_follow_the_mark() {
        assert_eq!(Csv::new(["Plate", "Speed"]).finish(), "\u{feff}Plate,Speed\r\n");
    }
}
