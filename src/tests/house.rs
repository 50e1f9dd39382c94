//! The rules of building, read off the sources. When a remark in a review repeats, it belongs here.

use crate::{floors::FLOORS, platform::repeatable, vocabulary::call::only_looks};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The first floor whose rooms have doors; what lies below is open to all.
const FIRST_ROOM: &str = "access";
/// The ways into a room.
const DOORS: &[&str] = &["model", "rules", "commands"];
/// And for what browsers show: its server functions, and its pieces of pages. What all server
/// functions have in common stands in `access/calls.rs`.
const DOORS_OF_PAGES: &[&str] = &["api", "pieces"];

fn is_door(source: &Source, door: &str) -> bool {
    let shows = source.path.contains("/pages/") || source.path.contains("/pieces/");
    DOORS.contains(&door)
        || (shows && DOORS_OF_PAGES.contains(&door))
        || (source.path.ends_with("/api.rs") && door == "calls")
}

/// A source file, tests left out.
pub(super) struct Source {
    /// From `src/` on.
    pub(super) path: String,
    /// The room it is in; none for `lib.rs` and `main.rs`.
    pub(super) room: Option<&'static str>,
    /// As written.
    pub(super) text: String,
    /// Without comments.
    pub(super) code: String,
}

/// Whether a file is what its room says: a table, a line per language of each text, which the build
/// gathers.
pub(super) fn says(source: &Source) -> bool {
    source.path.ends_with("/texts.rs") || source.path.ends_with("/refusals.rs")
}

pub(super) fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut found);
    assert!(found.len() > 80, "{} files found", found.len());
    found
}

/// The files of `src/tests`, those in its folders too.
fn test_files() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn read_folder(folder: &Path, prefix: &str, found: &mut Vec<Source>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() && path != "tests" {
            read_folder(&entry.path(), &format!("{path}/"), found);
        } else if name.ends_with(".rs") && !matches!(name.as_str(), "tests.rs" | "tests_db.rs") {
            let text = fs::read_to_string(entry.path()).expect("text");
            let production =
                text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
            let code = production
                .lines()
                .map(|line| line.split("//").next().unwrap_or_default())
                .collect::<Vec<_>>()
                .join("\n");
            let room = FLOORS
                .iter()
                .copied()
                .filter(|room| path.starts_with(&format!("{room}/")))
                .max_by_key(|room| room.len());
            found.push(Source { path, room, text, code });
        }
    }
}

/// The room that a path of modules leads into, and how many of its words name it.
fn room_of(path: &[String]) -> Option<(&'static str, usize)> {
    (1..=path.len().min(2)).rev().find_map(|words| {
        FLOORS
            .iter()
            .copied()
            .find(|room| *room == path[..words].join("/"))
            .map(|room| (room, words))
    })
}

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|known| *known == room)
}

fn has_doors(room: &str) -> bool {
    floor_of(room) >= floor_of(FIRST_ROOM) && room != "app"
}

/// Every path that begins with `crate::`, braces opened: `crate::{a::b, c::{d, e}}` is a::b, c::d
/// and c::e.
fn crate_paths(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if !code[..at].ends_with(|c: char| c == '$' || c == '_' || c.is_alphanumeric()) {
            tree(code[at + "crate::".len()..].trim_start(), &[], &mut paths);
        }
    }
    paths
}

/// Reads one tree of a `use`; answers what comes after it.
pub(super) fn tree<'a>(text: &'a str, prefix: &[String], paths: &mut Vec<Vec<String>>) -> &'a str {
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = rest.trim_start().trim_start_matches(',').trim_start();
            match rest.strip_prefix('}') {
                Some(after) => return after,
                None if rest.is_empty() => return rest,
                None => rest = tree(rest, prefix, paths),
            }
        }
    }
    let end = text
        .find(|c: char| !(c == '_' || c.is_alphanumeric()))
        .unwrap_or(text.len())
        .max(usize::from(text.starts_with('*')));
    let (word, rest) =
        text.split_at(if end == 0 { text.chars().next().map_or(0, char::len_utf8) } else { end });
    let mut path = prefix.to_vec();
    path.push(word.to_owned());
    match rest.strip_prefix("::") {
        Some(deeper) if !deeper.starts_with('<') => tree(deeper, &path, paths),
        _ => {
            paths.push(path);
            let renamed = rest.trim_start().strip_prefix("as ").map(|name| {
                name.trim_start().trim_start_matches(|c: char| c == '_' || c.is_alphanumeric())
            });
            renamed.unwrap_or(rest)
        }
    }
}

