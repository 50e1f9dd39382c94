-- R-APP-14: what was billed before Billwright comes by a journal. A line of class Milestone or Retainer names the milestone's
-- part or the retainer as it is planned here, and writes what its invoice would have written; from then on it counts as
-- billed, and what is left of a retainer is available. An opening is never changed: what it wrote is cancelled.

alter table milestone_split
    add column is_billed_before boolean not null default false,
    add constraint milestone_billed_before_is_not_ready check (not (is_ready and is_billed_before));
alter table retainer
    add column is_billed_before boolean not null default false,
    add constraint retainer_billed_before_is_not_ready check (not (is_ready and is_billed_before));
grant update (is_billed_before) on milestone_split to billwright_app;
grant update (is_billed_before) on retainer to billwright_app;

create sequence journal_opening_id_seq; -- drawn beforehand, so that it and what it writes are written together
grant usage on sequence journal_opening_id_seq to billwright_app;
create table journal_opening (
    company_id bigint not null,
    journal_opening_id bigint not null default nextval('journal_opening_id_seq'),
    entry_journal_id bigint not null,
    journal_type transaction_type not null, -- unbilled sales where something of a retainer is left
    milestone_split_id bigint, -- no foreign key: parts are made anew once they are open again
    retainer_id bigint,
    contract_id bigint not null,
    customer_id bigint not null,
    description text not null, -- what it was called
    billed_on date not null, -- the day it was planned for
    amount numeric(20,4) not null, -- that was billed
    tax numeric(20,4) not null,
    available numeric(20,4) not null, -- of a retainer, what was not used before
    currency text not null,
    constraint journal_opening_key primary key (company_id, journal_opening_id),
    constraint journal_opening_of_a_journal foreign key (company_id, entry_journal_id) references entry_journal,
    constraint journal_opening_of_a_retainer foreign key (company_id, retainer_id) references retainer,
    constraint journal_opening_of_a_contract foreign key (company_id, contract_id) references contract,
    constraint journal_opening_to_a_customer foreign key (company_id, customer_id) references customer,
    constraint journal_opening_is_of_one_thing check (num_nonnulls(milestone_split_id, retainer_id) = 1),
    constraint journal_opening_says_what_is_left check (available between 0 and amount and tax >= 0
        and case when retainer_id is not null then tax = 0 and amount > 0 and journal_type = case when available > 0 then 'unbilled_sales' else 'billed_sales' end::transaction_type
            else available = 0 and journal_type = 'billed_sales' end),
    constraint journal_opening_amount_is_money check ((amount, tax, available)
        = (round(amount, currency_decimals(currency)), round(tax, currency_decimals(currency)), round(available, currency_decimals(currency))))
);
call company_wall('journal_opening');
call append_only_wall('journal_opening', 'journal_opening_is_append_only');
create index journal_opening_by_journal on journal_opening (company_id, entry_journal_id);
create index journal_opening_by_contract on journal_opening (company_id, contract_id);
create index journal_opening_by_retainer on journal_opening (company_id, retainer_id) where retainer_id is not null;
create index journal_opening_by_milestone on journal_opening (company_id, milestone_split_id) where milestone_split_id is not null;
grant select, insert on journal_opening to billwright_app;

-- The ledger's rows of an opening: as an invoice's, but of none.
alter table actual
    add column journal_opening_id bigint, -- origin
    drop constraint actual_billed_sale_has_an_invoice,
    drop constraint actual_retainer_names_it,
    add constraint actual_billed_sale_has_an_invoice check (transaction_type <> 'billed_sales' or journal_opening_id is not null
        or (invoice_id is not null and (invoice_detail_id is null) = (transaction_class = 'retainer'))),
    add constraint actual_retainer_names_it check (case when transaction_class = 'retainer'
        then retainer_id is not null and transaction_type <> 'cost' and num_nonnulls(invoice_id, journal_opening_id) = 1 and project_id is null and abs(quantity) = 1 and tax = 0
        else retainer_id is null and project_id is not null end),
    add constraint actual_of_an_opening_stands_alone check (journal_opening_id is null or (transaction_class in ('milestone', 'retainer') and transaction_type <> 'cost'
        and num_nonnulls(invoice_id, invoice_detail_id, entry_id, cost_actual_id, replaces_actual_id, bills_actual_id) = 0));
