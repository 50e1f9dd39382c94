-- Drafts made in the background say by which batch: what came of it is a filter of the list.
alter table invoice
    add column batch_id bigint,
    add constraint invoice_of_a_batch foreign key (company_id, batch_id) references batch;
create index invoice_by_batch on invoice (company_id, batch_id, invoice_id) where batch_id is not null;

-- A draft that is to be confirmed in the background is edited by nobody until its turn has come (R-SM-34); one whose confirmation failed
-- says why until it is confirmed or deleted.
create table invoice_confirmation (
    company_id bigint not null,
    invoice_id bigint not null,
    batch_id bigint, -- that confirms it, or tried to; null: it was tried at once
    version integer not null, -- in which it is confirmed
    reason jsonb, -- why it failed; null: its turn is to come
    constraint invoice_confirmation_key primary key (company_id, invoice_id),
    constraint invoice_confirmation_of_an_invoice foreign key (company_id, invoice_id) references invoice on delete cascade,
    constraint invoice_confirmation_by_a_batch foreign key (company_id, batch_id) references batch,
    constraint invoice_confirmation_waits_for_a_batch check (batch_id is not null or reason is not null)
);
call company_wall('invoice_confirmation');
grant select, insert, delete on invoice_confirmation to billwright_app;
grant update (batch_id, version, reason) on invoice_confirmation to billwright_app;
