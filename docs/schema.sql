-- The schema, as the migrations make it. Printed from the catalog by `billwright schema`; `cargo xtask sqlx` writes it anew.
create type batch_job_type as enum ('create_invoices', 'update_role_utilization');
create type batch_job_workflow as enum ('process_runner', 'process_run_caller');
create type billing_method as enum ('time_and_material', 'fixed_price', 'product');
create type billing_type as enum ('chargeable', 'non_chargeable', 'complimentary', 'not_available');
create type contract_state as enum ('draft', 'confirmed', 'lost');
create type entry_state as enum ('draft', 'submitted', 'approved', 'returned', 'recall_requested');
create type invoice_kind as enum ('proforma', 'corrective');
create type invoice_schedule_type as enum ('completed_milestones', 'progress_based');
create type invoice_state as enum ('draft', 'in_review', 'confirmed', 'posted');
create type nte_status as enum ('not_evaluated', 'committed', 'failed', 'not_applicable');
create type pricing as enum ('per_unit', 'at_cost', 'markup');
create type retainer_use as enum ('billed', 'applied', 'refunded');
create type schedule_status as enum ('not_run', 'successful', 'failed');
create type transaction_class as enum ('time', 'expense', 'material', 'fee', 'milestone', 'retainer');
create type transaction_type as enum ('cost', 'unbilled_sales', 'billed_sales');
create sequence actual_id_seq;
create sequence invoice_detail_id_seq;
create sequence journal_opening_id_seq;
create sequence milestone_id_seq;
create sequence retainer_id_seq;

create table actual (
    company_id bigint not null,
    actual_id bigint not null default nextval('actual_id_seq'::regclass),
    transaction_type transaction_type not null,
    transaction_class transaction_class not null,
    billing_type billing_type not null,
    work_on date not null,
    accounted_on date not null,
    contract_id bigint,
    contract_line_id bigint,
    customer_id bigint,
    project_id bigint,
    resource_id bigint,
    role_id bigint,
    entry_id bigint,
    quantity numeric(10,4) not null,
    unit_price numeric(14,4) not null,
    amount numeric(20,4) not null,
    tax numeric(20,4) not null default 0,
    currency text not null,
    cost_actual_id bigint,
    reverses_actual_id bigint,
    replaces_actual_id bigint,
    bills_actual_id bigint,
    invoice_id bigint,
    invoice_detail_id bigint,
    retainer_id bigint,
    journal_opening_id bigint,
    has_price boolean not null default true,
    added_detail_id bigint,
    discount_percent numeric(7,4) not null default 0,
    fee_percent numeric(7,4) not null default 0,
    net_amount numeric(20,4) not null generated always as (
CASE
    WHEN ((billing_type <> 'chargeable'::billing_type) OR ((discount_percent = (0)::numeric) AND (fee_percent = (0)::numeric))) THEN amount
    ELSE ((amount - round(((amount * discount_percent) / (100)::numeric), currency_decimals(currency))) + round(((amount * fee_percent) / (100)::numeric), currency_decimals(currency)))
END) stored,
    constraint actual_key PRIMARY KEY (company_id, actual_id),
    constraint actual_amount_multiplies_out CHECK ((amount = round((quantity * unit_price), currency_decimals(currency)))),
    constraint actual_billed_sale_has_an_invoice CHECK (((transaction_type <> 'billed_sales'::transaction_type) OR (journal_opening_id IS NOT NULL) OR ((invoice_id IS NOT NULL) AND ((invoice_detail_id IS NULL) = (transaction_class = 'retainer'::transaction_class))))),
    constraint actual_discount_and_fee_are_of_work CHECK ((((discount_percent = (0)::numeric) AND (fee_percent = (0)::numeric)) OR (((discount_percent >= (0)::numeric) AND (discount_percent <= (100)::numeric)) AND ((fee_percent >= (0)::numeric) AND (fee_percent <= (100)::numeric)) AND (transaction_type <> 'cost'::transaction_type) AND (transaction_class = ANY (ARRAY['time'::transaction_class, 'expense'::transaction_class, 'material'::transaction_class, 'fee'::transaction_class]))))),
    constraint actual_of_an_added_detail_is_a_sale CHECK (((added_detail_id IS NULL) OR ((transaction_type <> 'cost'::transaction_type) AND (transaction_class = ANY (ARRAY['time'::transaction_class, 'expense'::transaction_class, 'material'::transaction_class, 'fee'::transaction_class])) AND (cost_actual_id IS NULL)))),
    constraint actual_of_an_opening_stands_alone CHECK (((journal_opening_id IS NULL) OR ((transaction_class = ANY (ARRAY['milestone'::transaction_class, 'retainer'::transaction_class])) AND (transaction_type <> 'cost'::transaction_type) AND (num_nonnulls(invoice_id, invoice_detail_id, entry_id, cost_actual_id, replaces_actual_id, bills_actual_id) = 0)))),
    constraint actual_retainer_names_it CHECK (
CASE
    WHEN (transaction_class = 'retainer'::transaction_class) THEN ((retainer_id IS NOT NULL) AND (transaction_type <> 'cost'::transaction_type) AND (num_nonnulls(invoice_id, journal_opening_id) = 1) AND (project_id IS NULL) AND (abs(quantity) = (1)::numeric) AND (tax = (0)::numeric))
    ELSE ((retainer_id IS NULL) AND (project_id IS NOT NULL))
END),
    constraint actual_sale_has_a_payer CHECK (((transaction_type = 'cost'::transaction_type) OR ((contract_id IS NOT NULL) AND (customer_id IS NOT NULL) AND ((contract_line_id IS NULL) = (transaction_class = 'retainer'::transaction_class))))),
    constraint ledger_row_has_an_origin CHECK (
CASE
    WHEN ((transaction_class = 'milestone'::transaction_class) AND (journal_opening_id IS NULL)) THEN ((transaction_type = 'billed_sales'::transaction_type) AND (num_nonnulls(entry_id, added_detail_id) = 0))
    WHEN ((transaction_class = 'material'::transaction_class) AND (transaction_type = 'billed_sales'::transaction_type) AND (num_nonnulls(entry_id, retainer_id, journal_opening_id, added_detail_id) = 0)) THEN ((bills_actual_id IS NULL) AND (invoice_detail_id IS NOT NULL))
    ELSE (num_nonnulls(entry_id, COALESCE(retainer_id, journal_opening_id), added_detail_id) = 1)
END),
    constraint sale_without_price_is_not_billed CHECK ((has_price OR ((unit_price = (0)::numeric) AND (transaction_type <> 'cost'::transaction_type) AND ((transaction_type = 'unbilled_sales'::transaction_type) OR (billing_type <> 'chargeable'::billing_type)))))
);
alter table actual enable row level security;
create policy own_company on actual using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on actual to billwright_app;
CREATE UNIQUE INDEX actual_billed_once ON actual USING btree (company_id, bills_actual_id) WHERE ((bills_actual_id IS NOT NULL) AND (reverses_actual_id IS NULL));
CREATE INDEX actual_by_contract ON actual USING btree (company_id, contract_id, actual_id);
CREATE INDEX actual_by_date ON actual USING btree (company_id, work_on, actual_id);
CREATE INDEX actual_of_a_retainer ON actual USING btree (company_id, retainer_id, actual_id) WHERE (retainer_id IS NOT NULL);
CREATE INDEX actual_of_an_entry ON actual USING btree (company_id, entry_id) WHERE ((entry_id IS NOT NULL) AND (reverses_actual_id IS NULL) AND (bills_actual_id IS NULL));
CREATE INDEX actual_of_an_opening ON actual USING btree (company_id, journal_opening_id) WHERE (journal_opening_id IS NOT NULL);
CREATE INDEX actual_replacing ON actual USING btree (company_id, replaces_actual_id) WHERE (replaces_actual_id IS NOT NULL);
CREATE UNIQUE INDEX actual_reversed_once ON actual USING btree (company_id, reverses_actual_id) WHERE (reverses_actual_id IS NOT NULL);
CREATE INDEX actual_without_contract ON actual USING btree (company_id, project_id, actual_id) WHERE (contract_id IS NULL);
CREATE UNIQUE INDEX added_detail_billed_once ON actual USING btree (company_id, added_detail_id) WHERE ((added_detail_id IS NOT NULL) AND (reverses_actual_id IS NULL) AND (replaces_actual_id IS NULL) AND (bills_actual_id IS NULL));
CREATE INDEX billed_sale_of_a_detail ON actual USING btree (company_id, invoice_detail_id) WHERE ((transaction_type = 'billed_sales'::transaction_type) AND (invoice_detail_id IS NOT NULL));
CREATE UNIQUE INDEX milestone_billed_once ON actual USING btree (company_id, invoice_detail_id) WHERE ((transaction_class = 'milestone'::transaction_class) AND (reverses_actual_id IS NULL));
CREATE UNIQUE INDEX product_line_billed_once ON actual USING btree (company_id, invoice_detail_id) WHERE ((transaction_class = 'material'::transaction_class) AND (transaction_type = 'billed_sales'::transaction_type) AND (bills_actual_id IS NULL) AND (reverses_actual_id IS NULL));
-- trigger actual_holds_its_line after insert: actual_line_guard
-- trigger actual_is_append_only before update or delete: refuse_statement
-- trigger actual_is_append_only_truncate before truncate: refuse_statement
-- trigger actual_references_exist after insert: actual_references_guard
-- trigger actual_sums_add_up after insert: actual_sum_follow
-- trigger added_sale_equals_its_detail after insert: added_sale_guard
-- trigger billed_milestone_equals_its_detail after insert: billed_milestone_guard
-- trigger billed_product_line_equals_its_detail after insert: billed_product_line_guard
-- trigger billed_sale_is_taken_back_by_its_correction after insert: billed_sale_reversal_guard
-- trigger opening_is_in_the_ledger_as_said after insert: journal_opening_guard
-- trigger retainer_rows_balance after insert: retainer_ledger_guard

create table actual_sum (
    company_id bigint not null,
    actual_sum_id bigint not null generated always as identity,
    kept_by text not null,
    contract_id bigint,
    contract_line_id bigint,
    customer_id bigint,
    project_id bigint,
    work_on date,
    resource_id bigint,
    transaction_type transaction_type not null,
    currency text not null,
    row_count bigint not null,
    amount numeric not null,
    is_folded boolean not null default false,
    constraint actual_sum_key PRIMARY KEY (company_id, actual_sum_id),
    constraint actual_sum_is_kept_by_something CHECK ((kept_by = ANY (ARRAY['contract_line'::text, 'day'::text, 'person'::text])))
);
alter table actual_sum enable row level security;
create policy own_company on actual_sum using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant select on actual_sum to billwright_app;
CREATE INDEX actual_sum_by_contract ON actual_sum USING btree (company_id, kept_by, contract_id);

create table approval_set (
    company_id bigint not null,
    approval_set_id bigint not null,
    project_id bigint not null,
    comment text not null,
    hours numeric(14,2) not null,
    retries_approval_set_id bigint,
    without_price integer not null default 0,
    not_covered integer not null default 0,
    outside_dates integer not null default 0,
    at_zero integer not null default 0,
    rate_left integer not null default 0,
    constraint approval_set_key PRIMARY KEY (company_id, approval_set_id),
    constraint approval_set_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint approval_set_is_a_batch FOREIGN KEY (company_id, approval_set_id) REFERENCES batch(company_id, batch_id),
    constraint approval_set_of_a_project FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, project_id),
    constraint approval_set_retries_a_set FOREIGN KEY (company_id, retries_approval_set_id) REFERENCES approval_set(company_id, approval_set_id),
    constraint approval_set_comment_is_short CHECK ((length(comment) <= 1000)),
    constraint approval_set_hours_are_not_negative CHECK ((hours >= (0)::numeric)),
    constraint approval_set_remarks_are_counts CHECK (((outside_dates >= 0) AND (at_zero >= 0) AND (rate_left >= 0)))
);
alter table approval_set enable row level security;
create policy own_company on approval_set using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant select on approval_set to billwright_app;
grant insert (company_id, approval_set_id, project_id, comment, hours, retries_approval_set_id) on approval_set to billwright_app;
grant update (without_price, not_covered, outside_dates, at_zero, rate_left) on approval_set to billwright_app;
CREATE INDEX approval_set_by_project ON approval_set USING btree (company_id, project_id, approval_set_id);
-- trigger approval_set_is_a_record before delete: refuse_statement
-- trigger approval_set_is_a_record_truncate before truncate: refuse_statement
-- trigger approval_set_keeps_what_was_asked before update for each row: refuse_statement

create table approval_set_entry (
    company_id bigint not null,
    approval_set_id bigint not null,
    entry_id bigint not null,
    version integer not null,
    is_waiting boolean not null default true,
    constraint approval_set_entry_key PRIMARY KEY (company_id, approval_set_id, entry_id),
    constraint approval_set_entry_of_a_set FOREIGN KEY (company_id, approval_set_id) REFERENCES approval_set(company_id, approval_set_id),
    constraint approval_set_entry_of_an_entry FOREIGN KEY (company_id, entry_id) REFERENCES entry(company_id, entry_id) ON DELETE CASCADE
);
alter table approval_set_entry enable row level security;
create policy own_company on approval_set_entry using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant select on approval_set_entry to billwright_app;
grant insert (company_id, approval_set_id, entry_id, version) on approval_set_entry to billwright_app;
CREATE INDEX approval_set_entry_by_entry ON approval_set_entry USING btree (company_id, entry_id);
CREATE UNIQUE INDEX entry_waits_in_one_approval_set ON approval_set_entry USING btree (company_id, entry_id) WHERE is_waiting;
-- trigger approval_set_entry_begins_waiting before insert for each row: refuse_statement
-- trigger approval_set_entry_is_a_record_truncate before truncate: refuse_statement
-- trigger approval_set_entry_waits_once before update for each row: refuse_statement
-- trigger approval_set_forgets_deleted_entries after delete: approval_set_forget

