//! What the audit asks of the book.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    Check {
        name: "name_has_no_twin",
        sql: r"
            select kind || ' ' || min(id) || ' and ' || max(id)
            from (
                select company_id, 'customer' as kind, '' as scope, name_key, customer_id as id
                from customer
                union all select company_id, 'resource', '', name_key, resource_id
                from resource
                union all select company_id, 'role', '', name_key, role_id
                from role
                union all select company_id, 'category', '', name_key, category_id
                from category
                union all select company_id, 'product', '', name_key, product_id
                from product
                union all select company_id, 'task', project_id::text, name_key, task_id
                from task
            ) named
            group by company_id, kind, scope, name_key
            having count(*) > 1
        ",
    },
    Check {
        name: "project_has_no_twin",
        sql: r"
            select 'project ' || min(p.project_id) || ' and ' || max(p.project_id)
            from project p
            left join customer cu on cu.company_id = p.company_id and cu.customer_id = p.customer_id
            group by p.company_id, coalesce(cu.name_key, p.client_key), p.code_key
            having count(*) > 1
        ",
    },
];
