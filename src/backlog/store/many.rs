//! SQL of acts on many rows: whether they are many, and which they are.

use super::{BACKLOG, OPEN, sources};
use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::{paging::Selection, refusal::Refusal},
};
use sqlx::QueryBuilder;

/// Whether a selection is more than so many rows, those on invoices too, if asked; counts no
/// further.
pub async fn are_more_than(
    scope: &mut Scope,
    selection: &Selection,
    on_invoices: bool,
    above: i32,
) -> Result<bool, Failure> {
    let above = i64::from(above);
    let selection = &BACKLOG.resolve_selection(scope, selection).await?;
    let query = match selection {
        Selection::Rows(ids) => return Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX) > above),
        Selection::Matching(query) => query,
        Selection::Seen(..) => return Err(Refusal::InputUnreadable.into()),
    };
    let mut count = 0;
    for source in sources(query)?.into_iter().filter(|s| on_invoices || s.from == OPEN) {
        let mut sql = QueryBuilder::new("select count(*) from (select from ");
        sql.push(source.from)
            .push(" where t.company_id = ")
            .push_bind(scope.company())
            .push(source.condition);
        BACKLOG.push_filters(query, &mut sql)?;
        sql.push(" limit ").push_bind(above + 1).push(") x");
        let (found,): (i64,) = sql.build_query_as().fetch_one(scope.connection()).await?;
        count += found;
    }
    Ok(count > above)
}

/// The rows of a selection with their contracts, in order of both; those on invoices too, if asked.
/// A row that is not here is of no contract.
pub async fn selected_rows(
    scope: &mut Scope,
    selection: &Selection,
    on_invoices: bool,
) -> Result<Vec<(i64, i64)>, Failure> {
    let selection = &BACKLOG.resolve_selection(scope, selection).await?;
    let (mut sql, mut parts) = (QueryBuilder::new(""), 0);
    match selection {
        Selection::Rows(ids) => {
            sql.push("select distinct coalesce(t.contract_id, 0), r.actual_id from unnest(")
                .push_bind(ids.clone());
            sql.push("::bigint[]) r (actual_id) left join backlog t on t.actual_id = r.actual_id and t.company_id = ").push_bind(scope.company());
        }
        Selection::Matching(query) => {
            for source in sources(query)?.into_iter().filter(|s| on_invoices || s.from == OPEN) {
                sql.push(if parts == 0 {
                    "select t.contract_id, t.actual_id from "
                } else {
                    " union all select t.contract_id, t.actual_id from "
                });
                sql.push(source.from)
                    .push(" where t.company_id = ")
                    .push_bind(scope.company())
                    .push(source.condition);
                BACKLOG.push_filters(query, &mut sql)?;
                parts += 1;
            }
            if parts == 0 {
                return Ok(Vec::new());
            }
        }
        Selection::Seen(..) => return Err(Refusal::InputUnreadable.into()),
    }
    sql.push(" order by 1, 2");
    Ok(sql.build_query_as().fetch_all(scope.connection()).await?)
}
