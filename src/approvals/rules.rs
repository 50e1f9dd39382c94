//! What approval writes of an entry, by the contract that covers it (R-APP-1 to R-APP-10). Pure.

#[cfg(feature = "ssr")]
mod foretell;
mod sets;

#[cfg(feature = "ssr")]
pub use foretell::Foretelling;
pub use sets::{BACKGROUND_FROM, Turn, background_from, is_in_background, turn};

use crate::{
    actuals::model::Actual,
    backlog::rules::{Limits, evaluate, levels},
    book::model::Dimension,
    contracts::{
        self,
        model::{LimitLevel, LineTerms, Terms},
        rules::shares,
    },
    entries::model::{Entry, Remarks},
    prices::{
        model::Price,
        rules::{Priced, price_on},
    },
    vocabulary::{
        currency::Currency,
        ids::{ActualId, CustomerId},
        money::{DiscountAndFee, PRICE_LIMIT, amount, is_quantity},
        refusal::{Field, Refusal},
        split::{split_amount, split_quantity},
        typed::number,
        words::{
            BillingMethod, BillingType, NteStatus, NteValidation, TransactionClass, TransactionType,
        },
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// R-APP-4: what the approver typed as billable hours.
pub fn billable_quantity(typed: &str) -> Result<Decimal, Refusal> {
    let value = number(typed, Field::BillableQuantity)?;
    if is_quantity(value) {
        Ok(value)
    } else {
        Err(Refusal::FieldOutOfRange(Field::BillableQuantity))
    }
}

/// Rows that approval writes for an entry, without keys yet: costs first, then unbilled sales, each
/// of which names its cost by place.
#[derive(Clone, Debug, PartialEq)]
pub struct Approval {
    /// Whether customers pay, as it was decided (R-APP-3).
    pub billing_type: BillingType,
    /// Cost actuals (R-APP-5, R-APP-7).
    pub costs: Vec<Actual>,
    /// Unbilled sales actuals with the place of their cost.
    pub sales: Vec<(Actual, Option<usize>)>,
    /// What there is to be said of them (W-27).
    pub remarks: Remarks,
}

impl Approval {
    /// No contract line covers the work: cost only.
    pub fn is_not_covered(&self) -> bool {
        self.billing_type == BillingType::NotAvailable
    }

    /// What the entry says from then on (R-APP-3). What somebody chose stays where no line covers the
    /// work: one may later (R-APP-11).
    pub fn type_of(&self, entry: &Entry) -> BillingType {
        if self.is_not_covered() && entry.billing_type_is_chosen {
            entry.billing_type
        } else {
            self.billing_type
        }
    }
}

/// R-APP-3: whether customers pay for work: as somebody chose, or as the line says; Not available
/// where no line covers it.
pub fn billing_type(
    chosen: Option<BillingType>,
    dimension: Dimension,
    terms: Option<&LineTerms>,
) -> BillingType {
    match (terms, chosen) {
        (None, _) => BillingType::NotAvailable,
        (Some(_), Some(chosen)) => chosen,
        (Some(terms), None) => contracts::rules::billing_type(terms, dimension),
    }
}

/// What approving an entry writes under the terms of its day.
pub fn foresee(
    entry: &Entry,
    terms: &Terms,
    prices: &[Price],
    company_currency: Currency,
    today: NaiveDate,
) -> Approval {
    let (project, class, task, day) =
        (entry.project_id, entry.transaction_class, entry.task_id, entry.work_on);
    let mut approval =
        approve(entry, terms.of(project, class, task, day), prices, company_currency, today);
    approval.remarks.outside_dates = terms.is_outside(project, class, task, day);
    approval
}

/// What a sale's price comes from: a rate in the contract's currency, else the list; none: nothing
/// prices it.
fn sales_price(
    entry: &Entry,
    terms: &LineTerms,
    prices: &[Price],
    company_currency: Currency,
) -> (Option<Decimal>, bool) {
    if entry.unit_price.is_some() && entry.price_currency == Some(terms.currency) {
        return (entry.unit_price, false);
    }
    // A journal's sale has no cost of its own; what was spent in the company's currency is worth
    // nobody knows what in another.
    let has_cost = entry.journal_type.is_none() && terms.currency == company_currency;
    let priced = Priced {
        class: entry.transaction_class,
        dimension: entry.dimension,
        unit: &entry.unit,
        unit_cost: has_cost.then_some(entry.unit_cost),
        day: entry.work_on,
    };
    (price_on(prices, terms, priced), entry.unit_price.is_some())
}

/// R-APP-2 to R-APP-8: what approving an entry writes. Without terms no line covers it: cost only,
/// Not available. A journal's line writes only what it says (R-APP-14).
pub fn approve(
    entry: &Entry,
    terms: Option<&LineTerms>,
    prices: &[Price],
    company_currency: Currency,
    today: NaiveDate,
) -> Approval {
    let entry = &Entry {
        billing_type: billing_type(
            // Not available is what no line made of it, and nobody's choice.
            Some(entry.billing_type).filter(|chosen| {
                entry.billing_type_is_chosen && *chosen != BillingType::NotAvailable
            }),
            entry.dimension,
            terms,
        ),
        ..entry.clone()
    };
    let has_cost = entry.journal_type.is_none_or(|written| written == TransactionType::Cost);
    let has_sales =
        entry.journal_type.is_none_or(|written| written == TransactionType::UnbilledSales);
    let mut approval = Approval {
        billing_type: entry.billing_type,
        costs: Vec::new(),
        sales: Vec::new(),
        remarks: Remarks::default(),
    };
    let Some(billed) = terms.filter(|t| t.billing_method == BillingMethod::TimeAndMaterial) else {
        let whole = || cost(entry, terms, None, entry.quantity, company_currency, today);
        approval.costs.extend(has_cost.then(whole));
        return approval;
    };
    if has_cost {
        let parts = per_customer(billed, entry.quantity).into_iter();
        approval.costs.extend(parts.map(|(customer, part)| {
            cost(entry, terms, Some(customer), part, company_currency, today)
        }));
    }
    if has_sales {
        let (price, rate_left) = sales_price(entry, billed, prices, company_currency);
        let cost = |customer, quantity| {
            cost(entry, terms, Some(customer), quantity, company_currency, today)
        };
        approval.sales = sales(entry, billed, price, &approval.costs, cost);
        let pays = entry.billing_type == BillingType::Chargeable;
        approval.remarks = Remarks {
            without_price: pays && price.is_none(),
            at_zero: pays && price.is_some_and(|price| price.is_zero()),
            rate_left,
            outside_dates: false,
        };
    }
    approval
}

/// R-APP-7: a quantity shared out among the line's customers, as far as each gets something.
fn per_customer(terms: &LineTerms, quantity: Decimal) -> Vec<(CustomerId, Decimal)> {
    let customers = terms.customers.iter().map(|c| c.customer_id);
    customers
        .zip(split_quantity(quantity, &shares(terms)))
        .filter(|(_, part)| !part.is_zero())
        .collect()
}

/// What customers owe for an entry, with the place of its cost among the costs; a sale is its cost
/// (`cost`, of a customer and a quantity) at another price.
fn sales(
    entry: &Entry,
    terms: &LineTerms,
    price: Option<Decimal>,
    costs: &[Actual],
    cost: impl Fn(CustomerId, Decimal) -> Actual,
) -> Vec<(Actual, Option<usize>)> {
    let unit_price = price.unwrap_or_default();
    let sale = |billing_type, customer, quantity, unit_price| Actual {
        transaction_type: TransactionType::UnbilledSales,
        billing_type,
        unit_price,
        amount: amount(quantity, unit_price, terms.currency),
        discount_and_fee: terms.discount_and_fee,
        currency: terms.currency,
        has_price: price.is_some(),
        ..cost(customer, quantity)
    };
    if entry.transaction_class == TransactionClass::Fee {
        // R-APP-8: its quantity is 1, so its amount is shared out.
        let parts = split_amount(unit_price, &shares(terms), terms.currency.decimals());
        return terms
            .customers
            .iter()
            .zip(parts)
            .filter(|(_, part)| !part.is_zero() || price.is_none())
            .map(|(c, part)| (sale(entry.billing_type, c.customer_id, Decimal::ONE, part), None))
            .collect();
    }
    let mut sales = Vec::new();
    for (billing_type, quantity) in billable_parts(entry) {
        for (customer, part) in per_customer(terms, quantity) {
            let cost_at = costs.iter().position(|c| c.customer_id == Some(customer));
            sales.push((sale(billing_type, customer, part, unit_price), cost_at));
        }
    }
    sales
}

/// A price that is marked up over what something cost can be larger than a row of the ledger holds.
pub fn fits(approval: &Approval) -> Result<(), Refusal> {
    let too_large = |row: &Actual| row.unit_price >= PRICE_LIMIT;
    if approval.costs.iter().chain(approval.sales.iter().map(|(sale, _)| sale)).any(too_large) {
        Err(Refusal::PriceTooLarge)
    } else {
        Ok(())
    }
}

/// R-APP-9: whether what approving an entry now, on its own, writes would be within every limit;
/// and the level that some of it would be over.
pub fn nte_validation(approval: &Approval, limits: &Limits) -> (NteValidation, Option<LimitLevel>) {
    let mut limits = limits.clone();
    let evaluated: Vec<_> = approval
        .sales
        .iter()
        .filter_map(|(sale, _)| {
            let levels = levels(sale.contract_id?, sale.contract_line_id?, sale.customer_id?);
            Some(evaluate(&mut limits, &levels, sale.billing_type, sale.net_amount()))
        })
        .collect();
    match evaluated.iter().find_map(|(_, stopped_by)| *stopped_by) {
        Some(level) => (NteValidation::Failed, Some(level)),
        None if evaluated.iter().any(|(status, _)| *status == NteStatus::Committed) => {
            (NteValidation::Success, None)
        }
        None => (NteValidation::NotApplicable, None),
    }
}

/// R-APP-5: hours let through are chargeable, hours held back are not; more than worked may be let
/// through.
fn billable_parts(entry: &Entry) -> Vec<(BillingType, Decimal)> {
    if entry.billing_type != BillingType::Chargeable {
        return vec![(entry.billing_type, entry.quantity)];
    }
    let held_back = entry.quantity - entry.billable_quantity;
    let mut parts = vec![(BillingType::Chargeable, entry.billable_quantity)];
    if held_back > Decimal::ZERO {
        parts.push((BillingType::NonChargeable, held_back));
    }
    parts
}

fn cost(
    entry: &Entry,
    terms: Option<&LineTerms>,
    customer: Option<CustomerId>,
    quantity: Decimal,
    currency: Currency,
    today: NaiveDate,
) -> Actual {
    Actual {
        id: ActualId(0),
        transaction_type: TransactionType::Cost,
        transaction_class: entry.transaction_class,
        billing_type: entry.billing_type,
        work_on: entry.work_on,
        accounted_on: today,
        contract_id: terms.map(|t| t.contract_id),
        contract_line_id: terms.map(|t| t.contract_line_id),
        customer_id: customer,
        project_id: Some(entry.project_id),
        resource_id: entry.resource_id,
        role_id: match entry.dimension {
            Dimension::Role(role) => Some(role),
            Dimension::Category(_) | Dimension::Product(_) => None,
        },
        entry_id: Some(entry.entry_id),
        retainer_id: None,
        journal_opening_id: None,
        added_detail_id: None,
        quantity,
        unit_price: entry.unit_cost,
        amount: amount(quantity, entry.unit_cost, currency),
        discount_and_fee: DiscountAndFee::NONE,
        tax: Decimal::ZERO,
        currency,
        has_price: true,
        cost_actual_id: None,
        reverses_actual_id: None,
        replaces_actual_id: None,
        bills_actual_id: None,
        invoice_id: None,
        invoice_detail_id: None,
    }
}
