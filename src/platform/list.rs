//! Keyset lists: filters and sorts chosen at run time, pushed onto a query that `store.rs` began.

use super::failure::Failure;
use crate::platform::scope::Scope;
use crate::vocabulary::{
    dates::parse_date,
    paging::{ListQuery, Page, Selection},
    refusal::{Field, Refusal},
    typed::number,
};
use sqlx::{FromRow, Postgres, QueryBuilder, Row, postgres::PgRow};

/// How a filter's text becomes a condition. The SQL is ours, the text is bound.
#[derive(Clone, Copy, Debug)]
pub enum Filter {
    /// `column = id`
    Id(&'static str),
    /// `before id after`
    IdWithin(&'static str, &'static str),
    /// `column = one of the ids` of a table whose name holds the text: table and what is searched.
    /// Looked up first (`resolve`), so that the plan knows how many there are and one id walks its
    /// own index.
    Named(&'static str, &'static str),
    /// `before pattern after`: a case-insensitive part of a text.
    Text(&'static str, &'static str),
    /// `column >= day`
    From(&'static str),
    /// `column <= day`
    To(&'static str),
    /// `column = number`
    Number(&'static str),
    /// `column = word`, the word one of an SQL enumeration.
    Word(&'static str, &'static str, &'static [&'static str]),
    /// Read by the store itself.
    Own,
}

/// A sort: its name, the SQL expression (never null), and the type its cursor is read back as.
#[derive(Clone, Copy, Debug)]
pub struct Sort {
    /// As in the URL.
    pub name: &'static str,
    /// What is compared.
    pub sql: &'static str,
    /// Its SQL type.
    pub sql_type: &'static str,
}

/// What one list can do.
#[derive(Clone, Copy, Debug)]
pub struct ListSpec {
    /// Name in the URL → condition.
    pub filters: &'static [(&'static str, Filter)],
    /// The first is the list's own order.
    pub sorts: &'static [Sort],
    /// The own order is largest first.
    pub descending: bool,
    /// Tie-breaker: the row's id.
    pub id: &'static str,
}

/// A row with its place in the order.
pub struct Placed<R> {
    /// The row.
    pub row: R,
    sort_value: String,
    row_id: i64,
}

impl<'r, R: FromRow<'r, PgRow>> FromRow<'r, PgRow> for Placed<R> {
    fn from_row(row: &'r PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            row: R::from_row(row)?,
            sort_value: row.try_get("sort_value")?,
            row_id: row.try_get("row_id")?,
        })
    }
}

impl<R> Placed<R> {
    fn cursor(&self) -> String {
        format!("{}:{}", self.row_id, self.sort_value)
    }
}

impl ListSpec {
    /// The sort a query asks for and whether it runs downwards as displayed.
    pub fn sort(&self, query: &ListQuery) -> Result<(&'static Sort, bool), Refusal> {
        let Some(name) = query.sort.as_deref() else {
            let first = self.sorts.first().ok_or(Refusal::InputUnreadable)?;
            return Ok((first, self.descending != query.descending));
        };
        let sort = self
            .sorts
            .iter()
            .find(|sort| sort.name == name)
            .ok_or_else(|| Refusal::UnknownListOption(name.to_owned()))?;
        Ok((sort, query.descending))
    }

    /// The query with its filters by name looked up; what every list begins with.
    pub async fn resolve(
        &self,
        scope: &mut Scope,
        query: &ListQuery,
    ) -> Result<ListQuery, Failure> {
        let mut resolved = query.clone();
        for (name, filter) in self.filters {
            let (Filter::Named(_, lookup), Some(text)) = (filter, query.filter(name)) else {
                continue;
            };
            let mut sql = QueryBuilder::new(*lookup);
            sql.push_bind(pattern(text)?)
                .push(" and f.company_id = ")
                .push_bind(scope.company())
                .push(" limit 10000");
            let ids: Vec<i64> = sql.build_query_scalar().fetch_all(scope.connection()).await?;
            resolved.named.insert((*name).to_owned(), ids);
        }
        Ok(resolved)
    }

    /// The same for what a bulk command works on.
    pub async fn resolve_selection(
        &self,
        scope: &mut Scope,
        selection: &Selection,
    ) -> Result<Selection, Failure> {
        Ok(match selection {
            Selection::Rows(ids) => Selection::Rows(ids.clone()),
            Selection::Matching(query) => Selection::Matching(self.resolve(scope, query).await?),
            Selection::Seen(..) => return Err(unlooked()),
        })
    }

