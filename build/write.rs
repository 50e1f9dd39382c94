//! Writes what the rooms have as the two types that everybody uses: `Texts`, a field per key, and
//! `Refusal`, a variant each.

use super::read::{Found, LANGUAGES, Part, Refusal, Said, Says, Shape};
use std::collections::BTreeMap;

/// A file of a room, as read.
#[derive(Debug)]
pub struct File {
    pub room: String,
    pub path: String,
    pub found: Found,
}

/// A key of `Texts`: of a room's own, or of one of its refusals.
struct Row<'a> {
    room: &'a str,
    key: String,
    said: &'a Said,
}

/// `texts.rs` and `refusals.rs`, or where something stands that can't.
pub fn write(files: &[File]) -> Result<(String, String), String> {
    stand_once(files)?;
    let mut rows = Vec::new();
    for File { room, found, .. } in files {
        rows.extend(found.keys.iter().map(|key| Row {
            room,
            key: key.name.clone(),
            said: &key.said,
        }));
        rows.extend(found.refusals.iter().filter_map(|refusal| match &refusal.says {
            Says::Words(said) => Some(Row { room, key: key_of(&refusal.name), said }),
            Says::Otherwise(_) => None,
        }));
    }
    Ok((texts(&rows), refusals(files)?))
}

fn stand_once(files: &[File]) -> Result<(), String> {
    let mut seen: BTreeMap<(&str, String), String> = BTreeMap::new();
    for File { path, found, .. } in files {
        let keys = found.keys.iter().map(|key| ("the key", key.name.clone(), key.line));
        let refusals = found
            .refusals
            .iter()
            .map(|refusal| ("the refusal", refusal.name.clone(), refusal.line));
        let of_refusals =
            found.refusals.iter().filter(|refusal| matches!(refusal.says, Says::Words(_)));
        let keys =
            keys.chain(of_refusals.map(|refusal| ("the key", key_of(&refusal.name), refusal.line)));
        let constraints = found.constraints.iter().flat_map(|entry| {
            entry.names.iter().map(|name| ("the constraint", name.clone(), entry.line))
        });
        for (what, name, line) in keys.chain(refusals).chain(constraints) {
            if let Some(first) = seen.insert((what, name.clone()), format!("{path}:{line}")) {
                return Err(format!("{path}:{line}: {what} `{name}` stands at {first} already"));
            }
        }
    }
    Ok(())
}

/// The key of a refusal's words: `NothingToRetry` says `refusal_nothing_to_retry`.
fn key_of(refusal: &str) -> String {
    let words = refusal
        .chars()
        .map(|c| if c.is_uppercase() { format!("_{}", c.to_lowercase()) } else { c.to_string() });
    format!("refusal{}", words.collect::<String>())
}

fn texts(rows: &[Row]) -> String {
    let lines = |line: &dyn Fn(usize, &Row) -> String| {
        rows.iter().enumerate().map(|(at, row)| line(at, row)).collect::<String>()
    };
    let fields = lines(&|_, row| {
        format!(
            "    #[doc = {}]\n    pub {}: &'static str,\n",
            row.said[0].as_deref().unwrap_or_default(),
            row.key
        )
    });
    let filled = lines(&|at, row| format!("            {}: said[{at}],\n", row.key));
    let table = lines(&|_, row| {
        let said: Vec<String> = row
            .said
            .iter()
            .map(|text| text.as_ref().map_or("None".to_owned(), |text| format!("Some({text})")))
            .collect();
        format!(
            "    Row {{ room: {:?}, key: {:?}, said: [{}] }},\n",
            row.room,
            row.key,
            said.join(", ")
        )
    });
    let (keys, of) = (rows.len(), fingerprint(rows));
    format!(
        "/// Every text of the product in one language, by key.\n#[derive(Debug)]\npub struct Texts {{\n{fields}}}\n\n\
         /// How many texts there are.\nconst KEYS: usize = {keys};\n\
         /// Which keys they have, and in which order: two programs of which only one knows a key differ in it.\nconst FINGERPRINT: &str = \"{of:016x}\";\n\n\
         impl Texts {{\n    fn of(said: &[&'static str; KEYS]) -> Self {{\n        Self {{\n{filled}        }}\n    }}\n}}\n\n\
         /// Each key in each language.\n#[cfg(feature = \"ssr\")]\npub static ROWS: [Row; KEYS] = [\n{table}];\n"
    )
}

