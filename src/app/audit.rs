//! `billwright audit`: every invariant asked of a live database, one line each with the count of violations
//! and the first bad rows. Reads as the owner, across companies.

use crate::platform::failure::Failure;
use sqlx::PgConnection;

/// An invariant and the query that finds rows breaking it: each row one text naming it.
struct Check {
    name: &'static str,
    sql: &'static str,
}

/// What one check found.
#[derive(Debug)]
pub struct Finding {
    /// The invariant.
    pub name: &'static str,
    /// How many rows break it.
    pub count: i64,
    /// The first of them.
    pub first: Vec<String>,
}

const CHECKS: &[Check] = &[
    Check { name: "I1 entry_is_billed_whole", sql: "
        select 'entry ' || e.entry_id from entry e
        join (select u.company_id, u.entry_id, sum(u.quantity) as quantity from actual u
              where u.transaction_type = 'unbilled_sales' and u.replaces_actual_id is null and u.reverses_actual_id is null
                and not exists (select from contract c where c.company_id = u.company_id and c.contract_id = u.contract_id and c.state = 'lost') -- taken back in part (R-SM-3)
                and not exists (select from actual r where r.company_id = u.company_id and r.reverses_actual_id = u.actual_id and r.invoice_id is null)
              group by u.company_id, u.entry_id) u using (company_id, entry_id)
        where e.transaction_class <> 'fee'
          and u.quantity <> case when e.billing_type = 'chargeable' then greatest(e.quantity, e.billable_quantity) else e.quantity end" },
    Check { name: "approved_entry_is_in_the_ledger", sql: "
        select 'entry ' || e.entry_id from entry e where (e.state in ('approved', 'recall_requested') and not e.is_history)
        <> exists (select from actual a where a.company_id = e.company_id and a.entry_id = e.entry_id and a.reverses_actual_id is null and a.bills_actual_id is null
             and not exists (select from actual r where r.company_id = a.company_id and r.reverses_actual_id = a.actual_id and r.invoice_id is null))" },
    Check { name: "approval_set_counts_its_entries", sql: "
        select 'approval set ' || s.approval_set_id from approval_set s
        left join (select company_id, approval_set_id, count(*) filter (where outcome = 'waiting') as waiting, count(*) filter (where outcome = 'approved') as approved,
                          count(*) filter (where outcome = 'failed') as failed from approval_set_entry group by company_id, approval_set_id) x using (company_id, approval_set_id)
        where (s.waiting, s.approved, s.failed) <> (coalesce(x.waiting, 0), coalesce(x.approved, 0), coalesce(x.failed, 0))" },
    Check { name: "I2 actual_on_one_invoice", sql: "
        select 'actual ' || source_actual_id from invoice_detail where source_actual_id is not null group by company_id, source_actual_id having count(*) > 1" },
    Check { name: "I2 milestone_split_on_one_invoice", sql: "
        select 'milestone split ' || source_milestone_split_id from invoice_detail where source_milestone_split_id is not null group by company_id, source_milestone_split_id having count(*) > 1" },
    Check { name: "invoice_detail_has_one_source", sql: "
        select 'invoice detail ' || invoice_detail_id from invoice_detail where num_nonnulls(source_actual_id, source_milestone_split_id) <> 1" },
    Check { name: "milestone_is_for_fixed_price", sql: "
        select 'milestone ' || m.milestone_id from milestone m left join contract_line l on l.company_id = m.company_id and l.contract_line_id = m.contract_line_id
        where l.billing_method is distinct from 'fixed_price'" },
    Check { name: "milestone_splits_make_it_whole", sql: "
        select 'milestone ' || m.milestone_id from milestone m
        join contract_line l on l.company_id = m.company_id and l.contract_line_id = m.contract_line_id
        join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
        left join milestone_split s on s.company_id = m.company_id and s.milestone_id = m.milestone_id
        group by m.company_id, m.milestone_id, m.amount, m.tax
        having coalesce(sum(s.amount), -1) <> m.amount or coalesce(sum(s.tax), -1) <> m.tax
            or bool_or((s.contract_line_id, s.contract_id, s.project_id, s.currency, s.milestone_on) is distinct from (m.contract_line_id, l.contract_id, l.project_id, c.currency, m.milestone_on))" },
    Check { name: "billed_milestone_equals_its_detail", sql: "
        select 'actual ' || b.actual_id from actual b
        left join invoice_detail d on d.company_id = b.company_id and d.invoice_detail_id = b.invoice_detail_id and d.invoice_id = b.invoice_id
        left join milestone_split s on s.company_id = d.company_id and s.milestone_split_id = d.source_milestone_split_id
        where b.transaction_type = 'billed_sales' and b.reverses_actual_id is null and b.transaction_class = 'milestone' and b.journal_opening_id is null
          and ((s.contract_line_id, s.customer_id, s.project_id, s.milestone_on, s.amount, d.tax, d.billing_type)
               is distinct from (b.contract_line_id, b.customer_id, b.project_id, b.work_on, b.amount, b.tax, b.billing_type) or s.milestone_split_id is null)" },
    Check { name: "milestone_billed_once", sql: "
        select 'milestone split ' || d.source_milestone_split_id from invoice_detail d
        join actual b on b.company_id = d.company_id and b.invoice_detail_id = d.invoice_detail_id and b.transaction_type = 'billed_sales' and b.reverses_actual_id is null
        where d.source_milestone_split_id is not null group by d.company_id, d.source_milestone_split_id having count(*) > 1" },
    Check { name: "I2 actual_billed_once", sql: "
        select 'actual ' || bills_actual_id from actual where bills_actual_id is not null and reverses_actual_id is null group by company_id, bills_actual_id having count(*) > 1" },
    Check { name: "I3 open_sale_is_in_one_place", sql: "
        select 'actual ' || a.actual_id from actual a
        left join actual r on r.company_id = a.company_id and r.reverses_actual_id = a.actual_id
        left join backlog b on b.company_id = a.company_id and b.actual_id = a.actual_id
        left join invoice_detail d on d.company_id = a.company_id and d.source_actual_id = a.actual_id
        left join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
        where a.transaction_type = 'unbilled_sales' and a.transaction_class <> 'retainer' and a.reverses_actual_id is null
          and (case when b.actual_id is null then 0 else 1 end + case when i.state in ('draft', 'in_review') then 1 else 0 end)
              <> case when r.actual_id is null then 1 else 0 end" },
    Check { name: "backlog_mirrors_its_actual", sql: "
        select 'actual ' || b.actual_id from backlog b left join actual a on a.company_id = b.company_id and a.actual_id = b.actual_id
        where a.transaction_type is distinct from 'unbilled_sales'
           or (a.contract_id, a.contract_line_id, a.customer_id, a.project_id, a.work_on, a.billing_type, a.currency, a.quantity, a.amount, a.has_price)
              is distinct from (b.contract_id, b.contract_line_id, b.customer_id, b.project_id, b.work_on, b.billing_type, b.currency, b.quantity, b.amount, b.has_price)" },
    Check { name: "I4 split_sums_to_whole", sql: "
        select 'contract line ' || contract_line_id from contract_line_customer group by company_id, contract_line_id
        having sum(billing_split_percent) <> 100 or count(*) filter (where is_rounding) <> 1" },
    Check { name: "rounding_customer_has_a_share", sql: "
        select 'contract line ' || lc.contract_line_id || ' of contract ' || c.number from contract_line_customer lc
        join contract_line l on l.company_id = lc.company_id and l.contract_line_id = lc.contract_line_id
        join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
        where lc.is_rounding and lc.billing_split_percent = 0 and c.state <> 'lost'" },
    Check { name: "project_class_is_on_one_line", sql: "
        select distinct 'contract line ' || k.contract_line_id || ' and ' || n.contract_line_id from contract_line_class k
        join contract_line kl on kl.company_id = k.company_id and kl.contract_line_id = k.contract_line_id
        join contract kc on kc.company_id = kl.company_id and kc.contract_id = kl.contract_id
        join contract_line_class n on n.company_id = k.company_id and n.project_id = k.project_id and n.transaction_class = k.transaction_class
             and n.contract_line_class_id > k.contract_line_class_id and (k.task_id is null or n.task_id is null or k.task_id = n.task_id)
        join contract_line nl on nl.company_id = n.company_id and nl.contract_line_id = n.contract_line_id
        join contract nc on nc.company_id = nl.company_id and nc.contract_id = nl.contract_id
        where kc.state <> 'lost' and nc.state <> 'lost' and (kc.contract_id = nc.contract_id
           or (nc.start_on <= coalesce(kc.requested_delivery_on, 'infinity') and kc.start_on <= coalesce(nc.requested_delivery_on, 'infinity')))" },
    Check { name: "price_periods_do_not_overlap", sql: "
        select 'price ' || n.price_id from price n join price p on p.company_id = n.company_id and p.price_id < n.price_id and p.currency = n.currency
          and (p.contract_id, p.transaction_class, p.role_id, p.category_id, p.product_id) is not distinct from (n.contract_id, n.transaction_class, n.role_id, n.category_id, n.product_id)
          and (n.transaction_class = 'time' or lower(btrim(p.unit)) = lower(btrim(n.unit)))
          and p.valid_from <= coalesce(n.valid_to, 'infinity') and n.valid_from <= coalesce(p.valid_to, 'infinity')" },
    Check { name: "sale_without_price_is_never_ready", sql: "
        select 'actual ' || b.actual_id from backlog b where b.is_ready and not b.has_price and b.billing_type = 'chargeable'" },
    Check { name: "sale_without_price_is_not_billed", sql: "
        select 'actual ' || b.actual_id from actual b join actual u on u.company_id = b.company_id and u.actual_id = b.bills_actual_id
        where b.transaction_type = 'billed_sales' and b.reverses_actual_id is null and b.billing_type = 'chargeable' and not u.has_price" },
    Check { name: "line_customer_with_actuals_stays", sql: "
        select distinct 'contract line ' || a.contract_line_id || ' customer ' || a.customer_id from actual a
        where a.contract_line_id is not null and a.customer_id is not null
          and not exists (select from contract_line_customer lc where lc.company_id = a.company_id and lc.contract_line_id = a.contract_line_id and lc.customer_id = a.customer_id)" },
    Check { name: "actual_amount_multiplies_out", sql: "
        select 'actual ' || actual_id from actual where amount <> round(quantity * unit_price, currency_decimals(currency))
        union all select 'invoice detail ' || invoice_detail_id from invoice_detail where amount <> round(quantity * unit_price, currency_decimals(currency))" },
    Check { name: "reversal_mirrors_original", sql: "
        select 'actual ' || r.actual_id from actual r left join actual o on o.company_id = r.company_id and o.actual_id = r.reverses_actual_id
        where r.reverses_actual_id is not null and (o.actual_id is null or o.reverses_actual_id is not null
           or (o.quantity + r.quantity, o.amount + r.amount, o.tax + r.tax) <> (0, 0, 0)
           or (o.transaction_type, o.billing_type, o.customer_id, o.contract_line_id, o.currency, o.unit_price)
              is distinct from (r.transaction_type, r.billing_type, r.customer_id, r.contract_line_id, r.currency, r.unit_price))" },
    Check { name: "actual_reversed_once", sql: "
        select 'actual ' || reverses_actual_id from actual where reverses_actual_id is not null group by company_id, reverses_actual_id having count(*) > 1" },
    Check { name: "billed_sale_equals_its_unbilled_sale", sql: "
        select 'actual ' || b.actual_id from actual b left join actual u on u.company_id = b.company_id and u.actual_id = b.bills_actual_id
        where b.transaction_type = 'billed_sales' and b.reverses_actual_id is null and b.transaction_class not in ('milestone', 'retainer')
          and (u.actual_id is null or (u.quantity, u.amount, u.customer_id, u.currency) is distinct from (b.quantity, b.amount, b.customer_id, b.currency))" },
    Check { name: "I5 invoice_totals_are_of_its_details", sql: "
        select 'invoice ' || i.invoice_id from invoice i
        left join (select company_id, invoice_id, sum(amount) as amount, sum(tax) as tax from invoice_detail where billing_type = 'chargeable' group by company_id, invoice_id) d using (company_id, invoice_id)
        left join (select company_id, invoice_id, sum(case when retainer_use = 'billed' then amount else -amount end) as amount from invoice_retainer group by company_id, invoice_id) u using (company_id, invoice_id)
        left join (select company_id, invoice_id, sum(amount) as amount, sum(tax) as tax from actual where transaction_type = 'billed_sales' and billing_type = 'chargeable' group by company_id, invoice_id) b using (company_id, invoice_id)
        where i.state in ('confirmed', 'posted')
          and ((i.amount, i.tax) is distinct from (coalesce(d.amount, 0) + coalesce(u.amount, 0), coalesce(d.tax, 0)) or (i.amount, i.tax) is distinct from (coalesce(b.amount, 0), coalesce(b.tax, 0)))" },
    Check { name: "retainer_rows_balance", sql: "
        select 'retainer ' || retainer_id from actual where retainer_id is not null group by company_id, retainer_id
        having sum(amount) <> 0 or sum(amount) filter (where transaction_type = 'unbilled_sales') > 0" },
    Check { name: "billed_retainer_equals_its_use", sql: "
        select 'retainer ' || coalesce(u.retainer_id, a.retainer_id) || ' on invoice ' || coalesce(u.invoice_id, a.invoice_id)
        from (select u.company_id, u.retainer_id, u.invoice_id, sum(case when u.retainer_use = 'billed' then u.amount else -u.amount end) as amount
              from invoice_retainer u join invoice i using (company_id, invoice_id) where i.state in ('confirmed', 'posted') group by u.company_id, u.retainer_id, u.invoice_id) u
        full join (select company_id, retainer_id, invoice_id, sum(amount) as amount from actual
              where retainer_id is not null and invoice_id is not null and transaction_type = 'billed_sales' group by company_id, retainer_id, invoice_id) a using (company_id, retainer_id, invoice_id)
        where u.amount is distinct from a.amount" },
    Check { name: "billed_before_has_its_opening", sql: "
        select 'milestone split ' || s.milestone_split_id from milestone_split s
        left join (select company_id, milestone_split_id, count(*) as n from standing_opening group by company_id, milestone_split_id) o using (company_id, milestone_split_id)
        where coalesce(o.n, 0) <> s.is_billed_before::integer
        union all select 'retainer ' || r.retainer_id from retainer r
        left join (select company_id, retainer_id, count(*) as n from standing_opening group by company_id, retainer_id) o using (company_id, retainer_id)
        where coalesce(o.n, 0) <> r.is_billed_before::integer" },
    Check { name: "opening_is_in_the_ledger_as_said", sql: "
        select 'journal opening ' || o.journal_opening_id from journal_opening o
        left join actual a on a.company_id = o.company_id and a.journal_opening_id = o.journal_opening_id
        group by o.company_id, o.journal_opening_id, o.retainer_id, o.amount, o.tax, o.available
        having count(a.reverses_actual_id) <> count(*) filter (where a.reverses_actual_id is null)
           and (coalesce(sum(a.amount) filter (where a.transaction_type = 'billed_sales'), -1), coalesce(sum(a.amount) filter (where a.transaction_type = 'unbilled_sales'), 0), sum(a.tax))
               is distinct from (case when o.retainer_id is null then o.amount else o.available end, -o.available, o.tax)" },
    Check { name: "retainer_used_within_available", sql: "
        select 'retainer ' || retainer_id from retainer_balance where available < 0" },
    Check { name: "retainers_applied_within_chargeable", sql: "
        select 'invoice ' || u.invoice_id from (select company_id, invoice_id, sum(amount) as amount from invoice_retainer where retainer_use = 'applied' group by company_id, invoice_id) u
        left join (select company_id, invoice_id, sum(amount) as amount from invoice_detail where billing_type = 'chargeable' group by company_id, invoice_id) d using (company_id, invoice_id)
        where u.amount > coalesce(d.amount, 0)" },
    Check { name: "retainer_belongs_on_its_invoice", sql: "
        select 'retainer ' || u.retainer_id || ' on invoice ' || u.invoice_id from invoice_retainer u
        left join invoice i on i.company_id = u.company_id and i.invoice_id = u.invoice_id
        left join retainer r on r.company_id = u.company_id and r.retainer_id = u.retainer_id
        where (r.contract_id, r.customer_id, r.currency) is distinct from (i.contract_id, i.customer_id, i.currency) or (u.retainer_use = 'billed' and u.amount <> r.amount)" },
    Check { name: "I6 invoice_numbers_have_no_gap", sql: "
        select 'company ' || c.company_id from invoice_counter c
        left join (select company_id, count(*) as n, min(invoice_number) as low, max(invoice_number) as high from invoice where invoice_number is not null group by company_id) i using (company_id)
        where (coalesce(i.n, 0), coalesce(i.high, 0)) <> (c.last_number, c.last_number) or i.low <> 1" },
    Check { name: "I6 invoice_numbers_follow_time", sql: "
        select 'invoice ' || i.invoice_id from invoice i join invoice b on b.company_id = i.company_id and b.invoice_number = i.invoice_number - 1
        where i.confirmed_at < b.confirmed_at" },
    Check { name: "invoice_keeps_whom_it_was_issued_to", sql: "
        select 'invoice ' || invoice_id from invoice
        where (state in ('confirmed', 'posted')) <> (num_nulls(customer_name, customer_street, customer_postcode, customer_city, customer_country, customer_language, customer_vat_id) = 0)
           or (state in ('confirmed', 'posted') and num_nulls(bill_to_name, bill_to_contact, bill_to_address, payment_terms_days) > 0)" },
    Check { name: "I6 invoice_number_comes_with_confirmation", sql: "
        select 'invoice ' || invoice_id from invoice where (state in ('confirmed', 'posted')) <> (invoice_number is not null)" },
    Check { name: "I10 invoice_detail_belongs_to_its_invoice", sql: "
        select 'invoice detail ' || d.invoice_detail_id from invoice_detail d
        left join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
        left join milestone_split s on s.company_id = d.company_id and s.milestone_split_id = d.source_milestone_split_id
        left join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
        where (coalesce(a.contract_id, s.contract_id), coalesce(a.customer_id, s.customer_id), coalesce(a.currency, s.currency), coalesce(a.contract_line_id, s.contract_line_id)) is distinct from (i.contract_id, i.customer_id, d.currency, d.contract_line_id) or i.currency is distinct from d.currency" },
    Check { name: "I15 confirmed_detail_is_billed", sql: "
        select 'invoice detail ' || d.invoice_detail_id from invoice_detail d
        join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
        left join (select company_id, invoice_detail_id, count(*) as n from actual where transaction_type = 'billed_sales' and reverses_actual_id is null group by company_id, invoice_detail_id) b
               on b.company_id = d.company_id and b.invoice_detail_id = d.invoice_detail_id
        where (i.state in ('confirmed', 'posted')) <> (coalesce(b.n, 0) > 0)" },
    Check { name: "I16 confirmation_is_audited", sql: "
        select 'invoice ' || i.invoice_id from invoice i where i.confirmed_at is not null
        and not exists (select from audit_entry a where a.company_id = i.company_id and a.command = 'confirm_invoices' and a.happened_at = i.confirmed_at)" },
    // A limit that somebody lowered may be below what was committed already: the audit trail says so.
    Check { name: "committed_stays_within_limits", sql: "
        with used as (
            select x.company_id, l.contract_id, x.contract_line_id, x.customer_id, sum(x.amount) as amount from (
                select company_id, contract_line_id, customer_id, amount from actual where transaction_type <> 'cost' and billing_type = 'chargeable'
                union all select company_id, contract_line_id, customer_id, -amount from backlog where billing_type = 'chargeable' and nte_status in ('failed', 'not_evaluated')) x
            join contract_line l using (company_id, contract_line_id)
            where l.billing_method = 'time_and_material'
            group by x.company_id, l.contract_id, x.contract_line_id, x.customer_id),
        limits as (
            select c.company_id, (select x.contract_id from contract_line x where (x.company_id, x.contract_line_id) = (c.company_id, c.contract_line_id)) as contract_id,
                   'contract line ' || contract_line_id || ' customer ' || customer_id as name, not_to_exceed,
                   jsonb_build_object('LineCustomer', jsonb_build_array(contract_line_id, customer_id)) as level,
                   (select sum(u.amount) from used u where (u.company_id, u.contract_line_id, u.customer_id) = (c.company_id, c.contract_line_id, c.customer_id)) as used
            from contract_line_customer c where not_to_exceed is not null
            union all
            select company_id, contract_id, 'contract line ' || contract_line_id, not_to_exceed, jsonb_build_object('Line', contract_line_id),
                   (select sum(u.amount) from used u where (u.company_id, u.contract_line_id) = (l.company_id, l.contract_line_id))
            from contract_line l where not_to_exceed is not null
            union all
            select company_id, contract_id, 'contract ' || contract_id || ' customer ' || customer_id, not_to_exceed, jsonb_build_object('ContractCustomer', jsonb_build_array(contract_id, customer_id)),
                   (select sum(u.amount) from used u where (u.company_id, u.contract_id, u.customer_id) = (c.company_id, c.contract_id, c.customer_id))
            from contract_customer c where not_to_exceed is not null
            union all
            select company_id, contract_id, 'contract ' || contract_id, not_to_exceed, jsonb_build_object('Contract', contract_id),
                   (select sum(u.amount) from used u where (u.company_id, u.contract_id) = (c.company_id, c.contract_id))
            from contract c where not_to_exceed is not null)
        select l.name from limits l where l.used > l.not_to_exceed
          and not exists (select from audit_entry a where a.company_id = l.company_id and 
            (a.command = 'set_limit' and a.input -> 'level' = l.level and (a.after ->> 1)::numeric < coalesce((a.before ->> 1)::numeric, 'infinity')
             or a.command = 'save_contract' and (a.input ->> 'contract_id')::bigint = l.contract_id))" },
    Check { name: "walls_stand", sql: "
        select 'no row-level security on ' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind = 'r' and not c.relrowsecurity and c.relname not in ('_sqlx_migrations', 'sign_in_failure')
        union all
        select 'billwright_app may ' || p.privilege_type || ' ' || p.table_name from information_schema.role_table_grants p
        where p.grantee = 'billwright_app' and (p.privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES') or (p.table_name in ('actual', 'audit_entry') and p.privilege_type in ('UPDATE', 'DELETE')))
        union all
        select 'trigger ' || t.tgname || ' is off' from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and t.tgenabled = 'D'" },
];

/// Bad rows named per invariant.
const NAMED: usize = 5;

/// Asks every invariant.
pub async fn audit(owner: &mut PgConnection) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::with_capacity(CHECKS.len());
    for check in CHECKS {
        let bad: Vec<String> = sqlx::query_scalar(check.sql).fetch_all(&mut *owner).await?;
        findings.push(Finding { name: check.name, count: i64::try_from(bad.len()).unwrap_or(i64::MAX), first: bad.into_iter().take(NAMED).collect() });
    }
    Ok(findings)
}

/// One line per invariant; whether all hold.
pub fn report(findings: &[Finding]) -> (String, bool) {
    let lines: Vec<String> = findings
        .iter()
        .map(|f| if f.count == 0 { format!("ok   {:>6}  {}", 0, f.name) } else { format!("FAIL {:>6}  {}: {}", f.count, f.name, f.first.join(", ")) })
        .collect();
    (lines.join("\n"), findings.iter().all(|f| f.count == 0))
}
