//! SQL of what confirmation reads: details with what stands behind them.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use crate::{
    actuals::model::Actual,
    invoicing::confirm::model::{MilestoneSource, OpenDetail, Source},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        currency::Currency,
        ids::{
            ActualId, ContractId, ContractLineId, CustomerId, EntryId, InvoiceDetailId, InvoiceId,
            ProjectId, ResourceId, RoleId,
        },
        words::{BillingType, TransactionClass, TransactionType},
    },
};

/// Details of these invoices with what stands behind them, after a key, in key order.
pub async fn open_details(
    scope: &mut Scope,
    invoices: &[i64],
    after: i64,
    limit: i64,
) -> Result<Vec<OpenDetail>, Failure> {
    let mut details = open_sales(scope, invoices, after, limit).await?;
    let milestones = open_milestones(scope, invoices, after, limit).await?;
    if !milestones.is_empty() {
        details.extend(milestones);
        details.sort_by_key(|detail| detail.invoice_detail_id);
        details.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(details)
}

/// Details of these invoices that bill unbilled sales, after a key, in key order.
async fn open_sales(
    scope: &mut Scope,
    invoices: &[i64],
    after: i64,
    limit: i64,
) -> Result<Vec<OpenDetail>, Failure> {
    let rows = sqlx::query!(
        r#"
        select d.invoice_id, d.invoice_detail_id, d.billing_type as "billing_type: BillingType",
            d.quantity, d.unit_price, d.tax, a.actual_id,
            a.transaction_type as "transaction_type: TransactionType",
            a.transaction_class as "transaction_class: TransactionClass",
            a.billing_type as "source_billing_type: BillingType", a.work_on, a.accounted_on,
            a.contract_id, a.contract_line_id, a.customer_id, a.project_id, a.resource_id,
            a.role_id, a.entry_id, a.quantity as source_quantity, a.unit_price as source_unit_price,
            a.amount as source_amount, a.tax as source_tax, a.currency as "currency: Currency",
            a.has_price, a.cost_actual_id, a.reverses_actual_id, a.replaces_actual_id,
            a.bills_actual_id
        from invoice_detail d
        join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
        where d.company_id = $1 and d.invoice_id = any($2) and d.invoice_detail_id > $3
        order by d.invoice_detail_id
        limit $4
        "#,
        scope.company(),
        invoices,
        after,
        limit
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| OpenDetail {
            invoice_id: InvoiceId(r.invoice_id),
            invoice_detail_id: InvoiceDetailId(r.invoice_detail_id),
            billing_type: r.billing_type,
            quantity: r.quantity,
            unit_price: r.unit_price,
            tax: r.tax,
            source: Source::Sale(Actual {
                id: ActualId(r.actual_id),
                transaction_type: r.transaction_type,
                transaction_class: r.transaction_class,
                billing_type: r.source_billing_type,
                work_on: r.work_on,
                accounted_on: r.accounted_on,
                contract_id: r.contract_id.map(ContractId),
                contract_line_id: r.contract_line_id.map(ContractLineId),
                customer_id: r.customer_id.map(CustomerId),
                project_id: r.project_id.map(ProjectId),
                resource_id: r.resource_id.map(ResourceId),
                role_id: r.role_id.map(RoleId),
                entry_id: r.entry_id.map(EntryId),
                retainer_id: None,
                journal_opening_id: None,
                quantity: r.source_quantity,
                unit_price: r.source_unit_price,
                amount: r.source_amount,
                tax: r.source_tax,
                currency: r.currency,
                has_price: r.has_price,
                cost_actual_id: r.cost_actual_id.map(ActualId),
                reverses_actual_id: r.reverses_actual_id.map(ActualId),
                replaces_actual_id: r.replaces_actual_id.map(ActualId),
                bills_actual_id: r.bills_actual_id.map(ActualId),
                invoice_id: None,
                invoice_detail_id: None,
            }),
        })
        .collect())
}

/// Details of these invoices that bill milestones, likewise.
async fn open_milestones(
    scope: &mut Scope,
    invoices: &[i64],
    after: i64,
    limit: i64,
) -> Result<Vec<OpenDetail>, Failure> {
    let rows = sqlx::query!(
        r#"
        select d.invoice_id, d.invoice_detail_id, d.billing_type as "billing_type: BillingType",
            d.quantity, d.unit_price, d.tax, s.contract_id, s.contract_line_id, s.customer_id,
            s.project_id, s.milestone_on, s.currency as "currency: Currency"
        from invoice_detail d
        join milestone_split s on s.company_id = d.company_id
            and s.milestone_split_id = d.source_milestone_split_id
        where d.company_id = $1 and d.invoice_id = any($2) and d.invoice_detail_id > $3
            and d.source_milestone_split_id is not null
        order by d.invoice_detail_id
        limit $4
        "#,
        scope.company(),
        invoices,
        after,
        limit
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| OpenDetail {
            invoice_id: InvoiceId(r.invoice_id),
            invoice_detail_id: InvoiceDetailId(r.invoice_detail_id),
            billing_type: r.billing_type,
            quantity: r.quantity,
            unit_price: r.unit_price,
            tax: r.tax,
            source: Source::Milestone(MilestoneSource {
                contract_id: ContractId(r.contract_id),
                contract_line_id: ContractLineId(r.contract_line_id),
                customer_id: CustomerId(r.customer_id),
                project_id: ProjectId(r.project_id),
                milestone_on: r.milestone_on,
                currency: r.currency,
            }),
        })
        .collect())
}
