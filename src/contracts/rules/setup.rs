//! Whether a contract as typed can be saved: the same answer while somebody types and when it is
//! sent. Pure.

mod collector;
mod frozen;

use self::{collector::Collector, frozen::frozen};
use super::{rounding_has_a_share, split_is_whole};
use crate::{
    contracts::model::{
        Period,
        setup::{
            CheckedContract, CheckedLine, CheckedSplit, ContractForm, ContractSetup, LineForm,
            Place, Problem, SplitForm,
        },
    },
    vocabulary::{
        currency::Currency,
        dates::parse_date,
        ids::{CustomerId, InvoiceFrequencyId, ProjectId, TaskId},
        money::{DiscountAndFee, is_percent},
        refusal::{Field, Refusal},
        typed::number,
        words::{BillingMethod, ContractState, TransactionClass},
    },
};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// Kinds of work that a line can include (R-VOC-2).
pub const LINE_CLASSES: [TransactionClass; 4] = [
    TransactionClass::Time,
    TransactionClass::Expense,
    TransactionClass::Material,
    TransactionClass::Fee,
];
/// Lines and customers that one form takes: more is a slip, or hostile.
const PARTS_LIMIT: usize = 500;

/// Everything on the form, checked; or everything that can't stay, each at its place.
pub fn check(form: &ContractForm, known: &ContractSetup) -> Result<CheckedContract, Vec<Problem>> {
    if form.lines.len() > PARTS_LIMIT
        || form.customers.len() > PARTS_LIMIT
        || form.lines.iter().any(|l| l.splits.len() > PARTS_LIMIT)
    {
        return Err(vec![Problem { place: Place::Header, refusal: Refusal::InputUnreadable }]);
    }
    let mut problems = frozen(form, known);
    let checked = checked_header(
        form,
        known,
        &mut Collector { place: Place::Header, problems: &mut problems },
    );
    let currency = form.currency.trim().parse::<Currency>().ok();
    let customers = checked_splits(
        &form.customers,
        known,
        currency,
        Place::Customers,
        Place::Customer,
        &mut problems,
    );
    let mut lines = Vec::with_capacity(form.lines.len());
    for (at, line) in form.lines.iter().enumerate() {
        lines.extend(checked_line(line, at, known, currency, &mut problems));
        check_products(line, at, form.primary_customer, &mut problems);
    }
    overlaps(form, known, &mut problems);
    if !problems.is_empty() {
        problems.sort_by_key(|p| p.place);
        return Err(problems);
    }
    match checked {
        Some(header) => Ok(CheckedContract { customers, lines, ..header }),
        None => Err(vec![Problem { place: Place::Header, refusal: Refusal::InputUnreadable }]),
    }
}

fn checked_header(
    form: &ContractForm,
    known: &ContractSetup,
    c: &mut Collector,
) -> Option<CheckedContract> {
    let number = c.text(&form.number, Field::ContractNumber, 50);
    let name = c.text(&form.name, Field::Name, 200);
    let primary =
        c.choice(form.primary_customer, |id| is_customer(known, id), Field::PrimaryCustomer);
    let currency = form.currency.trim().parse::<Currency>().ok();
    if currency.is_none() {
        c.refuse(if form.currency.trim().is_empty() {
            Refusal::FieldMissing(Field::Currency)
        } else {
            Refusal::FieldNotAChoice(Field::Currency)
        });
    }
    if form.start_on.trim().is_empty() {
        c.refuse(Refusal::FieldMissing(Field::StartDate));
    }
    let start_on = c.day(&form.start_on, Field::StartDate);
    let requested_delivery_on = c.day(&form.requested_delivery_on, Field::DeliveryDate);
    if let (Some(start), Some(end)) = (start_on, requested_delivery_on)
        && end < start
    {
        c.refuse(Refusal::FieldBefore(Field::DeliveryDate, Field::StartDate));
    }
    let not_to_exceed = c.amount(&form.not_to_exceed, Field::NotToExceed, currency);
    if primary.is_some() && !form.customers.iter().any(|s| s.customer == primary) {
        c.refuse(Refusal::PrimaryCustomerMissing);
    }
    Some(CheckedContract {
        number,
        name,
        primary_customer: primary?,
        currency: currency?,
        start_on: start_on?,
        requested_delivery_on,
        not_to_exceed,
        customers: Vec::new(),
        lines: Vec::new(),
    })
}

