//! What there is much of is looked up as one types: pages weigh the same however many projects,
//! customers and names a company has, and take as many statements.

use super::{
    fixtures::{World, app_pool, refusal},
    one_by_one::counted,
    web::Site,
};
use crate::{
    book::{
        commands::{find_choices, find_customers, read_choices, read_tasks},
        model::WorkPart,
    },
    contracts::{
        commands::{find_contracts, read_contract_setup, save_contract},
        model::setup::{ContractForm, LineForm, SplitForm},
    },
    entries::{commands::record_entry, model::EntryRecord},
    platform::database::Database,
    vocabulary::{
        choices::{Choices, LISTED, NOTHING, OFFERED},
        ids::{CustomerId, ProjectId},
        refusal::{Field, Refusal},
        words::{Role, TransactionClass},
    },
};
use axum::http::StatusCode;
use sqlx::PgPool;

/// No page weighs more because of choices.
const MOST_BYTES: usize = 150 * 1024;

/// So many more of everything that is chosen by name, with long names as firms have them.
async fn grown(world: &World, count: usize) {
    let company = world.company();
    let name =
        |what: &str| format!("'{what} ' || to_char(i, 'FM00000') || ' of the northern works'");
    let series = format!("from generate_series(1, {count}) i");
    for sql in [
        format!(
            "insert into customer (company_id, name, country, language, payment_terms_days) select {company}, {}, 'DE', 'de', 30 {series}",
            name("Client")
        ),
        format!(
            "insert into project (company_id, code, name) select {company}, 'N-' || to_char(i, 'FM00000'), {} {series}",
            name("Rebuilding")
        ),
        format!(
            "insert into role (company_id, name) select {company}, {} {series}",
            name("Engineer")
        ),
        format!(
            "insert into category (company_id, name) select {company}, {} {series}",
            name("Cost")
        ),
        format!(
            "insert into product (company_id, name, unit) select {company}, {}, 'm' {series}",
            name("Cable")
        ),
        format!(
            "insert into resource (company_id, name) select {company}, {} {series}",
            name("Person")
        ),
        format!(
            "insert into task (company_id, project_id, name) select {company}, p.project_id, 'Task ' || i || ' of ' || p.code from project p cross join generate_series(1, 60) i where p.company_id = {company} and p.code = 'SOLO'"
        ),
    ] {
        world.force(&sql).await;
    }
}

/// One connection, so that types are looked up once, and statements can be counted.
async fn world(owner: PgPool) -> World {
    let mut world = World::new(owner).await;
    world.database = Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), 1).await,
        world.database.clock,
    );
    world
}

