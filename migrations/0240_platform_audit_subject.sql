-- What an entry of the trail is about, written with it, so that the history of one record is read along an index.
create table audit_subject (
    company_id bigint not null,
    subject text not null, -- as the room calls its record: invoice
    subject_id bigint not null,
    audit_entry_id bigint not null,
    constraint audit_subject_key primary key (company_id, subject, subject_id, audit_entry_id),
    constraint audit_subject_of_an_entry foreign key (company_id, audit_entry_id) references audit_entry
);
call company_wall('audit_subject');
grant select, insert on audit_subject to billwright_app;

-- What drafts went through before: each of these commands names its invoice.
insert into audit_subject (company_id, subject, subject_id, audit_entry_id)
select a.company_id, 'invoice', (a.input ->> 'invoice_id')::bigint, a.audit_entry_id
from audit_entry a
where a.command in ('edit_detail', 'delete_details', 'put_back', 'edit_header', 'edit_line', 'apply_retainer', 'add_retainer', 'refund_on_invoice', 'take_off_retainer')
  and jsonb_typeof(a.input -> 'invoice_id') = 'number';
