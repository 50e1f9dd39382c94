//! Files good and bad: what each is complained about, row and column named.
#![cfg(feature = "ssr")]

use super::{
    model::{
        Complaint, Covered, ImportOptions, ImportReport, Known, KnownBook, KnownPrice,
        KnownProject, Plan, Problem,
    },
    rules::{ImportFile, plan, read},
};
use crate::{
    book::model::WhichProject,
    contracts::model::{NewContract, Period},
    tests::sheets::{
        CONTRACTS, CUSTOMERS, HEADER, LINE_CUSTOMERS, LINES, PRICES, Work, book, file, sheet, work,
    },
    vocabulary::{
        ids::ProjectId,
        refusal::{Field, Refusal},
        texts::EN,
        words::{BillingMethod, BillingType, EntryState},
    },
};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn look(files: &[ImportFile], known: &Known) -> (Plan, ImportReport) {
    let options = ImportOptions::default();
    let (tables, problems) = read(files, &options);
    plan(&tables, problems, known, &options)
}

/// The book and a time sheet, with one file otherwise.
fn with(name: &str, content: impl AsRef<[u8]>) -> Vec<ImportFile> {
    let mut files: Vec<ImportFile> = book().into_iter().filter(|f| f.name != name).collect();
    files.push(file(name, content));
    files
}

/// Every problem of these files, as one line each.
fn told(files: &[ImportFile]) -> Vec<String> {
    look(files, &Known::default()).1.problems.iter().map(|p| p.one_line(&EN)).collect()
}

/// One problem and no more, in this file, line and column.
fn check(
    name: &str,
    content: impl AsRef<[u8]>,
    line: impl Into<Option<u64>>,
    column: Option<&str>,
    complaint: Complaint,
) {
    let files = with(name, content);
    let report = look(&files, &Known::default()).1;
    let expected = Problem {
        file: name.to_owned(),
        line: line.into(),
        column: column.map(str::to_owned),
        complaint,
    };
    assert_eq!(report.problems, [expected], "{:?}", told(&files));
    assert_eq!(report.error_count, i64::from(report.problems[0].complaint.is_error()));
}

/// A file of the small book with one text in it otherwise.
fn otherwise(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from:?} is not in {text}");
    text.replacen(from, to, 1)
}

#[test]
fn the_small_book_is_good() {
    let (plan, report) = look(
        &with("time-entries.csv", &*sheet(&[work("SOLO", "2026-03-02", "8")]).content),
        &Known::default(),
    );
    assert_eq!(report.problems, []);
    assert_eq!(
        (plan.customers.len(), plan.contracts.len(), plan.prices.len(), plan.entries.len()),
        (3, 9, 4, 1)
    );
    assert_eq!(
        report
            .files
            .iter()
            .map(|f| (f.file.as_str(), f.rows, f.added, f.known))
            .collect::<Vec<_>>(),
        [
            ("customers.csv", 3, 3, 0),
            ("contracts.csv", 9, 9, 0),
            ("contract_lines.csv", 9, 9, 0),
            ("contract_line_customers.csv", 13, 13, 0),
            ("prices.csv", 4, 4, 0),
            ("time-entries.csv", 1, 1, 0),
        ]
    );
}