create table audit_entry (
    company_id bigint not null,
    audit_entry_id bigint not null generated always as identity,
    happened_at timestamp with time zone not null default now(),
    person_id bigint,
    request_id uuid not null,
    command text not null,
    input jsonb not null,
    before jsonb,
    after jsonb,
    constraint audit_entry_key PRIMARY KEY (company_id, audit_entry_id),
    constraint audit_entry_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint audit_entry_of_a_person FOREIGN KEY (company_id, person_id) REFERENCES person(company_id, person_id)
);
alter table audit_entry enable row level security;
create policy own_company on audit_entry using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on audit_entry to billwright_app;
CREATE INDEX audit_entry_by_person ON audit_entry USING btree (company_id, person_id, audit_entry_id);
-- trigger audit_entry_is_append_only before update or delete: refuse_statement
-- trigger audit_entry_is_append_only_truncate before truncate: refuse_statement

create table audit_subject (
    company_id bigint not null,
    subject text not null,
    subject_id bigint not null,
    audit_entry_id bigint not null,
    constraint audit_subject_key PRIMARY KEY (company_id, subject, subject_id, audit_entry_id),
    constraint audit_subject_of_an_entry FOREIGN KEY (company_id, audit_entry_id) REFERENCES audit_entry(company_id, audit_entry_id)
);
alter table audit_subject enable row level security;
create policy own_company on audit_subject using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on audit_subject to billwright_app;

create table backlog (
    company_id bigint not null,
    actual_id bigint not null,
    contract_id bigint not null,
    contract_line_id bigint not null,
    customer_id bigint not null,
    project_id bigint not null,
    resource_id bigint,
    work_on date not null,
    billing_type billing_type not null,
    currency text not null,
    quantity numeric(10,4) not null,
    net_amount numeric(20,4) not null,
    is_ready boolean not null default false,
    nte_status nte_status not null,
    nte_detail text,
    has_price boolean not null default true,
    transaction_class transaction_class not null,
    unit text,
    constraint backlog_key PRIMARY KEY (company_id, actual_id),
    constraint backlog_unit_is_of_what_is_no_time CHECK (((transaction_class = 'time'::transaction_class) = (unit IS NULL))),
    constraint failed_limit_is_never_ready CHECK (((NOT is_ready) OR (nte_status = ANY (ARRAY['committed'::nte_status, 'not_applicable'::nte_status])))),
    constraint limit_kind_is_known CHECK ((nte_detail = ANY (ARRAY['contract_line_customer'::text, 'contract_line'::text, 'contract_customer'::text, 'contract'::text]))),
    constraint sale_without_price_is_never_ready CHECK (((NOT is_ready) OR has_price OR (billing_type <> 'chargeable'::billing_type)))
);
alter table backlog enable row level security;
create policy own_company on backlog using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on backlog to billwright_app;
grant update (is_ready, nte_status, nte_detail) on backlog to billwright_app;
CREATE INDEX backlog_by_contract ON backlog USING btree (company_id, contract_id, work_on, actual_id);
CREATE INDEX backlog_by_customer ON backlog USING btree (company_id, customer_id, work_on, actual_id);
CREATE INDEX backlog_by_date ON backlog USING btree (company_id, work_on, actual_id);
CREATE INDEX backlog_by_project ON backlog USING btree (company_id, project_id, work_on, actual_id);
CREATE INDEX backlog_by_resource ON backlog USING btree (company_id, resource_id, work_on, actual_id);
CREATE INDEX backlog_failed ON backlog USING btree (company_id, work_on, actual_id) WHERE (nte_status = 'failed'::nte_status);
CREATE INDEX backlog_not_chargeable ON backlog USING btree (company_id, work_on, actual_id) WHERE (billing_type <> 'chargeable'::billing_type);
CREATE INDEX backlog_not_evaluated ON backlog USING btree (company_id, work_on, actual_id) WHERE (nte_status = 'not_evaluated'::nte_status);
CREATE INDEX backlog_of_expenses ON backlog USING btree (company_id, work_on, actual_id) WHERE (transaction_class = 'expense'::transaction_class);
CREATE INDEX backlog_of_fees ON backlog USING btree (company_id, work_on, actual_id) WHERE (transaction_class = 'fee'::transaction_class);
CREATE INDEX backlog_of_material ON backlog USING btree (company_id, work_on, actual_id) WHERE (transaction_class = 'material'::transaction_class);
CREATE INDEX backlog_without_price ON backlog USING btree (company_id, work_on, actual_id) WHERE (NOT has_price);
-- trigger backlog_holds_only_what_is_open after insert: backlog_insert_guard
-- trigger backlog_sums_add_up after insert: backlog_sum_follow
-- trigger backlog_sums_add_up_became after update: backlog_sum_follow
-- trigger backlog_sums_add_up_delete after delete: backlog_sum_follow
-- trigger backlog_sums_add_up_was after update: backlog_sum_follow

create table backlog_day_sum (
    company_id bigint not null,
    backlog_day_sum_id bigint not null generated always as identity,
    work_on date not null,
    transaction_class transaction_class not null,
    currency text not null,
    is_ready boolean not null,
    row_count bigint not null,
    amount numeric not null,
    is_folded boolean not null default false,
    constraint backlog_day_sum_key PRIMARY KEY (company_id, backlog_day_sum_id)
);
alter table backlog_day_sum enable row level security;
create policy own_company on backlog_day_sum using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant select on backlog_day_sum to billwright_app;

create table backlog_sum (
    company_id bigint not null,
    backlog_sum_id bigint not null generated always as identity,
    contract_id bigint not null,
    contract_line_id bigint not null,
    customer_id bigint not null,
    project_id bigint not null,
    transaction_class transaction_class not null,
    billing_type billing_type not null,
    currency text not null,
    unit text,
    has_price boolean not null,
    is_ready boolean not null,
    nte_status nte_status not null,
    row_count bigint not null,
    quantity numeric not null,
    amount numeric not null,
    is_folded boolean not null default false,
    constraint backlog_sum_key PRIMARY KEY (company_id, backlog_sum_id)
);
alter table backlog_sum enable row level security;
create policy own_company on backlog_sum using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant select on backlog_sum to billwright_app;
CREATE INDEX backlog_sum_by_contract ON backlog_sum USING btree (company_id, contract_id);

create table batch (
    company_id bigint not null,
    batch_id bigint not null generated always as identity,
    kind text not null,
    input jsonb not null,
    person_id bigint,
    begun_at timestamp with time zone not null,
    amounts jsonb not null default '[]'::jsonb,
    waiting integer not null default 0,
    settled integer not null default 0,
    refused integer not null default 0,
    done integer not null generated always as ((settled - refused)) stored,
    retries_batch_id bigint,
    cancelled_at timestamp with time zone,
    seen_at timestamp with time zone,
    constraint batch_key PRIMARY KEY (company_id, batch_id),
    constraint batch_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint batch_of_a_person FOREIGN KEY (company_id, person_id) REFERENCES person(company_id, person_id),
    constraint batch_retries_a_batch FOREIGN KEY (company_id, retries_batch_id) REFERENCES batch(company_id, batch_id),
    constraint batch_counts_add_up CHECK (((waiting >= 0) AND (refused >= 0) AND (settled >= refused))),
    constraint batch_kind_is_given CHECK (((length(kind) >= 1) AND (length(kind) <= 50)))
);
alter table batch enable row level security;
create policy own_company on batch using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant select on batch to billwright_app;
grant insert (company_id, kind, input, person_id, begun_at, amounts, retries_batch_id) on batch to billwright_app;
grant update (cancelled_at, seen_at) on batch to billwright_app;
CREATE UNIQUE INDEX batch_is_retried_once ON batch USING btree (company_id, retries_batch_id) WHERE (retries_batch_id IS NOT NULL);
CREATE INDEX batch_open ON batch USING btree (company_id, batch_id) WHERE (waiting > 0);
CREATE INDEX batch_unseen ON batch USING btree (company_id, person_id, batch_id) WHERE (seen_at IS NULL);
-- trigger batch_is_a_record before delete: refuse_statement
-- trigger batch_is_a_record_truncate before truncate: refuse_statement
-- trigger batch_keeps_what_was_begun before update for each row: refuse_statement
-- trigger batch_says_how_far_it_has_come after update for each row: batch_moved

create table batch_chunk (
    company_id bigint not null,
    batch_id bigint not null,
    place integer not null,
    items bigint[] not null,
    parts integer[],
    is_settled boolean not null default false,
    settled_at timestamp with time zone,
    constraint batch_chunk_key PRIMARY KEY (company_id, batch_id, place),
    constraint batch_chunk_of_a_batch FOREIGN KEY (company_id, batch_id) REFERENCES batch(company_id, batch_id)
);
alter table batch_chunk enable row level security;
create policy own_company on batch_chunk using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant select on batch_chunk to billwright_app;
grant insert (company_id, batch_id, place, items, parts) on batch_chunk to billwright_app;
grant update (is_settled, settled_at) on batch_chunk to billwright_app;
CREATE INDEX batch_chunk_waiting ON batch_chunk USING btree (company_id, batch_id, place) WHERE (NOT is_settled);
-- trigger batch_chunk_begins_waiting before insert for each row: refuse_statement
-- trigger batch_chunk_is_a_record before delete: refuse_statement
-- trigger batch_chunk_is_a_record_truncate before truncate: refuse_statement
-- trigger batch_chunk_is_settled_once before update for each row: refuse_statement
-- trigger batch_counts_its_items after update: batch_count
-- trigger batch_counts_its_items_insert after insert: batch_count
-- trigger entry_waits_until_its_chunk_is_settled after update: approval_set_settle
-- trigger invoice_is_scheduled_with_its_batch after insert: invoice_confirmation_schedule

create table batch_job (
    company_id bigint not null,
    batch_job_id bigint not null generated always as identity,
    name text not null,
    job_type batch_job_type not null,
    runs_at time without time zone not null,
    is_active boolean not null default true,
    workflow batch_job_workflow,
    started_at timestamp with time zone,
    next_run_on date,
    next_run_at timestamp with time zone,
    version integer not null default 1,
    constraint batch_job_key PRIMARY KEY (company_id, batch_job_id),
    constraint batch_job_of_a_type_is_one UNIQUE (company_id, job_type),
    constraint batch_job_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint batch_job_begins_on_the_minute CHECK ((EXTRACT(second FROM runs_at) = (0)::numeric)),
    constraint batch_job_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint batch_job_that_runs_has_a_next_run CHECK ((num_nulls(workflow, started_at, next_run_on, next_run_at) = ANY (ARRAY[0, 4]))),
    constraint batch_job_that_runs_is_active CHECK (((started_at IS NULL) OR is_active))
);
alter table batch_job enable row level security;
create policy own_company on batch_job using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, select on batch_job to billwright_app;
grant insert (company_id, name, job_type, runs_at, is_active) on batch_job to billwright_app;
grant update (name, runs_at, is_active, workflow, started_at, next_run_on, next_run_at, version) on batch_job to billwright_app;
CREATE INDEX batch_job_next ON batch_job USING btree (next_run_at) WHERE (next_run_at IS NOT NULL);

create table batch_job_run (
    company_id bigint not null,
    batch_job_run_id bigint not null generated always as identity,
    batch_job_id bigint,
    job_type batch_job_type not null,
    due_on date,
    run_on date not null,
    begun_at timestamp with time zone not null,
    person_id bigint,
    batch_id bigint,
    constraint batch_job_run_key PRIMARY KEY (company_id, batch_job_run_id),
    constraint batch_job_runs_once_a_day UNIQUE (company_id, batch_job_id, due_on),
    constraint batch_job_run_by_a_person FOREIGN KEY (company_id, person_id) REFERENCES person(company_id, person_id),
    constraint batch_job_run_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint batch_job_run_is_a_batch FOREIGN KEY (company_id, batch_id) REFERENCES batch(company_id, batch_id),
    constraint batch_job_run_of_a_job FOREIGN KEY (company_id, batch_job_id) REFERENCES batch_job(company_id, batch_job_id)
);
alter table batch_job_run enable row level security;
create policy own_company on batch_job_run using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant select on batch_job_run to billwright_app;
grant insert (company_id, batch_job_id, job_type, due_on, run_on, begun_at, person_id) on batch_job_run to billwright_app;
grant update (batch_id) on batch_job_run to billwright_app;
CREATE INDEX batch_job_run_by_job ON batch_job_run USING btree (company_id, batch_job_id, batch_job_run_id);
CREATE UNIQUE INDEX batch_job_run_of_a_batch ON batch_job_run USING btree (company_id, batch_id) WHERE (batch_id IS NOT NULL);
-- trigger batch_job_run_stands before update for each row: refuse_statement
-- trigger batch_job_run_stands_delete before delete: refuse_statement

create table batch_refusal (
    company_id bigint not null,
    batch_id bigint not null,
    item_id bigint not null,
    reason jsonb not null,
    constraint batch_refusal_key PRIMARY KEY (company_id, batch_id, item_id),
    constraint batch_refusal_of_a_batch FOREIGN KEY (company_id, batch_id) REFERENCES batch(company_id, batch_id)
);
alter table batch_refusal enable row level security;
create policy own_company on batch_refusal using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on batch_refusal to billwright_app;
-- trigger batch_counts_its_refusals_delete after delete: batch_count
-- trigger batch_counts_its_refusals_insert after insert: batch_count
-- trigger batch_refusal_is_a_record_truncate before truncate: refuse_statement
-- trigger batch_refusal_is_final before update: refuse_statement
-- trigger invoice_fails_with_its_reason after insert: invoice_confirmation_fail

create table category (
    company_id bigint not null,
    category_id bigint not null generated always as identity,
    name text not null,
    is_chargeable boolean not null default true,
    name_key text generated always as (name_key(name)) stored,
    twin integer not null default 0,
    version integer not null default 1,
    constraint category_key PRIMARY KEY (company_id, category_id),
    constraint category_name_is_unique UNIQUE (company_id, name_key, twin),
    constraint category_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint category_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
alter table category enable row level security;
create policy own_company on category using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on category to billwright_app;
grant update (name, is_chargeable, twin) on category to billwright_app;
-- trigger category_version_follows_change before update for each row: version_follows_change
-- trigger former_name_is_kept after update for each row: remember_name
-- trigger renamed_twin_ends before update for each row: name_twin_ends

create table claim_sum (
    company_id bigint not null,
    claim_sum_id bigint not null generated always as identity,
    invoice_id bigint,
    contract_id bigint not null,
    contract_line_id bigint not null,
    customer_id bigint not null,
    project_id bigint not null,
    transaction_class transaction_class not null,
    billing_type billing_type not null,
    currency text not null,
    unit text,
    row_count bigint not null,
    quantity numeric not null,
    amount numeric not null,
    is_folded boolean not null default false,
    constraint claim_sum_key PRIMARY KEY (company_id, claim_sum_id)
);
alter table claim_sum enable row level security;
create policy own_company on claim_sum using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant select on claim_sum to billwright_app;
CREATE INDEX claim_sum_by_contract ON claim_sum USING btree (company_id, contract_id);

create table command_request (
    company_id bigint not null,
    request_key text not null,
    command text not null,
    input_hash bytea not null,
    answer jsonb,
    created_at timestamp with time zone not null default now(),
    constraint command_request_key PRIMARY KEY (company_id, request_key),
    constraint command_request_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id)
);
alter table command_request enable row level security;
create policy own_company on command_request using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on command_request to billwright_app;
grant update (answer) on command_request to billwright_app;

