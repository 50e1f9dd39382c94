//! What the rooms say: each in words of its own and of the rooms below, in every language alike.

#[allow(dead_code, reason = "the build takes all of it")]
#[path = "../../build/read.rs"]
mod read;
#[allow(dead_code, reason = "the build takes all of it")]
#[path = "../../build/write.rs"]
mod write;

use super::{
    fixtures::World,
    house::{Source, says, sources},
    web::{Site, as_browser},
};
use crate::{
    floors::FLOORS,
    language::{
        model::Language,
        table::{ROWS, file},
    },
    prices::rules::is_hour,
};
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use sqlx::PgPool;
use std::collections::{BTreeMap, BTreeSet};

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|known| *known == room)
}

/// What each room says, from its files.
fn said() -> Vec<(Source, read::Found)> {
    let files = sources().into_iter().filter(says);
    files
        .map(|file| {
            (read::read(&file.text).unwrap_or_else(|wrong| panic!("{}:{wrong}", file.path)), file)
        })
        .map(|(found, file)| (file, found))
        .collect()
}

/// The words after a mark, in the code of everything but what the rooms say.
fn words_after(mark: &str) -> Vec<(Source, BTreeSet<String>)> {
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    let words = |code: &str| {
        let found = code.match_indices(mark).map(|(at, _)| code[at + mark.len()..].trim_start());
        found
            .map(|rest| &rest[..rest.find(|c: char| !is_word(c)).unwrap_or(rest.len())])
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    sources()
        .into_iter()
        .filter(|source| !says(source))
        .map(|source| (words(&source.code), source))
        .map(|(words, source)| (source, words))
        .collect()
}

/// Names that nobody uses, and uses by a room below the one they belong to.
fn misplaced(
    homes: &BTreeMap<String, String>,
    uses: &[(Source, BTreeSet<String>)],
) -> (BTreeSet<String>, Vec<String>) {
    let (mut unused, mut upward): (BTreeSet<String>, Vec<String>) =
        (homes.keys().cloned().collect(), Vec::new());
    for (source, words) in uses {
        for (word, home) in words.iter().filter_map(|word| Some((word, homes.get(word)?))) {
            unused.remove(word);
            if source.room.is_some_and(|own| floor_of(own) < floor_of(home)) {
                upward.push(format!("{} says {word} of {home}", source.path));
            }
        }
    }
    (unused, upward)
}

#[test]
fn every_room_says_what_is_its_own_or_of_rooms_below() {
    let homes: BTreeMap<String, String> =
        ROWS.iter().map(|row| (row.key.to_owned(), row.room.to_owned())).collect();
    assert!(homes.len() > 900, "{} keys", homes.len());
    // `t.key`, and `Variant => key` in the tables of labels
    let mut uses = words_after(".");
    uses.extend(words_after("=> ").into_iter().filter(|(source, _)| source.path == "ui/format.rs"));
    let (unused, upward) = misplaced(&homes, &uses);
    let unused: Vec<_> = unused.into_iter().filter(|key| !key.starts_with("refusal_")).collect();
    assert!(unused.is_empty(), "nobody says {unused:#?}");
    assert!(
        upward.is_empty(),
        "{upward:#?}: they belong where the lowest of those stands who say them"
    );
}

#[test]
fn every_room_refuses_for_reasons_of_its_own_or_of_rooms_below() {
    let (mut homes, mut uses) = (BTreeMap::new(), words_after("Refusal::"));
    for (file, found) in said() {
        let room = file.room.map(str::to_owned).unwrap_or_default();
        homes.extend(found.refusals.into_iter().map(|refusal| (refusal.name, room.clone())));
        let named = found
            .constraints
            .iter()
            .filter_map(|constraint| constraint.refusal.split('(').next())
            .map(str::to_owned)
            .collect();
        uses.push((file, named));
    }
    assert!(homes.len() > 120, "{} refusals", homes.len());
    let (unused, upward) = misplaced(&homes, &uses);
    assert!(unused.is_empty(), "nobody refuses for {unused:#?}");
    assert!(upward.is_empty(), "{upward:#?}");
}

#[test]
fn every_language_fills_the_same_blanks_and_counts_alike() {
    let blanks = |text: &str| {
        text.split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next().map(str::to_owned))
            .collect::<BTreeSet<_>>()
    };
    let shape = |text: &str| text.split('|').map(blanks).collect::<Vec<_>>();
    for row in &ROWS {
        let english = row.said[0].expect("English");
        for text in row.said.iter().flatten() {
            assert!(
                !text.trim().is_empty() && !text.contains('\n'),
                "{} of {}: {text:?} is one line",
                row.key,
                row.room
            );
            assert_eq!(
                shape(text),
                shape(english),
                "{} of {}: {text:?} has other blanks, or other parts, than {english:?}",
                row.key,
                row.room
            );
        }
    }
}

#[test]
fn the_unit_that_is_proposed_for_time_is_the_hour_in_every_language() {
    // price_of_time_is_by_the_hour
    let hours: Vec<&str> = ROWS
        .iter()
        .filter(|row| row.key == "price_unit_hour")
        .flat_map(|row| row.said)
        .flatten()
        .collect();
    assert!(!hours.is_empty() && hours.iter().all(|hour| is_hour(hour)), "{hours:?}");
}

#[test]
fn every_file_of_texts_is_of_a_room() {
    for (file, _) in said() {
        let folder = file.path.rsplit_once('/').map(|(folder, _)| folder);
        assert!(
            folder.is_some_and(|folder| FLOORS.contains(&folder)),
            "{}: nobody gathers it",
            file.path
        );
    }
}

