//! Imports on PostgreSQL: all or nothing, once only.
#![cfg(test)]

use super::{
    commands::{
        NewUpload, RunImport, discard_import, list_imports, look, read_folder, read_import,
        run_import, upload_files, upload_import,
    },
    model::{FOLDER_LIMIT_MIB, ImportOptions, ImportReport, UploadPage},
    rules::ImportFile,
};
use crate::{
    platform::{
        command::{self, Actor},
        failure::Failure,
    },
    tests::{
        fixtures::{World, refusal},
        sheets::{PRICES, Work, book, file, sheet, work},
    },
    vocabulary::{ids::ImportUploadId, refusal::Refusal},
};
use sqlx::PgPool;

/// How many rows each table of the book and the entries has.
async fn counts(world: &World) -> Vec<String> {
    world
        .texts(&format!(
            r"
            select t || ' ' || n
            from (
                select 'customer' t, count(*) n
                from customer
                where company_id = {0}
                union all select 'contract', count(*)
                from contract
                where company_id = {0}
                union all select 'line', count(*)
                from contract_line
                where company_id = {0}
                union all select 'share', count(*)
                from contract_line_customer
                where company_id = {0}
                union all select 'class', count(*)
                from contract_line_class
                where company_id = {0}
                union all select 'price', count(*)
                from price
                where company_id = {0}
                union all select 'project', count(*)
                from project
                where company_id = {0}
                union all select 'resource', count(*)
                from resource
                where company_id = {0}
                union all select 'role', count(*)
                from role
                where company_id = {0}
                union all select 'entry', count(*)
                from entry
                where company_id = {0}
            ) x
            ",
            world.company()
        ))
        .await
}

