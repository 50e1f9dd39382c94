//! What clients do with drafts as a whole, with what was billed wrongly, and with goods: many details
//! edited at once, refreshed, revised, corrected, paid, sold. As in `acts`, whatever they find was
//! perhaps changed by somebody else a moment ago.

use crate::{
    acts::{HOURS, Known, TICKED, a_day, a_draft, create_on, details, page},
    client::Client,
};
use billwright::{
    backlog::model::BacklogRow,
    invoicing::{
        confirm::model::{Confirm, Confirmed},
        create::model::Billed,
        draft::model::{
            Change, DetailEdit, DetailEdited, DetailsEdit, DetailsEdited, DetailsRestore,
            DetailsUndo, PendingAdd, PendingRow, Refreshed,
        },
        model::{InvoicePage, InvoiceRow, Payment},
        retainers::model::RetainerCorrection,
        revise::model::{BilledRow, Chosen, Revisable, Revise, Revised},
    },
    lifecycle::model::Retype,
    product_lines::model::{
        Mark as MarkProducts, ProductLineEdit, ProductLineRemoval, ProductLineRow,
    },
    vocabulary::{
        ids::{InvoiceId, ProductLineId},
        paging::{BulkOutcome, Selection},
        words::BillingType,
    },
};

async fn read(client: &mut Client, invoice: InvoiceId) -> Option<InvoicePage> {
    client.call("read_invoice", "invoice", &invoice).await
}

/// Many details of a draft at once: previewed, changed, and perhaps taken back; or put back as they
/// came.
pub async fn edit_many(client: &mut Client) {
    let Some(invoice_id) = a_draft(client).await else { return };
    let Some(version) = read(client, invoice_id).await.map(|page| page.version) else { return };
    let mut rows = details(client, invoice_id).await;
    let is_restored = client.below(4) == 0;
    rows.retain(|row| !is_restored || row.edited_at.is_some());
    let ids: Vec<i64> = rows.iter().map(|row| row.invoice_detail_id.0).collect();
    if ids.is_empty() {
        return;
    }
    if is_restored {
        let restore = DetailsRestore { invoice_id, version, selection: Selection::shown(ids) };
        let _: Option<DetailsEdited> = client.call("restore_details", "restore", &restore).await;
        return;
    }
    let change = match client.below(5) {
        0 => Change::BillingType(BillingType::Complimentary),
        1 => Change::BillingType(BillingType::Chargeable),
        2 => Change::PriceBy(client.one(&["5", "-5", "-12.5"]).unwrap_or("1").to_owned()),
        3 => Change::Quantity(client.one(HOURS).unwrap_or("1").to_owned()),
        _ => Change::Description(format!("agreed {}", client.below(1000))),
    };
    let edit = DetailsEdit { invoice_id, version, selection: Selection::shown(ids), change };
    let _: Option<DetailsEdited> = client.call("preview_edit_details", "edit", &edit).await;
    let done = client.call::<_, DetailsEdited>("edit_details", "edit", &edit).await;
    if let Some(done) = done.filter(|done| !done.was.is_empty() && client.below(3) == 0) {
        let undo = DetailsUndo { invoice_id, was: done.was };
        let _: Option<DetailsEdited> = client.call("undo_details", "undo", &undo).await;
    }
}

/// What became Ready since, or what somebody picks of what waits.
pub async fn refresh(client: &mut Client) {
    let drafts: Vec<InvoiceRow> =
        page(client, "list_invoices", &[("state", "draft"), ("kind", "proforma")]).await;
    let Some(invoice_id) = client.one(&drafts).map(|draft| draft.invoice_id) else { return };
    if client.below(2) == 0 {
        let _: Option<Refreshed> = client.call("refresh_invoice", "invoice", &invoice_id).await;
        return;
    }
    let of = invoice_id.to_string();
    let waiting: Vec<PendingRow> = page(
        client,
        "list_pending",
        &[("invoice_id", of.as_str()), ("payer_of", of.as_str()), ("not_on", of.as_str())],
    )
    .await;
    let ids: Vec<i64> = client.some(&waiting, TICKED).iter().map(|row| row.pending_id).collect();
    if !ids.is_empty() {
        let add = PendingAdd { invoice_id, selection: Selection::shown(ids) };
        let _: Option<Billed> = client.call("add_pending", "add", &add).await;
    }
}

/// Revises a confirmed invoice, all of it or a few of what it billed; often onto the corrective draft
/// that is there; says what is billed instead; and may confirm it.
pub async fn revise(client: &mut Client) {
    let confirmed: Vec<InvoiceRow> = page(client, "list_invoices", &[("state", "confirmed")]).await;
    let Some(invoice_id) = client.one(&confirmed).map(|row| row.invoice_id) else { return };
    let Some(revisable) =
        client.call::<_, Revisable>("read_revisable", "invoice", &invoice_id).await
    else {
        return;
    };
    let chosen = if client.below(3) == 0 {
        Chosen::All
    } else {
        let of = invoice_id.to_string();
        let billed: Vec<BilledRow> =
            page(client, "list_billed", &[("invoice_id", of.as_str())]).await;
        let sales = client.some(&billed, 3).iter().map(|row| row.actual_id.0).collect();
        let retainers =
            client.some(&revisable.uses, 2).iter().map(|of_it| of_it.actual_id).collect();
        Chosen::Some { sales: Some(Selection::shown(sales)), retainers }
    };
    let draft = client.one(&revisable.drafts).map(|(id, _)| id).filter(|_| client.below(2) == 0);
    let revise = Revise { invoice_id, chosen, draft };
    let Some(revised) = client.call::<_, Revised>("revise_invoice", "revise", &revise).await else {
        return;
    };
    instead(client, revised.invoice_id).await;
    if client.below(2) == 0 {
        confirm(client, revised.invoice_id).await;
    }
}

