//! Time sheets as people's trackers export them: one file for each shape, of our own making. Each
//! comes to the right days, people, hours and rates, or is refused by name.
#![cfg(feature = "ssr")]

use super::sheets::{book, file};
use crate::{
    book::model::WhichProject,
    entries::model::NewEntry,
    imports::{
        model::{Complaint, ImportOptions, ImportReport, Known, Plan},
        rules::{ImportFile, plan, read},
    },
    vocabulary::{
        dates::DateOrder,
        money::DecimalMark,
        texts::EN,
        words::{BillingType, EntryState},
    },
};

fn look(files: &[ImportFile], options: &ImportOptions) -> (Plan, ImportReport) {
    let (tables, problems) = read(files, options);
    plan(&tables, problems, &Known::default(), options)
}

/// An entry in one line: day, project, person, role, task, hours, rate, state.
fn line(plan: &Plan, entry: &NewEntry) -> String {
    let WhichProject::New(at) = entry.project else {
        panic!("{:?} is here already", entry.project)
    };
    let rate = entry.unit_price.map_or("-".to_owned(), |price| price.normalize().to_string());
    let (billing, state) = (
        if entry.billing_type == BillingType::Chargeable { "" } else { " free" },
        if entry.is_history { "history" } else { state(entry.state) },
    );
    format!(
        "{} {} | {} | {} | {} | {} h at {rate} | {state}{billing}",
        entry.work_on,
        plan.projects[at].code,
        entry.resource,
        entry.role,
        entry.task,
        entry.quantity.normalize()
    )
}

fn state(state: EntryState) -> &'static str {
    match state {
        EntryState::Draft => "draft",
        EntryState::Submitted => "submitted",
        _ => "other",
    }
}

/// The file alone comes to these entries, without an error.
fn comes_to(what: &str, name: &str, content: &str, expected: &[&str]) {
    let (plan, report) = look(&[file(name, content)], &ImportOptions::default());
    let told: Vec<String> = report.problems.iter().map(|p| p.one_line(&EN)).collect();
    assert_eq!(report.error_count, 0, "{what}: {told:?}");
    assert_eq!(
        plan.entries.iter().map(|e| line(&plan, e)).collect::<Vec<_>>(),
        expected,
        "{what}: {told:?}"
    );
}

/// What is said of the files, of the kinds that `of` knows.
fn complaints(files: &[ImportFile], options: &ImportOptions) -> Vec<Complaint> {
    look(files, options).1.problems.into_iter().map(|p| p.complaint).collect()
}

#[test]
fn harvest_newer_and_older() {
    comes_to(
        "newer: currency by name, two columns more",
        "harvest_time_report_from2026-04-01.csv",
        "Date,Client,Project,Project Code,Task,Notes,Hours,Hours Rounded,Billable?,Invoiced?,Approved?,First Name,Last Name,Employee Id,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL
2026-04-01,Juniper Ltd,Shop,SHOP,Build,Basket,2.25,2.25,Yes,No,Yes,Tove,Lund,,Engineer,Yes,110.0,247.5,50.0,112.5,Euro - EUR,
2026-04-02,Juniper Ltd,Shop,SHOP,Talk,,0.5,0.5,No,No,No,Tove,Lund,,\"Engineer, Lead\",Yes,0.0,0.0,50.0,25.0,Euro - EUR,
2026-04-03,Juniper Ltd,Shop,SHOP,Build,,1.0,1.0,Yes,Yes,Yes,Tove,Lund,,Engineer,Yes,110.0,110.0,50.0,50.0,Euro - EUR,\n",
        &[
            "2026-04-01 SHOP | Tove Lund | Engineer | Build | 2.25 h at 110 | submitted",
            "2026-04-02 SHOP | Tove Lund | Engineer | Talk | 0.5 h at 0 | draft free",
            "2026-04-03 SHOP | Tove Lund | Engineer | Build | 1 h at 110 | history",
        ],
    );
    comes_to(
        "older: department, no rates, no currency; days and decimals as the account has them",
        "harvest_time_report.csv",
        "Date;Client;Project;Project Code;Task;Notes;Hours;Billable?;Invoiced?;Approved?;First Name;Last Name;Department;Employee?
05.03.2026;Juniper;Shop;;Build;;7,5;Yes;No;Yes;Tove;Lund;Engineering;Yes
16.03.2026;Juniper;Shop;;Build;;0,25;Yes;No;Yes;Tove;Lund;;Yes\n",
        &[
            "2026-03-05 Shop | Tove Lund | Engineering | Build | 7.5 h at - | submitted",
            "2026-03-16 Shop | Tove Lund | No role | Build | 0.25 h at - | submitted",
        ],
    );
}

