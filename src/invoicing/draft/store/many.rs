//! SQL of details edited, however many; and of what their head was.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use super::DETAILS;
use crate::{
    invoicing::draft::{
        model::{DetailRow, HeaderEdit},
        rules::Write,
    },
    platform::{failure::Failure, list::ALL, scope::Scope},
    vocabulary::{
        ids::{ContractLineId, InvoiceId},
        paging::ListQuery,
        refusal::Refusal,
        words::BillingType,
    },
};

/// These details of an invoice, as they are listed: one statement, however many.
pub async fn rows(
    scope: &mut Scope,
    invoice: InvoiceId,
    details: &[i64],
) -> Result<Vec<DetailRow>, Failure> {
    let query = ListQuery {
        rows: Some(details.to_vec()),
        ..ListQuery::default().with("invoice_id", invoice.to_string())
    };
    let mut rows = Vec::with_capacity(details.len());
    DETAILS.each(scope, &query, ALL, |row: DetailRow| rows.push(row)).await?;
    Ok(rows)
}

/// Writes changed details, each if its version is still the one seen; one statement, however many.
/// What says again what it came with is edited no more.
pub async fn details_update(scope: &mut Scope, writes: &[Write]) -> Result<(), Failure> {
    let terms = || writes.iter().map(|write| &write.terms);
    let (person, now) = (scope.person().map(|person| person.0), scope.now());
    let done = sqlx::query!(
        r"
        update invoice_detail d
        set quantity = r.quantity, unit_price = r.unit_price, amount = r.amount, tax = r.tax,
            billing_type = r.billing_type, description = r.description,
            external_description = r.external_description, version = d.version + 1,
            edited_at = case when r.is_edited then $12::timestamptz end,
            edited_by = case when r.is_edited then $13::bigint end
        from (
            select unnest($2::bigint[]) as invoice_detail_id, unnest($3::integer[]) as version,
                unnest($4::numeric[]) as quantity, unnest($5::numeric[]) as unit_price,
                unnest($6::numeric[]) as amount, unnest($7::numeric[]) as tax,
                unnest($8::billing_type[]) as billing_type, unnest($9::text[]) as description,
                unnest($10::text[]) as external_description, unnest($11::boolean[]) as is_edited
        ) r
        where d.company_id = $1 and d.invoice_detail_id = any($2)
            and d.invoice_detail_id = r.invoice_detail_id and d.version = r.version
        ",
        scope.company(),
        &writes.iter().map(|write| write.row.invoice_detail_id.0).collect::<Vec<_>>(),
        &writes.iter().map(|write| write.row.version).collect::<Vec<_>>(),
        &terms().map(|terms| terms.quantity).collect::<Vec<_>>(),
        &terms().map(|terms| terms.unit_price).collect::<Vec<_>>(),
        &terms().map(|terms| terms.amount).collect::<Vec<_>>(),
        &terms().map(|terms| terms.tax).collect::<Vec<_>>(),
        terms().map(|terms| terms.billing_type).collect::<Vec<_>>() as Vec<BillingType>,
        &terms().map(|terms| terms.description.clone()).collect::<Vec<_>>(),
        &terms().map(|terms| terms.external_description.clone()).collect::<Vec<_>>(),
        &writes.iter().map(Write::is_edited).collect::<Vec<_>>(),
        now,
        person
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if usize::try_from(done) == Ok(writes.len()) { Ok(()) } else { Err(Refusal::Outdated.into()) }
}

/// The head as it is, for the trail.
pub async fn header_before(
    scope: &mut Scope,
    invoice: InvoiceId,
) -> Result<Option<HeaderEdit>, Failure> {
    let row = sqlx::query!(
        r#"
        select i.name, i.description, i.accounted_on, i.version,
            i.state, b.bill_to_name as "bill_to_name!",
            b.bill_to_contact as "bill_to_contact!", b.bill_to_address as "bill_to_address!"
        from invoice i
        join invoice_bill_to b on b.company_id = i.company_id and b.invoice_id = i.invoice_id
        where i.company_id = $1 and i.invoice_id = $2
        "#,
        scope.company(),
        invoice.0
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(row.map(|row| HeaderEdit {
        invoice_id: invoice,
        version: row.version,
        name: row.name,
        description: row.description,
        bill_to_name: row.bill_to_name,
        bill_to_contact: row.bill_to_contact,
        bill_to_address: row.bill_to_address,
        accounted_on: row.accounted_on.map(|day| day.to_string()).unwrap_or_default(),
        state: row.state,
    }))
}

/// What a line of an invoice is called.
pub async fn line_name(
    scope: &mut Scope,
    invoice: InvoiceId,
    line: ContractLineId,
) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar!(
        r"
        select name
        from invoice_line
        where company_id = $1 and invoice_id = $2 and contract_line_id = $3
        ",
        scope.company(),
        invoice.0,
        line.0
    )
    .fetch_optional(scope.connection())
    .await?)
}
