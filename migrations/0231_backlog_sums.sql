-- What the backlog comes to is kept by contract line and customer, a row for each of what may be asked of it, as the ledger's is.

-- What work is counted in that is no time: hours and kilometres are no sum.
alter table backlog add unit text;
update backlog b set unit = coalesce((
    select e.unit from actual a join entry e on e.company_id = a.company_id and e.entry_id = a.entry_id
    where a.company_id = b.company_id and a.actual_id = b.actual_id), '')
where transaction_class <> 'time';
alter table backlog add constraint backlog_unit_is_of_what_is_no_time check ((transaction_class = 'time') = (unit is null));

create table backlog_sum (
    company_id bigint not null,
    backlog_sum_id bigint generated always as identity,
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
    constraint backlog_sum_key primary key (company_id, backlog_sum_id)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
call company_wall('backlog_sum');
create index backlog_sum_by_contract on backlog_sum (company_id, contract_id);
grant select on backlog_sum to billwright_app;
