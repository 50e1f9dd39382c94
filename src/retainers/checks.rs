//! What the audit asks of retainers.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    Check {
        name: "retainer_rows_balance",
        sql: r"
            select 'retainer ' || retainer_id
            from actual
            where retainer_id is not null
            group by company_id, retainer_id
            having sum(amount) <> 0
                or sum(amount) filter (where transaction_type = 'unbilled_sales') > 0
        ",
    },
    Check {
        name: "retainer_used_within_available",
        sql: r"
            select 'retainer ' || retainer_id from retainer_balance where available < 0
        ",
    },
];
