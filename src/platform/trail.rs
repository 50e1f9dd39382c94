//! What the audit asks of the audit trail itself (I16).

use super::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    // One command, one row: its transaction writes it, and a second try is another transaction
    // after the first went back.
    Check {
        name: "I16 audit_entry_is_written_once",
        sql: r"
            select 'request ' || request_id
            from audit_entry
            group by company_id, request_id
            having count(*) > 1
        ",
    },
    // A row is written when its command ends and says when it began. No command runs for an hour.
    Check {
        name: "I16 audit_entry_is_in_order",
        sql: r"
            select 'audit entry ' || audit_entry_id
            from (
                select audit_entry_id, happened_at,
                    lag(happened_at) over (
                        partition by company_id order by audit_entry_id
                    ) as before
                from audit_entry
            ) a
            where happened_at < before - interval '1 hour'
                or happened_at > clock_timestamp() + interval '1 hour'
        ",
    },
];
