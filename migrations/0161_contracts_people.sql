-- R-SEC-1: which resource is which person. Files name people, people sign in; one person may be written in two ways by two
-- files, so several resources may be one person. Equal names are one person; what only looks alike is for an administrator
-- to say, and until then it is refused as own work, not allowed.

alter table resource
    drop constraint resource_is_one_person,
    add column is_person_said boolean not null default false; -- by an administrator, also where it is nobody: names say nothing any more
create index resource_by_person on resource (company_id, person_id) where person_id is not null;
grant update (is_person_said) on resource to billwright_app;

-- A name as people are found by it: Unicode's compatibility form, without case, blanks of any kind collapsed.
create function person_key(name text) returns text
    language sql immutable strict parallel safe
    set search_path = pg_catalog, public, pg_temp
as $$
    select btrim(regexp_replace(normalize(lower(upper(normalize(name, nfkc) collate "und-x-icu") collate "und-x-icu"), nfkc), '\s+', ' ', 'g'))
$$;
grant execute on function person_key to billwright_app;

-- Links resources to the only person of their name, or to whose e-mail they are called.
create function link_people(firm bigint) returns void
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
create function link_new_people() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform link_people(firm) from (select distinct company_id as firm from came) firms;
    return null;
end $$;
create trigger person_is_found_among_resources after insert on person referencing new table as came for each statement execute function link_new_people();
create trigger resource_is_found_among_people after insert on resource referencing new table as came for each statement execute function link_new_people();
create function link_renamed_person() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform link_people(new.company_id);
    return null;
end $$;
create trigger person_is_found_among_resources_by_name after update of name on person for each row when (old.name <> new.name) execute function link_renamed_person();

select link_people(company_id) from company;
