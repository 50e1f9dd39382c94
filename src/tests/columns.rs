//! Every stored column is read by somebody: what people type and nothing reads is lost without a
//! word.

use super::house::sources;
use crate::tests::fixtures::World;
use sqlx::{AssertSqlSafe, PgPool};
use std::collections::BTreeSet;

/// Columns that nothing reads yet, each with its reason. The list may only shrink.
const UNREAD: &[(&str, &str)] = &[
    (
        "audit_entry.audit_entry_id",
        "the audit trail is read at a database prompt: who did what, when, and what it changed",
    ),
    ("audit_entry.happened_at", "the audit trail is read at a database prompt"),
    ("audit_entry.person_id", "the audit trail is read at a database prompt"),
    ("audit_entry.request_id", "the audit trail is read at a database prompt"),
    ("audit_entry.before", "the audit trail is read at a database prompt"),
    ("audit_entry.after", "the audit trail is read at a database prompt"),
    ("actual_sum.actual_sum_id", "a key: sums that are added are told apart until they are folded"),
    (
        "backlog_sum.backlog_sum_id",
        "a key: sums that are added are told apart until they are folded",
    ),
    ("claim_sum.claim_sum_id", "a key: sums that are added are told apart until they are folded"),
    ("person.email_skeleton", "a unique constraint holds it: e-mails that look alike are refused"),
    (
        "project.code_key",
        "a unique constraint holds it: one code of one client, however it is written",
    ),
    ("command_request.created_at", "says which keys are old enough to be cleared"),
    (
        "contract_line_class.contract_line_class_id",
        "a key for rows whose natural key may be null in part",
    ),
    (
        "entry_journal.person_id",
        "who posted it, which the audit trail's row of the same command says too",
    ),
    ("task.parent_task_id", "nothing writes it either: tasks are a flat list so far"),
];

/// A piece of SQL that is read together: a source file's, a view's, a function's.
struct Piece {
    words: BTreeSet<String>,
    reads: BTreeSet<String>,
}

impl Piece {
    fn new(sql: &str) -> Self {
        Self { words: words(sql), reads: words(&without_writes(sql)) }
    }
}

fn words(sql: &str) -> BTreeSet<String> {
    sql.split(|c: char| !(c == '_' || c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// String literals of a source that are SQL.
fn literals(code: &str) -> Vec<String> {
    let (mut found, mut rest) = (Vec::new(), code);
    while let Some(at) = rest.find('"') {
        let is_raw = rest[..at].ends_with("r#");
        let body = &rest[at + 1..];
        let end = if is_raw { body.find("\"#") } else { end_of_plain(body) };
        let Some(end) = end else { break };
        found.push(body[..end].replace("\\\n", " ").replace("\\\"", "\""));
        rest = &body[end + 1..];
    }
    found
}

fn end_of_plain(body: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at),
            _ => {}
        }
    }
    None
}

/// SQL without what it only writes: the columns of an insert, the left sides of a set.
fn without_writes(sql: &str) -> String {
    let sql = sql.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    let mut rest = sql.as_str();
    while let Some((at, verb)) = ["insert into ", " set "]
        .iter()
        .filter_map(|verb| rest.find(verb).map(|at| (at, *verb)))
        .min()
    {
        let after = at + verb.len();
        out.push_str(&rest[..after]);
        rest = &rest[after..];
        rest = if verb == " set " { assignments(rest, &mut out) } else { columns(rest) };
    }
    out + rest
}

/// Past the columns of an insert.
fn columns(rest: &str) -> &str {
    match (rest.find('('), rest.find(" select "), rest.find(')')) {
        (Some(open), select, Some(close)) if select.is_none_or(|select| open < select) => {
            &rest[close..]
        }
        _ => rest,
    }
}

