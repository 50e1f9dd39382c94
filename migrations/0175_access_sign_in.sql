-- Sign-in that can't be guessed through, crowded or used to lock others out; sessions that people see and end themselves.

-- A password that an administrator chose is changed at the first sign-in; nothing else is allowed before.
alter table person add column password_must_change boolean not null default false;
-- The e-mail as its letters look, where they are not all of our own alphabet; the server works it out.
alter table person add column email_skeleton text;
create unique index person_email_looks_like_no_other on person (company_id, coalesce(email_skeleton, email));
grant update (password_must_change) on person to billwright_app;

-- What people recognise their own sessions by. The key is no secret; the token's hash is not shown.
alter table session
    add column session_id bigint generated always as identity,
    add column address text not null default '',
    add column agent text not null default '',
    add constraint session_id_is_unique unique (company_id, session_id),
    add constraint session_texts_are_short check (length(address) <= 100 and length(agent) <= 200);

-- Browsers in which somebody signed in before, each by the hash of a token of its own that changes with every sign-in. They get in
-- whatever others try: their failures are counted for themselves.
create table sign_in_device (
    company_id bigint not null,
    person_id bigint not null,
    token_hash bytea not null,
    seen_at timestamptz not null default now(),
    constraint sign_in_device_key primary key (company_id, person_id, token_hash),
    constraint sign_in_device_of_a_person foreign key (company_id, person_id) references person
);
call company_wall('sign_in_device');
create index sign_in_device_by_token on sign_in_device (token_hash);
grant select, delete on sign_in_device to billwright_app;

-- An attempt counts as failed until its password turns out to be right: so tries at the same time are counted too.
alter table sign_in_failure add column attempt uuid;
create index sign_in_failure_by_attempt on sign_in_failure (attempt);

drop function sign_in_failures(bytea, interval);
drop function sign_in_failed(bytea[]);
drop function sign_in_succeeded(bytea);
drop function sign_in_candidates(text);
drop function session_find(bytea, interval, interval);

-- Takes a place among the failures of every subject, or answers null: one of them has as many as it may. Answers which place it
-- is for the first subject. One attempt at a time for each subject, in the order of their hashes.
create function sign_in_begin(given_attempt uuid, subjects bytea[], limits bigint[], since interval) returns bigint
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

-- The attempt was none, or the right one: it gives its places back.
create function sign_in_release(given_attempt uuid) returns void
    language sql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$ delete from sign_in_failure where attempt = given_attempt $$;

-- Whoever got in starts anew.
create function sign_in_forget(subject bytea) returns void
    language sql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$ delete from sign_in_failure where subject_hash = subject $$;

-- Who may be signing in, and whether from a browser they used before.
create function sign_in_candidates(given_email text, given_device bytea)
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

-- The browser of a sign-in gets a new token, for everybody who ever signed in with the old one, in any company.
create function sign_in_remember(given_company bigint, given_person bigint, old_token bytea, new_token bytea) returns void
    language sql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$
    update sign_in_device set token_hash = new_token where token_hash = old_token;
    insert into sign_in_device (company_id, person_id, token_hash) values (given_company, given_person, new_token)
    on conflict on constraint sign_in_device_key do update set seen_at = now()
$$;

create function session_find(given_hash bytea, idle interval, lifetime interval)
    returns table (company_id bigint, company_name text, company_currency text, person_id bigint, person_name text, roles text[], seen_at timestamptz,
                   session_id bigint, password_must_change boolean)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select c.company_id, c.name, c.currency, p.person_id, p.name,
           array(select r.role from person_role r where r.company_id = p.company_id and r.person_id = p.person_id order by r.role),
           s.seen_at, s.session_id, p.password_must_change
    from session s
    join person p using (company_id, person_id)
    join company c using (company_id)
    where s.token_hash = given_hash and p.is_active
      and s.seen_at > now() - idle and s.created_at > now() - lifetime
$$;

revoke all on function sign_in_begin, sign_in_release, sign_in_forget, sign_in_candidates, sign_in_remember, session_find from public;
grant execute on function sign_in_begin, sign_in_release, sign_in_forget, sign_in_candidates, sign_in_remember, session_find to billwright_app;
