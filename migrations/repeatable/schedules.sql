-- Schedules are of lines by time and material, and what has run stands.

-- R-RUN-4: fixed-price lines are invoiced by the days of their milestones. A row says of its contract what is so.
create or replace function invoice_schedule_place_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    select n.contract_line_id into bad from became n
    left join contract_line l on l.company_id = n.company_id and l.contract_line_id = n.contract_line_id
    where (l.contract_id, l.billing_method) is distinct from (n.contract_id, 'time_and_material') limit 1;
    if found then
        raise exception 'line % has no invoice schedule', bad
            using errcode = 'check_violation', constraint = 'invoice_schedule_is_for_time_and_material', table = 'invoice_schedule';
    end if;
    return null;
end $$;
revoke all on function invoice_schedule_place_guard from public;
create or replace trigger invoice_schedule_is_for_time_and_material after insert on invoice_schedule
    referencing new table as became for each statement execute function invoice_schedule_place_guard();
create or replace function invoice_schedule_line_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    perform from invoice_schedule s where s.company_id = new.company_id and s.contract_line_id = new.contract_line_id limit 1;
    if found then
        raise exception 'line % has an invoice schedule', new.contract_line_id
            using errcode = 'check_violation', constraint = 'invoice_schedule_is_for_time_and_material', table = 'contract_line';
    end if;
    return null;
end $$;
create or replace trigger invoice_schedule_is_for_time_and_material after update on contract_line for each row
    when (old.billing_method = 'time_and_material' and new.billing_method <> 'time_and_material') execute function invoice_schedule_line_guard();

-- §2.9, R-RUN-11: Not Run, then Run Successful or Run Failed; what failed may be tried again, and what has run is neither changed nor
-- deleted.
create or replace function invoice_schedule_state_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if tg_op = 'DELETE' then
        if old.status = 'not_run' then
            return old;
        end if;
    elsif (old.company_id, old.invoice_schedule_id, old.contract_id, old.contract_line_id)
            is not distinct from (new.company_id, new.invoice_schedule_id, new.contract_id, new.contract_line_id)
        and (old.status = 'not_run'
            or (old.status = 'failed' and new.status <> 'not_run' and (old.run_on, old.cut_off_on) = (new.run_on, new.cut_off_on))) then
        return new;
    end if;
    raise exception 'row % of a schedule has run', old.invoice_schedule_id
        using errcode = 'check_violation', constraint = 'invoice_schedule_that_ran_stays', table = 'invoice_schedule';
end $$;
create or replace trigger invoice_schedule_that_ran_stays before update or delete on invoice_schedule
    for each row when (old.status <> 'not_run') execute function invoice_schedule_state_guard();
create or replace trigger invoice_schedule_keeps_its_place before update on invoice_schedule for each row
    when ((old.company_id, old.invoice_schedule_id, old.contract_id, old.contract_line_id)
          is distinct from (new.company_id, new.invoice_schedule_id, new.contract_id, new.contract_line_id))
    execute function invoice_schedule_state_guard();
