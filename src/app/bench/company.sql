-- A big company for `billwright bench`: as the owner, set-based, through every wall. Settings say how big: bench.company, bench.contracts,
-- bench.sales (open), bench.invoices. Nothing is random: the same numbers give the same company.

create temporary table size on commit drop as
select current_setting('bench.company')::bigint as company, current_setting('bench.contracts')::integer as contracts, current_setting('bench.sales')::integer as sales,
       current_setting('bench.invoices')::integer as invoices, greatest(1, current_setting('bench.contracts')::integer / 8) as customers,
       -- One invoice of 25 is still a draft; those of a month hold more than what an invoice held before.
       current_setting('bench.invoices')::integer / 25 as drafts, 20 as draft_details, 6 as details,
       current_setting('bench.sales')::integer / 40 as waiting;

-- Names: customers, projects and people, some alike.
insert into customer (company_id, name, country, language, payment_terms_days, street, postcode, city)
select company, (array['Nordwind', 'Aurora', 'Helios', 'Blackbird', 'Fjord', 'Kestrel', 'Delta', 'Summit', 'Linden', 'Harbour'])[1 + n * 7 % 10] || ' '
           || (array['Logistics', 'Energy', 'Foods', 'Systems', 'Bank', 'Works', 'Health', 'Media', 'Rail'])[1 + n * 5 % 9] || ' ' || n,
       (array['DE', 'NL', 'NO', 'GB'])[1 + n % 4], (array['de', 'nl', 'nb', 'en'])[1 + n % 4], (array[14, 30, 60])[1 + n % 3], 'Street ' || n, lpad(n::text, 5, '0'), 'City ' || n % 97
from size cross join generate_series(1, customers) n;
insert into person (company_id, name, email, password_hash)
select company, 'Manager ' || n, 'manager' || n || '@bench' || company || '.example', '!' from size cross join generate_series(1, 40) n;
insert into resource (company_id, name)
select company, (array['Anna', 'Bram', 'Chloe', 'Dirk', 'Eva', 'Finn', 'Grete', 'Hans', 'Ines', 'Jan'])[1 + n % 10] || ' Worker ' || n from size cross join generate_series(1, 500) n;
insert into role (company_id, name) select company, 'Consultant ' || n from size cross join generate_series(1, 10) n;
insert into category (company_id, name) select company, name from size cross join unnest(array['Travel', 'Hotel', 'Licence fee', 'Not agreed']) name;
insert into product (company_id, name, unit) select company, name, unit from size cross join (values ('Cable', 'm'), ('Sensor', 'piece')) p (name, unit);
insert into price (company_id, currency, transaction_class, role_id, category_id, product_id, unit, unit_price, valid_from, valid_to)
select company, currency, class::transaction_class, role_id, category_id, product_id, unit, 100, '2000-01-01', '2100-01-01'
from size cross join unnest(array['EUR', 'USD', 'GBP']) currency,
     lateral (select 'time' as class, role_id, null::bigint as category_id, null::bigint as product_id, 'hour' as unit from role where company_id = company
              union all select 'expense', null, category_id, null, 'piece' from category where company_id = company and name <> 'Not agreed'
              union all select 'material', null, null, product_id, unit from product where company_id = company) x;

create temporary table deal on commit drop as
select n, cu.customer_id, case when n % 20 < 16 then 'EUR' when n % 20 < 19 then 'USD' else 'GBP' end as currency,
       case when n % 25 = 24 then 'draft' when n % 100 = 50 then 'lost' else 'confirmed' end::contract_state as state
from size cross join generate_series(1, contracts) n
join (select customer_id, row_number() over (order by customer_id) - 1 as c from customer, size where company_id = company) cu on cu.c = (n * 13) % (select customers from size);

insert into project (company_id, code, name, customer_id, manager_person_id)
select company, 'P' || lpad(n::text, 6, '0'), (array['Rollout', 'Migration', 'Support', 'Audit', 'Redesign', 'Plant'])[1 + n % 6] || ' ' || n, customer_id,
       (select min(person_id) from person where company_id = company and name like 'Manager %') + n % 40
