//! Rules as tables: which language somebody is answered in, and what the browser is given.

use super::{
    count::texts_table,
    model::{Language, chosen},
    reader::{current, reading},
    table::{Row, file, in_language, read, whole, written},
};
use Language::{Deutsch, English, Nederlands, Norsk};

#[test]
fn a_language_is_chosen_among_those_that_are_written() {
    let all = &Language::ALL[..];
    for (written, choice, asked, language) in [
        (all, None, None, English),
        (all, None, Some("de"), Deutsch),
        (all, None, Some("de-CH, de;q=0.9, en;q=0.8"), Deutsch),
        (all, None, Some("en-GB,en;q=0.9,de;q=0.8"), English),
        (all, None, Some("en;q=0.5, nl;q=0.75"), Nederlands),
        (all, None, Some("fr, nb;q=0.2"), Norsk),
        (all, None, Some("no"), Norsk),
        (all, None, Some("nn-NO"), Norsk),
        (all, None, Some("DE_AT"), Deutsch),
        (all, None, Some("de;q=0"), English),
        (all, None, Some("de;q=0, nl;q=0.001"), Nederlands),
        (all, None, Some("de;q=zero, nl;level=1, *"), English),
        (all, None, Some("de;q=9999999999, nl;q=5"), Nederlands),
        (all, None, Some(", ;, ;q=, q=1"), English),
        (all, Some("nl"), Some("de"), Nederlands),
        (all, Some("fr"), Some("de"), Deutsch),
        (&[English, Deutsch], Some("nl"), Some("nl, de;q=0.1"), Deutsch),
        (&[English, Deutsch], Some("nl"), Some("nb"), English),
        (&[English], None, Some("de, nl, nb"), English),
    ] {
        assert_eq!(chosen(written, choice, asked), language, "{written:?} {choice:?} {asked:?}");
    }
}

#[test]
fn a_language_is_offered_when_it_is_whole() {
    let row = |said| Row { room: "room", key: "key", said };
    let rows = [
        row([Some("Yes"), Some("Ja"), Some("Ja"), None]),
        row([Some("No"), None, Some("Nee"), None]),
    ];
    assert_eq!(whole(&rows[..1]), [English, Deutsch, Nederlands]);
    assert_eq!(whole(&rows), [English, Nederlands]);
    assert!(written().contains(&English), "every text is in English");
}

#[test]
fn the_browser_takes_no_texts_but_those_of_its_page_and_program() {
    for language in Language::ALL {
        let file: &'static str = file(language).leak();
        let (read_as, texts) = read(file, language.tag()).expect("its own");
        assert_eq!(
            (read_as, format!("{texts:?}")),
            (language, format!("{:?}", in_language(language)))
        );
        assert!(read(file, "fr").is_none(), "a page in another language");
    }
    let english = file(English);
    let (head, lines) = english.split_once('\n').expect("a head");
    for wrong in [
        format!("{head}0\n{lines}"),
        format!("{head}\n{lines}\nOne more"),
        format!("{head}\n"),
        lines.to_owned(),
        String::new(),
    ] {
        assert!(read(wrong.leak(), "en").is_none(), "texts of another program, or not all of them");
    }
}

#[tokio::test]
async fn whoever_reads_is_known_in_the_tasks_that_work_for_them() {
    assert_eq!(current(), English, "where nobody asks");
    let told = reading(Deutsch, crate::platform::database::in_task(async { Ok(current()) })).await;
    assert_eq!(told.expect("an answer"), Deutsch);
    let owner = leptos::prelude::Owner::new();
    owner.with(|| {
        leptos::prelude::provide_context(Norsk);
        assert_eq!(current(), Norsk, "what the framework does knows it by the page");
    });
}

#[test]
fn texts_are_counted_by_room_and_language() {
    let row = |room, said| Row { room, key: "key", said };
    let rows = [
        row("ui", [Some("Yes"), Some("Ja"), None, None]),
        row("ui", [Some("No"), None, None, None]),
        row("desk", [Some("All"); 4]),
    ];
    let told: Vec<String> = texts_table(&rows)
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        told,
        [
            "en de nl nb",
            "ui 2 + 0 untranslated 1 + 1 untranslated 0 + 2 untranslated 0 + 2 untranslated",
            "desk 1 + 0 untranslated 1 + 0 untranslated 1 + 0 untranslated 1 + 0 untranslated",
            "in all 3 + 0 untranslated 2 + 1 untranslated 1 + 2 untranslated 1 + 2 untranslated",
        ]
    );
}

#[test]
fn counts_have_their_noun_and_their_thousands() {
    let rows = "{count} row|{count} rows";
    for (n, said) in [
        (0, "0 rows"),
        (1, "1 row"),
        (999, "999 rows"),
        (1_000, "1,000 rows"),
        (12_089, "12,089 rows"),
        (1_234_567, "1,234,567 rows"),
        (-1_000, "\u{2212}1,000 rows"),
    ] {
        assert_eq!(super::table::count(rows, n), said);
    }
}
