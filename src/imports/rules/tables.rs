//! From the bytes of a file to its records: which table it is, where its header is, how its text is
//! encoded.

use super::{
    format::Format,
    kind::Kind,
    layout::{Columns, columns},
    table::{ImportFile, Record, Table},
};
use crate::imports::model::{Complaint, Problem};

/// Lines that may stand above a table.
const TITLE_LINES: usize = 20;

/// Of a time sheet's columns, so many make a file look like one that lacks the others.
const HALF_A_TIME_SHEET: usize = 2;

/// Complaints about one file.
struct Complaints<'a> {
    file: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Complaints<'_> {
    fn of_file(&mut self, complaint: Complaint) {
        self.of_line(None, complaint);
    }

    fn of_line(&mut self, line: Option<u64>, complaint: Complaint) {
        self.add(line, None, complaint);
    }

    fn add(&mut self, line: Option<u64>, column: Option<&str>, complaint: Complaint) {
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line,
            column: column.map(str::to_owned),
            complaint,
        });
    }
}

/// Reads a file; `None` if it is not ours or can't be read, with the reason among the problems.
pub fn read(file: &ImportFile, problems: &mut Vec<Problem>) -> Option<Table> {
    let lower = file.name.to_lowercase();
    let mut complaints = Complaints { file: &file.name, problems };
    if !lower.ends_with(".csv") {
        complaints.of_file(Complaint::Ignored);
        return None;
    }
    let (text, encoding) = decode(&file.content);
    let by_name = Kind::by_name(&lower);
    if text.trim().is_empty() {
        complaints.of_file(match by_name {
            Some(_) => Complaint::EmptyFile,
            None => Complaint::Ignored,
        });
        return None;
    }
    let kind = by_name.unwrap_or(Kind::TimeSheet);
    let Found { separator, mut records, at, header, columns } = find_header(kind, &text);
    let header_line = records.get(at).map(|(line, _)| *line).unwrap_or(1);
    if !has_its_columns(kind, by_name, &columns, (header_line, encoding), &mut complaints) {
        return None;
    }
    let body = records.split_off(at + 1);
    let above = records.iter().take(at).map(|(line, _)| *line).collect();
    let mut table = Table {
        file: file.name.clone(),
        kind,
        separator,
        format: Format::default(),
        header,
        columns,
        records: Vec::new(),
    };
    fill(&mut table, body, above, &mut complaints);
    Some(table)
}

/// Whether all columns are there that its kind must have; a file that only may be a time sheet is
/// told what it lacks as a whole.
fn has_its_columns(
    kind: Kind,
    by_name: Option<Kind>,
    columns: &Columns,
    (header_line, encoding): (u64, Option<String>),
    complaints: &mut Complaints,
) -> bool {
    let wanted = kind.columns().iter().copied();
    let missing: Vec<&str> =
        wanted.filter(|wanted| !columns.places.contains_key(wanted)).map(called).collect();
    if by_name.is_none() && !missing.is_empty() {
        let found = kind.columns().len() - missing.len();
        let lacking = missing.join(", ");
        complaints.of_file(if found >= HALF_A_TIME_SHEET {
            Complaint::TimeSheetLacks(lacking)
        } else {
            Complaint::NotATimeSheet(lacking)
        });
        return false;
    }
    if let Some(encoding) = encoding {
        complaints.of_file(Complaint::ReadAs(encoding));
    }
    for column in &missing {
        let complaint = Complaint::ColumnMissing((*column).to_owned());
        complaints.add(Some(header_line), Some(column), complaint);
    }
    missing.is_empty()
}

/// Its records, but for lines of totals and those that have more or fewer cells than the header.
fn fill(table: &mut Table, body: Vec<Record>, above: Vec<u64>, complaints: &mut Complaints) {
    let mut left_out = above;
    for (line, record) in body {
        if table.is_total(&record) {
            left_out.push(line);
        } else if record.len() != table.header.len() {
            let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
            let complaint = Complaint::CellCount(count(record.len()), count(table.header.len()));
            complaints.of_line(Some(line), complaint);
        } else {
            table.records.push((line, record));
        }
    }
    if !left_out.is_empty() {
        let lines = left_out.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        complaints.of_file(Complaint::LinesLeftOut(lines));
    }
    if table.records.is_empty() {
        complaints.of_file(Complaint::EmptyFile);
    }
}

/// A column that must be there, as people know it.
fn called(column: &'static str) -> &'static str {
    if column == "First Name" { "First Name (or User)" } else { column }
}

/// A text cut at one of the separators, and where its header is.
struct Found {
    separator: u8,
    records: Vec<Record>,
    at: usize,
    header: Vec<String>,
    columns: Columns,
}

/// The separator and the line, of the first few, that together give the most columns of this kind
/// of file; the first of equals. Comma, semicolon or tab.
fn find_header(kind: Kind, text: &str) -> Found {
    let mut best: Option<(usize, Found)> = None;
    for separator in [b',', b';', b'\t'] {
        let records = records(text, separator);
        let headers = records.iter().take(TITLE_LINES).enumerate().map(|(at, (_, record))| {
            let header: Vec<String> = record.iter().map(|c| c.trim().to_owned()).collect();
            (at, columns(kind, &header), header)
        });
        let Some((at, columns, header)) =
            headers.max_by_key(|(at, columns, _)| (columns.places.len(), TITLE_LINES - at))
        else {
            continue;
        };
        let count = columns.places.len();
        if best.as_ref().is_none_or(|(most, _)| count > *most) {
            best = Some((count, Found { separator, at, header, columns, records }));
        }
    }
    best.map(|(_, found)| found).unwrap_or(Found {
        separator: b',',
        records: Vec::new(),
        at: 0,
        header: Vec::new(),
        columns: Columns::default(),
    })
}

/// Every line that isn't blank.
pub fn records(text: &str, separator: u8) -> Vec<Record> {
    let reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let lines = reader
        .into_records()
        .map_while(Result::ok)
        .filter(|record| record.iter().any(|cell| !cell.trim().is_empty()));
    lines
        .map(|record| (record.position().map(csv::Position::line).unwrap_or_default(), record))
        .collect()
}

/// UTF-8 with or without a byte-order mark; UTF-16 by its mark; else Windows-1252, which every
/// Latin-1 file is too.
fn decode(bytes: &[u8]) -> (String, Option<String>) {
    let (encoding, mark) = encoding_rs::Encoding::for_bom(bytes)
        .map_or((None, 0), |(encoding, length)| (Some(encoding), length));
    let rest = bytes.get(mark..).unwrap_or_default();
    let (text, note) = match (encoding, std::str::from_utf8(rest)) {
        (None, Ok(text)) => (text.to_owned(), None),
        (Some(encoding), Ok(text)) if encoding == encoding_rs::UTF_8 => (text.to_owned(), None),
        (Some(encoding), _) => (
            encoding.decode_without_bom_handling(rest).0.into_owned(),
            Some(encoding.name().to_owned()),
        ),
        (None, Err(_)) => (
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(rest).0.into_owned(),
            Some("Windows-1252".to_owned()),
        ),
    };
    (text, note)
}
