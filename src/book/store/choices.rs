//! SQL of what is chosen by name: all of it where that is little, those that are named, those that
//! a text may mean.

use crate::{
    book::model::{Called, WorkPart},
    platform::{failure::Failure, list::pattern, scope::Scope},
    vocabulary::{
        choices::{Choices, LISTED, OFFERED},
        ids::ProjectId,
    },
};
use sqlx::{Postgres, QueryBuilder};

/// Where names of one kind are.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    table: &'static str,
    key: &'static str,
    name: &'static str,
    is_chargeable: &'static str,
    /// An index has it.
    order: &'static str,
    of_project: Option<ProjectId>,
}

impl Names {
    const fn own(table: &'static str, key: &'static str) -> Self {
        Self {
            table,
            key,
            name: "n.name",
            is_chargeable: "true",
            order: "n.name",
            of_project: None,
        }
    }

    /// Of customers.
    pub const CUSTOMERS: Self = Self::own("customer n", "n.customer_id");

    /// Of a part of work.
    pub const fn of(part: WorkPart) -> Self {
        match part {
            WorkPart::Project => Self {
                name: "case when n.name in ('', n.label) then n.label else n.label || ' · ' || n.name end",
                order: "n.code",
                ..Self::own("project n", "n.project_id")
            },
            WorkPart::Task(Some(project)) => {
                Self { of_project: Some(project), ..Self::own("task n", "n.task_id") }
            }
            WorkPart::Task(None) => Self {
                name: "p.label || ' › ' || n.name",
                order: "p.code, n.name",
                ..Self::own(
                    r"
                    task n
                    join project p on p.company_id = n.company_id and p.project_id = n.project_id
                    ",
                    "n.task_id",
                )
            },
            WorkPart::Role => {
                Self { is_chargeable: "n.is_chargeable", ..Self::own("role n", "n.role_id") }
            }
            WorkPart::Category => Self {
                is_chargeable: "n.is_chargeable",
                ..Self::own("category n", "n.category_id")
            },
            WorkPart::Product => Self {
                name: "n.name || ' (' || n.unit || ')'",
                ..Self::own("product n", "n.product_id")
            },
            WorkPart::Resource => Self::own("resource n", "n.resource_id"),
        }
    }

    /// `select … from … where` of the company's.
    fn select(self, sql: &mut QueryBuilder<Postgres>, scope: &Scope) {
        sql.push("select ").push(self.key).push(" as id, ").push(self.name);
        sql.push(" as called, ").push(self.is_chargeable).push(" as is_chargeable from ");
        sql.push(self.table).push(" where n.company_id = ").push_bind(scope.company());
        if let Some(project) = self.of_project {
            sql.push(" and n.project_id = ").push_bind(project.0);
        }
    }
}

type Row = (i64, String, bool);

fn called((id, name, is_chargeable): Row) -> Called {
    Called { id, name, is_chargeable }
}

/// All of it, if that is little, with whether it is not all; else those of these keys.
pub async fn names_listed(
    scope: &mut Scope,
    names: Names,
    keys: &[i64],
) -> Result<(Vec<Called>, bool), Failure> {
    let most = i64::try_from(LISTED + 1).unwrap_or(i64::MAX);
    let mut sql = QueryBuilder::new("(");
    names.select(&mut sql, scope);
    sql.push(" order by ").push(names.order).push(", ").push(names.key);
    sql.push(" limit ").push_bind(most).push(")");
    let mut rows: Vec<Row> = sql.build_query_as().fetch_all(scope.connection()).await?;
    let has_more = rows.len() > LISTED;
    if has_more {
        rows.clear();
        if !keys.is_empty() {
            let mut sql = QueryBuilder::new("");
            names.select(&mut sql, scope);
            sql.push(" and ").push(names.key).push(" = any(").push_bind(keys.to_vec()).push(")");
            sql.push(" order by called");
            rows = sql.build_query_as().fetch_all(scope.connection()).await?;
        }
    }
    Ok((rows.into_iter().map(called).collect(), has_more))
}

/// All of it, if that is little.
pub async fn choices_listed(scope: &mut Scope, names: Names) -> Result<Choices, Failure> {
    let (all, has_more) = names_listed(scope, names, &[]).await?;
    Ok(Choices { has_more, ..Choices::all(all.into_iter().map(|c| (c.id, c.name))) })
}

/// Those whose name holds a text: the one of that very name first, then those that begin with it.
pub async fn choices_find(
    scope: &mut Scope,
    names: Names,
    typed: &str,
) -> Result<Choices, Failure> {
    let typed = typed.trim().replace('\0', "");
    let within = pattern(&typed)?;
    let most = i64::try_from(OFFERED + 1).unwrap_or(i64::MAX);
    let mut sql = QueryBuilder::new("");
    names.select(&mut sql, scope);
    if typed.is_empty() {
        sql.push(" order by ");
    } else {
        sql.push(" and ").push(names.name).push(" ilike ").push_bind(within.clone());
        // By the place that it is found at: nothing before it, then least.
        sql.push(" order by lower(").push(names.name).push(") = lower(").push_bind(typed);
        sql.push(") desc, ").push(names.name).push(" ilike ");
        sql.push_bind(within.trim_start_matches('%').to_owned()).push(" desc, ");
    }
    sql.push(names.order).push(", ").push(names.key).push(" limit ").push_bind(most);
    let rows: Vec<Row> = sql.build_query_as().fetch_all(scope.connection()).await?;
    Ok(Choices::all(rows.into_iter().map(|(id, name, _)| (id, name))).first(OFFERED))
}
