//! Acts on what was seen: versions of rows, count and sum of all that match, and forms in two
//! windows.

use super::{
    fixtures::{World, currency, dec, refusal},
    samples::as_of_today,
    sheets::work,
    web::{Site, drawn},
};
use crate::{
    access::{commands::edit_person, model::PersonEdit},
    approvals::{
        commands::{
            edit_approval_setting, edit_entry, edit_entry_setting, request_approval, total_entries,
        },
        model::{ApprovalRequest, EntryEdit},
    },
    backlog::{commands::total_backlog, model::Mark},
    book::{
        commands::{save_customer, save_name, save_project},
        model::{CustomerForm, NameKind, NamedForm, ProjectForm},
    },
    desk::commands::{invoice_contracts, total_hub},
    entries::model::Decision,
    invoicing::{
        create::{commands::create_invoices, model::Create},
        draft::{
            commands::{delete_details, delete_invoice, edit_line},
            model::{DetailRemoval, LineEdit},
        },
    },
    milestones,
    prices::{
        commands::{delete_price, save_price},
        model::PriceForm,
    },
    retainers,
    vocabulary::{
        ids::{CustomerId, PersonId, ProjectId},
        paging::{ListQuery, Selection, Sight, Totals},
        refusal::Refusal,
        words::{BillingType, Pricing, Role, TransactionClass},
    },
};
use axum::http::StatusCode;
use sqlx::PgPool;

/// All that matches, as a page shows it.
fn all(query: &ListQuery, totals: &Totals) -> Selection {
    Selection::Seen(Box::new(Selection::Matching(query.clone())), Sight::of(totals))
}

