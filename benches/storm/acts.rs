//! What clients do: look at a list, choose, act on what they saw. Whatever they find was perhaps
//! changed by somebody else a moment ago: then they are refused, and look again.

use crate::{client::Client, corrections, runs};
use billwright::{
    backlog::model::{BacklogRow, Mark},
    book::model::WorkChoices,
    contracts::model::{ContractPage, LimitEdit},
    entries::model::{Decide, Decided, Decision, EntryRecord, EntryRow, Recorded},
    invoicing::{
        confirm::model::{Confirm, Confirmed},
        create::model::{Create, Created},
        draft::model::{DetailEdit, DetailEdited, DetailRemoval, DetailRow, HeaderEdit, TakenOff},
        model::{InvoicePage, InvoiceRow},
    },
    milestones::model::{
        LineMilestones, Mark as MarkMilestones, MilestoneEdit, MilestoneRemoval, MilestoneRow,
    },
    platform::clock::Clock,
    retainers::model::{
        ContractRetainers, Mark as MarkRetainers, Refund, RetainerEdit, RetainerRemoval,
        RetainerRow,
    },
    vocabulary::{
        ids::{
            ContractId, ContractLineId, EntryId, InvoiceId, MilestoneId, ProductId, ProjectId,
            RetainerId,
        },
        paging::{BulkOutcome, ListQuery, Page, Selection, Sight, Totals},
        time_zone::TimeZone,
        words::{BillingType, InvoiceState, TransactionClass},
    },
};

/// Hours as people type them.
pub const HOURS: &[&str] = &["8", "0.25", "0.02", "3.33", "7.5", "1", "2", "11.75"];
/// Limits likewise; nothing takes one away.
const LIMITS: &[&str] = &["", "500", "2500", "4000", "10000", "1000000"];
/// The most rows that somebody ticks.
pub const TICKED: usize = 12;

/// What everybody knows of the company.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its contracts.
    pub contracts: Vec<ContractId>,
    /// The one that sells goods.
    pub goods_contract: ContractId,
    /// On which line, and what.
    pub goods: (ContractLineId, ProductId),
}

/// Does one thing, more or less as often as people do it.
pub async fn act(client: &mut Client, known: &Known) {
    match client.below(143) {
        0..22 => record(client).await,
        22..38 => decide(client).await,
        38..50 => mark(client).await,
        50..55 => limits(client).await,
        55..59 => set_limit(client, known).await,
        59..67 => create(client, known).await,
        67..73 => edit(client).await,
        73..78 => corrections::edit_many(client).await,
        78..82 => corrections::refresh(client).await,
        82..86 => take_off(client).await,
        86..88 => delete_draft(client).await,
        88..96 => confirm(client).await,
        96..105 => corrections::revise(client).await,
        105..108 => corrections::go_on(client).await,
        108..110 => corrections::pay(client).await,
        110..112 => corrections::retype(client).await,
        112..117 => corrections::sell(client, known).await,
        117..122 => retain(client, known).await,
        122..127 => milestones(client, known).await,
        _ => runs::act(client, known).await,
    }
}

/// A page of a list.
pub async fn page<T: serde::de::DeserializeOwned>(
    client: &mut Client,
    function: &'static str,
    filters: &[(&str, &str)],
) -> Vec<T> {
    let mut query = ListQuery { size: 100, ..ListQuery::default() };
    for (name, text) in filters {
        query = query.with(name, *text);
    }
    let page: Option<Page<T>> = client.call(function, "query", &query).await;
    page.map(|page| page.rows).unwrap_or_default()
}

/// Today, or one of the days before.
pub fn a_day(client: &mut Client) -> String {
    let back = u64::try_from(client.below(40)).unwrap_or_default();
    (TimeZone::UTC.day_of(Clock::System.now()) - chrono::Days::new(back + 1)).to_string()
}

