-- Somebody's form has their roles, which are rows of another table: their command raises the version.
alter table person add column version integer not null default 1;
grant update (version) on person to billwright_app;
