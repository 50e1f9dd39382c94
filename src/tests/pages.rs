//! Pages of documentation: their links lead somewhere, and they say what there is to be set.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page: those at the root and in `docs`.
fn pages() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for folder in [root().to_owned(), root().join("docs"), root().join("docs/decisions")] {
        pages.extend(
            fs::read_dir(folder)
                .expect("a folder")
                .map(|entry| entry.expect("an entry").path())
                .filter(|path| path.extension().is_some_and(|kind| kind == "md")),
        );
    }
    assert!(pages.len() > 40, "{} pages found", pages.len());
    pages
}

/// Where a page leads to: what stands in round brackets behind square ones.
fn links(text: &str) -> Vec<&str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

/// The name by which a heading is linked.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    words
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[test]
fn headings_are_linked_by_their_words() {
    assert_eq!(anchor("## §1 Rooms and floors"), "1-rooms-and-floors");
    assert_eq!(anchor("### The command line"), "the-command-line");
    assert_eq!(links("[a](b.md#c), ![d](e.png) (f)"), ["b.md#c", "e.png"]);
}

#[test]
fn every_link_leads_somewhere() {
    let mut wrong = Vec::new();
    let mut followed = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).expect("text");
        for link in links(&text).into_iter().filter(|link| !link.contains("://")) {
            let (file, heading) =
                link.split_once('#').map_or((link, None), |(file, heading)| (file, Some(heading)));
            let target = if file.is_empty() {
                page.clone()
            } else {
                page.parent().expect("a folder").join(file)
            };
            let is_there = heading.map_or(target.exists(), |heading| {
                fs::read_to_string(&target).is_ok_and(|text| {
                    text.lines()
                        .filter(|line| line.starts_with('#'))
                        .any(|line| anchor(line) == heading)
                })
            });
            if !is_there {
                wrong.push(format!("{} leads to {link}", page.display()));
            }
            followed += 1;
        }
    }
    assert!(followed > 30, "{followed}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn whatever_can_be_set_is_said() {
    let operations = fs::read_to_string(root().join("docs/operations.md")).expect("the page");
    let config = fs::read_to_string(root().join("src/platform/config.rs")).expect("the settings");
    let variables: Vec<&str> =
        config.split("env = \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(variables.len() > 5, "{variables:?}");
    let missing: Vec<&&str> = variables
        .iter()
        .filter(|variable| !operations.contains(&format!("`{variable}`")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_path_in_security_is_there() {
    // what proves a promise: a file that was moved or renamed is named anew
    let text = fs::read_to_string(root().join("SECURITY.md")).expect("the page");
    let wrong: Vec<&str> = text
        .split('`')
        .filter(|word| {
            word.starts_with("src/") && !word.contains('*') && !root().join(word).exists()
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
