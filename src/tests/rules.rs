//! The rules of `docs/rules.md`, read off the book: what anybody cites is there, and what is there
//! is proven or said not to be.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Families of numbers that mean a rule wherever they are written.
const PLAIN: &[&str] = &[
    "R-VOC", "R-ENUM", "R-SM", "R-APP", "R-MS", "R-BL", "R-NTE", "R-INV", "R-RUN", "R-EDIT",
    "R-CONF", "R-COR", "R-RET", "R-FIN", "R-PRC", "R-SEC",
];
/// Families that look like other things too (contract numbers of a test, a postcode): they count in
/// comments and in prose.
const IN_COMMENTS: &[&str] = &["D", "F", "W"];
/// What a rule has to be: proven, or listed.
const TO_BE_PROVEN: &[&str] = &["R-", "I", "D-"];
/// The lists at the end of the book.
const NOT_YET: &str = "## Not yet built";
const OTHERWISE: &str = "## Proven otherwise";
const IN_PART: &str = "## Built in part";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("text")
}

/// A text that may cite rules.
struct Text {
    path: String,
    text: String,
}

impl Text {
    fn is_test(&self) -> bool {
        self.path.starts_with("src/tests/")
            || self.path.starts_with("end2end/")
            || self.path.ends_with("/tests.rs")
            || self.path.ends_with("/tests_db.rs")
    }

    /// Its comments, and the names of what the audit asks, which begin with their invariant; prose
    /// whole.
    fn comments(&self) -> String {
        let marks: &[&str] = match self.path.rsplit('.').next() {
            Some("rs" | "ts") => &["//", "\"I"],
            Some("sql") => &["--"],
            _ => return self.text.clone(),
        };
        let mut comments = String::new();
        for line in self.text.lines() {
            if let Some(at) = marks.iter().filter_map(|mark| line.find(mark)).min() {
                comments.push_str(&line[at..]);
            }
            comments.push('\n');
        }
        comments
    }

    fn cited(&self) -> BTreeSet<String> {
        let comments = self.comments();
        let mut cited = citations(&self.text, PLAIN);
        cited.extend(citations(&comments, IN_COMMENTS));
        cited.extend(numbered('I', &comments));
        cited
    }
}

/// All that may cite: sources, tests, migrations, benches and pages of documentation.
fn texts() -> Vec<Text> {
    let mut files = Vec::new();
    for folder in ["src", "migrations", "benches", "end2end/tests", "docs"] {
        walk(&root().join(folder), &mut files);
    }
    files.extend(
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]
            .map(|page| root().join(page)),
    );
    let own = ["src/tests/rules.rs", "docs/rules.md"];
    let mut texts = Vec::new();
    for file in files {
        let path =
            file.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned();
        let readable = [".rs", ".sql", ".ts", ".md"].iter().any(|kind| path.ends_with(kind));
        if readable && !own.contains(&&*path) {
            texts.push(Text { text: read(&path), path });
        }
    }
    assert!(texts.len() > 200, "{} files found", texts.len());
    texts
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path())
    {
        if entry.is_dir() {
            walk(&entry, files);
        } else {
            files.push(entry);
        }
    }
}

/// A number at the beginning of a text, and what comes after it.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

/// Numbers of these families, ranges opened: "R-SM-8 to R-SM-10" is three. A family without numbers
/// is cited by its name.
fn citations(text: &str, families: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for family in families {
        for (at, _) in text.match_indices(family) {
            if text[..at].ends_with(|c: char| c == '-' || c == '_' || c.is_alphanumeric()) {
                continue;
            }
            let after = &text[at + family.len()..];
            if *family == "R-ENUM" {
                found.insert((*family).to_owned());
            }
            let Some((first, rest)) = after.strip_prefix('-').and_then(number) else { continue };
            if rest.starts_with(|c: char| c == '_' || c.is_alphanumeric()) {
                continue;
            }
            let last = rest
                .strip_prefix(&format!(" to {family}-"))
                .and_then(number)
                .map_or(first, |(last, _)| last);
            found.extend((first..=last).map(|n| format!("{family}-{n}")));
        }
    }
    found
}

