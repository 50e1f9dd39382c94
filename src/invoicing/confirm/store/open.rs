//! SQL of what confirmation reads: details with what stands behind them.

use crate::{
    actuals::model::Actual,
    invoicing::confirm::model::{Agreed, AgreedSource, OpenDetail, Source},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        currency::Currency,
        ids::{
            ActualId, ContractId, ContractLineId, CustomerId, EntryId, InvoiceDetailId, InvoiceId,
            MilestoneSplitId, ProductLineId, ProjectId, ResourceId, RoleId,
        },
        money::DiscountAndFee,
        words::{BillingType, TransactionClass, TransactionType},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::HashSet;

/// Which of these invoices have any detail that is more than a sale as nobody edited it: what was
/// edited, corrected, added or agreed.
pub async fn worked_on(scope: &mut Scope, invoices: &[i64]) -> Result<HashSet<InvoiceId>, Failure> {
    let rows = sqlx::query_scalar!(
        r#"
        select invoice_id as "invoice_id!"
        from invoice_detail
        where company_id = $1 and invoice_id = any($2) and edited_at is not null
        union select invoice_id
        from invoice_detail
        where company_id = $1 and invoice_id = any($2) and corrects_actual_id is not null
        union select invoice_id
        from invoice_detail
        where company_id = $1 and invoice_id = any($2) and added_class is not null
        union select invoice_id
        from invoice_detail
        where company_id = $1 and invoice_id = any($2) and source_milestone_split_id is not null
        union select invoice_id
        from invoice_detail
        where company_id = $1 and invoice_id = any($2) and source_product_line_id is not null
        "#,
        scope.company(),
        invoices
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(InvoiceId).collect())
}

/// The keys of details at which these invoices are cut into pieces of so many details.
pub async fn cuts(scope: &mut Scope, invoices: &[i64], every: i64) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r"
        select d.invoice_detail_id
        from (
            select invoice_detail_id, row_number() over (order by invoice_detail_id) as place
            from invoice_detail
            where company_id = $1 and invoice_id = any($2)
        ) d
        where d.place % $3 = 0
        order by d.invoice_detail_id
        ",
        scope.company(),
        invoices,
        every
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Details of these invoices with what stands behind them, after a key, in key order.
pub async fn open_details(
    scope: &mut Scope,
    invoices: &[i64],
    after: i64,
    limit: i64,
) -> Result<Vec<OpenDetail>, Failure> {
    let mut details = open_sales(scope, invoices, after, limit).await?;
    let mut others = open_agreed(scope, invoices, after, limit).await?;
    others.extend(open_added(scope, invoices, after, limit).await?);
    others.extend(open_corrections(scope, invoices, after, limit).await?);
    if !others.is_empty() {
        details.extend(others);
        details.sort_by_key(|detail| detail.invoice_detail_id);
        details.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(details)
}

/// Details of these invoices that bill unbilled sales, after a key, in key order.
async fn open_sales(
    scope: &mut Scope,
    invoices: &[i64],
    after: i64,
    limit: i64,
) -> Result<Vec<OpenDetail>, Failure> {
    let rows = sqlx::query_as!(
        Behind,
        r"
        select d.invoice_id, d.invoice_detail_id, d.billing_type,
            d.quantity, d.unit_price, d.tax, a.actual_id, a.transaction_type, a.transaction_class,
            a.billing_type as source_billing_type, a.work_on, a.accounted_on,
            a.contract_id, a.contract_line_id, a.customer_id, a.project_id, a.resource_id,
            a.role_id, a.entry_id, a.quantity as source_quantity, a.unit_price as source_unit_price,
            a.amount as source_amount, a.discount_percent, a.fee_percent, a.tax as source_tax,
            a.currency, a.has_price, a.cost_actual_id, a.reverses_actual_id, a.replaces_actual_id,
            a.bills_actual_id, a.added_detail_id, null::bigint as split_id,
            null::bigint as product_line_id
        from invoice_detail d
        join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
        where d.company_id = $1 and d.invoice_id = any($2) and d.invoice_detail_id > $3
            and d.corrects_actual_id is null and d.added_class is null
        order by d.invoice_detail_id
        limit $4
        ",
        scope.company(),
        invoices,
        after,
        limit
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| r.detail(|sale, _| Source::Sale(sale))).collect())
}

/// A detail with the row of the ledger behind it: the sale that it bills, or the one it corrects.
struct Behind {
    invoice_id: i64,
    invoice_detail_id: i64,
    billing_type: BillingType,
    quantity: Decimal,
    unit_price: Decimal,
    tax: Decimal,
    actual_id: i64,
    transaction_type: TransactionType,
    transaction_class: TransactionClass,
    source_billing_type: BillingType,
    work_on: NaiveDate,
    accounted_on: NaiveDate,
    contract_id: Option<i64>,
    contract_line_id: Option<i64>,
    customer_id: Option<i64>,
    project_id: Option<i64>,
    resource_id: Option<i64>,
    role_id: Option<i64>,
    entry_id: Option<i64>,
    source_quantity: Decimal,
    source_unit_price: Decimal,
    source_amount: Decimal,
    discount_percent: Decimal,
    fee_percent: Decimal,
    source_tax: Decimal,
    currency: Currency,
    has_price: bool,
    cost_actual_id: Option<i64>,
    reverses_actual_id: Option<i64>,
    replaces_actual_id: Option<i64>,
    bills_actual_id: Option<i64>,
    added_detail_id: Option<i64>,
    split_id: Option<i64>,
    product_line_id: Option<i64>,
}

impl Behind {
    fn detail(self, source: fn(Actual, Option<Agreed>) -> Source) -> OpenDetail {
        let agreed = self
            .split_id
            .map(|id| Agreed::Milestone(MilestoneSplitId(id)))
            .or(self.product_line_id.map(|id| Agreed::Product(ProductLineId(id))));
        let sale = Actual {
            id: ActualId(self.actual_id),
            transaction_type: self.transaction_type,
            transaction_class: self.transaction_class,
            billing_type: self.source_billing_type,
            work_on: self.work_on,
            accounted_on: self.accounted_on,
            contract_id: self.contract_id.map(ContractId),
            contract_line_id: self.contract_line_id.map(ContractLineId),
            customer_id: self.customer_id.map(CustomerId),
            project_id: self.project_id.map(ProjectId),
            resource_id: self.resource_id.map(ResourceId),
            role_id: self.role_id.map(RoleId),
            entry_id: self.entry_id.map(EntryId),
            retainer_id: None,
            journal_opening_id: None,
            added_detail_id: self.added_detail_id.map(InvoiceDetailId),
            quantity: self.source_quantity,
            unit_price: self.source_unit_price,
            amount: self.source_amount,
            discount_and_fee: DiscountAndFee::new(self.discount_percent, self.fee_percent),
            tax: self.source_tax,
            currency: self.currency,
            has_price: self.has_price,
            cost_actual_id: self.cost_actual_id.map(ActualId),
            reverses_actual_id: self.reverses_actual_id.map(ActualId),
            replaces_actual_id: self.replaces_actual_id.map(ActualId),
            bills_actual_id: self.bills_actual_id.map(ActualId),
            invoice_id: None,
            invoice_detail_id: None,
        };
        OpenDetail {
            invoice_id: InvoiceId(self.invoice_id),
            invoice_detail_id: InvoiceDetailId(self.invoice_detail_id),
            billing_type: self.billing_type,
            quantity: self.quantity,
            unit_price: self.unit_price,
            tax: self.tax,
            source: source(sale, agreed),
        }
    }
}

/// Details of these invoices that bill what was agreed, milestones and product lines, likewise.
async fn open_agreed(
    scope: &mut Scope,
    invoices: &[i64],
    after: i64,
    limit: i64,
) -> Result<Vec<OpenDetail>, Failure> {
    let rows = sqlx::query!(
        r#"
        select d.invoice_id as "invoice_id!", d.invoice_detail_id as "invoice_detail_id!",
            d.billing_type as "billing_type!", d.quantity as "quantity!",
            d.unit_price as "unit_price!", d.tax as "tax!", i.contract_id, l.contract_line_id,
            i.customer_id, coalesce(s.project_id, l.project_id) as "project_id!", d.work_on as "work_on!",
            d.currency as "currency!: Currency", s.milestone_split_id is not null as "is_milestone!"
        from (
            (
                select m.*
                from invoice_detail m
                where m.company_id = $1 and m.invoice_id = any($2) and m.invoice_detail_id > $3
                    and m.source_milestone_split_id is not null and m.corrects_actual_id is null
                order by m.invoice_detail_id
                limit $4
            )
            union all (
                select p.*
                from invoice_detail p
                where p.company_id = $1 and p.invoice_id = any($2) and p.invoice_detail_id > $3
                    and p.source_product_line_id is not null and p.corrects_actual_id is null
                order by p.invoice_detail_id
                limit $4
            )
        ) d
        join invoice i on i.company_id = $1 and i.invoice_id = d.invoice_id
        join contract_line l on l.company_id = $1 and l.contract_line_id = d.contract_line_id
        left join milestone_split s on s.company_id = $1
            and s.milestone_split_id = d.source_milestone_split_id
        order by d.invoice_detail_id
        limit $4
        "#,
        scope.company(),
        invoices,
        after,
        limit
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| OpenDetail {
            invoice_id: InvoiceId(r.invoice_id),
            invoice_detail_id: InvoiceDetailId(r.invoice_detail_id),
            billing_type: r.billing_type,
            quantity: r.quantity,
            unit_price: r.unit_price,
            tax: r.tax,
            source: Source::Agreed(AgreedSource {
                transaction_class: if r.is_milestone {
                    TransactionClass::Milestone
                } else {
                    TransactionClass::Material
                },
                contract_id: ContractId(r.contract_id),
                contract_line_id: ContractLineId(r.contract_line_id),
                customer_id: CustomerId(r.customer_id),
                project_id: ProjectId(r.project_id),
                agreed_on: r.work_on,
                currency: r.currency,
            }),
        })
        .collect())
}

