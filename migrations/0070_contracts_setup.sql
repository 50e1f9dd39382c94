-- Contracts as people set them up: customers and limits at every level, tasks, chargeability, schedules, prices by
-- category and product.

alter table contract
    add column not_to_exceed numeric(20,4), -- R-NTE-2: the outermost level
    add column version integer not null default 1, -- raised by every change of the contract or what hangs on it
    add constraint contract_limit_is_not_negative check (not_to_exceed >= 0);

-- R-VOC-4: contract customers give the defaults of new lines, and carry a limit of their own.
create table contract_customer (
    company_id bigint not null,
    contract_id bigint not null,
    customer_id bigint not null,
    position integer not null,
    billing_split_percent numeric(7,4) not null,
    is_rounding boolean not null,
    not_to_exceed numeric(20,4),
    bill_to_name text not null default '', -- empty: the customer's name
    bill_to_contact text not null default '',
    constraint contract_customer_key primary key (company_id, contract_id, customer_id),
    constraint contract_customer_of_a_contract foreign key (company_id, contract_id) references contract on delete cascade,
    constraint contract_customer_is_a_customer foreign key (company_id, customer_id) references customer,
    constraint contract_customer_percent_is_a_share check (billing_split_percent between 0 and 100),
    constraint contract_customer_limit_is_not_negative check (not_to_exceed >= 0)
);
insert into contract_customer (company_id, contract_id, customer_id, position, billing_split_percent, is_rounding)
select c.company_id, c.contract_id, cu.customer_id, cu.position,
       case when cu.customer_id = c.primary_customer_id then 100 else 0 end, cu.customer_id = c.primary_customer_id
from contract c join lateral (
    select x.customer_id, row_number() over (order by min(x.position)) as position from (
        select c.primary_customer_id as customer_id, 0 as position
        union all
        select lc.customer_id, lc.position from contract_line l
        join contract_line_customer lc on lc.company_id = l.company_id and lc.contract_line_id = l.contract_line_id
        where l.company_id = c.company_id and l.contract_id = c.contract_id) x
    group by x.customer_id) cu on true;
call company_wall('contract_customer');
grant select, insert, delete on contract_customer to billwright_app;
grant update (position, billing_split_percent, is_rounding, not_to_exceed, bill_to_name, bill_to_contact) on contract_customer to billwright_app;

create type invoice_schedule_type as enum ('completed_milestones', 'progress_based');
alter table contract_line
    add column schedule_type invoice_schedule_type not null default 'completed_milestones', -- fixed price only
    add column billing_start_on date, -- null: the contract's start
    add column invoice_frequency text, -- as vocabulary/frequency.rs writes it
    add column estimated_tax numeric(20,4) not null default 0,
    add column customer_budget numeric(20,4), -- information only
    add constraint contract_line_tax_is_not_negative check (estimated_tax >= 0),
    add constraint contract_line_budget_is_not_negative check (customer_budget >= 0);
