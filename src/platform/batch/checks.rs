//! What the audit asks of batches.

use crate::platform::check::Check;

/// Their counts.
pub const CHECKS: &[Check] = &[Check {
    name: "batch_counts_its_items",
    sql: r"
        select 'batch ' || b.batch_id
        from batch b
        left join (
            select company_id, batch_id,
                coalesce(sum(cardinality(items)) filter (where not is_settled), 0) as waiting,
                coalesce(sum(cardinality(items)) filter (where is_settled), 0) as settled
            from batch_chunk
            group by company_id, batch_id
        ) c using (company_id, batch_id)
        left join (
            select company_id, batch_id, count(*) as refused
            from batch_refusal
            group by company_id, batch_id
        ) r using (company_id, batch_id)
        where (b.waiting, b.settled, b.refused) <> (
            coalesce(c.waiting, 0), coalesce(c.settled, 0), coalesce(r.refused, 0)
        )
    ",
}];
