-- A page says before its session ends for good, not only before it ends because nobody does anything: whoever asks whose session
-- it is also hears how long it can last, in seconds, so that no browser's clock is asked.
drop function session_find(bytea, interval, interval);
create function session_find(given_hash bytea, idle interval, lifetime interval)
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
