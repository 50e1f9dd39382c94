-- R-NTE-1, R-SM-17: where no level has a limit any more, nothing is to be evaluated: what waits for it, failed or was committed is
-- Not Applicable, and may be marked. At commit: a draft's lines are written anew whenever it is saved, their limits with them.
-- Where a limit is set or changed, rows keep what they were; Reevaluate asks again (R-NTE-8).
create function limit_removed() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare deal bigint := (to_jsonb(old) ->> 'contract_id')::bigint;
begin
    if deal is null then
        select l.contract_id into deal from contract_line l where l.company_id = old.company_id and l.contract_line_id = old.contract_line_id;
    end if;
    update backlog b set nte_status = 'not_applicable', nte_detail = null
    where b.company_id = old.company_id and b.contract_id = deal and b.nte_status <> 'not_applicable'
      and not exists (select from contract c where c.company_id = b.company_id and c.contract_id = b.contract_id and c.not_to_exceed is not null)
      and not exists (select from contract_customer c
          where c.company_id = b.company_id and c.contract_id = b.contract_id and c.customer_id = b.customer_id and c.not_to_exceed is not null)
      and not exists (select from contract_line l where l.company_id = b.company_id and l.contract_line_id = b.contract_line_id and l.not_to_exceed is not null)
      and not exists (select from contract_line_customer c
          where c.company_id = b.company_id and c.contract_line_id = b.contract_line_id and c.customer_id = b.customer_id and c.not_to_exceed is not null);
    return null;
end $$;
create constraint trigger limit_removed_frees_its_rows after update of not_to_exceed on contract deferrable initially deferred for each row
    when (old.not_to_exceed is not null and new.not_to_exceed is null) execute function limit_removed();
create constraint trigger limit_removed_frees_its_rows after update of not_to_exceed on contract_customer deferrable initially deferred for each row
    when (old.not_to_exceed is not null and new.not_to_exceed is null) execute function limit_removed();
create constraint trigger limit_removed_frees_its_rows_delete after delete on contract_customer deferrable initially deferred for each row
    when (old.not_to_exceed is not null) execute function limit_removed();
create constraint trigger limit_removed_frees_its_rows after update of not_to_exceed on contract_line deferrable initially deferred for each row
    when (old.not_to_exceed is not null and new.not_to_exceed is null) execute function limit_removed();
create constraint trigger limit_removed_frees_its_rows after update of not_to_exceed on contract_line_customer deferrable initially deferred for each row
    when (old.not_to_exceed is not null and new.not_to_exceed is null) execute function limit_removed();
create constraint trigger limit_removed_frees_its_rows_delete after delete on contract_line_customer deferrable initially deferred for each row
    when (old.not_to_exceed is not null) execute function limit_removed();

-- What stands so today.
update backlog b set nte_status = 'not_applicable', nte_detail = null
where b.nte_status <> 'not_applicable'
  and not exists (select from contract c where c.company_id = b.company_id and c.contract_id = b.contract_id and c.not_to_exceed is not null)
  and not exists (select from contract_customer c
      where c.company_id = b.company_id and c.contract_id = b.contract_id and c.customer_id = b.customer_id and c.not_to_exceed is not null)
  and not exists (select from contract_line l where l.company_id = b.company_id and l.contract_line_id = b.contract_line_id and l.not_to_exceed is not null)
  and not exists (select from contract_line_customer c
      where c.company_id = b.company_id and c.contract_line_id = b.contract_line_id and c.customer_id = b.customer_id and c.not_to_exceed is not null);
