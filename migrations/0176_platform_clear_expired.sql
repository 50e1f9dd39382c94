-- What nobody needs any more goes: a job calls this every few minutes, on one node.

-- Sessions that ended by themselves; keys of requests after a day; failed sign-ins; browsers that nobody signs in from any more;
-- uploads that nobody imported. It works across companies, so it is a door of its own: it can clear what is expired and nothing else.
create function clear_expired(session_idle interval, session_lifetime interval, upload_lifetime interval) returns bigint
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