#[test]
fn clockify_and_toggl() {
    comes_to(
        "Clockify, detailed",
        "Clockify_Time_Report_Detailed_03_01_2026-03_31_2026.csv",
        "\"Project\",\"Client\",\"Description\",\"Task\",\"User\",\"Group\",\"Email\",\"Tags\",\"Billable\",\"Start Date\",\"Start Time\",\"End Date\",\"End Time\",\"Duration (h)\",\"Duration (decimal)\",\"Billable Rate (USD)\",\"Billable Amount (USD)\"
\"Shop\",\"Juniper\",\"Late fix\",\"Build\",\"Tove Lund\",\"\",\"tove@example.com\",\"\",\"Yes\",\"03/31/2026\",\"11:30:00 PM\",\"04/01/2026\",\"12:45:00 AM\",\"01:15:00\",\"1.25\",\"80.00\",\"100.00\"
\"Shop\",\"Juniper\",\"\",\"\",\"Tove Lund\",\"\",\"tove@example.com\",\"\",\"No\",\"03/05/2026\",\"09:00:00 AM\",\"03/05/2026\",\"09:20:00 AM\",\"00:20:00\",\"0.33\",\"80.00\",\"0.00\"\n",
        &["2026-03-31 Shop | Tove Lund | No role | Build | 1.25 h at 80 | submitted", "2026-03-05 Shop | Tove Lund | No role |  | 0.33 h at 80 | submitted free"],
    );
    comes_to(
        "Toggl, detailed: time spans, a currency in the header",
        "Toggl_time_entries_2026-03-01_to_2026-03-31.csv",
        "\u{feff}User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount (EUR)
Tove Lund,tove@example.com,Juniper,Shop,Build,Late fix,Yes,2026-03-31,23:30:00,2026-04-01,00:50:20,01:20:20,,107.11
Tove Lund,tove@example.com,Juniper,Shop,Build,Meeting,No,2026-03-30,08:00:00,2026-03-30,09:00:00,01:00:00,,\n",
        &[
            "2026-03-31 Shop | Tove Lund | No role | Build | 1.3389 h at - | submitted",
            "2026-03-30 Shop | Tove Lund | No role | Build | 1 h at - | submitted free",
        ],
    );
}

#[test]
fn trackers_beside_issues_and_tasks() {
    comes_to(
        "Tempo, worklogs",
        "report.csv",
        "Issue Key,Issue summary,Hours,Work date,Username,Full name,Account Key,Account Name,Activity Name,Component,Project Key,Project Name,Work Description
SHOP-7,Basket loses items,1.75,2026-03-17 09:00,tlund,Tove Lund,JUN,Juniper,Development,,SHOP,Shop,Found it
SHOP-9,Colours,0.5,2026-03-18 13:30,tlund,Tove Lund,JUN,Juniper,Design,,SHOP,Shop,\n",
        &[
            "2026-03-17 SHOP | Tove Lund | No role | Development | 1.75 h at - | submitted",
            "2026-03-18 SHOP | Tove Lund | No role | Design | 0.5 h at - | submitted",
        ],
    );
    comes_to(
        "ClickUp: the span and the start in words beside milliseconds",
        "2026-04-01-time-entries.csv",
        "User ID,Username,Time Entry ID,Description,Billable,Start,Start Text,Stop,Stop Text,Time Tracked,Time Tracked Text,Space Name,Folder Name,List Name,Task ID,Task Name
81,Tove Lund,31001,Basket,true,1773738000000,\"03/17/2026, 9:00:00 AM UTC\",1773743400000,\"03/17/2026, 10:30:00 AM UTC\",5400000,1 h 30 m,Work,Juniper,Shop,t1,Build
81,Tove Lund,31002,,false,1773824400000,\"03/18/2026, 9:00:00 AM UTC\",1773827100000,\"03/18/2026, 9:45:00 AM UTC\",2700000,45 m,Work,Juniper,Shop,t2,Talk\n",
        &["2026-03-17 Shop | Tove Lund | No role | Build | 1.5 h at - | submitted", "2026-03-18 Shop | Tove Lund | No role | Talk | 0.75 h at - | submitted free"],
    );
    comes_to(
        "Everhour: hours and minutes",
        "everhour-report.csv",
        "Date,Client,Project,Task,Member,Time,Comment,Billable amount (EUR)
2026-03-17,Juniper,Shop,Build,Tove Lund,2h 15m,Basket,€225.00
2026-03-18,Juniper,Shop,Build,Tove Lund,40m,,€66.67\n",
        &[
            "2026-03-17 Shop | Tove Lund | No role | Build | 2.25 h at - | submitted",
            "2026-03-18 Shop | Tove Lund | No role | Build | 0.6667 h at - | submitted",
        ],
    );
}

