//! The demo company: made up, loaded into an empty database through the same commands as everything
//! else.

mod files;

use self::files::back;
use super::{accounts::add_person, home::Home};
use crate::{
    access::{self, model::NewPerson},
    backlog::{self, model::Mark},
    book::{
        self,
        model::team::{Team, TeamForm},
    },
    contracts,
    entries::{
        self,
        model::{Decide, Decision, EntryRecord},
    },
    imports::{
        commands::{RunImport, run_import},
        model::ImportOptions,
        rules::ImportFile,
    },
    invoicing::{self, confirm::model::Confirm, create::model::Create},
    milestones::{self, model::MilestoneEdit},
    platform::{
        command::{self, Actor},
        config::Config,
        database::Database,
        failure::Failure,
    },
    retainers::{self, model::RetainerSchedule},
    vocabulary::{
        choices::Choices,
        ids::{CompanyId, ContractId, EntryId},
        paging::{ListQuery, Selection},
        words::{Role, TransactionClass},
    },
};
use chrono::{Days, NaiveDate};

/// Loads the demo company into an empty database, if asked for; its sign-ins, if it is there.
pub async fn demo_company(
    config: &Config,
    home: &Home,
) -> Result<Vec<(&'static str, &'static str)>, Failure> {
    let companies: Vec<(CompanyId, String)> =
        access::commands::companies(&mut home.owner().await?).await?;
    if companies.is_empty() && config.demo {
        load(config, home).await?;
        return Ok(SIGN_INS.to_vec());
    }
    let is_there = config.demo && companies.iter().any(|(_, name)| name == COMPANY);
    Ok(if is_there { SIGN_INS.to_vec() } else { Vec::new() })
}

/// Its name.
pub const COMPANY: &str = "Kestrel Consulting";

/// Where it is.
const TIME_ZONE: &str = "Europe/Berlin";

/// Everybody's password there.
const PASSWORD: &str = "billwright-demo";

/// E-mail and password of each demo sign-in.
pub const SIGN_INS: &[(&str, &str)] = &[
    (MARIA, PASSWORD),
    ("bruno.billing@kestrel.example", PASSWORD),
    ("anna.accounts@kestrel.example", PASSWORD),
    ("ada.admin@kestrel.example", PASSWORD),
    (INES, PASSWORD),
    (PETRA, PASSWORD),
];

/// Who manages the projects of the demo.
const MARIA: &str = "maria.projects@kestrel.example";

/// Who records work in the demo.
const INES: &str = "ines.calder@kestrel.example";

/// Who approves what is done under the support contract, and nothing else.
const PETRA: &str = "petra.approver@kestrel.example";

const PEOPLE: &[(&str, &str, &[Role])] = &[
    ("Maria Winter", MARIA, &[Role::ProjectManager, Role::ProjectApprover]),
    ("Bruno Falk", "bruno.billing@kestrel.example", &[Role::BillingAdministrator]),
    ("Anna de Vries", "anna.accounts@kestrel.example", &[Role::ProjectAccountant]),
    ("Ada Lind", "ada.admin@kestrel.example", &[Role::Administrator]),
    ("Ines Calder", INES, &[Role::Resource]),
    ("Petra Holm", PETRA, &[Role::ProjectApprover]),
];

/// Founds the company with its people, contracts and ten weeks of time, the older weeks approved,
/// some of it invoiced.
pub async fn load(config: &Config, home: &Home) -> Result<(), Failure> {
    let currency = "EUR".parse().map_err(|_| Failure::Fault("no euro".into()))?;
    let company = access::commands::found_company(
        &mut home.owner().await?,
        COMPANY,
        currency,
        TIME_ZONE.parse()?,
    )
    .await?;
    for (name, email, roles) in PEOPLE {
        let new = NewPerson {
            name: (*name).into(),
            email: (*email).into(),
            password: PASSWORD.into(),
            roles: roles.to_vec(),
        };
        add_person(config, home, company, access::commands::hashed(&new).await?.for_good()).await?;
    }
    let database = home.database(2).await?;
    let actor = Actor { company, person: None };
    let today = database.today(company).await?;
    import(&database, actor, files::book_and_older_weeks(today), true).await?;
    import(&database, actor, files::newer_weeks(today), false).await?;
    name_teams(&database, actor).await?;
    bill_some(&database, actor, today).await?;
    plan_milestones(&database, actor, today).await?;
    plan_retainers(&database, actor, today).await?;
    record_some(&database, company, today).await?;
    database.close().await;
    Ok(())
}

