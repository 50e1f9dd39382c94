-- What was asked and what was decided stands.

-- What lists of entries below ask: which entries could not be approved in which set.
create view approval_failure with (security_invoker = true) as
select company_id, approval_set_id, entry_id from approval_set_entry where outcome = 'failed';
grant select on approval_failure to billwright_app;

-- Once per statement, whatever it touches. With the owner's rights: nobody else writes counts.
create or replace function approval_set_count() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        update approval_set s set waiting = s.waiting + d.waiting, approved = s.approved + d.approved, failed = s.failed + d.failed
        from (select company_id, approval_set_id, count(*) filter (where outcome = 'waiting') as waiting, count(*) filter (where outcome = 'approved') as approved,
                     count(*) filter (where outcome = 'failed') as failed from became group by company_id, approval_set_id) d
        where s.company_id = d.company_id and s.approval_set_id = d.approval_set_id;
    elsif tg_op = 'DELETE' then
        update approval_set s set waiting = s.waiting - d.waiting, approved = s.approved - d.approved, failed = s.failed - d.failed
        from (select company_id, approval_set_id, count(*) filter (where outcome = 'waiting') as waiting, count(*) filter (where outcome = 'approved') as approved,
                     count(*) filter (where outcome = 'failed') as failed from was group by company_id, approval_set_id) d
        where s.company_id = d.company_id and s.approval_set_id = d.approval_set_id;
    else
        update approval_set s set waiting = s.waiting + d.waiting, approved = s.approved + d.approved, failed = s.failed + d.failed
        from (select company_id, approval_set_id, coalesce(sum(n) filter (where outcome = 'waiting'), 0) as waiting, coalesce(sum(n) filter (where outcome = 'approved'), 0) as approved,
                     coalesce(sum(n) filter (where outcome = 'failed'), 0) as failed
              from (select company_id, approval_set_id, outcome, 1 as n from became union all select company_id, approval_set_id, outcome, -1 from was) both_sides
              group by company_id, approval_set_id) d
        where s.company_id = d.company_id and s.approval_set_id = d.approval_set_id;
    end if;
    return null;
end $$;
revoke all on function approval_set_count from public;
create or replace trigger approval_set_counts_its_entries_insert after insert on approval_set_entry referencing new table as became
    for each statement execute function approval_set_count();
create or replace trigger approval_set_counts_its_entries after update on approval_set_entry referencing old table as was new table as became
    for each statement execute function approval_set_count();
create or replace trigger approval_set_counts_its_entries_delete after delete on approval_set_entry referencing old table as was
    for each statement execute function approval_set_count();

-- What was decided stands: asking again is another set.
create or replace trigger approval_outcome_is_final before update on approval_set_entry for each row
    when (old.outcome <> 'waiting' or new.company_id <> old.company_id or new.approval_set_id <> old.approval_set_id or new.entry_id <> old.entry_id or new.version <> old.version)
    execute function refuse_statement();
create or replace trigger approval_outcome_is_final_insert before insert on approval_set_entry for each row
    when (new.outcome <> 'waiting') execute function refuse_statement();
create or replace trigger approval_set_entry_is_a_record_truncate before truncate on approval_set_entry for each statement execute function refuse_statement();
create or replace trigger approval_set_is_a_record before delete on approval_set for each statement execute function refuse_statement();
create or replace trigger approval_set_is_a_record_truncate before truncate on approval_set for each statement execute function refuse_statement();
create or replace trigger approval_set_keeps_what_was_asked before update on approval_set for each row
    when ((old.company_id, old.approval_set_id, old.project_id, old.person_id, old.asked_at, old.comment, old.hours, old.retries_approval_set_id)
        is distinct from (new.company_id, new.approval_set_id, new.project_id, new.person_id, new.asked_at, new.comment, new.hours, new.retries_approval_set_id))
    execute function refuse_statement();