    /// Pushes ` and …` for every filter given.
    pub fn push_filters(
        &self,
        query: &ListQuery,
        sql: &mut QueryBuilder<Postgres>,
    ) -> Result<(), Refusal> {
        for name in query.filters.keys() {
            let Some((_, filter)) = self.filters.iter().find(|(known, _)| known == name) else {
                return Err(Refusal::UnknownListOption(name.chars().take(50).collect()));
            };
            if let Some(text) = query.filter(name) {
                push_filter(*filter, text, query.named.get(name), sql)?;
            }
        }
        if let Some(rows) = &query.rows {
            sql.push(" and ").push(self.id).push(" = any(").push_bind(rows.clone()).push(")");
        }
        if let Some(beyond) = query.beyond {
            sql.push(" and ").push(self.id).push(" > ").push_bind(beyond);
        }
        Ok(())
    }

    /// Pushes the selection: ids, or the filters of the list.
    pub fn push_selection(
        &self,
        selection: &Selection,
        sql: &mut QueryBuilder<Postgres>,
    ) -> Result<(), Refusal> {
        match selection {
            Selection::Rows(ids) if ids.is_empty() => return Err(Refusal::NothingSelected),
            Selection::Rows(ids) => {
                sql.push(" and ").push(self.id).push(" = any(").push_bind(ids.clone()).push(")");
            }
            Selection::Matching(query) => self.push_filters(query, sql)?,
            Selection::Seen(..) => return Err(Refusal::InputUnreadable),
        }
        Ok(())
    }

    /// Pushes the place, order and limit of one page. One row more than asked tells whether there
    /// is another page.
    pub fn push_page(
        &self,
        query: &ListQuery,
        sql: &mut QueryBuilder<Postgres>,
    ) -> Result<(), Refusal> {
        self.push_place(query, sql)?;
        self.push_order(query, sql)
    }

    /// Pushes only the place: ` and (sort, id) > (…)`.
    pub fn push_place(
        &self,
        query: &ListQuery,
        sql: &mut QueryBuilder<Postgres>,
    ) -> Result<(), Refusal> {
        let (sort, descending) = self.sort(query)?;
        let (cursor, backward) = match (&query.after, &query.before) {
            (Some(after), _) => (after, false),
            (None, Some(before)) => (before, true),
            (None, None) => return Ok(()),
        };
        let (id, value) = cursor.split_once(':').ok_or(Refusal::InputUnreadable)?;
        let id: i64 = id.parse().map_err(|_| Refusal::InputUnreadable)?;
        check_cursor(sort.sql_type, value)?;
        sql.push(" and (")
            .push(sort.sql)
            .push(", ")
            .push(self.id)
            .push(if descending == backward { ") > (" } else { ") < (" });
        sql.push_bind(value.to_owned())
            .push("::")
            .push(sort.sql_type)
            .push(", ")
            .push_bind(id)
            .push(")");
        Ok(())
    }

    /// Pushes order and limit, after the names `sort_value` and `row_id` are taken up by the select
    /// list.
    pub fn push_order(
        &self,
        query: &ListQuery,
        sql: &mut QueryBuilder<Postgres>,
    ) -> Result<(), Refusal> {
        let (sort, descending) = self.sort(query)?;
        let backward = query.after.is_none() && query.before.is_some();
        let direction = if descending != backward { " desc" } else { "" };
        sql.push(" order by ")
            .push(sort.sql)
            .push(direction)
            .push(", ")
            .push(self.id)
            .push(direction);
        // Written out, not bound: one plan per page size, made once, instead of one per question.
        sql.push(" limit ").push(i64::from(query.page_size()) + 1);
        Ok(())
    }

    /// The select list's part for the cursor.
    pub fn push_cursor_columns(
        &self,
        query: &ListQuery,
        sql: &mut QueryBuilder<Postgres>,
    ) -> Result<(), Refusal> {
        let (sort, _) = self.sort(query)?;
        sql.push(", (")
            .push(sort.sql)
            .push(")::text as sort_value, ")
            .push(self.id)
            .push(" as row_id");
        Ok(())
    }
}

/// A command compares what was seen before it works on what is chosen (`Selection::parts`); one
/// that forgets fails every time.
fn unlooked() -> Failure {
    Failure::Fault("a selection was not compared with what was seen of it".into())
}

