//! Who takes what rounding leaves on a line.

use crate::{
    contracts::model::LineShare,
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ContractId, ContractLineId, CustomerId},
        refusal::Refusal,
    },
};

/// The customers of a line with their shares, in order of allotment.
pub async fn line_shares(
    scope: &mut Scope,
    line: ContractLineId,
) -> Result<Vec<LineShare>, Failure> {
    Ok(sqlx::query_as!(
        LineShare,
        r#"
        select customer_id as "customer_id: CustomerId", billing_split_percent as percent,
            is_rounding
        from contract_line_customer
        where company_id = $1 and contract_line_id = $2
        order by position, customer_id
        "#,
        scope.company(),
        line.0
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Takes the rounding from one customer of a line and gives it to another: in this order, since a
/// line never has two.
pub async fn rounding_move(
    scope: &mut Scope,
    (contract, line): (ContractId, ContractLineId),
    from: CustomerId,
    to: CustomerId,
) -> Result<(), Failure> {
    for (customer, is_rounding) in [(from, false), (to, true)] {
        let moved = sqlx::query!(
            r"
            update contract_line_customer
            set is_rounding = $4
            where company_id = $1 and contract_line_id = $2 and customer_id = $3
                and is_rounding <> $4
            ",
            scope.company(),
            line.0,
            customer.0,
            is_rounding
        )
        .execute(scope.connection())
        .await?
        .rows_affected();
        if moved != 1 {
            return Err(Refusal::Outdated.into());
        }
    }
    sqlx::query!(
        "update contract set version = version + 1 where company_id = $1 and contract_id = $2",
        scope.company(),
        contract.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
