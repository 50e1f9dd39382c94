//! What the backlog comes to: as sums say it, or added up where they don't know a filter.

use super::{BACKLOG, ON_DRAFT, OPEN, POSTED, sources};
use crate::{
    platform::{
        failure::Failure,
        list::{ALL, ListSpec, Rows, Source, Sums, knows},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        paging::{ListQuery, Totals},
        refusal::Refusal,
    },
};
use rust_decimal::Decimal;
use sqlx::{FromRow, postgres::PgRow};
use std::collections::BTreeMap;

/// The filters that sums know: nothing of days and people, whose rows are added up.
const KEPT: &[&str] = &[
    "status",
    "class",
    "billing_type",
    "contract_id",
    "customer_id",
    "line",
    "contract",
    "customer",
    "project",
    "team",
];

/// Where the sums of rows are, under the rows' alias.
const SUMS: &[(&str, &str)] = &[
    (OPEN, "(select s.*, null::bigint as invoice_id from backlog_sum s) t"),
    (ON_DRAFT, "(select s.*, true as is_ready from claim_total s where s.is_on_draft) t"),
    (POSTED, "(select s.*, true as is_ready from claim_total s where not s.is_on_draft) t"),
];

/// The sums of the rows that a query asks for.
fn kept(query: &ListQuery) -> Result<Vec<Source>, Refusal> {
    let sums_of = |source: Source| {
        let (_, from) = SUMS.iter().find(|(rows, _)| *rows == source.from)?;
        Some(Source { condition: source.condition, ..Source::all(from) })
    };
    Ok(sources(query)?.into_iter().filter_map(sums_of).collect())
}

/// What the rows come to: as it is kept, if sums know the filters, or added up.
async fn sums<T>(
    scope: &mut Scope,
    query: &ListQuery,
    of_kept: Sums,
    of_rows: Sums,
) -> Result<Vec<T>, Failure>
where
    T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
{
    if !knows(KEPT, query) {
        return BACKLOG.sums(scope, query, ALL, of_rows).await;
    }
    let list = ListSpec { rows: Rows::By(kept), ..BACKLOG };
    let query = &BACKLOG.names(scope, query).await?;
    list.sums(scope, query, ALL, of_kept).await
}

/// Count, quantity and chargeable amount, of hours and of each other unit: hours and kilometres are
/// no sum. What work is counted in is asked of what is no time only.
const OF_ROWS: Sums = Sums {
    columns: r"
        t.currency, t.unit, count(*), coalesce(sum(t.quantity), 0),
            coalesce(sum(t.net_amount) filter (where t.billing_type = 'chargeable'), 0)
    ",
    joins: "",
    by: "t.currency, t.unit",
};

/// The same of sums.
const OF_KEPT: Sums = Sums {
    columns: r"
        t.currency, t.unit, sum(t.row_count)::bigint, sum(t.quantity),
            coalesce(sum(t.amount) filter (where t.billing_type = 'chargeable'), 0)
    ",
    joins: "",
    by: "t.currency, t.unit",
};

/// Count, hours, other units and chargeable amounts of everything the filters let through; hints
/// count the statuses of the whole backlog under the same filters, so that an empty list can say
/// why.
pub async fn total_backlog(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    let mut totals = Totals::default();
    let mut by_currency: BTreeMap<Currency, Decimal> = BTreeMap::new();
    let mut by_unit: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut without_status = query.clone();
    without_status.filters.remove("status");
    let found: Vec<(Currency, Option<String>, i64, Decimal, Decimal)> =
        sums(scope, query, OF_KEPT, OF_ROWS).await?;
    for (currency, unit, count, quantity, amount) in found {
        // Sums of what came and went say so until they are folded.
        if count == 0 {
            continue;
        }
        totals.count += count;
        match unit {
            Some(unit) => *by_unit.entry(unit).or_default() += quantity,
            None => totals.quantity += quantity,
        }
        *by_currency.entry(currency).or_default() += amount;
    }
    totals.amounts = by_currency.into_iter().collect();
    totals.quantities = by_unit
        .into_iter()
        .filter(|(unit, quantity)| !unit.is_empty() && !quantity.is_zero())
        .collect();
    if totals.count == 0 {
        totals.hints = hints(scope, &without_status).await?;
    }
    Ok(totals)
}

async fn hints(scope: &mut Scope, query: &ListQuery) -> Result<Vec<(String, i64)>, Failure> {
    let open = Sums {
        columns: r"
            count(*) filter (where t.is_ready and t.invoice_id is null),
                count(*) filter (where not t.is_ready),
                count(*) filter (where t.invoice_id is not null)
        ",
        joins: "",
        by: "",
    };
    let of_kept = Sums {
        columns: r"
            coalesce(sum(t.row_count) filter (where t.is_ready and t.invoice_id is null), 0)::bigint,
                coalesce(sum(t.row_count) filter (where not t.is_ready), 0)::bigint,
                coalesce(sum(t.row_count) filter (where t.invoice_id is not null), 0)::bigint
        ",
        ..open
    };
    let counts: Vec<(i64, i64, i64)> = sums(scope, query, of_kept, open).await?;
    let (ready, not_ready, on_draft) = counts
        .into_iter()
        .fold((0, 0, 0), |all, one| (all.0 + one.0, all.1 + one.1, all.2 + one.2));
    Ok(vec![
        ("ready".into(), ready),
        ("not_ready".into(), not_ready),
        ("on_draft".into(), on_draft),
    ])
}
