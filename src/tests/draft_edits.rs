//! A draft edited: one detail, many at once, undone, put back; what comes on it later; its history.
//! However much is on it.
#![cfg(feature = "ssr")]

use super::{
    fixtures::{World, app_pool, day, dec, refusal, unchanged},
    one_by_one::counted,
    sheets::{Work, work},
};
use crate::{
    invoicing::{
        create::model::Billed,
        draft::{
            commands::{
                DETAILS, add_pending, edit_detail, edit_details, list_details, list_history,
                list_pending, preview_edit_details, read_standing, refresh_invoice,
                restore_details, total_details, total_groups, undo_details,
            },
            model::{
                Change, DetailEdit, DetailEdited, DetailRow, DetailsEdit, DetailsEdited,
                DetailsRestore, DetailsUndo, GroupBy, GroupQuery, Happening, HistoryQuery,
                HistoryRow, InvoiceHead, PendingAdd, PendingRow, Refreshed,
            },
            rules::why_not,
        },
        tests_db::{as_is, eight_hours, header, read},
    },
    platform::{database::Database, failure::Failure},
    vocabulary::{
        ids::InvoiceId,
        paging::{ListQuery, Selection},
        refusal::{Field, Refusal},
        words::{BillingType, InvoiceState, LimitKind},
    },
};
use sqlx::PgPool;

fn all() -> Selection {
    Selection::Matching(ListQuery::default())
}

fn rows_of(details: &[DetailRow]) -> Selection {
    Selection::Rows(details.iter().map(|row| row.invoice_detail_id.0).collect())
}

async fn edit_of(
    world: &World,
    draft: InvoiceId,
    selection: Selection,
    change: Change,
) -> DetailsEdit {
    let version = world.invoice_version(draft).await;
    DetailsEdit { invoice_id: draft, version, selection, change }
}

async fn many(world: &World, edit: DetailsEdit) -> Result<DetailsEdited, Failure> {
    world.run_as("edit_details", edit, |tx, edit| Box::pin(edit_details(tx, edit))).await
}

async fn preview(world: &World, edit: DetailsEdit) -> Result<DetailsEdited, Failure> {
    world.read(move |scope| Box::pin(async move { preview_edit_details(scope, &edit).await })).await
}

async fn refresh(world: &World, draft: InvoiceId) -> Result<Refreshed, Failure> {
    world.run(draft, |tx, draft| Box::pin(refresh_invoice(tx, draft))).await
}

async fn add(world: &World, draft: InvoiceId, selection: Selection) -> Result<Billed, Failure> {
    let add = PendingAdd { invoice_id: draft, selection };
    world.run(add, |tx, add| Box::pin(add_pending(tx, add))).await
}

async fn head_of(world: &World, draft: InvoiceId) -> InvoiceHead {
    use crate::invoicing::draft::commands::read_head;
    world
        .read(move |scope| Box::pin(async move { read_head(scope, draft).await }))
        .await
        .expect("a head")
}

async fn pending(world: &World, draft: InvoiceId) -> Vec<PendingRow> {
    let id = draft.to_string();
    let query =
        ListQuery::default().with("invoice_id", &*id).with("payer_of", &*id).with("not_on", id);
    world
        .read(move |scope| Box::pin(async move { list_pending(scope, &query).await }))
        .await
        .expect("a page")
        .rows
}

async fn history(world: &World, draft: InvoiceId) -> Vec<HistoryRow> {
    let query = HistoryQuery { invoice_id: draft, before: None };
    world
        .read(move |scope| Box::pin(async move { list_history(scope, &query).await }))
        .await
        .expect("a history")
        .rows
}