#[test]
fn every_wrong_cell_of_the_book_is_named() {
    use Complaint::*;
    let choice = |words: &str| NotAChoice(words.into());
    let customers = |from: &str, to: &str| otherwise(CUSTOMERS, from, to);
    check(
        "customers.csv",
        customers("DE811223344,30", "DE811223344,"),
        2,
        Some("payment_terms_days"),
        Blank,
    );
    check(
        "customers.csv",
        customers("DE811223344,30", "DE811223344,soon"),
        2,
        Some("payment_terms_days"),
        NotANumber,
    );
    check(
        "customers.csv",
        customers("DE811223344,30", "DE811223344,366"),
        2,
        Some("payment_terms_days"),
        OutOfRange,
    );
    check(
        "customers.csv",
        customers("DE811223344,30", "DE811223344,-1"),
        2,
        Some("payment_terms_days"),
        OutOfRange,
    );
    check(
        "customers.csv",
        customers("Energie,DE,", "Energie,DEU,"),
        2,
        Some("country"),
        TooLong(2),
    );
    check(
        "customers.csv",
        format!("{CUSTOMERS}Tromsø Shipping,NO,nb,,45\n"),
        5,
        Some("customer"),
        Duplicate,
    );
    check("customers.csv", format!("{CUSTOMERS},NO,nb,,45\n"), 5, Some("customer"), Blank);
    check(
        "customers.csv",
        format!("{CUSTOMERS}{},NO,nb,,45\n", "x".repeat(201)),
        5,
        Some("customer"),
        TooLong(200),
    );

    let contracts = |from: &str, to: &str| otherwise(CONTRACTS, from, to);
    check(
        "contracts.csv",
        contracts("THIRDS,Shared berth,Tromsø Shipping", "THIRDS,Shared berth,Nobody"),
        4,
        Some("primary_customer"),
        UnknownCustomer("Nobody".into()),
    );
    check("contracts.csv", contracts("THIRDS,Shared berth,", "THIRDS,,"), 4, Some("name"), Blank);
    check(
        "contracts.csv",
        contracts("SOLO,Portal", &format!("SOLO,{}", "x".repeat(201))),
        2,
        Some("name"),
        TooLong(200),
    );
    check(
        "contracts.csv",
        contracts("2027-06-30", "2025-06-30"),
        2,
        Some("requested_delivery_date"),
        PeriodBackwards,
    );
    check(
        "contracts.csv",
        contracts("2027-06-30", "31.06.2027"),
        2,
        Some("requested_delivery_date"),
        NotADate,
    );
    check(
        "contracts.csv",
        format!("{CONTRACTS}SOLO,Again,Nordlicht Energie,EUR,2026-01-01,,Draft\n"),
        11,
        Some("contract"),
        Duplicate,
    );
    // a contract that is dropped takes its lines along
    for (from, to, column, complaint) in [
        ("JPY,2026-01-01,,Confirmed", "YEN,2026-01-01,,Confirmed", "currency", UnknownCurrency),
        ("JPY,2026-01-01,,Confirmed", ",2026-01-01,,Confirmed", "currency", Blank),
        ("JPY,2026-01-01,,Confirmed", "jpy,2026-01-01,,Confirmed", "currency", UnknownCurrency),
        ("JPY,2026-01-01,,Confirmed", "JPY,2026-13-01,,Confirmed", "start_date", NotADate),
        ("JPY,2026-01-01,,Confirmed", "JPY,,,Confirmed", "start_date", Blank),
        (
            "JPY,2026-01-01,,Confirmed",
            "JPY,2026-01-01,,Signed",
            "status",
            choice("Draft, Confirmed"),
        ),
        ("JPY,2026-01-01,,Confirmed", "JPY,2026-01-01,,", "status", Blank),
    ] {
        let report = look(&with("contracts.csv", contracts(from, to)), &Known::default()).1;
        assert_eq!(
            report.problems[0],
            Problem {
                file: "contracts.csv".into(),
                line: Some(5),
                column: Some(column.into()),
                complaint
            },
            "{to}"
        );
    }

    let lines = |from: &str, to: &str| otherwise(LINES, from, to);
    check(
        "contract_lines.csv",
        lines("SOLO,1,Portal time,Time and Material", "SOLO,1,Portal time,Time"),
        2,
        Some("billing_method"),
        choice("Time and Material, Fixed Price"),
    );
    check(
        "contract_lines.csv",
        lines("SOLO,Time,,", "SOLO,Travel,,"),
        2,
        Some("transaction_classes"),
        choice("Time, Expense, Material, Fee"),
    );
    check(
        "contract_lines.csv",
        lines("SOLO,Time,,", "SOLO,,,"),
        2,
        Some("transaction_classes"),
        Blank,
    );
    check("contract_lines.csv", lines("SOLO,1,Portal time", "SOLO,1,"), 2, Some("name"), Blank);
    check(
        "contract_lines.csv",
        lines("CAP,Time,,3000", "CAP,Time,,-3000"),
        7,
        Some("not_to_exceed"),
        OutOfRange,
    );
    check(
        "contract_lines.csv",
        lines("CAP,Time,,3000", "CAP,Time,,3000.00001"),
        7,
        Some("not_to_exceed"),
        OutOfRange,
    );
    check(
        "contract_lines.csv",
        lines("CAP,Time,,3000", "CAP,Time,,10000000000"),
        7,
        Some("not_to_exceed"),
        OutOfRange,
    );
    check(
        "contract_lines.csv",
        lines("CAP,Time,,3000", "CAP,Time,,lots"),
        7,
        Some("not_to_exceed"),
        NotANumber,
    );
    check(
        "contract_lines.csv",
        lines("FIXED,Time,5000,", "FIXED,Time,1e6,"),
        10,
        Some("contracted_amount"),
        NotANumber,
    );
    check(
        "contract_lines.csv",
        lines("FIXED,Time,5000,", "FIXED,Time,5000,100"),
        10,
        Some("not_to_exceed"),
        LimitOnFixedPrice,
    );
    // R-PRC-4: columns that a file may have
    for (percents, column, complaint) in [
        ("101,", "discount_percent", OutOfRange),
        (",100.5", "fee_percent", Form(Refusal::FieldNotAPercentage(Field::FeePercent))),
    ] {
        let more = ["discount_percent,fee_percent", percents].into_iter();
        let rows = LINES.lines().zip(more.chain(std::iter::repeat(",")));
        let with: String = rows.map(|(row, more)| format!("{row},{more}\n")).collect();
        check("contract_lines.csv", with, 2, Some(column), complaint);
    }
    check(
        "contract_lines.csv",
        lines("Material,PAIR,Time", "Material,SOLO,Time"),
        3,
        Some("project"),
        ProjectTaken("SOLO".into()),
    );
    check(
        "contract_lines.csv",
        format!("{LINES}SOLO,2,More,Time and Material,SOLO,Expense,,\n"),
        11,
        Some("line"),
        LineWithoutCustomers,
    );
    check(
        "contract_lines.csv",
        format!("{LINES}SOLO,1,Again,Time and Material,OTHER,Time,,\n"),
        11,
        Some("line"),
        Duplicate,
    );
    check(
        "contract_lines.csv",
        format!("{LINES}NOWHERE,1,Lost,Time and Material,OTHER,Time,,\n"),
        11,
        Some("contract"),
        UnknownContract("NOWHERE".into()),
    );
    check(
        "contract_lines.csv",
        format!("{LINES}SOLO,two,More,Time and Material,OTHER,Time,,\n"),
        11,
        Some("line"),
        NotANumber,
    );
    check(
        "contract_lines.csv",
        format!("{LINES}SOLO,,More,Time and Material,OTHER,Time,,\n"),
        11,
        Some("line"),
        Blank,
    );

    let shares = |from: &str, to: &str| otherwise(LINE_CUSTOMERS, from, to);
    check(
        "contract_line_customers.csv",
        shares("Energie,60,no", "Energie,59,no"),
        4,
        Some("billing_split_percent"),
        SplitNotWhole("99 % / 1".into()),
    );
    check(
        "contract_line_customers.csv",
        shares("Energie,60,no", "Energie,60,yes"),
        4,
        Some("billing_split_percent"),
        SplitNotWhole("100 % / 2".into()),
    );
    check(
        "contract_line_customers.csv",
        shares("Shipping,40,yes", "Shipping,40,no"),
        4,
        Some("billing_split_percent"),
        SplitNotWhole("100 % / 0".into()),
    );
    check(
        "contract_line_customers.csv",
        shares("33.34,yes", "33.33,yes"),
        7,
        Some("billing_split_percent"),
        SplitNotWhole("99.99 % / 1".into()),
    );
    check(
        "contract_line_customers.csv",
        shares("PAIR,1,Tromsø Shipping", "PAIR,1,Nobody"),
        4,
        Some("customer"),
        UnknownCustomer("Nobody".into()),
    );
    check(
        "contract_line_customers.csv",
        format!("{LINE_CUSTOMERS}SOLO,9,Nordlicht Energie,100,yes,\n"),
        15,
        Some("line"),
        UnknownLine("SOLO / 9".into()),
    );
    check(
        "contract_line_customers.csv",
        format!("{LINE_CUSTOMERS}SOLO,1,\"Harbour & Vale, Architects\",0,no,\n"),
        15,
        Some("customer"),
        Duplicate,
    );
    check(
        "contract_line_customers.csv",
        shares("FIXED,1,Nordlicht Energie,100,yes,", "FIXED,1,Nordlicht Energie,100,yes,9"),
        14,
        Some("not_to_exceed"),
        LimitOnFixedPrice,
    );
    for (share, complaint) in
        [("sixty", NotANumber), ("-60", OutOfRange), ("160", OutOfRange), ("", Blank)]
    {
        let report = look(
            &with(
                "contract_line_customers.csv",
                shares("Energie,60,no", &format!("Energie,{share},no")),
            ),
            &Known::default(),
        )
        .1;
        assert_eq!(
            report.problems[0],
            Problem {
                file: "contract_line_customers.csv".into(),
                line: Some(3),
                column: Some("billing_split_percent".into()),
                complaint
            },
            "{share:?}"
        );
    }
    let report = look(
        &with("contract_line_customers.csv", shares("Energie,60,no", "Energie,60,maybe")),
        &Known::default(),
    )
    .1;
    assert_eq!(report.problems[0].complaint, choice("yes, no"));

    // what can be read is asked by the form of a price, and refused in its words
    let prices = |from: &str, to: &str| otherwise(PRICES, from, to);
    check(
        "prices.csv",
        prices("JPY,Time,Developer,hour", "JPY,Time,Developer,day"),
        4,
        Some("unit"),
        Form(Refusal::TimeIsByTheHour),
    );
    check(
        "prices.csv",
        prices("JPY,Time,Developer,hour", "JPY,Time,Developer,"),
        4,
        Some("unit"),
        Form(Refusal::FieldMissing(Field::Unit)),
    );
    check(
        "prices.csv",
        prices("10001,2026-01-01", "10001,"),
        4,
        Some("valid_from"),
        Form(Refusal::FieldMissing(Field::ValidFrom)),
    );
    // and a product is counted in one unit, however it is written
    let two_units = format!(
        "{PRICES}EUR,Material,Cable,m,2,2026-01-01,2026-12-31\nEUR,Material,CABLE,\u{ff2d},3,2027-01-01,2027-12-31\nEUR,Material,cable,kg,3,2028-01-01,\n"
    );
    check("prices.csv", two_units, 8, Some("unit"), Form(Refusal::ProductHasUnit("m".into())));
    // two units that fold alike are one: their prices stand in each other's way
    let folded = format!(
        "{PRICES}EUR,Expense,Travel,Km,2,2026-01-01,2026-12-31\nEUR,Expense,travel, ｋｍ,3,2026-06-01,\n"
    );
    check("prices.csv", folded, 7, Some("valid_from"), PriceOverlaps);
    check(
        "prices.csv",
        prices("JPY,Time", "YEN,Time"),
        4,
        Some("currency"),
        Form(Refusal::FieldNotAChoice(Field::Currency)),
    );
    check(
        "prices.csv",
        prices("JPY,Time", "JPY,Hours"),
        4,
        Some("transaction_class"),
        choice("Time, Expense, Material, Fee"),
    );
    check("prices.csv", prices("10001", "free"), 4, Some("unit_price"), NotANumber);
    check(
        "prices.csv",
        prices("10001", ""),
        4,
        Some("unit_price"),
        Form(Refusal::FieldMissing(Field::UnitPrice)),
    );
    check(
        "prices.csv",
        prices("10001", "-1"),
        4,
        Some("unit_price"),
        Form(Refusal::FieldOutOfRange(Field::UnitPrice)),
    );
    check(
        "prices.csv",
        prices("10001", "0.00001"),
        4,
        Some("unit_price"),
        Form(Refusal::FieldOutOfRange(Field::UnitPrice)),
    );
    check(
        "prices.csv",
        prices("10001", "99999999999"),
        4,
        Some("unit_price"),
        Form(Refusal::FieldOutOfRange(Field::UnitPrice)),
    );
    check(
        "prices.csv",
        prices("10001,2026-01-01,2026-12-31", "10001,2026-12-31,2026-01-01"),
        4,
        Some("valid_to"),
        Form(Refusal::FieldBefore(Field::ValidTo, Field::ValidFrom)),
    );
    check("prices.csv", prices("10001,2026-01-01", "10001,soon"), 4, Some("valid_from"), NotADate);
    check(
        "prices.csv",
        format!("{PRICES}EUR,Time,Developer,hour,210,2026-12-31,2027-12-31\n"),
        6,
        Some("valid_from"),
        PriceOverlaps,
    );
    check(
        "prices.csv",
        format!("{PRICES}EUR,Time,,hour,210,2027-01-01,2027-12-31\n"),
        6,
        Some("role"),
        Blank,
    );
}

