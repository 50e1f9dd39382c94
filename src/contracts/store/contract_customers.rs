//! SQL of a contract's customers.

use crate::{
    contracts::model::setup::{CheckedContract, CheckedSplit},
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::ContractId,
};
use rust_decimal::Decimal;

/// Writes the customers of a contract, with how they are billed.
pub async fn contract_customers_save(
    scope: &mut Scope,
    contract: ContractId,
    checked: &CheckedContract,
) -> Result<(), Failure> {
    // R-VOC-4: whoever pays on a line is a customer of the contract too, with 0 %.
    let mut all: Vec<CheckedSplit> = checked.customers.clone();
    for split in checked.lines.iter().flat_map(|l| &l.splits) {
        if !all.iter().any(|known| known.customer == split.customer) {
            all.push(CheckedSplit::of_nothing(split.customer));
        }
    }
    let ids: Vec<i64> = all.iter().map(|c| c.customer.0).collect();
    sqlx::query!("delete from contract_customer where company_id = $1 and contract_id = $2 and customer_id <> all($3)", scope.company(), contract.0, &ids)
        .execute(scope.connection())
        .await?;
    sqlx::query!(
        r"
        insert into contract_customer (
            company_id, contract_id, customer_id, position, billing_split_percent, is_rounding,
            not_to_exceed, bill_to_name, bill_to_contact, bill_to_address, payment_terms_days
        )
        select $1, $2, r.customer_id, r.position, r.percent, r.is_rounding, r.limit_amount,
            r.bill_to_name, r.bill_to_contact, r.bill_to_address, r.terms_days
        from unnest(
            $3::bigint[], $4::numeric[], $5::boolean[], $6::numeric[], $7::text[], $8::text[],
            $9::text[], $10::integer[]
        ) with ordinality r (
            customer_id, percent, is_rounding, limit_amount, bill_to_name, bill_to_contact,
            bill_to_address, terms_days, position
        )
        on conflict
            on constraint contract_customer_key do update set position = excluded.position,
                billing_split_percent = excluded.billing_split_percent,
                is_rounding = excluded.is_rounding, not_to_exceed = excluded.not_to_exceed,
                bill_to_name = excluded.bill_to_name, bill_to_contact = excluded.bill_to_contact,
                bill_to_address = excluded.bill_to_address,
                payment_terms_days = excluded.payment_terms_days
        ",
        scope.company(),
        contract.0,
        &ids,
        &all.iter().map(|c| c.percent).collect::<Vec<_>>(),
        &all.iter().map(|c| c.is_rounding).collect::<Vec<_>>(),
        &all.iter().map(|c| c.not_to_exceed).collect::<Vec<_>>() as &[Option<Decimal>],
        &all.iter().map(|c| c.bill_to_name.clone()).collect::<Vec<_>>(),
        &all.iter().map(|c| c.bill_to_contact.clone()).collect::<Vec<_>>(),
        &all.iter().map(|c| c.bill_to_address.clone()).collect::<Vec<_>>(),
        &all.iter().map(|c| c.payment_terms_days).collect::<Vec<_>>() as &[Option<i32>]
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
