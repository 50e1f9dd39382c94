-- A contract's way, and what is read-only once it is signed.

create view contract_team_name with (security_invoker = true) as
select distinct l.company_id, l.contract_id, n.name
from project_team_name n join contract_line l on l.company_id = n.company_id and l.project_id = n.project_id;
grant select on contract_team_name to billwright_app;

-- How many lines are invoiced by a frequency: the settings say so.
create view invoice_frequency_use with (security_invoker = true) as
select company_id, invoice_frequency_id, count(*) as line_count from contract_line
where invoice_frequency_id is not null group by company_id, invoice_frequency_id;
grant select on invoice_frequency_use to billwright_app;

-- R-SM-1 to R-SM-3: born a draft; confirmed once; lost is the end. R-VOC-1: the currency is frozen after the first save.
create or replace function contract_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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
create or replace trigger contract_state_moves_forward_insert before insert on contract for each row when (new.state <> 'draft') execute function contract_guard();
create or replace trigger contract_state_moves_forward before update on contract for each row
    when (old.state is distinct from new.state or old.currency is distinct from new.currency) execute function contract_guard();

-- R-SM-2: a contract that is no longer a draft is read-only but for its name, the dates of its schedule, bill-to data and limits.
create or replace function contract_header_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    raise exception 'contract % is no longer a draft', old.contract_id
        using errcode = 'check_violation', constraint = 'confirmed_contract_is_read_only', table = 'contract';
end $$;
create or replace trigger confirmed_contract_is_read_only before update on contract for each row
    when (old.state <> 'draft' and (old.number, old.primary_customer_id, old.start_on) is distinct from (new.number, new.primary_customer_id, new.start_on))
    execute function contract_header_guard();
create or replace trigger confirmed_contract_is_read_only_delete before delete on contract for each row
    when (old.state <> 'draft') execute function contract_header_guard();

-- So are its lines, what they cover and whom they bill.
create or replace function contract_part_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    line bigint;
    firm bigint;
begin
    if tg_op = 'DELETE' then
        line := old.contract_line_id; firm := old.company_id;
    else
        line := new.contract_line_id; firm := new.company_id;
    end if;
    perform from contract_line l join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
    where l.company_id = firm and l.contract_line_id = line and c.state <> 'draft';
    if found then
        raise exception 'the contract of line % is no longer a draft', line
            using errcode = 'check_violation', constraint = 'confirmed_contract_is_read_only', table = tg_table_name;
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;
create or replace trigger confirmed_contract_is_read_only before update on contract_line for each row
    when ((old.contract_id, old.line_number, old.billing_method, old.project_id, old.contracted_amount, old.schedule_type, old.estimated_tax, old.has_selected_tasks,
           old.discount_percent, old.fee_percent)
        is distinct from (new.contract_id, new.line_number, new.billing_method, new.project_id, new.contracted_amount, new.schedule_type, new.estimated_tax, new.has_selected_tasks,
           new.discount_percent, new.fee_percent))
    execute function contract_part_guard();
create or replace trigger confirmed_contract_is_read_only_delete before delete on contract_line for each row execute function contract_part_guard();
create or replace trigger confirmed_contract_is_read_only before insert or update or delete on contract_line_class for each row execute function contract_part_guard();
create or replace trigger confirmed_contract_is_read_only before insert or update or delete on contract_line_chargeability for each row execute function contract_part_guard();
create or replace trigger confirmed_contract_is_read_only_delete before delete on contract_line_customer for each row execute function contract_part_guard();
create or replace trigger confirmed_contract_is_read_only_insert before insert on contract_line_customer for each row
    when (new.billing_split_percent > 0) execute function contract_part_guard();
create or replace trigger confirmed_contract_is_read_only before update on contract_line_customer for each row
    when ((old.customer_id, old.position, old.billing_split_percent) is distinct from (new.customer_id, new.position, new.billing_split_percent)
        or (old.is_rounding and not new.is_rounding and old.billing_split_percent > 0))
    execute function contract_part_guard();

-- R-SM-2: the customers of a contract in force stay as they are; on a line, rounding that nobody can take may be given to somebody.
create or replace function contract_customer_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if exists (select from contract c where c.company_id = coalesce(new.company_id, old.company_id) and c.contract_id = coalesce(new.contract_id, old.contract_id) and c.state <> 'draft') then
        raise exception 'the contract is no longer a draft' using errcode = 'check_violation', constraint = 'confirmed_contract_is_read_only', table = 'contract_customer';
    end if;
    return null;
