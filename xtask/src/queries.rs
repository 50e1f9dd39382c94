//! Lets sqlx's macros look at a migrated database and write down what they see in `.sqlx`, so that
//! builds need no database.
//!
//! The macros describe a query where they are expanded, and a crate is expanded whole: minutes for
//! one query. What they write depends on nothing but a query's text. So its macros are read off the
//! sources, and expanded alone, in a package that has nothing else: seconds for all of them.

use crate::database::TestDatabase;
use crate::narrow::messages;
use crate::project::Project;
use crate::rooms::{Room, sources};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Stdio;

/// A query of the sources.
#[derive(Debug, PartialEq)]
struct Query {
    line: usize,
    /// Its text as it is written: a literal of Rust.
    literal: String,
    /// The highest number of its parameters.
    parameters: usize,
}

/// Describes every query anew, and writes docs/schema.sql; or those of one room. Says what changed.
pub fn describe(project: &Project, room: Option<&Room>) -> Result<()> {
    let folder = room.map_or(project.root.join("src"), |room| room.folder.clone());
    let mut source = String::new();
    let mut places = BTreeMap::new();
    let mut line = 1;
    for file in sources(&folder)? {
        for query in queries(&fs::read_to_string(&file)?) {
            places.insert(
                line,
                format!("{}:{}", file.strip_prefix(&project.root)?.display(), query.line),
            );
            let expanded = expanded(places.len(), &query)?;
            line += expanded.matches('\n').count();
            source.push_str(&expanded);
        }
    }
    let package = project.target.join("queries");
    let described = package.join("described");
    prepare(project, &package, &described, &source)?;
    let database = TestDatabase::migrated(project)?;
    let mut check =
        project.cargo(&["check", "--manifest-path", &package.join("Cargo.toml").to_string_lossy()]);
    check
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", &described)
        .env("DATABASE_URL", database.url());
    eprintln!(
        "xtask: {} queries; the first time sqlx is compiled for them, which takes a minute or two",
        places.len()
    );
    // The package never compiles, and cargo need not say so: it knows no type that queries name.
    // What macros say has no number, all else has.
    let (messages, _) = messages(check.arg("--quiet").stderr(Stdio::null()))?;
    let mut refused = 0;
    for message in messages
        .iter()
        .filter(|message| message.is_error && !message.is_numbered && !message.file.is_empty())
    {
        let place = places
            .range(..=usize::try_from(message.line)?)
            .next_back()
            .map(|(_, place)| place.as_str());
        eprintln!("{}: {}", place.unwrap_or_default(), message.text);
        refused += 1;
    }
    if refused > 0 {
        bail!("{refused} of {} queries can't be described; .sqlx is as it was", places.len());
    }
    if !places.is_empty() && fs::read_dir(&described)?.next().is_none() {
        bail!(
            "nothing was described; what stands in the way says: cargo check --manifest-path {}",
            package.join("Cargo.toml").display()
        );
    }
    if room.is_none() {
        // The macros look at the whole schema, and so do readers.
        fs::write(
            project.root.join("docs/schema.sql"),
            database.answer(&project.root.join("src/platform/schema.sql"))?,
        )?;
    }
    let (added, changed, removed) =
        take_over(&described, &project.root.join(".sqlx"), room.is_none())?;
    eprintln!(
        "xtask: {} queries described: {added} new, {changed} changed, {removed} gone",
        places.len()
    );
    Ok(())
}

/// A package of its own below the target folder, with sqlx as the crate has it.
fn prepare(project: &Project, package: &Path, described: &Path, source: &str) -> Result<()> {
    if described.exists() {
        fs::remove_dir_all(described)?;
    }
    fs::create_dir_all(described)?;
    fs::create_dir_all(package.join("src"))?;
    let manifest = fs::read_to_string(project.root.join("Cargo.toml"))?;
    let sqlx = manifest
        .lines()
        .find(|line| line.starts_with("sqlx = "))
        .context("Cargo.toml has no line for sqlx")?;
    let sqlx = sqlx.replace(", optional = true", "");
    fs::write(
        package.join("Cargo.toml"),
        format!(
            "[package]\nname = \"queries\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{sqlx}\n"
        ),
    )?;
    for file in ["Cargo.lock", "sqlx.toml"] {
        fs::copy(project.root.join(file), package.join(file))?;
    }
    fs::write(package.join("src/lib.rs"), source)?;
    Ok(())
}

