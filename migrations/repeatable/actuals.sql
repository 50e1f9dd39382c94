-- The ledger: never changed, and what it points at is there.

-- References of the ledger, checked once per statement instead of once per row and column: what they point
-- at can never vanish (no privilege to delete it), so a check at insert is as good as a foreign key,
-- at half the price. An entry whose author asks for it back is still in the ledger, and may be billed meanwhile.
create or replace function actual_references_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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
create or replace trigger actual_references_exist after insert on actual
    referencing new table as new_actual for each statement execute function actual_references_guard();

-- Append-only: for the application, for the owner, for anybody at a prompt.
create or replace trigger actual_is_append_only before update or delete on actual for each statement execute function refuse_statement();
create or replace trigger actual_is_append_only_truncate before truncate on actual for each statement execute function refuse_statement();
