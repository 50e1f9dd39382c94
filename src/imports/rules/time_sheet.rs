//! Time sheets, in the columns that Harvest and others export (`layout`).

use super::{
    alike::{Alike, Of},
    bills,
    cover::Cover,
    kind::Kind,
    known_work::{Found, RowKey, keys_of, pair},
    projects::{Projects, SeveralClients},
    table::{Row, Table},
    there,
};
use crate::{
    book::model::WhichProject,
    contracts::model::Period,
    entries::model::{KnownEntry, NewEntry},
    imports::model::{
        Changed, ChangedPart, Complaint, FileReport, ImportOptions, Known, KnownNames, Plan,
        Planned, Problem,
    },
    vocabulary::{
        currency::Currency,
        money::{PRICE_LIMIT, QUANTITY_LIMIT},
        words::{BillingType, EntryState, TransactionClass},
    },
};
use rust_decimal::Decimal;
use std::collections::HashSet;

/// The role of rows that name none, unless somebody chooses one. It has no price until somebody
/// gives it one.
const NO_ROLE: &str = "No role";
/// Characters of notes that are kept.
const NOTES_LIMIT: u32 = 4_000;

/// Plans every time sheet of the folder.
pub fn plan(
    tables: &[Table],
    known: &Known,
    options: &ImportOptions,
    projects: &mut Projects,
    plan: &mut Plan,
    said: (&mut Vec<FileReport>, &mut Vec<Problem>),
) {
    let (files, problems) = said;
    let sheets: Vec<&Table> = tables.iter().filter(|t| t.kind == Kind::TimeSheet).collect();
    for row in sheets.iter().flat_map(|t| t.rows()) {
        projects.hear(row.cell("Client"), own_code(&row));
    }
    let cover = Cover::of(known, plan);
    let mut reports: Vec<FileReport> = sheets.iter().map(|t| t.report()).collect();
    let mut seen: HashSet<String> = HashSet::new();
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for (at, table) in sheets.iter().enumerate() {
        for (row, key) in table.rows().zip(keys_of(table)) {
            if !seen.insert(key.key.clone()) {
                count(&mut reports, at, |r| r.known += 1);
                continue;
            }
            let mut own = Vec::new();
            if let Some(new) = entry(&row, &key, known, (&cover, &mut *projects), options, &mut own)
            {
                rows.push((at, row));
                entries.push((key, new));
            }
            problems.append(&mut own);
        }
    }
    let found = pair(&entries, &known.entries);
    let first = files.len();
    let mut writer = Writer::of(known, options, plan, &cover, projects);
    for (((at, row), (_, new)), found) in rows.into_iter().zip(entries).zip(found) {
        match found {
            Found::New => {
                count(&mut reports, at, |r| r.added += 1);
                writer.add((&row, first + at), new, problems);
            }
            Found::Same(here) => {
                count(&mut reports, at, |r| r.known += 1);
                if let Some(here) = known.entries.get(here) {
                    writer.carry(&row, &new, here, problems);
                }
            }
            Found::Changed(here) => {
                count(&mut reports, at, |r| r.changed += 1);
                if let Some(here) = known.entries.get(here) {
                    writer.change((&row, first + at), new, here, problems);
                }
            }
        }
    }
    files.append(&mut reports);
}

fn count(reports: &mut [FileReport], at: usize, add: impl Fn(&mut FileReport)) {
    if let Some(report) = reports.get_mut(at) {
        add(report);
    }
}

fn own_code<'a>(row: &Row<'a>) -> &'a str {
    if row.cell("Project Code").is_empty() { row.cell("Project") } else { row.cell("Project Code") }
}

/// A row as an entry; `problems` are its own.
fn entry(
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
    let resource = row.person();
    if resource.is_empty() {
        row.complain(problems, "First Name", Complaint::Blank);
    } else if resource.chars().count() > 200 {
        row.complain(problems, "First Name", Complaint::TooLong(200));
    }
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

/// Writes the plan, row by row, with what the user should know of it: once per project, role or
/// name where it is about those.
struct Writer<'a> {
    known: &'a Known,
    options: &'a ImportOptions,
    plan: &'a mut Plan,
    cover: &'a Cover,
    projects: &'a Projects,
    resources: KnownNames,
    roles: KnownNames,
    alike: Alike,
    keys: HashSet<String>,
    warned: HashSet<String>,
}

