//! What approval writes, on PostgreSQL: rates in their currency, prices that are missing, contracts
//! that follow one another, who takes what rounding leaves.

use super::{
    fixtures::{World, refusal},
    sheets::{CONTRACTS, LINE_CUSTOMERS, LINES, PRICES, Work, file, work},
};
use crate::{
    approvals, book,
    contracts::{
        self,
        model::{RoundingMove, setup::ContractForm},
    },
    entries::{
        self,
        model::{Decide, Decided, Decision},
    },
    imports::{
        commands::look,
        model::{Complaint, ImportOptions},
        rules::ImportFile,
    },
    journals::{
        self,
        model::{Change, Correct},
    },
    lifecycle,
    platform::failure::Failure,
    vocabulary::{
        ids::{ContractId, ContractLineId, CustomerId, EntryId, ProjectId, TaskId},
        paging::{BulkOutcome, ListQuery, Selection},
        refusal::Refusal,
        words::{BillingType, TransactionClass},
    },
};
use sqlx::PgPool;

fn rows(ids: &[EntryId]) -> Selection {
    Selection::Rows(ids.iter().map(|id| id.0).collect())
}

/// A row under the header of one of the small book's files.
fn with_header(of: &str, rows: &str) -> String {
    format!("{}\n{rows}", of.lines().next().unwrap_or_default())
}

/// A contract of one line on a project, paid by one customer.
fn contract(
    number: &str,
    project: &str,
    currency: &str,
    from: &str,
    to: &str,
    state: &str,
) -> Vec<ImportFile> {
    vec![
        file(
            "contracts.csv",
            with_header(
                CONTRACTS,
                &format!("{number},{number},Nordlicht Energie,{currency},{from},{to},{state}\n"),
            ),
        ),
        file(
            "contract_lines.csv",
            with_header(LINES, &format!("{number},1,Work,Time and Material,{project},Time,,\n")),
        ),
        file(
            "contract_line_customers.csv",
            with_header(LINE_CUSTOMERS, &format!("{number},1,Nordlicht Energie,100,yes,\n")),
        ),
    ]
}

fn prices(rows: &str) -> Vec<ImportFile> {
    vec![file("prices.csv", with_header(PRICES, rows))]
}

/// What an import of these files would complain about.
async fn complaints(world: &World, files: &[ImportFile]) -> Vec<Complaint> {
    let files = files.to_vec();
    let looked = world
        .read(move |scope| {
            Box::pin(async move { look(scope, &files, &ImportOptions::default()).await })
        })
        .await
        .expect("a report");
    looked.1.problems.into_iter().map(|p| p.complaint).collect()
}

/// What stands unbilled: contract, price, currency, or that there is none.
async fn sales(world: &World) -> Vec<String> {
    world
        .texts(
            r"
            select c.number || ' ' || trim_scale(a.quantity) || ' x ' || case
                when a.has_price then trim_scale(a.unit_price)::text
                else 'no price'
            end || ' ' || a.currency
            from actual a
            join contract c using (company_id, contract_id)
            where a.transaction_type = 'unbilled_sales' and a.reverses_actual_id is null
                and not exists (
                    select
                    from actual r
                    where r.company_id = a.company_id and r.reverses_actual_id = a.actual_id
                )
            order by a.work_on, a.actual_id
            ",
        )
        .await
}

async fn confirm(world: &World, number: &str) -> Result<i64, Failure> {
    let version = world
        .ask(&format!(
            "select version::bigint from contract where company_id = {} and number = '{number}'",
            world.company()
        ))
        .await;
    let input = (world.contract(number).await, i32::try_from(version).unwrap_or_default());
    world.run(input, |tx, input| Box::pin(lifecycle::commands::confirm_contract(tx, input))).await
}

