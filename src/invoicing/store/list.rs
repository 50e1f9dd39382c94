//! SQL of the list of invoices.

use crate::{
    invoicing::model::{Confirmation, InvoiceRow},
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort, Sums, Within},
        scope::Scope,
    },
    vocabulary::{
        failure::ApiError,
        ids::BatchId,
        paging::{ListQuery, Page, Selection, Totals},
        refusal::Refusal,
    },
};
use sqlx::{FromRow, Row, postgres::PgRow};

/// The list of invoices; sums of open ones are live.
pub const INVOICES: ListSpec = ListSpec {
    name: "invoices",
    rows: Rows::In("invoice i"),
    of: "",
    is_short: false,
    company: "i.company_id",
    columns: r"
        i.company_id, i.invoice_id, i.invoice_number, i.name, i.state, i.kind, i.paid_at,
            i.contract_id, i.customer_id, i.invoice_on, i.currency, i.version,
            i.customer_name as issued_to
    ",
    shown: r"
        p.invoice_id, p.invoice_number, p.name, p.state, p.kind, p.paid_at, p.contract_id, c.number as contract_number,
            coalesce(p.issued_to, cu.name) as customer_name, p.invoice_on, p.currency, t.amount,
            t.tax, s.detail_count + r.retainer_count as detail_count, p.version,
            f.batch_id as confirmed_in, f.reason
    ",
    named: r"
        join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
        join customer cu on cu.company_id = p.company_id and cu.customer_id = p.customer_id
        join invoice_total t on t.company_id = p.company_id and t.invoice_id = p.invoice_id
        left join lateral (
            select count(*) as detail_count
            from invoice_detail d
            where d.company_id = p.company_id and d.invoice_id = p.invoice_id
        ) s
            on true
        left join invoice_confirmation f on f.company_id = p.company_id
            and f.invoice_id = p.invoice_id
        left join lateral (
            select count(*) as retainer_count
            from invoice_retainer u
            where u.company_id = p.company_id and u.invoice_id = p.invoice_id
        ) r
            on true
    ",
    filters: &[
        (
            "state",
            Filter::Choice(&[
                ("open", "i.is_open"),
                ("draft", "i.is_open and i.state = 'draft'"),
                ("in_review", "i.is_open and i.state = 'in_review'"),
                ("confirmed", "not i.is_open and i.state = 'confirmed'"),
                ("posted", "not i.is_open and i.state = 'posted'"),
                ("scheduled", SCHEDULED),
                ("failed", FAILED),
            ]),
        ),
        (
            "paid",
            Filter::Choice(&[
                ("paid", "i.paid_at is not null"),
                ("unpaid", "i.paid_at is null and not i.is_open"),
            ]),
        ),
        ("kind", Filter::Word("i.kind", "invoice_kind", &["proforma", "corrective"])),
        ("invoice_id", Filter::Id("i.invoice_id")),
        ("contract_id", Filter::Id("i.contract_id")),
        ("batch_id", Filter::Id("i.batch_id")),
        // What came of a batch, and of those that tried again what it had refused.
        (
            "tried_in",
            Filter::IdWithin(
                r"
                i.batch_id = any(
                    array(
                        with recursive tried (batch_id) as (
                            select
                ",
                r"::bigint
                            union all select b.batch_id
                            from tried t
                            join batch b on b.company_id = (select current_company())
                                and b.retries_batch_id = t.batch_id
                        )
                        select batch_id
                        from tried
                    )
                )
                ",
            ),
        ),
        ("number", Filter::Text("invoice_number_label(i.invoice_number) ilike ", "")),
        (
            "contract",
            Filter::Named(
                "i.contract_id",
                "select f.contract_id from contract f where (f.number || ' ' || f.name) ilike ",
            ),
        ),
        (
            "team",
            Filter::Named(
                "i.contract_id",
                "select f.contract_id from contract_team_name f where f.name ilike ",
            ),
        ),
        (
            "customer",
            Filter::Named(
                "i.customer_id",
                "select f.customer_id from customer f where f.name ilike ",
            ),
        ),
        ("from", Filter::From("i.invoice_on")),
        ("to", Filter::To("i.invoice_on")),
        ("confirmed_from", Filter::From(CONFIRMED_ON)),
        ("created_to", Filter::To(CREATED_ON)),
    ],
    sorts: &[
        Sort::own("created", "i.invoice_id", "bigint"),
        Sort::own("number", "i.number_place", "bigint"),
        Sort::own("date", "i.invoice_on", "date"),
        Sort::by(
            "contract",
            "s.number",
            "contract s",
            "s.company_id = i.company_id and s.contract_id = i.contract_id",
        ),
        Sort::by(
            "customer",
            "s.name",
            "customer s",
            "s.company_id = i.company_id and s.customer_id = i.customer_id",
        ),
    ],
    descending: true,
    id: "i.invoice_id",
};

/// The day an invoice was confirmed, where the company is.
const CONFIRMED_ON: &str = r"
    (
        i.confirmed_at at time zone (
            select z.time_zone
            from company_time_zone z
            where z.company_id = i.company_id
        )
    )::date
";

/// The day an invoice was created, where the company is.
const CREATED_ON: &str = r"
    (
        i.created_at at time zone (
            select z.time_zone
            from company_time_zone z
            where z.company_id = i.company_id
        )
    )::date
";

/// Drafts that are confirmed once their turn has come (R-SM-34).
const SCHEDULED: &str = r"
    i.is_open and exists (
        select
        from invoice_confirmation f
        where f.company_id = i.company_id and f.invoice_id = i.invoice_id and f.reason is null
    )
";

/// Drafts whose confirmation failed (R-CONF-7).
const FAILED: &str = r"
    i.is_open and exists (
        select
        from invoice_confirmation f
        where f.company_id = i.company_id and f.invoice_id = i.invoice_id
            and f.reason is not null
    )
";

/// How many invoices, and what they come to.
const AMOUNTS: Sums = Sums {
    columns: r"
        i.currency, count(*), 0::numeric, coalesce(sum(coalesce(i.amount, i.draft_amount)), 0)
    ",
    joins: "",
    by: "i.currency",
};

/// A page of invoices.
pub async fn list_invoices(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<InvoiceRow>, Failure> {
    INVOICES.page(scope, query, ALL).await
}

/// How many invoices, and what they come to per currency.
pub async fn total_invoices(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    Ok(crate::platform::list::totals(INVOICES.sums(scope, query, ALL, AMOUNTS).await?))
}

/// The chosen invoices in key order; of all that match only those that are open.
pub async fn open_chosen(scope: &mut Scope, selection: &Selection) -> Result<Vec<i64>, Failure> {
    if matches!(selection, Selection::Rows(ids) if ids.is_empty()) {
        return Err(Refusal::NothingSelected.into());
    }
    let are_open: Within<'_> = &|sql| {
        sql.push(" and i.is_open");
    };
    INVOICES.chosen(scope, selection, are_open, "invoice i").await
}

impl<'r> FromRow<'r, PgRow> for Confirmation {
    fn from_row(row: &'r PgRow) -> Result<Self, sqlx::Error> {
        let reason: Option<serde_json::Value> = row.try_get("reason")?;
        Ok(match (reason, row.try_get::<Option<i64>, _>("confirmed_in")?) {
            // Written by a version that knew other reasons: better said vaguely than not at all.
            (Some(reason), _) => Self::Failed(
                serde_json::from_value(reason).unwrap_or_else(|_| ApiError::Fault("?".into())),
            ),
            (None, Some(batch)) => Self::Scheduled(BatchId(batch)),
            (None, None) => Self::NotAsked,
        })
    }
}