create table company (
    company_id bigint not null generated always as identity,
    name text not null,
    currency text not null,
    created_at timestamp with time zone not null default now(),
    time_zone text not null,
    background_above integer not null default 1000,
    constraint company_key PRIMARY KEY (company_id),
    constraint company_name_is_unique UNIQUE (name),
    constraint company_background_above_is_within_range CHECK (((background_above >= 0) AND (background_above <= 1000000))),
    constraint company_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
alter table company enable row level security;
create policy own_company on company using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant select on company to billwright_app;
grant update (time_zone, background_above) on company to billwright_app;
-- trigger company_time_zone_is_known before insert or update for each row: company_time_zone_guard

create table contract (
    company_id bigint not null,
    contract_id bigint not null generated always as identity,
    number text not null,
    name text not null,
    primary_customer_id bigint not null,
    currency text not null,
    start_on date not null,
    requested_delivery_on date,
    state contract_state not null default 'draft'::contract_state,
    not_to_exceed numeric(20,4),
    version integer not null default 1,
    constraint contract_key PRIMARY KEY (company_id, contract_id),
    constraint contract_number_is_unique UNIQUE (company_id, number),
    constraint contract_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint contract_primary_customer FOREIGN KEY (company_id, primary_customer_id) REFERENCES customer(company_id, customer_id),
    constraint contract_currency_is_a_code CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    constraint contract_limit_is_a_number CHECK ((not_to_exceed < ('10000000000'::bigint)::numeric)),
    constraint contract_limit_is_not_negative CHECK ((not_to_exceed >= (0)::numeric)),
    constraint contract_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint contract_number_is_given CHECK (((length(number) >= 1) AND (length(number) <= 50)))
);
alter table contract enable row level security;
create policy own_company on contract using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on contract to billwright_app;
grant update (number, name, primary_customer_id, start_on, requested_delivery_on, state, not_to_exceed, version) on contract to billwright_app;
CREATE INDEX contract_by_customer ON contract USING btree (company_id, primary_customer_id, contract_id);
CREATE INDEX contract_by_name ON contract USING btree (company_id, name, contract_id);
-- trigger confirmed_contract_is_read_only before update for each row: contract_header_guard
-- trigger confirmed_contract_is_read_only_delete before delete for each row: contract_header_guard
-- trigger contract_state_moves_forward before update for each row: contract_guard
-- trigger contract_state_moves_forward_insert before insert for each row: contract_guard
-- trigger limit_removed_frees_its_rows after update for each row at commit: limit_removed
-- trigger product_based_line_is_for_the_primary_customer after update for each row at commit: product_based_line_guard
-- trigger project_class_is_on_one_line after update for each row at commit: contract_period_guard

create table contract_customer (
    company_id bigint not null,
    contract_id bigint not null,
    customer_id bigint not null,
    position integer not null,
    billing_split_percent numeric(7,4) not null,
    is_rounding boolean not null,
    not_to_exceed numeric(20,4),
    bill_to_name text not null default ''::text,
    bill_to_contact text not null default ''::text,
    bill_to_address text not null default ''::text,
    payment_terms_days integer,
    constraint contract_customer_key PRIMARY KEY (company_id, contract_id, customer_id),
    constraint contract_customer_is_a_customer FOREIGN KEY (company_id, customer_id) REFERENCES customer(company_id, customer_id),
    constraint contract_customer_of_a_contract FOREIGN KEY (company_id, contract_id) REFERENCES contract(company_id, contract_id) ON DELETE CASCADE,
    constraint contract_customer_address_fits CHECK ((length(bill_to_address) <= 1000)),
    constraint contract_customer_limit_is_a_number CHECK ((not_to_exceed < ('10000000000'::bigint)::numeric)),
    constraint contract_customer_limit_is_not_negative CHECK ((not_to_exceed >= (0)::numeric)),
    constraint contract_customer_payment_terms_are_days CHECK (((payment_terms_days >= 0) AND (payment_terms_days <= 365))),
    constraint contract_customer_percent_is_a_share CHECK (((billing_split_percent >= (0)::numeric) AND (billing_split_percent <= (100)::numeric))),
    constraint contract_rounding_customer_has_a_share CHECK (((NOT is_rounding) OR (billing_split_percent > (0)::numeric)))
);
alter table contract_customer enable row level security;
create policy own_company on contract_customer using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on contract_customer to billwright_app;
grant update (position, billing_split_percent, is_rounding, not_to_exceed, bill_to_name, bill_to_contact, bill_to_address, payment_terms_days) on contract_customer to billwright_app;
-- trigger confirmed_contract_is_read_only after insert or delete for each row: contract_customer_guard
-- trigger confirmed_contract_is_read_only_update after update for each row: contract_customer_guard
-- trigger limit_removed_frees_its_rows after update for each row at commit: limit_removed
-- trigger limit_removed_frees_its_rows_delete after delete for each row at commit: limit_removed

create table contract_line (
    company_id bigint not null,
    contract_line_id bigint not null generated always as identity,
    contract_id bigint not null,
    line_number integer not null,
    name text not null,
    billing_method billing_method not null,
    project_id bigint not null,
    contracted_amount numeric(20,4),
    not_to_exceed numeric(20,4),
    schedule_type invoice_schedule_type not null default 'completed_milestones'::invoice_schedule_type,
    billing_start_on date,
    estimated_tax numeric(20,4) not null default 0,
    customer_budget numeric(20,4),
    has_selected_tasks boolean not null default false,
    discount_percent numeric(7,4) not null default 0,
    fee_percent numeric(7,4) not null default 0,
    invoice_frequency_id bigint,
    constraint contract_line_key PRIMARY KEY (company_id, contract_line_id),
    constraint contract_line_number_is_unique UNIQUE (company_id, contract_id, line_number),
    constraint contract_line_frequency FOREIGN KEY (company_id, invoice_frequency_id) REFERENCES invoice_frequency(company_id, invoice_frequency_id),
    constraint contract_line_of_a_contract FOREIGN KEY (company_id, contract_id) REFERENCES contract(company_id, contract_id),
    constraint contract_line_project FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, project_id),
    constraint contract_line_budget_is_not_negative CHECK ((customer_budget >= (0)::numeric)),
    constraint contract_line_contracted_amount_is_not_negative CHECK ((contracted_amount >= (0)::numeric)),
    constraint contract_line_discount_and_fee_are_for_time_and_material CHECK (((billing_method = 'time_and_material'::billing_method) OR ((discount_percent = (0)::numeric) AND (fee_percent = (0)::numeric)))),
    constraint contract_line_discount_is_a_share CHECK (((discount_percent >= (0)::numeric) AND (discount_percent <= (100)::numeric))),
    constraint contract_line_fee_is_a_share CHECK (((fee_percent >= (0)::numeric) AND (fee_percent <= (100)::numeric))),
    constraint contract_line_limit_is_a_number CHECK ((not_to_exceed < ('10000000000'::bigint)::numeric)),
    constraint contract_line_limit_is_for_time_and_material CHECK (((not_to_exceed IS NULL) OR ((billing_method = 'time_and_material'::billing_method) AND (not_to_exceed >= (0)::numeric)))),
    constraint contract_line_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint contract_line_number_is_positive CHECK ((line_number > 0)),
    constraint contract_line_tax_is_not_negative CHECK ((estimated_tax >= (0)::numeric))
);
alter table contract_line enable row level security;
create policy own_company on contract_line using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on contract_line to billwright_app;
grant update (name, billing_method, project_id, contracted_amount, not_to_exceed, schedule_type, billing_start_on, estimated_tax, customer_budget, has_selected_tasks, discount_percent, fee_percent, invoice_frequency_id) on contract_line to billwright_app;
CREATE INDEX contract_line_by_frequency ON contract_line USING btree (company_id, invoice_frequency_id) WHERE (invoice_frequency_id IS NOT NULL);
CREATE INDEX contract_line_by_project ON contract_line USING btree (company_id, project_id, contract_id);
-- trigger confirmed_contract_is_read_only before update for each row: contract_part_guard
-- trigger confirmed_contract_is_read_only_delete before delete for each row: contract_part_guard
-- trigger contract_line_with_actuals_stays after delete for each row: contract_line_history_guard
-- trigger invoice_schedule_is_for_time_and_material after update for each row: invoice_schedule_line_guard
-- trigger limit_removed_frees_its_rows after update for each row at commit: limit_removed
-- trigger milestones_follow_their_line after update for each row at commit: milestone_line_change_guard
-- trigger product_based_line_is_for_the_primary_customer_insert after insert for each row at commit: product_based_line_guard
-- trigger product_based_line_is_for_the_primary_customer_update after update for each row at commit: product_based_line_guard

create table contract_line_chargeability (
    company_id bigint not null,
    contract_line_chargeability_id bigint not null generated always as identity,
    contract_line_id bigint not null,
    role_id bigint,
    category_id bigint,
    task_id bigint,
    is_chargeable boolean not null,
    constraint contract_line_chargeability_key PRIMARY KEY (company_id, contract_line_chargeability_id),
    constraint chargeability_is_said_once UNIQUE NULLS NOT DISTINCT (company_id, contract_line_id, role_id, category_id, task_id),
    constraint chargeability_of_a_category FOREIGN KEY (company_id, category_id) REFERENCES category(company_id, category_id),
    constraint chargeability_of_a_line FOREIGN KEY (company_id, contract_line_id) REFERENCES contract_line(company_id, contract_line_id) ON DELETE CASCADE,
    constraint chargeability_of_a_role FOREIGN KEY (company_id, role_id) REFERENCES role(company_id, role_id),
    constraint chargeability_of_a_task FOREIGN KEY (company_id, task_id) REFERENCES task(company_id, task_id),
    constraint chargeability_of_one_thing CHECK ((num_nonnulls(role_id, category_id, task_id) = 1))
);
alter table contract_line_chargeability enable row level security;
create policy own_company on contract_line_chargeability using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on contract_line_chargeability to billwright_app;
grant update (is_chargeable) on contract_line_chargeability to billwright_app;
-- trigger confirmed_contract_is_read_only before insert or update or delete for each row: contract_part_guard

create table contract_line_class (
    company_id bigint not null,
    project_id bigint not null,
    transaction_class transaction_class not null,
    contract_line_id bigint not null,
    task_id bigint,
    contract_line_class_id bigint not null generated always as identity,
    constraint contract_line_class_key PRIMARY KEY (company_id, contract_line_class_id),
    constraint contract_line_class_of_a_line FOREIGN KEY (company_id, contract_line_id) REFERENCES contract_line(company_id, contract_line_id),
    constraint contract_line_class_of_a_task FOREIGN KEY (company_id, task_id) REFERENCES task(company_id, task_id)
);
alter table contract_line_class enable row level security;
create policy own_company on contract_line_class using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on contract_line_class to billwright_app;
CREATE INDEX contract_line_class_by_line ON contract_line_class USING btree (company_id, contract_line_id);
CREATE INDEX contract_line_class_by_project ON contract_line_class USING btree (company_id, project_id, transaction_class);
-- trigger confirmed_contract_is_read_only before insert or update or delete for each row: contract_part_guard
-- trigger product_based_line_is_for_the_primary_customer_insert after insert: product_based_class_guard
-- trigger product_based_line_is_for_the_primary_customer_update after update: product_based_class_guard
-- trigger whole_project_excludes_its_tasks after insert: contract_line_class_guard

create table contract_line_customer (
    company_id bigint not null,
    contract_line_id bigint not null,
    customer_id bigint not null,
    position integer not null,
    billing_split_percent numeric(7,4) not null,
    is_rounding boolean not null,
    not_to_exceed numeric(20,4),
    constraint contract_line_customer_key PRIMARY KEY (company_id, contract_line_id, customer_id),
    constraint contract_line_customer_is_a_customer FOREIGN KEY (company_id, customer_id) REFERENCES customer(company_id, customer_id),
    constraint contract_line_customer_of_a_line FOREIGN KEY (company_id, contract_line_id) REFERENCES contract_line(company_id, contract_line_id),
    constraint contract_line_customer_limit_is_a_number CHECK ((not_to_exceed < ('10000000000'::bigint)::numeric)),
    constraint contract_line_customer_limit_is_not_negative CHECK ((not_to_exceed >= (0)::numeric)),
    constraint contract_line_customer_percent_is_a_share CHECK (((billing_split_percent >= (0)::numeric) AND (billing_split_percent <= (100)::numeric))),
    constraint rounding_customer_has_a_share CHECK (((NOT is_rounding) OR (billing_split_percent > (0)::numeric)))
);
alter table contract_line_customer enable row level security;
create policy own_company on contract_line_customer using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on contract_line_customer to billwright_app;
grant update (position, billing_split_percent, is_rounding, not_to_exceed) on contract_line_customer to billwright_app;
CREATE INDEX contract_line_customer_by_customer ON contract_line_customer USING btree (company_id, customer_id);
CREATE UNIQUE INDEX contract_line_has_one_rounding_customer ON contract_line_customer USING btree (company_id, contract_line_id) WHERE is_rounding;
-- trigger confirmed_contract_is_read_only before update for each row: contract_part_guard
-- trigger confirmed_contract_is_read_only_delete before delete for each row: contract_part_guard
-- trigger confirmed_contract_is_read_only_insert before insert for each row: contract_part_guard
-- trigger contract_line_customer_limit_is_for_time_and_material before insert or update for each row: contract_line_customer_limit_guard
-- trigger limit_removed_frees_its_rows after update for each row at commit: limit_removed
-- trigger limit_removed_frees_its_rows_delete after delete for each row at commit: limit_removed
-- trigger line_customer_with_actuals_stays after delete for each row at commit: contract_line_customer_history_guard
-- trigger product_based_line_is_for_the_primary_customer_insert after insert: product_based_customer_guard
-- trigger product_based_line_is_for_the_primary_customer_update after update: product_based_customer_guard
-- trigger split_sums_to_whole after insert or update or delete for each row at commit: contract_line_split_guard

