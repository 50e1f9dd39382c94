-- R-MS-4: a milestone's part becomes Ready only while the milestones of its line come to what is contracted, and their taxes to
-- the tax that is estimated. Once per statement. The other way round, milestones that are changed under a mark, is the
-- command's, which takes the marks off in the same transaction; the audit asks whether it did.
create function milestone_ready_guard() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    marked bigint[];
    bad bigint;
begin
    if tg_op = 'INSERT' then
        marked := array(select distinct contract_line_id from became where is_ready);
    else
        marked := array(select distinct b.contract_line_id from became b
                        join was w on w.company_id = b.company_id and w.milestone_split_id = b.milestone_split_id where b.is_ready and not w.is_ready);
    end if;
    select l.contract_line_id into bad from contract_line l
    left join lateral (select sum(m.amount) as amount, sum(m.tax) as tax from milestone m
                       where m.company_id = l.company_id and m.contract_line_id = l.contract_line_id) m on true
    where l.contract_line_id = any(marked) and l.company_id in (select company_id from became)
      and (coalesce(m.amount, 0), coalesce(m.tax, 0)) <> (coalesce(l.contracted_amount, 0), coalesce(l.estimated_tax, 0))
    limit 1;
    if found then
        raise exception 'the milestones of line % do not come to what is contracted', bad
            using errcode = 'check_violation', constraint = 'ready_milestones_meet_their_sum', table = 'milestone_split';
    end if;
    return null;
end $$;
create trigger ready_milestones_meet_their_sum_insert after insert on milestone_split referencing new table as became for each statement execute function milestone_ready_guard();
create trigger ready_milestones_meet_their_sum after update on milestone_split referencing old table as was new table as became for each statement execute function milestone_ready_guard();
