-- What an invoice holds, as every room may see it; and the walls around it.

-- An invoice's number as people read it; the rules of `claims` write the same in Rust.
create or replace function invoice_number_label(invoice_number bigint) returns text
    language sql immutable parallel safe
    return 'INV-' || lpad(invoice_number::text, greatest(6, length(invoice_number::text)), '0');

-- An invoice as a lower room may name it, and what being on it makes of a source: it can still be taken off a draft, and never off a
-- final one. Reads as whoever asks, as every view here.
create view invoice_label with (security_invoker = true) as
select i.company_id, i.invoice_id, i.contract_id, i.customer_id, i.currency, i.name,
       coalesce(invoice_number_label(i.invoice_number), '#' || i.invoice_id || ' ' || i.name) as label,
       case when i.is_open then 'on_draft' else 'posted' end as status,
       i.is_open as is_on_draft, not i.is_open as is_final
from invoice i;
grant select on invoice_label to billwright_app;

-- The claim: which invoice has a sale of the ledger, a customer's part of a milestone or a product line. Every row is a live claim, and a
-- source has one at most (actual_on_one_invoice, milestone_split_on_one_invoice, product_line_on_one_invoice): what a correction has
-- credited is left out. Of two tables joined by a
-- comma and no more, so that whoever joins it gets their indexes in whatever order suits.
create view claim with (security_invoker = true) as
select d.company_id, d.source_actual_id, d.source_milestone_split_id, d.source_product_line_id, d.invoice_id, d.invoice_detail_id, i.contract_id, d.contract_line_id, i.customer_id, i.currency,
       d.work_on, d.nte_status, i.label, i.status, i.is_on_draft, i.is_final
from invoice_detail d, invoice_label i
where i.company_id = d.company_id and i.invoice_id = d.invoice_id and d.credited_by_invoice_id is null;
grant select on claim to billwright_app;

-- What invoices hold of approved work, as it is kept: on a draft, or posted.
create view claim_total with (security_invoker = true) as
select s.company_id, s.invoice_id, s.contract_id, s.contract_line_id, s.customer_id, s.project_id, s.transaction_class, s.billing_type, s.currency, s.unit,
       s.row_count, s.quantity, s.amount, coalesce(i.is_open, false) as is_on_draft
from claim_sum s left join invoice i on i.company_id = s.company_id and i.invoice_id = s.invoice_id;
grant select on claim_total to billwright_app;

-- Sales on invoices as nobody edited them: each is billed as it stands (R-CONF-1 a).
create view unedited_claim with (security_invoker = true) as
select d.company_id, d.source_actual_id, d.invoice_id, d.invoice_detail_id, d.quantity, d.unit_price, d.billing_type, d.tax
from invoice_detail d
where d.source_actual_id is not null and d.corrects_actual_id is null and d.added_class is null and d.edited_at is null;
grant select on unedited_claim to billwright_app;

-- Parts of milestones that were billed once and credited since: they may be billed anew, and are never gone (R-SM-14).
create view credited_claim with (security_invoker = true) as
select d.company_id, d.source_milestone_split_id
from invoice_detail d
where d.source_milestone_split_id is not null and d.credited_by_invoice_id is not null;
grant select on credited_claim to billwright_app;

-- The work behind rows of the ledger that a detail written by hand began (R-EDIT-13), as the rooms that bill it show it.
create view added_work with (security_invoker = true) as
select d.company_id, d.invoice_detail_id as added_detail_id, d.added_resource_id as resource_id, d.added_role_id as role_id, d.added_category_id as category_id,
       d.added_product_id as product_id, d.added_task_id as task_id, d.description as notes, d.added_unit as unit
from invoice_detail d where d.added_class is not null;
grant select on added_work to billwright_app;

-- The same of retainers: billed once (retainer_on_one_invoice), applied and refunded by others; what was corrected to nothing is none of
-- these. By itself: together with the others nothing would be found by index, row-level security keeps PostgreSQL from looking into a union.
create view retainer_claim with (security_invoker = true) as
select u.company_id, u.retainer_id, u.retainer_use, u.amount, u.invoice_id, i.name, i.label, i.status, i.is_on_draft, i.is_final
from invoice_retainer u, invoice_label i
where i.company_id = u.company_id and i.invoice_id = u.invoice_id and u.credited_by_invoice_id is null
  -- A correction claims what it leaves once it is confirmed: until then its original does.
  and (u.corrects_actual_id = 0 or (u.amount > 0 and i.is_final));
grant select on retainer_claim to billwright_app;

-- What an invoice comes to: what its draft keeps (invoice_follow_details), and as it was written once it is confirmed. Chargeable details and
-- new retainers, less what is applied and refunded (R-EDIT-10); of corrections what they bill less what they credit (R-COR-7).
create view invoice_total with (security_invoker = true) as
select i.company_id, i.invoice_id, i.contract_id, i.state, coalesce(i.amount, i.draft_amount) as amount, coalesce(i.tax, i.draft_tax) as tax
from invoice i;
grant select on invoice_total to billwright_app;

-- R-RET-3: what is owed to the customer of a retainer, what open invoices use of that, and what is left. Reads as whoever asks.
create view retainer_balance with (security_invoker = true) as
select b.company_id, b.retainer_id, b.owed, b.on_drafts, b.owed - b.on_drafts as available
from (select r.company_id, r.retainer_id,
             coalesce((select -sum(a.amount) from actual a
                       where a.company_id = r.company_id and a.retainer_id = r.retainer_id and a.transaction_type = 'unbilled_sales'), 0) as owed,
             coalesce((select sum(u.amount) from retainer_claim u
                       where u.company_id = r.company_id and u.retainer_id = r.retainer_id and u.retainer_use <> 'billed' and u.is_on_draft), 0) as on_drafts
      from retainer r) b;
grant select on retainer_balance to billwright_app;

-- What was agreed beforehand and is on no invoice: parts of milestones, and product lines, which are the primary customer's (R-INV-9). Of
-- a lost contract nobody asks for it any more (R-SM-3).
create view agreed_open with (security_invoker = true) as
select s.company_id, s.contract_id, s.contract_line_id, s.customer_id, 'milestone' as kind, s.is_ready, s.amount, s.currency
from milestone_split s join contract c on c.company_id = s.company_id and c.contract_id = s.contract_id
where c.state <> 'lost' and not s.is_billed_before and s.amount <> 0
  and not exists (select from invoice_detail d
                  where d.company_id = s.company_id and d.source_milestone_split_id = s.milestone_split_id and d.credited_by_invoice_id is null)
union all
select p.company_id, p.contract_id, p.contract_line_id, c.primary_customer_id, 'product', p.is_ready, p.amount, p.currency
from product_line p join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
where c.state <> 'lost'
  and not exists (select from invoice_detail d
                  where d.company_id = p.company_id and d.source_product_line_id = p.product_line_id and d.credited_by_invoice_id is null);
grant select on agreed_open to billwright_app;

-- What is on no invoice: sales of the backlog as their sums say, a customer's part of a milestone, a product line and a retainer a row each. Only what is
-- chargeable has an amount. Each part is found by its own index on the contract.
create view open_billing with (security_invoker = true) as
select b.company_id, b.contract_id, b.customer_id, 'work'::text as kind, b.is_ready, sum(b.row_count)::bigint as row_count,
       sum(case when b.billing_type = 'chargeable' then b.amount else 0 end) as amount,
       sum(case when not b.has_price and b.billing_type = 'chargeable' then b.row_count else 0 end)::bigint as without_price_count, b.currency
