//! No two files of a room need each other, however many stand between: read off what each imports
//! and names. A file that only passes on what others make (`pub use`) is passed by.

use super::house::{Source, says, sources, tree};
use std::collections::{BTreeMap, BTreeSet};

/// A module as its words: `invoicing::create::rules`.
type Module = Vec<String>;

fn module_of(path: &str) -> Module {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// What a path means, said in a module: from the crate's root on; none: of another crate.
fn from_root(path: &[String], module: &[String], modules: &BTreeSet<Module>) -> Option<Module> {
    let ups = path.iter().take_while(|word| *word == "super").count();
    let child = || [module, &path[..1]].concat();
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "self" => Some([module, &path[1..]].concat()),
        "super" => Some([&module[..module.len().checked_sub(ups)?], &path[ups..]].concat()),
        _ if modules.contains(&child()) => Some([module, path].concat()),
        _ => None,
    }
}

/// Uses of a file: all of its own, and those that it only passes on.
fn uses(source: &Source) -> (Vec<Module>, Vec<Module>) {
    let (mut own, mut passed_on) = (Vec::new(), Vec::new());
    for line_start in source.code.match_indices("use ").map(|(at, _)| at) {
        let before = &source.code[..line_start];
        let is_public = before.ends_with("pub ")
            || before.ends_with("pub(crate) ")
            || before.ends_with("pub(super) ");
        let start = if is_public { before.rfind("pub").unwrap_or(line_start) } else { line_start };
        if source.code[..start].ends_with(|c: char| c != '\n') {
            continue;
        }
        tree(
            &source.code[line_start + "use ".len()..],
            &[],
            if is_public { &mut passed_on } else { &mut own },
        );
    }
    (own, passed_on)
}

/// Follows what is passed on, to the module that a name stands in.
fn defined_in(
    mut path: Module,
    modules: &BTreeSet<Module>,
    passed_on: &BTreeMap<Module, BTreeMap<String, Module>>,
) -> Option<Module> {
    for _ in 0..8 {
        let module = (0..=path.len())
            .rev()
            .map(|words| &path[..words])
            .find(|words| modules.contains(*words))?
            .to_vec();
        let Some(next) = path
            .get(module.len())
            .and_then(|name| passed_on.get(&module).and_then(|names| names.get(name)))
        else {
            return Some(module);
        };
        path = [next, &path[module.len() + 1..]].concat();
    }
    None
}

#[test]
fn no_two_files_of_a_room_need_each_other() {
    // architecture §1
    let sources = sources();
    let modules: BTreeSet<Module> = sources.iter().map(|source| module_of(&source.path)).collect();
    let mut passed_on: BTreeMap<Module, BTreeMap<String, Module>> = BTreeMap::new();
    let mut read = Vec::new();
    for source in &sources {
        let module = module_of(&source.path);
        let (own, passed) = uses(source);
        let rooted = |paths: Vec<Module>| {
            paths
                .into_iter()
                .filter_map(|path| from_root(&path, &module, &modules))
                .collect::<Vec<_>>()
        };
        let names = rooted(passed)
            .into_iter()
            .filter_map(|path| path.last().cloned().map(|name| (name, path)))
            .collect();
        passed_on.insert(module.clone(), names);
        read.push((module.clone(), rooted(own)));
    }
    let mut needs: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, own) in &read {
        let of_room = own
            .iter()
            .filter_map(|path| defined_in(path.clone(), &modules, &passed_on))
            .filter(|to| to != module && to.first() == module.first());
        needs.insert(module.clone(), of_room.collect());
    }
    let edges: usize = needs.values().map(BTreeSet::len).sum();
    assert!(edges > 400, "{edges} needs are seen");

    let mut circles = Vec::new();
    for start in needs.keys() {
        let (mut reached, mut open) =
            (BTreeSet::new(), needs[start].iter().cloned().collect::<Vec<_>>());
        while let Some(next) = open.pop() {
            if reached.insert(next.clone()) {
                open.extend(needs.get(&next).into_iter().flatten().cloned());
            }
        }
        if reached.contains(start) {
            circles.push(start.join("::"));
        }
    }
    assert!(circles.is_empty(), "these come back to themselves: {circles:#?}");
}

/// Largest room, in lines of 100 columns without tests: what 2,500 lines were at 160.
const LARGEST_ROOM: usize = 3_600;
/// Rooms that are larger, each with what it had when this was written, which may only shrink, and
/// its reason.
const LARGE_ROOMS: &[(&str, usize, &str)] = &[
    (
        "contracts",
        5_300,
        "one form whose splits, overlaps and limits are checked as one, on both sides",
    ),
    (
        "entries",
        4_500,
        "one table with one state machine; the week and the lists of expenses and material are two ways to write it",
    ),
    ("imports", 5_900, "twelve shapes of files and what they bill, read by one plan"),
    (
        "app",
        6_570,
        "server, command line, audit, rehearsal, bench and demo: programs, each a file or a folder; the bench measures every list and drafts of every size",
    ),
];

#[test]
fn rooms_stay_small_and_large_ones_only_shrink() {
    let mut lines: BTreeMap<&'static str, usize> = BTreeMap::new();
    let sources = sources();
    for source in sources.iter().filter(|source| !says(source)) {
        if let Some(room) = source.room {
            *lines.entry(room).or_default() += source.text.lines().count();
        }
    }
    let mut wrong = Vec::new();
    for (room, lines) in &lines {
        match LARGE_ROOMS.iter().find(|(known, ..)| known == room) {
            Some((_, limit, _)) if lines > limit => {
                wrong.push(format!("{room} grew to {lines} lines; it had {limit}"))
            }
            Some(_) if *lines <= LARGEST_ROOM => {
                wrong.push(format!("{room} has {lines} lines: take it off the list"))
            }
            None if *lines > LARGEST_ROOM => {
                wrong.push(format!("{room} has {lines} lines; {LARGEST_ROOM} are enough"))
            }
            Some(_) | None => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(lines.len() > 20, "{lines:?}: all are seen");
}
