//! Store and commands on PostgreSQL: the contract book as listed and read.
#![cfg(test)]

use super::{
    commands::{
        confirm_contract, delete_contract, list_contracts, read_contract, read_contract_setup,
        save_contract, set_limit, total_contracts,
    },
    model::{
        ContractPage, ContractRow, LimitEdit, LimitLevel,
        setup::{ContractForm, ContractSetup, LineForm, SplitForm},
    },
};
use crate::{
    platform::failure::Failure,
    tests::{
        fixtures::{World, check_list, dec, refusal},
        samples::key,
        sheets::work,
    },
    vocabulary::{
        ids::{ContractId, ContractLineId, CustomerId, TaskId},
        paging::{ListQuery, Page},
        refusal::{Field, Refusal},
        words::{BillingMethod, ContractState, TransactionClass},
    },
};
use sqlx::PgPool;

async fn list(world: &World, query: ListQuery) -> Result<Page<ContractRow>, Failure> {
    world.read(move |scope| Box::pin(async move { list_contracts(scope, &query).await })).await
}

async fn read(world: &World, contract: ContractId) -> Result<ContractPage, Failure> {
    world.read(move |scope| Box::pin(async move { read_contract(scope, contract).await })).await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn contracts_are_listed_page_by_page(owner: PgPool) {
    let world = World::new(owner).await;
    world
        .force(
            r"
            alter table contract disable trigger user; update contract
            set name = 'Same'
            where number in ('SOLO', 'PAIR', 'CAP', 'YEN'); alter table contract enable trigger user
            ",
        )
        .await;
    check_list(&["number", "name"], |query| list(&world, query)).await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn contracts_are_filtered_and_totalled(owner: PgPool) {
    let world = World::new(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "8"), work("PAIR", "2026-03-02", "8")]).await;
    world.approved(&[work("PAIR", "2026-03-03", "1")]).await;
    for (name, text, numbers, ready) in [
        ("contract", "shared", "PAIR THIRDS", "EUR 1600"),
        ("customer", "harbour", "SOLO THIRDS", "EUR 0 GBP 1600"),
        ("project", "cap", "CAP CAPS", "EUR 0"),
        ("state", "draft", "DRAFT", "EUR 0"),
        ("state", "lost", "", ""),
        ("currency", "jpy", "YEN", "JPY 0"),
    ] {
        let query = ListQuery::default().with(name, text);
        let rows = list(&world, query.clone()).await.unwrap().rows;
        assert_eq!(
            rows.iter().map(|row| row.number.as_str()).collect::<Vec<_>>().join(" "),
            numbers,
            "{name} {text}"
        );
        let totals = world
            .read(move |scope| Box::pin(async move { total_contracts(scope, &query).await }))
            .await
            .unwrap();
        assert_eq!(usize::try_from(totals.count), Ok(rows.len()));
        assert_eq!(
            totals
                .amounts
                .iter()
                .map(|(currency, amount)| format!("{currency} {}", amount.normalize()))
                .collect::<Vec<_>>()
                .join(" "),
            ready,
            "{name} {text}"
        );
    }
    assert_eq!(
        refusal(list(&world, ListQuery::default().with("state", "Draft")).await),
        Refusal::UnknownListOption("Draft".into())
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_contract_s_amounts_move_from_not_ready_to_billed(owner: PgPool) {
    // I3 as the screen reads it
    let world = World::new(owner).await;
    let amounts = || async {
        let header = read(&world, world.contract("SOLO").await).await.unwrap().header;
        let text = |amount: rust_decimal::Decimal| amount.normalize().to_string();
        [
            text(header.not_ready_amount),
            text(header.ready_amount),
            text(header.draft_amount),
            text(header.billed_amount),
        ]
        .join(" ")
    };
    assert_eq!(amounts().await, "0 0 0 0");
    let sales =
        world.approved(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "1")]).await;
    assert_eq!(amounts().await, "1800 0 0 0");
    world
        .mark(crate::vocabulary::paging::Selection::Rows(sales[..1].to_vec()), true)
        .await
        .unwrap();
    assert_eq!(amounts().await, "200 1600 0 0");
    let draft = world.draft("SOLO").await;
    assert_eq!(amounts().await, "200 0 1600 0");
    world.confirmed(draft).await;
    assert_eq!(amounts().await, "200 0 0 1600");
    world.mark_all().await;
    world.draft("SOLO").await;
    assert_eq!(amounts().await, "0 0 200 1600");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_contract_is_read_whole(owner: PgPool) {
    // R-VOC-1, R-VOC-2, R-VOC-4
    let world = World::new(owner).await;
    world.ready(&[work("THIRDS", "2026-03-02", "8")]).await;
    let page = read(&world, world.contract("THIRDS").await).await.unwrap();
    assert_eq!(
        (page.header.state, page.header.primary_customer_name.as_str(), page.header.ready_count),
        (ContractState::Confirmed, "Tromsø Shipping", 3)
    );
    let [line] = page.lines.as_slice() else { panic!("{:?}", page.lines) };
    assert_eq!(
        (
            line.line_number,
            line.billing_method,
            line.project_code.as_str(),
            line.classes.as_slice()
        ),
        (1, BillingMethod::TimeAndMaterial, "THIRDS", &[TransactionClass::Time][..])
    );
    let splits: Vec<_> = line
        .splits
        .iter()
        .map(|s| {
            format!("{} {} {}", s.customer_name, s.billing_split_percent.normalize(), s.is_rounding)
        })
        .collect();
    assert_eq!(
        splits,
        [
            "Tromsø Shipping 33.33 false",
            "Nordlicht Energie 33.33 false",
            "Harbour & Vale, Architects 33.34 true"
        ],
        "in order of allotment"
    );
    let customers: Vec<_> = page
        .customers
        .iter()
        .map(|c| format!("{} {} {}", c.customer_name, c.ready_count, c.ready_amount.normalize()))
        .collect();
    assert_eq!(
        customers,
        ["Harbour & Vale, Architects 1 532", "Nordlicht Energie 1 534", "Tromsø Shipping 1 534"]
    );

    let capped = read(&world, world.contract("CAPS").await).await.unwrap();
    assert_eq!(
        capped.lines[0].splits.iter().map(|s| s.not_to_exceed).collect::<Vec<_>>(),
        [Some(dec("1000")), None]
    );
    let fixed = read(&world, world.contract("FIXED").await).await.unwrap();
    assert_eq!(
        (
            fixed.lines[0].billing_method,
            fixed.lines[0].contracted_amount,
            fixed.lines[0].not_to_exceed
        ),
        (BillingMethod::FixedPrice, Some(dec("5000")), None)
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn another_company_s_contract_is_not_found(owner: PgPool) {
    // G22
    let world = World::new(owner).await;
    let rival = world.rival().await;
    let theirs = rival.contract("SOLO").await;
    assert_eq!(refusal(read(&world, theirs).await), Refusal::NotFound);
    assert_eq!(
        refusal(read(&world, ContractId(999_999)).await),
        Refusal::NotFound,
        "the same answer as for nobody's"
    );
    assert!(
        list(&world, ListQuery::default().with("contract_id", theirs.to_string()))
            .await
            .unwrap()
            .rows
            .is_empty()
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_limit_is_set_at_every_level_and_audited(owner: PgPool) {
    // R-VOC-16, R-NTE-2, D-15: four levels; the contract's version is raised, the audit knows
    // before and after
    let world = World::new(owner).await;
    let contract = world.contract("PAIR").await;
    let levels = world.levels("PAIR").await;
    let page = read(&world, contract).await.unwrap();
    let names: Vec<String> = page
        .limits
        .iter()
        .map(|l| {
            format!(
                "{} {} {}",
                l.level.kind().word(),
                l.line_name.as_deref().unwrap_or("-"),
                l.customer_name.as_deref().unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(
        names,
        [
            "contract_line_customer 1. Grid time Nordlicht Energie",
            "contract_line_customer 1. Grid time Tromsø Shipping",
            "contract_line 1. Grid time -",
            "contract_customer - Nordlicht Energie",
            "contract_customer - Tromsø Shipping",
            "contract - -",
        ]
    );
    for (n, level) in levels.into_iter().enumerate() {
        let amount = format!("{}", 1000 * (n + 1));
        assert_eq!(
            world.set_limit(level, &amount).await.unwrap(),
            page.version + i32::try_from(n).unwrap() + 1,
            "the version is raised"
        );
        let set: Vec<(LimitLevel, rust_decimal::Decimal)> = read(&world, contract)
            .await
            .unwrap()
            .limits
            .iter()
            .filter_map(|l| Some((l.level, l.amount?)))
            .collect();
        assert!(set.contains(&(level, dec(&amount))) && set.len() == n + 1, "{level:?}: {set:?}");
    }
    assert_eq!(
        world
            .texts(
                r"
                select (before ->> 1) || ' > ' || (after ->> 1)
                from audit_entry
                where command = 'set_limit' and before ->> 1 is not null
                "
            )
            .await,
        Vec::<String>::new()
    );
    world.set_limit(levels[3], "").await.unwrap();
    assert_eq!(
        world
            .texts(
                r"
                select (before ->> 1)::numeric::text || ' > ' || coalesce(after ->> 1, 'none')
                from audit_entry
                where command = 'set_limit'
                order by happened_at desc, audit_entry_id desc
                limit 1
                "
            )
            .await,
        ["4000.0000 > none"]
    );
    let draft = world.levels("DRAFT").await;
    world.set_limit(draft[3], "10").await.unwrap();
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_limit_that_can_t_be_is_refused(owner: PgPool) {
    let world = World::new(owner).await;
    let rival = world.rival().await;
    let fixed = world.levels("FIXED").await;
    let theirs = rival.levels("CAP").await;
    let lost = world.levels("SOLO").await;
    let yen = world.levels("YEN").await;
    let customer = CustomerId(
        world
            .ask(&format!(
                r"
                select customer_id from customer where name = 'Tromsø Shipping' and company_id = {}
                ",
                world.company()
            ))
            .await,
    );
    world
        .force_owned(format!(
            "update contract set state = 'lost' where number = 'SOLO' and company_id = {}",
            world.company()
        ))
        .await;
    let before = world
        .texts(
            r"
            select l::text
            from contract_line l
            union all select c::text
            from contract c
            union all select k::text
            from contract_customer k
            union all select lc::text
            from contract_line_customer lc
            order by 1
            ",
        )
        .await;
    for level in world.levels("CAP").await {
        for (typed, expected) in [
            ("-1", Refusal::FieldOutOfRange(Field::NotToExceed)),
            ("NaN", Refusal::FieldNotANumber(Field::NotToExceed)),
            ("1e3", Refusal::FieldNotANumber(Field::NotToExceed)),
            ("1000000000000000000", Refusal::FieldOutOfRange(Field::NotToExceed)),
            ("10000000000", Refusal::FieldOutOfRange(Field::NotToExceed)),
            ("0.001", Refusal::FieldTooPrecise(Field::NotToExceed, 2)),
            ("a lot", Refusal::FieldNotANumber(Field::NotToExceed)),
        ] {
            assert_eq!(refusal(world.set_limit(level, typed).await), expected, "{level:?} {typed}");
        }
    }
    assert_eq!(
        refusal(world.set_limit(yen[1], "0.5").await),
        Refusal::FieldTooPrecise(Field::NotToExceed, 0)
    );
    for level in [fixed[0], fixed[1]] {
        assert_eq!(
            refusal(world.set_limit(level, "5").await),
            Refusal::LimitOnFixedPrice,
            "R-NTE-1"
        );
    }
    for level in lost {
        assert_eq!(refusal(world.set_limit(level, "5").await), Refusal::ContractIsReadOnly);
    }
    for level in theirs {
        assert_eq!(
            refusal(world.set_limit(level, "5").await),
            Refusal::NotFound,
            "another company's"
        );
    }
    for level in [
        LimitLevel::Contract(ContractId(999_999)),
        LimitLevel::Line(ContractLineId(999_999)),
        LimitLevel::ContractCustomer(world.contract("CAP").await, customer),
        LimitLevel::LineCustomer(
            ContractLineId(
                world
                    .ask(
                        r"
                        select contract_line_id
                        from contract_line
                        where name = 'Capped time'
                        limit 1
                        ",
                    )
                    .await,
            ),
            customer,
        ),
    ] {
        assert_eq!(refusal(world.set_limit(level, "5").await), Refusal::NotFound, "{level:?}");
    }
    let stale = LimitEdit { level: world.levels("CAP").await[3], amount: "5".into(), version: 99 };
    assert_eq!(
        refusal(world.run(stale, |tx, edit| Box::pin(set_limit(tx, edit))).await),
        Refusal::Outdated
    );
    let after = world
        .texts(
            r"
            select l::text
            from contract_line l
            union all select c::text
            from contract c
            union all select k::text
            from contract_customer k
            union all select lc::text
            from contract_line_customer lc
            order by 1
            ",
        )
        .await;
    assert_eq!(after, before, "nothing half-saved");
}

pub async fn setup(world: &World, contract: Option<ContractId>) -> ContractSetup {
    world
        .read(move |scope| Box::pin(async move { read_contract_setup(scope, contract).await }))
        .await
        .expect("a form")
}

pub async fn save(world: &World, form: ContractForm) -> Result<ContractId, Failure> {
    world.run(form, |tx, form| Box::pin(save_contract(tx, form))).await
}

/// A new contract of two lines on projects that nothing covers, as typed.
async fn typed(world: &World) -> ContractForm {
    world
        .force_owned(format!(
            r"
            insert into project (company_id, code, name)
            values ({0}, 'NEW', ''),
                ({0}, 'NEWER', ''); insert into task (company_id, project_id, name)
            select company_id, project_id, t
            from project, unnest(array['Design', 'Build']) t
            where code = 'NEW' and company_id = {0}; insert into category (company_id, name)
            values ({0}, 'Travel')
            ",
            world.company()
        ))
        .await;
    let known = setup(world, None).await;
    let customers: Vec<_> = known.customers.iter().map(|(id, _)| *id).collect();
    let split = |at: usize, percent: &str| SplitForm {
        customer: Some(customers[at]),
        percent: percent.into(),
        is_rounding: at == 2,
        ..SplitForm::default()
    };
    let project =
        |code: &str| known.projects.iter().find(|(_, name)| name == code).map(|(id, _)| *id);
    let design = TaskId(key(world, "task", "name", "Design").await);
    ContractForm {
        number: "K-77".into(),
        name: "New".into(),
        primary_customer: Some(customers[0]),
        currency: "EUR".into(),
        start_on: "2026-01-01".into(),
        not_to_exceed: "9000".into(),
        customers: vec![split(0, "100")]
            .into_iter()
            .map(|s| SplitForm {
                is_rounding: true,
                bill_to_name: "Energy, invoices".into(),
                bill_to_contact: "Nora".into(),
                ..s
            })
            .collect(),
        lines: vec![
            LineForm {
                name: "Design work".into(),
                project: project("NEW"),
                classes: vec![TransactionClass::Time, TransactionClass::Expense],
                has_selected_tasks: true,
                tasks: vec![(design, false)],
                categories: vec![(known.categories[0].0, false)],
                not_to_exceed: "500.5".into(),
                discount_percent: "12.5".into(),
                fee_percent: "2".into(),
                splits: vec![split(0, "33.33"), split(1, "33.33"), split(2, "33.34")],
                ..LineForm::default()
            },
            LineForm {
                name: "Fixed".into(),
                billing_method: BillingMethod::FixedPrice,
                project: project("NEWER"),
                contracted_amount: "10000".into(),
                estimated_tax: "1900".into(),
                splits: vec![split(0, "100")]
                    .into_iter()
                    .map(|s| SplitForm { is_rounding: true, ..s })
                    .collect(),
                ..LineForm::default()
            },
        ],
        ..ContractForm::default()
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_contract_comes_back_as_it_was_typed(owner: PgPool) {
    // R-SM-1, R-VOC-1, R-VOC-2, R-VOC-4, R-VOC-5
    let world = World::new(owner).await;
    let form = typed(&world).await;
    let id = save(&world, form.clone()).await.expect("saved");
    let mut stored = setup(&world, Some(id)).await;
    assert_eq!(stored.state, Some(ContractState::Draft));
    for line in &mut stored.form.lines {
        assert!(line.contract_line_id.take().is_some());
    }
    // R-VOC-4: who pays on a line is a customer of the contract too, with 0 %
    let customers = stored.form.customers.split_off(1);
    assert_eq!(customers.iter().map(|c| c.percent.as_str()).collect::<Vec<_>>(), ["0", "0"]);
    assert_eq!(ContractForm { contract_id: None, version: 0, ..stored.form }, form);

    // changed as a draft: a line goes, one comes, one covers its whole project
    let mut form = setup(&world, Some(id)).await.form;
    form.lines.remove(1);
    form.lines[0].has_selected_tasks = false;
    form.lines[0].tasks.clear();
    form.lines.push(LineForm {
        name: "Fees".into(),
        classes: vec![TransactionClass::Fee],
        contract_line_id: None,
        ..form.lines[0].clone()
    });
    assert_eq!(save(&world, form.clone()).await.expect("saved"), id);
    let again = setup(&world, Some(id)).await.form;
    assert_eq!(
        again.lines.iter().map(|l| (l.name.as_str(), l.has_selected_tasks)).collect::<Vec<_>>(),
        [("Design work", false), ("Fees", false)]
    );
    assert_eq!(refusal(save(&world, form).await), Refusal::Outdated, "typed over an older version");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_bad_form_saves_nothing(owner: PgPool) {
    let world = World::new(owner).await;
    let form = typed(&world).await;
    let count =
        "select (select count(*) from contract) * 1000 + (select count(*) from contract_line)";
    let before = world.ask(count).await;
    let solo = setup(&world, Some(world.contract("SOLO").await)).await.form;
    for (form, expected) in [
        (
            ContractForm { number: "SOLO".into(), ..form.clone() },
            Refusal::NameTaken(Field::ContractNumber),
        ),
        (ContractForm { name: String::new(), ..form.clone() }, Refusal::FieldMissing(Field::Name)),
        (
            ContractForm { primary_customer: Some(CustomerId(999_999)), ..form.clone() },
            Refusal::FieldNotAChoice(Field::PrimaryCustomer),
        ),
        (
            ContractForm {
                lines: solo
                    .lines
                    .iter()
                    .map(|l| LineForm { contract_line_id: None, ..l.clone() })
                    .collect(),
                ..form.clone()
            },
            Refusal::ProjectClassTaken("SOLO".into()),
        ),
        (ContractForm { lines: solo.lines.clone(), ..form.clone() }, Refusal::Outdated),
        (
            ContractForm { contract_id: Some(ContractId(999_999)), ..form.clone() },
            Refusal::NotFound,
        ),
    ] {
        assert_eq!(refusal(save(&world, form).await), expected);
    }
    assert_eq!(world.ask(count).await, before);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_contract_is_confirmed_once_and_then_read_only_or_deleted_before(owner: PgPool) {
    // R-SM-2, R-SM-4
    let world = World::new(owner).await;
    let id = save(&world, typed(&world).await).await.expect("saved");
    let version = async || setup(&world, Some(id)).await.form.version;
    let confirm = async |version: i32| {
        world.run((id, version), |tx, input| Box::pin(confirm_contract(tx, input))).await
    };
    let delete = async |id: ContractId, version: i32| {
        world.run((id, version), |tx, input| Box::pin(delete_contract(tx, input))).await
    };
    assert_eq!(refusal(confirm(7).await), Refusal::Outdated);
    confirm(version().await).await.expect("confirmed");
    assert_eq!(refusal(confirm(version().await).await), Refusal::ContractNotDraft);
    assert_eq!(refusal(delete(id, version().await).await), Refusal::ContractInUse);

    let mut form = setup(&world, Some(id)).await.form;
    form.lines[0].not_to_exceed = "750".into();
    form.lines[0].splits[1].not_to_exceed = "250".into();
    form.requested_delivery_on = "2027-01-01".into();
    save(&world, form).await.expect("limits and dates");
    let mut form = setup(&world, Some(id)).await.form;
    assert_eq!(
        (
            form.lines[0].not_to_exceed.as_str(),
            form.lines[0].splits[1].not_to_exceed.as_str(),
            form.requested_delivery_on.as_str()
        ),
        ("750", "250", "2027-01-01")
    );
    form.lines[0].splits[0].percent = "33.34".into();
    form.lines[0].splits[2].percent = "33.33".into();
    assert_eq!(refusal(save(&world, form).await), Refusal::ContractIsReadOnly);

    // a draft that the ledger names stays; one that nothing hangs on goes
    world.approved(&[work("DRAFT", "2026-03-04", "2")]).await;
    let draft = world.contract("DRAFT").await;
    let seen = setup(&world, Some(draft)).await.form.version;
    assert_eq!(refusal(delete(draft, seen).await), Refusal::ContractInUse);
    let other = world.ask("select contract_id from contract where number = 'DRAFT'").await;
    world
        .force_owned(format!(
            r"
            insert into contract (company_id, number, name, primary_customer_id, currency, start_on)
            select company_id, 'EMPTY', 'Empty', primary_customer_id, 'EUR', start_on
            from contract
            where contract_id = {other}
            "
        ))
        .await;
    let empty = world.contract("EMPTY").await;
    delete(empty, 1).await.expect("deleted");
    assert_eq!(world.ask("select count(*) from contract where number = 'EMPTY'").await, 0);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_who_save_the_same_contract_never_overwrite_each_other(owner: PgPool) {
    let world = World::new(owner).await;
    let id = save(&world, typed(&world).await).await.expect("saved");
    let form = setup(&world, Some(id)).await.form;
    let rename = |name: &str| save(&world, ContractForm { name: name.into(), ..form.clone() });
    let (one, two) = futures::join!(rename("One"), rename("Two"));
    let outcomes = [one.is_ok(), two.is_ok()];
    assert_eq!(outcomes.iter().filter(|ok| **ok).count(), 1, "{outcomes:?}");
    let refused = if outcomes[0] { two } else { one };
    assert_eq!(refusal(refused), Refusal::Outdated);
}