/// Keeps the right sides of assignments; answers what comes after them.
fn assignments<'a>(rest: &'a str, out: &mut String) -> &'a str {
    let (mut depth, mut start, mut end) = (0_i32, 0, rest.len());
    let mut parts = Vec::new();
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => {
                end = at;
                break;
            }
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&rest[start..at]);
                start = at + 1;
            }
            ' ' if depth == 0
                && [" where ", " from ", " returning "]
                    .iter()
                    .any(|word| rest[at..].starts_with(word)) =>
            {
                end = at;
                break;
            }
            _ => {}
        }
    }
    parts.push(&rest[start..end]);
    for part in parts {
        out.push_str(part.split_once('=').map_or("", |(_, right)| right));
        out.push(' ');
    }
    &rest[end..]
}

#[test]
fn only_what_is_read_counts_as_read() {
    for (sql, read, unread) in [
        ("select a, b from t where c = $1", &["a", "b", "c"][..], &[][..]),
        ("insert into t (a, b) values ($1, $2) returning c", &["c"], &["a", "b"]),
        ("insert into t (a, b) select x.c, x.d from x", &["c", "d"], &["a", "b"]),
        (
            "update t set a = $3, b = b + 1, c = case when d then e end where f = $1",
            &["b", "d", "e", "f"],
            &["a", "c"],
        ),
        (
            r"
            insert into t (a) values ($1) on conflict on constraint k do update set b = excluded.g
            ",
            &["g"],
            &["a", "b"],
        ),
    ] {
        let piece = Piece::new(sql);
        assert!(read.iter().all(|word| piece.reads.contains(*word)), "{sql}: {:?}", piece.reads);
        assert!(unread.iter().all(|word| !piece.reads.contains(*word)), "{sql}: {:?}", piece.reads);
    }
    assert_eq!(
        literals(r##"f("one \" two", r#"three "x" four"#)"##),
        [r#"one " two"#, r#"three "x" four"#]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_stored_column_is_read_by_somebody(owner: PgPool) {
    // R-APP-4: the approver's word for the customer was kept, and ended nowhere
    let world = World::bare(owner).await;
    let mut pieces: Vec<Piece> = sources()
        .into_iter()
        .filter(|s| !s.path.starts_with("app/bench/") && !s.path.starts_with("app/audit"))
        .map(|s| Piece::new(&literals(&s.text).join(" \n ")))
        .collect();
    // Views, and functions that are called by name; those of triggers only compare what is there
    // with what comes.
    let defined = r"
        select pg_get_viewdef(c.oid)
        from pg_class c
        where c.relkind = 'v' and c.relnamespace = 'public'::regnamespace
        union all select p.prosrc
        from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype
    ";
    pieces.extend(world.texts(defined).await.iter().map(|sql| Piece::new(sql)));
    let columns: Vec<(String, String)> = sqlx::query_as(AssertSqlSafe(
        r"
        select c.relname::text, a.attname::text
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
            and c.relname <> '_sqlx_migrations' and a.attnum > 0 and not a.attisdropped
        order by 1, a.attnum
        ",
    ))
    .fetch_all(&world.owner)
    .await
    .expect("columns");
    assert!(columns.len() > 200, "{}", columns.len());
    let is_read = |table: &str, column: &str| {
        pieces.iter().any(|piece| piece.words.contains(table) && piece.reads.contains(column))
    };
    let unread: Vec<String> = columns
        .iter()
        .filter(|(table, column)| !is_read(table, column))
        .map(|(table, column)| format!("{table}.{column}"))
        .collect();
    let lost: Vec<&String> =
        unread.iter().filter(|column| UNREAD.iter().all(|(known, _)| known != column)).collect();
    assert!(lost.is_empty(), "{lost:?}: nothing reads what is kept there; read it, or say why not");
    let known =
        |column: &str| columns.iter().any(|(table, name)| format!("{table}.{name}") == column);
    assert!(
        UNREAD.iter().all(|(column, _)| known(column)),
        "an exception is of a column that is there"
    );
    assert!(UNREAD.iter().all(|(_, reason)| reason.len() > 20), "each with its reason");
}
