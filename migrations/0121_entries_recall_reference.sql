-- While somebody asks for it back, an entry is still in the ledger: it may be billed meanwhile, and taking it back writes its
-- reversals. The guard was written anew for retainers without that state.
do $$
declare
    written text := pg_get_functiondef('actual_references_guard'::regproc);
begin
    if written not like '%''recall_requested''%' then
        execute replace(written, 'e.state = ''approved''', 'e.state in (''approved'', ''recall_requested'')');
    end if;
    if pg_get_functiondef('actual_references_guard'::regproc) not like '%''recall_requested''%' then
        raise exception 'actual_references_guard does not ask for the state of entries as expected';
    end if;
end $$;
