//! What people type, click twice or leave open too long on drafts and corrections: refused beside
//! the field that it is about, and nothing half-saved. Through server functions, as pages call them.

use super::{
    fixtures::{World, dec, refusal, unchanged},
    sheets::work,
    walls::fingerprint,
    web::Site,
};
use crate::{
    invoicing::{
        confirm::model::Confirm,
        draft::{
            commands::{add_pending, edit_details, refresh_invoice},
            model::{Change, DetailEdit, DetailRemoval, DetailsEdit, DetailsEdited, PendingAdd},
        },
        retainers::{
            commands::{apply_retainer, correct_retainer},
            model::{RetainerApplication, RetainerCorrection},
        },
        revise::{
            model::{Chosen, Revise, Revised},
            tests_db::{corrective, revise},
        },
        tests_db::{change, read},
    },
    lifecycle::commands::close_contract,
    platform::failure::Failure,
    vocabulary::{
        ids::{ActualId, InvoiceId},
        paging::{ListQuery, Selection},
        refusal::Refusal,
        words::Role,
    },
};
use serde_json::{Value, json};
use sqlx::PgPool;

/// Quantities that nobody can bill.
const NO_QUANTITIES: &[&str] =
    &["", "eight", "NaN", "1e18", "1000000000000000000", "-1", "-0.0001", "1.00001", "1000000"];
/// Money that nobody can bill.
const NO_AMOUNTS: &[&str] = &["some", "1e18", "1000000000000000000", "-1", "0.00001"];

fn all(invoice_id: InvoiceId) -> Revise {
    Revise { invoice_id, chosen: Chosen::All, draft: None }
}

fn some(invoice_id: InvoiceId, sales: &[i64]) -> Revise {
    let chosen =
        Chosen::Some { sales: Some(Selection::Rows(sales.to_vec())), retainers: Vec::new() };
    Revise { invoice_id, chosen, draft: None }
}

/// 8 h and 4 h on SOLO, confirmed, with the keys of what was billed in that order.
async fn two_billed(owner: PgPool) -> (World, InvoiceId, Vec<i64>) {
    let world = World::new(owner).await;
    let rows = [work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "4")];
    let invoice = world.billed("SOLO", &rows).await;
    let sales = billed_sales(&world).await;
    (world, invoice, sales)
}

/// Every row there is, but for the trail: an act that changes nothing is in it too.
async fn rows(world: &World) -> Vec<String> {
    let mut rows = fingerprint(world).await;
    rows.retain(|table| !table.starts_with("audit_"));
    rows
}

async fn billed_sales(world: &World) -> Vec<i64> {
    world
        .texts(
            r"
            select actual_id::text
            from actual
            where transaction_type = 'billed_sales' and reverses_actual_id is null
            order by actual.actual_id
            ",
        )
        .await
        .iter()
        .map(|id| id.parse().expect("a key"))
        .collect()
}

/// A corrective draft of some of it.
async fn correcting(world: &World, invoice: InvoiceId, sales: &[i64]) -> InvoiceId {
    revise(world, some(invoice, sales)).await.expect("revised").invoice_id
}

/// SOLO with a retainer of 1,000, billed, of which 600 paid a part of 8 h.
async fn retained(world: &World) -> InvoiceId {
    let retainer = world.retainer("SOLO", "Harbour & Vale, Architects", "2026-01-05", "1000").await;
    world.mark_retainers(&[retainer], true).await;
    let advance = world.draft("SOLO").await;
    world.confirmed(advance).await;
    world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let invoice_id = world.draft("SOLO").await;
    let apply = RetainerApplication {
        invoice_id,
        version: world.invoice_version(invoice_id).await,
        retainer_id: retainer,
        amount: "600".into(),
    };
    world.run(apply, |tx, apply| Box::pin(apply_retainer(tx, apply))).await.expect("applied");
    world.confirmed(invoice_id).await;
    invoice_id
}

/// Goods on a contract, billed.
async fn sold(world: &World) -> InvoiceId {
    world.product_line("5").await;
    let every = Selection::Matching(ListQuery::default());
    world.mark_product_lines(every, true).await.expect("marked");
    let draft = world.draft("GOODS").await;
    world.confirmed(draft).await;
    draft
}