fn is_customer(known: &ContractSetup, id: CustomerId) -> bool {
    known.customers.iter().any(|(known, _)| *known == id)
}

/// R-APP-7: the shares, and that together they are whole; what concerns all of them belongs at
/// `of_all`.
fn checked_splits(
    splits: &[SplitForm],
    known: &ContractSetup,
    currency: Option<Currency>,
    of_all: Place,
    of_one: impl Fn(usize) -> Place,
    problems: &mut Vec<Problem>,
) -> Vec<CheckedSplit> {
    let mut checked = Vec::with_capacity(splits.len());
    let mut seen = HashSet::new();
    for (at, split) in splits.iter().enumerate() {
        let c = &mut Collector { place: of_one(at), problems };
        let customer = c.choice(split.customer, |id| is_customer(known, id), Field::Customer);
        if customer.is_some_and(|id| !seen.insert(id)) {
            c.refuse(Refusal::CustomerTwice);
        }
        let percent = match number(&split.percent, Field::SplitPercent) {
            Ok(percent) if !is_percent(percent) => Err(Refusal::PercentOutOfRange),
            read => read,
        };
        let percent = percent.map_err(|refusal| c.refuse(refusal)).ok();
        let not_to_exceed = c.amount(&split.not_to_exceed, Field::NotToExceed, currency);
        let bill_to_name = c.text_or_none(&split.bill_to_name, Field::BillToName, 200);
        let bill_to_contact = c.text_or_none(&split.bill_to_contact, Field::BillToContact, 200);
        let bill_to_address = c.text_or_none(&split.bill_to_address, Field::BillToAddress, 1_000);
        let payment_terms_days = c.terms(&split.payment_terms_days);
        if let (Some(customer), Some(percent)) = (customer, percent) {
            let is_rounding = split.is_rounding;
            checked.push(CheckedSplit {
                customer,
                percent,
                is_rounding,
                not_to_exceed,
                bill_to_name,
                bill_to_contact,
                bill_to_address,
                payment_terms_days,
            });
        }
    }
    if splits.is_empty() {
        problems.push(Problem { place: of_all, refusal: Refusal::FieldMissing(Field::Customer) });
    } else if checked.len() == splits.len() {
        let names: Vec<String> = checked.iter().map(|s| s.customer.to_string()).collect();
        let whole = split_is_whole(
            names.iter().zip(&checked).map(|(name, s)| (name.as_str(), s.percent, s.is_rounding)),
        );
        let total: Decimal = checked.iter().map(|s| s.percent).sum();
        if total != Decimal::ONE_HUNDRED {
            problems.push(Problem {
                place: of_all,
                refusal: Refusal::SplitNotWhole(total.normalize().to_string()),
            });
        } else if !whole && seen.len() == checked.len() {
            problems.push(Problem { place: of_all, refusal: Refusal::RoundingCustomerMissing });
        } else if !rounding_has_a_share(checked.iter().map(|s| (s.percent, s.is_rounding))) {
            problems.push(Problem { place: of_all, refusal: Refusal::RoundingWithoutShare });
        }
    }
    checked
}

