//! Create Project Invoices and Confirm of many, in the background: begun, worked off, interrupted,
//! in each other's way, refused, cancelled, retried, told.

use super::{
    fixtures::{TODAY, World, app_pool, day, person, refusal, unchanged},
    one_by_one::counted,
    samples::{as_of_today, invoice_contracts},
    sheets::work,
    web::Site,
};
use crate::{
    access::commands::{edit_batch_setting, read_batch_setting},
    app::worker,
    backlog::{
        commands::{MarkReady, mark_backlog},
        model::Mark,
    },
    batches::{
        commands::{
            cancel_batch, list_batch_refusals, list_batches, read_background, retry_batch,
            see_background,
        },
        model::{Background, BatchRow},
    },
    desk::commands::preview_invoice_contracts,
    invoicing::{
        commands::{list_invoices, total_invoices},
        confirm::{
            commands::{ConfirmInvoices, confirm_drafts},
            model::ConfirmedMany,
        },
        create::commands::CreateInvoices,
        draft::{
            commands::{DeleteInvoices, delete_drafts},
            model::DetailEdit,
        },
        model::{Confirmation, InvoiceRow},
    },
    lifecycle::{
        commands::{SetBillingType, close_contract, set_billing_type},
        model::Retype,
    },
    platform::{
        batch::{self, Many},
        command::{self, Actor},
        database::Database,
        failure::Failure,
    },
    ui::paths,
    vocabulary::{
        failure::ApiError,
        ids::{BatchId, InvoiceId},
        left_behind::LeftBehind,
        paging::{Begun, BulkOutcome, ListQuery, Selection, Sight},
        refusal::Refusal,
        words::{BillingType, Role},
    },
};
use axum::http::StatusCode;
use rust_decimal::Decimal;
use sqlx::PgPool;

/// Contracts with one customer each, but for the second, which has two.
pub(super) const NUMBERS: [&str; 4] = ["SOLO", "PAIR", "YEN", "CAP"];

pub(super) fn everything() -> Selection {
    Selection::Matching(ListQuery::default())
}

/// A world where more than so many rows are done in the background, with work Ready on four
/// contracts.
pub(super) async fn world_above(owner: PgPool, above: &str) -> World {
    let world = World::new(owner).await.with_jobs().await;
    world.ready(&NUMBERS.map(|number| work(number, "2026-03-02", "1"))).await;
    begins_above(&world, above).await;
    world
}

pub(super) async fn begins_above(world: &World, above: &str) {
    let seen = world.read(|scope| Box::pin(read_batch_setting(scope))).await.expect("a setting");
    world
        .run((above.to_owned(), seen), |tx, above| Box::pin(edit_batch_setting(tx, above)))
        .await
        .expect("set");
}

fn begun(outcome: &BulkOutcome) -> Begun {
    assert_eq!((outcome.changed, outcome.refused.len()), (0, 0), "begun, not done");
    outcome.begun.expect("in the background")
}

pub(super) async fn create(world: &World, selection: Selection) -> BatchId {
    begun(&invoice_contracts(world, selection).await.expect("begun").outcome).batch_id
}

async fn confirm(world: &World, selection: Selection) -> Result<ConfirmedMany, Failure> {
    world
        .run_as("confirm_drafts", selection, |tx, drafts| Box::pin(confirm_drafts(tx, drafts)))
        .await
}

pub(super) async fn confirming(world: &World, selection: Selection) -> BatchId {
    begun(&confirm(world, selection).await.expect("begun").outcome).batch_id
}

async fn cancel(world: &World, batch: BatchId) -> Result<i64, Failure> {
    world.run(batch, |tx, batch| Box::pin(cancel_batch(tx, batch))).await
}

async fn retry(world: &World, batch: BatchId) -> Result<Begun, Failure> {
    world.run(batch, |tx, batch| Box::pin(retry_batch(tx, batch))).await
}

async fn work_off(world: &World) {
    worker::jobs().work_off(&world.database).await.expect("worked off");
}

async fn step<M: Many>(world: &World, batch: BatchId) -> bool {
    batch::step::<M>(&world.database, world.actor.company, batch).await.expect("a chunk")
}

