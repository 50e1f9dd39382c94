//! Server functions of entries: who may, then hand over.

use super::model::{
    ApprovalRequest, ApprovalSetRow, Correct, CorrectionPreview, Decide, Decided, EntryEdit, EntryRecord, EntryRow, FailureRow, Journal, Openable, OpeningRow,
    Posted, Recorded, Requested, Week,
};
use crate::{
    contracts::model::{WorkChoices, setup::ContractForm},
    ui::calls::PageClient,
    vocabulary::{
        failure::ApiError,
        ids::ContractId,
        paging::{BulkOutcome, ListQuery, Page, Selection, Totals},
    },
};
use leptos::{prelude::*, server_fn::codec::Json};
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

/// A page of entries.
#[server(prefix = "/api", endpoint = "list_entries", input = Json, output = Json, client = PageClient)]
pub async fn list_entries(query: ListQuery) -> Result<Page<EntryRow>, ApiError> {
    let caller = enter("list_entries")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_entries(conn, company, reader, &query).await })).await?)
}

/// What the filtered entries come to.
#[server(prefix = "/api", endpoint = "total_entries", input = Json, output = Json, client = PageClient)]
pub async fn total_entries(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_entries")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::total_entries(conn, company, reader, &query).await })).await?)
}

/// Submits, approves or returns entries, one chunk.
#[server(prefix = "/api", endpoint = "decide_entries", input = Json, output = Json, client = PageClient)]
pub async fn decide_entries(decide: Decide) -> Result<Decided, ApiError> {
    let caller = enter("decide_entries")?;
    caller.run("decide_entries", decide, |tx, decide| Box::pin(commands::decide_entries(tx, decide))).await
}

/// Changes what an approver may change.
#[server(prefix = "/api", endpoint = "edit_entry", input = Json, output = Json, client = PageClient)]
pub async fn edit_entry(edit: EntryEdit) -> Result<(), ApiError> {
    let caller = enter("edit_entry")?;
    caller.run("edit_entry", edit, |tx, edit| Box::pin(commands::edit_entry(tx, edit))).await
}

/// What work can be recorded on and priced by.
#[server(prefix = "/api", endpoint = "read_choices", input = Json, output = Json, client = PageClient)]
pub async fn read_choices() -> Result<WorkChoices, ApiError> {
    let caller = enter("read_choices")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::read_choices(conn, company).await })).await?)
}

/// One's own week, by any day of it; blank: this week.
#[server(prefix = "/api", endpoint = "read_week", input = Json, output = Json, client = PageClient)]
pub async fn read_week(day: String) -> Result<Week, ApiError> {
    let caller = enter("read_week")?;
    let (company, person) = (caller.who.company_id, caller.who.person_id);
    let day = if day.trim().is_empty() { caller.database.today(company).await? } else { parse_date(&day).ok_or(Refusal::FieldNotADate(Field::Date))? };
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::read_week(conn, company, person, day).await })).await?)
}

/// A page of one's own entries.
#[server(prefix = "/api", endpoint = "list_own_entries", input = Json, output = Json, client = PageClient)]
pub async fn list_own_entries(query: ListQuery) -> Result<Page<EntryRow>, ApiError> {
    let caller = enter("list_own_entries")?;
    let (company, person) = (caller.who.company_id, caller.who.person_id);
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_own_entries(conn, company, person, &query).await })).await?)
}

/// What one's own entries come to.
#[server(prefix = "/api", endpoint = "total_own_entries", input = Json, output = Json, client = PageClient)]
pub async fn total_own_entries(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_own_entries")?;
    let (company, person) = (caller.who.company_id, caller.who.person_id);
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::total_own_entries(conn, company, person, &query).await })).await?)
}

