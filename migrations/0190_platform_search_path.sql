-- A name without a schema is looked for in pg_temp first: whoever may make temporary tables puts an empty `invoice` before
-- the guard that asks whether an invoice is confirmed. So no function looks there before it has looked here, and nobody but
-- the owner makes any.

-- Gives every function its search path, whoever wrote it and however long ago, and takes from everybody else what they may make
-- in this database. Called again after every migration: `create or replace function` forgets its path, and a copy of the
-- database, or one that was restored, has its tables' grants but not its own. A function whose body was bound to its names when
-- it was made (`return …`, `begin atomic …`: prosqlbody) looks nothing up when it runs, and with a setting of its own it could
-- not be inlined any more: currency_decimals in the CHECKs of every row of the ledger would cost three times as much.
create procedure mend_walls()
    language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare loose record;
begin
    perform pg_advisory_xact_lock(hashtext('mend_walls')); -- two nodes may start at once
    for loose in
        select p.oid::regprocedure as signature from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p', 'w') and p.prosqlbody is null
          and not coalesce(p.proconfig @> array['search_path=pg_catalog, public, pg_temp'], false)
          and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e') -- an extension's are its own
    loop
        execute format('alter routine %s set search_path = pg_catalog, public, pg_temp', loose.signature);
    end loop;
    if has_database_privilege('billwright_app', current_database(), 'temporary') or has_database_privilege('billwright_app', current_database(), 'create') then
        execute format('revoke temporary, create on database %I from public, billwright_app', current_database());
    end if;
    if has_schema_privilege('billwright_app', 'public', 'create') then
        revoke create on schema public from public, billwright_app;
    end if;
end $$;
revoke all on procedure mend_walls from public;
call mend_walls();

-- Doors for migrations only.
revoke all on procedure company_wall, append_only_wall from public;
