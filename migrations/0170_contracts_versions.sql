-- What settings say is changed only as it was seen: each row has a version, which a form carries back. Whoever changes a row raises
-- it, imports too, so it is the row's own business and no statement can forget it.

create function version_follows_change() returns trigger
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

do $$
declare
    changed text;
    generated text;
begin
    foreach changed in array array['customer', 'project', 'role', 'category', 'product', 'price'] loop
        execute format('alter table public.%I add column version integer not null default 1', changed);
        select string_agg(quote_literal(attname), ', ') into generated
        from pg_attribute where attrelid = format('public.%I', changed)::regclass and attgenerated <> '';
        execute format(
            'create trigger %I before update on public.%I for each row execute function version_follows_change(%s)',
            changed || '_version_follows_change', changed, generated);
    end loop;
end
$$;

-- A project's form has its tasks, a person's their roles: rows of other tables, so these two are raised by their command.
grant update (version) on project to billwright_app;
