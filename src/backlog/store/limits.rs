//! SQL of not-to-exceed limits: what is used of them, and what the evaluation said.

use super::{BACKLOG, push_selected};
use crate::{
    backlog::model::{LimitRow, LimitedRow, Usage},
    contracts::model::LimitLevel,
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ActualId, ContractId, ContractLineId, CustomerId},
        paging::Selection,
        words::{LimitKind, NteStatus},
    },
};
use rust_decimal::Decimal;
use sqlx::QueryBuilder;

/// What each customer of each Time and Material line of these contracts has used (R-NTE-3): every
/// chargeable sale of the ledger, unbilled or billed, reversals with their sign, less what stands
/// in the backlog as Failed or Not Evaluated. What is unbilled and not in the backlog is on drafts.
pub async fn used(scope: &mut Scope, contracts: &[i64]) -> Result<Vec<Usage>, Failure> {
    Ok(sqlx::query_as!(
        Usage,
        r#"
        select x.contract_id as "contract_id!: ContractId",
            x.contract_line_id as "contract_line_id!: ContractLineId",
            x.customer_id as "customer_id!: CustomerId",
            coalesce(sum(x.invoiced), 0) as "invoiced!",
            sum(x.unbilled) - sum(x.open) as "on_drafts!", sum(x.committed) as "committed!"
        from (
            select a.contract_id, a.contract_line_id, a.customer_id,
                sum(a.net_amount) filter (where a.transaction_type = 'billed_sales') as invoiced,
                coalesce(
                    sum(a.net_amount) filter (where a.transaction_type = 'unbilled_sales'), 0
                ) as unbilled,
                0 as open, 0 as committed
            from actual a
            where a.company_id = $1 and a.contract_id = any($2)
                and a.transaction_type in ('unbilled_sales', 'billed_sales')
                and a.billing_type = 'chargeable'
            group by a.contract_id, a.contract_line_id, a.customer_id
            union all select b.contract_id, b.contract_line_id, b.customer_id, 0, 0, sum(b.net_amount),
                coalesce(
                    sum(b.net_amount) filter (where b.nte_status not in ('failed', 'not_evaluated')), 0
                )
            from backlog b
            where b.company_id = $1 and b.contract_id = any($2) and b.billing_type = 'chargeable'
            group by b.contract_id, b.contract_line_id, b.customer_id
        ) x
        join contract_line l on l.company_id = $1 and l.contract_line_id = x.contract_line_id
            and l.billing_method = 'time_and_material'
        group by x.contract_id, x.contract_line_id, x.customer_id
        "#,
        scope.company(),
        contracts
    )
    .fetch_all(scope.connection())
    .await?)
}

/// R-NTE-6, R-NTE-7: chargeable rows lose their commitment or failure, and their Ready mark with
/// it.
pub async fn limit_reset(scope: &mut Scope, selection: &Selection) -> Result<i64, Failure> {
    let selection = &BACKLOG.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        "with chosen as materialized (select t.actual_id from backlog t where t.company_id = ",
    );
    sql.push_bind(scope.company())
        .push(" and t.billing_type = 'chargeable' and t.nte_status in ('committed', 'failed')");
    push_selected(selection, &mut sql)?;
    sql.push(
        r"
        order by t.actual_id
        for update) update backlog b
        set nte_status = 'not_evaluated', nte_detail = null, is_ready = false
        from chosen
        where b.company_id =
        ",
    );
    sql.push_bind(scope.company()).push(" and b.actual_id = chosen.actual_id");
    let done = sql.build().execute(scope.connection()).await?.rows_affected();
    i64::try_from(done).map_err(|error| Failure::Fault(error.to_string()))
}

/// Selected chargeable rows of these contracts that have been evaluated or, on those with a limit,
/// may be; in the order they are evaluated (R-NTE-3: by date, then id). Whoever writes what comes
/// of it has locked their contracts.
pub async fn limit_rows(
    scope: &mut Scope,
    selection: &Selection,
    contracts: &[i64],
    limited: &[i64],
) -> Result<Vec<LimitRow>, Failure> {
    let selection = &BACKLOG.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        r"
        select t.actual_id, t.contract_id, t.contract_line_id, t.customer_id, t.net_amount,
            t.nte_status
        from backlog t
        where t.billing_type = 'chargeable' and t.company_id =
        ",
    );
    sql.push_bind(scope.company()).push(" and t.contract_id = any(").push_bind(contracts.to_vec());
    sql.push(") and (t.nte_status <> 'not_applicable' or t.contract_id = any(")
        .push_bind(limited.to_vec())
        .push("))");
    push_selected(selection, &mut sql)?;
    sql.push(" order by t.work_on, t.actual_id");
    let rows: Vec<(ActualId, ContractId, ContractLineId, CustomerId, Decimal, NteStatus)> =
        sql.build_query_as().fetch_all(scope.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|(actual_id, contract_id, contract_line_id, customer_id, net_amount, nte_status)| {
            LimitRow {
                actual_id,
                contract_id,
                contract_line_id,
                customer_id,
                net_amount,
                nte_status,
            }
        })
        .collect())
}

/// What the evaluation said of a row, as it is written.
pub struct Verdict {
    /// The row.
    pub actual_id: i64,
    /// Where it stands.
    pub nte_status: NteStatus,
    /// The level that stops it.
    pub nte_detail: Option<LimitKind>,
    /// Not so for a row that was reset on the way (R-NTE-7).
    pub keeps_mark: bool,
}

