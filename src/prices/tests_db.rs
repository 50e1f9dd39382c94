//! Prices on PostgreSQL.
#![cfg(test)]

use super::{
    commands::{list_prices, save_price},
    model::PriceForm,
};
use crate::{
    tests::{
        fixtures::{World, refusal},
        sheets::work,
    },
    vocabulary::{
        paging::ListQuery,
        refusal::{Field, Refusal},
        words::{Pricing, TransactionClass},
    },
};
use sqlx::PgPool;

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_contract_has_prices_for_itself(owner: PgPool) {
    // R-PRC-1, R-PRC-2: they win over the company's on the same day; price_periods_do_not_overlap
    let world = World::new(owner).await;
    let developer = world
        .ask(&format!(
            "select role_id from role where name = 'Developer' and company_id = {}",
            world.company()
        ))
        .await;
    let form = |contract: &str, unit_price: &str, from: &str, to: &str| PriceForm {
        price_id: None,
        version: 1,
        contract: contract.into(),
        currency: "EUR".into(),
        transaction_class: TransactionClass::Time,
        dimension: Some(developer),
        unit: "hour".into(),
        pricing: Pricing::PerUnit,
        unit_price: unit_price.into(),
        valid_from: from.into(),
        valid_to: to.into(),
    };
    let save = |form: PriceForm| world.run(form, |tx, form| Box::pin(save_price(tx, form)));
    save(form(" PAIR ", "150", "2026-03-01", "2026-03-31"))
        .await
        .expect("the company's 200 holds on the same days");
    save(form("CAP", "170", "2026-03-31", "2026-04-30")).await.expect("each contract its own");
    for (form, expected) in [
        (form("PAIR", "160", "2026-03-31", "2026-04-30"), Refusal::PricesOverlap),
        (form("", "160", "2026-12-31", "2027-12-31"), Refusal::PricesOverlap),
        (
            form("NOWHERE", "160", "2026-05-01", "2026-05-31"),
            Refusal::FieldNotAChoice(Field::Contract),
        ),
        (
            form("SOLO", "160", "2026-05-01", "2026-05-31"),
            Refusal::FieldNotAChoice(Field::Currency),
        ),
        (
            form(&"x".repeat(51), "160", "2026-05-01", "2026-05-31"),
            Refusal::FieldTooLong(Field::Contract, 50),
        ),
    ] {
        assert_eq!(refusal(save(form.clone()).await), expected, "{form:?}");
    }
    world.force("update contract set state = 'lost' where number = 'THIRDS'").await;
    assert_eq!(
        refusal(save(form("THIRDS", "160", "2026-05-01", "2026-05-31")).await),
        Refusal::ContractIsReadOnly
    );

    let pair = world.contract("PAIR").await;
    for (filter, text) in [("contract", "pair".to_owned()), ("contract_id", pair.to_string())] {
        let query = ListQuery::default().with(filter, text);
        let page = world
            .read(move |scope| Box::pin(async move { list_prices(scope, &query).await }))
            .await
            .expect("prices");
        let listed: Vec<_> = page
            .rows
            .iter()
            .map(|row| (row.contract_number.as_deref(), row.unit_price.normalize().to_string()))
            .collect();
        assert_eq!(listed, [(Some("PAIR"), "150".to_owned())], "{filter}");
    }
    world
        .approved(&[
            work("PAIR", "2026-03-02", "1"),
            work("PAIR", "2026-04-01", "1"),
            work("CAPS", "2026-03-02", "1"),
        ])
        .await;
    let priced = r"
        select distinct c.number || ' ' || a.work_on || ' ' || trim_scale(a.unit_price)
        from actual a
        join contract c using (company_id, contract_id)
        where a.transaction_type = 'unbilled_sales'
        order by 1
    ";
    assert_eq!(
        world.texts(priced).await,
        ["CAPS 2026-03-02 200", "PAIR 2026-03-02 150", "PAIR 2026-04-01 200"]
    );

    let id = world.ask(&format!("select price_id from price where contract_id = {pair}")).await;
    save(PriceForm { price_id: Some(id), ..form("CAP", "155", "2026-03-01", "2026-03-30") })
        .await
        .expect("number and period");
    assert_eq!(
        world
            .texts(&format!(
                r"
                select trim_scale(unit_price) || ' ' || valid_to
                from price
                where contract_id = {pair}
                "
            ))
            .await,
        ["155 2026-03-30"],
        "for whom it is stays"
    );
    let rival = world.rival().await;
    let theirs = rival
        .run(
            PriceForm { dimension: None, ..form("PAIR", "1", "2026-05-01", "2026-05-31") },
            |tx, form| Box::pin(save_price(tx, form)),
        )
        .await;
    assert_eq!(refusal(theirs), Refusal::FieldMissing(Field::Dimension));
    let theirs = rival
        .run(form("PAIR", "1", "2026-05-01", "2026-05-31"), |tx, form| {
            Box::pin(save_price(tx, form))
        })
        .await;
    assert_eq!(
        refusal(theirs),
        Refusal::FieldNotAChoice(Field::Dimension),
        "another company's role"
    );
    world.audit_clean().await;
}
