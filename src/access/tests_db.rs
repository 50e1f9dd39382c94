//! Store and commands on PostgreSQL: sign-in, sessions, people.
#![cfg(test)]

use super::{
    commands::{
        Knock, add_person, edit_person, end_sessions, hashed, list_people, memories, read_account,
        session, set_password, sign_in, sign_out,
    },
    model::{NewPerson, PersonEdit, PersonRow, SignedIn},
};
use crate::{
    platform::{
        command::{self, Actor},
        failure::Failure,
    },
    tests::fixtures::{World, refusal},
    vocabulary::{
        ids::PersonId,
        refusal::{Field, Refusal},
        words::Role,
    },
};
use sqlx::PgPool;

const PASSWORD: &str = "correct horse battery";

/// Somebody with a password, in the company of `actor`.
async fn add(
    world: &World,
    actor: Actor,
    email: &str,
    roles: &[Role],
) -> Result<PersonId, Failure> {
    let new = hashed(&NewPerson {
        name: "Ada Lind".into(),
        email: email.into(),
        password: PASSWORD.into(),
        roles: roles.to_vec(),
    })
    .await?;
    command::run(&world.database, actor, "add_person", None, new, |tx, new| {
        Box::pin(add_person(tx, new))
    })
    .await
}

async fn ada(world: &World) -> PersonId {
    add(world, world.actor, "ada@example.org", &[Role::Administrator]).await.unwrap()
}

async fn enter(world: &World, email: &str, password: &str) -> Result<String, Failure> {
    from(world, email, password, "10.0.0.1").await
}

async fn from(
    world: &World,
    email: &str,
    password: &str,
    address: &str,
) -> Result<String, Failure> {
    Ok(sign_in(&world.database, knock(email, password, address, None)).await?.token)
}

fn knock(email: &str, password: &str, address: &str, device: Option<&str>) -> Knock {
    Knock {
        email: email.into(),
        password: password.into(),
        address: address.into(),
        agent: "a browser".into(),
        device: device.map(str::to_owned),
    }
}

async fn alive(world: &World, token: &str) -> bool {
    session(&world.database, token).await.unwrap().is_some()
}

