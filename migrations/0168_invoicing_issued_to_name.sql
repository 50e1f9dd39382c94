-- Checks of a row are asked by name: that a number comes with confirmation is said first, as it always was.
alter table invoice rename constraint invoice_keeps_whom_it_was_issued_to to invoice_was_issued_to_its_customer;
