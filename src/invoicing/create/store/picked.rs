//! SQL of drafts that picked rows are added to.

use crate::{
    invoicing::create::model::OpenDraft,
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::{ContractId, CustomerId, InvoiceId},
};

/// The drafts of these contracts, locked in key order. One in review is not added to behind the
/// reviewer's back, nor one that is about to be confirmed (R-SM-34).
pub async fn drafts_lock(scope: &mut Scope, contracts: &[i64]) -> Result<Vec<OpenDraft>, Failure> {
    Ok(sqlx::query_as!(
        OpenDraft,
        r#"
        select invoice_id as "invoice_id: InvoiceId", contract_id as "contract_id: ContractId",
            customer_id as "customer_id: CustomerId", invoice_on
        from invoice
        where company_id = $1 and contract_id = any($2) and state = 'draft' and kind = 'proforma'
            and not exists (
                select
                from invoice_confirmation c
                where c.company_id = $1 and c.invoice_id = invoice.invoice_id and c.reason is null
            )
        order by invoice_id
        for update
        "#,
        scope.company(),
        contracts
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Says that drafts changed, and gives each the lines that its contract got since it was made
/// (R-INV-5).
pub async fn drafts_touch(scope: &mut Scope, drafts: &[i64]) -> Result<(), Failure> {
    if drafts.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update invoice set version = version + 1 where company_id = $1 and invoice_id = any($2)",
        scope.company(),
        drafts
    )
    .execute(scope.connection())
    .await?;
    sqlx::query!(
        r"
        insert into invoice_line (company_id, invoice_id, contract_line_id, name)
        select $1, i.invoice_id, l.contract_line_id, l.name
        from invoice i
        join contract_line l on l.company_id = i.company_id and l.contract_id = i.contract_id
        join contract_line_customer lc on lc.company_id = l.company_id
            and lc.contract_line_id = l.contract_line_id and lc.customer_id = i.customer_id
        where i.company_id = $1 and i.invoice_id = any($2)
        on conflict do nothing
        ",
        scope.company(),
        drafts
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
