//! Server functions of entries: who may, then hand over.

use super::model::{Decide, Decided, EntryRecord, EntryRow, Recorded, Week, WorkChoices};
use crate::{
    ui::calls::{Json, PageClient},
    vocabulary::{
        failure::ApiError,
        paging::{ListQuery, Page, Totals},
    },
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::commands,
    crate::{
        access::commands::enter,
        vocabulary::{
            dates::parse_date,
            refusal::{Field, Refusal},
        },
    },
};

/// What work can be recorded on and priced by.
#[server(prefix = "/api", endpoint = "read_choices", input = Json, output = Json, client = PageClient)]
pub async fn read_choices() -> Result<WorkChoices, ApiError> {
    let caller = enter("read_choices")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| Box::pin(async move { commands::read_choices(scope).await }))
        .await?)
}

/// One's own week, by any day of it; blank: this week.
#[server(prefix = "/api", endpoint = "read_week", input = Json, output = Json, client = PageClient)]
pub async fn read_week(day: String) -> Result<Week, ApiError> {
    let caller = enter("read_week")?;
    let (company, person) = (caller.who.company_id, caller.who.person_id);
    let day = if day.trim().is_empty() {
        caller.database.today(company).await?
    } else {
        parse_date(&day).ok_or(Refusal::FieldNotADate(Field::Date))?
    };
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::read_week(scope, person, day).await })
        })
        .await?)
}

/// A page of one's own entries.
#[server(prefix = "/api", endpoint = "list_own_entries", input = Json, output = Json, client = PageClient)]
pub async fn list_own_entries(query: ListQuery) -> Result<Page<EntryRow>, ApiError> {
    let caller = enter("list_own_entries")?;
    let (company, person) = (caller.who.company_id, caller.who.person_id);
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_own_entries(scope, person, &query).await })
        })
        .await?)
}

/// What one's own entries come to.
#[server(prefix = "/api", endpoint = "total_own_entries", input = Json, output = Json, client = PageClient)]
pub async fn total_own_entries(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_own_entries")?;
    let (company, person) = (caller.who.company_id, caller.who.person_id);
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_own_entries(scope, person, &query).await })
        })
        .await?)
}

/// Writes one's own work down.
#[server(prefix = "/api", endpoint = "record_entry", input = Json, output = Json, client = PageClient)]
pub async fn record_entry(record: EntryRecord) -> Result<Recorded, ApiError> {
    let caller = enter("record_entry")?;
    caller
        .run("record_entry", record, |tx, record| Box::pin(commands::record_entry(tx, record)))
        .await
}

/// Removes one's own draft.
#[server(prefix = "/api", endpoint = "delete_entry", input = Json, output = Json, client = PageClient)]
pub async fn delete_entry(seen: Recorded) -> Result<(), ApiError> {
    let caller = enter("delete_entry")?;
    caller.run("delete_entry", seen, |tx, seen| Box::pin(commands::delete_entry(tx, seen))).await
}

/// Submits, recalls or asks back one's own entries.
#[server(prefix = "/api", endpoint = "decide_own_entries", input = Json, output = Json, client = PageClient)]
pub async fn decide_own_entries(decide: Decide) -> Result<Decided, ApiError> {
    let caller = enter("decide_own_entries")?;
    caller
        .run("decide_own_entries", decide, |tx, decide| {
            Box::pin(commands::decide_own_entries(tx, decide))
        })
        .await
}
