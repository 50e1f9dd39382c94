-- R-EDIT-13: what somebody writes on a draft by hand. Nothing is behind it until its invoice is confirmed: what it is of, it says itself.
alter table invoice_detail
    add column added_class transaction_class,
    add column added_task_id bigint,
    add column added_resource_id bigint,
    add column added_role_id bigint,
    add column added_category_id bigint,
    add column added_product_id bigint,
    add column added_unit text not null default '',
    drop constraint invoice_detail_has_one_source,
    -- It bills one thing: an unbilled sale, a milestone's part, a product line, a billed sale put right, or what was written by hand. The last two get their
    -- source when they are confirmed: the sale that is written for them, where one is.
    add constraint invoice_detail_has_one_source check (
        case when corrects_actual_id is not null
             then added_class is null and num_nonnulls(source_actual_id, source_milestone_split_id, source_product_line_id) <= 1
             when added_class is not null then num_nonnulls(source_milestone_split_id, source_product_line_id) = 0
             else num_nonnulls(source_actual_id, source_milestone_split_id, source_product_line_id) = 1 end),
    -- R-EDIT-9, R-PRC-2: as an entry of its class would be; and it bills something.
    add constraint added_detail_says_what_it_is_of check (
        case when added_class is null then num_nonnulls(added_task_id, added_resource_id, added_role_id, added_category_id, added_product_id) = 0 and added_unit = ''
             else added_class in ('time', 'expense', 'material', 'fee') and quantity > 0
                  and (added_role_id is not null) = (added_class = 'time')
                  and (added_category_id is not null) = (added_class in ('expense', 'fee'))
                  and (added_product_id is not null) = (added_class = 'material') end),
    add constraint added_detail_unit_is_short check (length(added_unit) <= 50),
    add constraint added_detail_on_a_task foreign key (company_id, added_task_id) references task (company_id, task_id),
    add constraint added_detail_of_a_resource foreign key (company_id, added_resource_id) references resource (company_id, resource_id),
    add constraint added_detail_in_a_role foreign key (company_id, added_role_id) references role (company_id, role_id),
    add constraint added_detail_in_a_category foreign key (company_id, added_category_id) references category (company_id, category_id),
    add constraint added_detail_of_a_product foreign key (company_id, added_product_id) references product (company_id, product_id);
create index invoice_detail_added on invoice_detail (company_id, invoice_id, invoice_detail_id) where added_class is not null;

-- R-APP-10: where such rows of the ledger came from, however they were billed, credited and billed again since.
alter table actual
    add column added_detail_id bigint,
    add constraint actual_of_an_added_detail_is_a_sale check (
        added_detail_id is null or (transaction_type <> 'cost' and transaction_class in ('time', 'expense', 'material', 'fee') and cost_actual_id is null)),
    drop constraint ledger_row_has_an_origin;
alter table actual add constraint ledger_row_has_an_origin check (case when transaction_class = 'milestone' and journal_opening_id is null
    then transaction_type = 'billed_sales' and num_nonnulls(entry_id, added_detail_id) = 0
    when transaction_class = 'material' and transaction_type = 'billed_sales' and num_nonnulls(entry_id, retainer_id, journal_opening_id, added_detail_id) = 0
    then bills_actual_id is null and invoice_detail_id is not null
    else num_nonnulls(entry_id, coalesce(retainer_id, journal_opening_id), added_detail_id) = 1 end) not valid;
-- As where it was first asked: a ledger that has such a row already keeps it, and the audit names it.
do $$
begin
    alter table actual validate constraint ledger_row_has_an_origin;
exception when check_violation then
    raise warning 'the ledger has rows without an origin: billwright audit names them';
end $$;
-- A detail that was written by hand is written to the ledger once.
create unique index added_detail_billed_once on actual (company_id, added_detail_id)
    where added_detail_id is not null and reverses_actual_id is null and replaces_actual_id is null and bills_actual_id is null;
