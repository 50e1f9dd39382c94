//! SQL of invoices.
#![allow(clippy::as_conversions, reason = "in sqlx's macros `as` names a parameter's type; nothing is converted")]

mod confirm;
mod limits;
pub mod milestones;
pub mod open;
mod picked;
pub mod retainers;

pub use confirm::*;
pub use limits::*;
pub use picked::*;

use super::{
    model::{DetailBefore, DetailGroup, DetailRow, DetailTerms, HeaderEdit, InvoiceLine, InvoicePage, InvoiceRow, IssuedTo, NewInvoice, OpenInvoice},
    rules::Transition,
};
use crate::{
    backlog::{
        self,
        model::{OpenRow, TakenRow},
    },
    platform::{
        failure::Failure,
        list::{Filter, ListSpec, Placed, Sort, page},
    },
    vocabulary::{
        currency::Currency,
        ids::{ActualId, ContractId, ContractLineId, CustomerId, InvoiceDetailId, InvoiceId},
        paging::{ListQuery, Page, Totals},
        refusal::Refusal,
        words::{BillingType, ContractState, InvoiceState, NteStatus},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sqlx::{PgConnection, QueryBuilder};

/// What the invoice list can filter and sort by.
const INVOICES: ListSpec = ListSpec {
    filters: &[
        ("state", Filter::Word("i.state", "invoice_state", &["draft", "in_review", "confirmed", "posted"])),
        ("invoice_id", Filter::Id("i.invoice_id")),
        ("contract_id", Filter::Id("i.contract_id")),
        ("number", Filter::Text("('INV-' || lpad(i.invoice_number::text, 6, '0')) ilike ", "")),
        ("contract", Filter::Named("i.contract_id", "select f.contract_id from contract f where (f.number || ' ' || f.name) ilike ")),
        ("team", Filter::Named("i.contract_id", "select f.contract_id from contract_team_name f where f.name ilike ")),
        ("customer", Filter::Named("i.customer_id", "select f.customer_id from customer f where f.name ilike ")),
        ("from", Filter::From("i.invoice_on")),
        ("to", Filter::To("i.invoice_on")),
    ],
    sorts: &[
        Sort { name: "created", sql: "i.invoice_id", sql_type: "bigint" },
        Sort { name: "number", sql: "coalesce(i.invoice_number, 0)", sql_type: "bigint" },
        Sort { name: "date", sql: "i.invoice_on", sql_type: "date" },
        Sort {
            name: "contract",
            sql: "(select s.number from contract s where s.company_id = i.company_id and s.contract_id = i.contract_id)",
            sql_type: "text",
        },
        Sort { name: "customer", sql: "(select s.name from customer s where s.company_id = i.company_id and s.customer_id = i.customer_id)", sql_type: "text" },
    ],
    descending: true,
    id: "i.invoice_id",
};

/// What the details of an invoice can filter and sort by.
const DETAILS: ListSpec = ListSpec {
    filters: &[
        ("invoice_id", Filter::Id("d.invoice_id")),
        ("line", Filter::Id("d.contract_line_id")),
        ("billing_type", Filter::Word("d.billing_type", "billing_type", &["chargeable", "non_chargeable", "complimentary"])),
        (
            "person",
            Filter::Text(
                "exists (select from actual fa join resource f on f.company_id = fa.company_id and f.resource_id = fa.resource_id where fa.company_id = d.company_id and fa.actual_id = d.source_actual_id and f.name ilike ",
                ")",
            ),
        ),
        ("from", Filter::From("d.work_on")),
        ("to", Filter::To("d.work_on")),
    ],
    sorts: &[
        Sort { name: "group", sql: "(lpad(d.contract_line_id::text, 19, '0') || d.billing_type::text || d.work_on::text)", sql_type: "text" },
        Sort { name: "date", sql: "d.work_on", sql_type: "date" },
        Sort { name: "amount", sql: "d.amount", sql_type: "numeric" },
        Sort { name: "quantity", sql: "d.quantity", sql_type: "numeric" },
    ],
    descending: false,
    id: "d.invoice_detail_id",
};

/// A page of invoices; sums of open ones are live.
pub async fn invoice_list(conn: &mut PgConnection, company: i64, query: &ListQuery) -> Result<Page<InvoiceRow>, Failure> {
    let query = &INVOICES.resolve(conn, company, query).await?;
    let mut sql = QueryBuilder::new(
        "select p.invoice_id, p.invoice_number, p.name, p.state, p.contract_id, c.number as contract_number, coalesce(p.issued_to, cu.name) as customer_name, p.invoice_on, p.currency, \
         coalesce(p.amount, coalesce(s.amount, 0) + coalesce(r.amount, 0)) as amount, coalesce(p.tax, s.tax, 0) as tax, s.detail_count + r.retainer_count as detail_count, p.sort_value, p.row_id from (\
         select i.company_id, i.invoice_id, i.invoice_number, i.name, i.state, i.contract_id, i.customer_id, i.invoice_on, i.currency, i.amount, i.tax, i.customer_name as issued_to",
    );
    INVOICES.push_cursor_columns(query, &mut sql)?;
    sql.push(" from invoice i where i.company_id = ").push_bind(company);
    INVOICES.push_filters(query, &mut sql)?;
    INVOICES.push_page(query, &mut sql)?;
    sql.push(
        ") p join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id \
         join customer cu on cu.company_id = p.company_id and cu.customer_id = p.customer_id \
         left join lateral (select count(*) as detail_count, sum(d.amount) filter (where d.billing_type = 'chargeable') as amount, \
              sum(d.tax) filter (where d.billing_type = 'chargeable') as tax \
              from invoice_detail d where d.company_id = p.company_id and d.invoice_id = p.invoice_id) s on true \
         left join lateral (select count(*) as retainer_count, sum(case when u.retainer_use = 'billed' then u.amount else -u.amount end) as amount \
              from invoice_retainer u where u.company_id = p.company_id and u.invoice_id = p.invoice_id) r on true",
    );
    let (sort, descending) = INVOICES.sort(query)?;
    let backward = query.after.is_none() && query.before.is_some();
    let direction = if descending != backward { " desc" } else { "" };
    sql.push(" order by p.sort_value::").push(sort.sql_type).push(direction).push(", p.row_id").push(direction);
    let rows: Vec<Placed<InvoiceRow>> = sql.build_query_as().fetch_all(conn).await?;
    Ok(page(query, rows))
}

/// How many invoices, and what they come to per currency.
pub async fn invoice_totals(conn: &mut PgConnection, company: i64, query: &ListQuery) -> Result<Totals, Failure> {
    let query = &INVOICES.resolve(conn, company, query).await?;
    let mut sql = QueryBuilder::new(
        "select i.currency, count(*), 0::numeric, coalesce(sum(coalesce(i.amount, coalesce((select sum(d.amount) from invoice_detail d \
         where d.company_id = i.company_id and d.invoice_id = i.invoice_id and d.billing_type = 'chargeable'), 0) \
         + coalesce((select sum(case when u.retainer_use = 'billed' then u.amount else -u.amount end) from invoice_retainer u \
         where u.company_id = i.company_id and u.invoice_id = i.invoice_id), 0))), 0) from invoice i where i.company_id = ",
    );
    sql.push_bind(company);
    INVOICES.push_filters(query, &mut sql)?;
    sql.push(" group by i.currency order by i.currency");
    let rows: Vec<(Currency, i64, Decimal, Decimal)> = sql.build_query_as().fetch_all(conn).await?;
    Ok(crate::platform::list::totals(rows))
}

/// An invoice's page.
pub async fn invoice_page(conn: &mut PgConnection, company: i64, invoice: InvoiceId) -> Result<InvoicePage, Failure> {
    let query = ListQuery::default().with("invoice_id", invoice.to_string());
    let header = invoice_list(conn, company, &query).await?.rows.into_iter().next().ok_or(Refusal::NotFound)?;
    let more = sqlx::query!(
        r#"
        select i.description, b.bill_to_name as "bill_to_name!", b.bill_to_contact as "bill_to_contact!", b.bill_to_address as "bill_to_address!",
               b.payment_terms_days as "payment_terms_days!", i.accounted_on, i.version,
               num_nulls(i.bill_to_name, i.bill_to_contact, i.bill_to_address, i.payment_terms_days) > 0 as "follows_customer!",
               (select c.state from contract c where c.company_id = i.company_id and c.contract_id = i.contract_id) as "contract_state!: ContractState",
               (select name from person p where p.company_id = i.company_id and p.person_id = i.created_by) as created_by, i.created_at,
               (select name from person p where p.company_id = i.company_id and p.person_id = i.confirmed_by) as confirmed_by, i.confirmed_at,
               (select coalesce(sum(o.amount), 0) from invoice o where o.company_id = i.company_id and o.contract_id = i.contract_id and o.invoice_id <> i.invoice_id and o.amount is not null)
                   + coalesce((select sum(b.amount) from billed_before b where b.company_id = i.company_id and b.contract_id = i.contract_id), 0) as "billed_before!"
        from invoice i join invoice_bill_to b on b.company_id = i.company_id and b.invoice_id = i.invoice_id
        where i.company_id = $1 and i.invoice_id = $2
        "#,
        company,
        invoice.0
    )
    .fetch_one(&mut *conn)
    .await?;
    let groups = sqlx::query!(
        r#"
        select l.contract_line_id, l.name, d.billing_type as "billing_type?: BillingType", count(d.invoice_detail_id) as "count!",
               coalesce(sum(d.quantity) filter (where a.transaction_class = 'time'), 0) as "quantity!", coalesce(sum(d.amount), 0) as "amount!", coalesce(sum(d.tax), 0) as "tax!"
        from invoice_line l
        join contract_line cl on cl.company_id = l.company_id and cl.contract_line_id = l.contract_line_id
        left join invoice_detail d on d.company_id = l.company_id and d.invoice_id = l.invoice_id and d.contract_line_id = l.contract_line_id
        left join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
        where l.company_id = $1 and l.invoice_id = $2
        group by cl.line_number, l.contract_line_id, l.name, d.billing_type
        order by cl.line_number, d.billing_type
        "#,
        company,
        invoice.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut lines: Vec<InvoiceLine> = Vec::new();
    for g in groups {
        let contract_line_id = ContractLineId(g.contract_line_id);
        if lines.last().is_none_or(|line| line.contract_line_id != contract_line_id) {
            lines.push(InvoiceLine { contract_line_id, name: g.name, groups: Vec::new() });
        }
        if let (Some(line), Some(billing_type)) = (lines.last_mut(), g.billing_type) {
            line.groups.push(DetailGroup { billing_type, count: g.count, quantity: g.quantity, amount: g.amount, tax: g.tax });
        }
    }
    Ok(InvoicePage {
        header,
        description: more.description,
        bill_to_name: more.bill_to_name,
        bill_to_contact: more.bill_to_contact,
        bill_to_address: more.bill_to_address,
        payment_terms_days: more.payment_terms_days,
        customer: issued_to(&mut *conn, company, invoice).await?,
        follows_customer: more.follows_customer,
        accounted_on: more.accounted_on,
        version: more.version,
        created_by: more.created_by,
        created_at: more.created_at,
        confirmed_by: more.confirmed_by,
        confirmed_at: more.confirmed_at,
        lines,
        contract_state: more.contract_state,
        retainers: retainers::of_invoice(&mut *conn, company, invoice).await?,
        available_retainers: retainers::available(conn, company, invoice).await?,
        billed_before: more.billed_before,
    })
}

/// Whom an invoice is issued to; while it is open, as the customer is now.
async fn issued_to(conn: &mut PgConnection, company: i64, invoice: InvoiceId) -> Result<IssuedTo, Failure> {
    Ok(sqlx::query_as!(
        IssuedTo,
        r#"select customer_name as "name!", customer_street as "street!", customer_postcode as "postcode!", customer_city as "city!", customer_country as "country!",
                  customer_language as "language!", customer_vat_id as "vat_id!" from invoice_bill_to where company_id = $1 and invoice_id = $2"#,
        company,
        invoice.0
    )
    .fetch_one(conn)
    .await?)
}

/// A page of an invoice's details.
pub async fn detail_list(conn: &mut PgConnection, company: i64, query: &ListQuery) -> Result<Page<DetailRow>, Failure> {
    let mut sql = QueryBuilder::new(
        "select p.*, l.name as line_name, a.entry_id, re.name as resource_name, coalesce(ro.name, (select n.name from category n where n.company_id = e.company_id and n.category_id = e.category_id), (select n.name from product n where n.company_id = e.company_id and n.product_id = e.product_id)) as role_name, coalesce(e.notes, m.name) as notes, \
         coalesce(a.quantity, 1) as source_quantity, coalesce(a.unit_price, s.amount) as source_unit_price, coalesce(a.billing_type, 'chargeable') as source_billing_type, coalesce(a.has_price, true) as source_has_price from (\
         select d.company_id, d.invoice_id, d.invoice_detail_id, d.contract_line_id, d.source_actual_id, d.source_milestone_split_id, d.work_on, d.billing_type, d.quantity, d.unit_price, d.amount, d.tax, \
         d.currency, d.description, d.external_description, d.version",
    );
    DETAILS.push_cursor_columns(query, &mut sql)?;
    sql.push(" from invoice_detail d where d.company_id = ").push_bind(company);
    DETAILS.push_filters(query, &mut sql)?;
    DETAILS.push_page(query, &mut sql)?;
    sql.push(
        ") p join invoice_line l on l.company_id = p.company_id and l.invoice_id = p.invoice_id and l.contract_line_id = p.contract_line_id \
         left join actual a on a.company_id = p.company_id and a.actual_id = p.source_actual_id \
         left join milestone_split s on s.company_id = p.company_id and s.milestone_split_id = p.source_milestone_split_id \
         left join milestone m on m.company_id = s.company_id and m.milestone_id = s.milestone_id \
         left join resource re on re.company_id = a.company_id and re.resource_id = a.resource_id \
         left join role ro on ro.company_id = a.company_id and ro.role_id = a.role_id \
         left join entry e on e.company_id = a.company_id and e.entry_id = a.entry_id",
    );
    let (sort, descending) = DETAILS.sort(query)?;
    let backward = query.after.is_none() && query.before.is_some();
    let direction = if descending != backward { " desc" } else { "" };
    sql.push(" order by p.sort_value::").push(sort.sql_type).push(direction).push(", p.row_id").push(direction);
    let rows: Vec<Placed<DetailRow>> = sql.build_query_as().fetch_all(conn).await?;
    Ok(page(query, rows))
}

/// Count, hours and chargeable amount of the filtered details.
pub async fn detail_totals(conn: &mut PgConnection, company: i64, query: &ListQuery) -> Result<Totals, Failure> {
    let mut sql = QueryBuilder::new(
        "select d.currency, count(*), coalesce(sum(d.quantity) filter (where a.transaction_class = 'time'), 0), coalesce(sum(d.amount) filter (where d.billing_type = 'chargeable'), 0) \
         from invoice_detail d left join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id where d.company_id = ",
    );
    sql.push_bind(company);
    DETAILS.push_filters(query, &mut sql)?;
    sql.push(" group by d.currency order by d.currency");
    let rows: Vec<(Currency, i64, Decimal, Decimal)> = sql.build_query_as().fetch_all(conn).await?;
    Ok(crate::platform::list::totals(rows))
}

/// Details that open invoices of these contracts hold.
pub async fn on_draft_count(conn: &mut PgConnection, company: i64, contracts: &[i64]) -> Result<Vec<(ContractId, i64)>, Failure> {
    let rows = sqlx::query!(
        r#"select i.contract_id, count(d.invoice_detail_id) as "count!" from invoice i
           join invoice_detail d on d.company_id = i.company_id and d.invoice_id = i.invoice_id
           where i.company_id = $1 and i.contract_id = any($2) and i.state in ('draft', 'in_review') group by i.contract_id"#,
        company,
        contracts
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (ContractId(r.contract_id), r.count)).collect())
}

/// Writes drafts, which follow contract and customer until they are confirmed (R-INV-10), and a line per contract line that names
/// the customer (R-INV-5); answers their keys.
pub async fn invoice_insert(
    conn: &mut PgConnection,
    company: i64,
    new: &[NewInvoice],
    invoice_on: NaiveDate,
    created_by: Option<i64>,
    now: DateTime<Utc>,
) -> Result<Vec<(ContractId, CustomerId, InvoiceId)>, Failure> {
    let rows = sqlx::query!(
        r#"
        insert into invoice (company_id, contract_id, customer_id, currency, name, invoice_on, created_by, created_at)
        select $1, n.contract_id, n.customer_id, c.currency, c.name, $4, $5, $6
        from unnest($2::bigint[], $3::bigint[]) with ordinality n (contract_id, customer_id, place)
        join contract c on c.company_id = $1 and c.contract_id = n.contract_id
        order by n.place
        returning invoice_id, contract_id, customer_id
        "#,
        company,
        &new.iter().map(|n| n.contract_id.0).collect::<Vec<_>>(),
        &new.iter().map(|n| n.customer_id.0).collect::<Vec<_>>(),
        invoice_on,
        created_by,
        now
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<i64> = rows.iter().map(|r| r.invoice_id).collect();
    sqlx::query!(
        "insert into invoice_line (company_id, invoice_id, contract_line_id, name)
         select $1, i.invoice_id, l.contract_line_id, l.name from invoice i
         join contract_line l on l.company_id = i.company_id and l.contract_id = i.contract_id
         join contract_line_customer lc on lc.company_id = l.company_id and lc.contract_line_id = l.contract_line_id and lc.customer_id = i.customer_id
         where i.company_id = $1 and i.invoice_id = any($2)",
        company,
        &ids
    )
    .execute(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (ContractId(r.contract_id), CustomerId(r.customer_id), InvoiceId(r.invoice_id))).collect())
}

/// Claims taken rows for their invoices (R-INV-6). What the approver wrote for the customer's eyes (R-APP-4) is what the
/// detail says to them (R-EDIT-5).
pub async fn detail_insert(conn: &mut PgConnection, company: i64, taken: &[(InvoiceId, TakenRow)]) -> Result<(), Failure> {
    sqlx::query!(
        r#"
        insert into invoice_detail (company_id, invoice_id, contract_line_id, source_actual_id, work_on, billing_type, quantity, unit_price, amount, currency, nte_status,
            external_description)
        select $1, r.*, coalesce(e.external_comment, '')
        from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::date[], $6::billing_type[], $7::numeric[], $8::numeric[], $9::numeric[], $10::text[], $11::nte_status[])
            r (invoice_id, contract_line_id, actual_id, work_on, billing_type, quantity, unit_price, amount, currency, nte_status)
        left join actual a on a.company_id = $1 and a.actual_id = r.actual_id
        left join entry e on e.company_id = a.company_id and e.entry_id = a.entry_id
        "#,
        company,
        &taken.iter().map(|t| t.0.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.contract_line_id.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.actual_id.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.work_on).collect::<Vec<_>>(),
        taken.iter().map(|t| t.1.billing_type).collect::<Vec<_>>() as Vec<BillingType>,
        &taken.iter().map(|t| t.1.quantity).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.unit_price).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.amount).collect::<Vec<_>>(),
        taken.iter().map(|t| t.1.currency).collect::<Vec<_>>() as Vec<Currency>,
        taken.iter().map(|t| t.1.nte_status).collect::<Vec<_>>() as Vec<NteStatus>
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Locks invoices in key order.
pub async fn invoice_lock(conn: &mut PgConnection, company: i64, invoices: &[i64]) -> Result<Vec<OpenInvoice>, Failure> {
    // A statement of its own: what the next one reads is what whoever had them left.
    sqlx::query!("select invoice_id from invoice where company_id = $1 and invoice_id = any($2) order by invoice_id for update", company, invoices)
        .fetch_all(&mut *conn)
        .await?;
    invoice_open(conn, company, invoices).await
}

/// The same for reading only.
pub async fn invoice_open(conn: &mut PgConnection, company: i64, invoices: &[i64]) -> Result<Vec<OpenInvoice>, Failure> {
    Ok(sqlx::query_as!(
        OpenInvoice,
        r#"
        select i.invoice_id as "invoice_id: InvoiceId", i.state as "state: InvoiceState", i.invoice_number, i.version, b.bill_to_name as "bill_to_name!", i.accounted_on,
               i.contract_id as "contract_id: ContractId", i.customer_id as "customer_id: CustomerId", i.currency as "currency: Currency", i.invoice_on
        from invoice i join invoice_bill_to b on b.company_id = i.company_id and b.invoice_id = i.invoice_id
        where i.company_id = $1 and i.invoice_id = any($2) order by i.invoice_id
        "#,
        company,
        invoices
    )
    .fetch_all(conn)
    .await?)
}

/// Details, chargeable amount and tax of each invoice that has any.
pub async fn invoice_sums(conn: &mut PgConnection, company: i64, invoices: &[i64]) -> Result<Vec<(InvoiceId, i64, Decimal, Decimal)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select invoice_id, count(*) as "count!", coalesce(sum(amount) filter (where billing_type = 'chargeable'), 0) as "amount!",
               coalesce(sum(tax) filter (where billing_type = 'chargeable'), 0) as "tax!"
        from invoice_detail where company_id = $1 and invoice_id = any($2) group by invoice_id
        "#,
        company,
        invoices
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (InvoiceId(r.invoice_id), r.count, r.amount, r.tax)).collect())
}