/// Numbers behind one letter, ranges opened: "I1 to I3" is three.
fn numbered(letter: char, text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, mark) in text.match_indices(letter) {
        if text[..at].ends_with(|c: char| c == '-' || c == '_' || c.is_alphanumeric()) {
            continue;
        }
        let Some((first, rest)) = number(&text[at + mark.len()..]) else { continue };
        if !rest.starts_with(|c: char| c == '_' || c.is_alphanumeric()) {
            let last = rest
                .strip_prefix(&format!(" to {letter}"))
                .and_then(number)
                .map_or(first, |(last, _)| last);
            found.extend((first..=last).map(|n| format!("{letter}{n}")));
        }
    }
    found
}

fn all(text: &str) -> BTreeSet<String> {
    let mut found = citations(text, PLAIN);
    found.extend(citations(text, IN_COMMENTS));
    found.extend(numbered('I', text));
    found
}

/// What the book says, and what it says of that at its end.
struct Book {
    text: String,
    /// Rules, each once: a point that begins with its number, or a row of a table.
    rules: BTreeSet<String>,
    /// F and W: words of plans, each leading to rules.
    leads: BTreeMap<String, BTreeSet<String>>,
    not_yet: BTreeSet<String>,
    otherwise: BTreeSet<String>,
    in_part: BTreeSet<String>,
}

fn book() -> Book {
    let text = read("docs/rules.md");
    let (body, lists) = text.split_at(text.find(IN_PART).expect("the lists at the end"));
    let (mut rules, mut leads) = (BTreeSet::new(), BTreeMap::new());
    for line in body.lines() {
        let number = line
            .strip_prefix("- **")
            .and_then(|rest| rest.split("**").next())
            .or_else(|| line.strip_prefix("| ").and_then(|rest| rest.split(" |").next()));
        for number in number.map(all).unwrap_or_default() {
            if number.starts_with("F-") || number.starts_with("W-") {
                let by =
                    line.trim_end_matches(" |").rsplit("| ").next().map(all).unwrap_or_default();
                assert!(leads.insert(number.clone(), by).is_none(), "{number} stands twice");
            } else {
                assert!(rules.insert(number.clone()), "{number} stands twice");
            }
        }
    }
    let list = |title: &str| {
        let after = lists.split(title).nth(1).expect("a list");
        let mut listed = BTreeSet::new();
        for line in after
            .split("\n## ")
            .next()
            .unwrap_or_default()
            .lines()
            .filter_map(|line| line.strip_prefix("- "))
        {
            let (numbers, reason) = line.split_once(": ").expect("numbers: the reason");
            assert!(reason.len() > 10, "{numbers} says why");
            for number in all(numbers) {
                assert!(listed.insert(number.clone()), "{number} is listed twice");
            }
        }
        listed
    };
    let (in_part, not_yet, otherwise) = (list(IN_PART), list(NOT_YET), list(OTHERWISE));
    assert!(rules.len() > 200, "{} rules found", rules.len());
    Book { text, rules, leads, not_yet, otherwise, in_part }
}

#[test]
fn numbers_are_found_in_what_people_write() {
    let found = |text: &str| all(text).into_iter().collect::<Vec<_>>();
    assert_eq!(
        found("R-SM-8 to R-SM-10, R-ENUM billing type; D-3 and W-27"),
        ["D-3", "R-ENUM", "R-SM-10", "R-SM-8", "R-SM-9", "W-27"]
    );
    assert_eq!(found("I1 to I3, I16: audited"), ["I1", "I16", "I2", "I3"]);
    assert_eq!(found("K-W-27, PR-SM-8, R-SM-8x, I4a, UI5, D-"), Vec::<String>::new());
    let source = Text {
        path: "src/x.rs".into(),
        text: "let a = \"W-1\"; // W-2\n    name: \"I3 one\",\n    x(\"E14\", \"R-MS-1\");\n"
            .into(),
    };
    assert_eq!(source.cited().into_iter().collect::<Vec<_>>(), ["I3", "R-MS-1", "W-2"]);
}

