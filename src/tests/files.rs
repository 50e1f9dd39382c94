//! What people bring, from files to the invoice: names that aren't keys, rows that come again, what
//! a form would refuse.
#![cfg(feature = "ssr")]

use super::{
    fixtures::{World, refusal},
    sheets::file,
};
use crate::{
    app::rehearse::{bill_everything, billed, decimals},
    book::commands::resource_of,
    imports::{
        commands::{RunImport, look, run_import},
        model::{Changed, Complaint, ImportOptions, ImportReport},
        rules::{ImportFile, asked, read},
    },
    platform::failure::Failure,
    prices::{commands::save_price, model::PriceForm},
    vocabulary::{
        refusal::{Field, Refusal},
        texts::EN,
        words::{Pricing, TransactionClass},
    },
};
use sqlx::{AssertSqlSafe, PgPool};

const HEADER: &str = "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Roles,Billable Rate,Billable Amount,Cost Rate,Currency,External Reference URL\n";

/// A time sheet of rows: day, client, project, code, task, notes, hours, invoiced, approved,
/// person, reference.
fn hours(rows: &[&str]) -> ImportFile {
    let row = |text: &&str| {
        let cells: Vec<&str> = text.split('|').map(str::trim).collect();
        let [
            day,
            client,
            project,
            code,
            task,
            notes,
            hours,
            invoiced,
            approved,
            first,
            last,
            reference,
        ] = cells.as_slice()
        else {
            panic!("{text}")
        };
        format!(
            "{day},{client},{project},{code},{task},{notes},{hours},Yes,{invoiced},{approved},{first},{last},Designer,,,,GBP,{reference}\n"
        )
    };
    file("time-entries.csv", HEADER.to_owned() + &rows.iter().map(row).collect::<String>())
}

/// Work of Iris Vale for Fern on its site, approved.
fn row(day: &str, notes: &str, hours: &str, reference: &str) -> String {
    format!("{day}|Fern Ltd|Site||Design|{notes}|{hours}|No|Yes|Iris|Vale|{reference}")
}

/// One contract of Fern Ltd on the project "Site", designers at 90 pounds; Gorse is a customer too.
fn one_contract() -> Vec<ImportFile> {
    contract("Fern Ltd", "GBP", "Site", "Time and Material", "", "90.00")
}

fn contract(
    customer: &str,
    currency: &str,
    project: &str,
    method: &str,
    amount: &str,
    price: &str,
) -> Vec<ImportFile> {
    vec![
        file(
            "customers.csv",
            "customer,country,language,vat_id,payment_terms_days\nFern Ltd,GB,en,,30\nGorse & Sons,GB,en,,30\n",
        ),
        file(
            "contracts.csv",
            format!(
                "contract,name,primary_customer,currency,start_date,requested_delivery_date,status\nF-1,Fern site,{customer},{currency},2026-01-01,2026-12-31,Confirmed\n"
            ),
        ),
        file(
            "contract_lines.csv",
            format!(
                "contract,line,name,billing_method,project,transaction_classes,contracted_amount,not_to_exceed\nF-1,1,Work,{method},{project},Time,{amount},\n"
            ),
        ),
        file(
            "contract_line_customers.csv",
            format!(
                "contract,line,customer,billing_split_percent,is_rounding,not_to_exceed\nF-1,1,{customer},100,yes,\n"
            ),
        ),
        file(
            "prices.csv",
            format!(
                "currency,transaction_class,role,unit,unit_price,valid_from,valid_to\n{currency},Time,Designer,hour,{price},2026-01-01,2026-12-31\n"
            ),
        ),
    ]
}

fn with(mut files: Vec<ImportFile>, more: ImportFile) -> Vec<ImportFile> {
    files.push(more);
    files
}

/// Everything billed, as the rehearsal prints it.
async fn bills(world: &World, files: Vec<ImportFile>) -> Vec<String> {
    let mut owner = world.owner.acquire().await.expect("a connection");
    bill_everything(
        &world.database,
        &mut owner,
        world.actor.company,
        files,
        ImportOptions::default(),
    )
    .await
    .expect("billed");
    let found = billed(&mut owner, world.actor.company).await.expect("read back");
    let line = |b: crate::app::rehearse::Billed| {
        format!(
            "{},{},{},{},{},{}",
            b.contract,
            b.customer,
            b.currency,
            b.actuals,
            decimals(b.hours, 2),
            decimals(b.amount, b.currency.decimals())
        )
    };
    found.into_iter().map(line).collect()
}

