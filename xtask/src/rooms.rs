//! The rooms of the house: folders below `src`, and the tests of the house that enter them.

use crate::project::Project;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder below `src` whose tests are of several rooms.
const STORIES: &str = "tests";

pub struct Room {
    pub name: String,
    pub folder: PathBuf,
}

impl Room {
    pub fn find(project: &Project, name: &str) -> Result<Self> {
        let rooms = all(&project.root.join("src"))?;
        if !rooms.iter().any(|room| room == name) {
            bail!("there is no room {name}; rooms are {}", rooms.join(", "));
        }
        Ok(Self { name: name.to_owned(), folder: project.root.join("src").join(name) })
    }

    /// The names its tests begin with: its own, and those of the stories that enter it.
    pub fn tests(&self, project: &Project) -> Result<Vec<String>> {
        let source = project.root.join("src");
        let mut names = vec![format!("{}::", self.name)];
        for file in sources(&source.join(STORIES))? {
            let text = fs::read_to_string(&file)?;
            if enters(&text, &self.name) {
                names.push(format!("{}::", module(file.strip_prefix(&source)?)));
            }
        }
        Ok(names)
    }
}

fn all(source: &Path) -> Result<Vec<String>> {
    let mut rooms = Vec::new();
    for entry in fs::read_dir(source)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() && name != STORIES {
            rooms.push(name);
        }
    }
    rooms.sort();
    Ok(rooms)
}

/// Every Rust file of a folder, and of those in it, in order.
pub fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(sources(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a source names something in a room.
fn enters(text: &str, room: &str) -> bool {
    let path = format!("{room}::");
    text.match_indices(&path)
        .any(|(at, _)| !text[..at].ends_with(|c: char| c == '_' || c.is_alphanumeric()))
}

/// `tests/walls/contracts.rs` is `tests::walls::contracts`.
fn module(file: &Path) -> String {
    let path = file.with_extension("").to_string_lossy().replace('/', "::");
    path.strip_suffix("::mod").unwrap_or(&path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_enters_the_rooms_that_it_names() {
        assert!(enters("use crate::{entries::commands, ui};", "entries"));
        assert!(!enters("use crate::{open_entries::commands};", "entries"));
        assert!(!enters("// what entries are", "entries"));
    }

    #[test]
    fn a_file_is_a_module() {
        assert_eq!(module(Path::new("tests/walls/contracts.rs")), "tests::walls::contracts");
        assert_eq!(module(Path::new("tests/walls/mod.rs")), "tests::walls");
    }
}
