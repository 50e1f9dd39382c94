-- Retainers and advances (§11): what a customer pays before the work. A retainer is billed once, whole; what it was
-- billed with can then be applied to later invoices of its contract and customer, and the rest be refunded.

create sequence retainer_id_seq; -- keys are drawn beforehand, so that a draft can bill what it creates
grant usage on sequence retainer_id_seq to billwright_app;
create table retainer (
    company_id bigint not null,
    retainer_id bigint not null default nextval('retainer_id_seq'),
    contract_id bigint not null,
    customer_id bigint not null,
    description text not null,
    invoice_on date not null, -- when it may be billed (R-RUN-12); the older is used first (R-RET-4)
    amount numeric(20,4) not null,
    currency text not null,
    is_ready boolean not null default false,
    is_to_refund boolean not null default false, -- Ready to refund (R-RET-8), until an invoice that does so is confirmed
    version integer not null default 1, -- raised by every change of its terms
    constraint retainer_key primary key (company_id, retainer_id),
    constraint retainer_of_a_contract foreign key (company_id, contract_id) references contract on delete cascade,
    -- At commit, so that a contract can go with all that hangs on it.
    constraint retainer_of_a_contract_customer foreign key (company_id, contract_id, customer_id) references contract_customer deferrable initially deferred,
    constraint retainer_description_is_given check (length(description) between 1 and 200),
    constraint retainer_amount_is_positive check (amount > 0),
    constraint retainer_amount_is_money check (amount = round(amount, currency_decimals(currency)))
);
call company_wall('retainer');
create index retainer_by_contract on retainer (company_id, contract_id, invoice_on, retainer_id);
create index retainer_by_customer on retainer (company_id, customer_id, invoice_on, retainer_id);
create index retainer_by_date on retainer (company_id, invoice_on, retainer_id);
grant select, insert, delete on retainer to billwright_app;
grant update (customer_id, description, invoice_on, amount, is_ready, is_to_refund, version) on retainer to billwright_app;
create trigger retainer_keeps_its_contract before update on retainer for each row
    when ((old.company_id, old.retainer_id, old.contract_id, old.currency) is distinct from (new.company_id, new.retainer_id, new.contract_id, new.currency))
    execute function refuse_statement();

-- What an invoice does with a retainer: bills it, applies some of it, refunds what is left.
create type retainer_use as enum ('billed', 'applied', 'refunded');
create table invoice_retainer (
    company_id bigint not null,
    invoice_id bigint not null,
    retainer_id bigint not null,
    retainer_use retainer_use not null,
    amount numeric(20,4) not null, -- always positive; what is applied or refunded counts against the invoice
    constraint invoice_retainer_key primary key (company_id, invoice_id, retainer_id, retainer_use),
    constraint invoice_retainer_of_an_invoice foreign key (company_id, invoice_id) references invoice,
    constraint invoice_retainer_of_a_retainer foreign key (company_id, retainer_id) references retainer,
    constraint invoice_retainer_amount_is_positive check (amount > 0)
);
call company_wall('invoice_retainer');
create unique index retainer_on_one_invoice on invoice_retainer (company_id, retainer_id) where retainer_use = 'billed';
create index invoice_retainer_by_retainer on invoice_retainer (company_id, retainer_id);
grant select, insert, delete on invoice_retainer to billwright_app;
grant update (amount) on invoice_retainer to billwright_app;
create trigger invoice_retainer_keeps_its_place before update on invoice_retainer for each row
    when ((old.company_id, old.invoice_id, old.retainer_id, old.retainer_use) is distinct from (new.company_id, new.invoice_id, new.retainer_id, new.retainer_use))
    execute function refuse_statement();
create trigger confirmed_invoice_is_frozen_update after update on invoice_retainer referencing old table as changed for each statement execute function invoice_part_guard();
create trigger confirmed_invoice_is_frozen_delete after delete on invoice_retainer referencing old table as changed for each statement execute function invoice_part_guard();
create trigger confirmed_invoice_is_frozen_truncate before truncate on invoice_retainer for each statement execute function refuse_statement();

-- The ledger's rows of retainers: no line, no project; quantity 1 or -1 of an amount.
alter table actual
    add column retainer_id bigint, -- origin
    alter column project_id drop not null,
    drop constraint actual_sale_has_a_payer,
    drop constraint actual_billed_sale_has_an_invoice,
    add constraint actual_sale_has_a_payer check (transaction_type = 'cost'
        or (contract_id is not null and customer_id is not null and (contract_line_id is null) = (transaction_class = 'retainer'))),
    add constraint actual_billed_sale_has_an_invoice check (transaction_type <> 'billed_sales'
        or (invoice_id is not null and (invoice_detail_id is null) = (transaction_class = 'retainer'))),
    add constraint actual_retainer_names_it check (case when transaction_class = 'retainer'
        then retainer_id is not null and transaction_type <> 'cost' and invoice_id is not null and project_id is null and abs(quantity) = 1 and tax = 0
        else retainer_id is null and project_id is not null end);
