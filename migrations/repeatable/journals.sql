-- What was billed before Billwright: in the ledger as it is said.

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
create or replace function journal_opening_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
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
revoke all on function journal_opening_guard from public;
create or replace trigger opening_is_in_the_ledger_as_said after insert on actual
    referencing new table as new_actual for each statement execute function journal_opening_guard();

-- At commit: what counts as billed before has an opening that stands, and nothing else has.
create or replace function billed_before_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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
drop trigger if exists billed_before_has_its_opening_insert on retainer;
create constraint trigger billed_before_has_its_opening_insert after insert on retainer deferrable initially deferred
    for each row when (new.is_billed_before) execute function billed_before_guard();
drop trigger if exists billed_before_has_its_opening_update on retainer;
create constraint trigger billed_before_has_its_opening_update after update on retainer deferrable initially deferred
    for each row when (old.is_billed_before <> new.is_billed_before) execute function billed_before_guard();
drop trigger if exists billed_before_has_its_opening_insert on milestone_split;
create constraint trigger billed_before_has_its_opening_insert after insert on milestone_split deferrable initially deferred
    for each row when (new.is_billed_before) execute function billed_before_guard();
drop trigger if exists billed_before_has_its_opening_update on milestone_split;
create constraint trigger billed_before_has_its_opening_update after update on milestone_split deferrable initially deferred
    for each row when (old.is_billed_before <> new.is_billed_before) execute function billed_before_guard();

-- Append-only: for the application, for the owner, for anybody at a prompt.
create or replace trigger journal_opening_is_append_only before update or delete on journal_opening for each statement execute function refuse_statement();
create or replace trigger journal_opening_is_append_only_truncate before truncate on journal_opening for each statement execute function refuse_statement();
