//! Translation keys. Each key is a field of `Texts`, so a language that lacks one does not compile;
//! `{name}` in a text is filled in by `fill`.

mod en;

pub use en::{EN, Texts};

/// The texts of the current language.
pub fn texts() -> &'static Texts {
    &EN
}

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
    fill(if n == 1 { one } else { many }, &[("count", &n.to_string())])
}
