-- Units are compared as names are: two that fold alike are one, whatever case, blanks or form of Unicode they are written in.
-- What stands keeps standing.

alter table price
    drop constraint price_of_time_is_by_the_hour,
    add constraint price_of_time_is_by_the_hour check (transaction_class <> 'time'
        or name_key(unit) in ('hour', 'hours', 'h', 'hr', 'hrs', 'stunde', 'stunden', 'std', 'std.', 'uur', 'uren', 'u', 'time', 'timer', 't')) not valid;
do $$
begin
    alter table price validate constraint price_of_time_is_by_the_hour;
exception when check_violation then null; -- What stands is shown as no price.
end $$;
create or replace function price_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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
