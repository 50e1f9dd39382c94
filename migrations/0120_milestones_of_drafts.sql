-- A draft contract's lines change under their milestones: another project is told to their parts, another way of billing is
-- refused while there are any.

create function milestone_line_change_guard() returns trigger language plpgsql as $$
begin
    if new.billing_method <> 'fixed_price' and exists (select from milestone m where m.company_id = new.company_id and m.contract_line_id = new.contract_line_id) then
        raise exception 'line % has milestones', new.contract_line_id
            using errcode = 'check_violation', constraint = 'milestone_is_for_fixed_price', table = 'milestone';
    end if;
    -- At commit: whoever changes the line writes the parts after it.
    if exists (select from milestone_split s where s.company_id = new.company_id and s.contract_line_id = new.contract_line_id and s.project_id <> new.project_id) then
        raise exception 'the splits of line % do not mirror it', new.contract_line_id
            using errcode = 'check_violation', constraint = 'milestone_splits_make_it_whole', table = 'milestone_split';
    end if;
    return null;
end $$;
create constraint trigger milestones_follow_their_line after update of billing_method, project_id on contract_line
    deferrable initially deferred for each row
    when ((old.billing_method, old.project_id) is distinct from (new.billing_method, new.project_id)) execute function milestone_line_change_guard();
