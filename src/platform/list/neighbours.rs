//! Where a row is in a list, and which are beside it: by keys, however far down it is.

use super::{ListSpec, Rows, Source, Within, answers::plan_as_asked};
use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        paging::{ListQuery, Neighbours},
        refusal::Refusal,
    },
};
use sqlx::{Postgres, QueryBuilder};

/// How many there are, how many up to the row, whether it is among them and there at all; and the
/// rows beside it.
type Answer = (i64, i64, bool, bool, Option<i64>, Option<i64>);

impl ListSpec {
    /// Which rows of a list come before and after one that may be among them or not (`within`, or
    /// the filters, leave it out), in one statement; nobody's row is refused as not found. Of lists
    /// whose rows are in one place.
    pub async fn neighbours(
        &self,
        scope: &mut Scope,
        query: &ListQuery,
        within: Within<'_>,
        row: i64,
    ) -> Result<Neighbours, Failure> {
        let query = &self.resolve(scope, query).await?;
        plan_as_asked(scope.connection(), query).await?;
        let mut sql = QueryBuilder::new("");
        self.push_neighbours((scope.company(), query, within), row, &mut sql)?;
        let (count, upto, is_in, is_there, previous, next): Answer =
            sql.build_query_as().fetch_one(scope.connection()).await?;
        if !is_there {
            return Err(Refusal::NotFound.into());
        }
        Ok(Neighbours { count, place: is_in.then_some(upto), previous, next })
    }

    fn push_neighbours(
        &self,
        asked: (i64, &ListQuery, Within<'_>),
        row: i64,
        sql: &mut QueryBuilder<Postgres>,
    ) -> Result<(), Refusal> {
        let query = asked.1;
        let (sort, descending) = self.sort(query)?;
        // By another table: looked up for each row, as nothing is walked from the list's beginning.
        let by = match sort.by {
            Some((table, condition)) => {
                format!("(select {} from {table} where {condition})", sort.sql)
            }
            None => sort.sql.to_owned(),
        };
        let Rows::In(from) = self.rows else { return Err(Refusal::InputUnreadable) };
        let source = Source::all(from);
        let place = format!("({by}, {})", self.id);
        let (before, after) = if descending { (">", "<") } else { ("<", ">") };
        sql.push(format!(
            "with here as materialized (select {by} as sort, {} as id from {from}",
            self.id
        ))
        .push(format!(" where {} = ", self.company))
        .push_bind(asked.0)
        .push(format!(" and {} = ", self.id))
        .push_bind(row)
        .push(") select count(*), count(*) filter (where ")
        .push(format!("{place} {before}= (h.sort, h.id)), "))
        .push(format!("coalesce(bool_or({} = h.id), false), exists (select from here)", self.id));
        for (beyond, direction) in [(before, !descending), (after, descending)] {
            let direction = if direction { " desc" } else { "" };
            sql.push(format!(", (select {}", self.id));
            self.push_rows(asked, source, "", sql)?;
            sql.push(format!(" and {place} {beyond} (select sort, id from here)"))
                .push(format!(" order by {by}{direction}, {}{direction} limit 1)", self.id));
        }
        self.push_rows(asked, source, ", here h", sql)
    }
}