async fn edit(
    world: &World,
    person_id: PersonId,
    is_active: bool,
    roles: &[Role],
) -> Result<(), Failure> {
    let version = world
        .ask(&format!(
            "select coalesce((select version from person where person_id = {person_id}), 0)::bigint"
        ))
        .await;
    let version = i32::try_from(version).unwrap();
    world
        .run(PersonEdit { person_id, version, is_active, roles: roles.to_vec() }, |tx, edit| {
            Box::pin(edit_person(tx, edit))
        })
        .await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn whoever_signs_in_has_a_session_until_they_sign_out(owner: PgPool) {
    // G26
    let world = World::bare(owner).await;
    let person = ada(&world).await;
    let token = enter(&world, " ADA@Example.org ", PASSWORD).await.unwrap();
    assert!(token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit()), "256 bits");
    let who = session(&world.database, &token).await.unwrap().unwrap();
    assert_eq!(
        (who.person_id, who.company_name.as_str(), who.roles.as_slice()),
        (person, "Kestrel Consulting", &[Role::Administrator][..])
    );
    let other = enter(&world, "ada@example.org", PASSWORD).await.unwrap();
    assert_ne!(token, other, "a new session at every sign-in");
    assert_eq!(
        world
            .texts(&format!(
                r"
                select 1::text from session where convert_from(token_hash, 'UTF8') like '%{token}%'
                "
            ))
            .await
            .len(),
        0,
        "only a hash of the token is kept"
    );
    sign_out(&world.database, &who, &token).await.unwrap();
    assert!(!alive(&world, &token).await);
    assert!(alive(&world, &other).await, "the other device stays signed in");
    for nonsense in ["", "x", &"0".repeat(64)] {
        assert!(!alive(&world, nonsense).await);
    }
    assert_eq!(
        world.texts("select command from audit_entry order by audit_entry_id").await,
        ["add_person", "sign_in", "sign_in", "sign_out"],
        "I16"
    );
    assert_eq!(
        world
            .ask(
                r"
                select count(*)
                from audit_entry
                where input::text like '%horse%' or input::text like '%argon2%'
                    or after::text like '%argon2%'
                "
            )
            .await,
        0,
        "no secret in the audit trail"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_failed_sign_in_says_the_same(owner: PgPool) {
    let world = World::bare(owner).await;
    let person = ada(&world).await;
    add(&world, world.actor, "bob@example.org", &[Role::Administrator]).await.unwrap();
    for (email, password) in [
        ("ada@example.org", "wrong password"),
        ("nobody@example.org", PASSWORD),
        ("ada@example.org", ""),
        ("", ""),
        ("a\0da@example.org", PASSWORD),
        ("kestrel.consulting@example.org", "none"),
    ] {
        assert_eq!(
            refusal(from(&world, email, password, email).await),
            Refusal::SignInFailed,
            "{email:?}"
        );
    }
    edit(&world, person, false, &[Role::Administrator]).await.unwrap();
    assert_eq!(
        refusal(from(&world, "ada@example.org", PASSWORD, "there").await),
        Refusal::SignInFailed,
        "no longer active"
    );
    assert_eq!(world.ask("select count(*) from session").await, 0);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn sign_in_slows_down_after_five_failures(owner: PgPool) {
    // G28: per account, and per address
    let world = World::bare(owner).await;
    ada(&world).await;
    add(&world, world.actor, "bob@example.org", &[Role::Resource]).await.unwrap();
    let try_in = |email: &'static str, password: &'static str, address: &'static str| {
        from(&world, email, password, address)
    };
    for address in ["1", "2", "3", "4", "5"] {
        assert_eq!(
            refusal(try_in("ada@example.org", "wrong password", address).await),
            Refusal::SignInFailed
        );
    }
    assert_eq!(
        refusal(try_in("ada@example.org", PASSWORD, "6").await),
        Refusal::SignInSlowedDown,
        "the account, from anywhere, even with the right password"
    );
    assert_eq!(
        refusal(try_in("ADA@example.org ", PASSWORD, "6").await),
        Refusal::SignInSlowedDown,
        "however it is written"
    );
    try_in("bob@example.org", PASSWORD, "1").await.expect("others are not affected");
    world
        .force(
            r"
            insert into sign_in_failure (subject_hash)
            select sha256(convert_to('address:1', 'UTF8'))
            from generate_series(1, 48)
            ",
        )
        .await;
    try_in("bob@example.org", PASSWORD, "1")
        .await
        .expect("49 failures from an address: an office may have as many");
    assert_eq!(
        refusal(try_in("nobody@example.org", "wrong password", "1").await),
        Refusal::SignInFailed
    );
    assert_eq!(
        refusal(try_in("bob@example.org", PASSWORD, "1").await),
        Refusal::SignInSlowedDown,
        "the address, for everybody"
    );
    world.force("update sign_in_failure set failed_at = failed_at - interval '5 minutes'").await;
    try_in("ada@example.org", PASSWORD, "1").await.expect("five minutes later");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_sign_in_forgets_the_account_s_failures(owner: PgPool) {
    let world = World::bare(owner).await;
    ada(&world).await;
    for round in 0..3 {
        for n in 0..4 {
            let address = format!("{round} {n}");
            assert_eq!(
                refusal(from(&world, "ada@example.org", "wrong password", &address).await),
                Refusal::SignInFailed
            );
        }
        from(&world, "ada@example.org", PASSWORD, "home")
            .await
            .expect("four failures are forgiven");
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn sessions_end_when_idle_and_when_old(owner: PgPool) {
    // G26: an hour idle, twelve hours in all
    let world = World::bare(owner).await;
    ada(&world).await;
    let token = enter(&world, "ada@example.org", PASSWORD).await.unwrap();
    let idle = |minutes: i64| {
        world.force_owned(format!(
            "update session set seen_at = now() - interval '{minutes} minutes'"
        ))
    };
    idle(59).await;
    assert!(alive(&world, &token).await);
    assert_eq!(
        world
            .ask("select (extract(epoch from now() - seen_at) < 60)::int::bigint from session")
            .await,
        1,
        "being used counts as seen"
    );
    idle(61).await;
    assert!(!alive(&world, &token).await, "an hour idle");
    let token = enter(&world, "ada@example.org", PASSWORD).await.unwrap();
    world.force("update session set created_at = now() - interval '11 hours 59 minutes'").await;
    assert!(alive(&world, &token).await);
    world.force("update session set created_at = now() - interval '12 hours 1 minute'").await;
    assert!(!alive(&world, &token).await, "twelve hours, however busy");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn whoever_changes_loses_what_they_had_open(owner: PgPool) {
    // G26: dead on the server at role change
    let world = World::bare(owner).await;
    let person = ada(&world).await;
    let bob = add(&world, world.actor, "bob@example.org", &[Role::Administrator]).await.unwrap();
    let token = enter(&world, "ada@example.org", PASSWORD).await.unwrap();
    let bobs = enter(&world, "bob@example.org", PASSWORD).await.unwrap();
    edit(&world, person, true, &[Role::Resource]).await.unwrap();
    assert!(!alive(&world, &token).await, "the roles changed");
    let token = enter(&world, "ada@example.org", PASSWORD).await.unwrap();
    assert_eq!(session(&world.database, &token).await.unwrap().unwrap().roles, [Role::Resource]);
    world
        .run(
            ("ada@example.org".to_owned(), hashed_password("another password").await),
            |tx, input| Box::pin(set_password(tx, input)),
        )
        .await
        .unwrap();
    assert!(!alive(&world, &token).await, "the password changed");
    assert_eq!(refusal(enter(&world, "ada@example.org", PASSWORD).await), Refusal::SignInFailed);
    enter(&world, "ada@example.org", "another password").await.unwrap();
    assert!(alive(&world, &bobs).await, "others stay");
    let unknown = world
        .run(("nobody@example.org".to_owned(), "none".to_owned()), |tx, input| {
            Box::pin(set_password(tx, input))
        })
        .await;
    assert_eq!(refusal(unknown), Refusal::NotFound);
    assert!(bob.0 > 0);
}

async fn hashed_password(password: &str) -> String {
    super::commands::hash_password(password.to_owned()).await.unwrap()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_company_keeps_an_administrator(owner: PgPool) {
    let world = World::bare(owner).await;
    let person = ada(&world).await;
    assert_eq!(
        refusal(edit(&world, person, false, &[Role::Administrator]).await),
        Refusal::LastAdministrator
    );
    assert_eq!(
        refusal(edit(&world, person, true, &[Role::Resource]).await),
        Refusal::LastAdministrator
    );
    let bob = add(&world, world.actor, "bob@example.org", &[Role::Administrator]).await.unwrap();
    let (one, other) = tokio::join!(
        edit(&world, person, true, &[Role::Resource]),
        edit(&world, bob, false, &[Role::Administrator])
    );
    assert_eq!(
        [one.is_ok(), other.is_ok()].iter().filter(|ok| **ok).count(),
        1,
        "two who step down at once: one stays"
    );
    assert_eq!(
        world
            .ask(
                r"
                select count(*)
                from person_role
                join person using (company_id, person_id)
                where role = 'administrator' and is_active
                "
            )
            .await,
        1
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn people_are_added_listed_and_changed(owner: PgPool) {
    // person_email_is_unique
    let world = World::bare(owner).await;
    let person = ada(&world).await;
    assert_eq!(
        refusal(add(&world, world.actor, "ADA@example.org", &[Role::Resource]).await),
        Refusal::EmailTaken
    );
    add(&world, world.stranger, "ada@example.org", &[Role::Resource])
        .await
        .expect("the same address in another company");
    let list = || async {
        let rows: Vec<PersonRow> = world.read(|scope| Box::pin(list_people(scope))).await.unwrap();
        rows.iter()
            .map(|p| {
                format!(
                    "{} {} {:?} {}",
                    p.name,
                    p.email,
                    p.roles.iter().map(|r| r.word()).collect::<Vec<_>>(),
                    p.is_active
                )
            })
            .collect::<Vec<_>>()
    };
    let manager =
        r#"kestrel.consulting@example.org kestrel.consulting@example.org ["project_manager"] true"#;
    assert_eq!(list().await, [r#"Ada Lind ada@example.org ["administrator"] true"#, manager]);
    edit(&world, person, true, &[Role::Administrator, Role::Resource, Role::Resource])
        .await
        .unwrap();
    assert_eq!(list().await[0], r#"Ada Lind ada@example.org ["administrator", "resource"] true"#);
    assert_eq!(
        refusal(edit(&world, world.actor.person.unwrap(), true, &[]).await),
        Refusal::FieldMissing(Field::Roles)
    );
    assert_eq!(
        refusal(edit(&world, PersonId(999_999), true, &[Role::Resource]).await),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(edit(&world, world.stranger.person.unwrap(), false, &[Role::Resource]).await),
        Refusal::NotFound,
        "another company's people are nobody's"
    );
    let short = hashed(&NewPerson {
        name: "Bob".into(),
        email: "bob@x".into(),
        password: "short".into(),
        roles: vec![Role::Resource],
    })
    .await;
    assert!(matches!(short, Err(Failure::Refused(Refusal::PasswordTooShort))));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_same_person_in_two_companies_enters_by_password(owner: PgPool) {
    let world = World::bare(owner).await;
    ada(&world).await;
    let new = hashed(&NewPerson {
        name: "Ada".into(),
        email: "ada@example.org".into(),
        password: "password over there".into(),
        roles: vec![Role::Resource],
    })
    .await
    .unwrap();
    command::run(&world.database, world.stranger, "add_person", None, new, |tx, new| {
        Box::pin(add_person(tx, new))
    })
    .await
    .unwrap();
    for (password, company) in
        [(PASSWORD, "Kestrel Consulting"), ("password over there", "Rival Works")]
    {
        let token = enter(&world, "ada@example.org", password).await.unwrap();
        assert_eq!(session(&world.database, &token).await.unwrap().unwrap().company_name, company);
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn sixty_wrong_passwords_at_once_are_not_all_tried(owner: PgPool) {
    // G28: the place among the failures is taken before the hash
    let world = World::bare(owner).await;
    ada(&world).await;
    let addresses: Vec<String> = (0..30).map(|n| n.to_string()).collect();
    let tries =
        addresses.iter().map(|address| from(&world, "ada@example.org", "wrong password", address));
    let answers: Vec<Refusal> =
        futures::future::join_all(tries).await.into_iter().map(refusal).collect();
    assert_eq!(
        answers.iter().filter(|refusal| **refusal == Refusal::SignInFailed).count(),
        5,
        "{answers:?}"
    );
    assert_eq!(answers.iter().filter(|refusal| **refusal == Refusal::SignInSlowedDown).count(), 25);
    assert_eq!(
        world.ask("select count(*) from audit_entry where command = 'sign_in_failed'").await,
        5
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_browser_that_signed_in_before_gets_in_whatever_others_try(owner: PgPool) {
    // G28: wrong passwords of others lock nobody out of a browser that is known
    let world = World::bare(owner).await;
    ada(&world).await;
    let home = sign_in(&world.database, knock("ada@example.org", PASSWORD, "home", None))
        .await
        .unwrap()
        .device;
    for n in 0..6 {
        let _ = from(&world, "ada@example.org", "wrong password", &n.to_string()).await;
    }
    world
        .force(
            r"
            insert into sign_in_failure (subject_hash)
            select sha256(convert_to('address:home', 'UTF8'))
            from generate_series(1, 50)
            ",
        )
        .await;
    assert_eq!(
        refusal(from(&world, "ada@example.org", PASSWORD, "elsewhere").await),
        Refusal::SignInSlowedDown
    );
    let next = sign_in(&world.database, knock("ada@example.org", PASSWORD, "home", Some(&home)))
        .await
        .expect("her own browser")
        .device;
    assert_ne!(home, next, "a new token each time");
    assert_eq!(
        refusal(
            sign_in(&world.database, knock("ada@example.org", PASSWORD, "home", Some(&home))).await
        ),
        Refusal::SignInSlowedDown,
        "the old one is no longer known"
    );
    assert_eq!(world.ask("select count(*) from sign_in_device").await, 1);
    for _ in 0..5 {
        assert_eq!(
            refusal(
                sign_in(
                    &world.database,
                    knock("ada@example.org", "wrong password", "home", Some(&next))
                )
                .await
            ),
            Refusal::SignInFailed
        );
    }
    assert_eq!(
        refusal(
            sign_in(&world.database, knock("ada@example.org", PASSWORD, "home", Some(&next))).await
        ),
        Refusal::SignInSlowedDown,
        "a browser that was taken is no way to guess"
    );
    let stranger = knock("nobody@example.org", PASSWORD, "there", Some(&next));
    assert_eq!(
        refusal(sign_in(&world.database, stranger).await),
        Refusal::SignInFailed,
        "it is known for her alone"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn sign_ins_failures_lock_outs_roles_and_passwords_are_in_the_audit_trail(owner: PgPool) {
    // I16
    let world = World::bare(owner).await;
    let person = ada(&world).await;
    for address in ["1", "2", "3", "4", "5", "6"] {
        let _ = from(&world, "ada@example.org", "wrong password", address).await;
    }
    let _ = from(&world, "nobody@example.org", "my password, typed in the wrong place", "7").await;
    world.force("delete from sign_in_failure").await;
    enter(&world, "ada@example.org", PASSWORD).await.unwrap();
    add(&world, world.actor, "bob@example.org", &[Role::Administrator]).await.unwrap();
    edit(&world, person, true, &[Role::Resource]).await.unwrap();
    let trail = world
        .texts(
            r"
            select command || coalesce(' ' || p.name, '') || ' ' || coalesce(
                input ->> 'address', ''
            )
            from audit_entry a
            left join person p using (company_id, person_id)
            order by audit_entry_id
            ",
        )
        .await;
    let failed = |n: usize| format!("sign_in_failed Ada Lind {n}");
    let mut expected = vec!["add_person kestrel.consulting@example.org ".to_owned()];
    expected.extend((1..=5).map(failed));
    expected.extend(
        [
            "sign_in_locked_out Ada Lind 5",
            "sign_in Ada Lind 10.0.0.1",
            "add_person kestrel.consulting@example.org ",
            "test kestrel.consulting@example.org ",
        ]
        .map(str::to_owned),
    );
    assert_eq!(trail, expected);
    assert_eq!(
        world
            .texts(
                "select before::text || ' ' || after::text from audit_entry where command = 'test'"
            )
            .await,
        [r#"["administrator"] ["resource"]"#],
        "roles before and after"
    );
    assert_eq!(
        world
            .ask(
                r"
                select count(*)
                from audit_entry
                where input::text like '%nobody%' or input::text like '%wrong place%'
                "
            )
            .await,
        0
    );
}

async fn who(world: &World, token: &str) -> SignedIn {
    session(&world.database, token).await.unwrap().unwrap()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn people_see_and_end_their_own_sessions(owner: PgPool) {
    // G26
    let world = World::bare(owner).await;
    let person = ada(&world).await;
    add(&world, world.actor, "bob@example.org", &[Role::Resource]).await.unwrap();
    let (here, there) = (
        enter(&world, "ada@example.org", PASSWORD).await.unwrap(),
        from(&world, "ada@example.org", PASSWORD, "there").await.unwrap(),
    );
    let bobs = enter(&world, "bob@example.org", PASSWORD).await.unwrap();
    let (mine, other, bob) = (
        who(&world, &here).await.session_id,
        who(&world, &there).await.session_id,
        who(&world, &bobs).await.session_id,
    );
    let account =
        world.read(move |scope| Box::pin(read_account(scope, person, mine))).await.unwrap();
    let seen: Vec<_> = account
        .sessions
        .iter()
        .map(|s| (s.session_id, s.address.as_str(), s.agent.as_str(), s.is_this))
        .collect();
    assert_eq!(seen, [(other, "there", "a browser", false), (mine, "10.0.0.1", "a browser", true)]);
    let as_ada = Actor { person: Some(person), ..world.actor };
    let end = |sessions: Vec<_>| {
        command::run(&world.database, as_ada, "end_sessions", None, sessions, |tx, sessions| {
            Box::pin(end_sessions(tx, sessions))
        })
    };
    assert_eq!(end(vec![bob]).await.unwrap(), 0, "nobody ends another's");
    assert_eq!(end(vec![other, bob]).await.unwrap(), 1);
    assert!(
        alive(&world, &here).await && !alive(&world, &there).await && alive(&world, &bobs).await
    );
    assert_eq!(refusal(end(vec![]).await), Refusal::NothingSelected);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn an_e_mail_that_looks_like_another_is_refused(owner: PgPool) {
    // person_email_looks_like_no_other
    let world = World::bare(owner).await;
    add(&world, world.actor, "aca@example.org", &[Role::Resource]).await.unwrap();
    let add = async |email: &str| refusal(add(&world, world.actor, email, &[Role::Resource]).await);
    assert_eq!(add("аса@example.org").await, Refusal::EmailLooksTaken);
    assert_eq!(add("аca@example.org").await, Refusal::EmailNotPlain);
    assert_eq!(add("a\u{200d}ca@example.org").await, Refusal::EmailNotPlain);
    assert_eq!(add("ACA@example.org").await, Refusal::EmailTaken);
    let forced = sqlx::query(
        r"
        insert into person (company_id, name, email, email_skeleton, password_hash)
        values ($1, 'x', 'аса@example.org', 'aca@example.org', 'none')
        ",
    )
    .bind(world.company())
    .execute(&world.owner)
    .await
    .unwrap_err();
    assert_eq!(
        forced.as_database_error().and_then(|e| e.constraint()),
        Some("person_email_looks_like_no_other")
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_memory_of_hashes_is_used_again(owner: PgPool) {
    // G28: as many as there are hands, however many came
    let world = World::bare(owner).await;
    ada(&world).await;
    let addresses: Vec<String> = (0..40).map(|n| n.to_string()).collect();
    let emails: Vec<String> = (0..40).map(|n| format!("nobody{n}@example.org")).collect();
    futures::future::join_all(
        emails
            .iter()
            .zip(&addresses)
            .map(|(email, address)| from(&world, email, "wrong password", address)),
    )
    .await;
    assert!((1..=3).contains(&memories()), "{}", memories());
    enter(&world, "ada@example.org", PASSWORD)
        .await
        .expect("memory that was used before hashes as new memory does");
}
