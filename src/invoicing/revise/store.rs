//! SQL of revising: what an invoice billed, and the corrections of it.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use super::model::{BilledRow, BilledUse};
use crate::{
    invoicing::model::OpenInvoice,
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort, Sums},
        scope::Scope,
    },
    vocabulary::{
        ids::{ActualId, ContractId, CustomerId, InvoiceId, RetainerId},
        paging::{ListQuery, Page, Selection, Totals},
        words::RetainerUse,
    },
};
use chrono::{DateTime, NaiveDate, Utc};

/// What an invoice billed of its details: live, on a corrective draft, or corrected.
pub const BILLED: ListSpec = ListSpec {
    name: "billed sales",
    rows: Rows::In(SALES),
    of: "invoice_id",
    is_short: false,
    company: "t.company_id",
    columns: "t.*",
    shown: r"
        p.actual_id, p.invoice_detail_id, p.contract_line_id, l.name as line_name,
            p.transaction_class, p.work_on, re.name as resource_name,
            coalesce(e.notes, m.name, g.name, w.notes) as notes, p.billing_type, p.quantity,
            p.unit_price, p.amount, p.discount_percent, p.fee_percent,
            p.tax, p.currency, c.invoice_id as correction_id, i.label as correction,
            coalesce(i.is_final, false) as is_corrected
    ",
    named: r"
        join invoice_line l on l.company_id = p.company_id and l.invoice_id = p.invoice_id
            and l.contract_line_id = p.contract_line_id
        left join resource re on re.company_id = p.company_id and re.resource_id = p.resource_id
        left join entry e on e.company_id = p.company_id and e.entry_id = p.entry_id
        left join added_work w on w.company_id = p.company_id
            and w.added_detail_id = p.added_detail_id
        left join milestone_split s on s.company_id = p.company_id
            and s.milestone_split_id = p.source_milestone_split_id
        left join milestone m on m.company_id = s.company_id and m.milestone_id = s.milestone_id
        left join product_line f on f.company_id = p.company_id
            and f.product_line_id = p.source_product_line_id
        left join product g on g.company_id = f.company_id and g.product_id = f.product_id
        left join invoice_detail c on c.company_id = p.company_id
            and c.corrects_actual_id = p.actual_id and c.corrects_actual_id is not null
        left join invoice_label i on i.company_id = c.company_id and i.invoice_id = c.invoice_id
    ",
    filters: &[
        ("invoice_id", Filter::Id("t.invoice_id")),
        (
            "class",
            Filter::Word(
                "t.transaction_class",
                "transaction_class",
                &["time", "expense", "material", "fee", "milestone"],
            ),
        ),
        (
            "person",
            Filter::Named(
                "t.resource_id",
                "select f.resource_id from resource f where f.name ilike ",
            ),
        ),
        ("from", Filter::From("t.work_on")),
        ("to", Filter::To("t.work_on")),
    ],
    sorts: &[
        Sort::own("date", "t.work_on", "date"),
        Sort::own("amount", "t.net_amount", "numeric"),
    ],
    descending: false,
    id: "t.actual_id",
};

/// Details with what was billed for them.
const SALES: &str = r"
    (
        select d.company_id, d.invoice_id, d.invoice_detail_id, d.contract_line_id,
            d.source_milestone_split_id, d.source_product_line_id, b.actual_id, b.transaction_class,
            b.work_on, b.resource_id, b.entry_id, b.added_detail_id, b.billing_type, b.quantity,
            b.unit_price, b.amount, b.discount_percent, b.fee_percent, b.net_amount, b.tax,
            b.currency
        from invoice_detail d, actual b
        where b.company_id = d.company_id and b.invoice_detail_id = d.invoice_detail_id
            and b.transaction_type = 'billed_sales' and b.reverses_actual_id is null
    ) t
";

/// How many, hours, and what they come to.
const AMOUNTS: Sums = Sums {
    columns: r"
        t.currency, count(*),
            coalesce(sum(t.quantity) filter (where t.transaction_class = 'time'), 0),
            coalesce(sum(t.net_amount) filter (where t.billing_type = 'chargeable'), 0)
    ",
    joins: "",
    by: "t.currency",
};

/// A page of what an invoice billed.
pub async fn list_billed(scope: &mut Scope, query: &ListQuery) -> Result<Page<BilledRow>, Failure> {
    BILLED.page(scope, query, ALL).await
}

