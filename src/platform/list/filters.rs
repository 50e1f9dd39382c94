//! A filter's text as a condition.

use super::{Filter, pattern, unknown};
use crate::vocabulary::{
    dates::parse_date,
    refusal::{Field, Refusal},
    typed::number,
};
use sqlx::{Postgres, QueryBuilder};

/// Pushes a filter's condition.
pub(super) fn push(
    filter: Filter,
    text: &str,
    named: Option<&Vec<i64>>,
    sql: &mut QueryBuilder<Postgres>,
) -> Result<(), Refusal> {
    let day = || parse_date(text).ok_or(Refusal::FieldNotADate(Field::Date));
    match filter {
        Filter::Id(column) => {
            let id: i64 = text.parse().map_err(|_| Refusal::InputUnreadable)?;
            sql.push(" and ").push(column).push(" = ").push_bind(id);
        }
        Filter::IdWithin(before, after) => {
            let id: i64 = text.parse().map_err(|_| Refusal::InputUnreadable)?;
            sql.push(" and ").push(before).push_bind(id).push(after);
        }
        Filter::Text(before, after) => {
            sql.push(" and ").push(before).push_bind(pattern(text)?).push(after);
        }
        Filter::From(column) => {
            sql.push(" and ").push(column).push(" >= ").push_bind(day()?);
        }
        Filter::To(column) => {
            sql.push(" and ").push(column).push(" <= ").push_bind(day()?);
        }
        Filter::DayWithin(before, after) => {
            sql.push(" and ").push(before).push_bind(day()?).push(after);
        }
        Filter::Number(column) => {
            let number = number(text, Field::Quantity)?;
            sql.push(" and ").push(column).push(" = ").push_bind(number);
        }
        Filter::Word(column, sql_type, words) => {
            if !words.contains(&text) {
                return Err(unknown(text));
            }
            sql.push(" and ").push(column).push(" = '").push(text).push("'::").push(sql_type);
        }
        Filter::Choice(words) => {
            let (_, condition) =
                words.iter().find(|(word, _)| *word == text).ok_or_else(|| unknown(text))?;
            sql.push(" and ").push(*condition);
        }
        Filter::Named(column, _) | Filter::NamedFound(column, ..) => {
            push_named(column, named, sql);
        }
        Filter::NamedWithin(before, after, _) => {
            let ids = named.cloned().unwrap_or_default();
            sql.push(" and ").push(before).push_bind(ids).push(after);
        }
        Filter::Among(column, (within, without), _) => {
            let comparison = if text == within { " = any(" } else { " <> all(" };
            if text != within && text != without {
                return Err(unknown(text));
            }
            let ids = named.cloned().unwrap_or_default();
            sql.push(" and ").push(column).push(comparison).push_bind(ids).push(")");
        }
        Filter::Source(words, _) => {
            if !words.contains(&text) {
                return Err(unknown(text));
            }
        }
    }
    Ok(())
}

/// One id walks its own index.
fn push_named(column: &'static str, named: Option<&Vec<i64>>, sql: &mut QueryBuilder<Postgres>) {
    match named.map(Vec::as_slice) {
        Some([id]) => {
            sql.push(" and ").push(column).push(" = ").push_bind(*id);
        }
        Some(ids) => {
            sql.push(" and ").push(column).push(" = any(").push_bind(ids.to_vec()).push(")");
        }
        // Nobody looked it up: rather nothing than everything.
        None => {
            sql.push(" and false");
        }
    }
}
