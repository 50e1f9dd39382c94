-- The ledger: never changed, and what it points at is there.

-- References of the ledger, checked once per statement instead of once per row and column: what they point
-- at can never vanish (no privilege to delete it), so a check at insert is as good as a foreign key,
-- at half the price. An entry whose author asks for it back is still in the ledger, and may be billed meanwhile.
create or replace function actual_references_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    select n.actual_id into bad from (
        select company_id, contract_line_id, contract_id, customer_id, project_id, min(actual_id) as actual_id from new_actual
        group by company_id, contract_line_id, contract_id, customer_id, project_id) n
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

    -- What takes back or bills another row has that row's entry, as is asked below.
    select n.actual_id into bad from new_actual n
    left join entry e on e.company_id = n.company_id and e.entry_id = n.entry_id
    where n.entry_id is not null and n.reverses_actual_id is null and n.bills_actual_id is null
      and (e.entry_id is null or e.state not in ('approved', 'recall_requested') or e.is_history)
    limit 1;
    if found then
        raise exception 'actual % has no approved entry', bad using errcode = 'foreign_key_violation', constraint = 'actual_entry_is_approved', table = 'actual';
    end if;

    select n.actual_id into bad from new_actual n
    left join actual o on o.company_id = n.company_id and o.actual_id = n.reverses_actual_id
    where n.reverses_actual_id is not null
      and (o.actual_id is null or o.reverses_actual_id is not null
        or (o.transaction_type, o.transaction_class, o.billing_type, o.work_on, o.contract_line_id, o.customer_id, o.project_id, o.resource_id, o.role_id, o.entry_id, o.retainer_id, o.added_detail_id, o.unit_price, o.currency, o.discount_percent, o.fee_percent)
           is distinct from
           (n.transaction_type, n.transaction_class, n.billing_type, n.work_on, n.contract_line_id, n.customer_id, n.project_id, n.resource_id, n.role_id, n.entry_id, n.retainer_id, n.added_detail_id, n.unit_price, n.currency, n.discount_percent, n.fee_percent)
        or o.quantity + n.quantity <> 0 or o.amount + n.amount <> 0 or o.tax + n.tax <> 0)
    limit 1;
    if found then
        raise exception 'actual % does not mirror what it reverses', bad using errcode = 'check_violation', constraint = 'reversal_mirrors_original', table = 'actual';
    end if;

    select n.actual_id into bad from new_actual n
    left join actual o on o.company_id = n.company_id and o.actual_id = n.bills_actual_id
    where n.bills_actual_id is not null
      and (o.actual_id is null or o.transaction_type <> 'unbilled_sales' or n.transaction_type <> 'billed_sales' or o.reverses_actual_id is not null
        or (o.transaction_class, o.billing_type, o.work_on, o.contract_line_id, o.customer_id, o.project_id, o.resource_id, o.role_id, o.entry_id, o.added_detail_id, o.quantity, o.unit_price, o.amount, o.currency, o.discount_percent, o.fee_percent)
           is distinct from
           (n.transaction_class, n.billing_type, n.work_on, n.contract_line_id, n.customer_id, n.project_id, n.resource_id, n.role_id, n.entry_id, n.added_detail_id, n.quantity, n.unit_price, n.amount, n.currency, n.discount_percent, n.fee_percent))
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
revoke all on function actual_references_guard from public;
create or replace trigger actual_references_exist after insert on actual
    referencing new table as new_actual for each statement execute function actual_references_guard();

-- Append-only: for the application, for the owner, for anybody at a prompt.
create or replace trigger actual_is_append_only before update or delete on actual for each statement execute function refuse_statement();
create or replace trigger actual_is_append_only_truncate before truncate on actual for each statement execute function refuse_statement();

-- What the ledger comes to, kept as it grows: by contract line, by day and by person. All rows are counted; of sales what is chargeable is an
-- amount, of the rest nobody owes anything (R-EDIT-10). With the owner's rights, nobody else writes sums.
create or replace function actual_sum_follow() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    insert into actual_sum (company_id, kept_by, contract_id, contract_line_id, customer_id, project_id, transaction_type, currency, row_count, amount)
    select company_id, 'contract_line', contract_id, contract_line_id, customer_id, project_id, transaction_type, currency, count(*),
           sum(case when transaction_type = 'cost' or billing_type = 'chargeable' then net_amount else 0 end)
    from new_actual
    group by company_id, contract_id, contract_line_id, customer_id, project_id, transaction_type, currency;
    insert into actual_sum (company_id, kept_by, work_on, transaction_type, currency, row_count, amount)
    select company_id, 'day', work_on, transaction_type, currency, count(*),
           sum(case when transaction_type = 'cost' or billing_type = 'chargeable' then net_amount else 0 end)
    from new_actual
    group by company_id, work_on, transaction_type, currency;
    insert into actual_sum (company_id, kept_by, resource_id, transaction_type, currency, row_count, amount)
    select company_id, 'person', resource_id, transaction_type, currency, count(*),
           sum(case when transaction_type = 'cost' or billing_type = 'chargeable' then net_amount else 0 end)
    from new_actual
    where resource_id is not null
    group by company_id, resource_id, transaction_type, currency;
    return null;
end $$;
revoke all on function actual_sum_follow from public;
create or replace trigger actual_sums_add_up after insert on actual referencing new table as new_actual for each statement execute function actual_sum_follow();

-- Makes one row of those that say the same, of companies where every fifth is new. Rows that others add meanwhile are left alone.
create or replace function fold_actual_sums() returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtext('fold_actual_sums'));
    with gone as (
        delete from actual_sum
        where company_id in (select company_id from actual_sum group by company_id having 5 * count(*) filter (where not is_folded) > count(*))
        returning *
    )
    insert into actual_sum (company_id, kept_by, contract_id, contract_line_id, customer_id, project_id, work_on, resource_id, transaction_type, currency, row_count,
                            amount, is_folded)
    select company_id, kept_by, contract_id, contract_line_id, customer_id, project_id, work_on, resource_id, transaction_type, currency, sum(row_count), sum(amount), true
    from gone
    group by company_id, kept_by, contract_id, contract_line_id, customer_id, project_id, work_on, resource_id, transaction_type, currency
    order by company_id, kept_by, contract_id, work_on, resource_id;
end $$;
revoke all on function fold_actual_sums from public;
grant execute on function fold_actual_sums to billwright_app;

-- A ledger from before there were sums. Nobody writes to it meanwhile: its trigger was made in this transaction.
insert into actual_sum (company_id, kept_by, contract_id, contract_line_id, customer_id, project_id, work_on, resource_id, transaction_type, currency, row_count,
                        amount, is_folded)
select company_id,
       case when grouping(work_on) = 0 then 'day' when grouping(resource_id) = 0 then 'person' else 'contract_line' end,
       contract_id, contract_line_id, customer_id, project_id, work_on, resource_id, transaction_type, currency, count(*),
       sum(case when transaction_type = 'cost' or billing_type = 'chargeable' then net_amount else 0 end), true
from actual
where not exists (select from actual_sum)
group by company_id, transaction_type, currency, grouping sets ((contract_id, contract_line_id, customer_id, project_id), (work_on), (resource_id))
having not (grouping(resource_id) = 0 and resource_id is null);
