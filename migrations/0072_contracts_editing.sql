-- Contracts are made and changed by hand while they are drafts. A confirmed one is read-only but for names, dates of its
-- schedule, bill-to data and limits (R-SM-2); what the ledger points at stays for ever (R-SM-4).

grant update (number, name, primary_customer_id, start_on, requested_delivery_on, not_to_exceed, version) on contract to billwright_app;
grant update (name, billing_method, project_id, contracted_amount, not_to_exceed, schedule_type, billing_start_on, invoice_frequency,
    estimated_tax, customer_budget, has_selected_tasks) on contract_line to billwright_app;
grant update (position, billing_split_percent, is_rounding, not_to_exceed) on contract_line_customer to billwright_app;
grant update (is_chargeable) on contract_line_chargeability to billwright_app;
grant delete on contract, contract_line, contract_line_class, contract_line_customer, contract_line_chargeability, price to billwright_app;
grant update (unit_price, pricing, unit, valid_from, valid_to) on price to billwright_app;
grant update (name, country, language, vat_id, payment_terms_days) on customer to billwright_app;
grant update (name) on project, task to billwright_app;
grant update (name, is_chargeable) on role, category to billwright_app;
grant update (name, unit) on product to billwright_app;

create function contract_part_guard() returns trigger language plpgsql as $$
declare
    line bigint;
    firm bigint;
begin
    if tg_op = 'DELETE' then
        line := old.contract_line_id; firm := old.company_id;
    else
        line := new.contract_line_id; firm := new.company_id;
    end if;
    perform from contract_line l join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
    where l.company_id = firm and l.contract_line_id = line and c.state <> 'draft';
    if found then
        raise exception 'the contract of line % is no longer a draft', line
            using errcode = 'check_violation', constraint = 'confirmed_contract_is_read_only', table = tg_table_name;
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;
create trigger confirmed_contract_is_read_only before update on contract_line for each row
    when ((old.contract_id, old.line_number, old.billing_method, old.project_id, old.contracted_amount, old.schedule_type, old.estimated_tax, old.has_selected_tasks)
        is distinct from (new.contract_id, new.line_number, new.billing_method, new.project_id, new.contracted_amount, new.schedule_type, new.estimated_tax, new.has_selected_tasks))
    execute function contract_part_guard();
create trigger confirmed_contract_is_read_only_delete before delete on contract_line for each row execute function contract_part_guard();
create trigger confirmed_contract_is_read_only before insert or update or delete on contract_line_class for each row execute function contract_part_guard();
create trigger confirmed_contract_is_read_only before insert or update or delete on contract_line_chargeability for each row execute function contract_part_guard();
create trigger confirmed_contract_is_read_only before update on contract_line_customer for each row
    when ((old.customer_id, old.position, old.billing_split_percent, old.is_rounding) is distinct from (new.customer_id, new.position, new.billing_split_percent, new.is_rounding))
    execute function contract_part_guard();
create trigger confirmed_contract_is_read_only_delete before delete on contract_line_customer for each row execute function contract_part_guard();
create trigger confirmed_contract_is_read_only_insert before insert on contract_line_customer for each row
    when (new.billing_split_percent > 0) execute function contract_part_guard();

create function contract_header_guard() returns trigger language plpgsql as $$
begin
    raise exception 'contract % is no longer a draft', old.contract_id
        using errcode = 'check_violation', constraint = 'confirmed_contract_is_read_only', table = 'contract';
end $$;
create trigger confirmed_contract_is_read_only before update on contract for each row
    when (old.state <> 'draft' and (old.number, old.primary_customer_id, old.start_on) is distinct from (new.number, new.primary_customer_id, new.start_on))
    execute function contract_header_guard();
create trigger confirmed_contract_is_read_only_delete before delete on contract for each row
    when (old.state <> 'draft') execute function contract_header_guard();

-- Whoever writes the ledger holds the lines it points at; so a line is either gone before, or stays.
create function actual_line_guard() returns trigger language plpgsql as $$
begin
    perform from (select l.contract_line_id from contract_line l
        where (l.company_id, l.contract_line_id) in (select distinct company_id, contract_line_id from new_actual where contract_line_id is not null)
        order by l.contract_line_id for key share) held;
    return null;
end $$;
create trigger actual_holds_its_line after insert on actual
    referencing new table as new_actual for each statement execute function actual_line_guard();
create function contract_line_history_guard() returns trigger language plpgsql as $$
begin
    perform from actual where company_id = old.company_id and contract_id = old.contract_id and contract_line_id = old.contract_line_id limit 1;
    if found then
        raise exception 'the ledger points at line %', old.contract_line_id
            using errcode = 'check_violation', constraint = 'contract_line_with_actuals_stays', table = 'contract_line';
    end if;
    return null;
end $$;
create trigger contract_line_with_actuals_stays after delete on contract_line for each row execute function contract_line_history_guard();
