-- What people recorded. An entry is not a financial fact until it is approved (R-APP-1).

create table entry (
    company_id bigint not null,
    entry_id bigint generated always as identity,
    transaction_class transaction_class not null,
    work_on date not null,
    project_id bigint not null,
    resource_id bigint not null,
    role_id bigint not null,
    task text not null,
    notes text not null,
    quantity numeric(10,4) not null, -- hours
    billing_type billing_type not null,
    billable_quantity numeric(10,4) not null, -- what the approver lets through (R-APP-4)
    external_comment text not null default '',
    unit_price numeric(14,4), -- typed on the time sheet; else the price list decides (R-PRC-3)
    unit_cost numeric(14,4) not null default 0, -- in the company's currency
    state entry_state not null default 'draft',
    is_history boolean not null default false, -- invoiced before Billwright: shown, never backlog
    decision_comment text not null default '',
    source_key text, -- what it was in the file it came from
    constraint entry_key primary key (company_id, entry_id),
    constraint entry_is_imported_once unique (company_id, source_key),
    constraint entry_of_a_project foreign key (company_id, project_id) references project,
    constraint entry_of_a_resource foreign key (company_id, resource_id) references resource,
    constraint entry_in_a_role foreign key (company_id, role_id) references role,
    constraint entry_quantity_is_positive check (quantity > 0),
    constraint entry_billable_quantity_is_not_negative check (billable_quantity >= 0),
    constraint entry_history_is_settled check (not is_history or state = 'approved')
);
call company_wall('entry');
create index entry_by_state_and_date on entry (company_id, state, work_on, entry_id);
create index entry_by_state_and_project on entry (company_id, state, project_id, work_on, entry_id);
grant select, insert on entry to billwright_app;
grant update (state, billing_type, billable_quantity, external_comment, decision_comment) on entry to billwright_app;

-- R-SM-36 to R-SM-39, as far as they go without recall; an approved entry stands as the ledger saw it.
create function entry_guard() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        raise exception 'an entry is born a draft or submitted' using errcode = 'check_violation', constraint = 'entry_state_moves_as_drawn';
    end if;
    if old.state = 'approved' then
        raise exception 'an approved entry is frozen' using errcode = 'check_violation', constraint = 'approved_entry_is_frozen';
    end if;
    if old.state is distinct from new.state and (old.state, new.state) not in
        (('draft', 'submitted'), ('submitted', 'approved'), ('submitted', 'returned'), ('submitted', 'draft'), ('returned', 'submitted')) then
        raise exception 'no way from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'entry_state_moves_as_drawn';
    end if;
    return new;
end $$;
create trigger entry_state_moves_as_drawn_insert before insert on entry for each row
    when (new.state = 'returned' or (new.state = 'approved' and not new.is_history)) execute function entry_guard();
create trigger approved_entry_is_frozen before update on entry for each row when (old.state = 'approved') execute function entry_guard();
create trigger entry_state_moves_as_drawn before update on entry for each row
    when (old.state <> new.state and not (old.state = 'submitted' and new.state = 'approved')) execute function entry_guard();

-- A folder that somebody uploaded to look at first: kept until it is imported or thrown away.
create table import_upload (
    company_id bigint not null,
    import_upload_id bigint generated always as identity,
    person_id bigint not null,
    created_at timestamptz not null default now(),
    imported_at timestamptz,
    constraint import_upload_key primary key (company_id, import_upload_id),
    constraint import_upload_of_a_person foreign key (company_id, person_id) references person
);
call company_wall('import_upload');
create table import_file (
    company_id bigint not null,
    import_upload_id bigint not null,
    name text not null,
    content bytea not null,
    constraint import_file_key primary key (company_id, import_upload_id, name),
    constraint import_file_of_an_upload foreign key (company_id, import_upload_id) references import_upload on delete cascade
);
call company_wall('import_file');
grant select, insert, delete on import_upload, import_file to billwright_app;
grant update (imported_at) on import_upload to billwright_app;
grant update (content) on import_file to billwright_app;