/// A function that has the query and nothing else; its row and its parameters are of no type.
fn expanded(number: usize, query: &Query) -> Result<String> {
    let mut function =
        format!("fn query_{number}() {{ let _ = sqlx::query_as!(Row, {}", query.literal);
    for _ in 0..query.parameters {
        write!(function, ", () as _")?;
    }
    function.push_str("); }\n");
    Ok(function)
}

/// Descriptions are named by their query: those that differ are taken over; what is no longer
/// described goes, if all were.
fn take_over(described: &Path, descriptions: &Path, is_all: bool) -> Result<(usize, usize, usize)> {
    fs::create_dir_all(descriptions)?;
    let (mut added, mut changed, mut removed) = (0, 0, 0);
    for entry in fs::read_dir(described)? {
        let entry = entry?;
        let (new, kept) = (fs::read(entry.path())?, descriptions.join(entry.file_name()));
        match fs::read(&kept) {
            Ok(old) if old == new => continue,
            Ok(_) => changed += 1,
            Err(_) => added += 1,
        }
        fs::write(kept, new)?;
    }
    for entry in fs::read_dir(descriptions)? {
        let entry = entry?;
        if is_all && !described.join(entry.file_name()).exists() {
            fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok((added, changed, removed))
}

/// The macros of a source: `query!`, `query_as!` and `query_scalar!` with a literal.
fn queries(text: &str) -> Vec<Query> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("query") {
        let after = &text[at + "query".len()..];
        let (after, has_row) = match (after.strip_prefix("_as"), after.strip_prefix("_scalar")) {
            (Some(after), _) => (after, true),
            (_, Some(after)) => (after, false),
            _ => (after, false),
        };
        let Some(inside) = after.strip_prefix("!(") else { continue };
        let inside =
            if has_row { inside.split_once(',').map_or("", |(_, rest)| rest) } else { inside };
        let Some(literal) = literal(inside.trim_start()) else { continue };
        found.push(Query {
            line: text[..at].matches('\n').count() + 1,
            literal: literal.to_owned(),
            parameters: parameters(literal),
        });
    }
    found
}

/// The literal that a text begins with, raw or not.
fn literal(text: &str) -> Option<&str> {
    if let Some(raw) = text.strip_prefix('r') {
        let marks = raw.len() - raw.trim_start_matches('#').len();
        let end = format!("\"{}", "#".repeat(marks));
        let inside = raw[marks..].strip_prefix('"')?;
        let length = inside.find(&end)?;
        return text.get(..1 + marks + 1 + length + end.len());
    }
    let inside = text.strip_prefix('"')?;
    let mut is_escaped = false;
    let end = inside.find(|c| {
        let is_end = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_end
    })?;
    text.get(..end + 2)
}

fn parameters(literal: &str) -> usize {
    let number = |rest: &str| {
        rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())].parse().ok()
    };
    literal.split('$').skip(1).filter_map(number).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_read_as_they_are_written() {
        let source = "sqlx::query!(\"a \\\"b\\\" $1\", x);\nsqlx::query_as!(\n  Row,\n  r#\"c as \"d!\" $2 $12\"#,\n);\nsqlx::query_scalar!(r\"e\");\nquery(\"f\"); query!(g);";
        let expected =
            [("\"a \\\"b\\\" $1\"", 1, 1), ("r#\"c as \"d!\" $2 $12\"#", 2, 12), ("r\"e\"", 6, 0)];
        let found = queries(source);
        assert_eq!(found.len(), expected.len());
        for (query, (literal, line, parameters)) in found.into_iter().zip(expected) {
            assert_eq!(query, Query { line, literal: literal.to_owned(), parameters });
        }
    }

    #[test]
    fn a_query_is_expanded_with_as_many_parameters_as_it_has() {
        let query = Query { line: 1, literal: "\"$1, $2\"".into(), parameters: 2 };
        assert_eq!(
            expanded(7, &query).unwrap(),
            "fn query_7() { let _ = sqlx::query_as!(Row, \"$1, $2\", () as _, () as _); }\n"
        );
    }
}