create index actual_of_a_retainer on actual (company_id, retainer_id, actual_id) where retainer_id is not null;

-- R-RET-3: what is owed to the customer of a retainer, what open invoices use of that, and what is left. Reads as whoever asks.
create view retainer_balance with (security_invoker = true) as
select b.company_id, b.retainer_id, b.owed, b.on_drafts, b.owed - b.on_drafts as available
from (select r.company_id, r.retainer_id,
             coalesce((select -sum(a.amount) from actual a
                       where a.company_id = r.company_id and a.retainer_id = r.retainer_id and a.transaction_type = 'unbilled_sales'), 0) as owed,
             coalesce((select sum(u.amount) from invoice_retainer u
                       join invoice i on i.company_id = u.company_id and i.invoice_id = u.invoice_id
                       where u.company_id = r.company_id and u.retainer_id = r.retainer_id and u.retainer_use <> 'billed' and i.state in ('draft', 'in_review')), 0) as on_drafts
      from retainer r) b;
grant select on retainer_balance to billwright_app;

create or replace function actual_references_guard() returns trigger language plpgsql as $$
declare bad bigint;
begin
    select n.actual_id into bad from new_actual n
    left join contract_line l on l.company_id = n.company_id and l.contract_line_id = n.contract_line_id
    left join customer c on c.company_id = n.company_id and c.customer_id = n.customer_id
    left join project p on p.company_id = n.company_id and p.project_id = n.project_id
    where (n.project_id is not null and p.project_id is null)
       or (n.contract_line_id is not null and (l.contract_line_id is null or l.contract_id is distinct from n.contract_id))
       or (n.customer_id is not null and c.customer_id is null)
    limit 1;
    if found then
        raise exception 'actual % points at nothing', bad using errcode = 'foreign_key_violation', constraint = 'actual_references_exist', table = 'actual';
    end if;

    select n.actual_id into bad from new_actual n
    where n.entry_id is not null
      and not exists (select from entry e where e.company_id = n.company_id and e.entry_id = n.entry_id and e.state in ('approved', 'recall_requested') and not e.is_history)
    limit 1;
    if found then
        raise exception 'actual % has no approved entry', bad using errcode = 'foreign_key_violation', constraint = 'actual_entry_is_approved', table = 'actual';
    end if;

    select n.actual_id into bad from new_actual n
    left join actual o on o.company_id = n.company_id and o.actual_id = n.reverses_actual_id
    where n.reverses_actual_id is not null
      and (o.actual_id is null or o.reverses_actual_id is not null
        or (o.transaction_type, o.transaction_class, o.billing_type, o.work_on, o.contract_line_id, o.customer_id, o.project_id, o.retainer_id, o.unit_price, o.currency)
           is distinct from
           (n.transaction_type, n.transaction_class, n.billing_type, n.work_on, n.contract_line_id, n.customer_id, n.project_id, n.retainer_id, n.unit_price, n.currency)
        or o.quantity + n.quantity <> 0 or o.amount + n.amount <> 0 or o.tax + n.tax <> 0)
    limit 1;
    if found then
        raise exception 'actual % does not mirror what it reverses', bad using errcode = 'check_violation', constraint = 'reversal_mirrors_original', table = 'actual';
    end if;

    select n.actual_id into bad from new_actual n
    left join actual o on o.company_id = n.company_id and o.actual_id = n.bills_actual_id
    where n.bills_actual_id is not null
      and (o.actual_id is null or o.transaction_type <> 'unbilled_sales' or n.transaction_type <> 'billed_sales' or o.reverses_actual_id is not null
        or (o.contract_line_id, o.customer_id, o.currency, o.quantity, o.unit_price, o.amount, o.billing_type) is distinct from (n.contract_line_id, n.customer_id, n.currency, n.quantity, n.unit_price, n.amount, n.billing_type))
    limit 1;
    if found then
        raise exception 'actual % does not bill what it says', bad using errcode = 'check_violation', constraint = 'billed_sale_equals_its_unbilled_sale', table = 'actual';
    end if;

    select n.actual_id into bad from new_actual n
    left join actual r on r.company_id = n.company_id and r.actual_id = n.replaces_actual_id
    left join actual c on c.company_id = n.company_id and c.actual_id = n.cost_actual_id
    where (n.replaces_actual_id is not null and r.actual_id is null)
       or (n.cost_actual_id is not null and (c.actual_id is null or c.transaction_type <> 'cost'))
    limit 1;
    if found then
        raise exception 'actual % points at nothing', bad using errcode = 'foreign_key_violation', constraint = 'actual_references_exist', table = 'actual';
    end if;
    return null;
