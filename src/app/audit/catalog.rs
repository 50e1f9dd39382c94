//! The walls as they were built and as they stand: everything that the migrations make, in a
//! database where only they ran, beside the live one. What was dropped, switched off, put in the
//! place of something or granted is named.

use super::finding::Finding;
use crate::{
    app::home::with_database,
    platform::{failure::Failure, migrations::migrate_schema},
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::collections::BTreeMap;

/// Every object in `public` and what is granted on it, with all that it means.
const CATALOG: &str = r"
    select 'table ' || c.relname as name,
        concat_ws(' ', c.relkind, c.relrowsecurity, c.relforcerowsecurity) as meaning
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'S')
    union all select 'column ' || c.relname || '.' || a.attname,
        concat_ws(
            ' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
            pg_get_expr(d.adbin, d.adrelid)
        )
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0
        and not a.attisdropped
    union all select 'constraint ' || k.conrelid::regclass || '.' || k.conname,
        concat_ws(' ', pg_get_constraintdef(k.oid), k.convalidated)
    from pg_constraint k
    where k.connamespace = 'public'::regnamespace and k.contype <> 't'
    union all select 'index ' || i.indexrelid::regclass,
        concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid)
    from pg_index i
    join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace
    union all select 'trigger ' || c.relname || '.' || t.tgname,
        concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
    from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
    union all select 'foreign keys of ' || c.relname, string_agg(distinct t.tgenabled::text, '')
    from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = 'public'::regnamespace and t.tgisinternal
    group by c.relname
    union all select 'policy ' || c.relname || '.' || p.polname,
        concat_ws(
            ' ', p.polcmd, p.polpermissive, p.polroles::regrole[],
            pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
        )
    from pg_policy p
    join pg_class c on c.oid = p.polrelid
    where c.relnamespace = 'public'::regnamespace
    union all select 'view ' || c.relname, concat_ws(' ', c.reloptions, pg_get_viewdef(c.oid))
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
    union all select 'rule ' || c.relname || '.' || r.rulename, pg_get_ruledef(r.oid)
    from pg_rewrite r
    join pg_class c on c.oid = r.ev_class
    where c.relnamespace = 'public'::regnamespace and r.rulename <> '_RETURN'
    union all select 'function ' || p.oid::regprocedure, pg_get_functiondef(p.oid)
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p')
        and not exists (
            select
            from pg_depend d
            where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
        )
    union all select 'type ' || t.typname, string_agg(e.enumlabel, ' ' order by e.enumsortorder)
    from pg_type t
    join pg_enum e on e.enumtypid = t.oid
    where t.typnamespace = 'public'::regnamespace
    group by t.typname
    union all select 'grant on ' || g.what || ' to ' || case
        g.grantee
        when 0 then 'public'
        else g.grantee::regrole::text
    end,
        string_agg(g.privilege, ' ' order by g.privilege)
    from (
        select c.relname::text as what, x.grantee, x.privilege_type as privilege,
            c.relowner as owner
        from pg_class c, aclexplode(c.relacl) x
        where c.relnamespace = 'public'::regnamespace
        union all select c.relname || '.' || a.attname, x.grantee, x.privilege_type, c.relowner
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) x
        where c.relnamespace = 'public'::regnamespace
        union all select p.oid::regprocedure::text, x.grantee, x.privilege_type, p.proowner
        from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
        where p.pronamespace = 'public'::regnamespace
            and not exists (
                select
                from pg_depend d
                where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
            )
        union all select 'schema ' || n.nspname, x.grantee, x.privilege_type, n.nspowner
        from pg_namespace n, aclexplode(n.nspacl) x
        where n.nspname = 'public' and (x.grantee = 0 or x.grantee = 'billwright_app'::regrole)
    ) g
    where g.grantee <> g.owner
    group by g.what, g.grantee
";

/// What an object means, by its kind and name.
pub type Catalog = BTreeMap<String, String>;

/// Reads the catalog of a database.
pub async fn catalog(owner: &mut PgConnection) -> Result<Catalog, Failure> {
    let rows: Vec<(String, Option<String>)> = sqlx::query_as(CATALOG).fetch_all(owner).await?;
    Ok(rows.into_iter().map(|(name, meaning)| (name, meaning.unwrap_or_default())).collect())
}

/// The catalog that the migrations of this program make: in a database of its own on the same
/// server, dropped at once. None where the owner may not make databases.
pub async fn as_migrated(owner_url: &str) -> Result<Option<Catalog>, Failure> {
    let name = format!("billwright_walls_{}", uuid::Uuid::new_v4().simple());
    let mut owner = PgConnection::connect(owner_url).await?;
    match owner.execute(AssertSqlSafe(format!("create database {name}"))).await {
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42501") => {
            return Ok(None);
        }
        made => made?,
    };
    let read = read_migrated(&with_database(owner_url, &name)?).await;
    owner.execute(AssertSqlSafe(format!("drop database {name} with (force)"))).await?;
    owner.close().await?;
    read.map(Some)
}

async fn read_migrated(url: &str) -> Result<Catalog, Failure> {
    let mut scratch = PgConnection::connect(url).await?;
    migrate_schema(&mut scratch).await?;
    let read = catalog(&mut scratch).await;
    scratch.close().await?;
    read
}

/// What somebody may add without opening anything.
const HARMLESS: &[&str] = &["column ", "index ", "constraint ", "type "];

/// What stands otherwise than it was built, one line each.
pub fn differences(built: &Catalog, stands: &Catalog) -> Vec<String> {
    let missing_or_changed = built.iter().filter_map(|(name, meaning)| match stands.get(name) {
        None => Some(format!("{name} is gone")),
        Some(found) if found != meaning => Some(format!("{name} is not as it was made")),
        Some(_) => None,
    });
    let added = stands.keys().filter(|name| {
        !built.contains_key(*name) && !HARMLESS.iter().any(|kind| name.starts_with(kind))
    });
    missing_or_changed.chain(added.map(|name| format!("{name} was added"))).collect()
}

/// Compares the live database with what its migrations make. None where that can't be asked.
pub async fn compare(owner_url: &str) -> Result<Option<Finding>, Failure> {
    let Some(built) = as_migrated(owner_url).await? else { return Ok(None) };
    let mut owner = PgConnection::connect(owner_url).await?;
    let stands = catalog(&mut owner).await?;
    owner.close().await?;
    Ok(Some(Finding::of("walls_are_as_built", differences(&built, &stands))))
}
