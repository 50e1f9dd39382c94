-- Names as they are compared, and what follows from a name; who is which person; who approves where.

-- A name as it is compared: Unicode's compatibility form, without case, blanks of any kind collapsed (vocabulary/names.rs
-- folds the same). Upper case first: it tells neither ß from ss nor one sigma from another.
create or replace function name_key(name text) returns text
    language sql immutable strict parallel safe
    set search_path = pg_catalog, public, pg_temp
as $$
    select btrim(regexp_replace(normalize(lower(upper(normalize(name, nfkc) collate "und-x-icu") collate "und-x-icu"), nfkc), '\s+', ' ', 'g'))
$$;

-- A name as people are found by it: Unicode's compatibility form, without case, blanks of any kind collapsed.
create or replace function person_key(name text) returns text
    language sql immutable strict parallel safe
    set search_path = pg_catalog, public, pg_temp
as $$
    select btrim(regexp_replace(normalize(lower(upper(normalize(name, nfkc) collate "und-x-icu") collate "und-x-icu"), nfkc), '\s+', ' ', 'g'))
$$;
grant execute on function person_key to billwright_app;

-- As it is written on an envelope; nothing, while no more is known than the country.
create or replace function address_lines(street text, postcode text, city text, country text) returns text
    language sql stable parallel safe set search_path = pg_catalog, public, pg_temp
    return case when street = '' and postcode = '' and city = '' then ''
                else concat_ws(E'\n', nullif(street, ''), nullif(btrim(postcode || ' ' || city), ''), nullif(country, '')) end;

-- Whoever renames, by form, import or by hand: the old name is kept. A renamed twin is one no more.
create or replace function remember_name() returns trigger
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
create or replace trigger former_name_is_kept after update of name on customer for each row when (old.name_key <> new.name_key) execute function remember_name('', '', 'name_key');
create or replace trigger former_name_is_kept after update of name on resource for each row when (old.name_key <> new.name_key) execute function remember_name('', '', 'name_key');
create or replace trigger former_name_is_kept after update of name on role for each row when (old.name_key <> new.name_key) execute function remember_name('', '', 'name_key');
create or replace trigger former_name_is_kept after update of name on category for each row when (old.name_key <> new.name_key) execute function remember_name('', '', 'name_key');
create or replace trigger former_name_is_kept after update of name on product for each row when (old.name_key <> new.name_key) execute function remember_name('', '', 'name_key');
create or replace trigger former_name_is_kept after update of name on task for each row when (old.name_key <> new.name_key) execute function remember_name('project_id', '', 'name_key');
create or replace trigger former_name_is_kept after update of customer_id, client on project for each row
    when ((old.customer_id, old.client_key) is distinct from (new.customer_id, new.client_key) and (old.customer_id is not null or old.client_key <> ''))
    execute function remember_name('customer_id', 'client_key', 'code_key');

-- A twin (two names that are one since names are folded) that is renamed is none any more.
create or replace function name_twin_ends() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    new.twin := 0;
    return new;
end $$;
create or replace trigger renamed_twin_ends before update of name on customer for each row when (old.twin > 0 and name_key(old.name) <> name_key(new.name)) execute function name_twin_ends();
create or replace trigger renamed_twin_ends before update of name on resource for each row when (old.twin > 0 and name_key(old.name) <> name_key(new.name)) execute function name_twin_ends();
create or replace trigger renamed_twin_ends before update of name on role for each row when (old.twin > 0 and name_key(old.name) <> name_key(new.name)) execute function name_twin_ends();
create or replace trigger renamed_twin_ends before update of name on category for each row when (old.twin > 0 and name_key(old.name) <> name_key(new.name)) execute function name_twin_ends();
create or replace trigger renamed_twin_ends before update of name on product for each row when (old.twin > 0 and name_key(old.name) <> name_key(new.name)) execute function name_twin_ends();
create or replace trigger renamed_twin_ends before update of name on task for each row when (old.twin > 0 and name_key(old.name) <> name_key(new.name)) execute function name_twin_ends();

-- What lists call a project follows its code, its client, and whether another client has one of the same code.
create or replace function project_label() returns trigger
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
create or replace trigger project_is_called_by_its_client after insert or update of customer_id, client on project for each row execute function project_label();

-- A customer's new name is that of its projects; and projects of somebody who is now a customer are the customer's, unless
-- it has one of that code already.
create or replace function customer_takes_its_projects() returns trigger
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
create or replace trigger customer_takes_its_projects after insert on customer for each row execute function customer_takes_its_projects();
create or replace trigger customer_takes_its_projects_by_name after update of name on customer for each row when (old.name <> new.name) execute function customer_takes_its_projects();

-- Links resources to the only person of their name, or to whose e-mail they are called.
create or replace function link_people(firm bigint) returns void
    language sql volatile
    set search_path = pg_catalog, public, pg_temp
as $$
    update resource r set person_id = w.person_id
    from (select key, min(person_id) as person_id
          from (select person_key(p.name) as key, p.person_id from person p where p.company_id = firm
                union select person_key(p.email), p.person_id from person p where p.company_id = firm) named
          group by key having count(*) = 1) w
    where r.company_id = firm and r.person_id is null and not r.is_person_said and w.key = person_key(r.name)
$$;
grant execute on function link_people to billwright_app;

-- Whoever comes later finds the other: a person added by hand, on the command line or in the demo; a resource from a file.
create or replace function link_new_people() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform link_people(firm) from (select distinct company_id as firm from came) firms;
    return null;
end $$;
create or replace trigger person_is_found_among_resources after insert on person referencing new table as came for each statement execute function link_new_people();
create or replace trigger resource_is_found_among_people after insert on resource referencing new table as came for each statement execute function link_new_people();

-- So does a person under another name.
create or replace function link_renamed_person() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform link_people(new.company_id);
    return null;
end $$;
create or replace trigger person_is_found_among_resources_by_name after update of name on person for each row when (old.name <> new.name) execute function link_renamed_person();

-- Who approves where: the one answer that lists, commands and lower rooms ask.
create view project_approver with (security_invoker = true) as
select company_id, project_id, manager_person_id as person_id from project where manager_person_id is not null
union
select company_id, project_id, person_id from project_team where is_approver;
grant select on project_approver to billwright_app;

-- By whose name lists are kept to their projects, and to the contracts that bill those.
create view project_team_name with (security_invoker = true) as
select distinct a.company_id, a.project_id, w.name
from project_approver a join person w on w.company_id = a.company_id and w.person_id = a.person_id;
grant select on project_team_name to billwright_app;

-- What settings say is changed only as it was seen.
create or replace trigger category_version_follows_change before update on category for each row execute function version_follows_change('name_key');
create or replace trigger customer_version_follows_change before update on customer for each row execute function version_follows_change('name_key');
create or replace trigger product_version_follows_change before update on product for each row execute function version_follows_change('name_key');
create or replace trigger project_version_follows_change before update on project for each row execute function version_follows_change('client_key', 'code_key');
create or replace trigger role_version_follows_change before update on role for each row execute function version_follows_change('name_key');
