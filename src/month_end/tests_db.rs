//! A month's end on PostgreSQL: every figure is what the list comes to that it leads to.
#![cfg(test)]

use super::{
    commands,
    model::{Closing, Lack, MonthContract, Stage, TimeSheet},
    rules::counted,
};
use crate::{
    access::model::SignedIn,
    platform::database::Database,
    tests::{
        fixtures::{World, app_pool, check_list, currency, dec, refusal},
        one_by_one::counted as statements,
        sheets::work,
        today::{busy, listed, reader},
    },
    today::model::{Counted, List},
    vocabulary::{
        ids::PersonId,
        paging::{ListQuery, Page, Totals},
        refusal::{Field, Refusal},
        words::Role,
    },
};
use rust_decimal::Decimal;
use sqlx::PgPool;
use std::collections::BTreeSet;

const HAS: [(&str, &[Stage]); 7] = [
    ("left", &[Stage::NotReady, Stage::Ready, Stage::OnDraft]),
    ("not_ready", &[Stage::NotReady]),
    ("ready", &[Stage::Ready]),
    ("held", &[Stage::Held]),
    ("on_draft", &[Stage::OnDraft]),
    ("failed", &[Stage::Failed]),
    ("confirmed", &[Stage::Confirmed]),
];

fn of_month(text: &str) -> ListQuery {
    ListQuery { size: 200, ..ListQuery::default() }.with("month", text)
}

async fn contracts(world: &World, query: ListQuery) -> Vec<MonthContract> {
    let read = world.read(move |scope| {
        Box::pin(async move { commands::list_month_contracts(scope, &query).await })
    });
    read.await.expect("contracts").rows
}

async fn closing(world: &World, who: &SignedIn, query: ListQuery) -> Closing {
    let who = who.clone();
    let read = world.read(move |scope| {
        Box::pin(async move { commands::read_closing(scope, &who, &query).await })
    });
    read.await.expect("what is missing")
}

async fn totals(world: &World, reader: PersonId, figure: &Counted) -> Totals {
    let figure = figure.clone();
    let read =
        world.read(move |scope| Box::pin(async move { listed(scope, reader, &figure).await }));
    read.await.expect("the list")
}

/// Compares what is said of a month with the lists; answers how many figures there were.
async fn every_figure_is_its_lists(world: &World, who: &SignedIn, query: &ListQuery) -> usize {
    let found = closing(world, who, query.clone()).await;
    let mut some = 0;
    let stages = found.stages.iter().map(|(stage, counted)| (format!("{stage:?}"), counted));
    let lacks = found.lacks.iter().map(|(lack, counted)| (format!("{lack:?}"), counted));
    for (what, counted) in stages.chain(lacks) {
        let said = format!("{what} {:?} {:?}", counted.list, counted.filters);
        let totals = totals(world, who.person_id, counted).await;
        assert_eq!(counted.count, totals.count, "{said}");
        match counted.list {
            List::Hub | List::Schedules | List::TimeSheets => {}
            List::Approvals => assert_eq!(counted.quantity, totals.quantity, "{said}"),
            _ => assert_eq!(counted.amounts, totals.amounts, "{said}"),
        }
        some += 1;
    }
    for contract in contracts(world, query.clone()).await {
        for figure in &contract.figures {
            let of = counted(figure.stage, figure.list, found.month, Some(contract.contract_id));
            let totals = totals(world, who.person_id, &of).await;
            let said = format!("{} {figure:?}", contract.number);
            assert_eq!(figure.count, totals.count, "{said}");
            assert_eq!(vec![(figure.currency, figure.amount)], totals.amounts, "{said}");
            some += 1;
        }
    }
    some
}

/// What all contracts have of a stage is what is said of the month.
async fn contracts_add_up(world: &World, who: &SignedIn, query: &ListQuery) {
    let found = closing(world, who, query.clone()).await;
    let rows = contracts(world, query.clone()).await;
    for (stage, counted) in &found.stages {
        for (currency, amount) in &counted.amounts {
            let sum: Decimal = rows
                .iter()
                .flat_map(|row| &row.figures)
                .filter(|f| (f.stage, f.list, f.currency) == (*stage, counted.list, *currency))
                .map(|f| f.amount)
                .sum();
            assert_eq!(sum, *amount, "{stage:?} {:?} {currency}", counted.list);
        }
    }
    // A filter lets through those that have what it names, and no other.
    for (word, stages) in HAS {
        let has = contracts(world, query.clone().with("has", word)).await;
        let has: BTreeSet<String> = has.into_iter().map(|row| row.number).collect();
        let expected = rows.iter().filter(|r| r.figures.iter().any(|f| stages.contains(&f.stage)));
        assert_eq!(has, expected.map(|row| row.number.clone()).collect(), "{word}");
    }
}

