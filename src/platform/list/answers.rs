//! What a list answers: pages, sums, counts, keys, all of it.

use super::{ALL, Filter, ListSpec, Placed, Sums, Within, is_planned_once, page, unlooked};
use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::paging::{ListQuery, Page, Selection},
};
use futures::TryStreamExt;
use sqlx::{FromRow, PgConnection, QueryBuilder, postgres::PgRow};

/// Not by an unnamed statement: one that asks for types on the way loses it.
pub(super) async fn plan_as_asked(
    conn: &mut PgConnection,
    query: &ListQuery,
) -> Result<(), Failure> {
    if !is_planned_once(query) {
        sqlx::query("set local plan_cache_mode = force_custom_plan").execute(conn).await?;
    }
    Ok(())
}

/// How the page is planned that a list opens with, and those that follow it: once for all companies
/// and all places, along the order. Of a company's own numbers PostgreSQL knows nothing until
/// somebody has counted: it would take a table that filled meanwhile for empty, plan for it again at
/// every look, and gather what it could walk.
const WALKED: &str =
    "set local plan_cache_mode = force_generic_plan; set local enable_bitmapscan = off";
const NOT_WALKED: &str = "set local plan_cache_mode = auto; set local enable_bitmapscan = on";

impl ListSpec {
    /// The place at so many rows from the list's beginning, as `after` takes it; none if the list
    /// is shorter.
    pub async fn place(
        &self,
        scope: &mut Scope,
        query: &ListQuery,
        rows: i64,
    ) -> Result<Option<String>, Failure> {
        let query = &self.resolve(scope, query).await?;
        let (sort, _) = self.sort(query)?;
        let cast = format!("::{}", sort.sql_type);
        let mut sql = QueryBuilder::new("select h.row_id || ':' || h.sort_value from (");
        for (at, source) in self.sources(query)?.into_iter().enumerate() {
            sql.push(if at == 0 { "" } else { " union all " });
            self.push_cut((scope.company(), query, ALL), source, false, &mut sql)?;
        }
        sql.push(") h");
        self.push_order(query, ("h.sort_value", &cast), "h.row_id", &mut sql)?;
        sql.push(" offset ").push(rows).push(" limit 1");
        Ok(sql.build_query_scalar().fetch_optional(scope.connection()).await?)
    }

    /// Every question that the list offers to answer, one filter at a time, in every order; the
    /// words it knows, and samples where anything goes.
    pub fn offered(&self) -> Vec<ListQuery> {
        let mut asked = vec![ListQuery::default()];
        for (name, filter) in self.filters {
            let words: Vec<&str> = match filter {
                Filter::Id(_) | Filter::IdWithin(..) | Filter::Number(_) => vec!["1"],
                Filter::Named(..)
                | Filter::NamedFound(..)
                | Filter::NamedWithin(..)
                | Filter::Text(..) => vec!["1"],
                Filter::From(_) | Filter::To(_) | Filter::DayWithin(..) => vec!["2026-01-15"],
                Filter::Word(_, _, words) | Filter::Source(words, _) => words.to_vec(),
                Filter::Choice(words) => words.iter().map(|(word, _)| *word).collect(),
                Filter::Among(_, (within, without), _) => vec![within, without],
            };
            asked.extend(words.into_iter().map(|word| ListQuery::default().with(name, word)));
        }
        let of = |query: ListQuery| {
            if self.of.is_empty() || query.filters.contains_key(self.of) {
                query
            } else {
                let is_day = |(name, filter): &(&str, Filter)| {
                    *name == self.of && matches!(filter, Filter::DayWithin(..))
                };
                let sample = if self.filters.iter().any(is_day) { "2026-01-15" } else { "1" };
                query.with(self.of, sample)
            }
        };
        let in_order = |query: &ListQuery| {
            self.sorts
                .iter()
                .map(|sort| ListQuery { sort: Some(sort.name.to_owned()), ..query.clone() })
                .collect::<Vec<_>>()
        };
        asked.into_iter().map(of).flat_map(|query| in_order(&query)).collect()
    }

