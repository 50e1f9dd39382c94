-- The ground every table stands on: the company of a transaction, its wall, and the refusal that triggers share.

-- The company of this transaction. None set: no row of any table is visible.
create or replace function current_company() returns bigint
    language sql stable parallel safe
    return nullif(current_setting('billwright.company', true), '')::bigint;

-- ISO 4217 minor units where they are not two (R-PRC-9). Immutable, so that CHECKs may lean on it;
-- the same list is in vocabulary/currency.rs and a test compares them.
create or replace function currency_decimals(currency text) returns integer
    language sql immutable parallel safe
    return case
        when currency in ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND','VUV','XAF','XOF','XPF') then 0
        when currency in ('BHD','IQD','JOD','KWD','LYD','OMR','TND') then 3
        when currency in ('CLF','UYW') then 4
        else 2
    end;

-- Row-level security, the same wall for every table: only rows of the transaction's company.
create or replace procedure company_wall(tbl regclass)
    language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
begin
    execute format('alter table %s enable row level security', tbl);
    execute format(
        'create policy own_company on %s using (company_id = (select current_company())) with check (company_id = (select current_company()))',
        tbl);
end $$;
revoke all on procedure company_wall from public;

-- Refuses whatever statement it guards; the trigger's own name is the invariant's name.
create or replace function refuse_statement() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
begin
    raise exception 'refused by %', tg_name using errcode = 'check_violation', constraint = tg_name, table = tg_table_name;
end $$;

-- What settings say is changed only as it was seen: whoever changes a row raises its version, imports too, so it is the row's own
-- business and no statement can forget it.
create or replace function version_follows_change() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
begin
    -- Generated columns, which the arguments name, follow the others and aren't computed yet.
    if new.version = old.version and to_jsonb(new) - coalesce(tg_argv, '{}') <> to_jsonb(old) - coalesce(tg_argv, '{}') then
        new.version := old.version + 1;
    end if;
    return new;
end
$$;
revoke all on function version_follows_change from public;

-- Gives every function its search path, whoever wrote it and however long ago, and takes from everybody else what they may make
-- in this database. Called again after every migration: `create or replace function` forgets its path, and a copy of the
-- database, or one that was restored, has its tables' grants but not its own. A function whose body was bound to its names when
-- it was made (`return …`, `begin atomic …`: prosqlbody) looks nothing up when it runs, and with a setting of its own it could
-- not be inlined any more: currency_decimals in the CHECKs of every row of the ledger would cost three times as much.
create or replace procedure mend_walls()
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

-- Sessions that ended by themselves; keys of requests after a day; failed sign-ins; browsers that nobody signs in from any more;
-- uploads that nobody imported. It works across companies, so it is a door of its own: it can clear what is expired and nothing else.
create or replace function clear_expired(session_idle interval, session_lifetime interval, upload_lifetime interval) returns bigint
    language sql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$
    with sessions as (delete from session where seen_at < now() - session_idle or created_at < now() - session_lifetime returning 1),
         requests as (delete from command_request where created_at < now() - interval '24 hours' returning 1),
         failures as (delete from sign_in_failure where failed_at < now() - interval '1 day' returning 1),
         devices as (delete from sign_in_device where seen_at < now() - interval '400 days' returning 1),
         uploads as (delete from import_upload where imported_at is null and created_at < now() - upload_lifetime returning 1)
    select (select count(*) from sessions) + (select count(*) from requests) + (select count(*) from failures)
         + (select count(*) from devices) + (select count(*) from uploads)
$$;
revoke all on function clear_expired from public;
grant execute on function clear_expired to billwright_app;

-- Append-only: for the application, for the owner, for anybody at a prompt.
create or replace trigger audit_entry_is_append_only before update or delete on audit_entry for each statement execute function refuse_statement();
create or replace trigger audit_entry_is_append_only_truncate before truncate on audit_entry for each statement execute function refuse_statement();

