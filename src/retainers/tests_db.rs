//! Store and commands on PostgreSQL: retainers by hand and by schedule; billed, applied, lowered,
//! refunded.
#![cfg(test)]

use super::{
    commands::{
        delete_retainer, list_retainers, read_retainers, refund_retainer, save_retainer,
        schedule_retainers, total_retainers,
    },
    model::{Refund, RetainerEdit, RetainerRemoval, RetainerRow, RetainerSchedule},
};
use crate::{
    contracts::commands::list_contracts,
    desk::{
        commands::{invoice_contracts, list_hub, total_hub},
        model::HubPart,
    },
    invoicing::{
        commands::read_invoice,
        confirm::commands::preview_confirmation,
        create::commands::{add_to_invoice, invoice_rows},
        draft::model::DetailEdit,
        model::InvoicePage,
        retainers::{
            commands::{add_retainer, apply_retainer, refund_on_invoice, take_off_retainer},
            model::{RetainerAddition, RetainerApplication, RetainerOnInvoice},
        },
    },
    lifecycle::commands::close_contract,
    platform::failure::Failure,
    tests::{
        fixtures::{TODAY, World, check_list, currency, day, dec, refusal, unchanged},
        samples::as_of_today,
        sheets::work,
    },
    vocabulary::{
        ids::{CustomerId, InvoiceId, RetainerId},
        left_behind::LeftBehind,
        paging::{ListQuery, Selection},
        refusal::{Field, Refusal},
        words::{InvoicingStatus, RetainerUse},
    },
};
use sqlx::PgPool;

/// What one contract and customer does with retainers.
struct Book {
    world: World,
}

impl Book {
    async fn new(owner: PgPool) -> Self {
        Self { world: World::new(owner).await }
    }

    async fn customer(&self, name: &str) -> CustomerId {
        CustomerId(
            self.world
                .ask(&format!(
                    "select customer_id from customer where company_id = {} and name = '{name}'",
                    self.world.company()
                ))
                .await,
        )
    }

    async fn edit(&self, contract: &str, customer: &str, on: &str, amount: &str) -> RetainerEdit {
        RetainerEdit {
            contract_id: self.world.contract(contract).await,
            retainer_id: None,
            version: 0,
            customer_id: Some(self.customer(customer).await),
            description: format!("Advance of {on}"),
            invoice_on: on.into(),
            amount: amount.into(),
        }
    }

    async fn save(&self, edit: RetainerEdit) -> Result<RetainerId, Failure> {
        self.world.run(edit, |tx, edit| Box::pin(save_retainer(tx, edit))).await
    }

    /// A retainer on PAIR, billed by Nordlicht's share, Ready.
    async fn ready(&self, on: &str, amount: &str) -> RetainerId {
        let id = self.world.retainer("PAIR", "Nordlicht Energie", on, amount).await;
        self.world.mark_retainers(&[id], true).await;
        id
    }

    /// A retainer that is on a confirmed invoice of its own.
    async fn billed(&self, on: &str, amount: &str) -> RetainerId {
        let id = self.ready(on, amount).await;
        let draft = self.world.draft("PAIR").await;
        self.world.confirmed(draft).await;
        id
    }

    /// Work of so many chargeable euros for Nordlicht, at 60 % of 200 an hour, Ready.
    async fn work(&self, hours: &str) {
        self.world.ready(&[work("PAIR", "2026-02-02", hours)]).await;
    }

    /// Nordlicht's draft of everything that is Ready on PAIR.
    async fn draft(&self) -> InvoiceId {
        let drafts = self.world.create(&["PAIR"]).await.remove(0).outcome.expect("drafts");
        let nordlicht = self.customer("Nordlicht Energie").await;
        for draft in drafts {
            if self
                .world
                .ask(&format!("select customer_id from invoice where invoice_id = {draft}"))
                .await
                == nordlicht.0
            {
                return draft;
            }
        }
        panic!("no draft for Nordlicht");
    }

    async fn page(&self, invoice: InvoiceId) -> InvoicePage {
        self.world
            .read(move |scope| Box::pin(async move { read_invoice(scope, invoice).await }))
            .await
            .expect("an invoice")
    }

    /// What an invoice does with retainers: `applied 600 of Advance of 2026-01-05, 400 left`; and
    /// its total.
    async fn on(&self, invoice: InvoiceId) -> (Vec<String>, String) {
        let page = self.page(invoice).await;
        let text = |r: &crate::invoicing::model::InvoiceRetainer| {
            format!(
                "{} {} of {}, {} left",
                r.retainer_use.word(),
                r.amount.normalize(),
                r.description,
                r.available_amount.normalize()
            )
        };
        (page.retainers.iter().map(text).collect(), page.header.amount.normalize().to_string())
    }

    async fn apply(
        &self,
        invoice_id: InvoiceId,
        retainer_id: RetainerId,
        amount: &str,
    ) -> Result<(), Failure> {
        let apply = RetainerApplication {
            invoice_id,
            version: self.page(invoice_id).await.version,
            retainer_id,
            amount: amount.into(),
        };
        self.world.run(apply, |tx, apply| Box::pin(apply_retainer(tx, apply))).await
    }

