//! Which columns a file must have, and how a time sheet's are called by those who export one.

use super::kind::Kind;
use crate::vocabulary::{currency::Currency, names::fold};
use std::collections::HashMap;

impl Kind {
    /// Columns that must be there. Of a time sheet: when, who, on what and how long.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Customers => &["customer", "country", "language", "vat_id", "payment_terms_days"],
            Self::Contracts => &[
                "contract",
                "name",
                "primary_customer",
                "currency",
                "start_date",
                "requested_delivery_date",
                "status",
            ],
            Self::ContractLines => &[
                "contract",
                "line",
                "name",
                "billing_method",
                "project",
                "transaction_classes",
                "contracted_amount",
                "not_to_exceed",
            ],
            Self::ContractLineCustomers => &[
                "contract",
                "line",
                "customer",
                "billing_split_percent",
                "is_rounding",
                "not_to_exceed",
            ],
            Self::Prices => &[
                "currency",
                "transaction_class",
                "role",
                "unit",
                "unit_price",
                "valid_from",
                "valid_to",
            ],
            Self::TimeSheet => &["Date", "Project", "First Name", "Hours"],
        }
    }

    /// Columns of numbers: all their cells together say which decimal mark the file has.
    pub fn numbers(self) -> &'static [&'static str] {
        match self {
            Self::Customers | Self::Contracts => &[],
            Self::ContractLines => {
                &["contracted_amount", "not_to_exceed", "discount_percent", "fee_percent"]
            }
            Self::ContractLineCustomers => &["billing_split_percent", "not_to_exceed"],
            Self::Prices => &["unit_price"],
            Self::TimeSheet => &["Hours", "Billable Rate", "Billable Amount", "Cost Rate"],
        }
    }

    /// Columns of days: all their cells together say in which order the file writes them.
    pub fn days(self) -> &'static [&'static str] {
        match self {
            Self::Customers | Self::ContractLines | Self::ContractLineCustomers => &[],
            Self::Contracts => &["start_date", "requested_delivery_date"],
            Self::Prices => &["valid_from", "valid_to"],
            Self::TimeSheet => &["Date"],
        }
    }
}

/// Harvest's name of a column, and what others call it, the best first: Harvest (older and newer),
/// Clockify, Toggl, Everhour, Kimai, TimeCamp, Tempo, QuickBooks Time, Timely, Hubstaff, ClickUp,
/// and plain spreadsheets.
const TIME_SHEET: &[(&str, &[&str])] = &[
    (
        "Date",
        &[
            "date",
            "start date",
            "local_date",
            "work date",
            "spent date",
            "entry date",
            "day",
            "started at",
            "start text",
            "begin",
            "start",
            "start time",
        ],
    ),
    (
        "Client",
        &[
            "client",
            "client name",
            "customer",
            "customer name",
            "account name",
            "jobcode_1",
            "folder name",
            "account",
        ],
    ),
    (
        "Project",
        &["project", "project name", "jobcode_2", "job", "list name", "project title", "matter"],
    ),
    ("Project Code", &["project code", "project key", "project number", "job code"]),
    (
        "Task",
        &[
            "task",
            "task name",
            "activity",
            "service item",
            "activity name",
            "issue summary",
            "tags",
        ],
    ),
    (
        "Notes",
        &[
            "notes",
            "note",
            "description",
            "work description",
            "time entry description",
            "comment",
            "comments",
            "memo",
        ],
    ),
    (
        "Hours",
        &[
            "hours",
            "duration (decimal)",
            "decimal duration",
            "duration (hours)",
            "time (decimal)",
            "hours (decimal)",
            "decimal hours",
            "logged hours",
            "hours logged",
            "time (hours)",
            "total hours",
            "duration (h)",
            "duration",
            "time tracked text",
            "time",
            "time spent",
            "tracked time",
            "time tracked",
        ],
    ),
    ("Billable?", &["billable?", "billable", "is billable", "billable status"]),
    ("Invoiced?", &["invoiced?", "invoiced", "billed", "exported"]),
    ("Approved?", &["approved?", "approved", "approval status", "approved_status"]),
    (
        "First Name",
        &[
            "first name",
            "fname",
            "user",
            "employee",
            "member",
            "full name",
            "person",
            "user name",
            "username",
            "team member",
            "worker",
            "resource",
            "name",
        ],
    ),
    ("Last Name", &["last name", "lname"]),
    ("Roles", &["roles", "role", "department", "position"]),
    ("Billable Rate", &["billable rate", "hourly rate", "bill rate", "billing rate", "rate"]),
    (
        "Billable Amount",
        &["billable amount", "amount", "billed amount", "total amount", "bill amount"],
    ),
    ("Cost Rate", &["cost rate", "labor cost rate", "pay rate"]),
    ("Currency", &["currency", "currency code"]),
    (
        "External Reference URL",
        &[
            "external reference url",
            "external reference",
            "time entry id",
            "entry id",
            "worklog id",
            "issue key",
            "reference",
        ],
    ),
];

/// Where the columns of a header are, by the names that we give them, and the currency that one of
/// them names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// Our name → place.
    pub places: HashMap<&'static str, usize>,
    /// As in "Billable Rate (GBP)".
    pub currency: Option<Currency>,
}

/// Finds the columns of a kind of file in a row that may be its header.
pub fn columns(kind: Kind, header: &[String]) -> Columns {
    let names: Vec<(String, Option<Currency>)> =
        header.iter().map(|name| without_currency(name)).collect();
    let find = |wanted: &str| names.iter().position(|(name, _)| name == wanted);
    let mut found = Columns::default();
    if kind == Kind::TimeSheet {
        for (ours, theirs) in TIME_SHEET {
            if let Some(place) = theirs.iter().find_map(|name| find(name)) {
                found.places.insert(ours, place);
            }
        }
        // Kimai has an hourly rate, and calls what it comes to the rate.
        if let Some(place) = find("rate")
            .filter(|place| found.places.get("Billable Rate").is_some_and(|rate| rate != place))
        {
            found.places.entry("Billable Amount").or_insert(place);
        }
        let named = |column: &str| {
            found
                .places
                .get(column)
                .and_then(|place| names.get(*place))
                .and_then(|(_, currency)| *currency)
        };
        found.currency = named("Billable Rate").or_else(|| named("Billable Amount"));
    } else {
        for column in kind
            .columns()
            .iter()
            .chain(OPTIONAL.iter().filter(|(of, _)| *of == kind).map(|(_, column)| column))
        {
            if let Some(place) = find(&fold(column)) {
                found.places.insert(column, place);
            }
        }
    }
    found
}

/// Columns that a file of the book may have.
const OPTIONAL: &[(Kind, &str)] = &[
    (Kind::ContractLines, "client"),
    (Kind::ContractLines, "discount_percent"),
    (Kind::ContractLines, "fee_percent"),
    (Kind::Customers, "street"),
    (Kind::Customers, "postcode"),
    (Kind::Customers, "city"),
];

/// "Amount (GBP)" → "amount" in pounds; other words in brackets stay.
pub fn without_currency(name: &str) -> (String, Option<Currency>) {
    let name = name.trim().trim_start_matches('\u{feff}');
    let bracket = name.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    match bracket.map(|(rest, code)| (rest, code.trim(), code.trim().parse().ok())) {
        Some((rest, _, Some(currency))) => (fold(rest), Some(currency)),
        Some((rest, "", _)) => (fold(rest), None),
        _ => (fold(name), None),
    }
}
