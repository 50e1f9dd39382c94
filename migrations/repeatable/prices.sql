-- What a price may not do.

-- R-PRC-1, R-PRC-2: for one thing and currency one price holds a day, of the company and of each contract. A category may have
-- prices in several units, compared as names are; they don't stand in each other's way. Time is by the hour, however it is written.
create or replace function price_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    -- Whoever writes prices at the same moment comes after us, and sees ours.
    perform pg_advisory_xact_lock(hashtextextended('price', firm.company_id)) from (select distinct company_id from new_price order by 1) firm;
    perform from new_price n join price p on p.company_id = n.company_id and p.price_id <> n.price_id and p.currency = n.currency
        and (p.contract_id, p.transaction_class, p.role_id, p.category_id, p.product_id) is not distinct from (n.contract_id, n.transaction_class, n.role_id, n.category_id, n.product_id)
        and (n.transaction_class = 'time' or name_key(p.unit) = name_key(n.unit))
        and p.valid_from <= coalesce(n.valid_to, 'infinity') and n.valid_from <= coalesce(p.valid_to, 'infinity');
    if found then
        raise exception 'two prices hold on the same day' using errcode = 'check_violation', constraint = 'price_periods_do_not_overlap', table = 'price';
    end if;
    return null;
end $$;
revoke all on function price_guard from public;
create or replace trigger price_periods_do_not_overlap after insert on price referencing new table as new_price for each statement execute function price_guard();
create or replace trigger price_periods_do_not_overlap_update after update on price referencing new table as new_price for each statement execute function price_guard();

-- A price is changed only as it was seen.
create or replace trigger price_version_follows_change before update on price for each row execute function version_follows_change();
