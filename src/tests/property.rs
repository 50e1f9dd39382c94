//! Random sequences of commands on a small world, alone and many at once: whatever people do in
//! whatever order, every invariant holds, and every command ends in an answer or a refusal, never
//! in a fault.
//!
//! The seed is printed; `BILLWRIGHT_SEED` replays it, `BILLWRIGHT_CASES` asks for more cases than
//! the default.

mod correcting;

use super::{
    fixtures::{World, app_pool, found, unchanged},
    samples::{fee, post_journal},
    sheets::{book, file, stages, work},
    story_billed_before as billed_before,
};
use crate::{
    app::audit,
    approvals::commands::edit_entry_setting,
    backlog::{
        commands::{
            preview_release, read_limits, reevaluate_limits, release_committed, reset_limits,
        },
        model::{Release, ReleaseRequest},
    },
    entries::{
        commands::{decide_own_entries, record_entry},
        model::{Decide, Decision, EntryRecord},
    },
    imports::rules::ImportFile,
    invoicing::{
        commands::read_invoice,
        create::commands::{add_to_invoice, invoice_rows},
        draft::{
            commands::{add_pending, edit_details, refresh_invoice, restore_details, undo_details},
            model::{Change, DetailEdit, DetailsEdit, DetailsRestore, DetailsUndo, PendingAdd},
        },
        retainers::{
            commands::{add_retainer, apply_retainer, refund_on_invoice, take_off_retainer},
            model::{RetainerAddition, RetainerApplication, RetainerOnInvoice},
        },
    },
    journals::commands::cancel_openings,
    lifecycle::commands::close_contract,
    milestones::{
        commands::delete_milestone,
        model::{Milestone, MilestoneEdit, MilestoneRemoval},
    },
    platform::{clock::Clock, database::Database, failure::Failure},
    retainers::{
        self,
        commands::{mark_retainers, refund_retainer, save_retainer},
        model::{Refund, RetainerEdit},
    },
    vocabulary::{
        ids::{CustomerId, EntryId, InvoiceDetailId, InvoiceId, ProjectId, RetainerId},
        paging::{ListQuery, Selection},
        words::{BillingType, RetainerUse, TransactionClass},
    },
};
use correcting::{Correcting, correcting};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use rust_decimal::Decimal;
use sqlx::PgPool;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

const CONTRACTS: &[&str] =
    &["SOLO", "PAIR", "THIRDS", "YEN", "CAP", "CAPS", "DRAFT", "STAGES", "COSTS", "GOODS", "FEES"];
const HOURS: &[&str] = &["8", "0.25", "0.02", "3.3333", "16"];
const DAYS: &[&str] = &["2026-03-02", "2026-03-03", "2026-03-31", "2026-04-01"];
const QUANTITIES: &[&str] = &["0", "0.5", "6", "8", "10", "12.3456", "-1", "a lot"];
const PRICES: &[&str] = &["0", "150", "199.995", "200", "10001"];
const LIMITS: &[&str] = &["", "0", "1600", "2500", "3000", "5000", "100000", "-1"];
const AMOUNTS: &[&str] = &["0", "1000", "2000", "3000", "5000", "0.005"];
const TAXES: &[&str] = &["", "0", "19", "1.005"];

/// What somebody does; numbers choose among what is there at that moment.
#[derive(Clone, Debug)]
enum Step {
    /// Records and submits.
    Work { contract: usize, hours: usize, day: usize, billable: bool },
    /// Changes one submitted entry's billable hours.
    Billable { entry: usize, hours: usize },
    /// Approves, or returns, what is submitted: one or all.
    Decide { entry: Option<usize>, approve: bool },
    /// Writes an expense down, which two customers share, and submits it.
    Expense { quantity: usize, day: usize },
    /// Cancels approval of one or all, or decides what is asked back.
    Undo { entry: Option<usize>, decision: usize },
    /// Asks an own entry back.
    AskBack { entry: usize },
    /// Makes a milestone, or changes one.
    Milestone { milestone: Option<usize>, amount: usize, day: usize },
    /// Deletes a milestone.
    DeleteMilestone { milestone: usize },
    /// Marks a customer's part of a milestone, or all that match.
    MarkMilestone { part: Option<usize>, ready: bool },
    /// Plans a retainer of one of a contract's customers, and marks it.
    Retainer { contract: usize, customer: usize, amount: usize, day: usize },
    /// Marks a retainer Ready to refund, or cancels that.
    Refund { retainer: usize, refund: bool },
    /// Applies, refunds or takes a retainer off a draft, or bills a new one on it.
    Prepaid { draft: usize, retainer: usize, amount: usize, what: usize },
    /// Says that a milestone's part or a retainer was billed before, or takes that back.
    Before { what: usize, amount: usize, kind: usize },
    /// Closes a contract as lost.
    Close { contract: usize },
    /// Marks one, or all that match.
    Mark { row: Option<usize>, ready: bool },
    /// Resets or reevaluates limits: one row's, or all.
    Limits { row: Option<usize>, reset: bool },
    /// Sets a limit on a contract, at one of its levels.
    SetLimit { contract: usize, level: usize, amount: usize },
    /// Releases committed rows for one that failed: what is suggested, or a few others.
    Release { contract: usize, row: usize, few: Option<usize> },
    /// Creates drafts on a contract or two.
    Create { first: usize, second: usize },
    /// Invoices picked rows, or adds them to a draft: one, or all that match.
    Pick { row: Option<usize>, add: bool },
    /// Changes a detail.
    Edit { detail: usize, quantity: usize, price: usize, tax: usize, billing_type: usize },
    /// Changes all details of a draft at once, and takes that back or not.
    EditMany { draft: usize, change: usize, undo: bool },
    /// Puts all details of a draft back as they came.
    Restore { draft: usize },
    /// Takes in what became Ready, or puts on all that waits.
    Refresh { draft: usize, add: bool },
    /// Takes a detail off.
    Remove { detail: usize, hold_back: bool },
    /// Deletes a draft.
    Delete { draft: usize },
    /// Confirms a draft, or all.
    Confirm { draft: Option<usize> },
    /// Corrects what was billed, or what corrections meet.
    Correcting(Correcting),
}

