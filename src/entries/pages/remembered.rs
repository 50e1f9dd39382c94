//! What was typed into a week and is not saved yet: the browser keeps it until it is, for each
//! person and week, so that a reload, a crash of the tab or a connection that fails loses nothing.

use crate::{entries::model::WeekLine, vocabulary::ids::PersonId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A cell as it was typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    /// Which kind of work; its days are left out.
    pub work: WeekLine,
    /// Which of several lines of that kind.
    pub nth: usize,
    /// Monday is 0.
    pub day: usize,
    /// As typed.
    pub hours: String,
    /// As typed.
    pub notes: String,
}

/// Under what a person's week is kept.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Whose.
    pub person_id: PersonId,
    /// Its first day.
    pub monday: NaiveDate,
}

impl Place {
    fn key(self) -> String {
        format!("billwright.week.{}.{}", self.person_id, self.monday)
    }

    /// What is kept; nothing where the browser keeps nothing, or can't read it any more.
    pub fn remembered(self) -> Vec<Remembered> {
        read(&self.key()).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    /// Keeps these cells, and nothing else, of the week.
    pub fn remember(self, cells: &[Remembered]) {
        let text = if cells.is_empty() { None } else { serde_json::to_string(cells).ok() };
        write(&self.key(), text.as_deref());
    }
}

/// Of this tab: whoever closes it is done with it, and nobody else at the machine finds it.
#[cfg(feature = "hydrate")]
fn storage() -> Option<web_sys::Storage> {
    leptos::prelude::window().session_storage().ok().flatten()
}

#[cfg(feature = "hydrate")]
fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

#[cfg(feature = "hydrate")]
fn write(key: &str, text: Option<&str>) {
    let Some(kept) = storage() else { return };
    // A browser that is full, or keeps nothing in private windows: typing goes on as it did
    // without.
    let _ = match text {
        Some(text) => kept.set_item(key, text),
        None => kept.remove_item(key),
    };
}

/// The server keeps nothing.
#[cfg(not(feature = "hydrate"))]
fn read(_: &str) -> Option<String> {
    None
}

#[cfg(not(feature = "hydrate"))]
fn write(_: &str, _: Option<&str>) {}
