//! Every figure on Today is what the list that it leads to comes to, for whoever reads it.
#![cfg(feature = "ssr")]

use super::{
    fixtures::{World, currency, day, dec, person},
    sheets::{Work, work},
};
use crate::{
    access::model::SignedIn,
    app::bench::fill::{self, Size},
    approvals, backlog, batches,
    contracts::{
        self,
        model::setup::{ContractForm, LineForm, SplitForm},
    },
    desk, entries, invoicing, lifecycle, milestones, month_end,
    platform::{failure::Failure, scope::Scope},
    product_lines::{self, model::ProductLineEdit},
    retainers, schedules,
    today::{
        self,
        model::{Age, Counted, List, UnbilledKind, Why, WhyBlocked},
    },
    vocabulary::{
        ids::{ContractLineId, PersonId, SessionId},
        paging::{ListQuery, Totals},
        words::{BillingMethod, BillingStatus, Role},
    },
};
use sqlx::PgPool;

pub async fn reader(world: &World, name: &str, roles: &[Role]) -> SignedIn {
    let person_id = person(&world.owner, world.actor.company, name, roles).await;
    SignedIn {
        company_id: world.actor.company,
        company_name: "Kestrel Consulting".into(),
        company_currency: currency("EUR"),
        person_id,
        person_name: name.into(),
        roles: roles.to_vec(),
        session_id: SessionId(1),
        password_must_change: false,
        session_left: 0,
    }
}

/// What a list comes to under the filters that a figure names.
pub async fn listed(
    scope: &mut Scope,
    reader: PersonId,
    counted: &Counted,
) -> Result<Totals, Failure> {
    let query = counted.query();
    let class = |word: &str| query.clone().with("class", word);
    match counted.list {
        List::Approvals => approvals::commands::total_entries(scope, Some(reader), &query).await,
        List::Expenses => {
            entries::commands::total_own_entries(scope, reader, &class("expense")).await
        }
        List::Material => {
            entries::commands::total_own_entries(scope, reader, &class("material")).await
        }
        List::Backlog => backlog::commands::total_backlog(scope, &query).await,
        List::Milestones => milestones::commands::total_milestones(scope, &query).await,
        List::ProductLines => product_lines::commands::total_product_lines(scope, &query).await,
        List::Retainers => retainers::commands::total_retainers(scope, &query).await,
        List::Invoices => invoicing::commands::total_invoices(scope, &query).await,
        List::Hub => desk::commands::total_hub(scope, &query).await,
        List::Batches => batches::commands::total_batches(scope, Some(reader), &query).await,
        List::Schedules => schedules::commands::total_schedules(scope, &query).await,
        List::TimeSheets => month_end::commands::total_time_sheets(scope, &query).await,
    }
}

/// All figures that somebody sees.
async fn figures(scope: &mut Scope, who: &SignedIn) -> Result<Vec<Counted>, Failure> {
    let decide = today::commands::read_to_decide(scope, who).await?;
    let drafts = today::commands::read_drafts(scope, who).await?;
    let own = today::commands::read_own_work(scope, who).await?;
    let unbilled = today::commands::read_unbilled(scope, who).await?;
    let month = today::commands::read_month(scope, who).await?;
    let runs = today::commands::read_runs(scope, who).await?;
    let confirmed = today::commands::read_confirmed(scope).await?;
    let mut figures = vec![
        decide.submitted,
        decide.recalls,
        drafts.drafts,
        drafts.in_review,
        drafts.scheduled,
        drafts.failed,
        month.invoices,
        month.before,
        confirmed.invoices,
    ];
    figures.extend(own.others);
    figures.extend(unbilled.cells.into_iter().map(|cell| cell.counted));
    figures.extend(unbilled.blocked.into_iter().map(|blocked| blocked.counted));
    figures.extend(month.not_charged.into_iter().map(|(_, counted)| counted));
    figures.extend(runs.all);
    Ok(figures)
}

/// Compares every figure with its list; answers how many there were something of.
async fn every_figure_is_its_lists(world: &World, who: &SignedIn) -> usize {
    let who = who.clone();
    let found = world
        .read(move |scope| {
            Box::pin(async move {
                let mut found = Vec::new();
                for figure in figures(scope, &who).await? {
                    let totals = listed(scope, who.person_id, &figure).await?;
                    found.push((figure, totals));
                }
                Ok(found)
            })
        })
        .await
        .expect("figures and lists");
    let mut some = 0;
    for (figure, totals) in found {
        let said = format!("{:?} {:?}", figure.list, figure.filters);
        assert_eq!(figure.count, totals.count, "{said}");
        match figure.list {
            // The hub's list says what is Ready of its contracts; entries and batches no money.
            List::Hub | List::Batches => {}
            List::Approvals => assert_eq!(figure.quantity, totals.quantity, "{said}"),
            _ => assert_eq!(figure.amounts, totals.amounts, "{said}"),
        }
        some += usize::from(figure.count > 0);
    }
    some
}

