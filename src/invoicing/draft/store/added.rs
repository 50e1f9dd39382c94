//! SQL of details that are written by hand.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use crate::{
    book::model::Dimension,
    invoicing::draft::{
        model::{AddableLine, DetailAdd, DetailTerms},
        rules::AddedWork,
    },
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        currency::Currency,
        ids::{ContractLineId, InvoiceDetailId, InvoiceId, ProjectId, TaskId},
        words::{BillingType, TransactionClass},
    },
};

/// A detail about to be written.
pub struct Added<'a> {
    /// As typed.
    pub add: &'a DetailAdd,
    /// Of the invoice.
    pub currency: Currency,
    /// What it is of.
    pub work: &'a AddedWork,
    /// What it says.
    pub terms: &'a DetailTerms,
}

/// Lines of an invoice's contract that bill its customer, with what they include.
pub async fn addable_lines(
    scope: &mut Scope,
    invoice: InvoiceId,
) -> Result<Vec<AddableLine>, Failure> {
    let rows = sqlx::query!(
        r#"
        select l.contract_line_id, coalesce(n.name, l.name) as "name!", l.project_id,
            x.transaction_class, x.task_id
        from invoice i
        join contract_line l on l.company_id = i.company_id and l.contract_id = i.contract_id
        join contract_line_customer k on k.company_id = l.company_id
            and k.contract_line_id = l.contract_line_id and k.customer_id = i.customer_id
        join contract_line_class x on x.company_id = l.company_id
            and x.contract_line_id = l.contract_line_id
        left join invoice_line n on n.company_id = i.company_id and n.invoice_id = i.invoice_id
            and n.contract_line_id = l.contract_line_id
        where i.company_id = $1 and i.invoice_id = $2
        order by l.line_number, x.transaction_class, x.task_id
        "#,
        scope.company(),
        invoice.0
    )
    .fetch_all(scope.connection())
    .await?;
    let mut lines: Vec<AddableLine> = Vec::new();
    for row in rows {
        let contract_line_id = ContractLineId(row.contract_line_id);
        if lines.last().is_none_or(|line| line.contract_line_id != contract_line_id) {
            lines.push(AddableLine {
                contract_line_id,
                name: row.name,
                project_id: ProjectId(row.project_id),
                includes: Vec::new(),
            });
        }
        if let Some(line) = lines.last_mut() {
            line.includes.push((row.transaction_class, row.task_id.map(TaskId)));
        }
    }
    Ok(lines)
}

/// Writes a detail, with the line that it is on where the invoice has that not yet.
pub async fn added_insert(
    scope: &mut Scope,
    line_name: &str,
    added: &Added<'_>,
) -> Result<InvoiceDetailId, Failure> {
    let Added { add, currency, work, terms } = added;
    sqlx::query!(
        r"
        insert into invoice_line (company_id, invoice_id, contract_line_id, name)
        values ($1, $2, $3, $4)
        on conflict do nothing
        ",
        scope.company(),
        add.invoice_id.0,
        add.contract_line_id.0,
        line_name
    )
    .execute(scope.connection())
    .await?;
    let (role, category, product) = match work.dimension {
        Dimension::Role(role) => (Some(role.0), None, None),
        Dimension::Category(category) => (None, Some(category.0), None),
        Dimension::Product(product) => (None, None, Some(product.0)),
    };
    let id = sqlx::query_scalar!(
        r"
        insert into invoice_detail (
            company_id, invoice_id, contract_line_id, work_on, billing_type, quantity, unit_price,
            amount, tax, currency, description, external_description, nte_status, added_class,
            added_task_id, added_resource_id, added_role_id, added_category_id, added_product_id,
            added_unit, discount_percent, fee_percent
        )
        select $1, $2, l.contract_line_id, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'not_applicable',
            $13, $14, $15, $16, $17, $18, $19, l.discount_percent, l.fee_percent
        from contract_line l
        where l.company_id = $1 and l.contract_line_id = $3
        returning invoice_detail_id
        ",
        scope.company(),
        add.invoice_id.0,
        add.contract_line_id.0,
        work.work_on,
        terms.billing_type as BillingType,
        terms.quantity,
        terms.unit_price,
        terms.amount,
        terms.tax,
        *currency as Currency,
        terms.description,
        terms.external_description,
        add.transaction_class as TransactionClass,
        add.task_id.map(|id| id.0),
        add.resource_id.map(|id| id.0),
        role,
        category,
        product,
        work.unit
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(InvoiceDetailId(id))
}
