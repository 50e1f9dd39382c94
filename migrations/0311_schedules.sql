-- Invoice schedules (R-VOC-13, R-RUN-11): the days on which a contract line by time and material is invoiced by itself, up to which day
-- its work counts on each, and what became of it (§2.9).
create type schedule_status as enum ('not_run', 'successful', 'failed');

create table invoice_schedule (
    company_id bigint not null,
    invoice_schedule_id bigint generated always as identity,
    contract_id bigint not null,
    contract_line_id bigint not null,
    run_on date not null,
    cut_off_on date not null, -- work up to and including this day counts (R-RUN-6)
    status schedule_status not null default 'not_run',
    reason jsonb, -- why its run failed
    version integer not null default 1,
    constraint invoice_schedule_key primary key (company_id, invoice_schedule_id),
    constraint invoice_schedule_of_a_line foreign key (company_id, contract_line_id) references contract_line on delete cascade,
    constraint invoice_schedule_runs_once unique (company_id, contract_line_id, run_on),
    constraint invoice_schedule_counts_work_that_is_done check (cut_off_on <= run_on),
    constraint invoice_schedule_says_why_it_failed check ((status = 'failed') = (reason is not null))
);
call company_wall('invoice_schedule');
create index invoice_schedule_by_date on invoice_schedule (company_id, run_on, invoice_schedule_id);
create index invoice_schedule_by_contract on invoice_schedule (company_id, contract_id, run_on, invoice_schedule_id);
create index invoice_schedule_due on invoice_schedule (company_id, run_on, contract_id) where status = 'not_run';
create index invoice_schedule_failed on invoice_schedule (company_id, run_on, invoice_schedule_id) where status = 'failed';
grant select, insert (company_id, contract_id, contract_line_id, run_on, cut_off_on), delete on invoice_schedule to billwright_app;
grant update (run_on, cut_off_on, status, reason, version) on invoice_schedule to billwright_app;
