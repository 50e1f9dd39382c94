//! What the audit asks of runs.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[Check {
    name: "run_draft_is_of_its_contract",
    sql: r"
            select 'invoice ' || d.invoice_id
            from run_draft d
            join run_item r on r.company_id = d.company_id and r.run_item_id = d.run_item_id
            join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
            where r.contract_id <> i.contract_id
        ",
}];
