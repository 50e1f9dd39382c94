//! Files as tests write them: the small contract book, and time sheets in Harvest's columns.

use crate::imports::rules::ImportFile;

/// Customers of the small book.
pub const CUSTOMERS: &str = "customer,country,language,vat_id,payment_terms_days
Nordlicht Energie,DE,de,DE811223344,30
\"Harbour & Vale, Architects\",GB,en,GB999888777,14
Tromsø Shipping,NO,nb,,45
";

/// One contract per way of billing; their projects are named after them.
pub const CONTRACTS: &str =
    "contract,name,primary_customer,currency,start_date,requested_delivery_date,status
SOLO,Portal,\"Harbour & Vale, Architects\",GBP,2026-01-01,2027-06-30,Confirmed
PAIR,Shared grid,Nordlicht Energie,EUR,2026-01-01,2027-12-31,Confirmed
THIRDS,Shared berth,Tromsø Shipping,EUR,2026-01-01,,Confirmed
YEN,Whole yen,Nordlicht Energie,JPY,2026-01-01,,Confirmed
DINAR,Three decimals,Nordlicht Energie,BHD,2026-01-01,,Confirmed
CAP,Capped line,Nordlicht Energie,EUR,2026-01-01,,Confirmed
CAPS,Capped customer,Nordlicht Energie,EUR,2026-01-01,,Confirmed
DRAFT,Not yet signed,Nordlicht Energie,EUR,2026-01-01,,Draft
FIXED,Fixed price,Nordlicht Energie,EUR,2026-01-01,,Confirmed
";

/// One line each.
pub const LINES: &str =
    "contract,line,name,billing_method,project,transaction_classes,contracted_amount,not_to_exceed
SOLO,1,Portal time,Time and Material,SOLO,Time,,
PAIR,1,Grid time,Time and Material,PAIR,Time,,
THIRDS,1,Berth time,Time and Material,THIRDS,Time,,
YEN,1,Yen time,Time and Material,YEN,Time,,
DINAR,1,Dinar time,Time and Material,DINAR,Time,,
CAP,1,Capped time,Time and Material,CAP,Time,,3000
CAPS,1,Capped share,Time and Material,CAPS,Time,,
DRAFT,1,Unsigned time,Time and Material,DRAFT,Time,,
FIXED,1,Fixed work,Fixed Price,FIXED,Time,5000,
";

/// Who pays which share.
pub const LINE_CUSTOMERS: &str =
    "contract,line,customer,billing_split_percent,is_rounding,not_to_exceed
SOLO,1,\"Harbour & Vale, Architects\",100,yes,
PAIR,1,Nordlicht Energie,60,no,
PAIR,1,Tromsø Shipping,40,yes,
THIRDS,1,Tromsø Shipping,33.33,no,
THIRDS,1,Nordlicht Energie,33.33,no,
THIRDS,1,\"Harbour & Vale, Architects\",33.34,yes,
YEN,1,Nordlicht Energie,100,yes,
DINAR,1,Nordlicht Energie,100,yes,
CAP,1,Nordlicht Energie,100,yes,
CAPS,1,Nordlicht Energie,50,yes,1000
CAPS,1,Tromsø Shipping,50,no,
DRAFT,1,Nordlicht Energie,100,yes,
FIXED,1,Nordlicht Energie,100,yes,
";

/// Everybody is a Developer at 200 an hour, but for odd currencies; `Trainee` has no price.
pub const PRICES: &str = "currency,transaction_class,role,unit,unit_price,valid_from,valid_to
EUR,Time,Developer,hour,200,2026-01-01,2026-12-31
GBP,Time,Developer,hour,200,2026-01-01,2026-12-31
JPY,Time,Developer,hour,10001,2026-01-01,2026-12-31
BHD,Time,Developer,hour,12.3455,2026-01-01,2026-12-31
";