create table customer (
    company_id bigint not null,
    customer_id bigint not null generated always as identity,
    name text not null,
    country text not null,
    language text not null,
    vat_id text,
    payment_terms_days integer not null,
    name_key text generated always as (name_key(name)) stored,
    twin integer not null default 0,
    street text not null default ''::text,
    postcode text not null default ''::text,
    city text not null default ''::text,
    version integer not null default 1,
    constraint customer_key PRIMARY KEY (company_id, customer_id),
    constraint customer_name_is_unique UNIQUE (company_id, name_key, twin),
    constraint customer_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint customer_address_fits CHECK (((length(street) <= 200) AND (length(postcode) <= 20) AND (length(city) <= 100))),
    constraint customer_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint customer_payment_terms_are_days CHECK (((payment_terms_days >= 0) AND (payment_terms_days <= 365)))
);
alter table customer enable row level security;
create policy own_company on customer using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on customer to billwright_app;
grant update (name, country, language, vat_id, payment_terms_days, twin, street, postcode, city) on customer to billwright_app;
CREATE INDEX customer_by_name ON customer USING btree (company_id, name, customer_id);
-- trigger customer_takes_its_projects after insert for each row: customer_takes_its_projects
-- trigger customer_takes_its_projects_by_name after update for each row: customer_takes_its_projects
-- trigger customer_version_follows_change before update for each row: version_follows_change
-- trigger former_name_is_kept after update for each row: remember_name
-- trigger renamed_twin_ends before update for each row: name_twin_ends

create table entry (
    company_id bigint not null,
    entry_id bigint not null generated always as identity,
    transaction_class transaction_class not null,
    work_on date not null,
    project_id bigint not null,
    resource_id bigint,
    role_id bigint,
    task text not null,
    notes text not null,
    quantity numeric(10,4) not null,
    billing_type billing_type not null,
    billable_quantity numeric(10,4) not null,
    external_comment text not null default ''::text,
    unit_price numeric(14,4),
    unit_cost numeric(14,4) not null default 0,
    state entry_state not null default 'draft'::entry_state,
    is_history boolean not null default false,
    decision_comment text not null default ''::text,
    source_key text,
    task_id bigint,
    category_id bigint,
    product_id bigint,
    unit text not null default ''::text,
    billing_type_is_chosen boolean not null default false,
    person_id bigint,
    version integer not null default 1,
    recall_reason text not null default ''::text,
    entry_journal_id bigint,
    journal_type transaction_type,
    source_reference text not null default ''::text,
    price_currency text,
    constraint entry_key PRIMARY KEY (company_id, entry_id),
    constraint entry_is_imported_once UNIQUE (company_id, source_key),
    constraint entry_in_a_category FOREIGN KEY (company_id, category_id) REFERENCES category(company_id, category_id),
    constraint entry_in_a_role FOREIGN KEY (company_id, role_id) REFERENCES role(company_id, role_id),
    constraint entry_of_a_journal FOREIGN KEY (company_id, entry_journal_id) REFERENCES entry_journal(company_id, entry_journal_id),
    constraint entry_of_a_product FOREIGN KEY (company_id, product_id) REFERENCES product(company_id, product_id),
    constraint entry_of_a_project FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, project_id),
    constraint entry_of_a_resource FOREIGN KEY (company_id, resource_id) REFERENCES resource(company_id, resource_id),
    constraint entry_of_a_task FOREIGN KEY (company_id, project_id, task_id) REFERENCES task(company_id, project_id, task_id),
    constraint entry_written_by_a_person FOREIGN KEY (company_id, person_id) REFERENCES person(company_id, person_id),
    constraint entry_billable_quantity_is_not_negative CHECK ((billable_quantity >= (0)::numeric)),
    constraint entry_fee_comes_by_journal CHECK (((transaction_class <> 'fee'::transaction_class) OR ((NOT (journal_type IS DISTINCT FROM 'unbilled_sales'::transaction_type)) AND (quantity = (1)::numeric) AND (billable_quantity = (1)::numeric) AND (unit_price IS NOT NULL) AND (unit_cost = (0)::numeric)))),
    constraint entry_has_a_resource CHECK (((resource_id IS NOT NULL) OR (transaction_class = 'fee'::transaction_class))),
    constraint entry_history_is_settled CHECK (((NOT is_history) OR (state = 'approved'::entry_state))),
    constraint entry_is_priced_by_what_suits_its_class CHECK ((((role_id IS NOT NULL) = (transaction_class = 'time'::transaction_class)) AND ((category_id IS NOT NULL) = (transaction_class = ANY (ARRAY['expense'::transaction_class, 'fee'::transaction_class]))) AND ((product_id IS NOT NULL) = (transaction_class = 'material'::transaction_class)) AND (transaction_class = ANY (ARRAY['time'::transaction_class, 'expense'::transaction_class, 'fee'::transaction_class, 'material'::transaction_class])))),
    constraint entry_journal_line_says_what_it_writes CHECK ((((entry_journal_id IS NULL) = (journal_type IS NULL)) AND ((journal_type IS NULL) OR (journal_type = ANY (ARRAY['cost'::transaction_type, 'unbilled_sales'::transaction_type]))))),
    constraint entry_quantity_is_positive CHECK ((quantity > (0)::numeric)),
    constraint entry_rate_currency_is_a_code CHECK ((price_currency ~ '^[A-Z]{3}$'::text)),
    constraint entry_rate_has_its_currency CHECK (((unit_price IS NULL) = (price_currency IS NULL))),
    constraint entry_source_reference_is_short CHECK ((length(source_reference) <= 500)),
    constraint entry_unit_is_short CHECK ((length(unit) <= 50))
);
alter table entry enable row level security;
create policy own_company on entry using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on entry to billwright_app;
grant update (work_on, project_id, resource_id, role_id, task, notes, quantity, billing_type, billable_quantity, external_comment, unit_price, unit_cost, state, is_history, decision_comment, source_key, task_id, category_id, product_id, unit, billing_type_is_chosen, version, recall_reason, source_reference, price_currency) on entry to billwright_app;
CREATE INDEX entry_by_date ON entry USING btree (company_id, work_on, entry_id);
CREATE INDEX entry_by_journal ON entry USING btree (company_id, entry_journal_id) WHERE (entry_journal_id IS NOT NULL);
CREATE INDEX entry_by_project ON entry USING btree (company_id, project_id, work_on, entry_id);
CREATE INDEX entry_by_resource ON entry USING btree (company_id, resource_id, work_on, entry_id);
CREATE INDEX entry_waiting_by_date ON entry USING btree (company_id, work_on, entry_id) WHERE (state <> 'approved'::entry_state);
CREATE INDEX entry_waiting_by_project ON entry USING btree (company_id, project_id, work_on, entry_id) WHERE (state <> 'approved'::entry_state);
-- trigger approved_entry_is_frozen before update for each row: entry_guard
-- trigger entry_history_is_not_in_the_ledger before update for each row: entry_history_guard
-- trigger entry_state_moves_as_drawn before update for each row: entry_guard
-- trigger entry_state_moves_as_drawn_insert before insert for each row: entry_guard
-- trigger entry_that_counted_stays before delete for each row: entry_delete_guard
-- trigger entry_that_counted_stays_truncate before truncate: refuse_statement
-- trigger submitted_entry_keeps_its_rate before update for each row: refuse_statement
-- trigger submitted_entry_keeps_its_work before update for each row: refuse_statement

create table entry_journal (
    company_id bigint not null,
    entry_journal_id bigint not null generated always as identity,
    description text not null,
    person_id bigint,
    posted_at timestamp with time zone not null,
    constraint entry_journal_key PRIMARY KEY (company_id, entry_journal_id),
    constraint entry_journal_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint entry_journal_of_a_person FOREIGN KEY (company_id, person_id) REFERENCES person(company_id, person_id),
    constraint entry_journal_description_is_given CHECK (((length(description) >= 1) AND (length(description) <= 200)))
);
alter table entry_journal enable row level security;
create policy own_company on entry_journal using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on entry_journal to billwright_app;

create table entry_setting (
    company_id bigint not null,
    own_work_may_be_approved boolean not null default false,
    background_from integer not null default 1000,
    constraint entry_setting_key PRIMARY KEY (company_id),
    constraint entry_setting_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint entry_setting_background_from_is_within_range CHECK (((background_from >= 0) AND (background_from <= 1000000)))
);
alter table entry_setting enable row level security;
create policy own_company on entry_setting using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on entry_setting to billwright_app;
grant update (own_work_may_be_approved, background_from) on entry_setting to billwright_app;

create table former_name (
    company_id bigint not null,
    kind text not null,
    scope text not null,
    name_key text not null,
    record_id bigint not null,
    constraint former_name_key PRIMARY KEY (company_id, kind, scope, name_key),
    constraint former_name_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint former_name_of_a_kind CHECK ((kind = ANY (ARRAY['customer'::text, 'resource'::text, 'role'::text, 'category'::text, 'product'::text, 'task'::text, 'project'::text])))
);
alter table former_name enable row level security;
create policy own_company on former_name using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on former_name to billwright_app;
grant update (record_id) on former_name to billwright_app;

create table import_file (
    company_id bigint not null,
    import_upload_id bigint not null,
    name text not null,
    content bytea not null,
    constraint import_file_key PRIMARY KEY (company_id, import_upload_id, name),
    constraint import_file_of_an_upload FOREIGN KEY (company_id, import_upload_id) REFERENCES import_upload(company_id, import_upload_id) ON DELETE CASCADE
);
alter table import_file enable row level security;
create policy own_company on import_file using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on import_file to billwright_app;
grant update (content) on import_file to billwright_app;

create table import_upload (
    company_id bigint not null,
    import_upload_id bigint not null generated always as identity,
    person_id bigint not null,
    created_at timestamp with time zone not null default now(),
    imported_at timestamp with time zone,
    constraint import_upload_key PRIMARY KEY (company_id, import_upload_id),
    constraint import_upload_of_a_person FOREIGN KEY (company_id, person_id) REFERENCES person(company_id, person_id)
);
alter table import_upload enable row level security;
create policy own_company on import_upload using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on import_upload to billwright_app;
grant update (imported_at) on import_upload to billwright_app;

create table invoice (
    company_id bigint not null,
    invoice_id bigint not null generated always as identity,
    contract_id bigint not null,
    customer_id bigint not null,
    currency text not null,
    state invoice_state not null default 'draft'::invoice_state,
    invoice_number bigint,
    name text not null,
    description text not null default ''::text,
    bill_to_name text,
    bill_to_contact text,
    bill_to_address text,
    payment_terms_days integer,
    invoice_on date not null,
    accounted_on date,
    version integer not null default 1,
    created_by bigint,
    created_at timestamp with time zone not null default now(),
    confirmed_by bigint,
    confirmed_at timestamp with time zone,
    amount numeric(20,4),
    tax numeric(20,4),
    customer_name text,
    customer_street text,
    customer_postcode text,
    customer_city text,
    customer_country text,
    customer_language text,
    customer_vat_id text,
    is_open boolean generated always as ((state = ANY (ARRAY['draft'::invoice_state, 'in_review'::invoice_state]))) stored,
    number_place bigint generated always as (COALESCE(invoice_number, (0)::bigint)) stored,
    kind invoice_kind not null default 'proforma'::invoice_kind,
    paid_at timestamp with time zone,
    paid_by bigint,
    batch_id bigint,
    draft_amount numeric(20,4) not null default 0,
    draft_tax numeric(20,4) not null default 0,
    first_work_on date,
    first_actual_id bigint,
    constraint invoice_key PRIMARY KEY (company_id, invoice_id),
    constraint invoice_number_is_unique UNIQUE (company_id, invoice_number),
    constraint invoice_confirmed_by_a_person FOREIGN KEY (company_id, confirmed_by) REFERENCES person(company_id, person_id),
    constraint invoice_created_by_a_person FOREIGN KEY (company_id, created_by) REFERENCES person(company_id, person_id),
    constraint invoice_of_a_batch FOREIGN KEY (company_id, batch_id) REFERENCES batch(company_id, batch_id),
    constraint invoice_of_a_contract FOREIGN KEY (company_id, contract_id) REFERENCES contract(company_id, contract_id),
    constraint invoice_paid_by_a_person FOREIGN KEY (company_id, paid_by) REFERENCES person(company_id, person_id),
    constraint invoice_to_a_customer FOREIGN KEY (company_id, customer_id) REFERENCES customer(company_id, customer_id),
    constraint invoice_first_row_is_one CHECK (((first_work_on IS NULL) = (first_actual_id IS NULL))),
    constraint invoice_is_paid_once_confirmed CHECK (((paid_at IS NULL) OR (invoice_number IS NOT NULL))),
    constraint invoice_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint invoice_number_comes_with_confirmation CHECK (((state = ANY (ARRAY['draft'::invoice_state, 'in_review'::invoice_state])) = (invoice_number IS NULL))),
    constraint invoice_totals_come_with_confirmation CHECK ((((invoice_number IS NULL) = (amount IS NULL)) AND ((amount IS NULL) = (tax IS NULL)) AND ((amount IS NULL) = (confirmed_at IS NULL)))),
    constraint invoice_was_issued_to_its_customer CHECK ((((invoice_number IS NULL) = (customer_name IS NULL)) AND (num_nulls(customer_name, customer_street, customer_postcode, customer_city, customer_country, customer_language, customer_vat_id) = ANY (ARRAY[0, 7])) AND ((invoice_number IS NULL) OR (num_nulls(bill_to_name, bill_to_contact, bill_to_address, payment_terms_days) = 0))))
);
alter table invoice enable row level security;
create policy own_company on invoice using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on invoice to billwright_app;
grant update (state, invoice_number, name, description, bill_to_name, bill_to_contact, bill_to_address, accounted_on, version, confirmed_by, confirmed_at, amount, tax, paid_at, paid_by) on invoice to billwright_app;
CREATE INDEX invoice_by_batch ON invoice USING btree (company_id, batch_id, invoice_id) WHERE (batch_id IS NOT NULL);
CREATE INDEX invoice_by_contract ON invoice USING btree (company_id, contract_id, invoice_id);
CREATE INDEX invoice_by_customer ON invoice USING btree (company_id, customer_id, invoice_id);
CREATE INDEX invoice_by_date ON invoice USING btree (company_id, invoice_on, invoice_id);
CREATE INDEX invoice_by_first_row ON invoice USING btree (company_id, first_work_on, first_actual_id) WHERE (is_open AND (first_work_on IS NOT NULL));
CREATE INDEX invoice_by_number ON invoice USING btree (company_id, number_place, invoice_id);
CREATE INDEX invoice_corrective ON invoice USING btree (company_id, invoice_id) WHERE (kind = 'corrective'::invoice_kind);
CREATE INDEX invoice_open ON invoice USING btree (company_id, invoice_id) WHERE is_open;
CREATE INDEX invoice_paid ON invoice USING btree (company_id, invoice_id) WHERE (paid_at IS NOT NULL);
CREATE INDEX invoice_unpaid ON invoice USING btree (company_id, invoice_id) WHERE ((paid_at IS NULL) AND (NOT is_open));
-- trigger confirmed_invoice_is_frozen before update for each row: invoice_guard
-- trigger confirmed_invoice_is_frozen_delete before delete for each row: invoice_guard
-- trigger confirmed_invoice_is_frozen_truncate before truncate: refuse_statement
-- trigger invoice_is_of_a_contract_in_force after insert: invoice_contract_guard
-- trigger invoice_keeps_its_contract before update for each row: refuse_statement
-- trigger invoice_keeps_whom_it_was_issued_to before update for each row: invoice_issue
-- trigger invoice_state_moves_forward before update for each row: invoice_guard
-- trigger invoice_state_moves_forward_insert before insert for each row: invoice_guard

