//! How sessions begin and end as a browser sees it: a form that is sent twice, and what a page
//! hears of the end.

use super::{
    fixtures::World,
    web::{Answer, Site, drawn},
};
use crate::{
    access::{
        commands::{add_person, hashed},
        model::NewPerson,
        rules::{SESSION_LIFE_HOURS, SIGN_IN_FAILURES},
    },
    platform::command,
    vocabulary::{call::LEFT_HEADER, words::Role},
};
use axum::http::StatusCode;
use futures::future::join_all;
use sqlx::PgPool;

/// What the document carries of whoever is signed in.
fn left_of(page: &str) -> u64 {
    let rest = page.split_once("session_left").map(|(_, rest)| rest).expect("the document says it");
    rest.chars()
        .skip_while(|c| !c.is_ascii_digit())
        .skip_while(|c| *c == '&')
        .take_while(char::is_ascii_digit)
        .collect::<String>()
        .parse()
        .expect("seconds")
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_page_and_every_answer_say_how_long_the_session_can_last(owner: PgPool) {
    // C28: twelve hours after it began a session ends, whatever is done
    let site = Site::new(World::bare(owner).await);
    let token = site.sign_in("everybody", Role::ALL).await;
    let life = u64::try_from(SESSION_LIFE_HOURS * 3600).expect("a life");
    for (age, all) in [("0", life), ("11 hours", 3600), ("11 hours 59 minutes", 60)] {
        site.world
            .force_owned(format!(
                "update session set created_at = now() - interval '{age}', seen_at = now()"
            ))
            .await;
        let page = site.get("/account", Some(&token)).await;
        let call = site.call("list_people", Some(&token), "{}").await;
        let refused = site.call("read_contract", Some(&token), r#"{"contract": 999999}"#).await;
        assert_eq!(
            (page.status, call.status, refused.status),
            (StatusCode::OK, StatusCode::OK, StatusCode::NOT_FOUND)
        );
        let said = [
            left_of(&page.text),
            header(page.header(LEFT_HEADER)),
            header(call.header(LEFT_HEADER)),
            header(refused.header(LEFT_HEADER)),
        ];
        for left in said {
            assert!(left <= all && all - left < 30, "{age}: {said:?}");
        }
    }
    for (answer, what) in [
        (site.get("/sign-in", None).await, "nobody is signed in"),
        (site.call("list_people", None, "{}").await, "nobody is"),
    ] {
        assert_eq!(answer.header(LEFT_HEADER), "", "{what}");
    }
}

fn header(value: &str) -> u64 {
    value.parse().unwrap_or_else(|error| panic!("{value:?}: {error}"))
}

/// Ada, who signs in with a password, and a way to send the form.
async fn with_ada(owner: PgPool) -> Site {
    let site = Site::new(World::bare(owner).await);
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
    site
}

async fn send(site: &Site, key: &str, password: &str) -> Answer {
    site.post(
        "/sign-in",
        None,
        &format!("email=ada%40example.org&password={}&key={key}", password.replace(' ', "+")),
    )
    .await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_sign_in_form_that_is_sent_twice_opens_one_session(owner: PgPool) {
    // I13: the form has its key too
    let site = with_ada(owner).await;
    let sessions = || async { site.world.ask("select count(*) from session").await };
    let key = drawn();
    let answers = join_all((0..5).map(|_| send(&site, &key, "correct horse battery"))).await;
    let again = send(&site, &key, "correct horse battery").await;
    for answer in answers.iter().chain([&again]) {
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/"));
        let cookies = |answer: &Answer| {
            answer
                .headers
                .get_all("set-cookie")
                .iter()
                .map(|cookie| cookie.to_str().unwrap_or_default().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(cookies(answer), cookies(&answers[0]), "each gets the one there is");
    }
    assert_eq!(
        (
            sessions().await,
            site.world.ask("select count(*) from audit_entry where command = 'sign_in'").await
        ),
        (1, 1)
    );
    send(&site, &drawn(), "correct horse battery").await;
    assert_eq!(sessions().await, 2, "another form is another session");
    for nothing in ["", "short"] {
        send(&site, nothing, "correct horse battery").await;
        send(&site, nothing, "correct horse battery").await;
    }
    assert_eq!(sessions().await, 6, "and so is one without a key");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn whoever_hangs_up_and_sends_the_form_again_has_knocked_once(owner: PgPool) {
    let site = with_ada(owner).await;
    let key = drawn();
    let mut first = Box::pin(send(&site, &key, "correct horse battery"));
    // Until its try counts: it is under way.
    while futures::poll!(&mut first).is_pending()
        && site.world.ask("select count(*) from sign_in_failure").await == 0
    {}
    drop(first);
    assert_eq!(send(&site, &key, "correct horse battery").await.header("location"), "/");
    assert_eq!(site.world.ask("select count(*) from session").await, 1);
    assert_eq!(
        site.world.ask("select count(*) from sign_in_failure").await,
        0,
        "nothing is left of the first"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_wrong_password_that_is_sent_twice_is_one_try(owner: PgPool) {
    // I13: and so does a try that fails
    let site = with_ada(owner).await;
    let key = drawn();
    for answer in join_all((0..10).map(|_| send(&site, &key, "a slip of the hand"))).await {
        assert_eq!(answer.header("location"), "/sign-in?error=failed&next=/");
    }
    let tries = || async {
        site.world.ask("select count(*) from audit_entry where command = 'sign_in_failed'").await
    };
    assert_eq!(tries().await, 1);
    for n in 1..SIGN_IN_FAILURES {
        send(&site, &key, &format!("guess {n}")).await;
    }
    assert_eq!(
        tries().await,
        SIGN_IN_FAILURES,
        "another password under the same key is another try"
    );
    assert!(
        send(&site, &key, "correct horse battery").await.header("location").contains("slowed_down"),
        "so nobody guesses by it"
    );
    assert!(
        site.get("/sign-in", None).await.text.contains(r#"name="key" value=""#),
        "the form has one"
    );
}