fn step() -> impl Strategy<Value = Step> {
    let n = 0_usize..1_000;
    let one_or_all = || prop_oneof![3 => (0_usize..1_000).prop_map(Some), 1 => Just(None)];
    prop_oneof![
        6 => (n.clone(), n.clone(), n.clone(), prop::bool::weighted(0.9)).prop_map(|(contract, hours, day, billable)| Step::Work { contract, hours, day, billable }),
        1 => (n.clone(), n.clone()).prop_map(|(entry, hours)| Step::Billable { entry, hours }),
        4 => (one_or_all(), prop::bool::weighted(0.9)).prop_map(|(entry, approve)| Step::Decide { entry, approve }),
        3 => (n.clone(), n.clone()).prop_map(|(quantity, day)| Step::Expense { quantity, day }),
        2 => (one_or_all(), n.clone()).prop_map(|(entry, decision)| Step::Undo { entry, decision }),
        1 => n.clone().prop_map(|entry| Step::AskBack { entry }),
        2 => (one_or_all(), n.clone(), n.clone()).prop_map(|(milestone, amount, day)| Step::Milestone { milestone, amount, day }),
        1 => n.clone().prop_map(|milestone| Step::DeleteMilestone { milestone }),
        3 => (one_or_all(), prop::bool::weighted(0.8)).prop_map(|(part, ready)| Step::MarkMilestone { part, ready }),
        4 => (n.clone(), n.clone(), n.clone(), n.clone()).prop_map(|(contract, customer, amount, day)| Step::Retainer { contract, customer, amount, day }),
        1 => (n.clone(), any::<bool>()).prop_map(|(retainer, refund)| Step::Refund { retainer, refund }),
        3 => (n.clone(), n.clone(), n.clone(), n.clone()).prop_map(|(draft, retainer, amount, what)| Step::Prepaid { draft, retainer, amount, what }),
        3 => (n.clone(), n.clone(), n.clone()).prop_map(|(what, amount, kind)| Step::Before { what, amount, kind }),
        1 => n.clone().prop_map(|contract| Step::Close { contract }),
        4 => (one_or_all(), prop::bool::weighted(0.8)).prop_map(|(row, ready)| Step::Mark { row, ready }),
        2 => (one_or_all(), any::<bool>()).prop_map(|(row, reset)| Step::Limits { row, reset }),
        2 => (n.clone(), n.clone(), n.clone()).prop_map(|(contract, level, amount)| Step::SetLimit { contract, level, amount }),
        2 => (n.clone(), n.clone(), one_or_all()).prop_map(|(contract, row, few)| Step::Release { contract, row, few }),
        4 => (n.clone(), n.clone()).prop_map(|(first, second)| Step::Create { first, second }),
        2 => (one_or_all(), any::<bool>()).prop_map(|(row, add)| Step::Pick { row, add }),
        4 => (n.clone(), n.clone(), n.clone(), n.clone(), n.clone())
            .prop_map(|(detail, quantity, price, tax, billing_type)| Step::Edit { detail, quantity, price, tax, billing_type }),
        3 => (n.clone(), n.clone(), any::<bool>()).prop_map(|(draft, change, undo)| Step::EditMany { draft, change, undo }),
        1 => n.clone().prop_map(|draft| Step::Restore { draft }),
        2 => (n.clone(), any::<bool>()).prop_map(|(draft, add)| Step::Refresh { draft, add }),
        2 => (n.clone(), any::<bool>()).prop_map(|(detail, hold_back)| Step::Remove { detail, hold_back }),
        1 => n.prop_map(|draft| Step::Delete { draft }),
        3 => one_or_all().prop_map(|draft| Step::Confirm { draft }),
        12 => correcting().prop_map(Step::Correcting),
    ]
}

/// Mostly corrections, and what else people do meanwhile.
fn corrections() -> impl Strategy<Value = Step> {
    prop_oneof![3 => correcting().prop_map(Step::Correcting), 1 => step()]
}

fn pick<T: Copy>(of: &[T], n: usize) -> Option<T> {
    of.get(n.checked_rem(of.len())?).copied()
}

/// Keys of the company, asked as the owner.
async fn keys(world: &World, sql: &str) -> Vec<i64> {
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .bind(world.company())
        .fetch_all(&world.owner)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}

async fn drafts(world: &World) -> Vec<i64> {
    keys(
        world,
        r"
        select invoice_id
        from invoice
        where company_id = $1 and state in ('draft', 'in_review')
        order by 1
        ",
    )
    .await
}

/// What is typed for many at once; some of it is no good.
fn changes() -> Vec<Change> {
    let typed = |make: fn(String) -> Change, words: &[&str]| {
        words.iter().map(|word| make((*word).to_owned())).collect::<Vec<_>>()
    };
    [
        BillingType::ALL.iter().map(|word| Change::BillingType(*word)).collect(),
        typed(Change::Quantity, QUANTITIES),
        typed(Change::UnitPrice, PRICES),
        typed(Change::PriceBy, &["10", "-5", "-100", "33.3", "1000", "x"]),
        typed(Change::Tax, TAXES),
        typed(Change::Description, &["agreed", ""]),
    ]
    .concat()
}

async fn edit_many(
    world: &World,
    invoice_id: InvoiceId,
    change: usize,
    undo: bool,
) -> Result<(), Failure> {
    let changes = changes();
    let Some(change) = change.checked_rem(changes.len()).and_then(|at| changes.get(at)) else {
        return Ok(());
    };
    let ids: Vec<i64> =
        world.details(invoice_id).await.iter().map(|row| row.invoice_detail_id.0).collect();
    let edit = DetailsEdit {
        invoice_id,
        version: world.invoice_version(invoice_id).await,
        selection: Selection::Rows(ids),
        change: change.clone(),
    };
    let done = world.run(edit, |tx, edit| Box::pin(edit_details(tx, edit))).await?;
    if !undo {
        return Ok(());
    }
    let undo = DetailsUndo { invoice_id, was: done.was };
    world.run(undo, |tx, undo| Box::pin(undo_details(tx, undo))).await.map(drop)
}

async fn restore(world: &World, invoice_id: InvoiceId) -> Result<(), Failure> {
    let restore = DetailsRestore {
        invoice_id,
        version: world.invoice_version(invoice_id).await,
        selection: Selection::Matching(ListQuery::default().with("edited", "yes")),
    };
    world.run(restore, |tx, restore| Box::pin(restore_details(tx, restore))).await.map(drop)
}

async fn refresh(world: &World, invoice_id: InvoiceId, add: bool) -> Result<(), Failure> {
    if !add {
        return world
            .run(invoice_id, |tx, invoice| Box::pin(refresh_invoice(tx, invoice)))
            .await
            .map(drop);
    }
    let waiting = keys(
        world,
        &format!(
            r"
            select b.actual_id
            from backlog b
            join invoice i using (company_id, contract_id, customer_id)
            where b.company_id = $1 and i.invoice_id = {invoice_id}
            union all select - s.milestone_split_id
            from milestone_split s
            join invoice i using (company_id, contract_id, customer_id)
            where s.company_id = $1 and i.invoice_id = {invoice_id}
            "
        ),
    )
    .await;
    let add = PendingAdd { invoice_id, selection: Selection::Rows(waiting) };
    world.run(add, |tx, add| Box::pin(add_pending(tx, add))).await.map(drop)
}

/// One row of the backlog, or of a draft or a confirmed invoice; or all that is open.
async fn rows(world: &World, row: Option<usize>) -> Option<Selection> {
    let Some(n) = row else { return Some(Selection::Matching(ListQuery::default())) };
    let sales = keys(
        world,
        r"
        select actual_id
        from actual
        where company_id = $1 and transaction_type = 'unbilled_sales'
        order by 1
        ",
    )
    .await;
    pick(&sales, n).map(|id| Selection::Rows(vec![id]))
}

/// An open or a confirmed detail with its invoice.
async fn detail(world: &World, n: usize) -> Option<(InvoiceId, InvoiceDetailId)> {
    let details = keys(
        world,
        "select invoice_detail_id from invoice_detail where company_id = $1 order by 1",
    )
    .await;
    let id = pick(&details, n)?;
    // It may be gone meanwhile, when many work at once.
    let invoice: i64 =
        sqlx::query_scalar("select invoice_id from invoice_detail where invoice_detail_id = $1")
            .bind(id)
            .fetch_optional(&world.owner)
            .await
            .expect("asked")?;
    Some((InvoiceId(invoice), InvoiceDetailId(id)))
}

/// Tries a release on a contract, then does it; whatever it comes to.
async fn release(
    world: &World,
    contract: &str,
    row: usize,
    few: Option<usize>,
) -> Result<(), Failure> {
    let contract_id = world.contract(contract).await;
    let page = world
        .read(move |scope| Box::pin(async move { read_limits(scope, contract_id, None).await }))
        .await?;
    let failed: Vec<_> = page.failed.iter().map(|row| row.actual_id).collect();
    let Some(row) = pick(&failed, row) else { return Ok(()) };
    let page = world
        .read(move |scope| {
            Box::pin(async move { read_limits(scope, contract_id, Some(row)).await })
        })
        .await?;
    let Some(chosen) = page.chosen else { return Ok(()) };
    let release = match few {
        None => chosen.suggestion.unwrap_or_default(),
        Some(n) => chosen.committed.iter().map(|row| row.actual_id).take(n % 4).collect(),
    };
    let request = ReleaseRequest { contract_id, row, release };
    let asked = request.clone();
    let expected = world
        .read(move |scope| Box::pin(async move { preview_release(scope, &asked).await }))
        .await?;
    let done = world
        .run(Release { request, expected: expected.clone() }, |tx, release| {
            Box::pin(release_committed(tx, release))
        })
        .await?;
    assert_eq!(done, expected, "a release is done as it was shown");
    Ok(())
}