/// The contract OFFER, which nobody has signed yet, with what may be planned on a draft: a milestone
/// and goods, a retainer, and another that is Ready, all of them due.
async fn offered(world: &World) {
    world
        .force(&format!(
            "insert into project (company_id, code, name) values ({}, 'OFFER', '')",
            world.company()
        ))
        .await;
    let known = world
        .read(|scope| {
            Box::pin(async move { contracts::commands::read_contract_setup(scope, None).await })
        })
        .await
        .expect("what a contract is made of");
    let (customer, name) = known.customers.first().cloned().expect("a customer");
    let project = known.projects.iter().find(|(_, name)| name.starts_with("OFFER"));
    let payer = SplitForm {
        customer: Some(customer),
        percent: "100".into(),
        is_rounding: true,
        ..SplitForm::default()
    };
    let line = |name: &str, billing_method| LineForm {
        name: name.into(),
        billing_method,
        project: project.map(|(id, _)| *id),
        splits: vec![payer.clone()],
        ..LineForm::default()
    };
    let fixed = line("Offered work", BillingMethod::FixedPrice);
    let goods = line("Offered goods", BillingMethod::Product);
    let form = ContractForm {
        number: "OFFER".into(),
        name: "Not yet signed".into(),
        primary_customer: Some(customer),
        currency: "EUR".into(),
        start_on: "2026-01-01".into(),
        customers: vec![payer.clone()],
        lines: vec![
            LineForm { contracted_amount: "10000".into(), ..fixed },
            LineForm { classes: Vec::new(), ..goods },
        ],
        ..ContractForm::default()
    };
    world
        .run(form, |tx, form| Box::pin(lifecycle::commands::save_contract(tx, form)))
        .await
        .expect("OFFER");
    world.milestone("OFFER", "Offered", "2025-11-25", "10000").await;
    let line = "select contract_line_id from contract_line where name = 'Offered goods'";
    let line = ContractLineId(world.ask(line).await);
    let edit = world.new_product_line("5").await;
    let edit = ProductLineEdit { contract_line_id: line, ..edit };
    world.save_product_line(edit).await.expect("a product line");
    world.retainer("OFFER", &name, "2026-03-25", "600").await;
    let ready = world.retainer("OFFER", &name, "2026-03-26", "50").await;
    let marked = world.mark_retainers(&[ready], true).await;
    assert!(marked.refused.is_empty(), "{marked:?}");
}