from backlog_sum b
group by b.company_id, b.contract_id, b.customer_id, b.is_ready, b.currency
having sum(b.row_count) <> 0
union all
select a.company_id, a.contract_id, a.customer_id, a.kind, a.is_ready, 1, a.amount, 0, a.currency
from agreed_open a
union all
select r.company_id, r.contract_id, r.customer_id, 'retainer', r.is_ready, 1, r.amount, 0, r.currency
from retainer r join contract c on c.company_id = r.company_id and c.contract_id = r.contract_id
where c.state <> 'lost' and not r.is_billed_before
  and not exists (select from invoice_retainer u where u.company_id = r.company_id and u.retainer_id = r.retainer_id
                  and u.retainer_use = 'billed' and u.corrects_actual_id = 0 and u.credited_by_invoice_id is null)
union all
-- What is left of a retainer and goes back is Ready for that, and bills nothing; a lost contract refunds too.
select r.company_id, r.contract_id, r.customer_id, 'retainer', true, 1, 0, 0, r.currency
from retainer r join retainer_balance v on v.company_id = r.company_id and v.retainer_id = r.retainer_id
where r.is_to_refund and v.available > 0;
grant select on open_billing to billwright_app;

-- The same per contract, with drafts and what was billed.
create view contract_billing with (security_invoker = true) as
select c.company_id, c.contract_id, f.ready_count, f.ready_amount, f.not_ready_count, f.not_ready_amount, f.without_price_count,
       f.milestone_ready_count, f.milestone_ready_amount, f.milestone_not_ready_count, f.milestone_not_ready_amount,
       f.product_ready_count, f.product_ready_amount, f.product_not_ready_count, f.product_not_ready_amount,
       f.retainer_ready_count, f.retainer_ready_amount, f.retainer_not_ready_count, f.retainer_not_ready_amount,
       i.draft_amount, i.billed_amount + o.amount as billed_amount, o.amount as billed_before_amount
from contract c
cross join lateral (
    select coalesce(sum(x.row_count) filter (where x.is_ready), 0)::bigint as ready_count, coalesce(sum(x.amount) filter (where x.is_ready), 0) as ready_amount,
           coalesce(sum(x.row_count) filter (where not x.is_ready), 0)::bigint as not_ready_count, coalesce(sum(x.amount) filter (where not x.is_ready), 0) as not_ready_amount,
           coalesce(sum(x.without_price_count), 0)::bigint as without_price_count,
           coalesce(sum(x.row_count) filter (where x.is_ready and x.kind = 'milestone'), 0)::bigint as milestone_ready_count,
           coalesce(sum(x.amount) filter (where x.is_ready and x.kind = 'milestone'), 0) as milestone_ready_amount,
           coalesce(sum(x.row_count) filter (where not x.is_ready and x.kind = 'milestone'), 0)::bigint as milestone_not_ready_count,
           coalesce(sum(x.amount) filter (where not x.is_ready and x.kind = 'milestone'), 0) as milestone_not_ready_amount,
           coalesce(sum(x.row_count) filter (where x.is_ready and x.kind = 'product'), 0)::bigint as product_ready_count,
           coalesce(sum(x.amount) filter (where x.is_ready and x.kind = 'product'), 0) as product_ready_amount,
           coalesce(sum(x.row_count) filter (where not x.is_ready and x.kind = 'product'), 0)::bigint as product_not_ready_count,
           coalesce(sum(x.amount) filter (where not x.is_ready and x.kind = 'product'), 0) as product_not_ready_amount,
           coalesce(sum(x.row_count) filter (where x.is_ready and x.kind = 'retainer'), 0)::bigint as retainer_ready_count,
           coalesce(sum(x.amount) filter (where x.is_ready and x.kind = 'retainer'), 0) as retainer_ready_amount,
           coalesce(sum(x.row_count) filter (where not x.is_ready and x.kind = 'retainer'), 0)::bigint as retainer_not_ready_count,
           coalesce(sum(x.amount) filter (where not x.is_ready and x.kind = 'retainer'), 0) as retainer_not_ready_amount
    from open_billing x where x.company_id = c.company_id and x.contract_id = c.contract_id) f
cross join lateral (
    select coalesce(sum(x.amount) filter (where x.state in ('confirmed', 'posted')), 0) as billed_amount,
           coalesce(sum(x.amount) filter (where x.state in ('draft', 'in_review')), 0) as draft_amount
    from invoice_total x where x.company_id = c.company_id and x.contract_id = c.contract_id) i
cross join lateral (
    select coalesce(sum(b.amount), 0) as amount from billed_before b where b.company_id = c.company_id and b.contract_id = c.contract_id) o;
grant select on contract_billing to billwright_app;

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

-- What confirming a corrective invoice must come to. Each detail's source is what it bills instead, each sale it corrects is taken back, and
-- no invoice is credited beyond what it came to (I8): with corrections, no original changes its sign, nor falls below the nothing it came to.
create or replace function invoice_correction_check(firm bigint, which bigint) returns void language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    select d.invoice_detail_id into bad from invoice_detail d
    where d.company_id = firm and d.invoice_id = which
      and (not exists (select from actual r where r.company_id = d.company_id and r.reverses_actual_id = d.corrects_actual_id and r.invoice_id = which)
        or (d.quantity > 0) <> exists (select from actual b where b.company_id = d.company_id and b.invoice_detail_id = d.invoice_detail_id
                                       and b.transaction_type = 'billed_sales' and b.reverses_actual_id is null))
    limit 1;
    if found then
        raise exception 'detail % does not take its sale back', bad using errcode = 'check_violation', constraint = 'correction_takes_its_sale_back', table = 'invoice_detail';
    end if;
    select o.invoice_id into bad from invoice o
    join lateral (
        select coalesce(sum(x.net), 0) as net from (
            select d.net_amount - d.credited_amount + d.tax - d.credited_tax as net from invoice_detail d join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
            where d.company_id = firm and d.original_invoice_id = o.invoice_id and d.billing_type = 'chargeable' and (i.invoice_id = which or not i.is_open)
            union all
            select case when u.retainer_use = 'billed' then u.amount - u.credited_amount else u.credited_amount - u.amount end
            from invoice_retainer u join invoice i on i.company_id = u.company_id and i.invoice_id = u.invoice_id
            where u.company_id = firm and u.original_invoice_id = o.invoice_id and (i.invoice_id = which or not i.is_open)) x) c on true
    where o.company_id = firm
      and o.invoice_id in (select original_invoice_id from invoice_detail where company_id = firm and invoice_id = which
                           union select original_invoice_id from invoice_retainer where company_id = firm and invoice_id = which)
      and case when o.amount + o.tax >= 0 then 1 else -1 end * (o.amount + o.tax + c.net) < 0
    limit 1;
    if found then
        raise exception 'invoice % is credited beyond what it came to', bad using errcode = 'check_violation', constraint = 'credit_stays_within_its_invoice', table = 'invoice';
    end if;
end $$;

-- R-SM-26 to R-SM-33 for anybody with a prompt. The total: chargeable details and new retainers, less what is applied and refunded
-- (R-EDIT-10); never more applied than is chargeable (R-RET-4).
create or replace function invoice_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    highest bigint;
    total numeric;
    total_tax numeric;
    used numeric;
    applied numeric;
