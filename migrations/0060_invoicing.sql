-- Proforma invoices: draft → (in review) → confirmed. A confirmed one is frozen with all that hangs on it.

-- Gap-free numbers: a counter raised in the confirming transaction, never a sequence (I6).
create table invoice_counter (
    company_id bigint not null references company,
    last_number bigint not null default 0,
    constraint invoice_counter_key primary key (company_id)
);
call company_wall('invoice_counter');
grant select on invoice_counter to billwright_app;
grant update (last_number) on invoice_counter to billwright_app;

create table invoice (
    company_id bigint not null,
    invoice_id bigint generated always as identity,
    contract_id bigint not null,
    customer_id bigint not null,
    currency text not null,
    state invoice_state not null default 'draft',
    invoice_number bigint,
    name text not null,
    description text not null default '',
    bill_to_name text not null,
    bill_to_contact text not null default '',
    bill_to_address text not null default '',
    payment_terms_days integer not null,
    invoice_on date not null,
    accounted_on date, -- null: the day it is confirmed (R-CONF-4)
    version integer not null default 1, -- raised by every change, its lines and details included
    created_by bigint,
    created_at timestamptz not null default now(),
    confirmed_by bigint,
    confirmed_at timestamptz,
    amount numeric(20,4), -- frozen at confirmation
    tax numeric(20,4),
    constraint invoice_key primary key (company_id, invoice_id),
    constraint invoice_of_a_contract foreign key (company_id, contract_id) references contract,
    constraint invoice_to_a_customer foreign key (company_id, customer_id) references customer,
    constraint invoice_created_by_a_person foreign key (company_id, created_by) references person,
    constraint invoice_confirmed_by_a_person foreign key (company_id, confirmed_by) references person,
    constraint invoice_number_is_unique unique (company_id, invoice_number),
    constraint invoice_number_comes_with_confirmation check ((state in ('draft', 'in_review')) = (invoice_number is null)),
    constraint invoice_totals_come_with_confirmation check ((invoice_number is null) = (amount is null) and (amount is null) = (tax is null) and (amount is null) = (confirmed_at is null)),
    constraint invoice_name_is_given check (length(name) between 1 and 200)
);
call company_wall('invoice');
create index invoice_by_contract on invoice (company_id, contract_id, invoice_id);
create index invoice_open on invoice (company_id, invoice_id) where state in ('draft', 'in_review');
grant select, insert, delete on invoice to billwright_app;
grant update (state, invoice_number, name, description, bill_to_name, bill_to_contact, bill_to_address, accounted_on, version, confirmed_by, confirmed_at, amount, tax) on invoice to billwright_app;

create table invoice_line (
    company_id bigint not null,
    invoice_id bigint not null,
    contract_line_id bigint not null,
    name text not null,
    constraint invoice_line_key primary key (company_id, invoice_id, contract_line_id),
    constraint invoice_line_of_an_invoice foreign key (company_id, invoice_id) references invoice,
    constraint invoice_line_of_a_contract_line foreign key (company_id, contract_line_id) references contract_line,
    constraint invoice_line_name_is_given check (length(name) between 1 and 200)
);
call company_wall('invoice_line');
grant select, insert, delete on invoice_line to billwright_app;
grant update (name) on invoice_line to billwright_app;

create sequence invoice_detail_id_seq;
grant usage on sequence invoice_detail_id_seq to billwright_app;
create table invoice_detail (
    company_id bigint not null,
    invoice_detail_id bigint not null default nextval('invoice_detail_id_seq'),
    invoice_id bigint not null,
    contract_line_id bigint not null,
    source_actual_id bigint not null, -- the unbilled sale it bills: the claim
    work_on date not null,
    billing_type billing_type not null,
    quantity numeric(10,4) not null,
    unit_price numeric(14,4) not null,
    amount numeric(20,4) not null,
    tax numeric(20,4) not null default 0,
    currency text not null,
    description text not null default '',
    external_description text not null default '',
    nte_status nte_status not null, -- as the backlog had it, for the way back
    version integer not null default 1,
    constraint invoice_detail_key primary key (company_id, invoice_detail_id),
    constraint invoice_detail_amount_multiplies_out check (amount = round(quantity * unit_price, currency_decimals(currency))),
    constraint invoice_detail_quantity_is_not_negative check (quantity >= 0),
    constraint invoice_detail_price_is_not_negative check (unit_price >= 0),
    constraint invoice_detail_tax_is_for_chargeable check (tax = 0 or (billing_type = 'chargeable' and quantity > 0)) -- no hours, no row of the ledger to carry it
) with (fillfactor = 95);
call company_wall('invoice_detail');
-- Never billed twice: one claim of a source, ever.
create unique index actual_on_one_invoice on invoice_detail (company_id, source_actual_id);
create index invoice_detail_by_invoice on invoice_detail (company_id, invoice_id, contract_line_id, work_on, invoice_detail_id);
grant select, insert, delete on invoice_detail to billwright_app;
grant update (billing_type, quantity, unit_price, amount, tax, description, external_description, version) on invoice_detail to billwright_app;