impl<'a> Writer<'a> {
    fn of(
        known: &'a Known,
        options: &'a ImportOptions,
        plan: &'a mut Plan,
        cover: &'a Cover,
        projects: &'a Projects,
    ) -> Self {
        let mut roles = known.book.roles.clone();
        let mut alike = Alike::of(&known.book);
        plan.roles.iter().for_each(|role| roles.add(role));
        for customer in &plan.customers {
            alike.hear(Of::Customer, &customer.name);
        }
        for role in &plan.roles {
            alike.hear(Of::Role, role);
        }
        let keys = known.entries.iter().map(|k| k.source_key.clone()).collect();
        Self {
            known,
            options,
            plan,
            cover,
            projects,
            resources: known.book.resources.clone(),
            roles,
            alike,
            keys,
            warned: HashSet::new(),
        }
    }

    fn once(&mut self, what: String) -> bool {
        self.warned.insert(what)
    }

    fn add(&mut self, (row, file): (&Row, usize), mut new: NewEntry, problems: &mut Vec<Problem>) {
        new.resource = self.name(row, "First Name", Of::Person, new.resource, problems);
        new.role = self.name(row, "Roles", Of::Role, new.role, problems);
        if let WhichProject::New(at) = new.project
            && self.once(format!("new {at}"))
            && let Some(project) = self.projects.new.get(at)
        {
            if let Some(other) = self.alike.hear_project(&project.client, &project.code) {
                row.complain(
                    problems,
                    "Project",
                    Complaint::LooksLike(project.code.clone(), other),
                );
            }
            let client = project.client.clone();
            if let Some(other) = Some(client)
                .filter(|c| !c.is_empty())
                .and_then(|c| self.alike.hear(Of::Customer, &c))
            {
                row.complain(
                    problems,
                    "Client",
                    Complaint::LooksLike(project.client.clone(), other),
                );
            }
        }
        self.warn(row, &new, problems);
        new.source_key = self.free_key(new.source_key);
        self.hear_bill(row, (Planned::New(self.plan.entries.len()), file), &new, problems);
        self.plan.entries.push(new);
    }

    /// What the file says it bills for a row that is still to be billed.
    fn hear_bill(
        &mut self,
        row: &Row,
        place: (Planned, usize),
        new: &NewEntry,
        problems: &mut Vec<Problem>,
    ) {
        if !new.is_history {
            let contract = self.cover.currency(new.project, &new.task, new.work_on);
            self.plan.bills.extend(bills::read(row, place, contract, problems));
        }
    }

    /// Which of equal rows it is, among those that are here too.
    fn free_key(&mut self, key: String) -> String {
        let digest = key.rsplit_once(':').map_or(key.as_str(), |(digest, _)| digest);
        let free = (1..=u32::MAX).map(|nth| format!("{digest}:{nth}"));
        let key = std::iter::once(key.clone())
            .chain(free)
            .find(|key| !self.keys.contains(key))
            .unwrap_or_else(|| key.clone());
        self.keys.insert(key.clone());
        key
    }

    /// A name as it is written here, or a new one.
    fn name(
        &mut self,
        row: &Row,
        column: &str,
        of: Of,
        name: String,
        problems: &mut Vec<Problem>,
    ) -> String {
        let (names, new) = match of {
            Of::Person => (&mut self.resources, &mut self.plan.resources),
            Of::Role | Of::Customer | Of::Project => (&mut self.roles, &mut self.plan.roles),
        };
        if let Some(known) = names.find(&name) {
            return known.to_owned();
        }
        names.add(&name);
        new.push(name.clone());
        if let Some(other) = self.alike.hear(of, &name) {
            row.complain(problems, column, Complaint::LooksLike(name.clone(), other));
        }
        name
    }

    /// What its source says of a row that is here: who approved, what was invoiced.
    fn carry(&mut self, row: &Row, new: &NewEntry, here: &KnownEntry, problems: &mut Vec<Problem>) {
        match (new.is_history && !here.is_history, &here.invoice) {
            (true, Some(invoice)) => {
                row.complain(problems, "Invoiced?", Complaint::InvoicedHereToo(invoice.clone()))
            }
            (true, None) if here.state != EntryState::RecallRequested => {
                row.complain(problems, "Invoiced?", Complaint::InvoicedThere);
                self.plan.carried.invoiced.push(here.entry_id);
            }
            (true, None) | (false, _) => {}
        }
        if !new.is_history && new.state == EntryState::Submitted && here.state == EntryState::Draft
        {
            row.complain(problems, "Approved?", Complaint::ApprovedThere);
            self.plan.carried.approved.push(here.entry_id);
        }
    }

