//! The walls, hit from outside: raw SQL as the app role (and where it says so as the owner), past
//! every command. Each attempt must end with the SQLSTATE and the name of the wall that stopped it,
//! and leave nothing behind.

use super::{
    fixtures::{World, found},
    house::{says, sources},
    sheets::work,
    story_billed_before,
    walls_search_path::Shadowed,
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool};
use std::collections::BTreeSet;

/// Who tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum As {
    /// The role of the server, in the company.
    App,
    /// The same, with no company set.
    Nobody,
    /// Whoever migrates: a superuser here, whom row-level security and privileges do not hold.
    /// Triggers do.
    Owner,
}

/// Runs statements in a transaction of their own and commits; how it ended: `ok`, or `SQLSTATE
/// name`, the name of the constraint that refused, if one did.
async fn attempt(world: &World, who: As, sql: &str) -> String {
    let mut connection =
        PgConnection::connect_with(world.owner.connect_options().as_ref()).await.expect("connects");
    let outcome = attempt_on(&mut connection, world.company(), who, sql).await;
    connection.close().await.expect("closes");
    outcome
}

/// The same on a connection that stays.
pub async fn attempt_on(connection: &mut PgConnection, company: i64, who: As, sql: &str) -> String {
    let set_up = match who {
        As::App => {
            format!("set role billwright_app; begin; set local billwright.company = '{company}'")
        }
        As::Nobody => "set role billwright_app; begin".to_owned(),
        As::Owner => "reset role; begin".to_owned(),
    };
    match try_it(connection, &set_up, sql).await {
        Ok(rows) => format!("ok {rows}"),
        Err(sqlx::Error::Database(error)) => {
            connection.execute("rollback").await.expect("back");
            format!(
                "{} {}",
                error.code().unwrap_or_default(),
                error.constraint().unwrap_or_default()
            )
            .trim_end()
            .to_owned()
        }
        Err(error) => panic!("{sql}: {error}"),
    }
}

async fn try_it(
    connection: &mut PgConnection,
    set_up: &str,
    sql: &str,
) -> Result<u64, sqlx::Error> {
    connection.execute(AssertSqlSafe(set_up)).await?;
    let rows = connection.execute(AssertSqlSafe(sql)).await?.rows_affected();
    connection.execute("commit").await?;
    Ok(rows)
}

/// No privilege, a wall of statements, or a superuser's right: all the ways the database has of not
/// letting the app near.
pub const DENIED: &str = "42501";

/// Checks a table of attempts, then that everything is as it was: once as they are, once more from
/// a session that has put an empty temporary table before every table there is.
pub async fn check(world: &World, table: &[(As, &str, &str)]) {
    let before = fingerprint(world).await;
    for (who, sql, expected) in table {
        assert_eq!(attempt(world, *who, sql).await, *expected, "{who:?}: {sql}");
    }
    assert_eq!(fingerprint(world).await, before, "something got through");

    let mut shadowed = Shadowed::open(world).await;
    for (who, sql, expected) in table {
        assert_eq!(
            shadowed.attempt(world, *who, sql).await,
            *expected,
            "{who:?}, behind temporary tables: {sql}"
        );
    }
    shadowed.close().await;
    assert_eq!(fingerprint(world).await, before, "something got through behind temporary tables");
}

/// Every row of every table, but for what counts the tries themselves.
pub async fn fingerprint(world: &World) -> Vec<String> {
    let mut prints = Vec::new();
    for table in world
        .texts(
            r"
            select relname::text
            from pg_class
            where relkind = 'r' and relnamespace = 'public'::regnamespace
            order by 1
            ",
        )
        .await
    {
        prints.extend(
            world
                .texts(&format!(
                    r"
                    select '{table} ' || count(*) || ' ' || coalesce(
                        md5(string_agg(t::text, '|' order by t::text)), ''
                    )
                    from {table} t
                    "
                ))
                .await,
        );
    }
    prints
}