fn checked_line(
    line: &LineForm,
    at: usize,
    known: &ContractSetup,
    currency: Option<Currency>,
    problems: &mut Vec<Problem>,
) -> Option<CheckedLine> {
    let is_fixed = line.billing_method == BillingMethod::FixedPrice;
    let is_limited = line.billing_method == BillingMethod::TimeAndMaterial;
    let c = &mut Collector { place: Place::Line(at), problems };
    let name = c.text(&line.name, Field::Name, 200);
    let project = c.choice(
        line.project,
        |id| known.projects.iter().any(|(known, _)| *known == id),
        Field::Project,
    );
    check_classes(line, c);
    let contracted_amount = c.amount(&line.contracted_amount, Field::ContractedAmount, currency);
    if is_fixed && line.contracted_amount.trim().is_empty() {
        c.refuse(Refusal::FieldMissing(Field::ContractedAmount));
    }
    let estimated_tax =
        c.amount(&line.estimated_tax, Field::EstimatedTax, currency).unwrap_or_default();
    let not_to_exceed = c.amount(&line.not_to_exceed, Field::NotToExceed, currency);
    if !is_limited
        && (not_to_exceed.is_some()
            || line.splits.iter().any(|s| !s.not_to_exceed.trim().is_empty()))
    {
        c.refuse(Refusal::LimitOnFixedPrice);
    }
    let customer_budget = c.amount(&line.customer_budget, Field::CustomerBudget, currency);
    let discount_and_fee = checked_discount_and_fee(line, c);
    let billing_start_on = c.day(&line.billing_start_on, Field::BillingStart);
    let tasks = line.has_selected_tasks.then(|| selected_tasks(line, known, c));
    check_all_is_there(line, known, c);
    let invoice_frequency = checked_frequency(line, known, c);
    let splits = checked_splits(
        &line.splits,
        known,
        currency,
        Place::Line(at),
        |split| Place::LineCustomer(at, split),
        problems,
    );
    Some(CheckedLine {
        contract_line_id: line.contract_line_id,
        name,
        billing_method: line.billing_method,
        schedule_type: line.schedule_type,
        project: project?,
        classes: line.classes.clone(),
        tasks,
        roles: line.roles.clone(),
        categories: line.categories.clone(),
        contracted_amount,
        estimated_tax,
        not_to_exceed,
        customer_budget,
        discount_and_fee,
        billing_start_on,
        invoice_frequency,
        splits,
    })
}

/// R-RUN-4, R-RUN-10: one of those there are, or none: by hand. A line by time and material has days
/// of its own, a fixed-price one those of its milestones, which are generated by it; what is sold
/// has none.
fn checked_frequency(
    line: &LineForm,
    known: &ContractSetup,
    c: &mut Collector,
) -> Option<InvoiceFrequencyId> {
    let typed = line.invoice_frequency.trim();
    if typed.is_empty() {
        return None;
    }
    let chosen = known.frequencies.iter().map(|(id, _)| *id).find(|id| id.to_string() == typed);
    if chosen.is_none() {
        c.refuse(Refusal::FieldNotAChoice(Field::InvoiceFrequency));
    }
    chosen
}

/// R-PRC-4: of a line by time and material.
fn checked_discount_and_fee(line: &LineForm, c: &mut Collector) -> DiscountAndFee {
    let read = DiscountAndFee {
        discount_percent: c.percent(&line.discount_percent, Field::DiscountPercent),
        fee_percent: c.percent(&line.fee_percent, Field::FeePercent),
    };
    if line.billing_method != BillingMethod::TimeAndMaterial && read != DiscountAndFee::NONE {
        c.refuse(Refusal::DiscountIsForTimeAndMaterial);
    }
    read
}

/// Kinds of work, of those that a line can include.
fn check_classes(line: &LineForm, c: &mut Collector) {
    if line.billing_method == BillingMethod::Product {
        // `check_products` says what it may cover.
    } else if line.classes.is_empty() {
        c.refuse(Refusal::FieldMissing(Field::Classes));
    } else if !line.classes.iter().all(|class| LINE_CLASSES.contains(class)) {
        c.refuse(Refusal::FieldNotAChoice(Field::Classes));
    }
}

/// R-VOC-3, R-INV-9: a line of products covers no work, and is the primary customer's alone.
fn check_products(
    line: &LineForm,
    at: usize,
    primary: Option<CustomerId>,
    problems: &mut Vec<Problem>,
) {
    if line.billing_method != BillingMethod::Product {
        return;
    }
    let mut refuse = |refusal| problems.push(Problem { place: Place::Line(at), refusal });
    if !line.classes.is_empty() || line.has_selected_tasks {
        refuse(Refusal::ProductsCoverNoWork);
    }
    if line.splits.iter().any(|split| split.customer != primary) {
        refuse(Refusal::ProductsAreForThePrimaryCustomer);
    }
}