/// Writes one's own work down.
#[server(prefix = "/api", endpoint = "record_entry", input = Json, output = Json, client = PageClient)]
pub async fn record_entry(record: EntryRecord) -> Result<Recorded, ApiError> {
    let caller = enter("record_entry")?;
    caller.run("record_entry", record, |tx, record| Box::pin(commands::record_entry(tx, record))).await
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
    caller.run("decide_own_entries", decide, |tx, decide| Box::pin(commands::decide_own_entries(tx, decide))).await
}

/// Whether people may approve what they did themselves.
#[server(prefix = "/api", endpoint = "read_entry_setting", input = Json, output = Json, client = PageClient)]
pub async fn read_entry_setting() -> Result<bool, ApiError> {
    let caller = enter("read_entry_setting")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::read_entry_setting(conn, company).await })).await?)
}

/// Sets whether people may approve what they did themselves.
#[server(prefix = "/api", endpoint = "edit_entry_setting", input = Json, output = Json, client = PageClient)]
pub async fn edit_entry_setting(own_work_may_be_approved: bool, seen: bool) -> Result<(), ApiError> {
    let caller = enter("edit_entry_setting")?;
    caller.run("edit_entry_setting", (own_work_may_be_approved, seen), |tx, allowed| Box::pin(commands::edit_entry_setting(tx, allowed))).await
}

/// From how many entries on approval runs in the background.
#[server(prefix = "/api", endpoint = "read_approval_setting", input = Json, output = Json, client = PageClient)]
pub async fn read_approval_setting() -> Result<i32, ApiError> {
    let caller = enter("read_approval_setting")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::read_approval_setting(conn, company).await })).await?)
}

/// Sets that, as typed.
#[server(prefix = "/api", endpoint = "edit_approval_setting", input = Json, output = Json, client = PageClient)]
pub async fn edit_approval_setting(background_from: String, seen: i32) -> Result<(), ApiError> {
    let caller = enter("edit_approval_setting")?;
    caller.run("edit_approval_setting", (background_from, seen), |tx, from| Box::pin(commands::edit_approval_setting(tx, from))).await
}

/// Approves a selection in the background, if it is large enough for that.
#[server(prefix = "/api", endpoint = "request_approval", input = Json, output = Json, client = PageClient)]
pub async fn request_approval(request: ApprovalRequest) -> Result<Requested, ApiError> {
    let caller = enter("request_approval")?;
    caller.run("request_approval", request, |tx, request| Box::pin(commands::request_approval(tx, request))).await
}

/// Asks again for what failed in approval sets and is still submitted.
#[server(prefix = "/api", endpoint = "retry_approval_sets", input = Json, output = Json, client = PageClient)]
pub async fn retry_approval_sets(selection: Selection) -> Result<Requested, ApiError> {
    let caller = enter("retry_approval_sets")?;
    caller.run("retry_approval_sets", selection, |tx, selection| Box::pin(commands::retry_approval_sets(tx, selection))).await
}

/// A page of approval sets.
#[server(prefix = "/api", endpoint = "list_approval_sets", input = Json, output = Json, client = PageClient)]
pub async fn list_approval_sets(query: ListQuery) -> Result<Page<ApprovalSetRow>, ApiError> {
    let caller = enter("list_approval_sets")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_approval_sets(conn, company, reader, &query).await })).await?)
}

/// What the filtered approval sets come to.
#[server(prefix = "/api", endpoint = "total_approval_sets", input = Json, output = Json, client = PageClient)]
pub async fn total_approval_sets(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_approval_sets")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::total_approval_sets(conn, company, reader, &query).await })).await?)
}

/// A page of entries that approval sets could not approve.
#[server(prefix = "/api", endpoint = "list_approval_failures", input = Json, output = Json, client = PageClient)]
pub async fn list_approval_failures(query: ListQuery) -> Result<Page<FailureRow>, ApiError> {
    let caller = enter("list_approval_failures")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_approval_failures(conn, company, reader, &query).await })).await?)
}

/// What the filtered failures come to.
#[server(prefix = "/api", endpoint = "total_approval_failures", input = Json, output = Json, client = PageClient)]
pub async fn total_approval_failures(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_approval_failures")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::total_approval_failures(conn, company, reader, &query).await })).await?)
}

