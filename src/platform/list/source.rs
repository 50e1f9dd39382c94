//! Where the rows of a list are.

use crate::vocabulary::{paging::ListQuery, refusal::Refusal};
use sqlx::{Postgres, QueryBuilder};

/// Where rows of a list are: a table or its like under its alias, and the condition on it.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// `table alias`
    pub from: &'static str,
    /// ` and …`
    pub condition: &'static str,
    /// Its rows are few and gathered from many places: all of them are read and sorted.
    pub is_gathered: bool,
    /// What holds its rows, each a few and in the list's own order, where something does.
    pub holders: Option<Holders>,
}

impl Source {
    /// All rows of a table or its like, met along its indexes.
    pub const fn all(from: &'static str) -> Self {
        Self { from, condition: "", is_gathered: false, holders: None }
    }

    /// Those of them that a condition leaves.
    pub const fn those(from: &'static str, condition: &'static str) -> Self {
        Self { from, condition, is_gathered: false, holders: None }
    }

    /// All rows, gathered and sorted; in the list's own order by what holds them.
    pub const fn gathered(from: &'static str, holders: Option<Holders>) -> Self {
        Self { from, condition: "", is_gathered: true, holders }
    }
}

/// What holds rows of a list. Of a page's rows each is among the first of its holder, and its holder
/// among those with the first of all: so many holders are looked at, and so many rows of each. Rows
/// of a list that has any are shown to whoever sees the list.
#[derive(Clone, Copy, Debug)]
pub struct Holders {
    /// `table h where … and h.company_id = `
    pub from: &'static str,
    /// `h.key`
    pub key: &'static str,
    /// The same in a row.
    pub of_row: &'static str,
    /// What each keeps of its first row, null where it holds none: the place in the list's own order
    /// and the row's id, which an index has in this order.
    pub first: (&'static str, &'static str),
    /// A place beyond all.
    pub beyond: &'static str,
}

impl Holders {
    /// All of them: `select holder from …`.
    pub(super) fn push_all(&self, company: i64, sql: &mut QueryBuilder<Postgres>) {
        sql.push("select h.holder from (select ")
            .push(self.key)
            .push(" as holder from ")
            .push(self.from)
            .push_bind(company)
            .push(" offset 0) h");
    }

    /// Those with the first rows of all, by what each keeps of its first; with the last of these
    /// places, behind which no row of the page is. Fewer than a page leave nothing out.
    pub(super) fn push_first(&self, company: i64, most: i64, sql: &mut QueryBuilder<Postgres>) {
        let (place, row_id) = self.first;
        let order = format!(" order by {place}, {row_id} limit {most}) k");
        let last = |value: &str, beyond: &str| {
            format!("case when count(*) over () < {most} then {beyond} else {value} end")
        };
        sql.push("select k.holder, ")
            .push(last("max(k.place) over ()", self.beyond))
            .push(" as last_place, ")
            .push(last(
                "last_value(k.row_id) over (order by k.place, k.row_id rows between unbounded \
                 preceding and unbounded following)",
                "9223372036854775807",
            ))
            .push(" as last_id from (select ")
            .push(self.key)
            .push(" as holder, ")
            .push(place)
            .push(" as place, ")
            .push(row_id)
            .push(" as row_id from ")
            .push(self.from)
            .push_bind(company)
            .push(" and ")
            .push(place)
            .push(" is not null")
            .push(order);
    }
}

/// Where the rows of a list are.
#[derive(Clone, Copy, Debug)]
pub enum Rows {
    /// In one place.
    In(&'static str),
    /// In several, as a filter says; each is found by its own index and gives its first rows, and
    /// the page is cut from all of them.
    By(fn(&ListQuery) -> Result<Vec<Source>, Refusal>),
}
