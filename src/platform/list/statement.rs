//! The statements of a list.

use super::{
    Filter, Holders, ListSpec, Rows, Source, Sums, Walked, Within, check_cursor, is_backward,
};
use crate::vocabulary::{paging::ListQuery, refusal::Refusal};
use sqlx::{Postgres, QueryBuilder};

/// Records whose rows are read and sorted rather than met along an order.
const SOME: usize = 100;

impl ListSpec {
    /// Whether the filters leave the rows of some records only: those are read and sorted. Else, and
    /// where a part of a name is that of many, a list by name is read along the names.
    pub fn is_narrow(&self, query: &ListQuery) -> bool {
        let is_some = |name: &str| query.named.get(name).is_none_or(|ids| ids.len() <= SOME);
        let narrows = |name: &str, filter: &Filter, word: &str| match filter {
            Filter::Id(_) | Filter::IdWithin(..) => true,
            Filter::Named(..) | Filter::NamedWithin(..) => is_some(name),
            Filter::Source(_, rare) => rare.contains(&word),
            _ => false,
        };
        query.rows.is_some()
            || !query.found.is_empty()
            || self.filters.iter().any(|(name, filter)| {
                query.filter(name).is_some_and(|word| narrows(name, filter, word))
            })
    }

    /// What the rows are sorted by, as the statement says it, and the table that is walked for it.
    fn sorted_by(&self, query: &ListQuery) -> Result<(String, Option<Walked>), Refusal> {
        let (sort, _) = self.sort(query)?;
        Ok(match sort.by {
            Some((table, condition)) if self.is_narrow(query) => {
                (format!("(select {} from {table} where {condition})", sort.sql), None)
            }
            by => (sort.sql.to_owned(), by),
        })
    }

    /// Where the rows that a query asks for are.
    pub fn sources(&self, query: &ListQuery) -> Result<Vec<Source>, Refusal> {
        match self.rows {
            Rows::In(from) => Ok(vec![Source::all(from)]),
            Rows::By(choose) => choose(query),
        }
    }

