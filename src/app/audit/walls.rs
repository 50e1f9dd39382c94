//! What the audit asks of the walls themselves: a wall that is down says nothing.

use crate::platform::check::Check;

/// Each with the query for what is not as it must be.
pub const CHECKS: &[Check] = &[Check {
    name: "walls_stand",
    sql: r"
        select 'no row-level security on ' || c.relname
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind = 'r' and not c.relrowsecurity
            and c.relname not in ('_sqlx_migrations', 'sign_in_failure')
        union all select 'billwright_app may ' || p.privilege_type || ' ' || p.table_name
        from information_schema.role_table_grants p
        where p.grantee = 'billwright_app'
            and (
                p.privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES')
                or (
                    p.table_name in ('actual', 'audit_entry')
                    and p.privilege_type in ('UPDATE', 'DELETE')
                )
            )
        union all select 'trigger ' || t.tgname || ' is off'
        from pg_trigger t
        join pg_class c on c.oid = t.tgrelid
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and t.tgenabled <> 'O'
        union all select 'function ' || p.oid::regprocedure || ' looks for tables where its caller says'
        from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prosqlbody is null
            and not coalesce(p.proconfig @> array['search_path=pg_catalog, public, pg_temp'], false)
            and not exists (
                select
                from pg_depend d
                where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
            )
        union all select 'billwright_app may make ' || privilege.what
        from (
            values ('temporary tables', 'temporary'), ('schemas', 'create')
        ) as privilege (what, name)
        where has_database_privilege('billwright_app', current_database(), privilege.name)
        union all select 'billwright_app may make tables'
        where has_schema_privilege('billwright_app', 'public', 'create')
        union all select 'billwright_app owns ' || c.oid::regclass
        from pg_class c
        join pg_roles r on r.oid = c.relowner
        where r.rolname = 'billwright_app' and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
        union all select 'billwright_app is above the walls'
        from pg_roles r
        where r.rolname = 'billwright_app'
            and (
                r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication
                or exists (select from pg_auth_members m where m.member = r.oid)
            )
    ",
}];
