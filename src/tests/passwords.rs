//! Passwords that an administrator gives somebody, and passwords that are sent again under one key.

use super::{
    fixtures::World,
    web::{Site, drawn},
};
use crate::{
    access::{
        commands::{add_person, hashed},
        model::NewPerson,
    },
    platform::command::{self, Actor},
    vocabulary::{ids::PersonId, words::Role},
};
use axum::http::StatusCode;
use sqlx::PgPool;

const PASSWORD: &str = "correct horse battery";
/// What a key answers that came with something else before.
const REUSED: &str = r#"{"Refused":"RequestKeyReused"}"#;

/// Somebody who signs in with `PASSWORD`.
async fn with_password(site: &Site, actor: Actor, name: &str, role: Role) -> PersonId {
    let new = NewPerson {
        name: name.into(),
        email: format!("{name}@example.org"),
        password: PASSWORD.into(),
        roles: vec![role],
    };
    let new = hashed(&new).await.expect("hashed").for_good();
    command::run(&site.world.database, actor, "add_person", None, new, |tx, new| {
        Box::pin(add_person(tx, new))
    })
    .await
    .expect("added")
}

/// Signs in by the form: the session's token, or where the form leads to.
async fn enter(site: &Site, name: &str, password: &str) -> Result<String, String> {
    let form = format!("email={name}%40example.org&password={}", password.replace(' ', "+"));
    let answer = site.post("/sign-in", None, &form).await;
    let token = answer
        .header("set-cookie")
        .strip_prefix("billwright=")
        .and_then(|rest| rest.split(';').next())
        .map(str::to_owned);
    token.ok_or_else(|| answer.header("location").to_owned())
}

fn reset(person: PersonId, version: i32, password: &str) -> String {
    format!(
        r#"{{"reset": {{"person_id": {person}, "version": {version}, "password": "{password}"}}}}"#
    )
}