from size cross join deal order by n;
insert into project_team (company_id, project_id, person_id, is_approver)
select p.company_id, p.project_id, f.first + (p.project_id + t) % 40, t = 0
from size cross join project p, (select min(person_id) as first from person, size where company_id = company and name like 'Manager %') f, generate_series(0, 1) t where p.company_id = company;

-- Contracts: a line for work, on every tenth with a limit; on every fifth a line at a fixed price with milestones; retainers on every twentieth.
insert into contract (company_id, number, name, primary_customer_id, currency, start_on)
select company, 'C-' || lpad(n::text, 6, '0'), (array['Frame agreement', 'Services', 'Maintenance', 'Build', 'Advice'])[1 + n * 3 % 5] || ' ' || n, customer_id, currency, '2020-01-01'
from size cross join deal order by n;
create temporary table part on commit drop as
select d.*, c.contract_id, p.project_id, n % 10 = 3 as is_limited
from deal d join size on true
join (select contract_id, row_number() over (order by contract_id) as n from contract, size where company_id = company) c using (n)
join (select project_id, row_number() over (order by project_id) as n from project, size where company_id = company) p using (n);
insert into contract_customer (company_id, contract_id, customer_id, position, billing_split_percent, is_rounding)
select company, contract_id, customer_id, 1, 100, true from size cross join part order by n;
insert into contract_line (company_id, contract_id, line_number, name, billing_method, project_id, not_to_exceed)
select company, contract_id, 1, 'Work', 'time_and_material', project_id, case when is_limited then 900000000 end from size cross join part order by n;
insert into contract_line (company_id, contract_id, line_number, name, billing_method, project_id, contracted_amount)
select company, contract_id, 2, 'Deliverables', 'fixed_price', project_id, 40000 from size cross join part where n % 5 = 0 order by n;
insert into contract_line_class (company_id, project_id, transaction_class, contract_line_id)
select l.company_id, l.project_id, class, l.contract_line_id
from size cross join contract_line l, unnest(array['time', 'expense', 'material', 'fee']::transaction_class[]) class where l.company_id = company and l.line_number = 1;
insert into contract_line_customer (company_id, contract_line_id, customer_id, position, billing_split_percent, is_rounding)
select l.company_id, l.contract_line_id, c.primary_customer_id, 1, 100, true
from size cross join contract_line l join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id where l.company_id = company;
analyze part;
analyze contract_line;
analyze contract;
insert into milestone (company_id, contract_line_id, name, milestone_on, amount)
select l.company_id, l.contract_line_id, 'Stage ' || m, date '2025-01-01' + (p.n * 17 % 700)::integer + m * 30, 10000
from size cross join contract_line l join part p using (contract_id), generate_series(1, 4) m where l.company_id = company and l.line_number = 2 order by p.n, m;
insert into milestone_split (company_id, milestone_id, contract_id, contract_line_id, customer_id, project_id, milestone_on, currency, amount, is_ready)
select m.company_id, m.milestone_id, p.contract_id, m.contract_line_id, p.customer_id, p.project_id, m.milestone_on, p.currency, m.amount,
       p.state = 'confirmed' and row_number() over (order by m.milestone_id) % 3 = 0
from size cross join milestone m join contract_line l on l.company_id = m.company_id and l.contract_line_id = m.contract_line_id join part p on p.contract_id = l.contract_id
where m.company_id = company order by m.milestone_id;
insert into retainer (company_id, contract_id, customer_id, description, invoice_on, amount, currency, is_ready)
select company, contract_id, customer_id, 'Quarter ' || q, date '2026-01-01' + n % 300 + q * 90, 5000, currency, state = 'confirmed' and q = 1
from size cross join part, generate_series(1, 4) q where n % 20 = 7 order by n, q;
update contract c set state = p.state from part p, size where c.company_id = company and c.contract_id = p.contract_id and p.state <> 'draft';