begin
    if tg_op = 'INSERT' then
        raise exception 'an invoice is born a draft' using errcode = 'check_violation', constraint = 'invoice_state_moves_forward';
    end if;
    -- But for whether it is paid, which may be said later and taken back (R-CONF-9); what is generated is not there yet.
    if old.state in ('confirmed', 'posted') and tg_op = 'UPDATE' then
        if (old.paid_at, old.paid_by) is distinct from (new.paid_at, new.paid_by)
           and to_jsonb(old) - '{paid_at,paid_by,version,is_open,number_place}'::text[] = to_jsonb(new) - '{paid_at,paid_by,version,is_open,number_place}'::text[] then
            return new;
        end if;
    end if;
    if old.state in ('confirmed', 'posted') then
        raise exception 'a confirmed invoice is frozen' using errcode = 'check_violation', constraint = 'confirmed_invoice_is_frozen';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    if (old.state, new.state) not in (('draft', 'in_review'), ('in_review', 'draft'), ('draft', 'confirmed'), ('in_review', 'confirmed')) then
        raise exception 'no way from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'invoice_state_moves_forward';
    end if;
    if new.state = 'confirmed' then
        select last_number into highest from invoice_counter where company_id = new.company_id;
        if new.invoice_number is null or new.invoice_number < 1 or new.invoice_number > coalesce(highest, 0) then
            raise exception 'number % was not drawn', new.invoice_number using errcode = 'check_violation', constraint = 'invoice_numbers_have_no_gap';
        end if;
        select coalesce(sum(net_amount - credited_amount), 0), coalesce(sum(tax - credited_tax), 0) into total, total_tax from invoice_detail
        where company_id = new.company_id and invoice_id = new.invoice_id and billing_type = 'chargeable';
        select coalesce(sum(case when retainer_use = 'billed' then amount - credited_amount else credited_amount - amount end), 0),
               coalesce(sum(amount) filter (where retainer_use = 'applied' and corrects_actual_id = 0), 0)
        into used, applied from invoice_retainer where company_id = new.company_id and invoice_id = new.invoice_id;
        if total + used is distinct from new.amount or total_tax is distinct from new.tax then
            raise exception 'the total is %, not %', total + used, new.amount using errcode = 'check_violation', constraint = 'invoice_totals_are_of_its_details';
        end if;
        if applied > total and applied > 0 then
            raise exception '% is applied to %', applied, total using errcode = 'check_violation', constraint = 'retainers_applied_within_chargeable', table = 'invoice';
        end if;
        if new.kind = 'corrective' then
            perform invoice_correction_check(new.company_id, new.invoice_id);
        end if;
    end if;
    return new;
end $$;
create or replace trigger invoice_state_moves_forward_insert before insert on invoice for each row when (new.state <> 'draft') execute function invoice_guard();
create or replace trigger confirmed_invoice_is_frozen before update on invoice for each row when (old.state in ('confirmed', 'posted')) execute function invoice_guard();
create or replace trigger confirmed_invoice_is_frozen_delete before delete on invoice for each row when (old.state in ('confirmed', 'posted')) execute function invoice_guard();
create or replace trigger invoice_state_moves_forward before update on invoice for each row
    when (old.state in ('draft', 'in_review') and old.state <> new.state) execute function invoice_guard();

-- Whoever confirms, with whatever statement: it is written down by the database, and never changes again.
create or replace function invoice_issue() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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
create or replace trigger invoice_keeps_whom_it_was_issued_to before update on invoice for each row
    when (old.state in ('draft', 'in_review') and new.state = 'confirmed') execute function invoice_issue();

-- R-SM-5: a contract that is not signed yet is not invoiced. Once per statement, whatever it makes.
create or replace function invoice_contract_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    select n.invoice_id into bad from new_invoice n join contract c on c.company_id = n.company_id and c.contract_id = n.contract_id where c.state = 'draft' limit 1;
    if found then
        raise exception 'invoice % is of a draft contract', bad using errcode = 'check_violation', constraint = 'invoice_is_of_a_contract_in_force', table = 'invoice';
    end if;
    return null;
end $$;
revoke all on function invoice_contract_guard from public;
create or replace trigger invoice_is_of_a_contract_in_force after insert on invoice referencing new table as new_invoice for each statement execute function invoice_contract_guard();

-- Lines and details of a confirmed invoice are frozen too. The row lock makes a change that races a
-- confirmation wait for it, and then see it.
create or replace function invoice_part_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform from (
        select i.state from invoice i
        where (i.company_id, i.invoice_id) in (select distinct company_id, invoice_id from changed)
        for share of i) touched
    where touched.state in ('confirmed', 'posted');
    if found then
        raise exception 'a confirmed invoice is frozen' using errcode = 'check_violation', constraint = 'confirmed_invoice_is_frozen', table = tg_table_name;
    end if;
    return null;
end $$;
revoke all on function invoice_part_guard from public;
create or replace trigger confirmed_invoice_is_frozen_insert after insert on invoice_line referencing new table as changed for each statement execute function invoice_part_guard();
create or replace trigger confirmed_invoice_is_frozen_update after update on invoice_line referencing old table as changed for each statement execute function invoice_part_guard();
create or replace trigger confirmed_invoice_is_frozen_delete after delete on invoice_line referencing old table as changed for each statement execute function invoice_part_guard();
-- A part of a confirmed invoice says once that it was credited: by a corrective invoice that is being confirmed, and that corrects what
-- was billed for it.
create or replace function invoice_detail_update_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    bad bigint;
    frozen bigint[];
