-- Fixed-price milestones. One header per milestone, one split per customer who pays for it (more once a progress-based
-- one was cut); only splits are marked and billed. Their status is stored nowhere: Ready or not until an invoice detail
-- claims them, then it follows from that invoice. The header's status follows from its splits.

create sequence milestone_id_seq; -- drawn beforehand, so that headers and splits are written together
grant usage on sequence milestone_id_seq to billwright_app;
create table milestone (
    company_id bigint not null,
    milestone_id bigint not null default nextval('milestone_id_seq'),
    contract_line_id bigint not null,
    name text not null,
    milestone_on date not null,
    amount numeric(20,4) not null,
    tax numeric(20,4) not null default 0,
    task text not null default '', -- information only (R-VOC-14)
    version integer not null default 1, -- raised by every change of it or of its splits' amounts
    constraint milestone_key primary key (company_id, milestone_id),
    constraint milestone_of_a_line foreign key (company_id, contract_line_id) references contract_line on delete cascade,
    constraint milestone_name_is_given check (length(name) between 1 and 200),
    constraint milestone_amount_is_not_negative check (amount >= 0),
    constraint milestone_tax_needs_an_amount check (tax = 0 or (tax > 0 and amount > 0))
);
call company_wall('milestone');
create index milestone_by_line on milestone (company_id, contract_line_id, milestone_on, milestone_id);
grant select, insert, delete on milestone to billwright_app;
grant update (name, milestone_on, amount, tax, task, version) on milestone to billwright_app;

-- What lists and creation look for stands on the split itself, and must mirror the header.
create table milestone_split (
    company_id bigint not null,
    milestone_split_id bigint generated always as identity,
    milestone_id bigint not null,
    contract_id bigint not null,
    contract_line_id bigint not null,
    customer_id bigint not null,
    project_id bigint not null,
    milestone_on date not null,
    currency text not null,
    amount numeric(20,4) not null,
    tax numeric(20,4) not null default 0,
    is_ready boolean not null default false,
    constraint milestone_split_key primary key (company_id, milestone_split_id),
    constraint milestone_split_of_a_milestone foreign key (company_id, milestone_id) references milestone on delete cascade,
    constraint milestone_split_to_a_customer foreign key (company_id, customer_id) references customer,
    constraint milestone_split_amount_is_not_negative check (amount >= 0),
    constraint milestone_split_amount_is_money check (amount = round(amount, currency_decimals(currency)) and tax = round(tax, currency_decimals(currency))),
    constraint milestone_split_tax_needs_an_amount check (tax = 0 or (tax > 0 and amount > 0))
);
call company_wall('milestone_split');
create index milestone_split_by_milestone on milestone_split (company_id, milestone_id);
create index milestone_split_by_date on milestone_split (company_id, milestone_on, milestone_split_id);
create index milestone_split_by_contract on milestone_split (company_id, contract_id, milestone_on, milestone_split_id);
create index milestone_split_by_customer on milestone_split (company_id, customer_id, milestone_on, milestone_split_id);
grant select, insert, delete on milestone_split to billwright_app;
grant update (milestone_on, amount, tax, is_ready) on milestone_split to billwright_app;

-- R-MS-1.
create function milestone_line_guard() returns trigger language plpgsql as $$
begin
    if not exists (select from contract_line l where l.company_id = new.company_id and l.contract_line_id = new.contract_line_id and l.billing_method = 'fixed_price') then
        raise exception 'milestones are for fixed-price lines' using errcode = 'check_violation', constraint = 'milestone_is_for_fixed_price', table = 'milestone';
    end if;
    return new;
end $$;
create trigger milestone_is_for_fixed_price before insert on milestone for each row execute function milestone_line_guard();
create trigger milestone_keeps_its_line before update on milestone for each row
    when ((old.company_id, old.milestone_id, old.contract_line_id) is distinct from (new.company_id, new.milestone_id, new.contract_line_id)) execute function refuse_statement();
