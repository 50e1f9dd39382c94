-- The backlog opens with the first rows of all that drafts hold. So that not every draft is asked for its own, each keeps it: the day and the
-- sale of the first detail that bills a recorded sale, in the backlog's order.
alter table invoice
    add first_work_on date,
    add first_actual_id bigint,
    add constraint invoice_first_row_is_one check ((first_work_on is null) = (first_actual_id is null));

update invoice i
set first_work_on = f.work_on, first_actual_id = f.source_actual_id
from (
    select distinct on (d.company_id, d.invoice_id) d.company_id, d.invoice_id, d.work_on, d.source_actual_id
    from invoice_detail d
    join invoice o on o.company_id = d.company_id and o.invoice_id = d.invoice_id and o.is_open
    where d.source_actual_id is not null
    order by d.company_id, d.invoice_id, d.work_on, d.source_actual_id
) f
where i.company_id = f.company_id and i.invoice_id = f.invoice_id;

create index invoice_by_first_row on invoice (company_id, first_work_on, first_actual_id) where is_open and first_work_on is not null;