/// Posts and answers the text of a refusal; everything else fails.
async fn refused(site: &Site, token: &str, function: &str, body: &Value) -> String {
    let answer = site.call(function, Some(token), body.to_string()).await;
    assert!(
        answer.status.is_client_error() && answer.text.contains("Refused"),
        "{function} {body}: {} {}",
        answer.status,
        answer.text
    );
    answer.text
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_cannot_be_billed_is_refused_by_its_field_and_nothing_is_saved(owner: PgPool) {
    // R-EDIT-5, R-COR-2, R-VOC-3: beyond precision, negative, text, 10^18; of a detail, of a
    // correction, of what is sold, of a retainer; one by one, and many at once
    let site = Site::new(World::new(owner).await);
    let world = &site.world;
    let token = site.sign_in("everybody", Role::ALL).await;
    let of_hours = corrective(world, retained(world).await).await;
    let of_goods = corrective(world, sold(world).await).await;
    world.ready(&[work("SOLO", "2026-03-05", "8")]).await;
    let draft = world.draft("SOLO").await;
    let product = world.new_product_line("1").await;
    let (corrects, _) =
        read(world, of_hours).await.expect("read").retainers[0].corrects.expect("a correction");
    let before = rows(world).await;
    for text in NO_QUANTITIES {
        for invoice in [draft, of_hours, of_goods] {
            let detail = world.details(invoice).await.remove(0);
            let edit = DetailEdit { quantity: (*text).into(), ..unchanged(invoice, &detail) };
            let told = refused(&site, &token, "edit_detail", &json!({ "edit": edit })).await;
            assert!(told.contains("\"Quantity\""), "{text}: {told}");

            let edit = DetailsEdit {
                invoice_id: invoice,
                version: world.invoice_version(invoice).await,
                selection: Selection::Rows(vec![detail.invoice_detail_id.0]),
                change: Change::Quantity((*text).into()),
            };
            let told = world.run(edit, |tx, edit| Box::pin(edit_details(tx, edit))).await;
            let no = match told {
                Err(Failure::Refused(no)) => no,
                Ok(DetailsEdited { changed: 0, mut refused, .. }) => refused.remove(0).0,
                other => panic!("{text}: {other:?}"),
            };
            assert!(format!("{no:?}").contains("(Quantity"), "{text}: {no:?}");
        }
        let edit = crate::product_lines::model::ProductLineEdit {
            quantity: (*text).into(),
            ..product.clone()
        };
        let told = refused(&site, &token, "save_product_line", &json!({ "edit": edit })).await;
        assert!(told.contains("\"Quantity\""), "{text}: {told}");
    }
    for text in NO_AMOUNTS {
        let detail = world.details(of_hours).await.remove(0);
        let as_is = unchanged(of_hours, &detail);
        for (field, edit) in [
            ("\"UnitPrice\"", DetailEdit { unit_price: (*text).into(), ..as_is.clone() }),
            ("\"Tax\"", DetailEdit { quantity: "8".into(), tax: (*text).into(), ..as_is.clone() }),
        ] {
            let told = refused(&site, &token, "edit_detail", &json!({ "edit": edit })).await;
            assert!(told.contains(field), "{text}: {told}");
        }
        let correction = RetainerCorrection {
            invoice_id: of_hours,
            version: world.invoice_version(of_hours).await,
            corrects_actual_id: corrects,
            amount: Some((*text).into()),
        };
        let told =
            refused(&site, &token, "correct_retainer", &json!({ "correction": correction })).await;
        let beyond = told.contains("MoreThanCorrected") && text.starts_with("1000");
        assert!(told.contains("\"Amount\"") || beyond, "{text}: {told}");
    }
    assert_eq!(rows(world).await, before, "nothing half-saved");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_confirmed_invoice_takes_nothing_whatever_is_called(owner: PgPool) {
    // R-SM-28, R-SM-32, R-CONF-5: one that was corrected, and its corrective invoice
    let site = Site::new(World::new(owner).await);
    let world = &site.world;
    let token = site.sign_in("everybody", Role::ALL).await;
    let invoice = retained(world).await;
    let draft = corrective(world, invoice).await;
    change(world, draft, |edit| edit.quantity = "6".into()).await;
    let number = world.confirmed(draft).await;
    let retainer = world.ask("select retainer_id from retainer").await;
    let waits = world.ask("select min(actual_id) from backlog").await;
    let before = rows(world).await;
    for invoice_id in [invoice, draft] {
        let version = world.invoice_version(invoice_id).await;
        let page = read(world, invoice_id).await.expect("read");
        let detail = world.details(invoice_id).await.remove(0);
        let (line, row) = (detail.contract_line_id, detail.invoice_detail_id.0);
        let edit = DetailEdit { description: "x".into(), ..unchanged(invoice_id, &detail) };
        let corrects = world
            .ask(
                "select max(corrects_actual_id) from invoice_retainer where corrects_actual_id > 0",
            )
            .await;
        let at = json!({ "invoice_id": invoice_id, "version": version });
        let with = |more: Value| {
            let mut whole = at.clone();
            for (name, value) in more.as_object().expect("fields") {
                whole[name] = value.clone();
            }
            whole
        };
        let on = |of: &str| with(json!({ "retainer_id": retainer, "retainer_use": of }));
        let chosen = json!({ "Rows": [row] });
        let waiting = json!({ "Rows": [waits] });
        let was = json!([{ "invoice_detail_id": row, "version": detail.version, "terms": detail.terms() }]);
        let header = with(json!({
            "name": "x", "description": "", "bill_to_name": "x", "bill_to_contact": "",
            "bill_to_address": "", "accounted_on": "", "state": "draft"
        }));
        for (function, body) in [
            ("edit_detail", json!({ "edit": edit })),
            (
                "edit_details",
                json!({ "edit": with(json!({ "selection": chosen, "change": { "Quantity": "1" } })) }),
            ),
            ("undo_details", json!({ "undo": { "invoice_id": invoice_id, "was": was } })),
            ("restore_details", json!({ "restore": with(json!({ "selection": chosen })) })),
            (
                "delete_details",
                json!({ "delete": with(json!({ "selection": chosen, "hold_back": false })) }),
            ),
            (
                "put_back",
                json!({ "back": with(json!({ "selection": waiting, "held_back": true })) }),
            ),
            ("add_pending", json!({ "add": with(json!({ "selection": waiting })) })),
            ("refresh_invoice", json!({ "invoice": invoice_id })),
            ("delete_invoice", json!({ "invoice": invoice_id, "version": version })),
            ("edit_header", json!({ "edit": header })),
            (
                "edit_line",
                json!({ "edit": with(json!({ "contract_line_id": line, "name": "x" })) }),
            ),
            (
                "apply_retainer",
                json!({ "apply": with(json!({ "retainer_id": retainer, "amount": "1" })) }),
            ),
            ("add_retainer", json!({ "add": with(json!({ "description": "x", "amount": "1" })) })),
            ("refund_on_invoice", json!({ "refund": on("refunded") })),
            ("take_off_retainer", json!({ "off": on("applied") })),
            (
                "correct_retainer",
                json!({ "correction": with(json!({ "corrects_actual_id": corrects, "amount": "1" })) }),
            ),
        ] {
            let told = refused(&site, &token, function, &body).await;
            assert!(
                told.contains("ConfirmedInvoiceIsFrozen"),
                "{function} on {}: {told}",
                page.header.name
            );
        }
    }
    assert_eq!(rows(world).await, before, "nothing got through");
    // twice: the same number, and nothing more
    let ledger = world.ledger().await;
    assert_eq!(world.confirmed(draft).await, number);
    assert_eq!(world.ledger().await, ledger);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_draft_a_reversal_and_what_is_corrected_are_not_revised(owner: PgPool) {
    // R-COR-1, R-COR-6, R-SM-31: each says why, and leaves no empty corrective draft behind
    let (world, invoice, sales) = two_billed(owner).await;
    let draft = correcting(&world, invoice, &sales[..1]).await;
    change(&world, draft, |edit| edit.quantity = "6".into()).await;
    assert_eq!(refusal(revise(&world, all(draft)).await), Refusal::OnlyConfirmedIsRevised);
    world.confirmed(draft).await;
    let named = "INV-000002".to_owned();
    let reversal = world
        .ask(
            "select actual_id from actual where transaction_type = 'billed_sales' and quantity < 0",
        )
        .await;
    let newer = *billed_sales(&world).await.last().expect("billed instead");
    let before = rows(&world).await;
    for (revised, expected) in [
        (some(invoice, &sales[..1]), Refusal::CorrectedAlready(named)),
        // the row that took it back, on its invoice and on the one that it corrects
        (some(draft, &[reversal]), Refusal::NothingToRevise),
        (some(invoice, &[reversal]), Refusal::NothingToRevise),
        // an unbilled sale, what another invoice billed, what nobody has
        (some(invoice, &[sales[0] - 2]), Refusal::NothingToRevise),
        (some(invoice, &[newer]), Refusal::NothingToRevise),
        (some(invoice, &[i64::MAX]), Refusal::NothingToRevise),
        (Revise { draft: Some(invoice), ..all(draft) }, Refusal::NotItsCorrectiveDraft),
        (Revise { draft: Some(InvoiceId(i64::MAX)), ..all(draft) }, Refusal::NotFound),
    ] {
        let told = revise(&world, revised.clone()).await;
        assert!(
            matches!(&told, Err(Failure::Refused(no)) if *no == expected),
            "{revised:?}: {told:?}"
        );
    }
    assert_eq!(rows(&world).await, before, "nothing half-saved");
    // what is live goes, and what is not stays out of it
    let rest = revise(&world, all(invoice)).await.expect("the 4 h");
    assert_eq!((rest.added, rest.left_out.len()), (1, 1));
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_paid_or_a_posted_invoice_can_be_revised(owner: PgPool) {
    // R-COR-1, R-CONF-9
    let (world, invoice, sales) = two_billed(owner).await;
    let payment = crate::invoicing::model::Payment {
        invoice_id: invoice,
        version: world.invoice_version(invoice).await,
        is_paid: true,
    };
    world
        .run(payment, |tx, paid| Box::pin(crate::invoicing::commands::mark_paid(tx, paid)))
        .await
        .expect("paid");
    let first = correcting(&world, invoice, &sales[..1]).await;
    world.confirmed(first).await;
    assert!(read(&world, invoice).await.expect("read").header.paid_at.is_some(), "still paid");
    // nothing posts yet: as whatever hands over will
    world
        .force_past_walls(&format!(
            "update invoice set state = 'posted' where invoice_id = {invoice}"
        ))
        .await;
    let second = correcting(&world, invoice, &sales[1..]).await;
    world.confirmed(second).await;
    let net = read(&world, second).await.expect("read").header.amount;
    assert_eq!(net, dec("-800"));
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn of_two_who_correct_at_once_one_has_it(owner: PgPool) {
    // R-COR-6, billed_sale_corrected_once: each sale is on one corrective draft, and no draft is
    // left empty
    let (world, invoice, sales) = two_billed(owner).await;
    let lost = |told: [Result<Revised, Failure>; 2]| {
        let mut refused = told.into_iter().filter_map(Result::err);
        let (one, other) = (refused.next(), refused.next());
        assert!(other.is_none(), "one of them has it");
        match one {
            Some(Failure::Refused(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    };
    let (one, other) = tokio::join!(revise(&world, all(invoice)), revise(&world, all(invoice)));
    let told = lost([one, other]);
    assert!(
        matches!(told, Refusal::OnDraftInvoice(_) | Refusal::NothingToRevise | Refusal::Outdated),
        "{told:?}"
    );
    let drafts = "select count(*) from invoice where kind = 'corrective'";
    assert_eq!(world.ask(drafts).await, 1);
    let draft = InvoiceId(world.ask("select invoice_id from invoice where is_open").await);
    world.delete_invoice(draft).await.expect("deleted");

    // each its own sale: both have theirs, and both are confirmed at once
    let (one, other) = tokio::join!(
        revise(&world, some(invoice, &sales[..1])),
        revise(&world, some(invoice, &sales[1..]))
    );
    let drafts = [one, other].map(|revised| revised.expect("revised").invoice_id);
    let (one, other) = tokio::join!(world.confirm(&drafts[..1]), world.confirm(&drafts[1..]));
    for told in [one, other] {
        told.expect("told").remove(0).outcome.expect("confirmed");
    }
    world.audit_clean().await;
    let credited = "select sum(amount)::bigint from actual where transaction_type = 'billed_sales'";
    assert_eq!(world.ask(credited).await, 0, "credited whole, once");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_was_seen_before_is_no_ground_for_a_correction(owner: PgPool) {
    // R-EDIT-15, R-COR-6: a page left open
    let (world, invoice, sales) = two_billed(owner).await;
    let draft = corrective(&world, invoice).await;
    let (version, detail) =
        (world.invoice_version(draft).await, world.details(draft).await.remove(0));
    change(&world, draft, |edit| edit.quantity = "6".into()).await;
    let before = rows(&world).await;
    let stale = DetailEdit { quantity: "7".into(), ..unchanged(draft, &detail) };
    assert_eq!(refusal(world.edit(stale).await), Refusal::Outdated);
    let removal = DetailRemoval {
        invoice_id: draft,
        version,
        selection: Selection::Rows(vec![detail.invoice_detail_id.0]),
        hold_back: false,
    };
    let removed = world
        .run(removal, |tx, removal| {
            Box::pin(crate::invoicing::draft::commands::delete_details(tx, removal))
        })
        .await;
    assert_eq!(refusal(removed), Refusal::Outdated);
    let stays = RetainerCorrection {
        invoice_id: draft,
        version,
        corrects_actual_id: ActualId(sales[0]),
        amount: None,
    };
    let told = world.run(stays, |tx, stays| Box::pin(correct_retainer(tx, stays))).await;
    assert_eq!(refusal(told), Refusal::Outdated);
    let seen = Confirm { invoices: vec![(draft, Some(version))] };
    let told =
        super::fixtures::confirm_invoices(&world.database, world.actor, seen).await.expect("told");
    assert_eq!(told[0].outcome, Err(Refusal::Outdated));
    assert_eq!(rows(&world).await, before, "nothing half-saved");

    // confirmed, or deleted, while somebody was choosing what else goes on it
    let other = world.billed("SOLO", &[work("SOLO", "2026-03-04", "2")]).await;
    world.confirmed(draft).await;
    assert_eq!(
        refusal(revise(&world, Revise { draft: Some(draft), ..all(other) }).await),
        Refusal::NotItsCorrectiveDraft
    );
    let second = corrective(&world, other).await;
    world.delete_invoice(second).await.expect("deleted");
    let again = Revise { draft: Some(second), ..all(other) };
    assert_eq!(refusal(revise(&world, again).await), Refusal::NotFound);
    world.audit_clean().await;
}

async fn close(world: &World, contract: &str) {
    let id = world.contract(contract).await;
    let version =
        world.ask(&format!("select version::bigint from contract where contract_id = {id}")).await;
    let version = i32::try_from(version).expect("a version");
    world
        .run((id, version), |tx, input| Box::pin(close_contract(tx, input)))
        .await
        .expect("closed as lost");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_contract_lost_in_between_has_its_invoices_put_right_and_bills_nothing_anew(
    owner: PgPool,
) {
    // R-SM-3, R-COR-9: what a correction leaves open of a lost contract is taken back, and what was
    // agreed is Not Ready
    let world = World::staged(owner).await;
    world.milestone("STAGES", "All of it", "2026-02-28", "5000").await;
    world.milestones_ready("STAGES").await;
    let stages = world.create(&["STAGES"]).await.remove(0).outcome.expect("drafts");
    world.confirm(&stages).await.expect("confirmed");
    let (hours, goods) = (retained(&world).await, sold(&world).await);
    let advance = InvoiceId(
        world.ask("select invoice_id from invoice_retainer where retainer_use = 'billed'").await,
    );
    world.ready(&[work("SOLO", "2026-03-06", "1")]).await;
    let draft = world.draft("SOLO").await;
    let waits = world.approved(&[work("SOLO", "2026-03-09", "3")]).await;

    let before = [
        corrective(&world, hours).await,
        corrective(&world, goods).await,
        corrective(&world, stages[0]).await,
    ];
    for contract in ["SOLO", "STAGES", "GOODS"] {
        close(&world, contract).await;
    }
    // nothing comes on a draft any more
    let told = world.run(draft, |tx, draft| Box::pin(refresh_invoice(tx, draft))).await;
    assert_eq!(refusal(told), Refusal::ContractIsLost);
    let add = PendingAdd { invoice_id: draft, selection: Selection::Rows(waits) };
    let told = world.run(add, |tx, add| Box::pin(add_pending(tx, add))).await;
    assert_eq!(refusal(told), Refusal::ContractIsLost);
    world.delete_invoice(draft).await.expect("deleted");

    // revised before, and revised since; in full
    for draft in before {
        world.confirmed(draft).await;
    }
    for invoice in [stages[1], advance] {
        world.confirmed(corrective(&world, invoice).await).await;
    }
    // and in part: two thirds of what the last customer pays
    let part = corrective(&world, stages[2]).await;
    let mut edit = unchanged(part, &world.details(part).await[0]);
    (edit.quantity, edit.unit_price) = ("1".into(), "1000".into());
    world.edit(edit).await.expect("1,000 of it");
    world.confirmed(part).await;
    world.audit_clean().await;
    assert_eq!(world.ask("select count(*) from backlog").await, 0, "taken back");
    for (what, ready) in [
        (
            "milestones",
            r"
            select count(*)
            from milestone_split s
            where s.is_ready
                and not exists (
                    select
                    from invoice_detail d
                    where d.source_milestone_split_id = s.milestone_split_id
                        and d.credited_by_invoice_id is null
                )
            ",
        ),
        (
            "goods",
            r"
            select count(*)
            from product_line p
            where p.is_ready
                and not exists (
                    select
                    from invoice_detail d
                    where d.source_product_line_id = p.product_line_id
                        and d.credited_by_invoice_id is null
                )
            ",
        ),
        (
            "retainers",
            r"
            select count(*)
            from retainer r
            where r.is_ready
                and not exists (
                    select
                    from invoice_retainer u
                    where u.retainer_id = r.retainer_id and u.retainer_use = 'billed'
                        and u.corrects_actual_id = 0 and u.credited_by_invoice_id is null
                )
            ",
        ),
    ] {
        assert_eq!(world.ask(ready).await, 0, "R-SM-3: no {what} Ready");
    }
    let open = world.create(&["STAGES"]).await.remove(0).outcome;
    assert!(open.is_err(), "nothing to bill: {open:?}");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_correction_that_changes_nothing_is_not_confirmed(owner: PgPool) {
    // R-COR-5: of hours, of goods and of what a retainer paid, together and whatever was typed on
    // the way
    let world = World::new(owner).await;
    let invoice = retained(&world).await;
    let draft = corrective(&world, invoice).await;
    for quantity in ["3", "8.0000"] {
        change(&world, draft, |edit| edit.quantity = quantity.into()).await;
    }
    let (corrects, _) =
        read(&world, draft).await.expect("read").retainers[0].corrects.expect("a correction");
    let stays = RetainerCorrection {
        invoice_id: draft,
        version: world.invoice_version(draft).await,
        corrects_actual_id: corrects,
        amount: Some("600.00".into()),
    };
    world.run(stays, |tx, stays| Box::pin(correct_retainer(tx, stays))).await.expect("all of it");
    let goods = corrective(&world, sold(&world).await).await;
    change(&world, goods, |edit| edit.quantity = "5".into()).await;
    let before = world.ledger().await;
    for told in world.confirm(&[draft, goods]).await.expect("told") {
        assert_eq!(told.outcome, Err(Refusal::CorrectionChangesNothing));
    }
    assert_eq!(world.ledger().await, before);
    world.audit_clean().await;
}
