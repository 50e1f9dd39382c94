//! The company's book: eight contracts, each with something that others lack.

use billwright::imports::rules::ImportFile;

const CUSTOMERS: &str = "customer,country,language,vat_id,payment_terms_days
Lantern Works,DE,de,DE100200300,30
Osprey & Sons,GB,en,GB500600700,14
Fjordkraft Nord,NO,nb,,45
";
const CONTRACTS: &str =
    "contract,name,primary_customer,currency,start_date,requested_delivery_date,status
W-1,One payer,Lantern Works,EUR,2020-01-01,,Confirmed
W-2,Two payers,Lantern Works,EUR,2020-01-01,,Confirmed
W-3,Three payers,Fjordkraft Nord,EUR,2020-01-01,,Confirmed
W-4,Capped,Osprey & Sons,GBP,2020-01-01,,Confirmed
W-5,Capped shares,Lantern Works,EUR,2020-01-01,,Confirmed
W-6,Whole yen,Fjordkraft Nord,JPY,2020-01-01,,Confirmed
W-7,Fixed price,Lantern Works,EUR,2020-01-01,2030-12-31,Confirmed
W-8,Fixed and by the hour,Osprey & Sons,GBP,2020-01-01,2030-12-31,Confirmed
";
const LINES: &str =
    "contract,line,name,billing_method,project,transaction_classes,contracted_amount,not_to_exceed
W-1,1,Hours,Time and Material,ONE,Time,,
W-2,1,Hours,Time and Material,TWO,Time,,
W-3,1,Hours,Time and Material,THREE,Time,,
W-4,1,Hours,Time and Material,FOUR,Time,,4000
W-5,1,Hours,Time and Material,FIVE,Time,,
W-6,1,Hours,Time and Material,SIX,Time,,
W-7,1,Stages,Fixed Price,SEVEN,Time,90000,
W-8,1,Stages,Fixed Price,EIGHT,Time,12000,
W-8,2,Hours,Time and Material,EXTRA,Time,,
";
const LINE_CUSTOMERS: &str =
    "contract,line,customer,billing_split_percent,is_rounding,not_to_exceed
W-1,1,Lantern Works,100,yes,
W-2,1,Lantern Works,60,no,
W-2,1,Osprey & Sons,40,yes,
W-3,1,Fjordkraft Nord,33.33,no,
W-3,1,Lantern Works,33.33,no,
W-3,1,Osprey & Sons,33.34,yes,
W-4,1,Osprey & Sons,100,yes,
W-5,1,Lantern Works,50,yes,2500
W-5,1,Fjordkraft Nord,50,no,
W-6,1,Fjordkraft Nord,100,yes,
W-7,1,Lantern Works,66.67,no,
W-7,1,Fjordkraft Nord,33.33,yes,
W-8,1,Osprey & Sons,100,yes,
W-8,2,Osprey & Sons,100,yes,
";
const PRICES: &str = "currency,transaction_class,role,unit,unit_price,valid_from,valid_to
EUR,Time,Engineer,hour,131.25,2020-01-01,2099-12-31
GBP,Time,Engineer,hour,118,2020-01-01,2099-12-31
JPY,Time,Engineer,hour,14501,2020-01-01,2099-12-31
";
/// What goods cost, where nobody says so otherwise.
const GOODS: &str = "EUR,Material,Cable,m,80,2020-01-01,2099-12-31\n";
/// A contract that nobody works on but whoever strikes.
const STRUCK: &[(&str, &str)] = &[
    (
        "contracts.csv",
        "contract,name,primary_customer,currency,start_date,requested_delivery_date,status
W-9,Struck,Lantern Works,EUR,2020-01-01,,Confirmed
",
    ),
    (
        "contract_lines.csv",
        "contract,line,name,billing_method,project,transaction_classes,contracted_amount,not_to_exceed
W-9,1,Hours,Time and Material,NINE,Time,,
",
    ),
    (
        "contract_line_customers.csv",
        "contract,line,customer,billing_split_percent,is_rounding,not_to_exceed
W-9,1,Lantern Works,100,yes,
",
    ),
];
/// Harvest's columns.
const SHEET: &str = "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Roles,Employee?,\
    Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL\n";

/// The five files.
pub fn files() -> Vec<ImportFile> {
    with_prices(&format!("{PRICES}{GOODS}"))
}

fn with_prices(prices: &str) -> Vec<ImportFile> {
    of(&[
        ("customers.csv", CUSTOMERS),
        ("contracts.csv", CONTRACTS),
        ("contract_lines.csv", LINES),
        ("contract_line_customers.csv", LINE_CUSTOMERS),
        ("prices.csv", prices),
    ])
}

/// The same without goods, file after file, so that contracts come to be in their order; and work on
/// what is billed by time: hours that shares don't divide evenly.
pub fn with_work() -> Vec<Vec<ImportFile>> {
    let mut all = vec![of(&[("customers.csv", CUSTOMERS), ("prices.csv", PRICES)])];
    all.extend((1..=8).map(|n| {
        let only = |text: &str| {
            let of_it = format!("W-{n},");
            let rows = text.lines().enumerate();
            let kept = rows.filter(|(at, row)| *at == 0 || row.starts_with(&of_it));
            kept.map(|(_, row)| format!("{row}\n")).collect::<String>()
        };
        of(&[
            ("contracts.csv", &only(CONTRACTS)),
            ("contract_lines.csv", &only(LINES)),
            ("contract_line_customers.csv", &only(LINE_CUSTOMERS)),
        ])
    }));
    let projects = ["ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "EXTRA"];
    let rows: String = projects
        .iter()
        .flat_map(|project| (1..=9).map(move |n| (project, n)))
        .map(|(project, n)| {
            format!("2026-01-0{n},,{project},{project},Build,part {n},{n}.37,Yes,No,Yes,Ada,Lind,Engineer,Yes,,,100,,EUR,\n")
        })
        .collect();
    all.push(of(&[("time-entries.csv", &(SHEET.to_owned() + &rows))]));
    all
}

/// The contract that is struck, and so many hours of work on it, approved.
pub fn struck(hours: usize) -> Vec<ImportFile> {
    let rows: String = (0..hours)
        .map(|n| {
            format!("2026-01-05,,NINE,NINE,Build,struck {n},1,Yes,No,Yes,Ada,Lind,Engineer,Yes,,,100,,EUR,\n")
        })
        .collect();
    let mut files = of(STRUCK);
    files.extend(of(&[("time-entries.csv", &(SHEET.to_owned() + &rows))]));
    files
}

fn of(files: &[(&str, &str)]) -> Vec<ImportFile> {
    files
        .iter()
        .map(|(name, text)| ImportFile {
            name: (*name).to_owned(),
            content: text.as_bytes().into(),
        })
        .collect()
}