end $$;

-- A billed sale that bills no unbilled one is a milestone's, or a retainer's, which has a wall of its own below.
create or replace function billed_milestone_guard() returns trigger language plpgsql as $$
declare bad bigint;
begin
    if not exists (select from new_actual where transaction_type = 'billed_sales' and transaction_class <> 'retainer' and bills_actual_id is null and reverses_actual_id is null) then
        return null;
    end if;
    select n.actual_id into bad from new_actual n
    left join invoice_detail d on d.company_id = n.company_id and d.invoice_detail_id = n.invoice_detail_id and d.invoice_id = n.invoice_id
    left join milestone_split s on s.company_id = d.company_id and s.milestone_split_id = d.source_milestone_split_id
    where n.transaction_type = 'billed_sales' and n.transaction_class <> 'retainer' and n.bills_actual_id is null and n.reverses_actual_id is null
      and (s.milestone_split_id is null or n.transaction_class <> 'milestone'
        or (n.contract_id, n.contract_line_id, n.customer_id, n.project_id, n.currency, n.work_on)
           is distinct from (s.contract_id, s.contract_line_id, s.customer_id, s.project_id, s.currency, s.milestone_on)
        or (n.quantity, n.unit_price, n.amount, n.tax, n.billing_type) is distinct from (d.quantity, d.unit_price, d.amount, d.tax, d.billing_type))
    limit 1;
    if found then
        raise exception 'actual % does not bill a milestone', bad using errcode = 'check_violation', constraint = 'billed_milestone_equals_its_detail', table = 'actual';
    end if;
    return null;
end $$;

-- R-RET-5 to R-RET-8: whatever is billed of a retainer is owed to its customer, so its rows always come to 0; what is
-- owed stands in one unbilled row; and an invoice bills, applies and refunds what it says.
create function retainer_ledger_guard() returns trigger language plpgsql as $$
declare bad bigint;
begin
    if not exists (select from new_actual where transaction_class = 'retainer') then
        return null;
    end if;
    select n.actual_id into bad from new_actual n
    left join retainer r on r.company_id = n.company_id and r.retainer_id = n.retainer_id
    where n.transaction_class = 'retainer'
      and (r.retainer_id is null or (r.contract_id, r.customer_id, r.currency, r.invoice_on) is distinct from (n.contract_id, n.customer_id, n.currency, n.work_on))
    limit 1;
    if found then
        raise exception 'actual % points at nothing', bad using errcode = 'foreign_key_violation', constraint = 'actual_references_exist', table = 'actual';
    end if;

    select a.retainer_id into bad from actual a
    where (a.company_id, a.retainer_id) in (select company_id, retainer_id from new_actual where transaction_class = 'retainer')
    group by a.company_id, a.retainer_id
    having sum(a.amount) <> 0
        or sum(a.amount) filter (where a.transaction_type = 'unbilled_sales') > 0
        or count(*) filter (where a.transaction_type = 'unbilled_sales' and a.reverses_actual_id is null)
         - count(*) filter (where a.transaction_type = 'unbilled_sales' and a.reverses_actual_id is not null) not in (0, 1)
    limit 1;
    if found then
        raise exception 'the rows of retainer % do not balance', bad using errcode = 'check_violation', constraint = 'retainer_rows_balance', table = 'actual';
    end if;

    select a.retainer_id into bad from (
        select company_id, retainer_id, invoice_id, sum(amount) as amount from actual
        where transaction_type = 'billed_sales' and reverses_actual_id is null
          and (company_id, retainer_id, invoice_id) in (select company_id, retainer_id, invoice_id from new_actual where transaction_class = 'retainer')
        group by company_id, retainer_id, invoice_id) a
    where a.amount is distinct from (
        select sum(case when u.retainer_use = 'billed' then u.amount else -u.amount end) from invoice_retainer u
        where (u.company_id, u.retainer_id, u.invoice_id) = (a.company_id, a.retainer_id, a.invoice_id))
    limit 1;
    if found then
        raise exception 'retainer % is not used as its invoice says', bad using errcode = 'check_violation', constraint = 'billed_retainer_equals_its_use', table = 'actual';
    end if;
    return null;