/// Writes an expense down and submits it, as its author does.
async fn expense(world: &World, quantity: &str, day: &str) -> Result<(), Failure> {
    let project =
        keys(world, "select project_id from project where company_id = $1 and code = 'COSTS'")
            .await;
    let category =
        keys(world, "select category_id from category where company_id = $1 and name = 'Travel'")
            .await;
    let record = EntryRecord {
        entry_id: None,
        version: 0,
        transaction_class: TransactionClass::Expense,
        project_id: project.first().map(|id| ProjectId(*id)),
        task_id: None,
        priced_by: category.first().copied(),
        work_on: day.into(),
        quantity: quantity.into(),
        unit: "km".into(),
        unit_cost: "0.4".into(),
        notes: String::new(),
    };
    let recorded = world.run(record, |tx, record| Box::pin(record_entry(tx, record))).await?;
    own(world, recorded.entry_id.0, Decision::Submit).await
}

/// What somebody decides about their own entry.
async fn own(world: &World, entry: i64, decision: Decision) -> Result<(), Failure> {
    let decide = Decide {
        selection: Selection::Rows(vec![entry]),
        decision,
        comment: "Wrong day".into(),
        after: EntryId(0),
    };
    world.run(decide, |tx, decide| Box::pin(decide_own_entries(tx, decide))).await.map(drop)
}

/// A milestone of the staged delivery, as it stands now.
async fn milestone(world: &World, n: usize) -> Option<Milestone> {
    let all = world.milestones("STAGES").await.into_iter().next()?.milestones;
    let at = n.checked_rem(all.len())?;
    all.into_iter().nth(at)
}

/// Makes a milestone of the staged delivery, or changes one.
async fn write_milestone(
    world: &World,
    which: Option<usize>,
    amount: &str,
    day: &str,
) -> Result<(), Failure> {
    let seen = match which {
        Some(n) => milestone(world, n).await,
        None => None,
    };
    let edit = MilestoneEdit {
        contract_line_id: world.line("STAGES").await,
        milestone_id: seen.as_ref().map(|m| m.milestone_id),
        version: seen.as_ref().map_or(0, |m| m.version),
        name: "Stage".into(),
        milestone_on: day.into(),
        amount: amount.into(),
        tax: String::new(),
        task: String::new(),
    };
    world.save_milestone(edit).await.map(drop)
}

/// Marks a part of a milestone, or all.
async fn mark_milestone(world: &World, part: Option<usize>, ready: bool) -> Result<(), Failure> {
    let selection = match part {
        None => Selection::Matching(ListQuery::default()),
        Some(n) => match pick(
            &keys(
                world,
                "select milestone_split_id from milestone_split where company_id = $1 order by 1",
            )
            .await,
            n,
        ) {
            Some(id) => Selection::Rows(vec![id]),
            None => return Ok(()),
        },
    };
    world.mark_milestones(selection, ready).await.map(drop)
}

/// Closes a contract as it is seen.
async fn close(world: &World, contract: &str) -> Result<(), Failure> {
    let id = world.contract(contract).await;
    let version =
        world.ask(&format!("select version::bigint from contract where contract_id = {id}")).await;
    world
        .run((id, i32::try_from(version).unwrap_or_default()), |tx, input| {
            Box::pin(close_contract(tx, input))
        })
        .await
        .map(drop)
}