create trigger milestone_split_keeps_its_place before update on milestone_split for each row
    when ((old.company_id, old.milestone_id, old.contract_id, old.contract_line_id, old.customer_id, old.project_id, old.currency)
          is distinct from (new.company_id, new.milestone_id, new.contract_id, new.contract_line_id, new.customer_id, new.project_id, new.currency))
    execute function refuse_statement();

-- R-MS-5: at every commit the splits of a milestone make it whole, and say of its line what is so.
create function milestone_whole_guard() returns trigger language plpgsql as $$
declare
    firm bigint := case when tg_op = 'DELETE' then old.company_id else new.company_id end;
    which bigint := case when tg_op = 'DELETE' then old.milestone_id else new.milestone_id end;
begin
    perform from milestone m
    join contract_line l on l.company_id = m.company_id and l.contract_line_id = m.contract_line_id
    join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
    left join milestone_split s on s.company_id = m.company_id and s.milestone_id = m.milestone_id
    where m.company_id = firm and m.milestone_id = which
    group by m.amount, m.tax
    having coalesce(sum(s.amount), -1) <> m.amount or coalesce(sum(s.tax), -1) <> m.tax
        or bool_or((s.contract_line_id, s.contract_id, s.project_id, s.currency, s.milestone_on)
                   is distinct from (m.contract_line_id, l.contract_id, l.project_id, c.currency, m.milestone_on));
    if found then
        raise exception 'the splits of milestone % do not make it whole', which
            using errcode = 'check_violation', constraint = 'milestone_splits_make_it_whole', table = 'milestone_split';
    end if;
    return null;
end $$;
create constraint trigger milestone_splits_make_it_whole after insert or update of milestone_on, amount, tax on milestone
    deferrable initially deferred for each row execute function milestone_whole_guard();
create constraint trigger milestone_splits_make_it_whole after insert or update of milestone_on, amount, tax or delete on milestone_split
    deferrable initially deferred for each row execute function milestone_whole_guard();

-- An invoice detail bills an unbilled sale or a milestone's split: exactly one of them, and each once, ever.
alter table invoice_detail
    alter column source_actual_id drop not null,
    add column source_milestone_split_id bigint, -- the milestone's split it bills: the claim
    add constraint invoice_detail_has_one_source check (num_nonnulls(source_actual_id, source_milestone_split_id) = 1);
create unique index milestone_split_on_one_invoice on invoice_detail (company_id, source_milestone_split_id) where source_milestone_split_id is not null;
create index invoice_detail_of_a_milestone on invoice_detail (company_id, invoice_id, invoice_detail_id) where source_milestone_split_id is not null;
create or replace trigger invoice_detail_keeps_its_source before update on invoice_detail for each row
    when ((old.company_id, old.invoice_id, old.contract_line_id, old.source_actual_id, old.source_milestone_split_id, old.currency)
          is distinct from (new.company_id, new.invoice_id, new.contract_line_id, new.source_actual_id, new.source_milestone_split_id, new.currency))
    execute function refuse_statement();
-- R-EDIT-6: once, at the milestone's amount; type, tax and descriptions may change.
create trigger milestone_detail_keeps_its_amount before update on invoice_detail for each row
    when (old.source_milestone_split_id is not null and (old.quantity, old.unit_price) is distinct from (new.quantity, new.unit_price)) execute function refuse_statement();

