//! Create Project Invoices of many contracts goes on in the background (R-INV-2, R-INV-16): the
//! contracts are found once and worked off in chunks, each as `create_invoices` does it, so what
//! changed meanwhile (a contract was lost, somebody else was first) is told contract by contract.
//! The day on the invoices is the one on which it was begun, however long it takes.
//!
//! Statements, whatever the number of contracts: to begin, 2 (the setting, what is Ready on them)
//! and those of `platform::batch`; a chunk, beside those of `platform::batch`: the right of whoever
//! began it, and what `create_invoices` takes. What bounds a chunk is a hundred contracts: they are
//! locked while it runs, and what they have Ready is what it holds in memory.

use super::{Taking, create_in, store};
use crate::{
    access::{self, rules::BILLERS},
    invoicing::create::model::Create,
    platform::{
        batch::{self, Items, Many, NewBatch, Part, Refused},
        command::Tx,
        failure::Failure,
    },
    vocabulary::{
        dates::is_billable_day,
        ids::ContractId,
        paging::Begun,
        refusal::{Field, Refusal},
    },
};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

/// Create Project Invoices.
#[derive(Serialize, Deserialize)]
pub struct CreateInvoices {
    /// The day on the invoices.
    invoice_on: NaiveDate,
}

impl Many for CreateInvoices {
    const KIND: &'static str = "create_invoices";
    const CHUNK: usize = 100;
    const LANES: usize = 2;

    fn chunk<'a>(
        &'a self,
        tx: &'a mut Tx,
        part: &'a Part,
    ) -> BoxFuture<'a, Result<Refused, Failure>> {
        Box::pin(chunk(tx, part, self.invoice_on))
    }
}

async fn chunk(tx: &mut Tx, part: &Part, invoice_on: NaiveDate) -> Result<Refused, Failure> {
    if !access::commands::may_still(tx, BILLERS).await? {
        return Ok(part.items.iter().map(|id| (*id, Refusal::BeginnerMayNot.into())).collect());
    }
    let create = Create {
        contracts: part.items.iter().copied().map(ContractId).collect(),
        invoice_on: Some(invoice_on),
        seen: None,
    };
    let created = create_in(tx, &create, Taking::Everything, Some(part.batch_id)).await?;
    Ok(created
        .into_iter()
        .filter_map(|one| one.outcome.err().map(|why| (one.contract_id.0, why)))
        .collect())
}

/// Begins it in the background, if the contracts, or what is Ready on them, are more rows than the
/// company does at once; nothing, if they are few. The contracts are locked already.
pub async fn begin_many(
    tx: &mut Tx,
    contracts: &[i64],
    invoice_on: NaiveDate,
) -> Result<Option<Begun>, Failure> {
    if !is_billable_day(invoice_on) {
        return Err(Refusal::FieldNotADate(Field::InvoiceDate).into());
    }
    let above = i64::from(access::commands::read_batch_setting(tx).await?);
    let ready = store::ready_totals(tx, contracts).await?;
    let items = i64::try_from(contracts.len()).unwrap_or(i64::MAX);
    if items.max(ready.count) <= above {
        return Ok(None);
    }
    let new = NewBatch {
        many: CreateInvoices { invoice_on },
        items: Items::Single(contracts.to_vec()),
        amounts: ready.amounts,
    };
    batch::begin_one(tx, new).await
}