begin
    -- What was and what became are never joined: planned once for a few rows, a join of theirs takes each of the one for each of the other.
    frozen := array(
        select touched.invoice_id from (
            select i.invoice_id, i.state from invoice i
            where (i.company_id, i.invoice_id) in (select distinct company_id, invoice_id from was)
            for share of i) touched
        where touched.state in ('confirmed', 'posted'));
    if cardinality(frozen) > 0 and (
        exists (select from was where invoice_id = any(frozen) and credited_by_invoice_id is not null)
        or exists (select from became where invoice_id = any(frozen) and credited_by_invoice_id is null)
        or exists (select to_jsonb(w) - 'credited_by_invoice_id' from was w where w.invoice_id = any(frozen)
                   except select to_jsonb(b) - 'credited_by_invoice_id' from became b)) then
        raise exception 'a confirmed invoice is frozen' using errcode = 'check_violation', constraint = 'confirmed_invoice_is_frozen', table = tg_table_name;
    end if;
    select b.invoice_detail_id into bad from (
        select company_id, invoice_detail_id, credited_by_invoice_id from became
        except select company_id, invoice_detail_id, credited_by_invoice_id from was) b
    where (not exists (select from actual s join actual r on r.company_id = s.company_id and r.reverses_actual_id = s.actual_id
                       where s.company_id = b.company_id and s.invoice_detail_id = b.invoice_detail_id and s.transaction_type = 'billed_sales'
                         and s.reverses_actual_id is null and r.invoice_id = b.credited_by_invoice_id)
        or exists (select from actual s where s.company_id = b.company_id and s.invoice_detail_id = b.invoice_detail_id
                   and s.transaction_type = 'billed_sales' and s.reverses_actual_id is null
                   and not exists (select from actual r where r.company_id = s.company_id and r.reverses_actual_id = s.actual_id)))
    limit 1;
    if found then
        raise exception 'detail % is billed', bad using errcode = 'check_violation', constraint = 'credited_detail_is_billed_no_more', table = 'invoice_detail';
    end if;
    -- A correction that is confirmed gets its source: what was written in the place of what it corrects. What was written by hand, too: the
    -- sale that began with it.
    select b.invoice_detail_id into bad from (
        select *, lag(source_actual_id) over sides as actual_was, lag(source_milestone_split_id) over sides as split_was,
            lag(source_product_line_id) over sides as product_was
        from (
            select true as is_new, company_id, invoice_detail_id, invoice_id, contract_line_id, source_actual_id, source_milestone_split_id,
                source_product_line_id, corrects_actual_id, quantity, unit_price, discount_percent, fee_percent, amount, added_class from became
            union all
            select false, company_id, invoice_detail_id, invoice_id, contract_line_id, source_actual_id, source_milestone_split_id,
                source_product_line_id, corrects_actual_id, quantity, unit_price, discount_percent, fee_percent, amount, added_class from was) both_sides
        window sides as (partition by company_id, invoice_detail_id order by is_new)) b
    left join actual u on u.company_id = b.company_id and u.actual_id = b.source_actual_id
    left join milestone_split s on s.company_id = b.company_id and s.milestone_split_id = b.source_milestone_split_id
    left join product_line p on p.company_id = b.company_id and p.product_line_id = b.source_product_line_id
    left join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
    left join invoice i on i.company_id = b.company_id and i.invoice_id = b.invoice_id
    where b.is_new and (b.source_actual_id, b.source_milestone_split_id, b.source_product_line_id)
          is distinct from (b.actual_was, b.split_was, b.product_was)
      and ((u.replaces_actual_id, u.invoice_id, u.contract_line_id, u.quantity, u.unit_price, u.discount_percent, u.fee_percent)
               is distinct from (b.corrects_actual_id, b.invoice_id, b.contract_line_id, b.quantity, b.unit_price, b.discount_percent, b.fee_percent) and b.source_actual_id is not null
        or b.added_class is not null and u.added_detail_id is distinct from b.invoice_detail_id
        or (s.contract_id, s.customer_id, s.contract_line_id, s.amount)
               is distinct from (i.contract_id, i.customer_id, b.contract_line_id, b.amount) and b.source_milestone_split_id is not null
        or (p.contract_id, c.primary_customer_id, p.contract_line_id, p.quantity, p.unit_price)
               is distinct from (i.contract_id, i.customer_id, b.contract_line_id, b.quantity, b.unit_price) and b.source_product_line_id is not null)
    limit 1;
    if found then
        raise exception 'detail % does not belong on its invoice', bad using errcode = 'check_violation', constraint = 'invoice_detail_belongs_to_its_invoice', table = 'invoice_detail';
    end if;
    return null;
end $$;
revoke all on function invoice_detail_update_guard from public;
create or replace trigger confirmed_invoice_is_frozen_update after update on invoice_detail
    referencing old table as was new table as became for each statement execute function invoice_detail_update_guard();
create or replace trigger confirmed_invoice_is_frozen_delete after delete on invoice_detail referencing old table as changed for each statement execute function invoice_part_guard();
create or replace function invoice_retainer_update_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    bad bigint;
    frozen bigint[];
begin
    frozen := array(
        select touched.invoice_id from (
            select i.invoice_id, i.state from invoice i
            where (i.company_id, i.invoice_id) in (select distinct company_id, invoice_id from was)
            for share of i) touched
        where touched.state in ('confirmed', 'posted'));
    if cardinality(frozen) > 0 and (
        exists (select from was where invoice_id = any(frozen) and credited_by_invoice_id is not null)
        or exists (select from became where invoice_id = any(frozen) and credited_by_invoice_id is null)
        or exists (select to_jsonb(w) - 'credited_by_invoice_id' from was w where w.invoice_id = any(frozen)
                   except select to_jsonb(b) - 'credited_by_invoice_id' from became b)) then
        raise exception 'a confirmed invoice is frozen' using errcode = 'check_violation', constraint = 'confirmed_invoice_is_frozen', table = tg_table_name;
    end if;
    select b.retainer_id into bad from (
        select company_id, invoice_id, retainer_id, retainer_use, corrects_actual_id, credited_by_invoice_id from became
        except select company_id, invoice_id, retainer_id, retainer_use, corrects_actual_id, credited_by_invoice_id from was) b
    where not exists (select from actual s join actual r on r.company_id = s.company_id and r.reverses_actual_id = s.actual_id
                      where s.company_id = b.company_id and s.retainer_id = b.retainer_id and s.invoice_id = b.invoice_id and s.transaction_type = 'billed_sales'
                        and s.reverses_actual_id is null and r.invoice_id = b.credited_by_invoice_id)
    limit 1;
    if found then
        raise exception 'retainer % is billed', bad using errcode = 'check_violation', constraint = 'credited_detail_is_billed_no_more', table = 'invoice_retainer';
    end if;
    return null;
end $$;
revoke all on function invoice_retainer_update_guard from public;
create or replace trigger confirmed_invoice_is_frozen_update after update on invoice_retainer
    referencing old table as was new table as became for each statement execute function invoice_retainer_update_guard();
create or replace trigger confirmed_invoice_is_frozen_delete after delete on invoice_retainer referencing old table as changed for each statement execute function invoice_part_guard();