-- A new detail: into an open invoice, of that invoice's contract, customer and currency (I10), on a line it has;
-- for a live unbilled sale that is no longer in the backlog, or for a milestone's split that is Ready, whole.
create or replace function invoice_detail_insert_guard() returns trigger language plpgsql as $$
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
    where n.source_milestone_split_id is null and (i.invoice_id is null or l.invoice_id is null or a.actual_id is null
       or a.transaction_type <> 'unbilled_sales' or a.reverses_actual_id is not null
       or (a.contract_id, a.customer_id, a.contract_line_id, a.currency) is distinct from (i.contract_id, i.customer_id, n.contract_line_id, n.currency)
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
        where n.source_milestone_split_id is not null and (i.invoice_id is null or l.invoice_id is null or s.milestone_split_id is null or not s.is_ready
           or (s.contract_id, s.customer_id, s.currency) is distinct from (i.contract_id, i.customer_id, i.currency)
           or (s.contract_line_id, s.currency, s.milestone_on, s.amount, 1) is distinct from (n.contract_line_id, n.currency, n.work_on, n.unit_price, n.quantity))
        limit 1;
        if found then
            raise exception 'detail % does not belong on its invoice', bad using errcode = 'check_violation', constraint = 'invoice_detail_belongs_to_its_invoice', table = 'invoice_detail';
        end if;
    end if;
    return null;
end $$;

-- What an invoice has claimed stands as it was marked: the split whole, of its header all but the task.
create function milestone_split_claim_guard() returns trigger language plpgsql as $$
begin
    perform from changed s join invoice_detail d on d.company_id = s.company_id and d.source_milestone_split_id = s.milestone_split_id limit 1;
    if found then
        raise exception 'an invoiced milestone is frozen' using errcode = 'check_violation', constraint = 'invoiced_milestone_is_frozen', table = 'milestone_split';
    end if;
    return null;
end $$;
create trigger invoiced_milestone_is_frozen_update after update on milestone_split referencing old table as changed for each statement execute function milestone_split_claim_guard();
create trigger invoiced_milestone_is_frozen_delete after delete on milestone_split referencing old table as changed for each statement execute function milestone_split_claim_guard();
create trigger invoiced_milestone_is_frozen_truncate before truncate on milestone_split for each statement execute function refuse_statement();
create function milestone_claim_guard() returns trigger language plpgsql as $$
begin
    perform from milestone_split s join invoice_detail d on d.company_id = s.company_id and d.source_milestone_split_id = s.milestone_split_id
    where s.company_id = old.company_id and s.milestone_id = old.milestone_id limit 1;
    if found then
        raise exception 'an invoiced milestone is frozen' using errcode = 'check_violation', constraint = 'invoiced_milestone_is_frozen', table = 'milestone';
    end if;
    return new;
end $$;
create trigger invoiced_milestone_is_frozen before update on milestone for each row
    when ((old.name, old.milestone_on, old.amount, old.tax) is distinct from (new.name, new.milestone_on, new.amount, new.tax)) execute function milestone_claim_guard();

-- R-CONF-1 i: a billed sale that bills no unbilled one is a milestone's, and says what its detail says. Once.
create unique index milestone_billed_once on actual (company_id, invoice_detail_id) where transaction_class = 'milestone' and reverses_actual_id is null;
create function billed_milestone_guard() returns trigger language plpgsql as $$
declare bad bigint;
begin
    if not exists (select from new_actual where transaction_type = 'billed_sales' and bills_actual_id is null and reverses_actual_id is null) then
        return null;
    end if;
    select n.actual_id into bad from new_actual n
    left join invoice_detail d on d.company_id = n.company_id and d.invoice_detail_id = n.invoice_detail_id and d.invoice_id = n.invoice_id
    left join milestone_split s on s.company_id = d.company_id and s.milestone_split_id = d.source_milestone_split_id
    where n.transaction_type = 'billed_sales' and n.bills_actual_id is null and n.reverses_actual_id is null
      and (s.milestone_split_id is null or n.transaction_class <> 'milestone'
        or (n.contract_id, n.contract_line_id, n.customer_id, n.project_id, n.currency, n.work_on)
           is distinct from (s.contract_id, s.contract_line_id, s.customer_id, s.project_id, s.currency, s.milestone_on)
        or (n.quantity, n.unit_price, n.amount, n.tax, n.billing_type) is distinct from (d.quantity, d.unit_price, d.amount, d.tax, d.billing_type))
    limit 1;
    if found then
        raise exception 'actual % does not bill a milestone', bad using errcode = 'check_violation', constraint = 'billed_milestone_equals_its_detail', table = 'actual';
    end if;
    return null;
end $$;
create trigger billed_milestone_equals_its_detail after insert on actual
    referencing new table as new_actual for each statement execute function billed_milestone_guard();
