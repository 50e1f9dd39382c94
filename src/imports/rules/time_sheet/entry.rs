//! A row of a time sheet as an entry.

use crate::{
    book::model::WhichProject,
    entries::model::NewEntry,
    imports::{
        model::{Complaint, ImportOptions, Known, Problem},
        rules::{
            cover::Cover,
            known_work::RowKey,
            projects::{Projects, SeveralClients},
            table::Row,
        },
    },
    vocabulary::{
        currency::Currency,
        money::{PRICE_LIMIT, QUANTITY_LIMIT},
        words::{BillingType, EntryState},
    },
};
use rust_decimal::Decimal;

/// The role of rows that name none, unless somebody chooses one. It has no price until somebody
/// gives it one.
pub(super) const NO_ROLE: &str = "No role";
/// Characters of notes that are kept.
pub(super) const NOTES_LIMIT: u32 = 4_000;

/// A row as an entry; `problems` are its own.
pub(super) fn entry(
    row: &Row,
    key: &RowKey,
    known: &Known,
    (cover, projects): (&Cover, &mut Projects),
    options: &ImportOptions,
    problems: &mut Vec<Problem>,
) -> Option<NewEntry> {
    let work_on = row.date(problems, "Date");
    let code = if row.cell("Project Code").is_empty() {
        row.required(problems, "Project", 100)
    } else {
        row.text(problems, "Project Code", 100)
    };
    let name = row.text(problems, "Project", 200);
    let client = row.text(problems, "Client", 200);
    let resource = person(row, problems);
    let role = role(row, options, problems);
    let quantity = row.hours(problems, "Hours", QUANTITY_LIMIT);
    let billable = row.yes_no(problems, "Billable?", true);
    let is_history = row.yes_no(problems, "Invoiced?", false);
    // Who keeps no approvals hands in what was recorded.
    let is_approved = row.yes_no(problems, "Approved?", true);
    let unit_price = row.number(problems, "Billable Rate", PRICE_LIMIT);
    let unit_cost = row.number(problems, "Cost Rate", PRICE_LIMIT).unwrap_or_default();
    let rate_currency = row.sheet_currency(problems);
    let (task, notes) = (row.text(problems, "Task", 200), notes(row));
    let source_reference = row.text(problems, "External Reference URL", 500);
    if quantity.is_some_and(|q| q.is_zero()) {
        row.complain(problems, "Hours", Complaint::ZeroHours);
        return None;
    }
    if problems.iter().any(|p| p.complaint.is_error()) {
        return None;
    }
    let project = project(row, projects, (&client, &code, &name), problems)?;
    let (unit_price, price_currency) = rate(
        row,
        unit_price.zip(Some(rate_currency)),
        cover.currency(project, &task, work_on?),
        problems,
    )?;
    let is_history = is_history?;
    let state = match (is_history, is_approved?) {
        (true, _) => EntryState::Approved,
        (false, true) => EntryState::Submitted,
        (false, false) => EntryState::Draft,
    };
    Some(NewEntry {
        source_key: key.key.clone(),
        source_reference,
        work_on: work_on?,
        project,
        resource: known.book.resources.find(&resource).map_or(resource.clone(), str::to_owned),
        role: known.book.roles.find(&role).map_or(role.clone(), str::to_owned),
        task,
        notes,
        quantity: quantity?,
        billing_type: if billable? { BillingType::Chargeable } else { BillingType::NonChargeable },
        unit_price,
        price_currency,
        unit_cost,
        state,
        is_history,
    })
}

/// Whose work it is.
fn person(row: &Row, problems: &mut Vec<Problem>) -> String {
    let name = row.person();
    if name.is_empty() {
        row.complain(problems, "First Name", Complaint::Blank);
    } else if name.chars().count() > 200 {
        row.complain(problems, "First Name", Complaint::TooLong(200));
    }
    name
}

/// A rate has a currency: the file's, or that of the contract that bills the work; without either
/// it is left out. In another currency than the contract's it is refused.
fn rate(
    row: &Row,
    typed: Option<(Decimal, Option<Currency>)>,
    contract: Option<Currency>,
    problems: &mut Vec<Problem>,
) -> Option<(Option<Decimal>, Option<Currency>)> {
    match (typed, contract) {
        (None, _) => Some((None, None)),
        (Some((_, Some(currency))), Some(contract)) if currency != contract => {
            row.complain(problems, "Billable Rate", Complaint::RateCurrency(contract.to_string()));
            None
        }
        (Some((rate, Some(currency))), _) | (Some((rate, None)), Some(currency)) => {
            Some((Some(rate), Some(currency)))
        }
        (Some((_, None)), None) => {
            row.complain(problems, "Billable Rate", Complaint::RateWithoutCurrency);
            Some((None, None))
        }
    }
}

/// The project that a row means, by its client and its code or name.
fn project(
    row: &Row,
    projects: &mut Projects,
    (client, code, name): (&str, &str, &str),
    problems: &mut Vec<Problem>,
) -> Option<WhichProject> {
    let code = if row.cell("Project Code").is_empty() { "" } else { code };
    match projects.for_row(client, code, name) {
        Ok((which, false)) => Some(which),
        Ok((which, true)) => {
            row.complain(
                problems,
                "Client",
                Complaint::ClientIsNoCustomer(client.to_owned(), projects.label(which)),
            );
            Some(which)
        }
        Err(SeveralClients(clients)) => {
            row.complain(problems, "Project", Complaint::SeveralClients(clients.join(", ")));
            None
        }
    }
}

/// The first of its roles; one that was chosen for rows without, or *No role*.
fn role(row: &Row, options: &ImportOptions, problems: &mut Vec<Problem>) -> String {
    let roles = row.text(problems, "Roles", 200);
    let instead = if options.role.trim().is_empty() { NO_ROLE } else { options.role.trim() };
    roles.split(',').map(str::trim).find(|role| !role.is_empty()).unwrap_or(instead).to_owned()
}

/// Its notes, as far as there is room for them.
fn notes(row: &Row) -> String {
    row.cell("Notes")
        .replace('\0', "")
        .chars()
        .take(usize::try_from(NOTES_LIMIT).unwrap_or(usize::MAX))
        .collect()
}
