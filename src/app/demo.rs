//! The demo company: made up, loaded into an empty database through the same commands as everything
//! else.

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
        ids::{CompanyId, ContractId, EntryId},
        paging::{ListQuery, Selection},
        words::{Role, TransactionClass},
    },
};
use chrono::{Datelike, Days, NaiveDate, Weekday};

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

const CUSTOMERS: &str = "customer,country,language,vat_id,payment_terms_days
Nordlicht Energie GmbH,DE,de,DE811223344,30
\"Harbour & Vale, Architects\",GB,en,GB999888777,14
Tromsø Shipping AS,NO,nb,NO912345678MVA,30
";

const CONTRACTS: &str =
    "contract,name,primary_customer,currency,start_date,requested_delivery_date,status
K-2001,Grid control rollout,Nordlicht Energie GmbH,EUR,2026-01-01,2027-12-31,Confirmed
K-2002,Waterfront planning portal,\"Harbour & Vale, Architects\",GBP,2026-01-01,2027-06-30,Confirmed
K-2003,Shared berth scheduling,Tromsø Shipping AS,EUR,2026-01-01,2027-12-31,Confirmed
K-2004,Maintenance and support,Nordlicht Energie GmbH,EUR,2026-01-01,,Confirmed
K-2005,Control room redesign,Nordlicht Energie GmbH,EUR,2026-01-01,2027-12-31,Confirmed
";

const LINES: &str =
    "contract,line,name,billing_method,project,transaction_classes,contracted_amount,not_to_exceed
K-2001,1,Rollout,Time and Material,GRID,Time+Expense+Material+Fee,,
K-2002,1,Portal time,Time and Material,PORTAL,Time,,
K-2003,1,Scheduling time,Time and Material,BERTH,Time,,
K-2004,1,Support time,Time and Material,CARE,Time,,9000
K-2005,1,Redesign,Fixed Price,ROOM,Time,42000,
";

const LINE_CUSTOMERS: &str =
    "contract,line,customer,billing_split_percent,is_rounding,not_to_exceed
K-2001,1,Nordlicht Energie GmbH,100,yes,
K-2002,1,\"Harbour & Vale, Architects\",100,yes,
K-2003,1,Tromsø Shipping AS,33.33,no,
K-2003,1,Nordlicht Energie GmbH,33.33,no,
K-2003,1,\"Harbour & Vale, Architects\",33.34,yes,
K-2004,1,Nordlicht Energie GmbH,100,yes,
K-2005,1,Nordlicht Energie GmbH,60,no,
K-2005,1,Tromsø Shipping AS,40,yes,
";

const PRICES: &str = "currency,transaction_class,role,unit,unit_price,valid_from,valid_to
EUR,Time,Consultant,hour,140.00,2020-01-01,2035-12-31
EUR,Time,Architect,hour,175.50,2020-01-01,2035-12-31
EUR,Time,Support engineer,hour,95.00,2020-01-01,2035-12-31
EUR,Expense,Travel,km,0.60,2020-01-01,2035-12-31
EUR,Material,Cable,m,3.50,2020-01-01,2035-12-31
EUR,Fee,Set-up,each,500.00,2020-01-01,2035-12-31
GBP,Time,Consultant,hour,120.00,2020-01-01,2035-12-31
GBP,Time,Architect,hour,150.00,2020-01-01,2035-12-31
GBP,Time,Support engineer,hour,82.50,2020-01-01,2035-12-31
";

const WORKERS: &[(&str, &str, &str)] = &[
    ("Ines", "Calder", "Consultant"),
    ("Tomasz", "Rook", "Architect"),
    ("Yuki", "Hart", "Support engineer"),
    ("Femi", "Stone", "Consultant"),
];

const PROJECTS: &[(&str, &str)] = &[
    ("GRID", "Grid control rollout"),
    ("PORTAL", "Planning portal"),
    ("BERTH", "Berth scheduling"),
    ("CARE", "Care and support"),
];

const TASKS: &[(&str, &str)] = &[
    ("Analysis", "Interviews with the operations team: findings written up"),
    ("Design", "Data model and screen sketches reviewed with the customer"),
    ("Build", "Import of legacy records: first half"),
    ("Build", "Nightly reconciliation and its report"),
    ("Review", "Code review and pairing"),
    ("Workshop", "Workshop on site: roles, approvals and exceptions"),
    ("Support", "Follow-up on reported incident: root cause found"),
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
    let (older, newer) = time_sheets(today);
    let book = [
        ("customers.csv", CUSTOMERS),
        ("contracts.csv", CONTRACTS),
        ("contract_lines.csv", LINES),
        ("contract_line_customers.csv", LINE_CUSTOMERS),
        ("prices.csv", PRICES),
    ];
    let mut files: Vec<ImportFile> = book.iter().map(|(name, text)| file(name, text)).collect();
    files.push(file("time-entries-older.csv", &older));
    import(&database, actor, files, true).await?;
    import(&database, actor, vec![file("time-entries-newer.csv", &newer)], false).await?;
    name_teams(&database, actor).await?;
    bill_some(&database, actor, today).await?;
    plan_milestones(&database, actor, today).await?;
    plan_retainers(&database, actor, today).await?;
    record_some(&database, company, today).await?;
    database.close().await;
    Ok(())
}

fn file(name: &str, text: &str) -> ImportFile {
    ImportFile { name: name.to_owned(), content: text.as_bytes().into() }
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
            Box::pin(backlog::commands::mark_backlog(tx, mark))
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
            Box::pin(async move { entries::commands::read_choices(scope).await })
        })
        .await?;
    let project_id =
        choices.projects.iter().find(|(_, name)| name.starts_with("GRID")).map(|(id, _)| *id);
    let travel = choices.categories.iter().find(|(_, name)| name == "Travel").map(|(id, _)| id.0);
    let cable = choices.products.iter().find(|(_, name, _)| name == "Cable").map(|(id, ..)| id.0);
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

/// Ten weeks of working days in Harvest's format: all but the last two weeks, and those two. The
/// same days give the same hours.
fn time_sheets(today: NaiveDate) -> (String, String) {
    let header = "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL\n";
    let (mut older, mut newer) = (header.to_owned(), header.to_owned());
    for days in (1..=70_u64).rev() {
        let day = back(today, days);
        if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            continue;
        }
        for (person, (first, last, role)) in WORKERS.iter().enumerate() {
            let sheet = if days > 14 { &mut older } else { &mut newer };
            for part in 0..2_usize {
                let seed = usize::try_from(days).unwrap_or(0) * 7 + person * 13 + part * 5;
                let (code, project) =
                    PROJECTS.get((seed / 3) % PROJECTS.len()).copied().unwrap_or_default();
                let (task, notes) = TASKS.get(seed % TASKS.len()).copied().unwrap_or_default();
                let quarter_hours = 8 + (seed * 31) % 11;
                let hours = format!("{}.{:02}", quarter_hours / 4, (quarter_hours % 4) * 25);
                let billable = if seed % 17 == 0 { "No" } else { "Yes" };
                sheet.push_str(&format!("{day},,{project},{code},{task},\"{notes}\",{hours},{billable},No,Yes,{first},{last},{role},Yes,,,62.50,,EUR,\n"));
            }
        }
    }
    (older, newer)
}

fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}