/// The author of an approved entry asks for it back.
async fn ask_back(world: &World, entry: EntryId) {
    let person = world.actor.person.map(|id| id.0).unwrap_or_default();
    world
        .force_owned(format!(
            "update resource set person_id = {person} where company_id = {} and name = 'Ada Lind'",
            world.company()
        ))
        .await;
    let ask = Decide {
        selection: rows(&[entry]),
        decision: Decision::RequestRecall,
        comment: "wrong day".into(),
        after: EntryId(0),
    };
    let asked = world
        .run(ask, |tx, ask| Box::pin(entries::commands::decide_own_entries(tx, ask)))
        .await
        .expect("asked");
    assert_eq!(asked.outcome.changed, 1);
}

async fn price_anew(world: &World, selection: Selection) -> Result<BulkOutcome, Failure> {
    world
        .run(selection, |tx, selection| Box::pin(lifecycle::commands::price_anew(tx, selection)))
        .await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn pounds_of_a_time_sheet_never_become_euros(owner: PgPool) {
    // R-PRC-3: the contract comes later, in another currency; the rate is left, the list decides,
    // and it is said
    let world = World::new(owner).await;
    let rated = |day: &str, roles: &str| Work {
        rate: "95".into(),
        currency: "GBP".into(),
        roles: roles.into(),
        ..work("LATER", day, "2")
    };
    let ids =
        world.entries(&[rated("2026-03-02", "Developer"), rated("2026-03-03", "Trainee")]).await;
    world
        .import(contract("L-1", "LATER", "EUR", "2026-01-01", "", "Draft"))
        .await
        .expect("a draft in euros");
    let decided = world.approve(&ids).await;
    assert_eq!((decided.rate_left, decided.without_price), (2, 1));
    assert_eq!(sales(&world).await, ["L-1 2 x 200 EUR", "L-1 2 x no price EUR"]);
    confirm(&world, "L-1").await.expect("confirmed");
    assert_eq!(
        sales(&world).await,
        ["L-1 2 x 200 EUR", "L-1 2 x no price EUR"],
        "R-APP-11: the same when the contract is confirmed"
    );
    world.audit_clean().await;

    // The same by correction: from pounds to euros.
    let id = world
        .entries(&[Work {
            rate: "90".into(),
            currency: "GBP".into(),
            ..work("SOLO", "2026-03-04", "1")
        }])
        .await;
    world.approve(&id).await;
    assert_eq!(sales(&world).await[2], "SOLO 1 x 90 GBP");
    let pair = world
        .ask(&format!(
            "select project_id from project where company_id = {} and code = 'PAIR'",
            world.company()
        ))
        .await;
    let change = Change { project_id: Some(ProjectId(pair)), ..Change::default() };
    let correct = Correct { selection: rows(&id), change, after: EntryId(0) };
    let shown = correct.clone();
    let today = "2026-03-31".parse().expect("a day");
    let preview = world
        .read(move |scope| {
            Box::pin(
                async move { journals::commands::preview_correction(scope, today, &shown).await },
            )
        })
        .await
        .expect("a preview");
    assert_eq!(preview.told.rate_left, 1, "told before it is done");
    let told: Decided = world
        .run(correct, |tx, correct| Box::pin(journals::commands::correct_entries(tx, correct)))
        .await
        .expect("corrected");
    assert_eq!((told.outcome.changed, told.rate_left), (1, 1));
    assert_eq!(sales(&world).await[2..], ["PAIR 0.6 x 200 EUR", "PAIR 0.4 x 200 EUR"]);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_nothing_prices_is_not_free(owner: PgPool) {
    // R-PRC-2: never Ready, on no invoice; priced anew once the list has a price, and not before
    let world = World::new(owner).await;
    let sheet: Vec<Work> = ["2026-03-02", "2026-03-03"]
        .map(|day| Work { roles: "Trainee".into(), ..work("SOLO", day, "3") })
        .into();
    let mut unpriced = world.approved(&sheet).await;
    unpriced.extend(world.approved(&[work("SOLO", "2026-03-04", "1")]).await);
    let marked = world.mark(Selection::Rows(unpriced.clone()), true).await.expect("marked");
    assert_eq!(
        (marked.changed, marked.refused),
        (1, vec![(Refusal::NoPrice, 2, unpriced[..2].to_vec())])
    );
    let walled = sqlx::query("update backlog set is_ready = true where not has_price")
        .execute(&world.owner)
        .await
        .expect_err("a wall");
    assert_eq!(
        walled.as_database_error().and_then(|e| e.constraint()),
        Some("sale_without_price_is_never_ready")
    );
    let picked = Selection::Rows(unpriced[..1].to_vec());
    let billed = world
        .run(picked, |tx, selection| {
            Box::pin(crate::invoicing::create::commands::invoice_rows(tx, selection))
        })
        .await
        .expect("answered");
    assert_eq!(billed.outcome.refused, [(Refusal::NoPrice, 1, unpriced[..1].to_vec())]);

    let all = || Selection::Matching(ListQuery::default().with("status", "open"));
    let none_yet = price_anew(&world, all()).await.expect("answered");
    assert_eq!(
        (
            none_yet.changed,
            none_yet.refused.iter().map(|(why, n, _)| (why.clone(), *n)).collect::<Vec<_>>()
        ),
        (0, vec![(Refusal::NoPrice, 2), (Refusal::HasPrice, 1)])
    );
    let before = world.ask("select count(*) from actual").await;
    world
        .import(prices("GBP,Time,Trainee,hour,70,2026-03-03,\n"))
        .await
        .expect("a price until further notice");
    let outcome =
        price_anew(&world, Selection::Matching(ListQuery::default().with("status", "no_price")))
            .await
            .expect("priced");
    assert_eq!((outcome.changed, outcome.refused.len()), (1, 1), "only the day that has a price");
    assert_eq!(
        sales(&world).await,
        ["SOLO 3 x no price GBP", "SOLO 3 x 70 GBP", "SOLO 1 x 200 GBP"]
    );
    assert_eq!(
        world.ask("select count(*) from actual").await,
        before + 4,
        "cost and sale taken back and written anew, of one entry"
    );
    world.mark_all().await;
    let draft = world.draft("SOLO").await;
    world.confirmed(draft).await;
    assert_eq!(
        world.texts("select trim_scale(amount)::text from invoice where invoice_number = 1").await,
        ["410"]
    );
    assert_eq!(
        refusal(price_anew(&world, Selection::Rows(Vec::new())).await),
        Refusal::NothingSelected
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_contract_is_renewed_for_the_next_year(owner: PgPool) {
    // R-APP-2 within a contract and its time
    let world = World::new(owner).await;
    world.import(prices("EUR,Time,Developer,hour,150,2025-01-01,2025-12-31\nEUR,Time,Developer,hour,220,2027-01-01,\n")).await.expect("prices");
    world
        .import(contract("C-25", "CARE", "EUR", "2025-01-01", "2025-12-31", "Confirmed"))
        .await
        .expect("last year's");
    let early = contract("C-X", "CARE", "EUR", "2025-12-31", "2026-12-31", "Confirmed");
    assert_eq!(
        complaints(&world, &early).await,
        [Complaint::ProjectTaken("C-25".into())],
        "a day too early"
    );
    assert_eq!(refusal(world.import(early).await), Refusal::ImportHasErrors(1));
    world
        .import(contract("C-26", "CARE", "EUR", "2026-01-01", "2026-12-31", "Confirmed"))
        .await
        .expect("this year's");
    let ids = world
        .entries(&[
            work("CARE", "2025-12-31", "1"),
            work("CARE", "2026-01-02", "2"),
            work("CARE", "2027-01-01", "4"),
        ])
        .await;
    let listed = world
        .read(|scope| {
            Box::pin(async move {
                approvals::commands::list_entries(scope, None, &ListQuery::default()).await
            })
        })
        .await
        .expect("listed");
    let shown: Vec<_> = listed
        .rows
        .iter()
        .map(|r| (r.contract_number.as_deref(), r.is_outside_dates, r.remarks.outside_dates))
        .collect();
    assert_eq!(
        shown,
        [(Some("C-25"), false, false), (Some("C-26"), false, false), (Some("C-25"), true, true)],
        "shown before it is approved"
    );
    // The week says the same of every project and day, before anything is written down.
    let (terms, projects, covers) = world
        .read(|scope| {
            Box::pin(async move {
                let mut projects: Vec<(ProjectId, Vec<TaskId>)> = Vec::new();
                for (key, _) in book::commands::read_choices(scope).await?.projects.offered {
                    let project = key.parse().expect("a key");
                    let tasks = book::commands::read_tasks(scope, Some(project)).await?.offered;
                    let tasks = tasks.iter().map(|(key, _)| key.parse().expect("a key")).collect();
                    projects.push((project, tasks));
                }
                let keys: Vec<i64> = projects.iter().map(|(id, _)| id.0).collect();
                let covers = contracts::commands::read_covers(scope, &keys).await?;
                Ok((contracts::commands::read_terms(scope, &keys).await?, projects, covers))
            })
        })
        .await
        .expect("read");
    let mut outside = 0;
    for (project, tasks) in &projects {
        for task in std::iter::once(None).chain(tasks.iter().copied().map(Some)) {
            for day in
                ["2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"]
            {
                let day = day.parse().expect("a day");
                let is_outside = contracts::rules::is_outside(&covers, *project, task, day);
                assert_eq!(
                    is_outside,
                    terms.is_outside(*project, TransactionClass::Time, task, day),
                    "{project:?} {task:?} {day}"
                );
                outside += i32::from(is_outside);
            }
        }
    }
    assert!(outside >= 2, "CARE before and after: {outside}");
    let decided = world.approve(&ids).await;
    assert_eq!((decided.not_covered, decided.outside_dates), (1, 1));
    assert_eq!(
        sales(&world).await,
        ["C-25 1 x 150 EUR", "C-26 2 x 200 EUR"],
        "never silently billed"
    );

    // The wall, whoever writes: a start that comes too early, and a second line at the same time.
    let early = "update contract set requested_delivery_on = '2026-01-01' where number = 'C-25'";
    let walled = sqlx::query(early).execute(&world.owner).await.expect_err("a wall");
    assert_eq!(
        walled.as_database_error().and_then(|e| e.constraint()),
        Some("project_class_is_on_one_line")
    );
    // The end of one in force moves: what falls out of it is taken back, what it covers again is
    // written.
    let id = world.contract("C-26").await;
    let end = |to: &'static str| {
        let read = world.read(move |scope| {
            Box::pin(async move { contracts::commands::read_contract_setup(scope, Some(id)).await })
        });
        let world = &world;
        async move {
            let form = ContractForm {
                requested_delivery_on: to.into(),
                ..read.await.expect("a form").form
            };
            world
                .run(form, |tx, form| Box::pin(lifecycle::commands::save_contract(tx, form)))
                .await
                .expect("saved")
        }
    };
    end("2026-01-01").await;
    assert_eq!(sales(&world).await, ["C-25 1 x 150 EUR"]);
    world.audit_clean().await;
    end("").await;
    assert_eq!(sales(&world).await, ["C-25 1 x 150 EUR", "C-26 2 x 200 EUR", "C-26 4 x 220 EUR"]);
    world.audit_clean().await;
    // A lost contract covers nothing any more: its project is free.
    world.force("update contract set state = 'lost' where number = 'C-26'").await;
    world
        .import(contract("C-26B", "CARE", "EUR", "2026-01-01", "", "Confirmed"))
        .await
        .expect("the project is free");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nobody_at_zero_percent_takes_the_rounding(owner: PgPool) {
    // R-APP-7, R-APP-8: refused from a file; what stood so before is named, loses nothing, and is
    // mended
    let world = World::new(owner).await;
    let mut files = contract("R-1", "ROUND", "EUR", "2026-01-01", "", "Confirmed");
    let shares = "R-1,1,Nordlicht Energie,33.33,no,\nR-1,1,Tromsø Shipping,66.67,no,\nR-1,1,\"Harbour & Vale, Architects\",0,yes,\n";
    files[2] = file("contract_line_customers.csv", with_header(LINE_CUSTOMERS, shares));
    assert_eq!(complaints(&world, &files).await, [Complaint::RoundingWithoutShare]);
    assert_eq!(refusal(world.import(files).await), Refusal::ImportHasErrors(1));

    world
        .force("alter table contract_line_customer drop constraint rounding_customer_has_a_share")
        .await;
    let line = world.line("THIRDS").await;
    world
        .force_terms(&format!(
            r"
            insert into customer (company_id, name, country, language, payment_terms_days)
            values ({0}, 'Dogwood', '', '', 30); update contract_line_customer
            set is_rounding = false
            where contract_line_id = {line}; insert into contract_line_customer (
                company_id, contract_line_id, customer_id, position, billing_split_percent,
                is_rounding
            )
            select company_id, {line}, customer_id, 4, 0, true
            from customer
            where company_id = {0} and name = 'Dogwood'
            ",
            world.company()
        ))
        .await;
    world
        .force("alter table contract_line_customer add constraint rounding_customer_has_a_share check (not is_rounding or billing_split_percent > 0) not valid")
        .await;
    let (said, holds) = world.audit().await;
    assert!(
        !holds && said.contains("rounding_customer_has_a_share") && said.contains("THIRDS"),
        "{said}"
    );
    let sheet: Vec<Work> =
        (2..12).map(|day| work("THIRDS", &format!("2026-03-{day:02}"), "1")).collect();
    world.approved(&sheet).await;
    let sum = r"
        select trim_scale(sum(quantity))::text || ' ' || trim_scale(sum(net_amount))::text from backlog
    ";
    assert_eq!(world.texts(sum).await, ["10 2000"], "quantity is conserved");

    let share = |name: &'static str| {
        format!(
            "select customer_id from customer where company_id = {} and name = '{name}'",
            world.company()
        )
    };
    let dogwood = CustomerId(world.ask(&share("Dogwood")).await);
    let nordlicht = CustomerId(world.ask(&share("Nordlicht Energie")).await);
    let version = i32::try_from(
        world.ask("select version::bigint from contract where number = 'THIRDS'").await,
    )
    .unwrap_or_default();
    let give = |contract_line_id: ContractLineId, customer_id, version| {
        world.run(RoundingMove { contract_line_id, customer_id, version }, |tx, input| {
            Box::pin(lifecycle::commands::move_rounding(tx, input))
        })
    };
    assert_eq!(refusal(give(line, dogwood, version).await), Refusal::RoundingWithoutShare);
    assert_eq!(refusal(give(line, CustomerId(999_999), version).await), Refusal::NotFound);
    assert_eq!(refusal(give(line, nordlicht, version + 1).await), Refusal::Outdated);
    assert_eq!(give(line, nordlicht, version).await.expect("moved"), 10);
    assert_eq!(
        refusal(give(line, nordlicht, version + 1).await),
        Refusal::RoundingStays,
        "R-SM-2: it stays with somebody who can take it"
    );
    let takers = r"
        select customer.name
        from contract_line_customer
        join customer using (company_id, customer_id)
        where is_rounding and contract_line_id =
    ";
    assert_eq!(world.texts(&format!("{takers}{line}")).await, ["Nordlicht Energie"]);
    assert_eq!(world.texts(sum).await, ["10 2000"]);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn an_entry_that_is_asked_back_is_priced_anew_with_the_others(owner: PgPool) {
    // R-APP-11, R-SM-40, R-VOC-4: confirming a contract forgets nothing; the request stays
    let world = World::new(owner).await;
    let ids =
        world.entries(&[work("DRAFT", "2026-03-02", "1"), work("DRAFT", "2026-03-03", "2")]).await;
    world.approve(&ids).await;
    ask_back(&world, ids[1]).await;
    let backlog = world
        .read(|scope| {
            let query = ListQuery::default().with("recall", "requested");
            Box::pin(async move { crate::backlog::commands::list_backlog(scope, &query).await })
        })
        .await
        .expect("listed");
    assert_eq!(
        backlog
            .rows
            .iter()
            .map(|r| (r.quantity.normalize().to_string(), r.is_recall_requested))
            .collect::<Vec<_>>(),
        [("2".to_owned(), true)]
    );

    // A customer with something in the ledger stays on the draft's line.
    let id = world.contract("DRAFT").await;
    let form = async || {
        world
            .read(move |scope| {
                Box::pin(
                    async move { contracts::commands::read_contract_setup(scope, Some(id)).await },
                )
            })
            .await
    };
    let save = |form: ContractForm| {
        world.run(form, |tx, form| Box::pin(contracts::commands::save_contract(tx, form)))
    };
    let tromsoe = CustomerId(
        world
            .ask(&format!(
                "select customer_id from customer where company_id = {} and name like 'Troms%'",
                world.company()
            ))
            .await,
    );
    let mut other = form().await.expect("a form").form;
    other.lines[0].splits[0].customer = Some(tromsoe);
    assert_eq!(refusal(save(other).await), Refusal::LineCustomerHasActuals);
    let mut at_zero = form().await.expect("a form").form;
    let mut second = at_zero.lines[0].splits[0].clone();
    (at_zero.lines[0].splits[0].percent, at_zero.lines[0].splits[0].is_rounding) =
        ("0".into(), false);
    second.customer = Some(tromsoe);
    at_zero.lines[0].splits.push(second);
    let saved: ContractId = save(at_zero).await.expect("0 % will do");
    assert_eq!(saved, id);

    world.force("update price set unit_price = 250 where currency = 'EUR'").await;
    assert_eq!(confirm(&world, "DRAFT").await.expect("confirmed"), 2);
    assert_eq!(
        sales(&world).await,
        ["DRAFT 1 x 250 EUR", "DRAFT 2 x 250 EUR"],
        "both at the price that holds now"
    );
    assert_eq!(
        world.texts("select state::text from entry order by entry_id").await,
        ["approved", "recall_requested"]
    );
    world.mark_all().await;
    let draft = world.draft("DRAFT").await;
    assert_eq!(
        world
            .texts(
                r"
                select distinct cu.name
                from invoice i
                join customer cu using (company_id, customer_id)
                "
            )
            .await,
        ["Tromsø Shipping"]
    );
    world.confirmed(draft).await;
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_was_decided_before_a_contract_came_holds_under_it(owner: PgPool) {
    // R-APP-3, R-APP-5, R-APP-11: how much customers pay, and whether, is decided while no line
    // covers the work; one that its author asks for back is not left out
    let world = World::new(owner).await;
    let ids = world
        .entries(&[
            work("CARE", "2026-01-02", "8"),
            work("CARE", "2026-01-03", "1"),
            work("CARE", "2026-01-04", "2"),
        ])
        .await;
    for (id, billable, billing_type) in
        [(ids[0], "6", BillingType::Chargeable), (ids[1], "1", BillingType::Complimentary)]
    {
        world.edit_entry(id, billable, billing_type).await.expect("edited");
    }
    assert_eq!(world.approve(&ids).await.not_covered, 3);
    ask_back(&world, ids[2]).await;
    world
        .import(contract("C-26", "CARE", "EUR", "2026-01-01", "", "Confirmed"))
        .await
        .expect("a contract");
    assert_eq!(
        world
            .texts(
                r"
                select work_on || ' ' || billing_type || ' ' || trim_scale(quantity)
                from backlog
                order by work_on, billing_type
                "
            )
            .await,
        [
            "2026-01-02 chargeable 6",
            "2026-01-02 non_chargeable 2",
            "2026-01-03 complimentary 1",
            "2026-01-04 chargeable 2",
        ]
    );
    world.audit_clean().await;
}