/// A busy world with a schedule that waits, a draft that failed and one that is old.
async fn at_the_end(owner: PgPool) -> World {
    let world = busy(owner).await;
    world
        .force(
            r"
            insert into invoice_schedule (company_id, contract_id, contract_line_id, run_on, cut_off_on)
            select l.company_id, l.contract_id, l.contract_line_id, d.run_on, d.run_on
            from contract_line l
            join contract c using (company_id, contract_id)
            cross join (values (date '2026-03-15'), (date '2026-04-15')) d(run_on)
            where c.number = 'SOLO'
            ",
        )
        .await;
    world
        .force_past_walls(
            "update invoice set created_at = '2026-03-10T12:00:00Z' \
             where is_open and invoice_id = (select min(invoice_id) from invoice where is_open)",
        )
        .await;
    world.force_past_walls("update entry set state = 'draft' where work_on = '2026-03-25'").await;
    world
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_figure_leads_to_its_rows(owner: PgPool) {
    // R-INV-12
    let world = at_the_end(owner).await;
    let all = reader(&world, "all@example.org", Role::ALL).await;
    for month in ["2025-11", "2026-01", "2026-02", "2026-03", "2026-06"] {
        let query = of_month(month);
        assert!(every_figure_is_its_lists(&world, &all, &query).await > 1, "{month}");
        contracts_add_up(&world, &all, &query).await;
    }
    world.force("select fold_backlog_sums()").await;
    assert!(every_figure_is_its_lists(&world, &all, &of_month("2026-03")).await > 20);
    // Kept to a team, and to what its reader sees.
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
    let of_ada = of_month("2026-03").with("team", "ada@example.org");
    let found = every_figure_is_its_lists(&world, &ada, &of_ada).await;
    assert!(found > 3, "{found}");
    contracts_add_up(&world, &ada, &of_ada).await;
    let nobody = of_month("2026-03").with("team", "nobody");
    assert_eq!(every_figure_is_its_lists(&world, &ada, &nobody).await, 1, "people alone");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_missing_is_said(owner: PgPool) {
    let world = at_the_end(owner).await;
    let all = reader(&world, "all@example.org", Role::ALL).await;
    let lacks = |found: &Closing| -> Vec<(Lack, i64)> {
        found.lacks.iter().map(|(lack, counted)| (*lack, counted.count)).collect()
    };
    let march = closing(&world, &all, of_month("2026-03")).await;
    assert_eq!(
        lacks(&march),
        [
            (Lack::WithoutTime, 1),
            (Lack::NotSubmitted, 1),
            (Lack::NotApproved, 1),
            (Lack::WithoutPrice, 2),
            (Lack::OverLimit, 1),
            (Lack::MilestonesOff, 3),
            (Lack::NotRun, 1),
            (Lack::OldDrafts, 1),
        ]
    );
    let stage = |found: &Closing, stage: Stage, list: List| {
        let of = found.stages.iter().find(|(s, counted)| (*s, counted.list) == (stage, list));
        of.map(|(_, counted)| counted.amounts.clone()).unwrap_or_default()
    };
    let (euro, pound) = (currency("EUR"), currency("GBP"));
    assert_eq!(stage(&march, Stage::Ready, List::Backlog), [(pound, dec("800.0000"))]);
    assert_eq!(stage(&march, Stage::OnDraft, List::Backlog), [(euro, dec("600.0000"))]);
    assert_eq!(stage(&march, Stage::Confirmed, List::Invoices), [(pound, dec("200.0000"))]);
    assert_eq!(stage(&march, Stage::NotReady, List::Milestones), [(euro, dec("2000.0000"))]);
    assert_eq!(stage(&march, Stage::NotReady, List::ProductLines), [(euro, dec("320.0000"))]);
    assert_eq!(stage(&march, Stage::NotReady, List::Retainers), [(euro, dec("700.0000"))]);
    // Older drafts than that there are none.
    let patient = closing(&world, &all, of_month("2026-03").with("days", "30")).await;
    assert!(!lacks(&patient).iter().any(|(lack, _)| *lack == Lack::OldDrafts));
    // What comes after a month is not of it.
    let january = closing(&world, &all, of_month("2026-01")).await;
    assert!(!lacks(&january).iter().any(|(lack, _)| *lack == Lack::NotApproved));
    assert_eq!(stage(&january, Stage::Ready, List::Backlog), []);
    // Whoever sees no work of others is told nothing of it.
    let accountant = reader(&world, "acc@example.org", &[Role::ProjectAccountant]).await;
    let told = closing(&world, &accountant, of_month("2026-03")).await;
    let work = [List::Approvals, List::TimeSheets];
    assert!(told.lacks.iter().all(|(_, counted)| !work.contains(&counted.list)));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_was_never_agreed_has_no_month(owner: PgPool) {
    // R-SM-5: milestones, goods and retainers may be planned on a draft; of the contract OFFER no
    // figure counts any, Ready or not
    let world = at_the_end(owner).await;
    let all = reader(&world, "all@example.org", Role::ALL).await;
    let march = closing(&world, &all, of_month("2026-03")).await;
    assert!(
        !march.stages.iter().any(|(s, c)| (*s, c.list) == (Stage::Ready, List::Retainers)),
        "{:?}",
        march.stages
    );
    for (list, planned) in [(List::Milestones, 1), (List::ProductLines, 1), (List::Retainers, 2)] {
        let whole = totals(&world, all.person_id, &Counted::of(list, &[])).await.count;
        for (state, expected) in [("draft", planned), ("confirmed", whole - planned), ("lost", 0)] {
            let of = Counted::of(list, &[("contract_state", state.to_owned())]);
            let found = totals(&world, all.person_id, &of).await.count;
            assert_eq!(found, expected, "{list:?} {state}");
        }
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_a_lost_contract_planned_keeps_no_month_open(owner: PgPool) {
    // R-SM-3, R-SM-5: it stays, Not Ready, and nobody asks for it any more; what drafts hold of it is
    // theirs until they are confirmed or deleted
    let world = World::staged(owner).await;
    let all = reader(&world, "all@example.org", Role::ALL).await;
    world.milestone("STAGES", "Kick-off", "2026-03-01", "2000").await;
    world.milestone("STAGES", "Go-live", "2026-04-20", "3000").await;
    world.milestones_ready("STAGES").await;
    let drafts = world.create(&["STAGES"]).await.remove(0).outcome.expect("drafts");
    world.retainer("STAGES", "Tromsø Shipping", "2026-03-25", "700").await;
    world.product_line("4").await;
    let stages = async |month: &str| {
        let query = of_month(month);
        every_figure_is_its_lists(&world, &all, &query).await;
        contracts_add_up(&world, &all, &query).await;
        let found = closing(&world, &all, query).await.stages;
        found.iter().map(|(s, c)| (*s, c.list, c.count)).collect::<Vec<_>>()
    };
    let on_drafts = [(Stage::OnDraft, List::Milestones, 3)];
    let june = stages("2026-06").await;
    for planned in [
        (Stage::Ready, List::Milestones, 3),
        (Stage::NotReady, List::ProductLines, 1),
        (Stage::NotReady, List::Retainers, 1),
        on_drafts[0],
    ] {
        assert!(june.contains(&planned), "{planned:?}: {june:?}");
    }
    assert_eq!(june.len(), 4, "{june:?}");
    for contract in ["STAGES", "GOODS"] {
        world.close_as_lost(contract).await;
    }
    for month in ["2026-03", "2026-06"] {
        assert_eq!(stages(month).await, on_drafts, "{month}");
    }
    for draft in drafts {
        world.delete_invoice(draft).await.expect("deleted");
    }
    for month in ["2026-03", "2026-06"] {
        assert_eq!(stages(month).await, [], "{month}");
        let left = contracts(&world, of_month(month).with("has", "left")).await;
        assert!(left.is_empty(), "{left:?}");
    }
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn work_on_a_draft_contract_has_its_month(owner: PgPool) {
    // R-APP-11, R-INV-12: what was approved waits for its contract to be confirmed; the figure and the
    // rows beneath it are the same. What is planned on the draft is neither (R-SM-5)
    let world = World::new(owner).await;
    let all = reader(&world, "all@example.org", Role::ALL).await;
    world.retainer("DRAFT", "Nordlicht Energie", "2026-03-05", "300").await;
    let listed = async |query: ListQuery| {
        contracts(&world, query).await.into_iter().map(|row| row.number).collect::<Vec<_>>()
    };
    let is_listed = async |month: &str| {
        let numbers = listed(of_month(month)).await;
        let query = of_month(month);
        let read = world.read(move |scope| {
            Box::pin(async move { commands::total_month_contracts(scope, &query).await })
        });
        let count = read.await.expect("a count").count;
        assert_eq!(usize::try_from(count), Ok(numbers.len()), "{month}");
        numbers.contains(&"DRAFT".to_owned())
    };
    assert!(!is_listed("2026-03").await, "nothing was done on it");
    world.approved(&[work("DRAFT", "2026-03-10", "8")]).await;
    assert!(is_listed("2026-03").await && !is_listed("2026-02").await);
    let march = of_month("2026-03");
    every_figure_is_its_lists(&world, &all, &march).await;
    contracts_add_up(&world, &all, &march).await;
    for has in ["left", "not_ready"] {
        let found = contracts(&world, march.clone().with("has", has)).await;
        let [draft] = &found[..] else { panic!("{has}: {found:?}") };
        let figures: Vec<_> = draft.figures.iter().map(|f| (f.stage, f.list)).collect();
        let expected = [(Stage::NotReady, List::Backlog)];
        assert_eq!((&*draft.number, &figures[..]), ("DRAFT", &expected[..]), "{has}");
    }
    world.mark_all().await;
    assert_eq!(listed(march.clone().with("has", "ready")).await, ["DRAFT"]);
    assert_eq!(listed(march.with("has", "not_ready")).await, [""; 0]);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn only_days_that_the_run_takes_keep_a_month_open(owner: PgPool) {
    // R-RUN-5, R-SM-5: those of a draft wait for it, those of a lost contract for nothing
    let world = World::new(owner).await;
    let all = reader(&world, "all@example.org", Role::ALL).await;
    world
        .force(
            r"
            insert into invoice_schedule (company_id, contract_id, contract_line_id, run_on, cut_off_on)
            select l.company_id, l.contract_id, l.contract_line_id, d.run_on, d.run_on
            from contract_line l
            join contract c using (company_id, contract_id)
            cross join (
                values (date '2026-02-15'), (date '2026-03-15'), (date '2026-10-15')
            ) d(run_on)
            where c.number in ('SOLO', 'PAIR', 'DRAFT'); update invoice_schedule
            set status = 'failed', reason = '{}'
            where run_on = '2026-02-15'
            ",
        )
        .await;
    let days = async |month: &str| {
        let query = of_month(month);
        every_figure_is_its_lists(&world, &all, &query).await;
        let found = closing(&world, &all, query).await;
        let of = |lack: Lack| {
            let told = found.lacks.iter().find(|(told, _)| *told == lack);
            told.map_or(0, |(_, counted)| counted.count)
        };
        let due = Counted::of(List::Hub, &[("due_by", found.month.last.to_string())]);
        let due = totals(&world, all.person_id, &due).await.count;
        (of(Lack::NotRun), of(Lack::RunFailed), due)
    };
    assert_eq!(days("2026-03").await, (2, 2, 2), "SOLO and PAIR");
    world.force("update contract set state = 'lost' where number = 'PAIR'").await;
    assert_eq!(days("2026-03").await, (1, 1, 1), "SOLO");
    assert_eq!(days("2026-10").await, (2, 1, 1), "no later month either");
    for state in ["draft", "confirmed", "lost"] {
        let of = Counted::of(List::Schedules, &[("contract_state", state.to_owned())]);
        assert_eq!(totals(&world, all.person_id, &of).await.count, 3, "{state}");
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn whose_time_is_missing_is_said(owner: PgPool) {
    let world = at_the_end(owner).await;
    let all = reader(&world, "all@example.org", Role::ALL).await;
    let sheets = |query: ListQuery| {
        let who = all.clone();
        world.read(move |scope| {
            Box::pin(async move { commands::list_time_sheets(scope, &who, &query).await })
        })
    };
    let march: Page<TimeSheet> = sheets(of_month("2026-03")).await.expect("time sheets");
    assert!(!march.rows.is_empty());
    for sheet in &march.rows {
        let days = world
            .ask(&format!(
                r"
                select count(distinct work_on)
                from entry
                where resource_id = {} and transaction_class = 'time'
                    and work_on between '2026-03-01' and '2026-03-30'
                    and extract(isodow from work_on) < 6
                ",
                sheet.resource_id
            ))
            .await;
        assert_eq!(sheet.missing_days, 21 - days, "{}", sheet.name);
    }
    let waits: Decimal = march.rows.iter().map(|r| r.not_submitted + r.not_approved).sum();
    assert_eq!(waits, dec("10"), "eight hours submitted, two not");
    let missing = sheets(of_month("2026-03").with("has", "missing")).await.expect("some");
    let expected = march.rows.iter().filter(|row| row.missing_days > 0).count();
    assert_eq!(missing.rows.len(), expected);
    let found = closing(&world, &all, of_month("2026-03")).await;
    let people = found.lacks.iter().find(|(lack, _)| *lack == Lack::WithoutTime);
    assert_eq!(people.map(|(_, counted)| usize::try_from(counted.count)), Some(Ok(expected)));
    let waiting = sheets(of_month("2026-03").with("has", "waiting")).await.expect("some");
    let expected = march.rows.iter().filter(|r| r.not_submitted + r.not_approved > dec("0"));
    assert_eq!(waiting.rows.len(), expected.count());
    // Somebody who filled every day is not told of.
    let name = missing.rows.first().map(|row| row.name.clone()).expect("somebody");
    world
        .force_past_walls(&format!(
            r"
            insert into entry (company_id, transaction_class, work_on, project_id, resource_id,
                role_id, task, notes, quantity, billing_type, billable_quantity, unit_cost)
            select e.company_id, e.transaction_class, d::date, e.project_id, e.resource_id,
                e.role_id, e.task, e.notes, 1, e.billing_type, 1, 0
            from (
                select e.*
                from entry e
                join resource r using (company_id, resource_id)
                where r.name = '{name}' and e.transaction_class = 'time'
                limit 1
            ) e
            cross join generate_series(date '2026-03-01', date '2026-03-30', interval '1 day') d
            "
        ))
        .await;
    let after = sheets(of_month("2026-03").with("has", "missing")).await.expect("some");
    assert!(after.rows.iter().all(|row| row.name != name));
    // A month that has not begun misses nothing, and nobody works in one long past.
    let query = of_month("2026-05").with("has", "missing");
    assert_eq!(sheets(query).await.expect("none").rows.len(), 0);
    assert_eq!(sheets(of_month("2019-05")).await.expect("none").rows.len(), 0);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn bad_input_is_refused(owner: PgPool) {
    let world = World::new(owner).await;
    let all = reader(&world, "all@example.org", Role::ALL).await;
    let listed = |query: ListQuery| {
        world.read(move |scope| {
            Box::pin(async move { commands::list_month_contracts(scope, &query).await })
        })
    };
    let slip = Refusal::FieldNotADate(Field::Date);
    assert_eq!(refusal(listed(of_month("2026-13")).await), slip);
    assert_eq!(refusal(listed(of_month("'; drop table entry")).await), slip);
    let odd = |word: &str| Refusal::UnknownListOption(word.to_owned());
    assert_eq!(refusal(listed(of_month("2026-03").with("has", "all")).await), odd("all"));
    assert_eq!(refusal(listed(of_month("2026-03").with("colour", "red")).await), odd("colour"));
    let closed = |query: ListQuery| {
        let who = all.clone();
        world.read(move |scope| {
            Box::pin(async move { commands::read_closing(scope, &who, &query).await })
        })
    };
    assert_eq!(refusal(closed(of_month("soon")).await), slip);
    assert_eq!(refusal(closed(of_month("2026-03").with("days", "5")).await), odd("5"));
    let sheets = |query: ListQuery| {
        let who = all.clone();
        world.read(move |scope| {
            Box::pin(async move { commands::list_time_sheets(scope, &who, &query).await })
        })
    };
    assert_eq!(refusal(sheets(of_month("2026-00")).await), slip);
    assert_eq!(refusal(sheets(of_month("2026-03").with("has", "time")).await), odd("time"));
    // A list like any other: every sort, both ways, page by page.
    check_list(&["number", "name", "customer"], |query: ListQuery| {
        let query = query.with("month", "2026-03");
        world.read(move |scope| {
            Box::pin(async move { commands::list_month_contracts(scope, &query).await })
        })
    })
    .await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn many_contracts_take_no_more_statements(owner: PgPool) {
    let mut world = at_the_end(owner).await;
    world.ready(&[work("PAIR", "2026-03-10", "3")]).await;
    world.database = Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), 1).await,
        world.database.clock,
    );
    let one = of_month("2026-03").with("contract", "SOLO");
    // The first looks up the database's types.
    contracts(&world, one.clone()).await;
    let (found, of_one) = statements(contracts(&world, one)).await;
    assert_eq!(found.len(), 1);
    let all = of_month("2026-03").with("contract", "O");
    let (found, of_all) = statements(contracts(&world, all)).await;
    assert!(found.len() > 1);
    assert_eq!(of_one, of_all);
}
