-- What goes on in the background can be cancelled between its chunks; what it refused is tried again as another batch; whoever began
-- one is told once it is done, until they have looked.
alter table batch
    add column retries_batch_id bigint, -- what that had refused is tried again
    add column cancelled_at timestamptz,
    add column seen_at timestamptz, -- whoever began it has seen that it is done
    add constraint batch_retries_a_batch foreign key (company_id, retries_batch_id) references batch;
create unique index batch_is_retried_once on batch (company_id, retries_batch_id) where retries_batch_id is not null;
create index batch_unseen on batch (company_id, person_id, batch_id) where seen_at is null;
grant insert (retries_batch_id), update (cancelled_at, seen_at) on batch to billwright_app;

-- How long what is left will take is told from what is done.
alter table batch_chunk add column settled_at timestamptz;
grant update (settled_at) on batch_chunk to billwright_app;

-- Nobody is told of what was done before.
update batch set seen_at = begun_at;