/// The five files of the small book.
pub fn book() -> Vec<ImportFile> {
    [
        ("customers.csv", CUSTOMERS),
        ("contracts.csv", CONTRACTS),
        ("contract_lines.csv", LINES),
        ("contract_line_customers.csv", LINE_CUSTOMERS),
        ("prices.csv", PRICES),
    ]
    .into_iter()
    .map(|(name, text)| file(name, text))
    .collect()
}

/// A contract to be added to the small book: a fixed-price line that three customers share, and
/// hours beside it.
pub fn stages() -> Vec<ImportFile> {
    [
        (
            "contracts.csv",
            "contract,name,primary_customer,currency,start_date,requested_delivery_date,status
STAGES,Staged delivery,Tromsø Shipping,EUR,2026-01-01,2026-03-31,Confirmed
",
        ),
        (
            "contract_lines.csv",
            "contract,line,name,billing_method,project,transaction_classes,contracted_amount,not_to_exceed
STAGES,1,Staged work,Fixed Price,STAGES,Time,5000,
STAGES,2,Extra hours,Time and Material,EXTRA,Time,,
",
        ),
        (
            "contract_line_customers.csv",
            "contract,line,customer,billing_split_percent,is_rounding,not_to_exceed
STAGES,1,Tromsø Shipping,33.33,no,
STAGES,1,Nordlicht Energie,33.33,no,
STAGES,1,\"Harbour & Vale, Architects\",33.34,yes,
STAGES,2,Tromsø Shipping,100,yes,
",
        ),
    ]
    .into_iter()
    .map(|(name, text)| file(name, text))
    .collect()
}

/// A file.
pub fn file(name: &str, content: impl AsRef<[u8]>) -> ImportFile {
    ImportFile { name: name.to_owned(), content: content.as_ref().into() }
}

/// Harvest's columns, as its export has them.
pub const HEADER: &str = "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Roles,Employee?,\
    Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL\n";

/// A row of a time sheet: eight hours of Ada's work, approved, unless said otherwise.
#[derive(Clone, Debug)]
pub struct Work {
    /// Day.
    pub day: String,
    /// Project code.
    pub project: String,
    /// Hours.
    pub hours: String,
    /// What was done; makes the row its own.
    pub notes: String,
    /// Billable?
    pub billable: &'static str,
    /// Invoiced?
    pub invoiced: &'static str,
    /// Approved?
    pub approved: &'static str,
    /// First name.
    pub first: String,
    /// Roles.
    pub roles: String,
    /// Billable Rate.
    pub rate: String,
    /// Cost Rate.
    pub cost: String,
    /// Currency.
    pub currency: String,
}

/// Ada's work: approved in Harvest, so it comes in as submitted.
pub fn work(project: &str, day: &str, hours: &str) -> Work {
    Work {
        day: day.into(),
        project: project.into(),
        hours: hours.into(),
        notes: String::new(),
        billable: "Yes",
        invoiced: "No",
        approved: "Yes",
        first: "Ada".into(),
        roles: "Developer".into(),
        rate: String::new(),
        cost: "100".into(),
        currency: "EUR".into(),
    }
}

impl Work {
    /// With notes of its own.
    pub fn noted(mut self, notes: impl Into<String>) -> Self {
        self.notes = notes.into();
        self
    }

    /// By somebody else.
    pub fn by(mut self, first: &str) -> Self {
        self.first = first.into();
        self
    }

    fn row(&self) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        format!(
            "{},,{},{},Build,{},{},{},{},{},{},Lind,{},Yes,{},,{},,{},\n",
            self.day,
            quoted(&self.project),
            quoted(&self.project),
            quoted(&self.notes),
            quoted(&self.hours),
            self.billable,
            self.invoiced,
            self.approved,
            quoted(&self.first),
            quoted(&self.roles),
            self.rate,
            self.cost,
            self.currency
        )
    }
}

/// A time sheet of these rows.
pub fn sheet(rows: &[Work]) -> ImportFile {
    file("time-entries.csv", HEADER.to_owned() + &rows.iter().map(Work::row).collect::<String>())
}