async fn record(client: &mut Client) {
    let Some(choices) = client.call_with::<WorkChoices>("read_choices", "{}").await else { return };
    let key = |offered: Option<(String, String)>| offered.and_then(|(key, _)| key.parse().ok());
    let project = key(client.one(&choices.projects.offered)).map(ProjectId);
    let (Some(project), Some(role)) = (project, key(client.one(&choices.roles.offered))) else {
        return;
    };
    let record = EntryRecord {
        entry_id: None,
        version: 0,
        transaction_class: TransactionClass::Time,
        project_id: Some(project),
        task_id: None,
        priced_by: Some(role),
        work_on: a_day(client),
        quantity: client.one(HOURS).unwrap_or("1").to_owned(),
        unit: String::new(),
        unit_cost: String::new(),
        notes: format!("watch {}", client.below(1_000_000_000)),
    };
    let Some(recorded) = client.call::<_, Recorded>("record_entry", "record", &record).await else {
        return;
    };
    if client.below(10) == 0 {
        let _: Option<()> = client.call("delete_entry", "seen", &recorded).await;
        return;
    }
    let submit = Decide {
        selection: Selection::versioned([(recorded.entry_id.0, recorded.version)]),
        decision: Decision::Submit,
        comment: String::new(),
        after: EntryId(0),
    };
    let _: Option<Decided> = client.call("decide_own_entries", "decide", &submit).await;
}

async fn decide(client: &mut Client) {
    let (state, decision) = match client.below(10) {
        0 => ("submitted", Decision::Return),
        1 => ("approved", Decision::CancelApproval),
        _ => ("submitted", Decision::Approve),
    };
    let rows: Vec<EntryRow> = page(client, "list_entries", &[("state", state)]).await;
    let rows: Vec<(i64, i32)> =
        client.some(&rows, TICKED).iter().map(|row| (row.entry_id.0, row.version)).collect();
    if !rows.is_empty() {
        let decide = Decide {
            selection: Selection::versioned(rows),
            decision,
            comment: String::new(),
            after: EntryId(0),
        };
        let _: Option<Decided> = client.call("decide_entries", "decide", &decide).await;
    }
}

async fn backlog(client: &mut Client, status: &str) -> Vec<i64> {
    let rows: Vec<BacklogRow> = page(client, "list_backlog", &[("status", status)]).await;
    client.some(&rows, TICKED * 2).iter().map(|row| row.actual_id.0).collect()
}

async fn mark(client: &mut Client) {
    let ready = client.below(5) > 0;
    let rows = backlog(client, if ready { "not_ready" } else { "ready" }).await;
    if !rows.is_empty() {
        let _: Option<BulkOutcome> = client
            .call("mark_backlog", "mark", &Mark { selection: Selection::shown(rows), ready })
            .await;
    }
}

async fn limits(client: &mut Client) {
    let rows = backlog(client, "open").await;
    let function = if client.below(2) == 0 { "reset_limits" } else { "reevaluate_limits" };
    if !rows.is_empty() {
        let _: Option<BulkOutcome> =
            client.call(function, "selection", &Selection::shown(rows)).await;
    }
}

async fn set_limit(client: &mut Client, known: &Known) {
    let Some(contract) = client.one(&known.contracts) else { return };
    let Some(seen) = client.call::<_, ContractPage>("read_contract", "contract", &contract).await
    else {
        return;
    };
    let Some(setting) = client.one(&seen.limits) else { return };
    let edit = LimitEdit {
        level: setting.level,
        amount: client.one(LIMITS).unwrap_or_default().to_owned(),
        version: seen.version,
    };
    let _: Option<i32> = client.call("set_limit", "edit", &edit).await;
}

async fn create(client: &mut Client, known: &Known) {
    if let Some(contract) = client.one(&known.contracts) {
        create_on(client, contract).await;
    }
}

/// Drafts of all that is Ready on a contract, as its page says.
pub async fn create_on(client: &mut Client, contract: ContractId) {
    let Some(page) = client.call::<_, ContractPage>("read_contract", "contract", &contract).await
    else {
        return;
    };
    let ready = Totals {
        count: page.header.ready_count,
        amounts: vec![(page.header.currency, page.header.ready_amount)],
        ..Totals::default()
    };
    let create =
        Create { contracts: vec![contract], invoice_on: None, seen: Some(Sight::of(&ready)) };
    let _: Option<Vec<Created>> = client.call("create_invoices", "create", &create).await;
}

/// A draft that anybody left.
pub async fn a_draft(client: &mut Client) -> Option<InvoiceId> {
    let drafts: Vec<InvoiceRow> = page(client, "list_invoices", &[("state", "draft")]).await;
    client.one(&drafts).map(|draft| draft.invoice_id)
}