/// Posts a journal: all its lines, or none.
#[server(prefix = "/api", endpoint = "post_journal", input = Json, output = Json, client = PageClient)]
pub async fn post_journal(journal: Journal) -> Result<Posted, ApiError> {
    let caller = enter("post_journal")?;
    caller.run("post_journal", journal, |tx, journal| Box::pin(commands::post_journal(tx, journal))).await
}

/// What a typed contract may mean, and what of it a journal can say was billed before.
#[server(prefix = "/api", endpoint = "find_openable", input = Json, output = Json, client = PageClient)]
pub async fn find_openable(contract: String) -> Result<Openable, ApiError> {
    let caller = enter("find_openable")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::find_openable(conn, company, &contract).await })).await?)
}

/// A page of what was billed before.
#[server(prefix = "/api", endpoint = "list_openings", input = Json, output = Json, client = PageClient)]
pub async fn list_openings(query: ListQuery) -> Result<Page<OpeningRow>, ApiError> {
    let caller = enter("list_openings")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_openings(conn, company, &query).await })).await?)
}

/// What was billed before, in all.
#[server(prefix = "/api", endpoint = "total_openings", input = Json, output = Json, client = PageClient)]
pub async fn total_openings(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_openings")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::total_openings(conn, company, &query).await })).await?)
}

/// Cancels what journals said was billed before.
#[server(prefix = "/api", endpoint = "cancel_openings", input = Json, output = Json, client = PageClient)]
pub async fn cancel_openings(selection: Selection) -> Result<BulkOutcome, ApiError> {
    let caller = enter("cancel_openings")?;
    caller.run("cancel_openings", selection, |tx, chosen| Box::pin(commands::cancel_openings(tx, chosen))).await
}

/// What correcting approved entries would write.
#[server(prefix = "/api", endpoint = "preview_correction", input = Json, output = Json, client = PageClient)]
pub async fn preview_correction(correct: Correct) -> Result<CorrectionPreview, ApiError> {
    let caller = enter("preview_correction")?;
    let company = caller.who.company_id;
    let today = caller.database.today(company).await?;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::preview_correction(conn, company, today, &correct).await })).await?)
}

/// Corrects approved entries, one chunk.
#[server(prefix = "/api", endpoint = "correct_entries", input = Json, output = Json, client = PageClient)]
pub async fn correct_entries(correct: Correct) -> Result<Decided, ApiError> {
    let caller = enter("correct_entries")?;
    caller.run("correct_entries", correct, |tx, correct| Box::pin(commands::correct_entries(tx, correct))).await
}

/// Saves a contract as typed.
#[server(prefix = "/api", endpoint = "save_contract", input = Json, output = Json, client = PageClient)]
pub async fn save_contract(form: ContractForm) -> Result<ContractId, ApiError> {
    let caller = enter("save_contract")?;
    caller.run("save_contract", form, |tx, form| Box::pin(commands::save_contract(tx, form))).await
}

/// Confirms a draft contract; answers how many approved entries were written anew under its terms.
#[server(prefix = "/api", endpoint = "confirm_contract", input = Json, output = Json, client = PageClient)]
pub async fn confirm_contract(contract: ContractId, version: i32) -> Result<i64, ApiError> {
    let caller = enter("confirm_contract")?;
    let input = (contract, version);
    caller.run("confirm_contract", input, |tx, input| Box::pin(commands::confirm_contract(tx, input))).await
}

/// Closes a contract as lost; answers how many unbilled sales were taken back.
#[server(prefix = "/api", endpoint = "close_contract", input = Json, output = Json, client = PageClient)]
pub async fn close_contract(contract: ContractId, version: i32) -> Result<i64, ApiError> {
    let caller = enter("close_contract")?;
    let input = (contract, version);
    caller.run("close_contract", input, |tx, input| Box::pin(commands::close_contract(tx, input))).await
}