#[test]
fn trackers_with_users_and_rates() {
    comes_to(
        "Kimai: customer, activity, hourly rate; exported is invoiced",
        "20260401-kimai-export.csv",
        "Date,From,To,Duration,Currency,Rate,Internal price,Hourly rate,User,Username,Customer,Project,Activity,Description,Billable,Exported
2026-03-17,09:00,11:30,2.50,EUR,225.00,100.00,90.00,Tove Lund,tlund,Juniper,Shop,Build,Basket,1,0
2026-03-18,09:00,10:00,1.00,EUR,90.00,40.00,90.00,Tove Lund,tlund,Juniper,Shop,Build,,1,1\n",
        &["2026-03-17 Shop | Tove Lund | No role | Build | 2.5 h at 90 | submitted", "2026-03-18 Shop | Tove Lund | No role | Build | 1 h at 90 | history"],
    );
    comes_to(
        "QuickBooks Time: customer and project as two levels of jobs",
        "timesheet_report.csv",
        "username,payroll_id,fname,lname,number,group,local_date,local_day,local_start_time,local_end_time,tz,hours,jobcode_1,jobcode_2,class,service item,billable,notes,approved_status
tlund,,Tove,Lund,7,,2026-03-17,Tue,09:00,11:15,1,2.25,Juniper,Shop,,Build,Yes,Basket,approved
tlund,,Tove,Lund,7,,2026-03-18,Wed,09:00,10:00,1,1,Juniper,Shop,,Talk,No,,unapproved\n",
        &["2026-03-17 Shop | Tove Lund | No role | Build | 2.25 h at - | submitted", "2026-03-18 Shop | Tove Lund | No role | Talk | 1 h at - | draft free"],
    );
    comes_to(
        "TimeCamp: a day in letters, spans of time",
        "timecamp_detailed.csv",
        "Day;User;Customer;Project;Task;Note;Time;Hourly rate (EUR);Billable
17 Mar 2026;Tove Lund;Juniper;Shop;Build;Basket;2:15:00;95,50;Billable
18 Mar 2026;Tove Lund;Juniper;Shop;Build;;0:30:00;95,50;Non-billable\n",
        &[
            "2026-03-17 Shop | Tove Lund | No role | Build | 2.25 h at 95.5 | submitted",
            "2026-03-18 Shop | Tove Lund | No role | Build | 0.5 h at 95.5 | submitted free",
        ],
    );
    comes_to(
        "Timely: amounts with their sign, thousands grouped",
        "timely-export.csv",
        "Date,Client,Project,Tags,Note,User,Hours,Hourly rate,Amount (GBP)
17/03/2026,Juniper,Shop,Build,Basket,Tove Lund,12.50,£120.00,\"£1,500.00\"
18/03/2026,Juniper,Shop,Build,,Tove Lund,1.00,£120.00,£120.00\n",
        &[
            "2026-03-17 Shop | Tove Lund | No role | Build | 12.5 h at 120 | submitted",
            "2026-03-18 Shop | Tove Lund | No role | Build | 1 h at 120 | submitted",
        ],
    );
    comes_to(
        "Hubstaff: the member's day",
        "hubstaff_daily.csv",
        "Organization,Client,Project,Member,Date,Task,Time,Activity level,Spent,Notes
Firm,Juniper,Shop,Tove Lund,2026-03-17,Build,2:15:00,61%,90.00,Basket\n",
        &["2026-03-17 Shop | Tove Lund | No role | Build | 2.25 h at - | submitted"],
    );
}

