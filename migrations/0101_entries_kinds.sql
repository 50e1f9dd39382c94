-- Entries of every kind, written by the people themselves; recalled, cancelled, corrected; and journals.

-- R-SEC-1: somebody who signs in may be somebody who works.
alter table resource
    add column person_id bigint,
    add constraint resource_is_a_person foreign key (company_id, person_id) references person,
    add constraint resource_is_one_person unique (company_id, person_id);
grant update (person_id) on resource to billwright_app;

-- What a company allows its approvers; no row: nothing beyond the rules.
create table entry_setting (
    company_id bigint not null references company,
    own_work_may_be_approved boolean not null default false,
    constraint entry_setting_key primary key (company_id)
);
call company_wall('entry_setting');
grant select, insert on entry_setting to billwright_app;
grant update (own_work_may_be_approved) on entry_setting to billwright_app;

-- R-APP-14: lines that go straight to the ledger, posted together.
create table entry_journal (
    company_id bigint not null references company,
    entry_journal_id bigint generated always as identity,
    description text not null,
    person_id bigint,
    posted_at timestamptz not null,
    constraint entry_journal_key primary key (company_id, entry_journal_id),
    constraint entry_journal_of_a_person foreign key (company_id, person_id) references person,
    constraint entry_journal_description_is_given check (length(description) between 1 and 200)
);
call company_wall('entry_journal');
grant select, insert on entry_journal to billwright_app;

alter table task add constraint task_is_of_its_project unique (company_id, project_id, task_id);
alter table entry
    alter column role_id drop not null,
    alter column resource_id drop not null,
    add column task_id bigint, -- null: `task` says it in words, as a time sheet does
    add column category_id bigint,
    add column product_id bigint,
    add column unit text not null default '', -- of the quantity; hours where it is empty
    add column billing_type_is_chosen boolean not null default false, -- by the approver or the import; else R-APP-3 decides
    add column person_id bigint, -- who wrote it down; null: it came in a file
    add column version integer not null default 1, -- raised by every change of what its author says
    add column recall_reason text not null default '',
    add column entry_journal_id bigint,
    add column journal_type transaction_type, -- what a journal's line writes
    add constraint entry_of_a_task foreign key (company_id, project_id, task_id) references task (company_id, project_id, task_id),
    add constraint entry_in_a_category foreign key (company_id, category_id) references category,
    add constraint entry_of_a_product foreign key (company_id, product_id) references product,
    add constraint entry_written_by_a_person foreign key (company_id, person_id) references person,
    add constraint entry_of_a_journal foreign key (company_id, entry_journal_id) references entry_journal,
    add constraint entry_is_priced_by_what_suits_its_class check (
        (role_id is not null) = (transaction_class = 'time') and (category_id is not null) = (transaction_class in ('expense', 'fee'))
        and (product_id is not null) = (transaction_class = 'material') and transaction_class in ('time', 'expense', 'fee', 'material')),
    add constraint entry_has_a_resource check (resource_id is not null or transaction_class = 'fee'),
    add constraint entry_unit_is_short check (length(unit) <= 50),
    add constraint entry_journal_line_says_what_it_writes check (
        (entry_journal_id is null) = (journal_type is null) and (journal_type is null or journal_type in ('cost', 'unbilled_sales'))),
    add constraint entry_fee_comes_by_journal check (
        transaction_class <> 'fee' or (journal_type is not distinct from 'unbilled_sales' and quantity = 1 and billable_quantity = 1 and unit_price is not null and unit_cost = 0));
create index entry_by_resource on entry (company_id, resource_id, work_on, entry_id);
create index entry_by_journal on entry (company_id, entry_journal_id) where entry_journal_id is not null;
-- What the ledger has of an entry: its cost and its unbilled sales. Reversals and billed sales are found from those, so
-- that confirming an invoice pays nothing for it.
create index actual_of_an_entry on actual (company_id, entry_id) where entry_id is not null and reverses_actual_id is null and bills_actual_id is null;

-- A "no" on a time sheet was a choice; a "yes" leaves it to the contract (R-APP-3).
update entry set billing_type_is_chosen = true where billing_type <> 'chargeable' and state <> 'approved';

grant delete on entry to billwright_app;
grant update (work_on, project_id, resource_id, role_id, category_id, product_id, task_id, task, notes, quantity, unit, unit_cost, billing_type_is_chosen, version, recall_reason)
    on entry to billwright_app;

