//! The hub and the ledger's page on PostgreSQL.
#![cfg(test)]

use super::{
    commands::{self, total_ledger},
    model::{HubContract, HubLine, HubPart},
};
use crate::{
    invoicing::draft::model::DetailEdit,
    platform::database::Database,
    tests::{
        fixtures::{TODAY, World, app_pool, check_list, day, dec, refusal, unchanged},
        one_by_one::counted,
        samples::{invoice_contracts, ledger_page, stayed},
        sheets::{Work, work},
    },
    vocabulary::{
        left_behind::LeftBehind,
        paging::{ListQuery, Selection},
        refusal::Refusal,
        words::{BillingType, ScheduleType},
    },
};
use rust_decimal::Decimal;
use sqlx::PgPool;

/// The lines of a contract, as they are unfolded.
async fn lines(world: &World, contract: &HubContract) -> Vec<HubLine> {
    let id = contract.contract_id;
    let read = world
        .read(move |scope| Box::pin(async move { commands::read_hub_lines(scope, &[id]).await }));
    let (of, lines) = read.await.expect("lines").remove(0);
    assert_eq!(of, id);
    let sum = |of: fn(&HubLine) -> Decimal| lines.iter().map(of).sum::<Decimal>();
    // With its retainers they add up to the contract (one figure, R-INV-12).
    assert_eq!(
        sum(|line| line.ready_amount) + contract.retainers.ready_amount,
        contract.ready_amount
    );
    assert_eq!(
        sum(|line| line.not_ready_amount) + contract.retainers.not_ready_amount,
        contract.not_ready_amount
    );
    assert_eq!(sum(|line| line.held_amount), contract.held_amount);
    assert_eq!(sum(|line| line.classes.time), contract.classes.time);
    assert_eq!(sum(|line| line.classes.expense), contract.classes.expense);
    lines
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_hub_says_live_what_each_line_has(owner: PgPool) {
    // R-INV-12, D-16, W-7: contracts with their lines, amounts by class; nothing to update
    let world = World::new(owner).await;
    world.ready(&[work("PAIR", "2026-03-01", "1")]).await;
    let drafts = world.create(&["PAIR"]).await.remove(0).outcome.unwrap();
    world.confirm(&drafts).await.unwrap();
    world.ready(&[work("PAIR", "2026-03-02", "2")]).await;
    world.create(&["PAIR"]).await.remove(0).outcome.unwrap();
    world
        .ready(&[
            work("PAIR", "2026-03-03", "4"),
            Work { billable: "No", ..work("PAIR", "2026-03-03", "9") },
        ])
        .await;
    world.approved(&[work("PAIR", "2026-03-04", "8")]).await;
    let hub = |query: ListQuery| {
        world.read(move |scope| Box::pin(async move { commands::list_hub(scope, &query).await }))
    };
    let row = hub(ListQuery::default().with("contract", "PAIR")).await.unwrap().rows.remove(0);
    assert_eq!(
        (row.invoiced_amount, row.draft_amount, row.ready_amount, row.not_ready_amount),
        (dec("200.0000"), dec("400.0000"), dec("800.0000"), dec("1600.0000"))
    );
    assert_eq!(row.ready_count, 4, "two customers, two rows each");
    let line = &lines(&world, &row).await[0];
    assert_eq!(
        (line.name.as_str(), line.customers.as_str(), line.project_code.as_str()),
        ("Grid time", "Nordlicht Energie, Tromsø Shipping", "PAIR")
    );
    assert_eq!(
        (
            line.classes.time,
            line.classes.expense,
            line.ready_amount,
            line.draft_amount,
            line.invoiced_amount
        ),
        (dec("2400.0000"), dec("0"), dec("800.0000"), dec("400.0000"), dec("200.0000"))
    );
    let filters = ListQuery::default()
        .with("line", line.contract_line_id.to_string())
        .with("class", "time")
        .with("status", "open")
        .with("billing_type", "chargeable");
    let totals = world
        .read(move |scope| {
            Box::pin(async move { crate::backlog::commands::total_backlog(scope, &filters).await })
        })
        .await
        .unwrap();
    assert_eq!(
        totals.amounts,
        [(crate::tests::fixtures::currency("EUR"), dec("2400.0000"))],
        "the link leads to what was added up"
    );
    let none = ListQuery::default().with("class", "fee");
    assert_eq!(
        world
            .read(move |scope| Box::pin(async move {
                crate::backlog::commands::total_backlog(scope, &none).await
            }))
            .await
            .unwrap()
            .count,
        0
    );

    for (name, text, numbers) in [
        ("has", "ready", "PAIR"),
        ("has", "not_ready", "PAIR"),
        ("has", "on_draft", "PAIR"),
        ("customer", "harbour", "SOLO THIRDS"),
        ("state", "draft", "DRAFT"),
    ] {
        let rows = hub(ListQuery::default().with(name, text)).await.unwrap().rows;
        assert_eq!(
            rows.iter().map(|r| r.number.as_str()).collect::<Vec<_>>().join(" "),
            numbers,
            "{name} {text}"
        );
    }
    let fixed = hub(ListQuery::default().with("contract", "FIXED")).await.unwrap().rows.remove(0);
    assert_eq!(fixed.contracted_amount, Some(dec("5000.0000")));
    assert_eq!(
        refusal(hub(ListQuery::default().with("has", "fun")).await),
        Refusal::UnknownListOption("fun".into())
    );
    check_list(&["number", "name", "customer"], hub).await;
    let totals = world
        .read(|scope| {
            Box::pin(async move { commands::total_hub(scope, &ListQuery::default()).await })
        })
        .await
        .unwrap();
    assert_eq!(
        (totals.count, totals.amounts.iter().find(|a| a.0.to_string() == "EUR").map(|a| a.1)),
        (9, Some(dec("800.0000")))
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_hub_counts_milestones_that_are_on_no_invoice(owner: PgPool) {
    // R-INV-12: 5,000 for three customers, one of two milestones due and on drafts, hours on the
    // second line
    let world = World::staged(owner).await;
    world.milestone("STAGES", "First", "2026-03-01", "2000").await;
    world.milestone("STAGES", "Second", "2026-04-01", "2000").await;
    world.milestone("STAGES", "Third", "2026-05-01", "1000").await;
    world.milestones_ready("STAGES").await;
    world.create(&["STAGES"]).await.remove(0).outcome.expect("drafts");
    let third: Vec<i64> = world.milestones("STAGES").await[0].milestones[2]
        .parts
        .iter()
        .map(|part| part.milestone_split_id.0)
        .collect();
    world.mark_milestones(Selection::Rows(third), false).await.expect("marked");
    let hub = |query: ListQuery| {
        world.read(move |scope| Box::pin(async move { commands::list_hub(scope, &query).await }))
    };
    let stages = || async {
        hub(ListQuery::default().with("contract", "STAGES")).await.expect("the hub").rows.remove(0)
    };
    let row = stages().await;
    let of_milestones =
        HubPart { ready_count: 3, ready_amount: dec("2000"), not_ready_amount: dec("1000") };
    assert_eq!(row.milestones, of_milestones, "what is on drafts is neither");
    assert_eq!(
        (row.ready_count, row.ready_amount, row.not_ready_amount, row.draft_amount),
        (3, dec("2000"), dec("1000"), dec("2000"))
    );
    let of_row = lines(&world, &row).await;
    let fixed = &of_row[0];
    assert_eq!(fixed.schedule_type, Some(ScheduleType::CompletedMilestones));
    assert_eq!(
        (fixed.milestone_amount, fixed.ready_amount, fixed.draft_amount, fixed.classes.time),
        (dec("3000"), dec("2000"), dec("2000"), dec("0"))
    );
    assert_eq!(
        (of_row[1].schedule_type, of_row[1].milestone_amount, of_row[1].ready_amount),
        (None, dec("0"), dec("0"))
    );
    for (status, expected) in [("open", "3000"), ("ready", "2000")] {
        let filters = ListQuery::default()
            .with("line", fixed.contract_line_id.to_string())
            .with("status", status);
        let total = world.read(move |scope| {
            Box::pin(
                async move { crate::milestones::commands::total_milestones(scope, &filters).await },
            )
        });
        assert_eq!(
            total.await.expect("totals").amounts,
            [(crate::tests::fixtures::currency("EUR"), dec(expected))],
            "the link leads to what was added up"
        );
    }

    world.ready(&[work("EXTRA", "2026-03-02", "1")]).await;
    let row = stages().await;
    assert_eq!(
        (
            row.ready_count,
            row.ready_amount,
            row.milestones,
            lines(&world, &row).await[1].ready_amount
        ),
        (4, dec("2200"), of_milestones, dec("200"))
    );
    for (name, text) in [("has", "ready"), ("has", "not_ready"), ("has", "on_draft")] {
        let rows = hub(ListQuery::default().with(name, text)).await.expect("the hub").rows;
        assert_eq!(
            rows.iter().map(|r| r.number.as_str()).collect::<Vec<_>>(),
            ["STAGES"],
            "{name} {text}"
        );
    }
    let by_amount =
        hub(ListQuery { sort: Some("ready".into()), descending: true, ..ListQuery::default() })
            .await;
    assert_eq!(
        refusal(by_amount),
        Refusal::UnknownListOption("ready".into()),
        "no index has contracts in the order of a sum"
    );
    let totals = world
        .read(|scope| {
            Box::pin(async move { commands::total_hub(scope, &ListQuery::default()).await })
        })
        .await
        .expect("totals");
    assert_eq!(
        totals.amounts.iter().find(|a| a.0.to_string() == "EUR").map(|a| a.1),
        Some(dec("2200"))
    );
    let hours: Vec<i64> = world
        .texts("select actual_id::text from backlog")
        .await
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect();
    world.mark(Selection::Rows(hours), false).await.expect("marked");
    world
        .force(
            r"
            update milestone
            set milestone_on = '2026-03-30'
            where name = 'Second'; update milestone_split
            set milestone_on = '2026-03-30'
            where milestone_on = '2026-04-01'
            ",
        )
        .await;
    let billed = invoice_contracts(&world, Selection::Matching(ListQuery::default()))
        .await
        .expect("invoiced");
    assert_eq!(
        (billed.outcome.changed, stayed(&billed)),
        (3, vec![]),
        "only milestones are Ready: all that matches takes them"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn only_contracts_in_force_are_due(owner: PgPool) {
    // R-SM-5, R-SM-3: milestones and retainers may be planned on a draft, and stay on a lost contract;
    // neither is invoiced
    let world = World::staged(owner).await;
    world.milestone("STAGES", "All of it", "2026-03-01", "5000").await;
    world.milestone("FIXED", "All of it", "2026-03-05", "5000").await;
    world.retainer("DRAFT", "Nordlicht Energie", "2026-03-10", "300").await;
    world.retainer("SOLO", "Harbour & Vale, Architects", "2026-03-12", "300").await;
    let due = async |by: &str| {
        let query = ListQuery::default().with("due_by", by);
        let hub = world
            .read(move |scope| Box::pin(async move { commands::list_hub(scope, &query).await }));
        let numbers: Vec<String> =
            hub.await.expect("the hub").rows.into_iter().map(|row| row.number).collect();
        numbers.join(" ")
    };
    assert_eq!(due("2026-03-05").await, "FIXED STAGES");
    assert_eq!(due("2026-03-31").await, "FIXED SOLO STAGES");
    for contract in ["STAGES", "SOLO"] {
        world.close_as_lost(contract).await;
    }
    assert_eq!(due("2026-03-31").await, "FIXED");
    world.force("update contract set state = 'confirmed' where number = 'DRAFT'").await;
    assert_eq!(due("2026-03-31").await, "DRAFT FIXED");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn contracts_chosen_on_the_hub_are_invoiced(owner: PgPool) {
    // R-INV-2, R-INV-13: all that is Ready of the chosen ones, reasons for the others
    let world = World::new(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "1"), work("PAIR", "2026-03-02", "1")]).await;
    let ids = vec![world.contract("SOLO").await.0, world.contract("YEN").await.0];
    let billed = invoice_contracts(&world, Selection::Rows(ids.clone())).await.unwrap();
    assert_eq!((billed.outcome.changed, billed.invoices.len()), (1, 1));
    assert_eq!(
        stayed(&billed),
        [(Refusal::NothingToInvoice(LeftBehind::default(), day(TODAY)), 1)]
    );
    let all = invoice_contracts(&world, Selection::Matching(ListQuery::default())).await.unwrap();
    assert_eq!(
        (all.outcome.changed, stayed(&all)),
        (2, vec![]),
        "one per customer; contracts with nothing Ready are left out"
    );
    assert_eq!(
        refusal(invoice_contracts(&world, Selection::Rows(vec![])).await),
        Refusal::NothingSelected
    );
    let rival = world.rival().await;
    let theirs = invoice_contracts(&rival, Selection::Rows(ids)).await.unwrap();
    assert_eq!(stayed(&theirs), [(Refusal::NotFound, 2)], "another company's");
    world.audit_clean().await;
}

/// Every row as type, quantity, billing status, adjustment status; oldest first.
async fn statuses(world: &World) -> Vec<String> {
    let rows = ledger_page(world, ListQuery { descending: true, ..ListQuery::default() })
        .await
        .unwrap()
        .rows;
    rows.iter()
        .map(|r| {
            let billing = r.billing_status.map(|s| s.word()).unwrap_or("-");
            format!(
                "{} {} {billing} {}",
                r.transaction_type.word(),
                r.quantity.normalize(),
                r.adjustment_status.word()
            )
        })
        .collect()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn statuses_follow_from_what_reverses_replaces_and_claims(owner: PgPool) {
    // §2.4, §2.5: R-SM-16 to R-SM-22, R-SM-24; stored nowhere
    let world = World::new(owner).await;
    let sales =
        world.approved(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "2")]).await;
    let cost = ["cost 8 - none", "cost 2 - none"];
    assert_eq!(
        statuses(&world).await,
        [cost[0], "unbilled_sales 8 not_ready none", cost[1], "unbilled_sales 2 not_ready none"]
    );
    world.mark(Selection::Rows(sales.clone()), true).await.unwrap();
    assert_eq!(statuses(&world).await[1], "unbilled_sales 8 ready none");
    let draft = world.draft("SOLO").await;
    assert_eq!(statuses(&world).await[1], "unbilled_sales 8 on_draft none");
    let details = world.details(draft).await;
    world.edit(DetailEdit { quantity: "6".into(), ..unchanged(draft, &details[0]) }).await.unwrap();
    world.confirmed(draft).await;
    assert_eq!(
        statuses(&world).await,
        [
            cost[0],
            "unbilled_sales 8 posted adjusted",
            cost[1],
            "unbilled_sales 2 posted none",
            "unbilled_sales -8 - unadjustable",
            "unbilled_sales 6 posted none",
            "unbilled_sales -6 - unadjustable",
            "billed_sales 6 - none",
            "unbilled_sales 2 posted none",
            "unbilled_sales -2 - unadjustable",
            "billed_sales 2 - none",
            "unbilled_sales -2 - unadjustable",
            "billed_sales 2 - none",
        ]
    );
    let rows = ledger_page(&world, ListQuery { descending: true, ..ListQuery::default() })
        .await
        .unwrap()
        .rows;
    let (original, reversal, replacing, billed) = (&rows[1], &rows[4], &rows[5], &rows[7]);
    assert_eq!(
        (original.reversed_by_actual_id, reversal.reverses_actual_id),
        (Some(reversal.actual_id), Some(original.actual_id))
    );
    assert_eq!(
        (replacing.replaces_actual_id, replacing.billed_by_actual_id, billed.bills_actual_id),
        (Some(original.actual_id), Some(billed.actual_id), Some(replacing.actual_id))
    );
    assert_eq!(
        (billed.invoice_id, billed.invoice_number, original.invoice_number),
        (Some(draft), Some(1), Some(1))
    );
    assert_eq!(
        (
            billed.contract_number.as_deref(),
            billed.customer_name.as_deref(),
            billed.resource_name.as_deref()
        ),
        (Some("SOLO"), Some("Harbour & Vale, Architects"), Some("Ada Lind"))
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_ledger_is_listed_page_by_page(owner: PgPool) {
    let world = World::new(owner).await;
    world
        .billed(
            "SOLO",
            &[
                work("SOLO", "2026-03-02", "8"),
                work("SOLO", "2026-03-02", "8"),
                work("SOLO", "2026-03-03", "8"),
            ],
        )
        .await;
    world.approved(&[work("PAIR", "2026-03-02", "8")]).await;
    check_list(&["id", "date"], |query| ledger_page(&world, query)).await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_ledger_is_filtered_and_totalled_with_its_signs(owner: PgPool) {
    let world = World::new(owner).await;
    let invoice = world.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    world.approved(&[work("PAIR", "2026-03-03", "8").by("Bob")]).await;
    let contract = world.contract("SOLO").await.to_string();
    let entry = world.ask("select min(entry_id) from entry").await.to_string();
    for (name, text, count, amounts) in [
        ("type", "cost", 3, "EUR 1600"),
        ("type", "unbilled_sales", 4, "EUR 1600 GBP 0"),
        ("type", "billed_sales", 1, "GBP 1600"),
        ("contract", "portal", 4, "EUR 800 GBP 1600"),
        ("contract_id", &*contract, 4, "EUR 800 GBP 1600"),
        ("entry_id", &*entry, 4, "EUR 800 GBP 1600"),
        ("invoice_id", &*invoice.to_string(), 2, "GBP 0"),
        ("customer", "tromsø", 2, "EUR 960"),
        ("project", "pair", 4, "EUR 2400"),
        ("person", "bob", 4, "EUR 2400"),
        ("from", "2026-03-03", 4, "EUR 2400"),
        ("to", "2026-03-02", 4, "EUR 800 GBP 1600"),
    ] {
        let query = ListQuery::default().with(name, text);
        assert_eq!(
            i64::try_from(ledger_page(&world, query.clone()).await.unwrap().rows.len()),
            Ok(count),
            "{name} {text}"
        );
        let totals = world
            .read(move |scope| Box::pin(async move { total_ledger(scope, None, &query).await }))
            .await
            .unwrap();
        // Each type is totalled by itself; what a currency's come to is only the check that none is
        // missing.
        let mut sums = std::collections::BTreeMap::new();
        for (_, currency, amount) in &totals.kinds {
            *sums.entry(currency.to_string()).or_insert(rust_decimal::Decimal::ZERO) += amount;
        }
        let told = sums
            .iter()
            .map(|(currency, amount)| format!("{currency} {}", amount.normalize()))
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!((totals.count, told.as_str()), (count, amounts), "{name} {text}");
    }
    assert_eq!(
        refusal(ledger_page(&world, ListQuery::default().with("type", "sales")).await),
        Refusal::UnknownListOption("sales".into())
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_nobody_owes_is_no_amount_of_the_ledger(owner: PgPool) {
    // R-CONF-1 b and d, R-EDIT-10, R-VOC-12: of 8 hours 6 are billed, of 2 none; what was cut and what
    // is free stand in the ledger as billed sales that aren't chargeable, and the ledger comes to what
    // the invoice does
    let world = World::new(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "2")]).await;
    let draft = world.draft("SOLO").await;
    let cut = world.details(draft).await.remove(0);
    let edit = DetailEdit { quantity: "6".into(), ..unchanged(draft, &cut) };
    world.edit(edit).await.expect("cut");
    let free = world.details(draft).await.remove(1);
    let billing_type = BillingType::Complimentary;
    let edit = DetailEdit { billing_type, ..unchanged(draft, &free) };
    world.edit(edit).await.expect("free");
    world.confirmed(draft).await;
    world.approved(&[Work { billable: "No", ..work("SOLO", "2026-03-04", "4") }]).await;
    assert_eq!(world.ask("select amount::bigint from invoice").await, 1200);
    assert_eq!(
        world
            .texts(
                r"
                select billing_type || ' ' || trim_scale(sum(amount))
                from actual
                where transaction_type = 'billed_sales'
                group by billing_type
                order by billing_type::text
                "
            )
            .await,
        ["chargeable 1200", "complimentary 400", "non_chargeable 400"]
    );
    let contract = world.contract("SOLO").await.to_string();
    let all = world.ask("select count(*) from actual").await;
    let told = async |filter: (&str, &str)| {
        let query = ListQuery::default().with(filter.0, filter.1);
        let read = world
            .read(move |scope| Box::pin(async move { total_ledger(scope, None, &query).await }));
        let totals = read.await.expect("totals");
        let sales = totals.kinds.iter().filter(|(kind, ..)| kind != "cost");
        let sales: Vec<_> =
            sales.map(|(kind, _, sum)| format!("{kind} {}", sum.normalize())).collect();
        (totals.count, sales.join(" "))
    };
    let whole = "unbilled_sales 0 billed_sales 1200".to_owned();
    // As it is kept, by contract, day and person, folded or not; and added up.
    for _ in 0..2 {
        for filter in [("contract_id", &*contract), ("from", "2026-01-01"), ("person", "ada")] {
            assert_eq!(told(filter).await, (all, whole.clone()), "{filter:?}");
        }
        world.force("select fold_actual_sums()").await;
    }
    let invoice = draft.to_string();
    let (_, of_invoice) = told(("invoice_id", &*invoice)).await;
    assert_eq!(of_invoice, "unbilled_sales -2000 billed_sales 1200");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn thousands_of_contracts_are_invoiced_at_once(owner: PgPool) {
    // R-INV-12: Create Invoice on the hub takes all contracts that match, a thousand at a time, and
    // each takes no statement of its own
    const CONTRACTS: i64 = 1_101;
    let mut world = World::new(owner).await;
    let company = world.company();
    for sql in [
        format!(
            r"
            insert into contract (
                company_id, number, name, primary_customer_id, currency, start_on
            )
            select {company}, 'MANY-' || n, 'One of many', c.primary_customer_id, 'EUR',
                '2026-01-01'
            from generate_series(1, {CONTRACTS}) n
            cross join contract c
            where c.company_id = {company} and c.number = 'SOLO'
            "
        ),
        format!(
            r"
            insert into contract_customer (
                company_id, contract_id, customer_id, position, billing_split_percent, is_rounding
            )
            select company_id, contract_id, primary_customer_id, 1, 100, true
            from contract
            where company_id = {company} and number like 'MANY-%'
            "
        ),
        format!(
            r"
            insert into contract_line (
                company_id, contract_id, line_number, name, billing_method, project_id
            )
            select c.company_id, c.contract_id, 1, 'Work', 'time_and_material', p.project_id
            from contract c
            join project p on p.company_id = c.company_id and p.code = 'SOLO'
            where c.company_id = {company} and c.number like 'MANY-%'
            "
        ),
        format!(
            r"
            insert into contract_line_customer (
                company_id, contract_line_id, position, customer_id, billing_split_percent,
                is_rounding
            )
            select l.company_id, l.contract_line_id, 1, c.primary_customer_id, 100, true
            from contract_line l
            join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
            where c.company_id = {company} and c.number like 'MANY-%'
            "
        ),
        format!(
            r"
            update contract set state = 'confirmed'
            where company_id = {company} and number like 'MANY-%'
            "
        ),
        format!(
            r"
            insert into retainer (
                company_id, contract_id, customer_id, description, invoice_on, amount, currency,
                is_ready
            )
            select company_id, contract_id, primary_customer_id, 'Advance', '2026-01-05', 100,
                'EUR', true
            from contract
            where company_id = {company} and number like 'MANY-%'
            "
        ),
    ] {
        world.force(&sql).await;
    }
    world.database = Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), 1).await,
        world.database.clock,
    );
    world.force("update company set background_above = 1000000").await;
    let first = world.ask("select min(contract_id) from contract where number like 'MANY-%'").await;
    invoice_contracts(&world, Selection::Rows(vec![first])).await.unwrap();
    let (one, alone) = counted(invoice_contracts(&world, Selection::Rows(vec![first + 1]))).await;
    assert_eq!(one.unwrap().outcome.changed, 1);
    let (all, together) =
        counted(invoice_contracts(&world, Selection::Matching(ListQuery::default()))).await;
    let billed = all.unwrap();
    assert_eq!(
        (billed.outcome.changed, billed.outcome.refused),
        (CONTRACTS - 2, vec![]),
        "none was left out, and none taken twice"
    );
    assert_eq!(world.ask("select count(*) from invoice where is_open").await, CONTRACTS);
    assert!(together <= 3 * alone, "two parts: {together} statements, where one takes {alone}");
}
