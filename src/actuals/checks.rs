//! What the audit asks of the ledger.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    Check {
        name: "actual_amount_multiplies_out",
        sql: r"
            select 'actual ' || actual_id
            from actual
            where amount <> round(quantity * unit_price, currency_decimals(currency))
        ",
    },
    Check {
        name: "reversal_mirrors_original",
        sql: r"
            select 'actual ' || r.actual_id
            from actual r
            left join actual o on o.company_id = r.company_id and o.actual_id = r.reverses_actual_id
            where r.reverses_actual_id is not null
                and (
                    o.actual_id is null or o.reverses_actual_id is not null
                    or (o.quantity + r.quantity, o.amount + r.amount, o.net_amount + r.net_amount, o.tax + r.tax)
                        <> (0, 0, 0, 0)
                    or (
                        o.transaction_type, o.transaction_class, o.billing_type, o.work_on,
                        o.contract_id, o.contract_line_id, o.customer_id, o.project_id, o.entry_id,
                        o.retainer_id, o.added_detail_id, o.currency, o.unit_price, o.discount_percent,
                        o.fee_percent
                    ) is distinct from (
                        r.transaction_type, r.transaction_class, r.billing_type, r.work_on,
                        r.contract_id, r.contract_line_id, r.customer_id, r.project_id, r.entry_id,
                        r.retainer_id, r.added_detail_id, r.currency, r.unit_price, r.discount_percent,
                        r.fee_percent
                    )
                )
        ",
    },
    // R-PRC-4, R-EDIT-10.
    Check {
        name: "net_amount_is_after_discount_and_fee",
        sql: r"
            select 'actual ' || actual_id
            from actual
            where net_amount <> case
                    when billing_type = 'chargeable' then amount
                        - round(amount * discount_percent / 100, currency_decimals(currency))
                        + round(amount * fee_percent / 100, currency_decimals(currency))
                    else amount
                end
        ",
    },
    // Whatever was added to sums or folded, they come to what is in the ledger: all rows, and of sales
    // what is chargeable.
    Check {
        name: "actual_sums_add_up",
        sql: r"
            with written as not materialized (
                select a.*,
                    case
                        when a.transaction_type = 'cost' or a.billing_type = 'chargeable'
                            then a.net_amount
                        else 0
                    end as counts
                from actual a
            )
            select 'sums by ' || kept_by || ' of ' || coalesce(
                    contract_line_id::text, project_id::text, work_on::text, resource_id::text, ''
                )
            from (
                select company_id, kept_by, contract_id, contract_line_id, customer_id, project_id,
                    work_on, resource_id, transaction_type, currency, row_count, amount
                from actual_sum
                union all select company_id, 'contract_line', contract_id, contract_line_id,
                    customer_id, project_id, null, null, transaction_type, currency, -1, -counts
                from written
                union all select company_id, 'day', null, null, null, null, work_on, null,
                    transaction_type, currency, -1, -counts
                from written
                union all select company_id, 'person', null, null, null, null, null, resource_id,
                    transaction_type, currency, -1, -counts
                from written
                where resource_id is not null
            ) x
            group by company_id, kept_by, contract_id, contract_line_id, customer_id, project_id,
                work_on, resource_id, transaction_type, currency
            having (sum(row_count), sum(amount)) <> (0, 0)
        ",
    },
    Check {
        name: "actual_reversed_once",
        sql: r"
            select 'actual ' || reverses_actual_id
            from actual
            where reverses_actual_id is not null
            group by company_id, reverses_actual_id
            having count(*) > 1
        ",
    },
    Check {
        name: "I2 actual_billed_once",
        sql: r"
            select 'actual ' || bills_actual_id
            from actual
            where bills_actual_id is not null and reverses_actual_id is null
            group by company_id, bills_actual_id
            having count(*) > 1
        ",
    },
    Check {
        name: "billed_sale_equals_its_unbilled_sale",
        sql: r"
            select 'actual ' || b.actual_id
            from actual b
            left join actual u on u.company_id = b.company_id and u.actual_id = b.bills_actual_id
            where b.transaction_type = 'billed_sales' and b.reverses_actual_id is null
                and b.transaction_class not in ('milestone', 'retainer')
                -- Of a detail written by hand: added_sale_equals_its_detail.
                and (b.bills_actual_id is not null or b.added_detail_id is null)
                and not (
                    b.transaction_class = 'material'
                    and num_nonnulls(b.entry_id, b.added_detail_id) = 0
                )
                and (
                    u.actual_id is null
                    or (
                        u.quantity, u.unit_price, u.amount, u.billing_type, u.work_on,
                        u.contract_line_id, u.customer_id, u.entry_id, u.added_detail_id, u.currency,
                        u.net_amount
                    ) is distinct from (
                        b.quantity, b.unit_price, b.amount, b.billing_type, b.work_on,
                        b.contract_line_id, b.customer_id, b.entry_id, b.added_detail_id, b.currency,
                        b.net_amount
                    )
                )
        ",
    },
    // R-APP-10: what the ledger counts came from an entry, a retainer, an opening, a detail written
    // by hand, or the invoice of a milestone or of a product line.
    Check {
        name: "ledger_row_has_an_origin",
        sql: r"
            select 'actual ' || actual_id
            from actual
            where case
                when transaction_class = 'milestone'
                    and journal_opening_id is null then transaction_type <> 'billed_sales'
                    or num_nonnulls(entry_id, added_detail_id) <> 0
                when transaction_class = 'material' and transaction_type = 'billed_sales'
                    and num_nonnulls(
                        entry_id, retainer_id, journal_opening_id, added_detail_id
                    ) = 0 then bills_actual_id is not null or invoice_detail_id is null
                else num_nonnulls(
                    entry_id, coalesce(retainer_id, journal_opening_id), added_detail_id
                ) <> 1
            end
        ",
    },
    // R-CONF-1: what is billed is no longer unbilled.
    Check {
        name: "billed_sale_takes_its_unbilled_sale_back",
        sql: r"
            select 'actual ' || b.actual_id
            from actual b
            left join actual r on r.company_id = b.company_id
                and r.reverses_actual_id = b.bills_actual_id
            where b.bills_actual_id is not null and b.reverses_actual_id is null
                and r.invoice_id is distinct from b.invoice_id
        ",
    },
    Check {
        name: "replacing_sale_is_of_its_original",
        sql: r"
            select 'actual ' || n.actual_id
            from actual n
            left join actual o on o.company_id = n.company_id and o.actual_id = n.replaces_actual_id
            where n.replaces_actual_id is not null
                -- What stands in for a billed sale is what it is billed from instead, or open again.
                and not (
                    o.transaction_type = 'billed_sales' and o.transaction_class <> 'milestone'
                    and n.transaction_type = 'unbilled_sales'
                    and (
                        o.transaction_class, o.entry_id, o.added_detail_id, o.contract_line_id,
                        o.customer_id, o.work_on, o.currency
                    ) is not distinct from (
                        n.transaction_class, n.entry_id, n.added_detail_id, n.contract_line_id,
                        n.customer_id, n.work_on, n.currency
                    )
                )
                and (
                    o.transaction_type, o.transaction_class, o.entry_id, o.added_detail_id,
                    o.contract_line_id, o.customer_id, o.work_on, o.currency
                ) is distinct from (
                    n.transaction_type, n.transaction_class, n.entry_id, n.added_detail_id,
                    n.contract_line_id, n.customer_id, n.work_on, n.currency
                )
        ",
    },
    // R-CONF-8: Unbilled Sales and Cost.
    Check {
        name: "actual_cost_is_of_the_same_entry",
        sql: r"
            select 'actual ' || u.actual_id
            from actual u
            left join actual c on c.company_id = u.company_id and c.actual_id = u.cost_actual_id
            where u.cost_actual_id is not null
                and (
                    c.transaction_type is distinct from 'cost'
                    or c.entry_id is distinct from u.entry_id
                    or u.transaction_type <> 'unbilled_sales'
                )
        ",
    },
    Check {
        name: "actual_tax_is_on_billed_sales",
        sql: r"
            select 'actual ' || actual_id
            from actual
            where tax <> 0 and transaction_type <> 'billed_sales'
        ",
    },
    Check {
        name: "sale_without_price_is_not_billed",
        sql: r"
            select 'actual ' || b.actual_id
            from actual b
            join actual u on u.company_id = b.company_id and u.actual_id = b.bills_actual_id
            where b.transaction_type = 'billed_sales' and b.reverses_actual_id is null
                and b.billing_type = 'chargeable' and not u.has_price
        ",
    },
];
