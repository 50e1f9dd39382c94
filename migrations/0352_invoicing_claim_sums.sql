-- What invoices hold of approved work is kept by invoice, as what is open is by contract line: at what the sales say, a row for each of what may
-- be asked. Whether it is on a draft or posted, the invoice says, so confirming writes nothing here. Once confirmed, what it holds is no longer
-- told apart from what others do (fold_claim_sums).
create table claim_sum (
    company_id bigint not null,
    claim_sum_id bigint generated always as identity,
    invoice_id bigint, -- null: of confirmed ones together
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
    constraint claim_sum_key primary key (company_id, claim_sum_id)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
call company_wall('claim_sum');
create index claim_sum_by_contract on claim_sum (company_id, contract_id);
grant select on claim_sum to billwright_app;