/// Nothing that anybody types as a password, and no hash of one, is kept but where it belongs.
async fn nothing_leaked(site: &Site, words: &[&str]) {
    let trail = site
        .world
        .texts(
            r"
            select (input, before, after)::text
            from audit_entry
            union all select (request_key, answer)::text
            from command_request
            ",
        )
        .await;
    for word in words.iter().chain(&["argon2"]) {
        assert!(!trail.iter().any(|line| line.contains(word)), "{word}: {trail:?}");
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn an_administrator_gives_somebody_a_new_password(owner: PgPool) {
    let site = Site::new(World::bare(owner).await);
    let ada = site.sign_in("ada", &[Role::Administrator]).await;
    let bob = with_password(&site, site.world.actor, "bob", Role::Resource).await;
    with_password(&site, site.world.actor, "eve", Role::Resource).await;
    let (here, there, eves) = (
        enter(&site, "bob", PASSWORD).await,
        enter(&site, "bob", PASSWORD).await,
        enter(&site, "eve", PASSWORD).await.expect("in"),
    );
    for _ in 0..5 {
        assert!(enter(&site, "bob", "forgotten").await.is_err_and(|to| to.contains("failed")));
    }
    assert!(
        enter(&site, "bob", PASSWORD).await.is_err_and(|to| to.contains("slowed_down")),
        "locked out"
    );

    let call = async |body: String| site.call("reset_password", Some(&ada), body).await;
    for (password, refused) in [
        ("short", "PasswordTooShort"),
        ("password123", "PasswordCommon"),
        ("bob@example.org", "PasswordCommon"),
        ("kestrel consulting", "PasswordCommon"),
        (&*"x1 ".repeat(70), "FieldTooLong"),
    ] {
        let answer = call(reset(bob, 1, password)).await;
        assert!(
            answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text.contains(refused),
            "{password}: {}",
            answer.text
        );
    }
    let outdated = call(reset(bob, 2, "given by ada, once")).await;
    assert_eq!(
        (outdated.status, outdated.text.as_str()),
        (StatusCode::CONFLICT, r#"{"Refused":"Outdated"}"#)
    );
    assert!(
        site.get("/time", here.as_deref().ok()).await.status.is_success(),
        "what was refused did nothing"
    );

    let done = call(reset(bob, 1, "given by ada, once")).await;
    assert_eq!((done.status, done.text.as_str()), (StatusCode::OK, "null"), "{}", done.text);
    for token in [here, there] {
        assert_eq!(
            site.get("/time", token.as_deref().ok()).await.header("location"),
            "/sign-in?next=/time",
            "whatever was open is no longer"
        );
    }
    assert!(
        site.get("/time", Some(&eves)).await.status.is_success()
            && site.get("/settings/people", Some(&ada)).await.status.is_success(),
        "others stay"
    );
    assert_eq!(
        site.world
            .ask(&format!("select count(*) from sign_in_device where person_id = {bob}"))
            .await,
        0,
        "no browser is known any more"
    );
    assert!(
        enter(&site, "bob", PASSWORD).await.is_err_and(|to| to.contains("failed")),
        "the old password is none, and nobody is locked out"
    );
    let token = enter(&site, "bob", "given by ada, once").await.expect("the new one");
    assert_eq!(
        site.get("/time", Some(&token)).await.header("location"),
        "/account",
        "which is changed first"
    );
    let change = r#"{"change": {"old": "given by ada, once", "new": "a password of my own"}}"#;
    assert_eq!(site.call("change_password", Some(&token), change).await.status, StatusCode::OK);
    assert!(site.get("/time", Some(&token)).await.status.is_success());

    let trail = site
        .world
        .texts(
            r"
            select p.email || ' ' || input::text
            from audit_entry a
            join person p using (company_id, person_id)
            where command = 'reset_password'
            ",
        )
        .await;
    assert_eq!(trail, [format!(r#"ada@example.org {{"version": 1, "person_id": {bob}}}"#)]);
    nothing_leaked(&site, &["given by", "of my own", "forgotten", PASSWORD]).await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nobody_sets_their_own_password_so_or_that_of_another_company_s(owner: PgPool) {
    let site = Site::new(World::bare(owner).await);
    let bob = with_password(&site, site.world.actor, "bob", Role::Administrator).await;
    let stranger = with_password(&site, site.world.stranger, "stranger", Role::Administrator).await;
    let (bobs, strangers) = (
        enter(&site, "bob", PASSWORD).await.expect("in"),
        enter(&site, "stranger", PASSWORD).await.expect("in"),
    );
    let manager =
        site.sign_in("manager", &[Role::ProjectManager, Role::BillingAdministrator]).await;
    let people = "select md5(string_agg(p::text, '|' order by person_id)) from person p";
    let before = site.world.texts(people).await;
    let not_found = (StatusCode::NOT_FOUND, r#"{"Refused":"NotFound"}"#);
    for (who, whose, expected) in [
        (&bobs, bob, (StatusCode::UNPROCESSABLE_ENTITY, r#"{"Refused":"OwnPassword"}"#)),
        (&bobs, stranger, not_found),
        (&strangers, bob, not_found),
        (&bobs, PersonId(999_999_999), not_found),
        (&manager, bob, (StatusCode::FORBIDDEN, r#""Forbidden""#)),
    ] {
        let answer =
            site.call("reset_password", Some(who), reset(whose, 1, "given by somebody")).await;
        assert_eq!((answer.status, answer.text.as_str()), expected, "{whose}");
    }
    assert_eq!(site.world.texts(people).await, before);
    for (token, page) in [(&bobs, "/settings/people"), (&strangers, "/settings/people")] {
        assert!(site.get(page, Some(token)).await.status.is_success(), "signed in as before");
    }
    let other = with_password(&site, site.world.actor, "other", Role::Administrator).await;
    assert_eq!(
        site.call("reset_password", Some(&bobs), reset(other, 1, "given by bob, once"))
            .await
            .status,
        StatusCode::OK,
        "another administrator's may be"
    );
    let page = site.get("/settings/people", Some(&bobs)).await.text;
    assert!(
        page.contains("New password other") && !page.contains("New password bob"),
        "a button for everybody but oneself"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn under_one_key_another_password_is_another_act(owner: PgPool) {
    // I13: what differs under a key is refused, also where it differs in what nobody keeps
    let site = Site::new(World::bare(owner).await);
    let ada = site.sign_in("ada", &[Role::Administrator]).await;
    let bob = with_password(&site, site.world.actor, "bob", Role::Resource).await;
    let bobs = enter(&site, "bob", PASSWORD).await.expect("in");
    let rosa = |password: &str| {
        format!(
            r#"{{"name": "Rosa", "email": "rosa@example.org", "password": "{password}", "roles": ["resource"]}}"#
        )
    };
    let change =
        |old: &str, new: &str| format!(r#"{{"change": {{"old": "{old}", "new": "{new}"}}}}"#);
    let (first, second) = ("a first that is long", "a second that is long");
    for (function, token, body, other, whose, password) in [
        ("add_person", &ada, rosa(first), rosa(second), "rosa", first),
        ("change_password", &bobs, change(PASSWORD, first), change(first, second), "bob", first),
        (
            "reset_password",
            &ada,
            reset(bob, 1, "given by ada, once"),
            reset(bob, 1, second),
            "bob",
            "given by ada, once",
        ),
    ] {
        let key = drawn();
        let answer = site.call_under(&key, function, token, body.clone()).await;
        assert_eq!(answer.status, StatusCode::OK, "{function}: {}", answer.text);
        let again = site.call_under(&key, function, token, body).await;
        assert_eq!(
            (again.status, &again.text),
            (StatusCode::OK, &answer.text),
            "{function}: the same again is answered as before"
        );
        let reused = site.call_under(&key, function, token, other).await;
        assert_eq!(
            (reused.status, reused.text.as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, REUSED),
            "{function}"
        );
        enter(&site, whose, password)
            .await
            .unwrap_or_else(|to| panic!("{function}: the first one holds: {to}"));
        assert_eq!(
            site.world
                .ask(&format!(
                    r"
                    select count(*)
                    from audit_entry
                    where command = '{function}' and person_id is not null
                    "
                ))
                .await,
            expected(function),
            "{function}: done once"
        );
    }
    nothing_leaked(&site, &[first, second, "given by"]).await;
}

/// How often a command was done: Bob was added by it, too.
fn expected(function: &str) -> i64 {
    if function == "add_person" { 2 } else { 1 }
}