#[test]
fn every_wrong_cell_of_a_time_sheet_is_named() {
    use Complaint::*;
    let row = |change: &dyn Fn(&mut Work)| {
        let mut wrong = work("SOLO", "2026-03-03", "8");
        change(&mut wrong);
        sheet(&[work("SOLO", "2026-03-02", "8"), wrong]).content
    };
    let yes_no = || NotAChoice("Yes, No".into());
    type Change = fn(&mut Work);
    let table: [(Change, &str, Complaint); 24] = [
        (
            |w| w.day = "02/03/2026".into(),
            "Date",
            TwoDays("2026-03-02".into(), "2026-02-03".into()),
        ),
        (|w| w.day = "2026-02-30".into(), "Date", NotADate),
        (|w| w.day = "1989-12-31".into(), "Date", NotADate),
        (|w| w.day = "".into(), "Date", Blank),
        (|w| w.hours = "-8".into(), "Hours", NegativeHours),
        (|w| w.hours = "1000000".into(), "Hours", OutOfRange),
        (|w| w.hours = "1000000000000000000".into(), "Hours", OutOfRange),
        (|w| w.hours = "7.00001".into(), "Hours", OutOfRange),
        (|w| w.hours = "9".repeat(30), "Hours", NotANumber),
        (|w| w.hours = "8:75".into(), "Hours", NotANumber),
        (|w| w.hours = "1e2".into(), "Hours", NotANumber),
        (|w| w.hours = "NaN".into(), "Hours", NotANumber),
        (|w| w.hours = "".into(), "Hours", Blank),
        (|w| w.billable = "perhaps", "Billable?", yes_no()),
        (|w| w.invoiced = "", "Invoiced?", Blank),
        (|w| w.approved = "soon", "Approved?", yes_no()),
        (|w| w.roles = "x".repeat(201), "Roles", TooLong(200)),
        (|w| w.rate = "-1".into(), "Billable Rate", OutOfRange),
        (|w| w.rate = "lots".into(), "Billable Rate", NotANumber),
        (|w| w.cost = "10000000000".into(), "Cost Rate", OutOfRange),
        (
            |w| (w.rate, w.currency) = ("90".into(), "EUR".into()),
            "Billable Rate",
            RateCurrency("GBP".into()),
        ),
        (|w| w.project = "".into(), "Project", Blank),
        (|w| w.first = "x".repeat(200), "First Name", TooLong(200)),
        (|w| w.project = "x".repeat(101), "Project Code", TooLong(100)),
    ];
    for (change, column, complaint) in table {
        check("time-entries.csv", row(&change), 3, Some(column), complaint);
    }
}