-- Work: what is open, what drafts and confirmed invoices hold, and what waits for its approval. One contract has a fiftieth of it, one of a
-- hundred contracts a tenth. Invoices first, so that their work is the older.
create temporary table line on commit drop as
select row_number() over (order by p.n) - 1 as k, p.contract_id, l.contract_line_id, p.project_id, p.customer_id, p.currency, p.is_limited
from size cross join part p join contract_line l on l.company_id = company and l.contract_id = p.contract_id and l.line_number = 1 where p.state = 'confirmed';
create temporary table bill on commit drop as
select n, n <= drafts as is_draft, (n::bigint * 7919) % (select count(*) from line) as k, case when n <= drafts then draft_details else details end as rows
from size cross join generate_series(1, invoices) n;
create temporary table work on commit drop as
select row_number() over (order by x.bill nulls last, x.s) as w, x.bill, l.*, 0 as spot from (
    select b.n as bill, b.k, s from bill b, generate_series(1::bigint, b.rows) s
    union all
    select null, case when s % 50 = 0 then 0 when s % 10 = 1 then s * 31 % greatest(1, m.lines / 100) else s * 7919 % m.lines end, s
    from size cross join generate_series(1::bigint, sales + waiting) s, (select count(*) as lines from line) m) x
join line l using (k);
alter table work add class transaction_class, add is_open boolean, add is_waiting boolean, add billing_type billing_type, add work_on date, add quantity numeric, add price numeric, add has_price boolean;
update work set spot = w % 50;
update work set
    class = case when spot in (0, 1) then 'expense' when spot = 2 then 'material' when spot = 3 and w % 200 = 3 then 'fee' else 'time' end::transaction_class,
    is_open = bill is null and w <= (select max(w) from work) - (select waiting from size), is_waiting = w > (select max(w) from work) - (select waiting from size),
    billing_type = case when spot in (10, 11, 12) then 'non_chargeable' when spot = 13 then 'complimentary' else 'chargeable' end::billing_type,
    work_on = case when bill is null then date '2025-03-01' + (w * 37 % 600)::integer else date '2023-01-01' + (w * 37 % 900)::integer end,
    quantity = 0.25 * (1 + w * 11 % 32), price = 80 + (w * 7 % 60), has_price = true;
update work set quantity = 1 where class = 'fee';
update work set is_waiting = false, is_open = true where class = 'fee' and is_waiting;
-- Expenses of a category that no price list knows.
update work set has_price = false where is_open and class = 'expense' and w % 400 in (50, 51);
update work set price = 0 where not has_price;
analyze work;

-- Foreign keys are looked up as the tables were when they were last measured.
analyze;
insert into entry_journal (company_id, description, posted_at) select company, 'Licences ' || n, timestamptz '2025-01-01 12:00+00' + n * interval '1 day' from size cross join generate_series(1, 200) n;
insert into entry (company_id, transaction_class, work_on, project_id, resource_id, role_id, category_id, product_id, unit, task, notes, quantity, billing_type, billable_quantity,
        unit_price, price_currency, unit_cost, state, entry_journal_id, journal_type)
select company, class, work_on, project_id, case when class <> 'fee' then r.first + w * 3 % 500 end, case when class = 'time' then o.first + w % 10 end,
       case when class = 'fee' then k.fee when class = 'expense' and has_price then k.first + w % 2 when class = 'expense' then k.unpriced end,
       case when class = 'material' then p.first + w % 2 end, case when class = 'material' then (array['m', 'piece'])[1 + w % 2] when class = 'expense' then 'piece' else '' end,
       (array['Build', 'Design', 'Review', 'Meeting', 'Test'])[1 + w % 5], 'Part ' || w, quantity, billing_type, quantity,
       case when has_price then price end, case when has_price then currency end, case when class = 'fee' then 0 else 45 end,
       case when class = 'fee' then 'approved' else 'submitted' end::entry_state, case when class = 'fee' then j.first + w % 200 end,
       case when class = 'fee' then 'unbilled_sales' end::transaction_type
