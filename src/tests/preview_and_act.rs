//! What Confirm shows and what it does is one decision: it says yes exactly when confirming
//! succeeds, with the same words when not, and the rows are those that are written.

use super::{
    fixtures::{TODAY, World, day, unchanged},
    sheets::work,
};
use crate::{
    invoicing::{
        confirm::{commands::preview_confirmation, model::Preview},
        draft::model::DetailEdit,
    },
    vocabulary::{
        ids::InvoiceId,
        refusal::Refusal,
        words::{BillingType, LimitKind},
    },
};
use sqlx::PgPool;

async fn preview(world: &World, invoice: InvoiceId) -> Preview {
    world
        .read(move |scope| Box::pin(preview_confirmation(scope, invoice, 0, day(TODAY))))
        .await
        .expect("a preview")
}

/// The rows of a preview, as `written` reads the ledger.
fn shown(preview: &Preview) -> Vec<String> {
    preview
        .rows
        .iter()
        .map(|row| {
            let words = [
                row.transaction_type.word(),
                row.transaction_class.word(),
                row.billing_type.word(),
            ]
            .join(" ");
            let numbers = [row.quantity, row.unit_price, row.amount, row.tax]
                .map(|n| n.normalize().to_string())
                .join(" ");
            format!("{words} {} {} {numbers}", row.work_on, row.accounted_on)
        })
        .collect()
}

async fn written(world: &World, invoice: InvoiceId) -> Vec<String> {
    let sql = format!(
        r"
        select transaction_type || ' ' || transaction_class || ' ' || billing_type || ' ' || work_on || ' ' || accounted_on || ' ' || trim_scale(quantity) || ' ' || trim_scale(unit_price) || ' ' || trim_scale(amount) || ' ' || trim_scale(tax)
        from actual
        where invoice_id = {invoice}
        order by actual_id
        "
    );
    world.texts(&sql).await
}

/// Draws the same numbers in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % n
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

