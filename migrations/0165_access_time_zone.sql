-- Each company has a time zone: what is "today", the day of an invoice, the day that counts in the books, is the day there.
-- Companies founded before this counted in UTC, and go on so until an administrator says where they are.

alter table company add column time_zone text not null default 'UTC';
alter table company alter column time_zone drop default; -- who founds one from now on says it

-- By name, as this server knows it: lists compare days in the database too. Asked when one is set, not on every row read.
create function company_time_zone_guard() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
begin
    if not exists (select from pg_catalog.pg_timezone_names z where z.name = new.time_zone) then
        raise exception 'no time zone %', new.time_zone using errcode = 'check_violation', constraint = 'company_time_zone_is_known', table = 'company';
    end if;
    return new;
end $$;
create trigger company_time_zone_is_known before insert or update of time_zone on company
    for each row execute function company_time_zone_guard();

-- An administrator says it on the company's page.
grant update (time_zone) on company to billwright_app;