/// FNV-1a over the keys.
fn fingerprint(rows: &[Row]) -> u64 {
    let bytes = rows.iter().flat_map(|row| row.key.bytes().chain([b' ']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn refusals(files: &[File]) -> Result<String, String> {
    let (mut variants, mut arms, mut fields, mut constraints) =
        (String::new(), String::new(), String::new(), String::new());
    for File { path, found, .. } in files {
        for refusal in &found.refusals {
            variants.push_str(&variant(refusal));
            arms.push_str(
                &arm(refusal).map_err(|wrong| format!("{path}:{}: {wrong}", refusal.line))?,
            );
            fields.push_str(&field(refusal));
        }
        for constraint in &found.constraints {
            let names: Vec<String> =
                constraint.names.iter().map(|name| format!("{name:?}")).collect();
            constraints.push_str(&format!(
                "            {} => Some(Self::{}),\n",
                names.join(" | "),
                constraint.refusal
            ));
        }
    }
    Ok(format!(
        "/// A business no. Order within a room is precedence: the first that applies is said; rooms stand in floor order.\n\
         #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]\npub enum Refusal {{\n{variants}}}\n\n\
         impl Refusal {{\n    /// What the user reads.\n    pub fn sentence(&self, t: &Texts) -> String {{\n        match self {{\n{arms}        }}\n    }}\n\n    \
         /// The field that it is about, if there is one.\n    \
         pub fn field(&self) -> Option<Field> {{\n        match self {{\n{fields}            _ => None,\n        }}\n    }}\n\n    \
         /// The refusal that a named constraint of the database stands for, if users can run into it.\n    \
         pub fn of_constraint(name: &str) -> Option<Self> {{\n        match name {{\n{constraints}            _ => None,\n        }}\n    }}\n}}\n"
    ))
}

fn documented(docs: &[String], indent: &str) -> String {
    docs.iter().map(|doc| format!("{indent}/// {doc}\n")).collect()
}

fn variant(refusal: &Refusal) -> String {
    let docs = documented(&refusal.docs, "    ");
    let kinds =
        || refusal.parts.iter().map(|part| part.kind.as_str()).collect::<Vec<_>>().join(", ");
    let name = &refusal.name;
    match refusal.shape {
        Shape::Bare => format!("{docs}    {name},\n"),
        Shape::Tuple => format!("{docs}    {name}({}),\n", kinds()),
        Shape::Named => {
            let field = |part: &Part| {
                format!(
                    "{}        {}: {},\n",
                    documented(&part.docs, "        "),
                    part.name,
                    part.kind
                )
            };
            format!(
                "{docs}    {name} {{\n{}    }},\n",
                refusal.parts.iter().map(field).collect::<String>()
            )
        }
    }
}

/// The field that it says, or carries first.
fn field(refusal: &Refusal) -> String {
    let Refusal { name, shape, parts, at, .. } = refusal;
    let rest = match shape {
        Shape::Bare => "",
        Shape::Tuple => "(..)",
        Shape::Named => " { .. }",
    };
    match (at, parts.first().is_some_and(|part| part.kind == "Field")) {
        (Some(at), _) => format!("            Self::{name}{rest} => Some(Field::{at}),\n"),
        (None, true) => format!("            Self::{name}(field, ..) => Some(*field),\n"),
        (None, false) => String::new(),
    }
}

/// How a refusal is said: what it carries is filled in by name, amounts in the currency that it
/// carries.
fn arm(refusal: &Refusal) -> Result<String, String> {
    let Refusal { name, shape, parts, says, .. } = refusal;
    let names = parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>().join(", ");
    let pattern = match shape {
        Shape::Bare => format!("Self::{name}"),
        Shape::Tuple => format!("Self::{name}({names})"),
        Shape::Named => format!("Self::{name} {{ {names} }}"),
    };
    let said = match says {
        Says::Otherwise(expression) => {
            return Ok(format!("            {pattern} => {expression},\n"));
        }
        Says::Words(said) => said,
    };
    for (language, text) in
        LANGUAGES.iter().zip(said).filter_map(|(language, text)| Some((language, text.as_deref()?)))
    {
        let (blanks, carried) = (
            blanks(text),
            parts
                .iter()
                .filter(|part| part.kind != "Currency")
                .map(|part| part.name.as_str())
                .collect::<Vec<_>>(),
        );
        if let Some(blank) = blanks.iter().find(|blank| !carried.contains(blank)) {
            return Err(format!(
                "`{name}` says {{{blank}}} in `{language}`, and carries nothing of that name"
            ));
        }
        if let Some(unsaid) = carried.iter().find(|part| !blanks.contains(part)) {
            return Err(format!(
                "`{name}` carries `{unsaid}`, and does not say {{{unsaid}}} in `{language}`"
            ));
        }
    }
    let key = key_of(name);
    let currency = parts
        .iter()
        .find(|part| part.kind == "Currency")
        .map_or("None".to_owned(), |part| format!("Some(*{})", part.name));
    let filled = |part: &Part| format!("({:?}, &{}.said(t, {currency}))", part.name, part.name);
    let filled: Vec<String> =
        parts.iter().filter(|part| part.kind != "Currency").map(filled).collect();
    Ok(match filled.as_slice() {
        [] => format!("            {pattern} => t.{key}.to_owned(),\n"),
        filled => format!("            {pattern} => fill(t.{key}, &[{}]),\n", filled.join(", ")),
    })
}

/// The names in braces of a text, as it is written in Rust.
fn blanks(text: &str) -> Vec<&str> {
    let opened = text.match_indices('{').filter(|(at, _)| !text[..*at].ends_with("\\u"));
    let mut blanks: Vec<&str> =
        opened.filter_map(|(at, _)| text[at + 1..].split('}').next()).collect();
    blanks.sort_unstable();
    blanks.dedup();
    blanks
}
