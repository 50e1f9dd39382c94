-- Product lines are of product-based contract lines, for the primary customer, and stand once they are invoiced.

-- R-VOC-3: and say of their contract what is so.
create or replace function product_line_place_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if not exists (select from contract_line l join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
                   where l.company_id = new.company_id and l.contract_line_id = new.contract_line_id and l.billing_method = 'product'
                     and l.contract_id = new.contract_id and c.currency = new.currency) then
        raise exception 'products are sold on product-based lines' using errcode = 'check_violation', constraint = 'product_line_is_of_a_product_based_line', table = 'product_line';
    end if;
    return new;
end $$;
create or replace trigger product_line_is_of_a_product_based_line before insert on product_line for each row execute function product_line_place_guard();
create or replace trigger product_line_keeps_its_place before update on product_line for each row
    when ((old.company_id, old.product_line_id, old.contract_id, old.contract_line_id, old.currency)
          is distinct from (new.company_id, new.product_line_id, new.contract_id, new.contract_line_id, new.currency))
    execute function refuse_statement();

-- R-INV-9: at every commit a product-based line is the primary customer's alone, and covers no work. A line that sells products goes on
-- doing so.
create or replace function product_based_line_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    select l.contract_line_id into bad from contract_line l join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
    where l.company_id = new.company_id and l.contract_id = new.contract_id and l.billing_method = 'product'
      and (coalesce((select k.billing_split_percent from contract_line_customer k
                     where k.company_id = l.company_id and k.contract_line_id = l.contract_line_id and k.customer_id = c.primary_customer_id), 0) <> 100
        or exists (select from contract_line_class k where k.company_id = l.company_id and k.contract_line_id = l.contract_line_id))
    limit 1;
    if found then
        raise exception 'line % sells products to the primary customer, and no more', bad
            using errcode = 'check_violation', constraint = 'product_based_line_is_for_the_primary_customer', table = 'contract_line';
    end if;
    select p.product_line_id into bad from product_line p join contract_line l on l.company_id = p.company_id and l.contract_line_id = p.contract_line_id
    where p.company_id = new.company_id and p.contract_id = new.contract_id and l.billing_method <> 'product' limit 1;
    if found then
        raise exception 'product line % is of a line of another kind', bad
            using errcode = 'check_violation', constraint = 'product_line_is_of_a_product_based_line', table = 'product_line';
    end if;
    return null;
end $$;
drop trigger if exists product_based_line_is_for_the_primary_customer_insert on contract_line;
create constraint trigger product_based_line_is_for_the_primary_customer_insert after insert on contract_line
    deferrable initially deferred for each row when (new.billing_method = 'product') execute function product_based_line_guard();
drop trigger if exists product_based_line_is_for_the_primary_customer_update on contract_line;
create constraint trigger product_based_line_is_for_the_primary_customer_update after update of billing_method on contract_line
    deferrable initially deferred for each row when (old.billing_method <> new.billing_method) execute function product_based_line_guard();
drop trigger if exists product_based_line_is_for_the_primary_customer on contract;
create constraint trigger product_based_line_is_for_the_primary_customer after update of primary_customer_id on contract
    deferrable initially deferred for each row when (old.primary_customer_id <> new.primary_customer_id) execute function product_based_line_guard();

-- The same of what hangs on such a line, as it is written.
create or replace function product_based_class_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    select l.contract_line_id into bad from became k
    join contract_line l on l.company_id = k.company_id and l.contract_line_id = k.contract_line_id
    where l.billing_method = 'product' limit 1;
    if found then
        raise exception 'line % sells products, and covers no work', bad
            using errcode = 'check_violation', constraint = 'product_based_line_is_for_the_primary_customer', table = 'contract_line_class';
    end if;
    return null;
end $$;
revoke all on function product_based_class_guard from public;
create or replace trigger product_based_line_is_for_the_primary_customer_insert after insert on contract_line_class
    referencing new table as became for each statement execute function product_based_class_guard();
create or replace trigger product_based_line_is_for_the_primary_customer_update after update on contract_line_class
    referencing new table as became for each statement execute function product_based_class_guard();
