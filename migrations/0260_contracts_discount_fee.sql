-- R-PRC-4: what a Time and Material line takes off each of its sales, and what it adds, in percent of the amount. A sale keeps what held
-- when it was written, whatever its line says later, and so does everything that follows from it.
alter table contract_line
    add column discount_percent numeric(7,4) not null default 0,
    add column fee_percent numeric(7,4) not null default 0,
    add constraint contract_line_discount_is_a_share check (discount_percent between 0 and 100),
    add constraint contract_line_fee_is_a_share check (fee_percent between 0 and 100),
    add constraint contract_line_discount_and_fee_are_for_time_and_material check (billing_method = 'time_and_material' or discount_percent = 0 and fee_percent = 0);
grant update (discount_percent, fee_percent) on contract_line to billwright_app;

-- R-EDIT-10, R-EDIT-11: both follow the amount, whatever quantity and price become, and are rounded as it is. What is not charged has
-- neither. The net amount is what counts, in every sum; it is before tax.
alter table actual
    add column discount_percent numeric(7,4) not null default 0,
    add column fee_percent numeric(7,4) not null default 0,
    add column net_amount numeric(20,4) not null generated always as (
        case when billing_type <> 'chargeable' or discount_percent = 0 and fee_percent = 0 then amount
             else amount - round(amount * discount_percent / 100, currency_decimals(currency)) + round(amount * fee_percent / 100, currency_decimals(currency)) end) stored,
    add constraint actual_discount_and_fee_are_of_work check (
        discount_percent = 0 and fee_percent = 0
        or discount_percent between 0 and 100 and fee_percent between 0 and 100
           and transaction_type <> 'cost' and transaction_class in ('time', 'expense', 'material', 'fee'));
alter table invoice_detail
    add column discount_percent numeric(7,4) not null default 0,
    add column fee_percent numeric(7,4) not null default 0,
    add column net_amount numeric(20,4) not null generated always as (
        case when billing_type <> 'chargeable' or discount_percent = 0 and fee_percent = 0 then amount
             else amount - round(amount * discount_percent / 100, currency_decimals(currency)) + round(amount * fee_percent / 100, currency_decimals(currency)) end) stored,
    add constraint invoice_detail_discount_and_fee_are_of_work check (
        discount_percent = 0 and fee_percent = 0
        or discount_percent between 0 and 100 and fee_percent between 0 and 100
           and num_nonnulls(source_milestone_split_id, source_product_line_id) = 0);
-- The backlog keeps of a sale what it counts.
alter table backlog rename column amount to net_amount;