#[test]
fn style_sheets_close_what_they_open() {
    // Browsers mend the end of a file by themselves, and whatever follows an open rule applies to
    // nothing.
    for sheet in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("style"))
        .expect("style sheets")
        .map(|entry| entry.expect("an entry").path())
    {
        let mut depth = 0_i32;
        for (line, text) in (1..).zip(fs::read_to_string(&sheet).expect("text").lines()) {
            let is_top = !text.starts_with(' ') && text.ends_with('{');
            assert!(
                !is_top || depth == 0,
                "{}:{line}: a rule before this one is still open",
                sheet.display()
            );
            depth += i32::try_from(text.matches('{').count()).expect("few")
                - i32::try_from(text.matches('}').count()).expect("few");
        }
        assert_eq!(depth, 0, "{}", sheet.display());
    }
}

#[test]
fn use_trees_are_opened() {
    let opened =
        |code: &str| crate_paths(code).into_iter().map(|path| path.join("::")).collect::<Vec<_>>();
    assert_eq!(
        opened("use crate::{a::{self, b::C}, d, e::f as g, h::*};"),
        ["a::self", "a::b::C", "d", "e::f", "h::*"]
    );
    assert_eq!(opened("let x = crate::a::b(crate::c::D(1)); $crate::words! { }"), ["a::b", "c::D"]);
    assert_eq!(opened("pub(crate) fn x() {}"), Vec::<String>::new());
}

