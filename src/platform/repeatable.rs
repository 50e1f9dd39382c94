//! Functions, triggers and views, in files by room that are applied whenever one of them or a
//! numbered migration is new. `docs/decisions/repeatable.md` says why.

/// The files in floor order: a view or trigger finds what it stands on made before it. `xtask`
/// applies the same.
pub const FILES: &[(&str, &str)] = &[
    ("platform", include_str!("../../migrations/repeatable/platform.sql")),
    ("access", include_str!("../../migrations/repeatable/access.sql")),
    ("actuals", include_str!("../../migrations/repeatable/actuals.sql")),
    ("book", include_str!("../../migrations/repeatable/book.sql")),
    ("contracts", include_str!("../../migrations/repeatable/contracts.sql")),
    ("prices", include_str!("../../migrations/repeatable/prices.sql")),
    ("schedules", include_str!("../../migrations/repeatable/schedules.sql")),
    ("backlog", include_str!("../../migrations/repeatable/backlog.sql")),
    ("milestones", include_str!("../../migrations/repeatable/milestones.sql")),
    ("product_lines", include_str!("../../migrations/repeatable/product_lines.sql")),
    ("retainers", include_str!("../../migrations/repeatable/retainers.sql")),
    ("entries", include_str!("../../migrations/repeatable/entries.sql")),
    ("approvals", include_str!("../../migrations/repeatable/approvals.sql")),
    ("journals", include_str!("../../migrations/repeatable/journals.sql")),
    ("invoicing", include_str!("../../migrations/repeatable/invoicing.sql")),
    ("runs", include_str!("../../migrations/repeatable/runs.sql")),
];

/// Takes the published views down: what they look at can't change under them. An extension's are
/// its own.
pub const DROP_VIEWS: &str = "do $$
declare published text := (
    select string_agg(c.oid::regclass::text, ', ') from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'));
begin
    if published is not null then
        execute 'drop view ' || published;
    end if;
end $$;";

/// All of it as one statement after the other: whoever applies it does so in one transaction.
pub fn sql() -> String {
    FILES.iter().fold(DROP_VIEWS.to_owned(), |sql, (_, file)| sql + "\n" + file)
}