/// A pool of its own, as another node has it.
pub(super) async fn node(world: &World, connections: u32) -> Database {
    Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), connections).await,
        world.database.clock,
    )
}

async fn batches(world: &World) -> Vec<BatchRow> {
    let query = ListQuery::default();
    let mut rows = world
        .read(move |scope| Box::pin(async move { list_batches(scope, None, &query).await }))
        .await
        .expect("batches")
        .rows;
    rows.reverse();
    rows
}

async fn told(world: &World) -> Vec<String> {
    let told = |r: &BatchRow| {
        format!("{} {} {}/{}/{}", r.kind.word(), r.state().word(), r.waiting, r.done, r.refused)
    };
    batches(world).await.iter().map(told).collect()
}

/// What a batch refused, and why.
async fn refused(world: &World, batch: BatchId) -> Vec<(String, ApiError)> {
    let query = ListQuery::default().with("batch_id", batch.to_string());
    let rows = world
        .read(move |scope| Box::pin(async move { list_batch_refusals(scope, None, &query).await }))
        .await
        .expect("rows")
        .rows;
    rows.into_iter().map(|row| (row.contract_number.unwrap_or_default(), row.reason)).collect()
}

async fn invoices(world: &World, query: ListQuery) -> Vec<InvoiceRow> {
    let asked = query.clone();
    let total = world
        .read(move |scope| Box::pin(async move { total_invoices(scope, &asked).await }))
        .await
        .expect("totals");
    let mut rows = world
        .read(move |scope| Box::pin(async move { list_invoices(scope, &query).await }))
        .await
        .expect("invoices")
        .rows;
    assert_eq!(usize::try_from(total.count), Ok(rows.len()));
    rows.reverse();
    rows
}

async fn of_state(world: &World, state: &str) -> Vec<InvoiceRow> {
    invoices(world, ListQuery::default().with("state", state)).await
}

/// Every invoice with its number and what it holds, whatever its key.
async fn end_state(world: &World) -> Vec<String> {
    world
        .texts(&format!(
            r"
            select c.number || ' ' || cu.name || ' ' || i.state || ' ' || coalesce(i.invoice_number, 0) || ' ' || i.invoice_on || ' '
                || coalesce(sum(d.amount), 0) || ' ' || count(d.invoice_detail_id)
            from invoice i
            join contract c using (company_id, contract_id)
            join customer cu using (company_id, customer_id)
            left join invoice_detail d using (company_id, invoice_id)
            where i.company_id = {}
            group by i.invoice_id, c.number, cu.name, i.state, i.invoice_number, i.invoice_on
            order by c.number, cu.name, i.invoice_number
            ",
            world.company()
        ))
        .await
}

