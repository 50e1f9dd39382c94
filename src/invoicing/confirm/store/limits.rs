//! SQL of limits: what invoices bill above what was approved.

use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::{ContractId, ContractLineId, CustomerId, InvoiceId},
};
use rust_decimal::Decimal;

/// By how much these invoices bill more than was approved, or than was billed before they correct
/// it, per line and customer; less, where it is below zero (R-NTE-9). Behind what was written by
/// hand is nothing: all of it is more. Limits are of Time and Material (R-NTE-1). Which invoices is
/// said of both tables: of a company that PostgreSQL has no statistics of yet, it would walk all of
/// one for each row of the other.
pub async fn raised(
    scope: &mut Scope,
    invoices: &[i64],
) -> Result<Vec<(InvoiceId, ContractId, ContractLineId, CustomerId, Decimal)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select d.invoice_id, i.contract_id, d.contract_line_id, i.customer_id,
            sum(
                case
                    when d.billing_type = 'chargeable' then d.net_amount
                    else 0
                end - case when a.billing_type = 'chargeable' then a.net_amount else 0 end
            ) as "raised!"
        from invoice_detail d
        join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
        join contract_line l on l.company_id = d.company_id
            and l.contract_line_id = d.contract_line_id
            and l.billing_method = 'time_and_material'
        left join actual a on a.company_id = d.company_id
            and a.actual_id = d.original_actual_id
        where d.company_id = $1 and d.invoice_id = any($2)
            and i.company_id = $1 and i.invoice_id = any($2)
            and (d.billing_type, d.net_amount) is distinct from (a.billing_type, a.net_amount)
        group by d.invoice_id, i.contract_id, d.contract_line_id, i.customer_id
        "#,
        scope.company(),
        invoices
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| {
            (
                InvoiceId(r.invoice_id),
                ContractId(r.contract_id),
                ContractLineId(r.contract_line_id),
                CustomerId(r.customer_id),
                r.raised,
            )
        })
        .collect())
}
