//! What imports add.
#![allow(clippy::as_conversions, reason = "in sqlx's macros `as` names a parameter's type; nothing is converted")]

use crate::{
    contracts::model::{NewContract, NewCustomer, NewPrice, NewProject},
    platform::failure::Failure,
    vocabulary::{
        currency::Currency,
        ids::ProjectId,
        words::{BillingMethod, TransactionClass},
    },
};
use rust_decimal::Decimal;
use sqlx::PgConnection;

/// Adds customers.
pub async fn customer_insert(conn: &mut PgConnection, company: i64, new: &[NewCustomer]) -> Result<(), Failure> {
    sqlx::query!(
        "insert into customer (company_id, name, country, language, vat_id, payment_terms_days, street, postcode, city)
         select $1, r.* from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::text[], $8::text[], $9::text[]) r",
        company,
        &new.iter().map(|c| c.name.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.country.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.language.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.vat_id.clone()).collect::<Vec<_>>() as &[Option<String>],
        &new.iter().map(|c| c.payment_terms_days).collect::<Vec<_>>(),
        &new.iter().map(|c| c.street.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.postcode.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.city.clone()).collect::<Vec<_>>()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds projects; answers their keys, in order.
pub async fn project_insert(conn: &mut PgConnection, company: i64, new: &[NewProject]) -> Result<Vec<ProjectId>, Failure> {
    let mut ids = sqlx::query_scalar!(
        "insert into project (company_id, code, name, customer_id, client)
         select $1, r.code, r.name, cu.customer_id, case when cu.customer_id is null then r.client else '' end
         from unnest($2::text[], $3::text[], $4::text[]) with ordinality r (code, name, client, place)
         left join customer cu on cu.company_id = $1 and cu.name = r.client
         order by r.place returning project_id",
        company,
        &new.iter().map(|p| p.code.clone()).collect::<Vec<_>>(),
        &new.iter().map(|p| p.name.clone()).collect::<Vec<_>>(),
        &new.iter().map(|p| p.client.clone()).collect::<Vec<_>>()
    )
    .fetch_all(conn)
    .await?;
    // Keys are drawn in the order of the rows.
    ids.sort_unstable();
    Ok(ids.into_iter().map(ProjectId).collect())
}

/// Says whose projects these are, that nobody had been named for.
pub async fn project_claim(conn: &mut PgConnection, company: i64, clients: &[(ProjectId, String)]) -> Result<(), Failure> {
    sqlx::query!(
        "update project p set customer_id = cu.customer_id, client = case when cu.customer_id is null then r.client else '' end
         from unnest($2::bigint[], $3::text[]) r (project_id, client)
         left join customer cu on cu.company_id = $1 and cu.name = r.client
         where p.company_id = $1 and p.project_id = r.project_id and p.customer_id is null and p.client = ''",
        company,
        &clients.iter().map(|(id, _)| id.0).collect::<Vec<_>>(),
        &clients.iter().map(|(_, client)| client.clone()).collect::<Vec<_>>()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds what is missing of people and roles, by name.
pub async fn names_insert(conn: &mut PgConnection, company: i64, resources: &[String], roles: &[String]) -> Result<(), Failure> {
    sqlx::query!(
        "insert into resource (company_id, name) select $1, r from unnest($2::text[]) r on conflict on constraint resource_name_is_unique do nothing",
        company,
        resources
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into role (company_id, name) select $1, r from unnest($2::text[]) r on conflict on constraint role_name_is_unique do nothing",
        company,
        roles
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds contracts as drafts, then confirms those that say so (R-SM-1, R-SM-2).
pub async fn contract_insert(conn: &mut PgConnection, company: i64, new: &[NewContract], projects: &[ProjectId]) -> Result<(), Failure> {
    sqlx::query!(
        "insert into contract (company_id, number, name, primary_customer_id, currency, start_on, requested_delivery_on)
         select $1, r.number, r.name, cu.customer_id, r.currency, r.start_on, r.delivery_on
         from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[]) r (number, name, customer, currency, start_on, delivery_on)
         join customer cu on cu.company_id = $1 and cu.name = r.customer",
        company,
        &new.iter().map(|c| c.number.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.name.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.primary_customer.clone()).collect::<Vec<_>>(),
        new.iter().map(|c| c.currency).collect::<Vec<_>>() as Vec<Currency>,
        &new.iter().map(|c| c.start_on).collect::<Vec<_>>(),
        &new.iter().map(|c| c.requested_delivery_on).collect::<Vec<_>>() as &[Option<chrono::NaiveDate>]
    )
    .execute(&mut *conn)
    .await?;
    contract_line_insert(conn, company, new, projects).await?;
    let confirmed: Vec<String> = new.iter().filter(|c| c.is_confirmed).map(|c| c.number.clone()).collect();
    sqlx::query!("update contract set state = 'confirmed' where company_id = $1 and number = any($2) and state = 'draft'", company, &confirmed)
        .execute(conn)
        .await?;
    Ok(())
}

async fn contract_line_insert(conn: &mut PgConnection, company: i64, new: &[NewContract], projects: &[ProjectId]) -> Result<(), Failure> {
    let lines: Vec<_> = new.iter().flat_map(|c| c.lines.iter().map(move |l| (c, l))).collect();
    sqlx::query!(
        "insert into contract_line (company_id, contract_id, line_number, name, billing_method, project_id, contracted_amount, not_to_exceed)
         select $1, c.contract_id, r.line_number, r.name, r.billing_method, r.project_id, r.contracted_amount, r.not_to_exceed
         from unnest($2::text[], $3::integer[], $4::text[], $5::billing_method[], $6::bigint[], $7::numeric[], $8::numeric[])
              r (contract, line_number, name, billing_method, project_id, contracted_amount, not_to_exceed)
         join contract c on c.company_id = $1 and c.number = r.contract",
        company,
        &lines.iter().map(|(c, _)| c.number.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|(_, l)| l.line_number).collect::<Vec<_>>(),
        &lines.iter().map(|(_, l)| l.name.clone()).collect::<Vec<_>>(),
        lines.iter().map(|(_, l)| l.billing_method).collect::<Vec<_>>() as Vec<BillingMethod>,
        &lines.iter().map(|(_, l)| l.project.id(projects).0).collect::<Vec<_>>(),
        &lines.iter().map(|(_, l)| l.contracted_amount).collect::<Vec<_>>() as &[Option<Decimal>],
        &lines.iter().map(|(_, l)| l.not_to_exceed).collect::<Vec<_>>() as &[Option<Decimal>]
    )
    .execute(&mut *conn)
    .await?;
    let classes: Vec<_> = lines.iter().flat_map(|(c, l)| l.classes.iter().map(move |k| (c.number.clone(), l.line_number, *k))).collect();
    sqlx::query!(
        "insert into contract_line_class (company_id, project_id, transaction_class, contract_line_id)
         select $1, l.project_id, r.class, l.contract_line_id
         from unnest($2::text[], $3::integer[], $4::transaction_class[]) r (contract, line_number, class)
         join contract c on c.company_id = $1 and c.number = r.contract
         join contract_line l on l.company_id = $1 and l.contract_id = c.contract_id and l.line_number = r.line_number",
        company,
        &classes.iter().map(|k| k.0.clone()).collect::<Vec<_>>(),
        &classes.iter().map(|k| k.1).collect::<Vec<_>>(),
        classes.iter().map(|k| k.2).collect::<Vec<_>>() as Vec<TransactionClass>
    )
    .execute(&mut *conn)
    .await?;
    let mut positions = Vec::new();
    for (c, l) in &lines {
        for (position, split) in (1_i32..).zip(&l.splits) {
            positions.push((c.number.clone(), l.line_number, position, split));
        }
    }
    sqlx::query!(
        "insert into contract_line_customer (company_id, contract_line_id, customer_id, position, billing_split_percent, is_rounding, not_to_exceed)
         select $1, l.contract_line_id, cu.customer_id, r.position, r.percent, r.is_rounding, r.not_to_exceed
         from unnest($2::text[], $3::integer[], $4::integer[], $5::text[], $6::numeric[], $7::boolean[], $8::numeric[])
              r (contract, line_number, position, customer, percent, is_rounding, not_to_exceed)
         join contract c on c.company_id = $1 and c.number = r.contract
         join contract_line l on l.company_id = $1 and l.contract_id = c.contract_id and l.line_number = r.line_number
         join customer cu on cu.company_id = $1 and cu.name = r.customer",
        company,
        &positions.iter().map(|p| p.0.clone()).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.1).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.2).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.3.customer_name.clone()).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.3.billing_split_percent).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.3.is_rounding).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.3.not_to_exceed).collect::<Vec<_>>() as &[Option<Decimal>]
    )
    .execute(&mut *conn)
    .await?;
    let numbers: Vec<String> = new.iter().map(|c| c.number.clone()).collect();
    contract_customer_insert(conn, company, &numbers).await
}

