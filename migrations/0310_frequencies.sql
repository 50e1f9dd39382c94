-- Invoice frequencies by name (R-VOC-13, R-RUN-10): contract lines are invoiced on their days. What lines said of it in words of
-- their own so far becomes a frequency of that name.
create table invoice_frequency (
    company_id bigint not null references company,
    invoice_frequency_id bigint generated always as identity,
    name text not null,
    frequency text not null, -- its days, as vocabulary/frequency.rs writes them
    version integer not null default 1,
    constraint invoice_frequency_key primary key (company_id, invoice_frequency_id),
    constraint invoice_frequency_name_is_given check (length(name) between 1 and 200),
    constraint invoice_frequency_names_its_days check (frequency ~ '^(weekly|biweekly|monthly) [a-z0-9,-]{1,80}$')
);
call company_wall('invoice_frequency');
create unique index invoice_frequency_name_is_unique on invoice_frequency (company_id, lower(name));
grant select, insert, delete on invoice_frequency to billwright_app;
grant update (name, frequency, version) on invoice_frequency to billwright_app;

insert into invoice_frequency (company_id, name, frequency)
select distinct company_id, invoice_frequency, invoice_frequency from contract_line
where invoice_frequency ~ '^(weekly|biweekly|monthly) [a-z0-9,-]{1,80}$';

alter table contract_line
    add column invoice_frequency_id bigint,
    add constraint contract_line_frequency foreign key (company_id, invoice_frequency_id) references invoice_frequency;
update contract_line l set invoice_frequency_id = f.invoice_frequency_id
from invoice_frequency f where f.company_id = l.company_id and f.name = l.invoice_frequency;
alter table contract_line drop column invoice_frequency;
grant update (invoice_frequency_id) on contract_line to billwright_app;
create index contract_line_by_frequency on contract_line (company_id, invoice_frequency_id) where invoice_frequency_id is not null;
