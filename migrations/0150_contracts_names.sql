-- Names are not keys. People write one name in several ways, two clients may each have a project of one name, and what
-- was renamed is still called by its old name elsewhere. So names are compared folded, a project is known by its client
-- and its code, and former names are kept.

-- A name as it is compared: Unicode's compatibility form, without case, blanks of any kind collapsed (vocabulary/names.rs
-- folds the same). Upper case first: it tells neither ß from ss nor one sigma from another.
create function name_key(name text) returns text
    language sql immutable strict parallel safe
    set search_path = pg_catalog, public, pg_temp
as $$
    select btrim(regexp_replace(normalize(lower(upper(normalize(name, nfkc) collate "und-x-icu") collate "und-x-icu"), nfkc), '\s+', ' ', 'g'))
$$;

-- Twins are names that were two before names were folded, and are one now: the later ones are numbered, so that no
-- company is stopped by what it has. New names have no twins; renaming one ends it.
do $$
declare
    named record;
begin
    for named in
        select * from (values ('customer', 'company_id'), ('resource', 'company_id'), ('role', 'company_id'), ('category', 'company_id'), ('product', 'company_id'),
            ('task', 'company_id, project_id')) t (tbl, scope)
    loop
        execute format('alter table %1$I add column name_key text generated always as (name_key(name)) stored, add column twin integer not null default 0', named.tbl);
        execute format('update %1$I t set twin = x.n - 1 from (select company_id, %1$I_id as id, row_number() over (partition by %2$s, name_key order by %1$I_id) n from %1$I) x
            where x.n > 1 and t.company_id = x.company_id and t.%1$I_id = x.id', named.tbl, named.scope);
        execute format('alter table %1$I drop constraint %2$I, add constraint %2$I unique (%3$s, name_key, twin)', named.tbl, named.tbl || '_name_is_unique', named.scope);
    end loop;
end $$;

-- A project's client: a customer, or the name that a time sheet has for somebody who is none (yet); neither for what is
-- internal, or was never said. `label` is what lists show: the code, and the client before it where the code alone says
-- too little.
alter table project
    add column customer_id bigint,
    add column client text not null default '',
    add column client_key text generated always as (name_key(client)) stored,
    add column code_key text generated always as (name_key(code)) stored,
    add column twin integer not null default 0,
    add column label text not null default '',
    add constraint project_of_a_client foreign key (company_id, customer_id) references customer,
    add constraint project_client_is_said_once check (customer_id is null or client = ''),
    add constraint project_client_is_short check (length(client) <= 200);
update project p set label = code, twin = x.n - 1
from (select company_id, project_id, row_number() over (partition by company_id, code_key order by project_id) n from project) x
where p.company_id = x.company_id and p.project_id = x.project_id;
alter table project
    drop constraint project_code_is_unique,
    add constraint project_code_is_unique unique nulls not distinct (company_id, customer_id, client_key, code_key, twin);
create index project_by_code on project (company_id, code_key);
grant update (customer_id, client, label, twin) on project to billwright_app;
grant update (twin) on customer, role, category, product, task to billwright_app;

-- What was called something else: by kind, and for tasks and projects within what they belong to. The last one to bear a
-- name has it.
create table former_name (
    company_id bigint not null references company,
    kind text not null,
    scope text not null,
    name_key text not null,
    record_id bigint not null,
    constraint former_name_key primary key (company_id, kind, scope, name_key),
    constraint former_name_of_a_kind check (kind in ('customer', 'resource', 'role', 'category', 'product', 'task', 'project'))
);
call company_wall('former_name');
grant select, insert on former_name to billwright_app;
grant update (record_id) on former_name to billwright_app;

-- Whoever renames, by form, import or by hand: the old name is kept. A renamed twin is one no more.
create function remember_name() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    old_row jsonb := to_jsonb(old);
begin
    insert into former_name (company_id, kind, scope, name_key, record_id)
    values (old.company_id, tg_table_name, coalesce(old_row ->> tg_argv[0], old_row ->> tg_argv[1], ''), old_row ->> tg_argv[2], (old_row ->> (tg_table_name || '_id'))::bigint)
    on conflict on constraint former_name_key do update set record_id = excluded.record_id;
    return null;
end $$;
create trigger former_name_is_kept after update of name on customer for each row when (old.name_key <> new.name_key) execute function remember_name('', '', 'name_key');
create trigger former_name_is_kept after update of name on resource for each row when (old.name_key <> new.name_key) execute function remember_name('', '', 'name_key');
create trigger former_name_is_kept after update of name on role for each row when (old.name_key <> new.name_key) execute function remember_name('', '', 'name_key');
create trigger former_name_is_kept after update of name on category for each row when (old.name_key <> new.name_key) execute function remember_name('', '', 'name_key');
create trigger former_name_is_kept after update of name on product for each row when (old.name_key <> new.name_key) execute function remember_name('', '', 'name_key');
create trigger former_name_is_kept after update of name on task for each row when (old.name_key <> new.name_key) execute function remember_name('project_id', '', 'name_key');
create trigger former_name_is_kept after update of customer_id, client on project for each row
    when ((old.customer_id, old.client_key) is distinct from (new.customer_id, new.client_key) and (old.customer_id is not null or old.client_key <> ''))
    execute function remember_name('customer_id', 'client_key', 'code_key');

create function name_twin_ends() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    new.twin := 0;
    return new;
end $$;
create trigger renamed_twin_ends before update of name on customer for each row when (old.twin > 0 and name_key(old.name) <> name_key(new.name)) execute function name_twin_ends();
create trigger renamed_twin_ends before update of name on resource for each row when (old.twin > 0 and name_key(old.name) <> name_key(new.name)) execute function name_twin_ends();
create trigger renamed_twin_ends before update of name on role for each row when (old.twin > 0 and name_key(old.name) <> name_key(new.name)) execute function name_twin_ends();
create trigger renamed_twin_ends before update of name on category for each row when (old.twin > 0 and name_key(old.name) <> name_key(new.name)) execute function name_twin_ends();
create trigger renamed_twin_ends before update of name on product for each row when (old.twin > 0 and name_key(old.name) <> name_key(new.name)) execute function name_twin_ends();
create trigger renamed_twin_ends before update of name on task for each row when (old.twin > 0 and name_key(old.name) <> name_key(new.name)) execute function name_twin_ends();

-- What lists call a project follows its code, its client, and whether another client has one of the same code.
create function project_label() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update project p set label = x.label
    from (
        select a.project_id, case when count(*) over () = 1 then a.code else coalesce(nullif(coalesce(cu.name, a.client), '') || ' · ', '') || a.code end as label
        from project a left join customer cu on cu.company_id = a.company_id and cu.customer_id = a.customer_id
        where a.company_id = new.company_id and a.code_key = new.code_key
    ) x
    where p.company_id = new.company_id and p.project_id = x.project_id and p.label <> x.label;
    return null;
end $$;
create trigger project_is_called_by_its_client after insert or update of customer_id, client on project for each row execute function project_label();

-- A customer's new name is that of its projects; and projects of somebody who is now a customer are the customer's, unless
-- it has one of that code already.
create function customer_takes_its_projects() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'UPDATE' then
        update project p set label = new.name || ' · ' || p.code
        where p.company_id = new.company_id and p.customer_id = new.customer_id and p.label <> p.code;
    end if;
    update project p set customer_id = new.customer_id, client = ''
    where p.company_id = new.company_id and p.customer_id is null and p.client_key = new.name_key
      and not exists (select from project o where o.company_id = p.company_id and o.customer_id = new.customer_id and o.code_key = p.code_key);
    return null;
end $$;
create trigger customer_takes_its_projects after insert on customer for each row execute function customer_takes_its_projects();
create trigger customer_takes_its_projects_by_name after update of name on customer for each row when (old.name <> new.name) execute function customer_takes_its_projects();

-- Where an imported entry came from, as its file names it; its key is made of what it says.
alter table entry add column source_reference text not null default '',
    add constraint entry_source_reference_is_short check (length(source_reference) <= 500);
grant update (source_key, source_reference, unit_price, is_history) on entry to billwright_app;

-- What was invoiced elsewhere meanwhile becomes history only once nothing of it stands in the ledger.
create function entry_history_guard() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from actual a
    where a.company_id = new.company_id and a.entry_id = new.entry_id and a.reverses_actual_id is null
      and not exists (select from actual r where r.company_id = a.company_id and r.reverses_actual_id = a.actual_id);
    if found or old.is_history then
        raise exception 'entry % stands in the ledger', new.entry_id using errcode = 'check_violation', constraint = 'entry_history_is_not_in_the_ledger', table = 'entry';
    end if;
    return new;
end $$;
create trigger entry_history_is_not_in_the_ledger before update of is_history on entry for each row
    when (old.is_history <> new.is_history) execute function entry_history_guard();