#[test]
fn a_spreadsheet_has_things_around_its_table() {
    let content = "Time report;;;;;\nMarch 2026;;;;;\n;;;;;\nDate;Employee;Customer;Project;Task;Hours\n17.03.2026;Tove Lund;Juniper;Shop;Build;1.234,50\n18.03.2026;Tove Lund;Juniper;Shop;Build;7,75\n;;;;;\nTotal;;;;;1.242,25\n";
    comes_to(
        "titles above, a total below, points for thousands",
        "march.csv",
        content,
        &[
            "2026-03-17 Shop | Tove Lund | No role | Build | 1234.5 h at - | submitted",
            "2026-03-18 Shop | Tove Lund | No role | Build | 7.75 h at - | submitted",
        ],
    );
    let said = complaints(&[file("march.csv", content)], &ImportOptions::default());
    assert!(said.contains(&Complaint::LinesLeftOut("1, 2, 8".into())), "{said:?}");
    let report = look(&[file("march.csv", content)], &ImportOptions::default()).1;
    assert_eq!(
        report.files[0].format(&EN),
        "decimal mark: comma; days: day/month/year",
        "and how it was read is said"
    );
}

#[test]
fn what_is_not_read_is_named_with_what_it_lacks() {
    for (name, content, expected) in [
        // a summary without days looks like a time sheet, and stops the folder
        (
            "Toggl_summary.csv",
            "User,Client,Project,Duration\nTove Lund,Juniper,Shop,10:00:00\n",
            Complaint::TimeSheetLacks("Date".into()),
        ),
        (
            "worklogs.csv",
            "Issue,Author,Started,Spent\nSHOP-7,Tove,2026-03-17,3600\n",
            Complaint::NotATimeSheet("Date, Project, First Name (or User), Hours".into()),
        ),
        (
            "harvest_time_report.csv",
            "Date,Client,Project,Task,First Name,Last Name\n2026-03-17,J,S,B,T,L\n",
            Complaint::ColumnMissing("Hours".into()),
        ),
    ] {
        let said = complaints(&[file(name, content)], &ImportOptions::default());
        assert!(said.contains(&expected), "{name}: {said:?}");
    }
    let mut folder = book();
    folder.push(file(
        "Toggl_summary.csv",
        "User,Client,Project,Duration\nTove Lund,Juniper,Shop,10:00:00\n",
    ));
    assert_eq!(
        look(&folder, &ImportOptions::default()).1.error_count,
        1,
        "the rest of the folder does not go in without it"
    );
}

#[test]
fn a_number_that_can_be_read_two_ways_is_never_guessed() {
    let prices = |prices: &[&str], separator: char| {
        let rows: Vec<String> = prices
            .iter()
            .enumerate()
            .map(|(n, price)| {
                [
                    "GBP",
                    "Time",
                    &format!("Role {n}"),
                    "hour",
                    &format!("\"{price}\""),
                    "2026-01-01",
                    "2026-12-31",
                ]
                .join(&separator.to_string())
            })
            .collect();
        let header = "currency,transaction_class,role,unit,unit_price,valid_from,valid_to"
            .replace(',', &separator.to_string());
        file("prices.csv", format!("{header}\n{}\n", rows.join("\n")))
    };
    let read = |files: &[ImportFile], options: &ImportOptions| {
        let (plan, report) = look(files, options);
        (
            plan.prices.iter().map(|p| p.unit_price.normalize().to_string()).collect::<Vec<_>>(),
            report
                .problems
                .into_iter()
                .map(|p| (p.line, p.column, p.complaint))
                .collect::<Vec<_>>(),
        )
    };
    let by_default = ImportOptions::default();
    // alone: refused, the cell named, once for the column
    let two = |one: &str, other: &str| {
        vec![(
            Some(2),
            Some("unit_price".to_owned()),
            Complaint::TwoNumbers(one.into(), other.into()),
        )]
    };
    assert_eq!(read(&[prices(&["1,200", "12,500"], ',')], &by_default).1, two("1200", "1.2"));
    assert_eq!(read(&[prices(&["1.200"], ';')], &by_default).1, two("1.2", "1200"));
    // said by whoever imports
    let said = |decimal| ImportOptions { decimal: Some(decimal), ..ImportOptions::default() };
    assert_eq!(read(&[prices(&["1,200"], ',')], &said(DecimalMark::Point)).0, ["1200"]);
    assert_eq!(read(&[prices(&["1,200"], ',')], &said(DecimalMark::Comma)).0, ["1.2"]);
    // decided by another cell of the file
    assert_eq!(read(&[prices(&["1,200", "95.50"], ',')], &by_default).0, ["1200", "95.5"]);
    assert_eq!(read(&[prices(&["1,200", "95,5"], ';')], &by_default).0, ["1.2", "95.5"]);
    assert_eq!(read(&[prices(&["1.200", "95,50"], ';')], &by_default).0, ["1200", "95.5"]);
    // as French and Swiss spreadsheets write them
    assert_eq!(
        read(&[prices(&["1\u{202f}234,50", "1\u{a0}234,5", "12 000"], ';')], &by_default).0,
        ["1234.5", "1234.5", "12000"]
    );
    assert_eq!(read(&[prices(&["1'234.50", "1’200"], ',')], &by_default).0, ["1234.5", "1200"]);
    // decided by a file of the same separator, not by one of another program
    let hours = |text: &str, separator: &str| {
        file(
            "time-entries.csv",
            "Date,User,Project,Hours\n2026-03-02,Tove,Shop,X\n"
                .replace(',', separator)
                .replace('X', text),
        )
    };
    assert_eq!(read(&[hours("3.25", ","), prices(&["1,200"], ',')], &by_default).0, ["1200"]);
    assert_eq!(
        read(&[hours("3.25", ","), prices(&["1.200"], ';')], &by_default)
            .1
            .iter()
            .map(|p| &p.2)
            .filter(|c| c.is_error())
            .count(),
        1
    );
    // nobody works 1,125 hours at once
    let (plan, _) = look(&[hours("1,125", ";")], &by_default);
    assert_eq!(plan.entries[0].quantity.normalize().to_string(), "1.125");
}