-- R-SM-26 to R-SM-33 for anybody with a prompt.
create function invoice_guard() returns trigger language plpgsql as $$
declare
    highest bigint;
    total numeric;
    total_tax numeric;
begin
    if tg_op = 'INSERT' then
        raise exception 'an invoice is born a draft' using errcode = 'check_violation', constraint = 'invoice_state_moves_forward';
    end if;
    if old.state in ('confirmed', 'posted') then
        raise exception 'a confirmed invoice is frozen' using errcode = 'check_violation', constraint = 'confirmed_invoice_is_frozen';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    if (old.state, new.state) not in (('draft', 'in_review'), ('in_review', 'draft'), ('draft', 'confirmed'), ('in_review', 'confirmed')) then
        raise exception 'no way from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'invoice_state_moves_forward';
    end if;
    if new.state = 'confirmed' then
        select last_number into highest from invoice_counter where company_id = new.company_id;
        if new.invoice_number is null or new.invoice_number < 1 or new.invoice_number > coalesce(highest, 0) then
            raise exception 'number % was not drawn', new.invoice_number using errcode = 'check_violation', constraint = 'invoice_numbers_have_no_gap';
        end if;
        select coalesce(sum(amount), 0), coalesce(sum(tax), 0) into total, total_tax from invoice_detail
        where company_id = new.company_id and invoice_id = new.invoice_id and billing_type = 'chargeable';
        if total is distinct from new.amount or total_tax is distinct from new.tax then
            raise exception 'the total is %, not %', total, new.amount using errcode = 'check_violation', constraint = 'invoice_totals_are_of_its_details';
        end if;
    end if;
    return new;
end $$;
create trigger invoice_state_moves_forward_insert before insert on invoice for each row when (new.state <> 'draft') execute function invoice_guard();
create trigger confirmed_invoice_is_frozen before update on invoice for each row when (old.state in ('confirmed', 'posted')) execute function invoice_guard();
create trigger confirmed_invoice_is_frozen_delete before delete on invoice for each row when (old.state in ('confirmed', 'posted')) execute function invoice_guard();
create trigger invoice_state_moves_forward before update on invoice for each row
    when (old.state in ('draft', 'in_review') and old.state <> new.state) execute function invoice_guard();
-- What an invoice is of, and what a detail claims, is settled when it is written (I10).
create trigger invoice_keeps_its_contract before update on invoice for each row
    when ((old.company_id, old.contract_id, old.customer_id, old.currency) is distinct from (new.company_id, new.contract_id, new.customer_id, new.currency)) execute function refuse_statement();
create trigger confirmed_invoice_is_frozen_truncate before truncate on invoice for each statement execute function refuse_statement();

-- Lines and details of a confirmed invoice are frozen too. The row lock makes a change that races a
-- confirmation wait for it, and then see it.
create function invoice_part_guard() returns trigger language plpgsql as $$
begin
    perform from (
        select i.state from invoice i
        where (i.company_id, i.invoice_id) in (select distinct company_id, invoice_id from changed)
        for share of i) touched
    where touched.state in ('confirmed', 'posted');
    if found then
        raise exception 'a confirmed invoice is frozen' using errcode = 'check_violation', constraint = 'confirmed_invoice_is_frozen', table = tg_table_name;
    end if;
    return null;
end $$;
create trigger confirmed_invoice_is_frozen_insert after insert on invoice_line referencing new table as changed for each statement execute function invoice_part_guard();
create trigger confirmed_invoice_is_frozen_update after update on invoice_line referencing old table as changed for each statement execute function invoice_part_guard();
create trigger confirmed_invoice_is_frozen_delete after delete on invoice_line referencing old table as changed for each statement execute function invoice_part_guard();
create trigger confirmed_invoice_is_frozen_truncate before truncate on invoice_line for each statement execute function refuse_statement();
create trigger invoice_line_keeps_its_place before update on invoice_line for each row
    when ((old.company_id, old.invoice_id, old.contract_line_id) is distinct from (new.company_id, new.invoice_id, new.contract_line_id)) execute function refuse_statement();
create trigger invoice_detail_keeps_its_source before update on invoice_detail for each row
    when ((old.company_id, old.invoice_id, old.contract_line_id, old.source_actual_id, old.currency) is distinct from (new.company_id, new.invoice_id, new.contract_line_id, new.source_actual_id, new.currency))
    execute function refuse_statement();
