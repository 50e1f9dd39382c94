-- Companies, the people who sign in, what they may do, and the record of what they did.

-- A company is a legal entity: it issues invoices, owns numbers and ledger. Founded by the owner only.
create table company (
    company_id bigint generated always as identity,
    name text not null,
    currency text not null, -- of its costs
    created_at timestamptz not null default now(),
    constraint company_key primary key (company_id),
    constraint company_name_is_unique unique (name),
    constraint company_name_is_given check (length(name) between 1 and 200)
);
call company_wall('company');
grant select on company to billwright_app;

create table person (
    company_id bigint not null references company,
    person_id bigint generated always as identity,
    name text not null,
    email text not null, -- lower case
    password_hash text not null, -- argon2id, PHC string
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    constraint person_key primary key (company_id, person_id),
    constraint person_email_is_unique unique (company_id, email),
    constraint person_email_is_lower_case check (email = lower(email) and length(email) between 3 and 200),
    constraint person_name_is_given check (length(name) between 1 and 200)
);
call company_wall('person');
create index person_by_email on person (email);
grant select, insert on person to billwright_app;
grant update (name, password_hash, is_active) on person to billwright_app;

create table person_role (
    company_id bigint not null,
    person_id bigint not null,
    role text not null,
    constraint person_role_key primary key (company_id, person_id, role),
    constraint person_role_of_a_person foreign key (company_id, person_id) references person,
    constraint person_role_is_known check (role in
        ('resource', 'project_approver', 'project_manager', 'billing_administrator', 'project_accountant', 'practice_manager', 'administrator'))
);
call company_wall('person_role');
grant select, insert, delete on person_role to billwright_app;

-- Sessions live here and nowhere else: ending one here ends it everywhere. Only a hash of the token is kept.
create table session (
    company_id bigint not null,
    token_hash bytea not null,
    person_id bigint not null,
    created_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    constraint session_key primary key (company_id, token_hash),
    constraint session_of_a_person foreign key (company_id, person_id) references person
);
call company_wall('session');
create unique index session_token_is_unique on session (token_hash);
create index session_by_person on session (company_id, person_id);
grant select, insert, delete on session to billwright_app;
grant update (seen_at) on session to billwright_app;

-- Before sign-in there is no company yet, so three narrow doors look without one.
create function sign_in_candidates(given_email text)
    returns table (company_id bigint, company_name text, person_id bigint, password_hash text)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select c.company_id, c.name, p.person_id, p.password_hash
    from person p join company c using (company_id)
    where p.email = lower(given_email) and p.is_active
    order by c.company_id
    limit 5
$$;

create function session_find(given_hash bytea, idle interval, lifetime interval)
    returns table (company_id bigint, company_name text, company_currency text, person_id bigint, person_name text, roles text[], seen_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select c.company_id, c.name, c.currency, p.person_id, p.name,
           array(select r.role from person_role r where r.company_id = p.company_id and r.person_id = p.person_id order by r.role),
           s.seen_at
    from session s
    join person p using (company_id, person_id)
    join company c using (company_id)
    where s.token_hash = given_hash and p.is_active
      and s.seen_at > now() - idle and s.created_at > now() - lifetime
$$;

-- Failed sign-ins per account and per address, kept for the whole instance: the name typed may belong to nobody.
create table sign_in_failure (
    subject_hash bytea not null,
    failed_at timestamptz not null default clock_timestamp()
);
create index sign_in_failure_by_subject on sign_in_failure (subject_hash, failed_at);

create function sign_in_failures(subject bytea, since interval) returns bigint
    language sql volatile security definer set search_path = public, pg_temp
as $$
    delete from sign_in_failure where failed_at < now() - interval '1 day';
    select count(*) from sign_in_failure where subject_hash = subject and failed_at > now() - since
$$;

create function sign_in_failed(subjects bytea[]) returns void
    language sql volatile security definer set search_path = public, pg_temp
as $$ insert into sign_in_failure (subject_hash) select unnest(subjects) $$;

create function sign_in_succeeded(subject bytea) returns void
    language sql volatile security definer set search_path = public, pg_temp
as $$ delete from sign_in_failure where subject_hash = subject $$;

revoke all on function sign_in_candidates, session_find, sign_in_failures, sign_in_failed, sign_in_succeeded from public;
grant execute on function sign_in_candidates, session_find, sign_in_failures, sign_in_failed, sign_in_succeeded to billwright_app;

-- Every write leaves one row: who, when, what, with which input, and what it changed.
create table audit_entry (
    company_id bigint not null references company,
    audit_entry_id bigint generated always as identity,
    happened_at timestamptz not null default now(),
    person_id bigint, -- null: the command line
    request_id uuid not null,
    command text not null,
    input jsonb not null,
    before jsonb,
    after jsonb,
    constraint audit_entry_key primary key (company_id, audit_entry_id),
    constraint audit_entry_of_a_person foreign key (company_id, person_id) references person
);
call company_wall('audit_entry');
call append_only_wall('audit_entry', 'audit_entry_is_append_only');
grant select, insert on audit_entry to billwright_app;

-- One effect per request: the key, what was asked, what was answered.
create table command_request (
    company_id bigint not null references company,
    request_key text not null,
    command text not null,
    input_hash bytea not null,
    answer jsonb, -- null only while its transaction runs
    created_at timestamptz not null default now(),
    constraint command_request_key primary key (company_id, request_key)
);
call company_wall('command_request');
grant select, insert on command_request to billwright_app;
grant update (answer) on command_request to billwright_app;