#[test]
fn a_day_that_can_be_read_two_ways_is_never_guessed() {
    let sheet = |days: &[&str]| {
        let rows: String = days.iter().map(|day| format!("{day},Tove Lund,Shop,1.5\n")).collect();
        file("time-entries.csv", format!("Date,User,Project,Hours\n{rows}"))
    };
    let read = |days: &[&str], options: &ImportOptions| {
        look(&[sheet(days)], options)
            .0
            .entries
            .iter()
            .map(|e| e.work_on.to_string())
            .collect::<Vec<_>>()
    };
    let by_default = ImportOptions::default();
    assert_eq!(read(&["02/03/2026", "13/03/2026"], &by_default), ["2026-03-02", "2026-03-13"]);
    assert_eq!(read(&["02/03/2026", "03/13/2026"], &by_default), ["2026-02-03", "2026-03-13"]);
    assert_eq!(read(&["05/05/2026"], &by_default), ["2026-05-05"], "the same either way");
    let report = look(&[sheet(&["02/03/2026", "04/03/2026"])], &by_default).1;
    let two = Complaint::TwoDays("2026-03-02".into(), "2026-02-03".into());
    assert_eq!(
        report
            .problems
            .iter()
            .filter(|p| p.complaint.is_error())
            .map(|p| (p.line, &p.complaint))
            .collect::<Vec<_>>(),
        [(Some(2), &two)],
        "once for the column"
    );
    assert!(!report.only_rows_are_bad, "and no row is left out for it");
    for (order, day) in [(DateOrder::DayFirst, "2026-03-02"), (DateOrder::MonthFirst, "2026-02-03")]
    {
        assert_eq!(
            read(
                &["02/03/2026"],
                &ImportOptions { dates: Some(order), ..ImportOptions::default() }
            ),
            [day]
        );
    }
}

#[test]
fn whoever_imports_decides_about_bad_rows_and_missing_roles() {
    let content = "Date,User,Project,Hours\n2026-03-02,Tove Lund,Shop,8\n2026-03-03,Tove Lund,Shop,-2\n2026-03-04,,Shop,8\n";
    let report = look(&[file("time-entries.csv", content)], &ImportOptions::default()).1;
    assert_eq!((report.error_count, report.bad_rows, report.only_rows_are_bad), (2, 2, true));
    assert_eq!(report.problems[0].complaint, Complaint::NegativeHours, "R-APP-4");
    let skipping =
        ImportOptions { skip_bad_rows: true, role: "Engineer".into(), ..ImportOptions::default() };
    let (plan, report) = look(&[file("time-entries.csv", content)], &skipping);
    assert_eq!(
        (report.error_count, report.bad_rows, plan.entries.len(), plan.entries[0].role.as_str()),
        (0, 2, 1, "Engineer")
    );
    assert!(
        report.problems.iter().any(|p| p.complaint == Complaint::NegativeHours),
        "and they are still named"
    );
    // what concerns more than a row stops the folder all the same
    let wrong = file(
        "customers.csv",
        "customer,country,language,vat_id,payment_terms_days\nJuniper,GB,en,,soon\n",
    );
    let report = look(&[file("time-entries.csv", content), wrong], &skipping).1;
    assert_eq!((report.error_count, report.only_rows_are_bad), (1, false));
}