#[test]
fn warnings_do_not_stop_an_import() {
    use Complaint::*;
    let row = |change: &dyn Fn(&mut Work)| {
        let mut odd = work("SOLO", "2026-03-03", "8");
        change(&mut odd);
        sheet(&[odd]).content
    };
    check("time-entries.csv", row(&|w| w.hours = "24.01".into()), 2, Some("Hours"), OverADay);
    check("time-entries.csv", row(&|w| w.hours = "0".into()), 2, Some("Hours"), ZeroHours);
    check(
        "time-entries.csv",
        row(&|w| w.roles = "Developer, Lead".into()),
        2,
        Some("Roles"),
        SeveralRoles("Developer".into()),
    );
    check(
        "time-entries.csv",
        row(&|w| w.roles = ", Developer".into()),
        2,
        Some("Roles"),
        SeveralRoles("Developer".into()),
    );
    check(
        "time-entries.csv",
        row(&|w| w.notes = "x".repeat(4_001)),
        2,
        Some("Notes"),
        NotesCut(4_000),
    );
    check(
        "time-entries.csv",
        row(&|w| w.project = "ELSEWHERE".into()),
        2,
        Some("Project"),
        NotCovered("ELSEWHERE".into()),
    );
    check(
        "time-entries.csv",
        row(&|w| w.roles = "Trainee".into()),
        2,
        Some("Roles"),
        NoPrice("Trainee, GBP, 2026-03-03".into()),
    );
    check(
        "time-entries.csv",
        row(&|w| w.day = "2027-01-01".into()),
        2,
        Some("Roles"),
        NoPrice("Developer, GBP, 2027-01-01".into()),
    );
    let quiet: [&dyn Fn(&mut Work); 8] = [
        &|w| w.hours = "24".into(),
        &|w| (w.rate, w.currency, w.roles) = ("90".into(), "GBP".into(), "Trainee".into()),
        &|w| (w.billable, w.roles) = ("No", "Trainee".into()),
        &|w| (w.invoiced, w.roles) = ("Yes", "Trainee".into()),
        &|w| (w.billable, w.invoiced, w.approved) = ("no", "NO", "yes"),
        &|w| w.hours = "7,5".into(),
        &|w| w.hours = "7:30".into(),
        &|w| w.notes = "x".repeat(4_000),
    ];
    for change in quiet {
        assert_eq!(told(&with("time-entries.csv", row(change))), Vec::<String>::new());
    }
    let many: Vec<Work> =
        (1..=9).map(|n| work("ELSEWHERE", &format!("2026-03-0{n}"), "8")).collect();
    check(
        "time-entries.csv",
        &*sheet(&many).content,
        2,
        Some("Project"),
        NotCovered("ELSEWHERE".into()),
    );
}