/// A detail as it is, for an edit.
pub async fn detail_before(conn: &mut PgConnection, company: i64, invoice: InvoiceId, detail: InvoiceDetailId) -> Result<Option<DetailBefore>, Failure> {
    Ok(sqlx::query_as!(
        DetailBefore,
        r#"select version, quantity, unit_price, tax, currency as "currency: Currency", case when source_milestone_split_id is not null then unit_price end as fixed_price,
               coalesce((select a.has_price from actual a where a.company_id = d.company_id and a.actual_id = d.source_actual_id), true) as "has_price!"
           from invoice_detail d where company_id = $1 and invoice_id = $2 and invoice_detail_id = $3"#,
        company,
        invoice.0,
        detail.0
    )
    .fetch_optional(conn)
    .await?)
}

/// Writes a changed detail, if its version is still the one seen.
pub async fn detail_update(conn: &mut PgConnection, company: i64, detail: InvoiceDetailId, version: i32, terms: &DetailTerms) -> Result<(), Failure> {
    let done = sqlx::query!(
        "update invoice_detail set quantity = $4, unit_price = $5, amount = $6, tax = $7, billing_type = $8, description = $9, external_description = $10, version = version + 1
         where company_id = $1 and invoice_detail_id = $2 and version = $3",
        company,
        detail.0,
        version,
        terms.quantity,
        terms.unit_price,
        terms.amount,
        terms.tax,
        terms.billing_type as BillingType,
        terms.description,
        terms.external_description
    )
    .execute(conn)
    .await?
    .rows_affected();
    if done == 1 { Ok(()) } else { Err(Refusal::Outdated.into()) }
}