/// Roles, categories or the line itself may have gone meanwhile.
fn check_all_is_there(line: &LineForm, known: &ContractSetup, c: &mut Collector) {
    let dimensions =
        line.roles.iter().all(|(id, _)| known.roles.iter().any(|(known, ..)| known == id))
            && line
                .categories
                .iter()
                .all(|(id, _)| known.categories.iter().any(|(known, ..)| known == id));
    if !dimensions
        || line
            .contract_line_id
            .is_some_and(|id| !known.form.lines.iter().any(|l| l.contract_line_id == Some(id)))
    {
        c.refuse(Refusal::Outdated);
    }
}

fn selected_tasks(
    line: &LineForm,
    known: &ContractSetup,
    c: &mut Collector,
) -> Vec<(TaskId, bool)> {
    let of_project = |id: TaskId| {
        known.tasks.iter().any(|(task, project, _)| *task == id && Some(*project) == line.project)
    };
    if line.tasks.is_empty() {
        c.refuse(Refusal::FieldMissing(Field::Tasks));
    } else if !line.tasks.iter().all(|(id, _)| of_project(*id)) {
        c.refuse(Refusal::FieldNotAChoice(Field::Tasks));
    }
    line.tasks.clone()
}

type Cover = (ProjectId, TransactionClass);

/// R-APP-2: a project and class sit on one whole-project line; several lines share them only task
/// by task, and several contracts one after another.
fn overlaps(form: &ContractForm, known: &ContractSetup, problems: &mut Vec<Problem>) {
    let mut covered: HashMap<Cover, Vec<(Option<TaskId>, String)>> = HashMap::new();
    let period = parse_date(&form.start_on)
        .map(|from| Period { from, to: parse_date(&form.requested_delivery_on) });
    for by in
        known.covered.iter().filter(|by| period.is_none_or(|period| by.period.overlaps(period)))
    {
        covered
            .entry((by.project, by.transaction_class))
            .or_default()
            .push((by.task, by.contract.clone()));
    }
    for (at, line) in form.lines.iter().enumerate() {
        let Some(project) = line.project else { continue };
        let tasks: Vec<Option<TaskId>> = if line.has_selected_tasks {
            line.tasks.iter().map(|(id, _)| Some(*id)).collect()
        } else {
            vec![None]
        };
        let mut named: Option<String> = None;
        for class in &line.classes {
            let there = covered.entry((project, *class)).or_default();
            let clash = there.iter().find(|(task, _)| {
                tasks.iter().any(|mine| mine.is_none() || task.is_none() || mine == task)
            });
            named = named.or_else(|| clash.map(|(_, whose)| whose.clone()));
            there.extend(tasks.iter().map(|task| (*task, line.name.trim().to_owned())));
        }
        if let Some(whose) = named {
            problems.push(Problem {
                place: Place::Line(at),
                refusal: Refusal::ProjectClassTaken(whose),
            });
        }
    }
}

/// R-SM-2, R-SM-3: whether a contract with so many lines goes from one state to the next.
pub fn next(
    from: ContractState,
    to: ContractState,
    lines: usize,
) -> Result<ContractState, Refusal> {
    match (from, to) {
        (ContractState::Draft, ContractState::Confirmed) if lines == 0 => {
            Err(Refusal::ContractHasNoLines)
        }
        (ContractState::Draft, ContractState::Confirmed)
        | (ContractState::Draft | ContractState::Confirmed, ContractState::Lost) => Ok(to),
        (
            ContractState::Confirmed | ContractState::Lost,
            ContractState::Confirmed | ContractState::Draft,
        )
        | (ContractState::Lost, ContractState::Lost)
        | (ContractState::Draft, ContractState::Draft) => Err(Refusal::ContractNotDraft),
    }
}

/// *Evenly Distribute*: shares of two decimals that total 100; the customer of that place takes
/// what rounding leaves.
pub fn evenly(count: usize, rounding: usize) -> Vec<Decimal> {
    let Some(parts) = u32::try_from(count).ok().filter(|n| *n > 0) else { return Vec::new() };
    let share = (Decimal::ONE_HUNDRED / Decimal::from(parts)).trunc_with_scale(2);
    let rest = Decimal::ONE_HUNDRED - share * Decimal::from(parts - 1);
    (0..count).map(|at| if at == rounding.min(count - 1) { rest } else { share }).collect()
}
