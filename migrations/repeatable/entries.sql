-- An entry's way, and what the ledger counted.

-- The work behind rows of the ledger, as the rooms that bill it show it. Reads as whoever asks.
create view entry_work with (security_invoker = true) as
select e.company_id, e.entry_id, e.resource_id, e.category_id, e.product_id, e.task_id, e.task, e.notes, e.unit, e.state = 'recall_requested' as is_recall_requested from entry e;
grant select on entry_work to billwright_app;

-- R-SM-36 to R-SM-43. What is in the ledger stands as the ledger saw it: an entry goes back, or changes, only once
-- nothing of it is left there.
create or replace function entry_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        raise exception 'an entry is born a draft or submitted' using errcode = 'check_violation', constraint = 'entry_state_moves_as_drawn';
    end if;
    if old.state in ('approved', 'recall_requested') then
        if old.is_history then
            raise exception 'history is frozen' using errcode = 'check_violation', constraint = 'approved_entry_is_frozen';
        end if;
        if old.state = new.state or (old.state, new.state) in (('approved', 'recall_requested'), ('recall_requested', 'approved')) then
            if (old.transaction_class, old.work_on, old.project_id, old.resource_id, old.role_id, old.category_id, old.product_id, old.task_id, old.task, old.notes, old.quantity,
                old.unit, old.billing_type, old.billing_type_is_chosen, old.billable_quantity, old.external_comment, old.unit_price, old.unit_cost)
               is not distinct from
               (new.transaction_class, new.work_on, new.project_id, new.resource_id, new.role_id, new.category_id, new.product_id, new.task_id, new.task, new.notes, new.quantity,
                new.unit, new.billing_type, new.billing_type_is_chosen, new.billable_quantity, new.external_comment, new.unit_price, new.unit_cost) then
                return new;
            end if;
        elsif (old.entry_journal_id is null and (old.state, new.state) not in (('approved', 'submitted'), ('recall_requested', 'returned')))
           or (old.entry_journal_id is not null and (old.state, new.state) not in (('approved', 'returned'))) then
            raise exception 'an approved entry is frozen' using errcode = 'check_violation', constraint = 'approved_entry_is_frozen';
        end if;
        perform from actual a
        where a.company_id = old.company_id and a.entry_id = old.entry_id and a.reverses_actual_id is null and a.bills_actual_id is null
          and (not exists (select from actual r where r.company_id = a.company_id and r.reverses_actual_id = a.actual_id)
            or exists (select from actual b where b.company_id = a.company_id and b.bills_actual_id = a.actual_id and b.reverses_actual_id is null
                       and not exists (select from actual rb where rb.company_id = b.company_id and rb.reverses_actual_id = b.actual_id)));
        if found then
            raise exception 'an approved entry is frozen' using errcode = 'check_violation', constraint = 'approved_entry_is_frozen';
        end if;
        return new;
    end if;
    if old.state is distinct from new.state and ((old.state, new.state) not in
        (('draft', 'submitted'), ('submitted', 'approved'), ('submitted', 'returned'), ('submitted', 'draft'), ('returned', 'submitted'))
        or old.entry_journal_id is not null) then
        raise exception 'no way from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'entry_state_moves_as_drawn';
    end if;
    return new;
end $$;
create or replace trigger entry_state_moves_as_drawn_insert before insert on entry for each row
    when (new.state in ('returned', 'recall_requested') or (new.state = 'approved' and not new.is_history and new.entry_journal_id is null)) execute function entry_guard();
create or replace trigger approved_entry_is_frozen before update on entry for each row when (old.state in ('approved', 'recall_requested')) execute function entry_guard();
create or replace trigger entry_state_moves_as_drawn before update on entry for each row
    when (old.state in ('draft', 'submitted', 'returned') and old.state <> new.state and not (old.state = 'submitted' and new.state = 'approved' and old.entry_journal_id is null))
    execute function entry_guard();

-- Only what never counted can go: what the ledger points at never vanishes.
create or replace function entry_delete_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if old.state not in ('draft', 'returned') or exists (select from actual a where a.company_id = old.company_id and a.entry_id = old.entry_id
        and a.reverses_actual_id is null and a.bills_actual_id is null) then
        raise exception 'entry % counted once', old.entry_id using errcode = 'check_violation', constraint = 'entry_that_counted_stays', table = 'entry';
    end if;
    return old;
end $$;
create or replace trigger entry_that_counted_stays before delete on entry for each row execute function entry_delete_guard();

-- What was invoiced elsewhere meanwhile becomes history only once nothing of it stands in the ledger.
create or replace function entry_history_guard() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from actual a
    where a.company_id = new.company_id and a.entry_id = new.entry_id and a.reverses_actual_id is null
      and not exists (select from actual r where r.company_id = a.company_id and r.reverses_actual_id = a.actual_id);
    if found or old.is_history then
        raise exception 'entry % stands in the ledger', new.entry_id using errcode = 'check_violation', constraint = 'entry_history_is_not_in_the_ledger', table = 'entry';
    end if;
    return new;
end $$;
create or replace trigger entry_history_is_not_in_the_ledger before update of is_history on entry for each row
    when (old.is_history <> new.is_history) execute function entry_history_guard();

-- What is submitted is the approver's to change, and only in what an approver may (R-APP-4).
create or replace trigger submitted_entry_keeps_its_work before update on entry for each row
    when (old.state = 'submitted' and
        (old.transaction_class, old.work_on, old.project_id, old.resource_id, old.role_id, old.category_id, old.product_id, old.task_id, old.task, old.notes, old.quantity, old.unit, old.unit_price, old.unit_cost)
        is distinct from
        (new.transaction_class, new.work_on, new.project_id, new.resource_id, new.role_id, new.category_id, new.product_id, new.task_id, new.task, new.notes, new.quantity, new.unit, new.unit_price, new.unit_cost))
    execute function refuse_statement();
-- Nor do all go at once.
create or replace trigger entry_that_counted_stays_truncate before truncate on entry for each statement execute function refuse_statement();
-- What is submitted or approved keeps the currency of its rate as it keeps the rate.
create or replace trigger submitted_entry_keeps_its_rate before update on entry for each row
    when (old.state in ('submitted', 'approved', 'recall_requested') and (old.unit_price, old.price_currency) is distinct from (new.unit_price, new.price_currency))
    execute function refuse_statement();
