//! How far each language is.

use super::{model::Language, table::Row};

/// Of each room and language, how many texts are written, and how many are not yet.
pub fn texts_table(rows: &[Row]) -> String {
    let mut rooms: Vec<&str> = rows.iter().map(|row| row.room).collect();
    rooms.dedup();
    let line = |name: &str, cells: [String; 4]| {
        format!("{name:<22}{}\n", cells.map(|cell| format!("{cell:>22}")).concat())
    };
    let counts = |name: &str, of: &dyn Fn(&Row) -> bool| {
        let of: Vec<&Row> = rows.iter().filter(|row| of(row)).collect();
        line(
            name,
            Language::ALL.map(|language| {
                let written = of.iter().filter(|row| row.said[language.place()].is_some()).count();
                format!("{written} + {} untranslated", of.len() - written)
            }),
        )
    };
    let head = line("", Language::ALL.map(|language| language.tag().to_owned()));
    let each: String =
        rooms.into_iter().map(|room| counts(room, &|row| row.room == room)).collect();
    format!("{head}{each}{}", counts("in all", &|_| true))
}
