//! What a file says it bills is compared with what Billwright would bill of the same rows, by the
//! rules of approval, before anything is imported.
#![cfg(feature = "ssr")]

use super::{
    fixtures::World,
    sheets::{book, file},
};
use crate::{
    imports::{
        commands::look,
        model::{Because, BilledOtherwise, Complaint, ImportOptions, ImportReport, Known},
        rules::{ImportFile, plan, read},
    },
    vocabulary::texts::EN,
};
use rust_decimal::Decimal;
use sqlx::PgPool;

const HEADER: &str = "Date,Project,Task,Notes,Hours,Billable?,Invoiced?,First Name,Last Name,Roles,Billable Rate,Billable Amount,Currency\n";

/// A time sheet of rows: day, project, notes, hours, billable, invoiced, role, rate, amount,
/// currency.
fn hours(rows: &[&str]) -> ImportFile {
    let row = |text: &&str| {
        let cells: Vec<&str> = text.split('|').map(str::trim).collect();
        let [day, project, notes, hours, billable, invoiced, role, rate, amount, currency] =
            cells.as_slice()
        else {
            panic!("{text}")
        };
        format!(
            "{day},{project},Build,{notes},{hours},{billable},{invoiced},Tove,Lund,{role},{rate},{amount},{currency}\n"
        )
    };
    file("harvest.csv", HEADER.to_owned() + &rows.iter().map(row).collect::<String>())
}

async fn looked(world: &World, files: Vec<ImportFile>) -> ImportReport {
    world
        .read(move |scope| {
            Box::pin(async move { Ok(look(scope, &files, &ImportOptions::default()).await?.1) })
        })
        .await
        .expect("looked at")
}

/// The sums of a report, in sentences.
fn sums(report: &ImportReport) -> Vec<String> {
    report
        .files
        .iter()
        .flat_map(|f| &f.billed)
        .map(|total| total.sentence(&EN).replace('\u{a0}', " "))
        .collect()
}

/// Which lines differ, and why.
fn differing(report: &ImportReport) -> Vec<(u64, &Because)> {
    let of = |complaint| match complaint {
        &Complaint::BilledOtherwise(BilledOtherwise { ref because, .. }) => Some(because),
        _ => None,
    };
    report.problems.iter().filter_map(|p| Some((p.line?, of(&p.complaint)?))).collect()
}

