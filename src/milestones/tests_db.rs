//! Store and commands on PostgreSQL: milestones by hand, periodic, by percentage; marked, invoiced,
//! confirmed.
#![cfg(test)]

use super::{
    commands::{
        bill_progress, delete_milestone, generate_milestones, list_milestones, total_milestones,
    },
    model::{
        Generate, Milestone, MilestoneEdit, MilestoneRemoval, MilestoneRow, NextInvoice,
        ProgressBilling,
    },
    rules,
};
use crate::{
    contracts::{
        commands::read_contract_setup,
        model::setup::{ContractForm, ContractSetup, LineForm, SplitForm},
    },
    invoicing::{
        confirm::commands::preview_confirmation, draft::model::DetailEdit,
        revise::tests_db::corrective,
    },
    lifecycle::commands::save_contract,
    platform::failure::Failure,
    tests::{
        fixtures::{TODAY, World, check_list, currency, day, dec, refusal, unchanged},
        sheets::work,
    },
    vocabulary::{
        ids::{ContractId, ContractLineId, InvoiceId, MilestoneId},
        left_behind::LeftBehind,
        paging::{ListQuery, Selection, Totals},
        refusal::{Field, Refusal},
        words::{
            BillingMethod, BillingType, InvoicingStatus, MilestoneProgress, ScheduleType,
            TransactionClass,
        },
    },
};
use sqlx::PgPool;

async fn list(world: &World, query: ListQuery) -> Vec<MilestoneRow> {
    world
        .read(move |scope| Box::pin(async move { list_milestones(scope, &query).await }))
        .await
        .unwrap()
        .rows
}

async fn totals(world: &World, query: ListQuery) -> Totals {
    world
        .read(move |scope| Box::pin(async move { total_milestones(scope, &query).await }))
        .await
        .unwrap()
}

fn with(name: &str, text: &str) -> ListQuery {
    ListQuery::default().with(name, text)
}

/// The milestones of a contract's first fixed-price line.
async fn of(world: &World, contract: &str) -> Vec<Milestone> {
    world.milestones(contract).await.remove(0).milestones
}

/// A contract's parts: `name customer amount status`, and each milestone's own status.
async fn parts(world: &World, contract: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for milestone in of(world, contract).await {
        lines.push(format!(
            "{} {}",
            milestone.terms.name,
            rules::progress(milestone.parts.iter().map(|p| (p.status, p.amount))).word()
        ));
        let part = |p: &super::model::MilestonePart| {
            format!("- {} {} {}", p.customer_name, p.amount.normalize(), p.status.word())
        };
        lines.extend(milestone.parts.iter().map(part));
    }
    lines
}

/// The keys of a contract's parts, by milestone and customer.
async fn keys(world: &World, contract: &str) -> Vec<i64> {
    of(world, contract)
        .await
        .iter()
        .flat_map(|m| m.parts.iter().map(|p| p.milestone_split_id.0))
        .collect()
}

/// What an edit of a milestone would send that changes nothing yet.
async fn as_is(world: &World, contract: &str, name: &str) -> MilestoneEdit {
    let milestone = of(world, contract).await.into_iter().find(|m| m.terms.name == name).unwrap();
    MilestoneEdit {
        contract_line_id: world.line(contract).await,
        milestone_id: Some(milestone.milestone_id),
        version: milestone.version,
        name: milestone.terms.name,
        milestone_on: milestone.terms.milestone_on.to_string(),
        amount: milestone.terms.amount.to_string(),
        tax: milestone.terms.tax.to_string(),
        task: milestone.terms.task,
    }
}

async fn delete(world: &World, milestone_id: MilestoneId, version: i32) -> Result<(), Failure> {
    world
        .run(MilestoneRemoval { milestone_id, version }, |tx, removal| {
            Box::pin(delete_milestone(tx, removal))
        })
        .await
}

async fn drafts(world: &World, contract: &str) -> Vec<InvoiceId> {
    world.create(&[contract]).await.remove(0).outcome.unwrap()
}