async fn import(
    database: &Database,
    actor: Actor,
    files: Vec<ImportFile>,
    approve: bool,
) -> Result<(), Failure> {
    let names = files.iter().map(|f| f.name.clone()).collect();
    let run = RunImport { files, names, upload: None, approve, options: ImportOptions::default() };
    command::run(database, actor, "run_import", None, run, |tx, run| Box::pin(run_import(tx, run)))
        .await?;
    Ok(())
}

/// Maria manages every project, Petra approves on one of them.
async fn name_teams(database: &Database, actor: Actor) -> Result<(), Failure> {
    let company = actor.company;
    let (people, projects) = database
        .read(company, move |scope| {
            Box::pin(async move {
                let people = access::commands::list_people(scope).await?;
                Ok((people, book::commands::list_projects(scope, &ListQuery::default()).await?))
            })
        })
        .await?;
    let person = |email: &str| people.iter().find(|p| p.email == email).map(|p| p.person_id);
    let (manager, approver) = (person(MARIA), person(PETRA));
    for project in projects.rows {
        let members = approver
            .filter(|_| project.code == "CARE")
            .map(|person| (person, true))
            .into_iter()
            .collect();
        let form = TeamForm {
            project_id: project.project_id,
            seen: Team::default(),
            team: Team { manager, members },
        };
        command::run(database, actor, "save_team", None, form, |tx, form| {
            Box::pin(book::commands::save_team(tx, form))
        })
        .await?;
    }
    Ok(())
}

/// Confirms the first contract's older work, leaves a draft on the shared one, marks some of the
/// rest.
async fn bill_some(database: &Database, actor: Actor, today: NaiveDate) -> Result<(), Failure> {
    let month_ago = back(today, 35);
    let mark = |query: ListQuery| Mark { selection: Selection::Matching(query), ready: true };
    let older = |contract: &str| {
        ListQuery::default().with("contract", contract).with("to", month_ago.to_string())
    };
    for query in [older("K-2001"), older("K-2003"), older("K-2002")] {
        command::run(database, actor, "mark_backlog", None, mark(query), |tx, mark| {
            Box::pin(backlog::commands::mark_rows(tx, mark))
        })
        .await?;
    }
    let contracts = database
        .read(actor.company, move |scope| {
            Box::pin(async move {
                contracts::commands::list_contracts(scope, &ListQuery::default()).await
            })
        })
        .await?;
    let id = |number: &str| {
        contracts
            .rows
            .iter()
            .find(|c| c.number == number)
            .map(|c| c.contract_id)
            .into_iter()
            .collect::<Vec<ContractId>>()
    };
    let mut first = Vec::new();
    for number in ["K-2001", "K-2003"] {
        let create = Create { contracts: id(number), invoice_on: None, seen: None };
        let created =
            command::run(database, actor, "create_invoices", None, create, |tx, create| {
                Box::pin(invoicing::create::commands::create_invoices(tx, create))
            })
            .await?;
        first.push(
            created
                .into_iter()
                .filter_map(|c| c.outcome.ok())
                .flatten()
                .map(|draft| draft.invoice_id)
                .collect::<Vec<_>>(),
        );
    }
    let confirm = Confirm {
        invoices: first
            .into_iter()
            .next()
            .unwrap_or_default()
            .into_iter()
            .map(|id| (id, None))
            .collect(),
    };
    command::run(database, actor, "confirm_invoices", None, confirm, |tx, confirm| {
        Box::pin(invoicing::confirm::commands::confirm_invoices(tx, confirm))
    })
    .await?;
    Ok(())
}

