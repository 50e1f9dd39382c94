//! Entries, terms and prices that the tests of several rooms begin with.

use super::{
    fixtures::World,
    sheets::{Work, work},
};
use crate::{
    approvals::commands::decide_entries,
    book::model::Dimension,
    contracts::model::{CustomerTerms, LineTerms, Period},
    desk::{
        self,
        commands::list_ledger,
        model::{ChosenContracts, LedgerRow},
    },
    entries::{
        self,
        commands::{decide_own_entries, record_entry},
        model::{Decide, Decision, Entry, EntryRecord, Recorded},
    },
    invoicing::create::model::Billed,
    journals::{
        self,
        model::{Journal, JournalLine, Posted},
    },
    platform::{command, failure::Failure},
    prices::model::Price,
    vocabulary::{
        currency::Currency,
        ids::{
            CategoryId, ContractId, ContractLineId, CustomerId, EntryId, ProductId, ProjectId,
            ResourceId, RoleId,
        },
        paging::{ListQuery, Page, Selection},
        refusal::Refusal,
        words::{
            BillingMethod, BillingType, EntryState, Pricing, TransactionClass, TransactionType,
        },
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// To be invoiced as of today.
pub fn as_of_today(selection: Selection) -> ChosenContracts {
    ChosenContracts { selection, invoice_on: None }
}

pub async fn invoice_contracts(world: &World, selection: Selection) -> Result<Billed, Failure> {
    let chosen = as_of_today(selection);
    command::run(&world.database, world.actor, "invoice_contracts", None, chosen, |tx, chosen| {
        Box::pin(desk::commands::invoice_contracts(tx, chosen))
    })
    .await
}

/// Why rows stayed, and how many.
pub fn stayed(billed: &Billed) -> Vec<(Refusal, i64)> {
    billed.outcome.refused.iter().map(|(refusal, count, _)| (refusal.clone(), *count)).collect()
}

pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub fn currency(code: &str) -> Currency {
    code.parse().unwrap_or_else(|error| panic!("{code}: {error}"))
}

/// 8 h of a Developer on 2 March at cost 100, submitted.
pub fn entry() -> Entry {
    Entry {
        entry_id: EntryId(1),
        transaction_class: TransactionClass::Time,
        work_on: day("2026-03-02"),
        project_id: ProjectId(7),
        task_id: None,
        resource_id: Some(ResourceId(8)),
        dimension: Dimension::Role(RoleId(9)),
        quantity: dec("8"),
        billing_type: BillingType::Chargeable,
        billing_type_is_chosen: false,
        unit: String::new(),
        billable_quantity: dec("8"),
        unit_price: None,
        price_currency: None,
        unit_cost: dec("100"),
        state: EntryState::Submitted,
        is_history: false,
        journal_type: None,
        version: 1,
        is_own: false,
        may_be_own: false,
        is_theirs_to_decide: true,
        has_an_author: false,
    }
}

/// A line split as written: `60 40r`, where `r` takes the rounding; customers are 1, 2, ….
pub fn line(method: BillingMethod, code: &str, split: &str) -> LineTerms {
    let customers = split
        .split_whitespace()
        .zip(1..)
        .map(|(word, id)| CustomerTerms {
            customer_id: CustomerId(id),
            percent: dec(word.trim_end_matches('r')),
            is_rounding: word.ends_with('r'),
        })
        .collect();
    LineTerms {
        contract_id: ContractId(4),
        contract_line_id: ContractLineId(5),
        billing_method: method,
        currency: currency(code),
        discount_and_fee: crate::vocabulary::money::DiscountAndFee::NONE,
        period: Period { from: day("2026-01-01"), to: None },
        customers,
        is_task_chargeable: true,
        not_chargeable: Vec::new(),
    }
}

pub fn prices() -> Vec<Price> {
    let price = |code: &str, unit_price: &str, from: &str, to: &str| Price {
        currency: currency(code),
        contract_id: None,
        transaction_class: TransactionClass::Time,
        dimension: Dimension::Role(RoleId(9)),
        unit: "hour".into(),
        pricing: Pricing::PerUnit,
        unit_price: dec(unit_price),
        period: Period { from: day(from), to: Some(day(to)) },
    };
    vec![
        price("EUR", "180", "2025-01-01", "2025-12-31"),
        price("EUR", "200", "2026-01-01", "2026-12-31"),
        price("JPY", "10001", "2026-01-01", "2026-12-31"),
        price("BHD", "12.3455", "2026-01-01", "2026-12-31"),
    ]
}

/// The same work as another class: priced by category 3 or product 3.
pub fn of(class: TransactionClass) -> Entry {
    let dimension = match class {
        TransactionClass::Time => Dimension::Role(RoleId(9)),
        TransactionClass::Material => Dimension::Product(ProductId(3)),
        _ => Dimension::Category(CategoryId(3)),
    };
    Entry { transaction_class: class, dimension, ..entry() }
}

pub fn rows(ids: &[EntryId]) -> Selection {
    Selection::Rows(ids.iter().map(|id| id.0).collect())
}

pub async fn decide(world: &World, decide: Decide) -> Result<entries::model::Decided, Failure> {
    world.run(decide, |tx, decide| Box::pin(decide_entries(tx, decide))).await
}

pub async fn states(world: &World) -> Vec<String> {
    world.texts("select state::text from entry order by entry_id").await
}

/// One entry of every kind: submitted, draft, history, approved, returned.
pub async fn one_of_each(world: &World) -> Vec<EntryId> {
    let draft = Work { approved: "No", ..work("SOLO", "2026-03-03", "2") };
    let history = Work { invoiced: "Yes", ..work("SOLO", "2026-03-04", "3") };
    let ids = world
        .entries(&[
            work("SOLO", "2026-03-02", "1"),
            draft,
            history,
            work("SOLO", "2026-03-05", "4"),
            work("SOLO", "2026-03-06", "5"),
        ])
        .await;
    world.approve(&ids[3..4]).await;
    world.decide(rows(&ids[4..5]), Decision::Return).await.unwrap();
    assert_eq!(states(world).await, ["submitted", "draft", "approved", "approved", "returned"]);
    ids
}

/// Every entry's state, and what of the ledger still stands.
pub async fn standing(world: &World) -> Vec<String> {
    world
        .texts(
            r"
            select a.transaction_type || ' ' || trim_scale(
                sum(a.quantity)
            ) || ' = ' || trim_scale(sum(a.amount))
            from actual a
            group by a.transaction_type, a.contract_id
            having sum(a.quantity) <> 0
            order by 1
            ",
        )
        .await
}

/// The project manager is Ada from now on.
pub async fn link(world: &World) {
    let person = world.actor.person.unwrap().0;
    world
        .force_owned(format!(
            "update resource set person_id = {person} where company_id = {} and name = 'Ada Lind'",
            world.company()
        ))
        .await;
}

pub async fn unlink(world: &World) {
    world.force("update resource set person_id = null").await;
}

/// Lines that take more than time: SOLO and THIRDS all classes, FIXED expenses; travel at cost,
/// cable at 3.50, a fee category, a task.
pub async fn widen(world: &World) {
    let company = world.company();
    world
        .force_terms(&format!(
            r"
            insert into category (company_id, name)
            values ({company}, 'Travel'),
                ({company}, 'Set-up'); insert into product (company_id, name, unit)
            values ({company}, 'Cable', 'm'); insert into task (company_id, project_id, name)
            select {company}, project_id, 'Roof'
            from project
            where company_id = {company}
                and code in ('SOLO', 'PAIR'); insert into contract_line_class (
                    company_id, project_id, transaction_class, contract_line_id
                )
            select l.company_id, l.project_id, k.class, l.contract_line_id
            from contract_line l
            join contract c using (company_id, contract_id)
            cross join unnest(array['expense', 'material', 'fee']::transaction_class[]) k (class)
            where l.company_id = {company}
                and (
                    c.number in ('SOLO', 'THIRDS') or (c.number = 'FIXED' and k.class = 'expense')
                ); insert into price (
                    company_id, currency, transaction_class, category_id, unit, pricing, unit_price,
                    valid_from, valid_to
                )
            select company_id, code, 'expense', category_id, 'each', 'markup', 10, '2026-01-01',
                '2026-12-31'
            from category
            cross join unnest(array['EUR', 'GBP']) code
            where company_id = {company}
                and name = 'Travel'; insert into price (
                    company_id, currency, transaction_class, product_id, unit, unit_price,
                    valid_from, valid_to
                )
            select company_id, code, 'material', product_id, 'm', 3.5, '2026-01-01', '2026-12-31'
            from product
            cross join unnest(array['EUR', 'GBP']) code
            where company_id = {company}
            "
        ))
        .await;
}

pub async fn key(world: &World, table: &'static str, column: &'static str, name: &str) -> i64 {
    world
        .ask(&format!(
            r"
            select {table}_id
            from {table}
            where company_id = {} and {column} = '{name}'
            order by 1
            limit 1
            ",
            world.company()
        ))
        .await
}

/// Something to write down on 2 March.
pub async fn work_on(
    world: &World,
    project: &str,
    class: TransactionClass,
    quantity: &str,
) -> EntryRecord {
    let priced_by = match class {
        TransactionClass::Time => key(world, "role", "name", "Developer").await,
        TransactionClass::Material => key(world, "product", "name", "Cable").await,
        _ => key(world, "category", "name", "Travel").await,
    };
    EntryRecord {
        entry_id: None,
        version: 0,
        transaction_class: class,
        project_id: Some(ProjectId(key(world, "project", "code", project).await)),
        task_id: None,
        priced_by: Some(priced_by),
        work_on: "2026-03-02".into(),
        quantity: quantity.into(),
        unit: "km".into(),
        unit_cost: "50".into(),
        notes: "to the site".into(),
    }
}

/// A fee of 2 March, as a journal posts it; the project takes fees, as after `widen`.
pub async fn fee(world: &World, project: &str, amount: &str) -> JournalLine {
    JournalLine {
        transaction_type: TransactionType::UnbilledSales,
        transaction_class: TransactionClass::Fee,
        project_id: Some(ProjectId(key(world, "project", "code", project).await)),
        task_id: None,
        priced_by: Some(key(world, "category", "name", "Travel").await),
        resource_id: None,
        work_on: "2026-03-02".into(),
        quantity: "1".into(),
        unit: String::new(),
        unit_price: amount.into(),
        notes: "set-up".into(),
        milestone_split_id: None,
        retainer_id: None,
        available: String::new(),
        seen_amount: None,
    }
}

pub async fn post_journal(world: &World, lines: Vec<JournalLine>) -> Result<Posted, Failure> {
    let journal = Journal { description: "Fees".into(), lines };
    world.run(journal, |tx, journal| Box::pin(journals::commands::post_journal(tx, journal))).await
}

pub async fn write_down(world: &World, record: EntryRecord) -> Result<Recorded, Failure> {
    world.run(record, |tx, record| Box::pin(record_entry(tx, record))).await
}

pub async fn decide_own(
    world: &World,
    ids: &[EntryId],
    decision: Decision,
) -> entries::model::Decided {
    let decide =
        Decide { selection: rows(ids), decision, comment: "please".into(), after: EntryId(0) };
    world.run(decide, |tx, decide| Box::pin(decide_own_entries(tx, decide))).await.unwrap()
}

pub async fn ledger_page(world: &World, query: ListQuery) -> Result<Page<LedgerRow>, Failure> {
    world.read(move |scope| Box::pin(async move { list_ledger(scope, None, &query).await })).await
}

pub fn contract_terms(contract: i64, code: &str) -> LineTerms {
    LineTerms {
        contract_id: ContractId(contract),
        contract_line_id: ContractLineId(1),
        billing_method: BillingMethod::TimeAndMaterial,
        currency: code.parse().unwrap(),
        discount_and_fee: crate::vocabulary::money::DiscountAndFee::NONE,
        customers: Vec::new(),
        is_task_chargeable: true,
        not_chargeable: Vec::new(),
        period: Period { from: "2020-01-01".parse().unwrap(), to: None },
    }
}
