-- What the ledger comes to is kept, so that no list reads a million rows to say it: by contract line, by day and by person. Statements add rows of
-- their own and never change one, so nobody waits for anybody; a job makes one of those that say the same. Written by triggers alone.

create table actual_sum (
    company_id bigint not null,
    actual_sum_id bigint generated always as identity,
    kept_by text not null, -- which of the following say of what
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
    constraint actual_sum_key primary key (company_id, actual_sum_id),
    constraint actual_sum_is_kept_by_something check (kept_by in ('contract_line', 'day', 'person'))
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
call company_wall('actual_sum');
create index actual_sum_by_contract on actual_sum (company_id, kept_by, contract_id);
grant select on actual_sum to billwright_app;

-- Rows of a project are found along those of its contracts, which the sums know; what has no contract is found by itself.
create index actual_without_contract on actual (company_id, project_id, actual_id) where contract_id is null;