#[test]
fn files_that_can_t_be_read_say_why() {
    use Complaint::*;
    let empty = |name: &str, content: &str| {
        let report = look(&[file(name, content)], &Known::default()).1;
        report.problems.into_iter().map(|p| (p.line, p.column, p.complaint)).collect::<Vec<_>>()
    };
    for (name, content) in [
        ("prices.csv", ""),
        ("prices.csv", " \n \n"),
        ("prices.csv", "\u{feff}"),
        ("time-entries.csv", ""),
        ("Harvest report.csv", ""),
    ] {
        assert_eq!(empty(name, content), [(None, None, EmptyFile)], "{name} {content:?}");
    }
    for (name, content) in [
        ("prices.csv", PRICES.lines().next().unwrap()),
        ("time-entries.csv", HEADER),
        ("prices.csv", &*format!("{}\n,,,,,,\n", PRICES.lines().next().unwrap())),
    ] {
        assert_eq!(empty(name, content), [(None, None, EmptyFile)], "header only: {content:?}");
    }
    for column in ["currency", "role", "unit_price", "valid_to"] {
        assert_eq!(
            empty("prices.csv", &PRICES.replacen(column, "other", 1)),
            [(Some(1), Some(column.into()), ColumnMissing(column.into()))]
        );
    }
    let without_hours = HEADER.replace("Hours,", "")
        + "2026-03-02,Client,SOLO,SOLO,Build,,Yes,No,Yes,Ada,Lind,Developer,Yes,,,100,,EUR,\n";
    assert_eq!(
        empty("time-entries.csv", &without_hours),
        [(Some(1), Some("Hours".into()), ColumnMissing("Hours".into()))]
    );
    check("prices.csv", format!("{PRICES}EUR,Time,Lead\n"), 6, None, CellCount(3, 7));
    check(
        "prices.csv",
        format!("{PRICES}EUR,Time,Lead, or so,hour,300,2026-01-01,2026-12-31\n"),
        6,
        None,
        CellCount(8, 7),
    );
    check("notes.txt", "anything", None, None, Ignored);
    check(
        "holiday.csv",
        "a,b\n1,2\n",
        None,
        None,
        NotATimeSheet("Date, Project, First Name (or User), Hours".into()),
    );
    check("data.xlsx", [0x50, 0x4b, 3, 4], None, None, Ignored);
    for nothing in
        [vec![], vec![file("holiday.csv", "a,b\n1,2\n")], vec![file("readme.md", "hello")]]
    {
        let report = look(&nothing, &Known::default()).1;
        assert!(
            report.problems.iter().any(|p| p.complaint == NothingToImport)
                && report.error_count == 1,
            "{:?}",
            report.problems
        );
    }
    let alone = look(
        &[file("customers.csv", CUSTOMERS), file("contracts.csv", CONTRACTS)],
        &Known::default(),
    )
    .1;
    let missing: Vec<_> = alone
        .problems
        .iter()
        .filter(|p| matches!(p.complaint, FileMissing(_)))
        .map(|p| p.file.as_str())
        .collect();
    assert_eq!(missing, ["contract_lines.csv", "contract_line_customers.csv"]);
}