/// R-VOC-4: whoever pays on a line is a customer of the contract too, with 0 %; the primary one has the rest.
async fn contract_customer_insert(conn: &mut PgConnection, company: i64, contracts: &[String]) -> Result<(), Failure> {
    sqlx::query!(
        "insert into contract_customer (company_id, contract_id, customer_id, position, billing_split_percent, is_rounding)
         select $1, x.contract_id, x.customer_id, row_number() over (partition by x.contract_id order by min(x.place)),
                case when bool_or(x.is_primary) then 100 else 0 end, bool_or(x.is_primary)
         from (select c.contract_id, c.primary_customer_id as customer_id, 0 as place, true as is_primary
               from contract c where c.company_id = $1 and c.number = any($2)
               union all
               select c.contract_id, lc.customer_id, l.line_number * 1000 + lc.position, false
               from contract c join contract_line l on l.company_id = c.company_id and l.contract_id = c.contract_id
               join contract_line_customer lc on lc.company_id = l.company_id and lc.contract_line_id = l.contract_line_id
               where c.company_id = $1 and c.number = any($2)) x
         group by x.contract_id, x.customer_id",
        company,
        contracts
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds prices, and the categories and products that they name first.
pub async fn price_insert(conn: &mut PgConnection, company: i64, new: &[NewPrice]) -> Result<(), Failure> {
    let (classes, names): (Vec<TransactionClass>, Vec<String>) = new.iter().map(|p| (p.transaction_class, p.role.clone())).unzip();
    let units: Vec<String> = new.iter().map(|p| p.unit.clone()).collect();
    sqlx::query!(
        "insert into category (company_id, name) select distinct $1::bigint, r.name from unnest($2::transaction_class[], $3::text[]) r (class, name)
         where r.class in ('expense', 'fee') on conflict on constraint category_name_is_unique do nothing",
        company,
        classes.clone() as Vec<TransactionClass>,
        &names
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into product (company_id, name, unit) select $1, r.name, min(r.unit) from unnest($2::transaction_class[], $3::text[], $4::text[]) r (class, name, unit)
         where r.class = 'material' group by r.name on conflict on constraint product_name_is_unique do nothing",
        company,
        classes.clone() as Vec<TransactionClass>,
        &names,
        &units
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into price (company_id, currency, transaction_class, role_id, category_id, product_id, unit, unit_price, valid_from, valid_to)
         select $1, r.currency, r.class, ro.role_id, ca.category_id, pr.product_id, r.unit, r.unit_price, r.valid_from, r.valid_to
         from unnest($2::text[], $3::transaction_class[], $4::text[], $5::text[], $6::numeric[], $7::date[], $8::date[])
              r (currency, class, name, unit, unit_price, valid_from, valid_to)
         left join role ro on ro.company_id = $1 and ro.name = r.name and r.class = 'time'
         left join category ca on ca.company_id = $1 and ca.name = r.name and r.class in ('expense', 'fee')
         left join product pr on pr.company_id = $1 and pr.name = r.name and r.class = 'material'",
        company,
        new.iter().map(|p| p.currency).collect::<Vec<_>>() as Vec<Currency>,
        classes as Vec<TransactionClass>,
        &names,
        &units,
        &new.iter().map(|p| p.unit_price).collect::<Vec<_>>(),
        &new.iter().map(|p| p.valid_from).collect::<Vec<_>>(),
        &new.iter().map(|p| p.valid_to).collect::<Vec<_>>() as &[Option<chrono::NaiveDate>]
    )
    .execute(conn)
    .await?;
    Ok(())
}
