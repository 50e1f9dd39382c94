-- Lists are walked along indexes as the app role sees them. Under row-level security PostgreSQL looks into an index only with comparisons
-- that are leakproof: keys, days, texts and truth values are; enumerations and numerics are not. So a state is found by an index of the
-- rows that have it, never by a column of one, and nothing is sorted by an amount.

-- What kind of sale an open row is: asked of by filters, and by what hours and kilometres come to.
alter table backlog add transaction_class transaction_class;
update backlog b set transaction_class = a.transaction_class from actual a where a.company_id = b.company_id and a.actual_id = b.actual_id;
alter table backlog alter transaction_class set not null;
-- Of what is rare, each open row has at most one more entry.
create index backlog_of_expenses on backlog (company_id, work_on, actual_id) where transaction_class = 'expense';
create index backlog_of_material on backlog (company_id, work_on, actual_id) where transaction_class = 'material';
create index backlog_of_fees on backlog (company_id, work_on, actual_id) where transaction_class = 'fee';
create index backlog_not_chargeable on backlog (company_id, work_on, actual_id) where billing_type <> 'chargeable';
create index backlog_failed on backlog (company_id, work_on, actual_id) where nte_status = 'failed';
create index backlog_by_resource on backlog (company_id, resource_id, work_on, actual_id);

-- Entries by date and by project, whatever their state; and those that are not in the ledger by themselves.
drop index entry_by_state_and_date;
drop index entry_by_state_and_project;
create index entry_by_date on entry (company_id, work_on, entry_id);
create index entry_by_project on entry (company_id, project_id, work_on, entry_id);
create index entry_waiting_by_date on entry (company_id, work_on, entry_id) where state <> 'approved';
create index entry_waiting_by_project on entry (company_id, project_id, work_on, entry_id) where state <> 'approved';

-- The ledger by date, all of it; posted sales are walked along the same.
drop index actual_sales_by_date;
create index actual_by_date on actual (company_id, work_on, actual_id);

create index customer_by_name on customer (company_id, name, customer_id);
create index project_by_name on project (company_id, code, project_id);
create index contract_by_customer on contract (company_id, primary_customer_id, contract_id);
create index contract_line_by_project on contract_line (company_id, project_id, contract_id);
create index contract_line_customer_by_customer on contract_line_customer (company_id, customer_id);
create index invoice_by_date on invoice (company_id, invoice_on, invoice_id);
create index invoice_by_customer on invoice (company_id, customer_id, invoice_id);
create index milestone_split_by_project on milestone_split (company_id, project_id, milestone_on, milestone_split_id);
create index journal_opening_by_date on journal_opening (company_id, billed_on, journal_opening_id);
create index approval_set_by_project on approval_set (company_id, project_id, approval_set_id);

-- Whether an invoice is still open, as a truth value: found by index and counted rightly by whoever plans for the app role. And its place
-- by number, drafts before the first: an expression would hide it again.
alter table invoice add is_open boolean generated always as (state in ('draft', 'in_review')) stored,
    add number_place bigint generated always as (coalesce(invoice_number, 0)) stored;
create index invoice_by_number on invoice (company_id, number_place, invoice_id);
drop index invoice_open;
create index invoice_open on invoice (company_id, invoice_id) where is_open;
