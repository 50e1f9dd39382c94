//! Undo: an act says which rows it changed, and what takes it back is done to them as they were
//! left.

use super::{
    fixtures::{World, refusal},
    sheets::work,
};
use crate::{
    entries::{
        model::Decision,
        rules::{next, undone_by},
    },
    invoicing::{
        create::model::Billed,
        draft::{
            commands::{delete_details, put_back},
            model::{DetailRemoval, DetailReturn, TakenOff},
        },
    },
    milestones,
    platform::failure::Failure,
    retainers,
    vocabulary::{
        ids::{InvoiceDetailId, InvoiceId},
        paging::{BulkOutcome, ListQuery, Selection, Sight},
        refusal::Refusal,
        words::EntryState,
    },
};
use sqlx::PgPool;

#[test]
fn an_outcome_names_its_rows_where_they_were_chosen_one_by_one() {
    let outcome = |selection: &Selection, rows: &[(i64, Option<i32>)]| {
        let mut outcome = BulkOutcome::default();
        outcome.change(selection, rows.iter().copied());
        outcome
    };
    let all =
        Selection::Seen(Box::new(Selection::Matching(ListQuery::default())), Sight::default());
    for selection in [all, Selection::Matching(ListQuery::default())] {
        let matched = outcome(&selection, &[(1, None), (2, None)]);
        assert_eq!(
            (matched.changed, matched.left()),
            (2, None),
            "all that match were asked about before"
        );
    }
    let chosen = Selection::shown(vec![1, 2, 3]);
    assert_eq!(outcome(&chosen, &[]).left(), None, "nothing to take back");
    assert_eq!(
        outcome(&chosen, &[(1, None), (3, None)]).left(),
        Some(Selection::shown(vec![1, 3]))
    );
    assert_eq!(
        outcome(&chosen, &[(1, Some(4)), (3, Some(1))]).left(),
        Some(Selection::versioned([(1, 4), (3, 1)]))
    );

    let mut both = outcome(&chosen, &[(1, Some(4))]);
    both.refuse(Refusal::Outdated, 2);
    both.add(outcome(&chosen, &[(3, Some(1))]));
    assert_eq!(
        (both.changed, both.left()),
        (2, Some(Selection::versioned([(1, 4), (3, 1)]))),
        "chunk by chunk"
    );
    assert_eq!(both.refused, [(Refusal::Outdated, 1, vec![2])]);
}

