//! Every text of the product by its key; `{name}` in a text is filled in by `fill`. Keys stand in
//! the rooms' `texts.rs`, and those of refusals in their `refusals.rs`.

use super::model::Language;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

#[cfg(feature = "ssr")]
mod written {
    use super::{FINGERPRINT, KEYS, Language, ROWS, Texts};
    use std::sync::LazyLock;

    /// A key with its texts in the order of the languages; none where it is not yet written.
    #[derive(Debug)]
    pub struct Row {
        /// Whose it is.
        pub room: &'static str,
        /// As the pages call it.
        pub key: &'static str,
        /// What is said.
        pub said: [Option<&'static str>; 4],
    }

    static TEXTS: LazyLock<[Texts; 4]> =
        LazyLock::new(|| Language::ALL.map(|language| Texts::of(&lines(language))));
    static WRITTEN: LazyLock<Vec<Language>> = LazyLock::new(|| whole(&ROWS));

    /// English, for tests of what is said.
    #[cfg(test)]
    pub static EN: LazyLock<&'static Texts> = LazyLock::new(|| in_language(Language::English));

    /// The texts of a language; English, where one is not yet written.
    pub fn in_language(language: Language) -> &'static Texts {
        &TEXTS[language.place()]
    }

    fn lines(language: Language) -> [&'static str; KEYS] {
        ROWS.each_ref().map(|row| row.said[language.place()].or(row.said[0]).unwrap_or_default())
    }

    /// The languages that are offered: those that are written to the end.
    pub fn written() -> &'static [Language] {
        &WRITTEN
    }

    /// Those in which every row is written.
    pub fn whole(rows: &[Row]) -> Vec<Language> {
        Language::ALL
            .into_iter()
            .filter(|language| rows.iter().all(|row| row.said[language.place()].is_some()))
            .collect()
    }

    /// The texts of a language as the browser's program reads them: which they are, then one a
    /// line.
    pub fn file(language: Language) -> String {
        format!("{} {FINGERPRINT}\n{}", language.tag(), lines(language).join("\n"))
    }
}

#[cfg(feature = "ssr")]
pub use written::*;

/// The texts of the reader's language.
#[cfg(feature = "ssr")]
pub fn texts() -> &'static Texts {
    in_language(super::reader::current())
}

/// Reads a file of texts: nothing where it is not of this language, or was written by a program
/// that knows other keys.
#[cfg(any(test, not(feature = "ssr")))]
pub(super) fn read(file: &'static str, language: &str) -> Option<(Language, Texts)> {
    let (head, lines) = file.split_once('\n')?;
    let (tag, fingerprint) = head.split_once(' ')?;
    let lines: Vec<&'static str> = lines.split('\n').collect();
    let language =
        Language::of_tag(tag).filter(|_| tag == language && fingerprint == FINGERPRINT)?;
    Some((language, Texts::of(<&[&'static str; KEYS]>::try_from(lines.as_slice()).ok()?)))
}

#[cfg(not(feature = "ssr"))]
mod given {
    use super::{Language, Texts, read};
    use std::sync::OnceLock;

    static GIVEN: OnceLock<(Language, Texts)> = OnceLock::new();

    /// Takes the file of texts that came with a page in this language; says whether it is theirs.
    pub fn take(file: String, language: &str) -> bool {
        // It is read as long as the page lives.
        read(file.leak(), language).is_some_and(|given| GIVEN.set(given).is_ok())
    }

    /// The texts of the page's language.
    pub fn texts() -> &'static Texts {
        // Nothing is drawn before they are there; a program that went on without would put nothing
        // in the place of every word.
        GIVEN.get().map_or_else(|| std::process::abort(), |(_, texts)| texts)
    }

    /// The page's language.
    pub fn language() -> Language {
        GIVEN.get().map_or(Language::English, |(language, _)| *language)
    }
}

#[cfg(not(feature = "ssr"))]
pub use given::*;

/// A template with its `{name}`s filled in.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(template.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

/// What a button does, and to what: for those who hear it without seeing its row.
pub fn of(act: &str, what: &str) -> String {
    fill(texts().action_of, &[("act", act), ("what", what)])
}

/// A count with its noun: `{count} entry|{count} entries`.
pub fn count(template: &str, n: i64) -> String {
    let (one, many) = template.split_once('|').unwrap_or((template, template));
    fill(if n == 1 { one } else { many }, &[("count", &grouped(n))])
}

/// With its thousands grouped, as every number on a page.
fn grouped(n: i64) -> String {
    let plain = n.unsigned_abs().to_string();
    let digits: Vec<char> = plain.chars().collect();
    let groups: Vec<String> = digits.rchunks(3).rev().map(|group| group.iter().collect()).collect();
    format!("{}{}", if n < 0 { "\u{2212}" } else { "" }, groups.join(","))
}