/// Says that an invoice changed.
pub async fn invoice_touch(conn: &mut PgConnection, company: i64, invoice: InvoiceId) -> Result<(), Failure> {
    sqlx::query!("update invoice set version = version + 1 where company_id = $1 and invoice_id = $2", company, invoice.0).execute(conn).await?;
    Ok(())
}

/// Writes a changed header, if its version is still the one seen. What it would say by itself goes on following its customer.
pub async fn invoice_update(
    conn: &mut PgConnection,
    company: i64,
    edit: &HeaderEdit,
    accounted_on: Option<NaiveDate>,
    transition: Transition,
) -> Result<(), Failure> {
    let done = sqlx::query!(
        "update invoice i set name = $4, description = $5, bill_to_name = nullif($6, b.default_name), bill_to_contact = nullif($7, b.default_contact),
                bill_to_address = nullif($8, b.default_address), accounted_on = $9, state = $10, version = i.version + 1
         from invoice_bill_to b
         where b.company_id = $1 and b.invoice_id = $2 and i.company_id = $1 and i.invoice_id = $2 and i.version = $3 and i.state = $11",
        company,
        edit.invoice_id.0,
        edit.version,
        edit.name,
        edit.description,
        edit.bill_to_name,
        edit.bill_to_contact,
        edit.bill_to_address,
        accounted_on,
        transition.to() as InvoiceState,
        transition.from() as InvoiceState
    )
    .execute(conn)
    .await?
    .rows_affected();
    if done == 1 { Ok(()) } else { Err(Refusal::Outdated.into()) }
}