/// A confirmed invoice (SOLO), a draft (PAIR, two customers), open backlog on CAP, of it one over
/// its limit; a submitted, an approved and a draft entry.
pub async fn furnished(owner: PgPool) -> World {
    let world = World::new(owner).await;
    world.billed("SOLO", &[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "4")]).await;
    world.ready(&[work("PAIR", "2026-03-02", "8")]).await;
    for created in world.create(&["PAIR"]).await {
        created.outcome.expect("drafts");
    }
    world.approved(&[work("CAP", "2026-03-02", "8"), work("CAP", "2026-03-03", "8")]).await;
    let mut draft = work("SOLO", "2026-03-04", "1");
    draft.approved = "No";
    world.entries(&[work("SOLO", "2026-03-05", "2"), draft]).await;
    world
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_ledger_and_the_audit_trail_are_append_only(owner: PgPool) {
    // actual_is_append_only, audit_entry_is_append_only: for the app by privilege, for anybody else
    // by trigger
    let world = furnished(owner).await;
    let mut table = Vec::new();
    let mut statements = Vec::new();
    for (name, key, column) in
        [("actual", "actual_id", "quantity"), ("audit_entry", "audit_entry_id", "command")]
    {
        let wall = format!("23514 {name}_is_append_only");
        let columns = world
            .texts(&format!(
                r"
                select string_agg(column_name, ', ')
                from information_schema.columns
                where table_name = '{name}' and is_generated = 'NEVER'
                    and identity_generation is distinct from 'ALWAYS'
                "
            ))
            .await
            .join("");
        for sql in [
            format!("update {name} set {column} = {column}"),
            format!("update {name} set {column} = {column} where false"),
            format!("delete from {name}"),
            format!("delete from {name} where false"),
            format!("with gone as (delete from {name} returning *) select count(*) from gone"),
            format!("merge into {name} t using (select 1) s on true when matched then delete"),
            format!(
                r"
                merge into {name} t using (select 1) s
                    on true when matched then update set {column} = t.{column}
                "
            ),
            format!(
                r"
                insert into {name} ({columns})
                select {columns}
                from {name}
                on conflict (company_id, {key}) do update set {column} = excluded.{column}
                "
            ),
        ] {
            statements.push((As::App, sql.clone(), DENIED.to_owned()));
            statements.push((As::Owner, sql, wall.clone()));
        }
        statements.push((As::App, format!("truncate {name}"), DENIED.to_owned()));
        statements.push((
            As::Owner,
            format!("truncate {name} cascade"),
            format!(
                "23514 {}",
                if name == "actual" {
                    "actual_is_append_only_truncate"
                } else {
                    "audit_entry_is_append_only_truncate"
                }
            ),
        ));
        for sql in [
            format!("alter table {name} disable trigger all"),
            format!("alter table {name} disable trigger {name}_is_append_only"),
            format!("alter table {name} disable row level security"),
            format!("alter table {name} drop constraint {name}_key"),
            format!("alter table {name} add column more text"),
            format!("drop trigger {name}_is_append_only on {name}"),
            format!("drop table {name}"),
            format!(
                "create trigger mine before insert on {name} for each statement execute function refuse_statement()"
            ),
            format!("create rule mine as on insert to {name} do instead nothing"),
            format!("create index mine on {name} (company_id)"),
            format!("drop policy own_company on {name}"),
            format!("copy {name} from '/dev/null'"),
            format!("lock table {name} in access exclusive mode"),
        ] {
            statements.push((As::App, sql, DENIED.to_owned()));
        }
    }
    for (who, sql, expected) in &statements {
        table.push((*who, sql.as_str(), expected.as_str()));
    }
    check(&world, &table).await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_app_role_can_t_lift_itself_over_the_walls(owner: PgPool) {
    let world = furnished(owner).await;
    check(
        &world,
        &[
            (As::App, "create table mine (x int)", DENIED),
            (As::App, "create function mine() returns int language sql return 1", DENIED),
            (As::App, "create schema mine", DENIED),
            (As::App, "create role mine", DENIED),
            (As::App, "alter role billwright_app bypassrls", DENIED),
            (As::App, "alter role billwright_app superuser", DENIED),
            (As::App, "create or replace function current_company() returns bigint language sql stable return 1", DENIED),
            (As::App, "create or replace function refuse_statement() returns trigger language plpgsql as $$ begin return null; end $$", DENIED),
            (As::App, "call company_wall('actual')", DENIED),
            (As::App, "drop function actual_references_guard() cascade", DENIED),
            (As::App, "alter sequence actual_id_seq restart with 1", DENIED),
            (As::App, "select setval('actual_id_seq', 1)", DENIED),
            (As::App, "select pg_read_file('/etc/passwd')", DENIED),
            (As::App, "copy customer to program 'cat'", DENIED),
            (As::App, "select password_hash from sign_in_failure", "42703"),
            (As::App, "select * from sign_in_failure", DENIED),
            (As::App, "delete from sign_in_failure", DENIED),
            (As::App, "select * from _sqlx_migrations", DENIED),
            (As::App, "select passwd from pg_shadow", DENIED),
            (As::App, "insert into company (name, currency) values ('Mine', 'EUR')", DENIED),
            (As::App, "update company set name = 'Mine'", DENIED),
            (As::App, "delete from person", DENIED),
            (As::App, "update person set email = 'mine@example.org'", DENIED),
            (As::App, "update person set company_id = company_id", DENIED),
            (As::App, "delete from contract", "23514 confirmed_contract_is_read_only"),
            (As::App, "update contract set currency = 'EUR'", DENIED),
            (As::App, "delete from customer", DENIED),
            (As::App, "update price set currency = 'EUR'", DENIED),
            (As::App, "update contract_line set contract_id = 1", DENIED),
            (As::App, "update contract_line_customer set customer_id = 1", DENIED),
            (As::App, "update contract_line_class set project_id = 1", DENIED),
            (As::App, "delete from entry where state = 'submitted'", "23514 entry_that_counted_stays"),
            (As::App, "delete from entry where state = 'approved'", "23514 entry_that_counted_stays"),
            (As::App, r"
                update entry set quantity = 1 where state = 'submitted'
            ", "23514 submitted_entry_keeps_its_work"),
            (As::App, r"
                update entry set quantity = 1 where state = 'approved'
            ", "23514 approved_entry_is_frozen"),
            (As::App, "update entry set entry_journal_id = 1", DENIED),
            (As::App, r"
                update entry set is_history = true
            ", "23514 entry_history_is_not_in_the_ledger"),
            (As::App, "update entry set unit_price = 1", "23514 approved_entry_is_frozen"),
            (As::App, "update backlog set net_amount = 1", DENIED),
            (As::App, "update backlog set customer_id = customer_id", DENIED),
            (As::App, "update invoice set customer_id = customer_id", DENIED),
            (As::App, "update invoice set currency = 'EUR'", DENIED),
            // A correction gets its source when it is confirmed: the privilege is there, the wall too.
            (
                As::App,
                "update invoice_detail set source_actual_id = source_actual_id",
                "23514 confirmed_invoice_is_frozen",
            ),
            (As::App, "update invoice_detail set invoice_id = invoice_id", DENIED),
            (As::App, "update command_request set input_hash = ''", DENIED),
            (As::App, "delete from command_request", DENIED),
            (As::App, "delete from invoice_counter", DENIED),
            (As::App, r"
                insert into invoice_counter (company_id, last_number) values (99, 5)
            ", DENIED),
        ],
    )
    .await;
    // `session_replication_role` is the superuser's. A session that only put the role on may put it
    // off again, so the server's own role is asked what it may set.
    let may_set: bool = sqlx::query_scalar(
        "select has_parameter_privilege('billwright_app', 'session_replication_role', 'set')",
    )
    .fetch_one(&world.owner)
    .await
    .expect("asked");
    assert!(!may_set, "set session_replication_role = replica");
    let lifted: bool = sqlx::query_scalar(
        r"
        select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication
        from pg_roles
        where rolname = 'billwright_app'
        ",
    )
    .fetch_one(&world.owner)
    .await
    .expect("asked");
    assert!(!lifted);
    let member: i64 = world
        .ask(
            r"
            select count(*)
            from pg_auth_members m
            join pg_roles r on r.oid = m.member
            where r.rolname = 'billwright_app'
            ",
        )
        .await;
    assert_eq!(member, 0, "set role to nobody");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_confirmed_invoice_is_frozen_with_all_that_hangs_on_it(owner: PgPool) {
    // confirmed_invoice_is_frozen: R-SM-28, R-SM-32, I15
    let world = furnished(owner).await;
    let confirmed = "(select invoice_id from invoice where state = 'confirmed')";
    let frozen = "23514 confirmed_invoice_is_frozen";
    let of_confirmed = format!("where invoice_id = {confirmed}");
    let mut statements: Vec<String> = [
        "name = 'x'",
        "state = 'draft'",
        "state = 'in_review'",
        "state = 'confirmed'",
        "state = 'posted'",
        "invoice_number = 99",
        "amount = 1",
        "tax = 1",
        "version = 99",
        "bill_to_name = 'x'",
        "description = 'x'",
        "accounted_on = '2020-01-01'",
        "confirmed_by = null",
        "confirmed_at = now()",
        "amount = amount",
    ]
    .iter()
    .map(|set| format!("update invoice set {set} {of_confirmed}"))
    .collect();
    statements.extend([
        format!("delete from invoice {of_confirmed}"),
        format!(
            r"
            with gone as (delete from invoice {of_confirmed} returning *) select count(*) from gone
            "
        ),
        format!(
            r"
            merge into invoice i using (select {confirmed} as id) s
                on i.invoice_id = s.id when matched then update set name = 'x'
            "
        ),
        format!(
            r"
            merge into invoice i using (select {confirmed} as id) s
                on i.invoice_id = s.id when matched then delete
            "
        ),
        format!("update invoice_line set name = 'x' {of_confirmed}"),
        format!("delete from invoice_line {of_confirmed}"),
        format!(
            r"
            merge into invoice_line l using (select {confirmed} as id) s
                on l.invoice_id = s.id when matched then delete
            "
        ),
        format!(
            r"
            insert into invoice_line (company_id, invoice_id, contract_line_id, name)
            select company_id, {confirmed}, contract_line_id, 'x'
            from invoice_line
            where invoice_id <> {confirmed}
            limit 1
            "
        ),
        format!(
            r"
            insert into invoice_line (company_id, invoice_id, contract_line_id, name)
            select company_id, invoice_id, contract_line_id, name
            from invoice_line {of_confirmed}
            on conflict (company_id, invoice_id, contract_line_id) do update set name = 'x'
            "
        ),
        format!("update invoice_detail set quantity = 1, amount = unit_price {of_confirmed}"),
        format!("update invoice_detail set billing_type = 'complimentary' {of_confirmed}"),
        format!("update invoice_detail set description = 'x' {of_confirmed}"),
        format!(
            r"
            update invoice_detail set external_description = external_description {of_confirmed}
            "
        ),
        format!("delete from invoice_detail {of_confirmed}"),
        format!(
            r"
            delete
            from invoice_detail
            where invoice_detail_id = (
                select min(invoice_detail_id) from invoice_detail {of_confirmed}
            )
            "
        ),
        format!(
            r"
            merge into invoice_detail d using (select {confirmed} as id) s
                on d.invoice_id = s.id when matched then update set description = 'x'
            "
        ),
        "delete from invoice_detail".to_owned(),
        "update invoice_detail set description = 'x'".to_owned(),
    ]);
    let mut table: Vec<(As, &str, &str)> = Vec::new();
    for sql in &statements {
        table.push((As::App, sql, frozen));
        // MERGE on a table with such triggers, and all else, as the owner too.
        table.push((As::Owner, sql, frozen));
    }
    let claim = format!(
        r"
        insert into invoice_detail (
            company_id, invoice_id, contract_line_id, source_actual_id, work_on, billing_type,
            quantity, unit_price, amount, currency, nte_status
        )
        select b.company_id, {confirmed}, b.contract_line_id, b.actual_id, b.work_on,
            b.billing_type, a.quantity, a.unit_price, a.amount, a.currency, 'committed'
        from backlog b
        join actual a using (company_id, actual_id)
        limit 1
        "
    );
    let moved = format!(
        "update invoice_detail set invoice_id = {confirmed} where invoice_id <> {confirmed}"
    );
    table.extend([
        (As::App, claim.as_str(), frozen),
        (As::Owner, claim.as_str(), frozen),
        (As::App, moved.as_str(), DENIED),
        (As::Owner, moved.as_str(), "23514 invoice_detail_keeps_its_source"),
        (As::App, "truncate invoice_detail", DENIED),
        (As::App, "truncate invoice_line", DENIED),
        (As::App, "truncate invoice cascade", DENIED),
        (As::Owner, "truncate invoice_detail", "23514 confirmed_invoice_is_frozen_truncate"),
        (As::Owner, "truncate invoice_line", "23514 confirmed_invoice_is_frozen_truncate"),
        (As::Owner, "truncate invoice cascade", "23514 confirmed_invoice_is_frozen_truncate"),
        (As::App, "alter table invoice disable trigger user", DENIED),
        (As::App, "alter table invoice_detail disable trigger user", DENIED),
        (As::App, "alter table invoice_line disable trigger user", DENIED),
    ]);
    check(&world, &table).await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn states_move_only_as_drawn(owner: PgPool) {
    // contract_state_moves_forward, contract_currency_is_frozen, entry_state_moves_as_drawn,
    // approved_entry_is_frozen, entry_history_is_settled, invoice_state_moves_forward
    let world = furnished(owner).await;
    let contract =
        |set: &str, from: &str| format!("update contract set {set} where number = '{from}'");
    let entry =
        |to: &str, from: &str| format!("update entry set state = '{to}' where state = '{from}'");
    let new_entry = |state: &str, history: bool| {
        format!(
            r"
            insert into entry (
                company_id, transaction_class, work_on, project_id, resource_id, role_id, task,
                notes, quantity, billing_type, billable_quantity, state, is_history
            )
            select company_id, 'time', '2026-03-01', project_id, resource_id, role_id, '', '', 1,
                'chargeable', 1, '{state}', {history}
            from entry
            limit 1
            "
        )
    };
    let invoice = |set: &str| format!("update invoice set {set} where state = 'draft'");
    let new_invoice = |state: &str| {
        format!(
            r"
            insert into invoice (
                company_id, contract_id, customer_id, currency, name, bill_to_name,
                payment_terms_days, invoice_on, state, invoice_number, amount, tax, confirmed_at
            )
            select company_id, contract_id, customer_id, currency, name, bill_to_name, 30,
                invoice_on, '{state}', case when '{state}' in ('confirmed', 'posted') then 2 end,
                case when '{state}' in ('confirmed', 'posted') then 0 end,
                case when '{state}' in ('confirmed', 'posted') then 0 end,
                case when '{state}' in ('confirmed', 'posted') then now() end
            from invoice
            where state = 'draft'
            limit 1
            "
        )
    };
    let new_contract = |state: &str| {
        format!(
            r"
            insert into contract (
                company_id, number, name, primary_customer_id, currency, start_on, state
            )
            select company_id, 'NEW', 'New', primary_customer_id, 'EUR', start_on, '{state}'
            from contract
            limit 1
            "
        )
    };
    let forward = "23514 contract_state_moves_forward";
    let drawn = "23514 entry_state_moves_as_drawn";
    let one_way = "23514 invoice_state_moves_forward";
    let mut statements = vec![
        (contract("state = 'draft'", "SOLO"), forward),
        (new_contract("confirmed"), forward),
        (new_contract("lost"), forward),
        (entry("approved", "draft"), drawn),
        (entry("returned", "draft"), drawn),
        (entry("draft", "approved"), "23514 approved_entry_is_frozen"),
        (entry("submitted", "approved"), "23514 approved_entry_is_frozen"),
        (entry("returned", "approved"), "23514 approved_entry_is_frozen"),
        (
            "update entry set billable_quantity = 1 where state = 'approved'".to_owned(),
            "23514 approved_entry_is_frozen",
        ),
        (
            "update entry set external_comment = 'x' where state = 'approved'".to_owned(),
            "23514 approved_entry_is_frozen",
        ),
        (new_entry("approved", false), drawn),
        (new_entry("returned", false), drawn),
        (new_entry("recall_requested", false), drawn),
        (entry("recall_requested", "submitted"), drawn),
        (entry("recall_requested", "draft"), drawn),
        (new_entry("submitted", true), "23514 entry_history_is_settled"),
        (new_entry("draft", true), "23514 entry_history_is_settled"),
        (
            invoice(
                "state = 'posted', invoice_number = 2, amount = 960, tax = 0, confirmed_at = now()",
            ),
            one_way,
        ),
        (invoice("state = 'confirmed'"), "23514 invoice_number_comes_with_confirmation"),
        (invoice("invoice_number = 2"), "23514 invoice_number_comes_with_confirmation"),
        (invoice("amount = 1"), "23514 invoice_totals_come_with_confirmation"),
        (invoice("name = ''"), "23514 invoice_name_is_given"),
    ];
    for state in ["in_review", "confirmed", "posted"] {
        statements.push((new_invoice(state), one_way));
    }
    let mut table: Vec<(As, &str, &str)> = Vec::new();
    for (sql, expected) in &statements {
        // A confirmed invoice without number breaks the CHECK only once the guard has let it by:
        // the guard speaks first.
        let expected = if sql.contains("set state = 'confirmed' where") {
            "23514 invoice_numbers_have_no_gap"
        } else {
            expected
        };
        table.push((As::App, sql, expected));
        table.push((As::Owner, sql, expected));
    }
    let currencies = [contract("currency = 'EUR'", "SOLO"), contract("currency = 'USD'", "DRAFT")];
    for sql in &currencies {
        table.push((As::App, sql, DENIED));
        table.push((As::Owner, sql, "23514 contract_currency_is_frozen"));
    }
    check(&world, &table).await;

    world.force("update contract set state = 'lost' where number = 'SOLO'").await;
    for state in ["draft", "confirmed"] {
        assert_eq!(
            attempt(&world, As::App, &contract(&format!("state = '{state}'"), "SOLO")).await,
            forward,
            "R-SM-3: no reopening"
        );
    }
}

/// The columns of a ledger row, as an insert takes them from another row.
const LEDGER_COLUMNS: &str = "company_id, transaction_type, transaction_class, billing_type, work_on, accounted_on, contract_id, contract_line_id, customer_id, project_id, resource_id, role_id, \
    entry_id, quantity, unit_price, amount, tax, currency, cost_actual_id, reverses_actual_id, replaces_actual_id, bills_actual_id, invoice_id, invoice_detail_id, retainer_id, journal_opening_id, discount_percent, fee_percent";

/// Inserts a copy of one row with some columns otherwise.
pub fn copy_of(which: &str, changes: &[(&str, &str)]) -> String {
    let values: Vec<&str> = LEDGER_COLUMNS
        .split(", ")
        .map(|column| {
            changes
                .iter()
                .find(|(name, _)| *name == column.trim())
                .map(|(_, value)| *value)
                .unwrap_or(column)
        })
        .collect();
    format!(
        "insert into actual ({LEDGER_COLUMNS}) select {} from actual where {which} limit 1",
        values.join(", ")
    )
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_ledger_row_is_sound_when_it_is_written(owner: PgPool) {
    // actual_amount_multiplies_out, actual_sale_has_a_payer, actual_billed_sale_has_an_invoice,
    // actual_references_exist, actual_entry_is_approved, reversal_mirrors_original,
    // actual_reversed_once, actual_billed_once, billed_sale_equals_its_unbilled_sale
    let world = furnished(owner).await;
    let open = "transaction_type = 'unbilled_sales' and contract_id = (select contract_id from contract where number = 'CAP') and actual_id = (select min(actual_id) from backlog)";
    let reversed = "actual_id = (select min(reverses_actual_id) from actual)";
    let billed = "transaction_type = 'billed_sales'";
    let mirror = [
        ("quantity", "-quantity"),
        ("amount", "-amount"),
        ("cost_actual_id", "null"),
        ("reverses_actual_id", "actual_id"),
    ];
    let reversal = |extra: &[(&'static str, &'static str)]| {
        let mut changes: Vec<(&str, &str)> = extra.to_vec();
        changes.extend(mirror);
        copy_of(open, &changes)
    };
    let billing = |extra: &[(&'static str, &'static str)]| {
        let mut changes: Vec<(&str, &str)> = extra.to_vec();
        changes.extend([
            ("transaction_type", "'billed_sales'"),
            ("bills_actual_id", "actual_id"),
            ("cost_actual_id", "null"),
            ("invoice_id", "(select min(invoice_id) from invoice)"),
            ("invoice_detail_id", "(select min(invoice_detail_id) from invoice_detail)"),
        ]);
        copy_of(open, &changes)
    };
    let mirrors = "23514 reversal_mirrors_original";
    let equals = "23514 billed_sale_equals_its_unbilled_sale";
    let nowhere = "23503 actual_references_exist";
    let multiplies = "23514 actual_amount_multiplies_out";
    let statements = [
        (copy_of(open, &[("amount", "amount + 0.01")]), multiplies),
        (copy_of(open, &[("quantity", "quantity + 1")]), multiplies),
        (copy_of(open, &[("unit_price", "unit_price + 0.01")]), multiplies),
        (
            copy_of(
                open,
                &[
                    ("currency", "'JPY'"),
                    ("quantity", "0.5"),
                    ("unit_price", "10001"),
                    ("amount", "5000.5"),
                ],
            ),
            multiplies,
        ),
        (copy_of(open, &[("customer_id", "null")]), "23514 actual_sale_has_a_payer"),
        (copy_of(open, &[("contract_line_id", "null")]), "23514 actual_sale_has_a_payer"),
        (copy_of(open, &[("contract_id", "null")]), "23514 actual_sale_has_a_payer"),
        (copy_of(billed, &[("invoice_id", "null")]), "23514 actual_billed_sale_has_an_invoice"),
        (
            copy_of(billed, &[("invoice_detail_id", "null")]),
            "23514 actual_billed_sale_has_an_invoice",
        ),
        (copy_of(open, &[("project_id", "0")]), nowhere),
        (copy_of(open, &[("customer_id", "0")]), nowhere),
        (copy_of(open, &[("contract_line_id", "0")]), nowhere),
        (
            copy_of(
                open,
                &[("contract_id", "(select contract_id from contract where number = 'SOLO')")],
            ),
            nowhere,
        ),
        (copy_of(open, &[("replaces_actual_id", "0")]), nowhere),
        (copy_of(open, &[("cost_actual_id", "0")]), nowhere),
        (copy_of(open, &[("cost_actual_id", "actual_id")]), nowhere),
        (copy_of(open, &[("entry_id", "0")]), "23503 actual_entry_is_approved"),
        (
            copy_of(
                open,
                &[("entry_id", "(select min(entry_id) from entry where state = 'submitted')")],
            ),
            "23503 actual_entry_is_approved",
        ),
        (
            copy_of(
                open,
                &[("entry_id", "(select min(entry_id) from entry where state = 'draft')")],
            ),
            "23503 actual_entry_is_approved",
        ),
        // a reversal that does not mirror
        (copy_of(open, &[("reverses_actual_id", "actual_id")]), mirrors),
        (reversal(&[("reverses_actual_id", "0")]), mirrors),
        (reversal(&[("quantity", "-1"), ("amount", "-unit_price")]), mirrors),
        (reversal(&[("tax", "1")]), mirrors),
        (reversal(&[("billing_type", "'complimentary'")]), mirrors),
        (reversal(&[("transaction_class", "'fee'")]), mirrors),
        (reversal(&[("transaction_type", "'cost'")]), mirrors),
        (reversal(&[("work_on", "work_on + 1")]), mirrors),
        (
            reversal(&[(
                "customer_id",
                "(select customer_id from customer where name like 'Troms%')",
            )]),
            mirrors,
        ),
        (
            copy_of(
                "reverses_actual_id is not null",
                &[
                    ("quantity", "-quantity"),
                    ("amount", "-amount"),
                    ("reverses_actual_id", "actual_id"),
                ],
            ),
            mirrors,
        ),
        // once reversed, once billed
        (
            copy_of(
                reversed,
                &[
                    ("quantity", "-quantity"),
                    ("amount", "-amount"),
                    ("cost_actual_id", "null"),
                    ("reverses_actual_id", "actual_id"),
                ],
            ),
            "23505 actual_reversed_once",
        ),
        (format!("{0}; {0}", reversal(&[])), "23505 actual_reversed_once"),
        (copy_of(billed, &[]), "23505 actual_billed_once"),
        (format!("{0}; {0}", billing(&[])), "23505 actual_billed_once"),
        // a billed sale that is not its unbilled one
        (billing(&[("bills_actual_id", "0")]), equals),
        (billing(&[("bills_actual_id", "cost_actual_id")]), equals),
        (billing(&[("transaction_type", "'unbilled_sales'")]), equals),
        (billing(&[("quantity", "1"), ("amount", "unit_price")]), equals),
        (billing(&[("unit_price", "1"), ("amount", "quantity")]), equals),
        (billing(&[("billing_type", "'complimentary'")]), equals),
        (
            billing(&[(
                "customer_id",
                "(select customer_id from customer where name like 'Troms%')",
            )]),
            equals,
        ),
        (
            billing(&[(
                "bills_actual_id",
                r"
                (
                    select actual_id
                    from actual r
                    where r.reverses_actual_id is not null and r.transaction_type = 'unbilled_sales'
                    limit 1
                )
                ",
            )]),
            equals,
        ),
    ];
    let mut table: Vec<(As, &str, &str)> = Vec::new();
    for (sql, expected) in &statements {
        table.push((As::App, sql, expected));
    }
    check(&world, &table).await;
    // The good ones do go in, so it is the walls that refused, not a slip in the statements.
    assert_eq!(attempt(&world, As::App, &copy_of(open, &[])).await, "ok 1");
    assert_eq!(attempt(&world, As::App, &reversal(&[])).await, "ok 1");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nothing_is_claimed_twice_nor_claimed_and_open_at_once(owner: PgPool) {
    // actual_on_one_invoice, claimed_actual_leaves_the_backlog, backlog_holds_only_what_is_open,
    // backlog_mirrors_its_actual, failed_limit_is_never_ready, limit_kind_is_known,
    // invoice_detail_belongs_to_its_invoice and the CHECKs of a detail: I2, I3, I10, R-NTE-5
    let world = furnished(owner).await;
    // A second draft, on CAP, whose one open row left the backlog for it.
    world.mark_all().await;
    world.draft("CAP").await;
    world.approved(&[work("SOLO", "2026-03-06", "1"), work("CAPS", "2026-03-06", "20")]).await;
    let draft = |contract: &str| {
        format!(
            r"
            (
                select min(invoice_id)
                from invoice
                join contract using (company_id, contract_id)
                where number = '{contract}' and invoice.state = 'draft'
            )
            "
        )
    };
    let claim = |invoice: &str, source: &str, changes: &[(&str, &str)]| {
        let columns = [
            "company_id",
            "contract_line_id",
            "actual_id",
            "work_on",
            "billing_type",
            "quantity",
            "unit_price",
            "amount",
            "tax",
            "currency",
        ];
        let values: Vec<&str> = columns
            .iter()
            .map(|column| {
                changes
                    .iter()
                    .find(|(name, _)| name == column)
                    .map(|(_, value)| *value)
                    .unwrap_or(column)
            })
            .collect();
        format!(
            r"
            insert into invoice_detail (
                company_id, contract_line_id, source_actual_id, work_on, billing_type, quantity,
                unit_price, amount, tax, currency, invoice_id, nte_status
            )
            select {}, {invoice}, 'not_applicable'
            from actual
            where {source}
            limit 1
            ",
            values.join(", ")
        )
    };
    let of = |contract: &str| {
        format!(
            "transaction_type = 'unbilled_sales' and contract_id = (select contract_id from contract where number = '{contract}')"
        )
    };
    let claimed =
        format!("{} and actual_id in (select source_actual_id from invoice_detail)", of("CAP"));
    let failed = format!(
        "actual_id = {}",
        world
            .ask(
                r"
                select actual_id
                from backlog
                where nte_status = 'failed'
                    and contract_id = (select contract_id from contract where number = 'CAP')
                "
            )
            .await
    );
    let away = |source: &str, then: &str| format!("delete from backlog where {source}; {then}");
    let (cap, pair) = (draft("CAP"), draft("PAIR"));
    let belongs = "23514 invoice_detail_belongs_to_its_invoice";
    let open_row = |source: &str, changes: &[(&str, &str)]| {
        let columns = [
            "company_id",
            "actual_id",
            "contract_id",
            "contract_line_id",
            "customer_id",
            "project_id",
            "resource_id",
            "work_on",
            "transaction_class",
            "billing_type",
            "currency",
            "quantity",
            "net_amount",
        ];
        let values: Vec<&str> = columns
            .iter()
            .map(|column| {
                changes
                    .iter()
                    .find(|(name, _)| name == column)
                    .map(|(_, value)| *value)
                    .unwrap_or(column)
            })
            .collect();
        // What is no time says what it is counted in.
        let class = values[8];
        format!(
            r"
            insert into backlog ({}, is_ready, nte_status, unit)
            select {}, false, 'not_applicable', case when {class} <> 'time' then '' end
            from actual
            where {source}
            limit 1
            ",
            columns.join(", "),
            values.join(", ")
        )
    };
    let mirrors = "23514 backlog_mirrors_its_actual";
    let only_open = "23514 backlog_holds_only_what_is_open";
    let statements = [
        (claim(&cap, &claimed, &[]), "23505 actual_on_one_invoice"),
        (claim(&cap, &failed, &[]), "23514 claimed_actual_leaves_the_backlog"),
        (away(&failed, &claim(&pair, &failed, &[])), belongs),
        (away(&failed, &claim("0", &failed, &[])), belongs),
        (
            away(
                &failed,
                &claim(
                    &cap,
                    &failed,
                    &[(
                        "contract_line_id",
                        r"
                        (select contract_line_id from contract_line where name = 'Grid time')
                        ",
                    )],
                ),
            ),
            belongs,
        ),
        (away(&failed, &claim(&cap, &failed, &[("currency", "'GBP'")])), belongs),
        (claim(&cap, "transaction_type = 'cost' and contract_id is not null", &[]), belongs),
        (
            claim(
                &cap,
                "reverses_actual_id is not null",
                &[("quantity", "-quantity"), ("amount", "-amount")],
            ),
            belongs,
        ),
        (claim(&cap, "transaction_type = 'billed_sales'", &[]), belongs),
        (claim(&cap, &failed, &[("actual_id", "0")]), belongs),
        (
            away(&failed, &claim(&cap, &failed, &[("amount", "amount + 0.01")])),
            "23514 invoice_detail_amount_multiplies_out",
        ),
        (
            away(
                &failed,
                &claim(&cap, &failed, &[("quantity", "-quantity"), ("amount", "-amount")]),
            ),
            "23514 invoice_detail_quantity_is_not_negative",
        ),
        (
            away(
                &failed,
                &claim(&cap, &failed, &[("unit_price", "-unit_price"), ("amount", "-amount")]),
            ),
            "23514 invoice_detail_price_is_not_negative",
        ),
        (
            away(
                &failed,
                &claim(&cap, &failed, &[("billing_type", "'complimentary'"), ("tax", "1")]),
            ),
            "23514 invoice_detail_tax_is_for_chargeable",
        ),
        (
            r"
            update invoice_detail
            set amount = amount + 1
            where invoice_id not in (select invoice_id from invoice where state = 'confirmed')
            "
            .to_owned(),
            "23514 invoice_detail_amount_multiplies_out",
        ),
        (
            r"
            update invoice_detail
            set tax = 1, billing_type = 'non_chargeable'
            where invoice_id not in (select invoice_id from invoice where state = 'confirmed')
            "
            .to_owned(),
            "23514 invoice_detail_tax_is_for_chargeable",
        ),
        (
            r"
            update invoice_detail
            set tax = 1, quantity = 0, amount = 0
            where invoice_id not in (select invoice_id from invoice where state = 'confirmed')
            "
            .to_owned(),
            "23514 invoice_detail_tax_is_for_chargeable",
        ),
        // the backlog takes nothing that is claimed, reversed, or no unbilled sale
        (open_row(&claimed, &[]), only_open),
        (
            open_row(
                &format!("{} and actual_id in (select reverses_actual_id from actual)", of("SOLO")),
                &[],
            ),
            only_open,
        ),
        (open_row("reverses_actual_id is not null", &[]), mirrors),
        (open_row("transaction_type = 'cost' and customer_id is not null", &[]), mirrors),
        (open_row("transaction_type = 'billed_sales'", &[]), mirrors),
        (open_row(&claimed, &[("quantity", "quantity + 1")]), mirrors),
        (open_row(&claimed, &[("net_amount", "net_amount + 1")]), mirrors),
        (
            open_row(
                &claimed,
                &[(
                    "customer_id",
                    r"
                    (select customer_id from customer where name like 'Troms%')
                    ",
                )],
            ),
            mirrors,
        ),
        (open_row(&claimed, &[("billing_type", "'complimentary'")]), mirrors),
        (open_row(&claimed, &[("work_on", "work_on + 1")]), mirrors),
        (open_row(&claimed, &[("transaction_class", "'material'")]), mirrors),
        (open_row(&claimed, &[("currency", "'JPY'")]), mirrors),
        (open_row(&claimed, &[("actual_id", "0")]), "23514 backlog_mirrors_its_actual"),
        (open_row(&failed, &[]), "23505 backlog_key"),
        // R-NTE-5: what failed its limit, or was not evaluated, is never ready
        (
            r"
            update backlog set is_ready = true where nte_status = 'failed'
            "
            .to_owned(),
            "23514 failed_limit_is_never_ready",
        ),
        (
            r"
            update backlog set nte_status = 'failed', is_ready = true
            "
            .to_owned(),
            "23514 failed_limit_is_never_ready",
        ),
        (
            r"
            update backlog set nte_status = 'not_evaluated', is_ready = true
            "
            .to_owned(),
            "23514 failed_limit_is_never_ready",
        ),
        // what stops it is a word of ours, and no sentence
        (
            r"
            update backlog set nte_detail = 'contract line' where nte_status = 'failed'
            "
            .to_owned(),
            "23514 limit_kind_is_known",
        ),
    ];
    let mut table: Vec<(As, &str, &str)> = Vec::new();
    for (sql, expected) in &statements {
        table.push((As::App, sql, expected));
        table.push((As::Owner, sql, expected));
    }
    check(&world, &table).await;
    for (sql, expected) in [
        // R-EDIT-2, R-EDIT-9: who keeps which source is settled when it is claimed.
        (
            format!(
                "update invoice_detail set source_actual_id = {} where invoice_id = {cap}",
                failed.trim_start_matches("actual_id = ")
            ),
            "23514 invoice_detail_keeps_its_source",
        ),
        (
            format!(
                r"
                update invoice_detail
                set contract_line_id = contract_line_id + 1
                where invoice_id = {cap}
                "
            ),
            "23514 invoice_detail_keeps_its_source",
        ),
        (
            format!("update invoice_detail set currency = 'GBP' where invoice_id = {cap}"),
            "23514 invoice_detail_keeps_its_source",
        ),
        (
            format!("update invoice set currency = 'GBP' where invoice_id = {cap}"),
            "23514 invoice_keeps_its_contract",
        ),
        (
            format!(
                r"
                update invoice
                set contract_id = (select contract_id from contract where number = 'PAIR')
                where invoice_id = {cap}
                "
            ),
            "23514 invoice_keeps_its_contract",
        ),
        (
            format!(
                r"
                update invoice
                set customer_id = (select customer_id from customer where name like 'Troms%')
                where invoice_id = {cap}
                "
            ),
            "23514 invoice_keeps_its_contract",
        ),
    ] {
        let by_app = if sql.contains("set source_actual_id") { expected } else { DENIED };
        assert_eq!(attempt(&world, As::App, &sql).await, by_app, "{sql}");
        assert_eq!(attempt(&world, As::Owner, &sql).await, expected, "{sql}");
    }
    assert_eq!(
        attempt(&world, As::App, &away(&failed, &claim(&cap, &failed, &[]))).await,
        "ok 2",
        "the statements themselves are good: one row gone, one claimed"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn invoice_numbers_have_no_hole_and_totals_no_lie(owner: PgPool) {
    // invoice_numbers_have_no_gap, invoice_number_is_unique, invoice_totals_are_of_its_details: I5,
    // I6
    let world = furnished(owner).await;
    let confirm = |number: &str, amount: &str, tax: &str| {
        format!(
            r"
            update invoice
            set state = 'confirmed', invoice_number = {number}, amount = {amount}, tax = {tax},
                confirmed_at = now()
            where invoice_id = (select min(invoice_id) from invoice where state = 'draft')
            "
        )
    };
    let raise = |by: &str| format!("update invoice_counter set last_number = last_number + {by}");
    let gap = "23514 invoice_numbers_have_no_gap";
    let totals = "23514 invoice_totals_are_of_its_details";
    let statements = [
        (raise("1"), gap),
        (raise("0"), "ok 1"),
        (raise("-1"), gap),
        (format!("{}; {}", raise("2"), confirm("2", "960", "0")), gap),
        (format!("{}; {}", raise("2"), confirm("3", "960", "0")), gap),
        (format!("{}; {}; {}", raise("1"), confirm("2", "960", "0"), raise("1")), gap),
        (confirm("2", "960", "0"), gap),
        (confirm("0", "960", "0"), gap),
        (confirm("-1", "960", "0"), gap),
        (confirm("1", "960", "0"), "23505 invoice_number_is_unique"),
        (format!("{}; {}", raise("1"), confirm("1", "960", "0")), "23505 invoice_number_is_unique"),
        (format!("{}; {}", raise("1"), confirm("2", "960.01", "0")), totals),
        (format!("{}; {}", raise("1"), confirm("2", "0", "0")), totals),
        (format!("{}; {}", raise("1"), confirm("2", "960", "1")), totals),
        (format!("{}; {}", raise("1"), confirm("2", "null", "null")), totals),
    ];
    let mut table: Vec<(As, &str, &str)> = Vec::new();
    for (sql, expected) in &statements {
        // The counter has a row per company; the owner sees both.
        let in_company = [
            (As::App, *expected),
            (As::Owner, if *expected == "ok 1" { "ok 2" } else { expected }),
        ];
        table.extend(in_company.map(|(who, expected)| (who, sql.as_str(), expected)));
    }
    check(&world, &table).await;
    assert_eq!(
        world
            .texts(
                r"
                select sum(amount)::text
                from invoice_detail
                where invoice_id = (select min(invoice_id) from invoice where state = 'draft')
                "
            )
            .await,
        ["960.0000"]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_split_is_whole_at_every_commit(owner: PgPool) {
    // split_sums_to_whole, contract_line_has_one_rounding_customer and the rest of the contract
    // book: R-APP-2, R-APP-7
    let world = furnished(owner).await;
    let solo = "(select contract_line_id from contract_line where name = 'Unsigned time')";
    let with = |percent: &str, rounding: bool| {
        format!(
            r"
            insert into contract_line_customer (
                company_id, contract_line_id, customer_id, position, billing_split_percent,
                is_rounding
            )
            select company_id, {solo}, customer_id, 9, {percent}, {rounding}
            from customer
            where name like 'Troms%'
            "
        )
    };
    let line = |changes: &str| {
        format!(
            r"
            insert into contract_line (
                company_id, contract_id, line_number, name, billing_method, project_id,
                contracted_amount, not_to_exceed
            )
            select company_id, contract_id, {changes}
            from contract_line
            where name = 'Unsigned time'
            "
        )
    };
    let price = |values: &str| {
        format!(
            r"
            insert into price (
                company_id, currency, transaction_class, role_id, unit, unit_price, valid_from,
                valid_to
            )
            select company_id, 'EUR', 'time', role_id, 'hour', {values}
            from role
            limit 1
            "
        )
    };
    let statements = [
        (with("1", false), "23514 split_sums_to_whole"),
        (with("-1", false), "23514 contract_line_customer_percent_is_a_share"),
        (with("100.0001", false), "23514 contract_line_customer_percent_is_a_share"),
        (with("1", true), "23505 contract_line_has_one_rounding_customer"),
        (with("0", true), "23514 rounding_customer_has_a_share"),
        (
            format!(
                r"
                insert into contract_line_class (
                    company_id, project_id, transaction_class, contract_line_id
                )
                select company_id, project_id, 'time', {solo}
                from contract_line
                where name = 'Grid time'
                "
            ),
            "23514 project_class_is_on_one_line",
        ),
        (
            line("1, 'Again', 'time_and_material', project_id, null, null"),
            "23505 contract_line_number_is_unique",
        ),
        (
            line("0, 'Zero', 'time_and_material', project_id, null, null"),
            "23514 contract_line_number_is_positive",
        ),
        (
            line("2, '', 'time_and_material', project_id, null, null"),
            "23514 contract_line_name_is_given",
        ),
        (
            line("2, 'Limited', 'fixed_price', project_id, null, 100"),
            "23514 contract_line_limit_is_for_time_and_material",
        ),
        (
            line("2, 'Below', 'time_and_material', project_id, null, -1"),
            "23514 contract_line_limit_is_for_time_and_material",
        ),
        (
            line("2, 'Endless', 'time_and_material', project_id, null, 'NaN'"),
            "23514 contract_line_limit_is_a_number",
        ),
        (
            line("2, 'Endless', 'time_and_material', project_id, null, 1e15"),
            "23514 contract_line_limit_is_a_number",
        ),
        (
            r"
            update contract_line set not_to_exceed = 'NaN' where name = 'Portal time'
            "
            .to_owned(),
            "23514 contract_line_limit_is_a_number",
        ),
        (
            r"
            update contract set not_to_exceed = 'NaN'
            "
            .to_owned(),
            "23514 contract_limit_is_a_number",
        ),
        (
            r"
            update contract set not_to_exceed = -1
            "
            .to_owned(),
            "23514 contract_limit_is_not_negative",
        ),
        (
            r"
            update contract_customer set not_to_exceed = 'NaN'
            "
            .to_owned(),
            "23514 contract_customer_limit_is_a_number",
        ),
        (
            r"
            update contract_customer set not_to_exceed = -1
            "
            .to_owned(),
            "23514 contract_customer_limit_is_not_negative",
        ),
        (
            r"
            update contract_line_customer
            set not_to_exceed = 'NaN'
            where contract_line_id = (
                select contract_line_id from contract_line where name = 'Portal time'
            )
            "
            .to_owned(),
            "23514 contract_line_customer_limit_is_a_number",
        ),
        (
            r"
            update contract_line_customer
            set not_to_exceed = 5
            where contract_line_id = (
                select contract_line_id from contract_line where name = 'Fixed work'
            )
            "
            .to_owned(),
            "23514 contract_line_customer_limit_is_for_time_and_material",
        ),
        (
            line("2, 'Below', 'fixed_price', project_id, -1, null"),
            "23514 contract_line_contracted_amount_is_not_negative",
        ),
        (line("2, 'Nowhere', 'fixed_price', 0, null, null"), "23503 contract_line_project"),
        (price("-1, '2030-01-01', '2030-12-31'"), "23514 price_is_not_negative"),
        (price("1, '2030-12-31', '2030-01-01'"), "23514 price_period_runs_forward"),
        (price("1, '2026-01-01', '2026-12-31'"), "23514 price_periods_do_not_overlap"),
        (price("1, '2026-12-31', null"), "23514 price_periods_do_not_overlap"),
        (
            price("1, '2026-12-31', null").replace("'hour'", "' ＨＯＵＲ'"),
            "23514 price_periods_do_not_overlap",
        ),
        (
            price("1, '2030-01-01', null").replace("'hour'", "'day'"),
            "23514 price_of_time_is_by_the_hour",
        ),
        (
            r"
            update contract_line_customer
            set is_rounding = false
            where contract_line_id = (
                select contract_line_id from contract_line where name = 'Grid time'
            )
            "
            .to_owned(),
            "23514 confirmed_contract_is_read_only",
        ),
        (
            r"
            update contract_customer
            set is_rounding = true, billing_split_percent = 0
            where contract_id = (select contract_id from contract where number = 'DRAFT')
            "
            .to_owned(),
            "23514 contract_rounding_customer_has_a_share",
        ),
        (
            r"
            update contract_customer
            set billing_split_percent = 50
            where contract_id = (select contract_id from contract where number = 'SOLO')
            "
            .to_owned(),
            "23514 confirmed_contract_is_read_only",
        ),
        (
            r"
            delete
            from contract_customer
            where contract_id = (select contract_id from contract where number = 'PAIR')
            "
            .to_owned(),
            "23514 confirmed_contract_is_read_only",
        ),
        (
            r"
            insert into customer (company_id, name, country, language, payment_terms_days)
            select company_id, 'X', '', '', 366
            from customer
            limit 1
            "
            .to_owned(),
            "23514 customer_payment_terms_are_days",
        ),
        (
            r"
            insert into customer (company_id, name, country, language, payment_terms_days)
            select company_id, name, '', '', 30
            from customer
            limit 1
            "
            .to_owned(),
            "23505 customer_name_is_unique",
        ),
        (
            r"
            insert into person_role (company_id, person_id, role)
            select company_id, person_id, 'owner'
            from person
            limit 1
            "
            .to_owned(),
            "23514 person_role_is_known",
        ),
        (
            r"
            insert into person (company_id, name, email, password_hash)
            select company_id, 'A', email, 'x'
            from person
            limit 1
            "
            .to_owned(),
            "23505 person_email_is_unique",
        ),
        (
            r"
            insert into person (company_id, name, email, password_hash)
            select company_id, 'A', 'A@x', 'x'
            from person
            limit 1
            "
            .to_owned(),
            "23514 person_email_is_lower_case",
        ),
        (
            r"
            insert into session (company_id, token_hash, person_id)
            select company_id, 'a', person_id
            from person; insert into session (company_id, token_hash, person_id)
            select company_id, 'a', person_id
            from person
            "
            .to_owned(),
            "23505 session_key",
        ),
    ];
    let mut table: Vec<(As, &str, &str)> = Vec::new();
    for (sql, expected) in &statements {
        table.push((As::App, sql, expected));
    }
    let removed = r"
        delete
        from contract_line_customer
        where contract_line_id = (
            select contract_line_id from contract_line where name = 'Grid time'
        )
            and is_rounding
    ";
    table.push((As::Owner, removed, "23514 confirmed_contract_is_read_only"));
    let shifted = r"
        update contract_line_customer
        set billing_split_percent = 50
        where contract_line_id = (
            select contract_line_id from contract_line where name = 'Unsigned time'
        )
    ";
    table.push((As::App, shifted, "23514 split_sums_to_whole"));
    check(&world, &table).await;
    assert_eq!(
        attempt(&world, As::App, &with("0", false)).await,
        "ok 1",
        "R-VOC-4: a customer at 0 % may be added"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_confirmed_contract_is_read_only_and_what_the_ledger_names_stays(owner: PgPool) {
    // R-SM-2, R-SM-4: confirmed_contract_is_read_only, contract_line_with_actuals_stays,
    // whole_project_excludes_its_tasks
    let world = furnished(owner).await;
    world.approved(&[work("DRAFT", "2026-03-04", "2")]).await;
    let line =
        |name: &str| format!("(select contract_line_id from contract_line where name = '{name}')");
    let (grid, unsigned) = (line("Grid time"), line("Unsigned time"));
    let table = [
        (
            format!(
                r"
                update contract_line_customer
                set billing_split_percent = 100 - billing_split_percent
                where contract_line_id = {grid}
                "
            ),
            "23514 confirmed_contract_is_read_only",
        ),
        (
            format!(
                r"
                update contract_line set contracted_amount = 1 where contract_line_id = {grid}
                "
            ),
            "23514 confirmed_contract_is_read_only",
        ),
        (
            format!("delete from contract_line_class where contract_line_id = {grid}"),
            "23514 confirmed_contract_is_read_only",
        ),
        (
            format!("delete from contract_line_customer where contract_line_id = {grid}"),
            "23514 confirmed_contract_is_read_only",
        ),
        (
            format!(
                r"
                insert into contract_line_chargeability (
                    company_id, contract_line_id, role_id, is_chargeable
                )
                select company_id, {grid}, role_id, false
                from role
                limit 1
                "
            ),
            "23514 confirmed_contract_is_read_only",
        ),
        (
            r"
            update contract set number = 'OTHER' where number = 'PAIR'
            "
            .to_owned(),
            "23514 confirmed_contract_is_read_only",
        ),
        (
            r"
            update contract set start_on = '2020-01-01' where number = 'PAIR'
            "
            .to_owned(),
            "23514 confirmed_contract_is_read_only",
        ),
        (
            "delete from contract where number = 'PAIR'".to_owned(),
            "23514 confirmed_contract_is_read_only",
        ),
        ("update contract set currency = 'EUR' where number = 'DRAFT'".to_owned(), DENIED),
        (
            format!(
                "delete from contract_line_class where contract_line_id = {unsigned}; delete from contract_line_customer where contract_line_id = {unsigned}; delete from contract_line where contract_line_id = {unsigned}"
            ),
            "23514 contract_line_with_actuals_stays",
        ),
        (
            format!(
                r"
                insert into task (company_id, project_id, name)
                select company_id, project_id, 'Design'
                from project
                where code = 'DRAFT'; insert into contract_line_class (
                    company_id, project_id, transaction_class, task_id, contract_line_id
                )
                select t.company_id, t.project_id, 'time', t.task_id, {unsigned}
                from task t
                "
            ),
            "23514 whole_project_excludes_its_tasks",
        ),
        (
            format!(
                r"
                insert into contract_line_class (
                    company_id, project_id, transaction_class, contract_line_id
                )
                select company_id, project_id, 'fee', {unsigned}
                from project
                where code = 'SOLO'
                "
            ),
            "23514 contract_line_class_is_of_its_line",
        ),
    ];
    let table: Vec<(As, &str, &str)> =
        table.iter().map(|(sql, expected)| (As::App, sql.as_str(), *expected)).collect();
    check(&world, &table).await;
    let limits = format!(
        r"
        update contract_line
        set name = 'Other', not_to_exceed = 9, customer_budget = 1
        where contract_line_id = {grid}
        "
    );
    assert_eq!(attempt(&world, As::App, &limits).await, "ok 1");
    assert_eq!(
        attempt(
            &world,
            As::App,
            r"
            update contract
            set not_to_exceed = 9, requested_delivery_on = '2027-01-01'
            where number = 'PAIR'
            "
        )
        .await,
        "ok 1"
    );
}

/// Rows of schedules, jobs and a run of theirs, of which a draft came.
fn scheduled_of(company: i64, draft: crate::vocabulary::ids::InvoiceId) -> String {
    format!(
        r"
        insert into invoice_frequency (company_id, name, frequency)
        values ({company}, 'Fridays', 'weekly fri');
        insert into invoice_schedule (
            company_id, contract_id, contract_line_id, run_on, cut_off_on
        )
        select l.company_id, l.contract_id, l.contract_line_id, '2026-12-31', '2026-12-30'
        from contract_line l
        where l.company_id = {company} and l.billing_method = 'time_and_material'
        limit 1;
        insert into batch_job (company_id, name, job_type, runs_at)
        values ({company}, 'Nightly', 'create_invoices', '02:00');
        insert into batch_job_run (company_id, batch_job_id, job_type, run_on, begun_at)
        select company_id, batch_job_id, job_type, '2026-03-31', now()
        from batch_job
        where company_id = {company};
        insert into run_item (company_id, batch_job_run_id, contract_id, due_on)
        select r.company_id, r.batch_job_run_id, i.contract_id, '2026-03-31'
        from batch_job_run r
        join invoice i on i.company_id = r.company_id and i.invoice_id = {draft}
        where r.company_id = {company};
        insert into run_draft (company_id, run_item_id, invoice_id)
        select company_id, run_item_id, {draft}
        from run_item
        where company_id = {company};
        insert into role_utilization (
            company_id, role_id, month, billable_hours, available_hours, updated_at
        )
        select company_id, min(role_id), '2026-03-01', 8, 176, now()
        from role
        where company_id = {company}
        group by 1
        "
    )
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn another_company_is_not_there(owner: PgPool) {
    // G21, G22: with a company set, only its rows are there, and only its rows can be written
    let world = furnished(owner).await;
    let rival = world.rival().await;
    rival.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    rival.approved(&[work("SOLO", "2026-03-03", "8")]).await;
    let other = rival.company();
    for sql in [
        format!(
            r"
            insert into entry_journal (company_id, description, posted_at)
            values ({other}, 'Fees', now())
            "
        ),
        format!("insert into entry_setting (company_id) values ({other})"),
        format!(
            r"
            insert into invoice_confirmation (company_id, invoice_id, version, reason)
            select company_id, min(invoice_id), 1, '{{}}'
            from invoice
            where company_id = {other}
            group by 1
            "
        ),
        format!(
            r"
            insert into sign_in_device (company_id, person_id, token_hash)
            select company_id, min(person_id), 'theirs'
            from person
            where company_id = {other}
            group by 1
            "
        ),
        format!("insert into category (company_id, name) values ({other}, 'Travel')"),
        format!("insert into product (company_id, name, unit) values ({other}, 'Cable', 'm')"),
        format!(
            r"
            update category set name = 'Journeys' where company_id = {other} and name = 'Travel'
            "
        ),
        format!(
            r"
            insert into project_team (company_id, project_id, person_id, is_approver)
            select p.company_id, min(p.project_id), min(w.person_id), true
            from project p
            join person w using (company_id)
            where p.company_id = {other}
            group by 1
            on conflict do nothing
            "
        ),
        format!(
            r"
            insert into task (company_id, project_id, name)
            select company_id, min(project_id), 'Design'
            from project
            where company_id = {other}
            group by 1
            "
        ),
        format!(
            r"
            insert into contract_line_chargeability (
                company_id, contract_line_id, role_id, is_chargeable
            )
            select l.company_id, min(l.contract_line_id), min(r.role_id), false
            from contract_line l
            join role r on r.company_id = l.company_id
            where l.company_id = {other} and l.name = 'Unsigned time'
            group by 1
            "
        ),
    ] {
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&world.owner)
            .await
            .expect("what no sheet brings");
    }
    let asked = format!(
        r"
        insert into batch (company_id, kind, input, person_id, begun_at)
        values (
            {other}, 'approve_set', '{{}}', {}, now()
        ); insert into batch_chunk (company_id, batch_id, place, items)
        select company_id, batch_id, 0, '{{1}}'
        from batch
        where company_id = {other}; update batch_chunk
        set is_settled = true
        where company_id = {other}; insert into batch_refusal (
            company_id, batch_id, item_id, reason
        )
        select company_id, batch_id, 1, '1'
        from batch
        where company_id = {other}; insert into approval_set (
            company_id, approval_set_id, project_id, comment, hours
        )
        select b.company_id, b.batch_id, min(p.project_id), '', 8
        from batch b
        join project p using (company_id)
        where company_id = {other}
        group by 1,
            2; insert into approval_set_entry (company_id, approval_set_id, entry_id, version)
        select s.company_id, s.approval_set_id, e.entry_id, 1
        from approval_set s
        join entry e using (company_id)
        where s.company_id = {other}
        limit 1
        ",
        rival.actor.person.expect("somebody").0
    );
    world.force_owned(asked).await;
    rival.milestone("FIXED", "Theirs", "2026-03-31", "5000").await;
    let retainer = rival.retainer("SOLO", "Harbour & Vale, Architects", "2026-01-05", "100").await;
    rival.mark_retainers(&[retainer], true).await;
    let draft = rival.draft("SOLO").await;
    world.force_owned(scheduled_of(other, draft)).await;
    rival.product_line("2").await;
    let prepaid = rival.retainer("SOLO", "Harbour & Vale, Architects", "2026-01-06", "100").await;
    story_billed_before::post(&rival, vec![story_billed_before::retainer(prepaid, "40")])
        .await
        .expect("posted");
    let tables = company_tables(&world).await;
    for table in &tables {
        let theirs: i64 = sqlx::query_scalar(AssertSqlSafe(format!(
            "select count(*) from {table} where company_id <> {}",
            world.company()
        )))
        .fetch_one(&world.owner)
        .await
        .expect("counts");
        if !["import_upload", "import_file", "session", "command_request"].contains(&table.as_str())
        {
            assert!(theirs > 0, "the other company has something in {table}");
        }
        assert_eq!(
            seen(
                &world,
                As::App,
                &format!("select count(*) from {table} where company_id <> {}", world.company())
            )
            .await,
            0,
            "{table}"
        );
    }
    for view in ["standing_opening", "billed_before", "retainer_balance", "invoice_bill_to"] {
        let theirs = format!("select count(*) from {view} where company_id <> {}", world.company());
        assert_eq!(seen(&world, As::App, &theirs).await, 0, "{view} reads as whoever asks");
    }
    let refused = DENIED;
    let statements = [
        (
            format!(
                r"
                insert into customer (company_id, name, country, language, payment_terms_days)
                values ({other}, 'Spy', '', '', 30)
                "
            ),
            refused.to_owned(),
        ),
        (
            format!("insert into project (company_id, code, name) values ({other}, 'SPY', '')"),
            refused.to_owned(),
        ),
        (
            format!(
                r"
                insert into person (company_id, name, email, password_hash)
                values ({other}, 'Spy', 'spy@x', 'x')
                "
            ),
            refused.to_owned(),
        ),
        (
            format!(
                "insert into session (company_id, token_hash, person_id) values ({other}, 'x', {})",
                rival.actor.person.expect("somebody").0
            ),
            refused.to_owned(),
        ),
        (
            format!(
                r"
                insert into person_role (company_id, person_id, role)
                values ({other}, {}, 'administrator')
                ",
                rival.actor.person.expect("somebody").0
            ),
            refused.to_owned(),
        ),
        (
            format!(
                r"
                insert into command_request (company_id, request_key, command, input_hash)
                values ({other}, 'k', 'c', '')
                "
            ),
            refused.to_owned(),
        ),
        (
            format!(
                r"
                insert into audit_entry (company_id, request_id, command, input)
                values ({other}, gen_random_uuid(), 'c', '1')
                "
            ),
            refused.to_owned(),
        ),
        (
            format!("update person set is_active = false where company_id = {other}"),
            "ok 0".to_owned(),
        ),
        (
            format!("update contract set state = 'lost' where company_id = {other}"),
            "ok 0".to_owned(),
        ),
        (
            format!("update invoice_counter set last_number = 99 where company_id = {other}"),
            "ok 0".to_owned(),
        ),
        (
            format!("update backlog set is_ready = true where company_id = {other}"),
            "ok 0".to_owned(),
        ),
        (format!("delete from backlog where company_id = {other}"), "ok 0".to_owned()),
        (
            format!("update milestone_split set is_ready = true where company_id = {other}"),
            "ok 0".to_owned(),
        ),
        (format!("delete from milestone where company_id = {other}"), "ok 0".to_owned()),
        (
            format!("update retainer set is_ready = false where company_id = {other}"),
            "ok 0".to_owned(),
        ),
        (format!("delete from invoice_retainer where company_id = {other}"), "ok 0".to_owned()),
        (format!("delete from entry where company_id = {other}"), "ok 0".to_owned()),
        (
            format!("update approval_set set not_covered = 9 where company_id = {other}"),
            "ok 0".to_owned(),
        ),
        (
            format!("update batch_chunk set is_settled = true where company_id = {other}"),
            "ok 0".to_owned(),
        ),
        (
            format!(
                r"
                insert into batch_refusal (company_id, batch_id, item_id, reason)
                values ({other}, 1, 2, '1')
                "
            ),
            refused.to_owned(),
        ),
        (format!("update entry set notes = 'x' where company_id = {other}"), "ok 0".to_owned()),
        (
            format!(
                r"
                update entry_setting set own_work_may_be_approved = true where company_id = {other}
                "
            ),
            "ok 0".to_owned(),
        ),
        (
            format!(
                r"
                insert into entry_journal (company_id, description, posted_at)
                values ({other}, 'Spy', now())
                "
            ),
            refused.to_owned(),
        ),
        (format!("delete from session where company_id = {other}"), "ok 0".to_owned()),
        (format!("delete from person_role where company_id = {other}"), "ok 0".to_owned()),
        (format!("delete from invoice where company_id = {other}"), "ok 0".to_owned()),
        // our row that points at theirs
        (
            format!(
                "insert into session (company_id, token_hash, person_id) values ({}, 'x', {})",
                world.company(),
                rival.actor.person.expect("somebody").0
            ),
            "23503 session_of_a_person".to_owned(),
        ),
        (
            format!(
                r"
                insert into contract (
                    company_id, number, name, primary_customer_id, currency, start_on
                )
                values ({}, 'SPY', 'Spy', {}, 'EUR', '2026-01-01')
                ",
                world.company(),
                rival
                    .ask(&format!(
                        "select min(customer_id) from customer where company_id = {other}"
                    ))
                    .await
            ),
            "23503 contract_primary_customer".to_owned(),
        ),
        (
            copy_of(
                "transaction_type = 'unbilled_sales' and actual_id in (select actual_id from backlog)",
                &[(
                    "customer_id",
                    &rival
                        .ask(&format!(
                            "select min(customer_id) from customer where company_id = {other}"
                        ))
                        .await
                        .to_string(),
                )],
            ),
            "23503 actual_references_exist".to_owned(),
        ),
        (
            copy_of(
                "transaction_type = 'unbilled_sales' and actual_id in (select actual_id from backlog)",
                &[("company_id", &other.to_string())],
            ),
            refused.to_owned(),
        ),
    ];
    let mut table: Vec<(As, &str, &str)> = Vec::new();
    for (sql, expected) in &statements {
        table.push((As::App, sql, expected));
    }
    check(&world, &table).await;
}

async fn seen(world: &World, who: As, count: &str) -> i64 {
    let mut connection =
        PgConnection::connect_with(world.owner.connect_options().as_ref()).await.expect("connects");
    let set_up = match who {
        As::App => format!(
            "set role billwright_app; begin; set local billwright.company = '{}'",
            world.company()
        ),
        As::Nobody => "set role billwright_app; begin".to_owned(),
        As::Owner => "begin".to_owned(),
    };
    connection.execute(AssertSqlSafe(set_up)).await.expect("begins");
    let count = sqlx::query_scalar(AssertSqlSafe(count))
        .fetch_one(&mut connection)
        .await
        .unwrap_or_else(|error| panic!("{count}: {error}"));
    connection.close().await.expect("closes");
    count
}

async fn company_tables(world: &World) -> Vec<String> {
    world
        .texts(
            r"
            select c.relname::text
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id'
            where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
            order by 1
            ",
        )
        .await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn without_a_company_every_table_is_empty(owner: PgPool) {
    // G23: the second wall
    let world = furnished(owner).await;
    let readable = world
        .texts(
            r"
            select c.relname::text
            from pg_class c
            where c.relkind in ('r', 'p', 'v', 'm') and c.relnamespace = 'public'::regnamespace
                and has_table_privilege('billwright_app', c.oid, 'select')
            order by 1
            ",
        )
        .await;
    assert!(readable.len() > 20, "{readable:?}");
    for table in readable {
        assert_eq!(
            seen(&world, As::Nobody, &format!("select count(*) from {table}")).await,
            0,
            "{table}"
        );
    }
    for setting in ["''", "'0'", "'-1'"] {
        let company = found(&world.owner, &format!("Firm {setting}")).await;
        assert!(company.company.0 > 0);
        assert_eq!(
            attempt(
                &world,
                As::Nobody,
                &format!(
                    "set local billwright.company = {setting}; update contract set state = 'lost'"
                )
            )
            .await,
            "ok 0",
            "company {setting}"
        );
    }
    assert_eq!(
        attempt(
            &world,
            As::Nobody,
            "set local billwright.company = '1 or true'; select count(*) from contract"
        )
        .await,
        "22P02"
    );
}

/// Tables that belong to no company: sqlx's own, and failed sign-ins, which happen before there is
/// a company.
const EXEMPT: &[&str] = &["_sqlx_migrations", "sign_in_failure"];

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_table_stands_behind_the_same_walls(owner: PgPool) {
    // generated from the catalog: a new table is behind them or fails here
    let world = World::bare(owner).await;
    let tables: Vec<(String, bool, Option<String>, Option<String>)> = sqlx::query_as(
        r"
        select c.relname::text, c.relrowsecurity,
            (
                select a.attname::text
                from pg_index i
                join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                where i.indrelid = c.oid and i.indisprimary
            ),
            (
                select string_agg(
                    p.polname || ' ' || pg_get_expr(p.polqual, p.polrelid) || ' ' || pg_get_expr(
                        p.polwithcheck, p.polrelid
                    ),
                    ';'
                )
                from pg_policy p
                where p.polrelid = c.oid
            )
        from pg_class c
        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        order by 1
        ",
    )
    .fetch_all(&world.owner)
    .await
    .expect("the catalog");
    let mut exempt = Vec::new();
    let policies: BTreeSet<&Option<String>> = tables
        .iter()
        .filter(|(name, ..)| !EXEMPT.contains(&name.as_str()))
        .map(|(.., policy)| policy)
        .collect();
    assert_eq!(policies.len(), 1, "one policy for all: {policies:?}");
    for (name, secured, key, policy) in &tables {
        if EXEMPT.contains(&name.as_str()) {
            exempt.push(name.as_str());
            continue;
        }
        assert!(*secured, "{name} has row-level security");
        assert_eq!(key.as_deref(), Some("company_id"), "company_id leads the key of {name}");
        assert!(
            policy.as_deref().is_some_and(
                |p| p.starts_with("own_company") && p.matches("current_company()").count() == 2
            ),
            "{name}: {policy:?}"
        );
    }
    assert_eq!(exempt, EXEMPT, "the list of exempt tables is not longer than it must be");

    let unique = world
        .texts(
            r"
            select i.indexrelid::regclass::text
            from pg_index i
            join pg_class c on c.oid = i.indrelid
            join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
            where c.relnamespace = 'public'::regnamespace and i.indisunique
                and a.attname <> 'company_id'
            order by 1
            ",
        )
        .await;
    assert_eq!(
        unique,
        ["_sqlx_migrations_pkey", "company_name_is_unique", "session_token_is_unique"],
        "company_id leads every unique key but these"
    );
    let foreign = world
        .texts(
            r"
            select k.conname::text
            from pg_constraint k
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
            where k.contype = 'f' and k.connamespace = 'public'::regnamespace
                and a.attname <> 'company_id'
            ",
        )
        .await;
    assert!(foreign.is_empty(), "company_id leads every foreign key: {foreign:?}");
    let valid = world
        .texts(
            r"
            select conname::text
            from pg_constraint
            where not convalidated and connamespace = 'public'::regnamespace
            ",
        )
        .await;
    assert!(valid.is_empty(), "{valid:?}");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_app_role_has_no_privilege_beyond_its_work(owner: PgPool) {
    let world = World::bare(owner).await;
    let too_much = world
        .texts(
            r"
            select privilege_type || ' ' || table_name
            from information_schema.role_table_grants
            where grantee in ('billwright_app', 'PUBLIC') and table_schema = 'public'
                and (
                    privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES')
                    or table_name in ('_sqlx_migrations', 'sign_in_failure')
                )
            order by 1
            ",
        )
        .await;
    assert!(too_much.is_empty(), "{too_much:?}");
    let deletable = world
        .texts(
            r"
            select table_name::text
            from information_schema.role_table_grants
            where grantee = 'billwright_app' and privilege_type = 'DELETE'
            order by 1
            ",
        )
        .await;
    assert_eq!(
        deletable,
        [
            "backlog",
            "batch_job",
            "contract",
            "contract_customer",
            "contract_line",
            "contract_line_chargeability",
            "contract_line_class",
            "contract_line_customer",
            "entry",
            "import_file",
            "import_upload",
            "invoice",
            "invoice_confirmation",
            "invoice_detail",
            "invoice_frequency",
            "invoice_line",
            "invoice_retainer",
            "invoice_schedule",
            "milestone",
            "milestone_split",
            "person_role",
            "price",
            "product_line",
            "project_team",
            "retainer",
            "session",
            "sign_in_device",
        ]
    );
    let updatable = world
        .texts(
            r"
            select table_name || '.' || column_name
            from information_schema.column_privileges
            where grantee = 'billwright_app' and privilege_type = 'UPDATE'
                and table_name in ('actual', 'audit_entry', 'company')
            order by 1
            ",
        )
        .await;
    assert_eq!(
        updatable,
        ["company.background_above", "company.time_zone"],
        "nothing of the ledger; where a company is and what it does at once, its administrator says"
    );
    let owned = world
        .texts(
            r"
            select c.relname::text
            from pg_class c
            join pg_roles r on r.oid = c.relowner
            where r.rolname = 'billwright_app'
            ",
        )
        .await;
    assert!(owned.is_empty(), "{owned:?}");
    let callable = world
        .texts(
            r"
            select p.proname::text
            from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.prosecdef
                and has_function_privilege('billwright_app', p.oid, 'execute')
            order by 1
            ",
        )
        .await;
    assert_eq!(
        callable,
        [
            "batch_jobs_due",
            "clear_expired",
            "fold_actual_sums",
            "fold_backlog_sums",
            "fold_claim_sums",
            "session_find",
            "sign_in_begin",
            "sign_in_candidates",
            "sign_in_forget",
            "sign_in_release",
            "sign_in_remember",
            "statistics_follow"
        ],
        "the narrow doors that look without a company"
    );
    let public = world
        .texts(
            r"
            select p.proname::text
            from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.prosecdef
                and (p.proacl is null or p.proacl::text like '%{=X%' or p.proacl::text like '%,=X%')
            ",
        )
        .await;
    assert!(public.is_empty(), "no such door is open to everybody: {public:?}");
    let off = world
        .texts(
            r"
            select tgname::text
            from pg_trigger t
            join pg_class c on c.oid = t.tgrelid
            where c.relnamespace = 'public'::regnamespace and tgenabled <> 'O'
            ",
        )
        .await;
    assert!(off.is_empty(), "every trigger is on: {off:?}");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_invariant_on_a_door_plate_has_its_wall_and_its_test(owner: PgPool) {
    // architecture §3: each invariant has one name in three places
    let world = World::bare(owner).await;
    let walls: BTreeSet<String> = world
        .texts(
            r"
            select conname::text
            from pg_constraint
            where connamespace = 'public'::regnamespace
            union select tgname::text
            from pg_trigger
            where not tgisinternal
            union select relname::text
            from pg_class
            where relkind = 'i' and relnamespace = 'public'::regnamespace
            union select (regexp_matches(prosrc, 'constraint = ''([a-z_]+)''', 'g'))[1]
            from pg_proc
            where pronamespace = 'public'::regnamespace
            ",
        )
        .await
        .into_iter()
        .collect();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let tests: String = [
        "tests/walls.rs",
        "tests/walls_retainers.rs",
        "tests/walls_products.rs",
        "tests/walls_approval_sets.rs",
        "tests/walls_batches.rs",
        "tests/walls_origins.rs",
        "schedules/tests_db.rs",
        "runs/tests_db.rs",
        "entries/tests_db.rs",
        "approvals/tests_db.rs",
        "journals/tests_db.rs",
        "imports/tests_db.rs",
        "access/tests_db.rs",
    ]
    .iter()
    .map(|path| (*path).to_owned())
    .chain(sources().into_iter().filter(says).map(|source| source.path))
    .map(|path| std::fs::read_to_string(root.join(path)).expect("a file"))
    .collect();
    let mut named = 0;
    for room in std::fs::read_dir(&root)
        .expect("the sources")
        .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path().join("mod.rs")).ok())
    {
        let plate: String = room
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .map(|line| line.trim_start_matches("//!"))
            .collect();
        let Some((_, held)) = plate.split_once("Holds:") else { continue };
        for name in held
            .split(|c: char| !(c.is_ascii_lowercase() || c == '_'))
            .filter(|word| word.matches('_').count() >= 2)
        {
            named += 1;
            assert!(
                walls.contains(name),
                "{name} stands on a door plate, but the database knows no such wall"
            );
            assert!(
                tests.contains(name),
                "{name} stands on a door plate, but no test or refusal names it"
            );
        }
    }
    assert!(named >= 25, "{named} names read off the door plates");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn milestones_are_claimed_once_and_stand_as_they_were_claimed(owner: PgPool) {
    // milestone_split_on_one_invoice, invoiced_milestone_is_frozen, milestone_splits_make_it_whole,
    // milestone_is_for_fixed_price, milestone_detail_keeps_its_amount,
    // invoice_detail_has_one_source, billed_milestone_equals_its_detail, milestone_billed_once
    let world = World::new(owner).await;
    for (name, on, amount) in [
        ("Posted", "2026-01-31", "2000"),
        ("Drafted", "2026-02-28", "2000"),
        ("Ready", "2026-03-31", "600"),
        ("Open", "2026-04-30", "400"),
    ] {
        world.milestone("FIXED", name, on, amount).await;
    }
    world
        .mark_milestones(
            crate::vocabulary::paging::Selection::Matching(
                crate::vocabulary::paging::ListQuery::default().with("to", "2026-03-31"),
            ),
            true,
        )
        .await
        .unwrap();
    let january = world
        .create_on(&["FIXED"], Some("2026-01-31".parse().unwrap()))
        .await
        .unwrap()
        .remove(0)
        .outcome
        .unwrap();
    world.confirmed(january[0]).await;
    world
        .create_on(&["FIXED"], Some("2026-02-28".parse().unwrap()))
        .await
        .unwrap()
        .remove(0)
        .outcome
        .unwrap();
    let rival = world.rival().await;
    rival.milestone("FIXED", "Theirs", "2026-03-31", "5000").await;
    rival.milestones_ready("FIXED").await;

    let split = |name: &str| {
        format!(
            r"
            (
                select s.milestone_split_id
                from milestone_split s
                join milestone m using (company_id, milestone_id)
                where m.name = '{name}'
            )
            "
        )
    };
    let draft = "(select invoice_id from invoice where state = 'draft')";
    let claim = |name: &str, invoice: &str, quantity: &str, price: &str| {
        format!(
            r"
            insert into invoice_detail (
                company_id, invoice_id, contract_line_id, source_milestone_split_id, work_on,
                billing_type, quantity, unit_price, amount, currency, nte_status
            )
            select i.company_id, i.invoice_id, l.contract_line_id, {}, m.milestone_on, 'chargeable',
                {quantity}, {price}, {quantity} * {price}, i.currency, 'not_applicable'
            from invoice i
            join contract_line l using (company_id, contract_id)
            join milestone m on m.name = '{name}'
            where i.invoice_id = {invoice}
            ",
            split(name)
        )
    };
    let confirmed = "(select invoice_id from invoice where state = 'confirmed')";
    let belongs = "23514 invoice_detail_belongs_to_its_invoice";
    let frozen = "23514 invoiced_milestone_is_frozen";
    let whole = "23514 milestone_splits_make_it_whole";
    let theirs = world
        .ask(
            r"
            select milestone_split_id
            from milestone_split
            where milestone_id = (select max(milestone_id) from milestone)
            ",
        )
        .await;
    let mut statements = vec![
        // a claim: once, Ready, whole, of that invoice's contract, of this company
        (claim("Drafted", draft, "1", "2000"), "23505 milestone_split_on_one_invoice"),
        (claim("Posted", draft, "1", "2000"), "23505 milestone_split_on_one_invoice"),
        (claim("Open", draft, "1", "400"), belongs),
        (claim("Ready", draft, "1", "599"), belongs),
        (claim("Ready", draft, "2", "300"), belongs),
        (claim("Ready", confirmed, "1", "600"), "23514 confirmed_invoice_is_frozen"),
        (claim("Ready", draft, "1", "600").replace(&split("Ready"), &theirs.to_string()), belongs),
        (
            claim("Ready", draft, "1", "600").replace(&split("Ready"), "null"),
            "23514 invoice_detail_has_one_source",
        ),
        // what is claimed stands
        (
            format!(
                r"
                update milestone_split set is_ready = false where milestone_split_id = {}
                ",
                split("Drafted")
            ),
            frozen,
        ),
        (
            format!(
                r"
                update milestone_split set is_ready = false where milestone_split_id = {}
                ",
                split("Posted")
            ),
            frozen,
        ),
        (
            format!(
                r"
                update milestone_split set amount = 1 where milestone_split_id = {}
                ",
                split("Drafted")
            ),
            frozen,
        ),
        (
            format!("delete from milestone_split where milestone_split_id = {}", split("Posted")),
            frozen,
        ),
        ("delete from milestone where name = 'Posted'".to_owned(), frozen),
        ("delete from milestone where name = 'Drafted'".to_owned(), frozen),
        ("update milestone set amount = 1 where name = 'Posted'".to_owned(), frozen),
        ("update milestone set name = 'x' where name = 'Drafted'".to_owned(), frozen),
        (
            r"
            update milestone set milestone_on = '2026-12-31' where name = 'Posted'
            "
            .to_owned(),
            frozen,
        ),
        // parts make the whole
        (
            r"
            update milestone_split set amount = 1 where milestone_on = '2026-03-31'
            "
            .to_owned(),
            whole,
        ),
        (
            r"
            update milestone_split set milestone_on = '2026-12-31' where milestone_on = '2026-03-31'
            "
            .to_owned(),
            whole,
        ),
        ("update milestone set tax = 1 where name = 'Ready'".to_owned(), whole),
        ("delete from milestone_split where milestone_on = '2026-03-31'".to_owned(), whole),
        (
            r"
            insert into milestone (company_id, contract_line_id, name, milestone_on, amount)
            select company_id, contract_line_id, 'x', milestone_on, 1
            from milestone
            where name = 'Ready'
            "
            .to_owned(),
            whole,
        ),
        (
            r"
            insert into milestone (company_id, contract_line_id, name, milestone_on, amount)
            select company_id, contract_line_id, 'x', '2026-03-31', 1
            from contract_line
            where name = 'Portal time'
            "
            .to_owned(),
            "23514 milestone_is_for_fixed_price",
        ),
        (
            r"
            update milestone set amount = 0, tax = 1 where name = 'Open'
            "
            .to_owned(),
            "23514 milestone_tax_needs_an_amount",
        ),
        (
            r"
            update milestone set amount = -1 where name = 'Open'
            "
            .to_owned(),
            "23514 milestone_amount_is_not_negative",
        ),
        (
            r"
            update milestone_split set amount = 0.001 where milestone_on = '2026-04-30'
            "
            .to_owned(),
            "23514 milestone_split_amount_is_money",
        ),
        // R-EDIT-6
        (
            format!(
                r"
                update invoice_detail set quantity = 2, amount = 4000 where invoice_id = {draft}
                "
            ),
            "23514 milestone_detail_keeps_its_amount",
        ),
        (
            format!(
                r"
                update invoice_detail set unit_price = 1, amount = 1 where invoice_id = {draft}
                "
            ),
            "23514 milestone_detail_keeps_its_amount",
        ),
        (
            format!(
                r"
                update invoice_detail set tax = 1 where invoice_id = {confirmed}
                "
            ),
            "23514 confirmed_invoice_is_frozen",
        ),
        (
            format!("delete from invoice_detail where invoice_id = {confirmed}"),
            "23514 confirmed_invoice_is_frozen",
        ),
    ];
    let posted = "transaction_class = 'milestone'";
    let drafted = [
        ("invoice_id", draft),
        (
            "invoice_detail_id",
            "(select invoice_detail_id from invoice_detail where work_on = '2026-02-28')",
        ),
    ];
    let row = |changes: &[(&'static str, &'static str)]| {
        let mut all: Vec<(&str, &str)> = drafted.to_vec();
        all.push(("work_on", "'2026-02-28'"));
        all.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        all.extend(changes);
        copy_of(posted, &all)
    };
    let equals = "23514 billed_milestone_equals_its_detail";
    statements.extend([
        (copy_of(posted, &[]), "23505 milestone_billed_once"),
        (row(&[("transaction_class", "'time'")]), "23514 ledger_row_has_an_origin"),
        (row(&[("work_on", "'2026-01-31'")]), equals),
        (row(&[("unit_price", "1"), ("amount", "1")]), equals),
        (row(&[("tax", "1")]), equals),
        (row(&[("billing_type", "'complimentary'")]), equals),
        (
            row(&[(
                "customer_id",
                "(select min(customer_id) from customer where name like 'Troms%')",
            )]),
            equals,
        ),
        (row(&[("invoice_detail_id", "0")]), equals),
    ]);
    let mut table: Vec<(As, &str, &str)> = Vec::new();
    for (sql, expected) in &statements {
        table.push((As::App, sql, expected));
    }
    table.extend([
        (As::App, "update milestone set contract_line_id = contract_line_id", DENIED),
        (As::App, "update milestone_split set customer_id = customer_id", DENIED),
        (As::App, "truncate milestone cascade", DENIED),
        (As::App, "truncate milestone_split", DENIED),
        (As::App, "alter table milestone_split disable trigger user", DENIED),
        (
            As::App,
            "update invoice_detail set source_milestone_split_id = null",
            "23514 invoice_detail_keeps_its_source",
        ),
        (
            As::Owner,
            r"
            update invoice_detail
            set source_milestone_split_id = 0
            where source_milestone_split_id is not null
            ",
            "23514 invoice_detail_keeps_its_source",
        ),
        (
            As::Owner,
            r"
            update milestone_split set customer_id = 0
            ",
            "23514 milestone_split_keeps_its_place",
        ),
        (As::Owner, "update milestone set contract_line_id = 0", "23514 milestone_keeps_its_line"),
        (As::Owner, "truncate milestone_split", "23514 invoiced_milestone_is_frozen_truncate"),
        (As::Nobody, "update milestone_split set is_ready = true", "ok 0"),
        (As::Nobody, "delete from milestone", "ok 0"),
        (
            As::App,
            r"
            update milestone_split
            set is_ready = true
            where milestone_on = '2026-03-31' and amount = 5000
            ",
            "ok 0",
        ),
    ]);
    check(&world, &table).await;
    world.audit_clean().await;
}
