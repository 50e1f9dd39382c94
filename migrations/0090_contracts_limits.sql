-- Not-to-exceed limits are set by hand at all four levels (R-NTE-2), each raising the contract's version.

grant update (not_to_exceed, version) on contract to billwright_app;
grant update (not_to_exceed) on contract_line to billwright_app;
grant update (not_to_exceed) on contract_line_customer to billwright_app;

-- For numeric, NaN is greater than every number, so "not negative" lets it through; nothing is over NaN.
alter table contract add constraint contract_limit_is_a_number check (not_to_exceed < 10000000000);
alter table contract_customer add constraint contract_customer_limit_is_a_number check (not_to_exceed < 10000000000);
alter table contract_line add constraint contract_line_limit_is_a_number check (not_to_exceed < 10000000000);
alter table contract_line_customer add constraint contract_line_customer_limit_is_a_number check (not_to_exceed < 10000000000);

-- R-NTE-1: only Time and Material lines are evaluated, so a customer of another line has no limit on it either.
create function contract_line_customer_limit_guard() returns trigger language plpgsql as $$
begin
    if exists (select from contract_line l
               where l.company_id = new.company_id and l.contract_line_id = new.contract_line_id and l.billing_method <> 'time_and_material') then
        raise exception 'contract line % is not Time and Material', new.contract_line_id
            using errcode = 'check_violation', constraint = 'contract_line_customer_limit_is_for_time_and_material', table = 'contract_line_customer';
    end if;
    return new;
end $$;
create trigger contract_line_customer_limit_is_for_time_and_material before insert or update of not_to_exceed on contract_line_customer
    for each row when (new.not_to_exceed is not null) execute function contract_line_customer_limit_guard();