-- A new detail: into an open invoice, of that invoice's contract, customer and currency (I10), on a line it has;
-- for a live unbilled sale that is no longer in the backlog, or for a milestone's split or a product line that is Ready, whole.
create or replace function invoice_detail_insert_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    perform from (
        select i.state from invoice i
        where (i.company_id, i.invoice_id) in (select distinct company_id, invoice_id from changed)
        for share of i) touched
    where touched.state in ('confirmed', 'posted');
    if found then
        raise exception 'a confirmed invoice is frozen' using errcode = 'check_violation', constraint = 'confirmed_invoice_is_frozen', table = tg_table_name;
    end if;

    select n.invoice_detail_id into bad from changed n
    left join invoice i on i.company_id = n.company_id and i.invoice_id = n.invoice_id
    left join invoice_line l on l.company_id = n.company_id and l.invoice_id = n.invoice_id and l.contract_line_id = n.contract_line_id
    left join actual a on a.company_id = n.company_id and a.actual_id = n.source_actual_id
    -- Said so that PostgreSQL expects many.
    where num_nonnulls(n.source_milestone_split_id, n.source_product_line_id, n.corrects_actual_id, n.added_class) < 1 and (i.invoice_id is null or i.kind <> 'proforma' or l.invoice_id is null or a.actual_id is null
       or a.transaction_type <> 'unbilled_sales' or a.reverses_actual_id is not null
       or (a.contract_id, a.customer_id, a.contract_line_id, a.currency, a.discount_percent, a.fee_percent)
          is distinct from (i.contract_id, i.customer_id, n.contract_line_id, n.currency, n.discount_percent, n.fee_percent)
       or i.currency <> n.currency)
    limit 1;
    if found then
        raise exception 'detail % does not belong on its invoice', bad using errcode = 'check_violation', constraint = 'invoice_detail_belongs_to_its_invoice', table = 'invoice_detail';
    end if;

    select n.source_actual_id into bad from changed n
    where exists (select from backlog b where b.company_id = n.company_id and b.actual_id = n.source_actual_id)
    limit 1;
    if found then
        raise exception 'actual % is still in the backlog', bad using errcode = 'check_violation', constraint = 'claimed_actual_leaves_the_backlog', table = 'invoice_detail';
    end if;

    if exists (select from changed where source_milestone_split_id is not null) then
        -- Whoever changes or deletes the split meanwhile waits, and then sees the claim.
        perform from milestone_split s
        where (s.company_id, s.milestone_split_id) in (select company_id, source_milestone_split_id from changed) order by s.milestone_split_id for share of s;
        select n.invoice_detail_id into bad from changed n
        left join invoice i on i.company_id = n.company_id and i.invoice_id = n.invoice_id
        left join invoice_line l on l.company_id = n.company_id and l.invoice_id = n.invoice_id and l.contract_line_id = n.contract_line_id
        left join milestone_split s on s.company_id = n.company_id and s.milestone_split_id = n.source_milestone_split_id
        where n.source_milestone_split_id is not null and (i.invoice_id is null or i.kind <> 'proforma' or l.invoice_id is null or s.milestone_split_id is null or not s.is_ready
           or (s.contract_id, s.customer_id, s.currency) is distinct from (i.contract_id, i.customer_id, i.currency)
           or (s.contract_line_id, s.currency, s.milestone_on, s.amount, 1) is distinct from (n.contract_line_id, n.currency, n.work_on, n.unit_price, n.quantity))
        limit 1;
        if found then
            raise exception 'detail % does not belong on its invoice', bad using errcode = 'check_violation', constraint = 'invoice_detail_belongs_to_its_invoice', table = 'invoice_detail';
        end if;
    end if;

    -- R-EDIT-13: written by hand, of a class that its line includes, for a customer of that line; nothing is behind it yet.
    if exists (select from changed where added_class is not null) then
        select n.invoice_detail_id into bad from changed n
        left join invoice i on i.company_id = n.company_id and i.invoice_id = n.invoice_id
        left join invoice_line l on l.company_id = n.company_id and l.invoice_id = n.invoice_id and l.contract_line_id = n.contract_line_id
        left join contract_line c on c.company_id = n.company_id and c.contract_line_id = n.contract_line_id
        where n.added_class is not null and (i.kind is distinct from 'proforma' or l.invoice_id is null
           or n.source_actual_id is not null or (c.contract_id, n.currency, c.discount_percent, c.fee_percent)
              is distinct from (i.contract_id, i.currency, n.discount_percent, n.fee_percent)
           or not exists (select from contract_line_customer k
                          where k.company_id = n.company_id and k.contract_line_id = n.contract_line_id and k.customer_id = i.customer_id)
           or not exists (select from contract_line_class x
                          where x.company_id = n.company_id and x.contract_line_id = n.contract_line_id and x.transaction_class = n.added_class
                            and (x.task_id is null or x.task_id = n.added_task_id))
           or (n.added_task_id is not null and not exists (
               select from task t where t.company_id = n.company_id and t.task_id = n.added_task_id and t.project_id = c.project_id)))
        limit 1;
        if found then
            raise exception 'detail % does not belong on its invoice', bad using errcode = 'check_violation', constraint = 'invoice_detail_belongs_to_its_invoice', table = 'invoice_detail';
        end if;
    end if;

    -- R-INV-9: on an invoice of the primary customer, and of nobody else.
    if exists (select from changed where source_product_line_id is not null) then
        perform from product_line p
        where (p.company_id, p.product_line_id) in (select company_id, source_product_line_id from changed) order by p.product_line_id for share of p;
        select n.invoice_detail_id into bad from changed n
        left join invoice i on i.company_id = n.company_id and i.invoice_id = n.invoice_id
        left join invoice_line l on l.company_id = n.company_id and l.invoice_id = n.invoice_id and l.contract_line_id = n.contract_line_id
        left join product_line p on p.company_id = n.company_id and p.product_line_id = n.source_product_line_id
        left join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
        where n.source_product_line_id is not null and (i.invoice_id is null or i.kind <> 'proforma' or l.invoice_id is null or p.product_line_id is null or not p.is_ready
           or (p.contract_id, c.primary_customer_id, p.currency) is distinct from (i.contract_id, i.customer_id, i.currency)
           or (p.contract_line_id, p.currency, p.sold_on, p.quantity, p.unit_price, 'chargeable')
              is distinct from (n.contract_line_id, n.currency, n.work_on, n.quantity, n.unit_price, n.billing_type))
        limit 1;
        if found then
            raise exception 'detail % does not belong on its invoice', bad using errcode = 'check_violation', constraint = 'invoice_detail_belongs_to_its_invoice', table = 'invoice_detail';
        end if;
    end if;

    -- R-COR-6: a correction is of a live billed sale of the same contract and customer, which it credits whole; it has no source yet.
    if exists (select from changed where corrects_actual_id is not null) then
        select n.invoice_detail_id into bad from changed n
        left join invoice i on i.company_id = n.company_id and i.invoice_id = n.invoice_id
        left join invoice_line l on l.company_id = n.company_id and l.invoice_id = n.invoice_id and l.contract_line_id = n.contract_line_id
        left join actual b on b.company_id = n.company_id and b.actual_id = n.corrects_actual_id
        left join invoice_detail d on d.company_id = b.company_id and d.invoice_detail_id = b.invoice_detail_id
        where n.corrects_actual_id is not null and (i.kind is distinct from 'corrective' or l.invoice_id is null or d.invoice_detail_id is null
           or num_nonnulls(n.source_actual_id, n.source_milestone_split_id, n.source_product_line_id) <> 0
           or b.transaction_type <> 'billed_sales' or b.reverses_actual_id is not null
           or (b.contract_id, b.customer_id, b.currency) is distinct from (i.contract_id, i.customer_id, i.currency)
           or (b.contract_line_id, b.currency, b.work_on, b.billing_type, b.net_amount, b.tax, b.discount_percent, b.fee_percent)
              is distinct from (n.contract_line_id, n.currency, n.work_on, n.billing_type, n.credited_amount, n.credited_tax, n.discount_percent, n.fee_percent)
           or n.original_invoice_id is distinct from coalesce(d.original_invoice_id, d.invoice_id)
           or exists (select from actual r where r.company_id = b.company_id and r.reverses_actual_id = b.actual_id))
        limit 1;
        if found then
            raise exception 'detail % corrects nothing', bad using errcode = 'check_violation', constraint = 'correction_is_of_a_live_sale', table = 'invoice_detail';
        end if;
    end if;
    return null;
end $$;
revoke all on function invoice_detail_insert_guard from public;
create or replace trigger confirmed_invoice_is_frozen_insert after insert on invoice_detail referencing new table as changed for each statement execute function invoice_detail_insert_guard();