#[test]
fn spreadsheets_write_what_they_like() {
    // encodings, separators, line ends, quotes; every variant gives the same plan
    let customers = "customer,country,language,vat_id,payment_terms_days\nGrün & Söhne,DE,de,,30\nTromsø Shipping,NO,nb,,45\n";
    let plain = look(&[file("customers.csv", customers)], &Known::default()).0;
    assert_eq!(plain.customers.len(), 2);
    let latin: Vec<u8> = customers.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let utf16 = |big: bool| {
        let mut bytes = if big { vec![0xfe, 0xff] } else { vec![0xff, 0xfe] };
        for unit in customers.encode_utf16() {
            bytes.extend(if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
        }
        bytes
    };
    let note = |encoding: &str| vec![Complaint::ReadAs(encoding.into())];
    for (what, content, notes) in [
        ("byte-order mark", format!("\u{feff}{customers}").into_bytes(), vec![]),
        ("semicolons", customers.replace(',', ";").into_bytes(), vec![]),
        ("tabs", customers.replace(',', "\t").into_bytes(), vec![]),
        ("CRLF", customers.replace('\n', "\r\n").into_bytes(), vec![]),
        ("CRLF and mark and semicolons", format!("\u{feff}{}", customers.replace('\n', "\r\n").replace(',', ";")).into_bytes(), vec![]),
        ("no newline at the end", customers.trim_end().as_bytes().to_vec(), vec![]),
        ("blank lines", customers.replace('\n', "\n\n,,,,\n").into_bytes(), vec![]),
        (
            "quotes",
            customers
                .lines()
                .map(|line| line.split(',').map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",") + "\n")
                .collect::<String>()
                .into_bytes(),
            vec![],
        ),
        ("blanks around cells", customers.replace(',', " , ").into_bytes(), vec![]),
        (
            "columns in another order, and more of them",
            "more,language,customer,payment_terms_days,country,vat_id\nx,de,Grün & Söhne,30,DE,\ny,nb,Tromsø Shipping,45,NO,\n".as_bytes().to_vec(),
            vec![],
        ),
        ("Latin-1", latin, note("Windows-1252")),
        ("UTF-16, little end first", utf16(false), note("UTF-16LE")),
        ("UTF-16, big end first", utf16(true), note("UTF-16BE")),
    ] {
        let (plan, report) = look(&[file("customers.csv", content)], &Known::default());
        assert_eq!(plan, plain, "{what}: {:?}", report.problems);
        assert_eq!(report.problems.into_iter().map(|p| p.complaint).collect::<Vec<_>>(), notes, "{what}");
    }
    for name in ["CUSTOMERS.CSV", "Customers.csv"] {
        assert_eq!(look(&[file(name, customers)], &Known::default()).0, plain, "{name}");
    }
}

