//! Safe by default: what a server of one's own does unless asked otherwise, and the roles it works
//! as.

use super::{fixtures::found, web::config};
use crate::{
    access,
    app::{
        command_line::ended,
        init::{Init, init},
        server,
    },
    platform::{
        config::Config,
        database::{Database, Shares, Waits},
        private_postgres::{PrivatePostgres, Settings},
    },
};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, PgPool,
    postgres::PgConnectOptions,
};
use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Command, ExitCode},
    str::FromStr,
    time::Duration,
};

#[test]
fn no_demo_unless_asked_for_and_never_where_others_work() {
    // made-up books beside real ones would be taken for real
    assert!(!config().demo, "an empty database stays empty");
    let with = |demo, database_url: Option<&str>, https| Config {
        demo,
        database_url: database_url.map(str::to_owned),
        https,
        ..config()
    };
    for (config, refused) in [
        (with(true, None, false), false),
        (with(true, Some("postgres://db/billwright"), false), true),
        (with(true, None, true), true),
        (with(false, Some("postgres://db/billwright"), true), false),
    ] {
        assert_eq!(config.contradiction().is_some(), refused, "{config:?}");
    }
}

#[test]
fn a_server_that_signs_in_as_the_owner_says_so() {
    // whoever is the owner is behind every wall
    let with = |owner: Option<&str>, app: Option<&str>| Config {
        database_url: owner.map(str::to_owned),
        database_app_url: app.map(str::to_owned),
        ..config()
    };
    assert!(with(Some("postgres://db"), None).warning().is_some_and(|warning| {
        warning.contains("billwright init") && warning.contains("DATABASE_APP_URL")
    }));
    assert_eq!(
        (
            with(Some("postgres://db"), Some("postgres://app@db")).warning(),
            with(None, None).warning()
        ),
        (None, None)
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_server_s_role_that_no_wall_holds_for_is_refused(owner: PgPool) {
    let options = owner.connect_options().as_ref().clone();
    let above = Database::serve(&options, false, Shares::of(8), Waits::REQUEST).await;
    assert!(
        above.is_err_and(|failure| failure.to_string().contains("billwright_app")),
        "a superuser"
    );
    Database::serve(&options, true, Shares::of(8), Waits::REQUEST)
        .await
        .expect("with the role put on");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn init_makes_two_roles_that_can_do_what_they_must_and_no_more(owner: PgPool) {
    // G14: on a real PostgreSQL, where we are superuser
    let superuser = owner.connect_options().as_ref().clone();
    let tag = format!("init_{}", std::process::id());
    let wanted = Init {
        owner: format!("{tag}_owner"),
        database: tag.clone(),
        owner_password: Some("o'wner \"pass\"".into()),
        app_password: Some("app pass".into()),
    };
    let config = Config { database_url: Some(superuser.to_url_lossy().into()), ..config() };
    let made = init(&config, &wanted).await.expect("made");
    let again = init(&config, &wanted).await.expect("again");
    assert_eq!((&again.owner_url, &again.app_url), (&made.owner_url, &made.app_url));
    assert!(
        made.to_string().starts_with("DATABASE_URL=postgres")
            && made.to_string().contains("\nDATABASE_APP_URL=postgres"),
        "{made}"
    );

    let pool = PgPool::connect(&made.owner_url).await.expect("the owner signs in");
    let rights: (bool, bool, bool) = sqlx::query_as(
        "select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user",
    )
    .fetch_one(&pool)
    .await
    .expect("rights");
    assert_eq!(rights, (false, false, false), "the owner of one database, and nothing above it");
    let actor = found(&pool, "Kestrel Consulting").await;
    let app = PgConnectOptions::from_str(&made.app_url).expect("an address");
    let database = Database::serve(&app, false, Shares::of(8), Waits::REQUEST)
        .await
        .expect("the server signs in");
    let company = actor.company;
    let people = database
        .read(company, move |scope| Box::pin(access::commands::list_people(scope)))
        .await
        .expect("and reads");
    assert_eq!(people.len(), 1);
    let mut server = PgConnection::connect(&made.app_url).await.expect("the server signs in");
    for forbidden in [
        "create table x ()",
        "create temp table x ()",
        "truncate actual",
        "set role none; reset role; delete from audit_entry",
        "alter role billwright_app superuser",
    ] {
        assert!(server.execute(forbidden).await.is_err(), "{forbidden}");
    }
    let role: String =
        sqlx::query_scalar("select current_user::text").fetch_one(&mut server).await.expect("who");
    assert_eq!(role, "billwright_app");
    server.close().await.expect("closed");

    let nobody = Config { database_url: None, ..config.clone() };
    assert!(
        init(&nobody, &wanted)
            .await
            .is_err_and(|failure| failure.to_string().contains("DATABASE_URL"))
    );
    let small = Config { database_url: Some(made.owner_url.clone()), ..config.clone() };
    assert!(
        init(&small, &wanted).await.is_err_and(|failure| failure.to_string().contains("superuser"))
    );
    let taken = Init { owner: format!("{tag}_other"), ..wanted.clone() };
    assert!(
        init(&config, &taken)
            .await
            .is_err_and(|failure| failure.to_string().contains("belongs to another role"))
    );

    pool.close().await;
    database.close().await;
    for sql in [
        format!("drop database {tag} with (force)"),
        format!("drop role {tag}_owner"),
        format!("drop role {tag}_other"),
    ] {
        owner.execute(AssertSqlSafe(sql)).await.expect("cleared away");
    }
}

/// What a server at this address says of itself, if there is one.
fn readiness(addr: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(addr)?;
    stream.write_all(b"GET /ready HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_whose_private_postgresql_is_lost_ends_and_says_so() {
    // G2: the program as it is run, from its first start on; whoever watches over it sees that it
    // failed
    let home = std::env::temp_dir().join(format!("billwright-lost-{}", std::process::id()));
    let addr =
        TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a free port");
    let config =
        Config { database_url: None, database_app_url: None, home: home.clone(), addr, ..config() };
    let serving = server::serve(&config);
    tokio::pin!(serving);
    let serves = async {
        let mut beat = tokio::time::interval(Duration::from_millis(100));
        while !tokio::task::spawn_blocking(move || readiness(addr))
            .await
            .expect("asked")
            .is_ok_and(|answer| answer.ends_with("ready"))
        {
            beat.tick().await;
        }
    };
    tokio::select! {
        () = serves => {}
        early = &mut serving => panic!("it ended before it served: {early:?}"),
    }
    let elsewhere =
        fs::read_to_string(home.join("location")).map(|place| PathBuf::from(place.trim())).ok();
    let base = elsewhere.unwrap_or_else(|| home.join("postgres"));
    let process = fs::read_to_string(base.join("data/postmaster.pid"))
        .expect("its process")
        .lines()
        .next()
        .expect("a number")
        .to_owned();
    fs::rename(base.join("data"), base.join("lost")).expect("its files are gone");
    assert!(
        Command::new("/bin/sh")
            .args(["-c", "kill -KILL \"$0\"", &process])
            .status()
            .expect("killed")
            .success()
    );

    let answer = tokio::time::timeout(Duration::from_secs(120), serving).await.expect("in time");
    assert!(
        answer.as_ref().is_err_and(|failure| failure.to_string().contains("are gone")),
        "{answer:?}"
    );
    assert_eq!(format!("{:?}", ended(answer)), format!("{:?}", ExitCode::FAILURE));
    let again = PrivatePostgres::start(&Settings {
        home: home.clone(),
        durable: false,
        max_connections: 10,
    });
    assert!(
        again.is_err_and(|error| error.to_string().contains("are gone")),
        "also when whoever watches over it starts it again"
    );
    assert!(!base.join("data").exists(), "no empty database stands where there was a full one");
    for folder in [base, home].into_iter().filter(|folder| folder.exists()) {
        fs::remove_dir_all(folder).expect("cleared away");
    }
}