/// STAGES with its two milestones, 2,000 and 3,000, which sum to the contracted 5,000.
async fn staged(owner: PgPool) -> World {
    let world = World::staged(owner).await;
    world.milestone("STAGES", "Concept", "2026-02-28", "2000").await;
    world.milestone("STAGES", "Delivery", "2026-03-31", "3000").await;
    world
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn milestones_go_from_hand_to_the_posted_invoice_each_customer_by_itself(owner: PgPool) {
    // R-VOC-14, R-MS-2, R-MS-5, R-MS-6, R-SM-8 to R-SM-13, R-SM-6, R-CONF-1 i
    let world = staged(owner).await;
    assert_eq!(
        parts(&world, "STAGES").await,
        [
            "Concept not_started",
            "- Tromsø Shipping 666.6 not_ready",
            "- Nordlicht Energie 666.6 not_ready",
            "- Harbour & Vale, Architects 666.8 not_ready",
            "Delivery not_started",
            "- Tromsø Shipping 999.9 not_ready",
            "- Nordlicht Energie 999.9 not_ready",
            "- Harbour & Vale, Architects 1000.2 not_ready",
        ]
    );
    let splits = keys(&world, "STAGES").await;
    assert_eq!(
        world.mark_milestones(Selection::Rows(splits[..3].to_vec()), true).await.unwrap().changed,
        3
    );
    assert_eq!(
        world.mark_milestones(Selection::Rows(vec![splits[2]]), false).await.unwrap().changed,
        1
    );
    let before: i64 = world.ask("select count(*) from actual").await;
    let drafts = drafts(&world, "STAGES").await;
    assert_eq!(drafts.len(), 2, "R-INV-3: one per customer with something Ready");
    assert_eq!(
        world.ask("select count(*) from actual").await,
        before,
        "R-EDIT-12: nothing is written until it is confirmed"
    );
    assert_eq!(
        parts(&world, "STAGES").await[..4],
        [
            "Concept in_progress",
            "- Tromsø Shipping 666.6 on_draft",
            "- Nordlicht Energie 666.6 on_draft",
            "- Harbour & Vale, Architects 666.8 not_ready"
        ]
    );
    world.confirmed(drafts[0]).await;
    assert_eq!(
        parts(&world, "STAGES").await[..3],
        [
            "Concept in_progress",
            "- Tromsø Shipping 666.6 on_draft",
            "- Nordlicht Energie 666.6 posted"
        ],
        "R-SM-6: one of the customers is not all"
    );
    world.confirmed(drafts[1]).await;
    world.mark_milestones(Selection::Rows(vec![splits[2]]), true).await.unwrap();
    let last = world.draft("STAGES").await;
    world.confirmed(last).await;
    assert_eq!(parts(&world, "STAGES").await[0], "Concept completed");
    assert_eq!(
        world
            .texts(
                r"
                select concat_ws(
                    ' ', i.invoice_number, a.transaction_type, a.transaction_class, a.billing_type,
                    a.work_on, cu.name, trim_scale(a.quantity), trim_scale(a.unit_price),
                    trim_scale(a.amount), a.currency,
                    coalesce(a.bills_actual_id, a.reverses_actual_id, a.entry_id, a.resource_id)
                )
                from actual a
                join invoice i using (company_id, invoice_id)
                join customer cu on cu.customer_id = a.customer_id
                order by actual_id
                "
            )
            .await,
        [
            "1 billed_sales milestone chargeable 2026-02-28 Nordlicht Energie 1 666.6 666.6 EUR",
            "2 billed_sales milestone chargeable 2026-02-28 Tromsø Shipping 1 666.6 666.6 EUR",
            "3 billed_sales milestone chargeable 2026-02-28 Harbour & Vale, Architects 1 666.8 666.8 EUR",
        ]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nothing_is_ready_while_the_line_does_not_sum_up(owner: PgPool) {
    // R-MS-4: saving is allowed, marking is not; what breaks the sum takes the marks with it
    let world = World::new(owner).await;
    world.milestone("FIXED", "Concept", "2026-02-28", "2000").await;
    let splits = keys(&world, "FIXED").await;
    let off = |amount: &str, tax: &str| Refusal::MilestonesOffSum {
        amount: dec(amount),
        tax: dec(tax),
        currency: currency("EUR"),
    };
    let mark =
        || async { world.mark_milestones(Selection::Rows(splits.clone()), true).await.unwrap() };
    let outcome = mark().await;
    assert_eq!(
        (outcome.changed, outcome.refused),
        (0, vec![(off("-3000", "0"), 1, splits.clone())])
    );
    let delivery = world.milestone("FIXED", "Delivery", "2026-03-31", "3000").await;
    assert_eq!(mark().await.changed, 1);

    world
        .save_milestone(MilestoneEdit {
            amount: "3001".into(),
            ..as_is(&world, "FIXED", "Delivery").await
        })
        .await
        .unwrap();
    assert_eq!(
        parts(&world, "FIXED").await[1],
        "- Nordlicht Energie 2000 not_ready",
        "no mark outlives the sum"
    );
    assert_eq!(mark().await.refused[0].0, off("1", "0"));
    world
        .save_milestone(MilestoneEdit {
            amount: "3000".into(),
            tax: "570".into(),
            ..as_is(&world, "FIXED", "Delivery").await
        })
        .await
        .unwrap();
    assert_eq!(mark().await.refused[0].0, off("0", "570"), "tax is compared by itself");
    world
        .force_terms("update contract_line set estimated_tax = 570 where name = 'Fixed work'")
        .await;
    assert_eq!(mark().await.changed, 1);
    world
        .save_milestone(MilestoneEdit {
            name: "Handover".into(),
            milestone_on: "2026-04-30".into(),
            ..as_is(&world, "FIXED", "Delivery").await
        })
        .await
        .unwrap();
    assert_eq!(
        parts(&world, "FIXED").await[1],
        "- Nordlicht Energie 2000 ready",
        "a name or a day changes no sum"
    );
    let version = as_is(&world, "FIXED", "Handover").await.version;
    delete(&world, delivery, version).await.unwrap();
    assert_eq!(
        parts(&world, "FIXED").await,
        ["Concept not_started", "- Nordlicht Energie 2000 not_ready"]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn refused_rows_say_why_and_the_others_are_changed(owner: PgPool) {
    // R-MS-8, R-BL-4, R-SM-9, R-SM-10: one row of every kind at once, then by filter
    let world = staged(owner).await;
    world.milestone("FIXED", "Half", "2026-03-31", "2500").await;
    let splits = keys(&world, "STAGES").await;
    let half = keys(&world, "FIXED").await[0];
    world.mark_milestones(Selection::Rows(splits[..2].to_vec()), true).await.unwrap();
    let drafts = drafts(&world, "STAGES").await;
    world.confirmed(drafts[0]).await;
    let all = vec![splits[0], splits[1], splits[2], half, 999_999];
    for ready in [true, false] {
        let outcome = world.mark_milestones(Selection::Rows(all.clone()), ready).await.unwrap();
        let mut expected = vec![
            (Refusal::OnDraftInvoice("#2 Staged delivery".into()), 1, vec![splits[0]]),
            (Refusal::OnConfirmedInvoice("INV-000001".into()), 1, vec![splits[1]]),
            (
                Refusal::MilestonesOffSum {
                    amount: dec("-2500"),
                    tax: dec("0"),
                    currency: currency("EUR"),
                },
                1,
                vec![half],
            ),
            (Refusal::MilestoneGone, 1, vec![999_999]),
        ];
        expected
            .retain(|(refusal, ..)| ready || !matches!(refusal, Refusal::MilestonesOffSum { .. }));
        assert_eq!((outcome.changed, outcome.refused), (1, expected), "ready {ready}");
    }
    assert_eq!(
        refusal(world.mark_milestones(Selection::Rows(vec![]), true).await),
        Refusal::NothingSelected
    );
    let march = Selection::Matching(
        with("from", "2026-03-01").with("customer", "Nordlicht").with("contract", "STAGES"),
    );
    assert_eq!(world.mark_milestones(march, true).await.unwrap().changed, 1);
    assert_eq!(
        world
            .mark_milestones(Selection::Matching(with("status", "ready")), false)
            .await
            .unwrap()
            .changed,
        1
    );
    let everything =
        world.mark_milestones(Selection::Matching(ListQuery::default()), true).await.unwrap();
    assert_eq!(
        (everything.changed, everything.refused.iter().map(|(_, n, _)| n).sum::<i64>()),
        (4, 3)
    );
    assert_eq!(
        refusal(world.mark_milestones(Selection::Matching(with("status", "sleeping")), true).await),
        Refusal::UnknownListOption("sleeping".into())
    );
    assert_eq!(
        refusal(world.mark_milestones(Selection::Matching(with("colour", "red")), true).await),
        Refusal::UnknownListOption("colour".into())
    );
    let rival = world.rival().await;
    let theirs = rival.mark_milestones(Selection::Rows(splits), true).await.unwrap();
    assert_eq!(
        (theirs.changed, theirs.refused[0].0.clone(), theirs.refused[0].1),
        (0, Refusal::MilestoneGone, 6),
        "another company's are nobody's"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn hours_and_milestones_of_a_customer_share_an_invoice(owner: PgPool) {
    // R-INV-1, R-INV-3, R-INV-4, R-INV-8
    let world = staged(owner).await;
    let outcome = world.create(&["STAGES"]).await.remove(0).outcome;
    assert_eq!(
        outcome,
        Err(Refusal::NothingToInvoice(
            LeftBehind { not_ready: 6, ..LeftBehind::default() },
            day(TODAY)
        ))
    );
    world.milestones_ready("STAGES").await;
    world.ready(&[work("EXTRA", "2026-02-02", "8")]).await;
    let created = world
        .create_on(&["STAGES"], Some(day("2026-02-27")))
        .await
        .unwrap()
        .remove(0)
        .outcome
        .unwrap();
    assert_eq!(created.len(), 1, "hours alone: no milestone is due yet");
    world.delete_invoice(created[0]).await.unwrap();
    let drafts = world
        .create_on(&["STAGES"], Some(day("2026-02-28")))
        .await
        .unwrap()
        .remove(0)
        .outcome
        .unwrap();
    assert_eq!(drafts.len(), 3, "the invoice date is included");
    let mut shown = Vec::new();
    for draft in &drafts {
        for d in world.details(*draft).await {
            assert_eq!(
                d.source_actual_id.is_some(),
                d.source_milestone_split_id.is_none(),
                "exactly one source"
            );
            shown.push(format!(
                "{} {} {} {} x {} = {}",
                d.line_name,
                d.notes.clone().unwrap_or_default(),
                d.billing_type.word(),
                d.quantity.normalize(),
                d.unit_price.normalize(),
                d.amount.normalize()
            ));
            assert!(!d.is_edited());
        }
    }
    shown.sort();
    assert_eq!(
        shown,
        [
            "Extra hours piece 0 chargeable 8 x 200 = 1600",
            "Staged work Concept chargeable 1 x 666.6 = 666.6",
            "Staged work Concept chargeable 1 x 666.6 = 666.6",
            "Staged work Concept chargeable 1 x 666.8 = 666.8",
        ]
    );
    assert_eq!(
        world.create_on(&["STAGES"], Some(day("2026-02-28"))).await.unwrap().remove(0).outcome,
        Err(Refusal::NothingToInvoice(
            LeftBehind { later: 3, on_draft: 4, ..LeftBehind::default() },
            day("2026-02-28")
        ))
    );
    for confirmed in world.confirm(&drafts).await.unwrap() {
        confirmed.outcome.unwrap();
    }
    assert_eq!(
        world.texts("select trim_scale(amount)::text from invoice order by amount").await,
        ["666.6", "666.8", "2266.6"]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_comes_off_a_draft_is_ready_again_or_held_back(owner: PgPool) {
    // R-SM-12, R-EDIT-12
    let world = World::new(owner).await;
    world.milestone("FIXED", "Concept", "2026-02-28", "2000").await;
    world.milestone("FIXED", "Delivery", "2026-03-31", "3000").await;
    world.milestones_ready("FIXED").await;
    let statuses = || async {
        list(&world, ListQuery::default()).await.iter().map(|r| r.status).collect::<Vec<_>>()
    };
    use InvoicingStatus::*;
    let draft = world.draft("FIXED").await;
    assert_eq!(statuses().await, [OnDraft, OnDraft]);
    let details: Vec<_> = world.details(draft).await.iter().map(|d| d.invoice_detail_id).collect();
    assert_eq!(world.delete_details(draft, vec![details[0]], false).await.unwrap(), 1);
    assert_eq!(statuses().await, [Ready, OnDraft]);
    assert_eq!(world.delete_details(draft, vec![details[1]], true).await.unwrap(), 1);
    assert_eq!(statuses().await, [Ready, NotReady]);
    assert_eq!(refusal(world.delete_details(draft, details, false).await), Refusal::Outdated);
    world.delete_invoice(draft).await.unwrap();
    world.milestones_ready("FIXED").await;
    let draft = world.draft("FIXED").await;
    assert_eq!(world.delete_invoice(draft).await.unwrap(), 2);
    assert_eq!(statuses().await, [Ready, Ready]);
    assert_eq!(world.ask("select count(*) from actual").await, 0);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_milestone_on_a_draft_keeps_its_amount_and_is_confirmed_as_it_stands(owner: PgPool) {
    // R-EDIT-6, R-EDIT-10, R-CONF-1 i, R-CONF-4; the preview shows exactly what is written
    let world = World::new(owner).await;
    world.milestone("FIXED", "Concept", "2026-02-28", "2000").await;
    world.milestone("FIXED", "Delivery", "2026-03-31", "3000").await;
    world.milestones_ready("FIXED").await;
    let draft = world.draft("FIXED").await;
    let details = world.details(draft).await;
    for (quantity, price) in [("2", "2000"), ("1", "1999"), ("0", "2000")] {
        let edit = DetailEdit {
            quantity: quantity.into(),
            unit_price: price.into(),
            ..unchanged(draft, &details[0])
        };
        assert_eq!(
            refusal(world.edit(edit).await),
            Refusal::MilestoneAmountIsFixed,
            "{quantity} x {price}"
        );
    }
    let edit = DetailEdit {
        tax: "380".into(),
        description: "as agreed".into(),
        external_description: "Concept phase".into(),
        ..unchanged(draft, &details[0])
    };
    world.edit(edit).await.unwrap();
    let free =
        DetailEdit { billing_type: BillingType::Complimentary, ..unchanged(draft, &details[1]) };
    assert_eq!(
        refusal(world.edit(DetailEdit { tax: "1".into(), ..free.clone() }).await),
        Refusal::TaxOnNonChargeable
    );
    world.edit(free).await.unwrap();

    let today = day("2026-03-31");
    let preview = world
        .read(move |scope| Box::pin(preview_confirmation(scope, draft, 0, today)))
        .await
        .unwrap();
    assert_eq!(
        (preview.count, preview.billed_amount, preview.reversed_amount, preview.refusal),
        (2, dec("2000"), dec("0"), None)
    );
    let shown: Vec<String> = preview
        .rows
        .iter()
        .map(|r| {
            format!("{} {} {}", r.billing_type.word(), r.amount.normalize(), r.tax.normalize())
        })
        .collect();
    world.confirmed(draft).await;
    let written = world
        .texts(
            r"
            select concat_ws(' ', billing_type, trim_scale(amount), trim_scale(tax))
            from actual
            order by actual_id
            ",
        )
        .await;
    assert_eq!(written, shown);
    assert_eq!(written, ["chargeable 2000 380", "complimentary 3000 0"]);
    assert_eq!(
        world
            .texts("select concat_ws(' ', trim_scale(amount), trim_scale(tax)) from invoice")
            .await,
        ["2000 380"]
    );
    assert_eq!(parts(&world, "FIXED").await[0], "Concept completed");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_invoiced_is_neither_changed_nor_deleted(owner: PgPool) {
    // R-MS-1, R-MS-5, R-EDIT-15's sense: versions; other lines, other companies
    let world = staged(owner).await;
    let splits = keys(&world, "STAGES").await;
    world.mark_milestones(Selection::Rows(vec![splits[0]]), true).await.unwrap();
    let draft = world.draft("STAGES").await;
    let edit = as_is(&world, "STAGES", "Concept").await;
    let (concept, version) = (edit.milestone_id.unwrap(), edit.version);
    let drafted = Refusal::OnDraftInvoice("#1 Staged delivery".into());
    assert_eq!(refusal(delete(&world, concept, version).await), drafted);
    for changed in [
        MilestoneEdit { amount: "1999".into(), ..edit.clone() },
        MilestoneEdit { name: "Idea".into(), ..edit.clone() },
        MilestoneEdit { milestone_on: "2026-03-01".into(), ..edit.clone() },
    ] {
        assert_eq!(refusal(world.save_milestone(changed).await), drafted);
    }
    world.save_milestone(MilestoneEdit { task: "Sketches".into(), ..edit.clone() }).await.unwrap();
    assert_eq!(
        refusal(world.save_milestone(MilestoneEdit { task: "Notes".into(), ..edit.clone() }).await),
        Refusal::Outdated,
        "a stale version"
    );
    world.confirmed(draft).await;
    assert_eq!(
        refusal(delete(&world, concept, version + 1).await),
        Refusal::OnConfirmedInvoice("INV-000001".into())
    );
    assert_eq!(refusal(delete(&world, concept, version).await), Refusal::Outdated);

    let new = MilestoneEdit { milestone_id: None, ..edit.clone() };
    assert_eq!(
        refusal(
            world
                .save_milestone(MilestoneEdit {
                    contract_line_id: world.line("SOLO").await,
                    ..new.clone()
                })
                .await
        ),
        Refusal::MilestoneIsForFixedPrice
    );
    assert_eq!(
        refusal(
            world
                .save_milestone(MilestoneEdit {
                    contract_line_id: ContractLineId(999_999),
                    ..new.clone()
                })
                .await
        ),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(
            world
                .save_milestone(MilestoneEdit {
                    contract_line_id: world.line("FIXED").await,
                    ..edit.clone()
                })
                .await
        ),
        Refusal::NotFound,
        "of another line"
    );
    let rival = world.rival().await;
    assert_eq!(refusal(rival.save_milestone(new).await), Refusal::NotFound);
    assert_eq!(refusal(delete(&rival, concept, version + 1).await), Refusal::NotFound);
    world.force("update contract set state = 'lost' where number = 'FIXED'").await;
    let lost =
        MilestoneEdit { milestone_id: None, contract_line_id: world.line("FIXED").await, ..edit };
    assert_eq!(refusal(world.save_milestone(lost).await), Refusal::ContractIsLost);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_changed_amount_is_split_anew(owner: PgPool) {
    // R-MS-5: parts keep their keys; marks of other figures go
    let world = staged(owner).await;
    let before = keys(&world, "STAGES").await;
    world.milestones_ready("STAGES").await;
    world
        .save_milestone(MilestoneEdit {
            amount: "100".into(),
            ..as_is(&world, "STAGES", "Concept").await
        })
        .await
        .unwrap();
    world
        .save_milestone(MilestoneEdit {
            amount: "4900".into(),
            ..as_is(&world, "STAGES", "Delivery").await
        })
        .await
        .unwrap();
    let lines = parts(&world, "STAGES").await;
    assert_eq!(
        lines[1..4],
        [
            "- Tromsø Shipping 33.33 not_ready",
            "- Nordlicht Energie 33.33 not_ready",
            "- Harbour & Vale, Architects 33.34 not_ready"
        ]
    );
    assert_eq!(keys(&world, "STAGES").await, before);
    world.milestones_ready("STAGES").await;
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn periodic_milestones_replace_what_is_on_no_invoice(owner: PgPool) {
    // R-MS-3
    let world = World::new(owner).await;
    world
        .force_terms("update contract_line set contracted_amount = 10000 where name = 'Fixed work'")
        .await;
    let line = world.line("FIXED").await;
    let generate = |to: &str, replaces: Vec<MilestoneId>| {
        let generate = Generate {
            contract_line_id: line,
            frequency: "monthly 31".into(),
            from: "2026-01-01".into(),
            to: to.into(),
            replaces,
        };
        world.run(generate, |tx, generate| Box::pin(generate_milestones(tx, generate)))
    };
    assert_eq!(generate("2026-03-31", vec![]).await.unwrap(), 3);
    let made = || async {
        of(&world, "FIXED")
            .await
            .iter()
            .map(|m| format!("{} {}", m.terms.name, m.terms.amount.normalize()))
            .collect::<Vec<_>>()
    };
    assert_eq!(made().await, ["2026-01-31 3333.33", "2026-02-28 3333.33", "2026-03-31 3333.34"]);
    assert_eq!(
        refusal(generate("2026-04-30", vec![]).await),
        Refusal::Outdated,
        "they were not asked about"
    );
    let ids =
        || async { of(&world, "FIXED").await.iter().map(|m| m.milestone_id).collect::<Vec<_>>() };
    assert_eq!(generate("2026-02-28", ids().await).await.unwrap(), 2);
    assert_eq!(made().await, ["2026-01-31 5000", "2026-02-28 5000"]);

    world.milestones_ready("FIXED").await;
    let january = world
        .create_on(&["FIXED"], Some(day("2026-01-31")))
        .await
        .unwrap()
        .remove(0)
        .outcome
        .unwrap();
    world.confirmed(january[0]).await;
    assert_eq!(
        refusal(generate("2026-04-30", ids().await).await),
        Refusal::Outdated,
        "an invoiced one is not replaced"
    );
    assert_eq!(generate("2026-04-30", ids().await[1..].to_vec()).await.unwrap(), 3);
    assert_eq!(
        made().await,
        ["2026-01-31 5000", "2026-02-28 1666.67", "2026-03-31 1666.67", "2026-04-30 1666.66"]
    );
    assert_eq!(
        refusal(generate("2025-12-31", ids().await[1..].to_vec()).await),
        Refusal::NoMilestoneDates
    );
    assert_eq!(refusal(generate("soon", vec![]).await), Refusal::FieldNotADate(Field::To));
    world.milestones_ready("FIXED").await;
    world.audit_clean().await;
}

/// Bills the next part of a contract's first milestone.
async fn bill_next(world: &World, contract: &str, next: NextInvoice) -> Result<(), Failure> {
    let milestone = of(world, contract).await.remove(0);
    let billing =
        ProgressBilling { milestone_id: milestone.milestone_id, version: milestone.version, next };
    world.run(billing, |tx, bill| Box::pin(bill_progress(tx, bill))).await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_progress_based_milestone_is_billed_by_and_by(owner: PgPool) {
    // R-VOC-15, R-MS-7, R-SM-15: 1,000 at 20 % → 200 Ready and 800 Not Ready; the cycle repeats
    // until nothing remains
    let world = World::staged(owner).await;
    world
        .force_terms(
            r"
            update contract_line
            set schedule_type = 'progress_based', contracted_amount = 1000
            where name = 'Staged work'
            ",
        )
        .await;
    world.milestone("STAGES", "Build", "2026-03-31", "1000").await;
    let bill = |next: NextInvoice| bill_next(&world, "STAGES", next);
    let percent = |text: &str| NextInvoice::Percent(text.into());
    let refused =
        world.mark_milestones(Selection::Matching(ListQuery::default()), true).await.unwrap();
    assert_eq!(
        (refused.changed, refused.refused[0].0.clone()),
        (0, Refusal::MilestoneIsProgressBased),
        "not the whole by a click in the list"
    );
    bill(percent("50")).await.unwrap();
    bill(percent("20")).await.unwrap();
    assert_eq!(
        parts(&world, "STAGES").await,
        [
            "Build in_progress",
            "- Tromsø Shipping 66.66 ready",
            "- Tromsø Shipping 266.64 not_ready",
            "- Nordlicht Energie 66.66 ready",
            "- Nordlicht Energie 266.64 not_ready",
            "- Harbour & Vale, Architects 66.68 ready",
            "- Harbour & Vale, Architects 266.72 not_ready",
        ],
        "what was cut before and is on no invoice went back first"
    );
    for draft in drafts(&world, "STAGES").await {
        world.confirmed(draft).await;
    }
    let milestone = of(&world, "STAGES").await.remove(0);
    assert_eq!(rules::invoiced(&milestone), (dec("200"), dec("800")));
    assert_eq!(
        rules::progress(milestone.parts.iter().map(|p| (p.status, p.amount))),
        MilestoneProgress::InProgress
    );
    assert_eq!(
        refusal(bill(percent("80.5")).await),
        Refusal::MoreThanRemains(dec("800"), currency("EUR"))
    );
    assert_eq!(
        refusal(bill(NextInvoice::Amount("800.01".into())).await),
        Refusal::MoreThanRemains(dec("800"), currency("EUR"))
    );
    bill(NextInvoice::Amount("300".into())).await.unwrap();
    let stale = ProgressBilling {
        milestone_id: milestone.milestone_id,
        version: milestone.version,
        next: percent("10"),
    };
    assert_eq!(
        refusal(world.run(stale, |tx, bill| Box::pin(bill_progress(tx, bill))).await),
        Refusal::Outdated
    );
    let undone =
        world.mark_milestones(Selection::Matching(with("status", "ready")), false).await.unwrap();
    assert_eq!(undone.changed, 3, "R-SM-10: back to Not Ready");
    bill(percent("80")).await.unwrap();
    for draft in drafts(&world, "STAGES").await {
        world.confirmed(draft).await;
    }
    assert_eq!(parts(&world, "STAGES").await[0], "Build completed");
    assert_eq!(
        refusal(bill(percent("1")).await),
        Refusal::MoreThanRemains(dec("0"), currency("EUR"))
    );
    assert_eq!(
        world
            .texts(
                r"
                select trim_scale(sum(amount))::text
                from actual
                group by customer_id
                order by customer_id
                "
            )
            .await
            .len(),
        3
    );
    assert_eq!(world.texts("select trim_scale(sum(amount))::text from actual").await, ["1000"]);

    world.milestone("FIXED", "Whole", "2026-03-31", "5000").await;
    let whole = of(&world, "FIXED").await.remove(0);
    let billing = ProgressBilling {
        milestone_id: whole.milestone_id,
        version: whole.version,
        next: percent("20"),
    };
    assert_eq!(
        refusal(world.run(billing, |tx, bill| Box::pin(bill_progress(tx, bill))).await),
        Refusal::MilestoneIsBilledWhole
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_view_lists_customers_milestones_of_all_contracts(owner: PgPool) {
    // R-MS-8
    let world = staged(owner).await;
    world.milestone("STAGES", "Nothing", "2026-02-28", "0").await;
    world.milestone("FIXED", "Concept", "2026-02-28", "2000").await;
    world.milestone("FIXED", "Delivery", "2026-03-31", "3000").await;
    world.rival().await.milestone("FIXED", "Theirs", "2026-03-31", "5000").await;
    check_list(&["date", "contract", "customer", "project"], |query| {
        world.read(move |scope| Box::pin(async move { list_milestones(scope, &query).await }))
    })
    .await;
    world
        .mark_milestones(
            Selection::Matching(with("contract", "FIXED").with("to", "2026-02-28")),
            true,
        )
        .await
        .unwrap();
    world.draft("FIXED").await;
    world
        .mark_milestones(
            Selection::Matching(with("contract", "STAGES").with("customer", "Tromsø")),
            true,
        )
        .await
        .unwrap();
    let fixed = world.contract("FIXED").await.to_string();
    for (query, count, amount) in [
        (ListQuery::default(), 11, "10000"),
        (with("contract", "staged"), 9, "5000"),
        (with("contract_id", &fixed), 2, "5000"),
        (with("customer", "Harbour"), 3, "1667"),
        (with("project", "FIXED"), 2, "5000"),
        (with("from", "2026-03-01"), 4, "6000"),
        (with("to", "2026-02-28").with("contract", "FIXED"), 1, "2000"),
        (with("status", "not_ready"), 7, "6333.5"),
        (with("status", "ready"), 3, "1666.5"),
        (with("status", "on_draft"), 1, "2000"),
        (with("status", "open"), 10, "8000"),
        (with("line", &world.line("STAGES").await.to_string()), 9, "5000"),
    ] {
        let rows = list(&world, query.clone()).await;
        let sums = totals(&world, query.clone()).await;
        assert_eq!((i64::try_from(rows.len()).unwrap(), sums.count), (count, count), "{query:?}");
        assert_eq!(sums.amounts, [(currency("EUR"), dec(amount))], "{query:?}");
        assert_eq!(
            rows.iter().map(|r| r.amount).sum::<rust_decimal::Decimal>(),
            dec(amount),
            "{query:?}"
        );
    }
    let none = totals(&world, with("status", "posted").with("contract", "FIXED")).await;
    let hint = |name: &str| none.hints.iter().find(|(hint, _)| hint == name).map(|(_, n)| *n);
    assert_eq!(
        (none.count, hint("not_ready"), hint("on_draft"), hint("ready")),
        (0, Some(1), Some(1), Some(0))
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_at_once_bill_a_milestone_once(owner: PgPool) {
    // R-INV-18, I2: creation against creation, marking and deleting
    let world = staged(owner).await;
    world.milestones_ready("STAGES").await;
    let (first, second) = tokio::join!(world.create(&["STAGES"]), world.create(&["STAGES"]));
    let made: Vec<_> = [first, second]
        .into_iter()
        .filter_map(|mut created| created.remove(0).outcome.ok())
        .collect();
    assert_eq!((made.len(), made[0].len()), (1, 3), "one of them found nothing left");
    let details: Vec<_> =
        world.details(made[0][0]).await.iter().map(|d| d.invoice_detail_id).collect();
    let all = || world.mark_milestones(Selection::Matching(ListQuery::default()), false);
    let (removed, marked, again, confirmed) = tokio::join!(
        world.delete_details(made[0][0], details, true),
        all(),
        world.create(&["STAGES"]),
        world.confirm(&made[0])
    );
    assert!(removed.is_ok() || confirmed.is_ok());
    assert!(marked.is_ok() && again.len() == 1);
    world.audit_clean().await;
    assert_eq!(
        world
            .ask("select count(*) - count(distinct source_milestone_split_id) from invoice_detail")
            .await,
        0
    );
}

async fn setup(world: &World, contract: Option<ContractId>) -> ContractSetup {
    world
        .read(move |scope| Box::pin(async move { read_contract_setup(scope, contract).await }))
        .await
        .expect("a form")
}

async fn save(world: &World, form: ContractForm) -> Result<ContractId, Failure> {
    world.run(form, |tx, form| Box::pin(save_contract(tx, form))).await
}

/// Shares of a line, the last rounding: `60 40`.
fn shares(known: &ContractSetup, percents: &str) -> Vec<SplitForm> {
    let percents: Vec<&str> = percents.split(' ').collect();
    let split = |(at, percent): (usize, &&str)| SplitForm {
        customer: Some(known.customers[at].0),
        percent: (*percent).into(),
        is_rounding: at + 1 == percents.len(),
        ..SplitForm::default()
    };
    percents.iter().enumerate().map(split).collect()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn milestones_of_a_draft_follow_its_lines(owner: PgPool) {
    // R-MS-5, R-MS-4, R-MS-1: customers are in order of their names
    let world = World::new(owner).await;
    world
        .force_owned(format!(
            r"
            insert into project (company_id, code, name) values ({0}, 'NEW', ''), ({0}, 'NEWER', '')
            ",
            world.company()
        ))
        .await;
    let known = setup(&world, None).await;
    let project =
        |code: &str| known.projects.iter().find(|(_, name)| name == code).map(|(id, _)| *id);
    let fixed = LineForm {
        name: "Fixed".into(),
        billing_method: BillingMethod::FixedPrice,
        project: project("NEW"),
        classes: vec![TransactionClass::Time],
        contracted_amount: "5000".into(),
        splits: shares(&known, "60 40"),
        ..LineForm::default()
    };
    let form = ContractForm {
        number: "PLAN".into(),
        name: "Plan".into(),
        primary_customer: Some(known.customers[0].0),
        currency: "EUR".into(),
        start_on: "2026-01-01".into(),
        customers: shares(&known, "100"),
        lines: vec![fixed],
        ..ContractForm::default()
    };
    let id = Some(save(&world, form).await.expect("saved"));
    world.milestone("PLAN", "First", "2026-03-31", "3000").await;
    world.milestone("PLAN", "Second", "2026-04-30", "2000").await;
    world.milestones_ready("PLAN").await;
    let changed = |change: fn(&mut LineForm, &ContractSetup)| {
        let (world, known) = (&world, &known);
        async move {
            let mut form = setup(world, id).await.form;
            change(&mut form.lines[0], known);
            save(world, form).await
        }
    };

    let before = (keys(&world, "PLAN").await, parts(&world, "PLAN").await);
    changed(|line, _| line.name = "Planned work".into()).await.expect("saved");
    assert_eq!(
        (keys(&world, "PLAN").await, parts(&world, "PLAN").await),
        before,
        "nothing that splits has changed: marks stay"
    );

    changed(|line, known| line.splits = shares(known, "33.33 33.33 33.34")).await.expect("saved");
    let names: Vec<&str> = known.customers.iter().map(|(_, name)| name.as_str()).collect();
    let split = |amounts: [&str; 3]| {
        names
            .iter()
            .zip(amounts)
            .map(|(name, amount)| format!("- {name} {amount} not_ready"))
            .collect::<Vec<_>>()
    };
    let [first, second] = [split(["999.9", "999.9", "1000.2"]), split(["666.6", "666.6", "666.8"])];
    let expected = [
        vec!["First not_started".to_owned()],
        first,
        vec!["Second not_started".to_owned()],
        second,
    ]
    .concat();
    assert_eq!(parts(&world, "PLAN").await, expected, "R-MS-5: split anew, and Not Ready");
    assert_eq!(
        of(&world, "PLAN").await.iter().map(|m| m.version).collect::<Vec<_>>(),
        [2, 2],
        "whoever has them open is told"
    );

    world.milestones_ready("PLAN").await;
    changed(|line, _| line.contracted_amount = "6000".into()).await.expect("saved");
    assert_eq!(parts(&world, "PLAN").await, expected, "R-MS-4: they no longer sum up");
    changed(|line, _| line.contracted_amount = "5000".into()).await.expect("saved");

    let mut form = setup(&world, id).await.form;
    form.lines[0].project = project("NEWER");
    save(&world, form).await.expect("saved");
    changed(|line, _| line.schedule_type = ScheduleType::ProgressBased).await.expect("saved");
    assert_eq!(parts(&world, "PLAN").await, expected);
    world.audit_clean().await;

    let refused = changed(|line, _| line.billing_method = BillingMethod::TimeAndMaterial).await;
    assert_eq!(refusal(refused), Refusal::MilestoneIsForFixedPrice);
    assert_eq!(
        setup(&world, id).await.form.lines[0].billing_method,
        BillingMethod::FixedPrice,
        "nothing half-saved"
    );
    for (change, wall) in [
        ("billing_method = 'time_and_material'", "milestone_is_for_fixed_price"),
        ("project_id = 1", "milestone_splits_make_it_whole"),
    ] {
        let statement = sqlx::AssertSqlSafe(format!(
            "update contract_line set {change} where name = 'Planned work'"
        ));
        let stopped = sqlx::query(statement).execute(&world.owner).await.expect_err("a wall");
        assert_eq!(
            stopped.as_database_error().and_then(|error| error.constraint()),
            Some(wall),
            "whoever writes"
        );
    }
    changed(|line, _| line.contract_line_id = None).await.expect("saved");
    assert_eq!(
        world.ask("select count(*) from milestone").await,
        0,
        "a line that goes takes its milestones along"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_part_of_nothing_makes_no_invoice(owner: PgPool) {
    // R-MS-5, R-INV-8: of 0.01 in three, two parts are 0; the third is billed, and the milestone is
    // complete
    let world = World::staged(owner).await;
    world.milestone("STAGES", "A cent", "2026-03-31", "0.01").await;
    world.milestone("STAGES", "The rest", "2026-12-31", "4999.99").await;
    world.milestones_ready("STAGES").await;
    let drafts = drafts(&world, "STAGES").await;
    assert_eq!(drafts.len(), 1, "nobody gets an invoice of nothing");
    assert_eq!(
        world.ask("select count(*) from invoice_detail where amount = 0").await,
        0,
        "nor a detail"
    );
    world.confirmed(drafts[0]).await;
    assert_eq!(
        parts(&world, "STAGES")
            .await
            .iter()
            .filter(|line| line.starts_with("A cent"))
            .collect::<Vec<_>>(),
        ["A cent completed"]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_was_billed_and_credited_stays_and_is_planned_around(owner: PgPool) {
    // R-MS-3, R-MS-5, R-SM-14: two milestones of 5,000, of which the first was billed, and credited
    let world = World::new(owner).await;
    world
        .force_terms("update contract_line set contracted_amount = 10000 where name = 'Fixed work'")
        .await;
    world.milestone("FIXED", "Concept", "2026-01-31", "5000").await;
    world.milestone("FIXED", "Delivery", "2026-02-28", "5000").await;
    world.milestones_ready("FIXED").await;
    let january = world
        .create_on(&["FIXED"], Some(day("2026-01-31")))
        .await
        .unwrap()
        .remove(0)
        .outcome
        .unwrap();
    world.confirmed(january[0]).await;
    world.confirmed(corrective(&world, january[0]).await).await;
    let both = of(&world, "FIXED").await;
    assert_eq!(
        refusal(delete(&world, both[0].milestone_id, both[0].version).await),
        Refusal::MilestoneWasBilled
    );

    let contract_line_id = world.line("FIXED").await;
    let generate = |replaces: Vec<MilestoneId>| {
        let generate = Generate {
            contract_line_id,
            frequency: "monthly 31".into(),
            from: "2026-01-01".into(),
            to: "2026-03-31".into(),
            replaces,
        };
        world.run(generate, |tx, generate| Box::pin(generate_milestones(tx, generate)))
    };
    assert_eq!(
        refusal(generate(both.iter().map(|m| m.milestone_id).collect()).await),
        Refusal::Outdated,
        "the first one is not replaced"
    );
    assert_eq!(generate(vec![both[1].milestone_id]).await.unwrap(), 2);
    assert_eq!(
        parts(&world, "FIXED").await,
        [
            "Concept in_progress",
            "- Nordlicht Energie 5000 ready",
            "2026-02-28 not_started",
            "- Nordlicht Energie 2500 not_ready",
            "2026-03-31 not_started",
            "- Nordlicht Energie 2500 not_ready",
        ]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_line_of_which_all_was_credited_is_planned_anew(owner: PgPool) {
    // R-MS-3, R-SM-14: both milestones were billed and credited, so neither goes; their amounts may
    // change, and what they leave is generated, also on their days
    let world = World::new(owner).await;
    world.milestone("FIXED", "Concept", "2026-01-31", "2500").await;
    world.milestone("FIXED", "Delivery", "2026-02-28", "2500").await;
    world.milestones_ready("FIXED").await;
    let draft = world.draft("FIXED").await;
    world.confirmed(draft).await;
    world.confirmed(corrective(&world, draft).await).await;

    let contract_line_id = world.line("FIXED").await;
    let generate = || {
        let generate = Generate {
            contract_line_id,
            frequency: "monthly 31".into(),
            from: "2026-01-01".into(),
            to: "2026-02-28".into(),
            replaces: Vec::new(),
        };
        world.run(generate, |tx, generate| Box::pin(generate_milestones(tx, generate)))
    };
    assert_eq!(
        refusal(generate().await),
        Refusal::CreditedMilestonesStay(dec("5000"), currency("EUR"))
    );
    for name in ["Concept", "Delivery"] {
        let edit = MilestoneEdit { amount: "0".into(), ..as_is(&world, "FIXED", name).await };
        world.save_milestone(edit).await.unwrap();
    }
    assert_eq!(generate().await.unwrap(), 2);
    assert_eq!(
        parts(&world, "FIXED").await,
        [
            "Concept not_started",
            "- Nordlicht Energie 0 not_ready",
            "2026-01-31 not_started",
            "- Nordlicht Energie 2500 not_ready",
            "Delivery not_started",
            "- Nordlicht Energie 0 not_ready",
            "2026-02-28 not_started",
            "- Nordlicht Energie 2500 not_ready",
        ]
    );
    world.milestones_ready("FIXED").await;
    let draft = world.draft("FIXED").await;
    world.confirmed(draft).await;
    assert_eq!(world.texts("select trim_scale(sum(amount))::text from actual").await, ["5000"]);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_progress_based_milestone_that_was_credited_is_billed_anew(owner: PgPool) {
    // R-MS-7, R-SM-14, R-SM-15: 300, 300 and 400 billed, all credited, and Not Ready
    let world = World::new(owner).await;
    world
        .force_terms(
            r"
            update contract_line
            set schedule_type = 'progress_based', contracted_amount = 1000
            where name = 'Fixed work'
            ",
        )
        .await;
    world.milestone("FIXED", "Build", "2026-03-31", "1000").await;
    let bill = |next: NextInvoice| bill_next(&world, "FIXED", next);
    let amount = |text: &str| NextInvoice::Amount(text.into());
    let mut invoices = Vec::new();
    for next in ["300", "300", "400"] {
        bill(amount(next)).await.unwrap();
        let draft = world.draft("FIXED").await;
        world.confirmed(draft).await;
        invoices.push(draft);
    }
    for invoice in invoices {
        world.confirmed(corrective(&world, invoice).await).await;
    }
    let before = keys(&world, "FIXED").await;
    assert_eq!(before.len(), 3);
    let undone =
        world.mark_milestones(Selection::Matching(with("status", "ready")), false).await.unwrap();
    assert_eq!(undone.changed, 3);

    // another amount is split anew: what is not needed comes to nothing, and stays
    for now in ["900", "1000"] {
        world
            .save_milestone(MilestoneEdit {
                amount: now.into(),
                ..as_is(&world, "FIXED", "Build").await
            })
            .await
            .unwrap();
        assert_eq!(
            parts(&world, "FIXED").await,
            [
                "Build not_started".to_owned(),
                format!("- Nordlicht Energie {now} not_ready"),
                "- Nordlicht Energie 0 not_ready".to_owned(),
                "- Nordlicht Energie 0 not_ready".to_owned(),
            ]
        );
    }
    bill(amount("200")).await.unwrap();
    assert_eq!(
        parts(&world, "FIXED").await,
        [
            "Build in_progress",
            "- Nordlicht Energie 200 ready",
            "- Nordlicht Energie 800 not_ready",
            "- Nordlicht Energie 0 not_ready",
        ]
    );
    assert_eq!(keys(&world, "FIXED").await, before, "the ledger leads back to each");
    let next = world.draft("FIXED").await;
    world.confirmed(next).await;
    bill(amount("800")).await.unwrap();
    let last = world.draft("FIXED").await;
    world.confirmed(last).await;
    assert_eq!(parts(&world, "FIXED").await[0], "Build completed");
    assert_eq!(world.texts("select trim_scale(sum(amount))::text from actual").await, ["1000"]);
    world.audit_clean().await;
}
