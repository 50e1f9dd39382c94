-- The ground every table stands on: the two roles, the company of a transaction, the words of the field.

-- The owner migrates; the server works as billwright_app, which owns nothing. Roles belong to the
-- whole cluster, so another database may have made it already, perhaps at this very moment.
do $$
begin
    create role billwright_app login;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
    if not pg_has_role(current_user, 'billwright_app', 'member') then
        execute format('grant billwright_app to %I', current_user);
    end if;
end $$;

revoke all on schema public from public;
grant usage on schema public to billwright_app;

-- The company of this transaction. None set: no row of any table is visible.
create function current_company() returns bigint
    language sql stable parallel safe
    return nullif(current_setting('billwright.company', true), '')::bigint;

-- ISO 4217 minor units where they are not two (R-PRC-9). Immutable, so that CHECKs may lean on it;
-- the same list is in vocabulary/currency.rs and a test compares them.
create function currency_decimals(currency text) returns integer
    language sql immutable parallel safe
    return case
        when currency in ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND','VUV','XAF','XOF','XPF') then 0
        when currency in ('BHD','IQD','JOD','KWD','LYD','OMR','TND') then 3
        when currency in ('CLF','UYW') then 4
        else 2
    end;

-- Row-level security, the same wall for every table: only rows of the transaction's company.
create procedure company_wall(tbl regclass)
    language plpgsql
as $$
begin
    execute format('alter table %s enable row level security', tbl);
    execute format(
        'create policy own_company on %s using (company_id = (select current_company())) with check (company_id = (select current_company()))',
        tbl);
end $$;

-- Refuses whatever statement it guards; the trigger's own name is the invariant's name.
create function refuse_statement() returns trigger
    language plpgsql
as $$
begin
    raise exception 'refused by %', tg_name using errcode = 'check_violation', constraint = tg_name, table = tg_table_name;
end $$;

-- Append-only: for the application, for the owner, for anybody at a prompt.
create procedure append_only_wall(tbl regclass, invariant text)
    language plpgsql
as $$
begin
    execute format('create trigger %I before update or delete on %s for each statement execute function refuse_statement()', invariant, tbl);
    execute format('create trigger %I before truncate on %s for each statement execute function refuse_statement()', invariant || '_truncate', tbl);
end $$;

create type transaction_type as enum ('cost', 'unbilled_sales', 'billed_sales');
create type transaction_class as enum ('time', 'expense', 'material', 'fee', 'milestone', 'retainer');
create type billing_type as enum ('chargeable', 'non_chargeable', 'complimentary', 'not_available');
create type billing_method as enum ('time_and_material', 'fixed_price');
create type contract_state as enum ('draft', 'confirmed', 'lost');
create type entry_state as enum ('draft', 'submitted', 'approved', 'returned');
create type nte_status as enum ('not_evaluated', 'committed', 'failed', 'not_applicable');
create type invoice_state as enum ('draft', 'in_review', 'confirmed', 'posted');
