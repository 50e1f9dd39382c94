-- A sale that nothing prices is worth nothing yet, which is not the same as costing nothing: it says so, and is never Ready,
-- on no invoice, until it has a price or somebody says that the customer doesn't pay (R-PRC-2).
alter table actual
    add column has_price boolean not null default true,
    add constraint sale_without_price_is_not_billed check (has_price or (unit_price = 0 and transaction_type <> 'cost'
        and (transaction_type = 'unbilled_sales' or billing_type <> 'chargeable')));
alter table backlog add column has_price boolean not null default true;

-- What is open and was taken for 0 for want of a price: this fills a new column, and changes no fact.
alter table actual disable trigger user;
update actual a set has_price = false from backlog b
where b.company_id = a.company_id and b.actual_id = a.actual_id and a.unit_price = 0 and a.billing_type = 'chargeable'
  and not exists (select from entry e where e.company_id = a.company_id and e.entry_id = a.entry_id and e.unit_price is not null);
alter table actual enable trigger user;
update backlog b set has_price = false, is_ready = false from actual a where a.company_id = b.company_id and a.actual_id = b.actual_id and not a.has_price;
alter table backlog add constraint sale_without_price_is_never_ready check (not is_ready or has_price or billing_type <> 'chargeable');
create index backlog_without_price on backlog (company_id, work_on, actual_id) where not has_price;

create or replace function backlog_insert_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    select n.actual_id into bad from new_backlog n
    join actual a on a.company_id = n.company_id and a.actual_id = n.actual_id
    where a.transaction_type <> 'unbilled_sales' or a.reverses_actual_id is not null
       or (a.contract_id, a.contract_line_id, a.customer_id, a.project_id, a.work_on, a.billing_type, a.currency, a.quantity, a.amount, a.has_price)
          is distinct from (n.contract_id, n.contract_line_id, n.customer_id, n.project_id, n.work_on, n.billing_type, n.currency, n.quantity, n.amount, n.has_price)
    limit 1;
    if found then
        raise exception 'backlog row % is not its actual', bad using errcode = 'check_violation', constraint = 'backlog_mirrors_its_actual', table = 'backlog';
    end if;
    select n.actual_id into bad from new_backlog n
    where exists (select from invoice_detail d where d.company_id = n.company_id and d.source_actual_id = n.actual_id)
       or exists (select from actual r where r.company_id = n.company_id and r.reverses_actual_id = n.actual_id)
    limit 1;
    if found then
        raise exception 'actual % is claimed or reversed', bad using errcode = 'check_violation', constraint = 'backlog_holds_only_what_is_open', table = 'backlog';
    end if;
    return null;
end $$;
