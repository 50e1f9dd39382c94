//! What the audit asks of people and what they did (I16).

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    // Whoever acted is somebody of that company. A foreign key says so too, unless somebody wrote
    // past it.
    Check {
        name: "audit_entry_of_a_person",
        sql: r"
            select 'audit entry ' || a.audit_entry_id
            from audit_entry a
            left join person p on p.company_id = a.company_id and p.person_id = a.person_id
            where a.person_id is not null and p.person_id is null
        ",
    },
];
