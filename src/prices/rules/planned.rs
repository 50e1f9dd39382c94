//! The contract book as it would be with what a plan adds. Until that is written, it has keys below
//! zero. Pure.

use crate::{
    book::model::{Dimension, WhichProject},
    contracts::model::{CustomerTerms, LineTerms, NewContract, NewContractLine, Period, Terms},
    prices::model::{NewPrice, Price},
    vocabulary::{
        ids::{ContractId, ContractLineId, CustomerId, ProjectId, RoleId},
        words::{Pricing, TransactionClass},
    },
};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// What a plan adds to the book that the price of time depends on.
#[derive(Clone, Copy, Debug)]
pub struct Planned<'a> {
    /// Roles, by name.
    pub roles: &'a [String],
    /// Contracts.
    pub contracts: &'a [NewContract],
    /// Prices.
    pub prices: &'a [NewPrice],
}

/// What approval reads of the book, whether it is here or to be added.
#[derive(Clone, Debug, Default)]
pub struct PlannedBook {
    /// What the lines say about work.
    pub terms: Terms,
    /// Every price.
    pub prices: Vec<Price>,
    /// Roles by name, and whether customers pay for them unless a line says otherwise.
    pub roles: HashMap<String, (RoleId, bool)>,
}

/// The key of a project that may have none yet.
pub fn project_key(project: WhichProject) -> ProjectId {
    match project {
        WhichProject::Known(id) => id,
        WhichProject::New(at) => ProjectId(key(at)),
    }
}

/// A key for the one at a place of the plan.
fn key(at: usize) -> i64 {
    i64::try_from(at).map_or(i64::MIN, |at| -1 - at)
}

/// Adds what a plan adds, as far as it is about time.
pub fn add(book: &mut PlannedBook, planned: Planned<'_>) {
    for (at, role) in planned.roles.iter().enumerate() {
        book.roles.entry(role.clone()).or_insert((RoleId(key(at)), true));
    }
    let not_chargeable: Vec<Dimension> = book
        .roles
        .values()
        .filter(|(_, is_chargeable)| !is_chargeable)
        .map(|(id, _)| Dimension::Role(*id))
        .collect();
    let mut line_at = 0;
    for (at, contract) in planned.contracts.iter().enumerate() {
        for line in
            contract.lines.iter().filter(|line| line.classes.contains(&TransactionClass::Time))
        {
            let terms = LineTerms {
                contract_id: ContractId(key(at)),
                contract_line_id: ContractLineId(key(line_at)),
                billing_method: line.billing_method,
                currency: contract.currency,
                discount_and_fee: line.discount_and_fee,
                period: Period { from: contract.start_on, to: contract.requested_delivery_on },
                customers: customers(line),
                is_task_chargeable: true,
                not_chargeable: not_chargeable.clone(),
            };
            book.terms
                .0
                .entry((project_key(line.project), TransactionClass::Time, None))
                .or_default()
                .push(terms);
            line_at += 1;
        }
    }
    let roles = &book.roles;
    let prices = planned
        .prices
        .iter()
        .filter(|price| price.transaction_class == TransactionClass::Time)
        .filter_map(|price| {
            Some(Price {
                contract_id: None,
                currency: price.currency,
                transaction_class: price.transaction_class,
                dimension: Dimension::Role(roles.get(&price.role)?.0),
                unit: price.unit.clone(),
                pricing: Pricing::PerUnit,
                unit_price: price.unit_price,
                period: Period { from: price.valid_from, to: price.valid_to },
            })
        });
    book.prices.extend(prices);
}

/// Whoever has a share of a line, in order of allotment.
fn customers(line: &NewContractLine) -> Vec<CustomerTerms> {
    let with_share = line
        .splits
        .iter()
        .enumerate()
        .filter(|(_, split)| split.billing_split_percent > Decimal::ZERO);
    with_share
        .map(|(at, split)| CustomerTerms {
            customer_id: CustomerId(key(at)),
            percent: split.billing_split_percent,
            is_rounding: split.is_rounding,
        })
        .collect()
}
