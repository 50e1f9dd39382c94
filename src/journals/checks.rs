//! What the audit asks of journals.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    Check {
        name: "billed_before_has_its_opening",
        sql: r"
            select 'milestone split ' || s.milestone_split_id
            from milestone_split s
            left join (
                select company_id, milestone_split_id, count(*) as n
                from standing_opening
                group by company_id, milestone_split_id
            ) o using (company_id, milestone_split_id)
            where coalesce(o.n, 0) <> s.is_billed_before::integer
            union all select 'retainer ' || r.retainer_id
            from retainer r
            left join (
                select company_id, retainer_id, count(*) as n
                from standing_opening
                group by company_id, retainer_id
            ) o using (company_id, retainer_id)
            where coalesce(o.n, 0) <> r.is_billed_before::integer
        ",
    },
    Check {
        name: "opening_is_in_the_ledger_as_said",
        sql: r"
            select 'journal opening ' || o.journal_opening_id
            from journal_opening o
            left join actual a on a.company_id = o.company_id
                and a.journal_opening_id = o.journal_opening_id
            group by o.company_id, o.journal_opening_id, o.retainer_id, o.amount, o.tax, o.available
            having count(a.reverses_actual_id) <> count(*) filter (
                where a.reverses_actual_id is null
            )
                and (
                    coalesce(sum(a.amount) filter (where a.transaction_type = 'billed_sales'), -1),
                    coalesce(sum(a.amount) filter (where a.transaction_type = 'unbilled_sales'), 0),
                    sum(a.tax)
                ) is distinct from (
                    case when o.retainer_id is null then o.amount else o.available end,
                    -o.available, o.tax
                )
        ",
    },
];
