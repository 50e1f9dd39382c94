//! What an import found, for whoever sits at a prompt.

use crate::{imports::model::ImportReport, vocabulary::texts::texts};

/// The report on standard error: per file, then problem by problem.
pub fn print_report(report: &ImportReport) {
    for file in &report.files {
        let format = file.format(texts());
        let format = if format.is_empty() { format } else { format!(" ({format})") };
        let changed = if file.changed > 0 {
            format!(", {} changed in their source", file.changed)
        } else {
            String::new()
        };
        eprintln!(
            "{}: {} rows, {} new, {} known{changed}{format}",
            file.file, file.rows, file.added, file.known
        );
        for total in &file.billed {
            eprintln!("{}: {}", file.file, total.sentence(texts()));
        }
    }
    for problem in &report.problems {
        eprintln!(
            "{} {}",
            if problem.complaint.is_error() { "error  " } else { "warning" },
            problem.one_line(texts())
        );
    }
    eprintln!("{} errors, {} warnings", report.error_count, report.warning_count);
}
