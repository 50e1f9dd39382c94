-- The level that stops a sale is said in the reader's language, so it is stored as a word of ours and not as English.
update backlog set nte_detail = replace(nte_detail, ' ', '_') where nte_detail is not null;
alter table backlog add constraint limit_kind_is_known
    check (nte_detail in ('contract_line_customer', 'contract_line', 'contract_customer', 'contract'));
-- Answers that are kept for a request that comes again name it too.
update command_request set answer = regexp_replace(regexp_replace(answer::text,
        '("(?:LimitFailed|RaisedOverLimit)": "contract) (line|customer)', '\1_\2', 'g'),
        '("(?:LimitFailed|RaisedOverLimit)": "contract_line) customer', '\1_customer', 'g')::jsonb
where answer::text ~ '"(LimitFailed|RaisedOverLimit)": "contract ';
