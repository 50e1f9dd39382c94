//! SQL of marks: which rows are selected, what holds them, and the mark itself.

use super::{BACKLOG, ON_DRAFT, OPEN, POSTED, push_selected, sources};
use crate::{
    backlog::rules::Hold,
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        paging::Selection,
        words::{BillingStatus, LimitKind, NteStatus},
    },
};
use sqlx::QueryBuilder;

/// A row to be marked or not.
pub struct Held {
    /// The row.
    pub actual_id: i64,
    /// Its deal; of an open row.
    pub contract_id: Option<i64>,
    /// Where it stands.
    pub status: BillingStatus,
    /// Against limits.
    pub nte_status: NteStatus,
    /// The level that stops it.
    pub nte_detail: Option<LimitKind>,
    /// The customer is to pay, but nothing prices it.
    pub lacks_price: bool,
    /// The invoice it is on.
    pub invoice: String,
}

impl Held {
    /// As the rules read it.
    pub fn hold(&self) -> Hold {
        Hold { nte: self.nte_status, nte_detail: self.nte_detail, lacks_price: self.lacks_price }
    }
}

/// Selected open rows, in key order. For filters: only those that a mark would change.
pub async fn open_rows(
    scope: &mut Scope,
    selection: &Selection,
    ready: bool,
) -> Result<Vec<Held>, Failure> {
    let selection = &BACKLOG.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        r"
        select t.actual_id, t.contract_id, t.is_ready, t.nte_status, t.nte_detail,
            not t.has_price and t.billing_type = 'chargeable'
        from backlog t
        where t.company_id =
        ",
    );
    sql.push_bind(scope.company());
    push_selected(selection, &mut sql)?;
    if let Selection::Matching(_) = selection {
        sql.push(" and t.is_ready <> ").push_bind(ready);
    }
    sql.push(" order by t.actual_id");
    let rows: Vec<(i64, i64, bool, NteStatus, Option<LimitKind>, bool)> =
        sql.build_query_as().fetch_all(scope.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|(actual_id, contract_id, is_ready, nte_status, nte_detail, lacks_price)| Held {
            actual_id,
            contract_id: Some(contract_id),
            status: if is_ready { BillingStatus::Ready } else { BillingStatus::NotReady },
            nte_status,
            nte_detail,
            lacks_price,
            invoice: String::new(),
        })
        .collect())
}

/// Marks those of these rows that may be (the same condition as `rules::next`); answers those it
/// changed. They are locked in key order, so that two who mark the same rows never wait for each
/// other in a circle.
pub async fn backlog_mark(
    scope: &mut Scope,
    rows: &[i64],
    ready: bool,
) -> Result<Vec<i64>, Failure> {
    let marked = sqlx::query_scalar!(
        r"
        with chosen as materialized (
            select actual_id
            from backlog
            where company_id = $1 and actual_id = any($2) and is_ready <> $3
                and (
                    not $3
                    or (
                        nte_status in ('committed', 'not_applicable')
                        and (has_price or billing_type <> 'chargeable')
                    )
                )
            order by actual_id
            for update
        )
        update backlog b
        set is_ready = $3
        from chosen
        where b.company_id = $1 and b.actual_id = chosen.actual_id
        returning b.actual_id
        ",
        scope.company(),
        rows,
        ready
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(marked)
}

/// Selected rows that an invoice has claimed. For filters: only where they show rows on drafts.
pub async fn held_by_invoice(
    scope: &mut Scope,
    selection: &Selection,
) -> Result<Vec<Held>, Failure> {
    let selection = &BACKLOG.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new("select t.actual_id, i.status, i.label from ");
    match selection {
        Selection::Rows(_) => {
            sql.push("(select company_id, source_actual_id as actual_id, invoice_id from claim) t");
        }
        Selection::Matching(query) => match sources(query)?
            .iter()
            .map(|source| source.from)
            .filter(|from| *from != OPEN)
            .collect::<Vec<_>>()[..]
        {
            [] => return Ok(Vec::new()),
            [one] => drop(sql.push(one)),
            [..] => drop(
                sql.push("(select t.* from ")
                    .push(ON_DRAFT)
                    .push(" union all select t.* from ")
                    .push(POSTED)
                    .push(") t"),
            ),
        },
        Selection::Seen(..) => return Ok(Vec::new()),
    }
    sql.push(
        r"
        join invoice_label i on i.company_id = t.company_id and i.invoice_id = t.invoice_id
        where t.company_id =
        ",
    )
    .push_bind(scope.company());
    BACKLOG.push_selection(selection, &mut sql)?;
    sql.push(" order by t.actual_id");
    let rows: Vec<(i64, BillingStatus, String)> =
        sql.build_query_as().fetch_all(scope.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|(actual_id, status, invoice)| Held {
            actual_id,
            contract_id: None,
            status,
            nte_status: NteStatus::NotApplicable,
            nte_detail: None,
            lacks_price: false,
            invoice,
        })
        .collect())
}

/// Which of these rows are neither open nor on an invoice: nobody's, or another company's.
pub async fn not_here(scope: &mut Scope, rows: &[i64]) -> Result<Vec<i64>, Failure> {
    let ids = sqlx::query_scalar!(
        r#"
        select distinct id as "id!"
        from unnest($2::bigint[]) id
        where not exists (select from backlog b where b.company_id = $1 and b.actual_id = id)
            and not exists (select from claim d where d.company_id = $1 and d.source_actual_id = id)
        order by 1
        "#,
        scope.company(),
        rows
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(ids)
}
