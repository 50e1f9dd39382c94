-- What was asked and what was decided stands.

-- What lists of entries below ask: which entries could not be approved in which set, and why.
create view approval_failure with (security_invoker = true) as
select r.company_id, r.batch_id as approval_set_id, r.item_id as entry_id, r.reason
from batch_refusal r join approval_set s on s.company_id = r.company_id and s.approval_set_id = r.batch_id;
grant select on approval_failure to billwright_app;

-- Entries stop waiting when their chunk is settled. With the owner's rights: nobody else says so.
create or replace function approval_set_settle() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    update approval_set_entry e set is_waiting = false
    from became b
    join approval_set s on s.company_id = b.company_id and s.approval_set_id = b.batch_id
    cross join unnest(b.items) i (entry_id)
    where b.is_settled and e.company_id = b.company_id and e.approval_set_id = b.batch_id and e.entry_id = i.entry_id and e.is_waiting;
    return null;
end $$;
revoke all on function approval_set_settle from public;
create or replace trigger entry_waits_until_its_chunk_is_settled after update on batch_chunk referencing new table as became
    for each statement execute function approval_set_settle();

-- A draft that its author took back and deleted leaves the log with it.
create or replace function approval_set_forget() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    delete from batch_refusal r using gone g
    where r.company_id = g.company_id and r.batch_id = g.approval_set_id and r.item_id = g.entry_id;
    update batch_chunk c
    set items = array(select i.item_id from unnest(c.items) with ordinality i (item_id, place)
        where not exists (select from gone g where g.company_id = c.company_id and g.approval_set_id = c.batch_id and g.entry_id = i.item_id) order by i.place)
    from (select company_id, approval_set_id, array_agg(entry_id) as entries from gone group by company_id, approval_set_id) g
    where c.company_id = g.company_id and c.batch_id = g.approval_set_id and c.items && g.entries;
    return null;
end $$;
revoke all on function approval_set_forget from public;
create or replace trigger approval_set_forgets_deleted_entries after delete on approval_set_entry referencing old table as gone
    for each statement execute function approval_set_forget();

-- What was asked stands: asking again is another set.
create or replace trigger approval_set_entry_waits_once before update on approval_set_entry for each row
    when (not old.is_waiting or new.company_id <> old.company_id or new.approval_set_id <> old.approval_set_id or new.entry_id <> old.entry_id or new.version <> old.version)
    execute function refuse_statement();
create or replace trigger approval_set_entry_begins_waiting before insert on approval_set_entry for each row
    when (not new.is_waiting) execute function refuse_statement();
create or replace trigger approval_set_entry_is_a_record_truncate before truncate on approval_set_entry for each statement execute function refuse_statement();
create or replace trigger approval_set_is_a_record before delete on approval_set for each statement execute function refuse_statement();
create or replace trigger approval_set_is_a_record_truncate before truncate on approval_set for each statement execute function refuse_statement();
create or replace trigger approval_set_keeps_what_was_asked before update on approval_set for each row
    when ((old.company_id, old.approval_set_id, old.project_id, old.comment, old.hours, old.retries_approval_set_id)
        is distinct from (new.company_id, new.approval_set_id, new.project_id, new.comment, new.hours, new.retries_approval_set_id))
    execute function refuse_statement();
