//! CSV for spreadsheets: every sheet that we write goes through here, so that no text in it is
//! taken for a formula.

use super::failure::Failure;
use std::{borrow::Cow, io::Write};

/// A sheet being written: commas, CRLF (RFC 4180).
pub struct Sheet<W: Write> {
    inner: csv::Writer<W>,
}

impl<W: Write> Sheet<W> {
    /// A sheet with its headings.
    pub fn begin<'a>(out: W, headings: impl IntoIterator<Item = &'a str>) -> Result<Self, Failure> {
        let mut sheet = Self {
            inner: csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out),
        };
        sheet.row(headings)?;
        Ok(sheet)
    }

    /// A row.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> Result<(), Failure> {
        for cell in cells {
            self.inner.write_field(&*plain(cell)).map_err(fault)?;
        }
        self.inner.write_record(None::<&[u8]>).map_err(fault)
    }

    /// All of it is out.
    pub fn end(mut self) -> Result<(), Failure> {
        self.inner.flush().map_err(fault)
    }
}

/// What a spreadsheet takes for the beginning of a formula, in narrow and in full width.
const FORMULAS: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// After what it may see another cell begin, whichever separator it goes by.
const BEGINNINGS: &[char] = &[',', ';', '|', '"', '\'', '\t', '\r', '\n'];

/// A cell that no spreadsheet computes: an apostrophe stands before whatever would begin a formula,
/// at the front or after anything that may be read as the end of a cell. Numbers stay numbers.
pub fn plain(cell: &str) -> Cow<'_, str> {
    if is_number(cell) {
        return Cow::Borrowed(cell);
    }
    let mut safe = String::new();
    let mut at_beginning = true;
    if cell.starts_with(['\t', '\r', '\n']) {
        safe.push('\'');
    }
    for c in cell.chars() {
        if at_beginning && FORMULAS.contains(&c) {
            safe.push('\'');
        }
        safe.push(c);
        // Blanks and what can't be seen are skipped over on the way to a cell's content.
        at_beginning = BEGINNINGS.contains(&c)
            || at_beginning
                && (c.is_whitespace() || c.is_control() || c == '\u{feff}' || c == '\u{200b}');
    }
    if safe.len() == cell.len() { Cow::Borrowed(cell) } else { Cow::Owned(safe) }
}

/// Digits with a sign and a decimal point, and nothing else.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, decimals]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn fault(error: impl std::fmt::Display) -> Failure {
    Failure::Fault(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_taken_for_a_formula_and_numbers_stay_numbers() {
        // ASVS 1.2.10: = + - @ tab CR, also after separators and quotes
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("+49 30 1234", "'+49 30 1234"),
            ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("  =1", "  '=1"),
            ("\u{feff}=1", "\u{feff}'=1"),
            ("＝1+1", "'＝1+1"),
            ("Harbour;=1+1", "Harbour;'=1+1"),
            ("Harbour, =1+1", "Harbour, '=1+1"),
            ("\"=1+1", "\"'=1+1"),
            ("a\n@b", "a\n'@b"),
            ("-12.50", "-12.50"),
            ("+3", "+3"),
            ("0", "0"),
            ("-1.5.2", "'-1.5.2"),
            ("-", "'-"),
            ("1e5", "1e5"),
            ("Tromsø & Söhne", "Tromsø & Söhne"),
            ("K-2001", "K-2001"),
            ("a = b", "a = b"),
            ("", ""),
        ] {
            assert_eq!(plain(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn a_sheet_is_what_spreadsheets_read() {
        let mut out = Vec::new();
        let mut sheet = Sheet::begin(&mut out, ["customer", "amount"]).unwrap();
        sheet.row(["=cmd, \"x\"", "-1.50"]).unwrap();
        sheet.end().unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "customer,amount\r\n\"'=cmd, \"\"x\"\"\",-1.50\r\n"
        );
    }
}