-- R-SM-36 to R-SM-43. What is in the ledger stands as the ledger saw it: an entry goes back, or changes, only once
-- nothing of it is left there.
create or replace function entry_guard() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        raise exception 'an entry is born a draft or submitted' using errcode = 'check_violation', constraint = 'entry_state_moves_as_drawn';
    end if;
    if old.state in ('approved', 'recall_requested') then
        if old.is_history then
            raise exception 'history is frozen' using errcode = 'check_violation', constraint = 'approved_entry_is_frozen';
        end if;
        if old.state = new.state or (old.state, new.state) in (('approved', 'recall_requested'), ('recall_requested', 'approved')) then
            if (old.transaction_class, old.work_on, old.project_id, old.resource_id, old.role_id, old.category_id, old.product_id, old.task_id, old.task, old.notes, old.quantity,
                old.unit, old.billing_type, old.billing_type_is_chosen, old.billable_quantity, old.external_comment, old.unit_price, old.unit_cost)
               is not distinct from
               (new.transaction_class, new.work_on, new.project_id, new.resource_id, new.role_id, new.category_id, new.product_id, new.task_id, new.task, new.notes, new.quantity,
                new.unit, new.billing_type, new.billing_type_is_chosen, new.billable_quantity, new.external_comment, new.unit_price, new.unit_cost) then
                return new;
            end if;
        elsif (old.entry_journal_id is null and (old.state, new.state) not in (('approved', 'submitted'), ('recall_requested', 'returned')))
           or (old.entry_journal_id is not null and (old.state, new.state) not in (('approved', 'returned'))) then
            raise exception 'an approved entry is frozen' using errcode = 'check_violation', constraint = 'approved_entry_is_frozen';
        end if;
        perform from actual a
        where a.company_id = old.company_id and a.entry_id = old.entry_id and a.reverses_actual_id is null and a.bills_actual_id is null
          and (not exists (select from actual r where r.company_id = a.company_id and r.reverses_actual_id = a.actual_id)
            or exists (select from actual b where b.company_id = a.company_id and b.bills_actual_id = a.actual_id and b.reverses_actual_id is null
                       and not exists (select from actual rb where rb.company_id = b.company_id and rb.reverses_actual_id = b.actual_id)));
        if found then
            raise exception 'an approved entry is frozen' using errcode = 'check_violation', constraint = 'approved_entry_is_frozen';
        end if;
        return new;
    end if;
    if old.state is distinct from new.state and ((old.state, new.state) not in
        (('draft', 'submitted'), ('submitted', 'approved'), ('submitted', 'returned'), ('submitted', 'draft'), ('returned', 'submitted'))
        or old.entry_journal_id is not null) then
        raise exception 'no way from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'entry_state_moves_as_drawn';
    end if;
    return new;
end $$;
drop trigger entry_state_moves_as_drawn_insert on entry;
create trigger entry_state_moves_as_drawn_insert before insert on entry for each row
    when (new.state in ('returned', 'recall_requested') or (new.state = 'approved' and not new.is_history and new.entry_journal_id is null)) execute function entry_guard();
drop trigger approved_entry_is_frozen on entry;
create trigger approved_entry_is_frozen before update on entry for each row when (old.state in ('approved', 'recall_requested')) execute function entry_guard();
drop trigger entry_state_moves_as_drawn on entry;
create trigger entry_state_moves_as_drawn before update on entry for each row
    when (old.state in ('draft', 'submitted', 'returned') and old.state <> new.state and not (old.state = 'submitted' and new.state = 'approved' and old.entry_journal_id is null))
    execute function entry_guard();

-- What is submitted is the approver's to change, and only in what an approver may (R-APP-4).
create trigger submitted_entry_keeps_its_work before update on entry for each row
    when (old.state = 'submitted' and
        (old.transaction_class, old.work_on, old.project_id, old.resource_id, old.role_id, old.category_id, old.product_id, old.task_id, old.task, old.notes, old.quantity, old.unit, old.unit_price, old.unit_cost)
        is distinct from
        (new.transaction_class, new.work_on, new.project_id, new.resource_id, new.role_id, new.category_id, new.product_id, new.task_id, new.task, new.notes, new.quantity, new.unit, new.unit_price, new.unit_cost))
    execute function refuse_statement();

-- Only what never counted can go: what the ledger points at never vanishes.
create function entry_delete_guard() returns trigger language plpgsql as $$
begin
    if old.state not in ('draft', 'returned') or exists (select from actual a where a.company_id = old.company_id and a.entry_id = old.entry_id
        and a.reverses_actual_id is null and a.bills_actual_id is null) then
        raise exception 'entry % counted once', old.entry_id using errcode = 'check_violation', constraint = 'entry_that_counted_stays', table = 'entry';
    end if;
    return old;
end $$;
create trigger entry_that_counted_stays before delete on entry for each row execute function entry_delete_guard();
create trigger entry_that_counted_stays_truncate before truncate on entry for each statement execute function refuse_statement();

-- An entry whose author asks for it back is still in the ledger, and may be billed meanwhile: the ledger takes its rows
-- as those of an approved one.
do $$
declare
    written text := pg_get_functiondef('actual_references_guard'::regproc);
    patched text := replace(written, 'e.state = ''approved''', 'e.state in (''approved'', ''recall_requested'')');
begin
    if written = patched then
        raise exception 'the guard of the ledger''s references is not as expected';
    end if;
    execute patched;
end $$;