    async fn refund_on(
        &self,
        invoice_id: InvoiceId,
        retainer_id: RetainerId,
    ) -> Result<(), Failure> {
        let refund = RetainerOnInvoice {
            invoice_id,
            version: self.page(invoice_id).await.version,
            retainer_id,
            retainer_use: RetainerUse::Refunded,
        };
        self.world.run(refund, |tx, refund| Box::pin(refund_on_invoice(tx, refund))).await
    }

    async fn take_off(
        &self,
        invoice_id: InvoiceId,
        retainer_id: RetainerId,
        retainer_use: RetainerUse,
    ) -> Result<(), Failure> {
        let off = RetainerOnInvoice {
            invoice_id,
            version: self.page(invoice_id).await.version,
            retainer_id,
            retainer_use,
        };
        self.world.run(off, |tx, off| Box::pin(take_off_retainer(tx, off))).await
    }

    async fn refund(&self, retainer_id: RetainerId, refund: bool) -> Result<(), Failure> {
        let version = self
            .world
            .ask(&format!(
                r"
                select coalesce(
                    (select version from retainer where retainer_id = {retainer_id}), 0
                )::bigint
                "
            ))
            .await;
        let version = i32::try_from(version).unwrap();
        self.world
            .run(Refund { retainer_id, version, refund }, |tx, refund| {
                Box::pin(refund_retainer(tx, refund))
            })
            .await
    }

    async fn list(&self, query: ListQuery) -> Vec<RetainerRow> {
        self.world
            .read(move |scope| Box::pin(async move { list_retainers(scope, &query).await }))
            .await
            .expect("retainers")
            .rows
    }

    /// `amount used drafts available status refund` of a retainer.
    async fn figures(&self, id: RetainerId) -> String {
        let row =
            self.list(ListQuery::default().with("retainer_id", id.to_string())).await.remove(0);
        let [amount, used, drafts, available] =
            [row.amount, row.used_amount, row.draft_amount, row.available_amount]
                .map(|a| a.normalize().to_string());
        format!(
            "{amount} {used} {drafts} {available} {} {}",
            row.status.word(),
            row.refund_status.word()
        )
    }

    async fn available(&self) -> Vec<String> {
        self.list(ListQuery::default().with("status", "available"))
            .await
            .into_iter()
            .map(|r| format!("{} {}", r.description, r.available_amount.normalize()))
            .collect()
    }

    /// All that is stored of retainers and invoices.
    async fn everything(&self) -> Vec<String> {
        self.world
            .texts(
                r"
                select r::text
                from retainer r
                union all select u::text
                from invoice_retainer u
                union all select i::text
                from invoice i
                order by 1
                ",
            )
            .await
    }

