-- What a contract says holds for its time: prices may have no end and know their unit, a project may be on a line of next
-- year's contract, and who takes the rounding has a share to take it with.

-- R-PRC-2: a price may hold until further notice. A category may have prices in several units; they don't stand in each
-- other's way, nor does one price the other's quantity.
alter table price
    alter column valid_to drop not null,
    drop constraint price_starts_once, -- the wall below says the same, unit by unit
    -- Hours are counted in hours: the price of a day would be charged for each of them. What stands is shown as no price.
    add constraint price_of_time_is_by_the_hour check (transaction_class <> 'time'
        or lower(btrim(unit)) in ('hour', 'hours', 'h', 'hr', 'hrs', 'stunde', 'stunden', 'std', 'std.', 'uur', 'uren', 'u', 'time', 'timer', 't')) not valid;
create or replace function price_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    -- Whoever writes prices at the same moment comes after us, and sees ours.
    perform pg_advisory_xact_lock(hashtextextended('price', firm.company_id)) from (select distinct company_id from new_price order by 1) firm;
    perform from new_price n join price p on p.company_id = n.company_id and p.price_id <> n.price_id and p.currency = n.currency
        and (p.contract_id, p.transaction_class, p.role_id, p.category_id, p.product_id) is not distinct from (n.contract_id, n.transaction_class, n.role_id, n.category_id, n.product_id)
        and (n.transaction_class = 'time' or lower(btrim(p.unit)) = lower(btrim(n.unit)))
        and p.valid_from <= coalesce(n.valid_to, 'infinity') and n.valid_from <= coalesce(p.valid_to, 'infinity');
    if found then
        raise exception 'two prices hold on the same day' using errcode = 'check_violation', constraint = 'price_periods_do_not_overlap', table = 'price';
    end if;
    return null;
end $$;

-- R-APP-2 within a contract and its time: of two contracts that cover the same work, one ends before the other begins. A
-- lost one covers nothing any more: its projects are free.
alter table contract_line_class drop constraint project_class_is_on_one_line;
create index contract_line_class_by_project on contract_line_class (company_id, project_id, transaction_class);
create or replace function contract_line_class_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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
-- The same when a contract's time changes; at commit, since a draft's lines may change with it.
create function contract_period_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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
create constraint trigger project_class_is_on_one_line after update of start_on, requested_delivery_on on contract deferrable initially deferred for each row
    when ((old.start_on, old.requested_delivery_on) is distinct from (new.start_on, new.requested_delivery_on)) execute function contract_period_guard();

-- R-APP-7: what rounding leaves goes to somebody with a share; at 0 % there is no row to carry it. What stands so on a
-- line is left to a person, and named by the audit; a contract's own customers are only defaults, and are put right here.
update contract_customer c set is_rounding = c.customer_id = (
    select x.customer_id from contract_customer x where x.company_id = c.company_id and x.contract_id = c.contract_id
    order by x.billing_split_percent desc, x.position, x.customer_id limit 1)
where exists (select from contract_customer x where x.company_id = c.company_id and x.contract_id = c.contract_id and x.is_rounding and x.billing_split_percent = 0)
  and exists (select from contract_customer x where x.company_id = c.company_id and x.contract_id = c.contract_id and x.billing_split_percent > 0);
alter table contract_customer add constraint contract_rounding_customer_has_a_share check (not is_rounding or billing_split_percent > 0) not valid;
alter table contract_line_customer add constraint rounding_customer_has_a_share check (not is_rounding or billing_split_percent > 0) not valid;
-- Where nothing stands against them, they hold for what is there too.
do $$
declare broken record;
begin
    for broken in select conrelid::regclass as tbl, conname from pg_constraint
        where conname in ('price_of_time_is_by_the_hour', 'contract_rounding_customer_has_a_share', 'rounding_customer_has_a_share') loop
        begin
            execute format('alter table %s validate constraint %I', broken.tbl, broken.conname);
        exception when check_violation then null;
        end;
    end loop;
end $$;

-- R-SM-2: the customers of a contract in force stay as they are; but rounding that nobody can take may be given to somebody.
drop trigger confirmed_contract_is_read_only on contract_line_customer;
create trigger confirmed_contract_is_read_only before update on contract_line_customer for each row
    when ((old.customer_id, old.position, old.billing_split_percent) is distinct from (new.customer_id, new.position, new.billing_split_percent)
        or (old.is_rounding and not new.is_rounding and old.billing_split_percent > 0))
    execute function contract_part_guard();
create function contract_customer_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if exists (select from contract c where c.company_id = coalesce(new.company_id, old.company_id) and c.contract_id = coalesce(new.contract_id, old.contract_id) and c.state <> 'draft') then
        raise exception 'the contract is no longer a draft' using errcode = 'check_violation', constraint = 'confirmed_contract_is_read_only', table = 'contract_customer';
    end if;
    return null;
end $$;
create trigger confirmed_contract_is_read_only after insert or delete on contract_customer for each row execute function contract_customer_guard();
create trigger confirmed_contract_is_read_only_update after update on contract_customer for each row
    when ((old.company_id, old.contract_id, old.customer_id, old.billing_split_percent, old.is_rounding)
        is distinct from (new.company_id, new.contract_id, new.customer_id, new.billing_split_percent, new.is_rounding))
    execute function contract_customer_guard();

-- R-VOC-4: a customer who has something in the ledger stays on the line, at 0 % if need be. At commit: a draft's customers
-- are written anew whenever it is saved.
create function contract_line_customer_history_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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
create constraint trigger line_customer_with_actuals_stays after delete on contract_line_customer
    deferrable initially deferred for each row execute function contract_line_customer_history_guard();
