//! What constraints promise, asked of the rows: whoever switches a trigger off, or is the replica
//! of something, writes past every foreign key, and a constraint that was dropped and made again
//! `not valid` has looked at nothing.

use super::finding::Finding;
use crate::platform::failure::Failure;
use sqlx::{AssertSqlSafe, PgConnection};

/// A query per foreign key and per CHECK, which finds the rows that break it and names them by
/// their table, key and constraint.
const PROMISES: &str = r"
    with named as (
        select k.*,
            quote_literal(c.relname || ' ') || ' || ' || (
                select string_agg(
                    format('coalesce(t.%I::text, ''-'')', a.attname), ' || '' '' || '
                    order by x.place
                )
                from pg_index i
                cross join unnest(i.indkey) with ordinality x (attnum, place)
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = x.attnum
                where i.indrelid = c.oid and i.indisprimary and a.attname <> 'company_id'
                    or i.indrelid = c.oid and i.indisprimary and i.indnkeyatts = 1
            ) || format(' || %L', ': ' || k.conname) as name
        from pg_constraint k
        join pg_class c on c.oid = k.conrelid
        where k.connamespace = 'public'::regnamespace and k.contype in ('f', 'c')
    )
    select format(
        'select %s from %s t where not (%s)', name, conrelid::regclass,
        pg_get_expr(conbin, conrelid)
    )
    from named
    where contype = 'c'
    union all select format(
        'select %s from %s t where num_nulls(%s) = 0 and not exists (select from %s r where (%s) = (%s))',
        name, conrelid::regclass,
        (
            select string_agg(format('t.%I', a.attname), ', ' order by x.place)
            from unnest(conkey) with ordinality x (n, place)
            join pg_attribute a on a.attrelid = conrelid and a.attnum = x.n
        ),
        confrelid::regclass,
        (
            select string_agg(format('r.%I', a.attname), ', ' order by x.place)
            from unnest(confkey) with ordinality x (n, place)
            join pg_attribute a on a.attrelid = confrelid and a.attnum = x.n
        ),
        (
            select string_agg(format('t.%I', a.attname), ', ' order by x.place)
            from unnest(conkey) with ordinality x (n, place)
            join pg_attribute a on a.attrelid = conrelid and a.attnum = x.n
        )
    )
    from named
    where contype = 'f'
";

/// Asks every constraint of every row.
pub async fn kept(owner: &mut PgConnection) -> Result<Finding, Failure> {
    let queries: Vec<String> = sqlx::query_scalar(PROMISES).fetch_all(&mut *owner).await?;
    let mut broken = Vec::new();
    for query in queries {
        broken.extend(
            sqlx::query_scalar::<_, String>(AssertSqlSafe(query)).fetch_all(&mut *owner).await?,
        );
    }
    Ok(Finding::of("constraints_are_kept", broken))
}