/// What a refusal says was seen, and what it says is so now.
#[track_caller]
fn counts(refusal: &Refusal) -> (i64, i64) {
    match refusal {
        Refusal::SelectionChanged { seen, now } => (seen.count, now.count),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_seen_is_compared_by_what_it_comes_to() {
    let totals = |count: i64, quantity: &str, amounts: &[(&str, &str)]| Totals {
        count,
        quantity: dec(quantity),
        amounts: amounts.iter().map(|(code, amount)| (currency(code), dec(amount))).collect(),
        ..Totals::default()
    };
    let seen = Sight::of(&totals(2, "16.00", &[("EUR", "3200.00"), ("NOK", "0")]));
    for (now, is_same) in [
        (totals(2, "16", &[("EUR", "3200")]), true),
        (totals(2, "16", &[("NOK", "0.00"), ("EUR", "3200.0")]), true),
        (totals(3, "16", &[("EUR", "3200")]), false),
        (totals(2, "24", &[("EUR", "3200")]), false),
        (totals(2, "16", &[("EUR", "3200.01")]), false),
        (totals(2, "16", &[("EUR", "3200"), ("NOK", "1")]), false),
        (totals(2, "16", &[("NOK", "3200")]), false),
        (totals(0, "0", &[]), false),
    ] {
        assert_eq!(seen.check(&now).is_ok(), is_same, "{now:?}");
    }
    let only_rows = Sight { count: 2, ..Sight::default() };
    assert_eq!(
        only_rows.check(&totals(2, "99", &[("EUR", "1")])),
        Ok(()),
        "what a list does not tell is not compared"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn hours_that_grew_meanwhile_are_not_approved(owner: PgPool) {
    // an approver who saw two hours approved twelve
    let world = World::new(owner).await;
    let ids =
        world.entries(&[work("SOLO", "2026-03-02", "2"), work("SOLO", "2026-03-03", "8")]).await;
    let seen = Selection::versioned([(ids[0].0, 1), (ids[1].0, 1)]);
    world
        .force_past_walls(&format!(
            r"
            update entry
            set quantity = 12, billable_quantity = 12, version = version + 1
            where entry_id = {}
            ",
            ids[0]
        ))
        .await;
    for decision in [Decision::Return, Decision::Approve] {
        let decided = world.decide(seen.clone(), decision).await.expect("decided");
        assert_eq!(
            decided.outcome.refused.first(),
            Some(&(Refusal::Outdated, 1, vec![ids[0].0])),
            "{decision:?}"
        );
        assert_eq!(decided.outcome.changed, 1, "{decision:?}: the other is as it was seen");
        world
            .force_past_walls(&format!(
                "update entry set state = 'submitted' where entry_id = {} and state = 'returned'",
                ids[1]
            ))
            .await;
    }
    let unsaid =
        world.decide(Selection::shown(vec![ids[0].0]), Decision::Approve).await.expect("decided");
    assert_eq!(
        (unsaid.outcome.changed, &unsaid.outcome.refused[0].0),
        (0, &Refusal::Outdated),
        "a page that does not say the version saw none"
    );
    assert_eq!(
        world
            .decide(Selection::versioned([(ids[0].0, 2)]), Decision::Approve)
            .await
            .expect("decided")
            .outcome
            .changed,
        1
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn all_matching_entries_are_as_many_and_as_long_as_was_seen(owner: PgPool) {
    // "19 rows" became "20 approved"
    let world = World::new(owner).await.with_jobs().await;
    world.entries(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "8")]).await;
    let query = ListQuery::default().with("state", "submitted");
    let asked = query.clone();
    let totals = world
        .read(move |scope| Box::pin(async move { total_entries(scope, None, &asked).await }))
        .await
        .expect("totals");
    let seen = all(&query, &totals);
    world.entries(&[work("SOLO", "2026-03-04", "4")]).await;
    assert_eq!(counts(&refusal(world.decide(seen.clone(), Decision::Approve).await)), (2, 3));
    world
        .run((String::from("1"), 1_000), |tx, from| Box::pin(edit_approval_setting(tx, from)))
        .await
        .expect("set");
    let request = |selection: Selection| {
        world.run(ApprovalRequest { selection, comment: String::new() }, |tx, request| {
            Box::pin(request_approval(tx, request))
        })
    };
    assert_eq!(counts(&refusal(request(seen.clone()).await)), (2, 3), "in the background too");
    assert_eq!(world.ask("select count(*) from approval_set").await, 0);
    world.force_past_walls("delete from entry where quantity = 4").await;
    let longer = Selection::Seen(
        Box::new(Selection::Matching(query)),
        Sight { count: 2, quantity: Some(dec("15")), ..Sight::default() },
    );
    assert_eq!(
        counts(&refusal(world.decide(longer, Decision::Approve).await)),
        (2, 2),
        "as many, but not as long"
    );
    assert_eq!(
        world.ask("select count(*) from entry where state <> 'submitted'").await,
        0,
        "nothing was done so far"
    );
    assert_eq!(world.decide(seen, Decision::Approve).await.expect("decided").outcome.changed, 2);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn all_matching_rows_of_the_backlog_come_to_what_was_seen(owner: PgPool) {
    // "72 rows" became 138 marked
    let world = World::new(owner).await;
    world.approved(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "8")]).await;
    let query = ListQuery::default();
    let totals = || {
        world.read(|scope| {
            Box::pin(async move { total_backlog(scope, &ListQuery::default()).await })
        })
    };
    let seen = all(&query, &totals().await.expect("totals"));
    world.approved(&[work("SOLO", "2026-03-04", "8")]).await;
    let mark = |selection: Selection| {
        world.run(Mark { selection, ready: true }, |tx, mark| {
            Box::pin(crate::backlog::commands::mark_backlog(tx, mark))
        })
    };
    assert_eq!(counts(&refusal(mark(seen.clone()).await)), (2, 3));
    for act in ["reset", "reevaluate", "invoice", "add"] {
        let seen = seen.clone();
        let refused = match act {
            "reset" => refusal(
                world
                    .run(seen, |tx, s| Box::pin(crate::backlog::commands::reset_limits(tx, s)))
                    .await,
            ),
            "reevaluate" => refusal(
                world
                    .run(seen, |tx, s| Box::pin(crate::backlog::commands::reevaluate_limits(tx, s)))
                    .await,
            ),
            "invoice" => refusal(
                world
                    .run(seen, |tx, s| {
                        Box::pin(crate::invoicing::create::commands::invoice_rows(tx, s))
                    })
                    .await,
            ),
            _ => refusal(
                world
                    .run(seen, |tx, s| {
                        Box::pin(crate::invoicing::create::commands::add_to_invoice(tx, s))
                    })
                    .await,
            ),
        };
        assert_eq!(counts(&refused), (2, 3), "{act}");
    }
    assert_eq!(world.ask("select count(*) from backlog where is_ready").await, 0);
    assert_eq!(
        mark(all(&query, &totals().await.expect("totals"))).await.expect("marked").changed,
        3
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_hub_invoices_what_it_showed_as_ready(owner: PgPool) {
    let world = World::new(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let contract = world.contract("SOLO").await.0;
    let query = ListQuery { rows: Some(vec![contract]), ..ListQuery::default() };
    let ready = world
        .read(move |scope| Box::pin(async move { total_hub(scope, &query).await }))
        .await
        .expect("totals");
    let seen = Selection::Seen(
        Box::new(Selection::Rows(vec![contract])),
        Sight { quantity: None, ..Sight::of(&ready) },
    );
    world.ready(&[work("SOLO", "2026-03-03", "8")]).await;
    let invoice = |selection: Selection| {
        let chosen = as_of_today(selection);
        world.run(chosen, |tx, chosen| Box::pin(invoice_contracts(tx, chosen)))
    };
    assert_eq!(
        counts(&refusal(invoice(seen.clone()).await)),
        (1, 1),
        "the same contract, with more ready on it"
    );
    assert_eq!(world.ask("select count(*) from invoice").await, 0);
    world.force("update backlog set is_ready = false where work_on = '2026-03-03'").await;
    assert_eq!(invoice(seen).await.expect("invoiced").invoices.len(), 1);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_contract_is_invoiced_for_what_its_page_showed(owner: PgPool) {
    let world = World::new(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let contract = world.contract("SOLO").await;
    let create = |count: i64, amount: &str| {
        let seen = Some(Sight {
            count,
            amounts: Some(vec![(currency("GBP"), dec(amount))]),
            ..Sight::default()
        });
        world.run(Create { contracts: vec![contract], invoice_on: None, seen }, |tx, create| {
            Box::pin(create_invoices(tx, create))
        })
    };
    for (count, amount) in [(2, "1600"), (1, "1599.99"), (0, "0")] {
        assert!(
            matches!(refusal(create(count, amount).await), Refusal::SelectionChanged { .. }),
            "{count} {amount}"
        );
    }
    assert_eq!(world.ask("select count(*) from invoice").await, 0);
    create(1, "1600").await.expect("as it was seen").remove(0).outcome.expect("a draft");

    let site = Site::new(world);
    let token = site.sign_in("everybody", Role::ALL).await;
    for (function, body) in [
        (
            "create_invoices",
            format!(r#"{{"create": {{"contracts": [{contract}], "invoice_on": null}}}}"#),
        ),
        ("confirm_invoices", r#"{"confirm": {"invoices": [[1, null]]}}"#.to_owned()),
    ] {
        let answer = site.call(function, Some(&token), body).await;
        assert_eq!(
            answer.text, r#"{"Refused":"InputUnreadable"}"#,
            "{function}: a page says what it showed"
        );
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn milestones_and_retainers_are_marked_as_they_were_seen(owner: PgPool) {
    let world = World::staged(owner).await;
    let milestone = world.milestone("STAGES", "First", "2026-03-01", "2000").await;
    let part = world.ask("select min(milestone_split_id) from milestone_split").await;
    let mark = |selection: Selection| {
        let mark = milestones::model::Mark { selection, ready: false };
        world.run(mark, |tx, mark| Box::pin(milestones::commands::mark_milestones(tx, mark)))
    };
    world
        .force_past_walls(&format!(
            "update milestone set version = version + 1 where milestone_id = {milestone}"
        ))
        .await;
    let outdated = mark(Selection::versioned([(part, 1)])).await.expect("marked");
    assert_eq!(outdated.refused, [(Refusal::Outdated, 1, vec![part])]);
    let many = all(&ListQuery::default(), &Totals { count: 7, ..Totals::default() });
    assert_eq!(counts(&refusal(mark(many.clone()).await)).0, 7);

    let retainer = world.retainer("SOLO", "Harbour & Vale, Architects", "2026-03-05", "100").await;
    let mark = |selection: Selection| {
        let mark = retainers::model::Mark { selection, ready: true };
        world.run(mark, |tx, mark| Box::pin(retainers::commands::mark_retainers(tx, mark)))
    };
    world
        .force_past_walls(&format!(
            "update retainer set amount = 900, version = version + 1 where retainer_id = {retainer}"
        ))
        .await;
    assert_eq!(
        mark(Selection::versioned([(retainer.0, 1)])).await.expect("marked").refused,
        [(Refusal::Outdated, 1, vec![retainer.0])]
    );
    assert_eq!(counts(&refusal(mark(many).await)), (7, 1));
    assert_eq!(mark(Selection::versioned([(retainer.0, 2)])).await.expect("marked").changed, 1);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn of_two_windows_on_one_form_the_second_is_refused(owner: PgPool) {
    // two tabs on one customer overwrote each other; likewise a project, a name, a price
    let world = World::new(owner).await;
    let id = |sql: &'static str| world.ask(sql);
    let customer = CustomerForm {
        customer_id: Some(CustomerId(id("select min(customer_id) from customer").await)),
        version: 1,
        name: "Nordlicht".into(),
        payment_terms_days: "14".into(),
        ..CustomerForm::default()
    };
    let save = |form: CustomerForm| world.run(form, |tx, form| Box::pin(save_customer(tx, form)));
    save(customer.clone()).await.expect("the first");
    assert_eq!(
        refusal(save(CustomerForm { payment_terms_days: "60".into(), ..customer.clone() }).await),
        Refusal::Outdated
    );
    assert_eq!(
        world.texts("select payment_terms_days::text from customer where name = 'Nordlicht'").await,
        ["14"]
    );
    save(CustomerForm { version: 2, payment_terms_days: "60".into(), ..customer })
        .await
        .expect("once it was seen");

    let version =
        i32::try_from(id("select version::bigint from project order by project_id limit 1").await)
            .expect("a version");
    let project = ProjectForm {
        project_id: Some(ProjectId(id("select min(project_id) from project").await)),
        version,
        code: "SOLO".into(),
        name: "Portal".into(),
        client: String::new(),
        tasks: vec![],
    };
    let save = |form: ProjectForm| world.run(form, |tx, form| Box::pin(save_project(tx, form)));
    save(ProjectForm { tasks: vec![(None, "Cabling".into())], ..project.clone() })
        .await
        .expect("the first, which only adds a task");
    assert_eq!(refusal(save(project.clone()).await), Refusal::Outdated);

    let role = id("select min(role_id) from role").await;
    let name = |version: i32, is_chargeable: bool| NamedForm {
        kind: NameKind::Role,
        id: Some(role),
        version,
        name: "Chief".into(),
        is_chargeable,
        unit: String::new(),
    };
    let save = |form: NamedForm| world.run(form, |tx, form| Box::pin(save_name(tx, form)));
    save(name(1, true)).await.expect("the first");
    assert_eq!(refusal(save(name(1, false)).await), Refusal::Outdated);

    let developer = id("select min(role_id) from role where name in ('Developer', 'Chief')").await;
    let form = |price_id: Option<i64>, version: i32, unit_price: &str| PriceForm {
        price_id,
        version,
        contract: "PAIR".into(),
        currency: "EUR".into(),
        transaction_class: TransactionClass::Time,
        dimension: Some(developer),
        unit: "hour".into(),
        pricing: Pricing::PerUnit,
        unit_price: unit_price.into(),
        valid_from: "2026-03-01".into(),
        valid_to: "2026-03-31".into(),
    };
    let save = |form: PriceForm| world.run(form, |tx, form| Box::pin(save_price(tx, form)));
    save(form(None, 0, "140")).await.expect("a new one");
    let price = id("select max(price_id) from price").await;
    save(form(Some(price), 1, "150")).await.expect("the first");
    assert_eq!(refusal(save(form(Some(price), 1, "90")).await), Refusal::Outdated);
    let delete =
        |version: i32| world.run((price, version), |tx, seen| Box::pin(delete_price(tx, seen)));
    assert_eq!(refusal(delete(1).await), Refusal::Outdated);
    delete(2).await.expect("as it was seen");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn people_and_settings_are_changed_as_they_were_seen(owner: PgPool) {
    let world = World::bare(owner).await;
    world.session("ada@example.org", &[Role::Administrator]).await;
    world.session("ben@example.org", &[Role::Resource]).await;
    let ben =
        PersonId(world.ask("select person_id from person where email = 'ben@example.org'").await);
    let edit = |version: i32, roles: &[Role]| {
        let edit = PersonEdit { person_id: ben, version, is_active: true, roles: roles.to_vec() };
        world.run(edit, |tx, edit| Box::pin(edit_person(tx, edit)))
    };
    edit(1, &[Role::Resource, Role::ProjectManager]).await.expect("the first: only roles change");
    assert_eq!(refusal(edit(1, &[Role::Resource]).await), Refusal::Outdated);
    let own_work =
        |seen: (bool, bool)| world.run(seen, |tx, seen| Box::pin(edit_entry_setting(tx, seen)));
    assert_eq!(refusal(own_work((false, true)).await), Refusal::Outdated);
    own_work((true, false)).await.expect("as it was seen");
    let from = |typed: &str, seen: i32| {
        world.run((typed.to_owned(), seen), |tx, from| Box::pin(edit_approval_setting(tx, from)))
    };
    from("500", 1_000).await.expect("as it was seen");
    assert_eq!(refusal(from("200", 1_000).await), Refusal::Outdated);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_draft_is_changed_as_it_was_seen(owner: PgPool) {
    let world = World::new(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "8")]).await;
    let draft = world.draft("SOLO").await;
    let detail = world.details(draft).await.remove(0);
    let version = world.invoice_version(draft).await;
    let rename = LineEdit {
        invoice_id: draft,
        version,
        contract_line_id: detail.contract_line_id,
        name: "Portal".into(),
    };
    world.run(rename.clone(), |tx, edit| Box::pin(edit_line(tx, edit))).await.expect("renamed");
    assert_eq!(
        refusal(world.run(rename, |tx, edit| Box::pin(edit_line(tx, edit))).await),
        Refusal::Outdated
    );
    let removal = DetailRemoval {
        invoice_id: draft,
        version,
        selection: Selection::Rows(vec![detail.invoice_detail_id.0]),
        hold_back: false,
    };
    assert_eq!(
        refusal(world.run(removal, |tx, delete| Box::pin(delete_details(tx, delete))).await),
        Refusal::Outdated
    );
    assert_eq!(
        refusal(world.run((draft, version), |tx, seen| Box::pin(delete_invoice(tx, seen))).await),
        Refusal::Outdated
    );
    assert_eq!(world.details(draft).await.len(), 2);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn an_entry_that_another_approver_changed_is_not_changed_unseen(owner: PgPool) {
    let world = World::new(owner).await;
    let ids = world.entries(&[work("SOLO", "2026-03-02", "8")]).await;
    let edit = |billable: &str| {
        let edit = EntryEdit {
            entry_id: ids[0],
            version: 1,
            billable_quantity: billable.into(),
            billing_type: BillingType::Chargeable,
            external_comment: String::new(),
        };
        world.run(edit, |tx, edit| Box::pin(edit_entry(tx, edit)))
    };
    edit("6").await.expect("the first");
    assert_eq!(refusal(edit("7").await), Refusal::Outdated);
    let approve = world
        .decide(Selection::versioned([(ids[0].0, 1)]), Decision::Approve)
        .await
        .expect("decided");
    assert_eq!(
        (approve.outcome.changed, &approve.outcome.refused[0].0),
        (0, &Refusal::Outdated),
        "nor approved unseen"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_page_that_does_not_say_what_it_saw_is_not_heard(owner: PgPool) {
    // every function that takes a selection: what comes without is no input
    let site = Site::new(World::new(owner).await);
    let token = site.sign_in("everybody", Role::ALL).await;
    let page = site.page_of(&token).await;
    for (function, before, after) in [
        ("mark_backlog", r#"{"mark": {"selection": "#, r#", "ready": true}}"#),
        ("mark_milestones", r#"{"mark": {"selection": "#, r#", "ready": true}}"#),
        ("mark_retainers", r#"{"mark": {"selection": "#, r#", "ready": true}}"#),
        (
            "decide_entries",
            r#"{"decide": {"selection": "#,
            r#", "decision": "Approve", "comment": "", "after": 0}}"#,
        ),
        (
            "decide_own_entries",
            r#"{"decide": {"selection": "#,
            r#", "decision": "Submit", "comment": "", "after": 0}}"#,
        ),
        ("request_approval", r#"{"request": {"selection": "#, r#", "comment": ""}}"#),
        ("reset_limits", r#"{"selection": "#, "}"),
        ("reevaluate_limits", r#"{"selection": "#, "}"),
        ("invoice_rows", r#"{"selection": "#, "}"),
        ("add_to_invoice", r#"{"selection": "#, "}"),
        ("put_back", r#"{"back": {"invoice_id": 1, "selection": "#, r#", "held_back": true}}"#),
        ("invoice_contracts", r#"{"chosen": {"selection": "#, r#", "invoice_on": null}}"#),
        ("price_anew", r#"{"selection": "#, "}"),
        ("cancel_openings", r#"{"selection": "#, "}"),
        ("retry_approval_sets", r#"{"selection": "#, "}"),
    ] {
        for unseen in [
            r#"{"Rows": [1]}"#,
            r#"{"Matching": {}}"#,
            r#"{"Seen": [{"Seen": [{"Rows": [1]}, {}]}, {}]}"#,
        ] {
            let body = format!("{before}{unseen}{after}");
            let answer = site
                .call_as(function, Some(&token), page.as_deref(), Some(&drawn()), body.clone())
                .await;
            assert_eq!(
                (answer.status, answer.text.as_str()),
                (StatusCode::BAD_REQUEST, r#"{"Refused":"InputUnreadable"}"#),
                "{function} {unseen}"
            );
        }
        let body =
            format!(r#"{before}{{"Seen": [{{"Matching": {{}}}}, {{"count": 4711}}]}}{after}"#);
        let answer =
            site.call_as(function, Some(&token), page.as_deref(), Some(&drawn()), body).await;
        // Below its threshold nothing is asked for in the background: whoever decides compares.
        let is_told = match function {
            "request_approval" => answer.text.contains(r#""is_in_background":false"#),
            // Nothing is put back on a draft that is not there.
            "put_back" => answer.status == StatusCode::NOT_FOUND,
            _ => answer.status == StatusCode::CONFLICT,
        };
        assert!(is_told, "{function} compares: {} {}", answer.status, answer.text);
    }
}
