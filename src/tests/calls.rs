//! How calls enter: whose page they come from, and acts that are sent twice.

use super::{
    fixtures::World,
    web::{Site, drawn},
};
use crate::{
    app::rights::table,
    vocabulary::{call::only_looks, words::Role},
};
use axum::http::StatusCode;
use sqlx::PgPool;
use std::collections::BTreeSet;

/// What a key answers that came with something else before.
const REUSED: &str = r#"{"Refused":"RequestKeyReused"}"#;
/// What a call answers that does not say where it comes from.
const INCOMPLETE: &str = r#"{"Refused":"CallIncomplete"}"#;

/// Every server function; the address of a form is tried in `front_door`.
fn functions() -> impl Iterator<Item = &'static str> {
    table().map(|(name, _)| name).filter(|name| *name != "upload_import")
}

/// Whatever a wrong call could have changed.
const EVERYTHING: &str = r"
    select md5(string_agg(t, '|' order by t))
    from (
        select r::text t
        from retainer r
        union all select e::text
        from entry e
        union all select c::text
        from customer c
        union all select c::text
        from contract c
        union all select p::text
        from person p
        union all select a::text
        from audit_entry a
        union all select r::text
        from command_request r
    ) x
";

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_write_takes_a_key_and_every_call_says_whose_page_it_is(owner: PgPool) {
    // I13: a function that is added later and takes none fails here
    let site = Site::new(World::new(owner).await);
    let token = site.sign_in("everybody", Role::ALL).await;
    let page = site.page_of(&token).await.expect("signed in");
    let before = site.world.texts(EVERYTHING).await;
    let mut writes = 0;
    for function in functions() {
        let key = drawn();
        for nobody in [None, Some(""), Some("1"), Some("1.x"), Some("-.-")] {
            let answer = site.call_as(function, Some(&token), nobody, Some(&key), "{}").await;
            assert_eq!(
                (answer.status, answer.text.as_str()),
                (StatusCode::BAD_REQUEST, INCOMPLETE),
                "{function} from {nobody:?}"
            );
        }
        for bad in [
            None,
            Some(""),
            Some("short"),
            Some("0123456789abcdef'; drop table actual"),
            Some(&*"x".repeat(65)),
        ] {
            let answer = site.call_as(function, Some(&token), Some(&page), bad, "{}").await;
            if only_looks(function) {
                assert_ne!(answer.text, INCOMPLETE, "{function} only looks");
            } else {
                assert_eq!(
                    (answer.status, answer.text.as_str()),
                    (StatusCode::BAD_REQUEST, INCOMPLETE),
                    "{function} under {bad:?}"
                );
            }
        }
        writes += usize::from(!only_looks(function));
    }
    assert!(writes > 40, "{writes} writes");
    assert_eq!(site.world.texts(EVERYTHING).await, before);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_page_never_acts_for_whoever_signed_in_after_it_was_opened(owner: PgPool) {
    // a page of one company marked 21,736 rows of the other, after another tab had signed in there
    let site = Site::new(World::new(owner).await);
    let rival = site.world.rival().await;
    let ours = site.page_of(&site.sign_in("maria", Role::ALL).await).await.expect("signed in");
    let colleague = site.sign_in("colleague", Role::ALL).await;
    let elsewhere = rival.session("stranger@example.org", Role::ALL).await;
    let before = site.world.texts(EVERYTHING).await;
    for (token, company) in [(&colleague, "Kestrel Consulting"), (&elsewhere, "Rival Works")] {
        let mut answers = BTreeSet::new();
        for function in functions() {
            let answer =
                site.call_as(function, Some(token), Some(&ours), Some(&drawn()), "{}").await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{function}: {}", answer.text);
            answers.insert(answer.text);
        }
        assert_eq!(answers.len(), 1);
        let said = answers.pop_first().unwrap_or_default();
        assert!(said.contains("PageOfAnother") && said.contains(company), "{said}");
    }
    assert_eq!(site.world.texts(EVERYTHING).await, before);
}

/// What a world holds that can be sent twice: function, body, another body, how to count what came
/// of it.
async fn repeated(site: &Site) -> [(&'static str, String, String, &'static str, i64); 3] {
    let contract = site.world.contract("SOLO").await;
    site.world
        .force_owned(format!(
            "insert into category (company_id, name) values ({}, 'Travel')",
            site.world.company()
        ))
        .await;
    let category =
        site.world.ask("select max(category_id) from category where name = 'Travel'").await;
    let project = site.world.ask("select project_id from project where code = 'SOLO'").await;
    let customer = site
        .world
        .ask("select customer_id from customer where name = 'Harbour & Vale, Architects'")
        .await;
    let retainer = |amount: &str| {
        format!(
            r#"{{"edit": {{"contract_id": {contract}, "retainer_id": null, "version": 0, "customer_id": {customer}, "description": "Advance", "invoice_on": "2026-03-31", "amount": "{amount}"}}}}"#
        )
    };
    let schedule = |total: &str| {
        format!(
            r#"{{"schedule": {{"contract_id": {contract}, "customer_id": {customer}, "description": "Monthly", "frequency": "weekly mon", "from": "2026-04-01", "to": "2026-04-21", "number": "", "total": "{total}"}}}}"#
        )
    };
    let expense = |quantity: &str| {
        format!(
            r#"{{"record": {{"entry_id": null, "version": 0, "transaction_class": "expense", "project_id": {project}, "task_id": null, "priced_by": {category}, "work_on": "2026-03-02", "quantity": "{quantity}", "unit": "km", "unit_cost": "0.60", "notes": "to the site"}}}}"#
        )
    };
    [
        (
            "save_retainer",
            retainer("500"),
            retainer("600"),
            "select count(*) from retainer where description = 'Advance'",
            1,
        ),
        (
            "schedule_retainers",
            schedule("300"),
            schedule("400"),
            "select count(*) from retainer where description like 'Monthly%'",
            3,
        ),
        (
            "record_entry",
            expense("40"),
            expense("50"),
            "select count(*) from entry where transaction_class = 'expense'",
            1,
        ),
    ]
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_sent_five_times_under_one_key_is_done_once(owner: PgPool) {
    // the same retainer five times made five, a schedule fifteen, an expense two
    let site = Site::new(World::new(owner).await);
    let token = site.sign_in("everybody", Role::ALL).await;
    let colleague = site.sign_in("colleague", Role::ALL).await;
    for (function, body, other, count, once) in repeated(&site).await {
        let key = drawn();
        let mut answers = BTreeSet::new();
        for _ in 0..5 {
            let answer = site.call_under(&key, function, &token, body.clone()).await;
            assert_eq!(answer.status, StatusCode::OK, "{function}: {}", answer.text);
            answers.insert(answer.text);
        }
        assert_eq!(
            (answers.len(), site.world.ask(count).await),
            (1, once),
            "{function}: one answer, one effect"
        );
        let reused = site.call_under(&key, function, &token, other).await;
        assert_eq!(
            (reused.status, reused.text.as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, REUSED),
            "{function}"
        );
        let theirs = site.call_under(&key, function, &colleague, body.clone()).await;
        assert_eq!(
            (theirs.status, theirs.text.as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, REUSED),
            "{function}: a key is one person's"
        );
        assert_eq!(site.world.ask(count).await, once, "{function}");
        let again = site.call(function, Some(&token), body).await;
        assert_eq!(
            (again.status, site.world.ask(count).await),
            (StatusCode::OK, 2 * once),
            "{function}: under another key it is another act"
        );
    }
    site.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn fifty_at_once_under_one_key_have_one_effect_and_equal_answers(owner: PgPool) {
    let site = Site::new(World::new(owner).await);
    let token = site.sign_in("everybody", Role::ALL).await;
    let [(function, body, _, count, once), ..] = repeated(&site).await;
    let key = drawn();
    let answers = futures::future::join_all(
        (0..50).map(|_| site.call_under(&key, function, &token, body.clone())),
    )
    .await;
    let said: BTreeSet<(StatusCode, &str)> =
        answers.iter().map(|answer| (answer.status, answer.text.as_str())).collect();
    assert!(
        said.len() == 1 && said.first().is_some_and(|(status, _)| *status == StatusCode::OK),
        "{said:?}"
    );
    assert_eq!(site.world.ask(count).await, once);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_was_refused_can_be_tried_again_under_its_key(owner: PgPool) {
    let site = Site::new(World::new(owner).await);
    let token = site.sign_in("everybody", Role::ALL).await;
    let body = r#"{"form": {"customer_id": null, "version": 0, "name": "Bergen Boats", "street": "", "postcode": "", "city": "", "country": "NO", "language": "nb", "vat_id": "", "payment_terms_days": "30"}}"#;
    let first = site.call("save_customer", Some(&token), body).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    let key = drawn();
    let refused = site.call_under(&key, "save_customer", &token, body).await;
    assert!(
        refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("NameTaken"),
        "{}",
        refused.text
    );
    site.world.force("update customer set name = 'Bergen Ships' where name = 'Bergen Boats'").await;
    let done = site.call_under(&key, "save_customer", &token, body).await;
    assert_eq!(
        (
            done.status,
            site.world.ask("select count(*) from customer where name like 'Bergen %'").await
        ),
        (StatusCode::OK, 2),
        "{}",
        done.text
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_journal_posted_twice_under_one_key_is_one_journal(owner: PgPool) {
    let site = Site::new(World::new(owner).await);
    let token = site.sign_in("ada", &[Role::Administrator]).await;
    site.world
        .force_owned(format!(
            "insert into category (company_id, name) values ({}, 'Set-up')",
            site.world.company()
        ))
        .await;
    let category = site.world.ask("select category_id from category where name = 'Set-up'").await;
    let project = site.world.ask("select project_id from project where code = 'SOLO'").await;
    site.world
        .force_terms(
            r"
            insert into contract_line_class (
                company_id, contract_line_id, project_id, transaction_class
            )
            select company_id, contract_line_id, project_id, 'fee'
            from contract_line
            where name = 'Portal time'
            ",
        )
        .await;
    let journal = |price: &str| {
        format!(
            r#"{{"journal": {{"description": "Fees", "lines": [{{"transaction_type": "unbilled_sales", "transaction_class": "fee", "project_id": {project}, "task_id": null, "priced_by": {category}, "resource_id": null, "work_on": "2026-03-02", "quantity": "1", "unit_price": "{price}", "notes": ""}}]}}}}"#
        )
    };
    let key = drawn();
    let first = site.call_under(&key, "post_journal", &token, journal("750")).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    let (second, third) = tokio::join!(
        site.call_under(&key, "post_journal", &token, journal("750")),
        site.call_under(&key, "post_journal", &token, journal("750"))
    );
    assert_eq!((&second.text, &third.text), (&first.text, &first.text), "the first answer again");
    let journals = || async { site.world.ask("select count(*) from entry_journal").await };
    assert_eq!((journals().await, site.world.ledger().await.len()), (1, 1));
    let other = site.call_under(&key, "post_journal", &token, journal("760")).await;
    assert_eq!((other.status, other.text.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, REUSED));
    let again = site.call("post_journal", Some(&token), journal("750")).await;
    assert_eq!(
        (again.status, journals().await),
        (StatusCode::OK, 2),
        "another key: an act of its own"
    );
    site.world.audit_clean().await;
}