/// Does a step. Nothing there to do it on: nothing happens.
async fn take(world: &World, step: &Step) -> Result<(), Failure> {
    match *step {
        Step::Work { contract, hours, day, billable } => {
            let mut row = work(
                pick(CONTRACTS, contract).unwrap_or_default(),
                pick(DAYS, day).unwrap_or_default(),
                pick(HOURS, hours).unwrap_or_default(),
            );
            row.notes = format!("{contract} {hours} {day} {}", uuid::Uuid::new_v4());
            row.billable = if billable { "Yes" } else { "No" };
            world.import(vec![super::sheets::sheet(&[row])]).await.map(drop)
        }
        Step::Billable { entry, hours } => {
            let entries = keys(
                world,
                r"
                select entry_id from entry where company_id = $1 order by 1
                ",
            )
            .await;
            let Some(entry) = pick(&entries, entry) else { return Ok(()) };
            world
                .edit_entry(
                    crate::vocabulary::ids::EntryId(entry),
                    pick(QUANTITIES, hours).unwrap_or_default(),
                    BillingType::Chargeable,
                )
                .await
        }
        Step::Decide { entry, approve } => {
            let entries = keys(
                world,
                r"
                select entry_id from entry where company_id = $1 order by 1
                ",
            )
            .await;
            let selection = match entry {
                None => Selection::Matching(ListQuery::default().with("state", "submitted")),
                Some(n) => match pick(&entries, n) {
                    Some(id) => Selection::Rows(vec![id]),
                    None => return Ok(()),
                },
            };
            world
                .decide(selection, if approve { Decision::Approve } else { Decision::Return })
                .await
                .map(drop)
        }
        Step::Expense { quantity, day } => {
            expense(
                world,
                pick(HOURS, quantity).unwrap_or_default(),
                pick(DAYS, day).unwrap_or_default(),
            )
            .await
        }
        Step::Undo { entry, decision } => {
            let decision = pick(
                &[Decision::CancelApproval, Decision::ApproveRecall, Decision::RejectRecall],
                decision,
            )
            .unwrap_or(Decision::CancelApproval);
            let entries = keys(
                world,
                r"
                select entry_id from entry where company_id = $1 order by 1
                ",
            )
            .await;
            let selection = match entry.map(|n| pick(&entries, n)) {
                None => Selection::Matching(ListQuery::default()),
                Some(Some(id)) => Selection::Rows(vec![id]),
                Some(None) => return Ok(()),
            };
            world.decide(selection, decision).await.map(drop)
        }
        Step::AskBack { entry } => {
            match pick(
                &keys(
                    world,
                    r"
                    select entry_id
                    from entry
                    where company_id = $1 and person_id is not null
                    order by 1
                    ",
                )
                .await,
                entry,
            ) {
                Some(entry) => own(world, entry, Decision::RequestRecall).await,
                None => Ok(()),
            }
        }
        Step::Milestone { milestone, amount, day } => {
            write_milestone(
                world,
                milestone,
                pick(AMOUNTS, amount).unwrap_or_default(),
                pick(DAYS, day).unwrap_or_default(),
            )
            .await
        }
        Step::DeleteMilestone { milestone: n } => match milestone(world, n).await {
            Some(Milestone { milestone_id, version, .. }) => {
                world
                    .run(MilestoneRemoval { milestone_id, version }, |tx, removal| {
                        Box::pin(delete_milestone(tx, removal))
                    })
                    .await
            }
            None => Ok(()),
        },
        Step::MarkMilestone { part, ready } => mark_milestone(world, part, ready).await,
        Step::Close { contract } => {
            close(world, pick(CONTRACTS, contract).unwrap_or_default()).await
        }
        Step::Mark { row, ready } => match rows(world, row).await {
            Some(selection) => world.mark(selection, ready).await.map(drop),
            None => Ok(()),
        },
        Step::Limits { row, reset } => match rows(world, row).await {
            Some(selection) if reset => world
                .run(selection, |tx, selection| Box::pin(reset_limits(tx, selection)))
                .await
                .map(drop),
            Some(selection) => world
                .run(selection, |tx, selection| Box::pin(reevaluate_limits(tx, selection)))
                .await
                .map(drop),
            None => Ok(()),
        },
        Step::SetLimit { contract, level, amount } => {
            let levels = world.levels(pick(CONTRACTS, contract).unwrap_or_default()).await;
            let Some(level) = pick(&levels, level) else { return Ok(()) };
            world.set_limit(level, pick(LIMITS, amount).unwrap_or_default()).await.map(drop)
        }
        Step::Release { contract, row, few } => {
            release(world, pick(CONTRACTS, contract).unwrap_or_default(), row, few).await
        }
        Step::Create { first, second } => {
            let contracts = [
                pick(CONTRACTS, first).unwrap_or_default(),
                pick(CONTRACTS, second).unwrap_or_default(),
            ];
            world.create_on(&contracts, None).await.map(drop)
        }
        Step::Pick { row, add } => match rows(world, row).await {
            Some(selection) if add => world
                .run(selection, |tx, selection| Box::pin(add_to_invoice(tx, selection)))
                .await
                .map(drop),
            Some(selection) => world
                .run(selection, |tx, selection| Box::pin(invoice_rows(tx, selection)))
                .await
                .map(drop),
            None => Ok(()),
        },
        Step::Edit { detail: n, quantity, price, tax, billing_type } => {
            let Some((invoice, id)) = detail(world, n).await else { return Ok(()) };
            let Some(row) =
                world.details(invoice).await.into_iter().find(|row| row.invoice_detail_id == id)
            else {
                return Ok(());
            };
            let edit = DetailEdit {
                quantity: pick(QUANTITIES, quantity).unwrap_or_default().into(),
                unit_price: pick(PRICES, price).unwrap_or_default().into(),
                tax: pick(TAXES, tax).unwrap_or_default().into(),
                billing_type: pick(BillingType::ALL, billing_type)
                    .unwrap_or(BillingType::Chargeable),
                ..unchanged(invoice, &row)
            };
            world.edit(edit).await
        }
        Step::EditMany { draft, change, undo } => match pick(&drafts(world).await, draft) {
            Some(draft) => edit_many(world, InvoiceId(draft), change, undo).await,
            None => Ok(()),
        },
        Step::Restore { draft } => match pick(&drafts(world).await, draft) {
            Some(draft) => restore(world, InvoiceId(draft)).await,
            None => Ok(()),
        },
        Step::Refresh { draft, add } => match pick(&drafts(world).await, draft) {
            Some(draft) => refresh(world, InvoiceId(draft), add).await,
            None => Ok(()),
        },
        Step::Remove { detail: n, hold_back } => match detail(world, n).await {
            Some((invoice, id)) => {
                world.delete_details(invoice, vec![id], hold_back).await.map(drop)
            }
            None => Ok(()),
        },
        Step::Delete { draft } => match pick(&drafts(world).await, draft) {
            Some(draft) => world.delete_invoice(InvoiceId(draft)).await.map(drop),
            None => Ok(()),
        },
        Step::Retainer { contract, customer, amount, day } => {
            plan_retainer(world, contract, customer, amount, day).await
        }
        Step::Refund { retainer, refund } => {
            let Some(id) = retainer_of(world, retainer).await else { return Ok(()) };
            let version = world
                .ask(&format!(
                    r"
                    select version::bigint from retainer where retainer_id = {id}
                    "
                ))
                .await;
            let refund = Refund {
                retainer_id: id,
                version: i32::try_from(version).expect("a version"),
                refund,
            };
            world.run(refund, |tx, refund| Box::pin(refund_retainer(tx, refund))).await
        }
        Step::Before { what, amount, kind } => {
            before(world, what, AMOUNTS[amount % AMOUNTS.len()], kind).await
        }
        Step::Prepaid { draft, retainer, amount, what } => {
            prepaid(world, draft, retainer, amount, what).await
        }
        Step::Correcting(ref step) => correcting::take(world, step).await,
        Step::Confirm { draft } => {
            let open = drafts(world).await;
            let chosen: Vec<InvoiceId> = match draft {
                Some(n) => pick(&open, n).into_iter().map(InvoiceId).collect(),
                None => open.into_iter().map(InvoiceId).collect(),
            };
            world.confirm(&chosen).await.map(drop)
        }
    }
}

/// What was billed before, of whatever there is at that moment.
async fn before(world: &World, what: usize, amount: &str, kind: usize) -> Result<(), Failure> {
    let opening = match kind % 4 {
        0 => {
            let chosen = pick(
                &keys(
                    world,
                    r"
                    select journal_opening_id from journal_opening where company_id = $1 order by 1
                    ",
                )
                .await,
                what,
            );
            let selection = Selection::Rows(chosen.into_iter().collect());
            return world
                .run(selection, |tx, chosen| Box::pin(cancel_openings(tx, chosen)))
                .await
                .map(drop);
        }
        1 => pick(
            &keys(
                world,
                "select milestone_split_id from milestone_split where company_id = $1 order by 1",
            )
            .await,
            what,
        )
        .map(billed_before::milestone),
        2 => retainer_of(world, what).await.map(|id| billed_before::retainer(id, "")),
        _ => retainer_of(world, what).await.map(|id| billed_before::retainer(id, amount)),
    };
    match opening {
        Some(line) => billed_before::post(world, vec![line]).await.map(drop),
        None => Ok(()),
    }
}

async fn retainer_of(world: &World, n: usize) -> Option<RetainerId> {
    pick(&keys(world, "select retainer_id from retainer where company_id = $1 order by 1").await, n)
        .map(RetainerId)
}

async fn plan_retainer(
    world: &World,
    contract: usize,
    customer: usize,
    amount: usize,
    day: usize,
) -> Result<(), Failure> {
    let contract_id = world.contract(CONTRACTS[contract % CONTRACTS.len()]).await;
    let customers = keys(
        world,
        &format!(
            r"
            select customer_id
            from contract_customer
            where company_id = $1 and contract_id = {contract_id}
            order by 1
            "
        ),
    )
    .await;
    let edit = RetainerEdit {
        contract_id,
        retainer_id: None,
        version: 0,
        customer_id: pick(&customers, customer).map(CustomerId),
        description: "Advance".into(),
        invoice_on: DAYS[day % DAYS.len()].into(),
        amount: AMOUNTS[amount % AMOUNTS.len()].into(),
    };
    let retainer = world.run(edit, |tx, edit| Box::pin(save_retainer(tx, edit))).await?;
    let mark = retainers::model::Mark { selection: Selection::Rows(vec![retainer.0]), ready: true };
    world.run(mark, |tx, mark| Box::pin(mark_retainers(tx, mark))).await.map(drop)
}

async fn prepaid(
    world: &World,
    draft: usize,
    retainer: usize,
    amount: usize,
    what: usize,
) -> Result<(), Failure> {
    let (Some(draft), Some(retainer_id)) =
        (pick(&drafts(world).await, draft), retainer_of(world, retainer).await)
    else {
        return Ok(());
    };
    let invoice_id = InvoiceId(draft);
    // It may be gone meanwhile, when many work at once.
    let page = world
        .read(move |scope| Box::pin(async move { read_invoice(scope, invoice_id).await }))
        .await?;
    let (version, amount) = (page.version, AMOUNTS[amount % AMOUNTS.len()].to_owned());
    let on = |retainer_use| RetainerOnInvoice { invoice_id, version, retainer_id, retainer_use };
    match what % 5 {
        0 => {
            world
                .run(
                    RetainerApplication { invoice_id, version, retainer_id, amount },
                    |tx, apply| Box::pin(apply_retainer(tx, apply)),
                )
                .await
        }
        1 => {
            let add = RetainerAddition {
                invoice_id,
                version,
                description: "On the draft".into(),
                amount,
            };
            world.run(add, |tx, add| Box::pin(add_retainer(tx, add))).await.map(drop)
        }
        2 => {
            world
                .run(on(RetainerUse::Refunded), |tx, refund| {
                    Box::pin(refund_on_invoice(tx, refund))
                })
                .await
        }
        n => {
            let off = on(RetainerUse::ALL[n % RetainerUse::ALL.len()]);
            world.run(off, |tx, off| Box::pin(take_off_retainer(tx, off))).await
        }
    }
}

