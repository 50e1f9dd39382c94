//! prices.csv.

use super::cells::CLASSES;
use crate::{
    contracts::model::Period,
    imports::{
        model::{Complaint, FileReport, Known, Plan, Problem},
        rules::{
            form::{self, PriceCells},
            table::{Row, Table},
        },
    },
    prices::{
        model::NewPrice,
        rules::{is_same_unit, priced_by},
    },
    vocabulary::{names::fold, words::TransactionClass},
};

/// A role, category or product as it is written in the book, or by an earlier price.
fn as_written(known: &Known, plan: &Plan, class: TransactionClass, typed: String) -> String {
    let kind = priced_by(class);
    let key = fold(&typed);
    let here = known.book.priced_by(class).find(&typed).map(str::to_owned);
    let earlier = || {
        plan.prices
            .iter()
            .find(|p| priced_by(p.transaction_class) == kind && fold(&p.role) == key)
            .map(|p| p.role.clone())
    };
    here.or_else(earlier).unwrap_or(typed)
}

/// Prices that are not here yet, each beside the others of its own.
pub(super) fn prices(
    table: &Table,
    known: &Known,
    plan: &mut Plan,
    problems: &mut Vec<Problem>,
) -> FileReport {
    let mut report = table.report();
    for row in table.rows() {
        let Some(new) = new_price(&row, known, plan, problems) else { continue };
        let (class, period) =
            (new.transaction_class, Period { from: new.valid_from, to: new.valid_to });
        let same = |c, k, r: &str, u: &str| {
            c == new.currency
                && k == class
                && fold(r) == fold(&new.role)
                && (class == TransactionClass::Time || is_same_unit(u, &new.unit))
        };
        let same_known = || {
            known
                .book
                .prices
                .iter()
                .filter(|p| same(p.currency, p.transaction_class, &p.name, &p.unit))
        };
        if same_known().any(|p| p.period == period) {
            report.known += 1;
            continue;
        }
        let period_of = |p: &NewPrice| Period { from: p.valid_from, to: p.valid_to };
        let overlaps = same_known().any(|p| p.period.overlaps(period))
            || plan.prices.iter().any(|p| {
                same(p.currency, p.transaction_class, &p.role, &p.unit)
                    && period_of(p).overlaps(period)
            });
        if overlaps {
            row.complain(problems, "valid_from", Complaint::PriceOverlaps);
            continue;
        }
        if class == TransactionClass::Time
            && known.book.roles.find(&new.role).is_none()
            && !plan.roles.contains(&new.role)
        {
            plan.roles.push(new.role.clone());
        }
        report.added += 1;
        plan.prices.push(new);
    }
    report
}

/// A row as a price, if its cells can be read and the form takes it.
fn new_price(
    row: &Row,
    known: &Known,
    plan: &Plan,
    problems: &mut Vec<Problem>,
) -> Option<NewPrice> {
    let class = row.choice(problems, "transaction_class", CLASSES);
    let typed = row.required(problems, "role", 200);
    let said = problems.len();
    let cells = PriceCells {
        unit_price: row.number_as_typed(problems, "unit_price"),
        valid_from: row.day_as_typed(problems, "valid_from"),
        valid_to: row.day_as_typed(problems, "valid_to"),
    };
    let class = class.filter(|_| problems.len() == said && !typed.is_empty())?;
    let role = as_written(known, plan, class, typed);
    let product = |name: &str| {
        let earlier = plan
            .prices
            .iter()
            .find(|p| p.transaction_class == TransactionClass::Material && p.role == name)
            .map(|p| p.unit.clone());
        known.book.product_units.get(name).cloned().or(earlier)
    };
    let unit = product(&role).filter(|_| class == TransactionClass::Material);
    let checked = form::price(row, (class, unit), cells, problems)?;
    Some(NewPrice {
        currency: checked.currency,
        transaction_class: class,
        role,
        unit: checked.unit,
        unit_price: checked.unit_price,
        valid_from: checked.valid_from,
        valid_to: checked.valid_to,
    })
}
