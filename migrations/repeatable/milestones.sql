-- Milestones are whole, meet their sum, and stand once they are invoiced.

-- R-MS-1: milestones are of fixed-price lines.
create or replace function milestone_line_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if not exists (select from contract_line l where l.company_id = new.company_id and l.contract_line_id = new.contract_line_id and l.billing_method = 'fixed_price') then
        raise exception 'milestones are for fixed-price lines' using errcode = 'check_violation', constraint = 'milestone_is_for_fixed_price', table = 'milestone';
    end if;
    return new;
end $$;
create or replace trigger milestone_is_for_fixed_price before insert on milestone for each row execute function milestone_line_guard();

-- A draft contract's lines change under their milestones: another project is told to their parts, another way of billing is
-- refused while there are any.
create or replace function milestone_line_change_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if new.billing_method <> 'fixed_price' and exists (select from milestone m where m.company_id = new.company_id and m.contract_line_id = new.contract_line_id) then
        raise exception 'line % has milestones', new.contract_line_id
            using errcode = 'check_violation', constraint = 'milestone_is_for_fixed_price', table = 'milestone';
    end if;
    -- At commit: whoever changes the line writes the parts after it.
    if exists (select from milestone_split s where s.company_id = new.company_id and s.contract_line_id = new.contract_line_id and s.project_id <> new.project_id) then
        raise exception 'the splits of line % do not mirror it', new.contract_line_id
            using errcode = 'check_violation', constraint = 'milestone_splits_make_it_whole', table = 'milestone_split';
    end if;
    return null;
end $$;
drop trigger if exists milestones_follow_their_line on contract_line;
create constraint trigger milestones_follow_their_line after update of billing_method, project_id on contract_line
    deferrable initially deferred for each row
    when ((old.billing_method, old.project_id) is distinct from (new.billing_method, new.project_id)) execute function milestone_line_change_guard();

-- R-MS-5: at every commit the splits of a milestone make it whole, and say of its line what is so.
create or replace function milestone_whole_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    firm bigint := case when tg_op = 'DELETE' then old.company_id else new.company_id end;
    which bigint := case when tg_op = 'DELETE' then old.milestone_id else new.milestone_id end;
begin
    perform from milestone m
    join contract_line l on l.company_id = m.company_id and l.contract_line_id = m.contract_line_id
    join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
    left join milestone_split s on s.company_id = m.company_id and s.milestone_id = m.milestone_id
    where m.company_id = firm and m.milestone_id = which
    group by m.amount, m.tax
    having coalesce(sum(s.amount), -1) <> m.amount or coalesce(sum(s.tax), -1) <> m.tax
        or bool_or((s.contract_line_id, s.contract_id, s.project_id, s.currency, s.milestone_on)
                   is distinct from (m.contract_line_id, l.contract_id, l.project_id, c.currency, m.milestone_on));
    if found then
        raise exception 'the splits of milestone % do not make it whole', which
            using errcode = 'check_violation', constraint = 'milestone_splits_make_it_whole', table = 'milestone_split';
    end if;
    return null;
end $$;
drop trigger if exists milestone_splits_make_it_whole on milestone;
create constraint trigger milestone_splits_make_it_whole after insert or update of milestone_on, amount, tax on milestone
    deferrable initially deferred for each row execute function milestone_whole_guard();
drop trigger if exists milestone_splits_make_it_whole on milestone_split;
create constraint trigger milestone_splits_make_it_whole after insert or update of milestone_on, amount, tax or delete on milestone_split
    deferrable initially deferred for each row execute function milestone_whole_guard();

-- R-MS-4: a milestone's part becomes Ready only while the milestones of its line come to what is contracted, and their taxes to
-- the tax that is estimated. Once per statement. The other way round, milestones that are changed under a mark, is the
-- command's, which takes the marks off in the same transaction; the audit asks whether it did.
create or replace function milestone_ready_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    marked bigint[];
    bad bigint;
begin
    if tg_op = 'INSERT' then
        marked := array(select distinct contract_line_id from became where is_ready);
    else
        marked := array(select distinct contract_line_id from (
            select milestone_split_id, contract_line_id from became where is_ready
            except select milestone_split_id, contract_line_id from was where is_ready) newly);
    end if;
    select l.contract_line_id into bad from contract_line l
    left join lateral (select sum(m.amount) as amount, sum(m.tax) as tax from milestone m
                       where m.company_id = l.company_id and m.contract_line_id = l.contract_line_id) m on true
    where l.contract_line_id = any(marked) and l.company_id in (select company_id from became)
      and (coalesce(m.amount, 0), coalesce(m.tax, 0)) <> (coalesce(l.contracted_amount, 0), coalesce(l.estimated_tax, 0))
    limit 1;
    if found then
        raise exception 'the milestones of line % do not come to what is contracted', bad
            using errcode = 'check_violation', constraint = 'ready_milestones_meet_their_sum', table = 'milestone_split';
    end if;
    return null;
