//! SQL of confirmation: numbers, the move, and what is known beforehand.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

pub mod corrections;
mod limits;
mod many;
pub mod open;

pub use limits::raised;
pub use many::{failed_keep, scheduled};

use crate::{
    invoicing::rules::Transition,
    platform::{failure::Failure, scope::Scope},
    vocabulary::{ids::InvoiceId, refusal::Refusal, words::InvoiceState},
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

/// Draws the next numbers, as many as asked, without a gap; answers the first.
pub async fn draw_numbers(scope: &mut Scope, count: i64) -> Result<i64, Failure> {
    let last = sqlx::query_scalar!(
        r"
        update invoice_counter
        set last_number = last_number + $2
        where company_id = $1
        returning last_number
        ",
        scope.company(),
        count
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(last - count + 1)
}

/// What an invoice is confirmed with.
pub struct Final {
    /// Which.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub number: i64,
    /// Chargeable sum.
    pub amount: Decimal,
    /// Of it.
    pub tax: Decimal,
    /// When it counts in the books.
    pub accounted_on: NaiveDate,
    /// From Draft or In review to Confirmed.
    pub transition: Transition,
}

/// Moves invoices that are still where their transition begins; anything less is `Outdated`.
pub async fn invoice_confirm(
    scope: &mut Scope,
    finals: &[Final],
    person: Option<i64>,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    scope.keep_plans(true).await?;
    let moved = sqlx::query!(
        r"
        with asked as (
            delete from invoice_confirmation where company_id = $1 and invoice_id = any($2)
        )
        update invoice i
        set state = r.to_state, invoice_number = r.number, amount = r.amount, tax = r.tax,
            accounted_on = r.accounted_on, confirmed_by = $9, confirmed_at = $10,
            version = i.version + 1
        from unnest(
            $2::bigint[], $3::bigint[], $4::numeric[], $5::numeric[], $6::date[],
            $7::invoice_state[], $8::invoice_state[]
        ) r (invoice_id, number, amount, tax, accounted_on, from_state, to_state)
        where i.company_id = $1 and i.invoice_id = any($2) and i.invoice_id = r.invoice_id
            and i.state = r.from_state
        ",
        scope.company(),
        &finals.iter().map(|f| f.invoice_id.0).collect::<Vec<_>>(),
        &finals.iter().map(|f| f.number).collect::<Vec<_>>(),
        &finals.iter().map(|f| f.amount).collect::<Vec<_>>(),
        &finals.iter().map(|f| f.tax).collect::<Vec<_>>(),
        &finals.iter().map(|f| f.accounted_on).collect::<Vec<_>>(),
        finals.iter().map(|f| f.transition.from()).collect::<Vec<_>>() as Vec<InvoiceState>,
        finals.iter().map(|f| f.transition.to()).collect::<Vec<_>>() as Vec<InvoiceState>,
        person,
        now
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    scope.keep_plans(false).await?;
    if usize::try_from(moved).ok() == Some(finals.len()) {
        Ok(())
    } else {
        Err(Refusal::Outdated.into())
    }
}

/// When the invoice of a number was confirmed.
pub async fn confirmed_at(
    scope: &mut Scope,
    number: i64,
) -> Result<Option<DateTime<Utc>>, Failure> {
    let at = sqlx::query_scalar!(
        "select confirmed_at from invoice where company_id = $1 and invoice_number = $2",
        scope.company(),
        number
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(at.flatten())
}

/// What should be known of an invoice before it is confirmed: milestones that complete with nothing
/// billed, and how many entries behind its details their authors ask back.
pub async fn told_before(
    scope: &mut Scope,
    invoice: InvoiceId,
) -> Result<(Vec<String>, i64), Failure> {
    let milestones = sqlx::query_scalar!(
        r"
        select m.name
        from invoice_detail d
        join milestone_split s on s.company_id = d.company_id
            and s.milestone_split_id = d.source_milestone_split_id
        join milestone m on m.company_id = s.company_id and m.milestone_id = s.milestone_id
        where d.company_id = $1 and d.invoice_id = $2 and d.billing_type <> 'chargeable'
        order by s.milestone_on, m.name
        ",
        scope.company(),
        invoice.0
    )
    .fetch_all(scope.connection())
    .await?;
    let recalls = sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from invoice_detail d
        join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
        join entry e on e.company_id = a.company_id and e.entry_id = a.entry_id
        where d.company_id = $1 and d.invoice_id = $2 and e.state = 'recall_requested'
        "#,
        scope.company(),
        invoice.0
    )
    .fetch_one(scope.connection())
    .await?;
    Ok((milestones, recalls))
}
