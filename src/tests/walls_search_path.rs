//! A temporary table before a table of ours: whoever may make one must not be able to blind a guard
//! with it, and the app role may make none. Every wall that is tried elsewhere (`walls::check`) is
//! tried from such a session too.

use super::{
    fixtures::World,
    walls::{As, DENIED, attempt_on, fingerprint, furnished},
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool};

/// A session in which an empty temporary table stands before every table and view there is, and is
/// found first unless who looks says otherwise. What the app role may not make, its superuser made
/// for it.
pub struct Shadowed {
    session: PgConnection,
    names: Vec<String>,
}

impl Shadowed {
    /// Opens one.
    pub async fn open(world: &World) -> Self {
        let names = world
            .texts(
                r"
                select relname::text
                from pg_class
                where relkind in ('r', 'p', 'v', 'm') and relnamespace = 'public'::regnamespace
                order by 1
                ",
            )
            .await;
        let made: String = names
            .iter()
            .map(|name| {
                format!(
                    r#"
                    create temporary table "{name}" (like public."{name}"); grant
                    select, insert, update, delete on pg_temp."{name}" to billwright_app;
                    "#
                )
            })
            .collect();
        let mut session = session(world).await;
        session.execute(AssertSqlSafe(made)).await.expect("temporary tables");
        Self { session, names }
    }

    /// Tries a statement on the real tables.
    pub async fn attempt(&mut self, world: &World, who: As, sql: &str) -> String {
        let sql = self.qualified(sql);
        attempt_on(&mut self.session, world.company(), who, &sql).await
    }

    /// Ends it, and with it the temporary tables.
    pub async fn close(self) {
        self.session.close().await.expect("closes");
    }

    /// The statement with its tables meant where they are: `public.` before each that follows a
    /// word which takes one.
    fn qualified(&self, sql: &str) -> String {
        let is_word = |c: char| c == '_' || c.is_ascii_alphanumeric();
        let (mut told, mut last, mut rest) = (String::new(), "", sql);
        while let Some(start) = rest.find(is_word) {
            let (between, from) = rest.split_at(start);
            let (word, after) = from.split_at(from.find(|c| !is_word(c)).unwrap_or(from.len()));
            let takes_one = matches!(
                last,
                "from"
                    | "join"
                    | "update"
                    | "into"
                    | "using"
                    | "table"
                    | "truncate"
                    | "copy"
                    | "only"
                    | "on"
            ) && between.trim().is_empty();
            told.push_str(between);
            if takes_one && !after.starts_with('.') && self.names.iter().any(|name| name == word) {
                told.push_str("public.");
            }
            told.push_str(word);
            (last, rest) = (word, after);
        }
        told + rest
    }
}