#[test]
fn names_may_hold_what_names_hold() {
    let odd = [
        "O'Brien, \"Bob\" & Söhne; Ltd",
        "株式会社 日本",
        "🧮 Counting House",
        "Łódź\nSecond line",
        "=SUM(A1)",
        "-1",
        "Robert'); drop table actual;--",
        "a\u{202e}b",
        "<script>",
    ];
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let rows: String = odd.iter().map(|name| format!("{},DE,de,,30\n", quoted(name))).collect();
    let (plan, report) = look(
        &[file(
            "customers.csv",
            format!("customer,country,language,vat_id,payment_terms_days\n{rows}"),
        )],
        &Known::default(),
    );
    assert_eq!(report.problems, []);
    assert_eq!(plan.customers.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), odd);
    let (plan, _) = look(
        &[file(
            "customers.csv",
            "customer,country,language,vat_id,payment_terms_days\nNu\0ll,DE,de,,30\n",
        )],
        &Known::default(),
    );
    assert_eq!(plan.customers[0].name, "Null", "PostgreSQL can't hold null characters");
    let sheet = sheet(&[Work {
        first: "Nu\0ll".into(),
        roles: "Dev\0eloper".into(),
        ..work("SO\0LO", "2026-03-02", "8").noted("a\0b")
    }]);
    let (plan, _) = look(&[sheet], &Known::default());
    let stored = format!("{:?}", (&plan.entries, &plan.projects, &plan.resources, &plan.roles));
    assert!(!stored.contains("\\0"), "{stored}");
}

#[test]
fn an_entry_comes_in_as_its_file_says() {
    // Approved=Yes: submitted; Approved=No: draft; Invoiced=Yes: history
    for (invoiced, approved, billable, state, history, billing) in [
        ("No", "Yes", "Yes", EntryState::Submitted, false, BillingType::Chargeable),
        ("No", "No", "Yes", EntryState::Draft, false, BillingType::Chargeable),
        ("Yes", "Yes", "Yes", EntryState::Approved, true, BillingType::Chargeable),
        ("Yes", "No", "No", EntryState::Approved, true, BillingType::NonChargeable),
        ("No", "Yes", "No", EntryState::Submitted, false, BillingType::NonChargeable),
    ] {
        let row = Work {
            invoiced,
            approved,
            billable,
            rate: "90.5".into(),
            ..work("SOLO", "2026-03-02", "7.25").noted("A note")
        };
        let (plan, report) = look(&[sheet(&[row])], &Known::default());
        let [entry] = plan.entries.as_slice() else { panic!("{:?}", report.problems) };
        assert_eq!(
            (entry.state, entry.is_history, entry.billing_type),
            (state, history, billing),
            "{invoiced} {approved} {billable}"
        );
        assert_eq!(
            (entry.quantity, entry.unit_price, entry.unit_cost),
            (Decimal::new(725, 2), Some(Decimal::new(905, 1)), Decimal::from(100))
        );
        assert_eq!(
            (
                plan.projects[0].code.as_str(),
                entry.resource.as_str(),
                entry.role.as_str(),
                entry.task.as_str(),
                entry.notes.as_str()
            ),
            ("SOLO", "Ada Lind", "Developer", "Build", "A note")
        );
    }
}

#[test]
fn the_same_row_has_the_same_key_and_equal_rows_are_told_apart() {
    let twice = [
        work("SOLO", "2026-03-02", "8"),
        work("SOLO", "2026-03-02", "8"),
        work("SOLO", "2026-03-02", "7"),
    ];
    let keys = |rows: &[Work]| {
        look(&[sheet(rows)], &Known::default())
            .0
            .entries
            .into_iter()
            .map(|e| e.source_key)
            .collect::<Vec<_>>()
    };
    let first = keys(&twice);
    assert_eq!(
        first.iter().collect::<std::collections::HashSet<_>>().len(),
        3,
        "two equal rows are two pieces of work"
    );
    assert_eq!(first, keys(&twice), "and the same two when the file comes again");
    let corrected = Work { approved: "No", ..twice[0].clone() };
    assert_eq!(
        keys(&[corrected]),
        first[..1],
        "what Harvest says about its approval is not part of the work"
    );
    let both = look(
        &[sheet(&twice), ImportFile { name: "harvest-copy.csv".into(), ..sheet(&twice) }],
        &Known::default(),
    );
    assert_eq!(
        (both.0.entries.len(), both.1.files[1].known),
        (3, 3),
        "the same sheet under two names in one folder"
    );
}