/// How often each kind of step was done, and refused.
#[derive(Default)]
struct Tally(Mutex<BTreeMap<String, (u32, u32)>>);

impl Tally {
    fn count(&self, step: &Step, done: bool) {
        let named = match step {
            Step::Correcting(inner) => format!("{inner:?}"),
            other => format!("{other:?}"),
        };
        let kind = named.split([' ', '(']).next().unwrap_or_default().to_owned();
        let mut counts = self.0.lock().expect("nobody fell over it");
        let (was_done, was_refused) = counts.entry(kind).or_default();
        *(if done { was_done } else { was_refused }) += 1;
    }

    /// Prints it; answers the kinds that were done.
    fn done(self) -> BTreeSet<String> {
        let counts = self.0.into_inner().expect("nobody fell over it");
        println!("done, refused: {counts:?}");
        counts.into_iter().filter(|(_, (done, _))| *done > 0).map(|(kind, _)| kind).collect()
    }
}

/// A step may be refused; it may not fail.
async fn take_or_refuse(world: &World, tally: &Tally, step: &Step) -> Result<(), String> {
    let outcome = take(world, step).await;
    tally.count(step, outcome.is_ok());
    match outcome {
        Ok(()) | Err(Failure::Refused(_)) => Ok(()),
        Err(failure) => Err(format!("{step:?} ended in {failure:?}")),
    }
}

