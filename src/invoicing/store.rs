//! SQL of invoices.

mod list;
pub mod retainers;

pub use list::{INVOICES, list_invoices, open_chosen, total_invoices};

use super::model::{DetailGroup, InvoiceLine, InvoicePage, IssuedTo, OpenInvoice};
use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ContractId, ContractLineId, CustomerId, InvoiceId},
        paging::ListQuery,
        refusal::Refusal,
        words::ContractState,
    },
};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

/// An invoice's page.
pub async fn read_invoice(scope: &mut Scope, invoice: InvoiceId) -> Result<InvoicePage, Failure> {
    let query = ListQuery::default().with("invoice_id", invoice.to_string());
    let header =
        list_invoices(scope, &query).await?.rows.into_iter().next().ok_or(Refusal::NotFound)?;
    let more = sqlx::query!(
        r#"
        select i.description, b.bill_to_name as "bill_to_name!",
            b.bill_to_contact as "bill_to_contact!", b.bill_to_address as "bill_to_address!",
            b.payment_terms_days as "payment_terms_days!", i.accounted_on, i.version,
            num_nulls(
                i.bill_to_name, i.bill_to_contact, i.bill_to_address, i.payment_terms_days
            ) > 0 as "follows_customer!",
            (
                select c.state
                from contract c
                where c.company_id = i.company_id and c.contract_id = i.contract_id
            ) as "contract_state!: ContractState",
            (
                select name
                from person p
                where p.company_id = i.company_id and p.person_id = i.created_by
            ) as created_by,
            i.created_at,
            (
                select name
                from person p
                where p.company_id = i.company_id and p.person_id = i.confirmed_by
            ) as confirmed_by,
            i.confirmed_at,
            (
                select name
                from person p
                where p.company_id = i.company_id and p.person_id = i.paid_by
            ) as paid_by,
            (
                select coalesce(sum(o.amount), 0)
                from invoice o
                where o.company_id = i.company_id and o.contract_id = i.contract_id
                    and o.invoice_id <> i.invoice_id and o.amount is not null
            ) + coalesce(
                (
                    select sum(b.amount)
                    from billed_before b
                    where b.company_id = i.company_id and b.contract_id = i.contract_id
                ),
                0
            ) as "billed_before!"
        from invoice i
        join invoice_bill_to b on b.company_id = i.company_id and b.invoice_id = i.invoice_id
        where i.company_id = $1 and i.invoice_id = $2
        "#,
        scope.company(),
        invoice.0
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(InvoicePage {
        header,
        description: more.description,
        bill_to_name: more.bill_to_name,
        bill_to_contact: more.bill_to_contact,
        bill_to_address: more.bill_to_address,
        payment_terms_days: more.payment_terms_days,
        customer: issued_to(scope, invoice).await?,
        follows_customer: more.follows_customer,
        accounted_on: more.accounted_on,
        version: more.version,
        created_by: more.created_by,
        created_at: more.created_at,
        confirmed_by: more.confirmed_by,
        confirmed_at: more.confirmed_at,
        paid_by: more.paid_by,
        lines: lines(scope, invoice).await?,
        contract_state: more.contract_state,
        retainers: retainers::of_invoice(scope, invoice).await?,
        available_retainers: retainers::available(scope, invoice).await?,
        billed_before: more.billed_before,
    })
}

/// The lines of an invoice with the sums of their groups; of corrections what they bill less what
/// they credit.
async fn lines(scope: &mut Scope, invoice: InvoiceId) -> Result<Vec<InvoiceLine>, Failure> {
    let groups = sqlx::query!(
        r#"
        select l.contract_line_id, l.name, d.billing_type as "billing_type?",
            count(d.invoice_detail_id) as "count!", coalesce(
                sum(d.quantity) filter (where 'time' in (a.transaction_class, d.added_class)), 0
            ) as "quantity!", coalesce(sum(d.net_amount - d.credited_amount), 0) as "amount!",
            coalesce(sum(d.tax - d.credited_tax), 0) as "tax!"
        from invoice_line l
        join contract_line cl on cl.company_id = l.company_id
            and cl.contract_line_id = l.contract_line_id
        left join invoice_detail d on d.company_id = l.company_id and d.invoice_id = l.invoice_id
            and d.contract_line_id = l.contract_line_id
        left join actual a on a.company_id = d.company_id and a.actual_id = d.original_actual_id
        where l.company_id = $1 and l.invoice_id = $2
        group by cl.line_number, l.contract_line_id, l.name, d.billing_type
        order by cl.line_number, d.billing_type
        "#,
        scope.company(),
        invoice.0
    )
    .fetch_all(scope.connection())
    .await?;
    let mut lines: Vec<InvoiceLine> = Vec::new();
    for g in groups {
        let contract_line_id = ContractLineId(g.contract_line_id);
        if lines.last().is_none_or(|line| line.contract_line_id != contract_line_id) {
            lines.push(InvoiceLine { contract_line_id, name: g.name, groups: Vec::new() });
        }
        if let (Some(line), Some(billing_type)) = (lines.last_mut(), g.billing_type) {
            line.groups.push(DetailGroup {
                billing_type,
                count: g.count,
                quantity: g.quantity,
                amount: g.amount,
                tax: g.tax,
            });
        }
    }
    Ok(lines)
}

/// Whom an invoice is issued to; while it is open, as the customer is now.
async fn issued_to(scope: &mut Scope, invoice: InvoiceId) -> Result<IssuedTo, Failure> {
    Ok(sqlx::query_as!(
        IssuedTo,
        r#"
        select customer_name as "name!", customer_street as "street!",
            customer_postcode as "postcode!", customer_city as "city!",
            customer_country as "country!", customer_language as "language!",
            customer_vat_id as "vat_id!"
        from invoice_bill_to
        where company_id = $1 and invoice_id = $2
        "#,
        scope.company(),
        invoice.0
    )
    .fetch_one(scope.connection())
    .await?)
}

/// Details that open invoices of these contracts hold.
pub async fn on_draft_count(
    scope: &mut Scope,
    contracts: &[i64],
) -> Result<Vec<(ContractId, i64)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select i.contract_id, count(d.invoice_detail_id) as "count!"
        from invoice i
        join invoice_detail d on d.company_id = i.company_id and d.invoice_id = i.invoice_id
        where i.company_id = $1 and i.contract_id = any($2) and i.state in ('draft', 'in_review')
        group by i.contract_id
        "#,
        scope.company(),
        contracts
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (ContractId(r.contract_id), r.count)).collect())
}

