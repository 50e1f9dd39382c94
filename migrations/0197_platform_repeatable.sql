-- From here on functions, triggers and views stand in repeatable/, a file per room, and are made anew whenever one of those files or
-- a numbered migration is new; numbered migrations make none. So that a later one may change what the views look at, there are none
-- until all numbered ones are through.
drop view if exists contract_billing, open_billing, retainer_balance, billed_before, standing_opening, invoice_bill_to,
    contract_team_name, project_team_name, project_approver;
-- A table that is only added to has its two triggers in the file of its room.
drop procedure append_only_wall;
