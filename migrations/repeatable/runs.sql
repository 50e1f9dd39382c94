-- What a run set out to do stands, and so does what came of it.

-- What the list of refusals below asks: of which contract an item of a run is.
create view run_item_contract with (security_invoker = true) as
select company_id, run_item_id, contract_id from run_item;
grant select on run_item_contract to billwright_app;

-- The jobs whose time has come, of every company: the clock belongs to none, and is told no more than whose turn it is.
create or replace function batch_jobs_due(now timestamptz) returns table (company_id bigint, batch_job_id bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select j.company_id, j.batch_job_id from batch_job j where j.next_run_at <= now order by j.next_run_at, j.company_id, j.batch_job_id
$$;
revoke all on function batch_jobs_due from public;
grant execute on function batch_jobs_due to billwright_app;

-- A run is what it was begun as; that it is worked off is said once.
create or replace trigger batch_job_run_stands before update on batch_job_run for each row
    when (old.batch_id is not null or (to_jsonb(old) - 'batch_id') is distinct from (to_jsonb(new) - 'batch_id'))
    execute function refuse_statement();
create or replace trigger batch_job_run_stands_delete before delete on batch_job_run for each statement execute function refuse_statement();

-- §2.9: an item that was successful stands; one that failed may be tried again.
create or replace trigger run_item_that_ran_stands before update on run_item for each row
    when (old.status = 'successful' or new.status = 'not_run' or (to_jsonb(old) - '{status,reason}'::text[]) is distinct from (to_jsonb(new) - '{status,reason}'::text[]))
    execute function refuse_statement();
create or replace trigger run_item_stands_delete before delete on run_item for each statement execute function refuse_statement();

-- A draft of a run is of the contract that the run was for.
create or replace function run_draft_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare bad bigint;
begin
    select n.invoice_id into bad from became n
    join run_item r on r.company_id = n.company_id and r.run_item_id = n.run_item_id
    join invoice i on i.company_id = n.company_id and i.invoice_id = n.invoice_id
    where r.contract_id <> i.contract_id limit 1;
    if found then
        raise exception 'draft % is of another contract', bad
            using errcode = 'check_violation', constraint = 'run_draft_is_of_its_contract', table = 'run_draft';
    end if;
    return null;
end $$;
revoke all on function run_draft_guard from public;
create or replace trigger run_draft_is_of_its_contract after insert on run_draft
    referencing new table as became for each statement execute function run_draft_guard();
create or replace trigger run_draft_stands before update on run_draft for each statement execute function refuse_statement();
