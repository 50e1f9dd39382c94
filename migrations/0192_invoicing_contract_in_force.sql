-- R-SM-5: a contract that is not signed yet is not invoiced. Once per statement, whatever it makes.
create function invoice_contract_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    select n.invoice_id into bad from new_invoice n join contract c on c.company_id = n.company_id and c.contract_id = n.contract_id where c.state = 'draft' limit 1;
    if found then
        raise exception 'invoice % is of a draft contract', bad using errcode = 'check_violation', constraint = 'invoice_is_of_a_contract_in_force', table = 'invoice';
    end if;
    return null;
end $$;
create trigger invoice_is_of_a_contract_in_force after insert on invoice referencing new table as new_invoice for each statement execute function invoice_contract_guard();