/// Details of an invoice.
pub async fn details(client: &mut Client, invoice: InvoiceId) -> Vec<DetailRow> {
    let invoice = invoice.to_string();
    page(client, "list_details", &[("invoice_id", invoice.as_str())]).await
}

async fn edit(client: &mut Client) {
    let Some(invoice_id) = a_draft(client).await else { return };
    if client.below(4) == 0 {
        return edit_header(client, invoice_id).await;
    }
    let rows = details(client, invoice_id).await;
    let Some(row) = client.one(&rows) else { return };
    let billing_type = client.one(&[
        BillingType::Chargeable,
        BillingType::Chargeable,
        BillingType::NonChargeable,
        BillingType::Complimentary,
    ]);
    let is_milestone = row.source_milestone_split_id.is_some();
    let edit = DetailEdit {
        invoice_id,
        invoice_detail_id: row.invoice_detail_id,
        version: row.version,
        quantity: if is_milestone {
            row.quantity.normalize().to_string()
        } else {
            client.one(HOURS).unwrap_or("1").to_owned()
        },
        unit_price: row.unit_price.normalize().to_string(),
        tax: "0".to_owned(),
        billing_type: billing_type.unwrap_or(row.billing_type),
        description: format!("edited {}", client.below(1000)),
        external_description: row.external_description,
    };
    let _: Option<DetailEdited> = client.call("edit_detail", "edit", &edit).await;
}

async fn edit_header(client: &mut Client, invoice: InvoiceId) {
    let Some(seen) = client.call::<_, InvoicePage>("read_invoice", "invoice", &invoice).await
    else {
        return;
    };
    let edit = HeaderEdit {
        invoice_id: invoice,
        version: seen.version,
        name: format!("Invoice {}", client.below(1000)),
        description: seen.description,
        bill_to_name: seen.bill_to_name,
        bill_to_contact: seen.bill_to_contact,
        bill_to_address: seen.bill_to_address,
        accounted_on: String::new(),
        state: client
            .one(&[InvoiceState::Draft, InvoiceState::InReview])
            .unwrap_or(InvoiceState::Draft),
    };
    let _: Option<()> = client.call("edit_header", "edit", &edit).await;
}

async fn take_off(client: &mut Client) {
    let Some(invoice_id) = a_draft(client).await else { return };
    let Some(version) = client
        .call::<_, InvoicePage>("read_invoice", "invoice", &invoice_id)
        .await
        .map(|page| page.version)
    else {
        return;
    };
    let rows = details(client, invoice_id).await;
    let details =
        client.some(&rows, 3).iter().map(|row| row.invoice_detail_id.0).collect::<Vec<_>>();
    if !details.is_empty() {
        let selection = Selection::shown(details);
        let removal =
            DetailRemoval { invoice_id, version, selection, hold_back: client.below(2) == 0 };
        let _: Option<TakenOff> = client.call("delete_details", "delete", &removal).await;
    }
}

async fn delete_draft(client: &mut Client) {
    let Some(invoice) = a_draft(client).await else { return };
    let Some(seen) = client.call::<_, InvoicePage>("read_invoice", "invoice", &invoice).await
    else {
        return;
    };
    let body = serde_json::json!({ "invoice": invoice, "version": seen.version }).to_string();
    let _: Option<i64> = client.call_with("delete_invoice", &body).await;
}

async fn confirm(client: &mut Client) {
    let drafts: Vec<InvoiceRow> = page(client, "list_invoices", &[("state", "draft")]).await;
    let mut invoices = Vec::new();
    for draft in client.some(&drafts, 3) {
        let Some(seen) =
            client.call::<_, InvoicePage>("read_invoice", "invoice", &draft.invoice_id).await
        else {
            continue;
        };
        invoices.push((draft.invoice_id, Some(seen.version)));
    }
    if !invoices.is_empty() {
        let _: Option<Vec<Confirmed>> =
            client.call("confirm_invoices", "confirm", &Confirm { invoices }).await;
    }
}

