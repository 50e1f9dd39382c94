-- What may stand in the backlog.

-- The backlog takes only live unbilled sales that nothing has claimed, reversed or billed, and says of them what the ledger says.
create or replace function backlog_insert_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    select n.actual_id into bad from new_backlog n
    left join actual a on a.company_id = n.company_id and a.actual_id = n.actual_id
    where a.actual_id is null or a.transaction_type <> 'unbilled_sales' or a.reverses_actual_id is not null
       or (a.contract_id, a.contract_line_id, a.customer_id, a.project_id, a.work_on, a.transaction_class, a.billing_type, a.currency, a.quantity, a.net_amount, a.has_price)
          is distinct from (n.contract_id, n.contract_line_id, n.customer_id, n.project_id, n.work_on, n.transaction_class, n.billing_type, n.currency, n.quantity, n.net_amount, n.has_price)
    limit 1;
    if found then
        raise exception 'backlog row % is not its actual', bad using errcode = 'check_violation', constraint = 'backlog_mirrors_its_actual', table = 'backlog';
    end if;
    select d.source_actual_id into bad from new_backlog n
    join invoice_detail d on d.company_id = n.company_id and d.source_actual_id = n.actual_id
    limit 1;
    if bad is null then
        select r.reverses_actual_id into bad from new_backlog n
        join actual r on r.company_id = n.company_id and r.reverses_actual_id = n.actual_id
        limit 1;
    end if;
    if bad is not null then
        raise exception 'actual % is claimed or reversed', bad using errcode = 'check_violation', constraint = 'backlog_holds_only_what_is_open', table = 'backlog';
    end if;
    return null;
end $$;
revoke all on function backlog_insert_guard from public;
create or replace trigger backlog_holds_only_what_is_open after insert on backlog
    referencing new table as new_backlog for each statement execute function backlog_insert_guard();

-- R-NTE-1, R-SM-17: where no level has a limit any more, nothing is to be evaluated: what waits for it, failed or was committed is
-- Not Applicable, and may be marked. At commit: a draft's lines are written anew whenever it is saved, their limits with them.
-- Where a limit is set or changed, rows keep what they were; Reevaluate asks again (R-NTE-8).
create or replace function limit_removed() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare deal bigint := (to_jsonb(old) ->> 'contract_id')::bigint;
begin
    if deal is null then
        select l.contract_id into deal from contract_line l where l.company_id = old.company_id and l.contract_line_id = old.contract_line_id;
    end if;
    update backlog b set nte_status = 'not_applicable', nte_detail = null
    where b.company_id = old.company_id and b.contract_id = deal and b.nte_status <> 'not_applicable'
      and not exists (select from contract c where c.company_id = b.company_id and c.contract_id = b.contract_id and c.not_to_exceed is not null)
      and not exists (select from contract_customer c
          where c.company_id = b.company_id and c.contract_id = b.contract_id and c.customer_id = b.customer_id and c.not_to_exceed is not null)
      and not exists (select from contract_line l where l.company_id = b.company_id and l.contract_line_id = b.contract_line_id and l.not_to_exceed is not null)
      and not exists (select from contract_line_customer c
          where c.company_id = b.company_id and c.contract_line_id = b.contract_line_id and c.customer_id = b.customer_id and c.not_to_exceed is not null);
    return null;
end $$;
drop trigger if exists limit_removed_frees_its_rows on contract;
create constraint trigger limit_removed_frees_its_rows after update of not_to_exceed on contract deferrable initially deferred for each row
    when (old.not_to_exceed is not null and new.not_to_exceed is null) execute function limit_removed();
drop trigger if exists limit_removed_frees_its_rows on contract_customer;
create constraint trigger limit_removed_frees_its_rows after update of not_to_exceed on contract_customer deferrable initially deferred for each row
    when (old.not_to_exceed is not null and new.not_to_exceed is null) execute function limit_removed();
drop trigger if exists limit_removed_frees_its_rows_delete on contract_customer;
create constraint trigger limit_removed_frees_its_rows_delete after delete on contract_customer deferrable initially deferred for each row
    when (old.not_to_exceed is not null) execute function limit_removed();
drop trigger if exists limit_removed_frees_its_rows on contract_line;
create constraint trigger limit_removed_frees_its_rows after update of not_to_exceed on contract_line deferrable initially deferred for each row
    when (old.not_to_exceed is not null and new.not_to_exceed is null) execute function limit_removed();