-- A batch counts what its chunks hold and what was refused. Once per statement, whatever it touches; with the owner's rights:
-- nobody else writes counts.
create or replace function batch_count() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if tg_table_name = 'batch_refusal' and tg_op = 'INSERT' then
        update batch b set refused = b.refused + d.n
        from (select company_id, batch_id, count(*) as n from became group by company_id, batch_id) d
        where b.company_id = d.company_id and b.batch_id = d.batch_id;
    elsif tg_table_name = 'batch_refusal' then
        update batch b set refused = b.refused - d.n
        from (select company_id, batch_id, count(*) as n from was group by company_id, batch_id) d
        where b.company_id = d.company_id and b.batch_id = d.batch_id;
    elsif tg_op = 'INSERT' then
        update batch b set waiting = b.waiting + d.n
        from (select company_id, batch_id, sum(cardinality(items)) as n from became group by company_id, batch_id) d
        where b.company_id = d.company_id and b.batch_id = d.batch_id;
    else
        update batch b set waiting = b.waiting + d.waiting, settled = b.settled + d.settled
        from (select company_id, batch_id, coalesce(sum(n) filter (where not is_settled), 0) as waiting, coalesce(sum(n) filter (where is_settled), 0) as settled
              from (select company_id, batch_id, is_settled, cardinality(items) as n from became
                    union all select company_id, batch_id, is_settled, -cardinality(items) from was) both_sides
              group by company_id, batch_id) d
        where b.company_id = d.company_id and b.batch_id = d.batch_id;
    end if;
    return null;
end $$;
revoke all on function batch_count from public;
create or replace trigger batch_counts_its_items_insert after insert on batch_chunk referencing new table as became
    for each statement execute function batch_count();
create or replace trigger batch_counts_its_items after update on batch_chunk referencing old table as was new table as became
    for each statement execute function batch_count();
create or replace trigger batch_counts_its_refusals_insert after insert on batch_refusal referencing new table as became
    for each statement execute function batch_count();
create or replace trigger batch_counts_its_refusals_delete after delete on batch_refusal referencing old table as was
    for each statement execute function batch_count();

-- What was begun stands, and what is settled: to try again is another batch. Items may leave a chunk: what they were is deleted.
create or replace trigger batch_chunk_is_settled_once before update on batch_chunk for each row
    when (old.company_id <> new.company_id or old.batch_id <> new.batch_id or old.place <> new.place or (old.is_settled and not new.is_settled)
        or (old.items <> new.items and not new.items <@ old.items))
    execute function refuse_statement();
create or replace trigger batch_chunk_begins_waiting before insert on batch_chunk for each row
    when (new.is_settled) execute function refuse_statement();
create or replace trigger batch_chunk_is_a_record before delete on batch_chunk for each statement execute function refuse_statement();
create or replace trigger batch_chunk_is_a_record_truncate before truncate on batch_chunk for each statement execute function refuse_statement();
create or replace trigger batch_refusal_is_final before update on batch_refusal for each statement execute function refuse_statement();
create or replace trigger batch_refusal_is_a_record_truncate before truncate on batch_refusal for each statement execute function refuse_statement();
create or replace trigger batch_keeps_what_was_begun before update on batch for each row
    when ((old.company_id, old.batch_id, old.kind, old.input, old.person_id, old.begun_at, old.amounts, old.retries_batch_id)
        is distinct from (new.company_id, new.batch_id, new.kind, new.input, new.person_id, new.begun_at, new.amounts, new.retries_batch_id)
        or old.cancelled_at is distinct from new.cancelled_at and old.cancelled_at is not null)
    execute function refuse_statement();
create or replace trigger batch_is_a_record before delete on batch for each statement execute function refuse_statement();
create or replace trigger batch_is_a_record_truncate before truncate on batch for each statement execute function refuse_statement();

-- Whoever follows what goes on hears of it: of which company, which batch, and how much still waits. Once per chunk, as it commits.
create or replace function batch_moved() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    perform pg_notify('batch', new.company_id || ' ' || new.batch_id || ' ' || new.waiting);
    return null;
end $$;
revoke all on function batch_moved from public;
create or replace trigger batch_says_how_far_it_has_come after update on batch for each row
    when (old.waiting <> new.waiting) execute function batch_moved();

-- Plans go by statistics, and a first month's end fills tables faster than autovacuum looks at them: a table that has doubled since is looked
-- at again. With the owner's rights, nobody else may. Answers how many were.
create or replace function statistics_follow() returns integer language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    grown regclass;
    looked_at integer := 0;
begin
    if not pg_try_advisory_xact_lock(hashtext('statistics_follow')) then
        return 0;
    end if;
    for grown in
        select c.oid
        from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
            and pg_relation_size(c.oid) / current_setting('block_size')::integer > 2 * c.relpages + 8
        order by c.oid
    loop
        execute format('analyze (skip_locked) %s', grown);
        looked_at := looked_at + 1;
    end loop;
    return looked_at;
end $$;
revoke all on function statistics_follow from public;
grant execute on function statistics_follow to billwright_app;
