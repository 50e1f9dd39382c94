-- R-APP-10: what the ledger counts came from somewhere: an entry, a retainer, what was billed before; what a milestone's
-- invoice billed names its detail. An unbilled sale from nowhere could be marked, invoiced and confirmed. A CHECK on columns
-- of the row costs nothing that can be measured; whether the origin says the same is asked by the audit.
alter table actual add constraint ledger_row_has_an_origin check (case when transaction_class = 'milestone' and journal_opening_id is null
    then transaction_type = 'billed_sales' and entry_id is null
    else num_nonnulls(entry_id, coalesce(retainer_id, journal_opening_id)) = 1 end) not valid;
-- A ledger that has such a row already keeps it: it can't be deleted, the audit names it, and nobody is locked out.
do $$
begin
    alter table actual validate constraint ledger_row_has_an_origin;
exception when check_violation then
    raise warning 'the ledger has rows without an origin: billwright audit names them';
end $$;
