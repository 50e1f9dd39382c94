-- What is put on drafts leaves the backlog by the hundred thousand, and its oldest rows go first: until their places in the indexes are
-- cleared away, whoever opens the list walks over all of them. It is done at once, and without resting in between.
alter table backlog set (autovacuum_vacuum_cost_delay = 0);
