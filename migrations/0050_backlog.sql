-- The billing backlog holds only what is open: a live unbilled sale that no invoice detail has claimed.
-- Billing status is stored nowhere: in the backlog it is Not Ready or Ready; claimed by a draft it is
-- Customer Invoice Created; claimed by a confirmed invoice, Customer Invoice Posted. So it can't lie.

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
    amount numeric(20,4) not null,
    is_ready boolean not null default false,
    nte_status nte_status not null,
    nte_detail text, -- the level that stops it
    constraint backlog_key primary key (company_id, actual_id),
    constraint backlog_of_an_actual foreign key (company_id, actual_id) references actual,
    constraint failed_limit_is_never_ready check (not is_ready or nte_status in ('committed', 'not_applicable'))
) with (fillfactor = 80); -- marking Ready changes no indexed column: room for the new version on the same page
call company_wall('backlog');
create index backlog_by_date on backlog (company_id, work_on, actual_id);
create index backlog_by_contract on backlog (company_id, contract_id, work_on, actual_id);
create index backlog_by_customer on backlog (company_id, customer_id, work_on, actual_id);
create index backlog_by_project on backlog (company_id, project_id, work_on, actual_id);
grant select, insert, delete on backlog to billwright_app;
grant update (is_ready, nte_status, nte_detail) on backlog to billwright_app;