/// Renames a line.
pub async fn line_update(conn: &mut PgConnection, company: i64, invoice: InvoiceId, line: ContractLineId, name: &str) -> Result<(), Failure> {
    let done =
        sqlx::query!("update invoice_line set name = $4 where company_id = $1 and invoice_id = $2 and contract_line_id = $3", company, invoice.0, line.0, name)
            .execute(conn)
            .await?
            .rows_affected();
    if done == 1 { Ok(()) } else { Err(Refusal::NotFound.into()) }
}

/// Takes details of unbilled sales off an invoice, a chunk of all or the ones named; answers their sources as backlog rows.
pub async fn detail_delete(
    conn: &mut PgConnection,
    company: i64,
    invoice: InvoiceId,
    details: Option<&[i64]>,
    limit: i64,
    is_ready: bool,
) -> Result<Vec<OpenRow>, Failure> {
    let rows = sqlx::query!(
        r#"
        with gone as (
            delete from invoice_detail d where d.company_id = $1 and d.invoice_detail_id in (
                select x.invoice_detail_id from invoice_detail x
                where x.company_id = $1 and x.invoice_id = $2 and x.source_milestone_split_id is null and ($3::bigint[] is null or x.invoice_detail_id = any($3)) limit $4)
            returning d.source_actual_id, d.nte_status)
        select a.actual_id, a.contract_id as "contract_id!", a.contract_line_id as "contract_line_id!", a.customer_id as "customer_id!", a.project_id as "project_id!", a.resource_id, a.work_on,
               a.billing_type as "billing_type: BillingType", a.currency as "currency: Currency", a.quantity, a.amount, a.has_price, g.nte_status as "nte_status: NteStatus"
        from gone g join actual a on a.company_id = $1 and a.actual_id = g.source_actual_id
        "#,
        company,
        invoice.0,
        details,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| OpenRow {
            actual_id: ActualId(r.actual_id),
            contract_id: ContractId(r.contract_id),
            contract_line_id: ContractLineId(r.contract_line_id),
            customer_id: CustomerId(r.customer_id),
            project_id: crate::vocabulary::ids::ProjectId(r.project_id),
            resource_id: r.resource_id.map(crate::vocabulary::ids::ResourceId),
            work_on: r.work_on,
            billing_type: r.billing_type,
            currency: r.currency,
            quantity: r.quantity,
            amount: r.amount,
            has_price: r.has_price,
            is_ready: is_ready && !backlog::rules::lacks_price(r.billing_type, r.has_price),
            nte_status: r.nte_status,
            nte_detail: None,
        })
        .collect())
}

/// Removes an empty draft.
pub async fn invoice_delete(conn: &mut PgConnection, company: i64, invoice: InvoiceId) -> Result<(), Failure> {
    sqlx::query!("delete from invoice_line where company_id = $1 and invoice_id = $2", company, invoice.0).execute(&mut *conn).await?;
    sqlx::query!("delete from invoice where company_id = $1 and invoice_id = $2", company, invoice.0).execute(conn).await?;
    Ok(())
}