    /// The rows that retainers wrote, without keys.
    async fn rows(&self) -> Vec<String> {
        self.world
            .texts(r"
                select transaction_type || ' ' || trim_scale(quantity) || ' x ' || trim_scale(unit_price) || case
                    when reverses_actual_id is not null then ' reversal'
                    else ''
                end
                from actual
                where transaction_class = 'retainer'
                order by actual_id
            ")
            .await
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_drafts_that_refund_parts_of_one_are_undone_one_by_one(owner: PgPool) {
    // R-RET-8: taken off one draft, what the other refunds stays so
    let book = Book::new(owner).await;
    let retainer = book.billed("2026-01-05", "1000").await;
    book.work("5").await;
    let first = book.draft().await;
    book.work("5").await;
    let second = book.draft().await;
    book.apply(first, retainer, "100").await.unwrap();
    book.refund_on(first, retainer).await.unwrap();
    book.take_off(second, retainer, RetainerUse::Applied).await.unwrap();
    book.refund_on(second, retainer).await.unwrap();
    assert_eq!(
        book.on(first).await.0,
        [
            "applied 100 of Advance of 2026-01-05, 0 left",
            "refunded 500 of Advance of 2026-01-05, 0 left"
        ]
    );
    assert_eq!(book.on(second).await.0, ["refunded 400 of Advance of 2026-01-05, 0 left"]);
    book.take_off(first, retainer, RetainerUse::Refunded).await.unwrap();
    assert_eq!(book.figures(retainer).await, "1000 0 500 500 posted ready");
    book.take_off(second, retainer, RetainerUse::Refunded).await.unwrap();
    assert_eq!(book.figures(retainer).await, "1000 0 100 900 posted none");
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_retainer_goes_from_billing_to_its_last_cent(owner: PgPool) {
    // R-VOC-17, R-RET-3, R-RET-5 to R-RET-7, R-RET-9, R-RET-10; R-BL-3: Available lists what is
    // billed and not used up
    let book = Book::new(owner).await;
    let retainer = book.ready("2026-01-05", "1000").await;
    assert_eq!(book.figures(retainer).await, "1000 0 0 0 ready none");
    let advance = book.world.draft("PAIR").await;
    assert_eq!(
        book.on(advance).await,
        (vec!["billed 1000 of Advance of 2026-01-05, 0 left".into()], "1000".into())
    );
    assert_eq!(
        book.figures(retainer).await,
        "1000 0 0 0 on_draft none",
        "unusable until it is billed"
    );
    book.world.confirmed(advance).await;
    assert_eq!(book.figures(retainer).await, "1000 0 0 1000 posted none");
    assert_eq!(book.rows().await, ["billed_sales 1 x 1000", "unbilled_sales -1 x 1000"]);
    assert_eq!(book.available().await, ["Advance of 2026-01-05 1000"]);

    book.work("5").await; // 3 h for Nordlicht: 600
    let draft = book.draft().await;
    assert_eq!(
        book.on(draft).await,
        (vec!["applied 600 of Advance of 2026-01-05, 400 left".into()], "0".into()),
        "R-RET-4: at once, as far as it goes"
    );
    assert_eq!(book.figures(retainer).await, "1000 0 600 400 posted none");
    book.world.confirmed(draft).await;
    assert_eq!(
        book.rows().await[2..],
        ["unbilled_sales 1 x 1000 reversal", "billed_sales -1 x 600", "unbilled_sales -1 x 400"]
    );
    assert_eq!(book.figures(retainer).await, "1000 600 0 400 posted none");

    book.work("10").await; // 1,200
    let draft = book.draft().await;
    assert_eq!(
        book.on(draft).await,
        (vec!["applied 400 of Advance of 2026-01-05, 0 left".into()], "800".into())
    );
    book.world.confirmed(draft).await;
    assert_eq!(
        book.rows().await[5..],
        ["unbilled_sales 1 x 400 reversal", "billed_sales -1 x 400"]
    );
    assert_eq!(book.figures(retainer).await, "1000 1000 0 0 posted none");
    assert_eq!(book.available().await, Vec::<String>::new(), "R-RET-9");
    assert_eq!(refusal(book.refund(retainer, true).await), Refusal::NothingAvailable);
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_confirming_shows_of_retainers_is_what_it_writes(owner: PgPool) {
    let book = Book::new(owner).await;
    book.billed("2026-01-05", "1000").await;
    book.ready("2026-01-06", "50").await;
    book.work("5").await;
    let draft = book.draft().await;
    let today = day("2026-06-01");
    let preview = book
        .world
        .read(move |scope| {
            Box::pin(async move { preview_confirmation(scope, draft, 0, today).await })
        })
        .await
        .unwrap();
    let shown: Vec<String> = preview
        .rows
        .iter()
        .filter(|r| r.retainer_id.is_some())
        .map(|r| {
            format!(
                "{} {} x {}{}",
                r.transaction_type.word(),
                r.quantity.normalize(),
                r.unit_price.normalize(),
                if r.reverses_actual_id.is_some() { " reversal" } else { "" }
            )
        })
        .collect();
    assert_eq!(
        (preview.billed_amount, preview.reversed_amount, preview.count),
        (dec("50"), dec("-600"), 7),
        "billed is the total; what was unbilled is the work"
    );
    let before = book.rows().await.len();
    book.world.confirmed(draft).await;
    assert_eq!(book.rows().await[before..], shown);
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn retainers_are_applied_oldest_first_and_only_to_their_own_customer(owner: PgPool) {
    // R-RET-4
    let book = Book::new(owner).await;
    let newer = book.billed("2026-02-05", "300").await;
    let older = book.billed("2026-01-05", "500").await;
    let theirs = book.world.retainer("PAIR", "Tromsø Shipping", "2026-01-01", "900").await;
    book.world.mark_retainers(&[theirs], true).await;
    let draft = book.world.draft("PAIR").await;
    book.world.confirmed(draft).await;
    book.work("5").await; // 600 for Nordlicht, 400 for Tromsø
    let draft = book.draft().await;
    let (uses, total) = book.on(draft).await;
    assert_eq!(
        uses,
        [
            "applied 500 of Advance of 2026-01-05, 0 left",
            "applied 100 of Advance of 2026-02-05, 200 left"
        ]
    );
    assert_eq!(total, "0");
    assert_eq!(book.figures(theirs).await, "900 0 400 500 posted none", "on Tromsø's own draft");
    assert_eq!(
        refusal(book.apply(draft, theirs, "1").await),
        Refusal::NotFound,
        "another customer's"
    );

    // R-EDIT-8: down, and up again as far as there is something
    book.apply(draft, older, "100").await.unwrap();
    assert_eq!(book.on(draft).await.1, "400");
    assert_eq!(
        refusal(book.apply(draft, older, "500.01").await),
        Refusal::MoreThanAvailable(dec("500"), currency("EUR"))
    );
    assert_eq!(
        refusal(book.apply(draft, newer, "501").await),
        Refusal::MoreThanAvailable(dec("300"), currency("EUR"))
    );
    book.apply(draft, newer, "300").await.unwrap();
    assert_eq!(
        refusal(book.apply(draft, older, "300.01").await),
        Refusal::MoreThanChargeable(dec("300"), currency("EUR"))
    );
    for bad in ["-1", "x", "NaN", "1e3", "1.001", "1000000000000000000"] {
        let before = book.everything().await;
        refusal(book.apply(draft, older, bad).await);
        assert_eq!(book.everything().await, before, "{bad:?} changes nothing");
    }
    book.apply(draft, newer, "0").await.unwrap();
    assert_eq!(book.on(draft).await.0, ["applied 100 of Advance of 2026-01-05, 400 left"]);
    assert_eq!(
        book.page(draft).await.available_retainers.len(),
        1,
        "the newer can be applied again"
    );
    book.apply(draft, newer, "").await.unwrap();
    assert_eq!(
        book.on(draft).await.0[1],
        "applied 300 of Advance of 2026-02-05, 0 left",
        "blank: as much as there is and fits"
    );
    let stale = RetainerApplication {
        invoice_id: draft,
        version: 1,
        retainer_id: older,
        amount: "1".into(),
    };
    assert_eq!(
        refusal(book.world.run(stale, |tx, apply| Box::pin(apply_retainer(tx, apply))).await),
        Refusal::Outdated,
        "a stale page"
    );
    book.world.confirmed(draft).await;
    assert_eq!(refusal(book.apply(draft, older, "1").await), Refusal::ConfirmedInvoiceIsFrozen);
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_draft_that_comes_to_less_applies_less(owner: PgPool) {
    let book = Book::new(owner).await;
    let retainer = book.billed("2026-01-05", "1000").await;
    book.work("10").await; // 1,200
    let draft = book.draft().await;
    assert_eq!(book.on(draft).await.1, "200");
    let detail = book.world.details(draft).await.remove(0);
    book.world
        .edit(DetailEdit { quantity: "4".into(), ..unchanged(draft, &detail) })
        .await
        .unwrap(); // 800
    assert_eq!(
        book.on(draft).await,
        (vec!["applied 800 of Advance of 2026-01-05, 200 left".into()], "0".into())
    );
    book.world.delete_details(draft, vec![detail.invoice_detail_id], false).await.unwrap();
    assert_eq!(book.on(draft).await, (Vec::new(), "0".into()));
    assert_eq!(book.figures(retainer).await, "1000 0 0 1000 posted none");
    assert_eq!(
        book.world.confirm(&[draft]).await.unwrap().remove(0).outcome,
        Err(Refusal::InvoiceEmpty)
    );
    book.world.delete_invoice(draft).await.unwrap();
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_left_is_refunded_with_the_next_invoice(owner: PgPool) {
    // R-RET-8, R-INV-8
    let book = Book::new(owner).await;
    let retainer = book.billed("2026-01-05", "1000").await;
    book.refund(retainer, true).await.unwrap();
    assert_eq!(book.figures(retainer).await, "1000 0 0 1000 posted ready");
    book.refund(retainer, false).await.unwrap();
    book.refund(retainer, true).await.unwrap();
    let credit = book.world.draft("PAIR").await;
    assert_eq!(
        book.on(credit).await,
        (vec!["refunded 1000 of Advance of 2026-01-05, 0 left".into()], "-1000".into()),
        "a draft that only refunds"
    );
    assert_eq!(
        refusal(book.refund(retainer, false).await),
        Refusal::OnDraftInvoice("Shared grid".into())
    );
    assert_eq!(refusal(book.apply(credit, retainer, "1").await), Refusal::RetainerIsToBeRefunded);
    assert_eq!(refusal(book.refund_on(credit, retainer).await), Refusal::NothingAvailable);

    // deleting the draft leaves it Ready to refund; cancelling on the draft does not
    book.world.delete_invoice(credit).await.unwrap();
    assert_eq!(book.figures(retainer).await, "1000 0 0 1000 posted ready");
    let credit = book.world.draft("PAIR").await;
    book.take_off(credit, retainer, RetainerUse::Refunded).await.unwrap();
    assert_eq!(book.figures(retainer).await, "1000 0 0 1000 posted none");
    assert_eq!(
        refusal(book.take_off(credit, retainer, RetainerUse::Refunded).await),
        Refusal::Outdated,
        "it is gone"
    );
    book.refund_on(credit, retainer).await.unwrap();
    let number = book.world.confirmed(credit).await;
    assert_eq!(book.figures(retainer).await, "1000 1000 0 0 posted refunded");
    assert_eq!(
        book.rows().await[2..],
        ["unbilled_sales 1 x 1000 reversal", "billed_sales -1 x 1000"]
    );
    assert_eq!(refusal(book.refund(retainer, false).await), Refusal::RetainerIsRefunded);
    assert_eq!(
        book.world
            .ask(&format!("select amount::bigint from invoice where invoice_number = {number}"))
            .await,
        -1000
    );
    assert_eq!(book.available().await, Vec::<String>::new(), "R-RET-9");
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn one_draft_applies_some_and_refunds_the_rest(owner: PgPool) {
    let book = Book::new(owner).await;
    let retainer = book.billed("2026-01-05", "1000").await;
    book.work("5").await;
    let draft = book.draft().await;
    book.refund_on(draft, retainer).await.unwrap();
    assert_eq!(
        book.on(draft).await.0,
        [
            "applied 600 of Advance of 2026-01-05, 0 left",
            "refunded 400 of Advance of 2026-01-05, 0 left"
        ]
    );
    // less applied is more refunded, on the same draft; more applied is refused
    book.apply(draft, retainer, "500").await.unwrap();
    assert_eq!(
        book.on(draft).await,
        (
            vec![
                "applied 500 of Advance of 2026-01-05, 0 left".into(),
                "refunded 500 of Advance of 2026-01-05, 0 left".into()
            ],
            "-400".into()
        )
    );
    assert_eq!(refusal(book.apply(draft, retainer, "501").await), Refusal::RetainerIsToBeRefunded);
    let detail = book.world.details(draft).await.remove(0);
    book.world
        .edit(DetailEdit { quantity: "1".into(), ..unchanged(draft, &detail) })
        .await
        .unwrap();
    assert_eq!(
        book.on(draft).await.0,
        [
            "applied 200 of Advance of 2026-01-05, 0 left",
            "refunded 800 of Advance of 2026-01-05, 0 left"
        ]
    );
    book.take_off(draft, retainer, RetainerUse::Applied).await.unwrap();
    assert_eq!(book.on(draft).await.0, ["refunded 1000 of Advance of 2026-01-05, 0 left"]);
    book.world.confirmed(draft).await;
    assert_eq!(book.figures(retainer).await, "1000 1000 0 0 posted refunded");
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_comes_free_after_a_refund_can_be_used_or_refunded_again(owner: PgPool) {
    // nobody's money gets stuck: another draft held 600 while 400 was refunded, and then gave it
    // back
    let book = Book::new(owner).await;
    let retainer = book.billed("2026-01-05", "1000").await;
    book.work("5").await;
    let holds = book.draft().await;
    book.refund(retainer, true).await.unwrap();
    let credit = book.draft().await;
    assert_eq!(
        book.on(credit).await,
        (vec!["refunded 400 of Advance of 2026-01-05, 0 left".into()], "-400".into())
    );
    book.world.delete_invoice(holds).await.unwrap();
    assert_eq!(book.figures(retainer).await, "1000 0 400 600 posted ready");
    book.world.confirmed(credit).await;
    assert_eq!(book.figures(retainer).await, "1000 400 0 600 posted none");
    assert_eq!(book.available().await, ["Advance of 2026-01-05 600"]);
    let again = book.draft().await;
    assert_eq!(book.on(again).await.0, ["applied 600 of Advance of 2026-01-05, 0 left"]);
    book.apply(again, retainer, "100").await.unwrap();
    book.refund_on(again, retainer).await.unwrap();
    book.world.confirmed(again).await;
    assert_eq!(book.figures(retainer).await, "1000 1000 0 0 posted refunded");
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_drafts_that_refund_parts_of_one_are_confirmed_one_by_one(owner: PgPool) {
    // R-RET-8: it is Ready to refund until the last of them is confirmed
    let book = Book::new(owner).await;
    let retainer = book.billed("2026-01-05", "1000").await;
    book.work("5").await;
    let holds = book.draft().await;
    book.refund(retainer, true).await.unwrap();
    let first = book.draft().await;
    book.world.delete_invoice(holds).await.unwrap();
    let second = book.draft().await;
    assert_eq!(book.on(first).await.0, ["refunded 400 of Advance of 2026-01-05, 0 left"]);
    assert_eq!(
        book.on(second).await,
        (vec!["refunded 600 of Advance of 2026-01-05, 0 left".into()], "0".into())
    );
    book.world.confirmed(first).await;
    assert_eq!(book.figures(retainer).await, "1000 400 600 0 posted ready");
    book.world.confirmed(second).await;
    assert_eq!(book.figures(retainer).await, "1000 1000 0 0 posted refunded");
    assert_eq!(
        book.world.ask("select count(*) from retainer where is_to_refund").await,
        0,
        "nothing is left to refund"
    );
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_refund_with_nothing_left_makes_no_invoice(owner: PgPool) {
    let book = Book::new(owner).await;
    let retainer = book.billed("2026-01-05", "500").await;
    book.refund(retainer, true).await.unwrap();
    book.work("5").await;
    let draft = book.draft().await; // refunds the 500
    assert_eq!(book.on(draft).await.0, ["refunded 500 of Advance of 2026-01-05, 0 left"]);
    let created = book.world.create(&["PAIR"]).await.remove(0).outcome;
    assert!(matches!(created, Err(Refusal::NothingToInvoice(..))), "{created:?}");
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_retainer_is_billed_on_a_draft_at_once(owner: PgPool) {
    // R-RET-2
    let book = Book::new(owner).await;
    book.work("5").await;
    let draft = book.draft().await;
    let add = |version, description: &str, amount: &str| RetainerAddition {
        invoice_id: draft,
        version,
        description: description.into(),
        amount: amount.into(),
    };
    let version = book.page(draft).await.version;
    let run =
        |add: RetainerAddition| book.world.run(add, |tx, add| Box::pin(add_retainer(tx, add)));
    assert_eq!(
        refusal(run(add(version, "", "100")).await),
        Refusal::FieldMissing(Field::Description)
    );
    assert_eq!(
        refusal(run(add(version, "Advance", "0")).await),
        Refusal::FieldNotPositive(Field::Amount)
    );
    assert_eq!(refusal(run(add(version + 1, "Advance", "100")).await), Refusal::Outdated);
    let retainer = run(add(version, "Advance", "100")).await.unwrap();
    assert_eq!(book.on(draft).await, (vec!["billed 100 of Advance, 0 left".into()], "700".into()));
    book.take_off(draft, retainer, RetainerUse::Billed).await.unwrap();
    assert_eq!(
        book.figures(retainer).await,
        "100 0 0 0 ready none",
        "stored on the contract, Ready"
    );
    assert_eq!(refusal(book.refund_on(draft, retainer).await), Refusal::RetainerIsNotBilled);
    assert_eq!(refusal(book.apply(draft, retainer, "1").await), Refusal::RetainerIsNotBilled);
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn retainers_come_by_their_date_and_rows_picked_by_hand_only_apply(owner: PgPool) {
    // R-RUN-12, R-INV-13
    let book = Book::new(owner).await;
    let later = book.ready("2027-01-01", "700").await;
    let created = book.world.create(&["PAIR"]).await.remove(0).outcome;
    assert_eq!(
        created,
        Err(Refusal::NothingToInvoice(
            LeftBehind { later: 1, ..LeftBehind::default() },
            day(TODAY)
        ))
    );
    book.world.mark_retainers(&[later], false).await;
    let created = book.world.create(&["PAIR"]).await.remove(0).outcome;
    assert_eq!(
        created,
        Err(Refusal::NothingToInvoice(
            LeftBehind { not_ready: 1, ..LeftBehind::default() },
            day(TODAY)
        ))
    );

    let billed = book.billed("2026-01-05", "1000").await;
    let waiting = book.ready("2026-01-06", "50").await;
    let rows = book.world.ready(&[work("PAIR", "2026-02-02", "5")]).await;
    let made = book
        .world
        .run(Selection::Rows(rows), |tx, rows| Box::pin(invoice_rows(tx, rows)))
        .await
        .unwrap();
    assert_eq!(made.invoices.len(), 2);
    assert_eq!(
        book.figures(billed).await,
        "1000 0 600 400 posted none",
        "a new invoice applies what is available"
    );
    assert_eq!(
        book.figures(waiting).await,
        "50 0 0 0 ready none",
        "it bills the selected rows only"
    );
    let rows = book.world.ready(&[work("PAIR", "2026-02-03", "5")]).await;
    book.world
        .run(Selection::Rows(rows), |tx, rows| Box::pin(add_to_invoice(tx, rows)))
        .await
        .unwrap();
    assert_eq!(
        book.figures(billed).await,
        "1000 0 600 400 posted none",
        "a draft that grows is raised by a person"
    );
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_drafts_confirmed_together_use_one_retainer_in_turn(owner: PgPool) {
    let book = Book::new(owner).await;
    let retainer = book.billed("2026-01-05", "1000").await;
    book.work("5").await;
    let first = book.draft().await;
    book.work("2").await;
    let second = book.draft().await;
    let outcomes = book.world.confirm(&[second, first]).await.unwrap();
    assert!(outcomes.iter().all(|o| o.outcome.is_ok()), "{outcomes:?}");
    assert_eq!(book.figures(retainer).await, "1000 840 0 160 posted none");
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_people_never_use_more_than_there_is(owner: PgPool) {
    // retainer_used_within_available
    let book = Book::new(owner).await;
    let retainer = book.billed("2026-01-05", "500").await;
    book.work("5").await;
    let first = book.draft().await;
    book.apply(first, retainer, "0").await.unwrap();
    book.work("5").await;
    let second = book.draft().await;
    book.apply(second, retainer, "0").await.unwrap();
    let (one, other) =
        tokio::join!(book.apply(first, retainer, "400"), book.apply(second, retainer, "400"));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(book.figures(retainer).await, "500 0 400 100 posted none");
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_schedule_is_stored_whole_or_not_at_all(owner: PgPool) {
    // R-RET-2
    let book = Book::new(owner).await;
    let plan = |number: &str, total: &str, customer| RetainerSchedule {
        contract_id: crate::vocabulary::ids::ContractId(0),
        customer_id: Some(customer),
        description: "Retainer".into(),
        frequency: "monthly 1".into(),
        from: "2026-01-01".into(),
        to: String::new(),
        number: number.into(),
        total: total.into(),
    };
    let contract_id = book.world.contract("PAIR").await;
    let customer = book.customer("Nordlicht Energie").await;
    let run = |schedule: RetainerSchedule| {
        book.world.run(RetainerSchedule { contract_id, ..schedule }, |tx, s| {
            Box::pin(schedule_retainers(tx, s))
        })
    };
    assert_eq!(run(plan("3", "10000", customer)).await.unwrap(), 3);
    let found = book
        .world
        .read(move |scope| Box::pin(async move { read_retainers(scope, contract_id).await }))
        .await
        .unwrap();
    let rows: Vec<String> = found
        .retainers
        .iter()
        .map(|r| {
            format!(
                "{} {} {} {}",
                r.invoice_on,
                r.description,
                r.amount.normalize(),
                r.status.word()
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "2026-01-01 Retainer 1/3 3333.33 not_ready",
            "2026-02-01 Retainer 2/3 3333.33 not_ready",
            "2026-03-01 Retainer 3/3 3333.34 not_ready"
        ]
    );
    let before = book.everything().await;
    assert_eq!(refusal(run(plan("3", "0.02", customer)).await), Refusal::TotalTooSmall);
    assert_eq!(
        refusal(run(plan("3", "3", book.customer("Harbour & Vale, Architects").await)).await),
        Refusal::FieldNotAChoice(Field::Customer)
    );
    assert_eq!(book.everything().await, before);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_retainer_is_changed_and_deleted_until_it_is_billed(owner: PgPool) {
    let book = Book::new(owner).await;
    let retainer = book.ready("2026-01-05", "1000").await;
    let version = book.list(ListQuery::default()).await[0].version;
    let edit = RetainerEdit {
        retainer_id: Some(retainer),
        version,
        ..book.edit("PAIR", "Tromsø Shipping", "2026-01-07", "900").await
    };
    book.save(edit.clone()).await.unwrap();
    assert_eq!(
        book.figures(retainer).await,
        "900 0 0 0 not_ready none",
        "what changes loses its mark"
    );
    assert_eq!(refusal(book.save(edit.clone()).await), Refusal::Outdated);
    let elsewhere = RetainerEdit {
        contract_id: book.world.contract("SOLO").await,
        version: version + 1,
        ..edit.clone()
    };
    assert_eq!(refusal(book.save(elsewhere).await), Refusal::FieldNotAChoice(Field::Customer));
    let removal = |version| RetainerRemoval { retainer_id: retainer, version };
    let delete = |removal: RetainerRemoval| {
        book.world.run(removal, |tx, removal| Box::pin(delete_retainer(tx, removal)))
    };
    assert_eq!(refusal(delete(removal(version)).await), Refusal::Outdated);
    delete(removal(version + 1)).await.unwrap();
    assert_eq!(refusal(delete(removal(version + 1)).await), Refusal::NotFound);
    assert_eq!(
        book.world.mark_retainers(&[retainer], true).await.refused,
        vec![(Refusal::RetainerGone, 1, vec![retainer.0])]
    );

    let billed = book.billed("2026-01-05", "1000").await;
    let edit = RetainerEdit {
        retainer_id: Some(billed),
        version: 1,
        ..book.edit("PAIR", "Tromsø Shipping", "2026-01-07", "900").await
    };
    assert_eq!(refusal(book.save(edit).await), Refusal::OnConfirmedInvoice("INV-000001".into()));
    let gone = RetainerRemoval { retainer_id: billed, version: 1 };
    assert_eq!(refusal(delete(gone).await), Refusal::OnConfirmedInvoice("INV-000001".into()));
    assert_eq!(
        book.world.mark_retainers(&[billed], false).await.refused,
        vec![(Refusal::OnConfirmedInvoice("INV-000001".into()), 1, vec![billed.0])]
    );
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_list_filters_sorts_and_totals(owner: PgPool) {
    let book = Book::new(owner).await;
    for (on, amount) in [("2026-01-05", "1000"), ("2026-01-06", "20.50"), ("2026-01-07", "3000")] {
        book.world.retainer("PAIR", "Nordlicht Energie", on, amount).await;
    }
    book.world.retainer("SOLO", "Harbour & Vale, Architects", "2026-01-05", "70").await;
    let all = book.list(ListQuery::default()).await;
    assert_eq!(
        all.iter().map(|r| r.contract_number.as_str()).collect::<Vec<_>>(),
        ["PAIR", "SOLO", "PAIR", "PAIR"]
    );
    assert!(all.iter().all(|r| r.status == InvoicingStatus::NotReady));
    for (name, text, count) in [
        ("contract", "PAIR", 3),
        ("customer", "harbour", 1),
        ("status", "ready", 0),
        ("status", "not_ready", 4),
        ("status", "available", 0),
        ("to", "2026-01-05", 2),
    ] {
        assert_eq!(
            book.list(ListQuery::default().with(name, text)).await.len(),
            count,
            "{name} {text}"
        );
    }
    let totals = book
        .world
        .read(|scope| {
            Box::pin(async move {
                total_retainers(scope, &ListQuery::default().with("contract", "PAIR")).await
            })
        })
        .await
        .unwrap();
    assert_eq!((totals.count, totals.amounts), (3, vec![(currency("EUR"), dec("4020.5"))]));
    for on in ["2026-01-08", "2026-01-09", "2026-01-10"] {
        book.world.retainer("PAIR", "Tromsø Shipping", on, "1000").await;
    }
    let book = &book;
    check_list(&["date", "contract", "customer"], |query| {
        book.world.read(move |scope| Box::pin(async move { list_retainers(scope, &query).await }))
    })
    .await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_hub_and_the_contract_count_retainers(owner: PgPool) {
    // R-INV-12: Advances, Available advances; what is ready includes what is only to be prepaid, or
    // refunded
    let book = Book::new(owner).await;
    let billed = book.billed("2026-01-05", "1000").await;
    book.ready("2026-01-06", "50").await;
    book.world.retainer("PAIR", "Nordlicht Energie", "2026-01-07", "70").await;
    let hub = |query: ListQuery| {
        book.world.read(move |scope| Box::pin(async move { list_hub(scope, &query).await }))
    };
    let numbers = |query: ListQuery| async {
        hub(query).await.unwrap().rows.into_iter().map(|r| r.number).collect::<Vec<_>>()
    };
    let pair = || async {
        hub(ListQuery::default().with("contract", "PAIR")).await.unwrap().rows.remove(0)
    };
    let row = pair().await;
    assert_eq!((row.retainer_amount, row.available_retainer_amount), (dec("1120"), dec("1000")));
    assert_eq!(
        row.retainers,
        HubPart { ready_count: 1, ready_amount: dec("50"), not_ready_amount: dec("70") }
    );
    assert_eq!(
        (row.ready_count, row.ready_amount, row.not_ready_amount),
        (1, dec("50"), dec("70"))
    );
    for has in ["ready", "not_ready"] {
        assert_eq!(numbers(ListQuery::default().with("has", has)).await, ["PAIR"], "{has}");
    }
    let totals = book
        .world
        .read(|scope| Box::pin(async move { total_hub(scope, &ListQuery::default()).await }))
        .await
        .unwrap();
    assert_eq!(
        totals.amounts.iter().find(|a| a.0 == currency("EUR")).map(|a| a.1),
        Some(dec("50"))
    );

    book.work("5").await; // 600 and 400
    let all = Selection::Matching(ListQuery::default());
    book.world
        .run(as_of_today(all.clone()), |tx, all| Box::pin(invoice_contracts(tx, all)))
        .await
        .unwrap();
    let row = pair().await;
    assert_eq!(
        (row.draft_amount, row.available_retainer_amount, row.retainers.ready_count),
        (dec("450"), dec("400"), 0),
        "1,000 of work, 50 billed, 600 applied"
    );
    let number = ListQuery::default().with("contract", "PAIR");
    let contract = book
        .world
        .read(move |scope| Box::pin(async move { list_contracts(scope, &number).await }))
        .await
        .unwrap()
        .rows
        .remove(0);
    assert_eq!((contract.draft_amount, contract.billed_amount), (dec("450"), dec("1000")));

    book.refund(billed, true).await.unwrap();
    assert_eq!(
        numbers(ListQuery::default().with("has", "ready")).await,
        ["PAIR"],
        "a refund is ready too"
    );
    let made = book
        .world
        .run(as_of_today(all), |tx, all| Box::pin(invoice_contracts(tx, all)))
        .await
        .unwrap();
    assert_eq!(made.invoices.len(), 1);
    book.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_lost_contract_only_refunds(owner: PgPool) {
    // R-SM-3, R-RET-8
    let book = Book::new(owner).await;
    let billed = book.billed("2026-01-05", "1000").await;
    let waiting = book.ready("2026-01-06", "50").await;
    book.work("5").await;
    let draft = book.draft().await; // 600 and 50, of which 600 is paid already
    let contract = book.world.contract("PAIR").await;
    let close = (contract, 1);
    book.world.run(close, |tx, input| Box::pin(close_contract(tx, input))).await.unwrap();
    assert_eq!(book.world.create(&["PAIR"]).await.remove(0).outcome, Err(Refusal::ContractIsLost));
    book.world.delete_invoice(draft).await.unwrap();
    assert_eq!(book.figures(waiting).await, "50 0 0 0 not_ready none");
    assert_eq!(
        book.world.backlog().await,
        Vec::<String>::new(),
        "what comes off its drafts is taken back"
    );
    assert_eq!(
        book.world.mark_retainers(&[waiting], true).await.refused,
        vec![(Refusal::ContractIsLost, 1, vec![waiting.0])]
    );
    book.refund(billed, true).await.unwrap();
    let credit = book.world.draft("PAIR").await;
    assert_eq!(
        book.on(credit).await,
        (vec!["refunded 1000 of Advance of 2026-01-05, 0 left".into()], "-1000".into()),
        "the work that came back stays where it is"
    );
    book.world.confirmed(credit).await;
    assert_eq!(book.figures(billed).await, "1000 1000 0 0 posted refunded");
    let next = book.world.retainer("SOLO", "Harbour & Vale, Architects", "2026-01-07", "20").await;
    book.world.mark_retainers(&[next], true).await;
    book.world
        .run((book.world.contract("SOLO").await, 1), |tx, input| {
            Box::pin(close_contract(tx, input))
        })
        .await
        .unwrap();
    assert_eq!(book.figures(next).await, "20 0 0 0 not_ready none");
    book.world.audit_clean().await;
}