-- What each draft keeps of its details: what they come to, by what a statement added, took and changed, and the first of them in the order
-- of the backlog. A detail keeps its day, and gets another source only when its invoice is confirmed.
create or replace function invoice_follow_details() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    update invoice i
    set draft_amount = i.draft_amount + case tg_op when 'DELETE' then -c.amount else c.amount end,
        draft_tax = i.draft_tax + case tg_op when 'DELETE' then -c.tax else c.tax end,
        first_work_on = f.work_on, first_actual_id = f.source_actual_id
    from (
        select company_id, invoice_id, coalesce(sum(net_amount - credited_amount) filter (where billing_type = 'chargeable'), 0) as amount,
               coalesce(sum(tax - credited_tax) filter (where billing_type = 'chargeable'), 0) as tax
        from changed group by company_id, invoice_id) c
    left join lateral (
        select d.work_on, d.source_actual_id from invoice_detail d
        where d.company_id = c.company_id and d.invoice_id = c.invoice_id and d.source_actual_id is not null
        order by d.work_on, d.source_actual_id
        limit 1) f on true
    where i.company_id = c.company_id and i.invoice_id = c.invoice_id and i.is_open
      and (c.amount <> 0 or c.tax <> 0 or (i.first_work_on, i.first_actual_id) is distinct from (f.work_on, f.source_actual_id));
    return null;
end $$;
revoke all on function invoice_follow_details from public;
create or replace trigger invoice_follows_details_insert after insert on invoice_detail referencing new table as changed for each statement execute function invoice_follow_details();
create or replace trigger invoice_follows_details_delete after delete on invoice_detail referencing old table as changed for each statement execute function invoice_follow_details();
create or replace function invoice_follow_edits() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    update invoice i set draft_amount = i.draft_amount + c.amount, draft_tax = i.draft_tax + c.tax
    from (
        select company_id, invoice_id, sum(amount) as amount, sum(tax) as tax
        from (
            select company_id, invoice_id, net_amount - credited_amount as amount, tax - credited_tax as tax from became where billing_type = 'chargeable'
            union all
            select company_id, invoice_id, credited_amount - net_amount, credited_tax - tax from was where billing_type = 'chargeable') x
        group by company_id, invoice_id) c
    where i.company_id = c.company_id and i.invoice_id = c.invoice_id and i.is_open and (c.amount <> 0 or c.tax <> 0);
    return null;
end $$;
revoke all on function invoice_follow_edits from public;
create or replace trigger invoice_follows_details_update after update on invoice_detail
    referencing old table as was new table as became for each statement execute function invoice_follow_edits();
-- What invoices hold of approved work (claim_sum), kept as details come, go, get their sources and are credited: a row more for each group that a
-- statement touched, with its sign. At what the sale says, as the backlog shows it: what a draft makes of it, the draft says itself. With the
-- owner's rights, nobody else writes sums.
create view claimed_sale with (security_invoker = true) as
select a.company_id, a.actual_id, a.contract_id, a.contract_line_id, a.customer_id, a.project_id, a.transaction_class, a.billing_type, a.currency,
       a.quantity, a.net_amount,
       case when a.transaction_class <> 'time' then coalesce(
           (select e.unit from entry_work e where e.company_id = a.company_id and e.entry_id = a.entry_id),
           (select w.unit from added_work w where w.company_id = a.company_id and w.added_detail_id = a.added_detail_id), '') end as unit
from actual a;
grant select on claimed_sale to billwright_app;
create or replace function claim_sum_follow() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare sign integer := tg_argv[0]::integer;
begin
    insert into claim_sum (company_id, invoice_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, unit,
                           row_count, quantity, amount)
    select c.company_id, c.invoice_id, s.contract_id, s.contract_line_id, s.customer_id, s.project_id, s.transaction_class, s.billing_type, s.currency, s.unit,
           sign * count(*), sign * sum(s.quantity), sign * sum(s.net_amount)
    from changed c join claimed_sale s on s.company_id = c.company_id and s.actual_id = c.source_actual_id
    where c.credited_by_invoice_id is null
    group by c.company_id, c.invoice_id, s.contract_id, s.contract_line_id, s.customer_id, s.project_id, s.transaction_class, s.billing_type, s.currency, s.unit;
    return null;
end $$;
revoke all on function claim_sum_follow from public;
create or replace trigger claim_sums_add_up after insert on invoice_detail referencing new table as changed for each statement execute function claim_sum_follow('1');
create or replace trigger claim_sums_add_up_delete after delete on invoice_detail referencing old table as changed for each statement execute function claim_sum_follow('-1');
create or replace function claim_sum_follow_sources() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    insert into claim_sum (company_id, invoice_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, unit,
                           row_count, quantity, amount)
    select c.company_id, c.invoice_id, s.contract_id, s.contract_line_id, s.customer_id, s.project_id, s.transaction_class, s.billing_type, s.currency, s.unit,
           sum(c.sign), sum(c.sign * s.quantity), sum(c.sign * s.net_amount)
    from (
        select company_id, invoice_id, source_actual_id, sum(sign) as sign
        from (
            select company_id, invoice_id, source_actual_id, 1 as sign from became where source_actual_id is not null and credited_by_invoice_id is null
            union all
            select company_id, invoice_id, source_actual_id, -1 from was where source_actual_id is not null and credited_by_invoice_id is null) x
        group by company_id, invoice_id, source_actual_id
        having sum(sign) <> 0) c
    join claimed_sale s on s.company_id = c.company_id and s.actual_id = c.source_actual_id
    group by c.company_id, c.invoice_id, s.contract_id, s.contract_line_id, s.customer_id, s.project_id, s.transaction_class, s.billing_type, s.currency, s.unit;
    return null;
end $$;
revoke all on function claim_sum_follow_sources from public;
create or replace trigger claim_sums_add_up_update after update on invoice_detail
    referencing old table as was new table as became for each statement execute function claim_sum_follow_sources();

-- Makes one row of those that say the same, of companies where every fifth is new; what is on confirmed invoices stays there, and is said of all
-- of them together. Rows that others add meanwhile are left alone.
create or replace function fold_claim_sums() returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtext('fold_claim_sums'));
    with gone as (
        delete from claim_sum
        where company_id in (select company_id from claim_sum group by company_id having 5 * count(*) filter (where not is_folded) > count(*))
        returning *
    )
    insert into claim_sum (company_id, invoice_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, unit,
                           row_count, quantity, amount, is_folded)
    select g.company_id, i.invoice_id, g.contract_id, g.contract_line_id, g.customer_id, g.project_id, g.transaction_class, g.billing_type, g.currency, g.unit,
           sum(g.row_count), sum(g.quantity), sum(g.amount), true
    from gone g left join invoice i on i.company_id = g.company_id and i.invoice_id = g.invoice_id and i.is_open
    group by g.company_id, i.invoice_id, g.contract_id, g.contract_line_id, g.customer_id, g.project_id, g.transaction_class, g.billing_type, g.currency, g.unit
    having sum(g.row_count) <> 0
    order by g.company_id, g.contract_id;
end $$;
revoke all on function fold_claim_sums from public;
grant execute on function fold_claim_sums to billwright_app;

-- Invoices from before there were sums. Nobody writes details meanwhile: their triggers were made in this transaction.
insert into claim_sum (company_id, invoice_id, contract_id, contract_line_id, customer_id, project_id, transaction_class, billing_type, currency, unit,
                       row_count, quantity, amount, is_folded)
select s.company_id, i.invoice_id, s.contract_id, s.contract_line_id, s.customer_id, s.project_id, s.transaction_class, s.billing_type, s.currency, s.unit,
       count(*), sum(s.quantity), sum(s.net_amount), true
from invoice_detail d
join claimed_sale s on s.company_id = d.company_id and s.actual_id = d.source_actual_id
left join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id and i.is_open
where d.credited_by_invoice_id is null and not exists (select from claim_sum)
group by s.company_id, i.invoice_id, s.contract_id, s.contract_line_id, s.customer_id, s.project_id, s.transaction_class, s.billing_type, s.currency, s.unit;

