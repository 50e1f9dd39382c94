-- Retainers stand once they are billed, and their rows in the ledger balance.

-- What an invoice has billed stands as it was marked; what is being refunded stays marked so. Terms of what was billed before
-- likewise; and a retainer that the ledger has rows of stays, whatever became of them.
create or replace function retainer_claim_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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
        or (u.retainer_use = 'refunded' and u.corrects_actual_id = 0 and i.state in ('draft', 'in_review') and not new.is_to_refund)
        or (u.retainer_use = 'billed' and u.corrects_actual_id = 0 and u.credited_by_invoice_id is null and (old.customer_id, old.description, old.invoice_on, old.amount, old.is_ready)
            is distinct from (new.customer_id, new.description, new.invoice_on, new.amount, new.is_ready)))
    limit 1;
    if found then
        raise exception 'an invoiced retainer is frozen' using errcode = 'check_violation', constraint = 'invoiced_retainer_is_frozen', table = 'retainer';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create or replace trigger invoiced_retainer_is_frozen before update on retainer for each row
    when ((old.customer_id, old.description, old.invoice_on, old.amount, old.is_ready, old.is_to_refund)
          is distinct from (new.customer_id, new.description, new.invoice_on, new.amount, new.is_ready, new.is_to_refund))
    execute function retainer_claim_guard();
create or replace trigger invoiced_retainer_is_frozen_delete before delete on retainer for each row execute function retainer_claim_guard();

-- Not of what a draft bills already.
create or replace function retainer_billed_before_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    perform from invoice_retainer u where u.company_id = new.company_id and u.retainer_id = new.retainer_id
        and (u.retainer_use = 'billed' or (not new.is_billed_before and exists (select from invoice i where i.company_id = u.company_id and i.invoice_id = u.invoice_id and i.state in ('draft', 'in_review'))))
    limit 1;
    if found then
        raise exception 'an invoiced retainer is frozen' using errcode = 'check_violation', constraint = 'invoiced_retainer_is_frozen', table = 'retainer';
    end if;
    return new;
end $$;
create or replace trigger invoiced_retainer_is_frozen_before before update on retainer for each row
    when (old.is_billed_before <> new.is_billed_before) execute function retainer_billed_before_guard();

-- R-RET-5 to R-RET-8: whatever is billed of a retainer is owed to its customer, so its rows always come to 0; what is
-- owed stands in unbilled rows, a correction's beside what was left; and an invoice bills, applies and refunds what it says.
create or replace function retainer_ledger_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    if not exists (select from new_actual where transaction_class = 'retainer') then
        return null;
    end if;
    select n.actual_id into bad from new_actual n
    left join retainer r on r.company_id = n.company_id and r.retainer_id = n.retainer_id
    where n.transaction_class = 'retainer'
      and (r.retainer_id is null or (r.contract_id, r.customer_id, r.currency, r.invoice_on) is distinct from (n.contract_id, n.customer_id, n.currency, n.work_on))
    limit 1;
    if found then
        raise exception 'actual % points at nothing', bad using errcode = 'foreign_key_violation', constraint = 'actual_references_exist', table = 'actual';
    end if;

    select a.retainer_id into bad from actual a
    where (a.company_id, a.retainer_id) in (select company_id, retainer_id from new_actual where transaction_class = 'retainer')
    group by a.company_id, a.retainer_id
    having sum(a.amount) <> 0
        or sum(a.amount) filter (where a.transaction_type = 'unbilled_sales') > 0
    limit 1;
    if found then
        raise exception 'the rows of retainer % do not balance', bad using errcode = 'check_violation', constraint = 'retainer_rows_balance', table = 'actual';
    end if;

    select a.retainer_id into bad from (
        select company_id, retainer_id, invoice_id, sum(amount) as amount from actual
        where transaction_type = 'billed_sales' and reverses_actual_id is null
          and (company_id, retainer_id, invoice_id) in (select company_id, retainer_id, invoice_id from new_actual where transaction_class = 'retainer')
        group by company_id, retainer_id, invoice_id) a
    where a.amount is distinct from (
        select sum(case when u.retainer_use = 'billed' then u.amount else -u.amount end) from invoice_retainer u
        where (u.company_id, u.retainer_id, u.invoice_id) = (a.company_id, a.retainer_id, a.invoice_id))
    limit 1;
    if found then
        raise exception 'retainer % is not used as its invoice says', bad using errcode = 'check_violation', constraint = 'billed_retainer_equals_its_use', table = 'actual';
    end if;
    return null;
end $$;
revoke all on function retainer_ledger_guard from public;
create or replace trigger retainer_rows_balance after insert on actual
    referencing new table as new_actual for each statement execute function retainer_ledger_guard();

-- What it is of is settled when it is written.
create or replace trigger retainer_keeps_its_contract before update on retainer for each row
    when ((old.company_id, old.retainer_id, old.contract_id, old.currency) is distinct from (new.company_id, new.retainer_id, new.contract_id, new.currency))
    execute function refuse_statement();
create or replace trigger invoiced_retainer_is_frozen_truncate before truncate on retainer for each statement execute function refuse_statement();