/// Three milestones of the fixed-price contract: one that is due, two to come.
async fn plan_milestones(
    database: &Database,
    actor: Actor,
    today: NaiveDate,
) -> Result<(), Failure> {
    let query = ListQuery::default().with("contract", "K-2005");
    let lines = database
        .read(actor.company, move |scope| {
            Box::pin(async move {
                let contracts = contracts::commands::list_contracts(scope, &query).await?;
                let contract = contracts
                    .rows
                    .first()
                    .map(|c| c.contract_id)
                    .ok_or_else(|| Failure::Fault("no fixed-price contract".into()))?;
                milestones::commands::read_milestones(scope, contract).await
            })
        })
        .await?;
    let line = lines
        .first()
        .map(|l| l.line.contract_line_id)
        .ok_or_else(|| Failure::Fault("no fixed-price line".into()))?;
    let in_days = |days: u64| today.checked_add_days(Days::new(days)).unwrap_or(today);
    for (name, day, amount) in [
        ("Concept", back(today, 7), "12000"),
        ("Prototype", in_days(30), "18000"),
        ("Handover", in_days(90), "12000"),
    ] {
        let edit = MilestoneEdit {
            contract_line_id: line,
            milestone_id: None,
            version: 0,
            name: name.into(),
            milestone_on: day.to_string(),
            amount: amount.into(),
            tax: "0".into(),
            task: String::new(),
        };
        command::run(database, actor, "save_milestone", None, edit, |tx, edit| {
            Box::pin(milestones::commands::save_milestone(tx, edit))
        })
        .await?;
    }
    Ok(())
}

/// A prepayment agreed with the first contract's customer, in three parts, the first of them not
/// due for a while.
async fn plan_retainers(
    database: &Database,
    actor: Actor,
    today: NaiveDate,
) -> Result<(), Failure> {
    let query = ListQuery::default().with("contract", "K-2001");
    let contract = database
        .read(actor.company, move |scope| {
            Box::pin(async move {
                let contracts = contracts::commands::list_contracts(scope, &query).await?;
                let contract = contracts
                    .rows
                    .first()
                    .map(|c| c.contract_id)
                    .ok_or_else(|| Failure::Fault("no first contract".into()))?;
                Ok(retainers::commands::read_retainers(scope, contract).await?.contract)
            })
        })
        .await?;
    let schedule = RetainerSchedule {
        contract_id: contract.contract_id,
        customer_id: contract.customers.first().map(|(id, _)| *id),
        description: "Advance on the next phase".into(),
        frequency: "monthly 1".into(),
        from: today.checked_add_days(Days::new(30)).unwrap_or(today).to_string(),
        to: String::new(),
        number: "3".into(),
        total: "10000".into(),
    };
    command::run(database, actor, "schedule_retainers", None, schedule, |tx, schedule| {
        Box::pin(retainers::commands::schedule_retainers(tx, schedule))
    })
    .await?;
    Ok(())
}

/// Ines writes down a trip and some cable, and submits them: the same way as on her pages.
async fn record_some(
    database: &Database,
    company: CompanyId,
    today: NaiveDate,
) -> Result<(), Failure> {
    let people = database
        .read(company, move |scope| {
            Box::pin(async move { access::commands::list_people(scope).await })
        })
        .await?;
    let Some(ines) = people.into_iter().find(|p| p.email == INES) else { return Ok(()) };
    let actor = Actor { company, person: Some(ines.person_id) };
    let choices = database
        .read(company, move |scope| {
            Box::pin(async move { book::commands::read_choices(scope).await })
        })
        .await?;
    let begins = |of: &Choices, with: &str| {
        of.offered.iter().find(|(_, name)| name.starts_with(with)).map(|(key, _)| key.clone())
    };
    let project_id = begins(&choices.projects, "GRID").and_then(|key| key.parse().ok());
    let travel = begins(&choices.categories, "Travel").and_then(|key| key.parse().ok());
    let cable = begins(&choices.products, "Cable").and_then(|key| key.parse().ok());
    let mut written = Vec::new();
    for (transaction_class, priced_by, quantity, unit, unit_cost, notes) in [
        (TransactionClass::Expense, travel, "120", "km", "0.38", "To the substation and back"),
        (TransactionClass::Material, cable, "25", "", "2.10", "Patch cable for the control room"),
    ] {
        let record = EntryRecord {
            entry_id: None,
            version: 0,
            transaction_class,
            project_id,
            task_id: None,
            priced_by,
            work_on: back(today, 8).to_string(),
            quantity: quantity.into(),
            unit: unit.into(),
            unit_cost: unit_cost.into(),
            notes: notes.into(),
        };
        let recorded = command::run(database, actor, "record_entry", None, record, |tx, record| {
            Box::pin(entries::commands::record_entry(tx, record))
        })
        .await?;
        written.push(recorded.entry_id.0);
    }
    let submit = Decide {
        selection: Selection::Rows(written),
        decision: Decision::Submit,
        comment: String::new(),
        after: EntryId(0),
    };
    command::run(database, actor, "decide_own_entries", None, submit, |tx, submit| {
        Box::pin(entries::commands::decide_own_entries(tx, submit))
    })
    .await?;
    Ok(())
}
