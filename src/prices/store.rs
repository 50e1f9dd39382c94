//! SQL of prices.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use super::{
    model::{NewPrice, Price, PriceForm, PriceRow},
    rules::CheckedPrice,
};
use crate::{
    book::{commands::as_seen, model::Dimension},
    contracts::model::Period,
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort, pattern},
        scope::Scope,
    },
    vocabulary::{
        choices::{Choices, OFFERED},
        currency::Currency,
        ids::{CategoryId, ContractId, ProductId, RoleId},
        paging::{ListQuery, Page, Totals},
        refusal::{Field, Refusal},
        words::{ContractState, Pricing, TransactionClass},
    },
};
use std::collections::HashMap;

/// Adds prices, and the categories and products that they name first.
pub async fn price_insert(scope: &mut Scope, new: &[NewPrice]) -> Result<(), Failure> {
    let (classes, names): (Vec<TransactionClass>, Vec<String>) =
        new.iter().map(|p| (p.transaction_class, p.role.clone())).unzip();
    let units: Vec<String> = new.iter().map(|p| p.unit.clone()).collect();
    sqlx::query!(
        r"
        insert into price (
            company_id, currency, transaction_class, role_id, category_id, product_id, unit,
            unit_price, valid_from, valid_to
        )
        select $1, r.currency, r.class, ro.role_id, ca.category_id, pr.product_id, r.unit,
            r.unit_price, r.valid_from, r.valid_to
        from unnest(
            $2::text[], $3::transaction_class[], $4::text[], $5::text[], $6::numeric[], $7::date[],
            $8::date[]
        ) r (currency, class, name, unit, unit_price, valid_from, valid_to)
        left join role ro on ro.company_id = $1 and ro.name = r.name and r.class = 'time'
        left join category ca on ca.company_id = $1 and ca.name = r.name
            and r.class in ('expense', 'fee')
        left join product pr on pr.company_id = $1 and pr.name = r.name and r.class = 'material'
        ",
        scope.company(),
        new.iter().map(|p| p.currency).collect::<Vec<_>>() as Vec<Currency>,
        classes as Vec<TransactionClass>,
        &names,
        &units,
        &new.iter().map(|p| p.unit_price).collect::<Vec<_>>(),
        &new.iter().map(|p| p.valid_from).collect::<Vec<_>>(),
        &new.iter().map(|p| p.valid_to).collect::<Vec<_>>() as &[Option<chrono::NaiveDate>]
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// The list of prices.
pub const PRICES: ListSpec = ListSpec {
    name: "prices",
    rows: Rows::In(
        "price t left join role ro on ro.company_id = t.company_id and ro.role_id = t.role_id \
         left join category ca on ca.company_id = t.company_id and ca.category_id = t.category_id \
         left join product pr on pr.company_id = t.company_id and pr.product_id = t.product_id",
    ),
    of: "",
    is_short: true,
    company: "t.company_id",
    columns: r"
        t.company_id, t.price_id, t.version, t.contract_id, t.currency, t.transaction_class,
            coalesce(ro.name, ca.name, pr.name) as name, t.unit, t.pricing, t.unit_price,
            t.valid_from, t.valid_to
    ",
    shown: r"
        p.*,
            (
                select c.number
                from contract c
                where c.company_id = p.company_id and c.contract_id = p.contract_id
            ) as contract_number
    ",
    named: "",
    filters: &[
        ("name", Filter::Text("coalesce(ro.name, ca.name, pr.name) ilike ", "")),
        (
            "class",
            Filter::Word(
                "t.transaction_class",
                "transaction_class",
                &["time", "expense", "material", "fee"],
            ),
        ),
        ("currency", Filter::Text("t.currency ilike ", "")),
        (
            "contract",
            Filter::Named(
                "t.contract_id",
                "select f.contract_id from contract f where (f.number || ' ' || f.name) ilike ",
            ),
        ),
        ("contract_id", Filter::Id("t.contract_id")),
    ],
    sorts: &[
        Sort::own("name", "coalesce(ro.name, ca.name, pr.name)", "text"),
        Sort::own("valid_from", "t.valid_from", "date"),
        Sort::own("price", "t.unit_price", "numeric"),
    ],
    descending: false,
    id: "t.price_id",
};

/// A page of prices.
pub async fn list_prices(scope: &mut Scope, query: &ListQuery) -> Result<Page<PriceRow>, Failure> {
    PRICES.page(scope, query, ALL).await
}

/// How many prices.
pub async fn total_prices(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    Ok(Totals { count: PRICES.count(scope, query, ALL).await?, ..Totals::default() })
}

/// Adds a price, or changes number and period of one. What the dimension's key points at must be
/// here.
pub async fn price_save(
    scope: &mut Scope,
    form: &PriceForm,
    contract: Option<ContractId>,
    checked: &CheckedPrice,
) -> Result<(), Failure> {
    if let Some(id) = form.price_id {
        price_seen(scope, id, form.version).await?;
        let changed = sqlx::query!(
            r"
            update price
            set unit_price = $3, pricing = $4, unit = $5, valid_from = $6, valid_to = $7
            where company_id = $1 and price_id = $2
            ",
            scope.company(),
            id,
            checked.unit_price,
            form.pricing as Pricing,
            checked.unit,
            checked.valid_from,
            checked.valid_to
        );
        changed.execute(scope.connection()).await?;
        return Ok(());
    }
    let added = sqlx::query!(
        r"
        insert into price (
            company_id, contract_id, currency, transaction_class, role_id, category_id, product_id,
            unit, pricing, unit_price, valid_from, valid_to
        )
        select $1, $2, $3, $4, ro.role_id, ca.category_id, pr.product_id, $7, $8, $9, $10, $11
        from (select 1) one
        left join role ro on ro.company_id = $1 and ro.role_id = $6 and $5 = 'role'
        left join category ca on ca.company_id = $1 and ca.category_id = $6 and $5 = 'category'
        left join product pr on pr.company_id = $1 and pr.product_id = $6 and $5 = 'product'
        where num_nonnulls(ro.role_id, ca.category_id, pr.product_id) = 1
        ",
        scope.company(),
        contract.map(|id| id.0),
        checked.currency as Currency,
        form.transaction_class as TransactionClass,
        checked.kind.word(),
        checked.dimension,
        checked.unit,
        form.pricing as Pricing,
        checked.unit_price,
        checked.valid_from,
        checked.valid_to
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if added == 1 { Ok(()) } else { Err(Refusal::FieldNotAChoice(Field::Dimension).into()) }
}

/// A contract by its number, with its state and currency; held, so that it is not deleted
/// meanwhile.
pub async fn contract_numbered(
    scope: &mut Scope,
    number: &str,
) -> Result<Option<(ContractId, ContractState, Currency)>, Failure> {
    let found = sqlx::query!(
        r"
        select contract_id, state, currency
        from contract
        where company_id = $1 and number = $2
        for share
        ",
        scope.company(),
        number
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(found.map(|r| (ContractId(r.contract_id), r.state, r.currency)))
}

/// What a product is counted in, if it is here.
pub async fn product_unit(scope: &mut Scope, product: i64) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar!(
        "select unit from product where company_id = $1 and product_id = $2",
        scope.company(),
        product
    )
    .fetch_optional(scope.connection())
    .await?)
}

/// Deletes a price, as it was seen: what it priced keeps its own.
pub async fn price_delete(scope: &mut Scope, (price, version): (i64, i32)) -> Result<(), Failure> {
    price_seen(scope, price, version).await?;
    sqlx::query!(
        "delete from price where company_id = $1 and price_id = $2",
        scope.company(),
        price
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

async fn price_seen(scope: &mut Scope, price: i64, version: i32) -> Result<(), Failure> {
    let now = sqlx::query_scalar!(
        "select version from price where company_id = $1 and price_id = $2 for no key update",
        scope.company(),
        price
    );
    as_seen(now.fetch_optional(scope.connection()).await?, version)
}

/// Every price of a company: a few rows per role, category or product, currency and year.
pub async fn prices(scope: &mut Scope) -> Result<Vec<Price>, Failure> {
    let rows = sqlx::query!(
        r"
        select contract_id, currency, transaction_class, role_id, category_id,
            product_id, unit, pricing, unit_price, valid_from, valid_to
        from price
        where company_id = $1
        order by price_id
        ",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    let dimension = |role: Option<i64>, category: Option<i64>, product: Option<i64>| {
        let role = role.map(|id| Dimension::Role(RoleId(id)));
        role.or(category.map(|id| Dimension::Category(CategoryId(id))))
            .or(product.map(|id| Dimension::Product(ProductId(id))))
    };
    Ok(rows
        .into_iter()
        .filter_map(|p| {
            Some(Price {
                contract_id: p.contract_id.map(ContractId),
                currency: p.currency,
                transaction_class: p.transaction_class,
                dimension: dimension(p.role_id, p.category_id, p.product_id)?,
                unit: p.unit,
                pricing: p.pricing,
                unit_price: p.unit_price,
                period: Period { from: p.valid_from, to: p.valid_to },
            })
        })
        .collect())
}

/// Roles by name, and whether customers pay for them unless a line says otherwise.
pub async fn roles_chargeable(
    scope: &mut Scope,
) -> Result<HashMap<String, (RoleId, bool)>, Failure> {
    let rows = sqlx::query!(
        "select role_id, name, is_chargeable from role where company_id = $1",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (r.name, (RoleId(r.role_id), r.is_chargeable))).collect())
}

/// Deletes the prices that a contract has for itself.
pub async fn price_delete_of(scope: &mut Scope, contract: ContractId) -> Result<(), Failure> {
    sqlx::query!(
        "delete from price where company_id = $1 and contract_id = $2",
        scope.company(),
        contract.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Units that a category has prices in, of those that hold a text: as they are written, with nothing
/// more to say of them.
pub async fn find_units(
    scope: &mut Scope,
    category: CategoryId,
    typed: &str,
) -> Result<Choices, Failure> {
    let units = sqlx::query_scalar!(
        r#"
        select distinct on (name_key(unit)) btrim(unit) as "unit!"
        from price
        where company_id = $1 and category_id = $2 and unit ilike $3
        order by name_key(unit), price_id
        limit $4
        "#,
        scope.company(),
        category.0,
        pattern(typed.trim())?,
        i64::try_from(OFFERED + 1).unwrap_or(i64::MAX)
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(Choices::all(units.into_iter().map(|unit| (unit.clone(), unit))).first(OFFERED))
}
