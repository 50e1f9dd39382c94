//! What somebody saw when they acted.

use super::currency::Currency;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What somebody saw of what they chose. What their list doesn't tell is left out, and not
/// compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Sight {
    /// Rows.
    pub count: i64,
    /// Hours or units.
    pub quantity: Option<Decimal>,
    /// Amount per currency.
    pub amounts: Option<Vec<(Currency, Decimal)>>,
    /// The rows' versions in their order, where they have any.
    pub versions: Vec<i32>,
}