async fn found(world: &World, part: WorkPart, typed: &'static str) -> Choices {
    world
        .read(move |scope| Box::pin(async move { find_choices(scope, part, typed).await }))
        .await
        .expect("found")
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn pages_weigh_no_more_with_thousands_to_choose_from(owner: PgPool) {
    let site = Site::new(world(owner).await);
    let token = site
        .sign_in(
            "everybody",
            &[
                Role::Resource,
                Role::ProjectManager,
                Role::BillingAdministrator,
                Role::Administrator,
            ],
        )
        .await;
    let contract = site.world.contract("PAIR").await;
    let pages = [
        "/contracts/new".to_owned(),
        format!("/contracts/{contract}/edit"),
        format!("/contracts/{contract}"),
        "/time".to_owned(),
        "/expenses".to_owned(),
        "/material".to_owned(),
        "/journals".to_owned(),
        "/approvals".to_owned(),
        "/settings/projects".to_owned(),
        "/settings/company".to_owned(),
    ];
    let ask = async || {
        let mut all = Vec::new();
        for path in &pages {
            let (answer, statements) = counted(site.get(path, Some(&token))).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            all.push((path.as_str(), answer.text, statements));
        }
        all
    };
    ask().await; // what is looked up once is
    let few = ask().await;
    assert!(few[0].1.contains("<option") && few[0].1.contains("Nordlicht"), "few are listed");
    grown(&site.world, LISTED + 10).await;
    let some = ask().await;
    // The same names would clash: these are gone before there are many.
    site.world
        .force_past_walls("delete from task where name like 'Task % of SOLO'; delete from project where code like 'N-%'; delete from customer where name like 'Client %'; delete from role where name like 'Engineer %'; delete from category where name like 'Cost %'; delete from product where name like 'Cable % works'; delete from resource where name like 'Person %'")
        .await;
    grown(&site.world, 3_000).await;
    let many = ask().await;
    for ((path, text, statements), (_, before, asked)) in many.iter().zip(&some) {
        assert!(text.len() < MOST_BYTES, "{path}: {} bytes", text.len());
        assert!(*asked > 0 && statements == asked, "{path}: {asked} statements, then {statements}");
        // The lists of a page (projects) have other rows now, but no more of them; what is late comes
        // after what stands in for it. 3,000 names would weigh 50 KB at least.
        assert!(
            text.len() < before.len() + 8_192,
            "{path}: {} bytes, then {}",
            before.len(),
            text.len()
        );
        for name in ["Client 0", "Engineer 0", "Cost 0", "Person 0"] {
            assert!(!text.contains(name), "{path} has {name}…");
        }
    }
    assert!(many[0].1.contains("role=\"combobox\""), "and many are looked up");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_a_text_may_mean_is_offered_best_first(owner: PgPool) {
    let world = world(owner).await;
    let listed = world
        .read(|scope| Box::pin(async move { read_choices(scope).await }))
        .await
        .expect("choices");
    assert!(listed.projects.is_list() && listed.projects.offered.len() > 3, "few: all of them");
    grown(&world, 60).await;
    world.force(&format!("insert into project (company_id, code, name) values ({0}, 'OLD-N-00007', 'Before'), ({0}, 'N-0000', 'Of that very name')", world.company())).await;
    let listed = world
        .read(|scope| Box::pin(async move { read_choices(scope).await }))
        .await
        .expect("choices");
    assert_eq!(listed.projects, Choices { has_more: true, ..Choices::default() });

    let names = |all: &Choices| all.offered.iter().map(|(_, n)| n.clone()).collect::<Vec<_>>();
    let first = found(&world, WorkPart::Project, " n-0000 ").await;
    assert_eq!((first.offered.len(), first.has_more), (10, true), "and it is said");
    assert_eq!(first.offered.len(), OFFERED);
    let first = names(&first);
    assert_eq!(first[0], "N-0000 · Of that very name");
    assert!(first[1].starts_with("N-00001 · "), "then those that begin with it: {first:?}");
    let seventh = found(&world, WorkPart::Project, "N-00007").await;
    assert_eq!(
        names(&seventh),
        ["N-00007 · Rebuilding 00007 of the northern works", "OLD-N-00007 · Before"]
    );
    assert!(!seventh.has_more);
    for nothing in ["%", "_", "\\", "N-00007%", "\0nothing", "nobody"] {
        let all = found(&world, WorkPart::Project, nothing).await;
        assert!(all.offered.is_empty(), "{nothing:?}: {all:?}");
    }
    let cables = found(&world, WorkPart::Product, "cable 00003").await;
    assert_eq!(names(&cables), ["Cable 00003 of the northern works (m)"]);

    // Of a project, or of all with the name of each.
    let solo = world
        .ask(&format!(
            "select project_id from project where company_id = {} and code = 'SOLO'",
            world.company()
        ))
        .await;
    let of = WorkPart::Task(Some(ProjectId(solo)));
    assert_eq!(names(&found(&world, of, "task 60").await), ["Task 60 of SOLO"]);
    let of_all = names(&found(&world, WorkPart::Task(None), "task 60").await);
    assert!(of_all.len() == 1 && of_all[0].ends_with(" › Task 60 of SOLO"), "{of_all:?}");
    let tasks = world
        .read(move |scope| Box::pin(async move { read_tasks(scope, Some(ProjectId(solo))).await }))
        .await
        .expect("tasks");
    assert_eq!(tasks, Choices { has_more: true, ..Choices::default() });

    // Nobody else's.
    let rival = world.rival().await;
    for part in [WorkPart::Project, of, WorkPart::Task(None), WorkPart::Role, WorkPart::Resource] {
        assert!(found(&rival, part, "00007").await.offered.is_empty());
        assert!(found(&rival, part, "task 60").await.offered.is_empty());
    }
    let (customers, contracts) = world
        .read(|scope| {
            Box::pin(async move {
                Ok((
                    find_customers(scope, "client 00002").await?,
                    find_contracts(scope, "sol").await?,
                ))
            })
        })
        .await
        .expect("found");
    assert_eq!(names(&customers), ["Client 00002 of the northern works"]);
    assert_eq!(contracts.offered[0].0, "SOLO", "a contract goes by its number");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_was_looked_up_is_saved_and_what_names_nothing_is_refused_at_its_field(owner: PgPool) {
    // R-APP-2, R-VOC-4: the form is checked against what it names
    let world = world(owner).await;
    grown(&world, 60).await;
    let key =
        async |sql: &str| world.ask(&format!("{sql} and company_id = {}", world.company())).await;
    let customer =
        CustomerId(key("select customer_id from customer where name like 'Client 00042 %'").await);
    let project = ProjectId(key("select project_id from project where code = 'N-00042'").await);
    let split = |customer| SplitForm {
        customer: Some(customer),
        percent: "100".into(),
        is_rounding: true,
        ..SplitForm::default()
    };
    let form = |customer: CustomerId, project: ProjectId| ContractForm {
        number: "LOOKED-UP".into(),
        name: "Looked up".into(),
        primary_customer: Some(customer),
        currency: "EUR".into(),
        start_on: "2026-01-01".into(),
        customers: vec![split(customer)],
        lines: vec![LineForm {
            name: "Time".into(),
            project: Some(project),
            splits: vec![split(customer)],
            ..LineForm::default()
        }],
        ..ContractForm::default()
    };
    let save = async |form| world.run(form, |tx, form| Box::pin(save_contract(tx, form))).await;
    let nobody = CustomerId(NOTHING.parse().expect("a key"));
    let nothing = ProjectId(NOTHING.parse().expect("a key"));
    assert_eq!(
        refusal(save(form(nobody, project)).await),
        Refusal::FieldNotAChoice(Field::PrimaryCustomer)
    );
    assert_eq!(
        refusal(save(form(customer, nothing)).await),
        Refusal::FieldNotAChoice(Field::Project)
    );
    let kept = save(form(customer, project)).await.expect("saved");
    let setup = world
        .read(move |scope| Box::pin(async move { read_contract_setup(scope, Some(kept)).await }))
        .await
        .expect("read");
    assert_eq!(setup.customers, [(customer, "Client 00042 of the northern works".to_owned())]);
    assert_eq!(
        setup.projects,
        [(project, "N-00042 · Rebuilding 00042 of the northern works".to_owned())]
    );
    assert!(setup.looked.customers && setup.looked.projects && setup.roles.is_empty());
    let other = ContractForm { number: "OTHER".into(), ..form(customer, project) };
    assert_eq!(
        refusal(save(other).await),
        Refusal::ProjectClassTaken("LOOKED-UP".into()),
        "what others cover of what it names is known"
    );
    let role = world
        .ask(&format!(
            "select role_id from role where name like 'Engineer 00001 %' and company_id = {}",
            world.company()
        ))
        .await;
    let record = EntryRecord {
        entry_id: None,
        version: 0,
        transaction_class: TransactionClass::Time,
        project_id: Some(nothing),
        task_id: None,
        priced_by: Some(role),
        work_on: "2026-03-02".into(),
        quantity: "1".into(),
        unit: String::new(),
        unit_cost: String::new(),
        notes: String::new(),
    };
    assert_eq!(
        refusal(world.run(record, |tx, record| Box::pin(record_entry(tx, record))).await),
        Refusal::FieldNotAChoice(Field::Project)
    );
}

#[test]
fn what_is_at_hand_is_looked_up_likewise() {
    let all = Choices::all((1..=60).map(|n| (n, format!("Zone {n}"))));
    assert!(!all.is_list(), "more than {LISTED}");
    assert_eq!(all.named(" zone  7 ").map(|(key, _)| key.as_str()), Some("7"));
    assert_eq!(all.named("zone"), None);
    let found = all.holding("zone 6");
    assert_eq!((found.offered.len(), found.has_more), (2, false), "6 and 60");
    assert!(all.holding("ZONE").has_more);
    let twice = Choices::all([(1, "Ada"), (2, "ADA")]);
    assert_eq!(twice.named("ada"), None, "two of one name: somebody has to say which");
    assert!(all.listed().offered.is_empty());
}
