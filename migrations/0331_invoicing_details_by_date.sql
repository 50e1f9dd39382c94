-- The backlog shows what drafts hold in the order of its days: of each draft its first rows.
create index invoice_detail_by_date on invoice_detail (company_id, invoice_id, work_on, source_actual_id) where source_actual_id is not null;
