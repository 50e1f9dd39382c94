//! Rows of time sheets into the plan, with what the user should know of them.

use super::entry::{NO_ROLE, NOTES_LIMIT};
use crate::{
    book::model::WhichProject,
    contracts::model::Period,
    entries::model::{KnownEntry, NewEntry},
    imports::{
        model::{
            Changed, ChangedPart, Complaint, ImportOptions, Known, KnownNames, Plan, Planned,
            Problem,
        },
        rules::{
            alike::{Alike, Of},
            bills,
            cover::Cover,
            projects::Projects,
            table::Row,
            there,
        },
    },
    vocabulary::words::{BillingType, EntryState, TransactionClass},
};
use rust_decimal::Decimal;
use std::collections::HashSet;

/// Writes the plan, row by row, with what the user should know of it: once per project, role or
/// name where it is about those.
pub(super) struct Writer<'a> {
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
    /// Of what is here and what there will be.
    pub(super) fn of(
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

    /// A row that is new.
    pub(super) fn add(
        &mut self,
        (row, file): (&Row, usize),
        mut new: NewEntry,
        problems: &mut Vec<Problem>,
    ) {
        new.resource = self.name(row, "First Name", Of::Person, new.resource, problems);
        new.role = self.name(row, "Roles", Of::Role, new.role, problems);
        if let WhichProject::New(at) = new.project
            && self.once(format!("new {at}"))
            && let Some(project) = self.projects.new.get(at)
        {
            let (client, code) = (project.client.clone(), project.code.clone());
            if let Some(other) = self.alike.hear_project(&client, &code) {
                row.complain(problems, "Project", Complaint::LooksLike(code, other));
            }
            if !client.is_empty()
                && let Some(other) = self.alike.hear(Of::Customer, &client)
            {
                row.complain(problems, "Client", Complaint::LooksLike(client, other));
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
    pub(super) fn carry(
        &mut self,
        row: &Row,
        new: &NewEntry,
        here: &KnownEntry,
        problems: &mut Vec<Problem>,
    ) {
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
    pub(super) fn change(
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