-- What drafts keep of retainers, row by row: an invoice bills and applies few.
create or replace function invoice_follow_retainers() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if tg_op <> 'INSERT' then
        update invoice i set draft_amount = i.draft_amount - case when old.retainer_use = 'billed' then old.amount - old.credited_amount else old.credited_amount - old.amount end
        where i.company_id = old.company_id and i.invoice_id = old.invoice_id and i.is_open;
    end if;
    if tg_op <> 'DELETE' then
        update invoice i set draft_amount = i.draft_amount + case when new.retainer_use = 'billed' then new.amount - new.credited_amount else new.credited_amount - new.amount end
        where i.company_id = new.company_id and i.invoice_id = new.invoice_id and i.is_open;
    end if;
    return null;
end $$;
revoke all on function invoice_follow_retainers from public;
create or replace trigger invoice_follows_retainers after insert or update or delete on invoice_retainer for each row execute function invoice_follow_retainers();

-- A new use: on an open invoice of its contract, customer and currency; billed whole, once it is Ready. Together, what
-- drafts apply and refund stays within what is available (R-RET-3, R-RET-4). Uses of one retainer come one after another. That one was
-- credited is said of confirmed ones too (invoice_retainer_update_guard).
create or replace function invoice_retainer_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    perform from (
        select i.state from invoice i
        where (i.company_id, i.invoice_id) in (select distinct company_id, invoice_id from changed where credited_by_invoice_id is null)
        for share of i) touched
    where touched.state in ('confirmed', 'posted');
    if found then
        raise exception 'a confirmed invoice is frozen' using errcode = 'check_violation', constraint = 'confirmed_invoice_is_frozen', table = tg_table_name;
    end if;
    perform from retainer r where (r.company_id, r.retainer_id) in (select company_id, retainer_id from changed) order by r.retainer_id for no key update of r;

    select n.retainer_id into bad from changed n
    left join invoice i on i.company_id = n.company_id and i.invoice_id = n.invoice_id
    left join retainer r on r.company_id = n.company_id and r.retainer_id = n.retainer_id
    where n.credited_by_invoice_id is null and ((r.contract_id, r.customer_id, r.currency) is distinct from (i.contract_id, i.customer_id, i.currency)
       or (n.corrects_actual_id = 0 and (i.kind <> 'proforma'
           or (n.retainer_use = 'billed' and (not r.is_ready or r.amount <> n.amount))
           or (n.retainer_use = 'refunded' and not r.is_to_refund)))
       or (n.corrects_actual_id <> 0 and (i.kind <> 'corrective' or not exists (
           select from actual b join invoice_retainer o on o.company_id = b.company_id and o.invoice_id = b.invoice_id and o.retainer_id = b.retainer_id
                and o.retainer_use = n.retainer_use and o.amount = n.credited_amount
           where b.company_id = n.company_id and b.actual_id = n.corrects_actual_id and b.retainer_id = n.retainer_id and b.transaction_type = 'billed_sales'
             and b.reverses_actual_id is null and abs(b.amount) = n.credited_amount and (b.amount > 0) = (n.retainer_use = 'billed')
             and n.original_invoice_id = coalesce(o.original_invoice_id, o.invoice_id)
             and not exists (select from actual x where x.company_id = b.company_id and x.reverses_actual_id = b.actual_id)))))
    limit 1;
    if found then
        raise exception 'retainer % does not belong on its invoice', bad using errcode = 'check_violation', constraint = 'retainer_belongs_on_its_invoice', table = 'invoice_retainer';
    end if;

    select v.retainer_id into bad from retainer_balance v
    where (v.company_id, v.retainer_id) in (select company_id, retainer_id from changed where retainer_use <> 'billed') and v.available < 0
    limit 1;
    if found then
        raise exception 'retainer % is used beyond what is available', bad using errcode = 'check_violation', constraint = 'retainer_used_within_available', table = 'invoice_retainer';
    end if;
    return null;
end $$;
revoke all on function invoice_retainer_guard from public;
create or replace trigger retainer_used_within_available_insert after insert on invoice_retainer
    referencing new table as changed for each statement execute function invoice_retainer_guard();
create or replace trigger retainer_used_within_available_update after update on invoice_retainer
    referencing new table as changed for each statement execute function invoice_retainer_guard();

-- I6: at commit, every number that the counter passed is on an invoice; it never goes back.
create or replace function invoice_counter_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if new.last_number < old.last_number or new.last_number - old.last_number <>
        (select count(*) from invoice where company_id = new.company_id and invoice_number > old.last_number and invoice_number <= new.last_number) then
        raise exception 'numbers % to % are not all on invoices', old.last_number + 1, new.last_number
            using errcode = 'check_violation', constraint = 'invoice_numbers_have_no_gap', table = 'invoice_counter';
    end if;
    return null;
end $$;
drop trigger if exists invoice_numbers_have_no_gap on invoice_counter;
create constraint trigger invoice_numbers_have_no_gap after update on invoice_counter
    deferrable initially deferred for each row execute function invoice_counter_guard();

-- What an invoice is of, and what a detail claims, is settled when it is written (I10).
create or replace trigger invoice_keeps_its_contract before update on invoice for each row
    when ((old.company_id, old.contract_id, old.customer_id, old.currency, old.kind) is distinct from (new.company_id, new.contract_id, new.customer_id, new.currency, new.kind))
    execute function refuse_statement();
create or replace trigger confirmed_invoice_is_frozen_truncate before truncate on invoice for each statement execute function refuse_statement();
create or replace trigger confirmed_invoice_is_frozen_truncate before truncate on invoice_line for each statement execute function refuse_statement();
create or replace trigger invoice_line_keeps_its_place before update on invoice_line for each row
    when ((old.company_id, old.invoice_id, old.contract_line_id) is distinct from (new.company_id, new.invoice_id, new.contract_line_id)) execute function refuse_statement();
create or replace trigger confirmed_invoice_is_frozen_truncate before truncate on invoice_detail for each statement execute function refuse_statement();
create or replace trigger invoice_detail_keeps_its_source before update on invoice_detail for each row
    when ((old.company_id, old.invoice_id, old.contract_line_id, old.corrects_actual_id, old.credited_amount, old.credited_tax, old.original_invoice_id, old.currency, old.discount_percent, old.fee_percent)
          is distinct from (new.company_id, new.invoice_id, new.contract_line_id, new.corrects_actual_id, new.credited_amount, new.credited_tax, new.original_invoice_id, new.currency, new.discount_percent, new.fee_percent)
          -- R-EDIT-9: what was written by hand stays of what it is.
          or (old.work_on, old.added_class, old.added_task_id, old.added_resource_id, old.added_role_id, old.added_category_id, old.added_product_id, old.added_unit)
             is distinct from (new.work_on, new.added_class, new.added_task_id, new.added_resource_id, new.added_role_id, new.added_category_id, new.added_product_id, new.added_unit)
          -- A correction, and what was written by hand, gets its source when it is confirmed, once (invoice_detail_update_guard).
          or (old.source_actual_id, old.source_milestone_split_id, old.source_product_line_id)
             is distinct from (new.source_actual_id, new.source_milestone_split_id, new.source_product_line_id)
             and (num_nonnulls(old.corrects_actual_id, old.added_class) = 0
                  or num_nonnulls(old.source_actual_id, old.source_milestone_split_id, old.source_product_line_id) > 0)
          -- R-COR-4: a correction bills as its original did, or not at all.
          or old.corrects_actual_id is not null and old.billing_type <> new.billing_type)
    execute function refuse_statement();
