-- Doors that look without a company, before anybody is signed in; nobody else may pass them.

-- Whose day is today: for the clock, which lies below. Reads as whoever asks.
create view company_time_zone with (security_invoker = true) as select company_id, time_zone from company;
grant select on company_time_zone to billwright_app;

-- By name, as this server knows it: lists compare days in the database too. Asked when one is set, not on every row read.
create or replace function company_time_zone_guard() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
begin
    if not exists (select from pg_catalog.pg_timezone_names z where z.name = new.time_zone) then
        raise exception 'no time zone %', new.time_zone using errcode = 'check_violation', constraint = 'company_time_zone_is_known', table = 'company';
    end if;
    return new;
end $$;
create or replace trigger company_time_zone_is_known before insert or update of time_zone on company
    for each row execute function company_time_zone_guard();

-- Who may be signing in, and whether from a browser they used before.
create or replace function sign_in_candidates(given_email text, given_device bytea)
    returns table (company_id bigint, person_id bigint, password_hash text, knows_device boolean)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select p.company_id, p.person_id, p.password_hash,
           exists (select from sign_in_device d where d.company_id = p.company_id and d.person_id = p.person_id and d.token_hash = given_device)
    from person p
    where p.email = lower(given_email) and p.is_active
    order by p.company_id
    limit 5
$$;
revoke all on function sign_in_candidates from public;
grant execute on function sign_in_candidates to billwright_app;

-- Takes a place among the failures of every subject, or answers null: one of them has as many as it may. Answers which place it
-- is for the first subject. One attempt at a time for each subject, in the order of their hashes.
create or replace function sign_in_begin(given_attempt uuid, subjects bytea[], limits bigint[], since interval) returns bigint
    language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    place bigint;
begin
    perform pg_advisory_xact_lock(hashtextextended('sign-in ' || encode(s, 'hex'), 0)) from (select unnest(subjects) s order by 1) in_order;
    if exists (
        select from unnest(subjects, limits) w (subject, most)
        where (select count(*) from sign_in_failure f where f.subject_hash = w.subject and f.failed_at > clock_timestamp() - since) >= w.most)
    then
        return null;
    end if;
    insert into sign_in_failure (subject_hash, attempt) select s, given_attempt from unnest(subjects) s;
    select count(*) into place from sign_in_failure f where f.subject_hash = subjects[1] and f.failed_at > clock_timestamp() - since;
    return place;
end $$;
revoke all on function sign_in_begin from public;
grant execute on function sign_in_begin to billwright_app;

-- The attempt was none, or the right one: it gives its places back.
create or replace function sign_in_release(given_attempt uuid) returns void
    language sql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$ delete from sign_in_failure where attempt = given_attempt $$;
revoke all on function sign_in_release from public;
grant execute on function sign_in_release to billwright_app;

-- Whoever got in starts anew.
create or replace function sign_in_forget(subject bytea) returns void
    language sql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$ delete from sign_in_failure where subject_hash = subject $$;
revoke all on function sign_in_forget from public;
grant execute on function sign_in_forget to billwright_app;

-- The browser of a sign-in gets a new token, for everybody who ever signed in with the old one, in any company.
create or replace function sign_in_remember(given_company bigint, given_person bigint, old_token bytea, new_token bytea) returns void
    language sql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$
    update sign_in_device set token_hash = new_token where token_hash = old_token;
    insert into sign_in_device (company_id, person_id, token_hash) values (given_company, given_person, new_token)
    on conflict on constraint sign_in_device_key do update set seen_at = now()
$$;
revoke all on function sign_in_remember from public;
grant execute on function sign_in_remember to billwright_app;

-- Whose session it is, and how long it can last, in seconds, so that no browser's clock is asked: a page says before its session
-- ends for good, not only before it ends because nobody does anything.
create or replace function session_find(given_hash bytea, idle interval, lifetime interval)
    returns table (company_id bigint, company_name text, company_currency text, person_id bigint, person_name text, roles text[], seen_at timestamptz,
                   session_id bigint, password_must_change boolean, seconds_left bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select c.company_id, c.name, c.currency, p.person_id, p.name,
           array(select r.role from person_role r where r.company_id = p.company_id and r.person_id = p.person_id order by r.role),
           s.seen_at, s.session_id, p.password_must_change, floor(extract(epoch from s.created_at + lifetime - now()))::bigint
    from session s
    join person p using (company_id, person_id)
    join company c using (company_id)
    where s.token_hash = given_hash and p.is_active
      and s.seen_at > now() - idle and s.created_at > now() - lifetime
$$;
revoke all on function session_find from public;
grant execute on function session_find to billwright_app;
