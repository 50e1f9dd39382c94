-- What is open and chargeable is kept by day too, so that its age is said without reading it: how old unbilled work is, is asked of all of
-- it, each time somebody begins their day. Rows are added and folded as those of backlog_sum.
create table backlog_day_sum (
    company_id bigint not null,
    backlog_day_sum_id bigint generated always as identity,
    work_on date not null,
    transaction_class transaction_class not null,
    currency text not null,
    is_ready boolean not null,
    row_count bigint not null,
    amount numeric not null,
    is_folded boolean not null default false,
    constraint backlog_day_sum_key primary key (company_id, backlog_day_sum_id)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
call company_wall('backlog_day_sum');
grant select on backlog_day_sum to billwright_app;

-- What is to be evaluated is found by itself, as what failed is.
create index backlog_not_evaluated on backlog (company_id, work_on, actual_id) where nte_status = 'not_evaluated';
