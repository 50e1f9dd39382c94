//! The front door: sign-in by form, cookies, redirects, headers, sizes, hostile input, pages by
//! role.

use super::{
    fixtures::World,
    sheets::{Work, work},
    web::{Answer, Site, as_browser, config, drawn},
};
use crate::{
    access::{
        commands::{add_person, hashed},
        model::NewPerson,
    },
    app::{owner::alone, rights::table},
    imports::model::FOLDER_LIMIT_MIB,
    platform::{command, config::Config},
    vocabulary::words::Role,
};
use axum::{
    Router,
    body::{Body, Bytes},
    http::{Method, Request, StatusCode, header},
    middleware::from_fn,
    routing::get,
};
use leptos::prelude::Owner;
use sqlx::PgPool;
use std::collections::BTreeSet;
use tower::ServiceExt;

const PAGES: &[&str] = &[
    "/",
    "/approvals",
    "/billing/backlog",
    "/billing/invoices",
    "/billing/invoices/1",
    "/contracts",
    "/contracts/1",
    "/contracts/1/edit",
    "/contracts/new",
    "/settings/customers",
    "/settings/projects",
    "/settings/prices",
    "/ledger",
    "/settings/import",
    "/settings/import/1",
    "/settings/people",
];

/// The function that whoever sees a page must be allowed, by how its address begins; Today
/// is everybody's.
const FUNCTIONS: &[(&str, &str)] = &[
    ("/approvals", "list_entries"),
    ("/billing/backlog", "list_backlog"),
    ("/billing/invoices", "list_invoices"),
    ("/contracts/new", "read_contract_setup"),
    ("/contracts", "read_contract"),
    ("/settings/customers", "list_customers"),
    ("/settings/projects", "list_projects"),
    ("/settings/prices", "list_prices"),
    ("/ledger", "list_ledger"),
    ("/settings/import", "read_import"),
    ("/settings/people", "list_people"),
];