end $$;
create or replace trigger confirmed_contract_is_read_only after insert or delete on contract_customer for each row execute function contract_customer_guard();
create or replace trigger confirmed_contract_is_read_only_update after update on contract_customer for each row
    when ((old.company_id, old.contract_id, old.customer_id, old.billing_split_percent, old.is_rounding)
        is distinct from (new.company_id, new.contract_id, new.customer_id, new.billing_split_percent, new.is_rounding))
    execute function contract_customer_guard();

-- R-APP-7: the split of a line is whole at every commit: 100 %, with exactly one rounding customer.
create or replace function contract_line_split_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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
drop trigger if exists split_sums_to_whole on contract_line_customer;
create constraint trigger split_sums_to_whole after insert or update or delete on contract_line_customer
    deferrable initially deferred for each row execute function contract_line_split_guard();

-- R-APP-2: a project and class sit on one whole-project line; with selected tasks on several, if no task is on two; whole and
-- selected exclude each other. No task: the whole project. It holds within a contract and its time: of two contracts that cover the
-- same work, one ends before the other begins; a lost one covers nothing any more.
create or replace function contract_line_class_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare clash record;
begin
    -- Whoever covers one of these projects at the same moment comes after us, and sees what we wrote.
    perform from project p where (p.company_id, p.project_id) in (select company_id, project_id from new_class) order by p.project_id for no key update;
    select (k.task_id is null) <> (n.task_id is null) as is_whole_and_part into clash from new_class n
    join contract_line nl on nl.company_id = n.company_id and nl.contract_line_id = n.contract_line_id
    join contract nc on nc.company_id = nl.company_id and nc.contract_id = nl.contract_id
    join contract_line_class k on k.company_id = n.company_id and k.project_id = n.project_id and k.transaction_class = n.transaction_class
         and k.contract_line_class_id <> n.contract_line_class_id and (k.task_id is null or n.task_id is null or k.task_id = n.task_id)
    join contract_line kl on kl.company_id = k.company_id and kl.contract_line_id = k.contract_line_id
    join contract kc on kc.company_id = kl.company_id and kc.contract_id = kl.contract_id
    where nc.state <> 'lost' and kc.state <> 'lost' and (nc.contract_id = kc.contract_id
        or (nc.start_on <= coalesce(kc.requested_delivery_on, 'infinity') and kc.start_on <= coalesce(nc.requested_delivery_on, 'infinity')))
    limit 1;
    if found and clash.is_whole_and_part then
        raise exception 'a whole project and some of its tasks are both on a line' using errcode = 'check_violation', constraint = 'whole_project_excludes_its_tasks', table = 'contract_line_class';
    elsif found then
        raise exception 'a project and class are on two lines at the same time' using errcode = 'check_violation', constraint = 'project_class_is_on_one_line', table = 'contract_line_class';
    end if;
    perform from new_class n left join task t on t.company_id = n.company_id and t.task_id = n.task_id
    join contract_line l on l.company_id = n.company_id and l.contract_line_id = n.contract_line_id
    where n.project_id <> l.project_id or (n.task_id is null) = l.has_selected_tasks or (n.task_id is not null and t.project_id <> n.project_id);
    if found then
        raise exception 'a line covers only its own project' using errcode = 'check_violation', constraint = 'contract_line_class_is_of_its_line', table = 'contract_line_class';
    end if;
    return null;
end $$;
revoke all on function contract_line_class_guard from public;
create or replace trigger whole_project_excludes_its_tasks after insert on contract_line_class
    referencing new table as new_class for each statement execute function contract_line_class_guard();

-- The same when a contract's time changes; at commit, since a draft's lines may change with it.
create or replace function contract_period_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    perform from project p where p.company_id = new.company_id and p.project_id in (select l.project_id from contract_line l
        where l.company_id = new.company_id and l.contract_id = new.contract_id) order by p.project_id for no key update;
    perform from contract nc
    join contract_line nl on nl.company_id = nc.company_id and nl.contract_id = nc.contract_id
    join contract_line_class n on n.company_id = nl.company_id and n.contract_line_id = nl.contract_line_id
    join contract_line_class k on k.company_id = n.company_id and k.project_id = n.project_id and k.transaction_class = n.transaction_class
         and (k.task_id is null or n.task_id is null or k.task_id = n.task_id)
    join contract_line kl on kl.company_id = k.company_id and kl.contract_line_id = k.contract_line_id
    join contract kc on kc.company_id = kl.company_id and kc.contract_id = kl.contract_id
    where nc.company_id = new.company_id and nc.contract_id = new.contract_id and kc.contract_id <> nc.contract_id and nc.state <> 'lost' and kc.state <> 'lost'
      and nc.start_on <= coalesce(kc.requested_delivery_on, 'infinity') and kc.start_on <= coalesce(nc.requested_delivery_on, 'infinity')
    limit 1;
    if found then
        raise exception 'a project and class are on two lines at the same time' using errcode = 'check_violation', constraint = 'project_class_is_on_one_line', table = 'contract';
    end if;
    return null;