/// Turns what the database gave (one row too many, backwards if asked backwards) into a page.
pub fn page<R>(query: &ListQuery, mut placed: Vec<Placed<R>>) -> Page<R> {
    let size = usize::from(query.page_size());
    let more = placed.len() > size;
    placed.truncate(size);
    let backward = query.after.is_none() && query.before.is_some();
    if backward {
        placed.reverse();
    }
    let has_next = if backward { true } else { more };
    let has_previous = if backward { more } else { query.after.is_some() };
    let next = placed.last().filter(|_| has_next).map(Placed::cursor);
    let previous = placed.first().filter(|_| has_previous).map(Placed::cursor);
    Page { rows: placed.into_iter().map(|p| p.row).collect(), next, previous }
}

fn push_filter(
    filter: Filter,
    text: &str,
    named: Option<&Vec<i64>>,
    sql: &mut QueryBuilder<Postgres>,
) -> Result<(), Refusal> {
    let day = || parse_date(text).ok_or(Refusal::FieldNotADate(Field::Date));
    match filter {
        Filter::Id(column) => {
            let id: i64 = text.parse().map_err(|_| Refusal::InputUnreadable)?;
            sql.push(" and ").push(column).push(" = ").push_bind(id);
        }
        Filter::IdWithin(before, after) => {
            let id: i64 = text.parse().map_err(|_| Refusal::InputUnreadable)?;
            sql.push(" and ").push(before).push_bind(id).push(after);
        }
        Filter::Named(column, _) => match named.map(Vec::as_slice) {
            Some([id]) => {
                sql.push(" and ").push(column).push(" = ").push_bind(*id);
            }
            Some(ids) => {
                sql.push(" and ").push(column).push(" = any(").push_bind(ids.to_vec()).push(")");
            }
            // Nobody looked it up: rather nothing than everything.
            None => {
                sql.push(" and false");
            }
        },
        Filter::Text(before, after) => {
            sql.push(" and ").push(before).push_bind(pattern(text)?).push(after);
        }
        Filter::From(column) => {
            sql.push(" and ").push(column).push(" >= ").push_bind(day()?);
        }
        Filter::To(column) => {
            sql.push(" and ").push(column).push(" <= ").push_bind(day()?);
        }
        Filter::Number(column) => {
            let number = number(text, Field::Quantity)?;
            sql.push(" and ").push(column).push(" = ").push_bind(number);
        }
        Filter::Word(column, sql_type, words) => {
            if !words.contains(&text) {
                return Err(Refusal::UnknownListOption(text.to_owned()));
            }
            sql.push(" and ")
                .push(column)
                .push(" = ")
                .push_bind(text.to_owned())
                .push("::")
                .push(sql_type);
        }
        Filter::Own => {}
    }
    Ok(())
}

/// A text as a pattern that finds it anywhere.
pub fn pattern(text: &str) -> Result<String, Refusal> {
    if text.chars().count() > 200 {
        return Err(Refusal::FieldTooLong(Field::Name, 200));
    }
    let escaped =
        text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_").replace('\0', "");
    Ok(format!("%{escaped}%"))
}

/// A cursor comes from a URL: it must be what its type says, else PostgreSQL would answer with an
/// error.
fn check_cursor(sql_type: &str, value: &str) -> Result<(), Refusal> {
    let readable = match sql_type {
        "date" => parse_date(value).is_some(),
        // As PostgreSQL writes it, not as people do.
        "numeric" => {
            value.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'))
                && value.parse::<rust_decimal::Decimal>().is_ok()
        }
        "bigint" => value.parse::<i64>().is_ok(),
        _ => !value.contains('\0'),
    };
    if readable { Ok(()) } else { Err(Refusal::InputUnreadable) }
}

/// Totals from rows of currency, count, quantity and amount.
pub fn totals(
    rows: Vec<(
        crate::vocabulary::currency::Currency,
        i64,
        rust_decimal::Decimal,
        rust_decimal::Decimal,
    )>,
) -> crate::vocabulary::paging::Totals {
    let mut totals = crate::vocabulary::paging::Totals::default();
    for (currency, count, quantity, amount) in rows {
        totals.count += count;
        totals.quantity += quantity;
        totals.amounts.push((currency, amount));
    }
    totals
}
