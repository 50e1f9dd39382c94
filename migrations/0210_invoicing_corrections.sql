-- Corrective invoices (§10): what a confirmed invoice billed is put right by another one, which credits it and bills what is right.

create type invoice_kind as enum ('proforma', 'corrective');

alter table invoice
    -- R-VOC-19: a corrective invoice was made from a confirmed one.
    add column kind invoice_kind not null default 'proforma',
    -- R-CONF-9: when its customer had paid it, as somebody said.
    add column paid_at timestamptz,
    add column paid_by bigint,
    add constraint invoice_paid_by_a_person foreign key (company_id, paid_by) references person (company_id, person_id),
    add constraint invoice_is_paid_once_confirmed check (paid_at is null or invoice_number is not null);
grant update (paid_at, paid_by) on invoice to billwright_app;

alter table invoice_detail
    -- The billed sale it corrects: quantity, price and tax say what is to be billed instead (R-COR-2), which is credited whole.
    add column corrects_actual_id bigint,
    -- What is credited: that sale's, so that an invoice's total needs no look into the ledger.
    add column credited_amount numeric(20, 4) not null default 0,
    add column credited_tax numeric(20, 4) not null default 0,
    -- The invoice that billed it first, however often it was corrected since.
    add column original_invoice_id bigint,
    -- The corrective invoice that credited all it billed. Then its source is free again: a claim is live until then.
    add column credited_by_invoice_id bigint,
    -- What it is measured against: the billed sale that it corrects, else the unbilled sale that it bills.
    add column original_actual_id bigint generated always as (coalesce(corrects_actual_id, source_actual_id)) stored,
    drop constraint invoice_detail_has_one_source,
    -- A correction gets its source when it is confirmed: the unbilled sale, or the milestone's part, that it bills instead.
    add constraint invoice_detail_has_one_source check (
        case when corrects_actual_id is null then num_nonnulls(source_actual_id, source_milestone_split_id) = 1
             else num_nonnulls(source_actual_id, source_milestone_split_id) <= 1 end),
    add constraint invoice_detail_corrects_whole check (
        case when corrects_actual_id is null then num_nonnulls(original_invoice_id) = 0 and (credited_amount, credited_tax) = (0, 0)
             else original_invoice_id is not null and credited_amount >= 0 and credited_tax >= 0 end);
grant update (source_actual_id, source_milestone_split_id, credited_by_invoice_id) on invoice_detail to billwright_app;

-- R-COR-6: a billed sale is corrected once; then it is no longer live.
create unique index billed_sale_corrected_once on invoice_detail (company_id, corrects_actual_id) where corrects_actual_id is not null;
create index invoice_detail_correcting on invoice_detail (company_id, original_invoice_id) where original_invoice_id is not null;
drop index milestone_split_on_one_invoice;
create unique index milestone_split_on_one_invoice on invoice_detail (company_id, source_milestone_split_id)
    where source_milestone_split_id is not null and credited_by_invoice_id is null;
create index invoice_detail_of_a_credited_milestone on invoice_detail (company_id, source_milestone_split_id)
    where source_milestone_split_id is not null and credited_by_invoice_id is not null;

alter table invoice_retainer
    -- The billed sale it corrects, as of details; 0: none.
    add column corrects_actual_id bigint not null default 0,
    add column credited_amount numeric(20, 4) not null default 0,
    add column original_invoice_id bigint,
    add column credited_by_invoice_id bigint,
    drop constraint invoice_retainer_key,
    add constraint invoice_retainer_key primary key (company_id, invoice_id, retainer_id, retainer_use, corrects_actual_id),
    drop constraint invoice_retainer_amount_is_positive,
    -- What is corrected comes to less (E10, E14); a retainer that was billed is credited whole (E13).
    add constraint invoice_retainer_amount_is_positive check (
        case when corrects_actual_id = 0 then amount > 0 and credited_amount = 0 and original_invoice_id is null
             else amount >= 0 and credited_amount > 0 and original_invoice_id is not null end),
    add constraint invoice_retainer_is_corrected_downwards check (
        corrects_actual_id = 0 or amount <= case when retainer_use = 'billed' then 0 else credited_amount end);
grant update (credited_by_invoice_id) on invoice_retainer to billwright_app;
create unique index billed_retainer_corrected_once on invoice_retainer (company_id, corrects_actual_id) where corrects_actual_id <> 0;
create index invoice_retainer_correcting on invoice_retainer (company_id, original_invoice_id) where original_invoice_id is not null;
drop index retainer_on_one_invoice;
create unique index retainer_on_one_invoice on invoice_retainer (company_id, retainer_id)
    where retainer_use = 'billed' and corrects_actual_id = 0 and credited_by_invoice_id is null;

-- From a detail to what was billed for it.
create index billed_sale_of_a_detail on actual (company_id, invoice_detail_id)
    where transaction_type = 'billed_sales' and invoice_detail_id is not null;
create index invoice_detail_of_a_correction on invoice_detail (company_id, invoice_id, invoice_detail_id) where corrects_actual_id is not null;

-- Lists of what is paid, and of corrections.
create index invoice_paid on invoice (company_id, invoice_id) where paid_at is not null;
create index invoice_unpaid on invoice (company_id, invoice_id) where paid_at is null and not is_open;
create index invoice_corrective on invoice (company_id, invoice_id) where kind = 'corrective';
