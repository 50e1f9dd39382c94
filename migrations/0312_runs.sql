-- The automated run (§7): batch jobs, which begin by the clock, what each of their runs set out to do, and what came of it.
create type batch_job_type as enum ('create_invoices', 'update_role_utilization');
create type batch_job_workflow as enum ('process_runner', 'process_run_caller');

create table batch_job (
    company_id bigint not null references company,
    batch_job_id bigint generated always as identity,
    name text not null,
    job_type batch_job_type not null,
    runs_at time not null, -- every day, in the company's time zone (R-RUN-2)
    is_active boolean not null default true,
    workflow batch_job_workflow, -- as it was started
    started_at timestamptz, -- null: it is not running
    next_run_on date, -- the day whose run is next
    next_run_at timestamptz, -- and when that begins
    version integer not null default 1,
    constraint batch_job_key primary key (company_id, batch_job_id),
    constraint batch_job_of_a_type_is_one unique (company_id, job_type), -- R-RUN-3
    constraint batch_job_name_is_given check (length(name) between 1 and 200),
    constraint batch_job_that_runs_is_active check (started_at is null or is_active),
    constraint batch_job_that_runs_has_a_next_run check (num_nulls(workflow, started_at, next_run_on, next_run_at) in (0, 4)),
    constraint batch_job_begins_on_the_minute check (extract(second from runs_at) = 0)
);
call company_wall('batch_job');
create index batch_job_next on batch_job (next_run_at) where next_run_at is not null;
grant select, insert (company_id, name, job_type, runs_at, is_active), delete on batch_job to billwright_app;
grant update (name, runs_at, is_active, workflow, started_at, next_run_on, next_run_at, version) on batch_job to billwright_app;

-- A run: of a batch job on its day, which happens once, or begun by somebody.
create table batch_job_run (
    company_id bigint not null references company,
    batch_job_run_id bigint generated always as identity,
    batch_job_id bigint, -- null: from a shell, where no job was set up
    job_type batch_job_type not null,
    due_on date, -- the day of a job's run; null: somebody began it
    run_on date not null, -- what is due by this day is done
    begun_at timestamptz not null,
    person_id bigint, -- who began it; null: the clock, or a shell
    batch_id bigint, -- that works it off; null: nothing was due
    constraint batch_job_run_key primary key (company_id, batch_job_run_id),
    constraint batch_job_run_of_a_job foreign key (company_id, batch_job_id) references batch_job,
    constraint batch_job_run_by_a_person foreign key (company_id, person_id) references person,
    constraint batch_job_run_is_a_batch foreign key (company_id, batch_id) references batch,
    constraint batch_job_runs_once_a_day unique (company_id, batch_job_id, due_on) -- G6
);
call company_wall('batch_job_run');
create unique index batch_job_run_of_a_batch on batch_job_run (company_id, batch_id) where batch_id is not null;
create index batch_job_run_by_job on batch_job_run (company_id, batch_job_id, batch_job_run_id);
grant select, insert (company_id, batch_job_id, job_type, due_on, run_on, begun_at, person_id) on batch_job_run to billwright_app;
grant update (batch_id) on batch_job_run to billwright_app;

-- What a run set out to do: a contract and one of its days, the oldest first.
create table run_item (
    company_id bigint not null,
    run_item_id bigint generated always as identity,
    batch_job_run_id bigint not null,
    contract_id bigint not null,
    due_on date not null,
    status schedule_status not null default 'not_run',
    reason jsonb, -- why it failed
    constraint run_item_key primary key (company_id, run_item_id),
    constraint run_item_of_a_run foreign key (company_id, batch_job_run_id) references batch_job_run,
    constraint run_item_of_a_contract foreign key (company_id, contract_id) references contract,
    constraint run_item_is_once unique (company_id, batch_job_run_id, contract_id, due_on),
    constraint run_item_says_why_it_failed check ((status = 'failed') = (reason is not null))
);
call company_wall('run_item');
create index run_item_by_run on run_item (company_id, batch_job_run_id, due_on, run_item_id);
create index run_item_by_date on run_item (company_id, due_on, run_item_id);
create index run_item_by_contract on run_item (company_id, contract_id);
grant select, insert (company_id, batch_job_run_id, contract_id, due_on) on run_item to billwright_app;
grant update (status, reason) on run_item to billwright_app;

-- The drafts that came of it: one per customer (R-RUN-7). A draft that is deleted leaves its run.
create table run_draft (
    company_id bigint not null,
    run_item_id bigint not null,
    invoice_id bigint not null,
    constraint run_draft_key primary key (company_id, invoice_id),
    constraint run_draft_of_an_item foreign key (company_id, run_item_id) references run_item,
    constraint run_draft_is_an_invoice foreign key (company_id, invoice_id) references invoice on delete cascade
);
call company_wall('run_draft');
create index run_draft_by_item on run_draft (company_id, run_item_id);
grant select, insert on run_draft to billwright_app;

-- Billable hours of what is available, per role and month (UpdateRoleUtilization).
create table role_utilization (
    company_id bigint not null,
    role_id bigint not null,
    month date not null,
    billable_hours numeric(14,2) not null,
    available_hours numeric(14,2) not null,
    updated_at timestamptz not null,
    constraint role_utilization_key primary key (company_id, role_id, month),
    constraint role_utilization_of_a_role foreign key (company_id, role_id) references role,
    constraint role_utilization_is_of_a_month check (month = date_trunc('month', month)),
    constraint role_utilization_counts_hours check (billable_hours >= 0 and available_hours >= 0)
);
call company_wall('role_utilization');
grant select, insert on role_utilization to billwright_app;
grant update (billable_hours, available_hours, updated_at) on role_utilization to billwright_app;