/// Details of these invoices that correct billed sales, after a key, in key order.
async fn open_corrections(
    scope: &mut Scope,
    invoices: &[i64],
    after: i64,
    limit: i64,
) -> Result<Vec<OpenDetail>, Failure> {
    let rows = sqlx::query_as!(
        Behind,
        r#"
        select d.invoice_id, d.invoice_detail_id, d.billing_type,
            d.quantity, d.unit_price, d.tax, b.actual_id, b.transaction_type, b.transaction_class,
            b.billing_type as source_billing_type, b.work_on, b.accounted_on,
            b.contract_id, b.contract_line_id, b.customer_id, b.project_id, b.resource_id,
            b.role_id, b.entry_id, b.quantity as source_quantity, b.unit_price as source_unit_price,
            b.amount as source_amount, b.discount_percent, b.fee_percent, b.tax as source_tax,
            b.currency,
            coalesce(u.has_price, true) as "has_price!", u.cost_actual_id as "cost_actual_id?",
            null::bigint as reverses_actual_id, null::bigint as replaces_actual_id,
            b.bills_actual_id, b.added_detail_id, o.source_milestone_split_id as "split_id?",
            o.source_product_line_id as "product_line_id?"
        from invoice_detail d
        join actual b on b.company_id = d.company_id and b.actual_id = d.corrects_actual_id
        left join actual u on u.company_id = b.company_id and u.actual_id = b.bills_actual_id
        left join invoice_detail o on o.company_id = b.company_id
            and o.invoice_detail_id = b.invoice_detail_id
        where d.company_id = $1 and d.invoice_id = any($2) and d.invoice_detail_id > $3
            and d.corrects_actual_id is not null
        order by d.invoice_detail_id
        limit $4
        "#,
        scope.company(),
        invoices,
        after,
        limit
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| r.detail(Source::Billed)).collect())
}

