//! The schema as it is made: numbered migrations once, the files of `migrations/repeatable` again
//! and again, and `docs/schema.sql`.

use super::{fixtures::World, house::ROOM_TABLES, walls::furnished};
use crate::{
    app::audit::catalog::{Catalog, catalog, differences},
    claims::rules::number_text,
    platform::{
        migrations::{MIGRATIONS, REPEATABLE, bring_up, migrate_schema},
        repeatable, schema,
    },
};
use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, PgPool, SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};
use std::{collections::BTreeSet, fs, path::Path};

/// The last numbered migration that makes functions, triggers and views itself.
const LAST_TO_MAKE_ANY: i64 = 196;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What statements make, as the catalog names it.
fn made(sql: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        text.chars().take_while(|c| *c == '_' || c.is_alphanumeric()).collect()
    };
    let mut made = BTreeSet::new();
    for line in sql.lines() {
        for (kind, start) in [
            ("function", "create or replace function "),
            ("function", "create or replace procedure "),
            ("view", "create view "),
            ("trigger", "create or replace trigger "),
            ("trigger", "create constraint trigger "),
        ] {
            let Some(rest) = line.strip_prefix(start) else { continue };
            let from = sql.find(line).unwrap_or_default();
            let table =
                sql[from..].split_once(" on ").map(|(_, table)| word(table)).unwrap_or_default();
            made.insert(if kind == "trigger" {
                format!("trigger {} on {table}", word(rest))
            } else {
                format!("{kind} {}", word(rest))
            });
        }
    }
    made
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn functions_triggers_and_views_stand_in_their_files(owner: PgPool) {
    // What is there and stands in no file is what nobody finds
    let world = World::bare(owner).await;
    let stands = world
        .texts(
            r"
            select 'function ' || p.proname
            from pg_proc p
            where p.pronamespace = 'public'::regnamespace
                and not exists (
                    select
                    from pg_depend d
                    where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
                )
            union all select 'view ' || c.relname
            from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
            union all select 'trigger ' || t.tgname || ' on ' || c.relname
            from pg_trigger t
            join pg_class c on c.oid = t.tgrelid
            where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
            ",
        )
        .await;
    let made: BTreeSet<String> = repeatable::FILES.iter().flat_map(|(_, sql)| made(sql)).collect();
    assert_eq!(stands.into_iter().collect::<BTreeSet<_>>(), made);
    assert!(made.len() > 200, "{}", made.len());
    let unsafe_views = r"
        select relname::text
        from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'v'
            and not coalesce(reloptions @> array['security_invoker=true'], false)
    ";
    assert_eq!(
        world.texts(unsafe_views).await,
        Vec::<String>::new(),
        "a view reads as whoever asks, else it reads every company"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_view_shows_one_company(owner: PgPool) {
    // row-level security holds through every view, as it does on the tables
    let world = furnished(owner).await;
    let views = world
        .texts(
            r"
            select relname::text
            from pg_class
            where relnamespace = 'public'::regnamespace and relkind = 'v'
            order by 1
            ",
        )
        .await;
    assert!(views.contains(&"claim".to_owned()) && views.len() > 12, "{views:?}");
    let mut app = connect(&world.owner).await;
    sqlx::raw_sql("set role billwright_app").execute(&mut app).await.expect("as the server");
    let count = |view: &str, whose: &str| {
        AssertSqlSafe(format!("select count(*) from {view} where {whose}"))
    };
    for (company, may_see) in [
        (String::new(), "false"),
        (world.stranger.company.0.to_string(), "company_id = current_company()"),
    ] {
        sqlx::query("select set_config('billwright.company', $1, false)")
            .bind(&company)
            .execute(&mut app)
            .await
            .expect("set");
        for view in &views {
            let seen: i64 = sqlx::query_scalar(count(view, &format!("not ({may_see})")))
                .fetch_one(&mut app)
                .await
                .expect("counted");
            assert_eq!(seen, 0, "{view}, as company {company:?}");
        }
    }
    sqlx::query("select set_config('billwright.company', $1, false)")
        .bind(world.company().to_string())
        .execute(&mut app)
        .await
        .expect("set");
    for view in ["claim", "invoice_label", "invoice_total", "entry_work", "company_time_zone"] {
        let seen: i64 =
            sqlx::query_scalar(count(view, "true")).fetch_one(&mut app).await.expect("counted");
        assert!(seen > 0, "{view}: there is something to see");
    }
    app.close().await.expect("closes");
    for number in [1_i64, 999_999, 1_000_000] {
        let text: String = sqlx::query_scalar("select invoice_number_label($1)")
            .bind(number)
            .fetch_one(&world.owner)
            .await
            .expect("written");
        assert_eq!(text, number_text(number), "as the browser writes it");
    }
}

#[test]
fn each_file_is_a_rooms_and_they_are_applied_in_floor_order() {
    let rooms: Vec<&str> = ROOM_TABLES.iter().map(|(room, _)| *room).collect();
    let places: Vec<Option<usize>> = repeatable::FILES
        .iter()
        .map(|(name, _)| rooms.iter().position(|room| room == name))
        .collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted_by(|lower, upper| lower < upper),
        "{places:?}"
    );
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(root().join("migrations/repeatable")).expect("files") {
        files.insert(
            entry
                .expect("an entry")
                .path()
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned(),
        );
    }
    assert_eq!(
        files,
        repeatable::FILES.iter().map(|(name, _)| (*name).to_owned()).collect(),
        "a file that nobody applies"
    );
}

#[test]
fn numbered_migrations_make_no_function_trigger_or_view() {
    let mut later = 0;
    for migration in MIGRATIONS
        .iter()
        .filter(|migration| (LAST_TO_MAKE_ANY + 1..REPEATABLE).contains(&migration.version))
    {
        later += 1;
        let sql =
            migration.sql.as_str().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        for kind in
            ["function", "procedure", "trigger", "constraint trigger", "view", "materialized view"]
        {
            for verb in ["create", "create or replace"] {
                assert!(
                    !sql.contains(&format!("{verb} {kind} ")),
                    "{}: {verb} {kind} belongs in migrations/repeatable",
                    migration.version
                );
            }
        }
    }
    assert!(later > 0, "they are seen");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_schema_is_printed_as_it_is(owner: PgPool) {
    let mut conn = owner.acquire().await.expect("a connection");
    let printed = schema::print(&mut conn).await.expect("printed");
    let written = fs::read_to_string(root().join("docs/schema.sql")).unwrap_or_default();
    if let Some((at, (is, was))) = printed
        .lines()
        .zip(written.lines().chain(std::iter::repeat("")))
        .enumerate()
        .find(|(_, (is, was))| is != was)
    {
        panic!(
            "docs/schema.sql is not what the migrations make; line {} is\n{is}\nand was\n{was}\nWrite it anew: cargo xtask sqlx, or billwright schema > docs/schema.sql",
            at + 1
        );
    }
    assert_eq!(
        printed.len(),
        written.len(),
        "docs/schema.sql says more than the migrations make; write it anew: cargo xtask sqlx"
    );
    assert!(
        printed.contains("create table actual (")
            && printed.contains(
                "-- trigger actual_is_append_only before update or delete: refuse_statement"
            )
    );
}

/// Migrations up to one, as an older program had them.
fn numbered(last: i64) -> Vec<Migration> {
    MIGRATIONS.iter().filter(|migration| migration.version <= last).cloned().collect()
}

/// This program's migrations with others put in, and more in the files.
fn with(more: &[Migration], files: &str) -> Migrator {
    let repeatable = Migration::new(
        REPEATABLE,
        "repeatable".into(),
        MigrationType::Simple,
        AssertSqlSafe(repeatable::sql() + files).into_sql_str(),
        false,
    );
    Migrator::with_migrations(
        numbered(REPEATABLE - 1)
            .into_iter()
            .chain(more.iter().cloned())
            .chain([repeatable])
            .collect(),
    )
}

fn migration(version: i64, sql: &'static str) -> Migration {
    Migration::new(version, "of a test".into(), MigrationType::Simple, sql.into_sql_str(), false)
}

/// A connection of its own: one that failed within a migration still holds its lock.
async fn connect(pool: &PgPool) -> PgConnection {
    PgConnection::connect_with(pool.connect_options().as_ref()).await.expect("connects")
}

/// An empty database beside the test's own, which may be a copy of one that was migrated.
async fn empty(pool: &PgPool) -> PgConnection {
    let name = format!("billwright_empty_{}", uuid::Uuid::new_v4().simple());
    let mut owner = connect(pool).await;
    owner
        .execute(AssertSqlSafe(format!("create database {name} template template0")))
        .await
        .expect("a superuser makes databases");
    owner.close().await.expect("closes");
    let options = pool.connect_options().as_ref().clone().database(&name);
    PgConnection::connect_with(&options).await.expect("connects")
}

/// Takes it away.
async fn throw_away(pool: &PgPool, emptied: PgConnection) {
    let mut emptied = emptied;
    let name: String = sqlx::query_scalar("select current_database()")
        .fetch_one(&mut emptied)
        .await
        .expect("named");
    emptied.close().await.expect("closes");
    let mut owner = connect(pool).await;
    owner.execute(AssertSqlSafe(format!("drop database {name}"))).await.expect("dropped");
    owner.close().await.expect("closes");
}

/// What the migrations of this program make of an empty database.
async fn built(pool: &PgPool) -> Catalog {
    let mut scratch = empty(pool).await;
    migrate_schema(&mut scratch).await.expect("migrated");
    let built = catalog(&mut scratch).await.expect("read");
    throw_away(pool, scratch).await;
    built
}

/// When each was applied.
async fn applied(conn: &mut PgConnection) -> Vec<(i64, chrono::DateTime<chrono::Utc>)> {
    sqlx::query_as("select version, installed_on from _sqlx_migrations order by version")
        .fetch_all(conn)
        .await
        .expect("applied")
}

#[sqlx::test(migrations = false)]
async fn a_database_of_the_last_version_comes_to_what_a_new_one_is(pool: PgPool) {
    let mut owner = empty(&pool).await;
    Migrator::with_migrations(numbered(LAST_TO_MAKE_ANY)).run(&mut owner).await.expect("as it was");
    sqlx::raw_sql("call mend_walls(); insert into company (name, currency, time_zone) values ('Kestrel Consulting', 'EUR', 'Europe/Berlin')")
        .execute(&mut owner)
        .await
        .expect("with something in it");
    migrate_schema(&mut owner).await.expect("brought up");
    let stands = catalog(&mut owner).await.expect("read");
    assert!(stands.len() > 500, "{}", stands.len());
    assert_eq!(differences(&built(&pool).await, &stands), Vec::<String>::new());
    // Once more, and nothing is done.
    let before = applied(&mut owner).await;
    assert_eq!(before.last().map(|(version, _)| *version), Some(REPEATABLE));
    migrate_schema(&mut owner).await.expect("nothing to do");
    assert_eq!(applied(&mut owner).await, before);
    throw_away(&pool, owner).await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_files_are_applied_again_when_one_changed(pool: PgPool) {
    let mut owner = connect(&pool).await;
    let before = catalog(&mut owner).await.expect("read");
    assert_eq!(
        differences(&built(&pool).await, &before),
        Vec::<String>::new(),
        "every way of migrating comes to the same"
    );
    // A view more, on a column that a numbered migration of the next version changes under it and
    // others.
    let next = with(
        &[],
        r"
        create view actual_tax with (security_invoker = true) as select company_id, tax from actual;
        ",
    );
    bring_up(&mut owner, &next).await.expect("a file changed");
    let with_view = catalog(&mut owner).await.expect("read");
    assert_eq!(differences(&before, &with_view), ["view actual_tax was added"]);
    let wider = [migration(
        9000,
        "alter table actual alter column tax type numeric(21,4); alter table invoice_detail alter column tax type numeric(21,4)",
    )];
    bring_up(&mut owner, &with(&wider, "")).await.expect("a column under views is changed");
    let changed = catalog(&mut owner).await.expect("read");
    assert!(
        !changed.contains_key("view actual_tax") && changed.contains_key("view claim"),
        "views are those of the files"
    );
    owner.close().await.expect("closes");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_fails_leaves_the_views_to_the_version_before(pool: PgPool) {
    let mut owner = connect(&pool).await;
    let before = catalog(&mut owner).await.expect("read");
    let broken =
        with(&[migration(9000, "alter table actual drop column quantity_that_never_was")], "");
    assert!(bring_up(&mut owner, &broken).await.is_err());
    owner.close().await.expect("closes");
    let mut owner = connect(&pool).await;
    assert_eq!(
        differences(&before, &catalog(&mut owner).await.expect("read")),
        Vec::<String>::new()
    );
    migrate_schema(&mut owner).await.expect("the version before starts");
    assert_eq!(applied(&mut owner).await.last().map(|(version, _)| *version), Some(REPEATABLE));

    // And a database that a newer version brought up is refused by this one, and left as it is.
    bring_up(
        &mut owner,
        &with(
            &[migration(9000, "create table newer (company_id bigint)")],
            "create view newest as select company_id from newer;",
        ),
    )
    .await
    .expect("newer");
    let (newer, at) = (catalog(&mut owner).await.expect("read"), applied(&mut owner).await);
    assert!(
        migrate_schema(&mut owner).await.is_err_and(|failure| failure.to_string().contains("9000"))
    );
    owner.close().await.expect("closes");
    let mut owner = connect(&pool).await;
    assert_eq!((catalog(&mut owner).await.expect("read"), applied(&mut owner).await), (newer, at));
    owner.close().await.expect("closes");
}

/// Two sets of the version before there were batches: one under way with every outcome, one done.
const SETS_SO_FAR: &str = r#"
    insert into company (name, currency, time_zone)
    values ('Kestrel Consulting', 'EUR', 'Europe/Berlin'); insert into person (
        company_id, name, email, password_hash, email_skeleton
    )
    select company_id, 'Ada', 'ada@example.org', 'x', 'ada@example.org'
    from company; insert into project (company_id, code, name)
    select company_id, 'SOLO', ''
    from company; insert into role (company_id, name)
    select company_id, 'Consultant'
    from company; insert into resource (company_id, name)
    select company_id, 'Bob'
    from company; insert into entry (
        company_id, transaction_class, work_on, project_id, resource_id, role_id, task, notes,
        quantity, billing_type, billable_quantity
    )
    select company_id, 'time', '2026-03-02', project_id, resource_id, role_id, '', '', 1,
        'chargeable', 1
    from project
    join resource using (company_id)
    join role using (company_id)
    cross join generate_series(1, 5003); insert into approval_set (
        company_id, project_id, person_id, asked_at, comment, hours
    )
    select company_id, project_id, person_id, '2026-03-03T09:00:00Z', comment, 8
    from project
    join person using (company_id)
    cross join unnest(array['open', 'done']) comment; insert into approval_set_entry (
        company_id, approval_set_id, entry_id, version
    )
    select company_id, approval_set_id, entry_id, 1
    from entry
    join approval_set using (company_id)
    where (comment = 'open') = (entry_id > 3); update approval_set_entry
    set outcome = 'approved'
    where entry_id <= 3 or entry_id % 10 = 0; update approval_set_entry
    set outcome = 'failed', reason = '{"Refused":"OwnWork"}'
    where outcome = 'waiting' and entry_id % 10 = 1
"#;

#[sqlx::test(migrations = false)]
async fn approval_sets_of_the_version_before_are_batches_of_this_one(pool: PgPool) {
    let mut owner = empty(&pool).await;
    Migrator::with_migrations(numbered(LAST_TO_MAKE_ANY)).run(&mut owner).await.expect("as it was");
    sqlx::raw_sql(SETS_SO_FAR).execute(&mut owner).await.expect("with sets");
    migrate_schema(&mut owner).await.expect("brought up");
    let told = r"
        select comment || ' ' || kind || ' ' || waiting || '/' || done || '/' || refused || ' ' || (
            begun_at = '2026-03-03T09:00:00Z'
        ) || ' ' || name
        from approval_set
        join batch b on b.company_id = approval_set.company_id and batch_id = approval_set_id
        join person p on p.person_id = b.person_id
        order by approval_set_id
    ";
    let told: Vec<String> = sqlx::query_scalar(told).fetch_all(&mut owner).await.expect("batches");
    assert_eq!(told, ["open approve_set 4000/500/500 true Ada", "done approve_set 0/3/0 true Ada"]);
    let chunks = r"
        select cardinality(items) || case when is_settled then ' settled' else ' waiting' end
        from batch_chunk
        order by batch_id, place
    ";
    let chunks: Vec<String> =
        sqlx::query_scalar(chunks).fetch_all(&mut owner).await.expect("chunks");
    assert_eq!(
        chunks,
        ["1000 settled", "1000 waiting", "2000 waiting", "1000 waiting", "3 settled"]
    );
    for check in crate::app::audit::checks().filter(|check| {
        ["batch_counts_its_items", "entry_waits_until_its_chunk_is_settled"].contains(&check.name)
    }) {
        let wrong: Vec<String> =
            sqlx::query_scalar(check.sql).fetch_all(&mut owner).await.expect("asked");
        assert!(wrong.is_empty(), "{}: {wrong:?}", check.name);
    }
    let next = r"
        insert into batch (company_id, kind, input, begun_at)
        select company_id, 'mark_ready', '{}', now()
        from company
        returning batch_id - (select max(approval_set_id) from approval_set)
    ";
    assert_eq!(
        sqlx::query_scalar::<_, i64>(next).fetch_one(&mut owner).await.expect("a batch"),
        1,
        "keys go on behind those of sets"
    );
    throw_away(&pool, owner).await;
}
