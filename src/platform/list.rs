//! Keyset lists: filters and sorts chosen at run time. A room states a list once; its statements
//! and answers are made here.

mod answers;
mod filters;
mod neighbours;
mod source;
mod statement;

pub use source::{Holders, Rows, Source};

use super::failure::Failure;
use crate::platform::scope::Scope;
use crate::vocabulary::{
    dates::parse_date,
    paging::{ListQuery, Page, Selection},
    refusal::{Field, Refusal},
};
use sqlx::{FromRow, Postgres, QueryBuilder, Row, postgres::PgRow};

/// How a filter's text becomes a condition. The SQL is ours; the text is bound, and a word that is
/// one of ours is written out: PostgreSQL takes an index that holds only such rows only for a word
/// it sees.
#[derive(Clone, Copy, Debug)]
pub enum Filter {
    /// `column = id`
    Id(&'static str),
    /// `before id after`
    IdWithin(&'static str, &'static str),
    /// `column = one of the ids` of a table whose name holds the text: table and what is searched.
    /// Looked up first (`resolve`), all of them, so that the plan knows how many there are and one
    /// id walks its own index.
    Named(&'static str, &'static str),
    /// As `Named`, by a column that no index leads to, and how rows of the ids are found all the same:
    /// where they are few they are looked up first, else they are met soon along the order.
    NamedFound(&'static str, &'static str, Found),
    /// The same, `before ids after`.
    NamedWithin(&'static str, &'static str, &'static str),
    /// One word: `column = one of the ids` that a lookup finds; the other: none of them. For what
    /// is rare and found by an index of its own.
    Among(&'static str, (&'static str, &'static str), &'static str),
    /// `before pattern after`: a case-insensitive part of a text.
    Text(&'static str, &'static str),
    /// `column >= day`
    From(&'static str),
    /// `column <= day`
    To(&'static str),
    /// `before day after`
    DayWithin(&'static str, &'static str),
    /// `column = number`
    Number(&'static str),
    /// `column = word`, the word one of an SQL enumeration.
    Word(&'static str, &'static str, &'static [&'static str]),
    /// A word that stands for a condition.
    Choice(&'static [(&'static str, &'static str)]),
    /// A word that chooses where the rows are (`Rows::By`), and those of them that leave few.
    Source(&'static [&'static str], &'static [&'static str]),
}

/// How rows are found that no index leads to.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// The keys of all rows of some ids: `before ids after`.
    pub before: &'static str,
    /// The same.
    pub after: &'static str,
    /// Whether the rows are where only this finds them.
    pub when: fn(&ListQuery) -> bool,
}

/// A table with a name that rows are sorted by, under its alias, and how a row finds it there.
pub type Walked = (&'static str, &'static str);

/// A sort: its name, the SQL expression (never null), and the type its cursor is read back as.
#[derive(Clone, Copy, Debug)]
pub struct Sort {
    /// As in the URL.
    pub name: &'static str,
    /// What is compared.
    pub sql: &'static str,
    /// Its SQL type.
    pub sql_type: &'static str,
    /// The table with that name, `s`, and how a row finds it: walked in its order, each with its
    /// rows.
    pub by: Option<Walked>,
}

impl Sort {
    /// By something of the row's own table.
    pub const fn own(name: &'static str, sql: &'static str, sql_type: &'static str) -> Self {
        Self { name, sql, sql_type, by: None }
    }

    /// By the name that a row's record has in another table, `s`.
    pub const fn by(
        name: &'static str,
        sql: &'static str,
        table: &'static str,
        condition: &'static str,
    ) -> Self {
        Self { name, sql, sql_type: "text", by: Some((table, condition)) }
    }
}

/// A list, stated once: its page, what it comes to, what a command works on and a stream of all of
/// it are made from this.
#[derive(Clone, Copy, Debug)]
pub struct ListSpec {
    /// As the program calls it.
    pub name: &'static str,
    /// Where its rows are.
    pub rows: Rows,
    /// The filter that is always given, where it is the list of one record's rows; else empty.
    pub of: &'static str,
    /// So few rows, whatever the size of the company, that no index is needed.
    pub is_short: bool,
    /// Whose a row is.
    pub company: &'static str,
    /// What the page takes of a row while it is cut.
    pub columns: &'static str,
    /// What is shown of the rows of the page, `p`, and of what is looked up for them alone.
    pub shown: &'static str,
    /// ` join …`: what is looked up.
    pub named: &'static str,
    /// Name in the URL → condition.
    pub filters: &'static [(&'static str, Filter)],
    /// The first is the list's own order.
    pub sorts: &'static [Sort],
    /// The own order is largest first.
    pub descending: bool,
    /// Tie-breaker: the row's id.
    pub id: &'static str,
}

/// What a reader may see of a list: ` and …`, pushed to every statement of it.
pub type Within<'a> = &'a (dyn Fn(&mut QueryBuilder<Postgres>) + Send + Sync);

