//! What the audit asks of invoice schedules.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    // R-RUN-4
    Check {
        name: "invoice_schedule_is_for_time_and_material",
        sql: r"
            select 'day ' || s.invoice_schedule_id || ' of a schedule'
            from invoice_schedule s
            left join contract_line l on l.company_id = s.company_id
                and l.contract_line_id = s.contract_line_id
            where (l.contract_id, l.billing_method)
                is distinct from (s.contract_id, 'time_and_material')
        ",
    },
];