    /// A page.
    pub async fn page<R>(
        &self,
        scope: &mut Scope,
        query: &ListQuery,
        within: Within<'_>,
    ) -> Result<Page<R>, Failure>
    where
        R: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let query = &self.resolve(scope, query).await?;
        let mut sql = self.page_statement("", scope.company(), query, within)?;
        let rows: Vec<Placed<R>> = if is_planned_once(query) {
            sqlx::raw_sql(WALKED).execute(scope.connection()).await?;
            let rows = sql.build_query_as().fetch_all(scope.connection()).await?;
            sqlx::raw_sql(NOT_WALKED).execute(scope.connection()).await?;
            rows
        } else {
            plan_as_asked(scope.connection(), query).await?;
            sql.build_query_as().fetch_all(scope.connection()).await?
        };
        Ok(page(query, rows))
    }

    /// What the list comes to, a row for each group of each of its sources.
    pub async fn sums<T>(
        &self,
        scope: &mut Scope,
        query: &ListQuery,
        within: Within<'_>,
        sums: Sums,
    ) -> Result<Vec<T>, Failure>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let query = &self.resolve(scope, query).await?;
        if self.sources(query)?.is_empty() {
            return Ok(Vec::new());
        }
        plan_as_asked(scope.connection(), query).await?;
        let mut sql = self.sums_statement("", scope.company(), query, within, sums)?;
        Ok(sql.build_query_as().fetch_all(scope.connection()).await?)
    }

    /// How many rows the filters let through.
    pub async fn count(
        &self,
        scope: &mut Scope,
        query: &ListQuery,
        within: Within<'_>,
    ) -> Result<i64, Failure> {
        let sums = Sums { columns: "count(*)", joins: "", by: "" };
        let counts: Vec<(i64,)> = self.sums(scope, query, within, sums).await?;
        Ok(counts.into_iter().map(|(count,)| count).sum())
    }

    /// How many rows there are of each word of a filter, under the others: for an empty list that
    /// says why.
    pub async fn counts(
        &self,
        scope: &mut Scope,
        query: &ListQuery,
        filter: &str,
        within: Within<'_>,
    ) -> Result<Vec<(String, i64)>, Failure> {
        let Some((_, Filter::Choice(words))) =
            self.filters.iter().find(|(name, _)| *name == filter)
        else {
            return Ok(Vec::new());
        };
        let mut query = self.resolve(scope, query).await?;
        query.filters.remove(filter);
        let mut counts = Vec::new();
        for source in self.sources(&query)? {
            let mut sql = QueryBuilder::new("select array[");
            for (at, (_, condition)) in words.iter().enumerate() {
                sql.push(if at == 0 { "" } else { ", " })
                    .push("count(*) filter (where ")
                    .push(*condition)
                    .push(")");
            }
            sql.push("]");
            self.push_rows((scope.company(), &query, within), source, "", &mut sql)?;
            let found: Vec<i64> = sql.build_query_scalar().fetch_one(scope.connection()).await?;
            counts.extend(words.iter().map(|(word, _)| (*word).to_owned()).zip(found));
        }
        Ok(counts)
    }

    /// Hands over every row that the filters let through, in order, one after another and never all
    /// at once: what an export writes.
    pub async fn each<R>(
        &self,
        scope: &mut Scope,
        query: &ListQuery,
        within: Within<'_>,
        mut write: impl FnMut(R) + Send,
    ) -> Result<(), Failure>
    where
        R: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let query = &self.resolve(scope, query).await?;
        let mut sql = QueryBuilder::new("");
        self.push_shown((scope.company(), query, within), false, &mut sql)?;
        let mut rows = sql.build_query_as::<R>().fetch(scope.connection());
        while let Some(row) = rows.try_next().await? {
            write(row);
        }
        Ok(())
    }

    /// What a bulk command works on, with its names looked up: where it begins, so that every
    /// statement after it goes by the same keys.
    pub async fn look_up(
        &self,
        scope: &mut Scope,
        selection: &Selection,
    ) -> Result<Selection, Failure> {
        Ok(match selection {
            Selection::Seen(chosen, sight) => {
                let chosen = self.resolve_selection(scope, chosen).await?;
                Selection::Seen(Box::new(chosen), sight.clone())
            }
            chosen => self.resolve_selection(scope, chosen).await?,
        })
    }

    /// The keys of what a command works on, in key order: looked up once, and what every statement
    /// after it goes by, so that whatever appears meanwhile is not the command's business. From the
    /// source that the command works on, where there are several.
    pub async fn chosen(
        &self,
        scope: &mut Scope,
        selection: &Selection,
        within: Within<'_>,
        from: &str,
    ) -> Result<Vec<i64>, Failure> {
        let query = match selection {
            Selection::Rows(ids) => {
                let mut ids = ids.clone();
                ids.sort_unstable();
                ids.dedup();
                return Ok(ids);
            }
            Selection::Matching(query) => self.resolve(scope, query).await?,
            Selection::Seen(..) => return Err(unlooked()),
        };
        let Some(source) = self.sources(&query)?.into_iter().find(|source| source.from == from)
        else {
            return Ok(Vec::new());
        };
        let mut sql = QueryBuilder::new("select ");
        sql.push(self.id);
        self.push_rows((scope.company(), &query, within), source, "", &mut sql)?;
        sql.push(" order by ").push(self.id);
        Ok(sql.build_query_scalar().fetch_all(scope.connection()).await?)
    }
}