end $$;
drop trigger if exists project_class_is_on_one_line on contract;
create constraint trigger project_class_is_on_one_line after update of start_on, requested_delivery_on on contract deferrable initially deferred for each row
    when ((old.start_on, old.requested_delivery_on) is distinct from (new.start_on, new.requested_delivery_on)) execute function contract_period_guard();

-- R-NTE-1: only Time and Material lines are evaluated, so a customer of another line has no limit on it either.
create or replace function contract_line_customer_limit_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if exists (select from contract_line l
               where l.company_id = new.company_id and l.contract_line_id = new.contract_line_id and l.billing_method <> 'time_and_material') then
        raise exception 'contract line % is not Time and Material', new.contract_line_id
            using errcode = 'check_violation', constraint = 'contract_line_customer_limit_is_for_time_and_material', table = 'contract_line_customer';
    end if;
    return new;
end $$;
create or replace trigger contract_line_customer_limit_is_for_time_and_material before insert or update of not_to_exceed on contract_line_customer
    for each row when (new.not_to_exceed is not null) execute function contract_line_customer_limit_guard();

-- Whoever writes the ledger holds the lines it points at; so a line is either gone before, or stays.
-- R-PRC-4: new work is sold with its line's discount and fee; what follows from a sale keeps that sale's (reversal_mirrors_original and
-- others).
create or replace function actual_line_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    perform from (select l.contract_line_id from contract_line l
        where (l.company_id, l.contract_line_id) in (select distinct company_id, contract_line_id from new_actual where contract_line_id is not null)
        order by l.contract_line_id for key share) held;
    select n.actual_id into bad from new_actual n
    join contract_line l on l.company_id = n.company_id and l.contract_line_id = n.contract_line_id
    where n.transaction_type = 'unbilled_sales' and n.entry_id is not null and num_nonnulls(n.reverses_actual_id, n.replaces_actual_id) = 0
      and (n.discount_percent, n.fee_percent) is distinct from (l.discount_percent, l.fee_percent)
    limit 1;
    if found then
        raise exception 'actual % has not the discount and fee of its line', bad
            using errcode = 'check_violation', constraint = 'sale_has_its_line_s_discount_and_fee', table = 'actual';
    end if;
    return null;
end $$;
revoke all on function actual_line_guard from public;
create or replace trigger actual_holds_its_line after insert on actual
    referencing new table as new_actual for each statement execute function actual_line_guard();

-- R-SM-4: what the ledger points at stays for ever.
create or replace function contract_line_history_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    perform from actual where company_id = old.company_id and contract_id = old.contract_id and contract_line_id = old.contract_line_id limit 1;
    if found then
        raise exception 'the ledger points at line %', old.contract_line_id
            using errcode = 'check_violation', constraint = 'contract_line_with_actuals_stays', table = 'contract_line';
    end if;
    return null;
end $$;
create or replace trigger contract_line_with_actuals_stays after delete on contract_line for each row execute function contract_line_history_guard();

-- R-VOC-4: a customer who has something in the ledger stays on the line, at 0 % if need be. At commit: a draft's customers
-- are written anew whenever it is saved.
create or replace function contract_line_customer_history_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if not exists (select from contract_line_customer c
            where c.company_id = old.company_id and c.contract_line_id = old.contract_line_id and c.customer_id = old.customer_id)
       and exists (select from contract_line l join actual a on a.company_id = l.company_id and a.contract_id = l.contract_id and a.contract_line_id = l.contract_line_id
            where l.company_id = old.company_id and l.contract_line_id = old.contract_line_id and a.customer_id = old.customer_id) then
        raise exception 'customer % has actuals on line %', old.customer_id, old.contract_line_id
            using errcode = 'check_violation', constraint = 'line_customer_with_actuals_stays', table = 'contract_line_customer';
    end if;
    return null;
end $$;
drop trigger if exists line_customer_with_actuals_stays on contract_line_customer;
create constraint trigger line_customer_with_actuals_stays after delete on contract_line_customer
    deferrable initially deferred for each row execute function contract_line_customer_history_guard();