/// Changes one detail in some way; what the rules refuse stays as it was.
async fn change_one(world: &World, draft: InvoiceId, draw: &mut Draw) {
    let details = world.details(draft).await;
    if details.is_empty() {
        return;
    }
    let detail = &details[draw.below(details.len())];
    let as_it_is = unchanged(draft, detail);
    let edit = match draw.below(5) {
        0 => DetailEdit { quantity: draw.of(&["0", "1.5", "2", "9"]).into(), ..as_it_is },
        1 => DetailEdit { unit_price: draw.of(&["0", "200", "350.25"]).into(), ..as_it_is },
        2 => DetailEdit {
            billing_type: draw.of(&[
                BillingType::NonChargeable,
                BillingType::Complimentary,
                BillingType::Chargeable,
            ]),
            tax: "0".into(),
            ..as_it_is
        },
        3 => DetailEdit { tax: draw.of(&["0", "19.5"]).into(), ..as_it_is },
        _ => {
            let all = details.iter().map(|d| d.invoice_detail_id).take(1 + draw.below(3)).collect();
            let _ = world.delete_details(draft, all, false).await; // taken off, or refused
            return;
        }
    };
    let _ = world.edit(edit).await; // changed, or refused
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_preview_says_yes_exactly_when_confirming_succeeds(owner: PgPool) {
    // R-CONF-1 to R-CONF-6, R-NTE-9
    let world = World::new(owner).await;
    let mut draw = Draw(20_261_125);
    let prepaid = world.retainer("PAIR", "Nordlicht Energie", "2026-01-05", "150").await;
    world.mark_retainers(&[prepaid], true).await;
    let (mut yes, mut no) = (0, Vec::new());
    for round in 0..60 {
        let contract = if round == 0 { "CAP" } else { draw.of(&["CAP", "CAP", "PAIR", "FIXED"]) };
        if contract == "FIXED" && round < 20 {
            world.milestone("FIXED", &format!("Part {round}"), "2026-03-31", "0").await;
        }
        let hours = draw.of(&["0.5", "1", "2"]);
        if contract != "FIXED" {
            world
                .approved(&[work(contract, "2026-03-02", hours), work(contract, "2026-03-03", "1")])
                .await;
        }
        world.mark_all().await;
        let Some(Ok(drafts)) = world.create(&[contract]).await.pop().map(|one| one.outcome) else {
            continue;
        };
        for draft in drafts {
            if round == 0 {
                let detail = world.details(draft).await.remove(0);
                world
                    .edit(DetailEdit { unit_price: "9999".into(), ..unchanged(draft, &detail) })
                    .await
                    .expect("raised, over its limit");
            }
            for _ in 0..if round == 0 { 0 } else { draw.below(4) } {
                change_one(&world, draft, &mut draw).await;
            }
            if draw.below(8) == 0 {
                world
                    .force(&format!(
                        "update invoice set bill_to_name = '' where invoice_id = {draft}"
                    ))
                    .await;
            }
            let shown_before = preview(&world, draft).await;
            let outcome = world.confirm(&[draft]).await.expect("an answer").remove(0).outcome;
            assert_eq!(shown_before.refusal, outcome.clone().err(), "round {round}, {contract}");
            match outcome {
                Ok(_) => {
                    yes += 1;
                    assert_eq!(
                        shown(&shown_before),
                        written(&world, draft).await,
                        "round {round}, {contract}"
                    );
                    assert_eq!(
                        preview(&world, draft).await.refusal,
                        Some(Refusal::ConfirmedInvoiceIsFrozen)
                    );
                }
                Err(refusal) => {
                    no.push(refusal);
                    assert_eq!(written(&world, draft).await, Vec::<String>::new());
                    world.delete_invoice(draft).await.expect("deleted");
                }
            }
        }
    }
    let said = |wanted: fn(&Refusal) -> bool| no.iter().any(wanted);
    assert!(yes > 5, "{yes} were confirmed");
    assert!(
        said(|r| matches!(r, Refusal::RaisedOverLimit(_)))
            && said(|r| *r == Refusal::BillToMissing)
            && said(|r| *r == Refusal::InvoiceEmpty),
        "all kinds: {no:?}"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_limit_that_will_refuse_is_said_beforehand(owner: PgPool) {
    // R-NTE-9: 8 h at 200 of 3,000; at 400 an hour it comes to 3,200
    let world = World::new(owner).await;
    world.ready(&[work("CAP", "2026-03-02", "8")]).await;
    let draft = world.draft("CAP").await;
    assert_eq!(preview(&world, draft).await.refusal, None);
    let detail = world.details(draft).await.remove(0);
    world.edit(DetailEdit { unit_price: "400".into(), ..unchanged(draft, &detail) }).await.unwrap();
    assert_eq!(
        preview(&world, draft).await.refusal,
        Some(Refusal::RaisedOverLimit(LimitKind::ContractLine))
    );
    assert_eq!(
        world.confirm(&[draft]).await.unwrap()[0].outcome,
        Err(Refusal::RaisedOverLimit(LimitKind::ContractLine))
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_billed_for_nothing_is_said_beforehand(owner: PgPool) {
    // A price of 0, a milestone that completes with nothing billed, an entry that is asked back
    let world = World::new(owner).await;
    world
        .ready(&[
            work("SOLO", "2026-03-02", "8"),
            work("SOLO", "2026-03-03", "1"),
            work("SOLO", "2026-03-04", "1"),
        ])
        .await;
    let draft = world.draft("SOLO").await;
    let details = world.details(draft).await;
    world
        .edit(DetailEdit { unit_price: "0".into(), ..unchanged(draft, &details[0]) })
        .await
        .unwrap();
    world
        .edit(DetailEdit {
            billing_type: BillingType::NonChargeable,
            ..unchanged(draft, &details[1])
        })
        .await
        .unwrap();
    let told = preview(&world, draft).await.told;
    assert_eq!((told.at_price_zero, told.unbilled_milestones, told.recalls), (1, vec![], 0));

    world.milestone("FIXED", "Concept", "2026-03-31", "4000").await;
    world.milestone("FIXED", "Hand-over", "2026-03-31", "1000").await;
    world.milestones_ready("FIXED").await;
    let draft = world.draft("FIXED").await;
    let detail = world
        .details(draft)
        .await
        .into_iter()
        .find(|d| d.notes.as_deref() == Some("Hand-over"))
        .expect("the milestone");
    world
        .edit(DetailEdit { billing_type: BillingType::Complimentary, ..unchanged(draft, &detail) })
        .await
        .unwrap();
    let told = preview(&world, draft).await.told;
    assert_eq!((told.at_price_zero, told.unbilled_milestones), (0, vec!["Hand-over".to_owned()]));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_fault_in_the_preview_is_a_fault(owner: PgPool) {
    // What could not be written is not shown as if there were nothing
    let world = World::new(owner).await;
    let prepaid = world.retainer("SOLO", "Harbour & Vale, Architects", "2026-01-05", "150").await;
    world.mark_retainers(&[prepaid], true).await;
    let first = world.draft("SOLO").await;
    world.confirmed(first).await;
    world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let draft = world.draft("SOLO").await;
    world
        .force(
            r"
            alter table invoice_retainer disable trigger user; update invoice_retainer
            set amount = 151
            where retainer_use = 'applied'; alter table invoice_retainer enable trigger user
            ",
        )
        .await;
    let answer =
        world.read(move |scope| Box::pin(preview_confirmation(scope, draft, 0, day(TODAY)))).await;
    assert!(matches!(answer, Err(crate::platform::failure::Failure::Fault(_))), "{answer:?}");
}