/// What must hold at every committed state, asked directly; the audit asks the rest.
const HOLDS: &[(&str, &str)] = &[
    (
        "R-SM-16 to R-SM-22, R-APP-12: an approved sale is in exactly one place, the backlog, a draft or a confirmed invoice; one that was taken back is nowhere",
        r"
        select a.actual_id::text
        from actual a
        where a.company_id = $1 and a.transaction_type = 'unbilled_sales'
            and a.transaction_class <> 'retainer' and a.reverses_actual_id is null
            and a.replaces_actual_id is null
            and (
                select count(*)
                from backlog b
                where b.company_id = a.company_id and b.actual_id = a.actual_id
            ) + (
                select count(*)
                from invoice_detail d
                where d.company_id = a.company_id and d.source_actual_id = a.actual_id
            ) <> case
                when exists (
                    select
                    from actual r
                    where r.company_id = a.company_id and r.reverses_actual_id = a.actual_id
                        and r.invoice_id is null
                ) then 0
                else 1
            end
        ",
    ),
    (
        "I1, i of §10: hours of an entry are conserved from approval to billing and back, but for what drafts and corrections raise",
        r"
        with live as (
            select e.entry_id, case
                when e.billing_type = 'chargeable' then greatest(e.quantity, e.billable_quantity)
                else e.quantity
            end as approved
            from entry e
            where e.company_id = $1 and e.state = 'approved'
                and exists (
                    select
                    from actual a
                    where a.company_id = e.company_id and a.entry_id = e.entry_id
                        and a.transaction_type = 'unbilled_sales' and a.transaction_class <> 'fee'
                )
                and not exists (
                    select
                    from actual a
                    join contract c using (company_id, contract_id)
                    where a.company_id = e.company_id and a.entry_id = e.entry_id
                        and c.state = 'lost'
                )
        )
        select entry_id::text
        from live
        where (
            select coalesce(sum(a.quantity), 0)
            from actual a
            where a.company_id = $1 and a.entry_id = live.entry_id and a.transaction_type <> 'cost'
        ) <> approved + (
            select coalesce(sum(greatest(d.quantity - s.quantity, 0)), 0)
            from invoice_detail d
            join invoice i using (company_id, invoice_id)
            join actual s on s.company_id = d.company_id
                and s.actual_id = coalesce(d.corrects_actual_id, d.source_actual_id)
            left join actual u on u.company_id = s.company_id and u.actual_id = s.bills_actual_id
            where d.company_id = $1 and i.state = 'confirmed' and s.entry_id = live.entry_id
                and not exists (
                    select
                    from actual r
                    where r.company_id = d.company_id
                        and r.reverses_actual_id = coalesce(s.cost_actual_id, u.cost_actual_id)
                )
        )
        ",
    ),
    (
        "I2, I11: what is billed of an unbilled sale is 0 or all of it, by one live billed sale",
        r"
        select u.actual_id::text
        from actual u
        join actual b on b.company_id = u.company_id and b.bills_actual_id = u.actual_id
        left join actual r on r.company_id = b.company_id and r.reverses_actual_id = b.actual_id
        where u.company_id = $1
        group by u.actual_id, u.quantity, u.amount
        having count(*) filter (where r.actual_id is null) > 1
            or sum(b.quantity + coalesce(r.quantity, 0))
                not between least(u.quantity, 0) and greatest(u.quantity, 0)
            or sum(b.amount + coalesce(r.amount, 0))
                not between least(u.amount, 0) and greatest(u.amount, 0)
        ",
    ),
    (
        "iii of §10: a row and what takes it back come to nothing, and nothing is taken back twice",
        r"
        select o.actual_id::text
        from actual o
        join actual r on r.company_id = o.company_id and r.reverses_actual_id = o.actual_id
        where o.company_id = $1
        group by o.actual_id, o.quantity, o.amount, o.tax, o.reverses_actual_id
        having count(*) > 1 or o.reverses_actual_id is not null
            or (o.quantity + sum(r.quantity), o.amount + sum(r.amount), o.tax + sum(r.tax))
                <> (0, 0, 0)
        ",
    ),
    (
        "R-COR-2, R-COR-7, R-COR-9: a confirmed correction takes its sale back whole, bills what it says, and leaves open what is no longer billed",
        r"
        select d.invoice_detail_id::text
        from invoice_detail d
        join invoice i using (company_id, invoice_id)
        join actual s on s.company_id = d.company_id and s.actual_id = d.corrects_actual_id
        cross join lateral (
            select
                coalesce(sum(a.quantity) filter (where a.transaction_type = 'billed_sales'), 0)
                    as quantity,
                coalesce(sum(a.amount) filter (where a.transaction_type = 'billed_sales'), 0)
                    as amount,
                coalesce(sum(a.tax), 0) as tax,
                coalesce(sum(a.quantity) filter (where a.transaction_type = 'unbilled_sales'), 0)
                    as open,
                count(*) filter (
                    where a.transaction_type = 'billed_sales' and a.reverses_actual_id is null
                ) as billed,
                bool_and(a.billing_type = s.billing_type) as same_type
            from actual a
            where a.company_id = d.company_id and a.invoice_detail_id = d.invoice_detail_id
        ) w
        where d.company_id = $1 and i.state = 'confirmed'
            and (
                (w.quantity, w.amount, w.tax) <> (
                    d.quantity - s.quantity, d.amount - s.amount, d.tax - s.tax
                )
                or w.billed <> case when d.quantity > 0 then 1 else 0 end or not w.same_type
                or (
                    s.bills_actual_id is not null and s.transaction_class <> 'fee'
                    and w.open <> greatest(s.quantity - d.quantity, 0)
                )
                or (s.bills_actual_id is null and w.open <> 0)
            )
        ",
    ),
    (
        "R-COR-6: every billed sale that was not taken back is corrected by one open draft at most, every other by none",
        r"
        select b.actual_id::text
        from actual b
        left join actual r on r.company_id = b.company_id and r.reverses_actual_id = b.actual_id
        join invoice_detail d on d.company_id = b.company_id
            and d.corrects_actual_id = b.actual_id
        join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
        where b.company_id = $1 and i.state in ('draft', 'in_review')
        group by b.actual_id
        having count(*) > 1 or count(r.actual_id) > 0
        ",
    ),
    (
        "R-VOC-3, E12: what was sold is billed once at most, and what is billed of it is what its line says",
        r"
        select p.product_line_id::text
        from product_line p
        left join invoice_detail d on d.company_id = p.company_id
            and d.source_product_line_id = p.product_line_id and d.credited_by_invoice_id is null
        left join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
        where p.company_id = $1
        group by p.product_line_id, p.quantity, p.amount
        having count(d.invoice_detail_id) > 1
            or bool_or(i.state = 'confirmed' and (d.quantity, d.amount) <> (p.quantity, p.amount))
        ",
    ),
    (
        "E11, E12: what of goods and milestones is billed in the ledger is what stands Posted",
        r"
        select x.contract_line_id::text
        from (
            select b.contract_line_id, b.amount
            from actual b
            where b.company_id = $1 and b.transaction_type = 'billed_sales'
                and b.transaction_class in ('milestone', 'material')
            union all select p.contract_line_id, -p.amount
            from product_line p
            join invoice_detail d on d.company_id = p.company_id
                and d.source_product_line_id = p.product_line_id
                and d.credited_by_invoice_id is null
            join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
            where p.company_id = $1 and i.state = 'confirmed'
            union all select s.contract_line_id, -s.amount
            from milestone_split s
            left join invoice_detail d on d.company_id = s.company_id
                and d.source_milestone_split_id = s.milestone_split_id
                and d.credited_by_invoice_id is null
            left join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
            where s.company_id = $1 and (s.is_billed_before or i.state = 'confirmed')
        ) x
        group by x.contract_line_id
        having sum(x.amount) <> 0
        ",
    ),
    (
        "R-CONF-1, R-CONF-2: a confirmed detail billed what it says, and what was cut from it, and left nothing unbilled",
        r"
        select d.invoice_detail_id::text
        from invoice_detail d
        join invoice i using (company_id, invoice_id)
        join actual s on s.company_id = d.company_id and s.actual_id = d.source_actual_id
        where d.company_id = $1 and i.state = 'confirmed' and d.corrects_actual_id is null
            and (
                (
                    select sum(b.quantity)
                    from actual b
                    where b.company_id = d.company_id and b.invoice_detail_id = d.invoice_detail_id
                        and b.transaction_type = 'billed_sales'
                ) <> greatest(d.quantity, s.quantity)
                or (
                    select coalesce(sum(b.amount), 0)
                    from actual b
                    where b.company_id = d.company_id and b.invoice_detail_id = d.invoice_detail_id
                        and b.transaction_type = 'billed_sales' and b.billing_type = 'chargeable'
                ) <> case when d.billing_type = 'chargeable' then d.amount else 0 end
                or s.quantity + (
                    select sum(u.quantity)
                    from actual u
                    where u.company_id = d.company_id and u.invoice_detail_id = d.invoice_detail_id
                        and u.transaction_type = 'unbilled_sales'
                ) <> 0
            )
        ",
    ),
    (
        "I3: what is unbilled in the ledger is what the backlog and the drafts say",
        r"
        select contract_id::text
        from (
            select a.contract_id, a.currency, a.net_amount as amount
            from actual a
            where a.company_id = $1 and a.transaction_type = 'unbilled_sales'
                and a.transaction_class <> 'retainer'
            union all select b.contract_id, b.currency, -b.net_amount
            from backlog b
            where b.company_id = $1
            union all select a.contract_id, a.currency, -a.net_amount
            from invoice_detail d
            join invoice i using (company_id, invoice_id)
            join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
            where d.company_id = $1 and i.state in ('draft', 'in_review')
        ) x
        group by contract_id, currency
        having sum(amount) <> 0
        ",
    ),
    (
        "R-PRC-4, R-EDIT-10, R-EDIT-11: whatever became of it, a sale and a detail count their amount less their line's discount, with its fee; what is not charged has neither",
        r"
        select x.what
        from (
            select 'actual ' || actual_id as what, contract_line_id, billing_type, amount, net_amount,
                currency
            from actual
            where company_id = $1 and transaction_type <> 'cost'
            union all select 'detail ' || invoice_detail_id, contract_line_id, billing_type, amount,
                net_amount, currency
            from invoice_detail
            where company_id = $1
        ) x
        left join contract_line l on l.contract_line_id = x.contract_line_id
        where x.net_amount <> x.amount + case
                when x.billing_type <> 'chargeable' or l.contract_line_id is null then 0
                else round(x.amount * l.fee_percent * 0.01, case x.currency when 'JPY' then 0 else 2 end)
                    - round(x.amount * l.discount_percent * 0.01, case x.currency when 'JPY' then 0 else 2 end)
            end
        ",
    ),
    (
        "R-CONF-3: billing never touches cost",
        r"
        select actual_id::text
        from actual
        where company_id = $1 and transaction_type = 'cost'
            and (invoice_id is not null or replaces_actual_id is not null)
        ",
    ),
    (
        "R-SM-3: a lost contract has nothing in the backlog, and no milestone, product line or retainer Ready that is on no invoice",
        r"
        select b.actual_id::text
        from backlog b
        join contract c using (company_id, contract_id)
        where b.company_id = $1 and c.state = 'lost'
        union all select s.milestone_split_id::text
        from milestone_split s
        join contract c using (company_id, contract_id)
        where s.company_id = $1 and c.state = 'lost' and s.is_ready
            and not exists (
                select
                from invoice_detail d
                where d.company_id = s.company_id
                    and d.source_milestone_split_id = s.milestone_split_id
                    and d.credited_by_invoice_id is null
            )
        union all select r.retainer_id::text
        from retainer r
        join contract c using (company_id, contract_id)
        where r.company_id = $1 and c.state = 'lost' and r.is_ready
            and not exists (
                select
                from invoice_retainer u
                where u.company_id = r.company_id and u.retainer_id = r.retainer_id
                    and u.retainer_use = 'billed' and u.corrects_actual_id = 0
                    and u.credited_by_invoice_id is null
            )
        union all select p.product_line_id::text
        from product_line p
        join contract c using (company_id, contract_id)
        where p.company_id = $1 and c.state = 'lost' and p.is_ready
            and not exists (
                select
                from invoice_detail d
                where d.company_id = p.company_id
                    and d.source_product_line_id = p.product_line_id
                    and d.credited_by_invoice_id is null
            )
        ",
    ),
    (
        "R-MS-4: nothing of a line is Ready while its milestones miss what is contracted",
        r"
        select s.milestone_split_id::text
        from milestone_split s
        join contract_line l using (company_id, contract_line_id)
        where s.company_id = $1 and s.is_ready
            and not exists (
                select
                from invoice_detail d
                where d.company_id = s.company_id
                    and d.source_milestone_split_id = s.milestone_split_id
                    and d.credited_by_invoice_id is null
            )
            and l.contracted_amount <> (
                select sum(m.amount)
                from milestone m
                where m.company_id = s.company_id and m.contract_line_id = s.contract_line_id
            )
        ",
    ),
    (
        "R-NTE-5: nothing over its limit is ready",
        r"
        select actual_id::text
        from backlog
        where company_id = $1 and is_ready and nte_status not in ('committed', 'not_applicable')
        ",
    ),
    (
        "R-SM-5: nothing of an unconfirmed contract is invoiced",
        r"
        select invoice_id::text
        from invoice
        join contract using (company_id, contract_id)
        where company_id = $1 and contract.state = 'draft'
        ",
    ),
    (
        "R-INV-4: nothing dated after its invoice is on it",
        r"
        select invoice_detail_id::text
        from invoice_detail d
        join invoice i using (company_id, invoice_id)
        where d.company_id = $1 and d.work_on > i.invoice_on
        ",
    ),
    (
        "I16: every number was audited",
        r"
        select invoice_id::text
        from invoice
        where company_id = $1 and confirmed_at is not null and confirmed_by is null
        ",
    ),
];