from size cross join work,
     (select min(resource_id) as first from resource, size where company_id = company) r, (select min(role_id) as first from role, size where company_id = company) o,
     (select min(category_id) as first, min(category_id) filter (where name = 'Licence fee') as fee, min(category_id) filter (where name = 'Not agreed') as unpriced from category, size where company_id = company) k,
     (select min(product_id) as first from product, size where company_id = company) p, (select min(entry_journal_id) as first from entry_journal, size where company_id = company) j
order by w;
alter table work add entry_id bigint, add sale_id bigint, add cost_id bigint;
update work set entry_id = e.first + w - 1 from (select min(entry_id) as first from entry, size where company_id = company) e;
delete from work where is_waiting;
update work set cost_id = case when class <> 'fee' then nextval('actual_id_seq') end, sale_id = nextval('actual_id_seq');
create unique index on work (entry_id);
analyze work;
analyze entry;
update entry e set state = 'approved' from work w, size where e.company_id = company and e.entry_id = w.entry_id and w.class <> 'fee';

insert into actual (company_id, actual_id, transaction_type, transaction_class, billing_type, work_on, accounted_on, contract_id, contract_line_id, customer_id, project_id, resource_id,
        role_id, entry_id, quantity, unit_price, amount, currency)
select e.company_id, w.cost_id, 'cost', w.class, w.billing_type, w.work_on, w.work_on, w.contract_id, w.contract_line_id, w.customer_id, w.project_id, e.resource_id, e.role_id, w.entry_id,
       w.quantity, e.unit_cost, round(w.quantity * e.unit_cost, 2), 'EUR'
from size cross join work w join entry e on e.company_id = (select company from size) and e.entry_id = w.entry_id where w.cost_id is not null order by w.w;
insert into actual (company_id, actual_id, transaction_type, transaction_class, billing_type, work_on, accounted_on, contract_id, contract_line_id, customer_id, project_id, resource_id,
        role_id, entry_id, quantity, unit_price, amount, currency, cost_actual_id, has_price)
select e.company_id, w.sale_id, 'unbilled_sales', w.class, w.billing_type, w.work_on, w.work_on, w.contract_id, w.contract_line_id, w.customer_id, w.project_id, e.resource_id, e.role_id, w.entry_id,
       w.quantity, w.price, round(w.quantity * w.price, 2), w.currency, w.cost_id, w.has_price
from size cross join work w join entry e on e.company_id = (select company from size) and e.entry_id = w.entry_id order by w.w;
analyze actual;

-- Two of three open sales that may be are Ready.
insert into backlog (company_id, actual_id, contract_id, contract_line_id, customer_id, project_id, resource_id, work_on, transaction_class, billing_type, currency, quantity, net_amount, has_price, nte_status, nte_detail, is_ready, unit)
select a.company_id, a.actual_id, a.contract_id, a.contract_line_id, a.customer_id, a.project_id, a.resource_id, a.work_on, a.transaction_class, a.billing_type, a.currency, a.quantity, a.net_amount, a.has_price, x.nte_status,
       case when x.nte_status = 'failed' then 'contract_line' end,
       w.w % 3 <> 0 and x.nte_status in ('committed', 'not_applicable') and (a.has_price or a.billing_type <> 'chargeable'),
       case when a.transaction_class <> 'time' then (select e.unit from entry e where e.company_id = a.company_id and e.entry_id = a.entry_id) end
from size cross join work w join actual a on a.company_id = (select company from size) and a.actual_id = w.sale_id
cross join lateral (select case when not w.is_limited or a.billing_type <> 'chargeable' then 'not_applicable' when w.w % 10 = 4 then 'failed' when w.w % 10 = 5 then 'not_evaluated' else 'committed' end::nte_status as nte_status) x
where w.is_open order by w.w;