create table invoice_confirmation (
    company_id bigint not null,
    invoice_id bigint not null,
    batch_id bigint,
    version integer not null,
    reason jsonb,
    constraint invoice_confirmation_key PRIMARY KEY (company_id, invoice_id),
    constraint invoice_confirmation_by_a_batch FOREIGN KEY (company_id, batch_id) REFERENCES batch(company_id, batch_id),
    constraint invoice_confirmation_of_an_invoice FOREIGN KEY (company_id, invoice_id) REFERENCES invoice(company_id, invoice_id) ON DELETE CASCADE,
    constraint invoice_confirmation_waits_for_a_batch CHECK (((batch_id IS NOT NULL) OR (reason IS NOT NULL)))
);
alter table invoice_confirmation enable row level security;
create policy own_company on invoice_confirmation using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on invoice_confirmation to billwright_app;
grant update (batch_id, version, reason) on invoice_confirmation to billwright_app;

create table invoice_counter (
    company_id bigint not null,
    last_number bigint not null default 0,
    constraint invoice_counter_key PRIMARY KEY (company_id),
    constraint invoice_counter_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id)
);
alter table invoice_counter enable row level security;
create policy own_company on invoice_counter using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant select on invoice_counter to billwright_app;
grant update (last_number) on invoice_counter to billwright_app;
-- trigger invoice_numbers_have_no_gap after update for each row at commit: invoice_counter_guard

create table invoice_detail (
    company_id bigint not null,
    invoice_detail_id bigint not null default nextval('invoice_detail_id_seq'::regclass),
    invoice_id bigint not null,
    contract_line_id bigint not null,
    source_actual_id bigint,
    work_on date not null,
    billing_type billing_type not null,
    quantity numeric(10,4) not null,
    unit_price numeric(14,4) not null,
    amount numeric(20,4) not null,
    tax numeric(20,4) not null default 0,
    currency text not null,
    description text not null default ''::text,
    external_description text not null default ''::text,
    nte_status nte_status not null,
    version integer not null default 1,
    source_milestone_split_id bigint,
    corrects_actual_id bigint,
    credited_amount numeric(20,4) not null default 0,
    credited_tax numeric(20,4) not null default 0,
    original_invoice_id bigint,
    credited_by_invoice_id bigint,
    original_actual_id bigint generated always as (COALESCE(corrects_actual_id, source_actual_id)) stored,
    edited_at timestamp with time zone,
    edited_by bigint,
    source_product_line_id bigint,
    added_class transaction_class,
    added_task_id bigint,
    added_resource_id bigint,
    added_role_id bigint,
    added_category_id bigint,
    added_product_id bigint,
    added_unit text not null default ''::text,
    discount_percent numeric(7,4) not null default 0,
    fee_percent numeric(7,4) not null default 0,
    net_amount numeric(20,4) not null generated always as (
CASE
    WHEN ((billing_type <> 'chargeable'::billing_type) OR ((discount_percent = (0)::numeric) AND (fee_percent = (0)::numeric))) THEN amount
    ELSE ((amount - round(((amount * discount_percent) / (100)::numeric), currency_decimals(currency))) + round(((amount * fee_percent) / (100)::numeric), currency_decimals(currency)))
END) stored,
    constraint invoice_detail_key PRIMARY KEY (company_id, invoice_detail_id),
    constraint added_detail_in_a_category FOREIGN KEY (company_id, added_category_id) REFERENCES category(company_id, category_id),
    constraint added_detail_in_a_role FOREIGN KEY (company_id, added_role_id) REFERENCES role(company_id, role_id),
    constraint added_detail_of_a_product FOREIGN KEY (company_id, added_product_id) REFERENCES product(company_id, product_id),
    constraint added_detail_of_a_resource FOREIGN KEY (company_id, added_resource_id) REFERENCES resource(company_id, resource_id),
    constraint added_detail_on_a_task FOREIGN KEY (company_id, added_task_id) REFERENCES task(company_id, task_id),
    constraint invoice_detail_edited_by_a_person FOREIGN KEY (company_id, edited_by) REFERENCES person(company_id, person_id),
    constraint added_detail_says_what_it_is_of CHECK (
CASE
    WHEN (added_class IS NULL) THEN ((num_nonnulls(added_task_id, added_resource_id, added_role_id, added_category_id, added_product_id) = 0) AND (added_unit = ''::text))
    ELSE ((added_class = ANY (ARRAY['time'::transaction_class, 'expense'::transaction_class, 'material'::transaction_class, 'fee'::transaction_class])) AND (quantity > (0)::numeric) AND ((added_role_id IS NOT NULL) = (added_class = 'time'::transaction_class)) AND ((added_category_id IS NOT NULL) = (added_class = ANY (ARRAY['expense'::transaction_class, 'fee'::transaction_class]))) AND ((added_product_id IS NOT NULL) = (added_class = 'material'::transaction_class)))
END),
    constraint added_detail_unit_is_short CHECK ((length(added_unit) <= 50)),
    constraint invoice_detail_amount_multiplies_out CHECK ((amount = round((quantity * unit_price), currency_decimals(currency)))),
    constraint invoice_detail_corrects_whole CHECK (
CASE
    WHEN (corrects_actual_id IS NULL) THEN ((num_nonnulls(original_invoice_id) = 0) AND ((credited_amount = (0)::numeric) AND (credited_tax = (0)::numeric)))
    ELSE ((original_invoice_id IS NOT NULL) AND (credited_amount >= (0)::numeric) AND (credited_tax >= (0)::numeric))
END),
    constraint invoice_detail_discount_and_fee_are_of_work CHECK ((((discount_percent = (0)::numeric) AND (fee_percent = (0)::numeric)) OR (((discount_percent >= (0)::numeric) AND (discount_percent <= (100)::numeric)) AND ((fee_percent >= (0)::numeric) AND (fee_percent <= (100)::numeric)) AND (num_nonnulls(source_milestone_split_id, source_product_line_id) = 0)))),
    constraint invoice_detail_has_one_source CHECK (
CASE
    WHEN (corrects_actual_id IS NOT NULL) THEN ((added_class IS NULL) AND (num_nonnulls(source_actual_id, source_milestone_split_id, source_product_line_id) <= 1))
    WHEN (added_class IS NOT NULL) THEN (num_nonnulls(source_milestone_split_id, source_product_line_id) = 0)
    ELSE (num_nonnulls(source_actual_id, source_milestone_split_id, source_product_line_id) = 1)
END),
    constraint invoice_detail_price_is_not_negative CHECK ((unit_price >= (0)::numeric)),
    constraint invoice_detail_quantity_is_not_negative CHECK ((quantity >= (0)::numeric)),
    constraint invoice_detail_tax_is_for_chargeable CHECK (((tax = (0)::numeric) OR ((billing_type = 'chargeable'::billing_type) AND (quantity > (0)::numeric))))
);
alter table invoice_detail enable row level security;
create policy own_company on invoice_detail using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on invoice_detail to billwright_app;
grant update (source_actual_id, billing_type, quantity, unit_price, amount, tax, description, external_description, version, source_milestone_split_id, credited_by_invoice_id, edited_at, edited_by, source_product_line_id) on invoice_detail to billwright_app;
CREATE UNIQUE INDEX actual_on_one_invoice ON invoice_detail USING btree (company_id, source_actual_id);
CREATE UNIQUE INDEX billed_sale_corrected_once ON invoice_detail USING btree (company_id, corrects_actual_id) WHERE (corrects_actual_id IS NOT NULL);
CREATE INDEX invoice_detail_added ON invoice_detail USING btree (company_id, invoice_id, invoice_detail_id) WHERE (added_class IS NOT NULL);
CREATE INDEX invoice_detail_by_date ON invoice_detail USING btree (company_id, invoice_id, work_on, source_actual_id) WHERE (source_actual_id IS NOT NULL);
CREATE INDEX invoice_detail_by_place ON invoice_detail USING btree (company_id, invoice_id, (((contract_line_id * 10000000) + (work_on - '1900-01-01'::date))), invoice_detail_id);
CREATE INDEX invoice_detail_correcting ON invoice_detail USING btree (company_id, original_invoice_id) WHERE (original_invoice_id IS NOT NULL);
CREATE INDEX invoice_detail_edited ON invoice_detail USING btree (company_id, invoice_id, (((contract_line_id * 10000000) + (work_on - '1900-01-01'::date))), invoice_detail_id) WHERE (edited_at IS NOT NULL);
CREATE INDEX invoice_detail_not_charged ON invoice_detail USING btree (company_id, invoice_id, (((contract_line_id * 10000000) + (work_on - '1900-01-01'::date))), invoice_detail_id) WHERE (billing_type <> 'chargeable'::billing_type);
CREATE INDEX invoice_detail_of_a_correction ON invoice_detail USING btree (company_id, invoice_id, invoice_detail_id) WHERE (corrects_actual_id IS NOT NULL);
CREATE INDEX invoice_detail_of_a_credited_milestone ON invoice_detail USING btree (company_id, source_milestone_split_id) WHERE ((source_milestone_split_id IS NOT NULL) AND (credited_by_invoice_id IS NOT NULL));
CREATE INDEX invoice_detail_of_a_credited_product_line ON invoice_detail USING btree (company_id, source_product_line_id) WHERE ((source_product_line_id IS NOT NULL) AND (credited_by_invoice_id IS NOT NULL));
CREATE INDEX invoice_detail_of_a_milestone ON invoice_detail USING btree (company_id, invoice_id, invoice_detail_id) WHERE (source_milestone_split_id IS NOT NULL);
CREATE INDEX invoice_detail_of_a_product_line ON invoice_detail USING btree (company_id, invoice_id, invoice_detail_id) WHERE (source_product_line_id IS NOT NULL);
CREATE UNIQUE INDEX milestone_split_on_one_invoice ON invoice_detail USING btree (company_id, source_milestone_split_id) WHERE ((source_milestone_split_id IS NOT NULL) AND (credited_by_invoice_id IS NULL));
CREATE UNIQUE INDEX product_line_on_one_invoice ON invoice_detail USING btree (company_id, source_product_line_id) WHERE ((source_product_line_id IS NOT NULL) AND (credited_by_invoice_id IS NULL));
-- trigger claim_sums_add_up after insert: claim_sum_follow
-- trigger claim_sums_add_up_delete after delete: claim_sum_follow
-- trigger claim_sums_add_up_update after update: claim_sum_follow_sources
-- trigger confirmed_invoice_is_frozen_delete after delete: invoice_part_guard
-- trigger confirmed_invoice_is_frozen_insert after insert: invoice_detail_insert_guard
-- trigger confirmed_invoice_is_frozen_truncate before truncate: refuse_statement
-- trigger confirmed_invoice_is_frozen_update after update: invoice_detail_update_guard
-- trigger invoice_detail_keeps_its_source before update for each row: refuse_statement
-- trigger invoice_follows_details_delete after delete: invoice_follow_details
-- trigger invoice_follows_details_insert after insert: invoice_follow_details
-- trigger invoice_follows_details_update after update: invoice_follow_edits
-- trigger milestone_detail_keeps_its_amount before update for each row: refuse_statement
-- trigger product_detail_keeps_its_terms before update for each row: refuse_statement

create table invoice_frequency (
    company_id bigint not null,
    invoice_frequency_id bigint not null generated always as identity,
    name text not null,
    frequency text not null,
    version integer not null default 1,
    constraint invoice_frequency_key PRIMARY KEY (company_id, invoice_frequency_id),
    constraint invoice_frequency_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint invoice_frequency_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint invoice_frequency_names_its_days CHECK ((frequency ~ '^(weekly|biweekly|monthly) [a-z0-9,-]{1,80}$'::text))
);
alter table invoice_frequency enable row level security;
create policy own_company on invoice_frequency using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on invoice_frequency to billwright_app;
grant update (name, frequency, version) on invoice_frequency to billwright_app;
CREATE UNIQUE INDEX invoice_frequency_name_is_unique ON invoice_frequency USING btree (company_id, lower(name));