/// What that comes to.
pub async fn total_billed(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    Ok(crate::platform::list::totals(BILLED.sums(scope, query, ALL, AMOUNTS).await?))
}

/// The chosen billed sales of an invoice, in key order.
pub async fn chosen(
    scope: &mut Scope,
    invoice: InvoiceId,
    selection: &Selection,
) -> Result<Vec<i64>, Failure> {
    let of_invoice = match selection {
        Selection::Matching(query) => {
            Selection::Matching(query.clone().with("invoice_id", invoice.to_string()))
        }
        other => other.clone(),
    };
    BILLED.chosen(scope, &of_invoice, ALL, SALES).await
}

/// Billed sales of an invoice, all or the ones named, with the corrective invoice that has each and
/// whether it is confirmed.
pub async fn billed(
    scope: &mut Scope,
    invoice: InvoiceId,
    sales: Option<&[i64]>,
) -> Result<Vec<(ActualId, Option<(String, bool)>)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select b.actual_id, i.label as "label?", i.is_final as "is_final?"
        from invoice_detail d
        join actual b on b.company_id = d.company_id and b.invoice_detail_id = d.invoice_detail_id
            and b.transaction_type = 'billed_sales' and b.reverses_actual_id is null
        left join invoice_detail c on c.company_id = b.company_id
            and c.corrects_actual_id = b.actual_id and c.corrects_actual_id is not null
        left join invoice_label i on i.company_id = c.company_id and i.invoice_id = c.invoice_id
        where d.company_id = $1 and d.invoice_id = $2
            and ($3::bigint[] is null or b.actual_id = any($3))
        order by b.actual_id
        "#,
        scope.company(),
        invoice.0,
        sales as Option<&[i64]>
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (ActualId(r.actual_id), r.label.zip(r.is_final))).collect())
}

/// What an invoice did with retainers, and billed: its rows in the order they were written.
pub async fn billed_uses(scope: &mut Scope, invoice: InvoiceId) -> Result<Vec<BilledUse>, Failure> {
    let rows = sqlx::query!(
        r#"
        select b.actual_id, u.retainer_id, r.description, u.retainer_use, u.amount,
            r.currency, c.invoice_id as "correction_id?",
            i.label as "correction?", i.is_final as "is_final?",
            (
                select min(n.label)
                from retainer_claim n
                where n.company_id = r.company_id and n.retainer_id = r.retainer_id
                    and n.retainer_use <> 'billed'
            ) as used_on
        from (
            select x.*, row_number() over (
                partition by x.retainer_id
                order by x.corrects_actual_id <> 0 and x.retainer_use = 'billed', x.retainer_use,
                    x.corrects_actual_id
            ) as place
            from invoice_retainer x
            where x.company_id = $1 and x.invoice_id = $2 and x.amount > 0
        ) u
        join retainer r on r.company_id = u.company_id and r.retainer_id = u.retainer_id
        join lateral (
            select a.actual_id, row_number() over (order by a.actual_id) as place
            from actual a
            where a.company_id = u.company_id and a.retainer_id = u.retainer_id
                and a.retainer_id is not null and a.invoice_id = u.invoice_id
                and a.transaction_type = 'billed_sales' and a.reverses_actual_id is null
        ) b
            on b.place = u.place
        left join invoice_retainer c on c.company_id = u.company_id
            and c.corrects_actual_id = b.actual_id and c.corrects_actual_id <> 0
        left join invoice_label i on i.company_id = c.company_id and i.invoice_id = c.invoice_id
        order by u.retainer_use, r.invoice_on, u.retainer_id, b.actual_id
        "#,
        scope.company(),
        invoice.0
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| BilledUse {
            actual_id: ActualId(r.actual_id),
            retainer_id: RetainerId(r.retainer_id),
            description: r.description,
            retainer_use: r.retainer_use,
            amount: r.amount,
            currency: r.currency,
            correction: r
                .correction_id
                .and_then(|id| Some((InvoiceId(id), r.correction?, r.is_final?))),
            used_on: r.used_on,
        })
        .collect())
}