create trigger confirmed_invoice_is_frozen_update after update on invoice_detail referencing old table as changed for each statement execute function invoice_part_guard();
create trigger confirmed_invoice_is_frozen_delete after delete on invoice_detail referencing old table as changed for each statement execute function invoice_part_guard();
create trigger confirmed_invoice_is_frozen_truncate before truncate on invoice_detail for each statement execute function refuse_statement();

-- A new detail: into an open invoice, of that invoice's contract, customer and currency (I10), on a line it has,
-- for a live unbilled sale that is no longer in the backlog.
create function invoice_detail_insert_guard() returns trigger language plpgsql as $$
declare bad bigint;
begin
    perform from (
        select i.state from invoice i
        where (i.company_id, i.invoice_id) in (select distinct company_id, invoice_id from changed)
        for share of i) touched
    where touched.state in ('confirmed', 'posted');
    if found then
        raise exception 'a confirmed invoice is frozen' using errcode = 'check_violation', constraint = 'confirmed_invoice_is_frozen', table = tg_table_name;
    end if;

    select n.invoice_detail_id into bad from changed n
    left join invoice i on i.company_id = n.company_id and i.invoice_id = n.invoice_id
    left join invoice_line l on l.company_id = n.company_id and l.invoice_id = n.invoice_id and l.contract_line_id = n.contract_line_id
    left join actual a on a.company_id = n.company_id and a.actual_id = n.source_actual_id
    where i.invoice_id is null or l.invoice_id is null or a.actual_id is null
       or a.transaction_type <> 'unbilled_sales' or a.reverses_actual_id is not null
       or (a.contract_id, a.customer_id, a.contract_line_id, a.currency) is distinct from (i.contract_id, i.customer_id, n.contract_line_id, n.currency)
       or i.currency <> n.currency
    limit 1;
    if found then
        raise exception 'detail % does not belong on its invoice', bad using errcode = 'check_violation', constraint = 'invoice_detail_belongs_to_its_invoice', table = 'invoice_detail';
    end if;

    select n.source_actual_id into bad from changed n
    where exists (select from backlog b where b.company_id = n.company_id and b.actual_id = n.source_actual_id)
    limit 1;
    if found then
        raise exception 'actual % is still in the backlog', bad using errcode = 'check_violation', constraint = 'claimed_actual_leaves_the_backlog', table = 'invoice_detail';
    end if;
    return null;
end $$;
create trigger confirmed_invoice_is_frozen_insert after insert on invoice_detail referencing new table as changed for each statement execute function invoice_detail_insert_guard();

-- The backlog takes only live unbilled sales that nothing has claimed, reversed or billed.
create function backlog_insert_guard() returns trigger language plpgsql as $$
declare bad bigint;
begin
    select n.actual_id into bad from new_backlog n
    join actual a on a.company_id = n.company_id and a.actual_id = n.actual_id
    where a.transaction_type <> 'unbilled_sales' or a.reverses_actual_id is not null
       or (a.contract_id, a.contract_line_id, a.customer_id, a.project_id, a.work_on, a.billing_type, a.currency, a.quantity, a.amount)
          is distinct from (n.contract_id, n.contract_line_id, n.customer_id, n.project_id, n.work_on, n.billing_type, n.currency, n.quantity, n.amount)
    limit 1;
    if found then
        raise exception 'backlog row % is not its actual', bad using errcode = 'check_violation', constraint = 'backlog_mirrors_its_actual', table = 'backlog';
    end if;
    select n.actual_id into bad from new_backlog n
    where exists (select from invoice_detail d where d.company_id = n.company_id and d.source_actual_id = n.actual_id)
       or exists (select from actual r where r.company_id = n.company_id and r.reverses_actual_id = n.actual_id)
    limit 1;
    if found then
        raise exception 'actual % is claimed or reversed', bad using errcode = 'check_violation', constraint = 'backlog_holds_only_what_is_open', table = 'backlog';
    end if;
    return null;
end $$;
create trigger backlog_holds_only_what_is_open after insert on backlog
    referencing new table as new_backlog for each statement execute function backlog_insert_guard();

-- I6: at commit, every number that the counter passed is on an invoice; it never goes back.
create function invoice_counter_guard() returns trigger language plpgsql as $$
begin
    if new.last_number < old.last_number or new.last_number - old.last_number <>
        (select count(*) from invoice where company_id = new.company_id and invoice_number > old.last_number and invoice_number <= new.last_number) then
        raise exception 'numbers % to % are not all on invoices', old.last_number + 1, new.last_number
            using errcode = 'check_violation', constraint = 'invoice_numbers_have_no_gap', table = 'invoice_counter';
    end if;
    return null;
end $$;
create constraint trigger invoice_numbers_have_no_gap after update on invoice_counter
    deferrable initially deferred for each row execute function invoice_counter_guard();
