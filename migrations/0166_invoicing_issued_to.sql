-- An invoice keeps whom it was issued to: the customer's name, address, VAT id, country and language as they are when it is
-- confirmed, and the bill-to with them. Until then it follows its customer, but for what somebody wrote on its header.

alter table customer
    add column street text not null default '',
    add column postcode text not null default '',
    add column city text not null default '',
    add constraint customer_address_fits check (length(street) <= 200 and length(postcode) <= 20 and length(city) <= 100);
grant update (street, postcode, city) on customer to billwright_app;

-- R-VOC-4, R-INV-10: what a contract says of its customer wins over what the customer says of itself.
alter table contract_customer
    add column bill_to_address text not null default '', -- empty: the customer's
    add column payment_terms_days integer, -- null: the customer's
    add constraint contract_customer_payment_terms_are_days check (payment_terms_days between 0 and 365),
    add constraint contract_customer_address_fits check (length(bill_to_address) <= 1000);
grant update (bill_to_address, payment_terms_days) on contract_customer to billwright_app;

-- As it is written on an envelope; nothing, while no more is known than the country.
create function address_lines(street text, postcode text, city text, country text) returns text
    language sql stable parallel safe set search_path = pg_catalog, public, pg_temp
    return case when street = '' and postcode = '' and city = '' then ''
                else concat_ws(E'\n', nullif(street, ''), nullif(btrim(postcode || ' ' || city), ''), nullif(country, '')) end;

-- Null: as the contract's customer or the customer says. An invoice that is confirmed has everything, and its customer as it was.
alter table invoice
    alter column bill_to_name drop not null,
    alter column bill_to_contact drop not null,
    alter column bill_to_contact drop default,
    alter column bill_to_address drop not null,
    alter column bill_to_address drop default,
    alter column payment_terms_days drop not null,
    add column customer_name text,
    add column customer_street text,
    add column customer_postcode text,
    add column customer_city text,
    add column customer_country text,
    add column customer_language text,
    add column customer_vat_id text; -- empty: none

-- Whom an invoice is issued to, and what it would say if nobody had written on it.
create view invoice_bill_to with (security_invoker = true) as
select i.company_id, i.invoice_id, d.default_name, d.default_contact, d.default_address, d.default_terms_days,
       coalesce(i.bill_to_name, d.default_name) as bill_to_name, coalesce(i.bill_to_contact, d.default_contact) as bill_to_contact,
       coalesce(i.bill_to_address, d.default_address) as bill_to_address, coalesce(i.payment_terms_days, d.default_terms_days) as payment_terms_days,
       coalesce(i.customer_name, d.name) as customer_name, coalesce(i.customer_street, d.street) as customer_street,
       coalesce(i.customer_postcode, d.postcode) as customer_postcode, coalesce(i.customer_city, d.city) as customer_city,
       coalesce(i.customer_country, d.country) as customer_country, coalesce(i.customer_language, d.language) as customer_language,
       coalesce(i.customer_vat_id, d.vat_id) as customer_vat_id
from invoice i
join lateral (
    select cu.name, cu.street, cu.postcode, cu.city, cu.country, cu.language, coalesce(cu.vat_id, '') as vat_id,
           coalesce(nullif(cc.bill_to_name, ''), cu.name) as default_name, coalesce(cc.bill_to_contact, '') as default_contact,
           coalesce(nullif(cc.bill_to_address, ''), address_lines(cu.street, cu.postcode, cu.city, cu.country)) as default_address,
           coalesce(cc.payment_terms_days, cu.payment_terms_days) as default_terms_days
    from customer cu
    left join contract_customer cc on cc.company_id = i.company_id and cc.contract_id = i.contract_id and cc.customer_id = i.customer_id
    where cu.company_id = i.company_id and cu.customer_id = i.customer_id) d on true;
grant select on invoice_bill_to to billwright_app;

-- What is here: drafts follow from now on where they say what they would say by themselves; what was confirmed keeps its
-- bill-to, and gets its customer as it is known today.
update invoice i set bill_to_name = nullif(i.bill_to_name, b.default_name), bill_to_contact = nullif(i.bill_to_contact, b.default_contact),
       bill_to_address = nullif(i.bill_to_address, b.default_address), payment_terms_days = nullif(i.payment_terms_days, b.default_terms_days)
from invoice_bill_to b where b.company_id = i.company_id and b.invoice_id = i.invoice_id and i.state in ('draft', 'in_review');
alter table invoice disable trigger user;
update invoice i set customer_name = b.customer_name, customer_street = b.customer_street, customer_postcode = b.customer_postcode,
       customer_city = b.customer_city, customer_country = b.customer_country, customer_language = b.customer_language, customer_vat_id = b.customer_vat_id
from invoice_bill_to b where b.company_id = i.company_id and b.invoice_id = i.invoice_id and i.state in ('confirmed', 'posted');
alter table invoice enable trigger user;

-- Whoever confirms, with whatever statement: it is written down by the database, and never changes again.
create function invoice_issue() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare b record;
begin
    select * into strict b from invoice_bill_to x where x.company_id = new.company_id and x.invoice_id = new.invoice_id;
    new.bill_to_name := coalesce(new.bill_to_name, b.bill_to_name);
    new.bill_to_contact := coalesce(new.bill_to_contact, b.bill_to_contact);
    new.bill_to_address := coalesce(new.bill_to_address, b.bill_to_address);
    new.payment_terms_days := coalesce(new.payment_terms_days, b.payment_terms_days);
    new.customer_name := b.customer_name;
    new.customer_street := b.customer_street;
    new.customer_postcode := b.customer_postcode;
    new.customer_city := b.customer_city;
    new.customer_country := b.customer_country;
    new.customer_language := b.customer_language;
    new.customer_vat_id := b.customer_vat_id;
    return new;
end $$;
create trigger invoice_keeps_whom_it_was_issued_to before update on invoice for each row
    when (old.state in ('draft', 'in_review') and new.state = 'confirmed') execute function invoice_issue();
alter table invoice
    add constraint invoice_keeps_whom_it_was_issued_to check ((invoice_number is null) = (customer_name is null)
        and num_nulls(customer_name, customer_street, customer_postcode, customer_city, customer_country, customer_language, customer_vat_id) in (0, 7)
        and (invoice_number is null or num_nulls(bill_to_name, bill_to_contact, bill_to_address, payment_terms_days) = 0));