#[test]
fn what_takes_a_decision_back_leads_to_where_it_came_from() {
    let mut taken_back = 0;
    for decision in Decision::ALL {
        let Some(inverse) = undone_by(*decision) else { continue };
        for from in EntryState::ALL {
            let Ok(there) = next(*from, false, false, *decision) else { continue };
            let back = next(there.to(), false, false, inverse).expect("a way back").to();
            // What was returned is a draft once it is recalled: with its author either way.
            let came_from = if *from == EntryState::Returned { EntryState::Draft } else { *from };
            assert_eq!(back, came_from, "{decision:?} from {from:?}");
            taken_back += 1;
        }
    }
    assert_eq!(taken_back, 4);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn approval_is_taken_back_from_what_is_as_it_was_left(owner: PgPool) {
    let world = World::new(owner).await;
    let ids = world
        .entries(&[
            work("SOLO", "2026-03-02", "8"),
            work("SOLO", "2026-03-03", "4"),
            work("SOLO", "2026-03-04", "2"),
        ])
        .await;
    world.force_owned(format!("update entry set version = 3 where entry_id = {}", ids[1])).await;
    let seen = Selection::versioned([(ids[0].0, 1), (ids[1].0, 3), (ids[2].0, 2)]);
    let outcome = world.decide(seen, Decision::Approve).await.expect("decided").outcome;
    assert_eq!(
        outcome.rows,
        [(ids[0].0, Some(1)), (ids[1].0, Some(3))],
        "not the one that was changed meanwhile"
    );
    let left = outcome.left().expect("known rows");

    world.force_owned(format!("update entry set version = 4 where entry_id = {}", ids[1])).await;
    let undone =
        world.decide(left.clone(), Decision::CancelApproval).await.expect("decided").outcome;
    assert_eq!(
        (undone.changed, undone.refused),
        (1, vec![(Refusal::Outdated, 1, vec![ids[1].0])]),
        "somebody changed it since"
    );
    assert_eq!(
        world.texts("select state::text from entry order by entry_id").await,
        ["submitted", "approved", "submitted"]
    );
    assert_eq!(
        world.decide(left, Decision::CancelApproval).await.expect("decided").outcome.changed,
        0,
        "once"
    );

    let all = Selection::Seen(
        Box::new(Selection::Matching(ListQuery::default().with("state", "submitted"))),
        Sight { count: 2, quantity: Some(10.into()), ..Sight::default() },
    );
    let matched = world.decide(all, Decision::Approve).await.expect("decided").outcome;
    assert_eq!((matched.changed, matched.rows), (2, Vec::new()));
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn marking_is_taken_back_from_the_rows_it_changed(owner: PgPool) {
    let world = World::new(owner).await;
    let sales = world
        .approved(&[
            work("SOLO", "2026-03-02", "8"),
            work("SOLO", "2026-03-03", "4"),
            work("CAP", "2026-03-04", "2"),
        ])
        .await;
    assert_eq!(world.mark(Selection::Rows(vec![sales[0]]), true).await.expect("marked").changed, 1);
    let outcome = world.mark(Selection::shown(sales.clone()), true).await.expect("marked");
    let changed: std::collections::BTreeSet<i64> =
        outcome.rows.iter().map(|(row, _)| *row).collect();
    assert_eq!(changed, [sales[1], sales[2]].into(), "the first was Ready before");
    let left = outcome.left().expect("known rows");

    let draft = world.draft("CAP").await;
    let undone = world.mark(left, false).await.expect("marked");
    assert_eq!((undone.changed, undone.rows), (1, vec![(sales[1], None)]));
    assert!(
        matches!(&undone.refused[..], [(Refusal::OnDraftInvoice(_), 1, rows)] if rows == &[sales[2]]),
        "on {draft} meanwhile: {:?}",
        undone.refused
    );
    assert_eq!(
        world
            .ask(&format!(
                "select actual_id from backlog where is_ready and actual_id in ({}, {})",
                sales[0], sales[1]
            ))
            .await,
        sales[0]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn marks_of_milestones_and_retainers_are_taken_back_as_they_were_left(owner: PgPool) {
    let world = World::staged(owner).await;
    let milestone = world.milestone("STAGES", "Whole", "2026-03-01", "5000").await;
    world.milestones_ready("STAGES").await;
    let mark = |selection: Selection, ready: bool| {
        world.run(milestones::model::Mark { selection, ready }, |tx, mark| {
            Box::pin(milestones::commands::mark_milestones(tx, mark))
        })
    };
    let part = world
        .ask(&format!(
            "select min(milestone_split_id) from milestone_split where milestone_id = {milestone}"
        ))
        .await;
    let outcome = mark(Selection::versioned([(part, 1)]), false).await.expect("marked");
    assert_eq!((outcome.changed, outcome.rows.clone()), (1, vec![(part, Some(1))]), "{outcome:?}");
    world
        .force_owned(format!("update milestone set version = 2 where milestone_id = {milestone}"))
        .await;
    let undone = mark(outcome.left().expect("known"), true).await.expect("marked");
    assert_eq!((undone.changed, undone.refused), (0, vec![(Refusal::Outdated, 1, vec![part])]));

    let retainer =
        world.retainer("SOLO", "Harbour & Vale, Architects", "2026-03-05", "100").await.0;
    let mark = |selection: Selection, ready: bool| {
        world.run(retainers::model::Mark { selection, ready }, |tx, mark| {
            Box::pin(retainers::commands::mark_retainers(tx, mark))
        })
    };
    let outcome = mark(Selection::versioned([(retainer, 1)]), true).await.expect("marked");
    assert_eq!(outcome.rows, [(retainer, Some(1))]);
    let left = outcome.left().expect("known");
    assert_eq!(mark(left.clone(), false).await.expect("marked").changed, 1);
    assert_eq!(
        mark(left.clone(), true).await.expect("marked").changed,
        1,
        "and again: marking is no change of what it says"
    );
    world
        .force_owned(format!(
            "update retainer set amount = 900, version = 2 where retainer_id = {retainer}"
        ))
        .await;
    assert_eq!(
        mark(left, false).await.expect("marked").refused,
        [(Refusal::Outdated, 1, vec![retainer])]
    );
}

async fn take_off(world: &World, invoice_id: InvoiceId, details: Vec<InvoiceDetailId>) -> TakenOff {
    take_off_and(world, invoice_id, details, false).await
}

async fn take_off_and(
    world: &World,
    invoice_id: InvoiceId,
    details: Vec<InvoiceDetailId>,
    hold_back: bool,
) -> TakenOff {
    let version = world.invoice_version(invoice_id).await;
    let removal = DetailRemoval {
        invoice_id,
        version,
        selection: Selection::Rows(details.iter().map(|detail| detail.0).collect()),
        hold_back,
    };
    world
        .run(removal, |tx, removal| Box::pin(delete_details(tx, removal)))
        .await
        .expect("taken off")
}

async fn returned(world: &World, invoice_id: InvoiceId, rows: Vec<i64>) -> Result<Billed, Failure> {
    returned_after(world, invoice_id, rows, false).await
}

async fn returned_after(
    world: &World,
    invoice_id: InvoiceId,
    rows: Vec<i64>,
    held_back: bool,
) -> Result<Billed, Failure> {
    let back = DetailReturn { invoice_id, selection: Selection::shown(rows), held_back };
    world.run(back, |tx, back| Box::pin(put_back(tx, back))).await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_came_off_a_draft_goes_on_the_same_one_again(owner: PgPool) {
    let world = World::new(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "4")]).await;
    let draft = world.draft("SOLO").await;
    world.ready(&[work("SOLO", "2026-03-04", "2")]).await;
    let newer = world.draft("SOLO").await;
    let first = world.details(draft).await.remove(0);
    let off = take_off(&world, draft, vec![first.invoice_detail_id]).await;
    let sale = first.source_actual_id.expect("work").0;
    assert_eq!((off.details, off.sales.iter().map(|id| id.0).collect::<Vec<_>>()), (1, vec![sale]));

    let back = returned(&world, draft, vec![sale]).await.expect("put back");
    assert_eq!(
        (back.outcome.changed, back.invoices),
        (1, vec![draft]),
        "not on {newer}, which is newer"
    );
    assert_eq!(world.details(draft).await.len(), 2);
    let again = returned(&world, draft, vec![sale]).await.expect("told");
    assert_eq!(again.outcome.changed, 0, "once only: {:?}", again.outcome.refused);

    let off =
        take_off_and(&world, draft, vec![world.details(draft).await[0].invoice_detail_id], true)
            .await;
    let sale = off.sales[0].0;
    let unready = returned(&world, draft, vec![sale]).await.expect("told");
    assert_eq!(
        (unready.outcome.changed, unready.outcome.refused),
        (0, vec![(Refusal::NotMarkedReady, 1, vec![sale])])
    );
    assert_eq!(
        returned_after(&world, draft, vec![sale], true).await.expect("put back").outcome.changed,
        1,
        "Ready again first"
    );

    let off = take_off(&world, draft, vec![world.details(draft).await[0].invoice_detail_id]).await;
    world.confirmed(draft).await;
    assert_eq!(
        refusal(returned(&world, draft, vec![off.sales[0].0]).await),
        Refusal::ConfirmedInvoiceIsFrozen
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nobody_else_s_rows_are_put_on_a_draft(owner: PgPool) {
    let world = World::new(owner).await;
    world.ready(&[work("PAIR", "2026-03-02", "8")]).await;
    let drafts = world.create(&["PAIR"]).await.remove(0).outcome.expect("one for each customer");
    let theirs = world.details(drafts[1]).await.remove(0);
    let off = take_off(&world, drafts[1], vec![theirs.invoice_detail_id]).await;
    let sale = off.sales[0].0;
    let told = returned(&world, drafts[0], vec![sale]).await.expect("told");
    assert_eq!(
        (told.outcome.changed, told.outcome.refused),
        (0, vec![(Refusal::NotInBacklog, 1, vec![sale])])
    );
    assert_eq!(
        world.ask("select count(*) from invoice").await,
        2,
        "and no new one is made of them"
    );
    assert_eq!(returned(&world, drafts[1], vec![sale]).await.expect("put back").outcome.changed, 1);
    world.audit_clean().await;
}
