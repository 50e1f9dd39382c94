//! The files that the demo company is imported from: its book, and ten weeks of time.

use crate::imports::rules::ImportFile;
use chrono::{Datelike, Days, NaiveDate, Weekday};

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

/// Its book, and the weeks that are long approved.
pub(super) fn book_and_older_weeks(today: NaiveDate) -> Vec<ImportFile> {
    vec![
        file("customers.csv", CUSTOMERS),
        file("contracts.csv", CONTRACTS),
        file("contract_lines.csv", LINES),
        file("contract_line_customers.csv", LINE_CUSTOMERS),
        file("prices.csv", PRICES),
        file("time-entries-older.csv", &time_sheets(today).0),
    ]
}

/// The last two weeks.
pub(super) fn newer_weeks(today: NaiveDate) -> Vec<ImportFile> {
    vec![file("time-entries-newer.csv", &time_sheets(today).1)]
}

fn file(name: &str, text: &str) -> ImportFile {
    ImportFile { name: name.to_owned(), content: text.as_bytes().into() }
}

/// Ten weeks of working days in Harvest's format: all but the last two weeks, and those two. What was
/// done on a day follows from how many worked days came after it: the same on every weekday.
fn time_sheets(today: NaiveDate) -> (String, String) {
    let header = "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL\n";
    let (mut older, mut newer) = (header.to_owned(), header.to_owned());
    let is_worked = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let days: Vec<NaiveDate> = (1..=70).map(|days| back(today, days)).filter(is_worked).collect();
    for (since, day) in days.iter().enumerate().rev() {
        for (person, (first, last, role)) in WORKERS.iter().enumerate() {
            let sheet = if since < 10 { &mut newer } else { &mut older };
            for part in 0..2_usize {
                let seed = (since + 1) * 7 + person * 13 + part * 5;
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

/// So many days before.
pub(super) fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}
