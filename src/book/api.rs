//! Server functions of the book: who may, then hand over.

use super::model::{
    CustomerForm, CustomerRow, NamedForm, NamedRow, ProjectForm, ProjectRow, WorkChoices, WorkPart,
    people::{Identities, IdentityForm},
    team::{ProjectTeam, TeamForm},
};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{ADMINISTRATORS, BILLERS, BOOK_KEEPERS, PRICERS, SEES_BILLING, TEAM_LEADERS},
    },
    vocabulary::{
        choices::Choices,
        ids::{CustomerId, ProjectId},
        paging::{ListQuery, Page, Totals},
    },
};

calls! {
    /// A page of customers.
    read list_customers(query: ListQuery) -> Page<CustomerRow>, for SEES_BILLING
        => |scope| store::list_customers(scope, &query);
    /// How many customers.
    read total_customers(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_customers(scope, &query);
    /// A page of projects.
    read list_projects(query: ListQuery) -> Page<ProjectRow>, for SEES_BILLING
        => |scope| store::list_projects(scope, &query);
    /// How many projects.
    read total_projects(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_projects(scope, &query);
    /// What work can be recorded on and priced by, where that is little.
    read read_choices() -> WorkChoices, for PRICERS => |scope| commands::read_choices(scope);
    /// The tasks of a project, or of all, where they are few.
    read read_tasks(project: Option<ProjectId>) -> Choices, for PRICERS
        => |scope| commands::read_tasks(scope, project);
    /// What of it a text may mean.
    read find_choices(of: WorkPart, typed: String) -> Choices, for PRICERS
        => |scope| commands::find_choices(scope, of, &typed);
    /// Customers that a text may mean.
    read find_customers(typed: String) -> Choices, for BILLERS
        => |scope| commands::find_customers(scope, &typed);
    /// Every role, category and product.
    read list_names() -> Vec<NamedRow>, for SEES_BILLING => |scope| commands::list_names(scope);
    /// Adds or changes a customer.
    write save_customer(form: CustomerForm) -> CustomerId, for BOOK_KEEPERS;
    /// Adds or changes a project and its tasks.
    write save_project(form: ProjectForm) -> ProjectId, for BOOK_KEEPERS;
    /// A project's team, with everybody who can be named.
    read read_team(project: ProjectId) -> ProjectTeam, for BOOK_KEEPERS
        => |scope, who| commands::read_team(scope, who.person_id, project);
    /// Says who manages a project, who is on its team and who approves there.
    write save_team(form: TeamForm) -> (), for TEAM_LEADERS;
    /// Everybody who works, with who signs in as them.
    read list_identities() -> Identities, for ADMINISTRATORS
        => |scope| commands::list_identities(scope);
    /// Says who a resource is.
    write save_identity(form: IdentityForm) -> (), for ADMINISTRATORS;
    /// Adds or changes a role, category or product.
    write save_name(form: NamedForm) -> (), for BOOK_KEEPERS;
}
