//! SQL of the ledger: insert and read.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use super::model::Actual;
use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        currency::Currency,
        ids::{
            ActualId, ContractId, ContractLineId, CustomerId, EntryId, InvoiceDetailId, InvoiceId,
            JournalOpeningId, ProjectId, ResourceId, RetainerId, RoleId,
        },
        money::DiscountAndFee,
        words::{BillingType, TransactionClass, TransactionType},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use sqlx::PgConnection;

/// Keys for rows about to be written, in ascending order.
pub async fn actual_ids(conn: &mut PgConnection, count: i64) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r#"select array(select nextval('actual_id_seq') from generate_series(1::bigint, $1)) as "ids!""#,
        count
    )
    .fetch_one(conn)
    .await?)
}

/// Keys that not every row has. An array that ends before the others goes on with nulls: where no row
/// has one, none is sent.
macro_rules! keys {
    ($rows:ident, $key:ident) => {
        if $rows.iter().all(|r| r.$key.is_none()) {
            Vec::new()
        } else {
            $rows.iter().map(|r| r.$key.map(|id| id.0)).collect::<Vec<_>>()
        }
    };
}

/// Writes rows of the ledger in one statement. Arrays are taken apart one beside the other in the
/// list of columns: as one table of so many columns each would be written down first, and read again.
pub async fn actual_insert(scope: &mut Scope, rows: &[Actual]) -> Result<(), Failure> {
    macro_rules! column {
        ($ty:ty, |$row:ident| $value:expr) => {
            rows.iter().map(|$row| $value).collect::<Vec<$ty>>()
        };
    }
    sqlx::query!(
        r"
        insert into actual (
            company_id, actual_id, transaction_type, transaction_class, billing_type, work_on,
            accounted_on, contract_id, contract_line_id, customer_id, project_id, resource_id,
            role_id, entry_id, quantity, unit_price, amount, tax, currency, cost_actual_id,
            reverses_actual_id, replaces_actual_id, bills_actual_id, invoice_id, invoice_detail_id,
            retainer_id, journal_opening_id, added_detail_id, has_price, discount_percent,
            fee_percent
        )
        select $1, unnest($2::bigint[]), unnest($3::transaction_type[]),
            unnest($4::transaction_class[]), unnest($5::billing_type[]), unnest($6::date[]),
            unnest($7::date[]), unnest($8::bigint[]), unnest($9::bigint[]), unnest($10::bigint[]),
            unnest($11::bigint[]), unnest($12::bigint[]), unnest($13::bigint[]),
            unnest($14::bigint[]), unnest($15::numeric[]), unnest($16::numeric[]),
            unnest($17::numeric[]), unnest($18::numeric[]), unnest($19::text[]),
            unnest($20::bigint[]), unnest($21::bigint[]), unnest($22::bigint[]),
            unnest($23::bigint[]), unnest($24::bigint[]), unnest($25::bigint[]),
            unnest($26::bigint[]), unnest($27::bigint[]), unnest($28::bigint[]),
            unnest($29::boolean[]), unnest($30::numeric[]), unnest($31::numeric[])
        ",
        scope.company(),
        &column!(i64, |r| r.id.0),
        column!(TransactionType, |r| r.transaction_type) as Vec<TransactionType>,
        column!(TransactionClass, |r| r.transaction_class) as Vec<TransactionClass>,
        column!(BillingType, |r| r.billing_type) as Vec<BillingType>,
        &column!(NaiveDate, |r| r.work_on),
        &column!(NaiveDate, |r| r.accounted_on),
        &keys!(rows, contract_id) as &[Option<i64>],
        &keys!(rows, contract_line_id) as &[Option<i64>],
        &keys!(rows, customer_id) as &[Option<i64>],
        &keys!(rows, project_id) as &[Option<i64>],
        &keys!(rows, resource_id) as &[Option<i64>],
        &keys!(rows, role_id) as &[Option<i64>],
        &keys!(rows, entry_id) as &[Option<i64>],
        &column!(Decimal, |r| r.quantity),
        &column!(Decimal, |r| r.unit_price),
        &column!(Decimal, |r| r.amount),
        &column!(Decimal, |r| r.tax),
        column!(Currency, |r| r.currency) as Vec<Currency>,
        &keys!(rows, cost_actual_id) as &[Option<i64>],
        &keys!(rows, reverses_actual_id) as &[Option<i64>],
        &keys!(rows, replaces_actual_id) as &[Option<i64>],
        &keys!(rows, bills_actual_id) as &[Option<i64>],
        &keys!(rows, invoice_id) as &[Option<i64>],
        &keys!(rows, invoice_detail_id) as &[Option<i64>],
        &keys!(rows, retainer_id) as &[Option<i64>],
        &keys!(rows, journal_opening_id) as &[Option<i64>],
        &keys!(rows, added_detail_id) as &[Option<i64>],
        &column!(bool, |r| r.has_price),
        &column!(Decimal, |r| r.discount_and_fee.discount_percent),
        &column!(Decimal, |r| r.discount_and_fee.fee_percent),
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Takes the sales on these invoices back and bills them as they stand: writes the rows that
/// `rules::reversal` and `rules::billed` say, out of the sales themselves. They are most of what is
/// confirmed, and neither travel here nor back. Keys follow the details.
pub async fn sales_bill(
    scope: &mut Scope,
    invoices: &[(InvoiceId, NaiveDate)],
    (after, up_to): (i64, i64),
) -> Result<u64, Failure> {
    let written = sqlx::query!(
        r"
        insert into actual (
            company_id, transaction_type, transaction_class, billing_type, work_on, accounted_on,
            contract_id, contract_line_id, customer_id, project_id, resource_id, role_id, entry_id,
            added_detail_id, quantity, unit_price, amount, tax, currency, has_price,
            discount_percent, fee_percent, reverses_actual_id, bills_actual_id, invoice_id,
            invoice_detail_id
        )
        select $1, w.transaction_type, s.transaction_class, s.billing_type, s.work_on,
            s.billed_on, s.contract_id, s.contract_line_id, s.customer_id, s.project_id,
            s.resource_id, s.role_id, s.entry_id, s.added_detail_id, w.quantity, s.unit_price,
            w.amount, w.tax, s.currency, s.has_price, s.discount_percent, s.fee_percent,
            w.reverses_actual_id, w.bills_actual_id, s.on_invoice_id, s.on_detail_id
        from (
            select a.*, i.accounted_on as billed_on, c.invoice_id as on_invoice_id,
                c.invoice_detail_id as on_detail_id, c.tax as detail_tax
            from unnest($2::bigint[], $3::date[]) i (invoice_id, accounted_on)
            join unedited_claim c on c.company_id = $1 and c.invoice_id = i.invoice_id
            join actual a on a.company_id = $1 and a.actual_id = c.source_actual_id
                and (a.quantity, a.unit_price, a.billing_type)
                    is not distinct from (c.quantity, c.unit_price, c.billing_type)
            where c.invoice_detail_id > $4 and c.invoice_detail_id <= $5
            order by c.invoice_detail_id
        ) s
        cross join lateral (
            values
                (
                    'unbilled_sales'::transaction_type, -s.quantity, -s.amount, -s.tax,
                    s.actual_id, null::bigint
                ),
                ('billed_sales', s.quantity, s.amount, s.detail_tax, null, s.actual_id)
        ) w (transaction_type, quantity, amount, tax, reverses_actual_id, bills_actual_id)
        ",
        scope.company(),
        &invoices.iter().map(|(invoice, _)| invoice.0).collect::<Vec<_>>(),
        &invoices.iter().map(|(_, accounted_on)| *accounted_on).collect::<Vec<_>>(),
        after,
        up_to
    )
    .execute(scope.connection())
    .await?;
    Ok(written.rows_affected() / 2)
}

/// Rows of these entries that still stand: costs and unbilled sales that nothing took back; and all
/// of these openings.
pub async fn standing(
    scope: &mut Scope,
    entries: &[i64],
    openings: &[i64],
) -> Result<Vec<Actual>, Failure> {
    let rows = sqlx::query_as!(
        Standing,
        r"
        select a.actual_id, a.transaction_type, a.transaction_class,
            a.billing_type, a.work_on, a.accounted_on, a.contract_id,
            a.contract_line_id, a.customer_id, a.project_id, a.resource_id, a.role_id, a.entry_id,
            a.quantity, a.unit_price, a.amount, a.tax, a.currency,
            a.cost_actual_id, a.has_price, a.replaces_actual_id, a.retainer_id,
            a.journal_opening_id, a.added_detail_id, a.discount_percent, a.fee_percent
        from actual a
        where a.company_id = $1
            and a.actual_id in (
                select o.actual_id
                from actual o
                where o.company_id = $1 and o.entry_id = any($2) and o.entry_id is not null
                    and o.reverses_actual_id is null and o.bills_actual_id is null
                union all select o.actual_id
                from actual o
                where o.company_id = $1 and o.journal_opening_id = any($3)
                    and o.journal_opening_id is not null and o.reverses_actual_id is null
            )
            and not exists (
                select
                from actual r
                where r.company_id = a.company_id and r.reverses_actual_id = a.actual_id
            )
        order by a.actual_id
        ",
        scope.company(),
        entries,
        openings
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(Actual::from).collect())
}

/// Unbilled sales by key, as they were written.
pub async fn sales(scope: &mut Scope, ids: &[i64]) -> Result<Vec<Actual>, Failure> {
    let rows = sqlx::query_as!(
        Standing,
        r"
        select a.actual_id, a.transaction_type, a.transaction_class,
            a.billing_type, a.work_on, a.accounted_on, a.contract_id,
            a.contract_line_id, a.customer_id, a.project_id, a.resource_id, a.role_id, a.entry_id,
            a.quantity, a.unit_price, a.amount, a.tax, a.currency,
            a.cost_actual_id, a.has_price, a.replaces_actual_id, a.retainer_id,
            a.journal_opening_id, a.added_detail_id, a.discount_percent, a.fee_percent
        from actual a
        where a.company_id = $1 and a.actual_id = any($2)
            and a.transaction_type = 'unbilled_sales' and a.reverses_actual_id is null
        order by a.actual_id
        ",
        scope.company(),
        ids
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(Actual::from).collect())
}

/// A row that stands, as the database gives it.
struct Standing {
    actual_id: i64,
    transaction_type: TransactionType,
    transaction_class: TransactionClass,
    billing_type: BillingType,
    work_on: NaiveDate,
    accounted_on: NaiveDate,
    contract_id: Option<i64>,
    contract_line_id: Option<i64>,
    customer_id: Option<i64>,
    project_id: Option<i64>,
    resource_id: Option<i64>,
    role_id: Option<i64>,
    entry_id: Option<i64>,
    quantity: Decimal,
    unit_price: Decimal,
    amount: Decimal,
    discount_percent: Decimal,
    fee_percent: Decimal,
    tax: Decimal,
    currency: Currency,
    cost_actual_id: Option<i64>,
    has_price: bool,
    replaces_actual_id: Option<i64>,
    retainer_id: Option<i64>,
    journal_opening_id: Option<i64>,
    added_detail_id: Option<i64>,
}

impl From<Standing> for Actual {
    fn from(r: Standing) -> Self {
        Self {
            id: ActualId(r.actual_id),
            transaction_type: r.transaction_type,
            transaction_class: r.transaction_class,
            billing_type: r.billing_type,
            work_on: r.work_on,
            accounted_on: r.accounted_on,
            contract_id: r.contract_id.map(ContractId),
            contract_line_id: r.contract_line_id.map(ContractLineId),
            customer_id: r.customer_id.map(CustomerId),
            project_id: r.project_id.map(ProjectId),
            resource_id: r.resource_id.map(ResourceId),
            role_id: r.role_id.map(RoleId),
            entry_id: r.entry_id.map(EntryId),
            retainer_id: r.retainer_id.map(RetainerId),
            journal_opening_id: r.journal_opening_id.map(JournalOpeningId),
            added_detail_id: r.added_detail_id.map(InvoiceDetailId),
            quantity: r.quantity,
            unit_price: r.unit_price,
            amount: r.amount,
            discount_and_fee: DiscountAndFee::new(r.discount_percent, r.fee_percent),
            tax: r.tax,
            currency: r.currency,
            has_price: r.has_price,
            cost_actual_id: r.cost_actual_id.map(ActualId),
            reverses_actual_id: None,
            replaces_actual_id: r.replaces_actual_id.map(ActualId),
            bills_actual_id: None,
            invoice_id: None,
            invoice_detail_id: None,
        }
    }
}