/// A corrective draft that somebody left: goes on with it, and confirms it.
pub async fn go_on(client: &mut Client) {
    let drafts: Vec<InvoiceRow> =
        page(client, "list_invoices", &[("state", "draft"), ("kind", "corrective")]).await;
    let Some(draft) = client.one(&drafts) else { return };
    instead(client, draft.invoice_id).await;
    confirm(client, draft.invoice_id).await;
}

/// What is billed instead, of a few details and of a retainer.
async fn instead(client: &mut Client, invoice_id: InvoiceId) {
    let rows = details(client, invoice_id).await;
    for row in client.some(&rows, 3) {
        let quantity = if row.is_milestone() || row.is_product || client.below(3) == 0 {
            // All of it, none of it, or of what is counted a part.
            match client.below(3) {
                0 => "0".to_owned(),
                _ => row.source_quantity.normalize().to_string(),
            }
        } else {
            client.one(HOURS).unwrap_or("1").to_owned()
        };
        let edit = DetailEdit { quantity, ..row.as_edit() };
        let _: Option<DetailEdited> = client.call("edit_detail", "edit", &edit).await;
    }
    let Some(seen) = read(client, invoice_id).await else { return };
    let of_retainers: Vec<_> = seen.retainers.iter().filter_map(|row| row.corrects).collect();
    let Some((corrects_actual_id, credited)) = client.one(&of_retainers) else { return };
    let amount = match client.below(3) {
        0 => None,
        1 => Some("0".to_owned()),
        _ => Some(credited.normalize().to_string()),
    };
    let correction =
        RetainerCorrection { invoice_id, version: seen.version, corrects_actual_id, amount };
    let _: Option<()> = client.call("correct_retainer", "correction", &correction).await;
}

/// Confirms one as it is now.
async fn confirm(client: &mut Client, invoice_id: InvoiceId) {
    let Some(version) = read(client, invoice_id).await.map(|page| page.version) else { return };
    let confirm = Confirm { invoices: vec![(invoice_id, Some(version))] };
    let _: Option<Vec<Confirmed>> = client.call("confirm_invoices", "confirm", &confirm).await;
}

/// Paid, or not after all.
pub async fn pay(client: &mut Client) {
    let confirmed: Vec<InvoiceRow> = page(client, "list_invoices", &[("state", "confirmed")]).await;
    let Some(row) = client.one(&confirmed) else { return };
    let Some(version) = read(client, row.invoice_id).await.map(|page| page.version) else { return };
    let payment = Payment { invoice_id: row.invoice_id, version, is_paid: row.paid_at.is_none() };
    let _: Option<()> = client.call("mark_paid", "payment", &payment).await;
}

/// Rows of the backlog that nobody pays, or pays after all.
pub async fn retype(client: &mut Client) {
    let rows: Vec<BacklogRow> = page(client, "list_backlog", &[("status", "open")]).await;
    let rows: Vec<i64> = client.some(&rows, 4).iter().map(|row| row.actual_id.0).collect();
    if rows.is_empty() {
        return;
    }
    let billing_type =
        client.one(&[BillingType::NonChargeable, BillingType::Chargeable, BillingType::Chargeable]);
    let retype = Retype {
        selection: Selection::shown(rows),
        billing_type: billing_type.unwrap_or(BillingType::Chargeable),
        reason: "agreed".to_owned(),
    };
    let _: Option<BulkOutcome> = client.call("set_billing_type", "retype", &retype).await;
}

/// Goods are sold, changed, deleted, marked, and billed.
pub async fn sell(client: &mut Client, known: &Known) {
    let rows: Vec<ProductLineRow> = page(client, "list_product_lines", &[("status", "open")]).await;
    match client.below(6) {
        0..2 => {
            let changed = client.one(&rows).filter(|_| client.below(3) == 0);
            let (line, product) = known.goods;
            let edit = ProductLineEdit {
                contract_line_id: line,
                product_line_id: changed.as_ref().map(|row| row.product_line_id),
                version: changed.as_ref().map_or(0, |row| row.version),
                product: Some(product),
                sold_on: a_day(client),
                quantity: client.one(&["5", "0.0625", "3", "1.3333"]).unwrap_or("1").to_owned(),
                unit_price: client.one(&["", "80", "79.99"]).unwrap_or_default().to_owned(),
                tax: String::new(),
            };
            let _: Option<ProductLineId> = client.call("save_product_line", "edit", &edit).await;
        }
        2 => {
            let Some(row) = client.one(&rows) else { return };
            let removal =
                ProductLineRemoval { product_line_id: row.product_line_id, version: row.version };
            let _: Option<()> = client.call("delete_product_line", "removal", &removal).await;
        }
        3 => create_on(client, known.goods_contract).await,
        _ => {
            let some = client.some(&rows, 4);
            let some = some.iter().map(|row| (row.product_line_id.0, row.version));
            let mark =
                MarkProducts { selection: Selection::versioned(some), ready: client.below(5) > 0 };
            let _: Option<BulkOutcome> = client.call("mark_product_lines", "mark", &mark).await;
        }
    }
}