end $$;
create trigger retainer_rows_balance after insert on actual
    referencing new table as new_actual for each statement execute function retainer_ledger_guard();

-- A new use: on an open invoice of its contract, customer and currency; billed whole, once it is Ready. Together, what
-- drafts apply and refund stays within what is available (R-RET-3, R-RET-4). Uses of one retainer come one after another.
create function invoice_retainer_guard() returns trigger language plpgsql as $$
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
    perform from retainer r where (r.company_id, r.retainer_id) in (select company_id, retainer_id from changed) order by r.retainer_id for no key update of r;

    select n.retainer_id into bad from changed n
    left join invoice i on i.company_id = n.company_id and i.invoice_id = n.invoice_id
    left join retainer r on r.company_id = n.company_id and r.retainer_id = n.retainer_id
    where (r.contract_id, r.customer_id, r.currency) is distinct from (i.contract_id, i.customer_id, i.currency)
       or (n.retainer_use = 'billed' and (not r.is_ready or r.amount <> n.amount))
       or (n.retainer_use = 'refunded' and not r.is_to_refund)
    limit 1;
    if found then
        raise exception 'retainer % does not belong on its invoice', bad using errcode = 'check_violation', constraint = 'retainer_belongs_on_its_invoice', table = 'invoice_retainer';
    end if;

    select v.retainer_id into bad from retainer_balance v
    where (v.company_id, v.retainer_id) in (select company_id, retainer_id from changed where retainer_use <> 'billed') and v.available < 0
    limit 1;
    if found then
        raise exception 'retainer % is used beyond what is available', bad using errcode = 'check_violation', constraint = 'retainer_used_within_available', table = 'invoice_retainer';
    end if;
    return null;
end $$;
create trigger retainer_used_within_available_insert after insert on invoice_retainer
    referencing new table as changed for each statement execute function invoice_retainer_guard();
create trigger retainer_used_within_available_update after update on invoice_retainer
    referencing new table as changed for each statement execute function invoice_retainer_guard();

-- What an invoice has billed stands as it was marked; what is being refunded stays marked so.
create function retainer_claim_guard() returns trigger language plpgsql as $$
begin
    perform from invoice_retainer u join invoice i on i.company_id = u.company_id and i.invoice_id = u.invoice_id
    where u.company_id = old.company_id and u.retainer_id = old.retainer_id
      and (tg_op = 'DELETE'
        or (u.retainer_use = 'refunded' and i.state in ('draft', 'in_review') and not new.is_to_refund)
        or (u.retainer_use = 'billed' and (old.customer_id, old.description, old.invoice_on, old.amount, old.is_ready)
            is distinct from (new.customer_id, new.description, new.invoice_on, new.amount, new.is_ready)))
    limit 1;
    if found then
        raise exception 'an invoiced retainer is frozen' using errcode = 'check_violation', constraint = 'invoiced_retainer_is_frozen', table = 'retainer';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger invoiced_retainer_is_frozen before update on retainer for each row
    when ((old.customer_id, old.description, old.invoice_on, old.amount, old.is_ready, old.is_to_refund)
          is distinct from (new.customer_id, new.description, new.invoice_on, new.amount, new.is_ready, new.is_to_refund))
    execute function retainer_claim_guard();
create trigger invoiced_retainer_is_frozen_delete before delete on retainer for each row execute function retainer_claim_guard();
create trigger invoiced_retainer_is_frozen_truncate before truncate on retainer for each statement execute function refuse_statement();

-- The total: chargeable details and new retainers, less what is applied and refunded (R-EDIT-10); never more applied
-- than is chargeable (R-RET-4).
create or replace function invoice_guard() returns trigger language plpgsql as $$
declare
    highest bigint;
    total numeric;
    total_tax numeric;
    used numeric;
    applied numeric;
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
        select coalesce(sum(case when retainer_use = 'billed' then amount else -amount end), 0), coalesce(sum(amount) filter (where retainer_use = 'applied'), 0)
        into used, applied from invoice_retainer where company_id = new.company_id and invoice_id = new.invoice_id;
        if total + used is distinct from new.amount or total_tax is distinct from new.tax then
            raise exception 'the total is %, not %', total + used, new.amount using errcode = 'check_violation', constraint = 'invoice_totals_are_of_its_details';
        end if;
        if applied > total then
            raise exception '% is applied to %', applied, total using errcode = 'check_violation', constraint = 'retainers_applied_within_chargeable', table = 'invoice';
        end if;
    end if;
    return new;
end $$;