/// By how much each level is over its limit, those that are: chargeable sales of the ledger, less
/// what stands Failed or Not Evaluated.
const OVER: &str = r"
    with used as (
        select l.contract_id, x.contract_line_id, x.customer_id, sum(x.amount) as amount
        from (
            select company_id, contract_line_id, customer_id, net_amount as amount
            from actual
            where company_id = $1 and transaction_type <> 'cost' and billing_type = 'chargeable'
            union all select company_id, contract_line_id, customer_id, -net_amount
            from backlog
            where company_id = $1 and billing_type = 'chargeable'
                and nte_status in ('failed', 'not_evaluated')
        ) x
        join contract_line l using (company_id, contract_line_id)
        where l.billing_method = 'time_and_material'
        group by 1, 2, 3
    )
    select name, used - cap
    from (
        select 'line ' || contract_line_id || ' customer ' || customer_id as name,
            not_to_exceed as cap,
            (
                select sum(amount)
                from used u
                where (u.contract_line_id, u.customer_id) = (c.contract_line_id, c.customer_id)
            ) as used
        from contract_line_customer c
        where company_id = $1
        union all select 'line ' || contract_line_id, not_to_exceed,
            (select sum(amount) from used u where u.contract_line_id = l.contract_line_id)
        from contract_line l
        where company_id = $1
        union all select 'contract ' || contract_id || ' customer ' || customer_id, not_to_exceed,
            (
                select sum(amount)
                from used u
                where (u.contract_id, u.customer_id) = (c.contract_id, c.customer_id)
            )
        from contract_customer c
        where company_id = $1
        union all select 'contract ' || contract_id, not_to_exceed,
            (select sum(amount) from used u where u.contract_id = c.contract_id)
        from contract c
        where company_id = $1
    ) levels
    where used > cap
";

/// R-NTE-3: committed and invoiced stay within every limit, or come no further over one that was
/// lowered.
async fn within_limits(
    world: &World,
    over: &mut BTreeMap<String, Decimal>,
    limits_were_set: bool,
) -> Result<(), String> {
    let now: BTreeMap<String, Decimal> = sqlx::query_as(OVER)
        .bind(world.company())
        .fetch_all(&world.owner)
        .await
        .expect("asked")
        .into_iter()
        .collect();
    let further =
        now.iter().find(|(level, by)| **by > over.get(*level).copied().unwrap_or_default());
    if let (Some((level, by)), false) = (further, limits_were_set) {
        return Err(format!(
            "R-NTE-3: {level} is {by} over its limit, before by {:?}",
            over.get(level)
        ));
    }
    *over = now;
    Ok(())
}

async fn holds(world: &World) -> Result<(), String> {
    for (name, sql) in HOLDS {
        let broken: Vec<String> = sqlx::query_scalar(*sql)
            .bind(world.company())
            .fetch_all(&world.owner)
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        if !broken.is_empty() {
            return Err(format!("{name}: {broken:?}"));
        }
    }
    Ok(())
}

/// The audit asks across companies: a case that failed before must not make the shorter ones fail
/// too.
async fn audited(world: &World, before: &[i64]) -> Result<(), String> {
    let mut owner = world.owner.acquire().await.expect("a connection");
    let findings = audit::audit(&mut owner).await.expect("the audit runs");
    let fresh: Vec<String> = findings
        .iter()
        .zip(before)
        .filter(|(finding, before)| finding.count > **before)
        .map(|(finding, _)| format!("{finding:?}"))
        .collect();
    if fresh.is_empty() { Ok(()) } else { Err(fresh.join("\n")) }
}

/// What is kept comes to what its rows do.
async fn kept_sums(world: &World, before: &[i64]) -> Result<(), String> {
    for (check, before) in audit::checks().zip(before) {
        if !check.name.ends_with("sums_add_up") {
            continue;
        }
        let off: Vec<String> = sqlx::query_scalar(check.sql)
            .fetch_all(&world.owner)
            .await
            .unwrap_or_else(|error| panic!("{}: {error}", check.name));
        if i64::try_from(off.len()).unwrap_or(i64::MAX) > *before {
            return Err(format!("{}: {off:?}", check.name));
        }
    }
    Ok(())
}

async fn findings(world: &World) -> Vec<i64> {
    let mut owner = world.owner.acquire().await.expect("a connection");
    audit::audit(&mut owner)
        .await
        .expect("the audit runs")
        .into_iter()
        .map(|finding| finding.count)
        .collect()
}

/// A contract whose expenses two customers share, and one that takes fees.
fn costs() -> Vec<ImportFile> {
    let header = |name: &str, row: &str, text: &str| file(name, format!("{row}\n{text}\n"));
    vec![
        header(
            "contracts.csv",
            "contract,name,primary_customer,currency,start_date,requested_delivery_date,status",
            "COSTS,Costs,Nordlicht Energie,EUR,2026-01-01,,Confirmed\nFEES,Fees,Nordlicht Energie,EUR,2026-01-01,,Confirmed",
        ),
        header(
            "contract_lines.csv",
            "contract,line,name,billing_method,project,transaction_classes,contracted_amount,not_to_exceed",
            "COSTS,1,Travel costs,Time and Material,COSTS,Time+Expense,,3\nFEES,1,Set-up fees,Time and Material,FEES,Time+Fee,,",
        ),
        header(
            "contract_line_customers.csv",
            "contract,line,customer,billing_split_percent,is_rounding,not_to_exceed",
            "COSTS,1,Nordlicht Energie,60,no,\nCOSTS,1,Tromsø Shipping,40,yes,2\nFEES,1,Nordlicht Energie,60,no,\nFEES,1,Tromsø Shipping,40,yes,",
        ),
        header(
            "prices.csv",
            "currency,transaction_class,role,unit,unit_price,valid_from,valid_to",
            "EUR,Expense,Travel,km,0.6,2026-01-01,2026-12-31",
        ),
    ]
}

/// A company of its own for every case, with a few pieces of work and two milestones to begin with.
/// Who is alone there may approve their own work.
async fn fresh(world: &World) -> World {
    let name = uuid::Uuid::new_v4().simple().to_string();
    let actor = found(&world.owner, &name).await;
    let own = World {
        owner: world.owner.clone(),
        database: world.database.clone(),
        actor,
        stranger: world.actor,
    };
    for files in [book(), stages(), costs()] {
        own.import(files).await.expect("the small book is good");
    }
    // R-PRC-4: some lines take something off and add something, some don't.
    own.force_terms(&format!(
        r"
        update contract_line l
        set discount_percent = 12.5, fee_percent = 2.25
        from contract c
        where c.company_id = l.company_id and c.contract_id = l.contract_id
            and c.number in ('PAIR', 'YEN', 'CAP', 'COSTS', 'FEES')
            and l.billing_method = 'time_and_material' and l.company_id = {}
        ",
        own.company()
    ))
    .await;
    own.run((true, false), |tx, may| Box::pin(edit_entry_setting(tx, may))).await.expect("set");
    own.milestone("STAGES", "First", "2026-03-01", "2000").await;
    own.milestone("STAGES", "Second", "2026-04-01", "3000").await;
    own.ready(&[
        work("PAIR", "2026-03-02", "8"),
        work("SOLO", "2026-03-02", "8"),
        work("CAP", "2026-03-02", "8"),
    ])
    .await;
    own.product_line("5").await;
    own
}

