//! Which files the pages of the program are loaded as.

use crate::join::{join, weight};
use anyhow::{Context, Result, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Of each page that is cut off, the modules it needs besides the one that starts.
pub type Parts = BTreeMap<String, Vec<String>>;

/// Which part of all that is cut off is worth a request: in a production build, compressed, more
/// than 4 KB.
const WORTH_A_REQUEST: usize = 320;

/// Modules that the same pages need.
struct Group {
    pages: BTreeSet<String>,
    modules: Vec<String>,
    weight: usize,
}

/// Writes the modules that stand in `from` to `to`, joined until each is worth its request.
pub fn join_small(parts: &Parts, from: &Path, to: &Path) -> Result<Parts> {
    let read = |stem: &String| fs::read(from.join(format!("{stem}.wasm")));
    let mut groups = by_need(parts);
    for group in &mut groups {
        group.weight =
            group.modules.iter().map(|stem| weight(&read(stem)?)).sum::<Result<usize>>()?;
    }
    let mut joined = Parts::new();
    for (at, group) in joined_while_small(groups).into_iter().enumerate() {
        let name = match group.pages.first() {
            Some(page) if group.pages.len() == 1 => {
                page.trim_start_matches("part_").replace('_', "-")
            }
            _ => format!("shared-{at}"),
        };
        let modules = group.modules.iter().map(read).collect::<std::io::Result<Vec<_>>>()?;
        fs::write(to.join(format!("{name}.wasm")), join(&modules)?)?;
        for page in group.pages {
            joined.entry(page).or_default().push(name.clone());
        }
    }
    Ok(joined)
}

/// The modules by which pages need them.
fn by_need(parts: &Parts) -> Vec<Group> {
    let mut needs = BTreeMap::<&String, BTreeSet<String>>::new();
    for (page, modules) in parts {
        for module in modules {
            needs.entry(module).or_default().insert(page.clone());
        }
    }
    let mut groups = BTreeMap::<BTreeSet<String>, Vec<String>>::new();
    for (module, pages) in needs {
        groups.entry(pages).or_default().push(module.clone());
    }
    groups.into_iter().map(|(pages, modules)| Group { pages, modules, weight: 0 }).collect()
}

/// Until every one is worth a request, the lightest goes to the one that makes pages load least of
/// what they don't need.
fn joined_while_small(mut groups: Vec<Group>) -> Vec<Group> {
    let worth = groups.iter().map(|group| group.weight).sum::<usize>() / WORTH_A_REQUEST;
    while groups.len() > 1 {
        let Some(lightest) = (0..groups.len())
            .min_by_key(|at| groups[*at].weight)
            .filter(|at| groups[*at].weight < worth)
        else {
            break;
        };
        let small = groups.swap_remove(lightest);
        let waste = |group: &Group| {
            let pages = group.pages.union(&small.pages).count();
            (pages - small.pages.len()) * small.weight + (pages - group.pages.len()) * group.weight
        };
        let Some(nearest) = (0..groups.len()).min_by_key(|at| waste(&groups[*at])) else { break };
        let mut group = groups.swap_remove(nearest);
        group.pages.extend(small.pages);
        group.modules.extend(small.modules);
        group.weight += small.weight;
        match groups.iter_mut().find(|other| other.pages == group.pages) {
            Some(other) => {
                other.modules.extend(group.modules);
                other.weight += group.weight;
            }
            None => groups.push(group),
        }
    }
    groups.sort_by(|one, other| one.pages.cmp(&other.pages));
    groups
}

/// The program's script with the splitter's loader within it, changed to load these modules instead
/// of the splitter's.
pub fn with_loader(script: &str, linker_name: &str, linker: &str, parts: &Parts) -> Result<String> {
    // bindgen imports the loader by one line for each page, and uses it when the program starts.
    let (imports, rest): (Vec<&str>, Vec<&str>) =
        script.lines().partition(|line| line.starts_with("import * as "));
    ensure!(!imports.is_empty(), "the script imports no loader");
    let mut changed = format!("const loader = (() => {{\n{}}})();\n", loader(linker, parts)?);
    for import in imports {
        let name = import
            .strip_prefix("import * as ")
            .and_then(|rest| rest.split_once(" from "))
            .filter(|(_, from)| from.contains(linker_name));
        let (name, _) = name.with_context(|| format!("the script has {import}"))?;
        writeln!(changed, "const {name} = loader;")?;
    }
    Ok(changed + &rest.join("\n") + "\n")
}

/// The splitter's means of loading, and what they load.
fn loader(linker: &str, parts: &Parts) -> Result<String> {
    let start =
        linker.find("let sharedImports").context("the splitter's loader is not as it was")?;
    let end = ["/* ", "const __chunk_", "export const "]
        .into_iter()
        .filter_map(|begin| linker.find(begin))
        .min();
    let mut loader = linker[start..end.context("the splitter's loader loads nothing")?].to_owned();
    loader.push_str(
        "function module(file) {\n  return makeLoad(() => {\n    const source = fetch(new URL(file, import.meta.url));\n    source.catch(() => {});\n    \
         return async imports => WebAssembly.instantiateStreaming(source, imports);\n  }, []);\n}\nconst modules = {\n",
    );
    for module in parts.values().flatten().collect::<BTreeSet<_>>() {
        writeln!(loader, "  \"{module}\": module(\"./{module}.wasm\"),")?;
    }
    loader.push_str("};\nconst part = names => wrapAsyncCb(() => Promise.all(names.map(name => modules[name]())));\nreturn {\n");
    for (page, modules) in parts {
        writeln!(loader, "  __wasm_split_load_{page}: part({}),", serde_json::to_string(modules)?)?;
    }
    loader.push_str("};\n");
    Ok(loader)
}
