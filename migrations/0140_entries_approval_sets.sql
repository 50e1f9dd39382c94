-- Approval sets (R-APP-13): approval of many entries in the background, one set per project, with a log.

-- From how many entries on; 0: always.
alter table entry_setting
    add column background_from integer not null default 1000,
    add constraint entry_setting_background_from_is_within_range check (background_from between 0 and 1000000);
grant update (background_from) on entry_setting to billwright_app;

-- waiting → approved or failed, once.
create type approval_outcome as enum ('waiting', 'approved', 'failed');

-- What somebody asked for. The counts are those of its entries, kept by a trigger: whoever lists sets doesn't count a
-- hundred thousand rows each. Its state follows from them and is stored nowhere.
create table approval_set (
    company_id bigint not null references company,
    approval_set_id bigint generated always as identity,
    project_id bigint not null,
    person_id bigint not null, -- approves it, whoever does the work
    asked_at timestamptz not null,
    comment text not null, -- to the authors
    hours numeric(14, 2) not null, -- when it was asked for
    retries_approval_set_id bigint, -- what had failed in that set
    waiting integer not null default 0,
    approved integer not null default 0,
    failed integer not null default 0,
    without_price integer not null default 0, -- approved, but nothing prices them (W-27)
    not_covered integer not null default 0, -- approved, but no contract line covers them: cost only
    constraint approval_set_key primary key (company_id, approval_set_id),
    constraint approval_set_of_a_project foreign key (company_id, project_id) references project,
    constraint approval_set_of_a_person foreign key (company_id, person_id) references person,
    constraint approval_set_retries_a_set foreign key (company_id, retries_approval_set_id) references approval_set,
    constraint approval_set_comment_is_short check (length(comment) <= 1000),
    constraint approval_set_hours_are_not_negative check (hours >= 0),
    constraint approval_set_counts_are_not_negative check (waiting >= 0 and approved >= 0 and failed >= 0)
);
call company_wall('approval_set');
create index approval_set_open on approval_set (company_id, approval_set_id) where waiting > 0;
grant select, insert (company_id, project_id, person_id, asked_at, comment, hours, retries_approval_set_id) on approval_set to billwright_app;
grant update (without_price, not_covered) on approval_set to billwright_app;

create table approval_set_entry (
    company_id bigint not null,
    approval_set_id bigint not null,
    entry_id bigint not null,
    version integer not null, -- of the entry, as it was asked for
    outcome approval_outcome not null default 'waiting',
    reason jsonb, -- why it failed, as the page says it in words
    constraint approval_set_entry_key primary key (company_id, approval_set_id, entry_id),
    constraint approval_set_entry_of_a_set foreign key (company_id, approval_set_id) references approval_set,
    -- A draft that its author took back and deleted leaves the log with it.
    constraint approval_set_entry_of_an_entry foreign key (company_id, entry_id) references entry on delete cascade,
    constraint approval_failure_has_a_reason check ((outcome = 'failed') = (reason is not null))
);
call company_wall('approval_set_entry');
-- Whoever asks a second time for what waits already is told so; and an entry that is deleted is found here.
create unique index entry_waits_in_one_approval_set on approval_set_entry (company_id, entry_id) where outcome = 'waiting';
create index approval_set_entry_by_entry on approval_set_entry (company_id, entry_id);
create index approval_set_entry_failed on approval_set_entry (company_id, approval_set_id, entry_id) where outcome = 'failed';
create index approval_set_entry_waiting on approval_set_entry (company_id, approval_set_id, entry_id) where outcome = 'waiting';
grant select, insert (company_id, approval_set_id, entry_id, version) on approval_set_entry to billwright_app;
grant update (outcome, reason) on approval_set_entry to billwright_app;

-- What was decided stands: asking again is another set.
create trigger approval_outcome_is_final before update on approval_set_entry for each row
    when (old.outcome <> 'waiting' or new.company_id <> old.company_id or new.approval_set_id <> old.approval_set_id or new.entry_id <> old.entry_id or new.version <> old.version)
    execute function refuse_statement();
create trigger approval_outcome_is_final_insert before insert on approval_set_entry for each row
    when (new.outcome <> 'waiting') execute function refuse_statement();
create trigger approval_set_entry_is_a_record_truncate before truncate on approval_set_entry for each statement execute function refuse_statement();
create trigger approval_set_is_a_record before delete on approval_set for each statement execute function refuse_statement();
create trigger approval_set_is_a_record_truncate before truncate on approval_set for each statement execute function refuse_statement();
create trigger approval_set_keeps_what_was_asked before update on approval_set for each row
    when ((old.company_id, old.approval_set_id, old.project_id, old.person_id, old.asked_at, old.comment, old.hours, old.retries_approval_set_id)
        is distinct from (new.company_id, new.approval_set_id, new.project_id, new.person_id, new.asked_at, new.comment, new.hours, new.retries_approval_set_id))
    execute function refuse_statement();

-- Once per statement, whatever it touches. With the owner's rights: nobody else writes counts.
create function approval_set_count() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
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
create trigger approval_set_counts_its_entries_insert after insert on approval_set_entry referencing new table as became
    for each statement execute function approval_set_count();
create trigger approval_set_counts_its_entries after update on approval_set_entry referencing old table as was new table as became
    for each statement execute function approval_set_count();
create trigger approval_set_counts_its_entries_delete after delete on approval_set_entry referencing old table as was
    for each statement execute function approval_set_count();
