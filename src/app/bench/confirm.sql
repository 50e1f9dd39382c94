-- Confirmation by hand-written statements: a reversal and a billed sale per detail, the numbers, the states. {c} is the company.
insert into actual (
    company_id, transaction_type, transaction_class, billing_type, work_on,
    accounted_on, contract_id, contract_line_id, customer_id, project_id, resource_id,
    role_id, entry_id, quantity, unit_price, amount, currency, reverses_actual_id,
    invoice_id, invoice_detail_id
)
select {c}, 'unbilled_sales', a.transaction_class, a.billing_type, a.work_on,
    current_date, a.contract_id, a.contract_line_id, a.customer_id, a.project_id,
    a.resource_id, a.role_id, a.entry_id, -a.quantity, a.unit_price, -a.amount,
    a.currency, a.actual_id, d.invoice_id, d.invoice_detail_id
from invoice_detail d
join actual a on a.company_id = {c} and a.actual_id = d.source_actual_id
join invoice i on i.company_id = {c} and i.invoice_id = d.invoice_id
    and i.contract_id between {from} and {to}
where d.company_id = {c};

insert into actual (
    company_id, transaction_type, transaction_class, billing_type, work_on,
    accounted_on, contract_id, contract_line_id, customer_id, project_id, resource_id,
    role_id, entry_id, quantity, unit_price, amount, currency, bills_actual_id,
    invoice_id, invoice_detail_id
)
select {c}, 'billed_sales', a.transaction_class, a.billing_type, a.work_on,
    current_date, a.contract_id, a.contract_line_id, a.customer_id, a.project_id,
    a.resource_id, a.role_id, a.entry_id, a.quantity, a.unit_price, a.amount,
    a.currency, a.actual_id, d.invoice_id, d.invoice_detail_id
from invoice_detail d
join actual a on a.company_id = {c} and a.actual_id = d.source_actual_id
join invoice i on i.company_id = {c} and i.invoice_id = d.invoice_id
    and i.contract_id between {from} and {to}
where d.company_id = {c};

update invoice_counter
set last_number = last_number + (
    select count(*)
    from invoice
    where company_id = {c} and contract_id between {from} and {to} and state = 'draft'
)
where company_id = {c};

update invoice i
set state = 'confirmed', invoice_number = n.number, amount = n.amount, tax = 0,
    confirmed_at = now(), accounted_on = current_date
from (
    select d.invoice_id, sum(d.net_amount) as amount,
        max(c.last_number) - count(*) over () + row_number() over (order by d.invoice_id) as number
    from invoice_detail d
    join invoice o on o.company_id = {c} and o.invoice_id = d.invoice_id
        and o.contract_id between {from} and {to}
    join invoice_counter c on c.company_id = {c}
    where d.company_id = {c}
    group by d.invoice_id
) n
where i.company_id = {c} and i.invoice_id = n.invoice_id