end $$;
revoke all on function milestone_ready_guard from public;
create or replace trigger ready_milestones_meet_their_sum_insert after insert on milestone_split referencing new table as became for each statement execute function milestone_ready_guard();
create or replace trigger ready_milestones_meet_their_sum after update on milestone_split referencing old table as was new table as became for each statement execute function milestone_ready_guard();

-- What is invoiced, or was billed before, stands as it was agreed.
create or replace function milestone_claim_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    perform from milestone_split s
    where s.company_id = old.company_id and s.milestone_id = old.milestone_id
      and (s.is_billed_before or exists (select from invoice_detail d
                                         where d.company_id = s.company_id and d.source_milestone_split_id = s.milestone_split_id and d.credited_by_invoice_id is null))
    limit 1;
    if found then
        raise exception 'an invoiced milestone is frozen' using errcode = 'check_violation', constraint = 'invoiced_milestone_is_frozen', table = 'milestone';
    end if;
    return new;
end $$;
create or replace trigger invoiced_milestone_is_frozen before update on milestone for each row
    when ((old.name, old.milestone_on, old.amount, old.tax) is distinct from (new.name, new.milestone_on, new.amount, new.tax)) execute function milestone_claim_guard();

-- What an invoice has claimed stands as it was marked: the split whole, of its header all but the task. Once it was credited it may change,
-- but what was billed once is never gone (R-SM-14).
create or replace function milestone_split_claim_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform from changed s join invoice_detail d on d.company_id = s.company_id and d.source_milestone_split_id = s.milestone_split_id
        and d.credited_by_invoice_id is null limit 1;
    if not found and tg_op = 'DELETE' then
        perform from changed s join invoice_detail d on d.company_id = s.company_id and d.source_milestone_split_id = s.milestone_split_id
            and d.credited_by_invoice_id is not null limit 1;
    end if;
    if found then
        raise exception 'an invoiced milestone is frozen' using errcode = 'check_violation', constraint = 'invoiced_milestone_is_frozen', table = 'milestone_split';
    end if;
    return null;
end $$;
revoke all on function milestone_split_claim_guard from public;
create or replace trigger invoiced_milestone_is_frozen_update after update on milestone_split referencing old table as changed for each statement execute function milestone_split_claim_guard();
create or replace trigger invoiced_milestone_is_frozen_delete after delete on milestone_split referencing old table as changed for each statement execute function milestone_split_claim_guard();

-- What was billed before stands as what an invoice has billed, until its line is cancelled.
create or replace function billed_milestone_split_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    raise exception 'an invoiced milestone is frozen' using errcode = 'check_violation', constraint = 'invoiced_milestone_is_frozen', table = 'milestone_split';
end $$;
create or replace trigger invoiced_milestone_is_frozen_before before update on milestone_split for each row
    when (old.is_billed_before and (old.milestone_on, old.amount, old.tax, old.is_ready) is distinct from (new.milestone_on, new.amount, new.tax, new.is_ready))
    execute function billed_milestone_split_guard();
create or replace trigger invoiced_milestone_is_frozen_before_delete before delete on milestone_split for each row when (old.is_billed_before) execute function billed_milestone_split_guard();

-- A billed sale that bills no unbilled one is a milestone's of an invoice; a retainer's, a product line's, an opening's, or one of a detail
-- written by hand has a wall of its own.
create or replace function billed_milestone_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    if not exists (select from new_actual where transaction_type = 'billed_sales' and transaction_class not in ('retainer', 'material') and journal_opening_id is null
        and added_detail_id is null and bills_actual_id is null and reverses_actual_id is null) then
        return null;
    end if;
    select n.actual_id into bad from new_actual n
    left join invoice_detail d on d.company_id = n.company_id and d.invoice_detail_id = n.invoice_detail_id and d.invoice_id = n.invoice_id
    left join milestone_split s on s.company_id = d.company_id and s.milestone_split_id = d.source_milestone_split_id
    where n.transaction_type = 'billed_sales' and n.transaction_class not in ('retainer', 'material') and n.journal_opening_id is null
      and n.added_detail_id is null and n.bills_actual_id is null and n.reverses_actual_id is null
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
revoke all on function billed_milestone_guard from public;
create or replace trigger billed_milestone_equals_its_detail after insert on actual
    referencing new table as new_actual for each statement execute function billed_milestone_guard();

-- What it is of is settled when it is written.
create or replace trigger milestone_keeps_its_line before update on milestone for each row
    when ((old.company_id, old.milestone_id, old.contract_line_id) is distinct from (new.company_id, new.milestone_id, new.contract_line_id)) execute function refuse_statement();
create or replace trigger milestone_split_keeps_its_place before update on milestone_split for each row
    when ((old.company_id, old.milestone_id, old.contract_id, old.contract_line_id, old.customer_id, old.project_id, old.currency)
          is distinct from (new.company_id, new.milestone_id, new.contract_id, new.contract_line_id, new.customer_id, new.project_id, new.currency))
    execute function refuse_statement();
create or replace trigger invoiced_milestone_is_frozen_truncate before truncate on milestone_split for each statement execute function refuse_statement();