    /// Where the rows are, whose they are, and which: ` from … where …`.
    pub(super) fn push_rows(
        &self,
        (company, query, within): (i64, &ListQuery, Within<'_>),
        source: Source,
        joins: &str,
        sql: &mut QueryBuilder<Postgres>,
    ) -> Result<(), Refusal> {
        sql.push(" from ")
            .push(source.from)
            .push(joins)
            .push(" where ")
            .push(self.company)
            .push(" = ")
            .push_bind(company)
            .push(source.condition);
        within(sql);
        self.push_filters(query, sql)
    }

    /// The rows of one source with their places in the order; of a page so many of them from its
    /// place on.
    pub(super) fn push_cut(
        &self,
        asked: (i64, &ListQuery, Within<'_>),
        source: Source,
        is_page: bool,
        sql: &mut QueryBuilder<Postgres>,
    ) -> Result<(), Refusal> {
        let query = asked.1;
        if let Some(holders) = source.holders.filter(|_| is_page && self.is_in_own_order(query)) {
            return self.push_held(asked, source, holders, sql);
        }
        let (sort, by) = self.sorted_by(query)?;
        sql.push("(");
        self.push_taken(&sort, sql);
        // By a comma: PostgreSQL may walk either of the two first.
        let joins = by.map(|(table, _)| format!(", {table}")).unwrap_or_default();
        self.push_rows(asked, source, &joins, sql)?;
        if let Some((_, condition)) = by {
            sql.push(" and ").push(condition);
        }
        if is_page {
            self.push_place(query, sql)?;
        }
        self.push_order(query, (&sort, ""), self.id, sql)?;
        if is_page {
            // Written out, not bound: one plan per page size, made once, instead of one per
            // question.
            sql.push(" limit ").push(i64::from(query.page_size()) + 1);
        }
        sql.push(")");
        Ok(())
    }

    /// What is taken of a row while a page is cut, with its place in the order: `select …`.
    fn push_taken(&self, sort: &str, sql: &mut QueryBuilder<Postgres>) {
        sql.push("select ")
            .push(self.columns)
            .push(", (")
            .push(sort)
            .push(")::text as sort_value, ")
            .push(self.id)
            .push(" as row_id");
    }

    /// Whether the rows are asked for as the list has them by itself, of any record.
    fn is_in_own_order(&self, query: &ListQuery) -> bool {
        let own = self.sorts.first().map(|sort| sort.name);
        query.sort.as_deref().is_none_or(|asked| Some(asked) == own) && !self.is_narrow(query)
    }

    /// Whether it is the page that the list opens with, of all rows of its sources: which of what
    /// holds them come first, each says itself.
    fn is_opening(&self, query: &ListQuery) -> Result<bool, Refusal> {
        let (_, descending) = self.sort(query)?;
        let is_of_sources = |name: &String| {
            self.filters
                .iter()
                .any(|(known, filter)| known == name && matches!(filter, Filter::Source(..)))
        };
        Ok(!descending
            && query.after.is_none()
            && query.before.is_none()
            && query.filters.keys().all(is_of_sources))
    }

    /// The rows of a page that something holds: the holders with the first rows, and of each of
    /// them its first.
    fn push_held(
        &self,
        asked: (i64, &ListQuery, Within<'_>),
        source: Source,
        holders: Holders,
        sql: &mut QueryBuilder<Postgres>,
    ) -> Result<(), Refusal> {
        let (company, query, _) = asked;
        let (sort, _) = self.sort(query)?;
        let most = i64::from(query.page_size()) + 1;
        let is_opening = self.is_opening(query)?;
        let push_first = |rows: i64, sql: &mut QueryBuilder<Postgres>| {
            self.push_rows(asked, source, "", sql)?;
            sql.push(" and ").push(holders.of_row).push(" = h.holder");
            self.push_place(query, sql)?;
            if is_opening {
                sql.push(" and (").push(sort.sql).push(", ").push(self.id);
                sql.push(") <= (h.last_place, h.last_id)");
            }
            self.push_order(query, (sort.sql, ""), self.id, sql)?;
            sql.push(" limit ").push(rows);
            Ok::<(), Refusal>(())
        };
        sql.push("(select r.* from (");
        if is_opening {
            holders.push_first(company, most, sql);
        } else {
            holders.push_all(company, sql);
            sql.push(" cross join lateral (select ").push(sort.sql).push(" as place, ");
            sql.push(self.id).push(" as row_id");
            push_first(1, sql)?;
            sql.push(") f");
            self.push_order(query, ("f.place", ""), "f.row_id", sql)?;
            sql.push(" limit ").push(most);
        }
        sql.push(") h cross join lateral (");
        self.push_taken(sort.sql, sql);
        push_first(most, sql)?;
        sql.push(") r");
        let cast = format!("::{}", sort.sql_type);
        self.push_order(query, ("r.sort_value", &cast), "r.row_id", sql)?;
        sql.push(" limit ").push(most).push(")");
        Ok(())
    }

    /// Pushes only the place: ` and (sort, id) > (…)`.
    fn push_place(
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
        let beyond = if descending == backward { ">" } else { "<" };
        let (expression, by) = self.sorted_by(query)?;
        sql.push(" and (")
            .push(&expression)
            .push(", ")
            .push(self.id)
            .push(") ")
            .push(beyond)
            .push(" (");
        sql.push_bind(value.to_owned())
            .push("::")
            .push(sort.sql_type)
            .push(", ")
            .push_bind(id)
            .push(")");
        if by.is_some() {
            // Of two tables: said once more of the one that is walked, which begins there.
            sql.push(" and ")
                .push(sort.sql)
                .push(" ")
                .push(beyond)
                .push("= ")
                .push_bind(value.to_owned())
                .push("::")
                .push(sort.sql_type);
        }
        Ok(())
    }

    /// ` order by …`, in the direction that the rows are read in.
    pub(super) fn push_order(
        &self,
        query: &ListQuery,
        (sort, cast): (&str, &str),
        id: &str,
        sql: &mut QueryBuilder<Postgres>,
    ) -> Result<(), Refusal> {
        let (_, descending) = self.sort(query)?;
        let direction = if descending != is_backward(query) { " desc" } else { "" };
        sql.push(" order by ")
            .push(sort)
            .push(cast)
            .push(direction)
            .push(", ")
            .push(id)
            .push(direction);
        Ok(())
    }

    /// A statement that shows rows: cut first, so that names are looked up for those of the page
    /// alone.
    pub(super) fn push_shown(
        &self,
        asked: (i64, &ListQuery, Within<'_>),
        is_page: bool,
        sql: &mut QueryBuilder<Postgres>,
    ) -> Result<(), Refusal> {
        let query = asked.1;
        let (sort, _) = self.sort(query)?;
        let cast = format!("::{}", sort.sql_type);
        sql.push("select ").push(self.shown).push(", p.sort_value, p.row_id from ");
        let sources = self.sources(query)?;
        if let [source] = sources[..] {
            self.push_cut(asked, source, is_page, sql)?;
        } else {
            sql.push("(select * from (");
            for (at, source) in sources.into_iter().enumerate() {
                sql.push(if at == 0 { "" } else { " union all " });
                self.push_cut(asked, source, is_page, sql)?;
            }
            sql.push(") h");
            if is_page {
                self.push_order(query, ("h.sort_value", &cast), "h.row_id", sql)?;
                sql.push(" limit ").push(i64::from(query.page_size()) + 1);
            }
            sql.push(")");
        }
        sql.push(" p").push(self.named);
        // Joins may reshuffle: the order once more, by the rows' own places.
        self.push_order(query, ("p.sort_value", &cast), "p.row_id", sql)
    }

    /// The statement of a page, after `start`.
    pub fn page_statement(
        &self,
        start: &str,
        company: i64,
        query: &ListQuery,
        within: Within<'_>,
    ) -> Result<QueryBuilder<Postgres>, Refusal> {
        let mut sql = QueryBuilder::new(start);
        self.push_shown((company, query, within), true, &mut sql)?;
        Ok(sql)
    }

    /// The statement that only cuts a page, after `start`: its rows, without what is looked up for
    /// them.
    pub fn cut_statement(
        &self,
        start: &str,
        company: i64,
        query: &ListQuery,
        within: Within<'_>,
    ) -> Result<QueryBuilder<Postgres>, Refusal> {
        let mut sql = QueryBuilder::new(start);
        for (at, source) in self.sources(query)?.into_iter().enumerate() {
            sql.push(if at == 0 { "" } else { " union all " });
            self.push_cut((company, query, within), source, true, &mut sql)?;
        }
        Ok(sql)
    }

    /// The statement of what a list comes to, after `start`: a part for each of its sources.
    pub fn sums_statement(
        &self,
        start: &str,
        company: i64,
        query: &ListQuery,
        within: Within<'_>,
        sums: Sums,
    ) -> Result<QueryBuilder<Postgres>, Refusal> {
        let mut sql = QueryBuilder::new(start);
        for (at, source) in self.sources(query)?.into_iter().enumerate() {
            sql.push(if at == 0 { "select " } else { " union all select " }).push(sums.columns);
            self.push_rows((company, query, within), source, sums.joins, &mut sql)?;
            if !sums.by.is_empty() {
                sql.push(" group by ").push(sums.by);
            }
        }
        Ok(sql)
    }
}