/// All of it.
pub const ALL: Within<'static> = &|_| {};

/// What a list comes to: which sums, of which further tables, grouped by what.
#[derive(Clone, Copy, Debug)]
pub struct Sums {
    /// The select list.
    pub columns: &'static str,
    /// ` join …`
    pub joins: &'static str,
    /// `group by` these; empty: one row.
    pub by: &'static str,
}

/// Sums that are kept of a list's rows: where they are, under the rows' alias and with their columns,
/// and which filters they know. What others leave is added up as it is.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// `table alias`
    pub from: &'static str,
    /// Names of filters.
    pub filters: &'static [&'static str],
}

impl Kept {
    /// The first that know every filter of a query.
    pub fn of(kept: &'static [Self], query: &ListQuery) -> Option<&'static Self> {
        kept.iter().find(|one| knows(one.filters, query))
    }
}

/// Whether sums that are kept know every filter of a query; of rows that are named one by one, none do.
pub fn knows(filters: &[&str], query: &ListQuery) -> bool {
    let mut asked = query.filters.keys().filter(|name| query.filter(name).is_some());
    query.rows.is_none() && query.beyond.is_none() && asked.all(|name| filters.contains(&&**name))
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
        let mut resolved = self.names(scope, query).await?;
        for (name, filter) in self.filters {
            let Filter::NamedFound(_, _, found) = filter else { continue };
            if !(found.when)(query) {
                continue;
            }
            let Some(ids) = resolved.named.get(*name).filter(|_| !query.named.contains_key(*name))
            else {
                continue;
            };
            let mut sql = QueryBuilder::new(found.before);
            sql.push_bind(ids.clone()).push(found.after).push(" limit ").push(FEW + 1);
            let rows: Vec<i64> = sql.build_query_scalar().fetch_all(scope.connection()).await?;
            if rows.len() <= FEW {
                resolved.found.insert((*name).to_owned(), rows);
            }
        }
        Ok(resolved)
    }

    /// The query with names looked up and no rows found by them: for sums, which have none.
    pub async fn names(&self, scope: &mut Scope, query: &ListQuery) -> Result<ListQuery, Failure> {
        let mut resolved = query.clone();
        for (name, filter) in self.filters {
            let Some(text) = query.filter(name).filter(|_| !resolved.named.contains_key(*name))
            else {
                continue;
            };
            let mut sql = match filter {
                Filter::Named(_, lookup)
                | Filter::NamedFound(_, lookup, _)
                | Filter::NamedWithin(_, _, lookup) => {
                    let mut sql = QueryBuilder::new(*lookup);
                    sql.push_bind(pattern(text)?)
                        .push(" and f.company_id = ")
                        .push_bind(scope.company())
                        .push(" order by 1");
                    sql
                }
                Filter::Among(_, _, lookup) => {
                    let mut sql = QueryBuilder::new(*lookup);
                    sql.push_bind(scope.company()).push(" order by 1");
                    sql
                }
                _ => continue,
            };
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
                return Err(unknown(name));
            };
            if let Some(rows) = query.found.get(name) {
                sql.push(" and ").push(self.id).push(" = any(").push_bind(rows.clone()).push(")");
            } else if let Some(text) = query.filter(name) {
                filters::push(*filter, text, query.named.get(name), sql)?;
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
}

/// So many rows are looked up, read and sorted rather than met along an order.
const FEW: usize = 5_000;

/// Rows are read from the end: the page before one.
fn is_backward(query: &ListQuery) -> bool {
    query.after.is_none() && query.before.is_some()
}

/// What filters let through differs by orders of magnitude: a plan is made for what they say.
/// Without any there is one for all pages.
fn is_planned_once(query: &ListQuery) -> bool {
    query.filters.is_empty() && query.rows.is_none()
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
    let backward = is_backward(query);
    if backward {
        placed.reverse();
    }
    let has_next = if backward { true } else { more };
    let has_previous = if backward { more } else { query.after.is_some() };
    let next = placed.last().filter(|_| has_next).map(Placed::cursor);
    let previous = placed.first().filter(|_| has_previous).map(Placed::cursor);
    Page { rows: placed.into_iter().map(|p| p.row).collect(), next, previous }
}

/// Nothing that this list can do.
pub fn unknown(option: &str) -> Refusal {
    Refusal::UnknownListOption(option.chars().take(50).collect())
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
    let mut amounts: std::collections::BTreeMap<
        crate::vocabulary::currency::Currency,
        rust_decimal::Decimal,
    > = std::collections::BTreeMap::new();
    for (currency, count, quantity, amount) in rows {
        totals.count += count;
        totals.quantity += quantity;
        *amounts.entry(currency).or_default() += amount;
    }
    totals.amounts = amounts.into_iter().collect();
    totals
}