#[test]
fn every_room_looks_down_and_enters_by_a_door() {
    // architecture §1: never up; other rooms only by model, rules or commands
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = source.room else { continue };
        let mut bare = BTreeSet::new();
        for path in crate_paths(&source.code) {
            let Some((to, words)) = room_of(&path) else { continue };
            if floor_of(own) < floor_of(to) {
                wrong.push(format!("{} looks up to {to}", source.path));
            }
            if to == own || own == "app" || own.starts_with(&format!("{to}/")) || !has_doors(to) {
                continue;
            }
            match path.get(words).map(String::as_str) {
                None | Some("self") => drop(bare.insert(to)),
                Some(door) if is_door(&source, door) => {}
                Some(door) => {
                    wrong.push(format!("{} enters {to} by {door}, which is no door", source.path))
                }
            }
        }
        for room in bare {
            for (at, found) in
                source.code.match_indices(&format!("{}::", room.rsplit('/').next().unwrap_or(room)))
            {
                let rest = &source.code[at + found.len()..];
                let door = rest
                    .split(|c: char| !(c == '_' || c.is_alphanumeric()))
                    .next()
                    .unwrap_or_default();
                // A room within it has doors of its own.
                let door = match FLOORS.contains(&&*format!("{room}/{door}")) {
                    true => rest[door.len()..]
                        .trim_start_matches("::")
                        .split(|c: char| !(c == '_' || c.is_alphanumeric()))
                        .next()
                        .unwrap_or_default(),
                    false => door,
                };
                let whole_word = !source.code[..at]
                    .ends_with(|c: char| c == ':' || c == '_' || c.is_alphanumeric());
                if whole_word && !door.is_empty() && !is_door(&source, door) {
                    wrong
                        .push(format!("{} enters {room} by {door}, which is no door", source.path));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn sql_lives_in_stores() {
    // architecture §3; the command wrapper and what works as the owner have their own
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|s| {
            s.code.contains("sqlx::query")
                || s.code.contains("QueryBuilder")
                || s.code.contains("sqlx::raw_sql")
        })
        .filter(|s| {
            !s.path.ends_with("/store.rs")
                && !s.path.contains("/store/")
                && !s.path.starts_with("platform/")
                && !s.path.starts_with("app/")
        })
        .map(|s| s.path)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn models_and_rules_are_pure() {
    // no I/O, no clock, no page: they run in the browser too
    let mut wrong = Vec::new();
    for source in sources().into_iter().filter(|s| {
        s.path.ends_with("/model.rs")
            || s.path.ends_with("/rules.rs")
            || s.path.contains("/rules/")
            || s.path.starts_with("vocabulary/")
    }) {
        for word in [
            "async ", ".await", "leptos", "::now(", "std::fs", "std::net", "std::env", "tokio",
            "f64", "f32", "rand::", "println!",
        ] {
            if source.code.contains(word)
                && !(word == "leptos" && source.path == "vocabulary/failure.rs")
            {
                wrong.push(format!("{} has {word}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_begins_by_saying_what_it_is() {
    let wrong: Vec<String> =
        sources().into_iter().filter(|s| !s.text.starts_with("//! ")).map(|s| s.path).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for entry in test_files() {
        assert!(
            fs::read_to_string(&entry).expect("text").starts_with("//! "),
            "{}",
            entry.display()
        );
    }
}

/// Tables by the room that owns them, in floor order; functions, triggers and views of a room stand
/// in `migrations/repeatable` under the same name.
pub(super) const ROOM_TABLES: &[(&str, &[&str])] = &[
    (
        "platform",
        &[
            "audit_entry",
            "audit_subject",
            "batch",
            "batch_chunk",
            "batch_refusal",
            "command_request",
        ],
    ),
    (
        "access",
        &["company", "person", "person_role", "session", "sign_in_device", "sign_in_failure"],
    ),
    ("actuals", &["actual", "actual_sum"]),
    (
        "book",
        &[
            "category",
            "customer",
            "former_name",
            "product",
            "project",
            "project_team",
            "resource",
            "role",
            "task",
        ],
    ),
    ("frequencies", &["invoice_frequency"]),
    (
        "contracts",
        &[
            "contract",
            "contract_customer",
            "contract_line",
            "contract_line_chargeability",
            "contract_line_class",
            "contract_line_customer",
        ],
    ),
    ("prices", &["price"]),
    ("schedules", &["invoice_schedule"]),
    ("backlog", &["backlog", "backlog_day_sum", "backlog_sum"]),
    ("milestones", &["milestone", "milestone_split"]),
    ("product_lines", &["product_line"]),
    ("retainers", &["retainer"]),
    ("entries", &["entry"]),
    ("approvals", &["approval_set", "approval_set_entry", "entry_setting"]),
    ("journals", &["entry_journal", "journal_opening"]),
    ("imports", &["import_file", "import_upload"]),
    (
        "invoicing",
        &[
            "claim_sum",
            "invoice",
            "invoice_confirmation",
            "invoice_counter",
            "invoice_detail",
            "invoice_line",
            "invoice_retainer",
        ],
    ),
    ("runs", &["batch_job", "batch_job_run", "role_utilization", "run_draft", "run_item"]),
];
/// The room of each table.
fn owners() -> BTreeMap<String, &'static str> {
    let mut owners = BTreeMap::new();
    for (room, tables) in ROOM_TABLES {
        owners.extend(tables.iter().map(|table| ((*table).to_owned(), *room)));
    }
    owners
}

#[test]
fn every_table_has_its_room() {
    let mut made = BTreeSet::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations"))
        .expect("migrations")
        .map(|entry| entry.expect("an entry").path())
    {
        if entry.is_file() {
            let sql = fs::read_to_string(&entry).expect("SQL");
            made.extend(sql.split("create table ").skip(1).map(|rest| name_at(rest).to_owned()));
        }
    }
    assert_eq!(made, owners().into_keys().collect());
    let floors: Vec<_> = ROOM_TABLES.iter().filter_map(|(room, _)| floor_of(room)).collect();
    assert!(
        floors.len() >= 10 && floors.is_sorted_by(|lower, upper| lower < upper),
        "in floor order: {floors:?}"
    );
}

/// The name that a text begins with.
fn name_at(text: &str) -> &str {
    &text[..text.find(|c: char| !(c == '_' || c.is_alphanumeric())).unwrap_or(text.len())]
}

/// What stands after `from`, `join` and `using` in SQL of one line: every name there, those after
/// commas too.
fn names_read(sql: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for word in ["from ", "join ", "using "] {
        for (at, _) in sql.match_indices(word) {
            if sql[..at].ends_with(|c: char| c == '_' || c.is_alphanumeric()) {
                continue;
            }
            let mut rest = &sql[at + word.len()..];
            loop {
                rest = rest.trim_start_matches("only ").trim_start_matches("lateral ");
                let name = name_at(rest);
                rest = &rest[name.len()..];
                let (is_call, is_part) = (
                    rest.trim_start().starts_with('(') && !rest.starts_with(" ("),
                    rest.starts_with('.'),
                );
                if !name.is_empty() && !is_call && !is_part {
                    names.push(name);
                }
                // Its arguments, its other name and those of its columns, up to the next comma.
                rest = past_brackets(rest.trim_start());
                let alias = name_at(rest.trim_start().trim_start_matches("as "));
                let is_alias = !alias.is_empty()
                    && ![
                        "where",
                        "on",
                        "join",
                        "left",
                        "cross",
                        "group",
                        "order",
                        "limit",
                        "set",
                        "union",
                        "for",
                        "returning",
                    ]
                    .contains(&alias);
                if is_alias {
                    let after = rest.trim_start().trim_start_matches("as ");
                    rest = past_brackets(after[alias.len()..].trim_start());
                }
                match rest.trim_start().strip_prefix(", ") {
                    Some(next) if word != "join " => rest = next,
                    _ => break,
                }
            }
        }
    }
    names
}

/// Past what stands in brackets, if any does.
fn past_brackets(text: &str) -> &str {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return if c == ')' { &text[at + 1..] } else { &text[at..] };
        }
    }
    ""
}

#[test]
fn what_sql_reads_is_found() {
    for (sql, read) in [
        ("select a from t where b in (select c from u x join v on true)", &["t", "u", "v"][..]),
        ("select * from t a, u b where a.x = b.y, z", &["t", "u"]),
        (
            "delete from t b using unnest($2::bigint[], $3::bigint[]) p (a, b), u a where true",
            &["t", "u"],
        ),
        (
            r"
            select
            from (select * from t) x
            left join lateral (select * from u) y on true
            cross join lateral (select 1 from v) z
            ",
            &["t", "u", "v"],
        ),
        ("update t set a = b from u where a is distinct from b.c", &["u"]),
    ] {
        let mut found = names_read(sql);
        found.sort_unstable();
        assert_eq!(found, read, "{sql}");
    }
}

#[test]
fn a_room_reads_no_table_of_a_higher_one() {
    // architecture §1: in SQL as in Rust; of higher rooms only published views
    let owners = owners();
    let (mut upward, mut seen) = (BTreeSet::new(), 0);
    for source in sources() {
        let Some(own) = source.room.and_then(floor_of) else { continue };
        let sql = source
            .code
            .replace("\\\n", " ")
            .to_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        for table in names_read(&sql) {
            let Some(owner) = owners.get(table) else { continue };
            seen += 1;
            if floor_of(owner) > Some(own) {
                upward.insert((source.path.clone(), table.to_owned()));
            }
        }
    }
    assert!(
        upward.is_empty(),
        "{upward:#?}: read what the higher room publishes (a view in migrations/repeatable), or be above it"
    );
    assert!(seen > 300, "{seen} reads are seen");
}

#[test]
fn an_invoice_is_called_in_one_place() {
    let named: Vec<String> =
        sources().into_iter().filter(|s| s.code.contains("INV-")).map(|s| s.path).collect();
    assert_eq!(named, ["claims/rules.rs"]);
}

/// Tables that a room not their own may write, each with its reason.
const WRITTEN_BY_OTHERS: &[(&str, &str)] = &[
    ("access", "invoice_counter"), // founding a company gives it its counter, as the owner
];

#[test]
fn every_table_is_written_by_its_own_room_only() {
    // architecture §1: a room writes its own tables; it may join those below
    let owners = owners();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(room) = source.room else { continue };
        let sql = source.code.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        for verb in ["insert into ", "update ", "delete from ", "merge into ", "truncate ", "copy "]
        {
            for (at, found) in sql.match_indices(verb) {
                let table: String = sql[at + found.len()..]
                    .chars()
                    .take_while(|c| *c == '_' || c.is_alphanumeric())
                    .collect();
                let Some(owner) = owners.get(&table) else { continue };
                let allowed = *owner == room
                    || room.starts_with(&format!("{owner}/"))
                    || WRITTEN_BY_OTHERS.contains(&(room, &table))
                    || source.path.starts_with("app/bench/");
                if !allowed && !sql[..at].ends_with("for ") && !sql[..at].ends_with("no key ") {
                    wrong.push(format!("{} writes {table} of {owner}: {verb}{table}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_updates_or_deletes_the_ledger() {
    // R-VOC-9: actual_is_append_only, as nobody even tries
    let mut wrong = Vec::new();
    for source in sources() {
        let sql = source.code.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        for statement in [
            "update actual ",
            "update only actual ",
            "delete from actual ",
            "delete from only actual ",
            "truncate actual",
            "merge into actual ",
            "update audit_entry ",
            "delete from audit_entry ",
            "disable trigger",
            "session_replication_role",
        ] {
            if sql.contains(statement) {
                wrong.push(format!("{}: {statement}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Longest file, in lines without tests.
const LONGEST_FILE: usize = 450;
/// Files that were longer when this was written. A number here may only shrink, and goes when it
/// reaches the limit.
const LONG_FILES: &[(&str, usize)] = &[
    ("approvals/pieces/list.rs", 528),
    ("backlog/pages/limits.rs", 537),
    ("book/store/settings.rs", 482),
    ("milestones/store.rs", 627),
    ("platform/private_postgres.rs", 691),
];
/// Longest function; a component may be longer.
const LONGEST_FUNCTION: usize = 70;
const LONGEST_COMPONENT: usize = 120;
/// Functions that became longer when lines became narrower (100 columns instead of 160). A number here
/// may only shrink, and goes when it reaches the limit.
const LONG_FUNCTIONS: &[(&str, &str, usize)] = &[
    ("app/bench/fill.rs", "entries", 96),
    ("app/bench/pages.rs", "page_row", 71),
    ("approvals/pieces/list.rs", "approvals", 89),
    ("approvals/pieces/list.rs", "bulk_bar", 89),
    ("backlog/pages/limits.rs", "make_room", 72),
    ("backlog/store/limits.rs", "limited_rows", 73),
    ("book/store/settings.rs", "named_save", 75),
    ("book/store/settings.rs", "project_save", 87),
    ("book/store/team.rs", "team", 73),
    ("contracts/store/form.rs", "line_forms", 78),
    ("contracts/store/setup.rs", "contract_save", 74),
    ("contracts/store/setup.rs", "insert_parts", 85),
    ("desk/store/lines.rs", "hub_lines", 100),
    ("entries/store/imported.rs", "known_entries", 72),
    ("invoicing/store.rs", "read_invoice", 79),
    ("journals/store/openings.rs", "planned", 86),
];
/// Functions that are tables, a line per word of the product: file and name.
const TABLES: &[(&str, &str)] =
    &[("imports/model.rs", "sentence"), ("vocabulary/refusal/field.rs", "label")];

fn lines_of(source: &Source) -> usize {
    source.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().lines().count()
}

#[test]
fn files_stay_short_and_long_ones_only_shrink() {
    let mut wrong = Vec::new();
    for source in sources().into_iter().filter(|s| !says(s)) {
        let lines = lines_of(&source);
        match LONG_FILES.iter().find(|(path, _)| *path == source.path) {
            Some((path, limit)) if lines > *limit => {
                wrong.push(format!("{path} grew to {lines} lines; it had {limit}"))
            }
            Some((path, _)) if lines <= LONGEST_FILE => {
                wrong.push(format!("{path} has {lines} lines: take it off the list"))
            }
            None if lines > LONGEST_FILE => {
                wrong.push(format!("{} has {lines} lines; {LONGEST_FILE} are enough", source.path))
            }
            Some(_) | None => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn functions_stay_short() {
    let (mut wrong, mut seen, mut longest) = (Vec::new(), 0, 0);
    for source in sources() {
        let lines: Vec<&str> = source.code.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let mut words = line.split_whitespace().skip_while(|word| {
                word.starts_with("pub") || matches!(*word, "async" | "const" | "in" | "super)")
            });
            if words.next() != Some("fn") {
                continue;
            }
            seen += 1;
            let closing = format!("{}}}", " ".repeat(indent));
            let is_one_line = line.ends_with('}');
            let length = if is_one_line {
                1
            } else {
                lines[at..].iter().position(|line| *line == closing).map_or(1, |end| end + 1)
            };
            let component =
                lines[at.saturating_sub(3)..at].iter().any(|line| line.contains("#[component]"));
            longest = longest.max(length);
            let is_table = TABLES
                .iter()
                .any(|(path, name)| source.path == *path && line.contains(&format!("fn {name}(")));
            let usual = if component { LONGEST_COMPONENT } else { LONGEST_FUNCTION };
            let known = LONG_FUNCTIONS.iter().find(|(path, name, _)| {
                source.path == *path
                    && ['(', '<'].iter().any(|next| line.contains(&format!("fn {name}{next}")))
            });
            let place = || format!("{}:{}: {length} lines: {}", source.path, at + 1, line.trim());
            match known {
                Some((.., limit)) if length > *limit => wrong.push(place()),
                Some(_) if length <= usual => {
                    wrong.push(format!("{}: take it off the list", place()))
                }
                None if !is_table && length > usual => wrong.push(place()),
                Some(_) | None => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(
        seen > 500 && longest > 40,
        "{seen} functions, the longest of {longest} lines: they are seen"
    );
}

#[test]
fn no_page_is_bound_to_a_thread() {
    // the server draws a page on several threads: a value of one that is dropped on another takes
    // the request with it
    let bound: Vec<String> =
        sources().into_iter().filter(|s| s.code.contains("::new_local(")).map(|s| s.path).collect();
    assert!(bound.is_empty(), "{bound:#?}");
}

#[test]
fn what_waits_is_compiled_once() {
    // the framework compiles all that waits anew for each content and each question
    let anew = ["<Transition>", "<Transition ", "<Suspense", " Resource::new"];
    let waits = |s: &Source| anew.iter().any(|what| s.code.contains(what));
    let found: Vec<String> = sources().into_iter().filter(waits).map(|s| s.path).collect();
    assert_eq!(found, ["ui/wait.rs"], "pages wait with its `Awaited` and `awaited`");
}

#[test]
fn nothing_is_left_undone_and_no_test_is_skipped() {
    let mut wrong = Vec::new();
    let mut files: Vec<(String, String)> =
        sources().into_iter().map(|s| (s.path, s.code)).collect();
    for path in test_files() {
        if path.file_name().is_some_and(|name| name != "house.rs") {
            files.push((
                format!("tests {}", path.display()),
                fs::read_to_string(&path).expect("text"),
            ));
        }
    }
    for room in FLOORS {
        for tests in ["tests.rs", "tests_db.rs"] {
            if let Ok(text) = fs::read_to_string(
                Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room).join(tests),
            ) {
                files.push((format!("{room}/{tests}"), text));
            }
        }
    }
    for (path, code) in files {
        let is_test = path.contains("tests");
        for word in [
            "todo!(",
            "unimplemented!(",
            "dbg!(",
            "#[ignore",
            "#[should_panic]",
            "FIXME",
            "XXX:",
            "thread::sleep",
            "time::sleep",
            "pg_sleep",
        ] {
            if code.contains(word) && (is_test || !word.contains("sleep")) {
                wrong.push(format!("{path} has {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_test_migrates_as_the_program_does() {
    // Without saying with what, sqlx takes the numbered migrations alone, and no view is there.
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for path in
            fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path())
        {
            if path.is_dir() {
                folders.push(path);
            } else {
                for test in fs::read_to_string(&path)
                    .expect("text")
                    .split("#[sqlx::test")
                    .skip(1)
                    .filter(|test| test.starts_with(['(', ']']))
                {
                    let says = test
                        .starts_with("(migrator = \"crate::platform::migrations::MIGRATIONS\")]")
                        || test.starts_with("(migrations = false)]");
                    assert!(says, "{}: a test that says nothing of migrations", path.display());
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 300, "{seen}");
}

#[test]
fn no_drawer_for_odds_and_ends() {
    // architecture §1: no utils, common, helpers, services, manager, dto
    let mut wrong = Vec::new();
    for source in sources() {
        for word in source.path.trim_end_matches(".rs").split(['/', '_']) {
            if [
                "util", "utils", "common", "helper", "helpers", "service", "services", "manager",
                "dto", "misc",
            ]
            .contains(&word)
            {
                wrong.push(source.path.clone());
            }
        }
        for kind in ["struct ", "enum ", "trait "] {
            for declared in source.code.split(kind).skip(1) {
                let name: String = declared.chars().take_while(|c| c.is_alphanumeric()).collect();
                if ["Manager", "Dto", "Helper", "Service", "Util"]
                    .iter()
                    .any(|word| name.ends_with(word))
                {
                    wrong.push(format!("{}: {name}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_verb_keeps_its_name_down_the_stairs() {
    // architecture §1: function, endpoint, row of the access table, audited name and command are
    // one word; `calls!` makes the first four of one
    let mut verbs = 0;
    for source in sources().into_iter().filter(|source| source.path.ends_with("/api.rs")) {
        for by_hand in ["#[server", "leptos::server", "command::run(", "enter("] {
            assert!(!source.code.contains(by_hand), "{}: {by_hand}", source.path);
        }
        let calls = source.code.split("calls! {").nth(1).unwrap_or_default();
        let mut found: Vec<(&str, String)> = Vec::new();
        for line in calls.lines() {
            let begins = ["    read ", "    write ", "    call "];
            match (begins.iter().find(|kind| line.starts_with(**kind)), found.last_mut()) {
                (Some(kind), _) => found.push((kind.trim(), line[kind.len()..].to_owned())),
                (None, Some((_, call))) => call.push_str(line),
                (None, None) => {}
            }
        }
        for (kind, call) in found {
            verbs += 1;
            let name = call.split('(').next().unwrap_or_default();
            let place = format!("{}: {kind} {name}", source.path);
            let answer = call.split_once("=>").map_or("", |(_, answer)| answer);
            let hands_over = match kind {
                "write" => answer.is_empty() && !only_looks(name),
                "read" => only_looks(name) && answer.contains(&format!("::{name}(")),
                _ => {
                    let runs = answer.contains("run(") && answer.contains(&format!("\"{name}\""));
                    answer.contains(&format!("commands::{name}(")) && only_looks(name) != runs
                }
            };
            assert!(hands_over, "{place} looks or writes as its first word says, by the same name");
        }
    }
    assert!(verbs > 100, "{verbs}");
}

#[test]
fn only_the_clock_asks_what_time_it_is() {
    // architecture §7: time is given, so that tests can hold it; the database's own clock serves
    // sessions
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|s| s.path != "platform/clock.rs")
        .filter(|s| {
            s.code.contains("Utc::now")
                || s.code.contains("Local::now")
                || s.code.contains("SystemTime::now")
        })
        .map(|s| s.path)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_a_time_zone_makes_a_day_of_an_instant() {
    // architecture §3: today is the company's day, never UTC's, and never the database's
    let mut files: Vec<(String, String)> = sources()
        .into_iter()
        .filter(|s| !s.path.starts_with("app/bench/"))
        .map(|s| (s.path, s.code))
        .collect();
    for entry in
        fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations")).expect("migrations")
    {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            files.push((path.display().to_string(), fs::read_to_string(&path).expect("SQL")));
        }
    }
    files.extend(
        repeatable::FILES
            .iter()
            .map(|(name, sql)| (format!("repeatable/{name}.sql"), (*sql).to_owned())),
    );
    let mut wrong = Vec::new();
    for (path, code) in files.into_iter().filter(|(path, _)| path != "vocabulary/time_zone.rs") {
        for word in [
            "date_naive",
            "current_date",
            "now()::date",
            "localtimestamp",
            "'UTC')::date",
            "_at::date",
        ] {
            if code.to_lowercase().contains(&word.to_lowercase()) {
                wrong.push(format!("{path} has {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_page_about_the_house_names_its_rooms() {
    // docs/architecture.md §1: a room that is added, or moved to another floor, is there too
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md"))
            .expect("the page");
    let rooms: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |"))
        .map(|(room, _)| room)
        .filter(|room| !room.contains(['.', '/']))
        .collect();
    let floors: Vec<&str> = FLOORS.iter().copied().filter(|room| !room.contains('/')).collect();
    assert_eq!(rooms, floors);
}
