//! What a file is.

/// What a file is, by its name and, for time sheets, its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// customers.csv
    Customers,
    /// contracts.csv
    Contracts,
    /// contract_lines.csv
    ContractLines,
    /// contract_line_customers.csv
    ContractLineCustomers,
    /// prices.csv
    Prices,
    /// What somebody's time tracker exports.
    TimeSheet,
}

impl Kind {
    pub(super) fn by_name(name: &str) -> Option<Self> {
        match name {
            "customers.csv" => Some(Self::Customers),
            "contracts.csv" => Some(Self::Contracts),
            "contract_lines.csv" => Some(Self::ContractLines),
            "contract_line_customers.csv" => Some(Self::ContractLineCustomers),
            "prices.csv" => Some(Self::Prices),
            other
                if other.contains("harvest")
                    || other.starts_with("time-entries")
                    || other.starts_with("time_entries") =>
            {
                Some(Self::TimeSheet)
            }
            _ => None,
        }
    }
}