create index actual_of_an_opening on actual (company_id, journal_opening_id) where journal_opening_id is not null;

-- Which openings stand: those whose rows were not cancelled. Reads as whoever asks.
create view standing_opening with (security_invoker = true) as
select o.* from journal_opening o
where exists (select from actual a where a.company_id = o.company_id and a.journal_opening_id = o.journal_opening_id and a.transaction_type = 'billed_sales'
    and a.reverses_actual_id is null and not exists (select from actual r where r.company_id = a.company_id and r.reverses_actual_id = a.actual_id));
grant select on standing_opening to billwright_app;

-- What a contract billed before Billwright, by line; what of it was prepaid is of no line.
create view billed_before with (security_invoker = true) as
select o.company_id, o.contract_id, a.contract_line_id, sum(a.amount) as amount
from journal_opening o join actual a on a.company_id = o.company_id and a.journal_opening_id = o.journal_opening_id and a.transaction_type = 'billed_sales'
group by o.company_id, o.contract_id, a.contract_line_id;
grant select on billed_before to billwright_app;

-- What an opening wrote is what it says, whole or cancelled whole; and what it is of counts as billed, once.
create function journal_opening_guard() returns trigger language plpgsql as $$
declare bad bigint;
begin
    if not exists (select from new_actual where journal_opening_id is not null) then
        return null;
    end if;
    select n.actual_id into bad from new_actual n
    left join journal_opening o on o.company_id = n.company_id and o.journal_opening_id = n.journal_opening_id
    where n.journal_opening_id is not null
      and (o.journal_opening_id is null
        or (n.contract_id, n.customer_id, n.currency, n.work_on, n.retainer_id, n.transaction_class)
           is distinct from (o.contract_id, o.customer_id, o.currency, o.billed_on, o.retainer_id, case when o.retainer_id is null then 'milestone' else 'retainer' end::transaction_class))
    limit 1;
    if found then
        raise exception 'actual % points at nothing', bad using errcode = 'foreign_key_violation', constraint = 'actual_references_exist', table = 'actual';
    end if;

    select w.journal_opening_id into bad from (
        select o.journal_opening_id, o.amount, o.tax, o.available, o.retainer_id,
               sum(a.amount) filter (where a.transaction_type = 'billed_sales') as billed, coalesce(sum(a.amount) filter (where a.transaction_type = 'unbilled_sales'), 0) as unbilled,
               sum(a.tax) as taxed, max(a.amount) filter (where a.transaction_type = 'billed_sales') as most,
               count(*) filter (where a.reverses_actual_id is null) as originals, count(a.reverses_actual_id) as reversals
        from journal_opening o join actual a on a.company_id = o.company_id and a.journal_opening_id = o.journal_opening_id
        where (o.company_id, o.journal_opening_id) in (select company_id, journal_opening_id from new_actual where journal_opening_id is not null)
        group by o.company_id, o.journal_opening_id) w
    where w.most is distinct from w.amount
       or not ((w.reversals = 0 and w.billed = case when w.retainer_id is null then w.amount else w.available end and w.unbilled = -w.available and w.taxed = w.tax)
            or w.reversals = w.originals)
    limit 1;
    if found then
        raise exception 'the ledger does not hold opening % as it says', bad using errcode = 'check_violation', constraint = 'opening_is_in_the_ledger_as_said', table = 'actual';
    end if;

    select o.journal_opening_id into bad from standing_opening o
    left join milestone_split s on s.company_id = o.company_id and s.milestone_split_id = o.milestone_split_id
    left join retainer r on r.company_id = o.company_id and r.retainer_id = o.retainer_id
    where (o.company_id, o.journal_opening_id) in (select company_id, journal_opening_id from new_actual where journal_opening_id is not null)
      and (not coalesce(s.is_billed_before, r.is_billed_before, false)
        or (o.contract_id, o.customer_id, o.billed_on, o.amount, o.tax, o.currency)
           is distinct from (coalesce(s.contract_id, r.contract_id), coalesce(s.customer_id, r.customer_id), coalesce(s.milestone_on, r.invoice_on), coalesce(s.amount, r.amount), coalesce(s.tax, 0),
               coalesce(s.currency, r.currency))
        or exists (select from standing_opening x where x.company_id = o.company_id and x.journal_opening_id <> o.journal_opening_id
               and (x.milestone_split_id = o.milestone_split_id or x.retainer_id = o.retainer_id))
        or exists (select from actual a where a.company_id = o.company_id and a.journal_opening_id = o.journal_opening_id
               and (a.contract_line_id, a.project_id) is distinct from (s.contract_line_id, s.project_id)))
    limit 1;
    if found then
        raise exception 'opening % is of something that does not count as billed', bad using errcode = 'check_violation', constraint = 'billed_before_has_its_opening', table = 'actual';
    end if;

    select o.journal_opening_id into bad from journal_opening o
    left join milestone_split s on s.company_id = o.company_id and s.milestone_split_id = o.milestone_split_id
    left join retainer r on r.company_id = o.company_id and r.retainer_id = o.retainer_id
    where (o.company_id, o.journal_opening_id) in (select company_id, journal_opening_id from new_actual where journal_opening_id is not null)
      and coalesce(s.is_billed_before, r.is_billed_before, false)
      and not exists (select from standing_opening x where x.company_id = o.company_id
            and (x.milestone_split_id = o.milestone_split_id or x.retainer_id = o.retainer_id))
    limit 1;
    if found then
        raise exception 'opening % is cancelled, and what it is of still counts as billed', bad using errcode = 'check_violation', constraint = 'billed_before_has_its_opening', table = 'actual';
    end if;
    return null;