create or replace function product_based_customer_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    select l.contract_line_id into bad from became k
    join contract_line l on l.company_id = k.company_id and l.contract_line_id = k.contract_line_id
    join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
    where l.billing_method = 'product' and k.customer_id <> c.primary_customer_id limit 1;
    if found then
        raise exception 'line % sells products to the primary customer, and no more', bad
            using errcode = 'check_violation', constraint = 'product_based_line_is_for_the_primary_customer', table = 'contract_line_customer';
    end if;
    return null;
end $$;
revoke all on function product_based_customer_guard from public;
create or replace trigger product_based_line_is_for_the_primary_customer_insert after insert on contract_line_customer
    referencing new table as became for each statement execute function product_based_customer_guard();
create or replace trigger product_based_line_is_for_the_primary_customer_update after update on contract_line_customer
    referencing new table as became for each statement execute function product_based_customer_guard();

-- What an invoice has claimed stands as it was marked. Once it was credited it may change, but what was billed once is never gone.
create or replace function product_line_claim_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform from changed p join invoice_detail d on d.company_id = p.company_id and d.source_product_line_id = p.product_line_id
        and d.credited_by_invoice_id is null limit 1;
    if not found and tg_op = 'DELETE' then
        perform from changed p join invoice_detail d on d.company_id = p.company_id and d.source_product_line_id = p.product_line_id
            and d.credited_by_invoice_id is not null limit 1;
    end if;
    if found then
        raise exception 'an invoiced product line is frozen' using errcode = 'check_violation', constraint = 'invoiced_product_line_is_frozen', table = 'product_line';
    end if;
    return null;
end $$;
revoke all on function product_line_claim_guard from public;
create or replace trigger invoiced_product_line_is_frozen_update after update on product_line referencing old table as changed for each statement execute function product_line_claim_guard();
create or replace trigger invoiced_product_line_is_frozen_delete after delete on product_line referencing old table as changed for each statement execute function product_line_claim_guard();
create or replace trigger invoiced_product_line_is_frozen_truncate before truncate on product_line for each statement execute function refuse_statement();

-- R-CONF-1 j: a billed sale of material that bills no unbilled one is a product line's, and says what its detail says; what takes it back
-- takes such a one back.
create or replace function billed_product_line_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    if not exists (select from new_actual where transaction_type = 'billed_sales' and transaction_class = 'material' and bills_actual_id is null
        and added_detail_id is null and (reverses_actual_id is null or entry_id is null)) then
        return null;
    end if;
    select n.actual_id into bad from new_actual n
    left join invoice_detail d on d.company_id = n.company_id and d.invoice_detail_id = n.invoice_detail_id and d.invoice_id = n.invoice_id
    left join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
    left join product_line p on p.company_id = d.company_id and p.product_line_id = d.source_product_line_id
    left join contract_line l on l.company_id = p.company_id and l.contract_line_id = p.contract_line_id
    where n.transaction_type = 'billed_sales' and n.transaction_class = 'material' and n.bills_actual_id is null and n.reverses_actual_id is null
      and n.added_detail_id is null
      and (p.product_line_id is null or n.entry_id is not null
        or (n.contract_id, n.contract_line_id, n.customer_id, n.project_id, n.currency, n.work_on)
           is distinct from (p.contract_id, p.contract_line_id, i.customer_id, l.project_id, p.currency, p.sold_on)
        or (n.quantity, n.unit_price, n.amount, n.tax, n.billing_type) is distinct from (d.quantity, d.unit_price, d.amount, d.tax, d.billing_type))
    limit 1;
    if not found then
        select n.actual_id into bad from new_actual n join actual o on o.company_id = n.company_id and o.actual_id = n.reverses_actual_id
        where n.transaction_type = 'billed_sales' and n.transaction_class = 'material' and num_nonnulls(n.entry_id, n.added_detail_id) = 0
          and num_nonnulls(o.entry_id, o.added_detail_id) > 0
        limit 1;
    end if;
    if found then
        raise exception 'actual % does not bill a product line', bad using errcode = 'check_violation', constraint = 'billed_product_line_equals_its_detail', table = 'actual';
    end if;
    return null;
end $$;
revoke all on function billed_product_line_guard from public;
create or replace trigger billed_product_line_equals_its_detail after insert on actual
    referencing new table as new_actual for each statement execute function billed_product_line_guard();