/// The same with one of everything billed: hours, milestones, goods, a fee, and a retainer of which
/// 600 paid a part of the work.
async fn billed(world: &World) -> World {
    let own = fresh(world).await;
    own.milestones_ready("STAGES").await;
    let sold = Selection::Matching(ListQuery::default());
    own.mark_product_lines(sold, true).await.expect("marked");
    post_journal(&own, vec![fee(&own, "FEES", "300").await]).await.expect("a fee");
    own.mark_all().await;
    let prepaid = own.retainer("SOLO", "Harbour & Vale, Architects", "2026-01-05", "1000").await;
    own.mark_retainers(&[prepaid], true).await;
    let contracts = ["SOLO", "PAIR", "CAP", "STAGES", "GOODS", "FEES"];
    let told = own.create_on(&contracts, None).await.expect("drafts");
    let drafts: Vec<InvoiceId> =
        told.into_iter().flat_map(|one| one.outcome.expect("drafts")).collect();
    own.confirm(&drafts).await.expect("confirmed");
    own.ready(&[work("SOLO", "2026-03-03", "8"), work("SOLO", "2026-03-04", "6")]).await;
    let invoice_id = own.draft("SOLO").await;
    let apply = RetainerApplication {
        invoice_id,
        version: own.invoice_version(invoice_id).await,
        retainer_id: prepaid,
        amount: "600".into(),
    };
    own.run(apply, |tx, apply| Box::pin(apply_retainer(tx, apply))).await.expect("applied");
    own.confirmed(invoice_id).await;
    own
}

/// Steps one after another in a company of its own; every invariant after each.
async fn one_after_another(
    world: &World,
    own: World,
    tally: &Tally,
    steps: &[Step],
) -> Result<(), String> {
    let before = findings(world).await;
    let mut over = BTreeMap::new();
    for (n, step) in steps.iter().enumerate() {
        take_or_refuse(&own, tally, step).await?;
        let after = |broken: String| format!("after step {n}, {step:?}: {broken}");
        within_limits(&own, &mut over, matches!(step, Step::SetLimit { .. }))
            .await
            .map_err(after)?;
        holds(&own).await.map_err(after)?;
        kept_sums(&own, &before).await.map_err(after)?;
        if n % 8 == 7 {
            audited(&own, &before).await.map_err(after)?;
        }
    }
    audited(&own, &before).await
}

/// Six at a time; every invariant after each six.
async fn many_at_once(
    world: &World,
    own: World,
    tally: &Tally,
    steps: &[Step],
) -> Result<(), String> {
    let before = findings(world).await;
    let mut over = BTreeMap::new();
    for crowd in steps.chunks(6) {
        for outcome in
            futures::future::join_all(crowd.iter().map(|step| take_or_refuse(&own, tally, step)))
                .await
        {
            outcome?;
        }
        within_limits(
            &own,
            &mut over,
            crowd.iter().any(|step| matches!(step, Step::SetLimit { .. })),
        )
        .await?;
        holds(&own).await?;
        kept_sums(&own, &before).await?;
    }
    audited(&own, &before).await
}

/// How long sequences are, and how many.
fn runner(seed: u64, cases: u32) -> (TestRunner, u32) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = number("BILLWRIGHT_SEED").unwrap_or(seed);
    let cases = number("BILLWRIGHT_CASES").and_then(|n| u32::try_from(n).ok()).unwrap_or(cases);
    println!("BILLWRIGHT_SEED={seed} BILLWRIGHT_CASES={cases}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    (
        TestRunner::new_with_rng(
            Config { failure_persistence: None, ..Config::default() },
            TestRng::from_seed(RngAlgorithm::ChaCha, &bytes),
        ),
        cases,
    )
}

/// Tries so many sequences; one that fails is made shorter, as far as it goes on failing.
async fn try_all<F, Fut>(
    seed: u64,
    cases: u32,
    step: impl Strategy<Value = Step>,
    length: std::ops::Range<usize>,
    attempt: F,
) where
    F: Fn(Vec<Step>) -> Fut,
    Fut: Future<Output = Result<(), String>>,
{
    let (mut runner, cases) = runner(seed, cases);
    let steps = prop::collection::vec(step, length);
    for case in 0..cases {
        let mut tree = steps.new_tree(&mut runner).expect("steps");
        let Err(mut reason) = attempt(tree.current()).await else { continue };
        println!("case {case}: {reason}; it is made shorter");
        let mut shortest = tree.current();
        for _ in 0..80 {
            if !tree.simplify() {
                break;
            }
            match attempt(tree.current()).await {
                Err(again) => (shortest, reason) = (tree.current(), again),
                Ok(()) => {
                    tree.complicate();
                }
            }
        }
        panic!("case {case}: {reason}\nsteps: {shortest:#?}");
    }
}

/// What a database of the world does on six connections.
async fn six_at_once(owner: PgPool) -> World {
    let mut world = World::bare(owner).await;
    world.database = Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), 6).await,
        Clock::Fixed(super::fixtures::NOW.parse().expect("an instant")),
    );
    world
}

async fn tell_deadlocks(world: &World) {
    println!(
        "deadlocks that were tried again: {}",
        world
            .ask("select deadlocks from pg_stat_database where datname = current_database()")
            .await
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_invariant_holds_after_every_step(owner: PgPool) {
    // G11 in small: I1 to I6, I10, I11, I15, I16
    let (world, tally) = (World::bare(owner).await, Tally::default());
    try_all(20_261_120, 10, step(), 10..40, |steps| {
        let (world, tally) = (&world, &tally);
        async move { one_after_another(world, fresh(world).await, tally, &steps).await }
    })
    .await;
    tally.done();
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_invariant_holds_when_many_work_at_once(owner: PgPool) {
    // G7 in small: six at a time on six connections
    let (world, tally) = (six_at_once(owner).await, Tally::default());
    try_all(20_261_121, 6, step(), 30..60, |steps| {
        let (world, tally) = (&world, &tally);
        async move { many_at_once(world, fresh(world).await, tally, &steps).await }
    })
    .await;
    tally.done();
    tell_deadlocks(&world).await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_invariant_holds_after_every_correction(owner: PgPool) {
    // G11 in small: I2, I8, I11, i to iv of §10, on what is billed already
    let (world, tally) = (World::bare(owner).await, Tally::default());
    try_all(20_261_122, 6, corrections(), 20..50, |steps| {
        let (world, tally) = (&world, &tally);
        async move { one_after_another(world, billed(world).await, tally, &steps).await }
    })
    .await;
    let done = tally.done();
    for kind in [
        "Revise",
        "Instead",
        "Stays",
        "ConfirmCorrection",
        "Pay",
        "Retype",
        "Return",
        "Sell",
        "Unsell",
        "MarkSold",
        "Fee",
    ] {
        assert!(done.contains(kind), "{kind} was never done: that proves nothing");
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_invariant_holds_when_many_correct_at_once(owner: PgPool) {
    // G7 in small: two corrections of one sale, six at a time
    let (world, tally) = (six_at_once(owner).await, Tally::default());
    try_all(20_261_123, 3, corrections(), 30..60, |steps| {
        let (world, tally) = (&world, &tally);
        async move { many_at_once(world, billed(world).await, tally, &steps).await }
    })
    .await;
    tally.done();
    tell_deadlocks(&world).await;
}
