-- What stands on the contracts of a company, row by row, in words that are the same in every company that was filled alike: ids and times
-- are left out; work is named by its note, project and payer, milestones and retainers by their distance from the first, invoices by their
-- place among all: by contract, and on each as they were made, since two chunks of contracts are done at a time. The numbers they got are told as they are.
with day as (
    select min(begun_at)::date as first, current_date as last from batch where company_id = $1 and kind in ('create_invoices', 'confirm_invoices')
),
first as (
    select (select min(milestone_split_id) from milestone_split where company_id = $1) as split, (select min(retainer_id) from retainer where company_id = $1) as retainer
),
work as (
    select a.actual_id, (e.notes, p.code, u.name, a.transaction_type)::text as name
    from actual a
    join entry e on e.company_id = $1 and e.entry_id = a.entry_id
    join project p on p.company_id = $1 and p.project_id = a.project_id
    left join customer u on u.company_id = $1 and u.customer_id = a.customer_id
    where a.company_id = $1 and a.invoice_id is null
),
payer as (
    select customer_id, name from customer where company_id = $1
),
line as (
    select contract_line_id, line_number from contract_line where company_id = $1
),
bill as (
    select invoice_id, contract_id, row_number() over (order by contract_id, invoice_id) as place from invoice where company_id = $1
),
-- Columns that name rows, moments and people.
names as (
    select c.oid::regclass::text as of, array_agg(a.attname::text) as of_it
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.oid in ('invoice'::regclass, 'invoice_line'::regclass, 'invoice_detail'::regclass, 'actual'::regclass, 'backlog'::regclass, 'milestone_split'::regclass,
        'retainer'::regclass, 'contract'::regclass) and a.attnum > 0 and a.attname ~ '(_id|_at|_by|invoice_on|accounted_on)$'
    group by c.oid
),
said (contract_id, says) as (
    select c.contract_id, 'contract ' || (to_jsonb(c) - n.of_it)::text from contract c join names n on n.of = 'contract' where c.company_id = $1
    union all
    select i.contract_id, 'invoice ' || b.place || ' to ' || u.name || ' of a batch ' || (i.batch_id is not null) || ' on ' ||
        case when i.invoice_on between d.first and d.last then 'the day' else i.invoice_on::text end || ' accounted on ' ||
        case when i.accounted_on between d.first and d.last then 'the day' else coalesce(i.accounted_on::text, 'none') end || ' by ' ||
        (i.created_by is not null, i.confirmed_by is not null)::text || (to_jsonb(i) - n.of_it)::text
    from invoice i join bill b using (invoice_id) join payer u using (customer_id) join names n on n.of = 'invoice' cross join day d where i.company_id = $1
    union all
    select b.contract_id, 'invoice ' || b.place || ' line ' || l.line_number || ' ' || x.name
    from invoice_line x join bill b using (invoice_id) join line l using (contract_line_id) where x.company_id = $1
    union all
    select b.contract_id, 'invoice ' || b.place || ' line ' || l.line_number || ' detail of ' ||
        (w.name, x.source_milestone_split_id - f.split, x.source_product_line_id, x.original_invoice_id, x.credited_by_invoice_id)::text || (to_jsonb(x) - n.of_it)::text
    from invoice_detail x join bill b using (invoice_id) join line l using (contract_line_id) left join work w on w.actual_id = x.source_actual_id
    join names n on n.of = 'invoice_detail' cross join first f where x.company_id = $1
    union all
    select a.contract_id, 'actual on invoice ' || coalesce(b.place, 0) || ' of ' ||
        (w.name, c.name, r.name, s.name, a.retainer_id - f.retainer, l.line_number, u.name, a.replaces_actual_id)::text || ' accounted on ' ||
        case when a.accounted_on between d.first and d.last then 'the day' else a.accounted_on::text end || (to_jsonb(a) - n.of_it)::text
    from actual a left join bill b using (invoice_id) left join payer u using (customer_id) left join line l using (contract_line_id)
    left join work w on w.actual_id = a.actual_id left join work c on c.actual_id = a.cost_actual_id
    left join work r on r.actual_id = a.reverses_actual_id left join work s on s.actual_id = a.bills_actual_id
    join names n on n.of = 'actual' cross join first f cross join day d where a.company_id = $1
    union all
    select b.contract_id, 'waits ' || w.name || (to_jsonb(b) - n.of_it)::text from backlog b join work w using (actual_id) join names n on n.of = 'backlog' where b.company_id = $1
    union all
    select m.contract_id, 'milestone ' || m.milestone_split_id - f.split || (to_jsonb(m) - n.of_it)::text
    from milestone_split m join names n on n.of = 'milestone_split' cross join first f where m.company_id = $1
    union all
    select r.contract_id, 'retainer ' || r.retainer_id - f.retainer || (to_jsonb(r) - n.of_it)::text
    from retainer r join names n on n.of = 'retainer' cross join first f where r.company_id = $1
)
select coalesce(c.number, '') as number, s.says
from said s
left join contract c on c.company_id = $1 and c.contract_id = s.contract_id
