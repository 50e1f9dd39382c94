-- The backlog shows what is posted when asked to (R-BL-1): page by page along the dates of unbilled sales. Costs, billed sales and reversals have no entry here.
create index actual_sales_by_date on actual (company_id, work_on, actual_id) where transaction_type = 'unbilled_sales' and reverses_actual_id is null;
