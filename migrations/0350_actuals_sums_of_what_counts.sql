-- What the ledger's sums say of sales is, from here on, what is chargeable of them, as everywhere (R-EDIT-10): an amount that nobody owes
-- was counted as billed. They are added up anew by the files that are applied after this, which let nobody write to the ledger meanwhile.
-- Until then nothing is kept: what a node of the version before writes in between would be kept in the old sense.
drop trigger if exists actual_sums_add_up on actual;
delete from actual_sum;
