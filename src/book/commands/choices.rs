//! What is chosen by name.

use crate::{
    book::{
        model::{Called, WorkChoices, WorkPart},
        store::{self, Names},
    },
    platform::{failure::Failure, scope::Scope},
    vocabulary::{choices::Choices, ids::ProjectId},
};

/// What there is of every part of work, where that is little.
pub async fn read_choices(scope: &mut Scope) -> Result<WorkChoices, Failure> {
    Ok(WorkChoices {
        projects: store::choices_listed(scope, Names::of(WorkPart::Project)).await?,
        roles: store::choices_listed(scope, Names::of(WorkPart::Role)).await?,
        categories: store::choices_listed(scope, Names::of(WorkPart::Category)).await?,
        products: store::choices_listed(scope, Names::of(WorkPart::Product)).await?,
        resources: store::choices_listed(scope, Names::of(WorkPart::Resource)).await?,
    })
}

/// The tasks of a project, or of all, where they are few.
pub async fn read_tasks(scope: &mut Scope, project: Option<ProjectId>) -> Result<Choices, Failure> {
    store::choices_listed(scope, Names::of(WorkPart::Task(project))).await
}

/// What of a part of work a text may mean.
pub async fn find_choices(
    scope: &mut Scope,
    part: WorkPart,
    typed: &str,
) -> Result<Choices, Failure> {
    store::choices_find(scope, Names::of(part), typed).await
}

/// Customers that a text may mean.
pub async fn find_customers(scope: &mut Scope, typed: &str) -> Result<Choices, Failure> {
    store::choices_find(scope, Names::CUSTOMERS, typed).await
}

/// All of a part of work, if that is little; else those of these keys, and that there are more.
pub async fn parts_listed(
    scope: &mut Scope,
    part: WorkPart,
    keys: &[i64],
) -> Result<(Vec<Called>, bool), Failure> {
    store::names_listed(scope, Names::of(part), keys).await
}

/// The same of customers.
pub async fn customers_listed(
    scope: &mut Scope,
    keys: &[i64],
) -> Result<(Vec<Called>, bool), Failure> {
    store::names_listed(scope, Names::CUSTOMERS, keys).await
}