#[test]
fn every_cited_rule_is_in_the_book() {
    let book = book();
    let mut wrong = Vec::new();
    for text in texts() {
        for number in text.cited() {
            if !book.rules.contains(&number) && !book.leads.contains_key(&number) {
                wrong.push(format!("{} cites {number}", text.path));
            }
        }
    }
    for (number, by) in &book.leads {
        if by.is_empty() || !by.is_subset(&book.rules) {
            wrong.push(format!("{number} leads to rules that there are: {by:?}"));
        }
    }
    wrong.extend(
        all(&book.text)
            .into_iter()
            .filter(|number| !book.rules.contains(number) && !book.leads.contains_key(number))
            .map(|number| format!("the book cites {number}")),
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_rule_is_proven_or_said_not_to_be() {
    let book = book();
    let tested: BTreeSet<String> =
        texts().iter().filter(|text| text.is_test()).flat_map(Text::cited).collect();
    let mut wrong = Vec::new();
    for rule in
        book.rules.iter().filter(|rule| TO_BE_PROVEN.iter().any(|family| rule.starts_with(family)))
    {
        let listed = book.not_yet.contains(rule) || book.otherwise.contains(rule);
        match (tested.contains(rule), listed) {
            (true, true) => wrong.push(format!("a test cites {rule}: take it off its list")),
            (false, false) => wrong.push(format!("no test cites {rule}, and no list names it")),
            _ => {}
        }
    }
    wrong.extend(
        book.not_yet.intersection(&book.otherwise).map(|rule| format!("{rule} is on two lists")),
    );
    wrong.extend(
        book.in_part
            .iter()
            .filter(|rule| !tested.contains(*rule))
            .map(|rule| format!("{rule} is built in part, but no test cites it")),
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Words behind a mark, like the 2.1 of `§2.1`.
fn chapter(text: &str) -> &str {
    let end = text.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap_or(text.len());
    text[..end].trim_end_matches('.')
}

/// Whether a page has a chapter of that number.
fn has_chapter(page: &str, number: &str) -> bool {
    let title = format!("§{number}");
    page.lines()
        .filter(|line| line.starts_with('#'))
        .any(|line| line.split(' ').nth(1) == Some(&title))
}

#[test]
fn every_cited_chapter_is_there() {
    let (rules, house) = (read("docs/rules.md"), read("docs/architecture.md"));
    let mut wrong = Vec::new();
    for Text { path, text } in texts() {
        for (at, mark) in text.match_indices('§') {
            let number = chapter(&text[at + mark.len()..]);
            let of_the_house =
                text[..at].ends_with("architecture ") || path == "docs/architecture.md";
            if !has_chapter(if of_the_house { &house } else { &rules }, number) {
                wrong.push(format!(
                    "{path} cites {}§{number}",
                    if of_the_house { "architecture " } else { "" }
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_cited_goal_is_there() {
    let goals = read("docs/reliability.md");
    let mut wrong = Vec::new();
    for text in texts().iter().filter(|text| text.path.ends_with(".rs")) {
        for goal in numbered('G', &text.comments()) {
            if !goals.contains(&format!("| {goal} |")) {
                wrong.push(format!("{} cites {goal}", text.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_cites_what_nobody_here_can_read() {
    // reasons are said where they are needed: whoever reads the sources has no tracker and no
    // papers of ours
    let mut wrong = Vec::new();
    for text in texts() {
        let comments = text.comments();
        for paper in
            ["models §", "reliability §", "domain-reference", "ledger-speed", "toolchain §"]
        {
            if comments.contains(paper) {
                wrong.push(format!("{} cites {paper}", text.path));
            }
        }
        if comments
            .split("issue ")
            .skip(1)
            .any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        {
            wrong.push(format!("{} cites an issue", text.path));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