-- R-EDIT-6: once, at the milestone's amount; type, tax and descriptions may change.
create or replace trigger milestone_detail_keeps_its_amount before update on invoice_detail for each row
    when (old.source_milestone_split_id is not null and (old.quantity, old.unit_price) is distinct from (new.quantity, new.unit_price)) execute function refuse_statement();
-- R-EDIT-7: of a product line only the tax may change.
create or replace trigger product_detail_keeps_its_terms before update on invoice_detail for each row
    when (old.source_product_line_id is not null and (old.quantity, old.unit_price, old.billing_type) is distinct from (new.quantity, new.unit_price, new.billing_type))
    execute function refuse_statement();
-- So is what an invoice does with a retainer; how much of it may change.
create or replace trigger invoice_retainer_keeps_its_place before update on invoice_retainer for each row
    when ((old.company_id, old.invoice_id, old.retainer_id, old.retainer_use, old.corrects_actual_id, old.credited_amount, old.original_invoice_id)
          is distinct from (new.company_id, new.invoice_id, new.retainer_id, new.retainer_use, new.corrects_actual_id, new.credited_amount, new.original_invoice_id))
    execute function refuse_statement();
create or replace trigger confirmed_invoice_is_frozen_truncate before truncate on invoice_retainer for each statement execute function refuse_statement();

-- A billed sale is taken back by the confirmation of what corrects it, and by nothing else; openings are cancelled by their journal.
create or replace function billed_sale_reversal_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    if not exists (select from new_actual where transaction_type = 'billed_sales' and reverses_actual_id is not null and journal_opening_id is null) then
        return null;
    end if;
    select n.actual_id into bad from new_actual n
    where n.transaction_type = 'billed_sales' and n.reverses_actual_id is not null and n.journal_opening_id is null
      and not exists (select from invoice_detail d where d.company_id = n.company_id and d.invoice_detail_id = n.invoice_detail_id
                      and d.invoice_id = n.invoice_id and d.corrects_actual_id = n.reverses_actual_id)
      and not exists (select from invoice_retainer u where u.company_id = n.company_id and u.invoice_id = n.invoice_id
                      and u.retainer_id = n.retainer_id and u.corrects_actual_id = n.reverses_actual_id)
    limit 1;
    if found then
        raise exception 'actual % takes a billed sale back that nothing corrects', bad
            using errcode = 'check_violation', constraint = 'billed_sale_is_taken_back_by_its_correction', table = 'actual';
    end if;
    return null;
end $$;
revoke all on function billed_sale_reversal_guard from public;
create or replace trigger billed_sale_is_taken_back_by_its_correction after insert on actual
    referencing new table as new_actual for each statement execute function billed_sale_reversal_guard();

-- R-CONF-1 f, g: what a detail written by hand begins in the ledger says what it says: on a Time and Material line an unbilled sale, billed at
-- once; on a fixed-price line the billed one alone. What follows of that, corrections and what they leave, stays of it.
create or replace function added_sale_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    if not exists (select from new_actual where added_detail_id is not null) then
        return null;
    end if;
    select n.actual_id into bad from new_actual n
    left join invoice_detail d on d.company_id = n.company_id and d.invoice_detail_id = n.added_detail_id
    left join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
    left join contract_line l on l.company_id = d.company_id and l.contract_line_id = d.contract_line_id
    where n.added_detail_id is not null
      and ((n.transaction_class, n.contract_id, n.contract_line_id, n.customer_id, n.project_id, n.resource_id, n.role_id, n.work_on, n.currency)
               is distinct from (d.added_class, i.contract_id, d.contract_line_id, i.customer_id, l.project_id, d.added_resource_id, d.added_role_id, d.work_on, d.currency)
        or n.reverses_actual_id is null and n.bills_actual_id is null
           and (l.billing_method = 'fixed_price') is distinct from (n.transaction_type = 'billed_sales')
        or num_nonnulls(n.reverses_actual_id, n.replaces_actual_id, n.bills_actual_id) = 0
           and (n.invoice_id, n.invoice_detail_id, n.quantity, n.unit_price, n.amount, n.billing_type, n.discount_percent, n.fee_percent)
               is distinct from (d.invoice_id, d.invoice_detail_id, d.quantity, d.unit_price, d.amount, d.billing_type, d.discount_percent, d.fee_percent)
        or n.transaction_type = 'billed_sales' and n.reverses_actual_id is null and n.invoice_detail_id = n.added_detail_id and n.tax <> d.tax
        -- Rows that follow from others are of the same detail as those.
        or exists (select from actual o where o.company_id = n.company_id
                   and o.actual_id in (n.reverses_actual_id, n.replaces_actual_id, n.bills_actual_id) and o.added_detail_id is distinct from n.added_detail_id))
    limit 1;
    if found then
        raise exception 'actual % does not bill what was added by hand', bad using errcode = 'check_violation', constraint = 'added_sale_equals_its_detail', table = 'actual';
    end if;
    return null;
end $$;
revoke all on function added_sale_guard from public;
create or replace trigger added_sale_equals_its_detail after insert on actual
    referencing new table as new_actual for each statement execute function added_sale_guard();

-- What is to be confirmed in the background is scheduled as it is then (R-SM-34), and fails with its reason; what was cancelled before its
-- turn is a draft like any other. With the owner's rights: it follows what is begun, tried again and cancelled, whoever does that.
create or replace function invoice_confirmation_schedule() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    insert into invoice_confirmation (company_id, invoice_id, batch_id, version)
    select i.company_id, i.invoice_id, n.batch_id, i.version
    from became n
    join batch b on b.company_id = n.company_id and b.batch_id = n.batch_id and b.kind = 'confirm_invoices'
    cross join unnest(n.items) x (invoice_id)
    join invoice i on i.company_id = n.company_id and i.invoice_id = x.invoice_id and i.is_open
    order by i.invoice_id
    on conflict (company_id, invoice_id) do update set batch_id = excluded.batch_id, version = excluded.version, reason = null;
    return null;
end $$;
revoke all on function invoice_confirmation_schedule from public;
create or replace trigger invoice_is_scheduled_with_its_batch after insert on batch_chunk referencing new table as became
    for each statement execute function invoice_confirmation_schedule();
create or replace function invoice_confirmation_fail() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    with failed as (
        select n.company_id, n.batch_id, n.item_id as invoice_id, n.reason
        from became n join batch b on b.company_id = n.company_id and b.batch_id = n.batch_id and b.kind = 'confirm_invoices'
    ), cancelled as (
        delete from invoice_confirmation c using failed f
        where c.company_id = f.company_id and c.invoice_id = f.invoice_id and c.batch_id = f.batch_id and f.reason = '{"Refused": "BatchCancelled"}'
    )
    update invoice_confirmation c set reason = f.reason from failed f
    where c.company_id = f.company_id and c.invoice_id = f.invoice_id and c.batch_id = f.batch_id and f.reason <> '{"Refused": "BatchCancelled"}';
    return null;
end $$;
revoke all on function invoice_confirmation_fail from public;
create or replace trigger invoice_fails_with_its_reason after insert on batch_refusal referencing new table as became
    for each statement execute function invoice_confirmation_fail();