fn dec(text: &str) -> Decimal {
    text.parse().expect("a number")
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_file_that_bills_as_we_would_is_said_to(owner: PgPool) {
    // the book comes in the same upload: its contracts and prices are not here yet
    let world = World::bare(owner).await;
    let rows = [
        "2026-03-02|SOLO||2.00|Yes|No|Developer||400.00|GBP",
        "2026-03-03|SOLO||1.50|Yes|No|Developer|100|150|GBP",
        "2026-03-04|SOLO||1.00|No|No|Developer||0.00|GBP",
        "2026-03-05|SOLO||1.00|Yes|No|Developer|||GBP",
        "2025-03-05|SOLO||1.00|Yes|Yes|Developer||777.00|GBP",
    ];
    let mut files = book();
    files.push(hours(&rows));
    let report = looked(&world, files.clone()).await;
    assert_eq!(sums(&report), ["The file bills 550.00 GBP for 3 rows, and so would Billwright."]);
    assert_eq!(
        (report.error_count, report.warning_count),
        (0, 0),
        "what says no amount, or was invoiced before, is not compared: {:?}",
        report.problems
    );
    assert_eq!(world.ask("select count(*) from contract").await, 0, "and nothing is written");
    world.import(files.clone()).await.unwrap();
    assert_eq!(
        sums(&looked(&world, files).await),
        Vec::<String>::new(),
        "rows that are here are not billed again"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_row_that_would_be_billed_otherwise_is_named_with_the_reason(owner: PgPool) {
    let world = World::bare(owner).await;
    let rows = [
        "2026-03-02|SOLO|as we would|2.00|Yes|No|Developer||400.00|GBP",
        "2026-03-03|SOLO|other price|2.00|Yes|No|Developer||180.00|GBP",
        "2026-03-04|SOLO|other currency|2.00|Yes|No|Developer||400.00|EUR",
        "2026-03-05|SOLO|no price|2.00|Yes|No|Trainee||100.00|GBP",
        "2026-03-06|SOLO|not chargeable|2.00|No|No|Developer||400.00|GBP",
        "2026-03-07|ELSEWHERE|no line|2.00|Yes|No|Developer||70.00|GBP",
        "2027-07-01|SOLO|after its end|2.00|Yes|No|Developer||400.00|GBP",
        "2026-03-08|FIXED|fixed price|2.00|Yes|No|Developer||400.00|EUR",
        "2026-03-09|SOLO|quarters|1.10|Yes|No|Developer|80.00|100.00|GBP",
        "2026-03-10|SOLO|a cent|0.3333|Yes|No|Developer|80.00|26.67|GBP",
    ];
    let mut files = book();
    files.push(hours(&rows));
    let report = looked(&world, files.clone()).await;
    assert_eq!(report.error_count, 0, "{:?}", report.problems);
    let expected = [
        (3, Because::Price(dec("90"), dec("200"))),
        (4, Because::Currency("GBP".parse().expect("pounds"))),
        (5, Because::NoPrice),
        (6, Because::NotChargeable),
        (7, Because::NotCovered),
        (8, Because::OutsideDates),
        (9, Because::FixedPrice),
        (10, Because::Hours(dec("1.25"), dec("1.10"))),
        (11, Because::Rounding),
    ];
    assert_eq!(
        differing(&report),
        expected.iter().map(|(line, because)| (*line, because)).collect::<Vec<_>>()
    );
    assert_eq!(
        sums(&report),
        [
            "The file bills 800.00 EUR for 2 rows, Billwright would bill 0.00 EUR; 2 rows differ.",
            "The file bills 1,676.67 GBP for 8 rows, Billwright would bill 1,314.66 GBP; 7 rows differ."
        ]
    );
    let told: Vec<String> =
        report.problems.iter().map(|p| p.one_line(&EN).replace('\u{a0}', " ")).collect();
    assert!(
        told.contains(
            &"harvest.csv:3: Billable Amount: The file bills 180.00 GBP, Billwright would bill 400.00 GBP: 90.00 an hour there, 200.00 here.".to_owned()
        ),
        "{told:#?}"
    );
    // a file that bills nothing in our currency is not said to bill rows in it
    let alone = looked(&world, book().into_iter().chain([hours(&[rows[2]])]).collect()).await;
    assert_eq!(
        sums(&alone),
        [
            "The file bills 400.00 EUR for 1 row, Billwright would bill 0.00 EUR; 1 row differs.",
            "For rows that the file bills in another currency, Billwright would bill 400.00 GBP."
        ]
    );
    // which is what approval then writes
    assert_eq!(
        world.import_and(files, true).await.unwrap(),
        ImportReport { approved: 10, ..report }
    );
    let written = r"
        select trim_scale(sum(amount)) || ' ' || currency
        from actual
        where transaction_type = 'unbilled_sales' and billing_type = 'chargeable'
        group by currency
    ";
    assert_eq!(world.texts(written).await, ["1314.66 GBP"]);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_we_would_bill_is_what_approval_bills_on_contracts_that_are_here(owner: PgPool) {
    // R-APP-7: shared among customers; R-APP-3: by task and role; R-PRC-9: in whole yen and
    // thousandths of a dinar
    let world = World::new(owner).await;
    let company = world.company();
    // one task of PAIR, which nobody pays for, is found by what it was called
    world
        .force_owned(format!(
            r"
            insert into task (company_id, project_id, name)
            select company_id, project_id, 'Build'
            from project
            where code = 'PAIR' and company_id = {company}; update task
            set name = 'Construct'
            "
        ))
        .await;
    world
        .force_terms(
            r"
            insert into contract_line_chargeability (
                company_id, contract_line_id, task_id, is_chargeable
            )
            select l.company_id, l.contract_line_id, t.task_id, false
            from contract_line l
            join task t using (company_id, project_id); update contract_line_class k
            set task_id = t.task_id
            from task t
            where t.company_id = k.company_id and t.project_id = k.project_id;
            ",
        )
        .await;
    world
        .force_owned(format!(
            "insert into role (company_id, name, is_chargeable) values ({company}, 'Clerk', false)"
        ))
        .await;
    let rows = [
        "2026-03-02|PAIR||0.07|Yes|No|Developer||14.00|EUR",
        "2026-03-02|THIRDS||0.05|Yes|No|Developer||10.00|EUR",
        "2026-03-02|THIRDS|other|1.3333|Yes|No|Developer||266.67|EUR",
        "2026-03-02|YEN||0.3333|Yes|No|Developer||3333|JPY",
        "2026-03-02|DINAR||1.3333|Yes|No|Developer||16.460|BHD",
        "2026-03-02|THIRDS|clerk|1|Yes|No|Clerk|50|50.00|EUR",
    ];
    let report = looked(&world, vec![hours(&rows)]).await;
    assert_eq!(report.error_count, 0, "{:?}", report.problems);
    let unpaid: Vec<u64> = differing(&report)
        .into_iter()
        .filter(|(_, because)| **because == Because::NotChargeable)
        .map(|(line, _)| line)
        .collect();
    assert_eq!(unpaid, [2, 7], "{:?}", report.problems);
    world.import_and(vec![hours(&rows)], true).await.unwrap();
    let here: Vec<String> = report.files[0]
        .billed
        .iter()
        .map(|total| format!("{} {}", total.here.normalize(), total.currency.expect("said")))
        .collect();
    let written = r"
        select trim_scale(sum(amount)) || ' ' || currency
        from actual
        where transaction_type = 'unbilled_sales' and billing_type = 'chargeable'
        group by currency
        order by currency
    ";
    assert_eq!(world.texts(written).await, here);
}

#[test]
fn amounts_are_read_in_every_layout_that_has_them() {
    // as the file writes numbers, in the currency of the row, of the column, or beside the number
    for (what, content, expected) in [
        (
            "Harvest",
            "Date,Project,User,Hours,Billable Rate,Billable Amount,Currency\n2026-03-17,Shop,Tove Lund,2.25,110.0,247.5,Euro - EUR\n",
            "247.5 EUR",
        ),
        (
            "Clockify",
            "Project,User,Start Date,Duration (decimal),Billable Rate (USD),Billable Amount (USD)\nShop,Tove Lund,03/31/2026,1.25,80.00,100.00\n",
            "100 USD",
        ),
        (
            "Toggl",
            "User,Project,Start date,Duration,Amount (EUR)\nTove Lund,Shop,2026-03-31,01:20:20,107.11\n",
            "107.11 EUR",
        ),
        (
            "Everhour",
            "Date,Project,Member,Time,Billable amount\n2026-03-17,Shop,Tove Lund,2h 15m,€225.00\n",
            "225 EUR",
        ),
        (
            "Kimai calls it the rate",
            "Date,Duration,Currency,Rate,Hourly rate,User,Project\n2026-03-17,2.50,EUR,225.00,90.00,Tove Lund,Shop\n",
            "225 EUR",
        ),
        (
            "Timely",
            "Date,Project,User,Hours,Hourly rate,Amount (GBP)\n17/03/2026,Shop,Tove Lund,12.50,£120.00,\"£1,500.00\"\n",
            "1500 GBP",
        ),
        (
            "commas for decimals",
            "Datum;Date;User;Project;Hours;Amount;Currency\n;17.03.2026;Tove Lund;Shop;7,75;1.234,50;EUR\n",
            "1234.5 EUR",
        ),
        (
            "another currency than the rate's",
            "Date,Project,User,Hours,Billable Rate (EUR),Billable Amount (CHF)\n2026-03-17,Shop,Tove Lund,1.5,100.00,140.00\n",
            "140 CHF",
        ),
        (
            "nobody says which",
            "Date,Project,User,Hours,Amount\n2026-03-17,Shop,Tove Lund,1.5,140.00\n",
            "140 ?",
        ),
    ] {
        let options = ImportOptions::default();
        let (tables, problems) = read(&[file("sheet.csv", content)], &options);
        let (plan, report) = plan(&tables, problems, &Known::default(), &options);
        let said = plan
            .bills
            .iter()
            .map(|b| {
                format!(
                    "{} {}",
                    b.amount.normalize(),
                    b.currency.map_or("?".to_owned(), |c| c.to_string())
                )
            })
            .collect::<Vec<_>>();
        assert_eq!(said, [expected], "{what}: {:?}", report.problems);
    }
    // what is no amount stops nothing, and is said once; a dash or nothing says nothing
    let odd = "Date,Project,User,Hours,Amount (EUR)\n2026-03-16,Shop,Tove Lund,1.5,99999999999999999.99\n2026-03-17,Shop,Tove Lund,1.5,soon\n2026-03-18,Shop,Tove Lund,1.5,later\n2026-03-19,Shop,Tove Lund,1.5,-\n2026-03-20,Shop,Tove Lund,1.5,\n";
    let options = ImportOptions::default();
    let (tables, problems) = read(&[file("sheet.csv", odd)], &options);
    let (plan, report) = plan(&tables, problems, &Known::default(), &options);
    assert_eq!((plan.entries.len(), plan.bills.len(), report.error_count), (5, 0, 0));
    assert_eq!(
        report.problems.iter().filter(|p| p.complaint == Complaint::AmountUnread).count(),
        1,
        "{:?}",
        report.problems
    );
}