/// What the build says of a room that has this.
fn built(text: &str) -> String {
    let found = match read::read(text) {
        Ok(found) => found,
        Err(wrong) => return wrong,
    };
    let file = write::File { room: "room".into(), path: "texts.rs".into(), found };
    write::write(&[file])
        .map_or_else(|wrong| wrong, |(texts, refusals)| format!("{texts}{refusals}"))
}

#[test]
fn the_build_says_what_is_wrong_with_a_text() {
    let rest = "de: untranslated, nl: \"Ja\", nb: untranslated";
    for (text, wrong) in [
        (format!("texts! {{ yes {{ en: \"Yes\", {rest} }} yes {{ en: \"Yes\", {rest}, }} }}"), "texts.rs:1: the key `yes` stands at texts.rs:1 already"),
        ("texts! {\n yes { en: \"Yes\", nl: \"Ja\" } }".to_owned(), "2: `de:` (the languages are en, de, nl, nb, in this order) is wanted here, not `nl`"),
        ("texts! { yes { en: \"Yes\", de: untranslated } }".to_owned(), "1: `,` is wanted here, not `}`"),
        (
            format!("texts! {{ yes {{ en: untranslated, {rest} }} }}"),
            "1: a text in quotes: English is what the others fall back to is wanted here, not `untranslated`",
        ),
        ("texts! { yes { en: \"Yes\", de: later } }".to_owned(), "1: a text in quotes, or `untranslated` is wanted here, not `later`"),
        ("texts! { yes { en: \"Yes\n\" } }".to_owned(), "1: this text is not closed on its line"),
        (format!("texts! {{ yes {{ en: \"Yes\\nNo\", {rest} }} }}"), "1: a text of one line is wanted here, not \"Yes\\nNo\""),
        ("words! { a }".to_owned(), "1: `texts!`, `refusals!` or `constraints!` is wanted here, not `{`"),
        ("texts! { yes { en: \"Yes\"".to_owned(), "1: `,` is wanted here, not the end of the file"),
        (format!("refusals! {{ No {{ en: \"No.\", {rest} }} }}"), "1: `///` and when the refusal is said is wanted here, not `{`"),
        (format!("refusals! {{ /// Never.\n No {{ en: \"{{why}}\", {rest} }} }}"), "texts.rs:2: `No` says {why} in `en`, and carries nothing of that name"),
        (
            "refusals! { /// Never.\n No(why: String) { en: \"{why}\", de: \"Nein\", nl: untranslated, nb: untranslated } }".to_owned(),
            "texts.rs:2: `No` carries `why`, and does not say {why} in `de`",
        ),
    ] {
        assert!(built(&text).contains(wrong), "{text}: {}", built(&text));
    }
}

#[test]
fn the_build_writes_a_field_for_each_key_and_a_variant_for_each_refusal() {
    let text = r#"
        texts! { yes { en: "Yes \"{a}\" \u{a0}", de: "Ja {a}", nl: untranslated, nb: untranslated } }
        refusals! {
            /// So much.
            TooMuch(rest: Decimal, currency: Currency) at Amount { en: "Over: {rest}.", de: untranslated, nl: untranslated, nb: untranslated }
            /// In other words.
            Otherwise { left: LeftBehind } = left.sentence(t);
        }
        constraints! { "a_is_b" | "b_is_c" => Otherwise, "c_is_d" => NameTaken(Field::Name) }
    "#;
    let written = built(text);
    for line in [
        r#"#[doc = "Yes \"{a}\" \u{a0}"]"#,
        "pub yes: &'static str,",
        r#"Row { room: "room", key: "yes", said: [Some("Yes \"{a}\" \u{a0}"), Some("Ja {a}"), None, None] },"#,
        "TooMuch(Decimal, Currency),",
        r#"Self::TooMuch(rest, currency) => fill(t.refusal_too_much, &[("rest", &rest.said(t, Some(*currency)))]),"#,
        "Self::TooMuch(..) => Some(Field::Amount),",
        "Self::Otherwise { left } => left.sentence(t),",
        r#""a_is_b" | "b_is_c" => Some(Self::Otherwise),"#,
        r#""c_is_d" => Some(Self::NameTaken(Field::Name)),"#,
    ] {
        assert!(written.contains(line), "{line} is missing:\n{written}");
    }
    assert!(!written.contains("refusal_otherwise"), "what is said otherwise has no key");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_page_names_the_texts_of_its_language_and_they_are_kept_for_good(owner: PgPool) {
    let site = Site::new(World::bare(owner).await);
    // of what is asked for only English is written
    let asked = as_browser(Method::GET, "/sign-in", None)
        .header(header::ACCEPT_LANGUAGE, "fr, en;q=0.5")
        .header(header::COOKIE, "language=fr");
    let page = site.send(asked.body(Body::empty()).expect("a request")).await.text;
    assert!(page.contains("<html lang=\"en\""), "{page}");
    let texts: BTreeSet<&str> = page
        .match_indices("/pkg/texts-en.")
        .map(|(at, _)| page[at..].split('"').next().unwrap_or_default())
        .collect();
    let address = texts.first().copied().unwrap_or_default();
    assert_eq!(texts.len(), 1, "the document and its script name one file: {texts:?}");
    assert!(
        page.contains(&format!("<link rel=\"preload\" href=\"{address}\" as=\"fetch\"")),
        "{page}"
    );
    assert!(page.contains(&format!("\"texts\":\"{address}\"")), "{page}");

    let answer = site.get(address, None).await;
    assert_eq!((answer.status, answer.text), (StatusCode::OK, file(Language::English)));
    let headers =
        |name| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!(
        (headers("content-type"), headers("cache-control")),
        ("text/plain; charset=utf-8", "public, max-age=31536000, immutable")
    );
    let other = site.get(&address.replace("texts-en.", "texts-en.0"), None).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND, "of another build");
}
