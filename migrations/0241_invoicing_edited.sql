-- Who edited a detail, and when: none while it says what it bills as it came. Found by an index of its own, however many details an
-- invoice has.
alter table invoice_detail add edited_at timestamptz, add edited_by bigint,
    add constraint invoice_detail_edited_by_a_person foreign key (company_id, edited_by) references person;
-- Details are listed by line and day, and found in that order however many there are: as one value, because two columns are no place
-- that a list can be read from.
create index invoice_detail_by_place on invoice_detail (company_id, invoice_id, (contract_line_id * 10000000 + (work_on - date '1900-01-01')), invoice_detail_id);
drop index invoice_detail_by_invoice;
create index invoice_detail_edited on invoice_detail (company_id, invoice_id, (contract_line_id * 10000000 + (work_on - date '1900-01-01')), invoice_detail_id) where edited_at is not null;
create index invoice_detail_not_charged on invoice_detail (company_id, invoice_id, (contract_line_id * 10000000 + (work_on - date '1900-01-01')), invoice_detail_id) where billing_type <> 'chargeable';
grant update (edited_at, edited_by) on invoice_detail to billwright_app;

update invoice_detail d set edited_at = i.created_at, edited_by = i.created_by
from invoice i, actual a
where i.company_id = d.company_id and i.invoice_id = d.invoice_id and i.is_open
  and a.company_id = d.company_id and a.actual_id = d.source_actual_id
  and (d.quantity, d.unit_price, d.billing_type) is distinct from (a.quantity, a.unit_price, a.billing_type);
