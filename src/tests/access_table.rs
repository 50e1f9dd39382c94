//! The access table, cell by cell over HTTP: role × function, signed out, from another site, for
//! another company.

use super::{
    fixtures::World,
    sheets::work,
    web::{Site, as_browser},
};
use crate::{app::rights::table, ui::paths, vocabulary::words::Role};
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use sqlx::PgPool;
use std::collections::BTreeSet;

/// Rows of the table that are addresses of forms, not server functions.
const FORMS: &[(&str, &str)] = &[("upload_import", "/settings/import")];
/// And those that are addresses of streams.
const STREAMS: &[(&str, &str)] = &[("follow_background", paths::LIVE)];

/// Whether a row is a server function.
fn is_function(name: &str) -> bool {
    !FORMS.iter().chain(STREAMS).any(|(other, _)| *other == name)
}

fn registered() -> BTreeSet<String> {
    leptos::server_fn::axum::server_fn_paths()
        .map(|(path, method)| {
            assert_eq!(method, Method::POST, "{path}: whatever does something is posted");
            path.strip_prefix("/api/")
                .unwrap_or_else(|| panic!("{path} is outside /api/"))
                .to_owned()
        })
        .collect()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_function_has_a_row_and_every_row_a_function(owner: PgPool) {
    // G16, G21: a function missing from the table fails here, and can't be called by anybody
    // meanwhile
    let site = Site::new(World::bare(owner).await);
    let functions = registered();
    let rows: BTreeSet<String> =
        table().map(|(name, _)| (*name).to_owned()).filter(|name| is_function(name)).collect();
    assert_eq!(functions, rows);
    assert!(functions.len() > 30);
    let everybody = site.sign_in("everybody", Role::ALL).await;
    for path in ["nonsense", "list_people/", "list_people/x", "../health", "LIST_PEOPLE", ""] {
        assert_eq!(
            site.call(path, Some(&everybody), "{}").await.status,
            StatusCode::FORBIDDEN,
            "{path}: what is not in the table is denied"
        );
        assert_eq!(site.call(path, None, "{}").await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_role_may_call_what_its_row_says_and_nothing_else(owner: PgPool) {
    // G21: 100 % of cells
    let site = Site::new(World::new(owner).await.with_jobs().await);
    let before = site.world.ask("select count(*) from audit_entry").await;
    for role in Role::ALL {
        let token = site.sign_in(role.word(), &[*role]).await;
        for (function, allowed) in table() {
            let form = FORMS.iter().find(|(form, _)| *form == function);
            let stream = STREAMS.iter().find(|(stream, _)| *stream == function);
            let (answer, what) = match (form, stream) {
                (Some((_, path)), _) => (site.post(path, Some(&token), "").await, *path),
                (None, Some((_, path))) => (site.get(path, Some(&token)).await, *path),
                (None, None) => (site.call(function, Some(&token), "{}").await, function),
            };
            if allowed.contains(role) {
                assert!(
                    !matches!(
                        answer.status,
                        StatusCode::UNAUTHORIZED
                            | StatusCode::FORBIDDEN
                            | StatusCode::NOT_FOUND
                            | StatusCode::METHOD_NOT_ALLOWED
                    ) && !answer.status.is_server_error(),
                    "{role:?} may call {what}: {} {}",
                    answer.status,
                    answer.text
                );
            } else {
                assert_eq!(
                    answer.status,
                    StatusCode::FORBIDDEN,
                    "{role:?} may not call {what}: {}",
                    answer.text
                );
                assert_eq!(answer.text, "\"Forbidden\"", "typed, as the page reads it");
            }
        }
    }
    assert_eq!(
        site.world.ask("select count(*) from audit_entry").await,
        before,
        "empty input changes nothing, whoever sends it"
    );
    let everybody = site.sign_in("everybody", Role::ALL).await;
    for (function, body, status) in [
        ("total_ledger", r#"{"query": {}}"#, StatusCode::OK),
        ("total_ledger", "{", StatusCode::BAD_REQUEST),
        ("read_contract", r#"{"contract": 999999999}"#, StatusCode::NOT_FOUND),
        (
            "mark_backlog",
            r#"{"mark": {"selection": {"Rows": []}, "ready": true}}"#,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        let answer = site.call(function, Some(&everybody), body).await;
        assert_eq!(
            answer.status, status,
            "{function} {body}: a business no is no fault of the server: {}",
            answer.text
        );
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nobody_may_call_anything_signed_out(owner: PgPool) {
    // G21: none, expired, logged out, made up
    let site = Site::new(World::bare(owner).await);
    let expired = site.sign_in("expired", Role::ALL).await;
    site.world.force("update session set seen_at = now() - interval '61 minutes'").await;
    let gone = site.sign_in("gone", Role::ALL).await;
    assert_eq!(site.post("/sign-out", Some(&gone), "").await.status, StatusCode::SEE_OTHER);
    let inactive = site.sign_in("inactive", Role::ALL).await;
    site.world
        .force("update person set is_active = false where name = 'inactive@example.org'")
        .await;
    let roleless = site.sign_in("roleless", &[]).await;
    let made_up = "ab".repeat(32);
    for (function, _) in table().filter(|(name, _)| is_function(name)) {
        for token in [
            None,
            Some(&*expired),
            Some(&gone),
            Some(&inactive),
            Some(&made_up),
            Some("x"),
            Some("' or 1=1"),
        ] {
            let answer = site.call(function, token, "{}").await;
            assert_eq!(
                (answer.status, answer.text.as_str()),
                (StatusCode::UNAUTHORIZED, "\"SignedOut\""),
                "{function} {token:?}"
            );
        }
        assert_eq!(
            site.call(function, Some(&roleless), "{}").await.status,
            StatusCode::FORBIDDEN,
            "{function} without any role"
        );
    }
    for (_, path) in FORMS {
        assert_eq!(site.post(path, None, "").await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn another_site_can_t_act_for_somebody_who_is_signed_in_here(owner: PgPool) {
    // G25: every mutating route × {other Origin, opaque Origin, Sec-Fetch-Site: cross-site,
    // same-site}; as JSON and as a form
    let site = Site::new(World::bare(owner).await);
    let token = site.sign_in("everybody", Role::ALL).await;
    let mut paths: Vec<String> = table()
        .filter(|(name, _)| is_function(name))
        .map(|(name, _)| format!("/api/{name}"))
        .collect();
    paths.extend(FORMS.iter().map(|(_, path)| (*path).to_owned()));
    paths.extend(["/sign-in".to_owned(), "/sign-out".to_owned()]);
    for path in &paths {
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", "https://billwright.example.evil.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            for content in [
                "application/json",
                "application/x-www-form-urlencoded",
                "text/plain",
                "multipart/form-data; boundary=x",
            ] {
                let mut request = as_browser(Method::POST, path, Some(&token))
                    .header(header::CONTENT_TYPE, content);
                if let Some(headers) = request.headers_mut() {
                    headers.remove("sec-fetch-site");
                    headers.insert(
                        axum::http::HeaderName::from_static(name),
                        value.parse().expect("a header"),
                    );
                }
                let answer = site.send(request.body(Body::from("{}")).expect("a request")).await;
                assert_eq!(
                    answer.status,
                    StatusCode::FORBIDDEN,
                    "{path} {name}: {value} {content}"
                );
            }
        }
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH] {
            if path == "/sign-in" || path == "/settings/import" {
                continue; // pages
            }
            let answer = site
                .send(
                    as_browser(method.clone(), path, Some(&token))
                        .body(Body::empty())
                        .expect("a request"),
                )
                .await;
            assert!(answer.status.is_client_error(), "{method} {path}: {}", answer.status);
        }
    }
    assert!(
        site.get("/approvals", Some(&token)).await.status.is_success(),
        "still signed in after all that"
    );
}

/// What every function that takes an id answers for one that is not ours: keys as `$invoice`,
/// `$detail` and so on.
const BY_ID: &[(&str, &str)] = &[
    ("read_contract", r#"{"contract": $contract}"#),
    ("read_limits", r#"{"contract": $contract, "row": null}"#),
    ("set_limit", r#"{"edit": {"level": {"Contract": $contract}, "amount": "1", "version": 1}}"#),
    (
        "preview_release",
        r#"{"request": {"contract_id": $contract, "row": $actual, "release": []}}"#,
    ),
    (
        "release_committed",
        r#"{"release": {"request": {"contract_id": $contract, "row": $actual, "release": []}, "expected": {"row": {"actual_id": $actual, "nte_status": "committed", "level": null}, "released": []}}}"#,
    ),
    ("read_contract_setup", r#"{"contract": $contract}"#),
    ("confirm_contract", r#"{"contract": $contract, "version": 1}"#),
    ("close_contract", r#"{"contract": $contract, "version": 1}"#),
    ("delete_contract", r#"{"contract": $contract, "version": 1}"#),
    (
        "save_contract",
        r#"{"form": {"contract_id": $contract, "version": 1, "number": "X", "name": "X", "primary_customer": null, "currency": "EUR", "start_on": "2026-01-01", "requested_delivery_on": "", "not_to_exceed": "", "customers": [], "lines": []}}"#,
    ),
    (
        "save_customer",
        r#"{"form": {"customer_id": $customer, "version": 1, "name": "X", "street": "", "postcode": "", "city": "", "country": "", "language": "", "vat_id": "", "payment_terms_days": "30"}}"#,
    ),
    ("read_team", r#"{"project": $project}"#),
    (
        "save_team",
        r#"{"form": {"project_id": $project, "seen": {"manager": null, "members": []}, "team": {"manager": null, "members": []}}}"#,
    ),
    (
        "save_identity",
        r#"{"form": {"resource_id": $resource, "seen": {"person_id": null, "is_said": false}, "person_id": $person}}"#,
    ),
    (
        "save_project",
        r#"{"form": {"project_id": $project, "version": 1, "code": "X", "name": "X", "client": "", "tasks": []}}"#,
    ),
    (
        "save_name",
        r#"{"form": {"kind": "role", "id": $role, "version": 1, "name": "X", "is_chargeable": false, "unit": ""}}"#,
    ),
    ("delete_price", r#"{"price": $price, "version": 1}"#),
    (
        "save_price",
        r#"{"form": {"price_id": $price, "version": 1, "contract": "", "currency": "EUR", "transaction_class": "time", "dimension": 1, "unit": "hour", "pricing": "per_unit", "unit_price": "1", "valid_from": "2026-01-01", "valid_to": "2026-12-31"}}"#,
    ),
    ("read_invoice", r#"{"invoice": $invoice}"#),
    ("read_head", r#"{"invoice": $invoice}"#),
    ("read_neighbours", r#"{"invoice": $invoice, "list": {"filters": {"state": "draft"}}}"#),
    ("read_standing", r#"{"invoice": $invoice}"#),
    ("list_history", r#"{"query": {"invoice_id": $invoice, "before": null}}"#),
    (
        "preview_edit_details",
        r#"{"edit": {"invoice_id": $invoice, "version": 1, "selection": {"Seen": [{"Rows": [$detail]}, {"count": 1}]}, "change": {"Quantity": "1"}}}"#,
    ),
    (
        "edit_details",
        r#"{"edit": {"invoice_id": $invoice, "version": 1, "selection": {"Seen": [{"Rows": [$detail]}, {"count": 1}]}, "change": {"Quantity": "1"}}}"#,
    ),
    (
        "undo_details",
        r#"{"undo": {"invoice_id": $invoice, "was": [{"invoice_detail_id": $detail, "version": 1, "terms": {"quantity": "1", "unit_price": "1", "amount": "1", "tax": "0", "billing_type": "chargeable", "description": "", "external_description": ""}}]}}"#,
    ),
    (
        "restore_details",
        r#"{"restore": {"invoice_id": $invoice, "version": 1, "selection": {"Seen": [{"Rows": [$detail]}, {"count": 1}]}}}"#,
    ),
    ("refresh_invoice", r#"{"invoice": $invoice}"#),
    ("read_addable", r#"{"invoice": $invoice}"#),
    (
        "add_detail",
        r#"{"add": {"invoice_id": $invoice, "contract_line_id": 1, "transaction_class": "time", "work_on": "2026-03-02", "task_id": null, "priced_by": null, "resource_id": null, "unit": "", "quantity": "1", "unit_price": "1", "tax": "", "billing_type": "chargeable", "description": "", "external_description": ""}}"#,
    ),
    (
        "add_pending",
        r#"{"add": {"invoice_id": $invoice, "selection": {"Seen": [{"Rows": [$actual]}, {"count": 1}]}}}"#,
    ),
    ("preview_confirmation", r#"{"invoice": $invoice, "after": 0}"#),
    ("read_revisable", r#"{"invoice": $invoice}"#),
    ("revise_invoice", r#"{"revise": {"invoice_id": $invoice, "chosen": "All", "draft": null}}"#),
    (
        "correct_retainer",
        r#"{"correction": {"invoice_id": $invoice, "version": 1, "corrects_actual_id": $actual, "amount": null}}"#,
    ),
    ("read_life", r#"{"figure": {"Detail": $detail}}"#),
    ("read_life", r#"{"figure": {"Entry": $entry}}"#),
    ("read_life", r#"{"figure": {"Actual": $actual}}"#),
    ("mark_paid", r#"{"payment": {"invoice_id": $invoice, "version": 1, "is_paid": true}}"#),
    (
        "edit_detail",
        r#"{"edit": {"invoice_id": $invoice, "invoice_detail_id": $detail, "version": 1, "quantity": "1", "unit_price": "1", "tax": "0", "billing_type": "chargeable", "description": "", "external_description": ""}}"#,
    ),
    (
        "delete_details",
        r#"{"delete": {"invoice_id": $invoice, "version": 1, "selection": {"Seen": [{"Rows": [$detail]}, {"count": 1}]}, "hold_back": false}}"#,
    ),
    (
        "put_back",
        r#"{"back": {"invoice_id": $invoice, "selection": {"Seen": [{"Rows": [$actual]}, {"count": 1}]}, "held_back": true}}"#,
    ),
    ("delete_invoice", r#"{"invoice": $invoice, "version": 1}"#),
    (
        "edit_header",
        r#"{"edit": {"invoice_id": $invoice, "version": 1, "name": "x", "description": "", "bill_to_name": "x", "bill_to_contact": "", "bill_to_address": "", "accounted_on": "", "state": "draft"}}"#,
    ),
    (
        "move_rounding",
        r#"{"rounding": {"contract_line_id": $line, "customer_id": $customer, "version": 1}}"#,
    ),
    (
        "edit_line",
        r#"{"edit": {"invoice_id": $invoice, "version": 1, "contract_line_id": $line, "name": "x"}}"#,
    ),
    ("read_milestones", r#"{"contract": $contract}"#),
    (
        "save_milestone",
        r#"{"edit": {"contract_line_id": $line, "milestone_id": null, "version": 0, "name": "x", "milestone_on": "2026-03-31", "amount": "1", "tax": "0", "task": ""}}"#,
    ),
    ("delete_milestone", r#"{"removal": {"milestone_id": $milestone, "version": 1}}"#),
    (
        "generate_milestones",
        r#"{"generate": {"contract_line_id": $line, "frequency": "weekly mon", "from": "2026-03-01", "to": "2026-03-31", "replaces": []}}"#,
    ),
    (
        "bill_progress",
        r#"{"bill": {"milestone_id": $milestone, "version": 1, "next": {"Percent": "10"}}}"#,
    ),
    ("read_schedules", r#"{"contract": $contract}"#),
    (
        "generate_schedule",
        r#"{"generate": {"contract_line_id": $line, "from": "2026-03-01", "to": "2026-03-31", "replaces": []}}"#,
    ),
    (
        "save_schedule_day",
        r#"{"edit": {"contract_line_id": $line, "invoice_schedule_id": null, "version": 0, "run_on": "2026-03-31", "cut_off_on": ""}}"#,
    ),
    ("delete_schedule_day", r#"{"removal": {"invoice_schedule_id": $schedule, "version": 1}}"#),
    (
        "save_frequency",
        r#"{"form": {"invoice_frequency_id": $frequency, "version": 1, "name": "x", "frequency": "weekly mon"}}"#,
    ),
    ("delete_frequency", r#"{"removal": {"invoice_frequency_id": $frequency, "version": 1}}"#),
    (
        "save_job",
        r#"{"form": {"batch_job_id": $job, "version": 1, "name": "x", "job_type": "create_invoices", "runs_at": "02:00", "is_active": true}}"#,
    ),
    ("delete_job", r#"{"job": $job, "version": 1}"#),
    ("start_job", r#"{"start": {"batch_job_id": $job, "workflow": "process_runner"}}"#),
    ("stop_job", r#"{"job": $job}"#),
    ("run_job", r#"{"job": $job}"#),
    ("read_product_lines", r#"{"contract": $contract}"#),
    (
        "save_product_line",
        r#"{"edit": {"contract_line_id": $line, "product_line_id": null, "version": 0, "product": 1, "sold_on": "2026-03-31", "quantity": "1", "unit_price": "1", "tax": ""}}"#,
    ),
    ("delete_product_line", r#"{"removal": {"product_line_id": $product, "version": 1}}"#),
    ("read_retainers", r#"{"contract": $contract}"#),
    (
        "save_retainer",
        r#"{"edit": {"contract_id": $contract, "retainer_id": null, "version": 0, "customer_id": $customer, "description": "x", "invoice_on": "2026-03-31", "amount": "1"}}"#,
    ),
    (
        "schedule_retainers",
        r#"{"schedule": {"contract_id": $contract, "customer_id": $customer, "description": "x", "frequency": "weekly mon", "from": "2026-03-01", "to": "2026-03-31", "number": "", "total": "100"}}"#,
    ),
    ("delete_retainer", r#"{"removal": {"retainer_id": $retainer, "version": 1}}"#),
    ("refund_retainer", r#"{"refund": {"retainer_id": $retainer, "version": 1, "refund": true}}"#),
    (
        "apply_retainer",
        r#"{"apply": {"invoice_id": $invoice, "version": 1, "retainer_id": $retainer, "amount": "1"}}"#,
    ),
    (
        "add_retainer",
        r#"{"add": {"invoice_id": $invoice, "version": 1, "description": "x", "amount": "1"}}"#,
    ),
    (
        "refund_on_invoice",
        r#"{"refund": {"invoice_id": $invoice, "version": 1, "retainer_id": $retainer, "retainer_use": "refunded"}}"#,
    ),
    (
        "take_off_retainer",
        r#"{"off": {"invoice_id": $invoice, "version": 1, "retainer_id": $retainer, "retainer_use": "applied"}}"#,
    ),
    (
        "edit_entry",
        r#"{"edit": {"entry_id": $entry, "version": 1, "billable_quantity": "1", "billing_type": "chargeable", "external_comment": ""}}"#,
    ),
    (
        "record_entry",
        r#"{"record": {"entry_id": $entry, "version": 1, "transaction_class": "time", "project_id": 1, "task_id": null, "priced_by": 1, "work_on": "2026-03-02", "quantity": "1", "unit": "", "unit_cost": "", "notes": ""}}"#,
    ),
    ("delete_entry", r#"{"seen": {"entry_id": $entry, "version": 1}}"#),
    (
        "edit_person",
        r#"{"edit": {"person_id": $person, "version": 1, "is_active": true, "roles": ["resource"]}}"#,
    ),
    (
        "reset_password",
        r#"{"reset": {"person_id": $person, "version": 1, "password": "given by a stranger"}}"#,
    ),
    (
        "read_import",
        r#"{"upload": $upload, "options": {"dates": null, "decimal": null, "skip_bad_rows": false, "changed": "stop", "role": ""}}"#,
    ),
    (
        "run_import",
        r#"{"upload": $upload, "approve": false, "options": {"dates": null, "decimal": null, "skip_bad_rows": false, "changed": "stop", "role": ""}}"#,
    ),
    ("discard_import", r#"{"upload": $upload}"#),
];

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn another_company_s_ids_are_answered_like_ids_that_nobody_has(owner: PgPool) {
    // G21, G22: the same answer, word for word
    let site = Site::new(World::new(owner).await.with_jobs().await);
    let rival = site.world.rival().await;
    rival.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    rival.draft("SOLO").await;
    rival.approved(&[work("SOLO", "2026-03-04", "8")]).await;
    rival.entries(&[work("SOLO", "2026-03-03", "8")]).await;
    rival.milestone("FIXED", "Concept", "2026-03-31", "5000").await;
    rival.product_line("2").await;
    rival.retainer("SOLO", "Harbour & Vale, Architects", "2026-01-05", "100").await;
    site.world
        .force(&format!(
            "insert into import_upload (company_id, person_id) values ({}, {})",
            rival.company(),
            rival.actor.person.expect("somebody").0
        ))
        .await;
    site.world
        .force(&format!(
            r"
            insert into invoice_frequency (company_id, name, frequency)
            values ({company}, 'Theirs', 'weekly mon');
            insert into invoice_schedule (
                company_id, contract_id, contract_line_id, run_on, cut_off_on
            )
            select company_id, contract_id, contract_line_id, '2026-12-31', '2026-12-30'
            from contract_line
            where company_id = {company} and billing_method = 'time_and_material'
            limit 1;
            insert into batch_job (company_id, name, job_type, runs_at)
            values ({company}, 'Theirs', 'create_invoices', '02:00')
            ",
            company = rival.company()
        ))
        .await;
    site.world.session("second.administrator@example.org", &[Role::Administrator]).await;
    let token = site.sign_in("everybody", Role::ALL).await;
    let theirs = |column: &'static str, table: &'static str| {
        let (rival, sql) = (
            &rival,
            format!("select max({column}) from {table} where company_id = {}", rival.company()),
        );
        async move { (column, rival.ask(&sql).await.to_string()) }
    };
    let ids = [
        ("$contract", theirs("contract_id", "contract").await.1),
        ("$customer", theirs("customer_id", "customer").await.1),
        ("$project", theirs("project_id", "project").await.1),
        ("$resource", theirs("resource_id", "resource").await.1),
        ("$role", theirs("role_id", "role").await.1),
        ("$price", theirs("price_id", "price").await.1),
        ("$invoice", theirs("invoice_id", "invoice").await.1),
        ("$detail", theirs("invoice_detail_id", "invoice_detail").await.1),
        ("$actual", theirs("actual_id", "backlog").await.1),
        ("$line", theirs("contract_line_id", "contract_line").await.1),
        ("$entry", theirs("entry_id", "entry").await.1),
        ("$person", theirs("person_id", "person").await.1),
        ("$milestone", theirs("milestone_id", "milestone").await.1),
        ("$product", theirs("product_line_id", "product_line").await.1),
        ("$retainer", theirs("retainer_id", "retainer").await.1),
        ("$frequency", theirs("invoice_frequency_id", "invoice_frequency").await.1),
        ("$schedule", theirs("invoice_schedule_id", "invoice_schedule").await.1),
        ("$job", theirs("batch_job_id", "batch_job").await.1),
        ("$upload", theirs("import_upload_id", "import_upload").await.1),
    ];
    let snapshot = r"
        select md5(string_agg(t, '|' order by t))
        from (
            select e::text t
            from entry e
            union all select i::text
            from invoice i
            union all select d::text
            from invoice_detail d
            union all select u::text
            from import_upload u
            union all select p::text
            from person p
            union all select r::text
            from person_role r
            union all select b::text
            from backlog b
            union all select r::text
            from resource r
            union all select p::text
            from project p
            union all select t::text
            from project_team t
            union all select c::text
            from contract c
            union all select c::text
            from customer c
            union all select r::text
            from role r
            union all select c::text
            from price c
            union all select m::text
            from milestone m
            union all select s::text
            from milestone_split s
            union all select p::text
            from product_line p
            union all select f::text
            from invoice_frequency f
            union all select d::text
            from invoice_schedule d
            union all select j::text
            from batch_job j
            union all select r::text
            from batch_job_run r
            union all select r::text
            from retainer r
            union all select u::text
            from invoice_retainer u
        ) x
    ";
    let before = site.world.texts(snapshot).await;
    for (function, body) in BY_ID {
        let of = |id: &dyn Fn(&str) -> String| {
            ids.iter()
                .fold((*body).to_owned(), |body, (name, theirs)| body.replace(name, &id(theirs)))
        };
        let stranger =
            site.call(function, Some(&token), of(&|theirs: &str| theirs.to_owned())).await;
        let nobody = site.call(function, Some(&token), of(&|_: &str| "999999999".to_owned())).await;
        assert_eq!(
            (stranger.status, stranger.text.as_str()),
            (nobody.status, nobody.text.as_str()),
            "{function}"
        );
        assert_eq!(
            (stranger.status, stranger.text.as_str()),
            (StatusCode::NOT_FOUND, r#"{"Refused":"NotFound"}"#),
            "{function}"
        );
    }
    assert_eq!(site.world.texts(snapshot).await, before);
    let in_bulk = [
        (
            "decide_entries",
            r#"{"decide": {"selection": {"Rows": [$entry]}, "decision": "Approve", "comment": "", "after": 0}}"#,
        ),
        (
            "decide_own_entries",
            r#"{"decide": {"selection": {"Rows": [$entry]}, "decision": "Submit", "comment": "", "after": 0}}"#,
        ),
        (
            "correct_entries",
            r#"{"correct": {"selection": {"Rows": [$entry]}, "change": {"project_id": null, "task_id": null, "role_id": null, "category_id": null, "product_id": null, "resource_id": null, "work_on": "2026-03-09"}, "after": 0}}"#,
        ),
        (
            "preview_correction",
            r#"{"correct": {"selection": {"Rows": [$entry]}, "change": {"project_id": null, "task_id": null, "role_id": null, "category_id": null, "product_id": null, "resource_id": null, "work_on": "2026-03-09"}, "after": 0}}"#,
        ),
        ("list_own_entries", r#"{"query": {}}"#),
        ("request_approval", r#"{"request": {"selection": {"Rows": [$entry]}, "comment": ""}}"#),
        ("retry_approval_sets", r#"{"selection": {"Rows": [1, 2, 3]}}"#),
        ("list_batches", r#"{"query": {}}"#),
        ("list_batch_refusals", r#"{"query": {}}"#),
        ("mark_backlog", r#"{"mark": {"selection": {"Rows": [1, 2, 3]}, "ready": true}}"#),
        ("price_anew", r#"{"selection": {"Rows": [1, 2, 3]}}"#),
        ("mark_milestones", r#"{"mark": {"selection": {"Rows": [1, 2, 3]}, "ready": true}}"#),
        ("list_milestones", r#"{"query": {}}"#),
        ("mark_product_lines", r#"{"mark": {"selection": {"Rows": [1, 2, 3]}, "ready": true}}"#),
        ("list_product_lines", r#"{"query": {}}"#),
        ("mark_retainers", r#"{"mark": {"selection": {"Rows": [1, 2, 3]}, "ready": true}}"#),
        ("list_retainers", r#"{"query": {}}"#),
        ("list_frequencies", "{}"),
        ("list_schedules", r#"{"query": {}}"#),
        ("list_jobs", "{}"),
        ("list_runs", r#"{"query": {}}"#),
        ("list_run_items", r#"{"query": {}}"#),
        ("list_utilization", "{}"),
        ("preview_run", r#"{"ask": {"run_on": "2026-12-31", "after": null}}"#),
        (
            "create_invoices",
            r#"{"create": {"contracts": [$contract], "invoice_on": null, "seen": {}}}"#,
        ),
        ("add_to_invoice", r#"{"selection": {"Rows": [1, 2, 3]}}"#),
        ("invoice_rows", r#"{"selection": {"Rows": [$actual]}}"#),
        ("preview_invoice_contracts", r#"{"selection": {"Rows": [$contract]}}"#),
        ("invoice_contracts", r#"{"selection": {"Rows": [$contract]}}"#),
        ("confirm_invoices", r#"{"confirm": {"invoices": [[$invoice, 1]]}}"#),
        ("confirm_drafts", r#"{"selection": {"Rows": [$invoice]}}"#),
        ("delete_drafts", r#"{"selection": {"Rows": [$invoice]}}"#),
        ("list_details", r#"{"query": {"filters": {"invoice_id": "$invoice"}}}"#),
        ("list_pending", r#"{"query": {"filters": {"invoice_id": "$invoice"}}}"#),
        ("total_groups", r#"{"query": {"invoice_id": $invoice, "by": "person"}}"#),
        ("list_ledger", r#"{"query": {}}"#),
        ("read_choices", "{}"),
        ("read_tasks", r#"{"project": $project}"#),
        ("find_choices", r#"{"of": "Project", "typed": ""}"#),
        ("find_choices", r#"{"of": {"Task": $project}, "typed": ""}"#),
        ("find_customers", r#"{"typed": "Harbour & Vale of others"}"#),
        ("read_project_setup", r#"{"contract": $contract, "project": $project}"#),
        ("read_covers", r#"{"projects": [$project]}"#),
    ];
    for (function, body) in in_bulk {
        let answer = site
            .call(
                function,
                Some(&token),
                ids.iter().fold(body.to_owned(), |body, (name, theirs)| body.replace(name, theirs)),
            )
            .await;
        assert!(
            !answer.text.contains("Harbour") && !answer.status.is_server_error(),
            "{function}: {} {}",
            answer.status,
            answer.text
        );
    }
    assert_eq!(site.world.texts(snapshot).await, before);
}
