//! What a list is made of: its columns, filters and what is done with its rows.

use super::{bulk::Bulk, selection::SeenRow};
use crate::vocabulary::{currency::Currency, paging::Totals, refusal::Refusal};
use leptos::prelude::*;
use rust_decimal::Decimal;
use std::sync::Arc;

/// How a cell is typed.
#[derive(Clone, Copy, Debug)]
pub enum CellInput {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// One of these: word and label.
    Choice(fn() -> Vec<(&'static str, &'static str)>),
}

/// How the cells of a column are edited.
pub struct CellEdit<R> {
    /// How it is typed.
    pub input: CellInput,
    /// What stands in the field as editing begins; none: this row's cell can't be edited.
    pub typed: fn(&R) -> Option<String>,
    /// The rule that the server asks too.
    pub check: fn(&R, &str) -> Result<(), Refusal>,
}

impl<R> Clone for CellEdit<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for CellEdit<R> {}

/// A column: its name in the URL, its heading, and how a row fills it.
pub struct Column<R> {
    /// Name in the URL.
    pub name: &'static str,
    /// Heading.
    pub label: &'static str,
    /// The list's sort of that name, if it can be sorted by.
    pub sort: Option<&'static str>,
    /// Right-aligned.
    pub is_number: bool,
    /// Shown unless the reader chooses.
    pub is_shown: bool,
    /// The cell.
    pub cell: fn(&R) -> AnyView,
    /// How it is edited where it stands; none: it is only read.
    pub edit: Option<CellEdit<R>>,
}

impl<R> Column<R> {
    /// A column of text.
    pub fn text(name: &'static str, label: &'static str, cell: fn(&R) -> AnyView) -> Self {
        Self { name, label, sort: None, is_number: false, is_shown: true, cell, edit: None }
    }

    /// A column of numbers.
    pub fn number(name: &'static str, label: &'static str, cell: fn(&R) -> AnyView) -> Self {
        Self { is_number: true, ..Self::text(name, label, cell) }
    }

    /// The same, sortable by the list's sort of this name.
    pub fn sorted(self, sort: &'static str) -> Self {
        Self { sort: Some(sort), ..self }
    }

    /// The same, edited where it stands, in lists whose rows can be (`Grid`'s `edits`).
    pub fn edited(self, edit: CellEdit<R>) -> Self {
        Self { edit: Some(edit), ..self }
    }

    /// The same, only shown when chosen.
    pub fn hidden(self) -> Self {
        Self { is_shown: false, ..self }
    }
}

/// How a filter is typed.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Any text.
    Text,
    /// A day.
    Date,
    /// One of these words, or any.
    Choice(Vec<(&'static str, &'static str)>),
    /// Not typed: comes by a link, shown as a chip that can be taken away.
    Link,
}

/// A filter: its name in the URL, its label, how it is typed.
#[derive(Clone, Debug, PartialEq)]
pub struct FilterField {
    /// Name in the URL.
    pub name: &'static str,
    /// Label.
    pub label: &'static str,
    /// How it is typed.
    pub input: Input,
}

impl FilterField {
    /// A filter.
    pub fn new(name: &'static str, label: &'static str, input: Input) -> Self {
        Self { name, label, input }
    }
}

/// A row's currency and amount.
pub type AmountOf<R> = fn(&R) -> Option<(Currency, Decimal)>;

/// A row's version.
pub type VersionOf<R> = fn(&R) -> i32;

/// Buttons for what is selected.
pub type BulkBar = Arc<dyn Fn(Bulk) -> AnyView + Send + Sync>;

/// The rows that a row unfolds into, told which columns are shown.
pub type UnfoldedRows<R> = Arc<dyn Fn(Arc<R>, Memo<Vec<&'static str>>) -> AnyView + Send + Sync>;

/// What a row unfolds into: rows beneath it with the same columns, so that figures align.
pub struct Unfold<R> {
    /// What is unfolded, for those who hear it.
    pub name: fn(&R) -> String,
    /// Those rows.
    pub rows: UnfoldedRows<R>,
}

impl<R> Clone for Unfold<R> {
    fn clone(&self) -> Self {
        Self { name: self.name, rows: self.rows.clone() }
    }
}

/// What one list is.
pub struct GridSpec<R> {
    /// What it lists, for those who hear it.
    pub caption: &'static str,
    /// Columns in order.
    pub columns: Vec<Column<R>>,
    /// Filters in order.
    pub filters: Vec<FilterField>,
    /// A row's id.
    pub id: fn(&R) -> i64,
    /// What a row counts in the selection's amount.
    pub amount: AmountOf<R>,
    /// A row's version, where what it says can change under its id; acts on chosen rows carry it.
    pub version: Option<VersionOf<R>>,
    /// What an empty list says, from its totals' hints.
    pub empty: fn(&Totals) -> String,
    /// Buttons for what is selected; none: rows can't be selected.
    pub bulk: Option<BulkBar>,
    /// The function those buttons call: without the right to it, rows can't be selected either.
    pub bulk_function: &'static str,
}

impl<R> GridSpec<R> {
    /// How a row is seen, for what is done with it.
    pub(super) fn seen_row(&self) -> impl Fn(&R) -> SeenRow + Copy + use<R> {
        let (amount, version) = (self.amount, self.version);
        move |row| SeenRow { amount: amount(row), version: version.map(|of| of(row)) }
    }
}