/// A draft of it with nothing on it can't be confirmed.
async fn empty(world: &World, invoice: InvoiceId) {
    let details = world.details(invoice).await.iter().map(|d| d.invoice_detail_id).collect();
    world.delete_details(invoice, details, true).await.expect("taken off");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn many_contracts_are_invoiced_in_the_background(owner: PgPool) {
    // R-INV-2, R-INV-16: what comes is said before; few are done at once, many are begun, and the
    // drafts of a run are found by it
    let world = world_above(owner, "5").await;
    let preview = |selection: Selection| {
        preview_invoice_contracts(&world.database, world.actor, as_of_today(selection))
    };
    let seen = preview(everything()).await.expect("a preview");
    assert_eq!(
        (seen.contracts, seen.without, seen.customers, seen.rows, seen.in_background),
        (4, 0, 3, 5, false),
        "of PAIR two customers have a row each, one pays for two contracts: 5 are no more than 5"
    );
    assert_eq!(seen.amounts.len(), 3, "currencies are never added");
    assert_eq!(seen.drafts.len(), 5, "each by contract and customer");
    let said: Vec<_> = seen.drafts.iter().map(|d| (d.currency, d.amount)).collect();
    for (currency, amount) in &seen.amounts {
        let sum: Decimal = said.iter().filter(|(of, _)| of == currency).map(|(_, a)| a).sum();
        assert_eq!(sum, *amount, "{currency}");
    }
    assert_eq!(invoices(&world, ListQuery::default()).await, [], "nothing is written");
    world.audit_clean().await;
    let (solo, draft) = (world.contract("SOLO").await.0, world.contract("DRAFT").await.0);
    let some = preview(Selection::Rows(vec![solo, draft])).await.expect("a preview");
    assert_eq!((some.contracts, some.without, some.rows), (1, 1, 1));
    assert_eq!(refusal(preview(Selection::Rows(vec![])).await), Refusal::NothingSelected);
    let rival = world.rival().await;
    let theirs = Selection::Rows(vec![solo]);
    let theirs = preview_invoice_contracts(&rival.database, rival.actor, as_of_today(theirs))
        .await
        .expect("a preview");
    assert_eq!((theirs.contracts, theirs.rows, theirs.without), (0, 0, 1), "another company's");

    begins_above(&world, "4").await;
    let many = preview(everything()).await.expect("a preview");
    assert!(many.in_background);
    assert_eq!(many.drafts, [], "of many it is not worked out");
    let wrong = Sight { count: 3, ..Sight::default() };
    let unseen = Selection::Seen(Box::new(everything()), wrong);
    assert!(matches!(
        refusal(invoice_contracts(&world, unseen).await),
        Refusal::SelectionChanged { .. }
    ));
    let batch = create(&world, everything()).await;
    assert_eq!(told(&world).await, ["create_invoices waiting 4/0/0"]);
    assert_eq!(invoices(&world, ListQuery::default()).await, []);
    work_off(&world).await;
    assert_eq!(told(&world).await, ["create_invoices done 0/4/0"]);
    let by_batch = ListQuery::default().with("batch_id", batch.to_string());
    assert_eq!(invoices(&world, by_batch).await.len(), 5);
    begins_above(&world, "1000").await;
    let at_once = world.ready(&[work("SOLO", "2026-03-03", "1")]).await;
    let billed = invoice_contracts(&world, Selection::Rows(vec![solo])).await.expect("at once");
    assert_eq!((billed.outcome.changed, billed.outcome.begun, at_once.len()), (1, None, 1));
    let by_batch = ListQuery::default().with("batch_id", batch.to_string());
    assert_eq!(invoices(&world, by_batch).await.len(), 5, "its own only");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_changed_between_plan_and_turn_is_told_contract_by_contract(owner: PgPool) {
    // R-INV-17: a contract is lost, somebody else was first, whoever began it may not any more; the
    // others are done
    let world = world_above(owner, "0").await;
    let biller = person(
        &world.owner,
        world.actor.company,
        "biller@example.org",
        &[Role::BillingAdministrator],
    )
    .await;
    let batch = create(&world, everything()).await;
    let yen = world.contract("YEN").await;
    let version =
        world.ask(&format!("select version::bigint from contract where contract_id = {yen}")).await;
    let lost = (yen, i32::try_from(version).expect("small"));
    world.run(lost, |tx, lost| Box::pin(close_contract(tx, lost))).await.expect("closed as lost");
    world.draft("SOLO").await;
    let [level, ..] = world.levels("CAP").await;
    world.set_limit(level, "0.01").await.expect("lowered");
    work_off(&world).await;
    let row = batches(&world).await.remove(0);
    assert_eq!((row.waiting, row.done + row.refused), (0, 4));
    let why = refused(&world, batch).await;
    let today = day(TODAY);
    let on_draft = LeftBehind { on_draft: 1, ..LeftBehind::default() };
    for (number, reason) in
        [("SOLO", Refusal::NothingToInvoice(on_draft, today)), ("YEN", Refusal::ContractIsLost)]
    {
        assert!(why.contains(&(number.to_owned(), reason.into())), "{number}: {why:?}");
    }
    assert!(!why.iter().any(|(number, _)| number == "PAIR"), "{why:?}");
    world.audit_clean().await;

    world.approved(&[work("PAIR", "2026-03-04", "1")]).await;
    let actor = Actor { person: Some(biller), ..world.actor };
    let all = Selection::Rows(vec![world.contract("PAIR").await.0]);
    let all = as_of_today(all);
    let answer = command::run(&world.database, actor, "invoice_contracts", None, all, |tx, s| {
        Box::pin(crate::desk::commands::invoice_contracts(tx, s))
    });
    let batch = begun(&answer.await.expect("begun").outcome).batch_id;
    world.force_owned(format!("delete from person_role where person_id = {biller}")).await;
    work_off(&world).await;
    assert_eq!(
        refused(&world, batch).await,
        [("PAIR".to_owned(), ApiError::Refused(Refusal::BeginnerMayNot))]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn many_drafts_are_confirmed_in_the_background(owner: PgPool) {
    // R-CONF-7, R-SM-34: no bound; nobody edits one whose turn is to come; one that fails says why,
    // is Failed until it is confirmed or deleted, and leaves no gap (I6)
    let world = world_above(owner, "100").await;
    for number in NUMBERS {
        world.create(&[number]).await;
    }
    let drafts: Vec<InvoiceId> =
        invoices(&world, ListQuery::default()).await.iter().map(|i| i.invoice_id).collect();
    assert_eq!(drafts.len(), 5);
    empty(&world, drafts[2]).await;
    begins_above(&world, "3").await;
    let stale = Selection::versioned(drafts.iter().map(|draft| (draft.0, 1)));
    assert_eq!(refusal(confirm(&world, stale).await), Refusal::Outdated, "one has changed since");
    let batch = confirming(&world, everything()).await;
    let scheduled = of_state(&world, "scheduled").await;
    assert_eq!(scheduled.len(), 5);
    assert!(scheduled.iter().all(|i| i.confirmation == Confirmation::Scheduled(batch)));
    let detail = world.details(drafts[0]).await.remove(0);
    let edit = unchanged(drafts[0], &detail);
    assert_eq!(refusal(world.edit(edit).await), Refusal::ConfirmationIsScheduled);
    assert_eq!(refusal(world.delete_invoice(drafts[2]).await), Refusal::ConfirmationIsScheduled);
    work_off(&world).await;
    assert_eq!(told(&world).await, ["confirm_invoices done_with_refusals 0/4/1"]);
    assert_eq!(of_state(&world, "scheduled").await, []);
    let failed = of_state(&world, "failed").await;
    assert_eq!(failed.len(), 1);
    assert_eq!(
        (failed[0].invoice_id, &failed[0].confirmation),
        (drafts[2], &Confirmation::Failed(Refusal::InvoiceEmpty.into()))
    );
    let numbers: Vec<Option<i64>> =
        invoices(&world, ListQuery::default()).await.iter().map(|i| i.invoice_number).collect();
    assert_eq!(numbers, [Some(1), Some(2), None, Some(3), Some(4)], "in order, without a gap");

    let again = retry(&world, batch).await.expect("retried");
    assert_eq!((again.items, of_state(&world, "scheduled").await.len()), (1, 1));
    assert_eq!(refusal(retry(&world, batch).await), Refusal::BatchIsRetried);
    work_off(&world).await;
    assert_eq!(told(&world).await[1], "confirm_invoices done_with_refusals 0/0/1");
    assert_eq!(of_state(&world, "failed").await.len(), 1);
    let rows = batches(&world).await;
    assert_eq!(
        (rows[0].retried_by, rows[1].retries),
        (Some(again.batch_id), Some(batch)),
        "each leads to the other"
    );
    // At once it fails the same way, and what was confirmed says that it is.
    begins_above(&world, "1000").await;
    let once = confirm(&world, Selection::Rows(drafts.iter().map(|d| d.0).collect())).await;
    let once = once.expect("told");
    assert_eq!((once.outcome.changed, once.failed), (0, 1));
    let why: Vec<_> = once.outcome.refused.iter().map(|(why, n, _)| (why.clone(), *n)).collect();
    assert!(why.contains(&(Refusal::InvoiceEmpty, 1)), "{why:?}");
    assert!(why.contains(&(Refusal::ConfirmedInvoiceIsFrozen, 4)), "{why:?}");
    world.delete_invoice(drafts[2]).await.expect("deleted");
    assert_eq!(of_state(&world, "failed").await, []);
    assert_eq!(world.ask("select count(*) from invoice_confirmation").await, 0);
    assert_eq!(refusal(confirm(&world, Selection::Rows(vec![])).await), Refusal::NothingSelected);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn killed_between_chunks_both_go_on_to_the_same_end(owner: PgPool) {
    // I6, R-INV-16: whoever did a chunk is gone; then it is taken up again, by two at once
    let world = world_above(owner, "0").await;
    let undisturbed = world.rival().await;
    undisturbed.ready(&NUMBERS.map(|number| work(number, "2026-03-02", "1"))).await;
    begins_above(&undisturbed, "0").await;
    create(&undisturbed, everything()).await;
    let batch = create(&world, everything()).await;
    world.cut_batches(1).await;
    assert!(step::<CreateInvoices>(&world, batch).await);
    work_off(&world).await;
    assert_eq!(end_state(&world).await, end_state(&undisturbed).await);

    confirming(&undisturbed, everything()).await;
    let batch = confirming(&world, everything()).await;
    world.cut_batches(1).await;
    assert!(step::<ConfirmInvoices>(&world, batch).await);
    let (here, there) = (node(&world, 2).await, node(&world, 2).await);
    let company = world.actor.company;
    let (a, b) = tokio::join!(
        batch::work::<ConfirmInvoices>(&here, company, batch),
        batch::work::<ConfirmInvoices>(&there, company, batch)
    );
    a.and(b).expect("in nobody's way");
    work_off(&world).await;
    assert_eq!(end_state(&world).await, end_state(&undisturbed).await);
    assert_eq!(told(&world).await, told(&undisturbed).await);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn overlapping_runs_and_marks_have_one_effect(owner: PgPool) {
    // R-INV-18: two runs over the same contracts on three nodes, while somebody marks more: nothing
    // is billed twice, nothing is left out, nobody deadlocks
    let world = world_above(owner, "0").await;
    let days = [work("SOLO", "2026-03-05", "1"), work("PAIR", "2026-03-05", "1")];
    let later = world.approved(&days).await;
    let sales = world.ask("select count(*) from backlog").await;
    let (one, other) = (create(&world, everything()).await, create(&world, everything()).await);
    world.cut_batches(1).await;
    let marks = Mark { selection: Selection::Rows(later), ready: true };
    let marking = world
        .run(marks, |tx, mark| Box::pin(mark_backlog(tx, mark)))
        .await
        .expect("begun")
        .begun
        .expect("in the background")
        .batch_id;
    let (here, there, third) =
        (node(&world, 2).await, node(&world, 2).await, node(&world, 2).await);
    let company = world.actor.company;
    let (a, b, c, d) = tokio::join!(
        batch::work::<CreateInvoices>(&here, company, one),
        batch::work::<CreateInvoices>(&there, company, other),
        batch::work::<CreateInvoices>(&third, company, one),
        batch::work::<MarkReady>(&world.database, company, marking)
    );
    for answer in [a, b, c, d] {
        answer.expect("in nobody's way");
    }
    let taken = world.ask("select count(*) from invoice_detail").await;
    let left = world.ask("select count(*) from backlog where is_ready").await;
    assert_eq!(taken + left, sales, "each is on one draft, or waits Ready for the next");
    assert_eq!(
        world.ask("select count(*) from (select from invoice_detail group by source_actual_id having count(*) > 1) x").await,
        0
    );
    if left > 0 {
        create(&world, everything()).await;
    }
    work_off(&world).await;
    assert_eq!(world.ask("select count(*) from backlog").await, 0);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_waits_is_cancelled_and_retried(owner: PgPool) {
    // R-INV-16: between chunks; what is done stays done, and nothing of the rest is half done
    let world = world_above(owner, "0").await;
    let batch = create(&world, everything()).await;
    world.cut_batches(1).await;
    assert_eq!(refusal(retry(&world, batch).await), Refusal::BatchIsUnderWay);
    assert!(step::<CreateInvoices>(&world, batch).await);
    let rival = world.rival().await;
    assert_eq!(refusal(cancel(&rival, batch).await), Refusal::NotFound, "another company's");
    assert_eq!(refusal(retry(&rival, batch).await), Refusal::NotFound);
    let approver =
        person(&world.owner, world.actor.company, "approver@example.org", &[Role::ProjectApprover])
            .await;
    let actor = Actor { person: Some(approver), ..world.actor };
    let theirs = command::run(&world.database, actor, "cancel_batch", None, batch, |tx, batch| {
        Box::pin(cancel_batch(tx, batch))
    });
    assert_eq!(refusal(theirs.await), Refusal::NotFound, "of what one could not have begun");

    assert_eq!(cancel(&world, batch).await.expect("cancelled"), 3);
    assert_eq!(told(&world).await, ["create_invoices cancelled 0/1/3"]);
    let why = refused(&world, batch).await;
    assert!(why.iter().all(|(_, why)| *why == Refusal::BatchCancelled.into()), "{why:?}");
    work_off(&world).await;
    assert_eq!(told(&world).await, ["create_invoices cancelled 0/1/3"], "the job finds nothing");
    assert_eq!(refusal(cancel(&world, batch).await), Refusal::BatchIsDone);
    let (one, other) = tokio::join!(retry(&world, batch), retry(&world, batch));
    let refused: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
    assert!(
        matches!(refused[..], [Failure::Refused(Refusal::BatchIsRetried)]),
        "once, whoever asks at the same moment: {refused:?}"
    );
    work_off(&world).await;
    assert_eq!(
        told(&world).await,
        ["create_invoices cancelled 0/1/3", "create_invoices done 0/3/0"]
    );
    let last = batches(&world).await.remove(1).batch_id;
    assert_eq!(refusal(retry(&world, last).await), Refusal::BatchRefusedNothing);

    // Drafts that were to be confirmed are drafts like any other again.
    let batch = confirming(&world, everything()).await;
    world.cut_batches(2).await;
    assert!(step::<ConfirmInvoices>(&world, batch).await);
    let (cancelled, retried) = tokio::join!(cancel(&world, batch), retry(&world, batch));
    assert_eq!(cancelled.expect("cancelled"), 3);
    if let Err(failure) = retried {
        assert!(matches!(failure, Failure::Refused(Refusal::BatchIsUnderWay)), "{failure:?}");
        assert_eq!(of_state(&world, "scheduled").await, []);
        assert_eq!(of_state(&world, "failed").await, []);
        retry(&world, batch).await.expect("retried");
    }
    assert_eq!(of_state(&world, "scheduled").await.len(), 3);
    work_off(&world).await;
    assert_eq!(told(&world).await[3], "confirm_invoices done 0/3/0");
    assert_eq!(of_state(&world, "confirmed").await.len(), 5);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn many_drafts_are_deleted_and_many_rows_retyped_in_the_background(owner: PgPool) {
    // R-SM-33, R-COR-11, R-INV-16: what changed since it was chosen stays, and says why
    let world = world_above(owner, "0").await;
    let ready = world.backlog().await;
    create(&world, everything()).await;
    work_off(&world).await;
    let drafts: Vec<InvoiceRow> = invoices(&world, ListQuery::default()).await;
    let delete = |selection: Selection| {
        world.run_as("delete_drafts", selection, |tx, drafts| Box::pin(delete_drafts(tx, drafts)))
    };
    let stale = Selection::versioned([(drafts[0].invoice_id.0, 99)]);
    let told_stale = delete(stale).await.expect("told");
    assert_eq!(
        (told_stale.changed, told_stale.refused[0].0.clone(), told_stale.begun),
        (0, Refusal::Outdated, None)
    );
    assert_eq!(refusal(delete(Selection::Rows(vec![])).await), Refusal::NothingSelected);
    let batch = begun(&delete(everything()).await.expect("begun")).batch_id;
    let detail = world.details(drafts[0].invoice_id).await.remove(0);
    let edit = DetailEdit { quantity: "0.50".into(), ..unchanged(drafts[0].invoice_id, &detail) };
    world.edit(edit).await.expect("edited meanwhile");
    world.confirmed(drafts[1].invoice_id).await;
    work_off(&world).await;
    assert_eq!(told(&world).await[1], "delete_invoices done_with_refusals 0/3/2");
    let why: Vec<ApiError> = refused(&world, batch).await.into_iter().map(|(_, why)| why).collect();
    assert_eq!(why, [Refusal::Outdated.into(), ApiError::from(Refusal::ConfirmedInvoiceIsFrozen)]);
    assert_eq!(invoices(&world, ListQuery::default()).await.len(), 2);
    world.delete_invoice(drafts[0].invoice_id).await.expect("deleted");
    assert_eq!(world.backlog().await.len(), ready.len() - 1, "all but what is confirmed is back");

    let retype = |billing_type: BillingType| {
        let retype = Retype { selection: everything(), billing_type, reason: "agreed".to_owned() };
        world
            .run_as("set_billing_type", retype, |tx, retype| Box::pin(set_billing_type(tx, retype)))
    };
    begun(&retype(BillingType::Complimentary).await.expect("begun"));
    work_off(&world).await;
    assert_eq!(told(&world).await[2], "set_billing_type done 0/4/0");
    let batch = begun(&retype(BillingType::Complimentary).await.expect("begun")).batch_id;
    work_off(&world).await;
    let why = refused(&world, batch).await;
    assert_eq!(why.len(), 4, "each says so by itself");
    assert!(why.iter().all(|(_, why)| *why == Refusal::HasThatBillingType.into()), "{why:?}");
    assert_eq!(
        world.ask("select count(*) from backlog where billing_type = 'complimentary'").await,
        4
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_chunk_of_either_takes_as_many_statements_whatever_it_holds(owner: PgPool) {
    // architecture §4: one contract and one draft, two contracts and their three drafts
    let mut world = world_above(owner, "0").await;
    world.database = node(&world, 1).await;
    let mut ids = Vec::new();
    for number in NUMBERS {
        ids.push(world.contract(number).await.0);
    }
    // The first of each looks up the database's types.
    let mut counts = Vec::new();
    for some in [&ids[3..], &ids[2..3], &ids[..2]] {
        let (batch, begins) = counted(create(&world, Selection::Rows(some.to_vec()))).await;
        let (_, takes) = counted(step::<CreateInvoices>(&world, batch)).await;
        counts.push([begins, takes]);
    }
    assert!(counts[0].iter().all(|n| *n > 8), "they are counted: {counts:?}");
    assert_eq!(counts[1], counts[2], "creating: {counts:?}");
    let drafts: Vec<i64> =
        invoices(&world, ListQuery::default()).await.iter().map(|i| i.invoice_id.0).collect();
    let mut counts = Vec::new();
    for some in [&drafts[..1], &drafts[1..2], &drafts[2..]] {
        let (batch, begins) = counted(confirming(&world, Selection::Rows(some.to_vec()))).await;
        let (_, takes) = counted(step::<ConfirmInvoices>(&world, batch)).await;
        counts.push([begins, takes]);
    }
    assert_eq!(counts[1], counts[2], "confirming: {counts:?}");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn deleting_and_retyping_take_as_many_statements_whatever_a_chunk_holds(owner: PgPool) {
    // architecture §4: one draft and three, one row and three of two contracts
    let mut world = world_above(owner, "0").await;
    world.database = node(&world, 1).await;
    create(&world, everything()).await;
    work_off(&world).await;
    let ids: Vec<i64> =
        invoices(&world, ListQuery::default()).await.iter().map(|i| i.invoice_id.0).collect();
    let mut counts = Vec::new();
    for some in [&ids[..1], &ids[1..2], &ids[2..]] {
        let selection = Selection::Rows(some.to_vec());
        let (outcome, begins) =
            counted(world.run_as("delete_drafts", selection, |tx, drafts| {
                Box::pin(delete_drafts(tx, drafts))
            }))
            .await;
        let batch = begun(&outcome.expect("begun")).batch_id;
        let (_, takes) = counted(step::<DeleteInvoices>(&world, batch)).await;
        counts.push([begins, takes]);
    }
    assert!(counts[0].iter().all(|n| *n > 8), "they are counted: {counts:?}");
    assert_eq!(counts[1], counts[2], "deleting: {counts:?}");
    // Where there is a limit, one statement more sets it free.
    let ids: Vec<i64> = sqlx::query_scalar(
        r"
        select b.actual_id
        from backlog b
        join contract c using (company_id, contract_id)
        where c.number <> 'CAP'
        order by c.number, b.actual_id
        ",
    )
    .fetch_all(&world.owner)
    .await
    .expect("rows");
    let mut counts = Vec::new();
    for some in [&ids[..1], &ids[1..2], &ids[2..]] {
        let retype = Retype {
            selection: Selection::Rows(some.to_vec()),
            billing_type: BillingType::Complimentary,
            reason: "agreed".to_owned(),
        };
        let (outcome, begins) = counted(world.run_as("set_billing_type", retype, |tx, retype| {
            Box::pin(set_billing_type(tx, retype))
        }))
        .await;
        let batch = begun(&outcome.expect("begun")).batch_id;
        let (_, takes) = counted(step::<SetBillingType>(&world, batch)).await;
        counts.push([begins, takes]);
    }
    assert_eq!(counts[1], counts[2], "retyping: {counts:?}");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_bell_says_what_goes_on_and_what_is_done_since_one_looked(owner: PgPool) {
    // R-INV-16: to whoever began it, wherever they are
    let world = world_above(owner, "0").await;
    let reader = world.actor.person.expect("somebody");
    let bell = || async {
        world
            .read(move |scope| Box::pin(async move { read_background(scope, reader).await }))
            .await
            .expect("read")
    };
    assert_eq!(bell().await, Background::default());
    let batch = create(&world, everything()).await;
    let running = Background { running: 1, ..Background::default() };
    assert_eq!(bell().await, running);
    let see =
        |newest: BatchId| world.run(newest, |tx, newest| Box::pin(see_background(tx, newest)));
    see(batch).await.expect("noted");
    assert_eq!(bell().await, running, "what goes on is told when it is done");
    work_off(&world).await;
    let done = Background { done: 1, newest: Some(batch), ..Background::default() };
    assert_eq!(bell().await, done);
    let other =
        person(&world.owner, world.actor.company, "other@example.org", &[Role::ProjectManager])
            .await;
    let theirs = world
        .read(move |scope| Box::pin(async move { read_background(scope, other).await }))
        .await
        .expect("read");
    assert_eq!(theirs, Background::default(), "nobody else's");
    let other = Actor { person: Some(other), ..world.actor };
    let mine = command::run(&world.database, other, "see_background", None, batch, |tx, newest| {
        Box::pin(see_background(tx, newest))
    });
    mine.await.expect("noted");
    assert_eq!(bell().await, done, "others look at their own");
    see(batch).await.expect("noted");
    assert_eq!(bell().await, Background::default());
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_stream_says_that_something_moves_until_nothing_does(owner: PgPool) {
    // R-INV-16, §14: to those who see what goes on, as long as it does
    let site = Site::new(world_above(owner, "0").await);
    assert_eq!(site.get(paths::LIVE, None).await.status, StatusCode::UNAUTHORIZED);
    let resource = site.sign_in("resource", &[Role::Resource]).await;
    assert_eq!(site.get(paths::LIVE, Some(&resource)).await.status, StatusCode::FORBIDDEN);
    let biller = site.sign_in("biller", &[Role::BillingAdministrator]).await;
    let idle = site.get(paths::LIVE, Some(&biller)).await;
    assert_eq!(
        (idle.status, idle.header("content-type"), idle.text.as_str()),
        (StatusCode::OK, "text/event-stream", "data: moved\n\n"),
        "nothing goes on: it says so once, and ends"
    );
    assert_eq!(idle.header("content-encoding"), "", "what is packed is kept until it is enough");
    let batch = create(&site.world, everything()).await;
    site.world.cut_batches(1).await;
    let follows = site.get(paths::LIVE, Some(&biller));
    let works =
        batch::work::<CreateInvoices>(&site.world.database, site.world.actor.company, batch);
    let (followed, worked) = tokio::join!(follows, works);
    worked.expect("done");
    assert!(followed.text.matches("data: moved").count() >= 1, "{}", followed.text);
    assert_eq!(told(&site.world).await, ["create_invoices done 0/4/0"]);
}
