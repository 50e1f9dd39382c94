-- What work is billed by besides roles: tasks, expense categories, products; and which of it customers pay (R-APP-3).

create table task (
    company_id bigint not null,
    task_id bigint generated always as identity,
    project_id bigint not null,
    parent_task_id bigint,
    name text not null,
    constraint task_key primary key (company_id, task_id),
    constraint task_of_a_project foreign key (company_id, project_id) references project,
    constraint task_under_a_task foreign key (company_id, parent_task_id) references task,
    constraint task_name_is_unique unique (company_id, project_id, name),
    constraint task_name_is_given check (length(name) between 1 and 200),
    constraint task_is_not_its_own_parent check (parent_task_id <> task_id)
);
call company_wall('task');

-- The pricing dimension of expenses and fees (R-VOC-6).
create table category (
    company_id bigint not null references company,
    category_id bigint generated always as identity,
    name text not null,
    is_chargeable boolean not null default true,
    constraint category_key primary key (company_id, category_id),
    constraint category_name_is_unique unique (company_id, name),
    constraint category_name_is_given check (length(name) between 1 and 200)
);
call company_wall('category');

create table product (
    company_id bigint not null references company,
    product_id bigint generated always as identity,
    name text not null,
    unit text not null,
    constraint product_key primary key (company_id, product_id),
    constraint product_name_is_unique unique (company_id, name),
    constraint product_name_is_given check (length(name) between 1 and 200),
    constraint product_unit_is_given check (length(unit) between 1 and 50)
);
call company_wall('product');

alter table role add column is_chargeable boolean not null default true;

-- R-APP-2: a project and class sit on one whole-project line; with selected tasks on several, if no task is on two;
-- whole and selected exclude each other. No task: the whole project.
alter table contract_line add column has_selected_tasks boolean not null default false;
alter table contract_line_class
    add column task_id bigint,
    add column contract_line_class_id bigint generated always as identity,
    drop constraint project_class_is_on_one_line,
    add constraint contract_line_class_key primary key (company_id, contract_line_class_id),
    add constraint project_class_is_on_one_line unique nulls not distinct (company_id, project_id, transaction_class, task_id),
    add constraint contract_line_class_of_a_task foreign key (company_id, task_id) references task;

create function contract_line_class_guard() returns trigger language plpgsql as $$
begin
    perform from new_class n
    where exists (select from contract_line_class k
        where k.company_id = n.company_id and k.project_id = n.project_id and k.transaction_class = n.transaction_class
          and (k.task_id is null) <> (n.task_id is null));
    if found then
        raise exception 'a whole project and some of its tasks are both on a line' using errcode = 'check_violation', constraint = 'whole_project_excludes_its_tasks', table = 'contract_line_class';
    end if;
    perform from new_class n left join task t on t.company_id = n.company_id and t.task_id = n.task_id
    join contract_line l on l.company_id = n.company_id and l.contract_line_id = n.contract_line_id
    where n.project_id <> l.project_id or (n.task_id is null) = l.has_selected_tasks or (n.task_id is not null and t.project_id <> n.project_id);
    if found then
        raise exception 'a line covers only its own project' using errcode = 'check_violation', constraint = 'contract_line_class_is_of_its_line', table = 'contract_line_class';
    end if;
    return null;
end $$;
create trigger whole_project_excludes_its_tasks after insert on contract_line_class
    referencing new table as new_class for each statement execute function contract_line_class_guard();

-- Exceptions of a line from what role and category say by themselves, and which of its tasks customers pay.
create table contract_line_chargeability (
    company_id bigint not null,
    contract_line_chargeability_id bigint generated always as identity,
    contract_line_id bigint not null,
    role_id bigint,
    category_id bigint,
    task_id bigint,
    is_chargeable boolean not null,
    constraint contract_line_chargeability_key primary key (company_id, contract_line_chargeability_id),
    constraint chargeability_is_said_once unique nulls not distinct (company_id, contract_line_id, role_id, category_id, task_id),
    constraint chargeability_of_one_thing check (num_nonnulls(role_id, category_id, task_id) = 1),
    constraint chargeability_of_a_line foreign key (company_id, contract_line_id) references contract_line on delete cascade,
    constraint chargeability_of_a_role foreign key (company_id, role_id) references role,
    constraint chargeability_of_a_category foreign key (company_id, category_id) references category,
    constraint chargeability_of_a_task foreign key (company_id, task_id) references task
);
call company_wall('contract_line_chargeability');

-- R-PRC-1, R-PRC-2: time by role, expenses and fees by category, material by product. A contract may have its own
-- prices, which win over the company's.
create type pricing as enum ('per_unit', 'at_cost', 'markup');
alter table price
    alter column role_id drop not null,
    add column category_id bigint,
    add column product_id bigint,
    add column contract_id bigint,
    add column pricing pricing not null default 'per_unit',
    drop constraint price_starts_once,
    add constraint price_starts_once unique nulls not distinct (company_id, contract_id, currency, role_id, category_id, product_id, valid_from),
    add constraint price_of_one_thing check (num_nonnulls(role_id, category_id, product_id) = 1),
    add constraint price_suits_its_class check (
        (role_id is not null) = (transaction_class = 'time') and (product_id is not null) = (transaction_class = 'material')
        and transaction_class in ('time', 'expense', 'fee', 'material')),
    add constraint price_by_cost_is_for_expenses check (pricing = 'per_unit' or transaction_class = 'expense'), -- unit_price is then a percentage of markup
    add constraint price_of_a_category foreign key (company_id, category_id) references category,
    add constraint price_of_a_product foreign key (company_id, product_id) references product,
    add constraint price_of_a_contract foreign key (company_id, contract_id) references contract;

create function price_guard() returns trigger language plpgsql as $$
begin
    perform from new_price n join price p on p.company_id = n.company_id and p.price_id <> n.price_id and p.currency = n.currency
        and (p.contract_id, p.transaction_class, p.role_id, p.category_id, p.product_id) is not distinct from (n.contract_id, n.transaction_class, n.role_id, n.category_id, n.product_id)
        and p.valid_from <= n.valid_to and n.valid_from <= p.valid_to;
    if found then
        raise exception 'two prices hold on the same day' using errcode = 'check_violation', constraint = 'price_periods_do_not_overlap', table = 'price';
    end if;
    return null;
end $$;
create trigger price_periods_do_not_overlap after insert on price referencing new table as new_price for each statement execute function price_guard();
create trigger price_periods_do_not_overlap_update after update on price referencing new table as new_price for each statement execute function price_guard();

grant select, insert on task, category, product, contract_line_chargeability to billwright_app;
