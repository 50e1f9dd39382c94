-- The contract book: who is billed for what, in which currency, at which price.

create table customer (
    company_id bigint not null references company,
    customer_id bigint generated always as identity,
    name text not null,
    country text not null,
    language text not null,
    vat_id text,
    payment_terms_days integer not null,
    constraint customer_key primary key (company_id, customer_id),
    constraint customer_name_is_unique unique (company_id, name),
    constraint customer_name_is_given check (length(name) between 1 and 200),
    constraint customer_payment_terms_are_days check (payment_terms_days between 0 and 365)
);
call company_wall('customer');

create table project (
    company_id bigint not null references company,
    project_id bigint generated always as identity,
    code text not null,
    name text not null,
    constraint project_key primary key (company_id, project_id),
    constraint project_code_is_unique unique (company_id, code),
    constraint project_code_is_given check (length(code) between 1 and 100)
);
call company_wall('project');

-- Who does the work; not necessarily somebody who signs in.
create table resource (
    company_id bigint not null references company,
    resource_id bigint generated always as identity,
    name text not null,
    constraint resource_key primary key (company_id, resource_id),
    constraint resource_name_is_unique unique (company_id, name),
    constraint resource_name_is_given check (length(name) between 1 and 200)
);
call company_wall('resource');

-- The pricing dimension of time (R-VOC-6).
create table role (
    company_id bigint not null references company,
    role_id bigint generated always as identity,
    name text not null,
    constraint role_key primary key (company_id, role_id),
    constraint role_name_is_unique unique (company_id, name),
    constraint role_name_is_given check (length(name) between 1 and 200)
);
call company_wall('role');

create table contract (
    company_id bigint not null references company,
    contract_id bigint generated always as identity,
    number text not null,
    name text not null,
    primary_customer_id bigint not null,
    currency text not null,
    start_on date not null,
    requested_delivery_on date,
    state contract_state not null default 'draft',
    constraint contract_key primary key (company_id, contract_id),
    constraint contract_number_is_unique unique (company_id, number),
    constraint contract_number_is_given check (length(number) between 1 and 50),
    constraint contract_name_is_given check (length(name) between 1 and 200),
    constraint contract_currency_is_a_code check (currency ~ '^[A-Z]{3}$'),
    constraint contract_primary_customer foreign key (company_id, primary_customer_id) references customer
);
call company_wall('contract');
create index contract_by_name on contract (company_id, name, contract_id);

-- R-SM-1 to R-SM-3: born a draft; confirmed once; lost is the end. R-VOC-1: the currency is frozen after the first save.
create function contract_guard() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        raise exception 'a contract is born a draft' using errcode = 'check_violation', constraint = 'contract_state_moves_forward';
    end if;
    if old.currency <> new.currency then
        raise exception 'the currency is frozen' using errcode = 'check_violation', constraint = 'contract_currency_is_frozen';
    end if;
    if (old.state, new.state) not in (('draft', 'confirmed'), ('draft', 'lost'), ('confirmed', 'lost')) then
        raise exception 'no way from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'contract_state_moves_forward';
    end if;
    return new;
end $$;
create trigger contract_state_moves_forward_insert before insert on contract for each row when (new.state <> 'draft') execute function contract_guard();
create trigger contract_state_moves_forward before update on contract for each row
    when (old.state is distinct from new.state or old.currency is distinct from new.currency) execute function contract_guard();

create table contract_line (
    company_id bigint not null,
    contract_line_id bigint generated always as identity,
    contract_id bigint not null,
    line_number integer not null,
    name text not null,
    billing_method billing_method not null,
    project_id bigint not null,
    contracted_amount numeric(20,4),
    not_to_exceed numeric(20,4),
    constraint contract_line_key primary key (company_id, contract_line_id),
    constraint contract_line_number_is_unique unique (company_id, contract_id, line_number),
    constraint contract_line_of_a_contract foreign key (company_id, contract_id) references contract,
    constraint contract_line_project foreign key (company_id, project_id) references project,
    constraint contract_line_name_is_given check (length(name) between 1 and 200),
    constraint contract_line_number_is_positive check (line_number > 0),
    constraint contract_line_limit_is_for_time_and_material check (not_to_exceed is null or (billing_method = 'time_and_material' and not_to_exceed >= 0)),
    constraint contract_line_contracted_amount_is_not_negative check (contracted_amount >= 0)
);
call company_wall('contract_line');

