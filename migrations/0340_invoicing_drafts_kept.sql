-- What is asked of every draft whenever a page shows many of them, each keeps: what it comes to, and its first row, by which the backlog
-- knows which drafts hold the first of all: the day and the sale of the first detail that bills a recorded sale, in the backlog's order.
-- Details and uses of retainers are followed by triggers; of a confirmed invoice they are what they were.
alter table invoice
    add draft_amount numeric(20,4) not null default 0,
    add draft_tax numeric(20,4) not null default 0,
    add first_work_on date,
    add first_actual_id bigint,
    add constraint invoice_first_row_is_one check ((first_work_on is null) = (first_actual_id is null));

update invoice i
set draft_amount = coalesce(d.amount, 0) + coalesce(u.amount, 0), draft_tax = coalesce(d.tax, 0), first_work_on = f.work_on,
    first_actual_id = f.source_actual_id
from invoice o
left join lateral (
    select sum(x.net_amount - x.credited_amount) as amount, sum(x.tax - x.credited_tax) as tax
    from invoice_detail x
    where x.company_id = o.company_id and x.invoice_id = o.invoice_id and x.billing_type = 'chargeable'
) d on true
left join lateral (
    select sum(case when x.retainer_use = 'billed' then x.amount - x.credited_amount else x.credited_amount - x.amount end) as amount
    from invoice_retainer x
    where x.company_id = o.company_id and x.invoice_id = o.invoice_id
) u on true
left join lateral (
    select x.work_on, x.source_actual_id
    from invoice_detail x
    where x.company_id = o.company_id and x.invoice_id = o.invoice_id and x.source_actual_id is not null
    order by x.work_on, x.source_actual_id
    limit 1
) f on true
where o.is_open and i.company_id = o.company_id and i.invoice_id = o.invoice_id;

create index invoice_by_first_row on invoice (company_id, first_work_on, first_actual_id) where is_open and first_work_on is not null;
