-- What the backlog says of a sale is compared with the ledger as rows come (`backlog_mirrors_its_actual`), and nobody deletes from the
-- ledger: that the sale is there was asked a second time, row by row.
alter table backlog drop constraint backlog_of_an_actual;