/// Writes what the evaluation said; a row that failed is no longer Ready.
pub async fn limit_update(scope: &mut Scope, verdicts: &[Verdict]) -> Result<i64, Failure> {
    let done = sqlx::query!(
        r"
        update backlog b
        set nte_status = r.status, nte_detail = r.detail, is_ready = b.is_ready and r.keeps_mark
            and r.status in ('committed', 'not_applicable')
        from unnest(
            $2::bigint[], $3::nte_status[], $4::text[], $5::boolean[]
        ) r (actual_id, status, detail, keeps_mark)
        where b.company_id = $1 and b.actual_id = any($2) and b.actual_id = r.actual_id
            and (
                (b.nte_status, b.nte_detail) is distinct from (r.status, r.detail)
                or (b.is_ready and not r.keeps_mark)
            )
        ",
        scope.company(),
        &verdicts.iter().map(|v| v.actual_id).collect::<Vec<_>>(),
        verdicts.iter().map(|v| v.nte_status).collect::<Vec<_>>() as Vec<NteStatus>,
        &verdicts
            .iter()
            .map(|v| v.nte_detail.map(|kind| kind.word().to_owned()))
            .collect::<Vec<_>>() as &[Option<String>],
        &verdicts.iter().map(|v| v.keeps_mark).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    i64::try_from(done).map_err(|error| Failure::Fault(error.to_string()))
}

/// Which rows of a contract's backlog the page of limits shows.
pub enum Shown {
    /// One.
    Row(ActualId),
    /// Failed ones, by date and id.
    Failed,
    /// Those that use the room of any of these levels, largest first, of equal ones the latest.
    Using(Vec<LimitLevel>),
}

/// Rows of a contract's backlog for the page of limits, so many of them, each as it is evaluated;
/// and how many there are.
pub async fn limited_rows(
    scope: &mut Scope,
    contract: ContractId,
    shown: &Shown,
    most: i64,
) -> Result<(Vec<(LimitRow, LimitedRow)>, i64), Failure> {
    let mut sql = QueryBuilder::new(
        r"
        select p.*, l.line_number || '. ' || l.name as line_name, cu.name as customer_name,
            re.name as resource_name, e.notes
        from (
            select t.*, count(*) over () as in_all
            from backlog t
            where t.billing_type = 'chargeable' and t.company_id =
        ",
    );
    sql.push_bind(scope.company()).push(" and t.contract_id = ").push_bind(contract.0);
    let order = match shown {
        Shown::Row(row) => {
            sql.push(" and t.actual_id = ").push_bind(row.0);
            ["t.work_on, t.actual_id", "p.work_on, p.actual_id"]
        }
        Shown::Failed => {
            sql.push(" and t.nte_status = 'failed'");
            ["t.work_on, t.actual_id", "p.work_on, p.actual_id"]
        }
        Shown::Using(levels) => {
            sql.push(" and t.nte_status in ('committed', 'not_applicable') and (false");
            for level in levels {
                match level {
                    LimitLevel::LineCustomer(line, customer) => {
                        sql.push(" or (t.contract_line_id = ")
                            .push_bind(line.0)
                            .push(" and t.customer_id = ")
                            .push_bind(customer.0)
                            .push(")");
                    }
                    LimitLevel::Line(line) => {
                        sql.push(" or t.contract_line_id = ").push_bind(line.0);
                    }
                    LimitLevel::ContractCustomer(_, customer) => {
                        sql.push(" or t.customer_id = ").push_bind(customer.0);
                    }
                    LimitLevel::Contract(_) => {
                        sql.push(" or true");
                    }
                }
            }
            sql.push(")");
            [
                "t.net_amount desc, t.work_on desc, t.actual_id desc",
                "p.net_amount desc, p.work_on desc, p.actual_id desc",
            ]
        }
    };
    sql.push(" order by ").push(order[0]).push(" limit ").push(most);
    sql.push(
        r"
        ) p
        join contract_line l on l.company_id = p.company_id
            and l.contract_line_id = p.contract_line_id
        join customer cu on cu.company_id = p.company_id and cu.customer_id = p.customer_id
        left join resource re on re.company_id = p.company_id and re.resource_id = p.resource_id
        join actual a on a.company_id = p.company_id and a.actual_id = p.actual_id
        left join entry_work e on e.company_id = a.company_id and e.entry_id = a.entry_id
        order by
        ",
    );
    sql.push(order[1]);
    let rows: Vec<Limited> = sql.build_query_as().fetch_all(scope.connection()).await?;
    let count = rows.first().map(|row| row.in_all).unwrap_or_default();
    Ok((rows.into_iter().map(Limited::parts).collect(), count))
}

/// A row of that list as the database gives it.
#[derive(sqlx::FromRow)]
struct Limited {
    actual_id: ActualId,
    contract_id: ContractId,
    contract_line_id: ContractLineId,
    customer_id: CustomerId,
    net_amount: Decimal,
    nte_status: NteStatus,
    nte_detail: Option<LimitKind>,
    work_on: chrono::NaiveDate,
    is_ready: bool,
    line_name: String,
    customer_name: String,
    resource_name: Option<String>,
    notes: Option<String>,
    in_all: i64,
}

impl Limited {
    fn parts(self) -> (LimitRow, LimitedRow) {
        let row = LimitRow {
            actual_id: self.actual_id,
            contract_id: self.contract_id,
            contract_line_id: self.contract_line_id,
            customer_id: self.customer_id,
            net_amount: self.net_amount,
            nte_status: self.nte_status,
        };
        let shown = LimitedRow {
            actual_id: self.actual_id,
            work_on: self.work_on,
            line_name: self.line_name,
            customer_name: self.customer_name,
            resource_name: self.resource_name,
            notes: self.notes,
            net_amount: self.net_amount,
            is_ready: self.is_ready,
            nte_status: self.nte_status,
            nte_detail: self.nte_detail,
            stopped_by: None,
        };
        (row, shown)
    }
}