create table invoice_line (
    company_id bigint not null,
    invoice_id bigint not null,
    contract_line_id bigint not null,
    name text not null,
    constraint invoice_line_key PRIMARY KEY (company_id, invoice_id, contract_line_id),
    constraint invoice_line_of_a_contract_line FOREIGN KEY (company_id, contract_line_id) REFERENCES contract_line(company_id, contract_line_id),
    constraint invoice_line_of_an_invoice FOREIGN KEY (company_id, invoice_id) REFERENCES invoice(company_id, invoice_id),
    constraint invoice_line_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
alter table invoice_line enable row level security;
create policy own_company on invoice_line using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on invoice_line to billwright_app;
grant update (name) on invoice_line to billwright_app;
-- trigger confirmed_invoice_is_frozen_delete after delete: invoice_part_guard
-- trigger confirmed_invoice_is_frozen_insert after insert: invoice_part_guard
-- trigger confirmed_invoice_is_frozen_truncate before truncate: refuse_statement
-- trigger confirmed_invoice_is_frozen_update after update: invoice_part_guard
-- trigger invoice_line_keeps_its_place before update for each row: refuse_statement

create table invoice_retainer (
    company_id bigint not null,
    invoice_id bigint not null,
    retainer_id bigint not null,
    retainer_use retainer_use not null,
    amount numeric(20,4) not null,
    corrects_actual_id bigint not null default 0,
    credited_amount numeric(20,4) not null default 0,
    original_invoice_id bigint,
    credited_by_invoice_id bigint,
    constraint invoice_retainer_key PRIMARY KEY (company_id, invoice_id, retainer_id, retainer_use, corrects_actual_id),
    constraint invoice_retainer_of_a_retainer FOREIGN KEY (company_id, retainer_id) REFERENCES retainer(company_id, retainer_id),
    constraint invoice_retainer_of_an_invoice FOREIGN KEY (company_id, invoice_id) REFERENCES invoice(company_id, invoice_id),
    constraint invoice_retainer_amount_is_positive CHECK (
CASE
    WHEN (corrects_actual_id = 0) THEN ((amount > (0)::numeric) AND (credited_amount = (0)::numeric) AND (original_invoice_id IS NULL))
    ELSE ((amount >= (0)::numeric) AND (credited_amount > (0)::numeric) AND (original_invoice_id IS NOT NULL))
END),
    constraint invoice_retainer_is_corrected_downwards CHECK (((corrects_actual_id = 0) OR (amount <=
CASE
    WHEN (retainer_use = 'billed'::retainer_use) THEN (0)::numeric
    ELSE credited_amount
END)))
);
alter table invoice_retainer enable row level security;
create policy own_company on invoice_retainer using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on invoice_retainer to billwright_app;
grant update (amount, credited_by_invoice_id) on invoice_retainer to billwright_app;
CREATE UNIQUE INDEX billed_retainer_corrected_once ON invoice_retainer USING btree (company_id, corrects_actual_id) WHERE (corrects_actual_id <> 0);
CREATE INDEX invoice_retainer_by_retainer ON invoice_retainer USING btree (company_id, retainer_id);
CREATE INDEX invoice_retainer_correcting ON invoice_retainer USING btree (company_id, original_invoice_id) WHERE (original_invoice_id IS NOT NULL);
CREATE UNIQUE INDEX retainer_on_one_invoice ON invoice_retainer USING btree (company_id, retainer_id) WHERE ((retainer_use = 'billed'::retainer_use) AND (corrects_actual_id = 0) AND (credited_by_invoice_id IS NULL));
-- trigger confirmed_invoice_is_frozen_delete after delete: invoice_part_guard
-- trigger confirmed_invoice_is_frozen_truncate before truncate: refuse_statement
-- trigger confirmed_invoice_is_frozen_update after update: invoice_retainer_update_guard
-- trigger invoice_follows_retainers after insert or update or delete for each row: invoice_follow_retainers
-- trigger invoice_retainer_keeps_its_place before update for each row: refuse_statement
-- trigger retainer_used_within_available_insert after insert: invoice_retainer_guard
-- trigger retainer_used_within_available_update after update: invoice_retainer_guard

create table invoice_schedule (
    company_id bigint not null,
    invoice_schedule_id bigint not null generated always as identity,
    contract_id bigint not null,
    contract_line_id bigint not null,
    run_on date not null,
    cut_off_on date not null,
    status schedule_status not null default 'not_run'::schedule_status,
    reason jsonb,
    version integer not null default 1,
    constraint invoice_schedule_key PRIMARY KEY (company_id, invoice_schedule_id),
    constraint invoice_schedule_runs_once UNIQUE (company_id, contract_line_id, run_on),
    constraint invoice_schedule_of_a_line FOREIGN KEY (company_id, contract_line_id) REFERENCES contract_line(company_id, contract_line_id) ON DELETE CASCADE,
    constraint invoice_schedule_counts_work_that_is_done CHECK ((cut_off_on <= run_on)),
    constraint invoice_schedule_says_why_it_failed CHECK (((status = 'failed'::schedule_status) = (reason IS NOT NULL)))
);
alter table invoice_schedule enable row level security;
create policy own_company on invoice_schedule using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, select on invoice_schedule to billwright_app;
grant insert (company_id, contract_id, contract_line_id, run_on, cut_off_on) on invoice_schedule to billwright_app;
grant update (run_on, cut_off_on, status, reason, version) on invoice_schedule to billwright_app;
CREATE INDEX invoice_schedule_by_contract ON invoice_schedule USING btree (company_id, contract_id, run_on, invoice_schedule_id);
CREATE INDEX invoice_schedule_by_date ON invoice_schedule USING btree (company_id, run_on, invoice_schedule_id);
CREATE INDEX invoice_schedule_due ON invoice_schedule USING btree (company_id, run_on, contract_id) WHERE (status = 'not_run'::schedule_status);
CREATE INDEX invoice_schedule_failed ON invoice_schedule USING btree (company_id, run_on, invoice_schedule_id) WHERE (status = 'failed'::schedule_status);
-- trigger invoice_schedule_is_for_time_and_material after insert: invoice_schedule_place_guard
-- trigger invoice_schedule_keeps_its_place before update for each row: invoice_schedule_state_guard
-- trigger invoice_schedule_that_ran_stays before update or delete for each row: invoice_schedule_state_guard

create table journal_opening (
    company_id bigint not null,
    journal_opening_id bigint not null default nextval('journal_opening_id_seq'::regclass),
    entry_journal_id bigint not null,
    journal_type transaction_type not null,
    milestone_split_id bigint,
    retainer_id bigint,
    contract_id bigint not null,
    customer_id bigint not null,
    description text not null,
    billed_on date not null,
    amount numeric(20,4) not null,
    tax numeric(20,4) not null,
    available numeric(20,4) not null,
    currency text not null,
    constraint journal_opening_key PRIMARY KEY (company_id, journal_opening_id),
    constraint journal_opening_of_a_contract FOREIGN KEY (company_id, contract_id) REFERENCES contract(company_id, contract_id),
    constraint journal_opening_of_a_journal FOREIGN KEY (company_id, entry_journal_id) REFERENCES entry_journal(company_id, entry_journal_id),
    constraint journal_opening_of_a_retainer FOREIGN KEY (company_id, retainer_id) REFERENCES retainer(company_id, retainer_id),
    constraint journal_opening_to_a_customer FOREIGN KEY (company_id, customer_id) REFERENCES customer(company_id, customer_id),
    constraint journal_opening_amount_is_money CHECK (((amount = round(amount, currency_decimals(currency))) AND (tax = round(tax, currency_decimals(currency))) AND (available = round(available, currency_decimals(currency))))),
    constraint journal_opening_is_of_one_thing CHECK ((num_nonnulls(milestone_split_id, retainer_id) = 1)),
    constraint journal_opening_says_what_is_left CHECK ((((available >= (0)::numeric) AND (available <= amount)) AND (tax >= (0)::numeric) AND
CASE
    WHEN (retainer_id IS NOT NULL) THEN ((tax = (0)::numeric) AND (amount > (0)::numeric) AND (journal_type = (
    CASE
        WHEN (available > (0)::numeric) THEN 'unbilled_sales'::text
        ELSE 'billed_sales'::text
    END)::transaction_type))
    ELSE ((available = (0)::numeric) AND (journal_type = 'billed_sales'::transaction_type))
END))
);
alter table journal_opening enable row level security;
create policy own_company on journal_opening using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on journal_opening to billwright_app;
CREATE INDEX journal_opening_by_contract ON journal_opening USING btree (company_id, contract_id);
CREATE INDEX journal_opening_by_date ON journal_opening USING btree (company_id, billed_on, journal_opening_id);
CREATE INDEX journal_opening_by_journal ON journal_opening USING btree (company_id, entry_journal_id);
CREATE INDEX journal_opening_by_milestone ON journal_opening USING btree (company_id, milestone_split_id) WHERE (milestone_split_id IS NOT NULL);
CREATE INDEX journal_opening_by_retainer ON journal_opening USING btree (company_id, retainer_id) WHERE (retainer_id IS NOT NULL);
-- trigger journal_opening_is_append_only before update or delete: refuse_statement
-- trigger journal_opening_is_append_only_truncate before truncate: refuse_statement

create table milestone (
    company_id bigint not null,
    milestone_id bigint not null default nextval('milestone_id_seq'::regclass),
    contract_line_id bigint not null,
    name text not null,
    milestone_on date not null,
    amount numeric(20,4) not null,
    tax numeric(20,4) not null default 0,
    task text not null default ''::text,
    version integer not null default 1,
    constraint milestone_key PRIMARY KEY (company_id, milestone_id),
    constraint milestone_of_a_line FOREIGN KEY (company_id, contract_line_id) REFERENCES contract_line(company_id, contract_line_id) ON DELETE CASCADE,
    constraint milestone_amount_is_not_negative CHECK ((amount >= (0)::numeric)),
    constraint milestone_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint milestone_tax_needs_an_amount CHECK (((tax = (0)::numeric) OR ((tax > (0)::numeric) AND (amount > (0)::numeric))))
);
alter table milestone enable row level security;
create policy own_company on milestone using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on milestone to billwright_app;
grant update (name, milestone_on, amount, tax, task, version) on milestone to billwright_app;
CREATE INDEX milestone_by_line ON milestone USING btree (company_id, contract_line_id, milestone_on, milestone_id);
-- trigger invoiced_milestone_is_frozen before update for each row: milestone_claim_guard
-- trigger milestone_is_for_fixed_price before insert for each row: milestone_line_guard
-- trigger milestone_keeps_its_line before update for each row: refuse_statement
-- trigger milestone_splits_make_it_whole after insert or update for each row at commit: milestone_whole_guard

create table milestone_split (
    company_id bigint not null,
    milestone_split_id bigint not null generated always as identity,
    milestone_id bigint not null,
    contract_id bigint not null,
    contract_line_id bigint not null,
    customer_id bigint not null,
    project_id bigint not null,
    milestone_on date not null,
    currency text not null,
    amount numeric(20,4) not null,
    tax numeric(20,4) not null default 0,
    is_ready boolean not null default false,
    is_billed_before boolean not null default false,
    constraint milestone_split_key PRIMARY KEY (company_id, milestone_split_id),
    constraint milestone_split_of_a_milestone FOREIGN KEY (company_id, milestone_id) REFERENCES milestone(company_id, milestone_id) ON DELETE CASCADE,
    constraint milestone_split_to_a_customer FOREIGN KEY (company_id, customer_id) REFERENCES customer(company_id, customer_id),
    constraint milestone_billed_before_is_not_ready CHECK ((NOT (is_ready AND is_billed_before))),
    constraint milestone_split_amount_is_money CHECK (((amount = round(amount, currency_decimals(currency))) AND (tax = round(tax, currency_decimals(currency))))),
    constraint milestone_split_amount_is_not_negative CHECK ((amount >= (0)::numeric)),
    constraint milestone_split_tax_needs_an_amount CHECK (((tax = (0)::numeric) OR ((tax > (0)::numeric) AND (amount > (0)::numeric))))
);
alter table milestone_split enable row level security;
create policy own_company on milestone_split using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on milestone_split to billwright_app;
grant update (milestone_on, amount, tax, is_ready, is_billed_before) on milestone_split to billwright_app;
CREATE INDEX milestone_split_by_contract ON milestone_split USING btree (company_id, contract_id, milestone_on, milestone_split_id);
CREATE INDEX milestone_split_by_customer ON milestone_split USING btree (company_id, customer_id, milestone_on, milestone_split_id);
CREATE INDEX milestone_split_by_date ON milestone_split USING btree (company_id, milestone_on, milestone_split_id);
CREATE INDEX milestone_split_by_milestone ON milestone_split USING btree (company_id, milestone_id);
CREATE INDEX milestone_split_by_project ON milestone_split USING btree (company_id, project_id, milestone_on, milestone_split_id);
-- trigger billed_before_has_its_opening_insert after insert for each row at commit: billed_before_guard
-- trigger billed_before_has_its_opening_update after update for each row at commit: billed_before_guard
-- trigger invoiced_milestone_is_frozen_before before update for each row: billed_milestone_split_guard
-- trigger invoiced_milestone_is_frozen_before_delete before delete for each row: billed_milestone_split_guard
-- trigger invoiced_milestone_is_frozen_delete after delete: milestone_split_claim_guard
-- trigger invoiced_milestone_is_frozen_truncate before truncate: refuse_statement
-- trigger invoiced_milestone_is_frozen_update after update: milestone_split_claim_guard
-- trigger milestone_split_keeps_its_place before update for each row: refuse_statement
-- trigger milestone_splits_make_it_whole after insert or update or delete for each row at commit: milestone_whole_guard
-- trigger ready_milestones_meet_their_sum after update: milestone_ready_guard
-- trigger ready_milestones_meet_their_sum_insert after insert: milestone_ready_guard

create table person (
    company_id bigint not null,
    person_id bigint not null generated always as identity,
    name text not null,
    email text not null,
    password_hash text not null,
    is_active boolean not null default true,
    created_at timestamp with time zone not null default now(),
    version integer not null default 1,
    password_must_change boolean not null default false,
    email_skeleton text,
    constraint person_key PRIMARY KEY (company_id, person_id),
    constraint person_email_is_unique UNIQUE (company_id, email),
    constraint person_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint person_email_is_lower_case CHECK (((email = lower(email)) AND ((length(email) >= 3) AND (length(email) <= 200)))),
    constraint person_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
alter table person enable row level security;
create policy own_company on person using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on person to billwright_app;
grant update (name, password_hash, is_active, version, password_must_change) on person to billwright_app;
CREATE INDEX person_by_email ON person USING btree (email);
CREATE UNIQUE INDEX person_email_looks_like_no_other ON person USING btree (company_id, COALESCE(email_skeleton, email));
-- trigger person_is_found_among_resources after insert: link_new_people
-- trigger person_is_found_among_resources_by_name after update for each row: link_renamed_person

create table person_role (
    company_id bigint not null,
    person_id bigint not null,
    role text not null,
    constraint person_role_key PRIMARY KEY (company_id, person_id, role),
    constraint person_role_of_a_person FOREIGN KEY (company_id, person_id) REFERENCES person(company_id, person_id),
    constraint person_role_is_known CHECK ((role = ANY (ARRAY['resource'::text, 'project_approver'::text, 'project_manager'::text, 'billing_administrator'::text, 'project_accountant'::text, 'practice_manager'::text, 'administrator'::text])))
);
alter table person_role enable row level security;
create policy own_company on person_role using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on person_role to billwright_app;

create table price (
    company_id bigint not null,
    price_id bigint not null generated always as identity,
    currency text not null,
    transaction_class transaction_class not null,
    role_id bigint,
    unit text not null,
    unit_price numeric(14,4) not null,
    valid_from date not null,
    valid_to date,
    category_id bigint,
    product_id bigint,
    contract_id bigint,
    pricing pricing not null default 'per_unit'::pricing,
    version integer not null default 1,
    constraint price_key PRIMARY KEY (company_id, price_id),
    constraint price_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint price_of_a_category FOREIGN KEY (company_id, category_id) REFERENCES category(company_id, category_id),
    constraint price_of_a_contract FOREIGN KEY (company_id, contract_id) REFERENCES contract(company_id, contract_id),
    constraint price_of_a_product FOREIGN KEY (company_id, product_id) REFERENCES product(company_id, product_id),
    constraint price_of_a_role FOREIGN KEY (company_id, role_id) REFERENCES role(company_id, role_id),
    constraint price_by_cost_is_for_expenses CHECK (((pricing = 'per_unit'::pricing) OR (transaction_class = 'expense'::transaction_class))),
    constraint price_is_not_negative CHECK ((unit_price >= (0)::numeric)),
    constraint price_of_one_thing CHECK ((num_nonnulls(role_id, category_id, product_id) = 1)),
    constraint price_of_time_is_by_the_hour CHECK (((transaction_class <> 'time'::transaction_class) OR (name_key(unit) = ANY (ARRAY['hour'::text, 'hours'::text, 'h'::text, 'hr'::text, 'hrs'::text, 'stunde'::text, 'stunden'::text, 'std'::text, 'std.'::text, 'uur'::text, 'uren'::text, 'u'::text, 'time'::text, 'timer'::text, 't'::text])))),
    constraint price_period_runs_forward CHECK ((valid_from <= valid_to)),
    constraint price_suits_its_class CHECK ((((role_id IS NOT NULL) = (transaction_class = 'time'::transaction_class)) AND ((product_id IS NOT NULL) = (transaction_class = 'material'::transaction_class)) AND (transaction_class = ANY (ARRAY['time'::transaction_class, 'expense'::transaction_class, 'fee'::transaction_class, 'material'::transaction_class]))))
);
alter table price enable row level security;
create policy own_company on price using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on price to billwright_app;
grant update (unit, unit_price, valid_from, valid_to, pricing) on price to billwright_app;
-- trigger price_periods_do_not_overlap after insert: price_guard
-- trigger price_periods_do_not_overlap_update after update: price_guard
-- trigger price_version_follows_change before update for each row: version_follows_change

create table product (
    company_id bigint not null,
    product_id bigint not null generated always as identity,
    name text not null,
    unit text not null,
    name_key text generated always as (name_key(name)) stored,
    twin integer not null default 0,
    version integer not null default 1,
    constraint product_key PRIMARY KEY (company_id, product_id),
    constraint product_name_is_unique UNIQUE (company_id, name_key, twin),
    constraint product_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint product_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint product_unit_is_given CHECK (((length(unit) >= 1) AND (length(unit) <= 50)))
);
alter table product enable row level security;
create policy own_company on product using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on product to billwright_app;
grant update (name, unit, twin) on product to billwright_app;
-- trigger former_name_is_kept after update for each row: remember_name
-- trigger product_version_follows_change before update for each row: version_follows_change
-- trigger renamed_twin_ends before update for each row: name_twin_ends

create table product_line (
    company_id bigint not null,
    product_line_id bigint not null generated always as identity,
    contract_id bigint not null,
    contract_line_id bigint not null,
    product_id bigint not null,
    sold_on date not null,
    quantity numeric(10,4) not null,
    unit_price numeric(14,4) not null,
    amount numeric(20,4) not null,
    tax numeric(20,4) not null default 0,
    currency text not null,
    is_ready boolean not null default false,
    version integer not null default 1,
    constraint product_line_key PRIMARY KEY (company_id, product_line_id),
    constraint product_line_of_a_line FOREIGN KEY (company_id, contract_line_id) REFERENCES contract_line(company_id, contract_line_id) ON DELETE CASCADE,
    constraint product_line_of_a_product FOREIGN KEY (company_id, product_id) REFERENCES product(company_id, product_id),
    constraint product_line_amount_multiplies_out CHECK ((amount = round((quantity * unit_price), currency_decimals(currency)))),
    constraint product_line_is_of_something CHECK (((quantity > (0)::numeric) AND (unit_price >= (0)::numeric))),
    constraint product_line_tax_is_money CHECK ((tax = round(tax, currency_decimals(currency)))),
    constraint product_line_tax_needs_an_amount CHECK (((tax = (0)::numeric) OR ((tax > (0)::numeric) AND (amount > (0)::numeric))))
);
alter table product_line enable row level security;
create policy own_company on product_line using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on product_line to billwright_app;
grant update (product_id, sold_on, quantity, unit_price, amount, tax, is_ready, version) on product_line to billwright_app;
CREATE INDEX product_line_by_contract ON product_line USING btree (company_id, contract_id, sold_on, product_line_id);
CREATE INDEX product_line_by_date ON product_line USING btree (company_id, sold_on, product_line_id);
CREATE INDEX product_line_by_line ON product_line USING btree (company_id, contract_line_id, sold_on, product_line_id);
CREATE INDEX product_line_by_product ON product_line USING btree (company_id, product_id, sold_on, product_line_id);
-- trigger invoiced_product_line_is_frozen_delete after delete: product_line_claim_guard
-- trigger invoiced_product_line_is_frozen_truncate before truncate: refuse_statement
-- trigger invoiced_product_line_is_frozen_update after update: product_line_claim_guard
-- trigger product_line_is_of_a_product_based_line before insert for each row: product_line_place_guard
-- trigger product_line_keeps_its_place before update for each row: refuse_statement

create table project (
    company_id bigint not null,
    project_id bigint not null generated always as identity,
    code text not null,
    name text not null,
    customer_id bigint,
    client text not null default ''::text,
    client_key text generated always as (name_key(client)) stored,
    code_key text generated always as (name_key(code)) stored,
    twin integer not null default 0,
    label text not null default ''::text,
    manager_person_id bigint,
    version integer not null default 1,
    constraint project_key PRIMARY KEY (company_id, project_id),
    constraint project_code_is_unique UNIQUE NULLS NOT DISTINCT (company_id, customer_id, client_key, code_key, twin),
    constraint project_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint project_is_managed_by_a_person FOREIGN KEY (company_id, manager_person_id) REFERENCES person(company_id, person_id),
    constraint project_of_a_client FOREIGN KEY (company_id, customer_id) REFERENCES customer(company_id, customer_id),
    constraint project_client_is_said_once CHECK (((customer_id IS NULL) OR (client = ''::text))),
    constraint project_client_is_short CHECK ((length(client) <= 200)),
    constraint project_code_is_given CHECK (((length(code) >= 1) AND (length(code) <= 100)))
);
alter table project enable row level security;
create policy own_company on project using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on project to billwright_app;
grant update (name, customer_id, client, twin, label, manager_person_id, version) on project to billwright_app;
CREATE INDEX project_by_code ON project USING btree (company_id, code_key);
CREATE INDEX project_by_manager ON project USING btree (company_id, manager_person_id) WHERE (manager_person_id IS NOT NULL);
CREATE INDEX project_by_name ON project USING btree (company_id, code, project_id);
-- trigger former_name_is_kept after update for each row: remember_name
-- trigger project_is_called_by_its_client after insert or update for each row: project_label
-- trigger project_version_follows_change before update for each row: version_follows_change

create table project_team (
    company_id bigint not null,
    project_id bigint not null,
    person_id bigint not null,
    is_approver boolean not null,
    constraint project_team_key PRIMARY KEY (company_id, project_id, person_id),
    constraint project_team_of_a_person FOREIGN KEY (company_id, person_id) REFERENCES person(company_id, person_id),
    constraint project_team_of_a_project FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, project_id)
);
alter table project_team enable row level security;
create policy own_company on project_team using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on project_team to billwright_app;
grant update (is_approver) on project_team to billwright_app;
CREATE INDEX project_team_by_person ON project_team USING btree (company_id, person_id, project_id);

create table resource (
    company_id bigint not null,
    resource_id bigint not null generated always as identity,
    name text not null,
    person_id bigint,
    name_key text generated always as (name_key(name)) stored,
    twin integer not null default 0,
    is_person_said boolean not null default false,
    constraint resource_key PRIMARY KEY (company_id, resource_id),
    constraint resource_name_is_unique UNIQUE (company_id, name_key, twin),
    constraint resource_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint resource_is_a_person FOREIGN KEY (company_id, person_id) REFERENCES person(company_id, person_id),
    constraint resource_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
alter table resource enable row level security;
create policy own_company on resource using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on resource to billwright_app;
grant update (person_id, is_person_said) on resource to billwright_app;
CREATE INDEX resource_by_person ON resource USING btree (company_id, person_id) WHERE (person_id IS NOT NULL);
-- trigger former_name_is_kept after update for each row: remember_name
-- trigger renamed_twin_ends before update for each row: name_twin_ends
-- trigger resource_is_found_among_people after insert: link_new_people

create table retainer (
    company_id bigint not null,
    retainer_id bigint not null default nextval('retainer_id_seq'::regclass),
    contract_id bigint not null,
    customer_id bigint not null,
    description text not null,
    invoice_on date not null,
    amount numeric(20,4) not null,
    currency text not null,
    is_ready boolean not null default false,
    is_to_refund boolean not null default false,
    version integer not null default 1,
    is_billed_before boolean not null default false,
    constraint retainer_key PRIMARY KEY (company_id, retainer_id),
    constraint retainer_of_a_contract FOREIGN KEY (company_id, contract_id) REFERENCES contract(company_id, contract_id) ON DELETE CASCADE,
    constraint retainer_of_a_contract_customer FOREIGN KEY (company_id, contract_id, customer_id) REFERENCES contract_customer(company_id, contract_id, customer_id) DEFERRABLE INITIALLY DEFERRED,
    constraint retainer_amount_is_money CHECK ((amount = round(amount, currency_decimals(currency)))),
    constraint retainer_amount_is_positive CHECK ((amount > (0)::numeric)),
    constraint retainer_billed_before_is_not_ready CHECK ((NOT (is_ready AND is_billed_before))),
    constraint retainer_description_is_given CHECK (((length(description) >= 1) AND (length(description) <= 200)))
);
alter table retainer enable row level security;
create policy own_company on retainer using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on retainer to billwright_app;
grant update (customer_id, description, invoice_on, amount, is_ready, is_to_refund, version, is_billed_before) on retainer to billwright_app;
CREATE INDEX retainer_by_contract ON retainer USING btree (company_id, contract_id, invoice_on, retainer_id);
CREATE INDEX retainer_by_customer ON retainer USING btree (company_id, customer_id, invoice_on, retainer_id);
CREATE INDEX retainer_by_date ON retainer USING btree (company_id, invoice_on, retainer_id);
-- trigger billed_before_has_its_opening_insert after insert for each row at commit: billed_before_guard
-- trigger billed_before_has_its_opening_update after update for each row at commit: billed_before_guard
-- trigger invoiced_retainer_is_frozen before update for each row: retainer_claim_guard
-- trigger invoiced_retainer_is_frozen_before before update for each row: retainer_billed_before_guard
-- trigger invoiced_retainer_is_frozen_delete before delete for each row: retainer_claim_guard
-- trigger invoiced_retainer_is_frozen_truncate before truncate: refuse_statement
-- trigger retainer_keeps_its_contract before update for each row: refuse_statement

create table role (
    company_id bigint not null,
    role_id bigint not null generated always as identity,
    name text not null,
    is_chargeable boolean not null default true,
    name_key text generated always as (name_key(name)) stored,
    twin integer not null default 0,
    version integer not null default 1,
    constraint role_key PRIMARY KEY (company_id, role_id),
    constraint role_name_is_unique UNIQUE (company_id, name_key, twin),
    constraint role_company_id_fkey FOREIGN KEY (company_id) REFERENCES company(company_id),
    constraint role_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
alter table role enable row level security;
create policy own_company on role using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on role to billwright_app;
grant update (name, is_chargeable, twin) on role to billwright_app;
-- trigger former_name_is_kept after update for each row: remember_name
-- trigger renamed_twin_ends before update for each row: name_twin_ends
-- trigger role_version_follows_change before update for each row: version_follows_change

create table role_utilization (
    company_id bigint not null,
    role_id bigint not null,
    month date not null,
    billable_hours numeric(14,2) not null,
    available_hours numeric(14,2) not null,
    updated_at timestamp with time zone not null,
    constraint role_utilization_key PRIMARY KEY (company_id, role_id, month),
    constraint role_utilization_of_a_role FOREIGN KEY (company_id, role_id) REFERENCES role(company_id, role_id),
    constraint role_utilization_counts_hours CHECK (((billable_hours >= (0)::numeric) AND (available_hours >= (0)::numeric))),
    constraint role_utilization_is_of_a_month CHECK ((month = date_trunc('month'::text, (month)::timestamp with time zone)))
);
alter table role_utilization enable row level security;
create policy own_company on role_utilization using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on role_utilization to billwright_app;
grant update (billable_hours, available_hours, updated_at) on role_utilization to billwright_app;

create table run_draft (
    company_id bigint not null,
    run_item_id bigint not null,
    invoice_id bigint not null,
    constraint run_draft_key PRIMARY KEY (company_id, invoice_id),
    constraint run_draft_is_an_invoice FOREIGN KEY (company_id, invoice_id) REFERENCES invoice(company_id, invoice_id) ON DELETE CASCADE,
    constraint run_draft_of_an_item FOREIGN KEY (company_id, run_item_id) REFERENCES run_item(company_id, run_item_id)
);
alter table run_draft enable row level security;
create policy own_company on run_draft using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on run_draft to billwright_app;
CREATE INDEX run_draft_by_item ON run_draft USING btree (company_id, run_item_id);
-- trigger run_draft_is_of_its_contract after insert: run_draft_guard
-- trigger run_draft_stands before update: refuse_statement

create table run_item (
    company_id bigint not null,
    run_item_id bigint not null generated always as identity,
    batch_job_run_id bigint not null,
    contract_id bigint not null,
    due_on date not null,
    status schedule_status not null default 'not_run'::schedule_status,
    reason jsonb,
    constraint run_item_key PRIMARY KEY (company_id, run_item_id),
    constraint run_item_is_once UNIQUE (company_id, batch_job_run_id, contract_id, due_on),
    constraint run_item_of_a_contract FOREIGN KEY (company_id, contract_id) REFERENCES contract(company_id, contract_id),
    constraint run_item_of_a_run FOREIGN KEY (company_id, batch_job_run_id) REFERENCES batch_job_run(company_id, batch_job_run_id),
    constraint run_item_says_why_it_failed CHECK (((status = 'failed'::schedule_status) = (reason IS NOT NULL)))
);
alter table run_item enable row level security;
create policy own_company on run_item using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant select on run_item to billwright_app;
grant insert (company_id, batch_job_run_id, contract_id, due_on) on run_item to billwright_app;
grant update (status, reason) on run_item to billwright_app;
CREATE INDEX run_item_by_contract ON run_item USING btree (company_id, contract_id);
CREATE INDEX run_item_by_date ON run_item USING btree (company_id, due_on, run_item_id);
CREATE INDEX run_item_by_run ON run_item USING btree (company_id, batch_job_run_id, due_on, run_item_id);
-- trigger run_item_stands_delete before delete: refuse_statement
-- trigger run_item_that_ran_stands before update for each row: refuse_statement

create table session (
    company_id bigint not null,
    token_hash bytea not null,
    person_id bigint not null,
    created_at timestamp with time zone not null default now(),
    seen_at timestamp with time zone not null default now(),
    session_id bigint not null generated always as identity,
    address text not null default ''::text,
    agent text not null default ''::text,
    constraint session_key PRIMARY KEY (company_id, token_hash),
    constraint session_id_is_unique UNIQUE (company_id, session_id),
    constraint session_of_a_person FOREIGN KEY (company_id, person_id) REFERENCES person(company_id, person_id),
    constraint session_texts_are_short CHECK (((length(address) <= 100) AND (length(agent) <= 200)))
);
alter table session enable row level security;
create policy own_company on session using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, insert, select on session to billwright_app;
grant update (seen_at) on session to billwright_app;
CREATE INDEX session_by_person ON session USING btree (company_id, person_id);
CREATE UNIQUE INDEX session_token_is_unique ON session USING btree (token_hash);

create table sign_in_device (
    company_id bigint not null,
    person_id bigint not null,
    token_hash bytea not null,
    seen_at timestamp with time zone not null default now(),
    constraint sign_in_device_key PRIMARY KEY (company_id, person_id, token_hash),
    constraint sign_in_device_of_a_person FOREIGN KEY (company_id, person_id) REFERENCES person(company_id, person_id)
);
alter table sign_in_device enable row level security;
create policy own_company on sign_in_device using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant delete, select on sign_in_device to billwright_app;
CREATE INDEX sign_in_device_by_token ON sign_in_device USING btree (token_hash);

create table sign_in_failure (
    subject_hash bytea not null,
    failed_at timestamp with time zone not null default clock_timestamp(),
    attempt uuid
);
CREATE INDEX sign_in_failure_by_attempt ON sign_in_failure USING btree (attempt);
CREATE INDEX sign_in_failure_by_subject ON sign_in_failure USING btree (subject_hash, failed_at);

create table task (
    company_id bigint not null,
    task_id bigint not null generated always as identity,
    project_id bigint not null,
    parent_task_id bigint,
    name text not null,
    name_key text generated always as (name_key(name)) stored,
    twin integer not null default 0,
    constraint task_key PRIMARY KEY (company_id, task_id),
    constraint task_is_of_its_project UNIQUE (company_id, project_id, task_id),
    constraint task_name_is_unique UNIQUE (company_id, project_id, name_key, twin),
    constraint task_of_a_project FOREIGN KEY (company_id, project_id) REFERENCES project(company_id, project_id),
    constraint task_under_a_task FOREIGN KEY (company_id, parent_task_id) REFERENCES task(company_id, task_id),
    constraint task_is_not_its_own_parent CHECK ((parent_task_id <> task_id)),
    constraint task_name_is_given CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
alter table task enable row level security;
create policy own_company on task using ((company_id = ( SELECT current_company() AS current_company))) with check ((company_id = ( SELECT current_company() AS current_company)));
grant insert, select on task to billwright_app;
grant update (name, twin) on task to billwright_app;
-- trigger former_name_is_kept after update for each row: remember_name
-- trigger renamed_twin_ends before update for each row: name_twin_ends

-- Views, which rooms below may read too:
-- view added_work (company_id, added_detail_id, resource_id, role_id, category_id, product_id, task_id, notes, unit)
-- view agreed_open (company_id, contract_id, contract_line_id, customer_id, kind, is_ready, amount, currency)
-- view approval_failure (company_id, approval_set_id, entry_id, reason)
-- view billed_before (company_id, contract_id, contract_line_id, amount)
-- view claim (company_id, source_actual_id, source_milestone_split_id, source_product_line_id, invoice_id, invoice_detail_id, contract_id, contract_line_id, customer_id, currency, work_on, nte_status, label, status, is_on_draft, is_final)
-- view claim_total (company_id, invoice_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, unit, row_count, quantity, amount, is_on_draft)
-- view claimed_sale (company_id, actual_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, quantity, net_amount, unit)
-- view company_time_zone (company_id, time_zone)
-- view contract_billing (company_id, contract_id, ready_count, ready_amount, not_ready_count, not_ready_amount, without_price_count, milestone_ready_count, milestone_ready_amount, milestone_not_ready_count, milestone_not_ready_amount, product_ready_count, product_ready_amount, product_not_ready_count, product_not_ready_amount, retainer_ready_count, retainer_ready_amount, retainer_not_ready_count, retainer_not_ready_amount, draft_amount, billed_amount, billed_before_amount)
-- view contract_team_name (company_id, contract_id, name)
-- view credited_claim (company_id, source_milestone_split_id)
-- view entry_work (company_id, entry_id, resource_id, category_id, product_id, task_id, task, notes, unit, is_recall_requested)
-- view invoice_bill_to (company_id, invoice_id, default_name, default_contact, default_address, default_terms_days, bill_to_name, bill_to_contact, bill_to_address, payment_terms_days, customer_name, customer_street, customer_postcode, customer_city, customer_country, customer_language, customer_vat_id)
-- view invoice_frequency_use (company_id, invoice_frequency_id, line_count)
-- view invoice_label (company_id, invoice_id, contract_id, customer_id, currency, name, label, status, is_on_draft, is_final)
-- view invoice_total (company_id, invoice_id, contract_id, state, amount, tax)
-- view open_billing (company_id, contract_id, customer_id, kind, is_ready, row_count, amount, without_price_count, currency)
-- view project_approver (company_id, project_id, person_id)
-- view project_team_name (company_id, project_id, name)
-- view retainer_balance (company_id, retainer_id, owed, on_drafts, available)
-- view retainer_claim (company_id, retainer_id, retainer_use, amount, invoice_id, name, label, status, is_on_draft, is_final)
-- view run_item_contract (company_id, run_item_id, contract_id)
-- view standing_opening (company_id, journal_opening_id, entry_journal_id, journal_type, milestone_split_id, retainer_id, contract_id, customer_id, description, billed_on, amount, tax, available, currency)
-- view unedited_claim (company_id, source_actual_id, invoice_id, invoice_detail_id, quantity, unit_price, billing_type, tax)

-- Functions:
-- function actual_line_guard() returns trigger with the rights of its owner
-- function actual_references_guard() returns trigger with the rights of its owner
-- function actual_sum_follow() returns trigger with the rights of its owner
-- function added_sale_guard() returns trigger with the rights of its owner
-- function address_lines(street text, postcode text, city text, country text) returns text
-- function approval_set_forget() returns trigger with the rights of its owner
-- function approval_set_settle() returns trigger with the rights of its owner
-- function backlog_insert_guard() returns trigger with the rights of its owner
-- function backlog_sum_follow() returns trigger with the rights of its owner
-- function batch_count() returns trigger with the rights of its owner
-- function batch_jobs_due(now timestamp with time zone) returns TABLE(company_id bigint, batch_job_id bigint) with the rights of its owner
-- function batch_moved() returns trigger
-- function billed_before_guard() returns trigger
-- function billed_milestone_guard() returns trigger with the rights of its owner
-- function billed_milestone_split_guard() returns trigger
-- function billed_product_line_guard() returns trigger with the rights of its owner
-- function billed_sale_reversal_guard() returns trigger with the rights of its owner
-- function claim_sum_follow() returns trigger with the rights of its owner
-- function claim_sum_follow_sources() returns trigger with the rights of its owner
-- function clear_expired(session_idle interval, session_lifetime interval, upload_lifetime interval) returns bigint with the rights of its owner
-- function company_time_zone_guard() returns trigger
-- procedure company_wall(IN tbl regclass)
-- function contract_customer_guard() returns trigger
-- function contract_guard() returns trigger
-- function contract_header_guard() returns trigger
-- function contract_line_class_guard() returns trigger with the rights of its owner
-- function contract_line_customer_history_guard() returns trigger
-- function contract_line_customer_limit_guard() returns trigger
-- function contract_line_history_guard() returns trigger
-- function contract_line_split_guard() returns trigger
-- function contract_part_guard() returns trigger
-- function contract_period_guard() returns trigger
-- function currency_decimals(currency text) returns integer
-- function current_company() returns bigint
-- function customer_takes_its_projects() returns trigger
-- function entry_delete_guard() returns trigger
-- function entry_guard() returns trigger
-- function entry_history_guard() returns trigger
-- function fold_actual_sums() returns void with the rights of its owner
-- function fold_backlog_sums() returns void with the rights of its owner
-- function fold_claim_sums() returns void with the rights of its owner
-- function invoice_confirmation_fail() returns trigger with the rights of its owner
-- function invoice_confirmation_schedule() returns trigger with the rights of its owner
-- function invoice_contract_guard() returns trigger with the rights of its owner
-- function invoice_correction_check(firm bigint, which bigint) returns void
-- function invoice_counter_guard() returns trigger
-- function invoice_detail_insert_guard() returns trigger with the rights of its owner
-- function invoice_detail_update_guard() returns trigger with the rights of its owner
-- function invoice_follow_details() returns trigger with the rights of its owner
-- function invoice_follow_edits() returns trigger with the rights of its owner
-- function invoice_follow_retainers() returns trigger with the rights of its owner
-- function invoice_guard() returns trigger
-- function invoice_issue() returns trigger
-- function invoice_number_label(invoice_number bigint) returns text
-- function invoice_part_guard() returns trigger with the rights of its owner
-- function invoice_retainer_guard() returns trigger with the rights of its owner
-- function invoice_retainer_update_guard() returns trigger with the rights of its owner
-- function invoice_schedule_line_guard() returns trigger
-- function invoice_schedule_place_guard() returns trigger with the rights of its owner
-- function invoice_schedule_state_guard() returns trigger
-- function journal_opening_guard() returns trigger with the rights of its owner
-- function limit_removed() returns trigger
-- function link_new_people() returns trigger
-- function link_people(firm bigint) returns void
-- function link_renamed_person() returns trigger
-- procedure mend_walls()
-- function milestone_claim_guard() returns trigger
-- function milestone_line_change_guard() returns trigger
-- function milestone_line_guard() returns trigger
-- function milestone_ready_guard() returns trigger with the rights of its owner
-- function milestone_split_claim_guard() returns trigger with the rights of its owner
-- function milestone_whole_guard() returns trigger
-- function name_key(name text) returns text
-- function name_twin_ends() returns trigger
-- function person_key(name text) returns text
-- function price_guard() returns trigger with the rights of its owner
-- function product_based_class_guard() returns trigger with the rights of its owner
-- function product_based_customer_guard() returns trigger with the rights of its owner
-- function product_based_line_guard() returns trigger
-- function product_line_claim_guard() returns trigger with the rights of its owner
-- function product_line_place_guard() returns trigger
-- function project_label() returns trigger
-- function refuse_statement() returns trigger
-- function remember_name() returns trigger
-- function retainer_billed_before_guard() returns trigger
-- function retainer_claim_guard() returns trigger
-- function retainer_ledger_guard() returns trigger with the rights of its owner
-- function run_draft_guard() returns trigger with the rights of its owner
-- function session_find(given_hash bytea, idle interval, lifetime interval) returns TABLE(company_id bigint, company_name text, company_currency text, person_id bigint, person_name text, roles text[], seen_at timestamp with time zone, session_id bigint, password_must_change boolean, seconds_left bigint) with the rights of its owner
-- function sign_in_begin(given_attempt uuid, subjects bytea[], limits bigint[], since interval) returns bigint with the rights of its owner
-- function sign_in_candidates(given_email text, given_device bytea) returns TABLE(company_id bigint, person_id bigint, password_hash text, knows_device boolean) with the rights of its owner
-- function sign_in_forget(subject bytea) returns void with the rights of its owner
-- function sign_in_release(given_attempt uuid) returns void with the rights of its owner
-- function sign_in_remember(given_company bigint, given_person bigint, old_token bytea, new_token bytea) returns void with the rights of its owner
-- function statistics_follow() returns integer with the rights of its owner
-- function version_follows_change() returns trigger