async fn retain(client: &mut Client, known: &Known) {
    let Some(contract_id) = client.one(&known.contracts) else { return };
    if client.below(3) == 0 {
        let Some(seen) =
            client.call::<_, ContractRetainers>("read_retainers", "contract", &contract_id).await
        else {
            return;
        };
        let Some((customer, _)) = client.one(&seen.contract.customers) else { return };
        let edit = RetainerEdit {
            contract_id,
            retainer_id: None,
            version: 0,
            customer_id: Some(customer),
            description: format!("Prepaid {}", client.below(1000)),
            invoice_on: a_day(client),
            amount: client.one(&["100", "250", "999", "5000"]).unwrap_or("100").to_owned(),
        };
        let _: Option<RetainerId> = client.call("save_retainer", "edit", &edit).await;
        return;
    }
    let contract = contract_id.to_string();
    let rows: Vec<RetainerRow> =
        page(client, "list_retainers", &[("contract_id", contract.as_str())]).await;
    let Some(row) = client.one(&rows) else { return };
    match client.below(6) {
        0 => {
            let removal = RetainerRemoval { retainer_id: row.retainer_id, version: row.version };
            let _: Option<()> = client.call("delete_retainer", "removal", &removal).await;
        }
        1 => {
            let refund = Refund {
                retainer_id: row.retainer_id,
                version: row.version,
                refund: client.below(2) == 0,
            };
            let _: Option<()> = client.call("refund_retainer", "refund", &refund).await;
        }
        n => {
            let mark = MarkRetainers {
                selection: Selection::versioned([(row.retainer_id.0, row.version)]),
                ready: n > 2,
            };
            let _: Option<BulkOutcome> = client.call("mark_retainers", "mark", &mark).await;
        }
    }
}

async fn milestones(client: &mut Client, known: &Known) {
    if client.below(2) == 0 {
        let rows: Vec<MilestoneRow> = page(client, "list_milestones", &[]).await;
        let rows: Vec<(i64, i32)> = client
            .some(&rows, 3)
            .iter()
            .map(|row| (row.milestone_split_id.0, row.version))
            .collect();
        if !rows.is_empty() {
            let mark = MarkMilestones {
                selection: Selection::versioned(rows),
                ready: client.below(5) > 0,
            };
            let _: Option<BulkOutcome> = client.call("mark_milestones", "mark", &mark).await;
        }
        return;
    }
    let Some(contract) = client.one(&known.contracts) else { return };
    let Some(lines) =
        client.call::<_, Vec<LineMilestones>>("read_milestones", "contract", &contract).await
    else {
        return;
    };
    let Some(of_line) = client.one(&lines) else { return };
    plan(client, of_line).await;
}

/// A line's milestones are moved about so that they come to what is contracted now and then.
async fn plan(client: &mut Client, of_line: LineMilestones) {
    let line: ContractLineId = of_line.line.contract_line_id;
    let contracted = of_line.line.contracted_amount.unwrap_or_default();
    let planned: rust_decimal::Decimal =
        of_line.milestones.iter().map(|milestone| milestone.terms.amount).sum();
    let chosen = client.one(&of_line.milestones);
    if let Some(milestone) = chosen.as_ref().filter(|_| client.below(6) == 0) {
        let removal =
            MilestoneRemoval { milestone_id: milestone.milestone_id, version: milestone.version };
        let _: Option<()> = client.call("delete_milestone", "removal", &removal).await;
        return;
    }
    let left = contracted - planned;
    let (milestone_id, version, amount) = match chosen {
        Some(milestone) if left < rust_decimal::Decimal::ZERO => (
            Some(milestone.milestone_id),
            milestone.version,
            (milestone.terms.amount + left).max(rust_decimal::Decimal::ZERO),
        ),
        Some(milestone) if left.is_zero() => {
            (Some(milestone.milestone_id), milestone.version, milestone.terms.amount)
        }
        _ => (
            None::<MilestoneId>,
            0,
            if client.below(2) == 0 {
                left
            } else {
                (left / rust_decimal::Decimal::from(3)).trunc()
            },
        ),
    };
    let edit = MilestoneEdit {
        contract_line_id: line,
        milestone_id,
        version,
        name: format!("Stage {}", client.below(1000)),
        milestone_on: a_day(client),
        amount: amount.normalize().to_string(),
        tax: String::new(),
        task: String::new(),
    };
    let _: Option<MilestoneId> = client.call("save_milestone", "edit", &edit).await;
}