end $$;
create trigger opening_is_in_the_ledger_as_said after insert on actual
    referencing new table as new_actual for each statement execute function journal_opening_guard();

-- At commit: what counts as billed before has an opening that stands, and nothing else has.
create function billed_before_guard() returns trigger language plpgsql as $$
declare
    is_billed boolean;
begin
    if tg_table_name = 'retainer' then
        select r.is_billed_before into is_billed from retainer r where r.company_id = new.company_id and r.retainer_id = new.retainer_id;
        if is_billed <> exists (select from standing_opening o where o.company_id = new.company_id and o.retainer_id = new.retainer_id) then
            raise exception 'retainer % has no opening, or one too many', new.retainer_id using errcode = 'check_violation', constraint = 'billed_before_has_its_opening', table = 'retainer';
        end if;
    else
        select s.is_billed_before into is_billed from milestone_split s where s.company_id = new.company_id and s.milestone_split_id = new.milestone_split_id;
        if is_billed <> exists (select from standing_opening o where o.company_id = new.company_id and o.milestone_split_id = new.milestone_split_id) then
            raise exception 'milestone split % has no opening, or one too many', new.milestone_split_id
                using errcode = 'check_violation', constraint = 'billed_before_has_its_opening', table = 'milestone_split';
        end if;
    end if;
    return null;
end $$;
create constraint trigger billed_before_has_its_opening_insert after insert on retainer deferrable initially deferred
    for each row when (new.is_billed_before) execute function billed_before_guard();
create constraint trigger billed_before_has_its_opening_update after update on retainer deferrable initially deferred
    for each row when (old.is_billed_before <> new.is_billed_before) execute function billed_before_guard();
create constraint trigger billed_before_has_its_opening_insert after insert on milestone_split deferrable initially deferred
    for each row when (new.is_billed_before) execute function billed_before_guard();
create constraint trigger billed_before_has_its_opening_update after update on milestone_split deferrable initially deferred
    for each row when (old.is_billed_before <> new.is_billed_before) execute function billed_before_guard();

