-- Many at once: what somebody began, which items in which chunks, and what could not be done with which reason. One mechanism
-- (platform/batch) for everything that touches many rows; approval sets (0140) run on it from here on.

-- Above how many rows an act is done in the background; 0: always.
alter table company
    add column background_above integer not null default 1000,
    add constraint company_background_above_is_within_range check (background_above between 0 and 1000000);
grant update (background_above) on company to billwright_app;

-- The counts are those of its chunks and refusals, kept by triggers: whoever lists batches doesn't count. How far it has come
-- follows from them and is stored nowhere.
create table batch (
    company_id bigint not null references company,
    batch_id bigint generated always as identity,
    kind text not null, -- of the room that does it, and the name of its job
    input jsonb not null, -- what that room needs to know
    person_id bigint, -- on whose behalf; nobody: the command line
    begun_at timestamptz not null,
    amounts jsonb not null default '[]', -- what the items came to when it was begun, per currency
    waiting integer not null default 0,
    settled integer not null default 0,
    refused integer not null default 0,
    done integer not null generated always as (settled - refused) stored,
    constraint batch_key primary key (company_id, batch_id),
    constraint batch_of_a_person foreign key (company_id, person_id) references person,
    constraint batch_kind_is_given check (length(kind) between 1 and 50),
    constraint batch_counts_add_up check (waiting >= 0 and refused >= 0 and settled >= refused)
);
call company_wall('batch');
create index batch_open on batch (company_id, batch_id) where waiting > 0;
grant select, insert (company_id, kind, input, person_id, begun_at, amounts) on batch to billwright_app;

-- A row per chunk, not per item: a hundred thousand items are fifty rows. A chunk is done in one transaction or not at all.
create table batch_chunk (
    company_id bigint not null,
    batch_id bigint not null,
    place integer not null, -- of its first item in the whole: chunks are done in this order
    items bigint[] not null, -- in the order they are done
    parts integer[], -- how many of them belong together, one after another; null: each stands alone
    is_settled boolean not null default false,
    constraint batch_chunk_key primary key (company_id, batch_id, place),
    constraint batch_chunk_of_a_batch foreign key (company_id, batch_id) references batch
);
call company_wall('batch_chunk');
create index batch_chunk_waiting on batch_chunk (company_id, batch_id, place) where not is_settled;
grant select, insert (company_id, batch_id, place, items, parts) on batch_chunk to billwright_app;
grant update (is_settled) on batch_chunk to billwright_app;

-- What could not be done, and why, as the page says it in words.
create table batch_refusal (
    company_id bigint not null,
    batch_id bigint not null,
    item_id bigint not null,
    reason jsonb not null,
    constraint batch_refusal_key primary key (company_id, batch_id, item_id),
    constraint batch_refusal_of_a_batch foreign key (company_id, batch_id) references batch
);
call company_wall('batch_refusal');
grant select, insert on batch_refusal to billwright_app;

-- Approval sets so far become batches under their own keys.
drop view if exists approval_failure;
drop trigger if exists approval_outcome_is_final on approval_set_entry;
drop trigger if exists approval_outcome_is_final_insert on approval_set_entry;
drop trigger if exists approval_set_counts_its_entries_insert on approval_set_entry;
drop trigger if exists approval_set_counts_its_entries on approval_set_entry;
drop trigger if exists approval_set_counts_its_entries_delete on approval_set_entry;
drop trigger if exists approval_set_keeps_what_was_asked on approval_set;
drop function if exists approval_set_count;

insert into batch (company_id, batch_id, kind, input, person_id, begun_at, waiting, settled, refused) overriding system value
select company_id, approval_set_id, 'approve_set', '{}', person_id, asked_at, waiting, approved + failed, failed from approval_set;
select setval(pg_get_serial_sequence('batch', 'batch_id'), (select max(batch_id) from batch)) where exists (select from batch);

insert into batch_chunk (company_id, batch_id, place, items, is_settled)
select company_id, approval_set_id, (min(n) - 1)::integer, array_agg(entry_id order by entry_id), is_settled
from (select company_id, approval_set_id, entry_id, outcome <> 'waiting' as is_settled,
             row_number() over (partition by company_id, approval_set_id order by outcome = 'waiting', entry_id) as n from approval_set_entry) e
group by company_id, approval_set_id, is_settled, (n - 1) / 2000;

insert into batch_refusal (company_id, batch_id, item_id, reason)
select company_id, approval_set_id, entry_id, reason from approval_set_entry where outcome = 'failed';

-- What is left of a set beside its batch: of which project, the word to the authors, and which entries wait, in which version.
alter table approval_set_entry add column is_waiting boolean not null default true;
update approval_set_entry set is_waiting = false where outcome <> 'waiting';
drop index entry_waits_in_one_approval_set;
alter table approval_set_entry drop column outcome, drop column reason;
create unique index entry_waits_in_one_approval_set on approval_set_entry (company_id, entry_id) where is_waiting;
drop type approval_outcome;

alter table approval_set alter column approval_set_id drop identity;
alter table approval_set drop column person_id, drop column asked_at, drop column waiting, drop column approved, drop column failed;
alter table approval_set add constraint approval_set_is_a_batch foreign key (company_id, approval_set_id) references batch;
grant insert (approval_set_id) on approval_set to billwright_app;
