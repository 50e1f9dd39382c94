-- What somebody worked on last is read off the trail, newest first.
create index audit_entry_by_person on audit_entry (company_id, person_id, audit_entry_id);