async fn with_password(site: &Site) {
    let new = NewPerson {
        name: "Ada".into(),
        email: "ada@example.org".into(),
        password: "correct horse battery".into(),
        roles: vec![Role::Administrator],
    };
    let new = hashed(&new).await.expect("hashed").for_good();
    command::run(&site.world.database, site.world.actor, "add_person", None, new, |tx, new| {
        Box::pin(add_person(tx, new))
    })
    .await
    .expect("added");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_sign_in_form_gives_a_cookie_that_only_the_server_reads(owner: PgPool) {
    // G26
    let site = Site::new(World::bare(owner).await);
    with_password(&site).await;
    let form =
        "email=ada%40example.org&password=correct+horse+battery&next=%2Fledger%3Ffrom%3D2026-03-01";
    let answer = site.post("/sign-in", None, form).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, "/ledger?from=2026-03-01")
    );
    let cookie = answer.header("set-cookie").to_owned();
    let (pair, attributes) = cookie.split_once("; ").expect("attributes");
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax");
    let device = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .nth(1)
        .and_then(|cookie| cookie.to_str().ok())
        .expect("the browser is known from now on");
    assert!(
        device.starts_with("billwright-device=")
            && device.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000"),
        "{device}"
    );
    let token = pair.strip_prefix("billwright=").expect("its name").to_owned();
    assert!(site.get("/", Some(&token)).await.status.is_success());
    let out = site.post("/sign-out", Some(&token), "").await;
    assert_eq!((out.status, out.header("location")), (StatusCode::SEE_OTHER, "/sign-in"));
    assert!(
        out.header("set-cookie").starts_with("billwright=; ")
            && out.header("set-cookie").ends_with("Max-Age=0")
    );
    assert_eq!(
        site.get("/", Some(&token)).await.status,
        StatusCode::SEE_OTHER,
        "the session is dead on the server"
    );
    let wrong =
        site.post("/sign-in", None, "email=ada%40example.org&password=wrong&next=%2Fledger").await;
    assert_eq!(
        (wrong.status, wrong.header("location"), wrong.header("set-cookie")),
        (StatusCode::SEE_OTHER, "/sign-in?error=failed&next=/ledger", "")
    );
    for nonsense in [
        "",
        "email=",
        "password=%00",
        "email=%00&password=%00",
        "email[]=x",
        "email=%ff%fe&password=x",
    ] {
        let answer = site.post("/sign-in", None, nonsense).await;
        assert!(
            !answer.status.is_server_error() && !answer.header("location").contains("fault"),
            "{nonsense:?}: {} {}",
            answer.status,
            answer.header("location")
        );
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn behind_https_cookies_and_headers_are_stricter(owner: PgPool) {
    // G26, G27
    let mut config = config();
    config.https = true;
    let site = Site::with(World::bare(owner).await, &config);
    with_password(&site).await;
    let answer =
        site.post("/sign-in", None, "email=ada%40example.org&password=correct+horse+battery").await;
    assert!(answer.header("set-cookie").starts_with("__Host-billwright="), "{answer:?}");
    assert!(
        answer.header("set-cookie").ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"),
        "{answer:?}"
    );
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
    let token = site.sign_in("everybody", Role::ALL).await;
    assert_eq!(
        site.get("/", Some(&token)).await.status,
        StatusCode::SEE_OTHER,
        "a cookie without the __Host- name is none"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nobody_is_sent_to_another_site(owner: PgPool) {
    let site = Site::new(World::bare(owner).await);
    with_password(&site).await;
    for next in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "evil.example",
        "javascript:alert(1)",
        "",
        "/\r\nSet-Cookie: a=b",
        "/%0d%0aSet-Cookie:a=b",
        "/ok\0",
    ] {
        let encoded: String = next.bytes().map(|b| format!("%{b:02x}")).collect();
        for password in ["correct+horse+battery", "wrong"] {
            site.world.force("delete from sign_in_failure").await;
            let answer = site
                .post(
                    "/sign-in",
                    None,
                    &format!("email=ada%40example.org&password={password}&next={encoded}"),
                )
                .await;
            let location = answer.header("location");
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{next:?}");
            assert!(
                location.starts_with('/')
                    && !location.starts_with("//")
                    && !location.contains('\\')
                    && !location.contains("evil"),
                "{next:?} → {location:?}"
            );
            assert!(
                answer.headers.get_all(header::SET_COOKIE).iter().all(|cookie| cookie
                    .to_str()
                    .is_ok_and(
                        |c| c.starts_with("billwright=") || c.starts_with("billwright-device=")
                    )),
                "{next:?}"
            );
        }
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn pages_lead_to_the_sign_in_and_back(owner: PgPool) {
    let site = Site::new(World::bare(owner).await);
    for (path, next) in [
        ("/", "/"),
        ("/approvals?state=submitted&sort=date", "/approvals%3Fstate%3Dsubmitted%26sort%3Ddate"),
        ("/billing/invoices/7", "/billing/invoices/7"),
        ("/nowhere", "/nowhere"),
        ("/contracts?contract=a%22%3E%3Cscript", "/contracts%3Fcontract%3Da%2522%253E%253Cscript"),
    ] {
        let answer = site.get(path, None).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, &*format!("/sign-in?next={next}")),
            "{path}"
        );
    }
    let form = site.get("/sign-in?next=/ledger&error=failed", None).await;
    assert!(
        form.status.is_success()
            && form.text.contains("<form")
            && form.text.contains("E-mail and password do not match"),
        "{}",
        form.text
    );
    let hostile = site.get("/sign-in?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&error=%3Cscript%3E&reference=%3Cscript%3E", None).await;
    assert!(
        hostile.status.is_success()
            && !hostile.text.contains("<script>alert")
            && !hostile.text.contains("<script></"),
        "{}",
        hostile.text
    );
}

/// The headers every answer has.
fn check_headers(what: &str, answer: &Answer) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    let policy = answer.header("content-security-policy");
    assert!(
        policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"),
        "{what}: {policy}"
    );
    assert!(
        !policy.contains("unsafe-inline")
            && !policy.contains("'unsafe-eval'")
            && !policy.contains('*'),
        "{what}: {policy}"
    );
    let cached =
        if what.starts_with("/pkg/") || what == "/favicon.svg" { "no-cache" } else { "no-store" };
    assert_eq!(answer.header("cache-control"), cached, "{what}");
    assert_eq!(answer.header("server"), "", "{what}");
    assert!(
        !answer.header("billwright-version").is_empty(),
        "{what}: pages of another build hear of it"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_kind_of_answer_has_the_headers(owner: PgPool) {
    // G27: pages, redirects, refusals, errors, assets
    let site = Site::new(World::new(owner).await);
    let token = site.sign_in("everybody", Role::ALL).await;
    for path in PAGES.iter().chain(&[
        "/sign-in",
        "/nowhere",
        "/health",
        "/pkg/nothing.js",
        "/favicon.svg",
        "/robots.txt",
        "/pkg/../Cargo.toml",
        "/api/list_people",
    ]) {
        check_headers(path, &site.get(path, Some(&token)).await);
        check_headers(path, &site.get(path, None).await);
    }
    check_headers("an answer", &site.call("list_people", Some(&token), "{}").await);
    check_headers(
        "a refusal",
        &site.call("read_contract", Some(&token), r#"{"contract": 99999}"#).await,
    );
    check_headers("bad input", &site.call("read_contract", Some(&token), "{").await);
    check_headers("signed out", &site.call("list_people", None, "{}").await);
    check_headers("forbidden", &site.call("nonsense", Some(&token), "{}").await);
    check_headers("sign-in", &site.post("/sign-in", None, "email=a&password=b").await);
    let cross = as_browser(Method::POST, "/sign-out", Some(&token))
        .header("origin", "https://evil.example");
    let mut cross = cross.body(Body::empty()).expect("a request");
    cross.headers_mut().remove("sec-fetch-site");
    check_headers("cross-site", &site.send(cross).await);
    check_headers(
        "too large",
        &site.call("mark_backlog", Some(&token), vec![b' '; (1 << 20) + 1]).await,
    );

    let mut nonces = BTreeSet::new();
    for _ in 0..3 {
        let page = site.get("/contracts", Some(&token)).await;
        let policy = page.header("content-security-policy").to_owned();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .expect("a nonce")
            .to_owned();
        for tag in page.text.split("<script").skip(1) {
            let tag = tag.split('>').next().unwrap_or_default();
            assert!(
                tag.contains(&format!("nonce=\"{nonce}\""))
                    || tag.contains("type=\"application/json\""),
                "<script{tag}>"
            );
        }
        assert!(
            !page.text.contains(" onclick=") && !page.text.contains(" style=\""),
            "nothing inline"
        );
        nonces.insert(nonce);
    }
    assert_eq!(nonces.len(), 3, "a nonce per answer");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn bodies_that_are_too_large_are_refused(owner: PgPool) {
    // G28
    let site = Site::new(World::bare(owner).await);
    let token = site.sign_in("everybody", Role::ALL).await;
    for (function, _) in
        table().filter(|(name, _)| !["upload_import", "follow_background"].contains(name))
    {
        let answer = site.call(function, Some(&token), vec![b'x'; (1 << 20) + 1]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{function}");
    }
    let long = format!("email=a&password={}", "x".repeat(65 << 10));
    assert_eq!(site.post("/sign-in", None, &long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        upload(
            &site,
            &token,
            vec![(
                "time-entries.csv",
                vec![b'x'; (usize::try_from(FOLDER_LIMIT_MIB).expect("a size") << 20) + 1]
            )]
        )
        .await
        .header("location"),
        "/settings/import?error=too_large"
    );
    assert_eq!(site.world.ask("select count(*) from import_upload").await, 0);
}

/// Uploads files as the import page's form does.
async fn upload(site: &Site, token: &str, files: Vec<(&str, Vec<u8>)>) -> Answer {
    let page = site.page_of(token).await.unwrap_or_default();
    upload_as(site, token, &page, &drawn(), files).await
}

/// The same, with what the form's hidden fields say.
async fn upload_as(
    site: &Site,
    token: &str,
    page: &str,
    key: &str,
    files: Vec<(&str, Vec<u8>)>,
) -> Answer {
    let mut body = Vec::new();
    for (name, value) in [("page", page), ("key", key)] {
        body.extend_from_slice(
            format!(
                "--boundary\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            )
            .as_bytes(),
        );
    }
    for (name, content) in files {
        body.extend_from_slice(
            format!("--boundary\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(&content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--boundary--\r\n");
    let request = as_browser(Method::POST, "/settings/import", Some(token))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=boundary");
    site.send(request.body(Body::from(Bytes::from(body))).expect("a request")).await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn an_upload_leads_to_its_page(owner: PgPool) {
    let site = Site::new(World::bare(owner).await);
    let token = site.sign_in("ada", &[Role::Administrator]).await;
    let customers = super::sheets::CUSTOMERS.as_bytes().to_vec();
    let answer = upload(
        &site,
        &token,
        vec![("C:\\books\\customers.csv", customers.clone()), ("../../etc/passwd", b"x".to_vec())],
    )
    .await;
    let id = site.world.ask("select max(import_upload_id) from import_upload").await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, &*format!("/settings/import/{id}"))
    );
    assert_eq!(
        site.world.texts("select name from import_file order by 1").await,
        ["customers.csv", "passwd"],
        "names without folders"
    );
    let page = site.get(&format!("/settings/import/{id}"), Some(&token)).await;
    assert!(page.status.is_success() && page.text.contains("customers.csv"));
    assert_eq!(
        upload(&site, &token, vec![]).await.header("location"),
        "/settings/import?error=no_files"
    );
    assert_eq!(
        upload(&site, &token, vec![("", customers)]).await.header("location"),
        "/settings/import?error=no_files"
    );
    for broken in [
        "",
        "--boundary",
        "--boundary\r\n\r\n",
        "--boundary\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.csv\"\r\n\r\nno end",
        "\0\u{ff}",
    ] {
        let request = as_browser(Method::POST, "/settings/import", Some(&token))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=boundary");
        let answer =
            site.send(request.body(Body::from(broken.to_owned())).expect("a request")).await;
        assert!(
            !answer.status.is_server_error() && !answer.header("location").contains("fault"),
            "{broken:?}: {}",
            answer.status
        );
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_form_sent_twice_is_one_upload_and_another_s_form_is_none(owner: PgPool) {
    // sent twice; a form in a window that was open before somebody else signed in
    let site = Site::new(World::bare(owner).await);
    let ada = site.sign_in("ada", &[Role::Administrator]).await;
    let page = site.page_of(&ada).await.expect("signed in");
    let files = |content: &str| vec![("customers.csv", content.as_bytes().to_vec())];
    let key = drawn();
    let first = upload_as(&site, &ada, &page, &key, files("name\nNordlicht\n")).await;
    let second = upload_as(&site, &ada, &page, &key, files("name\nNordlicht\n")).await;
    assert!(
        first.header("location").starts_with("/settings/import/")
            && first.header("location") == second.header("location"),
        "{second:?}"
    );
    let uploads = || async { site.world.ask("select count(*) from import_upload").await };
    assert_eq!(uploads().await, 1);
    let other = upload_as(&site, &ada, &page, &key, files("name\nSüdlicht\n")).await;
    assert_eq!(
        (other.header("location"), uploads().await),
        ("/settings/import?error=reused", 1),
        "the same names, other content"
    );
    let ben = site.sign_in("ben", &[Role::Administrator]).await;
    assert_eq!(
        upload_as(&site, &ben, &page, &drawn(), files("name\nNordlicht\n"))
            .await
            .header("location"),
        "/settings/import?error=another"
    );
    for (page, key) in [("", &*drawn()), ("nonsense", &*drawn()), (&*page, ""), (&*page, "short")] {
        assert_eq!(
            upload_as(&site, &ada, page, key, files("name\nNordlicht\n")).await.header("location"),
            "/settings/import?error=incomplete"
        );
    }
    assert_eq!(uploads().await, 1);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn hostile_input_is_refused_and_never_a_fault(owner: PgPool) {
    // G18, G29: wrong types, huge, nested, null characters, odd dates; on every function
    let site = Site::new(World::new(owner).await);
    site.world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    site.world.draft("SOLO").await;
    let token = site.sign_in("everybody", Role::ALL).await;
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let values = [
        "null",
        "true",
        "-1",
        "0",
        "9223372036854775807",
        "9223372036854775808",
        "1e400",
        "\"\"",
        "\"\\u0000\"",
        "\"\\u202e<script>\"",
        "\"-262143-01-01\"",
        "\"9999-12-31\"",
        "[]",
        "{}",
        "[[1, null]]",
        "{\"Rows\": [1]}",
        "{\"Rows\": [-9223372036854775808]}",
        "{\"Matching\": {\"filters\": {\"status\": \"\\u0000\"}}}",
        "{\"filters\": {\"contract\": \"\\u0000%_\\\\\", \"customer\": \"'; drop table actual; --\"}, \"sort\": \"date\", \"after\": \"1:2026-01-01\", \"size\": 65535}",
        "{\"filters\": {\"from\": \"9999-12-31\", \"invoice_id\": \"99999999999999999999\"}}",
        "{\"after\": \"-1:\\u0000\"}",
        "{\"sort\": \"(select 1)\"}",
        "{\"before\": \"9223372036854775807:99999999999999999999999999\", \"sort\": \"amount\"}",
    ];
    let names = [
        "query",
        "selection",
        "mark",
        "decide",
        "edit",
        "create",
        "confirm",
        "delete",
        "invoice",
        "contract",
        "upload",
        "approve",
        "after",
        "name",
        "email",
        "password",
        "roles",
    ];
    for (function, _) in table().filter(|(name, _)| *name != "upload_import") {
        let mut bodies: Vec<String> =
            ["", "{", "null", "[]", "\"\"", "{}", "\u{feff}{}", "{\"query\": 1}", "\0"]
                .iter()
                .map(|body| (*body).to_owned())
                .collect();
        bodies.push(format!("{{\"query\": {deep}}}"));
        bodies.extend(values.iter().map(|value| {
            format!("{{{}}}", names.map(|name| format!("\"{name}\": {value}")).join(", "))
        }));
        for body in bodies {
            let answer = site.call(function, Some(&token), body.clone()).await;
            let shown: String = body.chars().take(200).collect();
            assert!(
                !answer.status.is_server_error() && !answer.text.contains("Fault"),
                "{function} {shown}: {} {}",
                answer.status,
                answer.text
            );
            for leak in ["syntax error", "sqlx", "PgDatabaseError", "/src/", "panicked", "argon2"] {
                assert!(!answer.text.contains(leak), "{function} {shown}: {}", answer.text);
            }
        }
    }
    site.world.audit_clean().await;
}

/// Hostile arguments of the right shape, one function each.
const WELL_FORMED: &[(&str, &str)] = &[
    (
        "edit_person",
        r#"{"edit": {"person_id": 9223372036854775807, "version": 1, "is_active": true, "roles": ["resource"]}}"#,
    ),
    (
        "add_person",
        r#"{"name": "A\u0000", "email": "a\u0000@b", "password": "0123456789", "roles": ["resource"]}"#,
    ),
    (
        "add_person",
        r#"{"name": "A\u0000", "email": "ok@b", "password": "01234567\u0000\u0000", "roles": ["resource", "resource"]}"#,
    ),
    (
        "reset_password",
        r#"{"reset": {"person_id": 9223372036854775807, "version": -2147483648, "password": "01234567\u0000\u0000"}}"#,
    ),
    (
        "reset_password",
        r#"{"reset": {"person_id": 1, "version": 1, "password": "\u0000\u202e tr\ud83d\ude00 horse \u0000"}}"#,
    ),
    (
        "decide_entries",
        r#"{"decide": {"selection": {"Matching": {}}, "decision": "Approve", "comment": "\u0000", "after": -9223372036854775808}}"#,
    ),
    (
        "decide_entries",
        r#"{"decide": {"selection": {"Rows": [9223372036854775807, -1, 0]}, "decision": "Return", "comment": "\u0000", "after": 0}}"#,
    ),
    (
        "mark_backlog",
        r#"{"mark": {"selection": {"Matching": {"filters": {"person": "\u0000"}}}, "ready": true}}"#,
    ),
    ("reset_limits", r#"{"selection": {"Rows": [9223372036854775807, -1]}}"#),
    ("reevaluate_limits", r#"{"selection": {"Matching": {"sort": "nonsense"}}}"#),
    ("create_invoices", r#"{"create": {"contracts": [], "invoice_on": null, "seen": {}}}"#),
    (
        "create_invoices",
        r#"{"create": {"contracts": [1, 1, 1, -1], "invoice_on": "-262143-01-01", "seen": {}}}"#,
    ),
    (
        "create_invoices",
        r#"{"create": {"contracts": [1], "invoice_on": "+262142-12-31", "seen": {}}}"#,
    ),
    ("confirm_invoices", r#"{"confirm": {"invoices": []}}"#),
    (
        "confirm_invoices",
        r#"{"confirm": {"invoices": [[-1, 2147483647], [9223372036854775807, 1]]}}"#,
    ),
    (
        "edit_detail",
        r#"{"edit": {"invoice_id": 1, "invoice_detail_id": 1, "version": 1, "quantity": "\u0000", "unit_price": "1", "tax": "0", "billing_type": "chargeable", "description": "\u0000", "external_description": "\ud83d\ude00\u0000"}}"#,
    ),
    (
        "edit_detail",
        r#"{"edit": {"invoice_id": 1, "invoice_detail_id": 1, "version": -2147483648, "quantity": "1", "unit_price": "1", "tax": "99999999999999999999999", "billing_type": "not_available", "description": "", "external_description": ""}}"#,
    ),
    (
        "edit_header",
        r#"{"edit": {"invoice_id": 1, "version": 1, "name": "\u0000a", "description": "\u0000", "bill_to_name": "b\u0000", "bill_to_contact": "\u0000", "bill_to_address": "\u0000", "accounted_on": "\u0000", "state": "draft"}}"#,
    ),
    (
        "edit_line",
        r#"{"edit": {"invoice_id": 1, "version": 1, "contract_line_id": 1, "name": "\u0000x"}}"#,
    ),
    ("preview_confirmation", r#"{"invoice": 1, "after": 9223372036854775807}"#),
    ("preview_confirmation", r#"{"invoice": 1, "after": -9223372036854775808}"#),
    (
        "list_backlog",
        r#"{"query": {"before": "9223372036854775807:99999999999999999999999999999999", "sort": "date"}}"#,
    ),
    (
        "list_ledger",
        r#"{"query": {"after": "-9223372036854775808:-1", "sort": "id", "descending": true}}"#,
    ),
    ("list_invoices", r#"{"query": {"after": "1:9223372036854775808", "sort": "number"}}"#),
];

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn well_formed_but_hostile_input_is_no_fault_either(owner: PgPool) {
    let site = Site::new(World::new(owner).await);
    site.world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    site.world.draft("SOLO").await;
    let token = site.sign_in("everybody", Role::ALL).await;
    for (function, body) in WELL_FORMED {
        let answer = site.call(function, Some(&token), *body).await;
        assert!(
            !answer.status.is_server_error()
                && !answer.text.contains("Fault")
                && !answer.text.contains("InputUnreadable")
                || body.contains("not_available")
                || body.contains("\"after\": \"")
                || body.contains("\"before\""),
            "{function} {body}: {} {}",
            answer.status,
            answer.text
        );
        assert!(!answer.text.contains("Fault"), "{function} {body}: {}", answer.text);
    }
    site.world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_page_opens_for_every_role_and_shows_it_only_its_own(owner: PgPool) {
    // G21 on pages: what a role may not ask, its pages do not know
    let site = Site::new(World::new(owner).await);
    site.world.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    site.world.ready(&[work("PAIR", "2026-03-02", "8")]).await;
    site.world.entries(&[work("PAIR", "2026-03-03", "8")]).await;
    let invoice = site.world.ask("select min(invoice_id) from invoice").await;
    let contract = site.world.contract("SOLO").await;
    for role in Role::ALL {
        let token = site.sign_in(role.word(), &[*role]).await;
        let may = |function: &str| crate::app::rights::may(&[*role], function);
        for path in PAGES {
            let path = path
                .replace("invoices/1", &format!("invoices/{invoice}"))
                .replace("contracts/1", &format!("contracts/{contract}"));
            let page = site.get(&path, Some(&token)).await;
            assert!(
                page.status.is_success() || page.status.is_client_error(),
                "{role:?} {path}: {}",
                page.status
            );
            assert!(
                page.text.contains("<!DOCTYPE html>") && page.text.contains("</html>"),
                "{role:?} {path}"
            );
            assert!(
                may("list_contracts") || !page.text.contains("Nordlicht"),
                "{role:?} sees customers on {path}"
            );
            assert!(
                may("list_people")
                    || path == "/"
                    || !page.text.contains("kestrel.consulting@example.org")
                    || may("list_contracts"),
                "{role:?} sees people on {path}"
            );
            // What is not for a role is forbidden, what is not there not found, each under a
            // heading and with a way out.
            if page.status.is_client_error() {
                let expected = if page.status == StatusCode::FORBIDDEN {
                    "Not for your role"
                } else {
                    "Not found"
                };
                assert!(
                    page.text.contains(expected) && page.text.contains("Go to Today"),
                    "{role:?} {path}: {}",
                    page.status
                );
            }
            let asked = if path.ends_with("/edit") {
                Some("read_contract_setup")
            } else {
                FUNCTIONS
                    .iter()
                    .find(|(prefix, _)| path.starts_with(prefix))
                    .map(|(_, function)| *function)
            };
            if asked.is_some_and(|function| !may(function)) {
                assert_eq!(page.status, StatusCode::FORBIDDEN, "{role:?} {path}");
            } else if !path.starts_with("/settings/import/") {
                assert_eq!(page.status, StatusCode::OK, "{role:?} {path}");
            }
            for leak in ["panicked", "PgDatabaseError", "argon2"] {
                assert!(!page.text.contains(leak), "{role:?} {path}");
            }
        }
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn hostile_text_is_shown_and_does_not_act(owner: PgPool) {
    // G20: names and notes in pages
    let site = Site::new(World::new(owner).await);
    let hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}";
    let rows = [Work { first: hostile.into(), ..work("SOLO", "2026-03-02", "8").noted(hostile) }];
    site.world.ready(&rows).await;
    site.world
        .entries(&[Work {
            first: hostile.into(),
            ..work("SOLO", "2026-03-03", "8").noted(hostile)
        }])
        .await;
    let draft = site.world.draft("SOLO").await;
    site.world
        .force(&format!(
            "update invoice set name = $x${hostile}$x$, bill_to_address = $x${hostile}$x$"
        ))
        .await;
    let token = site.sign_in("everybody", Role::ALL).await;
    for path in [
        "/approvals",
        "/billing/backlog",
        "/billing/invoices",
        &*format!("/billing/invoices/{draft}"),
        "/ledger",
        "/contracts?contract=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/ledger?sort=%3Cscript%3Ealert(1)",
    ] {
        let page = site.get(path, Some(&token)).await;
        assert!(!page.status.is_server_error(), "{path}: {}", page.status);
        let body = page.text.split_once("<body").map(|(_, body)| body).expect("a body");
        assert!(!body.contains("<script>alert(1)") && !body.contains("<img src=x"), "{path}");
    }
    let shown = site.get("/approvals", Some(&token)).await;
    assert!(shown.text.contains("&lt;script&gt;alert(1)"), "it is shown as it was written");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nobody_breaks_out_of_a_page_s_title(owner: PgPool) {
    // G20: the window's title is made of names too, and is not escaped by itself
    let site = Site::new(World::new(owner).await);
    site.world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let draft = site.world.draft("SOLO").await;
    let hostile = "</title><meta http-equiv=\"refresh\" content=\"0;url=https://evil.example\">";
    site.world.force(&format!("update invoice set name = $x${hostile}$x$")).await;
    let token = site.sign_in("everybody", Role::ALL).await;
    let page = site.get(&format!("/billing/invoices/{draft}"), Some(&token)).await;
    assert!(
        page.status.is_success() && !page.text.contains("<meta http-equiv"),
        "{}",
        page.text.chars().take(2_000).collect::<String>()
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn requests_at_the_same_time_keep_to_themselves(owner: PgPool) {
    let config = Config { site: Some("public".into()), ..config() };
    let site = Site::with(World::bare(owner).await, &config);
    let token = site.sign_in("everybody", Role::ALL).await;
    let paths = [
        "/billing/invoices/999",
        "/favicon.svg",
        "/",
        "/nowhere",
        "/robots.txt",
        "/billing/backlog",
    ];
    let answers =
        futures::future::join_all((0..60).map(|i| site.get(paths[i % paths.len()], Some(&token))))
            .await;
    for (i, answer) in answers.iter().enumerate() {
        let path = paths[i % paths.len()];
        let is_page = !path.contains('.');
        let missing = matches!(path, "/billing/invoices/999" | "/nowhere");
        assert_eq!(
            answer.status,
            if missing { StatusCode::NOT_FOUND } else { StatusCode::OK },
            "{path}"
        );
        let policy = answer.header("content-security-policy");
        let nonce = policy
            .split_once("'nonce-")
            .and_then(|(_, rest)| rest.split_once('\''))
            .map(|(nonce, _)| nonce);
        assert_eq!(nonce.is_some(), is_page, "{path}: {policy}");
        assert!(
            nonce.is_none_or(|nonce| answer.text.contains(&format!("nonce=\"{nonce}\""))),
            "{path}: another page's nonce"
        );
    }
}

#[tokio::test]
async fn a_page_that_waits_lends_its_owner_to_nobody() {
    let page = || async {
        let mine = Owner::new_root(None);
        tokio::task::yield_now().await;
        (Owner::current() == Some(mine)).to_string()
    };
    let other = || async { Owner::current().is_none().to_string() };
    let app =
        Router::new().route("/page", get(page)).route("/other", get(other)).layer(from_fn(alone));
    let ask = |path: &str| {
        app.clone().oneshot(Request::get(path).body(Body::empty()).expect("a request"))
    };
    let (page, other) = futures::join!(ask("/page"), ask("/other"));
    for answer in [page, other] {
        let body =
            axum::body::to_bytes(answer.expect("an answer").into_body(), 10).await.expect("a body");
        assert_eq!(body.as_ref(), b"true");
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_file_that_the_browser_has_is_not_sent_again(owner: PgPool) {
    let config = Config { site: Some("public".into()), ..config() };
    let site = Site::with(World::bare(owner).await, &config);
    let first = site.get("/favicon.svg", None).await;
    let again = as_browser(Method::GET, "/favicon.svg", None)
        .header("if-modified-since", first.header("last-modified"));
    let again = site.send(again.body(Body::empty()).expect("a request")).await;
    assert_eq!(
        (first.status, again.status, again.text.as_str()),
        (StatusCode::OK, StatusCode::NOT_MODIFIED, "")
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn files_named_by_their_content_are_kept_for_good_and_named_by_the_page(owner: PgPool) {
    let folder = std::env::temp_dir().join(format!("billwright-site-{}", std::process::id()));
    let (pkg, name) = (folder.join("pkg"), "0123456789abcdef");
    std::fs::create_dir_all(&pkg).expect("a folder");
    let program = format!(
        r#"{{"version": "seven", "script": "billwright.{name}.js", "module": "billwright.{name}.wasm", "style": "billwright.{name}.css",
            "parts": {{"part_ledger": ["shared.{name}", "ledger.{name}"], "part_time": ["shared.{name}", "time.{name}"]}}}}"#
    );
    for (file, content) in [
        ("program.json", program.as_str()),
        (&format!("billwright.{name}.js"), "export default 1"),
        ("billwright.js", "export default 1"),
    ] {
        std::fs::write(pkg.join(file), content).expect("a file");
    }
    let config = Config { site: Some(folder.clone()), ..config() };
    let site = Site::with(World::new(owner).await, &config);
    let token = site.sign_in("everybody", Role::ALL).await;
    for (path, status, cached) in [
        (
            format!("/pkg/billwright.{name}.js"),
            StatusCode::OK,
            "public, max-age=31536000, immutable",
        ),
        ("/pkg/billwright.fedcba9876543210.js".into(), StatusCode::NOT_FOUND, "no-cache"), // of an older build: it is asked for again
        ("/pkg/billwright.js".into(), StatusCode::OK, "no-cache"),
        ("/pkg/program.json".into(), StatusCode::OK, "no-cache"),
    ] {
        let answer = site.get(&path, None).await;
        assert_eq!(
            (answer.status, answer.header("cache-control"), answer.header("billwright-version")),
            (status, cached, "seven"),
            "{path}"
        );
    }
    let page = site.get("/ledger", Some(&token)).await.text;
    let head = page.split("<body>").next().expect("a head");
    for named in [
        r#"data-version="seven""#.to_owned(),
        format!(r#"<link rel="modulepreload" href="/pkg/billwright.{name}.js""#),
        format!(r#"<link rel="preload" href="/pkg/billwright.{name}.wasm""#),
        format!(r#"<link rel="stylesheet" href="/pkg/billwright.{name}.css""#),
        format!(r#"href="/pkg/shared.{name}.wasm""#),
        format!(r#"href="/pkg/ledger.{name}.wasm""#),
    ] {
        assert!(head.contains(&named), "{named} in {head}");
    }
    assert!(
        !head.contains(&format!(r#"href="/pkg/time.{name}.wasm""#)),
        "another page's waits: {head}"
    );
    std::fs::remove_dir_all(&folder).expect("gone");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn files_outside_the_site_are_not_served(owner: PgPool) {
    let site = Site::new(World::bare(owner).await);
    let token = site.sign_in("everybody", Role::ALL).await;
    for path in [
        "/pkg/../../Cargo.toml",
        "/pkg/..%2f..%2fCargo.toml",
        "/pkg/%2e%2e/%2e%2e/Cargo.toml",
        "/Cargo.toml",
        "/.env",
        "/pkg//etc/passwd",
        "/pkg/%2fetc%2fpasswd",
        "/..%5c..%5cCargo.toml",
    ] {
        for token in [Some(&*token), None] {
            let answer = site.get(path, token).await;
            assert!(
                !answer.text.contains("[package]")
                    && !answer.text.contains("root:")
                    && !answer.status.is_server_error(),
                "{path}: {}",
                answer.status
            );
            assert_ne!(answer.status, StatusCode::OK, "{path}");
        }
    }
    let health = site.get("/health", None).await;
    assert_eq!((health.status, health.text.as_str()), (StatusCode::OK, "ok"));
    site.world.database.close().await;
    assert_eq!(site.get("/health", None).await.status, StatusCode::OK, "this program is alive");
    assert_eq!(
        site.get("/ready", None).await.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "but can't work"
    );
    assert_eq!(
        site.get("/ledger", Some(&token)).await.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "without a database nobody is let in"
    );
}
