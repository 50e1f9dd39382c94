//! Brings a database's schema up to date: what is numbered once, what is repeatable whenever it
//! changed.

use super::{failure::Failure, jobs, repeatable};
use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, SqlSafeStr,
    migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator},
    postgres::PgPoolOptions,
};
use std::sync::LazyLock;

static NUMBERED: Migrator = sqlx::migrate!();

/// By which the files that are applied again are remembered among the migrations: after every
/// number there will be.
pub const REPEATABLE: i64 = i64::MAX;

/// Migrations, compiled in: the numbered ones, and after them functions, triggers and views as they
/// are today, in one transaction.
pub static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let repeatable = Migration::new(
        REPEATABLE,
        "repeatable".into(),
        MigrationType::Simple,
        AssertSqlSafe(repeatable::sql()).into_sql_str(),
        false,
    );
    Migrator::with_migrations(NUMBERED.iter().cloned().chain([repeatable]).collect())
});

/// Brings the schema up to date, as the owner.
pub async fn migrate(owner_url: &str) -> Result<(), Failure> {
    let mut owner = PgConnection::connect(owner_url).await?;
    migrate_schema(&mut owner).await?;
    owner.close().await?;
    let owner = PgPoolOptions::new().max_connections(1).connect(owner_url).await?;
    let ready = jobs::migrate(&owner).await;
    owner.close().await;
    ready
}

/// The schema alone. A function that somebody replaced has lost its search path, and a restored
/// database what nobody else may make in it: they get it back.
pub async fn migrate_schema(owner: &mut PgConnection) -> Result<(), Failure> {
    bring_up(owner, &MIGRATIONS).await.map_err(|error| Failure::Fault(error.to_string()))?;
    owner.execute("call mend_walls()").await?;
    Ok(())
}

/// Runs what is new. Is anything, views are taken down before it and what is repeatable is applied
/// after it. One program at a time: whoever starts meanwhile waits here, and finds nothing new.
pub async fn bring_up(owner: &mut PgConnection, migrations: &Migrator) -> Result<(), MigrateError> {
    owner.lock().await?;
    let brought = bring_up_alone(owner, migrations).await;
    let unlocked = owner.unlock().await;
    brought.and(unlocked)
}

async fn bring_up_alone(
    owner: &mut PgConnection,
    migrations: &Migrator,
) -> Result<(), MigrateError> {
    owner.ensure_migrations_table(&migrations.table_name).await?;
    let applied = owner.list_applied_migrations(&migrations.table_name).await?;
    let is_applied = |migration: &Migration| {
        applied.iter().any(|a| a.version == migration.version && a.checksum == migration.checksum)
    };
    let is_ours = |version: i64| {
        version == REPEATABLE
            || migrations
                .iter()
                .any(|migration| migration.version == version && is_applied(migration))
    };
    // A database of a newer program is refused, and left as it is.
    if migrations.iter().all(is_applied) || !applied.iter().all(|a| is_ours(a.version)) {
        return migrations.run(&mut *owner).await;
    }
    let views: Vec<String> = sqlx::query_scalar(VIEWS).fetch_all(&mut *owner).await?;
    let mut tx = owner.begin().await?;
    tx.execute(AssertSqlSafe(format!(
        "delete from {} where version = {REPEATABLE}; {}",
        migrations.table_name,
        repeatable::DROP_VIEWS
    )))
    .await?;
    tx.commit().await?;
    let brought = migrations.run(&mut *owner).await;
    if brought.is_err() {
        // A migration that did not come through has changed nothing: whoever goes back to the
        // program before finds its views.
        for view in views {
            let _ = owner.execute(AssertSqlSafe(view)).await;
        }
    }
    brought
}

/// The statements that make the views there are, each after those it looks at.
const VIEWS: &str = r"
    select format(
        'create view %s with (security_invoker = true) as %s grant select on %1$s to billwright_app',
        c.oid::regclass, pg_get_viewdef(c.oid)
    )
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
        and not exists (
            select
            from pg_depend d
            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
        )
    order by c.oid
";
