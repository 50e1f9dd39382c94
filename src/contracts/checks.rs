//! What the audit asks of the contract book.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    Check {
        name: "I4 split_sums_to_whole",
        sql: r"
            select 'contract line ' || contract_line_id
            from contract_line_customer
            group by company_id, contract_line_id
            having sum(billing_split_percent) <> 100 or count(*) filter (where is_rounding) <> 1
        ",
    },
    Check {
        name: "actual_references_exist",
        sql: r"
            select 'actual ' || a.actual_id
            from actual a
            left join contract c on c.company_id = a.company_id and c.contract_id = a.contract_id
            left join contract_line l on l.company_id = a.company_id
                and l.contract_line_id = a.contract_line_id
            left join customer cu on cu.company_id = a.company_id and cu.customer_id = a.customer_id
            left join project p on p.company_id = a.company_id and p.project_id = a.project_id
            left join resource re on re.company_id = a.company_id and re.resource_id = a.resource_id
            left join role ro on ro.company_id = a.company_id and ro.role_id = a.role_id
            where num_nonnulls(
                a.contract_id, a.contract_line_id, a.customer_id, a.project_id, a.resource_id,
                a.role_id
            ) <> num_nonnulls(
                c.contract_id, l.contract_line_id, cu.customer_id, p.project_id, re.resource_id,
                ro.role_id
            )
                or l.contract_id <> a.contract_id
        ",
    },
    Check {
        name: "actual_is_in_its_currency",
        sql: r"
            select 'actual ' || a.actual_id
            from actual a
            join company f using (company_id)
            left join contract c on c.company_id = a.company_id and c.contract_id = a.contract_id
            where a.currency is distinct from case
                when a.transaction_type = 'cost' then f.currency
                else c.currency
            end
        ",
    },
    Check {
        name: "contract_line_class_is_of_its_line",
        sql: r"
            select 'contract line ' || k.contract_line_id
            from contract_line_class k
            left join contract_line l on l.company_id = k.company_id
                and l.contract_line_id = k.contract_line_id
            where l.project_id is distinct from k.project_id
        ",
    },
    Check {
        name: "rounding_customer_has_a_share",
        sql: r"
            select 'contract line ' || lc.contract_line_id || ' of contract ' || c.number
            from contract_line_customer lc
            join contract_line l on l.company_id = lc.company_id
                and l.contract_line_id = lc.contract_line_id
            join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
            where lc.is_rounding and lc.billing_split_percent = 0 and c.state <> 'lost'
        ",
    },
    Check {
        name: "project_class_is_on_one_line",
        sql: r"
            select distinct 'contract line ' || k.contract_line_id || ' and ' || n.contract_line_id
            from contract_line_class k
            join contract_line kl on kl.company_id = k.company_id
                and kl.contract_line_id = k.contract_line_id
            join contract kc on kc.company_id = kl.company_id and kc.contract_id = kl.contract_id
            join contract_line_class n on n.company_id = k.company_id
                and n.project_id = k.project_id and n.transaction_class = k.transaction_class
                and n.contract_line_class_id > k.contract_line_class_id
                and (k.task_id is null or n.task_id is null or k.task_id = n.task_id)
            join contract_line nl on nl.company_id = n.company_id
                and nl.contract_line_id = n.contract_line_id
            join contract nc on nc.company_id = nl.company_id and nc.contract_id = nl.contract_id
            where kc.state <> 'lost' and nc.state <> 'lost'
                and (
                    kc.contract_id = nc.contract_id
                    or (
                        nc.start_on <= coalesce(kc.requested_delivery_on, 'infinity')
                        and kc.start_on <= coalesce(nc.requested_delivery_on, 'infinity')
                    )
                )
        ",
    },
    Check {
        name: "line_customer_with_actuals_stays",
        sql: r"
            select distinct 'contract line ' || a.contract_line_id || ' customer ' || a.customer_id
            from actual a
            where a.contract_line_id is not null and a.customer_id is not null
                and not exists (
                    select
                    from contract_line_customer lc
                    where lc.company_id = a.company_id and lc.contract_line_id = a.contract_line_id
                        and lc.customer_id = a.customer_id
                )
        ",
    },
];
