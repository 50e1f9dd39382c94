//! SQL of rows that somebody picked for an invoice.

use super::{BACKLOG, push_selected};
use crate::{
    backlog::model::{PickedRow, TakenRow},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ActualId, ContractId, ContractLineId, CustomerId},
        paging::Selection,
    },
};
use sqlx::{QueryBuilder, Row, postgres::PgRow};

impl<'r> sqlx::FromRow<'r, PgRow> for PickedRow {
    fn from_row(row: &'r PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            actual_id: row.try_get("actual_id")?,
            contract_id: row.try_get("contract_id")?,
            customer_id: row.try_get("customer_id")?,
            work_on: row.try_get("work_on")?,
            billing_type: row.try_get("billing_type")?,
            has_price: row.try_get("has_price")?,
            is_ready: row.try_get("is_ready")?,
            nte_status: row.try_get("nte_status")?,
            nte_detail: row.try_get("nte_detail")?,
        })
    }
}

/// Selected open rows of these contracts, by date and id.
pub async fn picked_rows(
    scope: &mut Scope,
    selection: &Selection,
    contracts: &[i64],
) -> Result<Vec<PickedRow>, Failure> {
    let selection = &BACKLOG.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        r"
        select t.actual_id, t.contract_id, t.customer_id, t.work_on, t.billing_type, t.has_price,
            t.is_ready, t.nte_status, t.nte_detail
        from backlog t
        where t.company_id =
        ",
    );
    sql.push_bind(scope.company())
        .push(" and t.contract_id = any(")
        .push_bind(contracts.to_vec())
        .push(")");
    push_selected(selection, &mut sql)?;
    sql.push(" order by t.work_on, t.actual_id");
    Ok(sql.build_query_as().fetch_all(scope.connection()).await?)
}

/// Selected open rows, in key order: those that nothing prices, and how many there are that have a
/// price.
pub async fn without_price(
    scope: &mut Scope,
    selection: &Selection,
) -> Result<(Vec<ActualId>, i64), Failure> {
    let selection = &BACKLOG.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        "select t.actual_id from backlog t where not t.has_price and t.company_id = ",
    );
    sql.push_bind(scope.company());
    push_selected(selection, &mut sql)?;
    sql.push(" order by t.actual_id");
    let rows: Vec<ActualId> = sql.build_query_scalar().fetch_all(scope.connection()).await?;
    let mut sql =
        QueryBuilder::new("select count(*) from backlog t where t.has_price and t.company_id = ");
    sql.push_bind(scope.company());
    push_selected(selection, &mut sql)?;
    Ok((rows, sql.build_query_scalar().fetch_one(scope.connection()).await?))
}

/// Takes these Ready rows out of the backlog.
pub async fn take_picked(scope: &mut Scope, rows: &[i64]) -> Result<Vec<TakenRow>, Failure> {
    Ok(sqlx::query_as!(
        TakenRow,
        r#"
        delete
        from backlog b using actual a
        where b.company_id = $1 and b.actual_id = any($2) and b.is_ready and a.company_id = $1
            and a.actual_id = b.actual_id
        returning b.actual_id as "actual_id: ActualId", b.contract_id as "contract_id: ContractId",
            b.customer_id as "customer_id: CustomerId",
            b.contract_line_id as "contract_line_id: ContractLineId", b.work_on,
            b.billing_type, b.quantity, a.unit_price, a.amount, a.discount_percent, a.fee_percent,
            b.currency, b.nte_status
        "#,
        scope.company(),
        rows
    )
    .fetch_all(scope.connection())
    .await?)
}
