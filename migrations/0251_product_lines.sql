-- Goods sold on a contract (R-VOC-3): product lines of a product-based contract line. Their status is stored nowhere, as that of
-- milestones: Ready or not until an invoice detail claims them, then it follows from that invoice.

create table product_line (
    company_id bigint not null,
    product_line_id bigint generated always as identity,
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
    version integer not null default 1, -- raised by every change but the mark
    constraint product_line_key primary key (company_id, product_line_id),
    constraint product_line_of_a_line foreign key (company_id, contract_line_id) references contract_line on delete cascade,
    constraint product_line_of_a_product foreign key (company_id, product_id) references product,
    constraint product_line_amount_multiplies_out check (amount = round(quantity * unit_price, currency_decimals(currency))),
    constraint product_line_is_of_something check (quantity > 0 and unit_price >= 0),
    constraint product_line_tax_needs_an_amount check (tax = 0 or (tax > 0 and amount > 0)),
    constraint product_line_tax_is_money check (tax = round(tax, currency_decimals(currency)))
);
call company_wall('product_line');
create index product_line_by_line on product_line (company_id, contract_line_id, sold_on, product_line_id);
create index product_line_by_date on product_line (company_id, sold_on, product_line_id);
create index product_line_by_contract on product_line (company_id, contract_id, sold_on, product_line_id);
create index product_line_by_product on product_line (company_id, product_id, sold_on, product_line_id);
grant select, insert, delete on product_line to billwright_app;
grant update (product_id, sold_on, quantity, unit_price, amount, tax, is_ready, version) on product_line to billwright_app;

-- An invoice detail may bill a product line: each once, as long as it is not credited.
alter table invoice_detail
    add column source_product_line_id bigint,
    drop constraint invoice_detail_has_one_source,
    add constraint invoice_detail_has_one_source check (
        case when corrects_actual_id is null then num_nonnulls(source_actual_id, source_milestone_split_id, source_product_line_id) = 1
             else num_nonnulls(source_actual_id, source_milestone_split_id, source_product_line_id) <= 1 end);
grant update (source_product_line_id) on invoice_detail to billwright_app;
create unique index product_line_on_one_invoice on invoice_detail (company_id, source_product_line_id)
    where source_product_line_id is not null and credited_by_invoice_id is null;
create index invoice_detail_of_a_credited_product_line on invoice_detail (company_id, source_product_line_id)
    where source_product_line_id is not null and credited_by_invoice_id is not null;
create index invoice_detail_of_a_product_line on invoice_detail (company_id, invoice_id, invoice_detail_id) where source_product_line_id is not null;

-- R-CONF-1 j: what an invoice billed of a product line names its detail, and neither an entry nor an unbilled sale. Once.
create unique index product_line_billed_once on actual (company_id, invoice_detail_id)
    where transaction_class = 'material' and transaction_type = 'billed_sales' and bills_actual_id is null and reverses_actual_id is null;
alter table actual drop constraint ledger_row_has_an_origin;
alter table actual add constraint ledger_row_has_an_origin check (
    case when transaction_class = 'milestone' and journal_opening_id is null
         then transaction_type = 'billed_sales' and entry_id is null
         when transaction_class = 'material' and transaction_type = 'billed_sales' and num_nonnulls(entry_id, retainer_id, journal_opening_id) = 0
         then bills_actual_id is null and invoice_detail_id is not null
         else num_nonnulls(entry_id, coalesce(retainer_id, journal_opening_id)) = 1 end) not valid;
-- A ledger that has such a row already keeps it: it can't be deleted, the audit names it, and nobody is locked out.
do $$
begin
    alter table actual validate constraint ledger_row_has_an_origin;
exception when check_violation then
    raise warning 'the ledger has rows without an origin: billwright audit names them';
end $$;
