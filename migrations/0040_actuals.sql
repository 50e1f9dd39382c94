-- The ledger. Written once, by insert; never updated, never deleted. What changes (ready or not, limits)
-- lives beside it in the backlog; every status is read off these rows and the claims on them.

create sequence actual_id_seq;
grant usage on sequence actual_id_seq to billwright_app;

create table actual (
    company_id bigint not null,
    actual_id bigint not null default nextval('actual_id_seq'),
    transaction_type transaction_type not null,
    transaction_class transaction_class not null,
    billing_type billing_type not null,
    work_on date not null, -- transaction date
    accounted_on date not null,
    contract_id bigint,
    contract_line_id bigint,
    customer_id bigint,
    project_id bigint not null,
    resource_id bigint,
    role_id bigint,
    entry_id bigint, -- origin (R-VOC-10)
    quantity numeric(10,4) not null,
    unit_price numeric(14,4) not null,
    amount numeric(20,4) not null,
    tax numeric(20,4) not null default 0,
    currency text not null,
    cost_actual_id bigint, -- R-CONF-8: unbilled sales ↔ cost
    reverses_actual_id bigint, -- Reversing ↔ Original
    replaces_actual_id bigint, -- Replacing ↔ Original
    bills_actual_id bigint, -- Billed Sales ↔ Unbilled Sales
    invoice_id bigint, -- the confirmation that wrote it
    invoice_detail_id bigint,
    constraint actual_key primary key (company_id, actual_id),
    constraint actual_amount_multiplies_out check (amount = round(quantity * unit_price, currency_decimals(currency))),
    constraint actual_sale_has_a_payer check (transaction_type = 'cost' or (contract_id is not null and contract_line_id is not null and customer_id is not null)),
    constraint actual_billed_sale_has_an_invoice check (transaction_type <> 'billed_sales' or (invoice_id is not null and invoice_detail_id is not null))
);
call company_wall('actual');
call append_only_wall('actual', 'actual_is_append_only');
create unique index actual_reversed_once on actual (company_id, reverses_actual_id) where reverses_actual_id is not null;
create unique index actual_billed_once on actual (company_id, bills_actual_id) where bills_actual_id is not null and reverses_actual_id is null;
create index actual_replacing on actual (company_id, replaces_actual_id) where replaces_actual_id is not null;
create index actual_by_contract on actual (company_id, contract_id, actual_id);
grant select, insert on actual to billwright_app;

-- References of the ledger, checked once per statement instead of once per row and column: what they point
-- at can never vanish (no privilege to delete it), so a check at insert is as good as a foreign key,
-- at half the price.
create function actual_references_guard() returns trigger language plpgsql as $$
declare bad bigint;
begin
    select n.actual_id into bad from new_actual n
    left join contract_line l on l.company_id = n.company_id and l.contract_line_id = n.contract_line_id
    left join customer c on c.company_id = n.company_id and c.customer_id = n.customer_id
    left join project p on p.company_id = n.company_id and p.project_id = n.project_id
    where p.project_id is null
       or (n.contract_line_id is not null and (l.contract_line_id is null or l.contract_id is distinct from n.contract_id))
       or (n.customer_id is not null and c.customer_id is null)
    limit 1;
    if found then
        raise exception 'actual % points at nothing', bad using errcode = 'foreign_key_violation', constraint = 'actual_references_exist', table = 'actual';
    end if;

    select n.actual_id into bad from new_actual n
    where n.entry_id is not null
      and not exists (select from entry e where e.company_id = n.company_id and e.entry_id = n.entry_id and e.state = 'approved' and not e.is_history)
    limit 1;
    if found then
        raise exception 'actual % has no approved entry', bad using errcode = 'foreign_key_violation', constraint = 'actual_entry_is_approved', table = 'actual';
    end if;

    select n.actual_id into bad from new_actual n
    left join actual o on o.company_id = n.company_id and o.actual_id = n.reverses_actual_id
    where n.reverses_actual_id is not null
      and (o.actual_id is null or o.reverses_actual_id is not null
        or (o.transaction_type, o.transaction_class, o.billing_type, o.work_on, o.contract_line_id, o.customer_id, o.project_id, o.unit_price, o.currency)
           is distinct from
           (n.transaction_type, n.transaction_class, n.billing_type, n.work_on, n.contract_line_id, n.customer_id, n.project_id, n.unit_price, n.currency)
        or o.quantity + n.quantity <> 0 or o.amount + n.amount <> 0 or o.tax + n.tax <> 0)
    limit 1;
    if found then
        raise exception 'actual % does not mirror what it reverses', bad using errcode = 'check_violation', constraint = 'reversal_mirrors_original', table = 'actual';
    end if;

    select n.actual_id into bad from new_actual n
    left join actual o on o.company_id = n.company_id and o.actual_id = n.bills_actual_id
    where n.bills_actual_id is not null
      and (o.actual_id is null or o.transaction_type <> 'unbilled_sales' or n.transaction_type <> 'billed_sales' or o.reverses_actual_id is not null
        or (o.contract_line_id, o.customer_id, o.currency, o.quantity, o.unit_price, o.amount, o.billing_type) is distinct from (n.contract_line_id, n.customer_id, n.currency, n.quantity, n.unit_price, n.amount, n.billing_type))
    limit 1;
    if found then
        raise exception 'actual % does not bill what it says', bad using errcode = 'check_violation', constraint = 'billed_sale_equals_its_unbilled_sale', table = 'actual';
    end if;

    select n.actual_id into bad from new_actual n
    left join actual r on r.company_id = n.company_id and r.actual_id = n.replaces_actual_id
    left join actual c on c.company_id = n.company_id and c.actual_id = n.cost_actual_id
    where (n.replaces_actual_id is not null and r.actual_id is null)
       or (n.cost_actual_id is not null and (c.actual_id is null or c.transaction_type <> 'cost'))
    limit 1;
    if found then
        raise exception 'actual % points at nothing', bad using errcode = 'foreign_key_violation', constraint = 'actual_references_exist', table = 'actual';
    end if;
    return null;
end $$;
create trigger actual_references_exist after insert on actual
    referencing new table as new_actual for each statement execute function actual_references_guard();