/// Three sales at 200 and a day's work that nobody pays, on one draft.
async fn four(owner: PgPool) -> (World, InvoiceId) {
    let world = World::new(owner).await;
    world
        .ready(&[
            work("SOLO", "2026-03-02", "8"),
            work("SOLO", "2026-03-03", "2.5"),
            work("SOLO", "2026-03-04", "1"),
            Work { billable: "No", ..work("SOLO", "2026-03-05", "4") },
        ])
        .await;
    let draft = world.draft("SOLO").await;
    (world, draft)
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_saved_cell_answers_its_row_and_what_was_edited_is_told_from_what_came(owner: PgPool) {
    // R-EDIT-5, R-EDIT-10, R-EDIT-15
    let (world, draft) = eight_hours(owner).await;
    let detail = world.details(draft).await.remove(0);
    let to = async |edit: DetailEdit| -> Result<DetailEdited, Failure> {
        world.run(edit, |tx, edit| Box::pin(edit_detail(tx, edit))).await
    };
    let done = to(DetailEdit { quantity: "6".into(), ..detail.as_edit() }).await.expect("saved");
    assert_eq!((done.row.quantity, done.row.amount, done.row.version), (dec("6"), dec("1200"), 2));
    assert_eq!(done.version, world.invoice_version(draft).await);
    assert!(done.row.edited_at.is_some() && done.row.edited_by.is_some(), "who and when");
    assert_eq!(
        refusal(to(DetailEdit { quantity: "7".into(), ..detail.as_edit() }).await),
        Refusal::Outdated,
        "what was read before is no ground any more"
    );
    let back =
        to(DetailEdit { quantity: "8.0".into(), ..done.row.as_edit() }).await.expect("saved");
    assert_eq!(
        (back.row.edited_at, back.row.edited_by.as_deref(), back.row.version),
        (None, None, 3),
        "what says again what it came with is edited no more"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn many_are_changed_as_previewed_and_taken_back_to_the_cent(owner: PgPool) {
    // R-INV-15, R-EDIT-10, R-EDIT-11, R-EDIT-14, R-EDIT-15
    let (world, draft) = four(owner).await;
    let taxed = unchanged(draft, &world.details(draft).await[0]);
    world.edit(DetailEdit { tax: "304.33".into(), ..taxed }).await.expect("taxed");
    let before = world.details(draft).await;
    let edit = edit_of(&world, draft, rows_of(&before), Change::PriceBy(" +5 % ".into())).await;
    let seen = preview(&world, edit.clone()).await.expect("a preview");
    assert_eq!(
        (seen.changed, seen.same, seen.before, seen.after, seen.refused.len()),
        (4, 0, dec("2300"), dec("2415"), 0)
    );
    assert_eq!(world.details(draft).await, before, "a preview writes nothing");

    let done = many(&world, edit.clone()).await.expect("changed");
    assert_eq!(DetailsEdited { was: Vec::new(), ..done.clone() }, seen, "as it was previewed");
    assert_eq!(refusal(many(&world, edit).await), Refusal::Outdated, "once");
    let now = world.details(draft).await;
    assert_eq!(
        now.iter().map(|row| (row.unit_price, row.tax)).collect::<Vec<_>>(),
        [
            (dec("210"), dec("319.55")),
            (dec("210"), dec("0")),
            (dec("210"), dec("0")),
            (dec("210"), dec("0"))
        ],
        "R-EDIT-11: tax follows"
    );
    assert_eq!(read(&world, draft).await.unwrap().header.amount, dec("2415"));

    let undo = DetailsUndo { invoice_id: draft, was: done.was };
    let undone = world
        .run(undo.clone(), |tx, undo| Box::pin(undo_details(tx, undo)))
        .await
        .expect("taken back");
    assert_eq!((undone.changed, undone.refused.len()), (4, 0));
    let terms = |rows: &[DetailRow]| rows.iter().map(DetailRow::terms).collect::<Vec<_>>();
    assert_eq!(terms(&world.details(draft).await), terms(&before), "to the cent, tax too");
    let again = world.run(undo, |tx, undo| Box::pin(undo_details(tx, undo))).await.expect("told");
    assert_eq!(
        (again.changed, again.refused),
        (0, vec![(Refusal::Outdated, 4, before.iter().map(|r| r.invoice_detail_id.0).collect())]),
        "whoever edited since wins"
    );

    // All that match have their way back too, where they are not too many.
    let edit = edit_of(&world, draft, all(), Change::PriceBy("-10".into())).await;
    let done = many(&world, edit).await.expect("changed");
    assert_eq!((done.changed, done.was.len()), (4, 4));
    let undo = DetailsUndo { invoice_id: draft, was: done.was };
    world.run(undo, |tx, undo| Box::pin(undo_details(tx, undo))).await.expect("taken back");
    assert_eq!(terms(&world.details(draft).await), terms(&before));
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_change_of_many_keeps_the_rule_of_one(owner: PgPool) {
    // R-EDIT-5, R-EDIT-6, R-EDIT-10
    let world = World::new(owner).await;
    world.milestone("FIXED", "Design", "2026-03-10", "5000").await;
    world.milestones_ready("FIXED").await;
    let draft = world.draft("FIXED").await;
    for change in [
        Change::Quantity("2".into()),
        Change::UnitPrice("10".into()),
        Change::PriceBy("-50".into()),
    ] {
        let edit = edit_of(&world, draft, all(), change.clone()).await;
        let told = many(&world, edit).await.expect("told");
        assert_eq!(
            (told.changed, told.before, told.after, &told.refused[0].0),
            (0, dec("5000"), dec("5000"), &Refusal::MilestoneAmountIsFixed),
            "{change:?}"
        );
    }
    for (change, amount) in [
        (Change::Description("checked".into()), "5000"),
        (Change::ExternalDescription("March".into()), "5000"),
        (Change::Tax("950".into()), "5000"),
        (Change::BillingType(BillingType::Complimentary), "0"),
    ] {
        let edit = edit_of(&world, draft, all(), change.clone()).await;
        let told = many(&world, edit).await.expect("told");
        assert_eq!((told.changed, told.after), (1, dec(amount)), "{change:?}");
    }
    assert_eq!(
        world.details(draft).await[0].tax,
        dec("0"),
        "R-EDIT-10: what is not charged has none"
    );
    for (change, expected) in [
        (Change::PriceBy("much".into()), Refusal::FieldNotANumber(Field::UnitPrice)),
        (Change::PriceBy("-101".into()), Refusal::FieldOutOfRange(Field::UnitPrice)),
        (Change::PriceBy("1001".into()), Refusal::FieldOutOfRange(Field::UnitPrice)),
        (Change::Quantity("x".into()), Refusal::FieldNotANumber(Field::Quantity)),
        (Change::Quantity(String::new()), Refusal::FieldMissing(Field::Quantity)),
        (Change::UnitPrice(" ".into()), Refusal::FieldMissing(Field::UnitPrice)),
        (Change::BillingType(BillingType::NotAvailable), Refusal::InputUnreadable),
    ] {
        let edit = edit_of(&world, draft, all(), change.clone()).await;
        assert_eq!(refusal(preview(&world, edit.clone()).await), expected, "{change:?}");
        assert_eq!(refusal(many(&world, edit).await), expected, "{change:?}");
    }
    let none = Selection::Matching(ListQuery::default().with("billing_type", "chargeable"));
    let edit = edit_of(&world, draft, none, Change::Quantity("1".into())).await;
    assert_eq!(refusal(many(&world, edit).await), Refusal::NothingSelected);
    world.confirmed(draft).await;
    let edit = edit_of(&world, draft, all(), Change::Description("x".into())).await;
    assert_eq!(refusal(preview(&world, edit.clone()).await), Refusal::ConfirmedInvoiceIsFrozen);
    assert_eq!(refusal(many(&world, edit).await), Refusal::ConfirmedInvoiceIsFrozen);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn edited_details_are_put_back_as_they_came(owner: PgPool) {
    // R-EDIT-5: original beside new value, one, some or all
    let (world, draft) = four(owner).await;
    let first = world.details(draft).await;
    let edit = edit_of(&world, draft, rows_of(&first[..2]), Change::UnitPrice("150".into())).await;
    many(&world, edit).await.expect("changed");
    let edited = || {
        let query =
            ListQuery::default().with("invoice_id", draft.to_string()).with("edited", "yes");
        world.read(move |scope| Box::pin(async move { list_details(scope, &query).await }))
    };
    let rows = edited().await.expect("a page").rows;
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].unit_price, rows[0].source_unit_price), (dec("150"), dec("200")));
    let restore = |selection, version| {
        let restore = DetailsRestore { invoice_id: draft, version, selection };
        world.run(restore, |tx, restore| Box::pin(restore_details(tx, restore)))
    };
    let version = world.invoice_version(draft).await;
    assert_eq!(refusal(restore(all(), version - 1).await), Refusal::Outdated);
    assert_eq!(restore(rows_of(&rows[..1]), version).await.expect("restored").changed, 1);
    assert_eq!(edited().await.expect("a page").rows.len(), 1);
    let told = restore(all(), version + 1).await.expect("restored");
    assert_eq!((told.changed, told.same), (1, 3));
    assert!(edited().await.expect("a page").rows.is_empty());
    let terms = |rows: &[DetailRow]| rows.iter().map(DetailRow::terms).collect::<Vec<_>>();
    assert_eq!(terms(&world.details(draft).await), terms(&first));
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_draft_takes_in_what_became_ready_once(owner: PgPool) {
    // R-INV-11: sales and milestones, none of a later day; again it finds nothing; two at once
    let (world, draft) = eight_hours(owner).await;
    let version = world.invoice_version(draft).await;
    assert_eq!(refresh(&world, draft).await.expect("refreshed"), Refreshed::default());
    assert_eq!(world.invoice_version(draft).await, version, "nothing found, nothing changed");
    let on = read(&world, draft).await.unwrap().header.invoice_on;
    let later = on.succ_opt().expect("a day").to_string();
    world.ready(&[work("SOLO", "2026-03-03", "2"), work("SOLO", &later, "1")]).await;
    let (one, other) = tokio::join!(refresh(&world, draft), refresh(&world, draft));
    let (one, other) = (one.expect("refreshed"), other.expect("refreshed"));
    assert_eq!(one.sales + other.sales, 1, "by one of the two: {one:?} {other:?}");
    assert_eq!(world.details(draft).await.len(), 2);
    assert_eq!(refresh(&world, draft).await.expect("refreshed"), Refreshed::default());

    world.milestone("FIXED", "Design", "2026-03-10", "3000").await;
    world.milestone("FIXED", "Build", "2026-03-11", "2000").await;
    world.milestones_ready("FIXED").await;
    let fixed = world.draft("FIXED").await;
    let build = world.details(fixed).await.remove(1).invoice_detail_id;
    world.delete_details(fixed, vec![build], false).await.expect("taken off");
    assert_eq!(
        refresh(&world, fixed).await.expect("refreshed"),
        Refreshed { sales: 0, milestones: 1, products: 0 }
    );
    world.confirmed(draft).await;
    assert_eq!(refusal(refresh(&world, draft).await), Refusal::ConfirmedInvoiceIsFrozen);
    assert_eq!(refusal(refresh(&world, InvoiceId(999_999)).await), Refusal::NotFound);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_waits_says_why_and_what_can_be_added_is(owner: PgPool) {
    // R-INV-15, R-INV-4, R-NTE-4
    let world = World::new(owner).await;
    world.ready(&[work("CAP", "2026-03-02", "5")]).await;
    let draft = world.draft("CAP").await;
    let on = head_of(&world, draft).await.invoice_on;
    let later = on.succ_opt().expect("a day").to_string();
    // 3000 at 200 an hour: 15 h in all.
    world.ready(&[work("CAP", "2026-03-03", "1"), work("CAP", &later, "1")]).await;
    world.approved(&[work("CAP", "2026-03-04", "2"), work("CAP", "2026-03-05", "30")]).await;
    let reason = |row: &PendingRow| why_not(row, on);
    let reasons: Vec<_> = pending(&world, draft)
        .await
        .iter()
        .map(|row| (row.quantity, row.is_ready, reason(row)))
        .collect();
    assert_eq!(
        reasons,
        [
            (dec("1"), true, None),
            (dec("2"), false, None),
            (dec("30"), false, Some(Refusal::LimitFailed(LimitKind::ContractLine))),
            (dec("1"), true, Some(Refusal::DatedAfterInvoice(on))),
        ]
    );
    let waiting = pending(&world, draft).await;
    let ids: Vec<i64> = waiting.iter().map(|row| row.pending_id).collect();
    let added = add(&world, draft, Selection::Rows(ids)).await.expect("added");
    assert_eq!(added.outcome.changed, 2, "the one that was not marked is Ready first");
    assert_eq!(added.outcome.refused.len(), 2, "the others say why: {added:?}");
    assert_eq!(world.details(draft).await.len(), 3);
    assert_eq!(pending(&world, draft).await.len(), 2);

    // Of another draft: seen with its name, not taken from it.
    let gone = world.details(draft).await[2].invoice_detail_id;
    world.delete_details(draft, vec![gone], false).await.expect("taken off");
    let other = world.draft("CAP").await;
    let elsewhere = pending(&world, draft).await;
    let elsewhere: Vec<_> = elsewhere.iter().filter(|row| row.invoice_id == Some(other)).collect();
    assert_eq!(elsewhere.len(), 1);
    assert!(
        matches!(reason(elsewhere[0]), Some(Refusal::OnAnotherDraft(label)) if !label.is_empty())
    );
    let refused = add(&world, draft, Selection::Rows(vec![elsewhere[0].pending_id])).await;
    assert_eq!(refused.expect("told").outcome.changed, 0);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn milestones_wait_too_and_are_added_by_their_part(owner: PgPool) {
    // R-INV-15, R-SM-11
    let world = World::new(owner).await;
    world.milestone("FIXED", "Design", "2026-03-10", "3000").await;
    world.milestone("FIXED", "Build", "2026-03-11", "2000").await;
    world.milestones_ready("FIXED").await;
    let draft = world.draft("FIXED").await;
    let build = world.details(draft).await.remove(1).invoice_detail_id;
    world.delete_details(draft, vec![build], true).await.expect("held back");
    let waiting = pending(&world, draft).await;
    assert_eq!(
        waiting.iter().map(|row| (row.is_ready, row.net_amount)).collect::<Vec<_>>(),
        [(false, dec("2000"))]
    );
    let added = add(&world, draft, Selection::Rows(vec![waiting[0].pending_id])).await;
    assert_eq!(added.expect("added").outcome.changed, 1);
    assert_eq!(world.details(draft).await.len(), 2);
    assert!(pending(&world, draft).await.is_empty());
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_history_of_a_draft_is_read_line_by_line(owner: PgPool) {
    // I16: created, edited, from what to what, by whom; found by the invoice
    let (world, draft) = four(owner).await;
    let first = world.details(draft).await;
    world.edit(DetailEdit { quantity: "6".into(), ..first[0].as_edit() }).await.expect("edited");
    let edit = edit_of(&world, draft, rows_of(&first), Change::PriceBy("10".into())).await;
    many(&world, edit).await.expect("changed");
    let review = as_is(&world, draft).await;
    header(
        &world,
        crate::invoicing::draft::model::HeaderEdit { state: InvoiceState::InReview, ..review },
    )
    .await
    .expect("in review");
    world.delete_details(draft, vec![first[2].invoice_detail_id], true).await.expect("off");
    let other = world.billed("CAP", &[work("CAP", "2026-03-02", "8")]).await;

    let rows = history(&world, draft).await;
    let told: Vec<&Happening> = rows.iter().map(|row| &row.happened).collect();
    assert!(
        matches!(
            &told[..],
            [
                Happening::TakenOff(1, true),
                Happening::State(InvoiceState::Draft, InvoiceState::InReview),
                Happening::EditedMany { changed: 4, .. },
                Happening::Edited(_),
                Happening::Created
            ]
        ),
        "{told:?}"
    );
    let Happening::Edited(edited) = told[3] else { panic!("{told:?}") };
    assert_eq!((edited.0.terms.quantity, edited.1.quantity), (dec("8"), dec("6")));
    assert!(rows.iter().all(|row| row.person.is_some()), "by whom");
    world.confirmed(draft).await;
    assert!(matches!(history(&world, draft).await[0].happened, Happening::Confirmed(_)));
    assert_eq!(history(&world, other).await.len(), 2, "its own: created, confirmed");

    let company = world.company();
    let plan = world
        .texts(&format!(
            r"
            explain select audit_entry_id
            from audit_subject
            where company_id = {company} and subject = 'invoice' and subject_id = {draft}
            order by audit_entry_id desc
            limit 51
            "
        ))
        .await;
    assert!(!plan.iter().any(|line| line.contains("Sort")), "{plan:?}");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_draft_says_where_it_leaves_its_contract(owner: PgPool) {
    // R-INV-15, R-NTE-2: contract value, and the room of the limits that it uses
    let world = World::new(owner).await;
    world.ready(&[work("CAP", "2026-03-02", "5"), work("SOLO", "2026-03-02", "5")]).await;
    let (cap, solo) = (world.draft("CAP").await, world.draft("SOLO").await);
    let standing =
        |draft| world.read(move |scope| Box::pin(async move { read_standing(scope, draft).await }));
    let told = standing(cap).await.expect("standing");
    let rooms: Vec<_> = told
        .rooms
        .iter()
        .map(|(level, line, room)| (level.kind(), line.as_deref(), room.limit, room.used()))
        .collect();
    assert_eq!(rooms, [(LimitKind::ContractLine, Some("Capped time"), dec("3000"), dec("1000"))]);
    assert_eq!(standing(solo).await.expect("standing").rooms, []);
    assert_eq!(refusal(standing(InvoiceId(999_999)).await), Refusal::NotFound);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn details_are_grouped_by_what_they_have_in_common(owner: PgPool) {
    // R-INV-5
    let world = World::new(owner).await;
    world
        .ready(&[
            work("SOLO", "2026-03-02", "8").by("Ada"),
            work("SOLO", "2026-02-03", "2").by("Bob"),
            Work { billable: "No", ..work("SOLO", "2026-03-05", "4").by("Bob") },
        ])
        .await;
    let draft = world.draft("SOLO").await;
    for (by, expected) in [
        (GroupBy::Line, vec!["Portal time 2 10", "Portal time 1 4"]),
        (GroupBy::Class, vec![" 2 10", " 1 4"]),
        (GroupBy::Month, vec![" 1 2", " 1 8", " 1 4"]),
    ] {
        let query = GroupQuery { invoice_id: draft, by };
        let groups = world
            .read(move |scope| Box::pin(async move { total_groups(scope, &query).await }))
            .await
            .expect("groups");
        let told: Vec<String> = groups
            .iter()
            .map(|g| format!("{} {} {}", g.name, g.count, g.quantity.normalize()))
            .collect();
        assert_eq!(told, expected, "{by:?}");
        for group in groups {
            let (name, value) = match by {
                GroupBy::Line => ("line", group.key),
                GroupBy::Class => ("class", group.key),
                _ => continue,
            };
            let query = ListQuery::default()
                .with("invoice_id", draft.to_string())
                .with("billing_type", group.billing_type.word())
                .with(name, value);
            let totals = world
                .read(move |scope| Box::pin(async move { total_details(scope, &query).await }))
                .await
                .expect("totals");
            assert_eq!(totals.count, group.count, "its address lists it");
        }
    }
    for by in [GroupBy::Person, GroupBy::Task] {
        let query = GroupQuery { invoice_id: draft, by };
        let groups = world
            .read(move |scope| Box::pin(async move { total_groups(scope, &query).await }))
            .await
            .expect("groups");
        assert_eq!(groups.iter().map(|g| g.count).sum::<i64>(), 3, "{by:?}");
    }
}

/// The draft has so many details more: copies of its first one.
async fn swell(world: &World, draft: InvoiceId, more: i64) {
    world
        .force_past_walls(&format!(
            r"
            create temporary table swollen on commit drop as
            select a.*, nextval('actual_id_seq') as new_id
            from actual a
            join invoice_detail d on d.source_actual_id = a.actual_id
            cross join generate_series(1, {more}) n
            where d.invoice_id = {draft} and d.invoice_detail_id = (
                select min(invoice_detail_id) from invoice_detail where invoice_id = {draft}
            );
            update swollen set actual_id = new_id;
            alter table swollen drop column new_id, drop column net_amount;
            insert into actual select * from swollen;
            insert into invoice_detail (
                company_id, invoice_id, contract_line_id, source_actual_id, work_on, billing_type,
                quantity, unit_price, amount, currency, nte_status
            )
            select s.company_id, {draft}, s.contract_line_id, s.actual_id, s.work_on,
                s.billing_type, s.quantity, s.unit_price, s.amount, s.currency, 'not_applicable'
            from swollen s
            "
        ))
        .await;
    world.force("analyze invoice_detail; analyze actual").await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn however_many_there_are_they_cost_no_more_statements(owner: PgPool) {
    // architecture §4: 20,000 details are changed, undone and put back by as many statements as
    // four; one of them is edited and read without a look at the others
    let (mut world, draft) = four(owner).await;
    world.database = Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), 1).await,
        world.database.clock,
    );
    let mut counts = Vec::new();
    for more in [0, 0, 19_990] {
        if more != 0 {
            swell(&world, draft, more).await;
        }
        let price = if counts.len() % 2 == 0 { "180" } else { "190" };
        let edit = edit_of(&world, draft, all(), Change::UnitPrice(price.into())).await;
        let (seen, looking) = counted(preview(&world, edit.clone())).await;
        let (done, changing) = counted(many(&world, edit)).await;
        assert_eq!(seen.expect("a preview").changed, done.expect("changed").changed);
        let version = world.invoice_version(draft).await;
        let restore = DetailsRestore { invoice_id: draft, version, selection: all() };
        let (restored, restoring) =
            counted(world.run(restore, |tx, restore| Box::pin(restore_details(tx, restore)))).await;
        assert_eq!(restored.expect("restored").changed, 4 + more);
        let one = world.details(draft).await.remove(0);
        let edit = DetailEdit { quantity: "7".into(), ..one.as_edit() };
        let (edited, editing) =
            counted(world.run(edit, |tx, edit| Box::pin(edit_detail(tx, edit)))).await;
        let back = DetailEdit { quantity: "8".into(), ..edited.expect("edited").row.as_edit() };
        world.edit(back).await.expect("edited back");
        counts.push([looking, changing, restoring, editing]);
    }
    assert_eq!(counts[1], counts[2], "{counts:?}");
    assert!(counts[2].iter().all(|n| (3..20).contains(n)), "they are counted: {counts:?}");

    // What the first page and one detail read of 20,000: along the index, a page of it.
    for query in [
        ListQuery::default(),
        ListQuery::default().with("edited", "yes"),
        ListQuery::default().with("charged", "no"),
        ListQuery { rows: Some(vec![1]), ..ListQuery::default() },
    ] {
        let query = query.with("invoice_id", draft.to_string());
        let asked = query.clone();
        let company = world.company();
        let plan: serde_json::Value = world
            .read(move |scope| {
                Box::pin(async move {
                    let start = "explain (analyze, format json) ";
                    let mut sql = DETAILS.page_statement(
                        start,
                        company,
                        &query,
                        crate::platform::list::ALL,
                    )?;
                    Ok(sql.build_query_scalar().fetch_one(scope.connection()).await?)
                })
            })
            .await
            .expect("a plan");
        let most = rows_read(&plan[0]["Plan"]);
        assert!(most <= 200, "{asked:?} reads {most} rows at one place: {plan:#}");
    }
}

/// The most rows that one node of a plan gave or threw away.
fn rows_read(node: &serde_json::Value) -> u64 {
    let of = |name: &str| node[name].as_u64().unwrap_or_default();
    let loops = of("Actual Loops").max(1);
    let here = (of("Actual Rows") + of("Rows Removed by Filter")).saturating_mul(loops);
    let below = node["Plans"].as_array().into_iter().flatten().map(rows_read).max().unwrap_or(0);
    here.max(below)
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_day_of_a_detail_is_in_its_place(owner: PgPool) {
    // by line, then by day, whatever was first written down
    let world = World::new(owner).await;
    world
        .ready(&[
            work("SOLO", "2026-03-09", "1"),
            work("SOLO", "2026-03-02", "2"),
            work("SOLO", "2026-03-05", "3"),
        ])
        .await;
    let draft = world.draft("SOLO").await;
    let days: Vec<_> = world.details(draft).await.into_iter().map(|row| row.work_on).collect();
    assert_eq!(days, [day("2026-03-02"), day("2026-03-05"), day("2026-03-09")]);
}
