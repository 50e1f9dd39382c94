-- An amount has a currency: the rate that comes with an entry carries its own, so that no contract that comes later, and no
-- correction onto another one, takes pounds for euros (R-PRC-3). Rows that are here were priced in their contract's.
alter table entry add column price_currency text;
alter table entry disable trigger user;
update entry e set price_currency = coalesce(
    (select a.currency from actual a where a.company_id = e.company_id and a.entry_id = e.entry_id and a.transaction_type = 'unbilled_sales'
       and a.reverses_actual_id is null and a.bills_actual_id is null order by a.actual_id desc limit 1),
    (select c.currency from contract_line_class k
     join contract_line l on l.company_id = k.company_id and l.contract_line_id = k.contract_line_id
     join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
     where k.company_id = e.company_id and k.project_id = e.project_id and k.transaction_class = e.transaction_class and (k.task_id is null or k.task_id = e.task_id)
     order by c.state = 'lost', c.contract_id limit 1),
    (select c.currency from company c where c.company_id = e.company_id))
where e.unit_price is not null;
alter table entry enable trigger user;
alter table entry
    add constraint entry_rate_has_its_currency check ((unit_price is null) = (price_currency is null)),
    add constraint entry_rate_currency_is_a_code check (price_currency ~ '^[A-Z]{3}$');
grant update (price_currency) on entry to billwright_app;

-- What is submitted or approved keeps the currency of its rate as it keeps the rate.
create trigger submitted_entry_keeps_its_rate before update on entry for each row
    when (old.state in ('submitted', 'approved', 'recall_requested') and (old.unit_price, old.price_currency) is distinct from (new.unit_price, new.price_currency))
    execute function refuse_statement();

-- What there is to be said of what a set approved: beside what found no price and what no line covers, what is outside its
-- contract's dates, what is billed at 0, and rates that were not used since the contract has another currency.
alter table approval_set
    add column outside_dates integer not null default 0,
    add column at_zero integer not null default 0,
    add column rate_left integer not null default 0,
    add constraint approval_set_remarks_are_counts check (outside_dates >= 0 and at_zero >= 0 and rate_left >= 0);
grant update (outside_dates, at_zero, rate_left) on approval_set to billwright_app;
