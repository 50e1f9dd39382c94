//! What a contract's form is checked against: what it names, and what other contracts cover there.

use crate::{
    book::{
        self,
        model::{Called, WorkPart},
    },
    contracts::model::{
        Cover, Period,
        setup::{ContractForm, ContractSetup, CoveredWork, Looked, ProjectSetup},
    },
    frequencies,
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        choices::LISTED,
        ids::{CategoryId, ContractId, CustomerId, ProjectId, RoleId, TaskId},
    },
};
use std::collections::BTreeSet;

/// Everything that a form names; of what is little, all of it.
pub async fn known(
    scope: &mut Scope,
    contract: Option<ContractId>,
    form: &ContractForm,
) -> Result<ContractSetup, Failure> {
    let splits = || form.customers.iter().chain(form.lines.iter().flat_map(|l| &l.splits));
    let customers: Vec<i64> =
        splits().filter_map(|s| s.customer).chain(form.primary_customer).map(|id| id.0).collect();
    let projects: BTreeSet<i64> =
        form.lines.iter().filter_map(|l| l.project).map(|id| id.0).collect();
    let projects: Vec<i64> = projects.into_iter().collect();
    let roles: Vec<i64> = form.lines.iter().flat_map(|l| &l.roles).map(|(id, _)| id.0).collect();
    let categories: Vec<i64> =
        form.lines.iter().flat_map(|l| &l.categories).map(|(id, _)| id.0).collect();
    let chosen: Vec<i64> = form.lines.iter().flat_map(|l| &l.tasks).map(|(id, _)| id.0).collect();
    let (customers, many_customers) = book::commands::customers_listed(scope, &customers).await?;
    let (named_projects, many_projects) =
        book::commands::parts_listed(scope, WorkPart::Project, &projects).await?;
    let (roles, many_roles) = book::commands::parts_listed(scope, WorkPart::Role, &roles).await?;
    let (categories, many_categories) =
        book::commands::parts_listed(scope, WorkPart::Category, &categories).await?;
    let (tasks, many_tasks) = tasks_of(scope, &projects, &chosen).await?;
    let frequencies = frequencies::commands::list_frequencies(scope).await?;
    let covered = covered(scope, contract, &projects).await?;
    Ok(ContractSetup {
        form: ContractForm::default(),
        state: None,
        customers: customers.into_iter().map(|c| (CustomerId(c.id), c.name)).collect(),
        projects: named_projects.into_iter().map(|c| (ProjectId(c.id), c.name)).collect(),
        tasks,
        roles: roles.into_iter().map(|c: Called| (RoleId(c.id), c.name, c.is_chargeable)).collect(),
        categories: categories
            .into_iter()
            .map(|c| (CategoryId(c.id), c.name, c.is_chargeable))
            .collect(),
        frequencies: frequencies.into_iter().map(|f| (f.invoice_frequency_id, f.name)).collect(),
        covered,
        looked: Looked {
            customers: many_customers,
            projects: many_projects,
            roles: many_roles,
            categories: many_categories,
            tasks: many_tasks,
        },
    })
}

/// What a line that is of a project is checked against.
pub async fn project_setup(
    scope: &mut Scope,
    contract: Option<ContractId>,
    project: ProjectId,
) -> Result<ProjectSetup, Failure> {
    let (tasks, many) = tasks_of(scope, &[project.0], &[]).await?;
    Ok(ProjectSetup {
        tasks,
        has_more_tasks: !many.is_empty(),
        covered: covered(scope, contract, &[project.0]).await?,
    })
}

type Tasks = (Vec<(TaskId, ProjectId, String)>, Vec<ProjectId>);

/// The tasks of projects, where they are few; else the chosen ones, and which projects have more.
async fn tasks_of(scope: &mut Scope, projects: &[i64], chosen: &[i64]) -> Result<Tasks, Failure> {
    let most = i64::try_from(LISTED).unwrap_or(i64::MAX);
    let rows = sqlx::query!(
        r#"
        select t.task_id, t.project_id, t.name, t.place as "place!"
        from (
            select task_id, project_id, name,
                row_number() over (partition by project_id order by name, task_id) as place
            from task
            where company_id = $1 and project_id = any($2)
        ) t
        where t.place <= $4::bigint + 1 or t.task_id = any($3)
        order by t.project_id, t.name
        "#,
        scope.company(),
        projects,
        chosen,
        most
    )
    .fetch_all(scope.connection())
    .await?;
    let many: BTreeSet<i64> =
        rows.iter().filter(|r| r.place > most).map(|r| r.project_id).collect();
    let tasks = rows
        .into_iter()
        .filter(|r| !many.contains(&r.project_id) || chosen.contains(&r.task_id))
        .map(|r| (TaskId(r.task_id), ProjectId(r.project_id), r.name))
        .collect();
    Ok((tasks, many.into_iter().map(ProjectId).collect()))
}

/// What lines of other contracts cover of these projects (R-APP-2).
async fn covered(
    scope: &mut Scope,
    contract: Option<ContractId>,
    projects: &[i64],
) -> Result<Vec<CoveredWork>, Failure> {
    let rows = sqlx::query!(
        r"
        select k.project_id, k.transaction_class,
            k.task_id, c.number, c.start_on, c.requested_delivery_on
        from contract_line_class k
        join contract_line l on l.company_id = k.company_id
            and l.contract_line_id = k.contract_line_id
        join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
        where k.company_id = $1 and k.project_id = any($3) and l.contract_id is distinct from $2
            and c.state <> 'lost'
        ",
        scope.company(),
        contract.map(|c| c.0),
        projects
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| CoveredWork {
            project: ProjectId(r.project_id),
            transaction_class: r.transaction_class,
            task: r.task_id.map(TaskId),
            contract: r.number,
            period: Period { from: r.start_on, to: r.requested_delivery_on },
        })
        .collect())
}

/// When contracts cover time on these projects.
pub async fn covers(scope: &mut Scope, projects: &[i64]) -> Result<Vec<Cover>, Failure> {
    let rows = sqlx::query!(
        r"
        select k.project_id, k.task_id, c.start_on, c.requested_delivery_on
        from contract_line_class k
        join contract_line l on l.company_id = k.company_id
            and l.contract_line_id = k.contract_line_id
        join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
        where k.company_id = $1 and k.project_id = any($2) and k.transaction_class = 'time'
            and c.state <> 'lost'
        ",
        scope.company(),
        projects
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Cover {
            project_id: ProjectId(r.project_id),
            task_id: r.task_id.map(TaskId),
            period: Period { from: r.start_on, to: r.requested_delivery_on },
        })
        .collect())
}