drop trigger if exists limit_removed_frees_its_rows on contract_line_customer;
create constraint trigger limit_removed_frees_its_rows after update of not_to_exceed on contract_line_customer deferrable initially deferred for each row
    when (old.not_to_exceed is not null and new.not_to_exceed is null) execute function limit_removed();
drop trigger if exists limit_removed_frees_its_rows_delete on contract_line_customer;
create constraint trigger limit_removed_frees_its_rows_delete after delete on contract_line_customer deferrable initially deferred for each row
    when (old.not_to_exceed is not null) execute function limit_removed();

-- What the backlog comes to, kept as rows come, change and go (`changed`, by their sign). With the owner's rights, nobody else writes sums.
create or replace function backlog_sum_follow() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare sign integer := tg_argv[0]::integer;
begin
    insert into backlog_sum (company_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, unit,
                             has_price, is_ready, nte_status, row_count, quantity, amount)
    select company_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, unit,
           has_price, is_ready, nte_status, sign * count(*), sign * sum(quantity), sign * sum(net_amount)
    from changed
    group by company_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, unit,
             has_price, is_ready, nte_status;
    insert into backlog_day_sum (company_id, work_on, transaction_class, currency, is_ready, row_count, amount)
    select company_id, work_on, transaction_class, currency, is_ready, sign * count(*), sign * sum(net_amount)
    from changed
    where billing_type = 'chargeable'
    group by company_id, work_on, transaction_class, currency, is_ready;
    return null;
end $$;
revoke all on function backlog_sum_follow from public;
create or replace trigger backlog_sums_add_up after insert on backlog referencing new table as changed for each statement execute function backlog_sum_follow('1');
create or replace trigger backlog_sums_add_up_was after update on backlog referencing old table as changed for each statement execute function backlog_sum_follow('-1');
create or replace trigger backlog_sums_add_up_became after update on backlog referencing new table as changed for each statement execute function backlog_sum_follow('1');
create or replace trigger backlog_sums_add_up_delete after delete on backlog referencing old table as changed for each statement execute function backlog_sum_follow('-1');

-- Makes one row of those that say the same, of companies where every fifth is new; of what comes to nothing, none. Rows that others add
-- meanwhile are left alone.
create or replace function fold_backlog_sums() returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtext('fold_backlog_sums'));
    with gone as (
        delete from backlog_sum
        where company_id in (select company_id from backlog_sum group by company_id having 5 * count(*) filter (where not is_folded) > count(*))
        returning *
    )
    insert into backlog_sum (company_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, unit,
                             has_price, is_ready, nte_status, row_count, quantity, amount, is_folded)
    select company_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, unit,
           has_price, is_ready, nte_status, sum(row_count), sum(quantity), sum(amount), true
    from gone
    group by company_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, unit,
             has_price, is_ready, nte_status
    having sum(row_count) <> 0
    order by company_id, contract_id;
    with gone as (
        delete from backlog_day_sum
        where company_id in (select company_id from backlog_day_sum group by company_id having 5 * count(*) filter (where not is_folded) > count(*))
        returning *
    )
    insert into backlog_day_sum (company_id, work_on, transaction_class, currency, is_ready, row_count, amount, is_folded)
    select company_id, work_on, transaction_class, currency, is_ready, sum(row_count), sum(amount), true
    from gone
    group by company_id, work_on, transaction_class, currency, is_ready
    having sum(row_count) <> 0
    order by company_id, work_on;
end $$;
revoke all on function fold_backlog_sums from public;
grant execute on function fold_backlog_sums to billwright_app;

-- A backlog from before there were sums. Nobody writes to it meanwhile: its triggers were made in this transaction.
insert into backlog_sum (company_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, unit,
                         has_price, is_ready, nte_status, row_count, quantity, amount, is_folded)
select company_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, unit,
       has_price, is_ready, nte_status, count(*), sum(quantity), sum(net_amount), true
from backlog
where not exists (select from backlog_sum)
group by company_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, unit,
         has_price, is_ready, nte_status;
insert into backlog_day_sum (company_id, work_on, transaction_class, currency, is_ready, row_count, amount, is_folded)
select company_id, work_on, transaction_class, currency, is_ready, count(*), sum(net_amount), true
from backlog
where billing_type = 'chargeable' and not exists (select from backlog_day_sum)
group by company_id, work_on, transaction_class, currency, is_ready;
