-- Tables of millions: a fifth of them is too long to wait for. Their statistics and dead rows are seen to after fifty thousand changes
-- and a hundredth of the table; what is only added to is frozen, and marked for index-only scans, as it grows.
alter table actual set (autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 50000,
    autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_insert_threshold = 50000);
alter table backlog set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 20000, autovacuum_analyze_scale_factor = 0.01,
    autovacuum_analyze_threshold = 20000, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_insert_threshold = 50000);
alter table invoice_detail set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 20000, autovacuum_analyze_scale_factor = 0.01,
    autovacuum_analyze_threshold = 50000, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_insert_threshold = 50000);
alter table entry set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 20000, autovacuum_analyze_scale_factor = 0.01,
    autovacuum_analyze_threshold = 50000, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_insert_threshold = 50000);
