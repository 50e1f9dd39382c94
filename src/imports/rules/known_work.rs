//! Rows that are here already: the same when their file comes again, however it writes them, or
//! changed in their source.

use super::{
    kind::Kind,
    table::{Row, Table},
};
use crate::{
    book::model::WhichProject,
    entries::model::{KnownEntry, NewEntry},
    vocabulary::{ids::ProjectId, money::round, names::fold},
};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};

/// What makes a row the same row when its file comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowKey {
    /// Of what it says, read: 1.5 is 1.50. Which of equal rows it is comes last.
    pub key: String,
    /// Of its text, as earlier versions made it.
    pub of_its_text: String,
}

/// The keys of every row of a time sheet, in order.
pub fn keys_of(table: &Table) -> Vec<RowKey> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut nth = |digest: String| {
        let count = seen.entry(digest.clone()).or_default();
        *count += 1;
        format!("{digest}:{count}")
    };
    table
        .rows()
        .map(|row| {
            let text = [
                "Date",
                "Project",
                "Project Code",
                "Task",
                "Notes",
                "Hours",
                "First Name",
                "Last Name",
                "External Reference URL",
            ]
            .map(|c| row.cell(c).to_owned());
            RowKey {
                key: nth(digest("work", &read(table, &row))),
                of_its_text: nth(digest("harvest", &text)),
            }
        })
        .collect()
}

/// What a row says, as it is compared. A code that its project got later is no part of it.
fn read(table: &Table, row: &Row) -> [String; 7] {
    let project =
        if row.cell("Project").is_empty() { row.cell("Project Code") } else { row.cell("Project") };
    [
        table
            .format
            .day_of(row.cell("Date"))
            .map_or_else(|| row.cell("Date").to_owned(), |day| day.to_string()),
        fold(project),
        fold(row.cell("Task")),
        fold(row.cell("Notes")),
        table.format.hours_of(row.cell("Hours")).map_or_else(
            || row.cell("Hours").to_owned(),
            |hours| round(hours, 4).normalize().to_string(),
        ),
        fold(&row.person()),
        row.cell("External Reference URL").to_owned(),
    ]
}

fn digest(prefix: &str, parts: &[String]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digest: String =
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{prefix}:{digest}")
}

/// Every key of the folder, and its first and last day: what is to be asked for.
pub fn asked(tables: &[Table]) -> (Vec<String>, Option<(NaiveDate, NaiveDate)>) {
    let sheets = || tables.iter().filter(|t| t.kind == Kind::TimeSheet);
    let keys = sheets().flat_map(keys_of).flat_map(|k| [k.key, k.of_its_text]).collect();
    let days: Vec<NaiveDate> = sheets()
        .flat_map(|t| t.rows().filter_map(move |row| t.format.day_of(row.cell("Date"))))
        .collect();
    (keys, days.iter().min().copied().zip(days.iter().max().copied()))
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Not here.
    New,
    /// Here, at this place.
    Same(usize),
    /// Here with other hours, or of another task, at this place.
    Changed(usize),
}

/// Pairs rows with what is here, each with one at most. By key; then by what they say (person, day,
/// project, task and hours, and the same notes, or none on one side, or the same reference); what
/// is left of them with other hours is changed, and so is what has the same reference and another
/// task.
pub fn pair(rows: &[(RowKey, NewEntry)], known: &[KnownEntry]) -> Vec<Found> {
    let mut found = vec![Found::New; rows.len()];
    let mut free: HashSet<usize> = (0..known.len()).collect();
    let by_key: HashMap<&str, usize> =
        known.iter().enumerate().map(|(at, k)| (k.source_key.as_str(), at)).collect();
    for (row, (key, _)) in rows.iter().enumerate() {
        let at = by_key
            .get(key.of_its_text.as_str())
            .or_else(|| by_key.get(key.key.as_str()))
            .copied()
            .filter(|at| free.contains(at));
        if let Some(at) = at {
            free.remove(&at);
            set(&mut found, row, Found::Same(at));
        }
    }
    let mut groups: HashMap<Identity, Vec<usize>> = HashMap::new();
    for (at, k) in known.iter().enumerate().filter(|(at, _)| free.contains(at)) {
        groups.entry((k.work_on, k.project_id, fold(&k.resource))).or_default().push(at);
    }
    for (is_it, outcome) in LOOKS {
        for (row, (_, new)) in rows.iter().enumerate() {
            if found.get(row) != Some(&Found::New) {
                continue;
            }
            let Some(candidates) = identity(new).and_then(|identity| groups.get(&identity)) else {
                continue;
            };
            let Some(at) = candidates
                .iter()
                .copied()
                .find(|at| free.contains(at) && known.get(*at).is_some_and(|k| is_it(new, k)))
            else {
                continue;
            };
            free.remove(&at);
            set(&mut found, row, outcome(at));
        }
    }
    found
}

/// Whether a row and what is here of its person, day and project are one, and what became of it;
/// the surest first.
type Look = (fn(&NewEntry, &KnownEntry) -> bool, fn(usize) -> Found);
const LOOKS: [Look; 4] = [
    (
        |new, k| {
            is_same_task(new, k) && new.quantity == k.quantity && fold(&new.notes) == fold(&k.notes)
        },
        Found::Same,
    ),
    (
        |new, k| is_same_task(new, k) && new.quantity == k.quantity && is_same_work(new, k),
        Found::Same,
    ),
    (|new, k| is_same_task(new, k) && is_same_work(new, k), Found::Changed),
    (
        |new, k| {
            is_referred_to(new, k)
                && (new.quantity == k.quantity || fold(&new.notes) == fold(&k.notes))
        },
        Found::Changed,
    ),
];

fn set(found: &mut [Found], row: usize, value: Found) {
    if let Some(place) = found.get_mut(row) {
        *place = value;
    }
}

type Identity = (NaiveDate, ProjectId, String);

fn identity(new: &NewEntry) -> Option<Identity> {
    match new.project {
        WhichProject::Known(project) => Some((new.work_on, project, fold(&new.resource))),
        WhichProject::New(_) => None,
    }
}

fn is_same_task(new: &NewEntry, known: &KnownEntry) -> bool {
    fold(&new.task) == fold(&known.task)
}

fn is_referred_to(new: &NewEntry, known: &KnownEntry) -> bool {
    !new.source_reference.is_empty() && new.source_reference == known.source_reference
}

/// R-APP-15: with other notes it is other work, unless its source says that it is the same.
fn is_same_work(new: &NewEntry, known: &KnownEntry) -> bool {
    let (theirs, ours) = (fold(&new.notes), fold(&known.notes));
    let contradicts = !new.source_reference.is_empty()
        && !known.source_reference.is_empty()
        && new.source_reference != known.source_reference;
    !contradicts
        && (is_referred_to(new, known) || theirs == ours || theirs.is_empty() || ours.is_empty())
}