async fn session(world: &World) -> PgConnection {
    PgConnection::connect_with(world.owner.connect_options().as_ref()).await.expect("connects")
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nobody_makes_a_temporary_table_before_one_of_ours(owner: PgPool) {
    // as the server's role, in whatever way a temporary table is made
    let world = furnished(owner).await;
    let mut session = session(&world).await;
    let tables = world
        .texts(
            r"
            select relname::text
            from pg_class
            where relkind in ('r', 'p', 'v', 'm') and relnamespace = 'public'::regnamespace
            ",
        )
        .await;
    assert!(tables.len() > 35, "{tables:?}");
    for table in &tables {
        for sql in [
            format!("create temporary table {table} (company_id bigint)"),
            format!("create temporary table {table} as select 1 as company_id"),
            format!("select 1 as company_id into temporary table {table}"),
            format!("create temporary view {table} as select 1 as company_id"),
            format!("create table pg_temp.{table} (company_id bigint)"),
        ] {
            assert_eq!(
                attempt_on(&mut session, world.company(), As::App, &sql).await,
                DENIED,
                "{sql}"
            );
        }
    }
    for sql in [
        "create temporary sequence actual_id_seq",
        "create schema mine",
        "create table public.mine (x int)",
        "call public.mend_walls()",
    ] {
        assert_eq!(attempt_on(&mut session, world.company(), As::App, sql).await, DENIED, "{sql}");
    }
    session.close().await.expect("closes");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_function_says_where_its_tables_are(owner: PgPool) {
    // all of pg_proc: a body bound to its names when it was made looks nothing up; any other says
    // where, with pg_temp last
    let world = World::bare(owner).await;
    const LOOSE: &str = r"
        select p.oid::regprocedure::text
        from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prosqlbody is null
            and not coalesce(p.proconfig @> array['search_path=pg_catalog, public, pg_temp'], false)
        order by 1
    ";
    assert_eq!(world.texts(LOOSE).await, Vec::<String>::new());
    let bound = world
        .texts(
            r"
            select proname::text
            from pg_proc
            where pronamespace = 'public'::regnamespace and prosqlbody is not null
            order by 1
            ",
        )
        .await;
    assert_eq!(
        bound,
        ["address_lines", "currency_decimals", "current_company", "invoice_number_label"]
    );

    // A function that is replaced forgets its path; the step after every migration gives it back.
    let replaced = "create or replace function refuse_statement() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
                    create procedure careless() language plpgsql as $$ begin null; end $$";
    sqlx::raw_sql(replaced).execute(&world.owner).await.expect("replaced");
    assert_eq!(world.texts(LOOSE).await, ["careless()", "refuse_statement()"]);
    let (lines, holds) = world.audit().await;
    assert!(
        !holds
            && lines.contains("function refuse_statement() looks for tables where its caller says"),
        "{lines}"
    );
    // A copy of the database, or one that was restored, forgets what was taken from whom.
    let restored = "do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$";
    sqlx::raw_sql(restored).execute(&world.owner).await.expect("granted");
    assert!(world.audit().await.0.contains("billwright_app may make temporary tables"));
    sqlx::raw_sql("call mend_walls()").execute(&world.owner).await.expect("fixed");
    assert_eq!(world.texts(LOOSE).await, Vec::<String>::new());
    sqlx::raw_sql("drop procedure careless()").execute(&world.owner).await.expect("dropped");
    world.audit_clean().await;
}

/// What a temporary table did before functions said where they look, each with the wall that it
/// went through.
fn attacks() -> Vec<(String, &'static str)> {
    let confirmed = "(select invoice_id from invoice where state = 'confirmed')";
    let frozen = "23514 confirmed_invoice_is_frozen";
    vec![
        (
            format!(
                r"
                update invoice_detail set description = 'x' where invoice_id = {confirmed}
                "
            ),
            frozen,
        ),
        (format!("update invoice_line set name = 'x' where invoice_id = {confirmed}"), frozen),
        (format!("delete from invoice_detail where invoice_id = {confirmed}"), frozen),
        (
            r#"
            insert into pg_temp.invoice
            select (jsonb_populate_record(i, '{"invoice_number": 2}')).*
            from public.invoice i
            where state = 'confirmed'; update invoice_counter
            set last_number = last_number + 1
            where company_id = (select company_id from invoice where state = 'confirmed')
            "#
            .to_owned(),
            "23514 invoice_numbers_have_no_gap",
        ),
        (
            r"
            update entry set state = 'submitted' where state = 'approved'
            "
            .to_owned(),
            "23514 approved_entry_is_frozen",
        ),
        (
            r"
            update entry
            set state = 'submitted'
            where state = 'approved'; update entry
            set state = 'returned'
            where state = 'submitted'; delete
            from entry
            where state = 'returned'
            "
            .to_owned(),
            "23514 approved_entry_is_frozen",
        ),
        (
            r"
            insert into backlog (
                company_id, actual_id, contract_id, contract_line_id, customer_id, project_id,
                resource_id, work_on, transaction_class, billing_type, currency, quantity, amount,
                nte_status, unit
            )
            select company_id, actual_id, contract_id, contract_line_id, customer_id, project_id,
                resource_id, work_on, transaction_class, billing_type, currency, quantity, amount,
                'not_applicable', ''
            from actual
            where actual_id in (select source_actual_id from invoice_detail)
            "
            .to_owned(),
            "23514 backlog_holds_only_what_is_open",
        ),
        (
            r"
            update contract_line_customer
            set billing_split_percent = 50
            where contract_line_id = (
                select contract_line_id from contract_line where name = 'Unsigned time'
            )
            "
            .to_owned(),
            "23514 split_sums_to_whole",
        ),
        (
            r"
            delete
            from contract_line_class
            where contract_line_id = (
                select contract_line_id from contract_line where name = 'Grid time'
            )
            "
            .to_owned(),
            "23514 confirmed_contract_is_read_only",
        ),
    ]
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn temporary_tables_before_all_others_open_nothing(owner: PgPool) {
    // the attack, with the right to make them given back; and the same with the mend taken out, so
    // that it is known to be one
    let world = furnished(owner).await;
    let before = fingerprint(&world).await;
    let mut shadowed = Shadowed::open(&world).await;
    for (sql, wall) in attacks() {
        for who in [As::App, As::Owner] {
            assert_eq!(shadowed.attempt(&world, who, &sql).await, wall, "{who:?}: {sql}");
        }
    }
    assert_eq!(fingerprint(&world).await, before);
    shadowed.close().await;

    let loosened = "do $$ declare f regprocedure; begin
        for f in select oid from pg_proc where pronamespace = 'public'::regnamespace and proconfig is not null and prokind = 'f' loop
            execute format('alter function %s reset search_path', f);
        end loop; end $$";
    sqlx::raw_sql(loosened).execute(&world.owner).await.expect("taken out");
    for (sql, _) in attacks() {
        let mut shadowed = Shadowed::open(&world).await;
        let outcome = shadowed
            .attempt(&world, As::App, &format!("{sql}; set constraints all immediate; do $$ begin raise exception 'through' using errcode = 'P0001'; end $$"))
            .await;
        assert_eq!(outcome, "P0001", "without the mend it goes through: {sql}");
        shadowed.close().await;
    }
}