/// A world with something of everything.
pub async fn busy(owner: PgPool) -> World {
    let world = World::staged(owner).await;
    world.billed("SOLO", &[work("SOLO", "2026-01-15", "1")]).await;
    world.ready(&[work("SOLO", "2026-02-02", "2")]).await;
    let february = world.create_on(&["SOLO"], Some(day("2026-02-15"))).await.expect("created");
    let february = february.into_iter().flat_map(|told| told.outcome.expect("drafts"));
    world.confirm(&february.collect::<Vec<_>>()).await.expect("confirmed");
    world.ready(&[work("PAIR", "2026-03-10", "3")]).await;
    world.create(&["PAIR"]).await.remove(0).outcome.expect("drafts");
    world.ready(&[work("SOLO", "2026-02-20", "4")]).await;
    world
        .approved(&[
            work("SOLO", "2026-03-30", "5"),
            work("SOLO", "2026-01-20", "6"),
            Work { billable: "No", ..work("SOLO", "2026-03-11", "7") },
            Work { roles: "Trainee".into(), ..work("PAIR", "2026-03-12", "1") },
            work("CAP", "2026-03-13", "14"),
            work("CAP", "2026-03-14", "4"),
        ])
        .await;
    world.entries(&[work("SOLO", "2026-03-20", "8"), work("PAIR", "2026-03-25", "2")]).await;
    world.milestone("STAGES", "Kick-off", "2025-11-20", "2000").await;
    world.milestone("STAGES", "Go-live", "2026-05-20", "2000").await;
    world.retainer("STAGES", "Tromsø Shipping", "2026-03-25", "700").await;
    world.retainer("STAGES", "Tromsø Shipping", "2026-06-25", "900").await;
    world.product_line("4").await;
    offered(&world).await;
    world
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_figure_is_what_its_list_comes_to(owner: PgPool) {
    // R-INV-12: every figure leads to its rows
    let world = busy(owner).await;
    let all = reader(&world, "all@example.org", Role::ALL).await;
    assert!(every_figure_is_its_lists(&world, &all).await > 12);
    let approver = reader(&world, "approver@example.org", &[Role::ProjectApprover]).await;
    every_figure_is_its_lists(&world, &approver).await;
    world.force("select fold_backlog_sums()").await;
    assert!(every_figure_is_its_lists(&world, &all).await > 12, "folded");

    // A project manager's lists open on the projects of their team, and so do their figures.
    let manager = reader(&world, "maria@example.org", &[Role::ProjectManager]).await;
    assert_eq!(every_figure_is_its_lists(&world, &manager).await, 1, "but for what was confirmed");
    let ada = reader(&world, "ada@example.org", &[Role::ProjectManager]).await;
    world
        .force(&format!(
            r"
            insert into project_team (company_id, project_id, person_id, is_approver)
            select company_id, project_id, {}, true
            from project
            where code = 'SOLO' and company_id = {}
            ",
            ada.person_id,
            world.company()
        ))
        .await;
    let of_ada = every_figure_is_its_lists(&world, &ada).await;
    assert!(of_ada > 5, "{of_ada}");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn figures_are_those_of_the_rows(owner: PgPool) {
    let world = busy(owner).await;
    let all = reader(&world, "all@example.org", Role::ALL).await;
    let who = all.clone();
    let (decide, drafts, unbilled, month, looks) = world
        .read(move |scope| {
            Box::pin(async move {
                Ok((
                    today::commands::read_to_decide(scope, &who).await?,
                    today::commands::read_drafts(scope, &who).await?,
                    today::commands::read_unbilled(scope, &who).await?,
                    today::commands::read_month(scope, &who).await?,
                    today::commands::read_looks(scope, &who).await?,
                ))
            })
        })
        .await
        .expect("Today");
    assert_eq!(
        (decide.submitted.count, decide.submitted.quantity, decide.oldest_days),
        (2, dec("10.0000"), Some(11))
    );
    assert_eq!(drafts.drafts.count, 2, "one for each customer of PAIR");
    let euro = currency("EUR");
    let pound = currency("GBP");
    let amount = |status, kind, age| {
        let cell = unbilled.cells.iter().find(|c| (c.status, c.kind, c.age) == (status, kind, age));
        cell.map(|cell| cell.counted.amounts.clone()).unwrap_or_default()
    };
    let time = UnbilledKind::Time;
    assert_eq!(
        amount(BillingStatus::NotReady, time, Age::UpTo30),
        [(euro, dec("3600.0000")), (pound, dec("1000.0000"))]
    );
    assert_eq!(amount(BillingStatus::NotReady, time, Age::UpTo90), [(pound, dec("1200.0000"))]);
    assert_eq!(amount(BillingStatus::Ready, time, Age::UpTo60), [(pound, dec("800.0000"))]);
    assert_eq!(amount(BillingStatus::OnDraft, time, Age::UpTo30), [(euro, dec("600.0000"))]);
    let of_milestones = amount(BillingStatus::NotReady, UnbilledKind::Milestone, Age::Over90);
    assert_eq!(of_milestones, [(euro, dec("2000.0000"))], "due only");
    let of_retainers = amount(BillingStatus::NotReady, UnbilledKind::Retainer, Age::UpTo30);
    assert_eq!(of_retainers, [(euro, dec("700.0000"))], "due only");
    // What is planned on a draft contract, all of it due, is nothing to be billed.
    let of_goods = amount(BillingStatus::NotReady, UnbilledKind::Product, Age::UpTo30);
    assert_eq!(of_goods, [(euro, dec("320.0000"))], "agreed only");
    let ready_retainers = amount(BillingStatus::Ready, UnbilledKind::Retainer, Age::UpTo30);
    assert_eq!(ready_retainers, [], "agreed only");
    let blocked: Vec<(WhyBlocked, i64)> =
        unbilled.blocked.iter().map(|blocked| (blocked.why, blocked.counted.count)).collect();
    assert!(blocked.contains(&(WhyBlocked::OverLimit, 1)), "{blocked:?}");
    assert!(blocked.contains(&(WhyBlocked::WithoutPrice, 2)), "{blocked:?}");
    // STAGES has 4,000 of 5,000, FIXED none of 5,000, GOODS none of 1,000.
    assert!(blocked.contains(&(WhyBlocked::MilestonesOff, 3)), "{blocked:?}");
    assert_eq!(month.invoices.amounts, [(pound, dec("200.0000"))]);
    assert_eq!(month.before.amounts, [(pound, dec("400.0000"))]);
    let hours: Vec<_> = month.not_charged.iter().map(|(_, counted)| counted.quantity).collect();
    assert_eq!(hours, [dec("7.0000")]);
    let person_id = world.actor.person.expect("somebody");
    let worked = SignedIn { person_id, ..all };
    let recent = world
        .read(move |scope| {
            Box::pin(async move { today::commands::read_recent(scope, &worked).await })
        })
        .await
        .expect("what was worked on");
    let mut names: Vec<&str> = recent.iter().map(|recent| recent.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert!(names.contains(&"STAGES") && names.contains(&"INV-000002"), "{names:?}");
    let looks: Vec<(String, Why)> =
        looks.contracts.into_iter().map(|look| (look.number, look.why)).collect();
    assert_eq!(
        looks,
        [
            ("CAP".to_owned(), Why::LimitUsed(dec("93"))),
            ("STAGES".to_owned(), Why::MilestoneOverdue(131)),
        ]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_a_lost_contract_planned_is_nothing_to_be_billed(owner: PgPool) {
    // R-SM-3, R-SM-5, R-INV-12: neither by age, nor in what the hub has, to which Today leads
    let world = busy(owner).await;
    let all = reader(&world, "all@example.org", Role::ALL).await;
    let planned = async || {
        let who = all.clone();
        let read = world.read(move |scope| {
            Box::pin(async move {
                let cells = today::commands::read_unbilled(scope, &who).await?.cells;
                let query = ListQuery::default().with("has", "not_ready");
                let hub = desk::commands::list_hub(scope, &query).await?.rows;
                let open = desk::commands::total_open(scope, false).await?;
                Ok((cells, hub, open.amounts))
            })
        });
        let (cells, hub, open) = read.await.expect("what is not billed");
        let kinds = [UnbilledKind::Milestone, UnbilledKind::Product, UnbilledKind::Retainer];
        let cells = cells.iter().filter(|cell| kinds.contains(&cell.kind)).count();
        let hub: Vec<String> = hub.into_iter().map(|row| row.number).collect();
        let euro = open.into_iter().find(|(of, _)| *of == currency("EUR"));
        (cells, hub, euro.expect("euros").1)
    };
    let (cells, hub, before) = planned().await;
    assert_eq!(cells, 3, "a milestone, goods and a retainer that are due");
    assert!(hub.contains(&"STAGES".to_owned()) && hub.contains(&"GOODS".to_owned()), "{hub:?}");
    for contract in ["STAGES", "GOODS"] {
        world.close_as_lost(contract).await;
    }
    let (cells, hub, after) = planned().await;
    assert_eq!(cells, 0);
    assert!(!hub.contains(&"STAGES".to_owned()) && !hub.contains(&"GOODS".to_owned()), "{hub:?}");
    assert_eq!(before - after, dec("5920"), "milestones 4,000, retainers 1,600, goods 320");
    every_figure_is_its_lists(&world, &all).await;
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn of_a_large_company_figures_are_those_of_the_lists_too(owner: PgPool) {
    let world = World::bare(owner).await;
    let size = Size { contracts: 40, sales: 1_200, invoices: 60 };
    let mut conn = world.owner.acquire().await.expect("a connection");
    fill::company(&mut conn, world.actor.company, size).await.expect("filled");
    drop(conn);
    let all = reader(&world, "all@example.org", Role::ALL).await;
    assert!(every_figure_is_its_lists(&world, &all).await > 8);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn who_records_time_is_told_which_weeks_miss_something(owner: PgPool) {
    // R-SM-36: what is a draft or returned is its author's to submit
    let world = busy(owner).await;
    let own = |who: &SignedIn| {
        let who = who.clone();
        world.read(move |scope| {
            Box::pin(async move { today::commands::read_own_work(scope, &who).await })
        })
    };
    let weeks = |found: &today::model::OwnWork| -> Vec<(String, i64, i64, usize)> {
        let week = |w: &today::model::OwnWeek| {
            (w.monday.to_string(), w.drafts, w.returned, w.missing.len())
        };
        found.weeks.iter().map(week).collect()
    };
    let manager = reader(&world, "manager@example.org", &[Role::ProjectManager]).await;
    assert_eq!(weeks(&own(&manager).await.expect("own work")), [], "who only manages");
    let ada = reader(&world, "ada@example.org", &[Role::Resource]).await;
    let of =
        |monday: &str, drafts, returned, missing| (monday.to_owned(), drafts, returned, missing);
    assert_eq!(
        weeks(&own(&ada).await.expect("own work")),
        [of("2026-03-30", 0, 0, 1), of("2026-03-23", 0, 0, 5), of("2026-03-16", 0, 0, 4)],
        "nothing is written down yet; today is not over"
    );
    let link = format!(
        "update resource set person_id = {} where company_id = {} and name like 'Ada%'",
        ada.person_id,
        world.company()
    );
    world.force(&link).await;
    world
        .force_past_walls("update entry set state = 'returned' where work_on = '2026-03-25'")
        .await;
    world.force_past_walls("update entry set state = 'draft' where work_on = '2026-01-20'").await;
    assert_eq!(
        weeks(&own(&ada).await.expect("own work")),
        [of("2026-03-23", 0, 1, 4), of("2026-03-16", 0, 0, 3), of("2026-01-19", 1, 0, 0)]
    );
}
