//! Verbs of product lines.

pub use super::store::{PRODUCT_LINES, list_product_lines, total_product_lines};

use super::{
    model::{LineProducts, Mark, ProductLineEdit, ProductLineRemoval, TakenProductLine},
    rules, store,
};
use crate::{
    backlog::model::ReadySummary,
    book::model::Dimension,
    contracts,
    platform::{command::Tx, failure::Failure, scope::Scope},
    prices::{self, rules::Priced},
    vocabulary::{
        currency::Currency,
        ids::{ContractId, ContractLineId, CustomerId, ProductLineId},
        paging::{BulkOutcome, Selection},
        refusal::{Field, Refusal},
        words::{BillingMethod, TransactionClass},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The product-based lines of a contract with what is sold on them.
pub async fn read_product_lines(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<Vec<LineProducts>, Failure> {
    if !contracts::commands::contract_exists(scope, contract).await? {
        return Err(Refusal::NotFound.into());
    }
    let lines = store::lines(scope, contract).await?;
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let all = store::of_contract(scope, contract).await?;
    Ok(lines
        .into_iter()
        .map(|line| LineProducts {
            products: all
                .iter()
                .filter(|product| product.contract_line_id == line.contract_line_id)
                .cloned()
                .collect(),
            line,
        })
        .collect())
}

/// Marks product lines Ready to Invoice or Not Ready, as milestones (R-SM-9, R-SM-10): a refused
/// row says why, the others are changed.
pub async fn mark_product_lines(tx: &mut Tx, mark: &Mark) -> Result<BulkOutcome, Failure> {
    let chosen = store::PRODUCT_LINES.look_up(tx, &mark.selection).await?;
    let selection = chosen.parts().0;
    let contracts = store::selected_contracts(tx, selection).await?;
    contracts::commands::share(tx, &contracts).await?;
    if let Some((query, sight)) = chosen.matching_seen() {
        sight.check(&store::total_product_lines(tx, query).await?)?;
    }
    let selected = store::selected(tx, selection, &contracts).await?;
    let seen = mark.selection.versions_seen();

    let mut outcome = BulkOutcome::default();
    let mut allowed = Vec::with_capacity(selected.len());
    for row in selected {
        if mark.selection.is_stale(&seen, row.product_line_id, row.version) {
            outcome.refuse(Refusal::Outdated, row.product_line_id);
            continue;
        }
        let invoice = row.invoice.as_deref().unwrap_or_default();
        match rules::marked(row.status, row.contract_state, invoice, mark.ready) {
            Ok(_) => allowed.push(row.product_line_id),
            Err(refusal) => outcome.refuse(refusal, row.product_line_id),
        }
    }
    if let Selection::Rows(ids) = selection {
        for row in store::not_here(tx, ids).await? {
            outcome.refuse(Refusal::ProductLineGone, row);
        }
    }

    let marked = store::write::product_line_mark(tx, &allowed, mark.ready).await?;
    outcome.change(selection, marked.into_iter().map(|(row, version)| (row, Some(version))));
    Ok(outcome)
}

/// Sells a product on a product-based line, or changes what is on no invoice (R-VOC-3): at the
/// price of the product price list where none is typed.
pub async fn save_product_line(
    tx: &mut Tx,
    edit: &ProductLineEdit,
) -> Result<ProductLineId, Failure> {
    let (contract, currency) = enter(tx, edit.contract_line_id).await?;
    let before = match edit.product_line_id {
        None => None,
        Some(id) => {
            let row = store::product_line(tx, id).await?.ok_or(Refusal::NotFound)?;
            if row.contract_line_id != edit.contract_line_id {
                return Err(Refusal::NotFound.into());
            }
            if row.version != edit.version {
                return Err(Refusal::Outdated.into());
            }
            rules::may_change(row.status, row.invoice.as_deref().unwrap_or_default())?;
            Some(row)
        }
    };
    let listed = listed_price(tx, edit, contract, currency).await?;
    let terms = rules::edit(edit, currency, listed)?;

    tx.note(before, terms);
    match edit.product_line_id {
        None => store::write::product_line_insert(tx, edit.contract_line_id, &terms).await,
        Some(id) => {
            store::write::product_line_update(tx, id, edit.version, &terms).await?;
            Ok(id)
        }
    }
}

/// Deletes a product line that no invoice has claimed.
pub async fn delete_product_line(tx: &mut Tx, removal: &ProductLineRemoval) -> Result<(), Failure> {
    let id = removal.product_line_id;
    let line = store::product_line(tx, id).await?.ok_or(Refusal::NotFound)?.contract_line_id;
    enter(tx, line).await?;
    let before = store::product_line(tx, id).await?.ok_or(Refusal::NotFound)?;
    if before.version != removal.version {
        return Err(Refusal::Outdated.into());
    }
    rules::may_change(before.status, before.invoice.as_deref().unwrap_or_default())?;

    tx.note(&before, ());
    store::write::product_line_delete(tx, id, removal.version).await
}

/// The contract of a product-based line, locked: whoever changes or bills what is sold on it comes
/// one after another.
async fn enter(tx: &mut Tx, line: ContractLineId) -> Result<(ContractId, Currency), Failure> {
    let (contract, ..) = store::line_terms(tx, line).await?.ok_or(Refusal::NotFound)?;
    contracts::commands::lock(tx, &[contract.0]).await?;
    let (contract, method, state, currency) =
        store::line_terms(tx, line).await?.ok_or(Refusal::NotFound)?;
    if method != BillingMethod::Product {
        return Err(Refusal::ProductIsForProductLines.into());
    }
    rules::may_sell(state)?;
    Ok((contract, currency))
}

/// R-PRC-1, R-PRC-2: what the product price list says of it on its day; the contract's own price
/// before the company's.
async fn listed_price(
    tx: &mut Tx,
    edit: &ProductLineEdit,
    contract: ContractId,
    currency: Currency,
) -> Result<Option<Decimal>, Failure> {
    let (product, day) = rules::priced_by(edit)?;
    let unit = store::product_unit(tx, product.0)
        .await?
        .ok_or(Refusal::FieldNotAChoice(Field::Product))?;
    let priced = Priced {
        class: TransactionClass::Material,
        dimension: Dimension::Product(product),
        unit: &unit,
        unit_cost: None,
        day,
    };
    let prices = prices::commands::read_prices(tx).await?;
    Ok(prices::rules::price_in(&prices, contract, currency, priced))
}

/// What creation can find on these contracts. They are locked already.
pub async fn summarize(
    tx: &mut Tx,
    contracts: &[i64],
    invoice_on: NaiveDate,
) -> Result<Vec<ReadySummary>, Failure> {
    store::ready_summary(tx, contracts, invoice_on).await
}

/// What is Ready of these contracts, which are locked already, for those customers that are the
/// primary ones (R-INV-9); whoever calls must claim every one.
pub async fn take(
    tx: &mut Tx,
    pairs: &[(ContractId, CustomerId)],
    invoice_on: NaiveDate,
) -> Result<Vec<TakenProductLine>, Failure> {
    store::ready(tx, pairs, invoice_on).await
}

/// Product lines that come off an invoice are Ready, as they were; held back they are not.
pub async fn hold_back(tx: &mut Tx, lines: &[ProductLineId]) -> Result<(), Failure> {
    let ids: Vec<i64> = lines.iter().map(|line| line.0).collect();
    store::write::product_line_mark(tx, &ids, false).await?;
    Ok(())
}

/// Product lines that were billed are credited (E12): whole, and they are Ready as before; or so
/// many of each stay billed, and the rest is a new product line, Not Ready. Whoever calls has freed
/// their claims, and claims again what stays.
pub async fn credit(tx: &mut Tx, lines: &[(ProductLineId, Decimal)]) -> Result<(), Failure> {
    let kept: Vec<(ProductLineId, Decimal)> =
        lines.iter().copied().filter(|(_, kept)| *kept > Decimal::ZERO).collect();
    if !kept.is_empty() {
        store::write::product_line_cut(tx, &kept).await?;
    }
    Ok(())
}

/// R-SM-3: what is on no invoice of contracts that were lost is Not Ready. They are held already.
pub async fn unmark_contracts(tx: &mut Tx, contracts: &[i64]) -> Result<(), Failure> {
    store::write::contracts_unmark(tx, contracts).await
}