-- Which transaction classes a line bills. A project and class sit on one whole-project line only (R-APP-2):
-- the key says so.
create table contract_line_class (
    company_id bigint not null,
    project_id bigint not null,
    transaction_class transaction_class not null,
    contract_line_id bigint not null,
    constraint project_class_is_on_one_line primary key (company_id, project_id, transaction_class),
    constraint contract_line_class_of_a_line foreign key (company_id, contract_line_id) references contract_line
);
call company_wall('contract_line_class');
create index contract_line_class_by_line on contract_line_class (company_id, contract_line_id);

create table contract_line_customer (
    company_id bigint not null,
    contract_line_id bigint not null,
    customer_id bigint not null,
    position integer not null, -- order of allotment (R-APP-8)
    billing_split_percent numeric(7,4) not null,
    is_rounding boolean not null,
    not_to_exceed numeric(20,4),
    constraint contract_line_customer_key primary key (company_id, contract_line_id, customer_id),
    constraint contract_line_customer_of_a_line foreign key (company_id, contract_line_id) references contract_line,
    constraint contract_line_customer_is_a_customer foreign key (company_id, customer_id) references customer,
    constraint contract_line_customer_percent_is_a_share check (billing_split_percent between 0 and 100),
    constraint contract_line_customer_limit_is_not_negative check (not_to_exceed >= 0)
);
call company_wall('contract_line_customer');
create unique index contract_line_has_one_rounding_customer on contract_line_customer (company_id, contract_line_id) where is_rounding;

-- R-APP-7: the split of a line is whole at every commit: 100 %, with exactly one rounding customer.
create function contract_line_split_guard() returns trigger language plpgsql as $$
declare
    total numeric;
    rounding bigint;
    line bigint := case when tg_op = 'DELETE' then old.contract_line_id else new.contract_line_id end;
    firm bigint := case when tg_op = 'DELETE' then old.company_id else new.company_id end;
begin
    select sum(billing_split_percent), count(*) filter (where is_rounding) into total, rounding
    from contract_line_customer where company_id = firm and contract_line_id = line;
    if total is not null and (total <> 100 or rounding <> 1) then
        raise exception 'contract line % is split to % %%', line, total using errcode = 'check_violation', constraint = 'split_sums_to_whole';
    end if;
    return null;
end $$;
create constraint trigger split_sums_to_whole after insert or update or delete on contract_line_customer
    deferrable initially deferred for each row execute function contract_line_split_guard();

-- Sales prices (R-PRC-1, R-PRC-2); ours belong to a currency until price lists come.
create table price (
    company_id bigint not null references company,
    price_id bigint generated always as identity,
    currency text not null,
    transaction_class transaction_class not null,
    role_id bigint not null,
    unit text not null,
    unit_price numeric(14,4) not null,
    valid_from date not null,
    valid_to date not null,
    constraint price_key primary key (company_id, price_id),
    constraint price_starts_once unique (company_id, currency, transaction_class, role_id, valid_from),
    constraint price_of_a_role foreign key (company_id, role_id) references role,
    constraint price_is_not_negative check (unit_price >= 0),
    constraint price_period_runs_forward check (valid_from <= valid_to)
);
call company_wall('price');

grant select, insert on customer, project, resource, role, contract_line, contract_line_class, contract_line_customer, price to billwright_app;
grant select, insert on contract to billwright_app;
grant update (state) on contract to billwright_app;