-- Invoices: their details, and of the confirmed ones both rows of the ledger for each.
insert into invoice (company_id, contract_id, customer_id, currency, name, invoice_on, created_at)
select company, l.contract_id, l.customer_id, l.currency, 'Invoice ' || b.n, case when b.is_draft then date '2026-06-30' else date '2023-07-01' + b.n % 800 end, timestamptz '2026-01-01 12:00+00'
from size cross join bill b join line l using (k) order by b.is_draft, b.n;
create temporary table invoiced on commit drop as
select b.n as bill, b.is_draft, i.invoice_id, row_number() over (order by i.invoice_id) as place
from (select *, row_number() over (order by is_draft, n) as at from bill) b
join (select invoice_id, row_number() over (order by invoice_id) as at from invoice, size where company_id = company) i using (at);
create unique index on invoiced (bill);
analyze invoiced;
analyze invoice;
insert into invoice_line (company_id, invoice_id, contract_line_id, name)
select distinct company, i.invoice_id, w.contract_line_id, 'Work' from size cross join work w join invoiced i using (bill);
analyze invoice_line;
insert into invoice_detail (company_id, invoice_id, contract_line_id, source_actual_id, work_on, billing_type, quantity, unit_price, amount, currency, nte_status)
select a.company_id, i.invoice_id, a.contract_line_id, a.actual_id, a.work_on, a.billing_type, a.quantity, a.unit_price, a.amount, a.currency, case when w.is_limited and a.billing_type = 'chargeable' then 'committed' else 'not_applicable' end::nte_status
from size cross join work w join invoiced i using (bill) join actual a on a.company_id = (select company from size) and a.actual_id = w.sale_id order by i.invoice_id, w.w;
analyze invoice_detail;
insert into actual (company_id, transaction_type, transaction_class, billing_type, work_on, accounted_on, contract_id, contract_line_id, customer_id, project_id, resource_id, role_id,
        entry_id, quantity, unit_price, amount, currency, reverses_actual_id, bills_actual_id, invoice_id, invoice_detail_id)
select a.company_id, x.kind, a.transaction_class, a.billing_type, a.work_on, v.invoice_on, a.contract_id, a.contract_line_id, a.customer_id, a.project_id, a.resource_id, a.role_id, a.entry_id,
       x.sign * a.quantity, a.unit_price, x.sign * a.amount, a.currency, case when x.sign < 0 then a.actual_id end, case when x.sign > 0 then a.actual_id end, d.invoice_id, d.invoice_detail_id
from size cross join invoiced i join invoice v on v.company_id = (select company from size) and v.invoice_id = i.invoice_id
join invoice_detail d on d.company_id = (select company from size) and d.invoice_id = i.invoice_id
join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
cross join (values ('unbilled_sales'::transaction_type, -1), ('billed_sales', 1)) x (kind, sign)
where not i.is_draft order by d.invoice_detail_id, x.sign;
update invoice_counter set last_number = last_number + (select count(*) from invoiced where not is_draft) from size where company_id = company;
update invoice v set state = 'confirmed', invoice_number = i.place, amount = s.amount, tax = 0, confirmed_at = v.created_at, accounted_on = v.invoice_on
from invoiced i, size, (select d.invoice_id, coalesce(sum(d.net_amount) filter (where d.billing_type = 'chargeable'), 0) as amount from invoice_detail d, size where d.company_id = company group by d.invoice_id) s
where v.company_id = company and v.invoice_id = i.invoice_id and s.invoice_id = i.invoice_id and not i.is_draft;
insert into audit_entry (company_id, happened_at, request_id, command, input, after)
select company, timestamptz '2026-01-01 12:00+00', gen_random_uuid(), 'confirm_invoices', '{}', jsonb_agg(jsonb_build_object('invoice_id', invoice_id, 'outcome', jsonb_build_object('Ok', place)) order by place)
from size cross join invoiced where not is_draft group by company, place / 100;

with begun as (
    insert into batch (company_id, kind, input, person_id, begun_at)
    select company, 'approve_set', '{}', (select min(person_id) from person where company_id = company), timestamptz '2025-01-01 12:00+00' + n * interval '1 hour'
    from size cross join generate_series(1, least(2000, contracts / 2)) n
    returning company_id, batch_id
)
insert into approval_set (company_id, approval_set_id, project_id, comment, hours)
select b.company_id, b.batch_id, (select min(project_id) from project where company_id = b.company_id) + b.n, '', b.n % 40
from (select company_id, batch_id, row_number() over (order by batch_id) as n from begun) b;