/// Details of these invoices that were written by hand, likewise: with the row that they begin with.
async fn open_added(
    scope: &mut Scope,
    invoices: &[i64],
    after: i64,
    limit: i64,
) -> Result<Vec<OpenDetail>, Failure> {
    let rows = sqlx::query_as!(
        Behind,
        r#"
        select d.invoice_id, d.invoice_detail_id, d.billing_type,
            d.quantity, d.unit_price, d.tax, 0::bigint as "actual_id!",
            case
                when l.billing_method = 'fixed_price' then 'billed_sales'::transaction_type
                else 'unbilled_sales'
            end as "transaction_type!", d.added_class as "transaction_class!",
            d.billing_type as source_billing_type, d.work_on,
            d.work_on as accounted_on, i.contract_id as "contract_id?",
            d.contract_line_id as "contract_line_id?", i.customer_id as "customer_id?",
            l.project_id as "project_id?", d.added_resource_id as resource_id,
            d.added_role_id as role_id, null::bigint as entry_id, d.quantity as source_quantity,
            d.unit_price as source_unit_price, d.amount as source_amount, d.discount_percent,
            d.fee_percent,
            0::numeric as "source_tax!", d.currency,
            true as "has_price!", null::bigint as cost_actual_id,
            null::bigint as reverses_actual_id, null::bigint as replaces_actual_id,
            null::bigint as bills_actual_id, d.invoice_detail_id as "added_detail_id?",
            null::bigint as split_id, null::bigint as product_line_id
        from invoice_detail d
        join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
        join contract_line l on l.company_id = d.company_id
            and l.contract_line_id = d.contract_line_id
        where d.company_id = $1 and d.invoice_id = any($2) and d.invoice_detail_id > $3
            and d.added_class is not null
        order by d.invoice_detail_id
        limit $4
        "#,
        scope.company(),
        invoices,
        after,
        limit
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| r.detail(|planned, _| Source::Added(planned))).collect())
}