-- What was billed before stands as what an invoice has billed, until its line is cancelled.
create function billed_milestone_split_guard() returns trigger language plpgsql as $$
begin
    raise exception 'an invoiced milestone is frozen' using errcode = 'check_violation', constraint = 'invoiced_milestone_is_frozen', table = 'milestone_split';
end $$;
create trigger invoiced_milestone_is_frozen_before before update on milestone_split for each row
    when (old.is_billed_before and (old.milestone_on, old.amount, old.tax, old.is_ready) is distinct from (new.milestone_on, new.amount, new.tax, new.is_ready))
    execute function billed_milestone_split_guard();
create trigger invoiced_milestone_is_frozen_before_delete before delete on milestone_split for each row when (old.is_billed_before) execute function billed_milestone_split_guard();
create or replace function milestone_claim_guard() returns trigger language plpgsql as $$
begin
    perform from milestone_split s
    where s.company_id = old.company_id and s.milestone_id = old.milestone_id
      and (s.is_billed_before or exists (select from invoice_detail d where d.company_id = s.company_id and d.source_milestone_split_id = s.milestone_split_id))
    limit 1;
    if found then
        raise exception 'an invoiced milestone is frozen' using errcode = 'check_violation', constraint = 'invoiced_milestone_is_frozen', table = 'milestone';
    end if;
    return new;
end $$;

-- A retainer's terms likewise; and one that the ledger has rows of stays, whatever became of them.
create or replace function retainer_claim_guard() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        perform from actual a where a.company_id = old.company_id and a.retainer_id = old.retainer_id limit 1;
        if found then
            raise exception 'retainer % counted once', old.retainer_id using errcode = 'check_violation', constraint = 'retainer_that_counted_stays', table = 'retainer';
        end if;
    elsif old.is_billed_before and (old.customer_id, old.description, old.invoice_on, old.amount, old.is_ready)
        is distinct from (new.customer_id, new.description, new.invoice_on, new.amount, new.is_ready) then
        raise exception 'an invoiced retainer is frozen' using errcode = 'check_violation', constraint = 'invoiced_retainer_is_frozen', table = 'retainer';
    end if;
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
-- Not of what a draft bills already.
create function retainer_billed_before_guard() returns trigger language plpgsql as $$
begin
    perform from invoice_retainer u where u.company_id = new.company_id and u.retainer_id = new.retainer_id
        and (u.retainer_use = 'billed' or (not new.is_billed_before and exists (select from invoice i where i.company_id = u.company_id and i.invoice_id = u.invoice_id and i.state in ('draft', 'in_review'))))
    limit 1;
    if found then
        raise exception 'an invoiced retainer is frozen' using errcode = 'check_violation', constraint = 'invoiced_retainer_is_frozen', table = 'retainer';
    end if;
    return new;
end $$;
create trigger invoiced_retainer_is_frozen_before before update on retainer for each row
    when (old.is_billed_before <> new.is_billed_before) execute function retainer_billed_before_guard();

-- A billed sale that bills no unbilled one is a milestone's of an invoice; a retainer's or an opening's has a wall of its own.
create or replace function billed_milestone_guard() returns trigger language plpgsql as $$
declare bad bigint;
begin
    if not exists (select from new_actual where transaction_type = 'billed_sales' and transaction_class <> 'retainer' and journal_opening_id is null
        and bills_actual_id is null and reverses_actual_id is null) then
        return null;
    end if;
    select n.actual_id into bad from new_actual n
    left join invoice_detail d on d.company_id = n.company_id and d.invoice_detail_id = n.invoice_detail_id and d.invoice_id = n.invoice_id
    left join milestone_split s on s.company_id = d.company_id and s.milestone_split_id = d.source_milestone_split_id
    where n.transaction_type = 'billed_sales' and n.transaction_class <> 'retainer' and n.journal_opening_id is null
      and n.bills_actual_id is null and n.reverses_actual_id is null
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