/// Open corrective invoices of a contract and customer, the newest first.
pub async fn corrective_drafts(
    scope: &mut Scope,
    contract: ContractId,
    customer: CustomerId,
) -> Result<Vec<(InvoiceId, String)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select i.invoice_id, l.label as "label!"
        from invoice i
        join invoice_label l on l.company_id = i.company_id and l.invoice_id = i.invoice_id
        where i.company_id = $1 and i.contract_id = $2 and i.customer_id = $3
            and i.kind = 'corrective' and i.state in ('draft', 'in_review')
        order by i.invoice_id desc
        "#,
        scope.company(),
        contract.0,
        customer.0
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (InvoiceId(r.invoice_id), r.label)).collect())
}

/// A corrective draft for the payer of an invoice, named as that is.
pub async fn corrective_insert(
    scope: &mut Scope,
    original: &OpenInvoice,
    invoice_on: NaiveDate,
    created_by: Option<i64>,
    now: DateTime<Utc>,
) -> Result<InvoiceId, Failure> {
    let id = sqlx::query_scalar!(
        r"
        insert into invoice (
            company_id, contract_id, customer_id, currency, kind, name, invoice_on, created_by,
            created_at
        )
        select company_id, contract_id, customer_id, currency, 'corrective', name, $3, $4, $5
        from invoice
        where company_id = $1 and invoice_id = $2
        returning invoice_id
        ",
        scope.company(),
        original.invoice_id.0,
        invoice_on,
        created_by,
        now
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(InvoiceId(id))
}

/// Puts corrections of billed sales on a corrective draft: quantities start at 0, which credits the
/// whole (R-COR-2); with the lines they are on.
pub async fn corrections_insert(
    scope: &mut Scope,
    draft: InvoiceId,
    original: InvoiceId,
    sales: &[ActualId],
) -> Result<(), Failure> {
    let ids: Vec<i64> = sales.iter().map(|id| id.0).collect();
    sqlx::query!(
        r"
        insert into invoice_line (company_id, invoice_id, contract_line_id, name)
        select company_id, $2, contract_line_id, name
        from invoice_line
        where company_id = $1 and invoice_id = $3
        on conflict do nothing
        ",
        scope.company(),
        draft.0,
        original.0
    )
    .execute(scope.connection())
    .await?;
    sqlx::query!(
        r"
        insert into invoice_detail (
            company_id, invoice_id, contract_line_id, corrects_actual_id, original_invoice_id,
            credited_amount, credited_tax, work_on, billing_type, quantity, unit_price, amount,
            currency, description, external_description, nte_status, discount_percent, fee_percent
        )
        select d.company_id, $2, d.contract_line_id, b.actual_id,
            coalesce(d.original_invoice_id, d.invoice_id), b.net_amount, b.tax, b.work_on,
            b.billing_type, 0, b.unit_price, 0, b.currency, d.description, d.external_description,
            'not_applicable', b.discount_percent, b.fee_percent
        from actual b
        join invoice_detail d on d.company_id = b.company_id
            and d.invoice_detail_id = b.invoice_detail_id
        where b.company_id = $1 and b.actual_id = any($3)
        order by b.actual_id
        ",
        scope.company(),
        draft.0,
        &ids
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// The same of retainers: nothing of what was done with them stays.
pub async fn uses_insert(
    scope: &mut Scope,
    draft: InvoiceId,
    original: InvoiceId,
    uses: &[BilledUse],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into invoice_retainer (
            company_id, invoice_id, retainer_id, retainer_use, corrects_actual_id,
            original_invoice_id, credited_amount, amount
        )
        select $1, $2, r.retainer_id, r.retainer_use, r.actual_id,
            coalesce(
                (
                    select o.original_invoice_id
                    from actual b
                    join invoice_retainer o on o.company_id = b.company_id
                        and o.corrects_actual_id = coalesce(b.replaces_actual_id, 0)
                    where b.company_id = $1 and b.actual_id = r.actual_id and o.invoice_id = $3
                        and o.retainer_id = r.retainer_id and o.retainer_use = r.retainer_use
                ), $3
            ),
            r.amount, 0
        from unnest(
            $4::bigint[], $5::retainer_use[], $6::bigint[], $7::numeric[]
        ) r (retainer_id, retainer_use, actual_id, amount)
        ",
        scope.company(),
        draft.0,
        original.0,
        &uses.iter().map(|u| u.retainer_id.0).collect::<Vec<_>>(),
        uses.iter().map(|u| u.retainer_use).collect::<Vec<_>>() as Vec<RetainerUse>,
        &uses.iter().map(|u| u.actual_id.0).collect::<Vec<_>>(),
        &uses.iter().map(|u| u.amount).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
