-- One definition of what a contract still has to bill and what it has billed, for every page that says so (R-INV-12): the contract's own,
-- the list of contracts, the hub and the overview. Published views, which rooms below may read too.

-- What is on no invoice, a row each: sales of the backlog, customers' parts of milestones, retainers. Only what is chargeable has an amount.
-- Each half is found by its own index on the contract.
create view open_billing with (security_invoker = true) as
select b.company_id, b.contract_id, b.customer_id, 'work'::text as kind, b.is_ready, case when b.billing_type = 'chargeable' then b.amount else 0 end as amount,
       not b.has_price and b.billing_type = 'chargeable' as is_without_price
from backlog b
union all
select s.company_id, s.contract_id, s.customer_id, 'milestone', s.is_ready, s.amount, false
from milestone_split s
where not s.is_billed_before and s.amount <> 0
  and not exists (select from invoice_detail d where d.company_id = s.company_id and d.source_milestone_split_id = s.milestone_split_id)
union all
select r.company_id, r.contract_id, r.customer_id, 'retainer', r.is_ready, r.amount, false
from retainer r
where not r.is_billed_before
  and not exists (select from invoice_retainer u where u.company_id = r.company_id and u.retainer_id = r.retainer_id and u.retainer_use = 'billed')
union all
-- What is left of a retainer and goes back is Ready for that, and bills nothing.
select r.company_id, r.contract_id, r.customer_id, 'retainer', true, 0, false
from retainer r join retainer_balance v on v.company_id = r.company_id and v.retainer_id = r.retainer_id
where r.is_to_refund and v.available > 0;
grant select on open_billing to billwright_app;

-- The same per contract, with drafts and what was billed.
create view contract_billing with (security_invoker = true) as
select c.company_id, c.contract_id, f.ready_count, f.ready_amount, f.not_ready_count, f.not_ready_amount, f.without_price_count,
       f.milestone_ready_count, f.milestone_ready_amount, f.milestone_not_ready_count, f.milestone_not_ready_amount,
       f.retainer_ready_count, f.retainer_ready_amount, f.retainer_not_ready_count, f.retainer_not_ready_amount,
       i.draft_amount, i.billed_amount + o.amount as billed_amount, o.amount as billed_before_amount
from contract c
cross join lateral (
    select count(*) filter (where x.is_ready) as ready_count, coalesce(sum(x.amount) filter (where x.is_ready), 0) as ready_amount,
           count(*) filter (where not x.is_ready) as not_ready_count, coalesce(sum(x.amount) filter (where not x.is_ready), 0) as not_ready_amount,
           count(*) filter (where x.is_without_price) as without_price_count,
           count(*) filter (where x.is_ready and x.kind = 'milestone') as milestone_ready_count,
           coalesce(sum(x.amount) filter (where x.is_ready and x.kind = 'milestone'), 0) as milestone_ready_amount,
           count(*) filter (where not x.is_ready and x.kind = 'milestone') as milestone_not_ready_count,
           coalesce(sum(x.amount) filter (where not x.is_ready and x.kind = 'milestone'), 0) as milestone_not_ready_amount,
           count(*) filter (where x.is_ready and x.kind = 'retainer') as retainer_ready_count,
           coalesce(sum(x.amount) filter (where x.is_ready and x.kind = 'retainer'), 0) as retainer_ready_amount,
           count(*) filter (where not x.is_ready and x.kind = 'retainer') as retainer_not_ready_count,
           coalesce(sum(x.amount) filter (where not x.is_ready and x.kind = 'retainer'), 0) as retainer_not_ready_amount
    from open_billing x where x.company_id = c.company_id and x.contract_id = c.contract_id) f
cross join lateral (
    select coalesce(sum(x.amount), 0) as billed_amount,
           coalesce(sum((select sum(d.amount) from invoice_detail d where d.company_id = x.company_id and d.invoice_id = x.invoice_id and d.billing_type = 'chargeable'))
               filter (where x.amount is null), 0)
           + coalesce(sum((select sum(case when u.retainer_use = 'billed' then u.amount else -u.amount end) from invoice_retainer u
                           where u.company_id = x.company_id and u.invoice_id = x.invoice_id)) filter (where x.amount is null), 0) as draft_amount
    from invoice x where x.company_id = c.company_id and x.contract_id = c.contract_id) i
cross join lateral (
    select coalesce(sum(b.amount), 0) as amount from billed_before b where b.company_id = c.company_id and b.contract_id = c.contract_id) o;
grant select on contract_billing to billwright_app;