fn folder() -> Vec<ImportFile> {
    let mut files = book();
    let draft = Work { approved: "No", ..work("PAIR", "2026-03-03", "2") };
    let history = Work { invoiced: "Yes", ..work("SOLO", "2025-03-04", "3") };
    files.push(sheet(&[
        work("SOLO", "2026-03-02", "8"),
        draft,
        history,
        work("SOLO", "2026-03-02", "8").by("Bob"),
    ]));
    files
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_folder_is_imported_whole_and_only_once(owner: PgPool) {
    // entry_is_imported_once: importing twice adds nothing
    let world = World::bare(owner).await;
    let report = world.import(folder()).await.unwrap();
    assert_eq!((report.error_count, report.warning_count), (0, 0));
    let first = [
        "customer 3",
        "contract 9",
        "line 9",
        "share 13",
        "class 9",
        "price 4",
        "project 9",
        "resource 2",
        "role 1",
        "entry 4",
    ];
    assert_eq!(counts(&world).await, first);
    assert_eq!(
        world.texts("select state || ' ' || is_history from entry order by entry_id").await,
        ["submitted false", "draft false", "approved true", "submitted false"]
    );
    assert_eq!(
        world.texts("select number from contract where state = 'draft'").await,
        ["DRAFT"],
        "R-SM-1, R-SM-2"
    );
    let again = world.import(folder()).await.unwrap();
    assert!(again.files.iter().all(|f| f.added == 0 && f.known == f.rows), "{:?}", again.files);
    assert_eq!(counts(&world).await, first);
    let twice: Result<(), sqlx::Error> = sqlx::query(
        r"
        insert into entry (
            company_id, transaction_class, work_on, project_id, resource_id, role_id, task, notes,
            quantity, billing_type, billable_quantity, source_key
        )
        select company_id, transaction_class, work_on, project_id, resource_id, role_id, task,
            notes, quantity, billing_type, billable_quantity, source_key
        from entry
        limit 1
        ",
    )
    .execute(&world.owner)
    .await
    .map(|_| ());
    assert_eq!(
        twice.unwrap_err().as_database_error().and_then(|e| e.constraint()),
        Some("entry_is_imported_once")
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn importing_twice_at_once_adds_nothing_twice(owner: PgPool) {
    // entry_is_imported_once, customer_name_is_unique and their kin: whoever comes second adds
    // nothing or fails whole
    let world = World::new(owner).await;
    let files = || {
        vec![sheet(
            &(1..=40).map(|n| work("PAIR", "2026-03-02", &n.to_string())).collect::<Vec<_>>(),
        )]
    };
    let (one, other) = tokio::join!(world.import(files()), world.import(files()));
    assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
    assert_eq!(world.ask("select count(*) from entry").await, 40);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn one_bad_row_stops_the_whole_folder(owner: PgPool) {
    let world = World::bare(owner).await;
    let before = counts(&world).await;
    for bad in [
        work("SOLO", "2026-02-30", "8"),
        work("SOLO", "2026-03-02", "-8"),
        Work { day: String::new(), ..work("SOLO", "2026-03-03", "8") },
    ] {
        let mut files = folder();
        files.push(ImportFile {
            name: "harvest-2.csv".into(),
            ..sheet(&[work("SOLO", "2026-03-09", "8"), bad])
        });
        assert_eq!(refusal(world.import(files).await), Refusal::ImportHasErrors(1));
        assert_eq!(counts(&world).await, before, "nothing at all");
    }
    assert_eq!(world.ask("select count(*) from audit_entry").await, 0);
    let mut files = folder();
    files.retain(|f| f.name != "prices.csv");
    files.push(file("prices.csv", PRICES.replace("10001", "free").replace("12.3455", "-1")));
    assert_eq!(refusal(world.import(files).await), Refusal::ImportHasErrors(2));
    assert_eq!(counts(&world).await, before);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn looking_writes_nothing_and_foretells_the_import(owner: PgPool) {
    let world = World::bare(owner).await;
    let before = counts(&world).await;
    let files = folder();
    let looked: ImportReport = world
        .read(move |scope| {
            Box::pin(async move { Ok(look(scope, &files, &ImportOptions::default()).await?.1) })
        })
        .await
        .unwrap();
    assert_eq!(counts(&world).await, before);
    assert_eq!(world.import(folder()).await.unwrap(), looked);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_approved_on_the_way_reaches_the_backlog_and_history_never_does(owner: PgPool) {
    // R-APP-1; history rows never reach the backlog
    let world = World::bare(owner).await;
    let report = world.import_and(folder(), true).await.unwrap();
    assert_eq!(report.approved, 2, "drafts and history are not approved");
    assert_eq!(world.backlog().await.len(), 2);
    assert_eq!(
        world
            .ask(
                r"
                select count(*) from actual join entry using (company_id, entry_id) where is_history
                "
            )
            .await,
        0
    );
    assert_eq!(world.import_and(folder(), true).await.unwrap().approved, 0);
    assert_eq!(world.ledger().await.len(), 4);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn odd_names_and_currencies_survive_the_way_to_the_invoice(owner: PgPool) {
    let world = World::new(owner).await;
    let name = "O'Brien, \"Bob\"; 株式会社 🧮 <b>";
    let odd =
        Work { first: name.into(), ..work("YEN", "2026-03-02", "0.5").noted("a\0b; \"c\"\nd") };
    world.ready(&[odd, work("DINAR", "2026-03-02", "0.5")]).await;
    for contract in ["YEN", "DINAR"] {
        let draft = world.draft(contract).await;
        world.confirmed(draft).await;
    }
    assert_eq!(
        world.texts("select name from resource order by resource_id").await,
        [format!("{name} Lind"), "Ada Lind".into()]
    );
    assert_eq!(
        world.texts("select notes from entry order by entry_id limit 1").await,
        ["ab; \"c\"\nd"]
    );
    assert_eq!(
        world.texts("select trim_scale(amount) || ' ' || currency from invoice order by 1").await,
        ["5001 JPY", "6.173 BHD"]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn null_characters_anywhere_are_no_fault_of_ours(owner: PgPool) {
    let world = World::new(owner).await;
    let odd = sheet(&[Work {
        first: "Nu\0ll".into(),
        roles: "Dev\0eloper".into(),
        ..work("NE\0W", "2026-03-02", "8")
    }]);
    world
        .import(vec![ImportFile { name: "time-entries\0.csv".into(), ..odd }])
        .await
        .expect("imported");
    assert_eq!(
        world.texts("select code || name from project where code like 'N%'").await,
        ["NEWNEW"]
    );
    let id = upload(&world, vec![file("odd\0.csv", "x")]).await;
    assert_eq!(
        world.texts(&format!("select name from import_file where import_upload_id = {id}")).await,
        ["odd.csv"]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_folder_that_is_too_large_is_refused(owner: PgPool) {
    let world = World::bare(owner).await;
    let mib = |count: usize| ImportFile {
        name: "time-entries.csv".into(),
        content: vec![b'x'; count << 20].into(),
    };
    let limit = usize::try_from(FOLDER_LIMIT_MIB).unwrap();
    assert_eq!(
        refusal(world.import(vec![mib(limit + 1)]).await),
        Refusal::FileTooLarge(FOLDER_LIMIT_MIB)
    );
    assert_eq!(
        refusal(world.import(vec![mib(limit / 2), mib(limit / 2), mib(1)]).await),
        Refusal::FileTooLarge(FOLDER_LIMIT_MIB),
        "together"
    );
    let new = NewUpload::of(vec![mib(limit + 1)]);
    assert_eq!(
        refusal(world.run(new, |tx, new| Box::pin(upload_import(tx, new))).await),
        Refusal::FileTooLarge(FOLDER_LIMIT_MIB)
    );

    let folder = std::env::temp_dir().join(format!("billwright-too-large-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::File::create(folder.join("time-entries.csv")).unwrap().set_len(33 << 20).unwrap();
    std::fs::write(folder.join("readme.txt"), "not read").unwrap();
    let read = read_folder(&folder).await;
    std::fs::write(folder.join("time-entries.csv"), "small").unwrap();
    let small = read_folder(&folder).await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(refusal(read), Refusal::FileTooLarge(FOLDER_LIMIT_MIB));
    assert_eq!(small.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["time-entries.csv"]);
    assert!(
        matches!(read_folder(&folder).await, Err(Failure::Fault(_))),
        "a folder that is not there"
    );
}

async fn upload(world: &World, files: Vec<ImportFile>) -> ImportUploadId {
    world.run(NewUpload::of(files), |tx, new| Box::pin(upload_import(tx, new))).await.unwrap()
}

async fn read_page(world: &World, id: ImportUploadId) -> Result<UploadPage, Failure> {
    world
        .read(move |scope| {
            Box::pin(async move { read_import(scope, id, &ImportOptions::default()).await })
        })
        .await
}

async fn run(world: &World, upload: ImportUploadId) -> Result<ImportReport, Failure> {
    let files = world.read(move |scope| Box::pin(upload_files(scope, upload))).await?;
    let names = files.iter().map(|f| f.name.clone()).collect();
    world
        .run(
            RunImport {
                files,
                names,
                upload: Some(upload),
                approve: false,
                options: ImportOptions::default(),
            },
            |tx, run| Box::pin(run_import(tx, run)),
        )
        .await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn an_upload_is_looked_at_and_imported_once(owner: PgPool) {
    let world = World::bare(owner).await;
    let id = upload(&world, folder()).await;
    let page = read_page(&world, id).await.unwrap();
    assert_eq!((page.imported_at, page.report.error_count, page.report.files.len()), (None, 0, 6));
    let (one, other) = tokio::join!(run(&world, id), run(&world, id));
    let refused = if one.is_ok() { other } else { one };
    assert_eq!(refusal(refused), Refusal::AlreadyImported, "two clicks: one import");
    assert_eq!(refusal(run(&world, id).await), Refusal::AlreadyImported);
    assert_eq!(counts(&world).await[9], "entry 4");
    let page = read_page(&world, id).await.unwrap();
    assert!(page.imported_at.is_some() && page.report.files.is_empty());
    assert_eq!(
        world.ask("select sum(length(content)) from import_file").await,
        0,
        "its files are no longer kept"
    );
    let rows = world.read(|scope| Box::pin(list_imports(scope))).await.unwrap();
    assert_eq!(
        rows.iter().map(|r| (r.import_upload_id, r.person_name.as_str())).collect::<Vec<_>>(),
        [(id, "kestrel.consulting@example.org")]
    );
    assert!(
        rows[0].files.starts_with("contract_line_customers.csv, contract_lines.csv, contracts.csv")
    );
    assert_eq!(
        world.ask("select count(*) from audit_entry where input::text like '%Nordlicht%'").await,
        0,
        "files are not copied into the audit trail"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn an_upload_with_errors_stays_to_be_looked_at_and_can_be_thrown_away(owner: PgPool) {
    let world = World::bare(owner).await;
    let discard =
        |id: ImportUploadId| world.run(id, |tx, upload| Box::pin(discard_import(tx, upload)));
    let id = upload(&world, vec![file("prices.csv", PRICES.replace("10001", "free"))]).await;
    assert_eq!(refusal(run(&world, id).await), Refusal::ImportHasErrors(1));
    let page = read_page(&world, id).await.unwrap();
    assert_eq!((page.imported_at, page.report.error_count), (None, 1));
    discard(id).await.unwrap();
    assert_eq!(
        world
            .ask("select (select count(*) from import_upload) + (select count(*) from import_file)")
            .await,
        0
    );
    assert_eq!(refusal(discard(id).await), Refusal::NotFound);
    assert_eq!(refusal(read_page(&world, id).await), Refusal::NotFound);
    assert_eq!(refusal(run(&world, id).await), Refusal::NotFound);
    let done = upload(&world, book()).await;
    run(&world, done).await.unwrap();
    assert_eq!(
        refusal(discard(done).await),
        Refusal::AlreadyImported,
        "what was imported stays on record"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn another_company_s_upload_is_not_found(owner: PgPool) {
    // G22
    let world = World::bare(owner).await;
    let id = upload(&world, book()).await;
    let rival = World {
        actor: world.stranger,
        stranger: world.actor,
        owner: world.owner.clone(),
        database: world.database.clone(),
    };
    assert_eq!(refusal(read_page(&rival, id).await), Refusal::NotFound);
    assert_eq!(refusal(run(&rival, id).await), Refusal::NotFound);
    assert_eq!(
        refusal(rival.run(id, |tx, upload| Box::pin(discard_import(tx, upload))).await),
        Refusal::NotFound
    );
    assert!(rival.read(|scope| Box::pin(list_imports(scope))).await.unwrap().is_empty());
    assert_eq!(world.ask("select count(*) from import_upload").await, 1);
    // nobody signed in, nobody to whom the upload belongs
    let nobody = Actor { company: world.actor.company, person: None };
    let new = NewUpload::of(vec![]);
    assert_eq!(
        refusal(
            command::run(&world.database, nobody, "upload_import", None, new, |tx, new| Box::pin(
                upload_import(tx, new)
            ))
            .await
        ),
        Refusal::NotFound
    );
}
