//! Details that somebody writes on a draft (R-EDIT-13).

use super::add::enter;
use crate::{
    book, entries,
    invoicing::{
        self,
        draft::{
            model::{Addable, Changed, DetailAdd, DetailAdded},
            rules::{self, AddedWork},
            store::{self, Added},
        },
        model::OpenInvoice,
    },
    platform::{command::Tx, failure::Failure, scope::Scope},
    prices::{self, rules::Priced},
    vocabulary::{
        ids::{InvoiceId, ProjectId},
        refusal::{Field, Refusal},
        words::TransactionClass,
    },
};
use rust_decimal::Decimal;

/// Where a detail can be written on an invoice.
pub async fn read_addable(scope: &mut Scope, invoice: InvoiceId) -> Result<Addable, Failure> {
    let open = invoicing::store::invoice_open(scope, &[invoice.0]).await?.pop();
    let open = open.ok_or(Refusal::NotFound)?;
    Ok(Addable { currency: open.currency, lines: store::addable_lines(scope, invoice).await? })
}

/// Writes a detail on an open proforma invoice: nothing is behind it until that is confirmed
/// (R-EDIT-13). Its price is the one typed, else the price list's, else 0.
pub async fn add_detail(tx: &mut Tx, add: &DetailAdd) -> Result<DetailAdded, Failure> {
    let open = enter(tx, add.invoice_id).await?;
    let lines = store::addable_lines(tx, open.invoice_id).await?;
    let line = lines
        .into_iter()
        .find(|line| line.contract_line_id == add.contract_line_id)
        .ok_or(Refusal::LineBillsAnother)?;
    let work = known(tx, add, line.project_id, rules::added_work(add, &line)?).await?;
    let typed = !add.unit_price.trim().is_empty();
    let found = if typed { None } else { price(tx, &open, add.transaction_class, &work).await? };
    let terms = rules::added_terms(add, found, open.currency)?;

    let said = Changed {
        work_on: work.work_on,
        resource_name: None,
        currency: open.currency,
        terms: terms.clone(),
    };
    tx.note((), said);
    let added = Added { add, currency: open.currency, work: &work, terms: &terms };
    let invoice_detail_id = store::added_insert(tx, &line.name, &added).await?;
    invoicing::retainers::commands::refit(tx, open.invoice_id).await?;
    invoicing::store::invoice_touch(tx, open.invoice_id).await?;
    Ok(DetailAdded { invoice_detail_id, has_price: typed || found.is_some() })
}

/// The same, once everything that it names is known to be the company's; material is counted in its
/// product's unit.
async fn known(
    tx: &mut Tx,
    add: &DetailAdd,
    project_id: ProjectId,
    work: AddedWork,
) -> Result<AddedWork, Failure> {
    if let Some(resource) = add.resource_id {
        let known = book::commands::known_resources(tx, &[resource.0]).await?;
        if !known.contains(&resource) {
            return Err(Refusal::FieldNotAChoice(Field::Resource).into());
        }
    }
    let asked = entries::model::Work {
        transaction_class: add.transaction_class,
        project_id,
        task_id: add.task_id,
        dimension: work.dimension,
        work_on: work.work_on,
        quantity: work.quantity,
        unit: work.unit.clone(),
        unit_cost: None,
        notes: String::new(),
    };
    let known = entries::commands::known_work(tx, vec![asked]).await?.pop();
    let unit = known.ok_or(Refusal::InputUnreadable)??.unit;
    Ok(AddedWork { unit, ..work })
}

/// R-PRC-1, R-PRC-2: what the contract's price list says; none where it says nothing, or a price by
/// cost, which there is none of.
async fn price(
    tx: &mut Tx,
    open: &OpenInvoice,
    class: TransactionClass,
    work: &AddedWork,
) -> Result<Option<Decimal>, Failure> {
    let prices = prices::commands::read_prices(tx).await?;
    let priced = Priced {
        class,
        dimension: work.dimension,
        unit: &work.unit,
        unit_cost: None,
        day: work.work_on,
    };
    Ok(prices::rules::price_in(&prices, open.contract_id, open.currency, priced))
}