    /// A row that is here, and otherwise in its source.
    fn change(
        &mut self,
        (row, file): (&Row, usize),
        new: NewEntry,
        here: &KnownEntry,
        problems: &mut Vec<Problem>,
    ) {
        let (parts, mut change) = there::taken(row, &new, here);
        let column = there::column(&parts);
        let settled = here.invoice.clone().or_else(|| here.is_history.then(String::new));
        let is_approved = matches!(here.state, EntryState::Approved | EntryState::RecallRequested);
        let complaint = match (self.options.changed, settled) {
            (Changed::Keep, _) => Complaint::ChangeKept(parts),
            (Changed::Take | Changed::Stop, Some(invoice)) => {
                Complaint::ChangedAfterInvoice(parts, invoice)
            }
            (Changed::Stop, None) => Complaint::ChangedThere(parts),
            (Changed::Take, None)
                if is_approved
                    && parts.iter().any(|part| matches!(part, ChangedPart::Rate(..))) =>
            {
                Complaint::RateIsApproved(parts)
            }
            (Changed::Take, None) => Complaint::ChangeTaken(parts),
        };
        let is_taken = matches!(complaint, Complaint::ChangeTaken(_));
        row.complain(problems, column, complaint);
        if !is_taken {
            return;
        }
        if change.now.role != here.role {
            change.now.role = self.name(row, "Roles", Of::Role, change.now.role, problems);
        }
        change.now.source_key = self.free_key(change.now.source_key);
        self.hear_bill(
            row,
            (Planned::Changed(self.plan.carried.changed.len()), file),
            &change.now,
            problems,
        );
        self.plan.carried.changed.push(change);
        self.carry(row, &new, here, problems);
    }

    fn warn(&mut self, row: &Row, new: &NewEntry, problems: &mut Vec<Problem>) {
        if new.quantity > Decimal::from(24) {
            row.complain(problems, "Hours", Complaint::OverADay);
        }
        if row.cell("Notes").chars().count()
            > new.notes.chars().count() + row.cell("Notes").matches('\0').count()
        {
            row.complain(problems, "Notes", Complaint::NotesCut(NOTES_LIMIT));
        }
        if new.role == NO_ROLE && self.once(format!("no role {}", row.file())) {
            row.complain(problems, "Roles", Complaint::NoRole(NO_ROLE.to_owned()));
        }
        if row.cell("Roles").contains(',') {
            row.complain(problems, "Roles", Complaint::SeveralRoles(new.role.clone()));
        }
        if new.is_history {
            return;
        }
        let label = self.projects.label(new.project);
        let Some(currency) = self.cover.currency(new.project, &new.task, new.work_on) else {
            self.warn_uncovered(row, new, label, problems);
            return;
        };
        let is_priced = new.unit_price.is_some()
            || new.billing_type != BillingType::Chargeable
            || self.plan.prices.iter().any(|p| {
                p.currency == currency
                    && p.transaction_class == TransactionClass::Time
                    && p.role == new.role
                    && Period { from: p.valid_from, to: p.valid_to }.holds(new.work_on)
            })
            || self.known.book.prices.iter().any(|p| {
                p.currency == currency
                    && p.transaction_class == TransactionClass::Time
                    && p.name == new.role
                    && p.period.holds(new.work_on)
            });
        if !is_priced && self.once(format!("price {currency} {}", new.role)) {
            row.complain(
                problems,
                "Roles",
                Complaint::NoPrice(format!("{}, {currency}, {}", new.role, new.work_on)),
            );
        }
    }

    /// Nothing bills its project, or nothing its task, or nothing its day: once each.
    fn warn_uncovered(
        &mut self,
        row: &Row,
        new: &NewEntry,
        label: String,
        problems: &mut Vec<Problem>,
    ) {
        if !self.cover.is_covered(new.project) {
            if self.once(format!("project {:?}", new.project)) {
                row.complain(problems, "Project", Complaint::NotCovered(label));
            }
        } else if !self.cover.is_task_covered(new.project, &new.task) {
            if self.once(format!("task {:?} {}", new.project, new.task)) {
                row.complain(problems, "Task", Complaint::TaskNotCovered(new.task.clone(), label));
            }
        } else if self.once(format!("dates {:?}", new.project)) {
            row.complain(problems, "Date", Complaint::OutsideDates(label));
        }
    }
}