#[test]
fn what_is_known_is_not_added_again() {
    let (plan, _) = look(&book(), &Known::default());
    let key = |which: WhichProject| match which {
        WhichProject::Known(id) => id,
        WhichProject::New(at) => ProjectId(i64::try_from(at).unwrap() + 1),
    };
    let covered = |c: &NewContract| Covered {
        contract: c.number.clone(),
        task: None,
        billing_method: BillingMethod::TimeAndMaterial,
        period: Period { from: c.start_on, to: c.requested_delivery_on },
    };
    let known = Known {
        book: KnownBook {
            customers: plan.customers.iter().map(|c| c.name.clone()).collect(),
            roles: ["Developer"].into_iter().collect(),
            projects: (1..)
                .zip(&plan.projects)
                .map(|(id, p)| KnownProject {
                    project_id: ProjectId(id),
                    client: p.client.clone(),
                    code: p.code.clone(),
                    name: p.name.clone(),
                    payers: vec![],
                    former_clients: vec![],
                })
                .collect(),
            contracts: plan.contracts.iter().map(|c| (c.number.clone(), c.currency)).collect(),
            project_classes: plan
                .contracts
                .iter()
                .flat_map(|c| {
                    c.lines.iter().flat_map(move |l| {
                        l.classes.iter().map(move |k| ((key(l.project), *k), vec![covered(c)]))
                    })
                })
                .collect(),
            prices: plan
                .prices
                .iter()
                .map(|p| KnownPrice {
                    currency: p.currency,
                    transaction_class: p.transaction_class,
                    name: p.role.clone(),
                    unit: p.unit.clone(),
                    period: Period { from: p.valid_from, to: p.valid_to },
                })
                .collect(),
            ..KnownBook::default()
        },
        ..Known::default()
    };
    let (again, report) = look(&book(), &known);
    assert_eq!((again, report.error_count), (Plan::default(), 0));
    assert!(report.files.iter().all(|f| f.added == 0 && f.known == f.rows));
    let taken = format!(
        "{}NEW,1,New,Time and Material,SOLO,Time,,\n",
        LINES.lines().next().map(|l| format!("{l}\n")).unwrap()
    );
    let contract = format!(
        "{}NEW,New,Nordlicht Energie,EUR,2026-01-01,,Draft\n",
        CONTRACTS.lines().next().map(|l| format!("{l}\n")).unwrap()
    );
    let share = format!(
        "{}NEW,1,Nordlicht Energie,100,yes,\n",
        LINE_CUSTOMERS.lines().next().map(|l| format!("{l}\n")).unwrap()
    );
    let report = look(
        &[
            file("contracts.csv", contract),
            file("contract_lines.csv", taken),
            file("contract_line_customers.csv", share),
        ],
        &known,
    )
    .1;
    assert_eq!(
        report.problems.iter().map(|p| &p.complaint).collect::<Vec<_>>(),
        [&Complaint::ProjectTaken("SOLO".into())],
        "R-APP-2: across imports too"
    );
}

#[test]
fn complaints_are_lines_that_an_editor_can_jump_to() {
    let files = with("prices.csv", otherwise(PRICES, "10001", "free"));
    assert_eq!(told(&files), ["prices.csv:4: unit_price: Not a number. Write it like 1234.56."]);
    let multi = otherwise(CUSTOMERS, "Nordlicht Energie,DE", "\"Nordlicht\nEnergie\",DEU");
    let lines: Vec<_> = look(&with("customers.csv", multi), &Known::default())
        .1
        .problems
        .into_iter()
        .filter(|p| p.file == "customers.csv")
        .map(|p| p.line)
        .collect();
    assert_eq!(lines, [Some(2)], "a row that spans lines is named by its first");
}

#[test]
fn five_hundred_problems_are_named_and_all_are_counted() {
    let rows: Vec<Work> =
        (0..700).map(|n| work("SOLO", "2026-03-02", "x").noted(n.to_string())).collect();
    let report = look(&with("time-entries.csv", &*sheet(&rows).content), &Known::default()).1;
    assert_eq!((report.problems.len(), report.error_count), (500, 700));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// G19: no bytes make the reader panic, and whatever it complains about is a sentence.
    #[test]
    fn any_bytes_are_read_or_complained_about(bytes in prop::collection::vec(any::<u8>(), 0..400), cut in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let sheet = sheet(&[work("SOLO", "2026-03-02", "8"), work("PAIR", "2026-03-03", "4")]).content.to_vec();
        let mut broken = sheet.clone();
        broken.truncate(cut.index(sheet.len()));
        broken.splice(at.index(broken.len() + 1).., bytes.iter().copied());
        for (name, content) in [("time-entries.csv", &broken), ("time-entries.csv", &bytes), ("contracts.csv", &bytes), ("prices.csv", &bytes)] {
            let report = look(&[file(name, content)], &Known::default()).1;
            for problem in report.problems {
                let line = problem.one_line(&EN);
                prop_assert!(line.ends_with('.') && line.starts_with(name), "{}", line);
            }
        }
    }
}