/// Locks invoices in key order.
pub async fn invoice_lock(
    scope: &mut Scope,
    invoices: &[i64],
) -> Result<Vec<OpenInvoice>, Failure> {
    // A statement of its own: what the next one reads is what whoever had them left.
    sqlx::query!(
        r"
        select invoice_id
        from invoice
        where company_id = $1 and invoice_id = any($2)
        order by invoice_id
        for update
        ",
        scope.company(),
        invoices
    )
    .fetch_all(scope.connection())
    .await?;
    invoice_open(scope, invoices).await
}

/// The same for reading only.
pub async fn invoice_open(
    scope: &mut Scope,
    invoices: &[i64],
) -> Result<Vec<OpenInvoice>, Failure> {
    Ok(sqlx::query_as!(
        OpenInvoice,
        r#"
        select i.invoice_id as "invoice_id: InvoiceId", i.state,
            i.kind, i.invoice_number, i.version, i.paid_at,
            b.bill_to_name as "bill_to_name!", i.accounted_on, i.contract_id as "contract_id: ContractId", i.customer_id as "customer_id: CustomerId",
            i.currency, i.invoice_on,
            exists (
                select
                from invoice_confirmation c
                where c.company_id = i.company_id and c.invoice_id = i.invoice_id
                    and c.reason is null
            ) as "is_scheduled!"
        from invoice i
        join invoice_bill_to b on b.company_id = i.company_id and b.invoice_id = i.invoice_id
        where i.company_id = $1 and i.invoice_id = any($2)
        order by i.invoice_id
        "#,
        scope.company(),
        invoices
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Details, chargeable amount and tax of each invoice that has any.
pub async fn invoice_sums(
    scope: &mut Scope,
    invoices: &[i64],
) -> Result<Vec<(InvoiceId, i64, Decimal, Decimal)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select invoice_id, count(*) as "count!",
            coalesce(
                sum(net_amount - credited_amount) filter (where billing_type = 'chargeable'), 0
            ) as "amount!",
            coalesce(sum(tax - credited_tax) filter (where billing_type = 'chargeable'), 0) as "tax!"
        from invoice_detail
        where company_id = $1 and invoice_id = any($2)
        group by invoice_id
        "#,
        scope.company(),
        invoices
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (InvoiceId(r.invoice_id), r.count, r.amount, r.tax)).collect())
}

/// Says when an invoice was paid and who says so; or that it is not.
pub async fn invoice_paid(
    scope: &mut Scope,
    invoice: InvoiceId,
    said: Option<(DateTime<Utc>, Option<i64>)>,
) -> Result<(), Failure> {
    let (at, by) = said.map_or((None, None), |(at, by)| (Some(at), by));
    sqlx::query!(
        r"
        update invoice
        set paid_at = $3, paid_by = $4, version = version + 1
        where company_id = $1 and invoice_id = $2
        ",
        scope.company(),
        invoice.0,
        at,
        by
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Says that an invoice changed.
pub async fn invoice_touch(scope: &mut Scope, invoice: InvoiceId) -> Result<(), Failure> {
    sqlx::query!(
        "update invoice set version = version + 1 where company_id = $1 and invoice_id = $2",
        scope.company(),
        invoice.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Number and name of contracts, each with the name of a customer, in the order given; empty for
/// what is not there.
pub async fn payer_names(
    scope: &mut Scope,
    payers: &[(ContractId, CustomerId)],
) -> Result<Vec<(String, String)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select coalesce(c.number || ' ' || c.name, '') as "contract!",
            coalesce(cu.name, '') as "customer!"
        from unnest($2::bigint[], $3::bigint[]) with ordinality p (contract_id, customer_id, place)
        left join contract c on c.company_id = $1 and c.contract_id = p.contract_id
        left join customer cu on cu.company_id = $1 and cu.customer_id = p.customer_id
        order by p.place
        "#,
        scope.company(),
        &payers.iter().map(|p| p.0.0).collect::<Vec<_>>(),
        &payers.iter().map(|p| p.1.0).collect::<Vec<_>>()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (r.contract, r.customer)).collect())
}
