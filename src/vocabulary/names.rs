//! Names as people write them: when two are one, and when two look alike.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Words of a company's name that say what kind of company it is, not which.
const LEGAL_FORMS: &[&str] = &[
    "ab",
    "ag",
    "aps",
    "as",
    "asa",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "group",
    "holding",
    "inc",
    "incorporated",
    "kg",
    "limited",
    "llc",
    "llp",
    "ltd",
    "mbh",
    "nv",
    "ohg",
    "oy",
    "oyj",
    "plc",
    "pty",
    "sa",
    "sarl",
    "sas",
    "se",
    "spa",
    "srl",
    "ug",
];
/// Words that join others.
const JOINING: &[&str] = &["and", "und", "en", "og", "et", "the", "der", "die", "das", "de"];

/// A name as it is compared: Unicode's compatibility form, without case, blanks of any kind
/// collapsed. Two names that fold alike are one name, everywhere; `name_key` in the database is the
/// same.
pub fn fold(name: &str) -> String {
    let folded: String =
        name.nfkc().collect::<String>().to_uppercase().to_lowercase().nfkc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is left of a name without accents, punctuation, legal forms and the order of its words. Two
/// names with the same rest look alike: somebody should look whether they are one.
pub fn likeness(name: &str) -> String {
    let plain: String =
        fold(name).nfkd().filter(|c| !is_combining_mark(*c)).map(plain_letter).collect();
    // A point ends no word (S.A.), other punctuation does.
    let spaced: String = plain
        .chars()
        .filter(|c| *c != '.' && *c != '\'' && *c != '\u{2019}')
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let all: Vec<&str> = spaced.split_whitespace().collect();
    let mut words: Vec<&str> = all
        .iter()
        .copied()
        .filter(|word| !LEGAL_FORMS.contains(word) && !JOINING.contains(word))
        .collect();
    if words.is_empty() {
        words = all;
    }
    words.sort_unstable();
    words.join(" ")
}

/// Letters that carry their accent within.
fn plain_letter(letter: char) -> char {
    match letter {
        'ø' => 'o',
        'đ' => 'd',
        'ł' => 'l',
        'ı' => 'i',
        other => other,
    }
}