async fn import(
    world: &World,
    files: Vec<ImportFile>,
    changed: Changed,
) -> Result<ImportReport, Failure> {
    let names = files.iter().map(|f| f.name.clone()).collect();
    let run = RunImport {
        files,
        names,
        upload: None,
        approve: false,
        options: ImportOptions { changed, ..ImportOptions::default() },
    };
    world.run(run, |tx, run| Box::pin(run_import(tx, run))).await
}

fn said(report: &ImportReport) -> Vec<&Complaint> {
    report.problems.iter().map(|p| &p.complaint).collect()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn hours_are_billed_only_under_the_client_they_were_recorded_for(owner: PgPool) {
    // R-APP-2: two clients, each with a project "Site"; in either order
    let world = World::bare(owner).await;
    let gorse = "2026-03-02|Gorse & Sons|Site||Design|For Gorse|5.00|No|Yes|Iris|Vale|";
    let fern = row("2026-03-02", "For Fern", "2.00", "");
    let report =
        world.import_and(with(one_contract(), hours(&[gorse, &fern])), true).await.unwrap();
    assert!(
        said(&report).contains(&&Complaint::NotCovered("Gorse & Sons · Site".into())),
        "{:?}",
        report.problems
    );
    assert_eq!(
        world
            .texts(
                r"
                select label || ' ' || count(*)
                from project
                join entry using (company_id, project_id)
                group by label
                order by 1
                "
            )
            .await,
        ["Fern Ltd · Site 1", "Gorse & Sons · Site 1"]
    );
    assert_eq!(
        bills(&world, vec![hours(&[&fern, gorse])]).await,
        ["F-1,Fern Ltd,GBP,1,2.00,180.00"]
    );
    // a row that names no client of the two is asked about, not guessed
    let report = import(
        &world,
        vec![hours(&["2026-03-03||Site||Design||1.00|No|Yes|Iris|Vale|"])],
        Changed::Stop,
    )
    .await;
    assert_eq!(refusal(report), Refusal::ImportHasErrors(1));
    // the client's new name takes its projects along, and the former one still finds them
    world.force("update customer set name = 'Fern Group' where name = 'Fern Ltd'").await;
    assert_eq!(
        world.texts("select label from project order by 1").await,
        ["Fern Group · Site", "Gorse & Sons · Site"]
    );
    world
        .import(vec![hours(&[&row("2026-03-04", "Under the old name", "1.00", "")])])
        .await
        .unwrap();
    assert_eq!(world.ask("select count(*) from project").await, 2);
    assert_eq!(
        world
            .ask(
                r"
                select count(*)
                from entry
                join project using (company_id, project_id)
                where label = 'Fern Group · Site'
                "
            )
            .await,
        2
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_contract_line_names_its_client_where_a_code_says_too_little(owner: PgPool) {
    let world = World::bare(owner).await;
    world
        .import_and(
            with(
                one_contract(),
                hours(&["2026-03-02|Gorse & Sons|Site||Design||5.00|No|Yes|Iris|Vale|"]),
            ),
            true,
        )
        .await
        .unwrap();
    let mut theirs = contract("Gorse & Sons", "GBP", "Site", "Time and Material", "", "90.00");
    for (name, from, to) in [
        ("contracts.csv", "F-1", "G-1"),
        ("contract_lines.csv", "project,", "client,project,"),
        ("contract_lines.csv", "Time and Material,Site", "Time and Material,Gorse & Sons,Site"),
        ("contract_lines.csv", "F-1", "G-1"),
        ("contract_line_customers.csv", "F-1", "G-1"),
    ] {
        let at = theirs.iter().position(|f| f.name == name).unwrap();
        let text = String::from_utf8(theirs[at].content.to_vec()).unwrap();
        assert!(text.contains(from), "{name}: {from}");
        theirs[at] = file(name, text.replacen(from, to, 1));
    }
    assert_eq!(
        bills(&world, theirs).await,
        ["G-1,Gorse & Sons,GBP,1,5.00,450.00"],
        "and prices what was approved before (R-APP-11)"
    );
    assert_eq!(world.ask("select count(*) from project").await, 2);
    assert_eq!(
        world
            .texts(
                r"
                select number || ' ' || label
                from contract_line
                join contract using (company_id, contract_id)
                join project using (company_id, project_id)
                order by 1
                "
            )
            .await,
        ["F-1 Site", "G-1 Gorse & Sons · Site"]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn one_name_written_in_several_ways_is_one(owner: PgPool) {
    // customer_name_is_unique, resource_name_is_unique: folded
    let world = World::bare(owner).await;
    let mut files = contract("Café Fern", "GBP", "Site", "Time and Material", "", "90.00");
    files[0] = file(
        "customers.csv",
        "customer,country,language,vat_id,payment_terms_days\nCafé Fern,GB,en,,30\nCafe\u{301} Fern,GB,en,,30\ncafé fern,GB,en,,30\nCafé\u{a0}Fern,GB,en,,30\nCafe Fern Ltd,GB,en,,30\n",
    );
    let people =
        [("a", "iris|vale"), ("b", "Iris|Vale"), ("c", "Iris |  Vale"), ("d", "Vale|Iris")];
    let rows = people.map(|(notes, person)| {
        format!("2026-03-02|café  FERN|site||Design|{notes}|2.00|No|Yes|{person}|")
    });
    let report = world
        .import(with(files, hours(&rows.iter().map(String::as_str).collect::<Vec<_>>())))
        .await
        .unwrap();
    assert_eq!(
        world.texts("select name from customer order by customer_id").await,
        ["Café Fern", "Cafe Fern Ltd"]
    );
    assert_eq!(
        world.texts("select name from resource order by resource_id").await,
        ["iris vale", "Vale Iris"]
    );
    assert_eq!(world.texts("select label from project").await, ["Site"]);
    let same = said(&report)
        .iter()
        .filter(|c| matches!(c, Complaint::SameName(name) if name == "Café Fern"))
        .count();
    assert_eq!(same, 3);
    assert!(
        said(&report).contains(&&Complaint::LooksLike("Cafe Fern Ltd".into(), "Café Fern".into())),
        "{:?}",
        report.problems
    );
    assert!(
        said(&report).contains(&&Complaint::LooksLike("Vale Iris".into(), "iris vale".into())),
        "{:?}",
        report.problems
    );
    // and by hand at the database
    for sql in [
        "insert into role (company_id, name) values ({}, ' DESIGNER')",
        "update customer set name = 'CAFÉ FERN' where name = 'Cafe Fern Ltd' and company_id = {}",
    ] {
        let refused = sqlx::query(AssertSqlSafe(sql.replace("{}", &world.company().to_string())))
            .execute(&world.owner)
            .await
            .unwrap_err();
        assert!(
            refused
                .as_database_error()
                .and_then(|e| e.constraint())
                .is_some_and(|c| c.ends_with("_name_is_unique")),
            "{refused}"
        );
    }
    // what was renamed is found by what it was called
    world.force("update role set name = 'Visual designer' where name = 'Designer'").await;
    world.force("update resource set name = 'Iris Vale-Moor' where name = 'iris vale'").await;
    world.import(vec![hours(&[&row("2026-03-05", "", "1.00", "")])]).await.unwrap();
    assert_eq!(
        world
            .ask("select (select count(*) from role) * 100 + (select count(*) from resource)")
            .await,
        102
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_same_rows_written_otherwise_are_known(owner: PgPool) {
    // entry_is_imported_once: keys are of what a row says, not of its text
    let world = World::bare(owner).await;
    let twice = [
        row("2026-03-02", "Call", "2.00", ""),
        row("2026-03-02", "Call", "2.00", ""),
        row("2026-03-03", "", "1.50", ""),
    ];
    let first: Vec<&str> = twice.iter().map(String::as_str).collect();
    world.import(with(one_contract(), hours(&first))).await.unwrap();
    assert_eq!(
        world.ask("select count(*) from entry").await,
        3,
        "two equal rows are two pieces of work"
    );
    let again = [
        row("2026-03-02", "Call", "2", ""),
        row("2026-03-02", "call ", "2:00", ""),
        "2026-03-03|fern ltd|Site|SITE-7|design|Written later|1.5|No|Yes|IRIS|vale|https://tracker.example/9".to_owned(),
        row("2026-03-09", "New", "2.00", ""),
    ];
    let report = world
        .import(vec![hours(&again.iter().map(String::as_str).collect::<Vec<_>>())])
        .await
        .unwrap();
    assert_eq!(
        report.files.iter().map(|f| (f.added, f.known, f.changed)).collect::<Vec<_>>(),
        [(1, 3, 0)],
        "{:?}",
        report.problems
    );
    assert_eq!(world.ask("select count(*) from entry").await, 4);
    // other notes are other work (R-APP-15)
    let report =
        world.import(vec![hours(&[&row("2026-03-02", "Another call", "2.00", "")])]).await.unwrap();
    assert_eq!((report.files[0].added, report.files[0].changed), (1, 0));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_earlier_versions_imported_is_known(owner: PgPool) {
    let world = World::bare(owner).await;
    let sheet = hours(&[
        &row("2026-03-02", "Call", "2.00", ""),
        &row("2026-03-03", "Walk", "1.50", "https://tracker.example/1"),
    ]);
    world.import(with(one_contract(), sheet.clone())).await.unwrap();
    let keys = asked(&read(std::slice::from_ref(&sheet), &ImportOptions::default()).0).0;
    for pair in keys.chunks(2) {
        assert!(pair[1].starts_with("harvest:"), "{pair:?}");
        world
            .force(&format!(
                "update entry set source_key = '{}', source_reference = '' where source_key = '{}'",
                pair[1], pair[0]
            ))
            .await;
    }
    // even when somebody has corrected the work here meanwhile
    world
        .force(
            r"
            update entry
            set state = 'draft'; update entry
            set work_on = '2026-04-04', quantity = 7, notes = 'Mended'
            where notes = 'Walk'
            ",
        )
        .await;
    let report = import(&world, vec![sheet], Changed::Stop).await.unwrap();
    assert_eq!(
        (report.files[0].added, report.files[0].known, report.files[0].changed),
        (0, 2, 0),
        "{:?}",
        report.problems
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn hours_corrected_in_their_source_are_asked_about(owner: PgPool) {
    let world = World::bare(owner).await;
    let days = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"];
    let rows = |hours: &str| {
        days.map(|day| row(day, "Layout", hours, &format!("https://tracker.example/{day}")))
    };
    let sheet = |rows: &[String]| hours(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    world.import(with(one_contract(), sheet(&rows("2.00")))).await.unwrap();
    // a draft, a submitted one, an approved one, one that is on an invoice
    world.force("update entry set state = 'draft' where work_on = '2026-03-02'").await;
    let ids = world
        .texts("select entry_id::text from entry where work_on >= '2026-03-04' order by 1")
        .await;
    world
        .approve(
            &ids.iter()
                .map(|id| crate::vocabulary::ids::EntryId(id.parse().unwrap()))
                .collect::<Vec<_>>(),
        )
        .await;
    let last = world
        .ask(
            r"
            select actual_id
            from actual
            where work_on = '2026-03-05' and transaction_type = 'unbilled_sales'
            ",
        )
        .await;
    world.mark(crate::vocabulary::paging::Selection::Rows(vec![last]), true).await.unwrap();
    let draft = world.draft("F-1").await;
    world.confirmed(draft).await;

    let changed = rows("3.00");
    assert_eq!(
        refusal(import(&world, vec![sheet(&changed)], Changed::Stop).await),
        Refusal::ImportHasErrors(4)
    );
    assert_eq!(
        refusal(import(&world, vec![sheet(&changed)], Changed::Take).await),
        Refusal::ImportHasErrors(1),
        "the invoiced one can't be"
    );
    let kept = import(&world, vec![sheet(&changed)], Changed::Keep).await.unwrap();
    assert_eq!((kept.files[0].changed, kept.error_count), (4, 0));
    assert_eq!(world.ask("select sum(quantity)::bigint from entry").await, 8);
    let taken = import(&world, vec![sheet(&changed[..3])], Changed::Take).await.unwrap();
    assert_eq!((taken.files[0].added, taken.files[0].changed), (0, 3), "{:?}", taken.problems);
    assert_eq!(
        world
            .texts(
                r"
                select work_on || ' ' || state || ' ' || trim_scale(quantity) || ' ' || trim_scale(
                    billable_quantity
                )
                from entry
                order by work_on
                "
            )
            .await,
        [
            "2026-03-02 submitted 3 3",
            "2026-03-03 submitted 3 3",
            "2026-03-04 approved 3 3",
            "2026-03-05 approved 2 2"
        ]
    );
    assert_eq!(
        world
            .texts(
                r"
                select trim_scale(sum(quantity)) || ' h ' || trim_scale(sum(amount))
                from actual
                where work_on = '2026-03-04' and transaction_type = 'unbilled_sales'
                "
            )
            .await,
        ["3 h 270"],
        "reversed and written anew"
    );
    let again = import(&world, vec![sheet(&changed[..3])], Changed::Stop).await.unwrap();
    assert_eq!((again.files[0].known, again.files[0].changed), (3, 0), "and known from then on");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_was_approved_or_invoiced_meanwhile_is_carried_on(owner: PgPool) {
    let world = World::bare(owner).await;
    let sheet = |invoiced: &str, approved: &str| {
        let rows: Vec<String> = ["2026-03-02", "2026-03-03"]
            .iter()
            .map(|day| {
                format!("{day}|Fern Ltd|Site||Design|Layout|2.00|{invoiced}|{approved}|Iris|Vale|")
            })
            .collect();
        hours(&rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    world.import(with(one_contract(), sheet("No", "No"))).await.unwrap();
    assert_eq!(world.texts("select distinct state::text from entry").await, ["draft"]);
    let report = world.import(vec![sheet("No", "Yes")]).await.unwrap();
    assert_eq!(said(&report), [&Complaint::ApprovedThere; 2]);
    assert_eq!(world.texts("select distinct state::text from entry").await, ["submitted"]);
    let first = world.ask("select min(entry_id) from entry").await;
    world.approve(&[crate::vocabulary::ids::EntryId(first)]).await;
    let report = world.import(vec![sheet("Yes", "Yes")]).await.unwrap();
    assert_eq!(said(&report), [&Complaint::InvoicedThere; 2]);
    assert_eq!(
        world.texts("select distinct state::text || ' ' || is_history from entry").await,
        ["approved true"]
    );
    assert_eq!(world.backlog().await, Vec::<String>::new(), "nothing of it is billed here");
    assert_eq!(world.ask("select sum(amount)::bigint from actual").await, 0);
    assert_eq!(
        said(&world.import(vec![sheet("Yes", "Yes")]).await.unwrap()),
        Vec::<&Complaint>::new(),
        "once"
    );
    // entry_history_is_not_in_the_ledger: nor by hand
    let one = world.approved(&[super::sheets::work("Site", "2026-03-09", "1")]).await;
    let sql = format!(
        r"
        update entry
        set is_history = true
        where entry_id = (select entry_id from actual where actual_id = {})
        ",
        one[0]
    );
    let refused = sqlx::query(AssertSqlSafe(sql)).execute(&world.owner).await.unwrap_err();
    assert_eq!(
        refused.as_database_error().and_then(|e| e.constraint()),
        Some("entry_history_is_not_in_the_ledger")
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn hours_at_the_edges_are_billed_as_printed(owner: PgPool) {
    let world = World::bare(owner).await;
    let rows = [
        ("Not started", "0.00"),
        ("Total of a task", "24.5"),
        ("Four seconds", "0.001"),
        ("Half a minute", "0.0083"),
    ]
    .map(|(notes, hours)| row("2026-03-02", notes, hours, ""));
    assert_eq!(
        bills(
            &world,
            with(
                contract("Fern Ltd", "GBP", "Site", "Time and Material", "", "100.00"),
                hours(&rows.iter().map(String::as_str).collect::<Vec<_>>())
            )
        )
        .await,
        ["F-1,Fern Ltd,GBP,3,24.5093,2450.93"]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_file_is_checked_no_less_than_a_form(owner: PgPool) {
    // R-MS-4, R-PRC-9: milestones can't add up to half a yen
    let world = World::bare(owner).await;
    let report = |files: Vec<ImportFile>| {
        world.read(move |scope| {
            Box::pin(async move {
                Ok(crate::imports::commands::look(scope, &files, &ImportOptions::default())
                    .await?
                    .1)
            })
        })
    };
    for (currency, amount, expected) in [
        (
            "JPY",
            "200000.50",
            Some(Complaint::Form(Refusal::FieldTooPrecise(Field::ContractedAmount, 0))),
        ),
        (
            "GBP",
            "200000.505",
            Some(Complaint::Form(Refusal::FieldTooPrecise(Field::ContractedAmount, 2))),
        ),
        ("GBP", "", Some(Complaint::Form(Refusal::FieldMissing(Field::ContractedAmount)))),
        ("BHD", "200000.505", None),
    ] {
        let found = report(contract("Fern Ltd", currency, "Site", "Fixed Price", amount, "90.5"))
            .await
            .unwrap();
        let errors: Vec<_> = found
            .problems
            .iter()
            .filter(|p| p.complaint.is_error())
            .map(|p| (p.file.as_str(), p.line, p.column.as_deref(), p.complaint.clone()))
            .collect();
        assert_eq!(
            errors,
            expected
                .map(|c| ("contract_lines.csv", Some(2), Some("contracted_amount"), c))
                .into_iter()
                .collect::<Vec<_>>(),
            "{currency} {amount}"
        );
    }
    let mut odd = one_contract();
    odd[0] = file(
        "customers.csv",
        "customer,country,language,vat_id,payment_terms_days\nFern Ltd,G1,en,,30\n",
    );
    let found = report(odd).await.unwrap();
    assert_eq!(said(&found), [&Complaint::Form(Refusal::FieldNotAChoice(Field::Country))]);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_contract_that_comes_in_confirmed_prices_what_was_approved_before(owner: PgPool) {
    // R-APP-11, as confirming it by hand does
    let world = World::bare(owner).await;
    assert_eq!(
        world
            .import_and(vec![hours(&[&row("2026-03-02", "Early", "2.00", "")])], true)
            .await
            .unwrap()
            .approved,
        1
    );
    assert_eq!(world.backlog().await, Vec::<String>::new(), "no contract: cost only");
    assert_eq!(bills(&world, one_contract()).await, ["F-1,Fern Ltd,GBP,1,2.00,180.00"]);
}

/// A row with a role, a rate, whether it is billable, and a task; the reference makes it the same.
fn row_with(day: &str, task: &str, hours: &str, role: &str, rate: &str, billable: &str) -> String {
    format!(
        "{day},Fern Ltd,Site,,{task},Layout,{hours},{billable},No,Yes,Iris,Vale,{role},{rate},,40,GBP,https://tracker.example/{day}\n"
    )
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn taking_what_changed_takes_all_that_the_file_says_of_the_row(owner: PgPool) {
    // R-APP-14: role, task, whether it is billable and rate come along with the hours
    let world = World::bare(owner).await;
    let sheet = |rows: &[String]| file("time-entries.csv", HEADER.to_owned() + &rows.concat());
    let days = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"];
    let before = days.map(|day| row_with(day, "Design", "2", "Designer", "", "Yes"));
    world.import(with(one_contract(), sheet(&before))).await.unwrap();
    world.force("update entry set state = 'draft' where work_on = '2026-03-02'").await;
    let ids = world
        .texts("select entry_id::text from entry where work_on >= '2026-03-04' order by 1")
        .await;
    world
        .approve(
            &ids.iter()
                .map(|id| crate::vocabulary::ids::EntryId(id.parse().unwrap()))
                .collect::<Vec<_>>(),
        )
        .await;

    let after = [
        row_with(days[0], "Design", "3", "Lead", "120", "Yes"),
        row_with(days[1], "Review", "2", "Designer", "", "No"),
        row_with(days[2], "Design", "3", "Lead", "", "No"),
        row_with(days[3], "Design", "3", "Designer", "120", "Yes"),
    ];
    let looked = |changed: Changed, rows: &[String]| {
        let (options, files) =
            (ImportOptions { changed, ..ImportOptions::default() }, vec![sheet(rows)]);
        world.read(move |scope| Box::pin(async move { Ok(look(scope, &files, &options).await?.1) }))
    };
    let words = |report: &ImportReport| {
        report
            .problems
            .iter()
            .map(|p| p.complaint.sentence(&EN).replace('\u{a0}', " "))
            .collect::<Vec<_>>()
    };
    let stopped = looked(Changed::Stop, &after).await.unwrap();
    assert_eq!(
        words(&stopped)[..2],
        [
            "Changed in its source: 2 h here, 3 h there; role Designer here, Lead there; rate of the price list here, 120.00 GBP there. Say whether to take what is there or to keep what is here.",
            "Changed in its source: task Design here, Review there; billable here, not billable there. Say whether to take what is there or to keep what is here.",
        ]
    );
    // what is approved keeps its rate, and that is said of its row
    let taken = looked(Changed::Take, &after).await.unwrap();
    assert_eq!(taken.error_count, 1);
    assert_eq!(
        words(&taken)[0],
        "Changed in its source: 2 h here, 3 h there; rate of the price list here, 120.00 GBP there. It is approved, and what is approved keeps its rate: cancel its approval first, or keep what is here."
    );
    assert_eq!(
        refusal(import(&world, vec![sheet(&after)], Changed::Take).await),
        Refusal::ImportHasErrors(1)
    );

    let report = import(&world, vec![sheet(&after[..3])], Changed::Take).await.unwrap();
    assert_eq!((report.files[0].added, report.files[0].changed), (0, 3), "{:?}", report.problems);
    assert_eq!(
        world
            .texts(
                r"
                select work_on || ' ' || state || ' ' || ro.name || ' ' || task || ' ' || trim_scale(quantity) || ' h ' || coalesce(
                    trim_scale(unit_price) || ' ' || price_currency, '-'
                ) || ' ' || billing_type || ' ' || billing_type_is_chosen
                from entry e
                join role ro using (company_id, role_id)
                order by work_on
                "
            )
            .await,
        [
            "2026-03-02 submitted Lead Design 3 h 120 GBP chargeable false",
            "2026-03-03 submitted Designer Review 2 h - non_chargeable true",
            "2026-03-04 approved Lead Design 3 h - non_chargeable true",
            "2026-03-05 approved Designer Design 2 h - chargeable false",
        ]
    );
    assert_eq!(
        world
            .texts(
                r"
                select billing_type || ' ' || trim_scale(sum(quantity))
                from actual
                where work_on = '2026-03-04' and transaction_type = 'unbilled_sales'
                group by billing_type
                order by 1
                "
            )
            .await,
        ["chargeable 0", "non_chargeable 3"],
        "reversed and written anew"
    );
    let again = import(&world, vec![sheet(&after[..3])], Changed::Stop).await.unwrap();
    assert_eq!((again.files[0].known, again.files[0].changed), (3, 0), "and known from then on");
    // what a file leaves out says nothing
    let bare = "Date,Client,Project,Task,Hours,First Name,Last Name\n2026-03-02,Fern Ltd,Site,Design,4,Iris,Vale\n";
    import(&world, vec![file("time-entries.csv", bare)], Changed::Take).await.unwrap();
    let kept = r"
        select ro.name || ' ' || notes || ' ' || trim_scale(quantity) || ' h ' || trim_scale(unit_price) || ' ' || trim_scale(unit_cost)
        from entry
        join role ro using (company_id, role_id)
        where work_on = '2026-03-02'
    ";
    assert_eq!(world.texts(kept).await, ["Lead Layout 4 h 120 40"]);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_price_that_the_form_refuses_is_refused_in_a_file(owner: PgPool) {
    // the same refusal, said by the same rule
    let world = World::bare(owner).await;
    let form = |unit_price: &str, valid_to: &str| PriceForm {
        price_id: None,
        version: 0,
        contract: String::new(),
        currency: "GBP".into(),
        transaction_class: TransactionClass::Time,
        dimension: Some(1),
        unit: "hour".into(),
        pricing: Pricing::PerUnit,
        unit_price: unit_price.into(),
        valid_from: "2026-01-01".into(),
        valid_to: valid_to.into(),
    };
    for (unit_price, valid_to) in [
        ("90.00001", "2026-12-31"),
        ("-1", ""),
        ("", ""),
        ("10000000000", ""),
        ("90", "2025-12-31"),
    ] {
        let typed = refusal(
            world.run(form(unit_price, valid_to), |tx, form| Box::pin(save_price(tx, form))).await,
        );
        let prices = format!(
            "currency,transaction_class,role,unit,unit_price,valid_from,valid_to\nGBP,Time,Designer,hour,{unit_price},2026-01-01,{valid_to}\n"
        );
        let report = world
            .read(move |scope| {
                Box::pin(async move {
                    Ok(look(scope, &[file("prices.csv", prices)], &ImportOptions::default())
                        .await?
                        .1)
                })
            })
            .await
            .unwrap();
        assert_eq!(said(&report), [&Complaint::Form(typed)], "{unit_price} {valid_to}");
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_name_in_use_is_meant_before_one_that_somebody_had(owner: PgPool) {
    // a former name may be somebody else's name now: whoever bears it is meant
    let world = World::bare(owner).await;
    world
        .import(with(one_contract(), hours(&[&row("2026-03-02", "Before", "1.00", "")])))
        .await
        .unwrap();
    world
        .force(
            r"
            update customer
            set name = 'Fern Group'
            where name = 'Fern Ltd'; update role
            set name = 'Visual designer'
            where name = 'Designer'
            ",
        )
        .await;
    world.force("update resource set name = 'Iris Moor' where name = 'Iris Vale'").await;
    let again = "customer,country,language,vat_id,payment_terms_days\nFERN LTD,GB,en,,30\n";
    let report = world.import(vec![file("customers.csv", again)]).await.unwrap();
    assert_eq!(
        (report.files[0].added, report.files[0].known),
        (0, 1),
        "a file means whom it used to call so"
    );
    let company = world.company();
    world
        .force_owned(format!(
            r"
            insert into customer (company_id, name, country, language, payment_terms_days)
            values ({company}, 'fern ltd', '', '', 30)
            "
        ))
        .await;
    world
        .force_owned(format!(
            r"
            insert into role (company_id, name)
            values ({company}, 'DESIGNER'); insert into resource (company_id, name)
            values ({company}, 'iris  vale')
            "
        ))
        .await;
    world.import(vec![hours(&[&row("2026-03-03", "After", "1.00", "")])]).await.unwrap();
    assert_eq!(
        world
            .texts(
                r"
                select notes || ' ' || re.name || ' ' || ro.name
                from entry
                join resource re using (company_id, resource_id)
                join role ro using (company_id, role_id)
                order by 1
                "
            )
            .await,
        ["After iris  vale DESIGNER", "Before Iris Moor Visual designer"]
    );
    assert_eq!(
        world
            .texts(
                r"
                select notes || ' ' || cu.name
                from entry
                join project p using (company_id, project_id)
                join customer cu on cu.company_id = p.company_id and cu.customer_id = p.customer_id
                order by 1
                "
            )
            .await,
        ["After fern ltd", "Before Fern Group"]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn whoever_signs_in_records_as_who_the_files_call_so_however_written(owner: PgPool) {
    let world = World::bare(owner).await;
    world
        .import(with(
            one_contract(),
            hours(&["2026-03-02|Fern Ltd|Site||Design||1.00|No|Yes|ｉｒｉｓ|VALE|"]),
        ))
        .await
        .unwrap();
    world
        .force_owned(format!(
            "update person set name = 'Iris  Vale' where person_id = {}",
            world.actor.person.unwrap().0
        ))
        .await;
    let person = world.actor.person.unwrap();
    let resource =
        world.run(person, |tx, person| Box::pin(resource_of(tx, *person))).await.unwrap();
    assert_eq!(
        world.texts("select resource_id || ' ' || name from resource").await,
        [format!("{} ｉｒｉｓ VALE", resource.0)]
    );
}
